//! The records of a BIFF12 part, MS-XLSB 2.1.4: a number and a length, each in as many bytes as it needs.

use crate::number;

/// The types of record that are read.
pub(super) const ROW: u16 = 0;
pub(super) const CELL_RK: u16 = 2;
pub(super) const CELL_ERROR: u16 = 3;
pub(super) const CELL_TRUTH: u16 = 4;
pub(super) const CELL_NUMBER: u16 = 5;
pub(super) const CELL_TEXT: u16 = 6;
pub(super) const CELL_SHARED_STRING: u16 = 7;
pub(super) const FORMULA_TEXT: u16 = 8;
pub(super) const FORMULA_NUMBER: u16 = 9;
pub(super) const FORMULA_TRUTH: u16 = 10;
pub(super) const FORMULA_ERROR: u16 = 11;
pub(super) const SHARED_STRING: u16 = 19;
pub(super) const FORMAT: u16 = 44;
pub(super) const CELL_STYLE: u16 = 47;
pub(super) const CELL_RICH_TEXT: u16 = 62;
pub(super) const WORKBOOK_PROPERTIES: u16 = 153;
pub(super) const SHEET: u16 = 156;
pub(super) const MERGED_CELLS: u16 = 176;
pub(super) const BEGIN_CELL_STYLES: u16 = 617;
pub(super) const END_CELL_STYLES: u16 = 618;

/// A record.
pub(super) struct Record<'p> {
    pub(super) kind: u16,
    pub(super) data: &'p [u8],
}

/// The records of a part, in order.
pub(super) struct Records<'p> {
    rest: &'p [u8],
    /// The part ended inside a record.
    pub(super) is_cut: bool,
}

impl<'p> Records<'p> {
    pub(super) fn new(part: &'p [u8]) -> Self {
        Self { rest: part, is_cut: false }
    }

    /// A number of at most so many bytes; of each, seven bits count, and the eighth says that another follows.
    fn number(&mut self, n_bytes: u32) -> Option<u32> {
        let mut number = 0;
        for nth in 0..n_bytes {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u32::from(byte & 0x7F) << (7 * nth);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }

    fn record(&mut self) -> Option<Record<'p>> {
        let kind = u16::try_from(self.number(2)?).ok()?;
        let length = self.number(4)?;
        let (data, rest) = self.rest.split_at_checked(length as usize)?;
        self.rest = rest;
        Some(Record { kind, data })
    }
}

impl<'p> Iterator for Records<'p> {
    type Item = Record<'p>;

    fn next(&mut self) -> Option<Record<'p>> {
        if self.rest.is_empty() {
            return None;
        }
        let record = self.record();
        if record.is_none() {
            self.is_cut = true;
            self.rest = &[];
        }
        record
    }
}

impl Record<'_> {
    /// The number of two bytes at this offset.
    pub(super) fn u16(&self, offset: usize) -> Option<u16> {
        number::u16_at(self.data, offset)
    }

    /// The number of four bytes at this offset.
    pub(super) fn u32(&self, offset: usize) -> Option<u32> {
        number::u32_at(self.data, offset)
    }

    /// The floating-point number at this offset.
    pub(super) fn f64(&self, offset: usize) -> Option<f64> {
        number::f64_at(self.data, offset)
    }

    /// The text at this offset, and where it ends; `None` when it is cut. A text that is missing is empty.
    pub(super) fn text(&self, offset: usize) -> Option<(String, usize)> {
        const MISSING: u32 = u32::MAX;
        let length = match self.u32(offset)? {
            MISSING => 0,
            length => length as usize,
        };
        let start = offset + 4;
        let text = number::utf16_at(self.data, start, length)?;
        Some((text, start + 2 * length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lengths_take_one_byte_or_more() {
        let part = [&[7, 2, 0xAA, 0xBB][..], &[0x9C, 0x01, 0x81, 0x00, 0xCC], &[0x9C]].concat();
        let mut records = Records::new(&part);
        let first = records.next().expect("a record");
        assert_eq!((first.kind, first.data), (CELL_SHARED_STRING, &[0xAA, 0xBB][..]));
        let second = records.next().expect("a record");
        assert_eq!((second.kind, second.data), (SHEET, &[0xCC][..]));
        assert!(records.next().is_none() && records.is_cut);
    }

    #[test]
    fn a_text_that_lies_about_its_length_is_cut() {
        let data = [&2_u32.to_le_bytes()[..], &[0x10, 0x01, b'a', 0]].concat();
        let record = Record { kind: CELL_TEXT, data: &data };
        assert_eq!(record.text(0), Some(("Đa".to_owned(), 8)));
        let data = [&u32::MAX.to_le_bytes()[..], &[0; 4]].concat();
        assert_eq!(Record { kind: CELL_TEXT, data: &data }.text(0), Some((String::new(), 4)));
        let data = 0x7FFF_FFFF_u32.to_le_bytes();
        assert_eq!(Record { kind: CELL_TEXT, data: &data }.text(0), None);
    }
}
