//! Share of addresses found bad, by age: the steps without a model, the fitted curve with its band, the
//! reference, and the groups the data was counted in.

use super::{ChartSpec, CurveName, Dash, Mark, Numerals, Plane, PlaneConfig, Role, Table, Tone};

/// Addresses of one range of ages.
#[derive(Clone, Debug, PartialEq)]
pub struct BounceDot {
    /// Mean age in months.
    pub months: f64,
    /// Share bad.
    pub share: f64,
    /// Interval of the share, where there is one.
    pub limits: Option<(f64, f64)>,
    /// Whether there are enough addresses to be taken at face value.
    pub is_firm: bool,
    /// What is read out: the ages first.
    pub readout: Vec<String>,
}

/// What is drawn. Ages ascend.
#[derive(Clone, Debug, PartialEq)]
pub struct BounceCurves {
    /// The groups.
    pub dots: Vec<BounceDot>,
    /// Share bad by age without a model (NPMLE), as `(age, share)` from each age on.
    pub steps: Vec<(f64, f64)>,
    /// The fitted curve with its band: `(age, lower, share, upper)`.
    pub fitted: Vec<(f64, f64, f64, f64)>,
    /// The reference; empty for none.
    pub reference: Vec<(f64, f64)>,
}

/// The words of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct BounceWords {
    /// Name of the horizontal axis.
    pub months: String,
    /// Name of the fitted curve.
    pub fitted: String,
    /// Name of the steps.
    pub steps: String,
    /// Name of the reference.
    pub reference: String,
}

/// The chart. `None` without a group.
#[must_use]
pub fn bounce_by_age(
    curves: &BounceCurves,
    words: BounceWords,
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let oldest = curves.dots.last()?.months;
    let shares = curves.dots.iter().map(|dot| dot.limits.map_or(dot.share, |limits| limits.1));
    let highest = shares
        .chain(curves.fitted.iter().map(|point| point.2))
        .chain(curves.reference.iter().map(|point| point.1))
        .fold(0.02, f64::max);
    // The axis ends with what is drawn furthest: a curve beyond it would carry its name out of the picture.
    let ends = [
        Some(oldest),
        curves.steps.last().map(|step| step.0),
        curves.fitted.last().map(|point| point.0),
        curves.reference.last().map(|point| point.0),
    ];
    let furthest = ends.into_iter().flatten().fold(1.0, f64::max);
    let config = PlaneConfig {
        width_px,
        plot_px: 230,
        below_px: 0,
        names_px: 170,
        x: (0.0, furthest),
        y: (0.0, (highest * 1.08).min(1.0)),
        x_title: words.months,
        y_title: String::new(),
    };
    let end = config.x.1;
    let top = config.y.1;
    let plane = Plane::new(config, |x| numerals.whole(x), |y| numerals.percent_tick(y));
    let mut marks = vec![Mark::Band {
        points: curves
            .fitted
            .iter()
            .map(|&(x, lower, _, upper)| (x, lower, upper.min(top)))
            .collect(),
        role: Role::Second,
    }];
    let mut names = Vec::new();
    let mut line = |points: Vec<(f64, f64)>, role, dash, width_px, text: String, tone| {
        if let Some(&at) = points.last() {
            marks.push(Mark::Line { points, role, dash, width_px });
            names.push(CurveName { at, text, tone });
        }
    };
    line(stairs(&curves.steps, end), Role::Open, Dash::Solid, 1, words.steps, Tone::Quiet);
    line(curves.reference.clone(), Role::Reference, Dash::Dashed, 1, words.reference, Tone::Quiet);
    let fitted = curves.fitted.iter().map(|&(x, _, y, _)| (x, y)).collect();
    line(fitted, Role::Second, Dash::Solid, 3, words.fitted, Tone::Strong);
    for dot in &curves.dots {
        if let Some((lower, upper)) = dot.limits {
            marks.push(Mark::Line {
                points: vec![(dot.months, lower), (dot.months, upper)],
                role: Role::Lost,
                dash: Dash::Solid,
                width_px: 1,
            });
        }
        marks.push(Mark::Dot {
            at: (dot.months, dot.share),
            role: Role::Lost,
            radius_px: 4,
            filled: dot.is_firm,
        });
    }
    marks.extend(plane.name_curves(&names));
    let readouts =
        plane.strips(curves.dots.iter().map(|dot| (dot.months, dot.readout.clone())).collect());
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

/// A rising step function from 0, held from each point to the next.
fn stairs(steps: &[(f64, f64)], end: f64) -> Vec<(f64, f64)> {
    if steps.is_empty() {
        return Vec::new();
    }
    let mut points = vec![(0.0, 0.0)];
    let mut level = 0.0;
    for &(at, share) in steps {
        if share > level {
            points.extend([(at, level), (at, share)]);
            level = share;
        }
    }
    points.push((end, level));
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    #[test]
    fn steps_rise_only_where_the_share_does() {
        let points = stairs(&[(3.0, 0.1), (6.0, 0.1), (9.0, 0.2)], 12.0);
        assert_eq!(
            points,
            [(0.0, 0.0), (3.0, 0.0), (3.0, 0.1), (9.0, 0.1), (9.0, 0.2), (12.0, 0.2)]
        );
        assert!(stairs(&[], 12.0).is_empty());
    }

    #[test]
    fn a_small_group_is_hollow() {
        let dot = |months, is_firm| BounceDot {
            months,
            share: 0.1,
            limits: Some((0.05, 0.2)),
            is_firm,
            readout: vec![months.to_string()],
        };
        let curves = BounceCurves {
            dots: vec![dot(3.0, true), dot(20.0, false)],
            steps: vec![(3.0, 0.1)],
            fitted: vec![(0.0, 0.0, 0.0, 0.0), (20.0, 0.1, 0.2, 0.3)],
            reference: Vec::new(),
        };
        let words = BounceWords {
            months: String::new(),
            fitted: "f".into(),
            steps: "s".into(),
            reference: "r".into(),
        };
        let spec =
            bounce_by_age(&curves, words, Table::default(), String::new(), &Plain, 640).unwrap();
        let filled: Vec<bool> = spec
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Dot { filled, .. } => Some(*filled),
                _ => None,
            })
            .collect();
        assert_eq!(filled, [true, false]);
        assert_eq!(spec.readouts.len(), 2);
    }
}
