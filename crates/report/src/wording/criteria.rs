//! How a criteria set contradicts itself.

use model::{
    criteria::{Counted, Inconsistency},
    rule::{Assessor, RuleDefect},
};

use super::figure;
use crate::Language;

/// A contradiction of a criteria set with itself.
pub(crate) fn inconsistency(inconsistency: &Inconsistency, language: Language) -> String {
    match language {
        Language::Vietnamese => in_vietnamese(inconsistency),
        // Declarations are written after the schema, whose words `model` uses in its logs.
        Language::English => inconsistency.to_string(),
    }
}

fn in_vietnamese(inconsistency: &Inconsistency) -> String {
    let points = |points| figure::points(points, Language::Vietnamese);
    match inconsistency {
        Inconsistency::Sum { code: Some(code), stated, summed } => format!(
            "`{code}` có {} điểm, các mục bên dưới cộng lại được {}",
            points(*stated),
            points(*summed)
        ),
        Inconsistency::Sum { code: None, stated, summed } => format!(
            "bộ tiêu chí có {} điểm, các lĩnh vực cộng lại được {}",
            points(*stated),
            points(*summed)
        ),
        Inconsistency::SurveySum { stated, summed } => format!(
            "quyết định ghi {} điểm điều tra xã hội học, các mục cộng lại được {}",
            points(*stated),
            points(*summed)
        ),
        Inconsistency::Count { counted, stated, found } => {
            let counted = match counted {
                Counted::Areas => "lĩnh vực",
                Counted::Criteria => "tiêu chí",
                Counted::Subcriteria => "tiêu chí thành phần",
            };
            format!("quyết định ghi {stated} {counted}, bộ tiêu chí có {found}")
        }
        Inconsistency::DuplicateCode { code, first_line } => {
            format!("mã `{code}` đã có ở dòng {first_line}")
        }
        Inconsistency::MisplacedCode { code, parent: Some(parent) } => {
            format!("mã `{code}` không nằm ngay dưới `{parent}`")
        }
        Inconsistency::MisplacedCode { code, parent: None } => {
            format!("`{code}` không phải mã lĩnh vực")
        }
        Inconsistency::KeyBesideSubcriteria { code, key } => {
            format!("`{code}` có tiêu chí thành phần nên không được có `{key}`")
        }
        Inconsistency::AssessorMismatch { code, by_rule } => {
            let by_rule = match by_rule {
                Assessor::Unit => "đơn vị tự chấm",
                Assessor::Survey => "điều tra xã hội học chấm",
                Assessor::Ministry => "Bộ chấm",
            };
            format!("theo quy tắc của `{code}`, điểm do {by_rule}")
        }
        Inconsistency::Rule { code, defect } => format!("`{code}`: {}", rule_defect(defect)),
        Inconsistency::Bands(defect) => format!("mức xếp loại: {}", rule_defect(defect)),
        Inconsistency::UnknownDefect { code, id } => {
            format!("`{code}` nhắc đến lỗi `{id}`, danh sách lỗi không có")
        }
        Inconsistency::UnknownEvidence { code, name } => {
            format!("`{code}` có thời hạn của tài liệu `{name}`, danh sách tài liệu không có")
        }
        Inconsistency::UnknownBand { name } => format!("không có mức xếp loại `{name}`"),
        Inconsistency::UnknownCode { code } => format!("bộ tiêu chí không có mã `{code}`"),
    }
}

fn rule_defect(defect: &RuleDefect) -> String {
    let points = |points| figure::points(points, Language::Vietnamese);
    let number = |value| figure::decimal(value, Language::Vietnamese);
    match defect {
        RuleDefect::BestIsNotMaximum { max, best } => {
            format!(
                "quy tắc cho nhiều nhất {} điểm, điểm tối đa là {}",
                points(*best),
                points(*max)
            )
        }
        RuleDefect::Empty => "không có mức nào để chọn".to_owned(),
        RuleDefect::Gap { from, to } => {
            let from = from.map(|from| format!(" từ {}", number(from)));
            let to = to.map(|to| format!(" đến dưới {}", number(to)));
            let range: String = from.into_iter().chain(to).collect();
            format!("không có khoảng cho giá trị{range}")
        }
        RuleDefect::Overlap { at } => format!("hai khoảng cùng chứa {}", number(*at)),
        RuleDefect::EmptyRange => "không giá trị nào thuộc khoảng này".to_owned(),
        RuleDefect::NotAFraction { value } => {
            format!("{} không nằm giữa 0 và 1", number(*value))
        }
        RuleDefect::NotAPercentage { value } => {
            format!("{} không nằm giữa 0 và 100", number(*value))
        }
        RuleDefect::NegativePoints { points: negative } => {
            format!("{} điểm là số âm", points(*negative))
        }
        RuleDefect::UnknownSymbol { symbol } => format!("không có số hạng ký hiệu `{symbol}`"),
        RuleDefect::SameNumeratorAndDenominator => "tử số và mẫu số giống nhau".to_owned(),
        RuleDefect::ExampleDisagrees { stated, computed } => format!(
            "ví dụ trong văn bản cho {} điểm, quy tắc cho {}",
            points(*stated),
            points(*computed)
        ),
        RuleDefect::Unspecified => "quy tắc áp dụng phải nói cách cho điểm".to_owned(),
    }
}
