//! What a process counts about its own work, in the text format of Prometheus. No key, unit or text is among it.

use std::{fmt, sync::Arc, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use store::Publication;

/// How long objects may take, in seconds: from a letter to a gazette that is recognised page by page.
const SECONDS: [f64; 12] =
    [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0];

/// The counts of one process; clones are the same counts.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    published: Family<Outcome, Counter>,
    seconds: Histogram,
    jobs: Counter,
    to_read: Gauge,
    leads: Gauge,
    passes: Counter,
    judged: Counter,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: Ended,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Ended {
    /// Read and understood.
    Understood,
    /// Its content was known already.
    Known,
    /// Its bytes did not come in, or nobody could finish it.
    Lost,
}

impl EncodeLabelValue for Ended {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        let word = match self {
            Self::Understood => "understood",
            Self::Known => "known",
            Self::Lost => "lost",
        };
        word.encode(encoder)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("kiemchung");
        let metrics = Self {
            registry: Arc::default(),
            published: Family::default(),
            seconds: Histogram::new(SECONDS),
            jobs: Counter::default(),
            to_read: Gauge::default(),
            leads: Gauge::default(),
            passes: Counter::default(),
            judged: Counter::default(),
        };
        metrics.register_in(&mut registry);
        Self { registry: Arc::new(registry), ..metrics }
    }
}

impl Metrics {
    fn register_in(&self, registry: &mut Registry) {
        let published = self.published.clone();
        registry.register("documents", "Objects brought to their end, by how it ended", published);
        let seconds = self.seconds.clone();
        registry.register("document_seconds", "How long an object took to its end", seconds);
        registry.register("jobs", "Messages of the queue that were answered", self.jobs.clone());
        let to_read = self.to_read.clone();
        registry.register("documents_to_read", "Objects not yet read, as last seen", to_read);
        registry.register("leads", "1 while this process holds the lease", self.leads.clone());
        registry.register("passes", "Times that a round was gone through", self.passes.clone());
        registry.register("units_judged", "Units judged anew", self.judged.clone());
    }

    /// Everything, as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a string cannot fail");
        text
    }

    pub(crate) fn worked_on(&self, took: Duration) {
        self.jobs.inc();
        self.seconds.observe(took.as_secs_f64());
    }

    pub(crate) fn published(&self, publication: &Publication) {
        let outcome = match publication {
            Publication::Read(facts) if facts.documents.is_some() => Ended::Understood,
            Publication::Read(_) => Ended::Known,
            Publication::NotFetched(_) => Ended::Lost,
        };
        self.published.get_or_create(&Outcome { outcome }).inc();
    }

    pub(crate) fn to_read(&self, objects: u64) {
        self.to_read.set(i64::try_from(objects).unwrap_or(i64::MAX));
    }

    pub(crate) fn leads(&self, leads: bool) {
        self.leads.set(i64::from(leads));
    }

    pub(crate) fn passed(&self) {
        self.passes.inc();
    }

    pub(crate) fn judged(&self) {
        self.judged.inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_told_in_the_text_format() {
        let metrics = Metrics::default();
        metrics.published(&Publication::NotFetched(Vec::new()));
        metrics.worked_on(Duration::from_millis(20));
        metrics.to_read(7);
        let text = metrics.to_text();
        for line in [
            "kiemchung_documents_total{outcome=\"lost\"} 1",
            "kiemchung_document_seconds_bucket{le=\"0.03\"} 1",
            "kiemchung_documents_to_read 7",
            "# EOF",
        ] {
            assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        }
    }
}
