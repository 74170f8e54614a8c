//! The texts of BIFF files, MS-XLS 2.5.293 and 2.5.294: Unicode in one or two bytes a character, in runs that may
//! break at the end of a record; before Excel 97, bytes of a code page.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::record::Record;

/// How the texts of a file are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// BIFF8.
    Unicode,
    /// BIFF5 and before: bytes in this encoding.
    Bytes(&'static Encoding),
}

impl Coding {
    /// The encoding of a code page by its number in Windows; Western European where it is unknown.
    pub(super) fn of_code_page(number: u16) -> &'static Encoding {
        let label = match number {
            874 => "windows-874".to_owned(),
            932 => "shift_jis".to_owned(),
            936 => "gbk".to_owned(),
            949 => "euc-kr".to_owned(),
            950 => "big5".to_owned(),
            10_000 | 0x8000 => "macintosh".to_owned(),
            number => format!("windows-{number}"),
        };
        Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
    }

    /// A text that stands at this offset of a record, behind its length in `width` bytes; `None` when it is cut.
    pub(super) fn text_at(
        self,
        record: &Record<'_>,
        offset: usize,
        width: usize,
    ) -> Option<String> {
        let mut bytes = Bytes::new(record, offset);
        let length = if width == 1 { usize::from(bytes.u8()?) } else { usize::from(bytes.u16()?) };
        match self {
            Self::Bytes(encoding) => {
                let text = bytes.now.get(..length)?;
                Some(encoding.decode_without_bom_handling(text).0.into_owned())
            }
            Self::Unicode => {
                let flags = bytes.u8()?;
                bytes.characters(length, flags & 1 != 0)
            }
        }
    }
}

/// A place in a record, which goes on in the records that continue it.
pub(super) struct Bytes<'r> {
    now: &'r [u8],
    more: std::slice::Iter<'r, &'r [u8]>,
}

impl<'r> Bytes<'r> {
    /// The bytes from this offset on.
    pub(super) fn new(record: &'r Record<'_>, offset: usize) -> Self {
        Self { now: record.data.get(offset..).unwrap_or_default(), more: record.more.iter() }
    }

    /// Goes on to the next record where this one has ended; `false` at the end of the last.
    pub(super) fn go_on(&mut self) -> bool {
        while self.now.is_empty() {
            match self.more.next() {
                Some(next) => self.now = next,
                None => return false,
            }
        }
        true
    }

    fn u8(&mut self) -> Option<u8> {
        let (byte, rest) = self.now.split_first()?;
        self.now = rest;
        Some(*byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut length: usize) -> Option<()> {
        while length > 0 {
            if !self.go_on() {
                return None;
            }
            let step = length.min(self.now.len());
            self.now = &self.now[step..];
            length -= step;
        }
        Some(())
    }

    /// So many characters; where they go on in another record, that says anew how wide they are.
    fn characters(&mut self, length: usize, mut is_wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while units.len() < length {
            if self.now.is_empty() {
                if !self.go_on() {
                    return None;
                }
                is_wide = self.u8()? & 1 != 0;
            }
            let left = length - units.len();
            if is_wide {
                let step = left.min(self.now.len() / 2);
                if step == 0 {
                    return None; // half a character
                }
                let (now, rest) = self.now.split_at(step * 2);
                units
                    .extend(now.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])));
                self.now = rest;
            } else {
                let (now, rest) = self.now.split_at(left.min(self.now.len()));
                units.extend(now.iter().map(|unit| u16::from(*unit)));
                self.now = rest;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// The next of the shared strings, with its formatting and phonetic readings passed over.
    pub(super) fn rich_text(&mut self) -> Option<String> {
        let length = usize::from(self.u16()?);
        let flags = self.u8()?;
        let n_runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let n_phonetic = if flags & 4 != 0 { self.u32()? as usize } else { 0 };
        let text = self.characters(length, flags & 1 != 0)?;
        self.skip(n_runs * 4)?;
        self.skip(n_phonetic)?;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_in_another_width() {
        let wide: Vec<u8> = "Đ".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let first = [&[4, 0, 0][..], b"So"].concat();
        let second = [&[1][..], &wide, &wide].concat();
        let record = Record { kind: 0, data: &first, more: vec![&second] };
        assert_eq!(Bytes::new(&record, 0).rich_text().as_deref(), Some("SoĐĐ"));
        let cut = Record { kind: 0, data: &first, more: vec![&second[..2]] };
        assert_eq!(Bytes::new(&cut, 0).rich_text(), None);
    }

    #[test]
    fn formatting_and_readings_are_passed_over() {
        let data =
            [&[2, 0, 8 | 4, 1, 0, 3, 0, 0, 0][..], b"ab", &[0; 4], &[0; 3], &[1, 0, 0], b"c"]
                .concat();
        let record = Record { kind: 0, data: &data, more: Vec::new() };
        let mut bytes = Bytes::new(&record, 0);
        assert_eq!(bytes.rich_text().as_deref(), Some("ab"));
        assert_eq!(bytes.rich_text().as_deref(), Some("c"));
        assert!(!bytes.go_on());
    }

    #[test]
    fn code_pages_have_their_encodings() {
        assert_eq!(Coding::of_code_page(1258).name(), "windows-1258");
        assert_eq!(Coding::of_code_page(7).name(), "windows-1252");
        let record = Record { kind: 0, data: b"\x02\xD0a", more: Vec::new() };
        let coding = Coding::Bytes(Coding::of_code_page(1258));
        assert_eq!(coding.text_at(&record, 0, 1).as_deref(), Some("Đa"));
    }
}
