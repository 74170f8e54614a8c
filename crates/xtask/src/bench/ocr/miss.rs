//! Which numbers and words of a worn page went wrong? Kept beside the table, whose sums do not say.
//!
//! Refuses to know: how the reader went wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use super::{Page, Read, score::plain};

/// The losses of one page, a line each; empty where nothing was lost.
///
/// `MISSED` is a number that was not understood, `WRONG` one that stands nowhere and is passed on without a doubt,
/// `doubted` and `shy` are wrong and right ones with a doubt, `words` those of the text that were not read.
pub(super) fn of(page: &Page, read: &Read) -> String {
    let truth: BTreeSet<&str> = page.numbers.iter().map(String::as_str).collect();
    let understood: BTreeSet<&str> = read.numbers.iter().map(|read| read.number.as_str()).collect();
    let text = plain(&read.text);
    let mut lines = String::new();
    let mut line = |kind: &str, what: &str| {
        writeln!(lines, "  {kind} {what}").expect("writing to a string cannot fail");
    };
    for number in truth.difference(&understood) {
        line("MISSED", &format!("{number}; read: {}", around(&text, number)));
    }
    for number in &read.numbers {
        let sure = number.percent.map_or_else(String::new, |percent| format!(" {percent}%"));
        match (truth.contains(number.number.as_str()), number.is_doubted) {
            (true, false) => {}
            (true, true) => line("shy", &format!("{}{sure}", number.number)),
            (false, true) => line("doubted", &format!("{}{sure}", number.number)),
            (false, false) => line("WRONG", &format!("{}{sure}", number.number)),
        }
    }
    let body = plain(&page.body);
    let lost = without(&body, &text);
    if !lost.is_empty() {
        line("words", &lost.join(" "));
    }
    if read.is_unread {
        line("unread", "");
    }
    lines
}

/// The words of a text that another one lacks, as often as it lacks them.
fn without<'t>(truth: &'t str, text: &str) -> Vec<&'t str> {
    let mut left = BTreeMap::<&str, u32>::new();
    for word in text.split(' ') {
        *left.entry(word).or_default() += 1;
    }
    let mut lost = Vec::new();
    for word in truth.split(' ') {
        match left.get_mut(word) {
            Some(n @ 1..) => *n -= 1,
            _ => lost.push(word),
        }
    }
    lost
}

/// The words of a text that are most like a number.
fn around<'t>(text: &'t str, number: &str) -> &'t str {
    let signs_shared = |word: &&str| {
        let pairs: BTreeSet<(char, char)> = word.chars().zip(word.chars().skip(1)).collect();
        number.chars().zip(number.chars().skip(1)).filter(|pair| pairs.contains(pair)).count()
    };
    text.split(' ').max_by_key(signs_shared).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{super::ReadNumber, *};

    #[test]
    fn every_loss_has_its_line() {
        let page = Page::invented(7);
        let number = |number: &str, is_doubted| ReadNumber {
            number: number.to_owned(),
            is_doubted,
            percent: Some(91),
        };
        let mut numbers: Vec<ReadNumber> =
            page.numbers.iter().map(|right| number(right, false)).collect();
        let read = |text: &str, numbers| Read {
            text: text.to_owned(),
            numbers,
            is_unread: false,
            took: Duration::ZERO,
        };
        assert_eq!(of(&page, &read(&page.body, std::mem::take(&mut numbers))), "");

        numbers.extend(page.numbers[2..].iter().map(|right| number(right, false)));
        numbers.push(number("1/QĐ-SAI", false));
        numbers.push(number("2/QĐ-SAI", true));
        numbers.push(number(&page.numbers[1], true));
        let (first, rest) = page.body.split_once(' ').expect("a letter has words");
        let losses = of(&page, &read(rest, numbers));
        let kinds: Vec<&str> =
            losses.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(kinds, ["MISSED", "WRONG", "doubted", "shy", "words"], "{losses}");
        assert!(losses.contains(&format!("MISSED {}", page.numbers[0])), "{losses}");
        assert!(losses.ends_with(&format!("words {first}\n")), "{losses}");
    }
}
