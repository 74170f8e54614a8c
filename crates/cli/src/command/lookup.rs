//! `kiemchung lookup`: a list of numbers, each found, missing, ambiguous or not to be said yet.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;
use engine::{AskedRow, ListError, asked_in_csv, asked_in_document, lookup};
use model::personal::Persons;
use report::LookupOutcome;

use crate::{
    STRICT,
    command::read,
    language::Lang,
    message::BadInput,
    workspace::{Declared, Workspace},
};

/// Arguments of `lookup`.
#[derive(Debug, Args)]
pub(crate) struct LookupArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml)
    pipeline: PathBuf,
    /// Danh sách số văn bản (CSV hoặc XLSX), có thể kèm ngày và cơ quan ban hành
    list: PathBuf,
    /// Tệp XLSX ghi kết quả
    #[arg(long, value_name = "F.xlsx")]
    out: Option<PathBuf>,
    /// Mã thoát 3 khi có số không tìm thấy hoặc chưa kết luận được
    #[arg(long)]
    strict: bool,
}

pub(crate) async fn run(
    arguments: LookupArguments,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let declared = Declared::read(&arguments.pipeline)?;
    let asked = asked(&arguments.list).await?;
    let round = declared.pipeline.round.id.clone();
    let workspace = Workspace::open(declared).await?;
    let index = workspace.index().await?;
    let answer = lookup(&workspace.ledger, &round, index.search(), asked).await?;
    workspace.ledger.close().await;
    if let Some(path) = &arguments.out {
        let bytes = report::lookup_xlsx(&answer, lang.into()).context("lay out the workbook")?;
        std::fs::write(path, bytes).with_context(|| format!("write `{}`", path.display()))?;
    }
    let mut output = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut output, &report::answer(&answer, Persons::Masked))?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", report::lookup_text(&answer, lang.into()))?;
    }
    let lacks = [LookupOutcome::Missing, LookupOutcome::Undecided]
        .iter()
        .any(|outcome| answer.counts.get(*outcome) > 0);
    Ok(if arguments.strict && lacks { ExitCode::from(STRICT) } else { ExitCode::SUCCESS })
}

/// The rows of the list. A workbook is read by the confined reader like any file of a unit.
async fn asked(path: &Path) -> anyhow::Result<Vec<AskedRow>> {
    let bytes = read::input_bytes(path)?;
    let bad = |error: ListError| BadInput::List { path: path.display().to_string(), error };
    if !bytes.starts_with(b"PK") {
        return Ok(asked_in_csv(&bytes).map_err(bad)?);
    }
    let reading = read::reading_of(path, &bytes).await?;
    Ok(asked_in_document(&reading.document).map_err(bad)?)
}
