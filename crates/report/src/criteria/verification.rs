//! What is wrong with a criteria set and what it leaves open, line by line.

use model::criteria::{Remark, RemarkAt, Verification};

use crate::{
    Language,
    wording::{declaration::declaration_error_text, figure},
};

/// Whether nothing is wrong, and nothing is open that the set does not list itself.
#[must_use]
pub fn is_clean(verification: &Verification) -> bool {
    verification.set.is_ok() && verification.remarks.iter().all(|remark| remark.known_as.is_some())
}

/// Everything that is wrong, everything that is open, and how many of each.
#[must_use]
pub fn verification_text(
    verification: &Verification,
    file_name: &str,
    language: Language,
) -> String {
    let mut lines = Vec::new();
    let n_defects = match &verification.set {
        Ok(_) => 0,
        Err(error) => {
            lines.push(declaration_error_text(error, language));
            error.issues.len()
        }
    };
    lines.extend(verification.remarks.iter().map(|at| remark_line(at, file_name, language)));
    let n_open = verification.remarks.iter().filter(|at| at.known_as.is_none()).count();
    let n_known = verification.remarks.len() - n_open;
    lines.push(match language {
        Language::Vietnamese => format!(
            "{file_name}: {n_defects} lỗi, {n_open} điểm cần làm rõ, {n_known} khiếm khuyết đã ghi nhận của nguồn."
        ),
        Language::English => format!(
            "{file_name}: {n_defects} defects, {n_open} things to clear up, {n_known} known defects of the sources."
        ),
    });
    lines.join("\n")
}

fn remark_line(at: &RemarkAt, file_name: &str, language: Language) -> String {
    let code = at.code.as_ref().map(|code| format!("`{code}`: ")).unwrap_or_default();
    let known = at.known_as.as_ref().map(|id| match language {
        Language::Vietnamese => format!(" (đã ghi nhận: {id})"),
        Language::English => format!(" (known as {id})"),
    });
    let text = remark(&at.remark, language);
    format!("{file_name}:{}: {code}{text}{}", at.line, known.unwrap_or_default())
}

/// A remark as a sentence.
pub(super) fn remark(remark: &Remark, language: Language) -> String {
    let points = |points| figure::points(points, language);
    let fixed = |vietnamese: &str, english: &str| language.pick(vietnamese, english).to_owned();
    match remark {
        Remark::ZeroDenominatorSilent => fixed(
            "nguồn không nêu kết quả khi mẫu số bằng 0",
            "the sources do not say what a denominator of 0 gives",
        ),
        Remark::Jump { at, below, from } => {
            let at = figure::decimal(*at, language);
            let (below, from) = (points(*below), points(*from));
            match language {
                Language::Vietnamese => format!("tại {at} điểm nhảy từ {below} lên {from}"),
                Language::English => format!("at {at} the points jump from {below} to {from}"),
            }
        }
        Remark::NeverZero { least } => match language {
            Language::Vietnamese => format!("không có mức 0 điểm: thấp nhất là {}", points(*least)),
            Language::English => format!("never gives 0: the least is {}", points(*least)),
        },
        Remark::DecisionRuleMissesMaximum { max, best } => {
            let (max, best) = (points(*max), points(*best));
            match language {
                Language::Vietnamese => {
                    format!(
                        "quy tắc của quyết định cho nhiều nhất {best} điểm, điểm tối đa là {max}"
                    )
                }
                Language::English => {
                    format!("the decision's own rule gives at best {best}, the maximum is {max}")
                }
            }
        }
        Remark::NoEvidence => fixed("không nêu tài liệu kiểm chứng", "no evidence is listed"),
        Remark::NameRepeated { first } => match language {
            Language::Vietnamese => format!("trùng tên với `{first}`"),
            Language::English => format!("has the same name as `{first}`"),
        },
        Remark::CodeSkipped { expected } => match language {
            Language::Vietnamese => format!("thiếu mã `{expected}` đứng trước"),
            Language::English => format!("`{expected}` is left out before it"),
        },
        Remark::Placeholder => fixed(
            "chỉ biết cấu trúc: tên và quy tắc giữ chỗ, cần nhập từ phụ lục của quyết định",
            "only the structure is known: name and rule stand for rows to be imported from the decision's annex",
        ),
        Remark::RoundingSilent => fixed(
            "nguồn không quy định cách làm tròn",
            "the sources do not say how points are rounded",
        ),
    }
}

#[cfg(test)]
mod tests {
    use model::criteria::CriteriaSet;

    use super::*;

    const PROVINCE: &str =
        include_str!("../../../../pipelines/criteria/qd-1187-2025-province.toml");

    #[test]
    fn the_silences_of_the_province_set_are_known_but_one() {
        let verification = CriteriaSet::verify(PROVINCE, "set.toml");
        let text = verification_text(&verification, "set.toml", Language::Vietnamese);
        let open: Vec<_> = verification
            .remarks
            .iter()
            .filter(|at| at.known_as.is_none())
            .map(|at| &at.remark)
            .collect();
        assert_eq!(open, [&Remark::RoundingSilent], "{text}");
    }
}
