//! Is a folder named for a criterion? By its code, behind a word for it or not (`TC 1.3.1 - Kiểm tra`), or by its name.

use std::collections::BTreeMap;

use model::{CriterionCode, criteria::CriteriaSet};

/// Words that stand before a code, folded.
const WORDS: [&str; 9] =
    ["", "tc", "tctp", "tieu chi", "tieu chi thanh phan", "muc", "noi dung", "nd", "ma"];

/// Codes do not have larger numbers than this; years and amounts do.
const MAX_NUMBER: u16 = 99;

/// The criteria of a set, by the names that folders bear.
pub(super) struct CriterionFolders<'l> {
    set: &'l CriteriaSet,
    /// By folded name; none for a name that several have.
    by_name: BTreeMap<String, Option<CriterionCode>>,
}

/// What a folder's name says of a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Folder {
    /// It is that of a criterion.
    Of {
        /// Which.
        code: CriterionCode,
        /// The folder's name with the code in front, where everybody else looks for it.
        name: String,
    },
    /// It has a code that is none of the set's.
    Unknown,
}

impl<'l> CriterionFolders<'l> {
    pub(super) fn of(set: &'l CriteriaSet) -> Self {
        let criteria = set.areas().iter().flat_map(|area| &area.criteria);
        let of_criteria = criteria.map(|criterion| (criterion.code(), criterion.name()));
        let of_leaves = set.leaves().map(|leaf| (&leaf.code, leaf.name.as_str()));
        let mut by_name: BTreeMap<String, Option<CriterionCode>> = BTreeMap::new();
        for (code, name) in of_criteria.chain(of_leaves) {
            let known =
                by_name.entry(index::folded_line(name)).or_insert_with(|| Some(code.clone()));
            if known.as_ref() != Some(code) {
                *known = None;
            }
        }
        Self { set, by_name }
    }

    /// What a folder's name says; a lone number is an ordinal, not a code.
    pub(super) fn look_at(&self, folder: &str) -> Option<Folder> {
        if let Some((code, rest)) = leading_code(folder) {
            if self.set.contains(&code) {
                let name = format!("{code}{rest}");
                return Some(Folder::Of { code, name });
            }
            return Some(Folder::Unknown);
        }
        let code = self.by_name.get(&index::folded_line(folder))?.clone()?;
        Some(Folder::Of { name: format!("{code} {folder}"), code })
    }
}

/// The code at the beginning of a folder's name, and what follows it.
fn leading_code(folder: &str) -> Option<(CriterionCode, &str)> {
    let (word, from_code) = folder.split_at(folder.find(|c: char| c.is_ascii_digit())?);
    if !WORDS.contains(&index::folded_line(word).as_str()) {
        return None;
    }
    let end = from_code.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (digits, rest) = from_code.split_at(end.unwrap_or(from_code.len()));
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let numbers = digits.trim_end_matches('.');
    let is_small = |number: &str| number.parse::<u16>().is_ok_and(|number| number <= MAX_NUMBER);
    if !numbers.split('.').all(is_small) {
        return None;
    }
    let code = CriterionCode::new(numbers).ok().filter(|code| code.depth() > 1)?;
    Some((code, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_ordinals_dates_and_amounts() {
        let check = |folder: &str, expect: Option<(&str, &str)>| {
            let found = leading_code(folder).map(|(code, rest)| (code.to_string(), rest));
            let found = found.as_ref().map(|(code, rest)| (code.as_str(), *rest));
            assert_eq!(found, expect, "{folder}");
        };
        check("1.3.1", Some(("1.3.1", "")));
        check("1.3.1.", Some(("1.3.1", "")));
        check("1.3.1. Kiểm tra", Some(("1.3.1", " Kiểm tra")));
        check("TC 1.3.1 - Kiểm tra", Some(("1.3.1", " - Kiểm tra")));
        check("Tiêu chí thành phần 1.3.1", Some(("1.3.1", "")));
        check("TIEU_CHI 2.1_bao cao", Some(("2.1", "_bao cao")));
        check("1. Kế hoạch", None);
        check("12.2025", None);
        check("01.02", None);
        check("1.3.1a", None);
        check("Quý 1.3", None);
        check("Kế hoạch", None);
    }
}
