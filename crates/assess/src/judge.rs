//! Judges one unit: claims of its sheet against its documents, verdicts and findings out.
//!
//! The same dossier gives the same judgement, whatever the order of its documents. Two passes: first every claim is
//! examined and settled as if the unread files held nothing; then it is known how many claims each unread file blocks,
//! and the findings can say so.

use model::{
    UnitId,
    criteria::CriteriaSet,
    dossier::{Dossier, FilePath},
    finding::Finding,
    verdict::{Coverage, Judgement, UnreadFile, Verdict},
};

use crate::{
    blocking::{Blocking, UnreadPositions, unread_files},
    checks::{
        citation_agrees, cited_documents, criterion_missing, criterion_repeated, criterion_unknown,
        document_dates, draft_document, evidence_gaps, evidence_redated, evidence_reused,
        figures_inconsistent, letterhead, message_header, metric_score, metrics_disagree,
        needs_appraiser, score_bounds, signatures, signing_day, sum_mismatch, survey_self_scored,
        unsigned_copy,
    },
    context::{self, Context},
    elsewhere::Elsewhere,
    examination::Examination,
    holdings::Holdings,
    round::RoundTerms,
    sheet::AdmittedSheet,
    verdict::{hold_open, settle},
};

/// The version of what this module decides; it changes when the same dossier would be judged otherwise.
pub const JUDGE_VERSION: u32 = 10;

/// What was decided about one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitJudgement {
    /// The unit.
    pub unit: UnitId,
    /// One judgement for each claim that the sheet makes for a leaf of the unit's own, in code order.
    pub judgements: Vec<Judgement>,
    /// What is wrong, ordered by leaf, code and subject; no two have all three in common.
    pub findings: Vec<Finding>,
    /// The files that were not read, or not in full, ordered by path, with how many claims each blocks.
    pub unread: Vec<UnreadFile>,
}

/// Judges what one unit sent. `elsewhere` is what all units sent, in this round and in earlier ones.
#[must_use]
pub fn judge(
    round: &RoundTerms,
    set: &CriteriaSet,
    dossier: &Dossier,
    elsewhere: &Elsewhere,
) -> UnitJudgement {
    let holdings = Holdings::of(dossier);
    let Dossier { unit, name, .. } = dossier;
    let context = Context { round, set, unit, name, holdings: &holdings, elsewhere };
    let sheet = holdings.sheet.and_then(|document| {
        let rows = document.facts.sheet.as_ref()?;
        Some(AdmittedSheet::admit(document, rows, set, !holdings.is_unread(document)))
    });
    let examinations: Vec<_> = sheet
        .iter()
        .flat_map(|sheet| &sheet.claims)
        .map(|claim| Examination::of(claim, &context))
        .collect();
    let settled: Vec<_> =
        examinations.iter().map(|examination| Settled::of(examination, &context)).collect();
    let keepers_of_sheet = keepers_of_sheet(sheet.as_ref(), &holdings);
    let blocked_claims = blocked_claims(&settled, &keepers_of_sheet, sheet.as_ref(), &context);

    let mut findings = sheet.iter().flat_map(|sheet| of_sheet(sheet, &context)).collect::<Vec<_>>();
    findings.extend(criterion_missing::check_unread(
        sheet.as_ref(),
        &keepers_of_sheet,
        &context,
        &blocked_claims,
    ));
    findings.extend(figures_inconsistent::check(&examinations, &context));
    findings.extend(examinations.iter().filter_map(|e| metric_score::check_below(e, &context)));
    for settled in &settled {
        findings.extend(settled.findings(&context, &blocked_claims));
    }
    context::sort(&mut findings);

    let coverage = coverage(dossier, &holdings);
    let all = (0..holdings.unread.len()).collect();
    UnitJudgement {
        unit: dossier.unit.clone(),
        judgements: settled
            .into_iter()
            .map(|settled| settled.judgement(&context, &blocked_claims, &coverage))
            .collect(),
        findings,
        unread: unread_files(&all, &holdings, &blocked_claims),
    }
}

/// A claim with what its verdict would be if the unread files held nothing.
struct Settled<'e, 'a> {
    examination: &'e Examination<'a>,
    /// The verdict and what raises doubt; none for a claim of 0.
    outcome: Option<SettledOutcome>,
}

struct SettledOutcome {
    doubts: Vec<Finding>,
    verdict: Verdict,
    blocking: Blocking,
}

impl SettledOutcome {
    /// The files that keep the verdict open.
    fn blockers(&self) -> UnreadPositions {
        match self.verdict {
            Verdict::Contradicted { .. } => UnreadPositions::new(),
            _ => self.blocking.all(),
        }
    }
}

impl<'e, 'a> Settled<'e, 'a> {
    fn of(examination: &'e Examination<'a>, context: &Context<'a>) -> Self {
        let outcome = (!examination.claim.points.value().is_zero()).then(|| {
            let doubts = doubts(examination, context);
            let verdict = settle(examination, &doubts);
            let blocking = Blocking::of(examination, context.holdings);
            SettledOutcome { doubts, verdict, blocking }
        });
        Self { examination, outcome }
    }

    fn findings(&self, context: &Context<'_>, blocked_claims: &[u32]) -> Vec<Finding> {
        let Some(outcome) = &self.outcome else { return Vec::new() };
        let SettledOutcome { doubts, verdict, blocking } = outcome;
        let (examination, kind) = (self.examination, verdict.kind());
        let mut findings = doubts.clone();
        findings.extend(metric_score::check_contradiction(examination, context));
        findings.extend(cited_documents::check_missing(
            examination,
            blocking,
            kind,
            blocked_claims,
            context,
        ));
        findings.extend(cited_documents::check_basis(examination, context));
        findings.extend(signatures::check_issuer(examination, context));
        findings.extend(signing_day::check(examination, context));
        findings.extend(unsigned_copy::check(examination, context));
        findings.extend(evidence_gaps::check(examination, blocking, kind, blocked_claims, context));
        if outcome.blockers().is_empty() {
            findings.extend(needs_appraiser::check(examination.claim, verdict, context));
        }
        findings
    }

    fn judgement(
        self,
        context: &Context<'_>,
        blocked_claims: &[u32],
        coverage: &Coverage,
    ) -> Judgement {
        let claim = self.examination.claim;
        let recomputation = self.examination.scoring.settled();
        Judgement {
            unit: context.unit.clone(),
            criterion: claim.code().clone(),
            claimed: claim.points,
            recomputed: recomputation.map(|recomputation| recomputation.at_most),
            calculation: recomputation
                .map_or_else(Vec::new, |recomputation| recomputation.steps.clone()),
            bases: self.examination.scoring.bases().to_vec(),
            verdict: self.outcome.map(|outcome| {
                let unread = unread_files(&outcome.blockers(), context.holdings, blocked_claims);
                hold_open(outcome.verdict, unread)
            }),
            coverage: coverage.clone(),
        }
    }
}

/// Findings that make a person look at evidence or points that would otherwise stand.
fn doubts(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let mut doubts = Vec::new();
    doubts.extend(score_bounds::check(examination.claim, context));
    doubts.extend(cited_documents::check_ambiguous(examination, context));
    doubts.extend(citation_agrees::check(examination, context));
    doubts.extend(draft_document::check(examination, context));
    doubts.extend(letterhead::check(examination, context));
    doubts.extend(message_header::check(examination, context));
    doubts.extend(signatures::check(examination, context));
    doubts.extend(document_dates::check(examination, context));
    doubts.extend(evidence_reused::check(examination, context));
    doubts.extend(evidence_redated::check(examination, context));
    doubts.extend(metrics_disagree::check(examination, context));
    doubts.extend(metric_score::check_scan(examination, context));
    doubts
}

fn of_sheet(sheet: &AdmittedSheet<'_>, context: &Context<'_>) -> Vec<Finding> {
    let mut findings = criterion_missing::check(sheet, context);
    findings.extend(criterion_unknown::check(sheet, context));
    findings.extend(criterion_repeated::check(sheet, context));
    findings.extend(survey_self_scored::check(sheet, context));
    findings.extend(sum_mismatch::check(sheet, context));
    findings.extend(score_bounds::check_negative(sheet, context));
    findings
}

/// The unread files that could hold what the sheet lacks: the sheet itself; any of them, where no sheet was found.
fn keepers_of_sheet(sheet: Option<&AdmittedSheet<'_>>, holdings: &Holdings<'_>) -> UnreadPositions {
    let is_keeper = |file: &FilePath| holdings.sheet.is_none_or(|sheet| sheet.file == *file);
    holdings
        .unread
        .iter()
        .enumerate()
        .filter(|(_, unread)| {
            sheet.is_none_or(|sheet| !sheet.is_complete) && is_keeper(&unread.document.file)
        })
        .map(|(position, _)| position)
        .collect()
}

/// How many claims each unread file blocks; the sheet blocks the leaves that it has no points for, as far as it was
/// read.
fn blocked_claims(
    settled: &[Settled<'_, '_>],
    keepers_of_sheet: &UnreadPositions,
    sheet: Option<&AdmittedSheet<'_>>,
    context: &Context<'_>,
) -> Vec<u32> {
    let mut blocked = vec![0; context.holdings.unread.len()];
    for outcome in settled.iter().filter_map(|settled| settled.outcome.as_ref()) {
        for position in outcome.blockers() {
            blocked[position] += 1;
        }
    }
    let unknown = match sheet {
        Some(sheet) => criterion_missing::left_out(sheet, context).count(),
        None => criterion_missing::self_scored(context.set).count(),
    };
    let unknown = u32::try_from(unknown).expect("a criteria set has fewer than 2^32 leaves");
    for position in keepers_of_sheet {
        blocked[*position] += unknown;
    }
    blocked
}

fn coverage(dossier: &Dossier, holdings: &Holdings<'_>) -> Coverage {
    let searched = holdings.documents.len() - holdings.unread.len();
    Coverage {
        searched: u32::try_from(searched).expect("a unit sends fewer than 2^32 files"),
        generation: dossier.generation,
        unread: holdings.unread.iter().map(|unread| unread.document.file.clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::{finding::FindingCode, sheet::SheetRow, verdict::VerdictKind};
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{
        Doc, dossier_of_exactly, judged, report, round, row, row_explained, scan, sent_elsewhere,
        set,
    };

    /// Rows that claim in every way: nothing, a little, too much; without and with citations and explanation.
    fn a_row() -> impl Strategy<Value = SheetRow> {
        let code = prop::sample::select(vec![
            "1", "1.1", "1.2", "1.3.1", "1.3.2", "2.1", "2.2", "2.3.1", "9.9", "",
        ]);
        let points = prop::sample::select(vec!["", "0", "0.5", "1", "2", "3", "-1"]);
        let cites =
            prop::sample::select(vec!["", "1/BC-SYT", "1/BC-SYT; 2/BC-SYT", "02/BC-SYT; 7/KH-SYT"]);
        (code, points, cites, any::<bool>()).prop_map(|(code, points, cites, is_explained)| {
            if is_explained {
                row_explained(code, points, cites, "Có giải trình")
            } else {
                row(code, points, cites)
            }
        })
    }

    /// Documents that bear cited numbers or are listed, some of them drafts, copies, or in a criterion's folder.
    fn a_document() -> impl Strategy<Value = Doc> {
        let number = prop::sample::select(vec!["1/BC-SYT", "2/BC-SYT", "3/BC-SYT", "7/KH-SYT"]);
        let subject = prop::sample::select(vec![
            "Công tác cải cách hành chính quý I năm 2025",
            "Công tác cải cách hành chính năm 2025",
            "Công tác kiểm soát thủ tục hành chính",
        ]);
        let day = prop::sample::select(vec!["2024-03-01", "2025-12-15", "2026-03-01"]);
        let value = prop::sample::select(vec!["50", "97.5", "99"]);
        let folder = prop::sample::select(vec!["a", "b", "1.3.1"]);
        (number, subject, day, value, folder, any::<bool>(), any::<bool>()).prop_map(
            |(number, subject, day, value, folder, is_draft, has_figure)| {
                let file = format!("so-y-te/{folder}/{}-{day}.pdf", number.replace('/', "_"));
                let mut document = report(number, subject).dated(day).at(&file);
                if is_draft {
                    document = document.draft();
                }
                if has_figure {
                    document = document.percent("on_time_rate", value);
                }
                document
            },
        )
    }

    fn a_dossier() -> impl Strategy<Value = Dossier> {
        let rows = prop::collection::vec(a_row(), 0..8);
        let documents = prop::collection::vec(a_document(), 0..5);
        (rows, documents).prop_map(|(rows, mut documents)| {
            documents.sort_by(|one, other| one.0.file.cmp(&other.0.file));
            documents.dedup_by(|one, other| one.0.file == other.0.file);
            dossier_of_exactly(&rows, &documents)
        })
    }

    fn keys(judgement: &UnitJudgement) -> Vec<String> {
        judgement.findings.iter().map(|finding| format!("{:?}", context::key(finding))).collect()
    }

    proptest! {
        #[test]
        fn an_unread_file_never_brings_an_accusation(dossier in a_dossier()) {
            let before: BTreeSet<_> = keys(&judged(&dossier)).into_iter().collect();
            let mut with_scan = dossier;
            with_scan.documents.push(scan("so-y-te/zz.pdf").0);
            let after = judged(&with_scan);
            for (finding, key) in after.findings.iter().zip(keys(&after)) {
                prop_assert!(
                    finding.code() == FindingCode::EvidenceUnreadable || before.contains(&key),
                    "{key}"
                );
                prop_assert!(!matches!(
                    finding.code(),
                    FindingCode::CitedDocumentMissing
                        | FindingCode::ScoreWithoutEvidence
                        | FindingCode::ExplanationOnly
                        | FindingCode::EvidencePartial
                ));
            }
            for judgement in &after.judgements {
                let kind = judgement.verdict.as_ref().map(Verdict::kind);
                prop_assert!(!matches!(kind, Some(VerdictKind::Unsupported | VerdictKind::Partial)));
            }
        }

        #[test]
        fn the_order_of_documents_does_not_matter(dossier in a_dossier(), turn in 0_usize..6) {
            let elsewhere = sent_elsewhere(&["so-y-te/a/1_BC-SYT-2025-12-15.pdf"]);
            let expect = judge(&round(), set(), &dossier, &elsewhere);
            let mut turned = dossier;
            let middle = turn % turned.documents.len();
            turned.documents.rotate_left(middle);
            turned.documents.reverse();
            prop_assert_eq!(judge(&round(), set(), &turned, &elsewhere), expect);
        }

        #[test]
        fn no_two_findings_are_about_the_same(dossier in a_dossier()) {
            let keys = keys(&judged(&dossier));
            let distinct: BTreeSet<_> = keys.iter().collect();
            prop_assert_eq!(distinct.len(), keys.len());
        }

        #[test]
        fn every_claim_above_0_has_a_verdict_and_no_other(dossier in a_dossier()) {
            for judgement in judged(&dossier).judgements {
                prop_assert_eq!(judgement.verdict.is_some(), !judgement.claimed.value().is_zero());
            }
        }
    }
}
