//! What the sheets of a workbook share: their list, the strings, the formats, the calendar.

use std::{collections::BTreeMap, rc::Rc};

use model::problem::Problem;

use crate::{
    markup::{self, Markup, Node},
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
/// When the package or one of the shared parts cannot be read: without strings and formats the cells would be
/// others.
pub(super) fn open<'b>(
    mut package: Package<'b>,
    allowance: &Allowance,
    session: &mut Session<'_>,
) -> Result<Workbook<'b>, Problem> {
    let main = package.main_part("xl/workbook.xml", session)?;
    let relationships = package.relationships(&main, session)?;
    let text = packaged::present(package.take_xml(&main, session)?, &main)?;
    let max_depth = session.limits().xml_depth;
    let (sheets, is_1904) =
        parse_sheets(&mut Markup::new(&text, max_depth, session.heartbeat()), &relationships)?;

    let mut take = |kind: &str| {
        let part = relationships.values().find(|to| to.kind == kind);
        match part {
            Some(part) => package.take_xml(&part.target, session).map(Option::unwrap_or_default),
            None => Ok(String::new()),
        }
    };
    let (strings, styles) = (take("sharedStrings")?, take("styles")?);
    let mut markup = Markup::new(&strings, max_depth, session.heartbeat());
    let strings = parse_strings(&mut markup, allowance)?;
    let formats = parse_formats(&mut Markup::new(&styles, max_depth, session.heartbeat()))?;
    Ok(Workbook { package, sheets, strings, formats, is_1904 })
}

fn parse_sheets(
    markup: &mut Markup<'_, '_>,
    relationships: &BTreeMap<String, Relationship>,
) -> Result<(Vec<SheetEntry>, bool), Problem> {
    let mut sheets = Vec::new();
    let mut is_1904 = false;
    while let Some(node) = markup.next()? {
        let Node::Start(start) = node else { continue };
        match start.local_name().as_ref() {
            "workbookPr" => {
                let date1904 = markup::attribute(&start, "date1904")?;
                is_1904 |= date1904.is_some_and(|value| matches!(value.as_ref(), "1" | "true"));
            }
            "sheet" => {
                let name = nfc(&markup::attribute(&start, "name")?.unwrap_or_default());
                let state = markup::attribute(&start, "state")?;
                let is_hidden =
                    state.is_some_and(|state| matches!(state.as_ref(), "hidden" | "veryHidden"));
                let id = markup::attribute(&start, "id")?;
                let target = id.and_then(|id| relationships.get(id.as_ref()));
                // Sheets of charts and dialogues have no cells.
                if let Some(to) = target.filter(|to| to.kind == "worksheet") {
                    sheets.push(SheetEntry { name, is_hidden, part: to.target.clone() });
                }
            }
            _ => {}
        }
    }
    Ok((sheets, is_1904))
}

fn parse_strings(
    markup: &mut Markup<'_, '_>,
    allowance: &Allowance,
) -> Result<Vec<String>, Problem> {
    let mut strings = Vec::new();
    while let Some(node) = markup.next()? {
        if let Node::Start(start) = node
            && start.local_name().as_ref() == "si"
        {
            allowance.check_strings(strings.len())?;
            strings.push(rich_text(markup)?);
        }
    }
    Ok(strings)
}

/// Reads a string item or inline string, which has been opened: its runs joined, without the readings that East Asian
/// text carries above it.
///
/// # Errors
/// As [`Markup::next`].
pub(super) fn rich_text(markup: &mut Markup<'_, '_>) -> Result<String, Problem> {
    let mut all = String::new();
    let mut depth = 1;
    while depth > 0 {
        match markup.next()? {
            Some(Node::Start(start)) => match start.local_name().as_ref() {
                "t" => markup.text_into(&mut all)?,
                "rPh" => markup.skip()?,
                _ => depth += 1,
            },
            Some(Node::End) => depth -= 1,
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    Ok(clean(&all))
}

/// Text of a cell: NFC, with the characters that Excel writes as `_x000D_`.
pub(super) fn clean(text: &str) -> String {
    if !text.contains("_x") {
        return spreadsheet::clean(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let escape = rest.get(at + 2..at + 7).filter(|code| code.ends_with('_'));
        let character = escape
            .and_then(|code| u32::from_str_radix(&code[..4], 16).ok())
            .and_then(char::from_u32);
        let (kept, width) = match character {
            Some(character) => {
                cleaned.push_str(&rest[..at]);
                cleaned.push(character);
                (at, 7)
            }
            None => {
                cleaned.push_str(&rest[..at + 2]);
                (at, 2)
            }
        };
        rest = &rest[kept + width..];
    }
    cleaned.push_str(rest);
    spreadsheet::clean(&cleaned)
}

fn parse_formats(markup: &mut Markup<'_, '_>) -> Result<Vec<Rc<Format>>, Problem> {
    let mut codes: BTreeMap<u32, Rc<Format>> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut in_cell_styles = false;
    while let Some(node) = markup.next()? {
        let Node::Start(start) = node else { continue };
        let number = |name| -> Result<Option<u32>, Problem> {
            Ok(markup::attribute(&start, name)?.and_then(|value| value.parse().ok()))
        };
        match start.local_name().as_ref() {
            "numFmt" => {
                if let (Some(id), Some(code)) =
                    (number("numFmtId")?, markup::attribute(&start, "formatCode")?)
                {
                    codes.insert(id, Rc::new(Format::parse(&code)));
                }
            }
            "cellXfs" => in_cell_styles = true,
            "cellStyleXfs" | "cellStyles" | "dxfs" => in_cell_styles = false,
            "xf" if in_cell_styles => {
                let id = number("numFmtId")?.unwrap_or(0);
                let format = codes.entry(id).or_insert_with(|| Rc::new(Format::built_in(id)));
                formats.push(Rc::clone(format));
            }
            _ => {}
        }
    }
    Ok(formats)
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn escaped_characters_are_characters() {
        let check = |text: &str, expect: &str| assert_eq!(clean(text), expect);
        check("a_x000D_\nb", "a\nb");
        check("ma_x_so _x00", "ma_x_so _x00");
        check("_x0110_ _x005F_x000D_", "Đ _x000D_");
        check("_xđđđđ_", "_xđđđđ_");
        check(" đi\u{323}nh ", "định");
    }
}
