//! Revenue month by month, added up, against the quota: where the plan runs ahead of it and where it falls behind.
//!
//! The quota is a straight line, the plan a curve through the ends of the months; what the open deals of the file bring
//! is the area at its foot.

use super::{
    ChartSpec, CurveName, Dash, Mark, Numerals, Plane, PlaneConfig, Role, Table, Tick, Tone,
};
use crate::model::Currency;

/// A month, with its texts in the reader's language.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// Its short name.
    pub name: String,
    /// Revenue since the first month, EUR.
    pub plan_eur: f64,
    /// Of this from the open deals of the file, EUR.
    pub open_eur: f64,
    /// Quotas since the first month, EUR.
    pub quota_eur: f64,
    /// What is read out: the month first.
    pub readout: Vec<String>,
}

/// The names of the curves, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Of the quota.
    pub quota: String,
    /// Of the plan.
    pub plan: String,
    /// Of the part of the open deals.
    pub open: String,
    /// What the chart shows, in a sentence.
    pub summary: String,
}

/// The chart; `None` without months or with nothing to reach and nothing to earn.
#[must_use]
pub fn months(
    months: &[Month],
    words: Words,
    table: Table,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let last = months.last()?;
    let highest =
        months.iter().map(|month| month.plan_eur.max(month.quota_eur)).fold(0.0, f64::max);
    if highest <= 0.0 {
        return None;
    }
    let n = months.len() as f64;
    let config = PlaneConfig {
        width_px,
        plot_px: 230,
        below_px: 0,
        names_px: 150,
        x: (0.0, n),
        y: (0.0, highest * 1.02),
        x_title: String::new(),
        y_title: String::new(),
    };
    let money = |amount: f64| numerals.money(amount, Currency::EUR, 0);
    let mut plane = Plane::new(config, |_| String::new(), money);
    // A month is named at its middle; a phone has room for every third.
    let every = if plane.is_wide { 1 } else { 3 };
    let named = months.iter().enumerate().step_by(every);
    plane.x.ticks =
        named.map(|(at, month)| Tick { at: at as f64 + 0.5, label: month.name.clone() }).collect();
    let curve = |value: fn(&Month) -> f64| -> Vec<(f64, f64)> {
        let ends = months.iter().enumerate().map(|(at, month)| (at as f64 + 1.0, value(month)));
        std::iter::once((0.0, 0.0)).chain(ends).collect()
    };
    let line = |points, role, dash, width_px| Mark::Line { points, role, dash, width_px };
    let mut marks = Vec::new();
    let mut names = vec![
        CurveName { at: (n, last.plan_eur), text: words.plan, tone: Tone::Strong },
        CurveName { at: (n, last.quota_eur), text: words.quota, tone: Tone::Quiet },
    ];
    if last.open_eur > 0.0 {
        let points = curve(|month| month.open_eur).into_iter().map(|(x, y)| (x, 0.0, y)).collect();
        marks.push(Mark::Band { points, role: Role::Second });
        marks.push(line(curve(|month| month.open_eur), Role::Second, Dash::Solid, 2));
        names.push(CurveName { at: (n, last.open_eur), text: words.open, tone: Tone::Quiet });
    }
    marks.push(line(curve(|month| month.quota_eur), Role::Reference, Dash::Dashed, 1));
    marks.push(line(curve(|month| month.plan_eur), Role::Won, Dash::Solid, 3));
    marks.extend(plane.name_curves(&names));
    let points = months.iter().enumerate();
    let points = points.map(|(at, month)| (at as f64 + 0.5, month.readout.clone())).collect();
    let readouts = plane.strips(points);
    Some(ChartSpec {
        size: plane.size,
        x: plane.x,
        y: plane.y,
        marks,
        readouts,
        table,
        summary: words.summary,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    fn spec(open_eur: f64, width_px: u32) -> Option<ChartSpec> {
        let year: Vec<Month> = (1..=12)
            .map(|at| Month {
                name: at.to_string(),
                plan_eur: 90.0 * f64::from(at) + open_eur,
                open_eur,
                quota_eur: 100.0 * f64::from(at),
                readout: vec![at.to_string()],
            })
            .collect();
        let words = Words {
            quota: "Ziel".into(),
            plan: "Plan".into(),
            open: "offen".into(),
            summary: String::new(),
        };
        months(&year, words, Table::default(), &Plain, width_px)
    }

    #[test]
    fn every_month_is_read_out_and_a_phone_names_every_third() {
        let (wide, narrow) = (spec(0.0, 800).unwrap(), spec(0.0, 328).unwrap());
        assert_eq!((wide.readouts.len(), narrow.readouts.len()), (12, 12));
        assert_eq!((wide.x.ticks.len(), narrow.x.ticks.len()), (12, 4));
    }

    #[test]
    fn curves_end_where_the_figures_do() {
        let spec = spec(50.0, 800).unwrap();
        let ends: Vec<_> = spec
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Line { points, .. } => points.last().copied(),
                _ => None,
            })
            .collect();
        assert_eq!(ends, [(12.0, 50.0), (12.0, 1_200.0), (12.0, 1_130.0)]);
    }

    #[test]
    fn without_open_deals_there_is_no_area_for_them() {
        let spec = spec(0.0, 800).unwrap();
        assert!(!spec.marks.iter().any(|mark| matches!(mark, Mark::Band { .. })));
    }
}
