//! How many words of one text are in another, whatever their order.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

/// The words of a text with how often each stands there: runs of letters and digits, folded to lower case and to
/// compatible forms, because readers differ in ligatures and dashes without losing anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words(BTreeMap<String, u64>);

impl Words {
    /// The words of a text.
    pub(crate) fn of(text: &str) -> Self {
        let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
        let mut words = BTreeMap::new();
        for word in folded.split(|letter: char| !letter.is_alphanumeric()) {
            if !word.is_empty() {
                *words.entry(word.to_owned()).or_default() += 1;
            }
        }
        Self(words)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// How many of them another text has as well.
    pub(crate) fn shared_with(&self, other: &Self) -> u64 {
        let shared = |(word, count): (&String, &u64)| {
            other.0.get(word).map_or(0, |elsewhere| *elsewhere.min(count))
        };
        self.0.iter().map(shared).sum()
    }

    /// Whether another text has enough of these words to be called the same: 95 of 100.
    pub(crate) fn are_in(&self, other: &Self) -> bool {
        100 * self.shared_with(other) >= 95 * self.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reference: &str, text: &str, expect: u64) {
        assert_eq!(Words::of(reference).shared_with(&Words::of(text)), expect);
    }

    #[test]
    fn words_count_as_often_as_they_stand() {
        check("một hai hai", "hai một", 2);
        check("một hai hai", "hai hai hai", 2);
        check("Quyết định số 12/QĐ-UBND", "12 QĐ UBND: QUYẾT ĐỊNH SỐ", 6);
        check("e\u{302}\u{301}n ﬁle", "ến file", 2);
    }

    #[test]
    fn nineteen_of_twenty_words_are_enough() {
        let twenty: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let reference = Words::of(&twenty.join(" "));
        assert!(reference.are_in(&Words::of(&twenty[1..].join(" "))));
        assert!(!reference.are_in(&Words::of(&twenty[2..].join(" "))));
        assert!(Words::default().are_in(&Words::default()));
    }
}
