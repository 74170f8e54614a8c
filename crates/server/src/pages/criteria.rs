//! The criteria set as its decision lays it down, and what changed since another one.

use askama::Template;
use report::criteria::{change_text, rows};

use super::{Answer, Frame, Shown, export, show};
use crate::{
    ask::Ask,
    failure::Failure,
    table::{Cell, Column, Row, Table},
};

#[derive(Template)]
#[template(path = "criteria.html")]
struct CriteriaPage {
    frame: Frame,
    name: String,
    decision: String,
    others: Vec<OtherSet>,
    changes: Option<Table>,
    set: Table,
}

/// A set to compare with.
struct OtherSet {
    name: String,
    title: String,
    is_chosen: bool,
}

impl Shown for CriteriaPage {
    fn tables(&self) -> Vec<&Table> {
        self.changes.iter().chain([&self.set]).collect()
    }
}

/// `GET /criteria`
pub(crate) async fn page(ask: Ask) -> Answer {
    let (l, w) = (ask.l(), ask.w());
    let set = ask.site.round.set();
    let chosen = ask.query("with");
    let older = match chosen {
        None => None,
        Some(name) => {
            let found = ask.site.sets.iter().find(|other| other.name == name);
            Some(found.ok_or(Failure::NotFound)?)
        }
    };
    let changes = older.map(|older| {
        let columns =
            vec![Column::code(l.criterion), Column::text(l.criterion_name), Column::long(w.change)];
        let caption = format!("{} {}", w.changes, older.set.head().decision);
        let mut table = Table::new("changes", caption, columns);
        for change in older.set.changes_to(set) {
            // What has no code is about the set as a whole.
            let code =
                change.code.as_ref().map_or_else(|| w.criteria.to_owned(), ToString::to_string);
            let what = change_text(&change.kind, ask.language);
            table.push(vec![Cell::text(code), Cell::text(&change.name), Cell::text(what)]);
        }
        export(&ask, table)
    });
    let columns = vec![
        Column::code(l.criterion),
        Column::text(l.criterion_name),
        Column::number(l.maximum),
        Column::long(w.rule),
        Column::long(w.required),
    ];
    let mut table = Table::new("set", set.head().name.clone(), columns);
    for row in rows(set, ask.language) {
        let (rule, evidence) = match &row.leaf {
            None => (Cell::empty(), Cell::empty()),
            Some(leaf) => (
                Cell::text(&leaf.scored_by).noted(leaf.rule.join("\n")),
                Cell::text("").noted(leaf.evidence.join("\n")),
            ),
        };
        let class = match row.depth {
            1 => "area",
            2 if row.leaf.is_none() => "criterion",
            _ => "",
        };
        let max = Cell::points(row.max, ask.language);
        let cells = vec![Cell::text(row.code), Cell::text(row.name), max, rule, evidence];
        table.rows.push(Row { cells, class });
    }
    let page = CriteriaPage {
        name: set.head().name.clone(),
        decision: set.head().decision.to_string(),
        others: ask
            .site
            .sets
            .iter()
            .map(|other| OtherSet {
                name: other.name.clone(),
                title: format!("{} ({})", other.set.head().name, other.set.head().decision),
                is_chosen: chosen == Some(other.name.as_str()),
            })
            .collect(),
        changes,
        set: export(&ask, table),
        frame: Frame::new(&ask, w.criteria),
    };
    show(&ask, &page)
}
