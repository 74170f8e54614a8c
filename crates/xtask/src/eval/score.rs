//! What was right, what was missed, and why: the sums of a set.

use std::collections::BTreeMap;

/// The scores of one set of texts.
#[derive(Debug)]
pub(super) struct Scored {
    pub(super) title: &'static str,
    pub(super) n_texts: usize,
    /// In the order in which they are shown.
    pub(super) fields: Vec<(String, Tally)>,
    pub(super) misses: Vec<Miss>,
}

/// How often a field was labelled, read, and read as labelled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) right: usize,
    pub(super) labelled: usize,
    pub(super) read: usize,
}

/// One thing that was not read as labelled.
#[derive(Debug)]
pub(super) struct Miss {
    /// Stable, so that causes can be counted.
    pub(super) cause: &'static str,
    /// The text's id, and what stands there.
    pub(super) detail: String,
}

impl Scored {
    pub(super) fn new(title: &'static str, n_texts: usize) -> Self {
        Self { title, n_texts, fields: Vec::new(), misses: Vec::new() }
    }

    /// The tally of a field, which keeps the place of its first mention.
    pub(super) fn field(&mut self, name: &str) -> &mut Tally {
        let index = self.fields.iter().position(|(other, _)| other == name).unwrap_or_else(|| {
            self.fields.push((name.to_owned(), Tally::default()));
            self.fields.len() - 1
        });
        &mut self.fields[index].1
    }

    pub(super) fn miss(&mut self, cause: &'static str, detail: String) {
        self.misses.push(Miss { cause, detail });
    }

    /// Counts one value of a field that a matched thing has or has not, and a miss where the two differ.
    pub(super) fn compare<V: PartialEq + std::fmt::Debug>(
        &mut self,
        field: &'static str,
        id: &str,
        labelled: Option<V>,
        read: Option<V>,
    ) {
        let equal = labelled == read;
        let tally = self.field(field);
        tally.add(labelled.is_some(), read.is_some(), equal);
        if !equal {
            self.miss(field, format!("{id}: {labelled:?} read as {read:?}"));
        }
    }

    /// How often each cause occurs.
    pub(super) fn causes(&self) -> BTreeMap<&'static str, usize> {
        let mut causes = BTreeMap::new();
        for miss in &self.misses {
            *causes.entry(miss.cause).or_default() += 1;
        }
        causes
    }
}

impl Tally {
    pub(super) fn add(&mut self, labelled: bool, read: bool, equal: bool) {
        self.labelled += usize::from(labelled);
        self.read += usize::from(read);
        self.right += usize::from(equal && labelled);
    }

    pub(super) fn precision(self) -> f64 {
        share(self.right, self.read, self.labelled)
    }

    pub(super) fn recall(self) -> f64 {
        share(self.right, self.labelled, self.read)
    }

    /// The harmonic mean of precision and recall.
    pub(super) fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }
}

/// A part of a whole; of nothing everything is right unless the other side has something.
fn share(right: usize, of: usize, other: usize) -> f64 {
    match (of, other) {
        (0, 0) => 1.0,
        (0, _) => 0.0,
        _ => right as f64 / of as f64,
    }
}
