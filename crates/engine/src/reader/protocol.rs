//! What parent and reader say to each other: length-prefixed frames, little-endian.
//!
//! Request: a JSON head, then the bytes of the document. Answer: any number of beats and page images, then one reading,
//! one drawn page or why there is none, or the message of a panic.

use std::io::{self, Read, Write};

use extract::{Limits, PageImage, PageView, ScannedPage, TrustRoots};
use serde::{Deserialize, Serialize};

/// What precedes the bytes of a document.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RequestHead {
    /// The name of the file, for comparison with its content.
    pub(super) name: String,
    /// What the file may ask for.
    pub(super) limits: Limits,
    /// To whom the certificates of signatures must lead.
    pub(super) roots: TrustRoots,
    /// How many bytes follow.
    pub(super) size: u64,
    /// What is wanted of the document.
    pub(super) task: Task,
}

/// What a reader is asked to do with a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Task {
    /// Read it.
    Read,
    /// Read it, and hand out the images of pages that must be read by OCR.
    ReadHandingOutImages,
    /// Draw one page of it.
    Draw(PageView),
}

/// Still working.
pub(super) const BEAT: u8 = b'b';
/// The image of a page follows: the length of its head, the head as JSON, the pixels.
pub(super) const IMAGE: u8 = b'i';
/// A reading follows, as JSON.
pub(super) const READING: u8 = b'r';
/// A drawn page follows, as PNG.
pub(super) const DRAWN: u8 = b'd';
/// Why a page could not be drawn follows, as JSON.
pub(super) const NOT_DRAWN: u8 = b'n';
/// A panic's message follows.
pub(super) const PANIC: u8 = b'p';

/// The most bytes that a head may have: names are short, and a root of trust has some two thousand bytes.
const MAX_HEAD: usize = 4 << 20;

pub(super) fn encode_request(head: &RequestHead) -> Vec<u8> {
    let json = serde_json::to_vec(head).expect("a request head has only texts and numbers");
    let mut frame = u32::try_from(json.len()).expect("a head is short").to_le_bytes().to_vec();
    frame.extend(json);
    frame
}

/// Reads a request; `None` when the parent is done.
pub(super) fn read_request(input: &mut impl Read) -> io::Result<Option<(RequestHead, Vec<u8>)>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > MAX_HEAD {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the head of a request is too long",
        ));
    }
    let mut head = vec![0; length];
    input.read_exact(&mut head)?;
    let head: RequestHead = serde_json::from_slice(&head)?;
    let size = usize::try_from(head.size)
        .map_err(|source| io::Error::new(io::ErrorKind::InvalidData, source))?;
    let mut bytes = vec![0; size];
    input.read_exact(&mut bytes)?;
    Ok(Some((head, bytes)))
}

pub(super) fn encode_image(image: &PageImage) -> io::Result<Vec<u8>> {
    let head = serde_json::to_vec(&image.page)?;
    let length = u32::try_from(head.len())
        .map_err(|source| io::Error::new(io::ErrorKind::InvalidData, source))?;
    let mut body = Vec::with_capacity(4 + head.len() + image.pixels.len());
    body.extend(length.to_le_bytes());
    body.extend(head);
    body.extend_from_slice(&image.pixels);
    Ok(body)
}

/// The image in the body of an answer; `None` when it is not well formed.
pub(super) fn decode_image(mut body: Vec<u8>) -> Option<PageImage> {
    let length = u32::from_le_bytes(*body.first_chunk()?) as usize;
    let page: ScannedPage = serde_json::from_slice(body.get(4..)?.get(..length)?).ok()?;
    body.drain(..4 + length);
    let n_pixels = page.width as usize * page.height as usize;
    (body.len() == n_pixels).then_some(PageImage { page, pixels: body })
}

pub(super) fn write_answer(
    output: &mut (impl Write + ?Sized),
    kind: u8,
    body: &[u8],
) -> io::Result<()> {
    output.write_all(&[kind])?;
    if kind != BEAT {
        output.write_all(&(body.len() as u64).to_le_bytes())?;
        output.write_all(body)?;
    }
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_as_it_was_written() {
        let head = RequestHead {
            name: "kế hoạch.pdf".into(),
            limits: Limits::default(),
            roots: TrustRoots::default(),
            size: 3,
            task: Task::Read,
        };
        let mut frame = encode_request(&head);
        frame.extend(b"abc");
        let mut input = frame.as_slice();
        let (read, bytes) = read_request(&mut input).expect("well formed").expect("one request");
        assert_eq!((read.name.as_str(), bytes.as_slice()), ("kế hoạch.pdf", b"abc".as_slice()));
        assert!(read_request(&mut input).expect("well formed").is_none());
    }

    #[test]
    fn a_cut_request_is_an_error_not_an_end() {
        let head = RequestHead {
            name: "a".into(),
            limits: Limits::default(),
            roots: TrustRoots::default(),
            size: 3,
            task: Task::Read,
        };
        let frame = encode_request(&head);
        assert!(read_request(&mut frame.as_slice()).is_err());
    }
}
