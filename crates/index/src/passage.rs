//! Which lines of a document show why it was found? A passage never leaves its paragraph or cell, so that it has a place.

use std::{cmp::Reverse, collections::BTreeSet, ops::Range};

use crate::{
    card::Card,
    words::{self, Shape},
};

/// The most bytes of a passage; it ends at a space where it is cut.
const LENGTH: usize = 400;

/// The most passages of one document.
const MOST: usize = 3;

/// Some text of a document, with what was asked for marked in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The part of the document (page, sheet, flow), from 0.
    pub part: usize,
    /// Where it stands in the part's text, in bytes; the part has line breaks where the passage has spaces.
    pub range: Range<usize>,
    /// The text.
    pub text: String,
    /// What was asked for, in bytes of the text.
    pub marks: Vec<Range<usize>>,
}

/// A word that was asked for, where it stands.
struct Mark {
    range: Range<usize>,
    /// Which of the words it is.
    word: usize,
}

/// A line with words that were asked for.
struct Line {
    range: Range<usize>,
    /// How many different ones stand close together.
    words: usize,
    /// These.
    marks: Vec<Range<usize>>,
}

/// The lines that hold the most of the words, best first.
pub(crate) fn best(text: &str, card: &Card, sought: &BTreeSet<&str>, shape: Shape) -> Vec<Passage> {
    let sought: Vec<&str> = sought.iter().copied().collect();
    let mut lines: Vec<Line> = Vec::new();
    let mut start = 0;
    let mut shaped = String::new();
    for line in text.split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        let marks: Vec<_> = words::ranges(line)
            .filter_map(|at| {
                shaped.clear();
                words::write(&line[at.clone()], shape, &mut shaped);
                let word = sought.binary_search(&shaped.as_str()).ok()?;
                Some(Mark { range: range.start + at.start..range.start + at.end, word })
            })
            .collect();
        if marks.is_empty() {
            continue;
        }
        let (window, words) = densest(&marks, sought.len());
        let marks = marks[window].iter().map(|mark| mark.range.clone()).collect();
        lines.push(Line { range, words, marks });
    }
    // The sort is stable: of equal lines the first is the best.
    lines.sort_by_key(|line| Reverse((line.words, line.marks.len())));
    let enough = lines.first().map_or(0, |line| line.words.div_ceil(2));
    lines
        .into_iter()
        .take_while(|line| line.words >= enough)
        .take(MOST)
        .map(|line| cut(text, card, line.range, line.marks))
        .collect()
}

/// The line around a range, with the range marked.
pub(crate) fn around(text: &str, card: &Card, at: Range<usize>) -> Passage {
    let start = text[..at.start].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at.end..].find('\n').map_or(text.len(), |length| at.end + length);
    cut(text, card, start..end, vec![at])
}

/// The marks that lie within one passage and are of the most different words, with the number of these.
fn densest(marks: &[Mark], n_words: usize) -> (Range<usize>, usize) {
    let mut standing = vec![0_u32; n_words];
    let mut different = 0;
    let mut best = (0..0, 0);
    let mut last = 0;
    for (first, mark) in marks.iter().enumerate() {
        while let Some(next) = marks.get(last)
            && (last == first || next.range.end - mark.range.start <= LENGTH / 2)
        {
            different += usize::from(standing[next.word] == 0);
            standing[next.word] += 1;
            last += 1;
        }
        if different > best.1 {
            best = (first..last, different);
        }
        standing[mark.word] -= 1;
        different -= usize::from(standing[mark.word] == 0);
    }
    best
}

/// The part of a line around its marks, at most [`LENGTH`] bytes unless the marks alone are longer.
fn cut(text: &str, card: &Card, line: Range<usize>, marks: Vec<Range<usize>>) -> Passage {
    let first = marks.first().map_or(line.start, |mark| mark.start);
    let last = marks.last().map_or(line.start, |mark| mark.end);
    let spare = LENGTH.saturating_sub(last - first) / 2;
    let mut start = line.start;
    if first - line.start > spare {
        let near = text.floor_char_boundary(first - spare);
        start = text[near..first].find(' ').map_or(first, |space| near + space + 1);
    }
    let mut end = line.end;
    if line.end - last > spare {
        let near = text.floor_char_boundary(last + spare);
        end = text[last..near].rfind(' ').map_or(last, |space| last + space);
    }
    // Where a word is cut at a mark's own edge, it is taken whole.
    let before =
        text[line.start..start].rfind(' ').map_or(line.start, |space| line.start + space + 1);
    let after = text[end..line.end].find(' ').map_or(line.end, |space| end + space);
    let (start, end) = (before.max(line.start), after);
    let trimmed = text[start..end].trim_start();
    let start = end - trimmed.len();
    let trimmed = trimmed.trim_end();
    let end = start + trimmed.len();
    let (part, part_start) = card.part_at(start);
    Passage {
        part,
        range: start - part_start..end - part_start,
        text: trimmed.to_owned(),
        marks: marks
            .into_iter()
            .filter(|mark| start <= mark.start && mark.end <= end)
            .map(|mark| mark.start - start..mark.end - start)
            .collect(),
    }
}
