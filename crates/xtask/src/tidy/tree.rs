//! The work tree as the rules look at it: packages with what they depend on, and source files as tokens.

use std::fs;

use anyhow::{Context, Result};
use cargo_metadata::{
    DependencyKind,
    camino::{Utf8Path, Utf8PathBuf},
};

use super::{Violation, names::Names};
use crate::workspace::Workspace;

/// All packages and all source files of the workspace, in the order of their paths.
pub(super) struct Tree {
    pub(super) packages: Vec<Package>,
    pub(super) sources: Vec<Source>,
}

/// One of our packages.
pub(super) struct Package {
    pub(super) name: String,
    /// The folder from the root: `crates/model`.
    pub(super) folder: String,
    /// The text of its `Cargo.toml`.
    pub(super) manifest: String,
    pub(super) dependencies: Vec<Dependency>,
}

/// What a package asks for in its manifest.
pub(super) struct Dependency {
    pub(super) name: String,
    /// Whether it is one of our own packages.
    pub(super) is_ours: bool,
    /// Whether only tests, examples and benches see it.
    pub(super) is_for_tests: bool,
}

/// One `.rs` file.
pub(super) struct Source {
    /// The package that it belongs to.
    pub(super) package: String,
    /// From the root of the work tree.
    pub(super) path: String,
    pub(super) text: String,
    /// The names that it mentions, or where it is not Rust.
    pub(super) names: Result<Names, Violation>,
}

impl Tree {
    /// Reads the work tree.
    pub(super) fn read(workspace: &Workspace) -> Result<Self> {
        let (mut packages, mut sources) = (Vec::new(), Vec::new());
        for package in &workspace.packages {
            let name = package.name.to_string();
            let folder = workspace.folder(package);
            for path in rust_files(&workspace.root.join(folder))? {
                let text = read(&path)?;
                sources.push(Source::new(&name, workspace.relative(&path).as_str(), text));
            }
            let dependencies = package.dependencies.iter().map(|dependency| Dependency {
                name: dependency.name.clone(),
                is_ours: dependency.path.is_some(),
                is_for_tests: dependency.kind == DependencyKind::Development,
            });
            packages.push(Package {
                name,
                folder: folder.to_string(),
                manifest: read(&package.manifest_path)?,
                dependencies: dependencies.collect(),
            });
        }
        Ok(Self { packages, sources })
    }
}

impl Package {
    /// The place in the manifest where a dependency of this name stands.
    pub(super) fn at(&self, dependency: &str, message: String) -> Violation {
        let names_it = |line: &str| {
            line.trim_start_matches('"')
                .strip_prefix(dependency)
                .is_some_and(|rest| rest.starts_with(['.', ' ', '=', '"']))
        };
        let line = self.manifest.lines().position(names_it).map_or(1, |index| index + 1);
        Violation { path: format!("{}/Cargo.toml", self.folder), line, message }
    }
}

impl Source {
    pub(super) fn new(package: &str, path: &str, text: String) -> Self {
        let names = Names::of(&text).map_err(|error| Violation {
            path: path.to_owned(),
            line: error.span().start().line,
            message: format!("is not Rust: {error}"),
        });
        Self { package: package.to_owned(), path: path.to_owned(), text, names }
    }

    pub(super) fn at(&self, line: usize, message: String) -> Violation {
        Violation { path: self.path.clone(), line, message }
    }
}

fn read(path: &Utf8Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {path}"))
}

/// All `.rs` files below a folder, sorted.
fn rust_files(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    let mut files = Vec::new();
    let entries = folder.read_dir_utf8().with_context(|| format!("could not list {folder}"))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("could not list {folder}"))?;
        let kind =
            entry.file_type().with_context(|| format!("could not look at {}", entry.path()))?;
        if kind.is_dir() {
            files.extend(rust_files(entry.path())?);
        } else if entry.path().extension() == Some("rs") {
            files.push(entry.path().to_owned());
        }
    }
    files.sort();
    Ok(files)
}
