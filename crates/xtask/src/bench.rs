//! Measurements that need optimised code: each builds the smallest part that it needs in release mode.

use anyhow::Result;
use clap::ValueEnum;

use crate::{step, workspace::Workspace};

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subject {
    /// Quality, speed and size of the index, against plain tantivy
    Search,
}

/// Builds and runs a bench; its tables go to standard output.
pub(crate) fn run(workspace: &Workspace, subject: Subject, documents: u32) -> Result<()> {
    let (package, bench) = match subject {
        Subject::Search => ("index", "search"),
    };
    let documents = documents.to_string();
    let arguments = ["bench", "--package", package, "--bench", bench, "--", &documents];
    step::run(&mut workspace.cargo(arguments))
}
