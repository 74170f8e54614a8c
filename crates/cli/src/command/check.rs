//! `kiemchung check`: the main job on one round, its summary on the screen and its report in a folder.

use std::{
    io::{IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;
use engine::{Metrics, Progress, check, open_index};
use indicatif::{ProgressBar, ProgressStyle};
use model::{
    ContentHash,
    finding::Severity,
    record::{Deed, Entry},
};
use report::{Links, ReportJson, RoundReport, UnitState, Verification};
use store::Ledger;

use crate::{
    STRICT,
    command::verify_record::{record_lines, sha256},
    language::Lang,
    open_round::OpenRound,
    workspace::Declared,
};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml)
    pipeline: PathBuf,
    /// Thư mục ghi báo cáo (XLSX, HTML, CSV, JSON, biên bản tiền kiểm DOCX từng đơn vị)
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Đọc và băm lại mọi tệp, không dựa vào phiên bản của nơi lưu trữ
    #[arg(long)]
    rehash: bool,
    /// Mã thoát 3 khi có phát hiện nghiêm trọng hoặc tài liệu chưa đọc được
    #[arg(long)]
    strict: bool,
}

pub(crate) async fn run(
    arguments: CheckArguments,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let declared = Declared::read(&arguments.pipeline)?;
    let own = declared.lock()?;
    let round = OpenRound::open(declared).await?;
    let mut index = open_index(&round.wiring.ledger, &round.declared.index_folder()).await?;
    let verification =
        if arguments.rehash { Verification::Rehash } else { Verification::ObjectVersion };
    let metrics = Metrics::default();
    let plan = round.check(&metrics);
    let bar = bar(lang);
    let watch = |progress| show(&bar, &progress, lang);
    let holder = own.holder()?;
    let checked = check(&round.wiring, &mut index, &plan, verification, &holder, &watch).await?;
    bar.finish_and_clear();
    let json_report = report::json(&checked);
    let recorded = Recorded { hash: sha256(&json_report), json: json_report };
    record_run(&round.wiring.ledger, &checked, recorded.hash).await?;
    round.wiring.ledger.clone().close().await;

    let mut output = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut output, &ReportJson::of(&checked))?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", report::summary(&checked, lang.into()))?;
    }
    if let Some(folder) = &arguments.report {
        let links = links(folder, &round.declared.pipeline.evidence.url, &round.declared.base)?;
        write_report(&checked, recorded, folder, &links, lang)?;
        if !json {
            writeln!(output, "{} {}", lang.pick("Báo cáo:", "Report:"), folder.display())?;
        }
    }
    Ok(if arguments.strict && !is_clean(&checked) {
        ExitCode::from(STRICT)
    } else {
        ExitCode::SUCCESS
    })
}

/// How the evidence is reached from the report: by the way between the two folders, so that both can be moved together.
fn links(report: &Path, evidence: &str, base: &Path) -> anyhow::Result<Links> {
    if evidence.contains("://") {
        return Ok(Links::none());
    }
    let full = |path: &Path| {
        std::path::absolute(path).with_context(|| format!("find `{}`", path.display()))
    };
    let (from, to) = (full(report)?, full(&base.join(evidence))?);
    let n_shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(n_shared).map(|_| "..".into());
    let down = to.components().skip(n_shared).map(|part| part.as_os_str().to_string_lossy());
    Ok(Links::below(&up.chain(down).collect::<Vec<_>>().join("/")))
}

/// The report in JSON, and its hash, which the record holds.
struct Recorded {
    json: Vec<u8>,
    hash: ContentHash,
}

/// Adds the run to the record, unless the last one of this round ended with the same report.
async fn record_run(
    ledger: &Ledger,
    checked: &RoundReport<'_>,
    report: ContentHash,
) -> anyhow::Result<()> {
    let is_run = |entry: &Entry| {
        entry.round.as_ref() == Some(&checked.round) && matches!(entry.deed, Deed::Checked { .. })
    };
    let lines = record_lines(ledger).await?;
    let entries = lines.iter().rev().filter_map(|line| serde_json::from_str::<Entry>(line).ok());
    let last = { entries }.find(is_run).map(|entry| entry.deed);
    if matches!(last, Some(Deed::Checked { report: last, .. }) if last == report) {
        return Ok(());
    }
    let count = |number: usize| u64::try_from(number).expect("fewer than 2^64");
    let judged = checked.units.iter().filter_map(|unit| match &unit.state {
        UnitState::Judged { findings, .. } => Some(count(findings.len())),
        UnitState::NotJudged { .. } => None,
    });
    let program = env!("CARGO_PKG_VERSION").to_owned();
    let (units, findings) = (count(judged.clone().count()), judged.sum());
    let deed = Deed::Checked { report, program, units, findings };
    Ok(ledger.record(Some(&checked.round), None, deed).await?)
}

fn write_report(
    checked: &RoundReport<'_>,
    recorded: Recorded,
    folder: &Path,
    links: &Links,
    lang: Lang,
) -> anyhow::Result<()> {
    let minutes = folder.join("minutes");
    std::fs::create_dir_all(&minutes)
        .with_context(|| format!("make the folder `{}`", minutes.display()))?;
    let workbook = report::xlsx(checked, links, lang.into()).context("lay out the workbook")?;
    let mut files = vec![
        (folder.join("report.json"), recorded.json),
        (folder.join("report.html"), report::html(checked, links, lang.into()).into_bytes()),
        (folder.join("report.xlsx"), workbook),
        (folder.join("findings.csv"), report::findings_csv(checked, lang.into())),
        (folder.join("claims.csv"), report::claims_csv(checked, lang.into())),
    ];
    files.extend(checked.units.iter().filter_map(|unit| {
        let said = report::Opinions::default();
        let bytes = report::minutes(checked, unit, Some(recorded.hash), said, lang.into())?;
        Some((minutes.join(format!("{}.docx", unit.id)), bytes))
    }));
    for (path, bytes) in files {
        std::fs::write(&path, bytes).with_context(|| format!("write `{}`", path.display()))?;
    }
    Ok(())
}

fn is_clean(checked: &RoundReport<'_>) -> bool {
    checked.units.iter().all(|unit| match &unit.state {
        UnitState::Judged { findings, unread, .. } => {
            unread.is_empty()
                && findings.iter().all(|finding| finding.severity != Severity::Blocking)
        }
        UnitState::NotJudged { .. } => false,
    })
}

fn bar(lang: Lang) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = lang.pick(
        "{msg} [{bar:40}] {pos}/{len} tệp, còn {eta}",
        "{msg} [{bar:40}] {pos}/{len} files, {eta} left",
    );
    let style = ProgressStyle::with_template(template).expect("the template is well formed");
    ProgressBar::new(0).with_style(style.progress_chars("█░ "))
}

#[expect(clippy::print_stderr, reason = "messages for the person go to standard error")]
fn show(bar: &ProgressBar, progress: &Progress, lang: Lang) {
    match progress {
        Progress::Listed { unit, .. } => {
            bar.set_message(format!("{} {unit}", lang.pick("Liệt kê", "Listing")))
        }
        Progress::Waiting { holder } => bar.set_message(format!(
            "{} {}",
            lang.pick("Chờ tiến trình khác làm xong:", "Waiting for another process:"),
            holder.as_deref().unwrap_or_default()
        )),
        Progress::Reading { files } => {
            // The most that was ever left is the whole.
            let whole = bar.length().unwrap_or_default().max(*files);
            bar.set_length(whole);
            bar.set_position(whole - files);
            bar.set_message(lang.pick("Đọc", "Reading"));
        }
        Progress::Indexing => bar.set_message(lang.pick("Lập chỉ mục", "Indexing")),
        Progress::Judged { unit, .. } => {
            bar.set_message(format!("{} {unit}", lang.pick("Đối chiếu", "Judging")))
        }
        // A time is no part of the report, which is the same for the same evidence.
        Progress::Proposed { claims, searching, judging } => bar.suspend(|| {
            let (search, all) = (searching.as_millis(), (*searching + *judging).as_millis());
            let share = search * 100 / all.max(1);
            let told = match lang {
                Lang::Vi => format!(
                    "Đối chiếu {all} ms, trong đó tìm toàn văn cho {claims} mục chưa có căn cứ {search} ms ({share}%)"
                ),
                Lang::En => format!(
                    "Judged in {all} ms, of which full text for {claims} claims without evidence {search} ms ({share}%)"
                ),
            };
            eprintln!("{told}");
        }),
    }
}
