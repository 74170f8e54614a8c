//! Whole RTF files: the letter of testkit, and each case by itself.

use model::reading::Reading;
use testkit::{legacy::Spelling, letter::sample, rtf};

use super::*;
use crate::{
    Limits, read,
    tests::{check_damaged, check_report},
};

fn read_rtf(bytes: &[u8]) -> Reading {
    read(bytes, "a.rtf", &Limits::default(), &mut || {})
}

fn check(rtf: &str, expect: &str) {
    let reading = read_rtf(format!("{{\\rtf1\\ansi {rtf}}}").as_bytes());
    assert_eq!(reading.problems, [], "{rtf}");
    assert_eq!(reading.document.parts()[0].text(), expect, "{rtf}");
}

#[test]
fn a_letter_says_the_same_in_every_encoding() {
    check_report(&read_rtf(&rtf::write(&sample::report(), Spelling::Unicode)), &[]);
    for spelling in [Spelling::Tcvn3, Spelling::Vni] {
        let reading = read_rtf(&rtf::write(&sample::report(), spelling));
        check_report(&reading, &[ProblemCode::LegacyEncoding]);
    }
}

#[test]
fn characters_come_in_many_ways() {
    check("Qu\\u7871?t \\u273\\'d0\\u7883?nh", "Quết định");
    check("\\uc2 \\u7871 ??x\\uc0\\u7871 y", "ếxếy");
    check("{\\uc3\\u7871 a\\'62c}d", "ếd");
    check("\\u-10179 ?\\u-8704 ?", "😀");
    check("a\\~b\\_c\\-d\\\\e\\{f\\}", "a\u{A0}b-cde{f}".replace("cde", "cd\\e").as_str());
    check("\\ldblquote a\\rdblquote\\endash b\\tab c\\line d", "“a”–b\tc\nd");
    check("a\r\nb", "ab");
    check("Quye\\u770?\\u769?t", "Quyết");
}

#[test]
fn fonts_name_the_encoding_of_their_bytes() {
    let fonts = "{\\fonttbl{\\f0\\fcharset163 Tahoma;}{\\f1\\fcharset204 Arial{\\*\\falt x};}{\\f2\\fcharset163 .VnTime;}}";
    check(&format!("{fonts}{{\\f0 Quy\\'ea\\'ect \\'f0i\\'f2nh}} {{\\f1 \\'cf}}"), "Quyết định П");
    let legacy = format!("{{\\rtf1{fonts}\\f2 Quy\\'d5t \\'ae\\'denh c\\'f1a B\\'e9}}");
    let reading = read_rtf(legacy.as_bytes());
    assert_eq!(reading.document.parts()[0].text(), "Quyết định của Bộ");
}

#[test]
fn what_is_not_printed_is_no_text() {
    check(
        "a{\\v ẩn}{\\deleted b}{\\*\\xyz c}{\\info d}{\\pict 00ff}{\\*\\bkmkstart e}z"
            .replace('ẩ', "")
            .as_str(),
        "az",
    );
    check(
        "{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt y}}{\\field{\\*\\fldinst PAGE}{\\fldrslt 7}}",
        "y",
    );
    check("{\\upr{a}{\\*\\ud{\\u7871 b}}}", "ế");
    check("x\\bin5 {{{{{y", "xy");
}

#[test]
fn stories_stand_around_the_body() {
    check(
        "{\\header UBND\\par}{\\headerf khong}{\\footer VT\\par}body{\\footnote note}\\par\
         {\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt box\\par}}{\\shprslt box}}end\\par",
        "UBND\nbody\nend\nbox\nnote\nVT",
    );
}

#[test]
fn inner_tables_become_lines_of_their_cell() {
    check(
        "\\trowd\\cellx1000\\cellx5000\\pard\\intbl a\\cell top\\par\\pard\\intbl\\itap2 x\\nestcell y\\nestcell\
         {\\*\\nesttableprops\\trowd\\cellx100\\cellx200\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\cell\\row\\pard end\\par",
        "a | top\nx\ty\nend",
    );
}

#[test]
fn a_file_that_was_cut_off_is_kept_and_told() {
    let reading = read_rtf(b"{\\rtf1 {\\b mot} hai {\\i ba");
    assert_eq!(reading.document.parts()[0].text(), "mot hai ba");
    assert_eq!(reading.problems[0].code, ProblemCode::Truncated);
    let deep = [b"{\\rtf1 ".to_vec(), b"{".repeat(200_000), b"x".to_vec()].concat();
    assert_eq!(read_rtf(&deep).document.parts()[0].text(), "x");
}

#[test]
fn cells_are_limited() {
    let rtf = format!("{{\\rtf1 {}}}", "\\intbl x\\cell\\row".repeat(50));
    let limits = Limits { cells: 10, ..Limits::default() };
    let reading = read(rtf.as_bytes(), "a.rtf", &limits, &mut || {});
    assert_eq!(reading.problems[0].code, ProblemCode::TooManyCells);
}

#[test]
fn damaged_files_are_read_as_far_as_they_go() {
    check_damaged(&rtf::write(&sample::report(), Spelling::Vni), "a.rtf");
}
