//! Text of before Unicode: which encoding do these letters stand in, and what do they say?
//!
//! Files of 2000 to 2010 keep Vietnamese as bytes of TCVN3 (ABC), VNI, VISCII or CP1258 and leave the rest to the
//! font. Readers that do not know hand such bytes on as if they were Windows-1252: "Quyết định" arrives as
//! "QuyÕt ®Þnh". [`Survey`] takes the text of a whole document as it arrived, with the names of its fonts, and then
//! says what each piece means.
//!
//! The text decides, not the font: a piece is decoded where its words become Vietnamese syllables and were none
//! before. A piece that is too short to decide follows the other text of its font, then that of the document; the
//! name of the font only breaks a tie, because text under `.VnTime` is often Unicode already. What no reading makes
//! sense of stays as it is and is reported.
//!
//! [`Prose`] says of text that is Unicode whether it reads like a language at all, which a ruined OCR layer does not.
//!
//! Refuses to know: file formats. Readers of all of them call the same two functions, [`Survey::add`] for all their
//! text and then [`Survey::decode`]; the cells of a workbook do so with an empty font name.

mod encoding;
mod prose;
mod syllable;
mod tally;
mod words;

use std::collections::BTreeMap;

use model::problem::{Problem, ProblemCode};

use crate::nfc::nfc;
use encoding::Encoding;
pub(crate) use prose::Prose;
use tally::{Readings, Tally};

/// So many words that nothing makes sense of are more than a few foreign names.
const STRANGE_WORDS: u32 = 5;
/// Strange words are told when they are at least one in so many of the words that hold more than ASCII.
const STRANGE_SHARE: u32 = 4;
/// How many strange words the problem quotes.
const QUOTED_WORDS: usize = 3;

/// What is known about the encodings of one document.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    readings: Readings,
    fonts: BTreeMap<String, Tally>,
    all: Tally,
    decoded: BTreeMap<Encoding, u32>,
    kept: Tally,
    strange: Vec<String>,
}

impl Survey {
    /// Counts a piece of text under its font; an empty name stands for an unknown one.
    pub(crate) fn add(&mut self, text: &str, font: &str) {
        if text.is_ascii() {
            return;
        }
        let tally = self.readings.tally(text);
        self.all += tally;
        if let Some(of_font) = self.fonts.get_mut(font) {
            *of_font += tally;
        } else {
            self.fonts.insert(font.to_owned(), tally);
        }
    }

    /// What a piece of text says, in NFC. All text of the document must have been added before.
    pub(crate) fn decode(&mut self, text: &str, font: &str) -> String {
        if !self.may_be_legacy(text, font) {
            return nfc(text);
        }
        let own = self.readings.tally(text);
        let encoding = self.encoding_of(own, font);
        if encoding == Encoding::Unicode {
            self.keep(text, own);
            return nfc(text);
        }
        if own.n_words > 0 {
            *self.decoded.entry(encoding).or_default() += own.n_words;
        }
        let decoded = nfc(&encoding.decode(text));
        // Fonts of this name draw small letters as capitals; their text has no other.
        if encoding == Encoding::Tcvn3 && is_capital_font(font) {
            return nfc(&decoded.to_uppercase());
        }
        decoded
    }

    /// What the officer should know about the encodings of the document, once all of it has been decoded.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let names: Vec<&str> = self.decoded.keys().map(|encoding| encoding.name()).collect();
        if !names.is_empty() {
            problems.push(Problem::new(ProblemCode::LegacyEncoding, names.join(", ")));
        }
        let Tally { n_words, n_strange, .. } = self.kept;
        if n_strange >= STRANGE_WORDS && n_strange * STRANGE_SHARE >= n_words {
            let detail = format!("{n_strange}: {}", self.strange.join(", "));
            problems.push(Problem::new(ProblemCode::EncodingUndecided, detail));
        }
        problems
    }

    /// The encoding of before Unicode that the text as a whole stands in, for readers that cannot decode yet and must
    /// not pass such text on as read.
    pub(crate) fn of_before_unicode(&self) -> Option<&'static str> {
        let encoding = self.all.decided().filter(|_| self.all.is_vietnamese())?;
        (encoding != Encoding::Unicode).then(|| encoding.name())
    }

    /// Whether a piece could be anything but Unicode: most text of our days is told in one glance.
    fn may_be_legacy(&self, text: &str, font: &str) -> bool {
        if text.is_ascii() {
            // The capitals of a capital font have plain letters among them.
            let is_tcvn3 = || self.encoding_of(Tally::default(), font) == Encoding::Tcvn3;
            return is_capital_font(font) && is_tcvn3();
        }
        text.chars().any(|letter| !letter.is_ascii() && encoding::byte_of(letter).is_some())
    }

    fn encoding_of(&self, own: Tally, font: &str) -> Encoding {
        if !self.all.is_vietnamese() {
            return Encoding::Unicode;
        }
        // VISCII was never mixed into other text; a few words that look so are chance.
        let is_likely = |encoding: &Encoding| {
            *encoding != Encoding::Viscii || self.all.decided() == Some(Encoding::Viscii)
        };
        if let Some(encoding) = own.decided().filter(is_likely) {
            return encoding;
        }
        let of_font = self.fonts.get(font).and_then(|tally| tally.decided());
        if let Some(encoding) = of_font.filter(|encoding| own.allows(*encoding)) {
            return encoding;
        }
        // A tie: the font says what its text was meant to be.
        let hint = hint_of(font);
        if let Some(encoding) = hint.filter(|encoding| of_font.is_none() && own.allows(*encoding)) {
            return encoding;
        }
        let of_document = self.all.decided().filter(|encoding| own.allows(*encoding));
        of_document
            .filter(|encoding| font.is_empty() || hint == Some(*encoding) || own.favours(*encoding))
            .unwrap_or(Encoding::Unicode)
    }

    fn keep(&mut self, text: &str, own: Tally) {
        self.kept += own;
        if own.n_strange > 0 && self.strange.len() < QUOTED_WORDS {
            let strange = words::words(text).filter(|word| words::is_strange(word));
            self.strange.extend(strange.take(QUOTED_WORDS - self.strange.len()).map(nfc));
        }
    }
}

/// The encoding that fonts of this name were made for.
fn hint_of(font: &str) -> Option<Encoding> {
    let starts_with = |prefix: &str| {
        font.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    match () {
        () if starts_with(".Vn") => Some(Encoding::Tcvn3),
        () if starts_with("VNI") => Some(Encoding::Vni),
        () => None,
    }
}

/// Whether small letters look like capitals in this font: `.VnTimeH`, `.VnArialH`.
fn is_capital_font(font: &str) -> bool {
    hint_of(font) == Some(Encoding::Tcvn3) && font.trim_end().ends_with('H')
}

#[cfg(test)]
mod tests;
