//! `kiemchung erase`: files that may not be kept any longer, told first, erased when somebody says so.

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use clap::Args;
use engine::{Erase, ErasedBy, catch_up, erase, rebuilt_index};
use model::{AccountName, PartialDate, UnitId, dossier::FilePath};
use store::Recognitions;

use crate::{language::Lang, message::BadInput, open_round::OpenRound, workspace::Declared};

/// Arguments of `erase`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).multiple(true))]
pub(crate) struct EraseArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml)
    pipeline: PathBuf,
    /// Mọi tệp của đơn vị này; có thể ghi nhiều lần
    #[arg(long = "unit", value_name = "MÃ", group = "which")]
    units: Vec<String>,
    /// Mọi tệp của đợt, nếu hạn nộp của đợt trước ngày này (2024-12-31)
    #[arg(long, value_name = "NGÀY", group = "which", value_parser = day)]
    ended_before: Option<PartialDate>,
    /// Xóa hẳn, do người này; không có thì chỉ liệt kê
    #[arg(long, value_name = "NGƯỜI", requires = "reason", value_parser = account)]
    confirm: Option<AccountName>,
    /// Lý do xóa, được ghi vào sổ ghi; đừng ghi dữ liệu cá nhân
    #[arg(long, value_name = "LÝ-DO")]
    reason: Option<String>,
    /// Các tệp này, ghi như trong báo cáo
    #[arg(group = "which")]
    files: Vec<String>,
}

fn day(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text).map_err(|error| error.to_string())
}

fn account(name: &str) -> Result<AccountName, String> {
    AccountName::new(name).map_err(|error| error.to_string())
}

pub(crate) async fn run(
    arguments: EraseArguments,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let declared = Declared::read(&arguments.pipeline)?;
    let file = |text: String| {
        let unknown = |_| BadInput::UnknownFile { file: text.clone(), nearest: None };
        FilePath::try_from(text.clone()).map_err(unknown)
    };
    let unit = |id: String| {
        let known = declared.pipeline.units.iter().find(|unit| unit.id.as_str() == id);
        known.map(|unit| unit.id.clone()).ok_or(BadInput::UnknownUnit(id))
    };
    let plan = Erase {
        files: arguments.files.into_iter().map(file).collect::<Result<_, _>>()?,
        units: arguments.units.into_iter().map(unit).collect::<Result<Vec<UnitId>, _>>()?,
        ended_before: arguments.ended_before,
    };
    let own = declared.lock()?;
    let recognitions = Recognitions::new(declared.kept("ocr")?);
    let round = OpenRound::open(declared).await?;
    let holder = own.holder()?;
    let by = arguments.confirm.zip(arguments.reason);
    let by = by.map(|(name, reason)| ErasedBy { name, reason, holder });
    let pipeline = &round.declared.pipeline;
    let answer = erase(&round.wiring, &recognitions, pipeline, &plan, by.as_ref()).await?;
    let answer = answer.map_err(|unknown| BadInput::UnknownFile {
        file: unknown.file.to_string(),
        nearest: unknown.nearest,
    })?;
    if answer.is_done {
        // What was deleted from an index stays in its files until they are written anew.
        let (ledger, readings) = (&round.wiring.ledger, &round.wiring.readings);
        let mut index = rebuilt_index(ledger, &round.declared.index_folder()).await?;
        catch_up(ledger, readings, &pipeline.round.id, &mut index).await?;
    }
    round.wiring.ledger.clone().close().await;
    let mut output = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut output, &answer)?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", report::erase_text(&answer, lang.into()))?;
    }
    Ok(ExitCode::SUCCESS)
}
