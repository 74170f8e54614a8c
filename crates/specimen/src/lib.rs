//! What would a unit have sent? Submissions in terms of facts, without a byte of a document.
//!
//! [`paper`] and [`sheet`] make single documents and rows in a few words, for the tests of what judges and reports
//! them. [`generated`] makes whole rounds from a seed, with planted errors and harmless oddities, and says of each
//! what must be found; [`measure`] holds what was found against that. [`submission`] makes one for any criteria set,
//! [`results`] what a council puts in for the results of a round.
//!
//! Refuses to know how anything is judged: what must be found is written down where it is planted. Refuses to know
//! file formats: documents as bytes are `testkit`'s.

pub mod generated;
pub mod literal;
pub mod measure;
pub mod paper;
pub mod results;
pub mod sheet;
pub mod submission;
