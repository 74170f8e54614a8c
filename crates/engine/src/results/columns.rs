//! Which column of an input table holds what? Headings by their usual names, below a title or not.

use std::collections::BTreeMap;

use model::{pipeline::Holding, results::given::Field};

use crate::rows::{HEADING_WITHIN, Row};

/// The names of each field, the more telling ones first. A heading is one of them, whatever its case and marks.
const NAMES: &[(Field, &[&str])] = &[
    (Field::Unit, &["đơn vị", "mã đơn vị", "tên đơn vị", "cơ quan đơn vị", "cơ quan", "unit"]),
    (
        Field::Code,
        &["mã tiêu chí", "mã mục", "mã", "tiêu chí số", "STT", "TT", "criterion", "code"],
    ),
    (
        Field::Points,
        &[
            "điểm thẩm định",
            "điểm điều tra xã hội học",
            "điểm ĐTXHH",
            "điểm chấm",
            "điểm thưởng",
            "điểm trừ",
            "số điểm",
            "điểm",
            "points",
        ],
    ),
    (
        Field::Percent,
        &["tỷ lệ hài lòng", "mức độ hài lòng", "chỉ số hài lòng", "tỷ lệ", "%", "percent"],
    ),
    (Field::Asked, &["số phiếu phát ra", "số người được hỏi", "phiếu phát ra", "asked"]),
    (
        Field::Answered,
        &["số phiếu hợp lệ", "số phiếu thu về", "số người trả lời", "phiếu hợp lệ", "answered"],
    ),
    (Field::Document, &["văn bản", "căn cứ", "nguồn", "tài liệu", "document", "source"]),
    (Field::Reason, &["lý do", "nội dung", "giải thích", "ghi chú", "reason"]),
    (Field::Band, &["mức xếp loại", "xếp loại", "mức", "band"]),
    (Field::Rank, &["thứ hạng", "xếp hạng", "hạng", "rank"]),
    (Field::Ranked, &["số đơn vị xếp hạng", "tổng số đơn vị", "trên tổng số", "of"]),
    (Field::Year, &["năm", "year"]),
    (
        Field::ParIndex,
        &["PAR INDEX", "chỉ số cải cách hành chính", "chỉ số CCHC", "chỉ số", "par_index"],
    ),
    (Field::Sipas, &["SIPAS", "chỉ số SIPAS"]),
    (Field::Papi, &["PAPI", "chỉ số PAPI"]),
    (Field::Cause, &["nguyên nhân", "cause"]),
    (
        Field::Body,
        &["cơ quan phụ trách", "cơ quan chủ trì", "đơn vị phụ trách", "đơn vị chủ trì", "body"],
    ),
    (Field::Action, &["việc phải làm", "nhiệm vụ", "nhiệm vụ giải pháp", "giải pháp", "action"]),
    (Field::Evidence, &["tài liệu kiểm chứng", "sản phẩm", "evidence"]),
    (Field::Due, &["thời hạn", "hạn hoàn thành", "hạn", "due"]),
    (Field::Expected, &["điểm dự kiến", "điểm phấn đấu", "expected"]),
];

/// The fields without which a table of this kind says nothing.
pub(crate) fn needed(holds: Holding) -> &'static [Field] {
    match holds {
        Holding::Appraised | Holding::Survey | Holding::External => {
            &[Field::Unit, Field::Code, Field::Points]
        }
        Holding::Satisfaction => &[Field::Unit, Field::Code, Field::Percent],
        Holding::NoSurvey | Holding::NoSelfScore => &[Field::Unit],
        Holding::Bonus | Holding::Penalty => &[Field::Unit, Field::Points, Field::Reason],
        Holding::NotApplicable => &[Field::Unit, Field::Code, Field::Reason],
        Holding::Unranked => &[Field::Unit, Field::Reason],
        Holding::BandCap => &[Field::Unit, Field::Band, Field::Reason],
        Holding::RankDecision => &[Field::Unit, Field::Rank],
        Holding::Cause => &[Field::Unit, Field::Code, Field::Cause],
        Holding::Years => &[Field::Unit, Field::Year],
        Holding::Tasks => &[Field::Code, Field::Body, Field::Action],
    }
}

/// The columns of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    at: BTreeMap<Field, usize>,
}

impl Columns {
    /// The columns of the heading among these rows, and the position of the first row below it; the fields that no
    /// heading has, where there is none with all that are needed.
    pub(crate) fn find(rows: &[Row], needed: &[Field]) -> Result<(Self, usize), Vec<Field>> {
        let mut missing = needed.to_vec();
        for (position, row) in rows.iter().take(HEADING_WITHIN).enumerate() {
            let columns = Self::of(row);
            let lacks: Vec<Field> =
                needed.iter().copied().filter(|field| !columns.at.contains_key(field)).collect();
            if lacks.is_empty() {
                return Ok((columns, position + 1));
            }
            if lacks.len() < missing.len() {
                missing = lacks;
            }
        }
        Err(missing)
    }

    fn of(row: &Row) -> Self {
        let headings: Vec<String> = row.cells.iter().map(|cell| index::folded_line(cell)).collect();
        let column = |names: &[&str]| {
            names.iter().find_map(|name| {
                let name = index::folded_line(name);
                // A heading of signs alone folds to nothing.
                headings.iter().position(|heading| !name.is_empty() && *heading == name)
            })
        };
        let at = NAMES.iter().filter_map(|(field, names)| Some((*field, column(names)?)));
        Self { at: at.collect() }
    }

    /// What a row says in a field, trimmed; nothing where it has no such cell or the cell is empty.
    pub(crate) fn cell<'r>(&self, row: &'r Row, field: Field) -> Option<&'r str> {
        let cell = row.cells.get(*self.at.get(&field)?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }
}

/// The headings by which a field is recognised, for people.
#[must_use]
pub fn headings(field: Field) -> &'static [&'static str] {
    NAMES.iter().find(|(named, _)| *named == field).map_or(&[], |(_, names)| names)
}
