//! During the year: which listed documents does a unit not have yet for leaves that it has not scored?
//!
//! Claims are judged; this is about what nobody has claimed. Refuses to know whether a document will earn points.

use model::{
    criteria::CriteriaSet,
    dossier::Dossier,
    rule::Assessor,
    verdict::{Judgement, MissingEvidence, StillMissing},
};

use crate::required::{Described, requirements};

/// What the leaves that a unit scores and has not scored yet still lack, in code order. Where a file was not read in
/// full, nothing is certain to be missing.
#[must_use]
pub fn still_missing(
    set: &CriteriaSet,
    dossier: &Dossier,
    judgements: &[Judgement],
) -> Vec<StillMissing> {
    let is_sheet = |file| dossier.sheet.as_ref() == Some(file);
    let evidence = || dossier.documents.iter().filter(|document| !is_sheet(&document.file));
    let is_certain = evidence().all(|document| document.is_fully_read());
    let described: Vec<Described<'_>> = evidence().map(Described::of).collect();
    let all: Vec<&Described<'_>> = described.iter().collect();
    let unclaimed = set.leaves().filter(|leaf| {
        leaf.assessed_by == Assessor::Unit
            && !judgements.iter().any(|judgement| judgement.criterion == leaf.code)
    });
    unclaimed
        .filter_map(|leaf| {
            let missing: Vec<_> = requirements(leaf, &[], &all, set.head().year)
                .into_iter()
                .filter(|requirement| requirement.is_missing())
                .map(|requirement| MissingEvidence::RequiredDocument {
                    name: requirement.item.name.clone(),
                    period: requirement.item.kind.period,
                })
                .collect();
            let criterion = leaf.code.clone();
            (!missing.is_empty()).then_some(StillMissing { criterion, missing, is_certain })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    /// The first leaf that lacks something, with `?` where that is not certain.
    fn check(documents: &[Doc], expect: &str) {
        let dossier = dossier_of_exactly(&[], documents);
        let told = still_missing(set(), &dossier, &[]);
        let first = told.first().expect("the set lists documents");
        let names: Vec<_> = first
            .missing
            .iter()
            .map(|missing| match missing {
                MissingEvidence::RequiredDocument { name, .. } => name.as_str(),
                other => panic!("{other:?}"),
            })
            .collect();
        let mark = if first.is_certain { "" } else { "?" };
        assert_eq!(format!("{}{mark} {}", first.criterion, names.join(", ")), expect);
    }

    #[test]
    fn what_is_there_is_not_missing_and_what_is_unread_is_not_certain() {
        check(&[], "1.1 Kế hoạch CCHC năm");
        check(&[scan("so-y-te/quet.pdf")], "1.1? Kế hoạch CCHC năm");
        let plan = document("so-y-te/ke-hoach.pdf")
            .number("1/KH-SYT")
            .dated("2025-01-10")
            .kind("kế hoạch")
            .about("Cải cách hành chính năm 2025");
        let dossier = dossier_of_exactly(&[], &[plan]);
        let told = still_missing(set(), &dossier, &[]);
        assert!(told.iter().all(|leaf| leaf.criterion.to_string() != "1.1"), "{told:?}");
    }

    #[test]
    fn what_is_claimed_is_judged_and_not_told_here() {
        let dossier = dossier(&[row("1.1", "1", "")], &[]);
        let judgements = judged(&dossier).judgements;
        let told = still_missing(set(), &dossier, &judgements);
        assert!(told.iter().all(|leaf| leaf.criterion.to_string() != "1.1"), "{told:?}");
    }
}
