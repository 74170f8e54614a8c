//! What was found for one claim: the documents it cites, those in its folder, those its leaf lists, and its figures.
//!
//! Gathers only; whether that is enough is said by [`crate::verdict`], what is wrong with it by the finding modules.

use std::collections::BTreeSet;

use model::{
    DocumentNumber,
    criteria::Level,
    dossier::EvidenceDocument,
    facts::{Citation, Recognition},
    verdict::{Evidence, MissingEvidence, OpenCondition},
};

use crate::{
    body,
    cited::{Cited, CitedDocument, Found},
    context::Context,
    holdings::NumberMatch,
    own,
    recompute::Asked,
    required::{Requirement, requirements},
    scoring::{Scoring, Whose},
    sheet::Claim,
};

/// What was found for one claim.
pub(crate) struct Examination<'a> {
    /// The claim.
    pub(crate) claim: &'a Claim<'a>,
    /// Its citations, each number once, in the order of the numbers.
    pub(crate) cited: Vec<Cited<'a>>,
    /// The documents that the unit named for the criterion, of which anything is known, ordered by path.
    pub(crate) filed: Vec<&'a EvidenceDocument>,
    /// The documents that the criteria set lists for it.
    pub(crate) requirements: Vec<Requirement<'a>>,
    /// Whether the unit brings forward a document that may stand in for a listed one.
    has_substitute: bool,
    /// What the rule gives for the figures found.
    pub(crate) scoring: Scoring<'a>,
}

impl<'a> Examination<'a> {
    /// Gathers what there is for a claim.
    pub(crate) fn of(claim: &'a Claim<'a>, context: &Context<'a>) -> Self {
        let holdings = context.holdings;
        let explanation = claim.explanation();
        let cited: Vec<_> = claim
            .citations()
            .into_iter()
            .map(|citation| Cited::find(citation, explanation.as_deref(), context))
            .collect();
        let filed: Vec<_> = holdings
            .filed_under(claim.code())
            .iter()
            .copied()
            .filter(|document| !holdings.is_unread(document) || is_recognisable(document))
            .collect();
        let brought_forward = ordered(filed.iter().chain(cited.iter().flat_map(Cited::content)));
        let others: Vec<_> = holdings
            .described
            .iter()
            .filter(|described| !is_among(described.document, &brought_forward))
            .collect();
        let described: Vec<_> =
            brought_forward.iter().map(|document| holdings.describe(document)).collect();
        let requirements = requirements(claim.leaf, &described, &others, context.round.year());
        let listed: Vec<_> = ordered(
            requirements
                .iter()
                .flat_map(|requirement| &requirement.documents)
                .filter(|document| !is_among(document, &brought_forward)),
        );
        let may_be_listed = |requirement: &Requirement<'_>| !requirement.possible.is_empty();
        let is_incomplete = requirements.iter().any(may_be_listed)
            || cited.iter().any(|cited| matches!(cited.found, Found::Nothing))
            || brought_forward.iter().any(|document| holdings.is_unread(document));
        let level = context.set.head().level;
        let scoring = Scoring::of(
            claim.leaf,
            claim.points,
            &brought_forward,
            &listed,
            is_incomplete,
            Whose { unit: context.name, level },
            context.round,
        );
        let has_substitute =
            has_substitute(&cited, &filed, &requirements, claim.leaf.other_evidence_allowed, level);
        Self { claim, cited, filed, requirements, has_substitute, scoring }
    }

    /// The documents that back the claim with all that is inside them: cited, filed or listed; ordered by path.
    pub(crate) fn documents(&self) -> Vec<&'a EvidenceDocument> {
        let cited = self.cited.iter().flat_map(Cited::content);
        let listed = self.requirements.iter().flat_map(Requirement::all);
        ordered(cited.chain(&self.filed).chain(listed))
    }

    /// One file for each document that backs the claim, no content twice, ordered by path.
    pub(crate) fn shown(&self) -> Vec<&'a EvidenceDocument> {
        let cited = self.cited.iter().filter_map(Cited::document).map(CitedDocument::shown);
        let filed = self.filed.iter().copied();
        let listed =
            self.requirements.iter().flat_map(|requirement| &requirement.documents).copied();
        let candidates: Vec<_> = cited.chain(filed).chain(listed).collect();
        let mut seen = BTreeSet::new();
        ordered(&candidates)
            .into_iter()
            .filter(|document| !self.is_other_file_of_cited(document))
            .filter(|document| seen.insert(document.sha256))
            .collect()
    }

    /// Those of them that a unit of this level must have made itself.
    pub(crate) fn of_own_making(&self, level: Level) -> Vec<&'a EvidenceDocument> {
        let mut own = self.shown();
        own.retain(|document| own::is_own_making(document, level));
        own
    }

    /// Whether a document is a copy of a cited one, or lies inside it, but is not the file shown for it.
    fn is_other_file_of_cited(&self, document: &EvidenceDocument) -> bool {
        self.cited
            .iter()
            .filter_map(Cited::document)
            .any(|cited| is_among(document, &cited.content) && cited.shown().file != document.file)
    }

    /// Those documents as evidence.
    pub(crate) fn evidence(&self) -> Vec<Evidence> {
        let mut evidence: Vec<_> =
            self.documents().into_iter().map(|document| own::evidence(document, None)).collect();
        evidence.extend(self.scoring.figures().map(|figure| figure.stated().evidence));
        evidence.sort();
        evidence.dedup();
        evidence
    }

    /// The citations that no document bears.
    pub(crate) fn missing_citations(&self) -> impl Iterator<Item = &'a Citation> {
        self.cited
            .iter()
            .filter(|cited| matches!(cited.found, Found::Nothing))
            .map(|cited| cited.citation)
    }

    /// Whether there is neither a document nor a citation of one, but for laws and the like that back no claim alone.
    pub(crate) fn brings_nothing(&self) -> bool {
        self.documents().is_empty() && self.missing_citations().next().is_none()
    }

    /// The listed documents that are not there and that nothing stands in for.
    pub(crate) fn missing_requirements(&self) -> Vec<&Requirement<'a>> {
        if self.is_waived() || self.has_substitute { Vec::new() } else { self.unserved() }
    }

    /// What the claim needs and does not have.
    pub(crate) fn missing(&self) -> Vec<MissingEvidence> {
        let cited = self
            .missing_citations()
            .map(|citation| MissingEvidence::CitedDocument { number: citation.number.clone() });
        cited.chain(self.missing_beyond_citations()).collect()
    }

    /// What the claim needs and does not have, apart from what it cites.
    pub(crate) fn missing_beyond_citations(&self) -> Vec<MissingEvidence> {
        let listed = self.missing_requirements().into_iter().map(|requirement| {
            MissingEvidence::RequiredDocument {
                name: requirement.item.name.clone(),
                period: requirement.item.kind.period,
            }
        });
        let missing = if self.may_state_more() { &[] } else { self.scoring.missing() };
        let figures = missing.iter().map(|Asked { metric, scope }| MissingEvidence::Figure {
            metric: metric.clone(),
            scope: *scope,
        });
        listed.chain(figures).collect()
    }

    /// What is left for a person to decide about evidence that is there.
    pub(crate) fn open(&self) -> Vec<OpenCondition> {
        let mut open: Vec<_> = self.scoring.open().collect();
        for cited in &self.cited {
            let Some(document) = cited.document() else { continue };
            let number = &cited.citation.number;
            if cited.citation.repaired {
                open.push(OpenCondition::RepairedNumber { cited: number.clone() });
            }
            if document.how == NumberMatch::IgnoringZeros {
                let same = |found: &DocumentNumber| found.eq_ignoring_zeros(number);
                if let Some(found) = own::numbers(document.shown()).into_iter().find(same) {
                    open.push(OpenCondition::LeadingZeros { cited: number.clone(), found });
                }
            }
            if let Some(found) = scanned_number(cited.citation, document) {
                open.push(OpenCondition::ScannedNumber { cited: number.clone(), found });
            }
        }
        if !self.is_waived() {
            let missing = self.unserved().into_iter().filter(|_| self.has_substitute);
            open.extend(missing.map(|requirement| OpenCondition::OtherEvidence {
                instead_of: requirement.item.name.clone(),
            }));
            open.extend(self.doubtful().map(|requirement| OpenCondition::ScannedAbstract {
                item: requirement.item.name.clone(),
                files: requirement.possible.iter().map(|document| document.file.clone()).collect(),
            }));
        }
        if self.may_state_more() {
            open.extend(self.scoring.missing().iter().map(|Asked { metric, scope }| {
                OpenCondition::FigureNeeded { metric: metric.clone(), scope: *scope }
            }));
        }
        if let (Some(text), false) = (&self.claim.leaf.explain_if, open.is_empty()) {
            open.push(OpenCondition::ExplainIf { text: text.clone() });
        }
        open
    }

    fn unserved(&self) -> Vec<&Requirement<'a>> {
        self.requirements.iter().filter(|requirement| requirement.is_missing()).collect()
    }

    /// The listed documents that scans may be whose abstracts were not read well enough.
    fn doubtful(&self) -> impl Iterator<Item = &Requirement<'a>> {
        self.requirements
            .iter()
            .filter(|requirement| requirement.is_unserved() && !requirement.possible.is_empty())
    }

    /// Whether a scan that may be a listed document may state the figures that are missing.
    fn may_state_more(&self) -> bool {
        !self.is_waived() && self.doubtful().next().is_some()
    }

    /// Whether a document is there that alone stands in for all others.
    fn is_waived(&self) -> bool {
        self.requirements.iter().any(|requirement| {
            requirement.item.instead_of_others && !requirement.documents.is_empty()
        })
    }
}

/// The number of a cited document where a scan makes it doubtful that it is the one that was cited.
fn scanned_number(citation: &Citation, document: &CitedDocument<'_>) -> Option<DocumentNumber> {
    let is_doubtful = |recognition: &Option<Recognition>| {
        recognition.as_ref().is_some_and(Recognition::is_doubtful)
    };
    // A copy that holds its number as text, or a message around it, leaves no doubt.
    let own = |file: &&EvidenceDocument| {
        is_doubtful(&file.facts.header.number_recognition) && own::trusted_number(file).is_none()
    };
    let is_misread = document.how == NumberMatch::OneSignOff
        || is_doubtful(&citation.recognition)
        || document.files.iter().all(own);
    let header = &document.shown().facts.header;
    is_misread.then(|| header.number.clone().unwrap_or_else(|| citation.number.clone()))
}

/// Whether the unit brings forward a document that may stand in for a listed one: any further one where the set admits
/// further ones, else one that says too little of itself to be recognised. What comes from above is cited as a basis.
fn has_substitute(
    cited: &[Cited<'_>],
    filed: &[&EvidenceDocument],
    requirements: &[Requirement<'_>],
    other_evidence_allowed: bool,
    level: Level,
) -> bool {
    let may_stand_in = |files: &[&EvidenceDocument]| {
        let serves = requirements
            .iter()
            .any(|requirement| files.iter().any(|file| is_among(file, &requirement.documents)));
        let is_basis = files
            .iter()
            .any(|file| own::issuer(file).is_some_and(|(name, _)| body::is_above(name, level)));
        let is_recognised = files.iter().any(|file| is_recognisable(file));
        !files.is_empty() && !serves && !is_basis && (other_evidence_allowed || !is_recognised)
    };
    cited.iter().any(|cited| may_stand_in(cited.content()))
        || filed.iter().any(|document| may_stand_in(&[document]))
}

/// Whether a document says of itself what it is.
fn is_recognisable(document: &EvidenceDocument) -> bool {
    own::subject(document).is_some() && own::doc_type(document).is_some()
}

fn ordered<'a: 'b, 'b>(
    documents: impl IntoIterator<Item = &'b &'a EvidenceDocument>,
) -> Vec<&'a EvidenceDocument> {
    let mut documents: Vec<_> = documents.into_iter().copied().collect();
    documents.sort_by_key(|document| &document.file);
    documents.dedup_by_key(|document| &document.file);
    documents
}

fn is_among(document: &EvidenceDocument, documents: &[&EvidenceDocument]) -> bool {
    documents.iter().any(|other| other.file == document.file)
}
