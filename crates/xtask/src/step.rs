//! Work in named steps: each is announced and timed, all are done, and the end says which failed.

use std::{
    io::{BufRead, BufReader},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// The steps of one command.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<Done>,
}

struct Done {
    name: String,
    took: Duration,
    ok: bool,
}

impl Steps {
    /// Does one step. Its failure is shown and kept; the next step is done all the same.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) {
        eprintln!("\n== {name}");
        let (outcome, took) = timed(work);
        if let Err(error) = &outcome {
            eprintln!("{name}: {error:#}");
        }
        self.done.push(Done { name: name.to_owned(), took, ok: outcome.is_ok() });
    }

    /// Prints the table of steps.
    ///
    /// # Errors
    /// When a step failed.
    pub(crate) fn finish(self) -> Result<()> {
        eprintln!();
        for Done { name, took, ok } in &self.done {
            let outcome = if *ok { "ok" } else { "FAILED" };
            eprintln!("{outcome:>6}  {:>7.1} s  {name}", took.as_secs_f64());
        }
        let failed: Vec<&str> =
            self.done.iter().filter(|step| !step.ok).map(|step| step.name.as_str()).collect();
        if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
    }
}

/// Does the work and says how long it took.
#[expect(clippy::disallowed_methods, reason = "xtask measures itself; nothing is decided by it")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

/// Runs a program with our own input and output.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start {command:?}"))?;
    if status.success() { Ok(()) } else { bail!("{command:?} ended with {status}") }
}

/// Runs a program, shows all that it says, and keeps the lines that are wanted again at the end.
///
/// # Errors
/// When it cannot be started or does not succeed; the lines are kept all the same.
pub(crate) fn run_keeping(
    command: &mut Command,
    kept: &mut Vec<String>,
    wanted: impl Fn(&str) -> bool,
) -> Result<()> {
    let (reader, writer) = std::io::pipe().context("could not open a pipe")?;
    command.stdout(writer.try_clone().context("could not share the pipe")?).stderr(writer);
    let mut child = command.spawn().with_context(|| format!("could not start {command:?}"))?;
    // The command holds the pipe's writing end; as long as it does, the reader would wait for more.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.context("could not read what the program says")?;
        let line = String::from_utf8_lossy(&line).into_owned();
        eprintln!("{line}");
        if wanted(&line) {
            kept.push(line);
        }
    }
    let status = child.wait().context("could not wait for the program")?;
    if status.success() { Ok(()) } else { bail!("{command:?} ended with {status}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_whole_but_not_the_next() {
        let mut steps = Steps::default();
        let mut reached = false;
        steps.step("first", || bail!("broken"));
        steps.step("second", || {
            reached = true;
            Ok(())
        });
        assert!(reached);
        let error = steps.finish().expect_err("the first step failed");
        assert_eq!(error.to_string(), "failed: first");
    }

    #[test]
    fn wanted_lines_are_kept_even_when_the_program_fails() {
        let mut kept = Vec::new();
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; exit 3"]);
        let outcome = run_keeping(&mut command, &mut kept, |line| line.contains("two"));
        assert!(outcome.is_err());
        assert_eq!(kept, ["two"]);
    }
}
