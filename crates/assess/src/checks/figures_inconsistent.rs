//! `figures-inconsistent`: a rate in cited evidence is not what its own stated parts give.
//!
//! Told once for a figure, at the claim that is scored by it, else at the first claim that cites its document.

use std::collections::BTreeMap;

use model::finding::{Finding, FindingDetail, Subject};
use rust_decimal::RoundingStrategy;

use crate::{
    cited::Cited, context::Context, examination::Examination, figures::Figure, scoring::asked_by,
    sheet::Claim,
};

pub(crate) fn check(examinations: &[Examination<'_>], context: &Context<'_>) -> Vec<Finding> {
    let mut told = BTreeMap::<Subject, (&Claim<'_>, Figure<'_>)>::new();
    for examination in examinations {
        let claim = examination.claim;
        for figure in inconsistent(examination) {
            let metric = &figure.metric.metric;
            let subject = Subject::Figure {
                document: figure.document.sha256,
                metric: metric.clone(),
                value: figure.metric.value,
            };
            let is_scored_by = |claim: &Claim<'_>| {
                asked_by(&claim.leaf.rule).iter().any(|asked| asked.metric == *metric)
            };
            let at = told.entry(subject).or_insert((claim, figure));
            if is_scored_by(claim) && !is_scored_by(at.0) {
                *at = (claim, figure);
            }
        }
    }
    told.into_iter()
        .filter_map(|(subject, (claim, figure))| {
            let evidence = vec![claim.evidence(), figure.stated().evidence];
            let detail = FindingDetail::FiguresInconsistent {
                figure: figure.stated(),
                numerator: figure.metric.numerator?,
                denominator: figure.metric.denominator?,
                computed: figure
                    .of_parts()?
                    .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero),
            };
            Some(context.of_claim(claim, subject, detail, evidence))
        })
        .collect()
}

fn inconsistent<'e>(examination: &'e Examination<'_>) -> impl Iterator<Item = Figure<'e>> {
    examination
        .cited
        .iter()
        .flat_map(Cited::content)
        .flat_map(|document| {
            let figure = |metric| Figure { document, metric, is_computed: false };
            document.facts.metrics.iter().map(figure)
        })
        .filter(|figure| !figure.metric.is_target && figure.is_consistent() == Some(false))
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    const SUBJECT: &str = "Công tác kiểm soát thủ tục hành chính năm 2025";

    fn with_parts(value: &str, numerator: &str, denominator: &str) -> Doc {
        report("12/BC-SYT", SUBJECT).metric("on_time_rate", value, |figure| {
            figure.numerator = Some(decimal(numerator));
            figure.denominator = Some(decimal(denominator));
        })
    }

    #[test]
    fn a_rate_and_its_parts() {
        let check_parts = |value: &str, numerator: &str, denominator: &str, expect: &str| {
            let documents = [with_parts(value, numerator, denominator)];
            assert_judged(&dossier(&[row("2.1", "2", "12/BC-SYT")], &documents), expect);
        };
        check_parts("98.5", "197", "200", "2.1 = Supported");
        // Rounded to the printed decimals.
        check_parts("99", "197", "200", "2.1 = Supported");
        check_parts(
            "99.5",
            "197",
            "200",
            "2.1 figures-inconsistent on_time_rate 99.5
             2.1 needs-appraiser claim
             2.1 = NeedsAppraiser",
        );
        // Numerator and denominator swapped.
        check_parts(
            "98.5",
            "200",
            "197",
            "2.1 figures-inconsistent on_time_rate 98.5
             2.1 needs-appraiser claim
             2.1 = NeedsAppraiser",
        );
        check_parts("98.5", "197", "0", "2.1 = Supported");
        // Parts that divide evenly are as exact as others.
        check_parts(
            "98.43",
            "196",
            "200",
            "2.1 figures-inconsistent on_time_rate 98.43
             2.1 needs-appraiser claim
             2.1 = NeedsAppraiser",
        );
    }

    #[test]
    fn told_once_at_the_claim_that_is_scored_by_the_figure() {
        let rows = [row("1.3.1", "1", "12/BC-SYT"), row("2.1", "2", "12/BC-SYT")];
        let twice = with_parts("99.5", "197", "200");
        let figure = twice.0.facts.metrics[0].clone();
        let mut twice = twice;
        twice.0.facts.metrics.push(figure);
        assert_judged(
            &dossier(&rows, &[twice]),
            "1.3.1 needs-appraiser claim
             2.1 figures-inconsistent on_time_rate 99.5
             2.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser
             2.1 = NeedsAppraiser",
        );
    }
}
