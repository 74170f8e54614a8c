//! Letters for the tests of the writers.

use jiff::civil::Date;

use super::{Block, Cell, Issued, Letter, Signer, Table};

/// A short report with every kind of block.
#[must_use]
pub fn report() -> Letter {
    Letter {
        parent: Some("Ủy ban nhân dân\ntỉnh An Bình".to_owned()),
        issuer: "Sở Nội vụ".to_owned(),
        number: "215/BC-SNV".to_owned(),
        place: "An Bình".to_owned(),
        issued: Issued::On(Date::constant(2025, 12, 15)),
        doc_type: Some("Báo cáo".to_owned()),
        subject: "Kết quả kiểm tra công tác cải cách hành chính năm 2025".to_owned(),
        addressees: vec!["Ủy ban nhân dân tỉnh".to_owned()],
        body: vec![
            Block::Basis("Căn cứ Kế hoạch số 12/KH-UBND ngày 14 tháng 01 năm 2025;".to_owned()),
            Block::Heading("I. KẾT QUẢ".to_owned()),
            Block::Paragraph("Đã kiểm tra 28/112 cơ quan, đơn vị, đạt tỷ lệ 25%.".to_owned()),
            Block::Item("12 sở, ngành & tương đương;".to_owned()),
            Block::Centred("QUYẾT ĐỊNH:".to_owned()),
            Block::Article {
                label: "Điều 1.".to_owned(), text: "Công bố <kết quả>.".to_owned()
            },
            Block::Table(Table {
                columns: vec![1, 4, 3, 3],
                header_rows: 2,
                font_size: 11.0,
                rows: vec![
                    vec![
                        Cell::text("STT").spanning(1, 2),
                        Cell::text("Đơn vị").spanning(1, 2),
                        Cell::text("Hồ sơ").spanning(2, 1),
                    ],
                    vec![Cell::text("Tiếp nhận"), Cell::text("Giải quyết")],
                    vec![
                        Cell::count(1),
                        Cell::text("Sở Tư pháp"),
                        Cell::count(12_345),
                        Cell::count(12_300),
                    ],
                    vec![
                        Cell::text("Tổng cộng").spanning(2, 1).in_bold(),
                        Cell::count(12_345),
                        Cell::count(12_300),
                    ],
                ],
            }),
        ],
        signer: Signer {
            authority: vec!["KT. GIÁM ĐỐC".to_owned()],
            position: "Phó Giám đốc".to_owned(),
            name: "Trần Văn Hòa".to_owned(),
        },
        recipients: vec!["Như trên;".to_owned(), "Lưu: VT, CCHC.".to_owned()],
    }
}

/// A letter between bodies, without a type.
#[must_use]
pub fn letter_between_bodies() -> Letter {
    Letter {
        number: "120/SNV-CCHC".to_owned(),
        doc_type: None,
        subject: "báo cáo kết quả khắc phục sau kiểm tra".to_owned(),
        ..report()
    }
}
