//! A small criteria set for tests, and edits of it.

pub(crate) const SMALL: &str = r#"
[set]
name = "Bộ tiêu chí thử"
decision = "1/QĐ-UBND"
date = "2025-01-02"
issuer = "UBND tỉnh"
level = "department"
year = 2025
total = 3
survey_points = 1
index = "điểm đạt / điểm tối đa, %"
rounding = { decimals = 2 }
counts = { areas = 1, criteria = 2, subcriteria = 2 }

[[area]]
code = "1"
name = "Lĩnh vực"
max = 3

[[area.criterion]]
code = "1.1"
name = "Tiêu chí"
max = 1.5
assessed_by = "self"
evidence = [
  { name = "Báo cáo CCHC hoặc báo cáo khác", doc_type = "Báo cáo", topic = "cải cách", period = "quarter-1", or = [{ doc_type = "thông báo" }] },
]

[area.criterion.rule]
kind = "ratio"
numerator = "đúng hạn"
denominator = "đã giải quyết"
scale = 1.5
floor = 0.95
zero_denominator = "silent"
metric = "on_time_rate"

[[area.criterion]]
code = "1.2"
name = "Tiêu chí có phần"
max = 1.5

[[area.criterion.subcriterion]]
code = "1.2.1"
name = "Tiêu chí thành phần"
max = 0.5
assessed_by = "self"

[area.criterion.subcriterion.rule]
kind = "tiers"
of = "cơ quan"
unit = "percent"
tiers = [
  { from = 100, points = 0.5 },
  { from = 80, to = 100, points = 0.25 },
  { from = 0, to = 80, points = 0 },
]

[[area.criterion.subcriterion]]
code = "1.2.2"
name = "Khảo sát"
max = 1
assessed_by = "survey"
rule = { kind = "survey" }
"#;

/// The small set with one text replaced by another.
pub(super) fn edited(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "the sample has no {from:?}");
    SMALL.replacen(from, to, 1)
}
