//! Which date and issuer does a register of documents give each of its numbers? A table with columns headed `Số, ký hiệu`,
//! `Ngày ban hành`, `Cơ quan ban hành`, one document a row.
//!
//! Refuses to know prose: a cell that says its own date keeps it.

use model::{
    PartialDate,
    document::{Block, Cell, Document, Segment},
};

use crate::{
    date,
    grid::Grid,
    issuer,
    prose::{Prose, key, tidy},
};

/// The header of a register stands within so many rows.
const MOST_TITLE_ROWS: usize = 8;

/// The columns of one table that describe documents.
pub(super) struct Register<'d> {
    part: usize,
    rows: &'d [Vec<Cell>],
    grid: Grid,
    number: usize,
    date: Option<usize>,
    issuer: Option<usize>,
}

/// What a row says of its document.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Entry {
    pub(super) date: Option<PartialDate>,
    pub(super) issuer: Option<String>,
}

impl<'d> Register<'d> {
    /// The register that a segment is a cell of, if its table is one.
    pub(super) fn around(document: &'d Document, segment: &Segment<'_>) -> Option<Self> {
        segment.cell?;
        let part = document.parts().get(segment.span.part)?;
        let Block::Table { rows } = part.blocks().get(segment.block)? else { return None };
        let grid = Grid::new(rows);
        let head = |row: usize, column: usize| {
            grid.at(row, column).map(|cell| key(part.slice(rows[cell.row][cell.index].range)))
        };
        (0..grid.n_rows().min(MOST_TITLE_ROWS))
            .find_map(|row| {
                let column = |names: &[&str]| {
                    (0..grid.n_columns()).find(|&column| {
                        head(row, column)
                            .is_some_and(|head| names.iter().any(|name| head.starts_with(name)))
                    })
                };
                let named = |names: &[&str]| {
                    (0..grid.n_columns()).find(|&column| {
                        head(row, column).is_some_and(|head| names.contains(&head.as_str()))
                    })
                };
                let number = column(NUMBER_HEADS)
                    .or_else(|| named(SHORT_NUMBER_HEADS))
                    .or_else(|| named(DOCUMENT_HEADS))?;
                let issuer = column(ISSUER_HEADS).or_else(|| named(BODY_HEADS));
                let date = column(DATE_HEADS);
                (date.is_some() || issuer.is_some()).then_some((number, date, issuer))
            })
            .map(|(number, date, issuer)| Self {
                part: segment.span.part,
                rows,
                grid,
                number,
                date,
                issuer,
            })
    }

    /// What the row of a number says of it; nothing for cells of other columns.
    pub(super) fn entry(&self, document: &Document, segment: &Segment<'_>) -> Entry {
        let Some((row, index)) = segment.cell else { return Entry::default() };
        let is_number = self
            .grid
            .at(row, self.number)
            .is_some_and(|cell| (cell.row, cell.index) == (row, index));
        if !is_number {
            return Entry::default();
        }
        let part = &document.parts()[self.part];
        let text = |column: usize| {
            let cell = self.grid.at(row, column)?;
            Some(part.slice(self.rows[cell.row][cell.index].range).trim())
        };
        let date = self.date.and_then(text).and_then(|text| {
            let prose = Prose::new(text);
            date::date_at(&prose, 0)
                .filter(|(_, end)| *end == prose.text().len())
                .map(|(date, _)| date)
        });
        let issuer = self.issuer.and_then(text).and_then(|text| {
            let prose = Prose::new(text);
            (issuer::name_at(&prose, 0)? == prose.text().len()).then(|| tidy(text))
        });
        Entry { date, issuer }
    }
}

const NUMBER_HEADS: &[&str] = &[
    "số, ký hiệu",
    "số ký hiệu",
    "số/ký hiệu",
    "số và ký hiệu",
    "số hiệu",
    "số văn bản",
    "số, ngày",
    "số/ngày",
    "số và ngày",
    "ký hiệu",
];
/// Heads that are those of numbers only as they stand alone: `Số lượng` is another's.
const SHORT_NUMBER_HEADS: &[&str] = &["số", "số vb", "số cv"];
const DATE_HEADS: &[&str] =
    &["ngày ban hành", "ngày, tháng", "ngày tháng", "ngày ký", "thời gian ban hành", "ngày"];
const ISSUER_HEADS: &[&str] = &[
    "cơ quan ban hành",
    "đơn vị ban hành",
    "nơi ban hành",
    "cơ quan, đơn vị ban hành",
    "cơ quan",
    "cq ban hành",
    "cqbh",
    "đv ban hành",
];

/// Heads of a column that names documents with their numbers, where no other column has the numbers.
const DOCUMENT_HEADS: &[&str] =
    &["văn bản", "tên văn bản", "tài liệu", "tên tài liệu", "tài liệu kiểm chứng"];

/// Heads that are those of the issuer only as they stand alone: `Đơn vị thực hiện` is another's.
const BODY_HEADS: &[&str] = &["đơn vị"];

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<(Option<String>, Option<String>)> {
        let document = crate::plain::document(text);
        document
            .segments()
            .filter(|segment| segment.text.contains('/') && segment.text.contains('-'))
            .map(|segment| {
                let entry = Register::around(&document, &segment)
                    .map(|register| register.entry(&document, &segment))
                    .unwrap_or_default();
                (entry.date.map(|date| date.to_string()), entry.issuer)
            })
            .collect()
    }

    #[test]
    fn a_row_describes_its_document() {
        let check = |text: &str, expected: &[(Option<&str>, Option<&str>)]| {
            let expected: Vec<_> = expected
                .iter()
                .map(|(date, issuer)| (date.map(str::to_owned), issuer.map(str::to_owned)))
                .collect();
            assert_eq!(entries(text), expected, "{text}");
        };
        check(
            "TT | Số, ký hiệu | Ngày ban hành | Cơ quan ban hành\n1 | 5/KH-SNV | 03/02/2025 | Sở Nội vụ",
            &[(Some("2025-02-03"), Some("Sở Nội vụ"))],
        );
        // A date with other words is not the date of issue, and a table without these heads is no register.
        check("Số hiệu | Ngày ban hành\n5/KH-SNV | trước 03/02/2025", &[(None, None)]);
        check("Đơn vị | Văn bản\nXã A | 5/KH-UBND", &[(None, None)]);
        check(
            "Số hiệu | Ngày ký | Căn cứ\n5/KH-SNV | 03/02/2025 | 7/QĐ-TTg",
            &[(Some("2025-02-03"), None), (None, None)],
        );
    }
}
