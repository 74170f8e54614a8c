//! Is it an annex without a letterhead, and of which document? `PHỤ LỤC I`, its title, `(Kèm theo Quyết định số …)`.
//!
//! An annex shares date and issuer with the document that it was issued with. It is not that document: the number stays
//! a citation, so that an annex alone is never taken for the decision it belongs to.

use model::{PartialDate, facts::DocType};

use crate::{
    citation,
    prose::{Prose, key, tidy},
};

/// What an annex says of itself.
pub(super) struct Annex {
    pub(super) subject: Option<String>,
    pub(super) date: Option<PartialDate>,
    pub(super) issuer: Option<String>,
}

/// Annexes that are called otherwise, where a line says what they are attached to.
const ATTACHED: &[&str] = &["bảng ", "biểu ", "mẫu "];
/// So many lines may stand above the heading: the page's number, the stamp of the signature.
const MOST_ABOVE: usize = 2;
/// A longer first line is a sentence about an annex.
const MOST_WORDS: usize = 4;
/// A title of more lines would be the body.
const MOST_LINES: usize = 6;

/// Reads the top of a document that has no letterhead.
pub(super) fn read(prose: &Prose) -> Option<Annex> {
    let lines: Vec<&str> = prose.text().split('\n').map(trimmed).collect();
    let attached = lines.iter().position(|line| {
        let words = key(line.trim_start_matches('('));
        ["kèm theo", "ban hành kèm theo"].iter().any(|head| words.starts_with(head))
    });
    let heads = |line: &&str| {
        let begins = key(line);
        let may_be_any = attached.is_some() && ATTACHED.iter().any(|head| begins.starts_with(head));
        (begins.starts_with("phụ lục") || may_be_any) && begins.split(' ').count() <= MOST_WORDS
    };
    let heading = lines.iter().take(MOST_ABOVE + 1).position(heads)?;
    let in_capitals = |line: &&&str| {
        !line.contains(char::is_lowercase)
            && line.contains(char::is_alphabetic)
            && !line.starts_with('(')
    };
    // A single word in capitals is the head of a table's column.
    let in_capitals = |line: &&&str| in_capitals(line) && line.contains(' ');
    let title: Vec<&str> =
        lines[heading + 1..].iter().take(MOST_LINES).take_while(in_capitals).copied().collect();
    let subject = Some(tidy(&title.join(" "))).filter(|title| !title.is_empty());
    let attached = attached.map(|at| lines[at..].join("\n"));
    let issued_with = attached.as_deref().and_then(|text| citation::find(text).into_iter().next());
    Some(Annex {
        subject,
        date: issued_with.as_ref().and_then(|found| found.date),
        issuer: issued_with.and_then(|found| found.issuer),
    })
}

/// The type of every annex.
pub(super) fn doc_type() -> DocType {
    DocType::new("phụ lục")
}

fn trimmed(line: &str) -> &str {
    line.trim().trim_matches(['|', ' '])
}
