//! The criteria set of generated rounds: ten areas of ten leaves, one for each way of being scored and evidenced.

use std::fmt::Write as _;

/// A leaf of the set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf {
    /// The area, from 0.
    pub(super) area: usize,
    /// How it is scored.
    pub(super) way: Way,
}

/// How a leaf is scored, and on which evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By cases, on the year's plan.
    Plan,
    /// By cases, on four periodic reports.
    Quarters,
    /// By a rate in steps, on a report.
    Steps,
    /// By a rate in proportion, on a report.
    Share,
    /// By cases; nothing is required.
    Notice,
    /// By a survey.
    Survey,
    /// By cases, on the annual report that many leaves share.
    Annual,
    /// By cases, on a decision or notice; other documents are admitted.
    Decision,
    /// By a count, on a report.
    Count,
    /// By a rate in steps, on the annual report.
    AnnualSteps,
}

const WAYS: [Way; 10] = [
    Way::Plan,
    Way::Quarters,
    Way::Steps,
    Way::Share,
    Way::Notice,
    Way::Survey,
    Way::Annual,
    Way::Decision,
    Way::Count,
    Way::AnnualSteps,
];

/// Fields of work, one for each area; no two share all their words.
const FIELDS: [&str; 10] = [
    "thi hành pháp luật",
    "kiểm tra văn bản",
    "kiểm soát thủ tục hành chính",
    "sắp xếp tổ chức bộ máy",
    "đào tạo công chức",
    "quản lý tài sản công",
    "số hóa hồ sơ",
    "dịch vụ công trực tuyến",
    "đối thoại doanh nghiệp",
    "tuyên truyền chính sách",
];

/// What the reports of the first areas on a share, and on a count, are about.
const SHARES: [&str; 5] =
    ["thanh toán trực tuyến", "bưu chính công ích", "chữ ký số", "giải ngân vốn", "thu hồi nợ"];
const COUNTS: [&str; 5] =
    ["khiếu nại, tố cáo", "tai nạn lao động", "vi phạm kỷ luật", "sự cố mạng", "đơn thư quá hạn"];

/// What the periodic reports of the first areas are about; the other areas share those on administrative reform.
const PERIODIC: [&str; 3] = ["chuyển đổi số", "quyết toán ngân sách", "phòng cháy chữa cháy"];

/// What the shared annual and periodic reports are about.
pub(super) const REFORM: &str = "cải cách hành chính";

const METRICS: [&str; 10] = [
    "on_time_rate",
    "online_submission_rate",
    "online_service_rate",
    "bcci_rate",
    "edoc_rate",
    "edoc_digital_signature_rate",
    "sipas",
    "par_index",
    "papi",
    "digitised_rate",
];

/// The four periods that reports are asked for, as texts name them.
pub(super) const PERIODS: [(&str, &str); 4] = [
    ("quarter-1", "quý I năm 2025"),
    ("six-months", "6 tháng đầu năm 2025"),
    ("quarter-3", "quý III năm 2025"),
    ("year", "năm 2025"),
];

/// All leaves, in code order.
pub(super) fn leaves() -> impl Iterator<Item = Leaf> {
    (0..FIELDS.len()).flat_map(|area| WAYS.map(|way| Leaf { area, way }))
}

impl Leaf {
    /// Its code.
    pub(super) fn code(self) -> String {
        let area = self.area + 1;
        match WAYS.iter().position(|way| *way == self.way) {
            Some(position @ 0..=7) => format!("{area}.{}", position + 1),
            Some(8) => format!("{area}.9.1"),
            _ => format!("{area}.9.2"),
        }
    }

    /// What its documents are about, in the words of the set.
    pub(super) fn topic(self) -> &'static str {
        match self.way {
            Way::Annual | Way::AnnualSteps => REFORM,
            Way::Quarters => PERIODIC.get(self.area).copied().unwrap_or(REFORM),
            Way::Share if !self.shares_report() => SHARES[self.area],
            Way::Count if !self.shares_report() => COUNTS[self.area],
            _ => FIELDS[self.area],
        }
    }

    /// What its documents are about, in their own words: some abbreviate, some write capitals.
    pub(super) fn subject(self, style: u32) -> String {
        let topic = self.topic();
        match style {
            0 => topic
                .replace("thủ tục hành chính", "TTHC")
                .replace("dịch vụ công", "DVC")
                .replace("cải cách hành chính", "CCHC"),
            1 => topic.to_uppercase(),
            _ => topic.to_owned(),
        }
    }

    /// Whether its figure stands in the one report of its area, beside those of other leaves.
    pub(super) fn shares_report(self) -> bool {
        self.area >= SHARES.len()
    }

    /// Whether its periodic reports are those on administrative reform, which other leaves ask for, too.
    pub(super) fn shares_periodic(self) -> bool {
        self.area >= PERIODIC.len()
    }

    /// The figure that it is scored by.
    pub(super) fn metric(self) -> &'static str {
        match self.way {
            Way::Count => "late_count",
            Way::Share => METRICS[(self.area + 6) % METRICS.len()],
            Way::Steps => METRICS[(self.area + 3) % METRICS.len()],
            _ => METRICS[self.area],
        }
    }

    /// The rates from which the steps give 1 point, and half a point, in percent.
    pub(super) fn steps(self) -> (u32, u32) {
        let upper = [98, 95, 100, 90, 97][self.area % 5];
        (upper, upper - 10)
    }

    /// The share below which nothing is given, in percent.
    pub(super) fn floor(self) -> u32 {
        if self.area.is_multiple_of(2) { 50 } else { 0 }
    }
}

/// The set in its TOML form.
pub(super) fn toml() -> String {
    let mut toml = String::from(HEAD);
    let mut line = |text: std::fmt::Arguments<'_>| {
        toml.write_fmt(text).expect("writing to a string does not fail");
    };
    for leaf in leaves() {
        let (area, code) = (leaf.area + 1, leaf.code());
        if leaf.way == Way::Plan {
            let field = FIELDS[leaf.area];
            line(format_args!("\n[[area]]\ncode = \"{area}\"\nname = \"{field}\"\nmax = 10\n"));
        }
        let table = match leaf.way {
            Way::Count => {
                line(format_args!(
                    "\n[[area.criterion]]\ncode = \"{area}.9\"\nname = \"Kết quả\"\nmax = 2\n"
                ));
                "area.criterion.subcriterion"
            }
            Way::AnnualSteps => "area.criterion.subcriterion",
            _ => "area.criterion",
        };
        let assessor = if leaf.way == Way::Survey { "survey" } else { "self" };
        line(format_args!(
            "\n[[{table}]]\ncode = \"{code}\"\nname = \"Mục {code}\"\nmax = 1\nassessed_by = \"{assessor}\"\n"
        ));
        if leaf.way == Way::Decision {
            line(format_args!("other_evidence_allowed = true\n"));
        }
        line(format_args!("{}{}\n", evidence(leaf), rule(leaf)));
    }
    toml
}

const HEAD: &str = r#"[set]
name = "Bộ tiêu chí sinh ra để đo"
decision = "1/QĐ-UBND"
date = "2025-01-02"
issuer = "UBND tỉnh"
level = "department"
year = 2025
total = 100
survey_points = 10
index = "điểm đạt / điểm tối đa, %"
rounding = "silent"
counts = { areas = 10, criteria = 90, subcriteria = 20 }
"#;

fn evidence(leaf: Leaf) -> String {
    let topic = leaf.topic();
    let item = |name: &str, kind: &str, rest: &str| {
        format!("  {{ name = \"{name}\", doc_type = \"{kind}\", topic = \"{topic}\"{rest} }},\n")
    };
    let items = match leaf.way {
        Way::Plan => item("Kế hoạch năm", "kế hoạch", ", period = \"year\""),
        Way::Quarters => PERIODS
            .map(|(period, name)| {
                item(&format!("Báo cáo {name}"), "báo cáo", &format!(", period = \"{period}\""))
            })
            .concat(),
        Way::Steps | Way::Share | Way::Count => item("Báo cáo kết quả", "báo cáo", ""),
        Way::Notice => item("Kết luận (nếu có)", "kết luận", ", optional = true"),
        Way::Survey => return String::new(),
        Way::Annual | Way::AnnualSteps => {
            item("Báo cáo CCHC năm", "báo cáo", ", period = \"year\"")
        }
        Way::Decision => item(
            "Quyết định hoặc thông báo",
            "quyết định",
            &format!(", or = [{{ doc_type = \"thông báo\", topic = \"{topic}\" }}]"),
        ),
    };
    format!("evidence = [\n{items}]\n")
}

fn rule(leaf: Leaf) -> String {
    let metric = leaf.metric();
    match leaf.way {
        Way::Survey => "rule = { kind = \"survey\" }".to_owned(),
        Way::Steps | Way::AnnualSteps => {
            let (upper, lower) = leaf.steps();
            format!(
                "rule = {{ kind = \"tiers\", of = \"tỷ lệ\", unit = \"percent\", metric = \"{metric}\", tiers = [\
                 {{ from = {upper}, points = 1 }}, {{ from = {lower}, to = {upper}, points = 0.5 }}, \
                 {{ from = 0, to = {lower}, points = 0 }}] }}"
            )
        }
        Way::Share => {
            let floor = match leaf.floor() {
                0 => String::new(),
                percent => format!("floor = 0.{percent}, "),
            };
            format!(
                "rule = {{ kind = \"ratio\", numerator = \"đạt\", denominator = \"tổng số\", scale = 1, {floor}\
                 zero_denominator = \"silent\", metric = \"{metric}\" }}"
            )
        }
        Way::Count => format!(
            "rule = {{ kind = \"count\", of = \"số vụ\", metric = \"{metric}\", tiers = [\
             {{ from = 0, to = 0, points = 1 }}, {{ from = 1, to = 5, points = 0.5 }}, {{ from = 6, points = 0 }}] }}"
        ),
        _ => {
            "rule = { kind = \"options\", options = [{ when = \"đầy đủ, đúng hạn\", points = 1 }, \
              { when = \"chậm\", points = 0.5 }, { when = \"không thực hiện\", points = 0 }] }"
                .to_owned()
        }
    }
}
