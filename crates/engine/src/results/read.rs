//! What do the tables of a round say? Row by row; a row that says nothing usable is named, and nothing is put in its
//! place.

use model::{
    CriterionCode, PartialDate, Points, UnitId,
    criteria::{CriteriaSet, Leaf},
    pipeline::{Holding, ResultFile, Unit},
    results::{
        analysis::YearFigures,
        given::{
            BadRow, BandCapped, Circumstance, ConfirmedCause, DecidedRank, ExtraKind, Field, Given,
            GivenExtra, GivenNotApplicable, GivenPoints, GivenValue, Giver, RowDefect, RowPlace,
            Source, SurveyNotHeld, SurveySample, Task,
        },
    },
    rule::Assessor,
};
use rust_decimal::Decimal;

use super::{
    columns::{Columns, needed},
    stated::Stated,
    table::{InputTable, TableError},
    units::UnitNames,
    value,
};
use crate::rows::Row;

/// Reads the tables of one round.
pub(crate) struct TableReader<'r> {
    set: &'r CriteriaSet,
    units: UnitNames<'r>,
    bad: Vec<BadRow>,
    given: Given,
    points: Stated<(UnitId, CriterionCode), GivenPoints>,
    not_held: Stated<(UnitId, Option<CriterionCode>), Source>,
    not_applicable: Stated<(UnitId, CriterionCode), Circumstance>,
    unranked: Stated<UnitId, Circumstance>,
    without_self_score: Stated<UnitId, Circumstance>,
    band_caps: Stated<UnitId, BandCapped>,
    decided_ranks: Stated<UnitId, DecidedRank>,
    causes: Stated<(UnitId, CriterionCode), ConfirmedCause>,
    years: Stated<(UnitId, i16), YearFigures>,
}

/// One row, with what its table says of all.
struct Line<'l> {
    declared: &'l ResultFile,
    columns: &'l Columns,
    row: &'l Row,
    place: RowPlace,
}

impl<'r> TableReader<'r> {
    pub(crate) fn new(set: &'r CriteriaSet, units: &'r [Unit]) -> Self {
        Self {
            set,
            units: UnitNames::of(units),
            bad: Vec::new(),
            given: Given::default(),
            points: Stated::default(),
            not_held: Stated::default(),
            not_applicable: Stated::default(),
            unranked: Stated::default(),
            without_self_score: Stated::default(),
            band_caps: Stated::default(),
            decided_ranks: Stated::default(),
            causes: Stated::default(),
            years: Stated::default(),
        }
    }

    /// Reads every sheet of a file that has the headings of its kind.
    pub(crate) fn read(
        &mut self,
        declared: &ResultFile,
        table: &InputTable,
    ) -> Result<(), TableError> {
        let mut fields = needed(declared.holds).to_vec();
        if declared.unit.is_some() {
            fields.retain(|field| *field != Field::Unit);
        }
        let mut missing = fields.clone();
        let mut is_read = false;
        for sheet in &table.sheets {
            match Columns::find(&sheet.rows, &fields) {
                Err(lacks) if lacks.len() < missing.len() => missing = lacks,
                Err(_) => {}
                Ok((columns, first)) => {
                    is_read = true;
                    for row in sheet.rows.iter().skip(first).filter(|row| !row.is_blank()) {
                        let place = RowPlace {
                            file: declared.path.clone(),
                            sheet: sheet.name.clone(),
                            row: u32::try_from(row.number).unwrap_or(u32::MAX),
                        };
                        self.line(&Line { declared, columns: &columns, row, place });
                    }
                }
            }
        }
        if is_read { Ok(()) } else { Err(TableError::Headings { missing }) }
    }

    /// Everything that holds, and the rows that were not used, by place.
    pub(crate) fn finish(mut self) -> (Given, Vec<BadRow>) {
        let bad = &mut self.bad;
        let given = &mut self.given;
        given.points = self.points.settle(bad, |one, other| {
            (one.value, one.by, one.sample) == (other.value, other.by, other.sample)
        });
        let not_held = self.not_held.settle(bad, |_, _| true);
        given.surveys_not_held = not_held
            .into_iter()
            .map(|((unit, code), source)| SurveyNotHeld { unit, code, source })
            .collect();
        contradicted_surveys(given, bad);
        given.not_applicable = self
            .not_applicable
            .settle(bad, |_, _| true)
            .into_iter()
            .map(|((unit, code), because)| GivenNotApplicable { unit, code, because })
            .collect();
        given.unranked = self.unranked.settle(bad, |_, _| true);
        given.without_self_score = self.without_self_score.settle(bad, |_, _| true);
        given.band_caps = self.band_caps.settle(bad, |one, other| one.band == other.band);
        given.decided_ranks = self.decided_ranks.settle(bad, |one, other| one.rank == other.rank);
        given.causes = self.causes.settle(bad, |one, other| one.cause == other.cause);
        let figures =
            |year: &YearFigures| (year.par_index, year.rank, year.ranked, year.sipas, year.papi);
        let years = self.years.settle(bad, |one, other| figures(one) == figures(other));
        given.years = years.into_values().collect();
        self.bad.sort_by(|one, other| one.place.cmp(&other.place));
        (self.given, self.bad)
    }

    fn line(&mut self, line: &Line<'_>) {
        // In the sheet of one unit stand notes, options and subtotals between the leaves.
        if line.declared.unit.is_some() && self.is_aside(line) {
            return;
        }
        if let Err(defect) = self.state(line) {
            self.bad.push(BadRow { place: line.place.clone(), defect });
        }
    }

    /// Whether a row of a unit's own sheet says nothing of a leaf.
    fn is_aside(&self, line: &Line<'_>) -> bool {
        let wants_code = needed(line.declared.holds).contains(&Field::Code);
        let Some(written) = line.text(Field::Code) else { return wants_code };
        let is_sum = code(written)
            .is_some_and(|code| self.set.contains(&code) && self.set.leaf(&code).is_none());
        let figure = match line.declared.holds {
            Holding::Satisfaction => Field::Percent,
            _ => Field::Points,
        };
        let has_no_figure =
            needed(line.declared.holds).contains(&figure) && line.text(figure).is_none();
        is_sum || has_no_figure
    }

    /// Takes over what a row says.
    fn state(&mut self, line: &Line<'_>) -> Result<(), RowDefect> {
        match line.declared.holds {
            Holding::Appraised | Holding::Survey | Holding::Satisfaction | Holding::External => {
                self.state_points(line)
            }
            Holding::Tasks => self.state_task(line),
            holds => {
                let unit = self.unit(line)?;
                self.state_of_unit(line, holds, unit)
            }
        }
    }

    fn state_points(&mut self, line: &Line<'_>) -> Result<(), RowDefect> {
        let (unit, leaf) = (self.unit(line)?, self.leaf(line)?);
        let by = giver(line.declared.holds, leaf)?;
        let value = match line.declared.holds {
            Holding::Satisfaction => {
                let percent = line.decimal(Field::Percent)?;
                if percent > Decimal::ONE_HUNDRED {
                    return Err(line.unusable(Field::Percent));
                }
                GivenValue::PercentOfMaximum(percent)
            }
            _ => {
                let points = Points::new(line.decimal(Field::Points)?);
                if points > leaf.max {
                    return Err(RowDefect::AboveMaximum { points, maximum: leaf.max });
                }
                GivenValue::Points(points)
            }
        };
        let (sample, source) = (line.sample()?, line.source()?);
        let points = GivenPoints { value, by, sample, source, provisional: None };
        self.points.add((unit, leaf.code.clone()), line.place.clone(), points);
        Ok(())
    }

    fn state_task(&mut self, line: &Line<'_>) -> Result<(), RowDefect> {
        let unit = match (&line.declared.unit, line.text(Field::Unit)) {
            (Some(unit), _) => Some(unit.clone()),
            (None, Some(written)) => Some(self.units.find(written)?),
            (None, None) => None,
        };
        let due = match line.text(Field::Due) {
            Some(written) => {
                Some(PartialDate::from_written(written).ok_or_else(|| line.unusable(Field::Due))?)
            }
            None => None,
        };
        let leaf = self.leaf(line)?;
        let expected = match line.text(Field::Expected) {
            Some(_) => Some(Points::new(line.decimal(Field::Expected)?)),
            None => None,
        };
        if let Some(points) = expected.filter(|expected| *expected > leaf.max) {
            return Err(RowDefect::AboveMaximum { points, maximum: leaf.max });
        }
        self.given.tasks.push(Task {
            unit,
            code: leaf.code.clone(),
            body: line.needed(Field::Body)?.to_owned(),
            action: line.needed(Field::Action)?.to_owned(),
            evidence: line.text(Field::Evidence).map(str::to_owned),
            due,
            expected,
            source: line.source()?,
        });
        Ok(())
    }

    fn state_of_unit(
        &mut self,
        line: &Line<'_>,
        holds: Holding,
        unit: UnitId,
    ) -> Result<(), RowDefect> {
        let place = line.place.clone();
        match holds {
            Holding::NoSurvey => {
                let code = match line.text(Field::Code) {
                    Some(_) => Some(self.item(line)?),
                    None => None,
                };
                self.not_held.add((unit, code), place, line.source()?);
            }
            Holding::Bonus | Holding::Penalty => {
                let points = Points::new(line.decimal(Field::Points)?);
                let kind =
                    if holds == Holding::Bonus { ExtraKind::Bonus } else { ExtraKind::Penalty };
                let Circumstance { reason, source } = line.because()?;
                self.given.extras.push(GivenExtra { unit, kind, points, reason, source });
            }
            Holding::NotApplicable => {
                let code = self.item(line)?;
                self.not_applicable.add((unit, code), place, line.because()?);
            }
            Holding::Unranked => self.unranked.add(unit, place, line.because()?),
            Holding::NoSelfScore => {
                let reason = line.text(Field::Reason).unwrap_or_default().to_owned();
                let because = Circumstance { reason, source: line.source()? };
                self.without_self_score.add(unit, place, because);
            }
            Holding::BandCap => {
                let band = line.needed(Field::Band)?.to_owned();
                if !self.set.head().bands.iter().any(|known| known.name == band) {
                    return Err(line.unusable(Field::Band));
                }
                self.band_caps.add(unit, place, BandCapped { band, because: line.because()? });
            }
            Holding::RankDecision => {
                let rank = line.count(Field::Rank)?;
                let decided = DecidedRank { rank, source: line.source()? };
                self.decided_ranks.add(unit, place, decided);
            }
            Holding::Cause => {
                let leaf = self.leaf(line)?;
                let written = line.needed(Field::Cause)?;
                let cause = value::cause(written).ok_or_else(|| line.unusable(Field::Cause))?;
                let confirmed = ConfirmedCause {
                    cause,
                    remark: line.text(Field::Reason).map(str::to_owned),
                    source: line.source()?,
                };
                self.causes.add((unit, leaf.code.clone()), place, confirmed);
            }
            Holding::Years => {
                let figures = line.year_figures(&unit)?;
                self.years.add((unit, figures.year), place, figures);
            }
            Holding::Appraised
            | Holding::Survey
            | Holding::Satisfaction
            | Holding::External
            | Holding::Tasks => unreachable!("stated by points or by task"),
        }
        Ok(())
    }

    fn unit(&self, line: &Line<'_>) -> Result<UnitId, RowDefect> {
        match &line.declared.unit {
            Some(unit) => Ok(unit.clone()),
            None => self.units.find(line.needed(Field::Unit)?),
        }
    }

    /// The area, criterion or leaf that a row is about.
    fn item(&self, line: &Line<'_>) -> Result<CriterionCode, RowDefect> {
        let written = line.needed(Field::Code)?;
        code(written)
            .filter(|code| self.set.contains(code))
            .ok_or_else(|| RowDefect::UnknownCode { written: written.to_owned() })
    }

    fn leaf(&self, line: &Line<'_>) -> Result<&'r Leaf, RowDefect> {
        let code = self.item(line)?;
        self.set.leaf(&code).ok_or(RowDefect::NotALeaf { code })
    }
}

/// Surveys of which one row says that they were not held, and another how many points they gave: neither is used.
fn contradicted_surveys(given: &mut Given, bad: &mut Vec<BadRow>) {
    let Given { points, surveys_not_held, .. } = given;
    points.retain(|(unit, code), points| {
        let covers = |survey: &SurveyNotHeld| {
            let is_of = |item: &CriterionCode| item == code || item.contains(code);
            survey.unit == *unit && survey.code.as_ref().is_none_or(is_of)
        };
        if points.by != Giver::Survey {
            return true;
        }
        let Some(at) = surveys_not_held.iter().position(covers) else { return true };
        let not_held = surveys_not_held.remove(at);
        if let (Some(one), Some(other)) = (&points.source.row, &not_held.source.row) {
            for (place, with) in [(one, other), (other, one)] {
                let defect = RowDefect::Conflicts { with: with.clone() };
                bad.push(BadRow { place: place.clone(), defect });
            }
        }
        false
    });
}

/// A code as sheets write it: `1.2.1`, `1.2.1.`
fn code(written: &str) -> Option<CriterionCode> {
    CriterionCode::new(written.trim_end_matches('.')).ok()
}

/// Who gives the points of a table, where the set lets them score the leaf.
fn giver(holds: Holding, leaf: &Leaf) -> Result<Giver, RowDefect> {
    let (by, may) = match holds {
        Holding::Survey | Holding::Satisfaction => {
            (Giver::Survey, leaf.assessed_by == Assessor::Survey)
        }
        Holding::External => (Giver::OtherBody, leaf.assessed_by != Assessor::Survey),
        _ => (Giver::Council, leaf.assessed_by == Assessor::Unit),
    };
    let by_set = Giver::of(leaf.assessed_by);
    if may { Ok(by) } else { Err(RowDefect::OtherGiver { code: leaf.code.clone(), by_set }) }
}

impl<'l> Line<'l> {
    fn text(&self, field: Field) -> Option<&'l str> {
        self.columns.cell(self.row, field)
    }

    fn needed(&self, field: Field) -> Result<&'l str, RowDefect> {
        self.text(field).ok_or(RowDefect::EmptyCell { field })
    }

    fn unusable(&self, field: Field) -> RowDefect {
        RowDefect::Unusable { field, written: self.text(field).unwrap_or_default().to_owned() }
    }

    /// A number that is not below 0.
    fn decimal(&self, field: Field) -> Result<Decimal, RowDefect> {
        value::decimal(self.needed(field)?)
            .filter(|value| *value >= Decimal::ZERO)
            .ok_or_else(|| self.unusable(field))
    }

    fn count(&self, field: Field) -> Result<u32, RowDefect> {
        value::count(self.needed(field)?).ok_or_else(|| self.unusable(field))
    }

    fn sample(&self) -> Result<Option<SurveySample>, RowDefect> {
        if self.text(Field::Asked).is_none() && self.text(Field::Answered).is_none() {
            return Ok(None);
        }
        let (asked, answered) = (self.count(Field::Asked)?, self.count(Field::Answered)?);
        if answered > asked {
            return Err(RowDefect::MoreAnswersThanAsked { asked, answered });
        }
        Ok(Some(SurveySample { asked, answered }))
    }

    fn source(&self) -> Result<Source, RowDefect> {
        let document = self.text(Field::Document).or(self.declared.document.as_deref());
        let document = document.ok_or(RowDefect::NoDocument)?.to_owned();
        Ok(Source { document, row: Some(self.place.clone()) })
    }

    fn because(&self) -> Result<Circumstance, RowDefect> {
        let reason = self.needed(Field::Reason)?.to_owned();
        Ok(Circumstance { reason, source: self.source()? })
    }

    fn year_figures(&self, unit: &UnitId) -> Result<YearFigures, RowDefect> {
        let year = self.needed(Field::Year)?;
        let year = year.parse().map_err(|_| self.unusable(Field::Year))?;
        let decimal = |field| self.text(field).map(|_| self.decimal(field)).transpose();
        let count = |field| self.text(field).map(|_| self.count(field)).transpose();
        Ok(YearFigures {
            unit: unit.clone(),
            year,
            par_index: decimal(Field::ParIndex)?,
            rank: count(Field::Rank)?,
            ranked: count(Field::Ranked)?,
            sipas: decimal(Field::Sipas)?,
            papi: decimal(Field::Papi)?,
            source: Some(self.source()?),
        })
    }
}

#[cfg(test)]
mod tests;
