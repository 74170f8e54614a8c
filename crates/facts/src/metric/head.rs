//! What do a head and a cell of a table say: a topic, a period, a target, a value?

use std::ops::Range;

use model::facts::Qualifier;
use rust_decimal::Decimal;

use super::{
    clause::Clauses,
    figure::{self, FigureKind, Number},
    fold::Folded,
    lexicon::{Lexicon, Meaning, ObjectId, TopicId, Word},
    scan::scan,
    when,
};

/// What heads a column, or labels a row.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// As written, on one line.
    pub(crate) text: String,
    /// What its figures are of.
    pub(crate) topic: Option<TopicId>,
    /// The wholes that it names, mostly in the row above its own.
    pub(crate) wholes: Vec<TopicId>,
    /// What it counts.
    pub(crate) objects: Vec<ObjectId>,
    /// Whether its figures are percentages.
    pub(crate) is_rate: bool,
    /// The period that it names.
    pub(crate) period: Option<String>,
    /// Its words of grammar.
    pub(crate) words: Vec<Word>,
    /// Whether its figures are differences between others: "So sánh", "Tăng/giảm".
    pub(crate) is_difference: bool,
    /// Whether its figures are the parts of rates: "Tử số".
    pub(crate) is_part: bool,
    /// Whether its figures are the wholes of rates: "Mẫu số".
    pub(crate) is_whole: bool,
}

impl Head {
    /// Reads a head in a table that speaks of these objects.
    pub(crate) fn new(text: &str, context: &[ObjectId]) -> Self {
        let folded = Folded::new(text);
        let tokens = scan(&folded);
        let clauses = Clauses::new(folded.text(), &tokens);
        let all = 0..tokens.len();
        let objects = clauses.objects(all.clone());
        let is_rate = folded.text().contains('%')
            || clauses.has(all.clone(), Word::Rate)
            || folded.text().contains("phần trăm");
        let named = |admits: &dyn Fn(TopicId) -> bool| {
            clauses.topic_in(all.clone(), all.end, None, context, admits).map(|named| named.topic)
        };
        let part = |topic: TopicId| !Lexicon::get().topic(topic).whole;
        let wholes = all
            .clone()
            .filter_map(|token| clauses.resolve(token, None, context))
            .filter(|topic| !part(*topic) || Lexicon::get().topic(*topic).group)
            .collect();
        Self {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            topic: named(&part).or_else(|| named(&|_| true)),
            wholes,
            objects,
            is_rate,
            is_difference: DIFFERENCES.iter().any(|words| folded.text().contains(words)),
            is_part: folded.text().starts_with("tử số"),
            is_whole: folded.text().starts_with("mẫu số"),
            period: when::in_tokens(&folded, &clauses, all.clone())
                .or_else(|| is_year(text.trim()).then(|| text.trim().to_owned())),
            words: tokens
                .iter()
                .flat_map(|token| token.meanings())
                .filter_map(|meaning| match meaning {
                    Meaning::Word(word) => Some(*word),
                    _ => None,
                })
                .collect(),
        }
    }

    /// Whether its figures are targets.
    pub(crate) fn is_target(&self) -> bool {
        let has = |word| self.words.contains(&word);
        (has(Word::Target) || has(Word::TargetHead)) && !has(Word::Result)
    }
}

const DIFFERENCES: [&str; 8] = [
    "so sánh",
    "so với năm",
    "so với cùng kỳ",
    "so với kỳ",
    "so với quý",
    "tăng/giảm",
    "tăng, giảm",
    "chênh lệch",
];

fn is_year(text: &str) -> bool {
    matches!(figure::find(text).as_slice(), [Number::Year(range)] if range.len() == text.len())
}

/// A cell that holds a figure and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    /// What it counts, by its own unit.
    pub(crate) kind: FigureKind,
    /// The figure.
    pub(crate) value: Decimal,
    /// Part and whole, where the cell states them.
    pub(crate) fraction: Option<(Decimal, Decimal)>,
    /// The rank in parentheses behind it: "85,16% (hạng 30)".
    pub(crate) rank: Option<Decimal>,
    /// A bound or approximation.
    pub(crate) qualifier: Option<Qualifier>,
    /// Whether it could be a year as well as a count.
    pub(crate) is_year: bool,
    /// Bytes of the cell's text.
    pub(crate) range: Range<usize>,
}

/// The value that a cell holds, with its unit, bound, fraction or the word for what it counts, but no other words.
pub(crate) fn value(text: &str) -> Option<Value> {
    if text.len() > 60 || !Lexicon::get().may_state_figures(text) {
        return None;
    }
    let start = text.len() - text.trim_start().len();
    let range = start..text.trim_end().len();
    if let [Number::Year(_)] = figure::find(text.trim()).as_slice()
        && text.trim().len() == 4
    {
        let value = text.trim().parse().ok()?;
        let kind = FigureKind::Count;
        return Some(Value {
            kind,
            value,
            fraction: None,
            rank: None,
            qualifier: None,
            is_year: true,
            range,
        });
    }
    let folded = Folded::new(text);
    let tokens = scan(&folded);
    let mut from = 0;
    for token in &tokens {
        // "Xã 5" is a name, "5 hồ sơ" a count.
        let is_name = token.object().is_some() && from == 0;
        if is_name
            || token.topics().next().is_some()
            || has_letters(&folded.text()[from..token.range.start])
        {
            return None;
        }
        from = token.range.end;
    }
    if has_letters(&folded.text()[from..]) {
        return None;
    }
    let figures: Vec<_> = tokens.iter().filter_map(|token| token.figure()).collect();
    let fraction = figures.iter().find_map(|figure| match figure.kind {
        FigureKind::Fraction(part, whole) => Some((part, whole)),
        _ => None,
    });
    let is_percent = |figure: &&&figure::Figure| figure.kind == FigureKind::Percent;
    let figure = figures.iter().find(is_percent).or(figures.first())?;
    let rank = match figures.as_slice() {
        [_, second] if second.kind == FigureKind::Rank => Some(second.value),
        _ => None,
    };
    if figures.len() > 2 || (figures.len() == 2 && fraction.is_none() && rank.is_none()) {
        return None;
    }
    Some(Value {
        kind: figure.kind,
        value: figure.value,
        fraction,
        rank,
        qualifier: figure.qualifier,
        is_year: false,
        range,
    })
}

fn has_letters(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_value_only_without_other_words() {
        let check = |text: &str, expected: Option<&str>| {
            let found = value(text).map(|value| value.value.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("1.234", Some("1234"));
        check(" 98,81% ", Some("98.81"));
        check("16,47% (11.335/68.809)", Some("16.47"));
        check("≥ 90%", Some("90"));
        check("2023", Some("2023"));
        check("500 hồ sơ", Some("500"));
        check("Xã 5", None);
        check("98% đúng hạn", None);
        check("", None);
        check("-", None);
        check("95% 96%", None);
        check("85,16% (hạng 30)", Some("85.16"));
    }
}
