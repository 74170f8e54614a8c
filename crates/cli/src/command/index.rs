//! `kiemchung index`: brings the index up to the ledger, or builds it anew from stored readings.

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use clap::Args;
use engine::{catch_up, open_index, rebuilt_index, status};

use crate::{
    language::Lang,
    workspace::{Declared, Workspace},
};

/// Arguments of `index`.
#[derive(Debug, Args)]
pub(crate) struct IndexArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml)
    pipeline: PathBuf,
    /// Lập lại từ đầu bên cạnh chỉ mục đang dùng, không đọc lại tệp nào
    #[arg(long)]
    rebuild: bool,
}

pub(crate) async fn run(
    arguments: IndexArguments,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::open(Declared::read(&arguments.pipeline)?).await?;
    let Workspace { declared, ledger, readings } = &workspace;
    let _lock = declared.lock()?;
    let folder = declared.index_folder();
    let mut index = if arguments.rebuild {
        rebuilt_index(ledger, &folder).await?
    } else {
        open_index(ledger, &folder).await?
    };
    catch_up(ledger, readings, &declared.pipeline.round.id, &mut index).await?;
    let answer = status(ledger, &declared.pipeline, &folder).await?;
    let mut output = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut output, &answer)?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", report::status_text(&answer, lang.into()))?;
    }
    workspace.ledger.close().await;
    Ok(ExitCode::SUCCESS)
}
