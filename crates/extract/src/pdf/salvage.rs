//! A file whose table of objects, catalog or page tree is lost, written so that it opens again: the pages that are
//! still there become the leaves of a new tree, after the bytes as they are.
//!
//! Used only where the file does not open otherwise, or opens with fewer pages than it should have. Refuses to know:
//! encryption (what is encrypted cannot be looked into before it is open) and what stands on the pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read as _, Write as _},
};

use flate2::read::ZlibDecoder;

use super::object_scan::{self, RawObject};

/// The most bytes that the object streams of a file may become while it is mended.
const MOST_UNPACKED: u64 = 64 << 20;
/// The most bytes of one object within an object stream: page and font dictionaries, not data.
const LONGEST_OBJECT: usize = 1 << 20;

/// The file with a new catalog and page tree after its bytes; `None` when no page of it is left.
pub(super) fn salvage(bytes: &[u8]) -> Option<Vec<u8>> {
    let objects = object_scan::objects(bytes);
    let mut found = Found::default();
    for object in &objects {
        found.add(bytes, object);
    }
    let root = found.top_level();
    if root.is_empty() {
        return None;
    }

    let mut mended = bytes.to_vec();
    if objects.last().and_then(|object| object.stream.as_ref()).is_some_and(|last| !last.is_closed)
    {
        mended.extend_from_slice(b"\nendstream\nendobj\n");
    } else {
        mended.extend_from_slice(b"\nendobj\n");
    }
    for (number, dictionary) in found.unpacked() {
        writeln!(mended, "{number} 0 obj").expect("memory takes everything");
        mended.extend_from_slice(dictionary);
        mended.extend_from_slice(b"\nendobj\n");
    }
    let catalog = found.greatest_number() + 1;
    let pages = catalog + 1;
    let kids: Vec<String> =
        root.iter().map(|(number, generation)| format!("{number} {generation} R")).collect();
    write!(
        mended,
        "{catalog} 0 obj\n<</Type/Catalog/Pages {pages} 0 R>>\nendobj\n\
         {pages} 0 obj\n<</Type/Pages/Count {}/Kids[{}]>>\nendobj\n\
         trailer\n<</Root {catalog} 0 R/Size {}>>\nstartxref\n-1\n%%EOF\n",
        kids.len(),
        kids.join(" "),
        pages + 1
    )
    .expect("memory takes everything");
    Some(mended)
}

/// What was found of each object, a later one replacing an earlier one of the same number.
#[derive(Default)]
struct Found<'b> {
    objects: BTreeMap<u32, Version<'b>>,
    n_seen: usize,
    n_unpacked: u64,
}

struct Version<'b> {
    generation: u32,
    /// Its place in the file, for pages are written in their order more often than not.
    order: usize,
    dictionary: Dictionary<'b>,
}

enum Dictionary<'b> {
    /// Stands in the file.
    Plain(&'b [u8]),
    /// Stood in an object stream.
    Unpacked(Vec<u8>),
}

impl Dictionary<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Plain(bytes) => bytes,
            Self::Unpacked(bytes) => bytes,
        }
    }
}

impl<'b> Found<'b> {
    fn add(&mut self, bytes: &'b [u8], object: &RawObject) {
        let dictionary = &bytes[object.body.clone()];
        self.insert(object.number, object.generation, Dictionary::Plain(dictionary));
        if let Some(stream) = &object.stream
            && object_scan::has_name(dictionary, b"ObjStm")
        {
            self.unpack(dictionary, &bytes[stream.data.clone()]);
        }
    }

    /// Adds the objects of an object stream (ISO 32000-2, 7.5.7), as far as they come out.
    fn unpack(&mut self, dictionary: &[u8], data: &[u8]) {
        let number_after = |name: &[u8]| {
            object_scan::after_name(dictionary, name).and_then(object_scan::leading_number)
        };
        let (Some(n_objects), Some(first)) = (number_after(b"N"), number_after(b"First")) else {
            return;
        };
        let content = if object_scan::has_name(dictionary, b"FlateDecode") {
            let mut content = Vec::new();
            let left = MOST_UNPACKED.saturating_sub(self.n_unpacked);
            // A broken stream gives what stands before the break, which is what is wanted here.
            if ZlibDecoder::new(data).take(left).read_to_end(&mut content).is_err()
                && content.is_empty()
            {
                return;
            }
            content
        } else {
            data.to_vec()
        };
        self.n_unpacked += content.len() as u64;
        let Some((heads, bodies)) = content.split_at_checked(first as usize) else { return };
        let mut numbers = heads
            .split(|byte| byte.is_ascii_whitespace())
            .filter(|word| !word.is_empty())
            .map(object_scan::leading_number);
        let mut places = Vec::new();
        while let (Some(Some(number)), Some(Some(at))) = (numbers.next(), numbers.next()) {
            if places.len() < n_objects as usize {
                places.push((number, at as usize));
            }
        }
        for (index, (number, at)) in places.iter().enumerate() {
            let end =
                places.get(index + 1).map_or(bodies.len(), |(_, next)| *next).min(bodies.len());
            let Some(body) = bodies.get(*at..end).filter(|body| body.len() <= LONGEST_OBJECT)
            else {
                continue;
            };
            self.insert(*number, 0, Dictionary::Unpacked(body.to_vec()));
        }
    }

    fn insert(&mut self, number: u32, generation: u32, dictionary: Dictionary<'b>) {
        self.n_seen += 1;
        self.objects.insert(number, Version { generation, order: self.n_seen, dictionary });
    }

    fn unpacked(&self) -> impl Iterator<Item = (u32, &[u8])> {
        self.objects.iter().filter_map(|(number, version)| match &version.dictionary {
            Dictionary::Plain(_) => None,
            Dictionary::Unpacked(bytes) => Some((*number, bytes.as_slice())),
        })
    }

    fn greatest_number(&self) -> u32 {
        self.objects.last_key_value().map_or(0, |(number, _)| *number)
    }

    /// The nodes of page trees, and the pages, that no other node names; in their order in the file.
    fn top_level(&self) -> Vec<(u32, u32)> {
        let is_kind = |version: &Version<'_>, kind: &[u8]| {
            object_scan::after_name(version.dictionary.bytes(), b"Type")
                .and_then(|rest| rest.strip_prefix(b"/"))
                .is_some_and(|rest| rest.starts_with(kind) && !rest[kind.len()..].starts_with(b"s"))
        };
        let nodes: Vec<(&u32, &Version<'_>)> = self
            .objects
            .iter()
            .filter(|(_, version)| {
                is_kind(version, b"Pages")
                    && object_scan::has_name(version.dictionary.bytes(), b"Kids")
            })
            .collect();
        let kids: BTreeSet<u32> = nodes
            .iter()
            .flat_map(|(_, node)| references_of_kids(node.dictionary.bytes()))
            .collect();
        let pages = self.objects.iter().filter(|(_, version)| is_kind(version, b"Page"));
        let mut top: Vec<(&u32, &Version<'_>)> = nodes.iter().copied().chain(pages).collect();
        top.retain(|(number, _)| !kids.contains(number));
        top.sort_by_key(|(_, version)| version.order);
        top.into_iter().map(|(number, version)| (*number, version.generation)).collect()
    }
}

/// The numbers of the objects that a node of a page tree names as its kids.
fn references_of_kids(dictionary: &[u8]) -> Vec<u32> {
    let list = object_scan::after_name(dictionary, b"Kids")
        .and_then(|rest| rest.strip_prefix(b"["))
        .unwrap_or_default();
    let list = list.split(|byte| *byte == b']').next().unwrap_or_default();
    let words: Vec<&[u8]> =
        list.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty()).collect();
    words
        .windows(3)
        .filter(|words| words[2].starts_with(b"R"))
        .filter_map(|words| {
            object_scan::leading_number(words[0].strip_prefix(b"R").unwrap_or(words[0]))
        })
        .collect()
}
