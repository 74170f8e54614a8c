//! What does a formula of an annex compute: "(b/a)*điểm tối đa", "(b/a)*1.50 + (c/a)*1.00", with what its letters mean?
//!
//! Refuses to know formulas of other forms: these stay text.

use std::{collections::BTreeMap, sync::LazyLock};

use model::{
    Points,
    rule::{Ratio, Scoring, Term, TermsFloor, WeightedRatio, ZeroDenominator},
};
use regex::Regex;
use rust_decimal::Decimal;

use crate::prose::key;

/// A formula, its letters and what bounds it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Formula {
    terms: Vec<FormulaTerm>,
    /// What each letter means.
    pub(super) letters: BTreeMap<String, String>,
    floor: Option<Decimal>,
    full_at: Option<Decimal>,
    zero_gives_maximum: bool,
}

/// `numerator / denominator x weight`; a numerator alone is a rate.
#[derive(Debug, Clone, PartialEq)]
struct FormulaTerm {
    numerator: String,
    denominator: Option<String>,
    weight: Weight,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Weight {
    Points(Decimal),
    /// A share of the maximum.
    Maximum(Decimal),
}

static TERM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<numerator>[a-d]\d?)(?:/(?P<denominator>[a-d]\d?))?\*(?P<weight>m|\d+(?:\.\d+)?)(?:\*(?P<percent>\d+(?:\.\d+)?)%)?(?P<hundredth>/100)?$",
    )
    .expect("the pattern is a constant that the tests compile")
});
static SUM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\((?P<sum>[a-d]\d?(?:\+[a-d]\d?)+)\)/(?P<whole>[a-d]\d?)\*(?P<weight>m|\d+(?:\.\d+)?)",
    )
    .expect("the pattern is a constant that the tests compile")
});
static BOUND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<left>\(?[a-d]\d?[a-d\d+/()\s]*?)\s*(?P<sign><|>=|≥|>)\s*(?P<value>\d+(?:[.,]\d+)?)\s*(?P<percent>%)?",
    )
    .expect("the pattern is a constant that the tests compile")
});
static ZERO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[a-d]\s*=\s*0\b[^;.]*?điểm\s+tối\s+đa")
        .expect("the pattern is a constant that the tests compile")
});

/// The formula that a clause states after "công thức"; `None` where there is none, or one of another form.
pub(super) fn of_clause(text: &str) -> Option<Formula> {
    let lower = key(text);
    let (_, after) = lower.split_once("theo công thức")?;
    let plain: String = after
        .trim_start_matches([':', ' '])
        .replace("điểm tối đa", "m")
        .replace(['×', 'x'], "*")
        .replace(',', ".")
        .chars()
        .filter(|c| !c.is_whitespace())
        .take_while(|c| {
            c.is_ascii_digit()
                || matches!(c, 'a'..='d' | 'm' | '/' | '*' | '+' | '(' | ')' | '.' | '%')
        })
        .collect();
    let plain = plain.trim_end_matches('.');
    // "(b+c)/a*m" is a sum of two fractions of the same weight.
    let distributed = SUM.replace_all(plain, |found: &regex::Captures<'_>| {
        let (whole, weight) = (&found["whole"], &found["weight"]);
        let terms = found["sum"].split('+').map(|letter| format!("{letter}/{whole}*{weight}"));
        terms.collect::<Vec<_>>().join("+")
    });
    let flat: String = distributed.chars().filter(|c| !matches!(c, '(' | ')')).collect();
    let terms = flat.split('+').map(term).collect::<Option<Vec<_>>>()?;
    Some(Formula { terms, ..Formula::default() })
}

fn term(text: &str) -> Option<FormulaTerm> {
    let found = TERM.captures(text)?;
    let number = |name: &str| found.name(name).and_then(|number| number.as_str().parse().ok());
    let share =
        number("percent").map_or(Decimal::ONE, |percent: Decimal| percent / Decimal::ONE_HUNDRED);
    let weight = match &found["weight"] {
        "m" => Weight::Maximum(share.normalize()),
        points => Weight::Points((points.parse::<Decimal>().ok()? * share).normalize()),
    };
    let denominator = found.name("denominator").map(|letter| letter.as_str().to_owned());
    Some(FormulaTerm { numerator: found["numerator"].to_owned(), denominator, weight })
}

impl Formula {
    /// Takes in a clause that says what a letter means, or what bounds the formula; `false` where it does neither.
    pub(super) fn take(&mut self, clause: &str) -> bool {
        if let Some((letter, meaning)) = clause.split_once(" là ")
            && letter.len() <= 2
            && letter.starts_with(|c: char| matches!(c, 'a'..='d'))
        {
            self.letters.insert(letter.to_owned(), meaning_of(meaning));
            return true;
        }
        let lower = key(clause);
        let mut is_taken = false;
        if ZERO.is_match(&lower) {
            self.zero_gives_maximum = true;
            is_taken = true;
        }
        if let Some(bound) = BOUND.captures(&lower)
            && let Some(value) = bound["value"].replace(',', ".").parse::<Decimal>().ok()
        {
            let value =
                if bound.name("percent").is_some() { value / Decimal::ONE_HUNDRED } else { value };
            let slot = if &bound["sign"] == "<" { &mut self.floor } else { &mut self.full_at };
            *slot = Some(value.normalize());
            is_taken = true;
        }
        is_taken
    }

    /// Whether it is a rate in percent of a survey: "(a*điểm tối đa)/100".
    pub(super) fn rate_letter(&self) -> Option<&str> {
        match self.terms.as_slice() {
            [FormulaTerm { numerator, denominator: None, .. }] => Some(numerator),
            _ => None,
        }
    }

    /// The rule of the formula, where the maximum is known that it needs.
    pub(super) fn scoring(&self, max: Option<Decimal>) -> Option<Scoring> {
        let weight = |weight: Weight| match weight {
            Weight::Points(points) => Some(Points::new(points)),
            Weight::Maximum(share) => Some(Points::new(max? * share)),
        };
        let meaning =
            |letter: &str| self.letters.get(letter).cloned().unwrap_or_else(|| letter.to_owned());
        let zero_denominator =
            if self.zero_gives_maximum { ZeroDenominator::Max } else { ZeroDenominator::Silent };
        if let [term] = self.terms.as_slice() {
            let (numerator, denominator) = match &term.denominator {
                Some(denominator) => (meaning(&term.numerator), meaning(denominator)),
                // A rate that the source does not take apart.
                None => (meaning(&term.numerator), "tổng số".to_owned()),
            };
            return Some(Scoring::Ratio(Ratio {
                numerator,
                denominator,
                scale: weight(term.weight)?,
                floor: self.floor,
                full_at: self.full_at,
                zero_denominator,
                unit: None,
                metric: None,
            }));
        }
        let denominator = self.terms.first()?.denominator.clone()?;
        let terms = self.terms.iter().map(|term| {
            (term.denominator.as_ref() == Some(&denominator)).then_some(())?;
            Some(Term {
                symbol: Some(term.numerator.clone()),
                weight: weight(term.weight)?,
                meaning: meaning(&term.numerator),
                metric: None,
            })
        });
        let terms = terms.collect::<Option<Vec<_>>>()?;
        let over = terms.iter().filter_map(|term| term.symbol.clone()).collect();
        Some(Scoring::WeightedRatio(WeightedRatio {
            terms,
            denominator: meaning(&denominator),
            denominator_metric: None,
            floor: self.floor.map(|value| TermsFloor { over, value }),
            zero_denominator,
        }))
    }
}

/// What a letter means, without the full stop and the words that every count begins with.
fn meaning_of(text: &str) -> String {
    let text = text.trim().trim_end_matches(['.', ';', ',']).trim();
    let plain = ["tổng số lượng ", "tổng số ", "số lượng "]
        .iter()
        .find_map(|words| text.strip_prefix(words));
    plain.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(clause: &str, more: &[&str], max: &str, expect: &str) {
        let mut formula = of_clause(clause).unwrap_or_else(|| panic!("{clause} is a formula"));
        for clause in more {
            assert!(formula.take(clause), "{clause}");
        }
        let found = match formula.scoring(max.parse().ok()) {
            Some(Scoring::Ratio(rule)) => format!(
                "{} / {} x {} {:?} {:?} {:?}",
                rule.numerator,
                rule.denominator,
                rule.scale,
                rule.floor,
                rule.full_at,
                rule.zero_denominator
            ),
            Some(Scoring::WeightedRatio(rule)) => {
                let weights: Vec<_> =
                    rule.terms.iter().map(|term| term.weight.to_string()).collect();
                let floor = rule.floor.map(|floor| (floor.over.join("+"), floor.value.to_string()));
                format!(
                    "{} / {} {floor:?} {:?}",
                    weights.join(" + "),
                    rule.denominator,
                    rule.zero_denominator
                )
            }
            other => format!("{other:?}"),
        };
        assert_eq!(found, expect, "{clause}");
    }

    #[test]
    fn shares_of_the_maximum_have_floors_and_ceilings() {
        let letters = ["a là tổng số hồ sơ.", "b là số hồ sơ đúng hạn;"];
        let of = "Tính điểm theo công thức: (b/a)*điểm tối đa.";
        check(of, &letters, "1.5", "số hồ sơ đúng hạn / hồ sơ x 1.5 None None Silent");
        check(
            "Tính điểm theo công thức: b/a*điểm tối đa",
            &[
                letters[0],
                letters[1],
                "Nếu tỷ lệ b/a <0.8 thì điểm đánh giá là 0; a = 0 thì đạt điểm tối đa",
            ],
            "0.5",
            "số hồ sơ đúng hạn / hồ sơ x 0.5 Some(0.8) None Max",
        );
        check(
            of,
            &["Nếu b/a >=0,7 thì đạt điểm tối đa"],
            "1.5",
            "b / a x 1.5 None Some(0.7) Silent",
        );
        check("Tính theo công thức: (b/a) *0.75", &[], "", "b / a x 0.75 None None Silent");
        check("tính theo công thức: a* điểm tối đa", &[], "1", "a / tổng số x 1 None None Silent");
    }

    #[test]
    fn several_shares_have_weights() {
        check(
            "Điểm đạt được tính theo công thức: (b/a*1.00 + c/a*0.50)",
            &["Nếu tỉ lệ (b+c)/a <70% thì điểm đánh giá là 0"],
            "1",
            "1 + 0.5 / a Some((\"b+c\", \"0.7\")) Silent",
        );
        check(
            "Tính điểm theo công thức: (b1/a)*điểm tối đa*100% + (b2/a)*điểm tối đa *75% + (b3/a)*điểm tối đa*25%",
            &["Trường hợp a = 0 thì đạt điểm tối đa."],
            "2",
            "2 + 1.5 + 0.5 / a None Max",
        );
        check("Tính điểm theo công thức: (b+c)/a*1.5", &[], "1", "1.5 + 1.5 / a None Silent");
    }

    #[test]
    fn other_formulas_are_none() {
        for other in [
            "Tính điểm theo công thức: căn bậc hai của b",
            "Tính điểm theo công thức: (b-c)/a*điểm tối đa",
            "Tính điểm theo tỷ lệ",
        ] {
            assert_eq!(of_clause(other), None, "{other}");
        }
        let shares = of_clause("Tính điểm theo công thức: (b/a)*điểm tối đa").expect("a formula");
        assert_eq!(shares.scoring(None), None);
    }
}
