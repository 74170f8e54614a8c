//! Where something lies on a page: boxes as displayed, and the four ways in which text can be turned.
//!
//! Refuses to know: what lies there.

use hayro_interpret::kurbo::{Point, Rect, Vec2};
use serde::{Deserialize, Serialize};

/// A box in points from the page's top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

impl Area {
    pub(crate) fn new(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self { left, top, right, bottom }
    }

    pub(crate) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f32 {
        self.bottom - self.top
    }

    pub(crate) fn center_x(&self) -> f32 {
        f32::midpoint(self.left, self.right)
    }

    pub(crate) fn center_y(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }

    /// The smallest box around both.
    pub(crate) fn around(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    pub(crate) fn holds(&self, x: f32, y: f32) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    pub(crate) fn to_bbox(self) -> [f32; 4] {
        [self.left, self.top, self.right, self.bottom]
    }
}

/// How large a page is, in points as displayed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PageSize {
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// In which direction a line of text runs. A page whose text is turned is laid out as if the reader turned the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Turn {
    /// From left to right.
    Upright,
    /// From bottom to top.
    Upward,
    /// From right to left, upside down.
    Reversed,
    /// From top to bottom.
    Downward,
}

impl Turn {
    /// All turns, in the order in which their texts are read.
    pub(crate) const ALL: [Self; 4] = [Self::Upright, Self::Upward, Self::Downward, Self::Reversed];

    /// The turn nearest to a direction on the page.
    pub(crate) fn of(direction: Vec2) -> Self {
        if direction.x.abs() >= direction.y.abs() {
            if direction.x >= 0.0 { Self::Upright } else { Self::Reversed }
        } else if direction.y < 0.0 {
            Self::Upward
        } else {
            Self::Downward
        }
    }

    /// Where a point of the page lies on the turned sheet.
    pub(crate) fn onto_sheet(self, point: Point, page: PageSize) -> Point {
        let (width, height) = (f64::from(page.width), f64::from(page.height));
        match self {
            Self::Upright => point,
            Self::Upward => Point::new(height - point.y, point.x),
            Self::Downward => Point::new(point.y, width - point.x),
            Self::Reversed => Point::new(width - point.x, height - point.y),
        }
    }

    /// Where a box of the turned sheet lies on the page.
    pub(crate) fn onto_page(self, area: Area, page: PageSize) -> Area {
        let Area { left, top, right, bottom } = area;
        let PageSize { width, height } = page;
        match self {
            Self::Upright => area,
            Self::Upward => Area::new(top, height - right, bottom, height - left),
            Self::Downward => Area::new(width - bottom, left, width - top, right),
            Self::Reversed => Area::new(width - right, height - bottom, width - left, height - top),
        }
    }
}

/// How much of the page a box covers, from 0 to 1.
pub(crate) fn covered_share(rect: Rect, page: PageSize) -> f64 {
    let whole = Rect::new(0.0, 0.0, f64::from(page.width), f64::from(page.height));
    let area = whole.area();
    if area > 0.0 { rect.intersect(whole).area() / area } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_box_comes_back_to_its_place() {
        let page = PageSize { width: 600.0, height: 800.0 };
        let on_page = Area::new(10.0, 20.0, 110.0, 40.0);
        for turn in Turn::ALL {
            let corners = [(on_page.left, on_page.top), (on_page.right, on_page.bottom)]
                .map(|(x, y)| turn.onto_sheet(Point::new(x.into(), y.into()), page));
            let on_sheet = Area::new(
                corners[0].x.min(corners[1].x) as f32,
                corners[0].y.min(corners[1].y) as f32,
                corners[0].x.max(corners[1].x) as f32,
                corners[0].y.max(corners[1].y) as f32,
            );
            assert_eq!(turn.onto_page(on_sheet, page), on_page, "{turn:?}");
        }
    }

    #[test]
    fn turned_text_runs_from_left_to_right_on_its_sheet() {
        let page = PageSize { width: 600.0, height: 800.0 };
        for (turn, direction) in [
            (Turn::Upright, Vec2::new(1.0, 0.0)),
            (Turn::Upward, Vec2::new(0.0, -1.0)),
            (Turn::Downward, Vec2::new(0.0, 1.0)),
            (Turn::Reversed, Vec2::new(-1.0, 0.0)),
        ] {
            assert_eq!(Turn::of(direction), turn);
            let start = Point::new(300.0, 400.0);
            let (from, to) =
                (turn.onto_sheet(start, page), turn.onto_sheet(start + direction, page));
            assert_eq!((to - from), Vec2::new(1.0, 0.0), "{turn:?}");
        }
    }
}
