//! Which words name which metric: `data/metrics.toml`, read once, and the search for all its words in one pass.
//!
//! Refuses to know grammar: it says where words stand, not what they bind to.

use std::{collections::BTreeMap, ops::Range, sync::LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use model::facts::Qualifier;
use serde::Deserialize;

use crate::prose::{in_each_case, is_gap, is_word_char, lower_char};

/// Index of a topic in the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TopicId(usize);

/// Index of a kind of counted thing in the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ObjectId(usize);

/// What a word of the lexicon does in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Word {
    /// "tỷ lệ": the figure after it is of the topic named next.
    Rate,
    /// What follows is a plan's target.
    Target,
    /// What follows is a result again.
    Result,
    /// A figure directly after it is a difference.
    Change,
    /// What follows is what something is compared with.
    Compare,
    /// The sentence states a condition, not a fact.
    Condition,
    /// The sentence says what a figure leads to: points, praise, blame.
    Consequence,
    /// Stands for a topic named before.
    This,
    /// The count after it is the whole.
    All,
    /// There is none of what follows.
    None,
    /// The rest of the whole.
    Rest,
    /// The figure after it says the same as the one before.
    Continue,
    /// Separates statements where figures stand on both sides.
    And,
    /// The topics or periods before it are those of the figures after it, in order.
    Respectively,
    /// Means nothing here, and hides the words in it.
    Neutral,
    /// "trở lên".
    Over,
    /// "trở xuống".
    Under,
    /// "từ".
    From,
    /// Bounds the figure directly after it from below, itself included.
    AtLeast,
    /// Bounds the figure directly after it from below.
    MoreThan,
    /// Bounds the figure directly after it from above, itself included.
    AtMost,
    /// Bounds the figure directly after it from above.
    LessThan,
    /// Approximates the figure directly after it.
    About,
    /// The figure directly after it is a rank.
    Rank,
    /// The figure directly after it is the last of the best ranks.
    Top,
    /// Rank 1, in words.
    First,
    /// Rank 2, in words.
    Second,
    /// Rank 3, in words.
    Third,
    /// 100%, in words.
    HundredPercent,
    /// Heads a column of targets.
    TargetHead,
    /// Heads a column of points of an assessment.
    Points,
    /// Heads a column of row numbers or codes.
    NumberHead,
    /// Heads a column in which an assessed unit says what it did.
    EvidenceHead,
}

impl Word {
    /// The qualifier that the word gives the figure directly after it.
    pub(crate) fn qualifier(self) -> Option<Qualifier> {
        match self {
            Self::AtLeast => Some(Qualifier::AtLeast),
            Self::MoreThan => Some(Qualifier::MoreThan),
            Self::AtMost => Some(Qualifier::AtMost),
            Self::LessThan => Some(Qualifier::LessThan),
            Self::About => Some(Qualifier::About),
            _ => None,
        }
    }
}

/// One meaning of a word found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Names a topic by itself.
    Names(TopicId),
    /// Names a topic where one of its objects is spoken of.
    NamesWithObject(TopicId),
    /// A counted thing.
    Object(ObjectId),
    /// Grammar.
    Word(Word),
}

impl Meaning {
    /// The topic that the word names, with whether it does so without its object.
    pub(crate) fn topic(&self) -> Option<(TopicId, bool)> {
        match self {
            Self::Names(topic) => Some((*topic, true)),
            Self::NamesWithObject(topic) => Some((*topic, false)),
            Self::Object(_) | Self::Word(_) => None,
        }
    }
}

/// A word found in a folded text.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// Bytes of the folded text.
    pub(crate) range: Range<usize>,
    /// What it can mean, in the order of the file.
    pub(crate) meanings: &'static [Meaning],
}

/// What a clause can speak of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Topic {
    id: String,
    /// Which topic a clause is about when it names several: the heaviest.
    pub(crate) weight: u32,
    /// Whether it is a whole of which other topics are parts.
    #[serde(default)]
    pub(crate) whole: bool,
    /// Whether, in a table, it heads the columns to its right that name parts only.
    #[serde(default)]
    pub(crate) group: bool,
    /// Whether it is an index: ranks belong to it, and points without a word for them.
    #[serde(default)]
    pub(crate) index: bool,
    /// Whether "không có …" states a count of 0.
    #[serde(default)]
    pub(crate) zero: bool,
    /// Whether its rate is computed where a table gives part and whole and no rate.
    #[serde(default)]
    pub(crate) computed: bool,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    with_object: Vec<String>,
    #[serde(default)]
    objects: Vec<String>,
    #[serde(default)]
    wholes: Vec<String>,
    #[serde(default)]
    narrows: Vec<String>,
    /// The metric of a figure of each kind.
    #[serde(default)]
    pub(crate) metrics: MetricNames,
}

/// The ids of metrics by kind of figure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MetricNames {
    /// Of a figure in percent.
    pub(crate) percent: Option<String>,
    /// Of a count.
    pub(crate) count: Option<String>,
    /// Of points.
    pub(crate) points: Option<String>,
    /// Of a figure without a unit.
    pub(crate) bare: Option<String>,
    /// Of a rank.
    pub(crate) rank: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Object {
    id: String,
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    object: Vec<Object>,
    topic: Vec<Topic>,
    words: BTreeMap<String, Vec<String>>,
}

/// All topics and words, ready to be searched for.
#[derive(Debug)]
pub(crate) struct Lexicon {
    topics: Vec<Topic>,
    objects_of: Vec<Vec<ObjectId>>,
    wholes_of: Vec<Vec<TopicId>>,
    narrowed_by: Vec<Vec<TopicId>>,
    meanings: Vec<Vec<Meaning>>,
    automaton: AhoCorasick,
    /// The first syllables of words that are figures without a digit ("dẫn đầu", "không có"), in each case of letters.
    wordy: AhoCorasick,
    /// By the syllable that was found: what follows it in those words.
    after_wordy: Vec<Vec<String>>,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("../../data/metrics.toml")));

impl Lexicon {
    /// The lexicon of `data/metrics.toml`.
    pub(crate) fn get() -> &'static Self {
        &LEXICON
    }

    fn parse(text: &str) -> Self {
        let file: File = toml::from_str(text).expect("data/metrics.toml has the form of `File`");
        let object = |id: &String| {
            let index = file.object.iter().position(|object| object.id == *id);
            ObjectId(index.expect("topics name objects that the file defines"))
        };
        let topic = |id: &String| {
            let index = file.topic.iter().position(|topic| topic.id == *id);
            TopicId(index.expect("topics name wholes that the file defines"))
        };
        let objects_of =
            file.topic.iter().map(|topic| topic.objects.iter().map(object).collect()).collect();
        let wholes_of = file.topic.iter().map(|t| t.wholes.iter().map(topic).collect()).collect();

        let narrowed_by = file
            .topic
            .iter()
            .map(|whole| {
                let narrows = |part: &&Topic| part.narrows.contains(&whole.id);
                file.topic.iter().filter(narrows).map(|part| topic(&part.id)).collect()
            })
            .collect();

        let mut dictionary: BTreeMap<&str, Vec<Meaning>> = BTreeMap::new();
        fn learn<'w>(
            dictionary: &mut BTreeMap<&'w str, Vec<Meaning>>,
            words: &'w [String],
            meaning: Meaning,
        ) {
            for word in words {
                dictionary.entry(word.as_str()).or_default().push(meaning);
            }
        }
        for (index, topic) in file.topic.iter().enumerate() {
            learn(&mut dictionary, &topic.words, Meaning::Names(TopicId(index)));
            learn(&mut dictionary, &topic.with_object, Meaning::NamesWithObject(TopicId(index)));
        }
        for (index, object) in file.object.iter().enumerate() {
            learn(&mut dictionary, &object.words, Meaning::Object(ObjectId(index)));
        }
        for (kind, words) in &file.words {
            let kind = toml::Value::String(kind.clone());
            learn(
                &mut dictionary,
                words,
                Meaning::Word(kind.try_into().expect("[words] has the kinds of `Word`")),
            );
        }
        let mut behind: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for kind in ["first", "second", "third", "none", "hundred_percent"] {
            for word in file.words.get(kind).into_iter().flatten() {
                let (first, rest) = word.split_once(' ').unwrap_or((word, ""));
                for syllable in in_each_case(first) {
                    behind.entry(syllable).or_default().push(rest.to_owned());
                }
            }
        }
        let (wordy, after_wordy): (Vec<_>, Vec<_>) = behind.into_iter().unzip();
        let wordy = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(wordy)
            .expect("a few short patterns fit the automaton");
        let (patterns, meanings): (Vec<_>, Vec<_>) = dictionary.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            // Every paragraph with a digit goes through it: some megabytes for twice the speed.
            .kind(Some(AhoCorasickKind::DFA))
            .build(&patterns)
            .expect("a few hundred short patterns fit the automaton");
        Self {
            topics: file.topic,
            objects_of,
            wholes_of,
            narrowed_by,
            meanings,
            automaton,
            wordy,
            after_wordy,
        }
    }

    /// A topic.
    pub(crate) fn topic(&self, id: TopicId) -> &Topic {
        &self.topics[id.0]
    }

    /// Whether a topic counts things of this kind.
    pub(crate) fn counts(&self, topic: TopicId, object: ObjectId) -> bool {
        self.objects_of[topic.0].contains(&object)
    }

    /// Whether any topic counts things of this kind; an index only asks them.
    pub(crate) fn is_counted(&self, object: ObjectId) -> bool {
        let objects = self.topics.iter().zip(&self.objects_of).filter(|(topic, _)| !topic.index);
        objects.into_iter().any(|(_, objects)| objects.contains(&object))
    }

    /// Whether any topic gives a share of things of this kind.
    pub(crate) fn is_shared(&self, object: ObjectId) -> bool {
        self.objects_of.iter().any(|objects| objects.contains(&object))
    }

    /// Whether a count of such things can be of the topic.
    pub(crate) fn admits(&self, topic: TopicId, object: ObjectId) -> bool {
        self.objects_of[topic.0].is_empty() || self.counts(topic, object)
    }

    /// The topics whose counts can be the denominator of a topic's rate, best first.
    pub(crate) fn wholes(&self, topic: TopicId) -> &[TopicId] {
        &self.wholes_of[topic.0]
    }

    /// The parts of a topic that, with figures of their own, leave it only the remainder.
    pub(crate) fn narrowed_by(&self, topic: TopicId) -> &[TopicId] {
        &self.narrowed_by[topic.0]
    }

    /// Whether a text has a digit, or a figure in words; most paragraphs have neither.
    pub(crate) fn may_state_figures(&self, text: &str) -> bool {
        text.bytes().any(|byte| byte.is_ascii_digit()) || self.states_in_words(text)
    }

    /// Whether a figure in words may stand in a text: "dẫn đầu", "không có".
    pub(crate) fn states_in_words(&self, text: &str) -> bool {
        self.wordy.find_iter(text).any(|found| {
            let rests = &self.after_wordy[found.pattern().as_usize()];
            rests.iter().any(|rest| goes_on(&text[found.end()..], rest))
        })
    }

    /// Every word of the lexicon in a folded text, in order: of words that overlap the first, of words that begin
    /// together the longest.
    pub(crate) fn search(&'static self, folded: &str) -> Vec<Hit> {
        let mut hits: Vec<_> = self
            .automaton
            .find_overlapping_iter(folded)
            .filter(|found| is_whole_word(folded, found.range()))
            .map(|found| (found.start(), found.end(), found.pattern().as_usize()))
            .collect();
        hits.sort_unstable_by_key(|&(start, end, _)| (start, std::cmp::Reverse(end)));
        let mut free_from = 0;
        hits.retain(|&(start, end, _)| {
            let is_free = start >= free_from;
            if is_free {
                free_from = end;
            }
            is_free
        });
        hits.into_iter()
            .map(|(start, end, pattern)| Hit {
                range: start..end,
                meanings: &self.meanings[pattern],
            })
            .collect()
    }
}

/// Whether a text goes on with these words, whatever its gaps and case.
fn goes_on(text: &str, words: &str) -> bool {
    let mut text = text.chars().filter(|c| !is_gap(*c) && *c != '\u{ad}').map(lower_char);
    words.chars().filter(|c| *c != ' ').all(|letter| text.next() == Some(letter))
}

/// Whether neither end of the range cuts a run of letters and digits.
pub(crate) fn is_whole_word(text: &str, range: Range<usize>) -> bool {
    let joins = |outer: Option<char>, inner: Option<char>| {
        outer.is_some_and(is_word_char) && inner.is_some_and(is_word_char)
    };
    let word = &text[range.clone()];
    !joins(text[..range.start].chars().next_back(), word.chars().next())
        && !joins(text[range.end..].chars().next(), word.chars().next_back())
}

#[cfg(test)]
mod tests {
    use unicode_normalization::is_nfc;

    use super::*;

    #[test]
    fn the_longest_whole_word_wins() {
        let check = |text: &str, expected: &[&str]| {
            let hits = Lexicon::get().search(text);
            let found: Vec<_> = hits.into_iter().map(|hit| &text[hit.range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("hồ sơ đúng hạn", &["hồ sơ", "đúng hạn"]);
        check("trước và đúng hạn", &["trước và đúng hạn"]);
        check("đoàn ghi nhận", &["ghi nhận"]);
        check("thanh toán trực tuyến", &["thanh toán trực tuyến"]);
        check("đúng hạnh, tiếp nhậnx", &[]);
    }

    #[test]
    fn the_data_is_lower_case_and_composed() {
        for line in include_str!("../../data/metrics.toml").lines() {
            assert!(is_nfc(line), "{line}");
            let data = line.split('#').next().unwrap_or_default();
            assert_eq!(data, data.to_lowercase(), "{line}");
        }
    }

    #[test]
    fn every_metric_of_the_field_is_there() {
        let names: Vec<_> = Lexicon::get()
            .topics
            .iter()
            .flat_map(|Topic { metrics: m, .. }| [&m.percent, &m.count, &m.points, &m.rank])
            .flatten()
            .map(String::as_str)
            .collect();
        for id in [
            "online_service_rate",
            "online_submission_rate",
            "on_time_rate",
            "late_count",
            "received_count",
            "processed_count",
            "bcci_rate",
            "bcci_count",
            "edoc_rate",
            "edoc_digital_signature_rate",
            "sipas",
            "par_index",
            "par_rank",
            "papi",
        ] {
            assert!(names.contains(&id), "{id}");
        }
    }
}
