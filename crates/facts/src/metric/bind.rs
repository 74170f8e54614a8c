//! Which figure belongs to which topic, and which figures say the same thing?
//!
//! A statement is one thing said: "464/482 hồ sơ (96,27%)" is one statement of two figures. Its topic is looked for
//! in its own clause, then in the clauses before it without figures, then in what the sentence, the heading or a
//! pronoun refers back to.

use super::{
    clause::{Clauses, Named},
    figure::FigureKind,
    lexicon::{Lexicon, ObjectId, TopicId, Word},
    recompute,
    scan::{Break, Kind},
};

/// What was said before a text begins, in the paragraph that introduces it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lead {
    /// The topic of the introduction.
    pub(crate) topic: Option<TopicId>,
    /// What it counts.
    pub(crate) objects: Vec<ObjectId>,
    /// The period that it names.
    pub(crate) period: Option<String>,
    /// Whether it introduces targets.
    pub(crate) is_target: bool,
}

/// Topics of this weight are there to keep figures of tasks, money and the like away from the metrics.
const FOREIGN_WEIGHT: u32 = 100;

/// Figures that say one thing, and what they are figures of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Index of the token of each figure, in order.
    pub(crate) figures: Vec<usize>,
    /// What they are figures of.
    pub(crate) topic: TopicId,
    /// The token that names the topic, unless it was only referred to.
    pub(crate) named_by: Option<usize>,
    /// The whole that a count is itself, where its clause names a part as well ("cả 617 hồ sơ tiếp nhận đều đúng hẹn").
    pub(crate) all_of: Option<TopicId>,
}

/// Binds every figure that can be bound.
pub(crate) fn bind(clauses: &Clauses<'_>, lead: &Lead) -> Vec<Statement> {
    let mut binder =
        Binder { clauses, lead, statements: Vec::new(), heading: None, waiting: Vec::new() };
    let figures: Vec<usize> = (0..clauses.tokens.len())
        .filter(|&index| clauses.tokens[index].figure().is_some())
        .collect();
    let mut rest = figures.as_slice();
    while let Some((&first, after)) = rest.split_first() {
        let pair = after.first().copied().filter(|&second| binder.say_the_same(first, second));
        let group: Vec<usize> = std::iter::once(first).chain(pair).collect();
        rest = &rest[group.len()..];
        binder.bind_group(group);
    }
    binder.statements.sort_by_key(|statement| statement.figures[0]);
    binder.assign_in_order();
    binder.statements
}

struct Binder<'c, 't> {
    clauses: &'c Clauses<'t>,
    lead: &'c Lead,
    statements: Vec<Statement>,
    heading: Option<Named>,
    /// Figures of the sentence that no words were found for yet.
    waiting: Vec<Vec<usize>>,
}

impl Binder<'_, '_> {
    fn kind(&self, figure: usize) -> FigureKind {
        self.clauses.tokens[figure].figure().map_or(FigureKind::Bare, |figure| figure.kind)
    }

    fn topic(&self, id: TopicId) -> &'static super::lexicon::Topic {
        Lexicon::get().topic(id)
    }

    /// Whether a percentage of these things can be of the topic: "100% cơ quan" is no share of documents.
    fn can_share(&self, topic: TopicId, direct: Option<ObjectId>) -> bool {
        let lexicon = Lexicon::get();
        !self.topic(topic).whole
            && direct
                .is_none_or(|object| lexicon.is_counted(object) || lexicon.counts(topic, object))
    }

    /// The things counted in the sentence before a clause, and in the introduction.
    fn context(&self, clause: usize) -> Vec<ObjectId> {
        let sentence = self.clauses.sentence(clause);
        let first = self.clauses.all[sentence.start].tokens.start;
        let mut objects = self.clauses.objects(first..self.clauses.all[clause].tokens.start);
        objects.reverse();
        if objects.is_empty() {
            let earlier = self.clauses.objects(0..first);
            objects.extend(earlier.into_iter().rev().take(1));
        }
        objects.extend(&self.lead.objects);
        objects
    }

    /// The topic that the figure's own clause names for it.
    fn own(&self, figure: usize) -> Option<Named> {
        let kind = self.kind(figure);
        let direct = self.clauses.direct_object(figure);
        let context = self.context(self.clauses.of(figure));
        let admits = |topic: TopicId| match kind {
            FigureKind::Percent => self.can_share(topic, direct),
            FigureKind::Rank => self.topic(topic).index,
            _ => direct.is_none_or(|object| Lexicon::get().admits(topic, object)),
        };
        let look = |tokens| self.clauses.topic_in(tokens, figure, direct, &context, admits);
        let before = look(self.clauses.before(figure));
        let after = look(self.clauses.after(figure));
        match (before, after) {
            (Some(before), Some(after)) => {
                let (b, a) = (self.topic(before.topic), self.topic(after.topic));
                let prefers_after = match (b.whole, a.whole) {
                    (true, false) => true,
                    (false, true) => false,
                    (true, true) => a.weight > b.weight,
                    (false, false) => direct.is_some() && !(b.index && b.weight > a.weight),
                };
                Some(if prefers_after { after } else { before })
            }
            (before, after) => before.or(after),
        }
    }

    /// Whether the second figure only says the first one again in another unit.
    fn say_the_same(&self, first: usize, second: usize) -> bool {
        use FigureKind::{Count, Fraction, Percent};
        let clauses = self.clauses;
        let (a, b) = (self.kind(first), self.kind(second));
        let pairs =
            matches!((a, b), (Percent, Fraction(..) | Count) | (Fraction(..) | Count, Percent));
        let (ca, cb) = (clauses.of(first), clauses.of(second));
        let stop = clauses.all[ca + 1..=cb.max(ca)].iter().any(|c| c.opener == Break::Stop);
        if !pairs || stop || cb > ca + 2 {
            return false;
        }
        let between = &clauses.tokens[first + 1..second];
        let opened = between.iter().rposition(|token| token.kind == Kind::Open);
        let in_parentheses = opened.is_some_and(|at| {
            !between[at..].iter().any(|token| token.kind == Kind::Close)
                && !between[at..].iter().any(|token| token.topics().next().is_some())
        });
        let own = self.own(second);
        if in_parentheses {
            let same = own.is_none_or(|own| {
                self.topic(own.topic).whole || self.own(first).is_none_or(|a| a.topic == own.topic)
            });
            return same;
        }
        if cb == ca && !matches!((a, b), (Fraction(..), Percent) | (Percent, Fraction(..))) {
            return false;
        }
        if cb > ca + 1
            && clauses.all[ca + 1..cb].iter().any(|clause| {
                clause.tokens.clone().any(|token| clauses.tokens[token].topics().next().is_some())
            })
        {
            return false;
        }
        let lead_in = clauses.before(second);
        // "3.204/4.105 = 78,05%".
        let gap = clauses.tokens[first].range.end..clauses.tokens[second].range.start;
        if clauses.text[gap].trim() == "=" {
            return true;
        }
        let continues = lead_in.clone().all(|token| {
            let token = &clauses.tokens[token];
            token.is(Word::Continue)
                || token.is(Word::Rate)
                || is_bound(token)
                || token.is(Word::Result)
        }) && lead_in.clone().any(|token| {
            clauses.tokens[token].is(Word::Continue) || clauses.tokens[token].is(Word::Rate)
        });
        let adds_nothing = own.is_none_or(|own| self.topic(own.topic).whole);
        continues && adds_nothing
    }

    fn bind_group(&mut self, figures: Vec<usize>) {
        let clauses = self.clauses;
        let clause = clauses.of(figures[0]);
        self.note_heading(clause);
        let has_percent = figures.iter().any(|&figure| self.kind(figure) == FigureKind::Percent);
        let mut owns: Vec<Named> = figures.iter().filter_map(|&figure| self.own(figure)).collect();
        if has_percent && let Some(part) = owns.iter().position(|own| !self.topic(own.topic).whole)
        {
            owns.swap(0, part);
        }
        let own = owns.first().copied();
        let is_whole = own.is_some_and(|own| self.topic(own.topic).whole);
        // A bare "tổng số", and a share whose clause names only its whole, are told by what was said before.
        let is_vague = own.is_none_or(|own| {
            is_whole
                && (has_percent
                    || self.topic(own.topic).metrics.count.is_none()
                        && self.topic(own.topic).weight <= 5)
        });
        let found = if is_vague {
            self.referred(&figures, clause, has_percent).map(|(topic, token)| {
                let keeps_whole = !has_percent && is_whole && !self.topic(topic).whole;
                match own {
                    Some(own) if keeps_whole => (own.topic, Some(own.token)),
                    _ => (topic, token),
                }
            })
        } else {
            None
        };
        let found = found.or(own.map(|own| (own.topic, Some(own.token))));
        let Some((topic, named_by)) = found else {
            self.waiting.push(figures);
            return;
        };
        if self.is_of_others(clause, topic) || self.is_share_of_others(&figures, topic) {
            return;
        }
        self.bind_waiting(&figures, topic, named_by);
        let all_of = self.all_of(&figures, topic);
        self.statements.push(Statement { figures, topic, named_by, all_of });
    }

    /// "năm 2023: 91,2%; năm 2024: 95,6% hồ sơ đúng hạn": figures that came before the words for them in one sentence.
    fn bind_waiting(&mut self, figures: &[usize], topic: TopicId, named_by: Option<usize>) {
        let waiting = std::mem::take(&mut self.waiting);
        if self.topic(topic).whole || named_by.is_none() {
            return;
        }
        let clauses = self.clauses;
        let sentence = clauses.sentence(clauses.of(figures[0]));
        let is_percent =
            |figures: &[usize]| figures.iter().all(|&at| self.kind(at) == FigureKind::Percent);
        let has_percent = figures.iter().any(|&at| self.kind(at) == FigureKind::Percent);
        // Only a period, or a pronoun for the words to come, may lead such a figure in.
        let is_open = |figure: usize| {
            let clause = clauses.of(figure);
            let lead = clauses.all[clause.saturating_sub(1)].tokens.start..figure;
            let named = lead.clone().any(|token| {
                let token = &clauses.tokens[token];
                token.topics().next().is_some()
                    || token.object().is_some() && !token.is(Word::Target)
            });
            // "Chỉ tiêu 98%, kết quả 99,57% hồ sơ đúng hạn": a target may stand before the words as well.
            let led = lead.into_iter().any(|token| {
                clauses.tokens[token].kind == Kind::Period
                    || clauses.tokens[token].is(Word::Target)
                    || clauses.tokens[token].is(Word::TargetHead)
            });
            sentence.contains(&clause) && led && !named && !self.turns_away(figure)
        };
        let ready: Vec<_> = waiting
            .into_iter()
            .filter(|waiting| is_percent(waiting) && has_percent && is_open(waiting[0]))
            .collect();
        let statements = ready.into_iter().map(|figures| Statement {
            figures,
            topic,
            named_by: None,
            all_of: None,
        });
        self.statements.extend(statements);
    }

    /// "85/120 thủ tục (70,8%)": the part and whole count what this topic does not.
    fn is_share_of_others(&self, figures: &[usize], topic: TopicId) -> bool {
        let lexicon = Lexicon::get();
        let is_fraction = |at: usize| matches!(self.kind(at), FigureKind::Fraction(..));
        figures.iter().filter(|&&at| is_fraction(at)).any(|&at| {
            let direct = self.clauses.direct_object(at);
            direct
                .is_some_and(|object| lexicon.is_counted(object) && !lexicon.admits(topic, object))
        })
    }

    /// "nhận 312 phản ánh, …, đạt 99,4% đúng hạn": the sentence counts what no metric counts, and nothing else.
    fn is_of_others(&self, clause: usize, topic: TopicId) -> bool {
        let clauses = self.clauses;
        let lexicon = Lexicon::get();
        let first = clauses.all[clauses.sentence(clause).start].tokens.start;
        let tokens = first..clauses.all[clause].tokens.end;
        let objects = clauses.objects(tokens.clone());
        let is_foreign = |token: usize| {
            let token = &clauses.tokens[token];
            token.object().is_some_and(|object| !lexicon.is_shared(object))
                && token.topics().any(|(named, _)| self.topic(named).weight >= FOREIGN_WEIGHT)
        };
        !self.topic(topic).index
            && !objects.iter().any(|object| lexicon.counts(topic, *object))
            && tokens.into_iter().any(is_foreign)
    }

    /// "đúng hạn, trực tuyến lần lượt đạt 98% và 70%": as many topics before the word as statements after it.
    fn assign_in_order(&mut self) {
        let clauses = self.clauses;
        let words = (0..clauses.tokens.len())
            .filter(|&token| clauses.tokens[token].is(Word::Respectively))
            .collect::<Vec<_>>();
        for word in words {
            let sentence = clauses.sentence(clauses.of(word));
            let start = clauses.all[sentence.start].tokens.start;
            let mut topics = Vec::new();
            for token in start..word {
                let context = clauses.objects(start..token);
                let topic = clauses.resolve(token, None, &context);
                if let Some(topic) = topic.filter(|topic| !self.topic(*topic).whole)
                    && !topics.contains(&(topic, token))
                {
                    topics.push((topic, token));
                }
            }
            let after: Vec<_> = self
                .statements
                .iter_mut()
                .filter(|statement| {
                    statement.figures[0] > word
                        && sentence.contains(&clauses.of(statement.figures[0]))
                })
                .collect();
            if topics.len() >= 2 && topics.len() == after.len() {
                for (statement, (topic, token)) in after.into_iter().zip(topics) {
                    (statement.topic, statement.named_by) = (topic, Some(token));
                }
            }
        }
    }

    /// "cả 617 hồ sơ tiếp nhận … đúng hẹn": the count is the whole as well as the part.
    fn all_of(&self, figures: &[usize], topic: TopicId) -> Option<TopicId> {
        let count = *figures.iter().find(|&&figure| self.kind(figure) == FigureKind::Count)?;
        let clauses = self.clauses;
        let quantified =
            count.checked_sub(1).is_some_and(|before| clauses.tokens[before].is(Word::All));
        if !quantified || self.topic(topic).whole {
            return None;
        }
        let context = self.context(clauses.of(count));
        let direct = clauses.direct_object(count);
        let is_whole = |topic: TopicId| self.topic(topic).whole;
        clauses
            .topic_in(clauses.after(count), count, direct, &context, is_whole)
            .map(|named| named.topic)
    }

    /// A clause that ends in a colon names the topic of what follows it.
    fn note_heading(&mut self, clause: usize) {
        let sentence = self.clauses.sentence(clause);
        self.heading = sentence
            .clone()
            .take_while(|&index| index < clause)
            .filter(|&index| {
                !self.clauses.all[index].has_figure
                    && self
                        .clauses
                        .all
                        .get(index + 1)
                        .is_some_and(|next| next.opener == Break::Colon)
            })
            .filter_map(|index| self.topic_of_clause(index, |_| true))
            .last();
    }

    fn topic_of_clause(&self, clause: usize, admits: impl Fn(TopicId) -> bool) -> Option<Named> {
        let tokens = self.clauses.all[clause].tokens.clone();
        let near = tokens.end;
        self.clauses.topic_in(tokens, near, None, &self.context(clause), admits)
    }

    /// The topic that a statement without one of its own refers to.
    fn referred(
        &self,
        figures: &[usize],
        clause: usize,
        has_percent: bool,
    ) -> Option<(TopicId, Option<usize>)> {
        let clauses = self.clauses;
        let kind = if has_percent { FigureKind::Percent } else { self.kind(figures[0]) };
        let direct = figures.iter().find_map(|&figure| clauses.direct_object(figure));
        let admits = |topic: TopicId| match kind {
            FigureKind::Percent => self.can_share(topic, direct),
            FigureKind::Rank => self.topic(topic).index,
            _ => true,
        };
        let sentence = clauses.sentence(clause);
        let leads: Vec<usize> = (sentence.start..clause)
            .rev()
            .take_while(|&index| !clauses.all[index].has_figure)
            .collect();
        let points_back = std::iter::once(clause)
            .chain(leads.iter().copied())
            .any(|index| clauses.has(clauses.all[index].tokens.clone(), Word::This));
        if points_back {
            let antecedent = self
                .statements
                .iter()
                .rev()
                .map(|statement| statement.topic)
                .find(|topic| !self.topic(*topic).whole);
            let named = || self.topic_before(clauses.all[clause].tokens.start);
            if let Some(topic) = self
                .heading
                .map(|named| named.topic)
                .filter(|topic| admits(*topic))
                .or(antecedent)
                .or_else(named)
                .or(self.lead.topic)
            {
                return Some((topic, None));
            }
        }
        for index in leads {
            if let Some(named) = self.topic_of_clause(index, admits) {
                return Some((named.topic, Some(named.token)));
            }
        }
        if let Some(topic) = self.shared_before(figures, clause).filter(|topic| admits(*topic)) {
            return Some((topic, None));
        }
        if let Some(topic) = self.inherited(figures[0], clause, kind).filter(|topic| admits(*topic))
        {
            return Some((topic, None));
        }
        if let Some(named) = self.heading.filter(|named| admits(named.topic)) {
            return Some((named.topic, Some(named.token)));
        }
        let following = (clause + 1..sentence.end)
            .take_while(|&index| {
                !clauses.all[index].has_figure && clauses.all[index].opener == Break::Comma
            })
            .find_map(|index| self.topic_of_clause(index, admits))
            .filter(|_| clauses.direct_object(figures[0]).is_some());
        let following = following.or_else(|| self.index_ahead(figures[0], clause));
        if let Some(named) = following {
            return Some((named.topic, Some(named.token)));
        }
        if let Some(topic) = self.answered(figures[0], clause).filter(|topic| admits(*topic)) {
            return Some((topic, None));
        }
        self.lead.topic.filter(|topic| admits(*topic)).map(|topic| (topic, None))
    }

    /// "… ký số: 4.198 văn bản; tổng số văn bản đi: 4.210 văn bản; đạt 99,71%": a whole and a share, which is that of the
    /// part before, as the figures say.
    fn shared_before(&self, figures: &[usize], clause: usize) -> Option<TopicId> {
        let clauses = self.clauses;
        let value = |at: usize| clauses.tokens[at].figure().map(|figure| figure.value);
        let of_kind = |wanted| figures.iter().copied().find(|&at| self.kind(at) == wanted);
        let whole = value(of_kind(FigureKind::Count)?)?;
        let share = value(of_kind(FigureKind::Percent)?)?;
        let sentence = clauses.sentence(clause);
        let part = self.statements.iter().rev().find(|statement| {
            let at = statement.figures[0];
            sentence.contains(&clauses.of(at))
                && self.kind(at) == FigureKind::Count
                && !self.topic(statement.topic).whole
        })?;
        let part_value = value(part.figures[0])?;
        let is_given = share.scale() > 0 && recompute::gives(share, part_value, whole);
        // The whole stands in the statement; a part that is counted by itself would take it for its own count.
        let names = &self.topic(part.topic).metrics;
        (is_given && names.percent.is_some() && names.count.is_none()).then_some(part.topic)
    }

    /// "Chỉ tiêu: hồ sơ trực tuyến đạt 90%. Kết quả: 92,4%.": a sentence of a result alone, behind that of a target.
    fn answered(&self, figure: usize, clause: usize) -> Option<TopicId> {
        let clauses = self.clauses;
        let first = clauses.all[clauses.sentence(clause).start].tokens.start;
        let says_only = |words: &[Word]| {
            clauses.tokens[first..figure].iter().all(|token| {
                words.iter().any(|word| token.is(*word))
                    || token.is(Word::Continue)
                    || matches!(token.kind, Kind::Break(_))
            })
        };
        let says_only_result =
            says_only(&[Word::Result]) && clauses.has(first..figure, Word::Result);
        // "Số hồ sơ đúng hạn là 490 hồ sơ. Tỷ lệ đạt 98,99%."
        let says_only_rate = self.kind(figure) == FigureKind::Percent
            && says_only(&[Word::Rate])
            && (clauses.has(first..figure, Word::Rate)
                || clauses.has(first..figure, Word::Continue))
            && !self.turns_away(figure);
        let previous = self.statements.last().filter(|_| says_only_result || says_only_rate)?;
        let last = *previous.figures.last()?;
        let is_next_sentence =
            clauses.sentence(clauses.of(last)).end == clauses.sentence(clause).start;
        let same_kind =
            std::mem::discriminant(&self.kind(last)) == std::mem::discriminant(&self.kind(figure));
        let is_rate_of_count = says_only_rate && self.kind(last) == FigureKind::Count;
        (is_next_sentence && (same_kind || is_rate_of_count)).then_some(previous.topic)
    }

    /// "Với 91,05 điểm, huyện A dẫn đầu chỉ số CCHC": the index that the next clause names.
    fn index_ahead(&self, figure: usize, clause: usize) -> Option<Named> {
        let next = self.clauses.all.get(clause + 1)?;
        let is_led_in = self.clauses.text[self.clauses.all[clause].range.clone()]
            .trim_start()
            .starts_with("với ");
        let may_be_index = matches!(self.kind(figure), FigureKind::Points | FigureKind::Bare)
            || is_led_in && self.kind(figure) == FigureKind::Percent;
        if next.opener != Break::Comma || !may_be_index {
            return None;
        }
        self.topic_of_clause(clause + 1, |topic| self.topic(topic).index)
    }

    /// The topic named last before a token, for pronouns without a figure to refer to.
    fn topic_before(&self, token: usize) -> Option<TopicId> {
        let context = self.lead.objects.clone();
        (0..token)
            .rev()
            .filter_map(|token| self.clauses.resolve(token, None, &context))
            .find(|topic| !self.topic(*topic).whole)
    }

    /// The topic of the statement before in the same sentence, when this clause does not turn to something else.
    fn inherited(&self, figure: usize, clause: usize, kind: FigureKind) -> Option<TopicId> {
        let clauses = self.clauses;
        let previous = self.statements.last()?;
        let last = *previous.figures.last()?;
        let sentence = clauses.sentence(clause);
        if !sentence.contains(&clauses.of(last)) || self.turns_away(figure) {
            return None;
        }
        // "PAPI đạt 43,5 điểm, trong đó Công khai 5,2 điểm": the parts of an index are not the index.
        let between = clauses.all[clauses.of(last)].range.start..clauses.tokens[figure].range.start;
        if self.topic(previous.topic).index && clauses.text[between].contains("trong đó") {
            return None;
        }
        let kind_before = |wanted: FigureKind| {
            previous.figures.iter().any(|&figure| {
                std::mem::discriminant(&self.kind(figure)) == std::mem::discriminant(&wanted)
            })
        };
        let continues = clauses.has(clauses.before(figure), Word::Continue);
        let same_kind = match kind {
            FigureKind::Percent => {
                kind_before(FigureKind::Percent)
                    || (continues && kind_before(FigureKind::Count))
                    || self.topic(previous.topic).index
            }
            FigureKind::Fraction(..) => true,
            FigureKind::Count => kind_before(FigureKind::Count),
            FigureKind::Bare | FigureKind::Points | FigureKind::Rank => {
                self.topic(previous.topic).index
            }
        };
        same_kind.then_some(previous.topic)
    }

    /// "tỷ lệ hộ nghèo là 3%": a share of something that the lexicon does not know.
    fn turns_away(&self, figure: usize) -> bool {
        let clauses = self.clauses;
        let before = clauses.before(figure);
        before.into_iter().any(|index| {
            let token = &clauses.tokens[index];
            let rest = &clauses.text[token.range.end..clauses.tokens[figure].range.start];
            let next = rest.split_whitespace().next().unwrap_or_default();
            token.is(Word::Rate)
                && !next.is_empty()
                && !matches!(
                    next,
                    "của"
                        | "ở"
                        | "tại"
                        | "là"
                        | "đạt"
                        | "chung"
                        | "toàn"
                        | "cấp"
                        | "bình"
                        | "trung"
                        | "này"
                        | "tương"
                        | "còn"
                        | "khoảng"
                )
        })
    }
}

fn is_bound(token: &super::scan::Token) -> bool {
    token.meanings().iter().any(|meaning| {
        matches!(meaning, super::lexicon::Meaning::Word(word) if word.qualifier().is_some())
    })
}
