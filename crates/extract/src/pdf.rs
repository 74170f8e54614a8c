//! What a PDF says: the text of its pages in reading order with places, its ruled tables, and which pages must be
//! read by OCR.
//!
//! hayro interprets the pages and hands every glyph and line to our own [`ink::Ink`]; the order of words, columns,
//! paragraphs and tables is found from their places ([`layout`]). lopdf says what the structure of the file is worth.
//! Refuses to know: what numbers and words mean.

use std::collections::BTreeSet;

use hayro_interpret::InterpreterCache;
use model::{
    document::{Block, Part},
    problem::{Problem, ProblemCode},
};

use crate::{
    Limits,
    contents::Contents,
    drawing::NotDrawn,
    scan::{self, PageFrame, Renderer, raster::Colour},
    session::Session,
    vietnamese::Survey,
};

pub(crate) mod area;
mod content;
mod embedded;
mod ink;
pub(crate) mod layout;
mod nesting;
mod object_scan;
mod page;
mod program;
pub(crate) mod rule;
mod salvage;
mod signed;
mod structure;
mod weigh;
mod widths;
pub(crate) mod word;

use content::Condition;
use nesting::Nesting;
use page::{FileState, PageLimits, ReadPage};
use program::Programs;
use structure::Opened;
use weigh::Allowance;

/// Reads a PDF: a beat for every page, and the image of every page that must be read by OCR to whoever wants it.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    match read_or_refuse(bytes, session) {
        Ok(contents) => contents,
        Err(problem) => Contents::rejected(problem),
    }
}

/// Draws a page so many pixels wide; a page that would not be read for what it unpacks to is not drawn either.
pub(crate) fn draw(
    bytes: &[u8],
    number: u32,
    width: u32,
    session: &mut Session<'_>,
) -> Result<Colour, NotDrawn> {
    let limits = session.limits();
    let (Opened { pdf, .. }, mut file) =
        open_weighed(bytes, limits).map_err(|_| NotDrawn::Refused)?;
    session.beat();
    let index = number.checked_sub(1).ok_or(NotDrawn::NoSuchPage)? as usize;
    let page = pdf.pages().get(index).ok_or(NotDrawn::NoSuchPage)?;
    if page::condition(page, &mut file) == Condition::TooMuch {
        return Err(NotDrawn::Refused);
    }
    Renderer::new().draw_to_width(page, width).ok_or(NotDrawn::Refused)
}

/// The file, opened once what it unpacks to was weighed.
fn open_weighed(bytes: &[u8], limits: &Limits) -> Result<(Opened, FileState), Problem> {
    let mut allowance = Allowance::new(limits, bytes.len());
    let objects = object_scan::objects(bytes);
    weigh::check_structure(bytes, &objects, &mut allowance)?;
    let opened = structure::open(bytes)?;
    let pdf = &opened.pdf;
    let contents: BTreeSet<u32> = pdf.pages().iter().flat_map(content::objects).collect();
    if opened.is_encrypted {
        weigh::check_decrypted(pdf, &contents, &mut allowance)?;
    } else {
        weigh::check_rest(bytes, &objects, &contents, &mut allowance)?;
    }
    let file = FileState { allowance, nesting: Nesting::default(), programs: Programs::default() };
    Ok((opened, file))
}

fn read_or_refuse(bytes: &[u8], session: &mut Session<'_>) -> Result<Contents, Problem> {
    let limits = session.limits();
    let (Opened { pdf, mut problems, .. }, mut file) = open_weighed(bytes, limits)?;
    let n_pages = pdf.pages().len();
    if n_pages > limits.pages as usize {
        let detail = format!("{n_pages}/{}", limits.pages);
        problems.push(Problem::new(ProblemCode::TooManyPages, detail));
    }

    let cache = InterpreterCache::new();
    let renderer = Renderer::new();
    let mut report = PageReport::default();
    let mut parts = Vec::new();
    let mut cells_left = limits.cells as usize;
    for (number, page) in (1..=limits.pages).zip(pdf.pages().iter()) {
        session.beat();
        let page_limits = PageLimits { glyphs: limits.glyphs_per_page, cells: cells_left };
        let drawn = page;
        let page = page::read(page, number, &cache, page_limits, &mut file);
        report.add(number, &page);
        if let Some(lack) = page.lack
            && page.condition != Condition::TooMuch
            && session.wants_image()
            && let Some(colour) = renderer.draw(drawn, page.dots_per_inch)
        {
            let (width, height) = drawn.render_dimensions();
            let (document, size) = (session.document(), [width, height]);
            let frame = PageFrame { document, number, size, keeps_text: lack.keeps_text() };
            session.beat();
            let image = scan::prepare(frame, &colour, session.heartbeat());
            session.hand_out(image);
        }
        for block in page.part.blocks() {
            if let Block::Table { rows } = block {
                cells_left = cells_left.saturating_sub(rows.iter().map(Vec::len).sum());
            }
        }
        parts.push(page.part);
    }
    problems.extend(report.problems(limits));
    problems.extend(undecoded(parts.iter().filter(|part| !scan::is_unread(part))));
    let (children, refused) = embedded::take_out(&pdf, session);
    problems.extend(refused);
    let signatures = signed::signatures(bytes, session);
    Ok(Contents { problems, children, signatures, ..Contents::of(parts) })
}

/// The problem that the text stands in an encoding of before Unicode: words have places in a PDF and are not decoded.
/// Pages whose text is not what they say are no matter: they are read by OCR or stay unread.
fn undecoded<'p>(parts: impl Iterator<Item = &'p Part>) -> Option<Problem> {
    let mut survey = Survey::default();
    parts.flat_map(|part| part.text().lines()).for_each(|line| survey.add(line, ""));
    survey.of_before_unicode().map(|name| Problem::new(ProblemCode::EncodingUndecided, name))
}

/// Which pages have which problem.
#[derive(Debug, Default)]
struct PageReport {
    need_ocr: Vec<u32>,
    undecodable: Vec<(u32, f64)>,
    damaged: Vec<u32>,
    too_much_content: Vec<u32>,
    too_many_glyphs: Vec<u32>,
}

impl PageReport {
    fn add(&mut self, number: u32, page: &ReadPage) {
        if page.lack.is_some() {
            self.need_ocr.push(number);
        }
        self.undecodable.extend(page.unknown_share.map(|share| (number, share)));
        match page.condition {
            Condition::Whole => {}
            Condition::Damaged => self.damaged.push(number),
            Condition::TooMuch => self.too_much_content.push(number),
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
        if !self.too_much_content.is_empty() {
            let detail = page_list(&self.too_much_content);
            problems.push(Problem::new(ProblemCode::DecompressedTooLarge, detail));
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
pub(crate) fn page_list(pages: &[u32]) -> String {
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
