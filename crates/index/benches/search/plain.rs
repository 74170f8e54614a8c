//! Tantivy as it comes: its default tokenizer, its default query parser, one field.

use std::path::Path;

use tantivy::{
    Index, IndexReader, TantivyDocument,
    collector::TopDocs,
    doc,
    query::QueryParser,
    schema::{Field, STORED, Schema, TEXT, Value as _},
};

use crate::corpus::Corpus;

pub(super) struct Plain {
    reader: IndexReader,
    parser: QueryParser,
    position: Field,
}

impl Plain {
    pub(super) fn new(corpus: &Corpus, folder: &Path) -> Self {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", TEXT);
        let position = schema.add_u64_field("position", STORED);
        std::fs::create_dir_all(folder).expect("made");
        let index = Index::create_in_dir(folder, schema.build()).expect("begun");
        let mut writer = index.writer(96 << 20).expect("a writer");
        for document in 0..corpus.len() {
            let all = corpus.paragraphs(document).join("\n");
            writer.add_document(doc!(text => all, position => document as u64)).expect("added");
        }
        writer.commit().expect("committed");
        let parser = QueryParser::for_index(&index, vec![text]);
        Self { reader: index.reader().expect("a reader"), parser, position }
    }

    /// The positions of the best documents.
    pub(super) fn find(&self, text: &str, limit: usize) -> Vec<usize> {
        let (query, _) = self.parser.parse_query_lenient(text);
        let searcher = self.reader.searcher();
        let best = TopDocs::with_limit(limit).order_by_score();
        let found = searcher.search(&query, &best).expect("searched");
        found
            .into_iter()
            .filter_map(|(_, address)| {
                let document: TantivyDocument = searcher.doc(address).expect("stored");
                document.get_first(self.position)?.as_u64().map(|position| position as usize)
            })
            .collect()
    }
}
