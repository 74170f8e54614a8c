//! The results of a round: what the council puts in, what comes out of it, and what follows for next year.
//!
//! Points that somebody gave come with the document that gives them ([`given`]). What a unit reached is told apart from
//! what nobody has decided yet ([`standing`]): a leaf without points is open, never 0. Refuses to know how results are
//! computed and worded.

pub mod analysis;
pub mod effect;
pub mod given;
mod index;
pub mod plan;
pub mod standing;

pub use index::Index;
