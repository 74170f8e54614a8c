//! Citations as texts write them: each defect, each look-alike, each way of binding date, issuer and type.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::*;

/// Each expected citation as `number; date; issuer; type`, trailing unknowns left out, `~` before a repaired number.
fn check(text: &str, expected: &[&str]) {
    for form in [text.to_owned(), text.nfd().collect()] {
        let found: Vec<String> = find(&form).iter().map(printed).collect();
        assert_eq!(found, expected, "{form:?}");
    }
}

fn printed(found: &Found) -> String {
    let fields = [
        format!("{}{}", if found.repaired { "~" } else { "" }, found.number),
        found.date.map(|date| date.to_string()).unwrap_or_default(),
        found.issuer.clone().unwrap_or_default(),
        found.doc_type.as_ref().map(|doc_type| doc_type.as_str().to_owned()).unwrap_or_default(),
    ];
    fields.join("; ").trim_end_matches([';', ' ']).to_owned()
}

#[test]
fn number_date_issuer_and_type_in_one_phrase() {
    check(
        "Căn cứ Quyết định số 410/QĐ-UBND ngày 05/02/2024 của UBND tỉnh Điện Biên về việc giao nhiệm vụ;",
        &["410/QĐ-UBND; 2024-02-05; UBND tỉnh Điện Biên; quyết định"],
    );
    check(
        "Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư",
        &["30/2020/NĐ-CP; 2020-03-05; Chính phủ; nghị định"],
    );
    check(
        "Quyết định số 28/2018/QĐ-TTg của Thủ tướng Chính phủ ngày 12/7/2018 về gửi, nhận văn bản",
        &["28/2018/QĐ-TTg; 2018-07-12; Thủ tướng Chính phủ; quyết định"],
    );
    check(
        "(Kèm theo Công văn số12094/BNV-CCHC ngày15 / 12/2025 của Bộ Nội vụ)",
        &["12094/BNV-CCHC; 2025-12-15; Bộ Nội vụ; công văn"],
    );
    check(
        "Kế hoạch số 31/KH-SKHCN do Sở Khoa học và Công nghệ ban hành ngày 10.01.2025",
        &["31/KH-SKHCN; 2025-01-10; Sở Khoa học và Công nghệ; kế hoạch"],
    );
    check(
        "Thông báo kết luận số 88/TB-VPCP ngày 12/3/2024 của Văn phòng Chính phủ",
        &["88/TB-VPCP; 2024-03-12; Văn phòng Chính phủ; thông báo"],
    );
    check("Quyết định số 1015 ngày 05/02/2024 của UBND tỉnh", &[]);
    check("Nghị quyết 57 của Bộ Chính trị và Đề án 06/CP", &[]);
}

#[test]
fn a_full_stop_of_an_abbreviation_ends_no_clause() {
    check(
        "UBND TP. Cần Thơ ban hành Quyết định số 1823/QĐ-UBND ngày 23/7/2018.",
        &["1823/QĐ-UBND; 2018-07-23; UBND TP. Cần Thơ; quyết định"],
    );
    check(
        "UBND tỉnh đã họp. Sở ban hành Quyết định số 12/QĐ-SYT",
        &["12/QĐ-SYT; ; Sở; quyết định"],
    );
}

#[test]
fn a_day_without_its_year() {
    check(
        "Nghị định 118/2025/NĐ-CP ngày 09/6 của Chính phủ",
        &["118/2025/NĐ-CP; 2025-06-09; Chính phủ; nghị định"],
    );
    check(
        "Báo cáo số 98/BC-SDTTG ngày 05/12 của Sở Dân tộc và Tôn giáo",
        &["98/BC-SDTTG; ; Sở Dân tộc và Tôn giáo; báo cáo"],
    );
    check(
        "Công văn số 120/UBND-VP ngày 10/02 và số 180/UBND-VP ngày 14/3/2025 của UBND xã",
        &["120/UBND-VP; ; UBND xã; công văn", "180/UBND-VP; 2025-03-14; UBND xã; công văn"],
    );
    check(
        "theo Nghị định 107/2021/NĐ-CP, ngày 15/3 UBND tỉnh đã họp",
        &["107/2021/NĐ-CP; ; ; nghị định"],
    );
    check("6 tháng (số 201/BC-STP ngày 09/6)", &["201/BC-STP; ; ; báo cáo"]);
}

#[test]
fn bodies_by_their_abbreviation_in_apposition_and_together() {
    check(
        "STTTT ban hành Kế hoạch số 19/KH-STTTT ngày 22/01/2025",
        &["19/KH-STTTT; 2025-01-22; STTTT; kế hoạch"],
    );
    check(
        "Công văn hỏa tốc 4480/VPCP-KSTT của VPCP, ngày 20/5/2025",
        &["4480/VPCP-KSTT; 2025-05-20; VPCP; công văn"],
    );
    check(
        "Ông Trần Văn Hòa, Phó Chủ tịch UBND tỉnh, ký ban hành Kế hoạch số 145/KH-UBND ngày 21/4/2025",
        &["145/KH-UBND; 2025-04-21; Phó Chủ tịch UBND tỉnh; kế hoạch"],
    );
    check(
        "Thông tư liên tịch số 01/2025/TTLT-BNV-BTC ngày 20/01/2025 giữa Bộ Nội vụ và Bộ Tài chính",
        &["01/2025/TTLT-BNV-BTC; 2025-01-20; Bộ Nội vụ và Bộ Tài chính; thông tư liên tịch"],
    );
    check(
        "Công văn số 1499/STTTT-CNTT do Sở Thông tin và Truyền thông (nay là Sở KH&CN) gửi ngày 24/9/2024",
        &["1499/STTTT-CNTT; 2024-09-24; Sở Thông tin và Truyền thông; công văn"],
    );
    check(
        "Tại khoản 1 Điều 4 Quyết định số 30/2025/QĐ-UBND ngày 02/7/2025, UBND thành phố Hải Phòng quy định",
        &["30/2025/QĐ-UBND; 2025-07-02; UBND thành phố Hải Phòng; quyết định"],
    );
    check(
        "Chỉ thị 09/CT-UBND, UBND tỉnh ban hành hôm 18/6/2025",
        &["09/CT-UBND; 2025-06-18; UBND tỉnh; chỉ thị"],
    );
    let found = find("Công văn 4480/VPCP-KSTT của VPCP");
    assert_eq!(found[0].issuer_id.as_deref(), Some("van-phong-chinh-phu"));
}

#[test]
fn dates_of_sessions_and_of_fields() {
    check(
        "HĐND tỉnh thông qua Nghị quyết số 33/NQ-HĐND tại kỳ họp thứ 29 ngày 10/7/2025.",
        &["33/NQ-HĐND; 2025-07-10; HĐND tỉnh; nghị quyết"],
    );
    check(
        "Ngày ban hành: 16/6/2025. Số ký hiệu: 1590/QĐ-UBND. Cơ quan ban hành: UBND tỉnh Điện Biên.",
        &["1590/QĐ-UBND; 2025-06-16; UBND tỉnh Điện Biên; quyết định"],
    );
    check(
        "Số văn bản: 77/KH-UBND. Ngày ký: 21/02/2025. Cơ quan ban hành: UBND xã Mường Bú.",
        &["77/KH-UBND; 2025-02-21; UBND xã Mường Bú; kế hoạch"],
    );
    check("Ngày 11/4/2025: ban hành Kế hoạch số 93/KH-SCT", &["93/KH-SCT; 2025-04-11; ; kế hoạch"]);
}

#[test]
fn the_issuer_before_in_the_middle_and_behind() {
    check(
        "Thực hiện chỉ đạo của UBND tỉnh tại các Công văn: số 1245/UBND-NC ngày 03/4/2025, số 1890/UBND-KSTT",
        &["1245/UBND-NC; 2025-04-03; UBND tỉnh; công văn", "1890/UBND-KSTT; ; UBND tỉnh; công văn"],
    );
    check(
        "UBND tỉnh đã ban hành: Kế hoạch số 12/KH-UBND ngày 15/01/2025; Công văn số 30/UBND-NC; Sở chỉ đạo tại 7/SNV-VP",
        &[
            "12/KH-UBND; 2025-01-15; UBND tỉnh; kế hoạch",
            "30/UBND-NC; ; UBND tỉnh; công văn",
            "7/SNV-VP; ; Sở; công văn",
        ],
    );
    check(
        "Sở Nội vụ trình UBND tỉnh tại Tờ trình số 61/TTr-SNV; UBND tỉnh họp",
        &["61/TTr-SNV; ; Sở Nội vụ; tờ trình"],
    );
    check(
        "Theo văn bản số 6301/BNV-CCHC ngày 08/10/2024, Bộ Nội vụ yêu cầu",
        &["6301/BNV-CCHC; 2024-10-08; Bộ Nội vụ; công văn"],
    );
    check(
        "Theo Công văn số 6301/BNV-CCHC ngày 08/10/2024, UBND tỉnh giao Sở Nội vụ",
        &["6301/BNV-CCHC; 2024-10-08; ; công văn"],
    );
    check(
        "Quyết định số 1080/QĐ-UBND, ngày 22/5/2025, Ủy ban nhân dân tỉnh, về quy trình",
        &["1080/QĐ-UBND; 2025-05-22; Ủy ban nhân dân tỉnh; quyết định"],
    );
    check(
        "Kế hoạch số 64/KH-UBND ngày 11/02/2025, UBND xã đã triển khai",
        &["64/KH-UBND; 2025-02-11; ; kế hoạch"],
    );
    check(
        "Nghị quyết số 18-NQ/TW của Hội nghị lần thứ sáu Ban Chấp hành Trung ương khóa XII",
        &["18-NQ/TW; ; Ban Chấp hành Trung ương; nghị quyết"],
    );
    check(
        "Luật số 72/2025/QH15 được Quốc hội thông qua ngày 16/6/2025",
        &["72/2025/QH15; 2025-06-16; Quốc hội; luật"],
    );
    check("Đề án số 09/ĐA-UBND được HĐND tỉnh thông qua", &["09/ĐA-UBND; ; ; đề án"]);
    check(
        "Quyết định số 219/QĐ-STP ký ngày 05/6/2025 bởi Giám đốc Sở Tư pháp",
        &["219/QĐ-STP; 2025-06-05; Giám đốc Sở Tư pháp; quyết định"],
    );
}

#[test]
fn dates_of_lists_brackets_and_fields() {
    check(
        "Kế hoạch số 64/KH-UBND và Kế hoạch số 66/KH-UBND, cùng ký ngày 11/02/2025",
        &["64/KH-UBND; 2025-02-11; ; kế hoạch", "66/KH-UBND; 2025-02-11; ; kế hoạch"],
    );
    check(
        "Hai văn bản cùng ban hành ngày 10/3/2025 là Công văn số 420/SNV-CCHC và Kế hoạch số 15/KH-SNV",
        &["420/SNV-CCHC; 2025-03-10; ; công văn", "15/KH-SNV; 2025-03-10; ; kế hoạch"],
    );
    check(
        "Kế hoạch số 12/KH-SNV năm 2025 (ban hành ngày 14/01/2025)",
        &["12/KH-SNV; 2025-01-14; ; kế hoạch"],
    );
    check("Số 220/QĐ-SNV; ngày 12/5/2025; về việc", &["220/QĐ-SNV; 2025-05-12; ; quyết định"]);
    check("Số 220/QĐ-SNV; ngày 12/5/2025 họp tổ", &["220/QĐ-SNV; ; ; quyết định"]);
    check(
        "Kế hoạch số 64 ngày 11/02/2025 (64/KH-UBND) của UBND tỉnh",
        &["64/KH-UBND; 2025-02-11; UBND tỉnh; kế hoạch"],
    );
    check("hoàn thành ngày 12/3/2025 (Báo cáo số 99/BC-SNV)", &["99/BC-SNV; ; ; báo cáo"]);
    check("Giấy mời số 15/GM-VP họp ngày 20/3/2025", &["15/GM-VP; ; ; giấy mời"]);
    check("Kế hoạch số 3/KH-SNV ngày 05/3/25", &["3/KH-SNV; 2025-03-05; ; kế hoạch"]);
}

#[test]
fn the_issuer_in_the_table_by_name_place_and_abbreviation() {
    let check = |text: &str, home: Option<&str>, expected: &[Option<&str>]| {
        let ids: Vec<Option<String>> = find(text)
            .into_iter()
            .map(|mut found| {
                found.identify(home);
                found.issuer_id
            })
            .collect();
        assert_eq!(ids.iter().map(Option::as_deref).collect::<Vec<_>>(), expected, "{text}");
    };
    let home = Some("tỉnh Lạng Sơn");
    check("Nghị định số 30/2020/NĐ-CP", None, &[Some("chinh-phu")]);
    check("Thông tư số 11/2021/TT-BNV ngày 01/11/2021", None, &[Some("bo-noi-vu")]);
    check("Thông tư liên tịch số 09/2014/TTLT-BTC-BNV", None, &[None]);
    check("Quyết định số 4/QĐ-UBND của UBND tỉnh", home, &[Some("ubnd-lang-son")]);
    check("Quyết định số 4/QĐ-UBND của UBND tỉnh", None, &[None]);
    check("Quyết định số 4/QĐ-UBND", home, &[None]);
    check("Kế hoạch số 4/KH-SNV", home, &[None]);
}

#[test]
fn state_party_and_legislative_numbers() {
    check("Nghị quyết số 57-NQ/TW", &["57-NQ/TW; ; ; nghị quyết"]);
    check("Nghị quyết số 06-NQ/TU ngày 01/9/2021", &["06-NQ/TU; 2021-09-01; ; nghị quyết"]);
    check("Kế hoạch số 02-KH/BCĐTW ngày 19/6/2025", &["02-KH/BCĐTW; 2025-06-19; ; kế hoạch"]);
    check("Nghị quyết số 06/NQ-TU", &["06/NQ-TU; ; ; nghị quyết"]);
    check("Kết luận số 12-KL/TƯ", &["~12-KL/TW; ; ; kết luận"]);
    check("Quy định số 114-QĐ/TW", &["114-QĐ/TW; ; ; quy định"]);
    check("Quyết định số 118-QĐ/TW", &["118-QĐ/TW; ; ; quyết định"]);
    check("Luật Giao dịch điện tử số 20/2023/QH15", &["20/2023/QH15; ; ; luật"]);
    check("Bộ luật Lao động số 45/2019/QH14", &["45/2019/QH14; ; ; bộ luật"]);
    check("Nghị quyết số 43/2022/QH15", &["43/2022/QH15; ; ; nghị quyết"]);
    check("Pháp lệnh số 02/2020/UBTVQH14", &["02/2020/UBTVQH14; ; ; pháp lệnh"]);
    check("theo 15/2021/UBTVQH15", &["15/2021/UBTVQH15; ; ; nghị quyết"]);
    check("Công văn số 2387/UBND-NC", &["2387/UBND-NC; ; ; công văn"]);
    check("Văn bản số 7816/VPCP-TTĐT", &["7816/VPCP-TTĐT; ; ; công văn"]);
    check("văn bản số 52/HĐBT ngày 15/3/1987", &["52/HĐBT; 1987-03-15"]);
}

#[test]
fn compound_types_letters_and_zeros() {
    check("Chương trình số 19/CTr-UBND", &["19/CTr-UBND; ; ; chương trình"]);
    check("Quy chế phối hợp số 03/QCPH-STP-SNV", &["03/QCPH-STP-SNV; ; ; quy chế phối hợp"]);
    check("Quy định 08/QyĐ-UBND", &["08/QyĐ-UBND; ; ; quy định"]);
    check(
        "Thông tư liên tịch số 09/2014/TTLT-BTC-BNV",
        &["09/2014/TTLT-BTC-BNV; ; ; thông tư liên tịch"],
    );
    check("Quyết định số 930e/QĐ-UBND", &["930e/QĐ-UBND; ; ; quyết định"]);
    check("Chỉ thị số 012/CT-UBND", &["012/CT-UBND; ; ; chỉ thị"]);
    check("Quyết định 71/QĐ-UBND.HC", &["71/QĐ-UBND.HC; ; ; quyết định"]);
    check(
        "Tờ trình 44/TTr-SNV; BC 45/BC-SNV",
        &["44/TTr-SNV; ; ; tờ trình", "45/BC-SNV; ; ; báo cáo"],
    );
    check("thực hiện theo quy định (số 560/TB-UBND)", &["560/TB-UBND; ; ; thông báo"]);
    check("Báo cáo số 7/UBND-TH", &["7/UBND-TH; ; ; báo cáo"]);
    check("Công điện số 7/CĐ-TTg", &["7/CĐ-TTg; ; ; công điện"]);
    check("Thông tư số 01/2011/TT-BNV", &["01/2011/TT-BNV; ; ; thông tư"]);
}

#[test]
fn breaks_spaces_dashes_and_strokes() {
    check("Quyết định số\n77/QĐ-SNV", &["77/QĐ-SNV; ; ; quyết định"]);
    check("Nghị quyết số 38/2025/NQ-\nHĐND", &["38/2025/NQ-HĐND; ; ; nghị quyết"]);
    check("Nghị định số 45/\n2020/NĐ-CP", &["45/2020/NĐ-CP; ; ; nghị định"]);
    check("số 19 /KH- UBND", &["19/KH-UBND; ; ; kế hoạch"]);
    check("Quyết định số 24 29/QĐ-UBND", &["2429/QĐ-UBND; ; ; quyết định"]);
    check("Quyết định số 1 1 8 7 /QĐ-BNV", &["1187/QĐ-BNV; ; ; quyết định"]);
    check("Báo cáo số 8/BC-UB ND", &["8/BC-UBND; ; ; báo cáo"]);
    check("Nghị định số 15/2020/N Đ-CP", &["15/2020/NĐ-CP; ; ; nghị định"]);
    check("Kế hoạch số 12/KH–UBND", &["12/KH-UBND; ; ; kế hoạch"]);
    check("Quyết định số 5/QÐ-HÐND", &["5/QĐ-HĐND; ; ; quyết định"]);
    check("kế hoạch số 12/kh-ubnd", &["12/KH-UBND; ; ; kế hoạch"]);
    check("số 12/KH-UBND - UBND tỉnh chỉ đạo", &["12/KH-UBND; ; ; kế hoạch"]);
    check("số 12/UBND-NC – Báo cáo kết quả", &["12/UBND-NC; ; ; công văn"]);
}

#[test]
fn damage_with_one_reading_is_repaired() {
    check("Nghị định số 272019/NĐ-CP", &["~27/2019/NĐ-CP; ; ; nghị định"]);
    check("Luật số 91|2015/QH13", &["~91/2015/QH13; ; ; luật"]);
    check("Nghị định số 33|2019/NĐ-CP", &["~33/2019/NĐ-CP; ; ; nghị định"]);
    check("Quyết định số 27/2018QĐ-TTg", &["~27/2018/QĐ-TTg; ; ; quyết định"]);
    check("Quyết định số 27/2018 QĐ-TTg", &["~27/2018/QĐ-TTg; ; ; quyết định"]);
    check("Quyết định số 1187QĐ-BNV", &["~1187/QĐ-BNV; ; ; quyết định"]);
    check("Nghị quyết 17/2022/AJBTVQH15", &["~17/2022/UBTVQH15; ; ; nghị quyết"]);
    check("Quyết định 14/QD-UBND", &["~14/QĐ-UBND; ; ; quyết định"]);
    check("Báo cáo số 20/BC_UBND", &["~20/BC-UBND; ; ; báo cáo"]);
    check("Quyết định số 12/QĐUBND", &["~12/QĐ-UBND; ; ; quyết định"]);
    check("Nghị định số 3O/2O20/NĐ-CP", &["~30/2020/NĐ-CP; ; ; nghị định"]);
    check("Kế hoạch số 4O/KH-UBNO", &["~40/KH-UBND; ; ; kế hoạch"]);
    check(
        "Quyết định số 9/QĐ-UBND ngày 27 năm 12 năm 2019",
        &["9/QĐ-UBND; 2019-12-27; ; quyết định"],
    );
    check(
        "Ke hoach so 5/KH-UBND ngay 02/01/2024 cua UBND huyen Na Ri",
        &["5/KH-UBND; 2024-01-02; UBND huyen Na Ri; kế hoạch"],
    );
}

#[test]
fn look_alikes_are_refused() {
    for text in [
        "Mẫu số 13a/ĐK, mẫu 01/CNKD",
        "Mẫu số 02/BC-UBND, 03/BC-UBND ban hành kèm theo",
        "biểu II.06a/VPCP/KSTT",
        "Biểu số 06a/VPCP-KSTT",
        "Tờ khai 02/KK-TNCN và 05-1/BK-QTT",
        // No word before these says what they are: their first abbreviation does.
        "nộp 02/KK-TNCN, 05/BK-QTT và 01/ĐK-TCT",
        "theo 03/GTGT-KHBS hoặc 15/HĐKT-XDCB, 7/HĐLĐ-TTPV",
        "QCVN 8-2:2011/BYT, QCVN 102:2016/BTTTT",
        "TCVN ISO 9001:2015",
        "TCVN 5687-2010/BKHCN",
        "42/139 đơn vị, đạt 30,2%",
        "ngày 10/10/2019 và 10-10-2019",
        "điện thoại 0292-3820-536, 0710/3820536",
        "tốc độ 50 km/h, huyết áp 120/80 mmHg, 12 kg/HS, 3/HS",
        "Số:      /BC-UBND",
        "Số: …/2025/TT-BNV",
        "Số: ... /2025/NQ-HĐND, số ……/QĐ-UBND",
        "[số]/[ký hiệu], [số]/2025/QĐ-UBND",
        "Hợp đồng số 15/2024/HĐ-TVGS, hợp đồng 7/HĐKT-UBND",
        "hóa đơn 0001234/AB-25P, biển số 65A-012.34, 65-B1 2345",
        "số 12/3 đường 30/4, số nhà 5/2B",
        "mã hồ sơ 000.00.12.H29-250101-0001",
        "COVID-19, 4G/5G, 24/7, mức 3/4",
        "mục 6550/6599, chương 412",
        "đạt 5 - UBND xã và HĐND xã",
        "khoản 2/Điều 5-Luật",
        "Công văn số 00/UBND-NC, lệnh chi 05/LC-KB, đường số 3/KDC-PL",
        "Đề án 06/CP, Tổ công tác 06/CP",
    ] {
        check(text, &[]);
    }
}

#[test]
fn dates_are_bound_to_their_own_number() {
    check("Quyết định 6/QĐ-SYT (ngày 03/3/2025)", &["6/QĐ-SYT; 2025-03-03; ; quyết định"]);
    check("Quyết định 6/QĐ-SYT, ngày 03/3/2025", &["6/QĐ-SYT; 2025-03-03; ; quyết định"]);
    check("Kế hoạch 7/KH-SYT tháng 3/2025", &["7/KH-SYT; 2025-03; ; kế hoạch"]);
    check("Kế hoạch 7/KH-SYT năm 2019", &["7/KH-SYT; 2019; ; kế hoạch"]);
    check("Kế hoạch 7/KH-SYT (2019)", &["7/KH-SYT; 2019; ; kế hoạch"]);
    check(
        "Kế hoạch 7/KH-SYT và 8/KH-SYT cùng ngày 04/5/2023",
        &["7/KH-SYT; 2023-05-04; ; kế hoạch", "8/KH-SYT; 2023-05-04; ; kế hoạch"],
    );
    check(
        "Kế hoạch 7/KH-SYT về tiêm chủng năm 2019, hoàn thành ngày 31/12/2019",
        &["7/KH-SYT; ; ; kế hoạch"],
    );
    check("Quyết định 8/QĐ-SYT có hiệu lực từ ngày 01/7/2025", &["8/QĐ-SYT; ; ; quyết định"]);
    check(
        "Kế hoạch số 9/KH-SYT về tiêm chủng, ban hành ngày 02/01/2025; hạn 31/3/2025",
        &["9/KH-SYT; 2025-01-02; ; kế hoạch"],
    );
    check(
        "Ngày 04/4/2025, Sở Y tế đã ban hành Kế hoạch số 10/KH-SYT",
        &["10/KH-SYT; 2025-04-04; Sở Y tế; kế hoạch"],
    );
    check("số 11/KH-SYT ngày   /   /2025", &["11/KH-SYT; ; ; kế hoạch"]);
}

#[test]
fn lists_share_what_they_share() {
    check(
        "các Kế hoạch số 12/KH-SNV, 15/KH-SNV ngày 05/6/2025 của Sở Nội vụ",
        &[
            "12/KH-SNV; 2025-06-05; Sở Nội vụ; kế hoạch",
            "15/KH-SNV; 2025-06-05; Sở Nội vụ; kế hoạch",
        ],
    );
    check(
        "Quyết định số 1/QĐ-UBND ngày 02/01/2025 và Quyết định số 2/QĐ-UBND ngày 03/01/2025 của UBND tỉnh Sơn La",
        &[
            "1/QĐ-UBND; 2025-01-02; UBND tỉnh Sơn La; quyết định",
            "2/QĐ-UBND; 2025-01-03; UBND tỉnh Sơn La; quyết định",
        ],
    );
    check(
        "Thông tư số 3/2020/TT-BNV và Quyết định số 4/QĐ-UBND ngày 03/01/2025 của UBND tỉnh Sơn La",
        &["3/2020/TT-BNV; ; ; thông tư", "4/QĐ-UBND; 2025-01-03; UBND tỉnh Sơn La; quyết định"],
    );
    check(
        "các Quy định của Ban Chấp hành Trung ương: số 21-QĐ/TW ngày 01/01/2024, số 22-QĐ/TW ngày 02/01/2024",
        &[
            "21-QĐ/TW; 2024-01-01; Ban Chấp hành Trung ương; quy định",
            "22-QĐ/TW; 2024-01-02; Ban Chấp hành Trung ương; quy định",
        ],
    );
    check(
        "Báo cáo số 5/BC-UBND của UBND xã Ia Hrú; Báo cáo số 6/BC-UBND",
        &["5/BC-UBND; ; UBND xã Ia Hrú; báo cáo", "6/BC-UBND; ; ; báo cáo"],
    );
}

#[test]
fn issuers_before_a_number() {
    check(
        "Bộ Tư pháp trả lời tại Công văn số 55/BTP-PLHSHC ngày 09/01/2025",
        &["55/BTP-PLHSHC; 2025-01-09; Bộ Tư pháp; công văn"],
    );
    check(
        "UBND huyện Ea Kar đã có văn bản số 66/UBND-VP",
        &["66/UBND-VP; ; UBND huyện Ea Kar; công văn"],
    );
    check("Công văn của Sở Xây dựng số 67/SXD-QLN", &["67/SXD-QLN; ; Sở Xây dựng; công văn"]);
    check(
        "Theo đề nghị của Giám đốc Sở Xây dựng tại Tờ trình số 70/TTr-SXD ngày 02/3/2025",
        &["70/TTr-SXD; 2025-03-02; Giám đốc Sở Xây dựng; tờ trình"],
    );
    check("Văn bản của Cục Thuế, số 71/CCT-VP", &["71/CCT-VP; ; Cục Thuế; công văn"]);
    check(
        "Tờ trình của Sở Xây dựng (số 72/TTr-SXD ngày 02/3/2025)",
        &["72/TTr-SXD; 2025-03-02; Sở Xây dựng; tờ trình"],
    );
    check("Sở Nội vụ thực hiện Quyết định số 68/QĐ-TTg", &["68/QĐ-TTg; ; ; quyết định"]);
    check("Bộ Nội vụ hướng dẫn Nghị định số 69/2024/NĐ-CP", &["69/2024/NĐ-CP; ; ; nghị định"]);
}

#[test]
fn dates_and_issuers_in_other_places() {
    check(
        "Quyết định ngày 12/6/2025 của UBND tỉnh Sơn La, số 77/QĐ-UBND",
        &["77/QĐ-UBND; 2025-06-12; UBND tỉnh Sơn La; quyết định"],
    );
    check("Kế hoạch năm 2025 của Sở Nội vụ, số 5/KH-SNV", &["5/KH-SNV; ; Sở Nội vụ; kế hoạch"]);
    check(
        "Số hiệu: 12/KH-SNV; ngày ban hành: 05/6/2025; cơ quan ban hành: Sở Nội vụ",
        &["12/KH-SNV; 2025-06-05; Sở Nội vụ; kế hoạch"],
    );
    check(
        "Kế hoạch số 12/KH-UBND (UBND tỉnh Lào Cai, 05/6/2025)",
        &["12/KH-UBND; 2025-06-05; UBND tỉnh Lào Cai; kế hoạch"],
    );
    check(
        "Quyết định 1/QĐ-UBND được UBND tỉnh Sơn La ban hành ngày 05/6/2025",
        &["1/QĐ-UBND; 2025-06-05; UBND tỉnh Sơn La; quyết định"],
    );
    check(
        "Tại Quyết định số 12/QĐ-UBND ngày 05/6/2025, UBND tỉnh Lào Cai đã phê duyệt",
        &["12/QĐ-UBND; 2025-06-05; UBND tỉnh Lào Cai; quyết định"],
    );
    check(
        "Thực hiện Quyết định số 12/QĐ-TTg ngày 05/6/2025, UBND tỉnh Lào Cai giao",
        &["12/QĐ-TTg; 2025-06-05; ; quyết định"],
    );
    check(
        "Ngày 14/8/2025, Quyết định số 13/QĐ-UBND được ban hành",
        &["13/QĐ-UBND; 2025-08-14; ; quyết định"],
    );
    check(
        "Bộ Nội vụ (Công văn số 555/BNV-CCHC); Bộ Nội vụ (Quyết định số 556/QĐ-TTg)",
        &["555/BNV-CCHC; ; Bộ Nội vụ; công văn", "556/QĐ-TTg; ; ; quyết định"],
    );
}

#[test]
fn dates_set_off_from_the_number() {
    check(
        "Kế hoạch số 12/KH-SNV về tuyên truyền (ngày 14/01/2025)",
        &["12/KH-SNV; 2025-01-14; ; kế hoạch"],
    );
    check(
        "Công văn 812/SNV-CCHC đôn đốc báo cáo, 05/12/2024",
        &["812/SNV-CCHC; 2024-12-05; ; công văn"],
    );
    check("05/12/2024: Công văn 812/SNV-CCHC đôn đốc", &["812/SNV-CCHC; 2024-12-05; ; công văn"]);
    check(
        "Ngày 05/12/2024 - Quyết định số 3301/QĐ-UBND",
        &["3301/QĐ-UBND; 2024-12-05; ; quyết định"],
    );
    check(
        "Nghị quyết 18-NQ/TW (khóa XII) ngày 25/10/2017",
        &["18-NQ/TW; 2017-10-25; ; nghị quyết"],
    );
    check(
        "Chỉ thị số 20-CT/TU của Ban Thường vụ Tỉnh ủy khóa XVII, ngày 11/11/2024",
        &["20-CT/TU; 2024-11-11; Ban Thường vụ Tỉnh ủy; chỉ thị"],
    );
    check(
        "Công điện số 03/CĐ-UBND hồi 14 giờ 30, ngày 06/9/2025 của Chủ tịch UBND tỉnh",
        &["03/CĐ-UBND; 2025-09-06; Chủ tịch UBND tỉnh; công điện"],
    );
    check(
        "Ngày 02/4/2025, Sở Y tế có Công văn số 511/SYT-VP; ngày 05/4/2025 có Công văn số 530/SYT-VP",
        &["511/SYT-VP; 2025-04-02; Sở Y tế; công văn", "530/SYT-VP; 2025-04-05; ; công văn"],
    );
    check(
        "Kế hoạch 88/KH-UBND của tỉnh (ban hành 14/3/2024)",
        &["88/KH-UBND; 2024-03-14; ; kế hoạch"],
    );
    // Days of other things.
    check(
        "Thông báo số 5/TB-UBND, đăng Cổng thông tin ngày 03/4/2025",
        &["5/TB-UBND; ; ; thông báo"],
    );
    check("Công văn số 45/UBND-VP (báo cáo trước ngày 15/6/2025)", &["45/UBND-VP; ; ; công văn"]);
    check(
        "Ngày 02 và ngày 05/4/2025, Sở Y tế có Công văn số 511/SYT-VP",
        &["511/SYT-VP; ; Sở Y tế; công văn"],
    );
    check(
        "Ngày 25/8/2025, UBND xã ký Kế hoạch số 33/KH-UBND về rà soát (30/9/2025)",
        &["33/KH-UBND; 2025-08-25; UBND xã; kế hoạch"],
    );
}

#[test]
fn who_issued_several_documents_or_speaks_in_one() {
    check(
        "UBND thành phố đã ban hành 02 văn bản chỉ đạo (Kế hoạch số 01/KH-UBND, Chỉ thị số 02/CT-UBND), Sở Y tế có Công văn số 9/UBND-NC",
        &[
            "01/KH-UBND; ; UBND thành phố; kế hoạch",
            "02/CT-UBND; ; UBND thành phố; chỉ thị",
            "9/UBND-NC; ; Sở Y tế; công văn",
        ],
    );
    check(
        "UBND thành phố ban hành các văn bản: Kế hoạch số 01/KH-UBND; Chỉ thị số 02/CT-UBND",
        &["01/KH-UBND; ; UBND thành phố; kế hoạch", "02/CT-UBND; ; UBND thành phố; chỉ thị"],
    );
    check(
        "UBND tỉnh giao Sở Nội vụ tại Công văn số 1223/UBND-NC",
        &["1223/UBND-NC; ; UBND tỉnh; công văn"],
    );
    check(
        "Sở Nội vụ trả lời Công văn số 315/UBND-VX của UBND xã Tân Lập tại Công văn số 2311/SNV-CCHC",
        &["315/UBND-VX; ; UBND xã Tân Lập; công văn", "2311/SNV-CCHC; ; Sở Nội vụ; công văn"],
    );
    check(
        "Văn phòng UBND tỉnh truyền đạt ý kiến của Chủ tịch UBND tỉnh tại Công văn số 815/VPUBND-NC",
        &["815/VPUBND-NC; ; Văn phòng UBND tỉnh; công văn"],
    );
    check(
        "Hội đồng nhân dân xã khóa II, nhiệm kỳ 2021-2026 ban hành Nghị quyết số 04/NQ-HĐND",
        &["04/NQ-HĐND; ; Hội đồng nhân dân xã; nghị quyết"],
    );
    check(
        "Quyết định số 15/2024/QĐ-UBND ngày 04/6/2024 (có hiệu lực từ 20/6/2024) của UBND tỉnh",
        &["15/2024/QĐ-UBND; 2024-06-04; UBND tỉnh; quyết định"],
    );
    check(
        "Chủ tịch UBND tỉnh giao Giám đốc Sở Y tế chủ trì (Công văn số 1777/UBND-VX)",
        &["1777/UBND-VX; ; Chủ tịch UBND tỉnh; công văn"],
    );
    check(
        "UBND xã báo cáo kết quả của đợt rà soát (Kế hoạch số 5/KH-UBND)",
        &["5/KH-UBND; ; ; kế hoạch"],
    );
    check("UBND xã tiếp thu ý kiến tại Công văn số 12/UBND-NC", &["12/UBND-NC; ; ; công văn"]);
    check(
        "UBND phường Tân An (nay là UBND phường Ninh Kiều) ban hành Quyết định số 210/QĐ-UBND",
        &["210/QĐ-UBND; ; UBND phường Tân An; quyết định"],
    );
}

#[test]
fn what_a_scanner_does_to_words_and_digits() {
    check(
        "Quyết định số 733/QĐ-UBND ngảy l4/4/2O25 cúa UBND tinh Sơn La",
        &["733/QĐ-UBND; 2025-04-14; UBND tinh Sơn La; quyết định"],
    );
    check("Quyết định số 56|QĐ-UBND", &["~56/QĐ-UBND; ; ; quyết định"]);
    check("Nghị quyết số 57-NQITW", &["~57-NQ/TW; ; ; nghị quyết"]);
    check(
        "Kế hoạch số 28/KH-SNV. ngày 21.01.2025 của Sở Nội vụ",
        &["28/KH-SNV; 2025-01-21; Sở Nội vụ; kế hoạch"],
    );
    check("Kế hoạch số 28/KH-SNV. Ngày 21/01/2025 họp", &["28/KH-SNV; ; ; kế hoạch"]);
}

#[test]
fn a_label_on_its_own_line_is_no_part_of_the_line_above() {
    check("Họ tên: NGUYỄN MẪU\nSố: 45/KH-SNV", &["45/KH-SNV; ; ; kế hoạch"]);
    check("theo mẫu\nsố 02/BC-UBND", &[]);
}

#[test]
fn longer_lists() {
    check(
        "các Quyết định số 1/QĐ-UBND ngày 01/02/2025; số 2/QĐ-UBND ngày 02/02/2025 của UBND tỉnh Sơn La",
        &[
            "1/QĐ-UBND; 2025-02-01; UBND tỉnh Sơn La; quyết định",
            "2/QĐ-UBND; 2025-02-02; UBND tỉnh Sơn La; quyết định",
        ],
    );
    check(
        "Ngày 05/6/2025, Sở Y tế ban hành Quyết định số 1/QĐ-SYT và Kế hoạch số 2/KH-SYT",
        &["1/QĐ-SYT; 2025-06-05; Sở Y tế; quyết định", "2/KH-SYT; 2025-06-05; Sở Y tế; kế hoạch"],
    );
    check(
        "Quyết định số 1/QĐ-SYT ngày 05/6/2025, Quyết định số 2/QĐ-SYT cùng ngày",
        &["1/QĐ-SYT; 2025-06-05; ; quyết định", "2/QĐ-SYT; 2025-06-05; ; quyết định"],
    );
    check(
        "Quyết định số 1/QĐ-SYT và Quyết định số 2/QĐ-SYT cùng ngày 05/6/2025",
        &["1/QĐ-SYT; 2025-06-05; ; quyết định", "2/QĐ-SYT; 2025-06-05; ; quyết định"],
    );
}

#[test]
fn raw_and_context_are_cut_from_the_text() {
    let text = "Theo Quyết\u{a0}định số 152/QĐ-\nUBND ngày 30/5/2025 của UBND tỉnh, các xã";
    let found = find(text).remove(0);
    assert_eq!(found.number.raw(), "152/QĐ-\nUBND");
    assert_eq!(&text[found.span.clone()], "152/QĐ-\nUBND");
    assert_eq!(
        &text[found.context.clone()],
        "Quyết\u{a0}định số 152/QĐ-\nUBND ngày 30/5/2025 của UBND tỉnh"
    );
}

proptest! {
    /// Any number that is printed is found again, wherever it stands, and cut exactly.
    #[test]
    fn printed_numbers_are_found(
        sequence in 1..9999_u32,
        year in prop::option::of(1990..2030_u32),
        symbol in prop::sample::select(vec!["QĐ-UBND", "KH-SNV", "NQ-HĐND", "TT-BTC", "BC-STP"]),
        before in "[xyz ]{0,10} ",
        after in "( [xyz]{0,10})?",
    ) {
        let number = match year {
            Some(year) => format!("{sequence}/{year}/{symbol}"),
            None => format!("{sequence}/{symbol}"),
        };
        let text = format!("{before}số {number}{after}");
        let found = find(&text);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].number.number(), &number);
        prop_assert_eq!(&text[found[0].span.clone()], &number);
    }

    /// Whatever the text, spans fit it, do not overlap, and lie within their contexts.
    #[test]
    fn spans_fit_any_text(text in "([0-9]{1,4}|[/–-]|QĐ|Ð|UBND|KH|số|ngày|của|Sở|\u{301}|o\u{309}|[ \n,;:.(]|à|uỷ|hoà|2019|QH15){0,30}") {
        let mut end = 0;
        for found in find(&text) {
            prop_assert!(found.span.start >= end && found.span.start < found.span.end);
            prop_assert_eq!(text.get(found.span.clone()), Some(found.number.raw()));
            prop_assert!(text.get(found.context.clone()).is_some());
            prop_assert!(found.context.start <= found.span.start && found.span.end <= found.context.end);
            end = found.span.end;
        }
    }
}
