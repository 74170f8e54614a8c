//! What document is a plain text? One flow of paragraphs, with tables where lines hold ` | `.
//!
//! Refuses to know encodings and files: the text is Unicode already.

use std::borrow::Cow;

use model::document::{Document, NewCell, PartBuilder};
use unicode_normalization::UnicodeNormalization as _;

use crate::prose::is_plainly_composed;

/// A text as a document: consecutive lines that contain ` | ` are a table, whose cells are split there; other
/// consecutive lines are one paragraph; a blank line separates. The text is composed to NFC first.
///
/// ```
/// let document = facts::plain::document("Kết quả:\nĐơn vị | Tiếp nhận\nXã A | 200");
/// assert_eq!(document.parts()[0].blocks().len(), 2);
/// ```
#[must_use]
pub fn document(text: &str) -> Document {
    let text: Cow<'_, str> = if is_plainly_composed(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    };
    let mut part = PartBuilder::flow();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        let is_row = is_row(line);
        let mut block = vec![line];
        while let Some(next) =
            lines.next_if(|next| !next.trim().is_empty() && self::is_row(next) == is_row)
        {
            block.push(next);
        }
        if is_row {
            part.table(block.into_iter().map(cells).collect());
        } else {
            let lines: Vec<_> = block.into_iter().map(str::trim_end).collect();
            part.paragraph(&lines.join("\n"));
        }
    }
    Document::new(vec![part.finish()])
}

fn is_row(line: &str) -> bool {
    line.contains(" | ")
}

/// The cells of a row. A bar between spaces, or between a space and the end, separates; two bars may share the space
/// between them (`a | | b` has an empty cell).
fn cells(line: &str) -> Vec<NewCell> {
    let separates = |at: &usize| {
        line[..*at].ends_with(' ') && (line[at + 1..].is_empty() || line[at + 1..].starts_with(' '))
    };
    let bars = memchr::memchr_iter(b'|', line.as_bytes()).filter(separates);
    let mut start = 0;
    (1..)
        .zip(bars.chain([line.len()]))
        .map(|(column, end)| {
            let cell = line[start..end].trim();
            start = (end + 1).min(line.len());
            NewCell::new(column, cell)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_paragraphs_and_tables() {
        let check = |text: &str, expected: &[&str]| {
            let document = document(text);
            let segments: Vec<_> = document.segments().map(|segment| segment.text).collect();
            assert_eq!(segments, expected, "{text}");
        };
        check("Một\nhai\n\nba", &["Một\nhai", "ba"]);
        check("Một\na | b\nc | d\nhai", &["Một", "a", "b", "c", "d", "hai"]);
        check("a |  | \n | b |", &["a", "", "", "", "b", ""]);
        check("a | | | b", &["a", "", "", "b"]);
        check("A|B | c|", &["A|B", "c|"]);
        check("", &[]);
        check("đa\u{323}t", &["đạt"]);
    }

    #[test]
    fn the_blocks_are_paragraph_and_table() {
        let document = document("Một\na | b\n\nc | d");
        assert_eq!(document.tables().count(), 2);
    }
}
