//! One sheet: its cells in a single pass over the XML, with what they show, and its merged regions.

use model::problem::{Problem, ProblemCode};
use quick_xml::events::BytesStart;

use super::workbook;
use crate::{
    markup::{self, Markup, Node},
    session::Session,
    spreadsheet::{
        display,
        grid::{self, Allowance, Grid, Region},
        packaged::{self, SheetEntry, Workbook},
        stored,
    },
};

/// Takes a sheet out of the package and reads it.
///
/// # Errors
/// When the package does not have it or it cannot be taken out.
pub(super) fn take(
    workbook: &mut Workbook<'_>,
    entry: &SheetEntry,
    allowance: &mut Allowance,
    session: &mut Session<'_>,
) -> Result<Grid, Problem> {
    let text = packaged::present(workbook.package.take_xml(&entry.part, session)?, &entry.part)?;
    Ok(read(&text, workbook, allowance, session))
}

/// Reads a sheet; what stands before a break of its form is kept.
fn read(
    text: &str,
    workbook: &Workbook<'_>,
    allowance: &mut Allowance,
    session: &mut Session<'_>,
) -> Grid {
    let max_depth = session.limits().xml_depth;
    let mut markup = Markup::new(text, max_depth, session.heartbeat());
    let mut reader = Reader {
        workbook,
        allowance,
        grid: Grid::default(),
        row: 0,
        column: 0,
        cell: OpenCell::default(),
    };
    let result = reader.read(&mut markup);
    reader.grid.ended(result)
}

struct Reader<'r, 'b> {
    workbook: &'r Workbook<'b>,
    allowance: &'r mut Allowance,
    grid: Grid,
    /// Where the reading is; from 1. Cells without an address follow the one before.
    row: u32,
    column: u32,
    /// The cell that is being read; one for all, so that a million cells share its memory.
    cell: OpenCell,
}

/// A cell that is being read.
#[derive(Default)]
struct OpenCell {
    kind: Kind,
    style: usize,
    has_formula: bool,
    has_value: bool,
    value: String,
    inline: Option<String>,
}

/// What the value of a cell is, its attribute `t`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Truth,
    Date,
    /// The result of a formula; may be empty.
    Text,
    /// An error code, or a text that stands in the cell.
    Plain,
}

impl Kind {
    fn parse(kind: &str) -> Self {
        match kind {
            "s" => Self::Shared,
            "b" => Self::Truth,
            "d" => Self::Date,
            "str" => Self::Text,
            "e" | "inlineStr" => Self::Plain,
            _ => Self::Number,
        }
    }
}

impl OpenCell {
    fn reset(&mut self) {
        let mut value = std::mem::take(&mut self.value);
        value.clear();
        *self = Self { value, ..Self::default() };
    }
}

impl Reader<'_, '_> {
    fn read(&mut self, markup: &mut Markup<'_, '_>) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            let Node::Start(start) = node else { continue };
            match start.local_name().as_ref() {
                "row" => {
                    self.row = match markup::attribute(&start, "r")? {
                        Some(row) => {
                            row.parse().ok().filter(|row| *row <= grid::MAX_ROW).ok_or_else(
                                || Problem::new(ProblemCode::Damaged, format!("row {row}")),
                            )?
                        }
                        None => self.row.saturating_add(1),
                    };
                    self.column = 0;
                }
                "c" => self.cell(&start, markup)?,
                "mergeCell" => {
                    let reference = markup::attribute(&start, "ref")?.unwrap_or_default();
                    if let Some(region) = Region::parse(&reference) {
                        self.grid.merge(region)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn cell(&mut self, start: &BytesStart<'_>, markup: &mut Markup<'_, '_>) -> Result<(), Problem> {
        self.cell.reset();
        let mut place = (self.row.max(1), self.column.saturating_add(1));
        for attribute in markup::attributes(start) {
            let (name, value) = attribute?;
            match name {
                "r" => {
                    place = grid::parse_address(&value).ok_or_else(|| {
                        let shown: String = value.chars().take(32).collect();
                        Problem::new(ProblemCode::Damaged, format!("cell {shown}"))
                    })?;
                }
                "s" => self.cell.style = value.parse().unwrap_or(0),
                "t" => self.cell.kind = Kind::parse(&value),
                _ => {}
            }
        }
        (self.row, self.column) = place;
        let mut depth = 1;
        while depth > 0 {
            match markup.next()? {
                Some(Node::Start(start)) => match start.local_name().as_ref() {
                    "v" => {
                        self.cell.has_value = true;
                        self.cell.value.clear();
                        markup.text_into(&mut self.cell.value)?;
                    }
                    "is" => self.cell.inline = Some(workbook::rich_text(markup)?),
                    "f" => {
                        self.cell.has_formula = true;
                        markup.skip()?;
                    }
                    _ => depth += 1,
                },
                Some(Node::End) => depth -= 1,
                Some(Node::Text(_)) => {}
                None => break,
            }
        }
        self.keep()
    }

    fn keep(&mut self) -> Result<(), Problem> {
        let (row, column, cell) = (self.row, self.column, &self.cell);
        // Excel stores an empty text as a result too; a number cannot be empty.
        let has_result = cell.inline.is_some()
            || (cell.has_value && (!cell.value.is_empty() || cell.kind == Kind::Text));
        if cell.has_formula && !has_result {
            self.grid.note_without_value(row, column);
            return Ok(());
        }
        let mut add = |text: &str| self.grid.add(row, column, text, self.allowance);
        if let Some(inline) = &cell.inline {
            return add(inline);
        }
        let value = cell.value.trim();
        let shown = match cell.kind {
            _ if !cell.has_value => return Ok(()),
            Kind::Shared => {
                let index = value.parse().ok();
                match index.and_then(|index| self.workbook.string(index)) {
                    Some(text) => return add(text),
                    None => None,
                }
            }
            Kind::Truth => return add(stored::truth(matches!(value, "1" | "true"))),
            Kind::Date => Some(display::iso_date(value)),
            Kind::Text | Kind::Plain => Some(workbook::clean(value)),
            Kind::Number if value.is_empty() => return Ok(()),
            Kind::Number => {
                let number = value.parse().ok().filter(|number: &f64| number.is_finite());
                let format = self.workbook.format(cell.style);
                number.map(|number| display::number(number, format, self.workbook.is_1904))
            }
        };
        match shown {
            Some(text) => add(&text),
            None => {
                self.grid.note_broken(row, column);
                Ok(())
            }
        }
    }
}
