//! What a judgement must be told about the round: its days, and what the other units sent.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    ContentHash, PartialDate, RoundId, UnitId,
    dossier::{Dossier, EvidenceDocument},
    finding::ReusedFile,
    likeness::Likeness,
};

/// The round that claims are judged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundTerms {
    /// Its name.
    pub id: RoundId,
    /// The first day of the period that is scored.
    pub from: PartialDate,
    /// The last day of the period that is scored.
    pub to: PartialDate,
    /// The last day for self-score and evidence.
    pub due: PartialDate,
}

impl RoundTerms {
    /// The year that is scored: a period may begin in December of the year before.
    #[must_use]
    pub fn year(&self) -> i16 {
        self.to.year()
    }
}

/// What the units of the round sent: by bytes, and by the sketch of their words. A unit's own files in it are no
/// matter: they are left out where it is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere {
    sent: BTreeMap<ContentHash, BTreeSet<ReusedFile>>,
    /// Each content that has a sketch, once.
    sketches: Vec<(ContentHash, Likeness)>,
    /// Positions in `sketches`.
    alike: BTreeMap<Band, Vec<usize>>,
}

type Band = (usize, [u32; 4]);

/// From here on two texts are near copies: the sketch of two texts that are nine tenths alike says so, that of a form
/// filled in by two units does not.
const NEAR_COPY_PERCENT: u8 = 85;

impl Elsewhere {
    /// What these units sent.
    #[must_use]
    pub fn of<'d>(dossiers: impl IntoIterator<Item = &'d Dossier>) -> Self {
        let mut elsewhere = Self::default();
        for dossier in dossiers {
            dossier.documents.iter().for_each(|document| elsewhere.add(dossier, document));
        }
        elsewhere
    }

    fn add(&mut self, Dossier { unit, .. }: &Dossier, document: &EvidenceDocument) {
        let file =
            ReusedFile { unit: unit.clone(), file: document.file.clone(), percent_alike: None };
        let files = self.sent.entry(document.sha256).or_default();
        let is_new = files.is_empty();
        files.insert(file);
        if let Some(sketch) = document.facts.likeness.filter(|_| is_new) {
            for band in sketch.bands() {
                self.alike.entry(band).or_default().push(self.sketches.len());
            }
            self.sketches.push((document.sha256, sketch));
        }
    }

    /// The files of other units than this that are this document, or nearly: by bytes first, then by words; each in
    /// order.
    pub(crate) fn files_like(&self, unit: &UnitId, document: &EvidenceDocument) -> Vec<ReusedFile> {
        let of_others = |sha256: &ContentHash| {
            self.sent.get(sha256).into_iter().flatten().filter(|file| file.unit != *unit).cloned()
        };
        let sketch = document.facts.likeness;
        let candidates = sketch.iter().flat_map(Likeness::bands);
        let candidates = candidates.filter_map(|band| self.alike.get(&band)).flatten();
        let mut near = BTreeSet::<ReusedFile>::new();
        for (sha256, other) in candidates.map(|position| &self.sketches[*position]) {
            // Many units fill in the same form, so the comparison goes before the set.
            let percent = sketch.map_or(0, |sketch| sketch.percent_alike(other));
            if percent >= NEAR_COPY_PERCENT && *sha256 != document.sha256 {
                near.extend(
                    of_others(sha256)
                        .map(|file| ReusedFile { percent_alike: Some(percent), ..file }),
                );
            }
        }
        of_others(&document.sha256).chain(near).collect()
    }

    /// What other units sent of what this unit sent: all that its judgement depends on besides its own documents.
    #[must_use]
    pub fn shared_with(&self, dossier: &Dossier) -> Vec<(ContentHash, Vec<ReusedFile>)> {
        let shared = |document: &EvidenceDocument| {
            let files = self.files_like(&dossier.unit, document);
            (!files.is_empty()).then_some((document.sha256, files))
        };
        dossier.documents.iter().filter_map(shared).collect()
    }
}
