//! What appraisers and council said about all claims of a round: read once, and again only of the units about which the
//! record says that somebody said something since.
//!
//! Refuses to know what holds of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use model::{
    CriterionCode, RoundId, UnitId,
    appraisal::Appraisal,
    record::{Deed, Entry, Head},
};
use store::Ledger;

use super::together::Together;
use crate::error::Result;

/// When more was done since than so many entries tell, everything is read again.
const MOST_ENTRIES: u32 = 500;

/// What was said about the claims of one unit, by leaf; of each leaf by stage and name.
pub type SaidOfUnit = BTreeMap<CriterionCode, Vec<Appraisal>>;

/// What was said about all claims, by unit; units of which nobody said anything may be left out.
pub type Said = BTreeMap<UnitId, Arc<SaidOfUnit>>;

/// What was said, with the end of the record that it was read at.
#[derive(Debug, Default)]
pub(super) struct KeptSaid(Together<(Head, Arc<Said>)>);

impl KeptSaid {
    /// What was said until now, with the end of the record now.
    pub(super) async fn now(&self, ledger: &Ledger, round: &RoundId) -> Result<(Head, Arc<Said>)> {
        let question = async |kept: Option<(Head, Arc<Said>)>| {
            // Whatever anybody says is told in the record, so that its end names all that was said so far.
            let head = ledger.record_head().await?;
            let said = match kept {
                Some((at, said)) if at == head => said,
                Some((at, said)) => match touched_since(ledger, round, at).await? {
                    Some(units) => Arc::new(again_of(ledger, round, &units, &said).await?),
                    None => Arc::new(all(ledger, round).await?),
                },
                None => Arc::new(all(ledger, round).await?),
            };
            Ok((head, said))
        };
        self.0.ask(question).await
    }
}

/// The units of whose claims something was said after this end of the record; `None` where that cannot be told from it.
async fn touched_since(
    ledger: &Ledger,
    round: &RoundId,
    at: Head,
) -> Result<Option<BTreeSet<UnitId>>> {
    let lines = ledger.record_lines(at.length, MOST_ENTRIES).await?;
    if lines.len() >= MOST_ENTRIES as usize {
        return Ok(None);
    }
    let mut units = BTreeSet::new();
    for (nth, line) in lines.iter().enumerate() {
        let Ok(entry) = serde_json::from_str::<Entry>(line) else { return Ok(None) };
        if nth == 0 && entry.previous != at.hash {
            return Ok(None);
        }
        if entry.round.as_ref().is_some_and(|of| of == round) {
            units.extend(unit_of(entry.deed));
        }
    }
    Ok(Some(units))
}

/// The unit of whose claim something was said or taken back.
fn unit_of(deed: Deed) -> Option<UnitId> {
    match deed {
        Deed::Appraised { after, .. } => Some(after.unit),
        Deed::Withdrawn { before } => Some(before.unit),
        Deed::Checked { .. }
        | Deed::Loaded { .. }
        | Deed::Answered { .. }
        | Deed::AccountMade { .. }
        | Deed::AccountChanged { .. }
        | Deed::PasswordChanged { .. }
        | Deed::PersonsShown { .. }
        | Deed::Erased { .. }
        | Deed::SignedIn => None,
    }
}

async fn again_of(
    ledger: &Ledger,
    round: &RoundId,
    units: &BTreeSet<UnitId>,
    known: &Said,
) -> Result<Said> {
    let mut said = known.clone();
    for unit in units {
        let of_unit = by_unit(ledger.appraisals(round, Some(unit)).await?);
        said.insert(unit.clone(), of_unit.get(unit).cloned().unwrap_or_default());
    }
    Ok(said)
}

/// Everything that was said in a round.
pub(crate) async fn all(ledger: &Ledger, round: &RoundId) -> Result<Said> {
    Ok(by_unit(ledger.appraisals(round, None).await?))
}

fn by_unit(stored: Vec<store::StoredAppraisal>) -> Said {
    let mut by_unit: BTreeMap<UnitId, SaidOfUnit> = BTreeMap::new();
    for appraisal in stored.into_iter().map(|stored| stored.appraisal) {
        let of_unit = by_unit.entry(appraisal.unit.clone()).or_default();
        of_unit.entry(appraisal.criterion.clone()).or_default().push(appraisal);
    }
    by_unit.into_iter().map(|(unit, said)| (unit, Arc::new(said))).collect()
}

#[cfg(test)]
mod tests;
