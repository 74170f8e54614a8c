//! The full-text index: which documents of a unit hold these words. It proposes, it never decides.
//!
//! It follows the ledger: its own last commit carries the generation up to which it knows everything, so it can be
//! thrown away and rebuilt, and a crash between two commits loses nothing. Refuses to know: ledger, queue, judgement.

mod error;
mod words;

use std::path::Path;

use model::{DocumentNumber, ErrorKind, ObjectKey, UnitId, dossier::FilePath};
use tantivy::{
    IndexReader, IndexWriter, TantivyDocument, Term,
    collector::DocSetCollector,
    query::{BooleanQuery, Occur, Query, TermQuery},
    schema::{
        Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
        Value as _,
    },
};

pub use error::{Error, Result};

/// The version of what is indexed and how: an index of another version is rebuilt.
const INDEX_VERSION: u32 = 1;

/// Memory of the writer before it writes a segment out.
const WRITER_BYTES: usize = 64 << 20;

/// A document to be found.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where it lies.
    pub file: FilePath,
    /// Its own number.
    pub number: Option<DocumentNumber>,
    /// All its text.
    pub text: String,
}

/// Everything about one object: what was known of it before is replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectEntries {
    /// The object.
    pub key: ObjectKey,
    /// Whose it is.
    pub unit: UnitId,
    /// Its documents; none when the object is gone or was not read.
    pub entries: Vec<Entry>,
}

/// The index of one round, on local disk.
pub struct Index {
    writer: IndexWriter,
    reader: IndexReader,
    fields: Fields,
    generation: u64,
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    object: Field,
    unit: Field,
    file: Field,
    number: Field,
    words: Field,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("generation", &self.generation).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in this folder. One that is missing is begun; one that is damaged or of another version is set
    /// aside and begun anew, so that its generation is 0 and everything is applied again.
    ///
    /// # Errors
    /// `Denied` when the folder cannot be written, `Conflict` when another process writes to it.
    pub fn open(folder: &Path) -> Result<Self> {
        match Self::open_as_is(folder) {
            Err(error) if error.kind() == ErrorKind::Corrupt => {
                set_aside(folder)?;
                Self::open_as_is(folder)
            }
            opened => opened,
        }
    }

    fn open_as_is(folder: &Path) -> Result<Self> {
        let (schema, fields) = schema();
        std::fs::create_dir_all(folder)
            .map_err(Error::io(format!("make the folder `{}`", folder.display())))?;
        let attempted = || format!("open the index in `{}`", folder.display());
        let directory = tantivy::directory::MmapDirectory::open(folder)
            .map_err(|source| Error::caused(ErrorKind::Denied, attempted(), source))?;
        let index =
            tantivy::Index::open_or_create(directory, schema).map_err(Error::index(attempted()))?;
        index.tokenizers().register(words::TOKENIZER, words::analyzer());
        let payload = index.load_metas().map_err(Error::index(attempted()))?.payload;
        let generation = match payload {
            None => 0,
            Some(payload) => {
                committed(&payload).ok_or_else(|| Error::new(ErrorKind::Corrupt, attempted()))?
            }
        };
        let writer =
            index.writer_with_num_threads(1, WRITER_BYTES).map_err(Error::index(attempted()))?;
        let reader = index.reader().map_err(Error::index(attempted()))?;
        Ok(Self { writer, reader, fields, generation })
    }

    /// The generation up to which everything of the ledger is in the index.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Applies changes, which are those after [`Index::generation`] up to and including `generation`.
    ///
    /// # Errors
    /// When the index cannot be written; nothing of the changes is then visible.
    pub fn apply(&mut self, changes: Vec<ObjectEntries>, generation: u64) -> Result<()> {
        let attempted = || format!("bring the index to generation {generation}");
        let fields = self.fields;
        for ObjectEntries { key, unit, entries } in changes {
            self.writer.delete_term(Term::from_field_text(fields.object, key.as_str()));
            for entry in entries {
                let mut document = TantivyDocument::default();
                document.add_text(fields.object, key.as_str());
                document.add_text(fields.unit, unit.as_str());
                document.add_text(fields.file, entry.file.to_string());
                if let Some(number) = &entry.number {
                    document.add_text(fields.number, number.key());
                }
                document.add_text(fields.words, entry.text);
                self.writer.add_document(document).map_err(Error::index(attempted()))?;
            }
        }
        let mut commit = self.writer.prepare_commit().map_err(Error::index(attempted()))?;
        commit.set_payload(&format!("{INDEX_VERSION}:{generation}"));
        commit.commit().map_err(Error::index(attempted()))?;
        self.reader.reload().map_err(Error::index(attempted()))?;
        self.generation = generation;
        Ok(())
    }

    /// All documents of a unit that hold every word of `text`, whatever their diacritics and case, ordered by path.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn with_all_words(&self, unit: &UnitId, text: &str) -> Result<Vec<FilePath>> {
        let words = words::of(text);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let terms = words.iter().map(|word| Term::from_field_text(self.fields.words, word));
        self.files_of(unit, terms)
    }

    /// All documents of a unit that bear this number, ordered by path.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn numbered(&self, unit: &UnitId, number: &DocumentNumber) -> Result<Vec<FilePath>> {
        self.files_of(unit, [Term::from_field_text(self.fields.number, number.key())].into_iter())
    }

    fn files_of(&self, unit: &UnitId, terms: impl Iterator<Item = Term>) -> Result<Vec<FilePath>> {
        let attempted = || format!("search the documents of `{unit}`");
        let clauses = std::iter::once(Term::from_field_text(self.fields.unit, unit.as_str()))
            .chain(terms)
            .map(|term| {
                (
                    Occur::Must,
                    Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>,
                )
            })
            .collect();
        let searcher = self.reader.searcher();
        let found = searcher
            .search(&BooleanQuery::new(clauses), &DocSetCollector)
            .map_err(Error::index(attempted()))?;
        let mut files = found
            .into_iter()
            .map(|address| {
                let document: TantivyDocument =
                    searcher.doc(address).map_err(Error::index(attempted()))?;
                let file = document
                    .get_first(self.fields.file)
                    .and_then(|value| value.as_str())
                    .unwrap_or_default();
                FilePath::try_from(file.to_owned())
                    .map_err(|source| Error::caused(ErrorKind::Corrupt, attempted(), source))
            })
            .collect::<Result<Vec<_>>>()?;
        files.sort();
        Ok(files)
    }
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer(words::TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let fields = Fields {
        object: schema.add_text_field("object", STRING),
        unit: schema.add_text_field("unit", STRING),
        file: schema.add_text_field("file", STRING | STORED),
        number: schema.add_text_field("number", STRING),
        words: schema.add_text_field("words", TextOptions::default().set_indexing_options(words)),
    };
    (schema.build(), fields)
}

/// The generation in a commit's payload; `None` when this version did not write it.
fn committed(payload: &str) -> Option<u64> {
    let (version, generation) = payload.split_once(':')?;
    (version.parse() == Ok(INDEX_VERSION)).then(|| generation.parse().ok())?
}

/// Moves a folder out of the way, keeping what is in it for whoever wants to know what happened.
fn set_aside(folder: &Path) -> Result<()> {
    let aside = folder.with_extension("damaged");
    if std::fs::exists(&aside).map_err(Error::io(format!("look at `{}`", aside.display())))? {
        std::fs::remove_dir_all(&aside)
            .map_err(Error::io(format!("remove `{}`", aside.display())))?;
    }
    std::fs::rename(folder, &aside).map_err(Error::io(format!("set aside `{}`", folder.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> UnitId {
        UnitId::new(text).expect("valid")
    }

    fn object(unit_id: &str, key: &str, texts: &[&str]) -> ObjectEntries {
        let key = ObjectKey::new(key).expect("valid");
        let entries = texts
            .iter()
            .enumerate()
            .map(|(position, text)| Entry {
                file: FilePath::inside(
                    key.clone(),
                    &if position == 0 { String::new() } else { position.to_string() },
                ),
                number: DocumentNumber::parse("2429/QĐ-UBND")
                    .ok()
                    .filter(|_| text.contains("2429")),
                text: (*text).to_owned(),
            })
            .collect();
        ObjectEntries { key, unit: unit(unit_id), entries }
    }

    fn found(index: &Index, unit_id: &str, words: &str) -> Vec<String> {
        index
            .with_all_words(&unit(unit_id), words)
            .expect("searched")
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn words_are_found_with_and_without_diacritics_in_the_unit_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut index = Index::open(&folder.path().join("index")).expect("begun");
        let changes = vec![
            object("a", "a/1.pdf", &["Kế hoạch cải cách hành chính năm 2025", "Phụ lục"]),
            object("b", "b/1.pdf", &["Kế hoạch cải cách hành chính"]),
        ];
        index.apply(changes, 7).expect("applied");
        for words in ["kế hoạch cải cách", "KE HOACH cai cach", "ke\u{302}\u{301} hoa\u{323}ch"]
        {
            assert_eq!(found(&index, "a", words), ["a/1.pdf"], "{words}");
        }
        assert_eq!(found(&index, "a", "phu luc"), ["a/1.pdf!/1"]);
        assert!(found(&index, "a", "kế hoạch kiểm tra").is_empty());
        assert!(found(&index, "a", "…").is_empty());
    }

    #[test]
    fn a_number_is_one_term() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut index = Index::open(&folder.path().join("index")).expect("begun");
        index
            .apply(vec![object("a", "a/1", &["Số 2429"]), object("a", "a/2", &["số khác"])], 1)
            .expect("applied");
        let number = DocumentNumber::parse("2429 / QÐ–UBND").expect("a number");
        assert_eq!(index.numbered(&unit("a"), &number).expect("searched").len(), 1);
    }

    #[test]
    fn the_generation_survives_and_a_change_replaces_the_whole_object() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("index");
        {
            let mut index = Index::open(&path).expect("begun");
            index.apply(vec![object("a", "a/1.zip", &["một", "hai"])], 3).expect("applied");
        }
        let mut index = Index::open(&path).expect("opened");
        assert_eq!(index.generation(), 3);
        index.apply(vec![object("a", "a/1.zip", &["ba"])], 4).expect("applied");
        assert!(found(&index, "a", "hai").is_empty());
        assert_eq!(found(&index, "a", "ba"), ["a/1.zip"]);
    }

    #[test]
    fn a_damaged_index_is_set_aside_and_begun_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("index");
        {
            let mut index = Index::open(&path).expect("begun");
            index.apply(vec![object("a", "a/1", &["một"])], 3).expect("applied");
        }
        std::fs::write(path.join("meta.json"), "{").expect("damaged");
        let index = Index::open(&path).expect("begun anew");
        assert_eq!(index.generation(), 0);
        assert!(std::fs::read_dir(folder.path().join("index.damaged")).is_ok());
    }
}
