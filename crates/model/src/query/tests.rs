//! What a typed line means, and what is said of one that means nothing.

use proptest::prelude::*;

use super::*;

fn parsed(text: &str) -> Query {
    Query::parse(text).expect("a query")
}

/// The clauses in a short notation.
fn shown(text: &str) -> Vec<String> {
    let sign = |occur| match occur {
        Occur::Wanted => "",
        Occur::Required => "+",
        Occur::Excluded => "-",
    };
    parsed(text)
        .clauses()
        .iter()
        .map(|clause| {
            let sought = match &clause.sought {
                Sought::Word(word) => word.clone(),
                Sought::Phrase(phrase) => format!("[{phrase}]"),
                Sought::Number(SoughtNumber { text, role, tolerant }) => {
                    format!("{role:?}{}{text}", if *tolerant { "~" } else { "=" })
                }
                Sought::Filter(Filter::Date { from, to }) => {
                    let day = |date: &Option<PartialDate>| {
                        date.map(|date| date.to_string()).unwrap_or_default()
                    };
                    format!("{}..{}", day(from), day(to))
                }
                Sought::Filter(Filter::Metric { metric, comparison, value }) => {
                    format!("{}{}{value}", metric.as_str(), comparison.sign())
                }
                Sought::Filter(filter) => format!("{filter:?}"),
            };
            format!("{}{sought}", sign(clause.occur))
        })
        .collect()
}

#[test]
fn words_phrases_numbers_and_signs() {
    let check = |text: &str, expected: &[&str]| assert_eq!(shown(text), expected, "{text}");
    check("cải cách hành chính", &["cải", "cách", "hành", "chính"]);
    check("+kế \"hoạch kiểm tra\" -dự", &["+kế", "[hoạch kiểm tra]", "-dự"]);
    check("“đúng hạn”", &["[đúng hạn]"]);
    check("2429/QĐ-UBND", &["OwnOrCited=2429/QĐ-UBND"]);
    check("~012/CT-UBND", &["OwnOrCited~012/CT-UBND"]);
    check("số:2429 dẫn~16/2015/NĐ-CP", &["Own=2429", "Cited~16/2015/NĐ-CP"]);
    check("Kế hoạch: cải cách - năm 2025", &["Kế", "hoạch:", "cải", "cách", "năm", "2025"]);
    check("https://example.vn 8:30 10/10/2019", &["https://example.vn", "8:30", "10/10/2019"]);
    check("tỷ lệ < 95", &["tỷ", "lệ", "95"]);
}

#[test]
fn filters_by_vietnamese_unaccented_and_english_names() {
    let check = |text: &str, expected: &[&str]| assert_eq!(shown(text), expected, "{text}");
    check("loại:\"báo cáo\"", &["DocType(\"báo cáo\")"]);
    check("LOẠI:báo_cáo", &["DocType(\"báo cáo\")"]);
    check("loa\u{323}i:QĐ", &["DocType(\"QĐ\")"]);
    check("don_vi:an-binh unit:b", &["Unit(\"an-binh\")", "Unit(\"b\")"]);
    check("cơ_quan:UBND_tỉnh", &["Issuer(\"UBND tỉnh\")"]);
    check("tc:1.3.1", &["Criterion(CriterionCode([1, 3, 1]))"]);
    check("on_time_rate < 95", &["on_time_rate<95"]);
    check("đúng_hạn>=98,5%", &["on_time_rate>=98.5"]);
    check("-quá_hạn>0 a", &["-late_count>0", "a"]);
    check("ngày:2019", &["2019..2019"]);
    check("ngày:31/10/2019", &["2019-10-31..2019-10-31"]);
    check("ngày:2019-10..", &["2019-10.."]);
    check("ngày>2019-10 ngày<2020", &["2019-11-01..", "..2019-12-31"]);
    check("ngày≤10/2019", &["..2019-10"]);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let check = |text: &str, part: &str, expected: QueryErrorKind| {
        let error = Query::parse(text).expect_err("wrong");
        assert_eq!((&text[error.at.clone()], error.kind), (part, expected), "{text}");
    };
    let unknown = |nearest: &str| QueryErrorKind::UnknownField { nearest: Some(nearest.into()) };
    check("", "", QueryErrorKind::Empty);
    check(" - ", " - ", QueryErrorKind::Empty);
    check("a \"b c", "\"b c", QueryErrorKind::UnclosedQuote);
    check("a loạii:b", "loạii", unknown("loại"));
    check("loại: ", "loại", QueryErrorKind::MissingValue);
    check("loại:\"\"", "loại", QueryErrorKind::MissingValue);
    check("loại<3", "loại", QueryErrorKind::WrongOperator { allowed: ":" });
    check("đúng_hạn:95", "đúng_hạn", QueryErrorKind::WrongOperator { allowed: "= < <= > >=" });
    check("ngày:2019-13", "2019-13", QueryErrorKind::InvalidDate);
    check("ngày:..", "..", QueryErrorKind::InvalidDate);
    check("đúng_hạn<nhiều", "nhiều", QueryErrorKind::InvalidValue);
    check("tc:một", "một", QueryErrorKind::InvalidCriterion);
    check("-a -b", "-a -b", QueryErrorKind::OnlyExclusions);
    let long = "a".repeat(MAX_QUERY_BYTES + 1);
    check(&long, &long, QueryErrorKind::TooLong);
}

#[test]
fn units_are_found_by_who_knows_them() {
    let find = |given: &str| (given == "an bình").then(|| UnitId::new("an-binh").expect("valid"));
    let query = parsed("a đơn_vị:\"an bình\"").with_units(find, &[]).expect("known");
    let filters: Vec<_> = query.filters().collect();
    assert_eq!(filters, [(Occur::Wanted, &Filter::Unit("an-binh".to_owned()))]);
    let error = parsed("a đơn_vị:an-bin").with_units(find, &["an-binh"]).expect_err("unknown");
    assert_eq!(&error.query[error.at], "đơn_vị:an-bin");
    assert_eq!(error.kind, QueryErrorKind::UnknownUnit { nearest: Some("an-binh".to_owned()) });
}

#[test]
fn what_judging_asks_can_be_typed_again() {
    let unit = UnitId::new("an-binh").expect("valid");
    let query = Query::all_words(&unit, "Kế hoạch, \"cải cách\" – 2025/UBND");
    assert_eq!(query.text(), "đơn_vị:an-binh +Kế +hoạch +cải +cách +2025 +UBND");
    assert_eq!(Query::parse(query.text()), Ok(query));
}

#[test]
fn only_words_without_signs_are_plain() {
    assert_eq!(parsed(" 24 29 / QĐ - UBND ").as_plain(), Some("24 29 / QĐ - UBND"));
    for text in ["+a", "\"a\"", "a loại:b", "số:2429", "a -b"] {
        assert_eq!(parsed(text).as_plain(), None, "{text}");
    }
}

proptest! {
    /// Whatever is typed, there is an answer, and an error names a place inside the text.
    #[test]
    fn any_text_is_a_query_or_an_error_with_a_place(
        text in "[a-zđố0-9 \"“”:<>=≤~+\\-/.,_%\u{301}\u{323}]{0,40}|\\PC{0,40}",
    ) {
        match Query::parse(&text) {
            Ok(query) => {
                prop_assert!(!query.clauses().is_empty());
                let mut end = 0;
                for clause in query.clauses() {
                    prop_assert!(text.get(clause.at.clone()).is_some());
                    prop_assert!(end <= clause.at.start && clause.at.start < clause.at.end);
                    end = clause.at.end;
                }
            }
            Err(error) => prop_assert!(text.get(error.at).is_some()),
        }
    }

    /// What names a field reads the same with a value behind it.
    #[test]
    fn every_name_of_a_field_is_known(name in prop::sample::select(FieldName::all_names().collect::<Vec<_>>())) {
        let field = FieldName::named(name).expect("known");
        let operator = if matches!(field, FieldName::Metric(_)) { "<" } else { ":" };
        let value = if field == FieldName::Date { "2019" } else { "1.2" };
        let query = format!("{name}{operator}{value}");
        prop_assert!(!matches!(parsed(&query).clauses()[0].sought, Sought::Word(_)), "{query}");
    }
}
