//! Whose letterhead is it? The lines in capitals above the number: the issuing body, and the body above it.

use crate::{
    issuer,
    prose::{Prose, key},
};

use super::{subject, top};

/// The bodies of a letterhead, in sentence case.
#[derive(Default)]
pub(super) struct Bodies {
    pub(super) issuer: Option<String>,
    pub(super) parent: Option<String>,
}

/// What stands around names: cell borders typed by hand, rulers, the star of Party documents.
const SIGNS: [char; 8] = ['|', '/', ' ', '*', '-', '_', '–', '—'];

/// Heads that are no body yet when they stand alone on a line: the next line goes on.
const UNFINISHED: &[&str] = &["văn phòng", "thường trực", "ban thường vụ", "ban cán sự đảng"];

/// Reads the lines above the number, or, where no number stands, the first lines.
pub(super) fn above(prose: &Prose, number_start: Option<usize>) -> Bodies {
    let text = prose.text();
    let above = &text[..number_start.unwrap_or(text.len())];
    let most = if number_start.is_some() { usize::MAX } else { 6 };
    let mut bodies: Vec<String> = Vec::new();
    for line in above.split('\n').take(most) {
        let line = top::left_column(line.trim_matches(SIGNS)).trim_matches(SIGNS);
        if subject::title(line).is_some() || is_heading(line) {
            break;
        }
        if !is_capital(line) || key(line).starts_with("dự thảo") {
            continue;
        }
        let begins = issuer::is_head(line);
        match bodies.last_mut() {
            Some(body) if !begins || UNFINISHED.contains(&key(body).as_str()) => {
                body.push(' ');
                body.push_str(line);
            }
            _ if begins => bodies.push(line.to_owned()),
            _ => {}
        }
    }
    // "ĐẢNG BỘ TỈNH …⏎BAN CHẤP HÀNH" is one body.
    if let [.., above, own] = bodies.as_mut_slice()
        && key(above).starts_with("đảng bộ")
        && ["ban chấp hành", "ban thường vụ"].contains(&key(own).as_str())
    {
        let name = format!("{own} {above}");
        bodies.truncate(bodies.len() - 2);
        bodies.push(name);
    }
    let issuer = bodies.pop().map(|name| issuer::sentence_case(&name));
    Bodies { issuer, parent: bodies.pop().map(|name| issuer::sentence_case(&name)) }
}

/// Whether a line heads a table or list rather than names a body.
fn is_heading(line: &str) -> bool {
    let words = key(line);
    ["bảng", "biểu", "danh mục", "danh sách", "phụ lục"].iter().any(|head| {
        words.strip_prefix(head).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    })
}

fn is_capital(line: &str) -> bool {
    let small = line.chars().filter(|c| c.is_lowercase()).count();
    line.chars().filter(|c| c.is_uppercase()).count() >= 2 && small == 0
}
