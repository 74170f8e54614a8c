//! What `check` prints at its end: the counts, and what stands in the way of more.

use std::fmt::Write as _;

use model::{
    finding::{FindingCode, Severity},
    personal::Persons,
    verdict::{UnreadFile, VerdictKind},
};

use crate::{
    Language, RoundReport, UnitReport, UnitState,
    tally::{RoundTally, Tally},
    today::Today,
    wording::{
        evidence, figure, file,
        finding::{finding_title, severity},
        label::Labels,
        problem::problem_text,
        verdict::{claim_of_zero, not_judged, verdict_name},
    },
};

/// How many leaves that lack something are named before they are only counted.
const NAMED_LEAVES: usize = 5;

/// How many unread files are named before they are only counted.
const NAMED_FILES: usize = 10;

/// The summary of a round, without a final line end.
#[must_use]
pub fn summary(report: &RoundReport<'_>, language: Language) -> String {
    let labels = Labels::of(language);
    let RoundTally { units, judged } = RoundTally::of(report);
    let count = |number| figure::count(number, language);
    let mut lines = vec![
        format!("{} ({})", report.name, report.set.head().decision),
        format!(
            "{}: {} = {} {} + {} {}",
            labels.units,
            count(units.total),
            count(units.judged),
            labels.judged,
            count(units.not_judged),
            lower(labels.not_judged)
        ),
    ];
    for unit in report.units.iter() {
        if let UnitState::NotJudged { reason } = &unit.state {
            lines.push(format!("  - {}: {}", unit.name, not_judged(reason, language)));
        }
    }
    lines.extend(counts(&judged, language));
    if units.judged == 1 {
        lines.extend(report.units.iter().filter_map(|unit| today(report, unit, language)));
    } else {
        for unit in report.units.iter() {
            if let Some(tally) = Tally::of(unit) {
                lines.push(String::new());
                lines.push(unit.name.clone());
                let today = today(report, unit, language);
                let about = counts(&tally, language).into_iter().chain(today);
                lines.extend(about.map(|line| format!("  {line}")));
            }
        }
    }
    let by_code = codes_by_severity(&judged);
    if !by_code.is_empty() {
        lines.push(String::new());
        lines.push(format!("{}:", labels.by_code));
        for (code, number) in by_code {
            let (severity, title) =
                (severity(code.severity(), language), finding_title(code, language));
            lines.push(format!("  {} {title} ({})", count(number), lower(severity)));
        }
    }
    lines.extend(unread_lines(report, language));
    lines.join("\n")
}

/// Where a unit stands today: what of the points that it can give itself stands, and what is still missing.
fn today(report: &RoundReport<'_>, unit: &UnitReport, language: Language) -> Option<String> {
    let today = Today::of(unit, report.set)?;
    let points = |points| figure::points(points, language);
    let (standing, attainable) = (points(today.standing), points(today.attainable));
    let mut text = match language {
        Language::Vietnamese => {
            format!("Đến nay: {standing}/{attainable} điểm tự chấm đủ căn cứ")
        }
        Language::English => format!("Standing today: {standing} of {attainable}"),
    };
    let missing: Vec<String> = today
        .missing
        .iter()
        .take(NAMED_LEAVES)
        .map(|leaf| {
            let mark = if leaf.is_certain {
                ""
            } else {
                language.pick(" – còn tệp chưa đọc được", " – files are unread")
            };
            let names: Vec<String> =
                leaf.missing.iter().map(|one| evidence::missing(one, language)).collect();
            format!("{} ({}{mark})", names.join(", "), leaf.criterion)
        })
        .collect();
    if !missing.is_empty() {
        let intro = language.pick("còn thiếu", "missing");
        text.push_str(&format!("; {intro}: {}", missing.join("; ")));
    }
    let more = today.missing.len().saturating_sub(NAMED_LEAVES);
    if more > 0 {
        text.push_str(&match language {
            Language::Vietnamese => format!("; và {more} mục khác"),
            Language::English => format!("; and {more} more items"),
        });
    }
    if today.unclaimed > 0 {
        text.push_str(&match language {
            Language::Vietnamese => format!("; {} mục chưa tự chấm", today.unclaimed),
            Language::English => format!("; items not scored yet: {}", today.unclaimed),
        });
    }
    Some(text)
}

/// The codes that were found, those that matter most first.
pub(crate) fn codes_by_severity(tally: &Tally) -> Vec<(FindingCode, u64)> {
    let mut codes: Vec<_> =
        tally.findings.by_code.iter().map(|(code, number)| (*code, *number)).collect();
    codes.sort_by_key(|(code, _)| (code.severity(), *code));
    codes
}

/// The verdicts with their counts, in the order of all reports; `None` is a claim of 0.
pub(crate) fn claims_by_verdict(tally: &Tally) -> [(Option<VerdictKind>, u64); 7] {
    let claims = &tally.claims;
    [
        (Some(VerdictKind::Supported), claims.supported),
        (Some(VerdictKind::NeedsAppraiser), claims.needs_appraiser),
        (Some(VerdictKind::Partial), claims.partial),
        (Some(VerdictKind::Contradicted), claims.contradicted),
        (Some(VerdictKind::Unsupported), claims.unsupported),
        (Some(VerdictKind::Undecidable), claims.undecidable),
        (None, claims.zero),
    ]
}

/// What a verdict is called, or a claim of 0.
pub(crate) fn verdict_or_zero(kind: Option<VerdictKind>, language: Language) -> &'static str {
    kind.map_or_else(|| claim_of_zero(language), |kind| verdict_name(kind, language))
}

fn counts(tally: &Tally, language: Language) -> Vec<String> {
    let labels = Labels::of(language);
    let count = |number| figure::count(number, language);
    let Tally { files, claims, points, findings } = tally;
    let sum = |label: &str, total: String, parts: &[(&str, String)]| {
        let parts: Vec<_> =
            parts.iter().map(|(name, number)| format!("{number} {}", lower(name))).collect();
        format!("{label}: {total} = {}", parts.join(" + "))
    };
    vec![
        sum(
            labels.files,
            count(files.listed),
            &[
                (labels.in_full, count(files.in_full)),
                (labels.in_part, count(files.in_part)),
                (labels.not_read, count(files.not_read)),
            ],
        ),
        sum(
            labels.claims,
            count(claims.claimed),
            &claims_by_verdict(tally)
                .map(|(kind, number)| (verdict_or_zero(kind, language), count(number))),
        ),
        sum(
            labels.points,
            figure::points(points.claimed, language),
            &[
                (labels.part_standing, points.standing),
                (labels.part_for_appraiser, points.for_appraiser),
                (labels.part_in_doubt, points.in_doubt),
                (labels.part_uncheckable, points.uncheckable),
            ]
            .map(|(label, points)| (label, figure::points(points, language))),
        ),
        sum(
            labels.findings,
            count(findings.found),
            &[
                (Severity::Blocking, findings.blocking),
                (Severity::Warning, findings.warning),
                (Severity::Note, findings.note),
            ]
            .map(|(kind, number)| (severity(kind, language), count(number))),
        ),
    ]
}

fn unread_lines(report: &RoundReport<'_>, language: Language) -> Vec<String> {
    let unread = unread_files(report);
    if unread.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), format!("{}:", Labels::of(language).unread)];
    for file in unread.iter().take(NAMED_FILES) {
        let reason = problem_text(file.reason, &file.detail, language).message;
        let mut line = format!("  - {}: {reason}", file.file.shown(Persons::Masked));
        let blocked = figure::count(u64::from(file.blocked_claims), language);
        let written = match language {
            Language::Vietnamese => write!(line, "; chặn {blocked} mục tự chấm"),
            Language::English => write!(line, "; claims blocked: {blocked}"),
        };
        written.expect("writing to a String never fails");
        lines.push(line);
    }
    if let Some(more) = unread.len().checked_sub(NAMED_FILES).filter(|more| *more > 0) {
        lines.push(format!("  {}", file::and_more(more, language)));
    }
    lines
}

/// The unread files of all units, those that block most claims first.
fn unread_files<'r>(report: &'r RoundReport<'_>) -> Vec<&'r UnreadFile> {
    let mut all = Vec::new();
    for unit in report.units.iter() {
        if let UnitState::Judged { unread, .. } = &unit.state {
            all.extend(unread);
        }
    }
    all.sort_by(|a, b| b.blocked_claims.cmp(&a.blocked_claims).then_with(|| a.file.cmp(&b.file)));
    all
}

/// A heading inside a sentence.
fn lower(heading: &str) -> String {
    let mut characters = heading.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    #[test]
    fn the_summary_of_a_round() {
        let set = set();
        let lines = |language| {
            summary(&sample(&set), language).lines().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            lines(Language::Vietnamese),
            [
                "Chấm điểm thử 2025 (1/QĐ-UBND)",
                "Đơn vị: 2 = 1 đã kiểm tra + 1 chưa kiểm tra",
                "  - Sở Nội vụ: còn 12 tệp chưa xử lý; chạy lại lệnh để đọc tiếp",
                "Tệp: 3 = 1 đọc đủ + 1 đọc một phần + 1 không đọc được",
                "Mục tự chấm: 4 = 0 đủ căn cứ + 0 cần người thẩm định + 0 thiếu một phần tài liệu \
                 + 1 trái với tài liệu + 1 không có căn cứ + 1 chưa kết luận được \
                 + 1 tự chấm 0 điểm",
                "Điểm tự chấm: 4,5 = 0 đủ căn cứ + 0 chờ thẩm định + 3 còn nghi vấn \
                 + 1,5 chưa kiểm tra được",
                "Phát hiện: 2 = 1 nghiêm trọng + 1 cảnh báo + 0 lưu ý",
                "Đến nay: 0/5 điểm tự chấm đủ căn cứ",
                "",
                "Phát hiện theo loại:",
                "  1 Vượt điểm tối đa (nghiêm trọng)",
                "  1 Chỉ có giải trình (cảnh báo)",
                "",
                "Tệp chưa đọc hoặc đọc chưa đủ:",
                "  - so-y-te/scan.pdf: trang là ảnh quét, không có chữ: 1-2; chặn 1 mục tự chấm",
            ]
        );
        let english = lines(Language::English);
        assert_eq!(english[1], "Units: 2 = 1 judged + 1 not judged");
        assert_eq!(
            english[5],
            "Points claimed: 4.5 = 0 standing + 0 for the appraiser + 3 in doubt \
             + 1.5 that cannot be checked"
        );
    }

    #[test]
    fn a_long_list_of_unread_files_is_counted() {
        let set = set();
        let mut report = sample(&set);
        let UnitState::Judged { unread, .. } = &mut report.units.to_mut()[0].state else {
            panic!()
        };
        let first = unread[0].clone();
        *unread = vec![first; 13];
        let text = summary(&report, Language::Vietnamese);
        assert!(text.ends_with("\n  và 3 tệp khác"), "{text}");
        assert_eq!(text.matches("trang là ảnh quét").count(), 10);
    }
}
