//! Which other documents does a text name by number, and what does it say of each: date, issuer, type?
//!
//! Works on one paragraph or cell at a time. Documents named without a symbol (`Quyết định số 1015`) are no citations: no
//! file could be found by them. Refuses to know whether the documents exist.

mod abbreviation;
mod after;
mod before;
mod clause;
mod list;
mod register;

use std::ops::Range;

use model::{
    ContentHash, Document, DocumentNumber, PartialDate,
    document::{Segment, Span},
    facts::{Citation, DocType},
};

use self::register::Register;
use crate::{
    issuer,
    number::{self, Numbered, Symbol},
    prose::tidy,
    recognition,
};

/// A document named in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// Its number; `raw` is what stands in the text.
    pub(crate) number: DocumentNumber,
    /// Where the number stands, in bytes of the text given.
    pub(crate) span: Range<usize>,
    /// The number with its type word, date and issuer, as far as they stand around it.
    pub(crate) context: Range<usize>,
    /// The date that the text binds to it.
    pub(crate) date: Option<PartialDate>,
    /// The issuer that the text binds to it, as written, on one line.
    pub(crate) issuer: Option<String>,
    /// That issuer in the table of bodies; where none is named, the body whose abbreviation the number carries.
    pub(crate) issuer_id: Option<String>,
    /// The abbreviations of the number.
    symbol: Symbol,
    /// The type, by its word or its symbol.
    pub(crate) doc_type: Option<DocType>,
    /// Whether the number had to be repaired.
    pub(crate) repaired: bool,
}

/// The documents named in a text, in order, repetitions included.
pub(crate) fn find(text: &str) -> Vec<Found> {
    let Some((prose, numbers)) = number::scanned(text) else { return Vec::new() };
    let mut items: Vec<Item> = Vec::with_capacity(numbers.len());
    for (index, numbered) in numbers.iter().enumerate() {
        let floor = items.last().map_or(0, |item| item.context.end);
        let limit = numbers.get(index + 1).map_or(prose.text().len(), |next| next.lead.start);
        let before = before::read(&prose, floor, numbered);
        let after = after::read(&prose, numbered, limit, before.date.is_some());
        let speaker = before::opens_with_place(&prose, floor, &numbered.lead)
            .then(|| after::speaker(&prose, after.end))
            .flatten();
        let bare = numbered.lead.word.is_none();
        let joined = index > 0 && list::joins(&prose, floor..numbered.lead.start, bare);
        let goes_on = index > 0 && list::goes_on(&prose, floor..numbered.lead.start);
        let doc_type = before::doc_type(&prose, floor, numbered, before.type_word.as_ref());
        items.push(Item {
            doc_type,
            date: after.date.or(before.date),
            shares_date: match () {
                () if after.same_day => SharesDate::SameDay,
                () if after.date.is_none() && before.date.is_some() => SharesDate::Forward,
                () if bare => SharesDate::Backward,
                () => SharesDate::Not,
            },
            issuer: match (after.issuer.or(speaker), before.issuer) {
                (Some(name), _) => Some(Issuer { name, stands: Stands::After }),
                (None, Some(name)) => Some(Issuer { name, stands: Stands::Before }),
                (None, None) => None,
            },
            context: before.start..after.end,
            joined,
            leads_list: before.leads_list,
            goes_on,
            has_own_word: !bare,
            has_own_day: after.lacks_year,
            symbol: numbered.symbol.clone(),
        });
    }
    list::share(&mut items);
    let found = |(item, numbered): (Item, Numbered)| {
        let span = prose.original(numbered.span);
        let number = DocumentNumber::repaired(numbered.number.number(), &text[span.clone()])
            .expect("the clean form of a number is a number");
        let mut found = Found {
            number,
            span,
            context: prose.original(item.context),
            date: item.date,
            issuer: item.issuer.map(|issuer| tidy(&prose.text()[issuer.name])),
            issuer_id: None,
            symbol: item.symbol,
            doc_type: item.doc_type,
            repaired: numbered.repaired,
        };
        found.identify(None);
        found
    };
    items.into_iter().zip(numbers).map(found).collect()
}

/// The citations of a whole document, in reading order.
///
/// `own` is where its own number stands; `home` is the province that its letterhead names, in which `UBND tỉnh` alone is
/// that of this province.
pub(crate) fn of_document(
    document: &Document,
    hash: ContentHash,
    own: Option<Span>,
    home: Option<&str>,
) -> Vec<Citation> {
    let is_own = |segment: &Segment, found: &Found| {
        let span = segment.span_of(found.span.clone());
        own.is_some_and(|own| {
            own.part == span.part
                && own.range.start < span.range.end
                && span.range.start < own.range.end
        })
    };
    let mut citations = Vec::new();
    // Looked for once in each table, whether it is found or not.
    let mut table = None;
    let mut register: Option<Register<'_>> = None;
    for segment in document.segments() {
        let mut found = find(segment.text);
        if let [only] = found.as_mut_slice()
            && segment.cell.is_some()
        {
            let around = Some((segment.span.part, segment.block));
            if table != around {
                table = around;
                register = Register::around(document, &segment);
            }
            if let Some(register) = &register {
                only.complete(register.entry(document, &segment));
            }
        }
        for mut found in found {
            if !is_own(&segment, &found) {
                found.identify(home);
                citations.extend(found.into_citation(document, &segment, hash));
            }
        }
    }
    citations
}

impl Found {
    /// Adds what the row of a register says and the text itself does not.
    fn complete(&mut self, entry: register::Entry) {
        self.date = self.date.or(entry.date);
        if self.issuer.is_none() {
            self.issuer = entry.issuer;
        }
    }

    /// Finds the issuer in the table of bodies: by its name, in its province, or by the abbreviation in the number.
    fn identify(&mut self, home: Option<&str>) {
        let id = match &self.issuer {
            // "Công văn 4480/VPCP-KSTT của VPCP".
            Some(name) if self.symbol.issuer() == Some(name) => issuer::of_symbol(name, self.date),
            Some(name) => issuer::resolve(name, self.date)
                .or_else(|| issuer::resolve_in(name, home?, self.date)),
            None => self.symbol.issuer().and_then(|symbol| issuer::of_symbol(symbol, self.date)),
        };
        self.issuer_id = id.map(str::to_owned);
    }

    /// The citation with its quote from the segment in which it was found.
    pub(crate) fn into_citation(
        self,
        document: &Document,
        segment: &Segment,
        hash: ContentHash,
    ) -> Option<Citation> {
        let recognition = recognition::of(document, &segment.span_of(self.span.clone()));
        let quote = document
            .quote_in(segment, self.context)
            .or_else(|| document.quote_in(segment, self.span))?
            .to_record(hash);
        Some(Citation {
            number: self.number,
            date: self.date,
            issuer: self.issuer,
            issuer_id: self.issuer_id,
            doc_type: self.doc_type,
            repaired: self.repaired,
            recognition,
            quote,
        })
    }
}

/// A number with what the text around it says, before lists have shared what they share.
struct Item {
    doc_type: Option<DocType>,
    date: Option<PartialDate>,
    shares_date: SharesDate,
    issuer: Option<Issuer>,
    context: Range<usize>,
    /// Whether only a comma or conjunction stands between the previous number and this.
    joined: bool,
    /// Whether a colon leads to it, so that what is said before the colon holds for all that it lists.
    leads_list: bool,
    /// Whether it goes on such a list, whatever else stands between the items.
    goes_on: bool,
    has_own_word: bool,
    /// Whether it names a day of its own whose year is not known, so that it shares no other's date.
    has_own_day: bool,
    symbol: Symbol,
}

/// The name of an issuer, in the composed text.
#[derive(Clone)]
struct Issuer {
    name: Range<usize>,
    stands: Stands,
}

/// With whom in a list a number shares its date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SharesDate {
    /// Its own words bind it.
    Not,
    /// It stands before the list: `Ngày 5/6/2025, … ban hành`.
    Forward,
    /// It stands behind the last of bare numbers.
    Backward,
    /// `cùng ngày`: with everybody.
    SameDay,
}

/// On which side of the number something stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Before,
    After,
}

#[cfg(test)]
mod tests;
