//! The load's side: one unpacker for each archive, watched, and started again when it was lost.

use std::{
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        mpsc::{Receiver, sync_channel},
    },
    time::Duration,
};

use report::LoadFailure;

use super::protocol::{
    CHUNK, END, FAILED, LIST, NotUnpacked, PackedName, read_answer, write_request,
};

/// How unpackers are started and limited.
#[derive(Debug, Clone)]
pub struct UnpackerSettings {
    /// How one is started.
    pub(super) start: Start,
    /// Address space of the process, in bytes.
    pub memory_bytes: u64,
    /// How long the process may give no sign.
    pub silence: Duration,
}

/// Where unpackers run.
#[derive(Debug, Clone)]
pub(super) enum Start {
    /// In a process: the program, and its arguments, to which the limit of memory and the archive are added.
    Process { program: PathBuf, arguments: Vec<String> },
    /// In a thread, for tests: they have no program to start.
    #[cfg(test)]
    Thread,
}

/// Directories of a million names fit; what does not is no hand-in of a unit.
const MEMORY_BYTES: u64 = 1 << 30;

/// Inflating gives a chunk every few milliseconds.
const SILENCE: Duration = Duration::from_secs(60);

/// Chunks that are unpacked ahead.
const AHEAD: usize = 2;

impl UnpackerSettings {
    /// How a program is started as an unpacker.
    #[must_use]
    pub fn new(program: &Path, arguments: Vec<String>) -> Self {
        let start = Start::Process { program: program.to_owned(), arguments };
        Self { start, memory_bytes: MEMORY_BYTES, silence: SILENCE }
    }

    /// Unpacks in this process.
    #[cfg(test)]
    pub(crate) fn in_thread() -> Self {
        Self { start: Start::Thread, memory_bytes: MEMORY_BYTES, silence: SILENCE }
    }
}

/// An archive with the process that unpacks it.
#[derive(Debug)]
pub(crate) struct Unpacker {
    settings: UnpackerSettings,
    archive: PathBuf,
    running: Mutex<Option<Running>>,
}

/// A running unpacker.
struct Running {
    input: Box<dyn Write + Send>,
    answers: Receiver<io::Result<(u8, Vec<u8>)>>,
    child: Option<Child>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").field("child", &self.child).finish_non_exhaustive()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(child) = &mut self.child else { return };
        if let Err(error) = child.kill().and_then(|()| child.wait().map(drop)) {
            tracing::debug!(%error, "an unpacker was gone before it was stopped");
        }
    }
}

impl Unpacker {
    /// Opens an archive; what is in it. None where its directory cannot be read, by a process that may be lost to it.
    pub(crate) fn open(
        settings: &UnpackerSettings,
        archive: &Path,
    ) -> io::Result<Option<(Self, Vec<PackedName>)>> {
        let mut running = start(settings, archive)?;
        let Ok((LIST, names)) = running.answer(settings.silence) else { return Ok(None) };
        let Ok(names) = serde_json::from_slice(&names) else { return Ok(None) };
        let (settings, archive) = (settings.clone(), archive.to_owned());
        Ok(Some((Self { settings, archive, running: Mutex::new(Some(running)) }, names)))
    }

    /// Lets the process go; the next file that is asked for starts another one.
    pub(crate) fn rest(&self) {
        if let Ok(mut running) = self.running.try_lock() {
            *running = None;
        }
    }

    /// Gives the bytes of a file, chunk by chunk, for as long as they are wanted.
    ///
    /// # Errors
    /// With the reason why it does not come out.
    pub(crate) fn read(
        &self,
        file: usize,
        wants_more: &mut impl FnMut(&[u8]) -> bool,
    ) -> Result<(), LoadFailure> {
        let lost = |error: io::Error| {
            tracing::warn!(%error, archive = %self.archive.display(), "an unpacker was lost");
            LoadFailure::Unreadable { detail: error.to_string() }
        };
        let mut kept = self.running.lock().expect("nothing panics while it holds an unpacker");
        let mut running = match kept.take() {
            Some(running) => running,
            None => self.started().map_err(lost)?,
        };
        write_request(&mut running.input, file as u64).map_err(lost)?;
        loop {
            match running.answer(self.settings.silence).map_err(lost)? {
                // Whoever does not want the rest does not wait for it: the process goes with it.
                (CHUNK, chunk) if !wants_more(&chunk) => return Ok(()),
                (CHUNK, _) => {}
                (END, _) => {
                    *kept = Some(running);
                    return Ok(());
                }
                (FAILED, reason) => {
                    *kept = Some(running);
                    return Err(failure(&reason));
                }
                _ => return Err(lost(io::ErrorKind::InvalidData.into())),
            }
        }
    }

    /// Another process for the same archive.
    fn started(&self) -> io::Result<Running> {
        let mut running = start(&self.settings, &self.archive)?;
        match running.answer(self.settings.silence)? {
            (LIST, _) => Ok(running),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

fn failure(reason: &[u8]) -> LoadFailure {
    match serde_json::from_slice(reason) {
        Ok(NotUnpacked::Encrypted) => LoadFailure::Encrypted,
        Ok(NotUnpacked::TooLarge) => LoadFailure::TooLarge,
        Ok(NotUnpacked::Broken(detail)) => LoadFailure::Unreadable { detail },
        Err(error) => LoadFailure::Unreadable { detail: error.to_string() },
    }
}

impl Running {
    fn answer(&mut self, silence: Duration) -> io::Result<(u8, Vec<u8>)> {
        self.answers.recv_timeout(silence).map_err(io::Error::other)?
    }
}

fn start(settings: &UnpackerSettings, archive: &Path) -> io::Result<Running> {
    match &settings.start {
        Start::Process { program, arguments } => {
            let mut child = Command::new(program)
                .args(arguments)
                .arg(settings.memory_bytes.to_string())
                .arg(archive)
                .env_clear()
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()?;
            let pipes = child.stdin.take().zip(child.stdout.take());
            let (input, output) = pipes.ok_or(io::ErrorKind::BrokenPipe)?;
            Ok(Running { input: Box::new(input), answers: heard(output), child: Some(child) })
        }
        #[cfg(test)]
        Start::Thread => {
            let archive = std::fs::File::open(archive)?;
            let ((mut asked, input), (output, mut answers)) = (io::pipe()?, io::pipe()?);
            std::thread::spawn(move || super::serve(archive, &mut asked, &mut answers));
            Ok(Running { input: Box::new(input), answers: heard(output), child: None })
        }
    }
}

/// What an unpacker says, heard by a thread of its own so that it can be waited for only so long.
fn heard(mut output: impl Read + Send + 'static) -> Receiver<io::Result<(u8, Vec<u8>)>> {
    let (sender, answers) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        loop {
            let answer = read_answer(&mut output);
            let is_last = answer.is_err();
            if sender.send(answer).is_err() || is_last {
                return;
            }
        }
    });
    answers
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What is said of an archive when this shell script stands for the unpacker.
    fn listed(script: &str) -> io::Result<Option<Vec<PackedName>>> {
        let arguments = vec!["-c".to_owned(), script.to_owned()];
        let settings = UnpackerSettings {
            silence: Duration::from_millis(300),
            ..UnpackerSettings::new(Path::new("/bin/sh"), arguments)
        };
        Ok(Unpacker::open(&settings, Path::new("a.zip"))?.map(|(_, names)| names))
    }

    #[test]
    fn whatever_an_archive_does_to_its_unpacker_it_is_damaged() {
        for script in [
            "exec sleep 1000",
            "exit 3",
            "kill -SEGV $$",
            "printf 'l\\003\\000\\000\\000{}!'",
            "printf 'l\\377\\377\\377\\377'",
            "printf nonsense",
            "printf 'x\\000\\000\\000\\000'",
        ] {
            assert_eq!(listed(script).expect("started"), None, "{script}");
        }
        let listed = listed("printf 'l\\002\\000\\000\\000[]'; cat").expect("started");
        assert_eq!(listed, Some(Vec::new()));
        let nowhere = UnpackerSettings::new(Path::new("/nowhere/kiemchung"), Vec::new());
        assert!(Unpacker::open(&nowhere, Path::new("a.zip")).is_err(), "an error of the load");
    }

    #[test]
    fn files_come_out_of_an_unpacker_that_was_let_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.zip");
        let zip =
            testkit::archive::zip([("một.txt", b"one".as_slice()), ("hai.txt", &vec![7; 3 << 20])]);
        fs::write(&path, zip).expect("written");
        let opened = Unpacker::open(&UnpackerSettings::in_thread(), &path).expect("started");
        let (unpacker, names) = opened.expect("an archive");
        let names: Vec<_> = names.iter().map(|file| (file.name.as_str(), file.size)).collect();
        assert_eq!(names, [("một.txt", 3), ("hai.txt", 3 << 20)]);
        let read = |file| {
            let mut bytes = Vec::new();
            let read = unpacker.read(file, &mut |chunk: &[u8]| {
                bytes.extend_from_slice(chunk);
                true
            });
            read.map(|()| bytes)
        };
        assert_eq!(read(0), Ok(b"one".to_vec()));
        unpacker.rest();
        assert_eq!(read(1).map(|bytes| bytes.len()), Ok(3 << 20));
        // Nobody wants more than the first chunk; the next file comes whole all the same.
        unpacker.read(1, &mut |_: &[u8]| false).expect("begun");
        assert_eq!(read(0), Ok(b"one".to_vec()));
        assert!(read(9).is_err(), "there is no such file");
        assert_eq!(read(0), Ok(b"one".to_vec()));
    }
}
