//! RTF as a stream of tokens.
//!
//! Refuses to know: what any control word means, but `\bin`, whose bytes are no RTF.

/// One step through RTF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'b> {
    /// `{`.
    Open,
    /// `}`.
    Close,
    /// A control word with its number, `\par` or `\f12`.
    Word(&'b str, Option<i32>),
    /// A control symbol, `\~`.
    Symbol(u8),
    /// A byte of text, as itself or as `\'e9`.
    Byte(u8),
}

/// The tokens of some bytes.
pub(super) struct Tokens<'b> {
    rest: &'b [u8],
}

impl<'b> Tokens<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, n_bytes: usize) {
        self.rest = self.rest.get(n_bytes..).unwrap_or_default();
    }

    fn word(&mut self) -> Token<'b> {
        let n_letters = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (name, rest) = self.rest.split_at(n_letters);
        let n_signs = usize::from(rest.first() == Some(&b'-'));
        let n_digits = rest[n_signs..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut number = None;
        self.rest = rest;
        if n_digits > 0 {
            let digits = std::str::from_utf8(&rest[..n_signs + n_digits]).unwrap_or_default();
            number = digits.parse().ok();
            self.take(n_signs + n_digits);
        }
        // One blank belongs to the word.
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        let name = std::str::from_utf8(name).unwrap_or_default();
        if name == "bin" {
            self.take(number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0));
        }
        Token::Word(name, number)
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let (first, rest) = self.rest.split_first()?;
            self.rest = rest;
            return Some(match first {
                b'{' => Token::Open,
                b'}' => Token::Close,
                // Lines of the file are no lines of the text.
                b'\r' | b'\n' | 0 => continue,
                b'\\' => match self.rest.first() {
                    None => return None,
                    Some(letter) if letter.is_ascii_alphabetic() => self.word(),
                    Some(b'\'') => {
                        let digits =
                            self.rest.get(1..3).and_then(|two| std::str::from_utf8(two).ok());
                        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
                        self.take(if byte.is_some() { 3 } else { 1 });
                        match byte {
                            Some(byte) => Token::Byte(byte),
                            None => continue,
                        }
                    }
                    Some(symbol) => {
                        self.rest = &self.rest[1..];
                        Token::Symbol(*symbol)
                    }
                },
                byte => Token::Byte(*byte),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_numbers_and_bytes_have_two_spellings() {
        use Token::*;
        let check = |rtf: &[u8], expect: &[Token<'_>]| {
            assert_eq!(Tokens::new(rtf).collect::<Vec<_>>(), expect);
        };
        check(b"{\\b0 x}", &[Open, Word("b", Some(0)), Byte(b'x'), Close]);
        check(
            b"\\u-3913 ?\\'E9\\~",
            &[Word("u", Some(-3913)), Byte(b'?'), Byte(0xE9), Symbol(b'~')],
        );
        check(b"\\par\r\n a", &[Word("par", None), Byte(b' '), Byte(b'a')]);
        check(b"\\bin3 {{{a", &[Word("bin", Some(3)), Byte(b'a')]);
        check(b"\\bin9 {", &[Word("bin", Some(9))]);
        check(b"\\'zz\\", &[Byte(b'z'), Byte(b'z')]);
        check(b"\\u99999999999 x", &[Word("u", None), Byte(b'x')]);
    }
}
