//! Accounts of the desk: who somebody is, and what that lets them see and do.
//!
//! Refuses to know passwords, sessions and pages. Whoever shows or changes something asks the [`Role`] here, so that
//! there is one answer to "may they?".

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountName, CriterionCode, UnitId},
    personal::Persons,
};

/// Somebody who works at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// What they sign in with.
    pub name: AccountName,
    /// Their name as others see it ("Nguyễn Văn A, Phòng Cải cách hành chính").
    pub shown_as: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in. Accounts are closed, not deleted: what they did keeps their name.
    pub open: bool,
}

/// What an account may see and do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "role", rename_all = "kebab-case")]
pub enum Role {
    /// A unit (đơn vị): sees, loads and explains its own.
    Unit {
        /// Which one.
        unit: UnitId,
    },
    /// An appraiser (người thẩm định): sees all units, appraises in the areas given.
    Appraiser {
        /// The areas; none means all of them.
        areas: Vec<CriterionCode>,
    },
    /// The council (hội đồng thẩm định): sees all and decides.
    Council,
    /// The administrator (quản trị): accounts, loading, reading again; no points.
    Administrator,
}

impl Role {
    /// Whether what belongs to this unit exists for them at all.
    #[must_use]
    pub fn sees(&self, unit: &UnitId) -> bool {
        match self {
            Self::Unit { unit: own } => own == unit,
            Self::Appraiser { .. } | Self::Council | Self::Administrator => true,
        }
    }

    /// Whether they see what is about several units: the round, the search, the files not read.
    #[must_use]
    pub fn sees_all_units(&self) -> bool {
        !matches!(self, Self::Unit { .. })
    }

    /// Whether they may load evidence of this unit.
    #[must_use]
    pub fn loads_for(&self, unit: &UnitId) -> bool {
        match self {
            Self::Unit { unit: own } => own == unit,
            Self::Administrator => true,
            Self::Appraiser { .. } | Self::Council => false,
        }
    }

    /// Whether they may record appraised points for this leaf.
    #[must_use]
    pub fn appraises(&self, criterion: &CriterionCode) -> bool {
        match self {
            Self::Appraiser { areas } => areas.is_empty() || areas.contains(&criterion.area()),
            Self::Unit { .. } | Self::Council | Self::Administrator => false,
        }
    }

    /// Whether they may answer for this unit (giải trình).
    #[must_use]
    pub fn answers_for(&self, unit: &UnitId) -> bool {
        matches!(self, Self::Unit { unit: own } if own == unit)
    }

    /// Whether their points are the council's decision.
    #[must_use]
    pub fn decides(&self) -> bool {
        matches!(self, Self::Council)
    }

    /// Whether the readings that they may see show the numbers of persons: to the unit that sent them, and to those who
    /// weigh evidence. Who keeps the machine running has no need of them.
    #[must_use]
    pub fn persons(&self) -> Persons {
        match self {
            Self::Unit { .. } | Self::Appraiser { .. } | Self::Council => Persons::Shown,
            Self::Administrator => Persons::Masked,
        }
    }

    /// Whether they may make accounts, change roles and have files read again.
    #[must_use]
    pub fn administers(&self) -> bool {
        matches!(self, Self::Administrator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str) -> UnitId {
        UnitId::new(id).expect("a unit")
    }

    fn code(text: &str) -> CriterionCode {
        CriterionCode::new(text).expect("a code")
    }

    #[test]
    fn a_unit_sees_and_loads_only_its_own() {
        let role = Role::Unit { unit: unit("so-y-te") };
        assert!(role.sees(&unit("so-y-te")) && role.loads_for(&unit("so-y-te")));
        assert!(role.answers_for(&unit("so-y-te")));
        assert!(!role.sees(&unit("so-noi-vu")) && !role.loads_for(&unit("so-noi-vu")));
        assert!(!role.answers_for(&unit("so-noi-vu")) && !role.sees_all_units());
        assert!(!role.appraises(&code("1.1.1")) && !role.decides() && !role.administers());
    }

    #[test]
    fn an_appraiser_appraises_their_areas_only() {
        let role = Role::Appraiser { areas: vec![code("1"), code("3")] };
        assert!(role.appraises(&code("3.4.1")) && !role.appraises(&code("2.1")));
        assert!(Role::Appraiser { areas: Vec::new() }.appraises(&code("2.1")));
        assert!(role.sees(&unit("so-y-te")) && !role.loads_for(&unit("so-y-te")));
    }

    #[test]
    fn nobody_both_administers_and_gives_points() {
        let roles = [
            Role::Unit { unit: unit("a") },
            Role::Appraiser { areas: Vec::new() },
            Role::Council,
            Role::Administrator,
        ];
        for role in roles {
            let gives_points = role.appraises(&code("1.1")) || role.decides();
            assert!(!(role.administers() && gives_points), "{role:?}");
            assert!(!(role.answers_for(&unit("a")) && gives_points), "{role:?}");
            assert_eq!(role.administers(), role.persons() == Persons::Masked, "{role:?}");
        }
    }
}
