//! Texts with what a reader should find in them: one JSON object a line.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, de::DeserializeOwned};

use super::Lines;

/// A text with a name.
pub(super) trait Labelled: DeserializeOwned {
    fn id(&self) -> &str;
}

/// A text that names documents.
#[derive(Debug, Deserialize)]
pub(super) struct CitingText {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) refs: Vec<CitationLabel>,
    #[serde(default)]
    pub(super) non_refs: Vec<LookAlike>,
}

/// A document that a text names.
#[derive(Debug, Deserialize)]
pub(super) struct CitationLabel {
    pub(super) number: Option<String>,
    pub(super) date: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) doc_type: Option<String>,
}

/// What looks like a document number and is none.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum LookAlike {
    Text(String),
    Named { number: Option<String>, raw: Option<String> },
}

impl LookAlike {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Named { number, raw } => number.as_deref().or(raw.as_deref()),
        }
    }
}

/// A text that states figures.
#[derive(Debug, Deserialize)]
pub(super) struct CountingText {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) metrics: Vec<MetricLabel>,
}

/// A figure that a text states.
#[derive(Debug, Deserialize)]
pub(super) struct MetricLabel {
    pub(super) metric: String,
    pub(super) value: Option<f64>,
    pub(super) unit: Option<String>,
    pub(super) numerator: Option<f64>,
    pub(super) denominator: Option<f64>,
    pub(super) period: Option<String>,
    pub(super) qualifier: Option<String>,
    #[serde(default)]
    pub(super) is_target: bool,
}

/// The top and end of a document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadedText {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) header: HeaderLabel,
}

/// What a document says of itself; what it does not say is left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct HeaderLabel {
    pub(super) number: Option<String>,
    pub(super) date: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) issuer_id: Option<String>,
    pub(super) parent_body: Option<String>,
    pub(super) doc_type: Option<String>,
    #[serde(rename = "abstract")]
    pub(super) subject: Option<String>,
    pub(super) signer: Option<String>,
    pub(super) signer_position: Option<String>,
    pub(super) recipients: Vec<String>,
    pub(super) is_draft: bool,
}

/// A self-score sheet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SheetText {
    pub(super) id: String,
    pub(super) text: String,
    /// Its rows in order; empty where the text is no sheet.
    pub(super) rows: Vec<RowLabel>,
}

/// A row of a sheet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowLabel {
    pub(super) code: Option<String>,
    pub(super) maximum: Option<String>,
    pub(super) points: Option<String>,
    #[serde(default)]
    pub(super) citations: Vec<String>,
    /// Words that its explanation holds; `None` where it has none.
    pub(super) explanation: Option<String>,
    #[serde(default)]
    pub(super) links: Vec<String>,
}

macro_rules! labelled {
    ($($text:ty),*) => { $(
        impl Labelled for $text {
            fn id(&self) -> &str {
                &self.id
            }
        }
    )* };
}
labelled!(CitingText, CountingText, HeadedText, SheetText);

/// The texts of a file, or of every other line of it.
pub(super) fn parse<T: Labelled>(file: &str, text: &str, lines: Lines) -> Result<Vec<T>> {
    let mut texts: Vec<T> = Vec::new();
    for (number, line) in (1_usize..).zip(text.lines()) {
        let is_wanted = match lines {
            Lines::All => true,
            Lines::Odd => number % 2 == 1,
            Lines::Even => number % 2 == 0,
        };
        if line.trim().is_empty() || !is_wanted {
            continue;
        }
        let labelled: T =
            serde_json::from_str(line).with_context(|| format!("{file} line {number}"))?;
        if texts.iter().any(|other| other.id() == labelled.id()) {
            bail!("{file} line {number}: the id `{}` occurs twice", labelled.id());
        }
        texts.push(labelled);
    }
    Ok(texts)
}
