//! The sets of the two levels: 75 points by the council, 15 and 10 by survey, bands at 80, 65 and 50 percent.

use std::fmt::Write as _;

use super::{Plan, SpecimenLeaf};

const WRITTEN: &str = "writing to a text does not fail";

pub(super) fn leaves(plan: &Plan) -> Vec<SpecimenLeaf> {
    let own = (1..=plan.areas).flat_map(|area| {
        (1..=plan.criteria).map(move |criterion| SpecimenLeaf {
            code: format!("{area}.{criterion}"),
            hundredths: plan.hundredths,
            by_survey: false,
        })
    });
    let last = plan.areas + 1;
    let surveyed = [(1, 1500), (2, 1000)].map(|(criterion, hundredths)| SpecimenLeaf {
        code: format!("{last}.{criterion}"),
        hundredths,
        by_survey: true,
    });
    own.chain(surveyed).collect()
}

pub(super) fn toml(plan: &Plan) -> String {
    let leaves = leaves(plan);
    let mut text = format!(
        r#"[set]
name = "{}"
decision = "{}"
date = "2025-06-01"
issuer = "UBND tỉnh"
level = "{}"
year = 2025
total = 100
survey_points = 25
index = "điểm đạt / điểm tối đa của đơn vị, %"
rounding = {{ decimals = 2 }}
tie_decimals = {}
counts = {{ areas = {}, criteria = {}, subcriteria = 0 }}
survey = {{ without = "rescale", sample = {{ percent = 10, forms = 50 }}, decimals = 3 }}
bonus = {{ max = 3 }}
penalty = {{ max = 3 }}
band = [
  {{ name = "Tốt", from = 80 }},
  {{ name = "Khá", from = 65, to = 80 }},
  {{ name = "Trung bình", from = 50, to = 65 }},
  {{ name = "Kém", to = 50 }},
]
"#,
        plan.name,
        plan.decision,
        plan.level,
        plan.tie_decimals,
        plan.areas + 1,
        leaves.len(),
    );
    for area in 1..=plan.areas + 1 {
        let of_area =
            || leaves.iter().filter(|leaf| leaf.code.split('.').next() == Some(&area.to_string()));
        let sum: u32 = of_area().map(|leaf| leaf.hundredths).sum();
        write!(
            text,
            "\n[[area]]\ncode = \"{area}\"\nname = \"Lĩnh vực {area}\"\nmax = {}\n",
            points(sum)
        )
        .expect(WRITTEN);
        for leaf in of_area() {
            let max = points(leaf.hundredths);
            let (by, rule) = if leaf.by_survey {
                ("survey", "{ kind = \"survey\" }".to_owned())
            } else {
                let rule = format!(
                    "{{ kind = \"options\", options = [{{ when = \"đạt\", points = {max} }}, {{ when = \"không đạt\", points = 0 }}] }}"
                );
                ("self", rule)
            };
            write!(
                text,
                "\n[[area.criterion]]\ncode = \"{}\"\nname = \"Tiêu chí {}\"\nmax = {max}\nassessed_by = \"{by}\"\nrule = {rule}\n",
                leaf.code, leaf.code
            )
            .expect(WRITTEN);
        }
    }
    text
}

/// Hundredths as they are written: `2.50`.
fn points(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
