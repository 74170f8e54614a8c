//! Ranks, bands, leaves, causes and bad rows in words.

use model::results::{
    analysis::Cause,
    given::{Field, Giver, RowDefect, RowPlace},
    standing::{BandLowered, BandReached, LeafState, OpenLeaf, Rank, SurveyGap},
};

use super::{appraisal::stage_name, figure};
use crate::Language;

/// A rank as it stands in a table.
pub(crate) fn rank(rank: &Rank, language: Language) -> String {
    match rank {
        Rank::Settled { rank, .. } => rank.to_string(),
        Rank::Tied { from, to, .. } => format!("{from}–{to}"),
        Rank::Open { best, worst, .. } => format!("{best}–{worst}?"),
        Rank::NothingAttainable => language.pick("không áp dụng", "not applicable").to_owned(),
        Rank::Unranked { .. } => language.pick("không xếp hạng", "not ranked").to_owned(),
    }
}

/// Why a unit has no rank of its own, where it has none.
pub(crate) fn rank_remark(rank: &Rank, language: Language) -> Option<String> {
    match rank {
        Rank::Settled { shared_by: 1, .. } => None,
        Rank::Settled { shared_by, .. } => Some(match language {
            Language::Vietnamese => format!("đồng hạng, {shared_by} đơn vị"),
            Language::English => format!("shared by {shared_by} units"),
        }),
        Rank::Tied { .. } => Some(
            language
                .pick("bằng chỉ số, chờ cấp có thẩm quyền quyết định", "equal; to be decided")
                .to_owned(),
        ),
        Rank::Open { .. } => Some(
            language.pick("còn mục chưa có điểm, thứ hạng có thể đổi", "still open").to_owned(),
        ),
        Rank::NothingAttainable => None,
        Rank::Unranked { reason } => Some(reason.clone()),
    }
}

/// A band as it stands in a table.
pub(crate) fn band(band: Option<&BandReached>, language: Language) -> String {
    match band {
        None => String::new(),
        Some(BandReached::Settled { band, .. }) => band.clone(),
        Some(BandReached::Open { worst, best }) => format!("{worst}–{best}?"),
        Some(BandReached::None) => language.pick("không thuộc mức nào", "no band").to_owned(),
    }
}

/// Why a unit has another band than its index, where it has.
pub(crate) fn band_remark(band: Option<&BandReached>, language: Language) -> Option<String> {
    let Some(BandReached::Settled { lowered, by_rounding, .. }) = band else { return None };
    match lowered {
        Some(BandLowered::CriterionAtZero { code }) => Some(match language {
            Language::Vietnamese => format!("hạ mức vì tiêu chí {code} không có điểm"),
            Language::English => format!("lowered: criterion {code} has no points"),
        }),
        Some(BandLowered::WithoutSelfScore) => {
            Some(language.pick("không gửi bản tự chấm điểm", "no self-score").to_owned())
        }
        Some(BandLowered::Capped { reason }) => Some(match language {
            Language::Vietnamese => format!("khống chế mức xếp loại: {reason}"),
            Language::English => format!("capped: {reason}"),
        }),
        None => by_rounding.then(|| {
            language
                .pick("mức xếp loại theo chỉ số đã làm tròn", "band of the rounded index")
                .to_owned()
        }),
    }
}

/// What became of a leaf.
pub(crate) fn leaf_state(state: &LeafState, language: Language) -> String {
    let gap = |why: &SurveyGap| match why {
        SurveyGap::NotHeld => language.pick("không điều tra", "no survey was held").to_owned(),
        SurveyGap::SampleTooSmall(sample) => {
            let (answered, asked) = (
                figure::count(sample.answered.into(), language),
                figure::count(sample.asked.into(), language),
            );
            match language {
                Language::Vietnamese => format!("mẫu quá nhỏ: {answered}/{asked} phiếu"),
                Language::English => format!("too small a sample: {answered} of {asked}"),
            }
        }
    };
    match state {
        LeafState::Counted { by, document, provisional: None } => {
            format!("{}: {document}", giver(*by, language))
        }
        LeafState::Counted { document, provisional: Some(stage), .. } => format!(
            "{}, {}: {document}",
            language.pick("tạm tính", "provisional"),
            stage_name(*stage, language).to_lowercase()
        ),
        LeafState::NotApplicable { reason } => {
            format!("{}: {reason}", language.pick("không áp dụng", "not applicable"))
        }
        LeafState::SurveyLeftOut { why } => {
            format!("{}, {}", gap(why), language.pick("loại khỏi thang điểm", "left out"))
        }
        LeafState::SurveyZero { why } => {
            format!("{}, {}", gap(why), language.pick("tính 0 điểm", "counts 0"))
        }
        LeafState::Open { why } => language
            .pick(
                match why {
                    OpenLeaf::NoPoints => "chưa có điểm",
                    OpenLeaf::AppraisersDiffer => "người thẩm định cho điểm khác nhau",
                    OpenLeaf::UnitAsked => "chờ đơn vị giải trình, bổ sung",
                    OpenLeaf::AppraisalStale => {
                        "tài liệu hoặc kết luận đã đổi sau khi cho điểm, phải thẩm định lại"
                    }
                    OpenLeaf::NoSample => "chưa có số phiếu điều tra",
                    OpenLeaf::NoSurveyTerms => "không điều tra, bộ tiêu chí không nói cách tính",
                },
                match why {
                    OpenLeaf::NoPoints => "no points yet",
                    OpenLeaf::AppraisersDiffer => "appraisers differ",
                    OpenLeaf::UnitAsked => "the unit is asked",
                    OpenLeaf::AppraisalStale => {
                        "evidence or verdict changed since points were given; to be appraised again"
                    }
                    OpenLeaf::NoSample => "size of the sample not known yet",
                    OpenLeaf::NoSurveyTerms => "no survey, and the set does not say what then",
                },
            )
            .to_owned(),
    }
}

fn giver(giver: Giver, language: Language) -> &'static str {
    match giver {
        Giver::Council => language.pick("điểm thẩm định", "appraised"),
        Giver::Survey => language.pick("điều tra xã hội học", "by survey"),
        Giver::OtherBody => language.pick("cơ quan khác chấm", "by another body"),
    }
}

/// A cause of lost points.
#[must_use]
pub fn cause(cause: Cause, language: Language) -> &'static str {
    match cause {
        Cause::StricterRule => language.pick("Quy định chặt hơn", "Stricter rule"),
        Cause::Objective => language.pick("Khách quan", "Objective"),
        Cause::SlowWork => language.pick("Chậm thực hiện", "Slow work"),
        Cause::NoEvidence => language.pick("Thiếu tài liệu kiểm chứng", "No evidence"),
        Cause::LateEvidence => language.pick("Nộp tài liệu chậm", "Late evidence"),
    }
}

/// Where a row stands.
pub(crate) fn row_place(place: &RowPlace, language: Language) -> String {
    let row = language.pick("dòng", "row");
    match &place.sheet {
        None => format!("{}, {row} {}", place.file, place.row),
        Some(sheet) => {
            let of = language.pick("trang", "sheet");
            format!("{}, {of} {sheet}, {row} {}", place.file, place.row)
        }
    }
}

/// What is wrong with a row, and what to do.
pub(crate) fn row_defect(defect: &RowDefect, language: Language) -> (String, String) {
    match language {
        Language::Vietnamese => in_vietnamese(defect),
        Language::English => in_english(defect),
    }
}

fn in_vietnamese(defect: &RowDefect) -> (String, String) {
    let language = Language::Vietnamese;
    let points = |points| figure::points(points, language);
    let (what, hint) = match defect {
        RowDefect::UnknownUnit { written } => (
            format!("Đợt chấm điểm không có đơn vị “{written}”"),
            "Sửa tên, hoặc thêm tên gọi khác vào khóa `also` của đơn vị",
        ),
        RowDefect::AmbiguousUnit { written } => {
            (format!("Nhiều đơn vị cùng có tên “{written}”"), "Ghi mã đơn vị thay cho tên")
        }
        RowDefect::UnknownCode { written } => {
            (format!("Bộ tiêu chí không có mã “{written}”"), "Sửa mã theo bộ tiêu chí")
        }
        RowDefect::NotALeaf { code } => (
            format!("“{code}” có tiêu chí thành phần, không chấm trực tiếp"),
            "Ghi điểm cho từng tiêu chí thành phần",
        ),
        RowDefect::OtherGiver { code, by_set } => (
            format!("Theo bộ tiêu chí, điểm của “{code}” là {}", giver(*by_set, language)),
            "Chuyển dòng này sang bảng của nơi chấm",
        ),
        RowDefect::EmptyCell { field } => {
            (format!("Ô “{}” để trống", self::field(*field, language)), "Điền ô này, hoặc xóa dòng")
        }
        RowDefect::Unusable { field, written } => (
            format!("Ô “{}” ghi “{written}”, không dùng được", self::field(*field, language)),
            "Sửa giá trị của ô",
        ),
        RowDefect::AboveMaximum { points: given, maximum } => {
            (format!("{} điểm, vượt điểm tối đa {}", points(*given), points(*maximum)), "Sửa điểm")
        }
        RowDefect::MoreAnswersThanAsked { asked, answered } => (
            format!("Thu về {answered} phiếu, nhiều hơn số phát ra {asked}"),
            "Sửa số phiếu; có thể đã ghi ngược hai cột",
        ),
        RowDefect::NoDocument => (
            "Không ghi văn bản làm căn cứ".to_owned(),
            "Điền cột văn bản, hoặc khóa `document` của tệp trong pipeline",
        ),
        RowDefect::ContradictsAppraisal { points: given } => (
            format!("Thẩm định trên hệ thống đã chốt {} điểm", points(*given)),
            "Sửa điểm trong bảng, hoặc sửa trên hệ thống; hiện chưa dùng điểm nào",
        ),
        RowDefect::Repeated { first } => (
            format!("Trùng nội dung với {}", row_place(first, language)),
            "Xóa một trong hai dòng; dòng trước đã được dùng",
        ),
        RowDefect::Conflicts { with } => (
            format!("Trái với {}", row_place(with, language)),
            "Giữ lại dòng đúng; hiện chưa dùng dòng nào",
        ),
    };
    (what, hint.to_owned())
}

fn in_english(defect: &RowDefect) -> (String, String) {
    let language = Language::English;
    let points = |points| figure::points(points, language);
    let (what, hint) = match defect {
        RowDefect::UnknownUnit { written } => (
            format!("the round has no unit “{written}”"),
            "correct the name, or add it to the unit's `also`",
        ),
        RowDefect::AmbiguousUnit { written } => {
            (format!("several units go by “{written}”"), "write the unit's id")
        }
        RowDefect::UnknownCode { written } => {
            (format!("the criteria set has no “{written}”"), "correct the code")
        }
        RowDefect::NotALeaf { code } => {
            (format!("“{code}” is scored by its subcriteria"), "give points for each subcriterion")
        }
        RowDefect::OtherGiver { code, by_set } => (
            format!("by the set, points of “{code}” are {}", giver(*by_set, language)),
            "move the row to the table of those who score it",
        ),
        RowDefect::EmptyCell { field } => (
            format!("the cell “{}” is empty", self::field(*field, language)),
            "fill it in, or delete the row",
        ),
        RowDefect::Unusable { field, written } => (
            format!("the cell “{}” says “{written}”", self::field(*field, language)),
            "correct the cell",
        ),
        RowDefect::AboveMaximum { points: given, maximum } => (
            format!("{} points, the maximum is {}", points(*given), points(*maximum)),
            "correct the points",
        ),
        RowDefect::MoreAnswersThanAsked { asked, answered } => (
            format!("{answered} answered, only {asked} were asked"),
            "correct the counts; the columns may be swapped",
        ),
        RowDefect::NoDocument => (
            "no document is named".to_owned(),
            "fill in the column, or the key `document` of the file in the pipeline",
        ),
        RowDefect::ContradictsAppraisal { points: given } => (
            format!("the appraisals on record settled {} points", points(*given)),
            "correct the table or the record; neither is used",
        ),
        RowDefect::Repeated { first } => (
            format!("says the same as {}", row_place(first, language)),
            "delete one of them; the other is used",
        ),
        RowDefect::Conflicts { with } => (
            format!("contradicts {}", row_place(with, language)),
            "keep the right one; neither is used",
        ),
    };
    (what, hint.to_owned())
}

/// What a column holds.
#[must_use]
pub fn field(field: Field, language: Language) -> &'static str {
    match field {
        Field::Unit => language.pick("Đơn vị", "unit"),
        Field::Code => language.pick("Mã tiêu chí", "criterion"),
        Field::Points => language.pick("Điểm", "points"),
        Field::Percent => language.pick("Tỷ lệ hài lòng", "percent"),
        Field::Asked => language.pick("Số phiếu phát ra", "asked"),
        Field::Answered => language.pick("Số phiếu hợp lệ", "answered"),
        Field::Document => language.pick("Văn bản", "document"),
        Field::Reason => language.pick("Lý do", "reason"),
        Field::Band => language.pick("Xếp loại", "band"),
        Field::Rank => language.pick("Thứ hạng", "rank"),
        Field::Ranked => language.pick("Số đơn vị xếp hạng", "of"),
        Field::Year => language.pick("Năm", "year"),
        Field::ParIndex => language.pick("PAR INDEX", "par_index"),
        Field::Sipas => language.pick("SIPAS", "sipas"),
        Field::Papi => language.pick("PAPI", "papi"),
        Field::Cause => language.pick("Nguyên nhân", "cause"),
        Field::Body => language.pick("Cơ quan phụ trách", "body"),
        Field::Action => language.pick("Việc phải làm", "action"),
        Field::Evidence => language.pick("Tài liệu kiểm chứng", "evidence"),
        Field::Due => language.pick("Thời hạn", "due"),
        Field::Expected => language.pick("Điểm dự kiến", "expected"),
    }
}
