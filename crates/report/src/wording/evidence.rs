//! What claims rest on, lack and leave open: documents, missing evidence, conditions for the appraiser.

use model::{
    criteria::EvidencePeriod,
    facts::Citation,
    finding::FindingCode,
    personal::Persons,
    verdict::{CountedParts, Evidence, MissingEvidence, OpenCondition, StatedFigure},
};

use super::{figure, file, finding::finding_title, metric, place::place_text};
use crate::Language;

/// How many bodies or files a condition names before it only counts them.
const NAMED: usize = 3;

/// A document by its number, else by its file, with the place of the words.
pub fn reference(evidence: &Evidence, language: Language) -> String {
    let place = evidence.quote.as_ref().map(|quote| place_text(&quote.place, language));
    let file = evidence.file.shown(Persons::Masked);
    let within = match (&evidence.number, place) {
        (None, None) => return file,
        (None, Some(place)) => return format!("{file} ({place})"),
        (Some(_), None) => file,
        (Some(_), Some(place)) => format!("{file}, {place}"),
    };
    evidence.number.as_ref().map_or(within.clone(), |number| format!("{number} ({within})"))
}

/// A citation as the sheet binds it together; a repaired number with what stands there.
pub fn citation(citation: &Citation, language: Language) -> String {
    let mut text = citation.number.to_string();
    if citation.repaired {
        let raw = citation.number.raw();
        text += &match language {
            Language::Vietnamese => format!(" (ghi là “{raw}”)"),
            Language::English => format!(" (written “{raw}”)"),
        };
    }
    if let Some(date) = citation.date {
        let date = figure::date(date, language);
        text += &match language {
            Language::Vietnamese => format!(" ngày {date}"),
            Language::English => format!(" of {date}"),
        };
    }
    text
}

/// A figure with its value and where it stands.
pub(crate) fn stated(stated: &StatedFigure, language: Language) -> String {
    let name = metric::name(&stated.metric, language);
    let value = metric::value(&stated.metric, stated.value, language);
    let reference = reference(&stated.evidence, language);
    // What a document only counts is not said to be stated there.
    let counted = stated.computed_from.map(|CountedParts { numerator, denominator }| {
        let numerator = figure::decimal(numerator, language);
        let denominator = figure::decimal(denominator, language);
        match language {
            Language::Vietnamese => format!(" (tính từ {numerator}/{denominator} trong bảng)"),
            Language::English => format!(" (computed from {numerator}/{denominator} in a table)"),
        }
    });
    let counted = counted.unwrap_or_default();
    let bases = bases(stated, language);
    let recognised = match (stated.recognised, language) {
        (None, _) => String::new(),
        (Some(percent), Language::Vietnamese) => {
            format!(" (máy đọc từ bản quét, độ tin cậy {percent}%)")
        }
        (Some(percent), Language::English) => {
            format!(" (recognised on a scan, confidence {percent}%)")
        }
    };
    match language {
        Language::Vietnamese => {
            format!("{name} {value}{counted}{bases}, theo {reference}{recognised}")
        }
        Language::English => format!("{name} {value}{counted}{bases}, by {reference}{recognised}"),
    }
}

/// From which whole a rate is what is stated, and what it is from the others that have a name.
fn bases(stated: &StatedFigure, language: Language) -> String {
    let told: Vec<_> = stated
        .recomputed
        .iter()
        .filter(|base| !base.base.is_empty())
        .map(|of| {
            let (base, whole) = (&of.base, figure::decimal(of.denominator, language));
            let value = metric::value(&stated.metric, of.value, language);
            match (of.fits, language) {
                (true, Language::Vietnamese) => format!("tính trên {whole} {base}"),
                (true, Language::English) => format!("of {whole} {base}"),
                (false, Language::Vietnamese) => {
                    format!("nếu tính trên {whole} {base} là {value}")
                }
                (false, Language::English) => format!("of {whole} {base} it is {value}"),
            }
        })
        .collect();
    if told.is_empty() { String::new() } else { format!(" ({})", told.join("; ")) }
}

/// Something that a claim needs and that was not found.
pub(crate) fn missing(missing: &MissingEvidence, language: Language) -> String {
    match missing {
        MissingEvidence::CitedDocument { number } => match language {
            Language::Vietnamese => format!("văn bản {number}"),
            Language::English => format!("document {number}"),
        },
        MissingEvidence::RequiredDocument { name, .. } => name.clone(),
        MissingEvidence::Figure { metric, scope } => {
            let name = metric::name_at(metric, *scope, language);
            match language {
                Language::Vietnamese => format!("số liệu: {name}"),
                Language::English => format!("figure: {name}"),
            }
        }
    }
}

/// All that is missing.
pub(crate) fn all_missing(all: &[MissingEvidence], language: Language) -> String {
    all.iter().map(|one| missing(one, language)).collect::<Vec<_>>().join("; ")
}

/// A part of the year.
pub(crate) fn period_name(period: EvidencePeriod, language: Language) -> &'static str {
    match period {
        EvidencePeriod::Quarter1 => language.pick("quý I", "quarter I"),
        EvidencePeriod::Quarter2 => language.pick("quý II", "quarter II"),
        EvidencePeriod::SixMonths => language.pick("6 tháng", "six months"),
        EvidencePeriod::Quarter3 => language.pick("quý III", "quarter III"),
        EvidencePeriod::NineMonths => language.pick("9 tháng", "nine months"),
        EvidencePeriod::Quarter4 => language.pick("quý IV", "quarter IV"),
        EvidencePeriod::Year => language.pick("cả năm", "the year"),
        EvidencePeriod::PreviousYear => language.pick("năm trước", "the year before"),
    }
}

/// The parts of the year of which something is missing; empty where none is said.
pub(crate) fn missing_periods(all: &[MissingEvidence], language: Language) -> String {
    let period = |missing: &MissingEvidence| match missing {
        MissingEvidence::RequiredDocument { period, .. } => *period,
        MissingEvidence::CitedDocument { .. } | MissingEvidence::Figure { .. } => None,
    };
    all.iter()
        .filter_map(period)
        .map(|period| period_name(period, language))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Something that a person must decide before the points stand.
pub(crate) fn open(open: &OpenCondition, language: Language) -> String {
    use Language::{English, Vietnamese};
    match (open, language) {
        (OpenCondition::Rule { text }, Vietnamese) => format!("xác nhận “{text}”"),
        (OpenCondition::Rule { text }, English) => format!("confirm “{text}”"),
        (OpenCondition::ExplainIf { text }, Vietnamese) => {
            format!("xem giải trình cho trường hợp “{text}”")
        }
        (OpenCondition::ExplainIf { text }, English) => {
            format!("look at the explanation for the case “{text}”")
        }
        (OpenCondition::OtherEvidence { instead_of }, Vietnamese) => {
            format!("xem tài liệu khác có thay được “{instead_of}” không")
        }
        (OpenCondition::OtherEvidence { instead_of }, English) => {
            format!("decide whether another document stands in for “{instead_of}”")
        }
        (OpenCondition::RepairedNumber { cited }, Vietnamese) => {
            format!("xác nhận “{}” là {cited}", cited.raw())
        }
        (OpenCondition::RepairedNumber { cited }, English) => {
            format!("confirm that “{}” is {cited}", cited.raw())
        }
        (OpenCondition::LeadingZeros { cited, found }, Vietnamese) => {
            format!("xác nhận {cited} và {found} là một văn bản")
        }
        (OpenCondition::LeadingZeros { cited, found }, English) => {
            format!("confirm that {cited} and {found} are one document")
        }
        (OpenCondition::ScannedNumber { cited, found }, Vietnamese) if cited == found => {
            format!("xem lại số {cited} trên bản quét, máy đọc không chắc")
        }
        (OpenCondition::ScannedNumber { cited, found }, Vietnamese) => format!(
            "xác nhận {cited} và {found} là một văn bản: số trên bản quét có thể bị đọc nhầm một ký tự"
        ),
        (OpenCondition::ScannedNumber { cited, found }, English) if cited == found => {
            format!(
                "look at the number {cited} on the scan, which was recognised without certainty"
            )
        }
        (OpenCondition::ScannedNumber { cited, found }, English) => format!(
            "confirm that {cited} and {found} are one document: one sign of the scan may be misread"
        ),
        (OpenCondition::ApproximateFigure { metric }, Vietnamese) => {
            format!("xác định giá trị chính xác của {}", metric::name(metric, language))
        }
        (OpenCondition::ApproximateFigure { metric }, English) => {
            format!("find the exact value of: {}", metric::name(metric, language))
        }
        (OpenCondition::FigureNeeded { metric, scope }, Vietnamese) => {
            format!("tìm số liệu {}", metric::name_at(metric, *scope, language))
        }
        (OpenCondition::FigureNeeded { metric, scope }, English) => {
            format!("find the figure: {}", metric::name_at(metric, *scope, language))
        }
        (OpenCondition::LevelNotStated { metric, scope }, Vietnamese) => {
            let asked = metric::name_at(metric, *scope, language);
            format!("xác nhận số liệu nêu trong tài liệu đúng là {asked}")
        }
        (OpenCondition::LevelNotStated { metric, scope }, English) => {
            let asked = metric::name_at(metric, *scope, language);
            format!("confirm that the figure in the documents is the {asked}")
        }
        (OpenCondition::OtherBody { metric, bodies }, Vietnamese) => format!(
            "xác nhận {} là của đơn vị: tài liệu chỉ nêu số liệu của {}",
            metric::name(metric, language),
            file::first_of(bodies, NAMED, language)
        ),
        (OpenCondition::OtherBody { metric, bodies }, English) => format!(
            "confirm that the {} is the unit's: the documents state it of {} only",
            metric::name(metric, language),
            file::first_of(bodies, NAMED, language)
        ),
        (OpenCondition::ScannedFigure { metric, value }, Vietnamese) => format!(
            "xem lại {} trên bản quét, máy đọc là {} nhưng không chắc",
            metric::name(metric, language),
            metric::value(metric, *value, language)
        ),
        (OpenCondition::ScannedFigure { metric, value }, English) => format!(
            "look at the {} on the scan, recognised as {} without certainty",
            metric::name(metric, language),
            metric::value(metric, *value, language)
        ),
        (OpenCondition::ScannedAbstract { item, files }, Vietnamese) => {
            let files: Vec<_> = files.iter().map(ToString::to_string).collect();
            format!(
                "xem bản quét có phải “{item}” không, vì trích yếu đọc không rõ: {}",
                file::first_of(&files, NAMED, language)
            )
        }
        (OpenCondition::ScannedAbstract { item, files }, English) => {
            let files: Vec<_> = files.iter().map(ToString::to_string).collect();
            format!(
                "see whether a scan is “{item}”, its abstract was not readable: {}",
                file::first_of(&files, NAMED, language)
            )
        }
        (OpenCondition::ZeroDenominator, Vietnamese) => {
            "quyết định điểm khi mẫu số bằng 0".to_owned()
        }
        (OpenCondition::ZeroDenominator, English) => {
            "decide the points for a denominator of 0".to_owned()
        }
        (OpenCondition::SeveralValues { metric }, Vietnamese) => {
            format!("chọn giá trị đúng của {}", metric::name(metric, language))
        }
        (OpenCondition::SeveralValues { metric }, English) => {
            format!("choose the right value of: {}", metric::name(metric, language))
        }
        (OpenCondition::Doubt { code }, Vietnamese) => {
            format!("xem phát hiện “{}”", finding_title(*code, language))
        }
        (OpenCondition::Doubt { code }, English) => {
            format!("look at the finding “{}”", finding_title(*code, language))
        }
    }
}

/// The figures that the unit could settle by a document that states them; empty where there are none.
pub(crate) fn figures_to_state(all: &[OpenCondition], language: Language) -> String {
    let mut figures = Vec::new();
    for open in all {
        let (metric, scope) = match open {
            OpenCondition::FigureNeeded { metric, scope }
            | OpenCondition::LevelNotStated { metric, scope } => (metric, *scope),
            OpenCondition::OtherBody { metric, .. }
            | OpenCondition::ApproximateFigure { metric } => (metric, None),
            _ => continue,
        };
        let name = metric::name_at(metric, scope, language);
        if !figures.contains(&name) {
            figures.push(name);
        }
    }
    figures.join("; ")
}

/// Whether something was not read well enough on a scan.
pub(crate) fn has_scan(all: &[OpenCondition]) -> bool {
    all.iter().any(|open| {
        matches!(
            open,
            OpenCondition::ScannedNumber { .. }
                | OpenCondition::ScannedFigure { .. }
                | OpenCondition::ScannedAbstract { .. }
                | OpenCondition::Doubt { code: FindingCode::ScoreContradictsScan }
        )
    })
}

/// All that is open.
pub(crate) fn all_open(all: &[OpenCondition], language: Language) -> String {
    all.iter().map(|one| open(one, language)).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use model::{
        dossier::FilePath,
        facts::{MetricId, Recomputed},
    };
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn what_is_only_counted_is_not_said_to_be_stated() {
        let mut figure = StatedFigure {
            metric: MetricId::new("edoc_rate"),
            value: Decimal::from(95),
            evidence: Evidence {
                file: FilePath::try_from("so-y-te/a.xlsx".to_owned()).expect("a path"),
                number: None,
                quote: None,
            },
            computed_from: None,
            recognised: None,
            recomputed: Vec::new(),
        };
        let text = |figure: &StatedFigure| stated(figure, Language::Vietnamese);
        assert_eq!(text(&figure), "tỷ lệ văn bản điện tử 95%, theo so-y-te/a.xlsx");
        let (numerator, denominator) = (Decimal::from(1900), Decimal::from(2000));
        figure.computed_from = Some(CountedParts { numerator, denominator });
        assert_eq!(
            text(&figure),
            "tỷ lệ văn bản điện tử 95% (tính từ 1.900/2.000 trong bảng), theo so-y-te/a.xlsx"
        );
    }

    #[test]
    fn a_rate_says_of_what_it_is_one() {
        let of = |denominator: i64, base: &str, value: &str, fits: bool| Recomputed {
            base: base.to_owned(),
            numerator: Decimal::from(2254),
            denominator: Decimal::from(denominator),
            value: value.parse().expect("a decimal"),
            fits,
        };
        let figure = StatedFigure {
            metric: MetricId::new("on_time_rate"),
            value: Decimal::from(98),
            evidence: Evidence {
                file: FilePath::try_from("so-y-te/a.xlsx".to_owned()).expect("a path"),
                number: None,
                quote: None,
            },
            computed_from: None,
            recognised: Some(71),
            recomputed: vec![
                of(2300, "đã giải quyết", "98", true),
                of(2451, "tiếp nhận", "91.97", false),
                of(2500, "", "90.16", false),
            ],
        };
        assert_eq!(
            stated(&figure, Language::Vietnamese),
            "tỷ lệ hồ sơ giải quyết đúng hạn 98% (tính trên 2.300 đã giải quyết; nếu tính trên 2.451 tiếp nhận là \
             91,97%), theo so-y-te/a.xlsx (máy đọc từ bản quét, độ tin cậy 71%)"
        );
    }

    #[test]
    fn the_level_that_is_asked_for_is_named() {
        let metric = || MetricId::new("on_time_rate");
        let scope = Some(model::facts::Scope::Commune);
        assert_eq!(
            missing(&MissingEvidence::Figure { metric: metric(), scope }, Language::Vietnamese),
            "số liệu: tỷ lệ hồ sơ giải quyết đúng hạn (cấp xã)"
        );
        assert_eq!(
            open(&OpenCondition::LevelNotStated { metric: metric(), scope }, Language::Vietnamese),
            "xác nhận số liệu nêu trong tài liệu đúng là tỷ lệ hồ sơ giải quyết đúng hạn (cấp xã)"
        );
    }
}
