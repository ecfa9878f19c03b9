//! A survival curve: steps with their band, the fitted model over it, a reference, and the numbers at risk under
//! the axis.
//!
//! A curve of few lifetimes looks as firm as one of many; so the band is drawn, the numbers at risk stand under
//! the axis, and from the time at which fewer than five are at risk the curve is faint (MATH 3.2).

use super::{
    Anchor, ChartSpec, CurveName, Dash, Mark, Numerals, Plane, PlaneConfig, Role, Table, Tone,
};

/// One step of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalStep {
    /// Time of the event, in the unit of the axis.
    pub time: f64,
    /// Survival from there on.
    pub survival: f64,
    /// Limits of the band, where there are any.
    pub limits: Option<(f64, f64)>,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct SurvivalCurves {
    /// Where the curve begins: 0, or the time survival is conditioned on.
    pub start: f64,
    /// The steps in ascending order.
    pub steps: Vec<SurvivalStep>,
    /// Last time drawn at full strength; `None` if nowhere.
    pub shown_until: Option<f64>,
    /// Last time of the axis: the longest lifetime.
    pub end: f64,
    /// The fitted model as points; empty for none.
    pub fitted: Vec<(f64, f64)>,
    /// A reference as points; empty for none.
    pub reference: Vec<(f64, f64)>,
    /// Numbers at risk by time.
    pub at_risk: Vec<(f64, u64)>,
}

/// The words of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct SurvivalWords {
    /// Name of the horizontal axis.
    pub months: String,
    /// Name of the measured curve.
    pub measured: String,
    /// Name of the fitted model.
    pub fitted: String,
    /// Name of the reference.
    pub reference: String,
    /// Head of the row of numbers at risk.
    pub at_risk: String,
    /// What is read out along the axis, the time first.
    pub readouts: Vec<(f64, Vec<String>)>,
}

/// The chart. `None` without a step.
#[must_use]
pub fn survival(
    curves: &SurvivalCurves,
    words: SurvivalWords,
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let last = *curves.steps.last()?;
    let lowest = curves
        .steps
        .iter()
        .map(|step| step.limits.map_or(step.survival, |limits| limits.0))
        .chain(curves.fitted.iter().map(|point| point.1))
        .fold(1.0, f64::min);
    let config = PlaneConfig {
        width_px,
        plot_px: 250,
        below_px: 44,
        names_px: 170,
        x: (0.0, curves.end.max(last.time)),
        // A curve that stays high is drawn from a round floor, said by its ticks; one that falls, from 0.
        y: (if lowest > 0.6 { (lowest * 10.0 - 0.5).floor() / 10.0 } else { 0.0 }, 1.0),
        x_title: words.months,
        y_title: String::new(),
    };
    let plane = Plane::new(config, |x| numerals.whole(x), |y| numerals.percent_tick(y));
    let mut marks = Vec::new();
    let end = curves.end.max(last.time);
    if let Some(band) = band(curves, end) {
        marks.push(band);
    }
    let names = [
        curve(&mut marks, &curves.reference, Role::Reference, Dash::Dashed, words.reference),
        curve(&mut marks, &curves.fitted, Role::Second, Dash::Solid, words.fitted),
        Some(CurveName { at: (end, last.survival), text: words.measured, tone: Tone::Strong }),
    ];
    marks.extend(stairs(curves, end));
    marks.extend(plane.name_curves(&names.into_iter().flatten().collect::<Vec<_>>()));
    marks.extend(risk_row(&plane, &curves.at_risk, words.at_risk, numerals));
    let readouts = plane.strips(words.readouts);
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

fn curve(
    marks: &mut Vec<Mark>,
    points: &[(f64, f64)],
    role: Role,
    dash: Dash,
    text: String,
) -> Option<CurveName> {
    let at = *points.last()?;
    marks.push(Mark::Line { points: points.to_vec(), role, dash, width_px: 2 });
    Some(CurveName { at, text, tone: Tone::Quiet })
}

/// The steps as a line, cut in two where it turns faint.
fn stairs(curves: &SurvivalCurves, end: f64) -> Vec<Mark> {
    let mut points = vec![(curves.start, 1.0)];
    let mut level = 1.0;
    for step in &curves.steps {
        points.extend([(step.time, level), (step.time, step.survival)]);
        level = step.survival;
    }
    points.push((end, level));
    let firm_until = curves.shown_until.unwrap_or(f64::NEG_INFINITY);
    let cut = points.partition_point(|point| point.0 <= firm_until);
    let mut marks = Vec::new();
    // The faint part begins where the firm one ends.
    let faint = points.get(cut.saturating_sub(1)..).unwrap_or_default().to_vec();
    points.truncate(cut);
    for (points, role, width_px) in [(faint, Role::Open, 1), (points, Role::Won, 3)] {
        if points.len() > 1 {
            marks.push(Mark::Line { points, role, dash: Dash::Solid, width_px });
        }
    }
    marks
}

/// The band, as steps; only where the curve is firm.
fn band(curves: &SurvivalCurves, end: f64) -> Option<Mark> {
    let firm_until = curves.shown_until?;
    let mut points = Vec::new();
    let with_limits: Vec<_> =
        curves.steps.iter().filter_map(|step| Some((step.time, step.limits?))).collect();
    for (at, &(time, (lower, upper))) in with_limits.iter().enumerate() {
        if time > firm_until {
            break;
        }
        let until = with_limits.get(at + 1).map_or(end, |next| next.0).min(firm_until.max(time));
        points.extend([(time, lower, upper), (until, lower, upper)]);
    }
    (points.len() > 1).then_some(Mark::Band { points, role: Role::Won })
}

/// The numbers at risk under the axis, fewer of them where it is narrow.
fn risk_row(
    plane: &Plane,
    at_risk: &[(f64, u64)],
    head: String,
    numerals: &dyn Numerals,
) -> Vec<Mark> {
    let floor = plane.y.scale.data.0;
    let label = |x: f64, dx: i32, dy: i32, text: String, anchor, tone| Mark::Label {
        at: (x, floor),
        offset_px: (dx, dy),
        text,
        anchor,
        tone,
    };
    let to_margin = -(plane.x.scale.px.0 as i32);
    let mut marks = vec![label(0.0, to_margin, 54, head, Anchor::Start, Tone::Quiet)];
    for tick in &plane.x.ticks {
        let known = at_risk.iter().find(|(time, _)| (time - tick.at).abs() < 1e-6);
        if let Some(&(time, n)) = known {
            marks.push(label(time, 0, 74, numerals.count(n), Anchor::Middle, Tone::Normal));
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    fn curves(shown_until: Option<f64>) -> SurvivalCurves {
        let step = |time, survival| SurvivalStep {
            time,
            survival,
            limits: Some((survival - 0.1, survival + 0.05)),
        };
        SurvivalCurves {
            start: 0.0,
            steps: vec![step(3.0, 0.9), step(9.0, 0.6), step(20.0, 0.5)],
            shown_until,
            end: 24.0,
            fitted: Vec::new(),
            reference: vec![(0.0, 1.0), (24.0, 0.6)],
            at_risk: (0..=24).map(|month| (f64::from(month), 100)).collect(),
        }
    }

    fn chart(curves: &SurvivalCurves) -> ChartSpec {
        let words = SurvivalWords {
            months: "Monate".into(),
            measured: "m".into(),
            fitted: "f".into(),
            reference: "r".into(),
            at_risk: "n".into(),
            readouts: Vec::new(),
        };
        survival(curves, words, Table::default(), String::new(), &Plain, 640).unwrap()
    }

    fn lines(spec: &ChartSpec, wanted: Role) -> Vec<Vec<(f64, f64)>> {
        spec.marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Line { points, role, .. } if *role == wanted => Some(points.clone()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn the_curve_is_faint_where_few_are_at_risk() {
        let spec = chart(&curves(Some(9.0)));
        let (firm, faint) = (lines(&spec, Role::Won), lines(&spec, Role::Open));
        assert_eq!(firm[0].last(), Some(&(9.0, 0.6)));
        assert_eq!(faint[0].first(), Some(&(9.0, 0.6)));
        assert_eq!(faint[0].last(), Some(&(24.0, 0.5)));
    }

    #[test]
    fn a_curve_of_too_few_is_faint_throughout() {
        let spec = chart(&curves(None));
        assert!(lines(&spec, Role::Won).is_empty());
        assert_eq!(lines(&spec, Role::Open).len(), 1);
        assert!(!spec.marks.iter().any(|mark| matches!(mark, Mark::Band { .. })));
    }

    #[test]
    fn the_band_does_not_go_beyond_the_firm_curve() {
        for mark in chart(&curves(Some(9.0))).marks {
            if let Mark::Band { points, .. } = mark {
                assert!(points.iter().all(|point| point.0 <= 9.0));
            }
        }
    }

    #[test]
    fn every_tick_has_its_number_at_risk() {
        let spec = chart(&curves(Some(20.0)));
        let is_number = |mark: &&Mark| matches!(mark, Mark::Label { text, .. } if text == "100");
        assert_eq!(spec.marks.iter().filter(is_number).count(), spec.x.ticks.len());
    }

    #[test]
    fn without_a_step_there_is_no_curve() {
        let none = SurvivalCurves { steps: Vec::new(), ..curves(None) };
        let words = SurvivalWords {
            months: String::new(),
            measured: String::new(),
            fitted: String::new(),
            reference: String::new(),
            at_risk: String::new(),
            readouts: Vec::new(),
        };
        assert!(survival(&none, words, Table::default(), String::new(), &Plain, 640).is_none());
    }
}
