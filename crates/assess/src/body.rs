//! When two names mean the same issuing body, and which bodies stand above a unit.
//!
//! Refuses to know the table of bodies: that is data of `facts`, seen here only as ids.

use model::criteria::Level;

use crate::words::words;

/// Whether two names, each with its id in the table of bodies where it has one, can mean the same body.
///
/// A name that is the beginning of the other says less, not something else: `UBND tỉnh` beside `UBND tỉnh An Giang`.
pub(crate) fn can_be_same(one: (&str, Option<&str>), other: (&str, Option<&str>)) -> bool {
    if let (Some(one), Some(other)) = (one.1, other.1) {
        return one == other;
    }
    let (one, other) = (body_words(one.0), body_words(other.0));
    one.starts_with(&other)
        || other.starts_with(&one)
        || without_level(&one) == without_level(&other)
}

/// Whether a name, of a body or of the area that it governs, can mean this unit: `tỉnh An Giang` is what its
/// `Ủy ban nhân dân` answers for.
pub(crate) fn is_of_unit(name: &str, unit: &str) -> bool {
    let (name, unit) = (governed_words(name), governed_words(unit));
    !name.is_empty()
        && !unit.is_empty()
        && (name.starts_with(&unit)
            || unit.starts_with(&name)
            || without_level(&name) == without_level(&unit))
}

/// Whether a text names this unit.
pub(crate) fn is_named_in(text: &str, unit: &str) -> bool {
    let (text, unit) = (words(text), governed_words(unit));
    !unit.is_empty() && text.windows(unit.len()).any(|words| words == unit)
}

/// Bodies that govern an area, folded.
const GOVERNING: [[&str; 4]; 2] = [["uy", "ban", "nhan", "dan"], ["hoi", "dong", "nhan", "dan"]];

/// The words of a body's name without what only says that it governs.
fn governed_words(name: &str) -> Vec<String> {
    let words = body_words(name);
    let governing =
        GOVERNING.iter().find(|head| words.iter().zip(*head).all(|(word, head)| word == head));
    match governing {
        Some(head) if words.len() > head.len() => words[head.len()..].to_vec(),
        _ => words,
    }
}

/// The words of a body's name. Its chair issues in its name (`Chủ tịch UBND tỉnh`), so the office is left out.
fn body_words(name: &str) -> Vec<String> {
    let words = words(name);
    let office = ["chu", "tich"];
    if words.len() > office.len() && words.iter().zip(office).all(|(word, office)| word == office) {
        words[office.len()..].to_vec()
    } else {
        words
    }
}

/// Texts leave out `tỉnh` and `thành phố` before a name: `UBND Cần Thơ`.
fn without_level(words: &[String]) -> Vec<&str> {
    words
        .iter()
        .map(String::as_str)
        .filter(|word| !matches!(*word, "tinh" | "thanh" | "pho"))
        .collect()
}

/// The beginnings of the names of central bodies, folded.
const CENTRAL: &[&str] = &[
    "quoc hoi",
    "uy ban thuong vu quoc hoi",
    "chinh phu",
    "thu tuong",
    "van phong chinh phu",
    "bo ",
    "ban bi thu",
    "bo chinh tri",
    "ban chap hanh trung uong",
    "chu tich nuoc",
    "ngan hang nha nuoc",
    "thanh tra chinh phu",
    "toa an nhan dan toi cao",
    "vien kiem sat nhan dan toi cao",
    "kiem toan nha nuoc",
    "ban chi dao cua chinh phu",
];

/// The beginnings of the names of a province's bodies, folded.
const PROVINCIAL: &[&str] = &[
    "uy ban nhan dan tinh",
    "uy ban nhan dan thanh pho",
    "hoi dong nhan dan tinh",
    "hoi dong nhan dan thanh pho",
    "tinh uy",
    "thanh uy",
];

/// Whether a body is of the central level.
pub(crate) fn is_central(name: &str) -> bool {
    begins_with_any(name, CENTRAL)
}

/// Whether a body stands above the units of this level, so that its documents go to many of them.
pub(crate) fn is_above(name: &str, level: Level) -> bool {
    match level {
        Level::Ministry => is_central(name) && !begins_with_any(name, &["bo "]),
        Level::Province => is_central(name),
        Level::Department | Level::District | Level::Division | Level::Commune => {
            is_central(name) || begins_with_any(name, PROVINCIAL)
        }
    }
}

fn begins_with_any(name: &str, beginnings: &[&str]) -> bool {
    // The space lets `bo ` stand for the whole word.
    let name = words(name).join(" ") + " ";
    // A desk (bộ phận) is no ministry (bộ).
    !name.starts_with("bo phan ") && beginnings.iter().any(|beginning| name.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_can_mean_the_same_body() {
        let check = |one: &str, other: &str, expect: bool| {
            assert_eq!(can_be_same((one, None), (other, None)), expect, "{one} / {other}");
            assert_eq!(can_be_same((other, None), (one, None)), expect, "{other} / {one}");
        };
        check("UBND tỉnh An Giang", "ỦY BAN NHÂN DÂN TỈNH AN GIANG", true);
        check("UBND tỉnh", "Uỷ ban nhân dân tỉnh An Giang", true);
        check("Chủ tịch UBND tỉnh An Giang", "UBND tỉnh An Giang", true);
        check("UBND Cần Thơ", "UBND TP. Cần Thơ", true);
        check("Bộ", "Bộ Nội vụ", true);
        check("UBND tỉnh An Giang", "UBND tỉnh Cà Mau", false);
        check("Văn phòng UBND tỉnh", "UBND tỉnh", false);
        check("Chính phủ", "Thủ tướng Chính phủ", false);
        check("Chủ tịch nước", "Chính phủ", false);
    }

    #[test]
    fn the_table_of_bodies_goes_before_the_names() {
        assert!(can_be_same(("Bộ NV", Some("bo-noi-vu")), ("BỘ NỘI VỤ", Some("bo-noi-vu"))));
        assert!(!can_be_same(("UBND tỉnh", Some("a")), ("UBND tỉnh", Some("b"))));
    }

    #[test]
    fn what_a_unit_answers_for() {
        let check = |name: &str, unit: &str, expect: bool| {
            assert_eq!(is_of_unit(name, unit), expect, "{name} / {unit}");
        };
        check("tỉnh An Giang", "UBND tỉnh An Giang", true);
        check("Thành phố Cần Thơ", "Thành phố Cần Thơ", true);
        check("ỦY BAN NHÂN DÂN XÃ TÂN LẬP", "Xã Tân Lập", true);
        check("Sở Y tế", "Sở Y tế tỉnh An Giang", true);
        check("tỉnh An Giang", "Sở Y tế tỉnh An Giang", false);
        check("Chi cục Dân số", "Sở Y tế", false);
        check("Phường 1", "Phường 10", false);
        assert!(is_named_in("Kết quả của Ủy ban nhân dân xã Tân Lập năm 2025", "UBND xã Tân Lập"));
        assert!(!is_named_in("Kết quả của xã Tân An năm 2025", "UBND xã Tân Lập"));
    }

    #[test]
    fn who_stands_above_whom() {
        let check = |name: &str, level: Level, expect: bool| {
            assert_eq!(is_above(name, level), expect, "{name}, {level:?}");
        };
        check("Bộ Nội vụ", Level::Province, true);
        check("Bộ Nội vụ", Level::Ministry, false);
        check("Bộ phận Một cửa", Level::Department, false);
        check("CHÍNH PHỦ", Level::Ministry, true);
        check("UBND tỉnh An Giang", Level::Province, false);
        check("UBND tỉnh An Giang", Level::Department, true);
        check("Sở Nội vụ", Level::Department, false);
    }
}
