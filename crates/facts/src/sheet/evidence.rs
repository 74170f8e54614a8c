//! Which documents does an evidence cell cite, and what does it say beyond them?

use model::{
    ContentHash, Document, QuoteRecord, document::Segment, facts::Citation, sheet::SheetRow,
};

use crate::citation;

/// Citations and explanation of a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Evidence {
    /// The documents cited, repetitions included.
    pub(crate) citations: Vec<Citation>,
    /// What is said beyond them.
    pub(crate) explanation: Option<String>,
    /// The addresses on the web that the cells name.
    pub(crate) links: Vec<QuoteRecord>,
}

/// Fewer words left beside citations ("và", "kèm theo") say nothing.
const MIN_EXPLANATION_WORDS: usize = 3;

impl Evidence {
    /// Adds what a cell holds. Of an explanation cell all text is kept, when it says more than citations.
    pub(crate) fn read(
        &mut self,
        document: &Document,
        segment: &Segment<'_>,
        hash: ContentHash,
        is_explanation: bool,
    ) {
        let found = citation::find(segment.text);
        let cited: Vec<_> = found.iter().map(|found| found.context.clone()).collect();
        self.citations.extend(
            found.into_iter().filter_map(|found| found.into_citation(document, segment, hash)),
        );
        let links = links(segment.text).filter_map(|link| document.quote_in(segment, link));
        self.links.extend(links.map(|quote| quote.to_record(hash)));
        let rest = beyond(segment.text, &cited);
        if !says_something(&rest, cited.is_empty()) {
            return;
        }
        self.explain(if is_explanation { segment.text.trim() } else { &rest });
    }

    /// Takes over the citations of the row above.
    pub(crate) fn take_over(&mut self, above: &Self) {
        self.citations.extend(above.citations.iter().cloned());
        self.links.extend(above.links.iter().cloned());
    }

    /// Takes over the citations of another row.
    pub(crate) fn take_over_row(&mut self, row: &SheetRow) {
        self.citations.extend(row.citations.iter().cloned());
        self.links.extend(row.links.iter().cloned());
    }

    /// Adds everything to a row.
    pub(crate) fn add_to(self, row: &mut SheetRow) {
        row.citations.extend(self.citations);
        row.links.extend(self.links);
        if let Some(text) = self.explanation {
            let before = row.explanation.take();
            row.explanation =
                Some(before.map_or(text.clone(), |before| format!("{before}\n{text}")));
        }
    }

    /// Whether the cells were empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.citations.is_empty() && self.explanation.is_none() && self.links.is_empty()
    }

    fn explain(&mut self, text: &str) {
        let before = self.explanation.take();
        self.explanation =
            Some(before.map_or(text.to_owned(), |before| format!("{before}\n{text}")));
    }
}

/// "nt", "như trên": the same documents as the row above.
pub(crate) fn refers_above(text: &str) -> bool {
    let plain = text.to_lowercase();
    let plain = plain.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(
        plain,
        "nt" | "n.t"
            | "như trên"
            | "tương tự như trên"
            | "tương tự trên"
            | "như mục trên"
            | "nhu tren"
    )
}

/// Where addresses on the web stand: from their scheme or `www.` to the next space, closing signs left out.
fn links(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let begins = |at: usize| {
        ["http://", "https://", "www."].iter().any(|scheme| text[at..].starts_with(scheme))
    };
    let mut from = 0;
    std::iter::from_fn(move || {
        let (offset, _) = text[from..].char_indices().find(|(offset, _)| begins(from + offset))?;
        let start = from + offset;
        let length = text[start..].find(char::is_whitespace).unwrap_or(text.len() - start);
        let address = text[start..start + length].trim_end_matches([';', ',', '.', ')', ']', '"']);
        from = start + length;
        Some(start..start + address.len())
    })
}

/// The code in "như mục 1.1", "xem tài liệu tại tiêu chí 1.2": the documents of that row, where a cell says no more.
pub(crate) fn refers_to(text: &str) -> Option<&str> {
    let is_word = |word: &str| REFERRING.contains(&word.to_lowercase().as_str());
    let mut words = text.split_whitespace();
    let code = words.next_back()?.trim_end_matches(['.', ';', ')']);
    let names_row = words
        .clone()
        .any(|word| matches!(word.to_lowercase().as_str(), "mục" | "chí" | "tc" | "tctp"));
    let is_code = code.contains('.') && code.starts_with(char::is_alphanumeric);
    (is_code && names_row && words.all(|word| is_word(word.trim_start_matches(['(', '-']))))
        .then_some(code)
}

/// The words with which a cell refers to another row.
const REFERRING: [&str; 18] = [
    "xem", "như", "theo", "tương", "tự", "tài", "liệu", "minh", "chứng", "kiểm", "tại", "ở", "của",
    "mục", "tiêu", "chí", "tc", "tctp",
];

/// The text without the citations and what belongs to them: type word, date, issuer, and the abstract after it
/// ("về việc ban hành …") up to the end of the item.
fn beyond(text: &str, cited: &[std::ops::Range<usize>]) -> String {
    let mut rest = Vec::new();
    let mut from = 0;
    for (index, range) in cited.iter().enumerate() {
        if range.start > from {
            rest.push(&text[from..range.start]);
        }
        let limit = cited.get(index + 1).map_or(text.len(), |next| next.start.max(range.end));
        from = range.end + abstract_length(&text[range.end..limit]);
    }
    rest.push(&text[from.min(text.len())..]);
    let is_edge =
        |c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '%' | '"' | '“' | '”' | '.');
    rest.into_iter()
        .map(|piece| piece.trim_matches(is_edge))
        .filter(|piece| piece.contains(char::is_alphanumeric))
        .collect::<Vec<_>>()
        .join("\n")
}

fn abstract_length(after: &str) -> usize {
    let lower = after.trim_start_matches([' ', ',', ')', '\n']);
    let begins = [
        "về ",
        "v/v",
        "ban hành",
        "của ",
        "quy định",
        "phê duyệt",
        "triển khai",
        "thực hiện",
        "kèm theo",
    ];
    let first = lower.to_lowercase();
    if begins.iter().any(|word| first.starts_with(word)) {
        after.find([';', '\n']).unwrap_or(after.len())
    } else {
        0
    }
}

fn says_something(rest: &str, is_all: bool) -> bool {
    let n_words = rest.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
    let has_figure = rest.contains('%') || rest.contains("http");
    n_words >= if is_all { 1 } else { MIN_EXPLANATION_WORDS } || has_figure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_remains_beside_citations_is_explanation() {
        let check = |text: &str, expected: &str| {
            let cited: Vec<_> =
                citation::find(text).into_iter().map(|found| found.context).collect();
            let rest = beyond(text, &cited);
            let rest = if says_something(&rest, cited.is_empty()) { rest } else { String::new() };
            assert_eq!(rest, expected, "{text}");
        };
        check("Kế hoạch số 12/KH-UBND ngày 05/01/2025", "");
        check("Kế hoạch số 12/KH-UBND ngày 05/01/2025 về cải cách hành chính năm 2025", "");
        check("Kế hoạch số 12/KH-UBND; Báo cáo số 7/BC-UBND", "");
        check(
            "Báo cáo số 7/BC-UBND ngày 01/12/2025; đã kiểm tra 42/139 đơn vị, đạt 30,2%",
            "đã kiểm tra 42/139 đơn vị, đạt 30,2%",
        );
        check("Đơn vị không phát sinh hồ sơ trong kỳ", "Đơn vị không phát sinh hồ sơ trong kỳ");
        check("-", "");
    }

    #[test]
    fn a_cell_may_name_the_row_whose_documents_it_means() {
        for text in ["Như mục 1.1", "Xem tài liệu tại tiêu chí 1.1.", "(như TC 1.1)"] {
            assert_eq!(refers_to(text), Some("1.1"), "{text}");
        }
        for text in ["Báo cáo mục 1.1", "Như trên", "1.1", "mục 5", "Điểm trừ theo mục 1.1 và 1.2"]
        {
            assert_eq!(refers_to(text), None, "{text}");
        }
    }

    #[test]
    fn links_end_where_the_address_does() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(links(text).map(|link| &text[link]).collect::<Vec<_>>(), expected, "{text}");
        };
        check("(xem https://so.mau.gov.vn/a?b=1).", &["https://so.mau.gov.vn/a?b=1"]);
        check("http://a.vn; www.b.vn,", &["http://a.vn", "www.b.vn"]);
        check("Tài liệu kèm theo", &[]);
    }

    #[test]
    fn the_row_above_is_named_in_a_few_ways() {
        for text in ["nt", "-nt-", "Như trên", "(như trên)", " NT "] {
            assert!(refers_above(text), "{text}");
        }
        for text in ["", "ntn", "Như trên, thêm Báo cáo số 7/BC-UBND"] {
            assert!(!refers_above(text), "{text}");
        }
    }
}
