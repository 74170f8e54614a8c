//! Which type of document does a word or a symbol name? The table of types, and the look at the words before a number.
//!
//! The table is `data/doc_types.toml`. Refuses to know numbers and issuers.

use std::{collections::HashMap, sync::LazyLock};

use model::facts::DocType;
use serde::Deserialize;

use crate::prose::{Prose, fold, key};

/// A word before a number that names a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TypeWord {
    /// A type by its name: `Quyết định`.
    Named(DocType),
    /// A type by its abbreviation: `QĐ`.
    Abbreviated(String),
    /// A document of no stated type: `văn bản`.
    Generic,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    generic: Vec<String>,
    #[serde(rename = "type")]
    types: Vec<TypeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeEntry {
    name: String,
    symbols: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
}

struct Table {
    /// Types by symbol in upper case, the default first.
    by_symbol: HashMap<String, Vec<DocType>>,
    /// The proper case of each symbol by its upper case.
    symbols: HashMap<String, String>,
    by_name: HashMap<String, TypeWord>,
    by_folded_name: HashMap<String, TypeWord>,
    longest_name: usize,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let file: TableFile = toml::from_str(include_str!("../data/doc_types.toml"))
        .expect("data/doc_types.toml has the form that its test checks");
    let mut table = Table {
        by_symbol: HashMap::new(),
        symbols: HashMap::new(),
        by_name: HashMap::new(),
        by_folded_name: HashMap::new(),
        longest_name: 0,
    };
    let mut name = |name: &str, word: TypeWord| {
        table.longest_name = table.longest_name.max(name.split(' ').count());
        table.by_folded_name.entry(fold(&key(name))).or_insert_with(|| word.clone());
        table.by_name.entry(key(name)).or_insert(word);
    };
    for generic in &file.generic {
        name(generic, TypeWord::Generic);
    }
    for entry in &file.types {
        for written in [&entry.name].into_iter().chain(&entry.also) {
            name(written, TypeWord::Named(DocType::new(&entry.name)));
        }
    }
    for entry in &file.types {
        for symbol in &entry.symbols {
            name(symbol, TypeWord::Abbreviated(symbol.clone()));
        }
    }
    for entry in file.types {
        for symbol in entry.symbols {
            let upper = symbol.to_uppercase();
            table.symbols.entry(upper.clone()).or_insert(symbol);
            table.by_symbol.entry(upper).or_default().push(DocType::new(&entry.name));
        }
    }
    table
});

/// The types that a symbol may stand for, the usual one first; empty when it is no type's symbol.
///
/// The number of the legislature (`QH15`) counts as its symbol.
pub(crate) fn of_symbol(symbol: &str) -> &'static [DocType] {
    let upper = symbol.to_uppercase();
    let letters = upper.trim_end_matches(|c: char| c.is_ascii_digit());
    TABLE.by_symbol.get(letters).map_or(&[], Vec::as_slice)
}

/// The symbol in its proper case, when it is a type's.
pub(crate) fn known_symbol(symbol: &str) -> Option<&'static str> {
    TABLE.symbols.get(&symbol.to_uppercase()).map(String::as_str)
}

/// All symbols of types.
pub(crate) fn symbols() -> impl Iterator<Item = &'static str> {
    // Only lookup tables are filled from this, whose content does not depend on the order.
    let mut symbols: Vec<_> = TABLE.symbols.values().map(String::as_str).collect();
    symbols.sort_unstable();
    symbols.into_iter()
}

/// The type whose name is exactly this text, whatever its case.
pub(crate) fn named(text: &str) -> Option<DocType> {
    match TABLE.by_name.get(&key(text))? {
        TypeWord::Named(doc_type) => Some(doc_type.clone()),
        TypeWord::Abbreviated(_) | TypeWord::Generic => None,
    }
}

/// The longest type word that ends at `at`, with its start.
pub(crate) fn word_before(prose: &Prose, at: usize) -> Option<(TypeWord, usize)> {
    let mut longest = None;
    let mut name = String::new();
    let mut end = at;
    for _ in 0..TABLE.longest_name {
        let word = prose.word_before(end);
        if word.is_empty() {
            break;
        }
        if !name.is_empty() {
            name.insert(0, ' ');
        }
        name.insert_str(0, prose.lower().get(word.clone())?);
        if let Some(found) = lookup(prose, &name) {
            longest = Some((found.clone(), word.start));
        }
        end = prose.skip_gap_back(word.start);
        if end == word.start {
            break;
        }
    }
    longest
}

/// The longest type name (no abbreviation) that begins at `at`, with its end.
pub(crate) fn name_at(prose: &Prose, at: usize) -> Option<(DocType, usize)> {
    let mut longest = None;
    let mut name = String::new();
    let mut start = at;
    for _ in 0..TABLE.longest_name {
        let word = prose.word_at(start);
        if word.is_empty() {
            break;
        }
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(prose.lower().get(word.clone())?);
        if let Some(TypeWord::Named(doc_type)) = lookup(prose, &name) {
            longest = Some((doc_type.clone(), word.end));
        }
        start = prose.skip_gap(word.end);
        if start == word.end {
            break;
        }
    }
    longest
}

fn lookup(prose: &Prose, name: &str) -> Option<&'static TypeWord> {
    if prose.is_unaccented() { TABLE.by_folded_name.get(name) } else { TABLE.by_name.get(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_name_their_usual_type_first() {
        let check = |symbol: &str, name: Option<&str>| {
            assert_eq!(of_symbol(symbol).first().map(DocType::as_str), name, "{symbol}");
        };
        check("QĐ", Some("quyết định"));
        check("CTr", Some("chương trình"));
        check("CT", Some("chỉ thị"));
        check("TT", Some("thông tư"));
        check("ttr", Some("tờ trình"));
        check("QH15", Some("luật"));
        check("UBTVQH14", Some("nghị quyết"));
        check("UBND", None);
    }

    #[test]
    fn words_before_a_number() {
        let check = |text: &str, expected: Option<TypeWord>| {
            let prose = Prose::new(text);
            assert_eq!(word_before(&prose, text.len()).map(|(word, _)| word), expected, "{text}");
        };
        let named = |name| Some(TypeWord::Named(DocType::new(name)));
        check("theo Quyết\nđịnh", named("quyết định"));
        check("Thông báo kết luận", named("thông báo"));
        check("theo Thông tư liên tịch", named("thông tư liên tịch"));
        check("văn bản", Some(TypeWord::Generic));
        check("theo QĐ", Some(TypeWord::Abbreviated("QĐ".to_owned())));
        check("Quyet dinh", named("quyết định"));
        check("tại", None);
        check("xquyết định", None);
    }
}
