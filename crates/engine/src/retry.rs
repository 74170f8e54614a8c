//! Work that is to be done again: files that failed, files read by an older program, files that somebody names.
//!
//! They become jobs; the next check, or whoever works on the round, does them.

use std::collections::BTreeSet;

use model::{ObjectKey, RoundId, declaration::nearest, dossier::FilePath};
use report::RetryReport;
use store::{Ledger, MadeWith};

use crate::error::Result;

/// Which files are to be done again; a file that several of these mean is done once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retry {
    /// All that were not read, or not in full.
    pub failed: bool,
    /// All that were read or understood by an older version.
    pub older_than: Option<RecipeVersion>,
    /// These, by their paths in a report; of a file inside another, the outer one.
    pub files: Vec<FilePath>,
}

/// A version of reading or understanding, as recipes begin: `read-4`, `facts-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecipeVersion {
    /// Of reading.
    Read(u32),
    /// Of understanding.
    Facts(u32),
}

/// Why nothing was made a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFile {
    /// The file that the round does not have, or that waits to be read anyway.
    pub file: FilePath,
    /// The nearest one that it has.
    pub nearest: Option<String>,
}

impl RecipeVersion {
    /// Parses `read-4` or `facts-3`; what follows the number in a whole recipe does not matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (kind, version) = (parts.next()?, parts.next()?.parse().ok()?);
        match kind {
            "read" => Some(Self::Read(version)),
            "facts" => Some(Self::Facts(version)),
            _ => None,
        }
    }

    /// Whether an object was made with an older version; one whose bytes never came in was made with none.
    fn is_newer_than(self, made: &MadeWith) -> bool {
        let (recipe, wanted) = match self {
            Self::Read(version) => (made.read.as_ref().map(|recipe| recipe.as_str()), version),
            Self::Facts(version) => (made.facts.as_ref().map(|recipe| recipe.as_str()), version),
        };
        match recipe.and_then(Self::parse) {
            Some(Self::Read(version) | Self::Facts(version)) => version < wanted,
            None => true,
        }
    }
}

/// Makes files jobs again.
///
/// # Errors
/// When the ledger fails. The inner error names a file that is not there; then nothing was made a job.
pub async fn retry(
    ledger: &Ledger,
    round: &RoundId,
    retry: &Retry,
) -> Result<std::result::Result<RetryReport, UnknownFile>> {
    let made_with = ledger.made_with(round).await?;
    let known: BTreeSet<&ObjectKey> = made_with.iter().map(|made| &made.key).collect();
    let mut afresh = BTreeSet::new();
    for file in &retry.files {
        if !known.contains(file.object()) {
            let names = known.iter().map(|key| key.as_str());
            let nearest = nearest(file.object().as_str(), names);
            return Ok(Err(UnknownFile { file: file.clone(), nearest }));
        }
        afresh.insert(file.object().clone());
    }
    if retry.failed {
        afresh.extend(
            ledger.standing(round, 0, 0).await?.unread.into_iter().map(|object| object.key),
        );
    }
    let is_older =
        |made: &&MadeWith| retry.older_than.is_some_and(|version| version.is_newer_than(made));
    let older = made_with.iter().filter(is_older).map(|made| made.key.clone());
    let older: Vec<_> = older.filter(|key| !afresh.contains(key)).collect();

    let mut files = ledger.mark_again(round, &afresh.into_iter().collect::<Vec<_>>(), true).await?;
    files.extend(ledger.mark_again(round, &older, false).await?);
    files.sort();
    Ok(Ok(RetryReport { round: round.clone(), files }))
}

#[cfg(test)]
mod tests {
    use model::recipe::{FactsRecipe, ReadRecipe};

    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let made = |read: Option<&str>| MadeWith {
            key: ObjectKey::new("a").expect("valid"),
            read: read.map(ReadRecipe::new),
            facts: Some(FactsRecipe::new("facts-3")),
        };
        let check = |wanted: &str, read: Option<&str>, expect: bool| {
            let wanted = RecipeVersion::parse(wanted).expect("a version");
            assert_eq!(wanted.is_newer_than(&made(read)), expect, "{wanted:?} {read:?}");
        };
        check("read-10", Some("read-9-00ff"), true);
        check("read-10-00ff", Some("read-10-aaaa"), false);
        check("read-10", None, true);
        check("facts-3", Some("read-1"), false);
        check("facts-4", Some("read-9"), true);
        for bad in ["", "read", "read-", "judge-1", "4"] {
            assert_eq!(RecipeVersion::parse(bad), None, "{bad}");
        }
    }
}
