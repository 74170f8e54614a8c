//! Does a folder bear the name of a unit? With or without diacritics, spaces and capitals, alone or among other words.

use std::ops::Range;

use model::pipeline::Unit;

/// A name of one word is looked for among others only from so many letters on: shorter ones stand in any line.
const MIN_LONE_WORD: usize = 3;

/// A unit, by all names that folders bear.
pub(super) struct UnitNames<'l> {
    pub(super) unit: &'l Unit,
    names: Vec<String>,
}

/// A unit whose name stands in that of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named<'l> {
    pub(super) unit: &'l Unit,
    /// Whether the folder is called so and nothing else.
    pub(super) exactly: bool,
}

impl<'l> UnitNames<'l> {
    pub(super) fn of(unit: &'l Unit) -> Self {
        let folder = unit.folder.as_str().rsplit('/').next().unwrap_or_default();
        let given = [unit.name.as_str(), unit.id.as_str(), folder];
        let given = given.into_iter().chain(unit.also.iter().map(String::as_str));
        let mut names: Vec<String> =
            given.map(index::folded_line).filter(|name| !name.is_empty()).collect();
        names.sort();
        names.dedup();
        Self { unit, names }
    }

    pub(super) fn folded(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The first letters of its name: `syt`.
    pub(super) fn initials(&self) -> String {
        index::folded_line(&self.unit.name)
            .split(' ')
            .filter_map(|word| word.chars().next())
            .collect()
    }
}

/// The units whose names stand in that of a folder, without those of which a longer name stands there.
pub(super) fn named_by<'l>(units: &[UnitNames<'l>], folder: &str) -> Vec<Named<'l>> {
    let line = index::folded_line(folder);
    let is_all = |name: &str| name == line || together(name) == together(&line);
    let exactly: Vec<_> = units
        .iter()
        .filter(|names| names.folded().any(is_all))
        .map(|names| Named { unit: names.unit, exactly: true })
        .collect();
    if !exactly.is_empty() {
        return exactly;
    }
    let words: Vec<&str> = line.split(' ').collect();
    let found: Vec<(&'l Unit, Range<usize>)> = units
        .iter()
        .flat_map(|names| names.folded().map(|name| (names.unit, name)))
        .filter_map(|(unit, name)| Some((unit, find(&words, name)?)))
        .collect();
    let is_longest = |range: &Range<usize>| {
        !found.iter().any(|(_, other)| {
            other.len() > range.len() && other.start <= range.start && other.end >= range.end
        })
    };
    let mut named: Vec<_> = found
        .iter()
        .filter(|(_, range)| is_longest(range))
        .map(|(unit, _)| Named { unit, exactly: false })
        .collect();
    named.dedup();
    named
}

/// The unit, when it is one.
pub(super) fn only(named: Vec<Named<'_>>) -> Option<&Unit> {
    match named.as_slice() {
        [one] => Some(one.unit),
        _ => None,
    }
}

/// Where the words of a name stand among others.
fn find(words: &[&str], name: &str) -> Option<Range<usize>> {
    let wanted: Vec<&str> = name.split(' ').collect();
    if wanted.len() == 1 && name.len() < MIN_LONE_WORD {
        return None;
    }
    let at = words.windows(wanted.len()).position(|window| window == wanted)?;
    Some(at..at + wanted.len())
}

fn together(line: &str) -> String {
    line.replace(' ', "")
}
