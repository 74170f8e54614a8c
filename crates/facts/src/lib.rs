//! What does a document say: of itself, of other documents, and in figures? Reading Vietnamese administrative prose.
//!
//! Refuses to know: bytes, formats, storage, and what a finding means for a score.

mod citation;
pub mod criteria_import;
mod date;
mod doc_type;
#[cfg(test)]
mod every_quote;
mod grid;
mod header;
mod issuer;
pub mod likeness;
mod metric;
mod number;
pub mod plain;
mod prose;
mod recognition;
mod secrecy;
mod sheet;

use model::{ContentHash, Document, facts::Facts, reading::Identity};

pub use secrecy::secrecy_mark;

/// Changes whenever the same reading would give other facts; facts of another version are made anew.
pub const FACTS_VERSION: u32 = 8;

/// All that can be understood of one document.
///
/// `hash` is that of the bytes that were read: quotes carry it. `identity` is what the container says that the document
/// is; it fills what the text leaves unsaid.
#[must_use]
pub fn understand(document: &Document, hash: ContentHash, identity: Option<&Identity>) -> Facts {
    let (mut header, own_number) = header::read(document, hash, identity);
    let home = [&header.issuer, &header.parent_body]
        .into_iter()
        .flatten()
        .find_map(|name| issuer::province_in(name));
    let figures = metric::find(document, hash);
    let (mut sheet, mut problems) = sheet::find(document, hash);
    problems.extend(header::illegible_number(document, own_number));
    let mut citations = citation::of_document(document, hash, own_number, home.as_deref());
    recognition::weigh(&mut header, &mut citations, sheet.as_mut());
    Facts {
        header,
        citations,
        metrics: figures.metrics,
        computed: figures.computed,
        contradictions: figures.contradictions,
        sheet,
        signatures: Vec::new(),
        problems,
        likeness: likeness::of(document),
    }
}
