//! `kiemchung results`: from appraised and survey points to index, rank, band, analysis and plan.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;
use engine::{ResultsInput, TablesRead, check_set, results, stored_judgements, stored_said};
use report::{
    ResultsReport,
    results::{
        ResultsJson, analysis_docx, analysis_html, annex_docx, checklist_xlsx, html, items_csv,
        json, plan_docx, standings_csv, text, unit_xlsx, xlsx,
    },
};

use crate::{
    STRICT,
    language::Lang,
    message::BadInput,
    results_tables::results_tables,
    workspace::{Declared, Workspace, criteria_set},
};

/// Arguments of `results`.
#[derive(Debug, Args)]
pub(crate) struct ResultsArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml); nhiều tệp khi nhiều cấp công bố cùng lúc
    #[arg(required = true)]
    pipelines: Vec<PathBuf>,
    /// Thư mục ghi phụ lục, phân tích, kế hoạch (DOCX, XLSX, HTML, CSV, JSON); mỗi đợt một thư mục con khi có nhiều đợt
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Mã thoát 3 khi còn mục chưa có điểm, thứ hạng chưa rõ hoặc dòng chưa dùng được
    #[arg(long)]
    strict: bool,
}

pub(crate) async fn run(
    arguments: ResultsArguments,
    asks_json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let ResultsArguments { pipelines, report: folder, strict } = &arguments;
    let mut is_complete = true;
    for path in pipelines {
        let folder = folder.as_ref().map(|folder| (folder, pipelines.len() > 1));
        is_complete &= of_round(path, folder, asks_json, lang).await?;
    }
    Ok(if *strict && !is_complete { ExitCode::from(STRICT) } else { ExitCode::SUCCESS })
}

/// The results of one round, shown and written; whether they are complete.
async fn of_round(
    path: &Path,
    folder: Option<(&PathBuf, bool)>,
    asks_json: bool,
    lang: Lang,
) -> anyhow::Result<bool> {
    let declared = Declared::read(path)?;
    let base = declared.base.clone();
    let pipeline = declared.pipeline.clone();
    let set = criteria_set(&base.join(&pipeline.round.criteria))?;
    check_set(&pipeline, &set).map_err(BadInput::Set)?;
    let given = results_tables(&base, &pipeline).await.map_err(|(_, error)| error)?;
    let workspace = Workspace::open(declared).await?;
    let judged = stored_judgements(&workspace.ledger, &pipeline).await?;
    let said = stored_said(&workspace.ledger, &pipeline).await?;
    let record = workspace.ledger.record_head().await?.of_something();
    workspace.ledger.close().await;
    let earlier = pipeline.results.earlier.as_ref().zip(given.earlier.as_ref());
    let before = earlier.map(|(round, (set, tables))| (round, set, tables.as_slice()));
    let tables = TablesRead::of(&pipeline, &set, &given.tables, before).map_err(BadInput::Table)?;
    let input = ResultsInput {
        pipeline: &pipeline,
        set: &set,
        tables: &tables,
        earlier: earlier.map(|(round, (set, _))| (round, set)),
        said: &said,
        judged,
        record,
    };
    let reached = results(&input);
    let mut output = std::io::stdout().lock();
    if asks_json {
        serde_json::to_writer(&mut output, &ResultsJson::of(&reached))?;
        writeln!(output)?;
    } else {
        writeln!(output, "{}", text(&reached, lang.into()))?;
    }
    if let Some((folder, has_many)) = folder {
        let folder = if has_many { folder.join(reached.round.as_str()) } else { folder.clone() };
        write(&reached, &folder, lang)?;
        if !asks_json {
            writeln!(output, "{} {}", lang.pick("Báo cáo:", "Report:"), folder.display())?;
        }
    }
    Ok(reached.is_complete())
}

fn write(reached: &ResultsReport<'_>, folder: &Path, lang: Lang) -> anyhow::Result<()> {
    let language = lang.into();
    let units = folder.join("units");
    std::fs::create_dir_all(&units)
        .with_context(|| format!("make the folder `{}`", units.display()))?;
    let mut files = vec![
        (folder.join("results.json"), json(reached)),
        (folder.join("results.html"), html(reached, language).into_bytes()),
        (folder.join("results.xlsx"), xlsx(reached, language).context("lay out the workbook")?),
        (folder.join("annex.docx"), annex_docx(reached, language)),
        (folder.join("standings.csv"), standings_csv(reached, language)),
        (folder.join("items.csv"), items_csv(reached, language)),
        (
            folder.join("checklist.xlsx"),
            checklist_xlsx(&reached.set, language).context("lay out the checklist")?,
        ),
    ];
    for unit in &reached.units {
        let file = |ending: &str| units.join(format!("{}-{ending}", unit.plan.unit));
        let workbook = unit_xlsx(reached, unit, language).context("lay out a unit's workbook")?;
        files.push((file("analysis.html"), analysis_html(reached, unit, language).into_bytes()));
        files.push((file("analysis.docx"), analysis_docx(reached, unit, language)));
        files.push((file("plan.docx"), plan_docx(reached, unit, language)));
        files.push((file("analysis-plan.xlsx"), workbook));
    }
    for (path, bytes) in files {
        std::fs::write(&path, bytes).with_context(|| format!("write `{}`", path.display()))?;
    }
    Ok(())
}
