//! How numbers are written: given by the page, so that charts know no language.

use crate::model::{Currency, Day};

/// Writes numbers in the language of the reader.
pub trait Numerals {
    /// A number with this many decimals.
    fn number(&self, value: f64, digits: usize) -> String;
    /// A share with this many decimals.
    fn percent(&self, share: f64, digits: usize) -> String;
    /// An amount without (0) or with (2) cents.
    fn money(&self, units: f64, currency: Currency, digits: usize) -> String;
    /// A day.
    fn day(&self, day: Day) -> String;
    /// The month a day lies in.
    fn month(&self, day: Day) -> String;

    /// A count.
    fn count(&self, count: u64) -> String {
        self.number(count as f64, 0)
    }

    /// A tick of an axis that counts: what lies between two whole numbers stays unnamed.
    fn whole(&self, value: f64) -> String {
        if is_whole(value) { self.number(value, 0) } else { String::new() }
    }

    /// A tick of an axis of shares, with as many decimals as it has: at most two.
    fn percent_tick(&self, share: f64) -> String {
        let digits = (0..2).find(|digits| is_whole(share * 10_f64.powi(digits + 2))).unwrap_or(2);
        self.percent(share, digits as usize)
    }
}

/// Whether a multiple of a round step is a whole number.
fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-9
}

/// Numbers as Rust writes them, for tests.
#[cfg(test)]
pub(crate) struct Plain;

#[cfg(test)]
impl Numerals for Plain {
    fn number(&self, value: f64, digits: usize) -> String {
        format!("{value:.digits$}")
    }

    fn percent(&self, share: f64, digits: usize) -> String {
        format!("{:.digits$} %", share * 100.0)
    }

    fn money(&self, units: f64, currency: Currency, digits: usize) -> String {
        format!("{units:.digits$} {}", currency.code())
    }

    fn day(&self, day: Day) -> String {
        day.to_string()
    }

    fn month(&self, day: Day) -> String {
        day.to_string().chars().take(7).collect()
    }
}
