//! How long was something on a processor? It says the same whatever else the machine does, which clocks do not.

use std::{fs, time::Duration};

use anyhow::{Context as _, Result};

/// The kernel counts times of processes in hundredths of a second for whoever reads them (`USER_HZ`).
const TICKS_A_SECOND: u64 = 100;

/// How long this thread was on a processor, as counted a few milliseconds ago.
///
/// # Errors
/// When the kernel does not say.
pub(crate) fn of_this_thread() -> Result<Duration> {
    counted("/proc/thread-self/schedstat")
}

/// How long the first thread of a process was on a processor until it last waited.
///
/// # Errors
/// When there is no such process.
pub(crate) fn of_process(id: u32) -> Result<Duration> {
    counted(&format!("/proc/{id}/schedstat"))
}

/// The first number of schedstat (the kernel's `sched-stats.rst`), in nanoseconds.
fn counted(file: &str) -> Result<Duration> {
    let line = fs::read_to_string(file).with_context(|| format!("could not read {file}"))?;
    let nanoseconds = line.split(' ').next().and_then(|first| first.parse().ok());
    Ok(Duration::from_nanos(nanoseconds.with_context(|| format!("no time in `{line}`"))?))
}

/// How long all processes were on a processor that this one has started and that have ended, with those that they
/// waited for.
///
/// # Errors
/// When the kernel does not say.
pub(crate) fn of_finished_children() -> Result<Duration> {
    let file = "/proc/self/stat";
    let line = fs::read_to_string(file).with_context(|| format!("could not read {file}"))?;
    of_children(&line).with_context(|| format!("no times of children in `{line}`"))
}

/// The fields `cutime` and `cstime` of proc(5), 16 and 17; the second one is a name, which may hold blanks.
fn of_children(line: &str) -> Option<Duration> {
    let (_, behind_name) = line.rsplit_once(')')?;
    let mut fields = behind_name.split_whitespace().skip(13);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 1000 / TICKS_A_SECOND))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn the_times_of_children_stand_behind_the_name() {
        let line = "12 (a) b) S 1 12 12 0 -1 4194560 100 200 0 0 1 2 150 75 20 0 1 0";
        assert_eq!(of_children(line), Some(Duration::from_millis(2250)));
        assert_eq!(of_children("12 (a"), None);
    }

    #[test]
    fn what_was_done_is_seen() {
        let (own, children) = (of_this_thread(), of_finished_children());
        let script = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
        let status = Command::new("sh").args(["-c", script]).status().expect("a shell");
        assert!(status.success());
        assert!(of_finished_children().expect("times") > children.expect("times"));
        assert!(of_this_thread().expect("a time") > own.expect("a time"));
        assert!(of_process(std::process::id()).expect("a time") > Duration::ZERO);
    }
}
