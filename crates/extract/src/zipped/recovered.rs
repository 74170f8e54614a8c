//! Entries of an archive whose directory is lost, found by the header that stands before each of them.
//!
//! An interrupted upload keeps the beginning of an archive and loses the directory at its end. Every entry that came
//! through whole is whole; the last one is cut.

use flate2::{Crc, read::DeflateDecoder};

use crate::{
    number,
    session::{Refused, Session},
};

/// The mark before every entry, PKZIP APPNOTE 4.3.7.
const MARK: &[u8] = b"PK\x03\x04";
const HEADER: usize = 30;

/// The mark of what may stand behind an entry, APPNOTE 4.3.9.
const DESCRIPTOR: &[u8] = b"PK\x07\x08";

/// An entry as its own header describes it.
pub(super) struct RecoveredEntry {
    pub(super) raw_name: Vec<u8>,
    method: u16,
    is_encrypted: bool,
    /// Where its data stands in the archive.
    start: usize,
    /// Where its data ends; the archive may end before.
    end: usize,
    /// The checksum of its content, where it is known.
    crc: Option<u32>,
}

/// The entries in the order in which they stand.
pub(super) fn scan(bytes: &[u8]) -> impl Iterator<Item = RecoveredEntry> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += find(bytes.get(at..)?, MARK)?;
            match parse(bytes, at) {
                Some(entry) => {
                    at = entry.end.max(at + MARK.len());
                    return Some(entry);
                }
                None => at += MARK.len(),
            }
        }
    })
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}

/// The entry whose header stands here; `None` when the header is cut, or no header.
fn parse(bytes: &[u8], at: usize) -> Option<RecoveredEntry> {
    let header = bytes.get(at..at + HEADER)?;
    let u16_at = |offset: usize| number::u16_at(header, offset);
    let u32_at = |offset: usize| number::u32_at(header, offset);
    let flags = u16_at(6)?;
    let name_end = at + HEADER + usize::from(u16_at(26)?);
    let raw_name = bytes.get(at + HEADER..name_end)?.to_vec();
    let start = name_end + usize::from(u16_at(28)?);
    if raw_name.is_empty() || start > bytes.len() {
        return None;
    }
    // A writer that could not go back left size and checksum to a descriptor behind the data; the next mark ends it.
    let is_described_later = flags & 8 != 0;
    let declared = u32_at(18)?;
    let (end, crc) = if is_described_later || declared == u32::MAX {
        // One pass for all marks: one that never comes would be sought to the end of the file, entry after entry.
        let is_mark = |window: &[u8]| [MARK, DESCRIPTOR, b"PK\x01\x02"].contains(&window);
        let length = bytes[start..].windows(MARK.len()).position(is_mark);
        let end = length.map_or(bytes.len() + 1, |length| start + length);
        let descriptor = bytes.get(end..end + 8).and_then(|bytes| bytes.strip_prefix(DESCRIPTOR));
        let crc = descriptor.and_then(|crc| crc.try_into().ok()).map(u32::from_le_bytes);
        (end, if is_described_later { crc } else { u32_at(14) })
    } else {
        (start.checked_add(declared as usize)?, u32_at(14))
    };
    Some(RecoveredEntry {
        raw_name,
        method: u16_at(8)?,
        is_encrypted: flags & 1 != 0,
        start,
        end,
        crc,
    })
}

impl RecoveredEntry {
    /// Takes the entry out.
    ///
    /// # Errors
    /// As [`Session::take_out`]; [`Refused::Cut`] with what there is when the archive ends before the entry does.
    pub(super) fn take_out(
        &self,
        archive: &[u8],
        session: &mut Session<'_>,
    ) -> Result<Vec<u8>, Refused> {
        if self.is_encrypted {
            return Err(Refused::Encrypted);
        }
        let data = &archive[self.start..self.end.min(archive.len())];
        let compressed = data.len() as u64;
        let bytes = match self.method {
            0 => session.take_out(data, compressed)?,
            8 => session.take_out(DeflateDecoder::new(data), compressed)?,
            method => return Err(Refused::Broken(format!("compression method {method}"))),
        };
        let mut crc = Crc::new();
        crc.update(&bytes);
        let is_cut = self.end > archive.len();
        match self.crc {
            Some(expected) if expected == crc.sum() => Ok(bytes),
            _ if is_cut => Err(Refused::Cut(bytes)),
            Some(_) => Err(Refused::Broken("invalid checksum".to_owned())),
            None => Ok(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{limits::Limits, tests::zip_of};

    fn recovered(bytes: &[u8]) -> Vec<(String, Result<Vec<u8>, Refused>)> {
        let limits = Limits::default();
        let mut progress = || {};
        let mut session = Session::new(&limits, bytes.len() as u64, &mut progress);
        scan(bytes)
            .map(|entry| {
                let name = String::from_utf8_lossy(&entry.raw_name).into_owned();
                (name, entry.take_out(bytes, &mut session))
            })
            .collect()
    }

    #[test]
    fn entries_are_found_by_their_headers() {
        let text = "Báo cáo quý I ".repeat(50);
        let zip =
            zip_of(&[("a.xml", text.as_bytes()), ("b.xml", b"PK\x03\x04 no header"), ("c", b"x")]);
        let directory = find(&zip, b"PK\x01\x02").expect("a directory");
        let found = recovered(&zip[..directory]);
        let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a.xml", "b.xml", "c"]);
        assert_eq!(found[0].1.as_deref(), Ok(text.as_bytes()));
        assert_eq!(found[1].1.as_deref(), Ok(&b"PK\x03\x04 no header"[..]));
    }

    #[test]
    fn the_last_entry_is_cut_and_keeps_what_there_is() {
        let text: String = (0..2000).map(|nth| format!("dòng {nth}\n")).collect();
        let zip = zip_of(&[("a.xml", b"x"), ("b.xml", text.as_bytes())]);
        let found = recovered(&zip[..zip.len() * 2 / 3]);
        assert_eq!(found[0].1.as_deref(), Ok(&b"x"[..]));
        let Err(Refused::Cut(kept)) = &found[1].1 else { panic!("{:?}", found[1]) };
        assert!(kept.len() > 1000 && text.as_bytes().starts_with(kept), "{}", kept.len());
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let mut zip = zip_of(&[("a.xml", &b"mot hai ba bon nam sau bay tam chin muoi".repeat(9))]);
        let at = HEADER + "a.xml".len() + 12;
        zip[at] ^= 0x10;
        assert!(matches!(recovered(&zip)[0].1, Err(Refused::Broken(_) | Refused::Cut(_))));
    }
}
