//! How a text looks once letter case, line wraps and kinds of dash no longer matter, with the way back to its bytes.
//!
//! Refuses to know what the words mean. Diacritics are kept: in Vietnamese they are letters.

use std::ops::Range;

use crate::prose::lower_char;

/// A text in lower case with single spaces, and the way back to its source.
#[derive(Debug)]
pub(crate) struct Folded<'s> {
    source: &'s str,
    text: String,
    /// Where runs begin, in the folded text and in the source, that are as long in both.
    runs: Vec<(usize, usize)>,
}

impl<'s> Folded<'s> {
    /// Folds NFC text. A line break stays `\n` where a list item begins or the line before ended a statement;
    /// elsewhere the line was only wrapped, and the break becomes a space.
    pub(crate) fn new(source: &'s str) -> Self {
        let mut folded =
            Self { source, text: String::with_capacity(source.len()), runs: vec![(0, 0)] };
        let mut position = 0;
        while position < source.len() {
            position += folded.push_letters(position);
            let Some(character) = source[position..].chars().next() else { break };
            match character {
                '\n' if ends_statement(&source[..position])
                    || begins_item(&source[position + 1..])
                    || names_value(&source[position + 1..]) =>
                {
                    folded.push_break(position);
                }
                c if c.is_whitespace() => {
                    if !folded.text.is_empty() && !folded.text.ends_with([' ', '\n']) {
                        folded.push(' ', position);
                    }
                }
                '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-', position),
                '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
                c => folded.push(lower_char(c), position),
            }
            position += character.len_utf8();
        }
        folded
    }

    /// Adds the letters, digits and single spaces of ASCII that stand at a position; how many.
    fn push_letters(&mut self, position: usize) -> usize {
        let source = self.source;
        let mut is_after_space = self.text.is_empty() || self.text.ends_with([' ', '\n']);
        let taken = source.as_bytes()[position..].iter().take_while(|byte| {
            let is_space = **byte == b' ';
            let is_single = !is_space || !is_after_space;
            is_after_space = is_space;
            byte.is_ascii_alphanumeric() || is_space && is_single
        });
        let length = taken.count();
        let Some(letters) = source.get(position..position + length) else { return 0 };
        if let Some(first) = letters.chars().next() {
            self.push(first.to_ascii_lowercase(), position);
            let start = self.text.len();
            self.text.push_str(&letters[1..]);
            self.text[start..].make_ascii_lowercase();
        }
        length
    }

    /// The folded text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The text that was folded.
    pub(crate) fn source(&self) -> &'s str {
        self.source
    }

    /// The bytes of the source behind some bytes of the folded text.
    pub(crate) fn in_source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.origin(range.start);
        let last = self.text[..range.end].char_indices().next_back().map_or(0, |(at, _)| at);
        let last = self.origin(last.max(range.start));
        let end = last + self.source[last..].chars().next().map_or(0, char::len_utf8);
        start..end.max(start)
    }

    /// The source behind some bytes of the folded text.
    pub(crate) fn source_text(&self, range: Range<usize>) -> &'s str {
        &self.source[self.in_source(range)]
    }

    /// Where the character at a position of the folded text came from.
    fn origin(&self, at: usize) -> usize {
        if at == self.text.len() {
            return self.source.len();
        }
        let run = self.runs.partition_point(|(folded, _)| *folded <= at) - 1;
        let (folded, source) = self.runs[run];
        source + (at - folded)
    }

    fn push(&mut self, character: char, position: usize) {
        let at = self.text.len();
        if self.runs.last().is_none_or(|(folded, source)| source + (at - folded) != position) {
            self.runs.push((at, position));
        }
        self.text.push(character);
    }

    fn push_break(&mut self, position: usize) {
        if self.text.ends_with(' ') {
            self.text.pop();
            if self.runs.last().is_some_and(|(folded, _)| *folded >= self.text.len()) {
                self.runs.pop();
            }
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push('\n', position);
        }
    }
}

fn ends_statement(before: &str) -> bool {
    before.trim_end().ends_with(['.', ';', ':'])
}

/// "Đã giải quyết: 290 hồ sơ" on a line of its own.
fn names_value(after: &str) -> bool {
    let line = after.lines().next().unwrap_or_default().trim_start();
    let Some((name, value)) = line.split_once(": ") else { return false };
    line.starts_with(char::is_uppercase)
        && name.split(' ').count() <= 12
        && value.starts_with(|c: char| c.is_ascii_digit())
}

fn begins_item(after: &str) -> bool {
    let line = after.trim_start_matches([' ', '\t', '\u{a0}']);
    if let Some(rest) = line.strip_prefix(['-', '+', '*', '•', '–', '—', '\u{f0b7}']) {
        return rest.starts_with(|c: char| c.is_whitespace() || c.is_alphabetic());
    }
    let marker = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let marker = match line.len() - marker.len() {
        0 => line.strip_prefix(char::is_alphabetic).unwrap_or(""),
        1 | 2 => marker,
        _ => "",
    };
    marker.strip_prefix(['.', ')']).is_some_and(|rest| rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_join_and_items_stay_apart() {
        let check = |source: &str, expected: &str| assert_eq!(Folded::new(source).text(), expected);
        check("Tỷ lệ ĐÚNG\n  hạn", "tỷ lệ đúng hạn");
        check("Gồm:\n- Một;\n- hai", "gồm:\n- một;\n- hai");
        check("Nhận: 3\nTrả: 2", "nhận: 3\ntrả: 2");
        check("a\n1. b\nb) c", "a\n1. b\nb) c");
        check("  x \u{2013} y\u{a0}z", "x - y z");
    }

    #[test]
    fn every_folded_range_leads_back_to_its_source() {
        let source = "Số  HỒ SƠ:\n- đạt 97,5%";
        let folded = Folded::new(source);
        let at = |needle: &str| {
            let start = folded.text().find(needle).expect("is there");
            folded.source_text(start..start + needle.len())
        };
        assert_eq!(at("hồ sơ"), "HỒ SƠ");
        assert_eq!(at("97,5%"), "97,5%");
        assert_eq!(at("số hồ"), "Số  HỒ");
    }
}
