//! Real servers for tests: started on free ports of this machine, and stopped with the value that stands for them, also
//! when the test panics.
//!
//! They are programs of fixed versions that `cargo xtask test` installs: under target/tools, PostgreSQL from Debian. One
//! that is missing fails the test, with the command that installs it.

use std::{
    collections::VecDeque,
    io::{BufRead as _, BufReader},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    sync::mpsc,
    time::Duration,
};

mod certificate;
mod nats;
mod postgres;
mod seaweedfs;

pub use certificate::Certificate;
pub use nats::{NATS_FOLDER, NATS_WHEEL, NatsServer};
pub use postgres::{PASSWORD, POSTGRES_PROGRAMS, PostgresServer};
pub use seaweedfs::{S3Server, SEAWEEDFS_FOLDER, SEAWEEDFS_WHEEL};

/// A server that has longer than this to begin is taken for hung.
const MAX_START: Duration = Duration::from_secs(60);

/// How often a start is tried: between finding a free port and taking it, somebody else may take it.
const STARTS: usize = 3;

/// How much of what a server said is shown when it does not begin.
const LAST_LINES: usize = 20;

/// A program below target/tools, looked for upwards from the running test.
fn installed(folder: &str, program: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the running test is a file");
    let below = |target: &Path| target.join("tools").join(folder).join(program);
    test.ancestors()
        .map(below)
        .find(|path| path.metadata().is_ok())
        .unwrap_or_else(|| panic!("{folder} is not installed: run `cargo xtask servers`"))
}

/// Starts a server, more than once where it must be.
fn started<S>(name: &str, try_start: impl Fn() -> Result<S, Vec<String>>) -> S {
    let mut said = Vec::new();
    for _ in 0..STARTS {
        match try_start() {
            Ok(server) => return server,
            Err(lines) => said = lines,
        }
    }
    panic!("{name} does not begin; its last lines:\n{}", said.join("\n"));
}

/// Ports of this machine that nobody listens on, different ones.
fn free_ports<const N: usize>() -> [u16; N] {
    let listeners: [TcpListener; N] = std::array::from_fn(|_| {
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the machine has free ports")
    });
    listeners.map(|listener| listener.local_addr().expect("it is bound").port())
}

/// Reads what a server says until a line says that it has begun, and goes on reading, so that it never waits.
fn wait_for(
    output: impl std::io::Read + Send + 'static,
    begun: &'static str,
) -> Result<(), Vec<String>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut last = VecDeque::new();
        let mut answer = Some(sender);
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            if line.contains(begun)
                && let Some(sender) = answer.take()
            {
                sender.send(Ok(())).expect("the test waits for this word");
            }
            last.push_back(line);
            if last.len() > LAST_LINES {
                last.pop_front();
            }
        }
        if let Some(sender) = answer {
            sender.send(Err(Vec::from(last))).expect("the test waits for this word");
        }
    });
    receiver
        .recv_timeout(MAX_START)
        .unwrap_or_else(|_| Err(vec![format!("no word of having begun in {MAX_START:?}")]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_ports_are_different() {
        let mut ports = free_ports::<8>().to_vec();
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 8);
    }

    #[test]
    fn a_server_that_ends_instead_of_beginning_is_told_with_its_words() {
        assert_eq!(wait_for(&b"a\nready\nb"[..], "ready"), Ok(()));
        let said = wait_for(&b"a\nport taken"[..], "ready").expect_err("it ended");
        assert_eq!(said, ["a", "port taken"]);
    }
}
