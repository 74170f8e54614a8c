//! What was right and wrong on pages whose truth is known, with intervals for shares.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use super::{Page, Read};

/// The sums over the pages of a row.
#[derive(Debug, Default)]
pub(super) struct Score {
    pages: u32,
    /// Pages that the reader itself calls unread.
    unread: u32,
    characters: Errors,
    words: Errors,
    /// Numbers that stand in the text sign by sign.
    verbatim: Share,
    /// Numbers that were understood.
    understood: Share,
    /// Of the numbers understood, those that stand nowhere and are passed on without a doubt.
    undoubted: Share,
    /// Of the numbers understood rightly, those that are doubted.
    doubted: Share,
    seconds: f64,
}

/// Wrong ones among so many.
#[derive(Debug, Default)]
struct Errors {
    wrong: usize,
    all: usize,
}

#[derive(Debug, Default, Clone, Copy)]
struct Share {
    of: u32,
    n: u32,
}

impl Score {
    /// Adds a page.
    pub(super) fn add(&mut self, page: &Page, read: &Read) {
        self.pages += 1;
        self.unread += u32::from(read.is_unread);
        self.seconds += read.took.as_secs_f64();
        let (truth, text) = (plain(&page.body), plain(&read.text));
        let characters = |text: &str| text.chars().collect::<Vec<_>>();
        self.characters.add(&characters(&truth), &characters(&text));
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        self.words.add(&words(&truth), &words(&text));

        let truth: BTreeSet<&str> = page.numbers.iter().map(String::as_str).collect();
        let packed: String = text.split(' ').collect();
        for number in &truth {
            self.verbatim.add(packed.contains(number));
            self.understood.add(read.numbers.iter().any(|read| read.number == **number));
        }
        for read in &read.numbers {
            let is_right = truth.contains(read.number.as_str());
            self.undoubted.add(!is_right && !read.is_doubted);
            if is_right {
                self.doubted.add(read.is_doubted);
            }
        }
    }
}

impl Errors {
    fn add<T: PartialEq>(&mut self, truth: &[T], text: &[T]) {
        self.wrong += distance_within(truth, text);
        self.all += truth.len();
    }

    fn percent(&self) -> f64 {
        100.0 * self.wrong as f64 / self.all.max(1) as f64
    }
}

impl Share {
    fn add(&mut self, is_one: bool) {
        self.of += 1;
        self.n += u32::from(is_one);
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (low, high) = interval(self.n, self.of);
        let percent = 100.0 * f64::from(self.n) / f64::from(self.of.max(1));
        write!(f, "{} of {}: {percent:.1}% ({low:.1} to {high:.1})", self.n, self.of)
    }
}

/// Wilson's interval of 95% for a share, in percent.
fn interval(n: u32, of: u32) -> (f64, f64) {
    const Z: f64 = 1.96;
    let all = f64::from(of.max(1));
    let share = f64::from(n) / all;
    let middle = (share + Z * Z / (2.0 * all)) / (1.0 + Z * Z / all);
    let reach =
        Z / (1.0 + Z * Z / all) * (share * (1.0 - share) / all + Z * Z / (4.0 * all * all)).sqrt();
    (100.0 * (middle - reach).max(0.0), 100.0 * (middle + reach).min(1.0))
}

/// NFC, every gap one space.
pub(super) fn plain(text: &str) -> String {
    text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fewest changes that make some stretch of a text the truth: letterhead and signature around it are no matter.
fn distance_within<T: PartialEq>(truth: &[T], text: &[T]) -> usize {
    let mut above = vec![0; text.len() + 1];
    for wanted in truth {
        let mut diagonal = above[0];
        above[0] += 1;
        for (at, found) in text.iter().enumerate() {
            let changed = diagonal + usize::from(wanted != found);
            diagonal = above[at + 1];
            above[at + 1] = changed.min(diagonal + 1).min(above[at] + 1);
        }
    }
    above.into_iter().min().unwrap_or(truth.len())
}

/// The head of the table.
pub(super) fn head() -> String {
    "| pages | reader | n | CER % | WER % | numbers verbatim | numbers understood | wrong and undoubted | right but \
     doubted | unread | s a page |\n|---|---|---|---|---|---|---|---|---|---|---|\n"
        .to_owned()
}

/// One reader's row.
pub(super) fn row(name: &str, reader: &str, score: &Score) -> String {
    let Score {
        pages,
        unread,
        characters,
        words,
        verbatim,
        understood,
        undoubted,
        doubted,
        seconds,
    } = score;
    format!(
        "| {name} | {reader} | {pages} | {:.2} | {:.2} | {verbatim} | {understood} | {undoubted} | {doubted} | {unread} | \
         {:.1} |\n",
        characters.percent(),
        words.percent(),
        seconds / f64::from((*pages).max(1)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_counts() {
        let check = |truth: &str, text: &str, expect| {
            let (truth, text): (Vec<_>, Vec<_>) = (truth.chars().collect(), text.chars().collect());
            assert_eq!(distance_within(&truth, &text), expect, "{truth:?} in {text:?}");
        };
        check("quyết định", "Số: 12 quyết định số", 0);
        check("quyết định", "xx quyêt dịnh yy", 2);
        check("định", "", 4);
        check("abc", "ab", 1);
    }

    #[test]
    fn a_share_has_the_interval_of_wilson() {
        let (low, high) = interval(50, 53);
        assert!((low - 84.6).abs() < 0.3 && (high - 98.1).abs() < 0.3, "{low} {high}");
        assert_eq!(interval(10, 10).1.round(), 100.0);
    }
}
