//! A listing in the ledger: which objects are new, which have changed, which are gone.

use std::collections::BTreeMap;

use model::{
    ErrorKind, RoundId, UnitId,
    recipe::{FactsRecipe, ReadRecipe},
};

use super::{Lease, Ledger, next_generation};
use crate::{
    database::{Row, Statement, Transaction},
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
    /// Which objects that are done become jobs again although nothing about them changed.
    pub again: Again,
}

/// Which objects that are done become jobs again although neither their version nor a recipe changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// None: somebody must ask for it.
    Nothing,
    /// Those whose last reading may end otherwise: a timeout, a crash, a storage that did not answer.
    MayPass,
    /// All: their bytes are fetched and hashed.
    Everything,
}

/// How many objects one statement names: databases take so many values and no more.
const NAMED_AT_ONCE: usize = 500;

impl Ledger {
    /// Records that these, and only these, are the objects of a unit now.
    ///
    /// # Errors
    /// When the ledger refuses; `Conflict` when the lease is another's by now.
    pub async fn record_listing(
        &self,
        lease: &Lease,
        unit: &UnitId,
        listed: ListedObject<'_>,
    ) -> Result<Listing> {
        let round = lease.round();
        let mut transaction = self.database.begin().await?;
        lease.hold_in(&mut transaction).await?;
        let rows = Statement::new(
            "read what is known of a unit",
            // By way of their keys, which an index gives: SQLite would rather go through all objects of the round.
            "SELECT key, version, state, read_recipe, facts_recipe, may_pass, erased FROM object \
             WHERE round = $1 AND key IN (SELECT key FROM object WHERE round = $1 AND unit = $2)",
        )
        .bind(round.as_str())
        .bind(unit.as_str())
        .rows(&mut transaction)
        .await?;
        let mut known: BTreeMap<String, Row> = BTreeMap::new();
        for row in rows {
            known.insert(row.get("key")?, row);
        }
        let mut listing = Listing::default();
        let mut named = Vec::new();
        for object in listed.objects {
            match known.remove(object.key.as_str()) {
                None => listing.new += 1,
                Some(row) if stays(&row, object, listed)? => {
                    listing.unchanged += 1;
                    continue;
                }
                Some(_) => listing.again += 1,
            }
            named.push(object);
        }
        for objects in named.chunks(NAMED_AT_ONCE) {
            name(&mut transaction, round, unit, objects).await?;
        }
        for (key, row) in known {
            // What was erased is not listed any more, and yet it was sent.
            if row.get::<&str>("state")? == "removed" || is_erased(&row)? {
                continue;
            }
            listing.removed += 1;
            let generation = next_generation(&mut transaction).await?;
            Statement::new(
                "mark an object as removed",
                "UPDATE object SET state = 'removed', generation = $1 WHERE round = $2 AND key = $3",
            )
            .bind(generation)
            .bind(round.as_str())
            .bind(key)
            .execute(&mut transaction)
            .await?;
        }
        transaction.commit("commit a listing").await?;
        Ok(listing)
    }
}

/// Whether an object was erased and not sent again.
fn is_erased(known: &Row) -> Result<bool> {
    Ok(known.get::<Option<i64>>("erased")?.is_some())
}

/// Whether an object that is known needs nothing. What was erased and is there again was sent again.
fn stays(known: &Row, object: &ObjectVersion, listed: ListedObject<'_>) -> Result<bool> {
    // Recipes are absent when the bytes never came in, which may pass.
    let without = listed.again == Again::Nothing;
    let is_of = |column: &str, recipe: &str| {
        let made: Option<&str> = known.get(column)?;
        Ok::<_, Error>(made.map_or(without, |made| made == recipe))
    };
    Ok(known.get::<&str>("state")? == "done"
        && !is_erased(known)?
        && known.get::<&str>("version")? == object.version
        && is_of("read_recipe", listed.read_recipe.as_str())?
        && is_of("facts_recipe", listed.facts_recipe.as_str())?
        && match listed.again {
            Again::Nothing => true,
            Again::MayPass => !known.get::<bool>("may_pass")?,
            Again::Everything => false,
        })
}

/// Makes objects jobs, all in one statement.
async fn name(
    transaction: &mut Transaction,
    round: &RoundId,
    unit: &UnitId,
    objects: &[&ObjectVersion],
) -> Result<()> {
    let row = |n: usize| format!("($1, $2, ${}, ${}, ${}, 'named')", 3 * n, 3 * n + 1, 3 * n + 2);
    let rows: Vec<String> = (1..=objects.len()).map(row).collect();
    let text = format!(
        "INSERT INTO object (round, unit, key, version, size, state) VALUES {} \
         ON CONFLICT (round, key) DO UPDATE SET \
         unit = excluded.unit, version = excluded.version, size = excluded.size, state = 'named', erased = NULL",
        rows.join(", ")
    );
    let mut statement =
        Statement::composed("name objects", text).bind(round.as_str()).bind(unit.as_str());
    for object in objects {
        let size = i64::try_from(object.size).map_err(|source| {
            Error::caused(ErrorKind::Invalid, format!("size of `{}`", object.key), source)
        })?;
        statement = statement.bind(object.key.as_str()).bind(object.version.as_str()).bind(size);
    }
    statement.execute(transaction).await?;
    Ok(())
}
