//! A criteria set as a workbook that an office prints and filters.

use model::criteria::CriteriaSet;
use rust_xlsxwriter::XlsxError;

use super::{
    empty_workbook,
    grid::{Cell, Column, Grid, Styles},
};
use crate::{Language, criteria::table};

/// The set as a workbook of one sheet.
///
/// # Errors
/// When the workbook's writer refuses a text or a number.
pub fn criteria_xlsx(set: &CriteriaSet, language: Language) -> Result<Vec<u8>, XlsxError> {
    let heading = table::title(set);
    let mut workbook = empty_workbook(&heading)?;
    let styles = Styles::new();
    let columns = [
        Column(language.pick("STT", "No."), 9.0),
        Column(
            language.pick("Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Area/Criterion/Subcriterion"),
            48.0,
        ),
        Column(language.pick("Điểm tối đa", "Maximum"), 10.0),
        Column(language.pick("Người chấm", "Scored by"), 18.0),
        Column(language.pick("Cách chấm điểm", "Rule"), 60.0),
        Column(language.pick("Tài liệu kiểm chứng", "Evidence"), 48.0),
        Column(language.pick("Cơ quan phụ trách", "Answers for it"), 24.0),
    ];
    let name = language.pick("Bộ tiêu chí", "Criteria set");
    let mut grid =
        Grid::below(&mut workbook, &styles, name, &[(name, heading.as_str())], &columns)?;
    for row in table::rows(set, language) {
        let cells = match row.leaf {
            None => [
                Cell::text(row.code),
                Cell::text(row.name),
                Cell::points(Some(row.max)),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
            ],
            Some(leaf) => [
                Cell::text(row.code),
                Cell::text(row.name),
                Cell::points(Some(row.max)),
                Cell::text(leaf.scored_by),
                Cell::text(leaf.rule.join("\n")),
                Cell::text(leaf.evidence.join("\n")),
                Cell::text(leaf.responsible.join("\n")),
            ],
        };
        grid.row(&cells)?;
    }
    grid.filtered()?;
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROVINCE: &str =
        include_str!("../../../../pipelines/criteria/qd-1187-2025-province.toml");

    #[test]
    fn the_sheet_has_a_row_for_every_item() {
        let set =
            CriteriaSet::parse(PROVINCE, "set.toml").unwrap_or_else(|error| panic!("{error}"));
        let bytes = criteria_xlsx(&set, Language::Vietnamese).expect("a workbook");
        let mut workbook: calamine::Xlsx<_> =
            calamine::Reader::new(std::io::Cursor::new(bytes)).expect("opens");
        let range =
            calamine::Reader::worksheet_range(&mut workbook, "Bộ tiêu chí").expect("a sheet");
        assert_eq!(range.rows().count(), 2 + 1 + 8 + 38 + 88);
    }
}
