//! What are the clauses of a text about scoring: bullets, numbered parts, sentences that set a condition, variables?
//!
//! Refuses to know what a clause says.

use std::sync::LazyLock;

use regex::Regex;

use super::award;
use crate::prose::tidy;

/// A clause on one line, without its bullet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) marker: Marker,
    pub(super) text: String,
}

/// What a clause is set off by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// Nothing, or the words that it begins with.
    None,
    /// A dash.
    Dash,
    /// A plus: a clause below one with a dash.
    Plus,
    /// A number in brackets: a part of the whole.
    Numbered,
    /// The letter of a formula that it defines.
    Variable,
}

static START: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xm)
        (?:^\s*|[.;:]\s+)
        (?P<start>
            (?P<dash>[-–•]\s*\S) | (?P<plus>\+\s*\S) | (?P<numbered>\(\d\)\s*\S)
          | (?P<variable>[a-d]\d?\s+là\s)
          | Nếu\b | Trường\s+hợp\b | Trong\s+đó\s*: | Yêu\s+cầu\s*: | L[ƯU]U\s+Ý | Ví\s+dụ
          | Tính\s+(?:điểm\s+)?theo\s+công\s+thức | Điểm\s+đạt\s+được\s+(?:được\s+)?tính\s+theo\s+công\s+thức
        )",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// The clauses of a text whose lines are separated by `\n`. An example that the text gives is left out: it scores
/// nothing.
pub(super) fn split(text: &str) -> Vec<Clause> {
    let mut starts = vec![(0, Marker::None)];
    let mut from = 0;
    while let Some(captures) = START.captures_at(text, from) {
        let Some(start) = captures.name("start") else { break };
        let marker = if captures.name("dash").is_some() {
            Marker::Dash
        } else if captures.name("plus").is_some() {
            Marker::Plus
        } else if captures.name("numbered").is_some() {
            Marker::Numbered
        } else if captures.name("variable").is_some() {
            Marker::Variable
        } else {
            Marker::None
        };
        // "15%\n- dưới 20%": a range that was broken over two lines, not a bullet.
        let goes_on = marker == Marker::Dash && is_upper_bound(&text[start.start()..]);
        if !goes_on {
            starts.push((start.start(), marker));
        }
        from = if start.end() > from { start.end() } else { from + 1 };
        if !text.is_char_boundary(from) {
            break;
        }
    }
    starts.extend(lines_of_their_own(text, &starts));
    starts.sort_by_key(|(start, _)| *start);
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
    let clauses = starts.iter().zip(ends).map(|((start, marker), end)| Clause {
        marker: *marker,
        text: without_bullet(*marker, &tidy(&text[*start..end])),
    });
    clauses
        .take_while(|clause| !clause.text.starts_with("Ví dụ"))
        .filter(|clause| !clause.text.is_empty())
        .collect()
}

/// The lines that begin a clause without a mark: behind a line that gives points or is a heading, with a capital.
fn lines_of_their_own(text: &str, starts: &[(usize, Marker)]) -> Vec<(usize, Marker)> {
    let mut found: Vec<(usize, Marker)> = Vec::new();
    for (at, _) in text.match_indices('\n') {
        let next = at + 1 + text[at + 1..].len() - text[at + 1..].trim_start().len();
        let begins_with_capital = text[next..].starts_with(char::is_uppercase);
        if !begins_with_capital || starts.iter().any(|(start, _)| *start == next) {
            continue;
        }
        let before = starts.iter().chain(&found).map(|(start, _)| *start);
        let start = before.filter(|start| *start <= at).max().unwrap_or_default();
        let before = text[start..at].trim_end();
        if before.ends_with(':') || award::ends_in_one(before) {
            found.push((next, Marker::None));
        }
    }
    found
}

fn is_upper_bound(text: &str) -> bool {
    let rest = text.trim_start_matches(['-', '–', ' ', '\n']);
    ["dưới", "đến", "nhỏ hơn"].iter().any(|word| rest.starts_with(word))
        || rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('%')
}

fn without_bullet(marker: Marker, text: &str) -> String {
    let text = match marker {
        Marker::Dash => text.trim_start_matches(['-', '–', '•']),
        Marker::Plus => text.trim_start_matches('+'),
        Marker::Numbered => text.split_once(')').map_or(text, |(_, rest)| rest),
        Marker::None | Marker::Variable => text,
    };
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(Marker, &str)]) {
        let found: Vec<_> =
            split(text).into_iter().map(|clause| (clause.marker, clause.text)).collect();
        let expect: Vec<_> =
            expect.iter().map(|(marker, text)| (*marker, (*text).to_owned())).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn bullets_parts_and_conditions_begin_clauses() {
        check(
            "Điểm là tổng của 02 nội dung\nsau:\n(1) Ban hành văn bản: 0.25\n+ Đầy đủ: 0.25\n(2) Báo cáo.\n- Nếu có: 1",
            &[
                (Marker::None, "Điểm là tổng của 02 nội dung sau:"),
                (Marker::Numbered, "Ban hành văn bản: 0.25"),
                (Marker::Plus, "Đầy đủ: 0.25"),
                (Marker::Numbered, "Báo cáo."),
                (Marker::Dash, "Nếu có: 1"),
            ],
        );
        check(
            "Tính điểm theo công thức: (b/a)*điểm tối đa. Trong đó:\na là tổng số\nb là số đã làm. Trường hợp a = 0 thì đạt điểm tối đa.",
            &[
                (Marker::None, "Tính điểm theo công thức: (b/a)*điểm tối đa."),
                (Marker::None, "Trong đó:"),
                (Marker::Variable, "a là tổng số"),
                (Marker::Variable, "b là số đã làm."),
                (Marker::None, "Trường hợp a = 0 thì đạt điểm tối đa."),
            ],
        );
    }

    #[test]
    fn lines_behind_points_and_headings_are_clauses() {
        check(
            "Theo chỉ tiêu:\nVượt từ 4%\ntrở lên: 1\nVượt dưới 4%: 0.5\nĐạt",
            &[
                (Marker::None, "Theo chỉ tiêu:"),
                (Marker::None, "Vượt từ 4% trở lên: 1"),
                (Marker::None, "Vượt dưới 4%: 0.5"),
                (Marker::None, "Đạt"),
            ],
        );
        check(
            "Theo quy định của\nBộ Nội vụ: 1",
            &[(Marker::None, "Theo quy định của Bộ Nội vụ: 1")],
        );
    }

    #[test]
    fn a_range_over_two_lines_is_one_clause_and_examples_are_none() {
        check("- Từ 15%\n- dưới 20%: 0.5", &[(Marker::Dash, "Từ 15% - dưới 20%: 0.5")]);
        check("Tăng: 1\nVí dụ:\n- Năm 2023 là 6.000: 1", &[(Marker::None, "Tăng: 1")]);
        check("", &[]);
    }
}
