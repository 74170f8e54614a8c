//! A round as the council puts it in: departments and communes by sets of their own, with unequal maxima, surveys that
//! do not count, ties, bonus and penalty, and one unit without a rank.
//!
//! Says what is put in and never what must come out: that is computed by a spreadsheet from the same rows. The same
//! seed gives the same round on every machine.

mod criteria;
mod points;

use model::results::{given::Given, standing::Entrant};

/// What is put in for one level.
#[derive(Debug)]
pub struct ResultsRound {
    /// Names the round.
    pub id: &'static str,
    /// The criteria set, in its TOML form.
    pub criteria: String,
    /// Its leaves, in code order.
    pub leaves: Vec<SpecimenLeaf>,
    /// The units.
    pub entrants: Vec<Entrant>,
    /// The points and circumstances.
    pub given: Given,
    /// To how many decimals more neighbours are compared.
    pub tie_decimals: u32,
}

/// A leaf of the generated set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecimenLeaf {
    /// Its code.
    pub code: String,
    /// Its maximum, in hundredths of a point.
    pub hundredths: u32,
    /// Whether a survey scores it.
    pub by_survey: bool,
}

/// How a level is made.
struct Plan {
    id: &'static str,
    level: &'static str,
    decision: &'static str,
    name: &'static str,
    /// What ids and names of units begin with.
    prefix: (&'static str, &'static str),
    units: u32,
    areas: u32,
    criteria: u32,
    /// The maximum of each leaf that the council scores, in hundredths.
    hundredths: u32,
    tie_decimals: u32,
}

const DEPARTMENTS: Plan = Plan {
    id: "so-2025",
    level: "department",
    decision: "820/QĐ-UBND",
    name: "Chỉ số cải cách hành chính các sở năm 2025 (mẫu)",
    prefix: ("so", "Sở mẫu"),
    units: 30,
    areas: 6,
    criteria: 5,
    hundredths: 250,
    tie_decimals: 1,
};

const COMMUNES: Plan = Plan {
    id: "xa-2025",
    level: "commune",
    decision: "1234/QĐ-UBND",
    name: "Chỉ số cải cách hành chính các xã năm 2025 (mẫu)",
    prefix: ("xa", "Xã mẫu"),
    units: 109,
    areas: 5,
    criteria: 4,
    hundredths: 375,
    tie_decimals: 0,
};

/// The 30 departments and 109 communes of a round.
#[must_use]
pub fn rounds(seed: u64) -> [ResultsRound; 2] {
    [DEPARTMENTS, COMMUNES].map(|plan| ResultsRound {
        id: plan.id,
        criteria: criteria::toml(&plan),
        leaves: criteria::leaves(&plan),
        entrants: points::entrants(&plan),
        given: points::given(&plan, seed),
        tie_decimals: plan.tie_decimals,
    })
}
