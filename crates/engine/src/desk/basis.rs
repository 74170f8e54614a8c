//! Does a claim stand before an appraiser as it stood when they said something about it? What was found of it is told by
//! one hash: of the claimed and recomputed points, the verdict with its evidence, and the findings.
//!
//! The bytes of a document are part of it where words of it are quoted; how far other files were searched is not. Where
//! evidence was erased, what was found before is what an appraisal was about: nobody can look again.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use model::{
    ContentHash, CriterionCode, Points, ProblemCode,
    appraisal::Appraisal,
    finding::Finding,
    verdict::{Judgement, UnreadFile, Verdict},
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

/// What is found of a claim now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundNow {
    /// As a hash.
    pub(crate) basis: ContentHash,
    /// What was found before evidence was erased that now keeps the claim from being decided.
    pub(crate) before_erasure: Option<ContentHash>,
    /// The generation of the judgement; 0 where there is none.
    pub(crate) judged_at: u64,
}

impl FoundNow {
    /// Whether an appraisal is about this.
    pub(crate) fn is_of(&self, appraisal: &Appraisal) -> bool {
        match appraisal.basis {
            Some(seen) => seen == self.basis || Some(seen) == self.before_erasure,
            // Of what was said before hashes were kept, it is only known from which judgement of the unit.
            None => appraisal.judged_at == self.judged_at,
        }
    }
}

/// Whether nothing can be found of a claim any more because evidence was erased: its verdict waits for an erased file, or
/// the unit's sheet is gone with all claims.
pub(crate) fn is_lost_to_erasure(judgements: &[Judgement], criterion: &CriterionCode) -> bool {
    let is_erased = |file: &UnreadFile| file.reason == ProblemCode::Erased;
    let waits = |judgement: &Judgement| match &judgement.verdict {
        Some(Verdict::Undecidable { unread, .. }) => unread.iter().any(is_erased),
        _ => false,
    };
    let mut of_claim = judgements.iter().filter(|judgement| judgement.criterion == *criterion);
    judgements.is_empty() || of_claim.any(waits)
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

    #[test]
    fn only_what_waits_for_an_erased_file_is_lost_to_erasure() {
        let check = |verdict: Verdict, expect: bool| {
            let judgements = [judgement("1.1", verdict, 3)];
            assert_eq!(is_lost_to_erasure(&judgements, &code("1.1")), expect);
            assert!(!is_lost_to_erasure(&judgements, &code("1.2")), "nothing is claimed there");
        };
        let waiting = |reason| Verdict::Undecidable {
            unread: vec![UnreadFile {
                file: FilePath::try_from("a.pdf".to_owned()).expect("a path"),
                reason,
                detail: String::new(),
                blocked_claims: 1,
            }],
            otherwise: Box::new(Verdict::Unsupported),
        };
        check(waiting(ProblemCode::Erased), true);
        check(waiting(ProblemCode::Damaged), false);
        check(Verdict::Unsupported, false);
        assert!(is_lost_to_erasure(&[], &code("1.1")), "the sheet is gone");
    }
}
