//! Pages of PDF whose own text is good, and pages whose text is not what they show: as word processors, recognisers of
//! several languages and broken fonts leave them.
//!
//! What is told by them is whether a page must be recognised. The text is that of the labelled lines of the project; the
//! same kind and seed give the same page. Refuses to know how good text is told from ruined.

use unicode_normalization::UnicodeNormalization as _;

use crate::{
    chance::Chance,
    legacy::{Spelling, spell},
    paper::{At, Paper},
};

/// What kind of text a page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Prose, as word processors write it.
    Prose,
    /// The same over its scan, by a recogniser that knows Vietnamese and errs in one letter of a hundred.
    ProseOverScan,
    /// Rows of figures under a heading.
    Figures,
    /// The same over their scan.
    FiguresOverScan,
    /// Capitals only.
    Capitals,
    /// A title and a few lines.
    Short,
    /// Numbers of documents, one a line.
    Numbers,
    /// English prose.
    English,
    /// The same over its scan.
    EnglishOverScan,
    /// Vietnamese without its marks, as it is typed in messages and codes.
    Unmarked,
    /// Over a scan: the marks lost, a letter wrong here and there.
    MarksLost,
    /// Over a scan: by a recogniser of another language, which takes letters with marks for others.
    OtherLanguage,
    /// Over a scan: small and capital letters mixed.
    CaseMixed,
    /// Over a scan: every letter may be any other.
    Garbled,
    /// A font whose table of characters is shifted: it looks right and says something else.
    Shifted,
    /// A font that has no table of characters.
    Nameless,
    /// Text in TCVN3, which no reader of PDF decodes.
    Tcvn3,
    /// Text in VNI.
    Vni,
}

impl Kind {
    /// All kinds, good ones first.
    pub const ALL: [Self; 18] = [
        Self::Prose,
        Self::ProseOverScan,
        Self::Figures,
        Self::FiguresOverScan,
        Self::Capitals,
        Self::Short,
        Self::Numbers,
        Self::English,
        Self::EnglishOverScan,
        Self::Unmarked,
        Self::MarksLost,
        Self::OtherLanguage,
        Self::CaseMixed,
        Self::Garbled,
        Self::Shifted,
        Self::Nameless,
        Self::Tcvn3,
        Self::Vni,
    ];

    /// Whether the text is what the page shows, so that nobody need recognise it.
    #[must_use]
    pub fn is_good(self) -> bool {
        match self {
            Self::Prose
            | Self::ProseOverScan
            | Self::Figures
            | Self::FiguresOverScan
            | Self::Capitals
            | Self::Short
            | Self::Numbers
            | Self::English
            | Self::EnglishOverScan
            | Self::Unmarked => true,
            Self::MarksLost
            | Self::OtherLanguage
            | Self::CaseMixed
            | Self::Garbled
            | Self::Shifted
            | Self::Nameless
            | Self::Tcvn3
            | Self::Vni => false,
        }
    }

    fn has_scan(self) -> bool {
        matches!(
            self,
            Self::ProseOverScan
                | Self::FiguresOverScan
                | Self::EnglishOverScan
                | Self::MarksLost
                | Self::OtherLanguage
                | Self::CaseMixed
                | Self::Garbled
        )
    }

    /// A page of this kind.
    ///
    /// # Panics
    /// Never: what is written fits a page.
    #[must_use]
    pub fn page(self, seed: u64) -> Vec<u8> {
        let mut chance = Chance::new(seed);
        let mut paper = Paper::default().page();
        if self.has_scan() {
            paper = paper.scan();
        }
        for (row, line) in (0_u16..).zip(self.lines(&mut chance)) {
            let at = At(50.0, 790.0 - 14.0 * f32::from(row));
            paper = match self {
                Self::Nameless => paper.nameless_glyphs(at, line.chars().count()),
                _ => paper.text(at, &line),
            };
        }
        paper.write()
    }

    fn lines(self, chance: &mut Chance) -> Vec<String> {
        let n_lines = 12 + usize::from(chance.below(30));
        let wrapped = |text: String| lines_of(&text, n_lines);
        match self {
            Self::Prose | Self::Nameless => wrapped(prose(chance)),
            Self::ProseOverScan => {
                wrapped(with_errors(&prose(chance), 100, chance, |letter, other| {
                    if letter.is_alphabetic() { other } else { letter }
                }))
            }
            Self::Figures | Self::FiguresOverScan => figures(chance, n_lines),
            Self::Capitals => wrapped(prose(chance).to_uppercase()),
            Self::Short => lines_of(&prose(chance), 2),
            Self::Numbers => (0..n_lines)
                .map(|_| {
                    let symbol = SYMBOLS[usize::from(chance.below(SYMBOLS.len() as u32))];
                    format!("{}/{symbol}", 1 + chance.below(3_000))
                })
                .collect(),
            Self::English | Self::EnglishOverScan => wrapped(
                (0..40)
                    .map(|_| ENGLISH[usize::from(chance.below(ENGLISH.len() as u32))])
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
            Self::Unmarked => wrapped(unmarked(&prose(chance))),
            Self::MarksLost => {
                wrapped(with_errors(&unmarked(&prose(chance)), 40, chance, |_, other| other))
            }
            Self::OtherLanguage => {
                let text = prose(chance);
                let mut read = String::new();
                for letter in text.chars() {
                    let is_marked = letter.is_alphabetic() && !letter.is_ascii();
                    let n = usize::from(chance.below(LOOKALIKES.len() as u32));
                    if is_marked && chance.below(2) == 0 {
                        read.push_str(LOOKALIKES[n]);
                    } else {
                        read.push_str(&unmarked(&letter.to_string()));
                    }
                }
                wrapped(read)
            }
            Self::CaseMixed => {
                let text = unmarked(&prose(chance));
                let mixed = |letter: char| match chance.below(4) {
                    0 => letter.to_ascii_uppercase(),
                    _ => letter,
                };
                wrapped(text.chars().map(mixed).collect())
            }
            Self::Garbled => {
                wrapped(with_errors(&unmarked(&prose(chance)), 2, chance, |letter, other| {
                    if letter == ' ' { ' ' } else { other }
                }))
            }
            Self::Shifted => {
                let by = 1 + u32::from(chance.below(28));
                let shifted = |letter: char| {
                    char::from_u32(u32::from(letter) + by).filter(|_| letter.is_ascii_alphabetic())
                };
                let text = unmarked(&prose(chance));
                wrapped(text.chars().map(|letter| shifted(letter).unwrap_or(letter)).collect())
            }
            Self::Tcvn3 => wrapped(spelled(&prose(chance), Spelling::Tcvn3)),
            Self::Vni => wrapped(spelled(&prose(chance), Spelling::Vni)),
        }
    }
}

/// Symbols of documents.
const SYMBOLS: [&str; 6] = ["QĐ-UBND", "BC-SNV", "2024/NĐ-CP", "KH-UBND", "TB-STP", "2025/TT-BNV"];

/// What stands above columns.
const HEADINGS: [&str; 8] =
    ["Stt", "Đơn vị", "Tổng số", "Đúng hạn", "Quá hạn", "Tỷ lệ", "Trực tuyến", "Ghi chú"];

/// What recognisers of other languages make of letters with marks.
const LOOKALIKES: [&str; 16] =
    ["6", "d", "ri", "4", "5", "Q", "tr", "rn", "0", "fi", "i", "1", "g", "S", "8", "vl"];

/// English of the kind that is attached to reports.
const ENGLISH: [&str; 6] = [
    "The committee reviewed the results of the survey and adopted the plan for the next year.",
    "Public services are provided online in all districts, and the share of requests that were filed online has grown.",
    "This agreement is made between the parties for the purpose of supporting the reform of public administration.",
    "The team visited three provinces and met with the heads of the departments in charge of administrative procedures.",
    "A summary of the findings is given in the table below, together with the sources of the data.",
    "Training was held for officials on the use of the document system and on the handling of complaints.",
];

/// Labelled lines, one after the other from some place on.
fn prose(chance: &mut Chance) -> String {
    let lines: Vec<&str> =
        include_str!("../../../fixtures/labelled/docrefs.jsonl").lines().collect();
    let from = usize::from(chance.below(lines.len() as u32));
    let texts = lines.iter().cycle().skip(from).take(40).map(|line| {
        let line: serde_json::Value =
            serde_json::from_str(line).expect("a line of labelled text is JSON");
        line["text"].as_str().expect("a labelled text has a text").nfc().collect::<String>()
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// Lines of about 90 signs.
fn lines_of(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is a line from the beginning on");
        if line.chars().count() + word.chars().count() < 90 {
            line.push_str(word);
            line.push(' ');
        } else if lines.len() == most {
            break;
        } else {
            lines.push(format!("{word} "));
        }
    }
    lines
}

fn figures(chance: &mut Chance, n_lines: usize) -> Vec<String> {
    let n_columns = 3 + usize::from(chance.below(5));
    let mut lines = vec![HEADINGS[..n_columns].join("   ")];
    for row in 1..n_lines {
        let mut line = format!("{row}   Phường {row}");
        for _ in 2..n_columns {
            line += &format!("   {}.{:03}", chance.below(90), chance.below(1_000));
        }
        lines.push(line);
    }
    lines
}

/// The text in which one sign of so many became what `wrong` makes of it and of any letter.
fn with_errors(
    text: &str,
    of: u32,
    chance: &mut Chance,
    wrong: impl Fn(char, char) -> char,
) -> String {
    let err = |letter: char| {
        let other = char::from(b'a' + chance.below(26) as u8);
        if chance.below(of) == 0 { wrong(letter, other) } else { letter }
    };
    text.chars().map(err).collect()
}

fn unmarked(text: &str) -> String {
    let plain = |letter: char| match letter {
        'đ' => 'd',
        'Đ' => 'D',
        letter => letter,
    };
    text.nfd().filter(|sign| !('\u{300}'..='\u{36F}').contains(sign)).map(plain).collect()
}

fn spelled(text: &str, spelling: Spelling) -> String {
    spell(text, spelling).into_iter().map(|run| run.text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_page() {
        for kind in Kind::ALL {
            assert_eq!(kind.page(5), kind.page(5), "{kind:?}");
            assert_ne!(kind.page(5), kind.page(6), "{kind:?}");
        }
    }

    #[test]
    fn ruined_text_lost_what_good_text_has() {
        let text = |kind: Kind| kind.lines(&mut Chance::new(3)).concat();
        assert!(text(Kind::Prose).contains('ế'));
        assert!(text(Kind::Unmarked).is_ascii() || !text(Kind::Unmarked).contains('ế'));
        assert!(text(Kind::Tcvn3).contains('Õ'));
        assert!(text(Kind::Capitals).chars().all(|letter| !letter.is_lowercase()));
        assert!(text(Kind::Short).split_whitespace().count() < 60);
    }
}
