//! What counts as a word: letters and digits, in lower case, without diacritics, whatever the Unicode form.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The name under which the tokenizer is registered.
pub(crate) const TOKENIZER: &str = "folded";

/// The words of a text as they are indexed.
pub(crate) fn of(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.text).collect()
}

pub(crate) fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(FoldedWords).build()
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word_start = None;
    let is_word = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (word_start, is_word(c)) {
            (None, true) => word_start = Some(at),
            (Some(start), false) => {
                let position = tokens.len();
                tokens.push(Token {
                    offset_from: start,
                    offset_to: at,
                    position,
                    text: fold(&text[start..at]),
                    position_length: 1,
                });
                word_start = None;
            }
            _ => {}
        }
    }
    tokens
}

fn fold(word: &str) -> String {
    word.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, 'đ' | 'ð') { 'd' } else { c })
        .collect()
}

#[derive(Debug, Clone, Default)]
struct FoldedWords;

struct FoldedTokens {
    tokens: std::vec::IntoIter<Token>,
    current: Token,
}

impl Tokenizer for FoldedWords {
    type TokenStream<'a> = FoldedTokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FoldedTokens {
        FoldedTokens { tokens: tokens(text).into_iter(), current: Token::default() }
    }
}

impl TokenStream for FoldedTokens {
    fn advance(&mut self) -> bool {
        match self.tokens.next() {
            Some(token) => {
                self.current = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn decomposed_and_composed_text_have_the_same_words() {
        let check =
            |text: &str, expected: &[&str]| assert_eq!(super::of(text), expected, "{text:?}");
        check("Đúng hạn: 98,81%", &["dung", "han", "98", "81"]);
        check("d\u{323}u\u{301}ng", &["dung"]);
        check("Ðồng", &["dong"]);
        check(" – ", &[]);
    }
}
