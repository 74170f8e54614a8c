//! What reports, plans, news and forms say, and what is to be read from it. The sentences are invented.

use model::{
    ContentHash, Document, Place,
    document::{NewCell, PartBuilder},
    facts::{ContradictionKind, Metric, Scope},
};
use serde_json::Value;

fn found(text: &str) -> Vec<Metric> {
    super::find(&crate::plain::document(text), ContentHash::from_digest([7; 32])).metrics
}

/// `metric qualifier value numerator/denominator @period target`, with what is not there left out.
fn shown(metric: &Metric) -> String {
    let mut text = metric.metric.as_str().to_owned();
    if let Some(qualifier) = metric.qualifier
        && let Ok(Value::String(sign)) = serde_json::to_value(qualifier)
    {
        text.push_str(&format!(" {sign}"));
    }
    text.push_str(&format!(" {}", metric.value));
    match (metric.numerator, metric.denominator) {
        (Some(part), Some(whole)) => text.push_str(&format!(" {part}/{whole}")),
        (Some(part), None) => text.push_str(&format!(" {part}/")),
        (None, Some(whole)) => text.push_str(&format!(" /{whole}")),
        (None, None) => {}
    }
    if let Some(period) = &metric.period {
        text.push_str(&format!(" @{period}"));
    }
    if metric.is_target {
        text.push_str(" target");
    }
    text
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(text).iter().map(shown).collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn a_rate_with_its_name_before_or_after() {
    check("Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98,81%.", &["on_time_rate 98.81"]);
    check("Có 96,4% hồ sơ được trả đúng hẹn.", &["on_time_rate 96.4"]);
    check("Hồ sơ nộp trực tuyến chiếm 71,3%.", &["online_submission_rate 71.3"]);
    check("Đã cung cấp 82% thủ tục hành chính ở mức toàn trình.", &["online_service_rate 82"]);
    check("Tỷ lệ dịch vụ công trực tuyến mức độ 3, 4 đạt 45%.", &["online_service_rate 45"]);
    check("Tỷ lệ trả kết quả qua dịch vụ bưu chính công ích là 12,5%.", &["bcci_rate 12.5"]);
    check("Văn bản trao đổi dưới dạng điện tử đạt 99,2%.", &["edoc_rate 99.2"]);
    check("100% văn bản đi được ký số.", &["edoc_digital_signature_rate 100"]);
    check("Một trăm phần trăm hồ sơ giải quyết đúng hạn.", &["on_time_rate 100"]);
    check("TỶ LỆ HỒ SƠ ĐÚNG HẠN ĐẠT 97 %", &["on_time_rate 97"]);
}

#[test]
fn fractions_give_part_and_whole() {
    check(
        "Giải quyết đúng hạn 635.593/643.272 hồ sơ, đạt 98,81%.",
        &["on_time_rate 98.81 635593/643272"],
    );
    check(
        "Hồ sơ trực tuyến đạt 61,2% (1.530/2.500 hồ sơ).",
        &["online_submission_rate 61.2 1530/2500"],
    );
    check(
        "Xã giải quyết 800 hồ sơ, trong đó đúng hạn 792 hồ sơ, đạt 99%.",
        &["processed_count 800", "on_time_rate 99 792/800"],
    );
    check(
        "Đã nhận 1.200 hồ sơ, có 300 hồ sơ qua bưu chính công ích (25%).",
        &["received_count 1200", "bcci_count 300", "bcci_rate 25 300/1200"],
    );
    check(
        "Tổng số văn bản đi là 400 văn bản; ký số 390 văn bản, chiếm 97,5%.",
        &["edoc_digital_signature_rate 97.5 390/400"],
    );
    check("Hồ sơ đúng hạn là 464 trên 482 hồ sơ, đạt 96,27%.", &["on_time_rate 96.27 464/482"]);
}

#[test]
fn inconsistent_figures_are_kept_as_stated() {
    check(
        "Văn bản điện tử là 552.693/513.672 văn bản, đạt 92,94%.",
        &["edoc_rate 92.94 552693/513672"],
    );
}

#[test]
fn several_metrics_in_one_sentence() {
    check(
        "Hồ sơ đúng hạn đạt 97,5%, trực tuyến đạt 64% và qua bưu chính công ích đạt 15%.",
        &["on_time_rate 97.5", "online_submission_rate 64", "bcci_rate 15"],
    );
    check(
        "Trong quý II/2024, phường tiếp nhận 3.412 hồ sơ; đã giải quyết 3.390 hồ sơ; trễ hẹn 5 hồ sơ.",
        &[
            "received_count 3412 @quý II/2024",
            "processed_count 3390 @quý II/2024",
            "late_count 5 @quý II/2024",
        ],
    );
    check(
        "Cấp tỉnh có 70% hồ sơ trực tuyến, cấp huyện 55%, cấp xã 40%.",
        &["online_submission_rate 70", "online_submission_rate 55", "online_submission_rate 40"],
    );
}

#[test]
fn periods_as_the_text_states_them() {
    check(
        "Năm 2024 hồ sơ đúng hạn đạt 91%, năm 2023 đạt 88%.",
        &["on_time_rate 91 @Năm 2024", "on_time_rate 88 @năm 2023"],
    );
    check("Trong 9 tháng 2019, tỷ lệ đúng hạn đạt 95%.", &["on_time_rate 95 @9 tháng 2019"]);
    check(
        "Tính đến ngày 30/11/2025, hồ sơ trực tuyến đạt 80%.",
        &["online_submission_rate 80 @ngày 30/11/2025"],
    );
    check("SIPAS 2023 đạt 84,1%.", &["sipas 84.1 @2023"]);
    check(
        "Quý I/2025, hồ sơ đúng hạn đạt 97%. Tỷ lệ này ở cấp xã là 95%.",
        &["on_time_rate 97 @Quý I/2025", "on_time_rate 95 @Quý I/2025"],
    );
}

#[test]
fn bounds_and_approximations() {
    check("Hơn 95% hồ sơ đúng hạn.", &["on_time_rate > 95"]);
    check("Khoảng 60% hồ sơ nộp trực tuyến.", &["online_submission_rate ~ 60"]);
    check("Hồ sơ trực tuyến chưa đến 30%.", &["online_submission_rate < 30"]);
    check("Toàn tỉnh nhận 3,2 triệu hồ sơ.", &["received_count 3200000"]);
    check("Tỉnh vào tốp 10 về chỉ số cải cách hành chính.", &["par_rank <= 10"]);
}

#[test]
fn targets_are_no_results() {
    check(
        "Phấn đấu năm 2026 tối thiểu 90% hồ sơ nộp trực tuyến.",
        &["online_submission_rate >= 90 @năm 2026 target"],
    );
    check(
        "Chỉ tiêu hồ sơ trực tuyến tối thiểu 80%, thực hiện 71%.",
        &["online_submission_rate >= 80 target", "online_submission_rate 71"],
    );
    check(
        "Hồ sơ đúng hạn đạt 94%, thấp hơn chỉ tiêu 98%.",
        &["on_time_rate 94", "on_time_rate 98 target"],
    );
    check(
        "Hồ sơ trực tuyến đạt 85% (chỉ tiêu 80%), hồ sơ đúng hạn đạt 99%.",
        &["online_submission_rate 85", "online_submission_rate 80 target", "on_time_rate 99"],
    );
    check(
        "Mục tiêu đến năm 2030:\n- 95% hồ sơ nộp trực tuyến;\n- 100% văn bản đi được ký số.",
        &[
            "online_submission_rate 95 @năm 2030 target",
            "edoc_digital_signature_rate 100 @năm 2030 target",
        ],
    );
}

#[test]
fn late_none_and_the_rest() {
    check("Trong quý, không có hồ sơ trễ hẹn.", &["late_count 0 @Trong quý"]);
    check("Có 2% hồ sơ quá hạn, số còn lại đều được giải quyết đúng hạn.", &["on_time_rate 98"]);
    check("Còn 2% hồ sơ quá hạn.", &[]);
    check("Hồ sơ quá hạn là 14 hồ sơ.", &["late_count 14"]);
}

#[test]
fn indices_and_ranks() {
    check(
        "PAR INDEX năm 2023 đạt 87,45%, xếp thứ 12/63.",
        &["par_index 87.45 @năm 2023", "par_rank 12 @năm 2023"],
    );
    check("Huyện dẫn đầu toàn tỉnh về chỉ số CCHC.", &["par_rank 1"]);
    check("PAPI đạt 43,12 điểm, xếp thứ 9.", &["papi 43.12"]);
    check(
        "Với 91,05 điểm, huyện A dẫn đầu chỉ số CCHC; huyện B (89,2 điểm) đứng thứ hai.",
        &["par_index 91.05", "par_rank 1", "par_index 89.2", "par_rank 2"],
    );
    check("Tỉnh thuộc nhóm 10 tỉnh dẫn đầu về PAR INDEX.", &["par_rank <= 10"]);
    check("Phấn đấu PAR INDEX từ thứ 15 trở lên.", &["par_rank <= 15 target"]);
    check("Chỉ số hài lòng về sự phục vụ hành chính đạt 83,6%.", &["sipas 83.6"]);
    check("Có 95% người dân hài lòng.", &[]);
}

#[test]
fn figures_in_the_order_of_their_names() {
    check(
        "Hồ sơ trực tuyến năm 2022, 2023 và 2024 lần lượt là 45%, 60% và 78%.",
        &[
            "online_submission_rate 45 @năm 2022",
            "online_submission_rate 60 @2023",
            "online_submission_rate 78 @2024",
        ],
    );
    check(
        "Hồ sơ đúng hạn, trực tuyến và qua bưu chính công ích lần lượt đạt 98%, 70% và 12%.",
        &["on_time_rate 98", "online_submission_rate 70", "bcci_rate 12"],
    );
}

#[test]
fn wholes_without_a_name_and_fractions_in_words() {
    check(
        "Trong 500 hồ sơ được kiểm tra, có 480 hồ sơ trả đúng hạn (96%).",
        &["on_time_rate 96 480/500"],
    );
    check(
        "Sở ký số được 980 văn bản trên tổng số 1.000 văn bản phát hành, đạt 98%.",
        &["edoc_digital_signature_rate 98 980/1000"],
    );
    check("Trước và đúng hạn là 345 hồ sơ/350 hồ sơ, đạt 98,57%.", &["on_time_rate 98.57 345/350"]);
    check(
        "Phường tiếp nhận 1.000 hồ sơ (trực tuyến 800 hồ sơ, đạt 80%).",
        &["received_count 1000", "online_submission_rate 80 800/1000"],
    );
}

#[test]
fn beside_early_dossiers_on_time_means_only_the_rest() {
    check("Tỷ lệ hồ sơ giải quyết trước hạn đạt 70%, đúng hạn đạt 29%.", &[]);
}

#[test]
fn targets_in_other_words() {
    check("70% hồ sơ trực tuyến là mục tiêu của xã.", &["online_submission_rate 70 target"]);
    check("Hoàn thành chỉ tiêu đề ra, hồ sơ đúng hạn đạt 99%.", &["on_time_rate 99"]);
    check(
        "Nghị quyết đề ra 85% hồ sơ trực tuyến; đã thực hiện được 79%.",
        &["online_submission_rate 85 target", "online_submission_rate 79"],
    );
    check("Phấn đấu không để xảy ra hồ sơ trễ hẹn.", &["late_count 0 target"]);
}

#[test]
fn what_is_no_metric() {
    for text in [
        "Hồ sơ đúng hạn từ 95% trở lên được 2 điểm.",
        "Nếu tỷ lệ hồ sơ trực tuyến đạt trên 80% thì được khen thưởng.",
        "Giảm 50% lệ phí đối với hồ sơ nộp trực tuyến.",
        "Dân số của xã là 12.345 người, 40% là đồng bào Khmer.",
        "Tỷ lệ thanh toán trực tuyến đạt 62%.",
        "Tỷ lệ số hóa hồ sơ đạt 77%.",
        "Giải ngân vốn đầu tư công đạt 91%.",
        "100% cơ quan, đơn vị gửi nhận văn bản điện tử.",
        "Tỷ lệ hồ sơ trực tuyến tăng 12%.",
        "Căn cứ Nghị định số 61/2018/NĐ-CP về tiếp nhận hồ sơ.",
        "Bộ phận tiếp nhận và trả kết quả có 5 cán bộ.",
        "Tỷ lệ hộ nghèo còn 3,1%.",
        "Còn 25% thủ tục chưa cung cấp trực tuyến.",
        "Tỷ lệ hồ sơ chưa nộp trực tuyến là 22%.",
        "Trục nội dung Thủ tục hành chính công trong PAPI đạt 7,2 điểm.",
        "Mức tốt: Chỉ số CCHC đạt từ 80% - dưới 90%.",
        "Chỉ số CCHC là tỷ lệ giữa điểm đạt được và điểm tối đa (100 điểm).",
        "Theo Điều 4, khoản 2, cơ quan tiếp nhận hồ sơ trong ngày.",
        "(1) Tỷ lệ hồ sơ giải quyết đúng hạn; (2) số hồ sơ đã trả.",
        "CẢI CÁCH HÀNH CHÍNH 9.50 1.1 KẾ HOẠCH",
    ] {
        check(text, &[]);
    }
}

#[test]
fn wrapped_lines_and_decomposed_letters() {
    check("Tỷ lệ hồ sơ đúng\nhạn đạt\n97,5%", &["on_time_rate 97.5"]);
    let decomposed: String =
        unicode_normalization::UnicodeNormalization::nfd("Hồ sơ trễ hẹn: 7 hồ sơ").collect();
    check(&decomposed, &["late_count 7"]);
}

#[test]
fn tables_by_columns() {
    check(
        "Đơn vị | Tiếp nhận | Đã giải quyết | Đúng hạn | Quá hạn | Tỷ lệ đúng hạn (%)\n\
         Xã A | 200 | 195 | 190 | 5 | 97,44\n\
         Tổng cộng | 1.200 | 1.195 | 1.190 | 5 | 99,58",
        &[
            "received_count 200",
            "processed_count 195",
            "late_count 5",
            "on_time_rate 97.44 190/195",
            "received_count 1200",
            "processed_count 1195",
            "late_count 5",
            "on_time_rate 99.58 1190/1195",
        ],
    );
    check(
        "Kỳ | Hồ sơ trực tuyến | Hồ sơ qua bưu chính\nQuý I | 60,5% | 11%",
        &["online_submission_rate 60.5 @Quý I", "bcci_rate 11 @Quý I"],
    );
    check("Nhiệm vụ | Tiếp nhận | Quá hạn\nPhòng A | 20 | 3", &[]);
}

#[test]
fn tables_by_rows() {
    check(
        "STT | Chỉ tiêu | Kế hoạch | Kết quả\n\
         1 | Tỷ lệ hồ sơ giải quyết đúng hạn (%) | 98 | 98,6\n\
         2 | Tỷ lệ hồ sơ trực tuyến (%) | 80 | 75,2",
        &[
            "on_time_rate 98 target",
            "on_time_rate 98.6",
            "online_submission_rate 80 target",
            "online_submission_rate 75.2",
        ],
    );
    check(
        "Nội dung | Năm 2023 | Năm 2024\nChỉ số PAR INDEX (%) | 84,2 | 86,9",
        &["par_index 84.2 @Năm 2023", "par_index 86.9 @Năm 2024"],
    );
}

#[test]
fn tables_of_indices_and_ranks() {
    check(
        "Năm | PAR INDEX | Thứ hạng\n2021 | 85,2 | 20\n2022 | 87,1 | 15",
        &["par_index 85.2 @2021", "par_rank 20 @2021", "par_index 87.1 @2022", "par_rank 15 @2022"],
    );
    check(
        "Chỉ số | Giá trị | Xếp hạng\nPAR INDEX | 84,21% | 20/63\nPAPI | 42,1 điểm | 15/63",
        &["par_index 84.21", "par_rank 20", "papi 42.1"],
    );
    check(
        "Xếp hạng | Đơn vị | Điểm chỉ số CCHC\n1 | Sở Y tế | 92,1",
        &["par_rank 1", "par_index 92.1"],
    );
}

#[test]
fn a_bare_rate_is_of_the_part_counted_beside_it() {
    check(
        "Đơn vị | Văn bản đi | Văn bản ký số | Tỷ lệ\nSở A | 500 | 490 | 98%",
        &["edoc_digital_signature_rate 98 490/500"],
    );
    check(
        "Đơn vị | Tổng số hồ sơ | Trực tuyến | Tỷ lệ (%)\nXã A | 300 | 210 | 70",
        &["online_submission_rate 70 210/300"],
    );
    check(
        "Đơn vị | Hồ sơ đã giải quyết | Trước hạn | Đúng hạn | Tỷ lệ đúng hạn\nXã A | 300 | 200 | 95 | 98,33%",
        &["processed_count 300", "on_time_rate 98.33 295/300"],
    );
}

#[test]
fn figures_on_lines_of_their_own() {
    check(
        "Kết quả giải quyết hồ sơ:\nTiếp nhận: 300 hồ sơ\nĐã giải quyết: 290 hồ sơ\nTrễ hẹn: 2 hồ sơ",
        &["received_count 300", "processed_count 290", "late_count 2"],
    );
}

#[test]
fn form_ii_06a_with_merged_heads() {
    use model::{
        Document,
        document::{NewCell, PartBuilder},
    };
    let cell = |column: u32, text: &str| NewCell::new(column, text);
    let wide = |column, span, text: &str| NewCell { column_span: span, ..cell(column, text) };
    let tall = |column, span, text: &str| NewCell { row_span: span, ..cell(column, text) };
    let numbers = |cells: [&str; 13]| {
        (1..).zip(cells).map(|(column, text)| cell(column, text)).collect::<Vec<_>>()
    };
    let mut part = PartBuilder::flow();
    part.table(vec![
        vec![
            tall(1, 3, "STT"),
            tall(2, 3, "Lĩnh vực"),
            wide(3, 4, "Số lượng hồ sơ tiếp nhận"),
            wide(7, 4, "Số lượng hồ sơ đã giải quyết"),
            wide(11, 3, "Số lượng hồ sơ đang giải quyết"),
        ],
        vec![
            tall(3, 2, "Tổng số"),
            wide(4, 2, "Trong kỳ"),
            tall(6, 2, "Từ kỳ trước"),
            tall(7, 2, "Tổng số"),
            tall(8, 2, "Trước hạn"),
            tall(9, 2, "Đúng hạn"),
            tall(10, 2, "Quá hạn"),
            tall(11, 2, "Tổng số"),
            tall(12, 2, "Trong hạn"),
            tall(13, 2, "Quá hạn"),
        ],
        vec![cell(4, "Trực tuyến"), cell(5, "Trực tiếp, dịch vụ bưu chính")],
        numbers([
            "(1)",
            "(2)",
            "(3)=(4)+(5)+(6)",
            "(4)",
            "(5)",
            "(6)",
            "(7)=(8)+(9)+(10)",
            "(8)",
            "(9)",
            "(10)",
            "(11)=(12)+(13)",
            "(12)",
            "(13)",
        ]),
        numbers([
            "1",
            "Hộ tịch",
            "1.515",
            "1.400",
            "100",
            "15",
            "1.493",
            "1.388",
            "103",
            "2",
            "22",
            "21",
            "1",
        ]),
    ]);
    let document = Document::new(vec![part.finish()]);
    let metrics = super::find(&document, ContentHash::from_digest([7; 32])).metrics;
    assert_eq!(
        metrics.iter().map(shown).collect::<Vec<_>>(),
        ["received_count 1515", "processed_count 1493", "late_count 2"]
    );
}

#[test]
fn criteria_tables_state_rules_but_their_evidence_states_figures() {
    check(
        "STT | Tiêu chí | Điểm tối đa | Điểm tự chấm | Tài liệu kiểm chứng\n\
         1.1 | Tỷ lệ hồ sơ đúng hạn đạt 100% trong năm | 1,0 | 0,5 | Báo cáo nêu tỷ lệ hồ sơ đúng hạn đạt 96,5%",
        &["on_time_rate 96.5"],
    );
}

#[test]
fn part_and_whole_in_other_words() {
    check(
        "Có 490 hồ sơ đúng hạn trong số 495 hồ sơ, tương đương tỷ lệ 98,99%",
        &["on_time_rate 98.99 490/495"],
    );
    check(
        "Số hồ sơ nộp trực tuyến là 3.204 hồ sơ/tổng số 4.105 hồ sơ, đạt tỷ lệ 78,05%",
        &["online_submission_rate 78.05 3204/4105"],
    );
    check(
        "Tỷ lệ hồ sơ nộp trực tuyến = (3.204 : 4.105) x 100% = 78,05%",
        &["online_submission_rate 78.05 3204/4105"],
    );
    check(
        "Tỷ lệ hồ sơ trực tuyến: tử số 8.415; mẫu số 10.002; kết quả 84,13%",
        &["online_submission_rate 84.13 8415/10002"],
    );
    // Words lead to nothing; the figures give it.
    check(
        "Văn bản gửi, nhận: 8.528 văn bản (gửi 2.310, nhận 6.218); trong đó điện tử 8.470 văn bản, chiếm 99,32%",
        &["edoc_rate 99.32 8470/8528"],
    );
    // No pair of counts gives it, so none is taken for its parts.
    check(
        "Tiếp nhận 500 hồ sơ; tỷ lệ đúng hạn 99,52%",
        &["received_count 500", "on_time_rate 99.52"],
    );
    // A stated fraction is kept though another pair would fit.
    check(
        "Văn bản điện tử 552.693/513.672 văn bản, đạt 92,94%",
        &["edoc_rate 92.94 552693/513672"],
    );
}

#[test]
fn bases_are_named_as_written() {
    let base = |text: &str| found(text).pop().and_then(|metric| metric.base);
    assert_eq!(
        base("Trong 482 hồ sơ đến hạn có 464 hồ sơ trả đúng hạn, đạt 96,27%.").as_deref(),
        Some("đến hạn")
    );
    assert_eq!(base("Hồ sơ đúng hạn đạt 96%.").as_deref(), None);
}

#[test]
fn quotes_are_the_clause_or_the_cell() {
    let quote = |text: &str| found(text).remove(0).quote.text;
    assert_eq!(
        quote("Theo báo cáo, hồ sơ đúng hạn đạt 97,5%, tăng 2% so với cùng kỳ."),
        "hồ sơ đúng hạn đạt 97,5%"
    );
    assert_eq!(quote("Đơn vị | Tiếp nhận\nXã A | 200"), "200");
}

#[test]
fn long_texts_are_read_in_passages_with_their_places() {
    let text = "Hồ sơ đúng hạn đạt 97,5%, năm nay tốt hơn. ".repeat(2_000);
    let document = crate::plain::document(&text);
    let metrics = super::find(&document, ContentHash::from_digest([7; 32])).metrics;
    assert_eq!(metrics.len(), 2_000);
    let resolves = |metric: &Metric| metric.quote.resolve(&document).is_some();
    assert!(metrics.iter().all(|metric| metric.value.to_string() == "97.5" && resolves(metric)));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_and_every_quote_stands_in_it(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "hồ sơ", "đúng hạn", "đạt", "97,5%", "195/200", "(", ")", ",", ".", ":", ";", "\n", " | ",
                "văn bản", "ký số", "chỉ tiêu", "năm 2024", "và", "tỷ lệ này", "không có", "trễ hẹn", "1.234",
                "PAR INDEX", "thứ 3", "từ", "trở lên", "số còn lại", "\n- ", "cả", "Ệ", "2 điểm", "İ",
            ]),
            0..40,
        )
    ) {
        let text = words.join(" ");
        let document = crate::plain::document(&text);
        for metric in super::find(&document, ContentHash::from_digest([7; 32])).metrics {
            let quote = metric.quote.resolve(&document);
            proptest::prop_assert!(quote.is_some(), "{metric:?}");
        }
    }
}

fn figures(text: &str) -> super::Figures {
    super::find(&crate::plain::document(text), ContentHash::from_digest([7; 32]))
}

#[test]
fn whose_figure_it_is() {
    let check = |text: &str, expected: &[(&str, Option<Scope>, Option<&str>)]| {
        let found = found(text);
        let found: Vec<_> = found
            .iter()
            .map(|metric| {
                (metric.value.to_string(), metric.scope, metric.unit_concerned.as_deref())
            })
            .collect();
        let found: Vec<_> =
            found.iter().map(|(value, scope, unit)| (value.as_str(), *scope, *unit)).collect();
        assert_eq!(found, expected, "{text}");
    };
    check(
        "Tỷ lệ hồ sơ đúng hạn của cấp tỉnh đạt 98,4%; của cấp xã đạt 99,1%.",
        &[("98.4", Some(Scope::Province), None), ("99.1", Some(Scope::Commune), None)],
    );
    check(
        "Cấp huyện giải quyết 203 hồ sơ, trễ hẹn 2 hồ sơ; cấp xã giải quyết 415 hồ sơ.",
        &[
            ("203", Some(Scope::District), None),
            ("2", Some(Scope::District), None),
            ("415", Some(Scope::Commune), None),
        ],
    );
    check(
        "Sở Y tế đạt 97% hồ sơ đúng hạn, 95% hồ sơ đúng hạn tại UBND xã Tân Lập.",
        &[
            ("97", Some(Scope::Province), Some("Sở Y tế")),
            ("95", Some(Scope::Commune), Some("UBND xã Tân Lập")),
        ],
    );
    check("Toàn tỉnh giải quyết đúng hạn 98% hồ sơ.", &[("98", None, None)]);
    check(
        "Đơn vị | Tỷ lệ hồ sơ đúng hạn\nSở Y tế | 98%\nXã Tân Lập | 97%\nTổng cộng | 97,5%",
        &[
            ("98", Some(Scope::Province), Some("Sở Y tế")),
            ("97", Some(Scope::Commune), Some("Xã Tân Lập")),
            ("97.5", None, None),
        ],
    );
    check(
        "Kết quả tại UBND cấp xã:\nLĩnh vực | Tỷ lệ hồ sơ đúng hạn\nHộ tịch | 98%",
        &[("98", Some(Scope::Commune), None)],
    );
}

#[test]
fn a_rate_is_recomputed_from_every_plausible_whole() {
    let check = |text: &str, expected: &[(&str, &str, bool)]| {
        let found = found(text);
        let rate = found.iter().rfind(|metric| metric.metric.as_str().ends_with("_rate"));
        let bases: Vec<_> = rate
            .expect("the text states a rate")
            .recomputed
            .iter()
            .map(|one| (one.base.as_str(), one.value.to_string(), one.fits))
            .collect();
        let bases: Vec<_> =
            bases.iter().map(|(base, value, fits)| (*base, value.as_str(), *fits)).collect();
        assert_eq!(bases, expected, "{text}");
    };
    check(
        "Tiếp nhận 820 hồ sơ; đã giải quyết 800 hồ sơ, trong đó đúng hạn 792 hồ sơ, đạt 99%.",
        &[("đã giải quyết", "99", true), ("Tiếp nhận", "96.59", false)],
    );
    check(
        "Đơn vị | Tiếp nhận | Giải quyết | Trước hạn | Đúng hạn | Tỷ lệ đúng hạn\nXã A | 900 | 880 | 600 | 270 | 98,86%",
        &[("Giải quyết", "98.86", true), ("Tiếp nhận", "96.67", false)],
    );
    check("Hồ sơ đúng hạn: 1.020/1.024 (99,6%)", &[("", "99.61", true)]);
}

#[test]
fn figures_that_cannot_all_be_right_are_kept_with_their_quotes() {
    let check = |text: &str, expected: &[(ContradictionKind, &str, &str, usize)]| {
        let found = figures(text).contradictions;
        let found: Vec<_> = found
            .iter()
            .map(|one| {
                (one.kind, one.stated.to_string(), one.computed.to_string(), one.quotes.len())
            })
            .collect();
        let found: Vec<_> = found
            .iter()
            .map(|(kind, stated, computed, quotes)| {
                (*kind, stated.as_str(), computed.as_str(), *quotes)
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    };
    check(
        "Văn bản điện tử là 552.693/513.672 văn bản, đạt 92,94%.",
        &[(ContradictionKind::PartAboveWhole, "92.94", "107.6", 1)],
    );
    check(
        "Hồ sơ đúng hạn 197/200 hồ sơ, đạt 99,5%.",
        &[(ContradictionKind::RateNotOfFraction, "99.5", "98.5", 1)],
    );
    check("Hồ sơ đúng hạn 197/200 hồ sơ, đạt hơn 98%.", &[]);
    // Form II.06a, its heads merged into one row: 3 = 4+5+6, 7 = 8+9+10, 11 = 12+13, 3 = 7+11.
    let form = |row: &str| {
        format!(
            "TT | Lĩnh vực | Tổng số tiếp nhận | Trực tuyến | Trực tiếp, dịch vụ bưu chính | Từ kỳ trước | Tổng số đã giải quyết | Trước hạn | Đúng hạn | Quá hạn | Tổng số đang giải quyết | Trong hạn | Quá hạn\n{row}"
        )
    };
    check(&form("1 | Hộ tịch | 515 | 412 | 96 | 7 | 493 | 388 | 103 | 2 | 22 | 22 | 0"), &[]);
    check(
        &form("1 | Hộ tịch | 515 | 412 | 96 | 7 | 495 | 388 | 103 | 2 | 22 | 22 | 0"),
        &[
            (ContradictionKind::SumNotOfParts, "495", "493", 4),
            (ContradictionKind::SumNotOfParts, "515", "517", 3),
        ],
    );
    // The row of column numbers says what is the sum of what.
    check(
        "Lĩnh vực | Tiếp nhận | Trực tuyến | Trực tiếp\n(1) | (2)=(3)+(4) | (3) | (4)\nHộ tịch | 30 | 10 | 15",
        &[(ContradictionKind::SumNotOfParts, "30", "25", 3)],
    );
    check(
        "TT | Đơn vị | Tiếp nhận | Giải quyết\n1 | Xã A | 20 | 18\n2 | Xã B | 30 | 29\nTổng cộng | | 50 | 48",
        &[(ContradictionKind::SumNotOfParts, "48", "47", 3)],
    );
}

#[test]
fn a_table_that_goes_on_over_a_page_keeps_its_heads() {
    let page = |number: u32, rows: &[[&str; 3]]| {
        let mut page = PartBuilder::page(number, 595.0, 842.0);
        page.begin_table();
        for row in rows {
            page.begin_row();
            for ((column, text), left) in (1..).zip(row).zip([50.0, 200.0, 350.0]) {
                page.begin_cell(NewCell::new(column, ""));
                for word in text.split(' ') {
                    page.word(word, [left, 0.0, left + 30.0, 10.0]);
                }
                page.end_cell();
            }
        }
        page.finish()
    };
    let document = Document::new(vec![
        page(1, &[["TT", "Đơn vị", "Tỷ lệ hồ sơ giải quyết đúng hạn"], ["1", "Sở Y tế", "98,5%"]]),
        page(2, &[["2", "Sở Tư pháp", "97,25%"]]),
    ]);
    let found = super::find(&document, ContentHash::from_digest([7; 32])).metrics;
    let placed: Vec<String> =
        found.iter().map(|metric| format!("{} {}", shown(metric), metric.quote.text)).collect();
    assert_eq!(placed, ["on_time_rate 98.5 98,5%", "on_time_rate 97.25 97,25%"]);
    let pages = found.iter().map(|metric| match metric.quote.place {
        Place::Words { page, .. } => page,
        _ => 0,
    });
    assert_eq!(pages.collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn document_rates_are_computed_where_a_table_only_counts() {
    let computed = |text: &str| figures(text).computed.iter().map(shown).collect::<Vec<_>>();
    let table = "Tháng | Văn bản đến | Văn bản đi | Gửi điện tử | Ký số\n\
                 Tháng 1 | 420 | 130 | 130 | 128\nTháng 2 | 388 | 115 | 115 | 115";
    assert_eq!(found(table), []);
    assert_eq!(
        computed(table),
        [
            "edoc_rate 100 130/130 @Tháng 1",
            "edoc_digital_signature_rate 98.46 128/130 @Tháng 1",
            "edoc_rate 100 115/115 @Tháng 2",
            "edoc_digital_signature_rate 100 115/115 @Tháng 2",
        ]
    );
    // A stated rate is not computed again.
    let stated = "Đơn vị | Văn bản đi | Ký số | Tỷ lệ ký số\nSở Y tế | 200 | 190 | 95%";
    assert!(computed(stated).is_empty());
}

#[test]
fn comparisons_with_an_earlier_period() {
    let compared = |text: &str| {
        let metric = found(text).remove(0);
        let compared = metric.compared.expect("the text compares");
        (compared.period, compared.value.or(compared.change).map(|value| value.to_string()))
    };
    let pair = |period: &str, value: &str| (Some(period.to_owned()), Some(value.to_owned()));
    assert_eq!(
        compared("Tỷ lệ hồ sơ đúng hạn đạt 99,1%, tăng 0,8% so với năm 2024."),
        pair("năm 2024", "0.8")
    );
    assert_eq!(
        compared("Hồ sơ qua bưu chính công ích là 6.626 hồ sơ, so với 4.115 hồ sơ của cùng kỳ."),
        pair("cùng kỳ", "4115")
    );
}
