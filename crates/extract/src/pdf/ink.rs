//! What one page draws: words, ruling lines, and how much of it is images, gathered while hayro interprets the page.
//!
//! Refuses to know: order and structure of the text.

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
    font::{Glyph as PdfGlyph, GlyphId, GlyphRun, PositionedGlyph},
    hayro_cmap::BfString,
    kurbo::{Affine, BezPath, PathEl, Point, Rect, Vec2},
};
use unicode_normalization::UnicodeNormalization;

use super::{
    area::{PageSize, Turn, covered_share},
    program::Programs,
    rule::Rule,
    word::{Glyph, GlyphText, Word, WordBuilder},
};

/// A filled shape this thin is a ruling line, in points.
const THICKEST_RULE: f64 = 3.0;
/// More pieces of lines than any table has: the page is a drawing, its lines are given up.
const MOST_RULES: usize = 50_000;

/// What is being gathered from one page.
#[derive(Debug)]
pub(crate) struct Ink<'p> {
    page: PageSize,
    programs: &'p mut Programs,
    most_glyphs: u32,
    in_annotation: bool,
    words: WordBuilder,
    rules: Vec<Rule>,
    counts: Counts,
    /// Scratch of the glyph run being drawn.
    run: Vec<RunGlyph>,
}

/// How much of what a page draws.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Counts {
    /// Glyphs of the page's own content that are no blanks.
    pub(crate) page_glyphs: u32,
    /// Glyphs drawn by annotations: stamps, form fields, signatures' appearances.
    pub(crate) annotation_glyphs: u32,
    /// Of all these, the ones without a known character.
    pub(crate) unknown_glyphs: u32,
    /// Share of the page under images, from 0 to 1 (overlaps counted twice).
    pub(crate) image_share: f64,
    /// The finest resolution among images that cover much of the page, in dots per inch.
    pub(crate) image_dots_per_inch: f64,
    /// Whether shapes were drawn that are neither ruling lines nor rectangles: maybe text as outlines.
    pub(crate) shapes: bool,
    /// Whether glyphs were left out because the page has more than the limit.
    pub(crate) too_many_glyphs: bool,
}

impl Counts {
    pub(crate) fn glyphs(&self) -> u32 {
        self.page_glyphs.saturating_add(self.annotation_glyphs)
    }
}

/// Where one glyph of a run stands.
#[derive(Debug, Clone, Copy)]
struct RunGlyph {
    origin: Point,
    along: Vec2,
    size: f64,
    /// The way to the next glyph according to the font.
    advance: f64,
}

impl<'p> Ink<'p> {
    pub(crate) fn new(page: PageSize, most_glyphs: u32, programs: &'p mut Programs) -> Self {
        Self {
            page,
            programs,
            most_glyphs,
            in_annotation: false,
            words: WordBuilder::default(),
            rules: Vec::new(),
            counts: Counts::default(),
            run: Vec::new(),
        }
    }

    /// From here on annotations are drawn.
    pub(crate) fn begin_annotations(&mut self) {
        self.in_annotation = true;
    }

    /// The words with their turns in the order drawn, the pieces of ruling lines, and the counts.
    pub(crate) fn finish(self) -> (Vec<(Turn, Word)>, Vec<Rule>, Counts) {
        let rules = if self.rules.len() < MOST_RULES { self.rules } else { Vec::new() };
        (self.words.finish(), rules, self.counts)
    }

    fn place_run(&mut self, glyphs: &[PositionedGlyph<'_>], transform: Affine) {
        self.run.clear();
        for glyph in glyphs {
            let [xx, xy, yx, yy, x, y] = (transform * glyph.transform()).as_coeffs();
            let size = Vec2::new(yx, yy).hypot() * 1000.0;
            let along = Vec2::new(xx, xy);
            let length = along.hypot();
            let along = if length > 0.0 { along / length } else { Vec2::new(1.0, 0.0) };
            let width = match &**glyph {
                PdfGlyph::Outline(outline) => outline.advance_width(),
                PdfGlyph::Type3(shape) => shape.advance_width(),
            };
            let advance = f64::from(width.unwrap_or(500.0)) / 1000.0 * size;
            self.run.push(RunGlyph { origin: Point::new(x, y), along, size, advance });
        }
    }

    /// How much narrower than in the font the glyphs of the run stand: horizontal scaling is not told by hayro, and
    /// shrinks the text of OCR layers.
    fn run_scale(&self) -> f64 {
        let (mut way, mut advances) = (0.0, 0.0);
        for pair in self.run.windows(2) {
            way += (pair[1].origin - pair[0].origin).dot(pair[0].along);
            advances += pair[0].advance;
        }
        if way > 0.0 && advances > 0.0 { (way / advances).min(1.0) } else { 1.0 }
    }

    fn add_piece(&mut self, start: Point, end: Point) {
        if self.rules.len() < MOST_RULES {
            self.rules.extend(Rule::between(start, end));
        }
    }

    fn stroke(&mut self, path: &BezPath, transform: Affine) {
        for_each_subpath(path, transform, |subpath| {
            self.counts.shapes |= subpath.is_curved;
            for side in subpath.points.windows(2) {
                let is_slanted =
                    (side[1].x - side[0].x).abs() > 1.0 && (side[1].y - side[0].y).abs() > 1.0;
                self.counts.shapes |= is_slanted;
                self.add_piece(side[0], side[1]);
            }
        });
    }

    fn fill(&mut self, path: &BezPath, transform: Affine) {
        for_each_subpath(path, transform, |subpath| {
            let Some(bounds) = subpath.bounds() else { return };
            let is_thin = bounds.width().min(bounds.height()) <= THICKEST_RULE;
            if subpath.is_curved || (!subpath.is_rectangle() && !is_thin) {
                self.counts.shapes = true;
            } else if bounds.height() <= THICKEST_RULE && bounds.height() <= bounds.width() {
                let y = bounds.center().y;
                self.add_piece(Point::new(bounds.x0, y), Point::new(bounds.x1, y));
            } else if bounds.width() <= THICKEST_RULE {
                let x = bounds.center().x;
                self.add_piece(Point::new(x, bounds.y0), Point::new(x, bounds.y1));
            }
        });
    }
}

impl<'a> Device<'a> for Ink<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        match draw_mode {
            DrawMode::Stroke(_) => self.stroke(path, props.transform),
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => self.fill(path, props.transform),
            DrawMode::Invisible => {}
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let glyphs = run.glyphs();
        self.place_run(glyphs, props.transform);
        let scale = self.run_scale();
        for (index, glyph) in glyphs.iter().enumerate() {
            if self.counts.glyphs() >= self.most_glyphs {
                self.counts.too_many_glyphs = true;
                return;
            }
            let RunGlyph { origin, along, size, advance } = self.run[index];
            let inside = (0.0..=f64::from(self.page.width)).contains(&origin.x)
                && (0.0..=f64::from(self.page.height)).contains(&origin.y);
            if !inside || !size.is_finite() || !advance.is_finite() {
                continue;
            }
            let way_to_next = self
                .run
                .get(index + 1)
                .map(|next| (next.origin - origin).dot(along))
                .filter(|way| *way > 0.0)
                .unwrap_or(f64::INFINITY);
            let turn = Turn::of(along);
            let start = turn.onto_sheet(origin, self.page);
            let mut buffer = String::new();
            let text = text_of(glyph, self.programs, &mut buffer);
            self.counts.unknown_glyphs += u32::from(text == Some(GlyphText::Unknown));
            if matches!(text, Some(GlyphText::Known(_) | GlyphText::Unknown)) {
                let counter = if self.in_annotation {
                    &mut self.counts.annotation_glyphs
                } else {
                    &mut self.counts.page_glyphs
                };
                *counter += 1;
            }
            if let Some(text) = text {
                self.words.push(Glyph {
                    text,
                    turn,
                    start: start.x as f32,
                    end: (start.x + (advance * scale).min(way_to_next)) as f32,
                    baseline: start.y as f32,
                    size: size as f32,
                });
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let drawn = props.transform.transform_rect_bbox(pixels);
        let share = covered_share(drawn, self.page);
        self.counts.image_share += share;
        // Small images are logos and signatures, mostly much finer than the page.
        if share > 0.2 {
            let dots_per_inch = 72.0 * (pixels.area() / drawn.area()).sqrt();
            self.counts.image_dots_per_inch = self.counts.image_dots_per_inch.max(dots_per_inch);
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// What a glyph says; `None` for one that draws and means nothing.
fn text_of<'b>(
    glyph: &PdfGlyph<'_>,
    programs: &mut Programs,
    buffer: &'b mut String,
) -> Option<GlyphText<'b>> {
    match glyph.as_unicode() {
        None => {}
        Some(BfString::Char(letter)) => push_letter(letter, buffer)?,
        Some(BfString::String(letters)) => {
            letters.chars().try_for_each(|letter| push_letter(letter, buffer))?;
        }
    }
    if buffer.is_empty()
        && let PdfGlyph::Outline(outline) = glyph
        && let Some(letter) = programs.character(outline)
    {
        push_letter(letter, buffer)?;
    }
    if buffer.is_empty() {
        return Some(if is_nameless_blank(glyph) { GlyphText::Blank } else { GlyphText::Unknown });
    }
    if buffer.chars().all(char::is_whitespace) {
        return Some(GlyphText::Blank);
    }
    Some(GlyphText::Known(buffer.trim()))
}

/// Whether a glyph without a character draws nothing, as the blank of some subset fonts does. A glyph that the font
/// lacks draws nothing either, but it stands for something.
fn is_nameless_blank(glyph: &PdfGlyph<'_>) -> bool {
    match glyph {
        PdfGlyph::Outline(outline) => {
            outline.glyph_id() != GlyphId::NOTDEF && outline.outline().is_empty()
        }
        PdfGlyph::Type3(_) => false,
    }
}

/// Adds what a character of a font stands for; nothing for what is no character, `None` for one that only formats.
fn push_letter(letter: char, buffer: &mut String) -> Option<()> {
    match letter {
        // Zero-width characters and byte order marks.
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => return None,
        // The hyphen of WinAnsi fonts is often mapped to the soft hyphen, but it is drawn.
        '\u{AD}' => buffer.push('-'),
        // Latin ligatures stand for their letters, else words with them are never found.
        '\u{FB00}'..='\u{FB06}' => buffer.extend(letter.nfkd()),
        // What Word makes of the bullets of its symbol fonts.
        '\u{F0B7}' => buffer.push('•'),
        '\u{F0A7}' => buffer.push('▪'),
        '\u{F0D8}' => buffer.push('➢'),
        '\u{F0FC}' => buffer.push('✓'),
        '\u{F02D}' => buffer.push('-'),
        '\u{E000}'..='\u{F8FF}' | '\u{FFFD}' => {}
        letter if letter.is_control() && !letter.is_whitespace() => {}
        letter => buffer.push(letter),
    }
    Some(())
}

/// The corners of one part of a path, on the page.
struct Subpath {
    points: Vec<Point>,
    is_curved: bool,
}

impl Subpath {
    fn bounds(&self) -> Option<Rect> {
        let (first, rest) = self.points.split_first()?;
        let start = Rect::from_points(*first, *first);
        Some(rest.iter().fold(start, |bounds, point| bounds.union_pt(*point)))
    }

    fn is_rectangle(&self) -> bool {
        self.points.windows(2).all(|side| {
            (side[1].x - side[0].x).abs() <= 0.5 || (side[1].y - side[0].y).abs() <= 0.5
        })
    }
}

fn for_each_subpath(path: &BezPath, transform: Affine, mut visit: impl FnMut(&Subpath)) {
    let mut subpath = Subpath { points: Vec::new(), is_curved: false };
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(point) => {
                visit(&subpath);
                subpath = Subpath { points: vec![transform * point], is_curved: false };
            }
            PathEl::LineTo(point) => subpath.points.push(transform * point),
            PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                subpath.is_curved = true;
                subpath.points.push(transform * point);
            }
            PathEl::ClosePath => {
                if let Some(first) = subpath.points.first().copied() {
                    subpath.points.push(first);
                }
            }
        }
    }
    visit(&subpath);
}
