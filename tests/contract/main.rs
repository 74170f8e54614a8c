//! What each port promises, proved on every backend: the same suite, whatever stands behind it.

mod desk;
mod leader;
mod ledger;
mod objects;
mod queue;
