//! The records of a BIFF stream, MS-XLS 2.1.4: a number, a length, and so many bytes; long ones go on in others.

use crate::number;

/// The types of record that are read.
pub(super) const FORMULA: u16 = 0x0006;
pub(super) const END: u16 = 0x000A;
pub(super) const DATE_MODE: u16 = 0x0022;
pub(super) const FILE_PASS: u16 = 0x002F;
pub(super) const CONTINUE: u16 = 0x003C;
pub(super) const CODE_PAGE: u16 = 0x0042;
pub(super) const BOUND_SHEET: u16 = 0x0085;
pub(super) const MUL_RK: u16 = 0x00BD;
pub(super) const RICH_STRING: u16 = 0x00D6;
pub(super) const CELL_STYLE: u16 = 0x00E0;
pub(super) const MERGED_CELLS: u16 = 0x00E5;
pub(super) const SHARED_STRINGS: u16 = 0x00FC;
pub(super) const SHARED_STRING_CELL: u16 = 0x00FD;
pub(super) const NUMBER: u16 = 0x0203;
pub(super) const LABEL: u16 = 0x0204;
pub(super) const TRUTH_OR_ERROR: u16 = 0x0205;
pub(super) const STRING: u16 = 0x0207;
pub(super) const RK: u16 = 0x027E;
pub(super) const FORMAT: u16 = 0x041E;
pub(super) const BEGIN: u16 = 0x0809;

/// A record.
pub(super) struct Record<'s> {
    pub(super) kind: u16,
    /// Its own bytes.
    pub(super) data: &'s [u8],
    /// Those of the records that continue it.
    pub(super) more: Vec<&'s [u8]>,
}

/// The records of a stream, in order.
pub(super) struct Records<'s> {
    rest: &'s [u8],
    /// The stream ended inside a record.
    pub(super) is_cut: bool,
}

impl<'s> Records<'s> {
    pub(super) fn new(stream: &'s [u8]) -> Self {
        Self { rest: stream, is_cut: false }
    }

    fn take(&mut self) -> Option<(u16, &'s [u8])> {
        let (header, rest) = self.rest.split_first_chunk::<4>()?;
        let length = usize::from(u16::from_le_bytes([header[2], header[3]]));
        let Some((data, rest)) = rest.split_at_checked(length) else {
            self.is_cut = true;
            self.rest = &[];
            return None;
        };
        self.rest = rest;
        Some((u16::from_le_bytes([header[0], header[1]]), data))
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let (kind, data) = self.take()?;
        let mut more = Vec::new();
        while self.rest.starts_with(&CONTINUE.to_le_bytes()) {
            more.extend(self.take().map(|(_, data)| data));
        }
        Some(Record { kind, data, more })
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continuations_belong_to_their_record() {
        let stream =
            [&[6, 0, 1, 0, 7][..], &[0x3C, 0, 2, 0, 8, 9], &[10, 0, 0, 0], &[1, 0, 9]].concat();
        let mut records = Records::new(&stream);
        let first = records.next().expect("a record");
        assert_eq!((first.kind, first.data, first.more), (FORMULA, &[7][..], vec![&[8, 9][..]]));
        assert_eq!(records.next().expect("a record").kind, END);
        assert!(records.next().is_none() && !records.is_cut);
        let mut records = Records::new(&[1, 0, 9, 0, 5]);
        assert!(records.next().is_none() && records.is_cut);
    }
}
