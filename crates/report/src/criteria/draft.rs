//! A draft set as the TOML file that a person finishes: what was read as keys, what was not as comments beside them.
//!
//! Refuses to fill what the annexes do not say: a missing key is left out, so that `criteria verify` names its line.

use model::{
    criteria::{
        Deadline, Direction, DraftHead, DraftItem, DraftLeaf, DraftSet, EvidenceItem, EvidenceKind,
        EvidencePeriod, Level, LikelyFigure,
    },
    rule::Rule,
};

use super::rule_toml::{self, Pair, inline, list, points, text};
use crate::{Language, wording::figure};

/// The draft in its TOML form.
#[must_use]
pub fn draft_toml(draft: &DraftSet, language: Language) -> String {
    let mut writer = Writer { toml: String::new(), language };
    writer.head(draft);
    for item in &draft.items {
        writer.item(item);
    }
    writer.toml
}

/// What the import did, and what is left to a person: counts, then every text that became no rule.
#[must_use]
pub fn import_text(draft: &DraftSet, language: Language) -> String {
    let counts = draft.counts();
    let leaves = draft.leaves().count();
    let with_rule = draft.leaves().filter(|(_, leaf)| leaf.rule.is_some()).count();
    let survey = figure::points(draft.survey_points(), language);
    let mut lines = vec![match language {
        Language::Vietnamese => format!(
            "Đã đọc {} lĩnh vực, {} tiêu chí, {} tiêu chí thành phần; {leaves} mục chấm điểm, {with_rule} mục có quy tắc; {survey} điểm điều tra xã hội học.",
            counts.areas, counts.criteria, counts.subcriteria
        ),
        Language::English => format!(
            "Read {} areas, {} criteria, {} subcriteria; {leaves} scored items, {with_rule} with a rule; {survey} points by survey.",
            counts.areas, counts.criteria, counts.subcriteria
        ),
    }];
    let no_rule = language.pick("chưa có quy tắc", "no rule");
    let left = language.pick("chưa chuyển thành quy tắc", "became no rule");
    for (item, leaf) in draft.leaves() {
        if leaf.rule.is_none() {
            lines.push(format!("{} {}: {no_rule}", item.code, item.name));
        }
        lines.extend(leaf.texts.iter().map(|text| format!("{}: {left}: {text}", item.code)));
    }
    let unplaced = language.pick(
        "có trong hướng dẫn, không có trong phụ lục của quyết định",
        "in the guidance, not in the decision's annex",
    );
    lines.extend(draft.unplaced.iter().map(|(code, name)| format!("{code} {name}: {unplaced}")));
    lines.join("\n")
}

struct Writer {
    toml: String,
    language: Language,
}

impl Writer {
    fn line(&mut self, line: &str) {
        self.toml.push_str(line);
        self.toml.push('\n');
    }

    fn comment(&mut self, text: &str) {
        for line in text.lines() {
            self.line(format!("# {line}").trim_end());
        }
    }

    fn pairs(&mut self, pairs: impl IntoIterator<Item = Pair>) {
        for (key, value) in pairs {
            self.line(&format!("{key} = {value}"));
        }
    }

    fn head(&mut self, draft: &DraftSet) {
        let pick = |vietnamese, english| self.language.pick(vietnamese, english);
        let intro = pick(
            "Bộ tiêu chí dự thảo, lập từ phụ lục. Hãy đối chiếu với văn bản gốc, hoàn thiện các chỗ có ghi chú,\nrồi chạy: kiemchung criteria verify",
            "Draft of a criteria set, read from annexes. Hold it against the source, finish what comments name,\nthen run: kiemchung criteria verify",
        );
        let counted = pick(
            "Đếm và cộng từ phụ lục; hãy đối chiếu với số nêu trong quyết định.",
            "Counted and summed from the annex; compare with what the decision states.",
        );
        let defaults = pick(
            "Phụ lục không nêu: năm lấy theo ngày quyết định; cách tính chỉ số và làm tròn cần kiểm tra.",
            "Not stated in the annex: the year is that of the decision's date; check index and rounding.",
        );
        let DraftHead { name, decision, date, issuer, level, total, counts, guidance } =
            &draft.head;
        self.comment(intro);
        self.line("");
        self.line("[set]");
        self.pairs(name.iter().map(|name| ("name", text(name))));
        self.pairs(decision.iter().map(|number| ("decision", text(number.number()))));
        self.pairs(date.iter().map(|date| ("date", text(&date.to_string()))));
        self.pairs(issuer.iter().map(|issuer| ("issuer", text(issuer))));
        self.pairs(level.iter().map(|level| ("level", text(level_word(*level)))));
        self.comment(defaults);
        self.pairs(date.iter().map(|date| ("year", date.year().to_string())));
        self.pairs([
            ("index", text("điểm đạt được / điểm tối đa, %")),
            ("rounding", text("silent")),
        ]);
        self.comment(counted);
        let areas = || draft.items.iter().filter(|item| item.code.depth() == 1);
        let summed = || areas().filter_map(|area| area.max).sum();
        self.pairs([
            ("total", points(total.unwrap_or_else(summed))),
            ("survey_points", points(draft.survey_points())),
        ]);
        let stated = counts.unwrap_or_else(|| draft.counts());
        self.line("");
        self.line("[set.counts]");
        self.pairs([
            ("areas", stated.areas.to_string()),
            ("criteria", stated.criteria.to_string()),
            ("subcriteria", stated.subcriteria.to_string()),
        ]);
        if let Some((number, date)) = guidance {
            self.line("");
            self.line("[set.guidance]");
            self.pairs([("number", text(number.number())), ("date", text(&date.to_string()))]);
        }
    }

    fn item(&mut self, item: &DraftItem) {
        let table = match item.code.depth() {
            1 => "area",
            2 => "area.criterion",
            _ => "area.criterion.subcriterion",
        };
        self.line("");
        self.line(&format!("[[{table}]]"));
        self.pairs([("code", text(&item.code.to_string())), ("name", text(&item.name))]);
        match item.max {
            Some(max) => self.pairs([("max", points(max))]),
            None => {
                let unread = self
                    .language
                    .pick("Không đọc được điểm tối đa.", "The maximum could not be read.");
                self.comment(unread);
            }
        }
        if let Some(leaf) = &item.leaf {
            self.leaf(table, leaf);
        }
    }

    fn leaf(&mut self, table: &str, leaf: &DraftLeaf) {
        self.pairs([("assessed_by", rule_toml::assessor(leaf.assessed_by).to_owned())]);
        if !leaf.evidence.is_empty() {
            self.pairs([("evidence", list(leaf.evidence.iter().map(evidence)))]);
        }
        if leaf.other_evidence_allowed {
            self.pairs([("other_evidence_allowed", "true".to_owned())]);
        }
        self.pairs(leaf.explain_if.iter().map(|when| ("explain_if", text(when))));
        if !leaf.deadlines.is_empty() {
            self.pairs([("deadlines", list(leaf.deadlines.iter().map(deadline)))]);
        }
        if let Some(period) = &leaf.period {
            let mut pairs = Vec::new();
            pairs.extend(period.from.as_ref().map(|from| ("from", text(from))));
            pairs.push(("to", text(&period.to)));
            pairs.extend(period.meaning.as_ref().map(|meaning| ("meaning", text(meaning))));
            self.pairs([("period", inline(&pairs))]);
        }
        if !leaf.texts.is_empty() {
            let left = self.language.pick("Chưa chuyển thành quy tắc:", "Became no rule:");
            self.comment(left);
            for text in &leaf.texts {
                self.comment(&format!("- {text}"));
            }
        }
        self.line("");
        self.line(&format!("[{table}.rule]"));
        match &leaf.rule {
            Some(rule) => self.pairs(rule_toml::pairs(rule)),
            None => self.pairs([("kind", text("unspecified"))]),
        }
        if let Some(LikelyFigure { metric, scope }) = &leaf.likely_figure {
            let check = self.language.pick(
                "Số liệu có thể dùng để tính lại điểm, nếu tử số và mẫu số đúng như trên:",
                "A figure that points may be recomputed from, if numerator and denominator are those above:",
            );
            self.comment(check);
            let pairs = std::iter::once(("metric", text(metric.as_str())))
                .chain(scope.map(|scope| ("scope", rule_toml::scope(scope))));
            let lines: Vec<_> = pairs.map(|(key, value)| format!("{key} = {value}")).collect();
            self.comment(&lines.join("\n"));
        }
        if let Some(rule) = &leaf.decision_rule {
            self.decision_rule(table, rule);
        }
    }

    fn decision_rule(&mut self, table: &str, rule: &Rule) {
        self.line("");
        self.comment(self.language.pick(
            "Quy tắc của quyết định; hướng dẫn chấm khác.",
            "The decision's own rule; the guidance scores otherwise.",
        ));
        self.line(&format!("[{table}.decision_rule]"));
        self.pairs(rule_toml::pairs(rule));
    }
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Ministry => "ministry",
        Level::Province => "province",
        Level::Department => "department",
        Level::District => "district",
        Level::Division => "division",
        Level::Commune => "commune",
    }
}

fn evidence(item: &EvidenceItem) -> String {
    let mut pairs = vec![("name", text(&item.name))];
    pairs.extend(kind(&item.kind));
    if !item.alternatives.is_empty() {
        let others: Vec<_> = item.alternatives.iter().map(|other| inline(&kind(other))).collect();
        pairs.push(("or", format!("[{}]", others.join(", "))));
    }
    for (key, holds) in [("optional", item.optional), ("instead_of_others", item.instead_of_others)]
    {
        pairs.extend(holds.then(|| (key, "true".to_owned())));
    }
    pairs.extend(item.provided_by.as_ref().map(|by| ("provided_by", text(by))));
    inline(&pairs)
}

fn kind(kind: &EvidenceKind) -> Vec<Pair> {
    let mut pairs = Vec::new();
    pairs.extend(kind.doc_type.as_ref().map(|name| ("doc_type", text(name.as_str()))));
    pairs.extend(kind.topic.as_ref().map(|topic| ("topic", text(topic))));
    pairs.extend(kind.period.map(|period| ("period", text(period_word(period)))));
    pairs
}

fn period_word(period: EvidencePeriod) -> &'static str {
    match period {
        EvidencePeriod::Quarter1 => "quarter-1",
        EvidencePeriod::Quarter2 => "quarter-2",
        EvidencePeriod::SixMonths => "six-months",
        EvidencePeriod::Quarter3 => "quarter-3",
        EvidencePeriod::NineMonths => "nine-months",
        EvidencePeriod::Quarter4 => "quarter-4",
        EvidencePeriod::Year => "year",
        EvidencePeriod::PreviousYear => "previous-year",
    }
}

fn deadline(deadline: &Deadline) -> String {
    let mut pairs = vec![("by", text(&deadline.by)), ("relative_to", text(&deadline.relative_to))];
    pairs.extend(deadline.of.as_ref().map(|of| ("of", text(of))));
    if let Some(term) = deadline.term {
        let direction = match term.direction {
            Direction::Before => "before",
            Direction::After => "after",
        };
        let mut of_term = vec![("days", term.days.to_string())];
        of_term.extend(term.working_days.then(|| ("working_days", "true".to_owned())));
        of_term.push(("direction", text(direction)));
        pairs.push(("term", inline(&of_term)));
    }
    inline(&pairs)
}

#[cfg(test)]
mod tests {
    use model::{
        CriterionCode, Points,
        criteria::CriteriaSet,
        facts::{DocType, MetricId, Scope},
        rule::{Assessor, Case, Options, Scoring},
    };

    use super::*;

    fn draft(rule: Option<Rule>) -> DraftSet {
        let points = |text: &str| Some(Points::new(text.parse().expect("a number")));
        let code = |text: &str| CriterionCode::new(text).expect("a code");
        let leaf = DraftLeaf {
            assessed_by: Assessor::Unit,
            rule,
            decision_rule: None,
            evidence: vec![EvidenceItem {
                name: "Báo cáo \"CCHC\" năm".to_owned(),
                kind: EvidenceKind {
                    doc_type: Some(DocType::new("báo cáo")),
                    topic: Some("CCHC năm".to_owned()),
                    period: Some(EvidencePeriod::Year),
                },
                alternatives: Vec::new(),
                optional: true,
                instead_of_others: false,
                provided_by: None,
            }],
            other_evidence_allowed: true,
            explain_if: None,
            deadlines: Vec::new(),
            period: None,
            texts: vec!["Yêu cầu: gửi đúng hạn".to_owned()],
            likely_figure: Some(LikelyFigure {
                metric: MetricId::new("on_time_rate"),
                scope: Some(Scope::Commune),
            }),
        };
        let item = |text: &str, max, leaf| DraftItem {
            code: code(text),
            name: format!("Mục {text}"),
            max: points(max),
            leaf,
        };
        let head = DraftHead {
            name: Some("Bộ tiêu chí thử".to_owned()),
            decision: model::DocumentNumber::parse("1/QĐ-UBND").ok(),
            date: model::PartialDate::parse("2025-01-02").ok(),
            issuer: Some("UBND tỉnh".to_owned()),
            level: Some(Level::Department),
            ..DraftHead::default()
        };
        let items = vec![item("1", "1", None), item("1.1", "1", Some(leaf))];
        DraftSet { head, items, unplaced: vec![("9.9".to_owned(), "Mục lạ".to_owned())] }
    }

    #[test]
    fn a_complete_draft_is_a_criteria_set() {
        let case = |when: &str, n: i64| Case {
            when: when.to_owned(),
            points: Points::new(rust_decimal::Decimal::from(n)),
        };
        let options = Options { options: vec![case("đúng hạn", 1), case("muộn", 0)] };
        let draft = draft(Some(Rule::plain(Scoring::Options(options))));
        let toml = draft_toml(&draft, Language::Vietnamese);
        let set = CriteriaSet::parse(&toml, "set.toml").unwrap_or_else(|e| panic!("{e}\n{toml}"));
        let leaf = set.leaves().next().expect("one leaf");
        assert_eq!(Some(&leaf.rule), draft.items[1].leaf.as_ref().and_then(|l| l.rule.as_ref()));
        assert_eq!(leaf.evidence, draft.items[1].leaf.as_ref().expect("a leaf").evidence);
        assert!(toml.contains("# - Yêu cầu: gửi đúng hạn"), "{toml}");
        let figure = "# metric = \"on_time_rate\"\n# scope = \"commune\"\n";
        assert!(toml.contains(figure), "a figure is proposed, not taken: {toml}");
    }

    #[test]
    fn what_is_missing_is_named_by_its_line() {
        let mut draft = draft(None);
        draft.head.level = None;
        let toml = draft_toml(&draft, Language::Vietnamese);
        let error = CriteriaSet::parse(&toml, "set.toml").expect_err("no level, no rule");
        assert_eq!(error.issues.len(), 1, "{error}");
        let text = import_text(&draft, Language::Vietnamese);
        assert!(text.contains("1.1 Mục 1.1: chưa có quy tắc"), "{text}");
        assert!(text.contains("9.9 Mục lạ: có trong hướng dẫn"), "{text}");
    }
}
