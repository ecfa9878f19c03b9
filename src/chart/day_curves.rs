//! Curves over days: how a queue grows and shrinks, what is shown loud and what it is compared with.
//!
//! Days with a date get a tick per month, others are numbered. Curves may have gaps: a day without a value is none,
//! never 0.

use super::{ChartSpec, CurveName, Dash, Mark, Plane, PlaneConfig, Role, Table, Tick, Tone};

/// A curve.
#[derive(Clone, Debug, PartialEq)]
pub struct DayCurve {
    /// Its name, written at its end.
    pub name: String,
    /// A value per day; `None` where there is none.
    pub values: Vec<Option<f64>>,
    /// What it stands for.
    pub role: Role,
    /// Whether it is the subject rather than what it is compared with.
    pub is_subject: bool,
}

/// What stands around the curves.
#[derive(Clone, Debug, PartialEq)]
pub struct DayWords {
    /// Name of the horizontal axis; empty where ticks are dates.
    pub x_title: String,
    /// Name of the vertical axis.
    pub y_title: String,
    /// Ticks by day; empty for numbers.
    pub ticks: Vec<(f64, String)>,
    /// What is read out: the day, then its lines.
    pub readouts: Vec<(f64, Vec<String>)>,
}

/// The chart; `None` where no curve has a value.
#[must_use]
pub fn day_curves(
    curves: &[DayCurve],
    words: DayWords,
    numeral: impl Fn(f64) -> String,
    table: Table,
    summary: String,
    width_px: u32,
) -> Option<ChartSpec> {
    let values = || curves.iter().flat_map(|curve| curve.values.iter().copied().flatten());
    let most = values().fold(0.0, f64::max);
    let n_days = curves.iter().map(|curve| curve.values.len()).max().unwrap_or(0);
    if values().next().is_none() || n_days == 0 {
        return None;
    }
    let top = if most > 0.0 { most * 1.12 } else { 1.0 };
    let config = PlaneConfig {
        width_px,
        plot_px: 170,
        below_px: 0,
        names_px: 150,
        x: (0.0, (n_days as f64 - 1.0).max(1.0)),
        y: (0.0, top),
        x_title: words.x_title,
        y_title: words.y_title,
    };
    let mut plane = Plane::new(config, |day| numeral(day + 1.0), &numeral);
    if !words.ticks.is_empty() {
        let skip = if plane.is_wide { 1 } else { 3 };
        let ticks = words.ticks.into_iter().step_by(skip);
        plane.x.ticks = ticks.map(|(at, label)| Tick { at, label }).collect();
    }
    let mut marks = Vec::new();
    let mut names = Vec::new();
    // The subject is drawn last, over what it is compared with.
    let mut order: Vec<&DayCurve> = curves.iter().collect();
    order.sort_by_key(|curve| curve.is_subject);
    for curve in order {
        let (dash, width_px) = if curve.is_subject { (Dash::Solid, 3) } else { (Dash::Dashed, 2) };
        for points in stretches(&curve.values) {
            marks.push(Mark::Line { points, role: curve.role, dash, width_px });
        }
        let last =
            curve.values.iter().enumerate().rev().find_map(|(at, y)| Some((at as f64, (*y)?)));
        if let Some(at) = last {
            let tone = if curve.is_subject { Tone::Strong } else { Tone::Quiet };
            names.push(CurveName { at, text: curve.name.clone(), tone });
        }
    }
    marks.extend(plane.name_curves(&names));
    let readouts = plane.strips(words.readouts);
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

/// The unbroken pieces of a curve; a single value gets a short line of its own.
fn stretches(values: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let mut found: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (at, value) in values.iter().enumerate() {
        match (value, found.last_mut()) {
            (Some(y), Some(points)) => points.push((at as f64, *y)),
            (None, Some(points)) if !points.is_empty() => found.push(Vec::new()),
            _ => {}
        }
    }
    for points in &mut found {
        if let [(x, y)] = points[..] {
            points.push((x + 0.5, y));
        }
    }
    found.retain(|points| !points.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(curves: &[DayCurve]) -> Option<ChartSpec> {
        let words = DayWords {
            x_title: String::new(),
            y_title: String::new(),
            ticks: Vec::new(),
            readouts: vec![(0.0, vec!["1".into()])],
        };
        day_curves(curves, words, |n| n.to_string(), Table::default(), String::new(), 980)
    }

    fn curve(values: &[Option<f64>]) -> DayCurve {
        DayCurve { name: "a".into(), values: values.to_vec(), role: Role::Won, is_subject: true }
    }

    #[test]
    fn a_day_without_a_value_is_a_gap_and_not_a_zero() {
        let spec = chart(&[curve(&[Some(1.0), Some(2.0), None, Some(3.0)])]).unwrap();
        let lines: Vec<usize> = spec
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Line { points, .. } => Some(points.len()),
                _ => None,
            })
            .collect();
        assert_eq!(lines, [2, 2]);
    }

    #[test]
    fn a_queue_that_is_always_empty_is_drawn_at_zero() {
        assert!(chart(&[curve(&[Some(0.0), Some(0.0)])]).is_some());
        assert!(chart(&[curve(&[None, None])]).is_none());
        assert!(chart(&[]).is_none());
    }
}
