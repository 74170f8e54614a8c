//! `kiemchung load`: folders and archives that units hand in, into object storage.

use std::{
    io::{IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use engine::{Load, LoadPart, LoadProgress, LoadRound, LoadSource, load};
use indicatif::{ProgressBar, ProgressStyle};
use model::{ErrorKind, UnitId};
use report::{LoadReport, LoadState};
use store::Objects;

use crate::{
    FAILED, STRICT,
    command::read::unpacker_settings,
    environment::access_keys,
    language::Lang,
    message::BadInput,
    workspace::{Declared, criteria_set},
};

/// Arguments of `load`.
#[derive(Debug, Args)]
pub(crate) struct LoadArguments {
    /// Thư mục hoặc tệp ZIP cần tải lên
    source: PathBuf,
    /// Nơi lưu trữ: thư mục, file:///… hoặc kho s3://kho/thư-mục, az://…, gs://…
    #[arg(value_name = "DEST-URL")]
    destination: String,
    /// Tệp khai báo đợt chấm điểm: xếp tệp vào đơn vị và tiêu chí theo tên thư mục
    #[arg(long, value_name = "P")]
    pipeline: Option<PathBuf>,
    /// Mọi tệp thuộc đơn vị có mã này
    #[arg(long, value_name = "MÃ", requires = "pipeline")]
    unit: Option<String>,
    /// Chỉ liệt kê việc sẽ làm, không tải gì lên
    #[arg(long)]
    dry_run: bool,
    /// Bỏ qua tệp chưa biết của đơn vị nào, tải các tệp còn lại
    #[arg(long)]
    skip_unplaced: bool,
    /// Tải xong thì đọc lại toàn bộ và so từng byte với nguồn
    #[arg(long, conflicts_with = "dry_run")]
    verify: bool,
    /// Mã thoát 3 khi có tệp bỏ qua, không nhận, hoặc đọc lại thấy sai
    #[arg(long)]
    strict: bool,
}

pub(crate) async fn run(
    arguments: LoadArguments,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let declared = arguments.pipeline.as_deref().map(Declared::read).transpose()?;
    let round = match declared {
        Some(declared) => {
            let set = criteria_set(&declared.base.join(&declared.pipeline.round.criteria))?;
            Some((set, declared.pipeline))
        }
        None => None,
    };
    let unit = arguments.unit.map(|id| UnitId::new(&id).map_err(|_| BadInput::UnknownUnit(id)));
    let unit = unit.transpose()?;
    if let (Some(id), Some((_, pipeline))) = (&unit, &round)
        && !pipeline.units.iter().any(|unit| unit.id == *id)
    {
        return Err(BadInput::UnknownUnit(id.to_string()).into());
    }
    let plan = Load {
        source: LoadSource::Path(&arguments.source),
        unpacker: &unpacker_settings()?,
        round: round.as_ref().map(|(set, pipeline)| LoadRound {
            pipeline,
            set,
            unit: unit.as_ref(),
        }),
        dry_run: arguments.dry_run,
        skip_unplaced: arguments.skip_unplaced,
        verify: arguments.verify,
    };
    let keys = access_keys();
    let url = &arguments.destination;
    let destination = match Objects::open(url, Path::new(""), &keys) {
        // A folder that is not there yet has nothing in it; only asking makes none.
        Err(error) if error.kind() == ErrorKind::NotFound && arguments.dry_run => {
            Objects::in_memory()
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Objects::open_or_create(url, Path::new(""), &keys)?
        }
        opened => opened?,
    };
    let bar = bar(lang);
    let loaded = load(&destination, url, &plan, &|progress| show(&bar, progress, lang)).await;
    bar.finish_and_clear();
    let loaded = loaded?;

    let mut output = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut output, &loaded)?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", report::load_text(&loaded, lang.into()))?;
    }
    Ok(exit_code(&loaded, arguments.strict))
}

fn exit_code(loaded: &LoadReport, strict: bool) -> ExitCode {
    let counts = &loaded.counts;
    let has_defects =
        loaded.verification.as_ref().is_some_and(|verification| !verification.defects.is_empty());
    if loaded.state == LoadState::NotPlaced || counts.failed > 0 {
        return ExitCode::from(FAILED);
    }
    let is_incomplete = counts.unplaced + counts.refused > 0 || has_defects;
    if strict && is_incomplete { ExitCode::from(STRICT) } else { ExitCode::SUCCESS }
}

fn bar(lang: Lang) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = lang.pick(
        "{msg} [{bar:40}] {bytes}/{total_bytes}, {bytes_per_sec}, còn {eta}",
        "{msg} [{bar:40}] {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left",
    );
    let style = ProgressStyle::with_template(template).expect("the template is well formed");
    ProgressBar::new(0).with_style(style.progress_chars("█░ "))
}

fn show(bar: &ProgressBar, progress: LoadProgress, lang: Lang) {
    match progress {
        LoadProgress::Begins { part, bytes } => {
            let (vietnamese, english) = match part {
                LoadPart::Hashing => ("Đọc nguồn", "Reading the source"),
                LoadPart::Comparing => ("So với nơi lưu trữ", "Comparing"),
                LoadPart::Sending => ("Tải lên", "Sending"),
                LoadPart::Verifying => ("Đọc lại", "Reading back"),
            };
            bar.reset();
            bar.set_length(bytes);
            bar.set_message(lang.pick(vietnamese, english));
        }
        LoadProgress::Done { bytes } => bar.inc(bytes),
    }
}
