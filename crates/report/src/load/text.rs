//! A load on a terminal: what needs somebody first, then the units, then a line that adds up.

use std::collections::BTreeMap;

use super::{LoadOutcome, LoadReport, LoadState, LoadedFile, Unplaced};
use crate::{Language, wording::load as wording};

/// How many lines of one kind are shown; the rest is counted, and listed in the JSON.
const SHOWN: usize = 20;

/// A load on a terminal.
#[must_use]
pub fn load_text(report: &LoadReport, language: Language) -> String {
    let mut lines = Vec::new();
    unplaced(report, language, &mut lines);
    let refused = |file: &LoadedFile| match &file.outcome {
        LoadOutcome::Refused { reason } => Some(wording::refused(*reason, language).to_owned()),
        _ => None,
    };
    let failed = |file: &LoadedFile| match &file.outcome {
        LoadOutcome::Failed { reason } => Some(wording::failure(reason, language)),
        _ => None,
    };
    let unknown = |file: &LoadedFile| {
        file.unknown_criterion.as_ref().map(|folder| wording::unknown_criterion(folder, language))
    };
    let changed = |file: &LoadedFile| {
        let changes = file.changes.iter().map(|change| wording::name_change(*change, language));
        Some(changes.collect::<Vec<_>>().join(", ")).filter(|changes| !changes.is_empty())
    };
    section(wording::refused_files(language), report, refused, language, &mut lines);
    section(wording::failed_files(language), report, failed, language, &mut lines);
    section(wording::unknown_criteria(language), report, unknown, language, &mut lines);
    section(wording::changed_names(language), report, changed, language, &mut lines);
    lines.extend(report.units.iter().map(|unit| wording::unit(unit, language)));
    lines.push(wording::counts(&report.counts, report.state, language));
    if let Some(verification) = &report.verification {
        lines.push(wording::verification(verification, language));
        let defects = verification.defects.iter().take(SHOWN);
        lines.extend(defects.map(|defect| format!("  {}", wording::defect(defect, language))));
        more(verification.defects.len(), language, &mut lines);
    }
    lines.join("\n")
}

/// The files of which it is not known whose they are, by the folder that would have to be declared, and how to do that.
fn unplaced(report: &LoadReport, language: Language, lines: &mut Vec<String>) {
    let mut folders: BTreeMap<(&str, bool), (u64, &Unplaced)> = BTreeMap::new();
    for file in &report.files {
        if let LoadOutcome::Unplaced { reason } = &file.outcome {
            let top = file.file.split('/').next().unwrap_or(&file.file);
            let is_folder = top.len() < file.file.len();
            folders.entry((top.trim_end_matches('!'), is_folder)).or_insert((0, reason)).0 += 1;
        }
    }
    let Some((example, is_folder)) = folders.keys().next().copied() else { return };
    let nothing_was_sent = report.state == LoadState::NotPlaced;
    lines.push(wording::unplaced_files(report.counts.unplaced, nothing_was_sent, language));
    for ((folder, is_folder), (files, reason)) in folders.iter().take(SHOWN) {
        let slash = if *is_folder { "/" } else { "" };
        let count = wording::n_files(*files, language);
        let reason = wording::unplaced(reason, language);
        lines.push(format!("  {}{slash} ({count}): {reason}", shown(folder)));
    }
    more(folders.len(), language, lines);
    lines.push(wording::how_to_place(example, is_folder, language));
}

/// The files that something is to be said of, each on a line, below a title; nothing when there are none.
fn section(
    title: &str,
    report: &LoadReport,
    said_of: impl Fn(&LoadedFile) -> Option<String>,
    language: Language,
    lines: &mut Vec<String>,
) {
    let found: Vec<_> = report
        .files
        .iter()
        .filter_map(|file| said_of(file).map(|text| format!("  {}: {text}", shown(&file.file))))
        .collect();
    if !found.is_empty() {
        lines.push(format!("{title} ({}):", found.len()));
        lines.extend(found.iter().take(SHOWN).cloned());
        more(found.len(), language, lines);
    }
}

fn more(n_lines: usize, language: Language, lines: &mut Vec<String>) {
    if n_lines > SHOWN {
        lines.push(format!("  {}", wording::more(n_lines - SHOWN, language)));
    }
}

/// A name as a terminal may show it: what does not show, or would turn the writing, by its number.
fn shown(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for c in name.chars() {
        if model::id::is_hidden(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}
