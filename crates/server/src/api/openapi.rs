//! The description of the interface for programs, OpenAPI 3.1, written from the table of routes.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::{
    routes::{Audience, Gives, Parameter, ROUTES, Route, Verb},
    site::{Access, Shared},
};

/// `GET /api/v1/openapi.json`
pub(crate) async fn description(State(site): State<Shared>) -> Response {
    // It is the same for as long as the program runs, whoever asks.
    let text = site.description.get_or_init(|| described(&site.access).to_string());
    ([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response()
}

/// Every address for programs, and every type that they give or take. Who sits at this machine needs no token.
pub(crate) fn described(access: &Access) -> Value {
    // OpenAPI 3.1 takes the schemas of JSON Schema 2020-12 as they are; only their place is its own.
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES {
        let Gives::Json(gives) = route.gives else { continue };
        let mut operation = json!({
            "summary": route.about,
            "operationId": operation_id(route),
            "parameters": parameters(route),
            "responses": {
                "200": { "description": "OK", "content": { "application/json": { "schema": gives(&mut generator) } } },
                "400": problem("The request is not understood."),
                "404": problem("There is no such thing, or none for whoever asks."),
            },
        });
        if route.audience != Audience::Anybody || route.verb == Verb::Post {
            operation["responses"]["401"] = problem("Whoever asks has not signed in.");
        }
        if route.audience != Audience::Anybody {
            operation["responses"]["503"] =
                problem("It is being prepared; `Retry-After` says when to ask again.");
            if *access == Access::Accounts {
                operation["security"] = json!([{ "token": [] }]);
            }
        }
        if let Some(takes) = route.takes {
            operation["requestBody"] = json!({
                "required": true,
                "content": { "application/json": { "schema": takes(&mut generator) } },
            });
            operation["responses"]["413"] = problem("More was sent than is taken.");
        }
        let verb = match route.verb {
            Verb::Get => "get",
            Verb::Post => "post",
        };
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[verb] = operation;
    }
    let mut schemas = generator.take_definitions(true);
    // Of RFC 9457; `Problem` is what is wrong with a document.
    schemas.insert(
        "ProblemDetails".to_owned(),
        json!({
            "type": "object",
            "properties": { "status": { "type": "integer" }, "title": { "type": "string" } },
            "required": ["status", "title"],
        }),
    );
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "kiemchung",
            "description": "Self-scores of administrative reform, held against their evidence.",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            // What `POST /api/v1/session` gives.
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn operation_id(route: &Route) -> String {
    let verb = match route.verb {
        Verb::Get => "get",
        Verb::Post => "post",
    };
    let words = route.path.split(['/', '{', '}']).filter(|word| !word.is_empty()).skip(2);
    [verb].into_iter().chain(words).collect::<Vec<_>>().join("_")
}

fn parameters(route: &Route) -> Value {
    let in_path = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
        });
    let in_query = route.query.iter().map(|Parameter { name, is_number, is_required, about }| {
        let schema = match (*is_number, *name) {
            (false, _) => json!({ "type": "string", "minLength": 1 }),
            (true, "limit") => json!({ "type": "integer", "minimum": 1, "maximum": 1000 }),
            (true, _) => json!({ "type": "integer", "minimum": 0 }),
        };
        json!({ "name": name, "in": "query", "required": is_required, "description": about, "schema": schema })
    });
    in_path.chain(in_query).collect()
}

fn problem(description: &str) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/ProblemDetails" });
    json!({ "description": description, "content": { "application/problem+json": { "schema": schema } } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_to_a_type() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(object) => {
                    if let Some(Value::String(reference)) = object.get("$ref") {
                        found.push(reference.clone());
                    }
                    object.values().for_each(|value| references(value, found));
                }
                Value::Array(items) => items.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let described = described(&Access::Accounts);
        let mut found = Vec::new();
        references(&described, &mut found);
        assert!(found.len() > 50, "{}", found.len());
        for reference in found {
            let pointer = reference.strip_prefix('#').expect("within the description");
            assert!(described.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn every_address_for_programs_is_described_and_has_a_name_of_its_own() {
        let (described, local) = (described(&Access::Accounts), described(&Access::local()));
        assert!(
            !local.to_string().contains("\"security\""),
            "nobody needs a token at this machine"
        );
        let paths = described["paths"].as_object().expect("paths");
        let mut ids = std::collections::BTreeSet::new();
        for route in ROUTES.iter().filter(|route| matches!(route.gives, Gives::Json(_))) {
            assert!(paths.contains_key(route.path), "{}", route.path);
            let verb = if route.verb == Verb::Get { "get" } else { "post" };
            let is_guarded = paths[route.path][verb].get("security").is_some();
            assert_eq!(is_guarded, route.audience != Audience::Anybody, "{}", route.path);
            assert!(ids.insert(operation_id(route)), "{}", route.path);
            assert_eq!(route.audience == Audience::Unit, route.path.contains("{unit}"));
        }
    }
}
