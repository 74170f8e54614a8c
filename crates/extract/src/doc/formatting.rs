//! Formatted disk pages (MS-DOC 2.9.33, 2.9.174): which formatting the bytes of the main stream have.
//!
//! Refuses to know: what the formatting means.

use std::{collections::BTreeSet, ops::Range};

use super::{Streams, fib::Table, sprm};
use crate::number::{u8_at, u16_at, u32_at};

/// Bytes of a page.
pub(super) const PAGE: usize = 512;
/// Bytes of the entry of a paragraph on its page.
const PARAGRAPH_ENTRY: usize = 13;

/// The formatting of all text.
#[derive(Debug)]
pub(super) struct Formatting {
    characters: Vec<Run>,
    paragraphs: Vec<Run>,
}

/// Bytes of equal formatting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    bytes: Range<u32>,
    /// Where in the main stream the formatting stands.
    pub(super) format: Range<usize>,
}

/// The formatting of a paragraph.
#[derive(Debug, Clone, Copy)]
pub(super) struct ParagraphFormat<'s> {
    pub(super) style: u16,
    /// Modifiers that go over the style.
    pub(super) sprms: &'s [u8],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Characters,
    Paragraphs,
}

impl Formatting {
    /// Finds all pages.
    pub(super) fn parse(streams: &Streams) -> Self {
        Self::of(runs(streams, Kind::Characters), runs(streams, Kind::Paragraphs))
    }

    /// The formatting of these runs, in any order.
    pub(super) fn of(mut characters: Vec<Run>, mut paragraphs: Vec<Run>) -> Self {
        for runs in [&mut characters, &mut paragraphs] {
            runs.sort_by_key(|run| (run.bytes.start, run.bytes.end));
        }
        Self { characters, paragraphs }
    }

    /// The modifiers of the character at a byte, and the byte at which others begin.
    pub(super) fn of_character<'s>(&self, streams: &'s Streams, byte: u32) -> (&'s [u8], u32) {
        let index = self.characters.partition_point(|run| run.bytes.end <= byte);
        match self.characters.get(index) {
            Some(run) if run.bytes.start <= byte => {
                (streams.main.get(run.format.clone()).unwrap_or_default(), run.bytes.end)
            }
            Some(run) => (&[], run.bytes.start),
            None => (&[], u32::MAX),
        }
    }

    /// The formatting of the paragraph whose mark stands at a byte.
    pub(super) fn of_paragraph<'s>(&self, streams: &'s Streams, byte: u32) -> ParagraphFormat<'s> {
        let index = self.paragraphs.partition_point(|run| run.bytes.end <= byte);
        let format = self
            .paragraphs
            .get(index)
            .filter(|run| run.bytes.start <= byte)
            .and_then(|run| streams.main.get(run.format.clone()))
            .unwrap_or_default();
        let style = u16_at(format, 0).unwrap_or(0);
        let sprms = format.get(2..).unwrap_or_default();
        ParagraphFormat { style, sprms: elsewhere(sprms, streams).unwrap_or(sprms) }
    }
}

/// The modifiers that do not fit a page lie in the data stream.
fn elsewhere<'s>(sprms: &[u8], streams: &'s Streams) -> Option<&'s [u8]> {
    let (_, operand) = sprm::sprms(sprms).find(|(code, _)| sprm::ELSEWHERE.contains(code))?;
    let at = usize::try_from(u32_at(operand, 0)?).ok()?;
    let length = usize::from(u16_at(&streams.overflow, at)?);
    streams.overflow.get(at + 2..at + 2 + length)
}

fn runs(streams: &Streams, kind: Kind) -> Vec<Run> {
    let table = streams.structure(match kind {
        Kind::Characters => Table::CharacterFormats,
        Kind::Paragraphs => Table::ParagraphFormats,
    });
    let n_pages = table.len().saturating_sub(4) / 8;
    // Each page counts once, however often a hostile table names it.
    let mut seen = BTreeSet::new();
    let mut runs = Vec::new();
    for index in 0..n_pages {
        let Some(page) = u32_at(table, 4 * (n_pages + 1) + 4 * index) else { break };
        let start = usize::try_from(page & 0x003F_FFFF).unwrap_or(usize::MAX).saturating_mul(PAGE);
        if let Some(page) = streams.main.get(start..start.saturating_add(PAGE))
            && seen.insert(start)
        {
            let entry = if kind == Kind::Characters { 1 } else { PARAGRAPH_ENTRY };
            page_runs(page, start, kind, entry, &mut runs);
        }
    }
    runs
}

/// The runs of a page that begins at byte `start` of the main stream and has entries of so many bytes.
pub(super) fn page_runs(page: &[u8], start: usize, kind: Kind, entry: usize, runs: &mut Vec<Run>) {
    let n_runs = usize::from(page[PAGE - 1]);
    for index in 0..n_runs {
        let edge = |index: usize| u32_at(page, 4 * index);
        let (Some(from), Some(to)) = (edge(index), edge(index + 1)) else { break };
        let Some(offset) = u8_at(page, 4 * (n_runs + 1) + entry * index) else { break };
        if from >= to {
            continue;
        }
        let format = match usize::from(offset) * 2 {
            0 => 0..0,
            at => format_at(page, at, kind)
                .map_or(0..0, |range| start + range.start..start + range.end),
        };
        runs.push(Run { bytes: from..to, format });
    }
}

/// The modifiers at a position of a page, which says their length in one of three ways.
fn format_at(page: &[u8], at: usize, kind: Kind) -> Option<Range<usize>> {
    let length = usize::from(u8_at(page, at)?);
    Some(match (kind, length) {
        (Kind::Characters, _) => at + 1..at + 1 + length,
        (Kind::Paragraphs, 0) => at + 2..at + 2 + 2 * usize::from(u8_at(page, at + 1)?),
        (Kind::Paragraphs, _) => at + 1..at + 2 * length,
    })
}
