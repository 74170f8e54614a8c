//! Whose is a file, and for which criterion, as far as the folders on its way say? Where they do not say, or say two
//! things, the file is not placed: nothing is guessed.
//!
//! In this order: what the pipeline declares of the path; the unit given on the command line; the layouts of the
//! pipeline, where it has some; else the names of folders, with or without diacritics. A folder that *is* a unit's name
//! counts before folders that only hold one; folders above the criterion's count before those below.

use std::collections::BTreeSet;

use model::{
    CriterionCode, ErrorKind, ObjectKey, UnitId,
    declaration::nearest,
    layout::{Layout, LayoutFolder},
    pipeline::{Belonging, Unit},
};
use report::{LoadOutcome, LoadedFile, RefusedName, Unplaced};
use store::Manifest;

use super::{
    Load, LoadRound,
    name::{self, CleanPath},
    source::{SourceFile, archive_stem},
};
use crate::error::{Error, Result};

mod criterion;
mod unit;

use criterion::{CriterionFolders, Folder};
use unit::UnitNames;

/// Everything by which files are placed.
pub(super) struct Placing<'l> {
    round: Option<Round<'l>>,
}

struct Round<'l> {
    given: LoadRound<'l>,
    units: Vec<UnitNames<'l>>,
    criteria: CriterionFolders<'l>,
    belongings: Vec<(Vec<String>, &'l Belonging)>,
    /// The unit that the source itself is named for.
    of_source: Option<&'l Unit>,
}

/// Where a file belongs: the unit, the criterion's folder, and the path below.
struct Place<'l> {
    unit: &'l Unit,
    criterion: Option<CriterionCode>,
    unknown_criterion: Option<String>,
    path: Vec<String>,
}

impl<'l> Placing<'l> {
    /// # Errors
    /// `Invalid` when a unit or criterion is named that the round does not have.
    pub(super) fn new(load: &Load<'l>) -> Result<Self> {
        let Some(given) = load.round else { return Ok(Self { round: None }) };
        let units: Vec<_> = given.pipeline.units.iter().map(UnitNames::of).collect();
        let belongings = &given.pipeline.load.belongings;
        for id in belongings.iter().map(|belonging| &belonging.unit).chain(given.unit) {
            if !units.iter().any(|names| names.unit.id == *id) {
                let message = format!("the pipeline has no unit `{id}`");
                return Err(Error::new(ErrorKind::Invalid, message));
            }
        }
        let mut codes = belongings.iter().filter_map(|belonging| belonging.criterion.as_ref());
        if let Some(code) = codes.find(|code| !given.set.contains(code)) {
            let message = format!("the criteria set has no criterion `{code}`");
            return Err(Error::new(ErrorKind::Invalid, message));
        }
        let segments_of = |belonging: &'l Belonging| {
            // What a person typed is held against what a path became, where an archive is a folder of its name.
            let segments = name::clean(belonging.path.as_str()).ok()?.segments;
            let unpacked =
                segments.iter().map(|name| archive_stem(name).unwrap_or(name).to_owned());
            let unpacked: Vec<String> = unpacked.collect();
            Some([(segments, belonging), (unpacked, belonging)])
        };
        let mut belongings: Vec<_> = belongings.iter().filter_map(segments_of).flatten().collect();
        // The longest path that fits is the one that was meant.
        belongings.sort_by_key(|(segments, _)| std::cmp::Reverse(segments.len()));
        let of_source =
            load.source.name().and_then(|name| unit::only(unit::named_by(&units, &name)));
        let criteria = CriterionFolders::of(given.set);
        Ok(Self { round: Some(Round { given, units, criteria, belongings, of_source }) })
    }

    /// Whether an archive lies where it is a document of a unit; else it holds the files of units, as one does that is
    /// itself declared to belong to a unit.
    pub(super) fn keeps_whole(&self, archive: &str) -> bool {
        let Some(round) = &self.round else { return true };
        let Ok(CleanPath { segments, .. }) = name::clean(archive) else { return true };
        let is_declared = round.belongings.iter().any(|(path, _)| *path == segments);
        !is_declared && round.place(&segments).is_ok()
    }

    /// Whether a folder that all paths begin with says something of them: it is a unit's or a criterion's, or it is
    /// declared, or in a layout.
    pub(super) fn needs_folder<'p>(
        &self,
        folder: &str,
        mut paths: impl Iterator<Item = &'p str>,
    ) -> bool {
        let Some(round) = &self.round else { return true };
        let is_declared =
            || round.belongings.iter().any(|(path, _)| path.first().is_some_and(|it| it == folder));
        let mut fits_layout = || {
            let layouts = &round.given.pipeline.load.layouts;
            let fits = |path: &str| match name::clean(path) {
                Ok(CleanPath { segments, .. }) => {
                    layouts.iter().any(|layout| round.by_layout(layout, &segments).is_some())
                }
                Err(_) => false,
            };
            !layouts.is_empty() && paths.any(fits)
        };
        // What climbs out or begins at the root keeps what it is refused for.
        name::clean(folder).is_err()
            || !unit::named_by(&round.units, folder).is_empty()
            || matches!(round.criteria.look_at(folder), Some(Folder::Of { .. }))
            || is_declared()
            || fits_layout()
    }

    /// A file of the source, with where it belongs.
    pub(super) fn place(&self, source: &SourceFile) -> LoadedFile {
        let mut file = LoadedFile {
            file: source.shown.clone(),
            size: source.size,
            unit: None,
            criterion: None,
            unknown_criterion: None,
            key: None,
            sha256: None,
            changes: Vec::new(),
            outcome: LoadOutcome::Waiting,
        };
        let refuse = |reason| LoadOutcome::Refused { reason };
        if let Some(reason) = source.refused {
            file.outcome = refuse(reason);
            return file;
        }
        if is_leftover(&source.path) {
            file.outcome = LoadOutcome::Leftover;
            return file;
        }
        let CleanPath { segments, changes } = match name::clean(&source.path) {
            Ok(clean) => clean,
            Err(reason) => {
                file.outcome = refuse(reason);
                return file;
            }
        };
        file.changes = changes.into_iter().collect();
        let key = match &self.round {
            None if segments[0] == Manifest::FOLDER => {
                file.outcome = refuse(RefusedName::Reserved);
                return file;
            }
            None => segments.join("/"),
            Some(round) => match round.place(&segments) {
                Ok(place) => {
                    file.unit = Some(place.unit.id.clone());
                    file.criterion = place.criterion;
                    file.unknown_criterion = place.unknown_criterion;
                    format!("{}/{}", place.unit.folder, place.path.join("/"))
                }
                Err(reason) => {
                    file.outcome = LoadOutcome::Unplaced { reason };
                    return file;
                }
            },
        };
        match ObjectKey::new(key) {
            Ok(key) => file.key = Some(key),
            Err(_) => file.outcome = refuse(RefusedName::TooLong),
        }
        file
    }
}

/// Whether a program left the file beside those of people: what systems write, and the locks of office programs.
fn is_leftover(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    extract::is_leftover(path) || name.starts_with("~$") || name.starts_with(".~lock.")
}

impl<'l> Round<'l> {
    fn place(&self, segments: &[String]) -> std::result::Result<Place<'l>, Unplaced> {
        if let Some((path, belonging)) =
            self.belongings.iter().find(|(path, _)| segments.starts_with(path))
        {
            let unit = self.unit(&belonging.unit);
            // Of a file that is declared by itself, its own name is left.
            let below = if path.len() == segments.len() { path.len() - 1 } else { path.len() };
            return Ok(match &belonging.criterion {
                None => self.below(unit, &segments[below..]),
                Some(code) => Place {
                    unit,
                    criterion: Some(code.clone()),
                    unknown_criterion: None,
                    path: [&[code.to_string()], &segments[below..]].concat(),
                },
            });
        }
        let folders = &segments[..segments.len() - 1];
        if let Some(id) = self.given.unit {
            let unit = self.unit(id);
            let is_its = |folder: &String| {
                unit::only(unit::named_by(&self.units, folder)).is_some_and(|named| named.id == *id)
            };
            let above = folders.iter().rposition(is_its).map_or(0, |at| at + 1);
            return Ok(self.below(unit, &segments[above..]));
        }
        let layouts = &self.given.pipeline.load.layouts;
        if !layouts.is_empty() {
            let place = layouts.iter().find_map(|layout| self.by_layout(layout, segments));
            return place.ok_or(Unplaced::NoLayout);
        }
        let (at, unit) = self.by_names(folders)?;
        let Some(at) = at else { return Ok(self.below(unit, segments)) };
        // A criterion's folder that lies above the unit's stays: `1.3.1/Sở Y tế/a.pdf`.
        let above = segments[..at]
            .iter()
            .filter(|folder| matches!(self.criteria.look_at(folder), Some(Folder::Of { .. })));
        let path: Vec<_> = above.chain(&segments[at + 1..]).cloned().collect();
        Ok(self.below(unit, &path))
    }

    /// A file of a unit, by its path below the unit's folder.
    fn below(&self, unit: &'l Unit, path: &[String]) -> Place<'l> {
        let (mut path, mut criterion, mut unknown_criterion) = (path.to_vec(), None, None);
        let n_folders = path.len() - 1;
        for folder in &mut path[..n_folders] {
            match self.criteria.look_at(folder) {
                // A folder inside a criterion's is another criterion's only when that one is part of it.
                Some(Folder::Of { code, name }) => match &criterion {
                    Some(outer) if !CriterionCode::contains(outer, &code) => {}
                    _ => {
                        *folder = name;
                        criterion = Some(code);
                    }
                },
                Some(Folder::Unknown) if criterion.is_none() => {
                    unknown_criterion.get_or_insert_with(|| folder.clone());
                }
                Some(Folder::Unknown) | None => {}
            }
        }
        Place { unit, criterion, unknown_criterion, path }
    }

    fn by_layout(&self, layout: &Layout, segments: &[String]) -> Option<Place<'l>> {
        let folders = layout.folders();
        if segments.len() <= folders.len() {
            return None;
        }
        let (mut unit, mut criterion) = (None, None);
        for (folder, segment) in folders.iter().zip(segments) {
            match folder {
                LayoutFolder::Any => {}
                LayoutFolder::Named(name) => {
                    if index::folded_line(name) != index::folded_line(segment) {
                        return None;
                    }
                }
                LayoutFolder::Unit => {
                    unit = Some(unit::only(unit::named_by(&self.units, segment))?);
                }
                LayoutFolder::Criterion => match self.criteria.look_at(segment)? {
                    Folder::Of { code, name } => criterion = Some((code, name)),
                    Folder::Unknown => return None,
                },
            }
        }
        let (unit, rest) = (unit?, &segments[folders.len()..]);
        Some(match criterion {
            None => self.below(unit, rest),
            Some((code, name)) => Place {
                unit,
                criterion: Some(code),
                unknown_criterion: None,
                path: [&[name], rest].concat(),
            },
        })
    }

    /// The unit that folders name, and which of them does; none does where the source itself is named for the unit.
    fn by_names(
        &self,
        folders: &[String],
    ) -> std::result::Result<(Option<usize>, &'l Unit), Unplaced> {
        let named: Vec<_> = folders.iter().map(|name| unit::named_by(&self.units, name)).collect();
        let first_criterion = folders.iter().zip(&named).position(|(folder, named)| {
            named.is_empty() && matches!(self.criteria.look_at(folder), Some(Folder::Of { .. }))
        });
        let above = &named[..first_criterion.unwrap_or(named.len())];
        for considered in [above, &named[..]] {
            for exactly in [true, false] {
                let found: Vec<(usize, &'l Unit)> = (0..)
                    .zip(considered)
                    .flat_map(|(at, named)| named.iter().map(move |named| (at, named)))
                    .filter(|(_, named)| named.exactly || !exactly)
                    .map(|(at, named)| (at, named.unit))
                    .collect();
                let units: BTreeSet<&UnitId> = found.iter().map(|(_, unit)| &unit.id).collect();
                match (units.len(), found.last()) {
                    (0, _) | (_, None) => {}
                    (1, Some((at, unit))) => return Ok((Some(*at), unit)),
                    _ => {
                        let units = units.into_iter().cloned().collect();
                        return Err(Unplaced::SeveralUnits { units });
                    }
                }
            }
        }
        match self.of_source {
            Some(unit) => Ok((None, unit)),
            None => Err(Unplaced::NoUnit { nearest: self.nearest(folders) }),
        }
    }

    /// The unit that somebody may have meant by one of the folders, the outermost first.
    fn nearest(&self, folders: &[String]) -> Option<UnitId> {
        folders.iter().find_map(|folder| {
            let folder = index::folded_line(folder);
            let by_initials = self.units.iter().find(|names| names.initials() == folder);
            by_initials.map(|names| names.unit.id.clone()).or_else(|| {
                let known = self.units.iter().flat_map(UnitNames::folded);
                let name = nearest(&folder, known)?;
                let of_name = |names: &&UnitNames<'_>| names.folded().any(|known| known == name);
                self.units.iter().find(of_name).map(|names| names.unit.id.clone())
            })
        })
    }

    fn unit(&self, id: &UnitId) -> &'l Unit {
        let names = self.units.iter().find(|names| names.unit.id == *id);
        names.expect("units that are named were looked for at the beginning").unit
    }
}

#[cfg(test)]
mod tests;
