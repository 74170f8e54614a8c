//! Which glyphs, in the order in which the page draws them, are one word.
//!
//! Refuses to know: lines, columns, tables; those are found from the places of the words.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};

use super::area::{Area, Turn};

/// Gap after which a new word starts, in ems. A space is 0.25 em wide in most fonts, letter-spacing stays below 0.1.
const WORD_GAP: f32 = 0.15;
/// How far a glyph may reach back over the one before it, in ems: kerning, and advances that horizontal scaling shrank.
const OVERLAP: f32 = 0.6;
/// How far the baselines of one word may differ, in ems; a superscript is a word of its own, lest `2025¹` become a year.
const BASELINE_SHIFT: f32 = 0.2;
/// What a glyph reaches above and below its baseline, in ems, when nothing is known of its font.
const ASCENT: f32 = 0.8;
const DESCENT: f32 = 0.22;

/// A word where it stands on the turned sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Word {
    /// NFC; U+FFFD for every glyph without a known character.
    pub(crate) text: String,
    pub(crate) area: Area,
    pub(crate) baseline: f32,
    /// Font size in points as displayed.
    pub(crate) size: f32,
    /// Whether the page draws a blank between the word before it and this one.
    pub(crate) after_blank: bool,
    /// How sure a recogniser was of it, in percent; absent for words that the file holds as text.
    pub(crate) confidence: Option<u8>,
}

/// What a glyph says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GlyphText<'t> {
    /// One or more characters.
    Known(&'t str),
    /// Blank space.
    Blank,
    /// Something is drawn, but no character is known for it.
    Unknown,
}

/// A glyph where it stands on the turned sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph<'t> {
    pub(crate) text: GlyphText<'t>,
    pub(crate) turn: Turn,
    pub(crate) start: f32,
    pub(crate) end: f32,
    pub(crate) baseline: f32,
    pub(crate) size: f32,
}

/// Puts glyphs together to words.
#[derive(Debug, Default)]
pub(crate) struct WordBuilder {
    words: Vec<(Turn, Word)>,
    open: Option<OpenWord>,
    after_blank: bool,
}

#[derive(Debug)]
struct OpenWord {
    turn: Turn,
    word: Word,
    /// Where its last glyph starts.
    last_start: f32,
}

impl WordBuilder {
    pub(crate) fn push(&mut self, glyph: Glyph<'_>) {
        let text = match glyph.text {
            GlyphText::Blank => {
                self.close();
                self.after_blank = true;
                return;
            }
            GlyphText::Known(text) => text,
            GlyphText::Unknown => "\u{FFFD}",
        };
        match &mut self.open {
            Some(open) if open.takes(&glyph, text) => open.add(&glyph, text),
            _ => {
                self.close();
                self.open = Some(OpenWord::start(&glyph, text, self.after_blank));
                self.after_blank = false;
            }
        }
    }

    /// All words with their turns, in the order in which they were drawn.
    pub(crate) fn finish(mut self) -> Vec<(Turn, Word)> {
        self.close();
        self.words
    }

    fn close(&mut self) {
        let Some(OpenWord { turn, mut word, .. }) = self.open.take() else { return };
        if !is_nfc(&word.text) {
            word.text = word.text.nfc().collect();
        }
        self.words.push((turn, word));
    }
}

impl OpenWord {
    fn start(glyph: &Glyph<'_>, text: &str, after_blank: bool) -> Self {
        let Glyph { turn, start, end, baseline, size, .. } = *glyph;
        let area = Area::new(start, baseline - ASCENT * size, end, baseline + DESCENT * size);
        let word =
            Word { text: text.to_owned(), area, baseline, size, after_blank, confidence: None };
        Self { turn, word, last_start: start }
    }

    fn takes(&self, glyph: &Glyph<'_>, text: &str) -> bool {
        let word = &self.word;
        let em = word.size.max(glyph.size);
        let same_line = self.turn == glyph.turn
            && (glyph.baseline - word.baseline).abs() <= BASELINE_SHIFT * em;
        let gap = glyph.start - word.area.right;
        if text.chars().all(is_combining_mark) {
            return same_line && gap.abs() <= em;
        }
        // A glyph that does not move on is the same one drawn twice to look bold.
        let moves_on = glyph.start > self.last_start + 0.02 * em;
        same_line && moves_on && (-OVERLAP * em..=WORD_GAP * em).contains(&gap)
    }

    fn add(&mut self, glyph: &Glyph<'_>, text: &str) {
        self.word.text.push_str(text);
        let Glyph { start, end, baseline, size, .. } = *glyph;
        let area = Area::new(start, baseline - ASCENT * size, end, baseline + DESCENT * size);
        self.word.area = self.word.area.around(&area);
        self.word.size = self.word.size.max(size);
        self.last_start = start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Glyphs of 5 points on a line of size 10; `_` leaves a gap of 2 points, a blank is a glyph.
    fn words_of(drawn: &str) -> Vec<String> {
        let mut builder = WordBuilder::default();
        let mut x = 0.0;
        for letter in drawn.chars() {
            if letter == '_' {
                x += 2.0;
                continue;
            }
            let mut buffer = [0; 4];
            let text = match letter {
                ' ' => GlyphText::Blank,
                '?' => GlyphText::Unknown,
                letter => GlyphText::Known(letter.encode_utf8(&mut buffer)),
            };
            let width = if is_combining_mark(letter) { 0.0 } else { 5.0 };
            builder.push(Glyph {
                text,
                turn: Turn::Upright,
                start: x,
                end: x + width,
                baseline: 100.0,
                size: 10.0,
            });
            x += width;
        }
        builder.finish().into_iter().map(|(_, word)| word.text).collect()
    }

    #[test]
    fn blanks_and_gaps_part_words() {
        assert_eq!(words_of("ab cd_ef"), ["ab", "cd", "ef"]);
    }

    #[test]
    fn combining_marks_join_their_letter() {
        assert_eq!(words_of("Số"), ["Số"]);
    }

    #[test]
    fn unknown_glyphs_are_marked() {
        assert_eq!(words_of("a?b"), ["a\u{FFFD}b"]);
    }

    #[test]
    fn a_superscript_is_not_part_of_the_number() {
        let mut builder = WordBuilder::default();
        let glyph = |text, start, baseline, size| Glyph {
            text: GlyphText::Known(text),
            turn: Turn::Upright,
            start,
            end: start + 5.0,
            baseline,
            size,
        };
        builder.push(glyph("5", 0.0, 100.0, 10.0));
        builder.push(glyph("1", 5.0, 96.0, 6.0));
        assert_eq!(builder.finish().len(), 2);
    }
}
