//! A letter as RTF, as Word saves it, in Unicode or in an old encoding.

use std::fmt::Write as _;

use crate::{
    legacy::{FONTS, Spelling, spell},
    letter::Letter,
    typescript::{self, Typed, TypedCell, Vertical},
};

/// The letter as RTF.
#[must_use]
pub fn write(letter: &Letter, spelling: Spelling) -> Vec<u8> {
    let mut rtf = String::from("{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{\\fonttbl");
    for (number, name) in FONTS.iter().enumerate() {
        add(&mut rtf, format_args!("{{\\f{number}\\fnil\\fcharset0 {name};}}"));
    }
    rtf.push_str("}{\\colortbl;\\red0\\green0\\blue0;}{\\info{\\title x}}\r\n");
    let mut n_items = 0;
    for typed in typescript::of(letter) {
        match typed {
            Typed::Paragraph(text) => {
                n_items = 0;
                rtf.push_str("\\pard\\plain ");
                paragraph(&mut rtf, &text, spelling, "\\par\r\n");
            }
            Typed::Item(text) => {
                n_items += 1;
                let mark = typescript::mark(n_items);
                add(&mut rtf, format_args!("{{\\listtext\\pard\\plain\\f0 {mark}\\tab}}"));
                rtf.push_str("\\pard\\plain\\ls1 ");
                paragraph(&mut rtf, &text, spelling, "\\par\r\n");
            }
            Typed::Table(columns, rows) => table(&mut rtf, &columns, &rows, spelling),
        }
    }
    rtf.push('}');
    rtf.into_bytes()
}

fn table(rtf: &mut String, columns: &[u16], rows: &[Vec<TypedCell>], spelling: Spelling) {
    let edges = typescript::edges(columns);
    for row in rows {
        rtf.push_str("\\trowd\\trleft0");
        for cell in row {
            match cell.vertical {
                Vertical::Alone => {}
                Vertical::First => rtf.push_str("\\clvmgf"),
                Vertical::Continued => rtf.push_str("\\clvmrg"),
            }
            add(rtf, format_args!("\\cellx{}", edges[cell.columns.end]));
        }
        rtf.push_str("\r\n");
        for cell in row {
            rtf.push_str("\\pard\\plain\\intbl ");
            let lines: Vec<&str> = cell.text.split('\n').collect();
            for (index, line) in lines.iter().enumerate() {
                let end = if index + 1 < lines.len() { "\\par " } else { "\\cell\r\n" };
                paragraph(rtf, line, spelling, end);
            }
        }
        rtf.push_str("\\row\r\n");
    }
}

fn paragraph(rtf: &mut String, text: &str, spelling: Spelling, end: &str) {
    for run in spell(text, spelling) {
        let font = FONTS.iter().position(|name| *name == run.font).expect("a font of the table");
        add(rtf, format_args!("{{\\f{font} "));
        for letter in run.text.chars() {
            match letter {
                '\\' | '{' | '}' => add(rtf, format_args!("\\{letter}")),
                ' '..='~' => rtf.push(letter),
                '\n' => rtf.push_str("\\line "),
                '\u{A0}'..='\u{FF}' => add(rtf, format_args!("\\'{:02x}", u32::from(letter))),
                letter => {
                    for unit in letter.encode_utf16(&mut [0; 2]) {
                        add(rtf, format_args!("\\u{}?", unit.cast_signed()));
                    }
                }
            }
        }
        rtf.push('}');
    }
    rtf.push_str(end);
}

fn add(rtf: &mut String, arguments: std::fmt::Arguments<'_>) {
    rtf.write_fmt(arguments).expect("a string takes all text");
}
