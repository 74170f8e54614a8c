//! Recognising the text of scanned pages: one confined Tesseract process a page, pages in parallel, no page twice.
//!
//! A [`Recogniser`] is shared by all readers of a run. It has as many slots as pages may be in flight; a reader whose
//! page finds no free slot stands still, so memory is bounded by slots and readers, never by the pages of a file. What
//! was recognised is kept under the model and the hash of the image. Refuses to know: where pages come from, and what
//! their words mean.

mod process;
mod tesseract;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use extract::{
    Limits, PageImage, ScannedPage,
    scan::{self, PageRecognition},
};
use model::{ContentHash, ErrorKind, Problem, ProblemCode, reading::Reading};
use sha2::{Digest as _, Sha256};
use store::{KeptRecognition, Recognitions};
use tokio::{sync::Semaphore, task::JoinHandle};

use crate::error::{Error, Result};

pub use tesseract::Tesseract;

/// How recognisers are started and limited.
#[derive(Debug, Clone)]
pub struct RecogniserSettings {
    /// The program that confines itself and then becomes Tesseract: our own.
    pub program: PathBuf,
    /// Its arguments; limits, files and Tesseract's own arguments are added.
    pub arguments: Vec<String>,
    /// What it becomes.
    pub tesseract: Tesseract,
    /// Address space of one process, in bytes.
    pub memory_bytes: u64,
    /// How long one page may take.
    pub page_time: Duration,
    /// How many pages are recognised at a time.
    pub pages_at_a_time: usize,
}

impl RecogniserSettings {
    /// Settings that suit pages of up to A3: `program` with `arguments` confines itself and becomes `tesseract`.
    #[must_use]
    pub fn new(program: &Path, arguments: Vec<String>, tesseract: Tesseract) -> Self {
        Self {
            program: program.to_owned(),
            arguments,
            tesseract,
            memory_bytes: 1 << 30,
            page_time: Duration::from_secs(120),
            pages_at_a_time: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// Recognises pages; shared by cloning.
#[derive(Debug, Clone)]
pub struct Recogniser {
    settings: Arc<RecogniserSettings>,
    slots: Arc<Semaphore>,
    kept: Option<Recognitions>,
}

/// Below this, in percent, a page may lie upside down, and is tried so.
const MAY_BE_REVERSED: f32 = 60.0;
/// How much surer, in percent, the recogniser must then be.
const CLEARLY_SURER: f32 = 10.0;

impl Recogniser {
    /// A recogniser that keeps what it recognised, where there is a place for it.
    #[must_use]
    pub fn new(settings: RecogniserSettings, kept: Option<Recognitions>) -> Self {
        let slots = Arc::new(Semaphore::new(settings.pages_at_a_time.max(1)));
        Self { settings: Arc::new(settings), slots, kept }
    }

    /// Names the model, see [`Tesseract::identity`].
    #[must_use]
    pub fn model(&self) -> &str {
        self.settings.tesseract.identity()
    }

    /// Begins with a file: its pages are added as they come.
    #[must_use]
    pub fn begin(&self) -> Recognised {
        Recognised { recogniser: self.clone(), pages: Vec::new() }
    }

    async fn recognise(&self, image: PageImage) -> Result<PageRecognition> {
        let model = self.model();
        let hash = hash_of(&image);
        if let Some(kept) = &self.kept
            && let Some(KeptRecognition { tsv, reversed }) = kept.find(model, hash).await?
        {
            return Ok(PageRecognition::Words { tsv, reversed });
        }
        let (tsv, reversed) = match self.read_either_way(image).await {
            Ok(read) => read,
            Err(reason) => return Ok(PageRecognition::Failed { reason }),
        };
        if let Some(kept) = &self.kept {
            kept.put(model, hash, &KeptRecognition { tsv: tsv.clone(), reversed }).await?;
        }
        Ok(PageRecognition::Words { tsv, reversed })
    }

    async fn read_either_way(
        &self,
        image: PageImage,
    ) -> std::result::Result<(String, bool), String> {
        let upright = process::run(&self.settings, &image).await?;
        let sure = scan::confidence(&upright);
        if sure >= MAY_BE_REVERSED {
            return Ok((self.looked_at_again(&image, upright).await?, false));
        }
        let image = image.reversed();
        let reversed = process::run(&self.settings, &image).await?;
        if scan::confidence(&reversed) > sure + CLEARLY_SURER {
            return Ok((self.looked_at_again(&image, reversed).await?, true));
        }
        Ok((self.looked_at_again(&image.reversed(), upright).await?, false))
    }

    /// The table of words of a page, weighed by a second look at its numbers.
    async fn looked_at_again(
        &self,
        image: &PageImage,
        mut tsv: String,
    ) -> std::result::Result<String, String> {
        for slip in scan::slips(image, &tsv) {
            let again = process::run(&self.settings, &slip).await?;
            tsv = slip.weighed(&tsv, &again);
        }
        Ok(tsv)
    }
}

/// The pages of one file that are being recognised.
#[derive(Debug)]
pub struct Recognised {
    recogniser: Recogniser,
    pages: Vec<(ScannedPage, JoinHandle<Result<PageRecognition>>)>,
}

impl Recognised {
    /// Takes a page as soon as there is a slot for it.
    pub async fn add(&mut self, image: PageImage) {
        let slots = Arc::clone(&self.recogniser.slots);
        let slot = slots.acquire_owned().await.expect("the slots are never closed");
        let recogniser = self.recogniser.clone();
        let page = image.page.clone();
        let task = tokio::spawn(async move {
            let recognition = recogniser.recognise(image).await;
            drop(slot);
            recognition
        });
        self.pages.push((page, task));
    }

    /// Waits for all pages and puts them into the reading that they came from.
    ///
    /// # Errors
    /// When what was recognised cannot be kept.
    pub async fn complete(self, reading: &mut Reading, limits: &Limits) -> Result<()> {
        if self.pages.is_empty() {
            return Ok(());
        }
        let mut pages = Vec::with_capacity(self.pages.len());
        for (page, task) in self.pages {
            let recognition = task
                .await
                .map_err(|source| Error::caused(ErrorKind::Bug, "recognise a page", source))??;
            pages.push((page, recognition));
        }
        let completed = catch_unwind(AssertUnwindSafe(|| {
            let mut completed = reading.clone();
            scan::complete(&mut completed, pages, limits);
            completed
        }));
        match completed {
            Ok(completed) => *reading = completed,
            Err(_) => reading.problems.push(Problem::new(ProblemCode::Crashed, "ocr")),
        }
        Ok(())
    }
}

/// What tells one image from all others.
fn hash_of(image: &PageImage) -> ContentHash {
    let ScannedPage { width, height, dots_per_inch, .. } = &image.page;
    let mut hasher = Sha256::new();
    for number in [width, height, dots_per_inch] {
        hasher.update(number.to_le_bytes());
    }
    hasher.update(&image.pixels);
    ContentHash::from_digest(hasher.finalize().into())
}
