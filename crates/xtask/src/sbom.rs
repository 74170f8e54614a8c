//! What is the program made of? A list of all libraries in it, in the form of CycloneDX 1.5, for those who must know whether a
//! weakness that was published concerns them.
//!
//! Only what is compiled into the program is listed, not what only builds or tests it. Neither time nor chance is in the
//! file: the same graph gives the same bytes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use anyhow::{Context, Result};
use cargo_metadata::{
    DependencyKind, Metadata, MetadataCommand, Node, Package, PackageId, camino::Utf8PathBuf,
};
use clap::Args;
use serde_json::{Value, json};

use crate::workspace::Workspace;

/// The package whose program is described.
const PROGRAM: &str = "cli";

/// What `cargo xtask sbom` is asked for.
#[derive(Debug, Args)]
pub(crate) struct SbomArguments {
    /// The file to write; default: target/kiemchung.cdx.json
    #[arg(long)]
    out: Option<Utf8PathBuf>,
}

/// Writes the list.
pub(crate) fn run(workspace: &Workspace, arguments: &SbomArguments) -> Result<()> {
    let metadata = MetadataCommand::new()
        .manifest_path(workspace.root.join("Cargo.toml"))
        .other_options([
            "--locked".to_owned(),
            "--filter-platform=x86_64-unknown-linux-gnu".to_owned(),
        ])
        .exec()
        .context("could not read the graph of libraries")?;
    let list = listed(&metadata)?;
    let n_libraries = list["components"].as_array().map_or(0, Vec::len);
    let out = arguments.out.clone().unwrap_or_else(|| workspace.target.join("kiemchung.cdx.json"));
    fs::write(&out, format!("{list:#}\n")).with_context(|| format!("could not write {out}"))?;
    println!("{out}: {n_libraries} libraries");
    Ok(())
}

fn listed(metadata: &Metadata) -> Result<Value> {
    let packages: BTreeMap<&PackageId, &Package> =
        metadata.packages.iter().map(|package| (&package.id, package)).collect();
    let resolve = metadata.resolve.as_ref().context("no graph of libraries")?;
    let nodes: BTreeMap<&PackageId, &Node> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let program = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == PROGRAM)
        .with_context(|| format!("no package `{PROGRAM}`"))?;

    let mut reached = BTreeSet::new();
    let mut open = vec![&program.id];
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(linked(nodes[id]));
        }
    }
    let mut reached: Vec<&Package> = reached.into_iter().map(|id| packages[id]).collect();
    reached.sort_by_key(|package| reference(package));
    let libraries = reached.iter().filter(|package| package.id != program.id);
    let edges = reached.iter().map(|package| {
        let mut on: Vec<String> =
            linked(nodes[&package.id]).map(|id| reference(packages[id])).collect();
        on.sort();
        json!({ "ref": reference(package), "dependsOn": on })
    });
    Ok(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": {
            "type": "application",
            "bom-ref": reference(program),
            "name": "kiemchung",
            "version": program.version.to_string(),
            "licenses": licences(program),
        } },
        "components": libraries.map(|package| component(package)).collect::<Vec<_>>(),
        "dependencies": edges.collect::<Vec<_>>(),
    }))
}

/// What is compiled into the same program, not what only builds or tests it.
fn linked(node: &Node) -> impl Iterator<Item = &PackageId> {
    let is_linked = |dependency: &&cargo_metadata::NodeDep| {
        dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal)
    };
    node.deps.iter().filter(is_linked).map(|dependency| &dependency.pkg)
}

fn component(package: &Package) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": reference(package),
        "name": package.name.to_string(),
        "version": package.version.to_string(),
        "licenses": licences(package),
    });
    // Ours are in no registry.
    if package.source.is_some() {
        component["purl"] = json!(reference(package));
    }
    component
}

/// The name of a library that databases of weaknesses know it by.
fn reference(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

/// The licence as an expression of SPDX; some old manifests write a stroke for "or".
fn licences(package: &Package) -> Value {
    match &package.license {
        Some(licence) => json!([{ "expression": licence.replace('/', " OR ") }]),
        None => json!([]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_listed_once_and_what_only_tests_is_not() {
        let workspace = Workspace::load().expect("the work tree");
        let metadata = MetadataCommand::new()
            .manifest_path(workspace.root.join("Cargo.toml"))
            .other_options(["--offline".to_owned()])
            .exec()
            .expect("the graph");
        let list = listed(&metadata).expect("a list");
        let names: Vec<&str> = list["components"]
            .as_array()
            .expect("components")
            .iter()
            .map(|component| component["bom-ref"].as_str().expect("a name"))
            .collect();
        assert!(names.is_sorted() && names.len() > 100, "{}", names.len());
        assert!(names.iter().any(|name| name.starts_with("pkg:cargo/quick-xml@")));
        assert!(!names.iter().any(|name| name.starts_with("pkg:cargo/proptest@")));
        let distinct: BTreeSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
        for edge in list["dependencies"].as_array().expect("edges") {
            for on in edge["dependsOn"].as_array().expect("names") {
                assert!(names.contains(&on.as_str().expect("a name")), "{on}");
            }
        }
    }
}
