//! Self-score sheets as they stand in documents, not yet held against a criteria set.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{document::QuoteRecord, facts::Citation};

/// A self-score sheet as it stands in a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SelfScoreSheet {
    /// The rows below the header, in order.
    pub rows: Vec<SheetRow>,
}

/// One row of a self-score sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SheetRow {
    /// The code as written, in the set's form where it could be told; `None` for rows without one.
    pub code: Option<String>,
    /// The name beside it.
    pub name: String,
    /// The maximum that the sheet states.
    #[schemars(with = "Option<String>")]
    pub maximum: Option<Decimal>,
    /// The points that the unit gives itself.
    #[schemars(with = "Option<String>")]
    pub points: Option<Decimal>,
    /// The documents that it cites as evidence.
    pub citations: Vec<Citation>,
    /// Text of the evidence and explanation cells beyond the citations, as written.
    pub explanation: Option<String>,
    /// Addresses on the web that its cells name as evidence.
    #[serde(default)]
    pub links: Vec<QuoteRecord>,
    /// The row, as a quote of its points cell, else of its code or name cell.
    pub quote: QuoteRecord,
}
