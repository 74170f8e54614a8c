//! What the properties of paragraphs and runs say that changes the text: numbering, style, deletion, hiding.

use model::problem::Problem;

use crate::markup::{self, Markup, Node};

/// The properties of a paragraph, from `w:pPr`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ParagraphProperties {
    /// The id of its style.
    pub(super) style: Option<String>,
    /// The list instance that it belongs to; `0` takes it out of the list of its style.
    pub(super) list: Option<String>,
    /// Its level in the list, from 0.
    pub(super) level: Option<usize>,
    /// Its end is deleted in tracked changes, so that it runs on into the next paragraph.
    pub(super) end_is_deleted: bool,
    /// The ids of headers and footers, when a section ends here.
    pub(super) running_heads: Vec<String>,
}

/// Reads `w:pPr`, which has been opened.
///
/// # Errors
/// As [`Markup::next`].
pub(super) fn paragraph(markup: &mut Markup<'_, '_>) -> Result<ParagraphProperties, Problem> {
    let mut properties = ParagraphProperties::default();
    let mut depth = 1;
    while depth > 0 {
        match markup.next()? {
            Some(Node::Start(start)) => {
                depth += 1;
                let value =
                    || markup::attribute(&start, "val").map(|value| value.map(|v| v.into_owned()));
                match start.local_name().as_ref() {
                    "pStyle" => properties.style = value()?,
                    "numId" => properties.list = value()?,
                    "ilvl" => properties.level = value()?.and_then(|level| level.parse().ok()),
                    "del" => properties.end_is_deleted = true,
                    "sectPr" => {
                        properties.running_heads = section(markup)?;
                        depth -= 1;
                    }
                    // What the paragraph was before a tracked change of its format.
                    "pPrChange" => {
                        markup.skip()?;
                        depth -= 1;
                    }
                    _ => {}
                }
            }
            Some(Node::End) => depth -= 1,
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    Ok(properties)
}

/// Reads `w:rPr`, which has been opened: whether the run is hidden.
///
/// # Errors
/// As [`Markup::next`].
pub(super) fn run_is_hidden(markup: &mut Markup<'_, '_>) -> Result<bool, Problem> {
    let mut is_hidden = false;
    let mut depth = 1;
    while depth > 0 {
        match markup.next()? {
            Some(Node::Start(start)) => {
                depth += 1;
                match start.local_name().as_ref() {
                    "vanish" => is_hidden = is_on(&start)?,
                    "rPrChange" => {
                        markup.skip()?;
                        depth -= 1;
                    }
                    _ => {}
                }
            }
            Some(Node::End) => depth -= 1,
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    Ok(is_hidden)
}

/// Reads `w:sectPr`, which has been opened: the ids of the headers and footers that its pages show.
///
/// # Errors
/// As [`Markup::next`].
pub(super) fn section(markup: &mut Markup<'_, '_>) -> Result<Vec<String>, Problem> {
    let mut heads: Vec<(bool, String)> = Vec::new();
    let mut has_title_page = false;
    let mut depth = 1;
    while depth > 0 {
        match markup.next()? {
            Some(Node::Start(start)) => {
                depth += 1;
                match start.local_name().as_ref() {
                    "headerReference" | "footerReference" => {
                        let is_first =
                            markup::attribute(&start, "type")?.is_some_and(|kind| kind == "first");
                        if let Some(id) = markup::attribute(&start, "id")? {
                            heads.push((is_first, id.into_owned()));
                        }
                    }
                    "titlePg" => has_title_page = is_on(&start)?,
                    _ => {}
                }
            }
            Some(Node::End) => depth -= 1,
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    // Word keeps the first page's header when the option is switched off, and does not show it.
    heads.retain(|(is_first, _)| has_title_page || !is_first);
    heads.sort_by_key(|(is_first, _)| !is_first);
    Ok(heads.into_iter().map(|(_, id)| id).collect())
}

/// Whether an on-off property is on: it is, unless its value says no.
pub(super) fn is_on(start: &quick_xml::events::BytesStart<'_>) -> Result<bool, Problem> {
    let value = markup::attribute(start, "val")?;
    Ok(!value.is_some_and(|value| matches!(value.as_ref(), "0" | "false" | "off")))
}
