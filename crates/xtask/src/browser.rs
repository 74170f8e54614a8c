//! The desk in a real browser: what the journeys need is installed, the demo round is checked and served to whoever sits
//! there, a few of its files are served with accounts and read as they are loaded, and the journeys of tests/browser are
//! gone through, on copies that nobody else works on.

use std::{fs, net::TcpListener};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use crate::{
    debian::{self, Purpose},
    demo::Language,
    served::{checked_round, emptied, round as round_over, serve, served},
    step,
    workspace::Workspace,
};

/// The journeys, with the versions of what they need.
const JOURNEYS: &str = "tests/browser";

/// Debian's browser.
const BROWSER: &str = "/usr/bin/chromium";

/// The variable that holds what the desk and a provider know each other by.
const SECRET: &str = "KIEMCHUNG_OPENID_SECRET";

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
    let local = serve(workspace, &program, &round, &["--local"])?;
    let folder = emptied(workspace, "browser-staffed")?;
    let evidence = folder.join("ho-so");
    for file in FIRST_FILES {
        let submissions = workspace.root.join("pipelines/demo/submissions");
        copy(&submissions.join(file), &evidence.join(file))?;
    }
    let round = round_over(workspace, &folder, &evidence)?;
    // The desk must be told where people come back to before it listens.
    let (port, issuer) = (free_port()?, format!("http://127.0.0.1:{}", free_port()?));
    let terms = format!(
        "\n[desk.openid]\nissuer = \"{issuer}\"\nclient_id = \"kiemchung\"\npublic_url = \"http://127.0.0.1:{port}\"\n\n\
         [evidence]"
    );
    let toml = fs::read_to_string(&round).with_context(|| format!("could not read {round}"))?;
    fs::write(&round, toml.replacen("\n[evidence]", &terms, 1))
        .with_context(|| format!("could not write {round}"))?;
    let mut staffed = workspace.command(&program);
    staffed.env(SECRET, "only for the journeys").args(["serve", "--work=1"]);
    let staffed = served(staffed, &format!("127.0.0.1:{port}"), &round)?;
    let Some((name, password)) = &staffed.first else {
        bail!("the server did not say what its first administrator signs in with");
    };
    let mut journeys = workspace.command("node");
    journeys.current_dir(&tools).arg(workspace.root.join(JOURNEYS).join("journeys.mjs"));
    journeys.env(SECRET, "only for the journeys");
    journeys.args([&local.address, &staffed.address, name, password, &issuer, BROWSER]);
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
    let mut is_there = folder.join("node_modules/oidc-provider").metadata().is_ok();
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

/// A port that nobody listens on.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("could not find a free port")?;
    Ok(listener.local_addr().context("could not find a free port")?.port())
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
