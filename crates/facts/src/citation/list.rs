//! What the numbers of a list share: `các Kế hoạch số 12/KH-SNV, 15/KH-SNV ngày 5/6/2025 của Sở Nội vụ`.
//!
//! Only numbers joined by a comma or conjunction share, and an issuer only among numbers of the same body, whatever the
//! unit after it.

use super::{Item, Stands};

/// Hands the type, date and issuer of one item on to its neighbours in the same list.
pub(super) fn share(items: &mut [Item]) {
    for index in 1..items.len() {
        let (earlier, later) = items.split_at_mut(index);
        let (Some(previous), Some(item)) = (earlier.last(), later.first_mut()) else { continue };
        if item.joined {
            forward(previous, item);
        }
    }
    for index in (1..items.len()).rev() {
        let (earlier, later) = items.split_at_mut(index);
        let (Some(item), Some(next)) = (earlier.last_mut(), later.first()) else { continue };
        if next.joined {
            backward(item, next);
        }
    }
}

fn forward(previous: &Item, item: &mut Item) {
    let same_kind = previous.symbol.doc_types() == item.symbol.doc_types();
    if !item.has_own_word && same_kind {
        item.doc_type.clone_from(&previous.doc_type);
    }
    let led_in = previous.issuer.as_ref().filter(|issuer| issuer.stands == Stands::Before);
    if item.issuer.is_none() && previous.symbol.body().first() == item.symbol.body().first() {
        item.issuer = led_in.cloned();
    }
}

fn backward(item: &mut Item, next: &Item) {
    let stated_behind = next.issuer.as_ref().filter(|issuer| issuer.stands == Stands::After);
    if item.issuer.is_none() && item.symbol.body().first() == next.symbol.body().first() {
        item.issuer = stated_behind.cloned();
    }
    if item.date.is_none() && !next.has_own_word {
        item.date = next.date;
    }
}
