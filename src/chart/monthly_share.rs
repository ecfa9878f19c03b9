//! A share by month: a bar a month, a gap where a month has nothing to take a share of.

use super::{ChartSpec, Mark, Numerals, Plane, PlaneConfig, Role, Table, Texture};
use crate::model::Day;

/// A month with its share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Month {
    /// Its first day.
    pub first: Day,
    /// Those that have it.
    pub n: u64,
    /// All of the month.
    pub n_of: u64,
}

/// The chart; `None` without months.
#[must_use]
pub fn monthly_share(
    months: &[Month],
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let start = months.first()?.first.month_index();
    let end = months.last()?.first.month_index();
    let share = |month: &Month| (month.n_of > 0).then(|| month.n as f64 / month.n_of as f64);
    let most = months.iter().filter_map(share).fold(0.0, f64::max);
    let place = |month: &Month| f64::from(month.first.month_index() - start);
    let name = |at: f64| numerals.month(Day::first_of_month(start + at.round() as i32));
    let config = PlaneConfig {
        width_px,
        plot_px: 170,
        below_px: 0,
        names_px: 10,
        x: (-0.5, f64::from(end - start) + 0.5),
        y: (0.0, (most * 1.1).max(0.01)),
        x_title: String::new(),
        y_title: String::new(),
    };
    let is_month = |at: f64| at.fract().abs() < 1e-9;
    let plane = Plane::new(
        config,
        |at| if is_month(at) { name(at) } else { String::new() },
        |at| numerals.percent_tick(at),
    );
    let bar = |month: &Month| {
        let at = place(month);
        Some(Mark::Bar {
            x: (at - 0.38, at + 0.38),
            y: (0.0, share(month)?),
            role: Role::Lost,
            texture: Texture::Solid,
        })
    };
    let marks = months.iter().filter_map(bar).collect();
    let readout = |month: &Month| {
        let shown = share(month).map_or_else(|| "—".to_owned(), |share| numerals.percent(share, 1));
        let of = format!("{} / {}", numerals.count(month.n), numerals.count(month.n_of));
        (place(month), vec![name(place(month)), shown, of])
    };
    let readouts = plane.strips(months.iter().map(readout).collect());
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    fn month(year: i32, month: u32, n: u64, n_of: u64) -> Month {
        Month { first: Day::from_ymd(year, month, 1).unwrap(), n, n_of }
    }

    #[test]
    fn a_month_without_records_is_a_gap_and_not_zero() {
        let months = [month(2024, 11, 1, 4), month(2025, 1, 0, 0), month(2025, 2, 2, 2)];
        let spec = monthly_share(&months, Table::default(), String::new(), &Plain, 640).unwrap();
        assert_eq!(spec.marks.len(), 2);
        assert_eq!(spec.readouts.len(), 3);
        assert_eq!(spec.readouts[1].lines[1], "—");
        // The missing December keeps its place.
        assert!(
            matches!(spec.marks[1], Mark::Bar { x: (from, _), .. } if (from - 2.62).abs() < 1e-9)
        );
    }

    #[test]
    fn no_month_is_no_chart() {
        assert!(monthly_share(&[], Table::default(), String::new(), &Plain, 640).is_none());
    }
}
