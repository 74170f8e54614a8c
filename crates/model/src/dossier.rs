//! Everything that a unit sent, as far as it was read: what a judgement is made from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    facts::Facts,
    id::{ContentHash, InvalidId, ObjectKey, UnitId},
    personal::Persons,
    problem::Problem,
    reading::{Identity, MediaType, Outcome, ReadState},
};

/// The path of a file: the key of an object and, for a file inside it, the path inside (`a.zip!/b.pdf`).
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct FilePath {
    object: ObjectKey,
    inner: Option<String>,
}

impl FilePath {
    /// An object itself.
    #[must_use]
    pub fn of_object(object: ObjectKey) -> Self {
        Self { object, inner: None }
    }

    /// A file inside an object; an empty inner path is the object itself.
    #[must_use]
    pub fn inside(object: ObjectKey, inner: &str) -> Self {
        Self { object, inner: Some(inner.to_owned()).filter(|inner| !inner.is_empty()) }
    }

    /// The object that holds the bytes.
    #[must_use]
    pub fn object(&self) -> &ObjectKey {
        &self.object
    }

    /// The path inside the object.
    #[must_use]
    pub fn inner(&self) -> Option<&str> {
        self.inner.as_deref()
    }

    /// The path as it may be shown: numbers of persons in names of files and folders are masked like those in texts. Who
    /// must find the file again is told its hash, or asks for the names with his own on the record.
    #[must_use]
    pub fn shown(&self, persons: Persons) -> String {
        persons.path(&self.to_string()).into_owned()
    }

    /// Whether the file lies inside another one.
    #[must_use]
    pub fn is_inside(&self, other: &Self) -> bool {
        self.object == other.object
            && match (&self.inner, &other.inner) {
                (Some(_), None) => true,
                (Some(inner), Some(outer)) => {
                    inner.strip_prefix(outer.as_str()).is_some_and(|rest| rest.starts_with("!/"))
                }
                (None, _) => false,
            }
    }
}

impl std::fmt::Display for FilePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.inner {
            None => self.object.fmt(f),
            Some(inner) => write!(f, "{}!/{inner}", self.object),
        }
    }
}

impl TryFrom<String> for FilePath {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        match text.split_once("!/") {
            None => Ok(Self::of_object(ObjectKey::new(text)?)),
            Some((object, inner)) => Ok(Self::inside(ObjectKey::new(object)?, inner)),
        }
    }
}

impl From<FilePath> for String {
    fn from(path: FilePath) -> String {
        path.to_string()
    }
}

/// One document that a unit sent, with what was understood of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceDocument {
    /// Where it lies.
    pub file: FilePath,
    /// Its bytes.
    pub sha256: ContentHash,
    /// What the bytes are.
    pub media_type: MediaType,
    /// How reading it ended.
    pub outcome: Outcome,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What its container says that it is.
    pub identity: Option<Identity>,
    /// What was understood of it.
    pub facts: Facts,
}

impl EvidenceDocument {
    /// Whether everything that the document says was read; see [`crate::reading::Reading::is_fully_read`].
    #[must_use]
    pub fn is_fully_read(&self) -> bool {
        ReadState::of(self.outcome, &self.problems) == ReadState::Full
    }
}

/// What one unit sent, complete: every listed object was read or has a final reason why not.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// The unit.
    pub unit: UnitId,
    /// Its name, as its documents name it: `Sở Y tế`.
    pub name: String,
    /// The ledger generation up to which documents are included.
    pub generation: u64,
    /// All documents, ordered by path; the self-score sheet is among them.
    pub documents: Vec<EvidenceDocument>,
    /// The self-score sheet among them, as the pipeline names it or as it was recognised.
    pub sheet: Option<FilePath>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_print_as_they_parse() {
        for text in ["so-y-te/a.zip", "so-y-te/a.zip!/b c.docx", "a/m.edxml!/x.zip!/y.pdf"] {
            assert_eq!(FilePath::try_from(text.to_owned()).expect("valid").to_string(), text);
        }
        assert!(FilePath::try_from("../a!/b".to_owned()).is_err());
    }

    #[test]
    fn inside_is_about_containers_not_prefixes() {
        let path = |text: &str| FilePath::try_from(text.to_owned()).expect("valid");
        assert!(path("a.zip!/b.zip!/c.pdf").is_inside(&path("a.zip!/b.zip")));
        assert!(path("a.zip!/b.pdf").is_inside(&path("a.zip")));
        assert!(!path("a.zip!/b.pdf2").is_inside(&path("a.zip!/b.pdf")));
        assert!(!path("a.zip").is_inside(&path("a.zip")));
    }
}
