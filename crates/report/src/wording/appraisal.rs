//! What appraisers, council and units say to each other: stages, stances, and why a form is not admitted.

use model::{
    account::Role,
    appraisal::{NotAdmitted, Stage, Stance},
};

use super::figure;
use crate::Language;

/// When it was said.
#[must_use]
pub fn stage_name(stage: Stage, language: Language) -> &'static str {
    match stage {
        Stage::First => language.pick("Thẩm định vòng 1", "First appraisal"),
        Stage::Second => language.pick("Thẩm định vòng 2", "Second appraisal"),
        Stage::Decision => language.pick("Hội đồng quyết định", "Decision of the council"),
    }
}

/// What the appraiser thinks of the claim.
#[must_use]
pub fn stance_name(stance: Stance, language: Language) -> &'static str {
    match stance {
        Stance::Agrees => {
            language.pick("Đồng ý với điểm tự chấm", "Agrees with the points claimed")
        }
        Stance::Disagrees => language.pick("Cho điểm khác", "Gives other points"),
        Stance::AsksUnit => language.pick("Yêu cầu đơn vị giải trình, bổ sung", "Asks the unit"),
    }
}

/// What somebody may do.
#[must_use]
pub fn role_name(role: &Role, language: Language) -> &'static str {
    match role {
        Role::Unit { .. } => language.pick("Đơn vị", "Unit"),
        Role::Appraiser { .. } => language.pick("Người thẩm định", "Appraiser"),
        Role::Council => language.pick("Hội đồng thẩm định", "Council"),
        Role::Administrator => language.pick("Quản trị", "Administrator"),
    }
}

/// Why what was filled in is not admitted, and what to change.
#[must_use]
pub fn not_admitted(reason: NotAdmitted, language: Language) -> String {
    let (vietnamese, english) = match reason {
        NotAdmitted::NothingToAgreeWith => (
            "đơn vị không tự chấm mục này nên không có điểm để đồng ý; chọn cho điểm khác",
            "the unit claims nothing here; give points instead",
        ),
        NotAdmitted::AgreesWithOtherPoints => (
            "đồng ý thì điểm phải là điểm tự chấm; để trống ô điểm, hoặc chọn cho điểm khác",
            "who agrees gives the claimed points; leave the points empty, or give other points",
        ),
        NotAdmitted::PointsMissing => ("còn thiếu điểm thẩm định", "the points are missing"),
        NotAdmitted::DisagreesWithTheSamePoints => (
            "điểm này bằng điểm tự chấm; chọn đồng ý",
            "these are the points claimed; choose to agree",
        ),
        NotAdmitted::AsksWithPoints => (
            "đang yêu cầu đơn vị giải trình thì chưa cho điểm; để trống ô điểm",
            "who asks gives no points yet; leave them empty",
        ),
        NotAdmitted::ReasonMissing => ("còn thiếu lý do", "the reason is missing"),
        NotAdmitted::OutOfBounds { max } => {
            let max = figure::points(max, language);
            return match language {
                Language::Vietnamese => format!("mục này cho từ 0 đến {max} điểm"),
                Language::English => format!("this item gives 0 to {max} points"),
            };
        }
        NotAdmitted::CauseWithoutLoss => (
            "mục này không mất điểm nên không có nguyên nhân; bỏ chọn nguyên nhân",
            "no points were lost here; choose no cause",
        ),
        NotAdmitted::TooLong => {
            ("nội dung dài quá 4.000 chữ cái", "the text is longer than 4,000 letters")
        }
    };
    language.pick(vietnamese, english).to_owned()
}

/// A moment of the ledger's clock, in Vietnam, where it is always seven hours past UTC.
#[must_use]
pub fn moment(milliseconds: i64, language: Language) -> String {
    let Ok(moment) = jiff::Timestamp::from_millisecond(milliseconds) else { return String::new() };
    let there = jiff::tz::Offset::constant(7).to_datetime(moment);
    let (day, month, year) = (there.day(), there.month(), there.year());
    let (hour, minute) = (there.hour(), there.minute());
    match language {
        Language::Vietnamese => format!("{hour:02}:{minute:02} {day:02}/{month:02}/{year}"),
        Language::English => format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_in_vietnamese_time() {
        assert_eq!(moment(1_763_827_200_000, Language::Vietnamese), "23:00 22/11/2025");
        assert_eq!(moment(1_763_834_400_000, Language::English), "2025-11-23 01:00");
    }
}
