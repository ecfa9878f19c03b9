//! Which input moves the result most: one at a time from low to high, the others at their base.
//!
//! # Definition (MATH 5.9)
//! bar = model at the input's low and high value; swing = |high - low|; bars by swing, largest first,
//! equal swings by name. The ranges must be each input's own uncertainty (80 % interval: Wilson or
//! Jeffreys for rates, [`mean_range`] for a mean), not +-10 % of everything: in a product of factors
//! equal percentages give identical bars and say nothing.
//!
//! # Edge cases
//! A model that gives no number names the input. Swings are compared to nine digits of the largest, so
//! that rounding noise does not shuffle equal bars.
//!
//! # Reference
//! Howard 1988, Manage. Sci. 34:679 (tornado diagrams). Verified: golden file `tornado`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::analysis::interval::Level;

use super::quantity::NonNegative;

/// One input and its own range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TornadoInput<K> {
    /// Which input.
    pub name: K,
    /// Its value in the base case.
    pub base: f64,
    /// Low end of its range.
    pub low: f64,
    /// High end of its range.
    pub high: f64,
}

/// The result when one input moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TornadoBar<K> {
    /// Which input.
    pub name: K,
    /// Result at its low end.
    pub low: f64,
    /// Result at its high end.
    pub high: f64,
    /// Distance between the two.
    pub swing: f64,
}

/// The whole diagram.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TornadoReport<K> {
    /// Result of the base case.
    pub base: f64,
    /// Bars, largest swing first.
    pub bars: Vec<TornadoBar<K>>,
}

/// Why there is no diagram.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TornadoError<K: fmt::Debug> {
    /// The base case itself gives no number.
    #[error("the base case gives {0}")]
    Base(f64),
    /// One end of an input's range gives no number.
    #[error("input {name:?} gives {value}")]
    Input {
        /// Which input.
        name: K,
        /// What the model returned.
        value: f64,
    },
}

/// The diagram of `model` over `inputs`; the model takes one value per input, in their order.
///
/// ```
/// use trichterwerk::simulation::tornado::{TornadoInput, tornado};
/// let report = tornado(
///     &[
///         TornadoInput { name: "close rate", base: 0.33, low: 0.29, high: 0.37 },
///         TornadoInput { name: "deal", base: 4_000.0, low: 3_700.0, high: 4_300.0 },
///     ],
///     |x| 900.0 * x[0] * x[1],
/// )?;
/// assert_eq!(report.bars[0].name, "close rate");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn tornado<K: Clone + Ord + fmt::Debug>(
    inputs: &[TornadoInput<K>],
    model: impl Fn(&[f64]) -> f64,
) -> Result<TornadoReport<K>, TornadoError<K>> {
    let mut values: Vec<f64> = inputs.iter().map(|input| input.base).collect();
    let base = model(&values);
    if !base.is_finite() {
        return Err(TornadoError::Base(base));
    }
    let mut bars = Vec::with_capacity(inputs.len());
    for (i, input) in inputs.iter().enumerate() {
        let mut at = |value: f64| {
            let result = with_value(&mut values, i, value, &model);
            if result.is_finite() {
                Ok(result)
            } else {
                Err(TornadoError::Input { name: input.name.clone(), value: result })
            }
        };
        let (low, high) = (at(input.low)?, at(input.high)?);
        bars.push(TornadoBar { name: input.name.clone(), low, high, swing: (high - low).abs() });
    }
    let widest = bars.iter().map(|bar| bar.swing).fold(0.0, f64::max);
    // Whole numbers of billionths of the widest bar; 0/0 sorts as 0.
    let rank = |bar: &TornadoBar<K>| (bar.swing / widest * 1e9).round() as u64;
    bars.sort_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| a.name.cmp(&b.name)));
    Ok(TornadoReport { base, bars })
}

/// The model with one value replaced, the values restored afterwards.
fn with_value(values: &mut [f64], i: usize, value: f64, model: impl Fn(&[f64]) -> f64) -> f64 {
    let Some(slot) = values.get_mut(i) else { return f64::NAN };
    let before = std::mem::replace(slot, value);
    let result = model(values);
    if let Some(slot) = values.get_mut(i) {
        *slot = before;
    }
    result
}

/// Range of a mean of `n` amounts: mean -+ z s / sqrt(n); `None` of no amounts.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::simulation::quantity::NonNegative;
/// use trichterwerk::simulation::tornado::mean_range;
/// let (low, high) = mean_range(4_000.0, NonNegative::new(2_000.0)?, 100, Level::PLANNING).unwrap();
/// assert!((high - low - 2.0 * 1.2816 * 200.0).abs() < 1.0);
/// # Ok::<(), trichterwerk::simulation::quantity::QuantityError>(())
/// ```
pub fn mean_range(mean: f64, sd: NonNegative, n: u64, level: Level) -> Option<(f64, f64)> {
    let half = level.z() * sd.get() / (n as f64).sqrt();
    (n > 0).then_some((mean - half, mean + half))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(name: &str, base: f64, low: f64, high: f64) -> TornadoInput<String> {
        TornadoInput { name: name.to_owned(), base, low, high }
    }

    fn names(report: &TornadoReport<String>) -> Vec<&str> {
        report.bars.iter().map(|bar| bar.name.as_str()).collect()
    }

    #[test]
    fn equal_percentages_of_a_product_say_nothing() {
        let ten_percent = |name: &str, base: f64| input(name, base, 0.9 * base, 1.1 * base);
        let inputs = [ten_percent("c", 0.33), ten_percent("a", 2000.0), ten_percent("b", 0.45)];
        let report = tornado(&inputs, |x| x.iter().product()).unwrap();
        assert_eq!(names(&report), ["a", "b", "c"], "ties by name, whatever the noise");
        assert!((report.bars[0].swing - report.bars[2].swing).abs() < 1e-9);
    }

    #[test]
    fn a_falling_result_has_a_swing_too() {
        let report = tornado(&[input("cost", 1.0, 0.0, 3.0)], |x| 10.0 - x[0]).unwrap();
        assert_eq!(
            (report.bars[0].low, report.bars[0].high, report.bars[0].swing),
            (10.0, 7.0, 3.0)
        );
    }

    #[test]
    fn no_input_and_no_swing_are_no_error() {
        assert!(tornado::<String>(&[], |_| 1.0).unwrap().bars.is_empty());
        let flat =
            tornado(&[input("b", 1.0, 0.0, 2.0), input("a", 1.0, 0.0, 2.0)], |_| 1.0).unwrap();
        assert_eq!(names(&flat), ["a", "b"]);
    }

    #[test]
    fn a_model_without_a_number_names_the_input() {
        let result = tornado(&[input("rate", 0.5, 0.0, 1.0)], |x| 1.0 / x[0]);
        assert!(matches!(result, Err(TornadoError::Input { name, .. }) if name == "rate"));
        assert!(matches!(tornado::<String>(&[], |_| f64::NAN), Err(TornadoError::Base(_))));
    }

    #[test]
    fn a_mean_of_nothing_has_no_range() {
        assert_eq!(mean_range(1.0, NonNegative::ZERO, 0, Level::PLANNING), None);
        assert_eq!(mean_range(1.0, NonNegative::ZERO, 5, Level::PLANNING), Some((1.0, 1.0)));
    }
}
