//! A paper of an office: headings, texts, tables and charts, written once and handed out as DOCX, XLSX and HTML.
//!
//! Refuses to know what is said in it. Charts are drawings in HTML and tables with bars in DOCX, whose library would
//! need decoders of images.

mod chart;
mod docx;
mod html;
mod workbook;

use model::{CriterionCode, UnitId};
use rust_decimal::Decimal;

pub(crate) use docx::docx;
pub(crate) use html::{html, parts};
pub(crate) use workbook::workbook;

/// A paper under construction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paper {
    /// The lines of its title, the most important first.
    pub(crate) title: Vec<String>,
    /// What it says, in order.
    pub(crate) elements: Vec<Element>,
}

/// A piece of a paper.
#[derive(Debug, Clone)]
pub(crate) enum Element {
    /// The heading of a part.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A table.
    Table(Table),
    /// Lengths beside names.
    Bars(Bars),
    /// Figures over years.
    Lines(Lines),
}

/// A table with a heading row.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// What the table is called; names the sheet of a workbook, too.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// Its rows, as wide as the columns.
    pub(crate) rows: Vec<Vec<Entry>>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its heading.
    pub(crate) heading: String,
    /// Its share of the width, in percent.
    pub(crate) percent: usize,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number, as exact as it is written.
    Number(Decimal),
    /// A number with this many decimals: an index as it is published.
    Fixed(Decimal, u32),
    /// A text that leads somewhere, where the paper is part of a site.
    Linked(String, Target),
}

/// Where a text leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// What a unit reached.
    Unit(UnitId),
    /// A claim of a unit.
    Claim(UnitId, CriterionCode),
}

/// Lengths beside names.
#[derive(Debug, Clone)]
pub(crate) struct Bars {
    /// What they show.
    pub(crate) caption: String,
    /// Names with lengths, none below 0.
    pub(crate) bars: Vec<(String, Decimal)>,
}

/// Figures over years, one line each; a year without a figure breaks the line.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    /// What they show.
    pub(crate) caption: String,
    /// The years, ascending.
    pub(crate) years: Vec<i16>,
    /// Names with a figure for each of the years.
    pub(crate) lines: Vec<(String, Vec<Option<Decimal>>)>,
}

impl Entry {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The name of a unit, which leads to what it reached.
    pub(crate) fn unit(name: &str, unit: &UnitId) -> Self {
        Self::Linked(name.to_owned(), Target::Unit(unit.clone()))
    }

    /// The code of an item; a leaf's leads to the claim of the unit.
    pub(crate) fn claim(unit: &UnitId, code: &CriterionCode) -> Self {
        Self::Linked(code.to_string(), Target::Claim(unit.clone(), code.clone()))
    }

    pub(crate) fn count(number: u32) -> Self {
        Self::Number(Decimal::from(number))
    }

    pub(crate) fn points(points: Option<model::Points>) -> Self {
        points.map_or(Self::Empty, |points| Self::Number(points.value()))
    }
}

impl Paper {
    pub(crate) fn new(title: impl IntoIterator<Item = String>) -> Self {
        Self { title: title.into_iter().collect(), elements: Vec::new() }
    }

    pub(crate) fn heading(&mut self, text: impl Into<String>) {
        self.elements.push(Element::Heading(text.into()));
    }

    pub(crate) fn text(&mut self, text: impl Into<String>) {
        self.elements.push(Element::Text(text.into()));
    }

    /// A table; without rows there is none.
    pub(crate) fn table(
        &mut self,
        name: impl Into<String>,
        columns: &[(&str, usize)],
        rows: Vec<Vec<Entry>>,
    ) {
        if rows.is_empty() {
            return;
        }
        let columns = columns
            .iter()
            .map(|(heading, percent)| Column { heading: (*heading).to_owned(), percent: *percent })
            .collect();
        self.elements.push(Element::Table(Table { name: name.into(), columns, rows }));
    }

    /// Bars; without a length above 0 there are none.
    pub(crate) fn bars(&mut self, caption: impl Into<String>, bars: Vec<(String, Decimal)>) {
        if bars.iter().any(|(_, length)| *length > Decimal::ZERO) {
            self.elements.push(Element::Bars(Bars { caption: caption.into(), bars }));
        }
    }

    /// Lines over years; one year alone draws none.
    pub(crate) fn lines(&mut self, lines: Lines) {
        if lines.years.len() > 1 {
            self.elements.push(Element::Lines(lines));
        }
    }
}
