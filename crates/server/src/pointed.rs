//! A part of a document with the words that somebody points at: a page as its image with selectable words over it, any
//! other part as text around the marked place.
//!
//! Refuses to know why the words matter.

use std::fmt::{self, Display};

use askama::Template;
use model::{
    Place, UnitId,
    document::{Block, Cell, Document, Part, PartKind, Span, TextSource},
    dossier::FilePath,
    personal::Persons,
    place::Range,
};
use report::Language;

use crate::{address, words::Words};

/// The width of page images, in pixels: sharp in a column of half a screen, legible on the whole.
pub(crate) const IMAGE_WIDTH: u32 = 1_200;

/// Where the words of a place stand; `None` where the document has none there: an address can name any place.
pub(crate) fn resolved(document: &Document, place: &Place) -> Option<Span> {
    // What can be quoted begins and ends at letters.
    document.quote(place).and_then(|_| document.span(place))
}

/// How many lines stand above the marked one.
const LINES_ABOVE: usize = 8;

/// A part of a document, ready to be shown.
#[derive(Debug, Template)]
#[template(path = "part.html")]
pub(crate) struct PointedPart {
    w: &'static Words,
    /// What the part is called: its page, its sheet.
    pub(crate) title: String,
    is_recognised: bool,
    body: Body,
    /// Where each of its tables can be had as a workbook.
    grids: Vec<String>,
}

#[derive(Debug)]
enum Body {
    Page(PageSheet),
    Lines(Lines),
}

/// A page: an image and boxes over it, in points of the page.
#[derive(Debug)]
struct PageSheet {
    image: String,
    label: String,
    width: f32,
    height: f32,
    marks: Vec<Mark>,
    words: Vec<PlacedWord>,
}

/// A rectangle on a page.
#[derive(Debug)]
struct Mark {
    box_: [f32; 4],
    is_first: bool,
}

/// A word where it stands on a page, to be selected and heard.
#[derive(Debug)]
struct PlacedWord {
    text: String,
    box_: [f32; 4],
}

/// Some lines of running text, and the tables in it.
#[derive(Debug)]
struct Lines {
    groups: Vec<Group>,
    above: Option<String>,
    below: Option<String>,
    is_empty: bool,
}

#[derive(Debug)]
enum Group {
    Paragraph(Vec<Run>),
    Table(Vec<Vec<ShownCell>>),
}

#[derive(Debug)]
struct ShownCell {
    runs: Vec<Run>,
    column_span: u32,
    row_span: u32,
}

/// Text that is all marked or all not.
#[derive(Debug)]
struct Run {
    text: String,
    is_marked: bool,
}

/// Which lines of a part are shown.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    /// The first line, from 0; around the mark where none is given.
    pub(crate) from: Option<usize>,
    /// How many.
    pub(crate) lines: usize,
    /// The address that shows others, to be followed by the number of the first one.
    pub(crate) others: String,
}

/// What a part is called in a list of parts.
pub(crate) fn part_title(part: &Part, language: Language) -> String {
    let w = Words::of(language);
    match part.kind() {
        PartKind::Page { number, .. } => format!("{} {number}", w.page),
        PartKind::Sheet { name, hidden: false } => format!("{} {name}", w.sheet_part),
        PartKind::Sheet { name, hidden: true } => {
            format!("{} {name} ({})", w.sheet_part, w.hidden_sheet)
        }
        PartKind::Flow | PartKind::Markup => language.pick("Văn bản", "Text").to_owned(),
    }
}

impl PointedPart {
    /// A part of a unit's document with this range of its text marked; `None` when the document has no such part.
    pub(crate) fn of(
        (unit, file): (&UnitId, &FilePath),
        document: &Document,
        (index, mark): (usize, Option<Range>),
        window: Window,
        (language, persons): (Language, Persons),
    ) -> Option<Self> {
        let part = document.parts().get(index)?;
        // A mask is as long as what it covers, so every range of the part fits this text, too.
        let text = persons.text(part.text());
        let title = part_title(part, language);
        let w = Words::of(language);
        let body = match (part.kind(), persons) {
            (PartKind::Page { number, width, height }, Persons::Shown) => Body::Page(PageSheet {
                image: address::page_image(unit, file, *number, IMAGE_WIDTH),
                label: format!("{} {number}", w.page_image_of),
                width: *width,
                height: *height,
                marks: marks(part, mark),
                words: words(part, &text),
            }),
            // Nothing in an image can be masked.
            _ => Body::Lines(lines((part, &text), mark, &window)),
        };
        let tables = part.blocks().iter().enumerate();
        let tables = tables.filter(|(_, block)| matches!(block, Block::Table { .. }));
        let grids = tables.map(|(block, _)| address::grid(unit, file, (index, block))).collect();
        Some(Self { w, title, is_recognised: part.source() == TextSource::Ocr, body, grids })
    }
}

/// One rectangle for each line of marked words.
fn marks(part: &Part, mark: Option<Range>) -> Vec<Mark> {
    let Some(mark) = mark else { return Vec::new() };
    let marked = part
        .words()
        .iter()
        .filter(|word| word.range.start < mark.end && mark.start < word.range.end);
    let mut boxes: Vec<[f32; 4]> = Vec::new();
    for word in marked {
        let [left, top, right, bottom] = word.bbox;
        match boxes.last_mut() {
            // The same line goes on: the middle of the word lies within it, and it stands to the right.
            Some(last)
                if (last[1]..last[3]).contains(&f32::midpoint(top, bottom)) && left >= last[0] =>
            {
                *last = [last[0], last[1].min(top), last[2].max(right), last[3].max(bottom)];
            }
            _ => boxes.push([left, top, right, bottom]),
        }
    }
    let mark = |(position, box_): (usize, [f32; 4])| Mark {
        box_: [box_[0] - 1.0, box_[1] - 1.0, box_[2] + 1.0, box_[3] + 1.0],
        is_first: position == 0,
    };
    boxes.into_iter().enumerate().map(mark).collect()
}

fn words(part: &Part, text: &str) -> Vec<PlacedWord> {
    let word = |word: &model::document::Word| PlacedWord {
        text: text[word.range.to_usize()].to_owned(),
        box_: word.bbox,
    };
    part.words().iter().map(word).collect()
}

/// A figure with one decimal: a tenth of a point is less than the eye sees.
struct Tenths(f32);

impl Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}", self.0)
    }
}

impl Mark {
    fn x(&self) -> Tenths {
        Tenths(self.box_[0])
    }
    fn y(&self) -> Tenths {
        Tenths(self.box_[1])
    }
    fn width(&self) -> Tenths {
        Tenths(self.box_[2] - self.box_[0])
    }
    fn height(&self) -> Tenths {
        Tenths(self.box_[3] - self.box_[1])
    }
}

impl PlacedWord {
    fn x(&self) -> Tenths {
        Tenths(self.box_[0])
    }
    /// The line that letters stand on lies a fifth above the lower edge.
    fn y(&self) -> Tenths {
        Tenths(self.box_[3] - 0.2 * (self.box_[3] - self.box_[1]))
    }
    fn width(&self) -> Tenths {
        Tenths((self.box_[2] - self.box_[0]).max(0.1))
    }
    fn size(&self) -> Tenths {
        Tenths((0.9 * (self.box_[3] - self.box_[1])).max(0.1))
    }
}

/// A paragraph, or a row of a table.
enum Line<'p> {
    Paragraph(Range),
    Row { table: usize, cells: &'p [Cell] },
}

impl Line<'_> {
    fn touches(&self, mark: Range) -> bool {
        let touches = |range: &Range| range.start < mark.end && mark.start < range.end;
        match self {
            Self::Paragraph(range) => touches(range),
            Self::Row { cells, .. } => cells.iter().any(|cell| touches(&cell.range)),
        }
    }
}

fn lines((part, text): (&Part, &str), mark: Option<Range>, window: &Window) -> Lines {
    let mut all = Vec::new();
    for (table, block) in part.blocks().iter().enumerate() {
        match block {
            Block::Paragraph { range, .. } => all.push(Line::Paragraph(*range)),
            Block::Table { rows } => {
                all.extend(rows.iter().map(|cells| Line::Row { table, cells }));
            }
        }
    }
    let marked = mark.and_then(|mark| all.iter().position(|line| line.touches(mark)));
    let around = marked.map_or(0, |marked| marked.saturating_sub(LINES_ABOVE));
    let from = window.from.unwrap_or(around).min(all.len());
    let to = (from + window.lines).min(all.len());
    let others = |first: usize| format!("{}{first}", window.others);
    let mut groups = Vec::new();
    let mut current = None;
    for line in &all[from..to] {
        match line {
            Line::Paragraph(range) => {
                current = None;
                groups.push(Group::Paragraph(runs(text, *range, mark)));
            }
            Line::Row { table, cells } => {
                let cells = cells
                    .iter()
                    .map(|cell| ShownCell {
                        runs: runs(text, cell.range, mark),
                        column_span: cell.column_span,
                        row_span: cell.row_span,
                    })
                    .collect();
                match groups.last_mut() {
                    Some(Group::Table(rows)) if current == Some(*table) => rows.push(cells),
                    _ => groups.push(Group::Table(vec![cells])),
                }
                current = Some(*table);
            }
        }
    }
    Lines {
        above: (from > 0).then(|| others(from.saturating_sub(window.lines))),
        below: (to < all.len()).then(|| others(to)),
        is_empty: all.is_empty(),
        groups,
    }
}

/// The text of a range, cut where the mark begins and ends.
fn runs(text: &str, range: Range, mark: Option<Range>) -> Vec<Run> {
    let inside = mark.map_or((range.end, range.end), |mark| {
        let clamp = |at: u32| at.clamp(range.start, range.end);
        (clamp(mark.start), clamp(mark.end))
    });
    [(range.start, inside.0, false), (inside.0, inside.1, true), (inside.1, range.end, false)]
        .into_iter()
        .filter(|(start, end, _)| start < end)
        .map(|(start, end, is_marked)| {
            let text = text[Range { start, end }.to_usize()].to_owned();
            Run { text, is_marked }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use model::document::{NewCell, PartBuilder};

    use super::*;

    fn document() -> Document {
        let mut part = PartBuilder::flow();
        for number in 1..=30 {
            part.paragraph(&format!("Đoạn thứ {number}"));
        }
        let cell = |text: &str, column| NewCell::new(column, text);
        part.table(vec![vec![cell("Mã", 1), cell("Điểm", 2)], vec![cell("1.1", 1), cell("2", 2)]]);
        Document::new(vec![part.finish()])
    }

    fn window(from: Option<usize>, lines: usize) -> Window {
        Window { from, lines, others: "?from=".to_owned() }
    }

    fn shown(mark: Option<Range>, window: Window) -> String {
        let unit = UnitId::new("a").expect("an id");
        let file = FilePath::try_from("a/b.docx".to_owned()).expect("a path");
        PointedPart::of(
            (&unit, &file),
            &document(),
            (0, mark),
            window,
            (Language::Vietnamese, Persons::Shown),
        )
        .expect("a part")
        .to_string()
    }

    #[test]
    fn the_marked_words_stand_amid_their_lines() {
        let text = document().parts()[0].text().to_owned();
        let start = text.find("thứ 20").expect("there");
        let html = shown(Some(Range::new(start, start + "thứ".len())), window(None, 12));
        assert!(html.contains("Đoạn <mark id=\"danh-dau\">thứ</mark> 20"), "{html}");
        assert!(html.contains("Đoạn thứ 12<") && !html.contains("Đoạn thứ 11<"), "{html}");
        assert!(html.contains("?from=0") && html.contains("?from=23"), "{html}");
    }

    #[test]
    fn rows_of_one_table_stay_one_table() {
        let html = shown(None, window(Some(29), 10));
        assert!(html.contains("/units/a/documents/a/b.docx?part=1&#38;grid=30"), "{html}");
        assert_eq!(html.matches("<table").count(), 1, "{html}");
        assert_eq!(html.matches("<tr").count(), 2, "{html}");
        assert!(!html.contains("<mark"));
    }
}
