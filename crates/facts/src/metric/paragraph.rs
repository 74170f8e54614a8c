//! Which metrics does a paragraph state? From bound figures to metrics with part, whole, period and intent.
//!
//! Refuses to know whether the figures are right: part, whole and percentage are kept as stated.

mod parts;

use std::{cell::OnceCell, ops::Range};

use model::facts::{Comparison, MetricUnit, Qualifier, Recomputed};
use rust_decimal::Decimal;

use super::{
    bind::{Lead, Statement, bind},
    clause::Clauses,
    comparison,
    concerned::{self, Concerned},
    figure::{self, Figure, FigureKind, Number},
    fold::Folded,
    intent::{self, Intent},
    lexicon::{Lexicon, MetricNames, TopicId, Word},
    recompute,
    scan::{self, Break},
    when,
};

/// A metric found in a text, its quote as bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stated {
    pub(crate) metric: &'static str,
    pub(crate) value: Decimal,
    pub(crate) unit: MetricUnit,
    pub(crate) numerator: Option<Decimal>,
    pub(crate) denominator: Option<Decimal>,
    pub(crate) base: Option<String>,
    pub(crate) period: Option<String>,
    pub(crate) qualifier: Option<Qualifier>,
    pub(crate) is_target: bool,
    pub(crate) concerned: Concerned,
    pub(crate) recomputed: Vec<Recomputed>,
    pub(crate) compared: Option<Comparison>,
    pub(crate) range: Range<usize>,
}

/// So many statements on each side are looked through for wholes.
const MOST_WHOLES: usize = 8;

/// Longer texts are read in passages, so that the time spent grows with the text and not with its square.
const MAX_PASSAGE_BYTES: usize = 6_000;

/// The metrics that a paragraph or a cell states, and what it says ahead for the list items after it.
pub(crate) fn read(text: &str, lead: &Lead) -> (Vec<Stated>, Lead) {
    let mut all = Vec::new();
    let mut next = Lead::default();
    let mut start = 0;
    while start < text.len() {
        let end = start + passage_length(&text[start..]);
        let (mut stated, said_ahead) = read_passage(&text[start..end], lead);
        for metric in &mut stated {
            metric.range = start + metric.range.start..start + metric.range.end;
        }
        all.append(&mut stated);
        next = said_ahead;
        start = end;
    }
    (all, next)
}

/// Where the first passage of a text ends: behind a sentence, else a line, else a word.
fn passage_length(text: &str) -> usize {
    if text.len() <= MAX_PASSAGE_BYTES {
        return text.len();
    }
    let most = &text[..text.floor_char_boundary(MAX_PASSAGE_BYTES)];
    let end = |ending: &str| most.rfind(ending).map(|at| at + ending.len());
    end(".\n")
        .or_else(|| end(". "))
        .or_else(|| end("\n"))
        .or_else(|| end(" "))
        .unwrap_or(most.len())
}

fn read_passage(text: &str, lead: &Lead) -> (Vec<Stated>, Lead) {
    let lexicon = Lexicon::get();
    let leads = text.trim_end().ends_with(':');
    if !leads && !lexicon.may_state_figures(text) {
        return (Vec::new(), Lead::default());
    }
    let folded = Folded::new(text);
    // Most digits are those of days and of numbers of documents.
    let numbers = figure::find(folded.text());
    let has_figure = numbers.iter().any(|number| matches!(number, Number::Figure(_)));
    if !leads && !has_figure && !lexicon.states_in_words(text) {
        return (Vec::new(), Lead::default());
    }
    let hits = lexicon.search(folded.text());
    let names_topic =
        hits.iter().flat_map(|hit| hit.meanings).any(|meaning| meaning.topic().is_some());
    if !leads && !names_topic && lead.topic.is_none() {
        return (Vec::new(), Lead::default());
    }
    let tokens = scan::tokens(&folded, hits, numbers);
    let clauses = Clauses::new(folded.text(), &tokens);
    if clauses.all.is_empty() {
        return (Vec::new(), Lead::default());
    }
    let statements = bind(&clauses, lead);
    let intents = intent::of_tokens(&clauses, lead.is_target);
    let periods = when::of_statements(&folded, &clauses, &statements, &intents, lead);
    let reader = Reader {
        folded: &folded,
        clauses: &clauses,
        statements: &statements,
        intents: &intents,
        lead,
        named: OnceCell::new(),
    };
    let mut stated = Vec::new();
    for (index, period) in periods.iter().enumerate() {
        if !reader.is_rule(&statements[index]) && !reader.is_remainder(index) {
            reader.metrics_of(index, period.clone(), &mut stated);
            reader.remainder_of(index, period.clone(), &mut stated);
        }
    }
    reader.absences(&periods, lead, &mut stated);
    stated.sort_by_key(|metric| (metric.range.start, metric.range.end));
    (stated, reader.lead(lead))
}

struct Reader<'r> {
    folded: &'r Folded<'r>,
    clauses: &'r Clauses<'r>,
    statements: &'r [Statement],
    intents: &'r [Intent],
    lead: &'r Lead,
    /// Made for the first figure that is stated.
    named: OnceCell<concerned::Named>,
}

impl Reader<'_> {
    fn concerned(&self, token: usize) -> Concerned {
        let named = self.named.get_or_init(|| concerned::Named::of(self.folded));
        named.of_figure(self.folded, self.clauses, token)
    }

    fn figure(&self, token: usize) -> &Figure {
        self.clauses.tokens[token].figure().expect("statements are made of figures")
    }

    fn names(&self, topic: TopicId) -> &'static MetricNames {
        &Lexicon::get().topic(topic).metrics
    }

    fn metrics_of(&self, index: usize, period: Option<String>, stated: &mut Vec<Stated>) {
        let statement = &self.statements[index];
        let names = self.names(statement.topic);
        for &token in &statement.figures {
            let figure = self.figure(token);
            let (name, unit) = match figure.kind {
                FigureKind::Percent => (&names.percent, MetricUnit::Percent),
                FigureKind::Count => (&names.count, MetricUnit::Count),
                FigureKind::Points => (&names.points, MetricUnit::Points),
                FigureKind::Rank => (&names.rank, MetricUnit::Rank),
                FigureKind::Bare if names.percent.is_some() => (&names.bare, MetricUnit::Percent),
                FigureKind::Bare => (&names.bare, MetricUnit::Points),
                FigureKind::Fraction(..) => continue,
            };
            if !self.is_stated_of(statement, token) {
                continue;
            }
            let whole_name = statement
                .all_of
                .filter(|_| figure.kind == FigureKind::Count)
                .and_then(|whole| self.names(whole).count.as_ref());
            if name.is_none() && whole_name.is_none() {
                continue;
            }
            let (numerator, denominator, base) = match figure.kind {
                FigureKind::Percent => self.fraction(index),
                _ => (None, None, None),
            };
            let concerned = self.concerned(token);
            let recomputed = match figure.kind {
                FigureKind::Percent => {
                    let own = denominator.map(|whole| (base.clone().unwrap_or_default(), whole));
                    self.recomputed(index, figure.value, numerator, own)
                }
                _ => Vec::new(),
            };
            for metric in name.iter().chain(whole_name) {
                stated.push(Stated {
                    metric,
                    value: figure.value,
                    unit,
                    numerator,
                    denominator,
                    base: base.clone(),
                    period: period.clone(),
                    qualifier: figure.qualifier,
                    is_target: self.is_target(statement, token),
                    concerned: concerned.clone(),
                    recomputed: recomputed.clone(),
                    compared: self.compared(index),
                    range: self.quote(statement),
                });
            }
        }
    }

    /// Whether the text sets the figure as a target; a share with the dossiers that make it has been reached, whatever was
    /// said of targets before.
    fn is_target(&self, statement: &Statement, token: usize) -> bool {
        let is_fraction = |&at: &usize| matches!(self.figure(at).kind, FigureKind::Fraction(..));
        self.intents[token] == Intent::Target && !statement.figures.iter().any(is_fraction)
    }

    /// Whether the text says enough around a number without a unit: a count names what it counts, in its sentence or
    /// in the list's introduction; a bare decimal is led in by "đạt", "là", a colon.
    fn is_stated_of(&self, statement: &Statement, token: usize) -> bool {
        let clauses = self.clauses;
        let figure = self.figure(token);
        match figure.kind {
            FigureKind::Count => {
                let sentence = clauses.sentence(clauses.of(token));
                let tokens = clauses.all[sentence.start].tokens.start
                    ..clauses.all[sentence.end - 1].tokens.end;
                let counts = |object| Lexicon::get().counts(statement.topic, object);
                clauses.objects(tokens).into_iter().any(counts)
                    || self.lead.objects.iter().any(|object| counts(*object))
            }
            FigureKind::Bare => {
                let before = clauses.text[..figure.range.start].trim_end();
                let word = before.rsplit(' ').next().unwrap_or_default();
                let is_qualified = figure.qualifier.is_some();
                is_qualified
                    || before.ends_with([':', '('])
                    || matches!(
                        word,
                        "đạt" | "là" | "bằng" | "lên" | "xuống" | "còn" | "từ" | "mức" | "với"
                    )
            }
            _ => true,
        }
    }

    /// "trước hạn 70%, đúng hạn 29%": beside the figure of a part of it, the topic means only what remains.
    fn is_remainder(&self, index: usize) -> bool {
        let statement = &self.statements[index];
        let parts = Lexicon::get().narrowed_by(statement.topic);
        let sentence = self.clauses.sentence(self.clauses.of(statement.figures[0]));
        let kinds = |statement: &Statement| {
            let is_percent = |&token: &usize| self.figure(token).kind == FigureKind::Percent;
            statement.figures.iter().any(is_percent)
        };
        !parts.is_empty()
            && self.statements.iter().any(|other| {
                parts.contains(&other.topic)
                    && kinds(other) == kinds(statement)
                    && sentence.contains(&self.clauses.of(other.figures[0]))
            })
    }

    /// The rate from each whole that the passage counts: the fraction's own, and every other plausible one.
    fn recomputed(
        &self,
        index: usize,
        stated: Decimal,
        part: Option<Decimal>,
        own: Option<(String, Decimal)>,
    ) -> Vec<Recomputed> {
        let Some(part) = part else { return Vec::new() };
        let statement = &self.statements[index];
        let wholes = Lexicon::get().wholes(statement.topic);
        let mut bases: Vec<(String, Decimal)> = own.into_iter().collect();
        let near =
            index.saturating_sub(MOST_WHOLES)..(index + MOST_WHOLES).min(self.statements.len());
        for other in self.statements[near].iter().filter(|other| wholes.contains(&other.topic)) {
            let figure = self.figure(other.figures[0]);
            let words = other.named_by.map_or("", |token| self.source(token));
            let is_new = !bases.iter().any(|(_, whole)| *whole == figure.value);
            if figure.kind == FigureKind::Count && is_new {
                bases.push((words.to_owned(), figure.value));
            }
        }
        let rate =
            |(base, whole): (String, Decimal)| recompute::recomputed(stated, part, whole, &base);
        bases.into_iter().filter_map(rate).collect()
    }

    /// What the statement is held against: a change right behind it, or the next figure of its topic.
    fn compared(&self, index: usize) -> Option<Comparison> {
        let clauses = self.clauses;
        let statement = &self.statements[index];
        let last = *statement.figures.last()?;
        let sentence = clauses.sentence(clauses.of(last));
        let end_of_sentence = clauses.all[sentence.end - 1].range.end;
        let next = self.statements.get(index + 1).filter(|next| {
            sentence.contains(&clauses.of(next.figures[0])) && next.topic == statement.topic
        });
        let until = self.statements[index + 1..]
            .iter()
            .map(|next| clauses.tokens[next.figures[0]].range.start)
            .find(|start| *start >= clauses.tokens[last].range.end)
            .map_or(end_of_sentence, |start| start.min(end_of_sentence));
        let start = clauses.tokens[last].range.end;
        if let Some(change) = comparison::behind(self.folded, start..until.max(start)) {
            return Some(change);
        }
        let next = next?;
        let between = last + 1..next.figures[0];
        clauses.has(between, Word::Compare).then(|| {
            let period = when::in_clause(self.folded, clauses, clauses.of(next.figures[0]));
            comparison::with(self.figure(next.figures[0]).value, period)
        })
    }

    fn source(&self, token: usize) -> &str {
        self.folded.source_text(self.clauses.tokens[token].range.clone())
    }

    /// "2% trễ hẹn, số còn lại đều đúng hạn": the text says what the rest is.
    fn remainder_of(&self, index: usize, period: Option<String>, stated: &mut Vec<Stated>) {
        let statement = &self.statements[index];
        let last = *statement.figures.last().expect("a statement has a figure");
        let Some(share) = statement
            .figures
            .iter()
            .map(|&token| self.figure(token))
            .find(|figure| figure.kind == FigureKind::Percent)
        else {
            return;
        };
        let clause = self.clauses.of(last) + 1;
        let Some(next) = self.clauses.all.get(clause) else { return };
        if next.has_figure || !self.clauses.has(next.tokens.clone(), Word::Rest) {
            return;
        }
        let objects = self.clauses.objects(0..next.tokens.start);
        let is_other_part = |topic: TopicId| {
            topic != statement.topic
                && !Lexicon::get().topic(topic).whole
                && self.names(topic).percent.is_some()
        };
        let near = next.tokens.end;
        let Some(named) =
            self.clauses.topic_in(next.tokens.clone(), near, None, &objects, is_other_part)
        else {
            return;
        };
        let start = self.clauses.all[self.clauses.of(statement.figures[0])].range.start;
        stated.extend(self.names(named.topic).percent.iter().map(|metric| Stated {
            metric,
            value: Decimal::ONE_HUNDRED - share.value,
            unit: MetricUnit::Percent,
            numerator: None,
            denominator: None,
            base: None,
            period: period.clone(),
            qualifier: None,
            is_target: self.intents[last] == Intent::Target,
            concerned: self.concerned(last),
            recomputed: Vec::new(),
            compared: None,
            range: self.trimmed(start..next.range.end),
        }));
    }

    /// "không có hồ sơ trễ hẹn": a count of 0.
    fn absences(&self, periods: &[Option<String>], lead: &Lead, stated: &mut Vec<Stated>) {
        for (index, clause) in self.clauses.all.iter().enumerate() {
            let Some(none) =
                clause.tokens.clone().find(|&token| self.clauses.tokens[token].is(Word::None))
            else {
                continue;
            };
            if self.intents[none] == Intent::Condition {
                continue;
            }
            let until = (none..clause.tokens.end)
                .find(|&token| self.clauses.tokens[token].figure().is_some())
                .unwrap_or(clause.tokens.end);
            let objects = self.clauses.objects(0..clause.tokens.end);
            let can_be_zero = |topic: TopicId| {
                let topic = Lexicon::get().topic(topic);
                topic.zero || topic.metrics.count.is_none() && !topic.whole
            };
            let named = self.clauses.topic_in(none..until, none, None, &objects, can_be_zero);
            let Some(metric) = named
                .filter(|named| Lexicon::get().topic(named.topic).zero)
                .and_then(|named| self.names(named.topic).count.as_deref())
            else {
                continue;
            };
            let nearby = self.statements.iter().position(|statement| {
                self.clauses.sentence(index).contains(&self.clauses.of(statement.figures[0]))
            });
            let period = when::in_clause(self.folded, self.clauses, index)
                .or_else(|| nearby.and_then(|statement| periods[statement].clone()))
                .or_else(|| when::before(self.folded, self.clauses, none))
                .or_else(|| lead.period.clone());
            stated.push(Stated {
                metric,
                value: Decimal::ZERO,
                unit: MetricUnit::Count,
                numerator: None,
                denominator: None,
                base: None,
                period,
                qualifier: None,
                is_target: self.intents[none] == Intent::Target,
                concerned: self.concerned(none),
                recomputed: Vec::new(),
                compared: None,
                range: self.trimmed(clause.range.clone()),
            });
        }
    }

    /// Whether the statement is a condition or a scoring rule rather than something that is so.
    fn is_rule(&self, statement: &Statement) -> bool {
        let first = statement.figures[0];
        if self.intents[first] == Intent::Condition {
            return true;
        }
        let lexicon = Lexicon::get();
        let sentence = self.clauses.sentence(self.clauses.of(first));
        let tokens = self.clauses.all[sentence.start].tokens.start
            ..self.clauses.all[sentence.end - 1].tokens.end;
        let gives_points = tokens.clone().any(|token| {
            self.clauses.tokens[token].figure().is_some_and(|f| f.kind == FigureKind::Points)
                && !self
                    .statements
                    .iter()
                    .any(|other| other.figures.contains(&token) && lexicon.topic(other.topic).index)
        });
        let leads_to_something = self.clauses.has(tokens, Word::Consequence);
        let is_bounded = statement.figures.iter().any(|&f| {
            self.figure(f).qualifier.is_some_and(|qualifier| qualifier != Qualifier::About)
        });
        let is_target = self.intents[first] == Intent::Target;
        let names_maximum = lexicon.topic(statement.topic).index
            && statement.figures.iter().any(|&figure| {
                let clause = self.clauses.all[self.clauses.of(figure)].tokens.clone();
                self.clauses.has(clause, Word::Consequence)
            });
        names_maximum
            || is_bounded && !is_target && self.counts_those_beyond(first)
            || (gives_points
                && (is_bounded || leads_to_something)
                && !lexicon.topic(statement.topic).index)
            || (leads_to_something && is_bounded && !is_target)
    }

    /// "5 xã đạt tỷ lệ dưới 50%": the bound says which units are counted, not what any of them reached.
    fn counts_those_beyond(&self, figure: usize) -> bool {
        let clause = &self.clauses.all[self.clauses.of(figure)];
        let before =
            &self.clauses.text[clause.range.start..self.clauses.tokens[figure].range.start];
        let mut words = before.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let is_count = word.starts_with(|c: char| c.is_ascii_digit())
                && word.chars().all(|c| c.is_ascii_digit() || c == '/');
            let of_units = words.peek().is_some_and(|next| {
                let next = next.trim_end_matches(',');
                matches!(next, "xã" | "phường" | "huyện" | "sở" | "đơn" | "cơ" | "phòng" | "địa")
            });
            if is_count && of_units {
                return true;
            }
        }
        false
    }

    /// From the first to the last clause that the statement needs to be understood.
    fn quote(&self, statement: &Statement) -> Range<usize> {
        let clauses = self.clauses;
        let last = clauses.of(*statement.figures.last().expect("a statement has a figure"));
        let first = clauses.of(statement.figures[0]);
        let named = statement.named_by.map_or(first, |token| clauses.of(token));
        let named = if clauses.sentence(first).contains(&named) { named } else { first };
        let range =
            clauses.all[first.min(named)].range.start..clauses.all[last.max(named)].range.end;
        self.trimmed(range)
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.clauses.text[range.clone()];
        let drop = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '+');
        let start = range.start + (text.len() - text.trim_start_matches(drop).len());
        let end = range.end - (text.len() - text.trim_end_matches(drop).len());
        self.folded.in_source(start..end.max(start + 1).min(range.end.max(start + 1)))
    }

    /// What the text introduces when it ends in a colon.
    fn lead(&self, lead: &Lead) -> Lead {
        let clauses = self.clauses;
        if !clauses.text.trim_end().ends_with(':') {
            return Lead::default();
        }
        let Some(last) = clauses.all.len().checked_sub(1) else { return lead.clone() };
        let sentence = clauses.sentence(last);
        let tokens = clauses.all[sentence.start].tokens.start..clauses.tokens.len();
        let objects = clauses.objects(tokens.clone());
        let topic = clauses.topic_in(tokens.clone(), tokens.end, None, &objects, |_| true);
        Lead {
            topic: topic.map(|named| named.topic),
            objects,
            period: when::in_tokens(self.folded, clauses, tokens.clone()),
            is_target: tokens.end.checked_sub(1).is_some_and(|last| {
                let at = (tokens.start..=last)
                    .rfind(|&token| clauses.tokens[token].kind != scan::Kind::Break(Break::Colon));
                at.is_some_and(|token| self.intents[token] == Intent::Target)
            }),
        }
    }
}
