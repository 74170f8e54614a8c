//! One text of a whole document, in which a line is a paragraph or a cell and every byte still leads to its place.

use std::ops::Range;

use model::document::{Document, Part, Span};

/// The text of a document: its parts joined by line breaks. Bytes within a part are those of the part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// A line break stands between segments, and nowhere else.
    pub(crate) text: String,
    /// Where each part but the first begins.
    pub(crate) part_starts: Vec<usize>,
}

impl Text {
    pub(crate) fn of(document: &Document) -> Self {
        let length = document.parts().iter().map(|part| part.text().len() + 1).sum();
        let mut text = String::with_capacity(length);
        let mut part_starts = Vec::new();
        let mut segments = document.segments().peekable();
        for (index, part) in document.parts().iter().enumerate() {
            if index > 0 {
                text.push('\n');
                part_starts.push(text.len());
            }
            let mut ranges = Vec::new();
            while let Some(segment) = segments.next_if(|segment| segment.span.part == index) {
                ranges.push(segment.span.range.to_usize());
            }
            push_part(part, ranges, &mut text);
        }
        Self { text, part_starts }
    }

    /// Where a span of the document stands.
    pub(crate) fn range_of(&self, span: &Span) -> Range<usize> {
        let start = span.part.checked_sub(1).map_or(0, |before| self.part_starts[before]);
        let range = span.range.to_usize();
        start + range.start..start + range.end
    }
}

/// The part's text with its line breaks moved: spaces inside a segment, breaks between two.
fn push_part(part: &Part, mut segments: Vec<Range<usize>>, text: &mut String) {
    // Cells of a page's table may stand in the text in another order than in the grid.
    segments.sort_by_key(|range| (range.start, range.end));
    let mut at = 0;
    for segment in segments.into_iter().filter(|range| !range.is_empty()) {
        if segment.start < at {
            continue;
        }
        push_gap(&part.text()[at..segment.start], text);
        for (nth, line) in part.text()[segment.clone()].split('\n').enumerate() {
            if nth > 0 {
                text.push(' ');
            }
            text.push_str(line);
        }
        at = segment.end;
    }
    push_gap(&part.text()[at..], text);
}

/// What stands between segments, ending in a line break where it can hold one.
fn push_gap(gap: &str, text: &mut String) {
    match gap.char_indices().next_back() {
        Some((last, c)) if c.is_ascii() => {
            text.extend(gap[..last].chars().map(|c| if matches!(c, '\n' | '|') { ' ' } else { c }));
            text.push('\n');
        }
        _ => text.push_str(gap),
    }
}

#[cfg(test)]
mod tests {
    use model::document::{NewCell, PartBuilder};
    use proptest::prelude::*;

    use super::*;

    fn document(paragraphs: &[&str], cells: &[&str]) -> Document {
        let parts = (0..2).map(|_| {
            let mut flow = PartBuilder::flow();
            paragraphs.iter().for_each(|paragraph| flow.paragraph(paragraph));
            let cell = |(column, text): (u32, &&str)| NewCell::new(column, *text);
            flow.table(vec![(1..).zip(cells).map(cell).collect()]);
            flow.finish()
        });
        Document::new(parts.collect())
    }

    #[test]
    fn a_line_is_a_paragraph_or_a_cell() {
        let text = Text::of(&document(&["một\nhai", "ba"], &["bốn", "năm"]));
        let lines: Vec<_> =
            text.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["một hai", "ba", "bốn", "năm", "một hai", "ba", "bốn", "năm"]);
    }

    proptest! {
        /// Every segment stands where its span says.
        #[test]
        fn spans_lead_to_their_text(
            paragraphs in prop::collection::vec("[a-zđố]{1,6}(\n[a-zđố]{1,6}){0,2}", 0..4),
            cells in prop::collection::vec("[0-9đ |]{0,6}", 1..4),
        ) {
            let document = document(
                &paragraphs.iter().map(String::as_str).collect::<Vec<_>>(),
                &cells.iter().map(String::as_str).collect::<Vec<_>>(),
            );
            let text = Text::of(&document);
            for segment in document.segments() {
                let found = &text.text[text.range_of(&segment.span)];
                prop_assert_eq!(found, segment.text.replace('\n', " "));
            }
        }
    }
}
