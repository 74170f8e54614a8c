//! Papers to load the program with: each different from every other, all with what has to be understood in reports.

use jiff::civil::Date;
use testkit::letter::{Block, Cell, Issued, Letter, Signer, Table};

/// Paragraphs of a report, besides its head and tables: about five pages in all.
const PARAGRAPHS: usize = 44;

/// A report of about five pages.
pub(crate) fn report(number: usize) -> Letter {
    let mut body = vec![
        Block::Basis("Căn cứ Quyết định số 1187/QĐ-BNV ngày 10 tháng 10 năm 2025;".to_owned()),
        Block::Heading("I. KẾT QUẢ THỰC HIỆN".to_owned()),
    ];
    body.extend((0..PARAGRAPHS).map(|place| Block::Paragraph(paragraph(number, place))));
    body.push(Block::Table(table(number)));
    Letter {
        parent: Some("Ủy ban nhân dân\ntỉnh An Bình".to_owned()),
        issuer: "Sở Nội vụ".to_owned(),
        number: format!("{}/BC-SNV", number + 1),
        place: "An Bình".to_owned(),
        issued: Issued::On(Date::constant(2025, 12, 15)),
        doc_type: Some("Báo cáo".to_owned()),
        subject: format!("Kết quả công tác cải cách hành chính năm 2025, phần {}", number + 1),
        addressees: vec!["Ủy ban nhân dân tỉnh".to_owned()],
        body,
        signer: Signer {
            authority: vec!["KT. GIÁM ĐỐC".to_owned()],
            position: "Phó Giám đốc".to_owned(),
            name: "Trần Văn Hòa".to_owned(),
        },
        recipients: vec!["Như trên;".to_owned(), "Lưu: VT, CCHC.".to_owned()],
    }
}

/// The head of a report with a sentence or two: one page.
pub(crate) fn short_report(number: usize) -> Letter {
    let mut letter = report(number);
    letter.body = (0..3).map(|place| Block::Paragraph(paragraph(number, place))).collect();
    letter
}

/// About 2 kB of plain text.
pub(crate) fn note(number: usize) -> String {
    let head = format!(
        "SỞ NỘI VỤ\nSố: {}/TB-SNV\nAn Bình, ngày 15 tháng 12 năm 2025\nTHÔNG BÁO\n\n",
        number + 1
    );
    (0..5).fold(head, |text, place| text + &paragraph(number, place) + "\n")
}

/// A paragraph with figures and citations of its own.
fn paragraph(number: usize, place: usize) -> String {
    let seed = number * 131 + place * 17;
    let (all, on_time) = (10_000 + seed % 7_919, 9_000 + seed % 907);
    let percent = on_time * 10_000 / all;
    let topic = TOPICS[seed % TOPICS.len()];
    let more = TOPICS[(seed / 7 + place) % TOPICS.len()];
    format!(
        "{}. Trong năm 2025, đơn vị đã triển khai {topic} theo Kế hoạch số {}/KH-UBND ngày {:02}/{:02}/2025 của Ủy ban \
         nhân dân tỉnh; giải quyết đúng hạn {on_time}/{all} hồ sơ, đạt {},{:02}%. Qua kiểm tra {} cơ quan, đơn vị về \
         {more}, đã chấn chỉnh {} trường hợp và báo cáo cấp có thẩm quyền theo quy định tại Công văn số {}/BNV-CCHC.",
        place + 1,
        seed % 400 + 1,
        seed % 28 + 1,
        seed % 12 + 1,
        percent / 100,
        percent % 100,
        seed % 30 + 2,
        seed % 9 + 1,
        seed % 5_000 + 1,
    )
}

const TOPICS: [&str; 11] = [
    "rà soát, đơn giản hóa thủ tục hành chính",
    "tiếp nhận hồ sơ qua dịch vụ bưu chính công ích",
    "cung cấp dịch vụ công trực tuyến toàn trình",
    "sắp xếp tổ chức bộ máy, tinh giản biên chế",
    "công tác tuyên truyền cải cách hành chính",
    "đào tạo, bồi dưỡng cán bộ, công chức, viên chức",
    "tự kiểm tra, xử lý văn bản quy phạm pháp luật",
    "gửi, nhận văn bản điện tử có ký số",
    "giải ngân vốn đầu tư công",
    "đối thoại với người dân và doanh nghiệp",
    "áp dụng hệ thống quản lý chất lượng",
];

fn table(number: usize) -> Table {
    let row = |place: usize| {
        let count = i64::try_from(1_000 + (number * 37 + place * 101) % 9_000).expect("small");
        vec![
            Cell::count(i64::try_from(place).expect("small")),
            Cell::text(TOPICS[place % TOPICS.len()]),
            Cell::count(count),
            Cell::count(count - 7),
        ]
    };
    let head = ["STT", "Nội dung", "Tiếp nhận", "Giải quyết"].map(Cell::text).to_vec();
    Table {
        columns: vec![1, 6, 2, 2],
        header_rows: 1,
        font_size: 11.0,
        rows: std::iter::once(head).chain((1..=12).map(row)).collect(),
    }
}
