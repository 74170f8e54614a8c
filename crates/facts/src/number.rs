//! Where does a text name a document by number? The grammar of số, ký hiệu, and what looks like one but is none.
//!
//! A number is `sequence[letter]/[year/]TYPE-BODY[-UNIT]`, or `sequence-TYPE/BODY` of a Party body, or
//! `sequence/BODY-UNIT` of a công văn. Text is scanned for the separator after the sequence, and the grammar runs
//! around each one, so plain prose costs nothing. Damage that has one reading only is repaired. Refused are the numbers
//! of forms, standards, contracts and budgets, fractions, dates, and numbers left blank. Refuses to know dates and
//! issuers.

mod scan;
mod sequence;
mod symbol;

use std::ops::Range;

use model::DocumentNumber;

pub(crate) use scan::{before_sign, is_list_gap, numbers, scanned};
pub(crate) use symbol::Symbol;

use crate::doc_type::TypeWord;

/// A document number in a text.
#[derive(Debug)]
pub(crate) struct Numbered {
    /// As read and as meant.
    pub(crate) number: DocumentNumber,
    /// Where it stands, in the composed text.
    pub(crate) span: Range<usize>,
    /// Its parts after the sequence and year.
    pub(crate) symbol: Symbol,
    /// The words that introduce it.
    pub(crate) lead: Lead,
    /// Whether what is meant differs from what stands there by more than spaces, dashes and case.
    pub(crate) repaired: bool,
}

/// The words that introduce a number: `Quyết định số`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lead {
    /// Where they begin; the number's own start when there are none.
    pub(crate) start: usize,
    /// The type word.
    pub(crate) word: Option<TypeWord>,
    /// Whether `số` stands before the number.
    pub(crate) says_number: bool,
}
