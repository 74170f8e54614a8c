//! The addresses of pages, built in one place so that a link and the table of routes cannot drift apart.

use model::{CriterionCode, Place, UnitId, dossier::FilePath};
use report::encoded_path;

/// A unit's table of claims.
pub(crate) fn unit(unit: &UnitId) -> String {
    format!("/units/{unit}")
}

/// What a unit reached.
pub(crate) fn results(unit: &UnitId) -> String {
    format!("/units/{unit}/results")
}

/// A claim.
pub(crate) fn claim(unit: &UnitId, criterion: &CriterionCode) -> String {
    format!("/units/{unit}/claims/{criterion}")
}

/// A document.
pub(crate) fn document(unit: &UnitId, file: &FilePath) -> String {
    format!("/units/{unit}/documents/{}", encoded_path(&file.to_string()))
}

/// A document, open at a place with the words there marked.
pub(crate) fn words(unit: &UnitId, file: &FilePath, place: &Place) -> String {
    let place = serde_json::to_string(place).expect("a place has only texts and numbers");
    format!("{}?place={}#danh-dau", document(unit, file), encoded_path(&place))
}

/// A table of a document, by its part and its block there, both from 0, as a workbook.
pub(crate) fn grid(unit: &UnitId, file: &FilePath, (part, block): (usize, usize)) -> String {
    format!("{}?part={}&grid={block}", document(unit, file), part + 1)
}

/// The image of a page.
pub(crate) fn page_image(unit: &UnitId, file: &FilePath, page: u32, width: u32) -> String {
    format!("/units/{unit}/pages/{page}/{width}/{}", encoded_path(&file.to_string()))
}

/// The bytes as they were sent; of a file inside another, the outermost.
pub(crate) fn original(unit: &UnitId, file: &FilePath) -> String {
    format!("/units/{unit}/original/{}", encoded_path(file.object().as_str()))
}

/// A search.
pub(crate) fn search(query: &str) -> String {
    format!("/search?q={}", encoded_path(query))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_kind_stay_within_their_part_of_the_address() {
        let unit = UnitId::new("so-y-te").expect("an id");
        let file = FilePath::try_from("so-y-te/Tệp 1?#.zip!/a&b.pdf".to_owned()).expect("a path");
        let place = Place::Words { page: 3, words: model::place::Range::new(4, 9) };
        assert_eq!(
            words(&unit, &file, &place),
            "/units/so-y-te/documents/so-y-te/T%E1%BB%87p%201%3F%23.zip%21/a%26b.pdf\
             ?place=%7B%22page%22%3A3%2C%22words%22%3A%5B4%2C9%5D%7D#danh-dau"
        );
    }
}
