//! The figures of a run as tables: files read, times, memory, ratios to ours, and the files that were lost.

use std::fmt;

use cargo_metadata::camino::Utf8PathBuf;

use super::ReadFile;

/// The result of a run.
pub(crate) struct Tables<'r> {
    readers: Vec<&'static str>,
    files: &'r [Utf8PathBuf],
    results: &'r [Vec<Option<ReadFile>>],
}

/// A row of the table.
struct Row {
    reader: &'static str,
    n_files: usize,
    n_opened: usize,
    n_read: usize,
    seconds: Times,
    cpu: Times,
    peak_kib: u64,
}

/// Times of many files, sorted.
struct Times(Vec<f64>);

impl Times {
    fn new(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    /// The time that this share of the files stays below.
    fn quantile(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        self.0[(share * last as f64).round() as usize]
    }
}

impl<'r> Tables<'r> {
    pub(crate) fn new(
        readers: Vec<&'static str>,
        files: &'r [Utf8PathBuf],
        results: &'r [Vec<Option<ReadFile>>],
    ) -> Self {
        Self { readers, files, results }
    }

    /// Every file that some reader lost, with the reason that it gave.
    pub(crate) fn losses(&self) -> String {
        let mut losses = String::new();
        for (file, results) in self.files.iter().zip(self.results) {
            for (at, reader) in self.readers.iter().enumerate() {
                let Some(result) = &results[at] else { continue };
                if !is_read(results, at) {
                    let best = best_peer(results, at).map_or(0, |best| best.words.count());
                    losses += &format!(
                        "{reader}\t{file}\t{} of {best} words\t{}\n",
                        result.words.count(),
                        result.answer.reason.replace('\n', " "),
                    );
                }
            }
        }
        losses
    }

    /// One row for each reader, over the files with this extension.
    fn rows(&self, extension: &str) -> Vec<Row> {
        let rows = self.readers.iter().enumerate().filter_map(|(at, reader)| {
            let of_type: Vec<&Vec<Option<ReadFile>>> = self
                .files
                .iter()
                .zip(self.results)
                .filter(|(file, results)| extension_of(file) == extension && results[at].is_some())
                .map(|(_, results)| results)
                .collect();
            let answers = || {
                of_type.iter().filter_map(|results| results[at].as_ref()).map(|read| &read.answer)
            };
            (!of_type.is_empty()).then(|| Row {
                reader,
                n_files: of_type.len(),
                n_opened: answers().filter(|answer| answer.opened).count(),
                n_read: of_type.iter().filter(|results| is_read(results, at)).count(),
                seconds: Times::new(answers().map(|answer| answer.seconds).collect()),
                cpu: Times::new(answers().map(|answer| answer.cpu).collect()),
                peak_kib: answers().map(|answer| answer.peak_kib).max().unwrap_or_default(),
            })
        });
        rows.collect()
    }
}

/// Whether a reader opened the file and gives the words that the best of the others gives.
pub(crate) fn is_read(results: &[Option<ReadFile>], at: usize) -> bool {
    let Some(result) = &results[at] else { return false };
    let has_words = best_peer(results, at).is_none_or(|best| best.words.are_in(&result.words));
    result.answer.opened && has_words
}

/// The reader other than this one that gives most words.
fn best_peer(results: &[Option<ReadFile>], at: usize) -> Option<&ReadFile> {
    results
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != at)
        .filter_map(|(_, result)| result.as_ref())
        .filter(|result| result.answer.opened)
        .max_by_key(|result| result.words.count())
}

fn extension_of(file: &Utf8PathBuf) -> String {
    file.extension().unwrap_or_default().to_ascii_lowercase()
}

impl fmt::Display for Tables<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut extensions: Vec<String> = self.files.iter().map(extension_of).collect();
        extensions.sort();
        extensions.dedup();
        for extension in extensions {
            writeln!(f, "\n### {extension}\n")?;
            writeln!(
                f,
                "| reader | files | opened | read | mean ms | p50 | p95 | p99 | max | ours/its mean | ours/its p99 | CPU mean ms | CPU p99 | ours/its CPU mean | ours/its CPU p99 | peak MiB |"
            )?;
            writeln!(f, "|{}", "---|".repeat(16))?;
            let rows = self.rows(&extension);
            let Some(ours) = rows.first() else { continue };
            for row in &rows {
                let ms = |seconds: f64| format!("{:.1}", 1000.0 * seconds);
                let ratio = |of: fn(&Row) -> f64| format!("{:.2}", of(ours) / of(row));
                writeln!(
                    f,
                    "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                    row.reader,
                    row.n_files,
                    row.n_opened,
                    row.n_read,
                    ms(row.seconds.mean()),
                    ms(row.seconds.quantile(0.5)),
                    ms(row.seconds.quantile(0.95)),
                    ms(row.seconds.quantile(0.99)),
                    ms(row.seconds.quantile(1.0)),
                    ratio(|row| row.seconds.mean()),
                    ratio(|row| row.seconds.quantile(0.99)),
                    ms(row.cpu.mean()),
                    ms(row.cpu.quantile(0.99)),
                    ratio(|row| row.cpu.mean()),
                    ratio(|row| row.cpu.quantile(0.99)),
                    row.peak_kib / 1024,
                )?;
            }
        }
        Ok(())
    }
}
