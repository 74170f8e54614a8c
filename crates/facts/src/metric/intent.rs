//! Does a figure say what is, what shall be, or under which condition something follows?

use super::{
    clause::Clauses,
    lexicon::Word,
    scan::{Break, Kind},
};

/// What a text means by the figures that it states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intent {
    /// What is so.
    Result,
    /// What a plan wants.
    Target,
    /// What must hold for something else to follow.
    Condition,
}

/// The intent at each token. A target ends with the sentence, or where the text turns to the result; where it is only
/// compared with ("thấp hơn chỉ tiêu 80%"), with the figure.
pub(crate) fn of_tokens(clauses: &Clauses<'_>, starts_as_target: bool) -> Vec<Intent> {
    let at_start = if starts_as_target { Intent::Target } else { Intent::Result };
    let mut intent = at_start;
    let mut compared = false;
    let mut in_parentheses = None;
    let mut intents = Vec::with_capacity(clauses.tokens.len());
    for (index, token) in clauses.tokens.iter().enumerate() {
        if token.kind == Kind::Break(Break::Stop) {
            (intent, compared, in_parentheses) = (at_start, false, None);
        } else if token.is(Word::Condition) {
            intent = Intent::Condition;
        } else if token.is(Word::Target) && intent != Intent::Condition {
            intent = Intent::Target;
            compared = index.checked_sub(1).is_some_and(|before| {
                let before = &clauses.tokens[before];
                let gap = &clauses.text[before.range.end..token.range.start];
                gap.trim().is_empty() && (before.is(Word::Compare) || before.is(Word::Change))
            });
        } else if token.is(Word::Result) && intent == Intent::Target && !token.is(Word::Target) {
            intent = Intent::Result;
        } else if token.kind == Kind::Open {
            in_parentheses = Some(intent);
        } else if token.kind == Kind::Close
            && intent == Intent::Target
            && let Some(outside) = in_parentheses.take()
        {
            intent = outside;
        }
        intents.push(intent);
        if compared && token.figure().is_some() {
            (intent, compared) = (Intent::Result, false);
        }
    }
    intents
}
