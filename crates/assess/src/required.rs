//! Which of the documents that the criteria set lists for a leaf are there.
//!
//! A document that the unit cites, or names for the criterion, serves as a listed one by its type and period;
//! the unit says itself what it is about. A document that the unit does not bring forward must also have the topic, so
//! that no stray report counts. Items without a type of document ("Đường dẫn tin, bài") cannot be recognised and are
//! left to people, and so are scans whose abstract was read too badly to tell: they may be what is listed.

use std::borrow::Cow;

use model::{
    PartialDate,
    criteria::{EvidenceItem, EvidenceKind, EvidencePeriod, Leaf},
    dossier::EvidenceDocument,
    facts::{DocType, Recognition},
};

use crate::{
    own,
    period::StatedPeriod,
    words::{fixed_expressions, words},
};

/// A document with what its abstract says, read once for all leaves.
#[derive(Clone)]
pub(crate) struct Described<'a> {
    pub(crate) document: &'a EvidenceDocument,
    doc_type: Option<DocType>,
    /// The words of its abstract in order; none where it has none.
    words: Option<Vec<String>>,
    stated: StatedPeriod,
    year: Option<i16>,
    /// How sure the recogniser was of its abstract, where that stands in an image.
    recognised: Option<u8>,
}

impl<'a> Described<'a> {
    /// Reads the abstract of a document.
    pub(crate) fn of(document: &'a EvidenceDocument) -> Self {
        let subject = own::subject(document);
        Self {
            document,
            doc_type: own::doc_type(document),
            words: subject.map(words),
            stated: subject.map(StatedPeriod::of).unwrap_or_default(),
            year: own::date(document).map(PartialDate::year),
            recognised: document.facts.header.subject_recognised,
        }
    }
}

/// An item of a leaf's list, with the documents that serve as it.
pub(crate) struct Requirement<'a> {
    /// The item.
    pub(crate) item: &'a EvidenceItem,
    /// The documents, ordered by path; some may be brought forward, some found.
    pub(crate) documents: Vec<&'a EvidenceDocument>,
    /// Where none serves: the scans that may be it, ordered by path; their abstracts could not be read well enough.
    pub(crate) possible: Vec<&'a EvidenceDocument>,
}

/// A kind of document that an item admits, with the words of its topic.
struct Wanted<'a> {
    kind: &'a EvidenceKind,
    /// Fixed expressions are kept together.
    topic: Option<Vec<Vec<String>>>,
}

/// The items of a leaf that can be recognised, each with what serves as it.
pub(crate) fn requirements<'a>(
    leaf: &'a Leaf,
    brought_forward: &[Cow<'_, Described<'a>>],
    others: &[&Described<'a>],
    year: i16,
) -> Vec<Requirement<'a>> {
    let items: Vec<(&EvidenceItem, Vec<Wanted<'_>>)> =
        leaf.evidence.iter().map(|item| (item, item.kinds().map(Wanted::of).collect())).collect();
    let is_on_topic_of = |wanted: &[Wanted<'_>], document: &Described<'_>| {
        wanted.iter().any(|wanted| wanted.is_of(document, year) && wanted.has_topic(document))
    };
    items
        .iter()
        .filter(|(item, _)| item.provided_by.is_none())
        .filter(|(item, _)| item.kinds().any(|kind| kind.doc_type.is_some()))
        .map(|(item, wanted)| {
            // A document on the topic of one item serves as that one, not as others of the same type.
            let brought = brought_forward.iter().map(AsRef::as_ref).filter(|document| {
                wanted.iter().any(|wanted| wanted.is_of(document, year))
                    && (is_on_topic_of(wanted, document)
                        || !items.iter().any(|(_, wanted)| is_on_topic_of(wanted, document)))
            });
            let found = others.iter().copied().filter(|document| is_on_topic_of(wanted, document));
            let mut documents: Vec<_> =
                brought.chain(found).map(|described| described.document).collect();
            documents.sort_by_key(|document| &document.file);
            documents.dedup_by_key(|document| &document.file);
            let may_be = |document: &&Described<'_>| {
                wanted.iter().any(|wanted| wanted.may_be(document, year))
                    && !items.iter().any(|(_, wanted)| is_on_topic_of(wanted, document))
            };
            let mut possible = Vec::new();
            if documents.is_empty() {
                let all = brought_forward.iter().map(AsRef::as_ref).chain(others.iter().copied());
                possible.extend(all.filter(may_be).map(|described| described.document));
                possible.sort_by_key(|document| &document.file);
            }
            Requirement { item, documents, possible }
        })
        .collect()
}

impl<'a> Requirement<'a> {
    /// The documents that serve as it or may be it.
    pub(crate) fn all(&self) -> impl Iterator<Item = &&'a EvidenceDocument> {
        self.documents.iter().chain(&self.possible)
    }

    /// Whether the claim is incomplete without it and no document is known to be it.
    pub(crate) fn is_unserved(&self) -> bool {
        self.item.is_required_of_unit() && self.documents.is_empty()
    }

    /// Whether the claim is incomplete without it and it is not there.
    pub(crate) fn is_missing(&self) -> bool {
        self.is_unserved() && self.possible.is_empty()
    }
}

impl<'a> Wanted<'a> {
    fn of(kind: &'a EvidenceKind) -> Self {
        Self { kind, topic: kind.topic.as_deref().map(phrases) }
    }

    /// Whether a document is of the type and period of the kind.
    fn is_of(&self, document: &Described<'_>, year: i16) -> bool {
        self.kind.doc_type.is_some()
            && document.doc_type == self.kind.doc_type
            && covers(self.kind.period, document, year)
    }

    /// Whether a document's abstract has the topic that the kind names.
    fn has_topic(&self, document: &Described<'_>) -> bool {
        match (&self.topic, &document.words) {
            (Some(topic), Some(words)) => topic.iter().all(|phrase| has_phrase(words, phrase)),
            _ => false,
        }
    }
}

impl Wanted<'_> {
    /// Whether a scan may be of the kind although its abstract does not say so as it was read: seals garble it. Where the
    /// recogniser was sure of every word, those of the topic that are not there must be so but for one sign; where it was
    /// not, half of them are enough to look.
    fn may_be(&self, document: &Described<'_>, year: i16) -> bool {
        let Some(percent) = document.recognised else { return false };
        let is_of_kind = self.kind.doc_type.is_some()
            && document.doc_type == self.kind.doc_type
            && document.stated.includes(year) != Some(false);
        let (Some(topic), Some(words)) = (&self.topic, &document.words) else {
            return is_of_kind && document.words.is_none();
        };
        let needed = || topic.iter().flatten();
        let n_there = needed().filter(|word| words.contains(word)).count();
        is_of_kind
            && 2 * n_there >= needed().count()
            && (percent < Recognition::SURE || needed().all(|word| has_like(words, word)))
    }
}

/// The words of a topic, those together that stand for one abbreviation: `cải cách hành chính` is not
/// `cải cách thủ tục hành chính`.
fn phrases(topic: &str) -> Vec<Vec<String>> {
    let words = words(topic);
    let mut phrases = Vec::new();
    let mut rest = words.as_slice();
    while let Some(first) = rest.first() {
        let fixed = fixed_expressions()
            .iter()
            .filter(|fixed| rest.starts_with(fixed))
            .max_by_key(|fixed| fixed.len());
        let phrase = fixed.cloned().unwrap_or_else(|| vec![first.clone()]);
        rest = &rest[phrase.len()..];
        phrases.push(phrase);
    }
    phrases
}

/// Whether words stand in a text in this order, with at most one other among them (`cải cách nền hành chính`).
fn has_phrase(words: &[String], phrase: &[String]) -> bool {
    (0..words.len()).any(|start| {
        let end = words.len().min(start + phrase.len() + usize::from(phrase.len() > 1));
        let mut wanted = phrase.iter().peekable();
        for word in &words[start..end] {
            wanted.next_if(|next| *next == word);
        }
        wanted.peek().is_none()
    })
}

/// Whether a word is among others, or one that a recogniser may have made of it: one sign of it differs.
fn has_like(words: &[String], word: &str) -> bool {
    words.iter().any(|other| other == word)
        || word.len() > 2 && words.iter().any(|other| differs_in_one_sign(other, word))
}

/// Folded words are ASCII, so that bytes are signs.
fn differs_in_one_sign(one: &str, other: &str) -> bool {
    let same = |pairs: &mut dyn Iterator<Item = (u8, u8)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let longer = one.len().max(other.len());
    let before = same(&mut one.bytes().zip(other.bytes()));
    let after = same(&mut one.bytes().rev().zip(other.bytes().rev()));
    one.len().abs_diff(other.len()) <= 1 && before + after + 1 >= longer
}

/// Whether a document speaks of a period of the scored year: by its abstract, where that is silent by its date.
fn covers(period: Option<EvidencePeriod>, document: &Described<'_>, year: i16) -> bool {
    let Described { stated, year: dated, .. } = document;
    let dated = *dated;
    let is_of_year = |year: i16| {
        // A report is written at the end of its year or soon after, a plan soon before or in it.
        stated.includes(year).unwrap_or_else(|| dated.is_none_or(|dated| (dated - year).abs() <= 1))
    };
    match period {
        None => is_of_year(year) || dated == Some(year),
        Some(EvidencePeriod::Year) => !stated.is_partial() && is_of_year(year),
        Some(EvidencePeriod::PreviousYear) => !stated.is_partial() && is_of_year(year - 1),
        Some(part) => stated.names(part) && is_of_year(year),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    #[test]
    fn words_of_a_topic_need_not_stand_together_unless_they_are_one_expression() {
        let check = |subject: &str, topic: &str, expect: bool| {
            let report = report("1/BC-SYT", subject);
            let kind = EvidenceKind { topic: Some(topic.to_owned()), ..EvidenceKind::default() };
            assert_eq!(Wanted::of(&kind).has_topic(&Described::of(&report.0)), expect, "{subject}");
        };
        check("Kiểm tra công tác cải cách hành chính năm 2025", "kiểm tra CCHC", true);
        check("Công tác cải cách hành chính", "kiểm tra CCHC", false);
        check("Cải cách nền hành chính nhà nước", "cải cách hành chính", true);
        check("Cải cách thủ tục hành chính năm 2025", "cải cách hành chính", false);
        check("Kiểm soát TTHC năm 2025", "kiểm soát thủ tục hành chính", true);
    }

    #[test]
    fn a_garbled_abstract_may_still_be_the_topic() {
        let check = |subject: Option<&str>, percent: Option<u8>, expect: bool| {
            let mut report = report("1/BC-SYT", subject.unwrap_or_default());
            report.0.facts.header.subject = subject.map(str::to_owned);
            report.0.facts.header.subject_recognised = percent;
            let kind = EvidenceKind {
                doc_type: Some(DocType::new("báo cáo")),
                topic: Some("cải cách hành chính".to_owned()),
                ..EvidenceKind::default()
            };
            let may_be = Wanted::of(&kind).may_be(&Described::of(&report.0), 2025);
            assert_eq!(may_be, expect, "{subject:?} {percent:?}");
        };
        // One sign of a word, though the recogniser was sure.
        check(Some("Công tác cải cóch hành chính năm 2025"), Some(92), true);
        check(Some("Công tác c@i ©ách hành chính năm 2025"), Some(92), false);
        check(Some("Công tác c@i ©ách hành chính năm 2025"), Some(41), true);
        check(Some("Tình hình an toàn thực phẩm năm 2025"), Some(41), false);
        check(Some("Công tác cải cóch hành chính năm 2024"), Some(41), false);
        check(None, Some(0), true);
        // What the file holds as text is what it says.
        check(Some("Công tác cải cóch hành chính năm 2025"), None, false);
        check(None, None, false);
    }
}
