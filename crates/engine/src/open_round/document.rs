//! One document as pages show it: what was read, what was understood, its pages and its bytes.

use std::sync::Arc;

use extract::PageView;
use model::{ContentHash, ErrorKind, ObjectKey, UnitId, dossier::FilePath, reading::Reading};
use report::DocumentLine;
use store::{Content, StoredDocument};

use super::{OpenRound, Standing};
use crate::{error::Result, page_images::Drawn};

/// A document with everything that is stored of it.
#[derive(Debug)]
pub struct OpenDocument {
    /// What the outermost file was read to, with all that lies in it; `None` where no reading is kept, because the file
    /// did not come in, or the last check was one of another version of the program.
    reading: Option<Arc<Reading>>,
    inner: String,
    /// What was understood of it.
    pub facts: model::facts::Facts,
}

impl OpenDocument {
    /// What the document says; `None` where no reading of it is kept.
    #[must_use]
    pub fn reading(&self) -> Option<&Reading> {
        let all = self.reading.as_ref()?.flatten();
        all.into_iter().find(|(inner, _)| *inner == self.inner).map(|(_, reading)| reading)
    }
}

impl OpenRound {
    /// What is stored of a document that the standing lists.
    ///
    /// # Errors
    /// When ledger or readings cannot be read.
    pub async fn document(
        &self,
        standing: &Standing,
        unit: &UnitId,
        file: &FilePath,
    ) -> Result<OpenDocument> {
        let inner = file.inner().unwrap_or_default().to_owned();
        let Some(sha256) = outermost(standing, unit, file) else {
            return Ok(OpenDocument { reading: None, inner, facts: Default::default() });
        };
        let (recipes, wiring) = (&self.parts.recipes, &self.parts.wiring);
        let reading = wiring.readings.find(&recipes.read, sha256).await?.map(Arc::new);
        let facts = self.understood(sha256).await?;
        let facts = facts.into_iter().find(|document| document.inner == inner);
        Ok(OpenDocument {
            reading,
            inner,
            facts: facts.map(|found| found.facts).unwrap_or_default(),
        })
    }

    /// What was understood of a file and the files inside it; nothing where another version of the program did that.
    async fn understood(&self, sha256: ContentHash) -> Result<Vec<StoredDocument>> {
        let recipes = &self.parts.recipes;
        let content = Content {
            sha256,
            read_recipe: recipes.read.clone(),
            facts_recipe: recipes.facts.clone(),
        };
        match self.parts.wiring.ledger.stored_documents(&content).await {
            Ok(documents) => Ok(documents),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// The image of a page; drawn by a confined process unless it was drawn before.
    ///
    /// # Errors
    /// When the file cannot be fetched or no process can be started. A page that cannot be drawn is the inner error.
    pub async fn page_image(
        &self,
        document: &DocumentLine,
        page: u32,
        width: u32,
    ) -> Result<Drawn> {
        let inner = document.file.inner().unwrap_or_default().to_owned();
        let view = PageView { inner, page, width };
        if let Some(png) = self.images.kept(document.sha256, &view) {
            return Ok(Ok(png));
        }
        let bytes = self.original(document.file.object()).await?;
        self.images.draw(document.sha256, &bytes, &view).await
    }

    /// The bytes of an object as they lie in the evidence now.
    ///
    /// # Errors
    /// When the storage does not give them.
    pub async fn original(&self, object: &ObjectKey) -> Result<Vec<u8>> {
        let limit = self.parts.reader.limits.file_bytes;
        Ok(self.parts.wiring.evidence.fetch(object, limit).await?.bytes)
    }
}

/// The hash of the object that a document lies in; `None` when its bytes never came in.
fn outermost(standing: &Standing, unit: &UnitId, file: &FilePath) -> Option<ContentHash> {
    let object = FilePath::of_object(file.object().clone());
    Some(standing.document(unit, &object)?.sha256)
}
