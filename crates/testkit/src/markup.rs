//! XML written as text: escaping, and elements that cannot be left open.

use std::fmt::Write as _;

/// Markup under construction.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    text: String,
}

impl Markup {
    /// Markup that begins with the XML declaration.
    pub(crate) fn document() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned() }
    }

    /// An element with attributes as they shall stand (`w:val="1"`), and what `content` writes into it.
    pub(crate) fn element(
        &mut self,
        name: &str,
        attributes: &str,
        content: impl FnOnce(&mut Self),
    ) {
        let space = if attributes.is_empty() { "" } else { " " };
        self.write(format_args!("<{name}{space}{attributes}>"));
        content(self);
        self.write(format_args!("</{name}>"));
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: &str) {
        let space = if attributes.is_empty() { "" } else { " " };
        self.write(format_args!("<{name}{space}{attributes}/>"));
    }

    /// An element that holds one text.
    pub(crate) fn leaf(&mut self, name: &str, text: &str) {
        self.element(name, "", |markup| markup.text(text));
    }

    /// Text, escaped.
    pub(crate) fn text(&mut self, text: &str) {
        self.text.push_str(&quick_xml::escape::escape(text));
    }

    /// Markup as it shall stand.
    pub(crate) fn verbatim(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    /// A line break between elements, for those who open the file in an editor.
    pub(crate) fn newline(&mut self) {
        self.text.push('\n');
    }

    fn write(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.text.write_fmt(arguments).expect("a string takes all text");
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}
