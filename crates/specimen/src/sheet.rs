//! Self-score sheets: rows that claim points and cite documents.

use model::{
    ContentHash,
    facts::Citation,
    reading::MediaType,
    sheet::{SelfScoreSheet, SheetRow},
};

use crate::{
    literal::{decimal, hash, number, quote},
    paper::{Doc, document},
};

/// The sheet that a unit sends, by where it lies; its rows are quoted from it.
#[derive(Debug, Clone)]
pub struct Sheet<'f> {
    file: &'f str,
    sha256: ContentHash,
}

impl<'f> Sheet<'f> {
    /// A sheet at this path.
    #[must_use]
    pub fn at(file: &'f str) -> Self {
        Self { file, sha256: hash(file) }
    }

    /// A row: code, points (both empty for none), and what it cites, numbers separated by `;`.
    #[must_use]
    pub fn row(&self, code: &str, points: &str, cites: &str) -> SheetRow {
        SheetRow {
            code: (!code.is_empty()).then(|| code.to_owned()),
            name: format!("Dòng {code}"),
            maximum: None,
            points: (!points.is_empty()).then(|| decimal(points)),
            citations: cites
                .split(';')
                .map(str::trim)
                .filter(|cited| !cited.is_empty())
                .map(|cited| self.cite(cited))
                .collect(),
            explanation: None,
            links: Vec::new(),
            quote: quote(&format!("{code}: {points}"), self.sha256),
        }
    }

    /// A citation of a number, with nothing bound to it.
    #[must_use]
    pub fn cite(&self, text: &str) -> Citation {
        Citation {
            number: number(text),
            date: None,
            issuer: None,
            issuer_id: None,
            doc_type: None,
            repaired: false,
            recognition: None,
            quote: quote(text, self.sha256),
        }
    }

    /// The sheet itself, with these rows.
    #[must_use]
    pub fn holding(&self, rows: Vec<SheetRow>) -> Doc {
        let mut sheet = document(self.file);
        sheet.0.media_type = MediaType::Xlsx;
        sheet.0.facts.sheet = Some(SelfScoreSheet { rows });
        sheet
    }
}
