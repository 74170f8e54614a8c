//! What one format's reader hands back: the document, what is wrong with it, and the files inside that are still to
//! be read. Names, hashes, media types and outcomes are added by [`read`](crate::read), the same way for all formats.

use model::{
    document::{Document, Part},
    problem::{Problem, ProblemCode},
    reading::Identity,
    signature::Signature,
};

/// What a format's reader found in some bytes.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// What the file itself says.
    pub(crate) document: Document,
    /// What is wrong with it.
    pub(crate) problems: Vec<Problem>,
    /// Who the document is, where the format states it in a header or manifest.
    pub(crate) identity: Option<Identity>,
    /// The signatures on it, in the order in which it was signed.
    pub(crate) signatures: Vec<Signature>,
    /// The files inside, in the container's order.
    pub(crate) children: Vec<Inner>,
    /// Nothing of the file could be read; `problems` say why.
    pub(crate) rejected: bool,
}

/// A file inside another, taken out but not yet read.
#[derive(Debug)]
pub(crate) struct Inner {
    /// Its path inside the container: a label, never used as a path.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// Who it is according to the container.
    pub(crate) identity: Option<Identity>,
}

impl Contents {
    /// A file that was read whole.
    pub(crate) fn of(parts: Vec<Part>) -> Self {
        Self { document: Document::new(parts), ..Self::default() }
    }

    /// A file of which nothing can be read, for this reason.
    pub(crate) fn rejected(problem: Problem) -> Self {
        Self { problems: vec![problem], rejected: true, ..Self::default() }
    }

    /// A file of which nothing can be read, for a reason without a place.
    pub(crate) fn rejected_for(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self::rejected(Problem::new(code, detail))
    }
}

impl Inner {
    /// A file of which the container says no more than its name.
    pub(crate) fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), bytes, identity: None }
    }
}
