//! What does one row of a sheet claim: which code, how many points, on what evidence?

use model::{ContentHash, Document, Problem, ProblemCode, document::Segment, sheet::SheetRow};
use rust_decimal::Decimal;

use super::{
    Table,
    code::{self, Code, CodeStyle},
    columns::Columns,
    evidence::{self, Evidence},
};

/// Reads rows in order; what a row leaves out ("như trên", an area's number) comes from those before it.
pub(crate) struct RowReader<'d> {
    document: &'d Document,
    hash: ContentHash,
    style: CodeStyle,
    area: Option<u16>,
    above: Evidence,
    rows: Vec<SheetRow>,
    problems: Vec<Problem>,
}

/// What a cell for points holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PointsCell {
    Points(Decimal),
    /// Nothing, or a word that says that the unit does not score this.
    NotScored,
    NotUnderstood,
}

impl<'d> RowReader<'d> {
    /// A reader of the rows of one sheet.
    pub(crate) fn new(document: &'d Document, hash: ContentHash, style: CodeStyle) -> Self {
        Self {
            document,
            hash,
            style,
            area: None,
            above: Evidence::default(),
            rows: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The rows read, and the problems met.
    pub(crate) fn finish(self) -> (Vec<SheetRow>, Vec<Problem>) {
        (self.rows, self.problems)
    }

    /// Reads a row; one that only continues the evidence of the row above is added to that.
    pub(crate) fn read(&mut self, table: &Table<'d>, columns: &Columns, row: usize) {
        if columns.repeats_header(table, row) {
            return;
        }
        let own = |column: usize| {
            table
                .grid
                .at(row, column)
                .filter(|cell| cell.row == row)
                .map(|cell| table.segment(cell))
        };
        let filled = |column: Option<usize>| {
            column.and_then(own).filter(|cell| !cell.text.trim().is_empty())
        };
        let (code_cell, name_cell) = (filled(columns.code), filled(columns.name));
        let points_cell = filled(Some(columns.points)).filter(|cell| {
            Some(cell.span) != name_cell.map(|cell| cell.span)
                && Some(cell.span) != code_cell.map(|cell| cell.span)
        });
        let (code, name) = self.code_and_name(code_cell.as_ref(), name_cell.as_ref());
        let evidence = self.evidence(table, columns, row, code.is_some());
        let Some(quoted) = points_cell.or(code_cell).or(name_cell) else {
            if let Some(above) = self.rows.last_mut() {
                evidence.add_to(above);
            }
            return;
        };
        let Some(quote) = self
            .document
            .quote_in(&quoted, 0..quoted.text.len())
            .map(|quote| quote.to_record(self.hash))
        else {
            return;
        };
        let points = points_cell.map_or(PointsCell::NotScored, |cell| points(cell.text));
        if points == PointsCell::NotUnderstood && code.is_some() {
            let detail = format!(
                "{}: {}",
                code.as_deref().unwrap_or_default(),
                points_cell.map_or("", |cell| cell.text.trim())
            );
            let code = ProblemCode::SheetRowNotUnderstood;
            self.problems.push(Problem::at(code, quote.place.clone(), detail));
        }
        let maximum = filled(columns.maximum).map(|cell| self::points(cell.text));
        self.rows.push(SheetRow {
            code,
            name,
            maximum: maximum.and_then(PointsCell::value),
            points: points.value(),
            citations: evidence.citations,
            explanation: evidence.explanation,
            links: evidence.links,
            quote,
        });
    }

    /// The code in the set's form and the name without it.
    fn code_and_name(
        &mut self,
        code_cell: Option<&Segment<'d>>,
        name_cell: Option<&Segment<'d>>,
    ) -> (Option<String>, String) {
        let name = name_cell.map_or("", |cell| cell.text.trim());
        let in_cell = code_cell.map(|cell| cell.text.trim());
        // "1.3.1. Tỷ lệ…" beside a running number: the name knows better.
        let in_name = code::leading(name).filter(|(code, _)| match code {
            Code::Numbers { numbers, .. } => numbers.len() >= 2 || in_cell.is_none(),
            Code::Area(_) => in_cell.is_none(),
        });
        let whole = in_cell
            .and_then(|text| code::leading(text).filter(|_| name.is_empty() || name == text));
        let (code, name) = match (in_name, in_cell.and_then(code::parse), whole) {
            (Some((code, rest)), ..) => (Some(code), rest),
            (None, Some(code), _) => (Some(code), name),
            (None, None, Some((code, rest))) => (Some(code), rest),
            // "Tổng cộng" may stand in the column of codes.
            (None, None, None) if name.is_empty() => (None, in_cell.unwrap_or_default()),
            (None, None, None) => (None, name),
        };
        if let Some(Code::Area(area)) = code {
            self.area = Some(area);
        }
        let code = code.map(|code| self.style.resolve(&code, self.area));
        (code, name.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The row above whose code a cell names instead of documents.
    fn row_referred_to(&self, text: &str) -> Option<&SheetRow> {
        let code = code::parse(evidence::refers_to(text)?)?;
        let code = self.style.resolve(&code, self.area);
        self.rows.iter().rev().find(|row| row.code.as_ref() == Some(&code))
    }

    /// What the evidence and explanation cells of a row hold. A cell that reaches over several rows backs each of them
    /// that has a code.
    fn evidence(
        &mut self,
        table: &Table<'d>,
        columns: &Columns,
        row: usize,
        is_coded: bool,
    ) -> Evidence {
        let mut evidence = Evidence::default();
        let cells = columns
            .evidence
            .iter()
            .map(|column| (column, false))
            .chain(columns.explanation.iter().map(|column| (column, true)));
        let mut seen = Vec::new();
        for (&column, is_explanation) in cells {
            let Some(cell) = table.grid.at(row, column) else { continue };
            // A heading over the whole row is no evidence.
            let is_heading = table.grid.at(row, columns.points) == Some(cell);
            if seen.contains(&cell) || is_heading || (cell.row < row && !is_coded) {
                continue;
            }
            seen.push(cell);
            let segment = table.segment(cell);
            if evidence::refers_above(segment.text) {
                evidence.take_over(&self.above);
            } else if let Some(referred) = self.row_referred_to(segment.text) {
                evidence.take_over_row(referred);
            } else {
                evidence.read(self.document, &segment, self.hash, is_explanation);
            }
        }
        if is_coded && !evidence.is_empty() {
            self.above = evidence.clone();
        }
        evidence
    }
}

impl PointsCell {
    fn value(self) -> Option<Decimal> {
        match self {
            Self::Points(points) => Some(points),
            Self::NotScored | Self::NotUnderstood => None,
        }
    }
}

/// Points as sheets write them: "1,5", "0.25", "2 điểm". A dot is a decimal point here: no score reaches a thousand.
fn points(text: &str) -> PointsCell {
    let plain = text.trim().to_lowercase();
    let number =
        plain.strip_suffix("điểm").or_else(|| plain.strip_suffix('đ')).unwrap_or(&plain).trim();
    let digits = number.replace(',', ".").replace('\u{2212}', "-");
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && digits.contains(|c: char| c.is_ascii_digit());
    if is_number && let Ok(points) = digits.parse::<Decimal>() {
        return PointsCell::Points(points.normalize());
    }
    let is_unscored = [
        "đtxhh",
        "điều tra",
        "khảo sát",
        "không",
        "chưa",
        "bộ nội vụ",
        "bnv",
        "hội đồng",
        "x",
        "n/a",
    ]
    .iter()
    .any(|word| {
        plain.split([' ', ',', '(']).next() == Some(word)
            || (word.contains(' ') && plain.starts_with(word))
    });
    if is_unscored || !plain.contains(char::is_alphanumeric) {
        PointsCell::NotScored
    } else {
        PointsCell::NotUnderstood
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_decimals_or_not_understood() {
        let scored = |text: &str| PointsCell::Points(text.parse().expect("a decimal"));
        let check = |text: &str, expected: PointsCell| assert_eq!(points(text), expected, "{text}");
        check("1,5", scored("1.5"));
        check(" 0.25 ", scored("0.25"));
        check("1,000", scored("1"));
        check("2 điểm", scored("2"));
        check("-0,5", scored("-0.5"));
        check("0", scored("0"));
        for empty in ["", "-", "/", "ĐTXHH", "Không chấm", "x", "Bộ Nội vụ chấm"] {
            check(empty, PointsCell::NotScored);
        }
        for strange in ["một điểm", "1,5/2", "1,5 (tối đa)", "đạt", "1,2,3"] {
            check(strange, PointsCell::NotUnderstood);
        }
    }
}
