//! Builds small rounds for tests: a unit's documents and sheet in a few words, and its findings as lines.

use std::{fmt::Write as _, sync::LazyLock};

use model::{
    RoundId, UnitId,
    criteria::CriteriaSet,
    dossier::{Dossier, EvidenceDocument},
    facts::Citation,
    finding::{Finding, Subject},
    place::{Place, Range},
    sheet::SheetRow,
    verdict::{Judgement, Verdict},
};
use specimen::sheet::Sheet;
pub(crate) use specimen::{
    literal::{date, decimal, number, path, points},
    paper::{Doc, document, scan},
};

use crate::{Elsewhere, RoundTerms, UnitJudgement, judge};

/// A set with one leaf for each way of being judged.
const SET: &str = r#"
[set]
name = "Bộ tiêu chí thử"
decision = "1/QĐ-UBND"
date = "2025-01-02"
issuer = "UBND tỉnh"
level = "department"
year = 2025
total = 9
survey_points = 1
index = "điểm đạt / điểm tối đa, %"
rounding = "silent"
counts = { areas = 2, criteria = 6, subcriteria = 3 }

[[area]]
code = "1"
name = "Chỉ đạo điều hành"
max = 5

[[area.criterion]]
code = "1.1"
name = "Kế hoạch"
max = 1
assessed_by = "self"
other_evidence_allowed = true
evidence = [
  { name = "Kế hoạch CCHC năm", doc_type = "kế hoạch", topic = "cải cách hành chính", period = "year" },
]

[area.criterion.rule]
kind = "options"
options = [
  { when = "ban hành kịp thời", points = 1 },
  { when = "ban hành chậm", points = 0.5 },
  { when = "không ban hành", points = 0 },
]

[[area.criterion]]
code = "1.2"
name = "Báo cáo định kỳ"
max = 2
assessed_by = "self"
evidence = [
  { name = "Báo cáo CCHC Quý I", doc_type = "báo cáo", topic = "cải cách hành chính", period = "quarter-1" },
  { name = "Báo cáo CCHC 6 tháng", doc_type = "báo cáo", topic = "cải cách hành chính", period = "six-months" },
  { name = "Báo cáo CCHC Quý III", doc_type = "báo cáo", topic = "cải cách hành chính", period = "quarter-3" },
  { name = "Báo cáo CCHC năm", doc_type = "báo cáo", topic = "cải cách hành chính", period = "year" },
]

[area.criterion.rule]
kind = "options"
options = [
  { when = "đủ, đúng hạn", points = 2 },
  { when = "thiếu hoặc chậm", points = 0 },
]

[[area.criterion]]
code = "1.3"
name = "Kiểm tra"
max = 2

[[area.criterion.subcriterion]]
code = "1.3.1"
name = "Tổ chức kiểm tra"
max = 1
assessed_by = "self"
evidence = [
  { name = "Thông báo kết luận (nếu có)", doc_type = "thông báo", topic = "kết luận kiểm tra", optional = true },
]

[area.criterion.subcriterion.rule]
kind = "options"
options = [
  { when = "có kiểm tra", points = 1 },
  { when = "không kiểm tra", points = 0 },
]

[[area.criterion.subcriterion]]
code = "1.3.2"
name = "Khảo sát"
max = 1
assessed_by = "survey"
rule = { kind = "survey" }

[[area]]
code = "2"
name = "Thủ tục hành chính"
max = 4

[[area.criterion]]
code = "2.1"
name = "Giải quyết đúng hạn"
max = 2
assessed_by = "self"
evidence = [
  { name = "Báo cáo kiểm soát TTHC", doc_type = "báo cáo", topic = "kiểm soát thủ tục hành chính" },
]

[area.criterion.rule]
kind = "tiers"
of = "hồ sơ đúng hạn"
unit = "percent"
metric = "on_time_rate"
tiers = [
  { from = 98, points = 2 },
  { from = 90, to = 98, points = 1 },
  { from = 0, to = 90, points = 0 },
]

[[area.criterion]]
code = "2.2"
name = "Trực tuyến"
max = 1
assessed_by = "self"
evidence = [
  { name = "Quyết định công bố", doc_type = "quyết định", topic = "công bố dịch vụ công" },
  { name = "hoặc Báo cáo", doc_type = "báo cáo", topic = "dịch vụ công", instead_of_others = true },
]

[area.criterion.rule]
kind = "ratio"
numerator = "hồ sơ trực tuyến"
denominator = "hồ sơ tiếp nhận"
scale = 1
zero_denominator = "silent"
metric = "online_submission_rate"

[[area.criterion]]
code = "2.3"
name = "Xin lỗi"
max = 1

[[area.criterion.subcriterion]]
code = "2.3.1"
name = "Xin lỗi khi trễ hẹn"
max = 1
assessed_by = "self"
explain_if = "trễ hẹn không do lỗi của cơ quan"

[area.criterion.subcriterion.rule]
kind = "options"
options = [
  { when = "đầy đủ", points = 1 },
  { when = "không đầy đủ", points = 0 },
]
"#;

/// The set of these tests.
pub(crate) fn set() -> &'static CriteriaSet {
    static PARSED: LazyLock<CriteriaSet> = LazyLock::new(|| {
        CriteriaSet::parse(SET, "set.toml").unwrap_or_else(|error| panic!("{error}"))
    });
    &PARSED
}

/// The set of these tests with another rule, of one line, for 1.3.1.
pub(crate) fn set_with_rule_of_inspections(rule: &str) -> CriteriaSet {
    let at = SET.find("[area.criterion.subcriterion.rule]").expect("1.3.1 comes first");
    let end = at + SET[at..].find("[[").expect("1.3.2 follows");
    let toml = format!("{}{rule}\n\n{}", &SET[..at], &SET[end..]);
    CriteriaSet::parse(&toml, "set.toml").unwrap_or_else(|error| panic!("{error}"))
}

/// The set of these tests for a province, with further keys in the rule of 2.1.
pub(crate) fn in_province(keys: &str) -> CriteriaSet {
    let metric = "metric = \"on_time_rate\"\n";
    let toml = SET.replacen("level = \"department\"", "level = \"province\"", 1).replacen(
        metric,
        &format!("{metric}{keys}\n"),
        1,
    );
    CriteriaSet::parse(&toml, "set.toml").unwrap_or_else(|error| panic!("{error}"))
}

/// The set of these tests with further keys behind the first place of a text.
pub(crate) fn set_with(behind: &str, keys: &str) -> CriteriaSet {
    assert!(SET.contains(behind), "the set does not say {behind}");
    let toml = SET.replacen(behind, &format!("{behind}\n{keys}"), 1);
    CriteriaSet::parse(&toml, "set.toml").unwrap_or_else(|error| panic!("{error}"))
}

/// The year 2025, evidence due on 23 January 2026.
pub(crate) fn round() -> RoundTerms {
    RoundTerms {
        id: RoundId::new("thu-2025").expect("a round id"),
        from: date("2025-01-01"),
        to: date("2025-12-31"),
        due: date("2026-01-23"),
    }
}

/// A report of the unit of this number and abstract, dated 15 December 2025.
pub(crate) fn report(number: &str, subject: &str) -> Doc {
    let file = format!("so-y-te/{}.pdf", number.replace('/', "_"));
    document(&file)
        .number(number)
        .dated("2025-12-15")
        .kind("báo cáo")
        .issuer("Sở Y tế")
        .about(subject)
}

/// A row of the sheet: code, points (empty for none), and what it cites, numbers separated by `;`.
pub(crate) fn row(code: &str, points: &str, cites: &str) -> SheetRow {
    Sheet::at(SHEET).row(code, points, cites)
}

/// A citation of a number, with nothing bound to it.
pub(crate) fn cite(text: &str) -> Citation {
    Sheet::at(SHEET).cite(text)
}

/// A row with its citations changed.
pub(crate) fn row_citing(code: &str, points: &str, citation: Citation) -> SheetRow {
    SheetRow { citations: vec![citation], ..row(code, points, "") }
}

/// A row with an explanation.
pub(crate) fn row_explained(code: &str, points: &str, cites: &str, explanation: &str) -> SheetRow {
    SheetRow { explanation: Some(explanation.to_owned()), ..row(code, points, cites) }
}

/// A place that no quote of these tests has.
pub(crate) fn a_place_further_down() -> Place {
    Place::Words { page: 2, words: Range::new(3, 9) }
}

/// A row without a code.
pub(crate) fn total(name: &str, points: &str) -> SheetRow {
    SheetRow { code: None, name: name.to_owned(), ..row("", points, "") }
}

const SHEET: &str = "so-y-te/tu-cham.xlsx";

/// What one unit sent: these rows as its sheet, a row of 0 points for every other leaf, and these documents.
pub(crate) fn dossier(rows: &[SheetRow], documents: &[Doc]) -> Dossier {
    let mut all = rows.to_vec();
    for leaf in set().leaves().filter(|leaf| leaf.assessed_by == model::rule::Assessor::Unit) {
        let code = leaf.code.to_string();
        if !rows.iter().any(|row| row.code.as_deref() == Some(&code)) {
            all.push(row(&code, "0", ""));
        }
    }
    dossier_of_exactly(&all, documents)
}

/// What one unit sent: these rows as its sheet, and these documents.
pub(crate) fn dossier_of_exactly(rows: &[SheetRow], documents: &[Doc]) -> Dossier {
    let sheet = Sheet::at(SHEET).holding(rows.to_vec()).0;
    let mut documents: Vec<_> = documents.iter().map(|doc| doc.0.clone()).collect();
    documents.push(sheet);
    documents.sort_by(|one, other| one.file.cmp(&other.file));
    Dossier {
        unit: UnitId::new("so-y-te").expect("a unit id"),
        name: "Sở Y tế".to_owned(),
        generation: 7,
        documents,
        sheet: Some(path(SHEET)),
    }
}

/// The sheet of a dossier.
pub(crate) fn sheet_of(dossier: &mut Dossier) -> &mut EvidenceDocument {
    dossier.documents.iter_mut().find(|document| document.file == path(SHEET)).expect("a sheet")
}

/// Another unit that sent the bytes of these files.
pub(crate) fn sent_elsewhere(files: &[&str]) -> Elsewhere {
    let files: Vec<_> =
        files.iter().map(|file| document("so-noi-vu/a.pdf").bytes_of(file)).collect();
    elsewhere_of(&files)
}

/// Another unit that sent these documents.
pub(crate) fn elsewhere_of(documents: &[Doc]) -> Elsewhere {
    let unit = UnitId::new("so-noi-vu").expect("a unit id");
    let documents = documents.iter().map(|document| document.0.clone()).collect();
    let name = "Sở Nội vụ".to_owned();
    Elsewhere::of(&[Dossier { unit, name, generation: 7, documents, sheet: None }])
}

/// Judges within [`round`] by [`set`], nothing sent elsewhere.
pub(crate) fn judged(dossier: &Dossier) -> UnitJudgement {
    judged_beside(dossier, &Elsewhere::default())
}

/// As [`judged`], with what other units sent.
pub(crate) fn judged_beside(dossier: &Dossier, elsewhere: &Elsewhere) -> UnitJudgement {
    judge(&round(), set(), dossier, elsewhere)
}

/// Judges a document that is cited as 12/BC-SYT for 1.3.1, and compares what is found beside the look that this leaf
/// needs anyway.
pub(crate) fn check_document(document: Doc, expect: &str) {
    let expect = format!(
        "{expect}
         1.3.1 needs-appraiser claim
         1.3.1 = NeedsAppraiser"
    );
    assert_judged(&dossier(&[row("1.3.1", "1", "12/BC-SYT")], &[document]), &expect);
}

/// The findings of a dossier, one a line: criterion, code, subject; then each verdict, one a line.
#[track_caller]
pub(crate) fn assert_judged(dossier: &Dossier, expect: &str) {
    assert_eq!(lines(&judged(dossier)), trimmed(expect));
}

/// As [`assert_judged`], by another set.
#[track_caller]
pub(crate) fn assert_judged_by(set: &CriteriaSet, dossier: &Dossier, expect: &str) {
    let judgement = judge(&round(), set, dossier, &Elsewhere::default());
    assert_eq!(lines(&judgement), trimmed(expect));
}

/// As [`assert_judged`], with what other units sent.
#[track_caller]
pub(crate) fn assert_judged_beside(dossier: &Dossier, elsewhere: &Elsewhere, expect: &str) {
    assert_eq!(lines(&judged_beside(dossier, elsewhere)), trimmed(expect));
}

fn trimmed(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

pub(crate) fn lines(judgement: &UnitJudgement) -> String {
    let findings = judgement.findings.iter().map(finding_line);
    let verdicts = judgement.judgements.iter().filter_map(verdict_line);
    findings.chain(verdicts).collect::<Vec<_>>().join("\n")
}

fn finding_line(finding: &Finding) -> String {
    let criterion = finding.criterion.as_ref().map_or("-".to_owned(), ToString::to_string);
    let subject = match &finding.subject {
        Subject::Claim => "claim".to_owned(),
        Subject::Citation(number) => number.clone(),
        Subject::Document(_) => "document".to_owned(),
        Subject::Metric(metric) => metric.as_str().to_owned(),
        Subject::Row(row) => format!("row {row}"),
        Subject::Figure { metric, value, .. } => format!("{} {value}", metric.as_str()),
    };
    format!("{criterion} {} {subject}", code_name(finding))
}

fn code_name(finding: &Finding) -> String {
    let mut name = String::new();
    for c in format!("{:?}", finding.code()).chars() {
        if c.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(c.to_lowercase());
    }
    name
}

fn verdict_line(judgement: &Judgement) -> Option<String> {
    let verdict = judgement.verdict.as_ref()?;
    let mut line = format!("{} = {:?}", judgement.criterion, verdict.kind());
    if let Verdict::Undecidable { unread, otherwise } = verdict {
        let files: Vec<_> = unread
            .iter()
            .map(|unread| format!("{} x{}", unread.file, unread.blocked_claims))
            .collect();
        write!(line, " [{}], otherwise {:?}", files.join(", "), otherwise.kind())
            .expect("writing to a string does not fail");
    }
    Some(line)
}
