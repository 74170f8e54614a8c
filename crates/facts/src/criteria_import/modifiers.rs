//! What does a clause add to a rule: a deduction, a gate, a fallback, a deadline, a period, a duty to explain, another
//! scorer?
//!
//! Refuses to know how points are given otherwise.

use std::sync::LazyLock;

use model::{
    criteria::{DateThatCounts, Deadline, DeadlineTerm, Direction, ScoredPeriod},
    rule::Deduction,
};
use regex::Regex;

use crate::prose::key;

/// Something that a clause adds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Modifier {
    Deduction(Deduction),
    /// The whole rule gives 0 then.
    ZeroIf(String),
    /// The part gives 0 then.
    PartZeroIf(String),
    /// Repeats that a part gives 0 where its case does not hold.
    Restatement,
    /// An earlier result stands in; the cases after it are of that.
    Fallback {
        when: String,
        uses: String,
    },
    /// An explanation is asked for then.
    ExplainIf(String),
    /// Somebody else scores, by something.
    External {
        by: String,
        basis: String,
    },
    /// Somebody else scores a part.
    PartOf {
        by: String,
    },
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant that the tests compile")
}

static DEDUCTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\btrừ\s+(?P<percent>\d+(?:[.,]\d+)?)\s*%\s*(?:tổng\s+)?(?:số\s+)?điểm\s+(?:đạt|đã\s+đạt)",
    )
});
static ZERO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\s*thì\s+(?:(?:được|đạt|điểm|đánh|giá|là)\s+)+0\s+điểm\s+(?P<whole>đối\s+với\s+cả|tương\s+ứng|đối\s+với\s+(?:thang|nội))",
    )
});
static FALLBACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^trường\s+hợp\s+(?P<when>.+?)\s+thì\s+(?:được\s+)?đánh\s+giá\s+(?:dựa\s+trên|theo|căn\s+cứ)\s+(?P<use>.+?)[.:;]*$",
    )
});
static EXTERNAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)không\s+(?:cần\s+(?:phải\s+)?|bắt\s+buộc\s+)?(?:thực\s+hiện\s+)?(?:việc\s+)?(?:tự\s+)?(?:đánh\s+giá|chấm\s+điểm)",
    )
});
static SCORER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<by>(?:Bộ|Văn phòng|Thanh tra|Sở|Hội đồng|Ủy ban|UBND)\s[^.;:,()]*?)\s+sẽ\s+(?P<basis>[^.;()]+)",
    )
});
static DEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)chậm\s+nhất\s+(?:là\s+)?(?P<side>trước|sau|trong)\s+(?P<days>\d{1,3})\s+ngày(?P<working>\s+làm\s+việc)?
        \s*,?\s*(?:(?:tính\s+đến|kể\s+từ|tính\s+từ|trước|sau)\s+)?(?P<anchor>(?:ngày|khi)[^.;,()]+)",
    )
});
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)(?P<first>trong|sau)\s+(?:thời\s+hạn\s+)?(?:từ\s+sau\s+)?(?P<days>\d{1,3})\s+ngày(?P<working>\s+làm\s+việc)?
        \s*\(?\s*(?:kể\s+từ|tính\s+từ)\s+(?P<anchor>ngày[^.;,()]+)",
    )
});
static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)(?:từ|trong\s+thời\s+gian\s+từ)\s+(?:ngày\s+)?(?P<from>\d{1,2}/\d{1,2}(?:/\d{4})?(?:\s+(?:của\s+)?năm\s+trước(?:\s+liền\s+kề)?)?)
        \s*(?:đến|-|–)\s*(?:hết\s+)?(?:ngày\s+)?(?P<to>\d{1,2}/\d{1,2}(?:/\d{4})?(?:\s+(?:của\s+)?năm\s+(?:đánh\s+giá|\d{4}))?)",
    )
});

/// What a clause adds, if it is of one of the known forms.
pub(super) fn of_clause(text: &str) -> Option<Modifier> {
    if let Some(found) = DEDUCTION.captures(text) {
        let percent_of_earned = found["percent"].replace(',', ".").parse().ok()?;
        let when = condition_before(text, found.get(0)?.start());
        return Some(Modifier::Deduction(Deduction {
            percent_of_earned,
            when,
            at_discretion: false,
        }));
    }
    if let Some(found) = ZERO.captures(text) {
        let when = condition_before(text, found.get(0)?.start());
        let lower = key(&when);
        let repeats = ["cấp nào", "hình thức nào", "nội dung nào", "đơn vị nào", "phần nào"];
        return Some(if found["whole"].to_lowercase().ends_with("cả") {
            Modifier::ZeroIf(when)
        } else if repeats.iter().any(|words| lower.contains(words)) {
            Modifier::Restatement
        } else {
            Modifier::PartZeroIf(when)
        });
    }
    if let Some(found) = FALLBACK.captures(text) {
        let (when, uses) = (found["when"].to_owned(), found["use"].trim().to_owned());
        return Some(Modifier::Fallback { when, uses });
    }
    let lower = key(text);
    let scorer = SCORER.captures(text);
    if EXTERNAL.is_match(text)
        && let Some(scorer) = &scorer
    {
        let basis = basis_of(&scorer["basis"]);
        return Some(Modifier::External { by: scorer["by"].to_owned(), basis });
    }
    if let Some(scorer) = scorer.filter(|_| lower.contains("chỉ cung cấp")) {
        return Some(Modifier::PartOf { by: scorer["by"].to_owned() });
    }
    if lower.contains("giải trình")
        && ["đề nghị", "cần có", "phải có", "yêu cầu"].iter().any(|word| lower.contains(word))
    {
        let end = ["đề nghị", "cần có", "phải có", "thì", ", tỉnh", "yêu cầu"]
            .iter()
            .filter_map(|word| lower.find(word))
            .filter(|at| *at > 0 && text.is_char_boundary(*at))
            .min()?;
        return Some(Modifier::ExplainIf(condition_before(text, end)));
    }
    None
}

/// The condition that ends at a byte, without the words that lead it.
pub(super) fn condition_before(text: &str, end: usize) -> String {
    trimmed_condition(text.get(..end).unwrap_or(text))
}

/// A condition without the words that lead and close it.
pub(super) fn trimmed_condition(text: &str) -> String {
    let mut condition = text.trim();
    loop {
        let before = condition;
        condition = condition
            .trim_start_matches([',', ';', '.', ':', '-', '+', ' '])
            .trim_end_matches([',', ';', ':', ' ', '.']);
        for lead in ["Nếu ", "nếu ", "Trường hợp ", "trường hợp ", "Trong đó"] {
            condition = condition.strip_prefix(lead).unwrap_or(condition);
        }
        condition = condition.strip_suffix(" thì").unwrap_or(condition);
        if condition == before {
            return condition.to_owned();
        }
    }
}

fn basis_of(text: &str) -> String {
    let text = text.trim();
    let plain = ["căn cứ vào ", "căn cứ "].iter().find_map(|words| text.strip_prefix(words));
    let plain = plain.unwrap_or(text);
    let end = [" để chấm điểm", " để đánh giá", " và các tài liệu khác"]
        .iter()
        .filter_map(|words| plain.find(words))
        .min();
    plain[..end.unwrap_or(plain.len())].trim().to_owned()
}

/// The deadlines that a text names.
pub(super) fn deadlines(text: &str) -> Vec<Deadline> {
    let latest = DEADLINE.captures_iter(text).filter_map(|found| {
        let direction = match found["side"].to_lowercase().as_str() {
            "trước" => Direction::Before,
            _ => Direction::After,
        };
        deadline(
            &found["side"],
            &found["days"],
            found.name("working").is_some(),
            &found["anchor"],
            direction,
        )
    });
    let within = WITHIN.captures_iter(text).filter_map(|found| {
        deadline(
            &found["first"],
            &found["days"],
            found.name("working").is_some(),
            &found["anchor"],
            Direction::After,
        )
    });
    let mut deadlines = Vec::new();
    for deadline in latest.chain(within) {
        if !deadlines.contains(&deadline) {
            deadlines.push(deadline);
        }
    }
    deadlines
}

fn deadline(
    side: &str,
    days: &str,
    working_days: bool,
    anchor: &str,
    direction: Direction,
) -> Option<Deadline> {
    let kind = if working_days { " làm việc" } else { "" };
    Some(Deadline {
        of: None,
        by: format!("{} {days} ngày{kind}", side.to_lowercase()),
        relative_to: anchor.trim().to_owned(),
        term: Some(DeadlineTerm { days: days.parse().ok()?, working_days, direction }),
        date: DateThatCounts::Issued,
    })
}

/// The period that a text names, where it is not a year.
pub(super) fn period(text: &str) -> Option<ScoredPeriod> {
    let found = PERIOD.captures(text)?;
    Some(ScoredPeriod {
        from: Some(found["from"].to_owned()),
        to: found["to"].to_owned(),
        meaning: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_that_change_points_are_told_apart() {
        let check =
            |text: &str, expect: Option<Modifier>| assert_eq!(of_clause(text), expect, "{text}");
        let owned = str::to_owned;
        check(
            "Nếu Báo cáo không đáp ứng yêu cầu thì TRỪ 10% tổng số điểm đạt được của TCTP này.",
            Some(Modifier::Deduction(Deduction {
                percent_of_earned: rust_decimal::Decimal::TEN,
                when: owned("Báo cáo không đáp ứng yêu cầu"),
                at_discretion: false,
            })),
        );
        check(
            "Nếu đánh giá không đúng quy định thì điểm đánh giá là 0 điểm đối với cả TCTP này.",
            Some(Modifier::ZeroIf(owned("đánh giá không đúng quy định"))),
        );
        check(
            "Trường hợp phát hiện sai phạm thì điểm đánh giá là 0 điểm tương ứng với thang điểm đó.",
            Some(Modifier::PartZeroIf(owned("phát hiện sai phạm"))),
        );
        check(
            "Nếu cấp nào không đạt thì điểm đánh giá là 0 điểm đối với thang điểm tương ứng.",
            Some(Modifier::Restatement),
        );
        check(
            "Trường hợp trong năm không tuyển dụng thì đánh giá dựa trên kết quả của kỳ gần nhất.",
            Some(Modifier::Fallback {
                when: owned("trong năm không tuyển dụng"),
                uses: owned("kết quả của kỳ gần nhất"),
            }),
        );
        check(
            "Các địa phương không tự đánh giá nội dung này. Bộ Nội vụ sẽ căn cứ vào Báo cáo của Văn phòng để chấm điểm.",
            Some(Modifier::External {
                by: owned("Bộ Nội vụ"),
                basis: owned("Báo cáo của Văn phòng"),
            }),
        );
        check(
            "Trường hợp hồ sơ còn trong hạn, tỉnh cần có giải trình cụ thể.",
            Some(Modifier::ExplainIf(owned("hồ sơ còn trong hạn"))),
        );
        check("Đầy đủ, kịp thời: 0.5", None);
    }

    #[test]
    fn deadlines_are_terms() {
        let found = deadlines(
            "ban hành chậm nhất trước 05 ngày làm việc tính đến ngày văn bản có hiệu lực thi hành.",
        );
        let term = DeadlineTerm { days: 5, working_days: true, direction: Direction::Before };
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].term, Some(term));
        assert_eq!(found[0].relative_to, "ngày văn bản có hiệu lực thi hành");
        assert_eq!(deadlines("xử lý trong 30 ngày (kể từ ngày kiến nghị)").len(), 1);
        assert_eq!(deadlines("trong năm"), []);
    }

    #[test]
    fn a_period_may_begin_in_the_year_before() {
        let found =
            period("trong thời gian từ 01/10 năm trước liền kề đến ngày 30/9 của năm đánh giá");
        let found = found.expect("a period");
        assert_eq!(found.from.as_deref(), Some("01/10 năm trước liền kề"));
        assert_eq!(found.to, "30/9 của năm đánh giá");
        assert_eq!(period("trong năm đánh giá"), None);
    }
}
