//! Judging units from the ledger: each again only when what it was judged from has changed.

use assess::{Elsewhere, judge};
use index::{JudgedFiles, Search};
use model::{
    UnitId,
    criteria::CriteriaSet,
    dossier::{Dossier, EvidenceDocument, FilePath},
    pipeline::Unit,
    query::Query,
    recipe::JudgeRecipe,
    verdict::{Judgement, Verdict, VerdictKind},
};
use report::Proposal;
use store::{JudgedAt, Lease, StoredUnit};

use crate::{
    check::Check,
    error::Result,
    quotes,
    round::{Wiring, digest, terms},
};

/// What a unit sent, complete.
pub(crate) struct Sent<'p> {
    pub(crate) unit: &'p Unit,
    pub(crate) dossier: Dossier,
}

impl<'p> Sent<'p> {
    /// Tells the self-score sheet from the other documents. What a table lacks as a self-score sheet is a problem of
    /// the sheet alone: a guidance with a table of points has been read in full.
    pub(crate) fn new(
        unit: &'p Unit,
        generation: u64,
        mut documents: Vec<EvidenceDocument>,
    ) -> Self {
        let sheet = sheet_of(unit, &documents);
        for document in &mut documents {
            if sheet.as_ref().is_some_and(|sheet| *sheet != document.file) {
                document.problems.retain(|problem| !problem.code.is_of_sheet());
            }
        }
        let dossier = Dossier {
            unit: unit.id.clone(),
            name: unit.name.clone(),
            generation,
            documents,
            sheet,
        };
        Self { unit, dossier }
    }
}

/// A judged unit.
pub(crate) struct Judged {
    pub(crate) at: JudgedAt,
    pub(crate) stored: StoredUnit,
    pub(crate) unchanged: bool,
}

/// Judges one unit, or takes its stored judgement when it was made from the same things.
pub(crate) async fn unit(
    wiring: &Wiring,
    lease: &Lease,
    check: &Check<'_>,
    sent: &Sent<'_>,
    elsewhere: &Elsewhere,
) -> Result<Judged> {
    let Check { pipeline, set, recipes, .. } = check;
    let round = &pipeline.round.id;
    let id = &sent.unit.id;
    let others = sent_by_others(&sent.dossier, elsewhere);
    let recipe = JudgeRecipe::new(format!("{}-{others}", recipes.judge));
    let at = JudgedAt { generation: sent.dossier.generation, recipe };
    if let Some((judged_at, stored)) = wiring.ledger.judged(round, id).await?
        && judged_at == at
    {
        return Ok(Judged { at, stored, unchanged: true });
    }
    let judged = judge(&terms(pipeline), set, &sent.dossier, elsewhere);
    quotes::verify(wiring, &recipes.read, &sent.dossier.documents, &judged).await?;
    let stored = StoredUnit {
        judgements: judged.judgements,
        findings: judged.findings,
        unread: judged.unread,
    };
    wiring.ledger.record_judgement(lease, id, &at, &stored).await?;
    Ok(Judged { at, stored, unchanged: false })
}

/// A digest of where else this unit's documents were sent.
fn sent_by_others(dossier: &Dossier, elsewhere: &Elsewhere) -> String {
    let shared = elsewhere.shared_with(dossier);
    let said = serde_json::to_string(&shared).expect("hashes, names and numbers");
    digest(&[&said])
}

/// The self-score sheet: the file that the pipeline names, else the document with the most rows of a sheet.
fn sheet_of(unit: &Unit, documents: &[EvidenceDocument]) -> Option<FilePath> {
    if let Some(named) = &unit.self_score {
        let key = format!("{}/{named}", unit.folder);
        return documents
            .iter()
            .map(|document| &document.file)
            .find(|file| file.to_string() == key)
            .cloned();
    }
    let rows = |document: &EvidenceDocument| {
        document.facts.sheet.as_ref().map_or(0, |sheet| sheet.rows.len())
    };
    documents
        .iter()
        .filter(|document| rows(document) > 0)
        .max_by(|a, b| rows(a).cmp(&rows(b)).then_with(|| b.file.cmp(&a.file)))
        .map(|document| document.file.clone())
}

/// What full text proposes for claims that nothing backs yet: documents that hold all words of an evidence's name.
/// The query is one that a person can type.
pub(crate) fn proposals<'j>(
    search: &Search,
    unit: &UnitId,
    set: &CriteriaSet,
    judgements: impl IntoIterator<Item = &'j Judgement>,
) -> Result<Vec<Proposal>> {
    let mut proposals = Vec::new();
    for judgement in unresolved(judgements) {
        let Some(leaf) = set.leaf(&judgement.criterion) else { continue };
        for item in &leaf.evidence {
            let query = Query::all_words(unit, &item.name);
            let files = search.matching(&query, &JudgedFiles::new())?;
            if !files.is_empty() {
                let query = query.text().to_owned();
                proposals.push(Proposal { criterion: leaf.code.clone(), query, files });
            }
        }
    }
    Ok(proposals)
}

/// The claims that nothing backs.
pub(crate) fn unresolved<'j>(
    judgements: impl IntoIterator<Item = &'j Judgement>,
) -> impl Iterator<Item = &'j Judgement> {
    judgements.into_iter().filter(|judgement| judgement.verdict.as_ref().is_some_and(is_unresolved))
}

fn is_unresolved(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Undecidable { otherwise, .. } => otherwise.kind() == VerdictKind::Unsupported,
        other => other.kind() == VerdictKind::Unsupported,
    }
}
