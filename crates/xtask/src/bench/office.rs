//! How much of what LibreOffice reads in an office file do we read? Word recall, file by file.
//!
//! LibreOffice is the witness, not the truth: it leaves out headers, footers and notes, so that words beyond its own are
//! no loss. Nothing here decides about a document; the figures go into docs/benchmarks/office.md.

use std::{collections::BTreeMap, fs, process::Command};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use crate::{step, workspace::Workspace};

/// The formats that both read as text.
const EXTENSIONS: [&str; 4] = ["doc", "docx", "rtf", "odt"];

/// One file, read by both.
struct Compared {
    file: String,
    /// Words that LibreOffice reads; `None` where it gave nothing.
    n_words: Option<u64>,
    /// Those of them that we read.
    n_found: u64,
    outcome: String,
}

/// Prints a table of the files of a folder and their word recall, the worst first.
pub(crate) fn run(workspace: &Workspace, folder: &Utf8Path) -> Result<()> {
    let mut files: Vec<Utf8PathBuf> = Vec::new();
    for entry in folder.read_dir_utf8().with_context(|| format!("cannot list `{folder}`"))? {
        let path = entry?.into_path();
        let is_office = |extension: &str| EXTENSIONS.contains(&extension.to_lowercase().as_str());
        if path.extension().is_some_and(is_office) {
            files.push(path);
        }
    }
    ensure!(!files.is_empty(), "no office files in `{folder}`");
    files.sort();
    step::run(&mut workspace.cargo(["build", "--release", "--bin", "kiemchung"]))?;
    let texts = workspace.target.join("bench/office");
    fs::create_dir_all(&texts).with_context(|| format!("cannot create `{texts}`"))?;
    let mut compared = files
        .iter()
        .map(|file| compare(workspace, file, &texts))
        .collect::<Result<Vec<Compared>>>()?;
    compared.sort_by(|a, b| a.recall().total_cmp(&b.recall()));
    for one in &compared {
        let words = one.n_words.map_or("-".to_owned(), |n_words| n_words.to_string());
        println!("{:.4}  {words:>7}  {}  {}", one.recall(), one.file, one.outcome);
    }
    let n_words: u64 = compared.iter().filter_map(|one| one.n_words).sum();
    let n_found: u64 = compared.iter().map(|one| one.n_found).sum();
    println!("{} files, {n_found} of {n_words} words", compared.len());
    Ok(())
}

impl Compared {
    fn recall(&self) -> f64 {
        match self.n_words {
            None | Some(0) => 1.0,
            Some(n_words) => self.n_found as f64 / n_words as f64,
        }
    }
}

fn compare(workspace: &Workspace, file: &Utf8Path, texts: &Utf8Path) -> Result<Compared> {
    let name = file.file_stem().context("a file has a name")?;
    let text = texts.join(format!("{name}.txt"));
    // The text of an earlier file of this name must not count for this one.
    if text.try_exists()? {
        fs::remove_file(&text)?;
    }
    let office = Command::new("soffice")
        .args(["--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir"])
        .args([texts, file])
        .output()
        .context("could not run `soffice`; apt-get install libreoffice-writer-nogui")?;
    let theirs = match (office.status.success(), text.try_exists()?) {
        (true, true) => Some(words(&fs::read_to_string(&text)?)),
        _ => None,
    };
    let program = workspace.target.join("release/kiemchung");
    let output = Command::new(&program).arg("read").arg(file).output()?;
    let line = String::from_utf8(output.stdout)?;
    let line = line.lines().next().with_context(|| format!("nothing was said about `{file}`"))?;
    let reading: Value = serde_json::from_str(line)?;
    let pages = reading["pages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text: Vec<&str> = pages.iter().filter_map(|page| page["text"].as_str()).collect();
    let ours = words(&text.join("\n"));
    let problems = reading["problems"].as_array().map(Vec::as_slice).unwrap_or_default();
    let codes: Vec<&str> = problems.iter().filter_map(|problem| problem["code"].as_str()).collect();
    let found = |(word, count): (&String, &u64)| *count.min(ours.get(word).unwrap_or(&0));
    Ok(Compared {
        file: file.file_name().unwrap_or_default().to_owned(),
        n_words: theirs.as_ref().map(|theirs| theirs.values().sum()),
        n_found: theirs.iter().flatten().map(found).sum(),
        outcome: format!("{} {}", reading["outcome"].as_str().unwrap_or("?"), codes.join(" ")),
    })
}

/// Words and how often they stand in a text: letters and digits, in NFC.
fn words(text: &str) -> BTreeMap<String, u64> {
    let text: String = text.nfc().collect();
    let mut words = BTreeMap::new();
    for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
    {
        *words.entry(word.to_owned()).or_default() += 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_counted_whatever_their_form() {
        let counted: Vec<_> = words("Số: 12/QĐ; So\u{302}\u{301} 12").into_iter().collect();
        let pair = |word: &str, count| (word.to_owned(), count);
        assert_eq!(counted, [pair("12", 2), pair("QĐ", 1), pair("Số", 2)]);
    }
}
