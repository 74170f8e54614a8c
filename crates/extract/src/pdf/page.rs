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
use model::document::{Part, PartBuilder, TextSource};

use super::{
    area::{PageSize, Turn},
    content::{self, Condition},
    ink::{Counts, Ink},
    layout,
    nesting::Nesting,
    program::Programs,
    rule::{self, Rule},
    weigh::Allowance,
    word::Word,
};
use crate::{
    scan::{Lack, PageSigns},
    vietnamese::Prose,
};

/// Share of glyphs without a known character above which it must be told.
const TOLD_SHARE: f64 = 0.02;

/// A page as read.
pub(super) struct ReadPage {
    pub(super) part: Part,
    /// What of the page is not in its text.
    pub(super) lack: Option<Lack>,
    /// The resolution of its scan, 0 where no image covers much of it.
    pub(super) dots_per_inch: f64,
    /// Share of its glyphs without a known character, where it must be told.
    pub(super) unknown_share: Option<f64>,
    pub(super) too_many_glyphs: bool,
    /// Whether something of the page's content is missing, wrong or refused.
    pub(super) condition: Condition,
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

/// Whether a page's content can be followed at all, and whether it is whole.
pub(super) fn condition(page: &Page<'_>, file: &mut FileState) -> Condition {
    match content::condition(page, &mut file.allowance) {
        condition if condition == Condition::TooMuch || file.nesting.is_bearable(page) => condition,
        _ => Condition::TooMuch,
    }
}

/// Reads page `number` (from 1).
pub(super) fn read<'a>(
    page: &Page<'a>,
    number: u32,
    cache: &InterpreterCache<'a>,
    limits: PageLimits,
    file: &mut FileState,
) -> ReadPage {
    let condition = condition(page, file);
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
    let lack = signs_of(&counts, &words, font_failed.load(Ordering::Relaxed)).lack();

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
            layout::write::piece(&mut part, piece, &|area| turn.onto_page(area, size));
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
        dots_per_inch: counts.image_dots_per_inch,
        unknown_share: (share > TOLD_SHARE).then_some(share),
        too_many_glyphs: counts.too_many_glyphs,
        condition,
    }
}

fn signs_of(counts: &Counts, words: &[(Turn, Word)], font_failed: bool) -> PageSigns {
    let text: Vec<&str> = words.iter().map(|(_, word)| word.text.as_str()).collect();
    PageSigns {
        page_glyphs: counts.page_glyphs,
        glyphs: counts.glyphs(),
        unknown_glyphs: counts.unknown_glyphs,
        image_share: counts.image_share,
        shapes: counts.shapes,
        font_failed,
        prose: Prose::of(&text.join(" ")),
    }
}
