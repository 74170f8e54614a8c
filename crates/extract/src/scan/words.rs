//! From the table that a recogniser writes to words where they stand on the sheet.
//!
//! The table is Tesseract's TSV: a line for each word with its box in pixels and how sure the recogniser is, in percent.
//! Refuses to know: order and structure of the text; those are found like on any other page.

use unicode_normalization::UnicodeNormalization as _;

use crate::pdf::{
    area::Area,
    rule::{Axis, Rule},
    word::Word,
};

/// What capitals and figures reach above their baseline, in ems of the faces that the decrees prescribe.
const CAPITALS: f32 = 0.67;
/// The same for small letters without ascenders.
const SMALL: f32 = 0.46;
/// What marks above a letter add.
const MARKS: f32 = 0.22;
/// What a box of a word reaches above the baseline, in ems.
const ASCENT: f32 = 0.8;
/// What descenders and dots below reach under the baseline.
const DESCENT: f32 = 0.21;
/// Signs that are no letters and that the recogniser is less sure of than this are dirt, in percent.
const SURE_OF_SIGN: f32 = 60.0;

/// The words of a page.
#[derive(Debug, Default)]
pub(super) struct Recognised {
    pub(super) words: Vec<Word>,
    /// How sure the recogniser is of the page, over all its letters, in percent; 0 without any.
    pub(super) confidence: f32,
}

/// Reads a table of words; lines that are none are passed over. `rules` are those of the sheet.
pub(super) fn parse(tsv: &str, dots_per_inch: u32, rules: &[Rule]) -> Recognised {
    let to_points = 72.0 / dots_per_inch.max(1) as f32;
    let rows: Vec<Row> = tsv.lines().filter_map(|line| Row::parse(line, to_points)).collect();
    let mut recognised = Recognised::default();
    let (mut letters, mut sure) = (0.0, 0.0);
    for line in rows.chunk_by(|a, b| a.line == b.line) {
        let size = median(line.iter().map(Row::size).collect());
        for row in line {
            if row.is_dirt(rules) {
                continue;
            }
            let n_letters =
                row.text.chars().filter(|letter| letter.is_alphanumeric()).count() as f32;
            letters += n_letters;
            sure += n_letters * row.confidence;
            recognised.words.push(row.word(size));
        }
    }
    if letters > 0.0 {
        recognised.confidence = sure / letters;
    }
    recognised
}

/// One word as the table gives it.
#[derive(Debug)]
pub(super) struct Row {
    /// Block, paragraph and line.
    pub(super) line: [u32; 3],
    pub(super) area: Area,
    pub(super) confidence: f32,
    pub(super) text: String,
}

impl Row {
    pub(super) fn parse(line: &str, to_points: f32) -> Option<Self> {
        let mut fields = line.split('\t');
        let mut number = || fields.next()?.parse::<f32>().ok().filter(|number| number.is_finite());
        let (level, _page) = (number()?, number()?);
        let place = [number()?, number()?, number()?].map(|number| number as u32);
        let _word = number()?;
        let [left, top, width, height] =
            [number()?, number()?, number()?, number()?].map(|pixels| pixels * to_points);
        let confidence = number()?;
        let text: String = fields.next()?.trim().nfc().collect();
        const WORD: f32 = 5.0;
        (level == WORD && !text.is_empty() && width > 0.0 && height > 0.0).then_some(Self {
            line: place,
            area: Area::new(left, top, left + width, top + height),
            confidence: confidence.clamp(0.0, 100.0),
            text,
        })
    }

    /// Where the letters stand: boxes are tight, so it depends on which letters there are.
    fn baseline(&self) -> f32 {
        let reaches_below = |letter: char| {
            matches!(letter, 'g' | 'p' | 'q' | 'y' | 'j' | 'Q' | ',' | ';' | '(' | ')' | '/' | '|')
                || letter.nfd().any(|part| part == '\u{323}')
        };
        if self.text.chars().any(reaches_below) {
            // The share of the box that lies above the baseline.
            let above = self.reach();
            self.area.bottom - self.area.height() * DESCENT / (above + DESCENT)
        } else {
            self.area.bottom
        }
    }

    /// How far its tallest letter reaches above the baseline, in ems.
    fn reach(&self) -> f32 {
        let reach_of = |letter: char| {
            let mut parts = letter.nfd();
            let base = parts.next().unwrap_or(letter);
            let has_mark = parts.any(|part| !matches!(part, '\u{323}' | '\u{31B}'));
            let is_tall = base.is_uppercase()
                || base.is_numeric()
                || matches!(
                    base,
                    'b' | 'd' | 'đ' | 'f' | 'h' | 'k' | 'l' | 't' | '(' | ')' | '/' | '|'
                );
            let plain = if is_tall { CAPITALS } else { SMALL };
            if has_mark { plain + MARKS } else { plain }
        };
        self.text.chars().map(reach_of).fold(0.2, f32::max)
    }

    /// The size of its font, in points.
    fn size(&self) -> f32 {
        (self.baseline() - self.area.top) / self.reach()
    }

    fn word(&self, size: f32) -> Word {
        // As of any other page: lines are found from boxes that reach from ascenders to descenders, whatever letters
        // a word has.
        let baseline = self.baseline();
        let Area { left, right, .. } = self.area;
        Word {
            text: self.text.clone(),
            area: Area::new(left, baseline - ASCENT * size, right, baseline + DESCENT * size),
            baseline,
            size,
            after_blank: true,
            confidence: Some(self.confidence as u8),
        }
    }

    /// Whether it is what recognisers make of rules, frames and spots.
    fn is_dirt(&self, rules: &[Rule]) -> bool {
        if self.text.chars().any(char::is_alphanumeric) {
            return false;
        }
        let (x, y) = (self.area.center_x(), self.area.center_y());
        let lies_on = |rule: &Rule| {
            let (across, along) = match rule.axis {
                Axis::Horizontal => (y, x),
                Axis::Vertical => (x, y),
            };
            (rule.at - across).abs() <= 3.0 && (rule.from..=rule.to).contains(&along)
        };
        self.confidence < SURE_OF_SIGN
            || self.text.chars().all(|sign| matches!(sign, '|' | '_' | '—'))
            || rules.iter().any(lies_on)
    }
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(12.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext";

    #[test]
    fn words_come_with_place_size_and_confidence() {
        // 72 dots to the inch: pixels are points. A face of 12 points.
        let table = format!(
            "{HEAD}\n4\t1\t1\t1\t1\t0\t10\t10\t90\t11\t-1\t\n\
             5\t1\t1\t1\t1\t1\t10\t12\t30\t8\t90.5\tBan\n\
             5\t1\t1\t1\t1\t2\t50\t12\t30\t10.5\t80.5\tđịnh\n\
             5\t1\t1\t1\t1\t3\t90\t12\t3\t8\t20\t~\n\
             not a line of the table\n"
        );
        let Recognised { words, confidence } = parse(&table, 72, &[]);
        assert_eq!(
            words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(),
            ["Ban", "định"]
        );
        assert!((confidence - 84.8).abs() < 0.2, "{confidence}");
        for word in &words {
            assert!((word.baseline - 20.0).abs() < 0.6, "{word:?}");
            assert!((word.size - 12.0).abs() < 1.0, "{word:?}");
        }
    }

    #[test]
    fn what_stands_on_a_rule_is_the_rule() {
        let table = format!("{HEAD}\n5\t1\t1\t1\t1\t1\t98\t50\t4\t12\t95\t[\n");
        let rule = Rule { axis: Axis::Vertical, at: 100.0, from: 20.0, to: 300.0 };
        assert!(parse(&table, 72, &[rule]).words.is_empty());
        assert_eq!(parse(&table, 72, &[]).words.len(), 1);
    }

    #[test]
    fn nonsense_gives_no_words() {
        for tsv in [
            "",
            "\t\t\t",
            "5\t1\t1\t1\t1\t1\tNaN\t1\t1\t1\t90\tx",
            "5\t1\t1\t1\t1\t1\t1\t1\t0\t1\t90\tx",
        ] {
            assert!(parse(tsv, 300, &[]).words.is_empty(), "{tsv}");
        }
    }
}
