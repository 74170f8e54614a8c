//! Which headers and footers the pages of a file show (MS-DOC 2.3.5, 2.8.22).

use super::{Characters, Streams, fib::Table, sprm};
use crate::number::{u8_at, u16_at, u32_at};

/// Bytes of a section's entry.
const SECTION: usize = 12;
/// Separators of notes that stand before the headers of the first section.
const SEPARATORS: usize = 6;

/// A header or footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RunningHead {
    pub(super) characters: Characters,
    pub(super) is_header: bool,
}

/// The headers and footers of all sections in order. Those of left pages count where they differ from the right ones,
/// those of a first page where it has its own.
pub(super) fn running_heads(streams: &Streams) -> Vec<RunningHead> {
    let heads = streams.structure(Table::Headers);
    let story = streams.fib.headers();
    let sections = streams.structure(Table::Sections);
    let n_sections = sections.len().saturating_sub(4) / (SECTION + 4);
    let has_left_pages =
        u8_at(streams.structure(Table::Settings), 0).is_some_and(|flags| flags & 1 == 1);
    let mut found = Vec::new();
    for section in 0..n_sections {
        let has_title_page =
            has_title_page(streams, sections, n_sections, section).unwrap_or(false);
        // In the order in which they are told: first, left, right page; each header before its footer.
        for (offset, is_header, is_shown) in [
            (4, true, has_title_page),
            (0, true, has_left_pages),
            (1, true, true),
            (5, false, has_title_page),
            (2, false, has_left_pages),
            (3, false, true),
        ] {
            let edge = |index: usize| {
                u32_at(heads, 4 * index).map(|at| story.start.saturating_add(at).min(story.end))
            };
            let index = SEPARATORS + 6 * section + offset;
            if let (true, Some(start), Some(end)) = (is_shown, edge(index), edge(index + 1))
                && start < end
            {
                found.push(RunningHead { characters: start..end, is_header });
            }
        }
    }
    found
}

fn has_title_page(
    streams: &Streams,
    sections: &[u8],
    n_sections: usize,
    section: usize,
) -> Option<bool> {
    let entry = 4 * (n_sections + 1) + SECTION * section;
    let at = usize::try_from(u32_at(sections, entry + 2)?).ok()?;
    let length = usize::from(u16_at(&streams.main, at)?);
    let sprms = streams.main.get(at + 2..at + 2 + length)?;
    let title_page = sprm::sprms(sprms).filter(|(code, _)| *code == sprm::TITLE_PAGE).last();
    title_page.map(|(_, operand)| sprm::toggle(operand, false))
}
