//! One page: its text in reading order, and whether that is all that the page says.
//!
//! Refuses to know: the other pages.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, InterpreterWarning, RenderContent,
    hayro_syntax::page::Page,
    interpret_page,
    kurbo::{Affine, Rect},
};
use model::document::{NewCell, Part, PartBuilder, TextSource};

use super::{
    area::{PageSize, Turn},
    content::{self, Condition},
    ink::{Counts, Ink},
    layout::{self, Line, Piece, Table},
    nesting::Nesting,
    program::Programs,
    rule::{self, Rule},
    weigh::Allowance,
};

/// An image over this share of the page makes it a scan, unless it has text of its own.
const SCAN_SHARE: f64 = 0.5;
/// What a scan can have of visible text when that is only a stamp: number, date, signer, time.
const STAMP_GLYPHS: u32 = 200;
/// Share of glyphs without a known character above which it must be told.
const TOLD_SHARE: f64 = 0.02;
/// Share of glyphs without a known character above which a page is as good as unread.
const UNREAD_SHARE: f64 = 0.2;

/// A page as read.
pub(super) struct ReadPage {
    pub(super) part: Part,
    /// What of the page is not in its text.
    pub(super) lack: Option<Lack>,
    /// Share of its glyphs without a known character, where it must be told.
    pub(super) unknown_share: Option<f64>,
    pub(super) too_many_glyphs: bool,
    /// Whether something of the page's content is missing, wrong or refused.
    pub(super) condition: Condition,
}

/// Why a page's own text is not what the page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lack {
    /// Something is drawn, but no text.
    NoText,
    /// The page is an image, its only text that of a stamp.
    OnlyStamp,
    /// For too many glyphs no character is known.
    Undecodable,
    /// A font could not be loaded.
    FontNotLoaded,
}

impl Lack {
    fn reason(self) -> &'static str {
        match self {
            Self::NoText => "no-text",
            Self::OnlyStamp => "only-stamp",
            Self::Undecodable => "undecodable",
            Self::FontNotLoaded => "font-not-loaded",
        }
    }
}

/// The limits that a page is read under.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageLimits {
    pub(super) glyphs: u32,
    pub(super) cells: usize,
}

/// What the pages of a file share while they are read.
#[derive(Debug)]
pub(super) struct FileState {
    pub(super) allowance: Allowance,
    pub(super) nesting: Nesting,
    pub(super) programs: Programs,
}

/// Reads page `number` (from 1).
pub(super) fn read<'a>(
    page: &Page<'a>,
    number: u32,
    cache: &InterpreterCache<'a>,
    limits: PageLimits,
    file: &mut FileState,
) -> ReadPage {
    let mut condition = content::condition(page, &mut file.allowance);
    if condition != Condition::TooMuch && !file.nesting.is_bearable(page) {
        condition = Condition::TooMuch;
    }
    let (width, height) = page.render_dimensions();
    let size = PageSize { width, height };
    let mut ink = Ink::new(size, limits.glyphs, &mut file.programs);
    let font_failed = Arc::new(AtomicBool::new(false));
    for content in [RenderContent::PAGE, RenderContent::ANNOTATIONS] {
        if content == RenderContent::PAGE && condition == Condition::TooMuch {
            continue;
        }
        if content == RenderContent::ANNOTATIONS {
            ink.begin_annotations();
        }
        let font_failed = Arc::clone(&font_failed);
        let settings = InterpreterSettings {
            render_content: content,
            warning_sink: Arc::new(move |warning| {
                if matches!(warning, InterpreterWarning::UnsupportedFont) {
                    font_failed.store(true, Ordering::Relaxed);
                }
            }),
            ..InterpreterSettings::default()
        };
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = Affine::new(page.initial_transform(true).as_coeffs());
        let mut context = Context::new(transform, bounds, cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut ink);
    }
    let (words, rules, counts) = ink.finish();
    let lack = lack_of(&counts, font_failed.load(Ordering::Relaxed));

    let mut part = PartBuilder::page(number, width, height);
    let n_words = words.len();
    let mut words = words;
    for turn in Turn::ALL {
        let (of_turn, others): (Vec<_>, Vec<_>) =
            words.into_iter().partition(|(of, _)| *of == turn);
        words = others;
        if of_turn.is_empty() {
            continue;
        }
        let turned: Vec<Rule> = rules.iter().filter_map(|rule| rule.turned(turn, size)).collect();
        let of_turn = of_turn.into_iter().map(|(_, word)| word).collect();
        for piece in layout::lay_out(of_turn, &rule::merge(turned), limits.cells) {
            let mut writer = Writer { part: &mut part, turn, page: size };
            match piece {
                Piece::Paragraph(lines) => writer.paragraph(&lines),
                Piece::Table(table) => writer.table(table),
            }
        }
    }
    match lack {
        _ if n_words == 0 => {
            let reason = match condition {
                Condition::TooMuch => "too-large",
                Condition::Damaged if lack.is_none() => "damaged",
                Condition::Whole | Condition::Damaged => lack.map_or("blank", Lack::reason),
            };
            part.came_from(TextSource::None, reason);
        }
        Some(lack) => part.came_from(TextSource::Text, lack.reason()),
        None => {}
    }
    let share = f64::from(counts.unknown_glyphs) / f64::from(counts.glyphs().max(1));
    ReadPage {
        part: part.finish(),
        lack,
        unknown_share: (share > TOLD_SHARE).then_some(share),
        too_many_glyphs: counts.too_many_glyphs,
        condition,
    }
}

fn lack_of(counts: &Counts, font_failed: bool) -> Option<Lack> {
    let is_scan = counts.image_share >= SCAN_SHARE;
    let unknown = f64::from(counts.unknown_glyphs);
    if counts.glyphs() == 0 {
        (counts.image_share > 0.0 || counts.shapes || font_failed).then_some(Lack::NoText)
    } else if is_scan && counts.page_glyphs < STAMP_GLYPHS {
        Some(Lack::OnlyStamp)
    } else if unknown > UNREAD_SHARE * f64::from(counts.glyphs()) {
        Some(Lack::Undecodable)
    } else if font_failed {
        Some(Lack::FontNotLoaded)
    } else {
        None
    }
}

/// Writes pieces of a turned sheet into the part, words where the page shows them.
struct Writer<'p> {
    part: &'p mut PartBuilder,
    turn: Turn,
    page: PageSize,
}

impl Writer<'_> {
    fn paragraph(&mut self, lines: &[Line]) {
        self.part.begin_paragraph();
        self.lines(lines);
        self.part.end_paragraph();
    }

    fn table(&mut self, table: Table) {
        self.part.begin_table();
        for row in table.rows {
            self.part.begin_row();
            for cell in row {
                self.part.begin_cell(NewCell {
                    column_span: cell.column_span,
                    row_span: cell.row_span,
                    ..NewCell::new(cell.column, "")
                });
                self.lines(&cell.lines);
                self.part.end_cell();
            }
        }
    }

    fn lines(&mut self, lines: &[Line]) {
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                self.part.line_break();
            }
            for word in &line.words {
                let area = self.turn.onto_page(word.area, self.page);
                self.part.word(&word.text, area.to_bbox());
            }
        }
    }
}
