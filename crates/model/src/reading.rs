//! What was read from one file: its document, what is wrong with it, and the files found inside it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    date::PartialDate,
    document::Document,
    id::ContentHash,
    problem::{Problem, ProblemSeverity},
    signature::Signature,
};

/// The reading of one file and of the files inside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// The file's own name; for a file inside another, its path inside that one.
    pub name: String,
    /// SHA-256 of the bytes.
    pub sha256: ContentHash,
    /// Number of bytes.
    pub size: u64,
    /// What the bytes are, whatever the name says.
    pub media_type: MediaType,
    /// How the reading ended.
    pub outcome: Outcome,
    /// What the file says.
    pub document: Document,
    /// What the file's container says that the file is, where that can be trusted more than its name.
    pub identity: Option<Identity>,
    /// The digital signatures on the file, in the order in which it was signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
    /// What is wrong with the file, its own problems only.
    pub problems: Vec<Problem>,
    /// The files inside it, in the container's order.
    pub children: Vec<Reading>,
}

impl Reading {
    /// A reading that gave nothing, for these reasons.
    #[must_use]
    pub fn without_content(
        name: impl Into<String>,
        sha256: ContentHash,
        size: u64,
        media_type: MediaType,
        outcome: Outcome,
        problems: Vec<Problem>,
    ) -> Self {
        Self {
            name: name.into(),
            sha256,
            size,
            media_type,
            outcome,
            document: Document::default(),
            identity: None,
            signatures: Vec::new(),
            problems,
            children: Vec::new(),
        }
    }

    /// Whether everything that the file itself says was read: only then may something be called absent from it.
    #[must_use]
    pub fn is_fully_read(&self) -> bool {
        ReadState::of(self.outcome, &self.problems) == ReadState::Full
    }

    /// This reading and all below it, containers before their content, with the path inside the outermost file:
    /// empty for the file itself, then names joined by `!/`.
    #[must_use]
    pub fn flatten(&self) -> Vec<(String, &Reading)> {
        let mut all = vec![(String::new(), self)];
        for child in &self.children {
            all.extend(child.flatten().into_iter().map(|(path, reading)| {
                let inner = if path.is_empty() {
                    child.name.clone()
                } else {
                    format!("{}!/{path}", child.name)
                };
                (inner, reading)
            }));
        }
        all
    }
}

/// The types of file that can be told apart.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum MediaType {
    /// Portable Document Format.
    Pdf,
    /// Word, Office Open XML.
    Docx,
    /// Excel, Office Open XML.
    Xlsx,
    /// XML of no known vocabulary.
    Xml,
    /// A message of the national document exchange, QCVN 102:2016/BTTTT.
    Edxml,
    /// ZIP archive.
    Zip,
    /// Web page.
    Html,
    /// Word 97-2003.
    Doc,
    /// OLE compound file of no type here: PowerPoint 97-2003, or an encrypted Office file.
    Ole,
    /// Rich Text Format.
    Rtf,
    /// Text, OpenDocument.
    Odt,
    /// Plain text.
    Text,
    /// Plain text that is a table, its cells apart by commas, semicolons or tabs.
    Csv,
    /// JPEG, PNG, TIFF, GIF or BMP.
    Image,
    /// An archive that is not opened: RAR.
    Archive,
    /// Excel 97 to 2003, and Excel 5 and 95.
    Xls,
    /// Excel, binary parts in the package of Office Open XML.
    Xlsb,
    /// Spreadsheet, OpenDocument.
    Ods,
    /// 7z archive.
    #[serde(rename = "7z")]
    SevenZip,
    /// Mail, RFC 5322.
    Eml,
    /// Nothing known.
    Unknown,
}

/// How reading a file ended.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Read, nothing to report.
    Read,
    /// Read, with problems that are listed.
    ReadWithProblems,
    /// Not read: the file is of no readable type, damaged, encrypted or over a limit.
    Rejected,
    /// The reader was stopped because it took too long.
    TimedOut,
    /// The reader was stopped because it needed too much memory.
    OutOfMemory,
    /// The reader died.
    Crashed,
}

/// How much of a document was read: only what was read in full can be called free of something.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ReadState {
    /// All that it says.
    Full,
    /// Some of it.
    Partly,
    /// Nothing.
    NotRead,
}

impl ReadState {
    /// The states in which something may stand in the document that nobody knows.
    pub const UNREAD: [Self; 2] = [Self::Partly, Self::NotRead];

    /// The state of a document by how reading it ended and by what is wrong with it.
    #[must_use]
    pub fn of<'p>(outcome: Outcome, problems: impl IntoIterator<Item = &'p Problem>) -> Self {
        let lacks = |problem: &Problem| problem.severity == ProblemSeverity::Unread;
        match outcome {
            Outcome::Read | Outcome::ReadWithProblems => {
                if problems.into_iter().any(lacks) {
                    Self::Partly
                } else {
                    Self::Full
                }
            }
            Outcome::Rejected | Outcome::TimedOut | Outcome::OutOfMemory | Outcome::Crashed => {
                Self::NotRead
            }
        }
    }
}

/// Who a document is according to its message header or container manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Identity {
    /// Number and symbol as the message states them (`DocumentId`, else `Code`), not checked to be a document number.
    pub number: Option<String>,
    /// The date of issue.
    pub date: Option<PartialDate>,
    /// The body that sent or issued it.
    pub issuer: Option<String>,
    /// The type as the message names it.
    pub doc_type: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Who signed it.
    pub signer: Option<String>,
}
