//! Documents after the form of Nghị định 30/2020/NĐ-CP, appendix I, and of Party bodies, made by a seed: what would their
//! headers be read as, if nobody had labelled them by hand?
//!
//! Bodies, types, layouts, signatures and blanks are combined at random, so that no combination is left out because
//! nobody thought of it. Every body, place and person is invented. Refuses to know how a header is read.

use super::labelled::{HeadedText, HeaderLabel};
use crate::damage::Random;

/// How many documents are made.
const N_DOCUMENTS: usize = 300;
const SEED: u64 = 5;

/// A body that issues documents.
struct Body {
    /// The lines of its letterhead, the body above it first.
    lines: &'static [&'static str],
    parent: Option<&'static str>,
    name: &'static str,
    id: Option<&'static str>,
    /// Its abbreviation in numbers.
    symbol: &'static str,
    place: &'static str,
    /// Office and authority of who signs: `KT. GIÁM ĐỐC`, `PHÓ GIÁM ĐỐC`.
    offices: &'static [&'static [&'static str]],
    is_party: bool,
}

const DIRECTOR: &[&[&str]] = &[&["GIÁM ĐỐC"], &["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]];
const CHAIR: &[&[&str]] = &[
    &["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
    &["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
    &["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
    &["TUQ. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"],
    &["Q. CHỦ TỊCH"],
];
const MINISTER: &[&[&str]] = &[
    &["BỘ TRƯỞNG"],
    &["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"],
    &["TL. BỘ TRƯỞNG", "VỤ TRƯỞNG VỤ CẢI CÁCH HÀNH CHÍNH"],
];
const SECRETARY: &[&[&str]] =
    &[&["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ THƯỜNG TRỰC"], &["T/M ĐẢNG ỦY", "BÍ THƯ"]];
const HEAD: &[&[&str]] = &[&["TRƯỞNG PHÒNG"], &["KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"]];

const BODIES: &[Body] = &[
    Body {
        lines: &["UBND TỈNH HÀ TÂN"],
        parent: None,
        name: "UBND tỉnh Hà Tân",
        id: None,
        symbol: "UBND",
        place: "Hà Tân",
        offices: CHAIR,
        is_party: false,
    },
    Body {
        lines: &["ỦY BAN NHÂN DÂN", "TỈNH LẠNG SƠN"],
        parent: None,
        name: "Ủy ban nhân dân tỉnh Lạng Sơn",
        id: Some("ubnd-lang-son"),
        symbol: "UBND",
        place: "Lạng Sơn",
        offices: CHAIR,
        is_party: false,
    },
    Body {
        lines: &["ỦY BAN NHÂN DÂN", "PHƯỜNG PHÚ LỘC"],
        parent: None,
        name: "Ủy ban nhân dân phường Phú Lộc",
        id: None,
        symbol: "UBND",
        place: "Phú Lộc",
        offices: CHAIR,
        is_party: false,
    },
    Body {
        lines: &["UBND XÃ NẬM TÀ"],
        parent: None,
        name: "UBND xã Nậm Tà",
        id: None,
        symbol: "UBND",
        place: "Nậm Tà",
        offices: CHAIR,
        is_party: false,
    },
    Body {
        lines: &["HỘI ĐỒNG NHÂN DÂN", "TỈNH HÀ TÂN"],
        parent: None,
        name: "Hội đồng nhân dân tỉnh Hà Tân",
        id: None,
        symbol: "HĐND",
        place: "Hà Tân",
        offices: &[&["CHỦ TỊCH"], &["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]],
        is_party: false,
    },
    Body {
        lines: &["UBND TỈNH HÀ TÂN", "SỞ NỘI VỤ"],
        parent: Some("UBND tỉnh Hà Tân"),
        name: "Sở Nội vụ",
        id: None,
        symbol: "SNV",
        place: "Hà Tân",
        offices: DIRECTOR,
        is_party: false,
    },
    Body {
        lines: &["ỦY BAN NHÂN DÂN TỈNH HÀ TÂN", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"],
        parent: Some("Ủy ban nhân dân tỉnh Hà Tân"),
        name: "Sở Khoa học và Công nghệ",
        id: None,
        symbol: "SKHCN",
        place: "Hà Tân",
        offices: DIRECTOR,
        is_party: false,
    },
    Body {
        lines: &["UBND THÀNH PHỐ AN BÌNH", "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"],
        parent: Some("UBND thành phố An Bình"),
        name: "Sở Văn hóa, Thể thao và Du lịch",
        id: None,
        symbol: "SVHTTDL",
        place: "An Bình",
        offices: DIRECTOR,
        is_party: false,
    },
    Body {
        lines: &["UBND TỈNH HÀ TÂN", "SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG"],
        parent: Some("UBND tỉnh Hà Tân"),
        name: "Sở Nông nghiệp và Môi trường",
        id: None,
        symbol: "SNNMT",
        place: "Hà Tân",
        offices: DIRECTOR,
        is_party: false,
    },
    Body {
        lines: &["SỞ Y TẾ HÀ TÂN", "TRUNG TÂM KIỂM SOÁT BỆNH TẬT"],
        parent: Some("Sở Y tế Hà Tân"),
        name: "Trung tâm Kiểm soát bệnh tật",
        id: None,
        symbol: "KSBT",
        place: "Hà Tân",
        offices: DIRECTOR,
        is_party: false,
    },
    Body {
        lines: &["UBND TỈNH HÀ TÂN", "BAN QUẢN LÝ KHU KINH TẾ"],
        parent: Some("UBND tỉnh Hà Tân"),
        name: "Ban Quản lý Khu kinh tế",
        id: None,
        symbol: "BQLKKT",
        place: "Hà Tân",
        offices: &[&["TRƯỞNG BAN"], &["KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]],
        is_party: false,
    },
    Body {
        lines: &["UBND XÃ TÂN LẬP", "PHÒNG VĂN HÓA - XÃ HỘI"],
        parent: Some("UBND xã Tân Lập"),
        name: "Phòng Văn hóa - Xã hội",
        id: None,
        symbol: "VHXH",
        place: "Tân Lập",
        offices: HEAD,
        is_party: false,
    },
    Body {
        lines: &["UBND PHƯỜNG PHÚ LỘC", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"],
        parent: Some("UBND phường Phú Lộc"),
        name: "Trung tâm Phục vụ hành chính công",
        id: None,
        symbol: "TTPVHCC",
        place: "Phú Lộc",
        offices: DIRECTOR,
        is_party: false,
    },
    Body {
        lines: &["BỘ NỘI VỤ"],
        parent: None,
        name: "Bộ Nội vụ",
        id: Some("bo-noi-vu"),
        symbol: "BNV",
        place: "Hà Nội",
        offices: MINISTER,
        is_party: false,
    },
    Body {
        lines: &["BỘ KHOA HỌC VÀ CÔNG NGHỆ"],
        parent: None,
        name: "Bộ Khoa học và Công nghệ",
        id: Some("bo-khoa-hoc-va-cong-nghe"),
        symbol: "BKHCN",
        place: "Hà Nội",
        offices: MINISTER,
        is_party: false,
    },
    Body {
        lines: &["VĂN PHÒNG CHÍNH PHỦ"],
        parent: None,
        name: "Văn phòng Chính phủ",
        id: Some("van-phong-chinh-phu"),
        symbol: "VPCP",
        place: "Hà Nội",
        offices: &[&["KT. BỘ TRƯỞNG, CHỦ NHIỆM", "PHÓ CHỦ NHIỆM"], &["BỘ TRƯỞNG, CHỦ NHIỆM"]],
        is_party: false,
    },
    Body {
        lines: &["TỈNH ỦY HÀ TÂN"],
        parent: None,
        name: "Tỉnh ủy Hà Tân",
        id: None,
        symbol: "TU",
        place: "Hà Tân",
        offices: SECRETARY,
        is_party: true,
    },
    Body {
        lines: &["ĐẢNG ỦY XÃ NẬM TÀ"],
        parent: None,
        name: "Đảng ủy xã Nậm Tà",
        id: None,
        symbol: "ĐU",
        place: "Nậm Tà",
        offices: SECRETARY,
        is_party: true,
    },
];

/// A type by its title and its abbreviation in numbers; a công văn has no title.
const TYPES: &[(&str, &str)] = &[
    ("", ""),
    ("", ""),
    ("BÁO CÁO", "BC"),
    ("KẾ HOẠCH", "KH"),
    ("QUYẾT ĐỊNH", "QĐ"),
    ("THÔNG BÁO", "TB"),
    ("TỜ TRÌNH", "TTr"),
    ("HƯỚNG DẪN", "HD"),
    ("CHỈ THỊ", "CT"),
    ("KẾT LUẬN", "KL"),
    ("NGHỊ QUYẾT", "NQ"),
    ("CHƯƠNG TRÌNH", "CTr"),
    ("ĐỀ ÁN", "ĐA"),
];

/// Abstracts, as lines.
const ABSTRACTS: &[&[&str]] = &[
    &["Kết quả công tác cải cách hành chính năm 2025"],
    &["Về việc công bố danh mục thủ tục hành chính nội bộ"],
    &[
        "Tự đánh giá, chấm điểm Chỉ số cải cách hành chính năm 2025",
        "của cơ quan và các đơn vị trực thuộc",
    ],
    &["Triển khai Đề án 06 quý IV năm 2025"],
    &["về nâng cao tỷ lệ hồ sơ trực tuyến toàn trình"],
    &["Kiểm tra công vụ đột xuất tại các phòng, ban", "và bộ phận một cửa trên địa bàn"],
    &["Tiếp công dân, giải quyết khiếu nại, tố cáo"],
    &["Về việc chấn chỉnh kỷ luật, kỷ cương hành chính"],
];

const SIGNERS: &[&str] = &[
    "Nguyễn Thị Hoa",
    "Trần Văn Bình",
    "Lò Thị Mai",
    "Giàng A Pao",
    "Lê Hoàng Minh Châu",
    "Đỗ Quý",
];

const RECIPIENTS: &[&[&str]] = &[
    &["UBND tỉnh (b/c)", "Các sở, ban, ngành"],
    &["Bộ Nội vụ", "TT. Tỉnh ủy, HĐND tỉnh", "Các phòng, đơn vị trực thuộc"],
    &["Như Điều 3", "Sở Nội vụ"],
    &["Chủ tịch, các Phó Chủ tịch UBND xã"],
];

/// How the two columns of a letterhead came out as text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// As rows of a table.
    Rows,
    /// The left column, then the right one.
    Stacked,
    /// Line by line, each of both columns.
    Interleaved,
    /// Both titles first, number and date below.
    NumberBelow,
}

/// The documents, the same on every machine.
pub(super) fn documents() -> Vec<HeadedText> {
    let mut random = Random::new(SEED);
    (0..N_DOCUMENTS).map(|index| document(index, &mut random)).collect()
}

fn pick<T: Copy>(random: &mut Random, from: &[T]) -> T {
    from[random.below(from.len())]
}

fn document(index: usize, random: &mut Random) -> HeadedText {
    let body = &BODIES[random.below(BODIES.len())];
    let (title, type_symbol) = pick(random, TYPES);
    let is_letter = title.is_empty();
    let layouts = [Layout::Rows, Layout::Stacked, Layout::Interleaved, Layout::NumberBelow];
    let layout = pick(random, &layouts);
    let subject = pick(random, ABSTRACTS);
    let signer = pick(random, SIGNERS);
    let offices = body.offices[random.below(body.offices.len())];
    let recipients = pick(random, RECIPIENTS);
    let sequence = 1 + random.below(1500);
    let (day, month, year) = (1 + random.below(28), 1 + random.below(12), 2024 + random.below(2));
    let (number_blank, date_blank) = (random.below(12) == 0, random.below(12) == 0);

    let symbol = match (is_letter, body.is_party) {
        (true, true) => format!("-CV/{}", body.symbol),
        (true, false) => format!("/{}-{}", body.symbol, pick(random, &["VP", "CCHC", "KSTT"])),
        (false, true) => format!("-{type_symbol}/{}", body.symbol),
        (false, false) => format!("/{type_symbol}-{}", body.symbol),
    };
    let digits = match random.below(6) {
        0 => format!("{sequence:02} "),
        // Stamped at signing.
        1 => sequence.to_string().chars().map(|digit| format!("{digit} ")).collect(),
        _ => format!("{sequence:02}"),
    };
    let blank = pick(random, &["      ", "....", " …… "]);
    let sign = if body.is_party { "Số" } else { "Số:" };
    let number_line =
        format!("{sign} {}{symbol}", if number_blank { blank } else { digits.trim_end() });
    let date_line = if date_blank {
        format!("{}, ngày {blank} tháng {blank} năm {year}", body.place)
    } else {
        format!("{}, ngày {day:02} tháng {month:02} năm {year}", body.place)
    };
    let about = is_letter.then(|| format!("V/v {}", lowered(subject[0])));
    let mut lines = letterhead(body, layout, &number_line, &date_line, about.as_deref());
    if is_letter {
        let rest = subject[1..].iter().map(|line| (*line).to_owned());
        // A công văn's abstract goes on below its first line only where the columns are stacked.
        if layout == Layout::Stacked || layout == Layout::NumberBelow {
            let at = lines.iter().position(|line| line.starts_with("V/v")).expect("it has one");
            lines.splice(at + 1..at + 1, rest);
        }
        lines.extend(["".to_owned(), "Kính gửi: Các cơ quan, đơn vị".to_owned()]);
    } else {
        lines.extend(["".to_owned(), title.to_owned()]);
        lines.extend(subject.iter().map(|line| (*line).to_owned()));
    }
    lines.extend(
        ["", "Căn cứ Kế hoạch số 64/KH-UBND ngày 11/02/2025 của UBND tỉnh, cơ quan triển khai như sau:", ""]
            .map(str::to_owned),
    );
    lines.extend(end(layout, recipients, offices, signer));

    let wraps = !is_letter || matches!(layout, Layout::Stacked | Layout::NumberBelow);
    let shown = if wraps { subject } else { &subject[..1] };
    let subject = shown.join(" ");
    let subject = if is_letter { lowered(&subject) } else { subject };
    HeadedText {
        id: format!("generated-{index:03}"),
        text: lines.join("\n"),
        header: HeaderLabel {
            number: (!number_blank).then(|| format!("{sequence:02}{symbol}")),
            date: (!date_blank).then(|| format!("{year}-{month:02}-{day:02}")),
            issuer: Some(body.name.to_owned()),
            issuer_id: body.id.map(str::to_owned),
            parent_body: body.parent.map(str::to_owned),
            doc_type: Some(if is_letter { "công văn".to_owned() } else { title.to_lowercase() }),
            subject: Some(subject),
            signer: Some(signer.to_owned()),
            signer_position: offices.last().map(|office| without_authority(office)),
            recipients: recipients.iter().map(|name| (*name).to_owned()).collect(),
            is_draft: number_blank || date_blank,
        },
    }
}

/// `Về việc …` begins small behind `V/v`, and drops its own words for it.
fn lowered(subject: &str) -> String {
    let subject = subject.strip_prefix("Về việc ").unwrap_or(subject);
    let mut letters = subject.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn letterhead(
    body: &Body,
    layout: Layout,
    number: &str,
    date: &str,
    about: Option<&str>,
) -> Vec<String> {
    let motto: &[&str] = if body.is_party {
        &["ĐẢNG CỘNG SẢN VIỆT NAM"]
    } else {
        &["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    };
    let left: Vec<&str> = body.lines.iter().copied().chain([number]).chain(about).collect();
    let own = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    // The date stands beside the number.
    let mut right = own(motto);
    right.resize(body.lines.len().max(motto.len()), String::new());
    right.push(date.to_owned());
    let mut titles = own(body.lines);
    titles.resize(right.len() - 1, String::new());
    titles.push(number.to_owned());
    titles.extend(about.map(str::to_owned));
    right.resize(titles.len(), String::new());
    match layout {
        Layout::Rows => {
            titles.iter().zip(&right).map(|(left, right)| format!("{left} | {right}")).collect()
        }
        Layout::Interleaved => titles
            .iter()
            .zip(&right)
            .map(|(left, right)| format!("{left} {right}").trim().to_owned())
            .collect(),
        Layout::Stacked => {
            let mut lines = own(&left);
            lines.push(String::new());
            lines.extend(own(motto));
            lines.push(date.to_owned());
            lines
        }
        Layout::NumberBelow => {
            let mut lines = own(body.lines);
            lines.push("-------".to_owned());
            lines.extend(own(motto));
            lines.push("---------------".to_owned());
            lines.push(number.to_owned());
            lines.extend(about.map(str::to_owned));
            lines.push(date.to_owned());
            lines
        }
    }
}

fn end(layout: Layout, recipients: &[&str], offices: &[&str], signer: &str) -> Vec<String> {
    let mut left = vec!["Nơi nhận:".to_owned()];
    left.extend(recipients.iter().map(|name| format!("- {name};")));
    left.push("- Lưu: VT.".to_owned());
    let mut right: Vec<String> = offices.iter().map(|office| (*office).to_owned()).collect();
    right.push(String::new());
    right.push(signer.to_owned());
    match layout {
        Layout::Rows => {
            let n_rows = left.len().max(right.len());
            left.resize(n_rows, String::new());
            right.resize(n_rows, String::new());
            left.iter().zip(&right).map(|(left, right)| format!("{left} | {right}")).collect()
        }
        Layout::Interleaved | Layout::Stacked | Layout::NumberBelow => {
            left.push(String::new());
            left.extend(right);
            left
        }
    }
}

/// The office in sentence case, as a person holds it.
fn without_authority(office: &str) -> String {
    let office = office.strip_prefix("Q. ").unwrap_or(office);
    let mut letters = office.chars();
    let first = letters.next().expect("an office has a name");
    std::iter::once(first).chain(letters.flat_map(char::to_lowercase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_documents_and_all_kinds_of_them() {
        let documents = documents();
        let again = super::documents();
        assert!(documents.iter().zip(&again).all(|(a, b)| a.text == b.text));
        let count = |is: fn(&HeaderLabel) -> bool| {
            documents.iter().filter(|document| is(&document.header)).count()
        };
        assert_eq!(documents.len(), N_DOCUMENTS);
        assert!(count(|header| header.is_draft) > 20);
        assert!(count(|header| header.issuer_id.is_some()) > 20);
        assert!(count(|header| header.doc_type.as_deref() == Some("công văn")) > 20);
    }
}
