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
    error::{Error, Result},
    round::Wiring,
};

/// How many objects are looked up at a time.
const FETCHED_AHEAD: usize = 8;

/// What these earlier rounds hold; `recipe` is that of the sketches they are compared with.
///
/// # Errors
/// `Invalid` when the ledger knows nothing of such a round; when ledger or readings fail.
pub(crate) async fn earlier_rounds(
    wiring: &Wiring,
    rounds: &[RoundId],
    recipe: &FactsRecipe,
) -> Result<Gathering> {
    let mut gathering = Gathering::default();
    for round in rounds {
        let changes = wiring.ledger.changes_after(round, 0).await?;
        if changes.is_empty() {
            return Err(Error::new(
                ErrorKind::Invalid,
                format!(
                    "look for copies in the earlier round `{round}`: the ledger has no files of it"
                ),
            ));
        }
        add_round(wiring, recipe, round, changes, &mut gathering).await?;
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::{
        ContentHash, Document, ObjectKey,
        document::PartBuilder,
        dossier::Dossier,
        facts::Facts,
        reading::{MediaType, Outcome, Reading},
        recipe::ReadRecipe,
    };
    use store::{
        Again, Ledger, ListedObject, ObjectVersion, Objects, Publication, PublishedFacts, Queue,
        Readings, StoredDocument,
    };

    use super::*;

    fn report(date: &str) -> Document {
        let mut flow = PartBuilder::flow();
        flow.paragraph(&format!("Báo cáo ngày {date}"));
        for number in 0..40 {
            let letter = char::from(b'a' + number % 26);
            flow.paragraph(&format!(
                "mục {letter}{letter} tiếp nhận hồ sơ {}",
                311 + 7 * u32::from(number)
            ));
        }
        Document::new(vec![flow.finish()])
    }

    fn content(byte: u8) -> ContentHash {
        ContentHash::from_digest([byte; 32])
    }

    /// A ledger with an earlier round, in which one unit sent a report and another a file of which no reading is left,
    /// both understood by an earlier program.
    async fn wiring(folder: &std::path::Path, round: &RoundId) -> Wiring {
        let wiring = Wiring {
            evidence: Objects::in_memory(),
            ledger: Ledger::open(&folder.join("ledger.sqlite")).await.expect("made"),
            readings: Readings::new(Objects::in_memory()),
            queue: Queue::in_process(),
        };
        let (read_recipe, facts_recipe) = (ReadRecipe::new("r"), FactsRecipe::new("facts-1"));
        let reading = Reading {
            document: report("15 tháng 12 năm 2024"),
            ..Reading::without_content(
                "a",
                content(1),
                1,
                MediaType::Text,
                Outcome::Read,
                Vec::new(),
            )
        };
        wiring.readings.put(&read_recipe, &reading).await.expect("kept");
        for (unit, byte) in [("so-y-te", 1), ("so-noi-vu", 2)] {
            let lease = wiring.ledger.take_lease(round, "thử", Duration::from_secs(60)).await;
            let lease = lease.expect("answers").expect("nobody else has it");
            let object = ObjectVersion {
                key: ObjectKey::new(format!("{unit}/a.txt")).expect("valid"),
                size: 1,
                version: "1".to_owned(),
            };
            let listed = ListedObject {
                objects: std::slice::from_ref(&object),
                read_recipe: &read_recipe,
                facts_recipe: &facts_recipe,
                again: Again::MayPass,
            };
            let unit = UnitId::new(unit).expect("valid");
            wiring.ledger.record_listing(&lease, &unit, listed).await.expect("recorded");
            let document = StoredDocument {
                inner: String::new(),
                sha256: content(byte),
                media_type: MediaType::Text,
                outcome: Outcome::Read,
                problems: Vec::new(),
                identity: None,
                facts: Facts::default(),
            };
            let facts = PublishedFacts {
                sha256: content(byte),
                read_recipe: read_recipe.clone(),
                facts_recipe: facts_recipe.clone(),
                documents: Some(vec![document]),
            };
            let publication = Publication::Read(facts);
            let publish = wiring.ledger.publish(round, &object, &publication, Duration::ZERO);
            assert!(publish.await.expect("published"));
        }
        wiring
    }

    #[tokio::test]
    async fn an_earlier_round_is_compared_by_text_whatever_program_understood_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let round = RoundId::new("nam-truoc").expect("valid");
        let wiring = wiring(folder.path(), &round).await;
        let recipe = FactsRecipe::new("facts-2");
        let rounds = std::slice::from_ref(&round);
        let gathered = earlier_rounds(&wiring, rounds, &recipe).await.expect("gathered");
        let sent = |byte, document: &Document| {
            let facts = Facts { likeness: facts::likeness::of(document), ..Facts::default() };
            let stored = StoredDocument {
                inner: String::new(),
                sha256: content(byte),
                media_type: MediaType::Text,
                outcome: Outcome::Read,
                problems: Vec::new(),
                identity: None,
                facts,
            };
            let key = ObjectKey::new("so-tu-phap/b.txt").expect("valid");
            let documents = vec![stored.in_object(&key)];
            let unit = UnitId::new("so-tu-phap").expect("valid");
            let name = String::new();
            let mut gathering = gathered.clone();
            gathering.add(None, &unit, &documents);
            let elsewhere = gathering.finish();
            elsewhere.shared_with(&Dossier { unit, name, generation: 1, documents, sheet: None })
        };
        let by_text = sent(9, &report("20 tháng 01 năm 2026"));
        assert_eq!(by_text[0].1[0].unit.as_str(), "so-y-te");
        assert_eq!(
            (&by_text[0].1[0].round, by_text[0].1[0].percent_alike),
            (&Some(round), Some(100))
        );
        let by_bytes = sent(2, &Document::default());
        assert_eq!(
            (by_bytes[0].1[0].unit.as_str(), by_bytes[0].1[0].percent_alike),
            ("so-noi-vu", None)
        );
        assert_eq!(sent(9, &Document::default()), []);
        let unknown = RoundId::new("khong-co").expect("valid");
        let error = earlier_rounds(&wiring, &[unknown], &recipe).await.expect_err("no such round");
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
}
