//! Part and whole of a percentage: which counts around it does the text mean?
//!
//! A fraction beside it is taken as stated, whether it fits or not. Else words lead to the counts ("trong đó", "trên tổng
//! số"); and where they lead to none, or to counts that do not give the percentage, the one pair of counts nearby that
//! gives it to its decimals. Refuses to name a count that the text does not state.

use rust_decimal::Decimal;

use super::{Clauses, Figure, FigureKind, Lexicon, Reader, Statement, recompute};

/// Counts of so many sentences before are looked at for part and whole.
const SENTENCES_BACK: usize = 2;

/// More figures than this near a percentage, and a pair of them may give it by chance.
const MOST_COUNTS: usize = 16;

impl Reader<'_> {
    /// Part, whole and the words for the whole, of a statement's percentage.
    pub(super) fn fraction(
        &self,
        index: usize,
    ) -> (Option<Decimal>, Option<Decimal>, Option<String>) {
        let statement = &self.statements[index];
        let figures = || statement.figures.iter().map(|&token| self.figure(token));
        if let Some((part, whole)) = figures().find_map(|figure| match figure.kind {
            FigureKind::Fraction(part, whole) => Some((part, whole)),
            _ => None,
        }) {
            return (Some(part), Some(whole), self.base_of(statement));
        }
        let words = self.fraction_in_words(index);
        let Some(share) = figures().find(|figure| figure.kind == FigureKind::Percent) else {
            return words;
        };
        let is_given = matches!(words, (Some(part), Some(whole), _) if recompute::gives(share.value, part, whole));
        let is_claim = share.qualifier.is_none() && !is_given && statement.all_of.is_none();
        match self.given_by(statement, share.value).filter(|_| is_claim) {
            Some((part, whole)) => (Some(part), Some(whole), self.words_for(whole).or(words.2)),
            None => words,
        }
    }

    /// Part and whole as the words around the percentage name them.
    fn fraction_in_words(
        &self,
        index: usize,
    ) -> (Option<Decimal>, Option<Decimal>, Option<String>) {
        let statement = &self.statements[index];
        let figures = || statement.figures.iter().map(|&token| self.figure(token));
        let own =
            figures().find(|figure| figure.kind == FigureKind::Count).map(|figure| figure.value);
        if statement.all_of.is_some() && own.is_some() {
            return (own, own, self.base_of(statement));
        }
        let part = own.or_else(|| self.part_before(index));
        if let Some(whole) = figures().find_map(|figure| figure.whole) {
            return (part, Some(whole), self.base_of(statement));
        }
        let says_of_which = {
            let clause = self.clauses.of(statement.figures[0]);
            let range = self.clauses.all[clause].range.clone();
            self.clauses.text[range].contains("trong đó")
                || self.clauses.text[..statement_start(self.clauses, statement)]
                    .trim_end()
                    .ends_with("trong đó")
                || self.opens_with_whole(clause)
        };
        if part.is_none() && !says_of_which && !self.follows_whole(index) {
            return (None, None, self.base_of(statement));
        }
        let whole = self.whole_before(index).or_else(|| self.unnamed_whole(index, part?));
        match whole {
            Some((whole, words)) => (part, Some(whole), Some(words)),
            None => (part, None, self.base_of(statement)),
        }
    }

    /// "Đã giải quyết 1.220 hồ sơ, đúng hạn 98,69%": the clause right before counts the best whole, and nothing else.
    fn follows_whole(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1).map(|before| &self.statements[before]) else {
            return false;
        };
        let (last, first) = (before.figures[0], self.statements[index].figures[0]);
        let (clause, next) = (self.clauses.of(last), self.clauses.of(first));
        let best = Lexicon::get().wholes(self.statements[index].topic).first();
        // All of nothing in particular: "giải quyết 98 hồ sơ, đúng hạn 100%".
        let has_decimals = self.statements[index]
            .figures
            .iter()
            .any(|&token| self.figure(token).value.scale() > 0);
        has_decimals
            && next == clause + 1
            && self.clauses.all[next].opener == super::Break::Comma
            && best == Some(&before.topic)
            && self.figure(last).kind == FigureKind::Count
    }

    /// "Trong số 495 hồ sơ đã trả, 98,99% đúng hạn": the sentence opens with the whole.
    fn opens_with_whole(&self, clause: usize) -> bool {
        let first = self.clauses.sentence(clause).start;
        let opening = self.clauses.text[self.clauses.all[first].range.clone()].trim_start();
        opening.strip_prefix("trong ").is_some_and(|rest| {
            let rest = rest.trim_start_matches("tổng ").trim_start_matches("số ");
            rest.starts_with(|c: char| c.is_ascii_digit())
        })
    }

    /// The only two counts nearby of which one is the stated share of the other, to its decimals.
    ///
    /// A share without decimals is that of many pairs; a target is no share of anything yet.
    fn given_by(&self, statement: &Statement, share: Decimal) -> Option<(Decimal, Decimal)> {
        let clauses = self.clauses;
        let token = *statement.figures.first()?;
        if share.scale() == 0 || self.intents[token] == super::Intent::Target {
            return None;
        }
        let own = clauses.sentence(clauses.of(token));
        let mut first = own.start;
        for _ in 0..SENTENCES_BACK {
            first = first.checked_sub(1).map_or(first, |before| clauses.sentence(before).start);
        }
        let tokens = clauses.all[first].tokens.start..clauses.all[own.end - 1].tokens.end;
        let is_free = |at: usize| {
            !self.statements.iter().any(|other| {
                other != statement && other.figures.len() > 1 && other.figures.contains(&at)
            })
        };
        let figures: Vec<&Figure> = tokens
            .filter(|&at| is_free(at) && self.may_be_of(statement, at))
            .filter_map(|at| clauses.tokens[at].figure())
            .collect();
        let fractions = figures.iter().filter_map(|figure| match figure.kind {
            FigureKind::Fraction(part, whole) => Some((part, whole)),
            _ => None,
        });
        let counts: Vec<Decimal> = figures
            .iter()
            .filter(|figure| figure.kind == FigureKind::Count)
            .map(|figure| figure.value)
            .collect();
        let wholes: Vec<Decimal> =
            counts.iter().copied().chain(fractions.clone().map(|(_, whole)| whole)).collect();
        let pairs = counts
            .iter()
            .flat_map(|part| wholes.iter().map(move |whole| (*part, *whole)))
            .filter(|(part, whole)| part < whole && counts.len() <= MOST_COUNTS);
        let mut giving: Vec<(Decimal, Decimal)> = fractions
            .chain(pairs)
            .filter(|(part, whole)| recompute::gives(share, *part, *whole))
            .collect();
        giving.sort_unstable();
        giving.dedup();
        match giving.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Whether a figure can be part or whole of the statement: it counts what its topic counts, or says nothing of it.
    fn may_be_of(&self, statement: &Statement, token: usize) -> bool {
        let object = self.clauses.direct_object(token);
        object.is_none_or(|object| Lexicon::get().admits(statement.topic, object))
    }

    /// The words for a whole that a statement counts.
    fn words_for(&self, whole: Decimal) -> Option<String> {
        let counts = |statement: &&Statement| {
            statement.figures.iter().any(|&token| self.figure(token).value == whole)
        };
        let named = self.statements.iter().find(counts)?.named_by?;
        Some(self.source(named).to_owned())
    }

    /// A count of the same topic, stated alone just before in the same sentence.
    fn part_before(&self, index: usize) -> Option<Decimal> {
        let statement = &self.statements[index];
        let sentence = self.clauses.sentence(self.clauses.of(statement.figures[0]));
        self.statements[..index]
            .iter()
            .rev()
            .take_while(|earlier| sentence.contains(&self.clauses.of(earlier.figures[0])))
            .take_while(|earlier| {
                earlier.topic != statement.topic
                    || earlier.figures.iter().all(|&f| self.figure(f).kind == FigureKind::Count)
            })
            .find(|earlier| earlier.topic == statement.topic && earlier.figures.len() == 1)
            .filter(|earlier| {
                let position = self.statements.iter().position(|other| other == *earlier);
                !position.is_some_and(|position| self.is_remainder(position))
            })
            .map(|earlier| self.figure(earlier.figures[0]).value)
    }

    /// The count of the best whole named before, with its words.
    fn whole_before(&self, index: usize) -> Option<(Decimal, String)> {
        let statement = &self.statements[index];
        let wholes = Lexicon::get().wholes(statement.topic);
        let earlier = self.statements[..index].iter().rev().take(8);
        earlier
            .filter(|earlier| wholes.contains(&earlier.topic))
            .filter_map(|earlier| {
                let count = self.figure(*earlier.figures.first()?);
                let words = earlier.named_by.map_or("", |token| self.source(token));
                (count.kind == FigureKind::Count).then(|| (count.value, words.to_owned()))
            })
            .next()
    }

    /// "Trong 500 hồ sơ có 480 hồ sơ đúng hạn": a count of the same things, not smaller, just before in the sentence.
    fn unnamed_whole(&self, index: usize, part: Decimal) -> Option<(Decimal, String)> {
        let statement = &self.statements[index];
        let first = statement.figures[0];
        let sentence = self.clauses.sentence(self.clauses.of(first));
        let start = self.clauses.all[sentence.start].tokens.start;
        let is_bound = |token| self.statements.iter().any(|other| other.figures.contains(&token));
        let token = (start..first).rev().find(|&token| {
            let Some(figure) = self.clauses.tokens[token].figure() else { return false };
            let object = self.clauses.direct_object(token);
            figure.kind == FigureKind::Count
                && figure.value >= part
                && !is_bound(token)
                && object.is_some_and(|object| Lexicon::get().counts(statement.topic, object))
        })?;
        Some((self.figure(token).value, String::new()))
    }

    /// The words for the whole in the statement's own clauses.
    fn base_of(&self, statement: &Statement) -> Option<String> {
        let wholes = Lexicon::get().wholes(statement.topic);
        let clause = self.clauses.of(statement.figures[0]);
        self.clauses.all[clause].tokens.clone().find_map(|token| {
            let is_whole =
                self.clauses.tokens[token].topics().any(|(topic, _)| wholes.contains(&topic));
            // "được xử lý trực tuyến" says how, not of how many.
            let before = &self.clauses.text[..self.clauses.tokens[token].range.start];
            let is_manner = [" được ", " phải "].iter().any(|word| before.ends_with(word));
            (is_whole && !is_manner).then(|| self.source(token).to_owned())
        })
    }
}

fn statement_start(clauses: &Clauses<'_>, statement: &Statement) -> usize {
    clauses.all[clauses.of(statement.figures[0])].range.start
}
