//! Where something stands in a document: the address that a quote is cut from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A half-open range `[start, end]` of bytes in NFC UTF-8 text, or of words on a page.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(from = "[u32; 2]", into = "[u32; 2]")]
#[schemars(with = "[u32; 2]")]
pub struct Range {
    /// The first position inside.
    pub start: u32,
    /// The first position after.
    pub end: u32,
}

impl From<[u32; 2]> for Range {
    fn from([start, end]: [u32; 2]) -> Self {
        Self { start, end }
    }
}

impl From<Range> for [u32; 2] {
    fn from(range: Range) -> Self {
        [range.start, range.end]
    }
}

impl Range {
    /// A range over positions that fit, as those of every document within the limits do.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let fit = |position: usize| {
            u32::try_from(position).expect("texts are shorter than 4 GiB by the read limits")
        };
        Self { start: fit(start), end: fit(end) }
    }

    /// The same range for slicing.
    #[must_use]
    pub fn to_usize(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The address of some text in a document. Its shape follows the kind of document.
///
/// `page`, `paragraph`, `table`, `row` and `column` count from 1, as a person would; ranges count from 0.
/// A cell's `range` is left out where the whole cell is meant.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(untagged, deny_unknown_fields)]
pub enum Place {
    /// Words of a page: PDF.
    Words {
        /// The page.
        page: u32,
        /// Which of its words.
        words: Range,
    },
    /// A cell of a spreadsheet.
    Cell {
        /// The sheet's name.
        sheet: String,
        /// The cell's address, `B12`.
        cell: String,
        /// Bytes of the cell's text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        range: Option<Range>,
    },
    /// A paragraph outside tables: DOCX and plain text.
    Paragraph {
        /// The paragraph, counted over the document.
        paragraph: u32,
        /// Bytes of the paragraph's text.
        range: Range,
    },
    /// A cell of a table in running text: DOCX and plain text.
    TableCell {
        /// The table, counted over the document.
        table: u32,
        /// The row of the table.
        row: u32,
        /// The first grid column that the cell covers.
        column: u32,
        /// Bytes of the cell's text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        range: Option<Range>,
    },
    /// Text of an element of XML.
    Element {
        /// The path of the element, `/edXML/edXMLEnvelope/…/CodeNumber`; repeated ones carry `[2]`, `[3]`.
        element: String,
        /// Bytes of the element's text.
        range: Range,
    },
}

impl Place {
    /// The page, where the format has pages.
    #[must_use]
    pub fn page(&self) -> Option<u32> {
        match self {
            Self::Words { page, .. } => Some(*page),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_shape_is_the_contract() {
        let check = |place: Place, json: &str| {
            assert_eq!(serde_json::to_string(&place).expect("serializes"), json);
            assert_eq!(serde_json::from_str::<Place>(json).expect("deserializes"), place);
        };
        check(Place::Words { page: 3, words: Range::new(4, 9) }, r#"{"page":3,"words":[4,9]}"#);
        check(
            Place::Cell { sheet: "Biểu 1".into(), cell: "B12".into(), range: None },
            r#"{"sheet":"Biểu 1","cell":"B12"}"#,
        );
        check(
            Place::Paragraph { paragraph: 1, range: Range::new(0, 2) },
            r#"{"paragraph":1,"range":[0,2]}"#,
        );
        check(
            Place::TableCell { table: 1, row: 2, column: 3, range: Some(Range::new(0, 5)) },
            r#"{"table":1,"row":2,"column":3,"range":[0,5]}"#,
        );
        check(
            Place::Element { element: "/a/b".into(), range: Range::new(0, 1) },
            r#"{"element":"/a/b","range":[0,1]}"#,
        );
    }
}
