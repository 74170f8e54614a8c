//! `cargo xtask`: the commands with which the project is checked, tested, generated and shown.
//!
//! Knows the tree and the tools. Refuses to know what the product does: it starts it like anybody else, except that
//! `eval` asks `facts` itself what it understands.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks there")]

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

mod bench;
mod browser;
mod damage;
mod debian;
mod demo;
mod deny;
mod eval;
mod eval_import;
mod fixtures;
mod fuzz;
mod lint;
mod mutants;
mod processor;
mod sbom;
mod schemas;
mod schemathesis;
mod served;
mod servers;
mod step;
mod test;
mod tidy;
mod wheel;
mod workspace;

use workspace::Workspace;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Checks, tests and shows kiemchung; see docs/development.md"
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing, build, and run the main job on the demo round
    Demo {
        /// Language of what is said
        #[arg(long, value_enum, default_value_t = demo::Language::Vi)]
        lang: demo::Language,
    },
    /// All that is checked without running a test: formatting, clippy, tidy, schemas, dependencies
    Lint,
    /// All tests, with their set-up
    Test {
        /// Leave out the packages that start whole processes; under two minutes
        #[arg(long)]
        quick: bool,
        /// Where property tests start: the same sources pass or fail alike on every machine
        #[arg(long, default_value_t = 1187)]
        seed: u64,
    },
    /// The desk in Debian's browser: the journeys of tests/browser, and accessibility of every page
    Browser(browser::BrowserArguments),
    /// Let Schemathesis loose on the interface for programs, at this machine and with a token
    Schemathesis(schemathesis::SchemathesisArguments),
    /// Install the servers that tests start; `test` does so itself
    Servers,
    /// The arrows between crates, what pure crates may name, and the form of source files
    Tidy,
    /// Score what `facts` understands on labelled texts: precision, recall and F1 of each field
    Eval(eval::Arguments),
    /// Write the JSON Schemas of our formats from their types
    Schemas {
        /// Write nothing; fail when a file differs from its type
        #[arg(long)]
        check: bool,
    },
    /// Hold an imported criteria set against one that people wrote: shares of codes, names, rules and evidence
    EvalImport {
        /// What `kiemchung criteria import` wrote
        imported: PathBuf,
        /// The other set, in the JSON form of ../shared/criteria
        reference: PathBuf,
    },
    /// Write the documents of the demo round from their sources
    Fixtures {
        /// Write nothing; fail when a file differs from its source
        #[arg(long)]
        check: bool,
    },
    /// Measure what needs optimised code; slow, and no part of continuous integration
    #[command(subcommand)]
    Bench(Bench),
    /// Damage intact PDFs by a seed, and count which readers still read them
    Damage(damage::DamageArguments),
    /// Have our reader read mutants of real files for some minutes, or our parsers those of texts
    Fuzz(fuzz::FuzzArguments),
    /// Have the program check a round of damaged files of all formats, and count how it ends for each
    Mutants(mutants::MutantArguments),
    /// Write the list of libraries in the program, as CycloneDX
    Sbom(sbom::SbomArguments),
}

#[derive(Subcommand)]
enum Bench {
    /// Read all files of a folder with our reader and its peers: files read, times, memory
    Read(bench::BenchArguments),
    /// What it costs that files are read in a confined process, against reading them in the bench itself
    Isolation {
        /// The folder whose files of 50 kB and more are read, by its full path
        folder: cargo_metadata::camino::Utf8PathBuf,
    },
    /// Word recall of texts and workbooks against LibreOffice, which must be installed
    Office {
        /// The folder whose files are read
        folder: cargo_metadata::camino::Utf8PathBuf,
    },
    /// Character and number errors on worn scans, against plain Tesseract on the same images
    Ocr(bench::ocr::OcrArguments),
    /// Whether ruined text layers of generated pages are recognised, and good ones left alone
    Layers {
        /// How many pages of each kind
        #[arg(long, default_value_t = 100)]
        pages: u32,
        /// Another seed makes other pages
        #[arg(long, default_value_t = 1)]
        seed: u32,
    },
    /// Signatures of generated PDFs in every state, against pyHanko on the same files
    Signatures(bench::signatures::SignatureArguments),
    /// Quality, speed and size of the index, against plain tantivy
    Search {
        /// How many documents to generate
        #[arg(long, default_value_t = 100_000)]
        documents: u32,
    },
    /// The results of 139 units beside those of a spreadsheet's own formulas, computed by LibreOffice, which must be
    /// installed
    Results(bench::results::ResultsArguments),
    /// How fast the desk answers over a generated round of 139 units, and the index is rebuilt from its readings
    Desk {
        /// How many documents to generate
        #[arg(long, default_value_t = 100_000)]
        documents: u32,
        /// Where the round is kept: filled once, and only asked
        #[arg(long)]
        keep: Option<cargo_metadata::camino::Utf8PathBuf>,
    },
    /// How fast generated rounds are read: embedded, ever larger, on servers, by two workers
    Scale {
        /// Only this part: `embedded`, `small`, `servers` or `workers`
        part: Option<String>,
        /// How many documents to generate
        #[arg(long, default_value_t = 10_000)]
        documents: u32,
    },
    /// Precision, recall and speed of judging generated rounds
    Judge {
        /// A further seed for generated rounds, one that was not developed on
        #[arg(long)]
        seed: Option<u64>,
    },
    /// Recall, precision and speed of telling copies from documents of the same form
    Origin {
        /// How many documents to generate
        #[arg(long, default_value_t = 100_000)]
        documents: u32,
        /// Another seed makes other forms and documents
        #[arg(long, default_value_t = 1)]
        seed: u32,
    },
    /// Speed of understanding plain text, on one thread
    Facts {
        /// A file of plain text to read beside the texts of the bench, by its full path
        text: Option<String>,
    },
}

fn main() -> ExitCode {
    // A broken rule is an answer, not an accident: it is told in a line, without the stack that `Result` would print.
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let workspace = Workspace::load()?;
    match arguments.task {
        Task::Demo { lang } => demo::run(&workspace, lang),
        Task::Lint => lint::run(&workspace),
        Task::Test { quick, seed } => test::run(&workspace, quick, seed),
        Task::Browser(arguments) => browser::run(&workspace, &arguments),
        Task::Schemathesis(arguments) => schemathesis::run(&workspace, &arguments),
        Task::Servers => servers::run(&workspace),
        Task::Tidy => tidy::run(&workspace),
        Task::Eval(arguments) => eval::run(&workspace, &arguments),
        Task::Schemas { check } => schemas::run(&workspace, check),
        Task::EvalImport { imported, reference } => eval_import::run(&imported, &reference),
        Task::Fixtures { check } => fixtures::run(check),
        Task::Bench(Bench::Read(arguments)) => bench::read(&workspace, &arguments),
        Task::Bench(Bench::Office { folder }) => bench::office::run(&workspace, &folder),
        Task::Bench(Bench::Isolation { folder }) => {
            bench::of_crate(&workspace, "cli", "isolation", Some(folder.into_string()))
        }
        Task::Bench(Bench::Ocr(arguments)) => bench::ocr::run(&workspace, &arguments),
        Task::Bench(Bench::Results(arguments)) => bench::results::run(&workspace, &arguments),
        Task::Bench(Bench::Signatures(arguments)) => bench::signatures::run(&workspace, &arguments),
        Task::Bench(Bench::Layers { pages, seed }) => {
            let numbers = [pages, seed].map(|number| number.to_string());
            bench::of_crate(&workspace, "extract", "layers", numbers)
        }
        Task::Bench(Bench::Search { documents }) => {
            bench::of_crate(&workspace, "index", "search", Some(documents.to_string()))
        }
        Task::Bench(Bench::Desk { documents, keep }) => {
            // The bench runs in the folder of its crate.
            let keep = keep.map(|folder| workspace.root.join(folder).to_string());
            let arguments = [documents.to_string()].into_iter().chain(keep);
            bench::of_crate(&workspace, "cli", "desk", arguments)
        }
        Task::Bench(Bench::Scale { part, documents }) => {
            let documents = Some(documents.to_string());
            bench::of_crate(&workspace, "cli", "scale", part.into_iter().chain(documents))
        }
        Task::Bench(Bench::Judge { seed }) => {
            bench::of_crate(&workspace, "assess", "judge", seed.map(|seed| seed.to_string()))
        }
        Task::Bench(Bench::Origin { documents, seed }) => {
            let numbers = [documents, seed].map(|number| number.to_string());
            let run = ["run", "--release", "--package", "origin", "--"];
            step::run(workspace.cargo(run).args(numbers))
        }
        Task::Bench(Bench::Facts { text }) => {
            bench::of_crate(&workspace, "facts", "understand", text)
        }
        Task::Damage(arguments) => damage::run(&workspace, &arguments),
        Task::Fuzz(arguments) => fuzz::run(&workspace, &arguments),
        Task::Mutants(arguments) => mutants::run(&workspace, &arguments),
        Task::Sbom(arguments) => sbom::run(&workspace, &arguments),
    }
}
