//! What kind of document is it, what is it about, and does it call itself a draft? The title below the letterhead.

use std::ops::Range;

use model::facts::DocType;

use super::top;
use crate::{
    doc_type, issuer,
    prose::{Prose, key, key_begins, tidy},
};

/// Type and abstract (trích yếu) as the title states them.
#[derive(Default)]
pub(super) struct Subject {
    pub(super) doc_type: Option<DocType>,
    pub(super) text: Option<String>,
    /// The lines of the abstract, from the first to the last: bytes of the composed text.
    pub(super) lines: Option<Range<usize>>,
}

/// An abstract of more lines would be the body.
const MOST_LINES: usize = 8;

/// Reads the title: a line that is a type's name, with the abstract below; or `V/v …` of a công văn below its number.
pub(super) fn read(prose: &Prose, number_start: Option<usize>) -> Subject {
    let begin = number_start.unwrap_or(0);
    let lines: Vec<&str> = prose.text()[begin..].split('\n').collect();
    let range_of = |first: usize, n_lines: usize| {
        let length = |lines: &[&str]| lines.iter().map(|line| line.len() + 1).sum::<usize>();
        let start = begin + length(&lines[..first]);
        let end = start + length(&lines[first..first + n_lines]).saturating_sub(1);
        (start < end).then_some(start..end)
    };
    if let Some((index, doc_type, rest)) = lines.iter().enumerate().find_map(|(index, line)| {
        let (doc_type, rest) = title(line)?;
        Some((index, doc_type, rest))
    }) {
        // The first line below the title is the abstract even in capitals that a body or type begins with ("BAN HÀNH …").
        let begins = index + 1 + usize::from(rest.is_empty());
        let goes_on =
            |(at, line): &(usize, &str)| !ends_abstract(line) || *at < begins && says_what(line);
        let below = (index + 1..).zip(lines[index + 1..].iter().copied());
        let below = below.take_while(goes_on).map(|(_, line)| line);
        let rest = Some(rest).filter(|rest| !rest.is_empty());
        let first = index + usize::from(rest.is_none());
        let said: Vec<&str> = rest.into_iter().chain(below).take(MOST_LINES).collect();
        return Subject {
            doc_type: Some(doc_type),
            lines: range_of(first, said.len()),
            text: joined(&said),
        };
    }
    let Some(index) = lines.iter().position(|line| about(line).is_some()) else {
        return Subject::default();
    };
    let first = about(lines[index]).map(top::left_column);
    let below = lines[index + 1..]
        .iter()
        .copied()
        .take_while(|line| !ends_abstract(line) && !is_other_column(line))
        .map(top::left_column);
    let said: Vec<&str> = first.into_iter().chain(below).take(MOST_LINES).collect();
    Subject {
        doc_type: Some(DocType::new("công văn")),
        lines: range_of(index, said.len()),
        text: joined(&said),
    }
}

/// The mark `DỰ THẢO` on a line of its own.
pub(super) fn draft_mark(prose: &Prose) -> Option<Range<usize>> {
    let mut start = 0;
    for line in prose.text().split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        let line = line.trim_matches(|c: char| !c.is_alphanumeric());
        if key_begins(line, "dự thảo") && key(line).split(' ').count() <= 5 {
            return Some(range);
        }
    }
    None
}

/// A line in capitals that is, or begins with, the name of a type; with what follows the name.
pub(super) fn title(line: &str) -> Option<(DocType, &str)> {
    let line = line.trim().trim_matches(['|', '*', ' ']);
    if line.chars().any(char::is_lowercase) || line.ends_with(':') {
        return None;
    }
    let prose = Prose::new(line);
    let (doc_type, end) = doc_type::name_at(&prose, 0)?;
    Some((doc_type, line.get(end..)?.trim()))
}

/// What follows `V/v` or `Về việc` at the start of a line.
fn about(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['|', ' ', '(']);
    let prose = Prose::new(line);
    let at = prose.lower().find("v/v").filter(|at| *at == 0 || line[..*at].ends_with(' '));
    let end = match at {
        Some(at) => at + "v/v".len(),
        None => prose.phrase_at(0, "về việc")?,
    };
    Some(line.get(end..)?.trim_start_matches([':', ' ', '.']))
}

/// Whether a line in capitals can be an abstract: words, not the authority that decides.
fn says_what(line: &str) -> bool {
    let prose = Prose::new(line);
    let is_body = issuer::is_head(line) && prose.phrase_at(0, "ban hành").is_none();
    line.contains(char::is_alphabetic)
        && !line.starts_with('(')
        && !line.ends_with(':')
        && !is_body
        && !begins_signature(line)
}

/// `KT. CHỦ TỊCH`, `TM. ỦY BAN NHÂN DÂN`: the end of a document without a body between.
fn begins_signature(line: &str) -> bool {
    ["KT.", "TM.", "TL.", "TUQ.", "Q.", "T/M", "K/T"].iter().any(|sign| line.starts_with(sign))
}

/// Rulers, the authority that decides, and notes in brackets end an abstract.
fn ends_abstract(line: &str) -> bool {
    let line = line.trim();
    let in_capitals = !line.chars().any(char::is_lowercase);
    !line.chars().any(char::is_alphabetic)
        || line.starts_with('(')
        || line.ends_with(':')
        || begins_signature(line)
        || in_capitals && (issuer::is_head(line) || title(line).is_some())
}

fn is_other_column(line: &str) -> bool {
    let prose = Prose::new(line);
    top::left_column(line).is_empty() || prose.phrase_at(0, "số").is_some() || {
        let lower = prose.lower();
        lower.starts_with("ngày") || lower.contains(", ngày")
    }
}

fn joined(lines: &[&str]) -> Option<String> {
    let text = tidy(&lines.join(" "));
    let text = text.trim_matches(['|', ' ']).to_owned();
    (!text.is_empty()).then_some(text)
}
