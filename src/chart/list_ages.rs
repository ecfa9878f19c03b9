//! How old the addresses of a list are, and how many of each age are expected to be dead.
//!
//! The chart says why a list has no one age: each bar loses its own share.

use super::{Anchor, ChartSpec, Mark, Numerals, Plane, PlaneConfig, Role, Table, Texture, Tone};

/// Addresses of one range of ages.
#[derive(Clone, Debug, PartialEq)]
pub struct AgeBar {
    /// From and to, in months.
    pub months: (f64, f64),
    /// Addresses of this age.
    pub n: f64,
    /// Of these, expected to bounce.
    pub n_bad: f64,
    /// What is read out: the ages first.
    pub readout: Vec<String>,
}

/// The words of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct AgeWords {
    /// Name of the horizontal axis.
    pub months: String,
    /// Name of the vertical axis.
    pub addresses: String,
    /// Label of the dead part, at the oldest bar.
    pub bad: String,
}

/// The chart. `None` without addresses.
#[must_use]
pub fn list_ages(
    bars: &[AgeBar],
    words: AgeWords,
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let most = bars.iter().map(|bar| bar.n).fold(0.0, f64::max);
    let first = bars.iter().map(|bar| bar.months.0).fold(f64::INFINITY, f64::min);
    let last = bars.iter().map(|bar| bar.months.1).fold(0.0, f64::max);
    if !(most > 0.0 && last > first) {
        return None;
    }
    let config = PlaneConfig {
        width_px,
        plot_px: 150,
        below_px: 0,
        names_px: 10,
        x: (if first < last / 3.0 { 0.0 } else { first }, last),
        y: (0.0, most * 1.15),
        x_title: words.months,
        y_title: words.addresses,
    };
    let plane = Plane::new(config, |x| numerals.whole(x), |y| numerals.whole(y));
    // A hairline of paper between bars.
    let gap = (plane.x.scale.data_from_px(1.0) - plane.x.scale.data_from_px(0.0)).abs();
    let mut marks = Vec::new();
    for bar in bars.iter().filter(|bar| bar.n > 0.0) {
        let to = (bar.months.1 - gap).max(bar.months.0);
        let mut part = |from: f64, until: f64, role| {
            if until > from {
                let (x, y) = ((bar.months.0, to), (from, until));
                marks.push(Mark::Bar { x, y, role, texture: Texture::Solid });
            }
        };
        part(0.0, bar.n_bad, Role::Lost);
        part(bar.n_bad, bar.n, Role::Won);
    }
    if let Some(tallest) = bars.iter().rev().find(|bar| bar.n_bad > 0.0) {
        marks.push(Mark::Label {
            at: (tallest.months.1, tallest.n),
            offset_px: (-2, -9),
            text: words.bad,
            anchor: Anchor::End,
            tone: Tone::Strong,
        });
    }
    let middles =
        bars.iter().map(|bar| (f64::midpoint(bar.months.0, bar.months.1), bar.readout.clone()));
    let readouts = plane.strips(middles.collect());
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    fn bar(from: f64, n: f64, n_bad: f64) -> AgeBar {
        AgeBar { months: (from, from + 1.0), n, n_bad, readout: vec![from.to_string()] }
    }

    fn chart(bars: &[AgeBar]) -> Option<ChartSpec> {
        let words = AgeWords { months: String::new(), addresses: String::new(), bad: "x".into() };
        list_ages(bars, words, Table::default(), String::new(), &Plain, 640)
    }

    #[test]
    fn the_dead_and_the_living_add_up_to_the_bar() {
        let spec = chart(&[bar(18.0, 100.0, 31.0), bar(19.0, 100.0, 33.0)]).unwrap();
        let heights: f64 = spec
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Bar { y, .. } => Some(y.1 - y.0),
                _ => None,
            })
            .sum();
        assert!((heights - 200.0).abs() < 1e-9);
        assert_eq!(spec.readouts.len(), 2);
    }

    #[test]
    fn an_empty_list_has_no_chart() {
        assert!(chart(&[]).is_none());
        assert!(chart(&[bar(18.0, 0.0, 0.0)]).is_none());
    }
}
