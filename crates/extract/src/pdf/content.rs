//! Whether the drawing instructions of a page come out of their compressed streams whole, and how much they become.
//!
//! hayro decodes as much of a broken stream as it can and does not say that the rest is missing; the checksum of the
//! stream does. Refuses to know: what the instructions draw.

use hayro_interpret::hayro_syntax::{
    Filter,
    object::{Array, Dict, MaybeRef, ObjRef, Object, Stream},
    page::Page,
};

use super::weigh::{Allowance, Weight};

const CONTENTS: &[u8] = b"Contents";

/// What can be said of a page's drawing instructions before they are carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// All are there.
    Whole,
    /// Something is missing or wrong; the rest can be carried out.
    Damaged,
    /// They become more than allowed and must not be unpacked.
    TooMuch,
}

/// The condition of a page's content.
pub(super) fn condition(page: &Page<'_>, allowance: &mut Allowance) -> Condition {
    let page = page.raw();
    if let Some(stream) = page.get::<Stream<'_>>(CONTENTS) {
        condition_of(&stream, allowance)
    } else if let Some(streams) = page.get::<Array<'_>>(CONTENTS) {
        let mut condition = Condition::Whole;
        for object in streams.iter::<Object<'_>>() {
            let of_part = match object {
                Object::Stream(stream) => condition_of(&stream, allowance),
                _ => Condition::Damaged,
            };
            match of_part {
                Condition::Whole => {}
                Condition::Damaged => condition = Condition::Damaged,
                Condition::TooMuch => return Condition::TooMuch,
            }
        }
        condition
    } else if page.contains_key(CONTENTS) {
        Condition::Damaged
    } else {
        Condition::Whole
    }
}

/// The numbers of the objects that hold a page's instructions.
pub(super) fn objects(page: &Page<'_>) -> Vec<u32> {
    let number = |reference: ObjRef| reference.obj_number;
    let page = page.raw();
    let direct = page.get_ref(CONTENTS).map(number);
    let listed = page.get::<Array<'_>>(CONTENTS).into_iter().flat_map(|streams| {
        let references = streams.raw_iter().filter_map(|item| match item {
            MaybeRef::Ref(reference) => Some(number(reference)),
            MaybeRef::NotRef(_) => None,
        });
        references.collect::<Vec<_>>()
    });
    direct.into_iter().chain(listed).collect()
}

fn condition_of(stream: &Stream<'_>, allowance: &mut Allowance) -> Condition {
    let has_parameters = ["DecodeParms", "DP"]
        .iter()
        .any(|key| stream.dict().get::<Dict<'_>>(key.as_bytes()).is_some());
    let filters = stream.filters();
    match filters.as_slice() {
        [Filter::FlateDecode, rest @ ..] => match allowance.weigh(&stream.raw_data()) {
            Weight::Whole(_) if rest.is_empty() => Condition::Whole,
            // Compressed twice: what the second becomes is not known, and no program writes it.
            Weight::Whole(_) | Weight::Broken(_) if rest.contains(&Filter::FlateDecode) => {
                Condition::TooMuch
            }
            Weight::Whole(_) => Condition::Whole,
            // The checksum is over what a predictor has changed; nobody predicts instructions.
            Weight::Broken(_) if has_parameters => Condition::Whole,
            Weight::Broken(_) => Condition::Damaged,
            Weight::TooMuch => Condition::TooMuch,
        },
        [] => Condition::Whole,
        _ => match stream.decoded_data() {
            Ok(_) => Condition::Whole,
            Err(_) => Condition::Damaged,
        },
    }
}
