//! Does a scanned letterhead say that a number follows, where none could be read? Numbers are put in by hand more often
//! than not, and no recogniser reads that: such a document is no draft, and may be any that is looked for.
//!
//! Refuses to know: documents that hold their letterhead as text; there a blank is a blank.

use model::{
    Document, Problem, ProblemCode,
    document::{Span, TextSource},
};

use super::top::Top;
use crate::prose::fold;

/// What recognisers make of `Số`, folded.
const SIGNS: [&str; 4] = ["so", "s6", "s0", "se"];

/// Whether the top of a document was recognised in an image.
pub(super) fn is_recognised(document: &Document) -> bool {
    document.parts().first().is_some_and(|part| part.source() == TextSource::Ocr)
}

/// The problem that a number stands at the top of an image and could not be read; `own` is where the number stands that
/// could be.
pub(crate) fn number(document: &Document, own: Option<Span>) -> Option<Problem> {
    if own.is_some() || !is_recognised(document) {
        return None;
    }
    let top = Top::of(document);
    let mut start = 0;
    for line in top.text().split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        if says_number(line) {
            let place = document.place(&top.span(range)?)?;
            return Some(Problem::at(ProblemCode::NumberIllegible, place, line.trim()));
        }
    }
    None
}

/// Whether a line begins with `Số:`, as far as that was recognised.
fn says_number(line: &str) -> bool {
    let line = line.trim_start();
    let (word, rest) = line.split_at(line.find([':', '.', ' ']).unwrap_or(line.len()));
    let is_sign = SIGNS.contains(&fold(word).to_lowercase().as_str());
    is_sign && (rest.trim_start().starts_with([':', '.']) || rest.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_to_be_a_number_is_told_from_prose() {
        let check = |line: &str, expect| assert_eq!(says_number(line), expect, "{line}");
        check("Số:   /BC-UBND", true);
        check("Sô: ¿2l /QĐ UBND", true);
        check("S6 12_ /BC", true);
        check("Số lượng hồ sơ: 12", false);
        check("Sở Nội vụ", false);
        check("Sơ kết công tác", false);
        check("Kính gửi: Sở Nội vụ", false);
    }
}
