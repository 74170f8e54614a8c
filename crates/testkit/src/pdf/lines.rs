//! Words into lines: greedy breaking at spaces, as word processors do it.

use super::fonts::{Fonts, Style};

/// Text in one style.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The style.
    pub style: Style,
    /// The text.
    pub text: String,
}

impl Run {
    pub(super) fn new(style: Style, text: impl Into<String>) -> Self {
        Self { style, text: text.into() }
    }
}

/// A line of a broken paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its runs, without spaces at its ends.
    pub runs: Vec<Run>,
    /// How wide it is, in points.
    pub width: f32,
    /// Whether the paragraph ends with it: such a line is not justified.
    pub is_last: bool,
}

impl Line {
    /// The number of spaces that can be widened.
    pub(super) fn n_spaces(&self) -> usize {
        self.runs.iter().map(|run| run.text.matches(' ').count()).sum()
    }
}

/// Breaks runs into lines no wider than `measure` points, the first one by `indent` less.
///
/// Blanks within a line stay as they are written, so that blank fields of a draft keep their room. A word wider than a
/// line is broken where the line ends, like a long link.
#[must_use]
pub fn break_lines(fonts: &Fonts, runs: &[Run], size: f32, measure: f32, indent: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut current = Line { runs: Vec::new(), width: 0.0, is_last: false };
    let mut room = measure - indent;
    for word in words(runs) {
        let blank: f32 =
            word.blanks.iter().map(|run| fonts.width(&run.text, run.style, size)).sum();
        let ink: f32 = word.ink.iter().map(|run| fonts.width(&run.text, run.style, size)).sum();
        if current.runs.is_empty() || current.width + blank + ink <= room {
            let blanks = if current.runs.is_empty() { Vec::new() } else { word.blanks };
            current.width += ink + if blanks.is_empty() { 0.0 } else { blank };
            blanks.into_iter().chain(word.ink).for_each(|run| push(&mut current.runs, run));
        } else {
            lines.push(std::mem::replace(
                &mut current,
                Line { runs: Vec::new(), width: ink, is_last: false },
            ));
            room = measure;
            word.ink.into_iter().for_each(|run| push(&mut current.runs, run));
        }
        while current.width > room && current.runs.iter().map(|r| r.text.len()).sum::<usize>() > 1 {
            let rest = split_off(fonts, &mut current, size, room);
            lines.push(std::mem::replace(&mut current, rest));
            room = measure;
        }
    }
    current.is_last = true;
    lines.push(current);
    lines
}

struct Word {
    blanks: Vec<Run>,
    ink: Vec<Run>,
}

/// Cuts runs at spaces; a word may change its style in the middle.
fn words(runs: &[Run]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word { blanks: Vec::new(), ink: Vec::new() };
    for run in runs {
        for c in run.text.chars() {
            if c == ' ' && !word.ink.is_empty() {
                words.push(std::mem::replace(
                    &mut word,
                    Word { blanks: Vec::new(), ink: Vec::new() },
                ));
            }
            let target = if c == ' ' { &mut word.blanks } else { &mut word.ink };
            push(target, Run::new(run.style, c));
        }
    }
    if !word.ink.is_empty() {
        words.push(word);
    }
    words
}

fn push(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        Some(last) if last.style == run.style => last.text.push_str(&run.text),
        _ => runs.push(run),
    }
}

/// Takes from an overfull line what lies beyond `room`; at least one character stays.
fn split_off(fonts: &Fonts, line: &mut Line, size: f32, room: f32) -> Line {
    let mut kept = Line { runs: Vec::new(), width: 0.0, is_last: false };
    let mut rest = Line { runs: Vec::new(), width: 0.0, is_last: false };
    for run in &line.runs {
        for c in run.text.chars() {
            let width = fonts.width(c.encode_utf8(&mut [0; 4]), run.style, size);
            let fits = rest.runs.is_empty() && (kept.runs.is_empty() || kept.width + width <= room);
            let target = if fits { &mut kept } else { &mut rest };
            target.width += width;
            push(&mut target.runs, Run::new(run.style, c));
        }
    }
    *line = kept;
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(lines: &[Line]) -> Vec<String> {
        lines.iter().map(|line| line.runs.iter().map(|run| run.text.as_str()).collect()).collect()
    }

    #[test]
    fn no_line_is_wider_than_the_measure_and_no_word_is_lost() {
        let fonts = Fonts::installed().expect("the fonts of fonts-croscore");
        let text =
            "Tỷ lệ hồ sơ giải quyết đúng hạn và trước hạn của các cơ quan chuyên môn đạt 98,81%";
        let runs = [Run::new(Style::Bold, "Điều 1. "), Run::new(Style::Regular, text)];
        for measure in [60.0, 100.0, 237.0, 1000.0] {
            let lines = break_lines(&fonts, &runs, 13.0, measure, 20.0);
            assert!(lines.iter().all(|line| line.width <= measure), "{measure}");
            assert_eq!(text_of(&lines).join(" "), format!("Điều 1. {text}"), "{measure}");
        }
    }

    #[test]
    fn a_link_wider_than_the_line_is_broken() {
        let fonts = Fonts::installed().expect("the fonts of fonts-croscore");
        let link = "https://dichvucong.anbinh.gov.vn/thong-ke/ket-qua-giai-quyet-ho-so";
        let lines = break_lines(&fonts, &[Run::new(Style::Regular, link)], 12.0, 120.0, 0.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| line.width <= 120.0));
        assert_eq!(text_of(&lines).concat(), link);
    }

    #[test]
    fn blank_fields_keep_their_room() {
        let fonts = Fonts::installed().expect("the fonts of fonts-croscore");
        let runs = [Run::new(Style::Regular, "Số:      /BC-UBND")];
        let lines = break_lines(&fonts, &runs, 13.0, 300.0, 0.0);
        assert_eq!(text_of(&lines), ["Số:      /BC-UBND"]);
    }
}
