//! The JSON Schemas of our formats, generated from the types that read and write them.

use std::{collections::BTreeMap, fs, io};

use anyhow::{Context, Result, anyhow, bail};
use schemars::{JsonSchema, Schema, generate::SchemaSettings};

use crate::workspace::Workspace;

/// A format that other people may rely on.
struct Format {
    /// The file in schemas/.
    file: &'static str,
    schema: fn() -> Schema,
}

/// Every format. A new one is a line here.
const FORMATS: [Format; 18] = [
    Format { file: "criteria-diff.schema.json", schema: written::<report::criteria::ChangesJson> },
    Format { file: "criteria-import.schema.json", schema: written::<report::criteria::ImportJson> },
    Format {
        file: "criteria-set.schema.json",
        schema: accepted::<model::criteria::CriteriaSetForm>,
    },
    Format { file: "criteria-show.schema.json", schema: written::<report::criteria::SetJson> },
    Format {
        file: "criteria-verify.schema.json",
        schema: written::<report::criteria::VerificationJson>,
    },
    Format { file: "load.schema.json", schema: written::<report::LoadReport> },
    Format { file: "lookup.schema.json", schema: written::<report::LookupReport> },
    Format {
        file: "results.schema.json",
        schema: written::<report::results::ResultsJson<'static>>,
    },
    Format { file: "record.schema.json", schema: written::<report::RecordReport> },
    Format { file: "serve.schema.json", schema: written::<report::ServeReport> },
    Format { file: "search.schema.json", schema: written::<report::SearchReport> },
    Format { file: "erase.schema.json", schema: written::<report::EraseReport> },
    Format { file: "retry.schema.json", schema: written::<report::RetryReport> },
    Format { file: "status.schema.json", schema: written::<report::StatusReport> },
    Format { file: "finding.schema.json", schema: written::<model::finding::Finding> },
    Format { file: "pipeline.schema.json", schema: accepted::<model::pipeline::Pipeline> },
    Format { file: "reading.schema.json", schema: written::<model::reading::Reading> },
    Format { file: "report.schema.json", schema: written::<report::ReportJson<'static>> },
];

/// The schema of what we write: every field that is always there is required.
fn written<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// The schema of what people write for us: only what has no default is required.
fn accepted<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<T>()
}

/// Writes all schemas, or with `check` only compares them.
pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<()> {
    let folder = workspace.root.join("schemas");
    let expected = generate()?;
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("could not list {folder}"))? {
        let entry = entry.with_context(|| format!("could not list {folder}"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".schema.json") {
            let text = fs::read_to_string(entry.path())
                .with_context(|| format!("could not read {name}"))?;
            found.insert(name, text);
        }
    }
    let differences = compare(&expected, &found);
    if check {
        for (file, difference) in &differences {
            println!("schemas/{file}: {difference}");
        }
        if !differences.is_empty() {
            bail!("the schemas are not those of the types; run `cargo xtask schemas`");
        }
        return Ok(());
    }
    for (file, difference) in differences {
        let path = folder.join(&file);
        let done = match expected.get(&file) {
            Some(text) => fs::write(&path, text),
            None => fs::remove_file(&path),
        };
        done.with_context(|| format!("could not write {path}"))?;
        println!("schemas/{file}: {difference}");
    }
    Ok(())
}

/// The text of every schema by its file, each valid by the rules of schemas themselves.
fn generate() -> Result<BTreeMap<String, String>> {
    let mut schemas = BTreeMap::new();
    for format in &FORMATS {
        let schema = (format.schema)();
        jsonschema::meta::validate(schema.as_value())
            .map_err(|error| anyhow!("{}: {error}", format.file))?;
        let mut text = serde_json::to_string_pretty(&schema).map_err(io::Error::from)?;
        text.push('\n');
        schemas.insert(format.file.to_owned(), text);
    }
    Ok(schemas)
}

/// The files that are not as they should be, and why.
fn compare(
    expected: &BTreeMap<String, String>,
    found: &BTreeMap<String, String>,
) -> Vec<(String, &'static str)> {
    let missing_or_different = expected.iter().filter_map(|(file, text)| match found.get(file) {
        None => Some((file.clone(), "missing")),
        Some(other) if other != text => Some((file.clone(), "differs from its type")),
        Some(_) => None,
    });
    let left_over = found.keys().filter(|file| !expected.contains_key(*file));
    missing_or_different
        .chain(left_over.map(|file| (file.clone(), "has no type any more")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_has_a_title() {
        for format in &FORMATS {
            let schema = (format.schema)().to_value();
            assert!(schema.get("title").is_some(), "{}", format.file);
        }
    }

    #[test]
    fn generation_is_repeatable() {
        assert_eq!(generate().unwrap(), generate().unwrap());
    }

    #[test]
    fn missing_changed_and_left_over_files_are_told_apart() {
        let files = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|&(file, text)| (file.to_owned(), text.to_owned())).collect()
        };
        let expected = files(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let found = files(&[("b", "2"), ("c", "old"), ("d", "4")]);
        let differences = compare(&expected, &found);
        assert_eq!(
            differences,
            [
                ("a".to_owned(), "missing"),
                ("c".to_owned(), "differs from its type"),
                ("d".to_owned(), "has no type any more"),
            ]
        );
        assert_eq!(compare(&expected, &expected), []);
    }
}
