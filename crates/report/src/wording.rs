//! The words of everything that a report says: one module per idea, every table complete by its `match`.
//!
//! Refuses to know which report they stand in.

pub(crate) mod appraisal;
pub(crate) mod calculation;
pub(crate) mod choices;
pub(crate) mod criteria;
pub(crate) mod declaration;
pub(crate) mod evidence;
pub(crate) mod figure;
pub(crate) mod file;
pub(crate) mod finding;
pub(crate) mod label;
pub(crate) mod load;
pub(crate) mod metric;
pub(crate) mod place;
pub(crate) mod problem;
pub(crate) mod query;
pub(crate) mod results;
pub(crate) mod search;
pub(crate) mod signature;
pub(crate) mod verdict;
