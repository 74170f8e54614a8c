//! In which order the words of a page are read, and what holds them together: paragraphs and tables.
//!
//! Works on words with places alone, so that it does not matter where they came from. Refuses to know: PDF.
//!
//! Ruled tables are found first and take their words; what is left between them is clustered into lines; lines that
//! leave several common gutters free are a table without rules, lines that leave one are two columns (the header and the signature block of an administrative document),
//! the left one read first; lines make paragraphs.

use super::{area::Area, rule::Rule, word::Word};

mod aligned;
mod column;
mod grid;
mod line;
mod paragraph;
mod stamped;
pub(crate) mod write;

use aligned::Stretch;
pub(crate) use line::Line;

/// A part of the page, in reading order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Paragraph(Vec<Line>),
    Table(Table),
}

/// A table, ruled or not.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub(crate) area: Area,
    pub(crate) rows: Vec<Vec<TableCell>>,
}

impl Table {
    fn n_cells(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }
}

/// A cell of a table, in the row in which it starts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TableCell {
    /// The first grid column that it covers, from 1.
    pub(crate) column: u32,
    pub(crate) column_span: u32,
    pub(crate) row_span: u32,
    pub(crate) lines: Vec<Line>,
}

/// The pieces of a page in reading order. `rules` are whole lines, see [`rule::merge`](super::rule::merge).
pub(crate) fn lay_out(words: Vec<Word>, rules: &[Rule], most_cells: usize) -> Vec<Piece> {
    let grids = grid::find(rules, most_cells);
    let mut in_cells: Vec<Vec<Vec<Word>>> =
        grids.iter().map(|grid| vec![Vec::new(); grid.cells.len()]).collect();
    let mut free = Vec::new();
    for word in words {
        let (x, y) = (word.area.center_x(), word.area.center_y());
        let home = grids
            .iter()
            .enumerate()
            .find_map(|(index, grid)| grid.cell_at(x, y).map(|cell| (index, cell)));
        match home {
            Some((table, cell)) => in_cells[table][cell].push(word),
            None => free.push(word),
        }
    }
    let mut tables = Vec::new();
    for (grid, cells) in grids.into_iter().zip(in_cells) {
        // Boxes without text are a drawing or a form to be filled in by hand.
        if cells.iter().filter(|words| !words.is_empty()).count() >= 2 {
            tables.push(grid.fill(cells.into_iter().map(line::cluster).collect()));
        } else {
            free.extend(cells.into_iter().flatten());
        }
    }

    let n_ruled: usize = tables.iter().map(Table::n_cells).sum();
    let mut cells_left = most_cells.saturating_sub(n_ruled);
    // Words beside a table go before it when they stand in its upper half.
    let mut bands: Vec<Vec<Word>> = vec![Vec::new(); tables.len() + 1];
    for word in free {
        let y = word.area.center_y();
        let band = tables.iter().take_while(|table| table.area.center_y() < y).count();
        bands[band].push(word);
    }
    let mut pieces = Vec::new();
    let mut tables = tables.into_iter();
    for band in bands {
        for stretch in aligned::split(line::cluster(band), cells_left) {
            match stretch {
                Stretch::Lines(lines) => {
                    let columns = column::split(lines).into_iter();
                    let paragraphs = columns.flat_map(|column| paragraph::group(column, rules));
                    pieces.extend(paragraphs.map(Piece::Paragraph));
                }
                Stretch::Table(table) => {
                    cells_left = cells_left.saturating_sub(table.n_cells());
                    pieces.push(Piece::Table(table));
                }
            }
        }
        pieces.extend(tables.next().map(Piece::Table));
    }
    pieces
}

#[cfg(test)]
mod tests;
