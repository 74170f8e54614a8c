//! The desk in a real browser: what the journeys need is installed, the demo round is checked and served, and the
//! journeys of tests/browser are gone through, on a copy that nobody else works on.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use crate::{
    debian::{self, Purpose},
    demo::Language,
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

/// A server that ends with the value that stands for it.
struct Served {
    process: Child,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait().map(drop)) {
            eprintln!("the server did not end: {error}");
        }
    }
}

/// Goes through the journeys.
///
/// # Errors
/// When something is missing, or a journey does not reach its end.
pub(crate) fn run(workspace: &Workspace, arguments: &BrowserArguments) -> Result<()> {
    debian::ensure(&[Purpose::Build, Purpose::Browser], Language::En)?;
    step::run(&mut workspace.cargo(["build", "--bin", "kiemchung"]))?;
    let tools = installed(workspace)?;
    let round = round(workspace)?;
    let program = workspace.target.join("debug/kiemchung");
    let mut check = workspace.command(&program);
    step::run(check.arg("check").arg(round.as_str()).stdout(Stdio::null()))?;
    let served = serve(workspace, &program, &round)?;
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

/// The demo round, worked on in a folder of its own that is begun anew, without recognising its scans.
fn round(workspace: &Workspace) -> Result<Utf8PathBuf> {
    let folder = workspace.target.join("browser");
    if folder.metadata().is_ok() {
        fs::remove_dir_all(&folder).with_context(|| format!("could not empty {folder}"))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("could not make {folder}"))?;
    let demo = workspace.root.join("pipelines/demo");
    let toml =
        fs::read_to_string(demo.join("pipeline.toml")).context("could not read the demo round")?;
    let toml = toml
        .replace("\"submissions/\"", &format!("\"{}\"", demo.join("submissions")))
        .replace("\"../criteria/", &format!("\"{}/", workspace.root.join("pipelines/criteria")))
        .replace("[evidence]", "[reading]\nocr = false\n\n[evidence]");
    let path = folder.join("pipeline.toml");
    fs::write(&path, toml).with_context(|| format!("could not write {path}"))?;
    Ok(path)
}

fn serve(workspace: &Workspace, program: &Utf8Path, round: &Utf8Path) -> Result<Served> {
    let mut command = workspace.command(program);
    command.args(["serve", "--local", "--listen", "127.0.0.1:0", "--json"]).arg(round.as_str());
    let mut process =
        command.stdout(Stdio::piped()).spawn().context("could not start the server")?;
    let output = process.stdout.take().context("the server has no output")?;
    let mut served = Served { process, address: String::new() };
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).context("could not read what the server says")?;
    let said: serde_json::Value =
        serde_json::from_str(&line).context("the server did not say where it listens")?;
    let Some(address) = said["address"].as_str() else {
        bail!("the server did not say where it listens: {line}");
    };
    served.address = address.to_owned();
    Ok(served)
}
