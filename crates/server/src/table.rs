//! A table as a page shows it and as a workbook holds it: every table of the desk is one of these, so that each can be
//! taken along as XLSX.

use std::borrow::Cow;

use askama::Template;
use model::{ErrorKind, Points};
use report::{Language, PointTally, TableCell, TableSheet, count_text, points_text, table_xlsx};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::failure::Failure;

/// A table.
#[derive(Debug, Clone, Template)]
#[template(path = "table.html")]
pub(crate) struct Table {
    /// Names the table within its page, and in the address of its workbook.
    pub(crate) id: &'static str,
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    /// The sums below.
    pub(crate) foot: Option<Row>,
    /// Where the workbook is, with the words for it.
    pub(crate) export: Option<(String, &'static str)>,
}

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    heading: Cow<'static, str>,
    class: &'static str,
}

/// A row; its first cell is its heading.
#[derive(Debug, Default, Clone)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) class: &'static str,
}

/// A cell.
#[derive(Debug, Default, Clone)]
pub(crate) struct Cell {
    text: String,
    href: Option<String>,
    /// The colour of a tag around the text.
    tag: Option<&'static str>,
    class: &'static str,
    note: Option<String>,
    /// What a sign means, for those who hear the page.
    meaning: Option<&'static str>,
    number: Option<Decimal>,
    bar: Option<Bar>,
}

/// Points by what became of them, as shares of a hundred.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bar {
    pub(crate) standing: f32,
    pub(crate) for_appraiser: f32,
    pub(crate) in_doubt: f32,
    pub(crate) uncheckable: f32,
}

/// The bar as a picture; the figures beside it say the same.
impl std::fmt::Display for Bar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(r#"<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">"#)?;
        let mut left = 0.0;
        for (class, share) in [
            ("standing", self.standing),
            ("for-appraiser", self.for_appraiser),
            ("in-doubt", self.in_doubt),
            ("uncheckable", self.uncheckable),
        ] {
            if share > 0.0 {
                write!(
                    f,
                    r#"<rect class="{class}" x="{left:.1}" width="{share:.1}" height="6"/>"#
                )?;
            }
            left += share;
        }
        f.write_str("</svg>")
    }
}

impl Bar {
    /// The shares of what is claimed; none where nothing is.
    pub(crate) fn of(points: &PointTally) -> Option<Self> {
        let share = |part: Points| {
            let share = part.value().checked_div(points.claimed.value())?;
            (share * Decimal::ONE_HUNDRED).to_f32()
        };
        Some(Self {
            standing: share(points.standing)?,
            for_appraiser: share(points.for_appraiser)?,
            in_doubt: share(points.in_doubt)?,
            uncheckable: share(points.uncheckable)?,
        })
    }
}

impl Column {
    /// A column of texts.
    pub(crate) fn text(heading: &'static str) -> Self {
        Self { heading: heading.into(), class: "" }
    }

    /// A column of numbers.
    pub(crate) fn number(heading: &'static str) -> Self {
        Self { heading: heading.into(), class: "n" }
    }

    /// A column of short names that stay on one line.
    pub(crate) fn code(heading: &'static str) -> Self {
        Self { heading: heading.into(), class: "code" }
    }

    /// A column of verdicts and findings, wide enough for their names.
    pub(crate) fn verdict(heading: &'static str) -> Self {
        Self { heading: heading.into(), class: "verdict" }
    }

    /// A column of paths or prose, which may be broken anywhere.
    pub(crate) fn long(heading: &'static str) -> Self {
        Self { heading: heading.into(), class: "long" }
    }
}

impl Column {
    /// A narrow column headed by a name that is data.
    pub(crate) fn named(heading: String) -> Self {
        Self { heading: heading.into(), class: "map" }
    }
}

impl Cell {
    pub(crate) fn empty() -> Self {
        Self::default()
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(crate) fn points(points: Points, language: Language) -> Self {
        let (text, number) = (points_text(points, language), Some(points.value()));
        Self { text, number, class: "n", ..Self::default() }
    }

    pub(crate) fn maybe_points(points: Option<Points>, language: Language) -> Self {
        points.map_or_else(Self::empty, |points| Self::points(points, language))
    }

    pub(crate) fn count(count: u64, language: Language) -> Self {
        let (text, number) = (count_text(count, language), Some(Decimal::from(count)));
        Self { text, number, class: "n", ..Self::default() }
    }

    pub(crate) fn number(number: Decimal, language: Language) -> Self {
        let (text, number) = (report::decimal_text(number, language), Some(number));
        Self { text, number, class: "n", ..Self::default() }
    }

    /// The same number, written like this.
    pub(crate) fn reading(self, text: String) -> Self {
        Self { text, ..self }
    }

    /// The same, with what its sign means.
    pub(crate) fn meaning(self, meaning: &'static str) -> Self {
        Self { meaning: Some(meaning), ..self }
    }

    /// The same, leading somewhere.
    pub(crate) fn to(self, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..self }
    }

    /// The same, as a coloured tag.
    pub(crate) fn tagged(self, class: &'static str) -> Self {
        Self { tag: Some(class), ..self }
    }

    /// The same, with a smaller line below.
    pub(crate) fn noted(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()).filter(|note| !note.is_empty()), ..self }
    }

    /// The same, on a coloured ground.
    pub(crate) fn on(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// The same, with a bar below.
    pub(crate) fn with_bar(self, bar: Option<Bar>) -> Self {
        Self { bar, ..self }
    }
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(id: &'static str, caption: impl Into<String>, columns: Vec<Column>) -> Self {
        let caption = caption.into();
        Self { id, caption, columns, rows: Vec::new(), foot: None, export: None }
    }

    /// The same table with its first rows only.
    pub(crate) fn first(&self, n_rows: usize) -> Self {
        let rows = self.rows.iter().take(n_rows).cloned().collect();
        Self { rows, ..self.clone() }
    }

    pub(crate) fn push(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row { cells, class: "" });
    }

    /// The table as a workbook.
    pub(crate) fn to_xlsx(&self) -> Result<Vec<u8>, Failure> {
        let cell = |cell: &Cell| match (cell.number, &cell.note) {
            (Some(number), _) => TableCell::Number(number),
            (None, None) if cell.meaning.is_some() => {
                TableCell::Text(format!("{}: {}", cell.text, cell.meaning.unwrap_or_default()))
            }
            (None, Some(note)) => TableCell::Text(format!("{}\n{note}", cell.text)),
            (None, None) if cell.text.is_empty() => TableCell::Empty,
            (None, None) => TableCell::Text(cell.text.clone()),
        };
        let rows = self.rows.iter().chain(&self.foot);
        let sheet = TableSheet {
            name: &self.caption,
            headings: self.columns.iter().map(|column| &*column.heading).collect(),
            rows: rows.map(|row| row.cells.iter().map(cell).collect()).collect(),
        };
        table_xlsx(&sheet).map_err(|error| {
            tracing::error!(%error, table = self.id, "a table does not fit a workbook");
            Failure::Failed(ErrorKind::Exhausted)
        })
    }
}
