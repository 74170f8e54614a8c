//! One module for each command.

pub(crate) mod check;
pub(crate) mod criteria;
pub(crate) mod facts;
pub(crate) mod index;
pub(crate) mod ledger;
pub(crate) mod load;
pub(crate) mod lookup;
pub(crate) mod read;
pub(crate) mod reader;
pub(crate) mod recogniser;
pub(crate) mod results;
pub(crate) mod retry;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod status;
pub(crate) mod unpacker;
pub(crate) mod verify_record;
pub(crate) mod work;
