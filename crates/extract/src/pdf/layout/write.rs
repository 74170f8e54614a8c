//! Laid out pieces written into the part of a document, each word where the page shows it.
//!
//! Refuses to know: how a sheet lies on its page; that is the caller's `onto_page`.

use model::document::{NewCell, PartBuilder};

use super::{Line, Piece, Table};
use crate::pdf::area::Area;

/// Adds a paragraph or table; `onto_page` says where a box of the sheet lies on the page.
pub(crate) fn piece(part: &mut PartBuilder, piece: Piece, onto_page: &dyn Fn(Area) -> Area) {
    match piece {
        Piece::Paragraph(text) => {
            part.begin_paragraph();
            lines(part, &text, onto_page);
            part.end_paragraph();
        }
        Piece::Table(table) => self::table(part, table, onto_page),
    }
}

fn table(part: &mut PartBuilder, table: Table, onto_page: &dyn Fn(Area) -> Area) {
    part.begin_table();
    for row in table.rows {
        part.begin_row();
        for cell in row {
            part.begin_cell(NewCell {
                column_span: cell.column_span,
                row_span: cell.row_span,
                ..NewCell::new(cell.column, "")
            });
            lines(part, &cell.lines, onto_page);
            part.end_cell();
        }
    }
}

fn lines(part: &mut PartBuilder, lines: &[Line], onto_page: &dyn Fn(Area) -> Area) {
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            part.line_break();
        }
        for word in &line.words {
            let bbox = onto_page(word.area).to_bbox();
            match word.confidence {
                Some(confidence) => part.recognised_word(&word.text, bbox, confidence),
                None => part.word(&word.text, bbox),
            }
        }
    }
}
