//! The results of 139 units, computed by the program and by a spreadsheet's own formulas, side by side, and how long the
//! program takes for them.
//!
//! The spreadsheet gets the rows that are put in, and formulas; every sum, index, rank and band in it is computed by
//! LibreOffice. What it computed is stored in `fixtures/results`, where the tests compare it with what `assess` gives.

use std::{fmt::Write as _, fs, process::Command, time::Instant};

use anyhow::{Context as _, Result, bail, ensure};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use model::results::given::{ExtraKind, GivenValue};
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{Formula, Workbook, Worksheet, XlsxError};
use specimen::results::{ResultsRound, rounds};

use crate::{step, workspace::Workspace};

/// Where what the spreadsheet computed is stored.
const STORED: &str = "fixtures/results/libreoffice.csv";
const SEED: u64 = 1187;

/// What `cargo xtask bench results` is asked for.
#[derive(Debug, Args)]
pub(crate) struct ResultsArguments {
    /// Store what LibreOffice computes instead of comparing it with what is stored
    #[arg(long)]
    write: bool,
}

/// Computes the results twice and compares them.
pub(crate) fn run(workspace: &Workspace, arguments: &ResultsArguments) -> Result<()> {
    let folder = workspace.target.join("bench/results");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create `{folder}`"))?;
    let rounds = rounds(SEED);
    let theirs = by_spreadsheet(&folder, &rounds)?;
    let stored = workspace.root.join(STORED);
    if arguments.write {
        fs::create_dir_all(stored.parent().context("it lies in a folder")?)?;
        fs::write(&stored, &theirs).with_context(|| format!("cannot write `{stored}`"))?;
    } else {
        compare("stored", &fs::read_to_string(&stored)?, &theirs)?;
    }
    let ours = by_program(workspace, &folder, &rounds)?;
    compare("the program's", &ours, &theirs)?;
    println!("{} lines are the same", theirs.lines().count());
    Ok(())
}

fn compare(whose: &str, these: &str, those: &str) -> Result<()> {
    for (ours, theirs) in these.lines().zip(those.lines()) {
        ensure!(ours == theirs, "{whose} line is `{ours}`, the spreadsheet's `{theirs}`");
    }
    ensure!(these.lines().count() == those.lines().count(), "{whose} lines are more or fewer");
    Ok(())
}

/// What LibreOffice computes, a line for each unit and one for each level.
fn by_spreadsheet(folder: &Utf8Path, rounds: &[ResultsRound]) -> Result<String> {
    let workbook = folder.join("formulas.xlsx");
    fs::write(&workbook, write_workbook(rounds)?)?;
    // All sheets, cells as they are shown.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
    let profile = folder.join("profile");
    fs::create_dir_all(profile.join("user"))?;
    fs::write(profile.join("user/registrymodifications.xcu"), RECALCULATE)?;
    let office = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{profile}"))
        .args(["--headless", "--convert-to", filter, "--outdir"])
        .args([folder, &workbook])
        .output()
        .context("could not run `soffice`; apt-get install libreoffice-calc-nogui")?;
    ensure!(office.status.success(), "{}", String::from_utf8_lossy(&office.stderr));
    let mut lines = String::new();
    for round in rounds {
        let path = folder.join(format!("formulas-{}.csv", round.id));
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{path}`"))?;
        // The maxima stand below, without a result beside them.
        for line in text.lines().take(round.entrants.len() + 1) {
            // The formulas' results stand in the first seven columns.
            let unquoted = line.replace('"', "");
            let cells: Vec<&str> = unquoted.split(',').take(RESULT_COLUMNS).collect();
            writeln!(lines, "{}", cells.join(","))?;
        }
    }
    Ok(lines)
}

const RESULT_COLUMNS: usize = 7;

/// LibreOffice believes the results that a workbook of Excel holds unless it is told to compute them; ours holds none.
const RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// A workbook with a sheet for each level: results on the left, what they are computed from on the right.
fn write_workbook(rounds: &[ResultsRound]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    for round in rounds {
        let sheet = workbook.add_worksheet();
        sheet.set_name(round.id)?;
        Sheet { round, sheet }.write()?;
    }
    workbook.save_to_buffer()
}

struct Sheet<'s> {
    round: &'s ResultsRound,
    sheet: &'s mut Worksheet,
}

/// Columns of what is put in, from 0.
mod column {
    pub(super) const RANKED: u16 = 8;
    pub(super) const BONUS: u16 = 9;
    pub(super) const PENALTY: u16 = 10;
    pub(super) const ASKED: u16 = 11;
    pub(super) const ANSWERED: u16 = 12;
    /// 1 where the survey counts.
    pub(super) const COUNTS: u16 = 13;
    /// The index unrounded.
    pub(super) const INDEX: u16 = 14;
    /// The index as published, and the decimals that part neighbours behind it.
    pub(super) const ORDER: u16 = 15;
    pub(super) const FIRST_LEAF: u16 = 16;
}

impl Sheet<'_> {
    fn write(mut self) -> Result<(), XlsxError> {
        let rows = u32::try_from(self.round.entrants.len()).expect("some units");
        for (row, entrant) in (0..).zip(&self.round.entrants) {
            self.inputs(row, entrant.unit.as_str())?;
            self.formulas(row, rows, entrant.unit.as_str())?;
        }
        self.maxima(rows + 1)?;
        self.spread(rows)
    }

    /// The maxima of the leaves, below everything and without a result beside them.
    fn maxima(&mut self, row: u32) -> Result<(), XlsxError> {
        for (column, leaf) in (column::FIRST_LEAF..).zip(&self.round.leaves) {
            self.sheet.write_number(row, column, f64::from(leaf.hundredths) / 100.0)?;
        }
        Ok(())
    }

    /// Points as they are put in; `NA` where a leaf does not apply, nothing where there was no survey.
    fn inputs(&mut self, row: u32, unit: &str) -> Result<(), XlsxError> {
        let given = &self.round.given;
        let is_ranked = !given.unranked.keys().any(|other| other.as_str() == unit);
        self.sheet.write_number(row, column::RANKED, f64::from(u8::from(is_ranked)))?;
        for (kind, column) in
            [(ExtraKind::Bonus, column::BONUS), (ExtraKind::Penalty, column::PENALTY)]
        {
            let extras = given.extras.iter();
            let sum: rust_decimal::Decimal = extras
                .filter(|extra| extra.unit.as_str() == unit && extra.kind == kind)
                .map(|extra| extra.points.value())
                .sum();
            self.sheet.write_number(row, column, sum.to_f64().expect("a small number"))?;
        }
        for (column, leaf) in (column::FIRST_LEAF..).zip(&self.round.leaves) {
            let of_leaf = given
                .points
                .iter()
                .find(|((of, code), _)| of.as_str() == unit && code.to_string() == leaf.code);
            let is_left_out = given.not_applicable.iter().any(|term| {
                let item = term.code.to_string();
                term.unit.as_str() == unit
                    && (item == leaf.code || leaf.code.starts_with(&format!("{item}.")))
            });
            if is_left_out {
                self.sheet.write_string(row, column, "NA")?;
            } else if let Some((_, points)) = of_leaf {
                let value = match points.value {
                    GivenValue::Points(points) => points.value(),
                    GivenValue::PercentOfMaximum(percent) => percent,
                };
                self.sheet.write_number(row, column, value.to_f64().expect("a small number"))?;
                if let Some(sample) = points.sample {
                    self.sheet.write_number(row, column::ASKED, f64::from(sample.asked))?;
                    self.sheet.write_number(row, column::ANSWERED, f64::from(sample.answered))?;
                }
            }
        }
        Ok(())
    }

    fn formulas(&mut self, row: u32, rows: u32, unit: &str) -> Result<(), XlsxError> {
        let at = |column: u16| rust_xlsxwriter::utility::row_col_to_cell(row, column);
        let of_all = |column: u16| {
            rust_xlsxwriter::utility::cell_range_absolute(0, column, rows - 1, column)
        };
        let n = u16::try_from(self.round.leaves.len()).expect("some leaves");
        // The last two leaves are scored by survey, the others by the council.
        let (first, last) = (column::FIRST_LEAF, column::FIRST_LEAF + n - 3);
        let own = format!("{}:{}", at(first), at(last));
        let own_max =
            rust_xlsxwriter::utility::cell_range_absolute(rows + 1, first, rows + 1, last);
        let surveyed = [last + 1, last + 2];
        let survey_max = surveyed
            .map(|column| rust_xlsxwriter::utility::row_col_to_cell_absolute(rows + 1, column));
        let counts = at(column::COUNTS);
        let (asked, answered) = (at(column::ASKED), at(column::ANSWERED));
        let mut formula = |column: u16, text: String| {
            self.sheet.write_formula(row, column, Formula::new(text)).map(|_| ())
        };
        formula(
            column::COUNTS,
            format!("=IF(ISNUMBER({asked}),IF(AND({answered}>=50,{answered}>={asked}*0.1),1,0),0)"),
        )?;
        let survey_points: Vec<String> = surveyed
            .iter()
            .zip(&survey_max)
            .map(|(column, max)| format!("ROUND(N({})*{max}/100,3)", at(*column)))
            .collect();
        let (round_id, id) = (self.round.id, unit.to_owned());
        formula(0, format!("=\"{round_id}\""))?;
        formula(1, format!("=\"{id}\""))?;
        let maximum =
            format!("SUMPRODUCT(ISNUMBER({own})*{own_max})+{counts}*({})", survey_max.join("+"));
        let total = format!(
            "SUM({own})+{counts}*({})+MIN({},3)-MIN({},3)",
            survey_points.join("+"),
            at(column::BONUS),
            at(column::PENALTY)
        );
        formula(2, format!("=FIXED({maximum},3,TRUE())"))?;
        formula(3, format!("=FIXED({total},5,TRUE())"))?;
        formula(column::INDEX, format!("=({total})*100/({maximum})"))?;
        let index = at(column::INDEX);
        let decimals = 2 + self.round.tie_decimals;
        formula(column::ORDER, format!("=ROUND({index},2)*10000+ROUND({index},{decimals})"))?;
        formula(4, format!("=FIXED(ROUND({index},2),2,TRUE())"))?;
        let ranked = at(column::RANKED);
        formula(
            5,
            format!(
                "=IF({ranked}=1,1+COUNTIFS({},\">\"&({}+0.0000001),{},1),\"-\")",
                of_all(column::ORDER),
                at(column::ORDER),
                of_all(column::RANKED)
            ),
        )?;
        formula(
            6,
            format!(
                "=IF(ROUND({index},2)>=80,\"Tốt\",IF(ROUND({index},2)>=65,\"Khá\",IF(ROUND({index},2)>=50,\"Trung bình\",\"Kém\")))"
            ),
        )
    }

    /// Highest, mean and lowest of the ranked units.
    fn spread(&mut self, rows: u32) -> Result<(), XlsxError> {
        let of_all = |column: u16| {
            rust_xlsxwriter::utility::cell_range_absolute(0, column, rows - 1, column)
        };
        let (index, ranked) = (of_all(column::INDEX), of_all(column::RANKED));
        let mut formula = |column: u16, text: String| {
            self.sheet.write_formula(rows, column, Formula::new(text)).map(|_| ())
        };
        formula(0, format!("=\"{}\"", self.round.id))?;
        formula(1, "=\"spread\"".to_owned())?;
        formula(2, format!("=FIXED(ROUND(_xlfn.MAXIFS({index},{ranked},1),2),2,TRUE())"))?;
        formula(3, format!("=FIXED(ROUND(AVERAGEIFS({index},{ranked},1),2),2,TRUE())"))?;
        formula(4, format!("=FIXED(ROUND(_xlfn.MINIFS({index},{ranked},1),2),2,TRUE())"))?;
        formula(5, format!("=COUNTIFS({ranked},1)"))?;
        formula(6, "=\"\"".to_owned())
    }
}

/// What the program gives for the same rows, put in as the files that an office would write; and how long that takes.
fn by_program(workspace: &Workspace, folder: &Utf8Path, rounds: &[ResultsRound]) -> Result<String> {
    let mut pipelines: Vec<Utf8PathBuf> = Vec::new();
    for round in rounds {
        pipelines.push(write_round(&folder.join(round.id), round)?);
    }
    step::run(&mut workspace.cargo(["build", "--bin", "kiemchung"]))?;
    let program = workspace.target.join("debug/kiemchung");
    #[expect(clippy::disallowed_methods, reason = "the bench measures how long the program takes")]
    let start = Instant::now();
    let told = Command::new(&program).arg("results").args(&pipelines).output()?;
    println!("kiemchung results, 139 units: {:?}", start.elapsed());
    ensure!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let reports = folder.join("reports");
    #[expect(clippy::disallowed_methods, reason = "the bench measures how long the program takes")]
    let start = Instant::now();
    let told = Command::new(&program)
        .arg("results")
        .args(&pipelines)
        .args(["--report", reports.as_str()])
        .output()?;
    println!("with every report of every unit: {:?}", start.elapsed());
    ensure!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    rounds.iter().map(|round| lines_of(&reports.join(round.id), round)).collect()
}

/// The program's results in the form of the spreadsheet's.
fn lines_of(reports: &Utf8Path, round: &ResultsRound) -> Result<String> {
    let path = reports.join("results.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{path}`"))?;
    let json: serde_json::Value = serde_json::from_str(&text)?;
    let decimal = |value: &serde_json::Value| -> Result<rust_decimal::Decimal> {
        Ok(value.as_str().context("a number is written as text")?.parse()?)
    };
    let half_up = |value: rust_decimal::Decimal| {
        value.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    };
    let mut lines = String::new();
    for unit in json["units"].as_array().context("units")? {
        let total =
            decimal(&unit["points"])? + decimal(&unit["bonus"])? - decimal(&unit["penalty"])?;
        let rank = match unit["rank"]["rank"].as_u64() {
            Some(rank) => rank.to_string(),
            None => "-".to_owned(),
        };
        writeln!(
            lines,
            "{},{},{:.3},{total:.5},{:.2},{rank},{}",
            round.id,
            unit["unit"].as_str().context("a unit")?,
            decimal(&unit["maximum"])?,
            decimal(&unit["published"])?,
            unit["band"]["band"].as_str().context("a band")?,
        )?;
    }
    let Some(whole) = json["spreads"].as_array().and_then(|spreads| spreads.first()) else {
        bail!("`{path}` has no spread");
    };
    let figures = &whole["figures"];
    writeln!(
        lines,
        "{},spread,{:.2},{:.2},{:.2},{},",
        round.id,
        half_up(decimal(&figures["highest"]["percent"])?),
        half_up(decimal(&figures["mean"])?),
        half_up(decimal(&figures["lowest"]["percent"])?),
        figures["units"],
    )?;
    Ok(lines)
}

/// The round as files: pipeline, set, and a table of each kind.
fn write_round(folder: &Utf8Path, round: &ResultsRound) -> Result<Utf8PathBuf> {
    fs::create_dir_all(folder)?;
    let given = &round.given;
    let mut appraised = "unit,criterion,points,document\n".to_owned();
    let mut satisfaction = "unit,criterion,percent,asked,answered,document\n".to_owned();
    for ((unit, code), points) in &given.points {
        let document = &points.source.document;
        match (points.value, points.sample) {
            (GivenValue::Points(points), _) => {
                writeln!(appraised, "{unit},{code},{points},{document}")?;
            }
            (GivenValue::PercentOfMaximum(percent), Some(sample)) => writeln!(
                satisfaction,
                "{unit},{code},{percent},{},{},{document}",
                sample.asked, sample.answered
            )?,
            (GivenValue::PercentOfMaximum(_), None) => bail!("a survey without its sample"),
        }
    }
    let mut not_held = "unit,document\n".to_owned();
    for survey in &given.surveys_not_held {
        writeln!(not_held, "{},{}", survey.unit, survey.source.document)?;
    }
    let mut not_applicable = "unit,criterion,reason,document\n".to_owned();
    for term in &given.not_applicable {
        let because = &term.because;
        writeln!(
            not_applicable,
            "{},{},{},{}",
            term.unit, term.code, because.reason, because.source.document
        )?;
    }
    let mut unranked = "unit,reason,document\n".to_owned();
    for (unit, because) in &given.unranked {
        writeln!(unranked, "{unit},{},{}", because.reason, because.source.document)?;
    }
    let extras = |kind: ExtraKind| -> Result<String> {
        let mut text = "unit,points,reason,document\n".to_owned();
        for extra in given.extras.iter().filter(|extra| extra.kind == kind) {
            let document = &extra.source.document;
            writeln!(text, "{},{},{},{document}", extra.unit, extra.points, extra.reason)?;
        }
        Ok(text)
    };
    let tables = [
        ("appraised", appraised),
        ("satisfaction", satisfaction),
        ("no_survey", not_held),
        ("not_applicable", not_applicable),
        ("unranked", unranked),
        ("bonus", extras(ExtraKind::Bonus)?),
        ("penalty", extras(ExtraKind::Penalty)?),
    ];
    let level = if round.id.starts_with("so") { "department" } else { "commune" };
    let mut pipeline = format!(
        "[round]\nid = \"{}\"\nname = \"Đợt chấm điểm mẫu\"\nyear = 2025\nlevel = \"{level}\"\ncriteria = \"set.toml\"\nperiod = {{ from = \"2025-01-01\", to = \"2025-12-31\" }}\ndeadline = \"2026-01-23\"\n[evidence]\nurl = \".\"\n",
        round.id
    );
    for (holds, table) in &tables {
        fs::write(folder.join(format!("{holds}.csv")), table)?;
        write!(pipeline, "[[results.file]]\npath = \"{holds}.csv\"\nholds = \"{holds}\"\n")?;
    }
    for entrant in &round.entrants {
        let (unit, name) = (&entrant.unit, &entrant.name);
        write!(pipeline, "[[unit]]\nid = \"{unit}\"\nname = \"{name}\"\nfolder = \"{unit}\"\n")?;
    }
    fs::write(folder.join("set.toml"), &round.criteria)?;
    let path = folder.join("pipeline.toml");
    fs::write(&path, pipeline)?;
    Ok(path)
}
