//! Workbooks: a letter whose body is mostly a table, or any grid with merged cells.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::letter::{Block, Cell, Content, Letter, Table};

/// A sheet to write.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// As on the tab.
    pub name: String,
    /// Width of each grid column, in characters.
    pub widths: Vec<u16>,
    /// What stands above and below the tables, and the tables, from the top.
    pub bands: Vec<Band>,
}

/// A horizontal piece of a sheet.
#[derive(Debug, Clone)]
pub enum Band {
    /// A row of texts without rules, each over some columns.
    Line(Vec<Cell>),
    /// An empty row.
    Gap,
    /// A ruled table; its column widths are the sheet's.
    Table(Table),
}

/// A workbook of these sheets, made on a day given as year, month and day.
///
/// # Panics
/// When a sheet's name is not one that Excel takes, or two merged cells overlap.
#[must_use]
pub fn workbook(sheets: &[Sheet], made: (u16, u8, u8)) -> Vec<u8> {
    try_workbook(sheets, made).expect("the sheets have names and cells that Excel takes")
}

/// The letter as a workbook of one sheet: heading in two columns, texts as lines, tables as cells.
#[must_use]
pub fn write(letter: &Letter, sheet_name: &str) -> Vec<u8> {
    let date = letter.issued.file_date();
    let part = |value: i8| u8::try_from(value).expect("months and days are positive");
    let year = u16::try_from(date.year()).expect("years of documents are positive");
    workbook(&[sheet_of(letter, sheet_name)], (year, part(date.month()), part(date.day())))
}

fn sheet_of(letter: &Letter, name: &str) -> Sheet {
    let table = letter.body.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let widths: Vec<u16> = match table {
        Some(table) => table.columns.iter().map(|&width| width.max(1) * 4 + 4).collect(),
        None => vec![50, 50],
    };
    let n_columns = widths.len();
    let left = n_columns / 2;
    let halves = |a: &str, b: &str| {
        Band::Line(vec![
            Cell::text(a).spanning(left, 1).in_bold(),
            Cell::text(b).spanning(n_columns - left, 1).in_bold(),
        ])
    };
    let whole = |text: &str| Band::Line(vec![Cell::text(text).spanning(n_columns, 1)]);
    let mut bands = Vec::new();
    let nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
    let motto = "Độc lập - Tự do - Hạnh phúc";
    match letter.parent_in_one_line() {
        Some(parent) => {
            bands.push(halves(&parent.to_uppercase(), nation));
            bands.push(halves(&letter.issuer_in_one_line().to_uppercase(), motto));
        }
        None => {
            bands.push(halves(&letter.issuer_in_one_line().to_uppercase(), nation));
            bands.push(halves("", motto));
        }
    }
    let dated = format!("{}, {}", letter.place, letter.issued.in_words());
    bands.push(halves(&format!("Số: {}", letter.number), &dated));
    bands.push(Band::Gap);
    if let Some(doc_type) = &letter.doc_type {
        bands.push(whole(&doc_type.to_uppercase()));
    }
    bands.push(whole(&letter.subject));
    bands.push(Band::Gap);
    for block in &letter.body {
        bands.push(match block {
            Block::Basis(text)
            | Block::Heading(text)
            | Block::Centred(text)
            | Block::Paragraph(text)
            | Block::Item(text) => whole(text),
            Block::Article { label, text } => whole(&format!("{label} {text}")),
            Block::Table(table) => Band::Table(table.clone()),
        });
    }
    bands.push(Band::Gap);
    let signer = &letter.signer;
    for line in signer.authority.iter().chain([&signer.position, &signer.name]) {
        if !line.is_empty() {
            bands.push(halves("", line));
        }
    }
    Sheet { name: name.to_owned(), widths, bands }
}

fn try_workbook(sheets: &[Sheet], (year, month, day): (u16, u8, u8)) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(year, month, day)?.and_hms(8, 0, 0)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.name)?.set_landscape().set_paper_size(9);
        for (column, &width) in (0u16..).zip(&sheet.widths) {
            worksheet.set_column_width(column, width)?;
        }
        let mut row = 0;
        for band in &sheet.bands {
            row += match band {
                Band::Gap => 1,
                Band::Line(cells) => {
                    let plain = Table {
                        columns: vec![1; sheet.widths.len()],
                        header_rows: 0,
                        font_size: 12.0,
                        rows: vec![cells.clone()],
                    };
                    write_cells(worksheet, row, &plain, false)?
                }
                Band::Table(table) => write_cells(worksheet, row, table, true)?,
            };
        }
    }
    workbook.save_to_buffer()
}

/// Writes a table with its top at `top`; returns the number of its rows.
fn write_cells(
    worksheet: &mut Worksheet,
    top: u32,
    table: &Table,
    ruled: bool,
) -> Result<u32, XlsxError> {
    let row_of = |row: usize| top + u32::try_from(row).expect("sheets have fewer rows");
    let column_of = |column: usize| u16::try_from(column).expect("sheets have fewer columns");
    for placed in table.placed() {
        let cell = placed.cell;
        let in_header = placed.row < table.header_rows;
        let format = format(cell, in_header, ruled);
        let (first_row, first_column) = (row_of(placed.row), column_of(placed.column));
        let (last_row, last_column) = (
            row_of(placed.row + cell.row_span - 1),
            column_of(placed.column + cell.column_span - 1),
        );
        if cell.row_span > 1 || cell.column_span > 1 {
            worksheet.merge_range(first_row, first_column, last_row, last_column, "", &format)?;
        }
        match &cell.content {
            Content::Text(text) => {
                worksheet.write_string_with_format(first_row, first_column, text, &format)?;
            }
            Content::Count(count) => {
                let number = f64::from(i32::try_from(*count).expect("counts fit 32 bits"));
                worksheet.write_number_with_format(first_row, first_column, number, &format)?;
            }
            Content::Points(hundredths) => {
                let number = f64::from(*hundredths) / 100.0;
                worksheet.write_number_with_format(first_row, first_column, number, &format)?;
            }
        }
    }
    Ok(row_of(table.rows.len()) - top)
}

fn format(cell: &Cell, in_header: bool, ruled: bool) -> Format {
    let mut format =
        Format::new().set_font_name("Times New Roman").set_font_size(12).set_text_wrap();
    if cell.bold || in_header {
        format = format.set_bold();
    }
    if ruled {
        format = format.set_border(FormatBorder::Thin);
    }
    if in_header || (!ruled && cell.column_span > 1) {
        format = format.set_align(FormatAlign::Center);
    }
    format = format.set_align(FormatAlign::VerticalCenter);
    match cell.content {
        Content::Text(_) => format,
        Content::Count(_) => format.set_num_format("#,##0"),
        Content::Points(_) => format.set_num_format("0.00"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;
    use crate::letter::sample;

    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
        let mut text = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
        text
    }

    #[test]
    fn numbers_are_numbers_and_merged_cells_are_merged() {
        let bytes = write(&sample::report(), "Kết quả");
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<v>12345</v>"), "{sheet}");
        assert!(sheet.contains("<mergeCell ref=\"C14:D14\"/>"), "{sheet}");
        assert!(part(&bytes, "xl/sharedStrings.xml").contains("Số: 215/BC-SNV"));
    }

    #[test]
    fn made_on_the_day_of_the_letter() {
        let bytes = write(&sample::report(), "Kết quả");
        assert_eq!(bytes, write(&sample::report(), "Kết quả"));
        assert!(part(&bytes, "docProps/core.xml").contains("2025-12-15T08:00:00Z"));
    }
}
