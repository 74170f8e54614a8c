//! Image files from their bytes to their text, with tables of words as a recogniser would give them.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};
use model::{
    document::{PartKind, TextSource},
    problem::ProblemCode,
    reading::{MediaType, Outcome, Reading},
};
use tiff::encoder::{TiffEncoder, colortype};

use super::*;
use crate::{Asked, Limits, TrustRoots, read, read_for, tests::zip_of};

/// Narrow pages, as high as A4 at 150 dots to the inch: what is not optimised takes its time for every pixel.
const WIDTH: u32 = 420;
const HEIGHT: u32 = 1754;

/// A page with some lines of strokes.
fn page() -> GrayImage {
    GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let is_text =
            (150..1600).contains(&y) && y % 48 < 18 && (40..380).contains(&x) && x % 12 < 4;
        Luma([if is_text { 20 } else { 245 }])
    })
}

fn png(image: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).expect("encodes");
    bytes.into_inner()
}

fn tiff(pages: &[GrayImage]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes).expect("a beginning");
    for page in pages {
        encoder
            .write_image::<colortype::Gray8>(page.width(), page.height(), page.as_raw())
            .expect("encodes");
    }
    bytes.into_inner()
}

fn handed_out(bytes: &[u8], name: &str, limits: &Limits) -> (Reading, Vec<PageImage>) {
    let mut images = Vec::new();
    let mut take = |image| images.push(image);
    let asked = Asked { roots: &TrustRoots::NONE, images: Some(&mut take) };
    let reading = read_for(asked, bytes, name, limits, &mut || {});
    (reading, images)
}

/// Words on one line, each with its left edge in pixels.
fn table(words: &[(u32, &str)], confidence: u32) -> PageRecognition {
    let rows = words.iter().zip(1..).map(|((left, text), number)| {
        format!("5\t1\t1\t1\t1\t{number}\t{left}\t300\t60\t24\t{confidence}\t{text}\n")
    });
    PageRecognition::Words { tsv: rows.collect(), reversed: false }
}

fn codes(reading: &Reading) -> Vec<(ProblemCode, &str)> {
    reading.problems.iter().map(|problem| (problem.code, problem.detail.as_str())).collect()
}

#[test]
fn an_image_file_is_a_page_that_needs_ocr() {
    let reading = read(&png(&page()), "scan.png", &Limits::default(), &mut || {});
    assert_eq!(
        (reading.media_type, reading.outcome),
        (MediaType::Image, Outcome::ReadWithProblems)
    );
    assert_eq!(codes(&reading), [(ProblemCode::PageNeedsOcr, "1")]);
    assert!(!reading.is_fully_read());
    let [part] = reading.document.parts() else { panic!("one page") };
    assert_eq!((part.source(), part.reason()), (TextSource::None, Some("no-text")));
    let PartKind::Page { width, height, .. } = *part.kind() else { panic!("a page") };
    assert!((width - 201.6).abs() < 1.0 && (height - 842.0).abs() < 1.0, "{width} {height}");
}

#[test]
fn a_recognised_page_reads_like_any_other() {
    let (mut reading, images) = handed_out(&png(&page()), "scan.png", &Limits::default());
    let [image] = images.as_slice() else { panic!("one image") };
    assert_eq!(image.pixels.len(), (image.page.width * image.page.height) as usize);
    assert_eq!(image.page.dots_per_inch, 150);
    let words = table(&[(100, "Số:"), (200, "12/QĐ-UBND")], 93);
    complete(&mut reading, vec![(image.page.clone(), words)], &Limits::default());
    assert_eq!((reading.outcome, codes(&reading)), (Outcome::Read, Vec::new()));
    let [part] = reading.document.parts() else { panic!("one page") };
    assert_eq!((part.text(), part.source()), ("Số: 12/QĐ-UBND", TextSource::Ocr));
    let [left, top, right, _] = part.words()[1].bbox;
    // Pixels to points: 72 of 150.
    assert!((left - 96.0).abs() < 1.0 && (top - 144.0).abs() < 6.0 && (right - 124.8).abs() < 1.0);
}

#[test]
fn what_could_not_be_recognised_is_never_read() {
    let limits = Limits::default();
    let (reading, images) = handed_out(&tiff(&[page(), page(), page()]), "fax.tif", &limits);
    let [sure, unsure, lost] = images.as_slice() else { panic!("three images") };
    let mut reading = reading;
    let pages = vec![
        (sure.page.clone(), table(&[(100, "Kế"), (200, "hoạch")], 90)),
        (unsure.page.clone(), table(&[(100, "K¿"), (200, "hoaœh")], 31)),
        (lost.page.clone(), PageRecognition::Failed { reason: "time".to_owned() }),
    ];
    complete(&mut reading, pages, &limits);
    assert_eq!(
        codes(&reading),
        [
            (ProblemCode::PageNeedsOcr, "3"),
            (ProblemCode::OcrDoubtful, "2"),
            (ProblemCode::OcrFailed, "3: time"),
        ]
    );
    assert!(!reading.is_fully_read());
    let sources: Vec<_> =
        reading.document.parts().iter().map(model::document::Part::source).collect();
    assert_eq!(sources, [TextSource::Ocr, TextSource::Ocr, TextSource::None]);
}

#[test]
fn a_page_without_writing_is_blank_and_read() {
    let blank = GrayImage::from_pixel(WIDTH, HEIGHT, Luma([247]));
    let (mut reading, images) = handed_out(&png(&blank), "scan.png", &Limits::default());
    let page = images[0].page.clone();
    complete(&mut reading, vec![(page, table(&[], 0))], &Limits::default());
    assert!(reading.is_fully_read(), "{:?}", reading.problems);
    assert_eq!(reading.document.parts()[0].reason(), Some("blank"));
}

#[test]
fn a_page_with_ink_is_never_blank_because_nothing_was_recognised_on_it() {
    let faint = GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let is_text = (800..818).contains(&y) && (40..160).contains(&x) && x % 12 < 4;
        Luma([if is_text { 215 } else { 247 }])
    });
    for image in [page(), faint] {
        let (mut reading, images) = handed_out(&png(&image), "scan.png", &Limits::default());
        let nothing = table(&[], 0);
        complete(&mut reading, vec![(images[0].page.clone(), nothing)], &Limits::default());
        assert_eq!(codes(&reading), [(ProblemCode::OcrDoubtful, "1")]);
        assert!(!reading.is_fully_read());
        assert_eq!(reading.document.parts()[0].reason(), Some("not-recognised"));
    }
}

#[test]
fn what_is_cleaned_off_a_page_does_not_make_it_blank() {
    // Red print that hangs together like a stamp is taken off as one.
    let red = image::RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let is_text = (300..900).contains(&y) && y % 12 < 6 && (100..320).contains(&x);
        image::Rgb(if is_text { [225, 40, 50] } else { [250; 3] })
    });
    let mut bytes = Cursor::new(Vec::new());
    red.write_to(&mut bytes, ImageFormat::Png).expect("encodes");
    let (mut reading, images) = handed_out(&bytes.into_inner(), "scan.png", &Limits::default());
    let lightest = images[0].pixels.iter().min().expect("pixels");
    assert!(*lightest > 200, "the stamp was not taken off: {lightest}");
    complete(&mut reading, vec![(images[0].page.clone(), table(&[], 0))], &Limits::default());
    assert_eq!(codes(&reading), [(ProblemCode::OcrDoubtful, "1")]);
}

#[test]
fn no_more_pages_are_handed_out_than_allowed() {
    let limits = Limits { ocr_pages: 1, ..Limits::default() };
    let (mut reading, images) = handed_out(&tiff(&[page(), page()]), "fax.tif", &limits);
    let [image] = images.as_slice() else { panic!("one image") };
    let words = table(&[(100, "Kế"), (200, "hoạch")], 90);
    complete(&mut reading, vec![(image.page.clone(), words)], &limits);
    assert_eq!(codes(&reading), [(ProblemCode::PageNeedsOcr, "2")]);
}

#[test]
fn a_page_inside_an_archive_finds_its_way_back() {
    let scan = png(&page());
    let files = [("a.txt", b"van ban".as_slice()), ("b.png", scan.as_slice())];
    let zip = zip_of(&files);
    let (mut reading, images) = handed_out(&zip, "ho-so.zip", &Limits::default());
    assert_eq!(images[0].page.document, [1]);
    let words = table(&[(100, "Kế"), (200, "hoạch")], 90);
    complete(&mut reading, vec![(images[0].page.clone(), words)], &Limits::default());
    assert_eq!(reading.children[1].document.parts()[0].text(), "Kế hoạch");
    assert!(reading.children[1].is_fully_read());
}

#[test]
fn a_page_held_upside_down_keeps_its_places() {
    let (mut reading, images) = handed_out(&png(&page()), "scan.png", &Limits::default());
    let page = images[0].page.clone();
    let (width, height) = (page.width, page.height);
    let PageRecognition::Words { tsv, .. } = table(&[(100, "Kế")], 90) else { panic!("words") };
    let reversed = PageRecognition::Words { tsv, reversed: true };
    complete(&mut reading, vec![(page, reversed)], &Limits::default());
    let [left, top, right, bottom] = reading.document.parts()[0].words()[0].bbox;
    let expected =
        [width - 160, height - 324, width - 100, height - 300].map(|pixels| pixels as f32 * 0.48);
    for (found, expected) in [left, top, right, bottom].into_iter().zip(expected) {
        assert!((found - expected).abs() < 4.0, "{found} {expected}");
    }
}

#[test]
fn a_bomb_of_an_image_is_refused_before_it_is_decoded() {
    // A PNG of 60,000 by 60,000 pixels, said in its head of 33 bytes.
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\0\0\0\0".to_vec();
    bytes.extend([0; 64]);
    let reading = read(&bytes, "scan.png", &Limits::default(), &mut || {});
    assert_eq!(reading.outcome, Outcome::Rejected);
    assert_eq!(reading.problems[0].code, ProblemCode::Damaged);
}
