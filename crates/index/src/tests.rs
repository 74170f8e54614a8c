//! The index as a whole: what is found by number, by text and by property, and what survives damage and rebuilding.

use model::{
    CriterionCode, Document, DocumentNumber, ErrorKind, ObjectKey, PartialDate, UnitId,
    document::PartBuilder,
    dossier::FilePath,
    facts::{Citation, DocType, Facts, Metric, MetricId, MetricUnit},
    query::{Matched, Query, Tolerance},
    reading::ReadState,
};

use super::*;

const LEDGER: &str = "ledger";

fn unit(text: &str) -> UnitId {
    UnitId::new(text).expect("valid")
}

fn document(paragraphs: &[&str]) -> Document {
    let mut flow = PartBuilder::flow();
    paragraphs.iter().for_each(|paragraph| flow.paragraph(paragraph));
    Document::new(vec![flow.finish()])
}

/// One object of unit `a` with one document.
fn object(key: &str, paragraphs: &[&str], facts: Facts) -> ObjectEntries {
    let key = ObjectKey::new(key).expect("valid");
    let file = FilePath::of_object(key.clone());
    let entry = Entry { file, read: ReadState::Full, document: document(paragraphs), facts };
    ObjectEntries { key, unit: unit("a"), reading: None, entries: vec![entry] }
}

fn numbered(number: &str, date: &str, issuer: &str) -> Facts {
    let mut facts = Facts::default();
    facts.header.number = Some(DocumentNumber::parse(number).expect("a number"));
    facts.header.date = PartialDate::parse(date).ok();
    facts.header.issuer = Some(issuer.to_owned());
    facts
}

/// Facts that cite a number where it stands in the only paragraph.
fn citing(paragraph: &str, number: &str) -> Facts {
    let document = document(&[paragraph]);
    let segment = document.segments().next().expect("a paragraph");
    let at = paragraph.find(number).expect("there");
    let quote = document.quote_in(&segment, at..at + number.len()).expect("there");
    let citation = Citation {
        number: DocumentNumber::parse(number).expect("a number"),
        date: None,
        issuer: None,
        issuer_id: None,
        doc_type: None,
        repaired: false,
        recognition: None,
        quote: quote.to_record(model::ContentHash::from_digest([0; 32])),
    };
    Facts { citations: vec![citation], ..Facts::default() }
}

struct Fixture {
    folder: tempfile::TempDir,
    index: Index,
}

impl Fixture {
    fn with(objects: Vec<ObjectEntries>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut index = Index::open(folder.path(), LEDGER).expect("begun");
        index.apply(objects, 1).expect("applied");
        index.publish().expect("published");
        Self { folder, index }
    }

    fn found(&self, query: &str) -> Found {
        let query = Query::parse(query).expect("a query");
        self.index.search().find(&query, &JudgedFiles::new(), 10).expect("searched")
    }

    fn files(&self, query: &str) -> Vec<String> {
        files(&self.found(query))
    }
}

fn files(found: &Found) -> Vec<String> {
    found.hits.iter().map(|hit| hit.card.file.to_string()).collect()
}

#[test]
fn words_are_found_with_and_without_diacritics() {
    let fixture = Fixture::with(vec![
        object("1", &["Kế hoạch cải cách hành chính năm 2025", "Phụ lục"], Facts::default()),
        object("2", &["Báo cáo tình hình thuỷ lợi"], Facts::default()),
        object("3", &["Kê hoa chính"], Facts::default()),
    ]);
    for query in ["kế hoạch cải cách", "KE HOACH cai cach", "ke\u{302}\u{301} hoa\u{323}ch"]
    {
        assert_eq!(fixture.files(query)[0], "1", "{query}");
    }
    assert_eq!(fixture.files("thủy lợi"), ["2"]);
    assert_eq!(fixture.files("\"cải cách\""), ["1"]);
    assert_eq!(fixture.files("\"cai cach\""), ["1"]);
    assert_eq!(fixture.files("\"hoạch kế\""), [""; 0]);
    assert_eq!(fixture.files("\"kế hoạch\" -\"phụ lục\""), [""; 0]);
    assert_eq!(fixture.files("+chính cải"), ["1", "3"]);
    assert_eq!(fixture.found("+chính cải").total, Some(2));
    assert_eq!(fixture.found("chính cải").total, None);
}

#[test]
fn words_without_diacritics_mean_what_their_neighbours_say() {
    let mut objects: Vec<_> = (10..70)
        .map(|nth| object(&nth.to_string(), &["Về dịch vụ công của năm nay"], Facts::default()))
        .collect();
    // Shorter, and with more of the letters that are typed.
    objects.push(object("0", &["dích, vú, cống. Dích vú cống."], Facts::default()));
    let mut of_other = object("1", &["cống"], Facts::default());
    of_other.unit = unit("b");
    objects.push(of_other);
    let fixture = Fixture::with(objects);
    let first = |query: &str| fixture.files(query).into_iter().take(10).collect::<Vec<_>>();
    assert_eq!(first("dịch vụ công"), first("dich vu cong"));
    // Without neighbours, and where there is nothing else, the word can be any that has its letters.
    assert_eq!(first("cong")[..2], ["1", "0"]);
    assert_eq!(first("dich vu cong đơn_vị:b"), ["1"]);
}

#[test]
fn syllables_side_by_side_come_before_syllables_apart() {
    let fixture = Fixture::with(vec![
        object("apart", &["cách làm, cải tiến; chính sách, hành động"], Facts::default()),
        object("beside", &["về cải cách hành chính và nhiều việc khác nữa"], Facts::default()),
    ]);
    assert_eq!(fixture.files("cải cách hành chính"), ["beside", "apart"]);
    assert_eq!(fixture.files("cai cach hanh chinh"), ["beside", "apart"]);
}

#[test]
fn an_abbreviation_is_as_good_as_what_it_stands_for() {
    let fixture = Fixture::with(vec![
        object(
            "apart",
            &["cải tiến, cách làm; hành động, chính sách của TT và HC"],
            Facts::default(),
        ),
        object("long", &["tuyên truyền cải cách hành chính cho người dân"], Facts::default()),
        object("short", &["tuyên truyền CCHC cho người dân ở các địa phương"], Facts::default()),
    ]);
    for query in ["CCHC", "cchc", "cải cách hành chính", "cai cach hanh chinh", "tuyên truyền CCHC"]
    {
        let mut files = fixture.files(query);
        files.truncate(2);
        files.sort();
        assert_eq!(files, ["long", "short"], "{query}");
    }
    let found = fixture.found("CCHC");
    let long = found.hits.iter().find(|hit| hit.card.file.to_string() == "long").expect("found");
    let passage = &long.passages[0];
    let marked: Vec<_> = passage.marks.iter().map(|mark| &passage.text[mark.clone()]).collect();
    assert_eq!(marked, ["cải", "cách", "hành", "chính"]);
    // What is quoted is meant as it stands.
    assert_eq!(fixture.files("\"CCHC\""), ["short"]);
}

#[test]
fn a_passage_is_the_line_with_the_words_marked() {
    let fixture = Fixture::with(vec![object(
        "1",
        &["Phần đầu", "Tỷ lệ hồ sơ đúng hạn\nđạt 98,81%", "Phần cuối"],
        Facts::default(),
    )]);
    let found = fixture.found("đúng hạn đạt");
    let passage = &found.hits[0].passages[0];
    assert_eq!(passage.text, "Tỷ lệ hồ sơ đúng hạn đạt 98,81%");
    let marked: Vec<_> = passage.marks.iter().map(|mark| &passage.text[mark.clone()]).collect();
    assert_eq!(marked, ["đúng", "hạn", "đạt"]);
    let part = document(&["Phần đầu", "Tỷ lệ hồ sơ đúng hạn\nđạt 98,81%", "Phần cuối"]);
    let text = &part.parts()[passage.part].text()[passage.range.clone()];
    assert_eq!(text.replace('\n', " "), passage.text);
}

#[test]
fn a_long_line_is_cut_around_what_was_asked_for() {
    let filler = "chữ khác ".repeat(200);
    let line = format!("{filler}cải cách hành chính {filler}");
    let fixture = Fixture::with(vec![object("1", &[&line], Facts::default())]);
    let found = fixture.found("\"cải cách hành chính\"");
    let passage = &found.hits[0].passages[0];
    assert!(passage.text.len() <= 420 && passage.text.contains("cải cách hành chính"));
    assert!(passage.text.starts_with("chữ") || passage.text.starts_with("khác"));
}

#[test]
fn own_number_first_then_citing_lines_then_tolerant_forms() {
    let line = "Căn cứ Quyết định số 2429/QĐ-UBND ngày 10/10/2019";
    let fixture = Fixture::with(vec![
        object("cites", &[line], citing(line, "2429/QĐ-UBND")),
        object("own", &["Số: 2429/QĐ-UBND"], numbered("2429/QĐ-UBND", "2019-10-10", "UBND")),
        object("zero", &["Số: 02429/QĐ-UBND"], numbered("02429/QĐ-UBND", "2019", "UBND")),
    ]);
    for query in ["2429/QĐ-UBND", "2429/qđ-ubnd", "24 29 / QÐ – UBND", "2429/QĐ - UBND"] {
        let found = fixture.found(query);
        assert_eq!(files(&found), ["own", "cites"], "{query}");
        assert_eq!(found.hits[0].matched, Matched::OwnNumber(Vec::new()));
        assert_eq!(found.hits[1].matched, Matched::CitedNumber(Vec::new()));
        assert_eq!(found.hits[1].passages[0].text, line);
    }
    let alike = |over: &[Tolerance]| Matched::OwnNumber(over.to_vec());
    for (query, over) in [
        ("2429/QD-UBND", &[Tolerance::Diacritics][..]),
        ("2429QĐ-UBND", &[Tolerance::Separators]),
        ("2429 QD UBND", &[Tolerance::Diacritics, Tolerance::Separators]),
        ("2429/QĐ-UBNO", &[Tolerance::LookAlikes]),
    ] {
        let found = fixture.found(query);
        assert_eq!(files(&found)[0], "own", "{query}");
        assert_eq!(found.hits[0].matched, alike(over), "{query}");
    }
    let loosely = fixture.found("~2429/QĐ-UBND");
    assert_eq!(files(&loosely), ["own", "cites", "zero"]);
    assert_eq!(loosely.hits[2].matched, alike(&[Tolerance::Zeros]));
    assert_eq!(fixture.files("số:2429/QĐ-UBND"), ["own"]);
    assert_eq!(fixture.files("dẫn:2429/QĐ-UBND"), ["cites"]);
    assert_eq!(fixture.files("2428/QĐ-UBND"), [""; 0]);
}

#[test]
fn all_readings_of_a_number_come_back() {
    let fixture = Fixture::with(vec![
        object("27", &[""], numbered("27/2019/NĐ-CP", "2019-03-13", "Chính phủ")),
        object("b", &[""], numbered("12/KH-UBND", "2019-03-13", "UBND tỉnh A")),
        object("c", &[""], numbered("12/KH-UBND", "2020-03-13", "UBND tỉnh B")),
    ]);
    assert_eq!(fixture.files("272019/NĐ-CP"), ["27"]);
    assert_eq!(fixture.files("12/KH-UBND"), ["b", "c"]);
    assert_eq!(fixture.files("12/KH-UBND ngày:2020"), ["c"]);
    assert_eq!(fixture.files("12/KH-UBND cơ_quan:\"tỉnh A\""), ["b"]);
}

#[test]
fn numbers_are_found_by_their_parts() {
    let fixture = Fixture::with(vec![
        object("1", &[""], numbered("2429/QĐ-UBND", "2019-10-10", "UBND")),
        object("2", &[""], numbered("930e/QĐ-UBND", "2018", "UBND")),
        object("3", &[""], numbered("16/2015/NĐ-CP", "2015-02-14", "Chính phủ")),
    ]);
    for (query, expected) in [
        ("2429", &["1"][..]),
        ("UBND 2019", &["1"]),
        ("242", &["1"]),
        ("930", &["2"]),
        ("NĐ-CP 2015", &["3"]),
        ("16 2015", &["3"]),
        ("số:QĐ", &["1", "2"]),
    ] {
        let found = fixture.found(query);
        assert_eq!(files(&found), expected, "{query}");
        assert_eq!(found.hits[0].matched, Matched::NumberPart, "{query}");
    }
}

fn with_metric(value: i64, is_target: bool) -> Facts {
    let quote = citing("số 94/QĐ-A", "94/QĐ-A").citations.remove(0).quote;
    let metric = Metric {
        metric: MetricId::new("on_time_rate"),
        value: value.into(),
        unit: MetricUnit::Percent,
        numerator: None,
        denominator: None,
        base: None,
        period: Some("quý III năm 2019".to_owned()),
        qualifier: None,
        is_target,
        scope: None,
        unit_concerned: None,
        recomputed: Vec::new(),
        compared: None,
        recognised: None,
        quote,
    };
    Facts { metrics: vec![metric], ..Facts::default() }
}

#[test]
fn filters_admit_what_they_say() {
    let mut typed = numbered("12/BC-SNV", "2025-03", "Sở Nội vụ");
    typed.header.doc_type = Some(DocType::new("báo cáo"));
    let mut other = object("b/2.3.1/x.pdf", &["cải cách"], with_metric(97, false));
    other.unit = unit("b");
    let fixture = Fixture::with(vec![
        object("a/1.pdf", &["Số 94 phần trăm cải cách"], with_metric(94, false)),
        object("a/2.pdf", &["cải cách"], with_metric(90, true)),
        object("a/3.pdf", &["cải cách"], typed),
        other,
    ]);
    for (query, expected) in [
        ("on_time_rate < 95", &["a/1.pdf"][..]),
        ("đúng_hạn>=94", &["a/1.pdf", "b/2.3.1/x.pdf"]),
        ("đúng_hạn>94 đúng_hạn<98", &["b/2.3.1/x.pdf"]),
        ("kỳ:\"quý III\"", &["a/1.pdf", "a/2.pdf", "b/2.3.1/x.pdf"]),
        ("loại:\"báo cáo\"", &["a/3.pdf"]),
        ("loại:báo", &[]),
        ("loại:BC", &["a/3.pdf"]),
        ("cơ_quan:\"so noi vu\"", &["a/3.pdf"]),
        ("cơ_quan:SNV", &["a/3.pdf"]),
        ("ngày:15/03/2025", &["a/3.pdf"]),
        ("ngày>=2025-04", &[]),
        ("ngày:2025-01..2025-03", &["a/3.pdf"]),
        ("đơn_vị:b", &["b/2.3.1/x.pdf"]),
        ("tc:2.3.1", &["b/2.3.1/x.pdf"]),
        ("tệp:\"1.pdf\"", &["a/1.pdf"]),
        ("\"cải cách\" -đơn_vị:a", &["b/2.3.1/x.pdf"]),
        ("đơn_vị:a đơn_vị:b loại:BC", &["a/3.pdf"]),
    ] {
        let mut found = fixture.files(query);
        found.sort();
        assert_eq!(found, expected, "{query}");
    }
    let query = Query::parse("tc:1.1").expect("a query");
    let file = FilePath::of_object(ObjectKey::new("a/1.pdf").expect("valid"));
    let code = CriterionCode::new("1.1").expect("valid");
    let judged = JudgedFiles::from([(code, [file].into())]);
    let found = fixture.index.search().find(&query, &judged, 10).expect("searched");
    assert_eq!(files(&found), ["a/1.pdf"]);
}

#[test]
fn unread_documents_are_counted_where_they_were_asked_about() {
    let unread = |key: &str, of: &str, read| {
        let mut object = object(key, &[], Facts::default());
        object.unit = unit(of);
        object.entries[0].read = read;
        object
    };
    let fixture = Fixture::with(vec![
        object("1", &["cải cách"], Facts::default()),
        unread("2", "a", ReadState::NotRead),
        unread("3", "b", ReadState::Partly),
    ]);
    let count = |query: &str| {
        let query = Query::parse(query).expect("a query");
        fixture.index.search().unread(Some(&query), &JudgedFiles::new()).expect("counted")
    };
    assert_eq!((count("cải"), count("cải đơn_vị:b"), count("cải đơn_vị:c")), (2, 1, 0));
}

#[test]
fn a_misspelt_word_brings_the_word_that_was_meant() {
    let fixture = Fixture::with(vec![object("1", &["Kế hoạch chuyển đổi số"], Facts::default())]);
    let found = fixture.found("chuyểnn đổi");
    assert_eq!(
        found.suggestions,
        [Suggestion { word: "chuyểnn".to_owned(), meant: "chuyển".to_owned() }]
    );
    assert!(fixture.found("chuyen doi").suggestions.is_empty());
}

#[test]
fn what_judging_asks_is_found_whole_and_ordered() {
    let fixture = Fixture::with(vec![
        object("2", &["KẾ HOẠCH kiểm tra"], Facts::default()),
        object("1", &["kiểm tra theo kế hoạch"], Facts::default()),
        object("3", &["kế hoạch"], Facts::default()),
    ]);
    let query = Query::all_words(&unit("a"), "Kế hoạch kiểm tra");
    let found = fixture.index.search().matching(&query, &JudgedFiles::new()).expect("searched");
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1", "2"]);
}

#[test]
fn the_generation_survives_and_a_change_replaces_the_whole_object() {
    let Fixture { folder, index } = Fixture::with(vec![object("1", &["một"], Facts::default())]);
    drop(index);
    let mut index = Index::open(folder.path(), LEDGER).expect("opened");
    assert_eq!(index.generation(), 1);
    let gone = ObjectEntries { entries: Vec::new(), ..object("2", &[], Facts::default()) };
    index.apply(vec![object("1", &["hai"], Facts::default()), gone], 4).expect("applied");
    let fixture = Fixture { folder, index };
    assert_eq!(fixture.files("một"), [""; 0]);
    assert_eq!(fixture.files("hai"), ["1"]);
    assert_eq!(fixture.index.generation(), 4);
}

#[test]
fn a_damaged_index_is_set_aside_and_begun_anew() {
    for (name, spoil) in [("meta.json", &b"{"[..]), (".store", b"x"), (".idx", b"")] {
        let Fixture { folder, index } =
            Fixture::with(vec![object("1", &["một"], Facts::default())]);
        drop(index);
        let build = folder.path().join("build-1");
        let damaged = std::fs::read_dir(&build)
            .expect("there")
            .map(|entry| entry.expect("an entry").path())
            .find(|path| path.to_string_lossy().ends_with(name))
            .expect("a file to damage");
        let mut bytes = std::fs::read(&damaged).expect("there");
        bytes.splice(0..bytes.len().min(8), spoil.iter().copied());
        std::fs::write(&damaged, bytes).expect("damaged");
        let index = Index::open(folder.path(), LEDGER).expect("begun anew");
        assert_eq!(index.generation(), 0, "{name}");
        assert!(std::fs::read_dir(folder.path().join("damaged-1")).is_ok(), "{name}");
        let error = Search::open(folder.path()).expect_err("never silently empty");
        assert_eq!(error.kind(), ErrorKind::NotFound, "{name}");
    }
}

#[test]
fn an_index_of_another_ledger_is_not_gone_on_with() {
    let Fixture { folder, index } = Fixture::with(vec![object("1", &["một"], Facts::default())]);
    drop(index);
    let index = Index::open(folder.path(), "another").expect("begun anew");
    assert_eq!(index.generation(), 0);
}

#[test]
fn a_rebuild_takes_the_place_of_the_index_when_it_is_whole() {
    let Fixture { folder, index } = Fixture::with(vec![object("1", &["một"], Facts::default())]);
    drop(index);
    let mut search = Search::open(folder.path()).expect("opened");
    let mut rebuilt = Index::rebuild(folder.path(), LEDGER).expect("begun");
    rebuilt.apply(vec![object("2", &["một"], Facts::default())], 1).expect("applied");
    let one = Query::parse("một").expect("a query");
    let found = |search: &mut Search| {
        search.refresh().expect("refreshed");
        files(&search.find(&one, &JudgedFiles::new(), 10).expect("searched"))
    };
    assert_eq!(found(&mut search), ["1"]);
    rebuilt.compact().expect("merged");
    rebuilt.publish().expect("published");
    assert_eq!(found(&mut search), ["2"]);
    assert!(std::fs::read_dir(folder.path().join("build-1")).is_err());
}

/// The writer merges by itself after a number of commits, and may be at it when everything is to be merged.
#[test]
fn merging_everything_does_not_trip_over_merges_under_way() {
    for n_commits in [8_u64, 16, 24, 40] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut index = Index::open(folder.path(), LEDGER).expect("begun");
        for commit in 1..=n_commits {
            let key = format!("{commit}");
            let objects = vec![object(&key, &["một"], Facts::default())];
            index.apply(objects, commit).expect("applied");
        }
        index.compact().expect("merged");
        assert_eq!(index.search().segment_ids().expect("listed").len(), 1);
        assert_eq!(index.search().documents(), n_commits);
    }
}

#[test]
fn a_rebuild_that_was_cut_short_is_gone_on_with() {
    let Fixture { folder, index } = Fixture::with(vec![object("1", &["một"], Facts::default())]);
    drop(index);
    let mut rebuilt = Index::rebuild(folder.path(), LEDGER).expect("begun");
    rebuilt.apply(vec![object("2", &["hai"], Facts::default())], 7).expect("applied");
    drop(rebuilt);
    let index = Index::open(folder.path(), LEDGER).expect("gone on with");
    assert_eq!(index.generation(), 7);
}

#[test]
fn two_writers_do_not_meet() {
    let fixture = Fixture::with(Vec::new());
    let error = Index::open(fixture.folder.path(), LEDGER).expect_err("held");
    assert_eq!(error.kind(), ErrorKind::Conflict);
}
