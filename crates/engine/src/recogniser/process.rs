//! One Tesseract process: started confined, fed one image, ended when it takes too long.
//!
//! The program that is started is our own, told what it may read; it confines itself before it becomes Tesseract
//! (`engine::reader::confine_program`). Images go in and tables of words come out over pipes, so that nothing lies on a
//! disk. Refuses to know: pages.

use std::{os::unix::process::ExitStatusExt as _, path::PathBuf, process::Stdio};

use extract::{PageImage, scan::Slip};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, Command},
    time::timeout,
};

use super::{RecogniserSettings, tesseract::LANGUAGE};

/// The most bytes of one table of words; a page of 2,000 words has some 150 kB.
const MOST_OUTPUT: u64 = 16 << 20;

/// What a program linked against shared libraries reads when it starts.
const LIBRARIES: [&str; 5] =
    ["/usr/lib", "/lib", "/lib64", "/etc/ld.so.cache", "/sys/devices/system/cpu"];

/// Why a process gave no table of words, in a few words.
enum Lost {
    /// A signal ended it.
    Killed(String),
    /// It took too long, ended by itself, or said something that is no answer.
    Failed(String),
}

/// An image to be recognised: grey values row by row, a byte each.
pub(super) struct Image<'p> {
    width: u32,
    height: u32,
    dots_per_inch: u32,
    pixels: &'p [u8],
    /// What Tesseract may take for granted about the layout, as its option `--psm` has it.
    layout: &'static str,
}

impl<'p> From<&'p PageImage> for Image<'p> {
    fn from(PageImage { page, pixels }: &'p PageImage) -> Self {
        let (width, height, dots_per_inch) = (page.width, page.height, page.dots_per_inch);
        // Nothing, but that it is upright.
        Self { width, height, dots_per_inch, pixels, layout: "3" }
    }
}

impl<'p> From<&'p Slip> for Image<'p> {
    fn from(Slip { width, height, dots_per_inch, pixels, .. }: &'p Slip) -> Self {
        let (width, height, dots_per_inch) = (*width, *height, *dots_per_inch);
        // Lines under each other, and nothing else.
        Self { width, height, dots_per_inch, pixels, layout: "6" }
    }
}

/// The table of words of an image; otherwise what happened, in a few words. A process that was killed may have been
/// killed from outside and is started again once: what the image does to it, it does again.
pub(super) async fn run(
    settings: &RecogniserSettings,
    image: impl Into<Image<'_>>,
) -> Result<String, String> {
    let image = image.into();
    let answer = match once(settings, &image).await {
        Err(Lost::Killed(how)) => {
            tracing::warn!(%how, "a recogniser was killed");
            once(settings, &image).await
        }
        answer => answer,
    };
    answer.map_err(|(Lost::Killed(how) | Lost::Failed(how))| how)
}

async fn once(settings: &RecogniserSettings, image: &Image<'_>) -> Result<String, Lost> {
    let mut child = command(settings, image)
        .spawn()
        .map_err(|error| Lost::Failed(format!("not started: {error}")))?;
    match timeout(settings.page_time, exchange(&mut child, image)).await {
        Ok(answer) => answer,
        // Dropping the child kills it.
        Err(_) => Err(Lost::Failed("time".to_owned())),
    }
}

fn command(settings: &RecogniserSettings, image: &Image<'_>) -> Command {
    let tesseract = &settings.tesseract;
    let readable = LIBRARIES
        .iter()
        .map(PathBuf::from)
        .chain([tesseract.program.clone(), tesseract.models.clone()]);
    let mut command = Command::new(&settings.program);
    command
        .args(&settings.arguments)
        .arg(settings.memory_bytes.to_string())
        // Two threads' worth: the wall clock ends it first, unless nobody is left to look at it.
        .arg((2 * settings.page_time.as_secs()).max(1).to_string());
    for path in readable {
        command.arg("--read").arg(path);
    }
    command
        .arg("--")
        .arg(&tesseract.program)
        .args(["stdin", "stdout", "-l", LANGUAGE, "--tessdata-dir"])
        .arg(&tesseract.models)
        .args(["--dpi", &image.dots_per_inch.to_string(), "--psm", image.layout])
        .args(["-c", "tessedit_create_tsv=1"])
        .env_clear()
        // Its threads slow each other down; pages are what runs in parallel.
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}

async fn exchange(child: &mut Child, image: &Image<'_>) -> Result<String, Lost> {
    let failed = |error: std::io::Error| Lost::Failed(error.to_string());
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Lost::Failed("no pipes".to_owned()));
    };
    // Netpbm's grey map: three numbers and the pixels as they are.
    let head = format!("P5\n{} {}\n255\n", image.width, image.height);
    let feed = async {
        // One that dies while it is fed shows by its exit status.
        let fed = async {
            input.write_all(head.as_bytes()).await?;
            input.write_all(image.pixels).await?;
            input.shutdown().await
        };
        let fed = fed.await;
        drop(input);
        fed
    };
    let mut table = Vec::new();
    let mut output = output.take(MOST_OUTPUT);
    let (fed, read) = tokio::join!(feed, output.read_to_end(&mut table));
    let status = child.wait().await.map_err(failed)?;
    if status.signal().is_some() {
        return Err(Lost::Killed(status.to_string()));
    }
    if !status.success() {
        return Err(Lost::Failed(status.to_string()));
    }
    fed.and(read.map(|_| ())).map_err(failed)?;
    String::from_utf8(table).map_err(|_| Lost::Failed("no text".to_owned()))
}
