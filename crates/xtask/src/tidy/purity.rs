//! What a pure crate may not name: whatever could make the same input give other bytes, or touch the machine.

use super::{Violation, tree::Source};

/// Paths that are closed with all that is below them, and the way that is open instead.
const CLOSED: [(&str, &str); 18] = [
    ("std::fs", "bytes come in as arguments"),
    ("std::env", "settings come in as arguments"),
    ("std::net", "what is fetched comes in as an argument"),
    ("std::process", "engine starts programs"),
    ("std::thread", "engine decides what runs at once"),
    ("std::io::stdin", "bytes come in as arguments"),
    ("std::io::stdout", "return what is to be said"),
    ("std::io::stderr", "return what is to be said"),
    ("std::time::SystemTime", "the time comes in as an argument"),
    ("std::time::Instant", "engine measures"),
    ("jiff::Timestamp::now", "the time comes in as an argument"),
    ("jiff::Zoned::now", "the time comes in as an argument"),
    ("std::hash::RandomState", "same input, same bytes out"),
    ("std::collections::hash_map::RandomState", "same input, same bytes out"),
    ("rand", "same input, same bytes out"),
    ("fastrand", "same input, same bytes out"),
    ("getrandom", "same input, same bytes out"),
    ("tokio", "engine decides what runs at once"),
];

/// Checks a source file of a pure crate. Its benches are programs of their own, which measure time.
pub(super) fn check(source: &Source) -> Vec<Violation> {
    if source.path.contains("/benches/") {
        return Vec::new();
    }
    let Ok(names) = &source.names else { return Vec::new() };
    let mut violations = Vec::new();
    let mentions = names.imports.iter().map(|import| &import.mention).chain(&names.paths);
    for mention in mentions {
        if let Some((closed, instead)) =
            CLOSED.iter().find(|(closed, _)| is_within(&mention.path, closed))
        {
            let message = format!("`{closed}` in a pure crate: {instead}");
            violations.push(source.at(mention.line, message));
        }
    }
    for import in names.imports.iter().filter(|import| import.is_glob) {
        let path = &import.mention.path;
        if let Some((closed, _)) = CLOSED.iter().find(|(closed, _)| is_within(closed, path)) {
            let message =
                format!("`use {path}::*` in a pure crate hides whether `{closed}` is used");
            violations.push(source.at(import.mention.line, message));
        }
    }
    violations.dedup();
    violations
}

/// Whether a path is the outer one or below it.
fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(text: &str) -> Vec<String> {
        let source = Source::new("facts", "crates/facts/src/lib.rs", text.to_owned());
        assert!(source.names.is_ok(), "{text}");
        check(&source).iter().map(Violation::to_string).collect()
    }

    #[test]
    fn a_forbidden_call_is_named_with_its_line() {
        assert_eq!(
            check_text("//! A\nfn f() -> u64 {\n    std::fs::read(\"x\").len()\n}\n"),
            ["crates/facts/src/lib.rs:3: `std::fs` in a pure crate: bytes come in as arguments"]
        );
    }

    #[test]
    fn a_bench_measures_time() {
        let check_at = |path: &str| {
            let text = "fn f() { std::time::Instant::now(); }".to_owned();
            check(&Source::new("facts", path, text)).len()
        };
        assert_eq!(check_at("crates/facts/benches/read.rs"), 0);
        assert_eq!(check_at("crates/facts/src/benches.rs"), 1);
    }

    #[test]
    fn every_way_to_a_closed_path_is_closed() {
        for text in [
            "use std::fs;",
            "use std::{io, fs::File};",
            "use std::net::{TcpStream as Stream};",
            "use std as base; fn f() { base::env::var(\"HOME\"); }",
            "use std::time; fn f() { time::SystemTime::now(); }",
            "fn f() { assert!(::std::time::Instant::now() > g()); }",
            "fn f() { vec![std::thread::spawn(g)]; }",
            "fn f() -> core::net::IpAddr { todo() }",
            "use std::time::*;",
            "use std::*;",
            "use tokio;",
            "async fn f() { tokio::time::sleep(g).await }",
            "fn f() { rand::rng(); }",
            "use jiff::Zoned; fn f() { Zoned::now(); }",
            "fn f() { let c = std::process::Command::new(\"ls\"); }",
            "#[cfg(test)] mod tests { use std::fs; }",
            "extern crate tokio as calm;",
        ] {
            assert!(!check_text(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_only_looks_alike_is_open() {
        for text in [
            "use std::time::Duration; use std::io::Read;",
            "// std::fs::read\n/// std::env::var\nconst TEXT: &str = \"std::fs\";",
            "mod fs; fn f() { fs::read(); crate::env::var(); }",
            "fn f(rand: u32, tokio: u32) -> u32 { rand + tokio }",
            "use std::cmp::*;",
            "fn f() { std::fsx::read(); }",
            "const HERE: &str = env!(\"CARGO_PKG_VERSION\");",
        ] {
            assert_eq!(check_text(text), [""; 0], "{text}");
        }
    }
}
