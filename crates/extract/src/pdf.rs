//! What a PDF says: the text of its pages in reading order with places, its ruled tables, and which pages must be
//! read by OCR.
//!
//! hayro interprets the pages and hands every glyph and line to our own [`ink::Ink`]; the order of words, columns,
//! paragraphs and tables is found from their places ([`layout`]). lopdf says what the structure of the file is worth.
//! Refuses to know: what numbers and words mean.

use hayro_interpret::InterpreterCache;
use model::{
    document::Block,
    problem::{Problem, ProblemCode},
};

use crate::{Limits, contents::Contents};

mod area;
mod content;
mod ink;
mod layout;
mod page;
mod rule;
mod structure;
mod word;

use page::{PageLimits, ReadPage};

/// Reads a PDF. Calls `progress` once a page.
pub(crate) fn read(bytes: &[u8], limits: &Limits, progress: &mut dyn FnMut()) -> Contents {
    let structure::Opened { pdf, mut problems } = match structure::open(bytes) {
        Ok(opened) => opened,
        Err(problem) => return Contents::rejected(problem),
    };
    let n_pages = pdf.pages().len();
    if n_pages > limits.pages as usize {
        let detail = format!("{n_pages}/{}", limits.pages);
        problems.push(Problem::new(ProblemCode::TooManyPages, detail));
    }
    let cache = InterpreterCache::new();
    let mut report = PageReport::default();
    let mut parts = Vec::new();
    let mut cells_left = limits.cells as usize;
    for (number, page) in (1..=limits.pages).zip(pdf.pages().iter()) {
        progress();
        let page_limits = PageLimits { glyphs: limits.glyphs_per_page, cells: cells_left };
        let page = page::read(page, number, &cache, page_limits);
        report.add(number, &page);
        for block in page.part.blocks() {
            if let Block::Table { rows } = block {
                cells_left = cells_left.saturating_sub(rows.iter().map(Vec::len).sum());
            }
        }
        parts.push(page.part);
    }
    problems.extend(report.problems(limits));
    Contents { problems, ..Contents::of(parts) }
}

/// Which pages have which problem.
#[derive(Debug, Default)]
struct PageReport {
    need_ocr: Vec<u32>,
    undecodable: Vec<(u32, f64)>,
    damaged: Vec<u32>,
    too_many_glyphs: Vec<u32>,
}

impl PageReport {
    fn add(&mut self, number: u32, page: &ReadPage) {
        if page.lack.is_some() {
            self.need_ocr.push(number);
        }
        self.undecodable.extend(page.unknown_share.map(|share| (number, share)));
        if page.is_damaged {
            self.damaged.push(number);
        }
        if page.too_many_glyphs {
            self.too_many_glyphs.push(number);
        }
    }

    /// One problem for each kind, naming its pages.
    fn problems(&self, limits: &Limits) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !self.need_ocr.is_empty() {
            problems.push(Problem::new(ProblemCode::PageNeedsOcr, page_list(&self.need_ocr)));
        }
        if !self.undecodable.is_empty() {
            let shares: Vec<String> = self
                .undecodable
                .iter()
                .map(|(number, share)| format!("{number}: {:.0}%", 100.0 * share))
                .collect();
            problems.push(Problem::new(ProblemCode::UndecodableGlyphs, shares.join(", ")));
        }
        if !self.damaged.is_empty() {
            problems.push(Problem::new(ProblemCode::Damaged, page_list(&self.damaged)));
        }
        if !self.too_many_glyphs.is_empty() {
            let detail =
                format!("{} ({} glyphs)", page_list(&self.too_many_glyphs), limits.glyphs_per_page);
            problems.push(Problem::new(ProblemCode::DecompressedTooLarge, detail));
        }
        problems
    }
}

/// Ascending page numbers as people write them: `1-4, 7`.
fn page_list(pages: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for page in pages.iter().copied() {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == page => *last = page,
            _ => runs.push((page, page)),
        }
    }
    let runs: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        })
        .collect();
    runs.join(", ")
}

#[cfg(test)]
mod tests;
