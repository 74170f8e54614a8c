//! Search: a query over everything that was read, each hit with the words found and the way to them.

use askama::Template;
use engine::named_units;
use model::{
    personal::Persons,
    query::{Query, QueryError},
};
use report::{
    SearchHit, coverage_text, date_text, matched_text, place_text, query_error_text,
    read_state_text, search_headline, suggestion_text,
};

use super::{Answer, Frame, Shown, export, show};
use crate::{
    address,
    ask::Ask,
    table::{Cell, Column, Table},
};

/// How many documents are shown.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    query: String,
    message: Option<String>,
    headline: Option<String>,
    coverage: String,
    suggestions: Vec<String>,
    hits: Vec<HitItem>,
    table: Table,
}

struct HitItem {
    href: String,
    title: String,
    about: String,
    why: String,
    read: &'static str,
    passages: Vec<PassageItem>,
}

struct PassageItem {
    href: Option<String>,
    place: String,
    runs: Vec<(String, bool)>,
}

impl Shown for SearchPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.table]
    }
}

/// `GET /search`
pub(crate) async fn page(ask: Ask) -> Answer {
    let text = ask.query("q").unwrap_or_default().to_owned();
    let mut page = SearchPage {
        frame: Frame::new(&ask, ask.w().search),
        query: text.clone(),
        message: None,
        headline: None,
        coverage: String::new(),
        suggestions: Vec::new(),
        hits: Vec::new(),
        table: hits_table(&ask),
    };
    if text.is_empty() {
        return show(&ask, &page);
    }
    match parsed(&ask, &text) {
        Err(error) => page.message = Some(query_error_text(&error, ask.language)),
        Ok(query) => match ask.site.round.find(&query, SHOWN).await? {
            None => page.message = Some(ask.w().no_index.to_owned()),
            Some(found) => {
                let found = found.shown(Persons::Masked);
                page.headline = Some(search_headline(&found, ask.language));
                page.coverage = coverage_text(&found.coverage, ask.language);
                let suggest = |word: &report::WordSuggestion| {
                    suggestion_text(&word.word, &word.meant, ask.language)
                };
                page.suggestions = found.suggestions.iter().map(suggest).collect();
                for hit in &found.hits {
                    page.hits.push(item(&ask, hit));
                    page.table.push(row(&ask, hit));
                }
                page.table = export(&ask, page.table);
            }
        },
    }
    show(&ask, &page)
}

/// The query as typed, with the names of units replaced by their ids.
pub(crate) fn parsed(ask: &Ask, text: &str) -> Result<Query, QueryError> {
    named_units(Query::parse(text)?, ask.site.round.pipeline())
}

fn hits_table(ask: &Ask) -> Table {
    let l = ask.l();
    let columns = vec![
        Column::long(l.file),
        Column::text(l.unit),
        Column::code(l.document_number),
        Column::code(l.date),
        Column::text(l.issuer),
        Column::text(l.subject),
        Column::text(ask.w().why),
    ];
    Table::new("hits", ask.w().results, columns)
}

fn row(ask: &Ask, hit: &SearchHit) -> Vec<Cell> {
    let document = &hit.document;
    let text = |text: Option<String>| Cell::text(text.unwrap_or_default());
    vec![
        Cell::text(ask.name_of(&document.file))
            .to(address::document(&document.unit, &document.file)),
        Cell::text(document.unit.to_string()),
        text(document.number.as_ref().map(|number| number.number().to_owned())),
        text(document.date.map(|date| date_text(date, ask.language))),
        text(document.issuer.clone()),
        text(document.subject.clone()),
        Cell::text(matched_text(&hit.matched, ask.language)),
    ]
}

fn item(ask: &Ask, hit: &SearchHit) -> HitItem {
    let document = &hit.document;
    let number = document.number.as_ref().map(|number| number.number().to_owned());
    let doc_type = document.doc_type.as_ref().map(|doc_type| doc_type.as_str().to_owned());
    let title: Vec<String> = [doc_type, number].into_iter().flatten().collect();
    let date = document.date.map(|date| date_text(date, ask.language));
    let about = [date, document.issuer.clone(), document.subject.clone()];
    let about: Vec<String> = about.into_iter().flatten().collect();
    HitItem {
        href: address::document(&document.unit, &document.file),
        title: if title.is_empty() { ask.name_of(&document.file) } else { title.join(" ") },
        about: format!("{} – {}", ask.name_of(&document.file), about.join(", ")),
        why: matched_text(&hit.matched, ask.language),
        read: match document.read {
            model::reading::ReadState::Full => "",
            state => read_state_text(state, ask.language),
        },
        passages: hit
            .passages
            .iter()
            .map(|passage| PassageItem {
                href: passage
                    .place
                    .as_ref()
                    .map(|place| address::words(&document.unit, &document.file, place)),
                place: passage
                    .place
                    .as_ref()
                    .map(|place| place_text(place, ask.language))
                    .unwrap_or_default(),
                runs: runs(&passage.text, &passage.marks),
            })
            .collect(),
    }
}

/// The text, cut where marks begin and end.
fn runs(text: &str, marks: &[[usize; 2]]) -> Vec<(String, bool)> {
    let mut runs = Vec::new();
    let mut at = 0;
    for [start, end] in marks.iter().copied() {
        let (Some(before), Some(marked)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        runs.push((before.to_owned(), false));
        runs.push((marked.to_owned(), true));
        at = end;
    }
    runs.push((text.get(at..).unwrap_or_default().to_owned(), false));
    runs.retain(|(text, _)| !text.is_empty());
    runs
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn marked_words_are_cut_out_and_nothing_is_lost() {
        let text = "kế hoạch cải cách";
        let start = text.find("cải").expect("there");
        let found = runs(text, &[[0, "kế".len()], [start, text.len()]]);
        let expect = [("kế", true), (" hoạch ", false), ("cải cách", true)];
        assert_eq!(found, expect.map(|(text, is_marked)| (text.to_owned(), is_marked)));
        assert_eq!(runs(text, &[[1, 2]]), [(text.to_owned(), false)], "a mark amid a letter");
    }
}
