//! How the row of a table is said to be: the edges of its cells, and how they are merged.

use crate::{
    grid::Merge,
    measured::{MAX_DEPTH, MeasuredRow},
};

/// The definitions of rows, by how deep their tables lie.
#[derive(Debug, Default)]
pub(super) struct RowDefinitions {
    by_depth: [RowDefinition; MAX_DEPTH as usize + 1],
}

/// The definition of a row, which holds for the following ones, too, until there is another.
#[derive(Debug, Default)]
struct RowDefinition {
    left: i32,
    cells: Vec<CellDefinition>,
    next: CellDefinition,
}

#[derive(Debug, Clone, Copy)]
struct CellDefinition {
    right: i32,
    merge: Merge,
    joins_left: bool,
}

impl Default for CellDefinition {
    fn default() -> Self {
        Self { right: 0, merge: Merge::None, joins_left: false }
    }
}

impl RowDefinitions {
    /// What a control word says about the row so deep in tables; `false` when it says nothing.
    pub(super) fn read(&mut self, word: &str, number: Option<i32>, depth: u32) -> bool {
        /// More cells than any row has.
        const MOST_CELLS: usize = 1024;
        let definition = self.at(depth);
        match word {
            "trowd" => *definition = RowDefinition::default(),
            "trleft" => definition.left = number.unwrap_or(0),
            "clmrg" => definition.next.joins_left = true,
            "clvmgf" => definition.next.merge = Merge::Restart,
            "clvmrg" => definition.next.merge = Merge::Continue,
            "cellx" => {
                let cell = CellDefinition { right: number.unwrap_or(0), ..definition.next };
                definition.next = CellDefinition::default();
                if definition.cells.len() < MOST_CELLS {
                    definition.cells.push(cell);
                }
            }
            _ => return false,
        }
        true
    }

    /// Gives a row its definition. Rows of other programs may have fewer cells than defined, or more.
    pub(super) fn define(&mut self, row: &mut MeasuredRow, depth: u32) {
        let definition = self.at(depth);
        row.left = definition.left;
        for (cell, defined) in row.cells.iter_mut().zip(&definition.cells) {
            cell.right = Some(defined.right);
            cell.merge = defined.merge;
            cell.joins_left = defined.joins_left;
        }
    }

    fn at(&mut self, depth: u32) -> &mut RowDefinition {
        &mut self.by_depth[depth.min(MAX_DEPTH) as usize]
    }
}
