//! Pages filled from top to bottom: where text and rules go, and when a new page begins.

use krilla::{
    Document,
    color::luma,
    geom::{PathBuilder, Point},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::Stroke,
};

use super::{
    fonts::{Fonts, Style},
    lines::{Line, Run, break_lines},
};
use crate::letter::Letter;

/// A4 and the margins that the decree asks for, in points.
const PAGE_WIDTH: f32 = 595.0;
const PAGE_HEIGHT: f32 = 842.0;
const LEFT: f32 = 85.0;
const TOP: f32 = 57.0;
const BOTTOM: f32 = 785.0;

/// The width of the text between the margins.
pub(super) const TEXT_WIDTH: f32 = 467.0;
/// The right column of the heading.
pub(super) const RIGHT_COLUMN: Column = Column { x: 203.0, width: TEXT_WIDTH - 203.0 };

/// How far below the top of a line its letters stand, and how tall the line is, for text of size 1.
const ASCENT: f32 = 0.92;
const LEADING: f32 = 1.24;

/// A vertical strip of the page; `x` counts from the left margin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) x: f32,
    pub(super) width: f32,
}

impl Column {
    pub(super) fn whole() -> Self {
        Self { x: 0.0, width: TEXT_WIDTH }
    }
}

/// How lines stand in their column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Alignment {
    Left,
    Centre,
    Right,
    Justified,
}

/// The pages written so far.
pub(super) struct Pages<'f> {
    fonts: &'f Fonts,
    done: Vec<Page>,
    current: Page,
    y: f32,
}

#[derive(Default)]
struct Page {
    texts: Vec<Text>,
    rules: Vec<[f32; 4]>,
}

struct Text {
    x: f32,
    baseline: f32,
    line: Line,
    size: f32,
    space_extra: f32,
}

impl<'f> Pages<'f> {
    pub(super) fn new(fonts: &'f Fonts) -> Self {
        Self { fonts, done: Vec::new(), current: Page::default(), y: TOP }
    }

    pub(super) fn fonts(&self) -> &'f Fonts {
        self.fonts
    }

    /// Where the next line goes, from the top of the page.
    pub(super) fn y(&self) -> f32 {
        self.y
    }

    pub(super) fn set_y(&mut self, y: f32) {
        self.y = y;
    }

    pub(super) fn skip(&mut self, distance: f32) {
        self.y += distance;
    }

    /// Begins a new page when less than `height` is left on this one.
    ///
    /// Returns whether it did.
    pub(super) fn keep_together(&mut self, height: f32) -> bool {
        let is_full = self.y + height > BOTTOM;
        if is_full {
            self.done.push(std::mem::take(&mut self.current));
            self.y = TOP;
        }
        is_full
    }

    /// Breaks text into lines and sets them one below the other.
    pub(super) fn lines(
        &mut self,
        column: Column,
        runs: &[Run],
        size: f32,
        alignment: Alignment,
        indent: f32,
    ) {
        let lines = break_lines(self.fonts, runs, size, column.width, indent);
        for (index, line) in lines.into_iter().enumerate() {
            self.keep_together(line_height(size));
            let indent = if index == 0 { indent } else { 0.0 };
            self.line_at(column, self.y, line, size, alignment, indent);
            self.y += line_height(size);
        }
    }

    /// Sets one line with its top at `y` of the current page.
    pub(super) fn line_at(
        &mut self,
        column: Column,
        y: f32,
        line: Line,
        size: f32,
        alignment: Alignment,
        indent: f32,
    ) {
        let slack = column.width - indent - line.width;
        let n_spaces = line.n_spaces();
        let stretches = alignment == Alignment::Justified && !line.is_last && n_spaces > 0;
        let shift = match alignment {
            Alignment::Left | Alignment::Justified => 0.0,
            Alignment::Centre => slack / 2.0,
            Alignment::Right => slack,
        };
        self.current.texts.push(Text {
            x: LEFT + column.x + indent + shift,
            baseline: y + ASCENT * size,
            line,
            size,
            space_extra: if stretches { slack / n_spaces as f32 } else { 0.0 },
        });
    }

    /// A short rule in the middle of a column, below what was written last.
    pub(super) fn rule_under(&mut self, column: Column, length: f32) {
        let x = LEFT + column.x + (column.width - length) / 2.0;
        self.current.rules.push([x, self.y + 2.0, x + length, self.y + 2.0]);
        self.y += 6.0;
    }

    /// A rule between two points; x counts from the left margin.
    pub(super) fn rule(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.current.rules.push([LEFT + from.0, from.1, LEFT + to.0, to.1]);
    }

    pub(super) fn into_pdf(mut self, letter: &Letter) -> Vec<u8> {
        self.done.push(self.current);
        let mut document = Document::new();
        document.set_metadata(metadata(letter));
        for (index, content) in self.done.into_iter().enumerate() {
            let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).expect("A4 has an area");
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            let grey = luma::Color::new(0);
            for [x0, y0, x1, y1] in content.rules {
                let mut path = PathBuilder::new();
                path.move_to(x0, y0);
                path.line_to(x1, y1);
                let stroke = Stroke {
                    paint: grey.into(),
                    width: 0.5,
                    opacity: NormalizedF32::ONE,
                    ..Stroke::default()
                };
                surface.set_stroke(Some(stroke));
                surface.draw_path(&path.finish().expect("two points make a line"));
            }
            surface.set_stroke(None);
            let number = (index > 0).then(|| page_number(self.fonts, index + 1));
            for text in content.texts.into_iter().chain(number) {
                let mut x = text.x;
                for run in &text.line.runs {
                    let glyphs =
                        self.fonts.glyphs(&run.text, run.style, text.size, text.space_extra);
                    let start = Point::from_xy(x, text.baseline);
                    let font = self.fonts.font(run.style);
                    surface.draw_glyphs(start, &glyphs, font, &run.text, text.size, false);
                    x += glyphs.iter().map(|glyph| glyph.x_advance * text.size).sum::<f32>();
                }
            }
            surface.finish();
            page.finish();
        }
        document.finish().expect("krilla writes what it was given")
    }
}

/// The height of a line of text of a size.
pub(super) fn line_height(size: f32) -> f32 {
    size * LEADING
}

/// The number at the top of every page but the first.
fn page_number(fonts: &Fonts, number: usize) -> Text {
    let text = number.to_string();
    let width = fonts.width(&text, Style::Regular, 12.0);
    Text {
        x: LEFT + (TEXT_WIDTH - width) / 2.0,
        baseline: 42.0,
        line: Line { runs: vec![Run::new(Style::Regular, text)], width, is_last: true },
        size: 12.0,
        space_extra: 0.0,
    }
}

fn metadata(letter: &Letter) -> Metadata {
    let date = letter.issued.file_date();
    let part = |value: i8| u8::try_from(value).expect("months and days are positive");
    let year = u16::try_from(date.year()).expect("years of documents are positive");
    Metadata::new()
        .title(letter.subject.clone())
        .creator("testkit".to_owned())
        .document_id(format!("{} {}", letter.issuer_in_one_line(), letter.number))
        .creation_date(DateTime::new(year).month(part(date.month())).day(part(date.day())))
}
