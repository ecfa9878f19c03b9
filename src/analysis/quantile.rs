//! Sample quantiles, Hyndman & Fan's type 7 (the default of numpy and R).
//!
//! Definition: with x(1) <= ... <= x(n), h = (n - 1) p; the quantile is x(⌊h⌋+1) + (h - ⌊h⌋)
//! (x(⌊h⌋+2) - x(⌊h⌋+1)). Edge cases: an empty sample has no quantile; one value is every quantile.
//! Reference: Hyndman & Fan 1996, Am. Stat. 50:361. Verified against `numpy.quantile` (tests).

/// Quantile `p` of an ascending sample; `None` when it is empty or `p` is outside 0..=1.
///
/// ```
/// use trichterwerk::analysis::quantile::quantile_sorted;
/// assert_eq!(quantile_sorted(&[1.0, 2.0, 3.0, 4.0], 0.5), Some(2.5));
/// assert_eq!(quantile_sorted(&[], 0.5), None);
/// ```
pub fn quantile_sorted(ascending: &[f64], p: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    let last = ascending.len().checked_sub(1)?;
    let h = last as f64 * p;
    let below = h.floor();
    let low = *ascending.get(below as usize)?;
    let high = *ascending.get((below as usize + 1).min(last))?;
    Some(low + (h - below) * (high - low))
}

/// The same for a sample of `n` given as ascending values with their counts.
pub(crate) fn quantile_counted(
    ascending: impl Iterator<Item = (u16, u64)> + Clone,
    n: u64,
    p: f64,
) -> Option<f64> {
    let at = |index: u64| {
        let mut before = 0;
        ascending.clone().find_map(|(value, count)| {
            before += count;
            (index < before).then_some(f64::from(value))
        })
    };
    let last = n.checked_sub(1)?;
    let h = last as f64 * p;
    let below = h.floor();
    let (low, high) = (at(below as u64)?, at((below as u64 + 1).min(last))?);
    Some(low + (h - below) * (high - low))
}

/// Quantile `p` of a sample in any order; sorts a copy. `None` when it is empty, holds a NaN, or `p`
/// is outside 0..=1.
///
/// ```
/// use trichterwerk::analysis::quantile::quantile;
/// assert_eq!(quantile(&[30.0, 10.0, 20.0], 0.25), Some(15.0));
/// ```
pub fn quantile(sample: &[f64], p: f64) -> Option<f64> {
    if sample.iter().any(|x| x.is_nan()) {
        return None;
    }
    let mut ascending = sample.to_vec();
    ascending.sort_unstable_by(f64::total_cmp);
    quantile_sorted(&ascending, p)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    /// Reference: `numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], q)`, numpy 2.4.
    #[test]
    fn equals_numpy() {
        let sample = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
        for (p, expected) in
            [(0.0, 1.0), (0.1, 1.0), (0.25, 1.75), (0.5, 3.5), (0.9, 6.9), (1.0, 9.0)]
        {
            let got = quantile(&sample, p).unwrap();
            assert!((got - expected).abs() < 1e-12, "p {p}: {got}");
        }
    }

    #[test]
    fn one_value_is_every_quantile() {
        assert_eq!(quantile(&[7.0], 0.0), Some(7.0));
        assert_eq!(quantile(&[7.0], 0.93), Some(7.0));
    }

    #[test]
    fn no_value_or_no_probability_has_no_quantile() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[1.0], 1.5), None);
        assert_eq!(quantile(&[1.0], f64::NAN), None);
        assert_eq!(quantile(&[1.0, f64::NAN], 0.5), None);
    }
}
