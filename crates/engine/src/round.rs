//! A round that is ready to be worked on: the declaration, its criteria set, and everything it is wired to.

use std::{path::Path, time::Duration};

use assess::RoundTerms;
use model::{
    RoundId,
    criteria::CriteriaSet,
    pipeline::{Pipeline, Reader},
    recipe::{FactsRecipe, JudgeRecipe, ReadRecipe},
};
use sha2::{Digest as _, Sha256};
use store::{Ledger, Objects, Queue, Readings};

use crate::reader::ReaderSettings;

/// What a round's work is done with. Made by `cli` from the pipeline's URLs.
#[derive(Debug, Clone)]
pub struct Wiring {
    /// Where the units' files lie.
    pub evidence: Objects,
    /// What happened to them.
    pub ledger: Ledger,
    /// What was read from them.
    pub readings: Readings,
    /// How the work on them is shared out.
    pub queue: Queue,
}

/// The three recipes that decide what must be done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipes {
    /// How bytes are read.
    pub read: ReadRecipe,
    /// How readings are understood.
    pub facts: FactsRecipe,
    /// How units are judged; what other units sent is added for each unit.
    pub judge: JudgeRecipe,
}

impl Recipes {
    /// The recipes of this program for a pipeline and a criteria set, both as their files say. `roots` are those that
    /// certificates must lead to; `ocr_model` names the model of the recogniser, where there is one.
    #[must_use]
    pub fn new(
        limits: &extract::Limits,
        roots: &extract::TrustRoots,
        ocr_model: Option<&str>,
        pipeline_toml: &str,
        criteria_toml: &str,
    ) -> Self {
        let limits = serde_json::to_string(limits).expect("limits are numbers");
        let roots = serde_json::to_string(roots).expect("roots are texts");
        let version = extract::READER_VERSION.to_string();
        let read = digest(&[&version, &limits, &roots, ocr_model.unwrap_or("no-ocr")]);
        let facts = facts::FACTS_VERSION.to_string();
        let judge = digest(&[&assess::JUDGE_VERSION.to_string(), pipeline_toml, criteria_toml]);
        Self {
            read: ReadRecipe::new(format!("read-{}-{read}", extract::READER_VERSION)),
            facts: FactsRecipe::new(format!("facts-{facts}")),
            judge: JudgeRecipe::new(format!("judge-{}-{judge}", assess::JUDGE_VERSION)),
        }
    }
}

/// Names the queue of a round in a ledger, for those who would read and understand it in the same way: programs of
/// another version, or with another recogniser, see another queue.
#[must_use]
pub fn queue_name(ledger: &str, round: &RoundId, recipes: &Recipes) -> String {
    digest(&[ledger, round.as_str(), recipes.read.as_str(), recipes.facts.as_str()])
}

/// Sixteen hexadecimal digits that differ where any of the parts does.
pub(crate) fn digest(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The round's days, as a judgement needs them.
#[must_use]
pub(crate) fn terms(pipeline: &Pipeline) -> RoundTerms {
    let round = &pipeline.round;
    RoundTerms {
        id: round.id.clone(),
        from: round.period.from,
        to: round.period.to,
        due: round.deadline,
    }
}

/// How a program is started as a reader, within these limits.
#[must_use]
pub fn reader_settings(reader: &Reader, program: &Path, arguments: Vec<String>) -> ReaderSettings {
    ReaderSettings {
        program: program.to_owned(),
        arguments,
        limits: extract::Limits::default(),
        roots: extract::TrustRoots::NONE,
        memory_bytes: reader.memory_mib << 20,
        wall: Duration::from_secs(reader.seconds),
        silence: Duration::from_secs(reader.silent_seconds),
        max_output: MAX_OUTPUT,
        recycle_after: RECYCLE_AFTER,
        recycle_above: (reader.memory_mib << 20) / 4,
    }
}

/// The most bytes of one reading: a gazette of 5,000 pages has some 200 MB.
const MAX_OUTPUT: u64 = 512 << 20;

/// What leaks or fragments in a reader ends with it; so does what one document has left of its quarter of the memory.
const RECYCLE_AFTER: u32 = 500;

/// Whether set and pipeline are about the same level and year.
///
/// # Errors
/// With both values, as a sentence part.
pub fn check_set(pipeline: &Pipeline, set: &CriteriaSet) -> Result<(), SetMismatch> {
    let head = set.head();
    if head.level == pipeline.round.level && head.year == pipeline.round.year {
        Ok(())
    } else {
        Err(SetMismatch {
            set: (head.level, head.year),
            round: (pipeline.round.level, pipeline.round.year),
        })
    }
}

/// A criteria set of another level or year than the round's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetMismatch {
    /// Level and year of the set.
    pub set: (model::criteria::Level, i16),
    /// Level and year of the round.
    pub round: (model::criteria::Level, i16),
}

impl std::fmt::Display for SetMismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ((set_level, set_year), (level, year)) = (self.set, self.round);
        write!(
            f,
            "the criteria set is for {set_level:?} {set_year}, the round for {level:?} {year}"
        )
    }
}

impl std::error::Error for SetMismatch {}

#[cfg(test)]
mod tests {
    use super::{Recipes, digest, queue_name};

    #[test]
    fn a_changed_set_changes_only_the_judgement() {
        let (limits, roots) = (extract::Limits::default(), extract::TrustRoots::NONE);
        let of = |limits, set| Recipes::new(limits, &roots, None, "p", set);
        let (a, b) = (of(&limits, "một"), of(&limits, "hai"));
        assert_eq!((&a.read, &a.facts), (&b.read, &b.facts));
        assert_ne!(a.judge, b.judge);
        let smaller = extract::Limits { pages: 1, ..limits };
        assert_ne!(of(&smaller, "một").read, a.read);
        assert_ne!(Recipes::new(&limits, &roots, Some("vie"), "p", "một").read, a.read);
    }

    #[test]
    fn a_changed_recipe_is_another_queue() {
        let (limits, roots) = (extract::Limits::default(), extract::TrustRoots::NONE);
        let of = |model, set| Recipes::new(&limits, &roots, model, "p", set);
        let round = model::RoundId::new("vong").expect("valid");
        let (with, without) = (of(Some("vie"), "s"), of(None, "s"));
        let other_set = of(None, "khác");
        let name = |recipes: &Recipes| queue_name("sổ", &round, recipes);
        assert_ne!(name(&with), name(&without));
        assert_eq!(name(&without), name(&other_set), "judging is not what workers do");
        assert_ne!(queue_name("sổ khác", &round, &with), name(&with));
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
