//! The ways in which pages are worn, one a row of the table.

use testkit::scan::Wear;

/// A row of the table.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) wear: Wear,
}

/// All rows, always in the same order.
pub(super) fn rows() -> Vec<Row> {
    let row = |name, wear| Row { name, wear };
    // The number of a letter stands some 48 mm from the left edge and 38 mm from the top.
    vec![
        row("clean, 300 dpi", Wear::clean(300.0)),
        row(
            "150 dpi, 1.2 degrees, blur, noise",
            Wear { degrees: 1.2, blur: 0.6, noise: 20, ..Wear::clean(150.0) },
        ),
        row(
            "2.5 degrees, heavy noise, 200 dpi",
            Wear { degrees: 2.5, blur: 0.5, noise: 60, dust: 10, ..Wear::clean(200.0) },
        ),
        row(
            "stamp over the number, 200 dpi",
            Wear { stamp: Some((58.0, 38.0)), noise: 8, ..Wear::clean(200.0) },
        ),
        row(
            "pale photocopy, 200 dpi",
            Wear { grey: 75, noise: 18, dust: 8, blur: 0.6, ..Wear::clean(200.0) },
        ),
        row("JPEG quality 12, 150 dpi", Wear { jpeg: 12, ..Wear::clean(150.0) }),
        row(
            "pen over the number, 200 dpi",
            Wear { pen: Some((44.0, 35.0)), noise: 8, ..Wear::clean(200.0) },
        ),
    ]
}
