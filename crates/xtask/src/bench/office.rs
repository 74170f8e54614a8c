//! How much of what LibreOffice reads in an office file do we read? Word recall, file by file.
//!
//! LibreOffice is the witness, not the truth: it leaves out headers, footers and notes of texts, so that words beyond its
//! own are no loss; of workbooks it gives what the cells show, sheet by sheet. Nothing here decides about a document; the figures go into docs/benchmarks/office.md.

use std::{collections::BTreeMap, fs, process::Command};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use crate::{step, workspace::Workspace};

/// The formats that both read as running text.
const TEXTS: [&str; 4] = ["doc", "docx", "rtf", "odt"];

/// The formats that both read as sheets.
const WORKBOOKS: [&str; 4] = ["xls", "xlsx", "xlsb", "ods"];

/// LibreOffice's filter for all sheets of a workbook, hidden ones too, as CSV in UTF-8, cells as displayed.
const ALL_SHEETS: &str =
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";

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
        if kind(&path).is_some() {
            files.push(path);
        }
    }
    ensure!(!files.is_empty(), "no office files in `{folder}`");
    files.sort();
    step::run(&mut workspace.cargo(["build", "--release", "--bin", "kiemchung"]))?;
    let texts = workspace.target.join("bench/office");
    let mut compared = files
        .iter()
        .map(|file| compare(workspace, file, &texts))
        .collect::<Result<Vec<Compared>>>()?;
    compared.sort_by(|a, b| a.recall().total_cmp(&b.recall()));
    for one in &compared {
        let words = one.n_words.map_or("-".to_owned(), |n_words| n_words.to_string());
        println!("{:.4}  {words:>7}  {}  {}", one.recall(), one.file, one.outcome);
    }
    for extension in TEXTS.iter().chain(&WORKBOOKS) {
        let of_kind: Vec<&Compared> = compared
            .iter()
            .filter(|one| kind(Utf8Path::new(&one.file)) == Some(extension))
            .collect();
        let n_words: u64 = of_kind.iter().filter_map(|one| one.n_words).sum();
        let n_found: u64 = of_kind.iter().map(|one| one.n_found).sum();
        if n_words > 0 {
            let share = 100.0 * n_found as f64 / n_words as f64;
            println!(
                "{extension}: {} files, {n_found} of {n_words} words, {share:.2}%",
                of_kind.len()
            );
        }
    }
    Ok(())
}

/// The format that a file is named for, where both read it.
fn kind(file: &Utf8Path) -> Option<&'static str> {
    let extension = file.extension()?.to_lowercase();
    TEXTS.into_iter().chain(WORKBOOKS).find(|kind| *kind == extension)
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
    let theirs = words_of_office(file, texts)?;
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

/// What LibreOffice reads; `None` where it cannot open the file.
fn words_of_office(file: &Utf8Path, folder: &Utf8Path) -> Result<Option<BTreeMap<String, u64>>> {
    // The texts of the file before must not count for this one.
    if folder.try_exists()? {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty `{folder}`"))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create `{folder}`"))?;
    let is_workbook = kind(file).is_some_and(|kind| WORKBOOKS.contains(&kind));
    let to = if is_workbook { ALL_SHEETS } else { "txt:Text (encoded):UTF8" };
    // A file that keeps LibreOffice busy for longer has no witness.
    let office = Command::new("timeout")
        .args(["60", "soffice", "--headless", "--convert-to", to, "--outdir"])
        .args([folder, file])
        .output()
        .context("could not run `soffice`; apt-get install libreoffice-writer-nogui")?;
    let mut text = String::new();
    for entry in folder.read_dir_utf8()? {
        text += &String::from_utf8_lossy(&fs::read(entry?.path())?);
        text.push('\n');
    }
    Ok((office.status.success() && !text.is_empty()).then(|| words(&text)))
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
