//! Cumulative incidence: what share has gone on, and what share was lost, by so many days.
//!
//! The curve of going on is drawn with its band; the lost stand beside it, thin, so that nobody reads the rest as
//! lost: what is neither is still open.

use super::{ChartSpec, CurveName, Dash, Mark, Numerals, Plane, PlaneConfig, Role, Table, Tone};

/// One step of the curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IncidenceStep {
    /// Days since the start.
    pub days: f64,
    /// Share that had gone on by then.
    pub advanced: f64,
    /// Limits of that share.
    pub limits: Option<(f64, f64)>,
    /// Share lost by then.
    pub lost: f64,
}

/// The words of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidenceWords {
    /// Name of the horizontal axis.
    pub days: String,
    /// Name of the curve of going on.
    pub advanced: String,
    /// Name of the curve of the lost.
    pub lost: String,
    /// What is read out along the axis, the day first.
    pub readouts: Vec<(f64, Vec<String>)>,
}

/// The chart; `None` without a step.
#[must_use]
pub fn incidence(
    steps: &[IncidenceStep],
    words: IncidenceWords,
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let last = steps.last()?;
    let highest = steps
        .iter()
        .map(|step| step.limits.map_or(step.advanced, |limits| limits.1).max(step.lost))
        .fold(0.0, f64::max);
    let config = PlaneConfig {
        width_px,
        plot_px: 190,
        below_px: 0,
        names_px: 130,
        x: (0.0, last.days.max(1.0)),
        y: (0.0, (highest * 1.05).min(1.0)),
        x_title: words.days,
        y_title: String::new(),
    };
    let plane = Plane::new(config, |x| numerals.whole(x), |y| numerals.percent_tick(y));
    let mut marks = Vec::new();
    let band = band(steps, last.days);
    if band.len() > 1 {
        marks.push(Mark::Band { points: band, role: Role::Won });
    }
    let line = |of: fn(&IncidenceStep) -> f64, role, width_px| Mark::Line {
        points: stairs(steps, of),
        role,
        dash: Dash::Solid,
        width_px,
    };
    marks.push(line(|step| step.lost, Role::Lost, 1));
    marks.push(line(|step| step.advanced, Role::Won, 3));
    marks.extend(plane.name_curves(&[
        CurveName { at: (last.days, last.advanced), text: words.advanced, tone: Tone::Strong },
        CurveName { at: (last.days, last.lost), text: words.lost, tone: Tone::Quiet },
    ]));
    let readouts = plane.strips(words.readouts);
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

fn stairs(steps: &[IncidenceStep], of: fn(&IncidenceStep) -> f64) -> Vec<(f64, f64)> {
    let mut points = vec![(0.0, 0.0)];
    let mut level = 0.0;
    for step in steps {
        points.extend([(step.days, level), (step.days, of(step))]);
        level = of(step);
    }
    points
}

fn band(steps: &[IncidenceStep], end: f64) -> Vec<(f64, f64, f64)> {
    let known: Vec<_> = steps.iter().filter_map(|step| Some((step.days, step.limits?))).collect();
    let mut points = Vec::with_capacity(2 * known.len());
    for (at, &(days, (lower, upper))) in known.iter().enumerate() {
        let until = known.get(at + 1).map_or(end, |next| next.0);
        points.extend([(days, lower, upper), (until, lower, upper)]);
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    #[test]
    fn the_curve_rises_in_steps_and_stays_inside_the_plane() {
        let step = |days, advanced, lost| IncidenceStep {
            days,
            advanced,
            limits: Some((advanced - 0.05, advanced + 0.05)),
            lost,
        };
        let steps = [step(3.0, 0.1, 0.2), step(9.0, 0.4, 0.5)];
        let words = IncidenceWords {
            days: "Tage".into(),
            advanced: "weiter".into(),
            lost: "verloren".into(),
            readouts: vec![(3.0, vec!["3".into()]), (9.0, vec!["9".into()])],
        };
        let spec = incidence(&steps, words, Table::default(), String::new(), &Plain, 640).unwrap();
        assert!(spec.y.scale.data.1 >= 0.5);
        assert_eq!(spec.readouts.len(), 2);
        let lines: Vec<_> = spec
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Line { points, .. } => Some(points.clone()),
                _ => None,
            })
            .collect();
        assert!(lines.iter().all(|points| points.is_sorted_by(|a, b| a.0 <= b.0 && a.1 <= b.1)));
    }

    #[test]
    fn nothing_happened_is_no_chart() {
        let words = IncidenceWords {
            days: String::new(),
            advanced: String::new(),
            lost: String::new(),
            readouts: Vec::new(),
        };
        assert!(incidence(&[], words, Table::default(), String::new(), &Plain, 640).is_none());
    }
}
