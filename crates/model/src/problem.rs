//! What is wrong with a document: stored with it, shown to people, never raised as an error.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::place::Place;

/// Something wrong with a document, or with a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// How much it matters.
    pub severity: ProblemSeverity,
    /// Where, when it is about a part of the document.
    #[serde(default)]
    pub place: Option<Place>,
    /// The names and figures that belong to it (a type, a limit, a page list), not a sentence; may be empty.
    #[serde(default)]
    pub detail: String,
}

impl Problem {
    /// A problem of the whole document.
    #[must_use]
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, severity: code.severity(), place: None, detail: detail.into() }
    }

    /// A problem of one place.
    #[must_use]
    pub fn at(code: ProblemCode, place: Place, detail: impl Into<String>) -> Self {
        Self { place: Some(place), ..Self::new(code, detail) }
    }
}

/// How much a problem matters to somebody who relies on the document.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemSeverity {
    /// Nothing could be read, or some content is missing from what was read.
    Unread,
    /// All content was read, but something about it is doubtful.
    Warning,
    /// Worth knowing.
    Note,
}

/// The stable names of problems.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// The file has no bytes.
    EmptyFile,
    /// The storage did not give the file, or gave it in part.
    NotFetched,
    /// The file was erased, because it may not be kept any longer; what stood in it is not known any more. Detail: who
    /// erased it, when, the entry of the record that tells of it, and why.
    Erased,
    /// The file is larger than the limit for one file.
    FileTooLarge,
    /// The bytes are of another type than the name says. Detail: the type found.
    WrongExtension,
    /// The bytes are of no type that can be read. Detail: the type, where it is known.
    UnsupportedType,
    /// An HTML page stands where a document should be, mostly an error page of a download.
    HtmlPage,
    /// A password is needed to open the file.
    PasswordRequired,
    /// The file opens without a password, but its owner restricted what may be done with it.
    OwnerRestricted,
    /// The file ends before its content does.
    Truncated,
    /// The structure of the file is broken.
    Damaged,
    /// The structure was broken and has been rebuilt; parts may be missing.
    Rebuilt,
    /// More pages than the limit. Detail: pages and limit.
    TooManyPages,
    /// A table asks for more cells than the limit.
    TooManyCells,
    /// Decompressed, the content is larger than the limit.
    DecompressedTooLarge,
    /// Files lie deeper in each other than the limit, or the elements of XML do. Detail: which, and the limit.
    NestedTooDeep,
    /// A container holds more entries than the limit.
    TooManyEntries,
    /// An entry of a container could not be taken out. Detail: its path.
    EntryNotExtracted,
    /// The XML declares a document type or entities, which are refused.
    DoctypeRefused,
    /// The XML is not well formed.
    MalformedXml,
    /// A page has no text of its own; it must be read by OCR. Detail: the pages.
    PageNeedsOcr,
    /// A page was recognised by OCR, but so badly that more may stand there. Detail: the pages.
    OcrDoubtful,
    /// A page could not be recognised because the recogniser died or took too long. Detail: pages and reasons.
    OcrFailed,
    /// A scanned letterhead says that its number follows, and none could be read there: it may be written by hand, or
    /// left blank. Detail: the line.
    NumberIllegible,
    /// Some glyphs have no known character. Detail: share per page.
    UndecodableGlyphs,
    /// Text of an encoding of before Unicode, which the text itself told. Detail: the encodings.
    LegacyEncoding,
    /// Text that no known encoding makes sense of, or that stands in an encoding of before Unicode where it cannot be
    /// decoded yet. Detail: how many words, and the first; or the encoding.
    EncodingUndecided,
    /// The document bears a mark of secrecy: its reading is neither kept, understood nor indexed. Detail: the mark.
    SecrecyMarked,
    /// A sheet that Excel hides. Detail: its name.
    HiddenSheet,
    /// A formula without a stored result. Detail: the cells.
    FormulaWithoutValue,
    /// A message names itself differently in two places. Detail: both numbers.
    MessageIdMismatch,
    /// A message takes back a document that was sent before. Detail: its number.
    MessageRecalls,
    /// A message changes or replaces documents that were sent before. Detail: their numbers.
    MessageReplaces,
    /// A message only tells what became of a document that another message sent. Detail: the code of the status, and
    /// the document's number.
    MessageStatus,
    /// A table that should be a self-score sheet has no header that is understood.
    SheetHeaderNotFound,
    /// A row of a self-score sheet that could not be understood. Detail: why.
    SheetRowNotUnderstood,
    /// The reader took longer than allowed.
    TimedOut,
    /// The reader needed more memory than allowed.
    OutOfMemory,
    /// The reader died.
    Crashed,
}

impl ProblemCode {
    /// How much this problem matters wherever it occurs.
    #[must_use]
    pub fn severity(self) -> ProblemSeverity {
        match self {
            Self::EmptyFile
            | Self::NotFetched
            | Self::Erased
            | Self::FileTooLarge
            | Self::UnsupportedType
            | Self::HtmlPage
            | Self::PasswordRequired
            | Self::Truncated
            | Self::Damaged
            | Self::Rebuilt
            | Self::TooManyPages
            | Self::TooManyCells
            | Self::DecompressedTooLarge
            | Self::NestedTooDeep
            | Self::TooManyEntries
            | Self::EntryNotExtracted
            | Self::DoctypeRefused
            | Self::MalformedXml
            | Self::PageNeedsOcr
            | Self::EncodingUndecided
            | Self::OcrDoubtful
            | Self::OcrFailed
            | Self::NumberIllegible
            | Self::SecrecyMarked
            | Self::SheetHeaderNotFound
            | Self::SheetRowNotUnderstood
            | Self::TimedOut
            | Self::OutOfMemory
            | Self::Crashed => ProblemSeverity::Unread,
            Self::UndecodableGlyphs
            | Self::FormulaWithoutValue
            | Self::MessageIdMismatch
            | Self::MessageRecalls => ProblemSeverity::Warning,
            Self::WrongExtension
            | Self::OwnerRestricted
            | Self::LegacyEncoding
            | Self::HiddenSheet
            | Self::MessageReplaces
            | Self::MessageStatus => ProblemSeverity::Note,
        }
    }

    /// Whether it is about the table of a self-score sheet: the text of the document was read all the same.
    #[must_use]
    pub fn is_of_sheet(self) -> bool {
        matches!(self, Self::SheetHeaderNotFound | Self::SheetRowNotUnderstood)
    }

    /// Whether reading the same bytes again may end otherwise, so that the outcome must not be kept as final.
    #[must_use]
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            Self::NotFetched | Self::OcrFailed | Self::TimedOut | Self::OutOfMemory | Self::Crashed
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kebab_case() {
        let json = serde_json::to_string(&ProblemCode::PageNeedsOcr).expect("serializes");
        assert_eq!(json, "\"page-needs-ocr\"");
    }
}
