//! What stands after the sequence: the symbol of a number, its abbreviations, and the damage done to them.
//!
//! The tables of types and bodies know most abbreviations; one that they know is restored from a lost stroke
//! (`QD` for `QĐ`), a space inside it, lower case, or letters that a scanner confuses. One that they do not know stands as
//! written, if it looks like an abbreviation.

use std::{collections::HashMap, sync::LazyLock};

use model::facts::DocType;

use crate::{
    doc_type, issuer,
    prose::{Prose, fold, is_dash},
};

/// The symbol of a number as meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Symbol {
    /// `QĐ` and `UBND` of `QĐ-UBND`; never empty.
    abbreviations: Vec<String>,
    /// The separators between them, `-` or `/`.
    separators: Vec<char>,
}

impl Symbol {
    /// The types that the first abbreviation may stand for; empty for a công văn.
    pub(crate) fn doc_types(&self) -> &'static [DocType] {
        doc_type::of_symbol(&self.abbreviations[0])
    }

    /// Whether it begins with the symbol of a type.
    pub(super) fn has_type(&self) -> bool {
        is_type(&self.abbreviations[0])
    }

    /// Whether it is that of the Quốc hội or its standing committee, which stands alone after the year.
    pub(crate) fn is_law(&self) -> bool {
        legislature(&self.abbreviations[0]).is_some()
    }

    pub(super) fn first(&self) -> &str {
        &self.abbreviations[0]
    }

    /// The abbreviations of the body and its unit, after the type.
    pub(crate) fn body(&self) -> &[String] {
        if self.has_type() && !self.is_law() {
            &self.abbreviations[1..]
        } else {
            &self.abbreviations
        }
    }

    /// The abbreviation of the body that issued the document: none where several bodies did, as in `TTLT-BTC-BNV`.
    pub(crate) fn issuer(&self) -> Option<&str> {
        let (first, others) = self.body().split_first()?;
        let is_joint = others.iter().any(|other| issuer::of_symbol(other, None).is_some());
        (!is_joint).then(|| first.trim_end_matches(|c: char| c.is_ascii_digit()))
    }

    /// Whether its type is one that several bodies issue together.
    pub(crate) fn is_joint(&self) -> bool {
        let first = self.first().to_uppercase();
        ["TTLT", "NQLT", "CTLT", "KHLT", "HDLT", "KHLN", "HDLN", "KHPH", "QCPH", "CTRPH", "CTPH"]
            .contains(&first.as_str())
    }

    pub(super) fn len(&self) -> usize {
        self.abbreviations.len()
    }

    /// Whether slashes stand where those of a công văn have hyphens.
    pub(super) fn has_slash(&self) -> bool {
        self.separators.contains(&'/')
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = self.abbreviations[0].clone();
        for (separator, abbreviation) in self.separators.iter().zip(&self.abbreviations[1..]) {
            text.push(*separator);
            text.push_str(abbreviation);
        }
        text
    }
}

/// Whether an abbreviation is that of a type, as written or with its stroke or case lost.
pub(super) fn is_type(abbreviation: &str) -> bool {
    legislature(abbreviation).is_some()
        || mend(abbreviation).is_some_and(|mended| doc_type::known_symbol(&mended).is_some())
}

/// The symbol that begins at `at`, and its end.
pub(super) fn symbol_at(prose: &Prose, at: usize) -> Option<(Symbol, usize)> {
    let (first, mut end) = abbreviation_at(prose, at, None)?;
    let mut symbol = Symbol { abbreviations: vec![first], separators: Vec::new() };
    while let Some((separator, next)) = separator_at(prose, end, &symbol) {
        let first = symbol.abbreviations[0].as_str();
        let Some((abbreviation, after)) = abbreviation_at(prose, next, Some(first)) else {
            break;
        };
        symbol.separators.push(separator);
        symbol.abbreviations.push(abbreviation);
        end = after;
    }
    if let [alone] = symbol.abbreviations.as_slice()
        && let Some((doc_type, separator, body)) = torn(alone)
    {
        symbol = Symbol { abbreviations: vec![doc_type, body], separators: vec![separator] };
    }
    Some((symbol, end))
}

/// A separator between abbreviations, and where the next one begins.
///
/// Spaces may stand around it while the symbol wants a further abbreviation; after that only a line break right behind
/// the hyphen, because a spaced dash then belongs to the sentence.
fn separator_at(prose: &Prose, end: usize, symbol: &Symbol) -> Option<(char, usize)> {
    let at = prose.skip_gap(end);
    let c = prose.char_at(at)?;
    let separator = match c {
        '/' => '/',
        // A scanner's slash: "57-NQ|TW".
        '|' if at == end && !prose.text()[at + 1..].starts_with(char::is_whitespace) => '/',
        '_' => '-',
        _ if is_dash(c) => '-',
        _ => return None,
    };
    let behind = at + c.len_utf8();
    let next = prose.skip_gap(behind);
    let (gap_before, gap_behind) = (&prose.text()[end..at], &prose.text()[behind..next]);
    let complete = symbol.len() > 1 || symbol.is_law();
    let fits = if complete {
        gap_before.is_empty() && (gap_behind.is_empty() || gap_behind.contains('\n'))
    } else {
        gap_before.len() <= 4 && gap_behind.len() <= 4
    };
    fits.then_some((separator, next))
}

/// The abbreviation at `at` as meant, and its end; `first` is that with which the symbol began.
fn abbreviation_at(prose: &Prose, at: usize, first: Option<&str>) -> Option<(String, usize)> {
    let end = end_of_word(prose, at);
    let word = &prose.text()[at..end];
    if !word.starts_with(char::is_alphabetic) {
        return as_letters(word).map(|meant| (meant, end));
    }
    if let Some((joined, after)) = joined_over_gap(prose, at, end) {
        return Some((joined, after));
    }
    if let Some(mended) = mend(word).or_else(|| misread(word, first)).or_else(|| as_letters(word)) {
        return Some((mended, end));
    }
    let small = word.chars().all(|c| c.is_lowercase() || c.is_ascii_digit());
    if small {
        let short = (2..=8).contains(&word.chars().count());
        let plain = word.chars().all(|c| c.is_ascii() || c == 'đ');
        return (first.is_some_and(is_known) && short && plain).then(|| (word.to_uppercase(), end));
    }
    let is_unit = first.is_some() && is_numbered_unit(word);
    (is_unit || looks_abbreviated(word)).then(|| (word.replace(['Ð', 'Ɖ'], "Đ"), end))
}

/// Letters and digits, with `&` or a dot where capitals go on behind it (`UBND.HC`, `SKH&ĐT`).
fn end_of_word(prose: &Prose, at: usize) -> usize {
    let mut end = prose.word_at(at).end;
    while let Some('.' | '&') = prose.char_at(end) {
        let next = prose.word_at(end + 1);
        let word = &prose.text()[next.clone()];
        if word.chars().count() < 2 || !word.chars().all(char::is_uppercase) {
            break;
        }
        end = next.end;
    }
    end
}

/// Two pieces of one known abbreviation with a gap between them: `UB ND`.
fn joined_over_gap(prose: &Prose, at: usize, end: usize) -> Option<(String, usize)> {
    let next = prose.skip_gap(end);
    if next == end || prose.text()[end..next].len() > 2 {
        return None;
    }
    let piece = prose.word_at(next);
    let (first, second) = (&prose.text()[at..end], &prose.text()[piece.clone()]);
    let capitals = |word: &str| !word.is_empty() && word.chars().all(char::is_uppercase);
    if !capitals(first) || !capitals(second) || first.chars().count() > 1 && is_known(second) {
        return None;
    }
    let joined = format!("{first}{second}").replace(['Ð', 'Ɖ'], "Đ");
    KNOWN.exact.get(&joined).map(|proper| (proper.clone(), piece.end))
}

/// Capitals with at most a few small letters among them: `TTg`, `SNgV`, `QĐ`, but not `Trung`.
fn looks_abbreviated(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let small = word.chars().filter(|c| c.is_lowercase()).count();
    let starts = word.starts_with(char::is_uppercase);
    starts
        && word.chars().count() <= 16
        && (capitals >= 2 && small <= 2 || word.chars().count() == 1)
}

/// A unit that its body counts: `P1`, `PV01`.
fn is_numbered_unit(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.len() < word.len() && word.len() <= 6 && letters.chars().all(char::is_uppercase)
}

/// All abbreviations that the tables know.
struct Known {
    /// The proper form by its upper case.
    exact: HashMap<String, String>,
    /// The proper form by its upper case without strokes, where that is nobody's proper form.
    unstroked: HashMap<String, String>,
    /// The proper form by how a scanner may see it.
    seen: HashMap<String, String>,
}

/// Abbreviations so frequent that a word which a scanner would see in the same way is one of them.
const FREQUENT: &[&str] = &["UBND", "HĐND", "VPCP", "QĐ", "NĐ"];

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known =
        Known { exact: HashMap::new(), unstroked: HashMap::new(), seen: HashMap::new() };
    for proper in doc_type::symbols().chain(issuer::symbols()) {
        known.exact.entry(proper.to_uppercase()).or_insert_with(|| proper.to_owned());
        known.unstroked.entry(fold(&proper.to_uppercase())).or_insert_with(|| proper.to_owned());
    }
    for proper in FREQUENT {
        known.seen.insert(as_seen(proper), (*proper).to_owned());
    }
    known
});

/// What a scanner makes of the stroke of a `Đ`, by the abbreviation meant; the second says whether it stands first only.
const MISREAD: &[(&str, &str, bool)] =
    &[("QB", "QĐ", true), ("OB", "QĐ", true), ("NB", "NĐ", true), ("HBND", "HĐND", false)];

/// The abbreviation of which a scanner lost the stroke to a bow.
fn misread(word: &str, first: Option<&str>) -> Option<String> {
    let found =
        MISREAD.iter().find(|(seen, _, at_start)| *seen == word && (!at_start || first.is_none()));
    found.map(|(_, meant, _)| (*meant).to_owned())
}

/// A known abbreviation, letters of which a scanner took for digits: `8C` for `BC`.
fn as_letters(word: &str) -> Option<String> {
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let letters: String = word
        .chars()
        .map(|c| match c {
            '0' => 'O',
            '1' => 'I',
            '5' => 'S',
            '8' => 'B',
            other => other,
        })
        .collect();
    KNOWN.exact.get(&letters).filter(|_| has_digit).cloned()
}

/// Type and body of one word whose hyphen was lost or seen as a dot, or whose slash a scanner saw as a letter: `QĐUBND`,
/// `QĐ.UBND`, `NQITW`.
fn torn(word: &str) -> Option<(String, char, String)> {
    if is_known(word) {
        return None;
    }
    if let Some((doc_type, body)) = word.split_once('.')
        && let Some(doc_type) = mend(doc_type).filter(|mended| is_type(mended))
    {
        return Some((doc_type, '-', mend(body).unwrap_or_else(|| body.to_owned())));
    }
    let upper = word.to_uppercase();
    upper.char_indices().skip(2).find_map(|(at, _)| {
        let (doc_type, rest) = upper.split_at(at);
        let doc_type = doc_type::known_symbol(doc_type)?.to_owned();
        let known =
            |body: &str| KNOWN.exact.get(body).filter(|_| body.chars().count() >= 2).cloned();
        let behind_slash = || known(rest.strip_prefix(['I', 'L', '1'])?);
        known(rest)
            .map(|body| (doc_type.clone(), '-', body))
            .or_else(|| Some((doc_type.clone(), '/', behind_slash()?)))
    })
}

pub(super) fn is_known(abbreviation: &str) -> bool {
    legislature(abbreviation).is_some() || KNOWN.exact.contains_key(&abbreviation.to_uppercase())
}

/// The proper form of a damaged or oddly written abbreviation; `None` when the tables know none for it.
fn mend(word: &str) -> Option<String> {
    let upper = word.to_uppercase().replace(['Ð', 'Ɖ'], "Đ");
    if let Some(term) = legislature(&upper) {
        return Some(term);
    }
    if upper == "TƯ" {
        return Some("TW".to_owned());
    }
    let known = KNOWN.exact.get(&upper).or_else(|| {
        // Some strokes may be lost and others not; an abbreviation without a plain D lost none.
        KNOWN.unstroked.get(&fold(&upper)).filter(|_| upper.contains('D'))
    });
    // In lower case or mixed case the letters are taken as typed, not as seen by a scanner.
    let is_capital = word.chars().all(|c| !c.is_lowercase());
    known.or_else(|| KNOWN.seen.get(&as_seen(&upper)).filter(|_| is_capital)).cloned()
}

/// `QH15` or `UBTVQH14`, from what a scanner makes of them (`AJBTVQH15`).
fn legislature(word: &str) -> Option<String> {
    let upper = word.to_uppercase();
    let digits = upper.trim_start_matches(|c: char| !c.is_ascii_digit());
    let letters = &upper[..upper.len() - digits.len()];
    let term = digits.parse::<u8>().is_ok_and(|term| (1..=30).contains(&term));
    match letters {
        _ if !term => None,
        "QH" => Some(upper),
        _ if letters.ends_with("BTVQH") && letters.len() <= "AJBTVQH".len() => {
            Some(format!("UBTVQH{digits}"))
        }
        _ => None,
    }
}

/// One letter for each set of letters that look alike to a scanner.
fn as_seen(upper: &str) -> String {
    fold(upper)
        .chars()
        .map(|c| match c {
            'D' | 'Q' | '0' => 'O',
            'L' | '1' => 'I',
            '8' => 'B',
            '5' => 'S',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_as_meant() {
        let check = |text: &str, expected: Option<&str>| {
            let symbol = symbol_at(&Prose::new(text), 0).map(|(symbol, _)| symbol.to_text());
            assert_eq!(symbol.as_deref(), expected, "{text:?}");
        };
        check("QĐ-UBND ngày", Some("QĐ-UBND"));
        check("QĐ - UBND của", Some("QĐ-UBND"));
        check("KH-\nUBND", Some("KH-UBND"));
        check("KH-UBND - Báo cáo", Some("KH-UBND"));
        check("KH-UBND – UBND tỉnh", Some("KH-UBND"));
        check("NQ/TW", Some("NQ/TW"));
        check("NQ/TƯ", Some("NQ/TW"));
        check("BC_UBND", Some("BC-UBND"));
        check("TTLT-BTC-BNV", Some("TTLT-BTC-BNV"));
        check("QD-UBND", Some("QĐ-UBND"));
        check("SGDDT-TCCB", Some("SGDĐT-TCCB"));
        check("HÐND", Some("HĐND"));
        check("QĐ-UB ND", Some("QĐ-UBND"));
        check("NQ-H ĐND", Some("NQ-HĐND"));
        check("N Đ-CP", Some("NĐ-CP"));
        check("QĐ-UBNO", Some("QĐ-UBND"));
        check("qđ-ttg", Some("QĐ-TTg"));
        check("ubnd-tnmt", Some("UBND-TNMT"));
        check("AJBTVQH15", Some("UBTVQH15"));
        check("QĐ-UBND.HC", Some("QĐ-UBND.HC"));
        check("QĐ-X1", Some("QĐ-X1"));
        check("CAT-PV01", Some("CAT-PV01"));
        check("QĐUBND", Some("QĐ-UBND"));
        check("NQITW", Some("NQ/TW"));
        check("HD-SNgV", Some("HD-SNgV"));
        check("QĐ.UBND", Some("QĐ-UBND"));
        check("QB-UBND", Some("QĐ-UBND"));
        check("NQ-HBND", Some("NQ-HĐND"));
        check("8C-5NV", Some("BC-SNV"));
        check("UBND-NB", Some("UBND-NB"));
        check("NQ|TW", Some("NQ/TW"));
        check("CAT-PC06", Some("CAT-PC06"));
        check("Trung ương", None);
        check("năm", None);
    }
}
