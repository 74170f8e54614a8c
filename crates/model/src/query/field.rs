//! Which fields can a query name, and by which names? The one table of them.
//!
//! Names have underscores where Vietnamese has spaces, and may be typed without diacritics.

use crate::facts::MetricId;

/// What a name before an operator stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldName {
    /// The document's own number.
    Number,
    /// The number of a document that it cites.
    Cited,
    /// Who sent it.
    Unit,
    /// The period of its figures.
    Period,
    /// Its type.
    DocType,
    /// Who issued it.
    Issuer,
    /// Its path.
    File,
    /// A criterion that it belongs to.
    Criterion,
    /// Its date.
    Date,
    /// A figure that it states.
    Metric(MetricId),
}

/// Every name of each field, the Vietnamese one first.
static FIELDS: [(FieldName, &[&str]); 9] = [
    (FieldName::Number, &["số", "so", "số_hiệu", "so_hieu", "number"]),
    (FieldName::Cited, &["viện_dẫn", "vien_dan", "dẫn", "dan", "cites"]),
    (FieldName::Unit, &["đơn_vị", "don_vi", "unit"]),
    (FieldName::Period, &["kỳ", "ky", "period"]),
    (FieldName::DocType, &["loại", "loai", "type"]),
    (FieldName::Issuer, &["cơ_quan", "co_quan", "ban_hành", "ban_hanh", "issuer"]),
    (FieldName::File, &["tệp", "tep", "file"]),
    (FieldName::Criterion, &["tiêu_chí", "tieu_chi", "tc", "criterion"]),
    (FieldName::Date, &["ngày", "ngay", "date"]),
];

/// Every name of each figure, its id first. The ids are those of the facts.
pub const METRIC_NAMES: [&[&str]; 14] = [
    &["online_service_rate", "dịch_vụ_trực_tuyến", "dich_vu_truc_tuyen"],
    &["online_submission_rate", "nộp_trực_tuyến", "nop_truc_tuyen"],
    &["on_time_rate", "đúng_hạn", "dung_han"],
    &["bcci_rate", "tỷ_lệ_bưu_chính", "ty_le_buu_chinh"],
    &["bcci_count", "bưu_chính", "buu_chinh"],
    &["edoc_rate", "văn_bản_điện_tử", "van_ban_dien_tu"],
    &["edoc_digital_signature_rate", "ký_số", "ky_so"],
    &["received_count", "tiếp_nhận", "tiep_nhan"],
    &["processed_count", "đã_giải_quyết", "da_giai_quyet"],
    &["late_count", "quá_hạn", "qua_han"],
    &["sipas"],
    &["par_index"],
    &["par_rank", "xếp_hạng", "xep_hang"],
    &["papi"],
];

impl FieldName {
    /// The field of this name, in lower case and NFC.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let field = FIELDS.iter().find(|(_, names)| names.contains(&name));
        let metric = || METRIC_NAMES.iter().find(|names| names.contains(&name));
        field
            .map(|(field, _)| field.clone())
            .or_else(|| metric().map(|names| Self::Metric(MetricId::new(names[0]))))
    }

    /// The operators that the field takes.
    #[must_use]
    pub fn operators(&self) -> &'static str {
        match self {
            Self::Number | Self::Cited => ": ~",
            Self::Date => ": = < <= > >=",
            Self::Metric(_) => "= < <= > >=",
            _ => ":",
        }
    }

    /// Every name that a field or figure has.
    pub(super) fn all_names() -> impl Iterator<Item = &'static str> {
        let fields = FIELDS.iter().flat_map(|(_, names)| names.iter());
        fields.chain(METRIC_NAMES.iter().flat_map(|names| names.iter())).copied()
    }
}
