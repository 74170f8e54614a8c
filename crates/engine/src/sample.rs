//! A small round for tests: two units, under the criteria set of 1187.

/// The round as it is declared.
pub(crate) const PIPELINE: &str = r#"
[round]
id = "vong-thu"
name = "Vòng thử"
year = 2025
level = "department"
criteria = "bo-tieu-chi.toml"
period = { from = "2025-01-01", to = "2025-12-31" }
deadline = "2026-01-23"

[evidence]
url = "ho-so"

[[unit]]
id = "so-y-te"
name = "Sở Y tế"
folder = "so-y-te"

[[unit]]
id = "so-noi-vu"
name = "Sở Nội vụ"
folder = "so-noi-vu"
"#;

/// Its criteria set.
pub(crate) const SET: &str = include_str!("../../../pipelines/criteria/qd-1187-2025-province.toml");
