//! `kiemchung ledger`: the tables of the ledger themselves, for whoever goes back to an older program.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use store::Ledger;

use crate::workspace::{Declared, Workspace};

/// What is done to the ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Lùi sổ ghi về phiên bản cũ để chạy chương trình cũ; thứ chỉ phiên bản mới ghi được sẽ mất
    Downgrade {
        /// Tệp khai báo đợt chấm điểm (pipeline.toml)
        pipeline: PathBuf,
        /// Phiên bản sổ ghi của chương trình cũ
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..Ledger::VERSION))]
        to: i64,
    },
}

pub(crate) async fn run(command: LedgerCommand) -> anyhow::Result<ExitCode> {
    let LedgerCommand::Downgrade { pipeline, to } = command;
    let declared = Declared::read(&pipeline)?;
    let _own = declared.lock()?;
    Workspace::open(declared).await?.ledger.downgrade(to).await?;
    Ok(ExitCode::SUCCESS)
}
