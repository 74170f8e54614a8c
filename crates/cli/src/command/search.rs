//! `kiemchung search`: a query answered from the index, or the queries that judging asks for a criterion.

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use clap::Args;
use engine::{evidence_queries, judged_files, named_units, search};
use model::{CriterionCode, query::Query};

use crate::{
    language::Lang,
    message::BadInput,
    persons::PersonsArguments,
    workspace::{Declared, Workspace, criteria_set},
};

/// Arguments of `search`.
#[derive(Debug, Args)]
pub(crate) struct SearchArguments {
    /// Tệp khai báo đợt chấm điểm (pipeline.toml)
    pipeline: PathBuf,
    /// Câu tìm kiếm; cú pháp ở docs/tim-kiem.md
    #[arg(required_unless_present = "criterion", num_args = 0..)]
    query: Vec<String>,
    /// Chạy các câu tìm kiếm mà việc đối chiếu dùng cho tiêu chí này
    #[arg(long, value_name = "MÃ", conflicts_with = "query")]
    criterion: Option<String>,
    /// Số tài liệu hiện ra nhiều nhất
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    #[command(flatten)]
    persons: PersonsArguments,
}

pub(crate) async fn run(
    arguments: SearchArguments,
    json: bool,
    lang: Lang,
) -> anyhow::Result<ExitCode> {
    let declared = Declared::read(&arguments.pipeline)?;
    let pipeline = declared.pipeline.clone();
    let queries = match &arguments.criterion {
        Some(code) => criterion_queries(&declared, code)?,
        None => {
            let query = Query::parse(&arguments.query.join(" ")).map_err(BadInput::Query)?;
            vec![named_units(query, &pipeline).map_err(BadInput::Query)?]
        }
    };
    let workspace = Workspace::open(declared).await?;
    let index = workspace.index().await?;
    let judged = judged_files(&workspace.ledger, &pipeline).await?;
    let persons = arguments.persons.decide(&workspace.ledger, &pipeline.round.id, "search").await?;
    let mut output = std::io::stdout().lock();
    for query in &queries {
        let (round, limit) = (&pipeline.round.id, usize::from(arguments.limit));
        let answer = search(
            &workspace.ledger,
            &workspace.readings,
            round,
            index.search(),
            query,
            &judged,
            limit,
        )
        .await?
        .shown(persons);
        if json {
            serde_json::to_writer(&mut output, &report::answer(&answer, persons))?;
            writeln!(output)?;
        } else {
            if arguments.criterion.is_some() {
                writeln!(output, "{}", query.text())?;
            }
            writeln!(output, "{}", report::search_text(&answer, persons, lang.into()))?;
        }
    }
    workspace.ledger.close().await;
    Ok(ExitCode::SUCCESS)
}

fn criterion_queries(declared: &Declared, code: &str) -> Result<Vec<Query>, BadInput> {
    let unknown = || BadInput::UnknownCriterion(code.to_owned());
    let set = criteria_set(&declared.base.join(&declared.pipeline.round.criteria))?;
    let code = CriterionCode::new(code).map_err(|_| unknown())?;
    let leaf = set.leaf(&code).ok_or_else(unknown)?;
    Ok(evidence_queries(&declared.pipeline, leaf))
}
