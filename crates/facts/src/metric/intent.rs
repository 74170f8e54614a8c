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
        } else if token.is(Word::Target) && intent == Intent::Result {
            // "hoàn thành chỉ tiêu đề ra, …": a target without a figure of its own changes nothing.
            compared = is_compared(clauses, index);
            if !compared || clauses.after(index).end < clauses.all[clauses.of(index)].tokens.end {
                intent = Intent::Target;
            }
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
        if token.is(Word::Target) && states_target(clauses, index) {
            let clause = clauses.all[clauses.of(index)].tokens.start;
            intents[clause..index].fill(Intent::Target);
        }
        let is_minimum = intent == Intent::Result
            && token.figure().is_some()
            && index.checked_sub(1).is_some_and(|before| demands(clauses, before));
        intents.push(if is_minimum { Intent::Target } else { intent });
        if compared && intent == Intent::Target && token.figure().is_some() {
            (intent, compared) = (Intent::Result, false);
        }
    }
    intents
}

/// "thấp hơn chỉ tiêu 80%", "đạt mục tiêu 80%".
fn is_compared(clauses: &Clauses<'_>, target: usize) -> bool {
    target.checked_sub(1).is_some_and(|before| {
        let token = &clauses.tokens[before];
        let gap = &clauses.text[token.range.end..clauses.tokens[target].range.start];
        let measures =
            [Word::Compare, Word::Change, Word::Continue].iter().any(|word| token.is(*word))
                || clauses.text[token.range.clone()].starts_with("hoàn thành");
        gap.trim().is_empty()
            && (measures || token.is(Word::Target) && is_compared(clauses, before))
    })
}

/// "70% hồ sơ trực tuyến là mục tiêu", "70% hồ sơ trực tuyến (mục tiêu của Chương trình)".
fn states_target(clauses: &Clauses<'_>, target: usize) -> bool {
    let before = &clauses.text[..clauses.tokens[target].range.start];
    let aside = clauses.tokens[target..]
        .iter()
        .take_while(|token| token.kind != Kind::Close)
        .all(|token| token.figure().is_none());
    let is_aside = before.trim_end().ends_with('(') && aside;
    (before.trim_end().ends_with(" là") || is_aside)
        && clauses.before(target).start > clauses.all[clauses.of(target)].tokens.start
}

/// "tối thiểu 80% hồ sơ": only a plan sets a minimum, unless the clause says that it was reached.
fn demands(clauses: &Clauses<'_>, bound: usize) -> bool {
    let clause = clauses.all[clauses.of(bound)].tokens.start;
    clauses.tokens[bound].is(Word::AtLeast) && !clauses.has(clause..bound, Word::Result)
}
