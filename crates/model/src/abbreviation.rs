//! Which abbreviations do administrative texts use without explaining them, and what do they stand for?
//!
//! Only those with one meaning are here: `KH` is a plan, a planning department and part of a number. Abbreviations of
//! bodies and document types inside numbers belong to the grammar of numbers. Refuses to know how words are compared.

/// An abbreviation and the words that it stands for, both in their proper case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abbreviation {
    /// As it is written: letters only.
    pub short: &'static str,
    /// The words, without punctuation: writers agree on the words and not on the commas between them.
    pub long: &'static str,
}

/// Every abbreviation that is taken for granted, in alphabetical order.
pub const ABBREVIATIONS: &[Abbreviation] = &[
    of("ATGT", "an toàn giao thông"),
    of("ATTP", "an toàn thực phẩm"),
    of("ATTT", "an toàn thông tin"),
    of("BCCI", "bưu chính công ích"),
    of("BHXH", "bảo hiểm xã hội"),
    of("BHYT", "bảo hiểm y tế"),
    of("BVMT", "bảo vệ môi trường"),
    of("CBCC", "cán bộ công chức"),
    of("CBCCVC", "cán bộ công chức viên chức"),
    of("CCHC", "cải cách hành chính"),
    of("CCVC", "công chức viên chức"),
    of("CĐS", "chuyển đổi số"),
    of("CNTT", "công nghệ thông tin"),
    of("CQCM", "cơ quan chuyên môn"),
    of("CSDL", "cơ sở dữ liệu"),
    of("DVC", "dịch vụ công"),
    of("DVCTT", "dịch vụ công trực tuyến"),
    of("ĐVHC", "đơn vị hành chính"),
    of("ĐVSNCL", "đơn vị sự nghiệp công lập"),
    of("GPMB", "giải phóng mặt bằng"),
    of("HĐND", "Hội đồng nhân dân"),
    of("HTX", "hợp tác xã"),
    of("KSTTHC", "kiểm soát thủ tục hành chính"),
    of("MTTQ", "Mặt trận Tổ quốc"),
    of("NSNN", "ngân sách nhà nước"),
    of("NTM", "nông thôn mới"),
    of("PAKN", "phản ánh kiến nghị"),
    of("PBGDPL", "phổ biến giáo dục pháp luật"),
    of("PCCC", "phòng cháy chữa cháy"),
    of("PCTN", "phòng chống tham nhũng"),
    of("QLNN", "quản lý nhà nước"),
    of("TGPL", "trợ giúp pháp lý"),
    of("TP", "thành phố"),
    of("TTĐT", "thông tin điện tử"),
    of("TTHC", "thủ tục hành chính"),
    of("UBND", "Ủy ban nhân dân"),
    of("VBQPPL", "văn bản quy phạm pháp luật"),
    of("VPCP", "Văn phòng Chính phủ"),
    of("VTVL", "vị trí việc làm"),
];

const fn of(short: &'static str, long: &'static str) -> Abbreviation {
    Abbreviation { short, long }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

    use super::*;

    /// In lower case and without the marks of vowels: `Ủy ban` is abbreviated with `U`.
    fn letters(text: impl Iterator<Item = char>) -> String {
        text.flat_map(char::to_lowercase).nfd().filter(|c| !is_combining_mark(*c)).collect()
    }

    #[test]
    fn an_abbreviation_has_one_meaning_and_its_letters_begin_its_words() {
        let mut known = BTreeSet::new();
        for Abbreviation { short, long } in ABBREVIATIONS {
            assert!(known.insert(short.to_lowercase()), "{short} twice");
            assert!(short.chars().all(char::is_alphabetic), "{short}");
            let first = long.split(' ').filter_map(|word| word.chars().next());
            assert_eq!(letters(short.chars()), letters(first), "{long}");
        }
    }
}
