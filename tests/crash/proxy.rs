//! A storage that misbehaves: a port in front of a real server that answers 500, is slow, or is gone, as it is told.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

/// How the storage behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// As it should.
    Well = 0,
    /// Every request is answered with 500.
    Failing = 1,
    /// Every answer begins half a second late.
    Slow = 2,
    /// Every connection is closed at once.
    Gone = 3,
}

/// A port whose mood can be changed while it is used.
#[derive(Debug)]
pub(crate) struct Proxy {
    port: u16,
    mood: Arc<AtomicU8>,
    disturbed: Arc<AtomicU64>,
}

impl Proxy {
    /// Stands in front of a port of this machine.
    pub(crate) fn before(behind: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let proxy = Self { port, mood: Arc::default(), disturbed: Arc::default() };
        let (mood, disturbed) = (Arc::clone(&proxy.mood), Arc::clone(&proxy.disturbed));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (mood, disturbed) = (Arc::clone(&mood), Arc::clone(&disturbed));
                // Who hangs up in the middle is what this is about.
                thread::spawn(move || serve(client, behind, &mood, &disturbed).ok());
            }
        });
        proxy
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn set(&self, mood: Mood) {
        self.mood.store(mood as u8, Ordering::SeqCst);
    }

    /// How many requests or connections did not get what they wanted at once.
    pub(crate) fn disturbed(&self) -> u64 {
        self.disturbed.load(Ordering::SeqCst)
    }
}

fn serve(
    mut client: TcpStream,
    behind: u16,
    mood: &AtomicU8,
    disturbed: &AtomicU64,
) -> io::Result<()> {
    let is = |wanted: Mood| mood.load(Ordering::SeqCst) == wanted as u8;
    if is(Mood::Gone) {
        disturbed.fetch_add(1, Ordering::SeqCst);
        return client.shutdown(Shutdown::Both);
    }
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, behind))?;
    let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
    let back = thread::spawn(move || {
        let copied = io::copy(&mut from_server, &mut to_client);
        // A server that hangs up is one that hung up on the client.
        to_client.shutdown(Shutdown::Both).and(copied)
    });
    let mut bytes = [0; 16 << 10];
    loop {
        let n = client.read(&mut bytes)?;
        if n == 0 {
            server.shutdown(Shutdown::Write)?;
            back.join().expect("copying does not panic")?;
            return Ok(());
        }
        if is(Mood::Gone) || is(Mood::Failing) {
            disturbed.fetch_add(1, Ordering::SeqCst);
            if is(Mood::Failing) {
                let answer = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                client.write_all(answer.as_bytes())?;
            }
            server.shutdown(Shutdown::Both)?;
            return client.shutdown(Shutdown::Both);
        }
        if is(Mood::Slow) {
            disturbed.fetch_add(1, Ordering::SeqCst);
            let (_keep, nothing) = std::sync::mpsc::channel::<()>();
            assert!(nothing.recv_timeout(Duration::from_millis(500)).is_err());
        }
        server.write_all(bytes.get(..n).expect("as many as were read"))?;
    }
}
