//! Which addresses there are, who may see them, and what they give: one table, from which the router is built, the
//! description of the interface for programs is written, and the test walks that no unit sees another one's pages.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn_with_state,
    routing::{MethodRouter, get, post},
};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::{
    api, assets, gate,
    pages::{
        accounts, appraisals, appraise, claim, criteria, document, files, heat_map, load,
        load_parts, lookup, problems, results, round, search, sign_in, unit,
    },
    site::{Shared, Site},
};

/// The most bytes that a request may carry.
const BODY_BYTES: usize = 16 << 20;

/// An address.
pub(crate) struct Route {
    pub(crate) verb: Verb,
    /// With its parts in braces, as axum and OpenAPI write it.
    pub(crate) path: &'static str,
    pub(crate) audience: Audience,
    /// One sentence for whoever writes a program.
    pub(crate) about: &'static str,
    /// What may follow the question mark.
    pub(crate) query: &'static [Parameter],
    /// What is sent, where something is.
    pub(crate) takes: Option<SchemaOf>,
    pub(crate) gives: Gives,
    to: fn() -> MethodRouter<Shared>,
}

/// How an address is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
}

/// For whom an address exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Whoever asks.
    Anybody,
    /// Whoever signed in.
    SignedIn,
    /// Those who make accounts.
    Administrator,
    /// Those who load evidence.
    Loader,
    /// Those who see the whole round.
    Round,
    /// Those who see the whole round; once the results are published, every unit.
    Ranking,
    /// Those who see the unit that the address names.
    Unit,
}

/// A value that may follow the question mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) is_number: bool,
    pub(crate) is_required: bool,
    pub(crate) about: &'static str,
}

/// Writes the schema of a type.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What an address gives.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Gives {
    /// A page, an image or a file, for people.
    Page,
    /// An object, for programs.
    Json(SchemaOf),
    /// The description of the interface itself.
    Description,
}

fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

const fn page(path: &'static str, audience: Audience, to: fn() -> MethodRouter<Shared>) -> Route {
    let (about, query, takes) = ("", &[], None);
    Route { verb: Verb::Get, path, audience, about, query, takes, gives: Gives::Page, to }
}

const fn form(path: &'static str, audience: Audience, to: fn() -> MethodRouter<Shared>) -> Route {
    Route { verb: Verb::Post, ..page(path, audience, to) }
}

const fn object(
    path: &'static str,
    audience: Audience,
    about: &'static str,
    query: &'static [Parameter],
    gives: SchemaOf,
    to: fn() -> MethodRouter<Shared>,
) -> Route {
    let (verb, takes, gives) = (Verb::Get, None, Gives::Json(gives));
    Route { verb, path, audience, about, query, takes, gives, to }
}

const OFFSET: Parameter = Parameter {
    name: "offset",
    is_number: true,
    is_required: false,
    about: "How many items to leave out; 0 where left out.",
};
const LIMIT: Parameter = Parameter {
    name: "limit",
    is_number: true,
    is_required: false,
    about: "How many items to give at most, up to 1000; 100 where left out.",
};
const UNITS: Parameter =
    Parameter { about: "How many units to give at most, up to 1000; 20 where left out.", ..LIMIT };
const QUERY: Parameter = Parameter {
    name: "q",
    is_number: false,
    is_required: true,
    about: "The query, in the language of docs/tim-kiem.md.",
};

use Audience::{Administrator, Anybody, Loader, Ranking, Round as WholeRound, SignedIn, Unit};

/// All addresses.
pub(crate) const ROUTES: &[Route] = &[
    page("/assets/desk.css", Anybody, || get(assets::style)),
    page("/assets/desk.js", Anybody, || get(assets::script)),
    page("/assets/load.js", Anybody, || get(assets::load_script)),
    page("/assets/desk.svg", Anybody, || get(assets::icon)),
    page("/sign-in", Anybody, || get(sign_in::page)),
    form("/sign-in", Anybody, || post(sign_in::sign_in)),
    page("/sign-in/openid", Anybody, || get(sign_in::depart)),
    page("/sign-in/openid/return", Anybody, || get(sign_in::arrive)),
    form("/sign-out", SignedIn, || post(sign_in::sign_out)),
    page("/password", SignedIn, || get(sign_in::password)),
    form("/password", SignedIn, || post(sign_in::change_password)),
    page("/accounts", Administrator, || get(accounts::page)),
    form("/accounts", Administrator, || post(accounts::make)),
    form("/accounts/{account}", Administrator, || post(accounts::change)),
    page("/load", Loader, || get(load::page)),
    form("/load/files", Loader, || post(load::take).layer(DefaultBodyLimit::disable())),
    form("/load/plan", Loader, || post(load::plan)),
    form("/load/confirm", Loader, || post(load::confirm)),
    form("/load/clear", Loader, || post(load::clear)),
    form("/load/announce", Loader, || post(load_parts::announce)),
    form("/load/put", Loader, || post(load_parts::put)),
    page("/load/progress", Loader, || get(load_parts::progress)),
    page("/record.jsonl", WholeRound, || get(accounts::record)),
    page("/", SignedIn, || get(round::page)),
    page("/heat-map", WholeRound, || get(heat_map::page)),
    page("/appraisals", WholeRound, || get(appraisals::page)),
    page("/report.xlsx", WholeRound, || get(files::round_report)),
    page("/search", WholeRound, || get(search::page)),
    page("/lookup", WholeRound, || get(lookup::page)),
    form("/lookup", WholeRound, || post(lookup::answer)),
    page("/problems", WholeRound, || get(problems::page)),
    page("/criteria", SignedIn, || get(criteria::page)),
    page("/results", Ranking, || get(results::page)),
    page("/results/{file}", Ranking, || get(results::file)),
    page("/checklist", SignedIn, || get(results::checklist)),
    page("/checklist.xlsx", SignedIn, || get(results::checklist_workbook)),
    page("/units/{unit}", Unit, || get(unit::page)),
    page("/units/{unit}/results", Unit, || get(results::unit)),
    page("/units/{unit}/results/{file}", Unit, || get(results::unit_file)),
    form("/units/{unit}/decisions", Unit, || post(results::decide)),
    page("/units/{unit}/report.xlsx", Unit, || get(files::unit_report)),
    page("/units/{unit}/minutes.docx", Unit, || get(files::unit_minutes)),
    page("/units/{unit}/claims/{criterion}", Unit, || get(claim::page)),
    form("/units/{unit}/claims/{criterion}/appraisal", Unit, || post(appraise::appraise)),
    form("/units/{unit}/claims/{criterion}/answer", Unit, || post(appraise::answer)),
    page("/units/{unit}/documents", Unit, || get(unit::documents)),
    page("/units/{unit}/documents/{*file}", Unit, || get(document::page)),
    page("/units/{unit}/pages/{page}/{width}/{*file}", Unit, || get(files::page_image)),
    page("/units/{unit}/original/{*file}", Unit, || get(files::original)),
    form("/units/{unit}/again", Unit, || post(problems::again)),
    object(
        "/api/v1/round",
        WholeRound,
        "The round with its counts.",
        &[],
        schema_of::<api::RoundObject>,
        || get(api::round),
    ),
    object(
        "/api/v1/status",
        WholeRound,
        "Files by state, how fast they are read, and how far the index is.",
        &[],
        schema_of::<report::StatusReport>,
        || get(api::status),
    ),
    object(
        "/api/v1/units",
        WholeRound,
        "The units with their counts.",
        &[OFFSET, LIMIT],
        schema_of::<api::Listed<api::UnitObject>>,
        || get(api::units),
    ),
    object(
        "/api/v1/units/{unit}",
        Unit,
        "A unit with its counts.",
        &[],
        schema_of::<api::UnitObject>,
        || get(api::unit),
    ),
    object(
        "/api/v1/units/{unit}/judgements",
        Unit,
        "What was decided about the unit's claims, by criterion.",
        &[OFFSET, LIMIT],
        schema_of::<api::Listed<model::verdict::Judgement>>,
        || get(api::judgements),
    ),
    object(
        "/api/v1/units/{unit}/findings",
        Unit,
        "What is wrong with the unit's claims.",
        &[OFFSET, LIMIT],
        schema_of::<api::Listed<model::finding::Finding>>,
        || get(api::findings),
    ),
    object(
        "/api/v1/units/{unit}/documents",
        Unit,
        "The unit's documents, by path.",
        &[OFFSET, LIMIT],
        schema_of::<api::Listed<report::DocumentLine>>,
        || get(api::documents),
    ),
    object(
        "/api/v1/results",
        Ranking,
        "What units reached: points, index, rank, band, and how far the council is; figures of the whole round with each part.",
        &[OFFSET, UNITS],
        schema_of::<report::results::ResultsJson<'static>>,
        || get(api::results),
    ),
    object(
        "/api/v1/units/{unit}/results",
        Unit,
        "What the unit reached; its rank only for those who may see the ranking.",
        &[],
        schema_of::<api::UnitResultsObject>,
        || get(api::unit_results),
    ),
    object(
        "/api/v1/search",
        WholeRound,
        "The documents that a query finds, best first.",
        &[QUERY, LIMIT],
        schema_of::<report::SearchReport>,
        || get(api::search),
    ),
    Route {
        verb: Verb::Post,
        takes: Some(schema_of::<api::AskedNumbers>),
        ..object(
            "/api/v1/lookup",
            WholeRound,
            "What became of each of some document numbers.",
            &[],
            schema_of::<report::LookupReport>,
            || post(api::look_up),
        )
    },
    Route {
        verb: Verb::Post,
        takes: Some(schema_of::<api::Credentials>),
        ..object(
            "/api/v1/session",
            Anybody,
            "A token to be sent as `Authorization: Bearer …`, for an account that signs in.",
            &[],
            schema_of::<api::Session>,
            || post(api::sign_in),
        )
    },
    Route {
        gives: Gives::Description,
        ..page("/api/v1/openapi.json", Anybody, || get(api::description))
    },
];

/// An address as tests walk it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// With its parts in braces.
    pub path: &'static str,
    /// Whether something is sent there.
    pub is_form: bool,
    /// Whether it is about a unit, which its path names.
    pub is_of_unit: bool,
    /// Whether it is about the whole round or its accounts, so that it does not exist for a unit before the results are
    /// published.
    pub is_of_round: bool,
}

/// All addresses that the server answers, for whoever tests who may see them.
pub fn addresses() -> impl Iterator<Item = Address> {
    ROUTES.iter().map(|route| Address {
        path: route.path,
        is_form: route.verb == Verb::Post,
        is_of_unit: route.audience == Audience::Unit,
        is_of_round: matches!(route.audience, WholeRound | Ranking | Administrator),
    })
}

/// For whom a path exists.
pub(crate) fn audience_of(path: &str) -> Option<Audience> {
    ROUTES.iter().find(|route| route.path == path).map(|route| route.audience)
}

/// Everything that the server answers.
pub fn router(site: Site) -> Router {
    let site = Shared::new(site);
    let routes =
        ROUTES.iter().fold(Router::new(), |router, route| router.route(route.path, (route.to)()));
    routes
        .route_layer(from_fn_with_state(site.clone(), gate::pass))
        .fallback(gate::nowhere)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .with_state(site)
}
