//! What stands before a number: its type word, `các Nghị định của Chính phủ: số …`, `UBND tỉnh … ban hành …`.

use std::ops::Range;

use model::{PartialDate, facts::DocType};

use crate::{
    date,
    doc_type::{self, TypeWord},
    issuer,
    number::{Lead, Numbered, before_sign},
    prose::{Prose, fold},
};

use super::after;

/// What was read before a number, and from where.
pub(super) struct Before {
    pub(super) date: Option<PartialDate>,
    pub(super) issuer: Option<Range<usize>>,
    /// The type word before the issuer, where the number has none of its own.
    pub(super) type_word: Option<TypeWord>,
    pub(super) start: usize,
}

/// What a body does with a document of its own.
const ISSUES: &[&str] = &[
    "ký ban hành",
    "ban hành",
    "phát hành",
    "công bố",
    "thông qua",
    "phúc đáp",
    "trả lời",
    "ký",
    "gửi",
    "có",
    "ra",
];

/// What a body does in a document of its own, named by `tại` or `bằng`.
const SAYS: &[&str] = &[
    "hướng dẫn",
    "thông báo",
    "đề nghị",
    "yêu cầu",
    "chỉ đạo",
    "kết luận",
    "giao",
    "báo cáo",
    "phê duyệt",
    "quy định",
    "chấp thuận",
    "trả lời",
    "cho ý kiến",
    "có ý kiến",
];

/// Reads what leads to a number, back to `floor` at most, where the previous citation ends.
pub(super) fn read(prose: &Prose, floor: usize, numbered: &Numbered) -> Before {
    let lead = &numbered.lead;
    let start = clause_start(prose, floor, lead.start);
    let none = Before { date: None, issuer: None, type_word: None, start: lead.start };
    if lead.word.is_none()
        && let Some(described) = described(prose, start, lead)
    {
        return described;
    }
    if let Some(name) = author_of(prose, start, lead.start) {
        return Before { issuer: Some(name), ..none };
    }
    if let Some(name) = subject_end(prose, start, lead.start)
        .and_then(|subject_end| name_ending_at(prose, start, subject_end))
    {
        return Before {
            date: date_ending_at(prose, start, name.start),
            issuer: Some(name),
            ..none
        };
    }
    if let Some(name) = type_apart(prose, start, numbered)
        .and_then(|type_start| subject_end(prose, start, type_start))
        .and_then(|subject_end| name_ending_at(prose, start, subject_end))
    {
        return Before { issuer: Some(name), ..none };
    }
    if let Some(name) = beside(prose, start, numbered) {
        return Before { issuer: Some(name), ..none };
    }
    Before { date: date_opening(prose, start, lead.start), ..none }
}

/// `Quyết định ngày 12/6/2025 của UBND tỉnh, số`: what is said of the document before its number comes.
fn described(prose: &Prose, start: usize, lead: &Lead) -> Option<Before> {
    let end = before_sign(prose, lead.start);
    let mut at = end;
    while lead.says_number && at > start {
        let word = prose.word_before(at);
        if let Some((word @ TypeWord::Named(_), type_start)) = doc_type::word_before(prose, at) {
            let stated = after::read(prose, at, end);
            if stated.end > at {
                // A year alone is mostly that of a plan or report, not its date.
                let date = stated.date.filter(|date| date.first_day() == date.last_day());
                let type_word = Some(word);
                return Some(Before { date, issuer: stated.issuer, type_word, start: type_start });
            }
        }
        at = if word.is_empty() { at - prose.char_before(at)?.len_utf8() } else { word.start };
    }
    let (name, of) = issuer_of(prose, start, end)?;
    let word = doc_type::word_before(prose, prose.skip_gap_back(of));
    let start = word.as_ref().map_or(of, |(_, start)| *start);
    let type_word = word.map(|(word, _)| word);
    Some(Before { date: None, issuer: Some(name), type_word, start })
}

/// So many words may stand between a type and its number: `Kế hoạch kiểm tra công vụ năm 2025 số 44/KH-UBND`.
const MOST_WORDS_BETWEEN: usize = 8;

/// Where the type word of a number begins that has other words before it.
fn type_apart(prose: &Prose, start: usize, numbered: &Numbered) -> Option<usize> {
    let lead = &numbered.lead;
    if lead.word.is_some() || !lead.says_number {
        return None;
    }
    let types = numbered.symbol.doc_types();
    let mut at = prose.skip_gap_back(lead.start);
    for _ in 0..MOST_WORDS_BETWEEN {
        let word = prose.word_before(at);
        if word.is_empty() || word.start < start {
            return None;
        }
        if let Some((TypeWord::Named(named), type_start)) = doc_type::word_before(prose, at)
            && types.contains(&named)
        {
            return Some(type_start);
        }
        at = prose.skip_gap_back(word.start);
    }
    None
}

/// The body right before a number in brackets or behind a colon, when the number's symbol is its own:
/// `Bộ Nội vụ (Công văn số 555/BNV-CCHC)`.
fn beside(prose: &Prose, start: usize, numbered: &Numbered) -> Option<Range<usize>> {
    let sign = prose.skip_gap_back(numbered.lead.start);
    let opening = prose.char_before(sign).filter(|_| sign > start)?;
    if !matches!(opening, '(' | ':' | ',') {
        return None;
    }
    let name = name_ending_at(prose, start, prose.skip_gap_back(sign - 1))?;
    // "(Sở Y tế, Kế hoạch số …)": behind a comma only where the bracket opens with the name.
    if opening == ',' && prose.char_before(prose.skip_gap_back(name.start)) != Some('(') {
        return None;
    }
    let initials = initials(&prose.text()[name.clone()]);
    let symbol = fold(numbered.symbol.body().first()?).to_uppercase();
    initials.starts_with(&symbol).then_some(name)
}

/// The first letters of a name, abbreviations whole: `SNV` of `Sở Nội vụ`, `UBNDTSL` of `UBND tỉnh Sơn La`.
fn initials(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let letters = words.filter(|word| *word != "và").flat_map(|word| {
        let whole = word.chars().count() > 1 && !word.contains(char::is_lowercase);
        word.chars().take(if whole { usize::MAX } else { 1 })
    });
    fold(&letters.collect::<String>()).to_uppercase()
}

/// The date with which a clause opens before its document: `Ngày 14/8/2025, Quyết định số …`.
fn date_opening(prose: &Prose, start: usize, lead_start: usize) -> Option<PartialDate> {
    let opening = prose.skip_gap(start);
    let opening = prose
        .any_phrase_at(opening, &["ban hành", "ký"])
        .map_or(opening, |end| prose.skip_gap(end));
    let (date, end) = date::date_at(prose, prose.literal_at(opening, "ngày").map(|_| opening)?)?;
    let comma = prose.literal_at(prose.skip_gap(end), ",")?;
    (prose.skip_gap(comma) == lead_start).then_some(date)
}

/// Whether a clause opens with `Tại`, so that who speaks in the document comes behind it.
pub(super) fn opens_with_place(prose: &Prose, floor: usize, lead: &Lead) -> bool {
    let start = prose.skip_gap(clause_start(prose, floor, lead.start));
    prose.phrase_at(start, "tại").is_some_and(|end| prose.skip_gap(end) == lead.start)
}

/// The type of a numbered document: by its word, else by its symbol; a symbol of several types by the nearest word.
pub(super) fn doc_type(
    prose: &Prose,
    floor: usize,
    numbered: &Numbered,
    earlier_word: Option<&TypeWord>,
) -> Option<DocType> {
    let types = numbered.symbol.doc_types();
    let begins_large =
        |numbered: &Numbered| prose.char_at(numbered.lead.start).is_some_and(char::is_uppercase);
    for word in [numbered.lead.word.as_ref(), earlier_word].into_iter().flatten() {
        match word {
            // A verb in small letters that sounds like a type ("theo quy định (số 560/TB-UBND)") is none.
            TypeWord::Named(named)
                if types.is_empty() || types.contains(named) || begins_large(numbered) =>
            {
                return Some(named.clone());
            }
            TypeWord::Named(_) => {}
            TypeWord::Abbreviated(symbol) if types.is_empty() => {
                return doc_type::of_symbol(symbol).first().cloned();
            }
            TypeWord::Abbreviated(_) | TypeWord::Generic => {}
        }
    }
    match types {
        [] if numbered.symbol.body().len() > 1 => Some(DocType::new("công văn")),
        [] => None,
        [only] => Some(only.clone()),
        [usual, ..] => {
            let start = clause_start(prose, floor, numbered.lead.start);
            Some(nearest_type(prose, start, numbered.lead.start, types).unwrap_or(usual).clone())
        }
    }
}

/// The last of some types that is named between two positions: `Luật … số`, `Quy định của …, số`.
fn nearest_type<'t>(
    prose: &Prose,
    start: usize,
    end: usize,
    types: &'t [DocType],
) -> Option<&'t DocType> {
    let mut at = end;
    while at > start {
        let word = prose.word_before(at);
        if word.is_empty() {
            at -= prose.char_before(at).map_or(1, char::len_utf8);
            continue;
        }
        if let Some((TypeWord::Named(named), _)) = doc_type::word_before(prose, at)
            && let Some(found) = types.iter().find(|one| **one == named)
        {
            return Some(found);
        }
        at = word.start;
    }
    None
}

/// Where the clause around `end` begins: behind the last full stop, semicolon or empty line, at `floor` at the earliest.
fn clause_start(prose: &Prose, floor: usize, end: usize) -> usize {
    let floor = floor.min(end);
    let clause = &prose.lower()[floor..end];
    let breaks = [";", ". ", ".\n", "\n\n", "\n- ", "\n+ "];
    let last = breaks.iter().filter_map(|sign| Some(clause.rfind(sign)? + sign.len())).max();
    floor + last.unwrap_or(0)
}

/// The issuer in `… của ISSUER` that ends at `end`, and where its `của` begins.
fn issuer_of(prose: &Prose, start: usize, end: usize) -> Option<(Range<usize>, usize)> {
    let clause = prose.lower().get(start..end)?;
    let of = start + clause.rfind("của").or_else(|| clause.rfind("cua"))?;
    let name = prose.skip_gap(prose.phrase_at(of, "của")?);
    (issuer::name_at(prose, name)? == end).then_some((name..end, of))
}

/// The body in `theo đề nghị của ISSUER tại` that leads to a number at `lead_start`.
fn author_of(prose: &Prose, start: usize, lead_start: usize) -> Option<Range<usize>> {
    let at =
        prose.phrase_before(prose.skip_gap_back(lead_start), "tại").filter(|at| *at >= start)?;
    issuer_of(prose, start, prose.skip_gap_back(at)).map(|(name, _)| name)
}

/// The end of what stands before the verb of issuing that leads to a number at `lead_start`.
fn subject_end(prose: &Prose, start: usize, lead_start: usize) -> Option<usize> {
    let strip = |at: usize, words: &[&str]| {
        words
            .iter()
            .find_map(|word| prose.phrase_before(at, word))
            .filter(|before| *before >= start)
            .map(|before| prose.skip_gap_back(before))
    };
    let mut at = prose.skip_gap_back(lead_start);
    at = strip(at, &["các", "những", "một số"]).unwrap_or(at);
    let verb_start = match strip(at, &["tại", "bằng"]) {
        Some(at) => strip(at, SAYS).or_else(|| strip(at, ISSUES))?,
        None => strip(at, ISSUES)?,
    };
    let mut at = verb_start;
    while let Some(before) = strip(at, &["đã", "vừa", "cũng", "tiếp tục", "có"]) {
        at = before;
    }
    Some(at)
}

/// The longest name of a body that ends at `end`.
fn name_ending_at(prose: &Prose, start: usize, end: usize) -> Option<Range<usize>> {
    let text = prose.text();
    let mut at = start;
    while at < end {
        let word = prose.word_at(at);
        if word.is_empty() {
            at += prose.char_at(at).map_or(1, char::len_utf8);
            continue;
        }
        if issuer::begins_at(prose, at) && issuer::name_at(prose, at) == Some(end) {
            return Some(at..end);
        }
        at = word.end.min(text.len());
    }
    None
}

/// The date in `Ngày 14/8/2025, ` right before a name.
fn date_ending_at(prose: &Prose, start: usize, end: usize) -> Option<PartialDate> {
    let clause = &prose.lower()[start..end];
    let clause = clause.trim_end().trim_end_matches(',').trim_end();
    let end = start + clause.len();
    ["ngày", "hôm", "ngay", "hom"].iter().find_map(|word| {
        let at = start + clause.rfind(word)?;
        let digits = if word.starts_with('h') { prose.skip_gap(at + word.len()) } else { at };
        let (date, date_end) = date::date_at(prose, digits)?;
        (date_end == end).then_some(date)
    })
}
