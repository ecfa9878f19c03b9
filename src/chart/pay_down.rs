//! The balance of debt month by month: paid down, and left alone.
//!
//! The course with work is the subject and drawn loud; that of doing nothing is the reference. Both start at the
//! same balance, so that the distance between them is what the work has done.

use super::{ChartSpec, CurveName, Dash, Mark, Numerals, Plane, PlaneConfig, Role, Table, Tone};

/// The balances at the ends of months, hours; the first is today.
#[derive(Clone, Debug, PartialEq)]
pub struct Balances {
    /// With work.
    pub paid: Vec<f64>,
    /// Without.
    pub left: Vec<f64>,
}

/// The words of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayDownWords {
    /// Name of the horizontal axis.
    pub months: String,
    /// Name of the course with work.
    pub paid: String,
    /// Name of the course without.
    pub left: String,
    /// What is read out at each month, from today on.
    pub readouts: Vec<Vec<String>>,
}

/// The chart; `None` with fewer than two balances.
#[must_use]
pub fn pay_down(
    balances: &Balances,
    words: PayDownWords,
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let last = balances.paid.len().checked_sub(1).filter(|last| *last > 0)?;
    let most = balances.paid.iter().chain(&balances.left).copied().fold(0.0, f64::max);
    let config = PlaneConfig {
        width_px,
        plot_px: 210,
        below_px: 0,
        names_px: 130,
        x: (0.0, last as f64),
        y: (0.0, (most * 1.08).max(1.0)),
        x_title: words.months,
        y_title: String::new(),
    };
    let plane = Plane::new(config, |x| numerals.whole(x), |y| numerals.whole(y));
    let points = |course: &[f64]| -> Vec<(f64, f64)> {
        course.iter().enumerate().map(|(at, hours)| (at as f64, *hours)).collect()
    };
    let (left, paid) = (points(&balances.left), points(&balances.paid));
    let ends = [(left.last(), words.left, Tone::Quiet), (paid.last(), words.paid, Tone::Strong)];
    let names: Vec<CurveName> = ends
        .into_iter()
        .filter_map(|(at, text, tone)| Some(CurveName { at: *at?, text, tone }))
        .collect();
    let mut marks = vec![
        Mark::Line { points: left, role: Role::Reference, dash: Dash::Dashed, width_px: 2 },
        Mark::Line { points: paid, role: Role::Won, dash: Dash::Solid, width_px: 3 },
    ];
    marks.extend(plane.name_curves(&names));
    let readouts = words.readouts.into_iter().enumerate();
    let readouts = plane.strips(readouts.map(|(at, lines)| (at as f64, lines)).collect());
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    #[test]
    fn both_courses_are_named_and_every_month_is_read_out() {
        let balances = Balances { paid: vec![10.0, 6.0, 2.0], left: vec![10.0, 11.0, 12.0] };
        let words = PayDownWords {
            months: "Monate".into(),
            paid: "mit".into(),
            left: "ohne".into(),
            readouts: vec![vec!["0".into()], vec!["1".into()], vec!["2".into()]],
        };
        let spec = pay_down(&balances, words.clone(), Table::default(), String::new(), &Plain, 640);
        let spec = spec.unwrap();
        let labels = spec.marks.iter().filter(|mark| matches!(mark, Mark::Label { .. })).count();
        assert_eq!((labels, spec.readouts.len()), (2, 3));
        let short = Balances { paid: vec![1.0], left: vec![1.0] };
        assert!(pay_down(&short, words, Table::default(), String::new(), &Plain, 640).is_none());
    }
}
