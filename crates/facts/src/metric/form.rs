//! Do the columns of a table of dossiers add up? Form II.06a of the reports on procedures, and tables like it.
//!
//! Three groups of columns: received, solved, in work. A group's total is the sum of its parts where the parts are all
//! there are; what was received is what was solved and what is in work. A row of formulas ("7=8+9+10") says the same for
//! its own columns, and a row of totals is the sum of the numbered rows above it. Refuses to say which figure is wrong.

use model::facts::ContradictionKind;
use rust_decimal::Decimal;

use super::{figure::FigureKind, head::value};
use crate::{
    grid::{CellIndex, Grid, is_number_row},
    prose::key,
};

/// Figures of a table that do not add up: the cell of the sum, then those of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) kind: ContradictionKind,
    pub(crate) stated: Decimal,
    pub(crate) computed: Decimal,
    pub(crate) cells: Vec<CellIndex>,
}

/// A table with the heads of its columns, as the rows above its data join to.
pub(crate) struct Form<'g, T> {
    pub(crate) grid: &'g Grid,
    pub(crate) text: T,
    pub(crate) first_row: usize,
    /// In lower case.
    pub(crate) heads: Vec<String>,
}

/// One column that is the sum of others.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity {
    sum: usize,
    parts: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Received,
    Solved,
    InWork,
}

/// So many mismatches of one table are told; more say nothing new.
const MOST: usize = 50;

impl<'d, T: Fn(CellIndex) -> &'d str> Form<'_, T> {
    /// Everything that does not add up, from the top.
    pub(crate) fn mismatches(&self) -> Vec<Mismatch> {
        // What a table says of its own sums goes before what the words of its heads suggest.
        let mut identities = self.formulas();
        for identity in self.groups() {
            if !identities.iter().any(|known| known.sum == identity.sum) {
                identities.push(identity);
            }
        }
        identities.extend(self.balance());
        let mut found = Vec::new();
        for row in self.first_row..self.grid.n_rows() {
            let of_row = identities.iter().filter_map(|identity| self.mismatch(row, identity));
            found.extend(of_row);
        }
        found.extend(self.totals());
        found.truncate(MOST);
        found
    }

    fn count(&self, row: usize, column: usize) -> Option<(CellIndex, Decimal)> {
        let cell = self.grid.at(row, column).filter(|cell| cell.row == row)?;
        let found = value((self.text)(cell))?;
        (found.kind == FigureKind::Count && found.qualifier.is_none())
            .then_some((cell, found.value))
    }

    fn mismatch(&self, row: usize, identity: &Identity) -> Option<Mismatch> {
        if is_number_row(self.grid, &self.text, row) {
            return None;
        }
        let (sum_cell, stated) = self.count(row, identity.sum)?;
        let parts: Vec<(CellIndex, Decimal)> =
            identity.parts.iter().map(|&column| self.count(row, column)).collect::<Option<_>>()?;
        let computed: Decimal = parts.iter().map(|(_, value)| value).sum();
        (computed != stated).then(|| Mismatch {
            kind: ContradictionKind::SumNotOfParts,
            stated,
            computed,
            cells: std::iter::once(sum_cell)
                .chain(parts.into_iter().map(|(cell, _)| cell))
                .collect(),
        })
    }

    /// The identities that a row of column numbers states: "(3)=(4)+(5)+(6)".
    fn formulas(&self) -> Vec<Identity> {
        let numbered =
            (0..self.grid.n_rows()).find(|&row| is_number_row(self.grid, &self.text, row));
        let Some(row) = numbered else { return Vec::new() };
        let formula = |column: usize| -> Option<Vec<u32>> {
            let text = (self.text)(self.grid.at(row, column)?);
            let plain: String =
                text.chars().filter(|c| !matches!(c, '(' | ')' | ' ' | '\n')).collect();
            plain.split(['=', '+']).map(|number| number.parse().ok()).collect()
        };
        let formulas: Vec<Option<Vec<u32>>> = (0..self.grid.n_columns()).map(formula).collect();
        let column = |number: u32| {
            formulas
                .iter()
                .position(|formula| formula.as_ref().is_some_and(|f| f.first() == Some(&number)))
        };
        let identity = |(sum, formula): (usize, &Option<Vec<u32>>)| {
            let parts = formula.as_ref()?.get(1..)?;
            let parts: Vec<usize> =
                parts.iter().map(|&number| column(number)).collect::<Option<_>>()?;
            (parts.len() >= 2).then_some(Identity { sum, parts })
        };
        formulas.iter().enumerate().filter_map(identity).collect()
    }

    /// The identities of the groups that the heads name.
    fn groups(&self) -> Vec<Identity> {
        let groups = self.stages();
        let whole = groups.iter().filter(|(stage, group)| self.is_whole(*stage, group));
        whole.map(|(_, group)| group.clone()).collect()
    }

    /// What was received is what was solved and what is in work.
    fn balance(&self) -> Option<Identity> {
        let groups = self.stages();
        let total = |wanted: Stage| {
            groups.iter().find(|(stage, _)| *stage == wanted).map(|(_, group)| group.sum)
        };
        let parts = vec![total(Stage::Solved)?, total(Stage::InWork)?];
        Some(Identity { sum: total(Stage::Received)?, parts })
    }

    /// The total of each group with the columns behind it, as far as the next total.
    fn stages(&self) -> Vec<(Stage, Identity)> {
        let mut groups: Vec<(Stage, Identity)> = Vec::new();
        for (column, head) in self.heads.iter().enumerate() {
            if head.contains("trong đó") {
                return Vec::new();
            }
            if head.contains("tổng")
                && let Some(stage) = stage_of(head)
            {
                groups.push((stage, Identity { sum: column, parts: Vec::new() }));
            } else if let Some((_, group)) = groups.last_mut()
                && !head.contains('%')
                && !head.contains("tỷ lệ")
                && !head.contains("ghi chú")
            {
                group.parts.push(column);
            }
        }
        groups
    }

    /// Whether the parts of a group are all there are.
    fn is_whole(&self, stage: Stage, group: &Identity) -> bool {
        let has = |words: &[&str]| {
            group.parts.iter().any(|&part| words.iter().any(|word| self.heads[part].contains(word)))
        };
        match stage {
            Stage::Received => {
                has(&["kỳ trước"])
                    && (has(&["mới tiếp nhận"]) || has(&["trực tuyến"]) && has(&["trực tiếp"]))
            }
            Stage::Solved => has(&["đúng hạn", "đúng thời hạn", "đúng hẹn"]) && has(LATE),
            Stage::InWork => has(&["trong hạn", "chưa đến hạn"]) && has(LATE),
        }
    }

    /// Rows of totals that are not the sums of the rows above, in flat tables: every row above is numbered 1, 2, 3 ….
    fn totals(&self) -> Vec<Mismatch> {
        let rows: Vec<usize> = (self.first_row..self.grid.n_rows())
            .filter(|&row| !is_number_row(self.grid, &self.text, row))
            .collect();
        let label = |row: usize| {
            let cells = (0..2).filter_map(|column| self.grid.at(row, column));
            cells.map(|cell| key((self.text)(cell))).collect::<Vec<_>>()
        };
        let is_total = |row: usize| label(row).iter().any(|text| TOTALS.contains(&text.as_str()));
        let Some(position) = rows.iter().position(|&row| is_total(row)) else { return Vec::new() };
        let above = &rows[..position];
        let is_flat = above.len() >= 2
            && (1..).zip(above).all(|(number, &row)| {
                label(row)
                    .first()
                    .is_some_and(|text| text.trim_end_matches('.') == number.to_string())
            });
        if !is_flat {
            return Vec::new();
        }
        let column = |column: usize| {
            let head = self.heads.get(column)?;
            if head.contains('%') || head.contains("tỷ lệ") || head.contains("hạng") {
                return None;
            }
            let (sum_cell, stated) = self.count(rows[position], column)?;
            let parts: Vec<_> =
                above.iter().map(|&row| self.count(row, column)).collect::<Option<_>>()?;
            let computed: Decimal = parts.iter().map(|(_, value)| value).sum();
            let cells = std::iter::once(sum_cell).chain(parts.into_iter().map(|(cell, _)| cell));
            (computed != stated).then(|| Mismatch {
                kind: ContradictionKind::SumNotOfParts,
                stated,
                computed,
                cells: cells.collect(),
            })
        };
        (1..self.grid.n_columns()).filter_map(column).collect()
    }
}

const LATE: &[&str] = &["quá hạn", "trễ", "quá thời hạn"];
const TOTALS: [&str; 7] =
    ["tổng cộng", "tổng số", "tổng", "cộng", "toàn tỉnh", "toàn ngành", "toàn huyện"];

/// The group that a head of a total names.
fn stage_of(head: &str) -> Option<Stage> {
    let has = |words: &[&str]| words.iter().any(|word| head.contains(word));
    if has(&["đang giải quyết", "đang xử lý", "chưa giải quyết", "tồn"]) {
        Some(Stage::InWork)
    } else if has(&["đã giải quyết", "kết quả giải quyết", "đã trả", "đã xử lý"])
    {
        Some(Stage::Solved)
    } else if has(&["tiếp nhận", "nhận giải quyết"]) {
        Some(Stage::Received)
    } else {
        None
    }
}
