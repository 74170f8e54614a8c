//! Which words follow which in the texts of the index, and how often? A sample of its documents says.
//!
//! The sample is drawn by the documents' paths, so that it is the same wherever they happen to lie in the index.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use tantivy::{
    DocAddress, DocSet as _, Searcher, TERMINATED, TantivyDocument,
    schema::{Field, IndexRecordOption, Value as _},
};

use crate::{
    schema::Fields,
    words::{self, Shape},
};

/// About how many documents are read.
const SAMPLE: u64 = 1_000;

/// How much of each is read, in bytes.
const BEGINNING: usize = 4_000;

/// Which words follow which in a sample of texts, with their diacritics.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    ids: HashMap<String, u32>,
    /// For each word the words that follow it, sorted, with how often they do.
    followed_by: Vec<Vec<(u32, u32)>>,
}

impl Neighbours {
    /// Reads a sample of the documents.
    pub(super) fn sampled(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let mut neighbours = Self::default();
        let mut pairs = Vec::new();
        for address in sample(searcher, fields.file)? {
            let document: TantivyDocument = searcher.doc(address)?;
            if let Some(text) = document.get_first(fields.text).and_then(|value| value.as_str()) {
                let beginning = &text[..text.floor_char_boundary(BEGINNING)];
                neighbours.read(beginning, &mut pairs);
            }
        }
        neighbours.count(pairs);
        Ok(neighbours)
    }

    /// Of these texts alone.
    #[cfg(test)]
    pub(super) fn of_texts<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut neighbours = Self::default();
        let mut pairs = Vec::new();
        texts.for_each(|text| neighbours.read(text, &mut pairs));
        neighbours.count(pairs);
        neighbours
    }

    /// The number of a word, where the sample has it.
    pub(super) fn id(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// How often the second word follows the first.
    pub(super) fn often(&self, first: u32, second: u32) -> u32 {
        let after = self.followed_by.get(first as usize).map_or(&[][..], Vec::as_slice);
        after.binary_search_by_key(&second, |(word, _)| *word).map_or(0, |nth| after[nth].1)
    }

    /// Adds the pairs of a text, in their order.
    fn read(&mut self, text: &str, pairs: &mut Vec<(u32, u32)>) {
        let mut before = None;
        let mut word = String::new();
        for range in words::ranges(text) {
            word.clear();
            words::write(&text[range], Shape::Accented, &mut word);
            let id = match self.ids.get(&word) {
                Some(id) => *id,
                None => {
                    let id = u32::try_from(self.ids.len()).expect("a sample has few words");
                    self.ids.insert(word.clone(), id);
                    id
                }
            };
            pairs.extend(before.map(|before| (before, id)));
            before = Some(id);
        }
    }

    fn count(&mut self, mut pairs: Vec<(u32, u32)>) {
        pairs.sort_unstable();
        self.followed_by = vec![Vec::new(); self.ids.len()];
        for same in pairs.chunk_by(|a, b| a == b) {
            if let [(first, second), ..] = same {
                let often = u32::try_from(same.len()).expect("a sample has few words");
                self.followed_by[*first as usize].push((*second, often));
            }
        }
    }
}

/// Documents that their paths choose, about [`SAMPLE`] of them, in the order in which they lie in the index.
fn sample(searcher: &Searcher, file: Field) -> tantivy::Result<Vec<DocAddress>> {
    let one_in = (searcher.num_docs() / SAMPLE).max(1);
    let mut sample = Vec::new();
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let paths = segment.inverted_index(file)?;
        let mut terms = paths.terms().stream()?;
        while terms.advance() {
            let mut hasher = DefaultHasher::new();
            terms.key().hash(&mut hasher);
            if !hasher.finish().is_multiple_of(one_in) {
                continue;
            }
            let option = IndexRecordOption::Basic;
            let mut bearing = paths.read_postings_from_terminfo(terms.value(), option)?;
            while bearing.doc() != TERMINATED {
                if !segment.is_deleted(bearing.doc()) {
                    sample.push(DocAddress::new(ordinal, bearing.doc()));
                }
                bearing.advance();
            }
        }
    }
    sample.sort_unstable();
    Ok(sample)
}
