//! Charts as SVG of our own: bars beside names, lines over years. Every figure stands beside its bar or point, so that a
//! chart says the same without colours and to a screen reader.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::{Bars, Lines};
use crate::{Language, wording::figure};

const WIDTH: u32 = 720;
const ROW: u32 = 26;
const NAMES: u32 = 300;
/// What is left beside the longest bar for its figure.
const FIGURE: u32 = 60;
const HEIGHT: u32 = 300;
const MARGIN: u32 = 40;
/// Colours that are told apart in grey, too.
const COLOURS: [&str; 4] = ["#1f3a5f", "#b7791f", "#2b8a5e", "#8b1a1a"];
/// The most letters of a name beside a bar.
const NAME_LETTERS: usize = 44;

/// Bars beside names.
pub(super) fn bars(bars: &Bars, language: Language) -> String {
    let n = u32::try_from(bars.bars.len()).expect("a chart has fewer than 2^32 bars");
    let longest = bars.bars.iter().map(|(_, length)| *length).max().unwrap_or_default();
    let mut svg = open(WIDTH, n * ROW + 4, &bars.caption);
    for (nth, (name, length)) in (0..).zip(&bars.bars) {
        let room = Decimal::from(WIDTH - NAMES - FIGURE);
        let width = if longest.is_zero() { Decimal::ZERO } else { *length / longest * room };
        let (top, base) = (nth * ROW + 4, nth * ROW + 19);
        let end = Decimal::from(NAMES) + width + Decimal::from(6);
        push(
            &mut svg,
            format_args!(
                "<text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{}</text><rect x=\"{NAMES}\" y=\"{top}\" width=\"{}\" height=\"20\" fill=\"{}\"/><text x=\"{}\" y=\"{base}\">{}</text>",
                NAMES - 8,
                escaped(&short(name)),
                tenth(width),
                COLOURS[0],
                tenth(end),
                figure::decimal(*length, language),
            ),
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Lines over years.
pub(super) fn lines(lines: &Lines, language: Language) -> String {
    let values = || lines.lines.iter().flat_map(|(_, values)| values).flatten();
    let (least, most) =
        (values().min().copied().unwrap_or_default(), values().max().copied().unwrap_or_default());
    let span = if most == least { Decimal::ONE } else { most - least };
    let x = |nth: usize| {
        let steps = lines.years.len().saturating_sub(1).max(1);
        let room = Decimal::from(WIDTH - 2 * MARGIN - FIGURE);
        Decimal::from(MARGIN) + room * Decimal::from(nth) / Decimal::from(steps)
    };
    let y = |value: Decimal| {
        let room = Decimal::from(HEIGHT - 2 * MARGIN);
        Decimal::from(HEIGHT - MARGIN) - room * (value - least) / span
    };
    let legend = 20 * u32::try_from(lines.lines.len()).expect("a chart has few lines");
    let mut svg = open(WIDTH, HEIGHT + legend, &lines.caption);
    for (nth, year) in lines.years.iter().enumerate() {
        push(
            &mut svg,
            format_args!(
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{year}</text>",
                tenth(x(nth)),
                HEIGHT - 12
            ),
        );
    }
    for (at, (name, values)) in lines.lines.iter().enumerate() {
        let colour = COLOURS[at % COLOURS.len()];
        let mut path = String::new();
        let mut is_drawing = false;
        for (nth, value) in values.iter().enumerate() {
            let Some(value) = value else {
                is_drawing = false;
                continue;
            };
            let (x, y) = (tenth(x(nth)), tenth(y(*value)));
            let step = if is_drawing { 'L' } else { 'M' };
            push(&mut path, format_args!("{step}{x} {y}"));
            is_drawing = true;
            push(
                &mut svg,
                format_args!(
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{colour}\"/><text x=\"{x}\" y=\"{y}\" dx=\"6\" dy=\"-6\">{}</text>",
                    figure::decimal(*value, language)
                ),
            );
        }
        let base = HEIGHT + 14 + 20 * u32::try_from(at).expect("a chart has few lines");
        push(
            &mut svg,
            format_args!(
                "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/><rect x=\"{MARGIN}\" y=\"{}\" width=\"14\" height=\"4\" fill=\"{colour}\"/><text x=\"{}\" y=\"{base}\">{}</text>",
                base - 7,
                MARGIN + 22,
                escaped(name)
            ),
        );
    }
    svg.push_str("</svg>");
    svg
}

fn open(width: u32, height: u32, caption: &str) -> String {
    let caption = escaped(caption);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{caption}\" font-size=\"13\"><title>{caption}</title>"
    )
}

fn push(text: &mut String, piece: std::fmt::Arguments<'_>) {
    text.write_fmt(piece).expect("writing to a text does not fail");
}

fn tenth(value: Decimal) -> Decimal {
    value.round_dp(1).normalize()
}

fn short(name: &str) -> String {
    if name.chars().count() <= NAME_LETTERS {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_LETTERS - 1).collect();
    format!("{}…", kept.trim_end())
}

/// A text that markup holds as text.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() => escaped.push(char::REPLACEMENT_CHARACTER),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    #[test]
    fn the_longest_bar_fills_its_room_and_names_are_text() {
        let chart = Bars {
            caption: "Điểm bị trừ".to_owned(),
            bars: vec![("<b>Sở</b>".to_owned(), number("2")), ("Sở B".to_owned(), number("0.5"))],
        };
        let svg = bars(&chart, Language::Vietnamese);
        assert!(
            svg.contains("width=\"360\" height=\"20\"")
                && svg.contains("width=\"90\" height=\"20\"")
        );
        assert!(svg.contains("&lt;b&gt;Sở&lt;/b&gt;") && !svg.contains("<b>"));
        assert!(svg.contains(">0,5</text>"));
    }

    #[test]
    fn a_year_without_a_figure_breaks_the_line() {
        let chart = Lines {
            caption: "Qua các năm".to_owned(),
            years: vec![2019, 2020, 2021, 2022],
            lines: vec![(
                "SIPAS".to_owned(),
                vec![Some(number("80")), Some(number("82")), None, Some(number("84"))],
            )],
        };
        let svg = lines(&chart, Language::Vietnamese);
        assert_eq!(svg.matches('M').count(), 2, "{svg}");
        assert_eq!(svg.matches("<circle").count(), 3);
    }
}
