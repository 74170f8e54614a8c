//! The vocabulary of the project: what a document, a fact, a criteria set, a claim and a finding *are*.
//!
//! Refuses to know: files, network, clock, randomness, and the wording of messages.
//!
//! # Glossary
//! One word per idea, in code, SQL, JSON and on screen.
//!
//! | code | Vietnamese on screen | meaning |
//! |---|---|---|
//! | criteria set | bộ tiêu chí | a versioned set of areas, criteria and subcriteria, with its decision |
//! | area, criterion, subcriterion | lĩnh vực, tiêu chí, tiêu chí thành phần | three levels; points sit on leaves |
//! | leaf | mục chấm điểm | a criterion or subcriterion that carries a rule |
//! | unit | đơn vị | who is scored |
//! | self-score, claim | điểm tự chấm | the unit's points for one leaf, with what it cites for them |
//! | evidence | tài liệu kiểm chứng | documents that back a claim |
//! | explanation | giải trình | what the unit says where evidence is missing |
//! | finding | phát hiện | something wrong with a claim |
//! | problem | lỗi tài liệu | something wrong with a document |
//! | citation | viện dẫn | a document named by its number in a text |
//! | reading | bản đọc | what was read from one file: its document and those inside it |
//! | appraisal | thẩm định | the points that an appraiser or the council gives a claim, with the reason |
//! | answer | giải trình của đơn vị | what a unit answers to the appraisers |
//! | record | sổ ghi | what was done in a round, by whom and when, each entry bound to the one before |
//! | signature | chữ ký số | what a key signed, by whom, when, and what that proves |
//! | record | sổ ghi | entries of what was decided, chained by their hashes |
//! | place, quote | vị trí, trích dẫn | where something stands in a document, and the text that stands there |

pub mod abbreviation;
pub mod account;
pub mod appraisal;
pub mod criteria;
pub mod date;
pub mod declaration;
pub mod document;
pub mod dossier;
pub mod error;
pub mod facts;
pub mod finding;
pub mod id;
pub mod layout;
pub mod likeness;
pub mod moment;
pub mod number;
pub mod personal;
pub mod pipeline;
pub mod place;
pub mod points;
pub mod problem;
pub mod query;
pub mod reading;
pub mod recipe;
pub mod record;
pub mod results;
pub mod rule;
pub mod self_score;
pub mod sheet;
pub mod signature;
pub mod verdict;

pub use date::PartialDate;
pub use document::{Document, Quote, QuoteRecord};
pub use error::ErrorKind;
pub use id::{AccountName, ContentHash, CriterionCode, ObjectKey, RoundId, UnitId};
pub use moment::Moment;
pub use number::DocumentNumber;
pub use place::Place;
pub use points::Points;
pub use problem::{Problem, ProblemCode};
