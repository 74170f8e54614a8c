//! How fast is a long scan read on two cores, and with how much memory? Beside two plain Tesseract processes of one
//! thread each, which share the same images.
//!
//! Both are given the time of the clock and that of the processor, which other work on the machine does not lengthen.
//! Refuses to know: whether what is read is right.

use std::{
    collections::BTreeMap,
    fs,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use cargo_metadata::camino::Utf8Path;
use testkit::{
    pdf::Fonts,
    scan::{self, Wear},
};

use super::Page;
use crate::step;

/// How many processes of plain Tesseract there are.
const CORES: usize = 2;

/// What a run took.
struct Cost {
    clock: Duration,
    processor: f64,
    /// The most memory that its processes held together, in bytes; pages that they share count for each.
    memory: u64,
}

/// Reads a scan of so many pages with both; a line of the table for each.
pub(super) fn run(
    program: &Utf8Path,
    folder: &Utf8Path,
    n_pages: usize,
    seed: u64,
) -> Result<String> {
    let pdf = folder.join("long.pdf");
    let lists = written(&pdf, folder, n_pages, seed)?;
    let mut ours = timed(Command::new(program).arg("read").arg(&pdf));
    let ours = measured(vec![ours.spawn().context("could not start the program")?])?;
    let plain = lists.iter().map(|list| {
        let mut tesseract = Command::new("tesseract");
        tesseract.args([list, "stdout", "-l", "vie", "--dpi", "200"]);
        timed(&mut tesseract).spawn().context("could not start Tesseract")
    });
    let plain = measured(plain.collect::<Result<_>>()?)?;
    let ratio = |ours: f64, plain: f64| plain / ours.max(f64::MIN_POSITIVE);
    Ok(format!(
        "| reader | pages | s | s of processor | most memory, MB |\n|---|---|---|---|---|\n{}{}\n\
         as fast as plain Tesseract: {:.2} times by the clock, {:.2} times by the processor\n",
        ours.row("kiemchung", n_pages),
        plain.row("Tesseract", n_pages),
        ratio(ours.clock.as_secs_f64(), plain.clock.as_secs_f64()),
        ratio(ours.processor, plain.processor),
    ))
}

impl Cost {
    fn row(&self, reader: &str, n_pages: usize) -> String {
        let (clock, processor) = (self.clock.as_secs_f64(), self.processor);
        let megabytes = self.memory as f64 / 1e6;
        format!("| {reader} | {n_pages} | {clock:.1} | {processor:.1} | {megabytes:.0} |\n")
    }
}

/// Writes the scan, its images as files, and a list of them for each process of plain Tesseract.
fn written(pdf: &Utf8Path, folder: &Utf8Path, n_pages: usize, seed: u64) -> Result<Vec<String>> {
    let fonts = Fonts::installed()?;
    let wear = Wear { degrees: 0.4, noise: 8, jpeg: 75, ..Wear::clean(200.0) };
    let (mut jpegs, mut lists) = (Vec::new(), vec![String::new(); CORES]);
    for number in 0..n_pages {
        let seed = seed.wrapping_mul(1_000_003).wrapping_add(number as u64);
        let images = scan::pages(&Page::invented(seed).to_pdf(&fonts), &wear, seed);
        let [image] = images.as_slice() else {
            anyhow::bail!("an invented letter has {} pages", images.len())
        };
        let file = folder.join(format!("long-{number}.jpg"));
        let jpeg = scan::to_jpeg(image, &wear);
        fs::write(&file, &jpeg).with_context(|| format!("could not write {file}"))?;
        lists[number % CORES] += &format!("{file}\n");
        jpegs.push((jpeg, image.dimensions()));
        eprintln!("written: {}/{n_pages}", number + 1);
    }
    fs::write(pdf, scan::jpegs_to_pdf(jpegs, &wear))
        .with_context(|| format!("could not write {pdf}"))?;
    lists
        .into_iter()
        .enumerate()
        .map(|(core, list)| {
            let file = folder.join(format!("long-{core}.txt"));
            fs::write(&file, list).with_context(|| format!("could not write {file}"))?;
            Ok(file.into_string())
        })
        .collect()
}

/// The command under a shell that says, when it ended, how long the processor worked for it.
fn timed(command: &mut Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", "\"$@\" > /dev/null 2> /dev/null; status=$?; times; exit $status", "timed"]);
    shell.arg(command.get_program()).args(command.get_args());
    shell.env("OMP_THREAD_LIMIT", "1").stdin(Stdio::null()).stdout(Stdio::piped());
    shell
}

/// Waits for all of them.
#[expect(
    clippy::disallowed_methods,
    reason = "memory is looked at from time to time; nobody says when it grows"
)]
fn measured(mut running: Vec<Child>) -> Result<Cost> {
    let roots: Vec<u32> = running.iter().map(Child::id).collect();
    let (memory, clock) = step::timed(|| -> Result<u64> {
        let mut most = 0;
        loop {
            let mut is_done = true;
            for child in &mut running {
                is_done &= child.try_wait().context("could not look at a process")?.is_some();
            }
            if is_done {
                return Ok(most);
            }
            most = most.max(resident_below(&roots)?);
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let mut processor = 0.0;
    for child in running {
        let output = child.wait_with_output().context("could not wait for a process")?;
        ensure!(output.status.success(), "a reader ended with {}", output.status);
        let told = String::from_utf8(output.stdout).context("the shell told no times")?;
        let of_children = told.lines().nth(1).context("the shell told no times of its children")?;
        for time in of_children.split_whitespace() {
            processor += seconds(time).with_context(|| format!("`{time}` is no time"))?;
        }
    }
    Ok(Cost { clock, processor, memory: memory? })
}

/// The seconds of `1m2.345s`.
fn seconds(time: &str) -> Option<f64> {
    let (minutes, seconds) = time.strip_suffix('s')?.split_once('m')?;
    Some(60.0 * minutes.parse::<f64>().ok()? + seconds.parse::<f64>().ok()?)
}

/// The memory of these processes and all that they started, in bytes.
fn resident_below(roots: &[u32]) -> Result<u64> {
    let mut parents = BTreeMap::new();
    let mut held = BTreeMap::new();
    for entry in fs::read_dir("/proc").context("could not list processes")? {
        let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // One that has just ended has no status any more.
        let Ok(status) = fs::read_to_string(format!("/proc/{id}/status")) else { continue };
        let number = |name: &str| -> Option<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        parents.insert(id, number("PPid:").and_then(|parent| u32::try_from(parent).ok()));
        held.insert(id, number("VmRSS:").unwrap_or_default() << 10);
    }
    let is_below = |id: &u32| {
        std::iter::successors(Some(*id), |id| parents.get(id).copied().flatten())
            .any(|id| roots.contains(&id))
    };
    Ok(held.iter().filter(|(id, _)| is_below(id)).map(|(_, bytes)| bytes).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_costs_is_measured() {
        let shell = timed(
            Command::new("sh").args(["-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"]),
        )
        .spawn()
        .expect("a shell starts");
        let cost = measured(vec![shell]).expect("it ends well");
        assert!(cost.processor > 0.0 && cost.memory > 0, "{} {}", cost.processor, cost.memory);
        let failing = timed(Command::new("sh").args(["-c", "exit 3"])).spawn().expect("it starts");
        assert!(measured(vec![failing]).is_err());
    }

    #[test]
    fn times_of_a_shell_are_understood() {
        assert_eq!(seconds("1m2.500s"), Some(62.5));
        assert_eq!(seconds("1.5"), None);
    }
}
