//! The measure itself: what counts as right, and that the kept table is what is measured.

use std::fs;

use super::*;

fn root() -> Utf8PathBuf {
    Utf8PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[test]
fn the_kept_table_is_what_is_measured() {
    let own = score_folder(&root().join(LABELLED), Lines::All).expect("our own texts are there");
    let kept = fs::read_to_string(root().join(TABLE)).expect("the table is kept");
    assert_eq!(
        kept,
        table::markdown(&own),
        "judge the difference, then `cargo xtask eval --write`"
    );
}

#[test]
fn our_own_texts_reach_the_bars() {
    let own = score_folder(&root().join(LABELLED), Lines::All).expect("our own texts are there");
    assert_eq!(table::below_bar(&own), [""; 0]);
}

/// The fields of a set as `name right/labelled/read`.
fn shown(scored: &Scored) -> Vec<String> {
    let field = |(name, tally): &(String, score::Tally)| {
        format!("{name} {}/{}/{}", tally.right, tally.labelled, tally.read)
    };
    scored.fields.iter().map(field).collect()
}

fn causes(scored: &Scored) -> Vec<&'static str> {
    scored.causes().into_keys().collect()
}

#[test]
fn citations_are_matched_one_to_one() {
    let texts = labelled::parse(
        "docrefs.jsonl",
        concat!(
            r#"{"id":"a","text":"Quyết định số 012/QĐ-UBND ngày 05/6/2025","refs":["#,
            r#"{"number":"12/QĐ-UBND","date":"2025-06-05","issuer":null,"doc_type":"quyết định"},"#,
            r#"{"number":"13/QĐ-UBND","date":null,"issuer":null,"doc_type":null}],"non_refs":[]}"#,
            "\n",
            r#"{"id":"b","text":"Kế hoạch số 7/KH-SNV","refs":[],"non_refs":["7/KH-SNV"]}"#,
        ),
        Lines::All,
    )
    .expect("the lines are labelled texts");
    let scored = citations::score("citations", &texts, &mut quotes::Proof::default());
    assert_eq!(
        shown(&scored),
        [
            "number 0/2/2",
            "number, zeros left out 1/2/2",
            "date, given the number 1/1/1",
            "issuer, given the number 0/0/0",
            "type, given the number 1/1/1",
        ]
    );
    assert_eq!(causes(&scored), ["look-alike taken", "number not found"]);
}

#[test]
fn a_target_taken_for_a_result_counts_as_soft_only() {
    let texts = labelled::parse(
        "metrics.jsonl",
        concat!(
            r#"{"id":"a","text":"Hồ sơ trực tuyến đạt 70%, chiếm 60% dân số.","metrics":["#,
            r#"{"metric":"online_submission_rate","value":70,"unit":"percent","numerator":null,"#,
            r#""denominator":200,"period":null,"qualifier":null,"is_target":true},"#,
            r#"{"metric":"other:share","value":60,"unit":"percent","numerator":null,"#,
            r#""denominator":null,"period":null,"qualifier":null,"is_target":false}]}"#,
        ),
        Lines::All,
    )
    .expect("the line is a labelled text");
    let scored = metrics::score(&texts, &mut quotes::Proof::default());
    let shown = shown(&scored);
    for expected in ["all, strict 0/1/1", "all, soft 1/1/1", "denominator, given the value 0/1/0"] {
        assert!(shown.iter().any(|field| field == expected), "{expected} in {shown:?}");
    }
    assert_eq!(causes(&scored), ["denominator, given the value", "target and result confused"]);
}

#[test]
fn precision_and_recall_differ_where_too_much_is_read() {
    let tally = score::Tally { right: 1, labelled: 1, read: 2 };
    assert_eq!((tally.precision(), tally.recall()), (0.5, 1.0));
    assert_eq!(score::Tally::default().f1(), 1.0);
    assert_eq!(score::Tally { right: 0, labelled: 0, read: 1 }.f1(), 0.0);
}

#[test]
fn halves_are_every_other_line() {
    let lines = concat!(
        r#"{"id":"a","text":"","refs":[]}"#,
        "\n",
        r#"{"id":"b","text":"","refs":[]}"#,
        "\n",
        r#"{"id":"c","text":"","refs":[]}"#,
    );
    let ids = |half| -> Vec<String> {
        let texts: Vec<labelled::CitingText> =
            labelled::parse("docrefs.jsonl", lines, half).expect("the lines are labelled texts");
        texts.into_iter().map(|text| text.id).collect()
    };
    assert_eq!(ids(Lines::Odd), ["a", "c"]);
    assert_eq!(ids(Lines::Even), ["b"]);
    let twice = format!("{lines}\n{}", r#"{"id":"a","text":"","refs":[]}"#);
    assert!(labelled::parse::<labelled::CitingText>("x", &twice, Lines::All).is_err());
}

#[test]
fn a_drop_below_a_bar_is_named() {
    let own = score_folder(&root().join(LABELLED), Lines::All).expect("our own texts are there");
    assert_eq!(table::below_bar(&own[..1]).len(), table::below_bar(&[]).len() - 3);
}
