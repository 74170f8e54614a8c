//! How many glyphs the widths of a composite font speak of: three numbers can name four billion, and the interpreter
//! keeps each of them.
//!
//! Refuses to know: which glyphs are drawn.

use std::collections::BTreeMap;

use hayro_interpret::hayro_syntax::object::{Array, Dict};

/// More glyphs than any font has: their numbers are of two bytes.
const MOST: u32 = 1 << 16;

/// The fonts of a file that were looked at, by their objects.
#[derive(Debug, Default)]
pub(super) struct Widths {
    known: BTreeMap<u32, bool>,
}

impl Widths {
    /// Whether the interpreter can keep the widths of all these fonts.
    pub(super) fn are_bearable(&mut self, fonts: &Dict<'_>) -> bool {
        fonts.keys().all(|name| {
            let number = fonts.get_ref(&*name).map(|object| object.obj_number);
            if let Some(known) = number.and_then(|number| self.known.get(&number)) {
                return *known;
            }
            let is_bearable =
                fonts.get::<Dict<'_>>(&*name).is_none_or(|font| n_named(&font) <= MOST);
            self.known.extend(number.map(|number| (number, is_bearable)));
            is_bearable
        })
    }
}

/// How many glyphs the widths of a font name, one again as often as it is named.
fn n_named(font: &Dict<'_>) -> u32 {
    let Some(descendants) = font.get::<Array<'_>>(b"DescendantFonts") else { return 0 };
    let lists = descendants.iter::<Dict<'_>>().flat_map(|font| {
        [(b"W".as_slice(), 1), (b"W2", 3)]
            .map(|(key, n_figures)| font.get::<Array<'_>>(key).map(|list| (list, n_figures)))
    });
    lists.flatten().fold(0, |sum, (list, n_figures)| sum.saturating_add(n_in(&list, n_figures)))
}

/// The glyphs of a list: a first glyph with the figures of those from it on, or a first and a last with the figures of
/// all between (ISO 32000-1, 9.7.4.3).
fn n_in(list: &Array<'_>, n_figures: usize) -> u32 {
    let mut sum = 0_u32;
    let mut items = list.flex_iter();
    loop {
        if let Some((_, figures)) = items.next::<(u32, Array<'_>)>() {
            sum = sum.saturating_add(u32::try_from(figures.iter::<f32>().count()).unwrap_or(MOST));
        } else if let Some((first, last)) = items.next::<(u32, u32)>() {
            sum = sum.saturating_add(last.saturating_sub(first).saturating_add(1));
            for _ in 0..n_figures {
                if items.next::<f32>().is_none() {
                    return sum;
                }
            }
        } else {
            return sum;
        }
    }
}
