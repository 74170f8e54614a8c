//! The reader's side: answer documents until the parent is done.

use std::{
    io::{self, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::protocol::{BEAT, PANIC, READING, read_request, write_answer};

/// Reads documents from `input` and answers on `output` until the input ends.
///
/// After a panic the process is not used again: it says so and returns.
///
/// # Errors
/// When the parent is gone.
pub fn serve(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    while let Some((head, bytes)) = read_request(input)? {
        let mut lost_parent = None;
        let reading = catch_unwind(AssertUnwindSafe(|| {
            extract::read(&bytes, &head.name, &head.limits, &mut || {
                if let Err(error) = write_answer(output, BEAT, &[]) {
                    lost_parent = Some(error);
                }
            })
        }));
        if let Some(error) = lost_parent {
            return Err(error);
        }
        match reading {
            Ok(reading) => write_answer(output, READING, &serde_json::to_vec(&reading)?)?,
            Err(panic) => {
                let message = panic
                    .downcast_ref::<&str>()
                    .map(|text| (*text).to_owned())
                    .or_else(|| panic.downcast_ref::<String>().cloned())
                    .unwrap_or_default();
                return write_answer(output, PANIC, message.as_bytes());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use extract::Limits;
    use model::reading::{Outcome, Reading};

    use super::*;
    use crate::reader::protocol::{RequestHead, encode_request};

    #[test]
    fn several_documents_are_answered_in_turn() {
        let mut input = Vec::new();
        for name in ["một.pdf", "hai.pdf"] {
            input.extend(encode_request(&RequestHead {
                name: name.into(),
                limits: Limits::default(),
                size: 0,
            }));
        }
        let mut output = Vec::new();
        serve(&mut input.as_slice(), &mut output).expect("answered");
        let mut answers = output.as_slice();
        for name in ["một.pdf", "hai.pdf"] {
            while let Some(rest) = answers.strip_prefix(&[BEAT]) {
                answers = rest;
            }
            assert_eq!(answers[0], READING);
            let length = u64::from_le_bytes(answers[1..9].try_into().expect("eight bytes"));
            let (body, rest) = answers[9..].split_at(usize::try_from(length).expect("short"));
            let reading: Reading = serde_json::from_slice(body).expect("a reading");
            assert_eq!((reading.name.as_str(), reading.outcome), (name, Outcome::Rejected));
            answers = rest;
        }
        assert!(answers.is_empty());
    }
}
