//! Where a Word file says which list a paragraph is in, and how the numbers of that list look (ECMA-376-1 section
//! 17.9): definitions, lists that use them, and styles that put their paragraphs into a list.
//!
//! Refuses to know: how numbers are counted and printed.

use std::collections::BTreeMap;

use model::problem::Problem;

use super::properties::ParagraphProperties;
use crate::{
    markup::{self, Markup, Node},
    numbering::{self, Definition, Format, LEVELS, Level, List, MAX_LABEL},
    session::Session,
};

/// How deep styles may build on each other, and lists lead to styles.
const MAX_LINKS: usize = 32;

/// The lists of a file, and how far each has been counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    counted: numbering::Numbering,
    styles: BTreeMap<String, Style>,
    /// The styles whose lists definitions stand for.
    links: BTreeMap<String, String>,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

impl Numbering {
    /// Reads the parts of numbering and styles; either may be empty.
    ///
    /// # Errors
    /// When one of them is malformed: without numbers the text would be another.
    pub(super) fn parse(
        numbering: &str,
        styles: &str,
        session: &mut Session<'_>,
    ) -> Result<Self, Problem> {
        let mut parsed = Self::default();
        let max_depth = session.limits().xml_depth;
        parsed.parse_lists(&mut Markup::new(numbering, max_depth, session.heartbeat()))?;
        parsed.parse_styles(&mut Markup::new(styles, max_depth, session.heartbeat()))?;
        parsed.follow_links();
        Ok(parsed)
    }

    /// What is printed before the text of the next paragraph, with the white space between; `None` when it is in no
    /// list. Counts the paragraph.
    pub(super) fn label(&mut self, paragraph: &ParagraphProperties) -> Option<String> {
        let (list_id, level) = self.position(paragraph)?;
        self.counted.label(&list_id, level)
    }

    fn parse_lists(&mut self, markup: &mut Markup<'_, '_>) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            let Node::Start(start) = node else { continue };
            match start.local_name().as_ref() {
                "abstractNum" => {
                    let id = markup::attribute(&start, "abstractNumId")?
                        .unwrap_or_default()
                        .into_owned();
                    let (definition, link) = parse_definition(markup)?;
                    if let Some(style) = link {
                        self.links.insert(id.clone(), style);
                    }
                    self.counted.definitions.insert(id, definition);
                }
                "num" => {
                    let id = markup::attribute(&start, "numId")?.unwrap_or_default().into_owned();
                    let list = parse_list(markup)?;
                    self.counted.lists.insert(id, list);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn parse_styles(&mut self, markup: &mut Markup<'_, '_>) -> Result<(), Problem> {
        let mut id = String::new();
        while let Some(node) = markup.next()? {
            let Node::Start(start) = node else { continue };
            let value = |name| markup::attribute(&start, name).map(|v| v.map(|v| v.into_owned()));
            match start.local_name().as_ref() {
                "style" => {
                    id = value("styleId")?.unwrap_or_default();
                    self.styles.insert(id.clone(), Style::default());
                }
                name @ ("basedOn" | "numId" | "ilvl") => {
                    let value = value("val")?;
                    let Some(style) = self.styles.get_mut(&id) else { continue };
                    match name {
                        "basedOn" => style.based_on = value,
                        "numId" => style.list = value,
                        _ => style.level = value.and_then(|level| level.parse().ok()),
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The list and level of a paragraph: its own, else those of its style.
    fn position(&self, paragraph: &ParagraphProperties) -> Option<(String, usize)> {
        let style = paragraph.style.as_deref();
        let list = match &paragraph.list {
            Some(list) => list.clone(),
            None => self.inherited(style, |style| style.list.clone())?,
        };
        let of_style = || self.inherited(style, |style| style.level);
        let level = paragraph.level.or_else(of_style).or_else(|| self.level_of_style(&list, style));
        (list != "0").then(|| (list, level.unwrap_or(0)))
    }

    /// A property of a style, or of the nearest one that it builds on.
    fn inherited<T>(&self, style: Option<&str>, get: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let first = style.and_then(|id| self.styles.get(id));
        let based_on = |style: &&Style| self.styles.get(style.based_on.as_deref()?);
        std::iter::successors(first, based_on).take(MAX_LINKS).find_map(get)
    }

    /// The level that the list's definition gives to a style.
    fn level_of_style(&self, list: &str, style: Option<&str>) -> Option<usize> {
        let list = self.counted.lists.get(list)?;
        let definition = self.counted.definitions.get(&list.definition)?;
        definition
            .levels
            .iter()
            .position(|level| level.style.is_some() && level.style.as_deref() == style)
    }

    /// Makes every list use the definition that its own one stands for.
    fn follow_links(&mut self) {
        let lists = &self.counted.lists;
        let followed: Vec<(String, String)> = lists
            .iter()
            .filter_map(|(id, list)| Some((id.clone(), self.followed(&list.definition)?)))
            .collect();
        for (id, definition) in followed {
            if let Some(list) = self.counted.lists.get_mut(&id) {
                list.definition = definition;
            }
        }
    }

    /// The definition that one stands for, often itself; `None` where the way to it has no end.
    fn followed(&self, definition: &str) -> Option<String> {
        let mut id = definition;
        for _ in 0..MAX_LINKS {
            let linked = self.links.get(id).and_then(|style| {
                let list = self.styles.get(style)?.list.as_ref()?;
                Some(self.counted.lists.get(list)?.definition.as_str())
            });
            match linked {
                Some(next) => id = next,
                None => return Some(id.to_owned()),
            }
        }
        None
    }
}

/// Reads `w:abstractNum`, which has been opened: the definition, and the style whose list it stands for.
fn parse_definition(markup: &mut Markup<'_, '_>) -> Result<(Definition, Option<String>), Problem> {
    let mut definition = Definition::default();
    let mut link = None;
    while let Some(node) = markup.next()? {
        let Node::Start(start) = node else { break };
        match start.local_name().as_ref() {
            "lvl" => {
                let index = level_index(&start)?;
                let level = parse_level(markup)?;
                if let Some(slot) = index.and_then(|index| definition.levels.get_mut(index)) {
                    *slot = level;
                }
            }
            "numStyleLink" => {
                link = markup::attribute(&start, "val")?.map(|v| v.into_owned());
                markup.skip()?;
            }
            _ => markup.skip()?,
        }
    }
    Ok((definition, link))
}

fn parse_list(markup: &mut Markup<'_, '_>) -> Result<List, Problem> {
    let mut list = List::default();
    let mut depth = 1;
    let mut overridden = 0;
    while depth > 0 {
        match markup.next()? {
            Some(Node::Start(start)) => {
                depth += 1;
                let value = || markup::attribute(&start, "val").map(|v| v.map(|v| v.into_owned()));
                match start.local_name().as_ref() {
                    "abstractNumId" => list.definition = value()?.unwrap_or_default(),
                    "lvlOverride" => overridden = level_index(&start)?.unwrap_or(LEVELS),
                    "startOverride" if overridden < LEVELS => {
                        if let Some(number) = value()?.and_then(|number| number.parse().ok()) {
                            list.starts.insert(overridden, number);
                        }
                    }
                    "lvl" if overridden < LEVELS => {
                        list.levels.insert(overridden, parse_level(markup)?);
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
    Ok(list)
}

fn level_index(start: &quick_xml::events::BytesStart<'_>) -> Result<Option<usize>, Problem> {
    Ok(markup::attribute(start, "ilvl")?.and_then(|index| index.parse().ok()))
}

/// Reads `w:lvl`, which has been opened.
fn parse_level(markup: &mut Markup<'_, '_>) -> Result<Level, Problem> {
    let mut level = Level::default();
    while let Some(node) = markup.next()? {
        let Node::Start(start) = node else { break };
        let value = markup::attribute(&start, "val")?.unwrap_or_default();
        match start.local_name().as_ref() {
            "start" => level.start = value.parse().unwrap_or(1),
            "numFmt" => level.format = format_of(&value),
            "lvlText" => level.pattern = value.chars().take(MAX_LABEL).collect(),
            "isLgl" => level.is_legal = super::properties::is_on(&start)?,
            "lvlRestart" => level.restart = value.parse().ok(),
            "suff" => level.is_tight = value == "nothing",
            "pStyle" => level.style = Some(value.into_owned()),
            _ => {}
        }
        markup.skip()?;
    }
    Ok(level)
}

fn format_of(name: &str) -> Format {
    match name {
        "decimalZero" => Format::DecimalZero,
        "lowerLetter" => Format::LowerLetter,
        "upperLetter" => Format::UpperLetter,
        "lowerRoman" => Format::LowerRoman,
        "upperRoman" => Format::UpperRoman,
        "bullet" => Format::Bullet,
        "none" => Format::None,
        // Numbers in words and other scripts: the number at least is right.
        _ => Format::Decimal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn numbering(lists: &str, styles: &str) -> Numbering {
        let limits = Limits::default();
        let mut progress = || {};
        let mut session = Session::new(&limits, 1 << 20, &mut progress);
        Numbering::parse(&format!("<n>{lists}</n>"), &format!("<s>{styles}</s>"), &mut session)
            .expect("well formed")
    }

    fn level(index: usize, format: &str, pattern: &str) -> String {
        format!(
            "<lvl ilvl='{index}'><start val='1'/><numFmt val='{format}'/><lvlText val='{pattern}'/></lvl>"
        )
    }

    fn list(id: &str, definition: &str) -> String {
        format!("<num numId='{id}'><abstractNumId val='{definition}'/></num>")
    }

    fn labels(numbering: &mut Numbering, list: &str, levels: &[usize]) -> String {
        let label = |&level: &usize| {
            let paragraph = ParagraphProperties {
                list: Some(list.to_owned()),
                level: Some(level),
                ..ParagraphProperties::default()
            };
            numbering.label(&paragraph).unwrap_or_default()
        };
        levels.iter().map(label).collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn levels_count_and_start_again() {
        let definition = format!(
            "<abstractNum abstractNumId='0'>{}{}{}</abstractNum>",
            level(0, "upperRoman", "%1."),
            level(1, "decimal", "%1.%2."),
            level(2, "lowerLetter", "%3)"),
        );
        let mut numbering = numbering(&format!("{definition}{}", list("1", "0")), "");
        assert_eq!(
            labels(&mut numbering, "1", &[0, 1, 1, 2, 2, 0, 1, 2]),
            "I. I.1. I.2. a) b) II. II.1. a)"
        );
        assert_eq!(labels(&mut numbering, "0", &[0]), "");
        assert_eq!(labels(&mut numbering, "7", &[0]), "");
    }

    #[test]
    fn legal_levels_print_decimals_and_bullets_are_bullets() {
        let definition = format!(
            "<abstractNum abstractNumId='0'>{}{}{}</abstractNum>",
            level(0, "upperRoman", "Chương %1"),
            level(1, "decimal", "%1.%2").replace("</lvl>", "<isLgl/><suff val='nothing'/></lvl>"),
            level(2, "bullet", "\u{f0b7}"),
        );
        let mut numbering = numbering(&format!("{definition}{}", list("1", "0")), "");
        assert_eq!(labels(&mut numbering, "1", &[0, 1, 2]), "Chương I 1.1•");
    }

    #[test]
    fn lists_of_one_definition_count_on_unless_they_start_anew() {
        let definition =
            format!("<abstractNum abstractNumId='0'>{}</abstractNum>", level(0, "decimal", "%1."));
        let anew = "<num numId='3'><abstractNumId val='0'/><lvlOverride ilvl='0'>\
            <startOverride val='5'/></lvlOverride></num>";
        let lists = format!("{definition}{}{}{anew}", list("1", "0"), list("2", "0"));
        let mut numbering = numbering(&lists, "");
        assert_eq!(labels(&mut numbering, "1", &[0, 0]), "1. 2.");
        assert_eq!(labels(&mut numbering, "2", &[0]), "3.");
        assert_eq!(labels(&mut numbering, "3", &[0, 0]), "5. 6.");
    }

    #[test]
    fn styles_bring_paragraphs_into_lists() {
        let lists = format!(
            "<abstractNum abstractNumId='0'>{}{}</abstractNum>{}",
            level(0, "decimal", "Điều %1.").replace("</lvl>", "<pStyle val='Dieu'/></lvl>"),
            level(1, "decimal", "%2.").replace("</lvl>", "<pStyle val='Khoan'/></lvl>"),
            list("1", "0"),
        );
        let styles = "<style styleId='Dieu'><pPr><numPr><numId val='1'/></numPr></pPr></style>\
            <style styleId='Khoan'><basedOn val='Dieu'/></style>\
            <style styleId='Vong'><basedOn val='Vong'/></style>";
        let mut numbering = numbering(&lists, styles);
        let mut label = |style: &str, list: Option<&str>| {
            numbering.label(&ParagraphProperties {
                style: Some(style.to_owned()),
                list: list.map(str::to_owned),
                ..ParagraphProperties::default()
            })
        };
        assert_eq!(label("Dieu", None).as_deref(), Some("Điều 1. "));
        assert_eq!(label("Khoan", None).as_deref(), Some("1. "));
        assert_eq!(label("Khoan", Some("0")), None);
        assert_eq!(label("Vong", None), None);
    }
}
