//! `kiemchung facts`: what texts say, one JSON object in, one out.

use std::{
    io::{BufRead as _, Write as _},
    process::ExitCode,
};

use anyhow::Context as _;
use model::{ContentHash, personal::Persons};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::reading_json::{HeaderJson, MetricJson, RefJson};

#[derive(Deserialize)]
struct Input {
    id: String,
    text: String,
}

#[derive(Serialize)]
struct Output {
    id: String,
    header: HeaderJson,
    refs: Vec<RefJson>,
    metrics: Vec<MetricJson>,
}

pub(crate) fn run(persons: Persons) -> anyhow::Result<ExitCode> {
    let mut output = std::io::stdout().lock();
    for (number, line) in (1..).zip(std::io::stdin().lock().lines()) {
        let line = line.context("read standard input")?;
        if line.trim().is_empty() {
            continue;
        }
        let Input { id, text } = serde_json::from_str(&line)
            .with_context(|| format!("line {number} is not {{\"id\",\"text\"}}"))?;
        let document = facts::plain::document(&text);
        let hash = ContentHash::from_digest(Sha256::digest(text.as_bytes()).into());
        let facts = facts::understand(&document, hash, None);
        // A text without its document names its own number like any other.
        let own = RefJson::of_header(&facts.header);
        let answer = Output {
            id,
            header: HeaderJson::from(&facts.header),
            refs: own
                .into_iter()
                .chain(facts.citations.iter().map(RefJson::without_place))
                .collect(),
            metrics: facts.metrics.iter().map(MetricJson::without_place).collect(),
        };
        serde_json::to_writer(&mut output, &report::answer(&answer, persons))?;
        writeln!(output)?;
    }
    Ok(ExitCode::SUCCESS)
}
