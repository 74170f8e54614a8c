//! Whose figure is it: of which unit, and of which level of administration?
//!
//! The criteria ask apart for dossiers of provincial bodies and of communes, and one sentence may state both. The words
//! nearest to the figure decide: in its clause before it, in its clause behind it, then earlier in its sentence. Refuses
//! to know which units there are.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;
use model::facts::Scope;

use super::{clause::Clauses, fold::Folded};
use crate::{
    issuer,
    prose::{Prose, is_word_char, key, tidy},
};

/// Unit and level of a figure, as far as words name them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Concerned {
    /// As written, on one line.
    pub(crate) unit: Option<String>,
    /// The level that is named, or that of the unit.
    pub(crate) scope: Option<Scope>,
}

/// Words for levels, in lower case; `None` for words that say "of all levels".
const LEVELS: [(&str, Option<Scope>); 22] = [
    ("cấp tỉnh", Some(Scope::Province)),
    ("cqcm cấp tỉnh", Some(Scope::Province)),
    ("sở, ban, ngành", Some(Scope::Province)),
    ("sở, ngành", Some(Scope::Province)),
    ("khối sở", Some(Scope::Province)),
    ("sở ngành", Some(Scope::Province)),
    ("cấp huyện", Some(Scope::District)),
    ("các huyện", Some(Scope::District)),
    ("huyện, thị xã", Some(Scope::District)),
    ("khối huyện", Some(Scope::District)),
    ("cấp xã", Some(Scope::Commune)),
    ("các xã", Some(Scope::Commune)),
    ("các phường", Some(Scope::Commune)),
    ("xã, phường", Some(Scope::Commune)),
    ("phường, xã", Some(Scope::Commune)),
    ("khối xã", Some(Scope::Commune)),
    ("toàn tỉnh", None),
    ("toàn thành phố", None),
    ("toàn huyện", None),
    ("toàn ngành", None),
    ("cả nước", None),
    ("ba cấp", None),
];

/// Kinds of area that a unit is called by, with their level.
const AREAS: [(&str, Option<Scope>); 8] = [
    ("thị trấn", Some(Scope::Commune)),
    ("phường", Some(Scope::Commune)),
    ("xã", Some(Scope::Commune)),
    ("thị xã", Some(Scope::District)),
    ("huyện", Some(Scope::District)),
    ("quận", Some(Scope::District)),
    ("thành phố", None),
    ("tỉnh", None),
];

/// Of a cell's text: a row's label, a column's head, a caption.
pub(crate) fn of_label(text: &str) -> Concerned {
    let unit = units(text).into_iter().next().map(|(_, unit)| unit);
    let level = levels(&key(text)).pop().map(|(_, scope)| scope);
    let level = level.or_else(|| unit.as_ref().map(|unit| unit.scope));
    Concerned { unit: unit.map(|unit| unit.name), scope: level.flatten() }
}

/// The units and levels that a passage names, so that they are looked for once and not for each of its figures.
pub(crate) struct Named {
    /// With bytes of the passage's source.
    units: Vec<(Range<usize>, Unit)>,
    /// With bytes of the folded passage.
    levels: Vec<(Range<usize>, Option<Scope>)>,
}

impl Named {
    pub(crate) fn of(folded: &Folded<'_>) -> Self {
        Self { units: units(folded.source()), levels: levels(folded.text()) }
    }

    /// Unit and level of a figure in a sentence.
    pub(crate) fn of_figure(
        &self,
        folded: &Folded<'_>,
        clauses: &Clauses<'_>,
        figure: usize,
    ) -> Concerned {
        let clause = clauses.of(figure);
        let sentence = clauses.sentence(clause);
        let own = clauses.all[clause].range.clone();
        let token = clauses.tokens[figure].range.clone();
        let next_figure = (figure + 1..clauses.all[clause].tokens.end)
            .find(|&at| clauses.tokens[at].figure().is_some())
            .map_or(own.end, |at| clauses.tokens[at].range.start);
        let around: [Range<usize>; 3] = [
            own.start..token.start.max(own.start),
            token.end.min(next_figure)..next_figure,
            clauses.all[sentence.start].range.start..own.start,
        ];
        let mut concerned = Concerned::default();
        let mut level = None;
        for (index, range) in around.into_iter().enumerate().filter(|(_, range)| !range.is_empty())
        {
            // Before the figure the last name is the nearest, behind it the first.
            let is_behind = index == 1;
            let unit = named_in(&self.units, &folded.in_source(range.clone()), is_behind);
            if concerned.unit.is_none() {
                concerned.unit = unit.map(|unit| unit.name.clone());
            }
            let found = named_in(&self.levels, &range, is_behind).copied();
            level = level.or(found).or(unit.map(|unit| unit.scope));
        }
        concerned.scope = level.flatten();
        concerned
    }
}

/// The first or last of some names, in order, that ends within a range: a comma may divide a name ("Sở Văn hóa, Thể thao
/// và Du lịch"), and what follows the comma is then where it belongs.
fn named_in<'n, T>(
    names: &'n [(Range<usize>, T)],
    range: &Range<usize>,
    first: bool,
) -> Option<&'n T> {
    let from = names.partition_point(|(name, _)| name.end <= range.start);
    let to = names.partition_point(|(name, _)| name.end <= range.end);
    let within = names.get(from..to)?;
    let (_, named) = if first { within.first() } else { within.last() }?;
    Some(named)
}

struct Unit {
    name: String,
    scope: Option<Scope>,
}

/// The units named in a text, in order: names of bodies that say more than their head, and of areas.
fn units(text: &str) -> Vec<(Range<usize>, Unit)> {
    let prose = Prose::new(text);
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(start) = next_word(&prose, at) {
        let named = body_at(&prose, start).or_else(|| area_at(&prose, start));
        match named {
            Some((unit, end)) => {
                units.push((prose.original(start..end), unit));
                at = end;
            }
            None => at = prose.word_at(start).end,
        }
    }
    units
}

/// Where the next word begins, at `at` at the earliest.
fn next_word(prose: &Prose, at: usize) -> Option<usize> {
    Some(at + prose.text()[at..].find(is_word_char)?)
}

/// Kinds of bodies, not one of them: "Ủy ban nhân dân cấp xã".
const GOVERNING: [&str; 4] = ["ubnd", "ủy ban nhân dân", "hđnd", "hội đồng nhân dân"];

fn body_at(prose: &Prose, at: usize) -> Option<(Unit, usize)> {
    if !prose.char_at(at).is_some_and(char::is_uppercase) {
        return None;
    }
    let end = issuer::name_at(prose, at)?;
    let name = tidy(&prose.text()[at..end]);
    if !name.contains(' ') {
        return None;
    }
    let words = key(&name);
    if GOVERNING.contains(&words.as_str()) {
        return None;
    }
    let scope = if words.starts_with("sở ") {
        Some(Scope::Province)
    } else {
        AREAS.iter().find(|(area, _)| follows(&words, area)).and_then(|(_, scope)| *scope)
    };
    Some((Unit { name, scope }, end))
}

/// Whether a body is one of this kind of area: "UBND xã Tân Lập", "UBND phường".
fn follows(words: &str, area: &str) -> bool {
    ["ubnd ", "ủy ban nhân dân ", "hđnd "].iter().any(|head| {
        words
            .strip_prefix(head)
            .and_then(|rest| rest.strip_prefix(area))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })
}

/// "huyện Mường Lai", "Phường 1": a kind of area with its proper name.
fn area_at(prose: &Prose, at: usize) -> Option<(Unit, usize)> {
    // Most words are not the first of any kind of area.
    let first = prose.lower().get(prose.word_at(at))?;
    let begins = AREAS.iter().any(|(area, _)| area.split(' ').next() == Some(first));
    if !begins && !prose.is_unaccented() {
        return None;
    }
    let (scope, mut end) =
        AREAS.iter().find_map(|(area, scope)| Some((*scope, prose.phrase_at(at, area)?)))?;
    let kind_end = end;
    for _ in 0..4 {
        let word = prose.word_at(prose.skip_gap(end));
        let is_name = prose
            .char_at(word.start)
            .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() && end == kind_end);
        let is_joined = prose.text()[end..word.start].chars().all(|c| c == ' ');
        if word.is_empty() || !is_name || !is_joined {
            break;
        }
        end = word.end;
    }
    (end > kind_end).then(|| (Unit { name: tidy(&prose.text()[at..end]), scope }, end))
}

/// The levels named in a text in lower case, in order of their ends.
fn levels(lower: &str) -> Vec<(Range<usize>, Option<Scope>)> {
    let found = FOR_LEVELS.find_overlapping_iter(lower);
    found.map(|found| (found.range(), LEVELS[found.pattern().as_usize()].1)).collect()
}

static FOR_LEVELS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::new(LEVELS.map(|(words, _)| words))
        .expect("a few short patterns fit the automaton")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_name_units_and_levels() {
        let check = |text: &str, unit: Option<&str>, scope: Option<Scope>| {
            let concerned = of_label(text);
            assert_eq!((concerned.unit.as_deref(), concerned.scope), (unit, scope), "{text}");
        };
        check("Sở Y tế", Some("Sở Y tế"), Some(Scope::Province));
        check("UBND xã Tân Lập", Some("UBND xã Tân Lập"), Some(Scope::Commune));
        check("Phường 1", Some("Phường 1"), Some(Scope::Commune));
        check("huyện Mường Lai", Some("huyện Mường Lai"), Some(Scope::District));
        check("Cấp xã", None, Some(Scope::Commune));
        check("Thị xã Nghĩa Lộ", Some("Thị xã Nghĩa Lộ"), Some(Scope::District));
        check("Ủy ban nhân dân cấp xã", None, Some(Scope::Commune));
        check("Hộ tịch", None, None);
        check("Tổng cộng", None, None);
    }
}
