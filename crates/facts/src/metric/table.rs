//! Which metrics does a table state? Columns headed by a metric, or rows that name one beside their values.
//!
//! Heads may stand on several merged rows, as in form II.06a of the reports on procedures (Thông tư 01/2020/TT-VPCP);
//! rows of column numbers are skipped, total rows count. Refuses to add up or to compare columns.

use model::{document::Cell, facts::MetricUnit};
use rust_decimal::Decimal;

use super::{
    bind::Lead,
    figure::FigureKind,
    head::{Head, Value, value},
    lexicon::{Lexicon, TopicId, Word},
    paragraph::{self, Stated},
};
use crate::grid::{CellIndex, Grid, is_number_row};

/// A metric of a table: the cell, and the metric with its quote as bytes of the cell's text.
pub(crate) type InCell = (CellIndex, Stated);

/// A head or label, and the value that stands under or beside it.
type Field<'h> = (Option<&'h Head>, Option<(CellIndex, Value)>);

/// Part and whole of a rate are looked for among so many rows, so that long tables take no longer a row.
const MAX_FIELDS: usize = 128;

/// Prose shorter than this is a label.
const MIN_PROSE_WORDS: usize = 5;

/// The metrics of a table. `text` gives the text of a cell, `caption` is the paragraph before the table.
pub(crate) fn read<'d>(
    rows: &[Vec<Cell>],
    text: impl Fn(&Cell) -> &'d str,
    caption: &'d str,
) -> Vec<InCell> {
    let grid = Grid::new(rows);
    let text = |cell: CellIndex| text(&rows[cell.row][cell.index]);
    let mut metrics = Table::new(&grid, &text, caption).metrics();
    metrics.sort_by_key(|(cell, stated)| (*cell, stated.range.start, stated.range.end));
    metrics.dedup();
    metrics
}

struct Table<'g, T> {
    grid: &'g Grid,
    text: T,
    first_row: usize,
    heads: Vec<Head>,
    caption: Head,
    is_scoring: bool,
}

impl<'d, T: Fn(CellIndex) -> &'d str> Table<'_, T> {
    fn new<'g>(grid: &'g Grid, text: T, caption: &'d str) -> Table<'g, T> {
        let first_row = (0..grid.n_rows()).find(|&row| is_data_row(grid, &text, row)).unwrap_or(0);
        let titles = (0..first_row).filter(|&row| grid.is_one_cell(row));
        let title: Vec<&str> =
            titles.filter_map(|row| grid.at(row, 0)).map(&text).chain([caption]).collect();
        let head_rows: Vec<usize> = (0..first_row)
            .filter(|&row| !grid.is_one_cell(row) && !is_number_row(grid, &text, row))
            .collect();
        let texts: Vec<String> = (0..grid.n_columns())
            .map(|column| {
                let mut cells: Vec<CellIndex> =
                    head_rows.iter().filter_map(|&row| grid.at(row, column)).collect();
                cells.dedup();
                cells.into_iter().map(&text).collect::<Vec<_>>().join("\n")
            })
            .collect();
        let caption = Head::new(&title.join("\n"), &[]);
        let mut objects: Vec<_> =
            texts.iter().flat_map(|text| Head::new(text, &[]).objects).collect();
        objects.extend(&caption.objects);
        let heads: Vec<Head> = texts.iter().map(|text| Head::new(text, &objects)).collect();
        let names_index =
            |head: &Head| head.topic.is_some_and(|topic| Lexicon::get().topic(topic).index);
        let is_scoring = heads.iter().any(|head| head.words.contains(&Word::Points))
            && !heads.iter().any(names_index);
        Table { grid, text, first_row, heads, caption, is_scoring }
    }

    fn metrics(&self) -> Vec<InCell> {
        let mut metrics = self.prose();
        if self.is_scoring || self.is_about_something_else() {
            return metrics;
        }
        let records = self.first_row..self.grid.n_rows();
        let columns: Vec<Option<Head>> = self.grouped_heads();
        let names_metric =
            |head: &Option<Head>| head.as_ref().and_then(|head| head.topic).is_some_and(is_metric);
        if columns.iter().any(names_metric) {
            for row in records.filter(|&row| !is_number_row(self.grid, &self.text, row)) {
                let record = self.label(row);
                let fields = columns
                    .iter()
                    .enumerate()
                    .map(|(column, head)| (head.as_ref(), self.value(row, column)));
                let fields: Vec<Field<'_>> = fields.collect();
                self.read_record(&fields, &record, &mut metrics);
            }
        } else {
            let labels: Vec<Option<Head>> = records
                .clone()
                .map(|row| {
                    Some(self.label(row)).filter(|_| !is_number_row(self.grid, &self.text, row))
                })
                .collect();
            if !labels.iter().any(names_metric) {
                return metrics;
            }
            for column in 0..self.grid.n_columns() {
                let head = &self.heads[column];
                if head.words.contains(&Word::NumberHead) {
                    continue;
                }
                let fields = records
                    .clone()
                    .zip(&labels)
                    .map(|(row, label)| (label.as_ref(), self.value(row, column)));
                let fields: Vec<Field<'_>> = fields.collect();
                for near in fields.chunks(MAX_FIELDS) {
                    self.read_record(near, head, &mut metrics);
                }
            }
        }
        metrics
    }

    /// Heads of columns. One that names only a part takes the group that stands to its left; a bare "tỷ lệ" is of the
    /// part counted to its left, a bare "xếp hạng" of the only index of the table.
    fn grouped_heads(&self) -> Vec<Option<Head>> {
        let lexicon = Lexicon::get();
        let (mut group, mut part) = (None, None);
        self.heads
            .iter()
            .map(|head| {
                if head.words.contains(&Word::NumberHead) {
                    return None;
                }
                let Some(topic) = head.topic else {
                    let of =
                        if head.words.contains(&Word::Rank) { self.only_index() } else { None };
                    let of = of.or_else(|| part.filter(|_| head.is_rate))?;
                    return Some(Head { topic: Some(of), ..head.clone() });
                };
                if lexicon.topic(topic).group {
                    group = Some(topic);
                }
                if !lexicon.topic(topic).whole {
                    part = Some(topic);
                }
                let is_foreign_group =
                    group.is_some_and(|group| lexicon.topic(group).metrics.count.is_none());
                let names_group = head.wholes.iter().any(|whole| lexicon.topic(*whole).group);
                let belongs = lexicon.topic(topic).zero && is_foreign_group && !names_group;
                Some(Head { topic: if belongs { group } else { head.topic }, ..head.clone() })
            })
            .collect()
    }

    fn only_index(&self) -> Option<TopicId> {
        let mut indices: Vec<TopicId> = self
            .heads
            .iter()
            .chain([&self.caption])
            .filter_map(|head| head.topic)
            .filter(|topic| Lexicon::get().topic(*topic).index)
            .collect();
        indices.dedup();
        indices.first().copied().filter(|_| indices.len() == 1)
    }

    /// Reads the values that belong together: a row of columns, or a column of rows.
    fn read_record(&self, fields: &[Field<'_>], record: &Head, metrics: &mut Vec<InCell>) {
        let known = || {
            fields.iter().filter_map(|(head, value)| {
                let (head, (cell, value)) = ((*head)?, value.as_ref()?);
                Some((head, head.topic?, *cell, value))
            })
        };
        let caption_is_percent = self.caption.is_rate && !self.caption.text.contains("tỷ lệ");
        let is_rate = |head: &Head, value: &Value| {
            value.kind == FigureKind::Percent
                || value.kind == FigureKind::Bare && caption_is_percent
                || head.is_rate
                || record.is_rate
        };
        for (head, topic, cell, value) in known() {
            let names = &Lexicon::get().topic(topic).metrics;
            let is_index = Lexicon::get().topic(topic).index;
            let is_rank = head.words.contains(&Word::Rank) || record.words.contains(&Word::Rank);
            let rate = is_rate(head, value);
            let (name, unit) = match value.kind {
                FigureKind::Rank => (&names.rank, MetricUnit::Rank),
                FigureKind::Count | FigureKind::Fraction(..) if is_rank => {
                    (&names.rank, MetricUnit::Rank)
                }
                FigureKind::Points => (&names.points, MetricUnit::Points),
                _ if rate => (&names.percent, MetricUnit::Percent),
                _ if is_index
                    && (names.percent.is_none() || head.words.contains(&Word::Points)) =>
                {
                    (&names.bare, MetricUnit::Points)
                }
                _ if is_index => (&names.bare, MetricUnit::Percent),
                FigureKind::Count => (&names.count, MetricUnit::Count),
                _ => (&None, MetricUnit::Count),
            };
            let Some(metric) = name else { continue };
            // Beside a column "trước hạn", "đúng hạn" means only what remains.
            let parts = Lexicon::get().narrowed_by(topic);
            let is_remainder = known().any(|(other, part, _, value)| {
                parts.contains(&part) && is_rate(other, value) == rate
            });
            if is_remainder {
                continue;
            }
            let is_count = unit == MetricUnit::Count;
            if is_count && !self.counts(head, topic) {
                continue;
            }
            let (numerator, denominator, base) = match (unit, value.fraction) {
                (MetricUnit::Percent, Some((part, whole))) => (Some(part), Some(whole), None),
                (MetricUnit::Percent, None) => {
                    let counts = known().filter(|(head, _, _, value)| {
                        value.kind == FigureKind::Count && !is_rate(head, value)
                    });
                    fraction(
                        topic,
                        counts.map(|(head, topic, _, value)| (head, topic, value.value)),
                    )
                }
                _ => (None, None, None),
            };
            let period = record.period.clone().or_else(|| head.period.clone());
            metrics.push((
                cell,
                Stated {
                    metric,
                    value: value.value,
                    unit,
                    numerator,
                    denominator,
                    base,
                    period: period.or_else(|| self.caption.period.clone()),
                    qualifier: value.qualifier,
                    is_target: head.is_target() || record.is_target(),
                    range: value.range.clone(),
                },
            ));
        }
    }

    /// Whether a count under the head can be of the topic: the head, else the table, speaks of what the topic counts.
    fn counts(&self, head: &Head, topic: TopicId) -> bool {
        let lexicon = Lexicon::get();
        let fits = |objects: &[_]| objects.iter().any(|object| lexicon.counts(topic, *object));
        if !head.objects.is_empty() {
            return fits(&head.objects);
        }
        let around: Vec<_> = self
            .heads
            .iter()
            .chain([&self.caption])
            .flat_map(|head| head.objects.clone())
            .collect();
        let counted = around.iter().any(|object| lexicon.is_counted(*object));
        !counted || fits(&around)
    }

    /// A table of tasks, complaints or money, without a word of what the metrics count.
    fn is_about_something_else(&self) -> bool {
        let lexicon = Lexicon::get();
        let heads = || self.heads.iter().chain([&self.caption]);
        let names_counted =
            heads().flat_map(|head| &head.objects).any(|object| lexicon.is_counted(*object));
        !names_counted
            && heads().filter_map(|head| head.topic).any(|topic| lexicon.topic(topic).weight >= 100)
    }

    fn label(&self, row: usize) -> Head {
        let mut cells: Vec<CellIndex> = (0..self.grid.n_columns())
            .filter(|&column| !self.heads[column].words.contains(&Word::NumberHead))
            .filter_map(|column| self.grid.at(row, column))
            .filter(|cell| value((self.text)(*cell)).is_none())
            .collect();
        cells.dedup();
        let text = cells.into_iter().map(|cell| (self.text)(cell)).collect::<Vec<_>>().join("\n");
        let label = Head::new(&text, &self.caption.objects);
        let year = || {
            self.value(row, 0).filter(|(_, value)| value.is_year && self.heads[0].topic.is_none())
        };
        let period = label
            .period
            .clone()
            .or_else(|| year().map(|(cell, _)| (self.text)(cell).trim().to_owned()));
        Head { period, ..label }
    }

    fn value(&self, row: usize, column: usize) -> Option<(CellIndex, Value)> {
        let cell = self.grid.at(row, column).filter(|cell| cell.row == row)?;
        let is_first = column == 0 || self.grid.at(row, column - 1) != Some(cell);
        value((self.text)(cell)).filter(|_| is_first).map(|value| (cell, value))
    }

    /// Sentences in cells. In a table of criteria only what the unit says it did; the rest are rules.
    fn prose(&self) -> Vec<InCell> {
        let mut metrics = Vec::new();
        for row in 0..self.grid.n_rows() {
            let mut last = None;
            for column in 0..self.grid.n_columns() {
                let Some(cell) = self.grid.at(row, column).filter(|cell| cell.row == row) else {
                    continue;
                };
                let text = (self.text)(cell);
                let is_repeated = last.replace(cell) == Some(cell);
                let may_be_prose = text.split_whitespace().nth(MIN_PROSE_WORDS - 1).is_some()
                    && text.bytes().any(|byte| byte.is_ascii_digit());
                let is_rule = self.is_scoring
                    && (row < self.first_row
                        || !self.heads[column].words.contains(&Word::EvidenceHead));
                if is_repeated || !may_be_prose || is_rule {
                    continue;
                }
                let (stated, _) = paragraph::read(text, &Lead::default());
                metrics.extend(stated.into_iter().map(|stated| (cell, stated)));
            }
        }
        metrics
    }
}

fn is_metric(topic: TopicId) -> bool {
    let names = &Lexicon::get().topic(topic).metrics;
    [&names.percent, &names.count, &names.points, &names.rank].into_iter().any(Option::is_some)
}

/// Part and whole of a rate from the counts beside it: the only count of the same topic, and the best whole.
fn fraction<'h>(
    topic: TopicId,
    counts: impl Iterator<Item = (&'h Head, TopicId, Decimal)>,
) -> (Option<Decimal>, Option<Decimal>, Option<String>) {
    let counts: Vec<_> = counts.collect();
    if Lexicon::get().topic(topic).index {
        return (None, None, None);
    }
    let narrower = Lexicon::get().narrowed_by(topic);
    let is_remainder = counts.iter().any(|(_, part, _)| narrower.contains(part));
    let mut parts = counts.iter().filter(|(_, part, _)| *part == topic && !is_remainder);
    let part = parts.next().filter(|_| parts.next().is_none()).map(|(_, _, value)| *value);
    let whole = Lexicon::get()
        .wholes(topic)
        .iter()
        .find_map(|whole| counts.iter().find(|(_, topic, _)| topic == whole));
    (part, whole.map(|(_, _, value)| *value), whole.map(|(head, _, _)| head.text.clone()))
}

/// Whether a row holds data: some cell after the first is a value other than a year.
fn is_data_row<'d>(grid: &Grid, text: &impl Fn(CellIndex) -> &'d str, row: usize) -> bool {
    if grid.is_one_cell(row) || is_number_row(grid, text, row) {
        return false;
    }
    (0..grid.n_columns())
        .filter_map(|column| grid.at(row, column))
        .filter_map(|cell| value(text(cell)))
        .any(|value| !value.is_year)
}
