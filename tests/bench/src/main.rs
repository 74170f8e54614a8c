//! Our side of `cargo xtask bench read`: reads each file that is named on a line of standard input in this very
//! process, writes its text to the folder given, and answers with one line of JSON. The peers in `peers.py` beside
//! it speak the same protocol.
//!
//! Refuses to know: peers, tables, what is good.

use std::{
    fs,
    io::{self, BufRead as _, Write as _},
    path::PathBuf,
    time::Instant,
};

use anyhow::{Context, Result};
use extract::Limits;
use model::reading::{Outcome, Reading};

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).context("usage: read-in-process TEXT-FOLDER")?;
    let folder = PathBuf::from(folder);
    let mut stdout = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line.context("could not read a line of standard input")?;
        let (text_name, path) = line.split_once('\t').context("a line is `TEXT-NAME<tab>PATH`")?;
        let (wall, busy) = (now(), busy_seconds()?);
        let bytes = fs::read(path).with_context(|| format!("could not read `{path}`"))?;
        let reading = extract::read(&bytes, path, &Limits::default(), &mut || {});
        let text = text_of(&reading);
        let (seconds, cpu) = (wall.elapsed().as_secs_f64(), busy_seconds()? - busy);
        fs::write(folder.join(text_name), text).context("could not write a text")?;
        let rows_name = format!("{text_name}.rows");
        fs::write(folder.join(rows_name), rows_of(&reading)).context("could not write rows")?;
        let answer = serde_json::json!({
            "opened": matches!(reading.outcome, Outcome::Read | Outcome::ReadWithProblems),
            "reason": reasons(&reading),
            "seconds": seconds,
            "cpu": cpu,
            "peak_kib": peak_kib()?,
        });
        writeln!(stdout, "{answer}").context("could not answer")?;
        stdout.flush().context("could not answer")?;
    }
    Ok(())
}

/// The text of the file and of the files inside it.
fn text_of(reading: &Reading) -> String {
    let mut text = String::new();
    for (_, reading) in reading.flatten() {
        for part in reading.document.parts() {
            text += part.text();
            text.push('\n');
        }
    }
    text
}

/// The rows of all tables, one a line, their cells parted by tabs; tables that go on over pages are whole.
fn rows_of(reading: &Reading) -> String {
    let document = &reading.document;
    let mut text = String::new();
    for row in document.whole_tables().iter().flat_map(|table| table.rows(document)) {
        let cells: Vec<String> = row.iter().map(|cell| cell.text().replace('\n', " ")).collect();
        text += &cells.join("\t");
        text.push('\n');
    }
    text
}

/// The problems by their codes, with details.
fn reasons(reading: &Reading) -> String {
    let reasons: Vec<String> = reading
        .problems
        .iter()
        .map(|problem| format!("{:?} {}", problem.code, problem.detail).trim_end().to_owned())
        .collect();
    reasons.join("; ")
}

#[expect(clippy::disallowed_methods, reason = "a bench measures")]
fn now() -> Instant {
    Instant::now()
}

/// Seconds that this process' one thread has been running on a processor: what a busy machine does not stretch.
fn busy_seconds() -> Result<f64> {
    let statistics =
        fs::read_to_string("/proc/thread-self/schedstat").context("could not read schedstat")?;
    let nanoseconds = statistics.split(' ').next().context("schedstat is empty")?;
    Ok(nanoseconds.parse::<f64>().context("schedstat holds no number")? / 1e9)
}

/// The most memory that this process has had resident.
fn peak_kib() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status").context("could not read status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let amount = line.and_then(|line| line.split_whitespace().next());
    amount.context("status names no peak")?.parse().context("the peak is no number")
}
