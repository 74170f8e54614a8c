//! The desk as browsers ask it: over its socket, with a session.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use crate::fill::{ADMINISTRATOR, Filled, SESSION};

/// How many people click at once, and how often each.
const CROWD: usize = 50;
const CLICKS: usize = 12;

/// A running server.
pub(crate) struct Desk {
    process: Child,
    host: String,
    pub(crate) opened_in: Duration,
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait().map(drop)) {
            println!("the server did not end: {error}");
        }
    }
}

/// How long answers took.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub(crate) fn p50(&self) -> Duration {
        self.0.get(self.0.len() / 2).copied().unwrap_or_default()
    }

    pub(crate) fn p95(&self) -> Duration {
        self.0.get(self.0.len() * 95 / 100).copied().unwrap_or_default()
    }
}

impl Desk {
    /// Starts the server; it brings the index up to the ledger first.
    pub(crate) fn open(filled: &Filled) -> Self {
        let start = Instant::now();
        let mut process = Command::new(env!("CARGO_BIN_EXE_kiemchung"))
            .args(["serve", "--listen", "127.0.0.1:0", "--json"])
            .arg(filled.pipeline())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let output = process.stdout.take().expect("its output is a pipe");
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("it says where it listens");
        let said: serde_json::Value = serde_json::from_str(&line).expect("an object");
        let address = said["address"].as_str().expect("an address");
        let host = address.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { process, host, opened_in: start.elapsed() }
    }

    /// The whole answer to a request for an address, from its first byte sent to the last received.
    fn ask(&self, address: &str) -> (Duration, usize) {
        let (status, took, bytes) = self.asked(address, SESSION, true);
        // What is not there for an appraiser is there for an administrator.
        let (status, took, bytes) = match status.as_str() {
            "404" => self.asked(address, ADMINISTRATOR, true),
            _ => (status, took, bytes),
        };
        assert_eq!(status, "200", "{address}");
        (took, bytes)
    }

    fn asked(&self, address: &str, session: &str, packed: bool) -> (String, Duration, usize) {
        let start = Instant::now();
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        let request = format!(
            "GET {address} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept-Encoding: {}\r\n\
             Cookie: kiemchung-session={session}\r\n\r\n",
            self.host,
            if packed { "gzip" } else { "identity" }
        );
        stream.write_all(request.as_bytes()).expect("it listens");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let took = start.elapsed();
        let status = String::from_utf8_lossy(answer.get(9..12).unwrap_or_default()).into_owned();
        (status, took, answer.len())
    }

    fn timed(&self, address: &str) -> Duration {
        self.ask(address).0
    }

    /// The bytes of an answer, its head included, as gzip or as they are.
    pub(crate) fn weight(&self, address: &str, packed: bool) -> usize {
        self.asked(address, SESSION, packed).2
    }

    /// How long the round took to be gathered, asked again and again from now on.
    pub(crate) fn prepared_in(&self) -> Duration {
        let start = Instant::now();
        while self.asked("/", SESSION, true).0 == "503" {
            thread::sleep(Duration::from_millis(100));
        }
        start.elapsed()
    }

    /// How long until everything can be found.
    pub(crate) fn indexed_in(&self) -> Duration {
        let start = Instant::now();
        loop {
            let status = self.object("/api/v1/status");
            if status["index"]["state"] == "current" {
                return start.elapsed();
            }
            thread::sleep(Duration::from_millis(500));
        }
    }

    fn object(&self, address: &str) -> serde_json::Value {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        let request = format!(
            "GET {address} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
             Cookie: kiemchung-session={SESSION}\r\n\r\n",
            self.host
        );
        stream.write_all(request.as_bytes()).expect("it listens");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        serde_json::from_str(body).expect("an object")
    }

    /// The most memory that the server held so far, in MB.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a size");
        let kilobytes: u64 =
            line.trim().trim_end_matches(" kB").parse().expect("a number of kilobytes");
        kilobytes / 1_000
    }

    /// How long the answers of some addresses took, asked one after the other, and the most bytes of one.
    pub(crate) fn times_of(&self, addresses: &[String]) -> (Times, usize) {
        let answers: Vec<_> = addresses.iter().map(|address| self.ask(address)).collect();
        let bytes = answers.iter().map(|(_, bytes)| *bytes).max().unwrap_or_default();
        (Times::of(answers.into_iter().map(|(took, _)| took).collect()), bytes)
    }

    /// How long answers took while many people click, each through addresses of their own, and looks at each so long.
    pub(crate) fn crowd(&self, addresses: &[String], look: Duration) -> Times {
        let times = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for person in 0..CROWD {
                let times = &times;
                scope.spawn(move || {
                    // Nobody clicks in step with the others.
                    thread::sleep(look * u32::try_from(person).expect("few people") / 50);
                    for click in 0..CLICKS {
                        let at = (person * 37 + click * 101) % addresses.len();
                        let took = self.timed(&addresses[at]);
                        times.lock().expect("nobody panics here").push(took);
                        thread::sleep(look);
                    }
                });
            }
        });
        Times::of(times.into_inner().expect("nobody panics here"))
    }
}
