//! What can be wrong with claims: one module for each code of [`model::finding`], or for a few that exclude each other.
//!
//! Each says what it found about one claim or one sheet; none knows the others.

pub(crate) mod citation_agrees;
pub(crate) mod cited_documents;
pub(crate) mod criterion_missing;
pub(crate) mod criterion_repeated;
pub(crate) mod criterion_unknown;
pub(crate) mod document_dates;
pub(crate) mod draft_document;
pub(crate) mod evidence_gaps;
pub(crate) mod evidence_redated;
pub(crate) mod evidence_reused;
pub(crate) mod figures_inconsistent;
pub(crate) mod letterhead;
pub(crate) mod message_header;
pub(crate) mod metric_score;
pub(crate) mod metrics_disagree;
pub(crate) mod needs_appraiser;
pub(crate) mod score_bounds;
pub(crate) mod signatures;
pub(crate) mod signing_day;
pub(crate) mod sum_mismatch;
pub(crate) mod survey_self_scored;
pub(crate) mod unsigned_copy;
