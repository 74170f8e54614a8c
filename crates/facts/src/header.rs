//! What does a document say of itself: number, date, issuer, type, abstract, signer, recipients, and whether it is a draft?
//!
//! Form: Nghị định 30/2020/NĐ-CP, appendix I. Only the top of the document counts for number, date, issuer and type, and
//! only the end of its body for the signer, so that a document is never taken for one that it cites. Names of bodies in
//! capitals are put in sentence case (see `issuer`). Refuses to know what a container claims, except where the text is
//! silent; an exchange message has no text of its own and is what its header says.

mod annex;
mod bodies;
mod illegible;
mod message;
mod recipients;
mod restated;
mod signature;
mod subject;
mod top;

use std::ops::Range;

use model::{
    ContentHash, Document, DocumentNumber, PartialDate, QuoteRecord,
    document::Span,
    facts::{DocType, Header},
    reading::Identity,
};

pub(crate) use self::illegible::number as illegible_number;
use self::top::Top;
use crate::{
    date, doc_type, issuer,
    number::{self, Numbered},
    prose::{Prose, is_dash, tidy},
    recognition,
};

/// What a document says of itself, and where its own number stands.
pub(crate) fn read(
    document: &Document,
    hash: ContentHash,
    identity: Option<&Identity>,
) -> (Header, Option<Span>) {
    if message::is_message(document) {
        let header = Header {
            number_quote: identity.and_then(|of| message::number_quote(document, hash, of)),
            date_quote: identity.and_then(|of| message::date_quote(document, hash, of)),
            ..Header::default()
        };
        return (completed(header, identity), None);
    }
    let (header, own) = from_text(document, hash);
    (completed(header, identity), own)
}

fn from_text(document: &Document, hash: ContentHash) -> (Header, Option<Span>) {
    let top = Top::of(document);
    let prose = Prose::new(top.text());
    let numbers = number::numbers(&prose);
    let quote = |range: Range<usize>| -> Option<QuoteRecord> {
        let span = top.span(prose.original(range))?;
        Some(document.quote_span(&span)?.to_record(hash))
    };

    let mut owns = numbers.into_iter().filter(|numbered| is_own(&prose, numbered));
    let own = owns.next();
    let blank = blank_number(&prose);
    let dated = own_date(&prose);
    let restated = restated::read(&prose, own.as_ref(), owns, &quote)
        .filter(|_| !illegible::is_recognised(document));
    let number_start = own.as_ref().map(|own| own.lead.start).or(blank.as_ref().map(|b| b.start));
    let is_letterhead = top::motto(&prose).is_some() || dated.is_some() || number_start.is_some();
    if !is_letterhead {
        return (annex::read(&prose).map(of_annex).unwrap_or_default(), None);
    }
    let bodies = bodies::above(&prose, number_start);
    let subject = subject::read(&prose, number_start);
    let date = match &dated {
        Some(OwnDate::Stated { date, .. }) => Some(*date),
        Some(OwnDate::Blank(_)) => None,
        None if own.as_ref().is_some_and(|own| own.symbol.is_law()) => date_of_passing(document),
        None => None,
    };
    let blank_date = match &dated {
        Some(OwnDate::Blank(range)) => Some(range.clone()),
        Some(OwnDate::Stated { .. }) | None => None,
    };
    // What is blank to a recogniser may be filled in by hand.
    let left_blank = blank.or(blank_date).filter(|_| !illegible::is_recognised(document));
    let draft = subject::draft_mark(&prose).or(left_blank);
    let (signer, signer_position) = signature::read(document).unzip();
    let said = subject.lines.and_then(|lines| top.span(prose.original(lines)));
    let subject_recognised = illegible::is_recognised(document)
        .then(|| said.map_or(Some(0), |said| document.confidence(&said)))
        .flatten();
    let own_span = own.as_ref().and_then(|own| top.span(prose.original(own.span.clone())));
    let header = Header {
        date,
        issuer_id: bodies
            .issuer
            .as_deref()
            .and_then(|name| issuer::resolve(name, date))
            .map(str::to_owned),
        issuer: bodies.issuer,
        parent_body: bodies.parent,
        doc_type: subject.doc_type.or_else(|| implied_type(own.as_ref()?)),
        subject: subject.text,
        signer,
        signer_position,
        recipients: recipients::read(document),
        draft: draft.and_then(&quote),
        number_quote: own.as_ref().and_then(|own| quote(own.lead.start..own.span.end)),
        date_quote: match dated {
            Some(OwnDate::Stated { range, .. }) => quote(range),
            Some(OwnDate::Blank(_)) | None => None,
        },
        number_recognition: own_span.and_then(|span| recognition::of(document, &span)),
        subject_recognised,
        restated,
        number: own.map(|own| own.number),
    };
    (header, own_span)
}

fn of_annex(annex: annex::Annex) -> Header {
    let id = annex.issuer.as_deref().and_then(|name| issuer::resolve(name, annex.date));
    Header {
        date: annex.date,
        issuer_id: id.map(str::to_owned),
        issuer: annex.issuer,
        doc_type: Some(annex::doc_type()),
        subject: annex.subject,
        ..Header::default()
    }
}

/// Whether a number at the top is the document's own: on a line of its own, introduced by `Số` (a law: `Luật số`), with
/// nothing behind it but the place and date, the subject, or the other column.
fn is_own(prose: &Prose, numbered: &Numbered) -> bool {
    let line = line_around(prose, numbered.lead.start);
    let before = prose.text()[line.start..numbered.lead.start].trim_matches(CELL_SIGNS);
    let behind_date = own_date(prose).is_some_and(|dated| match dated {
        OwnDate::Stated { range, .. } => line.contains(&range.start),
        OwnDate::Blank(_) => false,
    });
    let line_end = line_around(prose, numbered.span.end).end;
    let behind = prose.skip_gap(numbered.span.end).min(line_end);
    let ends = prose.text()[behind..line_end].trim_matches(CELL_SIGNS).is_empty();
    let other_column = place_and_date_at(prose, behind)
        || prose.literal_at(behind, "v/v").is_some()
        || top::motto_at(prose, behind);
    let introduced =
        numbered.lead.says_number && (numbered.lead.word.is_none() || numbered.symbol.is_law());
    let bare = numbered.lead.start == numbered.span.start && top::motto(prose).is_some();
    (before.is_empty() || behind_date)
        && (introduced && (ends || other_column) || bare && before.is_empty() && ends)
}

/// What stands around the text of a cell in tables that were typed by hand.
const CELL_SIGNS: [char; 3] = ['|', '/', ' '];

fn line_around(prose: &Prose, at: usize) -> Range<usize> {
    let text = prose.text();
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    start..end
}

/// What fills a blank that is to be completed by hand.
const FILLERS: [char; 6] = [' ', '\u{a0}', '\t', '.', '…', '_'];

/// `Số:      /KH-UBND`: the place of a number that was not given yet.
fn blank_number(prose: &Prose) -> Option<Range<usize>> {
    let text = prose.text();
    let mut line_start = 0;
    for line in text.split('\n') {
        let start = prose.skip_gap(line_start).min(line_start + line.len());
        let end = line_start + line.len();
        line_start = end + 1;
        let Some(after) = prose.phrase_at(start, "số") else { continue };
        let rest = text[after..end].trim_start_matches(':').trim_start_matches(FILLERS);
        let mut signs = rest.chars();
        let separated = signs.next().is_some_and(|c| c == '/' || is_dash(c));
        if separated && signs.next().is_some_and(char::is_alphanumeric) {
            return Some(start..end);
        }
    }
    None
}

/// The place and date line at the top.
enum OwnDate {
    Stated {
        date: PartialDate,
        range: Range<usize>,
    },
    /// Day or month left blank: `Cần Thơ, ngày      tháng      năm 2025`.
    Blank(Range<usize>),
}

fn own_date(prose: &Prose) -> Option<OwnDate> {
    own_dates(prose).next()
}

/// Every place and date line at the top.
fn own_dates(prose: &Prose) -> impl Iterator<Item = OwnDate> {
    let mut from = 0;
    std::iter::from_fn(move || next_own_date(prose, &mut from))
}

fn next_own_date(prose: &Prose, next: &mut usize) -> Option<OwnDate> {
    let mut from = *next;
    while let Some(found) = prose.lower()[from..].find("ngày") {
        let at = from + found;
        from = at + "ngày".len();
        *next = from;
        let before = prose.skip_gap_back(at);
        let line = line_around(prose, at);
        let begins_line = before <= line.start;
        let after_place =
            prose.char_before(before) == Some(',') && follows_place(prose, before - 1);
        if !(after_place || begins_line && top::motto(prose).is_some()) {
            continue;
        }
        if let Some((date, end)) = date::date_at(prose, at) {
            return Some(OwnDate::Stated { date, range: at..end });
        }
        if is_left_blank(prose, from) {
            return Some(OwnDate::Blank(at..line.end));
        }
    }
    None
}

/// Whether day or month is missing behind `ngày`.
fn is_left_blank(prose: &Prose, at: usize) -> bool {
    let digits_and_next = |at: usize| {
        let rest = prose.text()[at..].trim_start_matches(FILLERS);
        let next = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let start = prose.text().len() - next.len();
        (rest.len() - next.len(), prose.skip_gap(start))
    };
    let (day_digits, month_word) = digits_and_next(at);
    let Some(month) = prose.literal_at(month_word, "tháng") else { return false };
    day_digits == 0 || digits_and_next(month).0 == 0
}

/// Whether the words before a comma are the name of a place: short, capitalised, at the start of a line or behind the
/// other column.
fn follows_place(prose: &Prose, comma: usize) -> bool {
    let line = line_around(prose, comma);
    let place = prose.text()[line.start..comma].trim();
    let last = place.split_whitespace().next_back();
    last.is_some_and(|word| word.starts_with(char::is_uppercase))
        && (place.split_whitespace().count() <= 6 || top::motto(prose).is_some())
}

/// Whether a place and date begin at `at`: `Hà Nội, ngày 15 tháng 10 năm 2025`.
fn place_and_date_at(prose: &Prose, at: usize) -> bool {
    let line = line_around(prose, at);
    let comma = prose.text()[at..line.end].find(',').map(|found| at + found);
    comma.is_some_and(|comma| {
        prose.literal_at(prose.skip_gap(comma + 1), "ngày").is_some() && follows_place(prose, comma)
    })
}

fn implied_type(own: &Numbered) -> Option<DocType> {
    match own.symbol.doc_types() {
        [] if own.symbol.body().len() > 1 => Some(DocType::new("công văn")),
        [] => None,
        [usual, ..] => Some(usual.clone()),
    }
}

/// A law has no date at its top: it says at its end on which day the Quốc hội passed it.
fn date_of_passing(document: &Document) -> Option<PartialDate> {
    let mut passed = None;
    for segment in document.segments() {
        if let Some(found) = segment.text.find("thông qua ngày") {
            let prose = Prose::new(&segment.text[found..]);
            let at = "thông qua ".len();
            passed = date::date_at(&prose, at).map(|(date, _)| date).or(passed);
        }
    }
    passed
}

/// What the text does not say, as the message around the document says it.
fn completed(header: Header, identity: Option<&Identity>) -> Header {
    let Some(identity) = identity else { return header };
    let number = || DocumentNumber::parse(identity.number.as_deref()?).ok();
    let date = header.date.or(identity.date);
    let named = |name: &Option<String>| name.as_deref().map(tidy).filter(|name| !name.is_empty());
    let issuer =
        header.issuer.or_else(|| named(&identity.issuer).map(|name| issuer::sentence_case(&name)));
    Header {
        number: header.number.or_else(number),
        date,
        issuer_id: issuer
            .as_deref()
            .and_then(|name| issuer::resolve(name, date))
            .map(str::to_owned),
        issuer,
        doc_type: header.doc_type.or_else(|| {
            let name = named(&identity.doc_type)?;
            Some(doc_type::named(&name).unwrap_or_else(|| DocType::new(&name)))
        }),
        // What the message says of its document was not recognised.
        subject_recognised: header
            .subject_recognised
            .filter(|_| header.subject.is_some() || named(&identity.subject).is_none()),
        subject: header.subject.or_else(|| named(&identity.subject)),
        signer: header.signer.or_else(|| named(&identity.signer)),
        ..header
    }
}

#[cfg(test)]
mod tests;
