//! From the colours of a page to the grey image that a recogniser reads best: the steps and their order.
//!
//! Refuses to know: where the page came from.

use super::{
    PageImage, ScannedPage, blank, raster::Colour, ruling, sheet::Sheet, skew, speckle, stamp,
};
use crate::pdf::rule;

/// What is known of a page besides its pixels.
#[derive(Debug, Clone)]
pub(crate) struct PageFrame {
    /// The way to its document, see [`ScannedPage::document`].
    pub(crate) document: Vec<u32>,
    /// Its number in that document, from 1.
    pub(crate) number: u32,
    /// Its size in points.
    pub(crate) size: [f32; 2],
    /// Whether its own text stays beside what is recognised.
    pub(crate) keeps_text: bool,
}

/// Makes a page ready; `beat` is called after every step, for each takes its time.
pub(crate) fn prepare(frame: PageFrame, colour: &Colour, beat: &mut dyn FnMut()) -> PageImage {
    let dots_per_inch = 72.0 * colour.width as f32 / frame.size[0];
    let grey = colour.to_grey();
    let is_blank = blank::is_blank(&grey, dots_per_inch);
    beat();
    let grey = stamp::take_off(grey, colour, dots_per_inch);
    beat();
    let grey = speckle::clean(grey, dots_per_inch);
    beat();
    let skew::Lines { turn, slope } = skew::lines(&grey, dots_per_inch);
    beat();
    let grey = skew::levelled(grey.turned(turn), slope);
    beat();
    let to_points = 72.0 / dots_per_inch;
    let sheet = Sheet {
        page: frame.size,
        turn,
        slope,
        size: [grey.width as f32 * to_points, grey.height as f32 * to_points],
    };
    let rules = ruling::find(&grey, dots_per_inch);
    beat();
    let page = ScannedPage {
        document: frame.document,
        number: frame.number,
        width: grey.width as u32,
        height: grey.height as u32,
        dots_per_inch: dots_per_inch.round() as u32,
        sheet,
        rules,
        keeps_text: frame.keeps_text,
        is_blank,
    };
    PageImage { page, pixels: grey.pixels }
}

impl PageImage {
    /// The same page held upside down, for a recogniser that could not read it: lines say how they run, not which end
    /// of them is up.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.pixels.reverse();
        self
    }
}

impl ScannedPage {
    /// The page as it lies after [`PageImage::reversed`].
    pub(super) fn reversed(self) -> Self {
        let [width, height] = self.sheet.size;
        let rules = self.rules.iter().map(|rule| rule.reversed(width, height)).collect();
        Self { sheet: self.sheet.reversed(), rules: rule::merge(rules), ..self }
    }
}
