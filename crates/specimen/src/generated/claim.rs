//! One claim of a generated unit: what it needs, one error planted in it or none, and oddities that mean nothing.

mod plant;

use std::collections::BTreeSet;

use model::{
    CriterionCode, QuoteRecord,
    dossier::FilePath,
    facts::{Citation, DocType},
    finding::{FindingCode, Subject},
    sheet::SheetRow,
    verdict::VerdictKind,
};

use super::{
    chance::Chance,
    criteria::{Leaf, PERIODS, Way},
    figure::{self, Figure},
    truth::{ExpectedFinding, Lack},
    unit::{Scene, subject},
};
use crate::{
    literal::{date, number},
    paper::{Doc, document, scan},
};
use plant::Plant;

/// A claim while it is being made.
struct Case<'s, 'c> {
    leaf: Leaf,
    code: String,
    scene: &'s mut Scene<'c>,
    chance: Chance,
    /// The points claimed.
    points: String,
    cites: Vec<Citation>,
    explanation: Option<String>,
    verdict: VerdictKind,
    /// The files that the verdict must rest on.
    files: BTreeSet<FilePath>,
    /// The words of the figure that it must rest on.
    quote: Option<String>,
    lacks: Vec<Lack>,
}

/// Writes the rows of a leaf, sends its documents, and notes what must be found.
pub(super) fn write(leaf: Leaf, scene: &mut Scene<'_>) -> Vec<SheetRow> {
    let code = leaf.code();
    let position = subject(leaf.area * 10 + leaf.way as usize);
    let mut chance = Chance::of(scene.seed, (subject(scene.position), position));
    if leaf.way == Way::Survey {
        return survey(&code, scene, &mut chance);
    }
    let plant = Plant::choose(leaf, position, scene, &mut chance);
    let is_scored_by_figure =
        matches!(leaf.way, Way::Steps | Way::Share | Way::Count | Way::AnnualSteps);
    let mut case = Case {
        leaf,
        code,
        points: chance.one_of(&["1", "1", "1", "0.5", "1.0"]).to_owned(),
        scene,
        chance,
        cites: Vec::new(),
        explanation: None,
        verdict: if is_scored_by_figure {
            VerdictKind::Supported
        } else {
            VerdictKind::NeedsAppraiser
        },
        files: BTreeSet::new(),
        quote: None,
        lacks: Vec::new(),
    };
    match plant {
        Plant::AboveMaximum => case.points = "1.5".into(),
        Plant::NotAttainable => case.points = "0.7".into(),
        _ => {}
    }
    match leaf.way {
        Way::Quarters if !leaf.shares_periodic() => case.write_periodic(plant),
        Way::Quarters => {
            let reports = case.scene.reform.clone();
            case.write_shared(&reports, None, plant);
        }
        Way::Annual => {
            let report = case.scene.reform[3].clone();
            case.write_shared(&[report], None, plant);
        }
        Way::AnnualSteps => {
            let report = case.scene.reform[3].clone();
            let figure = figure::of_leaf(leaf, case.scene);
            case.write_shared(&[report], Some(figure), plant);
        }
        Way::Steps | Way::Share | Way::Count if leaf.shares_report() => {
            let report = case.scene.area_reports[leaf.area - 5].clone();
            let figure = figure::of_leaf(leaf, case.scene);
            case.write_shared(&[report], Some(figure), plant);
        }
        Way::Notice if leaf.shares_report() => {
            let report = case.scene.area_reports[leaf.area - 5].clone();
            case.write_shared(&[report], None, plant);
        }
        _ => case.write_single(position, plant),
    }
    case.finish(plant)
}

/// A row of a leaf that a survey scores: absent, blank or 0, or points that the unit may not give itself.
fn survey(code: &str, scene: &mut Scene<'_>, chance: &mut Chance) -> Vec<SheetRow> {
    let points = chance.one_of(&["-", "", "0", "0", "0.8"]);
    if points == "-" {
        return Vec::new();
    }
    let row = scene.sheet.row(code, points, "");
    if points == "0.8" {
        scene.expect(
            Some(code),
            FindingCode::SurveyCriterionSelfScored,
            Subject::Claim,
            Some(&row),
        );
    }
    vec![row]
}

impl Case<'_, '_> {
    /// A claim on documents that other leaves share, so that only the claim itself can be wrong.
    fn write_shared(&mut self, reports: &[Doc], figure: Option<Figure>, plant: Plant) {
        if let Some(figure) = figure {
            self.points = figure.points();
            self.claim_other_points(figure, plant);
        }
        // A claim of 0 is not looked into.
        let plant = if self.points == "0" && plant.is_of_citation() { Plant::None } else { plant };
        self.files.extend(reports.iter().map(|report| report.0.file.clone()));
        let n_cited =
            if plant.is_of_citation() { 1 } else { self.chance.between(1, subject(reports.len())) };
        for report in &reports[reports.len() - n_cited as usize..] {
            self.cite(report, plant);
        }
    }

    /// A claim on one document of its own.
    fn write_single(&mut self, position: u32, plant: Plant) {
        let (kind, about) = match self.leaf.way {
            Way::Plan => ("kế hoạch", "Kế hoạch"),
            Way::Notice => (self.chance.one_of(&["biên bản", "kết luận"]), "Về"),
            Way::Decision => (self.chance.one_of(&["quyết định", "thông báo"]), "Về"),
            _ => ("báo cáo", "Kết quả"),
        };
        let style = self.chance.between(0, 5);
        let about = format!("{about} {} năm 2025", self.leaf.subject(style));
        let mut report = self.scene.paper(kind, &about, &mut self.chance);
        if kind == "báo cáo" || kind == "kế hoạch" {
            // What is reported at the end of the year, or planned at the end of the year before, is in its place.
            let day = match self.chance.between(0, 3) {
                0 if kind == "kế hoạch" => Some("2024-12-18"),
                0 => Some("2026-01-15"),
                _ => None,
            };
            report = day.map_or(report.clone(), |day| report.dated(day));
        }
        let figure = self.own_figure(position, plant);
        if let Some(figure) = figure {
            self.points = figure.points();
        }
        self.plant(report, figure, position, plant);
    }

    /// The figure of a leaf that is scored by one, one that gives points.
    fn own_figure(&mut self, position: u32, plant: Plant) -> Option<Figure> {
        if !matches!(self.leaf.way, Way::Steps | Way::Share | Way::Count) {
            return None;
        }
        let mut pair = self.scene.pair_chance(position);
        let chance = if plant == Plant::Reused { &mut pair } else { &mut self.chance };
        loop {
            let figure = Figure::any(self.leaf, chance);
            if figure.points() != "0" {
                return Some(figure);
            }
        }
    }

    /// A claim on four periodic reports.
    fn write_periodic(&mut self, plant: Plant) {
        if matches!(plant, Plant::NoEvidence | Plant::ExplanationOnly) {
            return self.plant_nothing_sent(plant);
        }
        let left_out = self.chance.between(0, 3) as usize;
        let kinds = vec![DocType::new("báo cáo")];
        for (position, (_, period)) in PERIODS.iter().enumerate() {
            let period = match *period {
                "quý III năm 2025" => {
                    self.chance.one_of(&["quý III năm 2025", "9 tháng đầu năm 2025"])
                }
                "6 tháng đầu năm 2025" => {
                    self.chance.one_of(&["6 tháng đầu năm 2025", "quý II năm 2025"])
                }
                period => period,
            };
            let about = format!("Công tác {} {period}", self.leaf.topic());
            let report = self.scene.paper("báo cáo", &about, &mut self.chance);
            if position != left_out || !plant.is_of_periods() {
                self.cite_now_and_then(&report, plant, position == left_out);
                self.send(report, plant);
                continue;
            }
            self.verdict = VerdictKind::Partial;
            self.lacks.push(Lack::Kinds(kinds.clone()));
            let lack = Lack::Kinds(kinds.clone());
            match plant {
                Plant::PeriodNotSent => {}
                Plant::PeriodUnread => {
                    let citation = self.cite(&report, plant);
                    let file = report.0.file.to_string();
                    self.scene.add_unread(scan(&file), None);
                    self.expect_missing(&citation);
                }
                _ => {
                    let citation = self.cite(&report, plant);
                    self.expect_missing(&citation);
                }
            }
            self.expect_partial(&lack);
        }
    }

    fn cite_now_and_then(&mut self, report: &Doc, plant: Plant, must: bool) {
        if must || self.chance.percent(70) {
            self.cite(report, if must { plant } else { Plant::None });
        }
    }

    /// Sends a document, in one of the ways in which units send them.
    fn send(&mut self, report: Doc, plant: Plant) {
        let is_plain = plant.is_of_document();
        let (file, text) = (report.0.file.to_string(), report.0.facts.header.number.clone());
        self.files.insert(report.0.file.clone());
        match (self.chance.between(0, 99), text) {
            // Once more, under another name.
            (0..=9, _) if !is_plain => {
                let copy = report.clone().copied_to(&file.replace(".pdf", " (2).pdf"));
                self.files.insert(copy.0.file.clone());
                self.scene.documents.push(copy);
            }
            // As the DOCX that the PDF was made from.
            (10..=17, _) if !is_plain => {
                let twin = report.clone().at(&file.replace(".pdf", ".docx"));
                self.files.insert(twin.0.file.clone());
                self.scene.documents.push(plant::requoted(twin));
            }
            // In an archive.
            (18..=29, _) if plant != Plant::HalfRead => {
                let packed = report.copied_to(&format!(
                    "{}.zip!/{}",
                    file.trim_end_matches(".pdf"),
                    "van-ban.pdf"
                ));
                self.moved(&file, &[&packed]);
                self.scene.documents.push(packed);
                return;
            }
            // Attached to a message of the document exchange.
            (30..=39, Some(text)) if !matches!(plant, Plant::Reused | Plant::HalfRead) => {
                let kind = report.0.facts.header.doc_type.clone().expect("every paper has a type");
                let message_file = file.replace(".pdf", ".edxml");
                let mut message = document(&message_file).message(text.number(), kind.as_str());
                if let Some(identity) = &mut message.0.identity {
                    identity.date = report.0.facts.header.date;
                    identity.issuer = report.0.facts.header.issuer.clone();
                    identity.subject = report.0.facts.header.subject.clone();
                }
                let attached = report.copied_to(&format!("{message_file}!/van-ban.pdf"));
                self.moved(&file, &[&attached, &message]);
                self.scene.documents.extend([message, attached]);
                return;
            }
            _ => {}
        }
        self.scene.documents.push(report);
    }

    /// A document lies elsewhere than was expected when its findings were written down; the first file is shown.
    fn moved(&mut self, from: &str, to: &[&Doc]) {
        let from = crate::literal::path(from);
        self.files.remove(&from);
        self.files.extend(to.iter().map(|document| document.0.file.clone()));
        for finding in &mut self.scene.truth.findings {
            if let Some((file, _)) = finding.place.as_mut().filter(|(file, _)| *file == from) {
                *file = to[0].0.file.clone();
            }
        }
    }

    /// Cites a document, rightly in one of many styles, or as the plant says.
    fn cite(&mut self, report: &Doc, plant: Plant) -> Citation {
        let header = &report.0.facts.header;
        let own = header.number.clone().expect("every paper has a number");
        let needs_appraiser = self.verdict == VerdictKind::NeedsAppraiser;
        let written = match self.chance.between(0, 9) {
            0 => own.number().replace('-', "–"),
            1 => own.number().to_lowercase(),
            2 => own.number().replace('/', " / "),
            3 => own.number().replace('Đ', "\u{d0}"),
            // Leading zeros are for a person to confirm, who looks at this claim anyway.
            4 if needs_appraiser && plant == Plant::None => format!("0{}", own.number()),
            _ => own.number().to_owned(),
        };
        let mut citation = self.scene.sheet.cite(&written);
        citation.quote = self.words(&format!("{} số {written}", self.code));
        if self.chance.percent(60) {
            citation.date = header.date;
        } else if self.chance.percent(20) {
            // Only the month is stated.
            citation.date = header.date.map(|day| date(&day.to_string()[..7]));
        }
        if self.chance.percent(50) {
            citation.doc_type = header.doc_type.clone();
        } else if self.chance.percent(10) {
            citation.doc_type = Some(DocType::new("văn bản"));
        }
        if self.chance.percent(30) {
            citation.issuer = header.issuer.clone();
        } else if self.chance.percent(10) {
            citation.issuer = Some("Sở Mẫu".into());
        }
        let subject = Subject::Citation(citation.number.key().to_owned());
        if let Some(code) = plant.change(&mut citation, report) {
            self.expect(
                code,
                subject,
                Some((self.scene.sheet_file.clone(), citation.quote.text.clone())),
                None,
            );
            self.verdict = VerdictKind::NeedsAppraiser;
        }
        if plant == Plant::None
            && citation.date.is_some()
            && !self.is_shared(report)
            && self.chance.percent(5)
        {
            self.send_namesake(report);
        }
        self.cites.push(citation.clone());
        if self.chance.percent(5) {
            self.cites.push(citation.clone());
        }
        citation
    }

    /// Whether other claims cite the document, too, not all of them with its day.
    fn is_shared(&self, report: &Doc) -> bool {
        let mut shared = self.scene.reform.iter().chain(&self.scene.area_reports);
        shared.any(|other| other.0.file == report.0.file)
    }

    /// Another document of the same number, of an earlier year: the day in the citation tells them apart.
    fn send_namesake(&mut self, report: &Doc) {
        let file = report.0.file.to_string().replace(".pdf", "_2022.pdf");
        let namesake = report.clone().in_other_words().at(&file);
        let namesake = namesake.dated("2022-03-03").about("Quyết toán năm 2022");
        self.scene.documents.push(plant::requoted(namesake));
    }

    fn words(&self, text: &str) -> QuoteRecord {
        crate::literal::quote(text, self.scene.sheet.row("1", "", "").quote.document)
    }

    fn expect(
        &mut self,
        code: FindingCode,
        subject: Subject,
        place: Option<(FilePath, String)>,
        lack: Option<Lack>,
    ) {
        let criterion = Some(CriterionCode::new(&self.code).expect("a code"));
        self.scene.truth.findings.push(ExpectedFinding { criterion, code, subject, place, lack });
    }

    /// A cited document is not there.
    fn expect_missing(&mut self, citation: &Citation) {
        let lack = Lack::Citation(citation.number.clone());
        self.lacks.push(lack.clone());
        let subject = Subject::Citation(citation.number.key().to_owned());
        let place = (self.scene.sheet_file.clone(), citation.quote.text.clone());
        self.expect(FindingCode::CitedDocumentMissing, subject, Some(place), Some(lack));
    }

    /// Something that is asked for is not there, and the unit explains it or not.
    fn expect_partial(&mut self, lack: &Lack) {
        self.expect(FindingCode::EvidencePartial, Subject::Claim, None, Some(lack.clone()));
        if self.chance.percent(50) {
            self.explanation = Some("Sở đã báo cáo trực tiếp tại cuộc họp giao ban".into());
        } else {
            self.expect(FindingCode::ExplanationMissing, Subject::Claim, None, Some(lack.clone()));
        }
    }

    /// Cites a law that nobody attaches: it accuses nobody.
    fn cite_basis(&mut self) {
        let written = self.chance.one_of(&[
            "63/2010/NĐ-CP",
            "30/2020/NĐ-CP",
            "76/NQ-CP",
            "45/2016/QĐ-TTg",
            "876/QĐ-BNV",
        ]);
        let mut citation = self.scene.sheet.cite(written);
        citation.quote = self.words(&format!("{} căn cứ {written}", self.code));
        let place = (self.scene.sheet_file.clone(), citation.quote.text.clone());
        let subject = Subject::Citation(number(written).key().to_owned());
        self.expect(FindingCode::BasisNotAttached, subject, Some(place), None);
        self.cites.push(citation);
    }

    /// The rows of the claim; what is expected of it goes to the unit's truth.
    fn finish(mut self, plant: Plant) -> Vec<SheetRow> {
        if plant == Plant::LeftOut {
            return self.leave_out();
        }
        let is_above_zero = self.points != "0";
        if is_above_zero && self.chance.percent(15) {
            self.cite_basis();
        }
        if self.explanation.is_none()
            && !self.cites.is_empty()
            && self.lacks.is_empty()
            && self.chance.percent(20)
        {
            self.explanation = Some("Theo tài liệu gửi kèm, đơn vị đã thực hiện đầy đủ".into());
        }
        let row = self.scene.sheet.row(&self.code, &self.points, "");
        let mut rows =
            vec![SheetRow { citations: self.cites, explanation: self.explanation, ..row }];
        match plant {
            Plant::AboveMaximum | Plant::NotAttainable => {
                let code = if plant == Plant::AboveMaximum {
                    FindingCode::ScoreAboveMaximum
                } else {
                    FindingCode::ScoreNotAttainable
                };
                self.scene.expect(Some(&self.code), code, Subject::Claim, Some(&rows[0]));
            }
            Plant::Repeated => {
                let other = if self.points == "0.5" { "1" } else { "0.5" };
                let again = self.scene.sheet.row(&self.code, other, "");
                self.scene.expect(
                    Some(&self.code),
                    FindingCode::CriterionRepeated,
                    Subject::Claim,
                    Some(&again),
                );
                rows.push(again);
            }
            _ => {}
        }
        if is_above_zero {
            self.scene.settle(&self.code, self.verdict, self.files, self.quote, self.lacks);
        }
        rows
    }

    /// A leaf that the sheet has no row for, or no points.
    fn leave_out(mut self) -> Vec<SheetRow> {
        let code = CriterionCode::new(&self.code).expect("a code");
        self.scene.truth.findings.retain(|finding| finding.criterion.as_ref() != Some(&code));
        self.scene.expect(Some(&self.code), FindingCode::CriterionMissing, Subject::Claim, None);
        if self.chance.percent(50) {
            Vec::new()
        } else {
            vec![self.scene.sheet.row(&self.code, "", "")]
        }
    }
}

impl Scene<'_> {
    /// Choices that the unit shares with its neighbour.
    fn pair_chance(&self, position: u32) -> Chance {
        let pair = self.neighbour.map_or(self.position, |other| other.min(self.position));
        Chance::of(self.seed, (subject(pair), 2_000_000 + position))
    }

    /// The first of the unit and its neighbour.
    fn owner(&self) -> usize {
        self.neighbour.map_or(self.position, |other| other.min(self.position))
    }
}

/// A day other than that of the document, in the year.
fn other_day(own: model::PartialDate) -> model::PartialDate {
    let other = date("2025-05-05");
    if own == other { date("2025-06-06") } else { other }
}
