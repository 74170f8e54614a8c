//! What do the annexes and the decision say of the whole set: its name, number, date, level and counts?
//!
//! Refuses to know the items.

use std::sync::LazyLock;

use model::{
    Document, Points,
    criteria::{Counts, DraftHead, Level},
    facts::{Citation, Facts},
};
use regex::Regex;

use super::Source;
use crate::prose::{key, tidy};

/// Segments at the top of an annex in which its title and the decision's number lie.
const TOP: usize = 12;

pub(super) fn read(sources: &[Source<'_>], total: Option<Points>) -> DraftHead {
    let mut head = DraftHead { total, ..DraftHead::default() };
    for source in sources {
        let top: Vec<String> = top(source.document);
        let attached = attached_to(source, &top);
        if let Some(citation) = attached {
            let is_decision = citation
                .doc_type
                .as_ref()
                .is_some_and(|doc_type| doc_type.as_str() == "quyết định");
            if is_decision && head.decision.is_none() {
                head.decision = Some(citation.number.clone());
                head.date = citation.date;
                head.issuer = citation.issuer.clone();
                head.name = title(&top);
                head.level = level(&top);
            } else if !is_decision && head.guidance.is_none() {
                head.guidance = citation.date.map(|date| (citation.number.clone(), date));
            }
        }
    }
    if head.decision.is_none() {
        // An annex in the decision's own file names no other document that it belongs to.
        sources.iter().for_each(|source| of_decision(source.facts, &mut head));
    }
    head.counts = sources
        .iter()
        .find_map(|source| head.level.and_then(|level| counts(source.document, level)));
    head
}

/// What a decision says of itself, where the source is one.
fn of_decision(facts: &Facts, head: &mut DraftHead) {
    let header = &facts.header;
    let is_decision =
        header.doc_type.as_ref().is_some_and(|doc_type| doc_type.as_str() == "quyết định");
    if !is_decision || head.decision.is_some() {
        return;
    }
    let subject = header.subject.as_deref().map(tidy);
    head.decision.clone_from(&header.number);
    head.date = header.date;
    head.issuer.clone_from(&header.issuer);
    head.level = subject.as_ref().and_then(|subject| level(std::slice::from_ref(subject)));
    head.name = subject.map(|subject| {
        let name = ["Ban hành ", "Phê duyệt ", "Công bố ", "Về việc ban hành "]
            .iter()
            .find_map(|lead| subject.strip_prefix(lead));
        name.unwrap_or(&subject).to_owned()
    });
}

fn top(document: &Document) -> Vec<String> {
    document.segments().take(TOP).map(|segment| tidy(segment.text)).collect()
}

/// The document that an annex says it belongs to: "(Ban hành kèm theo Quyết định số …)".
fn attached_to<'s>(source: &Source<'s>, top: &[String]) -> Option<&'s Citation> {
    let is_annex = top.iter().any(|line| key(line).contains("kèm theo"));
    is_annex.then(|| source.facts.citations.first()).flatten()
}

/// The title of a criteria set, in ordinary letters.
fn title(top: &[String]) -> Option<String> {
    let line = top.iter().find(|line| {
        let lower = key(line);
        lower.starts_with("chỉ số cải cách")
            || lower.starts_with("bộ tiêu chí")
            || lower.starts_with("bộ chỉ số")
    })?;
    let end = line.find(" (").unwrap_or(line.len());
    let lower = line.get(..end)?.to_lowercase();
    let mut characters = lower.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect())
}

fn level(top: &[String]) -> Option<Level> {
    let text = key(&top.join(" "));
    [
        ("cấp tỉnh", Level::Province),
        ("cấp bộ", Level::Ministry),
        ("các bộ, cơ quan ngang bộ", Level::Ministry),
        ("cấp sở", Level::Department),
        ("sở, ban, ngành", Level::Department),
        ("các sở", Level::Department),
        ("cấp huyện", Level::District),
        ("quận, huyện", Level::District),
        ("phòng chuyên môn", Level::Division),
        ("cấp xã", Level::Commune),
        ("xã, phường", Level::Commune),
    ]
    .into_iter()
    .find_map(|(words, level)| text.contains(words).then_some(level))
}

static COUNTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<areas>\d{1,2}) lĩnh vực(?: đánh giá)?,? (?:với )?(?P<criteria>\d{1,3}) tiêu chí,? (?:và )?(?P<sub>\d{1,3}) tiêu chí thành phần",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// The counts that a decision states of a level.
fn counts(document: &Document, level: Level) -> Option<Counts> {
    let words = match level {
        Level::Ministry => "cấp bộ",
        Level::Province => "cấp tỉnh",
        Level::Department => "sở",
        Level::District => "huyện",
        Level::Division => "phòng",
        Level::Commune => "xã",
    };
    document.segments().find_map(|segment| {
        let text = key(segment.text);
        if !text.contains(words) {
            return None;
        }
        let found = COUNTS.captures(&text)?;
        Some(Counts {
            areas: found["areas"].parse().ok()?,
            criteria: found["criteria"].parse().ok()?,
            subcriteria: found["sub"].parse().ok()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_states_the_counts_of_its_levels() {
        let document = crate::plain::document(
            "Chỉ số cấp bộ gồm 7 lĩnh vực, 43 tiêu chí và 95 tiêu chí thành phần.\n\nChỉ số cấp tỉnh được xác định trên 8 lĩnh vực, 38 tiêu chí, 88 tiêu chí thành phần.",
        );
        let found = counts(&document, Level::Province).expect("stated");
        assert_eq!((found.areas, found.criteria, found.subcriteria), (8, 38, 88));
        assert_eq!(counts(&document, Level::Commune), None);
    }

    #[test]
    fn titles_lose_their_capitals() {
        let top = ["Bảng 2".to_owned(), "CHỈ SỐ CẢI CÁCH HÀNH CHÍNH CẤP TỈNH".to_owned()];
        assert_eq!(title(&top).as_deref(), Some("Chỉ số cải cách hành chính cấp tỉnh"));
        assert_eq!(level(&top), Some(Level::Province));
    }
}
