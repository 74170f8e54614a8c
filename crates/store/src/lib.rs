//! What outlives a run: objects with the manifest of what was loaded, the ledger of what happened to them, and stored
//! readings.
//!
//! Refuses to know what documents mean: readings, facts and findings go in and come out as they are.

mod compressed;
mod error;
mod ledger;
mod manifest;
mod objects;
mod readings;
mod recognitions;

pub use error::{Error, Result};
pub use ledger::{
    Change, Content, FindingState, JobState, JudgedAt, Ledger, ListedObject, Listing, MadeWith,
    Pace, PendingObject, Publication, PublishedFacts, ReadTime, Standing, StateCount,
    StoredDocument, StoredFinding, StoredUnit, UnreadObject,
};
pub use manifest::{Loaded, MANIFEST_FORMAT_VERSION, Manifest};
pub use objects::{AccessKeys, Expected, Fetched, ObjectVersion, Objects, Upload, Uploaded};
pub use readings::{READING_FORMAT_VERSION, Readings};
pub use recognitions::{KeptRecognition, Recognitions};
