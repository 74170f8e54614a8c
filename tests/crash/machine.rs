//! Machines that share bucket, ledger and queue: each a folder of its own with the same pipeline, and processes in it.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use testkit::server::{NatsServer, PostgresServer, S3Server};

use crate::{
    clock::Clock,
    program::{Round, kiemchung, root, said},
};

/// Files of the two units.
pub(crate) const FILES: u64 = 71;

/// The servers of a round on many machines, with the demo's submissions in the bucket.
pub(crate) struct Servers {
    pub(crate) s3: S3Server,
    pub(crate) postgres: PostgresServer,
    /// One, or the three of a cluster.
    pub(crate) nats: Vec<NatsServer>,
}

impl Servers {
    pub(crate) fn start() -> Self {
        Self::with_queue(vec![NatsServer::start()])
    }

    /// The same whose queue is kept by three.
    pub(crate) fn start_with_cluster() -> Self {
        Self::with_queue(NatsServer::start_cluster().into())
    }

    fn with_queue(nats: Vec<NatsServer>) -> Self {
        let s3 = S3Server::start();
        let loaded = kiemchung()
            .arg("load")
            .arg(root().join("pipelines/demo/submissions"))
            .arg(s3.url("ho-so"))
            .envs(s3.variables())
            .output()
            .expect("started");
        assert!(loaded.status.success(), "{}", said(&loaded));
        Self { s3, postgres: PostgresServer::start(), nats }
    }

    /// Where the queue is reached.
    pub(crate) fn queue_url(&self) -> String {
        self.nats.iter().map(NatsServer::url).collect::<Vec<_>>().join(",")
    }

    /// A round of its own in a database of its own, whose S3 is reached at this port.
    pub(crate) fn round(&self, name: &str, s3_port: u16) -> SharedRound<'_> {
        let made = self.postgres.run("psql", &["-c", &format!("CREATE DATABASE {name}")]);
        assert!(made.status.success(), "{}", said(&made));
        self.begun(name, name, s3_port)
    }

    /// A round that was begun before, in this database and with these readings.
    pub(crate) fn begun(&self, name: &str, readings: &str, s3_port: u16) -> SharedRound<'_> {
        let (name, readings) = (name.to_owned(), readings.to_owned());
        SharedRound { servers: self, name, readings, s3_port }
    }

    /// Puts what is in one database into another, by way of a backup.
    pub(crate) fn back_up_and_restore(&self, from: &str, to: &str) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = format!("--file={}", folder.path().join("so-ghi.dump").display());
        let run = |program: &str, arguments: &[&str]| {
            let done = self.postgres.run(program, arguments);
            assert!(done.status.success(), "{program}: {}", said(&done));
        };
        run("pg_dump", &[&format!("--dbname={from}"), "--format=custom", &file]);
        run("psql", &["-c", &format!("CREATE DATABASE {to}")]);
        let dump = folder.path().join("so-ghi.dump").display().to_string();
        run("pg_restore", &[&format!("--dbname={to}"), &dump]);
    }
}

/// The demo round without its last unit: less to read, and all faults show as well.
pub(crate) fn two_units() -> Round {
    let round = Round::demo();
    let path = round.folder.path().join("pipeline.toml");
    let toml = fs::read_to_string(&path).expect("there");
    let last = toml.rfind("[[unit]]").expect("it has units");
    fs::write(path, toml.split_at(last).0).expect("written");
    round
}

/// A round that many machines work on.
pub(crate) struct SharedRound<'s> {
    servers: &'s Servers,
    name: String,
    readings: String,
    s3_port: u16,
}

impl SharedRound<'_> {
    /// A machine that takes part.
    pub(crate) fn machine(&self) -> Machine {
        let round = two_units();
        let url = |folder: &str| self.servers.s3.url(folder);
        let local = format!("url = {:?}", root().join("pipelines/demo/submissions"));
        round.change_pipeline(&local, &format!("url = {:?}", url("ho-so")));
        let ledger = self.servers.postgres.url_of(&self.name);
        round.change_pipeline(
            "[evidence]",
            &format!(
                "[state]\nledger = {ledger:?}\nreadings = {:?}\nqueue = {:?}\n\n[reader]\nprocesses = 1\n\n[evidence]",
                url(&format!("{}-doc", self.readings)),
                self.servers.queue_url(),
            ),
        );
        let mut variables = self.servers.s3.variables_at(self.s3_port);
        variables.extend(self.servers.postgres.variables());
        variables.extend(self.servers.nats[0].variables());
        Machine { round, variables }
    }

    /// Asks the database of the round for one value.
    pub(crate) fn asked(&self, statement: &str) -> String {
        let database = format!("--dbname={}", self.name);
        let answer = self.servers.postgres.run("psql", &[&database, "-At", "-c", statement]);
        assert!(answer.status.success(), "{}", said(&answer));
        String::from_utf8(answer.stdout).expect("text").trim().to_owned()
    }

    /// How many files are final.
    pub(crate) fn done(&self) -> u64 {
        // The table is there when the first process has opened the ledger.
        let exists = self.asked("SELECT to_regclass('object') IS NOT NULL");
        if exists != "t" {
            return 0;
        }
        self.asked("SELECT count(*) FROM object WHERE state = 'done'").parse().expect("a number")
    }

    /// Checks the round on a machine that took no part, and holds everything against an undisturbed embedded run.
    pub(crate) fn ends_as(&self, undisturbed: &[u8]) {
        let machine = self.machine();
        let report = machine.checked();
        let expected: Value = serde_json::from_slice(undisturbed).expect("JSON");
        assert!(report == undisturbed, "the report is another one");
        let states = self.asked("SELECT state || ' ' || count(*) FROM object GROUP BY state");
        assert_eq!(states, format!("done {FILES}"), "every file is in one final state");
        let n_findings: usize = expected["units"]
            .as_array()
            .expect("units")
            .iter()
            .map(|unit| unit["findings"].as_array().map_or(0, Vec::len))
            .sum();
        let open = self.asked("SELECT count(*) FROM finding WHERE state = 'open'");
        assert_eq!(open, n_findings.to_string(), "no finding is lost or doubled");
        let generations = self.asked("SELECT count(DISTINCT generation) FROM object");
        assert_eq!(
            generations,
            FILES.to_string(),
            "each file was published once in the order of commits"
        );
    }
}

/// A machine with its own folder.
pub(crate) struct Machine {
    round: Round,
    variables: Vec<(String, String)>,
}

impl Machine {
    fn pipeline(&self) -> PathBuf {
        self.round.folder.path().join("pipeline.toml")
    }

    /// Gives the programs there another variable.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Gives the programs there a clock that can be put forward and back.
    pub(crate) fn own_clock(&mut self) -> Clock {
        let clock = Clock::in_folder(self.round.folder.path());
        self.variables.extend(clock.variables());
        clock
    }

    /// Begins to work there.
    pub(crate) fn work(&self) -> Worker {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.round.folder.path().join("log"))
            .expect("the folder takes a file");
        let process = kiemchung()
            .args(["work", "--every", "1"])
            .arg(self.pipeline())
            .envs(self.variables.clone())
            .env("KIEMCHUNG_LOG", "info")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("started");
        Worker { process }
    }

    /// The report of `check --json` from there, which must succeed.
    pub(crate) fn checked(&self) -> Vec<u8> {
        let output = kiemchung()
            .args(["check", "--json"])
            .arg(self.pipeline())
            .envs(self.variables.clone())
            .output()
            .expect("started");
        assert!(output.status.success(), "{}", said(&output));
        output.stdout
    }

    /// What the processes there have said.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.round.folder.path().join("log")).unwrap_or_default()
    }
}

/// A process that works; killed when it is dropped.
pub(crate) struct Worker {
    process: Child,
}

impl Worker {
    /// Ends it without a word, and what it had started with it.
    pub(crate) fn kill(mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("a child can be waited for");
    }

    /// Waits until it ends by itself; its exit code.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.process.wait().expect("a child can be waited for").code()
    }

    /// Ends one of its readers without a word; whether there was one.
    pub(crate) fn kill_reader(&self) -> bool {
        // The children that a thread started are that thread's.
        let threads = fs::read_dir(format!("/proc/{}/task", self.process.id()));
        let reader = threads
            .expect("it runs")
            .flatten()
            .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
            .find_map(|ids| ids.split_whitespace().next().map(str::to_owned));
        let Some(reader) = reader else { return false };
        Command::new("kill").args(["-KILL", &reader]).status().is_ok_and(|done| done.success())
    }

    /// Asks it to stop, as systemd does, and waits until it has: it must say that all is well.
    pub(crate) fn stop(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        assert!(asked.expect("started").success());
        assert!(self.process.wait().expect("a child can be waited for").success());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // One that was killed or has stopped is gone already.
        if self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.process.kill().expect("it runs");
            self.process.wait().expect("a child can be waited for");
        }
    }
}
