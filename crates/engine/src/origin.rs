//! Among what are copies looked for: which documents did earlier rounds of the ledger hold?
//!
//! Sketches stand in the facts. Where an earlier program made other ones, they are made anew from the stored reading;
//! what has no reading any more is compared by its bytes alone, and counted.

use std::collections::BTreeMap;

use assess::Gathering;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use model::{ErrorKind, RoundId, UnitId, dossier::EvidenceDocument, recipe::FactsRecipe};
use store::{Change, Content};

use crate::{
    check::Check,
    error::{Error, Result},
    round::Wiring,
};

/// How many objects are looked up at a time.
const FETCHED_AHEAD: usize = 8;

/// What the earlier rounds that the pipeline names hold.
///
/// # Errors
/// `Invalid` when the ledger knows nothing of such a round; when ledger or readings fail.
pub(crate) async fn earlier_rounds(wiring: &Wiring, check: &Check<'_>) -> Result<Gathering> {
    let mut gathering = Gathering::default();
    for round in &check.pipeline.origin.earlier_rounds {
        let changes = wiring.ledger.changes_after(round, 0).await?;
        if changes.is_empty() {
            return Err(Error::new(
                ErrorKind::Invalid,
                format!(
                    "look for copies in the earlier round `{round}`: the ledger has no files of it"
                ),
            ));
        }
        add_round(wiring, &check.recipes.facts, round, changes, &mut gathering).await?;
    }
    Ok(gathering)
}

async fn add_round(
    wiring: &Wiring,
    recipe: &FactsRecipe,
    round: &RoundId,
    changes: Vec<Change>,
    gathering: &mut Gathering,
) -> Result<()> {
    let documents =
        changes.into_iter().filter_map(|change| Some((change.content.clone()?, change)));
    let mut documents = stream::iter(documents)
        .map(async |(content, change)| {
            documents_of(wiring, recipe, &content, &change).await.map(|found| (change.unit, found))
        })
        .buffered(FETCHED_AHEAD);
    let mut n_by_bytes_alone = 0_u64;
    while let Some((unit, Comparable { documents, is_by_text })) = documents.try_next().await? {
        let unit: UnitId = unit;
        gathering.add(Some(round), &unit, &documents);
        n_by_bytes_alone += u64::from(!is_by_text);
    }
    if n_by_bytes_alone > 0 {
        tracing::warn!(%round, files = n_by_bytes_alone, "files of an earlier round are compared by their bytes alone");
    }
    Ok(())
}

/// The documents of an object, and whether their texts can be compared.
struct Comparable {
    documents: Vec<EvidenceDocument>,
    is_by_text: bool,
}

async fn documents_of(
    wiring: &Wiring,
    recipe: &FactsRecipe,
    content: &Content,
    change: &Change,
) -> Result<Comparable> {
    let stored = wiring.ledger.stored_documents(content).await?;
    if content.facts_recipe == *recipe {
        let documents = stored.into_iter().map(|document| document.in_object(&change.key));
        return Ok(Comparable { documents: documents.collect(), is_by_text: true });
    }
    let reading = wiring.readings.find(&content.read_recipe, content.sha256).await?;
    let texts: BTreeMap<_, _> = reading.iter().flat_map(|reading| reading.flatten()).collect();
    let documents = stored
        .into_iter()
        .map(|mut document| {
            let text = texts.get(&document.inner);
            document.facts.likeness =
                text.and_then(|reading| facts::likeness::of(&reading.document));
            document.in_object(&change.key)
        })
        .collect();
    Ok(Comparable { documents, is_by_text: reading.is_some() })
}
