//! The results of a round as those who look at it have them: computed once for what ledger and record say, and kept for
//! as long as they say the same.

use std::sync::{Arc, OnceLock};

use model::{ErrorKind, criteria::CriteriaSet, pipeline::EarlierRound, record::Head};
use report::ResultsReport;
use tokio::sync::Mutex;

use super::{OpenRound, OpenRoundParts, Standing};
use crate::{
    InputTable, ResultsInput, TablesRead,
    error::{Error, Result},
    results::results,
};

/// The tables that a pipeline names for its results, as they were when the round was opened.
#[derive(Debug, Default)]
pub struct ResultsTables {
    /// Those of the round, in the order of the pipeline.
    pub tables: Vec<InputTable>,
    /// The criteria set of the year before and its tables, where the pipeline names one.
    pub earlier: Option<(CriteriaSet, Vec<InputTable>)>,
}

/// A table that cannot be used, so that there are no results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableTable {
    /// As the pipeline names it.
    pub path: String,
}

/// Results with what they were computed from.
#[derive(Debug, Default)]
pub(super) struct KeptResults {
    tables: OnceLock<std::result::Result<Arc<TablesRead>, UnusableTable>>,
    last: Mutex<Option<LastResults>>,
}

#[derive(Debug)]
struct LastResults {
    standing: Arc<Standing>,
    record: Head,
    report: Arc<ResultsReport<'static>>,
}

impl OpenRound {
    /// The results as they stand now.
    ///
    /// # Errors
    /// When ledger or index cannot be read. The inner error names the table that cannot be used.
    pub async fn results(
        &self,
    ) -> Result<std::result::Result<Arc<ResultsReport<'static>>, UnusableTable>> {
        let tables = match self.results.tables.get_or_init(|| read(&self.parts)) {
            Ok(tables) => Arc::clone(tables),
            Err(unusable) => return Ok(Err(unusable.clone())),
        };
        let standing = self.standing().await?;
        let mut last = self.results.last.lock().await;
        let OpenRoundParts { pipeline, wiring, .. } = &*self.parts;
        let (record, said) = self.said.now(&wiring.ledger, &pipeline.round.id).await?;
        if let Some(last) = &*last
            && Arc::ptr_eq(&last.standing, &standing)
            && last.record == record
        {
            return Ok(Ok(Arc::clone(&last.report)));
        }
        let (parts, seen) = (Arc::clone(&self.parts), Arc::clone(&standing));
        // A round of a province takes long enough to keep others waiting.
        let reached = tokio::task::spawn_blocking(move || {
            let OpenRoundParts { pipeline, set, .. } = &*parts;
            let judged = seen.units.iter();
            let judged = judged.filter_map(|unit| Some((unit.report.id.clone(), unit.judged()?)));
            let input = ResultsInput {
                pipeline,
                set,
                tables: &tables,
                earlier: earlier(&parts).map(|(round, set, _)| (round, set)),
                said: &said,
                judged: judged.collect(),
                record: record.of_something(),
            };
            Arc::new(results(&input).into_owned())
        });
        let report = reached
            .await
            .map_err(|source| Error::caused(ErrorKind::Bug, "compute the results", source))?;
        *last = Some(LastResults { standing, record, report: Arc::clone(&report) });
        Ok(Ok(report))
    }

    /// Whether the ranking may be seen by every unit.
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.parts.pipeline.results.published.is_some()
    }
}

/// What the round's tables say.
fn read(parts: &OpenRoundParts) -> std::result::Result<Arc<TablesRead>, UnusableTable> {
    let OpenRoundParts { pipeline, set, results: tables, .. } = parts;
    let tables = tables.as_ref().map_err(Clone::clone)?;
    match TablesRead::of(pipeline, set, &tables.tables, earlier(parts)) {
        Ok(read) => Ok(Arc::new(read)),
        Err(bad) => {
            tracing::warn!(error = %bad, "there are no results");
            Err(UnusableTable { path: bad.path })
        }
    }
}

/// The round before, with its set and its tables, where there is one.
fn earlier(parts: &OpenRoundParts) -> Option<(&EarlierRound, &CriteriaSet, &[InputTable])> {
    let tables = parts.results.as_ref().ok()?;
    let (round, (set, tables)) =
        parts.pipeline.results.earlier.as_ref().zip(tables.earlier.as_ref())?;
    Some((round, set, tables))
}
