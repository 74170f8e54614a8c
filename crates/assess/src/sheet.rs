//! What a unit's sheet claims, once a criteria set has admitted its rows: claims, and the rows that are none.
//!
//! Every row with points ends in one of these lists.

use std::collections::BTreeMap;

use model::{
    CriterionCode, Points,
    criteria::{CriteriaSet, Leaf},
    dossier::EvidenceDocument,
    facts::{Citation, Recognition},
    rule::Assessor,
    self_score::{NotAClaim, SelfScore},
    sheet::{SelfScoreSheet, SheetRow},
    verdict::Evidence,
};

use crate::words::words;

/// A sheet as its criteria set admits it.
pub(crate) struct AdmittedSheet<'a> {
    /// The document that holds it.
    pub(crate) document: &'a EvidenceDocument,
    /// Whether the whole sheet was read and understood: only then may something be called absent from it.
    pub(crate) is_complete: bool,
    /// The claims for leaves that the unit scores, in code order.
    pub(crate) claims: Vec<Claim<'a>>,
    /// Points for leaves that somebody else scores, in code order.
    pub(crate) not_self_scored: Vec<Claim<'a>>,
    /// Rows of leaves without points, in code order.
    pub(crate) without_points: BTreeMap<CriterionCode, Vec<&'a SheetRow>>,
    /// Rows with points below zero.
    pub(crate) negative: BTreeMap<CriterionCode, &'a SheetRow>,
    /// Rows of areas and divided criteria.
    pub(crate) subtotals: Vec<(CriterionCode, &'a SheetRow)>,
    /// Rows of the whole.
    pub(crate) totals: Vec<&'a SheetRow>,
    /// Rows with points or a maximum whose code the set does not have.
    pub(crate) unknown: Vec<(String, &'a SheetRow)>,
}

/// The points that a unit gives itself for one leaf, with all rows that speak of that leaf.
pub(crate) struct Claim<'a> {
    /// The leaf.
    pub(crate) leaf: &'a Leaf,
    /// The points of the first row that has any.
    pub(crate) points: Points,
    /// The row of these points first, then further rows of the same code.
    pub(crate) rows: Vec<&'a SheetRow>,
    /// The points of all rows that state some, in order.
    pub(crate) stated: Vec<Points>,
    /// The document of the sheet.
    document: &'a EvidenceDocument,
}

impl<'a> Claim<'a> {
    /// The code of the leaf.
    pub(crate) fn code(&self) -> &'a CriterionCode {
        &self.leaf.code
    }

    /// What the rows cite, each number once: the first citation of it, one that needed no repair and leaves no doubt
    /// before one that did.
    pub(crate) fn citations(&self) -> Vec<&'a Citation> {
        let mut by_key = BTreeMap::<&str, &Citation>::new();
        for citation in self.rows.iter().flat_map(|row| &row.citations) {
            let known = by_key.entry(citation.number.key()).or_insert(citation);
            if is_weak(known) && !is_weak(citation) {
                *known = citation;
            }
        }
        by_key.into_values().collect()
    }

    /// What the rows say beyond citations, as written.
    pub(crate) fn explanation(&self) -> Option<String> {
        let texts: Vec<_> = self
            .rows
            .iter()
            .filter_map(|row| row.explanation.as_deref())
            .map(str::trim)
            // Dashes and the like stand for an empty cell.
            .filter(|text| text.contains(char::is_alphanumeric))
            .collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }

    /// The claim itself, as evidence of what was claimed.
    pub(crate) fn evidence(&self) -> Evidence {
        row_evidence(self.document, self.rows[0])
    }

    /// The claim, and the words of one of its citations.
    pub(crate) fn evidence_with(&self, citation: &Citation) -> Vec<Evidence> {
        let mut cited = row_evidence(self.document, self.rows[0]);
        cited.quote = Some(citation.quote.clone());
        let mut evidence = vec![self.evidence(), cited];
        evidence.dedup();
        evidence
    }
}

/// Whether the number of a citation had to be repaired, or may have been misread.
fn is_weak(citation: &Citation) -> bool {
    citation.repaired || citation.recognition.as_ref().is_some_and(Recognition::is_doubtful)
}

/// A row of the sheet, as evidence.
pub(crate) fn row_evidence(sheet: &EvidenceDocument, row: &SheetRow) -> Evidence {
    Evidence { file: sheet.file.clone(), number: None, quote: Some(row.quote.clone()) }
}

impl<'a> AdmittedSheet<'a> {
    /// Holds the rows of a sheet against a criteria set.
    pub(crate) fn admit(
        document: &'a EvidenceDocument,
        sheet: &'a SelfScoreSheet,
        set: &'a CriteriaSet,
        is_complete: bool,
    ) -> Self {
        let mut admitted = Self {
            document,
            is_complete,
            claims: Vec::new(),
            not_self_scored: Vec::new(),
            without_points: BTreeMap::new(),
            negative: BTreeMap::new(),
            subtotals: Vec::new(),
            totals: Vec::new(),
            unknown: Vec::new(),
        };
        let mut claims = BTreeMap::<&CriterionCode, Claim<'a>>::new();
        for row in &sheet.rows {
            match SelfScore::admit(row, set) {
                Ok(score) => {
                    let (leaf, points) = (score.leaf(), score.points());
                    let claim = claims.entry(&leaf.code).or_insert_with(|| Claim {
                        leaf,
                        points,
                        rows: Vec::new(),
                        stated: Vec::new(),
                        document,
                    });
                    claim.rows.push(row);
                    claim.stated.push(points);
                }
                Err(NotAClaim::NoCode) if is_total(row) => admitted.totals.push(row),
                // Option lines and notes claim nothing.
                Err(NotAClaim::NoCode) => {}
                Err(NotAClaim::Subtotal(code)) => admitted.subtotals.push((code, row)),
                Err(NotAClaim::UnknownCode(written)) => {
                    if row.points.is_some() || row.maximum.is_some() {
                        admitted.unknown.push((written, row));
                    }
                }
                Err(NotAClaim::NoPoints(code)) => {
                    admitted.without_points.entry(code).or_default().push(row);
                }
                Err(NotAClaim::Negative(code)) => {
                    admitted.negative.entry(code).or_insert(row);
                }
            }
        }
        // Evidence may continue in further rows of the same code that repeat no points.
        for (code, claim) in &mut claims {
            claim.rows.extend(admitted.without_points.remove(code).into_iter().flatten());
        }
        (admitted.claims, admitted.not_self_scored) =
            claims.into_values().partition(|claim| claim.leaf.assessed_by == Assessor::Unit);
        admitted
    }

    /// The points stated for the leaves below a code, or for all leaves; `None` where none are.
    pub(crate) fn sum_below(&self, code: Option<&CriterionCode>) -> Option<Points> {
        let mut stated = self
            .claims
            .iter()
            .chain(&self.not_self_scored)
            .filter(|claim| code.is_none_or(|code| code.contains(claim.code())))
            .map(|claim| claim.points)
            .peekable();
        stated.peek()?;
        Some(stated.sum())
    }
}

/// Whether a row without a code is the total of the sheet.
fn is_total(row: &SheetRow) -> bool {
    let name = words(&row.name).join(" ");
    matches!(name.as_str(), "tong" | "cong")
        || ["tong cong", "tong diem", "tong so diem"].iter().any(|total| name.starts_with(total))
}
