//! Which words stand on one line.
//!
//! Refuses to know: whether a line belongs to one column or to two side by side.

use super::{super::word::Word, stamped};
use crate::pdf::area::Area;

/// How far the middles of two words of one line may lie apart, as a share of the lower word's height.
const SHIFT: f32 = 0.6;
/// Words this near to each other are one word drawn in pieces, in ems.
const GLUE: f32 = 0.12;
/// Words may lie over each other this far and still be pieces of one word, in ems.
const OVERLAP: f32 = 0.3;

/// Words side by side, from the left.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) words: Vec<Word>,
    pub(crate) area: Area,
    /// Size of its largest word.
    pub(crate) size: f32,
}

impl Line {
    /// A line of words already in order; `None` without words.
    pub(crate) fn of(words: Vec<Word>) -> Option<Self> {
        let (first, rest) = words.split_first()?;
        let area = rest.iter().fold(first.area, |area, word| area.around(&word.area));
        let size = rest.iter().fold(first.size, |size, word| size.max(word.size));
        Some(Self { words, area, size })
    }

    /// The lowest baseline of its words.
    pub(crate) fn baseline(&self) -> f32 {
        self.words.iter().map(|word| word.baseline).fold(f32::NEG_INFINITY, f32::max)
    }
}

/// Lines from the top, each from the left.
pub(super) fn cluster(mut words: Vec<Word>) -> Vec<Line> {
    words.sort_by(|a, b| a.area.center_y().total_cmp(&b.area.center_y()));
    let mut levels: Vec<Vec<Word>> = Vec::new();
    // The tallest word of the level says what stands beside it; the first word may be a superscript.
    let mut tallest: Option<Area> = None;
    for word in words {
        let area = word.area;
        let is_beside = tallest.is_some_and(|tallest| {
            (tallest.center_y() - area.center_y()).abs()
                <= SHIFT * tallest.height().min(area.height())
        });
        match levels.last_mut() {
            Some(level) if is_beside => {
                level.push(word);
                tallest =
                    tallest.filter(|tallest| tallest.height() >= area.height()).or(Some(area));
            }
            _ => {
                levels.push(vec![word]);
                tallest = Some(area);
            }
        }
    }
    levels.into_iter().filter_map(|level| Line::of(in_order(level))).collect()
}

/// The words of one level from the left: pieces glued, doubles dropped, stamped digits joined.
pub(super) fn in_order(mut words: Vec<Word>) -> Vec<Word> {
    words.sort_by(|a, b| a.area.left.total_cmp(&b.area.left));
    let mut line: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        match line.last_mut() {
            Some(last) if is_double(last, &word) => {}
            Some(last) if is_piece(last, &word) => {
                last.text.push_str(&word.text);
                last.area = last.area.around(&word.area);
                last.size = last.size.max(word.size);
            }
            _ => line.push(word),
        }
    }
    stamped::join(line)
}

/// Whether a word was drawn again over itself to look bold or to give it a shadow.
fn is_double(last: &Word, word: &Word) -> bool {
    let near = 0.15 * last.size.max(word.size);
    last.text == word.text
        && (last.area.left - word.area.left).abs() <= near
        && (last.area.right - word.area.right).abs() <= near
        && (last.baseline - word.baseline).abs() <= near
}

fn is_piece(last: &Word, word: &Word) -> bool {
    let em = last.size.max(word.size);
    !word.after_blank
        && (-OVERLAP * em..=GLUE * em).contains(&(word.area.left - last.area.right))
        && (last.baseline - word.baseline).abs() <= 0.2 * em
}
