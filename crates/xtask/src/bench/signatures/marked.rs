//! Signed messages and packages beside what must be said of them, and beside xmlsec1 where it can read them.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::Utf8Path;
use serde::Deserialize;

use super::{Ours, read_by_us};

/// Files on which xmlsec1 says otherwise, and why that is meant.
const MEANT: [(&str, &str); 4] = [
    ("message-p521.edxml", "the curve P-521 is not computed here"),
    ("message-sha224.edxml", "SHA-224 is not computed here"),
    (
        "message-twice.edxml",
        "a further signature lies in what the first one signed; it is a later change and breaks nothing",
    ),
    (
        "message-swapped-same-key.edxml",
        "xmlsec1 does not compare the certificate with the hash of it that was signed",
    ),
];

/// What must be said of one signature.
#[derive(Deserialize)]
struct Expected {
    file: String,
    integrity: String,
    coverage: String,
    /// What xmlsec1 says of its integrity.
    xmlsec1: Option<String>,
}

/// Compares what we say of the files in a folder; the table.
///
/// # Errors
/// When something is said that was not expected.
pub(super) fn compare(program: &Utf8Path, folder: &Utf8Path) -> Result<String> {
    let said = read_by_us(program, folder, "root-xml.pem", &["edxml", "docx", "xlsx"])?;
    let mut expected: BTreeMap<String, Vec<Expected>> = BTreeMap::new();
    for line in fs::read_to_string(folder.join("expected.jsonl"))?.lines() {
        let one: Expected = serde_json::from_str(line)?;
        expected.entry(one.file.clone()).or_default().push(one);
    }
    let mut wrong = Vec::new();
    let mut meant = Vec::new();
    let (mut n_signatures, mut n_witnessed, mut n_agreed) = (0, 0, 0);
    for (file, expected) in &expected {
        let ours = said.get(file).with_context(|| format!("{file} was not read"))?;
        let answers = |ours: &Ours| (ours.integrity.clone(), ours.coverage.clone());
        let found: Vec<_> = ours.iter().map(answers).collect();
        let wanted: Vec<_> =
            expected.iter().map(|one| (one.integrity.clone(), one.coverage.clone())).collect();
        n_signatures += wanted.len();
        if found != wanted {
            wrong.push(format!("{file}: {found:?} instead of {wanted:?}"));
        }
        let witness = expected.first().and_then(|one| one.xmlsec1.as_ref());
        let (Some(witness), Some(first)) = (witness, ours.first()) else { continue };
        n_witnessed += 1;
        if *witness == first.integrity {
            n_agreed += 1;
        } else if let Some((_, why)) = MEANT.iter().find(|(name, _)| name == file) {
            meant.push(format!("{file}: {}, xmlsec1 {witness}: {why}", first.integrity));
        } else {
            wrong.push(format!("{file}: {}, xmlsec1 {witness}", first.integrity));
        }
    }
    ensure!(wrong.is_empty(), "messages and packages:\n{}", wrong.join("\n"));
    let mut table = format!(
        "{} messages and packages, {n_signatures} signatures: integrity and coverage of all are what was expected. xmlsec1 \
         agrees on the integrity of {n_agreed} of {n_witnessed} messages:\n",
        expected.len()
    );
    for line in meant {
        write!(table, "\n- {line}").expect("text grows");
    }
    table.push('\n');
    Ok(table)
}
