//! The points that a leaf's rule gives, laid out for the person who chooses between them.

use model::{
    criteria::Leaf,
    rule::{Case, CountTier, Rule, Scoring, Tier},
};

use super::figure;
use crate::Language;

/// The cases of a leaf's rule, best first, each with its points; empty where the rule has none to choose between.
pub fn choices(leaf: &Leaf, language: Language) -> String {
    let lines: Vec<_> = lines(&leaf.rule, "", language);
    lines.join("\n")
}

fn lines(rule: &Rule, before: &str, language: Language) -> Vec<String> {
    let points = |points| figure::points(points, language);
    let number = |value| figure::decimal(value, language);
    match &rule.scoring {
        Scoring::Options(options) => {
            let case = |case: &Case| format!("{before}{}: {}", points(case.points), case.when);
            options.options.iter().map(case).collect()
        }
        Scoring::Tiers(tiers) => {
            let tier = |tier: &Tier| {
                let range = match (tier.from, tier.to) {
                    (Some(from), Some(to)) => format!("{} ≤ … < {}", number(from), number(to)),
                    (Some(from), None) => format!("≥ {}", number(from)),
                    (None, Some(to)) => format!("< {}", number(to)),
                    (None, None) => "…".to_owned(),
                };
                format!("{before}{}: {range}", points(tier.points))
            };
            tiers.tiers.iter().map(tier).collect()
        }
        Scoring::Count(count) => {
            let tier = |tier: &CountTier| {
                let range = match tier.to {
                    Some(to) if to == tier.from => to.to_string(),
                    Some(to) => format!("{}-{to}", tier.from),
                    None => format!("≥ {}", tier.from),
                };
                format!("{before}{}: {range}", points(tier.points))
            };
            count.tiers.iter().map(tier).collect()
        }
        Scoring::SumOfParts(sum) => (1..)
            .zip(&sum.parts)
            .flat_map(|(position, part)| {
                lines(&part.rule, &format!("{before}({position}) "), language)
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::set;

    #[test]
    fn the_cases_stand_with_their_points() {
        let set = set();
        let leaf = set.leaves().next().expect("a leaf");
        assert_eq!(choices(leaf, Language::Vietnamese), "1,5: có\n0: không");
        assert_eq!(choices(leaf, Language::English), "1.5: có\n0: không");
    }
}
