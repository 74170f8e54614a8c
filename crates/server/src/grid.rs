//! A table of a document as a workbook: its cells as they stand there, each at the column that it begins at.
//!
//! Refuses to know what they mean: a figure stays the text that the document has, so that nothing is lost to rounding or
//! to a comma; and what a person may not read is masked as it is on the page.

use model::{
    document::{Block, Cell, Document},
    personal::Persons,
};
use report::{Language, TableCell, TableSheet, table_xlsx};

use crate::{failure::Failure, words::Words};

/// Excel has no more columns; a cell beyond them is a table that was read wrongly.
const MOST_COLUMNS: usize = 16_384;

/// A table of a document by its part and its block there, both from 0, as a workbook.
///
/// # Errors
/// `NotFound` when the document has no table there; else when it does not fit a sheet.
pub(crate) fn workbook(
    document: &Document,
    (part, block): (usize, usize),
    (language, persons): (Language, Persons),
) -> Result<Vec<u8>, Failure> {
    let part = document.parts().get(part).ok_or(Failure::NotFound)?;
    let Some(Block::Table { rows }) = part.blocks().get(block) else {
        return Err(Failure::NotFound);
    };
    // A mask is as long as what it covers, so every range of the part fits this text, too.
    let text = persons.text(part.text());
    let width = rows.iter().flatten().map(end).max().unwrap_or(0).min(MOST_COLUMNS);
    let row = |cells: &Vec<Cell>| {
        let mut row = vec![TableCell::Empty; width];
        for cell in cells {
            let Some(place) = row.get_mut(start(cell)) else { continue };
            let text = &text[cell.range.to_usize()];
            if !text.is_empty() {
                *place = TableCell::Text(text.to_owned());
            }
        }
        row
    };
    let w = Words::of(language);
    let headings: Vec<String> = (1..=width).map(|n| format!("{} {n}", w.column)).collect();
    let sheet = TableSheet {
        name: w.table_in_document,
        headings: headings.iter().map(String::as_str).collect(),
        rows: rows.iter().map(row).collect(),
    };
    table_xlsx(&sheet).map_err(|error| {
        tracing::error!(%error, "a table of a document does not fit a workbook");
        Failure::Failed(model::ErrorKind::Exhausted)
    })
}

/// The column that a cell begins at, from 0.
fn start(cell: &Cell) -> usize {
    cell.column.saturating_sub(1) as usize
}

fn end(cell: &Cell) -> usize {
    start(cell) + cell.column_span.max(1) as usize
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use model::document::{NewCell, PartBuilder};

    use super::*;

    fn document() -> Document {
        let mut part = PartBuilder::flow();
        part.paragraph("Số hồ sơ của ông Lê Văn A, CCCD 001099012345");
        let wide = NewCell { column_span: 2, ..NewCell::new(2, "Kết quả") };
        part.table(vec![
            vec![NewCell::new(1, "Mã"), wide],
            vec![
                NewCell::new(1, "1.1"),
                NewCell::new(2, "98,5 %"),
                NewCell::new(3, "CCCD 001099012345"),
            ],
        ]);
        Document::new(vec![part.finish()])
    }

    fn texts(persons: Persons) -> String {
        let bytes =
            workbook(&document(), (0, 1), (Language::Vietnamese, persons)).expect("a table");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP file");
        let mut all = String::new();
        for name in ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"] {
            archive.by_name(name).expect("there").read_to_string(&mut all).expect("UTF-8");
        }
        all
    }

    #[test]
    fn cells_stand_at_their_columns_as_they_are_written() {
        let shown = texts(Persons::Shown);
        for text in ["Cột 3", "Mã", "Kết quả", "98,5 %", "001099012345"] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
        assert!(shown.contains("r=\"C3\""), "{shown}");
        let masked = texts(Persons::Masked);
        assert!(!masked.contains("001099012345"), "{masked}");
        assert!(masked.contains("98,5 %"));
    }

    #[test]
    fn where_no_table_is_there_is_no_workbook() {
        for at in [(0, 0), (0, 2), (1, 0)] {
            let given = workbook(&document(), at, (Language::English, Persons::Shown));
            assert!(matches!(given, Err(Failure::NotFound)), "{at:?}");
        }
    }
}
