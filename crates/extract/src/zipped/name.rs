//! The names of entries, in whatever encoding the tool wrote them.
//!
//! The format knows UTF-8, said by a flag, and CP437. Tools of the region write UTF-8 without the flag, and older
//! Windows writes the code page of its language, which is 1258 for Vietnamese. The bytes decide.

use encoding_rs::WINDOWS_1258;

use crate::nfc::nfc;

/// The name with `/` between folders, in NFC.
pub(super) fn decode(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => nfc(name),
        Err(_) => vietnamese(raw).unwrap_or_else(|| nfc(&cp437(raw))),
    };
    name.replace('\\', "/")
}

/// The name as code page 1258, when that makes Vietnamese of it: tone marks stand behind letters that bear them, and
/// no letter is left that Vietnamese does not have.
fn vietnamese(raw: &[u8]) -> Option<String> {
    const LETTERS: &str = "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ";
    let (text, had_errors) = WINDOWS_1258.decode_without_bom_handling(raw);
    let name = nfc(&text);
    let is_vietnamese = |c: char| c.is_ascii() || c.to_lowercase().all(|c| LETTERS.contains(c));
    (!had_errors && name.chars().all(is_vietnamese)).then_some(name)
}

fn cp437(raw: &[u8]) -> String {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    let upper: Vec<char> = UPPER.chars().collect();
    raw.iter()
        .map(|&byte| match byte.checked_sub(0x80) {
            None => char::from(byte),
            Some(index) => upper[usize::from(index)],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_the_encoding_of_a_name() {
        let check = |raw: &[u8], expect: &str| assert_eq!(decode(raw), expect);
        check("Báo cáo\\quý I.pdf".as_bytes(), "Báo cáo/quý I.pdf");
        check("Quye\u{302}\u{301}t.pdf".as_bytes(), "Quyết.pdf");
        // In code page 1258 marks stand behind their letters.
        check(b"K\xEA\xEC hoa\xF2ch.pdf", "Kế hoạch.pdf");
        check(b"Quy\xEA\xECt \xF0i\xF2nh.pdf", "Quyết định.pdf");
        check(b"bc-q\xA3y.xml", "bc-qúy.xml");
        check(b"\xDB\xDB", "██");
    }

    #[test]
    fn the_code_page_of_the_format_is_whole() {
        let all: Vec<u8> = (0x80..=0xFF).collect();
        assert_eq!(cp437(&all).chars().count(), 128);
    }
}
