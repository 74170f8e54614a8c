//! Which crate may name which: the arrows of the house, and the libraries that one crate keeps to itself.

use super::{
    Violation,
    tree::{Dependency, Package},
};

/// One crate of the product, and all that it may name of ours.
struct Room {
    name: &'static str,
    /// Same input, same bytes out: no clock, files, network, threads or randomness.
    is_pure: bool,
    may_name: &'static [&'static str],
}

/// `cli -> server -> engine -> {extract, facts, assess, index, store, report} -> model`. The six in the middle never know each
/// other. An upper crate may name any below it.
const ROOMS: [Room; 10] = [
    Room { name: "model", is_pure: true, may_name: &[] },
    Room { name: "extract", is_pure: true, may_name: &["model"] },
    Room { name: "facts", is_pure: true, may_name: &["model"] },
    Room { name: "assess", is_pure: true, may_name: &["model"] },
    Room { name: "report", is_pure: true, may_name: &["model"] },
    Room { name: "index", is_pure: false, may_name: &["model"] },
    Room { name: "store", is_pure: false, may_name: &["model"] },
    Room {
        name: "engine",
        is_pure: false,
        may_name: &["extract", "facts", "assess", "index", "store", "report", "model"],
    },
    Room { name: "server", is_pure: false, may_name: &["engine", "report", "model"] },
    // Names `index` and `store` to construct what the pipeline's URLs ask for; no other crate above engine does.
    Room {
        name: "cli",
        is_pure: false,
        may_name: &[
            "server", "engine", "extract", "facts", "assess", "index", "store", "report", "model",
        ],
    },
];

/// Crates that are no part of the product. They may name anything; the product names them in its tests at most.
/// The packages under tests/ are tools, too.
const TOOLS: [&str; 3] = ["specimen", "testkit", "xtask"];

/// Libraries that only one crate of the product may name, so that they can be exchanged there. A star stands for the
/// rest of a name.
const KEPT_BY: [(&str, &[&str]); 3] = [
    (
        "extract",
        &["lopdf", "calamine", "hayro*", "quick-xml", "zip", "cfb", "sevenz-rust2", "mail-parser"],
    ),
    ("index", &["tantivy*"]),
    ("store", &["async-nats", "sqlx", "object_store"]),
];

/// Libraries that have no place in a pure crate, not even in its tests.
const IMPURE: [&str; 5] = ["tokio", "async-std", "rand", "fastrand", "getrandom"];

/// Whether a package is a pure crate.
pub(super) fn is_pure(package: &str) -> bool {
    ROOMS.iter().any(|room| room.name == package && room.is_pure)
}

/// Checks the manifests of all packages.
pub(super) fn check(packages: &[Package]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for package in packages {
        if !inherits_lints(&package.manifest) {
            violations
                .push(package.at("lints", "does not have `[lints] workspace = true`".to_owned()));
        }
        if is_tool(package) {
            continue;
        }
        let Some(room) = ROOMS.iter().find(|room| room.name == package.name) else {
            let name = &package.name;
            violations.push(package.at(
                "name",
                format!("`{name}` has no place in the table of arrows (tidy/arrows.rs)"),
            ));
            continue;
        };
        let refusals = package.dependencies.iter().filter_map(|dependency| {
            refusal(room, dependency).map(|message| package.at(&dependency.name, message))
        });
        violations.extend(refusals);
    }
    violations
}

fn is_tool(package: &Package) -> bool {
    TOOLS.contains(&package.name.as_str()) || package.folder.starts_with("tests/")
}

/// Why the room may not have the dependency.
fn refusal(room: &Room, dependency: &Dependency) -> Option<String> {
    let Room { name, is_pure, may_name } = room;
    let Dependency { name: wanted, is_ours, is_for_tests } = dependency;
    if *is_ours {
        let is_tool = TOOLS.contains(&wanted.as_str());
        if may_name.contains(&wanted.as_str()) || (is_tool && *is_for_tests) {
            return None;
        }
        return Some(if is_tool {
            format!("`{name}` may not name `{wanted}` outside its tests: it is a tool")
        } else {
            format!("`{name}` may not name `{wanted}`; it may name: {}", may_name.join(", "))
        });
    }
    if *is_pure && IMPURE.contains(&wanted.as_str()) {
        return Some(format!("`{name}` is pure and may not name `{wanted}`"));
    }
    // A test may use another library to look at what was made.
    let (keeper, _) = KEPT_BY
        .iter()
        .find(|(_, libraries)| libraries.iter().any(|pattern| matches(pattern, wanted)))
        .filter(|(keeper, _)| keeper != name && !is_for_tests)?;
    Some(format!("only `{keeper}` may name `{wanted}`"))
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

/// Whether the lints of the workspace hold in the package: a crate that forgets the line is checked by none of them.
fn inherits_lints(manifest: &str) -> bool {
    let lints = |manifest: toml::Table| manifest.get("lints")?.get("workspace")?.as_bool();
    manifest.parse().ok().and_then(lints) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said about a package of this name with these lines in its manifest.
    fn check_package(
        folder: &str,
        dependencies: &[&str],
        dev_dependencies: &[&str],
    ) -> Vec<String> {
        let ours = |name: &str| TOOLS.contains(&name) || ROOMS.iter().any(|room| room.name == name);
        let dependency = |is_for_tests| {
            move |name: &&str| Dependency {
                name: (*name).to_owned(),
                is_ours: ours(name),
                is_for_tests,
            }
        };
        let mut manifest = "[lints]\nworkspace = true\n[dependencies]\n".to_owned();
        for name in dependencies.iter().chain(dev_dependencies) {
            manifest += &format!("{name}.workspace = true\n");
        }
        let package = Package {
            name: folder.rsplit('/').next().expect("not empty").to_owned(),
            folder: folder.to_owned(),
            manifest,
            dependencies: dependencies
                .iter()
                .map(dependency(false))
                .chain(dev_dependencies.iter().map(dependency(true)))
                .collect(),
        };
        check(&[package]).iter().map(Violation::to_string).collect()
    }

    #[test]
    fn arrows_point_down() {
        for (folder, dependencies) in [
            ("crates/model", &["serde"][..]),
            ("crates/facts", &["model", "regex"]),
            ("crates/engine", &["store", "index", "tokio", "model"]),
            ("crates/cli", &["engine", "store", "index", "facts"]),
        ] {
            assert_eq!(check_package(folder, dependencies, &["testkit"]), [""; 0], "{folder}");
        }
    }

    #[test]
    fn a_forbidden_arrow_is_named_with_its_line() {
        assert_eq!(
            check_package("crates/facts", &["model", "store"], &[]),
            ["crates/facts/Cargo.toml:5: `facts` may not name `store`; it may name: model"]
        );
        assert_eq!(check_package("crates/assess", &["facts"], &[]).len(), 1);
        assert_eq!(check_package("crates/model", &["facts"], &[]).len(), 1);
        assert_eq!(check_package("crates/engine", &["cli"], &[]).len(), 1);
    }

    #[test]
    fn the_six_do_not_know_each_other_in_tests_either() {
        assert_eq!(check_package("crates/facts", &[], &["extract"]).len(), 1);
    }

    #[test]
    fn tools_are_for_tests_only() {
        assert_eq!(
            check_package("crates/store", &["testkit"], &[]),
            [
                "crates/store/Cargo.toml:4: `store` may not name `testkit` outside its tests: it is a tool"
            ]
        );
        assert_eq!(check_package("crates/xtask", &["testkit", "store", "zip"], &[]), [""; 0]);
        assert_eq!(check_package("tests/suite", &["engine", "zip"], &[]), [""; 0]);
    }

    #[test]
    fn a_library_has_one_keeper() {
        assert_eq!(
            check_package("crates/engine", &["tantivy"], &[]),
            ["crates/engine/Cargo.toml:4: only `index` may name `tantivy`"]
        );
        assert_eq!(check_package("crates/report", &["zip"], &[]).len(), 1);
        assert_eq!(check_package("crates/report", &[], &["calamine"]), [""; 0]);
        assert_eq!(check_package("crates/cli", &["hayro-interpret"], &[]).len(), 1);
        assert_eq!(check_package("crates/extract", &["hayro-interpret", "zip"], &[]), [""; 0]);
    }

    #[test]
    fn pure_crates_do_without_a_runtime_even_in_tests() {
        assert_eq!(
            check_package("crates/report", &[], &["tokio"]),
            ["crates/report/Cargo.toml:4: `report` is pure and may not name `tokio`"]
        );
        assert_eq!(check_package("crates/store", &["tokio"], &[]), [""; 0]);
    }

    #[test]
    fn a_crate_outside_the_table_is_refused() {
        assert_eq!(check_package("crates/newcomer", &[], &[]).len(), 1);
    }

    #[test]
    fn lints_must_be_inherited() {
        let package = Package {
            name: "model".to_owned(),
            folder: "crates/model".to_owned(),
            manifest: "[package]\nname = \"model\"\n".to_owned(),
            dependencies: Vec::new(),
        };
        let violations = check(&[package]);
        assert_eq!(violations.len(), 1);
        assert_eq!(violations[0].message, "does not have `[lints] workspace = true`");
    }

    #[test]
    fn the_table_itself_only_points_at_rooms_and_never_in_a_circle() {
        for (position, room) in ROOMS.iter().enumerate() {
            for named in room.may_name {
                let below = ROOMS.iter().position(|room| room.name == *named);
                assert!(below.expect("a room") < position, "{} -> {named}", room.name);
            }
        }
    }
}
