//! Word files of 1993 to 2003 (MS-DOC, and the forms before it): the text as Word would print it, in the order of the document.
//!
//! Headers come first, then the body, footnotes, endnotes, text boxes and footers, each once. The text lies in pieces
//! (fast-saved files have them in any order); what its characters and paragraphs look like is kept apart from it, by
//! the bytes' positions. Tracked changes are read as accepted, numbers of lists as printed.
//!
//! A file that was cut off keeps the beginning of its text and loses the rest with all formatting: that is told.

mod fib;
mod formatting;
mod lists;
mod pieces;
mod salvage;
mod sections;
mod sprm;
mod story;
mod styles;
mod word95;

use std::{collections::BTreeSet, ops::Range};

use model::problem::{Problem, ProblemCode};

use crate::{
    contents::Contents,
    flow::{self, Block, Fonts},
    ole::Ole,
    session::Session,
};
use fib::{Fib, Table};
use formatting::Formatting;
use pieces::Pieces;
use story::Stories;

/// Reads a Word file as one flow.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    match Opened::take(bytes, session).and_then(|opened| read_opened(&opened, session)) {
        Ok(contents) => contents,
        Err(problem) if problem.code == ProblemCode::Damaged => salvage::read(bytes, problem),
        Err(problem) => Contents::rejected(problem),
    }
}

/// The streams of a Word file.
struct Streams {
    main: Vec<u8>,
    table: Vec<u8>,
    /// Formatting too large for its usual place.
    overflow: Vec<u8>,
    fib: Fib,
}

/// A Word file with what says how its text lies and looks.
struct Opened {
    streams: Streams,
    pieces: Pieces,
    formatting: Formatting,
}

impl Opened {
    fn take(bytes: &[u8], session: &mut Session<'_>) -> Result<Self, Problem> {
        let mut ole = Ole::open(bytes)?;
        let no_stream = |name: &str| Problem::new(ProblemCode::Damaged, format!("no {name}"));
        let main = ole.take("WordDocument", session)?.ok_or_else(|| no_stream("WordDocument"))?;
        if word95::is(&main) {
            return word95::open(main, session);
        }
        let fib = Fib::parse(&main)?;
        let name = fib.table_stream();
        let table = ole.take(name, session)?.ok_or_else(|| no_stream(name))?;
        let overflow = ole.take("Data", session)?.unwrap_or_default();
        let streams = Streams { main, table, overflow, fib };
        let clx = streams.structure(Table::Pieces);
        let pieces = Pieces::parse(clx, streams.main.len(), session.output_left())?;
        let formatting = Formatting::parse(&streams);
        Ok(Self { streams, pieces, formatting })
    }
}

impl Streams {
    /// A structure of the table stream; empty where it lies outside.
    fn structure(&self, table: Table) -> &[u8] {
        self.table.get(self.fib.structure(table)).unwrap_or_default()
    }
}

fn read_opened(opened: &Opened, session: &mut Session<'_>) -> Result<Contents, Problem> {
    let Opened { streams, pieces, formatting } = opened;
    let mut fonts = Fonts::default();
    let mut stories = Stories::new(streams, pieces, formatting, &mut fonts, session);

    let body = stories.read(streams.fib.body());
    let (headers, footers) = running_heads(streams, &mut stories);
    let footnotes = stories.read(streams.fib.footnotes());
    let endnotes = stories.read(streams.fib.endnotes());
    let boxes = stories.read(streams.fib.text_boxes());
    let mut problems = stories.finish();

    let blocks: Vec<Block> =
        [headers, body, footnotes, endnotes, boxes, footers].into_iter().flatten().collect();
    let (part, of_encodings) = flow::finish(&blocks, &fonts);
    problems.extend(of_encodings);
    if pieces.is_cut() {
        problems.push(Problem::new(ProblemCode::Truncated, "text"));
    }
    // A file of pictures alone is a scan that somebody pasted: its text must be recognised.
    if part.text().trim().is_empty() && !streams.overflow.is_empty() {
        problems.push(Problem::new(ProblemCode::PageNeedsOcr, ""));
    }
    Ok(Contents { problems, ..Contents::of(vec![part]) })
}

/// The headers and footers that pages show; a text that several sections or kinds of page repeat is kept once.
fn running_heads(streams: &Streams, stories: &mut Stories<'_, '_>) -> (Vec<Block>, Vec<Block>) {
    // Where no section says which headers its pages show, all of them count.
    if streams.structure(Table::Sections).is_empty() {
        return (stories.read(streams.fib.headers()), Vec::new());
    }
    let (mut headers, mut footers) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for head in sections::running_heads(streams) {
        let blocks = stories.read(head.characters);
        if !flow::are_blank(&blocks) && seen.insert(flow::raw_text(&blocks)) {
            if head.is_header { &mut headers } else { &mut footers }.extend(blocks);
        }
    }
    (headers, footers)
}

/// Positions of characters, counted over all stories.
type Characters = Range<u32>;

#[cfg(test)]
mod tests;
