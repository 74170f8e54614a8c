//! A complete submission for any criteria set: every leaf claimed in full on documents of its own, with errors planted
//! here and there, and what must be found.
//!
//! [`crate::generated`] writes its own set to measure with; this takes a set as it is, and shows that its rounds can be
//! run. Refuses to know more of a rule than which figure it asks for.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    CriterionCode, UnitId,
    criteria::{CriteriaSet, EvidenceItem, EvidenceKind, EvidencePeriod, Leaf, Level},
    dossier::Dossier,
    facts::{MetricId, Scope},
    finding::FindingCode,
    rule::{Assessor, Rule, Scoring},
    sheet::SheetRow,
    verdict::VerdictKind,
};

use crate::{
    literal::path,
    paper::{Doc, document},
    sheet::Sheet,
};

/// What one unit sent, and what must be found in it.
#[derive(Debug)]
pub struct Submission {
    /// Its sheet and documents.
    pub dossier: Dossier,
    /// The findings, by leaf.
    pub findings: BTreeSet<(CriterionCode, FindingCode)>,
    /// The verdicts of claims above 0.
    pub verdicts: BTreeMap<CriterionCode, VerdictKind>,
}

/// What is wrong with a claim, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plant {
    Nothing,
    /// Points, and neither document nor explanation.
    NoEvidence,
    /// The document that is cited was not sent.
    NotSent,
    /// More points than there are.
    AboveMaximum,
    /// The document that is cited is a draft.
    Draft,
    /// The sheet has no row for the leaf.
    LeftOut,
    /// The figure of the document gives fewer points than are claimed.
    OtherFigure,
}

/// What is planted in claims one after the other: most are in order.
const PLANTS: [Plant; 11] = [
    Plant::Nothing,
    Plant::NoEvidence,
    Plant::Nothing,
    Plant::NotSent,
    Plant::OtherFigure,
    Plant::Nothing,
    Plant::AboveMaximum,
    Plant::Nothing,
    Plant::Draft,
    Plant::Nothing,
    Plant::LeftOut,
];

const UNIT: &str = "don-vi-mau";
const SHEET: &str = "don-vi-mau/bang-tu-cham.xlsx";

/// The submission of one unit for a set.
#[must_use]
pub fn of(set: &CriteriaSet) -> Submission {
    let mut writer = Writer {
        year: set.head().year,
        issuer: issuer(set.head().level),
        sheet: Sheet::at(SHEET),
        rows: Vec::new(),
        documents: Vec::new(),
        findings: BTreeSet::new(),
        verdicts: BTreeMap::new(),
    };
    let own = set.leaves().filter(|leaf| leaf.assessed_by == Assessor::Unit);
    for (leaf, plant) in own.zip(PLANTS.iter().cycle()) {
        writer.claim(leaf, *plant);
    }
    if let Some(surveyed) = set.leaves().find(|leaf| leaf.assessed_by == Assessor::Survey) {
        // Units do not give themselves points for a survey.
        writer.row(surveyed, &surveyed.max.to_string(), "");
        writer.expect(surveyed, FindingCode::SurveyCriterionSelfScored);
    }
    writer.finish()
}

/// A body of the level, as its documents name it.
fn issuer(level: Level) -> &'static str {
    match level {
        Level::Ministry => "Bộ Mẫu",
        Level::Province => "UBND tỉnh Mẫu",
        Level::Department => "Sở Mẫu",
        Level::District => "UBND huyện Mẫu",
        Level::Division => "Phòng Mẫu",
        Level::Commune => "UBND xã Mẫu",
    }
}

/// The figure that alone gives a rule's points, in percent of a whole.
fn rate_of(rule: &Rule) -> Option<(&MetricId, Option<Scope>)> {
    let metric = match &rule.scoring {
        Scoring::Ratio(ratio) => ratio.metric.as_ref(),
        Scoring::Tiers(tiers) => tiers.metric.as_ref(),
        _ => None,
    };
    metric.map(|metric| (metric, rule.scope))
}

/// Whether the set lists documents that can be recognised wherever they lie.
fn lists_documents(leaf: &Leaf) -> bool {
    leaf.evidence.iter().flat_map(EvidenceItem::kinds).any(|kind| kind.doc_type.is_some())
}

struct Writer {
    year: i16,
    issuer: &'static str,
    sheet: Sheet<'static>,
    rows: Vec<SheetRow>,
    documents: Vec<Doc>,
    findings: BTreeSet<(CriterionCode, FindingCode)>,
    verdicts: BTreeMap<CriterionCode, VerdictKind>,
}

impl Writer {
    fn expect(&mut self, leaf: &Leaf, code: FindingCode) {
        self.findings.insert((leaf.code.clone(), code));
    }

    fn row(&mut self, leaf: &Leaf, points: &str, cites: &str) {
        self.rows.push(self.sheet.row(&leaf.code.to_string(), points, cites));
    }

    /// Writes the row of a leaf and sends its documents, and says what must be found.
    fn claim(&mut self, leaf: &Leaf, plant: Plant) {
        let rate = rate_of(&leaf.rule);
        let plant = match plant {
            Plant::OtherFigure if rate.is_none() => Plant::Nothing,
            // What the set lists, another leaf's document may be, and a draft would be another leaf's evidence too.
            Plant::NoEvidence | Plant::NotSent | Plant::Draft if lists_documents(leaf) => {
                Plant::Nothing
            }
            other => other,
        };
        let points = match plant {
            Plant::AboveMaximum => (leaf.max + leaf.max).to_string(),
            _ => leaf.max.to_string(),
        };
        match plant {
            Plant::LeftOut => return self.expect(leaf, FindingCode::CriterionMissing),
            Plant::NoEvidence => {
                self.row(leaf, &points, "");
                self.expect(leaf, FindingCode::ScoreWithoutEvidence);
                self.verdicts.insert(leaf.code.clone(), VerdictKind::Unsupported);
                return;
            }
            Plant::NotSent => {
                self.row(leaf, &points, &format!("999/BC-{}", slug(leaf)));
                self.expect(leaf, FindingCode::CitedDocumentMissing);
                self.verdicts.insert(leaf.code.clone(), VerdictKind::Unsupported);
                return;
            }
            Plant::Nothing | Plant::AboveMaximum | Plant::Draft | Plant::OtherFigure => {}
        }
        let mut papers = self.papers(leaf);
        let cites: Vec<String> = (1..=papers.len()).map(|n| number(leaf, n)).collect();
        let first = papers.remove(0);
        let first = if plant == Plant::Draft { first.draft() } else { first };
        let first = match rate {
            Some((metric, scope)) => {
                let value = if plant == Plant::OtherFigure { "1" } else { "100" };
                let period = format!("năm {}", self.year);
                first.metric(metric.as_str(), value, |figure| {
                    figure.scope = scope;
                    figure.period = Some(period);
                })
            }
            None => first,
        };
        self.documents.push(first);
        self.documents.append(&mut papers);
        self.row(leaf, &points, &cites.join("; "));
        self.judged(leaf, plant, rate.is_some());
    }

    /// What must be found of a claim whose documents are there.
    fn judged(&mut self, leaf: &Leaf, plant: Plant, is_by_rate: bool) {
        let is_settled_by_rate =
            is_by_rate && leaf.explain_if.is_none() && leaf.rule.full_if.is_none();
        let verdict = match plant {
            Plant::OtherFigure => {
                self.expect(leaf, FindingCode::ScoreContradictsMetric);
                VerdictKind::Contradicted
            }
            Plant::AboveMaximum if is_by_rate => {
                self.expect(leaf, FindingCode::ScoreAboveMaximum);
                self.expect(leaf, FindingCode::ScoreContradictsMetric);
                VerdictKind::Contradicted
            }
            Plant::AboveMaximum => {
                self.expect(leaf, FindingCode::ScoreAboveMaximum);
                VerdictKind::NeedsAppraiser
            }
            Plant::Draft => {
                self.expect(leaf, FindingCode::DraftDocument);
                VerdictKind::NeedsAppraiser
            }
            _ if is_settled_by_rate => VerdictKind::Supported,
            _ => VerdictKind::NeedsAppraiser,
        };
        if verdict == VerdictKind::NeedsAppraiser {
            self.expect(leaf, FindingCode::NeedsAppraiser);
        }
        self.verdicts.insert(leaf.code.clone(), verdict);
    }

    /// A document for every item that the leaf lists and that can be recognised; one report where it lists none.
    fn papers(&self, leaf: &Leaf) -> Vec<Doc> {
        let listed = leaf.evidence.iter().filter(|item| item.is_required_of_unit());
        let mut kinds: Vec<&EvidenceKind> =
            listed.map(|item| &item.kind).filter(|kind| kind.doc_type.is_some()).collect();
        let bare = EvidenceKind::default();
        if kinds.is_empty() {
            kinds.push(&bare);
        }
        (1..).zip(kinds).map(|(n, kind)| self.paper(leaf, n, kind)).collect()
    }

    fn paper(&self, leaf: &Leaf, n: usize, kind: &EvidenceKind) -> Doc {
        let year = self.year;
        let period = match kind.period {
            Some(EvidencePeriod::Quarter1) => format!("quý I năm {year}"),
            Some(EvidencePeriod::Quarter2) => format!("quý II năm {year}"),
            Some(EvidencePeriod::SixMonths) => format!("6 tháng đầu năm {year}"),
            Some(EvidencePeriod::Quarter3) => format!("quý III năm {year}"),
            Some(EvidencePeriod::NineMonths) => format!("9 tháng đầu năm {year}"),
            Some(EvidencePeriod::Quarter4) => format!("quý IV năm {year}"),
            Some(EvidencePeriod::PreviousYear) => format!("năm {}", year - 1),
            Some(EvidencePeriod::Year) | None => format!("năm {year}"),
        };
        let topic = kind.topic.as_deref().unwrap_or(&leaf.name);
        let doc_type = kind.doc_type.as_ref().map_or("báo cáo", |doc_type| doc_type.as_str());
        document(&format!("{UNIT}/tai-lieu/{}-{n}.pdf", slug(leaf)))
            .number(&number(leaf, n))
            .dated(&format!("{year}-12-15"))
            .kind(doc_type)
            .issuer(self.issuer)
            .about(&format!("{topic} {period}"))
    }

    fn finish(self) -> Submission {
        let mut documents: Vec<_> = self.documents.into_iter().map(|doc| doc.0).collect();
        documents.push(self.sheet.holding(self.rows).0);
        documents.sort_by(|one, other| one.file.cmp(&other.file));
        Submission {
            dossier: Dossier {
                unit: UnitId::new(UNIT).expect("a unit id"),
                name: self.issuer.to_owned(),
                generation: 1,
                documents,
                sheet: Some(path(SHEET)),
            },
            findings: self.findings,
            verdicts: self.verdicts,
        }
    }
}

/// The leaf's code where dots cannot stand.
fn slug(leaf: &Leaf) -> String {
    format!("M{}", leaf.code.to_string().replace('.', "X"))
}

/// The number of the leaf's document: no other has it.
fn number(leaf: &Leaf, n: usize) -> String {
    format!("{n}/BC-{}", slug(leaf))
}
