//! Which Tesseract is there, and with which Vietnamese model.
//!
//! Refuses to know: how it is run.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sha2::{Digest as _, Sha256};

use crate::round::digest;

/// Where Debian's packages `tesseract-ocr` and `tesseract-ocr-vie` put program and models.
const PROGRAM: &str = "/usr/bin/tesseract";
const MODELS: &str = "/usr/share/tesseract-ocr/5/tessdata";

/// How pages are recognised with it; another one is another recogniser. The second way looks at numbers again.
const WAY: &str = "2";

/// The language of the model.
pub(super) const LANGUAGE: &str = "vie";

/// An installed Tesseract that has the Vietnamese model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tesseract {
    /// The program.
    pub(super) program: PathBuf,
    /// The folder of its models.
    pub(super) models: PathBuf,
    identity: String,
}

impl Tesseract {
    /// The one of the Debian packages; `None` when program or model are not installed.
    ///
    /// # Errors
    /// When they are there and cannot be read or started.
    pub fn installed() -> io::Result<Option<Self>> {
        Self::at(Path::new(PROGRAM), Path::new(MODELS))
    }

    fn at(program: &Path, models: &Path) -> io::Result<Option<Self>> {
        let model = match std::fs::read(models.join(format!("{LANGUAGE}.traineddata"))) {
            Ok(model) => model,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let asked = Command::new(program).arg("--version").stdin(Stdio::null()).output();
        let version = match asked {
            Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let model: String =
            Sha256::digest(&model).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let identity = format!("tesseract-{LANGUAGE}-{}", digest(&[WAY, &version, &model]));
        Ok(Some(Self { program: program.to_owned(), models: models.to_owned(), identity }))
    }

    /// A name that differs wherever the same image may be recognised as something else: by program, libraries or model.
    #[must_use]
    pub fn identity(&self) -> &str {
        &self.identity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_identity_follows_program_and_model() {
        let folder = tempfile::tempdir().expect("a folder");
        let model = folder.path().join("vie.traineddata");
        let found =
            |program: &str| Tesseract::at(Path::new(program), folder.path()).expect("looked");
        assert_eq!(found("/bin/cat"), None);
        std::fs::write(&model, "one").expect("written");
        assert_eq!(found("/nowhere/tesseract"), None);
        let (one, other) = (found("/bin/cat").expect("there"), found("/bin/sort").expect("there"));
        assert_ne!(one.identity(), other.identity());
        std::fs::write(&model, "two").expect("written");
        assert_ne!(one.identity(), found("/bin/cat").expect("there").identity());
    }
}
