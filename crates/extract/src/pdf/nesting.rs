//! How often the forms of a page would be drawn: a form may draw other forms, and nine forms that draw the next one
//! ten times each are a billion in two kilobytes. On the way it is asked whether the fonts of all forms can be kept.
//!
//! The interpreter follows them all, to a depth. Refuses to know: what they draw.

use std::collections::BTreeMap;

use hayro_interpret::hayro_syntax::{
    object::{Dict, Name, Stream},
    page::Page,
};
use memchr::memmem;

use super::widths::Widths;

/// Forms within forms are not followed deeper than this, here and by the interpreter.
const DEEPEST: u32 = 50;
/// More forms than any page draws.
const MOST: u64 = 200_000;

/// How many forms each form draws, itself included, by its object.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    draws: BTreeMap<u32, u64>,
    widths: Widths,
    has_unbearable_font: bool,
}

impl Nesting {
    /// Whether the forms of a page can be followed, and its fonts kept; once a font cannot be, no later page of the file is
    /// followed. Its own content must have been weighed.
    pub(super) fn is_bearable(&mut self, page: &Page<'_>) -> bool {
        let resources = page.resources();
        self.has_unbearable_font |= !self.widths.are_bearable(&resources.fonts);
        let heaviest = self.heaviest(&resources.x_objects, 0);
        if self.has_unbearable_font {
            return false;
        }
        if heaviest <= 1 {
            return true;
        }
        let n_drawn = page.page_stream().map_or(0, count_draws);
        n_drawn.saturating_mul(heaviest) <= MOST
    }

    /// The most forms that one of these draws.
    fn heaviest(&mut self, x_objects: &Dict<'_>, depth: u32) -> u64 {
        let mut heaviest = 0;
        if depth >= DEEPEST {
            return heaviest;
        }
        for name in x_objects.keys() {
            let form = x_objects.get::<Stream<'_>>(&*name).filter(|stream| {
                stream.dict().get::<Name<'_>>(b"Subtype").is_some_and(|kind| &*kind == b"Form")
            });
            if let Some(form) = form {
                heaviest = heaviest.max(self.draws(&form, x_objects, depth));
            }
        }
        heaviest
    }

    fn draws(&mut self, form: &Stream<'_>, inherited: &Dict<'_>, depth: u32) -> u64 {
        let number = form.obj_id().obj_number;
        if let Some(known) = self.draws.get(&number) {
            return *known;
        }
        // Who meets this form again below has met a circle.
        self.draws.insert(number, u64::MAX);
        let resources = form.dict().get::<Dict<'_>>(b"Resources");
        let within = |key: &[u8]| {
            resources.as_ref().map(|own| own.get::<Dict<'_>>(key).unwrap_or_else(Dict::empty))
        };
        self.has_unbearable_font |=
            within(b"Font").is_some_and(|fonts| !self.widths.are_bearable(&fonts));
        let own = within(b"XObject");
        let heaviest = self.heaviest(own.as_ref().unwrap_or(inherited), depth + 1);
        let draws = if heaviest == 0 {
            1
        } else {
            let n_drawn = form.decoded_data().map_or(0, |content| count_draws(&content));
            match (heaviest, n_drawn) {
                // A circle without branches ends at the greatest depth.
                (u64::MAX, 0 | 1) => u64::from(DEEPEST),
                _ => n_drawn.saturating_mul(heaviest).saturating_add(1),
            }
        };
        self.draws.insert(number, draws);
        draws
    }
}

/// How many times some instructions draw an object: the operator `Do`.
fn count_draws(content: &[u8]) -> u64 {
    let is_blank = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
    let draws = memmem::find_iter(content, b"Do").filter(|at| {
        is_blank(at.checked_sub(1).and_then(|before| content.get(before)))
            && is_blank(content.get(at + 2))
    });
    draws.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_operator_counts() {
        let check = |content: &[u8], expect| assert_eq!(count_draws(content), expect);
        check(b"/X Do\n/Y Do", 2);
        check(b"/Document Do q (Do) Tj", 1);
        check(b"", 0);
    }
}
