//! The desk in a real browser: what the journeys need is installed, the demo round is checked and served to whoever sits
//! there, a few of its files are served with accounts and read as they are loaded, and the journeys of tests/browser are
//! gone through, on copies that nobody else works on.

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

/// Files that the round with accounts begins with.
const FIRST_FILES: &[&str] = &[
    "an-binh/Bang tu cham diem PAR INDEX 2025.xlsx",
    "an-binh/1.5/QĐ 612 phê duyệt giải pháp mới.pdf",
    "dong-giang",
    "ha-tan/I/1.6/BC doi thoai.pdf",
];

/// A server that ends with the value that stands for it.
struct Served {
    process: Child,
    address: String,
    /// What the first administrator signs in with, where one was made.
    first: Option<(String, String)>,
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
    let folder = emptied(workspace)?;
    let demo = workspace.root.join("pipelines/demo");
    let round = round(workspace, &folder.join("local"), &demo.join("submissions"))?;
    let program = workspace.target.join("debug/kiemchung");
    let mut check = workspace.command(&program);
    step::run(check.arg("check").arg(round.as_str()).stdout(Stdio::null()))?;
    let local = serve(workspace, &program, &round, "--local")?;
    let evidence = folder.join("staffed/ho-so");
    for file in FIRST_FILES {
        copy(&demo.join("submissions").join(file), &evidence.join(file))?;
    }
    let round = self::round(workspace, &folder.join("staffed"), &evidence)?;
    let staffed = serve(workspace, &program, &round, "--work=1")?;
    let Some((name, password)) = &staffed.first else {
        bail!("the server did not say what its first administrator signs in with");
    };
    let mut journeys = workspace.command("node");
    journeys.current_dir(&tools).arg(workspace.root.join(JOURNEYS).join("journeys.mjs"));
    journeys.args([&local.address, &staffed.address, name, password, BROWSER]);
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

/// The folder of the rounds, begun anew.
fn emptied(workspace: &Workspace) -> Result<Utf8PathBuf> {
    let folder = workspace.target.join("browser");
    if folder.metadata().is_ok() {
        fs::remove_dir_all(&folder).with_context(|| format!("could not empty {folder}"))?;
    }
    Ok(folder)
}

/// The demo round, worked on in a folder of its own over this evidence, without recognising its scans.
fn round(workspace: &Workspace, folder: &Utf8Path, evidence: &Utf8Path) -> Result<Utf8PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("could not make {folder}"))?;
    let toml = fs::read_to_string(workspace.root.join("pipelines/demo/pipeline.toml"))
        .context("could not read the demo round")?;
    let toml = toml
        .replace("\"submissions/\"", &format!("\"{evidence}\""))
        .replace("\"../criteria/", &format!("\"{}/", workspace.root.join("pipelines/criteria")))
        .replace("[evidence]", "[reading]\nocr = false\n\n[evidence]");
    let path = folder.join("pipeline.toml");
    fs::write(&path, toml).with_context(|| format!("could not write {path}"))?;
    Ok(path)
}

/// Copies a file, or a folder with the files right in it.
fn copy(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    let copied = || format!("could not copy {from}");
    let metadata = from.metadata().with_context(copied)?;
    let folder = if metadata.is_dir() { Some(to) } else { to.parent() };
    fs::create_dir_all(folder.unwrap_or(to)).with_context(copied)?;
    if metadata.is_file() {
        fs::copy(from, to).with_context(copied)?;
        return Ok(());
    }
    for entry in from.read_dir_utf8().with_context(copied)? {
        let entry = entry.with_context(copied)?;
        if entry.file_type().with_context(copied)?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).with_context(copied)?;
        }
    }
    Ok(())
}

fn serve(workspace: &Workspace, program: &Utf8Path, round: &Utf8Path, how: &str) -> Result<Served> {
    let mut command = workspace.command(program);
    command.args(["serve", how, "--listen", "127.0.0.1:0", "--json"]).arg(round.as_str());
    let mut process =
        command.stdout(Stdio::piped()).spawn().context("could not start the server")?;
    let output = process.stdout.take().context("the server has no output")?;
    let mut served = Served { process, address: String::new(), first: None };
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).context("could not read what the server says")?;
    let said: serde_json::Value =
        serde_json::from_str(&line).context("the server did not say where it listens")?;
    let Some(address) = said["address"].as_str() else {
        bail!("the server did not say where it listens: {line}");
    };
    served.address = address.to_owned();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let first = &said["first_administrator"];
    served.first = text(&first["name"]).zip(text(&first["password"]));
    Ok(served)
}
