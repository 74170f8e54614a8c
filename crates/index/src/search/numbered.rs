//! Which documents bear a number? Their own exactly, then those that cite it, then the tolerant forms, then parts.

use model::{
    DocumentNumber,
    query::{Matched, NumberRole, Occur, Query, Sought, SoughtNumber, Tolerance},
};
use tantivy::{
    Searcher, Term,
    query::{BooleanQuery, FuzzyTermQuery, Query as IndexQuery},
};

use super::{Hit, Search, filter};
use crate::{
    card::Card,
    error::Result,
    number::{self, tolerances},
    passage,
    schema::Fields,
    words::{self, Shape},
};

/// The most words of a text that may be a number typed with spaces: "24 29 / QĐ – UBND – TH".
const MOST_WORDS: usize = 7;

/// The numbers that a query names.
pub(super) fn named(query: &Query) -> impl Iterator<Item = &SoughtNumber> {
    query.clauses().iter().filter_map(|clause| match &clause.sought {
        Sought::Number(number) if clause.occur == Occur::Wanted => Some(number),
        _ => None,
    })
}

/// The whole text of a query as a number, where it may be one.
pub(super) fn whole(query: &Query) -> Option<SoughtNumber> {
    let text = query.as_plain()?;
    let words = words::ranges(text).count();
    let is_tolerant = named(query).any(|number| number.tolerant);
    let may_be_number = (1..=MOST_WORDS).contains(&words)
        && text.contains(|c: char| c.is_ascii_digit())
        && !is_tolerant;
    let (text, role) = (text.to_owned(), NumberRole::OwnOrCited);
    may_be_number.then_some(SoughtNumber { text, role, tolerant: false })
}

/// Documents that cite exactly this number.
pub(super) fn cites(fields: &Fields, number: &str) -> BooleanQuery {
    let key = DocumentNumber::key_of_text(number);
    BooleanQuery::intersection(vec![filter::term(fields.cited, &key)])
}

/// Documents that bear or cite exactly this number.
pub(super) fn bears(fields: &Fields, number: &str) -> Box<dyn IndexQuery> {
    let key = DocumentNumber::key_of_text(number);
    filter::any_of([filter::term(fields.number, &key), filter::term(fields.cited, &key)])
}

impl Search {
    /// The documents that bear a number, at most `limit` in each way of bearing it.
    pub(super) fn numbered(
        &self,
        searcher: &Searcher,
        sought: &SoughtNumber,
        admitted: &dyn IndexQuery,
        limit: usize,
    ) -> Result<Vec<Hit>> {
        let fields = &self.fields;
        let key = DocumentNumber::key_of_text(&sought.text);
        let within = |condition: Box<dyn IndexQuery>| {
            BooleanQuery::intersection(vec![condition, admitted.box_clone()])
        };
        let as_own = sought.role != NumberRole::Cited;
        let as_cited = sought.role != NumberRole::Own;
        let mut hits = Vec::new();
        if as_own {
            let own = within(filter::term(fields.number, &key));
            for address in self.first_by_path(searcher, &own, limit)? {
                let (card, text) = self.shown(searcher, address)?;
                let passages = own_line(&card, &text);
                hits.push(Hit { card, matched: Matched::OwnNumber(Vec::new()), passages });
            }
        }
        let has_exact_own = !hits.is_empty();
        if as_cited {
            let citing = within(filter::term(fields.cited, &key));
            for address in self.first_by_path(searcher, &citing, limit)? {
                let (card, text) = self.shown(searcher, address)?;
                let passages = citing_lines(&card, &text, |cited| cited.key() == key);
                hits.push(Hit { card, matched: Matched::CitedNumber(Vec::new()), passages });
            }
        }
        let has_exact = !hits.is_empty();
        if sought.tolerant || !(has_exact_own || !as_own && has_exact) {
            hits.extend(self.alike(searcher, sought, &within, limit)?);
        }
        if hits.is_empty()
            && as_own
            && let Some(parts) = with_parts(fields, &sought.text)
        {
            for address in self.first_by_path(searcher, &within(parts), limit)? {
                let (card, text) = self.shown(searcher, address)?;
                let passages = own_line(&card, &text);
                hits.push(Hit { card, matched: Matched::NumberPart, passages });
            }
        }
        Ok(hits)
    }

    /// Documents that bear or cite the number in a tolerant form, the slightest difference first.
    fn alike(
        &self,
        searcher: &Searcher,
        sought: &SoughtNumber,
        within: &dyn Fn(Box<dyn IndexQuery>) -> BooleanQuery,
        limit: usize,
    ) -> Result<Vec<Hit>> {
        let forms = [number::loose(&sought.text), number::seen(&sought.text)];
        // A few signs alone are alike too much.
        if forms[0].chars().count() < 4 {
            return Ok(Vec::new());
        }
        let alike =
            |field| within(filter::any_of(forms.each_ref().map(|form| filter::term(field, form))));
        let mut hits: Vec<(Vec<Tolerance>, Hit)> = Vec::new();
        if sought.role != NumberRole::Cited {
            for address in self.first_by_path(searcher, &alike(self.fields.number_like), limit)? {
                let (card, text) = self.shown(searcher, address)?;
                let differs = card.number.as_ref().and_then(|own| tolerances(&sought.text, own));
                let Some(differs) = differs.filter(|differs| !differs.is_empty()) else { continue };
                let passages = own_line(&card, &text);
                let matched = Matched::OwnNumber(differs.clone());
                hits.push((differs, Hit { card, matched, passages }));
            }
            hits.sort_by(|(a, _), (b, _)| (a.len(), a).cmp(&(b.len(), b)));
        }
        let mut citing: Vec<(Vec<Tolerance>, Hit)> = Vec::new();
        if sought.role != NumberRole::Own {
            for address in self.first_by_path(searcher, &alike(self.fields.cited_like), limit)? {
                let (card, text) = self.shown(searcher, address)?;
                let slightest = card
                    .cited
                    .iter()
                    .filter_map(|cited| DocumentNumber::parse(&cited.number).ok())
                    .filter_map(|cited| tolerances(&sought.text, &cited))
                    .filter(|differs| !differs.is_empty())
                    .min_by_key(|differs| (differs.len(), differs.clone()));
                let Some(differs) = slightest else { continue };
                let passages = citing_lines(&card, &text, |cited| {
                    tolerances(&sought.text, cited).as_ref() == Some(&differs)
                });
                let matched = Matched::CitedNumber(differs.clone());
                citing.push((differs, Hit { card, matched, passages }));
            }
            citing.sort_by(|(a, _), (b, _)| (a.len(), a).cmp(&(b.len(), b)));
        }
        Ok(hits.into_iter().chain(citing).map(|(_, hit)| hit).collect())
    }
}

/// Documents whose own number has all these parts: "2429", "UBND 2019"; the digits may be the first ones only.
fn with_parts(fields: &Fields, text: &str) -> Option<Box<dyn IndexQuery>> {
    let words = words::of(text, Shape::Folded);
    if words.is_empty() || words.len() > MOST_WORDS {
        return None;
    }
    let part = |word: &String| -> Box<dyn IndexQuery> {
        let bare = word.trim_start_matches('0');
        let is_number = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
        let term = Term::from_field_text(fields.number_part, if is_number { bare } else { word });
        // A year is whole; of a number, or of a word, the beginning may be known.
        if is_number && bare.len() == 4 {
            filter::term(fields.number_part, bare)
        } else {
            Box::new(FuzzyTermQuery::new_prefix(term, 0, true))
        }
    };
    Some(Box::new(BooleanQuery::intersection(words.iter().map(part).collect())))
}

/// The line in which a document states its own number, where its text does.
fn own_line(card: &Card, text: &str) -> Vec<passage::Passage> {
    let Some(raw) = card.number.as_ref().map(DocumentNumber::raw) else { return Vec::new() };
    let at = text.find(raw).filter(|_| !raw.is_empty());
    at.map(|at| passage::around(text, card, at..at + raw.len())).into_iter().collect()
}

/// The lines in which a document cites a number.
fn citing_lines(
    card: &Card,
    text: &str,
    is_meant: impl Fn(&DocumentNumber) -> bool,
) -> Vec<passage::Passage> {
    let is_meant =
        |written: &str| DocumentNumber::parse(written).is_ok_and(|cited| is_meant(&cited));
    card.cited
        .iter()
        .filter(|cited| is_meant(&cited.number))
        .filter_map(|cited| cited.at.clone())
        .map(|at| passage::around(text, card, at))
        .collect()
}
