//! Which figures of the documents can answer a leaf's rule: results of the unit, of the scored period and of the level
//! that the rule asks for, as values and as fractions.
//!
//! A figure of another level answers nothing: dossiers of communes say nothing about those of departments. A figure of
//! another body is shown to a person and concludes nothing: not every name beside a figure is that of its body. A rate
//! that a document only counts is taken where it states none. A table may state the same metric several times for the
//! unit, say for each month, so nothing is concluded from one figure alone where a document states several: a
//! contradiction needs all of them.

use std::collections::BTreeSet;

use model::{
    PartialDate,
    criteria::Level,
    dossier::EvidenceDocument,
    facts::{Metric, MetricUnit, Recognition, Scope},
    verdict::{CountedParts, StatedFigure},
};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::{
    body, own,
    period::StatedPeriod,
    recompute::{Asked, Value},
    round::RoundTerms,
};

/// A figure with the document that states it.
#[derive(Clone, Copy)]
pub(crate) struct Figure<'a> {
    /// The document.
    pub(crate) document: &'a EvidenceDocument,
    /// The figure.
    pub(crate) metric: &'a Metric,
    /// Whether the document only counts its parts: nobody may say that it states the rate.
    pub(crate) is_computed: bool,
}

/// The figures that documents have for what a rule asks.
pub(crate) struct Answers<'a> {
    /// Those of the level asked for.
    pub(crate) sure: Vec<Figure<'a>>,
    /// Those of which the documents do not say whether they are of that level.
    pub(crate) uncertain: Vec<Figure<'a>>,
    /// Those of other bodies than the unit.
    pub(crate) of_others: Vec<Figure<'a>>,
}

/// How far a figure can be trusted to be what the document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trust {
    /// It stands in an image, and the recogniser was unsure of it.
    Doubtful,
    /// It stands in an image, and the recogniser was sure of it, as it is of many a wrong digit.
    Recognised,
    /// The file holds it as text, or something else in the documents confirms it.
    Confirmed,
}

/// What a rule asks of the documents of a round.
#[derive(Clone, Copy)]
pub(crate) struct Request<'t> {
    /// The figure.
    pub(crate) asked: &'t Asked,
    /// The name of the unit.
    pub(crate) unit: &'t str,
    /// The level of the units.
    pub(crate) level: Level,
    /// The round.
    pub(crate) round: &'t RoundTerms,
}

impl<'a> Figure<'a> {
    /// The figure with the words that state it, or the cell that its part stands in.
    pub(crate) fn stated(&self) -> StatedFigure {
        let Metric { numerator, denominator, .. } = self.metric;
        let parts =
            || Some(CountedParts { numerator: (*numerator)?, denominator: (*denominator)? });
        StatedFigure {
            metric: self.metric.metric.clone(),
            value: self.metric.value,
            evidence: own::evidence(self.document, Some(&self.metric.quote)),
            computed_from: self.is_computed.then(parts).flatten(),
            recognised: self.metric.recognised,
            recomputed: self.metric.recomputed.clone(),
        }
    }

    /// How far the figure can be trusted beside all figures that answer the same question: its own parts confirm it, and
    /// so does any of them that states it elsewhere.
    pub(crate) fn trust(&self, all: &[Figure<'_>]) -> Trust {
        let Some(percent) = self.metric.recognised else { return Trust::Confirmed };
        let follows_from_parts = !self.is_computed && self.is_consistent() == Some(true);
        let says_the_same = |other: &Figure<'_>| {
            let is_elsewhere = other.document.sha256 != self.document.sha256
                || other.metric.quote.place != self.metric.quote.place;
            is_elsewhere && agree(other.metric.value, self.metric.value)
        };
        if follows_from_parts || all.iter().any(says_the_same) {
            Trust::Confirmed
        } else if percent < Recognition::SURE {
            Trust::Doubtful
        } else {
            Trust::Recognised
        }
    }

    /// The other body that the figure is of: the one named beside it; where none is, the one that issued the document,
    /// unless the abstract names the unit. What a governing unit's own bodies report is taken for the whole unit's.
    fn of_other(&self, unit: &str, level: Level) -> Option<&'a str> {
        if let Some(named) = &self.metric.unit_concerned {
            return Some(named.as_str()).filter(|named| !body::is_of_unit(named, unit));
        }
        let (issuer, _) = own::issuer(self.document)?;
        let is_of_unit = body::is_of_unit(issuer, unit)
            || own::subject(self.document).is_some_and(|subject| body::is_named_in(subject, unit));
        let governs = !matches!(level, Level::Department | Level::Division);
        let is_from_above = body::is_above(issuer, level) || body::is_central(issuer);
        (!is_of_unit && (!governs || is_from_above)).then_some(issuer)
    }

    /// What the stated parts give, in percent; `None` where the figure is no percentage of stated parts.
    pub(crate) fn of_parts(&self) -> Option<Decimal> {
        let (numerator, denominator) = (self.metric.numerator?, self.metric.denominator?);
        if self.metric.unit != MetricUnit::Percent {
            return None;
        }
        let mut percent = (numerator * Decimal::ONE_HUNDRED).checked_div(denominator)?;
        // A quotient is exact: that it comes out even (190/200) does not make it a figure printed without decimals.
        percent.rescale(percent.scale().max(EXACT_DECIMALS));
        Some(percent)
    }

    /// Whether value and parts agree as far as the printed decimals of the value say; `None` without parts.
    pub(crate) fn is_consistent(&self) -> Option<bool> {
        // A bound or an approximation promises no decimals.
        if self.metric.qualifier.is_some() {
            return None;
        }
        Some(agree(self.of_parts()?, self.metric.value))
    }

    /// How the figure can be read: as stated, as its parts give it, and, where the stated value is that of no base beside
    /// it, as every base gives it. More than all is a slip of the pen.
    pub(crate) fn readings(&self) -> Vec<Value> {
        let mut readings = vec![Value::Stated(self.metric.value)];
        if let (Some(numerator), Some(denominator), Some(percent)) =
            (self.metric.numerator, self.metric.denominator, self.of_parts())
            && percent <= Decimal::ONE_HUNDRED
        {
            readings.push(Value::Parts { numerator, denominator });
        }
        let bases = &self.metric.recomputed;
        if self.is_consistent() != Some(true) && !bases.iter().any(|base| base.fits) {
            readings.extend(bases.iter().map(|base| Value::Parts {
                numerator: base.numerator,
                denominator: base.denominator,
            }));
        }
        readings
    }

    /// The values of these readings.
    pub(crate) fn values(&self) -> impl Iterator<Item = Decimal> {
        let of_parts = self.of_parts().filter(|percent| *percent <= Decimal::ONE_HUNDRED);
        std::iter::once(self.metric.value).chain(of_parts)
    }

    /// Whether the value is a bound or an approximation.
    pub(crate) fn is_approximate(&self) -> bool {
        self.metric.qualifier.is_some()
    }
}

/// More decimals than any report prints.
const EXACT_DECIMALS: u32 = 6;

/// Whether two values are equal when rounded half up to the decimals of the one printed with fewer.
pub(crate) fn agree(one: Decimal, other: Decimal) -> bool {
    let decimals = one.scale().min(other.scale());
    let round = |value: Decimal| {
        value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
    };
    round(one) == round(other)
}

/// The results that documents have for what is asked and that can be of the round's period, in the documents' order.
pub(crate) fn plausible<'a>(
    request: Request<'_>,
    documents: &[&'a EvidenceDocument],
) -> Answers<'a> {
    let of_the_period = |is_computed: bool| -> Vec<_> {
        results(request, is_computed, documents)
            .filter(|(_, figure)| is_of_the_period(figure, request.round))
            .collect()
    };
    let (stated, computed) = (of_the_period(false), of_the_period(true));
    let of_bearing = |bearing: Bearing| -> Vec<_> {
        let among = |all: &[(Bearing, Figure<'a>)]| -> Vec<_> {
            all.iter().filter(|(of, _)| *of == bearing).map(|(_, figure)| *figure).collect()
        };
        let stated = among(&stated);
        if stated.is_empty() { among(&computed) } else { stated }
    };
    Answers {
        sure: of_bearing(Bearing::Sure),
        uncertain: of_bearing(Bearing::LevelNotStated),
        of_others: of_bearing(Bearing::OfOther),
    }
}

/// The other bodies that figures are of, each once, in the order of their names.
pub(crate) fn other_bodies(figures: &[Figure<'_>], unit: &str, level: Level) -> Vec<String> {
    let bodies: BTreeSet<_> =
        figures.iter().filter_map(|figure| figure.of_other(unit, level)).collect();
    bodies.into_iter().map(str::to_owned).collect()
}

/// The results that documents state for what is asked and the year before, in the documents' order.
pub(crate) fn of_year_before<'a>(
    request: Request<'_>,
    documents: &[&'a EvidenceDocument],
) -> Vec<Figure<'a>> {
    let round = request.round;
    let is_of_year_before = |figure: &Figure<'_>| {
        let beside = stated_beside(figure);
        let stated = if beside.includes(round.year()).is_some() {
            beside
        } else {
            stated_in_abstract(figure)
        };
        !stated.is_partial()
            && stated.includes(round.year() - 1) == Some(true)
            && stated.includes(round.year()) == Some(false)
    };
    results(request, false, documents)
        .filter(|(bearing, figure)| *bearing == Bearing::Sure && is_of_year_before(figure))
        .map(|(_, figure)| figure)
        .collect()
}

fn results<'a>(
    request: Request<'_>,
    is_computed: bool,
    documents: &[&'a EvidenceDocument],
) -> impl Iterator<Item = (Bearing, Figure<'a>)> {
    let Request { asked, unit, level, .. } = request;
    documents
        .iter()
        .flat_map(move |&document| {
            let facts = &document.facts;
            let metrics = if is_computed { &facts.computed } else { &facts.metrics };
            metrics.iter().map(move |metric| Figure { document, metric, is_computed })
        })
        .filter(move |figure| figure.metric.metric == asked.metric && !figure.metric.is_target)
        .filter_map(move |figure| {
            let fit = Fit::of(figure.metric.scope, asked.scope, level)?;
            let bearing = match (figure.of_other(unit, level), fit) {
                (Some(_), _) => Bearing::OfOther,
                (None, Fit::Sure) => Bearing::Sure,
                (None, Fit::Uncertain) => Bearing::LevelNotStated,
            };
            Some((bearing, figure))
        })
}

/// What a figure is, held against what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bearing {
    /// A figure of the unit, at the level asked for.
    Sure,
    /// A figure of the unit; the words around it do not say at which level.
    LevelNotStated,
    /// A figure of another body.
    OfOther,
}

/// How the level that a figure counts fits the level asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// It is that level.
    Sure,
    /// It may be: the words around the figure do not say.
    Uncertain,
}

impl Fit {
    /// `None` where the figure is of another level. What names none is of the whole unit.
    fn of(stated: Option<Scope>, asked: Option<Scope>, level: Level) -> Option<Self> {
        let own = match level {
            Level::Ministry | Level::Province => None,
            Level::Department => Some(Scope::Province),
            Level::District | Level::Division => Some(Scope::District),
            Level::Commune => Some(Scope::Commune),
        };
        match (stated.or(own), asked.or(own)) {
            (stated, asked) if stated == asked => Some(Self::Sure),
            (None, Some(_)) => Some(Self::Uncertain),
            // "Cấp tỉnh" is said of the bodies of a province, and of the province as a whole.
            (Some(Scope::Province), None) if level == Level::Province => Some(Self::Uncertain),
            _ => None,
        }
    }
}

fn stated_beside(figure: &Figure<'_>) -> StatedPeriod {
    figure.metric.period.as_deref().map(StatedPeriod::of).unwrap_or_default()
}

fn stated_in_abstract(figure: &Figure<'_>) -> StatedPeriod {
    own::subject(figure.document).map(StatedPeriod::of).unwrap_or_default()
}

/// Whether a figure can be of the scored period: by the words beside it, else by the abstract, else by the date.
fn is_of_the_period(figure: &Figure<'_>, round: &RoundTerms) -> bool {
    let year = round.year();
    let beside = stated_beside(figure);
    if beside.is_partial() || beside.includes(year) == Some(false) {
        return false;
    }
    if beside.includes(year) == Some(true) {
        return true;
    }
    let in_abstract = stated_in_abstract(figure);
    if in_abstract.is_partial() {
        return false;
    }
    in_abstract.includes(year).unwrap_or_else(|| {
        let last_day = own::date(figure.document).map(PartialDate::last_day);
        last_day.is_none_or(|day| day >= round.from.first_day())
    })
}

/// Groups of figures, one for each document: copies of a document are one.
pub(crate) fn by_document<'a>(figures: &[Figure<'a>]) -> Vec<Vec<Figure<'a>>> {
    let mut groups = Vec::<Vec<Figure<'a>>>::new();
    for figure in figures {
        let same = |group: &&mut Vec<Figure<'a>>| {
            group.first().is_some_and(|first| own::are_copies(first.document, figure.document))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(*figure),
            None => groups.push(vec![*figure]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_answers_for_its_own_level_only() {
        use Scope::{Commune, District, Province};
        let check = |level, stated, asked, expect: Option<Fit>| {
            assert_eq!(Fit::of(stated, asked, level), expect, "{level:?} {stated:?} {asked:?}");
        };
        let (sure, uncertain) = (Some(Fit::Sure), Some(Fit::Uncertain));
        check(Level::Province, None, None, sure);
        check(Level::Province, Some(Commune), Some(Commune), sure);
        check(Level::Province, Some(Province), Some(Commune), None);
        check(Level::Province, Some(Commune), None, None);
        check(Level::Province, None, Some(Commune), uncertain);
        check(Level::Province, Some(Province), None, uncertain);
        check(Level::Department, None, None, sure);
        check(Level::Department, Some(Province), None, sure);
        check(Level::Department, Some(Commune), None, None);
        check(Level::Commune, Some(Commune), None, sure);
        check(Level::Commune, Some(District), None, None);
        check(Level::District, None, Some(District), sure);
    }
}
