//! Names as people, archives and hostile hands make them, made fit to be keys, or refused with the reason.
//!
//! What was changed is always told. Refuses to know what a name says.

use std::collections::BTreeSet;

use report::{NameChange, RefusedName};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// Windows, macOS and Linux take so many bytes for one name.
const MAX_NAME: usize = 255;

/// Buckets take 1,024 bytes for a key; some are left for what tells equal names apart and for the unit's folder.
const MAX_PATH: usize = 800;

/// A path that is fit to be a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CleanPath {
    /// Folders and name, none of them empty.
    pub(super) segments: Vec<String>,
    /// What was changed.
    pub(super) changes: BTreeSet<NameChange>,
}

/// Makes a path of a source fit to be a key.
///
/// # Errors
/// With the reason why it never can be.
pub(super) fn clean(path: &str) -> Result<CleanPath, RefusedName> {
    let mut changes = BTreeSet::new();
    let is_without_width = |c: char| matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    if path.chars().any(|c| model::id::is_hidden(c) && !is_without_width(c)) {
        return Err(RefusedName::ControlCharacters);
    }
    let mut text = path.to_owned();
    if text.contains('\\') {
        text = text.replace('\\', "/");
        changes.insert(NameChange::Separators);
    }
    if text.contains(is_without_width) {
        text.retain(|c| !is_without_width(c));
        changes.insert(NameChange::Trimmed);
    }
    if !is_nfc(&text) {
        text = text.nfc().collect();
        changes.insert(NameChange::Composed);
    }
    let begins_with_drive = text.as_bytes().get(1) == Some(&b':')
        && text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    if text.starts_with('/') || begins_with_drive {
        return Err(RefusedName::Absolute);
    }
    let mut segments = Vec::new();
    for segment in text.split('/') {
        let trimmed = segment.trim();
        if trimmed.len() != segment.len() || trimmed.is_empty() || trimmed == "." {
            changes.insert(NameChange::Trimmed);
        }
        match trimmed {
            ".." => return Err(RefusedName::ClimbsOut),
            "" | "." => {}
            name if name.len() > MAX_NAME => return Err(RefusedName::TooLong),
            name => segments.push(name.to_owned()),
        }
    }
    if segments.iter().map(|segment| segment.len() + 1).sum::<usize>() > MAX_PATH {
        return Err(RefusedName::TooLong);
    }
    // A local disk keeps names that end in `#1` for files that are being written, and never lists them.
    if let Some(name) = segments.last_mut()
        && let Some((_, number)) = name.split_once('#')
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        *name = name.replace('#', "_");
        changes.insert(NameChange::NumberSign);
    }
    if segments.is_empty() {
        Err(RefusedName::NotText)
    } else {
        Ok(CleanPath { segments, changes })
    }
}

/// The name with this put before its extension.
pub(super) fn with_suffix(name: &str, suffix: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem} [{suffix}].{extension}"),
        _ => format!("{name} [{suffix}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_mended_and_what_was_mended_is_told() {
        use NameChange::{Composed, NumberSign, Separators, Trimmed};
        let check = |path: &str, expect: &str, changes: &[NameChange]| {
            let clean = clean(path).expect(path);
            assert_eq!(clean.segments.join("/"), expect, "{path:?}");
            assert_eq!(clean.changes.into_iter().collect::<Vec<_>>(), changes, "{path:?}");
        };
        check("Sở Y tế/1.3.1/QD 12.pdf", "Sở Y tế/1.3.1/QD 12.pdf", &[]);
        check("So\u{31b}\u{309} Y te\u{302}\u{301}/a.pdf", "Sở Y tế/a.pdf", &[Composed]);
        check("Sở Y tế\\1.3.1\\a.pdf", "Sở Y tế/1.3.1/a.pdf", &[Separators]);
        check("Sở Y tế /./ a.pdf", "Sở Y tế/a.pdf", &[Trimmed]);
        check("\u{feff}a//b", "a/b", &[Trimmed]);
        check("QĐ #12", "QĐ _12", &[NumberSign]);
        check("QĐ #12.pdf", "QĐ #12.pdf", &[]);
    }

    #[test]
    fn what_climbs_deceives_or_is_too_long_is_refused() {
        let check =
            |path: &str, expect: RefusedName| assert_eq!(clean(path), Err(expect), "{path:?}");
        check("../../etc/passwd", RefusedName::ClimbsOut);
        check("a/ .. /b", RefusedName::ClimbsOut);
        check("a\\..\\..\\b", RefusedName::ClimbsOut);
        check("/etc/passwd", RefusedName::Absolute);
        check("C:\\Windows\\a.dll", RefusedName::Absolute);
        check("\\\\may-chu\\chia-se\\a", RefusedName::Absolute);
        check(" ", RefusedName::NotText);
        check("a\nb", RefusedName::ControlCharacters);
        check("bao cao\u{202e}fdp.exe", RefusedName::ControlCharacters);
        check(&"ế".repeat(100), RefusedName::TooLong);
        check(&["a".repeat(200).as_str(); 5].join("/"), RefusedName::TooLong);
    }

    #[test]
    fn what_tells_names_apart_stands_before_the_extension() {
        assert_eq!(with_suffix("QĐ 12.pdf", "1a2b"), "QĐ 12 [1a2b].pdf");
        assert_eq!(with_suffix("QĐ", "1a2b"), "QĐ [1a2b]");
        assert_eq!(with_suffix(".hidden", "1a2b"), ".hidden [1a2b]");
    }
}
