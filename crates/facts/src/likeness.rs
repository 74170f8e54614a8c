//! What do the words of a document look like, so that a near copy of it can be told?
//!
//! Figures count as words: two units that fill in the same form with figures of their own have not copied from each
//! other, while a scan of the same page, or the same text with a new date, is alike in nearly all. Refuses to know which
//! other documents there are.

use model::{
    Document,
    likeness::{Likeness, SLOTS},
};

use crate::prose::{base, fold};

/// Words in one run.
const RUN: usize = 5;

/// Fewer words are a form or a cover letter, and alike in all units.
const FEWEST_WORDS: usize = 120;

/// The sketch of a document; none of one that says little.
pub(crate) fn of(document: &Document) -> Option<Likeness> {
    let mut words = Vec::new();
    for segment in document.segments() {
        hashed_words(segment.text, &mut words);
    }
    if words.len() < FEWEST_WORDS {
        return None;
    }
    let mut slots = [u32::MAX; SLOTS];
    for run in words.windows(RUN) {
        let run = run.iter().fold(0, |hash, word| mixed(hash ^ word));
        // Each slot has a hash of its own, a step further from the slot before: one addition instead of one mixing.
        let (mut hash, step) = (run, mixed(run) | 1);
        for slot in &mut slots {
            hash = hash.wrapping_add(step);
            *slot = (*slot).min((hash >> 32) as u32);
        }
    }
    Some(Likeness::new(slots))
}

/// The words of a text, without marks and case, each as a number: FNV-1a of its letters.
fn hashed_words(text: &str, words: &mut Vec<u64>) {
    const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;
    let mut word = EMPTY;
    let mut take = |c: char| {
        if c.is_alphanumeric() {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                word = (word ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        } else if word != EMPTY {
            words.push(std::mem::replace(&mut word, EMPTY));
        }
    };
    for c in text.chars() {
        match base(c) {
            Some(letter) => take(letter),
            None => fold(c.encode_utf8(&mut [0; 4]))
                .chars()
                .flat_map(char::to_lowercase)
                .for_each(&mut take),
        }
    }
    take(' ');
}

/// A number with its bits well spread: the finaliser of SplitMix64.
fn mixed(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain;

    /// A text of many different words; `from` decides which.
    fn text(from: usize, n_words: usize) -> String {
        let word = |n: usize| ["công", "tác", "cải", "cách", "rà", "soát"][n % 6].repeat(1 + n % 7);
        let words = (from..from + n_words).map(|n| format!("{}{}", word(n), word(n / 5 + n % 11)));
        words.collect::<Vec<_>>().join(" ")
    }

    fn sketch(text: &str) -> Likeness {
        of(&plain::document(text)).expect("a long text")
    }

    #[test]
    fn a_near_copy_is_alike_and_another_text_is_not() {
        let report = format!("Năm 2024 tiếp nhận 1.234 hồ sơ. {}", text(0, 300));
        assert_eq!(sketch(&report).percent_alike(&sketch(&report.to_uppercase())), 100);
        let redated = report.replace("2024", "2025");
        assert!(sketch(&report).percent_alike(&sketch(&redated)) >= 90);
        let one_word = report.replacen(&text(40, 1), "khác", 1);
        assert!(sketch(&report).percent_alike(&sketch(&one_word)) >= 90);
        let another = sketch(&report).percent_alike(&sketch(&text(5_000, 300).replace('o', "a")));
        assert!(another < 50, "{another}");
    }

    #[test]
    fn a_short_text_has_no_sketch() {
        assert_eq!(of(&plain::document("Kính gửi: Sở Nội vụ")), None);
    }
}
