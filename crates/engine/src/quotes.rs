//! No evidence that is not in the file: every quote of a judgement is cut from its document again before it is kept.

use std::collections::BTreeMap;

use assess::UnitJudgement;
use model::{
    ContentHash, Document, ErrorKind, ObjectKey, dossier::EvidenceDocument, recipe::ReadRecipe,
    verdict::Evidence,
};

use crate::{
    error::{Error, Result},
    round::Wiring,
};

/// Resolves every quote of a judgement in the stored reading of its document.
///
/// # Errors
/// `Corrupt` when a quote does not stand where it should; the judgement must then not be kept.
pub(crate) async fn verify(
    wiring: &Wiring,
    recipe: &ReadRecipe,
    documents: &[EvidenceDocument],
    judged: &UnitJudgement,
) -> Result<()> {
    let contents: BTreeMap<&ObjectKey, ContentHash> = documents
        .iter()
        .filter(|document| document.file.inner().is_none())
        .map(|document| (document.file.object(), document.sha256))
        .collect();
    let mut by_object: BTreeMap<&ObjectKey, Vec<&Evidence>> = BTreeMap::new();
    let findings = judged.findings.iter().flat_map(|finding| &finding.evidence);
    let verdicts = judged
        .judgements
        .iter()
        .filter_map(|judgement| judgement.verdict.as_ref())
        .flat_map(|verdict| verdict.evidence());
    for evidence in findings.chain(verdicts) {
        by_object.entry(evidence.file.object()).or_default().push(evidence);
    }
    for (object, evidence) in by_object {
        let missing = |file: &dyn std::fmt::Display| {
            Error::new(
                ErrorKind::Corrupt,
                format!("a quote does not stand in the reading of `{file}`"),
            )
        };
        let sha256 = contents.get(object).ok_or_else(|| missing(object))?;
        let reading = wiring.readings.get(recipe, *sha256).await?;
        let read: BTreeMap<ContentHash, &Document> = reading
            .flatten()
            .into_iter()
            .map(|(_, reading)| (reading.sha256, &reading.document))
            .collect();
        for Evidence { file, quote, .. } in evidence {
            let Some(quote) = quote else { continue };
            let document = read.get(&quote.document);
            if document.is_none_or(|document| quote.resolve(document).is_none()) {
                return Err(missing(file));
            }
        }
    }
    Ok(())
}
