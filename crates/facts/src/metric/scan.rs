//! Which words, figures, periods and breaks follow each other in a text? The only view that binding has of it.
//!
//! Refuses to know which figure belongs to which word.

use std::ops::Range;

use model::facts::Qualifier;
use rust_decimal::Decimal;

use super::{
    figure::{self, Figure, FigureKind, Number},
    fold::Folded,
    lexicon::{Hit, Lexicon, Meaning, ObjectId, TopicId, Word},
    period,
};

/// A unit of a folded text that binding looks at.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// Bytes of the folded text.
    pub(crate) range: Range<usize>,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// A word of the lexicon.
    Lexical(&'static [Meaning]),
    /// A figure.
    Figure(Figure),
    /// The name of a period.
    Period,
    /// A break between clauses or sentences.
    Break(Break),
    /// An opening parenthesis.
    Open,
    /// A closing parenthesis.
    Close,
}

/// How much a break separates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Break {
    /// A comma, or a word like "và" between two figures.
    Comma,
    /// A semicolon, or the end of a list item.
    Semicolon,
    /// A colon: what stands before it speaks of all that follows.
    Colon,
    /// The end of a sentence.
    Stop,
}

impl Token {
    /// The figure that the token is.
    pub(crate) fn figure(&self) -> Option<&Figure> {
        match &self.kind {
            Kind::Figure(figure) => Some(figure),
            _ => None,
        }
    }

    /// What the token can mean, when it is a word.
    pub(crate) fn meanings(&self) -> &'static [Meaning] {
        match self.kind {
            Kind::Lexical(meanings) => meanings,
            _ => &[],
        }
    }

    /// Whether the token can be this word.
    pub(crate) fn is(&self, word: Word) -> bool {
        self.meanings().contains(&Meaning::Word(word))
    }

    /// The kind of things that the token names.
    pub(crate) fn object(&self) -> Option<ObjectId> {
        self.meanings().iter().find_map(|meaning| match meaning {
            Meaning::Object(object) => Some(*object),
            _ => None,
        })
    }

    /// The topics that the token can name, each with whether it does so without its object.
    pub(crate) fn topics(&self) -> impl Iterator<Item = (TopicId, bool)> {
        self.meanings().iter().filter_map(Meaning::topic)
    }
}

/// The tokens of a folded text, in order, without figures that are differences or count foreign things.
pub(crate) fn scan(folded: &Folded<'_>) -> Vec<Token> {
    let text = folded.text();
    tokens(folded, Lexicon::get().search(text), figure::find(text))
}

/// The same of a text in which the words of the lexicon and the numbers were found before.
pub(crate) fn tokens(folded: &Folded<'_>, hits: Vec<Hit>, numbers: Vec<Number>) -> Vec<Token> {
    let mut tokens = with_breaks(folded, words_and_numbers(folded.text(), hits, numbers));
    join_parts_of_wholes(folded.text(), &mut tokens);
    join_wholes_behind(folded.text(), &mut tokens);
    rank_figures(folded.text(), &mut tokens);
    qualify(folded.text(), &mut tokens);
    drop_foreign(folded.text(), &mut tokens);
    tokens
}

/// Words, periods and numbers; where they overlap, the first, and of those that begin together the most telling.
fn words_and_numbers(text: &str, hits: Vec<Hit>, numbers: Vec<Number>) -> Vec<Token> {
    let mut found: Vec<(u8, Range<usize>, Option<Kind>)> = Vec::new();
    for hit in hits {
        let has_digits = text[hit.range.clone()].bytes().any(|byte| byte.is_ascii_digit());
        found.push((if has_digits { 0 } else { 3 }, hit.range, Some(Kind::Lexical(hit.meanings))));
    }
    found.extend(period::find(text).into_iter().map(|range| (1, range, Some(Kind::Period))));
    for number in numbers {
        let range = number.range();
        let kind = match number {
            Number::Figure(figure) => Some(Kind::Figure(figure)),
            Number::Year(_) | Number::Other(_) => None,
        };
        found.push((2, range, kind));
    }
    found.sort_by_key(|(priority, range, _)| (range.start, *priority));
    let mut tokens: Vec<Token> = Vec::with_capacity(found.len());
    let mut free_from = 0;
    for (_, range, kind) in found {
        if range.start < free_from {
            continue;
        }
        free_from = range.end;
        match kind {
            Some(kind) => tokens.push(Token { range, kind }),
            // "PAPI 2024": a year names the period of the index that stands before it.
            // "năm 2022, 2023 và 2024" names three.
            // "2022: 84,1%; 2023: 85,9%": so does one that labels a figure.
            None if is_year_of_index(text, &tokens, &range)
                || is_year_label(text, &range)
                || is_next_year(text, &tokens, &range) =>
            {
                tokens.push(Token { range, kind: Kind::Period });
            }
            None => {}
        }
    }
    tokens
}

fn is_year_of_index(text: &str, tokens: &[Token], range: &Range<usize>) -> bool {
    let lexicon = Lexicon::get();
    range.len() == 4
        && tokens.last().is_some_and(|before| {
            text[before.range.end..range.start].trim().is_empty()
                && before.topics().any(|(topic, _)| lexicon.topic(topic).index)
        })
}

fn is_year_label(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end_matches(' ');
    range.len() == 4
        && text[range.end..].trim_start().starts_with(':')
        && (before.is_empty() || before.ends_with([':', ';', ',', '\n', '(', '-']))
}

fn is_next_year(text: &str, tokens: &[Token], range: &Range<usize>) -> bool {
    let before = tokens.iter().rev().find(|token| !token.is(Word::And));
    range.len() == 4
        && before.is_some_and(|before| {
            let gap = text[before.range.end..range.start].trim();
            before.kind == Kind::Period && matches!(gap, "," | "và" | ", và")
        })
}

fn with_breaks(folded: &Folded<'_>, tokens: Vec<Token>) -> Vec<Token> {
    let text = folded.text();
    let mut all = Vec::with_capacity(tokens.len() * 2);
    let mut from = 0;
    for token in tokens {
        push_breaks(folded, from..token.range.start, &mut all);
        from = token.range.end;
        all.push(token);
    }
    push_breaks(folded, from..text.len(), &mut all);
    all
}

fn push_breaks(folded: &Folded<'_>, gap: Range<usize>, tokens: &mut Vec<Token>) {
    let text = folded.text();
    // Signs are told by their first byte: letters of Vietnamese share none of these.
    for (offset, byte) in text.as_bytes()[gap.clone()].iter().enumerate() {
        let at = gap.start + offset;
        let range = at..at + 1;
        let (range, kind) = match byte {
            b'a'..=b'z' | b' ' | 0x80..=0xe1 => continue,
            b',' => (range, Kind::Break(Break::Comma)),
            b';' | b'\n' | b'|' => (range, Kind::Break(Break::Semicolon)),
            b':' => (range, Kind::Break(Break::Colon)),
            b'-' if is_spaced(text, &range) => (range, Kind::Break(Break::Comma)),
            b'.' | b'!' | b'?' if ends_sentence(folded, &range) => {
                (range, Kind::Break(Break::Stop))
            }
            0xe2 if text[at..].starts_with('…') => {
                let range = at..at + '…'.len_utf8();
                if !ends_sentence(folded, &range) {
                    continue;
                }
                (range, Kind::Break(Break::Stop))
            }
            // "3 hồ sơ quá hạn/1.250 hồ sơ đã giải quyết": a part and a whole, each with its own words.
            b'/' if stands_between_counts(text, &range) => (range, Kind::Break(Break::Comma)),
            b'(' | b'[' => (range, Kind::Open),
            b')' | b']' => (range, Kind::Close),
            _ => continue,
        };
        tokens.push(Token { range, kind });
    }
}

fn stands_between_counts(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end();
    let words = before.rsplit(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    // "345 hồ sơ/350 hồ sơ" is a fraction.
    words.split_whitespace().nth(2).is_some()
        && before.ends_with(char::is_alphabetic)
        && text[range.end..].trim_start().starts_with(|c: char| c.is_ascii_digit())
}

fn is_spaced(text: &str, range: &Range<usize>) -> bool {
    text[..range.start].ends_with(' ') && text[range.end..].starts_with(' ')
}

/// A full stop ends a sentence unless a lower-case word follows, or it belongs to an abbreviation or outline number.
fn ends_sentence(folded: &Folded<'_>, range: &Range<usize>) -> bool {
    let text = folded.text();
    let after = &text[range.end..];
    let Some(next) = after.trim_start().chars().next() else { return true };
    if !after.starts_with([' ', '\n', '"', '”', ')']) {
        return false;
    }
    let before = text[..range.start].rsplit([' ', '\n']).next().unwrap_or_default();
    let is_short = before.chars().count() <= 2 && before.chars().any(char::is_alphanumeric);
    let starts_line = text[..range.start - before.len()].trim_end_matches(' ').is_empty()
        || text[..range.start - before.len()].ends_with('\n');
    if is_short && starts_line {
        return false;
    }
    let at = range.end + (after.len() - after.trim_start().len());
    let in_source = folded.source_text(at..at + next.len_utf8());
    !in_source.starts_with(char::is_lowercase)
}

/// "464 trên 482 hồ sơ", "464 hồ sơ/482 hồ sơ" and "464 hồ sơ trên tổng số 482 hồ sơ" are the fraction 464/482.
fn join_parts_of_wholes(text: &str, tokens: &mut Vec<Token>) {
    let gap = |a: &Token, b: &Token| text[a.range.end..b.range.start].trim();
    let is_count = |token: &Token| {
        token.figure().filter(|figure| figure.kind == FigureKind::Count).map(|figure| figure.value)
    };
    let mut index = 0;
    while index + 2 < tokens.len() {
        let counted = usize::from(tokens[index + 1].object().is_some());
        let (last, second) = (&tokens[index + counted], tokens.get(index + counted + 2));
        let on = &tokens[index + counted + 1];
        let adjacent = |a: &Token, b: &Token| gap(a, b).is_empty();
        let is_on = text[on.range.clone()].starts_with("trên") && adjacent(last, on);
        let whole = if is_count(on).is_some() && gap(last, on) == "/" {
            Some(index + counted + 1)
        } else {
            second.filter(|second| is_on && adjacent(on, second)).map(|_| index + counted + 2)
        };
        let adjoins = counted == 0 || adjacent(&tokens[index], last);
        if let (Some(whole_index), true) = (whole, adjoins)
            && let (Some(part), Some(whole)) =
                (is_count(&tokens[index]), is_count(&tokens[whole_index]))
        {
            let range = tokens[index].range.start..tokens[whole_index].range.end;
            let kind = FigureKind::Fraction(part, whole);
            let joined = Figure::new(range.clone(), kind, part);
            let joined = Token { range, kind: Kind::Figure(joined) };
            tokens.splice(index..=whole_index, [joined]);
        }
        index += 1;
    }
}

/// Words right before a whole that is named behind its part or share.
const OF_A_WHOLE: [&str; 10] = [
    "trong tổng số",
    "trên tổng số",
    "trong số",
    "trên tổng",
    "so với tổng số",
    "/tổng số",
    "/ tổng số",
    "trong",
    "trên",
    "/",
];

/// "490 hồ sơ đúng hạn trong số 495 hồ sơ", "8.415 hồ sơ trực tuyến/10.002 hồ sơ" are fractions; "98,99% trên tổng 495 hồ
/// sơ" is a share that names its whole. The whole is no figure of its own then.
fn join_wholes_behind(text: &str, tokens: &mut Vec<Token>) {
    let mut index = 1;
    while index < tokens.len() {
        match part_of(text, tokens, index) {
            Some((part, whole)) => {
                let Kind::Figure(figure) = &mut tokens[part].kind else { unreachable!("a figure") };
                if figure.kind == FigureKind::Percent {
                    figure.whole = Some(whole);
                } else {
                    figure.kind = FigureKind::Fraction(figure.value, whole);
                }
                // The slash between them was taken for a break.
                let is_break = matches!(tokens[index - 1].kind, Kind::Break(_));
                tokens.drain(index - usize::from(is_break)..=index);
            }
            None => index += 1,
        }
    }
}

/// The figure before a count that the count is the whole of, with that whole.
fn part_of(text: &str, tokens: &[Token], index: usize) -> Option<(usize, Decimal)> {
    let figure = tokens[index].figure().filter(|figure| figure.kind == FigureKind::Count)?;
    let before = text[..figure.range.start].trim_end();
    let connector = OF_A_WHOLE.iter().find(|words| before.ends_with(**words))?;
    let lexicon = Lexicon::get();
    let object = direct_object(text, tokens, index);
    if !object.is_some_and(|object| lexicon.is_counted(object)) {
        return None;
    }
    let is_slash = *connector == "/";
    if is_slash && names_topic_behind(tokens, index) {
        return None;
    }
    let is_own_break = |token: &Token| is_slash && &text[token.range.clone()] == "/";
    let part = tokens[..index]
        .iter()
        .rposition(|token| {
            token.figure().is_some() || matches!(token.kind, Kind::Break(_)) && !is_own_break(token)
        })
        .and_then(|part| Some((part, tokens[part].figure()?)));
    let (part, counted) = part?;
    let fits = match counted.kind {
        FigureKind::Percent => !is_slash,
        FigureKind::Count => counted.value <= figure.value,
        _ => false,
    };
    fits.then_some((part, figure.value))
}

/// Whether the words behind a figure, up to the next break, say what it is of: "3 hồ sơ quá hạn/1.250 hồ sơ đã giải quyết".
fn names_topic_behind(tokens: &[Token], index: usize) -> bool {
    tokens[index + 1..]
        .iter()
        .take_while(|token| token.figure().is_none() && !matches!(token.kind, Kind::Break(_)))
        .any(|token| token.topics().next().is_some())
}

/// "thứ 23/63", "tốp 10", "dẫn đầu" are ranks.
fn rank_figures(text: &str, tokens: &mut [Token]) {
    for index in 0..tokens.len() {
        // "nhóm 10 tỉnh dẫn đầu": the rank is 10.
        let in_group = tokens[..index]
            .iter()
            .rev()
            .take_while(|token| !matches!(token.kind, Kind::Break(_)))
            .any(|token| token.figure().is_some_and(|f| f.qualifier == Some(Qualifier::AtMost)));
        if in_group && tokens[index].is(Word::First) {
            continue;
        }
        let words = [(Word::First, 1), (Word::Second, 2), (Word::Third, 3)];
        if let Some((_, rank)) = words.into_iter().find(|(word, _)| tokens[index].is(*word)) {
            set_figure(&mut tokens[index], FigureKind::Rank, Decimal::from(rank));
        } else if tokens[index].is(Word::HundredPercent) {
            set_figure(&mut tokens[index], FigureKind::Percent, Decimal::ONE_HUNDRED);
        }
        let Some(before) = index.checked_sub(1) else { continue };
        let adjacent = text[tokens[before].range.end..tokens[index].range.start].trim().is_empty();
        let (is_rank, is_top) = (tokens[before].is(Word::Rank), tokens[before].is(Word::Top));
        if let Kind::Figure(figure) = &mut tokens[index].kind
            && matches!(figure.kind, FigureKind::Count | FigureKind::Fraction(..))
            && adjacent
            && (is_rank || is_top)
        {
            figure.kind = FigureKind::Rank;
            figure.qualifier = is_top.then_some(Qualifier::AtMost);
        }
    }
}

fn set_figure(token: &mut Token, kind: FigureKind, value: Decimal) {
    let range = token.range.clone();
    token.kind = Kind::Figure(Figure::new(range, kind, value));
}

/// Gives figures the bounds that stand beside them: "hơn 95%", "từ 95% trở lên".
fn qualify(text: &str, tokens: &mut [Token]) {
    for index in 0..tokens.len() {
        if tokens[index].figure().is_none() {
            continue;
        }
        let after = tokens[index + 1..]
            .iter()
            .take_while(|token| !matches!(token.kind, Kind::Figure(_) | Kind::Break(_)))
            .find_map(|token| {
                let bounds = [(Word::Over, Qualifier::AtLeast), (Word::Under, Qualifier::AtMost)];
                bounds.into_iter().find(|(word, _)| token.is(*word))
            })
            .map(|(_, qualifier)| qualifier);
        let before = index
            .checked_sub(1)
            .map(|before| &tokens[before])
            .filter(|before| text[before.range.end..tokens[index].range.start].trim().is_empty());
        let before = before.and_then(|token| {
            token.meanings().iter().find_map(|meaning| match meaning {
                Meaning::Word(word) => word.qualifier(),
                _ => None,
            })
        });
        if let Kind::Figure(figure) = &mut tokens[index].kind {
            figure.qualifier = match (after, figure.kind) {
                // "từ thứ 15 trở lên": better ranks are smaller numbers.
                (Some(Qualifier::AtLeast), FigureKind::Rank) => Some(Qualifier::AtMost),
                _ => after.or(before).or(figure.qualifier),
            };
        }
    }
}

/// Leaves out figures that are differences ("tăng 3,2%"), ranges ("từ 90% đến dưới 95%"), numbers of list items, and
/// counts or shares of things that no metric counts ("12 xã", "81% dân số").
fn drop_foreign(text: &str, tokens: &mut Vec<Token>) {
    let keep: Vec<bool> = (0..tokens.len())
        .map(|index| match tokens[index].figure() {
            None => true,
            Some(figure) => {
                !is_difference(text, tokens, index)
                    && !is_end_of_range(text, tokens, index)
                    && !is_item_number(text, figure)
                    && !is_reference(text, figure)
                    && counts_something_known(text, tokens, index)
            }
        })
        .collect();
    let mut keep = keep.into_iter();
    tokens.retain(|_| keep.next().unwrap_or(true));
}

fn is_difference(text: &str, tokens: &[Token], index: usize) -> bool {
    let mut at = tokens[index].range.start;
    let mut compared = false;
    for token in tokens[..index].iter().rev() {
        let gap = &text[token.range.end..at];
        let n_words =
            gap.split_whitespace().filter(|word| !matches!(*word, "được" | "thêm")).count();
        let states_value = gap.split_whitespace().any(|word| matches!(word, "là" | "đạt" | "còn"));
        if token.is(Word::Change) && is_against_mean(gap) {
            return is_much_smaller_than_before(tokens, index);
        }
        if token.is(Word::Change) {
            return if compared { !states_value && n_words <= 2 } else { n_words == 0 };
        }
        let is_bound = token
            .meanings()
            .iter()
            .any(|meaning| matches!(meaning, Meaning::Word(word) if word.qualifier().is_some()));
        let is_comparison = token.is(Word::Compare) || token.kind == Kind::Period;
        if states_value || !(is_bound && n_words == 0 || is_comparison && n_words <= 4) {
            return false;
        }
        compared |= is_comparison;
        at = token.range.start;
    }
    false
}

/// "cao hơn bình quân chung của tỉnh": what follows is either the mean or the distance to it.
fn is_against_mean(gap: &str) -> bool {
    let gap = gap.trim_start();
    ["bình quân", "trung bình", "mặt bằng", "mức bình quân", "mức trung bình"]
        .iter()
        .any(|mean| gap.starts_with(mean))
}

/// A mean is of the size of the figure held against it, a distance is not.
fn is_much_smaller_than_before(tokens: &[Token], index: usize) -> bool {
    let value = |token: &Token| token.figure().map(|figure| figure.value);
    let before = tokens[..index].iter().rev().find_map(value);
    let own = value(&tokens[index]);
    before.zip(own).is_some_and(|(before, own)| own * Decimal::TWO < before)
}

/// "từ 90% đến dưới 95%", but not "tăng từ 90% đến 95%".
fn is_end_of_range(text: &str, tokens: &[Token], index: usize) -> bool {
    let is_range = |a: usize, b: usize| {
        let between = &text[tokens[a].range.end..tokens[b].range.start];
        let is_from = a.checked_sub(1).is_some_and(|from| tokens[from].is(Word::From));
        let changes = tokens[..a].iter().rev().take(4).any(|token| token.is(Word::Change));
        ["đến", "tới", "-"].iter().any(|to| between.trim_start().starts_with(to))
            && is_from
            && !changes
    };
    let next = tokens[index + 1..].iter().take(3).position(|token| token.figure().is_some());
    let previous = tokens[..index].iter().rev().take(3).position(|token| token.figure().is_some());
    next.is_some_and(|offset| is_range(index, index + 1 + offset))
        || previous.is_some_and(|offset| is_range(index - 1 - offset, index))
}

fn is_item_number(text: &str, figure: &Figure) -> bool {
    let (before, after) = (&text[..figure.range.start], &text[figure.range.end..]);
    figure.kind == FigureKind::Count
        && (before.is_empty() || before.ends_with('\n'))
        && after.starts_with(['.', ')'])
}

/// "Điều 4", "khoản 3", "Bảng 2", and the "(1)" of an enumeration.
fn is_reference(text: &str, figure: &Figure) -> bool {
    if figure.kind != FigureKind::Count {
        return false;
    }
    let (before, after) = (&text[..figure.range.start], &text[figure.range.end..]);
    let is_marker = before.ends_with('(') && after.starts_with(')') && figure.range.len() <= 2;
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    is_marker
        || matches!(
            word,
            "điều"
                | "khoản"
                | "mục"
                | "chương"
                | "lục"
                | "bảng"
                | "biểu"
                | "mẫu"
                | "trang"
                | "cấp"
                | "loại"
                | "phần"
                | "tr"
                | "phụ"
                | "tiết"
                | "ngày"
                | "tháng"
                | "năm"
                | "quý"
                | "lần"
                | "điểm"
                | "câu"
                | "hình"
        )
}

/// Whether the figure is followed by a thing that some topic counts, or by no unknown word at all.
fn counts_something_known(text: &str, tokens: &[Token], index: usize) -> bool {
    let figure = tokens[index].figure().expect("only figures are asked about");
    match direct_object(text, tokens, index) {
        Some(object) if figure.kind == FigureKind::Count => Lexicon::get().is_counted(object),
        Some(object) => Lexicon::get().is_shared(object),
        None if figure.kind == FigureKind::Count => {
            let next = tokens.get(index + 1).map_or(text.len(), |token| token.range.start);
            text[tokens[index].range.end..next].trim_matches([' ', '"', '”']).is_empty()
        }
        None => true,
    }
}

/// What a figure counts by the words directly after it: "95% tổng số văn bản".
pub(crate) fn direct_object(text: &str, tokens: &[Token], index: usize) -> Option<ObjectId> {
    let mut at = tokens[index].range.end;
    for token in tokens[index + 1..].iter().take(3) {
        let gap = text[at..token.range.start].split_whitespace();
        if gap.clone().any(|word| !matches!(word, "số" | "lượng" | "các" | "trên" | "của"))
        {
            return None;
        }
        if let Some(object) = token.object() {
            return Some(object);
        }
        let lexicon = Lexicon::get();
        let is_total = token.is(Word::All)
            || token.topics().any(|(topic, _)| {
                lexicon.topic(topic).whole && lexicon.topic(topic).metrics.count.is_none()
            });
        if !is_total {
            return None;
        }
        at = token.range.end;
    }
    None
}
