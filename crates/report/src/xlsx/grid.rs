//! One sheet as a table: a frozen header with a filter, wrapped texts, colours by severity.

use model::{Points, finding::Severity};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatUnderline, Url, Workbook, Worksheet, XlsxError,
};

use crate::wording::figure;

/// The most UTF-16 units that Excel keeps in a cell.
const CELL_LENGTH: usize = 32_767;

/// The most UTF-16 units of a link that Excel opens.
const LINK_LENGTH: usize = 2_000;

/// A heading and the width of its column, in characters.
pub(crate) struct Column<'t>(pub(crate) &'t str, pub(crate) f64);

/// What stands in a cell.
pub(crate) enum Cell {
    Empty,
    Text(String),
    Number(Decimal),
    Severity(Severity, &'static str),
    Link { to: String, text: String },
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn count(number: u64) -> Self {
        Self::Number(Decimal::from(number))
    }

    /// A text that leads somewhere, where it does.
    pub(super) fn link(to: Option<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        match to.filter(|to| to.encode_utf16().count() <= LINK_LENGTH) {
            Some(to) => Self::Link { to, text },
            None => Self::Text(text),
        }
    }

    pub(crate) fn points(points: Option<Points>) -> Self {
        points.map_or(Self::Empty, |points| Self::Number(figure::shown(points.value())))
    }
}

/// How cells look.
pub(crate) struct Styles {
    title: Format,
    header: Format,
    body: Format,
    total: Format,
    blocking: Format,
    warning: Format,
    note: Format,
}

impl Styles {
    pub(crate) fn new() -> Self {
        let cell = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00BF_C5CC));
        let filled = |background: u32, font: u32| {
            cell.clone()
                .set_background_color(Color::RGB(background))
                .set_font_color(Color::RGB(font))
        };
        Self {
            title: Format::new().set_bold(),
            header: filled(0x001F_3A5F, 0x00FF_FFFF).set_bold(),
            total: filled(0x00E8_ECF1, 0x0000_0000).set_bold(),
            blocking: filled(0x00FD_E2E1, 0x008B_1A1A),
            warning: filled(0x00FF_F1CC, 0x006B_4A00),
            note: filled(0x00E3_EEF9, 0x001B_4B7A),
            body: cell,
        }
    }

    fn of(&self, severity: Severity) -> &Format {
        match severity {
            Severity::Blocking => &self.blocking,
            Severity::Warning => &self.warning,
            Severity::Note => &self.note,
        }
    }
}

/// A sheet that is written row by row.
pub(crate) struct Grid<'w> {
    sheet: &'w mut Worksheet,
    styles: &'w Styles,
    header: u32,
    columns: u16,
    next: u32,
}

impl<'w> Grid<'w> {
    /// A sheet that is one table.
    pub(crate) fn new(
        workbook: &'w mut Workbook,
        styles: &'w Styles,
        name: &str,
        columns: &[Column<'_>],
    ) -> Result<Self, XlsxError> {
        Self::below(workbook, styles, name, &[], columns)
    }

    /// A sheet with a table below some lines of label and text.
    pub(crate) fn below(
        workbook: &'w mut Workbook,
        styles: &'w Styles,
        name: &str,
        above: &[(&str, &str)],
        columns: &[Column<'_>],
    ) -> Result<Self, XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        sheet.set_landscape();
        // Wide tables are printed one page wide and as many pages long as they need.
        sheet.set_print_fit_to_pages(1, 0);
        let mut header = 0;
        for (label, text) in above {
            sheet.write_string_with_format(header, 0, *label, &styles.title)?;
            sheet.write_string(header, 1, cut(text))?;
            header += 1;
        }
        if header > 0 {
            header += 1;
        }
        let mut n_columns = 0;
        for Column(heading, width) in columns {
            sheet.set_column_width(n_columns, *width)?;
            sheet.write_string_with_format(header, n_columns, *heading, &styles.header)?;
            n_columns += 1;
        }
        sheet.set_freeze_panes(header + 1, 1)?;
        sheet.set_repeat_rows(header, header)?;
        Ok(Self { sheet, styles, header, columns: n_columns, next: header + 1 })
    }

    pub(crate) fn row(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let styles = self.styles;
        self.write(cells, &styles.body)
    }

    /// Ends the table with its sums.
    pub(crate) fn total(mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let styles = self.styles;
        self.write(cells, &styles.total)
    }

    /// Ends the table and gives its header a filter.
    pub(crate) fn filtered(self) -> Result<(), XlsxError> {
        let (last_row, last_column) = (self.next - 1, self.columns - 1);
        self.sheet.autofilter(self.header, 0, last_row, last_column)?;
        Ok(())
    }

    fn write(&mut self, cells: &[Cell], format: &Format) -> Result<(), XlsxError> {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => self.sheet.write_blank(self.next, column, format)?,
                Cell::Text(text) => {
                    self.sheet.write_string_with_format(self.next, column, cut(text), format)?
                }
                Cell::Link { to, text } => {
                    // The library wants a scheme, and stores the way between two folders without it.
                    let url = Url::new(format!("file:///{to}")).set_text(cut(text));
                    let format = format
                        .clone()
                        .set_font_color(Color::RGB(0x000B_4F9E))
                        .set_underline(FormatUnderline::Single);
                    self.sheet.write_url_with_format(self.next, column, url, &format)?
                }
                Cell::Number(number) => {
                    // Excel knows only floats; four decimals of a number of points survive that.
                    let number = number.to_f64().expect("every Decimal is within the range of f64");
                    self.sheet.write_number_with_format(self.next, column, number, format)?
                }
                Cell::Severity(severity, word) => {
                    let format = self.styles.of(*severity);
                    self.sheet.write_string_with_format(self.next, column, *word, format)?
                }
            };
        }
        self.next += 1;
        Ok(())
    }
}

/// The text as far as a cell can hold it, with a mark where it was cut. Characters that XML cannot hold, which make
/// Excel refuse the whole workbook, are shown as unknown.
fn cut(text: &str) -> String {
    let is_kept = |character: char| !matches!(character, '\u{FFFE}' | '\u{FFFF}');
    let mut kept = String::with_capacity(text.len());
    let mut length = 0;
    for character in text.chars() {
        let character = if is_kept(character) { character } else { char::REPLACEMENT_CHARACTER };
        length += character.len_utf16();
        kept.push(character);
        if length > CELL_LENGTH {
            while kept.encode_utf16().count() >= CELL_LENGTH {
                kept.pop();
            }
            kept.push('…');
            break;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fill_a_cell_and_no_more() {
        let fits = "ệ".repeat(CELL_LENGTH);
        assert_eq!(cut(&fits), fits);
        for character in ["ệ", "𝒳"] {
            let kept = cut(&character.repeat(CELL_LENGTH + 1));
            assert!(kept.ends_with('…'));
            assert!((CELL_LENGTH - 1..=CELL_LENGTH).contains(&kept.encode_utf16().count()));
        }
        assert_eq!(cut("a\u{FFFF}b"), "a\u{FFFD}b");
    }
}
