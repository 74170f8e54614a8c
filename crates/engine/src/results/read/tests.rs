//! Tables as officials fill them in, with the slips that they make.

use model::pipeline::Pipeline;

use super::*;
use crate::{results::table::input_csv, sample::SET};

const UNITS: &str = r#"
[round]
id = "vong-thu"
name = "Vòng thử"
year = 2025
level = "province"
criteria = "set.toml"
period = { from = "2025-01-01", to = "2025-12-31" }
deadline = "2026-01-23"
[evidence]
url = "ho-so"
[[unit]]
id = "an-binh"
name = "Tỉnh An Bình"
also = ["AB", "Mẫu"]
folder = "an-binh"
[[unit]]
id = "ha-tan"
name = "Tỉnh Hà Tân"
also = ["Mẫu"]
folder = "ha-tan"
"#;

/// `unit code points by` of what holds, then `row defect` of what does not.
fn check(holds: Holding, unit: Option<&str>, csv: &str, expect: &[&str]) {
    let (given, bad) = read(&[(holds, unit, csv)]);
    let points = given
        .points
        .iter()
        .map(|((unit, code), points)| format!("{unit} {code} {:?} {:?}", points.value, points.by));
    let bad = bad.iter().map(|bad| format!("{} {:?}", bad.place.row, bad.defect));
    assert_eq!(points.chain(bad).collect::<Vec<_>>(), expect, "{csv}");
}

fn read(tables: &[(Holding, Option<&str>, &str)]) -> (Given, Vec<BadRow>) {
    let set = CriteriaSet::parse(SET, "set.toml").unwrap_or_else(|error| panic!("{error}"));
    let pipeline =
        Pipeline::parse(UNITS, "pipeline.toml").unwrap_or_else(|error| panic!("{error}"));
    let mut reader = TableReader::new(&set, &pipeline.units);
    for (nth, (holds, unit, csv)) in tables.iter().enumerate() {
        let declared = ResultFile {
            path: format!("bang-{nth}.csv"),
            holds: *holds,
            document: Some("12/BB-HĐTĐ".to_owned()),
            unit: unit.map(|unit| UnitId::new(unit).expect("an id")),
        };
        let table = input_csv(csv.as_bytes()).expect("a table");
        reader.read(&declared, &table).unwrap_or_else(|error| panic!("{error:?}"));
    }
    reader.finish()
}

#[test]
fn a_long_table_names_unit_leaf_and_points() {
    check(
        Holding::Appraised,
        None,
        "Bảng điểm thẩm định;;\nĐơn vị;Mã tiêu chí;Điểm thẩm định\nTỉnh An Bình;1.2;0,5\nab;1.3.1;1\nha-tan;1.2;0.25\n",
        &[
            "an-binh 1.2 Points(Points(0.5)) Council",
            "an-binh 1.3.1 Points(Points(1)) Council",
            "ha-tan 1.2 Points(Points(0.25)) Council",
        ],
    );
}

#[test]
fn bad_rows_are_named_and_nothing_stands_in_for_them() {
    check(
        Holding::Appraised,
        None,
        "unit,criterion,points\nSở Lạ,1.2,0.5\nMẫu,1.2,0.5\nan-binh,99.9,0.5\nan-binh,1.3,0.5\nan-binh,1.2,\nan-binh,1.2,nửa điểm\nan-binh,1.2,-0.5\nan-binh,1.2,7\n",
        &[
            "2 UnknownUnit { written: \"Sở Lạ\" }",
            "3 AmbiguousUnit { written: \"Mẫu\" }",
            "4 UnknownCode { written: \"99.9\" }",
            "5 NotALeaf { code: CriterionCode([1, 3]) }",
            "6 EmptyCell { field: Points }",
            "7 Unusable { field: Points, written: \"nửa điểm\" }",
            "8 Unusable { field: Points, written: \"-0.5\" }",
            "9 AboveMaximum { points: Points(7), maximum: Points(0.5) }",
        ],
    );
}

#[test]
fn of_rows_that_contradict_each_other_none_is_used() {
    let at = |row| RowPlace { file: "bang-0.csv".to_owned(), sheet: None, row };
    check(
        Holding::Appraised,
        None,
        "unit,criterion,points\nan-binh,1.2,0.5\nan-binh,1.2,0.25\nha-tan,1.2,0.5\nha-tan,1.2,0.50\n",
        &[
            "ha-tan 1.2 Points(Points(0.5)) Council",
            &format!("2 Conflicts {{ with: {:?} }}", at(3)),
            &format!("3 Conflicts {{ with: {:?} }}", at(2)),
            &format!("5 Repeated {{ first: {:?} }}", at(4)),
        ],
    );
}

#[test]
fn the_sheet_of_one_unit_has_subtotals_options_and_blanks() {
    check(
        Holding::Appraised,
        Some("an-binh"),
        "STT;Tiêu chí;Điểm tối đa;Điểm tự đánh giá;Điểm thẩm định\n1;CÔNG TÁC CHỈ ĐẠO;9,5;9;8\n1.2;Báo cáo;0,5;0,5;0,25\n;Không đạt;0;;\n1.3;Kiểm tra;2;2;1\n1.3.1;Tỷ lệ;1;1;\n9.9;Lạ;1;1;1\n",
        &["an-binh 1.2 Points(Points(0.25)) Council", "7 UnknownCode { written: \"9.9\" }"],
    );
}

#[test]
fn surveys_score_their_leaves_and_no_others() {
    let set = CriteriaSet::parse(SET, "set.toml").expect("sound");
    let surveyed = set.leaves().find(|leaf| leaf.assessed_by == Assessor::Survey).expect("one");
    let code = &surveyed.code;
    let csv = format!(
        "unit,criterion,percent,asked,answered\nan-binh,{code},\"96,4\",1.200,900\nan-binh,1.2,50,100,90\nha-tan,{code},101,100,90\nha-tan,{code},90,100,190\nha-tan,{code},90,100,\n"
    );
    check(
        Holding::Satisfaction,
        None,
        &csv,
        &[
            &format!("an-binh {code} PercentOfMaximum(96.4) Survey"),
            "3 OtherGiver { code: CriterionCode([1, 2]), by_set: Council }",
            "4 Unusable { field: Percent, written: \"101\" }",
            "5 MoreAnswersThanAsked { asked: 100, answered: 190 }",
            "6 EmptyCell { field: Answered }",
        ],
    );
    let points = format!("unit,criterion,points\nan-binh,{code},0\n");
    let not_held = "unit\nan-binh\n";
    let (given, bad) =
        read(&[(Holding::Survey, None, &points), (Holding::NoSurvey, None, not_held)]);
    assert!(given.points.is_empty() && given.surveys_not_held.is_empty(), "{given:?}");
    assert_eq!(bad.len(), 2, "both rows are named: {bad:?}");
}

#[test]
fn circumstances_need_their_reason_and_their_document() {
    let set = CriteriaSet::parse(SET, "set.toml").expect("sound");
    let pipeline = Pipeline::parse(UNITS, "pipeline.toml").expect("sound");
    let mut reader = TableReader::new(&set, &pipeline.units);
    let declared =
        |holds| ResultFile { path: "khac.csv".to_owned(), holds, document: None, unit: None };
    for (holds, csv) in [
        (
            Holding::Unranked,
            "unit,reason,document\nan-binh,chủ trì thẩm định,5/TB\nha-tan,,5/TB\nha-tan,lý do,\n",
        ),
        (
            Holding::BandCap,
            "unit,band,reason,document\nan-binh,Tốt,kỷ luật,6/QĐ\nha-tan,Rất tốt,kỷ luật,6/QĐ\n",
        ),
        (Holding::Bonus, "unit,points,reason,document\nan-binh,\"0,5\",sáng kiến,7/QĐ\n"),
        (
            Holding::NotApplicable,
            "unit,criterion,reason,document\nha-tan,1.3,không kiểm tra,8/TB\n",
        ),
        (
            Holding::Years,
            "unit,year,par_index,rank,of,sipas,papi,document\nan-binh,2024,\"88,1\",5,63,\"84,2\",\"42,5\",9/BC\n",
        ),
        (
            Holding::Cause,
            "unit,criterion,cause,document\nan-binh,1.2,khách quan,10/BC\nan-binh,1.2.,trời mưa,10/BC\n",
        ),
        (
            Holding::Tasks,
            "criterion,body,action,due,expected,document\n1.2,Sở Nội vụ,Gửi báo cáo đúng hạn,31/07/2026,\"0,5\",11/KH\n",
        ),
    ] {
        let table = input_csv(csv.as_bytes()).expect("a table");
        reader.read(&declared(holds), &table).unwrap_or_else(|error| panic!("{error:?}"));
    }
    let (given, bad) = reader.finish();
    assert_eq!((given.unranked.len(), given.band_caps.len(), given.extras.len()), (1, 1, 1));
    assert_eq!((given.not_applicable.len(), given.years.len(), given.tasks.len()), (1, 1, 1));
    assert_eq!(given.years[0].par_index, Some("88.1".parse().expect("a number")));
    let defects: Vec<_> = bad.into_iter().map(|bad| bad.defect).collect();
    assert_eq!(
        defects,
        [
            RowDefect::EmptyCell { field: Field::Reason },
            RowDefect::Unusable { field: Field::Band, written: "Rất tốt".to_owned() },
            RowDefect::Unusable { field: Field::Cause, written: "trời mưa".to_owned() },
            RowDefect::NoDocument,
        ]
    );
}

#[test]
fn a_table_without_its_headings_is_no_input() {
    let set = CriteriaSet::parse(SET, "set.toml").expect("sound");
    let pipeline = Pipeline::parse(UNITS, "pipeline.toml").expect("sound");
    let declared = ResultFile {
        path: "a.csv".to_owned(),
        holds: Holding::Appraised,
        document: None,
        unit: None,
    };
    let table = input_csv("Đơn vị,Điểm\nan-binh,1\n".as_bytes()).expect("a table");
    match TableReader::new(&set, &pipeline.units).read(&declared, &table) {
        Err(TableError::Headings { missing }) => assert_eq!(missing, [Field::Code]),
        other => panic!("{other:?}"),
    }
}
