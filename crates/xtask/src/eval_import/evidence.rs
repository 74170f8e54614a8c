//! When do two names of documents mean the same one? The mapping by which imported evidence is held against a set that
//! paraphrases.
//!
//! Two names agree when they begin with the same type of [`TYPES`] and when at least half of the words that tell the
//! expected one from others of its type stand in the found one. [`SHORT`] writes abbreviations out; [`EMPTY`] says
//! nothing. A found document backs as many expected ones as it names.

/// Types of evidence, each with the words that a name of it may begin with. The first that fits counts, so longer ones
/// stand first.
const TYPES: [(&str, &[&str]); 15] = [
    (
        "finding of another body",
        &[
            "kết quả theo dõi",
            "kết quả đánh giá",
            "kết quả thanh tra",
            "văn phòng chính phủ theo dõi",
            "dữ liệu",
            "số liệu của",
            "số liệu do",
        ],
    ),
    ("report", &["báo cáo", "hoặc báo cáo"]),
    ("plan", &["kế hoạch"]),
    ("minutes", &["biên bản"]),
    ("notice or conclusion", &["thông báo", "kết luận"]),
    ("decision", &["quyết định", "phê duyệt kết quả"]),
    ("list or statistics", &["danh mục", "thống kê", "bảng thống kê", "tổng hợp"]),
    (
        "database or portal",
        &["cơ sở dữ liệu", "cổng", "hệ thống", "số liệu trên cổng", "kết quả công khai"],
    ),
    ("figures or links", &["số liệu", "đường dẫn", "đường link"]),
    ("check on the spot", &["kiểm tra trực tiếp"]),
    ("description of work", &["bản mô tả"]),
    ("voucher", &["chứng từ", "hồ sơ, tài liệu, chứng từ"]),
    ("document", &["văn bản"]),
    ("material", &["tài liệu", "tlkc"]),
    ("other", &[""]),
];

/// Abbreviations of the field, written out on both sides.
const SHORT: [(&str, &str); 22] = [
    ("cchc", "cải cách hành chính"),
    ("tthc", "thủ tục hành chính"),
    ("cbccvc", "cán bộ công chức viên chức"),
    ("vbqppl", "văn bản quy phạm pháp luật"),
    ("qppl", "quy phạm pháp luật"),
    ("csdl", "cơ sở dữ liệu"),
    ("dvc", "dịch vụ công"),
    ("ttđt", "thông tin điện tử"),
    ("pakn", "phản ánh kiến nghị"),
    ("đvsncl", "đơn vị sự nghiệp công lập"),
    ("sncl", "sự nghiệp công lập"),
    ("nsnn", "ngân sách nhà nước"),
    ("kt-xh", "kinh tế xã hội"),
    ("cntt", "công nghệ thông tin"),
    ("udcntt", "ứng dụng công nghệ thông tin"),
    ("cqcm", "cơ quan chuyên môn"),
    ("ubnd", "ủy ban nhân dân"),
    ("hđnd", "hội đồng nhân dân"),
    ("tw", "trung ương"),
    ("đvhc", "đơn vị hành chính"),
    ("bnv", "bộ nội vụ"),
    ("ai", "trí tuệ nhân tạo"),
];

/// Words that do not tell one document of a type from another.
const EMPTY: [&str; 29] = [
    "của", "và", "các", "về", "theo", "việc", "trong", "nếu", "có", "được", "hoặc", "tỉnh", "kèm",
    "bộ", "kiểm", "tra", "gửi", "cho", "ở", "trên", "đã", "những", "từng", "hàng", "tại", "do",
    "ít", "nhất", "kết",
];

/// How many of the wanted documents are found, and which are not.
pub(super) fn common(found: &[String], wanted: &[String]) -> (usize, Vec<String>) {
    let missing: Vec<String> = wanted
        .iter()
        .filter(|wanted| !found.iter().any(|found| agree(found, wanted)))
        .cloned()
        .collect();
    (wanted.len() - missing.len(), missing)
}

fn agree(found: &str, wanted: &str) -> bool {
    let (found, wanted) = (written_out(found), written_out(wanted));
    // A line that admits one of several documents agrees with each of them.
    let mut one_of = wanted.split(" hoặc ").filter(|name| type_of(name) != "other").peekable();
    if one_of.peek().is_none() {
        return same(&found, &wanted);
    }
    one_of.any(|wanted| found.split(" hoặc ").any(|found| same(found, wanted)))
}

fn same(found: &str, wanted: &str) -> bool {
    if type_of(found) != type_of(wanted) {
        return false;
    }
    let (found, wanted) = (topic(found), topic(wanted));
    let shared = wanted.iter().filter(|word| found.contains(word)).count();
    2 * shared >= wanted.len()
}

fn written_out(name: &str) -> String {
    let lower = name.to_lowercase();
    let words =
        lower.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '/'));
    let words = words
        .filter(|word| !word.is_empty())
        .map(|word| SHORT.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long));
    words.collect::<Vec<_>>().join(" ")
}

fn type_of(name: &str) -> &'static str {
    let begins = |words: &&&str| name.trim_start().starts_with(*words);
    TYPES
        .iter()
        .find(|(_, names)| names.iter().any(|words| begins(&words)))
        .map_or("other", |(name, _)| name)
}

/// The words that tell a document from others of its type.
fn topic(name: &str) -> Vec<&str> {
    let words =
        TYPES.iter().flat_map(|(_, names)| names.iter()).filter(|words| name.starts_with(**words));
    let rest =
        words.map(|words| &name[words.len()..]).min_by_key(|rest| rest.len()).unwrap_or(name);
    rest.split_whitespace().filter(|word| !EMPTY.contains(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paraphrases_agree_by_type_and_topic() {
        for (found, wanted, expect) in [
            ("Báo cáo CCHC năm của tỉnh", "Báo cáo CCHC năm", true),
            ("Báo cáo cải cách hành chính năm", "Báo cáo CCHC năm", true),
            ("Kế hoạch CCHC năm", "Báo cáo CCHC năm", false),
            ("Báo cáo giải ngân vốn đầu tư", "Báo cáo kiểm soát TTHC", false),
            (
                "Báo cáo công tác kiểm soát TTHC của tỉnh hoặc Báo cáo CCHC năm của tỉnh",
                "Báo cáo công tác kiểm soát TTHC hoặc Báo cáo CCHC năm",
                true,
            ),
            (
                "Kết quả theo dõi, kiểm tra của Bộ Tư pháp",
                "Kết quả theo dõi, kiểm tra của Bộ Nội vụ",
                false,
            ),
        ] {
            assert_eq!(agree(found, wanted), expect, "{found} / {wanted}");
        }
    }
}
