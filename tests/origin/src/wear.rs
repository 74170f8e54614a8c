//! A text as a recogniser gives it back from a worn scan: marks and letters misread, words run together or apart.

use rand::Rng as _;
use rand_chacha::ChaCha8Rng;

/// Letters that are taken for each other because they differ in a mark only.
const MARKS: [&str; 9] = [
    "aáàảãạăắằẳẵặâấầẩẫậ",
    "eéèẻẽẹêếềểễệ",
    "iíìỉĩị",
    "oóòỏõọôốồổỗộơớờởỡợ",
    "uúùủũụưứừửữự",
    "yýỳỷỹỵ",
    "dđ",
    "DĐ",
    "OÔƠ",
];

/// Signs that are taken for each other because they look alike.
const SHAPES: [&str; 9] = ["lI1i", "O0o", "S5", "B8", "ce", "hb", "tf", "nu", "g9q"];

/// The text with so many of ten thousand signs misread.
pub(crate) fn misread(text: &str, of_ten_thousand: u32, chance: &mut ChaCha8Rng) -> String {
    let mut read = String::with_capacity(text.len());
    for sign in text.chars() {
        if chance.random_range(0..10_000) >= of_ten_thousand {
            read.push(sign);
            continue;
        }
        match (sign, chance.random_range(0..10)) {
            // Two words run together, or a line breaks.
            (' ', 0..=4) => {}
            (' ', _) => read.push('\n'),
            // A sign is lost, or a speck becomes one.
            (_, 0) => {}
            (_, 1) => read.extend([sign, '.']),
            _ => read.push(alike(sign, chance)),
        }
    }
    read
}

/// Another sign that this one is taken for; the sign itself where nothing looks like it.
fn alike(sign: char, chance: &mut ChaCha8Rng) -> char {
    if sign.is_ascii_digit() && chance.random_bool(0.5) {
        return char::from(b'0' + chance.random_range(0..10));
    }
    let family = MARKS.iter().chain(&SHAPES).find(|family| family.contains(sign));
    let Some(family) = family else { return sign };
    let n_signs = family.chars().count();
    family.chars().nth(chance.random_range(0..n_signs)).expect("a position in the family")
}
