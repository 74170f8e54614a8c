//! What changed between two criteria sets, in the words of an official.

use model::criteria::{Change, ChangeKind};

use super::rule_words::{assessor, lines};
use crate::{Language, wording::figure};

/// Every change on lines of its own; a sentence where nothing changed.
#[must_use]
pub fn changes_text(changes: &[Change], language: Language) -> String {
    if changes.is_empty() {
        return language.pick("Hai bộ tiêu chí như nhau.", "The two sets are the same.").to_owned();
    }
    let lines: Vec<_> = changes
        .iter()
        .map(|change| match &change.code {
            Some(code) => {
                format!("{code} {}: {}", change.name, change_text(&change.kind, language))
            }
            None => change_text(&change.kind, language),
        })
        .collect();
    lines.join("\n")
}

/// What changed of one item.
#[must_use]
pub fn change_text(kind: &ChangeKind, language: Language) -> String {
    let points = |points| figure::with_unit(points, language);
    let names = |names: &[String]| names.join("; ");
    match (kind, language) {
        (ChangeKind::Added { max }, Language::Vietnamese) => format!("mục mới, {}", points(*max)),
        (ChangeKind::Added { max }, Language::English) => format!("new, {}", points(*max)),
        (ChangeKind::Removed { max }, Language::Vietnamese) => {
            format!("bỏ mục này, trước đây {}", points(*max))
        }
        (ChangeKind::Removed { max }, Language::English) => {
            format!("removed; it had {}", points(*max))
        }
        (ChangeKind::Moved { from }, Language::Vietnamese) => {
            format!("chuyển vị trí, trước đây là mục {from}")
        }
        (ChangeKind::Moved { from }, Language::English) => format!("moved; it was {from}"),
        (ChangeKind::Renamed { from }, Language::Vietnamese) => {
            format!("đổi tên, trước đây là \"{from}\"")
        }
        (ChangeKind::Renamed { from }, Language::English) => {
            format!("renamed; it was \"{from}\"")
        }
        (ChangeKind::Points { from, to }, Language::Vietnamese) => {
            let (how, onto) = if to > from { ("tăng", "lên") } else { ("giảm", "xuống") };
            format!("điểm tối đa {how} từ {} {onto} {}", points(*from), points(*to))
        }
        (ChangeKind::Points { from, to }, Language::English) => {
            format!("the maximum goes from {} to {}", points(*from), points(*to))
        }
        (ChangeKind::Assessor { from, to }, _) => {
            let (from, to) = (assessor(*from, language), assessor(*to, language));
            match language {
                Language::Vietnamese => format!("người chấm đổi từ {from} sang {to}"),
                Language::English => format!("scored by {to} instead of {from}"),
            }
        }
        (ChangeKind::Base { part, from, to }, _) => {
            let part = if part.is_empty() { String::new() } else { format!(" ({part})") };
            match language {
                Language::Vietnamese => {
                    format!("cách tính tỷ lệ{part} đổi từ \"{from}\" sang \"{to}\"")
                }
                Language::English => {
                    format!("the base of the rate{part} goes from \"{from}\" to \"{to}\"")
                }
            }
        }
        (ChangeKind::Rule { from, to }, _) => {
            let (from, to) = (lines(from, language), lines(to, language));
            let only = |these: &[String], those: &[String]| -> String {
                // A line that ends in a colon says what the rate is of: another base is a change of its own.
                let own = these.iter().filter(|line| !those.contains(line) && !line.ends_with(':'));
                own.map(|line| line.trim_start_matches("- ")).collect::<Vec<_>>().join("; ")
            };
            let (before, now) = (only(&from, &to), only(&to, &from));
            match language {
                Language::Vietnamese => {
                    format!("cách chấm điểm thay đổi; trước: {before}; nay: {now}")
                }
                Language::English => {
                    format!("points are given otherwise; before: {before}; now: {now}")
                }
            }
        }
        (ChangeKind::Evidence { added, removed }, _) => {
            let (more, less) = language.pick(
                ("tài liệu kiểm chứng thêm", "tài liệu kiểm chứng bớt"),
                ("evidence added", "evidence removed"),
            );
            [(more, added), (less, removed)]
                .iter()
                .filter(|(_, names)| !names.is_empty())
                .map(|(what, these)| format!("{what}: {}", names(these)))
                .collect::<Vec<_>>()
                .join("; ")
        }
        (ChangeKind::Responsible { from, to }, _) => {
            let nobody = language.pick("chưa giao", "nobody");
            let or_nobody = |bodies: &[String]| {
                if bodies.is_empty() { nobody.to_owned() } else { names(bodies) }
            };
            let (from, to) = (or_nobody(from), or_nobody(to));
            match language {
                Language::Vietnamese => format!("cơ quan phụ trách đổi từ {from} sang {to}"),
                Language::English => format!("{to} answers for it instead of {from}"),
            }
        }
        (ChangeKind::Total { by_survey, from, to }, _) => {
            let what = if *by_survey {
                language.pick("Điểm điều tra xã hội học", "The points by survey")
            } else {
                language.pick("Tổng điểm", "The total")
            };
            let (verb, onto) = language.pick(("đổi từ", "thành"), ("goes from", "to"));
            format!("{what} {verb} {} {onto} {}", points(*from), points(*to))
        }
        (ChangeKind::Bands, _) => {
            language.pick("Các mức xếp loại thay đổi.", "The bands are others.").to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{Points, declaration};

    use super::*;

    fn check(kind: ChangeKind, expect: &str) {
        assert_eq!(change_text(&kind, Language::Vietnamese), expect);
    }

    #[test]
    fn changes_read_as_an_official_says_them() {
        let points = |text: &str| Points::new(text.parse().expect("a number"));
        check(
            ChangeKind::Points { from: points("1"), to: points("1.5") },
            "điểm tối đa tăng từ 1 điểm lên 1,5 điểm",
        );
        check(
            ChangeKind::Points { from: points("1"), to: points("0.5") },
            "điểm tối đa giảm từ 1 điểm xuống 0,5 điểm",
        );
        check(
            ChangeKind::Base {
                part: String::new(),
                from: "thủ tục".to_owned(),
                to: "hồ sơ".to_owned(),
            },
            "cách tính tỷ lệ đổi từ \"thủ tục\" sang \"hồ sơ\"",
        );
        let rule = |of: &str, least: &str| {
            let toml = format!(
                "kind = 'tiers'\nof = '{of}'\nunit = 'percent'\ntiers = [{{ from = {least}, points = 1 }}, {{ from = 0, to = {least}, points = 0 }}]"
            );
            Box::new(declaration::parse(&toml, "rule.toml").expect("a rule"))
        };
        check(
            ChangeKind::Rule { from: rule("hồ sơ", "95"), to: rule("cơ quan", "100") },
            "cách chấm điểm thay đổi; trước: từ 95% trở lên: 1; dưới 95%: 0; nay: từ 100% trở lên: 1; dưới 100%: 0",
        );
        check(
            ChangeKind::Responsible { from: Vec::new(), to: vec!["Sở Nội vụ".to_owned()] },
            "cơ quan phụ trách đổi từ chưa giao sang Sở Nội vụ",
        );
        assert_eq!(changes_text(&[], Language::Vietnamese), "Hai bộ tiêu chí như nhau.");
    }
}
