//! Is there a self-score sheet in the document, and what does each of its rows claim?
//!
//! A sheet is a table with a column for the unit's own points beside codes or names of criteria. It may go on over
//! several tables and pages. Refuses to know the criteria set: codes and points are what the sheet says.

pub(crate) mod code;
mod columns;
mod evidence;
mod row;

#[cfg(test)]
mod tests;

use model::{
    ContentHash, Document, Problem, ProblemCode,
    document::{Block, Cell, PartKind, Segment, Span},
    sheet::SelfScoreSheet,
};

use self::{
    code::CodeStyle,
    columns::{Columns, looks_like_title},
    row::RowReader,
};
use crate::grid::{CellIndex, Grid};

/// Rows with codes that make a table under a title of self-scoring a sheet, though its header is not understood.
const MIN_CODED_ROWS: usize = 2;

/// The self-score sheet of a document, if it has one, and what of it could not be understood.
pub(crate) fn find(
    document: &Document,
    hash: ContentHash,
) -> (Option<SelfScoreSheet>, Vec<Problem>) {
    let tables = tables(document);
    let mut parts: Vec<(&Table<'_>, Columns, usize)> = Vec::new();
    let mut problems = Vec::new();
    for table in &tables {
        if let Some((columns, first_row)) = Columns::find(table) {
            parts.push((table, columns, first_row));
        } else if let Some((before, columns, _)) = parts.last()
            && table.continues(before)
        {
            parts.push((table, columns.clone(), 0));
        } else if table.is_titled && coded_rows(table) >= MIN_CODED_ROWS {
            problems.extend(table.problem(document, ProblemCode::SheetHeaderNotFound));
        }
    }
    if parts.is_empty() {
        return (None, problems);
    }
    let style = CodeStyle::of(parts.iter().flat_map(|(table, columns, first_row)| {
        (*first_row..table.grid.n_rows()).filter_map(|row| columns.code_text(table, row))
    }));
    let mut reader = RowReader::new(document, hash, style);
    for (table, columns, first_row) in &parts {
        for row in *first_row..table.grid.n_rows() {
            reader.read(table, columns, row);
        }
    }
    let (rows, not_understood) = reader.finish();
    problems.extend(not_understood);
    (Some(SelfScoreSheet { rows }), problems)
}

/// A table with what stands around it.
pub(crate) struct Table<'d> {
    document: &'d Document,
    part: usize,
    block: usize,
    rows: &'d [Vec<Cell>],
    grid: Grid,
    is_titled: bool,
    is_sheet: bool,
}

impl<'d> Table<'d> {
    /// The cell that covers a square, as a segment.
    fn cell(&self, row: usize, column: usize) -> Option<Segment<'d>> {
        self.grid.at(row, column).map(|cell| self.segment(cell))
    }

    fn segment(&self, cell: CellIndex) -> Segment<'d> {
        let range = self.rows[cell.row][cell.index].range;
        Segment {
            span: Span { part: self.part, range },
            text: self.document.parts()[self.part].slice(range),
            block: self.block,
            cell: Some((cell.row, cell.index)),
        }
    }

    /// The text that covers a square, trimmed.
    fn text(&self, row: usize, column: usize) -> &'d str {
        self.cell(row, column).map_or("", |cell| cell.text.trim())
    }

    /// Whether the table can be the next page of a sheet: as many columns, codes in it, and no sheet of a workbook.
    fn continues(&self, before: &Self) -> bool {
        !self.is_sheet && self.grid.n_columns() == before.grid.n_columns() && coded_rows(self) > 0
    }

    fn problem(&self, document: &Document, code: ProblemCode) -> Option<Problem> {
        let first = self.rows.iter().flatten().find(|cell| cell.range.start < cell.range.end)?;
        let place = document.place(&Span { part: self.part, range: first.range })?;
        Some(Problem::at(code, place, ""))
    }
}

fn tables(document: &Document) -> Vec<Table<'_>> {
    let mut tables = Vec::new();
    for (part_index, part) in document.parts().iter().enumerate() {
        let is_sheet = matches!(part.kind(), PartKind::Sheet { .. });
        let mut is_titled = match part.kind() {
            PartKind::Sheet { name, .. } => looks_like_title(name),
            _ => false,
        };
        for (block, content) in part.blocks().iter().enumerate() {
            match content {
                Block::Paragraph { range, .. } => is_titled |= looks_like_title(part.slice(*range)),
                Block::Table { rows } => {
                    let grid = Grid::new(rows);
                    let has_title = (0..grid.n_rows().min(8)).any(|row| {
                        rows[row].iter().any(|cell| looks_like_title(part.slice(cell.range)))
                    });
                    let is_titled = std::mem::take(&mut is_titled) || has_title;
                    tables.push(Table {
                        document,
                        part: part_index,
                        block,
                        rows,
                        grid,
                        is_titled,
                        is_sheet,
                    });
                }
            }
        }
    }
    tables
}

/// How many rows begin with a code like "1.2".
fn coded_rows(table: &Table<'_>) -> usize {
    (0..table.grid.n_rows())
        .filter(|&row| {
            (0..table.grid.n_columns().min(2))
                .any(|column| code::is_dotted(table.text(row, column)))
        })
        .count()
}
