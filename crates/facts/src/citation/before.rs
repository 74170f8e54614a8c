//! What stands before a number: its type word, `các Nghị định của Chính phủ: số …`, `UBND tỉnh … ban hành …`.

use std::ops::Range;

use model::{PartialDate, facts::DocType};

use crate::{
    date,
    doc_type::{self, TypeWord},
    issuer,
    number::{Lead, Numbered, before_sign},
    prose::{Prose, is_dash, is_gap},
};

use super::{abbreviation, after, clause};

/// What was read before a number, and from where.
pub(super) struct Before {
    pub(super) date: Option<PartialDate>,
    pub(super) issuer: Option<Range<usize>>,
    /// The type word before the issuer, where the number has none of its own.
    pub(super) type_word: Option<TypeWord>,
    /// Whether a colon stands right before it, so that it may be the first of several.
    pub(super) leads_list: bool,
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

/// What a body does with another's document in one of its own.
const DETAILS: &[&str] = &["cụ thể hóa"];

/// What only the body does that signs the document named in brackets behind it: `UBND tỉnh giao Sở Y tế (Công văn số …)`.
const DIRECTS: &[&str] = &["giao", "chỉ đạo", "yêu cầu", "phê duyệt", "chấp thuận", "công bố"];

/// Words that may stand between a body and what it does.
const HOW: &[&str] = &[
    "đã",
    "vừa",
    "cũng",
    "tiếp tục",
    "có",
    "thống nhất",
    "kịp thời",
    "chủ động",
    "chính thức",
    "mới",
    "sẽ",
];

/// Words before several documents.
const SEVERAL: &[&str] = &["các", "những", "một số"];

/// Reads what leads to a number, back to `floor` at most, where the previous citation ends.
pub(super) fn read(prose: &Prose, floor: usize, numbered: &Numbered) -> Before {
    let lead = &numbered.lead;
    let start = clause_start(prose, floor, lead.start);
    let leads_list = matches!(prose.char_before(prose.skip_gap_back(lead.start)), Some(':' | '('));
    if lead.word.is_none()
        && let Some(described) = described(prose, start, numbered)
    {
        return Before { leads_list, ..described };
    }
    let acts_at = subject_end(prose, start, lead.start);
    let subject = || {
        let acts_at = acts_at?;
        name_ending_at(prose, start, acts_at)
            .or_else(|| own_abbreviation_before(prose, start, acts_at, numbered))
    };
    let subject_of_type = || {
        type_apart(prose, start, numbered)
            .and_then(|type_start| subject_end(prose, start, type_start))
            .and_then(|subject_end| name_ending_at(prose, start, subject_end))
    };
    let opening = || opener(prose, numbered, acts_at.is_some());
    // "Văn phòng UBND tỉnh truyền đạt ý kiến của Chủ tịch tại Công văn số 815/VPUBND-NC": the number is not the latter's.
    let is_of =
        |name: &Range<usize>| abbreviation::is_of(&prose.text()[name.clone()], &numbered.symbol);
    let is_other = |name: &Range<usize>| {
        abbreviation::tells_one_body(&numbered.symbol) && !is_of(name) && opening().is_some()
    };
    let author = author_of(prose, start, lead.start).filter(|name| !is_other(name));
    let acting = if author.is_none() { subject() } else { None };
    // "ngày 05/4/2025 có Công văn số …": who acts was said before.
    let acts_from = acting.as_ref().map(|name| name.start).or(acts_at);
    let date = acts_from.and_then(|acts_from| date_ending_at(prose, start, acts_from));
    let issuer = author
        .or(acting)
        .or_else(subject_of_type)
        .or_else(opening)
        .or_else(|| beside(prose, start, numbered))
        .or_else(|| heading(prose, start, lead.start))
        .or_else(|| in_clause(prose, start, numbered));
    let date = date
        .or_else(|| date_opening(prose, start, lead.start))
        .or_else(|| date_of_several(prose, start, lead.start))
        .or_else(|| date_of_bracketed(prose, start, lead.start))
        .or_else(|| date_labelled(prose, floor, lead.start));
    Before { date, issuer, type_word: None, leads_list, start: lead.start }
}

/// `Quyết định ngày 12/6/2025 của UBND tỉnh, số`: what is said of the document before its number comes.
fn described(prose: &Prose, start: usize, numbered: &Numbered) -> Option<Before> {
    let lead = &numbered.lead;
    let end = before_sign(prose, lead.start);
    let mut at = end;
    while lead.says_number && at > start {
        let word = prose.word_before(at);
        if let Some((word @ TypeWord::Named(_), type_start)) = doc_type::word_before(prose, at) {
            let stated = after::of_words(prose, at, end, None);
            if stated.end > at {
                // A year alone is mostly that of a plan or report, not its date.
                let date = stated.date.filter(|date| date.first_day() == date.last_day());
                let type_word = Some(word);
                return Some(Before {
                    date,
                    issuer: stated.issuer,
                    type_word,
                    leads_list: false,
                    start: type_start,
                });
            }
        }
        at = if word.is_empty() { at - prose.char_before(at)?.len_utf8() } else { word.start };
    }
    let (name, of) = issuer_of(prose, start, end)?;
    let word = doc_type::word_before(prose, prose.skip_gap_back(of));
    let start = word.as_ref().map_or(of, |(_, start)| *start);
    let type_word = word.map(|(word, _)| word);
    Some(Before { date: None, issuer: Some(name), type_word, leads_list: false, start })
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
    // "(Sở Y tế, Kế hoạch số …)": behind a comma only where the bracket or the clause opens with the name.
    let opens = || {
        let before = prose.skip_gap_back(name.start);
        before <= start || prose.char_before(before) == Some('(')
    };
    if opening == ',' && !opens() {
        return None;
    }
    abbreviation::is_of(&prose.text()[name.clone()], &numbered.symbol).then_some(name)
}

/// The body with which a clause opens that issues or says something in a document of its own, whatever else it names
/// before: `UBND tỉnh giao Sở Nội vụ tại Công văn số 1223/UBND-NC`, `HĐND xã khóa II ban hành Nghị quyết số …`.
///
/// `issues` says that a verb of issuing leads to the number.
fn opener(prose: &Prose, numbered: &Numbered, issues: bool) -> Option<Range<usize>> {
    let at = prose.skip_gap_back(numbered.lead.start);
    let is_place = ["tại", "bằng"].iter().any(|word| prose.phrase_before(at, word).is_some());
    let is_aside = prose.char_before(at) == Some('(');
    if !is_place && !is_aside && !issues {
        return None;
    }
    let opening = clause_start(prose, 0, numbered.lead.start);
    let begins = |c: char| c.is_alphanumeric();
    let start = opening + prose.text()[opening..numbered.lead.start].find(begins)?;
    let end = issuer::name_at(prose, start).filter(|end| *end <= at)?;
    let name = start..end;
    if !abbreviation::is_of(&prose.text()[name.clone()], &numbered.symbol) {
        return None;
    }
    let mut verb = prose.skip_gap(end);
    while let Some(how) = prose.any_phrase_at(verb, HOW) {
        verb = prose.skip_gap(how);
    }
    // What bodies of all places can be told to do ("UBND xã tiếp thu ý kiến tại …") is said in another's document.
    let does = |verbs: &[&str]| prose.any_phrase_at(verb, verbs).is_some();
    let speaks = if is_place { does(SAYS) || does(ISSUES) || does(DETAILS) } else { does(DIRECTS) };
    let tells = is_place && abbreviation::tells_one_body(&numbered.symbol);
    (issues || speaks || tells).then_some(name)
}

/// The body in `các văn bản của Thủ tướng Chính phủ:` that heads a list.
fn heading(prose: &Prose, start: usize, lead_start: usize) -> Option<Range<usize>> {
    let colon = prose.skip_gap_back(lead_start);
    let end = prose.skip_gap_back(prose.text()[..colon].strip_suffix(':')?.len());
    issuer_of(prose, start, end).map(|(name, _)| name)
}

/// The last body of the clause whose abbreviation the number carries: `Sở Nội vụ trình UBND tỉnh tại Tờ trình số
/// 61/TTr-SNV`.
fn in_clause(prose: &Prose, start: usize, numbered: &Numbered) -> Option<Range<usize>> {
    if !abbreviation::tells_one_body(&numbered.symbol) {
        return None;
    }
    let mut found = None;
    let mut at = start;
    while at < numbered.lead.start {
        let word = prose.word_at(at);
        if word.is_empty() {
            at += prose.char_at(at).map_or(1, char::len_utf8);
            continue;
        }
        at = word.end;
        if issuer::begins_at(prose, word.start)
            && let Some(end) = issuer::name_at(prose, word.start)
            && end <= numbered.lead.start
            && abbreviation::is_of(&prose.text()[word.start..end], &numbered.symbol)
        {
            at = end;
            // "Nghị quyết phiên họp Chính phủ tháng 9": whose meeting it was, not who acts.
            let is_meeting =
                prose.phrase_before(prose.skip_gap_back(word.start), "phiên họp").is_some();
            found = Some(word.start..end).filter(|_| !is_meeting).or(found);
        }
    }
    found
}

/// The date before several documents: `Hai văn bản cùng ban hành ngày 10/3/2025 là Công văn số …`.
fn date_of_several(prose: &Prose, start: usize, lead_start: usize) -> Option<PartialDate> {
    let at = prose.skip_gap_back(lead_start);
    let end = ["là", "gồm", "gồm có"]
        .iter()
        .find_map(|word| prose.phrase_before(at, word))
        .or_else(|| Some(prose.text()[..at].strip_suffix(':')?.len()))?;
    let clause = &prose.lower()[start..end.max(start)];
    let issued = ["ban hành ngày", "cùng ngày", "ký ngày"];
    let said = issued.iter().find_map(|words| Some(clause.find(words)? + words.len()))?;
    date_ending_at(prose, start, prose.skip_gap_back(end).max(start)).or_else(|| {
        // "ban hành cùng ngày 14/3/2025 hai văn bản: …".
        let (date, date_end) = date::date_at(prose, start + said - "ngày".len())?;
        let between = prose.lower().get(date_end..end)?;
        let says_no_other = !between.contains(|c: char| c.is_ascii_digit());
        (says_no_other && date.first_day() == date.last_day()).then_some(date)
    })
}

/// The date before a number in brackets, behind a type: `Quyết định ngày 12/3/2025 (số 45/QĐ-UBND)`.
fn date_of_bracketed(prose: &Prose, start: usize, lead_start: usize) -> Option<PartialDate> {
    let bracket = prose.skip_gap_back(lead_start);
    let end = prose.skip_gap_back(prose.text()[..bracket].strip_suffix('(')?.len()).max(start);
    let day = start + prose.lower()[start..end].rfind("ngày")?;
    let (date, date_end) = date::date_at(prose, day)?;
    // "Kế hoạch số 64 ngày 11/02/2025 (64/KH-UBND)".
    let mut before = prose.skip_gap_back(day);
    let digits = prose.word_before(before);
    if let Some(sign) = prose.phrase_before(prose.skip_gap_back(digits.start), "số") {
        before = prose.skip_gap_back(sign);
    }
    let of_type = doc_type::word_before(prose, before);
    (date_end == end && matches!(of_type, Some((TypeWord::Named(_), _)))).then_some(date)
}

/// The date in the field of a list before the number's: `Ngày ban hành: 16/6/2025. Số ký hiệu: …`.
fn date_labelled(prose: &Prose, floor: usize, lead_start: usize) -> Option<PartialDate> {
    let end = prose.text()[floor..lead_start]
        .trim_end_matches(|c: char| is_gap(c) || matches!(c, '.' | ',' | ';' | '-' | '|'));
    let fields = &prose.lower()[floor..floor + end.len()];
    after::DATE_LABELS.iter().find_map(|label| {
        let at = floor + fields.rfind(label)?;
        let colon = prose.skip_gap(prose.phrase_at(at, label)?);
        let (date, date_end) = date::date_at(prose, prose.skip_gap(prose.literal_at(colon, ":")?))?;
        (date_end == floor + end.len()).then_some(date)
    })
}

/// The date with which a clause opens before its document: `Ngày 14/8/2025, Quyết định số …`, `14/8/2025: Quyết định …`.
fn date_opening(prose: &Prose, start: usize, lead_start: usize) -> Option<PartialDate> {
    let opening = prose.skip_gap(start);
    let opening = prose
        .any_phrase_at(opening, &["ban hành", "ký"])
        .map_or(opening, |end| prose.skip_gap(end));
    let (date, end) = date::date_at(prose, opening)?;
    let sign = prose.skip_gap(end);
    let separator = prose.char_at(sign).filter(|c| matches!(c, ',' | ':') || is_dash(*c))?;
    let is_day = date.first_day() == date.last_day();
    // "11/4/2025: ban hành Kế hoạch số …".
    let behind = prose.skip_gap(sign + separator.len_utf8());
    let behind = prose.any_phrase_at(behind, ISSUES).map_or(behind, |end| prose.skip_gap(end));
    (is_day && behind == lead_start).then_some(date)
}

/// Whether a clause opens with `Tại` or `Tại khoản 2 Điều 3`, so that who speaks in the document comes behind it.
pub(super) fn opens_with_place(prose: &Prose, floor: usize, lead: &Lead) -> bool {
    const PROVISIONS: &[&str] = &["điểm", "khoản", "điều", "mục", "phần", "chương", "phụ lục"];
    let start = prose.skip_gap(clause_start(prose, floor, lead.start));
    let Some(mut at) = prose.phrase_at(start, "tại").map(|end| prose.skip_gap(end)) else {
        return false;
    };
    while let Some(end) = prose.any_phrase_at(at, PROVISIONS).filter(|_| at < lead.start) {
        at = prose.word_at(prose.skip_gap(end)).end;
        at = prose.skip_gap(prose.literal_at(at, ",").unwrap_or(at));
    }
    at == lead.start
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
    let breaks = [";", "\n\n", "\n- ", "\n+ "];
    let breaks = breaks.iter().filter_map(|sign| Some(clause.rfind(sign)? + sign.len()));
    floor + breaks.chain(clause::last_start(clause)).max().unwrap_or(0)
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
    let mut at = prose.skip_gap_back(lead_start);
    if let Some(before) = SEVERAL.iter().find_map(|word| prose.phrase_before(at, word)) {
        at = prose.skip_gap_back(before);
    }
    let at = prose.phrase_before(at, "tại").filter(|at| *at >= start)?;
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
    if let Some(before) = prose.text()[..at].strip_suffix([':', '(']) {
        at = prose.skip_gap_back(before.len());
        at = several_before(prose, start, at).unwrap_or(at);
    }
    at = strip(at, SEVERAL).unwrap_or(at);
    let verb_start = match strip(at, &["tại", "bằng"]) {
        Some(at) => strip(at, SAYS).or_else(|| strip(at, ISSUES))?,
        None => strip(at, ISSUES)?,
    };
    let mut at = verb_start;
    while let Some(before) = strip(at, HOW) {
        at = before;
    }
    // "UBND phường Tân An (nay là UBND phường Ninh Kiều) ban hành".
    let aside = || {
        let inside = prose.text()[start..at].strip_suffix(')')?;
        Some(prose.skip_gap_back(start + inside.rfind('(')?).max(start))
    };
    // "Ông Trần Văn Hòa, Phó Chủ tịch UBND tỉnh, ký ban hành".
    let apposed = || {
        let before = prose.text()[start..at].strip_suffix(',')?;
        let end = prose.skip_gap_back(start + before.len()).max(start);
        let name = name_ending_at(prose, start, end)?;
        (prose.char_before(prose.skip_gap_back(name.start)) == Some(',')).then_some(end)
    };
    Some(aside().or_else(apposed).unwrap_or(at))
}

/// So many words may stand between a verb of issuing and the sign that opens the list of what was issued.
const MOST_WORDS_OF_SEVERAL: usize = 8;

/// The start of the words for several documents that end at `end`: `03 văn bản chỉ đạo`, `các văn bản sau`.
fn several_before(prose: &Prose, start: usize, end: usize) -> Option<usize> {
    let mut at = end;
    let mut names_documents = false;
    for _ in 0..MOST_WORDS_OF_SEVERAL {
        let word = prose.word_before(at);
        if word.is_empty() || word.start < start {
            return None;
        }
        names_documents |= doc_type::word_before(prose, at).is_some()
            || prose.phrase_before(at, "tài liệu").is_some();
        at = prose.skip_gap_back(word.start);
        let is_issued = ISSUES.iter().any(|verb| prose.phrase_before(at, verb).is_some());
        if names_documents && is_issued {
            return Some(at);
        }
    }
    None
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

/// The abbreviation of the number's own body that ends at `end`: `STTTT ban hành Kế hoạch số 12/KH-STTTT`.
fn own_abbreviation_before(
    prose: &Prose,
    start: usize,
    end: usize,
    numbered: &Numbered,
) -> Option<Range<usize>> {
    let word = prose.word_before(end);
    let is_own = word.start >= start
        && abbreviation::is_written(&prose.text()[word.clone()], &numbered.symbol);
    is_own.then_some(word)
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
        // "Tại cuộc họp ngày 12/9/2025, UBND tỉnh thông qua …": the day of the meeting.
        let before = prose.skip_gap_back(at);
        let is_meeting = prose.phrase_before(before, "họp").is_some();
        // "Ngày 02 và ngày 05/4/2025": on which of them is not said.
        let is_second = ["và", "hoặc"].iter().any(|word| {
            let earlier = prose.phrase_before(before, word).map(|at| prose.skip_gap_back(at));
            earlier.and_then(|at| prose.char_before(at)).is_some_and(|c| c.is_ascii_digit())
        });
        (date_end == end && !is_meeting && !is_second).then_some(date)
    })
}
