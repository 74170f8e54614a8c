//! The desk in a real browser: what the journeys need is installed, the demo round is checked and served, and the
//! journeys of tests/browser are gone through, on a copy that nobody else works on.

use std::fs;

use anyhow::{Context as _, Result};
use cargo_metadata::camino::Utf8PathBuf;
use clap::Args;

use crate::{
    debian::{self, Purpose},
    demo::Language,
    served::{LetIn, checked_round, serve},
    step,
    workspace::Workspace,
};

/// The journeys, with the versions of what they need.
const JOURNEYS: &str = "tests/browser";

/// Debian's browser.
const BROWSER: &str = "/usr/bin/chromium";

/// What is done with the pictures of pages.
#[derive(Debug, Args)]
pub(crate) struct BrowserArguments {
    /// Keep the pictures of pages in this folder, such as docs/screenshots, to be looked at before they are committed
    #[arg(long)]
    pictures: Option<Utf8PathBuf>,
}

/// Goes through the journeys.
///
/// # Errors
/// When something is missing, or a journey does not reach its end.
pub(crate) fn run(workspace: &Workspace, arguments: &BrowserArguments) -> Result<()> {
    debian::ensure(&[Purpose::Build, Purpose::Browser], Language::En)?;
    step::run(&mut workspace.cargo(["build", "--bin", "kiemchung"]))?;
    let tools = installed(workspace)?;
    let program = workspace.target.join("debug/kiemchung");
    let round = checked_round(workspace, "browser", &program)?;
    let served = serve(workspace, &program, &round, LetIn::Local)?;
    let mut journeys = workspace.command("node");
    journeys.current_dir(&tools).arg(workspace.root.join(JOURNEYS).join("journeys.mjs"));
    journeys.args([&served.address, BROWSER]);
    if let Some(pictures) = &arguments.pictures {
        let pictures = workspace.root.join(pictures);
        fs::create_dir_all(&pictures).with_context(|| format!("could not make {pictures}"))?;
        journeys.arg(pictures);
    }
    step::run(&mut journeys).context("a journey did not reach its end")
}

/// The folder with what the journeys need, at the versions and hashes that are written down beside them.
fn installed(workspace: &Workspace) -> Result<Utf8PathBuf> {
    let folder = workspace.target.join("tools/browser");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {folder}"))?;
    let mut is_there = folder.join("node_modules/axe-core").metadata().is_ok();
    for name in ["package.json", "package-lock.json"] {
        let wanted = workspace.root.join(JOURNEYS).join(name);
        let wanted = fs::read(&wanted).with_context(|| format!("could not read {wanted}"))?;
        let copy = folder.join(name);
        is_there &= fs::read(&copy).is_ok_and(|found| found == wanted);
        fs::write(&copy, wanted).with_context(|| format!("could not write {copy}"))?;
    }
    if !is_there {
        let mut npm = workspace.command("npm");
        npm.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        step::run(&mut npm).context("could not install what the journeys need")?;
    }
    Ok(folder)
}
