//! How much of what was planted was found, and how much was found that was not planted.
//!
//! A finding is right when unit, leaf, code and subject are; its place is right when the words that must be quoted are
//! among its evidence. A claim is right altogether (`joint`) when its verdict is, and the files and words that the
//! verdict rests on are exactly those.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use model::{
    CriterionCode, UnitId,
    dossier::FilePath,
    finding::{Finding, FindingCode, Subject},
    verdict::{Evidence, Judgement, Verdict, VerdictKind},
};

use crate::generated::{ClaimTruth, ExpectedFinding, UnitTruth};

/// The counts of one or more judged units.
#[derive(Debug, Default)]
pub struct Measure {
    /// Per finding code.
    pub findings: BTreeMap<FindingCode, Hits>,
    /// Of the verdict `Undecidable` alone.
    pub undecidable: Hits,
    /// All claims that must have a verdict.
    pub claims: u32,
    /// Those whose verdict is right.
    pub right_verdicts: u32,
    /// Those of which verdict, files and words are right.
    pub joint: u32,
    /// Claims called unsupported while a file that they wait for was not read. Must be 0.
    pub unsupported_though_unread: u32,
    /// What was wrong, a line each.
    pub mistakes: Vec<String>,
}

/// What was found of what is there.
#[derive(Debug, Default, Clone, Copy)]
pub struct Hits {
    /// There and found.
    pub right: u32,
    /// Found, and not there.
    pub false_alarms: u32,
    /// There, and not found.
    pub missed: u32,
    /// Of those found rightly, the ones that also quote the right place.
    pub in_place: u32,
}

impl Hits {
    /// The share of what was found that is there, in thousandths; all, where nothing was found.
    #[must_use]
    pub fn precision(self) -> u32 {
        thousandths(self.right, self.right + self.false_alarms)
    }

    /// The share of what is there that was found, in thousandths; all, where nothing is.
    #[must_use]
    pub fn recall(self) -> u32 {
        thousandths(self.right, self.right + self.missed)
    }
}

/// A share in thousandths, rounded down, so that no share reads better than it is.
fn thousandths(part: u32, whole: u32) -> u32 {
    (part * 1000).checked_div(whole).unwrap_or(1000)
}

type Key<'f> = (Option<&'f CriterionCode>, FindingCode, &'f Subject);

impl Measure {
    /// Holds what was decided about a unit against the truth.
    pub fn add(
        &mut self,
        unit: &UnitId,
        truth: &UnitTruth,
        findings: &[Finding],
        judgements: &[Judgement],
    ) {
        self.add_findings(unit, truth, findings);
        let judged: BTreeMap<_, _> = judgements
            .iter()
            .map(|judgement| (&judgement.criterion, judgement.verdict.as_ref()))
            .collect();
        for (code, expected) in &truth.claims {
            self.add_claim(unit, code, expected, judged.get(code).copied().flatten());
        }
        for (code, verdict) in judged {
            if let Some(verdict) = verdict.filter(|_| !truth.claims.contains_key(code)) {
                self.claims += 1;
                self.mistakes
                    .push(format!("{unit} {code}: a verdict {:?} for no claim", verdict.kind()));
            }
        }
    }

    fn add_findings(&mut self, unit: &UnitId, truth: &UnitTruth, findings: &[Finding]) {
        let mut found: BTreeMap<Key<'_>, &Finding> = findings
            .iter()
            .map(|finding| {
                ((finding.criterion.as_ref(), finding.code(), &finding.subject), finding)
            })
            .collect();
        for expected in &truth.findings {
            let hits = self.findings.entry(expected.code).or_default();
            match found.remove(&(expected.criterion.as_ref(), expected.code, &expected.subject)) {
                Some(finding) => {
                    hits.right += 1;
                    if is_in_place(expected, finding) {
                        hits.in_place += 1;
                    } else {
                        self.mistakes.push(format!("{unit} {}: another place", line(expected)));
                    }
                }
                None => {
                    hits.missed += 1;
                    self.mistakes.push(format!("{unit} {}: missed", line(expected)));
                }
            }
        }
        for ((criterion, code, subject), _) in found {
            self.findings.entry(code).or_default().false_alarms += 1;
            let criterion = criterion.map_or_else(|| "-".to_owned(), ToString::to_string);
            self.mistakes.push(format!("{unit} {criterion} {code:?} {subject:?}: a false alarm"));
        }
    }

    fn add_claim(
        &mut self,
        unit: &UnitId,
        code: &CriterionCode,
        truth: &ClaimTruth,
        verdict: Option<&Verdict>,
    ) {
        let kind = verdict.map(Verdict::kind);
        self.claims += 1;
        let is_open = truth.verdict == VerdictKind::Undecidable;
        match (is_open, kind == Some(VerdictKind::Undecidable)) {
            (true, true) => self.undecidable.right += 1,
            (true, false) => self.undecidable.missed += 1,
            (false, true) => self.undecidable.false_alarms += 1,
            (false, false) => {}
        }
        if is_open && kind == Some(VerdictKind::Unsupported) {
            self.unsupported_though_unread += 1;
        }
        if kind == Some(truth.verdict) {
            self.right_verdicts += 1;
        }
        if verdict.is_some_and(|verdict| is_right(truth, verdict)) {
            self.joint += 1;
        } else {
            let rests_on: Vec<_> = verdict
                .iter()
                .flat_map(|verdict| verdict.evidence())
                .map(|one| one.file.to_string())
                .collect();
            self.mistakes.push(format!("{unit} {code}: {kind:?} on {rests_on:?}, not {truth:?}"));
        }
    }

    /// The hits of all codes together.
    #[must_use]
    pub fn all_findings(&self) -> Hits {
        self.findings.values().fold(Hits::default(), |all, one| Hits {
            right: all.right + one.right,
            false_alarms: all.false_alarms + one.false_alarms,
            missed: all.missed + one.missed,
            in_place: all.in_place + one.in_place,
        })
    }

    /// The share of claims of which verdict and place are both right, in thousandths.
    #[must_use]
    pub fn joint(&self) -> u32 {
        thousandths(self.joint, self.claims)
    }
}

fn line(expected: &ExpectedFinding) -> String {
    let criterion = expected.criterion.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    format!("{criterion} {:?} {:?}", expected.code, expected.subject)
}

fn is_in_place(expected: &ExpectedFinding, finding: &Finding) -> bool {
    let Some((file, words)) = &expected.place else { return true };
    finding.evidence.iter().any(|evidence| evidence.file == *file && quotes(evidence, words))
}

fn quotes(evidence: &Evidence, words: &str) -> bool {
    evidence.quote.as_ref().is_some_and(|quote| quote.text == words)
}

fn is_right(truth: &ClaimTruth, verdict: &Verdict) -> bool {
    let settled = match verdict {
        Verdict::Undecidable { unread, otherwise } => {
            let unread: BTreeSet<FilePath> =
                unread.iter().map(|unread| unread.file.clone()).collect();
            if truth.verdict != VerdictKind::Undecidable || unread != truth.unread {
                return false;
            }
            otherwise
        }
        _ if truth.verdict == VerdictKind::Undecidable => return false,
        settled => settled,
    };
    if settled.kind() != truth.otherwise {
        return false;
    }
    let rests_on = settled.evidence();
    if let Some(words) = &truth.quote {
        return rests_on.iter().any(|one| truth.files.contains(&one.file) && quotes(one, words));
    }
    rests_on.iter().map(|one| &one.file).collect::<BTreeSet<_>>() == truth.files.iter().collect()
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |share: u32| format!("{}.{:03}", share / 1000, share % 1000);
        writeln!(
            f,
            "{:<32} {:>7} {:>7} {:>7} {:>9} {:>7} {:>8}",
            "", "right", "false", "missed", "precision", "recall", "in place"
        )?;
        let mut row = |name: &str, hits: Hits| {
            writeln!(
                f,
                "{name:<32} {:>7} {:>7} {:>7} {:>9} {:>7} {:>8}",
                hits.right,
                hits.false_alarms,
                hits.missed,
                share(hits.precision()),
                share(hits.recall()),
                share(thousandths(hits.in_place, hits.right))
            )
        };
        for (code, hits) in &self.findings {
            row(&format!("{code:?}"), *hits)?;
        }
        row("all findings", self.all_findings())?;
        row("verdict Undecidable", Hits { in_place: self.undecidable.right, ..self.undecidable })?;
        writeln!(
            f,
            "claims {}, right verdicts {}, joint {}, unsupported though unread {}",
            self.claims,
            self.right_verdicts,
            share(self.joint()),
            self.unsupported_though_unread
        )
    }
}
