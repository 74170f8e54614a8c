//! The body of a text, its headers and footers: paragraphs, lists and tables in order.

use std::collections::BTreeMap;

use model::problem::Problem;
use quick_xml::events::BytesStart;

use super::styles::Styles;
use crate::{
    flow::{self, Block, CellCount, FontId, Paragraph},
    markup::{self, Markup, Node},
    numbering::{List, Numbering},
    spanned::{self, SpannedCell},
};

/// Blanks that one element may stand for.
const MOST_BLANKS: u32 = 100;
/// The lists of headings.
const HEADINGS: &str = "headings";

/// Reads stories one after the other; numbering runs on through them.
pub(super) struct Story<'s> {
    styles: &'s Styles,
    numbering: Numbering,
    /// The list that a list style had last, and the one of each id, for those that go on.
    last_of_style: BTreeMap<String, String>,
    last_of_id: BTreeMap<String, String>,
    n_lists: usize,
    /// The lists that are open, from the outermost.
    lists: Vec<OpenList>,
    /// The number of the item that the next paragraph begins.
    label: Option<String>,
    cells: CellCount,
    headers: Vec<Vec<Block>>,
    footers: Vec<Vec<Block>>,
    notes: Vec<Block>,
}

struct OpenList {
    style: Option<String>,
    key: Option<String>,
}

/// A paragraph that is being read.
struct OpenParagraph {
    paragraph: Paragraph,
    after_blank: bool,
    /// What its text boxes say; they follow it.
    boxes: Vec<Block>,
}

/// What text looks like at a point.
#[derive(Clone, Copy)]
struct Look {
    font: FontId,
    is_hidden: bool,
}

impl<'s> Story<'s> {
    pub(super) fn new(styles: &'s Styles, max_cells: u32) -> Self {
        let mut numbering = Numbering::default();
        numbering.definitions.insert(HEADINGS.to_owned(), styles.headings().clone());
        let list = List { definition: HEADINGS.to_owned(), ..List::default() };
        numbering.lists.insert(HEADINGS.to_owned(), list);
        Self {
            styles,
            numbering,
            last_of_style: BTreeMap::new(),
            last_of_id: BTreeMap::new(),
            n_lists: 0,
            lists: Vec::new(),
            label: None,
            cells: CellCount::new(max_cells),
            headers: Vec::new(),
            footers: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Headers, footers and notes.
    pub(super) fn finish(self) -> (Vec<Vec<Block>>, Vec<Vec<Block>>, Vec<Block>) {
        (self.headers, self.footers, self.notes)
    }

    /// Reads the body from `content.xml`.
    ///
    /// # Errors
    /// As [`Markup::next`], and `too-many-cells`; `blocks` then holds what came before.
    pub(super) fn read_body(
        &mut self,
        markup: &mut Markup<'_, '_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            let Node::Start(start) = node else { continue };
            if start.local_name().as_ref() == "body" {
                return self.blocks(markup, blocks);
            }
        }
        Ok(())
    }

    /// Reads the headers and footers from `styles.xml`.
    ///
    /// # Errors
    /// As [`Story::read_body`].
    pub(super) fn read_running_heads(
        &mut self,
        markup: &mut Markup<'_, '_>,
    ) -> Result<(), Problem> {
        let mut is_master = false;
        while let Some(node) = markup.next()? {
            let Node::Start(start) = node else { continue };
            let name = start.local_name();
            is_master |= name.as_ref() == "master-styles";
            let is_header = match name.as_ref() {
                "header" | "header-left" | "header-first" if is_master => true,
                "footer" | "footer-left" | "footer-first" if is_master => false,
                _ => continue,
            };
            if markup::attribute(&start, "display")?.is_some_and(|display| display == "false") {
                markup.skip()?;
                continue;
            }
            let mut blocks = Vec::new();
            let result = self.blocks(markup, &mut blocks);
            if !flow::are_blank(&blocks) {
                if is_header { &mut self.headers } else { &mut self.footers }.push(blocks);
            }
            result?;
        }
        Ok(())
    }

    fn blocks(
        &mut self,
        markup: &mut Markup<'_, '_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => match start.local_name().as_ref() {
                    "p" | "h" => self.paragraph(&start, markup, blocks)?,
                    "list" => self.list(&start, markup, blocks)?,
                    "table" => self.table(markup, blocks)?,
                    // What was deleted; comments; lists of fields and bookmarks.
                    "tracked-changes"
                    | "annotation"
                    | "variable-decls"
                    | "sequence-decls"
                    | "user-field-decls"
                    | "forms"
                    | "dde-connection-decls"
                    | "event-listeners" => {
                        markup.skip()?;
                    }
                    _ => self.blocks(markup, blocks)?,
                },
                Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn paragraph(
        &mut self,
        start: &BytesStart<'_>,
        markup: &mut Markup<'_, '_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        let style = markup::attribute(start, "style-name")?.map(|style| style.into_owned());
        let is_heading = start.local_name().as_ref() == "h";
        let level = markup::attribute(start, "outline-level")?.and_then(|level| level.parse().ok());
        let font = self.styles.font(style.as_deref(), None);
        let look = Look { font, is_hidden: self.styles.is_hidden(style.as_deref()) };
        let mut label = self.label.take();
        if is_heading && self.lists.is_empty() && self.styles.list_of(style.as_deref()).is_none() {
            let level = level.unwrap_or(1_usize).saturating_sub(1);
            label = self.numbering.label(HEADINGS, level);
        }
        let mut open =
            OpenParagraph { paragraph: Paragraph::default(), after_blank: true, boxes: Vec::new() };
        if let Some(label) = label {
            open.paragraph.push(&label, FontId::default());
        }
        let result = self.inline(markup, &mut open, look);
        blocks.push(Block::Paragraph(open.paragraph));
        blocks.extend(open.boxes);
        result
    }

    fn inline(
        &mut self,
        markup: &mut Markup<'_, '_>,
        open: &mut OpenParagraph,
        look: Look,
    ) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => self.inline_element(&start, markup, open, look)?,
                Node::End => return Ok(()),
                Node::Text(text) => open.text(&text, look),
            }
        }
        Ok(())
    }

    fn inline_element(
        &mut self,
        start: &BytesStart<'_>,
        markup: &mut Markup<'_, '_>,
        open: &mut OpenParagraph,
        look: Look,
    ) -> Result<(), Problem> {
        match start.local_name().as_ref() {
            "s" => {
                let n_blanks = markup::attribute(start, "c")?.and_then(|n| n.parse().ok());
                let n_blanks: u32 = n_blanks.unwrap_or(1);
                open.verbatim(&" ".repeat(n_blanks.min(MOST_BLANKS) as usize), look);
                markup.skip()?;
            }
            "tab" => {
                open.verbatim("\t", look);
                markup.skip()?;
            }
            "line-break" => {
                open.verbatim("\n", look);
                markup.skip()?;
            }
            "span" => {
                let style = markup::attribute(start, "style-name")?.map(|style| style.into_owned());
                let font = self.styles.font(style.as_deref(), Some(look.font));
                let is_hidden = look.is_hidden || self.styles.is_hidden(style.as_deref());
                self.inline(markup, open, Look { font, is_hidden })?;
            }
            "note" => self.note(markup)?,
            "text-box" => {
                let lists = std::mem::take(&mut self.lists);
                let label = self.label.take();
                let result = self.blocks(markup, &mut open.boxes);
                self.lists = lists;
                self.label = label;
                result?;
            }
            // Page numbers, comments, what is only shown in other places, what drawings are called.
            "page-number" | "page-count" | "annotation" | "annotation-end" | "ruby-text"
            | "hidden-text" | "tracked-changes" | "title" | "desc" | "page-continuation" => {
                markup.skip()?;
            }
            // Drawn shapes hold paragraphs of their own.
            "p" | "h" => self.paragraph(start, markup, &mut open.boxes)?,
            "list" => self.list(start, markup, &mut open.boxes)?,
            "table" => self.table(markup, &mut open.boxes)?,
            _ => self.inline(markup, open, look)?,
        }
        Ok(())
    }

    /// A note: its text goes behind the body, its number nowhere.
    fn note(&mut self, markup: &mut Markup<'_, '_>) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            let Node::Start(start) = node else { break };
            if start.local_name().as_ref() != "note-body" {
                markup.skip()?;
                continue;
            }
            let mut blocks = Vec::new();
            let lists = std::mem::take(&mut self.lists);
            let result = self.blocks(markup, &mut blocks);
            self.lists = lists;
            self.notes.extend(blocks);
            result?;
        }
        Ok(())
    }

    fn list(
        &mut self,
        start: &BytesStart<'_>,
        markup: &mut Markup<'_, '_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        let value = |name| markup::attribute(start, name).map(|v| v.map(|v| v.into_owned()));
        let own = value("style-name")?;
        let outer = self.lists.last();
        let style = own.or_else(|| outer.and_then(|list| list.style.clone()));
        let key = match outer {
            // A list inside another is its next level, unless it looks otherwise.
            Some(outer) if outer.style == style => outer.key.clone(),
            _ => {
                let goes_on = value("continue-numbering")?.is_some_and(|on| on == "true");
                let after = value("continue-list")?;
                let after = after.and_then(|id| self.last_of_id.get(&id).cloned());
                let last = style.as_ref().and_then(|style| self.last_of_style.get(style).cloned());
                after.or(last.filter(|_| goes_on)).or_else(|| self.new_list(style.as_deref()))
            }
        };
        if let (Some(style), Some(key)) = (&style, &key) {
            self.last_of_style.insert(style.clone(), key.clone());
        }
        if let (Some(id), Some(key)) = (value("id")?, &key) {
            self.last_of_id.insert(id, key.clone());
        }
        self.lists.push(OpenList { style, key });
        let result = self.items(markup, blocks);
        self.lists.pop();
        result
    }

    /// A list of its own that looks as a style says.
    fn new_list(&mut self, style: Option<&str>) -> Option<String> {
        let definition = self.styles.list(style?)?.clone();
        self.n_lists += 1;
        let key = format!("list {}", self.n_lists);
        self.numbering.definitions.insert(key.clone(), definition);
        let list = List { definition: key.clone(), ..List::default() };
        self.numbering.lists.insert(key.clone(), list);
        Some(key)
    }

    fn items(
        &mut self,
        markup: &mut Markup<'_, '_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => {
                    if start.local_name().as_ref() == "list-item" {
                        self.begin_item(&start)?;
                    }
                    self.blocks(markup, blocks)?;
                    self.label = None;
                }
                Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Gives the next paragraph the number of an item. An item that only holds an inner list has none.
    fn begin_item(&mut self, start: &BytesStart<'_>) -> Result<(), Problem> {
        let level = self.lists.len().saturating_sub(1);
        let Some(key) = self.lists.last().and_then(|list| list.key.clone()) else { return Ok(()) };
        let number =
            markup::attribute(start, "start-value")?.and_then(|number| number.parse().ok());
        if let Some(number) = number {
            self.numbering.start_at(&key, level, number);
        }
        self.label = self.numbering.label(&key, level);
        Ok(())
    }

    fn table(
        &mut self,
        markup: &mut Markup<'_, '_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Problem> {
        let mut rows = Vec::new();
        let lists = std::mem::take(&mut self.lists);
        let label = self.label.take();
        let result = self.rows(markup, &mut rows);
        self.lists = lists;
        self.label = label;
        if !rows.is_empty() {
            blocks.push(Block::Table(spanned::to_grid(rows)));
        }
        result
    }

    /// The rows inside the table, or inside what groups some of them.
    fn rows(
        &mut self,
        markup: &mut Markup<'_, '_>,
        rows: &mut Vec<Vec<SpannedCell>>,
    ) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => match start.local_name().as_ref() {
                    "table-row" => {
                        let mut cells = Vec::new();
                        let result = self.row(markup, &mut cells);
                        rows.push(cells);
                        result?;
                    }
                    "table-header-rows" | "table-rows" | "table-row-group" => {
                        self.rows(markup, rows)?;
                    }
                    _ => markup.skip()?,
                },
                Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        markup: &mut Markup<'_, '_>,
        cells: &mut Vec<SpannedCell>,
    ) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            let Node::Start(start) = node else { return Ok(()) };
            // Covered cells only repeat that others cover their place.
            if start.local_name().as_ref() != "table-cell" {
                markup.skip()?;
                continue;
            }
            let count = |name| {
                markup::attribute(&start, name)
                    .map(|value| value.and_then(|value| value.parse::<u32>().ok()).unwrap_or(1))
            };
            let (columns, rows) = (count("number-columns-spanned")?, count("number-rows-spanned")?);
            let n_times = count("number-columns-repeated")?;
            self.cells.count()?;
            let mut blocks = Vec::new();
            let result = self.blocks(markup, &mut blocks);
            let cell = SpannedCell { blocks, columns, rows };
            for _ in 1..n_times {
                self.cells.count()?;
                cells.push(cell.clone());
            }
            cells.push(cell);
            result?;
        }
        Ok(())
    }
}

impl OpenParagraph {
    /// Text, in which blanks and line ends of the source are one blank.
    fn text(&mut self, text: &str, look: Look) {
        let mut shown = String::with_capacity(text.len());
        for letter in text.chars() {
            let is_blank = matches!(letter, ' ' | '\t' | '\n' | '\r');
            if !is_blank {
                shown.push(letter);
            } else if !self.after_blank {
                shown.push(' ');
            }
            self.after_blank = is_blank;
        }
        if !look.is_hidden {
            self.paragraph.push(&shown, look.font);
        }
    }

    /// Blanks that are meant.
    fn verbatim(&mut self, text: &str, look: Look) {
        if !look.is_hidden {
            self.paragraph.push(text, look.font);
        }
        self.after_blank = false;
    }
}
