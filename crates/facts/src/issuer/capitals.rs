//! How is a name that stands in capitals written in a sentence?
//!
//! Headers print `BỘ NỘI VỤ`; everybody else cites `Bộ Nội vụ`. Words that the tables know take their proper case, kinds
//! of area are small, and what no table knows is taken for a proper name, each syllable capitalised. Names that are not
//! all in capitals stay as they are.

use super::words::WORDS;
use crate::prose::{Prose, lower_char, tidy};

/// The name in sentence case when it stands in capitals, else as it stands; always tidy.
pub(crate) fn sentence_case(name: &str) -> String {
    let name = tidy(name);
    if name.chars().any(char::is_lowercase) {
        return name;
    }
    let prose = Prose::new(&name);
    let mut written = String::with_capacity(name.len());
    let mut at = 0;
    while let Some(c) = prose.char_at(at) {
        if !c.is_alphanumeric() {
            written.push(c);
            at += c.len_utf8();
            continue;
        }
        let is_first = written.is_empty();
        let known = [&WORDS.heads, &WORDS.fields, &WORDS.provinces]
            .into_iter()
            .filter_map(|phrases| phrases.longest_at(&prose, at))
            .max_by_key(|(_, end)| *end);
        let area = WORDS.areas.longest_at(&prose, at).filter(|_| !is_first);
        let (proper, end) = match (known, area) {
            (Some((proper, end)), area) if area.is_none_or(|(_, area_end)| end > area_end) => {
                (proper.to_owned(), end)
            }
            (_, Some(("tp", end))) => ("TP".to_owned(), end),
            (_, Some((proper, end))) => (proper.to_owned(), end),
            (_, None) => {
                let word = prose.word_at(at);
                (proper_name(&prose.text()[word.clone()], &prose.lower()[word.clone()]), word.end)
            }
        };
        written.push_str(&as_spelt(&proper, &prose.text()[at..end]));
        at = end;
    }
    written
}

/// The proper case with the letters that stand there: `UỶ BAN` is `Uỷ ban`, wherever its tones are put.
fn as_spelt(proper: &str, capitals: &str) -> String {
    if proper.chars().count() != capitals.chars().count() {
        return proper.to_owned();
    }
    let letter = |(proper, capital): (char, char)| {
        let spelt = if proper.is_lowercase() { lower_char(capital) } else { capital };
        // A kind of dash or space is no matter of spelling.
        if spelt.is_alphanumeric() { spelt } else { proper }
    };
    proper.chars().zip(capitals.chars()).map(letter).collect()
}

/// A word of a proper name: its first letter large, unless it is the conjunction inside names.
fn proper_name(capitals: &str, lower: &str) -> String {
    if matches!(lower, "và" | "các" | "của") {
        return lower.to_owned();
    }
    let mut letters = capitals.chars();
    letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_capitals() {
        let check = |capitals: &str, expected: &str| assert_eq!(sentence_case(capitals), expected);
        check("BỘ NỘI VỤ", "Bộ Nội vụ");
        check("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ", "Ủy ban nhân dân thành phố Cần Thơ");
        check("UỶ BAN NHÂN DÂN TỈNH HOÀ BÌNH", "Uỷ ban nhân dân tỉnh Hoà Bình");
        check("UBND TỈNH HÀ TĨNH", "UBND tỉnh Hà Tĩnh");
        check("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "Sở Văn hóa, Thể thao và Du lịch");
        check("SỞ LAO ĐỘNG – THƯƠNG BINH VÀ XÃ HỘI", "Sở Lao động - Thương binh và Xã hội");
        check("BỆNH VIỆN ĐA KHOA HUYỆN ĐÔ LƯƠNG", "Bệnh viện Đa khoa huyện Đô Lương");
        check("UBND TP. HỒ CHÍ MINH", "UBND TP. Hồ Chí Minh");
        check("VĂN PHÒNG CHÍNH PHỦ", "Văn phòng Chính phủ");
        check("HÐND XÃ HÒA SƠN", "HĐND xã Hòa Sơn");
        check("Sở Nội vụ", "Sở Nội vụ");
    }
}
