//! Where the pixels of a prepared image lie on their page.
//!
//! The sheet is what a reader sees who turned the page until its lines ran from left to right; places on it are in
//! points. Refuses to know: what lies there.

use hayro_interpret::kurbo::{Affine, Point, Rect};
use serde::{Deserialize, Serialize};

use crate::pdf::area::{Area, PageSize, Turn};

/// How a straightened image lies on its page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Sheet {
    /// The page in points, as displayed: width and height.
    pub(super) page: [f32; 2],
    /// How the text ran on the page before the image was turned.
    pub(super) turn: Turn,
    /// By how many radians its lines sloped downwards before they were straightened.
    pub(super) slope: f64,
    /// The straightened image in points: width and height.
    pub(super) size: [f32; 2],
}

impl Sheet {
    /// Where a box of the sheet lies on the page: the upright box around it.
    pub(super) fn onto_page(&self, area: Area) -> Area {
        let sloping = self.straightening().inverse().transform_rect_bbox(rect(area));
        self.turn.onto_page(area_of(sloping), self.page_size())
    }

    /// Where a box of the page lies on the sheet: the upright box around it.
    pub(super) fn of_page(&self, area: Area) -> Area {
        let corners = [(area.left, area.top), (area.right, area.bottom)]
            .map(|(x, y)| self.turn.onto_sheet(Point::new(x.into(), y.into()), self.page_size()));
        let turned = Rect::from_points(corners[0], corners[1]);
        area_of(self.straightening().transform_rect_bbox(turned))
    }

    /// The same sheet seen upside down.
    pub(super) fn reversed(self) -> Self {
        let turn = match self.turn {
            Turn::Upright => Turn::Reversed,
            Turn::Reversed => Turn::Upright,
            Turn::Upward => Turn::Downward,
            Turn::Downward => Turn::Upward,
        };
        Self { turn, ..self }
    }

    /// From the turned page onto the sheet: around the middle, so that nothing moves further than it must.
    fn straightening(&self) -> Affine {
        let [width, height] = match self.turn {
            Turn::Upright | Turn::Reversed => self.page,
            Turn::Upward | Turn::Downward => [self.page[1], self.page[0]],
        };
        let middle = |width: f32, height: f32| (f64::from(width) / 2.0, f64::from(height) / 2.0);
        Affine::translate(middle(self.size[0], self.size[1]))
            * Affine::rotate(-self.slope)
            * Affine::translate(middle(-width, -height))
    }

    fn page_size(&self) -> PageSize {
        PageSize { width: self.page[0], height: self.page[1] }
    }
}

fn rect(area: Area) -> Rect {
    Rect::new(area.left.into(), area.top.into(), area.right.into(), area.bottom.into())
}

fn area_of(rect: Rect) -> Area {
    Area::new(rect.x0 as f32, rect.y0 as f32, rect.x1 as f32, rect.y1 as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_to_where_it_was() {
        for turn in Turn::ALL {
            for slope in [0.0, 0.03, -0.05] {
                let size = match turn {
                    Turn::Upright | Turn::Reversed => [600.0, 800.0],
                    Turn::Upward | Turn::Downward => [800.0, 600.0],
                };
                let sheet = Sheet { page: [600.0, 800.0], turn, slope, size };
                let area = Area::new(100.0, 200.0, 101.0, 201.0);
                let back = sheet.of_page(sheet.onto_page(area));
                let shift = (back.center_x() - area.center_x()).abs()
                    + (back.center_y() - area.center_y()).abs();
                assert!(shift < 0.01, "{turn:?} {slope}: {back:?}");
                let reversed = sheet.reversed();
                let opposite =
                    Area::new(size[0] - 101.0, size[1] - 201.0, size[0] - 100.0, size[1] - 200.0);
                let (one, other) = (sheet.onto_page(area), reversed.onto_page(opposite));
                assert!((one.left - other.left).abs() < 0.01 && (one.top - other.top).abs() < 0.01);
            }
        }
    }
}
