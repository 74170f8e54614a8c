//! All that is checked without running a test.

use anyhow::Result;

use crate::{
    deny, schemas,
    step::{Steps, run as run_program},
    tidy,
    workspace::Workspace,
};

/// Does every check, the quick ones first, and fails when one does.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::default();
    steps.step("fmt", || run_program(&mut workspace.cargo(["fmt", "--all", "--check"])));
    steps.step("tidy", || tidy::run(workspace));
    steps.step("schemas", || schemas::run(workspace, true));
    steps.step("deny", || deny::run(workspace));
    steps.step("clippy", || {
        run_program(&mut workspace.cargo([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    });
    steps.finish()
}
