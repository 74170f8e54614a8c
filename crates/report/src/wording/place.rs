//! Where something stands, as one would tell a colleague to look it up.

use model::Place;

use crate::Language;

/// A place in a document: `trang 3`, `ô B12, trang tính Biểu 1`, `bảng 2, dòng 5, cột 3`, `đoạn 7`.
#[must_use]
pub fn place_text(place: &Place, language: Language) -> String {
    use Language::{English, Vietnamese};
    match (place, language) {
        (Place::Words { page, .. }, Vietnamese) => format!("trang {page}"),
        (Place::Words { page, .. }, English) => format!("page {page}"),
        (Place::Cell { sheet, cell, .. }, Vietnamese) => format!("ô {cell}, trang tính {sheet}"),
        (Place::Cell { sheet, cell, .. }, English) => format!("cell {cell}, sheet {sheet}"),
        (Place::Paragraph { paragraph, .. }, Vietnamese) => format!("đoạn {paragraph}"),
        (Place::Paragraph { paragraph, .. }, English) => format!("paragraph {paragraph}"),
        (Place::TableCell { table, row, column, .. }, Vietnamese) => {
            format!("bảng {table}, dòng {row}, cột {column}")
        }
        (Place::TableCell { table, row, column, .. }, English) => {
            format!("table {table}, row {row}, column {column}")
        }
        (Place::Element { element, .. }, Vietnamese) => format!("phần tử {element}"),
        (Place::Element { element, .. }, English) => format!("element {element}"),
    }
}

#[cfg(test)]
mod tests {
    use model::place::Range;

    use super::*;

    #[test]
    fn places_are_named_as_people_look_them_up() {
        let check = |place: Place, vietnamese: &str, english: &str| {
            assert_eq!(place_text(&place, Language::Vietnamese), vietnamese);
            assert_eq!(place_text(&place, Language::English), english);
        };
        let range = Range::new(0, 1);
        check(Place::Words { page: 3, words: range }, "trang 3", "page 3");
        check(
            Place::Cell { sheet: "Biểu 1".into(), cell: "B12".into(), range: None },
            "ô B12, trang tính Biểu 1",
            "cell B12, sheet Biểu 1",
        );
        check(
            Place::TableCell { table: 2, row: 5, column: 3, range: None },
            "bảng 2, dòng 5, cột 3",
            "table 2, row 5, column 3",
        );
        check(Place::Paragraph { paragraph: 7, range }, "đoạn 7", "paragraph 7");
        check(Place::Element { element: "/a/b".into(), range }, "phần tử /a/b", "element /a/b");
    }
}
