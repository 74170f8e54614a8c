//! Where the work tree is, and which packages are in it, as cargo itself sees them.

use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::{
    MetadataCommand, Package,
    camino::{Utf8Path, Utf8PathBuf},
};

/// The work tree that xtask was built from.
pub(crate) struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: Utf8PathBuf,
    /// Where cargo builds; nothing of ours outside it may be lost with `cargo clean`.
    pub(crate) target: Utf8PathBuf,
    /// Our own packages, by name.
    pub(crate) packages: Vec<Package>,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn load() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"))
            .no_deps()
            .exec()
            .context("could not read the workspace with `cargo metadata`")?;
        let mut packages = metadata.packages;
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { root: metadata.workspace_root, target: metadata.target_directory, packages })
    }

    /// A path as it is written in messages: from the root, when it is inside.
    pub(crate) fn relative<'p>(&self, path: &'p Utf8Path) -> &'p Utf8Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }

    /// The folder of a package, from the root: `crates/model`.
    pub(crate) fn folder<'p>(&self, package: &'p Package) -> &'p Utf8Path {
        let manifest = self.relative(&package.manifest_path);
        manifest.parent().expect("a manifest has a folder")
    }

    /// A program to be run in the root.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// `cargo` with these arguments, in the root.
    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }
}
