//! Which column of a table holds codes, names, maxima, the unit's points, evidence, explanation?
//!
//! Heads may stand on two or three rows, below title rows, and repeat on every page.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::Table;
use crate::{grid::is_number_row, prose::in_each_case};

/// The header begins within so many rows; above it stand titles.
const MAX_TITLE_ROWS: usize = 30;

/// A header has at most so many rows.
const MAX_HEADER_ROWS: usize = 3;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Code,
    Name,
    Maximum,
    Points,
    Appraised,
    Evidence,
    Explanation,
}

/// The columns of a sheet, by what they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// Codes.
    pub(crate) code: Option<usize>,
    /// Names of areas, criteria, subcriteria.
    pub(crate) name: Option<usize>,
    /// What a full score is.
    pub(crate) maximum: Option<usize>,
    /// What the unit gives itself.
    pub(crate) points: usize,
    /// Documents.
    pub(crate) evidence: Vec<usize>,
    /// What the unit says.
    pub(crate) explanation: Vec<usize>,
}

impl Columns {
    /// The columns as the header names them, and the first row below it.
    pub(crate) fn find(table: &Table<'_>) -> Option<(Self, usize)> {
        let n_rows = table.grid.n_rows();
        let top = table.rows.iter().take(MAX_TITLE_ROWS + MAX_HEADER_ROWS).flatten();
        let part = &table.document.parts()[table.part];
        if !top.into_iter().any(|cell| IN_POINTS.is_match(part.slice(cell.range))) {
            return None;
        }
        for first in 0..n_rows.min(MAX_TITLE_ROWS) {
            if table.grid.is_one_cell(first) {
                continue;
            }
            for height in 1..=MAX_HEADER_ROWS.min(n_rows - first) {
                let Some(columns) = Self::of_rows(table, first, height) else { continue };
                let mut end = first + height;
                let mut columns = columns;
                while end < n_rows && columns.goes_on(table, first, end) {
                    end += 1;
                    columns = Self::of_rows(table, first, end - first).unwrap_or(columns);
                }
                while end < n_rows
                    && is_number_row(&table.grid, &|cell| table.segment(cell).text, end)
                {
                    end += 1;
                }
                return Some((columns, end));
            }
        }
        None
    }

    fn of_rows(table: &Table<'_>, first: usize, height: usize) -> Option<Self> {
        let mut columns = Self::default();
        let mut points = None;
        for column in 0..table.grid.n_columns() {
            let mut cells: Vec<_> =
                (first..first + height).filter_map(|row| table.grid.at(row, column)).collect();
            cells.dedup();
            let lines: Vec<String> =
                cells.into_iter().map(|cell| plain(table.segment(cell).text)).collect();
            match role(&lines) {
                Some(Role::Code) if columns.code.is_none() => columns.code = Some(column),
                Some(Role::Name) if columns.name.is_none() => columns.name = Some(column),
                Some(Role::Maximum) if columns.maximum.is_none() => columns.maximum = Some(column),
                Some(Role::Points) if points.is_none() => points = Some(column),
                Some(Role::Evidence) => columns.evidence.push(column),
                Some(Role::Explanation) => columns.explanation.push(column),
                _ => {}
            }
        }
        columns.points = points?;
        // A row that already scores something is no header.
        let scores = (first..first + height)
            .any(|row| table.text(row, columns.points).contains(|c: char| c.is_ascii_digit()));
        (!scores && (columns.code.is_some() || columns.name.is_some())).then_some(columns)
    }

    /// Whether a row still belongs to the header: cells of the header reach into it, or it only heads columns.
    fn goes_on(&self, table: &Table<'_>, first: usize, row: usize) -> bool {
        let Some(lead) = self.code.or(self.name) else { return false };
        let reaches =
            table.grid.at(row, lead).is_some_and(|cell| cell.row < row && cell.row >= first);
        let leads_nothing = table.text(row, lead).is_empty()
            && self.name.is_none_or(|name| table.text(row, name).is_empty());
        let heads = (0..table.grid.n_columns())
            .any(|column| role(&[plain(table.text(row, column))]).is_some());
        row < first + MAX_HEADER_ROWS && (reaches || (leads_nothing && heads))
    }

    /// Whether a row repeats the header, as at the top of a page.
    pub(crate) fn repeats_header(&self, table: &Table<'_>, row: usize) -> bool {
        role(&[plain(table.text(row, self.points))]) == Some(Role::Points)
    }

    /// The text in which a row's code is looked for first.
    pub(crate) fn code_text<'d>(&self, table: &Table<'d>, row: usize) -> Option<&'d str> {
        self.code.map(|column| table.text(row, column)).filter(|text| !text.is_empty())
    }
}

/// Syllables of which every head of a unit's own points has one; most tables have none.
static IN_POINTS: LazyLock<AhoCorasick> = LazyLock::new(|| any_of(&["tự", "điểm"]));

/// Syllables of which every title has one; most paragraphs have none.
static IN_TITLES: LazyLock<AhoCorasick> = LazyLock::new(|| any_of(&["chấm", "đánh"]));

fn any_of(syllables: &[&str]) -> AhoCorasick {
    let patterns = syllables.iter().flat_map(|syllable| in_each_case(syllable));
    AhoCorasick::new(patterns).expect("a few short patterns fit the automaton")
}

/// Lower case on one line.
fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The role of a column by the lines of its head, the lowest first; a line that says nothing is read with those above.
fn role(lines: &[String]) -> Option<Role> {
    let lowest = lines.iter().rev().find_map(|line| role_of(line));
    lowest.or_else(|| role_of(&lines.join(" ")))
}

fn role_of(head: &str) -> Option<Role> {
    let has = |words: &[&str]| words.iter().any(|word| head.contains(word));
    let begins = |words: &[&str]| words.iter().any(|word| head.starts_with(word));
    if head.chars().count() > 160 {
        return None;
    }
    if begins(&["stt", "tt", "số tt", "số thứ tự", "mã"]) && head.chars().count() <= 20 {
        return Some(Role::Code);
    }
    if begins(&[
        "giải trình",
        "nội dung giải trình",
        "ghi chú",
        "thuyết minh",
        "diễn giải",
        "lý do",
    ]) {
        return Some(Role::Explanation);
    }
    if has(&["kiểm chứng", "minh chứng", "tlkc"])
        || begins(&["tài liệu", "căn cứ", "văn bản chứng minh"])
    {
        return Some(Role::Evidence);
    }
    if begins(&["lĩnh vực", "tiêu chí", "nội dung", "tên tiêu chí", "chỉ số", "các tiêu chí"])
    {
        return Some(Role::Name);
    }
    if has(&["thẩm định", "hội đồng", "phúc tra", "bộ nội vụ", "sở nội vụ", "xã hội học"])
    {
        return Some(Role::Appraised);
    }
    if has(&["tự đánh giá", "tự chấm", "điểm tự", "tự cho điểm", "điểm đơn vị", "tự xếp"])
    {
        return Some(Role::Points);
    }
    if has(&["điểm chuẩn", "tối đa", "thang điểm", "điểm quy định", "khung điểm", "điểm số chuẩn"])
    {
        return Some(Role::Maximum);
    }
    has(&["giải trình"]).then_some(Role::Explanation)
}

/// So many letters and signs a title has at most.
const LONGEST_TITLE: usize = 300;

/// Whether a line is the title of a self-score sheet.
pub(crate) fn looks_like_title(text: &str) -> bool {
    let is_long = || text.chars().filter(|c| !c.is_whitespace()).nth(LONGEST_TITLE).is_some();
    if !IN_TITLES.is_match(text) || is_long() {
        return false;
    }
    let text = plain(text);
    text.chars().count() <= LONGEST_TITLE
        && ["tự đánh giá", "tự chấm", "chấm điểm"].iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_what_a_column_holds() {
        let check = |lines: &[&str], expected: Option<Role>| {
            let plain: Vec<_> = lines.iter().map(|line| plain(line)).collect();
            assert_eq!(role(&plain), expected, "{lines:?}");
        };
        for head in ["STT", "TT", "Mã", "Mã tiêu chí"] {
            check(&[head], Some(Role::Code));
        }
        for head in ["Lĩnh vực/Tiêu chí/\nTiêu chí thành phần", "Tiêu chí", "NỘI DUNG"]
        {
            check(&[head], Some(Role::Name));
        }
        for head in ["Điểm chuẩn", "Điểm tối đa", "Thang điểm"] {
            check(&[head], Some(Role::Maximum));
        }
        for head in ["Điểm tự đánh giá", "Điểm tự chấm", "Điểm tự đánh giá của đơn vị", "Tự chấm"]
        {
            check(&[head], Some(Role::Points));
        }
        for head in [
            "Tài liệu kiểm chứng",
            "Minh chứng",
            "TLKC",
            "Căn cứ",
            "Tài liệu kiểm chứng để tự chấm điểm",
        ] {
            check(&[head], Some(Role::Evidence));
        }
        for head in ["Giải trình", "Ghi chú", "Nội dung giải trình"] {
            check(&[head], Some(Role::Explanation));
        }
        check(&["Điểm", "Tối đa"], Some(Role::Maximum));
        check(&["Điểm", "Tự chấm"], Some(Role::Points));
        check(&["Tự đánh giá của đơn vị", "Điểm"], Some(Role::Points));
        check(&["Tự đánh giá của đơn vị", "Giải trình"], Some(Role::Explanation));
        check(&["Điểm thẩm định"], Some(Role::Appraised));
        check(&["Điểm đánh giá của Hội đồng"], Some(Role::Appraised));
        check(&["Số lượng"], None);
    }
}
