//! How was Vietnamese written before Unicode? Text in TCVN3 and VNI, as Windows-1252 shows it, with its fonts.
//!
//! Written against the published code tables, on its own: the tables of `extract` are held against these.

use unicode_normalization::UnicodeNormalization as _;

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// In Unicode.
    Unicode,
    /// In TCVN3, with capitals by font where they have tones.
    Tcvn3,
    /// In VNI.
    Vni,
}

/// Text in one font.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpelledRun {
    /// The bytes of the text, as the characters of Windows-1252.
    pub text: String,
    /// The font that shows them as Vietnamese.
    pub font: &'static str,
}

/// The fonts that runs name.
pub const FONTS: [&str; 4] = ["Times New Roman", ".VnTime", ".VnTimeH", "VNI-Times"];

/// The text as it was written; equal fonts that follow each other are one run.
#[must_use]
pub fn spell(text: &str, spelling: Spelling) -> Vec<SpelledRun> {
    let text: String = text.nfc().collect();
    match spelling {
        Spelling::Unicode => vec![SpelledRun { text, font: FONTS[0] }],
        Spelling::Vni => vec![SpelledRun { text: text.chars().map(vni).collect(), font: FONTS[3] }],
        Spelling::Tcvn3 => tcvn3_runs(&text),
    }
}

/// Letters of TCVN3 and the characters of Windows-1252 at their bytes.
const TCVN3: [(&str, &str); 2] = [
    (
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        "¨©ª«¬\u{AD}®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    ),
    ("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§"),
];

fn tcvn3(letter: char) -> Option<char> {
    TCVN3.iter().find_map(|(letters, bytes)| {
        let position = letters.chars().position(|known| known == letter)?;
        bytes.chars().nth(position)
    })
}

fn tcvn3_runs(text: &str) -> Vec<SpelledRun> {
    let mut runs: Vec<SpelledRun> = Vec::new();
    let mut push = |letters: String, font: &'static str| match runs.last_mut() {
        Some(last) if last.font == font => last.text.push_str(&letters),
        _ => runs.push(SpelledRun { text: letters, font }),
    };
    for word in text.split_inclusive(char::is_whitespace) {
        // Words all in capitals were typed in small letters under the font of capitals.
        let is_capital =
            word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase);
        let needs_font =
            |letter: char| letter.is_uppercase() && !letter.is_ascii() && tcvn3(letter).is_none();
        if is_capital && word.chars().any(needs_font) {
            let small = word.chars().flat_map(char::to_lowercase);
            push(small.map(|letter| tcvn3(letter).unwrap_or(letter)).collect(), FONTS[2]);
            continue;
        }
        for letter in word.chars() {
            if needs_font(letter) {
                let small = letter.to_lowercase();
                push(small.map(|letter| tcvn3(letter).unwrap_or(letter)).collect(), FONTS[2]);
            } else {
                push(tcvn3(letter).unwrap_or(letter).to_string(), FONTS[1]);
            }
        }
    }
    runs
}

/// A letter of VNI: its base, and the byte of its marks.
fn vni(letter: char) -> String {
    let single = match letter {
        'đ' => 'ñ',
        'Đ' => 'Ñ',
        'ỉ' => 'æ',
        'Ỉ' => 'Æ',
        'ĩ' => 'ó',
        'Ĩ' => 'Ó',
        'ị' => 'ò',
        'Ị' => 'Ò',
        'ỵ' => 'î',
        'Ỵ' => 'Î',
        'í' | 'ì' | 'Í' | 'Ì' => letter,
        _ => '\0',
    };
    if single != '\0' || letter.is_ascii() {
        return if letter.is_ascii() { letter } else { single }.to_string();
    }
    let parts: Vec<char> = letter.nfd().collect();
    let [base, marks @ ..] = parts.as_slice() else { return letter.to_string() };
    if !base.is_ascii_alphabetic() || marks.is_empty() {
        return letter.to_string();
    }
    let has = |mark| marks.contains(&mark);
    let horned = has('\u{31B}');
    let base = match base {
        'o' if horned => 'ô',
        'O' if horned => 'Ô',
        'u' if horned => 'ö',
        'U' if horned => 'Ö',
        base => *base,
    };
    // Acute, grave, hook, tilde, dot below, none.
    let tone = ['\u{301}', '\u{300}', '\u{309}', '\u{303}', '\u{323}'];
    let tone = tone.iter().position(|tone| has(*tone)).unwrap_or(5);
    let row = match () {
        () if has('\u{302}') => ['á', 'à', 'å', 'ã', 'ä', 'â'],
        () if has('\u{306}') => ['é', 'è', 'ú', 'ü', 'ë', 'ê'],
        () => ['ù', 'ø', 'û', 'õ', 'ï', '\0'],
    };
    let mark = if letter.is_uppercase() {
        row[tone].to_uppercase().next().unwrap_or('\0')
    } else {
        row[tone]
    };
    if mark == '\0' { base.to_string() } else { format!("{base}{mark}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_national_title_in_both() {
        let said = |spelling| -> Vec<(String, &str)> {
            let runs = spell("CỘNG HÒA Độc lập Ủy", spelling);
            runs.into_iter().map(|run| (run.text, run.font)).collect()
        };
        let pair = |text: &str, font| (text.to_owned(), font);
        assert_eq!(
            said(Spelling::Tcvn3),
            [
                pair("céng hßa ", ".VnTimeH"),
                pair("§éc lËp ", ".VnTime"),
                pair("ñ", ".VnTimeH"),
                pair("y", ".VnTime")
            ]
        );
        assert_eq!(said(Spelling::Vni), [pair("COÄNG HOØA Ñoäc laäp UÛy", "VNI-Times")]);
    }
}
