//! Is every quote cut from its document? Resolves each stored quote of each fact again.

use model::{Document, QuoteRecord, facts::Facts};

use super::score::Scored;

/// Quotes that were looked at, and those that their document does not have.
#[derive(Debug, Default)]
pub(super) struct Proof {
    n_texts: usize,
    n_quotes: usize,
    broken: Vec<String>,
}

impl Proof {
    pub(super) fn check(&mut self, id: &str, document: &Document, facts: &Facts) {
        self.n_texts += 1;
        facts.for_each_quote(&mut |quote: &QuoteRecord| {
            self.n_quotes += 1;
            if quote.resolve(document).is_none() {
                self.broken.push(format!("{id}: {:?} {:?}", quote.place, quote.text));
            }
        });
    }

    pub(super) fn scored(self) -> Scored {
        let mut scored = Scored::new("quotes", self.n_texts);
        let tally = scored.field("cut from the document by its place");
        tally.labelled = self.n_quotes;
        tally.read = self.n_quotes;
        tally.right = self.n_quotes - self.broken.len();
        for quote in self.broken {
            scored.miss("not in the document", quote);
        }
        scored
    }
}
