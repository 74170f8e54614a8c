//! What counts up before the separator: the digits of a number, its letter, and the damage done to them.

use super::symbol;
use crate::{
    doc_type::{self, TypeWord},
    prose::{Prose, is_dash},
};

/// The digits before a separator.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    /// Where they begin.
    pub(super) start: usize,
    /// The digits as meant.
    pub(super) digits: String,
    /// The letter after them: `e` of `930e/QĐ-UBND`.
    pub(super) letter: Option<char>,
    /// Where a type's symbol begins that is glued to the digits, their separator lost: `1187QĐ-BNV`.
    pub(super) glued_symbol: Option<usize>,
}

/// More digits than this are an account, a code or a telephone, even with the year glued on.
const MOST_DIGITS: usize = 9;

/// The sequence that ends at the separator at `at`; `None` when what stands there cannot begin a number.
pub(super) fn sequence_before(prose: &Prose, at: usize) -> Option<Sequence> {
    let text = prose.text();
    let end = prose.skip_gap_back(at);
    if text[end..at].len() > 12 || text[end..at].matches('\n').count() > 1 {
        return None;
    }
    let symbol_start = text[..end].trim_end_matches(char::is_alphabetic).len();
    // What a scanner saw for the separator: "56|QĐ-UBND", "21_NQ/TU".
    let letters = text[..symbol_start].trim_end_matches(['|', '_', '.']).len();
    let is_separated = letters < symbol_start;
    let digits_start = start_of_digits(text, letters);
    if digits_start == letters {
        return None;
    }
    let mut sequence = Sequence {
        start: digits_start,
        digits: text[digits_start..letters].to_owned(),
        letter: None,
        glued_symbol: None,
    };
    let behind = &text[symbol_start..end];
    let mut after_digits = behind.chars();
    match (after_digits.next(), after_digits.next()) {
        (None, _) => {}
        (Some(letter), None) => match as_digit(letter) {
            Some(digit) => sequence.digits.push(digit),
            None => sequence.letter = Some(letter),
        },
        (Some(_), Some(_))
            if end == at
                && (symbol::is_type(behind) || is_separated && symbol::is_known(behind)) =>
        {
            sequence.glued_symbol = Some(symbol_start);
        }
        // "93Oe/QĐ-UBND": a digit seen as a letter before the letter of the number.
        (Some(seen), Some(letter)) => {
            let is_last = after_digits.next().is_none() && letter.is_lowercase();
            sequence.digits.push(as_digit(seen).filter(|_| is_last)?);
            sequence.letter = Some(letter);
        }
    }
    take_digits_seen_as_letters(prose, &mut sequence);
    take_digits_stamped_apart(prose, &mut sequence);
    let fits = sequence.digits.len() <= MOST_DIGITS;
    (fits && may_begin_at(prose, sequence.start)).then_some(sequence)
}

/// The digit that a scanner takes for this letter, or the digit itself.
pub(super) fn as_digit(c: char) -> Option<char> {
    match c {
        'O' => Some('0'),
        'I' | 'l' => Some('1'),
        'S' => Some('5'),
        _ => Some(c).filter(char::is_ascii_digit),
    }
}

/// The rest of a word that has letters among its digits: `1I87`, or where a word introduces it also `số l5O2`.
fn take_digits_seen_as_letters(prose: &Prose, sequence: &mut Sequence) {
    let word = prose.word_before(sequence.start);
    let seen = &prose.text()[word.clone()];
    // Before further digits a B is an eight; behind them it is the letter of the number.
    let digit = |c| if c == 'B' { Some('8') } else { as_digit(c) };
    let digits: Option<String> = seen.chars().map(digit).collect();
    if let Some(digits) = digits.filter(|digits| !digits.is_empty())
        && (seen.starts_with(|c: char| c.is_ascii_digit())
            || is_introduced(prose, prose.skip_gap_back(word.start)))
    {
        sequence.digits.insert_str(0, &digits);
        sequence.start = word.start;
    }
}

/// Whether `số` or a type ends at `at`.
fn is_introduced(prose: &Prose, at: usize) -> bool {
    prose.phrase_before(at, "số").is_some()
        || matches!(
            doc_type::word_before(prose, at),
            Some((TypeWord::Named(_) | TypeWord::Generic, _))
        )
}

/// Digits before these, with only spaces between, are of the same number where `số` or a type stands before them all, or
/// nothing does.
fn take_digits_stamped_apart(prose: &Prose, sequence: &mut Sequence) {
    let text = prose.text();
    let mut start = sequence.start;
    let mut digits = sequence.digits.clone();
    while digits.len() <= MOST_DIGITS {
        let end = prose.skip_gap_back(start);
        let earlier = start_of_digits(text, end);
        if earlier == end || end == start {
            break;
        }
        digits.insert_str(0, &text[earlier..end]);
        start = earlier;
    }
    let introduced = prose.skip_gap_back(start);
    let introduced = text[..introduced].trim_end_matches([':', '.']).len();
    if start == 0 || is_introduced(prose, prose.skip_gap_back(introduced)) {
        (sequence.start, sequence.digits) = (start, digits);
    }
}

fn start_of_digits(text: &str, end: usize) -> usize {
    text[..end].trim_end_matches(|c: char| c.is_ascii_digit()).len()
}

/// Whether a number may begin at `at`, from the character before it: not inside a word, code, fraction or standard.
fn may_begin_at(prose: &Prose, at: usize) -> bool {
    let before = prose.skip_gap_back(at);
    // The year of a number whose sequence is blank: "Số: … /2025/NQ-HĐND".
    if matches!(prose.char_before(before), Some('/' | ']' | '…' | '_')) {
        return false;
    }
    let Some(c) = prose.char_before(at) else { return true };
    let inner = at - c.len_utf8();
    let previous = prose.char_before(inner);
    match c {
        _ if c.is_alphanumeric() => prose.phrase_before(at, "số").is_some(),
        // Standards ("8-2:2011/BYT") and thousands ("1,187").
        ':' | ',' => !previous.is_some_and(|c| c.is_ascii_digit()),
        // Codes of forms ("II.06a/VPCP") and dots that leave a blank.
        '.' => {
            !previous.is_some_and(|c| c.is_alphanumeric() || c == '.')
                || prose.phrase_before(inner, "số").is_some()
        }
        // Parts of codes ("01-1/ĐK"); after a space the dash lists.
        _ if is_dash(c) => !previous.is_some_and(char::is_alphanumeric),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_before_a_separator() {
        let check = |text: &str, expected: Option<(&str, Option<char>)>| {
            let prose = Prose::new(text);
            let found = sequence_before(&prose, text.len());
            let found = found.as_ref().map(|found| (found.digits.as_str(), found.letter));
            assert_eq!(found, expected, "{text:?}");
        };
        check("số 2429", Some(("2429", None)));
        check("số 012 ", Some(("012", None)));
        check("930e", Some(("930", Some('e'))));
        check("61O", Some(("610", None)));
        check("số l5O2", Some(("1502", None)));
        check("l5O2", None);
        check("Số: 1  1  8  7 ", Some(("1187", None)));
        check("số12094", Some(("12094", None)));
        check("năm 2025 15", Some(("15", None)));
        check("số 1187QĐ", Some(("1187", None)));
        check("số 56|QĐ", Some(("56", None)));
        check("Số:      ", None);
        check("Số: … /2025", None);
        check("ngày   /   ", None);
        check("8-2:2011", None);
        check("II.06", None);
        check("COVID-19", None);
        check("H29", None);
        check("số 0123456789", None);
    }
}
