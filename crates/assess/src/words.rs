//! When two Vietnamese phrases are the same words, whatever their case, marks, punctuation and usual abbreviations.
//!
//! Marks are dropped because the same name is written `ỦY BAN` and `UỶ BAN`, and loses its marks in bad text layers.
//! Refuses to know what the words are about.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Abbreviations that administrative texts use without explaining them, folded, with the words that they stand for.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("cbccvc", "can bo cong chuc vien chuc"),
    ("cchc", "cai cach hanh chinh"),
    ("cntt", "cong nghe thong tin"),
    ("cqcm", "co quan chuyen mon"),
    ("dvc", "dich vu cong"),
    ("dvhc", "don vi hanh chinh"),
    ("dvsncl", "don vi su nghiep cong lap"),
    ("hdnd", "hoi dong nhan dan"),
    ("nsnn", "ngan sach nha nuoc"),
    ("pakn", "phan anh kien nghi"),
    ("tp", "thanh pho"),
    ("ttdt", "thong tin dien tu"),
    ("tthc", "thu tuc hanh chinh"),
    ("ubnd", "uy ban nhan dan"),
    ("vbqppl", "van ban quy pham phap luat"),
    ("vpcp", "van phong chinh phu"),
];

/// The words of a text: lower case, without marks, `đ` as `d`, abbreviations spelt out.
pub(crate) fn words(text: &str) -> Vec<String> {
    let folded: String = text
        .nfd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, 'đ' | 'ð') { 'd' } else { c })
        .collect();
    let mut words = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        match ABBREVIATIONS.binary_search_by_key(&word, |(short, _)| short) {
            Ok(position) => {
                let (_, spelt_out) = ABBREVIATIONS[position];
                words.extend(spelt_out.split(' ').map(str::to_owned));
            }
            Err(_) => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_in_other_clothes() {
        let check =
            |one: &str, other: &str| assert_eq!(words(one), words(other), "{one} / {other}");
        check("ỦY BAN NHÂN DÂN TỈNH", "UBND tỉnh");
        check("Uỷ ban", "Ủy ban");
        check("TP. Cần Thơ", "thành phố Cần Thơ");
        check("Kế hoạch CCHC", "kế hoạch cải cách hành chính");
        check("Ho\u{300}a Bi\u{300}nh", "Hòa Bình");
        assert_ne!(words("Sở Nội vụ"), words("Sở Y tế"));
    }

    #[test]
    fn abbreviations_are_in_the_order_that_the_search_needs() {
        assert!(ABBREVIATIONS.is_sorted_by_key(|(short, _)| *short));
    }
}
