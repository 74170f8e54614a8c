//! The first lines of a document, joined to one text, each line knowing where it stands.

use model::{
    Document,
    document::{Block, Cell, Segment, Span},
    place::Range,
};

use crate::prose::{Prose, key};

/// No letterhead is longer; the abstract ends within it.
const MOST_LINES: usize = 45;

/// Words with which the body of a document begins: nothing behind them speaks of the document's own number.
const BODY: &[&str] = &[
    "căn cứ ",
    "kính gửi",
    "điều 1",
    "thi hành ",
    "thực hiện ",
    "xét đề nghị",
    "chương i",
    "phần i",
    "phần thứ nhất",
    "i. ",
    "1. ",
];

/// The top of a document up to its body: of its first page, sheet or flow only.
pub(super) struct Top {
    text: String,
    lines: Vec<Line>,
}

struct Line {
    /// Where the line begins in the joined text.
    start: usize,
    span: Span,
}

impl Top {
    pub(super) fn of(document: &Document) -> Self {
        let mut top = Self { text: String::new(), lines: Vec::new() };
        for segment in document.segments() {
            if segment.span.part > 0 {
                break;
            }
            // A hostile row has thousands of empty cells; none of them is worth a look along the row.
            if segment.text.trim().is_empty() {
                continue;
            }
            if !top.lines.is_empty() && is_in_wide_row(document, &segment) {
                return top;
            }
            let mut offset = 0;
            for line in segment.text.split('\n') {
                let start = offset;
                offset += line.len() + 1;
                if line.trim().is_empty() {
                    continue;
                }
                let begins = key(line);
                if top.lines.len() == MOST_LINES
                    || BODY.iter().any(|words| begins.starts_with(words))
                {
                    return top;
                }
                top.push(line, segment.span_of(start..start + line.len()));
            }
        }
        top
    }

    fn push(&mut self, line: &str, span: Span) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.lines.push(Line { start: self.text.len(), span });
        self.text.push_str(line);
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where some bytes of the joined text stand in the document, if in one part.
    pub(super) fn span(&self, bytes: std::ops::Range<usize>) -> Option<Span> {
        let line = |at: usize| {
            let index = self.lines.partition_point(|line| line.start <= at).checked_sub(1)?;
            self.lines.get(index)
        };
        let (first, last) = (line(bytes.start)?, line(bytes.end.checked_sub(1)?)?);
        let start = first.span.range.start as usize + bytes.start - first.start;
        let end = last.span.range.start as usize + bytes.end - last.start;
        (first.span.part == last.span.part && start < end)
            .then(|| Span { part: first.span.part, range: Range::new(start, end) })
    }
}

/// Whether a cell stands in a row of at least three that say something: a letterhead has two columns, a table more.
fn is_in_wide_row(document: &Document, segment: &Segment<'_>) -> bool {
    let Some((row, _)) = segment.cell else { return false };
    let part = &document.parts()[segment.span.part];
    match part.blocks().get(segment.block) {
        Some(Block::Table { rows }) => {
            let says_something = |cell: &&Cell| !part.slice(cell.range).trim().is_empty();
            rows.get(row).is_some_and(|cells| cells.iter().filter(says_something).count() >= 3)
        }
        Some(Block::Paragraph { .. }) | None => false,
    }
}

/// National title and motto, and the title of Party documents.
const MOTTO: &[&str] = &[
    "cộng hòa xã hội chủ nghĩa việt nam",
    "độc lập - tự do - hạnh phúc",
    "đảng cộng sản việt nam",
];

/// Where the national title or motto first stands.
pub(super) fn motto(prose: &Prose) -> Option<std::ops::Range<usize>> {
    MOTTO.iter().find_map(|words| {
        let start = prose.lower().find(words)?;
        Some(start..start + words.len())
    })
}

/// Whether the title or motto begins at `at`.
pub(super) fn motto_at(prose: &Prose, at: usize) -> bool {
    MOTTO.iter().any(|words| prose.literal_at(at, words).is_some())
}

/// A line without the title, motto, and place and date that stand in the other column.
pub(super) fn left_column(line: &str) -> &str {
    let prose = Prose::new(line);
    let cut = motto(&prose).map(|range| range.start);
    let place = prose.lower().find(", ngày").map(|comma| {
        let words: Vec<_> = line[..comma].split(' ').collect();
        let place: usize = words.iter().rev().take(4).map(|word| word.len() + 1).sum();
        comma.saturating_sub(place)
    });
    let end = [cut, place].into_iter().flatten().min().unwrap_or(line.len());
    line.get(..end).unwrap_or(line).trim()
}
