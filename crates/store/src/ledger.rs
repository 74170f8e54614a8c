//! The ledger: which objects were named, what became of each, and what was judged from them.
//!
//! One transaction publishes what was understood of an object together with its new state and a generation given in
//! commit order. Whoever follows the ledger (the index) applies every generation after the last one that it has.

use std::path::Path;

use model::ErrorKind;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    SqlSafeStr as _, Sqlite, Transaction,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
    },
};

use crate::{
    compressed,
    error::{Error, Result},
};

mod objects;
mod standing;
mod units;

pub use objects::{
    Change, Content, JobState, ListedObject, Listing, PendingObject, Publication, PublishedFacts,
    StateCount, StoredDocument, UnreadObject,
};
pub use standing::{MadeWith, Pace, ReadTime, Standing};
pub use units::{FindingState, JudgedAt, StoredFinding, StoredUnit};

/// The steps from an empty file to the ledger of today, in their order. One that is out in the world never changes.
const MIGRATIONS: [(i64, &str, &str); 3] = [
    (1, "ledger", include_str!("../../../schemas/migrations/sqlite/0001_ledger.sql")),
    (
        2,
        "ledger identity",
        include_str!("../../../schemas/migrations/sqlite/0002_ledger_identity.sql"),
    ),
    (
        3,
        "retry and times",
        include_str!("../../../schemas/migrations/sqlite/0003_retry_and_times.sql"),
    ),
];

/// The ledger of all rounds, in one SQLite file.
#[derive(Debug, Clone)]
pub struct Ledger {
    pool: SqlitePool,
}

impl Ledger {
    /// Opens the ledger in this file, which is made and brought up to date when needed.
    ///
    /// # Errors
    /// `Denied` when the file cannot be made, `Corrupt` when it is no ledger, `Invalid` when a newer program wrote it.
    pub async fn open(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A power cut may take back the last commits; what they held is then read again.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(std::time::Duration::from_secs(30));
        let pool = SqlitePoolOptions::new()
            .max_connections(8)
            .connect_with(options)
            .await
            .map_err(Error::ledger("open"))?;
        migrator().run(&pool).await.map_err(|source| {
            let kind = match &source {
                sqlx::migrate::MigrateError::VersionMissing(_)
                | sqlx::migrate::MigrateError::VersionMismatch(_) => ErrorKind::Invalid,
                _ => ErrorKind::Corrupt,
            };
            Error::caused(kind, format!("ledger: bring `{}` up to date", file.display()), source)
        })?;
        Ok(Self { pool })
    }

    /// Tells this ledger from any other, one at the same place before it included: generations are compared within it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn identity(&self) -> Result<String> {
        sqlx::query_scalar("SELECT ledger FROM counter WHERE id = 1")
            .fetch_one(&self.pool)
            .await
            .map_err(Error::ledger("read the identity"))
    }

    /// The last generation that was given, in any round.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn generation(&self) -> Result<u64> {
        let stored: i64 = sqlx::query_scalar("SELECT generation FROM counter WHERE id = 1")
            .fetch_one(&self.pool)
            .await
            .map_err(Error::ledger("read the last generation"))?;
        to_generation(stored)
    }

    /// Closes the ledger, so that everything committed is in its one file.
    pub async fn close(self) {
        self.pool.close().await;
    }

    /// Begins a transaction that no other writer can overtake.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>> {
        self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(Error::ledger("begin a transaction"))
    }
}

fn migrator() -> Migrator {
    let migration = |(version, description, sql): (i64, &'static str, &'static str)| {
        Migration::new(
            version,
            description.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(MIGRATIONS.map(migration).to_vec())
}

async fn next_generation(transaction: &mut Transaction<'static, Sqlite>) -> Result<i64> {
    sqlx::query_scalar(
        "UPDATE counter SET generation = generation + 1 WHERE id = 1 RETURNING generation",
    )
    .fetch_one(&mut **transaction)
    .await
    .map_err(Error::ledger("take the next generation"))
}

fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    let bug = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Bug, "ledger: write a value", source)
    };
    let json = serde_json::to_vec(value).map_err(|source| bug(source.into()))?;
    compressed::compress(&json).map_err(|source| bug(source.into()))
}

fn unpack<T: DeserializeOwned>(packed: &[u8]) -> Result<T> {
    let corrupt = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Corrupt, "ledger: read a stored value", source)
    };
    let json = compressed::decompress(packed).map_err(|source| corrupt(source.into()))?;
    serde_json::from_slice(&json).map_err(|source| corrupt(source.into()))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|source| Error::caused(ErrorKind::Corrupt, "ledger: read a stored value", source))
}

fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|source| Error::caused(ErrorKind::Bug, "ledger: write a value", source))
}

/// An identifier as stored; one that is not valid (any more) means that the ledger was damaged.
fn stored_id<T: TryFrom<String, Error = model::id::InvalidId>>(text: String) -> Result<T> {
    T::try_from(text).map_err(|source| {
        Error::caused(ErrorKind::Corrupt, "ledger: read a stored identifier", source)
    })
}

fn to_generation(stored: i64) -> Result<u64> {
    u64::try_from(stored)
        .map_err(|source| Error::caused(ErrorKind::Corrupt, "ledger: read a generation", source))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::{
        ContentHash, ErrorKind, ObjectKey, Points, Problem, ProblemCode, RoundId, UnitId,
        facts::Facts,
        finding::{Finding, FindingDetail, Severity, Subject},
        reading::{MediaType, Outcome, ReadState},
        recipe::{FactsRecipe, JudgeRecipe, ReadRecipe},
    };

    use super::*;
    use crate::objects::ObjectVersion;

    struct Fixture {
        _folder: tempfile::TempDir,
        ledger: Ledger,
        round: RoundId,
        unit: UnitId,
        read: ReadRecipe,
        facts: FactsRecipe,
    }

    impl Fixture {
        async fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).await.expect("made");
            Self {
                _folder: folder,
                ledger,
                round: RoundId::new("vong").expect("valid"),
                unit: UnitId::new("don-vi").expect("valid"),
                read: ReadRecipe::new("r1"),
                facts: FactsRecipe::new("f1"),
            }
        }

        async fn list(&self, objects: &[ObjectVersion]) -> Listing {
            let (read_recipe, facts_recipe) = (&self.read, &self.facts);
            let listed = ListedObject { objects, read_recipe, facts_recipe, rehash: false };
            self.ledger.record_listing(&self.round, &self.unit, listed).await.expect("recorded")
        }

        async fn publish(&self, object: &ObjectVersion, content: u8, problem: Option<ProblemCode>) {
            let document = StoredDocument {
                inner: String::new(),
                sha256: ContentHash::from_digest([content; 32]),
                media_type: MediaType::Pdf,
                outcome: Outcome::Read,
                problems: problem.map(|code| Problem::new(code, "")).into_iter().collect(),
                identity: None,
                facts: Facts::default(),
            };
            let publication = Publication::Read(PublishedFacts {
                sha256: document.sha256,
                read_recipe: self.read.clone(),
                facts_recipe: self.facts.clone(),
                documents: Some(vec![document]),
            });
            self.ledger
                .publish(&self.round, object, &publication, Duration::ZERO)
                .await
                .expect("published");
        }

        async fn generations(&self) -> Vec<(String, u64)> {
            let changes = self.ledger.changes_after(&self.round, 0).await.expect("read");
            changes.into_iter().map(|change| (change.key.to_string(), change.generation)).collect()
        }
    }

    fn object(key: &str, version: &str) -> ObjectVersion {
        ObjectVersion {
            key: ObjectKey::new(key).expect("valid"),
            size: 1,
            version: version.to_owned(),
        }
    }

    #[tokio::test]
    async fn generations_follow_commits() {
        let fixture = Fixture::new().await;
        let (a, b) = (object("a", "1"), object("b", "1"));
        assert_eq!(fixture.list(&[a.clone(), b.clone()]).await.new, 2);
        fixture.publish(&b, 2, None).await;
        fixture.publish(&a, 1, None).await;
        assert_eq!(fixture.generations().await, [("b".to_owned(), 1), ("a".to_owned(), 2)]);
        let listing = fixture.list(&[a]).await;
        assert_eq!((listing.unchanged, listing.removed), (1, 1));
        assert_eq!(fixture.generations().await, [("a".to_owned(), 2), ("b".to_owned(), 3)]);
    }

    #[tokio::test]
    async fn only_what_changed_or_may_pass_is_a_job_again() {
        let mut fixture = Fixture::new().await;
        let (a, b) = (object("a", "1"), object("b", "1"));
        fixture.list(&[a.clone(), b.clone()]).await;
        fixture.publish(&a, 1, None).await;
        fixture.publish(&b, 2, Some(ProblemCode::TimedOut)).await;
        let listing = fixture.list(&[a.clone(), b.clone()]).await;
        assert_eq!((listing.unchanged, listing.again), (1, 1));
        fixture.publish(&b, 2, None).await;
        assert_eq!(fixture.list(&[object("a", "2"), b.clone()]).await.again, 1);
        fixture.publish(&object("a", "2"), 3, None).await;
        assert_eq!(fixture.list(&[object("a", "2"), b.clone()]).await.unchanged, 2);
        fixture.facts = FactsRecipe::new("f2");
        assert_eq!(fixture.list(&[object("a", "2"), b]).await.again, 2);
    }

    #[tokio::test]
    async fn an_object_replaced_while_it_was_read_stays_a_job() {
        let fixture = Fixture::new().await;
        fixture.list(&[object("a", "1")]).await;
        fixture.list(&[object("a", "2")]).await;
        fixture.publish(&object("a", "1"), 1, None).await;
        let pending = fixture.ledger.pending(&fixture.round).await.expect("read");
        assert_eq!(
            pending.iter().map(|job| job.object.version.as_str()).collect::<Vec<_>>(),
            ["2"]
        );
    }

    #[tokio::test]
    async fn a_unit_is_not_gathered_while_a_job_is_left() {
        let fixture = Fixture::new().await;
        let (a, b) = (object("a", "1"), object("b", "1"));
        fixture.list(&[a.clone(), b.clone()]).await;
        fixture.publish(&a, 1, None).await;
        let gathered = fixture.ledger.documents(&fixture.round, &fixture.unit).await;
        assert_eq!(gathered.expect_err("incomplete").kind(), ErrorKind::Conflict);
        let publication = Publication::NotFetched(vec![Problem::new(ProblemCode::NotFetched, "")]);
        fixture
            .ledger
            .publish(&fixture.round, &b, &publication, Duration::ZERO)
            .await
            .expect("published");
        let (generation, documents) =
            fixture.ledger.documents(&fixture.round, &fixture.unit).await.expect("complete");
        assert_eq!((generation, documents.len()), (2, 2));
        assert!(documents[0].is_fully_read() && !documents[1].is_fully_read());
    }

    #[tokio::test]
    async fn what_was_not_read_in_full_is_named_with_its_reasons() {
        let fixture = Fixture::new().await;
        let objects = ["a", "b", "c"].map(|key| object(key, "1"));
        fixture.list(&objects).await;
        fixture.publish(&objects[0], 1, None).await;
        fixture.publish(&objects[1], 2, Some(ProblemCode::PageNeedsOcr)).await;
        let lost = Publication::NotFetched(vec![Problem::new(ProblemCode::NotFetched, "")]);
        fixture
            .ledger
            .publish(&fixture.round, &objects[2], &lost, Duration::ZERO)
            .await
            .expect("published");
        let unread = fixture.ledger.standing(&fixture.round, 0).await.expect("read").unread;
        let shown: Vec<_> = unread
            .iter()
            .map(|object| (object.key.as_str(), object.read, object.reasons.first().copied()))
            .collect();
        let expected = [
            ("b", ReadState::Partly, Some(ProblemCode::PageNeedsOcr)),
            ("c", ReadState::NotRead, Some(ProblemCode::NotFetched)),
        ];
        assert_eq!(shown, expected);
    }

    #[tokio::test]
    async fn a_standing_adds_up_and_knows_the_slowest() {
        let fixture = Fixture::new().await;
        let objects = ["a", "b", "c"].map(|key| object(key, "1"));
        fixture.list(&objects).await;
        fixture.publish(&objects[0], 1, None).await;
        let slow = Publication::NotFetched(vec![Problem::new(ProblemCode::NotFetched, "")]);
        let took = Duration::from_millis(1500);
        fixture.ledger.publish(&fixture.round, &objects[1], &slow, took).await.expect("published");
        let standing = fixture.ledger.standing(&fixture.round, 1).await.expect("read");
        let counts: Vec<_> =
            standing.counts.iter().map(|count| (count.state, count.objects)).collect();
        assert_eq!(counts, [(JobState::Done, 2), (JobState::Named, 1)]);
        assert_eq!(standing.unread.len(), 1);
        let slowest = ReadTime { key: objects[1].key.clone(), took_ms: 1500 };
        assert_eq!((standing.slowest, standing.pace.objects), (vec![slowest], 2));
    }

    #[tokio::test]
    async fn what_is_to_be_read_again_is_a_job_with_all_of_the_same_bytes() {
        let fixture = Fixture::new().await;
        let objects = ["a", "b", "c"].map(|key| object(key, "1"));
        fixture.list(&objects).await;
        for (object, content) in objects.iter().zip([1, 1, 2]) {
            fixture.publish(object, content, None).await;
        }
        let again = async |key: &str, afresh| {
            let keys = [ObjectKey::new(key).expect("valid")];
            let marked = fixture.ledger.mark_again(&fixture.round, &keys, afresh).await;
            marked.expect("marked").iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(again("a", true).await, ["a", "b"]);
        assert_eq!(again("a", true).await, [""; 0], "they are jobs already");
        assert_eq!(again("c", false).await, ["c"]);
        let pending = fixture.ledger.pending(&fixture.round).await.expect("read");
        assert_eq!(pending.iter().map(|job| job.afresh).collect::<Vec<_>>(), [true, true, false]);
        // Read afresh, the same bytes may say something else: followers must look.
        fixture.publish(&objects[0], 1, None).await;
        fixture.publish(&objects[2], 2, None).await;
        let expected = [("b".to_owned(), 2), ("c".to_owned(), 3), ("a".to_owned(), 4)];
        assert_eq!(fixture.generations().await, expected);
    }

    #[tokio::test]
    async fn another_ledger_at_the_same_place_is_another_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("ledger.sqlite");
        let identity = async || {
            let ledger = Ledger::open(&file).await.expect("opened");
            let identity = ledger.identity().await.expect("read");
            ledger.close().await;
            identity
        };
        let first = identity().await;
        assert_eq!((first.len(), &first), (32, &identity().await));
        std::fs::remove_file(&file).expect("there");
        assert_ne!(first, identity().await);
    }

    #[tokio::test]
    async fn findings_are_opened_kept_and_closed() {
        let fixture = Fixture::new().await;
        let finding = |subject| Finding {
            round: fixture.round.clone(),
            unit: fixture.unit.clone(),
            criterion: None,
            subject,
            severity: Severity::Warning,
            claimed: Some(Points::ZERO),
            detail: FindingDetail::CriterionMissing {},
            evidence: Vec::new(),
        };
        let (one, two) = (finding(Subject::Claim), finding(Subject::Row("1.2".to_owned())));
        let record = async |generation, findings: Vec<Finding>| {
            let at = JudgedAt { generation, recipe: JudgeRecipe::new("j") };
            let judged = StoredUnit { judgements: Vec::new(), findings, unread: Vec::new() };
            fixture.ledger.record_judgement(&fixture.round, &fixture.unit, &at, &judged).await
        };
        record(1, vec![one.clone(), two.clone()]).await.expect("recorded");
        record(2, vec![two.clone()]).await.expect("recorded");
        let stored = fixture.ledger.findings(&fixture.round, &fixture.unit).await.expect("read");
        let states: Vec<_> = stored
            .iter()
            .map(|stored| (stored.finding.subject.clone(), stored.state, stored.first_generation))
            .collect();
        let expected =
            [(one.subject, FindingState::Closed, 1), (two.subject.clone(), FindingState::Open, 1)];
        assert_eq!(states, expected);
        let doubled = record(3, vec![two.clone(), two]).await;
        assert_eq!(doubled.expect_err("two of one name").kind(), ErrorKind::Bug);
    }
}
