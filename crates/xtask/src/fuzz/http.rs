//! Requests that no browser sends: does the server answer each, or close the connection, in time, and never with an accident?
//!
//! The demo round is served twice, without accounts and with them, and mutants of requests to every kind of address go to
//! it over connections of their own. An answer of 500 and above, a silence and a dead server are findings; the request
//! that caused one is kept.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};

use super::{Run, SLOW, Tally, mutate};
use crate::{
    damage::Random,
    served::{Served, checked_round, serve},
    step,
};

/// Requests of every kind that the server knows: pages, their forms and files, and the interface for programs. `HOST` is
/// where the server listens, `TOKEN` signs in where there are accounts.
const REQUESTS: [&str; 12] = [
    "GET / HTTP/1.1",
    "GET /units/ha-tan?area=1&sort=points HTTP/1.1\r\nAccept-Language: en\r\nAccept-Encoding: gzip",
    "GET /units/ha-tan/documents/ha-tan/I/1.5/QD%20430%20sang%20kien.pdf?part=1&from=0&place=%7B%22page%22%3A1%2C%22\
     words%22%3A%5B0%2C4%5D%7D HTTP/1.1",
    "GET /units/ha-tan/pages/1/1100/ha-tan/I/1.5/QD%20430%20sang%20kien.pdf HTTP/1.1",
    "GET /units/ha-tan/original/ha-tan/I/1.5/QD%20430%20sang%20kien.pdf HTTP/1.1\r\nRange: bytes=0-99",
    "GET /search?q=%22c%E1%BA%A3i%20c%C3%A1ch%22%20don_vi%3Aha-tan HTTP/1.1",
    "GET /api/v1/search?query=2429%2FQ%C4%90-UBND&limit=20 HTTP/1.1",
    "GET /api/v1/units/ha-tan/judgements?offset=0&limit=5 HTTP/1.1",
    "GET /api/v1/openapi.json HTTP/1.1\r\nIf-None-Match: \"1\"\r\nCookie: session=00ff; language=vi",
    "POST /api/v1/lookup HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 42\r\n\r\n\
     {\"numbers\":[\"2429/QĐ-UBND\",\"12/KH-UBND\"]}",
    "POST /units/ha-tan/claims/1.1.1/appraisal HTTP/1.1\r\nOrigin: http://HOST\r\n\
     Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 64\r\n\r\n\
     stage=first&stance=disagrees&points=0.5&reason=a&basis=00&form=1",
    "POST /api/v1/session HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 33\r\n\r\n\
     {\"name\":\"lan\",\"password\":\"12345\"}",
];

/// How long a server may take before it is told that no more of the request will come.
const MORE_TO_COME: Duration = Duration::from_millis(250);

/// The most of an answer that is read: the largest page has less.
const LARGEST_ANSWER: u64 = 16 << 20;

/// Sends mutants until the time is over.
///
/// # Errors
/// When the server cannot be started, dies, falls silent or has an accident.
pub(super) fn run(run: &Run<'_>) -> Result<Vec<Tally>> {
    let workspace = run.workspace;
    step::run(&mut workspace.cargo(["build", "--bin", "kiemchung"]))?;
    let program = workspace.target.join("debug/kiemchung");
    let round = checked_round(workspace, "fuzz-http", &program)?;
    let mut random = Random::new(run.seed);
    let mut tallies = Vec::new();
    for options in [&["--local"][..], &[]] {
        let served = serve(workspace, &program, &round, options)?;
        let token = if options.is_empty() { Some(served.token()?) } else { None };
        let end = now() + run.time / 2;
        let tally = Client { run, served: &served }.go(
            &seeds(&served, token.as_deref()),
            &mut random,
            || now() < end,
        )?;
        let accounts = if token.is_some() { "with accounts" } else { "without accounts" };
        tallies.push(Tally { what: format!("http, {accounts}"), ..tally });
    }
    Ok(tallies)
}

/// The requests as they go out, each of which the server must know.
fn seeds(served: &Served, token: Option<&str>) -> Vec<Vec<u8>> {
    let host = served.host();
    let token =
        token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    let request = |text: &&str| {
        let (first, rest) = text.split_once("\r\n").unwrap_or((*text, ""));
        let (headers, body) = match rest.split_once("\r\n\r\n") {
            Some((headers, body)) => (format!("{headers}\r\n"), body),
            None if rest.is_empty() => (String::new(), ""),
            None => (format!("{rest}\r\n"), ""),
        };
        let headers = headers.replace("HOST", host);
        format!("{first}\r\nHost: {host}\r\nConnection: close\r\n{token}{headers}\r\n{body}")
            .into_bytes()
    };
    REQUESTS.iter().map(request).collect()
}

struct Client<'c> {
    run: &'c Run<'c>,
    served: &'c Served,
}

impl Client<'_> {
    fn go(
        &self,
        seeds: &[Vec<u8>],
        random: &mut Random,
        goes_on: impl Fn() -> bool,
    ) -> Result<Tally> {
        let what = String::new();
        let mut tally = Tally { what, mutants: 0, answered: 0, slowest: 0.0, findings: 0 };
        for seed in seeds {
            let status = self.ask(seed)?;
            ensure!(status.is_some_and(|status| status < 500), "a plain request gave {status:?}");
        }
        while goes_on() {
            let request = mutate(seeds, random);
            let began = now();
            let status = self.ask(&request);
            let took = began.elapsed().as_secs_f64();
            tally.mutants += 1;
            tally.slowest = tally.slowest.max(took);
            match status {
                Ok(Some(status)) if status < 500 => tally.answered += 1,
                // A connection may be closed on what is no request.
                Ok(None) => {}
                accident => {
                    let kept = self.run.keep(tally.mutants, &request)?;
                    bail!("{kept} brought about {accident:?} after {took:.1} s");
                }
            }
        }
        Ok(tally)
    }

    /// The status of the answer; none where the server closed the connection without one.
    fn ask(&self, request: &[u8]) -> Result<Option<u16>> {
        let mut stream = TcpStream::connect(self.served.host()).context("the server is gone")?;
        // A server that has seen enough may close before it has read everything.
        let sent = stream.write_all(request);
        let mut answer = Vec::new();
        stream.set_read_timeout(Some(MORE_TO_COME))?;
        let mut read = (&stream).take(LARGEST_ANSWER).read_to_end(&mut answer);
        if read.as_ref().is_err_and(is_silence) {
            // It may wait for the rest of a request that was cut off; now it knows that there is none.
            stream.set_read_timeout(Some(Duration::from_secs_f64(SLOW)))?;
            read = match stream.shutdown(Shutdown::Write) {
                Ok(()) => (&stream).take(LARGEST_ANSWER).read_to_end(&mut answer),
                Err(_) => Ok(0),
            };
        }
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
            Err(error) => return Err(error).context("the server fell silent"),
        }
        if let Err(error) = sent {
            let is_closed = matches!(
                error.kind(),
                ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::NotConnected
            );
            ensure!(is_closed, "could not send: {error}");
        }
        if answer.is_empty() {
            return Ok(None);
        }
        let head = String::from_utf8_lossy(&answer[..answer.len().min(16)]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.map(Some).with_context(|| format!("no answer of HTTP: {head:?}"))
    }
}

fn is_silence(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

#[expect(clippy::disallowed_methods, reason = "the time that was asked for is over by the clock")]
fn now() -> Instant {
    Instant::now()
}
