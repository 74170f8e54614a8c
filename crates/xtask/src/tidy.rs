//! The house rules that the compiler does not know: arrows between crates, what pure crates may name, form of files.
//!
//! Every rule is a function over a description in memory, which [`tree`] makes of the work tree; so each is shown to
//! fail in its own tests.

use std::fmt;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

mod arrows;
mod form;
mod names;
mod purity;
mod tree;

/// A broken rule, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    /// From the root of the work tree.
    path: String,
    /// From 1.
    line: usize,
    message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// Checks every rule on the work tree.
///
/// # Errors
/// When a rule is broken; what and where has been printed.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let tree = tree::Tree::read(workspace)?;
    let mut violations = arrows::check(&tree.packages);
    let mut notes = Vec::new();
    for source in &tree.sources {
        violations.extend(form::check(source));
        if arrows::is_pure(&source.package) {
            violations.extend(purity::check(source));
        }
        notes.extend(form::note_length(source));
    }
    for note in notes {
        println!("note: {note}");
    }
    violations.sort();
    violations.dedup();
    for violation in &violations {
        println!("{violation}");
    }
    match violations.len() {
        0 => Ok(()),
        count => bail!("{count} broken house rules"),
    }
}
