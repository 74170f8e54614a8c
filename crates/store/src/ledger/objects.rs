//! Objects in the ledger: named by a listing, worked on as jobs, published with what was understood of them.

use std::{collections::BTreeSet, time::Duration};

use futures::TryStreamExt as _;
use model::{
    ContentHash, ErrorKind, ObjectKey, Problem, ProblemCode, RoundId, UnitId,
    dossier::{EvidenceDocument, FilePath},
    facts::Facts,
    problem::ProblemSeverity,
    reading::{Identity, MediaType, Outcome, ReadState},
    recipe::{FactsRecipe, ReadRecipe},
};
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, SqliteConnection};

use super::{Ledger, from_json, next_generation, pack, stored_id, to_generation, to_json, unpack};
use crate::{
    error::{Error, Result},
    objects::ObjectVersion,
};

/// What a listing of one unit's folder found, against what the ledger knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listing {
    /// Objects not known before.
    pub new: u64,
    /// Objects whose version changed, whose recipe changed, or whose last reading may end otherwise.
    pub again: u64,
    /// Objects as they were.
    pub unchanged: u64,
    /// Objects that are gone.
    pub removed: u64,
}

/// Everything that a listing is recorded with.
#[derive(Debug, Clone, Copy)]
pub struct ListedObject<'a> {
    /// The objects of the unit, all of them.
    pub objects: &'a [ObjectVersion],
    /// What objects would be read with now.
    pub read_recipe: &'a ReadRecipe,
    /// What readings would be understood with now.
    pub facts_recipe: &'a FactsRecipe,
    /// Whether the bytes of unchanged versions are to be fetched and hashed again.
    pub rehash: bool,
}

/// An object that is named but not yet read at this version: a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingObject {
    /// Whose it is.
    pub unit: UnitId,
    /// What to fetch.
    pub object: ObjectVersion,
    /// Whether it is to be read although its content is known.
    pub afresh: bool,
}

/// What was understood of one file, as stored: the path is that inside the object, empty for the object itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredDocument {
    /// Path inside the object.
    pub inner: String,
    /// Its bytes.
    pub sha256: ContentHash,
    /// What the bytes are.
    pub media_type: MediaType,
    /// How reading it ended.
    pub outcome: Outcome,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What its container says that it is.
    pub identity: Option<Identity>,
    /// What was understood of it.
    pub facts: Facts,
}

/// The end of a job.
#[derive(Debug, Clone, PartialEq)]
pub enum Publication {
    /// The bytes came in and were read, or are known from another object.
    Read(PublishedFacts),
    /// The bytes did not come in.
    NotFetched(Vec<Problem>),
}

/// What was understood of an object's content.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedFacts {
    /// The content.
    pub sha256: ContentHash,
    /// What it was read with.
    pub read_recipe: ReadRecipe,
    /// What it was understood with.
    pub facts_recipe: FactsRecipe,
    /// Its documents, containers before their content; `None` when they are stored already.
    pub documents: Option<Vec<StoredDocument>>,
}

/// A state of an object, for counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobState {
    /// Not yet read at its version.
    Named,
    /// Final.
    Done,
}

/// How many objects of a unit are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateCount {
    /// The unit.
    pub unit: UnitId,
    /// The state.
    pub state: JobState,
    /// How many.
    pub objects: u64,
}

/// A change of an object that a follower must apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// In commit order.
    pub generation: u64,
    /// Whose object.
    pub unit: UnitId,
    /// Which object.
    pub key: ObjectKey,
    /// Its content now; `None` when it is gone, was not fetched, or must be read again.
    pub content: Option<Content>,
    /// Whether it is gone: no listing names it any more.
    pub is_removed: bool,
}

/// An object that is done, but of which not everything was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadObject {
    /// Whose it is.
    pub unit: UnitId,
    /// Which.
    pub key: ObjectKey,
    /// How much of it was read: never [`ReadState::Full`].
    pub read: ReadState,
    /// Why not more, each reason once.
    pub reasons: BTreeSet<ProblemCode>,
}

/// Some bytes, as they were read and understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The bytes.
    pub sha256: ContentHash,
    /// What they were read with.
    pub read_recipe: ReadRecipe,
    /// What the reading was understood with.
    pub facts_recipe: FactsRecipe,
}

impl PublishedFacts {
    fn may_pass(&self) -> bool {
        self.documents
            .iter()
            .flatten()
            .any(|document| document.problems.iter().any(|problem| problem.code.may_pass()))
    }
}

impl Ledger {
    /// Records that these, and only these, are the objects of a unit now.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub async fn record_listing(
        &self,
        round: &RoundId,
        unit: &UnitId,
        listed: ListedObject<'_>,
    ) -> Result<Listing> {
        let mut transaction = self.begin().await?;
        let known = sqlx::query(
            "SELECT key, version, state, read_recipe, facts_recipe, may_pass FROM object WHERE round = ? AND unit = ? ORDER BY key",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .fetch_all(&mut *transaction)
        .await
        .map_err(Error::ledger("read what is known of a unit"))?;
        let mut known: std::collections::BTreeMap<String, sqlx::sqlite::SqliteRow> =
            known.into_iter().map(|row| (row.get("key"), row)).collect();
        let mut listing = Listing::default();
        for object in listed.objects {
            let stays = match known.remove(object.key.as_str()) {
                None => {
                    listing.new += 1;
                    false
                }
                Some(row) => {
                    let done = row.get::<String, _>("state") == "done";
                    let same_version = row.get::<String, _>("version") == object.version;
                    // Recipes are absent when the bytes never came in, which counts as may_pass.
                    let same_recipes = row.get::<Option<String>, _>("read_recipe").as_deref()
                        == Some(listed.read_recipe.as_str())
                        && row.get::<Option<String>, _>("facts_recipe").as_deref()
                            == Some(listed.facts_recipe.as_str());
                    let stays = done
                        && same_version
                        && same_recipes
                        && !row.get::<bool, _>("may_pass")
                        && !listed.rehash;
                    if stays {
                        listing.unchanged += 1;
                    } else {
                        listing.again += 1;
                    }
                    stays
                }
            };
            if !stays {
                let size = i64::try_from(object.size).map_err(|source| {
                    Error::caused(ErrorKind::Invalid, format!("size of `{}`", object.key), source)
                })?;
                sqlx::query(
                    "INSERT INTO object (round, key, unit, version, size, state) VALUES (?, ?, ?, ?, ?, 'named') \
                     ON CONFLICT (round, key) DO UPDATE SET \
                     unit = excluded.unit, version = excluded.version, size = excluded.size, state = 'named'",
                )
                .bind(round.as_str())
                .bind(object.key.as_str())
                .bind(unit.as_str())
                .bind(&object.version)
                .bind(size)
                .execute(&mut *transaction)
                .await
                .map_err(Error::ledger("name an object"))?;
            }
        }
        for (key, row) in known {
            if row.get::<String, _>("state") == "removed" {
                continue;
            }
            listing.removed += 1;
            let generation = next_generation(&mut transaction).await?;
            sqlx::query(
                "UPDATE object SET state = 'removed', generation = ? WHERE round = ? AND key = ?",
            )
            .bind(generation)
            .bind(round.as_str())
            .bind(key)
            .execute(&mut *transaction)
            .await
            .map_err(Error::ledger("mark an object as removed"))?;
        }
        transaction.commit().await.map_err(Error::ledger("commit a listing"))?;
        Ok(listing)
    }

    /// The jobs of a round, ordered by key.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn pending(&self, round: &RoundId) -> Result<Vec<PendingObject>> {
        sqlx::query("SELECT unit, key, version, size, afresh FROM object WHERE round = ? AND state = 'named' ORDER BY key")
            .bind(round.as_str())
            .fetch_all(&self.pool)
            .await
            .map_err(Error::ledger("read the jobs"))?
            .into_iter()
            .map(|row| {
                let size = to_generation(row.get("size"))?;
                let object = ObjectVersion { key: stored_id(row.get("key"))?, size, version: row.get("version") };
                Ok(PendingObject { unit: stored_id(row.get("unit"))?, object, afresh: row.get("afresh") })
            })
            .collect()
    }

    /// Whether some content was read and understood with these recipes before, to an end that is final.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn is_understood(
        &self,
        sha256: ContentHash,
        read: &ReadRecipe,
        facts: &FactsRecipe,
    ) -> Result<bool> {
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM facts WHERE sha256 = ? AND read_recipe = ? AND facts_recipe = ? AND may_pass = 0",
        )
        .bind(sha256.to_string())
        .bind(read.as_str())
        .bind(facts.as_str())
        .fetch_optional(&self.pool)
        .await
        .map_err(Error::ledger("look up a content"))?;
        Ok(found.is_some())
    }

    /// Publishes the end of a job, and how long it took: facts, state and generation in one transaction. An object that
    /// has been replaced in the meantime stays a job.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub async fn publish(
        &self,
        round: &RoundId,
        object: &ObjectVersion,
        publication: &Publication,
        took: Duration,
    ) -> Result<()> {
        let mut transaction = self.begin().await?;
        if let Publication::Read(PublishedFacts { documents: Some(documents), .. }) = publication {
            store_facts(&mut transaction, publication, documents).await?;
        }
        let (sha256, read_recipe, facts_recipe, not_fetched, may_pass) = match publication {
            Publication::Read(facts) => (
                Some(facts.sha256.to_string()),
                Some(facts.read_recipe.as_str()),
                Some(facts.facts_recipe.as_str()),
                None,
                facts.may_pass(),
            ),
            Publication::NotFetched(problems) => (
                None,
                None,
                None,
                Some(to_json(problems)?),
                problems.iter().any(|problem| problem.code.may_pass()),
            ),
        };
        let unchanged: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM object WHERE round = ? AND key = ? AND sha256 IS NOT NULL AND sha256 IS ? AND read_recipe IS ? \
             AND facts_recipe IS ? AND may_pass = 0 AND afresh = 0 AND generation > 0",
        )
        .bind(round.as_str())
        .bind(object.key.as_str())
        .bind(&sha256)
        .bind(read_recipe)
        .bind(facts_recipe)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(Error::ledger("compare an object"))?;
        // The same content understood in the same way: nothing for a follower to apply.
        let generation =
            if unchanged.is_some() { None } else { Some(next_generation(&mut transaction).await?) };
        sqlx::query(
            "UPDATE object SET state = 'done', sha256 = ?, read_recipe = ?, facts_recipe = ?, not_fetched = ?, may_pass = ?, \
             generation = coalesce(?, generation), afresh = 0, took_ms = ?, \
             ended_ms = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE round = ? AND key = ? AND version = ? AND state = 'named'",
        )
        .bind(sha256)
        .bind(read_recipe)
        .bind(facts_recipe)
        .bind(not_fetched)
        .bind(may_pass)
        .bind(generation)
        .bind(i64::try_from(took.as_millis()).unwrap_or(i64::MAX))
        .bind(round.as_str())
        .bind(object.key.as_str())
        .bind(&object.version)
        .execute(&mut *transaction)
        .await
        .map_err(Error::ledger("publish an object"))?;
        transaction.commit().await.map_err(Error::ledger("commit a publication"))
    }

    /// How many objects of each unit are in each state; removed ones are not counted.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn state_counts(&self, round: &RoundId) -> Result<Vec<StateCount>> {
        let mut connection = self.pool.acquire().await.map_err(Error::ledger("count objects"))?;
        state_counts_in(&mut connection, round).await
    }

    /// Everything that was understood of a unit's objects, ordered by path, with the generation that it was read at.
    ///
    /// # Errors
    /// `Conflict` when some object of the unit is still a job: a dossier must be complete.
    pub async fn documents(
        &self,
        round: &RoundId,
        unit: &UnitId,
    ) -> Result<(u64, Vec<EvidenceDocument>)> {
        let mut transaction = self.pool.begin().await.map_err(Error::ledger("begin reading"))?;
        let rows = sqlx::query(
            "SELECT object.key, object.state, object.sha256, object.not_fetched, facts.documents, object.generation FROM object \
             LEFT JOIN facts ON facts.sha256 = object.sha256 AND facts.read_recipe = object.read_recipe \
             AND facts.facts_recipe = object.facts_recipe \
             WHERE object.round = ? AND object.unit = ? ORDER BY object.key",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .fetch_all(&mut *transaction)
        .await
        .map_err(Error::ledger("read a unit's documents"))?;
        transaction.commit().await.map_err(Error::ledger("end reading"))?;
        let mut documents = Vec::with_capacity(rows.len());
        let mut generation = 0;
        for row in rows {
            generation = generation.max(to_generation(row.get("generation"))?);
            let key: ObjectKey = stored_id(row.get("key"))?;
            match row.get::<&str, _>("state") {
                "removed" => continue,
                "named" => {
                    return Err(Error::new(
                        ErrorKind::Conflict,
                        format!("gather `{unit}`: `{key}` is not read yet"),
                    ));
                }
                _ => {}
            }
            if let Some(problems) = row.get::<Option<&str>, _>("not_fetched") {
                documents.push(not_fetched(key, from_json(problems)?));
                continue;
            }
            let stored: Option<&[u8]> = row.get("documents");
            let stored = stored.ok_or_else(|| {
                Error::new(ErrorKind::Corrupt, format!("ledger: the facts of `{key}` are missing"))
            })?;
            documents.extend(unpack::<Vec<StoredDocument>>(stored)?.into_iter().map(|document| {
                EvidenceDocument {
                    file: FilePath::inside(key.clone(), &document.inner),
                    sha256: document.sha256,
                    media_type: document.media_type,
                    outcome: document.outcome,
                    problems: document.problems,
                    identity: document.identity,
                    facts: document.facts,
                }
            }));
        }
        documents.sort_by(|a, b| a.file.cmp(&b.file));
        Ok((generation, documents))
    }

    /// The changes of a round after a generation, in commit order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn changes_after(&self, round: &RoundId, generation: u64) -> Result<Vec<Change>> {
        let after = i64::try_from(generation)
            .map_err(|source| Error::caused(ErrorKind::Bug, "follow the ledger", source))?;
        sqlx::query(
            "SELECT generation, unit, key, state, sha256, read_recipe, facts_recipe FROM object WHERE round = ? AND generation > ? \
             ORDER BY generation",
        )
        .bind(round.as_str())
        .bind(after)
        .fetch_all(&self.pool)
        .await
        .map_err(Error::ledger("follow the ledger"))?
        .into_iter()
        .map(|row| {
            let is_there = row.get::<&str, _>("state") == "done";
            let text = |column: &str| row.get::<Option<String>, _>(column);
            let content = match (text("sha256"), text("read_recipe"), text("facts_recipe")) {
                (Some(sha256), Some(read), Some(facts)) if is_there => Some(Content {
                    sha256: stored_id::<ContentHash>(sha256)?,
                    read_recipe: ReadRecipe::new(read),
                    facts_recipe: FactsRecipe::new(facts),
                }),
                _ => None,
            };
            Ok(Change {
                generation: to_generation(row.get("generation"))?,
                unit: stored_id(row.get("unit"))?,
                key: stored_id(row.get("key"))?,
                content,
                is_removed: row.get::<&str, _>("state") == "removed",
            })
        })
        .collect()
    }

    /// What was understood of some content: the file and the files inside it.
    ///
    /// # Errors
    /// `NotFound` when nothing was stored for it.
    pub async fn stored_documents(&self, content: &Content) -> Result<Vec<StoredDocument>> {
        let packed: Vec<u8> = sqlx::query_scalar(
            "SELECT documents FROM facts WHERE sha256 = ? AND read_recipe = ? AND facts_recipe = ?",
        )
        .bind(content.sha256.to_string())
        .bind(content.read_recipe.as_str())
        .bind(content.facts_recipe.as_str())
        .fetch_one(&self.pool)
        .await
        .map_err(Error::ledger("read what was understood of a content"))?;
        unpack(&packed)
    }
}

/// See [`Ledger::state_counts`].
pub(super) async fn state_counts_in(
    connection: &mut SqliteConnection,
    round: &RoundId,
) -> Result<Vec<StateCount>> {
    sqlx::query(
        "SELECT unit, state, count(*) AS objects FROM object WHERE round = ? AND state <> 'removed' \
         GROUP BY unit, state ORDER BY unit, state",
    )
    .bind(round.as_str())
    .fetch_all(connection)
    .await
    .map_err(Error::ledger("count objects"))?
    .into_iter()
    .map(|row| {
        let is_named = row.get::<&str, _>("state") == "named";
        let state = if is_named { JobState::Named } else { JobState::Done };
        let objects = to_generation(row.get("objects"))?;
        Ok(StateCount { unit: stored_id(row.get("unit"))?, state, objects })
    })
    .collect()
}

/// The objects of a round that are done but were not read, or not in full, ordered by key. A container is read in full
/// when everything in it is.
pub(super) async fn unread_in(
    connection: &mut SqliteConnection,
    round: &RoundId,
) -> Result<Vec<UnreadObject>> {
    let mut rows = sqlx::query(
        "SELECT object.unit, object.key, object.not_fetched, facts.documents FROM object \
         LEFT JOIN facts ON facts.sha256 = object.sha256 AND facts.read_recipe = object.read_recipe \
         AND facts.facts_recipe = object.facts_recipe \
         WHERE object.round = ? AND object.state = 'done' ORDER BY object.key",
    )
    .bind(round.as_str())
    .fetch(connection);
    let mut unread = Vec::new();
    while let Some(row) = rows.try_next().await.map_err(Error::ledger("read what is unread"))? {
        let mut problems: Vec<Problem> = Vec::new();
        let mut states = Vec::new();
        match (row.get::<Option<&str>, _>("not_fetched"), row.get::<Option<&[u8]>, _>("documents"))
        {
            (Some(not_fetched), _) => {
                problems = from_json(not_fetched)?;
                states.push(ReadState::NotRead);
            }
            (None, stored) => {
                let stored: Option<Vec<StoredDocument>> = stored.map(unpack).transpose()?;
                for document in stored.into_iter().flatten() {
                    let of_reading =
                        document.problems.into_iter().filter(|problem| !problem.code.is_of_sheet());
                    let of_reading: Vec<_> = of_reading.collect();
                    states.push(ReadState::of(document.outcome, &of_reading));
                    problems.extend(of_reading);
                }
            }
        }
        let read = match (states.iter().min(), states.iter().max()) {
            (_, Some(ReadState::Full)) => continue,
            (Some(ReadState::NotRead) | None, _) => ReadState::NotRead,
            _ => ReadState::Partly,
        };
        problems.retain(|problem| problem.severity == ProblemSeverity::Unread);
        unread.push(UnreadObject {
            unit: stored_id(row.get("unit"))?,
            key: stored_id(row.get("key"))?,
            read,
            reasons: problems.into_iter().map(|problem| problem.code).collect(),
        });
    }
    Ok(unread)
}

async fn store_facts(
    transaction: &mut sqlx::Transaction<'static, sqlx::Sqlite>,
    publication: &Publication,
    documents: &[StoredDocument],
) -> Result<()> {
    let Publication::Read(facts) = publication else { return Ok(()) };
    sqlx::query("INSERT OR REPLACE INTO facts (sha256, read_recipe, facts_recipe, may_pass, documents) VALUES (?, ?, ?, ?, ?)")
        .bind(facts.sha256.to_string())
        .bind(facts.read_recipe.as_str())
        .bind(facts.facts_recipe.as_str())
        .bind(facts.may_pass())
        .bind(pack(&documents)?)
        .execute(&mut **transaction)
        .await
        .map_err(Error::ledger("store facts"))?;
    Ok(())
}

/// A document of which nothing is known but that it was listed. Its hash is that of the bytes that came in: none.
fn not_fetched(key: ObjectKey, problems: Vec<Problem>) -> EvidenceDocument {
    use sha2::Digest as _;
    EvidenceDocument {
        file: FilePath::of_object(key),
        sha256: ContentHash::from_digest(sha2::Sha256::digest(b"").into()),
        media_type: MediaType::Unknown,
        outcome: Outcome::Rejected,
        problems,
        identity: None,
        facts: Facts::default(),
    }
}
