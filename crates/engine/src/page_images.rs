//! Page images for people who look: drawn in confined processes, and kept while there is room.
//!
//! Refuses to know who may see which document.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use extract::{NotDrawn, PageView};
use model::ContentHash;
use tokio::sync::Mutex as AsyncMutex;

use crate::{
    error::Result,
    reader::{ReaderProcess, ReaderSettings},
};

/// How many bytes of images are kept: some 500 pages of text.
const KEPT_BYTES: usize = 96 << 20;

/// Draws pages and keeps what was drawn.
#[derive(Debug)]
pub(crate) struct PageImages {
    readers: Vec<AsyncMutex<ReaderProcess>>,
    kept: Mutex<KeptImages>,
}

/// A page drawn as PNG, or why there is none.
pub type Drawn = std::result::Result<Arc<[u8]>, NotDrawn>;

type Key = (ContentHash, String, u32, u32);

/// Images by what they show, and when each was asked for last.
#[derive(Debug, Default)]
struct KeptImages {
    images: BTreeMap<Key, (u64, Arc<[u8]>)>,
    by_use: BTreeMap<u64, Key>,
    bytes: usize,
    n_uses: u64,
}

impl PageImages {
    /// Draws with this many processes, started when they are first needed.
    pub(crate) fn new(settings: &ReaderSettings, n_processes: usize) -> Self {
        let reader = || AsyncMutex::new(ReaderProcess::new(settings.clone()));
        Self {
            readers: std::iter::repeat_with(reader).take(n_processes.max(1)).collect(),
            kept: Mutex::default(),
        }
    }

    /// The image that is kept; `None` where the page must be drawn.
    pub(crate) fn kept(&self, sha256: ContentHash, view: &PageView) -> Option<Arc<[u8]>> {
        self.lock().get(&key(sha256, view))
    }

    /// Draws a page of these bytes and keeps the image.
    pub(crate) async fn draw(
        &self,
        sha256: ContentHash,
        bytes: &[u8],
        view: &PageView,
    ) -> Result<Drawn> {
        let mut reader = self.free_reader(view.page).await;
        // While this one waited, another may have drawn the same page.
        if let Some(png) = self.kept(sha256, view) {
            return Ok(Ok(png));
        }
        let drawn: Drawn = reader.draw(bytes, view).await?.map(Into::into);
        // Why there is none is not kept: a process that was lost to one page may draw it another time.
        if let Ok(png) = &drawn {
            self.lock().put(key(sha256, view), Arc::clone(png));
        }
        Ok(drawn)
    }

    /// A reader that is free, else the one whose turn it is.
    async fn free_reader(&self, page: u32) -> tokio::sync::MutexGuard<'_, ReaderProcess> {
        for reader in &self.readers {
            if let Ok(reader) = reader.try_lock() {
                return reader;
            }
        }
        self.readers[page as usize % self.readers.len()].lock().await
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, KeptImages> {
        self.kept.lock().expect("nothing panics while it holds the images")
    }
}

fn key(sha256: ContentHash, view: &PageView) -> Key {
    (sha256, view.inner.clone(), view.page, view.width)
}

impl KeptImages {
    fn get(&mut self, key: &Key) -> Option<Arc<[u8]>> {
        let (used, png) = self.images.get_mut(key)?;
        self.by_use.remove(used);
        self.n_uses += 1;
        *used = self.n_uses;
        self.by_use.insert(self.n_uses, key.clone());
        Some(Arc::clone(png))
    }

    /// Keeps an image, and lets go of those that nobody asked for longest.
    fn put(&mut self, key: Key, png: Arc<[u8]>) {
        self.remove(&key);
        self.n_uses += 1;
        self.bytes += png.len();
        self.by_use.insert(self.n_uses, key.clone());
        self.images.insert(key, (self.n_uses, png));
        while self.bytes > KEPT_BYTES
            && let Some((_, oldest)) = self.by_use.first_key_value()
        {
            let oldest = oldest.clone();
            self.remove(&oldest);
        }
    }

    fn remove(&mut self, key: &Key) {
        if let Some((used, png)) = self.images.remove(key) {
            self.by_use.remove(&used);
            self.bytes -= png.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nth(page: u32) -> Key {
        (ContentHash::from_digest([0; 32]), String::new(), page, 1000)
    }

    #[test]
    fn what_was_asked_for_last_stays_within_the_room() {
        let mut kept = KeptImages::default();
        let quarter: Arc<[u8]> = vec![0; KEPT_BYTES / 4].into();
        for page in 1..=4 {
            kept.put(nth(page), quarter.clone());
        }
        assert_eq!(kept.get(&nth(1)), Some(quarter.clone()));
        kept.put(nth(5), quarter.clone());
        assert!(kept.get(&nth(2)).is_none(), "nobody asked for it longest");
        assert!(kept.get(&nth(1)).is_some() && kept.get(&nth(3)).is_some());
        assert!(kept.bytes <= KEPT_BYTES);
        assert_eq!(kept.images.len(), kept.by_use.len());
        kept.put(nth(5), vec![1].into());
        assert_eq!(kept.get(&nth(5)).as_deref(), Some([1].as_slice()));
    }
}
