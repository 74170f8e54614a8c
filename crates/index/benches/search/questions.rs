//! Labelled questions about the generated documents: numbers in their written forms, and texts as people ask.

use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::corpus::{self, Chance, Corpus, Topic};

/// A number as somebody may type it, with the documents that bear it.
pub(super) struct NumberQuestion {
    pub(super) text: String,
    pub(super) meant: Vec<usize>,
}

/// How somebody remembers the document that is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Memory {
    /// Everything that sets it apart, in its own words.
    Whole,
    /// Everything, but abbreviated where the document is not, or the other way round.
    OtherSpelling,
    /// What it is about and where, not what was done nor when.
    Parts,
}

impl Memory {
    pub(super) const ALL: [Self; 3] = [Self::Whole, Self::OtherSpelling, Self::Parts];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Whole => "all that sets it apart",
            Self::OtherSpelling => "abbreviated otherwise than the text",
            Self::Parts => "only subjects and place",
        }
    }
}

/// A question about a text, with the document that it was made from.
pub(super) struct Question {
    pub(super) memory: Memory,
    pub(super) text: String,
    pub(super) meant: usize,
}

/// How many documents are asked about by number.
const BY_NUMBER: usize = 200;

/// How many questions of each kind are asked about texts.
const BY_TEXT: usize = 1_000;

/// Every written form of a sample of numbers.
pub(super) fn numbers(corpus: &Corpus) -> Vec<NumberQuestion> {
    let mut chance = Chance::new(7);
    let mut questions = Vec::new();
    for _ in 0..BY_NUMBER {
        let document = chance.below(corpus.len());
        let number = corpus.number(document);
        let bearing = [document.saturating_sub(1), document, document + 1];
        let mut meant: Vec<usize> = bearing
            .into_iter()
            .filter(|other| *other < corpus.len() && corpus.number(*other) == number)
            .collect();
        meant.dedup();
        let (sequence, symbol) = number.split_once('/').expect("numbers have a slash");
        let apart: Vec<String> = sequence.chars().map(String::from).collect();
        for text in [
            number.clone(),
            number.to_lowercase(),
            number.replace('-', " – "),
            number.replace('/', " / "),
            number.replace('Đ', "Ð"),
            decomposed(&number),
            bare(&number),
            number.replace('/', ""),
            number.replace(['/', '-'], " "),
            format!("0{number}"),
            format!("{} /{symbol}", apart.join("  ")),
        ] {
            questions.push(NumberQuestion { text, meant: meant.clone() });
        }
    }
    questions
}

/// Questions in the words of somebody who remembers one document.
pub(super) fn texts(corpus: &Corpus, seed: u64) -> Vec<Question> {
    let mut chance = Chance::new(seed);
    let mut about: BTreeMap<Topic, usize> = BTreeMap::new();
    let mut subjects: BTreeMap<[&str; 3], usize> = BTreeMap::new();
    for document in 0..corpus.len() {
        let topic = corpus.topic(document);
        *subjects.entry([topic.subject, topic.other, topic.place]).or_default() += 1;
        *about.entry(topic).or_default() += 1;
    }
    let mut questions = Vec::new();
    for memory in Memory::ALL {
        let mut asked = 0;
        while asked < BY_TEXT {
            let meant = chance.below(corpus.len());
            let topic = corpus.topic(meant);
            let Topic { subject, other, place, .. } = &topic;
            let can_be_spelt_otherwise =
                [subject, other].into_iter().any(|subject| corpus::abbreviated(subject).is_some());
            // A question has one answer only where no other document is about the same.
            let is_clear = match memory {
                Memory::Whole => about[&topic] == 1,
                Memory::OtherSpelling => about[&topic] == 1 && can_be_spelt_otherwise,
                Memory::Parts => subjects[&[*subject, *other, *place]] == 1,
            };
            if is_clear {
                let text = question(&topic, memory, corpus::abbreviates(meant), asked);
                questions.push(Question { memory, text, meant });
                asked += 1;
            }
        }
    }
    questions
}

fn question(topic: &Topic, memory: Memory, text_abbreviates: bool, nth: usize) -> String {
    let Topic { doc_type, action, subject, other, place, year } = topic;
    let asks_abbreviated = text_abbreviates != (memory == Memory::OtherSpelling);
    let written =
        |subject| corpus::abbreviated(subject).filter(|_| asks_abbreviated).unwrap_or(subject);
    let (subject, other) = (written(subject), written(other));
    if memory == Memory::Parts {
        return match nth % 3 {
            0 => format!("{subject} gắn với {other} ở {place}"),
            1 => format!("{place} {subject} {other}"),
            _ => format!("văn bản của {place} về {subject}, có nói đến {other}"),
        };
    }
    match nth % 5 {
        0 => {
            format!("{doc_type} về việc {action} {subject} tại {place} năm {year} gắn với {other}")
        }
        1 => format!("{subject} gắn với {other} {place} {action} {year}"),
        2 => format!("tài liệu nói về {action} {subject} và {other} của {place} trong năm {year}"),
        3 => format!("{place} {year} {action} {subject} {other}"),
        _ => format!("năm {year} {place} đã làm gì về {subject}, {action}, {other}"),
    }
}

/// With diacritics as marks of their own, as some programs write.
pub(super) fn decomposed(text: &str) -> String {
    text.nfd().collect()
}

/// Without diacritics.
pub(super) fn bare(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            other => other,
        })
        .collect()
}
