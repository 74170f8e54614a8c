//! The readers under test, each a long-lived process that answers one line for each file named to it.
//!
//! A reader that dies or falls silent has lost the file; it is started again for the next one.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use crate::{processor, step, workspace::Workspace};

/// The peers as the public registry has them; fixed, so that two runs compare the same.
const PACKAGES: [&str; 4] =
    ["pypdfium2==5.15.2", "PyMuPDF==2.0", "python-calamine==0.9.1", "kreuzberg==4.10.4"];
/// After this time without an answer a file is lost.
const SILENCE: Duration = Duration::from_secs(60);
/// The file in a reader's folder that holds the text read last.
const TEXT: &str = "text";

/// A reader that others use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    Pypdfium2,
    PyMuPdf,
    Pdftotext,
    Kreuzberg,
    Calamine,
}

impl Peer {
    pub(crate) const ALL: [Self; 5] =
        [Self::Pypdfium2, Self::PyMuPdf, Self::Pdftotext, Self::Kreuzberg, Self::Calamine];

    /// Its name on its registry.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pypdfium2 => "pypdfium2",
            Self::PyMuPdf => "PyMuPDF",
            Self::Pdftotext => "pdftotext",
            Self::Kreuzberg => "kreuzberg",
            Self::Calamine => "python-calamine",
        }
    }

    fn reads(self, extension: &str) -> bool {
        match self {
            Self::Pypdfium2 | Self::PyMuPdf | Self::Pdftotext => extension == "pdf",
            Self::Calamine => matches!(extension, "xlsx" | "xls" | "xlsb" | "ods"),
            Self::Kreuzberg => true,
        }
    }
}

/// What a reader says of one file.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Answer {
    /// Whether it opened the file, so that what it gives is to be taken for the file's text.
    pub(crate) opened: bool,
    /// Why not, or what was wrong with it.
    pub(crate) reason: String,
    /// Wall time.
    pub(crate) seconds: f64,
    /// Time on a processor.
    pub(crate) cpu: f64,
    /// The most memory that the process has had so far.
    pub(crate) peak_kib: u64,
}

impl Answer {
    fn lost(reason: &str, seconds: f64) -> Self {
        Self { opened: false, reason: reason.to_owned(), seconds, cpu: seconds, peak_kib: 0 }
    }

    /// The same answer with the better of two measurements.
    pub(crate) fn faster(self, other: Self) -> Self {
        Self {
            seconds: self.seconds.min(other.seconds),
            cpu: self.cpu.min(other.cpu),
            peak_kib: self.peak_kib.max(other.peak_kib),
            ..self
        }
    }
}

/// A reader and its process.
pub(crate) struct Reader {
    peer: Option<Peer>,
    program: Utf8PathBuf,
    arguments: Vec<String>,
    folder: Utf8PathBuf,
    process: Option<Process>,
}

struct Process {
    child: Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl Reader {
    /// Our own, in process; `purpose` names its folder, so that two commands can run side by side.
    pub(crate) fn ours(workspace: &Workspace, purpose: &str) -> Result<Self> {
        let program = workspace.target.join("release/read-in-process");
        Self::new(workspace, None, purpose, program, Vec::new())
    }

    /// One of the others.
    pub(crate) fn peer(workspace: &Workspace, peer: Peer, purpose: &str) -> Result<Self> {
        let arguments =
            vec![workspace.root.join("tests/bench/peers.py").to_string(), peer.name().to_owned()];
        Self::new(workspace, Some(peer), purpose, venv(workspace).join("bin/python"), arguments)
    }

    fn new(
        workspace: &Workspace,
        peer: Option<Peer>,
        purpose: &str,
        program: Utf8PathBuf,
        mut arguments: Vec<String>,
    ) -> Result<Self> {
        let folder = workspace.target.join(purpose).join(peer.map_or("ours", Peer::name));
        fs::create_dir_all(&folder).with_context(|| format!("could not make {folder}"))?;
        arguments.push(folder.to_string());
        Ok(Self { peer, program, arguments, folder, process: None })
    }

    /// `ours`, or the peer's name.
    pub(crate) fn name(&self) -> &'static str {
        self.peer.map_or("ours", Peer::name)
    }

    /// Whether files with this name are of a type that it reads.
    pub(crate) fn reads(&self, file: &Utf8Path) -> bool {
        let extension = file.extension().unwrap_or_default().to_ascii_lowercase();
        self.peer.is_none_or(|peer| peer.reads(&extension))
    }

    /// Has it read a file.
    ///
    /// # Errors
    /// When its program cannot be started. A file that it does not survive is an answer.
    pub(crate) fn ask(&mut self, file: &Utf8Path) -> Result<Answer> {
        fs::write(self.folder.join(TEXT), "").context("could not empty the text")?;
        let mut process = match self.process.take() {
            Some(process) => process,
            None => self.start()?,
        };
        let sent = writeln!(process.input, "{TEXT}\t{file}").and_then(|()| process.input.flush());
        let answer = match sent {
            Err(_) => Err(RecvTimeoutError::Disconnected),
            Ok(()) => process.answers.recv_timeout(SILENCE),
        };
        match answer {
            Ok(line) => {
                self.process = Some(process);
                serde_json::from_str(&line)
                    .with_context(|| format!("{} answers `{line}`", self.name()))
            }
            Err(reason) => {
                // It may be dead already; then there is nothing to kill.
                if process.child.kill().is_ok() {
                    process.child.wait().context("could not wait for a reader")?;
                }
                Ok(match reason {
                    RecvTimeoutError::Timeout => Answer::lost("silence", SILENCE.as_secs_f64()),
                    RecvTimeoutError::Disconnected => Answer::lost("died", 0.0),
                })
            }
        }
    }

    /// How long its process was on a processor; nothing while there is none.
    ///
    /// # Errors
    /// When the kernel does not say.
    pub(crate) fn taken(&self) -> Result<Duration> {
        let id = self.process.as_ref().map(|process| process.child.id());
        id.map_or(Ok(Duration::ZERO), processor::of_process)
    }

    /// The text of the file read last.
    pub(crate) fn last_text(&self) -> Result<String> {
        let text = fs::read(self.folder.join(TEXT)).context("could not read a text back")?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn start(&self) -> Result<Process> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start {}", self.program))?;
        let input = child.stdin.take().context("no way to ask")?;
        let output = child.stdout.take().context("no way to answer")?;
        let (sender, answers) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(std::result::Result::ok) {
                // Some readers print warnings among the answers.
                if line.starts_with("{\"") && sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Process { child, input, answers })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Its input is closed and it ends by itself; who is already gone cannot be killed, which is as well.
        if let Some(process) = &mut self.process
            && process.child.kill().is_ok()
        {
            process.child.wait().ok();
        }
    }
}

/// Installs the peers from the public registry into a place of their own.
pub(crate) fn install_peers(workspace: &Workspace) -> Result<()> {
    let venv = venv(workspace);
    let mark = venv.join("installed.txt");
    let wanted = PACKAGES.join("\n");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step::run(Command::new("python3").args(["-m", "venv", venv.as_str()]))
        .context("python3-venv is needed for the peers")?;
    let mut pip = Command::new(venv.join("bin/pip"));
    step::run(pip.args(["install", "--quiet"]).args(PACKAGES))?;
    fs::write(&mark, wanted).with_context(|| format!("could not write {mark}"))
}

fn venv(workspace: &Workspace) -> Utf8PathBuf {
    workspace.target.join("tools/venv")
}
