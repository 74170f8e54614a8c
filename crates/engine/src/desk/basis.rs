//! Does a claim stand before an appraiser as it stood when they said something about it? What was found of it is told by
//! one hash: of the claimed and recomputed points, the verdict with its evidence, and the findings.
//!
//! The bytes of a document are part of it where words of it are quoted; how far other files were searched is not.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use model::{
    ContentHash, CriterionCode, Points,
    appraisal::Appraisal,
    finding::Finding,
    verdict::{Judgement, Verdict},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// What is hashed.
#[derive(Serialize)]
struct Found<'f> {
    claimed: Option<Points>,
    recomputed: Option<Points>,
    verdict: Option<&'f Verdict>,
    findings: Vec<&'f Finding>,
}

/// What was found of the claim of a unit for a leaf, as a hash; where nothing was claimed and nothing found, the hash of
/// that.
pub(super) fn basis(
    judgements: &[Judgement],
    findings: &[Finding],
    criterion: &CriterionCode,
) -> ContentHash {
    let judgement = judgements.iter().find(|judgement| judgement.criterion == *criterion);
    let found = Found {
        claimed: judgement.map(|judgement| judgement.claimed),
        recomputed: judgement.and_then(|judgement| judgement.recomputed),
        verdict: judgement.and_then(|judgement| judgement.verdict.as_ref()),
        findings: findings
            .iter()
            .filter(|finding| finding.criterion.as_ref() == Some(criterion))
            .collect(),
    };
    let json = serde_json::to_vec(&found).expect("judgements and findings are stored as JSON");
    ContentHash::from_digest(Sha256::digest(json).into())
}

/// What was found of each claim of a unit, as hashes: each is made when somebody asks for it, and once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bases(Arc<Mutex<BTreeMap<CriterionCode, ContentHash>>>);

impl Bases {
    /// The hash of a claim, by [`basis`].
    pub(crate) fn of(
        &self,
        judgements: &[Judgement],
        findings: &[Finding],
        criterion: &CriterionCode,
    ) -> ContentHash {
        let mut made = self.0.lock().expect("nothing panics while it holds the hashes");
        if let Some(known) = made.get(criterion) {
            return *known;
        }
        let hash = basis(judgements, findings, criterion);
        made.insert(criterion.clone(), hash);
        hash
    }
}

/// Whether an appraisal is about what is found now: `basis` of its claim, in the judgement of this generation.
pub(crate) fn is_current(appraisal: &Appraisal, basis: ContentHash, judged_at: u64) -> bool {
    match appraisal.basis {
        Some(seen) => seen == basis,
        // Of what was said before hashes were kept, it is only known from which judgement of the unit.
        None => appraisal.judged_at == judged_at,
    }
}

#[cfg(test)]
mod tests {
    use model::{
        UnitId,
        dossier::FilePath,
        verdict::{Coverage, Evidence},
    };

    use super::*;

    fn code(text: &str) -> CriterionCode {
        CriterionCode::new(text).expect("a code")
    }

    fn judgement(criterion: &str, verdict: Verdict, generation: u64) -> Judgement {
        Judgement {
            unit: UnitId::new("so-y-te").expect("an id"),
            criterion: code(criterion),
            claimed: Points::new(1.into()),
            recomputed: None,
            calculation: Vec::new(),
            bases: Vec::new(),
            verdict: Some(verdict),
            coverage: Coverage { searched: 1, generation, unread: Vec::new() },
        }
    }

    fn supported(file: &str) -> Verdict {
        let file = FilePath::try_from(file.to_owned()).expect("a path");
        Verdict::Supported { evidence: vec![Evidence { file, number: None, quote: None }] }
    }

    #[test]
    fn what_is_found_of_one_claim_is_told_apart_from_what_is_not_about_it() {
        let before = [judgement("1.1", supported("a.pdf"), 3)];
        let of = |judgements: &[Judgement]| basis(judgements, &[], &code("1.1"));
        let same = of(&before);
        assert_eq!(of(&[judgement("1.1", supported("a.pdf"), 9)]), same, "only searched again");
        let beside = [before[0].clone(), judgement("1.2", Verdict::Unsupported, 9)];
        assert_eq!(of(&beside), same, "another claim changed");
        assert_ne!(of(&[judgement("1.1", supported("b.pdf"), 9)]), same);
        assert_ne!(of(&[judgement("1.1", Verdict::Unsupported, 9)]), same);
        assert_ne!(of(&[]), same);
    }
}
