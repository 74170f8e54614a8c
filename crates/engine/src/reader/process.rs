//! The parent's side: one reader process, watched, and replaced when it dies.

use std::{path::PathBuf, process::Stdio, time::Duration};

use extract::{Limits, NotDrawn, PageView, TrustRoots};
use model::{
    ContentHash, ErrorKind, Problem, ProblemCode,
    reading::{MediaType, Outcome, Reading},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command},
    task::JoinHandle,
    time::{Instant, timeout_at},
};

use super::protocol::{
    BEAT, DRAWN, IMAGE, NOT_DRAWN, PANIC, READING, RequestHead, Task, decode_image, encode_request,
};
use crate::{
    error::{Error, Result},
    recogniser::{Recognised, Recogniser},
};

/// How reader processes are started and limited.
#[derive(Debug, Clone)]
pub struct ReaderSettings {
    /// The program that serves as a reader, with its arguments.
    pub program: PathBuf,
    /// Its arguments; the memory limit in bytes is added as the last one.
    pub arguments: Vec<String>,
    /// What a document may ask for.
    pub limits: Limits,
    /// To whom the certificates of signatures must lead.
    pub roots: TrustRoots,
    /// Address space of the process, in bytes.
    pub memory_bytes: u64,
    /// How long one document may take.
    pub wall: Duration,
    /// How long the process may give no sign.
    pub silence: Duration,
    /// The most bytes that one reading may have.
    pub max_output: u64,
    /// After how many documents the process is replaced.
    pub recycle_after: u32,
    /// The process is replaced when it still holds more than this after a document, in bytes of memory.
    pub recycle_above: u64,
}

/// One reader process, started when first needed.
#[derive(Debug)]
pub struct ReaderProcess {
    settings: ReaderSettings,
    recogniser: Option<Recogniser>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    complaints: JoinHandle<String>,
    documents: u32,
}

/// Why a reader gave no reading.
enum Lost {
    /// It took too long, or was silent too long.
    Late(&'static str),
    /// It died, or said something that is no answer.
    Died,
    /// It met a panic in our code.
    Panicked(String),
    /// Its answer was longer than allowed.
    TooMuch,
}

impl ReaderProcess {
    /// A reader that is started when the first document comes.
    #[must_use]
    pub fn new(settings: ReaderSettings) -> Self {
        Self { settings, recogniser: None, running: None }
    }

    /// The same reader, having the pages that need OCR recognised.
    #[must_use]
    pub fn with_recogniser(self, recogniser: Option<Recogniser>) -> Self {
        Self { recogniser, ..self }
    }

    /// The system's number of the running process, for whoever measures it; `None` between two processes.
    #[must_use]
    pub fn process_id(&self) -> Option<u32> {
        self.running.as_ref().and_then(|running| running.child.id())
    }

    /// Reads a document. Whatever the document does to the process becomes a problem of the document.
    ///
    /// # Errors
    /// When no reader process can be started at all, or what was recognised cannot be kept.
    pub async fn read(&mut self, name: &str, sha256: ContentHash, bytes: &[u8]) -> Result<Reading> {
        let mut running = self.started()?;
        let mut pages = self.recogniser.as_ref().map(Recogniser::begin);
        let task = if pages.is_some() { Task::ReadHandingOutImages } else { Task::Read };
        let request = Request { name, bytes, task };
        let answer = exchange(&mut running, &self.settings, request, pages.as_mut()).await;
        let reading = answer.and_then(|answer| match answer {
            (READING, body) => serde_json::from_slice::<Reading>(&body).map_err(|_| Lost::Died),
            _ => Err(Lost::Died),
        });
        match reading {
            Ok(mut reading) => {
                self.keep(running).await;
                if let Some(pages) = pages {
                    pages.complete(&mut reading, &self.settings.limits).await?;
                }
                Ok(reading)
            }
            Err(lost) => {
                let (outcome, problem) = explain(running, lost).await;
                let size = bytes.len() as u64;
                Ok(Reading::without_content(
                    name,
                    sha256,
                    size,
                    MediaType::Unknown,
                    outcome,
                    vec![problem],
                ))
            }
        }
    }

    /// Draws a page as PNG. Whatever the document does to the process, there is then no image of it.
    ///
    /// # Errors
    /// When no reader process can be started at all.
    pub async fn draw(
        &mut self,
        bytes: &[u8],
        view: &PageView,
    ) -> Result<std::result::Result<Vec<u8>, NotDrawn>> {
        let mut running = self.started()?;
        let request = Request { name: "", bytes, task: Task::Draw(view.clone()) };
        let answer = exchange(&mut running, &self.settings, request, None).await;
        let drawn = answer.and_then(|answer| match answer {
            (DRAWN, png) => Ok(Ok(png)),
            (NOT_DRAWN, reason) => serde_json::from_slice(&reason).map(Err).map_err(|_| Lost::Died),
            _ => Err(Lost::Died),
        });
        Ok(match drawn {
            Ok(drawn) => {
                self.keep(running).await;
                drawn
            }
            Err(lost) => {
                explain(running, lost).await;
                Err(NotDrawn::Refused)
            }
        })
    }

    fn started(&mut self) -> Result<Running> {
        match self.running.take() {
            Some(running) => Ok(running),
            None => start(&self.settings),
        }
    }

    /// Keeps a process that answered for the next document, unless it is worn.
    async fn keep(&mut self, mut running: Running) {
        running.documents += 1;
        let is_worn = running.documents >= self.settings.recycle_after
            || running.resident_bytes().is_some_and(|held| held > self.settings.recycle_above);
        if is_worn {
            stop(running).await;
        } else {
            self.running = Some(running);
        }
    }
}

/// A document, and what is wanted of it.
struct Request<'r> {
    name: &'r str,
    bytes: &'r [u8],
    task: Task,
}

impl Running {
    /// Memory that the process holds; `None` where the system does not tell it.
    fn resident_bytes(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let (_, rest) = status.split_once("VmRSS:")?;
        let kibibytes: u64 = rest.split_whitespace().next()?.parse().ok()?;
        Some(kibibytes << 10)
    }
}

fn start(settings: &ReaderSettings) -> Result<Running> {
    let failed = |source| {
        Error::caused(
            ErrorKind::Unavailable,
            format!("start the reader `{}`", settings.program.display()),
            source,
        )
    };
    let mut child = Command::new(&settings.program)
        .args(&settings.arguments)
        .arg(settings.memory_bytes.to_string())
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(failed)?;
    let (Some(input), Some(output), Some(complaints)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(Error::new(ErrorKind::Bug, "take the pipes of a reader"));
    };
    Ok(Running {
        child,
        input,
        output,
        complaints: tokio::spawn(last_words(complaints)),
        documents: 0,
    })
}

/// The beginning of what a reader says on its standard error; the rest is drained so that it never blocks.
async fn last_words(mut complaints: ChildStderr) -> String {
    const KEPT: usize = 4096;
    let mut kept = Vec::new();
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = complaints.read(&mut buffer).await {
        let room = KEPT.saturating_sub(kept.len()).min(count);
        kept.extend_from_slice(&buffer[..room]);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// Asks a reader; the kind and body of its answer.
async fn exchange(
    running: &mut Running,
    settings: &ReaderSettings,
    Request { name, bytes, task }: Request<'_>,
    mut pages: Option<&mut Recognised>,
) -> std::result::Result<(u8, Vec<u8>), Lost> {
    let began = Instant::now();
    let mut end = began + settings.wall;
    let head = RequestHead {
        name: name.to_owned(),
        limits: settings.limits,
        roots: settings.roots.clone(),
        size: bytes.len() as u64,
        task,
    };
    let request = async {
        running.input.write_all(&encode_request(&head)).await?;
        running.input.write_all(bytes).await?;
        running.input.flush().await
    };
    match timeout_at(end.min(began + settings.silence), request).await {
        Ok(Ok(())) => {}
        Ok(Err(_)) => return Err(Lost::Died),
        Err(_) => return Err(Lost::Late("silence")),
    }
    loop {
        let silent = Instant::now() + settings.silence;
        let (deadline, limit) = if silent < end { (silent, "silence") } else { (end, "time") };
        let kind = match timeout_at(deadline, running.output.read_u8()).await {
            Ok(Ok(kind)) => kind,
            Ok(Err(_)) => return Err(Lost::Died),
            Err(_) => return Err(Lost::Late(limit)),
        };
        if kind == BEAT {
            continue;
        }
        let answer = async {
            let length = running.output.read_u64_le().await.map_err(|_| Lost::Died)?;
            if length > settings.max_output {
                return Err(Lost::TooMuch);
            }
            let mut body = Vec::new();
            (&mut running.output)
                .take(length)
                .read_to_end(&mut body)
                .await
                .map_err(|_| Lost::Died)?;
            Ok(body)
        };
        let body = timeout_at(end, answer).await.unwrap_or(Err(Lost::Late("time")))?;
        if kind == IMAGE {
            let (Some(pages), Some(image)) = (pages.as_deref_mut(), decode_image(body)) else {
                return Err(Lost::Died);
            };
            // The reader stands still until there is room for its page: that is not its time.
            let came = Instant::now();
            pages.add(image).await;
            end += came.elapsed();
            continue;
        }
        return match kind {
            PANIC => Err(Lost::Panicked(String::from_utf8_lossy(&body).into_owned())),
            kind => Ok((kind, body)),
        };
    }
}

async fn stop(running: Running) {
    let Running { mut child, input, .. } = running;
    drop(input); // The reader ends when its input does.
    if let Err(error) = child.wait().await {
        tracing::warn!(%error, "a reader process could not be waited for");
    }
}

/// What became of a lost reader, as outcome and problem of the document that it was reading.
async fn explain(running: Running, lost: Lost) -> (Outcome, Problem) {
    let Running { mut child, input, complaints, .. } = running;
    if !matches!(lost, Lost::Died)
        && let Err(error) = child.start_kill()
    {
        tracing::debug!(%error, "a reader process was gone before it was stopped");
    }
    drop(input);
    let status = child
        .wait()
        .await
        .map(|status| status.to_string())
        .unwrap_or_else(|error| error.to_string());
    let said = complaints.await.unwrap_or_default();
    tracing::warn!(%status, %said, "a reader process was lost");
    let problem = |outcome, code, detail: &str| (outcome, Problem::new(code, detail));
    match lost {
        Lost::Late(limit) => problem(Outcome::TimedOut, ProblemCode::TimedOut, limit),
        Lost::TooMuch => problem(Outcome::OutOfMemory, ProblemCode::OutOfMemory, "output"),
        Lost::Panicked(message) => problem(Outcome::Crashed, ProblemCode::Crashed, &message),
        // A failed allocation aborts the process like other faults do; only its last words tell it apart. The kernel's
        // own killer leaves none.
        Lost::Died if said.contains("memory allocation of") => {
            problem(Outcome::OutOfMemory, ProblemCode::OutOfMemory, "memory")
        }
        Lost::Died => problem(Outcome::Crashed, ProblemCode::Crashed, &status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a document when this shell script stands for the reader.
    async fn outcome_of(script: &str) -> (Outcome, ProblemCode) {
        let settings = ReaderSettings {
            program: "/bin/sh".into(),
            arguments: vec!["-c".to_owned(), script.to_owned()],
            limits: Limits::default(),
            roots: TrustRoots::NONE,
            memory_bytes: 1 << 30,
            wall: Duration::from_millis(900),
            silence: Duration::from_millis(300),
            max_output: 1000,
            recycle_after: 2,
            recycle_above: u64::MAX,
        };
        let mut reader = ReaderProcess::new(settings);
        let hash = ContentHash::from_digest([1; 32]);
        let reading = reader.read("a.pdf", hash, b"bytes").await.expect("a reading in any case");
        (reading.outcome, reading.problems[0].code)
    }

    #[tokio::test]
    async fn whatever_a_reader_does_becomes_a_problem_of_the_document() {
        let check = async |script: &str, outcome, code| {
            assert_eq!(outcome_of(script).await, (outcome, code), "{script}");
        };
        check("exec sleep 1000", Outcome::TimedOut, ProblemCode::TimedOut).await;
        // Beats do not help a document that takes too long.
        check("while printf b; do sleep 0.1; done", Outcome::TimedOut, ProblemCode::TimedOut).await;
        check("exit 3", Outcome::Crashed, ProblemCode::Crashed).await;
        check("kill -SEGV $$", Outcome::Crashed, ProblemCode::Crashed).await;
        check("printf nonsense", Outcome::Crashed, ProblemCode::Crashed).await;
        let starved =
            "echo 'memory allocation of 5 bytes failed' >&2; cat > /dev/null & kill -ABRT $$";
        check(starved, Outcome::OutOfMemory, ProblemCode::OutOfMemory).await;
        let endless = "printf 'r\\377\\377\\377\\377\\377\\377\\377\\177'; exec sleep 1000";
        check(endless, Outcome::OutOfMemory, ProblemCode::OutOfMemory).await;
    }

    #[tokio::test]
    async fn a_reader_that_cannot_be_started_is_an_error_of_the_run() {
        let settings = ReaderSettings {
            program: "/nowhere/kiemchung".into(),
            arguments: Vec::new(),
            limits: Limits::default(),
            roots: TrustRoots::NONE,
            memory_bytes: 1 << 30,
            wall: Duration::from_secs(1),
            silence: Duration::from_secs(1),
            max_output: 1000,
            recycle_after: 1,
            recycle_above: u64::MAX,
        };
        let read =
            ReaderProcess::new(settings).read("a", ContentHash::from_digest([1; 32]), b"").await;
        assert_eq!(read.expect_err("no program").kind(), ErrorKind::Unavailable);
    }
}
