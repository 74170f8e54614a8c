//! What outlives a run: objects, the ledger of what happened to them, and stored readings.
//!
//! Refuses to know what documents mean: readings, facts and findings go in and come out as they are.

mod compressed;
mod error;
mod ledger;
mod objects;
mod readings;
mod recognitions;

pub use error::{Error, Result};
pub use ledger::{
    Change, Content, FindingState, JobState, JudgedAt, Ledger, ListedObject, Listing,
    PendingObject, Publication, PublishedFacts, StateCount, StoredDocument, StoredFinding,
    StoredUnit, UnreadObject,
};
pub use objects::{Fetched, ObjectVersion, Objects};
pub use readings::{READING_FORMAT_VERSION, Readings};
pub use recognitions::{KeptRecognition, Recognitions};
