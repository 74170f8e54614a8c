//! What styles say that changes the text: fonts, hiding, and the looks of lists.
//!
//! Refuses to know: which text has which style.

use std::collections::BTreeMap;

use model::problem::Problem;
use quick_xml::events::BytesStart;

use super::lists;
use crate::{
    flow::{FontId, Fonts},
    markup::{self, Markup, Node},
    numbering::Definition,
    session::Session,
};

/// How deep styles may build on each other.
const MAX_LINKS: usize = 32;

/// The styles of a text.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    lists: BTreeMap<String, Definition>,
    headings: Definition,
    default_font: FontId,
}

/// What a style says by itself.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    font: Option<FontId>,
    is_hidden: Option<bool>,
    list: Option<String>,
}

impl Styles {
    /// Reads the styles of these parts.
    ///
    /// # Errors
    /// When one of them is malformed before its text begins: without styles the text would be another.
    pub(super) fn parse(
        parts: &[&str],
        fonts: &mut Fonts,
        session: &mut Session<'_>,
    ) -> Result<Self, Problem> {
        let mut styles = Self::default();
        let mut families = BTreeMap::new();
        let max_depth = session.limits().xml_depth;
        for part in parts {
            let mut markup = Markup::new(part, max_depth, session.heartbeat());
            styles.read(&mut markup, &mut families, fonts)?;
        }
        Ok(styles)
    }

    /// The font of a style over that of what is around it.
    pub(super) fn font(&self, style: Option<&str>, around: Option<FontId>) -> FontId {
        self.inherited(style, |style| style.font).or(around).unwrap_or(self.default_font)
    }

    /// Whether text of a style is hidden.
    pub(super) fn is_hidden(&self, style: Option<&str>) -> bool {
        self.inherited(style, |style| style.is_hidden).unwrap_or(false)
    }

    /// The list style that paragraphs of a style are in.
    pub(super) fn list_of(&self, style: Option<&str>) -> Option<String> {
        self.inherited(style, |style| style.list.clone()).filter(|name| !name.is_empty())
    }

    /// What lists of a style look like.
    pub(super) fn list(&self, name: &str) -> Option<&Definition> {
        self.lists.get(name)
    }

    /// How headings are numbered.
    pub(super) fn headings(&self) -> &Definition {
        &self.headings
    }

    fn inherited<T>(&self, style: Option<&str>, get: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let first = style.and_then(|name| self.styles.get(name));
        let based_on = |style: &&Style| self.styles.get(style.based_on.as_deref()?);
        std::iter::successors(first, based_on).take(MAX_LINKS).find_map(get)
    }

    fn read(
        &mut self,
        markup: &mut Markup<'_, '_>,
        families: &mut BTreeMap<String, String>,
        fonts: &mut Fonts,
    ) -> Result<(), Problem> {
        let mut open = None;
        while let Some(node) = markup.next()? {
            let Node::Start(start) = node else { continue };
            let value = |name| markup::attribute(&start, name).map(|v| v.map(|v| v.into_owned()));
            match start.local_name().as_ref() {
                "font-face" => {
                    if let (Some(name), Some(family)) = (value("name")?, value("font-family")?) {
                        families.insert(name, family.trim_matches('\'').to_owned());
                    }
                }
                "style" => {
                    let name = value("name")?.unwrap_or_default();
                    let style = Style {
                        based_on: value("parent-style-name")?,
                        list: value("list-style-name")?,
                        ..Style::default()
                    };
                    self.styles.insert(name.clone(), style);
                    open = Some(name);
                }
                "default-style" => {
                    let is_paragraph = value("family")?.is_some_and(|family| family == "paragraph");
                    open = is_paragraph.then(String::new);
                }
                "text-properties" => {
                    self.text_properties(&start, open.as_deref(), families, fonts)?
                }
                "list-style" => {
                    let name = value("name")?.unwrap_or_default();
                    let definition = lists::parse(markup)?;
                    self.lists.insert(name, definition);
                }
                "outline-style" => self.headings = lists::parse(markup)?,
                // The text is not for styles to know.
                "body" | "master-styles" => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    fn text_properties(
        &mut self,
        start: &BytesStart<'_>,
        open: Option<&str>,
        families: &BTreeMap<String, String>,
        fonts: &mut Fonts,
    ) -> Result<(), Problem> {
        let face = markup::attribute(start, "font-name")?;
        let family = match face {
            Some(face) => families.get(face.as_ref()).cloned().or(Some(face.into_owned())),
            None => markup::attribute(start, "font-family")?.map(|family| family.into_owned()),
        };
        let font = family.map(|family| fonts.id(&family));
        let display = markup::attribute(start, "display")?;
        match open {
            Some("") => self.default_font = font.unwrap_or(self.default_font),
            Some(name) => {
                if let Some(style) = self.styles.get_mut(name) {
                    style.font = font;
                    style.is_hidden = display.map(|display| display == "none");
                }
            }
            None => {}
        }
        Ok(())
    }
}
