//! What is wrong in a pipeline or criteria set, line by line, for those who wrote it.

use model::declaration::{DeclarationError, Issue, IssueKind, ValueType, exact};

use super::criteria;
use crate::Language;

/// Everything that is wrong, one line each: file and line, key, what is wrong, the nearest known key.
#[must_use]
pub fn declaration_error_text(error: &DeclarationError, language: Language) -> String {
    let lines: Vec<_> = error
        .issues
        .iter()
        .map(|issue| format!("{}:{}", error.file_name, issue_text(issue, language)))
        .collect();
    lines.join("\n")
}

fn issue_text(issue: &Issue, language: Language) -> String {
    let kind = kind_text(&issue.kind, language);
    if issue.path.is_root() {
        format!("{}: {kind}", issue.line)
    } else {
        format!("{}: `{}`: {kind}", issue.line, issue.path)
    }
}

/// What is wrong, without where.
pub(crate) fn kind_text(kind: &IssueKind, language: Language) -> String {
    use Language::{English, Vietnamese};
    match (kind, language) {
        (IssueKind::Syntax { message }, Vietnamese) => format!("sai cú pháp TOML: {message}"),
        (IssueKind::Syntax { message }, English) => format!("not TOML: {message}"),
        (IssueKind::UnknownKey { key, nearest }, Vietnamese) => {
            format!("không có khóa `{key}`{}", did_you_mean(nearest.as_deref(), language))
        }
        (IssueKind::UnknownKey { key, nearest }, English) => {
            format!("unknown key `{key}`{}", did_you_mean(nearest.as_deref(), language))
        }
        (IssueKind::MissingKey { key }, Vietnamese) => format!("thiếu khóa `{key}`"),
        (IssueKind::MissingKey { key }, English) => format!("missing key `{key}`"),
        (IssueKind::WrongType { expected, found }, _) => {
            let or = language.pick(" hoặc ", " or ");
            let expected: Vec<_> =
                expected.iter().map(|kind| value_type(*kind, language)).collect();
            let (expected, found) = (expected.join(or), value_type(*found, language));
            match language {
                Vietnamese => format!("cần {expected}, nhưng là {found}"),
                English => format!("expected {expected}, found {found}"),
            }
        }
        (IssueKind::UnknownValue { given, allowed, nearest }, Vietnamese) => format!(
            "`{given}` không phải một trong các giá trị `{}`{}",
            allowed.join("`, `"),
            did_you_mean(nearest.as_deref(), language)
        ),
        (IssueKind::UnknownValue { given, allowed, nearest }, English) => format!(
            "`{given}` is none of `{}`{}",
            allowed.join("`, `"),
            did_you_mean(nearest.as_deref(), language)
        ),
        (IssueKind::TooManyDigits { given }, Vietnamese) => {
            format!("`{given}` có quá {} chữ số có nghĩa", exact::MAX_DIGITS)
        }
        (IssueKind::TooManyDigits { given }, English) => {
            format!("`{given}` has more than {} significant digits", exact::MAX_DIGITS)
        }
        (IssueKind::Refused { reason }, Vietnamese) => format!("giá trị không hợp lệ: {reason}"),
        (IssueKind::Refused { reason }, English) => reason.clone(),
        (IssueKind::Inconsistent(inconsistency), _) => {
            criteria::inconsistency(inconsistency, language)
        }
    }
}

fn did_you_mean(nearest: Option<&str>, language: Language) -> String {
    match (nearest, language) {
        (None, _) => String::new(),
        (Some(nearest), Language::Vietnamese) => format!("; có phải là `{nearest}`?"),
        (Some(nearest), Language::English) => format!("; did you mean `{nearest}`?"),
    }
}

fn value_type(kind: ValueType, language: Language) -> &'static str {
    match kind {
        ValueType::Text => language.pick("chuỗi trong dấu nháy", "a text in quotes"),
        ValueType::Integer => language.pick("số nguyên", "a whole number"),
        ValueType::Number => language.pick("số", "a number"),
        ValueType::Boolean => language.pick("true hoặc false", "true or false"),
        ValueType::Datetime => language.pick("ngày không có dấu nháy", "a date without quotes"),
        ValueType::Array => language.pick("danh sách", "a list"),
        ValueType::Table => language.pick("bảng", "a table"),
    }
}

#[cfg(test)]
mod tests {
    use model::criteria::CriteriaSet;

    use super::*;

    #[test]
    fn every_slip_has_its_line_and_the_nearest_key() {
        let toml =
            "[set]\nname = \"a\"\nlevl = \"province\"\nyear = \"2025\"\nrounding = \"silence\"\n";
        let error = CriteriaSet::parse(toml, "bo.toml").expect_err("many slips");
        let text = declaration_error_text(&error, Language::Vietnamese);
        for line in [
            "bo.toml:3: `set.levl`: không có khóa `levl`; có phải là `level`?",
            "bo.toml:4: `set.year`: cần số nguyên, nhưng là chuỗi trong dấu nháy",
            "bo.toml:1: `set`: thiếu khóa `decision`",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        assert_eq!(text.lines().count(), error.issues.len());
        assert_eq!(declaration_error_text(&error, Language::English), error.to_string());
    }
}
