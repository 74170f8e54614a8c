//! What people said about a unit's claims, beside what the pre-check found: points, stances, reasons, answers, and where
//! appraisers do not agree. Notes among appraisers are not printed: the unit reads its minutes.

use std::collections::BTreeMap;

use model::{
    CriterionCode, Points,
    appraisal::{Answer, Appraisal, Appraised, appraised},
    verdict::Judgement,
};

use super::Minutes;
use crate::{
    page::Page,
    wording::{
        appraisal::{stage_name, stance_name},
        figure,
        verdict::verdict_text,
    },
};

/// What people said about the claims of a unit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opinions<'o> {
    /// By appraisers and council.
    pub appraisals: &'o [Appraisal],
    /// By the unit.
    pub answers: &'o [Answer],
}

impl<'o> Opinions<'o> {
    /// What the unit answers about a claim.
    pub(super) fn answer(&self, criterion: &CriterionCode) -> Option<&'o str> {
        let answer = self.answers.iter().find(|answer| answer.criterion == *criterion)?;
        Some(&answer.text)
    }

    fn by_criterion(&self) -> BTreeMap<&'o CriterionCode, Vec<Appraisal>> {
        let mut by_criterion: BTreeMap<_, Vec<Appraisal>> = BTreeMap::new();
        for answer in self.answers {
            by_criterion.entry(&answer.criterion).or_default();
        }
        for appraisal in self.appraisals {
            by_criterion.entry(&appraisal.criterion).or_default().push(appraisal.clone());
        }
        for said in by_criterion.values_mut() {
            said.sort_by(|a, b| (a.stage, &a.appraiser).cmp(&(b.stage, &b.appraiser)));
        }
        by_criterion
    }
}

impl Minutes<'_> {
    /// The part about what people said; nothing where nobody said anything.
    pub(super) fn opinions(&self, judgements: &[Judgement], page: &mut Page) {
        let (l, language) = (self.l, self.language);
        let by_criterion = self.said.by_criterion();
        if by_criterion.is_empty() {
            return;
        }
        let judged: BTreeMap<&CriterionCode, &Judgement> =
            judgements.iter().map(|judgement| (&judgement.criterion, judgement)).collect();
        let (mut settled, mut given, mut claimed) = (0, Points::ZERO, Points::ZERO);
        let (mut in_conflict, mut asked) = (0, 0);
        let mut rows = Vec::new();
        for (code, said) in &by_criterion {
            let judgement = judged.get(code);
            match appraised(said) {
                Appraised::Open => {}
                Appraised::Asked => asked += 1,
                Appraised::Conflict(_) => in_conflict += 1,
                Appraised::Settled(points) => {
                    settled += 1;
                    given = given + points;
                    claimed =
                        claimed + judgement.map_or(Points::ZERO, |judgement| judgement.claimed);
                }
            }
            let claimed = judgement.map(|judgement| figure::points(judgement.claimed, language));
            let verdict = judgement.map(|judgement| {
                verdict_text(judgement.verdict.as_ref(), language).name.to_owned()
            });
            rows.push(vec![
                code.to_string(),
                self.report.set.name_of(code).unwrap_or_default().to_owned(),
                claimed.unwrap_or_default(),
                verdict.unwrap_or_default(),
                self.said_of(code, said),
                self.appraised(code),
            ]);
        }
        page.heading(&format!("V. {}", l.minutes_opinions));
        page.text(&format!(
            "{}: {settled}, {} {} ({} {}); {}: {in_conflict}; {}: {asked}.",
            l.minutes_settled,
            figure::points(given, language),
            l.points.to_lowercase(),
            l.claimed.to_lowercase(),
            figure::points(claimed, language),
            l.minutes_conflict,
            l.minutes_asked,
        ));
        page.table(
            &[8, 20, 8, 16, 36, 12],
            &[
                l.criterion,
                l.criterion_name,
                l.claimed,
                l.verdict,
                l.minutes_opinion,
                l.minutes_appraised,
            ],
            &rows,
        );
    }

    /// The appraised points of a claim, or why there are none yet; empty where nobody said anything.
    pub(super) fn appraised(&self, criterion: &CriterionCode) -> String {
        let said = self.said.appraisals.iter().filter(|said| said.criterion == *criterion);
        match appraised(&said.cloned().collect::<Vec<_>>()) {
            Appraised::Open => String::new(),
            Appraised::Asked => self.l.minutes_asked.to_owned(),
            Appraised::Conflict(_) => self.l.minutes_conflict.to_owned(),
            Appraised::Settled(points) => figure::points(points, self.language),
        }
    }

    /// Who said what, stage by stage, and what the unit answers.
    fn said_of(&self, criterion: &CriterionCode, said: &[Appraisal]) -> String {
        let language = self.language;
        let mut lines: Vec<String> = said
            .iter()
            .map(|said| {
                let points = said.points.map(|points| figure::points(points, language));
                let points = points.map(|points| format!(" ({points})")).unwrap_or_default();
                let reason = if said.reason.is_empty() {
                    String::new()
                } else {
                    format!(": {}", said.reason)
                };
                let stage = stage_name(said.stage, language);
                let stance = stance_name(said.stance, language);
                format!("{stage}, {}: {stance}{points}{reason}", said.appraiser)
            })
            .collect();
        let answer = self.said.answer(criterion);
        lines.extend(answer.map(|answer| format!("{}: {answer}", self.l.minutes_answer)));
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use model::{
        AccountName, UnitId,
        appraisal::{Stage, Stance},
    };
    use rust_decimal::Decimal;

    use crate::{Language, minutes, minutes::tests::text_of, testing::*};

    use super::*;

    fn appraisal(stage: Stage, by: &str, points: Option<i64>, reason: &str) -> Appraisal {
        let points = points.map(|hundredths| Points::new(Decimal::new(hundredths, 2)));
        Appraisal {
            unit: UnitId::new("so-y-te").expect("valid"),
            criterion: CriterionCode::new("1.1").expect("valid"),
            stage,
            appraiser: AccountName::new(by).expect("valid"),
            stance: if points.is_some() { Stance::Disagrees } else { Stance::AsksUnit },
            points,
            reason: reason.to_owned(),
            note: "chỉ để người thẩm định đọc".to_owned(),
            judged_at: 1,
        }
    }

    /// The words of the minutes with these appraisals of one claim.
    fn printed(appraisals: &[Appraisal]) -> String {
        let set = set();
        let report = sample(&set);
        let answers = [Answer {
            unit: UnitId::new("so-y-te").expect("valid"),
            criterion: CriterionCode::new("1.1").expect("valid"),
            account: AccountName::new("y-te").expect("valid"),
            text: "đã nộp bổ sung".to_owned(),
        }];
        let said = Opinions { appraisals, answers: &answers };
        let bytes = minutes(&report, &report.units[0], None, said, Language::Vietnamese);
        text_of(&bytes.expect("judged"))
    }

    #[test]
    fn points_reasons_and_answers_stand_beside_the_pre_check() {
        let text = printed(&[
            appraisal(Stage::First, "lan", None, "thiếu phụ lục"),
            appraisal(Stage::Second, "lan", Some(25), "chứng minh được một phần"),
        ]);
        for words in [
            "V. Ý kiến và điểm thẩm định",
            "Đã có điểm thẩm định: 1, 0,25 điểm",
            "Thẩm định vòng 1, lan: Yêu cầu đơn vị giải trình, bổ sung: thiếu phụ lục",
            "Thẩm định vòng 2, lan: Cho điểm khác (0,25): chứng minh được một phần",
            "Giải trình của đơn vị: đã nộp bổ sung",
        ] {
            assert!(text.contains(words), "{words}");
        }
        assert!(!text.contains("chỉ để người thẩm định đọc"), "the unit reads its minutes");
    }

    #[test]
    fn appraisers_who_do_not_agree_are_both_printed_and_no_points_are() {
        let text = printed(&[
            appraisal(Stage::First, "minh", Some(50), "đủ hai phần ba"),
            appraisal(Stage::First, "lan", Some(25), "đủ một phần ba"),
        ]);
        assert!(text.contains("Đã có điểm thẩm định: 0, 0 điểm"), "{text}");
        assert!(text.contains("chưa thống nhất: 1"));
        let (lan, minh) = (text.find("đủ một phần ba"), text.find("đủ hai phần ba"));
        assert!(lan.is_some() && lan < minh, "by name");
    }

    #[test]
    fn where_nobody_said_anything_the_part_is_left_out() {
        let set = set();
        let report = sample(&set);
        let none = Opinions::default();
        let bytes = minutes(&report, &report.units[0], None, none, Language::Vietnamese);
        assert!(!text_of(&bytes.expect("judged")).contains("V. Ý kiến"));
    }
}
