//! Would the recogniser read the number of a document again, if it saw it otherwise? One wrong digit makes another
//! number that is as plausible, and recognisers are often sure of it; but they seldom make the same mistake twice, once
//! at another size and contrast and without the words around it.
//!
//! The words of a page that hold such numbers are cut out, drawn in two more ways and pasted under each other on
//! [`Slip`]s, which are recognised like pages. Where what is read then says otherwise, the recogniser is no longer
//! called sure of the word; where it says the same twice, it is called surer than it was. Refuses to know: which of the
//! readings is right.

use std::collections::BTreeMap;

use image::{GrayImage, imageops};

use super::{PageImage, words::Row};

/// How sure of a word a recogniser is called that read it otherwise the second time, in percent.
const DISPUTED: f32 = 50.0;
/// How many numbers are pasted onto one slip.
const NUMBERS_OF_A_SLIP: usize = 60;
/// The paper around what is pasted, in pixels.
const MARGIN: u32 = 24;
/// What is cut out around a word, in heights of the word: its marks, but not its neighbours.
const AROUND: f32 = 0.12;

/// How a word is drawn again: how many times as large, and by which filter.
type Way = (f32, imageops::FilterType);

/// Larger, with sharp edges, and larger, with soft ones.
const OF_COARSE: [Way; 2] =
    [(1.5, imageops::FilterType::CatmullRom), (1.2, imageops::FilterType::Triangle)];
/// Fine scans have letters large enough to be made smaller.
const OF_FINE: [Way; 2] =
    [(1.3, imageops::FilterType::CatmullRom), (0.7, imageops::FilterType::Triangle)];
/// From how many dots per inch a scan is fine.
const FINE: u32 = 250;

/// Numbers of one page, to be recognised again.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    /// Its size in pixels.
    pub width: u32,
    /// Its size in pixels.
    pub height: u32,
    /// The resolution of the page that it was cut from.
    pub dots_per_inch: u32,
    /// Grey values row by row from the top left corner, a byte each, 0 for black.
    pub pixels: Vec<u8>,
    numbers: Vec<Pasted>,
}

/// A number on a slip.
#[derive(Debug, Clone, PartialEq)]
struct Pasted {
    /// The lines of the page's table that it was read in.
    lines: Vec<usize>,
    /// What was read, see [`signs`].
    read: String,
    /// The rows of pixels below which each of its pictures ends.
    ends: [f32; 2],
}

/// The slips of a page whose table of words is this; none where it names no document.
#[must_use]
pub fn slips(image: &PageImage, tsv: &str) -> Vec<Slip> {
    let numbers = numbers_in(tsv);
    numbers.chunks(NUMBERS_OF_A_SLIP).filter_map(|numbers| Slip::of(image, numbers)).collect()
}

impl Slip {
    fn of(image: &PageImage, numbers: &[Number]) -> Option<Self> {
        let page = &image.page;
        let ways = if page.dots_per_inch < FINE { OF_COARSE } else { OF_FINE };
        let cut: Vec<(&Number, [GrayImage; 2])> = numbers
            .iter()
            .filter_map(|number| {
                let word = cut_out(image, number)?;
                Some((number, ways.map(|way| drawn_again(&word, way))))
            })
            .collect();
        let pictures = || cut.iter().flat_map(|(_, pictures)| pictures);
        let width = pictures().map(GrayImage::width).max()? + 2 * MARGIN;
        let height = pictures().map(|picture| picture.height() + MARGIN).sum::<u32>() + MARGIN;
        let mut slip = GrayImage::from_pixel(width, height, image::Luma([u8::MAX]));
        let mut top = MARGIN;
        let mut paste = |picture: &GrayImage| {
            imageops::replace(&mut slip, picture, MARGIN.into(), top.into());
            top += picture.height() + MARGIN;
            (top - MARGIN / 2) as f32
        };
        let numbers = cut
            .iter()
            .map(|(number, [one, other])| Pasted {
                lines: number.lines.clone(),
                read: number.read.clone(),
                ends: [paste(one), paste(other)],
            })
            .collect();
        let dots_per_inch = page.dots_per_inch;
        Some(Self { width, height, dots_per_inch, pixels: slip.into_raw(), numbers })
    }

    /// The table of words of the page, weighed by what the recogniser reads here.
    ///
    /// Of a number that it reads otherwise it is no longer sure: one other figure is enough, letters must be the same in
    /// one picture at least. Where it reads the same in both, it is as sure as of the less sure of the two.
    #[must_use]
    pub fn weighed(&self, tsv: &str, again: &str) -> String {
        let words: Vec<Row> = again.lines().filter_map(|line| Row::parse(line, 1.0)).collect();
        let mut from = 0.0;
        let mut verdicts = BTreeMap::<usize, Verdict>::new();
        for number in &self.numbers {
            let looks = number.ends.map(|end| {
                let within = from..end;
                from = end;
                Look::at(words.iter().filter(|word| within.contains(&word.area.center_y())))
            });
            let verdict = Verdict::of(&number.read, &looks);
            verdicts.extend(number.lines.iter().map(|line| (*line, verdict)));
        }
        let weighed = |(index, line): (usize, &str)| match verdicts.get(&index) {
            Some(verdict) => verdict.onto(line),
            None => line.to_owned(),
        };
        tsv.lines().enumerate().map(weighed).fold(String::new(), |all, line| all + &line + "\n")
    }
}

/// What was read in one picture.
#[derive(Debug)]
struct Look {
    signs: String,
    confidence: f32,
}

impl Look {
    fn at<'w>(words: impl Iterator<Item = &'w Row>) -> Self {
        let (mut text, mut confidence) = (String::new(), 100.0_f32);
        for word in words {
            text.push_str(&word.text);
            confidence = confidence.min(word.confidence);
        }
        Self { signs: signs(&text), confidence }
    }
}

/// What the second look says of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    /// It may be another one.
    Disputed,
    /// It is this one, as far as one picture says.
    Confirmed,
    /// It is this one, as sure as this at least, in percent.
    Sure(f32),
}

impl Verdict {
    fn of(read: &str, looks: &[Look; 2]) -> Self {
        let figures = |signs: &str| signs.replace(|sign: char| !sign.is_ascii_digit(), "");
        let [one, other] = looks;
        let has_other_figures = looks.iter().any(|look| figures(&look.signs) != figures(read));
        match [one, other].map(|look| look.signs == read) {
            [true, true] => Self::Sure(one.confidence.min(other.confidence)),
            [false, false] => Self::Disputed,
            _ if has_other_figures => Self::Disputed,
            _ => Self::Confirmed,
        }
    }

    /// The line of a table of words with what is now known of its word.
    fn onto(self, line: &str) -> String {
        const CONFIDENCE: usize = 10;
        let weighed = |(at, field): (usize, &str)| {
            let sure = field.parse::<f32>().ok().filter(|_| at == CONFIDENCE);
            match (self, sure) {
                (Self::Disputed, Some(sure)) => sure.min(DISPUTED).to_string(),
                (Self::Sure(surer), Some(sure)) => sure.max(surer).to_string(),
                _ => field.to_owned(),
            }
        };
        line.split('\t').enumerate().map(weighed).collect::<Vec<_>>().join("\t")
    }
}

/// A number in a table of words.
#[derive(Debug)]
struct Number {
    lines: Vec<usize>,
    read: String,
    /// Left, top, right and bottom in pixels.
    edges: [f32; 4],
}

/// The words that hold numbers of documents: figures, a stroke and the letters of a symbol. What stands before a word
/// that begins with the stroke belongs to it.
fn numbers_in(tsv: &str) -> Vec<Number> {
    let rows: Vec<(usize, Row)> = tsv
        .lines()
        .enumerate()
        .filter_map(|(index, line)| Some((index, Row::parse(line, 1.0)?)))
        .collect();
    let mut numbers = Vec::new();
    for (at, (_, row)) in rows.iter().enumerate() {
        let Some((before, symbol)) = row.text.split_once('/') else { continue };
        if !symbol.chars().any(char::is_alphabetic) {
            continue;
        }
        let has_figure = |text: &str| text.chars().any(|sign| sign.is_ascii_digit());
        let figures = at
            .checked_sub(1)
            .and_then(|before| rows.get(before))
            .filter(|(_, other)| other.line == row.line && has_figure(&other.text));
        let of: Vec<&(usize, Row)> = match figures {
            _ if has_figure(before) => vec![&rows[at]],
            Some(figures) if before.is_empty() => vec![figures, &rows[at]],
            _ => continue,
        };
        let text: String = of.iter().map(|(_, row)| row.text.as_str()).collect();
        let edge = |value: fn(&Row) -> f32, most: fn(f32, f32) -> f32| {
            of.iter().map(|(_, row)| value(row)).reduce(most).unwrap_or_default()
        };
        numbers.push(Number {
            lines: of.iter().map(|(line, _)| *line).collect(),
            read: signs(&text),
            edges: [
                edge(|row| row.area.left, f32::min),
                edge(|row| row.area.top, f32::min),
                edge(|row| row.area.right, f32::max),
                edge(|row| row.area.bottom, f32::max),
            ],
        });
    }
    numbers
}

/// What tells numbers apart: figures and letters from the first figure on. Case, the stroke of Đ and punctuation are
/// mended by the grammar of numbers, or are no matter.
fn signs(text: &str) -> String {
    let from_figure = text.trim_start_matches(|sign: char| !sign.is_ascii_digit());
    from_figure
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .map(|sign| if matches!(sign, 'Đ' | 'Ð') { 'D' } else { sign })
        .collect()
}

/// A word with some paper around it, its ink black and its paper white; `None` where its box is not on the page.
fn cut_out(image: &PageImage, number: &Number) -> Option<GrayImage> {
    let [left, top, right, bottom] = number.edges;
    let around = AROUND * (bottom - top);
    let (width, height) = (image.page.width as usize, image.page.height as usize);
    let inside = |value: f32, most: usize| (value.max(0.0) as usize).min(most);
    let (x, y) = (
        inside(left - around, width)..inside((right + around).ceil(), width),
        inside(top - around, height)..inside((bottom + around).ceil(), height),
    );
    let mut pixels: Vec<u8> = Vec::with_capacity(x.len() * y.len());
    for row in y.clone() {
        pixels.extend(image.pixels.get(row * width + x.start..row * width + x.end)?);
    }
    let mut sorted = pixels.clone();
    sorted.sort_unstable();
    let ink = *sorted.get(sorted.len() / 50)?;
    // Most of a box of letters is paper.
    let paper = *sorted.get(sorted.len() * 3 / 4)?;
    let range = u32::from(paper.saturating_sub(ink)).max(1);
    for pixel in &mut pixels {
        let above = u32::from(pixel.saturating_sub(ink));
        *pixel = (above * 255 / range).min(255) as u8;
    }
    GrayImage::from_raw(x.len() as u32, y.len() as u32, pixels)
}

fn drawn_again(word: &GrayImage, (scale, filter): Way) -> GrayImage {
    let scaled = |pixels: u32| ((pixels as f32 * scale) as u32).max(1);
    imageops::resize(word, scaled(word.width()), scaled(word.height()), filter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::{PageFrame, prepare, raster::Colour};

    /// A table of words in one line, each of this many pixels, with how sure the recogniser was of each.
    fn table(words: &[(&str, f32)]) -> String {
        let row = |(at, (word, sure)): (usize, &(&str, f32))| {
            format!("5\t1\t1\t1\t1\t{at}\t{}\t40\t80\t20\t{sure}\t{word}\n", 20 + 100 * at)
        };
        words.iter().enumerate().map(row).collect()
    }

    /// White paper with a bar of ink where each word of the table stands.
    fn page(n_words: usize) -> PageImage {
        let (width, height) = (20 + 100 * n_words, 100);
        let mut colour = Colour { width, height, pixels: vec![u8::MAX; 4 * width * height] };
        for word in 0..n_words {
            for y in 45..55 {
                let from = 4 * (y * width + 20 + 100 * word);
                colour.pixels[from..from + 4 * 80].fill(10);
            }
        }
        let size = [width as f32, height as f32].map(|pixels| pixels * 72.0 / 200.0);
        let frame = PageFrame { document: Vec::new(), number: 1, size, keeps_text: false };
        prepare(frame, &colour, &mut || ())
    }

    #[test]
    fn only_words_with_numbers_of_documents_are_looked_at_again() {
        let check = |words: &[&str], expect: &[&str]| {
            let sure: Vec<(&str, f32)> = words.iter().map(|word| (*word, 95.0)).collect();
            let read: Vec<String> =
                numbers_in(&table(&sure)).into_iter().map(|number| number.read).collect();
            assert_eq!(read, expect, "{words:?}");
        };
        check(&["Số:", "2429/QĐ-UBND,"], &["2429QDUBND"]);
        check(&["Số:2429/QĐ-UBND"], &["2429QDUBND"]);
        check(&["Số:", "2429", "/QĐ-UBND"], &["2429QDUBND"]);
        check(&["ngày", "10/10/2019", "42/139", "và/hoặc", "2025"], &[]);
        check(&["06-NQ/TU", "79/2024/TT-BCA"], &["06NQTU", "792024TTBCA"]);
    }

    #[test]
    fn a_number_that_is_read_otherwise_is_no_longer_sure() {
        let tsv = table(&[("theo", 96.0), ("72/QĐ-UBND", 93.0), ("và", 96.0), ("9/KH-UBND", 31.5)]);
        let slips = slips(&page(4), &tsv);
        let [slip] = slips.as_slice() else { panic!("one slip, not {}", slips.len()) };
        let [one, other] = slip.numbers[0].ends.map(|end| end as u32 - 20);
        let again = |first: &str, second: &str| {
            let [third, fourth] = slip.numbers[1].ends.map(|end| end as u32 - 20);
            [(one, first), (other, second), (third, "9/KH-UBND"), (fourth, "9/KH-UBND")]
                .map(|(top, word)| format!("5\t1\t1\t1\t{top}\t1\t24\t{top}\t80\t9\t90\t{word}\n"))
                .concat()
        };
        let sure = |again: &str| -> Vec<f32> {
            let table = slip.weighed(&tsv, again);
            let field = |line: &str| line.split('\t').nth(10).and_then(|field| field.parse().ok());
            table.lines().map(|line| field(line).expect("a confidence")).collect()
        };
        let check = |first, second, expect| assert_eq!(sure(&again(first, second))[1], expect);
        check("72/QĐ-UBND.", "72/QD-UBND", 93.0);
        check("79/QĐ-UBND", "72/QĐ-UBND", 50.0);
        check("72/QĐ-UBND", "12/QĐ-UBND", 50.0);
        // A letter that one picture shows badly is no other number.
        check("72/QĐ-UBNI", "72/QĐ-UBND", 93.0);
        check("72/QĐ-UBNI", "72/QĐ-UBNI", 50.0);
        // Whoever was unsure is as sure as of two more pictures that show the same.
        assert_eq!(sure(&again("", ""))[3], 90.0);
        // Nothing read is no second opinion, and nobody becomes surer by it.
        assert_eq!(sure(""), [96.0, 50.0, 96.0, 31.5]);
    }

    #[test]
    fn every_number_is_pasted_twice_with_paper_between() {
        let many: Vec<(&str, f32)> = (0..70).map(|_| ("1/QĐ-A", 90.0)).collect();
        let slips = slips(&page(70), &table(&many));
        assert_eq!(slips.iter().map(|slip| slip.numbers.len()).collect::<Vec<_>>(), [60, 10]);
        for slip in &slips {
            let is_dark = |row: &[u8]| row.iter().any(|pixel| *pixel < 128);
            let rows: Vec<bool> = slip.pixels.chunks(slip.width as usize).map(is_dark).collect();
            let bars = rows.windows(2).filter(|pair| !pair[0] && pair[1]).count();
            assert_eq!(bars, 2 * slip.numbers.len());
            assert_eq!(slip.pixels.len(), (slip.width * slip.height) as usize);
        }
        assert!(super::slips(&page(1), &table(&[("không", 90.0)])).is_empty());
    }
}
