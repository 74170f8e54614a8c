//! Which of the words that it can be does a word typed without diacritics mean? Those that can stand beside its neighbours.
//!
//! `dich vu cong` means `công`, because `vụ công` stands in the texts and `vụ cống` does not. Only neighbours say so: that
//! a word is rare never speaks against it.

use super::neighbours::Neighbours;

/// How often a pair counts that the sample does not have.
const UNSEEN: f64 = 0.5;

/// How many times as likely as another the likeliest word must be, for the other not to be meant.
const CERTAIN: f64 = 50.0;

/// For each word of a text in its order, which of the words that it can be are meant; one of them at least.
pub(super) fn meant(possible: &[Vec<&str>], neighbours: &Neighbours) -> Vec<Vec<bool>> {
    let ids: Vec<Vec<Option<u32>>> = possible
        .iter()
        .map(|words| words.iter().map(|word| neighbours.id(word)).collect())
        .collect();
    let often = |first: Option<u32>, second: Option<u32>| {
        let seen = first.zip(second).map_or(0, |(first, second)| neighbours.often(first, second));
        UNSEEN + f64::from(seen)
    };
    let from_left = chained(ids.iter(), often);
    let mut from_right = chained(ids.iter().rev(), |after, here| often(here, after));
    from_right.reverse();
    let likely = |(left, right): (Vec<f64>, Vec<f64>)| {
        let both: Vec<f64> = left.iter().zip(&right).map(|(left, right)| left * right).collect();
        let most = both.iter().copied().fold(0.0, f64::max);
        both.into_iter().map(|likely| likely * CERTAIN >= most).collect()
    };
    from_left.into_iter().zip(from_right).map(likely).collect()
}

/// How likely each word is by all that stands on one side of it, up to a factor.
fn chained<'i>(
    words: impl Iterator<Item = &'i Vec<Option<u32>>>,
    often: impl Fn(Option<u32>, Option<u32>) -> f64,
) -> Vec<Vec<f64>> {
    let mut all: Vec<Vec<f64>> = Vec::new();
    let mut before: &[Option<u32>] = &[];
    for here in words {
        let mut likely = vec![1.0; here.len()];
        // A word that no document holds tells nothing about the next.
        if let Some(likely_before) = all.last().filter(|likely| !likely.is_empty()) {
            for (likely, here) in likely.iter_mut().zip(here) {
                let ways = before.iter().zip(likely_before);
                *likely = ways.map(|(before, likely)| likely * often(*before, *here)).sum();
            }
            // Long texts would leave the range of numbers.
            let sum: f64 = likely.iter().sum();
            likely.iter_mut().for_each(|likely| *likely /= sum);
        }
        all.push(likely);
        before = here;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[(&str, usize)], possible: &[&str], expected: &[&str]) {
        let texts =
            texts.iter().map(|(text, times)| vec![*text; *times].join(" . ")).collect::<Vec<_>>();
        let neighbours = Neighbours::of_texts(texts.iter().map(String::as_str));
        let possible: Vec<Vec<&str>> =
            possible.iter().map(|words| words.split_whitespace().collect()).collect();
        let meant = meant(&possible, &neighbours);
        let kept: Vec<String> = possible
            .iter()
            .zip(meant)
            .map(|(words, meant)| {
                let kept = words.iter().zip(meant).filter(|(_, meant)| *meant);
                kept.map(|(word, _)| *word).collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(kept, expected);
    }

    #[test]
    fn neighbours_on_either_side_tell_what_is_meant() {
        let texts = [("dịch vụ công", 40), ("cống hiến", 3), ("công việc", 2)];
        check(&texts, &["dịch dích", "vụ vu", "công cống"], &["dịch", "vụ", "công"]);
        check(&texts, &["công cống", "hiến"], &["công cống", "hiến"]);
        check(&[("cống hiến", 40), ("công việc", 90)], &["công cống", "hiến"], &["cống", "hiến"]);
    }

    #[test]
    fn a_word_far_away_tells_through_those_between() {
        let texts = [("bà ba", 30), ("ba bốn", 30), ("bá bốn", 1)];
        check(&texts, &["bà", "ba bá", "bốn bôn"], &["bà", "ba", "bốn"]);
    }

    #[test]
    fn where_neighbours_tell_nothing_every_word_can_be_meant() {
        let texts = [("dịch vụ công", 500)];
        check(&texts, &["công cống"], &["công cống"]);
        check(&texts, &["lạ", "công cống", ""], &["lạ", "công cống", ""]);
        check(&texts, &["công cống", "", "vụ vu"], &["công cống", "", "vụ vu"]);
        check(&[], &["công cống", "vụ"], &["công cống", "vụ"]);
    }
}
