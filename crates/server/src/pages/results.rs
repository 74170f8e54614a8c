//! What the round comes to: ranking and index, what hangs on open findings, what the council has not decided; unit by unit
//! where points were lost and what follows; next year's list of evidence.
//!
//! A unit sees its own; how it stands beside others it sees once the results are published.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    Form,
    response::{IntoResponse as _, Redirect},
};
use engine::SettledClaim;
use model::{CriterionCode, ErrorKind, Points, UnitId, results::standing::UnitStanding};
use report::{
    ResultsReport, points_text,
    results::{
        Target, analysis_docx, analysis_part, annex_docx, annex_part, before_publishing_part,
        checklist_part, checklist_xlsx, items_csv, json, plan_docx, plan_part, standings_csv,
        unit_effects_part, unit_part, unit_xlsx, xlsx,
    },
    stage_name,
};

use super::{
    Answer, DOCX, Frame, Shown, XLSX,
    appraise::{points_of, refused},
    download, show,
};
use crate::{address, ask::Ask, failure::Failure, table::Table};

const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/json";

#[derive(Template)]
#[template(path = "results.html")]
struct ResultsPage {
    frame: Frame,
    published: Option<String>,
    /// The table that cannot be used, where there are no results.
    unusable: Option<String>,
    downloads: Vec<(&'static str, &'static str)>,
    /// Markup of `report`, in which all that comes from outside was escaped.
    parts: String,
}

impl Shown for ResultsPage {
    fn tables(&self) -> Vec<&Table> {
        Vec::new()
    }
}

/// `GET /results`
pub(crate) async fn page(ask: Ask) -> Answer {
    let w = ask.w();
    let sees_all = ask.viewer.sees_the_round();
    let published = ask.site.round.pipeline().results.published.clone();
    let (parts, unusable) = match ask.site.round.results().await? {
        Ok(report) => {
            let address = |target: &Target| seen_address(&ask, target);
            let mut parts = annex_part(&report, ask.language, &address);
            if sees_all {
                parts += &before_publishing_part(&report, ask.language, &address);
            }
            (parts, None)
        }
        Err(table) => (String::new(), Some(table.path)),
    };
    let mut downloads = Vec::new();
    if unusable.is_none() {
        downloads.push(("annex.docx", w.annex_docx));
        downloads.push(("standings.csv", w.standings_csv));
        if sees_all {
            downloads.push(("results.xlsx", w.results_xlsx));
            downloads.push(("items.csv", w.items_csv));
            downloads.push(("results.json", w.results_json));
        }
    }
    let frame = Frame::new(&ask, w.ranking);
    show(&ask, &ResultsPage { frame, published, unusable, downloads, parts })
}

/// Where a unit or a claim is, for those who may see it.
fn seen_address(ask: &Ask, target: &Target) -> Option<String> {
    match target {
        Target::Unit(unit) if ask.viewer.may_see(unit) => Some(address::results(unit)),
        Target::Claim(unit, code) if ask.viewer.may_see(unit) => Some(address::claim(unit, code)),
        Target::Unit(_) | Target::Claim(..) => None,
    }
}

/// The results; without usable tables there is nothing of them.
pub(crate) async fn report(ask: &Ask) -> Result<Arc<ResultsReport<'static>>, Failure> {
    ask.site.round.results().await?.map_err(|_| Failure::NotFound)
}

/// Whether the viewer may see how units stand beside each other.
pub(crate) fn sees_ranking(ask: &Ask) -> bool {
    ask.viewer.sees_the_round() || ask.site.round.is_published()
}

/// `GET /results/{file}`
pub(crate) async fn file(ask: Ask) -> Answer {
    let (name, language) = (ask.in_path("file")?, ask.language);
    let report = report(&ask).await?;
    match name {
        "annex.docx" => return Ok(download(DOCX, name, annex_docx(&report, language))),
        "standings.csv" => return Ok(download(CSV, name, standings_csv(&report, language))),
        _ => {}
    }
    if !ask.viewer.sees_the_round() {
        return Err(Failure::NotFound);
    }
    match name {
        "results.xlsx" => {
            let bytes = xlsx(&report, language).map_err(|error| too_large(&error))?;
            Ok(download(XLSX, name, bytes))
        }
        "items.csv" => Ok(download(CSV, name, items_csv(&report, language))),
        "results.json" => Ok(download(JSON, name, json(&report))),
        _ => Err(Failure::NotFound),
    }
}

fn too_large(error: &dyn std::error::Error) -> Failure {
    tracing::error!(%error, "results do not fit a workbook");
    Failure::Failed(ErrorKind::Exhausted)
}

#[derive(Template)]
#[template(path = "unit_results.html")]
struct UnitResultsPage {
    frame: Frame,
    base: String,
    published: Option<String>,
    figures: Vec<(&'static str, String)>,
    downloads: Vec<(&'static str, &'static str)>,
    /// What the council can decide at once.
    to_decide: Vec<ToDecide>,
    decided: Option<String>,
    items: String,
    effects: String,
    analysis: String,
    plan: String,
}

/// A claim that waits for nothing but the council.
struct ToDecide {
    code: String,
    name: String,
    href: String,
    points: String,
    stage: &'static str,
    /// The points as they are sent back.
    value: String,
}

impl Shown for UnitResultsPage {
    fn tables(&self) -> Vec<&Table> {
        Vec::new()
    }
}

/// `GET /units/{unit}/results`
pub(crate) async fn unit(ask: Ask) -> Answer {
    let (id, language, w) = (ask.unit()?, ask.language, ask.w());
    let report = report(&ask).await?;
    let standing = report.standings.of(&id).ok_or(Failure::NotFound)?;
    let address = |target: &Target| seen_address(&ask, target);
    let analysed = report.unit(&id);
    let with_others = sees_ranking(&ask);
    let mut downloads = Vec::new();
    if analysed.is_some() {
        if with_others {
            downloads.push(("analysis.docx", w.analysis_docx));
            downloads.push(("analysis-plan.xlsx", w.analysis_xlsx));
        }
        downloads.push(("plan.docx", w.plan_docx));
    }
    let page = UnitResultsPage {
        base: address::unit(&id),
        published: ask.site.round.pipeline().results.published.clone(),
        figures: figures(&ask, &report, standing),
        downloads,
        to_decide: to_decide(&ask, &id).await?,
        decided: ask.number("decided")?.map(|n| n.to_string()),
        items: unit_part(&report, &id, language, &address).ok_or(Failure::NotFound)?,
        effects: match with_others {
            true => unit_effects_part(&report, &id, language, &address),
            false => String::new(),
        },
        analysis: analysed
            .filter(|_| with_others)
            .map(|unit| analysis_part(&report, unit, language, &address))
            .unwrap_or_default(),
        plan: analysed.map(|unit| plan_part(&report, unit, language, &address)).unwrap_or_default(),
        frame: Frame::new(&ask, format!("{} – {}", w.results, standing.entrant.name)),
    };
    show(&ask, &page)
}

/// Points, maximum and index; rank and band for those who may see how others stand.
fn figures(
    ask: &Ask,
    report: &ResultsReport<'_>,
    standing: &UnitStanding,
) -> Vec<(&'static str, String)> {
    let told = report::results::told(report, standing, ask.language);
    let mut figures =
        vec![(told.points.0, told.points.1), (told.maximum.0, told.maximum.1), told.index];
    if sees_ranking(ask) {
        figures.push(told.rank);
        figures.push(told.band);
    }
    figures.retain(|(_, figure)| !figure.is_empty());
    figures
}

/// What a member of the council can decide at once; nothing for others.
async fn to_decide(ask: &Ask, unit: &UnitId) -> Result<Vec<ToDecide>, Failure> {
    let account = &ask.viewer.account;
    if !account.role.decides() {
        return Ok(Vec::new());
    }
    let settled = ask.site.round.desk(account).settled(unit).await.map_err(refused)?;
    let set = ask.site.round.set();
    let shown = |SettledClaim { criterion, stage, points }: SettledClaim| ToDecide {
        code: criterion.to_string(),
        name: set.name_of(&criterion).unwrap_or_default().to_owned(),
        href: address::claim(unit, &criterion),
        points: points_text(points, ask.language),
        stage: stage_name(stage, ask.language),
        value: points.to_string(),
    };
    Ok(settled.into_iter().map(shown).collect())
}

/// What a box of the council's form is called: its value is the points that were on the page.
const CLAIM: &str = "claim-";

/// `POST /units/{unit}/decisions`
pub(crate) async fn decide(ask: Ask, Form(form): Form<BTreeMap<String, String>>) -> Answer {
    ask.check_token(form.get("token"))?;
    let unit = ask.unit()?;
    let mut seen: Vec<(CriterionCode, Points)> = Vec::new();
    for (name, value) in &form {
        let Some(code) = name.strip_prefix(CLAIM) else { continue };
        let code = CriterionCode::new(code).map_err(|_| Failure::Invalid)?;
        let points = points_of(value).map_err(|_| Failure::Invalid)?.ok_or(Failure::Invalid)?;
        seen.push((code, points));
    }
    let reason = form.get("reason").map(|reason| reason.trim()).filter(|text| !text.is_empty());
    let reason = reason.unwrap_or(ask.w().decide_title);
    let (site, account) = (ask.site.clone(), ask.viewer.account.clone());
    let n_decided =
        site.round.desk(&account).decide(&unit, &seen, reason).await.map_err(refused)?;
    let back = format!("{}?decided={n_decided}#quyet-dinh", address::results(&unit));
    Ok(Redirect::to(&back).into_response())
}

/// `GET /units/{unit}/results/{file}`
pub(crate) async fn unit_file(ask: Ask) -> Answer {
    let (name, language) = (ask.in_path("file")?, ask.language);
    let id = ask.unit()?;
    let report = report(&ask).await?;
    let unit = report.unit(&id).ok_or(Failure::NotFound)?;
    let saved = format!("{id}-{name}");
    match name {
        "plan.docx" => Ok(download(DOCX, &saved, plan_docx(&report, unit, language))),
        "analysis.docx" if sees_ranking(&ask) => {
            Ok(download(DOCX, &saved, analysis_docx(&report, unit, language)))
        }
        "analysis-plan.xlsx" if sees_ranking(&ask) => {
            let bytes = unit_xlsx(&report, unit, language).map_err(|error| too_large(&error))?;
            Ok(download(XLSX, &saved, bytes))
        }
        _ => Err(Failure::NotFound),
    }
}

#[derive(Template)]
#[template(path = "checklist.html")]
struct ChecklistPage {
    frame: Frame,
    parts: String,
}

impl Shown for ChecklistPage {
    fn tables(&self) -> Vec<&Table> {
        Vec::new()
    }
}

/// `GET /checklist`
pub(crate) async fn checklist(ask: Ask) -> Answer {
    let parts = checklist_part(ask.site.round.set(), ask.language);
    show(&ask, &ChecklistPage { frame: Frame::new(&ask, ask.w().checklist), parts })
}

/// `GET /checklist.xlsx`
pub(crate) async fn checklist_workbook(ask: Ask) -> Answer {
    let bytes = checklist_xlsx(ask.site.round.set(), ask.language);
    Ok(download(XLSX, "checklist.xlsx", bytes.map_err(|error| too_large(&error))?))
}
