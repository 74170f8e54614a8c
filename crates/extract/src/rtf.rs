//! Rich Text Format (1.9.1): the text as Word would print it. Many files called `.doc` are RTF.
//!
//! Headers come first, then the body with text boxes behind the paragraph that anchors them, notes and footers. Bytes
//! are decoded by the font that they stand in where it names a character set; those of the Western set may be of an old
//! Vietnamese encoding, which the text as a whole decides. Tracked changes are read as accepted; numbers of lists are
//! those that the writer printed into the file.

mod charset;
mod destination;
mod fonts;
mod reader;
mod row;
mod token;

use std::collections::BTreeSet;

use model::problem::{Problem, ProblemCode};

use crate::{
    contents::Contents,
    flow::{self, Block},
    session::Session,
};
use reader::{Reader, Stories};

/// Reads an RTF file as one flow. What stands before a break of its form is kept.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    let mut reader = Reader::new(session.limits());
    reader.read(bytes, session.heartbeat());
    let Stories { body, headers, footers, notes, fonts, mut problems, has_picture } =
        reader.finish();
    let blocks: Vec<Block> = [unlike(headers), body, notes, unlike(footers)].concat();
    let (part, of_encodings) = flow::finish(&blocks, &fonts);
    problems.extend(of_encodings);
    // A file of pictures alone is a scan that somebody pasted: its text must be recognised.
    if has_picture && part.text().trim().is_empty() {
        problems.push(Problem::new(ProblemCode::PageNeedsOcr, ""));
    }
    Contents { problems, ..Contents::of(vec![part]) }
}

/// The headers or footers of all sections; a text that several of them repeat is kept once.
fn unlike(heads: Vec<Vec<Block>>) -> Vec<Block> {
    let mut seen = BTreeSet::new();
    heads.into_iter().filter(|blocks| seen.insert(flow::raw_text(blocks))).flatten().collect()
}

#[cfg(test)]
mod tests;
