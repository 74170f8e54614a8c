//! Which metrics does a table state? Columns headed by a metric, or rows that name one beside their values.
//!
//! Heads may stand on several merged rows, as in form II.06a of the reports on procedures (Thông tư 01/2020/TT-VPCP);
//! rows of column numbers are skipped, total rows count. Refuses to add up or to compare columns.

use model::{
    document::Cell,
    facts::{MetricUnit, Recomputed},
};
use rust_decimal::Decimal;

use super::{
    bind::Lead,
    concerned::{self, Concerned},
    figure::FigureKind,
    form::{Form, Mismatch},
    head::{Head, Value, value},
    lexicon::{Lexicon, TopicId, Word},
    paragraph::{self, Stated},
    recompute,
};
use crate::grid::{CellIndex, Grid, is_number_row};

/// A metric of a table: the cell, and the metric with its quote as bytes of the cell's text.
pub(crate) type InCell = (CellIndex, Stated);

/// A head or label, and the value that stands under or beside it.
type Field<'h> = (Option<&'h Head>, Option<(CellIndex, Value)>);

/// A count with the head over it.
type Counted<'h> = (&'h Head, TopicId, Decimal);

/// Part and whole of a rate are looked for among so many rows, so that long tables take no longer a row.
const MAX_FIELDS: usize = 128;

/// Prose shorter than this is a label.
const MIN_PROSE_WORDS: usize = 5;

/// What a table gives.
#[derive(Debug, Default)]
pub(crate) struct FromTable {
    /// The metrics that it states.
    pub(crate) stated: Vec<InCell>,
    /// Metrics whose parts stand in a row without the rate.
    pub(crate) computed: Vec<InCell>,
    /// Figures that do not add up.
    pub(crate) mismatches: Vec<Mismatch>,
}

/// The metrics of a table. `text` gives the text of a cell, `caption` is the paragraph before the table.
pub(crate) fn read<'d, C: AsRef<Cell>>(
    rows: &'d [Vec<C>],
    text: impl Fn(&'d C) -> &'d str,
    caption: &'d str,
) -> FromTable {
    let has_digit = |cell| text(cell).bytes().any(|byte| byte.is_ascii_digit());
    if !rows.iter().flatten().any(has_digit) {
        return FromTable::default();
    }
    let grid = Grid::new(rows);
    let text = |cell: CellIndex| text(&rows[cell.row][cell.index]);
    let table = Table::new(&grid, &text, caption);
    let (mut stated, mut computed) = table.metrics();
    for metrics in [&mut stated, &mut computed] {
        metrics.sort_by_key(|(cell, stated)| (*cell, stated.range.start, stated.range.end));
        metrics.dedup();
    }
    FromTable { stated, computed, mismatches: table.mismatches() }
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
                let mut cells: Vec<CellIndex> = head_rows
                    .iter()
                    .filter_map(|&row| head_cell(grid, &text, &head_rows, row, column))
                    .collect();
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

    /// What does not add up, in tables that count dossiers.
    fn mismatches(&self) -> Vec<Mismatch> {
        let lexicon = Lexicon::get();
        let is_group = |head: &Head| head.topic.is_some_and(|topic| lexicon.topic(topic).whole);
        if self.is_scoring || !self.heads.iter().any(is_group) {
            return Vec::new();
        }
        let heads = self.heads.iter().map(|head| head.text.to_lowercase()).collect();
        let form = Form { grid: self.grid, text: &self.text, first_row: self.first_row, heads };
        form.mismatches()
    }

    /// The metrics stated, and those computed.
    fn metrics(&self) -> (Vec<InCell>, Vec<InCell>) {
        let mut metrics = self.prose();
        let mut computed = Vec::new();
        if self.is_scoring || self.is_about_something_else() {
            return (metrics, computed);
        }
        let records = self.first_row..self.grid.n_rows();
        let columns: Vec<Option<Head>> = self.grouped_heads();
        let names_metric =
            |head: &Option<Head>| head.as_ref().and_then(|head| head.topic).is_some_and(is_metric);
        if columns.iter().any(names_metric) {
            self.read_rows(&columns, &mut metrics, &mut computed);
        } else {
            let labels: Vec<Option<Head>> = records
                .clone()
                .map(|row| {
                    Some(self.label(row)).filter(|_| !is_number_row(self.grid, &self.text, row))
                })
                .collect();
            if !labels.iter().any(names_metric) {
                if let Some(columns) = self.columns_of_caption() {
                    self.read_rows(&columns, &mut metrics, &mut computed);
                }
                return (metrics, computed);
            }
            for column in 0..self.grid.n_columns() {
                let head = &self.heads[column];
                if head.words.contains(&Word::NumberHead)
                    || head.is_difference
                    || head.is_part
                    || head.is_whole
                {
                    continue;
                }
                let of_column = metrics.len();
                let fields = records
                    .clone()
                    .zip(&labels)
                    .map(|(row, label)| (label.as_ref(), self.value(row, column)));
                let fields: Vec<Field<'_>> = fields.collect();
                for near in fields.chunks(MAX_FIELDS) {
                    self.read_record(near, head, false, &mut metrics);
                }
                for (cell, stated) in &mut metrics[of_column..] {
                    self.complete_from_row(*cell, column, &labels, stated);
                }
            }
        }
        (metrics, computed)
    }

    /// "Đúng hạn | 1.194 | 99,5%" under "Đã giải quyết | 1.200 | 100%": part and whole of a rate stand in the column of
    /// counts.
    fn complete_from_row(
        &self,
        cell: CellIndex,
        column: usize,
        labels: &[Option<Head>],
        stated: &mut Stated,
    ) {
        if stated.unit != MetricUnit::Percent || stated.numerator.is_some() {
            return;
        }
        let label = labels[cell.row - self.first_row].as_ref();
        let is_index = label
            .and_then(|label| label.topic)
            .is_some_and(|topic| Lexicon::get().topic(topic).index);
        if let Some((part, whole)) = self.fraction_in_row(cell.row, column).filter(|_| !is_index) {
            let recomputed = recompute::recomputed(stated.value, part, whole, "");
            (stated.numerator, stated.denominator) = (Some(part), Some(whole));
            stated.recomputed = recomputed.into_iter().collect();
            return;
        }
        let count = |row: usize, column: usize| {
            self.value(row, column).filter(|(_, value)| {
                value.kind == FigureKind::Count && !value.is_year && value.qualifier.is_none()
            })
        };
        let mut beside = (0..self.grid.n_columns()).filter(|&other| {
            other != column
                && !self.heads[other].words.contains(&Word::NumberHead)
                && self.heads[other].period.is_none()
                && count(cell.row, other).is_some()
        });
        let (Some(counts), None) = (beside.next(), beside.next()) else { return };
        // "Tỷ lệ … | 98 | 99,3": a count beside the label of a rate is the rate of another time.
        if labels[cell.row - self.first_row].as_ref().is_none_or(|label| label.is_rate) {
            return;
        }
        let part = count(cell.row, counts).map(|(_, value)| value.value);
        let topic =
            |row: usize| labels[row - self.first_row].as_ref().and_then(|label| label.topic);
        let Some((own, part)) = topic(cell.row).zip(part) else { return };
        let whole = Lexicon::get().wholes(own).iter().find_map(|whole| {
            (self.first_row..cell.row).rev().find_map(|row| {
                let value = count(row, counts).filter(|_| topic(row) == Some(*whole))?.1.value;
                let text = labels[row - self.first_row].as_ref().map(|label| label.text.clone());
                (value >= part).then_some((value, text))
            })
        });
        stated.numerator = Some(part);
        if let Some((value, base)) = whole {
            stated.denominator = Some(value);
            stated.recomputed = recompute::recomputed(
                stated.value,
                part,
                value,
                base.as_deref().unwrap_or_default(),
            )
            .into_iter()
            .collect();
            stated.base = base;
        }
    }

    /// Part and whole that the row states in other columns: headed "Tử số" and "Mẫu số", or as the row's only fraction.
    fn fraction_in_row(&self, row: usize, column: usize) -> Option<(Decimal, Decimal)> {
        let others = || (0..self.grid.n_columns()).filter(|&other| other != column);
        let headed = |is: &dyn Fn(&Head) -> bool| {
            let column = others().find(|&other| is(&self.heads[other]))?;
            self.value(row, column).map(|(_, value)| value.value)
        };
        if let Some(headed) = headed(&|head| head.is_part).zip(headed(&|head| head.is_whole)) {
            return Some(headed);
        }
        let mut fractions = others()
            .filter_map(|other| self.value(row, other))
            .filter(|(_, value)| value.kind != FigureKind::Percent)
            .filter_map(|(_, value)| value.fraction);
        fractions.next().filter(|_| fractions.next().is_none())
    }

    fn read_rows(
        &self,
        columns: &[Option<Head>],
        metrics: &mut Vec<InCell>,
        computed: &mut Vec<InCell>,
    ) {
        for row in self.first_row..self.grid.n_rows() {
            if is_number_row(self.grid, &self.text, row) {
                continue;
            }
            let record = self.label(row);
            let fields = columns
                .iter()
                .enumerate()
                .map(|(column, head)| (head.as_ref(), self.value(row, column)));
            let fields: Vec<Field<'_>> = fields.collect();
            let of_row = metrics.len();
            self.read_record(&fields, &record, true, metrics);
            let stated = &metrics[of_row..];
            computed.extend(self.computed(&fields, &record, stated));
        }
    }

    /// The rates of a row that has their parts and does not state them, for topics of which the data says so.
    fn computed(&self, fields: &[Field<'_>], record: &Head, stated: &[InCell]) -> Vec<InCell> {
        let lexicon = Lexicon::get();
        let counts: Vec<(&Head, TopicId, CellIndex, &Value)> = fields
            .iter()
            .filter_map(|(head, value)| {
                let (head, (cell, value)) = ((*head)?, value.as_ref()?);
                let is_count =
                    value.kind == FigureKind::Count && !head.is_rate && !head.is_target();
                is_count.then_some((head, head.topic?, *cell, value))
            })
            .collect();
        let mut computed = Vec::new();
        for (head, topic, cell, part) in &counts {
            let names = &lexicon.topic(*topic).metrics;
            let Some(metric) = names.percent.as_deref().filter(|_| lexicon.topic(*topic).computed)
            else {
                continue;
            };
            let is_stated = stated.iter().any(|(_, stated)| stated.metric == metric);
            let is_only = counts.iter().filter(|(_, other, ..)| other == topic).count() == 1;
            let whole = lexicon
                .wholes(*topic)
                .iter()
                .find_map(|whole| counts.iter().find(|(_, topic, ..)| topic == whole));
            let Some((whole_head, _, _, whole)) = whole.filter(|_| !is_stated && is_only) else {
                continue;
            };
            let Some(value) = recompute::rate(part.value, whole.value)
                .filter(|value| *value <= Decimal::ONE_HUNDRED)
            else {
                continue;
            };
            computed.push((
                *cell,
                Stated {
                    metric,
                    value,
                    unit: MetricUnit::Percent,
                    numerator: Some(part.value),
                    denominator: Some(whole.value),
                    base: Some(whole_head.text.clone()),
                    period: self.period_of(record, head),
                    qualifier: None,
                    is_target: false,
                    concerned: self.concerned(record, head),
                    recomputed: Vec::new(),
                    compared: None,
                    range: part.range.clone(),
                },
            ));
        }
        computed
    }

    fn period_of(&self, record: &Head, head: &Head) -> Option<String> {
        let own = record.period.clone().or_else(|| head.period.clone());
        own.or_else(|| self.caption.period.clone())
    }

    /// Unit and level: as the row's label says, else the column's head, else the caption.
    fn concerned(&self, record: &Head, head: &Head) -> Concerned {
        let of_record = concerned::of_label(&record.text);
        let of_head = concerned::of_label(&head.text);
        let of_caption = concerned::of_label(&self.caption.text);
        Concerned {
            unit: of_record.unit.or(of_head.unit).or(of_caption.unit),
            scope: of_record.scope.or(of_head.scope).or(of_caption.scope),
        }
    }

    /// Columns headed by periods only, under a caption that names the metric: "Tỷ lệ … | Năm 2024 | Năm 2025".
    fn columns_of_caption(&self) -> Option<Vec<Option<Head>>> {
        let topic = self.caption.topic.filter(|topic| is_metric(*topic))?;
        let column = |head: &Head| {
            head.period.is_some().then(|| Head {
                topic: Some(topic),
                is_rate: self.caption.is_rate,
                ..head.clone()
            })
        };
        let columns: Vec<_> = self.heads.iter().map(column).collect();
        columns.iter().any(Option::is_some).then_some(columns)
    }

    /// Heads of columns. One that names only a part takes the group that stands to its left; a bare "tỷ lệ" is of the
    /// part counted to its left, a bare "xếp hạng" of the only index of the table.
    fn grouped_heads(&self) -> Vec<Option<Head>> {
        let lexicon = Lexicon::get();
        let (mut group, mut part, mut period) = (None, None, None);
        self.heads
            .iter()
            .map(|head| {
                if head.words.contains(&Word::NumberHead) || head.is_difference {
                    return None;
                }
                let Some(topic) = head.topic else {
                    let of =
                        if head.words.contains(&Word::Rank) { self.only_index() } else { None };
                    let of = of.or_else(|| part.filter(|_| head.is_rate))?;
                    let period = head.period.clone().or_else(|| period.clone());
                    return Some(Head { topic: Some(of), period, ..head.clone() });
                };
                period.clone_from(&head.period);
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
    ///
    /// `is_row`: the fields stand side by side, so that a whole belongs to a rate even where the part is not counted.
    fn read_record(
        &self,
        fields: &[Field<'_>],
        record: &Head,
        is_row: bool,
        metrics: &mut Vec<InCell>,
    ) {
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
            let counts = || -> Vec<Counted<'_>> {
                let counts = known().filter(|(head, _, _, value)| {
                    value.kind == FigureKind::Count && !is_rate(head, value)
                });
                counts.map(|(head, topic, _, value)| (head, topic, value.value)).collect()
            };
            let beside = known()
                .filter(|(_, other, ..)| *other == topic && is_row)
                .find_map(|(_, _, _, value)| value.fraction);
            let (numerator, denominator, base) = match (unit, value.fraction) {
                (MetricUnit::Percent, Some((part, whole))) => (Some(part), Some(whole), None),
                // "450/500" in a column of its own, beside the rate.
                (MetricUnit::Percent, None) if beside.is_some() => {
                    let (part, whole) = beside.unzip();
                    (part, whole, None)
                }
                (MetricUnit::Percent, None) => {
                    let found = fraction(topic, &counts());
                    if is_row || found.0.is_some() { found } else { (None, None, None) }
                }
                _ => (None, None, None),
            };
            let recomputed = match (unit, value.fraction, numerator) {
                (MetricUnit::Percent, Some((part, whole)), _) => {
                    recompute::recomputed(value.value, part, whole, "").into_iter().collect()
                }
                (MetricUnit::Percent, None, Some(part)) if beside.is_some() => {
                    let whole = denominator.unwrap_or_default();
                    recompute::recomputed(value.value, part, whole, "").into_iter().collect()
                }
                (MetricUnit::Percent, None, Some(part)) => {
                    recomputed(topic, value.value, part, &counts())
                }
                _ => Vec::new(),
            };
            if let (Some(metric), Some(rank)) = (names.rank.as_deref(), value.rank) {
                metrics.push((
                    cell,
                    Stated {
                        metric,
                        value: rank,
                        unit: MetricUnit::Rank,
                        numerator: None,
                        denominator: None,
                        base: None,
                        period: self.period_of(record, head),
                        qualifier: None,
                        is_target: head.is_target() || record.is_target(),
                        concerned: self.concerned(record, head),
                        recomputed: Vec::new(),
                        compared: None,
                        range: value.range.clone(),
                    },
                ));
            }
            metrics.push((
                cell,
                Stated {
                    metric,
                    value: value.value,
                    unit,
                    numerator,
                    denominator,
                    base,
                    period: self.period_of(record, head),
                    qualifier: value.qualifier,
                    is_target: head.is_target()
                        || record.is_target()
                        || !is_row && self.lists_targets(),
                    concerned: self.concerned(record, head),
                    recomputed,
                    compared: None,
                    range: value.range.clone(),
                },
            ));
        }
    }

    /// Whether the column of labels is headed "Mục tiêu": every row names a target.
    fn lists_targets(&self) -> bool {
        let labels = self.heads.iter().find(|head| !head.words.contains(&Word::NumberHead));
        labels.is_some_and(|head| head.text.to_lowercase().starts_with("mục tiêu"))
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

/// The cell that heads a column on a row of the header. Where merged cells came as one text and empty cells, an empty one
/// belongs to the text on its left, if the rows below divide both.
fn head_cell<'d>(
    grid: &Grid,
    text: &impl Fn(CellIndex) -> &'d str,
    head_rows: &[usize],
    row: usize,
    column: usize,
) -> Option<CellIndex> {
    let is_filled = |row: usize, column: usize| {
        grid.at(row, column).is_some_and(|cell| !text(cell).trim().is_empty())
    };
    let is_divided = |column: usize| {
        head_rows.iter().any(|&below| {
            below > row
                && grid.at(below, column) != grid.at(row, column)
                && is_filled(below, column)
        })
    };
    if is_filled(row, column) || !is_divided(column) {
        return grid.at(row, column);
    }
    let left =
        (0..column).rev().find(|&left| is_filled(row, left)).filter(|&left| is_divided(left));
    left.and_then(|left| grid.at(row, left)).or_else(|| grid.at(row, column))
}

/// The rate from each plausible whole beside it.
fn recomputed(
    topic: TopicId,
    stated: Decimal,
    part: Decimal,
    counts: &[Counted<'_>],
) -> Vec<Recomputed> {
    let wholes = Lexicon::get().wholes(topic).iter();
    let bases = wholes.flat_map(|whole| counts.iter().filter(move |(_, topic, _)| topic == whole));
    bases
        .filter_map(|(head, _, whole)| recompute::recomputed(stated, part, *whole, &head.text))
        .collect()
}

/// Part and whole of a rate from the counts beside it: the only count of the same topic, with those of its parts that are
/// counted apart, and the best whole.
fn fraction(
    topic: TopicId,
    counts: &[Counted<'_>],
) -> (Option<Decimal>, Option<Decimal>, Option<String>) {
    if Lexicon::get().topic(topic).index {
        return (None, None, None);
    }
    let narrower = Lexicon::get().narrowed_by(topic);
    let apart: Decimal = counts
        .iter()
        .filter(|(_, part, _)| narrower.contains(part))
        .map(|(_, _, value)| value)
        .sum();
    let mut parts = counts.iter().filter(|(_, part, _)| *part == topic);
    let part = parts.next().filter(|_| parts.next().is_none()).map(|(_, _, value)| *value + apart);
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
