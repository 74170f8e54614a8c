//! How the folders that units hand in are laid out: which folder on the way to a file tells its unit, which its criterion.
//!
//! Refuses to know how a folder's name is held against a unit or criterion; that is whoever places files.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::InvalidId;

/// A layout of folders, as a pipeline declares it: `{unit}/{criterion}/{file}`.
///
/// Each level but the last is one folder: `{unit}`, `{criterion}`, `{any}`, or its name. The last is `{file}`: the file,
/// with all folders above it that no level names. `{unit}` stands once, `{criterion}` at most once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Layout {
    text: String,
    folders: Vec<LayoutFolder>,
}

/// One folder of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayoutFolder {
    /// It tells the unit.
    Unit,
    /// It tells the criterion.
    Criterion,
    /// It tells nothing.
    Any,
    /// It bears this name.
    Named(String),
}

impl Layout {
    /// Parses a layout.
    ///
    /// # Errors
    /// When it does not have the form that the type's documentation states.
    pub fn new(text: &str) -> Result<Self, InvalidId> {
        let invalid = || InvalidId {
            expected: "layout like `{unit}/{criterion}/{file}`",
            given: text.to_owned(),
        };
        let mut levels: Vec<&str> = text.split('/').collect();
        if levels.pop() != Some("{file}") {
            return Err(invalid());
        }
        let folders = levels
            .into_iter()
            .map(|level| match level {
                "{unit}" => Ok(LayoutFolder::Unit),
                "{criterion}" => Ok(LayoutFolder::Criterion),
                "{any}" => Ok(LayoutFolder::Any),
                name if name.trim().is_empty() || name.contains(['{', '}']) => Err(invalid()),
                name => Ok(LayoutFolder::Named(name.to_owned())),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let count =
            |wanted: &LayoutFolder| folders.iter().filter(|folder| *folder == wanted).count();
        if count(&LayoutFolder::Unit) != 1 || count(&LayoutFolder::Criterion) > 1 {
            return Err(invalid());
        }
        Ok(Self { text: text.to_owned(), folders })
    }

    /// The folders, from the outermost.
    #[must_use]
    pub fn folders(&self) -> &[LayoutFolder] {
        &self.folders
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Layout {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::new(&text)
    }
}

impl From<Layout> for String {
    fn from(layout: Layout) -> String {
        layout.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_a_layout_are_told_apart() {
        let layout = Layout::new("Hồ sơ 2025/{unit}/{any}/{criterion}/{file}").expect("valid");
        let expected = [
            LayoutFolder::Named("Hồ sơ 2025".to_owned()),
            LayoutFolder::Unit,
            LayoutFolder::Any,
            LayoutFolder::Criterion,
        ];
        assert_eq!(layout.folders(), expected);
        assert_eq!(layout.to_string(), "Hồ sơ 2025/{unit}/{any}/{criterion}/{file}");
    }

    #[test]
    fn what_does_not_tell_whose_a_file_is_is_no_layout() {
        for bad in [
            "",
            "{unit}",
            "{file}",
            "{criterion}/{file}",
            "{unit}/{unit}/{file}",
            "{unit}/{criterion}/{criterion}/{file}",
            "{unit}/{file}/{any}",
            "{unit}//{file}",
            "{unit}/{tieu_chi}/{file}",
            "{unit}/TC {criterion}/{file}",
        ] {
            assert!(Layout::new(bad).is_err(), "{bad:?}");
        }
    }
}
