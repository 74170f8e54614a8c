//! Findings and results as people read them: XLSX, DOCX, HTML, CSV, JSON and a summary, in Vietnamese or English.
//!
//! Refuses to know where they come from.

mod answer;
mod by_criterion;
pub mod criteria;
mod csv;
mod erase;
mod html;
mod json;
mod language;
mod links;
mod load;
mod lookup;
mod minutes;
mod page;
mod paper;
mod record;
pub mod results;
mod retry;
mod round;
mod search;
mod serve;
mod status;
mod summary;
mod table;
mod tally;
mod today;
mod wording;
mod xlsx;

#[cfg(test)]
mod testing;

pub use answer::answer;
pub use by_criterion::{CriterionTally, by_criterion};
pub use csv::{claims_csv, findings_csv};
pub use erase::{EraseReport, erase_text};
pub use html::html;
pub use json::{ReportJson, json};
pub use language::Language;
pub use links::{Links, encoded as encoded_path};
pub use load::{
    LoadCounts, LoadDefect, LoadFailure, LoadOutcome, LoadReport, LoadState, LoadVerification,
    LoadedFile, LoadedUnit, NameChange, RefusedName, Unplaced, load_text,
};
pub use lookup::{
    AskedDocument, LookupCounts, LookupOutcome, LookupReport, LookupRow, lookup_text, lookup_xlsx,
};
pub use minutes::{Opinion, Opinions, Seal, minutes};
pub use record::{AskedOfRecord, RecordDefect, RecordReport, record_text};
pub use results::{ResultsReport, UnitResults};
pub use retry::{RetryReport, retry_text};
pub use round::{
    DocumentLine, NotJudged, Proposal, RoundReport, UnitReport, UnitState, Verification,
};
pub use search::{
    FoundDocument, FoundPassage, SearchCoverage, SearchHit, SearchReport, WordSuggestion,
    search_text,
};
pub use serve::{FirstAdministrator, ServeReport};
pub use status::{
    FileStates, IndexState, IndexStatus, ReadingPace, SlowFile, StatusReport, UnitStatus,
    UnreadReason, status_text,
};
pub use summary::summary;
pub use table::{TableCell, TableSheet, table_xlsx};
pub use tally::{ClaimTally, FileTally, FindingTally, PointTally, RoundTally, Tally, UnitCount};
pub use today::Today;
pub use wording::{
    appraisal::{
        moment as moment_text, not_admitted as not_admitted_text, role_name, stage_name,
        stance_name,
    },
    calculation::{base as base_text, step as calculation_step_text, steps as calculation_text},
    choices::choices as choices_text,
    declaration::declaration_error_text,
    evidence::{citation as citation_text, reference as evidence_text},
    figure::{
        count as count_text, date as date_text, decimal as decimal_text, points as points_text,
    },
    file::{media_type_text, outcome_text},
    finding::{FindingText, finding_text, finding_title, severity as severity_name},
    label::Labels,
    load::{load_counts_text, load_outcome_name, load_remarks},
    metric::{name as metric_name, scope_name, value as metric_value_text},
    place::place_text,
    problem::{ProblemText, problem_text, problem_title},
    query::query_error_text,
    search::{
        coverage as coverage_text, headline as search_headline, matched as matched_text,
        outcome as lookup_outcome_text, read_state as read_state_text,
        suggestion as suggestion_text,
    },
    signature::{doubt_text, signature_text},
    verdict::{
        VerdictText, claim_of_zero, not_judged as not_judged_text, verdict_name, verdict_text,
    },
};
pub use xlsx::xlsx;
