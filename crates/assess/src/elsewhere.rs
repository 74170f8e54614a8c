//! Where else was a document sent: in this round or an earlier one, as the same bytes or as the same text?
//!
//! Copies are looked for by the sketches of [`model::likeness`]: what few texts have in common proposes candidates, so that
//! a document is not compared with each of a million others, and both sketches decide. A form that two units filled in has
//! the same words and other figures, and is no copy; where so many fill it in that some agree by chance, figures count the
//! less the more often they occur. Words alone make no copy of what has few figures, for units write the same sentences:
//! another unit's must bear the same number, and a unit's own must be of another year. Refuses to know whose document it
//! is by right.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    ContentHash, DocumentNumber, PartialDate, RoundId, UnitId,
    dossier::{Dossier, EvidenceDocument},
    finding::ReusedFile,
    likeness::{LEADING, Likeness},
};

use crate::own;

/// From so many figures on, figures that agree leave little to the words.
const ENOUGH_FIGURES: usize = 6;

/// The least share of runs of words of two texts that have their figures in common: what is left where a recogniser
/// misread one letter in thirty.
const WORDS_BESIDE_FIGURES: u8 = 50;

/// The least share of figures. Of two forms filled in by chance, fewer than a third are the same.
const FIGURES: u8 = 50;

/// The least share of runs of words of two texts that have few figures.
const WORDS_ALONE: u8 = 75;

/// What more than this many texts have in common proposes none of them: it is the form's. So many of a crowd of copies
/// are compared with each of them.
const MOST_PROPOSED: usize = 64;

/// How many bits the figures that two units have in common must weigh beyond what tells one text from all others.
const BITS_BEYOND_ALL: u32 = 12;

/// So many texts are taken to be beside those that are known when it is asked how rare a figure is.
const UNKNOWN_TEXTS: usize = 256;

/// What is known of the documents of this round and of earlier ones: by bytes, and by the sketch of their text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere {
    sent: BTreeMap<ContentHash, BTreeSet<ReusedFile>>,
    /// Each content that has a sketch, once.
    sketches: Vec<(ContentHash, Likeness)>,
    /// Features of sketches that propose, in order, each with a position in `sketches`.
    proposing: Vec<(u32, u32)>,
    /// The other features that several sketches have, in order, with how many.
    common: Vec<(u32, u32)>,
    /// Positions of the texts that begin their figures alike, where they are too many to propose each other otherwise.
    crowds: BTreeMap<[u32; LEADING], Vec<u32>>,
    /// Positions in `sketches` by the numbers that files bear, and by the units that sent them.
    by_number: BTreeMap<String, BTreeSet<u32>>,
    by_unit: BTreeMap<UnitId, BTreeSet<u32>>,
    /// Contents with a sketch by their hash.
    positions: BTreeMap<ContentHash, u32>,
}

/// An [`Elsewhere`] that is being put together, round by round and unit by unit.
#[derive(Debug, Clone, Default)]
pub struct Gathering(Elsewhere);

impl Gathering {
    /// Adds what a unit sent, in this round or in an earlier one.
    pub fn add(
        &mut self,
        earlier: Option<&RoundId>,
        unit: &UnitId,
        documents: &[EvidenceDocument],
    ) {
        for document in documents {
            self.add_document(earlier, unit, document);
        }
    }

    fn add_document(
        &mut self,
        earlier: Option<&RoundId>,
        unit: &UnitId,
        document: &EvidenceDocument,
    ) {
        let header = &document.facts.header;
        let quote = header.date_quote.as_ref().or(header.number_quote.as_ref());
        let file = ReusedFile {
            round: earlier.cloned(),
            unit: unit.clone(),
            file: document.file.clone(),
            number: own::numbers(document).into_iter().next(),
            date: own::date(document),
            place: quote.map(|quote| quote.place.clone()),
            percent_alike: None,
        };
        if let Some(sketch) = document.facts.likeness {
            let n_sketches = self.0.sketches.len();
            let position = *self.0.positions.entry(document.sha256).or_insert_with(|| {
                self.0.sketches.push((document.sha256, sketch));
                u32::try_from(n_sketches).expect("fewer than 2^32 documents")
            });
            if let Some(number) = &file.number {
                self.0.by_number.entry(number.key().to_owned()).or_default().insert(position);
            }
            self.0.by_unit.entry(unit.clone()).or_default().insert(position);
        }
        self.0.sent.entry(document.sha256).or_default().insert(file);
    }

    /// What was added, ready to be asked.
    #[must_use]
    pub fn finish(self) -> Elsewhere {
        let Self(mut elsewhere) = self;
        let sketches = (0_u32..).zip(&elsewhere.sketches);
        let mut features: Vec<(u32, u32)> = sketches
            .flat_map(|(position, (_, sketch))| {
                sketch.features().map(move |feature| (feature, position))
            })
            .collect();
        features.sort_unstable();
        for same in features.chunk_by(|(one, _), (other, _)| one == other) {
            match same.len() {
                // Only the one that has it would ask for it.
                1 => {}
                2..=MOST_PROPOSED => elsewhere.proposing.extend_from_slice(same),
                many => elsewhere.common.push((same[0].0, u32::try_from(many).unwrap_or(u32::MAX))),
            }
        }
        for (position, (_, sketch)) in (0_u32..).zip(&elsewhere.sketches) {
            if let Some(figures) = sketch.leading_figures() {
                elsewhere.crowds.entry(figures).or_default().push(position);
            }
        }
        elsewhere.crowds.retain(|_, crowd| crowd.len() > MOST_PROPOSED);
        elsewhere
    }
}

impl Elsewhere {
    /// What these units sent in this round.
    #[must_use]
    pub fn of<'d>(dossiers: impl IntoIterator<Item = &'d Dossier>) -> Self {
        let mut gathering = Gathering::default();
        for dossier in dossiers {
            gathering.add(None, &dossier.unit, &dossier.documents);
        }
        gathering.finish()
    }

    /// The files of other units that are this document, or the same text: by bytes first, then by words; each in order.
    pub(crate) fn of_other_units(
        &self,
        unit: &UnitId,
        document: &EvidenceDocument,
    ) -> Vec<ReusedFile> {
        let is_same = |file: &ReusedFile| file.unit != *unit;
        let (number, date) = (own::numbers(document).into_iter().next(), own::date(document));
        let bears_the_same = |file: &ReusedFile| {
            number.as_ref().zip(file.number.as_ref()).is_some_and(|(one, other)| {
                // Many bodies count from 1, and a sign may have been misread on one of two scans: the day tells.
                let is_same_day = date.is_some() && date == file.date;
                let is_other_day = date.zip(file.date).is_some_and(|(one, other)| one != other);
                (one.key() == other.key() && !is_other_day)
                    || (one.is_one_sign_from(other) && is_same_day)
            })
        };
        let candidates = document.facts.likeness.map_or_else(Vec::new, |sketch| {
            let same_number = number.as_ref().and_then(|number| self.by_number.get(number.key()));
            let mut positions: Vec<u32> = same_number.into_iter().flatten().copied().collect();
            for feature in sketch.features() {
                positions.extend(self.proposed(feature).iter().map(|(_, position)| *position));
            }
            positions.extend(self.of_crowd(document.sha256, &sketch));
            positions.sort_unstable();
            positions.dedup();
            positions
        });
        let same = self.sent.get(&document.sha256).into_iter().flatten();
        let same = same.filter(|file| is_same(file)).cloned();
        let is_copy = |file: &ReusedFile, text: SameText, other: &Likeness| {
            is_same(file)
                && (bears_the_same(file)
                    || document.facts.likeness.is_some_and(|sketch| {
                        text.by_figures && self.weighs_enough(&sketch, other)
                    }))
        };
        same.chain(self.same_text(document, &candidates, is_copy)).collect()
    }

    /// The files of the unit itself that have the same text under an earlier date, in order. What an earlier round holds was
    /// sent earlier, whatever can be read of its day.
    pub(crate) fn dated_earlier(
        &self,
        unit: &UnitId,
        document: &EvidenceDocument,
    ) -> Vec<ReusedFile> {
        let date = own::date(document);
        let number = own::numbers(document).into_iter().next();
        // What has neither day nor number is no document that could be redated, unless a recogniser lost them.
        let is_scan = document.facts.header.subject_recognised.is_some();
        let is_earlier = |file: &ReusedFile, text: SameText, _: &Likeness| {
            let dates = date.zip(file.date);
            let numbers = number.as_ref().zip(file.number.as_ref());
            let is_dated_anew = dates.is_some_and(|(date, earlier)| {
                (text.by_figures || earlier.year() != date.year())
                    && is_another_date(date, earlier, numbers)
            });
            let is_of_earlier_round = file.round.is_some()
                && text.by_figures
                && numbers.map_or(is_scan, |(number, earlier)| !may_be_one(number, earlier))
                && dates.is_none_or(|(date, earlier)| !date.agrees_with(earlier));
            file.unit == *unit && (is_dated_anew || is_of_earlier_round)
        };
        let candidates: Vec<u32> = self.by_unit.get(unit).into_iter().flatten().copied().collect();
        self.same_text(document, &candidates, is_earlier).into_iter().collect()
    }

    /// The files with other bytes and the same text, among these candidates, that `counts` lets through.
    fn same_text(
        &self,
        document: &EvidenceDocument,
        candidates: &[u32],
        counts: impl Fn(&ReusedFile, SameText, &Likeness) -> bool,
    ) -> BTreeSet<ReusedFile> {
        let mut same = BTreeSet::new();
        let Some(sketch) = document.facts.likeness else { return same };
        for position in candidates {
            let (sha256, other) = &self.sketches[*position as usize];
            let Some(text) = SameText::of(&sketch, other) else { continue };
            if *sha256 == document.sha256 {
                continue;
            }
            let percent_alike = Some(text.percent);
            let files = self.sent.get(sha256).into_iter().flatten();
            let files = files.filter(|file| counts(file, text, other)).cloned();
            same.extend(files.map(|file| ReusedFile { percent_alike, ..file }));
        }
        same
    }

    /// The sketches that have a feature, where it is one that few have.
    fn proposed(&self, feature: u32) -> &[(u32, u32)] {
        let first = self.proposing.partition_point(|(other, _)| *other < feature);
        let rest = &self.proposing[first..];
        let n_same = rest.iter().take_while(|(other, _)| *other == feature).count();
        &rest[..n_same]
    }

    /// The next ones of a crowd of texts with the same figures, in a ring, so that each is compared with some.
    fn of_crowd(&self, own: ContentHash, sketch: &Likeness) -> impl Iterator<Item = u32> {
        let crowd = sketch.leading_figures().and_then(|figures| self.crowds.get(&figures));
        let crowd = crowd.map_or(&[][..], Vec::as_slice);
        let behind = self
            .positions
            .get(&own)
            .map_or(0, |position| crowd.partition_point(|other| other <= position));
        crowd.iter().cycle().skip(behind).take(MOST_PROPOSED.min(crowd.len())).copied()
    }

    /// How many of the sketches have a feature.
    fn n_with(&self, feature: u32) -> usize {
        match self.common.binary_search_by_key(&feature, |(other, _)| *other) {
            Ok(found) => self.common[found].1 as usize,
            Err(_) => self.proposed(feature).len().max(1),
        }
    }

    /// Whether figures that two texts have in common are too many and too rare to agree by chance among so many texts.
    fn weighs_enough(&self, one: &Likeness, other: &Likeness) -> bool {
        let n_texts = self.sketches.len() + UNKNOWN_TEXTS;
        // In bits: of how many texts one states the figure, the two left out.
        let weight = |feature| (n_texts / self.n_with(feature).saturating_sub(1).max(1)).ilog2();
        let bits: u32 = one.features_of_figures_with(other).map(weight).sum();
        bits >= BITS_BEYOND_ALL + (self.sketches.len() + 1).ilog2()
    }

    /// Where else the documents of a unit, which must have been added as well, were sent: all that its judgement depends on
    /// besides its own documents.
    #[must_use]
    pub fn shared_with(&self, dossier: &Dossier) -> Vec<(ContentHash, Vec<ReusedFile>)> {
        let shared = |document: &EvidenceDocument| {
            let mut files = self.of_other_units(&dossier.unit, document);
            files.extend(self.dated_earlier(&dossier.unit, document));
            (!files.is_empty()).then_some((document.sha256, files))
        };
        dossier.documents.iter().filter_map(shared).collect()
    }
}

/// How two texts are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SameText {
    /// The share of runs of words that both have.
    pub(crate) percent: u8,
    /// Whether their figures show it, too: words alone are also those of a form, or of a plan of another year.
    pub(crate) by_figures: bool,
}

impl SameText {
    /// How the texts of these sketches are one, where they are.
    pub(crate) fn of(one: &Likeness, other: &Likeness) -> Option<Self> {
        if one.percent_of_figures(other).is_some_and(|percent| percent < FIGURES) {
            return None;
        }
        let by_figures = one.n_figures().max(other.n_figures()) >= ENOUGH_FIGURES;
        let least = if by_figures { WORDS_BESIDE_FIGURES } else { WORDS_ALONE };
        let percent = one.percent_of_words(other);
        (percent >= least).then_some(Self { percent, by_figures })
    }
}

/// Whether a document was dated anew: to another year, or to another day under another number. A day alone may have been
/// misread on one of two scans.
fn is_another_date(
    date: PartialDate,
    earlier: PartialDate,
    numbers: Option<(&DocumentNumber, &DocumentNumber)>,
) -> bool {
    let is_other_number = numbers.is_some_and(|(number, earlier)| number.key() != earlier.key());
    earlier.last_day() < date.first_day() && (earlier.year() != date.year() || is_other_number)
}

/// Whether two numbers may be one, of which a scan was misread.
fn may_be_one(number: &DocumentNumber, earlier: &DocumentNumber) -> bool {
    number.eq_ignoring_zeros(earlier) || number.is_one_sign_from(earlier)
}

#[cfg(test)]
mod tests {
    use model::likeness::SLOTS;
    use specimen::{
        literal::{date, number},
        paper::document,
    };

    use super::*;

    fn sketch(n_other_slots: usize, figures: std::ops::Range<u32>) -> Likeness {
        let mut slots = [7; SLOTS];
        slots[..n_other_slots].fill(8);
        Likeness::new(slots).with_figures(&figures.collect())
    }

    #[test]
    fn words_and_figures_make_a_copy() {
        let check = |one: Likeness, other: Likeness, expect: Option<u8>| {
            assert_eq!(SameText::of(&one, &other).map(|same| same.percent), expect);
            assert_eq!(SameText::of(&other, &one).map(|same| same.percent), expect);
        };
        let original = sketch(0, 0..20);
        check(original, original, Some(100));
        // Misread words, and a misread figure.
        check(original, sketch(80, 1..20), Some(68));
        // The same form, filled in by another.
        check(original, sketch(0, 15..35), None);
        check(original, sketch(0, 0..0), None);
        // Another text.
        check(original, sketch(130, 0..20), None);
        // Where nothing is counted, words alone must do.
        check(sketch(0, 0..3), sketch(40, 0..3), Some(84));
        check(sketch(0, 0..3), sketch(40, 40..43), None);
        check(sketch(0, 0..0), sketch(40, 0..0), Some(84));
        check(sketch(0, 0..0), sketch(80, 0..0), None);
    }

    #[test]
    fn a_day_is_another_by_its_year_or_with_another_number() {
        let check = |day: &str, number_: &str, earlier: &str, its_number: &str, expect: bool| {
            let (one, other) = (number(number_), number(its_number));
            let is_another = is_another_date(date(day), date(earlier), Some((&one, &other)));
            assert_eq!(is_another, expect, "{day} {number_}, {earlier} {its_number}");
        };
        check("2025-12-15", "12/BC-SYT", "2024-12-15", "12/BC-SYT", true);
        check("2025-12-15", "12/BC-SYT", "2025-06-15", "6/BC-SYT", true);
        // The day of one of two scans may have been misread.
        check("2025-12-16", "12/BC-SYT", "2025-12-10", "12/BC-SYT", false);
        check("2024-12-15", "12/BC-SYT", "2025-12-15", "6/BC-SYT", false);
        check("2025-12-15", "12/BC-SYT", "2025", "6/BC-SYT", false);
    }

    #[test]
    fn a_text_that_a_hundred_units_sent_is_told_of_each() {
        let unit = |number: u32| UnitId::new(format!("xa-{number}")).expect("a unit id");
        let sent = |number: u32| {
            let file = format!("xa/{number}.pdf");
            let text = format!("{}/BC-UBND", number + 1);
            document(&file).number(&text).dated("2025-12-15").alike(sketch(0, 0..20))
        };
        let mut gathering = Gathering::default();
        for number in 0..100 {
            gathering.add(None, &unit(number), std::slice::from_ref(&sent(number).0));
        }
        let elsewhere = gathering.finish();
        for number in [0, 50, 99] {
            let others = elsewhere.of_other_units(&unit(number), &sent(number).0);
            assert_eq!(others.len(), MOST_PROPOSED, "{number}");
        }
    }

    #[test]
    fn what_an_earlier_round_holds_is_earlier_whatever_is_read_of_its_day() {
        let unit = UnitId::new("so-y-te").expect("a unit id");
        let check = |number: &str, day: Option<&str>, round: Option<&str>, expect: usize| {
            let own = document("a/1.pdf").dated("2025-12-15").number("12/BC-SYT");
            let own = own.alike(sketch(0, 0..9));
            let mut last = document("a/2.pdf").number(number).alike(sketch(38, 0..9));
            if let Some(day) = day {
                last = last.dated(day);
            }
            let round = round.map(|round| RoundId::new(round).expect("a round id"));
            let mut gathering = Gathering::default();
            gathering.add(None, &unit, std::slice::from_ref(&own.0));
            gathering.add(round.as_ref(), &unit, std::slice::from_ref(&last.0));
            let found = gathering.finish().dated_earlier(&unit, &own.0);
            assert_eq!(found.len(), expect, "{number} {day:?} {round:?}");
        };
        let earlier = Some("thu-2024");
        check("9/BC-SYT", None, earlier, 1);
        // A year that was misread.
        check("9/BC-SYT", Some("2026-12-15"), earlier, 1);
        check("9/BC-SYT", Some("2026-12-15"), None, 0);
        check("9/BC-SYT", None, None, 0);
        // The same document, sent in both rounds.
        check("12/BC-SYT", None, earlier, 0);
        check("12/BC-SYT", Some("2025-12-15"), earlier, 0);
        // One sign of a number may have been misread.
        check("17/BC-SYT", None, earlier, 0);
        let unnamed = |is_scan: bool| {
            let mut own = document("a/1.pdf").alike(sketch(0, 0..9));
            own.0.facts.header.subject_recognised = is_scan.then_some(0);
            let last = document("a/2.pdf").number("9/BC-SYT").alike(sketch(38, 0..9));
            let mut gathering = Gathering::default();
            gathering.add(
                earlier.map(|id| RoundId::new(id).expect("a round id")).as_ref(),
                &unit,
                &[last.0],
            );
            gathering.finish().dated_earlier(&unit, &own.0).len()
        };
        assert_eq!((unnamed(true), unnamed(false)), (1, 0), "a scan had a number that was lost");
    }

    #[test]
    fn an_earlier_round_is_looked_through_too() {
        let unit = |id: &str| UnitId::new(id).expect("a unit id");
        let earlier = RoundId::new("thu-2024").expect("a round id");
        let own =
            document("a/1.pdf").dated("2025-12-15").number("12/BC-SYT").alike(sketch(0, 0..9));
        let last =
            document("a/2.pdf").dated("2024-12-15").number("9/BC-SYT").alike(sketch(38, 0..9));
        let mut gathering = Gathering::default();
        gathering.add(None, &unit("so-y-te"), std::slice::from_ref(&own.0));
        gathering.add(Some(&earlier), &unit("so-y-te"), std::slice::from_ref(&last.0));
        gathering.add(Some(&earlier), &unit("so-noi-vu"), std::slice::from_ref(&own.0));
        let elsewhere = gathering.finish();
        let [redated] = elsewhere.dated_earlier(&unit("so-y-te"), &own.0).try_into().expect("one");
        assert_eq!((redated.round, redated.percent_alike), (Some(earlier.clone()), Some(84)));
        assert!(redated.place.is_some());
        let others = elsewhere.of_other_units(&unit("so-y-te"), &own.0);
        let [same] = others.try_into().expect("one");
        assert_eq!((same.round, same.percent_alike), (Some(earlier), None));
        assert_eq!(elsewhere.of_other_units(&unit("so-tu-phap"), &last.0).len(), 3);
    }
}
