//! `score-contradicts-metric`, `score-contradicts-scan` and `score-below-evidence`: the rule, applied to the figures found,
//! gives other points.
//!
//! A figure that only an image states may have been misread: it makes a person look and accuses nobody.
//!
//! More points than claimed are told also of a claim of 0, which gets no verdict.

use model::finding::{Finding, FindingDetail, Subject};

use crate::{context::Context, examination::Examination, scoring::Recomputation};

/// Points that the figures contradict.
pub(crate) fn check_contradiction(
    examination: &Examination<'_>,
    context: &Context<'_>,
) -> Option<Finding> {
    let found = examination.scoring.contradiction()?;
    let (recomputed, figure) = (found.at_most, found.figure.stated());
    let subject = Subject::Metric(figure.metric.clone());
    let detail = FindingDetail::ScoreContradictsMetric { recomputed, figure };
    Some(finding(examination, found, subject, detail, context))
}

/// Points that the figures contradict where these may have been misread.
pub(crate) fn check_scan(examination: &Examination<'_>, context: &Context<'_>) -> Option<Finding> {
    let found = examination.scoring.contradiction_by_scan()?;
    let (recomputed, figure) = (found.at_most, found.figure.stated());
    let subject = Subject::Metric(figure.metric.clone());
    let detail = FindingDetail::ScoreContradictsScan { recomputed, figure };
    Some(finding(examination, found, subject, detail, context))
}

/// Points that the figures would give beyond the claim.
pub(crate) fn check_below(examination: &Examination<'_>, context: &Context<'_>) -> Option<Finding> {
    let found = examination.scoring.surplus()?;
    let (recomputed, figure) = (found.at_least, found.figure.stated());
    let subject = Subject::Metric(figure.metric.clone());
    let detail = FindingDetail::ScoreBelowEvidence { recomputed, figure };
    Some(finding(examination, found, subject, detail, context))
}

fn finding(
    examination: &Examination<'_>,
    found: &Recomputation<'_>,
    subject: Subject,
    detail: FindingDetail,
    context: &Context<'_>,
) -> Finding {
    let evidence = vec![examination.claim.evidence(), found.figure.stated().evidence];
    context.of_claim(examination.claim, subject, detail, evidence)
}

#[cfg(test)]
mod tests {
    use model::facts::{Qualifier, Recomputed, Scope};

    use crate::testing::*;

    const SUBJECT: &str = "Công tác kiểm soát thủ tục hành chính năm 2025";

    fn check_figure(claimed: &str, edit: impl FnOnce(Doc) -> Doc, expect: &str) {
        let report = edit(report("12/BC-SYT", SUBJECT));
        assert_judged(&dossier(&[row("2.1", claimed, "12/BC-SYT")], &[report]), expect);
    }

    #[test]
    fn the_rule_is_applied_to_the_figure_found() {
        let on_time = |value: &'static str| move |doc: Doc| doc.percent("on_time_rate", value);
        check_figure("2", on_time("98"), "2.1 = Supported");
        check_figure(
            "2",
            on_time("97.99"),
            "2.1 score-contradicts-metric on_time_rate
             2.1 = Contradicted",
        );
        check_figure(
            "1",
            on_time("98.5"),
            "2.1 score-below-evidence on_time_rate
             2.1 = Supported",
        );
        check_figure("0", on_time("98.5"), "2.1 score-below-evidence on_time_rate");
        check_figure("0", on_time("50"), "");
    }

    #[test]
    fn a_figure_that_may_be_misread_accuses_nobody() {
        let recognised = |value: &'static str, percent: u8| {
            move |doc: Doc| {
                doc.metric("on_time_rate", value, |figure| figure.recognised = Some(percent))
            }
        };
        let look = "2.1 needs-appraiser claim
             2.1 = NeedsAppraiser";
        let by_scan = "2.1 score-contradicts-scan on_time_rate
             2.1 needs-appraiser claim
             2.1 = NeedsAppraiser";
        let contradicted = "2.1 score-contradicts-metric on_time_rate
             2.1 = Contradicted";
        // Recognisers are often sure of a wrong digit.
        check_figure("2", recognised("78.5", 96), by_scan);
        check_figure("2", recognised("78.5", 50), by_scan);
        // What agrees with the claim is believed, unless the recogniser doubts it.
        check_figure("2", recognised("98.5", 96), "2.1 = Supported");
        check_figure("2", recognised("98.5", 50), look);
        check_figure("0", recognised("98.5", 50), "");
        // Its own parts confirm it.
        let with_parts = |numerator: &'static str| {
            move |doc: Doc| {
                doc.metric("on_time_rate", "78.5", |figure| {
                    figure.recognised = Some(60);
                    figure.numerator = Some(decimal(numerator));
                    figure.denominator = Some(decimal("200"));
                })
            }
        };
        check_figure("2", with_parts("157"), contradicted);
        // So does a second place, be it on the same scan, and text.
        let twice = |doc| recognised("78.5", 60)(recognised("78.5", 60)(doc));
        check_figure("2", twice, by_scan);
        let in_two_places = |doc| {
            let mut doc: Doc = twice(doc);
            doc.0.facts.metrics[1].quote.place = a_place_further_down();
            doc
        };
        check_figure("2", in_two_places, contradicted);
        let as_text = |doc: Doc| recognised("78.5", 60)(doc.percent("on_time_rate", "78.5"));
        check_figure("2", as_text, contradicted);
        // What it is computed from does not, since it was read by the same eyes.
        let computed = |doc| {
            let mut doc: Doc = with_parts("157")(doc);
            doc.0.facts.computed = std::mem::take(&mut doc.0.facts.metrics);
            doc
        };
        check_figure("2", computed, by_scan);
    }

    #[test]
    fn a_rate_of_another_body_neither_backs_nor_contradicts() {
        let of = |body: &'static str, value: &'static str| {
            move |doc: Doc| {
                doc.metric("on_time_rate", value, |figure| {
                    figure.unit_concerned = Some(body.to_owned());
                })
            }
        };
        let look = "2.1 needs-appraiser claim
             2.1 = NeedsAppraiser";
        check_figure("2", of("Sở Y tế", "98.5"), "2.1 = Supported");
        check_figure("2", of("Chi cục Dân số", "98.5"), look);
        check_figure("2", of("Chi cục Dân số", "50"), look);
        check_figure("0", of("Chi cục Dân số", "98.5"), "");
        // In a table of many bodies, the row of the unit answers.
        let table = |doc| of("Chi cục Dân số", "50")(of("Sở Y tế", "98.5")(doc));
        check_figure("2", table, "2.1 = Supported");
        let table = |doc| of("Chi cục Dân số", "99")(of("Sở Y tế", "50")(doc));
        check_figure(
            "2",
            table,
            "2.1 score-contradicts-metric on_time_rate
             2.1 = Contradicted",
        );
    }

    #[test]
    fn a_report_of_another_body_is_of_that_body() {
        let by = |issuer: &'static str, value: &'static str| {
            move |doc: Doc| doc.issuer(issuer).percent("on_time_rate", value)
        };
        let look = "2.1 needs-appraiser claim
             2.1 = NeedsAppraiser";
        check_figure("2", by("UBND tỉnh An Giang", "98.5"), look);
        check_figure("2", by("UBND tỉnh An Giang", "50"), look);
        check_figure("2", by("SỞ Y TẾ", "98.5"), "2.1 = Supported");
        let about_the_unit = |doc: Doc| {
            by("Văn phòng UBND tỉnh", "98.5")(doc)
                .about("Công tác kiểm soát thủ tục hành chính của Sở Y tế năm 2025")
        };
        check_figure("2", about_the_unit, "2.1 = Supported");
        // What the bodies of a province report is taken for the province's.
        let documents = [by("Sở Nội vụ", "98.5")(report("12/BC-SYT", SUBJECT))];
        let mut dossier = dossier(&[row("2.1", "2", "12/BC-SYT")], &documents);
        dossier.name = "Tỉnh An Giang".to_owned();
        assert_judged_by(&in_province(""), &dossier, "2.1 = Supported");
    }

    #[test]
    fn targets_other_years_and_parts_of_the_year_are_not_the_figure() {
        let missing = "2.1 evidence-partial claim
             2.1 explanation-missing claim
             2.1 = Partial";
        let with = |edit: fn(&mut model::facts::Metric)| {
            move |doc: Doc| doc.metric("on_time_rate", "50", edit)
        };
        check_figure("2", with(|figure| figure.is_target = true), missing);
        check_figure("2", with(|figure| figure.period = Some("năm 2024".into())), missing);
        check_figure("2", with(|figure| figure.period = Some("quý I/2025".into())), missing);
        check_figure("2", |doc| doc, missing);
        check_figure(
            "2",
            with(|figure| figure.qualifier = Some(Qualifier::MoreThan)),
            "2.1 needs-appraiser claim
             2.1 = NeedsAppraiser",
        );
    }

    #[test]
    fn a_rate_of_another_level_neither_backs_nor_contradicts() {
        let missing = "2.1 evidence-partial claim
             2.1 explanation-missing claim
             2.1 = Partial";
        let of = |scope, value: &'static str| {
            move |doc: Doc| doc.metric("on_time_rate", value, |figure| figure.scope = Some(scope))
        };
        check_figure("2", of(Scope::Province, "98"), "2.1 = Supported");
        check_figure("2", of(Scope::Commune, "98"), missing);
        check_figure("2", of(Scope::Commune, "50"), missing);
        let both = |doc| of(Scope::Commune, "50")(of(Scope::Province, "98")(doc));
        check_figure("2", both, "2.1 = Supported");
    }

    /// The province's claim of all points for dossiers that communes settled on time.
    fn check_communes(edit: impl FnOnce(Doc) -> Doc, expect: &str) {
        let set = in_province("scope = \"commune\"");
        let report = edit(report("12/BC-SYT", SUBJECT));
        assert_judged_by(&set, &dossier(&[row("2.1", "2", "12/BC-SYT")], &[report]), expect);
    }

    #[test]
    fn a_rate_whose_level_nobody_states_is_for_the_appraiser() {
        let of = |scope: Option<Scope>, value: &'static str| {
            move |doc: Doc| doc.metric("on_time_rate", value, |figure| figure.scope = scope)
        };
        let open = "2.1 needs-appraiser claim
             2.1 = NeedsAppraiser";
        check_communes(of(None, "98.5"), open);
        check_communes(of(None, "50"), open);
        check_communes(of(Some(Scope::Commune), "98.5"), "2.1 = Supported");
        check_communes(
            of(Some(Scope::Commune), "50"),
            "2.1 score-contradicts-metric on_time_rate
             2.1 = Contradicted",
        );
        let with_whole = |doc| of(None, "50")(of(Some(Scope::Commune), "98.5")(doc));
        check_communes(with_whole, "2.1 = Supported");
    }

    #[test]
    fn a_rate_that_a_table_only_counts_is_used_where_none_is_stated() {
        let counted = |numerator: &'static str, value: &'static str| {
            move |doc: Doc| {
                let mut doc = doc.metric("on_time_rate", value, |figure| {
                    figure.numerator = Some(decimal(numerator));
                    figure.denominator = Some(decimal("200"));
                });
                doc.0.facts.computed = std::mem::take(&mut doc.0.facts.metrics);
                doc
            }
        };
        check_figure("2", counted("197", "98.5"), "2.1 = Supported");
        check_figure(
            "2",
            counted("100", "50"),
            "2.1 score-contradicts-metric on_time_rate
             2.1 = Contradicted",
        );
        let stated_too = |doc| counted("100", "50")(doc).percent("on_time_rate", "98.5");
        check_figure("2", stated_too, "2.1 = Supported");
    }

    #[test]
    fn the_report_of_a_quarter_does_not_answer_for_the_year() {
        let quarter = report("12/BC-SYT", "Công tác kiểm soát thủ tục hành chính quý I năm 2025")
            .metric("on_time_rate", "50", |figure| figure.period = None);
        assert_judged(
            &dossier(&[row("2.1", "2", "12/BC-SYT")], &[quarter]),
            "2.1 evidence-partial claim
             2.1 explanation-missing claim
             2.1 = Partial",
        );
    }

    #[test]
    fn a_figure_that_an_unread_file_could_state_is_not_missing() {
        let documents = [report("12/BC-SYT", SUBJECT), scan("so-y-te/phu-luc.pdf")];
        assert_judged(
            &dossier(&[row("2.1", "2", "12/BC-SYT")], &documents),
            "2.1 evidence-unreadable claim
             2.1 = Undecidable [so-y-te/phu-luc.pdf x1], otherwise Partial",
        );
    }

    #[test]
    fn every_reading_must_give_less() {
        check_figure(
            "2",
            |doc| doc.percent("on_time_rate", "97").percent("on_time_rate", "99"),
            "2.1 needs-appraiser claim
             2.1 = NeedsAppraiser",
        );
        check_figure(
            "2",
            |doc| doc.percent("on_time_rate", "97").percent("on_time_rate", "96"),
            "2.1 score-contradicts-metric on_time_rate
             2.1 = Contradicted",
        );
    }

    #[test]
    fn figures_of_listed_documents_count_where_the_cited_ones_state_none() {
        let listed = report("12/BC-SYT", SUBJECT).percent("on_time_rate", "97");
        assert_judged(
            &dossier(&[row("2.1", "2", "")], std::slice::from_ref(&listed)),
            "2.1 score-contradicts-metric on_time_rate
             2.1 = Contradicted",
        );
        // What is cited and not there, or not read to its end, may state another figure.
        assert_judged(
            &dossier(&[row("2.1", "2", "13/BC-SYT")], std::slice::from_ref(&listed)),
            "2.1 cited-document-missing 13/BC-SYT
             2.1 evidence-partial claim
             2.1 explanation-missing claim
             2.1 = Partial",
        );
        let half_read = scan("so-y-te/13.pdf").number("13/BC-SYT");
        let high = report("12/BC-SYT", SUBJECT).percent("on_time_rate", "99");
        assert_judged(
            &dossier(&[row("2.1", "1", "13/BC-SYT")], &[high, half_read.clone()]),
            "2.1 evidence-unreadable claim
             2.1 = Undecidable [so-y-te/13.pdf x1], otherwise Supported",
        );
        assert_judged(
            &dossier(&[row("2.1", "2", "13/BC-SYT")], &[listed, half_read]),
            "2.1 evidence-unreadable claim
             2.1 = Undecidable [so-y-te/13.pdf x1], otherwise Partial",
        );
    }

    #[test]
    fn a_contradiction_goes_before_what_is_unread() {
        let low = report("12/BC-SYT", SUBJECT).percent("on_time_rate", "97");
        assert_judged(
            &dossier(&[row("2.1", "2", "12/BC-SYT; 13/BC-SYT")], &[low, scan("so-y-te/scan.pdf")]),
            "2.1 evidence-unreadable 13/BC-SYT
             2.1 score-contradicts-metric on_time_rate
             2.1 = Contradicted",
        );
    }

    #[test]
    fn a_rate_of_no_base_beside_it_is_read_from_each_of_them() {
        let of_bases = |fits: bool| {
            move |doc: Doc| {
                doc.metric("on_time_rate", "97", |figure| {
                    figure.recomputed = vec![Recomputed {
                        base: "đã giải quyết".to_owned(),
                        numerator: decimal("197"),
                        denominator: decimal("200"),
                        value: decimal("98.5"),
                        fits,
                    }];
                })
            }
        };
        check_figure(
            "2",
            of_bases(false),
            "2.1 needs-appraiser claim
             2.1 = NeedsAppraiser",
        );
        check_figure(
            "2",
            of_bases(true),
            "2.1 score-contradicts-metric on_time_rate
             2.1 = Contradicted",
        );
    }

    #[test]
    fn fractions_are_compared_in_the_decimals_of_claims() {
        let check_fraction = |claimed: &str, value: &str, expect: &str| {
            let report = report("12/BC-SYT", "Dịch vụ công");
            let report = report.percent("online_submission_rate", value);
            assert_judged(&dossier(&[row("2.2", claimed, "12/BC-SYT")], &[report]), expect);
        };
        check_fraction("0.98", "98.04", "2.2 = Supported");
        check_fraction("0.98", "97.96", "2.2 = Supported");
        check_fraction(
            "1",
            "98.04",
            "2.2 score-contradicts-metric online_submission_rate
             2.2 = Contradicted",
        );
    }
}
