//! How fast rounds are read, understood, indexed and judged, on one machine and on several: `cargo xtask bench scale`.
//!
//! Each part makes a round of generated files and runs the program on it, with real servers where the part asks for
//! them. Exits with 1 where a bar is missed.

#![expect(clippy::print_stdout, reason = "a bench speaks on the terminal")]
#![expect(
    clippy::disallowed_methods,
    reason = "a bench measures itself; nothing is decided by it but the bench"
)]

mod papers;
mod round;

use std::{
    process::{Child, Command, ExitCode, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use round::{Round, kiemchung};
use testkit::{
    docx,
    pdf::{self, Fonts},
    scan::{self, Wear},
    server::{NatsServer, PostgresServer, S3Server},
};

/// How much longer than in proportion ten times as many files may take, and how much more they may keep.
const LINEAR: f64 = 1.10;
const DOCUMENTS_A_SECOND: f64 = 50.0;
const UNCHANGED: Duration = Duration::from_secs(10);
const TWO_WORKERS: f64 = 1.85;
const SERVERS: f64 = 1.3;
/// How much more memory than in its second tenth a run may need later: it is flat.
const FLAT: f64 = 1.25;
/// Pages that the workers recognise.
const SCANNED: usize = 40;
/// How often it is asked whether the workers are through: asking takes time on their processors.
const ASKED_EVERY: Duration = Duration::from_secs(2);

/// Measures one thing over so many documents; whether every bar is reached.
type Part = fn(usize) -> bool;

fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let documents = arguments.iter().find_map(|argument| argument.parse().ok());
    let documents: usize = documents.unwrap_or(10_000);
    let parts: [(&str, Part); 4] =
        [("embedded", embedded), ("small", small), ("servers", on_servers), ("workers", workers)];
    let asked = |name: &str| arguments.iter().any(|argument| argument == name);
    let is_any_named = parts.iter().any(|(name, _)| asked(name));
    let mut is_good = true;
    for (name, part) in parts {
        if asked(name) || !is_any_named {
            is_good &= part(documents);
        }
    }
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Reports of about five pages on one machine: speed, and memory that stays.
fn embedded(documents: usize) -> bool {
    let round = reports(documents);
    let run = round.check(&[]);
    let a_second = documents as f64 / run.took.as_secs_f64();
    let tenths: Vec<u64> = (0..10).map(|tenth| run.megabytes_in_tenth(tenth)).collect();
    let (early, late) = (tenths[1], tenths[2..].iter().max().copied().unwrap_or_default());
    let is_fast = told(
        &format!("{documents} reports of five pages in {:.1} s", run.took.as_secs_f64()),
        &format!("{a_second:.1} a second"),
        a_second >= DOCUMENTS_A_SECOND,
    );
    let is_flat = told(
        "memory without the readers, the most in each tenth of the time, in MB",
        &format!("{tenths:?}"),
        late as f64 <= FLAT * early as f64,
    );
    is_fast & is_flat
}

/// Short notes: ten times as many take ten times as long and keep ten times as much; nothing is done twice.
fn small(documents: usize) -> bool {
    let notes = |n_files| Round::of(n_files, |number| ("txt", papers::note(number).into_bytes()));
    let measured = |n_files: usize| {
        let round = notes(n_files);
        let took = round.check(&[]).took.as_secs_f64();
        let again = round.check(&[]).took;
        println!(
            "{n_files} notes of 2 kB: {took:.1} s, {} MB kept, unchanged again {:.1} s",
            round.megabytes_kept(),
            again.as_secs_f64()
        );
        (took, round.megabytes_kept() as f64, again)
    };
    let (took, kept, _) = measured(documents);
    let (took_more, kept_more, again) = measured(10 * documents);
    let is_linear = |few: f64, many: f64| many <= LINEAR * 10.0 * few;
    told(
        "time of ten times as many",
        &format!("{:.2} times ten", took_more / took / 10.0),
        is_linear(took, took_more),
    ) & told(
        "disk of ten times as many",
        &format!("{:.2} times ten", kept_more / kept / 10.0),
        is_linear(kept, kept_more),
    ) & told(
        "an unchanged round checked again",
        &format!("{:.1} s", again.as_secs_f64()),
        again <= UNCHANGED,
    )
}

/// The same round on S3, JetStream and PostgreSQL, and embedded.
fn on_servers(documents: usize) -> bool {
    // A tenth of the files says as much of a ratio.
    let round = reports((documents / 10).max(100));
    let alone = round.check(&[]).took.as_secs_f64();
    let servers = Servers::holding(&round);
    let shared = servers.machine(&round, "").check(&servers.variables()).took.as_secs_f64();
    told(
        &format!("S3, JetStream and PostgreSQL {shared:.1} s, embedded {alone:.1} s"),
        &format!("{:.2} times", shared / alone),
        shared <= SERVERS * alone,
    )
}

/// Scanned pages by one worker and by two, each on a processor of its own.
fn workers(_: usize) -> bool {
    let fonts = Fonts::installed().unwrap_or_else(|error| panic!("{error}"));
    let wear = Wear::clean(200.0);
    let round = Round::of(SCANNED, |number| {
        let pages = scan::pages(&pdf::write(&papers::short_report(number), &fonts), &wear, 1);
        ("pdf", scan::to_pdf(&pages, &wear))
    });
    let timed = |n_workers: usize| {
        let servers = Servers::holding(&round);
        let machines: Vec<Round> = (0..n_workers)
            .map(|_| servers.machine(&round, "\n[reader]\nprocesses = 1\n"))
            .collect();
        let (started, began) = (Instant::now(), servers.now());
        let working: Vec<Child> = (0..)
            .zip(&machines)
            .map(|(processor, machine)| servers.work(machine, processor))
            .collect();
        // When the last page was done stands in the ledger, so that asking seldom costs no precision.
        let ended = loop {
            assert!(started.elapsed() < Duration::from_secs(900), "the workers came to a halt");
            let (_keep, nothing) = mpsc::channel::<()>();
            assert!(nothing.recv_timeout(ASKED_EVERY).is_err());
            if let (SCANNED, ended) = servers.done() {
                break ended;
            }
        };
        let took = (ended - began) / 1000.0;
        for mut worker in working {
            worker.kill().expect("it runs");
            worker.wait().expect("a child can be waited for");
        }
        took
    };
    let (one, two) = (timed(1), timed(2));
    told(
        &format!("{SCANNED} scans by one worker {one:.1} s, by two {two:.1} s"),
        &format!("{:.2} times as fast", one / two),
        one / two >= TWO_WORKERS,
    )
}

/// Reports of about five pages: one half DOCX, one half PDF.
fn reports(documents: usize) -> Round {
    let fonts = Fonts::installed().unwrap_or_else(|error| panic!("{error}"));
    Round::of(documents, |number| {
        let letter = papers::report(number);
        if number.is_multiple_of(2) {
            ("docx", docx::write(&letter))
        } else {
            ("pdf", pdf::write(&letter, &fonts))
        }
    })
}

/// Real servers of a round that holds the files of another.
struct Servers {
    s3: S3Server,
    postgres: PostgresServer,
    nats: NatsServer,
}

impl Servers {
    fn holding(round: &Round) -> Self {
        let s3 = S3Server::start();
        let loaded = kiemchung()
            .arg("load")
            .arg(round.evidence())
            .arg(s3.url("ho-so"))
            .envs(s3.variables())
            .output()
            .expect("started");
        assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));
        Self { s3, postgres: PostgresServer::start(), nats: NatsServer::start() }
    }

    /// A machine that works with these servers.
    fn machine(&self, round: &Round, further: &str) -> Round {
        let state = format!(
            "[state]\nledger = {:?}\nreadings = {:?}\nqueue = {:?}\n{further}",
            self.postgres.url(),
            self.s3.url("doc"),
            self.nats.url()
        );
        round.machine(&state, &format!("{:?}", self.s3.url("ho-so")))
    }

    fn variables(&self) -> Vec<(String, String)> {
        let all = [self.s3.variables(), self.postgres.variables(), self.nats.variables()];
        all.into_iter().flatten().collect()
    }

    /// Begins to work on one processor.
    fn work(&self, machine: &Round, processor: usize) -> Child {
        let program = kiemchung();
        Command::new("taskset")
            .args(["-c", &processor.to_string()])
            .arg(program.get_program())
            .args(["work", "--every", "1"])
            .arg(machine.pipeline())
            .envs(self.variables())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started")
    }

    /// How many files are final, and when the last one was, in milliseconds by the clock of the ledger. Nothing while no
    /// worker has made the tables yet.
    fn done(&self) -> (usize, f64) {
        let answer = self.asked("SELECT count(*), max(ended_ms) FROM object WHERE state = 'done'");
        let (done, ended) = answer.split_once('|').unwrap_or_default();
        (done.parse().unwrap_or_default(), ended.parse().unwrap_or_default())
    }

    /// The time by the clock of the ledger, in milliseconds.
    fn now(&self) -> f64 {
        let answer = self.asked("SELECT extract(epoch FROM clock_timestamp()) * 1000");
        answer.parse().expect("a number")
    }

    fn asked(&self, statement: &str) -> String {
        let answer = self.postgres.run("psql", &["-At", "-c", statement]);
        String::from_utf8(answer.stdout).expect("text").trim().to_owned()
    }
}

/// Prints a figure and whether its bar is reached.
fn told(what: &str, figure: &str, is_good: bool) -> bool {
    println!("{what}: {figure}{}", if is_good { "" } else { "  (missed)" });
    is_good
}
