//! The work of a round: plan, stages, workers, progress, and the confined processes that read untrusted bytes.
//!
//! Refuses to know HTTP and terminals; what a person sees is told to a [`Watcher`] or is in the report.

mod check;
mod desk;
mod erase;
mod error;
mod follow;
mod hand_in;
mod health;
mod ingest;
mod judge;
mod lease;
mod load;
mod lookup;
mod metrics;
mod open_round;
mod origin;
mod own_folder;
mod page_images;
mod pass;
mod progress;
mod quotes;
pub mod reader;
pub mod recogniser;
mod results;
mod retry;
mod round;
mod rows;
#[cfg(test)]
mod sample;
mod search;
mod status;
mod stop;
pub mod unpacker;
mod work;
mod worker;

pub use check::{Check, check};
pub use desk::{Desk, Discussion, Refusal, SettledClaim};
pub use erase::{Erase, ErasedBy, erase};
pub use error::{Error, Result};
pub use extract::NotDrawn;
pub use follow::{catch_up, open_index, rebuilt_index};
pub use hand_in::{
    Announced, HandIn, HandInCounts, HandInPlan, HandInState, HandInWork, NotTaken, Put,
    ShelvedFile,
};
pub use health::{Health, Reach};
pub use load::{
    HandedFile, Load, LoadPart, LoadProgress, LoadRound, LoadSource, LoadWatcher, load,
};
pub use lookup::{AskedRow, ListError, asked_in_csv, asked_in_document, lookup};
pub use metrics::Metrics;
pub use open_round::{
    AppraisalTally, AppraisedUnit, AppraisedUnits, Asked, ComeBack, OpenDocument, OpenRound,
    OpenRoundParts, Preparing, ReadingOfLoad, ResultsTables, Said, SaidOfUnit, SeenUnit, Standing,
    UnusableTable,
};
pub use own_folder::OwnFolder;
pub use page_images::Drawn;
pub use progress::{Progress, Watcher};
pub use results::{
    BadTable, InputTable, JudgedUnit, ResultsInput, TableError, TablesRead, headings, input_csv,
    input_document, results, stored_judgements, stored_said,
};
pub use retry::{RecipeVersion, Retry, UnknownFile, retry};
pub use round::{Recipes, SetMismatch, Wiring, check_set, queue_name, reader_settings};
pub use rows::RowsError;
pub use search::{evidence_queries, judged_files, named_units, search};
pub use status::status;
pub use stop::Stop;
pub use store::{PasswordHash, StoredAnswer, StoredAppraisal};
pub use work::{Post, work};
