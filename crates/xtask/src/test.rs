//! All tests with their set-up, by nextest where it is installed and by `cargo test` elsewhere.

use std::io::IsTerminal as _;

use anyhow::Result;

use crate::{
    debian,
    demo::Language,
    fixtures, servers,
    step::{Steps, run as run_program, run_keeping},
    workspace::Workspace,
};

/// Folders of packages whose tests start whole processes and wait for them; `--quick` leaves them out.
const SLOW: [&str; 1] = ["crates/cli"];

/// Runs the tests, property tests from this seed. Ends with the runner's own closing lines.
pub(crate) fn run(workspace: &Workspace, quick: bool, seed: u64) -> Result<()> {
    let mut steps = Steps::default();
    let mut closing_lines = Vec::new();
    steps.step("set-up", || {
        use debian::Purpose::{Build, Fixtures, Scans};
        debian::ensure(&[Build, Scans, Fixtures], Language::En)
    });
    steps.step("servers", || servers::run(workspace));
    steps.step("fixtures", || fixtures::run(true));

    let with_nextest =
        workspace.cargo(["nextest", "--version"]).output().is_ok_and(|out| out.status.success());
    let mut runner = if with_nextest {
        workspace.cargo(["nextest", "run", "--workspace"])
    } else {
        workspace.cargo(["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"])
    };
    let mut doc_tests = workspace.cargo(["test", "--workspace", "--doc", "--no-fail-fast"]);
    for package in slow_packages(workspace).filter(|_| quick) {
        runner.args(["--exclude", package]);
        doc_tests.args(["--exclude", package]);
    }
    for command in [&mut runner, &mut doc_tests] {
        command.env("PROPTEST_RNG_SEED", seed.to_string());
        if std::io::stderr().is_terminal() {
            command.env("CARGO_TERM_COLOR", "always");
        }
    }
    steps.step("tests", || run_keeping(&mut runner, &mut closing_lines, is_closing_line));
    steps.step("doc tests", || run_program(&mut doc_tests));

    eprintln!();
    for line in closing_lines {
        eprintln!("{line}");
    }
    steps.finish()
}

fn slow_packages(workspace: &Workspace) -> impl Iterator<Item = &str> {
    let is_slow = |folder: &str| SLOW.contains(&folder);
    workspace
        .packages
        .iter()
        .filter(move |package| is_slow(workspace.folder(package).as_str()))
        .map(|package| package.name.as_str())
}

/// Whether nextest or libtest says there how many tests passed.
fn is_closing_line(line: &str) -> bool {
    (line.contains("Summary") && line.contains(" run")) || line.starts_with("test result: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_both_runners_are_known() {
        assert!(is_closing_line("     Summary [   0.010s] 12 tests run: 12 passed, 0 skipped"));
        assert!(is_closing_line(
            "test result: ok. 3 passed; 0 failed; 0 ignored; finished in 0.00s"
        ));
        assert!(!is_closing_line("test tests::a_summary_is_run ... ok"));
    }
}
