//! Which unit does a cell name? By id, name or one of the other names that the pipeline gives; never by likeness.

use std::collections::{BTreeMap, BTreeSet};

use model::{UnitId, pipeline::Unit, results::given::RowDefect};

/// The names of the units of a round.
#[derive(Debug)]
pub(crate) struct UnitNames<'p> {
    by_name: BTreeMap<String, BTreeSet<&'p UnitId>>,
}

impl<'p> UnitNames<'p> {
    pub(crate) fn of(units: &'p [Unit]) -> Self {
        let mut by_name = BTreeMap::<String, BTreeSet<&UnitId>>::new();
        for unit in units {
            let names = [unit.id.as_str(), &unit.name].into_iter();
            for name in names.chain(unit.also.iter().map(String::as_str)) {
                by_name.entry(index::folded_line(name)).or_default().insert(&unit.id);
            }
        }
        Self { by_name }
    }

    pub(crate) fn find(&self, written: &str) -> Result<UnitId, RowDefect> {
        let named = self.by_name.get(&index::folded_line(written));
        let mut named = named.into_iter().flatten();
        let written = || written.to_owned();
        match (named.next(), named.next()) {
            (Some(unit), None) => Ok((*unit).clone()),
            (Some(_), Some(_)) => Err(RowDefect::AmbiguousUnit { written: written() }),
            (None, _) => Err(RowDefect::UnknownUnit { written: written() }),
        }
    }
}
