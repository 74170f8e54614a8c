//! The work of a round: plan, stages, workers, progress, and the confined processes that read untrusted bytes.
//!
//! Refuses to know HTTP and terminals; what a person sees is told to a [`Watcher`] or is in the report.

mod check;
mod error;
mod follow;
mod ingest;
mod judge;
mod progress;
mod quotes;
pub mod reader;
mod round;

pub use check::{Check, check};
pub use error::{Error, Result};
pub use progress::{Progress, Watcher};
pub use round::{Recipes, SetMismatch, Wiring, check_set, reader_settings};
