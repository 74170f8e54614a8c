//! What outlives a run: objects with the manifest of what was loaded, the ledger of what happened to them, stored
//! readings; and the queue that shares out the work on them.
//!
//! Refuses to know what documents mean: readings, facts and findings go in and come out as they are.

mod compressed;
mod database;
mod error;
mod ledger;
mod manifest;
mod objects;
mod queue;
mod readings;
mod recognitions;

pub use database::Password;
pub use error::{Error, Result};
pub use ledger::{
    Again, Change, Content, Erasure, FindingState, HeldFile, JobState, JudgedAt, Lease, Ledger,
    ListedContent, ListedObject, Listing, MadeWith, Pace, PasswordHash, PendingObject, Publication,
    PublishedFacts, ReadTime, RoundJudgedAt, ShownUnit, Standing, StateCount, StoredAnswer,
    StoredAppraisal, StoredDocument, StoredFinding, StoredUnit, UnreadObject,
};
pub use manifest::{Loaded, MANIFEST_FORMAT_VERSION, Manifest};
pub use objects::{AccessKeys, Expected, Fetched, ObjectVersion, Objects, Upload, Uploaded};
pub use queue::{Delivery, Queue};
pub use readings::{READING_FORMAT_VERSION, Readings};
pub use recognitions::{KeptRecognition, Recognitions};
