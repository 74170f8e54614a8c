//! Which criteria set does a decision's annex lay down, with the guidance that goes with it?
//!
//! A decision's annex is a table of codes, names and points with lines of scoring under each item; a guidance annex is
//! a table of items, ways of scoring and evidence. Both are read into one draft: what has a known form becomes a rule,
//! what has not stays as text. Refuses to know files, and any set but the one before it.

mod annex;
mod award;
mod cases;
mod clause;
mod condition;
mod evidence;
mod formula;
mod group;
mod head;
mod merge;
mod modifiers;
mod scoring;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use model::{
    CriterionCode, Document, Points,
    criteria::{DraftItem, DraftSet},
    facts::Facts,
};

use self::annex::{AnnexItem, GuidanceRow};

/// A document to import from, with what was understood of it.
#[derive(Debug, Clone, Copy)]
pub struct Source<'d> {
    /// The document.
    pub document: &'d Document,
    /// Its facts: the decision and the guidance are told from the documents that the annexes cite.
    pub facts: &'d Facts,
}

/// The criteria set that annexes lay down: one or more decisions' annexes, and guidance annexes if there are any, in any
/// order. `None` where no table has codes of criteria with points.
#[must_use]
pub fn draft(sources: &[Source<'_>]) -> Option<DraftSet> {
    let mut items = BTreeMap::<CriterionCode, AnnexItem>::new();
    let mut guidance = Vec::<GuidanceRow>::new();
    let mut total = None;
    for source in sources {
        let annex = annex::read(source.document);
        for item in annex.items {
            items.entry(item.code.clone()).or_insert(item);
        }
        guidance.extend(annex.guidance);
        total = total.or(annex.total);
    }
    if items.is_empty() {
        return None;
    }
    let mut guidance_of = BTreeMap::new();
    let mut unplaced = Vec::new();
    for row in guidance {
        match items.contains_key(&row.code) {
            true => {
                guidance_of.entry(row.code.clone()).or_insert(row);
            }
            false => unplaced.push((row.code.to_string(), row.name)),
        }
    }
    let codes: Vec<CriterionCode> = items.keys().cloned().collect();
    let drafted = items.into_values().map(|item| {
        let has_children = codes.iter().any(|code| item.code.contains(code));
        let is_leaf = item.code.depth() > 1 && !has_children;
        let row = guidance_of.get(&item.code);
        DraftItem {
            code: item.code.clone(),
            name: item.name.clone(),
            max: item.max.map(Points::new),
            leaf: is_leaf.then(|| merge::leaf(&item, row)),
        }
    });
    let items = drafted.collect();
    Some(DraftSet { head: head::read(sources, total.map(Points::new)), items, unplaced })
}
