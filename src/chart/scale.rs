//! Linear scales and round ticks.

use serde::{Deserialize, Serialize};

/// A linear map from data to pixels.
///
/// ```
/// use trichterwerk::chart::Scale;
/// let scale = Scale { data: (0.0, 10.0), px: (100.0, 200.0) };
/// assert_eq!(scale.px_from_data(5.0), 150.0);
/// assert_eq!(scale.data_from_px(150.0), 5.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Data at the start and the end of the axis.
    pub data: (f64, f64),
    /// Pixels at the start and the end of the axis; start > end turns the axis round (y grows upwards).
    pub px: (f64, f64),
}

impl Scale {
    /// The pixel of a value. An axis without extent puts everything at its start.
    #[must_use]
    pub fn px_from_data(&self, value: f64) -> f64 {
        let extent = self.data.1 - self.data.0;
        if extent == 0.0 {
            return self.px.0;
        }
        self.px.0 + (value - self.data.0) / extent * (self.px.1 - self.px.0)
    }

    /// The value of a pixel.
    #[must_use]
    pub fn data_from_px(&self, px: f64) -> f64 {
        let extent = self.px.1 - self.px.0;
        if extent == 0.0 {
            return self.data.0;
        }
        self.data.0 + (px - self.px.0) / extent * (self.data.1 - self.data.0)
    }
}

/// Round values along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// The values in ascending order, all multiples of `step`.
    pub values: Vec<f64>,
    /// Distance between two of them: 1, 2 or 5 times a power of ten.
    pub step: f64,
}

impl Ticks {
    /// At most `max` ticks between `low` and `high`, at multiples of 1, 2 or 5 times a power of ten
    /// (Heckbert, *Nice Numbers for Graph Labels*, 1990). Bounds that are no numbers give no ticks.
    ///
    /// ```
    /// use trichterwerk::chart::Ticks;
    /// assert_eq!(Ticks::between(0.0, 900.0, 5).values, [0.0, 200.0, 400.0, 600.0, 800.0]);
    /// ```
    #[must_use]
    pub fn between(low: f64, high: f64, max: usize) -> Self {
        let extent = high - low;
        if !extent.is_finite() || extent <= 0.0 || max < 2 {
            return Self {
                values: if low.is_finite() { vec![low] } else { Vec::new() },
                step: 1.0,
            };
        }
        let rough = extent / (max - 1) as f64;
        let power = 10_f64.powf(rough.log10().floor());
        let mut step = 10.0 * power;
        for factor in [1.0, 2.0, 5.0, 10.0, 20.0] {
            step = factor * power;
            let count = (high / step).floor() - (low / step).ceil() + 1.0;
            if count <= max as f64 {
                break;
            }
        }
        let first = (low / step - 1e-9).ceil();
        let last = (high / step + 1e-9).floor();
        let count = (last - first).max(0.0) as usize + 1;
        Self { values: (0..count).map(|k| (first + k as f64) * step).collect(), step }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_and_empty_axes_project() {
        let down = Scale { data: (0.0, 2.0), px: (300.0, 20.0) };
        assert_eq!((down.px_from_data(0.0), down.px_from_data(2.0)), (300.0, 20.0));
        let empty = Scale { data: (5.0, 5.0), px: (0.0, 100.0) };
        assert!(empty.px_from_data(5.0).abs() < 1e-12);
    }

    #[test]
    fn ticks_are_few_round_and_inside() {
        for (low, high) in
            [(0.0, 1.0), (0.0, 0.023), (-3.0, 7.0), (1.0e6, 1.4e6), (0.0, 3.0), (17.0, 17.5)]
        {
            for max in 2..9 {
                let ticks = Ticks::between(low, high, max);
                assert!(ticks.values.len() <= max, "{low}..{high}: {ticks:?}");
                assert!(
                    ticks
                        .values
                        .iter()
                        .all(|&v| v >= low - 1e-9 * high.abs() && v <= high + 1e-9 * high.abs())
                );
            }
        }
        assert_eq!(Ticks::between(2.0, 2.0, 5).values, [2.0]);
        assert!(Ticks::between(f64::NAN, 1.0, 5).values.is_empty());
    }
}
