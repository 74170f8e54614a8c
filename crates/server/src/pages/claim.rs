//! A claim: what the unit claims and what was found on the left, the page with the words marked on the right.

use std::collections::BTreeSet;

use askama::Template;
use engine::{OpenDocument, Standing};
use model::{
    CriterionCode, Points, QuoteRecord, UnitId,
    criteria::Leaf,
    dossier::FilePath,
    query::Query,
    sheet::SheetRow,
    verdict::{Evidence, Judgement, Verdict},
};
use report::{
    UnitReport, UnitState, base_text, calculation_step_text, choices_text, citation_text,
    place_text, problem_text, verdict_text,
};

use super::{
    Answer, Frame, Shown,
    appraise::{self, DiscussionView, Returned},
    heat_map::verdict_class,
    show,
    unit::{FindingItem, item},
};
use crate::{
    address,
    ask::Ask,
    failure::Failure,
    pointed::{PointedPart, Window, resolved},
    table::Table,
};

/// How many lines of a text are shown beside a claim.
const LINES: usize = 40;

#[derive(Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    frame: Frame,
    unit_name: String,
    unit_href: String,
    code: String,
    name: String,
    maximum: String,
    judged: Option<JudgedClaim>,
    row: Option<ClaimRow>,
    steps: Vec<String>,
    /// The points for each whole that a rate may be taken of.
    bases: Vec<String>,
    choices: String,
    findings: Vec<FindingItem>,
    unread: Vec<UnreadLink>,
    quotes: Vec<QuoteLink>,
    shown: Option<ShownQuote>,
    candidates: Vec<(String, String)>,
    queries: Vec<(String, String)>,
    previous: Option<String>,
    next: Option<String>,
    discussion: DiscussionView,
    message: Option<String>,
}

/// What was decided about the claim.
struct JudgedClaim {
    claimed: String,
    recomputed: String,
    verdict: &'static str,
    class: &'static str,
    reason: String,
}

/// The claim as it stands in the sheet.
struct ClaimRow {
    cited: Vec<String>,
    explanation: Option<String>,
}

struct UnreadLink {
    href: String,
    file: String,
    reason: String,
    hint: &'static str,
}

/// A quote to go to.
struct QuoteLink {
    href: String,
    source: String,
    text: Option<String>,
    what_for: &'static str,
    is_here: bool,
}

/// The quote that is looked at.
struct ShownQuote {
    position: usize,
    source: String,
    document_href: String,
    previous: Option<String>,
    next: Option<String>,
    part: Option<PointedPart>,
    without_words: bool,
    no_reading: bool,
}

impl Shown for ClaimPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.discussion.table]
    }
}

/// Some words that bear on the claim.
struct Pointer {
    file: FilePath,
    quote: Option<QuoteRecord>,
    what_for: &'static str,
}

/// `GET /units/{unit}/claims/{criterion}`
pub(crate) async fn page(ask: Ask) -> Answer {
    shown(ask, None).await
}

/// The page of the claim that the address names, with what somebody sent in vain, where they did.
pub(crate) async fn shown(ask: Ask, returned: Option<Returned>) -> Answer {
    let open = &ask.site.round;
    let standing = open.standing().await?;
    let (id, code) = (ask.unit()?, ask.criterion()?);
    let seen = standing.seen(&id).ok_or(Failure::NotFound)?;
    let leaf = open.set().leaf(&code).ok_or(Failure::NotFound)?;
    let (unit, judgement) = (&seen.report, seen.judgement(&code));
    let row = seen.claiming_row(&code);
    let pointers = pointers(&ask, unit, &code, judgement, row);
    let here = ask.number("quote")?.unwrap_or(1).clamp(1, pointers.len().max(1)) - 1;
    let quote_href =
        |position: usize| format!("{}?quote={}#danh-dau", address::claim(&id, &code), position + 1);
    let shown = match pointers.get(here) {
        None => None,
        Some(pointer) => Some(ShownQuote {
            position: here + 1,
            source: source(pointer, unit, &ask),
            document_href: match &pointer.quote {
                Some(quote) => address::words(&id, &pointer.file, &quote.place),
                None => address::document(&id, &pointer.file),
            },
            previous: here.checked_sub(1).map(quote_href),
            next: (here + 1 < pointers.len()).then(|| quote_href(here + 1)),
            ..part_of(&ask, &standing, &id, pointer).await?
        }),
    };
    let points = |points: Points| report::points_text(points, ask.language);
    let kind = judgement.and_then(|judgement| judgement.verdict.as_ref()).map(Verdict::kind);
    let text = |judgement: &Judgement| verdict_text(judgement.verdict.as_ref(), ask.language);
    let is_to_choose = kind == Some(model::verdict::VerdictKind::NeedsAppraiser);
    let (previous, next) = neighbours(unit, &id, &code);
    let page = ClaimPage {
        unit_name: unit.name.clone(),
        unit_href: address::unit(&id),
        code: code.to_string(),
        name: leaf.name.clone(),
        maximum: points(leaf.max),
        judged: judgement.map(|judgement| JudgedClaim {
            claimed: points(judgement.claimed),
            recomputed: judgement.recomputed.map(points).unwrap_or_default(),
            verdict: text(judgement).name,
            class: verdict_class(kind),
            reason: text(judgement).reason,
        }),
        row: row.map(|(_, row)| ClaimRow {
            cited: row.citations.iter().map(|one| citation_text(one, ask.language)).collect(),
            explanation: row
                .explanation
                .as_deref()
                .map(|text| ask.persons().text(text).into_owned()),
        }),
        steps: judgement
            .iter()
            .flat_map(|judgement| &judgement.calculation)
            .map(|step| calculation_step_text(step, ask.language))
            .collect(),
        bases: judgement
            .iter()
            .flat_map(|judgement| &judgement.bases)
            .map(|base| base_text(base, ask.language))
            .collect(),
        choices: if is_to_choose { choices_text(leaf, ask.language) } else { String::new() },
        findings: findings(&ask, unit, &code),
        unread: unread(&ask, unit, &id, judgement),
        quotes: pointers
            .iter()
            .enumerate()
            .map(|(position, pointer)| QuoteLink {
                href: quote_href(position),
                source: source(pointer, unit, &ask),
                text: pointer
                    .quote
                    .as_ref()
                    .map(|quote| ask.persons().text(&quote.text).into_owned()),
                what_for: pointer.what_for,
                is_here: position == here,
            })
            .collect(),
        shown,
        candidates: candidates(&ask, unit, judgement).await?,
        queries: queries(&id, leaf),
        previous,
        next,
        discussion: appraise::view(&ask, &standing, &id, leaf, returned.as_ref()).await?,
        message: match returned {
            Some(returned) => Some(returned.message),
            None => ask
                .query("said")
                .filter(|said| *said == "done")
                .map(|_| ask.w().recorded.to_owned()),
        },
        frame: Frame::new(&ask, format!("{code} – {}", unit.name)),
    };
    show(&ask, &page)
}

/// Everything that can be looked at for the claim: the evidence of the verdict, the row of the sheet, and what findings
/// quote beyond these; each words once.
fn pointers(
    ask: &Ask,
    unit: &UnitReport,
    code: &CriterionCode,
    judgement: Option<&Judgement>,
    row: Option<(&FilePath, &SheetRow)>,
) -> Vec<Pointer> {
    let w = ask.w();
    let mut all: Vec<Pointer> = Vec::new();
    let mut add = |file: &FilePath, quote: Option<&QuoteRecord>, what_for| {
        if !all.iter().any(|known| known.file == *file && known.quote.as_ref() == quote) {
            all.push(Pointer { file: file.clone(), quote: quote.cloned(), what_for });
        }
    };
    let evidence = judgement.and_then(|judgement| judgement.verdict.as_ref());
    for Evidence { file, quote, .. } in evidence.iter().flat_map(|verdict| verdict.evidence()) {
        add(file, quote.as_ref(), w.for_verdict);
    }
    if let Some((sheet, row)) = row {
        add(sheet, Some(&row.quote), w.for_claim);
    }
    if let UnitState::Judged { findings, .. } = &unit.state {
        for finding in findings.iter().filter(|finding| finding.criterion.as_ref() == Some(code)) {
            let title = report::finding_title(finding.code(), ask.language);
            for Evidence { file, quote, .. } in &finding.evidence {
                add(file, quote.as_ref(), title);
            }
        }
    }
    all
}

fn source(pointer: &Pointer, unit: &UnitReport, ask: &Ask) -> String {
    let file = ask.name_within(&pointer.file, &unit.folder);
    match &pointer.quote {
        Some(quote) => format!("{file}, {}", place_text(&quote.place, ask.language)),
        None => file,
    }
}

/// The part of the document that the words stand in.
async fn part_of(
    ask: &Ask,
    standing: &Standing,
    unit: &UnitId,
    pointer: &Pointer,
) -> Result<ShownQuote, Failure> {
    let document: OpenDocument = ask.site.round.document(standing, unit, &pointer.file).await?;
    let reading = document.reading();
    let pointed = reading.and_then(|reading| {
        let place = pointer.quote.as_ref().map(|quote| &quote.place);
        let span = place.and_then(|place| resolved(&reading.document, place));
        let at = span.map_or((0, None), |span| (span.part, Some(span.range)));
        let file = (unit, &pointer.file);
        let others = format!("{}?part={}&from=", address::document(unit, &pointer.file), at.0 + 1);
        let window = Window { from: None, lines: LINES, others };
        PointedPart::of(file, &reading.document, at, window, (ask.language, ask.persons()))
    });
    Ok(ShownQuote {
        position: 0,
        source: String::new(),
        document_href: String::new(),
        previous: None,
        next: None,
        without_words: pointer.quote.is_none(),
        no_reading: reading.is_none(),
        part: pointed,
    })
}

fn findings(ask: &Ask, unit: &UnitReport, code: &CriterionCode) -> Vec<FindingItem> {
    let UnitState::Judged { findings, .. } = &unit.state else { return Vec::new() };
    let of_leaf = findings.iter().filter(|finding| finding.criterion.as_ref() == Some(code));
    of_leaf.map(|finding| item(finding, ask)).collect()
}

fn unread(
    ask: &Ask,
    unit: &UnitReport,
    id: &UnitId,
    judgement: Option<&Judgement>,
) -> Vec<UnreadLink> {
    let verdict = judgement.and_then(|judgement| judgement.verdict.as_ref());
    let Some(Verdict::Undecidable { unread, .. }) = verdict else { return Vec::new() };
    let link = |file: &model::verdict::UnreadFile| {
        let text = problem_text(file.reason, &file.detail, ask.language);
        UnreadLink {
            href: address::document(id, &file.file),
            file: ask.name_within(&file.file, &unit.folder),
            reason: text.message,
            hint: text.hint,
        }
    };
    unread.iter().map(link).collect()
}

/// Documents that full text proposes for the claim, each once.
async fn candidates(
    ask: &Ask,
    unit: &UnitReport,
    judgement: Option<&Judgement>,
) -> Result<Vec<(String, String)>, Failure> {
    let Some(judgement) = judgement else { return Ok(Vec::new()) };
    let proposals = ask.site.round.proposals(judgement).await?;
    let files: BTreeSet<_> = proposals.iter().flat_map(|proposal| &proposal.files).collect();
    let of_file =
        |file: &FilePath| (address::document(&unit.id, file), ask.name_within(file, &unit.folder));
    Ok(files.into_iter().map(of_file).collect())
}

/// What judging asks of the index for this leaf, each as a search that a person can repeat.
fn queries(unit: &UnitId, leaf: &Leaf) -> Vec<(String, String)> {
    let query = |name: &str| Query::all_words(unit, name).text().to_owned();
    leaf.evidence
        .iter()
        .map(|item| query(&item.name))
        .map(|query| (address::search(&query), query))
        .collect()
}

/// The claims before and after this one.
fn neighbours(
    unit: &UnitReport,
    id: &UnitId,
    code: &CriterionCode,
) -> (Option<String>, Option<String>) {
    let UnitState::Judged { judgements, .. } = &unit.state else { return (None, None) };
    let address = |judgement: &Judgement| address::claim(id, &judgement.criterion);
    let before = judgements.iter().take_while(|judgement| judgement.criterion < *code).last();
    let after = judgements.iter().find(|judgement| judgement.criterion > *code);
    (before.map(address), after.map(address))
}
