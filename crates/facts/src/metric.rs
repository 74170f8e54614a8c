//! Which figures does a document state, and of which metric: in sentences, lists and tables?
//!
//! Which metrics there are, and how texts name them, is data: `data/metrics.toml`. Refuses to judge the figures: a
//! percentage that does not fit its fraction is kept as it is stated.

mod bind;
mod clause;
mod figure;
mod fold;
mod head;
mod intent;
mod lexicon;
mod paragraph;
mod period;
mod scan;
mod table;
mod when;

#[cfg(test)]
mod tests;

use model::{
    document::{Block, Cell, Document, Segment, Span},
    facts::{Metric, MetricId},
    id::ContentHash,
};

use self::{bind::Lead, paragraph::Stated};

/// A longer paragraph before a table is text of its own.
const MAX_CAPTION_BYTES: usize = 400;

/// Every metric that the document states, in reading order, with the clause or cell that states it.
pub(crate) fn find(document: &Document, hash: ContentHash) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for (part_index, part) in document.parts().iter().enumerate() {
        let mut lead = Lead::default();
        let mut caption = "";
        let segment = |range, block, cell| {
            let span = Span { part: part_index, range };
            Segment { span, text: part.slice(range), block, cell }
        };
        for (block_index, block) in part.blocks().iter().enumerate() {
            match block {
                Block::Paragraph { range, .. } => {
                    let text = part.slice(*range);
                    if !begins_item(text) {
                        lead = Lead::default();
                    }
                    let (stated, next) = paragraph::read(text, &lead);
                    let whole = segment(*range, block_index, None);
                    let quoted = |stated| quoted(document, &whole, hash, stated);
                    metrics.extend(stated.into_iter().filter_map(quoted));
                    if next != Lead::default() {
                        lead = next;
                    }
                    caption = text;
                }
                Block::Table { rows } => {
                    let caption = std::mem::take(&mut caption);
                    let is_caption = caption.len() <= MAX_CAPTION_BYTES;
                    let text = |cell: &Cell| part.slice(cell.range);
                    let stated = table::read(rows, text, if is_caption { caption } else { "" });
                    metrics.extend(stated.into_iter().filter_map(|(at, stated)| {
                        let range = rows[at.row][at.index].range;
                        let whole = segment(range, block_index, Some((at.row, at.index)));
                        quoted(document, &whole, hash, stated)
                    }));
                    lead = Lead::default();
                }
            }
        }
    }
    metrics
}

/// Whether a paragraph is an item of the list that the paragraph before it introduced.
fn begins_item(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with(['-', '+', '*', '•', '–'])
        || start
            .split_once([' ', '\t'])
            .is_some_and(|(marker, _)| marker.len() <= 3 && marker.ends_with(['.', ')']))
}

fn quoted(
    document: &Document,
    whole: &Segment<'_>,
    hash: ContentHash,
    stated: Stated,
) -> Option<Metric> {
    let quote = document.quote_in(whole, stated.range)?.to_record(hash);
    Some(Metric {
        metric: MetricId::new(stated.metric),
        value: stated.value,
        unit: stated.unit,
        numerator: stated.numerator,
        denominator: stated.denominator,
        base: stated.base.filter(|base| !base.is_empty()),
        period: stated.period,
        qualifier: stated.qualifier,
        is_target: stated.is_target,
        quote,
    })
}
