//! Objects in the ledger: worked on as jobs, published with what was understood of them, gathered, followed.

use std::{collections::BTreeSet, time::Duration};

use model::{
    ContentHash, ErrorKind, ObjectKey, Problem, ProblemCode, RoundId, UnitId,
    dossier::{EvidenceDocument, FilePath},
    facts::Facts,
    problem::ProblemSeverity,
    reading::{Identity, MediaType, Outcome, ReadState},
    recipe::{FactsRecipe, ReadRecipe},
};
use serde::{Deserialize, Serialize};

use super::{Ledger, from_json, next_generation, pack, stored_id, to_generation, to_json, unpack};
use crate::{
    database::{Row, Statement, Transaction},
    error::{Error, Result},
    objects::ObjectVersion,
};

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

impl StoredDocument {
    /// The document, where it lies in this object.
    #[must_use]
    pub fn in_object(self, key: &ObjectKey) -> EvidenceDocument {
        EvidenceDocument {
            file: FilePath::inside(key.clone(), &self.inner),
            sha256: self.sha256,
            media_type: self.media_type,
            outcome: self.outcome,
            problems: self.problems,
            identity: self.identity,
            facts: self.facts,
        }
    }
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

/// How many objects' documents are held at a time while all of them are looked through.
const LOOKED_AT_ONCE: i64 = 500;

impl PublishedFacts {
    fn may_pass(&self) -> bool {
        self.documents
            .iter()
            .flatten()
            .any(|document| document.problems.iter().any(|problem| problem.code.may_pass()))
    }
}

impl Ledger {
    /// The jobs of a round, ordered by key.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn pending(&self, round: &RoundId) -> Result<Vec<PendingObject>> {
        Statement::new(
            "read the jobs",
            "SELECT unit, key, version, size, afresh FROM object WHERE round = $1 AND state = 'named' ORDER BY key",
        )
        .bind(round.as_str())
        .rows(&self.database)
        .await?
        .iter()
        .map(pending_object)
        .collect()
    }

    /// One job of a round; none when it is done, gone or was never named.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn pending_at(
        &self,
        round: &RoundId,
        key: &ObjectKey,
    ) -> Result<Option<PendingObject>> {
        Statement::new(
            "read a job",
            "SELECT unit, key, version, size, afresh FROM object WHERE round = $1 AND key = $2 AND state = 'named'",
        )
        .bind(round.as_str())
        .bind(key.as_str())
        .optional(&self.database)
        .await?
        .as_ref()
        .map(pending_object)
        .transpose()
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
        let found = Statement::new(
            "look up a content",
            "SELECT sha256 FROM facts WHERE sha256 = $1 AND read_recipe = $2 AND facts_recipe = $3 AND NOT may_pass",
        )
        .bind(sha256.to_string())
        .bind(read.as_str())
        .bind(facts.as_str())
        .optional(&self.database)
        .await?;
        Ok(found.is_some())
    }

    /// Publishes the end of a job, and how long it took: facts, state and generation in one transaction. Gives whether
    /// it was the end: of an object that was replaced in the meantime, or that another worker has published, nothing
    /// is kept.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub async fn publish(
        &self,
        round: &RoundId,
        object: &ObjectVersion,
        publication: &Publication,
        took: Duration,
    ) -> Result<bool> {
        // Before others are kept waiting.
        let documents = match publication {
            Publication::Read(facts) => facts.documents.as_ref().map(pack).transpose()?,
            Publication::NotFetched(_) => None,
        };
        let mut transaction = self.database.begin().await?;
        let job = Statement::new(
            "look at a job",
            "SELECT sha256, read_recipe, facts_recipe, may_pass, afresh, generation FROM object \
             WHERE round = $1 AND key = $2 AND version = $3 AND state = 'named'",
        )
        .bind(round.as_str())
        .bind(object.key.as_str())
        .bind(object.version.as_str())
        .optional(&mut transaction)
        .await?;
        let Some(job) = job else {
            transaction.commit("end a publication").await?;
            return Ok(false);
        };
        let afresh: bool = job.get("afresh")?;
        if let (Publication::Read(facts), Some(documents)) = (publication, documents) {
            store_facts(&mut transaction, facts, documents, afresh).await?;
        }
        let (made_from, not_fetched, may_pass) = match publication {
            Publication::Read(facts) => (Some(facts), None, facts.may_pass()),
            Publication::NotFetched(problems) => (
                None,
                Some(to_json(problems)?),
                problems.iter().any(|problem| problem.code.may_pass()),
            ),
        };
        let sha256 = made_from.map(|facts| facts.sha256.to_string());
        let read_recipe = made_from.map(|facts| facts.read_recipe.as_str().to_owned());
        let facts_recipe = made_from.map(|facts| facts.facts_recipe.as_str().to_owned());
        // The same content understood in the same way: nothing for a follower to apply.
        let is_as_before = sha256.is_some()
            && job.get::<Option<String>>("sha256")? == sha256
            && job.get::<Option<String>>("read_recipe")? == read_recipe
            && job.get::<Option<String>>("facts_recipe")? == facts_recipe
            && !job.get::<bool>("may_pass")?
            && !afresh
            && job.get::<i64>("generation")? > 0;
        let generation =
            if is_as_before { None } else { Some(next_generation(&mut transaction).await?) };
        Statement::new(
            "publish an object",
            "UPDATE object SET state = 'done', sha256 = $1, read_recipe = $2, facts_recipe = $3, not_fetched = $4, \
             may_pass = $5, generation = coalesce($6, generation), afresh = FALSE, took_ms = $7, \
             ended_ms = (SELECT now_ms FROM clock) WHERE round = $8 AND key = $9",
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
        .execute(&mut transaction)
        .await?;
        transaction.commit("commit a publication").await?;
        Ok(true)
    }

    /// How many objects of each unit are in each state; removed ones are not counted.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn state_counts(&self, round: &RoundId) -> Result<Vec<StateCount>> {
        let mut transaction = self.database.snapshot().await?;
        let counts = state_counts_in(&mut transaction, round).await?;
        transaction.commit("end reading").await?;
        Ok(counts)
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
        let rows = Statement::new(
            "read a unit's documents",
            "SELECT object.key, object.state, object.sha256, object.not_fetched, facts.documents, object.generation FROM object \
             LEFT JOIN facts ON facts.sha256 = object.sha256 AND facts.read_recipe = object.read_recipe \
             AND facts.facts_recipe = object.facts_recipe \
             WHERE object.round = $1 AND object.key IN (SELECT key FROM object WHERE round = $1 AND unit = $2) \
             ORDER BY object.key",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .rows(&self.database)
        .await?;
        let mut documents = Vec::with_capacity(rows.len());
        let mut generation = 0;
        for row in rows {
            generation = generation.max(to_generation(row.get("generation")?)?);
            let key: ObjectKey = stored_id(row.get("key")?)?;
            match row.get::<&str>("state")? {
                "removed" => continue,
                "named" => {
                    return Err(Error::new(
                        ErrorKind::Conflict,
                        format!("gather `{unit}`: `{key}` is not read yet"),
                    ));
                }
                _ => {}
            }
            if let Some(problems) = row.get::<Option<&str>>("not_fetched")? {
                documents.push(not_fetched(key, from_json(problems)?));
                continue;
            }
            let stored: Option<&[u8]> = row.get("documents")?;
            let stored = stored.ok_or_else(|| {
                Error::new(ErrorKind::Corrupt, format!("ledger: the facts of `{key}` are missing"))
            })?;
            let stored = unpack::<Vec<StoredDocument>>(stored)?.into_iter();
            documents.extend(stored.map(|document| document.in_object(&key)));
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
        Statement::new(
            "follow the ledger",
            "SELECT generation, unit, key, state, sha256, read_recipe, facts_recipe FROM object \
             WHERE round = $1 AND generation > $2 ORDER BY generation",
        )
        .bind(round.as_str())
        .bind(after)
        .rows(&self.database)
        .await?
        .into_iter()
        .map(|row| {
            let state: &str = row.get("state")?;
            let text = |column: &str| row.get::<Option<String>>(column);
            let content = match (text("sha256")?, text("read_recipe")?, text("facts_recipe")?) {
                (Some(sha256), Some(read), Some(facts)) if state == "done" => Some(Content {
                    sha256: stored_id::<ContentHash>(sha256)?,
                    read_recipe: ReadRecipe::new(read),
                    facts_recipe: FactsRecipe::new(facts),
                }),
                _ => None,
            };
            Ok(Change {
                generation: to_generation(row.get("generation")?)?,
                unit: stored_id(row.get("unit")?)?,
                key: stored_id(row.get("key")?)?,
                content,
                is_removed: state == "removed",
            })
        })
        .collect()
    }

    /// What was understood of some content: the file and the files inside it.
    ///
    /// # Errors
    /// `NotFound` when nothing was stored for it.
    pub async fn stored_documents(&self, content: &Content) -> Result<Vec<StoredDocument>> {
        let row = Statement::new(
            "read what was understood of a content",
            "SELECT documents FROM facts WHERE sha256 = $1 AND read_recipe = $2 AND facts_recipe = $3",
        )
        .bind(content.sha256.to_string())
        .bind(content.read_recipe.as_str())
        .bind(content.facts_recipe.as_str())
        .row(&self.database)
        .await?;
        unpack(row.get("documents")?)
    }
}

/// See [`Ledger::state_counts`].
pub(super) async fn state_counts_in(
    transaction: &mut Transaction,
    round: &RoundId,
) -> Result<Vec<StateCount>> {
    Statement::new(
        "count objects",
        "SELECT unit, state, count(*) AS objects FROM object WHERE round = $1 AND state <> 'removed' \
         GROUP BY unit, state ORDER BY unit, state",
    )
    .bind(round.as_str())
    .rows(transaction)
    .await?
    .into_iter()
    .map(|row| {
        let is_named = row.get::<&str>("state")? == "named";
        let state = if is_named { JobState::Named } else { JobState::Done };
        let objects = to_generation(row.get("objects")?)?;
        Ok(StateCount { unit: stored_id(row.get("unit")?)?, state, objects })
    })
    .collect()
}

/// The objects of a round that are done but were not read, or not in full, ordered by key. A container is read in full
/// when everything in it is.
pub(super) async fn unread_in(
    transaction: &mut Transaction,
    round: &RoundId,
    since: i64,
) -> Result<Vec<UnreadObject>> {
    let mut unread = Vec::new();
    let mut after = String::new();
    loop {
        let rows = Statement::new(
            "read what is unread",
            "SELECT object.unit, object.key, object.not_fetched, facts.documents FROM object \
             LEFT JOIN facts ON facts.sha256 = object.sha256 AND facts.read_recipe = object.read_recipe \
             AND facts.facts_recipe = object.facts_recipe \
             WHERE object.round = $1 AND object.state = 'done' AND object.key > $2 AND object.generation > $4 \
             ORDER BY object.key LIMIT $3",
        )
        .bind(round.as_str())
        .bind(after.as_str())
        .bind(LOOKED_AT_ONCE)
        .bind(since)
        .rows(&mut *transaction)
        .await?;
        let Some(last) = rows.last() else { return Ok(unread) };
        after = last.get("key")?;
        for row in rows {
            unread.extend(unread_object(&row)?);
        }
    }
}

/// An object that is done, if not all of it was read.
pub(super) fn unread_object(row: &Row) -> Result<Option<UnreadObject>> {
    let mut problems: Vec<Problem> = Vec::new();
    let mut states = Vec::new();
    match (row.get::<Option<&str>>("not_fetched")?, row.get::<Option<&[u8]>>("documents")?) {
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
        (_, Some(ReadState::Full)) => return Ok(None),
        (Some(ReadState::NotRead) | None, _) => ReadState::NotRead,
        _ => ReadState::Partly,
    };
    problems.retain(|problem| problem.severity == ProblemSeverity::Unread);
    Ok(Some(UnreadObject {
        unit: stored_id(row.get("unit")?)?,
        key: stored_id(row.get("key")?)?,
        read,
        reasons: problems.into_iter().map(|problem| problem.code).collect(),
    }))
}

fn pending_object(row: &Row) -> Result<PendingObject> {
    let object = ObjectVersion {
        key: stored_id(row.get("key")?)?,
        size: to_generation(row.get("size")?)?,
        version: row.get("version")?,
    };
    Ok(PendingObject { unit: stored_id(row.get("unit")?)?, object, afresh: row.get("afresh")? })
}

/// Keeps what was understood of a content. What is final stays: another worker may have been killed or too slow over
/// the same bytes. Only where somebody asked for them to be read afresh does the new reading always win.
async fn store_facts(
    transaction: &mut Transaction,
    facts: &PublishedFacts,
    documents: Vec<u8>,
    afresh: bool,
) -> Result<()> {
    Statement::new(
        "store facts",
        "INSERT INTO facts (sha256, read_recipe, facts_recipe, may_pass, documents) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (sha256, read_recipe, facts_recipe) DO UPDATE SET may_pass = excluded.may_pass, \
         documents = excluded.documents WHERE $6 OR facts.may_pass OR NOT excluded.may_pass",
    )
    .bind(facts.sha256.to_string())
    .bind(facts.read_recipe.as_str())
    .bind(facts.facts_recipe.as_str())
    .bind(facts.may_pass())
    .bind(documents)
    .bind(afresh)
    .execute(transaction)
    .await?;
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
