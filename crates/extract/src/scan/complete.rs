//! Recognised pages put into the reading that they were missing from.
//!
//! Refuses to know: how pages are recognised, and which program did it.

use std::collections::BTreeMap;

use model::{
    Document,
    document::{Part, PartBuilder, PartKind, TextSource},
    problem::{Problem, ProblemCode},
    reading::{Outcome, Reading},
};

use super::{
    ScannedPage, lack,
    words::{self, Recognised},
};
use crate::{
    Limits,
    pdf::{
        area::Area,
        layout::{self, write},
        page_list,
        word::Word,
    },
};

/// Below this the recogniser guesses, in percent, and nothing may be called absent from the page.
const DOUBTFUL: f32 = 55.0;

/// What became of a page that was handed out.
#[derive(Debug, Clone, PartialEq)]
pub enum PageRecognition {
    /// It was recognised.
    Words {
        /// The recogniser's table of words, in the form of Tesseract's TSV.
        tsv: String,
        /// Whether it was read as [`PageImage::reversed`](super::PageImage::reversed).
        reversed: bool,
    },
    /// It was not, for a reason that may pass: the recogniser died or took too long.
    Failed {
        /// What happened, in a few words.
        reason: String,
    },
}

/// How sure a recogniser is of a page, in percent, by its table of words: low for one that lies upside down.
#[must_use]
pub fn confidence(tsv: &str) -> f32 {
    words::parse(tsv, 72, &[]).confidence
}

/// Puts recognised pages into the reading that handed them out, and takes them off its list of unread pages.
///
/// A page becomes blank only where its image has next to no ink. Any other of which the recogniser could make nothing,
/// or little, is named by [`ProblemCode::OcrDoubtful`]; one that failed by [`ProblemCode::OcrFailed`].
pub fn complete(
    reading: &mut Reading,
    pages: Vec<(ScannedPage, PageRecognition)>,
    limits: &Limits,
) {
    let mut by_document = BTreeMap::<Vec<u32>, Vec<_>>::new();
    for (page, recognition) in pages {
        by_document.entry(page.document.clone()).or_default().push((page, recognition));
    }
    for (path, pages) in by_document {
        let document = path
            .iter()
            .try_fold(&mut *reading, |reading, child| reading.children.get_mut(*child as usize));
        if let Some(document) = document {
            complete_document(document, pages, limits);
        }
    }
}

fn complete_document(
    reading: &mut Reading,
    pages: Vec<(ScannedPage, PageRecognition)>,
    limits: &Limits,
) {
    let mut parts = reading.document.parts().to_vec();
    let (mut doubtful, mut failed) = (Vec::new(), Vec::new());
    for (page, recognition) in pages {
        let number = page.number;
        let Some(part) = parts.iter_mut().find(|part| number_of(part) == Some(number)) else {
            continue;
        };
        match recognition {
            PageRecognition::Failed { reason } => failed.push(format!("{number}: {reason}")),
            PageRecognition::Words { tsv, reversed } => {
                let page = if reversed { page.reversed() } else { page };
                let Recognised { mut words, confidence } =
                    words::parse(&tsv, page.dots_per_inch, &page.rules);
                if confidence < DOUBTFUL {
                    if page.is_blank {
                        // Without ink, doubtful words are the grain of the paper.
                        words.clear();
                    } else {
                        doubtful.push(number);
                    }
                }
                *part = laid_out(part, &page, words, limits);
            }
        }
    }
    let unread: Vec<u32> =
        parts.iter().filter(|part| lack::is_unread(part)).filter_map(number_of).collect();
    reading.document = Document::new(parts);

    let problems = &mut reading.problems;
    problems.retain(|problem| problem.code != ProblemCode::PageNeedsOcr);
    if !unread.is_empty() {
        problems.push(Problem::new(ProblemCode::PageNeedsOcr, page_list(&unread)));
    }
    if !doubtful.is_empty() {
        problems.push(Problem::new(ProblemCode::OcrDoubtful, page_list(&doubtful)));
    }
    if !failed.is_empty() {
        problems.push(Problem::new(ProblemCode::OcrFailed, failed.join(", ")));
    }
    if matches!(reading.outcome, Outcome::Read | Outcome::ReadWithProblems) {
        reading.outcome =
            if problems.is_empty() { Outcome::Read } else { Outcome::ReadWithProblems };
    }
}

fn number_of(part: &Part) -> Option<u32> {
    match part.kind() {
        PartKind::Page { number, .. } => Some(*number),
        PartKind::Flow | PartKind::Sheet { .. } | PartKind::Markup => None,
    }
}

/// The page with its recognised words, and with its own exact ones where it has some: no word twice.
fn laid_out(old: &Part, page: &ScannedPage, mut words: Vec<Word>, limits: &Limits) -> Part {
    let sheet = page.sheet;
    if page.keeps_text {
        let own: Vec<Word> = own_words(old, page);
        words.retain(|word| {
            let (x, y) = (word.area.center_x(), word.area.center_y());
            !own.iter().any(|own| own.area.holds(x, y))
        });
        words.extend(own);
    }
    let [width, height] = sheet.page;
    let mut part = PartBuilder::page(page.number, width, height);
    match (words.is_empty(), page.is_blank) {
        (false, _) => part.came_from(TextSource::Ocr, old.reason().unwrap_or_default()),
        (true, true) => part.came_from(TextSource::None, "blank"),
        (true, false) => part.came_from(TextSource::None, "not-recognised"),
    }
    for piece in layout::lay_out(words, &page.rules, limits.cells as usize) {
        write::piece(&mut part, piece, &|area| sheet.onto_page(area));
    }
    part.finish()
}

/// The words that a page has of its own, on the sheet.
fn own_words(part: &Part, page: &ScannedPage) -> Vec<Word> {
    let on_sheet = |word: &model::document::Word| {
        let [left, top, right, bottom] = word.bbox;
        let area = page.sheet.of_page(Area::new(left, top, right, bottom));
        // The boxes of a page's own words reach from ascenders to descenders.
        let size = area.height() / 1.02;
        Word {
            text: part.slice(word.range).to_owned(),
            area,
            baseline: area.bottom - 0.22 * size,
            size,
            after_blank: true,
            confidence: None,
        }
    };
    part.words().iter().map(on_sheet).collect()
}
