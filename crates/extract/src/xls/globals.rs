//! What the sheets of a workbook share: their list, the strings, the formats, the calendar.

use std::{collections::BTreeMap, rc::Rc};

use encoding_rs::WINDOWS_1252;
use model::problem::{Problem, ProblemCode};

use super::{
    record::{
        BEGIN, BOUND_SHEET, CELL_STYLE, CODE_PAGE, DATE_MODE, END, FILE_PASS, FORMAT, Record,
        Records, SHARED_STRINGS,
    },
    text::{Bytes, Coding},
};
use crate::{
    nfc::nfc,
    session::Session,
    spreadsheet::{self, display::Format, grid::Allowance},
};

/// The version in the first record of a stream that holds Unicode.
const BIFF8: u16 = 0x0600;

/// The first records of a workbook.
#[derive(Debug)]
pub(super) struct Globals {
    pub(super) coding: Coding,
    /// The sheets that hold cells, in the order of their tabs.
    pub(super) sheets: Vec<SheetEntry>,
    strings: Vec<String>,
    /// The number format of each cell style.
    formats: Vec<Rc<Format>>,
    /// Days are counted from 1904, as old Excel for Macintosh did.
    pub(super) is_1904: bool,
}

/// A sheet as the workbook lists it.
#[derive(Debug)]
pub(super) struct SheetEntry {
    /// As on the tab.
    pub(super) name: String,
    /// Whether Excel does not show the tab.
    pub(super) is_hidden: bool,
    /// Where its records begin in the stream.
    pub(super) start: usize,
}

impl Globals {
    /// Reads the records up to the end of the first group.
    ///
    /// # Errors
    /// `password-required`, `too-many-cells`, and `damaged` when the stream is none of Excel 5 or later or a record
    /// that all cells need is broken.
    pub(super) fn read(
        stream: &[u8],
        allowance: &Allowance,
        session: &mut Session<'_>,
    ) -> Result<Self, Problem> {
        let mut records = Records::new(stream);
        let begin = records.next().filter(|record| record.kind == BEGIN);
        let version = begin.and_then(|record| record.u16(0)).ok_or_else(|| broken("workbook"))?;
        let mut globals = Self {
            coding: if version == BIFF8 { Coding::Unicode } else { Coding::Bytes(WINDOWS_1252) },
            sheets: Vec::new(),
            strings: Vec::new(),
            formats: Vec::new(),
            is_1904: false,
        };
        let mut codes: BTreeMap<u16, Rc<Format>> = BTreeMap::new();
        let mut styles: Vec<u16> = Vec::new();
        for record in records {
            session.beat();
            match record.kind {
                FILE_PASS => return Err(Problem::new(ProblemCode::PasswordRequired, "")),
                CODE_PAGE => {
                    let number = record.u16(0).ok_or_else(|| broken("code page"))?;
                    if let Coding::Bytes(encoding) = &mut globals.coding {
                        *encoding = Coding::of_code_page(number);
                    }
                }
                DATE_MODE => globals.is_1904 = record.u16(0) == Some(1),
                FORMAT => {
                    let width = if globals.coding == Coding::Unicode { 2 } else { 1 };
                    let code = globals.coding.text_at(&record, 2, width);
                    if let (Some(id), Some(code)) = (record.u16(0), code) {
                        codes.insert(id, Rc::new(Format::parse(&code)));
                    }
                }
                CELL_STYLE => styles.push(record.u16(2).ok_or_else(|| broken("style"))?),
                BOUND_SHEET => {
                    let sheet = globals.sheet(&record).ok_or_else(|| broken("list of sheets"))?;
                    globals.sheets.extend(sheet);
                }
                SHARED_STRINGS => globals.read_strings(&record, allowance)?,
                END => break,
                _ => {}
            }
        }
        let formats = styles.into_iter().map(|id| {
            let built_in = || Rc::new(Format::built_in(u32::from(id)));
            Rc::clone(codes.entry(id).or_insert_with(built_in))
        });
        globals.formats = formats.collect();
        Ok(globals)
    }

    /// A sheet of the list; nothing for one without cells: a chart, a macro.
    fn sheet(&self, record: &Record<'_>) -> Option<Option<SheetEntry>> {
        const WORKSHEET: u8 = 0;
        let start = record.u32(0)? as usize;
        let (state, kind) = (record.data.get(4)? & 3, *record.data.get(5)?);
        let name = self.coding.text_at(record, 6, 1)?;
        let entry = SheetEntry { name: nfc(&name), is_hidden: state != 0, start };
        Some((kind == WORKSHEET).then_some(entry))
    }

    fn read_strings(&mut self, record: &Record<'_>, allowance: &Allowance) -> Result<(), Problem> {
        // How many there are is said before them, and not believed.
        let mut bytes = Bytes::new(record, 8);
        while bytes.go_on() {
            allowance.check_strings(self.strings.len())?;
            let text = bytes.rich_text().ok_or_else(|| broken("shared strings"))?;
            self.strings.push(spreadsheet::clean(&text));
        }
        Ok(())
    }

    /// A shared string by its index.
    pub(super) fn string(&self, index: u32) -> Option<&str> {
        self.strings.get(index as usize).map(String::as_str)
    }

    /// The number format of a cell style by its index.
    pub(super) fn format(&self, style: u16) -> Option<&Format> {
        self.formats.get(usize::from(style)).map(Rc::as_ref)
    }
}

fn broken(what: &str) -> Problem {
    Problem::new(ProblemCode::Damaged, format!("{what} cannot be read"))
}
