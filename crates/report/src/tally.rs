//! The counts of a report, and why they add up: every file, claim, point and finding is counted in exactly one place.
//!
//! All reports take their figures from here.

use std::{collections::BTreeMap, ops::AddAssign};

use model::{
    Points,
    finding::{Finding, FindingCode, Severity},
    reading::Outcome,
    verdict::{Judgement, Verdict, VerdictKind},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{DocumentLine, RoundReport, UnitReport, UnitState};

/// The counts of a round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoundTally {
    /// The units.
    pub units: UnitCount,
    /// The sum over the units that were judged.
    pub judged: Tally,
}

/// `total = judged + not_judged`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnitCount {
    /// All units of the round.
    pub total: u64,
    /// Those whose claims were judged.
    pub judged: u64,
    /// Those whose claims were not.
    pub not_judged: u64,
}

/// The counts of one judged unit, or of several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// The files.
    pub files: FileTally,
    /// The claims.
    pub claims: ClaimTally,
    /// The points claimed.
    pub points: PointTally,
    /// The findings.
    pub findings: FindingTally,
}

/// `listed = in_full + in_part + not_read`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FileTally {
    /// All files, those inside others included.
    pub listed: u64,
    /// Everything in them was read.
    pub in_full: u64,
    /// Something in them was read.
    pub in_part: u64,
    /// Nothing in them was read.
    pub not_read: u64,
}

/// `claimed` is the sum of all the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClaimTally {
    /// All claims.
    pub claimed: u64,
    /// The evidence is there and gives the points.
    pub supported: u64,
    /// A person must say whether the evidence earns the points.
    pub needs_appraiser: u64,
    /// Some of what is needed is there.
    pub partial: u64,
    /// The evidence says something else.
    pub contradicted: u64,
    /// Nothing backs the claim.
    pub unsupported: u64,
    /// Files that could matter were not read.
    pub undecidable: u64,
    /// Claims of 0, which need no evidence.
    pub zero: u64,
}

/// `claimed = standing + for_appraiser + in_doubt + uncheckable`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PointTally {
    /// All points claimed.
    pub claimed: Points,
    /// Of supported claims.
    pub standing: Points,
    /// Of claims that need an appraiser.
    pub for_appraiser: Points,
    /// Of claims that are contradicted, partial or unsupported.
    pub in_doubt: Points,
    /// Of undecidable claims.
    pub uncheckable: Points,
}

/// `found = blocking + warning + note`, and the sum over all codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingTally {
    /// All findings.
    pub found: u64,
    /// The points cannot stand, or cannot be checked.
    pub blocking: u64,
    /// Somebody must look.
    pub warning: u64,
    /// Worth knowing.
    pub note: u64,
    /// How many of each code there are; codes without findings are left out.
    pub by_code: BTreeMap<FindingCode, u64>,
}

/// How much of a document was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadShare {
    Full,
    Part,
    Nothing,
}

impl ReadShare {
    pub(crate) fn of(document: &DocumentLine) -> Self {
        match document.outcome {
            _ if document.fully_read => Self::Full,
            Outcome::Read | Outcome::ReadWithProblems => Self::Part,
            Outcome::Rejected | Outcome::TimedOut | Outcome::OutOfMemory | Outcome::Crashed => {
                Self::Nothing
            }
        }
    }
}

impl RoundTally {
    /// Counts a round.
    #[must_use]
    pub fn of(report: &RoundReport<'_>) -> Self {
        let mut tally = Self::default();
        for unit in report.units.iter() {
            tally.count(Tally::of(unit).as_ref());
        }
        tally
    }

    /// Counts a unit by its own counts; none where it was not judged.
    pub fn count(&mut self, unit: Option<&Tally>) {
        self.units.total += 1;
        match unit {
            Some(unit) => {
                self.units.judged += 1;
                self.judged += unit;
            }
            None => self.units.not_judged += 1,
        }
    }
}

impl Tally {
    /// Counts a unit; `None` where it was not judged, because then nothing is known to be complete.
    #[must_use]
    pub fn of(unit: &UnitReport) -> Option<Self> {
        let UnitState::Judged { judgements, findings, documents, .. } = &unit.state else {
            return None;
        };
        let mut tally = Self::default();
        documents.iter().for_each(|document| tally.files.count(document));
        for judgement in judgements {
            tally.claims.count(judgement);
            tally.points.count(judgement);
        }
        findings.iter().for_each(|finding| tally.findings.count(finding));
        Some(tally)
    }
}

impl FileTally {
    fn count(&mut self, document: &DocumentLine) {
        self.listed += 1;
        *match ReadShare::of(document) {
            ReadShare::Full => &mut self.in_full,
            ReadShare::Part => &mut self.in_part,
            ReadShare::Nothing => &mut self.not_read,
        } += 1;
    }
}

impl ClaimTally {
    /// Counts a claim.
    pub fn count(&mut self, judgement: &Judgement) {
        self.claimed += 1;
        *match judgement.verdict.as_ref().map(Verdict::kind) {
            None => &mut self.zero,
            Some(VerdictKind::Supported) => &mut self.supported,
            Some(VerdictKind::NeedsAppraiser) => &mut self.needs_appraiser,
            Some(VerdictKind::Partial) => &mut self.partial,
            Some(VerdictKind::Contradicted) => &mut self.contradicted,
            Some(VerdictKind::Unsupported) => &mut self.unsupported,
            Some(VerdictKind::Undecidable) => &mut self.undecidable,
        } += 1;
    }
}

impl PointTally {
    /// Counts a claim.
    pub fn count(&mut self, judgement: &Judgement) {
        // A claim without a verdict is one of 0: there are no points to count.
        let Some(verdict) = &judgement.verdict else { return };
        let share = match verdict.kind() {
            VerdictKind::Supported => &mut self.standing,
            VerdictKind::NeedsAppraiser => &mut self.for_appraiser,
            VerdictKind::Contradicted | VerdictKind::Partial | VerdictKind::Unsupported => {
                &mut self.in_doubt
            }
            VerdictKind::Undecidable => &mut self.uncheckable,
        };
        *share = *share + judgement.claimed;
        self.claimed = self.claimed + judgement.claimed;
    }
}

impl FindingTally {
    pub(crate) fn count(&mut self, finding: &Finding) {
        self.found += 1;
        *match finding.severity {
            Severity::Blocking => &mut self.blocking,
            Severity::Warning => &mut self.warning,
            Severity::Note => &mut self.note,
        } += 1;
        *self.by_code.entry(finding.code()).or_default() += 1;
    }
}

impl AddAssign for PointTally {
    fn add_assign(&mut self, other: Self) {
        self.claimed = self.claimed + other.claimed;
        self.standing = self.standing + other.standing;
        self.for_appraiser = self.for_appraiser + other.for_appraiser;
        self.in_doubt = self.in_doubt + other.in_doubt;
        self.uncheckable = self.uncheckable + other.uncheckable;
    }
}

impl AddAssign<&Self> for Tally {
    fn add_assign(&mut self, other: &Self) {
        let Self { files, claims, points, findings } = other;
        self.files.listed += files.listed;
        self.files.in_full += files.in_full;
        self.files.in_part += files.in_part;
        self.files.not_read += files.not_read;
        self.claims.claimed += claims.claimed;
        self.claims.supported += claims.supported;
        self.claims.needs_appraiser += claims.needs_appraiser;
        self.claims.partial += claims.partial;
        self.claims.contradicted += claims.contradicted;
        self.claims.unsupported += claims.unsupported;
        self.claims.undecidable += claims.undecidable;
        self.claims.zero += claims.zero;
        self.points += *points;
        self.findings.found += findings.found;
        self.findings.blocking += findings.blocking;
        self.findings.warning += findings.warning;
        self.findings.note += findings.note;
        for (code, number) in &findings.by_code {
            *self.findings.by_code.entry(*code).or_default() += number;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::*;

    fn any_unit() -> impl Strategy<Value = UnitReport> {
        let judgements = prop::collection::vec((0..7_usize, 0..40_i64), 0..20);
        let findings = prop::collection::vec(0..FindingCode::ALL.len(), 0..20);
        let documents = prop::collection::vec((0..6_usize, any::<bool>()), 0..20);
        (judgements, findings, documents).prop_map(|(judgements, findings, documents)| {
            judged(
                judgements.into_iter().map(|(kind, points)| judgement_of(kind, points)).collect(),
                findings.into_iter().map(|code| finding_of(FindingCode::ALL[code])).collect(),
                documents.into_iter().map(|(outcome, full)| document_of(outcome, full)).collect(),
            )
        })
    }

    proptest! {
        #[test]
        fn everything_is_counted_once(units in prop::collection::vec(any_unit(), 0..4)) {
            let mut units = units;
            units.push(not_judged());
            let set = set();
            let report = round(&set, units);
            let RoundTally { units, judged } = RoundTally::of(&report);
            let Tally { files, claims, points, findings } = judged;
            prop_assert_eq!(units.total, report.units.len() as u64);
            prop_assert_eq!(units.total, units.judged + units.not_judged);
            prop_assert_eq!(files.listed, files.in_full + files.in_part + files.not_read);
            prop_assert_eq!(
                claims.claimed,
                claims.supported + claims.needs_appraiser + claims.partial + claims.contradicted
                    + claims.unsupported + claims.undecidable + claims.zero
            );
            prop_assert_eq!(
                points.claimed,
                points.standing + points.for_appraiser + points.in_doubt + points.uncheckable
            );
            prop_assert_eq!(findings.found, findings.blocking + findings.warning + findings.note);
            prop_assert_eq!(findings.found, findings.by_code.values().sum::<u64>());

            // The whole is the sum of what the units themselves hold.
            let (mut n_documents, mut n_claims, mut all_points) = (0, 0, Points::ZERO);
            for unit in report.units.iter() {
                if let UnitState::Judged { judgements, documents, .. } = &unit.state {
                    n_documents += documents.len() as u64;
                    n_claims += judgements.len() as u64;
                    all_points =
                        all_points + judgements.iter().map(|judgement| judgement.claimed).sum();
                }
            }
            prop_assert_eq!((files.listed, claims.claimed, points.claimed), (n_documents, n_claims, all_points));
        }
    }
}
