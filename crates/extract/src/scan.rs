//! What lets a scanned page become evidence: whether its own text can be trusted, its image made ready for a
//! recogniser, and the recogniser's words laid out like those of any other page.
//!
//! Everything here is a function of pixels and words. Refuses to know: which program recognises, in which process, and
//! what the words mean.
//!
//! The way of a page: [`lack`] says why its own text is not what the page says; [`render`] or [`picture`] gives its
//! pixels; [`prepare`] makes them grey and straight and free of stamps and specks; whoever called
//! [`read_for`](crate::read_for) has them recognised, numbers of documents twice ([`slips`]); [`complete`] puts the words
//! ([`words`]) into the reading.

mod blank;
mod complete;
mod lack;
pub(crate) mod picture;
mod prepare;
pub(crate) mod raster;
mod render;
mod ruling;
mod second_look;
mod sheet;
mod skew;
mod speckle;
mod stamp;
mod words;

#[cfg(test)]
mod tests;

pub use complete::{PageRecognition, complete, confidence};
pub(crate) use lack::{Lack, PageSigns, is_unread};
pub(crate) use prepare::{PageFrame, prepare};
pub(crate) use render::Renderer;
pub use second_look::{Slip, slips};

use serde::{Deserialize, Serialize};

use sheet::Sheet;

use crate::pdf::rule::Rule;

/// The image of a page that must be read by OCR, as handed out to a recogniser.
#[derive(Debug, Clone, PartialEq)]
pub struct PageImage {
    /// Which page it is, and how its image lies on it.
    pub page: ScannedPage,
    /// Grey values row by row from the top left corner, a byte each, 0 for black.
    pub pixels: Vec<u8>,
}

/// A page that must be read by OCR: everything about its image but the pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScannedPage {
    /// Which of the file's documents: the way down from the outermost one, counted among the children from 0.
    pub document: Vec<u32>,
    /// The page of that document, from 1.
    pub number: u32,
    /// The image, in pixels.
    pub width: u32,
    /// The image, in pixels.
    pub height: u32,
    /// Its resolution.
    pub dots_per_inch: u32,
    /// Where its pixels lie on the page.
    sheet: Sheet,
    /// Ruling lines, in points on the straightened sheet.
    rules: Vec<Rule>,
    /// Whether the page's own text is exact and stays beside what is recognised: a stamp of number, date or signer.
    keeps_text: bool,
    /// Whether next to no ink is on it.
    is_blank: bool,
}
