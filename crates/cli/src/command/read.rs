//! `kiemchung read`: documents to JSON, one line each, children after their container.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context as _;
use engine::{
    reader::{ReaderProcess, ReaderSettings},
    recogniser::{Recogniser, RecogniserSettings, Tesseract},
    unpacker::UnpackerSettings,
};
use extract::{NotACertificate, TrustRoots};
use model::{ContentHash, personal::Persons, pipeline::ReadingScope, reading::Reading};
use sha2::{Digest as _, Sha256};
use store::Recognitions;

use crate::{message::BadInput, reading_json};

pub(crate) async fn run(
    files: &[PathBuf],
    trusted: &[PathBuf],
    persons: Persons,
) -> anyhow::Result<ExitCode> {
    let recogniser = recogniser(&ReadingScope::default(), None)?;
    let settings = ReaderSettings { roots: roots(trusted)?, ..settings()? };
    let mut reader = ReaderProcess::new(settings).with_recogniser(recogniser);
    let mut output = std::io::stdout().lock();
    for path in files {
        let bytes = input_bytes(path)?;
        let sha256 = ContentHash::from_digest(Sha256::digest(&bytes).into());
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let reading = reader.read(&name, sha256, &bytes).await?;
        for line in reading_json::lines(&path.to_string_lossy(), &reading) {
            serde_json::to_writer(&mut output, &report::answer(&line, persons))?;
            writeln!(output)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The bytes of a file that a person named.
pub(crate) fn input_bytes(path: &Path) -> Result<Vec<u8>, BadInput> {
    std::fs::read(path)
        .map_err(|source| BadInput::Unopened { path: path.display().to_string(), source })
}

/// The certificates in files that a person declared as trusted.
pub(crate) fn roots(
    files: impl IntoIterator<Item = impl AsRef<Path>>,
) -> Result<TrustRoots, BadInput> {
    let mut roots = TrustRoots::NONE;
    for path in files {
        let path = path.as_ref();
        let no_root = |NotACertificate| BadInput::Root { path: path.display().to_string() };
        roots.add(&input_bytes(path)?).map_err(no_root)?;
    }
    Ok(roots)
}

/// The reading of one file by a confined reader.
pub(crate) async fn reading_of(path: &Path, bytes: &[u8]) -> anyhow::Result<Reading> {
    let sha256 = ContentHash::from_digest(Sha256::digest(bytes).into());
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    Ok(ReaderProcess::new(settings()?).read(&name, sha256, bytes).await?)
}

fn settings() -> anyhow::Result<ReaderSettings> {
    let defaults = model::pipeline::Reader::default();
    Ok(engine::reader_settings(&defaults, &this_program()?, reader_arguments()))
}

/// The program that is running, which also serves as the reader.
pub(crate) fn this_program() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe().context("find the running program")?;
    // A program that was replaced while it runs still serves as its own reader.
    Ok(if cfg!(target_os = "linux") { Path::new("/proc/self/exe").to_owned() } else { program })
}

/// Who recognises scanned pages: the installed Tesseract, unless that is switched off. Without it the pages stay
/// unread, and every document says so.
pub(crate) fn recogniser(
    scope: &ReadingScope,
    kept: Option<Recognitions>,
) -> anyhow::Result<Option<Recogniser>> {
    let Some(tesseract) = tesseract(scope)? else { return Ok(None) };
    let arguments = vec!["recogniser".to_owned()];
    let settings = RecogniserSettings {
        page_time: Duration::from_secs(scope.ocr_page_seconds),
        ..RecogniserSettings::new(&this_program()?, arguments, tesseract)
    };
    Ok(Some(Recogniser::new(settings, kept)))
}

/// The installed Tesseract, unless recognising is switched off.
fn tesseract(scope: &ReadingScope) -> anyhow::Result<Option<Tesseract>> {
    if !scope.ocr {
        return Ok(None);
    }
    let tesseract = Tesseract::installed().context("look at the installed Tesseract")?;
    if tesseract.is_none() {
        tracing::warn!(
            "scanned pages stay unread: tesseract-ocr or tesseract-ocr-vie is not installed"
        );
    }
    Ok(tesseract)
}

/// How archives are opened that hold what is to be loaded.
pub(crate) fn unpacker_settings() -> anyhow::Result<UnpackerSettings> {
    Ok(UnpackerSettings::new(&this_program()?, vec!["unpacker".to_owned()]))
}

pub(crate) fn reader_arguments() -> Vec<String> {
    vec!["reader".to_owned()]
}
