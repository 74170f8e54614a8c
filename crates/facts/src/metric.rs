//! Which figures does a document state, and of which metric: in sentences, lists and tables?
//!
//! Which metrics there are, and how texts name them, is data: `data/metrics.toml`. Refuses to judge the figures: a
//! percentage that does not fit its fraction is kept as it is stated.

mod bind;
mod clause;
mod comparison;
mod concerned;
mod figure;
mod fold;
mod form;
mod head;
mod intent;
mod lexicon;
mod paragraph;
mod period;
mod recompute;
mod scan;
mod table;
mod when;

#[cfg(test)]
mod tests;

use std::ops::Range;

use model::{
    document::{Block, Cell, Document, LongTable, Segment, Span},
    facts::{Contradiction, Metric, MetricId, Scope},
    id::ContentHash,
};

use self::{bind::Lead, head::Head, lexicon::Lexicon, paragraph::Stated, table::FromTable};
use crate::{grid::CellIndex, recognition};

/// A longer paragraph before a table is text of its own.
const MAX_CAPTION_BYTES: usize = 400;

/// The figures of a document.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Every metric that it states, in reading order, with the clause or cell that states it.
    pub(crate) metrics: Vec<Metric>,
    /// Metrics whose parts it counts without stating them, with the cell of the part.
    pub(crate) computed: Vec<Metric>,
    /// Figures that cannot all be right.
    pub(crate) contradictions: Vec<Contradiction>,
}

/// The rate that the name of a criterion speaks of, and the level that it names.
pub(crate) fn named_by(name: &str) -> Option<(MetricId, Option<Scope>)> {
    let head = Head::new(name, &[]);
    let topic = head.topic.filter(|_| head.is_rate)?;
    let metric = Lexicon::get().topic(topic).metrics.percent.as_deref()?;
    Some((MetricId::new(metric), concerned::of_label(name).scope))
}

/// The figures that a document states, and what follows from them.
pub(crate) fn find(document: &Document, hash: ContentHash) -> Figures {
    let mut figures = Figures::default();
    let long_tables = document.long_tables();
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
                    figures.metrics.extend(stated.into_iter().filter_map(quoted));
                    if next != Lead::default() {
                        lead = next;
                    }
                    caption = text;
                }
                Block::Table { rows } => {
                    let caption = std::mem::take(&mut caption);
                    let caption = Some(caption).filter(|text| text.len() <= MAX_CAPTION_BYTES);
                    let caption = caption.unwrap_or_default();
                    let is_here = |table: &&LongTable| table.begins_with(part_index, block_index);
                    if let Some(long) = long_tables.iter().find(is_here) {
                        let rows = long.rows(document);
                        let found = table::read(&rows, |cell| cell.text(), caption);
                        figures.add_table(document, hash, found, |at, bytes| {
                            let (piece, bytes) = rows[at.row][at.index].piece(bytes)?;
                            Some((*piece, bytes))
                        });
                    } else if !long_tables
                        .iter()
                        .any(|table| table.goes_on_with(part_index, block_index))
                    {
                        let text = |cell: &Cell| part.slice(cell.range);
                        let found = table::read(rows, text, caption);
                        figures.add_table(document, hash, found, |at, bytes| {
                            let range = rows[at.row][at.index].range;
                            let cell = segment(range, block_index, Some((at.row, at.index)));
                            Some((cell, bytes.start..bytes.end.min(cell.text.len())))
                        });
                    }
                    lead = Lead::default();
                }
            }
        }
    }
    let of_rates = recompute::contradictions(&figures.metrics);
    figures.contradictions.extend(of_rates);
    figures
}

impl Figures {
    /// Adds what a table gives; `piece` says which segment holds bytes of a cell, and which of its own they are, cut to
    /// what it holds.
    fn add_table<'d>(
        &mut self,
        document: &Document,
        hash: ContentHash,
        found: FromTable,
        piece: impl Fn(CellIndex, Range<usize>) -> Option<(Segment<'d>, Range<usize>)>,
    ) {
        let in_cell = |(at, stated): (CellIndex, Stated)| {
            let (whole, range) = piece(at, stated.range.clone())?;
            quoted(document, &whole, hash, Stated { range, ..stated })
        };
        self.metrics.extend(found.stated.into_iter().filter_map(in_cell));
        self.computed.extend(found.computed.into_iter().filter_map(in_cell));
        // A mismatch whose cells do not all hold something to quote is not told.
        let quote = |at: &CellIndex| {
            let (whole, range) = piece(*at, 0..usize::MAX)?;
            Some(document.quote_in(&whole, range)?.to_record(hash))
        };
        self.contradictions.extend(found.mismatches.into_iter().filter_map(|mismatch| {
            Some(Contradiction {
                kind: mismatch.kind,
                stated: mismatch.stated,
                computed: mismatch.computed,
                quotes: mismatch.cells.iter().map(quote).collect::<Option<_>>()?,
            })
        }));
    }
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
    let span = whole.span_of(stated.range.clone());
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
        scope: stated.concerned.scope,
        unit_concerned: stated.concerned.unit,
        recomputed: stated.recomputed,
        compared: stated.compared,
        recognised: recognition::of(document, &span).map(|recognised| recognised.percent),
        quote,
    })
}
