//! Scores metrics: metric and value; strictly also whether it is a target; and given those the fraction, unit, bound and
//! period.
//!
//! Labels of the form `other:…` name figures of no metric: reading one as a metric is a cause of its own.

use model::facts::{Facts, Metric};

use super::{
    citations::folded,
    labelled::{CountingText, MetricLabel},
    pairing::{pair_up, unpaired},
    quotes::Proof,
    score::Scored,
    understood,
};

/// Half of the last digit of a rounded percentage.
const TOLERANCE: f64 = 0.005 + 1e-9;

/// The metrics that labels know; others that `facts` may read are not scored.
const SCORED: [&str; 14] = [
    "online_service_rate",
    "online_submission_rate",
    "on_time_rate",
    "late_count",
    "received_count",
    "processed_count",
    "bcci_rate",
    "bcci_count",
    "edoc_rate",
    "edoc_digital_signature_rate",
    "sipas",
    "par_index",
    "par_rank",
    "papi",
];

/// A figure that was read, in the labels' form.
struct Reading {
    metric: String,
    value: f64,
    unit: Option<String>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    period: Option<String>,
    qualifier: Option<String>,
    is_target: bool,
}

fn readings(facts: &Facts) -> Vec<Reading> {
    let number = |value: rust_decimal::Decimal| {
        value.to_string().parse().expect("a decimal prints as a number")
    };
    let word = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|value| value.as_str().map(str::to_owned))
    };
    let reading = |metric: &Metric| Reading {
        metric: metric.metric.as_str().to_owned(),
        value: number(metric.value),
        unit: word(serde_json::to_value(metric.unit)),
        numerator: metric.numerator.map(number),
        denominator: metric.denominator.map(number),
        period: metric.period.clone(),
        qualifier: metric.qualifier.and_then(|qualifier| word(serde_json::to_value(qualifier))),
        is_target: metric.is_target,
    };
    let scored = |metric: &&Metric| SCORED.contains(&metric.metric.as_str());
    facts.metrics.iter().filter(scored).map(reading).collect()
}

pub(super) fn score(texts: &[CountingText], quotes: &mut Proof) -> Scored {
    let mut scored = Scored::new("metrics", texts.len());
    for field in ["all, strict", "all, soft"] {
        scored.field(field);
    }
    for text in texts {
        let (document, facts) = understood(&text.text);
        quotes.check(&text.id, &document, &facts);
        score_text(text, &readings(&facts), &mut scored);
    }
    let order = |name: &str| SCORED.iter().position(|metric| *metric == name);
    scored.fields.sort_by_key(|(name, _)| order(name));
    scored
}

fn score_text(text: &CountingText, readings: &[Reading], scored: &mut Scored) {
    let labels: Vec<&MetricLabel> =
        text.metrics.iter().filter(|label| SCORED.contains(&label.metric.as_str())).collect();
    let pairs = pair_up(&labels, readings, |label, reading| {
        let fits = label.metric == reading.metric && same(label.value, Some(reading.value));
        fits.then(|| {
            (
                label.is_target != reading.is_target,
                folded(label.period.as_deref()) != folded(reading.period.as_deref()),
                !same(label.numerator, reading.numerator),
                !same(label.denominator, reading.denominator),
            )
        })
    });
    for label in &labels {
        scored.field(&label.metric).labelled += 1;
    }
    for reading in readings {
        scored.field(&reading.metric).read += 1;
    }
    let mut strict = 0;
    for (label, reading) in &pairs {
        let (label, reading) = (labels[*label], &readings[*reading]);
        let shown = shown(&text.id, &label.metric, reading.value);
        if label.is_target == reading.is_target {
            strict += 1;
            scored.field(&label.metric).right += 1;
        } else {
            scored.miss("target and result confused", shown.clone());
        }
        for (field, label, reading) in [
            ("numerator, given the value", label.numerator, reading.numerator),
            ("denominator, given the value", label.denominator, reading.denominator),
        ] {
            let equal = same(label, reading);
            scored.field(field).add(label.is_some(), reading.is_some(), equal);
            if !equal {
                scored.miss(field, format!("{shown}: {label:?} read as {reading:?}"));
            }
        }
        for (field, label, reading) in [
            ("unit, given the value", &label.unit, &reading.unit),
            ("bound, given the value", &label.qualifier, &reading.qualifier),
            ("period, given the value", &label.period, &reading.period),
        ] {
            scored.compare(field, &shown, folded(label.as_deref()), folded(reading.as_deref()));
        }
    }
    for (field, right) in [("all, strict", strict), ("all, soft", pairs.len())] {
        let tally = scored.field(field);
        tally.right += right;
        tally.labelled += labels.len();
        tally.read += readings.len();
    }
    for label in unpaired(labels.len(), pairs.iter().map(|pair| pair.0)) {
        let label = labels[label];
        let elsewhere = readings.iter().any(|reading| same(label.value, Some(reading.value)));
        let cause = if elsewhere { "figure of another metric" } else { "figure not read" };
        scored.miss(cause, shown(&text.id, &label.metric, label.value.unwrap_or(f64::NAN)));
    }
    for reading in unpaired(readings.len(), pairs.iter().map(|pair| pair.1)) {
        let reading = &readings[reading];
        let is_other = text.metrics.iter().any(|label| {
            label.metric.starts_with("other:") && same(label.value, Some(reading.value))
        });
        let cause = if is_other { "figure of no metric taken" } else { "figure not there" };
        scored.miss(cause, shown(&text.id, &reading.metric, reading.value));
    }
}

fn shown(id: &str, metric: &str, value: f64) -> String {
    format!("{id} {metric} {value}")
}

fn same(label: Option<f64>, reading: Option<f64>) -> bool {
    match (label, reading) {
        (None, None) => true,
        (Some(label), Some(reading)) => (label - reading).abs() <= TOLERANCE,
        _ => false,
    }
}
