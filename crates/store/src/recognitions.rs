//! Recognised page images: written once under the recogniser's model and the hash of the image, so that no page is ever
//! recognised twice, and a long scan that was interrupted goes on where it was.

use model::{ContentHash, ErrorKind, ObjectKey};
use serde::{Deserialize, Serialize};

use crate::{
    compressed,
    error::{Error, Result},
    objects::Objects,
};

/// The version that is written.
const RECOGNITION_FORMAT_VERSION: u32 = 1;

/// The store of recognised page images.
#[derive(Debug, Clone)]
pub struct Recognitions {
    objects: Objects,
}

/// What a recogniser made of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRecognition {
    /// Its table of words.
    pub tsv: String,
    /// Whether the image was held upside down for it.
    pub reversed: bool,
}

#[derive(Serialize, Deserialize)]
struct Envelope<R> {
    version: u32,
    recognition: R,
}

impl Recognitions {
    /// Keeps recognitions in this place.
    #[must_use]
    pub fn new(objects: Objects) -> Self {
        Self { objects }
    }

    /// Stores what this model made of an image. What was stored before stays.
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn put(
        &self,
        model: &str,
        image: ContentHash,
        recognition: &KeptRecognition,
    ) -> Result<()> {
        let attempted = || format!("store the recognition of `{image}`");
        let bug = |source: Box<dyn std::error::Error + Send + Sync>| {
            Error::caused(ErrorKind::Bug, attempted(), source)
        };
        let envelope = Envelope { version: RECOGNITION_FORMAT_VERSION, recognition };
        let json = serde_json::to_vec(&envelope).map_err(|source| bug(source.into()))?;
        let bytes = compressed::compress(&json).map_err(|source| bug(source.into()))?;
        self.objects.put_once(&key_of(model, image)?, bytes).await?;
        Ok(())
    }

    /// Removes all recognitions: nobody knows any more of which file an image was, and they can be made again. Gives how
    /// many there were.
    ///
    /// # Errors
    /// When the storage refuses; some may be gone then.
    pub async fn erase(&self) -> Result<u64> {
        let kept = self.objects.everything().await?;
        for recognition in &kept {
            self.objects.remove(&recognition.key).await?;
        }
        Ok(kept.len() as u64)
    }

    /// What this model made of an image, if that was kept.
    ///
    /// # Errors
    /// `Corrupt` when what is stored is no recognition; others when the storage refuses.
    pub async fn find(&self, model: &str, image: ContentHash) -> Result<Option<KeptRecognition>> {
        let stored = match self.objects.fetch(&key_of(model, image)?, compressed::MAX_BYTES).await {
            Ok(stored) => stored,
            Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let corrupt = |source: Box<dyn std::error::Error + Send + Sync>| {
            Error::caused(ErrorKind::Corrupt, format!("load the recognition of `{image}`"), source)
        };
        let json =
            compressed::decompress(&stored.bytes).map_err(|source| corrupt(source.into()))?;
        let envelope: Envelope<KeptRecognition> =
            serde_json::from_slice(&json).map_err(|source| corrupt(source.into()))?;
        if envelope.version != RECOGNITION_FORMAT_VERSION {
            let version = envelope.version;
            return Err(corrupt(format!("format version {version} is not known").into()));
        }
        Ok(Some(envelope.recognition))
    }
}

fn key_of(model: &str, image: ContentHash) -> Result<ObjectKey> {
    ObjectKey::new(format!("{model}/{image}.json.zst"))
        .map_err(|source| Error::caused(ErrorKind::Bug, "name a recognition", source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::AccessKeys;

    #[tokio::test]
    async fn a_recognition_belongs_to_its_model_and_image() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = Recognitions::new(
            Objects::open_or_create("ocr", folder.path(), &AccessKeys::default()).expect("made"),
        );
        let image = ContentHash::from_digest([3; 32]);
        let recognition = KeptRecognition { tsv: "5\t1\tSố\n".to_owned(), reversed: true };
        kept.put("vie-1", image, &recognition).await.expect("stored");
        let found = async |model, image| kept.find(model, image).await.expect("readable");
        assert_eq!(found("vie-1", image).await, Some(recognition));
        assert_eq!(found("vie-2", image).await, None);
        assert_eq!(found("vie-1", ContentHash::from_digest([4; 32])).await, None);
    }
}
