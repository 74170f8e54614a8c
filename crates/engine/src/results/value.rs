//! What does a cell say? Numbers with comma or point, counts with thousands, causes by name. A cell that can be read in
//! two ways says nothing.

use model::results::analysis::Cause;
use rust_decimal::Decimal;

/// A decimal: `48,25`, `48.25`, `96,4%`.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim().trim_end_matches('%').trim();
    let n_separators = text.matches([',', '.']).count();
    let written = match n_separators {
        0 | 1 => text.replace(',', "."),
        _ => return None,
    };
    let is_number = written.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    if is_number { written.parse().ok() } else { None }
}

/// A count: `1200`, `1.200`.
pub(crate) fn count(text: &str) -> Option<u32> {
    let mut groups = text.trim().split(['.', ',', ' ']);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// A cause by its name on screen, or as in JSON.
pub(crate) fn cause(text: &str) -> Option<Cause> {
    let said = index::folded_line(text);
    let names: [(Cause, &[&str]); 5] = [
        (Cause::StricterRule, &["quy định chặt hơn", "tiêu chí chặt hơn", "stricter rule"]),
        (Cause::Objective, &["khách quan", "nguyên nhân khách quan", "objective"]),
        (Cause::SlowWork, &["chậm thực hiện", "thực hiện chậm", "slow work"]),
        (
            Cause::NoEvidence,
            &["thiếu tài liệu kiểm chứng", "không có tài liệu kiểm chứng", "no evidence"],
        ),
        (Cause::LateEvidence, &["tài liệu kiểm chứng chậm", "nộp tài liệu chậm", "late evidence"]),
    ];
    names
        .iter()
        .find(|(_, names)| names.iter().any(|name| index::folded_line(name) == said))
        .map(|(cause, _)| *cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_one_way_or_not_at_all() {
        for (text, expect) in [
            ("48,25", Some("48.25")),
            (" 48.25 ", Some("48.25")),
            ("96,4%", Some("96.4")),
            ("0", Some("0")),
            ("-1", Some("-1")),
            ("1.234,5", None),
            ("1,5 điểm", None),
            ("", None),
        ] {
            assert_eq!(decimal(text).map(|value| value.to_string()).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn counts_may_have_thousands() {
        for (text, expect) in [
            ("1200", Some(1200)),
            ("1.200", Some(1200)),
            ("12.345.678", Some(12_345_678)),
            ("1.20", None),
            ("1,5", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(count(text), expect, "{text}");
        }
    }

    #[test]
    fn causes_go_by_their_names() {
        assert_eq!(cause("Khách quan"), Some(Cause::Objective));
        assert_eq!(cause("no-evidence"), Some(Cause::NoEvidence));
        assert_eq!(cause("khác"), None);
    }
}
