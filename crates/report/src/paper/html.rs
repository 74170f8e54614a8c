//! A paper as one page for a browser: nothing is fetched, nothing runs, all that comes from outside is escaped.

use askama::Template;

use super::{Element, Entry, Paper, Table, chart, docx::shown};
use crate::Language;

#[derive(Template)]
#[template(path = "paper.html")]
struct Page {
    language: &'static str,
    title: Vec<String>,
    blocks: Vec<Block>,
}

enum Block {
    Heading(String),
    Text(String),
    Table {
        name: String,
        headings: Vec<String>,
        rows: Vec<Vec<Cell>>,
    },
    /// Markup of ours, in which every name was escaped.
    Chart {
        caption: String,
        svg: String,
    },
}

struct Cell {
    text: String,
    is_figure: bool,
}

/// The paper as HTML.
pub(crate) fn html(paper: &Paper, language: Language) -> String {
    let page = Page {
        language: language.tag(),
        title: paper.title.clone(),
        blocks: paper.elements.iter().map(|element| block(element, language)).collect(),
    };
    page.render().expect("the template calls nothing that can fail")
}

fn block(element: &Element, language: Language) -> Block {
    match element {
        Element::Heading(text) => Block::Heading(text.clone()),
        Element::Text(text) => Block::Text(text.clone()),
        Element::Table(Table { name, columns, rows }) => Block::Table {
            name: name.clone(),
            headings: columns.iter().map(|column| column.heading.clone()).collect(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|entry| cell(entry, language)).collect())
                .collect(),
        },
        Element::Bars(bars) => {
            Block::Chart { caption: bars.caption.clone(), svg: chart::bars(bars, language) }
        }
        Element::Lines(lines) => {
            Block::Chart { caption: lines.caption.clone(), svg: chart::lines(lines, language) }
        }
    }
}

fn cell(entry: &Entry, language: Language) -> Cell {
    let is_figure = matches!(entry, Entry::Number(_) | Entry::Fixed(..));
    Cell { text: shown(entry, language), is_figure }
}
