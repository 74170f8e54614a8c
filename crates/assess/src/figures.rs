//! Which figures of the documents can answer a leaf's rule: results, of the scored period, as values and as fractions.
//!
//! A table may state the same metric for many bodies; which row is the unit's is not known here. So nothing is
//! concluded from one figure alone where a document states several: a contradiction needs all of them.

use model::{
    PartialDate,
    dossier::EvidenceDocument,
    facts::{Metric, MetricId, MetricUnit},
    verdict::StatedFigure,
};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::{own, period::StatedPeriod, recompute::Value, round::RoundTerms};

/// A figure with the document that states it.
#[derive(Clone, Copy)]
pub(crate) struct Figure<'a> {
    /// The document.
    pub(crate) document: &'a EvidenceDocument,
    /// The figure.
    pub(crate) metric: &'a Metric,
}

impl<'a> Figure<'a> {
    /// The figure with the words that state it.
    pub(crate) fn stated(&self) -> StatedFigure {
        StatedFigure {
            metric: self.metric.metric.clone(),
            value: self.metric.value,
            evidence: own::evidence(self.document, Some(&self.metric.quote)),
        }
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

    /// How the figure can be read: as stated, and as its parts give it. More than all is a slip of the pen.
    pub(crate) fn readings(&self) -> Vec<Value> {
        let mut readings = vec![Value::Stated(self.metric.value)];
        if let (Some(numerator), Some(denominator), Some(percent)) =
            (self.metric.numerator, self.metric.denominator, self.of_parts())
            && percent <= Decimal::ONE_HUNDRED
        {
            readings.push(Value::Parts { numerator, denominator });
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

/// The results that documents state for a metric and that can be of the round's period, in the documents' order.
pub(crate) fn plausible<'a>(
    metric: &MetricId,
    documents: &[&'a EvidenceDocument],
    round: &RoundTerms,
) -> Vec<Figure<'a>> {
    results(metric, documents).filter(|figure| is_of_the_period(figure, round)).collect()
}

/// The results that documents state for a metric and the year before, in the documents' order.
pub(crate) fn of_year_before<'a>(
    metric: &MetricId,
    documents: &[&'a EvidenceDocument],
    round: &RoundTerms,
) -> Vec<Figure<'a>> {
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
    results(metric, documents).filter(is_of_year_before).collect()
}

fn results<'a>(
    metric: &MetricId,
    documents: &[&'a EvidenceDocument],
) -> impl Iterator<Item = Figure<'a>> {
    documents
        .iter()
        .flat_map(|&document| {
            document.facts.metrics.iter().map(move |metric| Figure { document, metric })
        })
        .filter(move |figure| figure.metric.metric == *metric && !figure.metric.is_target)
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
