//! The rounds of the founding documents, checked: every unit sends evidence for what it claims, and what is found is what
//! fixtures/founding.toml planted, and nothing else.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::{Round, findings, said};

/// A founding round in a folder of its own, after a check that found what is expected of it.
pub(crate) fn checked(folder: &str) -> Round {
    let round = Round::of_repository(folder);
    let report = round.checked();
    let expect = expected(folder);
    let trimmed = expect.lines().map(str::trim).filter(|line| !line.is_empty());
    assert_eq!(told(&report), trimmed.collect::<Vec<_>>(), "{folder}");
    round
}

#[test]
fn a_check_says_how_much_of_its_judging_was_full_text() {
    let round = Round::of_repository("can-tho-2019");
    let output = round.check(&[]).output().expect("started");
    let told = said(&output);
    assert!(told.contains("tìm toàn văn cho 2 mục chưa có căn cứ"), "{told}");
    assert!(told.trim_end().ends_with("%)"), "{told}");
}

/// What must be found in a round: each unit with its verdicts, then its findings. That a person must look is told of
/// nearly every claim of these sets, so it is only counted.
fn expected(folder: &str) -> &'static str {
    match folder {
        "can-tho-2016" => {
            "can-tho: contradicted 1, needs-appraiser 12, unsupported 3
             1.2 evidence-late
             2.1 draft-document
             2.2 explanation-only
             2.3 cited-document-missing 209/BC-UBND
             4.1 citation-date-mismatch 214/BC-UBND
             4.2 score-contradicts-metric online_submission_rate
             4.4 score-without-evidence
             5.2 evidence-outside-period"
        }
        "can-tho-2019" => {
            "so-mot: contradicted 1, needs-appraiser 3, supported 3
             1.2 evidence-late
             2.1 score-contradicts-metric online_service_rate
             so-hai: needs-appraiser 4, supported 2, unsupported 1
             1.1 cited-document-missing 202/BC-SGĐH
             1.3 figures-inconsistent
             2.3 score-not-attainable
             so-ba: claim-of-zero 1, needs-appraiser 2, supported 2, unsupported 1
             1.2 score-without-evidence
             2.2 criterion-missing"
        }
        "can-tho-2019-district" => {
            "quan-mot: contradicted 1, needs-appraiser 3, supported 2, unsupported 1
             1.1 explanation-only
             2.2 score-contradicts-metric edoc_rate
             huyen-hai: needs-appraiser 4, supported 3
             1.2 evidence-outside-period
             1.4 figures-inconsistent
             2.3 evidence-late"
        }
        "ha-noi-2019" => {
            "phong-mot: claim-of-zero 1, needs-appraiser 32, unsupported 2
             1.2 cited-document-missing 203/BC-PGĐM
             1.4.1 score-without-evidence
             3.2 evidence-reused
             5.1 draft-document
             phong-hai: needs-appraiser 35
             1.1 score-above-maximum
             1.5.2 evidence-late
             3.2 evidence-reused
             phong-ba: claim-of-zero 1, needs-appraiser 32, unsupported 1
             1.3.1 explanation-only
             2.3 criterion-missing
             4.1 citation-date-mismatch 232/BC-PGĐB"
        }
        "876-2022-province" => {
            "tinh-mot: claim-of-zero 1, needs-appraiser 65, unsupported 2
             1.3 cited-document-missing 204/BC-UBND
             1.4.1 score-without-evidence
             1.6.1 draft-document
             2.1.1 evidence-late
             4.1.1 evidence-outside-period
             tinh-hai: needs-appraiser 66, unsupported 1
             1.1 score-above-maximum
             1.2 score-not-attainable
             1.5.1 explanation-only
             2.1.1 criterion-missing
             5.1.1 citation-date-mismatch 259/BC-UBND"
        }
        "876-2022-ministry" => {
            "bo-mot: claim-of-zero 1, needs-appraiser 69, unsupported 2
             1.1 evidence-late
             1.4 score-without-evidence
             2.1 cited-document-missing 214/BC-BGĐM
             bo-hai: needs-appraiser 71, unsupported 1
             1.2 draft-document
             1.3 explanation-only
             2.1 citation-date-mismatch 214/BC-BGĐH
             3.1.1 score-above-maximum"
        }
        "can-tho-2022" => {
            "can-tho: claim-of-zero 2, needs-appraiser 63, unsupported 3
             1.1 cited-document-missing 202/BC-UBND
             1.4.2 explanation-only
             3.1.1 evidence-late
             4.1.1 score-without-evidence"
        }
        other => panic!("{other} is no founding round"),
    }
}

fn told(report: &Value) -> Vec<String> {
    let units = report["units"].as_array().expect("units");
    let all = findings(report);
    let of_unit = |unit: &Value| {
        let name = unit["id"].as_str().expect("a unit");
        let mut verdicts = BTreeMap::<&str, usize>::new();
        for judgement in unit["judgements"].as_array().expect("judged") {
            let verdict = judgement["verdict"]["verdict"].as_str().unwrap_or("claim-of-zero");
            *verdicts.entry(verdict).or_default() += 1;
        }
        let verdicts: Vec<_> = verdicts.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
        let mut lines = vec![format!("{name}: {}", verdicts.join(", "))];
        let of_this = all.iter().filter_map(|line| line.strip_prefix(&format!("{name} ")));
        lines.extend(of_this.filter(|line| !line.contains("needs-appraiser")).map(named));
        lines
    };
    units.iter().flat_map(of_unit).collect()
}

/// A finding with the number or metric that it is about; hashes of documents name nothing to a reader.
fn named(line: &str) -> String {
    let mut words = line.splitn(3, ' ');
    let (code, finding, subject) = (words.next(), words.next(), words.next().unwrap_or_default());
    let name = ["citation:", "metric:"].iter().find_map(|kind| subject.strip_prefix(kind));
    [code, finding, name].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
