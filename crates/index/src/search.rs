//! What does the index answer? Numbers first, then texts; listings ordered by path, rankings by score.
//!
//! An answer is about what the index holds: whether something unread could hold more is told by [`Search::unread`], and
//! how far the index is behind by its generation.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::OnceLock,
};

use model::{
    CriterionCode, DocumentNumber, ErrorKind, UnitId,
    dossier::FilePath,
    query::{Matched, NumberRole, Occur, Query, Sought, SoughtNumber},
    reading::ReadState,
};
use tantivy::{
    DocAddress, IndexReader, Order, ReloadPolicy, Searcher, TantivyDocument,
    collector::{Count, DocSetCollector, TopDocs},
    query::{AllQuery, BooleanQuery, Query as IndexQuery},
    schema::Value as _,
};

use crate::{
    card::Card,
    error::{Error, Result},
    folder::{Build, Folder},
    open_as_is,
    passage::{self, Passage},
    register_tokenizers,
    schema::{FILE, Fields, read_term},
    words::Shape,
};

mod expanded;
mod filter;
mod meant;
mod neighbours;
mod numbered;
mod phrase;
mod proposal;
mod ranked;
mod scope;
mod suggest;
mod variant;

pub use suggest::Suggestion;

use neighbours::Neighbours;
use scope::Scope;

/// The files that the last judgements on each criterion rest on: part of what a filter by criterion means.
pub type JudgedFiles = BTreeMap<CriterionCode, BTreeSet<FilePath>>;

/// The index as those who search have it: a state that stays until it is refreshed.
pub struct Search {
    reader: IndexReader,
    fields: Fields,
    folder: Folder,
    build: Build,
    generation: u64,
    /// Read when words without diacritics are first asked for.
    neighbours: OnceLock<Neighbours>,
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The documents, best first.
    pub hits: Vec<Hit>,
    /// How many documents meet the query, where it says what they must meet; a ranking has no such number.
    pub total: Option<u64>,
    /// Words that no document holds, with words that documents do hold.
    pub suggestions: Vec<Suggestion>,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The document.
    pub card: Card,
    /// Why it was found.
    pub matched: Matched,
    /// Where in its text, best first; none where it was found by what it is.
    pub passages: Vec<Passage>,
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search").field("generation", &self.generation).finish_non_exhaustive()
    }
}

impl Search {
    /// Opens the index in this folder for searching only, beside whoever writes to it.
    ///
    /// # Errors
    /// `NotFound` when there is none that this version can search, `Corrupt` when it is damaged.
    pub fn open(folder: &Path) -> Result<Self> {
        let attempted = || format!("open the index in `{}` for searching", folder.display());
        let none = || Error::new(ErrorKind::NotFound, attempted());
        let folder = Folder::new(folder);
        let build = folder.current()?.ok_or_else(none)?;
        let (index, fields, commit) = open_as_is(&folder, build)?.ok_or_else(none)?;
        Self::of(index, fields, folder, build, commit.generation)
    }

    pub(crate) fn of(
        index: tantivy::Index,
        fields: Fields,
        folder: Folder,
        build: Build,
        generation: u64,
    ) -> Result<Self> {
        register_tokenizers(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(Error::index("open the segments of the index"))?;
        Ok(Self { reader, fields, folder, build, generation, neighbours: OnceLock::new() })
    }

    /// Takes up what was committed or published since; what is being searched is not disturbed.
    ///
    /// # Errors
    /// As [`Search::open`]; the state before then stays.
    pub fn refresh(&mut self) -> Result<()> {
        let none = || Error::new(ErrorKind::NotFound, "find the current build of the index");
        let build = self.folder.current()?.ok_or_else(none)?;
        let (index, fields, commit) = open_as_is(&self.folder, build)?.ok_or_else(none)?;
        if build == self.build {
            // The generation was read before the segments, so that it never promises too much.
            return self.reload(commit.generation);
        }
        *self = Self::of(index, fields, self.folder.clone(), build, commit.generation)?;
        Ok(())
    }

    pub(crate) fn reload(&mut self, generation: u64) -> Result<()> {
        self.reader.reload().map_err(Error::index("open the new segments of the index"))?;
        self.generation = generation;
        self.neighbours = OnceLock::new();
        Ok(())
    }

    /// Which words follow which in what is searched.
    fn neighbours(&self, searcher: &Searcher) -> tantivy::Result<&Neighbours> {
        if let Some(known) = self.neighbours.get() {
            return Ok(known);
        }
        // Whoever asks at the same time reads the same sample.
        let sampled = Neighbours::sampled(searcher, &self.fields)?;
        Ok(self.neighbours.get_or_init(|| sampled))
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    pub(crate) fn segment_ids(&self) -> tantivy::Result<Vec<tantivy::index::SegmentId>> {
        self.reader.searcher().index().searchable_segment_ids()
    }

    /// The generation up to which everything of the ledger is in what is searched.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// How many documents the index holds, files inside files included.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// How many of the documents that the query's filters admit were not read, or not in full: while there are any,
    /// "not found" does not mean "not there".
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn unread(&self, query: Option<&Query>, judged: &JudgedFiles) -> Result<u64> {
        let units = query.map(|query| filter::by_unit(&self.fields, query)).unwrap_or_default();
        let files = query
            .map(|query| filter::by_criterion(&self.fields, query, judged))
            .unwrap_or_default();
        let unread = filter::any_of(
            ReadState::UNREAD.map(|state| filter::term(self.fields.read, read_term(state))),
        );
        let clauses = units.into_iter().chain(files).chain([unread]).collect();
        self.count(&BooleanQuery::intersection(clauses))
    }

    /// The name of the texts and cards in [`Search::bytes_by_field`].
    pub const STORED: &str = "stored";

    /// The space that each field takes on disk, for measurements: name and bytes.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn bytes_by_field(&self) -> Result<BTreeMap<String, u64>> {
        let searcher = self.reader.searcher();
        let mut bytes = BTreeMap::new();
        let usage = searcher.space_usage().map_err(Error::io("measure the index"))?;
        for segment in usage.segments() {
            let parts = [
                segment.termdict(),
                segment.postings(),
                segment.positions(),
                segment.fast_fields(),
                segment.fieldnorms(),
            ];
            for field in parts.into_iter().flat_map(|part| part.fields()) {
                let name = field.field_name().to_owned();
                *bytes.entry(name).or_default() += field.total().get_bytes();
            }
            *bytes.entry(Self::STORED.to_owned()).or_default() +=
                segment.store().total().get_bytes();
        }
        Ok(bytes)
    }

    /// All documents that meet a query, ordered by path. Words without a sign rank only, so they admit everything.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn matching(&self, query: &Query, judged: &JudgedFiles) -> Result<Vec<FilePath>> {
        let searcher = self.reader.searcher();
        let admitted = filter::admitted(&self.fields, query, judged);
        let found = searcher
            .search(&*admitted, &DocSetCollector)
            .map_err(Error::index("search the index"))?;
        let mut files = found
            .into_iter()
            .map(|address| Ok(self.card(&searcher, address)?.file))
            .collect::<Result<Vec<_>>>()?;
        files.sort();
        Ok(files)
    }

    /// The best documents for a query, at most `limit`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn find(&self, query: &Query, judged: &JudgedFiles, limit: usize) -> Result<Found> {
        let searcher = self.reader.searcher();
        let scope_of = |condition: &dyn IndexQuery| {
            Scope::of(&searcher, condition).map_err(Error::index("go through what is admitted"))
        };
        let admitted = filter::admitted(&self.fields, query, judged);
        let mut hits = Vec::new();
        let mut is_number_only = false;
        // Where the whole text is one number typed with spaces, what looks like a number in it is a piece of it.
        if let Some(whole) = numbered::whole(query) {
            hits = self.numbered(&searcher, &whole, &*admitted, limit)?;
        }
        if hits.is_empty() {
            for sought in numbered::named(query) {
                is_number_only |= sought.role != NumberRole::OwnOrCited;
                hits.extend(self.numbered(&searcher, sought, &*admitted, limit)?);
            }
        }
        let is_found_by_number = !hits.is_empty();
        let mut total = None;
        if !is_number_only {
            let scope = scope_of(&*admitted)?;
            let says_what_must_be = query.clauses().iter().any(|clause| {
                clause.occur == Occur::Required
                    || matches!(clause.sought, Sought::Filter(_) | Sought::Phrase(_))
            });
            total = says_what_must_be.then(|| scope.len(&searcher));
            let terms = ranked::Terms::of(query, is_found_by_number);
            if !terms.is_empty() {
                let number = query.as_plain().filter(|text| DocumentNumber::parse(text).is_ok());
                let scope = match number {
                    // Of a number that nobody bears, the whole must stand in the text, not a part of it.
                    Some(number) => {
                        &scope_of(&*filter::phrase(&self.fields, number, Shape::Folded))?
                    }
                    None => &scope,
                };
                hits.extend(self.ranked(&searcher, &terms, scope, limit)?);
            } else if hits.is_empty() && query.filters().next().is_some() {
                hits.extend(self.listed(&searcher, query, &*admitted, limit)?);
            }
        }
        let mut seen = BTreeSet::new();
        hits.retain(|hit| seen.insert(hit.card.file.clone()));
        hits.truncate(limit);
        let suggestions =
            if is_found_by_number { Vec::new() } else { self.suggestions(&searcher, query)? };
        Ok(Found { hits, total, suggestions })
    }

    /// The documents that bear this number themselves, in an exact or else a tolerant form, ordered by path within
    /// each; and how many cite it exactly.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn by_number(&self, number: &str, limit: usize) -> Result<(Vec<Hit>, u64)> {
        let searcher = self.reader.searcher();
        let sought =
            SoughtNumber { text: number.to_owned(), role: NumberRole::Own, tolerant: false };
        let own = self.numbered(&searcher, &sought, &AllQuery, limit)?;
        let cited = self.count(&numbered::cites(&self.fields, number))?;
        Ok((own, cited))
    }

    fn listed(
        &self,
        searcher: &Searcher,
        query: &Query,
        admitted: &dyn IndexQuery,
        limit: usize,
    ) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        for address in self.first_by_path(searcher, admitted, limit)? {
            let (card, text) = self.shown(searcher, address)?;
            let figures = filter::figures(query, &card);
            let passages =
                figures.into_iter().map(|at| passage::around(&text, &card, at)).collect();
            hits.push(Hit { card, matched: Matched::Listed, passages });
        }
        Ok(hits)
    }

    fn first_by_path(
        &self,
        searcher: &Searcher,
        query: &dyn IndexQuery,
        limit: usize,
    ) -> Result<Vec<DocAddress>> {
        let collector =
            TopDocs::with_limit(limit.max(1)).order_by_string_fast_field(FILE, Order::Asc);
        let found =
            searcher.search(query, &collector).map_err(Error::index("list what was found"))?;
        Ok(found.into_iter().map(|(_, address)| address).collect())
    }

    fn count(&self, query: &dyn IndexQuery) -> Result<u64> {
        let counted = self.reader.searcher().search(query, &Count);
        Ok(counted.map_err(Error::index("count what was found"))? as u64)
    }

    fn card(&self, searcher: &Searcher, address: DocAddress) -> Result<Card> {
        Ok(self.shown(searcher, address)?.0)
    }

    /// The card and the text of a document.
    fn shown(&self, searcher: &Searcher, address: DocAddress) -> Result<(Card, String)> {
        let attempted = || "read a document of the index".to_owned();
        let corrupt = || Error::new(ErrorKind::Corrupt, attempted());
        let document: TantivyDocument = searcher.doc(address).map_err(Error::index(attempted()))?;
        let stored = |field| document.get_first(field).and_then(|value| value.as_str());
        let card = serde_json::from_str(stored(self.fields.card).ok_or_else(corrupt)?)
            .map_err(|source| Error::caused(ErrorKind::Corrupt, attempted(), source))?;
        let text = stored(self.fields.text).ok_or_else(corrupt)?.to_owned();
        Ok((card, text))
    }
}

/// Whether a query asks for the documents of one unit only.
#[must_use]
pub(crate) fn unit_of(query: &Query) -> Vec<UnitId> {
    query
        .filters()
        .filter_map(|(occur, filter)| match filter {
            model::query::Filter::Unit(unit) if occur != Occur::Excluded => {
                UnitId::new(unit.as_str()).ok()
            }
            _ => None,
        })
        .collect()
}
