//! Tags and text, in the order of the page, become paragraphs and tables. Tags may be missing or crossed.

use html5gum::StartTag;
use model::problem::Problem;

use crate::{
    flow::{Block, CellCount, FontId, Fonts, Paragraph},
    limits::Limits,
    numbering::{self, Format},
    spanned::{self, SpannedCell},
};

/// Tables deeper in each other than this are read as part of the cell that they stand in.
const MAX_DEPTH: usize = 16;
/// More open tags than any page needs; further ones are not remembered.
const MOST_OPEN: usize = 1024;

/// A page that is being read.
pub(super) struct Page {
    blocks: Vec<Block>,
    paragraph: Paragraph,
    /// Whether the next text follows a blank or the start of its line.
    after_blank: bool,
    title: String,
    fonts: Fonts,
    open: Vec<Open>,
    lists: Vec<ListState>,
    tables: Vec<OpenTable>,
    cells: CellCount,
}

/// A tag that changes what its content is.
struct Open {
    name: String,
    font: Option<FontId>,
    content: Content,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Shown,
    Hidden,
    Title,
    /// Lines and blanks count.
    Preformatted,
}

/// A list: the number of the next item, `None` for bullets.
struct ListState {
    next: Option<u32>,
    format: Format,
}

struct OpenTable {
    rows: Vec<Vec<SpannedCell>>,
    /// The blocks outside the table; inside it, those of the open cell take their place.
    outside: Vec<Block>,
    in_cell: bool,
}

impl Page {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            blocks: Vec::new(),
            paragraph: Paragraph::default(),
            after_blank: true,
            title: String::new(),
            fonts: Fonts::default(),
            open: Vec::new(),
            lists: Vec::new(),
            tables: Vec::new(),
            cells: CellCount::new(limits.cells),
        }
    }

    /// What the page calls itself.
    pub(super) fn title(&self) -> &str {
        self.title.trim()
    }

    /// The blocks of the page.
    pub(super) fn finish(mut self) -> (Vec<Block>, Fonts) {
        self.end_paragraph();
        while !self.tables.is_empty() {
            self.end_table();
        }
        (self.blocks, self.fonts)
    }

    /// A tag opens.
    ///
    /// # Errors
    /// `too-many-cells`.
    pub(super) fn open(&mut self, tag: &StartTag<()>) -> Result<(), Problem> {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let attribute = |name: &str| {
            tag.attributes
                .get(name.as_bytes())
                .map(|value| String::from_utf8_lossy(value).into_owned())
        };
        let number =
            |name: &str| attribute(name).and_then(|value| value.trim().parse::<u32>().ok());
        match name.as_str() {
            "br" => self.push("\n"),
            "table" => self.begin_table(),
            "tr" => self.begin_row(),
            "td" | "th" => {
                self.cells.count()?;
                self.begin_cell(number("colspan").unwrap_or(1), number("rowspan").unwrap_or(1));
            }
            "ol" => {
                let format = match attribute("type").as_deref() {
                    Some("a") => Format::LowerLetter,
                    Some("A") => Format::UpperLetter,
                    Some("i") => Format::LowerRoman,
                    Some("I") => Format::UpperRoman,
                    _ => Format::Decimal,
                };
                self.begin_list(ListState { next: Some(number("start").unwrap_or(1)), format });
            }
            "ul" => self.begin_list(ListState { next: None, format: Format::Bullet }),
            "li" => self.begin_item(number("value")),
            name if is_block(name) => self.end_paragraph(),
            _ => {}
        }
        if is_void(&name) || tag.self_closing {
            return Ok(());
        }
        let style = attribute("style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
        let content = match name.as_str() {
            "script" | "style" | "head" | "noscript" | "template" | "select" | "textarea"
            | "svg" => Content::Hidden,
            "title" => Content::Title,
            "pre" => Content::Preformatted,
            _ if style.contains("display:none") || style.contains("mso-hide:all") => {
                Content::Hidden
            }
            _ => Content::Shown,
        };
        let of_style = attribute("style").and_then(|style| font_of_style(&style));
        let font = attribute("face").or(of_style).map(|name| self.fonts.id(name.trim()));
        let matters = font.is_some() || content != Content::Shown;
        // Tags of the same name are remembered, too, so that each end closes its own.
        let is_same = || self.open.iter().any(|open| open.name == name);
        if (matters || is_same()) && self.open.len() < MOST_OPEN {
            self.open.push(Open { name, font, content });
        }
        Ok(())
    }

    /// A tag closes.
    pub(super) fn close(&mut self, name: &str) {
        if let Some(index) = self.open.iter().rposition(|open| open.name == name) {
            self.open.truncate(index);
        }
        match name {
            "table" => {
                self.end_paragraph();
                self.end_table();
            }
            "td" | "th" | "tr" => self.end_cell(),
            "ol" | "ul" => {
                self.end_paragraph();
                self.lists.pop();
            }
            name if is_block(name) => self.end_paragraph(),
            _ => {}
        }
    }

    /// Text of the page.
    pub(super) fn text(&mut self, text: &str) {
        let content = self.content();
        if content == Content::Title {
            self.title.push_str(text);
        }
        if matches!(content, Content::Title | Content::Hidden) {
            return;
        }
        if content == Content::Preformatted {
            self.push(text);
            return;
        }
        // Blanks and line ends of the source are one blank; those that do not break keep words apart all the same.
        let mut shown = String::with_capacity(text.len());
        for letter in text.chars() {
            match letter {
                ' ' | '\t' | '\n' | '\r' | '\u{C}' if self.after_blank => {}
                ' ' | '\t' | '\n' | '\r' | '\u{C}' | '\u{A0}' => {
                    shown.push(' ');
                    self.after_blank = true;
                }
                letter => {
                    shown.push(letter);
                    self.after_blank = false;
                }
            }
        }
        let font = self.font();
        self.paragraph.push(&shown, font);
    }

    fn content(&self) -> Content {
        let is = |content| self.open.iter().any(|open| open.content == content);
        match () {
            // The title stands in the head.
            () if is(Content::Title) => Content::Title,
            () if is(Content::Hidden) => Content::Hidden,
            () if is(Content::Preformatted) => Content::Preformatted,
            () => Content::Shown,
        }
    }

    fn font(&self) -> FontId {
        self.open.iter().rev().find_map(|open| open.font).unwrap_or_default()
    }

    fn push(&mut self, text: &str) {
        if self.content() != Content::Hidden {
            let font = self.font();
            self.paragraph.push(text, font);
            self.after_blank = text.ends_with(char::is_whitespace);
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if !paragraph.is_blank() {
            self.blocks.push(Block::Paragraph(paragraph));
        }
        self.after_blank = true;
    }

    fn begin_list(&mut self, list: ListState) {
        self.end_paragraph();
        if self.lists.len() < MOST_OPEN {
            self.lists.push(list);
        }
    }

    fn begin_item(&mut self, value: Option<u32>) {
        self.end_paragraph();
        let Some(list) = self.lists.last_mut() else { return };
        let label = match list.next {
            None => "•".to_owned(),
            Some(next) => {
                let number = value.unwrap_or(next);
                list.next = Some(number.saturating_add(1));
                format!("{}.", numbering::print(list.format, number))
            }
        };
        self.push(&format!("{label} "));
    }

    fn begin_table(&mut self) {
        self.end_paragraph();
        if self.tables.len() < MAX_DEPTH {
            let outside = std::mem::take(&mut self.blocks);
            self.tables.push(OpenTable { rows: Vec::new(), outside, in_cell: false });
        }
    }

    fn begin_row(&mut self) {
        self.end_cell();
        if let Some(table) = self.tables.last_mut() {
            table.rows.push(Vec::new());
        }
    }

    fn begin_cell(&mut self, columns: u32, rows: u32) {
        self.end_cell();
        let Some(table) = self.tables.last_mut() else { return };
        // What stands between cells belongs to none; browsers show it before the table.
        table.outside.append(&mut self.blocks);
        table.in_cell = true;
        if table.rows.is_empty() {
            table.rows.push(Vec::new());
        }
        if let Some(row) = table.rows.last_mut() {
            row.push(SpannedCell { blocks: Vec::new(), columns, rows });
        }
    }

    fn end_cell(&mut self) {
        self.end_paragraph();
        let Some(table) = self.tables.last_mut() else { return };
        if !std::mem::replace(&mut table.in_cell, false) {
            return;
        }
        if let Some(cell) = table.rows.last_mut().and_then(|row| row.last_mut()) {
            cell.blocks = std::mem::take(&mut self.blocks);
        }
    }

    fn end_table(&mut self) {
        self.end_cell();
        let Some(OpenTable { mut rows, mut outside, .. }) = self.tables.pop() else { return };
        outside.append(&mut self.blocks);
        self.blocks = outside;
        rows.retain(|row| !row.is_empty());
        match rows.as_mut_slice() {
            [] => {}
            // A table of one cell is a frame around the page.
            [row] if row.len() == 1 => self.blocks.append(&mut row[0].blocks),
            _ => self.blocks.push(Block::Table(spanned::to_grid(rows))),
        }
    }
}

/// Whether a tag begins and ends lines.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "blockquote"
            | "pre"
            | "hr"
            | "center"
            | "address"
            | "dl"
            | "dt"
            | "dd"
            | "fieldset"
            | "form"
            | "figure"
            | "figcaption"
            | "caption"
            | "body"
            | "html"
            | "li"
            | "tbody"
            | "thead"
            | "tfoot"
    )
}

/// Whether a tag has no end.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr"
            | "img"
            | "input"
            | "meta"
            | "link"
            | "col"
            | "area"
            | "base"
            | "embed"
            | "wbr"
            | "source"
            | "track"
            | "param"
    )
}

/// The first font that a style names.
fn font_of_style(style: &str) -> Option<String> {
    let at = style.to_ascii_lowercase().find("font-family")?;
    let (_, value) = style.get(at..)?.split_once(':')?;
    let first = value.split([',', ';']).next()?;
    Some(first.trim().trim_matches(['"', '\'']).to_owned()).filter(|name| !name.is_empty())
}
