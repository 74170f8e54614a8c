//! The encodings themselves: which letter does each byte stand for?
//!
//! Refuses to know: whether a text is in one of them.

use encoding_rs::WINDOWS_1258;

/// How Vietnamese text may have been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Encoding {
    /// As it stands.
    Unicode,
    /// TCVN 5712:1993 in the form of its fonts ("ABC"): one byte a letter, capitals with tone marks by font.
    Tcvn3,
    /// VNI for Windows: the plain vowel, then a byte for all its marks.
    Vni,
    /// VISCII, RFC 1456.
    Viscii,
    /// Windows-1258: the tone mark follows its vowel as a byte of its own.
    Windows1258,
}

impl Encoding {
    /// All of them; the place in this list is the index into tallies.
    pub(super) const ALL: [Self; 5] =
        [Self::Unicode, Self::Tcvn3, Self::Vni, Self::Viscii, Self::Windows1258];

    /// The name that people know.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Unicode => "Unicode",
            Self::Tcvn3 => "TCVN3",
            Self::Vni => "VNI",
            Self::Viscii => "VISCII",
            Self::Windows1258 => "Windows-1258",
        }
    }

    /// The text that was written in this encoding and arrived as Windows-1252. Characters that the encoding does not
    /// have stay as they are.
    pub(super) fn decode(self, text: &str) -> String {
        match self {
            Self::Unicode => text.to_owned(),
            Self::Tcvn3 => text.chars().map(|letter| table(letter, &TCVN3, 0xA0)).collect(),
            Self::Viscii => text.chars().map(|letter| table(letter, &VISCII, 0x80)).collect(),
            Self::Vni => decode_vni(text),
            Self::Windows1258 => text.chars().map(windows_1258).collect(),
        }
    }
}

/// The byte that a reader took for this character: Windows-1252, or the page of symbol fonts at U+F000.
pub(super) fn byte_of(letter: char) -> Option<u8> {
    match u32::from(letter) {
        code @ (0..=0xFF | 0xF000..=0xF0FF) => u8::try_from(code & 0xFF).ok(),
        _ => HIGH_1252
            .iter()
            .position(|high| *high == letter)
            .and_then(|position| u8::try_from(0x80 + position).ok()),
    }
}

fn table(letter: char, letters: &[char], first: usize) -> char {
    let meant = byte_of(letter)
        .and_then(|byte| usize::from(byte).checked_sub(first))
        .and_then(|position| letters.get(position));
    match meant {
        None | Some('\0') => letter,
        Some(meant) => *meant,
    }
}

fn windows_1258(letter: char) -> char {
    let Some(byte) = byte_of(letter).filter(|byte| *byte >= 0x80) else { return letter };
    let (text, _) = WINDOWS_1258.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().unwrap_or(letter)
}

/// A vowel and the byte for its marks become one letter; a mark that has no vowel before it is something else.
fn decode_vni(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(alone) = byte_of(letter).and_then(vni_letter) else {
            decoded.push(letter);
            continue;
        };
        decoded.push(alone);
        let mark = letters.peek().and_then(|next| byte_of(*next));
        if let Some(marks) = mark.and_then(|byte| vni_marks(alone, byte)) {
            decoded.push_str(marks);
            letters.next();
        }
    }
    decoded
}

/// What a byte of VNI means by itself.
fn vni_letter(byte: u8) -> Option<char> {
    Some(match byte {
        b'A'..=b'Z' | b'a'..=b'z' => char::from(byte),
        0xD4 => 'Ơ',
        0xF4 => 'ơ',
        0xD6 => 'Ư',
        0xF6 => 'ư',
        0xD1 => 'Đ',
        0xF1 => 'đ',
        0xCD => 'Í',
        0xED => 'í',
        0xCC => 'Ì',
        0xEC => 'ì',
        0xC6 => 'Ỉ',
        0xE6 => 'ỉ',
        0xD3 => 'Ĩ',
        0xF3 => 'ĩ',
        0xD2 => 'Ị',
        0xF2 => 'ị',
        0xCE => 'Ỵ',
        0xEE => 'ỵ',
        _ => return None,
    })
}

/// The combining marks that a byte of VNI puts on the vowel before it: shape (circumflex U+0302, breve U+0306), then
/// tone (grave U+0300, acute U+0301, tilde U+0303, hook U+0309, dot below U+0323).
fn vni_marks(vowel: char, byte: u8) -> Option<&'static str> {
    // The marks of capitals stand 32 below those of small letters, as the letters of Latin-1 do.
    let mark = if byte >= 0xE0 { byte } else { byte + 0x20 };
    let is_a = matches!(vowel, 'A' | 'a');
    let takes_circumflex = is_a || matches!(vowel, 'E' | 'e' | 'O' | 'o');
    let takes_tone =
        takes_circumflex || matches!(vowel, 'U' | 'u' | 'Y' | 'y' | 'Ơ' | 'ơ' | 'Ư' | 'ư');
    Some(match mark {
        _ if byte < 0xC0 => return None,
        0xF9 if takes_tone => "\u{301}",
        0xF8 if takes_tone => "\u{300}",
        0xFB if takes_tone => "\u{309}",
        0xF5 if takes_tone => "\u{303}",
        0xEF if takes_tone => "\u{323}",
        0xE2 if takes_circumflex => "\u{302}",
        0xE1 if takes_circumflex => "\u{302}\u{301}",
        0xE0 if takes_circumflex => "\u{302}\u{300}",
        0xE5 if takes_circumflex => "\u{302}\u{309}",
        0xE3 if takes_circumflex => "\u{302}\u{303}",
        0xE4 if takes_circumflex => "\u{302}\u{323}",
        0xEA if is_a => "\u{306}",
        0xE9 if is_a => "\u{306}\u{301}",
        0xE8 if is_a => "\u{306}\u{300}",
        0xFA if is_a => "\u{306}\u{309}",
        0xFC if is_a => "\u{306}\u{303}",
        0xEB if is_a => "\u{306}\u{323}",
        _ => return None,
    })
}

/// What Windows-1252 has at 0x80 to 0x9F; U+0000 where it has the control character itself.
const HIGH_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', //
    '\0', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// TCVN3 from 0xA0; U+0000 where its fonts have no letter. Capitals with tones are not in it: the standard has them
/// below 0xA0, the fonts of the time had them nowhere.
const TCVN3: [char; 96] = [
    '\0', 'Ă', 'Â', 'Ê', 'Ô', 'Ơ', 'Ư', 'Đ', 'ă', 'â', 'ê', 'ô', 'ơ', 'ư', 'đ', '\0', //
    '\0', '\0', '\0', '\0', '\0', 'à', 'ả', 'ã', 'á', 'ạ', '\0', 'ằ', 'ẳ', 'ẵ', 'ắ', '\0', //
    '\0', '\0', '\0', '\0', '\0', '\0', 'ặ', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ', 'è', '\0', 'ẻ', 'ẽ', //
    'é', 'ẹ', 'ề', 'ể', 'ễ', 'ế', 'ệ', 'ì', 'ỉ', '\0', '\0', '\0', 'ĩ', 'í', 'ị', 'ò', //
    '\0', 'ỏ', 'õ', 'ó', 'ọ', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ', 'ù', //
    '\0', 'ủ', 'ũ', 'ú', 'ụ', 'ừ', 'ử', 'ữ', 'ứ', 'ự', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ', '\0',
];

/// VISCII from 0x80. Its six capitals among the control characters are left out: no file of ours could hold them.
const VISCII: [char; 128] = [
    'Ạ', 'Ắ', 'Ằ', 'Ặ', 'Ấ', 'Ầ', 'Ẩ', 'Ậ', 'Ẽ', 'Ẹ', 'Ế', 'Ề', 'Ể', 'Ễ', 'Ệ', 'Ố', //
    'Ồ', 'Ổ', 'Ỗ', 'Ộ', 'Ợ', 'Ớ', 'Ờ', 'Ở', 'Ị', 'Ỏ', 'Ọ', 'Ỉ', 'Ủ', 'Ũ', 'Ụ', 'Ỳ', //
    'Õ', 'ắ', 'ằ', 'ặ', 'ấ', 'ầ', 'ẩ', 'ậ', 'ẽ', 'ẹ', 'ế', 'ề', 'ể', 'ễ', 'ệ', 'ố', //
    'ồ', 'ổ', 'ỗ', 'Ỡ', 'Ơ', 'ộ', 'ờ', 'ở', 'ị', 'Ự', 'Ứ', 'Ừ', 'Ử', 'ơ', 'ớ', 'Ư', //
    'À', 'Á', 'Â', 'Ã', 'Ả', 'Ă', 'ẳ', 'ẵ', 'È', 'É', 'Ê', 'Ẻ', 'Ì', 'Í', 'Ĩ', 'ỳ', //
    'Đ', 'ứ', 'Ò', 'Ó', 'Ô', 'ạ', 'ỷ', 'ừ', 'ử', 'Ù', 'Ú', 'ỹ', 'ỵ', 'Ý', 'ỡ', 'ư', //
    'à', 'á', 'â', 'ã', 'ả', 'ă', 'ữ', 'ẫ', 'è', 'é', 'ê', 'ẻ', 'ì', 'í', 'ĩ', 'ỉ', //
    'đ', 'ự', 'ò', 'ó', 'ô', 'õ', 'ỏ', 'ọ', 'ụ', 'ù', 'ú', 'ũ', 'ủ', 'ý', 'ợ', 'Ữ',
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nfc::nfc;

    #[test]
    fn every_encoding_says_its_motto() {
        let check = |encoding: Encoding, arrived: &str, expect: &str| {
            assert_eq!(nfc(&encoding.decode(arrived)), expect, "{encoding:?}");
        };
        check(Encoding::Tcvn3, "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc");
        check(Encoding::Vni, "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc");
        check(Encoding::Viscii, "Ðµc l§p - Tñ do - HÕnh phúc", "Độc lập - Tự do - Hạnh phúc");
        check(
            Encoding::Windows1258,
            "Ðôòc lâòp - Týò do - Haònh phuìc",
            "Độc lập - Tự do - Hạnh phúc",
        );
        check(Encoding::Tcvn3, "“®¹t” 98,8% – x", "“đạt” 98,8% – x");
        check(Encoding::Vni, "SÔÛ NOÄI VUÏ, ngaøy 5 thaùng 6", "SỞ NỘI VỤ, ngày 5 tháng 6");
        check(
            Encoding::Vni,
            "kyø hoïp, vò trí, kyõ, lyù, tyû leä",
            "kỳ họp, vị trí, kỹ, lý, tỷ lệ",
        );
    }

    #[test]
    fn symbol_fonts_hide_the_byte_in_their_page() {
        assert_eq!(byte_of('\u{F0A7}'), Some(0xA7));
        assert_eq!(byte_of('”'), Some(0x94));
        assert_eq!(byte_of('\u{81}'), Some(0x81));
        assert_eq!(byte_of('ế'), None);
    }
}
