//! Erasing files that may not be kept any longer: first what would go, then, when somebody says so, all of it.
//!
//! Bytes and readings go before the ledger forgets: whoever is interrupted asks again, and finds the rest still named.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    AccountName, ContentHash, ErrorKind, ObjectKey, PartialDate, UnitId, declaration::nearest,
    dossier::FilePath, pipeline::Pipeline,
};
use report::EraseReport;
use store::{Erasure, HeldFile, Lease, Recognitions};

use crate::{
    error::{Error, Result},
    lease,
    results::JudgedUnit,
    retry::UnknownFile,
    round::Wiring,
};

/// Which files are to be erased; a file that several of these mean is erased once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Erase {
    /// These, by their paths in a report; of a file inside another, the outer one.
    pub files: Vec<FilePath>,
    /// All files of these units.
    pub units: Vec<UnitId>,
    /// All files of the round, if its last day for evidence lies before this day.
    pub ended_before: Option<PartialDate>,
}

/// Who erases, and why: what the record keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedBy {
    /// Their name.
    pub name: AccountName,
    /// Why.
    pub reason: String,
    /// Names the folder of this process's own files.
    pub holder: String,
}

/// What is known of the files that are to be erased.
struct Plan {
    /// By unit, then by key; no content where the bytes never came in.
    files: BTreeMap<UnitId, BTreeMap<ObjectKey, Option<ContentHash>>>,
    /// Contents that files have, too, which stay.
    held: BTreeSet<ContentHash>,
}

/// Says what would be erased and, where somebody is named who does it, erases it: the bytes, what was read, recognised,
/// understood, judged and found. The index must be built anew afterwards.
///
/// # Errors
/// `Conflict` while another process leads the round; when storage or ledger fail. What was erased until then is gone, and
/// the rest is erased when it is asked for again. The inner error names a file that the round does not have; then nothing
/// is erased.
pub async fn erase(
    wiring: &Wiring,
    recognitions: &Recognitions,
    pipeline: &Pipeline,
    erase: &Erase,
    by: Option<&ErasedBy>,
) -> Result<std::result::Result<EraseReport, UnknownFile>> {
    let round = &pipeline.round.id;
    let plan = match Plan::of(wiring, pipeline, erase).await? {
        Ok(plan) => plan,
        Err(unknown) => return Ok(Err(unknown)),
    };
    if let Some(by) = by.filter(|_| !plan.files.is_empty()) {
        let lease = lease::take(&wiring.ledger, round, &by.holder).await?.ok_or_else(|| {
            let attempted = format!("erase files of the round `{round}`: another process leads it");
            Error::new(ErrorKind::Conflict, attempted)
        })?;
        lease::holding(&wiring.ledger, lease, async |lease| {
            plan.carry_out(wiring, recognitions, lease, by).await
        })
        .await?;
    }
    Ok(Ok(EraseReport {
        round: round.clone(),
        is_done: by.is_some(),
        files: plan.files.values().flat_map(BTreeMap::keys).cloned().collect(),
        kept_for_others: plan.held.into_iter().collect(),
    }))
}

impl Plan {
    async fn of(
        wiring: &Wiring,
        pipeline: &Pipeline,
        erase: &Erase,
    ) -> Result<std::result::Result<Self, UnknownFile>> {
        let there = wiring.ledger.held_files(&pipeline.round.id).await?;
        for file in &erase.files {
            if !there.iter().any(|held| held.key == *file.object()) {
                let names = there.iter().map(|held| held.key.as_str());
                let nearest = nearest(file.object().as_str(), names);
                return Ok(Err(UnknownFile { file: file.clone(), nearest }));
            }
        }
        let is_over = erase
            .ended_before
            .is_some_and(|day| pipeline.round.deadline.last_day() < day.first_day());
        let is_meant = |held: &HeldFile| {
            is_over
                || erase.units.contains(&held.unit)
                || erase.files.iter().any(|file| *file.object() == held.key)
        };
        let mut files = BTreeMap::<UnitId, BTreeMap<ObjectKey, Option<ContentHash>>>::new();
        for HeldFile { unit, key, content } in there.into_iter().filter(is_meant) {
            files.entry(unit).or_default().insert(key, content);
        }
        let keys = files.values().flat_map(BTreeMap::keys).cloned().collect();
        let contents = files.values().flat_map(BTreeMap::values).flatten().copied().collect();
        let held = wiring.ledger.held_elsewhere(&pipeline.round.id, &keys, &contents).await?;
        Ok(Ok(Self { files, held }))
    }

    async fn carry_out(
        &self,
        wiring: &Wiring,
        recognitions: &Recognitions,
        lease: &Lease,
        by: &ErasedBy,
    ) -> Result<()> {
        for (unit, files) in &self.files {
            for key in files.keys() {
                wiring.evidence.remove(key).await?;
            }
            let contents: BTreeSet<_> = files.values().flatten().copied().collect();
            let own = contents.difference(&self.held).copied().collect();
            wiring.readings.erase(&own).await?;
            let judged = JudgedUnit::stored(&wiring.ledger, lease.round(), unit).await?;
            let erasure = Erasure {
                unit: unit.clone(),
                found: judged.map_or_else(BTreeMap::new, |judged| judged.found_so_far()),
                keys: files.keys().cloned().collect(),
                contents,
                by: by.name.clone(),
                reason: by.reason.clone(),
            };
            wiring.ledger.erase(lease, &erasure).await?;
        }
        recognitions.erase().await?;
        Ok(())
    }
}
