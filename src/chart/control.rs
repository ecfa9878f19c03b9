//! A control chart: months as points, their mean, the limits of chance, and the points that are no chance.
//!
//! Points inside the limits are drawn alike: a single high or low month deserves no attention (MATH 6.9).

use super::{ChartSpec, CurveName, Dash, Mark, Plane, PlaneConfig, Role, Table, Tick, Tone};

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlPoints {
    /// Name and value of each month, in order.
    pub points: Vec<(String, f64)>,
    /// Months that are signals, by place.
    pub signals: Vec<usize>,
    /// Mean of the months.
    pub mean: Option<f64>,
    /// Lower and upper limit; `None` with too few months.
    pub limits: Option<(f64, f64)>,
    /// The target, if there is one.
    pub target: Option<f64>,
}

/// The words of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlWords {
    /// Name of the vertical axis.
    pub y_title: String,
    /// Name of the line of the mean.
    pub mean: String,
    /// Name of the upper limit.
    pub upper: String,
    /// Name of the lower limit.
    pub lower: String,
    /// Name of the target.
    pub target: String,
    /// What is read out at each month.
    pub readouts: Vec<Vec<String>>,
}

/// The chart; `None` without a month.
#[must_use]
pub fn control(
    points: &ControlPoints,
    words: ControlWords,
    numeral: impl Fn(f64) -> String,
    table: Table,
    summary: String,
    width_px: u32,
) -> Option<ChartSpec> {
    let n = points.points.len();
    let upper = points.limits.map_or(0.0, |limits| limits.1);
    let target = points.target.unwrap_or(0.0);
    let most = points.points.iter().map(|point| point.1).fold(upper.max(target), f64::max);
    if n == 0 {
        return None;
    }
    let last = n as f64 - 1.0;
    let config = PlaneConfig {
        width_px,
        plot_px: 180,
        below_px: 0,
        names_px: 150,
        x: (-0.4, last + 0.4),
        y: (0.0, if most > 0.0 { most * 1.12 } else { 1.0 }),
        x_title: String::new(),
        y_title: words.y_title,
    };
    let mut plane = Plane::new(config, &numeral, &numeral);
    let every = n.div_ceil(if plane.is_wide { 12 } else { 5 }).max(1);
    let ticks = points.points.iter().enumerate().step_by(every);
    plane.x.ticks =
        ticks.map(|(at, point)| Tick { at: at as f64, label: point.0.clone() }).collect();
    let mut marks = Vec::new();
    let mut names = Vec::new();
    let mut level = |y: Option<f64>, role, dash, text: String, tone| {
        if let Some(y) = y {
            let line = vec![(-0.4, y), (last + 0.4, y)];
            marks.push(Mark::Line { points: line, role, dash, width_px: 1 });
            names.push(CurveName { at: (last + 0.4, y), text, tone });
        }
    };
    let limits = points.limits;
    level(limits.map(|l| l.1), Role::Reference, Dash::Dashed, words.upper, Tone::Quiet);
    level(limits.map(|l| l.0), Role::Reference, Dash::Dashed, words.lower, Tone::Quiet);
    level(points.mean, Role::Rest, Dash::Solid, words.mean, Tone::Quiet);
    level(points.target, Role::Second, Dash::Dashed, words.target, Tone::Normal);
    let line = points.points.iter().enumerate().map(|(at, point)| (at as f64, point.1)).collect();
    marks.push(Mark::Line { points: line, role: Role::Won, dash: Dash::Solid, width_px: 2 });
    for (at, point) in points.points.iter().enumerate() {
        let is_signal = points.signals.contains(&at);
        marks.push(Mark::Dot {
            at: (at as f64, point.1),
            role: if is_signal { Role::Lost } else { Role::Won },
            radius_px: if is_signal { 6 } else { 4 },
            filled: true,
        });
    }
    marks.extend(plane.name_curves(&names));
    let readouts = words.readouts.into_iter().enumerate();
    let readouts = plane.strips(readouts.map(|(at, lines)| (at as f64, lines)).collect());
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(signals: &[usize], limits: Option<(f64, f64)>) -> ControlPoints {
        ControlPoints {
            points: (0..9).map(|m| (m.to_string(), 20.0 + f64::from(m))).collect(),
            signals: signals.to_vec(),
            mean: Some(24.0),
            limits,
            target: Some(25.0),
        }
    }

    fn chart(points: &ControlPoints) -> Option<ChartSpec> {
        let word = String::new;
        let words = ControlWords {
            y_title: word(),
            mean: word(),
            upper: word(),
            lower: word(),
            target: word(),
            readouts: points.points.iter().map(|point| vec![point.0.clone()]).collect(),
        };
        control(points, words, |n| n.to_string(), Table::default(), word(), 980)
    }

    #[test]
    fn only_a_signal_looks_different() {
        let spec = chart(&points(&[8], Some((10.0, 38.0)))).unwrap();
        let lost = |mark: &&Mark| matches!(mark, Mark::Dot { role: Role::Lost, .. });
        assert_eq!(spec.marks.iter().filter(lost).count(), 1);
        assert_eq!(spec.readouts.len(), 9);
        assert!(spec.y.scale.data.1 > 38.0, "limits stay in sight");
    }

    #[test]
    fn too_few_months_have_no_limits_and_none_no_chart() {
        let spec = chart(&points(&[], None)).unwrap();
        let dashed = |mark: &&Mark| matches!(mark, Mark::Line { role: Role::Reference, .. });
        assert_eq!(spec.marks.iter().filter(dashed).count(), 0);
        let none = ControlPoints {
            points: vec![],
            signals: vec![],
            mean: None,
            limits: None,
            target: None,
        };
        assert!(chart(&none).is_none());
    }
}
