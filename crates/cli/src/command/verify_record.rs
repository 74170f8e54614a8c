//! `kiemchung verify-record`: is the record of runs and appraisals still the one that was begun?
//!
//! Given a file of its lines, nothing else is needed: neither the ledger nor the machine that it was kept on.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;
use model::ContentHash;
use report::{AskedOfRecord, RecordReport, record_text};
use sha2::{Digest as _, Sha256};
use store::Ledger;

use crate::{
    FAILED,
    command::read::input_bytes,
    language::Lang,
    workspace::{Declared, Workspace, input},
};

/// How many lines are fetched at a time.
const PAGE: u32 = 1000;

/// Arguments of `verify-record`.
#[derive(Debug, Args)]
pub(crate) struct VerifyRecordArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml), hoặc tệp sổ ghi đã xuất ra bằng --out
    file: PathBuf,
    /// Mã đã in hoặc đã công bố: phải có trong sổ ghi
    #[arg(long, value_name = "HASH", value_parser = ContentHash::from_hex)]
    head: Option<ContentHash>,
    /// Báo cáo report.json: phải là của một lần chạy trong sổ ghi
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Xuất sổ ghi ra tệp, để kiểm tra trên máy khác
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) async fn run(
    arguments: VerifyRecordArguments,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let VerifyRecordArguments { file, head, report, out } = arguments;
    let text = if file.extension().is_some_and(|extension| extension == "toml") {
        kept_record(&file).await?
    } else {
        input(&file)?
    };
    let report = report.as_deref().map(input_bytes).transpose()?;
    let asked = AskedOfRecord { head, report: report.map(|bytes| sha256(&bytes)) };
    let lines: Vec<&str> = text.lines().collect();
    let answer = RecordReport::of(&lines, asked, sha256);
    if let Some(out) = out {
        std::fs::write(&out, &text).with_context(|| format!("write `{}`", out.display()))?;
    }
    let mut output = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut output, &answer)?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", record_text(&answer, lang.into()))?;
    }
    Ok(if answer.holds() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// The record in the ledger of a pipeline, a line for each entry.
async fn kept_record(pipeline: &Path) -> anyhow::Result<String> {
    let workspace = Workspace::open(Declared::read(pipeline)?).await?;
    let lines = record_lines(&workspace.ledger).await?;
    workspace.ledger.close().await;
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

/// All lines of the record.
pub(crate) async fn record_lines(ledger: &Ledger) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let page = ledger.record_lines(lines.len() as u64, PAGE).await?;
        let n_lines = page.len();
        lines.extend(page);
        if n_lines < PAGE as usize {
            return Ok(lines);
        }
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> ContentHash {
    ContentHash::from_digest(Sha256::digest(bytes).into())
}
