//! The numbers that office programs print before the paragraphs of lists: the counting, which is the same in DOCX
//! (ECMA-376-1 section 17.9) and DOC (MS-DOC section 2.4.6.3).
//!
//! They stand nowhere in the text: a paragraph names a list and a level, the list says how its numbers look.
//!
//! Refuses to know: how a format stores lists, and which paragraphs are in one.

use std::collections::{BTreeMap, BTreeSet};

/// Lists have nine levels.
pub(crate) const LEVELS: usize = 9;

/// Longer labels than Word's dialogue lets anybody make are cut, so that no paragraph can be made to say a megabyte.
pub(crate) const MAX_LABEL: usize = 64;

/// The lists of a file, and how far each has been counted.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    /// What lists look like, by the id of their definition.
    pub(crate) definitions: BTreeMap<String, Definition>,
    /// The lists, by the id that paragraphs use.
    pub(crate) lists: BTreeMap<String, List>,
    /// The number that each level of a definition reached last.
    counters: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// The lists that have begun.
    begun: BTreeSet<String>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Definition {
    pub(crate) levels: [Level; LEVELS],
}

#[derive(Debug, Clone)]
pub(crate) struct Level {
    pub(crate) start: u32,
    pub(crate) format: Format,
    /// `%1.%2.` with the numbers of levels 1 and 2.
    pub(crate) pattern: String,
    /// All numbers in it are decimal.
    pub(crate) is_legal: bool,
    /// The level, from 1, that makes this one start again; 0 for none, `None` for every higher one.
    pub(crate) restart: Option<usize>,
    /// Nothing stands between number and text.
    pub(crate) is_tight: bool,
    /// The paragraph style that is numbered so.
    pub(crate) style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: Format::Decimal,
            pattern: String::new(),
            is_legal: false,
            restart: None,
            is_tight: false,
            style: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Decimal,
    /// `01`, `02`.
    DecimalZero,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
    Bullet,
    /// No number.
    None,
}

#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) definition: String,
    /// The number at which a level starts in this list.
    pub(crate) starts: BTreeMap<usize, u32>,
    pub(crate) levels: BTreeMap<usize, Level>,
}

impl Numbering {
    /// What is printed before the text of the next paragraph, with the white space between; `None` when there is no
    /// such list. Counts the paragraph.
    pub(crate) fn label(&mut self, list_id: &str, level: usize) -> Option<String> {
        let list = self.lists.get(list_id)?;
        let definition = self.definitions.get(&list.definition)?;
        let level = level.min(LEVELS - 1);
        let look = |level: usize| list.levels.get(&level).unwrap_or(&definition.levels[level]);
        let start = |level: usize| list.starts.get(&level).copied().unwrap_or(look(level).start);

        let counters = self.counters.entry(list.definition.clone()).or_default();
        if self.begun.insert(list_id.to_owned()) {
            for &level in list.starts.keys() {
                counters[level] = None;
            }
        }
        counters[level] =
            Some(counters[level].map_or_else(|| start(level), |reached| reached.saturating_add(1)));
        for (deeper, reached) in counters.iter_mut().enumerate().skip(level + 1) {
            if look(deeper).restart.is_none_or(|by| level < by) {
                *reached = None;
            }
        }
        let number = |at: usize| counters[at].unwrap_or_else(|| start(at));
        let look_here = look(level);
        let label = match look_here.format {
            Format::Bullet => bullet(&look_here.pattern),
            Format::None if !look_here.pattern.contains('%') => look_here.pattern.clone(),
            _ => fill(&look_here.pattern, |at| {
                let format = if look_here.is_legal { Format::Decimal } else { look(at).format };
                print(format, number(at))
            }),
        };
        let label: String = label.chars().take(MAX_LABEL).collect();
        let separator = if look_here.is_tight || label.is_empty() { "" } else { " " };
        Some(format!("{label}{separator}"))
    }

    /// The next number of a level is this one, whatever was counted.
    pub(crate) fn start_at(&mut self, list_id: &str, level: usize, number: u32) {
        let Some(list) = self.lists.get(list_id) else { return };
        let counters = self.counters.entry(list.definition.clone()).or_default();
        if let Some(reached) = counters.get_mut(level) {
            *reached = number.checked_sub(1);
        }
    }
}

/// The pattern with `%1` to `%9` filled in.
fn fill(pattern: &str, number: impl Fn(usize) -> String) -> String {
    let mut filled = String::new();
    let mut characters = pattern.chars().peekable();
    while let Some(c) = characters.next() {
        let level = characters.peek().and_then(|next| next.to_digit(10)).filter(|level| *level > 0);
        match (c, level) {
            ('%', Some(level)) => {
                characters.next();
                filled.push_str(&number(level as usize - 1));
            }
            _ => filled.push(c),
        }
    }
    filled
}

/// A number in a format.
pub(crate) fn print(format: Format, number: u32) -> String {
    match format {
        Format::Decimal => number.to_string(),
        Format::DecimalZero => format!("{number:02}"),
        Format::LowerLetter => letters(number, 'a'),
        Format::UpperLetter => letters(number, 'A'),
        Format::LowerRoman => roman(number).to_lowercase(),
        Format::UpperRoman => roman(number),
        Format::Bullet | Format::None => String::new(),
    }
}

/// `a` to `z`, then `aa`, `bb`, as Word counts.
fn letters(number: u32, first: char) -> String {
    /// Beyond `zzzz` the number is more use.
    const MAX: u32 = 26 * 4;
    match number.checked_sub(1) {
        Some(index) if index < MAX => {
            let letter = char::from_u32(u32::from(first) + index % 26)
                .expect("26 letters follow `a` and `A`");
            letter.to_string().repeat(index as usize / 26 + 1)
        }
        _ => number.to_string(),
    }
}

fn roman(number: u32) -> String {
    const VALUES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number >= 4000 {
        return number.to_string();
    }
    let mut left = number;
    let mut roman = String::new();
    for (value, digits) in VALUES {
        while left >= value {
            roman.push_str(digits);
            left -= value;
        }
    }
    roman
}

/// Bullets are letters of symbol fonts more often than characters; those that mean themselves are kept.
fn bullet(pattern: &str) -> String {
    match pattern {
        "-" | "–" | "—" | "+" | "*" | "" => pattern.to_owned(),
        _ => "•".to_owned(),
    }
}

/// A label that a writer printed into the file: a number, or a bullet as [`Numbering::label`] gives it.
pub(crate) fn printed(label: &str) -> String {
    if label.chars().any(|letter| letter.is_ascii_alphanumeric()) {
        label.chars().take(MAX_LABEL).collect()
    } else {
        bullet(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_in_every_format() {
        let check = |format, number, expect: &str| assert_eq!(print(format, number), expect);
        check(Format::LowerLetter, 28, "bb");
        check(Format::UpperLetter, 3, "C");
        check(Format::LowerLetter, u32::MAX, &u32::MAX.to_string());
        check(Format::UpperRoman, 1994, "MCMXCIV");
        check(Format::LowerRoman, 4, "iv");
        check(Format::UpperRoman, 0, "0");
        check(Format::DecimalZero, 7, "07");
    }

    #[test]
    fn an_item_may_begin_with_any_number() {
        let mut numbering = Numbering::default();
        let mut definition = Definition::default();
        definition.levels[0].pattern = "%1.".to_owned();
        numbering.definitions.insert("d".to_owned(), definition);
        let list = List { definition: "d".to_owned(), ..List::default() };
        numbering.lists.insert("l".to_owned(), list);
        assert_eq!(numbering.label("l", 0).as_deref(), Some("1. "));
        numbering.start_at("l", 0, 7);
        assert_eq!(numbering.label("l", 0).as_deref(), Some("7. "));
        assert_eq!(numbering.label("l", 0).as_deref(), Some("8. "));
    }

    #[test]
    fn printed_labels_are_numbers_or_bullets() {
        let check = |label: &str, expect: &str| assert_eq!(printed(label), expect);
        check("1.1.", "1.1.");
        check("a)", "a)");
        check("\u{F0B7}", "•");
        check("-", "-");
        check("", "");
    }
}
