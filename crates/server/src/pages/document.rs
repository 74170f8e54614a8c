//! A document: its pages or text with the words that a link points at, what it states of itself, which documents it
//! cites and which cite it, its figures, and which claims rest on it.

use std::collections::BTreeSet;

use askama::Template;
use engine::{OpenDocument, Standing};
use model::{
    Place, UnitId,
    dossier::FilePath,
    facts::{Citation, Facts, Header, Metric},
    finding::FindingDetail,
    personal::Persons,
    query::Query,
    reading::{ReadState, Reading},
    signature::Checked,
    verdict::Verdict,
};
use report::{
    DocumentLine, UnitReport, UnitState, date_text, media_type_text, metric_name,
    metric_value_text, place_text, points_text, problem_text, read_state_text, verdict_text,
};

use super::{Answer, Frame, Shown, XLSX, download, export, heat_map::verdict_class, show};
use crate::{
    address,
    ask::Ask,
    failure::Failure,
    grid,
    pointed::{PointedPart, Window, part_title, resolved},
    table::{Cell, Column, Table},
};

/// How many lines of a text stand on one page of the desk.
const LINES: usize = 200;

/// How many parts before and after the one shown are linked.
const PARTS_AROUND: usize = 10;

/// How many documents that cite this one are listed.
const CITING: usize = 50;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    frame: Frame,
    unit_name: String,
    unit_href: String,
    file: String,
    facts: Vec<(&'static str, String)>,
    problems: Vec<(String, &'static str)>,
    is_unread: bool,
    /// Where the file can be had as it was sent; not by whom numbers of persons are masked for.
    original: Option<String>,
    is_inside: bool,
    parts: Vec<PartLink>,
    previous: Option<String>,
    next: Option<String>,
    part: Option<PointedPart>,
    no_reading: bool,
    citations: Table,
    citing: Table,
    metrics: Table,
    signatures: Table,
    claims: Table,
    elsewhere: Vec<(String, String)>,
    same_text: Vec<(String, String)>,
}

struct PartLink {
    href: String,
    title: String,
    is_here: bool,
}

impl Shown for DocumentPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.citations, &self.citing, &self.metrics, &self.signatures, &self.claims]
    }
}

/// `GET /units/{unit}/documents/{file}`
pub(crate) async fn page(ask: Ask) -> Answer {
    let open = &ask.site.round;
    let standing = open.standing().await?;
    let (id, file) = (ask.unit()?, ask.file()?);
    let unit = standing.unit(&id).ok_or(Failure::NotFound)?;
    let line = standing.document(&id, &file).ok_or(Failure::NotFound)?;
    let document: OpenDocument = open.document(&standing, &id, &file).await?;
    let reading = document.reading();
    let n_parts = reading.map_or(0, |reading| reading.document.parts().len());
    let place = match ask.query("place") {
        None => None,
        Some(json) => Some(serde_json::from_str::<Place>(json).map_err(|_| Failure::Invalid)?),
    };
    let span = place.zip(reading).and_then(|(place, reading)| resolved(&reading.document, &place));
    let (at, mark) = match (&span, ask.number("part")?) {
        (Some(span), None) => (span.part, Some(span.range)),
        (_, part) => (part.unwrap_or(1).clamp(1, n_parts.max(1)) - 1, None),
    };
    if let (Some(block), Some(reading)) = (ask.number("grid")?, reading) {
        let words = (ask.language, ask.persons());
        let bytes = grid::workbook(&reading.document, (at, block), words)?;
        return Ok(download(XLSX, &format!("bang-{}-{}.xlsx", at + 1, block + 1), bytes));
    }
    let part_href = |part: usize| format!("{}?part={}", address::document(&id, &file), part + 1);
    let part = match reading {
        None => None,
        Some(reading) => {
            let others = format!("{}&from=", part_href(at));
            let window = Window { from: ask.number("from")?, lines: LINES, others };
            let of = (&id, &file);
            PointedPart::of(
                of,
                &reading.document,
                (at, mark),
                window,
                (ask.language, ask.persons()),
            )
        }
    };
    let state = ReadState::of(line.outcome, &line.problems);
    let facts = &document.facts;
    let page = DocumentPage {
        unit_name: unit.name.clone(),
        unit_href: address::unit(&id),
        file: ask.name_within(&file, &unit.folder),
        facts: header(&ask, &facts.header, line, state),
        problems: line
            .problems
            .iter()
            .map(|problem| problem_text(problem.code, &problem.detail, ask.language))
            .map(|text| (text.message, text.hint))
            .collect(),
        is_unread: state != ReadState::Full,
        original: (ask.persons() == Persons::Shown).then(|| address::original(&id, &file)),
        is_inside: file.inner().is_some(),
        parts: parts(reading, at, &ask, part_href),
        previous: (at > 0).then(|| part_href(at - 1)),
        next: (at + 1 < n_parts).then(|| part_href(at + 1)),
        part,
        no_reading: reading.is_none(),
        citations: export(&ask, citations(&ask, &standing, &id, &file, facts)),
        citing: export(&ask, citing(&ask, &standing, &facts.header, &file).await?),
        metrics: export(&ask, metrics(&ask, &id, &file, facts)),
        signatures: export(&ask, signatures(&ask, reading)),
        claims: export(&ask, claims(&ask, &standing, &id, &file)),
        elsewhere: elsewhere(&ask, &standing, line, (&id, &file)),
        same_text: same_text(&ask, unit, &file),
        frame: Frame::new(&ask, title(&ask, line, &unit.folder)),
    };
    show(&ask, &page)
}

/// The number, else the file.
fn title(ask: &Ask, line: &DocumentLine, folder: &str) -> String {
    match (&line.number, &line.doc_type) {
        (Some(number), _) => number.number().to_owned(),
        (None, _) => ask.name_within(&line.file, folder),
    }
}

fn header(
    ask: &Ask,
    header: &Header,
    line: &DocumentLine,
    state: ReadState,
) -> Vec<(&'static str, String)> {
    let (l, w, language) = (ask.l(), ask.w(), ask.language);
    let signer = [&header.signer_position, &header.signer].into_iter().flatten().cloned();
    let stated = [
        (l.document_number, header.number.as_ref().map(|number| number.number().to_owned())),
        (l.date, header.date.map(|date| date_text(date, language))),
        (l.doc_type, header.doc_type.as_ref().map(|doc_type| doc_type.as_str().to_owned())),
        (l.subject, header.subject.as_deref().map(|text| ask.persons().text(text).into_owned())),
        (l.issuer, header.issuer.clone()),
        (w.signer, Some(signer.collect::<Vec<_>>().join(", "))),
        (w.recipients, Some(header.recipients.join("; "))),
        (l.media_type, Some(media_type_text(line.media_type, language).to_owned())),
        (l.outcome, Some(read_state_text(state, language).to_owned())),
        (l.sha256, Some(line.sha256.to_string())),
    ];
    let filled = stated.into_iter().filter_map(|(label, text)| Some((label, text?)));
    filled.filter(|(_, text)| !text.is_empty()).collect()
}

fn parts(
    reading: Option<&Reading>,
    at: usize,
    ask: &Ask,
    href: impl Fn(usize) -> String,
) -> Vec<PartLink> {
    let parts = reading.map(|reading| reading.document.parts()).unwrap_or_default();
    let shown = at.saturating_sub(PARTS_AROUND)..(at + PARTS_AROUND + 1).min(parts.len());
    shown
        .map(|position| PartLink {
            href: href(position),
            title: part_title(&parts[position], ask.language),
            is_here: position == at,
        })
        .collect()
}

/// What the document cites, each with the unit's own document of that number where there is one.
fn citations(
    ask: &Ask,
    standing: &Standing,
    unit: &UnitId,
    file: &FilePath,
    facts: &Facts,
) -> Table {
    let (l, w, language) = (ask.l(), ask.w(), ask.language);
    let columns = vec![
        Column::code(l.document_number),
        Column::code(l.date),
        Column::long(l.issuer),
        Column::code(l.place),
        Column::long(l.file),
    ];
    let mut table = Table::new("citations", w.citations_out, columns);
    for Citation { number, date, issuer, quote, .. } in &facts.citations {
        let found = own_document(standing, unit, number.key());
        let there = match found {
            Some(line) => {
                Cell::text(ask.name_of(&line.file)).to(address::document(unit, &line.file))
            }
            None => Cell::empty(),
        };
        let place = Cell::text(place_text(&quote.place, language));
        table.push(vec![
            Cell::text(number.number()),
            Cell::text(date.map(|date| date_text(date, language)).unwrap_or_default()),
            Cell::text(issuer.clone().unwrap_or_default()),
            place.to(address::words(unit, file, &quote.place)),
            there,
        ]);
    }
    table
}

fn own_document<'s>(standing: &'s Standing, unit: &UnitId, key: &str) -> Option<&'s DocumentLine> {
    let UnitState::Judged { documents, .. } = &standing.unit(unit)?.state else { return None };
    documents.iter().find(|line| line.number.as_ref().is_some_and(|number| number.key() == key))
}

/// The documents that cite this one's number, as far as the viewer may see them.
async fn citing(
    ask: &Ask,
    standing: &Standing,
    header: &Header,
    file: &FilePath,
) -> Result<Table, Failure> {
    let l = ask.l();
    let columns = vec![
        Column::text(l.unit),
        Column::long(l.file),
        Column::code(l.document_number),
        Column::code(l.date),
    ];
    let mut table = Table::new("citing", ask.w().citations_in, columns);
    let Some(number) = &header.number else { return Ok(table) };
    // A number is one word of a query, whatever stands in it.
    let Ok(query) = Query::parse(&format!("viện_dẫn:\"{}\"", number.number())) else {
        return Ok(table);
    };
    let Some(found) = ask.site.round.find(&query, CITING).await? else { return Ok(table) };
    for hit in found.hits {
        let document = hit.document;
        if document.file == *file || !ask.viewer.may_see(&document.unit) {
            continue;
        }
        let name = standing.unit(&document.unit).map(|unit| unit.name.clone()).unwrap_or_default();
        let number = document.number.as_ref().map(|number| number.number().to_owned());
        table.push(vec![
            Cell::text(name),
            Cell::text(ask.name_of(&document.file))
                .to(address::document(&document.unit, &document.file)),
            Cell::text(number.unwrap_or_default()),
            Cell::text(document.date.map(|date| date_text(date, ask.language)).unwrap_or_default()),
        ]);
    }
    Ok(table)
}

fn metrics(ask: &Ask, unit: &UnitId, file: &FilePath, facts: &Facts) -> Table {
    let (l, w, language) = (ask.l(), ask.w(), ask.language);
    let columns = vec![
        Column::text(w.metric),
        Column::number(w.value),
        Column::text(w.period),
        Column::code(l.place),
        Column::long(l.quote),
    ];
    let mut table = Table::new("metrics", w.metrics, columns);
    for Metric { metric, value, period, is_target, quote, .. } in &facts.metrics {
        let note = if *is_target { w.target } else { "" };
        table.push(vec![
            Cell::text(metric_name(metric, language)).noted(note),
            Cell::number(*value, language).reading(metric_value_text(metric, *value, language)),
            Cell::text(period.clone().unwrap_or_default()),
            Cell::text(place_text(&quote.place, language)).to(address::words(
                unit,
                file,
                &quote.place,
            )),
            Cell::text(ask.persons().text(&quote.text).into_owned()),
        ]);
    }
    table
}

/// The digital signatures on the file, and what each proves.
fn signatures(ask: &Ask, reading: Option<&Reading>) -> Table {
    let w = ask.w();
    let columns = vec![
        Column::text(w.signer),
        Column::text(w.signed_at),
        Column::text(w.integrity),
        Column::text(w.coverage),
        Column::text(w.chain),
        Column::text(w.revocation),
    ];
    let mut table = Table::new("signatures", w.signatures, columns);
    for signature in reading.map(|reading| reading.signatures.as_slice()).unwrap_or_default() {
        let signer = signature.signer.as_ref();
        let name = signer.and_then(|signer| signer.name.clone()).unwrap_or_default();
        let body = signer.and_then(|signer| signer.organization.clone()).unwrap_or_default();
        let time = signature.time().map(|moment| moment.to_string()).unwrap_or_default();
        let proved = if signature.has_proved_time() { w.time_proved } else { w.time_claimed };
        table.push(vec![
            Cell::text(name).noted(body),
            Cell::text(time).noted(proved),
            checked(ask, signature.integrity),
            checked(ask, signature.coverage),
            checked(ask, signature.chain),
            checked(ask, signature.revocation),
        ]);
    }
    table
}

/// What came of checking one thing, with the stable name of what speaks against it.
fn checked(ask: &Ask, checked: Checked) -> Cell {
    let (text, class) = match checked.answer {
        model::signature::Answer::Valid => (ask.w().holds, "standing"),
        model::signature::Answer::Invalid => (ask.w().does_not_hold, "in-doubt"),
        model::signature::Answer::NotCheckable => (ask.w().not_checkable, "uncheckable"),
    };
    let reason = checked.reason.and_then(|reason| serde_json::to_value(reason).ok());
    let reason = reason.as_ref().and_then(|name| name.as_str()).unwrap_or_default().to_owned();
    Cell::text(text).tagged(class).noted(reason)
}

/// The claims whose verdict rests on the document.
fn claims(ask: &Ask, standing: &Standing, unit: &UnitId, file: &FilePath) -> Table {
    let l = ask.l();
    let columns = vec![
        Column::code(l.criterion),
        Column::text(l.criterion_name),
        Column::number(l.claimed),
        Column::text(l.verdict),
    ];
    let mut table = Table::new("claims", ask.w().used_by, columns);
    for judgement in standing.claims_resting_on(unit, file) {
        let name = ask.site.round.set().name_of(&judgement.criterion).unwrap_or_default();
        let kind = judgement.verdict.as_ref().map(Verdict::kind);
        let verdict = verdict_text(judgement.verdict.as_ref(), ask.language).name;
        let claimed = Cell::text(points_text(judgement.claimed, ask.language)).on("n");
        table.push(vec![
            Cell::text(judgement.criterion.to_string())
                .to(address::claim(unit, &judgement.criterion)),
            Cell::text(name),
            claimed,
            Cell::text(verdict).tagged(verdict_class(kind)),
        ]);
    }
    table
}

/// Other files with the same bytes, as far as the viewer may see them.
fn elsewhere(
    ask: &Ask,
    standing: &Standing,
    line: &DocumentLine,
    here: (&UnitId, &FilePath),
) -> Vec<(String, String)> {
    standing
        .same_bytes(line.sha256)
        .filter(|(unit, other)| (&unit.id, &other.file) != here && ask.viewer.may_see(&unit.id))
        .map(|(unit, other)| {
            let name = format!("{}: {}", unit.name, ask.name_within(&other.file, &unit.folder));
            (address::document(&unit.id, &other.file), name)
        })
        .collect()
}

/// The signed file of an unsigned one and the unsigned ones of a signed one, as judging the unit found them.
fn same_text(ask: &Ask, unit: &UnitReport, here: &FilePath) -> Vec<(String, String)> {
    let UnitState::Judged { findings, .. } = &unit.state else { return Vec::new() };
    let twins = findings.iter().filter_map(|finding| match &finding.detail {
        FindingDetail::UnsignedCopy { file, signed, .. } if file == here => Some(signed),
        FindingDetail::UnsignedCopy { file, signed, .. } if signed == here => Some(file),
        _ => None,
    });
    // Several claims may rest on one file.
    let twins: BTreeSet<&FilePath> = twins.collect();
    let shown = twins.into_iter().map(|twin| {
        let name = ask.name_within(twin, &unit.folder);
        (address::document(&unit.id, twin), name)
    });
    shown.collect()
}
