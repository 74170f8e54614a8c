//! Names of folders against units and criteria.

use std::path::Path;

use model::{criteria::CriteriaSet, pipeline::Pipeline};

use super::*;
use crate::{
    load::LoadSource,
    sample::{PIPELINE, SET},
    unpacker::UnpackerSettings,
};

/// The sample round with a body below one of its units, and what else is declared.
fn declared(more: &str) -> String {
    let centre = r#"
[[unit]]
id = "trung-tam"
name = "Trung tâm Kiểm soát bệnh tật Sở Y tế"
folder = "truc-thuoc/trung-tam"
"#;
    let also = "folder = \"so-y-te\"\nalso = [\"SYT\"]";
    format!("{}{centre}{more}", PIPELINE.replace("folder = \"so-y-te\"", also))
}

/// A load of what lies there, for a round.
fn load<'l>(source: &'l str, unpacker: &'l UnpackerSettings, round: LoadRound<'l>) -> Load<'l> {
    Load {
        source: LoadSource::Path(Path::new(source)),
        unpacker,
        round: Some(round),
        dry_run: false,
        skip_unplaced: false,
        verify: false,
    }
}

/// Where a file of this path belongs: unit, criterion and key, or why it has no place.
fn placed(pipeline: &str, source: &str, unit: Option<&str>, path: &str) -> String {
    let pipeline = Pipeline::parse(pipeline, "pipeline.toml").unwrap_or_else(|e| panic!("{e}"));
    let set = CriteriaSet::parse(SET, "set.toml").expect("valid");
    let unit = unit.map(|id| UnitId::new(id).expect("valid"));
    let round = LoadRound { pipeline: &pipeline, set: &set, unit: unit.as_ref() };
    let unpacker = UnpackerSettings::in_thread();
    let load = load(source, &unpacker, round);
    let placing = Placing::new(&load).expect("valid");
    let file = placing.place(&SourceFile::named(path));
    let unknown = file.unknown_criterion.map(|folder| format!(" unknown {folder}"));
    match file.outcome {
        LoadOutcome::Waiting => format!(
            "{} {} {}{}",
            file.unit.expect("placed"),
            file.criterion.map_or("-".to_owned(), |code| code.to_string()),
            file.key.expect("placed"),
            unknown.unwrap_or_default()
        ),
        LoadOutcome::Unplaced { reason } => format!("{reason:?}"),
        other => format!("{other:?}"),
    }
}

fn check(path: &str, expect: &str) {
    assert_eq!(placed(&declared(""), "ho-so", None, path), expect, "{path}");
}

#[test]
fn units_are_told_by_names_with_and_without_diacritics() {
    check("Sở Y tế/1.3.1/QD 12.pdf", "so-y-te 1.3.1 so-y-te/1.3.1/QD 12.pdf");
    check("SO Y TE/bang.xlsx", "so-y-te - so-y-te/bang.xlsx");
    check("01_So_Y_te/bang.xlsx", "so-y-te - so-y-te/bang.xlsx");
    check("SoYTe/bang.xlsx", "so-y-te - so-y-te/bang.xlsx");
    check("so-y-te/bang.xlsx", "so-y-te - so-y-te/bang.xlsx");
    check("SYT - hồ sơ 2025/bang.xlsx", "so-y-te - so-y-te/bang.xlsx");
    check("CCHC 2025/Sở Nội vụ/I/bang.xlsx", "so-noi-vu - so-noi-vu/I/bang.xlsx");
    check("Trung tâm Kiểm soát bệnh tật (Sở Y tế)/a.pdf", "trung-tam - truc-thuoc/trung-tam/a.pdf");
}

#[test]
fn what_names_no_unit_or_several_is_not_placed() {
    check("Khác/a.pdf", "NoUnit { nearest: None }");
    check("a.pdf", "NoUnit { nearest: None }");
    check("SNV/a.pdf", r#"NoUnit { nearest: Some(UnitId("so-noi-vu")) }"#);
    check("Sở Y tê/a.pdf", "so-y-te - so-y-te/a.pdf");
    check("Sở I tế/a.pdf", r#"NoUnit { nearest: Some(UnitId("so-y-te")) }"#);
    let several = r#"SeveralUnits { units: [UnitId("so-noi-vu"), UnitId("so-y-te")] }"#;
    check("Sở Nội vụ/Sở Y tế/a.pdf", several);
    check("Sở Nội vụ và Sở Y tế/a.pdf", several);
}

#[test]
fn a_folder_that_is_a_units_name_counts_before_one_that_holds_it() {
    check("Hồ sơ gửi Sở Nội vụ/Sở Y tế/a.pdf", "so-y-te - so-y-te/a.pdf");
    check(
        "Sở Nội vụ 2025/1.3.1/Công văn của Sở Y tế/a.pdf",
        "so-noi-vu 1.3.1 so-noi-vu/1.3.1/Công văn của Sở Y tế/a.pdf",
    );
}

#[test]
fn criteria_are_told_by_code_and_by_name() {
    check(
        "SYT/I/1.3/TC 1.3.1 - Kiểm tra/a.pdf",
        "so-y-te 1.3.1 so-y-te/I/1.3/1.3.1 - Kiểm tra/a.pdf",
    );
    check("SYT/1.3.1/Phụ lục 2.1/a.pdf", "so-y-te 1.3.1 so-y-te/1.3.1/Phụ lục 2.1/a.pdf");
    check("SYT/1.3.1/2.1.1/a.pdf", "so-y-te 1.3.1 so-y-te/1.3.1/2.1.1/a.pdf");
    check("1.3.1/SYT/a.pdf", "so-y-te 1.3.1 so-y-te/1.3.1/a.pdf");
    check("SYT/2025/3. Báo cáo/a.pdf", "so-y-te - so-y-te/2025/3. Báo cáo/a.pdf");
    check("SYT/1.3.9/a.pdf", "so-y-te - so-y-te/1.3.9/a.pdf unknown 1.3.9");
    let set = CriteriaSet::parse(SET, "set.toml").expect("valid");
    let code = CriterionCode::new("1.3.1").expect("valid");
    let name = set.name_of(&code).expect("there").to_uppercase();
    let expect = format!("so-y-te 1.3.1 so-y-te/1.3.1 {name}/a.pdf");
    check(&format!("SYT/{name}/a.pdf"), &expect);
}

#[test]
fn a_source_named_for_a_unit_and_a_unit_given_place_everything() {
    let by_source = placed(&declared(""), "/mnt/Sở Y tế.zip", None, "1.3.1/a.pdf");
    assert_eq!(by_source, "so-y-te 1.3.1 so-y-te/1.3.1/a.pdf");
    let given = |path| placed(&declared(""), "ho-so", Some("so-y-te"), path);
    assert_eq!(given("gửi Sở Nội vụ/a.pdf"), "so-y-te - so-y-te/gửi Sở Nội vụ/a.pdf");
    assert_eq!(given("SYT/1.3.1/a.pdf"), "so-y-te 1.3.1 so-y-te/1.3.1/a.pdf");
}

#[test]
fn layouts_decide_alone_where_there_are_some() {
    let load = "\n[load]\nlayouts = [\"Năm 2025/{any}/{unit}/{criterion}/{file}\", \"{any}/{unit}/{file}\"]\n";
    let check = |path: &str, expect: &str| {
        assert_eq!(placed(&declared(load), "x", None, path), expect, "{path}");
    };
    check("nam 2025/Khối sở/Sở Y tế/1.3.1/b/a.pdf", "so-y-te 1.3.1 so-y-te/1.3.1/b/a.pdf");
    check("Khối sở/Sở Y tế/Khác/a.pdf", "so-y-te - so-y-te/Khác/a.pdf");
    check("Sở Y tế/a.pdf", "NoLayout");
    check("Sở Y tế/Sở Nội vụ/a.pdf", "so-noi-vu - so-noi-vu/a.pdf");
}

#[test]
fn what_is_declared_comes_first_and_the_longest_path_is_meant() {
    let load = r#"
[[load.belongs]]
path = "Lạc/chung"
unit = "so-y-te"

[[load.belongs]]
path = "Lạc/chung/kế hoạch.pdf"
unit = "so-noi-vu"
criterion = "1.3.2"

[[load.belongs]]
path = "Hồ sơ bổ sung.zip"
unit = "so-y-te"
criterion = "1.3.1"
"#;
    let pipeline = declared(load);
    let check = |path: &str, expect: &str| {
        assert_eq!(placed(&pipeline, "ho-so", None, path), expect, "{path}");
    };
    check("Lạc/chung/1.3.1/a.pdf", "so-y-te 1.3.1 so-y-te/1.3.1/a.pdf");
    check("Lạc/chung/kế hoạch.pdf", "so-noi-vu 1.3.2 so-noi-vu/1.3.2/kế hoạch.pdf");
    check("Lạc/a.pdf", "NoUnit { nearest: None }");
    check("Hồ sơ bổ sung/QĐ/a.pdf", "so-y-te 1.3.1 so-y-te/1.3.1/QĐ/a.pdf");
}

#[test]
fn leftovers_and_hostile_names_are_told_before_their_place() {
    check("Sở Y tế/Thumbs.db", "Leftover");
    check("Sở Y tế/~$bao cao.docx", "Leftover");
    check("__MACOSX/Sở Y tế/._a.pdf", "Leftover");
    check("Sở Y tế/../../etc/passwd", "Refused { reason: ClimbsOut }");
    check("C:/Sở Y tế/a.pdf", "Refused { reason: Absolute }");
}

#[test]
fn a_unit_or_criterion_that_the_round_does_not_have_is_invalid() {
    let set = CriteriaSet::parse(SET, "set.toml").expect("valid");
    for belongs in ["unit = \"khong-co\"", "unit = \"so-y-te\"\ncriterion = \"99.1\""] {
        let load = format!("\n[[load.belongs]]\npath = \"a\"\n{belongs}\n");
        let pipeline = Pipeline::parse(&declared(&load), "pipeline.toml");
        let pipeline = pipeline.expect("valid by itself");
        let round = LoadRound { pipeline: &pipeline, set: &set, unit: None };
        let unpacker = UnpackerSettings::in_thread();
        let load = self::load("x", &unpacker, round);
        let error = Placing::new(&load).map(|_| ()).expect_err(belongs);
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
}
