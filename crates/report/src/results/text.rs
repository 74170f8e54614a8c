//! What `results` prints: ranks and indices, what is open, and the rows that were not used.

use super::{ResultsReport, annex, decisions, n_open};
use crate::{
    Language,
    wording::{figure, results as words},
};

/// How many rows that were not used are named before they are only counted.
const NAMED_ROWS: usize = 10;

/// The summary of the results, without a final line end.
#[must_use]
pub fn text(report: &ResultsReport<'_>, language: Language) -> String {
    let mut lines = vec![format!("{} ({})", report.name, report.set.head().decision)];
    lines.extend(decisions::warnings(report, language));
    let decimals = annex::decimals(report);
    for group in annex::groups(report) {
        lines.push(String::new());
        lines.extend(group.map(str::to_owned));
        let mut units: Vec<_> = report
            .standings
            .units
            .iter()
            .filter(|unit| unit.entrant.group.as_deref() == group)
            .collect();
        units.sort_by_key(|unit| annex::position(&unit.rank));
        for unit in units {
            let index = match annex::index(report, unit, language) {
                index if index.is_empty() => "–".to_owned(),
                index => match index.strip_suffix('?') {
                    Some(bounds) => format!("{bounds}%?"),
                    None => format!("{index}%"),
                },
            };
            let band = words::band(unit.band.as_ref(), language);
            let open = match n_open(unit) {
                0 => String::new(),
                n => match language {
                    Language::Vietnamese => format!("; {n} mục chưa có điểm"),
                    Language::English => format!("; {n} items without points"),
                },
            };
            lines.push(format!(
                "  {:>5}  {}: {}/{} = {index}{}{band}{open}",
                words::rank(&unit.rank, language),
                unit.entrant.name,
                figure::points(unit.total(), language),
                figure::points(unit.maximum, language),
                if band.is_empty() { "" } else { ", " },
            ));
        }
        if let Some(figures) =
            report.standings.spread(group, None).and_then(|spread| spread.figures.as_ref())
        {
            let number = |value| figure::fixed(value, decimals, language);
            let (highest, mean, lowest) = (
                number(figures.highest.percent),
                number(figures.mean),
                number(figures.lowest.percent),
            );
            lines.push(match language {
                Language::Vietnamese => {
                    format!("  Cao nhất {highest}%, trung bình {mean}%, thấp nhất {lowest}% ({} đơn vị)", figures.units)
                }
                Language::English => {
                    format!("  Highest {highest}%, mean {mean}%, lowest {lowest}% ({} units)", figures.units)
                }
            });
        }
    }
    if !report.effects.is_empty() {
        lines.push(String::new());
        let n: usize = report.effects.iter().map(|effects| effects.disputes.len()).sum();
        lines.push(match language {
            Language::Vietnamese => {
                format!(
                    "Mục đã cho điểm mà còn phát hiện: {n}, của {} đơn vị",
                    report.effects.len()
                )
            }
            Language::English => {
                format!("Scored items with open findings: {n}, of {} units", report.effects.len())
            }
        });
    }
    if !report.bad_rows.is_empty() {
        lines.push(String::new());
        lines.push(match language {
            Language::Vietnamese => format!("Dòng chưa dùng được: {}", report.bad_rows.len()),
            Language::English => format!("Rows not used: {}", report.bad_rows.len()),
        });
        for bad in report.bad_rows.iter().take(NAMED_ROWS) {
            let (what, hint) = words::row_defect(&bad.defect, language);
            lines.push(format!("  - {}: {what}. {hint}.", words::row_place(&bad.place, language)));
        }
        if report.bad_rows.len() > NAMED_ROWS {
            lines.push("  - …".to_owned());
        }
    }
    lines.join("\n")
}
