//! Statements of rows by what they are about: said once they hold, said twice alike the first holds, said twice
//! differently none does.

use std::collections::BTreeMap;

use model::results::given::{BadRow, RowDefect, RowPlace};

/// Statements that rows make about subjects.
#[derive(Debug)]
pub(crate) struct Stated<K, V> {
    rows: BTreeMap<K, Vec<(RowPlace, V)>>,
}

impl<K, V> Default for Stated<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new() }
    }
}

impl<K: Ord, V> Stated<K, V> {
    pub(crate) fn add(&mut self, subject: K, place: RowPlace, value: V) {
        self.rows.entry(subject).or_default().push((place, value));
    }

    /// What holds, `is_same` telling whether two rows say the same of one subject; the other rows are told.
    pub(crate) fn settle(
        self,
        bad: &mut Vec<BadRow>,
        is_same: impl Fn(&V, &V) -> bool,
    ) -> BTreeMap<K, V> {
        let mut holds = BTreeMap::new();
        for (subject, rows) in self.rows {
            let mut rows = rows.into_iter();
            let Some((first_place, first)) = rows.next() else { continue };
            let others: Vec<_> = rows.collect();
            if let Some((with, _)) = others.iter().find(|(_, other)| !is_same(&first, other)) {
                let conflicts = |place: &RowPlace, with: &RowPlace| BadRow {
                    place: place.clone(),
                    defect: RowDefect::Conflicts { with: with.clone() },
                };
                bad.push(conflicts(&first_place, with));
                bad.extend(others.iter().map(|(place, _)| conflicts(place, &first_place)));
                continue;
            }
            bad.extend(others.into_iter().map(|(place, _)| BadRow {
                place,
                defect: RowDefect::Repeated { first: first_place.clone() },
            }));
            holds.insert(subject, first);
        }
        holds
    }
}
