//! `kiemchung retry`: files that are to be done again.

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use clap::Args;
use engine::{RecipeVersion, Retry, retry};
use model::dossier::FilePath;

use crate::{
    language::Lang,
    message::BadInput,
    workspace::{Declared, Workspace},
};

/// Arguments of `retry`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).multiple(true))]
pub(crate) struct RetryArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml)
    pipeline: PathBuf,
    /// Mọi tệp chưa đọc được hoặc mới đọc được một phần
    #[arg(long, group = "which")]
    failed: bool,
    /// Mọi tệp do phiên bản cũ hơn đọc (read-5) hoặc phân tích (facts-4)
    #[arg(long, value_name = "RECIPE", group = "which")]
    older_than: Option<String>,
    /// Các tệp này, ghi như trong báo cáo
    #[arg(group = "which")]
    files: Vec<String>,
}

pub(crate) async fn run(
    arguments: RetryArguments,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let declared = Declared::read(&arguments.pipeline)?;
    let version = |text: String| RecipeVersion::parse(&text).ok_or(BadInput::RecipeVersion(text));
    let file = |text: String| {
        let unknown = |_| BadInput::UnknownFile { file: text.clone(), nearest: None };
        FilePath::try_from(text.clone()).map_err(unknown)
    };
    let plan = Retry {
        failed: arguments.failed,
        older_than: arguments.older_than.map(version).transpose()?,
        files: arguments.files.into_iter().map(file).collect::<Result<_, _>>()?,
    };
    // A check that is under way may be past them already.
    let _lock = declared.lock()?;
    let workspace = Workspace::open(declared).await?;
    let round = &workspace.declared.pipeline.round.id;
    let answer = retry(&workspace.ledger, round, &plan).await?.map_err(|unknown| {
        BadInput::UnknownFile { file: unknown.file.to_string(), nearest: unknown.nearest }
    })?;
    workspace.ledger.close().await;
    let mut output = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut output, &answer)?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", report::retry_text(&answer, lang.into()))?;
    }
    Ok(ExitCode::SUCCESS)
}
