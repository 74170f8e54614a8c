//! The tables that a pipeline names for its results, as rows.

use std::path::Path;

use engine::{
    BadTable, InputTable, ResultsTables, TableError, UnusableTable, input_csv, input_document,
};
use model::pipeline::{Pipeline, ResultFile};

use crate::{command::read, message::BadInput, workspace::criteria_set};

/// The tables; else the first file that cannot be used, with why.
pub(crate) async fn results_tables(
    base: &Path,
    pipeline: &Pipeline,
) -> Result<ResultsTables, (UnusableTable, anyhow::Error)> {
    let tables = tables(base, &pipeline.results.files).await?;
    let earlier = match &pipeline.results.earlier {
        None => None,
        Some(earlier) => {
            let set = criteria_set(&base.join(&earlier.criteria))
                .map_err(|error| (unusable(&earlier.criteria), error.into()))?;
            Some((set, self::tables(base, &earlier.files).await?))
        }
    };
    Ok(ResultsTables { tables, earlier })
}

async fn tables(
    base: &Path,
    files: &[ResultFile],
) -> Result<Vec<InputTable>, (UnusableTable, anyhow::Error)> {
    let mut tables = Vec::with_capacity(files.len());
    for file in files {
        let table = table(base, file).await.map_err(|error| (unusable(&file.path), error))?;
        tables.push(table);
    }
    Ok(tables)
}

fn unusable(path: &str) -> UnusableTable {
    UnusableTable { path: path.to_owned() }
}

/// Workbooks and documents are read by the confined reader like any file of a unit.
async fn table(base: &Path, file: &ResultFile) -> anyhow::Result<InputTable> {
    let path = base.join(&file.path);
    let bytes = read::input_bytes(&path)?;
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        let bad = |error| {
            let error = TableError::Rows(error);
            BadInput::Table(BadTable { path: file.path.clone(), error })
        };
        return Ok(input_csv(&bytes).map_err(bad)?);
    }
    let reading = read::reading_of(&path, &bytes).await?;
    // Points that could not be read must not look like points that nobody gave.
    if !reading.is_fully_read() {
        return Err(BadInput::Unread { path: path.display().to_string() }.into());
    }
    Ok(input_document(&reading.document))
}
