//! A paper as one page for a browser, or as a part of somebody else's page: nothing is fetched, nothing runs, all that
//! comes from outside is escaped.

use askama::Template;

use super::{Element, Entry, Paper, Table, Target, chart, docx::shown};
use crate::Language;

#[derive(Template)]
#[template(path = "paper.html")]
struct Page {
    language: &'static str,
    title: Vec<String>,
    blocks: Vec<Block>,
}

#[derive(Template)]
#[template(path = "paper_blocks.html")]
struct Parts {
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
    href: Option<String>,
}

/// The paper as HTML.
pub(crate) fn html(paper: &Paper, language: Language) -> String {
    let nowhere = |_: &Target| None;
    let page = Page {
        language: language.tag(),
        title: paper.title.clone(),
        blocks: blocks(paper, language, &nowhere),
    };
    page.render().expect("the template calls nothing that can fail")
}

/// What the paper says below its title, as HTML for a page around it that knows where things are.
pub(crate) fn parts(
    paper: &Paper,
    language: Language,
    address: &dyn Fn(&Target) -> Option<String>,
) -> String {
    let parts = Parts { blocks: blocks(paper, language, address) };
    parts.render().expect("the template calls nothing that can fail")
}

fn blocks(
    paper: &Paper,
    language: Language,
    address: &dyn Fn(&Target) -> Option<String>,
) -> Vec<Block> {
    paper.elements.iter().map(|element| block(element, language, address)).collect()
}

fn block(
    element: &Element,
    language: Language,
    address: &dyn Fn(&Target) -> Option<String>,
) -> Block {
    match element {
        Element::Heading(text) => Block::Heading(text.clone()),
        Element::Text(text) => Block::Text(text.clone()),
        Element::Table(Table { name, columns, rows }) => Block::Table {
            name: name.clone(),
            headings: columns.iter().map(|column| column.heading.clone()).collect(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|entry| cell(entry, language, address)).collect())
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

fn cell(entry: &Entry, language: Language, address: &dyn Fn(&Target) -> Option<String>) -> Cell {
    let is_figure = matches!(entry, Entry::Number(_) | Entry::Fixed(..));
    let href = match entry {
        Entry::Linked(_, target) => address(target),
        Entry::Empty | Entry::Text(_) | Entry::Number(_) | Entry::Fixed(..) => None,
    };
    Cell { text: shown(entry, language), is_figure, href }
}
