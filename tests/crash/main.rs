//! Whatever is killed, doubled, delayed or taken away, the end is that of one undisturbed embedded run: every file in
//! exactly one final state, no finding lost or doubled, the JSON report the same byte for byte.
//!
//! Moments are drawn from a seed that each test prints; `KIEMCHUNG_CRASH_SEED` gives another.

#[path = "../cli/program.rs"]
#[expect(dead_code, reason = "written for the tests of the program, of which these use a part")]
mod program;

#[path = "../contract/leader.rs"]
mod leader;

mod chance;
mod clock;
mod embedded;
mod full_disk;
mod machine;
mod proxy;
mod recogniser;
mod scaled;
