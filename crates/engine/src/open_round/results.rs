//! The results of a round as those who look at it have them: computed once for what ledger and record say, and kept for
//! as long as they say the same.

use std::sync::Arc;

use model::{ErrorKind, appraisal::Appraisal, criteria::CriteriaSet, record::Head};
use report::ResultsReport;

use super::{OpenRound, OpenRoundParts, Said, Standing};
use crate::{
    EarlierInput, InputTable, ResultsInput,
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
#[derive(Debug)]
pub(super) struct KeptResults {
    standing: Arc<Standing>,
    record: Head,
    report: std::result::Result<Arc<ResultsReport<'static>>, UnusableTable>,
}

impl OpenRound {
    /// The results as they stand now.
    ///
    /// # Errors
    /// When ledger or index cannot be read. The inner error names the table that cannot be used.
    pub async fn results(
        &self,
    ) -> Result<std::result::Result<Arc<ResultsReport<'static>>, UnusableTable>> {
        let standing = self.standing().await?;
        let mut kept = self.results.lock().await;
        let OpenRoundParts { pipeline, wiring, .. } = &*self.parts;
        let (record, said) = self.said.now(&wiring.ledger, &pipeline.round.id).await?;
        if let Some(kept) = &*kept
            && Arc::ptr_eq(&kept.standing, &standing)
            && kept.record == record
        {
            return Ok(kept.report.clone());
        }
        let report = self.reached(&standing, &said, record.of_something()).await?;
        *kept = Some(KeptResults { standing, record, report: report.clone() });
        Ok(report)
    }

    async fn reached(
        &self,
        standing: &Arc<Standing>,
        said: &Said,
        record: Option<Head>,
    ) -> Result<std::result::Result<Arc<ResultsReport<'static>>, UnusableTable>> {
        let appraisals = said.values().flat_map(|said| said.values().flatten());
        let appraisals = appraisals.cloned().collect();
        let (parts, standing) = (Arc::clone(&self.parts), Arc::clone(standing));
        // A round of a province takes long enough to keep others waiting.
        let computed =
            tokio::task::spawn_blocking(move || computed(&parts, &standing, appraisals, record));
        computed
            .await
            .map_err(|source| Error::caused(ErrorKind::Bug, "compute the results", source))
    }

    /// Whether the ranking may be seen by every unit.
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.parts.pipeline.results.published.is_some()
    }
}

fn computed(
    parts: &OpenRoundParts,
    standing: &Standing,
    appraisals: Vec<Appraisal>,
    record: Option<Head>,
) -> std::result::Result<Arc<ResultsReport<'static>>, UnusableTable> {
    let OpenRoundParts { pipeline, set, results: tables, .. } = parts;
    let tables = tables.as_ref().map_err(Clone::clone)?;
    let ids = standing.units().map(|unit| &unit.report.id);
    let judged = ids.filter_map(|id| Some((id.clone(), standing.judged(id)?))).collect();
    let earlier = pipeline.results.earlier.as_ref().zip(tables.earlier.as_ref());
    let input = ResultsInput {
        pipeline,
        set,
        tables: &tables.tables,
        earlier: earlier.map(|(round, (set, tables))| EarlierInput { round, set, tables }),
        appraisals,
        judged,
        record,
    };
    match results(&input) {
        Ok(report) => Ok(Arc::new(report.into_owned())),
        Err(bad) => {
            tracing::warn!(error = %bad, "there are no results");
            Err(UnusableTable { path: bad.path })
        }
    }
}
