//! What a report is made from: one round, its units, what was judged and what was not.
//!
//! Nothing in it depends on the run that made it (times, generations, machines): two runs over the same evidence give
//! the same report, byte for byte.

use std::borrow::Cow;

use model::{
    ContentHash, CriterionCode, DocumentNumber, PartialDate, Problem, RoundId, UnitId,
    criteria::CriteriaSet,
    dossier::{EvidenceDocument, FilePath},
    facts::DocType,
    finding::Finding,
    reading::{MediaType, Outcome},
    verdict::{Judgement, StillMissing, UnreadFile},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One round as it stands after a check.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundReport<'s> {
    /// Names the round.
    pub round: RoundId,
    /// What the round is called.
    pub name: String,
    /// The year that is scored.
    pub year: i16,
    /// How unchanged files were told from changed ones.
    pub verification: Verification,
    /// The criteria set.
    pub set: &'s CriteriaSet,
    /// The units, in the order of the pipeline.
    pub units: Cow<'s, [UnitReport]>,
}

/// How unchanged files were told from changed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verification {
    /// The storage gives the same version for the same bytes.
    ObjectVersion,
    /// Every file was fetched and hashed again.
    Rehash,
}

/// One unit as it stands after a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnitReport {
    /// Names the unit.
    pub id: UnitId,
    /// What the unit is called.
    pub name: String,
    /// Its folder within the evidence.
    pub folder: String,
    /// What came of it.
    #[serde(flatten)]
    pub state: UnitState,
}

/// What came of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum UnitState {
    /// All its files were looked at, and its claims judged.
    Judged {
        /// Its self-score sheet.
        sheet: Option<FilePath>,
        /// One for each claim, ordered by criterion.
        judgements: Vec<Judgement>,
        /// What is wrong.
        findings: Vec<Finding>,
        /// The files that were not read, or not in full, with how many claims each blocks.
        unread: Vec<UnreadFile>,
        /// Documents that hold the words of what an unresolved claim needs: for a person to look at.
        proposals: Vec<Proposal>,
        /// What leaves that the unit has not scored yet still lack.
        still_missing: Vec<StillMissing>,
        /// All its documents, ordered by path.
        documents: Vec<DocumentLine>,
    },
    /// Its claims were not judged, because not all of its files could be listed or looked at.
    NotJudged {
        /// Why not.
        #[serde(flatten)]
        reason: NotJudged,
    },
}

/// Why a unit was not judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum NotJudged {
    /// There is no such folder, or nothing is in it.
    FolderMissing,
    /// The storage did not list the folder.
    FolderUnreadable {
        /// What the storage said.
        detail: String,
    },
    /// Its files were read, and no check came to its claims yet.
    NeverChecked,
    /// Some files were still to be read when the run ended.
    FilesLeft {
        /// How many.
        files: u64,
    },
}

/// Documents that may bear on a claim, by their words. They prove nothing by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proposal {
    /// The leaf.
    pub criterion: CriterionCode,
    /// What was searched for, in the words of the criteria set.
    pub query: String,
    /// The documents that hold all those words, ordered by path.
    pub files: Vec<FilePath>,
}

/// A document in a list of documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentLine {
    /// Where it lies.
    pub file: FilePath,
    /// Its bytes.
    pub sha256: ContentHash,
    /// What the bytes are.
    pub media_type: MediaType,
    /// How reading it ended.
    pub outcome: Outcome,
    /// Whether everything that it says was read.
    pub fully_read: bool,
    /// Its own number.
    pub number: Option<DocumentNumber>,
    /// Its date.
    pub date: Option<PartialDate>,
    /// Who issued it, as written.
    pub issuer: Option<String>,
    /// Its type.
    pub doc_type: Option<DocType>,
    /// What it is about.
    pub subject: Option<String>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl From<&EvidenceDocument> for DocumentLine {
    fn from(document: &EvidenceDocument) -> Self {
        let header = &document.facts.header;
        Self {
            file: document.file.clone(),
            sha256: document.sha256,
            media_type: document.media_type,
            outcome: document.outcome,
            fully_read: document.is_fully_read(),
            number: header.number.clone(),
            date: header.date,
            issuer: header.issuer.clone(),
            doc_type: header.doc_type.clone(),
            subject: header.subject.clone(),
            problems: document.problems.clone(),
        }
    }
}
