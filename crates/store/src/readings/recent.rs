//! Readings that this process has just stored, still in memory: the index wants each of them once, moments later, and need
//! not fetch it from the storage again. Refuses to know what they say.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use model::ObjectKey;

/// How many bytes are kept at most, as stored; the oldest go first.
const MOST_BYTES: usize = 32 << 20;

/// What was stored lately.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// By the order in which they came.
    stored: BTreeMap<u64, (ObjectKey, Vec<u8>)>,
    places: BTreeMap<ObjectKey, u64>,
    n_came: u64,
    bytes: usize,
}

impl Recent {
    /// Keeps what is stored at this key now.
    pub(super) fn keep(&self, key: ObjectKey, stored: Vec<u8>) {
        let mut kept = self.kept();
        kept.take(&key);
        let place = kept.n_came;
        kept.n_came += 1;
        kept.bytes += stored.len();
        kept.places.insert(key.clone(), place);
        kept.stored.insert(place, (key, stored));
        while kept.bytes > MOST_BYTES {
            let Some((_, (oldest, _))) = kept.stored.first_key_value() else { return };
            let oldest = oldest.clone();
            kept.take(&oldest);
        }
    }

    /// What is stored at this key, once: whoever asks again asks the storage.
    pub(super) fn take(&self, key: &ObjectKey) -> Option<Vec<u8>> {
        self.kept().take(key)
    }

    /// Forgets everything.
    pub(super) fn clear(&self) {
        *self.kept() = Kept::default();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().expect("nobody panics while holding what is kept")
    }
}

impl Kept {
    fn take(&mut self, key: &ObjectKey) -> Option<Vec<u8>> {
        let (_, stored) = self.stored.remove(&self.places.remove(key)?)?;
        self.bytes -= stored.len();
        Some(stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_given_once_and_the_oldest_go_first() {
        let recent = Recent::default();
        let key = |number: usize| ObjectKey::new(format!("r/{number}")).expect("valid");
        recent.keep(key(1), b"one".to_vec());
        recent.keep(key(1), b"another".to_vec());
        assert_eq!(recent.take(&key(1)), Some(b"another".to_vec()));
        assert_eq!(recent.take(&key(1)), None);
        for number in 0..5 {
            recent.keep(key(number), vec![0; MOST_BYTES / 4]);
        }
        assert_eq!(recent.take(&key(0)), None);
        assert!((1..5).all(|number| recent.take(&key(number)).is_some()));
        recent.keep(key(2), b"two".to_vec());
        recent.clear();
        assert_eq!(recent.take(&key(2)), None);
    }
}
