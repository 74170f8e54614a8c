//! `kiemchung status`: files by state with reasons, and how far the index is behind. Changes nothing.

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use clap::Args;
use engine::status;
use model::personal::Persons;

use crate::{
    language::Lang,
    workspace::{Declared, Workspace},
};

/// Arguments of `status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml)
    pipeline: PathBuf,
}

pub(crate) async fn run(
    arguments: StatusArguments,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::open(Declared::read(&arguments.pipeline)?).await?;
    let declared = &workspace.declared;
    let answer = status(&workspace.ledger, &declared.pipeline, &declared.index_folder()).await?;
    workspace.ledger.close().await;
    let mut output = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut output, &report::answer(&answer, Persons::Masked))?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", report::status_text(&answer, lang.into()))?;
    }
    Ok(ExitCode::SUCCESS)
}
