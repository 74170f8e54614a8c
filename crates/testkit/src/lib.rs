//! How does an administrative document, as people know it, become the bytes of each file format?
//!
//! [`letter`] is the document: header in two columns, type and abstract, legal bases, text with figures, tables with
//! merged headers, signer, recipients. [`pdf`], [`docx`], [`doc`], [`rtf`], [`xlsx`], [`edxml`] and [`statistics`] write
//! it, [`legacy`] in the encodings of before Unicode; [`scan`] wears it out; [`archive`] packs files together;
//! [`hostile`] makes the files that nobody should have sent; [`paper`] and [`layers`] single pages of PDF whose text is good
//! or ruined. The same letter gives the same bytes on every run.
//!
//! [`server`] starts the real servers that tests talk to.
//!
//! The crate refuses to know units, criteria, points and folders (they are the demo round's), the clock, and randomness.

pub mod letter;

pub mod archive;
pub mod doc;
pub mod docx;
pub mod edxml;
pub mod hostile;
pub mod layers;
pub mod legacy;
pub mod paper;
pub mod pdf;
pub mod rtf;
pub mod scan;
pub mod server;
pub mod statistics;
pub mod xlsx;

mod chance;
mod markup;
mod typescript;
