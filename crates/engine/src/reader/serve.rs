//! The reader's side: answer documents until the parent is done.

use std::{
    cell::RefCell,
    io::{self, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};

use extract::{Asked, PageImage};

use super::protocol::{
    BEAT, DRAWN, IMAGE, NOT_DRAWN, PANIC, READING, RequestHead, Task, encode_image, read_request,
    write_answer,
};

/// Reads documents from `input` and answers on `output` until the input ends.
///
/// After a panic the process is not used again: it says so and returns.
///
/// # Errors
/// When the parent is gone.
pub fn serve(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    while let Some((head, bytes)) = read_request(input)? {
        let parent = RefCell::new((&mut *output, None));
        let say = |answer: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>| {
            let (output, lost) = &mut *parent.borrow_mut();
            if lost.is_none() {
                *lost = answer(output).err();
            }
        };
        let mut beat = || say(&mut |output| write_answer(output, BEAT, &[]));
        let mut hand_out = |image: PageImage| {
            say(&mut |output| write_answer(output, IMAGE, &encode_image(&image)?));
        };
        let answer = catch_unwind(AssertUnwindSafe(|| {
            let RequestHead { name, limits, roots, task, .. } = &head;
            let images: Option<&mut dyn FnMut(PageImage)> = match task {
                Task::Read => None,
                Task::ReadHandingOutImages => Some(&mut hand_out),
                Task::Draw(view) => {
                    return Ok(match extract::draw_page(&bytes, view, limits, &mut beat) {
                        Ok(png) => (DRAWN, png),
                        Err(reason) => (NOT_DRAWN, serde_json::to_vec(&reason)?),
                    });
                }
            };
            let reading =
                extract::read_for(Asked { roots, images }, &bytes, name, limits, &mut beat);
            Ok::<_, serde_json::Error>((READING, serde_json::to_vec(&reading)?))
        }));
        let (output, lost_parent) = parent.into_inner();
        if let Some(error) = lost_parent {
            return Err(error);
        }
        match answer {
            Ok(answer) => {
                let (kind, body) = answer?;
                write_answer(output, kind, &body)?;
            }
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
    use extract::{Limits, TrustRoots};
    use model::reading::{Outcome, Reading};

    use super::*;
    use crate::reader::protocol::encode_request;

    #[test]
    fn several_documents_are_answered_in_turn() {
        let mut input = Vec::new();
        for name in ["một.pdf", "hai.pdf"] {
            input.extend(encode_request(&RequestHead {
                name: name.into(),
                limits: Limits::default(),
                roots: TrustRoots::default(),
                size: 0,
                task: Task::ReadHandingOutImages,
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
