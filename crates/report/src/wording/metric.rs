//! What the figures are called.
//!
//! Which metrics there are is data of `facts`; one that is not named here is shown by its id.

use model::facts::{MetricId, Scope};
use rust_decimal::Decimal;

use super::figure;
use crate::Language;

/// Id, name in Vietnamese, name in English.
const NAMES: [(&str, &str, &str); 14] = [
    ("online_service_rate", "tỷ lệ dịch vụ công trực tuyến", "rate of procedures offered online"),
    ("online_submission_rate", "tỷ lệ hồ sơ nộp trực tuyến", "rate of dossiers filed online"),
    ("on_time_rate", "tỷ lệ hồ sơ giải quyết đúng hạn", "rate of dossiers settled on time"),
    (
        "bcci_rate",
        "tỷ lệ hồ sơ qua dịch vụ bưu chính công ích",
        "rate of dossiers by public postal service",
    ),
    (
        "bcci_count",
        "số hồ sơ qua dịch vụ bưu chính công ích",
        "number of dossiers by public postal service",
    ),
    ("edoc_rate", "tỷ lệ văn bản điện tử", "rate of documents exchanged electronically"),
    (
        "edoc_digital_signature_rate",
        "tỷ lệ văn bản được ký số",
        "rate of documents signed digitally",
    ),
    ("received_count", "số hồ sơ tiếp nhận", "number of dossiers received"),
    ("processed_count", "số hồ sơ đã giải quyết", "number of dossiers settled"),
    ("late_count", "số hồ sơ quá hạn", "number of late dossiers"),
    ("sipas", "Chỉ số SIPAS", "SIPAS"),
    ("par_index", "Chỉ số PAR INDEX", "PAR INDEX"),
    ("par_rank", "thứ hạng PAR INDEX", "rank in PAR INDEX"),
    ("papi", "Chỉ số PAPI", "PAPI"),
];

/// What the figure is called.
pub fn name(metric: &MetricId, language: Language) -> String {
    NAMES.iter().find(|(id, ..)| *id == metric.as_str()).map_or_else(
        || metric.as_str().to_owned(),
        |(_, vietnamese, english)| language.pick(*vietnamese, *english).to_owned(),
    )
}

/// What the figure is called, with the level that it counts where one is meant.
pub(crate) fn name_at(metric: &MetricId, scope: Option<Scope>, language: Language) -> String {
    let name = name(metric, language);
    scope.map_or(name.clone(), |scope| format!("{name} ({})", scope_name(scope, language)))
}

/// A level of administration.
pub fn scope_name(scope: Scope, language: Language) -> &'static str {
    match scope {
        Scope::Province => language.pick("cấp tỉnh", "provincial bodies"),
        Scope::District => language.pick("cấp huyện", "districts"),
        Scope::Commune => language.pick("cấp xã", "communes"),
    }
}

/// A value of the metric; rates are in percent, the others have units of their own or none.
pub fn value(metric: &MetricId, value: Decimal, language: Language) -> String {
    let percent = if metric.as_str().ends_with("_rate") { "%" } else { "" };
    format!("{}{percent}", figure::decimal(value, language))
}
