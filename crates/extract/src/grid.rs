//! Tables of office files: rows of cells that span grid columns and rows.
//!
//! Refuses to know: how a format says so; its reader hands over spans, and which cells continue the one above.

use std::collections::BTreeMap;

use model::document::NewCell;

/// No table that Word can make is wider (it stops at 63 columns); web pages and LibreOffice are seldom beyond.
const MAX_COLUMNS: u32 = 1024;

/// A cell as it stands in its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowCell {
    pub(crate) text: String,
    /// How many grid columns it covers.
    pub(crate) span: u32,
    pub(crate) merge: Merge,
}

/// How a cell is merged with those above and below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merge {
    /// Not at all.
    None,
    /// It is the first of several.
    Restart,
    /// It continues the one above.
    Continue,
}

/// A row as it stands in the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// Grid columns left free before the first cell.
    pub(crate) n_before: u32,
    pub(crate) cells: Vec<RowCell>,
}

/// The cells with their columns and spans. Cells that continue one above are not repeated; what office
/// programs hide in them is left out.
pub(crate) fn grid(rows: Vec<Row>) -> Vec<Vec<NewCell>> {
    let mut table: Vec<Vec<NewCell>> = Vec::with_capacity(rows.len());
    // The merged cells that may go on in the next row: first column to row and index.
    let mut open: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (row_index, row) in rows.into_iter().enumerate() {
        let mut cells = Vec::with_capacity(row.cells.len());
        let mut still_open = BTreeMap::new();
        let mut column = 1 + row.n_before.min(MAX_COLUMNS);
        for RowCell { text, span, merge } in row.cells {
            let span = span.clamp(1, MAX_COLUMNS);
            match (merge, open.get(&column)) {
                (Merge::Continue, Some(&(above, index))) => {
                    table[above][index].row_span += 1;
                    still_open.insert(column, (above, index));
                }
                (merge, _) => {
                    if merge == Merge::Restart {
                        still_open.insert(column, (row_index, cells.len()));
                    }
                    cells.push(NewCell { column_span: span, ..NewCell::new(column, text) });
                }
            }
            column = column.saturating_add(span);
        }
        open = still_open;
        table.push(cells);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, u32, Merge)]) -> Row {
        let cells = cells
            .iter()
            .map(|&(text, span, merge)| RowCell { text: text.to_owned(), span, merge })
            .collect();
        Row { n_before: 0, cells }
    }

    fn shape(table: &[Vec<NewCell>]) -> Vec<Vec<(&str, u32, u32, u32)>> {
        let cell = |cell: &'_ NewCell| (cell.column, cell.column_span, cell.row_span);
        table
            .iter()
            .map(|row| {
                row.iter()
                    .map(|c| {
                        let (column, columns, rows) = cell(c);
                        (c.text.as_str(), column, columns, rows)
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn merged_headers_have_spans() {
        use Merge::{Continue, None, Restart};
        let table = grid(vec![
            row(&[("TT", 1, Restart), ("Tiếp nhận", 2, None), ("Ghi chú", 1, Restart)]),
            row(&[("", 1, Continue), ("Mới", 1, None), ("Kỳ trước", 1, None), ("", 1, Continue)]),
            row(&[("1", 1, None), ("5", 1, None), ("6", 1, None), ("", 1, None)]),
        ]);
        assert_eq!(
            shape(&table),
            [
                vec![("TT", 1, 1, 2), ("Tiếp nhận", 2, 2, 1), ("Ghi chú", 4, 1, 2)],
                vec![("Mới", 2, 1, 1), ("Kỳ trước", 3, 1, 1)],
                vec![("1", 1, 1, 1), ("5", 2, 1, 1), ("6", 3, 1, 1), ("", 4, 1, 1)],
            ]
        );
    }

    #[test]
    fn a_continuation_of_nothing_is_a_cell() {
        let table =
            grid(vec![row(&[("a", 1, Merge::Continue)]), row(&[("b", 1, Merge::Continue)])]);
        assert_eq!(shape(&table), [vec![("a", 1, 1, 1)], vec![("b", 1, 1, 1)]]);
    }

    #[test]
    fn absurd_spans_do_not_overflow() {
        let many = vec![("x", u32::MAX, Merge::None); 5000];
        let table = grid(vec![Row { n_before: u32::MAX, ..row(&many) }]);
        assert_eq!(table[0].len(), 5000);
    }
}
