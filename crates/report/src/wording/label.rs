//! The headings of tables and sections.

use crate::{DocumentLine, Language, Verification, tally::ReadShare};

macro_rules! labels {
    ($( $name:ident: $vietnamese:literal, $english:literal; )*) => {
        /// Every heading, in one language.
        #[derive(Debug)]
        pub struct Labels {
            $( #[doc = $english] pub $name: &'static str, )*
        }

        static VIETNAMESE: Labels = Labels { $( $name: $vietnamese, )* };
        static ENGLISH: Labels = Labels { $( $name: $english, )* };
    };
}

labels! {
    report: "Kết quả kiểm tra trước điểm tự chấm", "Pre-check of self-scores";
    round: "Đợt chấm", "Round";
    year: "Năm", "Year";
    criteria_set: "Bộ tiêu chí", "Criteria set";
    verification: "Nhận biết tệp thay đổi", "Changed files told by";
    overview: "Tổng hợp", "Summary";
    files_and_claims: "Tệp và mục tự chấm theo đơn vị", "Files and claims by unit";
    points_and_findings: "Điểm và phát hiện theo đơn vị", "Points and findings by unit";
    total: "Tổng cộng", "Total";
    unit: "Đơn vị", "Unit";
    units: "Đơn vị", "Units";
    judged: "đã kiểm tra", "judged";
    state: "Tình trạng", "State";
    not_judged: "Chưa kiểm tra", "Not judged";
    files: "Tệp", "Files";
    in_full: "Đọc đủ", "Read in full";
    in_part: "Đọc một phần", "Read in part";
    not_read: "Không đọc được", "Not read";
    claims: "Mục tự chấm", "Claims";
    points: "Điểm tự chấm", "Points claimed";
    standing: "Điểm đủ căn cứ", "Points standing";
    for_appraiser: "Điểm chờ thẩm định", "Points for the appraiser";
    in_doubt: "Điểm còn nghi vấn", "Points in doubt";
    uncheckable: "Điểm chưa kiểm tra được", "Points that cannot be checked";
    part_standing: "đủ căn cứ", "standing";
    part_for_appraiser: "chờ thẩm định", "for the appraiser";
    part_in_doubt: "còn nghi vấn", "in doubt";
    part_uncheckable: "chưa kiểm tra được", "that cannot be checked";
    findings: "Phát hiện", "Findings";
    by_code: "Phát hiện theo loại", "Findings by code";
    number: "Số lượng", "Number";
    self_scores: "Điểm tự chấm", "Claims";
    sheet: "Bảng tự chấm", "Self-score sheet";
    no_sheet: "không có", "none";
    criterion: "Mã", "Code";
    criterion_name: "Tên mục chấm điểm", "Criterion";
    maximum: "Điểm tối đa", "Maximum";
    claimed: "Tự chấm", "Claimed";
    recomputed: "Tính lại", "Recomputed";
    calculation: "Cách tính", "Calculation";
    bases: "Điểm theo từng mẫu số", "Points by base";
    verdict: "Kết luận", "Verdict";
    reason: "Lý do", "Reason";
    severity: "Mức độ", "Severity";
    code: "Loại phát hiện", "Finding";
    message: "Nội dung", "Message";
    hint: "Việc cần làm", "What to do";
    quote: "Trích dẫn", "Quote";
    file: "Tệp", "File";
    place: "Vị trí", "Place";
    documents: "Tài liệu", "Documents";
    document_number: "Số, ký hiệu", "Number";
    date: "Ngày", "Date";
    issuer: "Cơ quan ban hành", "Issuer";
    doc_type: "Loại văn bản", "Type";
    subject: "Trích yếu", "Subject";
    media_type: "Loại tệp", "File type";
    outcome: "Kết quả đọc", "Reading";
    sha256: "SHA-256", "SHA-256";
    problems: "Lỗi tài liệu", "Problems";
    problem: "Lỗi", "Problem";
    unread: "Tệp chưa đọc hoặc đọc chưa đủ", "Files not read, or not in full";
    blocked_claims: "Số mục bị chặn", "Claims blocked";
    proposals: "Tài liệu có thể liên quan, cần người xem", "Documents that may bear on claims, to be looked at";
    query: "Câu tìm kiếm", "Searched for";
    coverage: "Phạm vi đã tìm", "Searched";
    lookup: "Tra cứu số văn bản", "Lookup";
    row: "Dòng", "Row";
    rows: "Số dòng", "Rows";
    asked_number: "Số cần tra", "Number asked";
    asked_date: "Ngày cần tra", "Date asked";
    asked_issuer: "Cơ quan cần tra", "Issuer asked";
    outcome_of_lookup: "Kết quả tra cứu", "Outcome";
    matched: "Cách khớp", "How it matches";
    cited_by: "Số tài liệu viện dẫn", "Cited by";
    to_read: "chờ đọc", "to be read";
    whole_sheet: "Bảng tự chấm", "Sheet";
    by_criterion: "Theo tiêu chí", "By criterion";
    mean_claimed: "Tự chấm bình quân", "Mean claimed";
    choices: "Các mức điểm của quy tắc", "Points that the rule gives";
    evidence: "Tài liệu đã thấy", "Evidence found";
    open_file: "Mở tệp", "Open";
    minutes: "BIÊN BẢN TIỀN KIỂM ĐIỂM TỰ CHẤM", "MINUTES OF THE PRE-CHECK OF SELF-SCORES";
    minutes_council: "HỘI ĐỒNG THẨM ĐỊNH\nTỔ GIÚP VIỆC", "APPRAISAL COUNCIL\nHELPER TEAM";
    minutes_number: "Số:        /BB-TGV", "No.        /BB-TGV";
    minutes_state: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM";
    minutes_motto: "Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness";
    minutes_day: "…………, ngày      tháng      năm 20…", "…………, day      month      year 20…";
    minutes_present: "Thành phần tham dự: ………………………………………………………………", "Present: ………………………………………………………………";
    minutes_to_put_right: "Nội dung đơn vị phải giải trình, bổ sung", "What the unit must explain or add";
    minutes_answer: "Giải trình của đơn vị", "Answer of the unit";
    minutes_to_appraise: "Mục chờ người thẩm định quyết định", "What waits for the appraiser";
    minutes_appraised: "Điểm thẩm định", "Appraised";
    minutes_opinions: "Ý kiến và điểm thẩm định", "Appraisals and appraised points";
    minutes_opinion: "Ý kiến, lý do", "Opinions and reasons";
    minutes_settled: "Đã có điểm thẩm định", "With appraised points";
    minutes_conflict: "chưa thống nhất", "not agreed";
    minutes_asked: "chờ đơn vị", "the unit is asked";
    minutes_stale: "phải thẩm định lại", "to be appraised again";
    minutes_report: "Mã báo cáo (SHA-256 của report.json)", "Hash of the report (SHA-256 of report.json)";
    minutes_end: "Biên bản lập thành 02 bản, mỗi bên giữ 01 bản.", "Made in two copies, one for each side.";
    minutes_unit_signs: "ĐẠI DIỆN ĐƠN VỊ", "FOR THE UNIT";
    minutes_helper_signs: "NGƯỜI LẬP BIÊN BẢN", "TAKEN BY";
    nothing_found: "Không có phát hiện nào.", "No findings.";
}

impl Labels {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Vietnamese => &VIETNAMESE,
            Language::English => &ENGLISH,
        }
    }

    /// How much of a document was read.
    pub(crate) fn read_share(&self, document: &DocumentLine) -> &'static str {
        match ReadShare::of(document) {
            ReadShare::Full => self.in_full,
            ReadShare::Part => self.in_part,
            ReadShare::Nothing => self.not_read,
        }
    }
}

/// How unchanged files were told from changed ones.
pub(crate) fn verification(verification: Verification, language: Language) -> &'static str {
    match verification {
        Verification::ObjectVersion => {
            language.pick("phiên bản của kho lưu trữ", "the version that the storage states")
        }
        Verification::Rehash => {
            language.pick("tải và băm lại mọi tệp", "every file fetched and hashed again")
        }
    }
}
