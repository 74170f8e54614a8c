//! To whom is it sent? The list `Nơi nhận` at the end, and `Kính gửi` at the top of a công văn.
//!
//! `Như trên` in the list means those of `Kính gửi`; `Lưu` names files, not readers, and ends the list. Refuses to know
//! which body a name means.

use model::Document;

use crate::prose::{is_gap, key, key_begins, tidy};

/// So many lines of the signature's column may stand between two entries, where both columns were read as one.
const MOST_BETWEEN: usize = 8;

/// The readers as listed, in order.
pub(super) fn read(document: &Document) -> Vec<String> {
    let mut recipients = Vec::new();
    for entry in listed(document) {
        match key(&entry).as_str() {
            "như trên" | "như kính gửi" => recipients.extend(addressed(document)),
            _ => recipients.push(entry),
        }
    }
    if recipients.is_empty() { addressed(document) } else { recipients }
}

/// The entries of the last `Nơi nhận`.
fn listed(document: &Document) -> Vec<String> {
    let mut entries: Option<Vec<String>> = None;
    let mut between = 0;
    for line in document.segments().flat_map(|segment| segment.text.split('\n')) {
        if begins(line, ['N', 'n']) && key_begins(line, "nơi nhận") {
            let behind = line.split_once(':').map_or("", |(_, behind)| behind);
            // Capitals behind it are the signer's office in the other column.
            let listed = Some(behind).filter(|behind| behind.contains(char::is_lowercase));
            entries = Some(
                listed
                    .and_then(|text| entry(text.trim_start_matches(BULLETS)))
                    .into_iter()
                    .collect(),
            );
            between = 0;
            continue;
        }
        let Some(list) = entries.as_mut().filter(|_| between <= MOST_BETWEEN) else { continue };
        let start = line.trim_start();
        if !start.starts_with(BULLETS) {
            between += 1;
            continue;
        }
        between = 0;
        let text = start.trim_start_matches(BULLETS);
        if key(text).starts_with("lưu") {
            between = MOST_BETWEEN + 1;
        } else {
            list.extend(entry(text));
        }
    }
    entries.unwrap_or_default()
}

/// Whether a line begins with one of two letters: most do not, and need no closer look.
fn begins(line: &str, letters: [char; 2]) -> bool {
    line.trim_start_matches(|c: char| c == '|' || is_gap(c)).starts_with(letters)
}

const BULLETS: [char; 6] = ['-', '+', '–', '•', '*', ' '];

/// An entry up to its semicolon; behind it stands the other column.
fn entry(text: &str) -> Option<String> {
    let end = text.find(';').unwrap_or(text.len());
    let name = tidy(text[..end].trim_end_matches(['.', ',', '/', ' ']));
    (!name.is_empty() && !key(&name).starts_with("lưu")).then_some(name)
}

/// The bodies behind `Kính gửi:`, on its line or in the list below it.
fn addressed(document: &Document) -> Vec<String> {
    let mut lines = document.segments().flat_map(|segment| segment.text.split('\n'));
    let is_address = |line: &&str| {
        let line = line.trim_start_matches(|c: char| c == '|' || is_gap(c));
        key_begins(line, "kính gửi")
    };
    let Some(first) = lines.find(is_address) else { return Vec::new() };
    let behind = first.split_once(':').map_or("", |(_, behind)| behind);
    let mut names: Vec<String> = behind.split(';').filter_map(entry).collect();
    let is_list_below = names.is_empty();
    let items = lines.skip_while(|line| is_list_below && line.trim().is_empty());
    for line in items.take_while(|line| line.trim_start().starts_with(BULLETS)) {
        names.extend(line.trim_start().trim_start_matches(BULLETS).split(';').filter_map(entry));
    }
    names
}
