//! Single property modifiers (MS-DOC 2.6): the formatting that changes what the text is.

use crate::number::{u8_at, u16_at};

/// `sprmCFRMarkDel`: deleted in tracked changes.
pub(super) const DELETED: u16 = 0x0800;
/// `sprmCFVanish`: hidden.
pub(super) const HIDDEN: u16 = 0x083C;
/// `sprmCFSpec`: the character stands for something else.
pub(super) const SPECIAL: u16 = 0x0855;
/// `sprmCIstd`: the character style.
pub(super) const CHARACTER_STYLE: u16 = 0x4A30;
/// `sprmCRgFtc0`: the font of letters.
pub(super) const FONT: u16 = 0x4A4F;
/// `sprmPFInTable`.
pub(super) const IN_TABLE: u16 = 0x2416;
/// `sprmPFTtp`: the paragraph is the end of a row.
pub(super) const ROW_END: u16 = 0x2417;
/// `sprmPItap`: how deep in tables.
pub(super) const DEPTH: u16 = 0x6649;
/// `sprmPFInnerTableCell`: the paragraph ends a cell of an inner table.
pub(super) const INNER_CELL: u16 = 0x244B;
/// `sprmPFInnerTtp`: the paragraph is the end of a row of an inner table.
pub(super) const INNER_ROW_END: u16 = 0x244C;
/// `sprmPIlfo`: the list.
pub(super) const LIST: u16 = 0x460B;
/// `sprmPIlvl`: the level in the list.
pub(super) const LIST_LEVEL: u16 = 0x260A;
/// `sprmPHugePapx`: the formatting lies in the data stream.
pub(super) const ELSEWHERE: [u16; 2] = [0x6645, 0x6646];
/// `sprmTDefTable`: edges and merges of the cells of a row.
pub(super) const ROW: u16 = 0xD608;
/// `sprmTVertMerge`: how one cell is merged with those above and below.
pub(super) const VERTICAL_MERGE: u16 = 0xD62B;
/// `sprmTMerge`: cells that are one.
pub(super) const MERGE: u16 = 0x5624;
/// `sprmSFTitlePage`: the first page has a header of its own.
pub(super) const TITLE_PAGE: u16 = 0x300A;

/// The modifiers of a list of them, each with its operand. What follows one that does not fit is left out.
pub(super) fn sprms(list: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let code = u16_at(rest, 0)?;
        let (start, length) = match code >> 13 {
            0 | 1 => (2, 1),
            2 | 4 | 5 => (2, 2),
            3 => (2, 4),
            7 => (2, 3),
            // The operand says its own length; that of a row's definition takes two bytes.
            _ if code == ROW => (4, usize::from(u16_at(rest, 2)?).saturating_sub(1)),
            _ => (3, usize::from(u8_at(rest, 2)?)),
        };
        let operand = rest.get(start..start + length)?;
        rest = &rest[start + length..];
        Some((code, operand))
    })
}

/// Whether an on-off property is on, over what the style says (MS-DOC 2.9.327).
pub(super) fn toggle(operand: &[u8], of_style: bool) -> bool {
    match u8_at(operand, 0) {
        Some(0x80) => of_style,
        Some(0x81) => !of_style,
        Some(value) => value != 0,
        None => of_style,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_have_the_length_that_the_code_says() {
        let list = [
            0x16, 0x24, 1, // one byte
            0x4F, 0x4A, 7, 0, // two bytes
            0x08, 0xD6, 4, 0, 9, 9, 9, // a row of three bytes
            0x2B, 0xD6, 2, 0, 3, // its own length
            0x49, 0x66, 2, 0, 0, 0, // four bytes
            0x0B, 0x46, 1, // cut off
        ];
        let found: Vec<_> = sprms(&list).collect();
        assert_eq!(
            found,
            [
                (IN_TABLE, &[1][..]),
                (FONT, &[7, 0]),
                (ROW, &[9, 9, 9]),
                (VERTICAL_MERGE, &[0, 3]),
                (DEPTH, &[2, 0, 0, 0]),
            ]
        );
    }
}
