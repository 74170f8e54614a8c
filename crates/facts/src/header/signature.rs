//! Who signed it, and as what? The lines `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`, name, beside `Nơi nhận`.

use model::{Document, document::Segment};

use crate::prose::{key, tidy};

/// Offices in which documents are signed.
const OFFICES: &[&str] = &[
    "bộ trưởng",
    "thứ trưởng",
    "chủ tịch",
    "phó chủ tịch",
    "giám đốc",
    "phó giám đốc",
    "tổng giám đốc",
    "phó tổng giám đốc",
    "chánh văn phòng",
    "phó chánh văn phòng",
    "cục trưởng",
    "phó cục trưởng",
    "chi cục trưởng",
    "phó chi cục trưởng",
    "tổng cục trưởng",
    "vụ trưởng",
    "phó vụ trưởng",
    "trưởng phòng",
    "phó trưởng phòng",
    "trưởng ban",
    "phó trưởng ban",
    "phó ban",
    "hiệu trưởng",
    "phó hiệu trưởng",
    "thủ tướng",
    "phó thủ tướng",
    "chủ nhiệm",
    "phó chủ nhiệm",
    "bí thư",
    "phó bí thư",
    "chánh thanh tra",
    "phó chánh thanh tra",
    "tổng thanh tra",
    "viện trưởng",
    "phó viện trưởng",
    "trưởng công an",
    "chánh án",
    "thống đốc",
    "phó thống đốc",
    "ủy viên",
    "tổng bí thư",
];

/// How far from `Nơi nhận` a signature stands, in paragraphs and cells.
const NEARBY: usize = 20;
/// How many lines stamps and signatures may leave between office and name.
const LINES_TO_NAME: usize = 8;

/// Name and office of the signer.
pub(super) fn read(document: &Document) -> Option<(String, String)> {
    let mut count = 0_usize;
    let mut recipients = None;
    for segment in document.segments() {
        let begins = segment.text.contains("Nơi nhận") || segment.text.contains("NƠI NHẬN");
        if recipients.is_none() && begins {
            recipients = Some(count);
        }
        count += 1;
    }
    let from = recipients.unwrap_or(count).saturating_sub(NEARBY);
    let nearby: Vec<Segment> = document.segments().skip(from).take(2 * NEARBY).collect();
    let lines: Vec<&str> = nearby
        .iter()
        .flat_map(|segment| segment.text.split('\n'))
        .map(right_column)
        .filter(|line| !line.is_empty())
        .collect();
    let mut signed = None;
    for (index, line) in lines.iter().enumerate() {
        let Some(office) = office(line) else { continue };
        let below = lines[index + 1..].iter().take(LINES_TO_NAME);
        let name =
            below.map_while(|line| (!line.ends_with(':')).then(|| person(line))).flatten().next();
        if let Some(name) = name {
            signed = Some((name, office));
        }
    }
    signed
}

/// What stands behind an entry of `Nơi nhận` when both columns were read as one line.
fn right_column(line: &str) -> &str {
    line.rsplit([':', ';']).map(str::trim).find(|piece| !piece.is_empty()).unwrap_or_default()
}

/// The office that a line in capitals names, without the authority for which it is held (`KT.`, `TM.`).
fn office(line: &str) -> Option<String> {
    if line.chars().any(char::is_lowercase) {
        return None;
    }
    let line = ["KT.", "TM.", "TL.", "TUQ.", "Q.", "T/M", "K/T"]
        .iter()
        .find_map(|authority| line.strip_prefix(authority))
        .unwrap_or(line)
        .trim();
    let words = key(line);
    let names = |office: &&&str| {
        words
            .strip_prefix(**office)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']))
    };
    OFFICES.iter().find(names).map(|_| tidy(line))
}

/// The name of a person: two to six words, each with one capital at its start.
fn person(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_name = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    let is_person = (2..=6).contains(&words.len()) && words.iter().all(is_name);
    is_person.then(|| tidy(line))
}
