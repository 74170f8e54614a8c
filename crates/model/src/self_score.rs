//! Self-scores: the claims that a criteria set admits from a unit's sheet.

use serde::Serialize;

use crate::{
    criteria::{CriteriaSet, Leaf},
    id::CriterionCode,
    points::Points,
    sheet::SheetRow,
};

/// The points that a unit gives itself for one leaf. Only a criteria set can admit one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SelfScore<'c> {
    leaf: &'c Leaf,
    points: Points,
    row: SheetRow,
}

/// Why a row is no claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAClaim {
    /// The row has no code: an option line, a note, a total.
    NoCode,
    /// The code is that of an area, or of a criterion that has subcriteria: a subtotal.
    Subtotal(CriterionCode),
    /// The set has no such code.
    UnknownCode(String),
    /// The row has no points.
    NoPoints(CriterionCode),
    /// The points are below zero.
    Negative(CriterionCode),
}

impl<'c> SelfScore<'c> {
    /// Admits a row as a claim for a leaf of the set. Points above the leaf's maximum are admitted: that is a finding,
    /// not an error.
    ///
    /// # Errors
    /// When the row claims nothing for a leaf of this set.
    pub fn admit(row: &SheetRow, set: &'c CriteriaSet) -> Result<Self, NotAClaim> {
        let written = row.code.as_deref().ok_or(NotAClaim::NoCode)?;
        let unknown = || NotAClaim::UnknownCode(written.to_owned());
        let code = CriterionCode::new(written).map_err(|_| unknown())?;
        let Some(leaf) = set.leaf(&code) else {
            return Err(if set.contains(&code) { NotAClaim::Subtotal(code) } else { unknown() });
        };
        match row.points {
            None => Err(NotAClaim::NoPoints(code)),
            Some(points) if points.is_sign_negative() && !points.is_zero() => {
                Err(NotAClaim::Negative(code))
            }
            Some(points) => Ok(Self { leaf, points: Points::new(points), row: row.clone() }),
        }
    }

    /// The leaf that is scored.
    #[must_use]
    pub fn leaf(&self) -> &'c Leaf {
        self.leaf
    }

    /// The points claimed.
    #[must_use]
    pub fn points(&self) -> Points {
        self.points
    }

    /// The row that claims them.
    #[must_use]
    pub fn row(&self) -> &SheetRow {
        &self.row
    }
}
