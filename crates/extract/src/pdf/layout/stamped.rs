//! Numbers and dates whose digits a signing tool stamped one by one into the blanks of the form:
//! `Số: 1  1  8  7 /QĐ-BNV`, `ngày 1 5 tháng 1 0 năm 2 0 2 5`.
//!
//! Joins only where the form around the digits says that they are one number; refuses to know what the number means.

use crate::pdf::word::Word;

/// The words of a line, stamped digits joined with each other and with the symbol after them.
pub(super) fn join(words: Vec<Word>) -> Vec<Word> {
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    let mut rest = words.into_iter().peekable();
    while let Some(word) = rest.next() {
        let form = Form::opened_by(&word.text);
        joined.push(word);
        let Some(form) = form else { continue };
        let mut digits: Vec<Word> = Vec::new();
        while let Some(word) = rest.next_if(|word| is_digits(&word.text) && digits.len() < 6) {
            digits.push(word);
        }
        let closes = rest.peek().is_some_and(|next| form.is_closed_by(&next.text));
        let is_whole = match form {
            Form::Number => closes,
            Form::Day | Form::Month => closes && digits.len() == 2 && are_single(&digits),
            // Nothing closes a year; four digits apart are one.
            Form::Year => digits.len() == 4 && are_single(&digits),
        };
        if !is_whole {
            joined.extend(digits);
            continue;
        }
        if form == Form::Number && !digits.is_empty() {
            digits.extend(rest.next());
        }
        joined.extend(digits.into_iter().reduce(|mut number, piece| {
            number.text.push_str(&piece.text);
            number.area = number.area.around(&piece.area);
            number.size = number.size.max(piece.size);
            number.confidence = number.confidence.into_iter().chain(piece.confidence).min();
            number
        }));
    }
    joined
}

/// What a stamped number stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `Số: … /QĐ-UBND`
    Number,
    /// `ngày … tháng`
    Day,
    /// `tháng … năm`
    Month,
    /// `năm …`
    Year,
}

impl Form {
    fn opened_by(word: &str) -> Option<Self> {
        match word {
            "Số:" | "Số" | "số:" | "số" | "SỐ:" | ":" => Some(Self::Number),
            "ngày" | "Ngày" => Some(Self::Day),
            "tháng" => Some(Self::Month),
            "năm" => Some(Self::Year),
            _ => None,
        }
    }

    fn is_closed_by(self, word: &str) -> bool {
        match self {
            // A symbol, not the next part of a date or of a fraction.
            Self::Number => {
                word.strip_prefix('/').is_some_and(|symbol| symbol.chars().any(char::is_alphabetic))
            }
            Self::Day => word == "tháng",
            Self::Month => word == "năm",
            Self::Year => false,
        }
    }
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn are_single(digits: &[Word]) -> bool {
    digits.iter().all(|digit| digit.text.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::area::Area;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let words = line
            .split(' ')
            .zip(0_u8..)
            .map(|(text, index)| Word {
                text: text.to_owned(),
                area: Area::new(f32::from(index) * 20.0, 0.0, f32::from(index) * 20.0 + 15.0, 10.0),
                baseline: 8.0,
                size: 10.0,
                after_blank: true,
                confidence: None,
            })
            .collect();
        let joined: Vec<_> = join(words).into_iter().map(|word| word.text).collect();
        assert_eq!(joined.join(" "), expected);
    }

    #[test]
    fn stamped_numbers_are_joined_with_their_symbol() {
        check("Số: 1 1 8 7 /QĐ-BNV", "Số: 1187/QĐ-BNV");
        check("Số: 1187 /QĐ-BNV", "Số: 1187/QĐ-BNV");
        check("Số : 24 29 /2019/QĐ-UBND", "Số : 2429/2019/QĐ-UBND");
    }

    #[test]
    fn stamped_dates_are_joined() {
        check("Hà Nội, ngày 1 5 tháng 1 0 năm 2 0 2 5", "Hà Nội, ngày 15 tháng 10 năm 2025");
    }

    #[test]
    fn other_digits_stay_apart() {
        check("Số: /BC-UBND", "Số: /BC-UBND");
        check("số 1 2 3 đơn vị", "số 1 2 3 đơn vị");
        check("số 42 /139 đơn vị", "số 42 /139 đơn vị");
        check("ngày 27 năm 12 năm 2019", "ngày 27 năm 12 năm 2019");
        check("năm 2 0 1 9 7", "năm 2 0 1 9 7");
    }
}
