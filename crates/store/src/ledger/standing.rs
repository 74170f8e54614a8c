//! Where a round stands at one moment: objects by state, what is unread, how fast it goes; and what is to be done again.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    ContentHash, ErrorKind, ObjectKey, RoundId, UnitId,
    reading::ReadState,
    recipe::{FactsRecipe, ReadRecipe},
};

use super::{
    Ledger,
    objects::{JobState, StateCount, UnreadObject, state_counts_in, unread_in, unread_object},
    stored_id, to_generation,
};
use crate::{
    database::{Row, Statement},
    error::{Error, Result},
};

/// The time that a pace is taken over, in milliseconds: what went before says little about what comes.
const PACE_MS: i64 = 600_000;

/// Where a round stands. Everything is of the same moment, so that it adds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The generation of the ledger at that moment.
    pub generation: u64,
    /// Objects by unit and state.
    pub counts: Vec<StateCount>,
    /// Objects that are done but were not read, or not in full, of those that have ended since.
    pub unread: Vec<UnreadObject>,
    /// The objects that have ended since, read or gone: what was known of them before holds no more.
    pub ended: Vec<ObjectKey>,
    /// The objects that wait to be read, again or for the first time.
    pub waiting: BTreeSet<ObjectKey>,
    /// The objects that took longest, the slowest first.
    pub slowest: Vec<ReadTime>,
    /// How fast objects came to their end lately.
    pub pace: Pace,
}

/// How long an object took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadTime {
    /// Which.
    pub key: ObjectKey,
    /// How long, in milliseconds.
    pub took_ms: u64,
}

/// How many objects came to their end, over which time: of the last ten minutes, from the first end on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pace {
    /// Objects.
    pub objects: u64,
    /// Milliseconds.
    pub over_ms: u64,
}

/// What the ledger knows of the bytes at a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedContent {
    /// Where.
    pub key: ObjectKey,
    /// Whether it is done.
    pub state: JobState,
    /// The bytes that were read there last; none when none came in.
    pub sha256: Option<ContentHash>,
    /// How much of them was read.
    pub read: ReadState,
}

/// What an object that is done was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeWith {
    /// Which.
    pub key: ObjectKey,
    /// What it was read with; none when its bytes never came in.
    pub read: Option<ReadRecipe>,
    /// What it was understood with.
    pub facts: Option<FactsRecipe>,
}

impl Ledger {
    /// Where a round stands, with so many of the slowest objects. Whoever knows what was unread at a generation asks for
    /// what has ended since; 0 gives all.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn standing(&self, round: &RoundId, n_slowest: u32, since: u64) -> Result<Standing> {
        let since = i64::try_from(since)
            .map_err(|source| Error::caused(ErrorKind::Bug, "read a standing", source))?;
        let mut transaction = self.database.snapshot().await?;
        let counts = state_counts_in(&mut transaction, round).await?;
        let unread = unread_in(&mut transaction, round, since).await?;
        let ended = Statement::new(
            "read what has ended",
            "SELECT key FROM object WHERE round = $1 AND state <> 'named' AND generation > $2",
        )
        .bind(round.as_str())
        .bind(since);
        let ended = keys(ended.rows(&mut transaction).await?)?;
        let waiting = Statement::new(
            "read what waits",
            "SELECT key FROM object WHERE round = $1 AND state = 'named'",
        )
        .bind(round.as_str());
        let waiting = keys(waiting.rows(&mut transaction).await?)?;
        let generation = Statement::new("read the generation", "SELECT generation FROM counter")
            .row(&mut transaction)
            .await?;
        let generation = to_generation(generation.get("generation")?)?;
        let slowest = Statement::new(
            "read how long objects took",
            "SELECT key, took_ms FROM object WHERE round = $1 AND state = 'done' AND took_ms IS NOT NULL \
             ORDER BY took_ms DESC, key LIMIT $2",
        )
        .bind(round.as_str())
        .bind(i64::from(n_slowest))
        .rows(&mut transaction)
        .await?
        .into_iter()
        .map(|row| {
            let took_ms = to_generation(row.get("took_ms")?)?;
            Ok(ReadTime { key: stored_id(row.get("key")?)?, took_ms })
        })
        .collect::<Result<_>>()?;
        let row = Statement::new(
            "read how fast objects end",
            "SELECT count(*) AS objects, coalesce(max(clock.now_ms - ended_ms), 0) AS over_ms FROM object, clock \
             WHERE round = $1 AND state = 'done' AND ended_ms BETWEEN clock.now_ms - $2 AND clock.now_ms",
        )
        .bind(round.as_str())
        .bind(PACE_MS)
        .row(&mut transaction)
        .await?;
        let pace = Pace {
            objects: to_generation(row.get("objects")?)?,
            over_ms: to_generation(row.get("over_ms")?)?,
        };
        transaction.commit("end reading").await?;
        Ok(Standing { generation, counts, unread, ended, waiting, slowest, pace })
    }

    /// What the objects of a round that are done were made with, ordered by key; nothing can be made of erased ones.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn made_with(&self, round: &RoundId) -> Result<Vec<MadeWith>> {
        Statement::new(
            "read what objects were made with",
            "SELECT key, read_recipe, facts_recipe FROM object WHERE round = $1 AND state = 'done' AND erased IS NULL \
             ORDER BY key",
        )
        .bind(round.as_str())
        .rows(&self.database)
        .await?
        .into_iter()
        .map(|row| {
            let recipe = |column: &str| row.get::<Option<String>>(column);
            Ok(MadeWith {
                key: stored_id(row.get("key")?)?,
                read: recipe("read_recipe")?.map(ReadRecipe::new),
                facts: recipe("facts_recipe")?.map(FactsRecipe::new),
            })
        })
        .collect()
    }

    /// What the last listing of a unit named, with how much of it was read, ordered by key.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn listed_contents(
        &self,
        round: &RoundId,
        unit: &UnitId,
    ) -> Result<Vec<ListedContent>> {
        Statement::new(
            "read what is listed of a unit",
            "SELECT object.unit, object.key, object.state, object.sha256, object.not_fetched, facts.documents FROM object \
             LEFT JOIN facts ON facts.sha256 = object.sha256 AND facts.read_recipe = object.read_recipe \
             AND facts.facts_recipe = object.facts_recipe \
             WHERE object.round = $1 AND object.key IN (SELECT key FROM object WHERE round = $1 AND unit = $2) \
             AND object.state IN ('named', 'done') AND object.erased IS NULL \
             ORDER BY object.key",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .rows(&self.database)
        .await?
        .iter()
        .map(|row| {
            let state = match row.get::<&str>("state")? {
                "named" => JobState::Named,
                _ => JobState::Done,
            };
            let sha256: Option<String> = row.get("sha256")?;
            let unread = unread_object(row)?;
            Ok(ListedContent {
                key: stored_id(row.get("key")?)?,
                state,
                sha256: sha256.map(stored_id).transpose()?,
                read: unread.map_or(ReadState::Full, |unread| unread.read),
            })
        })
        .collect()
    }

    /// How many files of each unit wait to be read; units without any are left out.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn jobs_left(&self, round: &RoundId) -> Result<BTreeMap<UnitId, u64>> {
        Statement::new(
            "count the jobs",
            "SELECT unit, count(*) AS objects FROM object WHERE round = $1 AND state = 'named' GROUP BY unit",
        )
        .bind(round.as_str())
        .rows(&self.database)
        .await?
        .into_iter()
        .map(|row| Ok((stored_id(row.get("unit")?)?, to_generation(row.get("objects")?)?)))
        .collect()
    }

    /// Makes objects that are done, and not erased, jobs again, and with `afresh` all objects of the same bytes, which are then read as
    /// if nothing were known of them. Gives those that became jobs, ordered by key.
    ///
    /// # Errors
    /// When the ledger refuses; then none is.
    pub async fn mark_again(
        &self,
        round: &RoundId,
        keys: &[ObjectKey],
        afresh: bool,
    ) -> Result<Vec<ObjectKey>> {
        let mut transaction = self.database.begin().await?;
        let mut marked = Vec::new();
        for key in keys {
            let rows = Statement::new(
                "make an object a job again",
                "UPDATE object SET state = 'named', afresh = $1 WHERE round = $2 AND state = 'done' AND erased IS NULL AND (key = $3 OR \
                 ($1 AND sha256 = (SELECT sha256 FROM object WHERE round = $2 AND key = $3))) RETURNING key",
            )
            .bind(afresh)
            .bind(round.as_str())
            .bind(key.as_str())
            .rows(&mut transaction)
            .await?;
            for row in rows {
                marked.push(stored_id(row.get("key")?)?);
            }
        }
        transaction.commit("commit jobs").await?;
        marked.sort();
        Ok(marked)
    }
}

fn keys<C: FromIterator<ObjectKey>>(rows: Vec<Row>) -> Result<C> {
    rows.iter().map(|row| stored_id(row.get("key")?)).collect()
}

impl Pace {
    /// Objects in an hour at this pace; none when it is not known.
    #[must_use]
    pub fn objects_an_hour(&self) -> Option<u64> {
        (self.objects > 1 && self.over_ms > 0)
            .then(|| self.objects.saturating_mul(3_600_000) / self.over_ms)
    }

    /// How many seconds so many objects still take at this pace; none when it is not known.
    #[must_use]
    pub fn seconds_for(&self, objects: u64) -> Option<u64> {
        (self.objects > 1 && self.over_ms > 0)
            .then(|| objects.saturating_mul(self.over_ms) / self.objects / 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_tells_when_it_will_be_done() {
        let pace = Pace { objects: 50, over_ms: 10_000 };
        assert_eq!((pace.objects_an_hour(), pace.seconds_for(1000)), (Some(18_000), Some(200)));
        let one = Pace { objects: 1, over_ms: 10_000 };
        assert_eq!((one.objects_an_hour(), one.seconds_for(10)), (None, None));
        assert_eq!(Pace::default().objects_an_hour(), None);
    }
}
