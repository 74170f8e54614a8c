//! A letter as a Word 97 file (MS-DOC), saved fast: its text in two pieces, the second one first; tables with merged
//! cells, a list, fonts. In Unicode or in an old encoding.

mod pages;

use std::io::{Cursor, Write as _};

use cfb::CompoundFile;

use crate::{
    legacy::{FONTS, Spelling, spell},
    letter::Letter,
    typescript::{self, Typed, TypedCell, Vertical},
};
use pages::Formatted;

/// Where the text begins in the main stream.
const TEXT: usize = 0x600;
/// Where the list of structures begins in it.
const STRUCTURES: usize = 0x9A;

/// The letter as DOC.
#[must_use]
pub fn write(letter: &Letter, spelling: Spelling) -> Vec<u8> {
    let mut text = Text { spelling, ..Text::default() };
    for typed in typescript::of(letter) {
        match typed {
            Typed::Paragraph(line) => text.paragraph(&line, '\r', &[]),
            // sprmPIlvl and sprmPIlfo: level 0 of the first list.
            Typed::Item(line) => text.paragraph(&line, '\r', &[0x0A, 0x26, 0, 0x0B, 0x46, 1, 0]),
            Typed::Table(columns, rows) => text.table(&columns, &rows),
        }
    }
    text.into_file()
}

/// The text of a file in the making: characters, and what runs and paragraphs of them look like.
struct Text {
    spelling: Spelling,
    units: Vec<u16>,
    /// The end of each run, and its font.
    runs: Vec<(usize, u16)>,
    /// The end of each paragraph, and its properties.
    paragraphs: Vec<(usize, Vec<u8>)>,
}

impl Default for Text {
    fn default() -> Self {
        Self {
            spelling: Spelling::Unicode,
            units: Vec::new(),
            runs: Vec::new(),
            paragraphs: Vec::new(),
        }
    }
}

impl Text {
    fn paragraph(&mut self, line: &str, mark: char, properties: &[u8]) {
        for run in spell(line, self.spelling) {
            let font =
                FONTS.iter().position(|name| *name == run.font).expect("a font of the table");
            self.units.extend(run.text.encode_utf16());
            self.runs.push((self.units.len(), u16::try_from(font).expect("few fonts")));
        }
        self.units.push(u16::try_from(u32::from(mark)).expect("a control character"));
        self.runs.push((self.units.len(), 0));
        self.paragraphs.push((self.units.len(), properties.to_vec()));
    }

    fn table(&mut self, columns: &[u16], rows: &[Vec<TypedCell>]) {
        let edges = typescript::edges(columns);
        // sprmPFInTable.
        let inside = [0x16, 0x24, 1];
        for row in rows {
            for cell in row {
                let lines: Vec<&str> = cell.text.split('\n').collect();
                for (index, line) in lines.iter().enumerate() {
                    let mark = if index + 1 < lines.len() { '\r' } else { '\u{7}' };
                    self.paragraph(line, mark, &inside);
                }
            }
            // sprmPFTtp, then sprmTDefTable: edges, and 20 bytes about each cell.
            let mut definition = vec![u8::try_from(row.len()).expect("few cells")];
            definition.extend(edges[0].to_le_bytes());
            row.iter().for_each(|cell| definition.extend(edges[cell.columns.end].to_le_bytes()));
            for cell in row {
                let merge: u16 = match cell.vertical {
                    Vertical::Alone => 0,
                    Vertical::Continued => 1 << 5,
                    Vertical::First => 3 << 5,
                };
                definition.extend(merge.to_le_bytes());
                definition.extend([0; 18]);
            }
            let length = u16::try_from(definition.len() + 1).expect("a short row");
            let mut properties = [&inside[..], &[0x17, 0x24, 1, 0x08, 0xD6]].concat();
            properties.extend(length.to_le_bytes());
            properties.extend(definition);
            self.paragraph("", '\u{7}', &properties);
        }
    }

    /// The file: the second half of the text lies before the first, and a half in one byte a character where it can.
    fn into_file(self) -> Vec<u8> {
        let middle = self.units.len() / 2;
        let mut main = vec![0; TEXT];
        let mut pieces = Vec::new();
        for range in [middle..self.units.len(), 0..middle] {
            let units = &self.units[range.clone()];
            let is_narrow = units.iter().all(|unit| *unit < 0x80 || (0xA0..0x100).contains(unit));
            let start = main.len();
            for unit in units {
                let [low, high] = unit.to_le_bytes();
                main.push(low);
                if !is_narrow {
                    main.push(high);
                }
            }
            pieces.push(Piece { range, start, is_narrow });
        }
        let end_of_text = main.len();
        pieces.sort_by_key(|piece| piece.range.start);

        let fonts = self.runs.iter().map(|(end, font)| {
            // sprmCRgFtc0.
            (*end, [&[0x4F, 0x4A][..], &font.to_le_bytes()].concat())
        });
        let fonts = Formatted::characters(fonts.collect());
        let paragraphs = Formatted::paragraphs(self.paragraphs);
        let mut table = Vec::new();
        let mut structures: Vec<(usize, usize, usize)> = Vec::new();
        let mut put = |index: usize, bytes: Vec<u8>| {
            structures.push((index, table.len(), bytes.len()));
            table.extend(bytes);
        };
        put(12, fonts.write(&pieces, &mut main));
        put(13, paragraphs.write(&pieces, &mut main));
        put(15, font_table());
        put(33, piece_table(&pieces, self.units.len()));
        let (definition, levels) = list_definition();
        let n_definition = definition.len();
        put(73, [definition, levels].concat());
        put(74, list());
        for (index, at, length) in structures {
            let length = if index == 73 { n_definition } else { length };
            set_u32(&mut main, STRUCTURES + 8 * index, at);
            set_u32(&mut main, STRUCTURES + 8 * index + 4, length);
        }
        for (at, number) in [
            (0, 0xA5EC),  // wIdent
            (2, 0x00C1),  // nFib: Word 97
            (6, 0x042A),  // lid: Vietnamese
            (10, 0x0204), // fComplex, fWhichTblStm
            (0x20, 14),
            (0x3E, 22),
            (0x98, 0x5D),
        ] {
            set_u16(&mut main, at, number);
        }
        set_u32(&mut main, 0x18, TEXT);
        set_u32(&mut main, 0x1C, end_of_text);
        let n_bytes = main.len();
        set_u32(&mut main, 0x40, n_bytes);
        set_u32(&mut main, 0x4C, self.units.len());
        compound_file(&[("WordDocument", &main), ("1Table", &table)])
    }
}

/// Characters that lie together in the main stream.
struct Piece {
    range: std::ops::Range<usize>,
    start: usize,
    is_narrow: bool,
}

impl Piece {
    /// The position in the main stream of a character.
    fn position(&self, character: usize) -> usize {
        let width = if self.is_narrow { 1 } else { 2 };
        self.start + (character - self.range.start) * width
    }
}

fn piece_table(pieces: &[Piece], n_units: usize) -> Vec<u8> {
    let mut plc = Vec::new();
    pieces.iter().for_each(|piece| plc.extend(to_u32(piece.range.start)));
    plc.extend(to_u32(n_units));
    for piece in pieces {
        plc.extend([0, 0]);
        let place = if piece.is_narrow { (piece.start * 2) | 0x4000_0000 } else { piece.start };
        plc.extend(to_u32(place));
        plc.extend([0, 0]);
    }
    [vec![2], to_u32(plc.len()).to_vec(), plc].concat()
}

fn font_table() -> Vec<u8> {
    let mut table = vec![u8::try_from(FONTS.len()).expect("few fonts"), 0, 0, 0];
    for name in FONTS {
        let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        table.push(u8::try_from(39 + name.len()).expect("a short name"));
        table.extend([0; 39]);
        table.extend(name);
    }
    table
}

/// A list of one level, `a)`.
fn list_definition() -> (Vec<u8>, Vec<u8>) {
    let mut definition = vec![1, 0];
    definition.extend(7_u32.to_le_bytes());
    definition.extend([0; 4]);
    definition.extend([0xFF, 0x0F].repeat(9));
    definition.extend([1, 0]);
    let mut level = vec![0; 28];
    level[0] = 1;
    level[4] = 4; // small letters
    level[6] = 1;
    level.extend([2, 0, 0, 0, b')', 0]);
    (definition, level)
}

fn list() -> Vec<u8> {
    let mut list = to_u32(1).to_vec();
    list.extend(7_u32.to_le_bytes());
    list.extend([0; 12]);
    list.extend([0xFF; 4]);
    list
}

fn compound_file(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))
        .expect("memory takes all bytes");
    for (name, bytes) in streams {
        let mut stream = file.create_stream(name).expect("a new name");
        stream.write_all(bytes).expect("memory takes all bytes");
        stream.flush().expect("memory takes all bytes");
    }
    file.set_modified_time("/", std::time::SystemTime::UNIX_EPOCH).expect("the root is there");
    file.flush().expect("memory takes all bytes");
    file.into_inner().into_inner()
}

fn to_u32(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("small files").to_le_bytes()
}

fn set_u32(bytes: &mut [u8], at: usize, number: usize) {
    bytes[at..at + 4].copy_from_slice(&to_u32(number));
}

fn set_u16(bytes: &mut [u8], at: usize, number: u16) {
    bytes[at..at + 2].copy_from_slice(&number.to_le_bytes());
}
