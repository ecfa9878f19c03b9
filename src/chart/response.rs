//! Conversion against the time an enquiry waited for its first answer.
//!
//! Waiting runs from minutes to weeks, so time is drawn as ln(1 + hours): an hour, a day and a week all get
//! room. Measured buckets are dots with intervals; fitted curves lie over them; a preset from the literature is
//! a dashed line of its own and never mixed in. Enquiries that were never answered stand apart at the right:
//! they have no waiting time.

use super::{
    ChartSpec, CurveName, Dash, Mark, Numerals, Plane, PlaneConfig, Readout, Role, Table, Tick,
    Tone,
};

/// One bucket of waiting times.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseDot {
    /// Mean waiting time of the bucket; `None` for never answered.
    pub wait_hours: Option<f64>,
    /// Share converted; `None` where the bucket is empty.
    pub rate: Option<f64>,
    /// Its interval.
    pub limits: (Option<f64>, Option<f64>),
    /// Whether there are enough enquiries to be taken at face value.
    pub is_firm: bool,
    /// What is read out: the bucket first.
    pub readout: Vec<String>,
}

/// A curve over waiting time.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseCurve {
    /// Points as `(hours, lower, rate, upper)`; limits equal to the rate where there is no band.
    pub points: Vec<(f64, f64, f64, f64)>,
    /// What it stands for.
    pub role: Role,
    /// How it is dashed.
    pub dash: Dash,
    /// Whether its band is drawn.
    pub has_band: bool,
    /// Its name.
    pub name: String,
}

/// The words of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseWords {
    /// Name of the horizontal axis.
    pub wait: String,
    /// Name of the vertical axis; empty for shares of enquiries.
    pub rate: String,
    /// Label of the enquiries never answered.
    pub never: String,
    /// Ticks of the axis: hours and how they are written.
    pub ticks: Vec<(f64, String)>,
}

/// Where a waiting time stands on the axis.
#[must_use]
pub fn axis_from_hours(hours: f64) -> f64 {
    hours.max(0.0).ln_1p()
}

/// The chart. `None` without a dot or a curve.
#[must_use]
pub fn response(
    dots: &[ResponseDot],
    curves: &[ResponseCurve],
    words: ResponseWords,
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let hours = dots.iter().filter_map(|dot| dot.wait_hours);
    let curve_hours = curves.iter().filter_map(|curve| curve.points.last()).map(|point| point.0);
    let longest = hours.chain(curve_hours).fold(0.0, f64::max);
    if longest <= 0.0 {
        return None;
    }
    let highest = dots
        .iter()
        .filter_map(|dot| dot.limits.1.or(dot.rate))
        .chain(curves.iter().flat_map(|curve| curve.points.iter().map(|point| point.2)))
        .fold(0.02, f64::max);
    let has_never = dots.iter().any(|dot| dot.wait_hours.is_none() && dot.rate.is_some());
    let end = axis_from_hours(longest) * 1.02;
    let never_at = end * 1.08;
    let config = PlaneConfig {
        width_px,
        plot_px: 240,
        below_px: 0,
        names_px: 160,
        x: (0.0, if has_never { end * 1.14 } else { end }),
        y: (0.0, (highest * 1.08).min(1.0)),
        x_title: words.wait,
        y_title: words.rate,
    };
    let top = config.y.1;
    let mut plane = Plane::new(config, |_| String::new(), |y| numerals.percent_tick(y));
    plane.x.ticks = ticks(&plane, words.ticks, end);
    if has_never {
        plane.x.ticks.push(Tick { at: never_at, label: words.never });
    }
    let at = |hours: Option<f64>| hours.map_or(never_at, axis_from_hours);
    let mut marks = Vec::new();
    let mut names = Vec::new();
    for curve in curves {
        let points: Vec<_> =
            curve.points.iter().filter(|point| axis_from_hours(point.0) <= end).collect();
        if curve.has_band {
            let band =
                points.iter().map(|p| (axis_from_hours(p.0), p.1.min(top), p.3.min(top))).collect();
            marks.push(Mark::Band { points: band, role: curve.role });
        }
        let line: Vec<(f64, f64)> =
            points.iter().map(|p| (axis_from_hours(p.0), p.2.min(top))).collect();
        if let Some(&at) = line.last() {
            names.push(CurveName { at, text: curve.name.clone(), tone: Tone::Quiet });
        }
        let width_px = if curve.dash == Dash::Solid { 2 } else { 1 };
        marks.push(Mark::Line { points: line, role: curve.role, dash: curve.dash, width_px });
    }
    for dot in dots {
        marks.extend(dot_marks(dot, at(dot.wait_hours), top));
    }
    marks.extend(plane.name_curves(&names));
    let readouts = dots_readouts(&plane, dots, at);
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

/// Ticks within the axis whose labels do not run into one another.
fn ticks(plane: &Plane, ticks: Vec<(f64, String)>, end: f64) -> Vec<Tick> {
    /// Width of a digit or letter in pixels, and the least gap between two labels.
    const LETTER_PX: f64 = 7.0;
    const GAP_PX: f64 = 10.0;
    let half_px = |label: &str| label.chars().count() as f64 * LETTER_PX / 2.0;
    let mut free_from_px = f64::NEG_INFINITY;
    let mut kept = Vec::new();
    for (hours, label) in ticks {
        let at = axis_from_hours(hours);
        let (centre_px, half_px) = (plane.x.scale.px_from_data(at), half_px(&label));
        if at <= end && centre_px - half_px >= free_from_px {
            free_from_px = centre_px + half_px + GAP_PX;
            kept.push(Tick { at, label });
        }
    }
    kept
}

fn dot_marks(dot: &ResponseDot, x: f64, top: f64) -> Vec<Mark> {
    let role = if dot.wait_hours.is_some() { Role::Won } else { Role::Lost };
    let mut marks = Vec::new();
    let Some(rate) = dot.rate else { return marks };
    if let (Some(lower), Some(upper)) = dot.limits {
        marks.push(Mark::Line {
            points: vec![(x, lower), (x, upper.min(top))],
            role,
            dash: Dash::Solid,
            width_px: 2,
        });
    }
    marks.push(Mark::Dot { at: (x, rate), role, radius_px: 5, filled: dot.is_firm });
    marks
}

fn dots_readouts(
    plane: &Plane,
    dots: &[ResponseDot],
    at: impl Fn(Option<f64>) -> f64,
) -> Vec<Readout> {
    let known = dots.iter().filter(|dot| dot.rate.is_some());
    plane.strips(known.map(|dot| (at(dot.wait_hours), dot.readout.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    fn dot(wait_hours: Option<f64>, rate: f64) -> ResponseDot {
        ResponseDot {
            wait_hours,
            rate: Some(rate),
            limits: (Some(rate / 2.0), Some(rate * 1.5)),
            is_firm: true,
            readout: vec!["x".into()],
        }
    }

    fn words() -> ResponseWords {
        ResponseWords {
            wait: "Wartezeit".into(),
            rate: String::new(),
            never: "nie".into(),
            ticks: vec![(1.0, "1 h".into()), (24.0, "1 T".into()), (168.0, "1 W".into())],
        }
    }

    #[test]
    fn never_answered_stands_beyond_every_waiting_time() {
        let dots = [dot(Some(0.5), 0.3), dot(Some(200.0), 0.1), dot(None, 0.02)];
        let spec =
            response(&dots, &[], words(), Table::default(), String::new(), &Plain, 640).unwrap();
        let xs: Vec<f64> = spec
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Dot { at, .. } => Some(at.0),
                _ => None,
            })
            .collect();
        assert!(xs[0] < xs[1] && xs[1] < xs[2]);
        assert_eq!(spec.x.ticks.last().map(|tick| tick.label.as_str()), Some("nie"));
        assert_eq!(spec.readouts.len(), 3);
    }

    #[test]
    fn an_hour_and_a_week_both_get_room() {
        assert!(axis_from_hours(1.0) > axis_from_hours(168.0) / 10.0);
        assert!(axis_from_hours(0.0).abs() < 1e-12);
    }

    #[test]
    fn without_waiting_times_there_is_no_chart() {
        let spec =
            response(&[dot(None, 0.1)], &[], words(), Table::default(), String::new(), &Plain, 640);
        assert!(spec.is_none());
    }
}
