//! The scores as a table for a terminal and for docs/accuracy.md, and the bars that they must reach.

use std::fmt::Write as _;

use super::score::{Scored, Tally};

/// The least F1 of a field on our own texts; what the issue of understanding asks for.
const BARS: [(&str, &str, f64); 31] = [
    ("citations", "number", 0.97),
    ("citations", "date, given the number", 0.97),
    ("citations", "issuer, given the number", 0.97),
    ("citations, damaged by OCR", "number", 0.92),
    ("citations, damaged by OCR", "date, given the number", 0.93),
    ("citations, damaged by OCR", "issuer, given the number", 0.93),
    ("metrics", "all, strict", 0.92),
    ("metrics", "numerator, given the value", 0.95),
    ("metrics", "denominator, given the value", 0.95),
    ("headers", "number", 0.98),
    ("headers", "date", 0.98),
    ("headers", "issuer", 0.98),
    ("headers", "type", 0.98),
    ("headers", "abstract", 0.98),
    ("headers", "signer", 0.98),
    ("headers", "position", 0.98),
    ("headers", "draft", 0.98),
    ("headers, generated", "number", 0.98),
    ("headers, generated", "date", 0.98),
    ("headers, generated", "issuer", 0.98),
    ("headers, generated", "issuer in the table", 0.98),
    ("headers, generated", "body above", 0.98),
    ("headers, generated", "type", 0.98),
    ("headers, generated", "abstract", 0.98),
    ("headers, generated", "signer", 0.98),
    ("headers, generated", "position", 0.98),
    ("headers, generated", "recipients", 0.98),
    ("headers, generated", "draft", 0.98),
    ("citations, damaged by a model of the scanner", "number", 0.92),
    ("headers", "recipients", 0.98),
    ("quotes", "cut from the document by its place", 1.0),
];

/// Fields of our own texts that do not reach their bar.
pub(super) fn below_bar(all: &[Scored]) -> Vec<String> {
    let mut below = Vec::new();
    for (title, field, bar) in BARS {
        let scored = all.iter().find(|scored| scored.title == title);
        let tally = scored.and_then(|scored| scored.fields.iter().find(|(name, _)| name == field));
        match tally {
            Some((_, tally)) if tally.f1() + 1e-9 >= bar => {}
            Some((_, tally)) => below.push(format!("{title}: {field} {:.3} < {bar}", tally.f1())),
            None => below.push(format!("{title}: {field} was not measured")),
        }
    }
    below
}

/// For a terminal, with the first misses of each set.
pub(super) fn plain(all: &[Scored], n_shown: usize) -> String {
    let mut text = String::new();
    for scored in all {
        line(&mut text, format_args!("\n{} ({} texts)", scored.title, scored.n_texts));
        line(
            &mut text,
            format_args!(
                "  {:<36} {:>6} {:>6} {:>6}  {:>5}  {:>5}  {:>5}",
                "", "right", "label", "read", "P", "R", "F1"
            ),
        );
        for (name, tally) in &scored.fields {
            let Tally { right, labelled, read } = tally;
            let (p, r, f1) = (tally.precision(), tally.recall(), tally.f1());
            line(
                &mut text,
                format_args!(
                    "  {name:<36} {right:>6} {labelled:>6} {read:>6}  {p:.3}  {r:.3}  {f1:.3}"
                ),
            );
        }
        for (cause, count) in scored.causes() {
            line(&mut text, format_args!("  {count:>4} x {cause}"));
        }
        for miss in scored.misses.iter().take(n_shown) {
            line(&mut text, format_args!("    {}: {}", miss.cause, miss.detail));
        }
    }
    text
}

/// For docs/accuracy.md.
pub(super) fn markdown(all: &[Scored]) -> String {
    let mut text = String::from(
        "# Accuracy of understanding\n\n\
         Measured on fixtures/labelled by `cargo xtask eval`; a test holds this file against what is measured. The texts\n\
         are invented for the project, and the reader was developed on them: they say what works, not how well it works on\n\
         texts that nobody has seen. docs/measurements.md has the figures of texts that were kept apart.\n",
    );
    for scored in all {
        line(&mut text, format_args!("\n## {} ({} texts)\n", scored.title, scored.n_texts));
        line(
            &mut text,
            format_args!("| field | labelled | read | right | precision | recall | F1 |"),
        );
        line(&mut text, format_args!("|---|---|---|---|---|---|---|"));
        for (name, tally) in &scored.fields {
            let Tally { right, labelled, read } = tally;
            let (p, r, f1) = (tally.precision(), tally.recall(), tally.f1());
            line(
                &mut text,
                format_args!(
                    "| {name} | {labelled} | {read} | {right} | {p:.3} | {r:.3} | {f1:.3} |"
                ),
            );
        }
        if !scored.misses.is_empty() {
            line(&mut text, format_args!("\nMisses by cause:\n"));
        }
        for (cause, count) in scored.causes() {
            line(&mut text, format_args!("- {cause}: {count}"));
        }
    }
    text
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("writing to a string cannot fail");
}
