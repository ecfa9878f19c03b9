//! A rate by month of entry: gaps stay gaps, months that are too young are dashed and stand apart.
//!
//! A month without deals has no rate; drawing 0 there, or a line across it, would invent a collapse. A young month has
//! a low rate because its deals are not decided yet: its line is dashed, and the rate to expect once it is mature
//! stands above it as a hollow dot with its interval (MATH 2.5).

use super::{Anchor, ChartSpec, Dash, Mark, Numerals, Plane, PlaneConfig, Role, Table, Tone};

const PLOT_PX: u32 = 220;
/// Room for a line of text above the highest point.
const HEAD_PX: f64 = 20.0;

/// One month.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendMonth {
    /// Its short name for the axis.
    pub name: String,
    /// The rate so far; `None` without deals.
    pub rate: Option<f64>,
    /// Its limits.
    pub limits: Option<(f64, f64)>,
    /// The rate to expect with its limits, for a month that is too young.
    pub expected: Option<(f64, f64, f64)>,
    /// Whether the rate may be compared.
    pub is_mature: bool,
    /// Whether there are enough deals to take it at face value.
    pub is_firm: bool,
    /// What is read out, the month first.
    pub readout: Vec<String>,
    /// Key of the month's records.
    pub records_key: String,
}

/// The chart; `None` without a month that has deals.
#[must_use]
pub fn trend(
    months: &[TrendMonth],
    young: &str,
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let highest = months
        .iter()
        .flat_map(|month| [month.rate, month.limits.map(|l| l.1), month.expected.map(|e| e.0)])
        .flatten()
        .fold(None, |most: Option<f64>, rate| Some(most.map_or(rate, |most| most.max(rate))))?;
    let end = (months.len() as f64 - 1.0).max(1.0);
    let first_young = months.iter().position(|month| !month.is_mature && month.rate.is_some());
    // Nothing is drawn above the ceiling but what the young months are called.
    let ceiling = (highest * 1.08).clamp(0.05, 1.0);
    let head_px = if first_young.is_some() { HEAD_PX } else { 0.0 };
    let config = PlaneConfig {
        width_px,
        plot_px: PLOT_PX,
        below_px: 0,
        names_px: 24,
        x: (-0.4, end + 0.4),
        y: (0.0, ceiling * f64::from(PLOT_PX) / (f64::from(PLOT_PX) - head_px)),
        x_title: String::new(),
        y_title: String::new(),
    };
    let name = |x: f64| {
        let at = (x.fract() == 0.0 && x >= 0.0).then_some(x as usize);
        at.and_then(|at| months.get(at)).map_or_else(String::new, |month| month.name.clone())
    };
    let plane = Plane::new(config, name, |y| numerals.percent_tick(y));
    let top = plane.y.scale.data.1;
    let mut marks = bands(months);
    for (at, pair) in months.windows(2).enumerate() {
        let [from, to] = pair else { continue };
        let (Some(from_rate), Some(to_rate)) = (from.rate, to.rate) else { continue };
        let is_firm = from.is_mature && to.is_mature;
        marks.push(Mark::Line {
            points: vec![(at as f64, from_rate), (at as f64 + 1.0, to_rate)],
            role: if is_firm { Role::Won } else { Role::Open },
            dash: if is_firm { Dash::Solid } else { Dash::Dashed },
            width_px: 2,
        });
    }
    for (at, month) in months.iter().enumerate() {
        let x = at as f64;
        if let Some((value, lower, upper)) = month.expected {
            marks.push(Mark::Line {
                points: vec![(x, lower.min(ceiling)), (x, upper.min(ceiling))],
                role: Role::Second,
                dash: Dash::Solid,
                width_px: 1,
            });
            let at = (x, value.min(ceiling));
            marks.push(Mark::Dot { at, role: Role::Second, radius_px: 4, filled: false });
        }
        if let Some(rate) = month.rate {
            let role = if month.is_mature { Role::Won } else { Role::Open };
            marks.push(Mark::Dot { at: (x, rate), role, radius_px: 4, filled: month.is_firm });
        }
    }
    if let Some(first) = first_young {
        let is_left = (first as f64) < end / 2.0;
        marks.push(Mark::Label {
            at: (if is_left { first as f64 } else { end + 0.4 }, top),
            offset_px: (0, 8),
            text: young.to_owned(),
            anchor: if is_left { Anchor::Start } else { Anchor::End },
            tone: Tone::Quiet,
        });
    }
    let points = months.iter().enumerate().map(|(at, month)| (at as f64, month.readout.clone()));
    let mut readouts = plane.strips(points.collect());
    for (readout, month) in readouts.iter_mut().zip(months) {
        readout.records_key = Some(month.records_key.clone());
    }
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

/// The intervals of mature months, interrupted where a month has none.
fn bands(months: &[TrendMonth]) -> Vec<Mark> {
    let mut bands = Vec::new();
    let mut points: Vec<(f64, f64, f64)> = Vec::new();
    for (at, month) in months.iter().enumerate() {
        match month.limits.filter(|_| month.is_mature && month.rate.is_some()) {
            Some((lower, upper)) => points.push((at as f64, lower, upper)),
            None => bands.push(std::mem::take(&mut points)),
        }
    }
    bands.push(points);
    let wide = bands.into_iter().filter(|points| points.len() > 1);
    wide.map(|points| Mark::Band { points, role: Role::Won }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    fn month(rate: Option<f64>, is_mature: bool) -> TrendMonth {
        TrendMonth {
            name: "Jan.".into(),
            rate,
            limits: rate.map(|rate| (rate / 2.0, rate + 0.1)),
            expected: (!is_mature).then_some((0.3, 0.2, 0.4)),
            is_mature,
            is_firm: true,
            readout: vec!["Jan.".into()],
            records_key: "2025-01-01".into(),
        }
    }

    fn chart(months: &[TrendMonth]) -> Option<ChartSpec> {
        trend(months, "noch zu jung", Table::default(), String::new(), &Plain, 640)
    }

    #[test]
    fn a_month_without_deals_is_a_gap_and_never_zero() {
        let rates = [Some(0.3), None, Some(0.2), Some(0.25)];
        let spec = chart(&rates.map(|rate| month(rate, true))).unwrap();
        let lines = spec.marks.iter().filter(|mark| matches!(mark, Mark::Line { .. })).count();
        assert_eq!(lines, 1, "only the last two months touch");
        let dots = spec.marks.iter().filter(|mark| matches!(mark, Mark::Dot { .. })).count();
        assert_eq!(dots, 3);
        assert_eq!(spec.readouts.len(), 4, "a gap can be read out too");
    }

    #[test]
    fn young_months_are_dashed_and_have_the_rate_to_expect() {
        let months = [month(Some(0.3), true), month(Some(0.1), false)];
        let spec = chart(&months).unwrap();
        let dashed = |mark: &&Mark| matches!(mark, Mark::Line { dash: Dash::Dashed, .. });
        assert_eq!(spec.marks.iter().filter(dashed).count(), 1);
        let hollow = |mark: &&Mark| matches!(mark, Mark::Dot { filled: false, .. });
        assert_eq!(spec.marks.iter().filter(hollow).count(), 1);
    }

    #[test]
    fn what_young_months_are_called_stands_above_every_point() {
        let young = TrendMonth { expected: Some((1.0, 0.9, 1.0)), ..month(Some(0.1), false) };
        let spec = chart(&[month(Some(0.9), true), young]).unwrap();
        let y = spec.y.scale;
        let highest = spec.marks.iter().filter_map(|mark| match mark {
            Mark::Dot { at, .. } => Some(y.px_from_data(at.1) - 4.0),
            Mark::Line { points, .. } => {
                points.iter().map(|point| y.px_from_data(point.1)).reduce(f64::min)
            }
            _ => None,
        });
        let label = spec.marks.iter().find_map(|mark| match mark {
            Mark::Label { at, offset_px, .. } => {
                Some(y.px_from_data(at.1) + f64::from(offset_px.1))
            }
            _ => None,
        });
        assert!(label.unwrap() + 6.0 <= highest.reduce(f64::min).unwrap());
    }

    #[test]
    fn no_month_is_no_chart() {
        assert!(chart(&[]).is_none());
        assert!(chart(&[TrendMonth { expected: None, ..month(None, true) }]).is_none());
    }
}
