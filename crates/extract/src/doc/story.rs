//! One story of a Word file: a range of characters becomes paragraphs and tables.

use model::problem::Problem;

use super::{
    Characters, Streams,
    formatting::{Formatting, ParagraphFormat},
    lists,
    pieces::{Piece, Pieces},
    sprm,
    styles::{CharacterLook, Styles},
};
use crate::{
    fields::Fields,
    flow::{Block, CellCount, FontId, Fonts, Paragraph},
    grid::Merge,
    measured::{MAX_DEPTH, MeasuredRow, NestedBlocks},
    number::{i16_at, u8_at, u16_at, u32_at},
    numbering::Numbering,
    session::Session,
};

/// How many characters pass between two heartbeats.
const CHARACTERS_PER_BEAT: u32 = 1 << 14;

/// Reads stories one after the other; numbering runs on through them.
pub(super) struct Stories<'s, 'f> {
    streams: &'s Streams,
    pieces: &'s Pieces,
    formatting: &'s Formatting,
    styles: Styles,
    unknown_font: FontId,
    numbering: Numbering,
    cells: CellCount,
    problem: Option<Problem>,
    progress: &'f mut dyn FnMut(),
}

/// A story that is being read.
#[derive(Default)]
struct Open {
    blocks: NestedBlocks,
    paragraph: Paragraph,
    fields: Fields,
    /// Characters of UTF-16 come in pairs beyond the first plane.
    high_surrogate: Option<u16>,
}

/// What characters look like, as far as it changes the text.
#[derive(Clone, Copy)]
struct Look {
    font: FontId,
    is_shown: bool,
    is_deleted: bool,
    is_special: bool,
}

/// What the mark of a paragraph says.
#[derive(Default)]
struct Mark {
    depth: u32,
    ends_cell: bool,
    ends_row: bool,
    list: Option<i16>,
    level: Option<u8>,
}

impl<'s, 'f> Stories<'s, 'f> {
    pub(super) fn new(
        streams: &'s Streams,
        pieces: &'s Pieces,
        formatting: &'s Formatting,
        fonts: &mut Fonts,
        session: &'f mut Session<'_>,
    ) -> Self {
        Self {
            streams,
            pieces,
            formatting,
            styles: Styles::parse(streams, fonts),
            unknown_font: fonts.id(""),
            numbering: lists::parse(streams),
            cells: CellCount::new(session.limits().cells),
            problem: None,
            progress: session.heartbeat(),
        }
    }

    /// What kept stories from being read whole.
    pub(super) fn finish(self) -> Vec<Problem> {
        self.problem.into_iter().collect()
    }

    /// The blocks of a range of characters.
    pub(super) fn read(&mut self, characters: Characters) -> Vec<Block> {
        let mut open = Open::default();
        for (piece, cut) in self.pieces.of(characters) {
            let mut at = cut.start;
            while at < cut.end && self.problem.is_none() {
                let (sprms, next) = self.formatting.of_character(self.streams, piece.position(at));
                // The formatting reaches to a byte, which is at least the next character.
                let n_bytes = next.saturating_sub(piece.position(at));
                let n_alike = n_bytes.div_ceil(piece.width()).clamp(1, CHARACTERS_PER_BEAT);
                let end = at.saturating_add(n_alike).min(cut.end);
                self.run(piece, at..end, sprms, &mut open);
                at = end;
                (self.progress)();
            }
        }
        let Open { mut blocks, paragraph, .. } = open;
        if !paragraph.is_blank() {
            blocks.block(Block::Paragraph(paragraph), 0);
        }
        blocks.finish()
    }

    /// Characters of one piece that look alike.
    fn run(&mut self, piece: &Piece, characters: Characters, sprms: &[u8], open: &mut Open) {
        let style = self.paragraph_format(piece, characters.start).style;
        let look = self.look(style, sprms, &piece.format);
        let mut text = String::new();
        let position = piece.position(characters.start) as usize;
        let n_bytes = (characters.len() * piece.width() as usize).min(self.streams.main.len());
        let bytes = self.streams.main.get(position..position + n_bytes).unwrap_or_default();
        for (index, unit) in bytes.chunks(piece.width() as usize).enumerate() {
            let letter = match unit {
                [low, high] => match open.letter(u16::from_le_bytes([*low, *high])) {
                    Some(letter) => letter,
                    None => continue,
                },
                [byte] => narrow(*byte),
                _ => continue,
            };
            if matches!(letter, '\r' | '\u{7}' | '\u{C}') {
                open.push(&text, look);
                text.clear();
                let character = characters.start + u32::try_from(index).unwrap_or(u32::MAX);
                self.mark(piece, character, letter, look.is_deleted, open);
                if self.problem.is_some() {
                    return;
                }
                continue;
            }
            let is_field = matches!(letter, '\u{13}'..='\u{15}');
            if is_field {
                open.push(&text, look);
                text.clear();
            }
            match letter {
                '\u{13}' => open.fields.begin(""),
                '\u{14}' => open.fields.separate(),
                '\u{15}' => open.fields.end(),
                '\u{B}' | '\u{E}' => text.push('\n'),
                '\u{1E}' => text.push('-'),
                '\u{1F}' => {}
                '\t' => text.push('\t'),
                // Pictures, numbers of notes, symbols of symbol fonts: a character that stands for something else.
                letter if look.is_special || letter.is_control() && letter < '\u{80}' => {
                    debug_assert!(!is_field);
                }
                letter => text.push(letter),
            }
        }
        open.push(&text, look);
    }

    fn look(&self, style: u16, sprms: &[u8], over: &[u8]) -> Look {
        let of_style = self.styles.look(style);
        let mut look = of_style;
        let (mut is_deleted, mut is_special) = (false, false);
        for (code, operand) in sprm::sprms(sprms).chain(sprm::sprms(over)) {
            match code {
                sprm::CHARACTER_STYLE => {
                    let style = u16_at(operand, 0).unwrap_or(0);
                    look = self.styles.look_over(look, style);
                }
                sprm::FONT => {
                    let font = u16_at(operand, 0).and_then(|number| self.styles.font(number));
                    look = CharacterLook { font: font.unwrap_or(self.unknown_font), ..look };
                }
                sprm::HIDDEN => look.is_hidden = sprm::toggle(operand, of_style.is_hidden),
                sprm::DELETED => is_deleted = sprm::toggle(operand, false),
                sprm::SPECIAL => is_special = sprm::toggle(operand, false),
                _ => {}
            }
        }
        let is_shown = !look.is_hidden && !is_deleted;
        Look { font: look.font, is_shown, is_deleted, is_special }
    }

    fn paragraph_format(&self, piece: &Piece, character: u32) -> ParagraphFormat<'s> {
        self.formatting.of_paragraph(self.streams, piece.position(character))
    }

    /// A paragraph ends at this character.
    fn mark(
        &mut self,
        piece: &Piece,
        character: u32,
        letter: char,
        is_deleted: bool,
        open: &mut Open,
    ) {
        let format = self.paragraph_format(piece, character);
        let sprms = || sprm::sprms(format.sprms).chain(sprm::sprms(&piece.format));
        let mark = read_mark(sprms(), letter);
        open.fields.end_paragraph();
        if is_deleted && mark.depth == 0 {
            return;
        }
        let text = std::mem::take(&mut open.paragraph);
        if mark.ends_row {
            open.blocks.end_row(mark.depth, |row| define_row(row, sprms()));
            return;
        }
        let paragraph = self.numbered(text, &mark, format.style);
        open.blocks.block(Block::Paragraph(paragraph), mark.depth);
        if mark.ends_cell {
            open.blocks.end_cell();
            self.problem = self.cells.count().err();
        }
    }

    fn numbered(&mut self, text: Paragraph, mark: &Mark, style: u16) -> Paragraph {
        let list = mark.list.or_else(|| self.styles.list(style)).filter(|list| *list > 0);
        let Some(list) = list else { return text };
        let key = lists::key(list);
        let of_style = || {
            let list = self.numbering.lists.get(&key)?;
            let definition = self.numbering.definitions.get(&list.definition)?;
            let style = style.to_string();
            let is_of_style =
                |level: &crate::numbering::Level| level.style.as_ref() == Some(&style);
            definition.levels.iter().position(is_of_style)
        };
        let own = mark.level.or_else(|| self.styles.level(style)).map(usize::from);
        let level = own.or_else(of_style).unwrap_or(0);
        let Some(label) = self.numbering.label(&key, level) else { return text };
        let mut paragraph = Paragraph::default();
        paragraph.push(&label, self.unknown_font);
        paragraph.append(text);
        paragraph
    }
}

impl Open {
    fn push(&mut self, text: &str, look: Look) {
        self.fields.instruct(text);
        if look.is_shown && self.fields.show_text() {
            self.paragraph.push(text, look.font);
        }
    }

    /// The character that a unit of UTF-16 ends.
    fn letter(&mut self, unit: u16) -> Option<char> {
        let units = match self.high_surrogate.take() {
            Some(high) => vec![high, unit],
            None if (0xD800..0xDC00).contains(&unit) => {
                self.high_surrogate = Some(unit);
                return None;
            }
            None => vec![unit],
        };
        char::decode_utf16(units).next().map(|letter| letter.unwrap_or('\u{FFFD}'))
    }
}

/// What an 8-bit character stands for.
fn narrow(byte: u8) -> char {
    let (text, _) =
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().unwrap_or('\u{FFFD}')
}

fn read_mark<'s>(sprms: impl Iterator<Item = (u16, &'s [u8])>, letter: char) -> Mark {
    let (mut is_in_table, mut depth) = (false, None);
    let mut mark = Mark { ends_cell: letter == '\u{7}', ..Mark::default() };
    for (code, operand) in sprms {
        let is_on = || sprm::toggle(operand, false);
        match code {
            sprm::IN_TABLE => is_in_table = is_on(),
            sprm::DEPTH => depth = u32_at(operand, 0),
            sprm::ROW_END | sprm::INNER_ROW_END => mark.ends_row |= is_on(),
            sprm::INNER_CELL => mark.ends_cell |= is_on(),
            sprm::LIST => mark.list = i16_at(operand, 0),
            sprm::LIST_LEVEL => mark.level = u8_at(operand, 0),
            _ => {}
        }
    }
    mark.depth = if is_in_table || letter == '\u{7}' || mark.ends_row {
        depth.unwrap_or(1).clamp(1, MAX_DEPTH)
    } else {
        depth.unwrap_or(0).min(MAX_DEPTH)
    };
    mark
}

/// Gives the cells of a row the edges and merges that its end says.
fn define_row<'s>(row: &mut MeasuredRow, sprms: impl Iterator<Item = (u16, &'s [u8])>) {
    for (code, operand) in sprms {
        match code {
            sprm::ROW => place_cells(row, operand),
            sprm::VERTICAL_MERGE => {
                let index = u8_at(operand, 0).map(usize::from);
                if let Some(cell) = index.and_then(|index| row.cells.get_mut(index)) {
                    cell.merge = vertical(u8_at(operand, 1).unwrap_or(0));
                }
            }
            sprm::MERGE => {
                let edge = |at| u8_at(operand, at).map_or(0, usize::from);
                for cell in row.cells.iter_mut().take(edge(1)).skip(edge(0) + 1) {
                    cell.joins_left = true;
                }
            }
            _ => {}
        }
    }
}

/// `sprmTDefTable`: the number of cells, their edges, and 20 bytes about each.
fn place_cells(row: &mut MeasuredRow, operand: &[u8]) {
    const CELL: usize = 20;
    let n_cells = usize::from(u8_at(operand, 0).unwrap_or(0));
    if n_cells != row.cells.len() {
        return;
    }
    let edge = |index: usize| i16_at(operand, 1 + 2 * index).map(i32::from);
    row.left = edge(0).unwrap_or(0);
    for (index, cell) in row.cells.iter_mut().enumerate() {
        cell.right = edge(index + 1);
        let flags = u16_at(operand, 1 + 2 * (n_cells + 1) + CELL * index).unwrap_or(0);
        cell.joins_left = flags & 3 == 1;
        cell.merge = vertical(flags.to_le_bytes()[0] >> 5 & 3);
    }
}

fn vertical(code: u8) -> Merge {
    match code {
        0 => Merge::None,
        1 => Merge::Continue,
        _ => Merge::Restart,
    }
}
