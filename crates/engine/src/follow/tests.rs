//! The follower against a real ledger and real stored readings.

use std::time::Duration;

use index::{JudgedFiles, Search};
use model::{
    ContentHash, ObjectKey, Problem, ProblemCode, UnitId,
    document::PartBuilder,
    query::Query,
    reading::{MediaType, Outcome},
    recipe::{FactsRecipe, ReadRecipe},
};
use store::{
    AccessKeys, Again, ListedObject, ObjectVersion, Objects, Publication, PublishedFacts,
    StoredDocument,
};

use super::*;

struct Fixture {
    folder: tempfile::TempDir,
    ledger: Ledger,
    readings: Readings,
    round: RoundId,
    unit: UnitId,
}

impl Fixture {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).await.expect("made");
        let objects = Objects::open_or_create("readings", folder.path(), &AccessKeys::default())
            .expect("made");
        Self {
            ledger,
            readings: Readings::new(objects),
            round: RoundId::new("vong").expect("valid"),
            unit: UnitId::new("a").expect("valid"),
            folder,
        }
    }

    fn index(&self) -> std::path::PathBuf {
        self.folder.path().join("index")
    }

    /// The unit's listing is these keys, each at this version.
    async fn list(&self, objects: &[(&str, u8)]) {
        let objects: Vec<_> =
            objects.iter().map(|(key, version)| version_of(key, *version)).collect();
        let (read, facts) = recipes();
        let taken = self.ledger.take_lease(&self.round, "thử", Duration::from_secs(60)).await;
        let lease = taken.expect("answers").expect("nobody else has it");
        let listed = ListedObject {
            objects: &objects,
            read_recipe: &read,
            facts_recipe: &facts,
            again: Again::MayPass,
        };
        self.ledger.record_listing(&lease, &self.unit, listed).await.expect("recorded");
    }

    /// A file was read: this text, or nothing when it timed out.
    async fn publish(&self, key: &str, version: u8, text: Option<&str>) {
        let (read_recipe, facts_recipe) = recipes();
        let sha256 = ContentHash::from_digest([version; 32]);
        let problems = match text {
            Some(_) => Vec::new(),
            None => vec![Problem::new(ProblemCode::TimedOut, "")],
        };
        let outcome = if text.is_some() { Outcome::Read } else { Outcome::TimedOut };
        let mut reading =
            Reading::without_content(key, sha256, 1, MediaType::Text, outcome, problems.clone());
        if let Some(text) = text {
            let mut flow = PartBuilder::flow();
            flow.paragraph(text);
            reading.document = Document::new(vec![flow.finish()]);
            self.readings.put(&read_recipe, &reading).await.expect("kept");
        }
        let document = StoredDocument {
            inner: String::new(),
            sha256,
            media_type: MediaType::Text,
            outcome,
            problems,
            identity: None,
            facts: Facts::default(),
        };
        let documents = Some(vec![document]);
        let facts = PublishedFacts { sha256, read_recipe, facts_recipe, documents };
        let publication = Publication::Read(facts);
        self.ledger
            .publish(&self.round, &version_of(key, version), &publication, Duration::ZERO)
            .await
            .expect("published");
    }

    async fn followed(&self) -> Index {
        let mut index = open_index(&self.ledger, &self.index()).await.expect("opened");
        catch_up(&self.ledger, &self.readings, &self.round, &mut index).await.expect("followed");
        index
    }
}

fn recipes() -> (ReadRecipe, FactsRecipe) {
    (ReadRecipe::new("r"), FactsRecipe::new("f"))
}

fn version_of(key: &str, version: u8) -> ObjectVersion {
    let key = ObjectKey::new(key).expect("valid");
    ObjectVersion { key, size: 1, version: version.to_string() }
}

fn found(search: &Search, words: &str) -> Vec<String> {
    let query = Query::parse(&format!("\"{words}\"")).expect("a query");
    let files = search.matching(&query, &JudgedFiles::new()).expect("searched");
    files.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn it_goes_on_where_it_was_and_honours_deletes_and_replacements() {
    let fixture = Fixture::new().await;
    fixture.list(&[("a/1", 1), ("a/2", 2)]).await;
    fixture.publish("a/1", 1, Some("một")).await;
    fixture.publish("a/2", 2, Some("hai")).await;
    let index = fixture.followed().await;
    assert_eq!(found(index.search(), "một"), ["a/1"]);
    drop(index);
    fixture.list(&[("a/1", 3)]).await;
    fixture.publish("a/1", 3, Some("ba")).await;
    let mut index = open_index(&fixture.ledger, &fixture.index()).await.expect("opened");
    let Fixture { ledger, readings, round, .. } = &fixture;
    // Only what changed is applied: the new version and the delete.
    assert_eq!(catch_up(ledger, readings, round, &mut index).await.expect("followed"), 2);
    assert_eq!(found(index.search(), "một"), [""; 0]);
    assert_eq!(found(index.search(), "hai"), [""; 0]);
    assert_eq!(found(index.search(), "ba"), ["a/1"]);
    assert_eq!(index.search().documents(), 1);
}

#[tokio::test]
async fn what_was_not_read_is_known_as_unread() {
    let fixture = Fixture::new().await;
    fixture.list(&[("a/1", 1), ("a/2", 2), ("a/3", 3)]).await;
    fixture.publish("a/1", 1, None).await;
    let lost = Publication::NotFetched(vec![Problem::new(ProblemCode::NotFetched, "")]);
    fixture
        .ledger
        .publish(&fixture.round, &version_of("a/2", 2), &lost, Duration::ZERO)
        .await
        .expect("published");
    let index = fixture.followed().await;
    let unread = index.search().unread(None, &JudgedFiles::new()).expect("counted");
    assert_eq!((unread, index.search().documents()), (2, 2));
    let nothing = JudgedFiles::new();
    let (ledger, round) = (&fixture.ledger, &fixture.round);
    let coverage = crate::search::coverage(ledger, round, index.search(), None, &nothing);
    let coverage = coverage.await.expect("told");
    assert_eq!((coverage.unread, coverage.to_read, coverage.behind), (2, 1, 0));
    assert!(!coverage.is_complete());
}

#[tokio::test]
async fn a_damaged_index_is_rebuilt_from_stored_readings() {
    let fixture = Fixture::new().await;
    fixture.list(&[("a/1", 1)]).await;
    fixture.publish("a/1", 1, Some("một")).await;
    drop(fixture.followed().await);
    let meta = fixture.index().join("build-1/meta.json");
    std::fs::write(meta, "{").expect("damaged");
    assert!(Search::open(&fixture.index()).is_err());
    drop(fixture.followed().await);
    let search = Search::open(&fixture.index()).expect("rebuilt");
    assert_eq!(found(&search, "một"), ["a/1"]);
}

#[tokio::test]
async fn a_rebuild_is_searched_when_it_is_through_and_not_before() {
    let fixture = Fixture::new().await;
    fixture.list(&[("a/1", 1)]).await;
    fixture.publish("a/1", 1, Some("một")).await;
    drop(fixture.followed().await);
    let mut search = Search::open(&fixture.index()).expect("opened");
    let mut rebuilt = rebuilt_index(&fixture.ledger, &fixture.index()).await.expect("begun");
    search.refresh().expect("refreshed");
    assert_eq!((found(&search, "một").len(), search.generation()), (1, 1));
    catch_up(&fixture.ledger, &fixture.readings, &fixture.round, &mut rebuilt)
        .await
        .expect("followed");
    search.refresh().expect("refreshed");
    assert_eq!(found(&search, "một"), ["a/1"]);
    assert!(std::fs::read_dir(fixture.index().join("build-1")).is_err());
}

#[tokio::test]
async fn an_index_that_knows_more_than_the_ledger_is_not_believed() {
    let fixture = Fixture::new().await;
    fixture.list(&[("a/1", 1)]).await;
    fixture.publish("a/1", 1, Some("một")).await;
    let mut index = fixture.followed().await;
    index.apply(Vec::new(), 99).expect("applied");
    drop(index);
    let index = open_index(&fixture.ledger, &fixture.index()).await.expect("opened");
    assert_eq!(index.generation(), 0);
}
