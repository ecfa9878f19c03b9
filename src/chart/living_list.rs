//! What is left of a list: untouched, as the linear rule of thumb has it, and with care every k months.
//!
//! The untouched curve is the subject and drawn loud; the straight line is dashed because it is the wrong sum
//! many people do; the saw of the cared-for list shows that care is a cycle and not a state.

use super::{ChartSpec, CurveName, Dash, Mark, Numerals, Plane, PlaneConfig, Role, Table, Tone};

/// The curves, as shares of the list at the start. Months ascend.
#[derive(Clone, Debug, PartialEq)]
pub struct LivingCurves {
    /// Share still valid of an untouched list.
    pub untouched: Vec<(f64, f64)>,
    /// The same with the yearly loss added up instead of compounded.
    pub added_up: Vec<(f64, f64)>,
    /// Share still valid where the list is cared for; empty for none.
    pub kept: Vec<(f64, f64)>,
    /// Last month of the axis.
    pub horizon_months: f64,
}

/// The words of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct LivingWords {
    /// Name of the horizontal axis.
    pub months: String,
    /// Name of the untouched curve.
    pub untouched: String,
    /// Name of the straight line.
    pub added_up: String,
    /// Name of the cared-for curve.
    pub kept: String,
    /// What is read out at each month of the axis, the month first.
    pub readouts: Vec<(f64, Vec<String>)>,
}

/// The chart. `None` without a curve.
#[must_use]
pub fn living_list(
    curves: &LivingCurves,
    words: LivingWords,
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let last = |curve: &[(f64, f64)]| curve.last().copied();
    let untouched_end = last(&curves.untouched)?;
    let config = PlaneConfig {
        width_px,
        plot_px: 230,
        below_px: 0,
        names_px: 190,
        x: (0.0, curves.horizon_months),
        y: (0.0, 1.0),
        x_title: words.months,
        y_title: String::new(),
    };
    let plane = Plane::new(config, |x| numerals.whole(x), |y| numerals.percent_tick(y));
    let mut marks = vec![line(&curves.added_up, Role::Reference, Dash::Dashed, 1)];
    if !curves.kept.is_empty() {
        marks.push(line(&curves.kept, Role::Second, Dash::Solid, 2));
    }
    marks.push(line(&curves.untouched, Role::Won, Dash::Solid, 3));
    let mut names =
        vec![CurveName { at: untouched_end, text: words.untouched, tone: Tone::Strong }];
    for (curve, text) in [(&curves.kept, words.kept), (&curves.added_up, words.added_up)] {
        if let Some(at) = last(curve) {
            names.push(CurveName { at, text, tone: Tone::Quiet });
        }
    }
    marks.extend(plane.name_curves(&names));
    let readouts = plane.strips(words.readouts);
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

fn line(points: &[(f64, f64)], role: Role, dash: Dash, width_px: u32) -> Mark {
    Mark::Line { points: points.to_vec(), role, dash, width_px }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    fn words() -> LivingWords {
        LivingWords {
            months: "Monate".into(),
            untouched: "unberührt".into(),
            added_up: "addiert".into(),
            kept: "gepflegt".into(),
            readouts: vec![(0.0, vec!["0".into()]), (12.0, vec!["12".into()])],
        }
    }

    #[test]
    fn without_care_there_are_two_curves_and_two_names() {
        let curves = LivingCurves {
            untouched: vec![(0.0, 1.0), (12.0, 0.775)],
            added_up: vec![(0.0, 1.0), (12.0, 0.748)],
            kept: Vec::new(),
            horizon_months: 12.0,
        };
        let spec =
            living_list(&curves, words(), Table::default(), String::new(), &Plain, 640).unwrap();
        let n = |keep: fn(&Mark) -> bool| spec.marks.iter().filter(|mark| keep(mark)).count();
        assert_eq!(n(|mark| matches!(mark, Mark::Line { .. })), 2);
        assert_eq!(n(|mark| matches!(mark, Mark::Label { .. })), 2);
        assert_eq!(spec.readouts.len(), 2);
    }

    #[test]
    fn no_curve_is_no_chart() {
        let curves = LivingCurves {
            untouched: Vec::new(),
            added_up: Vec::new(),
            kept: Vec::new(),
            horizon_months: 12.0,
        };
        let spec = living_list(&curves, words(), Table::default(), String::new(), &Plain, 640);
        assert!(spec.is_none());
    }
}
