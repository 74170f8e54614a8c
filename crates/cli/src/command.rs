//! One module for each command.

pub(crate) mod check;
pub(crate) mod facts;
pub(crate) mod read;
pub(crate) mod reader;
