//! What does a scanner make of a document's number? A model of its confusions, applied to the clean labelled texts.
//!
//! Every confusion is one that was counted in real paragraphs or seen in OCR of real pages (DOMAIN of the field, section
//! 4: lost slashes, broken and spaced numbers, Ð for Đ, letters for digits). Each is applied alone, to one number of one
//! text, in a fixed rotation, so that the cases are the same on every machine. Not in the model is what nothing in a text
//! could tell: a digit for another digit, a last 8 for the letter of a number (`8B`), a dot for the hyphen of a công văn
//! (some bodies write it so). Scoring is strict: the number as meant, nothing less.

use super::{
    citations::{self, Reading},
    labelled::{CitationLabel, CitingText, LookAlike},
    quotes::Proof,
    score::Scored,
    understood,
};

/// How many confusions each text is tried with.
const CASES_A_TEXT: usize = 3;

/// One thing that a scanner does to a number, where it can be done.
struct Confusion {
    name: &'static str,
    apply: fn(&str) -> Option<String>,
}

const CONFUSIONS: [Confusion; 30] = [
    Confusion { name: "0 as O", apply: |number| in_sequence(number, '0', 'O') },
    Confusion { name: "1 as l", apply: |number| in_sequence(number, '1', 'l') },
    Confusion { name: "1 as I", apply: |number| in_sequence(number, '1', 'I') },
    Confusion { name: "5 as S", apply: |number| in_sequence(number, '5', 'S') },
    Confusion {
        name: "8 as B",
        apply: |number| {
            let inner = sequence(number).checked_sub(1)?;
            let at = number[..inner].rfind('8')?;
            Some(format!("{}B{}", &number[..at], &number[at + 1..]))
        },
    },
    Confusion { name: "0 of the year as O", apply: |number| in_year(number, '0', 'O') },
    Confusion { name: "1 of the year as l", apply: |number| in_year(number, '1', 'l') },
    Confusion {
        name: "slash before the year lost",
        apply: |number| has_year(number).then(|| number.replacen('/', "", 1)),
    },
    Confusion {
        name: "slash behind the year lost",
        apply: |number| {
            let at = number.rfind('/').filter(|_| has_year(number))?;
            Some(format!("{}{}", &number[..at], &number[at + 1..]))
        },
    },
    Confusion { name: "slash as |", apply: |number| replaced(number, "/", "|") },
    Confusion {
        name: "slash as I",
        apply: |number| {
            let (before, after) = number.split_once("/T")?;
            before.contains('-').then(|| format!("{before}IT{after}"))
        },
    },
    Confusion { name: "space before the slash", apply: |number| replaced(number, "/", " /") },
    Confusion { name: "space behind the slash", apply: |number| replaced(number, "/", "/ ") },
    Confusion { name: "spaces around the hyphen", apply: |number| replaced(number, "-", " - ") },
    Confusion {
        name: "space in the digits",
        apply: |number| {
            let digits = sequence(number);
            (digits >= 3).then(|| format!("{} {}", &number[..2], &number[2..]))
        },
    },
    Confusion { name: "space in UBND", apply: |number| replaced(number, "UBND", "UB ND") },
    Confusion {
        name: "space in the type",
        apply: |number| {
            ["QĐ", "NĐ", "KH", "BC"].iter().find_map(|name| replaced(number, name, &spaced(name)))
        },
    },
    Confusion { name: "hyphen as en dash", apply: |number| replaced(number, "-", "–") },
    Confusion { name: "hyphen as underscore", apply: |number| replaced(number, "-", "_") },
    Confusion {
        name: "hyphen as dot",
        apply: |number| {
            let has_type = TYPES.iter().any(|name| number.contains(&format!("/{name}-")));
            has_type.then(|| number.replacen('-', ".", 1))
        },
    },
    Confusion {
        name: "hyphen lost",
        apply: |number| number.contains("-UBND").then(|| number.replacen("-UBND", "UBND", 1)),
    },
    Confusion { name: "Đ as D", apply: |number| replaced(number, "Đ", "D") },
    Confusion { name: "Đ as Ð", apply: |number| replaced(number, "Đ", "Ð") },
    Confusion {
        name: "Đ as B",
        apply: |number| {
            ["QĐ", "NĐ", "HĐND"]
                .iter()
                .find_map(|name| replaced(number, name, &name.replace('Đ', "B")))
        },
    },
    Confusion { name: "Q as O", apply: |number| replaced(number, "QĐ", "OĐ") },
    Confusion { name: "D as O", apply: |number| replaced(number, "UBND", "UBNO") },
    Confusion {
        name: "letter as digit",
        apply: |number| {
            let symbol = symbol(number)?;
            let (head, tail) = number.split_at(symbol);
            [('B', "8"), ('S', "5"), ('O', "0")]
                .iter()
                .find_map(|(letter, digit)| replaced(tail, &letter.to_string(), digit))
                .map(|tail| format!("{head}{tail}"))
        },
    },
    Confusion {
        name: "small letters",
        apply: |number| {
            let small = number.to_lowercase();
            (small != number).then_some(small)
        },
    },
    Confusion { name: "break behind the slash", apply: |number| replaced(number, "/", "/\n") },
    Confusion { name: "break behind the hyphen", apply: |number| replaced(number, "-", "-\n") },
];

/// Abbreviations of types, behind which a hyphen always stands.
const TYPES: [&str; 11] = ["QĐ", "NĐ", "KH", "BC", "TB", "TTr", "NQ", "TT", "CT", "HD", "CĐ"];

/// Scores the numbers of clean texts after each was damaged by one confusion, in all and by confusion.
pub(super) fn score(texts: &[CitingText], quotes: &mut Proof) -> Scored {
    let cases = cases(texts);
    let mut scored = Scored::new("citations, damaged by a model of the scanner", cases.len());
    for field in std::iter::once("number").chain(CONFUSIONS.iter().map(|confusion| confusion.name))
    {
        scored.field(field);
    }
    for case in &cases {
        let (document, facts) = understood(&case.text);
        quotes.check(&case.id, &document, &facts);
        let readings = citations::readings(&facts);
        let is_meant = |reading: &&Reading| reading.number.number() == case.meant;
        let is_right = readings.iter().any(|reading| is_meant(&reading));
        let others = readings
            .iter()
            .filter(|reading| !is_meant(reading))
            .filter(|reading| !case.others.iter().any(|other| other == reading.number.number()))
            .count();
        for field in ["number", case.confusion] {
            let tally = scored.field(field);
            tally.labelled += 1;
            tally.right += usize::from(is_right);
            tally.read += usize::from(is_right) + others;
        }
        if !is_right {
            scored.miss(case.confusion, case.id.clone());
        }
    }
    scored
}

/// A text with one damaged number.
struct Case {
    id: String,
    text: String,
    confusion: &'static str,
    /// The number that was damaged, as meant.
    meant: String,
    /// The numbers that were left alone.
    others: Vec<String>,
}

/// The next confusions of the rotation that can be done to each text.
fn cases(texts: &[CitingText]) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut turn = 0;
    for text in texts {
        let mut n_cases = 0;
        for offset in 0..CONFUSIONS.len() {
            let confusion = &CONFUSIONS[(turn + offset) % CONFUSIONS.len()];
            let Some(case) = case(text, confusion) else { continue };
            cases.push(case);
            n_cases += 1;
            if n_cases == CASES_A_TEXT {
                turn += offset + 1;
                break;
            }
        }
    }
    cases
}

/// The text with its first number damaged that stands in it once, letter for letter, and to which this can be done.
fn case(text: &CitingText, confusion: &Confusion) -> Option<Case> {
    let numbers: Vec<&str> =
        text.refs.iter().filter_map(|label: &CitationLabel| label.number.as_deref()).collect();
    let others = |meant: &str| -> Vec<String> {
        let look_alikes = text.non_refs.iter().filter_map(LookAlike::text);
        numbers
            .iter()
            .copied()
            .filter(|number| *number != meant)
            .chain(look_alikes)
            .map(str::to_owned)
            .collect()
    };
    numbers.iter().find_map(|number| {
        let mut places = text.text.match_indices(number);
        let (at, _) = places.next().filter(|_| places.next().is_none())?;
        let damaged = (confusion.apply)(number).filter(|damaged| damaged != number)?;
        Some(Case {
            id: format!("{} {number} as {damaged:?}", text.id),
            text: format!("{}{damaged}{}", &text.text[..at], &text.text[at + number.len()..]),
            confusion: confusion.name,
            meant: (*number).to_owned(),
            others: others(number),
        })
    })
}

/// How many digits a number begins with.
fn sequence(number: &str) -> usize {
    number.bytes().take_while(u8::is_ascii_digit).count()
}

/// Whether a year stands behind the sequence.
fn has_year(number: &str) -> bool {
    let mut parts = number.split('/');
    let year = parts.nth(1).filter(|_| parts.next().is_some());
    year.is_some_and(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Where the letters of a number begin.
fn symbol(number: &str) -> Option<usize> {
    number.find(char::is_alphabetic)
}

/// The last such digit of the sequence as a letter; a sequence of one digit is left alone, for no digit would remain.
fn in_sequence(number: &str, digit: char, letter: char) -> Option<String> {
    let end = sequence(number);
    let at = number[..end].rfind(digit).filter(|_| end > 1)?;
    Some(format!("{}{letter}{}", &number[..at], &number[at + 1..]))
}

/// The last such digit of the year as a letter.
fn in_year(number: &str, digit: char, letter: char) -> Option<String> {
    let start = number.find('/').filter(|_| has_year(number))? + 1;
    let at = start + number[start..start + 4].rfind(digit).filter(|at| *at > 0)?;
    Some(format!("{}{letter}{}", &number[..at], &number[at + 1..]))
}

fn replaced(number: &str, seen: &str, as_seen: &str) -> Option<String> {
    number.contains(seen).then(|| number.replacen(seen, as_seen, 1))
}

fn spaced(name: &str) -> String {
    name.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_confusion_does_what_it_is_called() {
        let check = |name: &str, number: &str, expected: Option<&str>| {
            let confusion = CONFUSIONS.iter().find(|confusion| confusion.name == name);
            let confusion = confusion.unwrap_or_else(|| panic!("there is no `{name}`"));
            assert_eq!((confusion.apply)(number).as_deref(), expected, "{name} {number}");
        };
        check("0 as O", "610/QĐ-UBND", Some("61O/QĐ-UBND"));
        check("0 as O", "2429/QĐ-UBND", None);
        check("1 of the year as l", "16/2015/NĐ-CP", Some("16/20l5/NĐ-CP"));
        check("slash before the year lost", "27/2019/NĐ-CP", Some("272019/NĐ-CP"));
        check("slash before the year lost", "27/KH-UBND", None);
        check("slash behind the year lost", "27/2018/QĐ-TTg", Some("27/2018QĐ-TTg"));
        check("slash as I", "57-NQ/TW", Some("57-NQITW"));
        check("space in the digits", "1823/QĐ-UBND", Some("18 23/QĐ-UBND"));
        check("space in the type", "12/KH-UBND", Some("12/K H-UBND"));
        check("Đ as B", "12/NQ-HĐND", Some("12/NQ-HBND"));
        check("8 as B", "88/QĐ-UBND", Some("B8/QĐ-UBND"));
        check("8 as B", "18/QĐ-UBND", None);
        check("hyphen as dot", "18/QĐ-UBND", Some("18/QĐ.UBND"));
        check("hyphen as dot", "18/UBND-NC", None);
        check("letter as digit", "48/BC-UBND", Some("48/8C-UBND"));
    }

    #[test]
    fn one_number_of_a_text_is_damaged_and_the_others_are_left_alone() {
        let label = |number: &str| CitationLabel {
            number: Some(number.to_owned()),
            date: None,
            issuer: None,
            doc_type: None,
        };
        let text = CitingText {
            id: "a".to_owned(),
            text: "Kế hoạch số 10/KH-SNV và Quyết định số 20/QĐ-SNV".to_owned(),
            refs: vec![label("10/KH-SNV"), label("20/QĐ-SNV")],
            non_refs: Vec::new(),
        };
        let cases = cases(&[text]);
        assert_eq!(cases.len(), CASES_A_TEXT);
        assert_eq!(cases[0].text, "Kế hoạch số 1O/KH-SNV và Quyết định số 20/QĐ-SNV");
        assert_eq!(
            (cases[0].meant.as_str(), cases[0].others.as_slice()),
            ("10/KH-SNV", ["20/QĐ-SNV".to_owned()].as_slice())
        );
    }
}
