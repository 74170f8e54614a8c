//! Opening untrusted archives in a process that can do nothing but unpack them.
//!
//! The program starts itself again as an unpacker. The unpacker opens the archive, confines itself before it sees the
//! first byte (memory, processor time, no files, no network, no other programs), says what is in it, then gives one file
//! after the other. Whatever an archive does to it becomes a failure of that archive or file, never of the load.

mod process;
mod protocol;
mod serve;

pub(crate) use process::Unpacker;
pub use process::UnpackerSettings;
pub use serve::serve;
