//! How well does `facts` understand text? Precision, recall and F1 of each field on labelled texts, with the misses by
//! cause.
//!
//! The project's own texts are `fixtures/labelled/*.jsonl`, invented for it; their table is kept in docs/accuracy.md, and
//! a test holds it against what is measured. A second set, in the same form, is scored where it lies at hand and kept
//! nowhere. Refuses to know how anything is understood.

use std::fs;

use anyhow::{Context, Result, bail};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::ValueEnum;
use model::{ContentHash, Document, facts::Facts};

mod citations;
mod headers;
mod labelled;
mod letterheads;
mod metrics;
mod pairing;
mod quotes;
mod scanner;
mod score;
mod sheets;
mod table;

#[cfg(test)]
mod tests;

use crate::workspace::Workspace;
use score::Scored;

/// Where our own labelled texts lie.
const LABELLED: &str = "fixtures/labelled";
/// Where the table of their scores is kept.
const TABLE: &str = "docs/accuracy.md";
/// The title of texts as they were typed.
const CLEAN: &str = "citations";
/// A set that may lie beside the work tree.
const BESIDE: &str = "../shared/gold";

/// Which lines of a set are scored: one half to develop on, the other to look at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lines {
    All,
    Odd,
    Even,
}

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A folder with further labelled texts, of the same form
    #[arg(long, default_value = BESIDE)]
    gold: Utf8PathBuf,
    /// Which lines of those are scored
    #[arg(long, value_enum, default_value_t = Lines::All)]
    lines: Lines,
    /// How many misses are listed for each set
    #[arg(long, default_value_t = 0)]
    show: usize,
    /// Write the table of our own texts to docs/accuracy.md
    #[arg(long)]
    write: bool,
}

/// Scores our own labelled texts, then those beside the work tree, and says where the kept table differs.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let own = score_folder(&workspace.root.join(LABELLED), Lines::All)?;
    print!("{}", table::plain(&own, arguments.show));
    let beside = workspace.root.join(&arguments.gold);
    if beside.is_dir() {
        println!("\n{beside}, {:?} lines", arguments.lines);
        let scored = score_folder(&beside, arguments.lines)?;
        print!("{}", table::plain(&scored, arguments.show));
    }
    let path = workspace.root.join(TABLE);
    let measured = table::markdown(&own);
    if arguments.write {
        return fs::write(&path, measured).with_context(|| format!("could not write {path}"));
    }
    let kept = fs::read_to_string(&path).with_context(|| format!("could not read {path}"))?;
    if kept != measured {
        bail!(
            "{TABLE} is not what is measured; judge the difference, then `cargo xtask eval --write`"
        );
    }
    let below = table::below_bar(&own);
    if !below.is_empty() {
        bail!("below the bar: {}", below.join("; "));
    }
    Ok(())
}

/// The scores of each set of labelled texts in a folder, in the order of the sets.
fn score_folder(folder: &Utf8Path, lines: Lines) -> Result<Vec<Scored>> {
    let mut scored = Vec::new();
    let read = |file: &str| -> Result<Option<String>> {
        let path = folder.join(file);
        if !path.is_file() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path).with_context(|| format!("could not read {path}"))?;
        Ok(Some(text))
    };
    let mut quotes = quotes::Proof::default();
    if let Some(text) = read("docrefs.jsonl")? {
        let texts = labelled::parse("docrefs.jsonl", &text, lines)?;
        let (damaged, clean): (Vec<_>, Vec<_>) = texts.into_iter().partition(citations::is_damaged);
        for (title, texts) in [(CLEAN, clean), ("citations, damaged by OCR", damaged)] {
            scored.push(citations::score(title, &texts, &mut quotes));
            if title == CLEAN {
                scored.push(scanner::score(&texts, &mut quotes));
            }
        }
    }
    if let Some(text) = read("metrics.jsonl")? {
        let texts = labelled::parse("metrics.jsonl", &text, lines)?;
        scored.push(metrics::score(&texts, &mut quotes));
    }
    if let Some(text) = read("headers.jsonl")? {
        let texts = labelled::parse("headers.jsonl", &text, lines)?;
        scored.push(headers::score("headers", &texts, &mut quotes));
        let generated = letterheads::documents();
        scored.push(headers::score("headers, generated", &generated, &mut quotes));
    }
    if let Some(text) = read("sheets.jsonl")? {
        let texts = labelled::parse("sheets.jsonl", &text, lines)?;
        scored.push(sheets::score(&texts, &mut quotes));
    }
    if scored.is_empty() {
        bail!("{folder} holds no labelled texts");
    }
    scored.push(quotes.scored());
    Ok(scored)
}

/// What is understood of a text, and the document that it was taken for.
fn understood(text: &str) -> (Document, Facts) {
    let document = facts::plain::document(text);
    let facts = facts::understand(&document, ContentHash::from_digest([0; 32]), None);
    (document, facts)
}
