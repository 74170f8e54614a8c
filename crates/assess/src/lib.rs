//! Judgement: what a unit's evidence says about the points that it gives itself.
//!
//! Rules give points for figures ([`recompute`]), documents back claims ([`judge`]). Refuses to know the search engine,
//! storage, and the wording of findings: those are other rooms.

pub mod attainable;
mod bases;
mod basis;
mod blocking;
mod body;
mod checks;
mod cited;
mod context;
mod elsewhere;
mod examination;
mod figures;
mod holdings;
pub mod judge;
mod own;
mod period;
pub mod recompute;
mod required;
pub mod results;
pub mod round;
mod scoring;
mod sheet;
mod still_missing;
#[cfg(test)]
mod testing;
mod verdict;
mod words;

pub use elsewhere::{Elsewhere, Gathering};
pub use judge::{JUDGE_VERSION, UnitJudgement, judge};
pub use round::RoundTerms;
pub use still_missing::still_missing;
