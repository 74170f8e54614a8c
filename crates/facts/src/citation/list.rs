//! What the numbers of a list share: `các Kế hoạch số 12/KH-SNV, 15/KH-SNV ngày 5/6/2025 của Sở Nội vụ`.
//!
//! Only numbers joined by a comma or conjunction share, and an issuer only among numbers of the same body, whatever the
//! unit after it. What stands before a colon holds for the whole list behind it, items with words of their own included.

use std::ops::Range;

use super::{Issuer, Item, SharesDate, Stands, clause};
use crate::{number, prose::Prose};

/// Whether a number goes on the list of the number before it: behind a comma or conjunction, and behind a semicolon when it
/// has no type word of its own.
pub(super) fn joins(prose: &Prose, between: Range<usize>, bare: bool) -> bool {
    let semicolon = bare
        && prose.lower().get(between.clone()).is_some_and(|gap| matches!(gap.trim(), ";" | "; và"));
    semicolon || number::is_list_gap(prose, between)
}

/// Whether an item of a list stands behind another one: a separator at its end and no end of a sentence between them.
pub(super) fn goes_on(prose: &Prose, between: Range<usize>) -> bool {
    let Some(gap) = prose.lower().get(between) else { return false };
    let ends = clause::first_end(gap) < gap.len() || gap.contains("\n\n") || closes(gap);
    let gap = gap.trim_end();
    !ends && (gap.ends_with([';', ',', '-', '+']) || gap.ends_with(" và") || gap == "và")
}

/// Whether a bracket closes in a text that was opened before it.
fn closes(text: &str) -> bool {
    let mut opened = 0_usize;
    text.chars().any(|c| {
        match c {
            '(' => opened += 1,
            ')' if opened == 0 => return true,
            ')' => opened -= 1,
            _ => {}
        }
        false
    })
}

/// Hands the type, date and issuer of one item on to its neighbours in the same list.
pub(super) fn share(items: &mut [Item]) {
    for index in 1..items.len() {
        let (earlier, later) = items.split_at_mut(index);
        let (Some(previous), Some(item)) = (earlier.last(), later.first_mut()) else { continue };
        if item.joined {
            forward(previous, item);
        } else if item.shares_date == SharesDate::SameDay && item.is_undated() {
            item.date = previous.date;
        }
    }
    share_in_listings(items);
    for index in (1..items.len()).rev() {
        let (earlier, later) = items.split_at_mut(index);
        let (Some(item), Some(next)) = (earlier.last_mut(), later.first()) else { continue };
        if next.joined {
            backward(item, next);
        }
    }
}

/// `UBND tỉnh đã ban hành: Kế hoạch số …; Quyết định số …`: the issuer before the colon is that of the items behind it.
fn share_in_listings(items: &mut [Item]) {
    let mut listed: Option<(Issuer, String)> = None;
    for item in items {
        let body = item.symbol.body().first();
        let before = item.issuer.clone().filter(|issuer| issuer.stands == Stands::Before);
        if let (true, Some(issuer), Some(body)) = (item.leads_list, before, body) {
            listed = Some((issuer, body.clone()));
        } else if !item.goes_on {
            listed = None;
        } else if let Some((issuer, _)) = listed.as_ref().filter(|(_, of)| body == Some(of))
            && item.issuer.is_none()
        {
            item.issuer = Some(issuer.clone());
        }
    }
}

impl Item {
    /// Whether the date of another number of its list can be its own.
    fn is_undated(&self) -> bool {
        self.date.is_none() && !self.has_own_day
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
    let forward = previous.shares_date == SharesDate::Forward;
    if item.is_undated() && (forward || item.shares_date == SharesDate::SameDay) {
        item.date = previous.date;
        item.shares_date = previous.shares_date;
    }
}

fn backward(item: &mut Item, next: &Item) {
    let stated_behind = next.issuer.as_ref().filter(|issuer| issuer.stands == Stands::After);
    if item.issuer.is_none() && item.symbol.body().first() == next.symbol.body().first() {
        item.issuer = stated_behind.cloned();
    }
    if item.is_undated() && matches!(next.shares_date, SharesDate::Backward | SharesDate::SameDay) {
        item.shares_date = next.shares_date;
        item.date = next.date;
    }
}
