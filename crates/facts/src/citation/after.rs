//! What stands behind a number: `ngày 10/10/2019 của UBND thành phố Cần Thơ`.

use std::ops::Range;

use model::PartialDate;

use super::{abbreviation, clause};
use crate::{
    date, issuer,
    number::Numbered,
    prose::{Prose, is_dash},
};

/// What was read behind a number, and how far.
pub(super) struct After {
    pub(super) date: Option<PartialDate>,
    pub(super) issuer: Option<Range<usize>>,
    /// Whether it says `cùng ngày`: the date is that of the other numbers in the list.
    pub(super) same_day: bool,
    /// Whether it gives the day without a year, so that no other date is the number's.
    pub(super) lacks_year: bool,
    pub(super) end: usize,
}

/// Words that may stand before a date of issue; the longer first.
const ISSUED: &[&str] = &[
    "được ban hành",
    "đã ban hành",
    "ký ban hành",
    "ban hành",
    "được ký",
    "đã ký",
    "vào",
    "hôm",
    "cùng",
    "ký",
    "đề",
    "phát hành",
    "gửi",
];

/// What a body did with its document: `do UBND tỉnh ban hành`.
const DOES: &[&str] = &["ký ban hành", "ban hành", "phát hành", "ký", "gửi"];

/// What another body may have done with it as well: a scheme of the UBND is `được HĐND tỉnh thông qua`.
const AGREES: &[&str] = &["phê duyệt", "thông qua"];

/// Labels of a list that describes a document field by field.
pub(super) const DATE_LABELS: &[&str] = &["ngày ban hành", "ngày ký", "ngày, tháng ban hành"];
const ISSUER_LABELS: &[&str] =
    &["cơ quan ban hành", "nơi ban hành", "đơn vị ban hành", "cơ quan ký", "của"];

/// Words that lead to the body that issued.
const BY: &[&str] = &["của", "bởi", "giữa"];

/// Meetings in which a body decides: `của Hội nghị lần thứ sáu Ban Chấp hành Trung ương`.
const MEETINGS: &[&str] = &["hội nghị", "kỳ họp", "phiên họp"];

/// So many words may stand between the meeting and its body.
const MOST_WORDS_OF_MEETING: usize = 6;

/// How a date of issue is given later in the clause, behind the abstract.
const ISSUED_ON: &[&str] = &[
    "ký ban hành ngày",
    "ban hành ngày",
    "phát hành ngày",
    "ký ngày",
    "đề ngày",
    "thông qua ngày",
];

/// Reads what stands behind a number, at most to `limit`, where the next number's words begin.
///
/// `is_dated` says that a date was found before it: one that another body follows is then that body's
/// ("…, ngày 20/5/2025 Sở Nội vụ có …").
pub(super) fn read(prose: &Prose, numbered: &Numbered, limit: usize, is_dated: bool) -> After {
    let mut after = of_words(prose, numbered.span.end, limit, Some((numbered, is_dated)));
    if after.issuer.is_none()
        && let Some((name, end)) = issuer_later(prose, after.end, limit)
    {
        after.issuer = Some(name);
        after.end = end;
    }
    after
}

/// Reads from `start`, behind a number or behind a type's name that leads to one.
pub(super) fn of_words(
    prose: &Prose,
    start: usize,
    limit: usize,
    numbered: Option<(&Numbered, bool)>,
) -> After {
    let mut after =
        After { date: None, issuer: None, same_day: false, lacks_year: false, end: start };
    while let Some(end) = after.piece_at(prose, prose.skip_gap(after.end), limit, numbered) {
        after.end = end;
    }
    if after.date.is_none()
        && !after.lacks_year
        && let Some((date, end)) = date_later(prose, after.end, limit, numbered).or_else(|| {
            let is_undated = numbered.is_some_and(|(_, is_dated)| !is_dated);
            is_undated.then(|| date_set_off(prose, after.end, limit)).flatten()
        })
    {
        after.date = Some(date);
        after.end = end;
    }
    after
}

impl After {
    /// Takes the date or issuer at `at`, an opening comma or bracket included; its end.
    fn piece_at(
        &mut self,
        prose: &Prose,
        at: usize,
        limit: usize,
        numbered: Option<(&Numbered, bool)>,
    ) -> Option<usize> {
        if at >= limit {
            return None;
        }
        let opening = prose.char_at(at)?;
        let start = match opening {
            ',' | '(' | '[' | ';' => prose.skip_gap(at + 1),
            // Fields of a list are sentences: "Số: 77/KH-UBND. Ngày ký: 21/02/2025."
            '.' if prose.any_phrase_at(prose.skip_gap(at + 1), DATE_LABELS).is_some() => {
                prose.skip_gap(at + 1)
            }
            // A scanner's speck: "số 28/KH-SNV. ngày 21/01/2025".
            '.' if prose.char_at(prose.skip_gap(at + 1)) == Some('n') => prose.skip_gap(at + 1),
            // "Kế hoạch tuyên truyền (số 12/KH-SNV) của Sở Nội vụ".
            ')' if numbered.is_some_and(|(numbered, _)| stands_in_brackets(prose, numbered)) => {
                prose.skip_gap(at + 1)
            }
            _ if is_dash(opening) => prose.skip_gap(at + opening.len_utf8()),
            _ => at,
        };
        let in_brackets = matches!(opening, '(' | '[');
        if let Some(end) = term_at(prose, start, in_brackets).filter(|end| *end <= limit) {
            return Some(end);
        }
        let end = match self.labelled_at(prose, start) {
            Some(end) => end,
            None if opening == ';' => self.date_alone_at(prose, start)?,
            None if opening == ','
                && numbered.is_some_and(|(_, is_dated)| is_dated)
                && leads_next_body(prose, start) =>
            {
                return None;
            }
            None => self
                .date_at(prose, start)
                .or_else(|| self.day_at(prose, start, numbered.map(|(numbered, _)| numbered)))
                .or_else(|| self.issuer_at(prose, start, numbered.map(|(numbered, _)| numbered)))
                .or_else(|| in_brackets.then(|| self.bracketed_at(prose, start)).flatten())
                .or_else(|| in_brackets.then(|| self.behind_aside(prose, start)).flatten())
                .or_else(|| (opening == ',').then(|| self.acting_on_day_at(prose, start)).flatten())
                .or_else(|| self.unled_issuer_at(prose, start, start > at, numbered?.0))?,
        };
        if end > limit {
            return None;
        }
        let closing = prose.skip_gap(end);
        let opened = in_brackets || prose.text()[self.end..at].contains(['(', '[']);
        let closes = opened && matches!(prose.char_at(closing), Some(')' | ']'));
        Some(if closes { closing + 1 } else { end })
    }

    /// A field with its label: `ngày ban hành: 05/6/2025`.
    fn labelled_at(&mut self, prose: &Prose, at: usize) -> Option<usize> {
        let value = |end: usize| {
            let colon = prose.skip_gap(end);
            (prose.char_at(colon) == Some(':')).then(|| prose.skip_gap(colon + 1))
        };
        let is_figure = |at: &usize| prose.char_at(*at).is_some_and(|c| c.is_ascii_digit());
        let date_label = prose.any_phrase_at(at, DATE_LABELS);
        if let Some(start) = date_label
            .and_then(|end| value(end).or_else(|| Some(prose.skip_gap(end)).filter(is_figure)))
        {
            let (date, end) = date::date_at(prose, start)?;
            self.date.get_or_insert(date);
            return Some(end);
        }
        if let Some(start) = prose.phrase_at(at, "ngày").and_then(value) {
            let (date, end) = date::date_at(prose, start)?;
            self.date.get_or_insert(date);
            return Some(end);
        }
        let start = prose.any_phrase_at(at, ISSUER_LABELS).and_then(value)?;
        let end = issuer::name_at(prose, start)?;
        self.issuer.get_or_insert(start..end);
        Some(end)
    }

    fn date_at(&mut self, prose: &Prose, at: usize) -> Option<usize> {
        let same_day = prose.phrase_at(at, "cùng ngày");
        let together = prose.any_phrase_at(at, &["cùng", "đều"]);
        let start = together.map_or(at, |end| prose.skip_gap(end));
        let start = prose.any_phrase_at(start, ISSUED).map_or(start, |end| prose.skip_gap(end));
        let start = prose.phrase_at(start, "trong").map_or(start, |end| prose.skip_gap(end));
        let start = behind_hour(prose, start);
        let dated = date::date_at(prose, start);
        // "Kế hoạch số 12/KH-SNV năm 2025 (ban hành ngày 14/01/2025)": the day says more than the year.
        let refines = |date: PartialDate| {
            self.date.is_none_or(|known| {
                known.first_day() < known.last_day() && known.year() == date.year()
            })
        };
        let dated = dated.filter(|(date, _)| refines(*date) && !self.lacks_year);
        if dated.is_none() && self.date.is_some() {
            return None;
        }
        self.same_day |= same_day.is_some() || together.is_some() && dated.is_some();
        self.date = dated.map(|(date, _)| date);
        dated.map(|(_, end)| end).or(same_day)
    }

    /// A day without a year: the year is the one that the number carries, or stays unknown.
    fn day_at(&mut self, prose: &Prose, at: usize, numbered: Option<&Numbered>) -> Option<usize> {
        if self.date.is_some() || self.lacks_year {
            return None;
        }
        let start = prose.any_phrase_at(at, ISSUED).map_or(at, |end| prose.skip_gap(end));
        let (day, month, end) = date::day_without_year_at(prose, start)?;
        // "theo Nghị định 107/2021/NĐ-CP, ngày 15/3 UBND tỉnh …": what a body did on that day.
        if issuer::begins_at(prose, prose.skip_gap(end)) {
            return None;
        }
        let year = numbered.and_then(|numbered| numbered.number.year());
        self.date = year.and_then(|year| PartialDate::from_day(year, month, day).ok());
        self.lacks_year = self.date.is_none();
        Some(end)
    }

    /// A date between semicolons, as in lists of a document's fields: `Số 220/QĐ-SNV; ngày 12/5/2025; về việc …`.
    fn date_alone_at(&mut self, prose: &Prose, at: usize) -> Option<usize> {
        let (date, end) = date::date_at(prose, at).filter(|_| self.date.is_none())?;
        let is_day = date.first_day() == date.last_day();
        let ends =
            prose.char_at(prose.skip_gap(end)).is_none_or(|c| matches!(c, ';' | ',' | '.' | ')'));
        (is_day && ends).then(|| {
            self.date = Some(date);
            end
        })
    }

    /// A year or an issuer that brackets alone bind to the number: `1408/QĐ-BTTTT (2023)`.
    fn bracketed_at(&mut self, prose: &Prose, at: usize) -> Option<usize> {
        if let Some(end) = issuer::name_at(prose, at).filter(|_| self.issuer.is_none()) {
            self.issuer = Some(at..end);
            return Some(end);
        }
        let digits = prose.word_at(at);
        let closes = prose.char_at(prose.skip_gap(digits.end)) == Some(')');
        let year = PartialDate::parse(&prose.text()[digits.clone()]).ok().filter(|_| closes)?;
        self.date.get_or_insert(year);
        Some(digits.end)
    }

    /// The issuer behind words in brackets: `ngày 04/6/2024 (có hiệu lực từ 20/6/2024) của UBND tỉnh`.
    fn behind_aside(&mut self, prose: &Prose, start: usize) -> Option<usize> {
        let aside = prose.text()[start..].find(['(', ')', ';', '\n'])?;
        let of = prose.skip_gap(prose.literal_at(start + aside, ")")?);
        prose.phrase_at(of, "của")?;
        self.issuer_at(prose, of, None)
    }

    fn issuer_at(
        &mut self,
        prose: &Prose,
        at: usize,
        numbered: Option<&Numbered>,
    ) -> Option<usize> {
        if self.issuer.is_some() {
            return None;
        }
        if let Some(start) = BY.iter().find_map(|word| prose.word_like_at(at, word)) {
            let start = body_of_meeting(prose, prose.skip_gap(start));
            let own = || {
                let word = prose.word_at(start);
                let symbol = &numbered?.symbol;
                abbreviation::is_written(&prose.text()[word.clone()], symbol).then_some(word.end)
            };
            let end = issuer::name_at(prose, start).or_else(own)?;
            let is_joint = numbered.is_some_and(|numbered| numbered.symbol.is_joint());
            let end = if is_joint { end_of_joint(prose, end) } else { end };
            self.issuer = Some(start..end);
            return Some(end);
        }
        let start = prose.skip_gap(prose.any_phrase_at(at, &["do", "được"])?);
        let name_end = issuer::name_at(prose, start)?;
        let verb = behind_brackets(prose, prose.skip_gap(name_end));
        let is_own = || {
            let name = &prose.text()[start..name_end];
            numbered.is_some_and(|numbered| abbreviation::is_of(name, &numbered.symbol))
        };
        let end = prose
            .any_phrase_at(verb, DOES)
            .or_else(|| prose.any_phrase_at(verb, AGREES).filter(|_| is_own()))?;
        self.issuer = Some(start..name_end);
        Some(end)
    }

    /// A body with what it did and when: `Chỉ thị 09/CT-UBND, UBND tỉnh ban hành hôm 18/6/2025`. Without a day behind the
    /// verb, what it issued may come next.
    fn acting_on_day_at(&mut self, prose: &Prose, at: usize) -> Option<usize> {
        let name_end = issuer::name_at(prose, at).filter(|_| self.issuer.is_none())?;
        let verb_end = prose.any_phrase_at(prose.skip_gap(name_end), DOES)?;
        let day = prose.skip_gap(verb_end);
        let day = prose.phrase_at(day, "hôm").map_or(day, |end| prose.skip_gap(end));
        date::date_at(prose, day)?;
        self.issuer = Some(at..name_end);
        Some(verb_end)
    }

    /// A body that no word leads to, but whose abbreviation the number carries: `468/QĐ-TTg, ngày 27/3/2021, Thủ tướng
    /// Chính phủ`. Where bodies of all places share it, the name must stand alone.
    fn unled_issuer_at(
        &mut self,
        prose: &Prose,
        at: usize,
        is_set_off: bool,
        numbered: &Numbered,
    ) -> Option<usize> {
        if self.issuer.is_some() {
            return None;
        }
        let end = issuer::name_at(prose, at)?;
        if !abbreviation::is_of(&prose.text()[at..end], &numbered.symbol) {
            return None;
        }
        let next = prose.char_at(prose.skip_gap(end));
        let stands_alone = is_set_off
            && next.is_none_or(|c| matches!(c, ',' | ';' | '.' | ')' | ']') || is_dash(c));
        (stands_alone || abbreviation::tells_one_body(&numbered.symbol)).then(|| {
            self.issuer = Some(at..end);
            end
        })
    }
}

/// Where the last of several bodies ends that issue together: `Bộ Nội vụ và Bộ Tài chính`, behind the first.
fn end_of_joint(prose: &Prose, mut end: usize) -> usize {
    loop {
        let gap = prose.skip_gap(end);
        let sign = prose.literal_at(gap, ",").or_else(|| prose.phrase_at(gap, "và"));
        let next = sign.and_then(|sign| issuer::name_at(prose, prose.skip_gap(sign)));
        match next {
            Some(next) => end = next,
            None => return end,
        }
    }
}

/// So many bytes an aside may take: `(nay là Sở Khoa học và Công nghệ)`.
const LONGEST_ASIDE: usize = 120;

/// Behind the brackets that open at `at`; `at` itself where none do.
fn behind_brackets(prose: &Prose, at: usize) -> usize {
    let behind = || {
        let inside = prose.literal_at(at, "(")?;
        let length = prose.text()[inside..].find(')').filter(|length| *length < LONGEST_ASIDE)?;
        Some(prose.skip_gap(inside + length + 1))
    };
    behind().unwrap_or(at)
}

/// The term of a body whose document it is, which may stand before the date: `(khóa XII)`, `khóa XVII`.
fn term_at(prose: &Prose, at: usize, in_brackets: bool) -> Option<usize> {
    let number = prose.word_at(prose.skip_gap(prose.phrase_at(at, "khóa")?));
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X' | 'L');
    let counts = !number.is_empty() && prose.text()[number.clone()].chars().all(is_number);
    let closing = prose.skip_gap(number.end);
    let end = match prose.char_at(closing) {
        Some(')' | ']') if in_brackets => closing + 1,
        _ => number.end,
    };
    counts.then_some(end)
}

/// Where the day begins behind the hour of a telegram: `hồi 14 giờ 30 phút, ngày 06/9/2025`.
fn behind_hour(prose: &Prose, at: usize) -> usize {
    let after_hour = || {
        let hour = prose.word_at(prose.skip_gap(prose.any_phrase_at(at, &["hồi", "lúc"])?));
        let mut end = hour.end;
        for word in ["giờ", "phút"] {
            end = prose.phrase_at(prose.skip_gap(end), word).unwrap_or(end);
            let minutes = prose.word_at(prose.skip_gap(end));
            let is_count = prose.text()[minutes.clone()].bytes().all(|byte| byte.is_ascii_digit());
            end = if is_count && !minutes.is_empty() { minutes.end } else { end };
        }
        let comma = prose.skip_gap(end);
        Some(prose.skip_gap(prose.literal_at(comma, ",").unwrap_or(comma)))
    };
    after_hour().unwrap_or(at)
}

/// Whether the date at `at` stands right before a body, which did something on that day.
fn leads_next_body(prose: &Prose, at: usize) -> bool {
    date::date_at(prose, at).is_some_and(|(_, end)| issuer::begins_at(prose, prose.skip_gap(end)))
}

/// Whether the bracket before a number is open where the number ends.
fn stands_in_brackets(prose: &Prose, numbered: &Numbered) -> bool {
    let before = &prose.text()[..numbered.lead.start];
    before.rfind(['(', ')']).is_some_and(|at| before[at..].starts_with('('))
}

/// Where the body begins that holds the meeting at `at`; `at` itself where no meeting is named.
fn body_of_meeting(prose: &Prose, at: usize) -> usize {
    let Some(mut position) = prose.any_phrase_at(at, MEETINGS) else { return at };
    for _ in 0..MOST_WORDS_OF_MEETING {
        position = prose.skip_gap(position);
        if issuer::begins_at(prose, position) {
            return position;
        }
        position = prose.word_at(position).end;
    }
    at
}

/// A labelled issuer later in the clause, behind other fields: `người ký: …, cơ quan ban hành: UBND xã`.
fn issuer_later(prose: &Prose, start: usize, limit: usize) -> Option<(Range<usize>, usize)> {
    let fields = &prose.lower()[start..limit.max(start)];
    let clause = &fields[..clause::first_end(fields)];
    // Fields of a list are sentences: "Số: 12/KH-SNV. Cơ quan ban hành: Sở Nội vụ."
    let labelled = ISSUER_LABELS[..3].iter().find_map(|label| {
        let at = start + fields.find(label)?;
        let colon = prose.skip_gap(prose.phrase_at(at, label)?);
        let name = prose.skip_gap(prose.literal_at(colon, ":")?);
        let end = issuer::name_at(prose, name).filter(|end| *end <= limit)?;
        Some((name..end, end))
    });
    // "Thông tư 05/2023/TT-BNV, có hiệu lực từ 01/7/2023, do Bộ Nội vụ ban hành".
    let acting = || {
        let at = start + clause.find(" do ")? + 1;
        let name = prose.skip_gap(prose.phrase_at(at, "do")?);
        let name_end = issuer::name_at(prose, name)?;
        let end = prose.any_phrase_at(prose.skip_gap(name_end), DOES)?;
        (end <= limit).then_some((name..name_end, end))
    };
    labelled.or_else(acting)
}

/// The body that speaks in a document named before it: `Tại Quyết định số …, UBND tỉnh đã phê duyệt`.
pub(super) fn speaker(prose: &Prose, number_end: usize) -> Option<Range<usize>> {
    let comma = prose.skip_gap(number_end);
    let start = prose.skip_gap(comma + prose.literal_at(comma, ",").map(|_| 1)?);
    Some(start..issuer::name_at(prose, start)?)
}

/// A date of issue behind the abstract, in the same clause: `…, thông báo kết luận phiên họp, ký ngày 24/9/2025`.
fn date_later(
    prose: &Prose,
    start: usize,
    limit: usize,
    numbered: Option<(&Numbered, bool)>,
) -> Option<(PartialDate, usize)> {
    let clause = clause_behind(prose, start, limit);
    let issued = ISSUED_ON.iter().find_map(|phrase| {
        let at = start + clause.find(phrase)?;
        let end = prose.phrase_at(at, phrase)?;
        date::date_at(prose, end - "ngày".len())
    });
    // A resolution is of the day of the session: "Nghị quyết số 33/NQ-HĐND tại kỳ họp thứ 29 ngày 10/7/2025".
    let session = || {
        let (numbered, _) = numbered?;
        numbered.symbol.doc_types().iter().find(|of| of.as_str() == "nghị quyết")?;
        let session = clause.find("kỳ họp")?;
        let day = session + clause[session..].find("ngày")?;
        let between = clause.get(session..day)?;
        let dated = date::date_at(prose, start + day)?;
        (between.len() < LONGEST_ASIDE && !between.contains([',', ')'])).then_some(dated)
    };
    issued.or_else(session)
}

/// A day that stands alone behind the abstract, in brackets or behind the last comma of the clause:
/// `Kế hoạch số 12/KH-SNV về tuyên truyền (ngày 14/01/2025)`, `Công văn 812/SNV-CCHC đôn đốc báo cáo, 05/12/2024`.
fn date_set_off(prose: &Prose, start: usize, limit: usize) -> Option<(PartialDate, usize)> {
    let clause = clause_behind(prose, start, limit);
    let clause_end = start + clause.trim_end().len();
    clause.match_indices(['(', ',']).find_map(|(at, sign)| {
        let inside = prose.skip_gap(start + at + sign.len());
        let day = prose.any_phrase_at(inside, ISSUED).map_or(inside, |end| prose.skip_gap(end));
        let (date, end) = date::date_at(prose, day)?;
        let is_alone = match sign {
            "(" => prose.char_at(prose.skip_gap(end)) == Some(')'),
            _ => end == clause_end,
        };
        let is_day = date.first_day() == date.last_day();
        (is_alone && is_day && end <= clause_end).then_some((date, end))
    })
}

/// What stands behind a number in its clause, in lower case.
fn clause_behind<'p>(prose: &'p Prose, start: usize, limit: usize) -> &'p str {
    let clause = &prose.lower()[start..limit.max(start)];
    let clause = &clause[..clause.find([';', '\u{201d}']).unwrap_or(clause.len())];
    let clause = &clause[..clause::first_end(clause)];
    clause.trim_end_matches('.')
}
