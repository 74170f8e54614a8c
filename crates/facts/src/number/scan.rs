//! The walk over a text from separator to separator, and the decision whether a number stands around each.

use std::ops::Range;

use model::DocumentNumber;

use super::{
    Lead, Numbered,
    sequence::{Sequence, as_digit, sequence_before},
    symbol::{Symbol, symbol_at},
};
use crate::{
    doc_type::{self, TypeWord},
    prose::{Prose, is_dash},
};

/// Words before a number that is not a document's: forms, standards, contracts, vouchers, plates, telephones.
const OTHER_NUMBERS: &[&str] = &[
    "mẫu",
    "biểu",
    "biểu mẫu",
    "mẫu biểu",
    "mẫu đơn",
    "mẫu phiếu",
    "tờ khai",
    "phụ lục",
    "phiếu",
    "bảng kê",
    "bảng",
    "đơn",
    "hợp đồng",
    "hđ",
    "phụ lục hợp đồng",
    "gói thầu",
    "hóa đơn",
    "biên lai",
    "chứng từ",
    "phiếu thu",
    "phiếu chi",
    "ủy nhiệm chi",
    "lệnh chi",
    "đường",
    "tuyến",
    "tuyến xe",
    "chuyến xe",
    "căn hộ",
    "hẻm",
    "ngõ",
    "nhà",
    "vận đơn",
    "qcvn",
    "tcvn",
    "iso",
    "tiêu chuẩn",
    "quy chuẩn",
    "biển số",
    "biển kiểm soát",
    "biển",
    "điện thoại",
    "đt",
    "tài khoản",
    "tk",
    "lô",
    "thửa",
    "tờ bản đồ",
    "mã",
    "mã số",
    "mã hồ sơ",
    "seri",
    "số seri",
];

/// Words before figures that are numbers of nothing, unless `số` says so: `6 tháng (số 201/BC-STP …)`.
const COUNTED: &[&str] =
    &["khoản", "điều", "mục", "chương", "tiểu mục", "ngày", "tháng", "năm", "quý", "tỷ lệ", "đạt"];

/// First abbreviations that only forms of taxes and land carry.
const FORMS: &[&str] = &[
    "KK", "BK", "QTT", "QTN", "ĐK", "ĐKT", "GTGT", "TNCN", "TNDN", "TTĐB", "CNKD", "HKD", "NS",
    "TCKT", "PLI", "MST", "LPTB", "HĐKT", "HĐLĐ", "HĐMB", "HĐTV", "HĐXD", "HĐDV", "HĐTD", "HĐTVXD",
];

/// The document numbers in a text; text without any is only looked at byte by byte.
pub(crate) fn scanned<'t>(text: &'t str) -> Option<(Prose<'t>, Vec<Numbered>)> {
    if !may_hold_numbers(text) {
        return None;
    }
    let prose = Prose::new(text);
    let numbers = numbers(&prose);
    (!numbers.is_empty()).then_some((prose, numbers))
}

/// A first look at bytes only: whether some separator has a digit, or letters after a digit, before it.
fn may_hold_numbers(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'/', b'-', 0xe2, bytes).any(|at| {
        let before = text[..at].trim_end();
        let before = before.trim_end_matches(char::is_alphabetic).trim_end_matches('|');
        before.ends_with(|c: char| c.is_ascii_digit())
    })
}

/// The document numbers in a text, in order, not overlapping.
pub(crate) fn numbers(prose: &Prose) -> Vec<Numbered> {
    let mut numbers: Vec<Numbered> = Vec::new();
    let mut resume = 0;
    let mut refused_until = None;
    for at in memchr::memchr3_iter(b'/', b'-', 0xe2, prose.text().as_bytes()) {
        let Some(separator) = prose.char_at(at).filter(|c| *c == '/' || is_dash(*c)) else {
            continue;
        };
        if at < resume {
            continue;
        }
        let Some(candidate) = candidate(prose, at, separator) else { continue };
        if candidate.span.start < resume {
            continue;
        }
        let goes_on =
            refused_until.is_some_and(|end| is_list_gap(prose, end..candidate.lead.start));
        if candidate.is_refused(prose) || goes_on && candidate.lead.word.is_none() {
            refused_until = Some(candidate.span.end);
            resume = candidate.span.end;
        } else if let Some(number) = candidate.accept(prose) {
            resume = number.span.end;
            refused_until = None;
            numbers.push(number);
        }
    }
    numbers
}

/// What may be a document number, around one separator.
struct Candidate {
    sequence: Sequence,
    year: Option<String>,
    symbol: Symbol,
    /// `/`, or `-` of a Party body.
    separator: char,
    span: Range<usize>,
    lead: Lead,
    /// Whether a space stands where the slash before the symbol was lost.
    symbol_apart: bool,
}

fn candidate(prose: &Prose, at: usize, separator: char) -> Option<Candidate> {
    let mut sequence = sequence_before(prose, at)?;
    let mut year = None;
    let mut symbol_apart = false;
    let (separator, symbol_start) = match sequence.glued_symbol {
        Some(start) => (if separator == '/' { '-' } else { '/' }, start),
        None => {
            let mut position = prose.skip_gap(at + separator.len_utf8());
            if let Some((digits, end)) = year_at(prose, position).filter(|_| separator == '/') {
                let after = prose.skip_gap(end);
                let second = prose.char_at(after)?;
                position = if second == '/' || second == '_' || is_dash(second) {
                    prose.skip_gap(after + second.len_utf8())
                } else {
                    symbol_apart = after > end;
                    after
                };
                year = Some(digits);
            }
            (if separator == '/' { '/' } else { '-' }, position)
        }
    };
    let (symbol, end) = symbol_at(prose, symbol_start)?;
    if year.is_none() && separator == '/' {
        year = match before_bar(prose, &sequence) {
            Some(before) => Some(std::mem::replace(&mut sequence, before).digits),
            None => split_off_year(&mut sequence.digits, &symbol),
        };
    }
    let span = sequence.start..end;
    let lead = lead_of(prose, span.start);
    Some(Candidate { sequence, year, symbol, separator, span, lead, symbol_apart })
}

/// What counts up before a year whose slash a scanner saw as a bar: `91|2015/QH13`. Cells of a table have gaps around
/// their bars.
fn before_bar(prose: &Prose, year: &Sequence) -> Option<Sequence> {
    let is_barred = prose.char_before(year.start) == Some('|');
    let bar = is_barred.then(|| year.start - 1)?;
    let digit_before = prose.char_before(bar).is_some_and(|c| c.is_ascii_digit());
    (digit_before && is_year(&year.digits)).then(|| sequence_before(prose, bar)).flatten()
}

/// Four digits of a year in which documents were issued, some of them seen as letters.
fn year_at(prose: &Prose, at: usize) -> Option<(String, usize)> {
    let seen = prose.text().get(at..at + 4)?;
    if !seen.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits: String = seen.chars().map(as_digit).collect::<Option<_>>()?;
    let more = prose.char_at(at + 4).is_some_and(|c| c.is_ascii_digit());
    (is_year(&digits) && !more).then_some((digits, at + 4))
}

fn is_year(digits: &str) -> bool {
    digits.parse().is_ok_and(|year: u16| (1945..2100).contains(&year))
}

/// The year glued to the sequence where the slash was lost: `272019/NĐ-CP`.
///
/// No body issues a hundred thousand documents a year; with five digits only a type that always has a year says so.
fn split_off_year(digits: &mut String, symbol: &Symbol) -> Option<String> {
    let always_with_year =
        symbol.is_law() || matches!(symbol.first(), "NĐ" | "TT" | "TTLT" | "NQLT");
    let shortest = if always_with_year { 5 } else { 6 };
    if digits.len() < shortest || !(symbol.has_type() || symbol.is_law()) {
        return None;
    }
    let year = digits[digits.len() - 4..].to_owned();
    is_year(&year).then(|| {
        digits.truncate(digits.len() - 4);
        year
    })
}

impl Candidate {
    /// Whether the words around it, or its symbol, say that it is no document's number.
    fn is_refused(&self, prose: &Prose) -> bool {
        if matches!(self.lead.word, Some(TypeWord::Named(_) | TypeWord::Generic)) {
            return false;
        }
        let before = before_sign(prose, self.lead.start);
        // "NGUYỄN MẪU⏎Số: 45/…": a label that begins its own line is no part of the words above it.
        let begins_line = prose.text()[before..self.lead.start].contains('\n')
            && prose.char_at(self.lead.start).is_some_and(char::is_uppercase);
        let before = if begins_line { self.lead.start } else { before };
        let stands_before = |word: &&str| prose.phrase_before(before, word).is_some();
        let other = OTHER_NUMBERS.iter().any(stands_before)
            || !self.lead.says_number && COUNTED.iter().any(stands_before);
        other || FORMS.contains(&self.symbol.first()) || follows_standard(prose, before)
    }

    fn accept(self, prose: &Prose) -> Option<Numbered> {
        let is_introduced = self.lead.word.is_some() || self.lead.says_number;
        let accepted = if self.symbol.is_law() {
            self.separator == '/' && (self.year.is_some() || is_introduced)
        } else if self.symbol.len() == 1 {
            self.symbol.first().chars().count() >= 2 && self.word_allows_one_abbreviation()
        } else if self.symbol.has_type() {
            true
        } else {
            let long_enough = self.symbol.first().chars().count() >= 2;
            let like_cong_van = self.separator == '/' && !self.symbol.has_slash();
            let dated = self.year.is_some() && !is_introduced;
            long_enough && (like_cong_van || self.lead.word.is_some()) && !dated
        };
        let accepted = accepted && (!self.symbol_apart || is_introduced && self.symbol.has_type());
        let accepted = accepted && (self.sequence.glued_symbol.is_none() || is_introduced);
        let counts = self.sequence.digits.bytes().any(|digit| digit != b'0');
        if !accepted || !counts || self.sequence.digits.len() > 6 {
            return None;
        }
        let letter = self.sequence.letter.map(String::from).unwrap_or_default();
        let year = self.year.map(|year| format!("{year}/")).unwrap_or_default();
        let meant = format!(
            "{}{letter}{}{year}{}",
            self.sequence.digits,
            self.separator,
            self.symbol.to_text()
        );
        let raw = &prose.text()[self.span.clone()];
        let number = DocumentNumber::repaired(&meant, raw).ok()?;
        let repaired = DocumentNumber::parse(raw) != Ok(number.clone());
        Some(Numbered { number, span: self.span, symbol: self.symbol, lead: self.lead, repaired })
    }

    /// One abbreviation alone is a number's symbol only where a type word says so (`văn bản số 118/HĐBT`); a scheme is
    /// called by such a name without being a document (`Đề án 06/CP`).
    fn word_allows_one_abbreviation(&self) -> bool {
        match &self.lead.word {
            Some(TypeWord::Named(doc_type)) => {
                !matches!(doc_type.as_str(), "đề án" | "dự án" | "chương trình")
            }
            Some(TypeWord::Abbreviated(_) | TypeWord::Generic) => self.lead.says_number,
            None => false,
        }
    }
}

/// The type word and `số` before a number.
fn lead_of(prose: &Prose, at: usize) -> Lead {
    let mut lead = Lead { start: at, word: None, says_number: false };
    let mut position = before_sign(prose, at);
    for phrase in ["ký hiệu", "số hiệu", "số"] {
        if let Some(start) = prose.phrase_before(position, phrase) {
            lead.start = start;
            lead.says_number = true;
            position = before_sign(prose, start);
        }
    }
    if let Some((word, start)) = doc_type::word_before(prose, position) {
        lead.word = Some(word);
        lead.start = start;
    }
    lead
}

/// The end of what stands before `at`, gaps and the sign that introduces a number left out.
pub(crate) fn before_sign(prose: &Prose, at: usize) -> usize {
    let end = prose.skip_gap_back(at);
    match prose.char_before(end) {
        Some(':') => prose.skip_gap_back(end - 1),
        Some('(' | ',') if prose.phrase_at(at, "số").is_some() => prose.skip_gap_back(end - 1),
        _ => end,
    }
}

/// Whether the name of a series of standards stands within two words before `end`: `TCVN ISO 9001`.
fn follows_standard(prose: &Prose, end: usize) -> bool {
    let mut at = end;
    (0..2).any(|_| {
        let word = prose.word_before(at);
        at = prose.skip_gap_back(word.start);
        matches!(&prose.lower()[word], "qcvn" | "tcvn" | "tcxd" | "tcxdvn" | "iso" | "qcđp")
    })
}

/// Whether only a comma or a conjunction stands between two numbers.
pub(crate) fn is_list_gap(prose: &Prose, between: Range<usize>) -> bool {
    let Some(gap) = prose.lower().get(between) else { return false };
    matches!(gap.trim(), "," | "và" | ", và" | "hoặc" | "số" | ", số" | "và số")
}
