//! Documents of some dozens of forms, and which of them are copies of which.
//!
//! Of every hundred documents, some are no document of their own: the file of another unit or of the year before, sent
//! again. And some are honest: the same unit's report of the year before, on the same form, with what has not changed.

use std::collections::BTreeSet;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::{form::Form, wear};

const N_FORMS: u32 = 48;

/// Documents are generated in groups of this many; the last ones of each are copies of the first.
const GROUP: u32 = 50;

/// With fewer figures a text under another letterhead may be a form that two units filled in alike.
const FIGURES_THAT_TELL: usize = 6;

/// In what way a document is a copy of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Another unit sent a scan of it, letterhead and all.
    Rescanned,
    /// Another unit put its own letterhead over it.
    Relettered,
    /// The unit sent it the year before, under another date and number.
    Redated,
    /// As redated, and one of the two is a scan.
    RedatedScan,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] =
        [Self::Rescanned, Self::Relettered, Self::Redated, Self::RedatedScan];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rescanned => "scan of another unit's document",
            Self::Relettered => "another unit's text under a letterhead of one's own",
            Self::Redated => "last year's document under a new date",
            Self::RedatedScan => "the same, scanned",
        }
    }
}

/// A document as it was sent.
pub(crate) struct Sent {
    pub(crate) file: String,
    /// As a recogniser gave it back, where it is a scan.
    pub(crate) text: String,
    pub(crate) is_scan: bool,
    pub(crate) unit: String,
    /// Whether it was sent the year before.
    pub(crate) is_earlier: bool,
}

/// The documents of a seed, made when they are asked for.
pub(crate) struct Corpus {
    seed: u64,
    n_documents: u32,
    forms: Vec<Form>,
}

/// Where the document of this position lies.
pub(crate) fn file(position: u32) -> String {
    format!("so/{position}.pdf")
}

/// The letters by which the numbers of a unit name it.
fn symbol(unit: u32) -> String {
    const LETTERS: [char; 16] =
        ['B', 'C', 'D', 'G', 'H', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'X'];
    (0..5).map(|digit| LETTERS[(unit >> (4 * digit)) as usize % LETTERS.len()]).collect()
}

/// What stands at a position: `(original, kind)` of a copy.
fn copied(position: u32) -> Option<(u32, Kind)> {
    let (group, place) = (position / GROUP * GROUP, position % GROUP);
    match place {
        42 => Some((group + 6, Kind::Relettered)),
        44 | 45 => Some((group + place - 44, Kind::Rescanned)),
        46 | 47 => Some((group + place - 44, Kind::Redated)),
        48 | 49 => Some((group + place - 44, Kind::RedatedScan)),
        _ => None,
    }
}

/// The honest report of the year before: of the same unit, on the same form, with some figures as they were.
fn year_before(position: u32) -> Option<u32> {
    (position % GROUP == 43).then(|| position - 33)
}

impl Corpus {
    pub(crate) fn new(seed: u64, n_documents: u32) -> Self {
        let forms = (0..N_FORMS).map(|number| Form::new(seed, number)).collect();
        Self { seed, n_documents, forms }
    }

    pub(crate) fn n_forms(&self) -> usize {
        self.forms.len()
    }

    /// The copies that a judgement of this position must find. Of a text with few figures under another letterhead
    /// nobody can say that it is no form, so that it must not be called one.
    pub(crate) fn copies_of(&self, position: u32) -> Vec<(u32, Kind)> {
        let copied = |position| {
            copied(position).filter(|(original, kind)| {
                *kind != Kind::Relettered || self.n_figures(*original) >= FIGURES_THAT_TELL
            })
        };
        let all = position / GROUP * GROUP..(position / GROUP + 1) * GROUP;
        let as_copy = copied(position).into_iter();
        let as_original = all.filter(|other| *other < self.n_documents).filter_map(|other| {
            copied(other)
                .filter(|(original, _)| *original == position)
                .map(|(_, kind)| (other, kind))
        });
        // Redated copies are told where the later one is judged; those of other units wherever either is.
        let is_of_another = |kind| matches!(kind, Kind::Rescanned | Kind::Relettered);
        as_copy.chain(as_original.filter(|(_, kind)| is_of_another(*kind))).collect()
    }

    /// The document at a position.
    pub(crate) fn document(&self, position: u32) -> Sent {
        let copy = copied(position);
        let original = copy.map_or(position, |(original, _)| original);
        let kind = copy.map(|(_, kind)| kind);
        let is_redated = matches!(kind, Some(Kind::Redated | Kind::RedatedScan));
        let is_rescanned = kind == Some(Kind::Rescanned);
        let mut chance = self.chance(if is_rescanned { original } else { position }, 2);
        let year = if self.is_of_year_before(position) { 2024 } else { 2025 };
        let number = 1 + chance.random_range(0..900);
        let (month, day) = (chance.random_range(1..13), chance.random_range(1..29));
        let sender = if is_redated { original } else { year_before(position).unwrap_or(position) };
        let issuer = if is_rescanned { original } else { sender };
        let unit = format!("so-{sender}");
        let mut text = format!(
            "ỦY BAN NHÂN DÂN TỈNH\nSỞ SỐ {issuer}\nSố: {number}/BC-{}\n\
             An Bình, ngày {day:02} tháng {month:02} năm {year}\nBÁO CÁO\nKết quả năm {year}\n",
            symbol(issuer)
        );
        text += &self.body(original).replace("NĂM", &year.to_string());
        text += "Nơi nhận:\nNhư trên;\nLưu: VT.\n";
        let is_scan = is_rescanned || kind == Some(Kind::RedatedScan);
        if is_scan {
            let mut wear = self.chance(position, 5);
            let rate = [30, 60, 100, 200][wear.random_range(0..4)];
            text = wear::misread(&text, rate, &mut wear);
        }
        Sent { file: file(position), text, is_scan, unit, is_earlier: year == 2024 }
    }

    /// Originals that are sent again under a new date are of the year before, and so is each honest report whose unit
    /// reports again.
    fn is_of_year_before(&self, position: u32) -> bool {
        copied(position).is_none() && matches!(position % GROUP, 2..=5 | 10)
    }

    fn body(&self, position: u32) -> String {
        let form = self.form_of(position);
        let form_of = year_before(position).unwrap_or(position);
        let (mut own, mut figures) = (self.chance(position, 1), self.chance(position, 3));
        let (mut before, mut changes) = (self.chance(form_of, 3), self.chance(position, 4));
        let is_later = form_of != position;
        form.filled(&mut own, &mut |most| {
            let (old, new) = (figure(&mut before, most), figure(&mut figures, most));
            let stays = is_later && changes.random_range(0..100) < form.percent_constant;
            if stays { old } else { new }
        })
    }

    /// The form on which the document of a position, which is no copy, is written.
    fn form_of(&self, position: u32) -> &Form {
        let mut chance = self.chance(year_before(position).unwrap_or(position), 0);
        &self.forms[chance.random_range(0..self.forms.len())]
    }

    /// How many different figures of two digits or more the document of a position states.
    fn n_figures(&self, position: u32) -> usize {
        let body = self.body(position);
        let numbers = body
            .split_whitespace()
            .filter(|word| word.bytes().filter(u8::is_ascii_digit).nth(1).is_some());
        numbers.collect::<BTreeSet<_>>().len()
    }

    fn chance(&self, position: u32, purpose: u64) -> ChaCha8Rng {
        let mut chance = ChaCha8Rng::seed_from_u64(self.seed);
        chance.set_stream((u64::from(position) << 3 | purpose) + 1);
        chance
    }
}

/// One figure in eight is a hundred: of all things that were to be done, all were.
fn figure(chance: &mut ChaCha8Rng, most: u32) -> u32 {
    let figure = chance.random_range(1..=most);
    if chance.random_range(0..8) == 0 { 100 } else { figure }
}
