//! Which rows of which tables name items, their points, their lines of scoring and their evidence?
//!
//! Refuses to know what a line of scoring means.

use std::sync::LazyLock;

use model::{
    CriterionCode, Document,
    document::{Cell, Part},
};
use regex::Regex;
use rust_decimal::Decimal;

use super::award;
use crate::{
    grid::{CellIndex, Grid, is_number_row},
    prose::{fold, key, tidy},
    sheet::code::{self, Code, CodeStyle},
};

/// What a document holds of a criteria set.
#[derive(Debug, Default)]
pub(super) struct Annex {
    pub(super) items: Vec<AnnexItem>,
    pub(super) guidance: Vec<GuidanceRow>,
    /// The total that the table states in its last row.
    pub(super) total: Option<Decimal>,
}

/// A row with a code and points, and the lines under it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AnnexItem {
    pub(super) code: CriterionCode,
    pub(super) name: String,
    pub(super) max: Option<Decimal>,
    /// Whether a column or note marks it as scored by a survey.
    pub(super) is_surveyed: bool,
    /// Lines of scoring, one for each row of the table; lines within a row are separated by `\n`.
    pub(super) lines: Vec<String>,
    /// What stands in the column of notes.
    pub(super) note: String,
    /// Evidence, where the same table has a column for it.
    pub(super) evidence: String,
}

/// A row of guidance: how an item is scored, and on what evidence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GuidanceRow {
    pub(super) code: CriterionCode,
    pub(super) name: String,
    pub(super) scoring: String,
    pub(super) evidence: String,
}

/// What the columns of a table hold.
#[derive(Debug, Clone, Default, PartialEq)]
struct Columns {
    code: usize,
    name: Option<usize>,
    max: Option<usize>,
    scoring: Option<usize>,
    evidence: Option<usize>,
    note: Option<usize>,
}

/// The rows at the top of a page in which a header can lie.
const HEADER_ROWS: usize = 6;

pub(super) fn read(document: &Document) -> Annex {
    let mut reader =
        Reader { annex: Annex::default(), columns: None, style: CodeStyle::Full, area: None };
    for (part, _, rows) in document.tables() {
        let part = &document.parts()[part];
        let table = Table { part, rows, grid: Grid::new(rows) };
        reader.table(&table);
    }
    reader.annex
}

struct Table<'d> {
    part: &'d Part,
    rows: &'d [Vec<Cell>],
    grid: Grid,
}

impl<'d> Table<'d> {
    /// The text of the cell that begins in this row and covers this column; empty where none does.
    fn text(&self, row: usize, column: usize) -> &'d str {
        let cell = self.grid.at(row, column).filter(|cell| cell.row == row);
        cell.map_or("", |cell| self.part.slice(self.rows[cell.row][cell.index].range).trim())
    }

    /// All that stands in a column from row `first` up to before `end`, for the words of a header.
    fn heading(&self, column: usize, first: usize, end: usize) -> String {
        let mut words = Vec::new();
        let mut last = None;
        for row in first..end {
            let cell = self.grid.at(row, column);
            if let Some(cell) = cell.filter(|cell| Some(*cell) != last) {
                words.push(self.part.slice(self.rows[cell.row][cell.index].range));
            }
            last = cell;
        }
        key(&words.join(" "))
    }
}

impl Columns {
    /// The columns that a header names, and the first row below it.
    fn find(table: &Table<'_>) -> Option<(Self, usize)> {
        let end = table.grid.n_rows().min(HEADER_ROWS);
        let is_item = |row: usize| (0..2).any(|column| code::is_dotted(table.text(row, column)));
        let first_item = (0..end).find(|row| is_item(*row)).unwrap_or(end);
        // The fewest rows that name the columns are the header: what stands below them on a later page may be the rest
        // of a row that the page before it broke, without a code.
        (1..=first_item.max(1)).find_map(|below| {
            let columns = Self::of_header(table, below)?;
            let end = columns.end_of_header(table, below);
            Some((columns, end))
        })
    }

    /// The first row below a header: its cells may reach below the row that they begin in, and a row may number them.
    fn end_of_header(&self, table: &Table<'_>, below: usize) -> usize {
        let text = |cell: CellIndex| table.part.slice(table.rows[cell.row][cell.index].range);
        let is_header = |row: usize| {
            let name = self.name.and_then(|name| table.grid.at(row, name));
            name.is_some_and(|cell| cell.row < below) || is_number_row(&table.grid, &text, row)
        };
        (below..table.grid.n_rows()).find(|row| !is_header(*row)).unwrap_or(table.grid.n_rows())
    }

    fn of_header(table: &Table<'_>, below: usize) -> Option<Self> {
        let mut columns = Self::default();
        let last = below.checked_sub(1)?;
        let has_code = |text: &str| ["stt", "tt", "số tt", "mã"].contains(&text);
        for column in 0..table.grid.n_columns() {
            let heading = table.heading(column, 0, below);
            let names = |words: &[&str]| words.iter().any(|word| heading.contains(word));
            if has_code(&heading) {
                columns.code = column;
            } else if names(&[
                "cách chấm",
                "cách tính",
                "cách đánh giá",
                "phương pháp",
                "hướng dẫn chấm",
            ]) {
                columns.scoring.get_or_insert(column);
            } else if names(&["tài liệu", "tlkc", "minh chứng"]) {
                columns.evidence.get_or_insert(column);
            } else if names(&["điểm tối đa", "điểm chuẩn", "thang điểm", "điểm tối\nđa"])
            {
                columns.max.get_or_insert(column);
            } else if names(&["ghi chú"]) {
                columns.note.get_or_insert(column);
            } else if names(&["tiêu chí", "tên tc", "lĩnh vực", "nội dung"]) {
                columns.name.get_or_insert(column);
            }
        }
        let is_named =
            columns.name.is_some() && (columns.max.is_some() || columns.scoring.is_some());
        // The last row of a header names no item.
        let ends_in_header = columns.name.is_some_and(|name| {
            code::parse(table.text(last, columns.code)).is_none()
                || table.text(last, name).is_empty()
        });
        (is_named && ends_in_header).then_some(columns)
    }
}

struct Reader {
    annex: Annex,
    columns: Option<(Columns, usize)>,
    style: CodeStyle,
    area: Option<u16>,
}

impl Reader {
    fn table(&mut self, table: &Table<'_>) {
        let n_columns = table.grid.n_columns();
        let first_row = match Columns::find(table) {
            Some((columns, first_row)) => {
                let codes =
                    (first_row..table.grid.n_rows()).map(|row| table.text(row, columns.code));
                if self.annex.items.is_empty() {
                    self.style = CodeStyle::of(codes);
                }
                self.columns = Some((columns, n_columns));
                first_row
            }
            None => 0,
        };
        // A table without a header goes on with the columns of the one before it where it is as wide.
        let Some((columns, _)) = self.columns.clone().filter(|(_, width)| *width == n_columns)
        else {
            return;
        };
        for row in first_row..table.grid.n_rows() {
            if columns.scoring.is_some() && columns.max.is_none() {
                self.guidance_row(table, &columns, row);
            } else {
                self.item_row(table, &columns, row);
            }
        }
    }

    /// The code of a row, from its own cell or from the beginning of the name, and the name without it.
    fn code_and_name(&mut self, code_cell: &str, name: &str) -> Option<(CriterionCode, String)> {
        let (code, name) = match code::parse(code_cell) {
            Some(code) => (code, name),
            None => code::leading(name).filter(|(code, _)| is_whole(code))?,
        };
        if let Code::Area(area) = code {
            self.area = Some(area);
        }
        let resolved = self.style.resolve(&code, self.area);
        Some((CriterionCode::new(&resolved).ok()?, name_of(name)))
    }

    fn item_row(&mut self, table: &Table<'_>, columns: &Columns, row: usize) {
        let text = |column: Option<usize>| column.map_or("", |column| table.text(row, column));
        let (name, max, note) = (text(columns.name), text(columns.max), text(columns.note));
        let max = points(max);
        let is_surveyed = (0..table.grid.n_columns())
            .filter(|column| Some(*column) != columns.name)
            .any(|column| marks_survey(table.text(row, column)));
        let code_cell = table.text(row, columns.code);
        let has_code = !code_cell.is_empty() && Some(columns.code) != columns.name;
        if (has_code || max.is_some())
            && let Some((code, name)) = self.code_and_name(code_cell, name)
        {
            self.annex.items.push(AnnexItem {
                code,
                name,
                max,
                is_surveyed,
                lines: text(columns.scoring).lines().map(|line| line.trim().to_owned()).collect(),
                note: tidy(note),
                evidence: text(columns.evidence).to_owned(),
            });
            return;
        }
        if is_total(name) || is_total(code_cell) {
            self.annex.total = max.or(self.annex.total);
            return;
        }
        let Some(item) = self.annex.items.last_mut() else { return };
        item.is_surveyed |= is_surveyed;
        if !note.is_empty() {
            item.note = tidy(&format!("{} {note}", item.note));
        }
        let line = name.trim();
        if line.is_empty() {
            return;
        }
        let goes_on = line.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        match item.lines.last_mut() {
            // A name that was cut by the end of the page.
            None if goes_on && !award::ends_in_one(line) && !line.contains('%') => {
                item.name = name_of(&format!("{} {line}", item.name));
            }
            // A line that was cut by the end of the page.
            Some(last) if goes_on && !award::ends_in_one(last) && !begins_anew(line) => {
                last.push('\n');
                last.push_str(line);
            }
            // The points of a line may stand in the column of points.
            _ => item.lines.push(match max {
                Some(points) if !award::ends_in_one(line) => format!("{line}: {points}"),
                _ => line.to_owned(),
            }),
        }
    }

    fn guidance_row(&mut self, table: &Table<'_>, columns: &Columns, row: usize) {
        let text = |column: Option<usize>| column.map_or("", |column| table.text(row, column));
        let (name, scoring, evidence) =
            (text(columns.name), text(columns.scoring), text(columns.evidence));
        // The column beside it numbers the rows, so the code is the one in the name.
        let named = code::leading(&tidy(name)).filter(|(code, _)| is_whole(code)).and_then(
            |(code, rest)| {
                let code = CriterionCode::new(&self.style.resolve(&code, None)).ok()?;
                Some((code, name_of(rest)))
            },
        );
        match (named, self.annex.guidance.last_mut()) {
            (Some((code, name)), _) => self.annex.guidance.push(GuidanceRow {
                code,
                name,
                scoring: scoring.to_owned(),
                evidence: evidence.to_owned(),
            }),
            (None, Some(above)) => {
                for (whole, more) in
                    [(&mut above.scoring, scoring), (&mut above.evidence, evidence)]
                {
                    if !more.is_empty() {
                        whole.push('\n');
                        whole.push_str(more);
                    }
                }
                above.name = name_of(&format!("{} {name}", above.name));
            }
            (None, None) => {}
        }
    }
}

/// Whether a code says which item it is without a Roman area before it.
fn is_whole(code: &Code) -> bool {
    matches!(code, Code::Numbers { area: None, numbers } if numbers.len() >= 2)
}

/// A name on one line, without the dash that may part it from its code. Names set all in capitals become ordinary
/// ones; what has no vowel is an abbreviation and stays.
fn name_of(text: &str) -> String {
    let name = tidy(text);
    let name = name.trim_start_matches(['-', '–', '.', ':', ' ']).trim_end_matches(['.', ' ']);
    if name.chars().any(char::is_lowercase) || !name.contains(' ') {
        return name.to_owned();
    }
    let has_vowel = |word: &str| fold(word).contains(['A', 'E', 'I', 'O', 'U', 'Y']);
    let words = name.split(' ').enumerate().map(|(position, word)| {
        let ordinary = if has_vowel(word) { word.to_lowercase() } else { word.to_owned() };
        let mut characters = ordinary.chars();
        match characters.next() {
            Some(first) if position == 0 => first.to_uppercase().chain(characters).collect(),
            _ => ordinary,
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A line that begins something of its own, though with a small letter or a digit: a variable or a share.
fn begins_anew(line: &str) -> bool {
    static ANEW: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[a-d]\d?\s+là\b|\d+(?:[.,]\d+)?\s*%)").expect("the tests compile it")
    });
    ANEW.is_match(line)
}

fn points(text: &str) -> Option<Decimal> {
    let number = text.trim().trim_end_matches("điểm").trim().replace(',', ".");
    number.parse::<Decimal>().ok().map(|points| points.normalize())
}

fn marks_survey(text: &str) -> bool {
    let text = key(text);
    ["đtxhh", "điều tra xhh", "điều tra xã hội học", "khảo sát xã hội học"]
        .iter()
        .any(|word| text.contains(word))
}

fn is_total(text: &str) -> bool {
    let text = key(text);
    ["tổng điểm", "tổng cộng", "tổng số điểm"].iter().any(|word| text.starts_with(word))
}
