//! `metrics-disagree`: documents of the unit state different values for the figure that a leaf is scored by.

use model::finding::{Finding, FindingDetail, Subject};

use crate::{context::Context, examination::Examination};

pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    examination
        .scoring
        .disagreements()
        .iter()
        .map(|(metric, figures)| {
            let figures: Vec<_> = figures.iter().map(|figure| figure.stated()).collect();
            let stated = figures.iter().map(|figure| figure.evidence.clone());
            let evidence = std::iter::once(claim.evidence()).chain(stated).collect();
            let detail = FindingDetail::MetricsDisagree { figures };
            context.of_claim(claim, Subject::Metric(metric.clone()), detail, evidence)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    fn check_two(one: &str, other: &str, expect: &str) {
        let subject = "Công tác kiểm soát thủ tục hành chính năm 2025";
        let documents = [
            report("12/BC-SYT", subject).percent("on_time_rate", one),
            report("13/BC-SYT", subject).percent("on_time_rate", other),
        ];
        assert_judged(&dossier(&[row("2.1", "2", "12/BC-SYT")], &documents), expect);
    }

    #[test]
    fn documents_that_state_different_values() {
        check_two("98.81", "98.8", "2.1 = Supported");
        check_two(
            "98.81",
            "99.2",
            "2.1 metrics-disagree on_time_rate
             2.1 needs-appraiser claim
             2.1 = NeedsAppraiser",
        );
    }

    #[test]
    fn a_table_of_many_bodies_disagrees_with_nobody() {
        let subject = "Công tác kiểm soát thủ tục hành chính năm 2025";
        let table = report("13/BC-SYT", subject)
            .percent("on_time_rate", "98.1")
            .percent("on_time_rate", "99.7");
        let one = report("12/BC-SYT", subject).percent("on_time_rate", "99");
        assert_judged(&dossier(&[row("2.1", "2", "12/BC-SYT")], &[one, table]), "2.1 = Supported");
    }
}
