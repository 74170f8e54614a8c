//! How does a text fall into clauses, and what does each clause speak of?
//!
//! A clause lies between two breaks. A figure looks for its topic first in its own clause, on its own side of the
//! other figures there; what comes after that is the work of `bind`.

use std::ops::Range;

use super::{
    lexicon::{Lexicon, ObjectId, TopicId, Word},
    scan::{Break, Kind, Token, direct_object},
};

/// The tokens between two breaks.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    /// Indices of its tokens, breaks left out.
    pub(crate) tokens: Range<usize>,
    /// Bytes of the folded text.
    pub(crate) range: Range<usize>,
    /// The break before it; a stop before the first.
    pub(crate) opener: Break,
    /// Whether a figure stands in it.
    pub(crate) has_figure: bool,
}

/// A topic named by a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    /// The topic.
    pub(crate) topic: TopicId,
    /// Index of the token.
    pub(crate) token: usize,
}

/// A scanned text with its clauses.
pub(crate) struct Clauses<'t> {
    /// The folded text.
    pub(crate) text: &'t str,
    /// Its tokens.
    pub(crate) tokens: &'t [Token],
    /// Its clauses, in order.
    pub(crate) all: Vec<Clause>,
}

impl<'t> Clauses<'t> {
    /// Divides scanned text.
    pub(crate) fn new(text: &'t str, tokens: &'t [Token]) -> Self {
        let mut all = Vec::new();
        let (mut first, mut start, mut opener) = (0, 0, Break::Stop);
        let mut close = |first: usize, end: usize, range: Range<usize>, opener| {
            let has_figure = tokens[first..end].iter().any(|token| token.figure().is_some());
            all.push(Clause { tokens: first..end, range, opener, has_figure });
        };
        for (index, token) in tokens.iter().enumerate() {
            let Some((kind, range)) = break_at(tokens, index) else { continue };
            close(first, index, start..range.start, opener);
            let is_break = matches!(token.kind, Kind::Break(_));
            (first, start) =
                (index + usize::from(is_break), if is_break { range.end } else { range.start });
            opener = kind;
        }
        close(first, tokens.len(), start..text.len(), opener);
        all.retain(|clause| {
            !clause.tokens.is_empty() || !text[clause.range.clone()].trim().is_empty()
        });
        Self { text, tokens, all }
    }

    /// Index of the clause that a token stands in.
    pub(crate) fn of(&self, token: usize) -> usize {
        self.all
            .partition_point(|clause| clause.tokens.end <= token)
            .min(self.all.len().saturating_sub(1))
    }

    /// The clauses of the sentence that a clause stands in.
    pub(crate) fn sentence(&self, clause: usize) -> Range<usize> {
        let starts = |index: &usize| self.all[*index].opener == Break::Stop;
        let first = (0..=clause).rev().find(starts).unwrap_or(0);
        let end = (clause + 1..self.all.len()).find(starts).unwrap_or(self.all.len());
        first..end
    }

    /// The tokens of the figure's clause before it, as far as the figure before that.
    pub(crate) fn before(&self, figure: usize) -> Range<usize> {
        let clause = &self.all[self.of(figure)].tokens;
        let previous = (clause.start..figure).rev().find(|&at| self.tokens[at].figure().is_some());
        previous.map_or(clause.start, |at| at + 1)..figure
    }

    /// The tokens of the figure's clause after it, as far as the next figure or an aside in parentheses.
    pub(crate) fn after(&self, figure: usize) -> Range<usize> {
        let clause = &self.all[self.of(figure)].tokens;
        let next = (figure + 1..clause.end).find(|&at| {
            let token = &self.tokens[at];
            token.figure().is_some() || token.kind == Kind::Open
        });
        figure + 1..next.unwrap_or(clause.end)
    }

    /// The heaviest topic named by some tokens; of equal ones the nearest to `near`. `direct` is what the figure
    /// itself counts, `context` what the sentence counted so far.
    pub(crate) fn topic_in(
        &self,
        tokens: Range<usize>,
        near: usize,
        direct: Option<ObjectId>,
        context: &[ObjectId],
        admits: impl Fn(TopicId) -> bool,
    ) -> Option<Named> {
        let lexicon = Lexicon::get();
        let mut best: Option<(u32, usize, Named)> = None;
        for token in tokens {
            let Some(topic) = self.resolve(token, direct, context).filter(|topic| admits(*topic))
            else {
                continue;
            };
            let weight = lexicon.topic(topic).weight;
            let distance = near.abs_diff(token);
            if best.is_none_or(|(heaviest, nearest, _)| {
                weight > heaviest || weight == heaviest && distance < nearest
            }) {
                best = Some((weight, distance, Named { topic, token }));
            }
        }
        best.map(|(_, _, named)| named)
    }

    /// The topic that a token names, told by the objects around it: nearest first.
    pub(crate) fn resolve(
        &self,
        token: usize,
        direct: Option<ObjectId>,
        context: &[ObjectId],
    ) -> Option<TopicId> {
        let lexicon = Lexicon::get();
        let candidates = || self.tokens[token].topics();
        let mut own = candidates().filter(|(_, by_itself)| *by_itself).map(|(topic, _)| topic);
        let first = own.next();
        if candidates().count() == usize::from(first.is_some()) {
            return first;
        }
        let in_clause = self.objects(self.all[self.of(token)].tokens.clone());
        let levels: [&[ObjectId]; 3] = [direct.as_slice(), &in_clause, context];
        for level in levels {
            let fits = |topic: TopicId| level.iter().any(|object| lexicon.counts(topic, *object));
            if let Some((topic, _)) = candidates().find(|(topic, _)| fits(*topic)) {
                return Some(topic);
            }
        }
        first
    }

    /// The kinds of things that some tokens name.
    pub(crate) fn objects(&self, tokens: Range<usize>) -> Vec<ObjectId> {
        self.tokens[tokens].iter().filter_map(Token::object).collect()
    }

    /// What a figure counts by the words directly after it.
    pub(crate) fn direct_object(&self, figure: usize) -> Option<ObjectId> {
        direct_object(self.text, self.tokens, figure)
    }

    /// Whether one of some tokens can be this word.
    pub(crate) fn has(&self, tokens: Range<usize>, word: Word) -> bool {
        self.tokens[tokens].iter().any(|token| token.is(word))
    }
}

/// The break at a token: punctuation, or the last "và" between two figures of one clause.
fn break_at(tokens: &[Token], index: usize) -> Option<(Break, Range<usize>)> {
    let token = &tokens[index];
    if let Kind::Break(kind) = token.kind {
        return Some((kind, token.range.clone()));
    }
    if !token.is(Word::And) {
        return None;
    }
    let stays = |token: &&Token| !matches!(token.kind, Kind::Break(_));
    let figure_before =
        tokens[..index].iter().rev().take_while(stays).any(|t| t.figure().is_some());
    let next = tokens[index + 1..]
        .iter()
        .take_while(stays)
        .find(|t| t.figure().is_some() || t.is(Word::And));
    (figure_before && next.is_some_and(|next| next.figure().is_some()))
        .then(|| (Break::Comma, token.range.clone()))
}
