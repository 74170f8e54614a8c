//! What must hold of a part that comes from outside, so that no range of it can be wrong later.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Block, Part, PartKind, TextSource, Word};
use crate::place::Range;

/// A part as received: from the reader process or from storage.
#[derive(Deserialize, JsonSchema)]
pub(super) struct UncheckedPart {
    kind: PartKind,
    text: String,
    blocks: Vec<Block>,
    words: Vec<Word>,
    source: TextSource,
    reason: Option<String>,
}

/// A range that does not fit the text of its part, or lies before one that it should follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidRange(Range);

impl fmt::Display for InvalidRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the range {}..{} does not fit the text of its part", self.0.start, self.0.end)
    }
}

impl TryFrom<UncheckedPart> for Part {
    type Error = InvalidRange;

    fn try_from(part: UncheckedPart) -> Result<Self, InvalidRange> {
        let UncheckedPart { kind, text, blocks, words, source, reason } = part;
        let blocks_in_order = blocks.iter().flat_map(|block| {
            let (paragraph, rows) = match block {
                Block::Paragraph { range, .. } => (Some(*range), &[][..]),
                Block::Table { rows } => (None, rows.as_slice()),
            };
            paragraph.into_iter().chain(rows.iter().flatten().map(|cell| cell.range))
        });
        check_order(&text, blocks_in_order)?;
        check_order(&text, words.iter().map(|word| word.range))?;
        Ok(Self { kind, text, blocks, words, source, reason })
    }
}

fn check_order(text: &str, ranges: impl Iterator<Item = Range>) -> Result<(), InvalidRange> {
    let mut end = 0;
    for range in ranges {
        if range.start < end || text.get(range.to_usize()).is_none() {
            return Err(InvalidRange(range));
        }
        end = range.end;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, NewCell, PartBuilder};

    #[test]
    fn a_range_beyond_the_text_is_refused() {
        let mut part = PartBuilder::flow();
        part.paragraph("Điều 1");
        part.table(vec![vec![NewCell::new(1, "a"), NewCell::new(2, "")]]);
        let json = serde_json::to_string(&Document::new(vec![part.finish()])).expect("serializes");
        assert!(serde_json::from_str::<Document>(&json).is_ok());
        let damaged = |from: &str, to: &str| {
            assert!(json.contains(from), "{json}");
            assert!(serde_json::from_str::<Document>(&json.replacen(from, to, 1)).is_err(), "{to}");
        };
        damaged("\"range\":[0,9]", "\"range\":[0,99]");
        damaged("\"range\":[0,9]", "\"range\":[1,9]"); // inside Đ
        damaged("\"range\":[0,9]", "\"range\":[9,0]");
    }
}
