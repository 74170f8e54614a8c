//! The files inside a PDF: attachments of the document, attachments pinned to a page, and the files of a portfolio
//! (ISO 32000-2, 7.11.4 and 12.3.5). Each becomes a document of its own.
//!
//! Refuses to know: what the files are. They are taken out under the limits of all files in files.

use std::collections::{BTreeMap, BTreeSet};

use flate2::read::ZlibDecoder;
use hayro_interpret::hayro_syntax::{
    Filter, Pdf,
    object::{Array, Dict, Object, ObjectIdentifier, Stream, String as PdfString},
};
use model::problem::Problem;

use crate::{
    contents::Inner,
    nfc::nfc,
    session::{Refused, Session},
};

/// Nodes of the tree of names deeper than this are a loop.
const DEEPEST: u32 = 32;

/// The files inside, in the order of the tree of names, then of the pages; and those that could not be taken out.
pub(super) fn take_out(pdf: &Pdf, session: &mut Session<'_>) -> (Vec<Inner>, Vec<Problem>) {
    let mut attachments = Attachments::default();
    if let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) {
        let tree = catalog.get::<Dict<'_>>(b"Names").and_then(|names| names.get(b"EmbeddedFiles"));
        if let Some(tree) = tree {
            attachments.add_tree(&tree, DEEPEST);
        }
        attachments.add_all(catalog.get(b"AF"));
    }
    for page in pdf.pages().iter() {
        let page = page.raw();
        attachments.add_all(page.get(b"AF"));
        let annotations = page.get::<Array<'_>>(b"Annots");
        for annotation in annotations.iter().flat_map(Array::iter::<Dict<'_>>) {
            if let Some(file) = annotation.get::<Dict<'_>>(b"FS") {
                attachments.add(&file);
            }
        }
    }

    let (mut files, mut problems) = (Vec::new(), Vec::new());
    if attachments.found.is_empty() {
        return (files, problems);
    }
    if let Err(problem) = session.count_entries(attachments.found.len()) {
        return (files, vec![problem]);
    }
    for (name, stream) in attachments.found {
        match unpack(&stream, session) {
            Ok(bytes) => files.push(Inner::new(name, bytes)),
            Err(refused) => problems.push(refused.into_problem(&name)),
        }
    }
    (files, problems)
}

/// The attachments found so far; one that is named in several places is one file.
#[derive(Default)]
struct Attachments<'a> {
    found: Vec<(String, Stream<'a>)>,
    seen: BTreeSet<(u32, i32)>,
    n_named: BTreeMap<String, u32>,
}

impl<'a> Attachments<'a> {
    /// Adds the files of a tree of names (ISO 32000-2, 7.9.6).
    fn add_tree(&mut self, node: &Dict<'a>, deepest: u32) {
        // Pairs of a name and a file; the name in the file is the one that people see.
        if let Some(pairs) = node.get::<Array<'a>>(b"Names") {
            for file in pairs.iter::<Object<'a>>() {
                if let Some(file) = file.into_dict() {
                    self.add(&file);
                }
            }
        }
        let kids = node.get::<Array<'a>>(b"Kids").filter(|_| deepest > 0);
        for kid in kids.iter().flat_map(Array::iter::<Dict<'a>>) {
            self.add_tree(&kid, deepest - 1);
        }
    }

    fn add_all(&mut self, files: Option<Array<'a>>) {
        for file in files.iter().flat_map(Array::iter::<Dict<'a>>) {
            self.add(&file);
        }
    }

    /// Adds the file of a file specification, when it is inside and not only named.
    fn add(&mut self, file: &Dict<'a>) {
        let Some(inside) = file.get::<Dict<'a>>(b"EF") else { return };
        let stream = ["UF", "F"].iter().find_map(|key| inside.get::<Stream<'a>>(key.as_bytes()));
        let Some(stream) = stream else { return };
        let ObjectIdentifier { obj_number, gen_number } = stream.obj_id();
        if !self.seen.insert((obj_number, gen_number)) {
            return;
        }
        let name = ["UF", "F"]
            .iter()
            .find_map(|key| file.get::<PdfString<'a>>(key.as_bytes()))
            .map(|name| text(name.as_bytes()))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| format!("attachment-{obj_number}"));
        let n_earlier = self.n_named.entry(name.clone()).or_default();
        *n_earlier += 1;
        let name = if *n_earlier == 1 { name } else { format!("{name} ({n_earlier})") };
        self.found.push((name, stream));
    }
}

fn unpack(stream: &Stream<'_>, session: &mut Session<'_>) -> Result<Vec<u8>, Refused> {
    let packed = stream.raw_data();
    let n_packed = packed.len() as u64;
    match stream.filters().as_slice() {
        [] => session.take_out(&packed[..], n_packed),
        [Filter::FlateDecode] => session.take_out(ZlibDecoder::new(&packed[..]), n_packed),
        filters => Err(Refused::Broken(format!("{filters:?}"))),
    }
}

/// A text string (ISO 32000-2, 7.9.2.2). Some programs write UTF-8 without its mark.
pub(super) fn text(bytes: &[u8]) -> String {
    let decoded = match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned()
        }
        [0xFF, 0xFE, rest @ ..] => {
            encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned()
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().copied().map(char::from).collect(),
        },
    };
    nfc(decoded.trim_matches(['\0', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_decoded_by_their_marks() {
        let check = |bytes: &[u8], expect: &str| assert_eq!(text(bytes), expect);
        check(b"bao cao.xlsx", "bao cao.xlsx");
        check(b"\xFE\xFF\x00B\x00\xE1\x00o", "Báo");
        check("Phụ lục.docx".as_bytes(), "Phụ lục.docx");
        check(b"B\xE1o", "Báo");
    }
}
