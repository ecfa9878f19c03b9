//! What care costs and what it keeps, against the months between two contacts.
//!
//! Mailing often costs postage, mailing rarely costs contacts: the sum has a valley, and its lowest point is the
//! answer. Where there is no valley within reach, the curve only falls towards giving the list up, and no
//! point is marked.

use super::plane::WIDE_PX;
use super::{
    Anchor, ChartSpec, CurveName, Dash, Mark, Numerals, Plane, PlaneConfig, Role, Table, Tone,
};
use crate::model::Currency;

/// Cost per month by the length of the cycle. Months ascend.
#[derive(Clone, Debug, PartialEq)]
pub struct CycleCurves {
    /// Cost of contacting and repairing.
    pub care_eur: Vec<(f64, f64)>,
    /// Value lost between two contacts.
    pub lost_eur: Vec<(f64, f64)>,
    /// Their sum.
    pub total_eur: Vec<(f64, f64)>,
    /// The cheapest cycle and its cost, if there is one.
    pub optimum: Option<(f64, f64)>,
    /// The cycle chosen and its cost.
    pub chosen: Option<(f64, f64)>,
    /// Last month of the axis.
    pub last_month: f64,
}

/// The words of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct CycleWords {
    /// Name of the horizontal axis.
    pub months: String,
    /// Name of the vertical axis.
    pub eur_month: String,
    /// Name of the cost of care.
    pub care: String,
    /// Name of the lost value.
    pub lost: String,
    /// Name of the sum.
    pub total: String,
    /// Label of the optimum.
    pub optimum: String,
    /// Label of the chosen cycle.
    pub chosen: String,
    /// What is read out along the axis, the months first.
    pub readouts: Vec<(f64, Vec<String>)>,
}

/// The chart. `None` without a curve.
#[must_use]
pub fn care_cycle(
    curves: &CycleCurves,
    words: CycleWords,
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let last = |curve: &[(f64, f64)]| curve.last().copied();
    let (total_end, lost_end, care_end) =
        (last(&curves.total_eur)?, last(&curves.lost_eur)?, last(&curves.care_eur)?);
    // The cost of very short cycles runs off to infinity; the axis follows the right end and the cost of the
    // chosen cycle, and the curves are cut there.
    // A narrow chart names its curves inside: above them there must be room for the names of two cycles.
    let headroom = if width_px < WIDE_PX { 1.5 } else { 1.25 };
    let top = [curves.optimum, curves.chosen, Some(total_end)]
        .into_iter()
        .flatten()
        .fold(0.0_f64, |most, (_, eur)| most.max(eur))
        * headroom;
    if !(top > 0.0 && top.is_finite()) {
        return None;
    }
    let config = PlaneConfig {
        width_px,
        plot_px: 230,
        below_px: 0,
        names_px: 190,
        x: (0.0, curves.last_month),
        y: (0.0, top),
        x_title: words.months,
        y_title: words.eur_month,
    };
    let eur = |value: f64| numerals.money(value, Currency::EUR, 0);
    let plane = Plane::new(config, |x| numerals.whole(x), eur);
    let mut marks = vec![
        line(&curves.care_eur, top, Role::Rest, 2),
        line(&curves.lost_eur, top, Role::Lost, 2),
        line(&curves.total_eur, top, Role::Won, 3),
    ];
    if let Some((month, cost)) = curves.chosen {
        marks.push(Mark::Line {
            points: vec![(month, 0.0), (month, top)],
            role: Role::Reference,
            dash: Dash::Dashed,
            width_px: 1,
        });
        marks.push(label((month, top), (6, 8), words.chosen, Tone::Quiet));
        marks.push(Mark::Dot {
            at: (month, cost),
            role: Role::Reference,
            radius_px: 4,
            filled: false,
        });
    }
    if let Some(at) = curves.optimum {
        marks.push(Mark::Dot { at, role: Role::Won, radius_px: 6, filled: true });
        // Beside the dot there are curves; below the name of the chosen cycle there is room.
        let beside = curves.chosen.map_or(at.0, |chosen| chosen.0.max(at.0));
        marks.push(label((beside, top), (6, 26), words.optimum, Tone::Strong));
    }
    marks.extend(plane.name_curves(&[
        CurveName { at: total_end, text: words.total, tone: Tone::Strong },
        CurveName { at: lost_end, text: words.lost, tone: Tone::Quiet },
        CurveName { at: care_end, text: words.care, tone: Tone::Quiet },
    ]));
    let readouts = plane.strips(words.readouts);
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

/// The part of a curve that lies below `top`, begun where it crosses it.
fn line(points: &[(f64, f64)], top: f64, role: Role, width_px: u32) -> Mark {
    let mut inside: Vec<(f64, f64)> = Vec::with_capacity(points.len());
    for pair in points.windows(2) {
        let &[a, b] = pair else { continue };
        let cross = || (a.0 + (b.0 - a.0) * (top - a.1) / (b.1 - a.1), top);
        match (a.1 <= top, b.1 <= top) {
            (false, true) => inside.extend([cross(), b]),
            (true, false) => inside.extend([a, cross()]),
            (true, true) => inside.extend([a, b]),
            (false, false) => {}
        }
    }
    inside.dedup();
    Mark::Line { points: inside, role, dash: Dash::Solid, width_px }
}

fn label(at: (f64, f64), offset_px: (i32, i32), text: String, tone: Tone) -> Mark {
    Mark::Label { at, offset_px, text, anchor: Anchor::Start, tone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    fn words() -> CycleWords {
        CycleWords {
            months: String::new(),
            eur_month: "€".into(),
            care: "a".into(),
            lost: "b".into(),
            total: "c".into(),
            optimum: "best".into(),
            chosen: "now".into(),
            readouts: Vec::new(),
        }
    }

    fn curves(optimum: Option<(f64, f64)>) -> CycleCurves {
        let months = (1..=48).map(|half| f64::from(half) / 2.0);
        let care: Vec<(f64, f64)> = months.map(|t| (t, 100.0 / t)).collect();
        let lost: Vec<(f64, f64)> = care.iter().map(|&(t, _)| (t, 10.0 * t)).collect();
        let total = care.iter().zip(&lost).map(|(a, b)| (a.0, a.1 + b.1)).collect();
        CycleCurves {
            care_eur: care,
            lost_eur: lost,
            total_eur: total,
            optimum,
            chosen: Some((2.0, 70.0)),
            last_month: 24.0,
        }
    }

    #[test]
    fn no_curve_leaves_the_chart() {
        let spec = care_cycle(
            &curves(Some((3.16, 63.2))),
            words(),
            Table::default(),
            String::new(),
            &Plain,
            640,
        )
        .unwrap();
        for mark in &spec.marks {
            if let Mark::Line { points, .. } = mark {
                assert!(points.iter().all(|point| point.1 <= spec.y.scale.data.1 + 1e-9));
            }
        }
    }

    #[test]
    fn without_an_optimum_nothing_is_marked_as_one() {
        let count = |optimum| {
            let spec =
                care_cycle(&curves(optimum), words(), Table::default(), String::new(), &Plain, 640);
            let is_optimum = |mark: &&Mark| matches!(mark, Mark::Dot { filled: true, .. });
            spec.unwrap().marks.iter().filter(is_optimum).count()
        };
        assert_eq!((count(Some((3.16, 63.2))), count(None)), (1, 0));
    }
}
