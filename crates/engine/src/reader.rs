//! Reading untrusted bytes in a process that can do nothing but read them.
//!
//! The program starts itself again as a reader. The reader confines itself before it sees the first byte (memory, no
//! files, no network, no other programs), then answers one document after the other over its standard input and
//! output. Whatever a document does to it, hang, crash or run out of memory, becomes a problem of that document.

mod confine;
mod process;
mod protocol;
mod serve;

pub use confine::{Confinement, confine, confine_program};
pub use process::{ReaderProcess, ReaderSettings};
pub use serve::serve;
