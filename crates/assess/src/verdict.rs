//! What the evidence found for a claim amounts to: the first verdict of the design's order that applies.
//!
//! Refuses to know wording, and the unread files' content: they only keep a verdict open.

use std::collections::BTreeSet;

use model::{
    finding::Finding,
    verdict::{OpenCondition, UnreadFile, Verdict},
};

use crate::examination::Examination;

/// What the verdict would be if the unread files held nothing.
///
/// `doubts` are the findings about the claim's points and evidence: with one of them, a person must look.
pub(crate) fn settle(examination: &Examination<'_>, doubts: &[Finding]) -> Verdict {
    if let Some(contradiction) = examination.scoring.contradiction() {
        let mut evidence = vec![examination.claim.evidence()];
        evidence.push(contradiction.figure.stated().evidence);
        return Verdict::Contradicted { evidence };
    }
    let evidence = examination.evidence();
    if evidence.is_empty() {
        return Verdict::Unsupported;
    }
    let missing = examination.missing();
    if !missing.is_empty() {
        return Verdict::Partial { evidence, missing };
    }
    let doubts = doubts.iter().map(|finding| OpenCondition::Doubt { code: finding.code() });
    let open: BTreeSet<_> = examination.open().into_iter().chain(doubts).collect();
    if open.is_empty() {
        Verdict::Supported { evidence }
    } else {
        Verdict::NeedsAppraiser { evidence, open: open.into_iter().collect() }
    }
}

/// Keeps a verdict open as long as unread files could change it. What contradicts a claim goes before them.
pub(crate) fn hold_open(settled: Verdict, unread: Vec<UnreadFile>) -> Verdict {
    if unread.is_empty() || matches!(settled, Verdict::Contradicted { .. }) {
        settled
    } else {
        Verdict::Undecidable { unread, otherwise: Box::new(settled) }
    }
}
