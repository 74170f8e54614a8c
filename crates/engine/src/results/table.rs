//! A file of inputs as rows, before it is known what they say.

use model::{Document, document::PartKind, results::given::Field};

use crate::rows::{self, Row, RowsError};

/// A file as rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputTable {
    /// Its sheets; one without a name for a CSV.
    pub(crate) sheets: Vec<InputSheet>,
}

/// A sheet, or a table of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InputSheet {
    pub(crate) name: Option<String>,
    pub(crate) rows: Vec<Row>,
}

/// Why a file is no input.
#[derive(Debug)]
pub enum TableError {
    /// Its rows cannot be told apart.
    Rows(RowsError),
    /// No heading row has these fields.
    Headings {
        /// The fields.
        missing: Vec<Field>,
    },
}

impl From<RowsError> for TableError {
    fn from(error: RowsError) -> Self {
        Self::Rows(error)
    }
}

impl std::fmt::Display for TableError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rows(error) => error.fmt(f),
            Self::Headings { missing } => write!(f, "no heading has {missing:?}"),
        }
    }
}

impl std::error::Error for TableError {}

/// The rows of a CSV.
///
/// # Errors
/// When the bytes are no CSV in UTF-8.
pub fn input_csv(bytes: &[u8]) -> Result<InputTable, RowsError> {
    let rows = rows::of_csv(bytes)?;
    Ok(InputTable { sheets: vec![InputSheet { name: None, rows }] })
}

/// The rows of a workbook or of a document's tables.
#[must_use]
pub fn input_document(document: &Document) -> InputTable {
    let sheets = document.parts().iter().map(|part| {
        let name = match part.kind() {
            PartKind::Sheet { name, .. } => Some(name.clone()),
            _ => None,
        };
        InputSheet { name, rows: rows::of_part(part) }
    });
    InputTable { sheets: sheets.collect() }
}
