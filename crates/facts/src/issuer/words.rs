//! Which words are names of bodies made of? `data/body_words.toml`, ready to be matched against prose.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use serde::Deserialize;

use super::table;
use crate::prose::{Prose, fold, is_dash, key};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    heads: Vec<String>,
    certain: Vec<String>,
    fields: Vec<String>,
    areas: Vec<String>,
    symbols: Vec<String>,
}

/// Phrases by their first word, the longest first.
#[derive(Default)]
pub(super) struct Phrases {
    by_first: HashMap<String, Vec<Phrase>>,
}

/// A phrase in its proper case, cut into words, commas and dashes.
struct Phrase {
    written: String,
    pieces: Vec<String>,
}

pub(super) struct Words {
    /// What a name begins with.
    pub(super) heads: Phrases,
    /// Heads that begin a name even in text without capitals.
    pub(super) certain: Phrases,
    /// Fields of work, and whole names of bodies.
    pub(super) fields: Phrases,
    /// Kinds of area.
    pub(super) areas: Phrases,
    /// Names of provinces.
    pub(super) provinces: Phrases,
    symbols: Vec<String>,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: WordsFile = toml::from_str(include_str!("../../data/body_words.toml"))
        .expect("data/body_words.toml has the form that its test checks");
    let whole_names = table::names().map(str::to_owned);
    let mut symbols = file.symbols;
    symbols.extend(table::symbols().map(str::to_owned));
    Words {
        heads: Phrases::new(file.heads.into_iter().chain(whole_names.clone())),
        certain: Phrases::new(file.certain.into_iter().chain(whole_names)),
        fields: Phrases::new(file.fields),
        areas: Phrases::new(file.areas),
        provinces: Phrases::new(table::provinces().map(str::to_owned)),
        symbols,
    }
});

/// The abbreviations of bodies and units that stand in document numbers.
pub(crate) fn symbols() -> impl Iterator<Item = &'static str> {
    WORDS.symbols.iter().map(String::as_str)
}

impl Phrases {
    fn new(phrases: impl IntoIterator<Item = String>) -> Self {
        let mut by_first: HashMap<String, Vec<Phrase>> = HashMap::new();
        for written in phrases {
            let pieces: Vec<String> =
                key(&written.replace(',', " ,")).split(' ').map(str::to_owned).collect();
            // Text without diacritics finds the same phrases by their folded first word.
            for first in BTreeSet::from([pieces[0].clone(), fold(&pieces[0])]) {
                let alike = by_first.entry(first).or_default();
                let position = alike.partition_point(|phrase| phrase.pieces.len() > pieces.len());
                let phrase = Phrase { written: written.clone(), pieces: pieces.clone() };
                alike.insert(position, phrase);
            }
        }
        Self { by_first }
    }

    /// The longest phrase that stands at `at`: its proper form and its end.
    pub(super) fn longest_at(&self, prose: &Prose, at: usize) -> Option<(&str, usize)> {
        let first = prose.lower().get(prose.word_at(at))?;
        let phrases = self.by_first.get(first)?;
        phrases.iter().find_map(|phrase| {
            let end = phrase.match_at(prose, at)?;
            Some((phrase.written.as_str(), end))
        })
    }
}

impl Phrase {
    fn match_at(&self, prose: &Prose, at: usize) -> Option<usize> {
        let mut position = at;
        let mut is_damaged = false;
        for (index, piece) in self.pieces.iter().enumerate() {
            let start = if index == 0 { position } else { prose.skip_gap(position) };
            position = match piece.as_str() {
                "," => (prose.char_at(start) == Some(',')).then_some(start + 1)?,
                "-" => start + prose.char_at(start).filter(|c| is_dash(*c)).map(char::len_utf8)?,
                word => prose.phrase_at(start, word).or_else(|| {
                    // A scanner loses marks; one damaged word among others that fit is the same phrase.
                    let may_be_damaged = index > 0 && !is_damaged && word.len() > 2;
                    is_damaged = true;
                    prose.word_like_at(start, word).filter(|_| may_be_damaged)
                })?,
            };
        }
        Some(position)
    }
}
