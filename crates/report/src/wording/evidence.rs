//! What claims rest on, lack and leave open: documents, missing evidence, conditions for the appraiser.

use model::{
    criteria::EvidencePeriod,
    facts::Citation,
    verdict::{Evidence, MissingEvidence, OpenCondition, StatedFigure},
};

use super::{figure, finding::finding_title, metric, place::place_text};
use crate::Language;

/// A document by its number, else by its file, with the place of the words.
pub(crate) fn reference(evidence: &Evidence, language: Language) -> String {
    let place = evidence.quote.as_ref().map(|quote| place_text(&quote.place, language));
    let within = match (&evidence.number, place) {
        (None, None) => return evidence.file.to_string(),
        (None, Some(place)) => return format!("{} ({place})", evidence.file),
        (Some(_), None) => evidence.file.to_string(),
        (Some(_), Some(place)) => format!("{}, {place}", evidence.file),
    };
    evidence.number.as_ref().map_or(within.clone(), |number| format!("{number} ({within})"))
}

/// A citation as the sheet binds it together; a repaired number with what stands there.
pub(crate) fn citation(citation: &Citation, language: Language) -> String {
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
    match language {
        Language::Vietnamese => format!("{name} {value}, theo {reference}"),
        Language::English => format!("{name} {value}, by {reference}"),
    }
}

/// Something that a claim needs and that was not found.
pub(crate) fn missing(missing: &MissingEvidence, language: Language) -> String {
    match missing {
        MissingEvidence::CitedDocument { number } => match language {
            Language::Vietnamese => format!("văn bản {number}"),
            Language::English => format!("document {number}"),
        },
        MissingEvidence::RequiredDocument { name, .. } => name.clone(),
        MissingEvidence::Figure { metric } => match language {
            Language::Vietnamese => format!("số liệu: {}", metric::name(metric, language)),
            Language::English => format!("figure: {}", metric::name(metric, language)),
        },
    }
}

/// All that is missing.
pub(crate) fn all_missing(all: &[MissingEvidence], language: Language) -> String {
    all.iter().map(|one| missing(one, language)).collect::<Vec<_>>().join("; ")
}

/// The parts of the year of which something is missing; empty where none is said.
pub(crate) fn missing_periods(all: &[MissingEvidence], language: Language) -> String {
    let period = |missing: &MissingEvidence| match missing {
        MissingEvidence::RequiredDocument { period, .. } => *period,
        MissingEvidence::CitedDocument { .. } | MissingEvidence::Figure { .. } => None,
    };
    let name = |period| match period {
        EvidencePeriod::Quarter1 => language.pick("quý I", "quarter I"),
        EvidencePeriod::Quarter2 => language.pick("quý II", "quarter II"),
        EvidencePeriod::SixMonths => language.pick("6 tháng", "six months"),
        EvidencePeriod::Quarter3 => language.pick("quý III", "quarter III"),
        EvidencePeriod::NineMonths => language.pick("9 tháng", "nine months"),
        EvidencePeriod::Quarter4 => language.pick("quý IV", "quarter IV"),
        EvidencePeriod::Year => language.pick("cả năm", "the year"),
        EvidencePeriod::PreviousYear => language.pick("năm trước", "the year before"),
    };
    all.iter().filter_map(period).map(name).collect::<Vec<_>>().join(", ")
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
        (OpenCondition::FigureNeeded { metric }, Vietnamese) => {
            format!("tìm số liệu {}", metric::name(metric, language))
        }
        (OpenCondition::FigureNeeded { metric }, English) => {
            format!("find the figure: {}", metric::name(metric, language))
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

/// All that is open.
pub(crate) fn all_open(all: &[OpenCondition], language: Language) -> String {
    all.iter().map(|one| open(one, language)).collect::<Vec<_>>().join("; ")
}
