//! OpenDocument spreadsheets (ISO/IEC 26300): the cells of every sheet, by the texts that the file holds of what they
//! show.
//!
//! The program that wrote the file laid numbers out in its own language, so `643,272` may be a number of six digits or
//! one of three; the stored value tells, and the text comes out with a decimal comma as everywhere else. Cells and rows
//! that the file repeats by a count are unfolded within the limits only. Not with `calamine`, which gives the stored
//! values without what they show, and repeats before it counts.

use std::ops::RangeInclusive;

use model::problem::{Problem, ProblemCode};
use quick_xml::events::BytesStart;

use crate::{
    contents::Contents,
    markup::{self, Markup, Node},
    nfc::nfc,
    ooxml::Package,
    session::Session,
    spreadsheet::{
        self, Sheets, display,
        grid::{Allowance, Grid, Region},
    },
};

/// Reads a workbook.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    let mut package = match Package::open(bytes, session) {
        Ok(package) => package,
        Err(problem) => return Contents::rejected(problem),
    };
    let text = match content(&mut package, session) {
        Ok(text) => text,
        Err(problem) => return Contents::rejected(package.problem.unwrap_or(problem)),
    };
    let mut sheets = Sheets::new(session);
    if let Some(problem) = package.problem.take() {
        sheets.note(problem);
    }
    let max_depth = session.limits().xml_depth;
    let mut markup = Markup::new(&text, max_depth, session.heartbeat());
    let mut hidden_styles = Vec::new();
    let mut n_sheets = 0;
    let result = tables(&mut markup, &mut hidden_styles, &mut sheets, &mut n_sheets);
    match result {
        Err(problem) if n_sheets == 0 => Contents::rejected(problem),
        result => {
            if let Err(problem) = result {
                sheets.note(problem);
            }
            sheets.finish()
        }
    }
}

fn content(package: &mut Package<'_>, session: &mut Session<'_>) -> Result<String, Problem> {
    let manifest = package.take_xml("META-INF/manifest.xml", session)?;
    if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(Problem::new(ProblemCode::PasswordRequired, ""));
    }
    package
        .take_xml("content.xml", session)?
        .ok_or_else(|| Problem::new(ProblemCode::Damaged, "no part content.xml"))
}

/// Reads the sheets one after the other; an error leaves those before it.
fn tables(
    markup: &mut Markup<'_, '_>,
    hidden_styles: &mut Vec<String>,
    sheets: &mut Sheets,
    n_sheets: &mut usize,
) -> Result<(), Problem> {
    let mut style = String::new();
    while let Some(node) = markup.next()? {
        let Node::Start(start) = node else { continue };
        match start.local_name().as_ref() {
            "style" => {
                style = markup::attribute(&start, "name")?.unwrap_or_default().into_owned();
            }
            "table-properties" => {
                let shown = markup::attribute(&start, "display")?;
                hidden_styles.extend(shown.filter(|shown| shown == "false").map(|_| style.clone()));
            }
            "table" => {
                let name = nfc(&markup::attribute(&start, "name")?.unwrap_or_default());
                let style = markup::attribute(&start, "style-name")?;
                let is_hidden =
                    style.is_some_and(|style| hidden_styles.iter().any(|hidden| *hidden == style));
                let mut reader = Reader {
                    allowance: &mut sheets.allowance,
                    grid: Grid::default(),
                    row: 0,
                    column: 0,
                };
                let result = reader.rows(markup);
                let grid = reader.grid.ended(result);
                let is_broken = grid.problem.is_some();
                sheets.add(&name, is_hidden, grid);
                *n_sheets += 1;
                if is_broken {
                    return Ok(()); // nothing that follows can be trusted to lie where it seems to
                }
            }
            // What changed cells said before, and data that charts keep.
            "tracked-changes" | "dde-links" => markup.skip()?,
            _ => {}
        }
    }
    Ok(())
}

struct Reader<'r> {
    allowance: &'r mut Allowance,
    grid: Grid,
    /// Where the reading is; from 1.
    row: u32,
    column: u32,
}

/// A cell as its attributes describe it.
#[derive(Default)]
struct OpenCell {
    kind: String,
    value: Option<String>,
    has_formula: bool,
    repeated: u32,
    columns: u32,
    rows: u32,
}

impl OpenCell {
    fn of(start: &BytesStart<'_>) -> Result<Self, Problem> {
        let mut cell = Self { repeated: 1, columns: 1, rows: 1, ..Self::default() };
        for attribute in markup::attributes(start) {
            let (name, value) = attribute?;
            match name {
                "value-type" => cell.kind = value.into_owned(),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    cell.value = Some(value.into_owned());
                }
                "formula" => cell.has_formula = true,
                "number-columns-repeated" => cell.repeated = count(&value),
                "number-columns-spanned" => cell.columns = count(&value),
                "number-rows-spanned" => cell.rows = count(&value),
                _ => {}
            }
        }
        Ok(cell)
    }

    /// What the cell shows, given the text that the file holds of it.
    fn shown(&self, text: &str) -> String {
        let value = self.value.as_deref().unwrap_or_default();
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => match value.parse::<f64>() {
                Ok(number) if text.is_empty() => display::number(number, None, false),
                Ok(number) => display::with_decimal_comma(text, number),
                Err(_) => text.to_owned(),
            },
            // Which of the numbers of `10/12/2025` is the month depends on the language, so the stored date is shown;
            // a text of fewer numbers says less than a day.
            "date" if text.is_empty() || n_numbers(text) >= 3 => display::iso_date(value),
            "boolean" if text.is_empty() => value.to_ascii_uppercase(),
            "string" if text.is_empty() => value.to_owned(),
            _ => text.to_owned(),
        }
    }
}

fn count(value: &str) -> u32 {
    value.parse().unwrap_or(1).max(1)
}

fn n_numbers(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).count()
}

impl Reader<'_> {
    /// Reads the rows inside the sheet, or inside what groups some of them.
    fn rows(&mut self, markup: &mut Markup<'_, '_>) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => match start.local_name().as_ref() {
                    "table-row" => {
                        let repeated = markup::attribute(&start, "number-rows-repeated")?;
                        self.row(markup, repeated.as_deref().map_or(1, count))?;
                    }
                    "table-header-rows" | "table-row-group" | "table-rows" => self.rows(markup)?,
                    _ => markup.skip()?,
                },
                Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Reads a row that stands so many times.
    fn row(&mut self, markup: &mut Markup<'_, '_>, repeated: u32) -> Result<(), Problem> {
        let first = self.row.saturating_add(1);
        self.row = self.row.saturating_add(repeated);
        self.column = 0;
        while let Some(node) = markup.next()? {
            match node {
                Node::Start(start) => match start.local_name().as_ref() {
                    "table-cell" => {
                        let cell = OpenCell::of(&start)?;
                        let text = cell_text(markup)?;
                        self.keep(&cell, &text, first..=self.row)?;
                    }
                    "covered-table-cell" => {
                        let cell = OpenCell::of(&start)?;
                        markup.skip()?;
                        self.column = self.column.saturating_add(cell.repeated);
                    }
                    _ => markup.skip()?,
                },
                Node::End => return Ok(()),
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn keep(
        &mut self,
        cell: &OpenCell,
        text: &str,
        rows: RangeInclusive<u32>,
    ) -> Result<(), Problem> {
        let first = self.column.saturating_add(1);
        self.column = self.column.saturating_add(cell.repeated);
        let shown = spreadsheet::clean(&cell.shown(text));
        let lacks_value = shown.is_empty() && cell.has_formula && cell.kind.is_empty();
        if shown.is_empty() && !lacks_value {
            return Ok(());
        }
        if !lacks_value {
            let n_rows = u64::from(rows.end() - rows.start()) + 1;
            let n_columns = u64::from(self.column - first) + 1;
            self.allowance.check_cells(n_rows.saturating_mul(n_columns))?;
        }
        for row in rows {
            for column in first..=self.column {
                if lacks_value {
                    self.grid.note_without_value(row, column);
                    return Ok(()); // repeated or not, one name is enough
                }
                self.grid.add(row, column, &shown, self.allowance)?;
            }
            if (cell.rows, cell.columns) != (1, 1)
                && let Some(region) = Region::from_zero(
                    [row - 1, (row - 1).saturating_add(cell.rows - 1)],
                    [first - 1, (first - 1).saturating_add(cell.columns - 1)],
                )
            {
                self.grid.merge(region)?;
            }
        }
        Ok(())
    }
}

/// The paragraphs of the cell that was opened, to its end; comments and drawings on it are passed over.
fn cell_text(markup: &mut Markup<'_, '_>) -> Result<String, Problem> {
    let mut text = String::new();
    let mut depth = 1;
    let mut in_paragraph = 0_u32;
    let mut has_paragraph = false;
    while depth > 0 {
        match markup.next()? {
            Some(Node::Start(start)) => {
                match start.local_name().as_ref() {
                    "annotation" | "shapes" | "frame" | "custom-shape" => {
                        markup.skip()?;
                        continue;
                    }
                    "p" | "h" => {
                        if has_paragraph {
                            text.push('\n');
                        }
                        has_paragraph = true;
                        in_paragraph = depth;
                    }
                    "s" => {
                        let n_spaces = markup::attribute(&start, "c")?;
                        let n_spaces = n_spaces.as_deref().map_or(1, count).min(MAX_SPACES);
                        text.extend(std::iter::repeat_n(' ', n_spaces as usize));
                    }
                    "tab" => text.push('\t'),
                    "line-break" => text.push('\n'),
                    _ => {}
                }
                depth += 1;
            }
            Some(Node::End) => {
                depth -= 1;
                if depth == in_paragraph {
                    in_paragraph = 0;
                }
            }
            Some(Node::Text(piece)) if in_paragraph > 0 => text.push_str(&piece),
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    Ok(text)
}

/// More spaces in a row than this say nothing more.
const MAX_SPACES: u32 = 256;

#[cfg(test)]
mod tests;
