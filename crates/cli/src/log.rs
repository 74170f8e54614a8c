//! Where lines of the log go: to standard error, each on one line, whatever the names and texts in it hold.
//!
//! A file name may hold line breaks and control signs that make a line of somebody else's, and a message may repeat a text
//! with numbers of persons. Both end here, after the line was put together. Refuses to know what is logged.

use std::io::{self, Write};

use model::personal::Persons;

/// Takes one line of the log with every write, as `tracing-subscriber` gives them.
pub(crate) fn lines() -> LogLines<io::Stderr> {
    LogLines(io::stderr())
}

/// Writes each line so that it is one.
pub(crate) struct LogLines<W>(W);

impl<W: Write> Write for LogLines<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(one_line(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The line with its control signs written out, but for the end.
fn one_line(line: &str) -> String {
    let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
    let mut shown = String::with_capacity(line.len());
    for sign in Persons::Masked.text(text).chars() {
        // Beyond control signs: what turns the direction of writing makes a line read as another one.
        let is_hidden =
            sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if is_hidden && sign != '\t' {
            shown.extend(sign.escape_unicode());
        } else {
            shown.push(sign);
        }
    }
    shown + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_file_begins_a_line_of_its_own() {
        let check = |line: &str, expect: &str| {
            let mut written = LogLines(Vec::new());
            written.write_all(line.as_bytes()).expect("memory takes it");
            assert_eq!(String::from_utf8(written.0).expect("text"), expect);
        };
        check("INFO listed unit=so-y-te\n", "INFO listed unit=so-y-te\n");
        check(
            "WARN key=a\n2026-11-22 INFO signed in\n",
            "WARN key=a\\u{a}2026-11-22 INFO signed in\n",
        );
        check("key=\u{1b}[2Jb\r\u{202e}fdp.c\n", "key=\\u{1b}[2Jb\\u{d}\\u{202e}fdp.c\n");
        check("said=liên hệ 0912345678\n", "said=liên hệ *******678\n");
    }
}
