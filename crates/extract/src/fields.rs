//! Fields of office programs: an instruction that is not shown, then the result that is. Page numbers are shown and
//! are no text of the document all the same.
//!
//! Refuses to know: how a format marks the beginning, middle and end of a field.

/// The fields that are open, from the outermost.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    open: Vec<Field>,
}

#[derive(Debug)]
struct Field {
    instruction: String,
    in_result: bool,
}

/// More fields than anybody nests; those beyond are not told apart.
const MOST_OPEN: usize = 256;

impl Fields {
    /// A field begins, with what is known of its instruction.
    pub(crate) fn begin(&mut self, instruction: &str) {
        if self.open.len() < MOST_OPEN {
            self.open.push(Field { instruction: instruction.to_owned(), in_result: false });
        }
    }

    /// The instruction of the innermost field goes on, unless its result has begun.
    pub(crate) fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut().filter(|field| !field.in_result) {
            field.instruction.push_str(text);
        }
    }

    /// The result of the innermost field begins.
    pub(crate) fn separate(&mut self) {
        if let Some(field) = self.open.last_mut() {
            field.in_result = true;
        }
    }

    /// The innermost field ends.
    pub(crate) fn end(&mut self) {
        self.open.pop();
    }

    /// Whether text at this point is text of the document.
    pub(crate) fn show_text(&self) -> bool {
        self.open.iter().all(|field| field.in_result && !field.is_page_number())
    }

    /// A paragraph ends. A field whose result has not begun by now never begins; it must not swallow the rest.
    pub(crate) fn end_paragraph(&mut self) {
        self.open.retain(|field| field.in_result && !field.is_page_number());
    }
}

impl Field {
    fn is_page_number(&self) -> bool {
        let name = self.instruction.split_whitespace().next().unwrap_or_default();
        ["PAGE", "NUMPAGES", "SECTIONPAGES"].iter().any(|field| name.eq_ignore_ascii_case(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_text_and_page_numbers_are_not() {
        let mut fields = Fields::default();
        assert!(fields.show_text());
        fields.begin(" HYPERLINK ");
        assert!(!fields.show_text());
        fields.separate();
        assert!(fields.show_text());
        fields.begin("");
        fields.instruct("PAGE \\* MERGEFORMAT");
        fields.separate();
        assert!(!fields.show_text());
        fields.end();
        assert!(fields.show_text());
        fields.begin("REF x");
        fields.end_paragraph();
        assert!(fields.show_text());
    }
}
