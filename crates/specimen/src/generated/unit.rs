//! One unit of a generated round: its shared documents, a scene for every leaf, its sheet with sums.

use std::collections::BTreeSet;

use model::{
    CriterionCode, Problem, ProblemCode,
    dossier::{Dossier, FilePath},
    facts::DocType,
    finding::{FindingCode, Subject},
    likeness::{Likeness, SLOTS},
    reading::MediaType,
    sheet::SheetRow,
    verdict::VerdictKind,
};
use rust_decimal::Decimal;

use super::{
    GeneratedUnit,
    chance::Chance,
    claim,
    criteria::{self, Leaf, PERIODS, REFORM, Way},
    figure,
    truth::{ExpectedFinding, Lack, UnitTruth, UnreadFile},
    unit_id,
};
use crate::{
    literal::number,
    paper::{Doc, document, scan},
    sheet::Sheet,
};

/// A unit while it is being made.
pub(super) struct Scene<'s> {
    pub(super) seed: u64,
    /// Its place in the round.
    pub(super) position: usize,
    /// The unit that may send the same documents.
    pub(super) neighbour: Option<usize>,
    /// Its folder.
    pub(super) folder: String,
    pub(super) sheet: &'s Sheet<'s>,
    pub(super) sheet_file: FilePath,
    /// What the unit sends.
    pub(super) documents: Vec<Doc>,
    pub(super) unread: Vec<UnreadFile>,
    /// Whether files of the unit may be unreadable: such a file holds open whatever is missing in the whole unit.
    pub(super) may_be_unread: bool,
    pub(super) truth: UnitTruth,
    /// The four reports on administrative reform, the last of them the annual one.
    pub(super) reform: [Doc; 4],
    /// The report of each area whose leaves share one.
    pub(super) area_reports: Vec<Doc>,
    last_number: u32,
}

/// Which unit is next door, where there is one.
fn neighbour(position: usize, n_units: usize) -> Option<usize> {
    Some(position ^ 1).filter(|other| *other < n_units)
}

pub(super) fn generate(seed: u64, position: usize, n_units: usize) -> GeneratedUnit {
    let folder = unit_id(position).to_string();
    let sheet_path = format!("{folder}/bang-tu-cham.xlsx");
    let sheet = Sheet::at(&sheet_path);
    let mut chance = Chance::of(seed, (subject(position), u32::MAX));
    let mut scene = Scene {
        seed,
        position,
        neighbour: neighbour(position, n_units),
        sheet_file: crate::literal::path(&sheet_path),
        folder,
        sheet: &sheet,
        documents: Vec::new(),
        unread: Vec::new(),
        may_be_unread: chance.percent(40),
        truth: UnitTruth::default(),
        reform: [(); 4].map(|()| document("chua-viet.pdf")),
        area_reports: Vec::new(),
        last_number: 0,
    };
    scene.write_shared(&mut chance);
    let rows: Vec<(Leaf, Vec<SheetRow>)> =
        criteria::leaves().map(|leaf| (leaf, claim::write(leaf, &mut scene))).collect();
    let rows = scene.with_sums(rows, &mut chance);
    scene.add_bystanders(&mut chance);
    scene.finish(rows, &mut chance)
}

/// A unit's number in streams of choices.
pub(super) fn subject(position: usize) -> u32 {
    u32::try_from(position).expect("a round has fewer than 2^32 units")
}

/// What a unit of this position is called.
pub(super) fn name(position: usize) -> String {
    format!("Sở Mẫu số {position:03}")
}

impl Scene<'_> {
    /// A document of the unit's own: the next number of its type, somewhere in the year, in its folder.
    pub(super) fn paper(&mut self, kind: &str, about: &str, chance: &mut Chance) -> Doc {
        self.last_number += 1;
        let n = self.last_number;
        let text = format!("{n}/{}-SM{}", abbreviation(kind), self.position);
        let month = chance.between(1, 12);
        let day = format!("2025-{month:02}-{:02}", chance.between(1, 28));
        let folder = chance.one_of(&["", "tai-lieu/", "tài liệu kiểm chứng/", "khac/"]);
        let file = format!("{}/{folder}{n}_{}.pdf", self.folder, abbreviation(kind).to_lowercase());
        let mut paper = document(&file)
            .number(&text)
            .dated(&day)
            .kind(kind)
            .issuer(&name(self.position))
            .about(about);
        // Half of what a plan says is the form that all units fill in.
        let form = if kind == "kế hoạch" { SLOTS / 2 } else { 0 };
        paper.0.facts.likeness = Some(sketch(form, chance));
        paper
    }

    /// A number that no document of the unit bears.
    pub(super) fn unused_number(&mut self, kind: &str) -> String {
        self.last_number += 1;
        format!("{}/{}-SM{}", self.last_number, abbreviation(kind), self.position)
    }

    fn write_shared(&mut self, chance: &mut Chance) {
        for (position, (_, period)) in PERIODS.iter().enumerate() {
            let words = chance.one_of(&[REFORM, "CCHC", "Cải cách hành chính"]);
            let report = self.paper("báo cáo", &format!("Công tác {words} {period}"), chance);
            self.reform[position] = report;
        }
        let report = self.reform[3].clone();
        self.reform[3] = criteria::leaves()
            .filter(|leaf| leaf.way == Way::AnnualSteps)
            .fold(report, |report, leaf| figure::of_leaf(leaf, self).stated_in(report));
        for area in (0..10).filter(|area| (Leaf { area: *area, way: Way::Steps }).shares_report()) {
            let leaf = |way| Leaf { area, way };
            let about = format!("Kết quả {} năm 2025", leaf(Way::Steps).topic());
            let report = self.paper("báo cáo", &about, chance);
            let report = [Way::Steps, Way::Share, Way::Count]
                .into_iter()
                .fold(report, |report, way| figure::of_leaf(leaf(way), self).stated_in(report));
            self.area_reports.push(report);
        }
        let shared = self.reform.iter().chain(&self.area_reports).cloned();
        self.documents.extend(shared.collect::<Vec<_>>());
    }

    /// Adds subtotals, totals and rows that claim nothing, and now and then an error in one of them.
    fn with_sums(
        &mut self,
        rows: Vec<(Leaf, Vec<SheetRow>)>,
        chance: &mut Chance,
    ) -> Vec<SheetRow> {
        let first = |rows: &[SheetRow]| rows.iter().find_map(|row| row.points).unwrap_or_default();
        let sum = |wanted: &dyn Fn(&Leaf) -> bool| -> Option<Decimal> {
            let wanted = || rows.iter().filter(|(leaf, _)| wanted(leaf));
            wanted()
                .any(|(_, rows)| rows.iter().any(|row| row.points.is_some()))
                .then(|| wanted().map(|(_, rows)| first(rows)).sum())
        };
        let is_wrong = chance.percent(30);
        let wrong_area = chance.between(0, 10);
        let shows_codes = chance.percent(50);
        let mut all = Vec::new();
        for (leaf, leaf_rows) in &rows {
            if leaf.way == Way::Plan {
                let code = (leaf.area + 1).to_string();
                let right = sum(&|other| other.area == leaf.area);
                let is_wrong = is_wrong && wrong_area as usize == leaf.area;
                all.extend(self.sum_row(&code, &code, right, is_wrong));
            }
            if leaf.way == Way::Count && shows_codes {
                let is_below = |other: &Leaf| {
                    other.area == leaf.area && matches!(other.way, Way::Count | Way::AnnualSteps)
                };
                let code = format!("{}.9", leaf.area + 1);
                all.extend(self.sum_row(&code, &code, sum(&is_below), false));
            }
            all.extend(leaf_rows.iter().cloned());
            if leaf.way == Way::Plan && shows_codes {
                // Options stand as rows without a code.
                let option = self.sheet.row("", "", "");
                all.push(SheetRow {
                    name: "Ban hành kịp thời".into(),
                    maximum: Some(Decimal::ONE),
                    ..option
                });
            }
        }
        if chance.percent(60) {
            let name = chance.one_of(&["Tổng cộng", "TỔNG CỘNG", "Tổng điểm"]);
            all.extend(self.sum_row("", name, sum(&|_| true), is_wrong && wrong_area == 10));
        }
        if chance.percent(25) {
            let written = chance.one_of(&["3.12", "11.1", "2.9.5"]);
            let row = self.sheet.row(written, "1", "");
            self.expect(
                None,
                FindingCode::CriterionUnknown,
                Subject::Row(written.into()),
                Some(&row),
            );
            all.push(row);
        }
        all
    }

    fn sum_row(
        &mut self,
        code: &str,
        name: &str,
        right: Option<Decimal>,
        is_wrong: bool,
    ) -> Option<SheetRow> {
        let right = right?;
        let stated = if is_wrong { right + Decimal::new(5, 1) } else { right };
        let row =
            SheetRow { name: name.to_owned(), ..self.sheet.row(code, &stated.to_string(), "") };
        if is_wrong {
            let criterion = (!code.is_empty()).then(|| code.to_owned());
            self.expect(
                criterion.as_deref(),
                FindingCode::SumMismatch,
                Subject::Row(name.to_owned()),
                Some(&row),
            );
        }
        Some(row)
    }

    /// A finding about the sheet, shown by one of its rows.
    pub(super) fn expect(
        &mut self,
        criterion: Option<&str>,
        code: FindingCode,
        subject: Subject,
        shown_by: Option<&SheetRow>,
    ) {
        let place = shown_by.map(|row| (self.sheet_file.clone(), row.quote.text.clone()));
        let criterion = criterion.map(|code| CriterionCode::new(code).expect("a code"));
        self.truth.findings.push(ExpectedFinding { criterion, code, subject, place, lack: None });
    }

    /// Documents that bear on no claim, and files that could not be read.
    fn add_bystanders(&mut self, chance: &mut Chance) {
        let old = self.paper("kế hoạch", "Kiểm tra định kỳ năm 2023", chance).dated("2023-02-01");
        let invitation = self.paper("giấy mời", "Họp giao ban tháng 5", chance);
        // The ministry's decision is with everybody, byte for byte.
        let decision = document(&format!("{}/1187.pdf", self.folder))
            .bytes_of("1187/QĐ-BNV")
            .number("1187/QĐ-BNV")
            .dated("2025-10-15")
            .kind("quyết định")
            .issuer("Bộ Nội vụ")
            .about("Phê duyệt Chỉ số cải cách hành chính");
        // A table of the whole province states every figure many times, for other bodies.
        let table = self.paper("báo cáo", "Tổng hợp số liệu toàn tỉnh năm 2025", chance);
        let table = criteria::leaves()
            .filter(|leaf| leaf.way != Way::Survey)
            .fold(table, |table, leaf| figure::Figure::any(leaf, chance).stated_in(table));
        self.documents.extend([old, invitation, table].into_iter().filter(|_| chance.percent(60)));
        self.documents.extend(Some(decision).filter(|_| chance.percent(40)));
        if self.may_be_unread && chance.percent(30) {
            self.add_unread(scan(&format!("{}/quet/scan0001.pdf", self.folder)), None);
        }
        if self.may_be_unread && chance.percent(30) {
            let text = self.unused_number("giấy mời");
            let message =
                scan(&format!("{}/giay-moi.edxml", self.folder)).message(&text, "Giấy mời");
            self.add_unread(message, Some((&text, "giấy mời")));
        }
    }

    /// Notes that a document of a claim was not read to its end.
    pub(super) fn note_unread(&mut self, document: &Doc) {
        let file = document.0.file.clone();
        self.unread.push(UnreadFile { file, message: None, is_sheet: false });
    }

    /// A file that was not read, with what its message header says of it.
    pub(super) fn add_unread(&mut self, document: Doc, message: Option<(&str, &str)>) {
        self.unread.push(UnreadFile {
            file: document.0.file.clone(),
            message: message.map(|(text, kind)| (number(text), DocType::new(kind))),
            is_sheet: false,
        });
        self.documents.push(document);
    }

    fn finish(mut self, rows: Vec<SheetRow>, chance: &mut Chance) -> GeneratedUnit {
        let has_sheet = !chance.percent(8);
        let mut sheet = self.sheet.holding(rows);
        if !has_sheet {
            // A sheet that was not sent leaves one thing to say.
            self.truth = UnitTruth::default();
            self.truth.findings.push(ExpectedFinding {
                criterion: None,
                code: FindingCode::SheetMissing,
                subject: Subject::Claim,
                place: None,
                lack: Some(Lack::Everything),
            });
        } else if self.may_be_unread && chance.percent(15) {
            let problem = Problem::new(ProblemCode::SheetRowNotUnderstood, "hàng 7");
            sheet.0.facts.problems.push(problem);
            self.truth.findings.retain(|finding| {
                !matches!(finding.code, FindingCode::CriterionMissing | FindingCode::SumMismatch)
            });
            let subject = Subject::Document(sheet.0.sha256);
            self.expect(None, FindingCode::EvidenceUnreadable, subject, None);
            let file = self.sheet_file.clone();
            self.unread.push(UnreadFile { file, message: None, is_sheet: true });
        }
        self.truth.hold_open(&self.unread);
        let mut documents = self.documents;
        documents.extend(has_sheet.then_some(sheet));
        add_containers(&mut documents);
        let mut documents: Vec<_> = documents.into_iter().map(|document| document.0).collect();
        documents.sort_by(|one, other| one.file.cmp(&other.file));
        GeneratedUnit {
            dossier: Dossier {
                unit: unit_id(self.position),
                name: name(self.position),
                generation: 1,
                documents,
                sheet: has_sheet.then_some(self.sheet_file),
            },
            truth: self.truth,
        }
    }

    /// A claim's verdict while nothing is unread.
    pub(super) fn settle(
        &mut self,
        code: &str,
        verdict: VerdictKind,
        files: BTreeSet<FilePath>,
        quote: Option<String>,
        lacks: Vec<Lack>,
    ) {
        let truth = super::ClaimTruth {
            verdict,
            otherwise: verdict,
            files,
            quote,
            unread: BTreeSet::new(),
            lacks,
        };
        self.truth.claims.insert(CriterionCode::new(code).expect("a code"), truth);
    }
}

/// Choices that decide the slots of a sketch; each stands for as many slots as follow from it.
const CHOICES: usize = 32;

/// The sketch of a text of its own, but for the words of a form.
pub(super) fn sketch(n_of_form: usize, chance: &mut Chance) -> Likeness {
    Likeness::new(slots(n_of_form, chance))
}

/// The slots of such a sketch.
pub(super) fn slots(n_of_form: usize, chance: &mut Chance) -> [u16; SLOTS] {
    let choices: [u32; CHOICES] = std::array::from_fn(|choice| {
        if choice * SLOTS < n_of_form * CHOICES { 1 } else { chance.between(2, u32::MAX) }
    });
    std::array::from_fn(|slot| {
        let turned = choices[slot * CHOICES / SLOTS].wrapping_mul(2 * slot as u32 + 1);
        if slot < n_of_form { 1 } else { (turned >> 16) as u16 }
    })
}

/// Adds the archives that files lie in.
fn add_containers(documents: &mut Vec<Doc>) {
    let archives: BTreeSet<String> = documents
        .iter()
        .filter(|document| document.0.file.inner().is_some())
        .map(|document| document.0.file.object().to_string())
        .filter(|object| object.ends_with(".zip"))
        .collect();
    documents.extend(archives.into_iter().map(|file| {
        let mut archive = document(&file);
        archive.0.media_type = MediaType::Zip;
        archive
    }));
}

pub(super) fn abbreviation(kind: &str) -> &'static str {
    match kind {
        "báo cáo" => "BC",
        "kế hoạch" => "KH",
        "thông báo" => "TB",
        "quyết định" => "QĐ",
        "tờ trình" => "TTr",
        "giấy mời" => "GM",
        "biên bản" => "BB",
        "kết luận" => "KL",
        _ => "VB",
    }
}
