//! Who issued it? Names of bodies: where one ends in prose, how one in capitals is written, which body it is.
//!
//! Refuses to know documents and their numbers.

mod capitals;
mod name;
mod table;
mod words;

pub(crate) use capitals::sentence_case;
pub(crate) use name::{begins_at, is_head, name_at};
pub(crate) use table::{of_symbol, province_in, resolve, resolve_in};
pub(crate) use words::symbols;
