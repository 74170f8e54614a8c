//! Findings and results as people read them: XLSX, DOCX, HTML, CSV, JSON and a summary, in Vietnamese or English.
//!
//! Refuses to know where they come from.

mod by_criterion;
pub mod criteria;
mod csv;
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
mod status;
mod summary;
mod tally;
mod today;
mod wording;
mod xlsx;

#[cfg(test)]
mod testing;

pub use csv::{claims_csv, findings_csv};
pub use html::html;
pub use json::{ReportJson, json};
pub use language::Language;
pub use links::Links;
pub use load::{
    LoadCounts, LoadDefect, LoadFailure, LoadOutcome, LoadReport, LoadState, LoadVerification,
    LoadedFile, LoadedUnit, NameChange, RefusedName, Unplaced, load_text,
};
pub use lookup::{
    AskedDocument, LookupCounts, LookupOutcome, LookupReport, LookupRow, lookup_text, lookup_xlsx,
};
pub use minutes::minutes;
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
pub use status::{
    FileStates, IndexState, IndexStatus, ReadingPace, SlowFile, StatusReport, UnitStatus,
    UnreadReason, status_text,
};
pub use summary::summary;
pub use tally::{ClaimTally, FileTally, FindingTally, PointTally, RoundTally, Tally, UnitCount};
pub use today::Today;
pub use wording::{
    declaration::declaration_error_text,
    file::{media_type_text, outcome_text},
    finding::{FindingText, finding_text, finding_title},
    place::place_text,
    problem::{ProblemText, problem_text, problem_title},
    query::query_error_text,
    signature::{doubt_text, signature_text},
    verdict::{VerdictText, verdict_name, verdict_text},
};
pub use xlsx::xlsx;
