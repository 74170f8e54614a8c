//! What must be found in a generated unit, and what unread files make of it.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    CriterionCode, DocumentNumber,
    dossier::FilePath,
    facts::DocType,
    finding::{FindingCode, Subject},
    verdict::VerdictKind,
};

/// What must be found in one unit, and nothing else.
#[derive(Debug, Default)]
pub struct UnitTruth {
    /// The findings.
    pub findings: Vec<ExpectedFinding>,
    /// The verdicts of claims above 0.
    pub claims: BTreeMap<CriterionCode, ClaimTruth>,
}

/// A finding that must be there.
#[derive(Debug, Clone)]
pub struct ExpectedFinding {
    /// The leaf; none where it is about the whole sheet.
    pub criterion: Option<CriterionCode>,
    /// What is wrong.
    pub code: FindingCode,
    /// With what.
    pub subject: Subject,
    /// The words that must be quoted, and in which file; none where the finding is about what is not there.
    pub place: Option<(FilePath, String)>,
    /// What the claim lacks, where the finding says that something is not there.
    pub(super) lack: Option<Lack>,
}

/// The verdict that a claim must get.
#[derive(Debug, Clone)]
pub struct ClaimTruth {
    /// Which.
    pub verdict: VerdictKind,
    /// What it would be without unread files, where it waits for them.
    pub otherwise: VerdictKind,
    /// The files that it must rest on, and no others.
    pub files: BTreeSet<FilePath>,
    /// The figure's words that it must rest on, where figures decide.
    pub quote: Option<String>,
    /// The unread files that it waits for.
    pub unread: BTreeSet<FilePath>,
    pub(super) lacks: Vec<Lack>,
}

/// What a claim lacks: it decides which unread files could hold it.
#[derive(Debug, Clone)]
pub(super) enum Lack {
    /// Everything: no document at all is brought forward.
    Everything,
    /// The document with this number.
    Citation(DocumentNumber),
    /// A document of one of these types.
    Kinds(Vec<DocType>),
    /// A figure, which any document can state.
    Figure,
    /// What stands in this file of its own, which was not read in full.
    Own(FilePath),
}

/// A file that was not read in full.
#[derive(Debug, Clone)]
pub(super) struct UnreadFile {
    pub(super) file: FilePath,
    /// Number and type that a message header gives it.
    pub(super) message: Option<(DocumentNumber, DocType)>,
    /// Whether it is the sheet, of which some rows were not understood: these hide citations, but no document.
    pub(super) is_sheet: bool,
}

impl UnreadFile {
    /// Whether what is lacking could be in this file.
    fn could_hold(&self, lack: &Lack) -> bool {
        match lack {
            Lack::Everything => true,
            Lack::Citation(number) => {
                let is_it = |(own, _): &(DocumentNumber, DocType)| own == number;
                !self.is_sheet && self.message.as_ref().is_none_or(is_it)
            }
            Lack::Kinds(kinds) => {
                let is_one = |(_, own): &(DocumentNumber, DocType)| kinds.contains(own);
                !self.is_sheet && self.message.as_ref().is_none_or(is_one)
            }
            Lack::Figure => !self.is_sheet,
            Lack::Own(file) => self.file == *file,
        }
    }
}

impl UnitTruth {
    /// Says of everything that lacks something whether it waits for unread files instead.
    pub(super) fn hold_open(&mut self, unread: &[UnreadFile]) {
        for claim in self.claims.values_mut() {
            let could_matter =
                |file: &&UnreadFile| claim.lacks.iter().any(|lack| file.could_hold(lack));
            if claim.verdict != VerdictKind::Contradicted {
                claim.unread =
                    unread.iter().filter(could_matter).map(|file| file.file.clone()).collect();
            }
            if !claim.unread.is_empty() {
                claim.verdict = VerdictKind::Undecidable;
            }
        }
        self.findings.retain_mut(|finding| {
            let Some(lack) = &finding.lack else { return true };
            if !unread.iter().any(|file| file.could_hold(lack)) {
                return true;
            }
            let is_accusation = finding.code != FindingCode::ExplanationMissing;
            finding.code = FindingCode::EvidenceUnreadable;
            is_accusation
        });
        let appraised =
            self.claims.iter().filter(|(_, claim)| claim.verdict == VerdictKind::NeedsAppraiser);
        self.findings.extend(appraised.map(|(code, _)| ExpectedFinding {
            criterion: Some(code.clone()),
            code: FindingCode::NeedsAppraiser,
            subject: Subject::Claim,
            place: None,
            lack: None,
        }));
    }
}
