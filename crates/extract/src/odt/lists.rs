//! What the lists of a style look like (ODF 1.3, part 3, 16.31 to 16.34).

use model::problem::Problem;
use quick_xml::events::BytesStart;

use crate::{
    markup::{self, Markup, Node},
    numbering::{Definition, Format, LEVELS, Level},
};

/// Reads a list style or outline style, which has been opened.
///
/// # Errors
/// As [`Markup::next`].
pub(super) fn parse(markup: &mut Markup<'_, '_>) -> Result<Definition, Problem> {
    let mut definition = Definition::default();
    // Levels that the style does not name have no numbers.
    definition.levels.iter_mut().for_each(|level| level.format = Format::None);
    let mut depth = 1;
    while depth > 0 {
        match markup.next()? {
            Some(Node::Start(start)) => {
                depth += 1;
                let level = match start.local_name().as_ref() {
                    "list-level-style-number" | "outline-level-style" => number(&start)?,
                    "list-level-style-bullet" => {
                        let bullet = markup::attribute(&start, "bullet-char")?;
                        let pattern = bullet.map(|bullet| bullet.into_owned()).unwrap_or_default();
                        Level { format: Format::Bullet, pattern, ..Level::default() }
                    }
                    _ => continue,
                };
                let index = count(&start, "level")?.and_then(|index| index.checked_sub(1));
                if let Some(slot) =
                    index.and_then(|index| definition.levels.get_mut(index as usize))
                {
                    *slot = level;
                }
            }
            Some(Node::End) => depth -= 1,
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    Ok(definition)
}

fn number(start: &BytesStart<'_>) -> Result<Level, Problem> {
    let value = |name| {
        markup::attribute(start, name).map(|v| v.map(|v| v.into_owned()).unwrap_or_default())
    };
    let format = match value("num-format")?.as_str() {
        "" => Format::None,
        "a" => Format::LowerLetter,
        "A" => Format::UpperLetter,
        "i" => Format::LowerRoman,
        "I" => Format::UpperRoman,
        _ => Format::Decimal,
    };
    let level = count(start, "level")?.unwrap_or(1).clamp(1, LEVELS as u32);
    let n_shown = count(start, "display-levels")?.unwrap_or(1).clamp(1, level);
    let (prefix, suffix) = (value("num-prefix")?, value("num-suffix")?);
    let numbers: Vec<String> = (level + 1 - n_shown..=level).map(|at| format!("%{at}")).collect();
    let numbers = if format == Format::None { String::new() } else { numbers.join(".") };
    // A percent sign of a prefix would be taken for a level.
    let plain = |text: String| text.replace('%', "");
    let pattern = format!("{}{numbers}{}", plain(prefix), plain(suffix));
    let start_number = count(start, "start-value")?.unwrap_or(1);
    Ok(Level { start: start_number, format, pattern, ..Level::default() })
}

fn count(start: &BytesStart<'_>, name: &str) -> Result<Option<u32>, Problem> {
    Ok(markup::attribute(start, name)?.and_then(|value| value.parse().ok()))
}
