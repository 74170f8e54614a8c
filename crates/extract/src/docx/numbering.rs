//! The numbers that Word prints before the paragraphs of lists, ECMA-376-1 section 17.9.
//!
//! They stand nowhere in the text: a paragraph names a list and a level, the list says how its numbers look, and the
//! counting is done here.

use std::collections::{BTreeMap, BTreeSet};

use model::problem::Problem;

use super::properties::ParagraphProperties;
use crate::{
    markup::{self, Markup, Node},
    session::Session,
};

/// Lists have nine levels.
const LEVELS: usize = 9;

/// Longer labels than Word's dialogue lets anybody make are cut, so that no paragraph can be made to say a megabyte.
const MAX_LABEL: usize = 64;

/// How deep styles may build on each other, and lists lead to styles.
const MAX_LINKS: usize = 32;

/// The lists of a file, and how far each has been counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    catalogue: Catalogue,
    /// The number that each level of a definition reached last.
    counters: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// The lists that have begun.
    begun: BTreeSet<String>,
}

/// What the file says about its lists.
#[derive(Debug, Default)]
struct Catalogue {
    /// What lists look like, by the id of their definition.
    definitions: BTreeMap<String, Definition>,
    /// The lists, by the id that paragraphs use.
    lists: BTreeMap<String, List>,
    styles: BTreeMap<String, Style>,
}

#[derive(Debug, Default)]
struct Definition {
    levels: [Level; LEVELS],
    /// The style whose list this definition stands for.
    style_link: Option<String>,
}

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: Format,
    /// `%1.%2.` with the numbers of levels 1 and 2.
    pattern: String,
    /// All numbers in it are decimal.
    is_legal: bool,
    /// The level, from 1, that makes this one start again; 0 for none, `None` for every higher one.
    restart: Option<usize>,
    /// Nothing stands between number and text.
    is_tight: bool,
    /// The paragraph style that is numbered so.
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: Format::Decimal,
            pattern: String::new(),
            is_legal: false,
            restart: None,
            is_tight: false,
            style: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Decimal,
    /// `01`, `02`.
    DecimalZero,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
    Bullet,
    /// No number.
    None,
}

#[derive(Debug, Default)]
struct List {
    definition: String,
    /// The number at which a level starts in this list.
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
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
        let mut catalogue = Catalogue::default();
        let max_depth = session.limits().xml_depth;
        catalogue.parse_lists(&mut Markup::new(numbering, max_depth, session.heartbeat()))?;
        catalogue.parse_styles(&mut Markup::new(styles, max_depth, session.heartbeat()))?;
        Ok(Self { catalogue, ..Self::default() })
    }

    /// What is printed before the text of the next paragraph, with the white space between; `None` when it is in no
    /// list. Counts the paragraph.
    pub(super) fn label(&mut self, paragraph: &ParagraphProperties) -> Option<String> {
        let (list_id, level) = self.catalogue.position(paragraph)?;
        let list = self.catalogue.lists.get(&list_id)?;
        let (definition_id, definition) = self.catalogue.definition(&list.definition)?;
        let level = level.min(LEVELS - 1);
        let look = |level: usize| list.levels.get(&level).unwrap_or(&definition.levels[level]);
        let start = |level: usize| list.starts.get(&level).copied().unwrap_or(look(level).start);

        let counters = self.counters.entry(definition_id).or_default();
        if self.begun.insert(list_id) {
            for &level in list.starts.keys() {
                counters[level] = None;
            }
        }
        counters[level] =
            Some(counters[level].map_or_else(|| start(level), |reached| reached.saturating_add(1)));
        for (deeper, reached) in counters.iter_mut().enumerate().skip(level + 1) {
            if look(deeper).restart.is_none_or(|by| level < by) {
                *reached = None;
            }
        }
        let number = |at: usize| counters[at].unwrap_or_else(|| start(at));
        let look_here = look(level);
        let label = match look_here.format {
            Format::Bullet => bullet(&look_here.pattern),
            Format::None if !look_here.pattern.contains('%') => look_here.pattern.clone(),
            _ => fill(&look_here.pattern, |at| {
                let format = if look_here.is_legal { Format::Decimal } else { look(at).format };
                print(format, number(at))
            }),
        };
        let label: String = label.chars().take(MAX_LABEL).collect();
        let separator = if look_here.is_tight || label.is_empty() { "" } else { " " };
        Some(format!("{label}{separator}"))
    }
}

impl Catalogue {
    fn parse_lists(&mut self, markup: &mut Markup<'_, '_>) -> Result<(), Problem> {
        while let Some(node) = markup.next()? {
            let Node::Start(start) = node else { continue };
            match start.local_name().as_ref() {
                "abstractNum" => {
                    let id = markup::attribute(&start, "abstractNumId")?
                        .unwrap_or_default()
                        .into_owned();
                    let definition = parse_definition(markup)?;
                    self.definitions.insert(id, definition);
                }
                "num" => {
                    let id = markup::attribute(&start, "numId")?.unwrap_or_default().into_owned();
                    let list = parse_list(markup)?;
                    self.lists.insert(id, list);
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
        let (_, definition) = self.definition(&self.lists.get(list)?.definition)?;
        definition
            .levels
            .iter()
            .position(|level| level.style.is_some() && level.style.as_deref() == style)
    }

    /// A definition by its id, or the one that it stands for.
    fn definition(&self, id: &str) -> Option<(String, &Definition)> {
        let mut id = id;
        for _ in 0..MAX_LINKS {
            let definition = self.definitions.get(id)?;
            let linked = definition.style_link.as_ref().and_then(|style| {
                let list = self.styles.get(style)?.list.as_ref()?;
                Some(self.lists.get(list)?.definition.as_str())
            });
            match linked {
                Some(next) => id = next,
                None => return Some((id.to_owned(), definition)),
            }
        }
        None
    }
}

fn parse_definition(markup: &mut Markup<'_, '_>) -> Result<Definition, Problem> {
    let mut definition = Definition::default();
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
                definition.style_link = markup::attribute(&start, "val")?.map(|v| v.into_owned());
                markup.skip()?;
            }
            _ => markup.skip()?,
        }
    }
    Ok(definition)
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
            "numFmt" => level.format = Format::of(&value),
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

impl Format {
    fn of(name: &str) -> Self {
        match name {
            "decimalZero" => Self::DecimalZero,
            "lowerLetter" => Self::LowerLetter,
            "upperLetter" => Self::UpperLetter,
            "lowerRoman" => Self::LowerRoman,
            "upperRoman" => Self::UpperRoman,
            "bullet" => Self::Bullet,
            "none" => Self::None,
            // Numbers in words and other scripts: the number at least is right.
            _ => Self::Decimal,
        }
    }
}

/// The pattern with `%1` to `%9` filled in.
fn fill(pattern: &str, number: impl Fn(usize) -> String) -> String {
    let mut filled = String::new();
    let mut characters = pattern.chars().peekable();
    while let Some(c) = characters.next() {
        let level = characters.peek().and_then(|next| next.to_digit(10)).filter(|level| *level > 0);
        match (c, level) {
            ('%', Some(level)) => {
                characters.next();
                filled.push_str(&number(level as usize - 1));
            }
            _ => filled.push(c),
        }
    }
    filled
}

fn print(format: Format, number: u32) -> String {
    match format {
        Format::Decimal => number.to_string(),
        Format::DecimalZero => format!("{number:02}"),
        Format::LowerLetter => letters(number, 'a'),
        Format::UpperLetter => letters(number, 'A'),
        Format::LowerRoman => roman(number).to_lowercase(),
        Format::UpperRoman => roman(number),
        Format::Bullet | Format::None => String::new(),
    }
}

/// `a` to `z`, then `aa`, `bb`, as Word counts.
fn letters(number: u32, first: char) -> String {
    /// Beyond `zzzz` the number is more use.
    const MAX: u32 = 26 * 4;
    match number.checked_sub(1) {
        Some(index) if index < MAX => {
            let letter = char::from_u32(u32::from(first) + index % 26)
                .expect("26 letters follow `a` and `A`");
            letter.to_string().repeat(index as usize / 26 + 1)
        }
        _ => number.to_string(),
    }
}

fn roman(number: u32) -> String {
    const VALUES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number >= 4000 {
        return number.to_string();
    }
    let mut left = number;
    let mut roman = String::new();
    for (value, digits) in VALUES {
        while left >= value {
            roman.push_str(digits);
            left -= value;
        }
    }
    roman
}

/// Bullets are letters of symbol fonts more often than characters; those that mean themselves are kept.
fn bullet(pattern: &str) -> String {
    match pattern {
        "-" | "–" | "—" | "+" | "*" | "" => pattern.to_owned(),
        _ => "•".to_owned(),
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

    #[test]
    fn numbers_print_in_every_format() {
        let check = |format, number, expect: &str| assert_eq!(print(format, number), expect);
        check(Format::LowerLetter, 28, "bb");
        check(Format::UpperLetter, 3, "C");
        check(Format::LowerLetter, u32::MAX, &u32::MAX.to_string());
        check(Format::UpperRoman, 1994, "MCMXCIV");
        check(Format::LowerRoman, 4, "iv");
        check(Format::UpperRoman, 0, "0");
        check(Format::DecimalZero, 7, "07");
    }
}
