//! Where do sentences end around a citation? At full stops, but not at those of `TP. Cần Thơ`.
//!
//! Refuses to know what stands in them.

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATED: [&str; 7] = ["tp", "tx", "tt", "đ/c", "ths", "ts", "pgs"];

/// Where the first sentence of a text in lower case ends: before its full stop.
pub(super) fn first_end(text: &str) -> usize {
    ends(text).next().unwrap_or(text.len())
}

/// Where the last sentence of a text in lower case begins, behind the full stop before it; `None` where none ends.
pub(super) fn last_start(text: &str) -> Option<usize> {
    ends(text).last().map(|end| end + 2)
}

fn ends(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(['.'])
        .map(|(at, _)| at)
        .filter(|at| text[at + 1..].starts_with([' ', '\n']))
        .filter(|at| {
            let word = text[..*at].rsplit(|c: char| c.is_whitespace() || c == '(').next();
            !word.is_some_and(|word| ABBREVIATED.contains(&word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_end_no_sentence() {
        let check = |text: &str, first: usize, last: Option<usize>| {
            assert_eq!((first_end(text), last_start(text)), (first, last), "{text}");
        };
        check("ubnd tp. cần thơ giao", "ubnd tp. cần thơ giao".len(), None);
        check("một. hai.\nba", "một".len(), Some("một. hai.\n".len()));
        check("(đ/c. an) 25.9.2025", "(đ/c. an) 25.9.2025".len(), None);
    }
}
