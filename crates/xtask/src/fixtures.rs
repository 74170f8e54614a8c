//! The demo round, the founding rounds and the hostile files, made from readable sources: `fixtures/demo` says what each
//! unit of the demo round sends, `fixtures/founding.toml` what is sent in the others.
//!
//! Nothing that is generated is ever edited: a document is changed in its source, and `fixtures --check` finds every
//! file that differs from it. What should be found in the documents is not computed here, but stated by people in
//! `fixtures/demo/planted.toml` and in the tests of the program.

use std::{
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use testkit::{pdf::Fonts, scan};

mod body;
mod criteria;
mod figures;
mod founding;
mod hostile;
mod letters;
mod sheet;
mod source;
mod submission;
mod text;

/// Generated files by their path in the repository.
type Files = BTreeMap<String, Vec<u8>>;

/// Folders that hold nothing but generated files, besides those of the founding rounds.
const GENERATED: [&str; 2] = ["fixtures/hostile", "pipelines/demo/submissions"];

/// The criteria set of the demo round.
const CRITERIA: &str = "pipelines/criteria/qd-1187-2025-province.toml";

/// Writes the documents of the demo round and the hostile files; with `check`, compares them instead.
pub(crate) fn run(check: bool) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().context("the workspace folder is gone")?;
    let files = generate(&root)?;
    if check { compare(&root, &files) } else { write(&root, &files) }
}

fn generate(root: &Path) -> Result<Files> {
    let fonts = Fonts::installed()?;
    let set = criteria::Set::read(&root.join(CRITERIA))?;
    let round = source::Round::read(&root.join("fixtures/demo"))?;
    let mut files = Files::new();
    let submissions = submission::all(&round, &set, &fonts)?;
    for (path, bytes) in submissions {
        files.insert(format!("pipelines/demo/submissions/{path}"), bytes);
    }
    for (name, bytes) in hostile::files(&fonts) {
        files.insert(format!("fixtures/hostile/{name}"), bytes);
    }
    files.extend(founding::files(root)?);
    Ok(files)
}

fn write(root: &Path, files: &Files) -> Result<()> {
    for stale in present(root)?.into_keys().filter(|path| !files.contains_key(path)) {
        fs::remove_file(root.join(&stale)).with_context(|| format!("cannot remove `{stale}`"))?;
    }
    for (path, bytes) in files {
        let target = root.join(path);
        let folder = target.parent().context("every generated file lies in a folder")?;
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&target, bytes))
            .with_context(|| format!("cannot write `{path}`"))?;
    }
    println!("{} files, {} kB", files.len(), files.values().map(Vec::len).sum::<usize>() / 1000);
    Ok(())
}

fn compare(root: &Path, files: &Files) -> Result<()> {
    let present = present(root)?;
    let mut differences = Vec::new();
    for (path, bytes) in files {
        match present.get(path) {
            None => differences.push(format!("missing: {path}")),
            Some(found) if found == bytes || scan::show_the_same(found, bytes) => {}
            Some(_) => differences.push(format!("differs: {path}")),
        }
    }
    let unknown = present.keys().filter(|path| !files.contains_key(*path));
    differences.extend(unknown.map(|path| format!("has no source: {path}")));
    if !differences.is_empty() {
        bail!(
            "generated files are not what their sources say; run `cargo xtask fixtures`\n{}",
            differences.join("\n")
        );
    }
    Ok(())
}

/// The files in the generated folders.
fn present(root: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut folders: Vec<PathBuf> = GENERATED
        .iter()
        .map(|folder| root.join(folder))
        .chain(founding::generated(root)?.iter().map(|folder| root.join(folder)))
        .collect();
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            // Before the first run there is nothing.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => {
                return Err(error).with_context(|| format!("cannot list `{}`", folder.display()));
            }
        };
        for entry in entries {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes =
                fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
            let name = path.strip_prefix(root)?.to_str().context("file names are UTF-8")?;
            files.insert(name.to_owned(), bytes);
        }
    }
    Ok(files)
}
