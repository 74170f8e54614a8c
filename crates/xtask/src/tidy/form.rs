//! The form of a source file: it opens by saying what it is for, has a name that says something, and hides nothing.

use super::{Violation, tree::Source};

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 8] =
    ["utils", "util", "helpers", "helper", "common", "core", "types", "misc"];

/// Macros that are for the time of writing only, also when an attribute would let clippy pass them.
const UNFINISHED: [&str; 3] = ["todo", "unimplemented", "dbg"];

/// Attributes that hide something, and what to do instead.
const HIDING: [(&str, &str); 2] = [
    ("allow", "mend it, or `#[expect(…, reason = \"…\")]`"),
    ("ignore", "a test runs or does not exist"),
];

/// Files longer than this are listed for a reviewer to look at.
const LONG: usize = 600;

/// Checks any source file.
pub(super) fn check(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    if !source.text.starts_with("//!") {
        violations.push(source.at(
            1,
            "does not open with `//!`: what it answers, what it refuses to know".to_owned(),
        ));
    }
    // A folder named `core` above the package is not ours to judge; the path begins at the root.
    for part in source.path.split('/') {
        let name = part.strip_suffix(".rs").unwrap_or(part);
        if EMPTY_NAMES.contains(&name) {
            violations.push(source.at(1, format!("`{name}` says nothing about what is inside")));
        }
    }
    let names = match &source.names {
        Ok(names) => names,
        Err(violation) => {
            violations.push(violation.clone());
            return violations;
        }
    };
    for module in names.modules.iter().filter(|module| EMPTY_NAMES.contains(&module.path.as_str()))
    {
        violations.push(
            source.at(module.line, format!("`{}` says nothing about what is inside", module.path)),
        );
    }
    for called in &names.macros {
        let name = called.path.rsplit("::").next().unwrap_or_default();
        if UNFINISHED.contains(&name) {
            violations.push(source.at(called.line, format!("`{name}!` is left over from writing")));
        }
    }
    for attribute in &names.attributes {
        if let Some((name, instead)) = HIDING.iter().find(|(name, _)| attribute.path == *name) {
            violations.push(source.at(attribute.line, format!("`#[{name}]`: {instead}")));
        }
    }
    violations
}

/// A remark on a file that is long; it may be one thing all the same.
pub(super) fn note_length(source: &Source) -> Option<Violation> {
    let lines = source.text.lines().count();
    (lines > LONG).then(|| source.at(1, format!("{lines} lines; is it one idea?")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(path: &str, text: &str) -> Vec<String> {
        let source = Source::new("model", path, text.to_owned());
        check(&source).iter().map(|violation| violation.to_string()).collect()
    }

    #[test]
    fn a_file_without_its_opening_line_is_named() {
        assert_eq!(
            check_text("crates/model/src/date.rs", "/// A date.\npub struct Date;\n"),
            [
                "crates/model/src/date.rs:1: does not open with `//!`: what it answers, what it refuses to know"
            ]
        );
        assert_eq!(check_text("crates/model/src/date.rs", "\n//! Dates.\n").len(), 1);
        assert_eq!(check_text("crates/model/src/date.rs", "").len(), 1);
        assert_eq!(check_text("crates/model/src/date.rs", "//! Dates.\n"), [""; 0]);
    }

    #[test]
    fn names_that_say_nothing_are_refused_as_file_folder_and_module() {
        for (path, text) in [
            ("crates/model/src/utils.rs", "//! A"),
            ("crates/model/src/common/date.rs", "//! A"),
            ("crates/model/src/lib.rs", "//! A\nmod helpers { }"),
        ] {
            assert_eq!(check_text(path, text).len(), 1, "{path}");
        }
        assert_eq!(
            check_text("crates/model/src/common_law.rs", "//! A\nmod types_of_body {}"),
            [""; 0]
        );
    }

    #[test]
    fn what_is_unfinished_or_hidden_is_refused() {
        for text in [
            "fn f() { todo!() }",
            "fn f() { vec![std::dbg!(1)] }",
            "fn f() { unimplemented!(\"later\") }",
            "#[allow(dead_code)] fn f() {}",
            "#![allow(dead_code)]",
            "#[cfg_attr(test, allow(dead_code))] fn f() {}",
            "#[test] #[ignore = \"slow\"] fn f() {}",
        ] {
            assert_eq!(
                check_text("crates/model/src/a.rs", &format!("//! A\n{text}")).len(),
                1,
                "{text}"
            );
        }
        let fine =
            "//! A\n#[expect(dead_code, reason = \"todo!\")] fn todo() { /* dbg!() */ todo() }";
        assert_eq!(check_text("crates/model/src/a.rs", fine), [""; 0]);
    }

    #[test]
    fn what_is_not_rust_is_named_with_its_line() {
        let violations = check_text("crates/model/src/a.rs", "//! A\n\nfn f( {}\n");
        assert_eq!(violations.len(), 1);
        assert!(
            violations[0].starts_with("crates/model/src/a.rs:3: is not Rust: "),
            "{violations:?}"
        );
    }

    #[test]
    fn long_files_are_noted() {
        let long = Source::new("model", "a.rs", format!("//! A\n{}", "\n".repeat(600)));
        assert!(note_length(&long).is_some());
        let short = Source::new("model", "a.rs", "//! A\n".to_owned());
        assert_eq!(note_length(&short), None);
    }
}
