//! Where does a message of the national exchange say which document it is?
//!
//! The fields are those of QCVN 102:2016/BTTTT; what they mean was decided where the message was read (`Identity`). Here
//! they are only found again, so that the number and the date of a message can be quoted like those of a page.

use model::{ContentHash, Document, QuoteRecord, document::Block, reading::Identity};

/// Whether the document is such a message (root element `edXML`): its texts are header fields. XML of any other
/// vocabulary is read like a page.
pub(super) fn is_message(document: &Document) -> bool {
    document.parts().iter().flat_map(|part| part.blocks()).any(|block| {
        path(block)
            .and_then(|path| path.split('/').nth(1))
            .is_some_and(|root| root.eq_ignore_ascii_case("edXML"))
    })
}

/// The number in `DocumentId`, or in `Code`; where `Code` has it in two fields, the first of them.
pub(super) fn number_quote(
    document: &Document,
    hash: ContentHash,
    identity: &Identity,
) -> Option<QuoteRecord> {
    let number = identity.number.as_deref()?;
    ["/MessageHeader/DocumentId", "/MessageHeader/Code"]
        .iter()
        .find_map(|field| quote(document, hash, field, Some(number)))
        .or_else(|| quote(document, hash, "/MessageHeader/Code/CodeNumber", None))
        .or_else(|| quote(document, hash, "/MessageHeader/Code/CodeNotation", None))
}

/// The date of issue, or the whole `DocumentId` that states it.
pub(super) fn date_quote(
    document: &Document,
    hash: ContentHash,
    identity: &Identity,
) -> Option<QuoteRecord> {
    identity.date?;
    ["/PromulgationInfo/PromulgationDate", "/MessageHeader/DocumentId"]
        .iter()
        .find_map(|field| quote(document, hash, field, None))
}

/// These words in the first field whose path ends so; without words, the whole field.
fn quote(
    document: &Document,
    hash: ContentHash,
    path_end: &str,
    words: Option<&str>,
) -> Option<QuoteRecord> {
    let segment = document.segments().find(|segment| {
        let block = &document.parts()[segment.span.part].blocks()[segment.block];
        path(block).is_some_and(|path| path.ends_with(path_end))
    })?;
    let range = match words {
        Some(words) => {
            let start = segment.text.rfind(words)?;
            start..start + words.len()
        }
        None => 0..segment.text.len(),
    };
    Some(document.quote_in(&segment, range)?.to_record(hash))
}

fn path(block: &Block) -> Option<&str> {
    match block {
        Block::Paragraph { element, .. } => element.as_deref(),
        Block::Table { .. } => None,
    }
}
