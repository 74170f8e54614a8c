//! Every quote of every fact of every labelled text is cut from its document: laid out as running text with tables, as a
//! page of words, and as a sheet of cells.

use model::{
    ContentHash, Document, QuoteRecord,
    document::{NewCell, PartBuilder},
};

const LABELLED: [&str; 4] = [
    include_str!("../../../fixtures/labelled/docrefs.jsonl"),
    include_str!("../../../fixtures/labelled/headers.jsonl"),
    include_str!("../../../fixtures/labelled/metrics.jsonl"),
    include_str!("../../../fixtures/labelled/sheets.jsonl"),
];

fn texts() -> impl Iterator<Item = String> {
    LABELLED.iter().flat_map(|file| file.lines()).map(|line| {
        let record: serde_json::Value =
            serde_json::from_str(line).expect("a labelled text is a line of JSON");
        record["text"].as_str().expect("a labelled text has its text").to_owned()
    })
}

fn page(text: &str) -> Document {
    let mut part = PartBuilder::page(1, 595.0, 842.0);
    for paragraph in text.split("\n\n") {
        part.begin_paragraph();
        for line in paragraph.lines() {
            line.split_whitespace().for_each(|word| part.word(word, [0.0; 4]));
            part.line_break();
        }
        part.end_paragraph();
    }
    Document::new(vec![part.finish()])
}

fn sheet(text: &str) -> Document {
    let mut part = PartBuilder::sheet("Biểu", false);
    let rows = (1_u32..).zip(text.lines()).map(|(row, line)| {
        let cell = |(column, text): (u32, &str)| NewCell {
            address: Some(format!("R{row}C{column}")),
            ..NewCell::new(column, text.trim())
        };
        (1..).zip(line.split(" | ")).map(cell).collect()
    });
    part.table(rows.collect());
    Document::new(vec![part.finish()])
}

#[test]
fn every_quote_is_cut_from_its_document() {
    let hash = ContentHash::from_digest([3; 32]);
    let mut n_quotes = [0; 3];
    for text in texts() {
        let layouts = [crate::plain::document(&text), page(&text), sheet(&text)];
        for (document, n_quotes) in layouts.iter().zip(&mut n_quotes) {
            let facts = crate::understand(document, hash, None);
            let mut look = |quote: &QuoteRecord| {
                *n_quotes += 1;
                let resolved = quote.resolve(document).map(|quote| quote.text().to_owned());
                assert_eq!(resolved.as_deref(), Some(quote.text.as_str()), "{text:?}");
            };
            facts.for_each_quote(&mut look);
            let n_facts = facts.citations.len() + facts.metrics.len();
            assert!(facts.citations.iter().all(|citation| !citation.quote.text.is_empty()));
            assert!(n_facts <= *n_quotes);
        }
    }
    assert!(n_quotes.iter().all(|n_quotes| *n_quotes > 500), "{n_quotes:?}");
}
