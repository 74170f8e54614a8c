//! Where a unit lost points, as a city explains it: against the group and the year before, by cause, by responsible
//! body, and over the years beside SIPAS and PAPI.

use model::{
    Points,
    results::analysis::{Analysis, LeafLoss, SinceEarlier, YearFigures},
};
use rust_decimal::Decimal;

use super::{ResultsReport, annex::decimals};
use crate::{
    Language,
    paper::{Entry, Lines, Paper},
    wording::{figure, results as words},
};

/// How many leaves a chart shows.
const CHARTED: usize = 15;

/// The analysis of one unit.
pub(super) fn paper(report: &ResultsReport<'_>, analysis: &Analysis, language: Language) -> Paper {
    let writer = Writer { report, analysis, language };
    let mut paper = Paper::new([
        language.pick("PHÂN TÍCH CHỈ SỐ", "ANALYSIS OF THE INDEX").to_owned(),
        report.name_of(&analysis.unit).to_owned(),
        report.name.clone(),
    ]);
    writer.overview(&mut paper);
    writer.years(&mut paper);
    if let Some(since) = &analysis.since {
        writer.since(since, &mut paper);
    }
    writer.by_cause(&mut paper);
    writer.by_body(&mut paper);
    writer.leaves(&mut paper);
    paper
}

struct Writer<'a> {
    report: &'a ResultsReport<'a>,
    analysis: &'a Analysis,
    language: Language,
}

impl Writer<'_> {
    fn pick(&self, vietnamese: &'static str, english: &'static str) -> &'static str {
        self.language.pick(vietnamese, english)
    }

    fn overview(&self, paper: &mut Paper) {
        let Some(standing) = self.report.standings.of(&self.analysis.unit) else { return };
        let points = |points| figure::points(points, self.language);
        let index = standing.index.map_or_else(
            || self.pick("chưa xác định", "open").to_owned(),
            |index| {
                let decimals = decimals(self.report);
                format!("{}%", figure::fixed(index.rounded(decimals), decimals, self.language))
            },
        );
        let (total, maximum) = (points(standing.total()), points(standing.maximum));
        let rank = words::rank(&standing.rank, self.language);
        let ranked = self
            .report
            .standings
            .spread(standing.entrant.group.as_deref(), None)
            .and_then(|spread| spread.figures.as_ref())
            .map_or(0, |figures| figures.units);
        let lost: Points = self.analysis.leaves.iter().filter_map(|leaf| leaf.lost).sum();
        paper.text(match self.language {
            Language::Vietnamese => format!(
                "Đạt {total}/{maximum} điểm, chỉ số {index}, xếp hạng {rank} (trong {ranked} đơn vị có đủ điểm). Bị mất {} điểm.",
                points(lost)
            ),
            Language::English => format!(
                "{total} of {maximum} points, index {index}, rank {rank} (of {ranked} units with all points). {} points lost.",
                points(lost)
            ),
        });
        let n_open = self.analysis.leaves.iter().filter(|leaf| leaf.points.is_none()).count();
        if n_open > 0 {
            paper.text(match self.language {
                Language::Vietnamese => {
                    format!(
                        "{n_open} mục chưa có điểm: không tính là mất điểm, cũng không tính là đạt."
                    )
                }
                Language::English => {
                    format!(
                        "{n_open} items have no points yet: they count neither as lost nor as won."
                    )
                }
            });
        }
    }

    fn years(&self, paper: &mut Paper) {
        let years = &self.analysis.years;
        if years.len() < 2 {
            return;
        }
        paper.heading(self.pick("Qua các năm", "Over the years"));
        let line = |name: &str, value: fn(&YearFigures) -> Option<Decimal>| {
            (name.to_owned(), years.iter().map(value).collect::<Vec<_>>())
        };
        let is_known =
            |(_, values): &(String, Vec<Option<Decimal>>)| values.iter().any(Option::is_some);
        let indices = [
            line("PAR INDEX (%)", |year| year.par_index),
            line("SIPAS (%)", |year| year.sipas),
            line(self.pick("PAPI (điểm)", "PAPI (points)"), |year| year.papi),
        ];
        paper.lines(Lines {
            caption: self.pick("PAR INDEX, SIPAS và PAPI", "PAR INDEX, SIPAS and PAPI").to_owned(),
            years: years.iter().map(|year| year.year).collect(),
            lines: indices.into_iter().filter(is_known).collect(),
        });
        let number = |value: Option<Decimal>| value.map_or(Entry::Empty, Entry::Number);
        let rows = years
            .iter()
            .map(|year| {
                let rank = match (year.rank, year.ranked) {
                    (Some(rank), Some(ranked)) => Entry::text(format!("{rank}/{ranked}")),
                    (Some(rank), None) => Entry::count(rank),
                    (None, _) => Entry::Empty,
                };
                let source = match &year.source {
                    Some(source) => Entry::text(&source.document),
                    None => Entry::text(self.pick("tính từ điểm", "computed from points")),
                };
                vec![
                    Entry::text(year.year.to_string()),
                    number(year.par_index),
                    rank,
                    number(year.sipas),
                    number(year.papi),
                    source,
                ]
            })
            .collect();
        paper.table(
            self.pick("Các chỉ số qua các năm", "Indices by year"),
            &[
                (self.pick("Năm", "Year"), 10),
                ("PAR INDEX (%)", 16),
                (self.pick("Xếp hạng", "Rank"), 14),
                ("SIPAS (%)", 16),
                (self.pick("PAPI (điểm)", "PAPI (points)"), 16),
                (self.pick("Nguồn", "Source"), 28),
            ],
            rows,
        );
    }

    fn since(&self, since: &SinceEarlier, paper: &mut Paper) {
        paper.heading(match self.language {
            Language::Vietnamese => format!("So với năm {}", since.year),
            Language::English => format!("Since {}", since.year),
        });
        let Some(change) = since.change else {
            paper.text(self.pick(
                "Chưa so sánh được: một trong hai năm còn mục chưa có điểm.",
                "No comparison yet: one of the two years has items without points.",
            ));
            return;
        };
        let now = self.report.standings.of(&self.analysis.unit);
        let rank_now =
            now.map_or(String::new(), |standing| words::rank(&standing.rank, self.language));
        let rank_then = since.rank.map_or_else(|| "?".to_owned(), |rank| rank.to_string());
        let signed = |value: Decimal| self.signed(value);
        paper.text(match self.language {
            Language::Vietnamese => format!(
                "Xếp hạng {rank_then}/{} năm {}, nay {rank_now}. Chỉ số thay đổi {} điểm phần trăm: {} do các mục hai năm đo như nhau, {} do các mục có quy định khác trước, {} do các mục chỉ có ở một năm.",
                since.ranked, since.year, signed(change), signed(since.by_same),
                signed(since.by_changed), signed(since.by_added_or_removed),
            ),
            Language::English => format!(
                "Rank {rank_then} of {} in {}, now {rank_now}. The index changed by {} percentage points: {} by items that both years measure alike, {} by items with other rules, {} by items of one year only.",
                since.ranked, since.year, signed(change), signed(since.by_same),
                signed(since.by_changed), signed(since.by_added_or_removed),
            ),
        });
        if let Some((then, now)) = since.comparable_ranks {
            paper.text(match self.language {
                Language::Vietnamese => format!(
                    "Chỉ tính các mục hai năm đo như nhau, thứ hạng là {then} năm {}, nay là {now}.",
                    since.year
                ),
                Language::English => format!(
                    "By the items that both years measure alike, the rank was {then} in {} and is {now} now.",
                    since.year
                ),
            });
        }
        let rows = since
            .leaves
            .iter()
            .map(|leaf| {
                let comparable = if leaf.comparable {
                    self.pick("như nhau", "alike")
                } else {
                    self.pick("khác trước", "other")
                };
                vec![
                    Entry::text(leaf.code.to_string()),
                    Entry::text(&leaf.name),
                    Entry::Fixed(leaf.change, 2),
                    Entry::text(comparable),
                ]
            })
            .collect();
        paper.table(
            self.pick(
                "Thay đổi theo tiêu chí (điểm phần trăm)",
                "Change by item (percentage points)",
            ),
            &[
                (self.pick("Mã", "Code"), 10),
                (self.pick("Tiêu chí", "Item"), 56),
                (self.pick("Thay đổi", "Change"), 14),
                (self.pick("Cách đo", "Measured"), 20),
            ],
            rows,
        );
    }

    fn signed(&self, value: Decimal) -> String {
        let text = figure::fixed(value, 2, self.language);
        if value > Decimal::ZERO { format!("+{text}") } else { text }
    }

    fn by_cause(&self, paper: &mut Paper) {
        let losses = &self.analysis.by_cause;
        if losses.is_empty() {
            return;
        }
        paper.heading(self.pick("Điểm mất theo nguyên nhân", "Points lost by cause"));
        let name = |cause: Option<model::results::analysis::Cause>| match cause {
            Some(cause) => words::cause(cause, self.language),
            None => self.pick("Chưa có người xác nhận", "Not confirmed yet"),
        };
        paper.bars(
            self.pick("Điểm mất theo nguyên nhân đã xác nhận", "Points lost by confirmed cause"),
            losses.iter().map(|loss| (name(loss.cause).to_owned(), loss.lost.value())).collect(),
        );
        let rows = losses
            .iter()
            .map(|loss| {
                vec![
                    Entry::text(name(loss.cause)),
                    Entry::points(Some(loss.lost)),
                    Entry::count(loss.leaves),
                ]
            })
            .collect();
        paper.table(
            self.pick("Theo nguyên nhân", "By cause"),
            &[
                (self.pick("Nguyên nhân", "Cause"), 60),
                (self.pick("Điểm mất", "Lost"), 20),
                (self.pick("Số mục", "Items"), 20),
            ],
            rows,
        );
    }

    fn by_body(&self, paper: &mut Paper) {
        let losses = &self.analysis.by_body;
        if losses.is_empty() {
            return;
        }
        paper.heading(self.pick("Điểm mất theo cơ quan phụ trách", "Points lost by body"));
        let name = |body: &Option<String>| {
            body.clone().unwrap_or_else(|| self.pick("Chưa phân công", "Nobody named").to_owned())
        };
        paper.bars(
            self.pick("Điểm mất theo cơ quan", "Points lost by body"),
            losses.iter().map(|loss| (name(&loss.body), loss.lost.value())).collect(),
        );
        let rows = losses
            .iter()
            .map(|loss| {
                let codes: Vec<_> = loss.leaves.iter().map(ToString::to_string).collect();
                vec![
                    Entry::text(name(&loss.body)),
                    Entry::points(Some(loss.lost)),
                    Entry::text(codes.join("; ")),
                ]
            })
            .collect();
        paper.table(
            self.pick("Theo cơ quan phụ trách", "By responsible body"),
            &[
                (self.pick("Cơ quan", "Body"), 44),
                (self.pick("Điểm mất", "Lost"), 16),
                (self.pick("Tiêu chí", "Items"), 40),
            ],
            rows,
        );
        paper.text(self.pick(
            "Mục có nhiều cơ quan phụ trách được tính cho từng cơ quan, nên tổng theo cơ quan có thể lớn hơn điểm mất.",
            "An item with several bodies counts for each, so that these can add up to more than was lost.",
        ));
    }

    fn leaves(&self, paper: &mut Paper) {
        paper.heading(self.pick("Từng tiêu chí", "Item by item"));
        let mut most: Vec<&LeafLoss> = self
            .analysis
            .leaves
            .iter()
            .filter(|leaf| leaf.lost.is_some_and(|lost| lost > Points::ZERO))
            .collect();
        // Equal losses keep the order of the set.
        most.sort_by_key(|leaf| std::cmp::Reverse(leaf.lost));
        let bar = |leaf: &&LeafLoss| {
            let name = self.report.set.name_of(&leaf.code).unwrap_or_default();
            (format!("{} {name}", leaf.code), leaf.lost.unwrap_or_default().value())
        };
        paper.bars(
            self.pick("Mất nhiều điểm nhất", "Most points lost"),
            most.iter().take(CHARTED).map(bar).collect(),
        );
        let rows = self.analysis.leaves.iter().map(|leaf| self.leaf(leaf)).collect();
        paper.table(
            self.pick("Điểm mất theo tiêu chí", "Points lost by item"),
            &[
                (self.pick("Mã", "Code"), 6),
                (self.pick("Tiêu chí", "Item"), 20),
                (self.pick("Tối đa", "Maximum"), 7),
                (self.pick("Đạt", "Points"), 7),
                (self.pick("Mất", "Lost"), 7),
                (self.pick("Năm trước", "Year before"), 9),
                (self.pick("Trung bình", "Mean"), 8),
                (self.pick("Cao nhất", "Best"), 7),
                (self.pick("Nguyên nhân", "Cause"), 15),
                (self.pick("Cơ quan", "Body"), 14),
            ],
            rows,
        );
    }

    fn leaf(&self, leaf: &LeafLoss) -> Vec<Entry> {
        let earlier = leaf.earlier.as_ref().and_then(|earlier| {
            let points = figure::points(earlier.points?, self.language);
            let maximum = figure::points(earlier.maximum, self.language);
            let other = if earlier.changed { "*" } else { "" };
            Some(format!("{points}/{maximum}{other}"))
        });
        let cause = match (&leaf.confirmed, leaf.suggested) {
            (Some(confirmed), _) => words::cause(confirmed.cause, self.language).to_owned(),
            (None, Some(suggested)) => format!(
                "{} ({})",
                words::cause(suggested, self.language),
                self.pick("gợi ý", "suggested")
            ),
            (None, None) => String::new(),
        };
        let shown = |points: Option<Points>| {
            points.map_or(Entry::Empty, |points| Entry::Fixed(points.value(), 2))
        };
        vec![
            Entry::claim(&self.analysis.unit, &leaf.code),
            Entry::text(self.report.set.name_of(&leaf.code).unwrap_or_default()),
            Entry::points(Some(leaf.maximum)),
            Entry::points(leaf.points),
            Entry::points(leaf.lost),
            earlier.map_or(Entry::Empty, Entry::Text),
            shown(leaf.group_mean),
            shown(leaf.group_best),
            Entry::text(cause),
            Entry::text(leaf.responsible.join("; ")),
        ]
    }
}
