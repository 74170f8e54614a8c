//! What stands behind a number: `ngày 10/10/2019 của UBND thành phố Cần Thơ`.

use std::ops::Range;

use model::PartialDate;

use crate::{date, issuer, prose::Prose, prose::is_dash};

/// What was read behind a number, and how far.
pub(super) struct After {
    pub(super) date: Option<PartialDate>,
    pub(super) issuer: Option<Range<usize>>,
    /// Whether it says `cùng ngày`: the date is that of the other numbers in the list.
    pub(super) same_day: bool,
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
const DOES: &[&str] = &["ký ban hành", "ban hành", "phát hành", "phê duyệt", "ký"];

/// Labels of a list that describes a document field by field.
const DATE_LABELS: &[&str] = &["ngày ban hành", "ngày ký", "ngày, tháng ban hành"];
const ISSUER_LABELS: &[&str] = &["cơ quan ban hành", "nơi ban hành", "đơn vị ban hành"];

/// How a date of issue is given later in the clause, behind the abstract.
const ISSUED_ON: &[&str] =
    &["ký ban hành ngày", "ban hành ngày", "phát hành ngày", "ký ngày", "đề ngày"];

/// Reads from the end of a number, at most to `limit`, where the next number's words begin.
pub(super) fn read(prose: &Prose, number_end: usize, limit: usize) -> After {
    let mut after = After { date: None, issuer: None, same_day: false, end: number_end };
    while let Some(end) = after.piece_at(prose, prose.skip_gap(after.end), limit) {
        after.end = end;
    }
    if after.date.is_none()
        && let Some((date, end)) = date_later(prose, after.end, limit)
    {
        after.date = Some(date);
        after.end = end;
    }
    after
}

impl After {
    /// Takes the date or issuer at `at`, an opening comma or bracket included; its end.
    fn piece_at(&mut self, prose: &Prose, at: usize, limit: usize) -> Option<usize> {
        if at >= limit {
            return None;
        }
        let opening = prose.char_at(at)?;
        let start = match opening {
            ',' | '(' | '[' | ';' => prose.skip_gap(at + 1),
            // A scanner's speck: "số 28/KH-SNV. ngày 21/01/2025".
            '.' if prose.char_at(prose.skip_gap(at + 1)) == Some('n') => prose.skip_gap(at + 1),
            _ if is_dash(opening) => prose.skip_gap(at + opening.len_utf8()),
            _ => at,
        };
        let in_brackets = matches!(opening, '(' | '[');
        let end = match self.labelled_at(prose, start) {
            Some(end) => end,
            None if opening == ';' => return None,
            None => self
                .date_at(prose, start)
                .or_else(|| self.issuer_at(prose, start))
                .or_else(|| in_brackets.then(|| self.bracketed_at(prose, start)).flatten())?,
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
        let start = prose.any_phrase_at(at, ISSUER_LABELS).and_then(value)?;
        let end = issuer::name_at(prose, start)?;
        self.issuer.get_or_insert(start..end);
        Some(end)
    }

    fn date_at(&mut self, prose: &Prose, at: usize) -> Option<usize> {
        if self.date.is_some() {
            return None;
        }
        let same_day = prose.phrase_at(at, "cùng ngày");
        let start = prose.any_phrase_at(at, ISSUED).map_or(at, |end| prose.skip_gap(end));
        let dated = date::date_at(prose, start);
        self.same_day |= same_day.is_some();
        self.date = dated.map(|(date, _)| date);
        dated.map(|(_, end)| end).or(same_day)
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

    fn issuer_at(&mut self, prose: &Prose, at: usize) -> Option<usize> {
        if self.issuer.is_some() {
            return None;
        }
        if let Some(start) = prose.word_like_at(at, "của") {
            let start = prose.skip_gap(start);
            let end = issuer::name_at(prose, start)?;
            self.issuer = Some(start..end);
            return Some(end);
        }
        let start = prose.skip_gap(prose.any_phrase_at(at, &["do", "được"])?);
        let name_end = issuer::name_at(prose, start)?;
        let end = prose.any_phrase_at(prose.skip_gap(name_end), DOES)?;
        self.issuer = Some(start..name_end);
        Some(end)
    }
}

/// The body that speaks in a document named before it: `Tại Quyết định số …, UBND tỉnh đã phê duyệt`.
pub(super) fn speaker(prose: &Prose, number_end: usize) -> Option<Range<usize>> {
    let comma = prose.skip_gap(number_end);
    let start = prose.skip_gap(comma + prose.literal_at(comma, ",").map(|_| 1)?);
    Some(start..issuer::name_at(prose, start)?)
}

/// A date of issue behind the abstract, in the same clause: `…, thông báo kết luận phiên họp, ký ngày 24/9/2025`.
fn date_later(prose: &Prose, start: usize, limit: usize) -> Option<(PartialDate, usize)> {
    let clause = &prose.lower()[start..limit.max(start)];
    let clause = &clause[..clause.find([';', '\u{201d}']).unwrap_or(clause.len())];
    let clause = &clause[..clause.find(". ").unwrap_or(clause.len())];
    ISSUED_ON.iter().find_map(|phrase| {
        let at = start + clause.find(phrase)?;
        let end = prose.phrase_at(at, phrase)?;
        date::date_at(prose, end - "ngày".len())
    })
}
