//! Criteria sets as people read them: as the decision's table, as what changed, as what is wrong, and as a draft to
//! finish.
//!
//! Refuses to know how sets are validated, compared and imported.

mod changes;
mod draft;
mod json;
mod rule_toml;
mod rule_words;
pub(crate) mod table;
mod verification;

pub use changes::{change_text, changes_text};
pub use draft::{draft_toml, import_text};
pub use json::{ChangeJson, ChangesJson, ImportJson, SetJson, VerificationJson};
pub use rule_words::assessor as assessor_name;
pub use table::{LeafRow, Row, html, rows, text};

pub use crate::xlsx::criteria_xlsx as xlsx;
pub use verification::{is_clean, verification_text};
