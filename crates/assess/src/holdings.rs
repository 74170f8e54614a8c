//! What a unit sent, laid out for looking up: by number, by folder, what was not read.
//!
//! The order in which documents come does not matter. Refuses to know claims.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use model::{
    ContentHash, CriterionCode, ProblemCode,
    dossier::{Dossier, EvidenceDocument, FilePath},
    facts::Citation,
    problem::ProblemSeverity,
    reading::{MediaType, Outcome},
};

use crate::{own, required::Described, words::words};

/// The documents of one unit.
pub(crate) struct Holdings<'d> {
    /// All of them, ordered by path.
    pub(crate) documents: Vec<&'d EvidenceDocument>,
    /// The self-score sheet among them.
    pub(crate) sheet: Option<&'d EvidenceDocument>,
    /// Those that can be evidence, all but the sheet and containers that only hold others, with their abstracts; ordered
    /// by path.
    pub(crate) described: Vec<Described<'d>>,
    /// Those that were not read, or not in full, ordered by path.
    pub(crate) unread: Vec<Unread<'d>>,
    by_number: BTreeMap<String, Vec<&'d EvidenceDocument>>,
    by_number_ignoring_zeros: BTreeMap<String, Vec<&'d EvidenceDocument>>,
    /// By what the names of the folders on the way to them begin with; ordered by path.
    by_folder: BTreeMap<String, Vec<&'d EvidenceDocument>>,
    /// The keys of all numbers that the sheet cites.
    cited: BTreeSet<&'d str>,
}

/// A document that was not read, or not in full.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unread<'d> {
    /// The document.
    pub(crate) document: &'d EvidenceDocument,
    /// The first reason.
    pub(crate) reason: ProblemCode,
    /// The names and figures that belong to the reason.
    pub(crate) detail: &'d str,
}

/// How a number was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberMatch {
    /// It is the document's number.
    Equal,
    /// It is, when leading zeros are left out.
    IgnoringZeros,
    /// One sign differs, and one of the numbers was recognised in an image.
    OneSignOff,
}

impl<'d> Holdings<'d> {
    /// Lays out a dossier.
    pub(crate) fn of(dossier: &'d Dossier) -> Self {
        let mut documents: Vec<_> = dossier.documents.iter().collect();
        documents.sort_by(|one, other| place(one).cmp(&place(other)));
        let sheet_file = dossier.sheet.as_ref();
        let mut by_number = BTreeMap::<_, Vec<_>>::new();
        let mut by_number_ignoring_zeros = BTreeMap::<_, Vec<_>>::new();
        for &document in &documents {
            for number in own::numbers(document) {
                by_number.entry(number.key().to_owned()).or_default().push(document);
                let without_zeros = by_number_ignoring_zeros.entry(number.key_ignoring_zeros());
                without_zeros.or_default().push(document);
            }
        }
        let sheet = documents.iter().copied().find(|document| Some(&document.file) == sheet_file);
        let rows = sheet.and_then(|sheet| sheet.facts.sheet.as_ref());
        let citations = rows.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| &row.citations);
        let is_evidence = |document: &&EvidenceDocument| {
            Some(&document.file) != sheet_file && !is_mere_container(document)
        };
        let evidence = || documents.iter().copied().filter(is_evidence);
        let mut by_folder = BTreeMap::<_, Vec<_>>::new();
        for document in evidence() {
            for code in filing_codes(&document.file) {
                by_folder.entry(code).or_default().push(document);
            }
        }
        Self {
            described: evidence().map(Described::of).collect(),
            by_folder,
            sheet,
            cited: citations.map(|citation| citation.number.key()).collect(),
            unread: documents.iter().filter_map(|document| Unread::of(document)).collect(),
            documents,
            by_number,
            by_number_ignoring_zeros,
        }
    }

    /// The documents that bear the cited number, those that agree only without leading zeros where there are no others,
    /// and those of which a scan may hide that they do where there are none of these either.
    pub(crate) fn bearing(
        &self,
        citation: &Citation,
    ) -> Option<(NumberMatch, Vec<&'d EvidenceDocument>)> {
        let number = &citation.number;
        let equal = || {
            let found = self.by_number.get(number.key())?;
            Some((NumberMatch::Equal, found.clone()))
        };
        let ignoring_zeros = || {
            let found = self.by_number_ignoring_zeros.get(&number.key_ignoring_zeros())?;
            Some((NumberMatch::IgnoringZeros, found.clone()))
        };
        let one_sign_off = || {
            let evidence = self.described.iter().map(|described| described.document);
            let found: Vec<_> =
                evidence.filter(|document| self.may_be_misread(citation, document)).collect();
            (!found.is_empty()).then_some((NumberMatch::OneSignOff, found))
        };
        equal().or_else(ignoring_zeros).or_else(one_sign_off)
    }

    /// Whether a document may bear a cited number that was misread on one of both sides: nothing else that the sheet
    /// cites is that document, and its day is not another.
    fn may_be_misread(&self, citation: &Citation, document: &EvidenceDocument) -> bool {
        let header = &document.facts.header;
        let is_recognised = citation.recognition.is_some() || header.number_recognition.is_some();
        let is_near = header.number.as_ref().is_some_and(|own| {
            own.is_one_sign_from(&citation.number) && !self.cited.contains(own.key())
        });
        let dates = citation.date.zip(own::date(document));
        is_recognised && is_near && dates.is_none_or(|(cited, own)| cited.agrees_with(own))
    }

    /// The files inside a container or message.
    pub(crate) fn inside(&self, file: &FilePath) -> impl Iterator<Item = &'d EvidenceDocument> {
        self.documents.iter().copied().filter(move |document| document.file.is_inside(file))
    }

    /// The documents named for a criterion, or in a folder that is, ordered by path, the sheet left out.
    pub(crate) fn filed_under(&self, code: &CriterionCode) -> &[&'d EvidenceDocument] {
        self.by_folder.get(&code.to_string()).map_or(&[], Vec::as_slice)
    }

    /// A document with what its abstract says.
    pub(crate) fn describe(&self, document: &'d EvidenceDocument) -> Cow<'_, Described<'d>> {
        let found =
            self.described.binary_search_by(|known| place(known.document).cmp(&place(document)));
        match found {
            Ok(position) => Cow::Borrowed(&self.described[position]),
            Err(_) => Cow::Owned(Described::of(document)),
        }
    }

    /// Whether a document was not read in full.
    pub(crate) fn is_unread(&self, document: &EvidenceDocument) -> bool {
        self.unread.iter().any(|unread| unread.document.file == document.file)
    }
}

impl<'d> Unread<'d> {
    /// Why a document was not read in full, if so. A sheet whose rows were not all understood was not read in full
    /// either.
    fn of(document: &'d EvidenceDocument) -> Option<Self> {
        let problem = document
            .problems
            .iter()
            .chain(&document.facts.problems)
            .find(|problem| problem.severity == ProblemSeverity::Unread);
        let (reason, detail) = match (problem, document.outcome) {
            (Some(problem), _) => (problem.code, problem.detail.as_str()),
            (None, Outcome::Read | Outcome::ReadWithProblems) => return None,
            (None, Outcome::Rejected) => (ProblemCode::UnsupportedType, ""),
            (None, Outcome::TimedOut) => (ProblemCode::TimedOut, ""),
            (None, Outcome::OutOfMemory) => (ProblemCode::OutOfMemory, ""),
            (None, Outcome::Crashed) => (ProblemCode::Crashed, ""),
        };
        Some(Self { document, reason, detail })
    }
}

/// What documents are ordered by.
fn place(document: &EvidenceDocument) -> (&FilePath, ContentHash) {
    (&document.file, document.sha256)
}

/// Archives say nothing themselves.
fn is_mere_container(document: &EvidenceDocument) -> bool {
    matches!(document.media_type, MediaType::Zip | MediaType::SevenZip | MediaType::Archive)
}

/// The codes that the folders on the way to a file, and its own name, can begin with: alone or before a name
/// (`1.3.1 Kiểm tra`), after a word that says what the number is (`Tiêu chí 1.3.1`). By such a name the unit says for what
/// it sends a file, and nothing about what the file is.
fn filing_codes(file: &FilePath) -> BTreeSet<String> {
    let path = file.to_string();
    let code = |name: &str| {
        let name = name.strip_suffix("!").unwrap_or(name);
        let name = name.rsplit_once('.').map_or(name, |(stem, extension)| {
            if extension.starts_with(char::is_alphabetic) { stem } else { name }
        });
        let mut words = name.split([' ', '_', '-']).filter(|word| !word.is_empty());
        let first = words.find(|word| !is_word_for_criterion(word)).unwrap_or(name);
        first.trim_end_matches(['.', ')', ':']).to_owned()
    };
    path.split('/').map(code).collect()
}

/// Whether a word says that a code follows: of `Tiêu chí`, `Tiêu chí thành phần`, `Mục`, `Nội dung`, `TC`, `TCTP`.
fn is_word_for_criterion(word: &str) -> bool {
    let folded = words(word).join(" ");
    matches!(
        folded.as_str(),
        "tieu" | "chi" | "thanh" | "phan" | "muc" | "noi" | "dung" | "tc" | "tctp" | "nd" | "ma"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_or_file_named_for_a_criterion() {
        let check = |path: &str, expect: bool| {
            let file = FilePath::try_from(path.to_owned()).expect("valid");
            assert_eq!(filing_codes(&file).contains("1.3.1"), expect, "{path}");
        };
        check("so-y-te/1.3.1/bc.pdf", true);
        check("so-y-te/1.3.1. Kiểm tra/bc.pdf", true);
        check("so-y-te/a.zip!/1.3.1_kiem_tra/bc.pdf", true);
        check("so-y-te/1.3.1.zip!/bc.pdf", true);
        check("so-y-te/1.3.1.pdf", true);
        check("so-y-te/1.3.1. Biên bản.pdf", true);
        check("so-y-te/1.3.1_bien_ban", true);
        check("so-y-te/Tiêu chí 1.3.1 - Kiểm tra/bc.pdf", true);
        check("so-y-te/TCTP 1.3.1/bc.pdf", true);
        check("so-y-te/tieu_chi_thanh_phan_1.3.1/bc.pdf", true);
        check("so-y-te/BC 1.3.1.pdf", false);
        check("so-y-te/1.3.10/bc.pdf", false);
        check("so-y-te/1.3/bc.pdf", false);
        check("so-y-te/11.3.1/bc.pdf", false);
    }
}
