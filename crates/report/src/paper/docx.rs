//! A paper as Word keeps it, in the typeface and margins of Nghị định 30/2020/NĐ-CP.

use std::io::Cursor;

use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{Bars, Element, Entry, Lines, Paper, Table};
use crate::{Language, page::Page, wording::figure};

/// How many blocks the longest bar has.
const LONGEST_BAR: u32 = 16;

/// The paper as a DOCX file.
pub(crate) fn docx(paper: &Paper, language: Language) -> Vec<u8> {
    let mut page = Page::default();
    for (nth, line) in paper.title.iter().enumerate() {
        if nth == 0 {
            page.title(line);
        } else {
            page.centred(line);
        }
    }
    for element in &paper.elements {
        match element {
            Element::Heading(text) => page.heading(text),
            Element::Text(text) => page.text(text),
            Element::Table(table) => write_table(&mut page, table, language),
            Element::Bars(bars) => write_bars(&mut page, bars, language),
            Element::Lines(lines) => write_lines(&mut page, lines, language),
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    page.docx().build().pack(&mut bytes).expect("writing to memory does not fail");
    bytes.into_inner()
}

/// An entry as people read it.
pub(super) fn shown(entry: &Entry, language: Language) -> String {
    match entry {
        Entry::Empty => String::new(),
        Entry::Text(text) | Entry::Linked(text, _) => text.clone(),
        Entry::Number(value) => figure::decimal(*value, language),
        Entry::Fixed(value, decimals) => figure::fixed(*value, *decimals, language),
    }
}

fn write_table(page: &mut Page, table: &Table, language: Language) {
    page.text(&table.name);
    let widths: Vec<usize> = table.columns.iter().map(|column| column.percent).collect();
    let headings: Vec<&str> = table.columns.iter().map(|column| &*column.heading).collect();
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|entry| shown(entry, language)).collect())
        .collect();
    page.table(&widths, &headings, &rows);
}

fn write_bars(page: &mut Page, bars: &Bars, language: Language) {
    page.text(&bars.caption);
    let longest = bars.bars.iter().map(|(_, length)| *length).max().unwrap_or_default();
    let row = |(name, length): &(String, Decimal)| {
        vec![name.clone(), figure::decimal(*length, language), blocks(*length, longest)]
    };
    let headings = [
        language.pick("Nội dung", "Item"),
        language.pick("Giá trị", "Value"),
        language.pick("So sánh", "Compared"),
    ];
    page.table(&[46, 12, 42], &headings, &bars.bars.iter().map(row).collect::<Vec<_>>());
}

/// Each line by itself, a bar a year; a year without a figure has none.
fn write_lines(page: &mut Page, lines: &Lines, language: Language) {
    page.text(&lines.caption);
    let all = || lines.lines.iter().flat_map(|(_, values)| values).flatten();
    let longest = all().max().copied().unwrap_or_default();
    let mut rows = Vec::new();
    for (name, values) in &lines.lines {
        for (year, value) in lines.years.iter().zip(values) {
            let shown =
                value.map_or_else(|| "–".to_owned(), |value| figure::decimal(value, language));
            let blocks = value.map(|value| blocks(value, longest)).unwrap_or_default();
            rows.push(vec![name.clone(), year.to_string(), shown, blocks]);
        }
    }
    let headings = [
        language.pick("Chỉ số", "Index"),
        language.pick("Năm", "Year"),
        language.pick("Giá trị", "Value"),
        language.pick("So sánh", "Compared"),
    ];
    page.table(&[30, 10, 14, 46], &headings, &rows);
}

/// A bar of blocks beside the longest one.
fn blocks(length: Decimal, longest: Decimal) -> String {
    let share = if longest.is_zero() { Decimal::ZERO } else { length / longest };
    "█".repeat((share * Decimal::from(LONGEST_BAR)).round().to_usize().unwrap_or_default())
}
