//! Reading RTF from its first to its last token: groups with what they inherit, stories inside stories.

use encoding_rs::Encoding;
use model::problem::{Problem, ProblemCode};

use super::{
    charset,
    destination::{self, Destination, StoryKind},
    fonts::FontTable,
    row::RowDefinitions,
    token::{Token, Tokens},
};
use crate::{
    fields::Fields,
    flow::{Block, CellCount, FontId, Fonts, Paragraph},
    limits::Limits,
    measured::{MAX_DEPTH, NestedBlocks},
    numbering,
};

/// How many tokens pass between two heartbeats.
const TOKENS_PER_BEAT: usize = 1 << 14;
/// Groups beyond this depth are not told apart; Word itself stops at some hundred.
const MOST_GROUPS: usize = 10_000;
/// Stories lie in each other no deeper: a text box in a footnote.
const MOST_STORIES: usize = 16;

/// What was read.
pub(super) struct Stories {
    pub(super) body: Vec<Block>,
    pub(super) headers: Vec<Vec<Block>>,
    pub(super) footers: Vec<Vec<Block>>,
    pub(super) notes: Vec<Block>,
    pub(super) fonts: Fonts,
    pub(super) problems: Vec<Problem>,
    pub(super) has_picture: bool,
}

/// Reads one file.
pub(super) struct Reader {
    read: Stories,
    table: FontTable,
    code_page: &'static Encoding,
    default_font: i32,
    groups: Vec<Group>,
    /// Groups beyond [`MOST_GROUPS`].
    n_uncounted: usize,
    stories: Vec<Story>,
    rows: RowDefinitions,
    cells: CellCount,
    /// Bytes of text that are still to be decoded, all in one font.
    bytes: Vec<u8>,
    high_surrogate: Option<u16>,
    /// So many characters stand in for the last one of Unicode.
    n_skipped: u32,
    is_over: bool,
    has_title_page: bool,
    has_left_pages: bool,
}

/// What a group has and the groups inside it inherit.
#[derive(Debug, Clone)]
struct Group {
    destination: Destination,
    font: i32,
    is_hidden: bool,
    is_deleted: bool,
    /// How many characters stand in for one of Unicode.
    n_stand_ins: u32,
    /// `\*` was read: what follows may be unknown.
    is_optional: bool,
    /// It holds a field.
    is_field: bool,
    /// It began a story.
    is_story: bool,
    is_in_inner_row: bool,
}

/// A story that is being read.
struct Story {
    kind: StoryKind,
    is_shown: bool,
    blocks: NestedBlocks,
    paragraph: Paragraph,
    number: String,
    boxes: Vec<Block>,
    fields: Fields,
    is_in_table: bool,
    depth: u32,
}

impl Story {
    fn new(kind: StoryKind, is_shown: bool) -> Self {
        Self {
            kind,
            is_shown,
            blocks: NestedBlocks::default(),
            paragraph: Paragraph::default(),
            number: String::new(),
            boxes: Vec::new(),
            fields: Fields::default(),
            is_in_table: false,
            depth: 0,
        }
    }

    /// How deep in tables the paragraph lies.
    fn table_depth(&self) -> u32 {
        self.depth.max(u32::from(self.is_in_table)).min(MAX_DEPTH)
    }
}

impl Reader {
    pub(super) fn new(limits: &Limits) -> Self {
        let read = Stories {
            body: Vec::new(),
            headers: Vec::new(),
            footers: Vec::new(),
            notes: Vec::new(),
            fonts: Fonts::default(),
            problems: Vec::new(),
            has_picture: false,
        };
        let outermost = Group {
            destination: Destination::Story,
            font: 0,
            is_hidden: false,
            is_deleted: false,
            n_stand_ins: 1,
            is_optional: false,
            is_field: false,
            is_story: false,
            is_in_inner_row: false,
        };
        Self {
            read,
            table: FontTable::default(),
            code_page: charset::of_code_page(1252),
            default_font: 0,
            groups: vec![outermost],
            n_uncounted: 0,
            stories: vec![Story::new(StoryKind::Body, true)],
            rows: RowDefinitions::default(),
            cells: CellCount::new(limits.cells),
            bytes: Vec::new(),
            high_surrogate: None,
            n_skipped: 0,
            is_over: false,
            has_title_page: false,
            has_left_pages: false,
        }
    }

    /// Reads the whole file.
    pub(super) fn read(&mut self, rtf: &[u8], progress: &mut dyn FnMut()) {
        for (index, token) in Tokens::new(rtf).enumerate() {
            if index.is_multiple_of(TOKENS_PER_BEAT) {
                progress();
            }
            self.token(token);
            if self.is_over {
                return;
            }
        }
        let detail = format!("ends with {} groups open", self.groups.len() - 1);
        self.read.problems.push(Problem::new(ProblemCode::Truncated, detail));
    }

    /// What was read, once all tokens were.
    pub(super) fn finish(mut self) -> Stories {
        self.flush();
        while self.stories.len() > 1 {
            self.end_story();
        }
        self.end_last_paragraph();
        if let Some(body) = self.stories.pop() {
            self.read.body = body.blocks.finish();
        }
        self.read
    }

    fn token(&mut self, token: Token<'_>) {
        if self.n_skipped > 0 {
            match token {
                Token::Open | Token::Close => self.n_skipped = 0,
                Token::Byte(_) | Token::Symbol(_) | Token::Word(..) => {
                    self.n_skipped -= 1;
                    return;
                }
            }
        }
        match token {
            Token::Byte(byte) => self.byte(byte),
            Token::Open => {
                self.flush();
                self.open_group();
            }
            Token::Close => {
                self.flush();
                self.close_group();
            }
            Token::Symbol(symbol) => {
                self.flush();
                self.symbol(symbol);
            }
            Token::Word(word, number) => {
                self.flush();
                self.word(word, number);
            }
        }
    }

    fn group(&mut self) -> &mut Group {
        self.groups.last_mut().expect("the outermost group is never closed")
    }

    fn story(&mut self) -> &mut Story {
        self.stories.last_mut().expect("the body is open until the end")
    }

    fn open_group(&mut self) {
        if self.groups.len() >= MOST_GROUPS {
            self.n_uncounted += 1;
            return;
        }
        let inherited =
            Group { is_optional: false, is_field: false, is_story: false, ..self.group().clone() };
        self.groups.push(inherited);
    }

    fn close_group(&mut self) {
        if self.n_uncounted > 0 {
            self.n_uncounted -= 1;
            return;
        }
        if self.groups.len() == 1 {
            return;
        }
        let Some(group) = self.groups.pop() else { return };
        if group.is_field {
            self.story().fields.end();
        }
        if group.is_story {
            self.end_story();
        }
        // What follows the outermost group is no RTF.
        self.is_over |= self.groups.len() == 1;
    }

    fn byte(&mut self, byte: u8) {
        match self.group().destination {
            Destination::Skipped | Destination::Alternatives => {}
            Destination::Fonts => self.table.push(byte, &mut self.read.fonts),
            _ => self.bytes.push(byte),
        }
    }

    fn font(&mut self) -> (FontId, &'static Encoding) {
        let number = self.group().font;
        let (font, charset) = self.table.get(number);
        (font, charset.unwrap_or(self.code_page))
    }

    /// Decodes the bytes gathered so far.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let (_, encoding) = self.font();
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        self.text(&text);
    }

    fn text(&mut self, text: &str) {
        let (font, _) = self.font();
        let Group { destination, is_hidden, is_deleted, .. } = *self.group();
        let story = self.story();
        match destination {
            Destination::Skipped | Destination::Fonts | Destination::Alternatives => {}
            Destination::Instruction => story.fields.instruct(text),
            _ if is_hidden || is_deleted || !story.fields.show_text() => {}
            Destination::ListNumber => story.number.push_str(text),
            Destination::Story => story.paragraph.push(text, font),
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.group().is_optional = true,
            b'~' => self.text("\u{A0}"),
            b'_' => self.text("-"),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            // A line of the file that ends in a backslash ends a paragraph.
            b'\r' | b'\n' => self.word("par", None),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let is_optional = std::mem::replace(&mut self.group().is_optional, false);
        if is_optional && !destination::is_known_optional(word) {
            self.group().destination = Destination::Skipped;
            return;
        }
        self.read.has_picture |= word == "pict";
        match (self.group().destination, word) {
            (Destination::Alternatives, "ud") => {
                self.group().destination = Destination::Story;
                return;
            }
            (Destination::Skipped | Destination::Alternatives, _) => return,
            _ => {}
        }
        if let Some(destination) = destination::of_word(word) {
            self.group().destination = destination;
            if destination == Destination::ListNumber {
                self.story().number.clear();
            }
            return;
        }
        if let Some(kind) = destination::story_of(word) {
            let is_shown = match word {
                "headerf" | "footerf" => self.has_title_page,
                "headerl" | "footerl" => self.has_left_pages,
                _ => true,
            };
            self.begin_story(kind, is_shown);
            return;
        }
        if self.group().destination == Destination::Fonts {
            match word {
                "f" => self.table.begin(number.unwrap_or(0)),
                "fcharset" => self.table.set_charset(number.unwrap_or(0)),
                _ => {}
            }
            return;
        }
        let depth = self.row_depth();
        if !self.rows.read(word, number, depth) && !self.paragraph_word(word, number) {
            self.character_word(word, number);
        }
    }

    /// How deep the table lies whose row is being defined.
    fn row_depth(&mut self) -> u32 {
        let is_inner = self.group().is_in_inner_row;
        let depth = self.story().table_depth();
        if is_inner { depth } else { 1 }
    }

    /// What words say that end something or are about a paragraph; `false` for others.
    fn paragraph_word(&mut self, word: &str, number: Option<i32>) -> bool {
        match word {
            "par" | "sect" => self.end_paragraph(),
            "cell" | "nestcell" => {
                let story = self.story();
                story.is_in_table = true;
                if word == "cell" {
                    story.depth = 1;
                }
                self.end_paragraph();
                self.story().blocks.end_cell();
                if let Err(problem) = self.cells.count() {
                    self.read.problems.push(problem);
                    self.is_over = true;
                }
            }
            "row" => self.end_row(1),
            "nestrow" => {
                let depth = self.story().table_depth();
                self.end_row(depth);
            }
            "nesttableprops" => self.group().is_in_inner_row = true,
            "pard" => {
                let story = self.story();
                story.is_in_table = false;
                story.depth = 0;
            }
            "intbl" => self.story().is_in_table = true,
            "itap" => {
                let depth = number.and_then(|depth| u32::try_from(depth).ok()).unwrap_or(0);
                self.story().depth = depth;
            }
            "titlepg" => self.has_title_page = true,
            "facingp" => self.has_left_pages = true,
            _ => return false,
        }
        true
    }

    fn character_word(&mut self, word: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        match word {
            "f" => self.group().font = number.unwrap_or(0),
            "deff" => {
                self.default_font = number.unwrap_or(0);
                self.group().font = self.default_font;
            }
            "plain" => {
                let font = self.default_font;
                let group = self.group();
                group.font = font;
                group.is_hidden = false;
                group.is_deleted = false;
            }
            "v" => self.group().is_hidden = is_on,
            "deleted" => self.group().is_deleted = is_on,
            "uc" => self.group().n_stand_ins = number.and_then(|n| n.try_into().ok()).unwrap_or(1),
            "u" => self.unicode(number.unwrap_or(0)),
            "ansicpg" => self.code_page = charset::of_code_page(number.unwrap_or(1252)),
            "mac" => self.code_page = charset::of_code_page(10_000),
            "field" => {
                self.group().is_field = true;
                self.story().fields.begin("");
            }
            "fldrslt" => self.story().fields.separate(),
            "line" | "page" | "column" | "lbr" => self.text("\n"),
            "tab" => self.text("\t"),
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "bullet" => self.text("•"),
            "emspace" | "enspace" | "qmspace" => self.text(" "),
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        self.n_skipped = self.group().n_stand_ins;
        // Numbers are signed 16-bit ones; some writers give the plain code.
        let Ok(unit) = u16::try_from(number & 0xFFFF) else { return };
        let beyond =
            u32::try_from(number).ok().filter(|code| *code > 0xFFFF).and_then(char::from_u32);
        let letter = match (self.high_surrogate.take(), beyond) {
            (_, Some(letter)) => letter,
            (None, None) if (0xD800..0xDC00).contains(&unit) => {
                self.high_surrogate = Some(unit);
                return;
            }
            (Some(high), None) => {
                let letters = char::decode_utf16([high, unit]).next();
                letters.and_then(Result::ok).unwrap_or('\u{FFFD}')
            }
            (None, None) => char::from_u32(u32::from(unit)).unwrap_or('\u{FFFD}'),
        };
        self.text(letter.encode_utf8(&mut [0; 4]));
    }

    fn end_paragraph(&mut self) {
        let unknown = self.read.fonts.id("");
        let story = self.story();
        story.fields.end_paragraph();
        let text = std::mem::take(&mut story.paragraph);
        let number = std::mem::take(&mut story.number);
        let mut paragraph = Paragraph::default();
        let label = numbering::printed(number.trim());
        if !label.is_empty() {
            paragraph.push(&format!("{label} "), unknown);
        }
        paragraph.append(text);
        let depth = story.table_depth();
        story.blocks.block(Block::Paragraph(paragraph), depth);
        for block in std::mem::take(&mut story.boxes) {
            story.blocks.block(block, depth);
        }
    }

    fn end_row(&mut self, depth: u32) {
        let Self { stories, rows, .. } = self;
        let story = stories.last_mut().expect("the body is open until the end");
        story.blocks.end_row(depth, |row| rows.define(row, depth));
    }

    fn begin_story(&mut self, kind: StoryKind, is_shown: bool) {
        if self.stories.len() >= MOST_STORIES {
            self.group().destination = Destination::Skipped;
            return;
        }
        let group = self.group();
        group.is_story = true;
        group.destination = Destination::Story;
        self.stories.push(Story::new(kind, is_shown));
    }

    /// The end of a story ends its last paragraph, where text stands after the last mark.
    fn end_last_paragraph(&mut self) {
        let story = self.story();
        if !story.paragraph.is_blank() || !story.boxes.is_empty() {
            self.end_paragraph();
        }
    }

    fn end_story(&mut self) {
        self.end_last_paragraph();
        let Some(story) = self.stories.pop() else { return };
        if !story.is_shown {
            return;
        }
        let blocks = story.blocks.finish();
        match story.kind {
            StoryKind::Header => self.read.headers.push(blocks),
            StoryKind::Footer => self.read.footers.push(blocks),
            StoryKind::Note => self.read.notes.extend(blocks),
            StoryKind::TextBox | StoryKind::Body => self.story().boxes.extend(blocks),
        }
    }
}
