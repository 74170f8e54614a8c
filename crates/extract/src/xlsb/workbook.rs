//! What the sheets of a workbook share: their list, the strings, the formats, the calendar.

use std::{collections::BTreeMap, rc::Rc};

use model::problem::{Problem, ProblemCode};

use super::record::{
    BEGIN_CELL_STYLES, CELL_STYLE, END_CELL_STYLES, FORMAT, Records, SHARED_STRING, SHEET,
    WORKBOOK_PROPERTIES,
};
use crate::{
    nfc::nfc,
    ooxml::{Package, Relationship},
    session::Session,
    spreadsheet::{
        self,
        display::Format,
        grid::Allowance,
        packaged::{self, SheetEntry, Workbook},
    },
};

/// Reads all that the sheets share.
///
/// # Errors
/// When one of the shared parts cannot be read: without strings and formats the cells would be others.
pub(super) fn open<'b>(
    mut package: Package<'b>,
    allowance: &Allowance,
    session: &mut Session<'_>,
) -> Result<Workbook<'b>, Problem> {
    let main = package.main_part("xl/workbook.bin", session)?;
    let relationships = package.relationships(&main, session)?;
    let part = packaged::present(package.take_part(&main, session)?, &main)?;
    let (sheets, is_1904) = list(&part, &relationships)?;
    let mut take = |kind: &str| match relationships.values().find(|to| to.kind == kind) {
        Some(to) => package.take_part(&to.target, session).map(Option::unwrap_or_default),
        None => Ok(Vec::new()),
    };
    let strings = strings(&take("sharedStrings")?, allowance)?;
    let formats = formats(&take("styles")?)?;
    Ok(Workbook { package, sheets, strings, formats, is_1904 })
}

fn list(
    part: &[u8],
    relationships: &BTreeMap<String, Relationship>,
) -> Result<(Vec<SheetEntry>, bool), Problem> {
    let mut sheets = Vec::new();
    let mut is_1904 = false;
    let mut records = Records::new(part);
    for record in records.by_ref() {
        match record.kind {
            WORKBOOK_PROPERTIES => is_1904 = record.u32(0).is_some_and(|flags| flags & 1 != 0),
            SHEET => {
                let read = || {
                    let (id, end) = record.text(8)?;
                    Some((record.u32(0)? != 0, id, record.text(end)?.0))
                };
                let (is_hidden, id, name) = read().ok_or_else(|| cut("list of sheets"))?;
                // Sheets of charts and dialogues have no cells.
                if let Some(to) = relationships.get(&id).filter(|to| to.kind == "worksheet") {
                    let name = nfc(&name);
                    sheets.push(SheetEntry { name, is_hidden, part: to.target.clone() });
                }
            }
            _ => {}
        }
    }
    if records.is_cut { Err(cut("list of sheets")) } else { Ok((sheets, is_1904)) }
}

fn strings(part: &[u8], allowance: &Allowance) -> Result<Vec<String>, Problem> {
    let mut strings = Vec::new();
    let mut records = Records::new(part);
    for record in records.by_ref() {
        if record.kind == SHARED_STRING {
            allowance.check_strings(strings.len())?;
            let (text, _) = record.text(1).ok_or_else(|| cut("shared strings"))?;
            strings.push(spreadsheet::clean(&text));
        }
    }
    if records.is_cut { Err(cut("shared strings")) } else { Ok(strings) }
}

fn formats(part: &[u8]) -> Result<Vec<Rc<Format>>, Problem> {
    let mut codes: BTreeMap<u16, Rc<Format>> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut in_cell_styles = false;
    let mut records = Records::new(part);
    for record in records.by_ref() {
        match record.kind {
            FORMAT => {
                if let (Some(id), Some((code, _))) = (record.u16(0), record.text(2)) {
                    codes.insert(id, Rc::new(Format::parse(&code)));
                }
            }
            BEGIN_CELL_STYLES => in_cell_styles = true,
            END_CELL_STYLES => in_cell_styles = false,
            CELL_STYLE if in_cell_styles => {
                let id = record.u16(2).ok_or_else(|| cut("styles"))?;
                let built_in = || Rc::new(Format::built_in(u32::from(id)));
                formats.push(Rc::clone(codes.entry(id).or_insert_with(built_in)));
            }
            _ => {}
        }
    }
    if records.is_cut { Err(cut("styles")) } else { Ok(formats) }
}

fn cut(what: &str) -> Problem {
    Problem::new(ProblemCode::Damaged, format!("{what} cut off"))
}
