//! Labelled questions about the generated documents: numbers in their written forms, and texts as people ask.

use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::corpus::{Chance, Corpus, Topic};

/// A number as somebody may type it, with the documents that bear it.
pub(super) struct NumberQuestion {
    pub(super) text: String,
    pub(super) meant: Vec<usize>,
}

/// A question about a text, with the document that it was made from.
pub(super) struct Question {
    pub(super) text: String,
    pub(super) meant: usize,
}

/// How many documents are asked about by number.
const BY_NUMBER: usize = 200;

/// How many questions are asked about texts.
const BY_TEXT: usize = 300;

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

/// Questions that name what sets one document apart, in the words of somebody who remembers it.
pub(super) fn texts(corpus: &Corpus) -> Vec<Question> {
    let mut chance = Chance::new(11);
    let mut about: BTreeMap<Topic, usize> = BTreeMap::new();
    for document in 0..corpus.len() {
        *about.entry(corpus.topic(document)).or_default() += 1;
    }
    let mut questions = Vec::new();
    while questions.len() < BY_TEXT {
        let meant = chance.below(corpus.len());
        let topic = corpus.topic(meant);
        // A question has one answer only where no other document is about the same.
        if about[&topic] > 1 {
            continue;
        }
        let Topic { doc_type, action, subject, other, place, year } = &topic;
        let text = match questions.len() % 5 {
            0 => format!(
                "{doc_type} về việc {action} {subject} tại {place} năm {year} gắn với {other}"
            ),
            1 => format!("{subject} gắn với {other} {place} {action} {year}"),
            2 => format!(
                "tài liệu nói về {action} {subject} và {other} của {place} trong năm {year}"
            ),
            3 => format!("{place} {year} {action} {subject} {other}"),
            _ => format!("năm {year} {place} đã làm gì về {subject}, {action}, {other}"),
        };
        questions.push(Question { text, meant });
    }
    questions
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
