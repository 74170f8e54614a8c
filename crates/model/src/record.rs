//! The record: what was done, by whom and when, as entries that each name the hash of the one before, so
//! that nobody can change or leave out one unseen.
//!
//! An entry is hashed as one line of JSON, exactly as [`Entry::line`] gives it. Whoever has the lines and a program for
//! SHA-256 can check them without this one. Refuses to know where entries are kept, and what time it is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    account::Role,
    appraisal::{Answer, Appraisal},
    id::{AccountName, ContentHash, RoundId, UnitId},
};

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Its place in the record, from 1.
    pub sequence: u64,
    /// The hash of the line before; of no bytes at all for the first.
    pub previous: ContentHash,
    /// When, in milliseconds since 1970 by the clock of the ledger.
    pub at_ms: i64,
    /// In which round, where it is about one.
    pub round: Option<RoundId>,
    /// Who; none where the program did it by itself.
    pub by: Option<AccountName>,
    /// What.
    pub deed: Deed,
}

/// What was done, with what was there before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "did", rename_all = "kebab-case")]
pub enum Deed {
    /// The round was checked, with a result other than the last one.
    Checked {
        /// The hash of the report in JSON.
        report: ContentHash,
        /// The version of the program.
        program: String,
        /// Units judged.
        units: u64,
        /// Findings that hold.
        findings: u64,
    },
    /// Evidence was loaded at the desk.
    Loaded {
        /// Whose.
        units: Vec<UnitId>,
        /// Files that were not there before.
        new: u64,
        /// Files in place of others.
        replaced: u64,
        /// Files that were there already.
        unchanged: u64,
        /// Bytes that were sent to the storage.
        bytes: u64,
    },
    /// A claim was appraised, or an appraisal changed by its author.
    Appraised {
        /// What the same appraiser said before at this stage.
        before: Option<Appraisal>,
        /// What they say now.
        after: Appraisal,
    },
    /// An appraisal was taken back by its author.
    Withdrawn {
        /// What they had said.
        before: Appraisal,
    },
    /// A unit answered.
    Answered {
        /// What it had answered before.
        before: Option<Answer>,
        /// What it answers now.
        after: Answer,
    },
    /// An account was made.
    AccountMade {
        /// Which one.
        account: AccountName,
        /// What it may do.
        role: Role,
    },
    /// An account was given another role, closed, or opened again.
    AccountChanged {
        /// Which one.
        account: AccountName,
        /// What it might do before.
        before: Role,
        /// What it may do now.
        after: Role,
        /// Whether it may sign in now.
        open: bool,
    },
    /// An account was given another password.
    PasswordChanged {
        /// Which one.
        account: AccountName,
    },
    /// Somebody signed in.
    SignedIn,
}

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The line is no entry, or not written as this program writes it.
    NotAnEntry {
        /// The line, from 1.
        line: u64,
    },
    /// An entry is missing, doubled, or in the wrong place.
    OutOfSequence {
        /// The line, from 1.
        line: u64,
    },
    /// The entry does not name the hash of the line before: that one, or this, was changed.
    OtherHash {
        /// The line, from 1.
        line: u64,
    },
}

impl Entry {
    /// The line that is hashed: JSON without spaces, fields in the order of their declaration, no line break.
    #[must_use]
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("an entry has only text keys, so JSON can hold it")
    }
}

/// Checks a record and gives its head, the hash of its last line. `hash` is SHA-256; an empty record has the hash of no
/// bytes.
///
/// # Errors
/// Where the first line that does not fit stands.
pub fn verify<'l>(
    lines: impl IntoIterator<Item = &'l str>,
    hash: impl Fn(&[u8]) -> ContentHash,
) -> Result<ContentHash, Broken> {
    let mut head = hash(&[]);
    for (text, line) in lines.into_iter().zip(1..) {
        let entry: Entry = serde_json::from_str(text).map_err(|_| Broken::NotAnEntry { line })?;
        if entry.line() != text {
            return Err(Broken::NotAnEntry { line });
        }
        if entry.sequence != line {
            return Err(Broken::OutOfSequence { line });
        }
        if entry.previous != head {
            return Err(Broken::OtherHash { line });
        }
        head = hash(text.as_bytes());
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No SHA-256, but as different for different lines as these tests need.
    fn hash(bytes: &[u8]) -> ContentHash {
        let mut digest = [0_u8; 32];
        for (position, byte) in bytes.iter().enumerate() {
            let slot = &mut digest[position % 32];
            *slot = slot.rotate_left(3)
                ^ byte.wrapping_add(u8::try_from(position % 251).expect("below 251"));
        }
        ContentHash::from_digest(digest)
    }

    fn record(n_entries: u64) -> Vec<String> {
        let mut previous = hash(&[]);
        (1..=n_entries)
            .map(|sequence| {
                let entry = Entry {
                    sequence,
                    previous,
                    at_ms: 1_766_000_000_000,
                    round: Some(RoundId::new("cchc-2025").expect("a round")),
                    by: Some(AccountName::new("lan").expect("an account")),
                    deed: Deed::SignedIn,
                };
                previous = hash(entry.line().as_bytes());
                entry.line()
            })
            .collect()
    }

    fn check(lines: &[String]) -> Result<ContentHash, Broken> {
        verify(lines.iter().map(String::as_str), hash)
    }

    #[test]
    fn what_was_not_touched_verifies() {
        let lines = record(4);
        assert_eq!(check(&lines), Ok(hash(lines[3].as_bytes())));
        assert_eq!(check(&[]), Ok(hash(&[])));
    }

    #[test]
    fn any_change_is_seen() {
        let lines = record(4);
        let mut changed = lines.clone();
        changed[1] = changed[1].replace("lan", "minh");
        assert_eq!(check(&changed), Err(Broken::OtherHash { line: 3 }));
        let mut spaced = lines.clone();
        spaced[3] = spaced[3].replacen(',', ", ", 1);
        assert_eq!(check(&spaced), Err(Broken::NotAnEntry { line: 4 }));
        let mut left_out = lines.clone();
        left_out.remove(1);
        assert_eq!(check(&left_out), Err(Broken::OutOfSequence { line: 2 }));
        let mut doubled = lines;
        doubled.insert(2, doubled[1].clone());
        assert_eq!(check(&doubled), Err(Broken::OutOfSequence { line: 3 }));
    }
}
