//! What a leaf's rule gives for a rate taken of each whole that stands beside it.
//!
//! A report states one rate and often counts several wholes (received, settled, due): of which one the rate is asked
//! differs from year to year. Decides nothing; the points of every whole are laid beside those of the stated rate.

use model::{criteria::Leaf, facts::Recomputed as Base, verdict::PointsOfBase};

use crate::{
    figures::Figure,
    recompute::{Asked, Figures, Recomputed, Value, recompute},
};

/// The points for each whole beside these figures, each once, in the order of the documents. All other figures of the
/// rule are as the documents agree on them.
pub(crate) fn points_of_bases(
    leaf: &Leaf,
    asked: &Asked,
    used: &[Figure<'_>],
    agreed: &Figures,
) -> Vec<PointsOfBase> {
    let mut all = Vec::<PointsOfBase>::new();
    for base in used.iter().flat_map(|figure| &figure.metric.recomputed) {
        let Some(of_base) = points_of_base(leaf, asked, base, agreed) else { continue };
        if !all.contains(&of_base) {
            all.push(of_base);
        }
    }
    all
}

/// `None` where the rule gives no points for a rate alone.
fn points_of_base(
    leaf: &Leaf,
    asked: &Asked,
    base: &Base,
    agreed: &Figures,
) -> Option<PointsOfBase> {
    let Base { numerator, denominator, .. } = *base;
    let figures = agreed.clone().with(asked.clone(), Value::Parts { numerator, denominator });
    let (at_least, at_most) = match recompute(leaf, &figures) {
        Recomputed::Points { points, .. } => (points, points),
        Recomputed::Range { at_least, at_most, .. } => (at_least, at_most),
        Recomputed::NeedsPerson { .. }
        | Recomputed::NoFigure(_)
        | Recomputed::NotSelfScored
        | Recomputed::ZeroDenominator => return None,
    };
    Some(PointsOfBase { metric: asked.metric.clone(), base: base.clone(), at_least, at_most })
}

#[cfg(test)]
mod tests {
    use model::facts::{MetricId, Scope};

    use super::*;
    use crate::testing::*;

    /// The points for each whole beside the rate in the report that the claim of 2.1 cites.
    #[track_caller]
    fn check(edit: impl FnOnce(Doc) -> Doc, expect: &[&str]) {
        let wholes = [("đã giải quyết", "200", "98.5", true), ("tiếp nhận", "210", "93.81", false)];
        let report = report("12/BC-SYT", "Công tác kiểm soát thủ tục hành chính năm 2025");
        let report = edit(report.metric("on_time_rate", "98.5", |figure| {
            figure.recomputed = wholes
                .map(|(base, denominator, value, fits)| Base {
                    base: base.to_owned(),
                    numerator: decimal("197"),
                    denominator: decimal(denominator),
                    value: decimal(value),
                    fits,
                })
                .into();
        }));
        let judged = judged(&dossier(&[row("2.1", "2", "12/BC-SYT")], &[report]));
        let told = judged.judgements.iter().flat_map(|judgement| &judgement.bases).map(|of| {
            assert_eq!((&of.metric, of.at_least), (&MetricId::new("on_time_rate"), of.at_most));
            let stated = if of.base.fits { " stated" } else { "" };
            format!("{} {}{stated} = {}", of.base.base, of.base.value, of.at_most)
        });
        assert_eq!(told.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn the_rule_is_applied_to_the_rate_of_every_whole() {
        let all = ["đã giải quyết 98.5 stated = 2", "tiếp nhận 93.81 = 1"];
        check(|doc| doc, &all);
        let twice = |mut doc: Doc| {
            let again = doc.0.facts.metrics.clone();
            doc.0.facts.metrics.extend(again);
            doc
        };
        check(twice, &all);
    }

    #[test]
    fn rates_of_another_level_are_no_bases() {
        let of_communes = |mut doc: Doc| {
            doc.0.facts.metrics.iter_mut().for_each(|metric| metric.scope = Some(Scope::Commune));
            doc
        };
        check(of_communes, &[]);
    }
}
