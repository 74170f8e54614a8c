//! Files packed into one ZIP, the same bytes for the same files.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// A ZIP with these entries, in the order given. Names are paths with `/`, in UTF-8.
///
/// # Panics
/// When a name stands twice.
#[must_use]
pub fn zip<'f>(entries: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Vec<u8> {
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        // The type of an OpenDocument file stands as it is, so that programs find it in the first bytes.
        let method = match name {
            "mimetype" => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        writer
            .start_file(name, options.compression_method(method))
            .expect("entry names are different");
        writer.write_all(bytes).expect("memory takes all bytes");
    }
    writer.finish().expect("memory takes all bytes").into_inner()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn keeps_vietnamese_names_and_bytes() {
        let entries = [("3.4.1/Biểu số II.06a.txt", b"one".as_slice()), ("b", b"two")];
        let bytes = zip(entries);
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a ZIP");
        let mut content = String::new();
        let mut file = archive.by_index(0).expect("an entry");
        assert_eq!(file.name().expect("UTF-8"), "3.4.1/Biểu số II.06a.txt");
        file.read_to_string(&mut content).expect("text");
        assert_eq!(content, "one");
        assert_eq!(bytes, zip(entries), "the same entries give the same bytes");
    }
}
