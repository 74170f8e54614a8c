//! What changed from one criteria set to another, item by item, as an official asks: moved, renamed, points, rule, base
//! of a rate, evidence, responsible body.
//!
//! Items are the same where code and name agree, or else the name alone, or else the code with a similar name. Refuses
//! to know wording, and which change matters.

use std::collections::{BTreeMap, BTreeSet};

use super::{CriteriaSet, Criterion, Leaf};
use crate::{
    id::CriterionCode,
    points::Points,
    rule::{Assessor, Rule, Scoring},
};

/// From this similarity on, two names under one code are one item that was renamed.
const RENAMED: f64 = 0.45;
/// From this similarity on, two names under different codes are one item that was moved and renamed.
const MOVED_AND_RENAMED: f64 = 0.8;

/// A change of one item, or of the whole set.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The code in the newer set; in the older one for what was removed; `None` for the whole set.
    pub code: Option<CriterionCode>,
    /// The name there.
    pub name: String,
    /// What changed.
    pub kind: ChangeKind,
}

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeKind {
    /// The newer set has it, the older one does not.
    Added {
        /// Its maximum.
        max: Points,
    },
    /// The older set has it, the newer one does not.
    Removed {
        /// Its maximum.
        max: Points,
    },
    /// It stands under another code.
    Moved {
        /// The code in the older set.
        from: CriterionCode,
    },
    /// It is called otherwise.
    Renamed {
        /// The name in the older set.
        from: String,
    },
    /// Its maximum is another.
    Points {
        /// The maximum in the older set.
        from: Points,
        /// The maximum in the newer one.
        to: Points,
    },
    /// Somebody else gives its points.
    Assessor {
        /// Who gave them.
        from: Assessor,
        /// Who gives them now.
        to: Assessor,
    },
    /// A rate has the same name and another base.
    Base {
        /// The part of the rule that has the rate; empty for the rule itself.
        part: String,
        /// Numerator and denominator before.
        from: String,
        /// Numerator and denominator now.
        to: String,
    },
    /// Points are given otherwise.
    Rule {
        /// The rule in the older set.
        from: Box<Rule>,
        /// The rule in the newer one.
        to: Box<Rule>,
    },
    /// Other documents are asked for.
    Evidence {
        /// Names that only the newer set has.
        added: Vec<String>,
        /// Names that only the older set has.
        removed: Vec<String>,
    },
    /// Other bodies answer for it.
    Responsible {
        /// The bodies before.
        from: Vec<String>,
        /// The bodies now.
        to: Vec<String>,
    },
    /// The points of the whole set, or those by survey, are others.
    Total {
        /// Whether these are the points by survey.
        by_survey: bool,
        /// The points before.
        from: Points,
        /// The points now.
        to: Points,
    },
    /// The bands of the index are others.
    Bands,
}

/// An area, criterion or leaf.
struct Item<'s> {
    code: &'s CriterionCode,
    name: &'s str,
    max: Points,
    leaf: Option<&'s Leaf>,
}

impl CriteriaSet {
    /// What changed from this set to a newer one: of the whole first, then in the newer set's order, then what was
    /// removed.
    #[must_use]
    pub fn changes_to(&self, newer: &Self) -> Vec<Change> {
        let (old, new) = (items(self), items(newer));
        let pairs = pairs(&old, &new);
        let mut changes = head(self, newer);
        for (item, pair) in new.iter().zip(&pairs) {
            match pair {
                Some(before) => changes.extend(between(&old[*before], item)),
                None => changes.push(change(item, ChangeKind::Added { max: item.max })),
            }
        }
        let kept: BTreeSet<usize> = pairs.into_iter().flatten().collect();
        let removed = old.iter().enumerate().filter(|(position, _)| !kept.contains(position));
        changes
            .extend(removed.map(|(_, item)| change(item, ChangeKind::Removed { max: item.max })));
        changes
    }
}

/// A leaf of a newer set that an older one has, too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SameLeaf<'s> {
    /// The leaf in the older set.
    pub older: &'s Leaf,
    /// Whether it measures something else now: another maximum, base, rule or assessor.
    pub changed: bool,
}

impl CriteriaSet {
    /// The leaves of a newer set that this one has, too, by their codes there.
    #[must_use]
    pub fn same_leaves<'s>(&'s self, newer: &Self) -> BTreeMap<CriterionCode, SameLeaf<'s>> {
        let (old, new) = (items(self), items(newer));
        let pairs = pairs(&old, &new);
        let both = new.iter().zip(pairs).filter_map(|(item, before)| {
            let (now, older) = (item.leaf?, old[before?].leaf?);
            let changed = between(&old[before?], item).iter().any(|change| {
                matches!(
                    change.kind,
                    ChangeKind::Points { .. }
                        | ChangeKind::Assessor { .. }
                        | ChangeKind::Base { .. }
                        | ChangeKind::Rule { .. }
                )
            });
            Some((now.code.clone(), SameLeaf { older, changed }))
        });
        both.collect()
    }
}

fn items(set: &CriteriaSet) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    for area in set.areas() {
        items.push(Item { code: &area.code, name: &area.name, max: area.max, leaf: None });
        for criterion in &area.criteria {
            if let Criterion::Divided { code, name, max, .. } = criterion {
                items.push(Item { code, name, max: *max, leaf: None });
            }
            items.extend(criterion.leaves().iter().map(|leaf| Item {
                code: &leaf.code,
                name: &leaf.name,
                max: leaf.max,
                leaf: Some(leaf),
            }));
        }
    }
    items
}

/// Whether an older item, given first, is the newer one.
type Sign = fn(&Item<'_>, &Item<'_>) -> bool;

/// For each newer item the position of the older one that it was; each older item is taken once, by the surest sign.
fn pairs(old: &[Item<'_>], new: &[Item<'_>]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; new.len()];
    let mut taken = BTreeSet::new();
    let signs: [Sign; 4] = [
        |a, b| a.code == b.code && a.name == b.name,
        |a, b| a.name == b.name && are_of_one_depth(a, b),
        |a, b| a.code == b.code && similarity(a, b) >= RENAMED,
        |a, b| are_of_one_depth(a, b) && similarity(a, b) >= MOVED_AND_RENAMED,
    ];
    for sign in signs {
        for (position, item) in new.iter().enumerate() {
            if pairs[position].is_some() {
                continue;
            }
            let found = old
                .iter()
                .enumerate()
                .find(|(before, older)| !taken.contains(before) && sign(older, item));
            if let Some((before, _)) = found {
                taken.insert(before);
                pairs[position] = Some(before);
            }
        }
    }
    pairs
}

fn are_of_one_depth(one: &Item<'_>, other: &Item<'_>) -> bool {
    one.code.depth() == other.code.depth()
}

fn similarity(one: &Item<'_>, other: &Item<'_>) -> f64 {
    strsim::normalized_damerau_levenshtein(&one.name.to_lowercase(), &other.name.to_lowercase())
}

fn change(item: &Item<'_>, kind: ChangeKind) -> Change {
    Change { code: Some(item.code.clone()), name: item.name.to_owned(), kind }
}

fn head(old: &CriteriaSet, new: &CriteriaSet) -> Vec<Change> {
    let (from, to) = (old.head(), new.head());
    let mut kinds = Vec::new();
    for (by_survey, from, to) in
        [(false, from.total, to.total), (true, from.survey_points, to.survey_points)]
    {
        if from != to {
            kinds.push(ChangeKind::Total { by_survey, from, to });
        }
    }
    if from.bands != to.bands {
        kinds.push(ChangeKind::Bands);
    }
    let name = || new.head().name.clone();
    kinds.into_iter().map(|kind| Change { code: None, name: name(), kind }).collect()
}

fn between(old: &Item<'_>, new: &Item<'_>) -> Vec<Change> {
    let mut kinds = Vec::new();
    if old.code != new.code {
        kinds.push(ChangeKind::Moved { from: old.code.clone() });
    }
    if old.name != new.name {
        kinds.push(ChangeKind::Renamed { from: old.name.to_owned() });
    }
    if old.max != new.max {
        kinds.push(ChangeKind::Points { from: old.max, to: new.max });
    }
    if let (Some(old), Some(new)) = (old.leaf, new.leaf) {
        of_leaf(old, new, &mut kinds);
    }
    kinds.into_iter().map(|kind| change(new, kind)).collect()
}

fn of_leaf(old: &Leaf, new: &Leaf, kinds: &mut Vec<ChangeKind>) {
    if old.assessed_by != new.assessed_by {
        kinds.push(ChangeKind::Assessor { from: old.assessed_by, to: new.assessed_by });
    }
    if old.rule != new.rule {
        let (before, now) = (bases(&old.rule), bases(&new.rule));
        // The base of the rate at the same place of the rule; other differences are the rule's.
        for ((part, from), (_, to)) in before.iter().zip(&now) {
            if from != to && before.len() == now.len() {
                let (part, from, to) = (part.clone(), from.clone(), to.clone());
                kinds.push(ChangeKind::Base { part, from, to });
            }
        }
        if before.len() != now.len() || points_differ(&old.rule, &new.rule) {
            let (from, to) = (Box::new(old.rule.clone()), Box::new(new.rule.clone()));
            kinds.push(ChangeKind::Rule { from, to });
        }
    }
    let names = |leaf: &Leaf| -> Vec<String> {
        leaf.evidence.iter().map(|item| item.name.clone()).collect()
    };
    let (before, now) = (names(old), names(new));
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|name| !those.contains(name)).cloned().collect()
    };
    let (added, removed) = (only(&now, &before), only(&before, &now));
    if !added.is_empty() || !removed.is_empty() {
        kinds.push(ChangeKind::Evidence { added, removed });
    }
    if old.responsible != new.responsible {
        let (from, to) = (old.responsible.clone(), new.responsible.clone());
        kinds.push(ChangeKind::Responsible { from, to });
    }
}

/// The rates of a rule with the parts that they stand in: what is divided by what.
fn bases(rule: &Rule) -> Vec<(String, String)> {
    let mut bases = Vec::new();
    collect_bases(rule, "", &mut bases);
    bases
}

fn collect_bases(rule: &Rule, part: &str, bases: &mut Vec<(String, String)>) {
    match &rule.scoring {
        Scoring::Ratio(rule) => {
            let base = format!("{} / {}", rule.numerator, rule.denominator);
            bases.push((part.to_owned(), base));
        }
        Scoring::WeightedRatio(rule) => bases.push((part.to_owned(), rule.denominator.clone())),
        Scoring::Tiers(rule) => bases.push((part.to_owned(), rule.of.clone())),
        Scoring::SumOfParts(sum) => {
            for part in &sum.parts {
                collect_bases(&part.rule, &part.name, bases);
            }
        }
        Scoring::External(external) => collect_bases(&external.rule, part, bases),
        _ => {}
    }
}

/// Whether two rules differ in anything but what their rates are of.
fn points_differ(old: &Rule, new: &Rule) -> bool {
    without_bases(old.clone()) != without_bases(new.clone())
}

fn without_bases(mut rule: Rule) -> Rule {
    match &mut rule.scoring {
        Scoring::Ratio(ratio) => {
            ratio.numerator.clear();
            ratio.denominator.clear();
            ratio.metric = None;
        }
        Scoring::WeightedRatio(ratio) => {
            ratio.denominator.clear();
            ratio.denominator_metric = None;
        }
        Scoring::Tiers(tiers) => {
            tiers.of.clear();
            tiers.metric = None;
        }
        Scoring::SumOfParts(sum) => {
            for part in &mut sum.parts {
                part.rule = without_bases(part.rule.clone());
            }
        }
        Scoring::External(external) => {
            *external.rule = without_bases((*external.rule).clone());
        }
        _ => {}
    }
    rule
}

#[cfg(test)]
mod tests {
    use super::{super::sample::SMALL, *};

    fn set(text: &str) -> CriteriaSet {
        CriteriaSet::parse(text, "set.toml").unwrap_or_else(|error| panic!("{error}"))
    }

    /// The changes from the small set to itself with some texts replaced.
    fn check(edits: &[(&str, &str)], expect: &[(&str, ChangeKind)]) {
        let mut newer = SMALL.to_owned();
        for (from, to) in edits {
            assert!(newer.contains(from), "the sample has no {from:?}");
            newer = newer.replacen(from, to, 1);
        }
        let found: Vec<_> = set(SMALL)
            .changes_to(&set(&newer))
            .into_iter()
            .map(|change| (change.code.map_or(String::new(), |code| code.to_string()), change.kind))
            .collect();
        let expect: Vec<_> =
            expect.iter().map(|(code, kind)| ((*code).to_owned(), kind.clone())).collect();
        assert_eq!(found, expect, "{edits:?}");
    }

    fn code(text: &str) -> CriterionCode {
        CriterionCode::new(text).expect("a code")
    }

    #[test]
    fn a_set_does_not_differ_from_itself() {
        check(&[("max = 3", "max = 3")], &[]);
    }

    #[test]
    fn items_keep_their_name_or_their_code() {
        check(
            &[("code = \"1.1\"", "code = \"1.3\"")],
            &[("1.3", ChangeKind::Moved { from: code("1.1") })],
        );
        check(
            &[("name = \"Tiêu chí thành phần\"", "name = \"Tiêu chí thành phần mới\"")],
            &[("1.2.1", ChangeKind::Renamed { from: "Tiêu chí thành phần".to_owned() })],
        );
        let points = |n: i64| Points::new(rust_decimal::Decimal::from(n));
        check(
            &[("name = \"Khảo sát\"", "name = \"Mức độ hài lòng của doanh nghiệp\"")],
            &[
                ("1.2.2", ChangeKind::Added { max: points(1) }),
                ("1.2.2", ChangeKind::Removed { max: points(1) }),
            ],
        );
    }

    #[test]
    fn the_base_of_a_rate_is_told_from_its_points() {
        let base = |part: &str, from: &str, to: &str| ChangeKind::Base {
            part: part.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        check(
            &[("denominator = \"đã giải quyết\"", "denominator = \"đã tiếp nhận\"")],
            &[("1.1", base("", "đúng hạn / đã giải quyết", "đúng hạn / đã tiếp nhận"))],
        );
        let (old, new) = (
            set(SMALL),
            set(&SMALL
                .replace("from = 80, to = 100", "from = 90, to = 100")
                .replace("to = 80", "to = 90")),
        );
        let rule =
            |set: &CriteriaSet| Box::new(set.leaf(&code("1.2.1")).expect("there").rule.clone());
        check(
            &[("from = 80, to = 100", "from = 90, to = 100"), ("to = 80", "to = 90")],
            &[("1.2.1", ChangeKind::Rule { from: rule(&old), to: rule(&new) })],
        );
    }

    #[test]
    fn points_evidence_and_bodies_are_told() {
        let points = |text: &str| Points::new(text.parse().expect("a number"));
        check(
            &[
                ("name = \"Báo cáo CCHC hoặc báo cáo khác\"", "name = \"Kế hoạch CCHC\""),
                ("assessed_by = \"self\"", "assessed_by = \"self\"\nresponsible = [\"Sở Nội vụ\"]"),
            ],
            &[
                (
                    "1.1",
                    ChangeKind::Evidence {
                        added: vec!["Kế hoạch CCHC".to_owned()],
                        removed: vec!["Báo cáo CCHC hoặc báo cáo khác".to_owned()],
                    },
                ),
                (
                    "1.1",
                    ChangeKind::Responsible {
                        from: Vec::new(), to: vec!["Sở Nội vụ".to_owned()]
                    },
                ),
            ],
        );
        check(
            &[
                ("total = 3", "total = 4"),
                ("survey_points = 1", "survey_points = 2"),
                ("name = \"Lĩnh vực\"\nmax = 3", "name = \"Lĩnh vực\"\nmax = 4"),
                (
                    "name = \"Tiêu chí có phần\"\nmax = 1.5",
                    "name = \"Tiêu chí có phần\"\nmax = 2.5",
                ),
                ("name = \"Khảo sát\"\nmax = 1", "name = \"Khảo sát\"\nmax = 2"),
            ],
            &[
                ("", ChangeKind::Total { by_survey: false, from: points("3"), to: points("4") }),
                ("", ChangeKind::Total { by_survey: true, from: points("1"), to: points("2") }),
                ("1", ChangeKind::Points { from: points("3"), to: points("4") }),
                ("1.2", ChangeKind::Points { from: points("1.5"), to: points("2.5") }),
                ("1.2.2", ChangeKind::Points { from: points("1"), to: points("2") }),
            ],
        );
    }
}
