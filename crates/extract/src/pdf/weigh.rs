//! How much the compressed streams of a file become, told before the interpreter unpacks them: it has no cap of its
//! own, and a file of a few kilobytes can ask it for gigabytes.
//!
//! Deflate gives at most 1,032 bytes for one (zlib's technical notes), so that small streams need no look; larger
//! ones are unpacked once into nothing. Images are never unpacked to read text and do not count. Refuses to know:
//! what the streams are for.

use std::collections::BTreeSet;

use flate2::{Decompress, FlushDecompress, Status};
use hayro_interpret::hayro_syntax::{
    Filter, Pdf,
    object::{Name, Object},
};
use model::problem::{Problem, ProblemCode};

use super::object_scan::{self, RawObject};
use crate::Limits;

/// The most that one stream of a page description, a font or a table may be: the drawing of a whole city has less.
const MOST_OF_ONE: u64 = 64 << 20;
/// What one byte of deflate becomes at most.
const MOST_OF_A_BYTE: u64 = 1_032;
/// Unpacked bytes that are looked at together.
const SCRATCH: usize = 64 << 10;

/// What a deflated stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// It becomes this many bytes, and its checksum says that they are right.
    Whole(u64),
    /// It breaks off or is wrong after about this many bytes.
    Broken(u64),
    /// It becomes more than allowed.
    TooMuch,
}

/// What is left of the bytes that the streams of one file may become together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    left: u64,
    ratio_limits: Limits,
}

impl Allowance {
    /// For a file of this many bytes.
    pub(super) fn new(limits: &Limits, file_bytes: usize) -> Self {
        Self { left: limits.decompressed_from(file_bytes as u64), ratio_limits: *limits }
    }

    /// Unpacks deflated data into nothing.
    pub(super) fn weigh(&mut self, data: &[u8]) -> Weight {
        let most = self.ratio_limits.decompressed_from(data.len() as u64).min(MOST_OF_ONE);
        let weight = inflate(data, most.min(self.left));
        if let Weight::Whole(bytes) | Weight::Broken(bytes) = weight {
            self.left = self.left.saturating_sub(bytes);
        }
        weight
    }
}

/// Checks the streams that a reader must unpack to open the file: tables and streams of objects.
///
/// # Errors
/// `decompressed-too-large`, with the number of the stream's object.
pub(super) fn check_structure(
    bytes: &[u8],
    objects: &[RawObject],
    allowance: &mut Allowance,
) -> Result<(), Problem> {
    check(bytes, objects, allowance, |_, dictionary| is_structure(dictionary))
}

/// Checks all other streams that are unpacked to read text, apart from those of these objects.
///
/// # Errors
/// `decompressed-too-large`, with the number of the stream's object.
pub(super) fn check_rest(
    bytes: &[u8],
    objects: &[RawObject],
    apart_from: &BTreeSet<u32>,
    allowance: &mut Allowance,
) -> Result<(), Problem> {
    check(bytes, objects, allowance, |number, dictionary| {
        // Files inside are taken out under the limits of all files in files.
        let is_unpacked = ["Image", "Metadata", "EmbeddedFile"]
            .iter()
            .all(|name| !object_scan::has_name(dictionary, name.as_bytes()));
        is_unpacked && !is_structure(dictionary) && !apart_from.contains(&number)
    })
}

/// The same for an encrypted file, whose streams are seen only once it is open.
///
/// # Errors
/// `decompressed-too-large`, with the number of the stream's object.
pub(super) fn check_decrypted(
    pdf: &Pdf,
    apart_from: &BTreeSet<u32>,
    allowance: &mut Allowance,
) -> Result<(), Problem> {
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        let number = stream.obj_id().obj_number;
        let is_image =
            stream.dict().get::<Name<'_>>(b"Subtype").is_some_and(|subtype| &*subtype == b"Image");
        let is_deflated = stream.filters().first() == Some(&Filter::FlateDecode);
        if is_image || !is_deflated || apart_from.contains(&number) {
            continue;
        }
        if allowance.weigh(&stream.raw_data()) == Weight::TooMuch {
            return Err(too_large(number, stream.raw_data().len()));
        }
    }
    Ok(())
}

fn too_large(number: u32, n_packed: usize) -> Problem {
    Problem::new(ProblemCode::DecompressedTooLarge, format!("object {number}: {n_packed} bytes"))
}

fn is_structure(dictionary: &[u8]) -> bool {
    object_scan::has_name(dictionary, b"ObjStm") || object_scan::has_name(dictionary, b"XRef")
}

fn check(
    bytes: &[u8],
    objects: &[RawObject],
    allowance: &mut Allowance,
    is_wanted: impl Fn(u32, &[u8]) -> bool,
) -> Result<(), Problem> {
    let deflated: Vec<(u32, &[u8])> = objects
        .iter()
        .filter_map(|object| {
            let data = &bytes[object.stream.as_ref()?.data.clone()];
            let dictionary = &bytes[object.body.clone()];
            (object_scan::has_name(dictionary, b"FlateDecode")
                && is_wanted(object.number, dictionary))
            .then_some((object.number, data))
        })
        .collect();
    let n_packed: u64 = deflated.iter().map(|(_, data)| data.len() as u64).sum();
    if n_packed * MOST_OF_A_BYTE <= MOST_OF_ONE {
        return Ok(());
    }
    for (number, data) in deflated {
        if allowance.weigh(data) == Weight::TooMuch {
            return Err(too_large(number, data.len()));
        }
    }
    Ok(())
}

fn inflate(data: &[u8], most: u64) -> Weight {
    let mut inflater = Decompress::new(true);
    let mut scratch = vec![0; SCRATCH];
    loop {
        let (before_in, before_out) = (inflater.total_in(), inflater.total_out());
        let rest = usize::try_from(before_in).ok().and_then(|read| data.get(read..));
        let status =
            inflater.decompress(rest.unwrap_or_default(), &mut scratch, FlushDecompress::None);
        let unpacked = inflater.total_out();
        if unpacked > most {
            return Weight::TooMuch;
        }
        match status {
            Ok(Status::StreamEnd) => return Weight::Whole(unpacked),
            Ok(_) if inflater.total_in() > before_in || unpacked > before_out => {}
            Ok(_) | Err(_) => return Weight::Broken(unpacked),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory takes everything");
        encoder.finish().expect("memory takes everything")
    }

    #[test]
    fn whole_broken_and_endless_streams_are_told_apart() {
        let text: Vec<u8> = (0..200_000_u32).flat_map(|n| n.to_string().into_bytes()).collect();
        let packed = deflated(&text);
        assert_eq!(inflate(&packed, u64::MAX), Weight::Whole(text.len() as u64));
        // The line break before `endstream` is often counted as data.
        assert_eq!(
            inflate(&[&packed[..], b"\r\n"].concat(), u64::MAX),
            Weight::Whole(text.len() as u64)
        );
        assert!(matches!(inflate(&packed[..packed.len() / 2], u64::MAX), Weight::Broken(_)));
        assert!(matches!(inflate(&packed[..packed.len() - 2], u64::MAX), Weight::Broken(_)));
        let mut flipped = packed.clone();
        flipped[packed.len() / 2] ^= 0x10;
        assert!(matches!(inflate(&flipped, u64::MAX), Weight::Broken(_)));
        assert_eq!(inflate(&packed, 100_000), Weight::TooMuch);
        assert_eq!(inflate(b"", 10), Weight::Broken(0));
    }

    #[test]
    fn a_bomb_is_refused_by_its_number_and_an_image_is_not_looked_at() {
        let zeros = deflated(&vec![0; 70 << 20]);
        let check_file = |keys: &str| {
            let mut file = format!("7 0 obj <</Filter/FlateDecode{keys}>> stream\n").into_bytes();
            file.extend_from_slice(&zeros);
            file.extend_from_slice(b"\nendstream endobj");
            let objects = object_scan::objects(&file);
            let mut allowance = Allowance::new(&Limits::default(), file.len());
            check_rest(&file, &objects, &BTreeSet::new(), &mut allowance)
        };
        let problem = check_file("/Length1 9").expect_err("70 MB of zeros");
        assert_eq!(problem.code, ProblemCode::DecompressedTooLarge);
        assert!(problem.detail.starts_with("object 7"), "{}", problem.detail);
        assert_eq!(check_file("/Subtype/Image"), Ok(()));
    }
}
