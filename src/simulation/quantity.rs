//! Checked amounts: finite and not negative, or finite and above zero.
//!
//! Money, hours, months and leads enter the models through these two types, so that no model repeats
//! the checks and none can meet a NaN, an infinity or a negative duration (MATH 1.1: invalid input is
//! an error, never a clamp). Which unit a number has is said by the name of the field that holds it.

use serde::{Deserialize, Serialize};

/// A finite number >= 0: hours, euros, leads.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct NonNegative(f64);

/// A finite number > 0: what a model divides by.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Positive(f64);

/// A number that is not the quantity it was offered as.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum QuantityError {
    /// NaN or infinite.
    #[error("{0} is not a finite number")]
    NotFinite(f64),
    /// Below zero.
    #[error("{0} is negative")]
    Negative(f64),
    /// Zero or below where something is divided by it.
    #[error("{0} is not above zero")]
    NotPositive(f64),
}

impl NonNegative {
    /// Nothing.
    pub const ZERO: Self = Self(0.0);

    /// Checks that `value` is finite and not below zero.
    ///
    /// ```
    /// use trichterwerk::simulation::quantity::NonNegative;
    /// assert!(NonNegative::new(0.0).is_ok());
    /// assert!(NonNegative::new(-1.0).is_err());
    /// ```
    pub fn new(value: f64) -> Result<Self, QuantityError> {
        if !value.is_finite() {
            Err(QuantityError::NotFinite(value))
        } else if value < 0.0 {
            Err(QuantityError::Negative(value))
        } else {
            // `+ 0.0` turns -0 into 0.
            Ok(Self(value + 0.0))
        }
    }

    /// The value, >= 0.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The same value as something to divide by; `None` for zero.
    pub fn positive(self) -> Option<Positive> {
        (self.0 > 0.0).then_some(Positive(self.0))
    }
}

impl Positive {
    /// One.
    pub const ONE: Self = Self(1.0);

    /// Checks that `value` is finite and above zero.
    ///
    /// ```
    /// use trichterwerk::simulation::quantity::Positive;
    /// assert!(Positive::new(4000.0).is_ok());
    /// assert!(Positive::new(0.0).is_err());
    /// ```
    pub fn new(value: f64) -> Result<Self, QuantityError> {
        if !value.is_finite() {
            Err(QuantityError::NotFinite(value))
        } else if value <= 0.0 {
            Err(QuantityError::NotPositive(value))
        } else {
            Ok(Self(value))
        }
    }

    /// The value, > 0.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for NonNegative {
    type Error = QuantityError;

    fn try_from(value: f64) -> Result<Self, QuantityError> {
        Self::new(value)
    }
}

impl TryFrom<f64> for Positive {
    type Error = QuantityError;

    fn try_from(value: f64) -> Result<Self, QuantityError> {
        Self::new(value)
    }
}

impl From<NonNegative> for f64 {
    fn from(quantity: NonNegative) -> Self {
        quantity.0
    }
}

impl From<Positive> for f64 {
    fn from(quantity: Positive) -> Self {
        quantity.0
    }
}

impl From<Positive> for NonNegative {
    fn from(quantity: Positive) -> Self {
        Self(quantity.0)
    }
}

/// Sum from 0 on. (`Iterator::sum` of no `f64` is -0, which a page would show as "-0".)
pub(super) fn total(amounts: impl IntoIterator<Item = f64>) -> f64 {
    amounts.into_iter().fold(0.0, |sum, amount| sum + amount)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn nan_and_infinity_are_no_quantities() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(matches!(NonNegative::new(value), Err(QuantityError::NotFinite(_))));
            assert!(matches!(Positive::new(value), Err(QuantityError::NotFinite(_))));
        }
    }

    #[test]
    fn zero_is_an_amount_but_no_divisor() {
        assert_eq!(NonNegative::new(-0.0), Ok(NonNegative::ZERO));
        assert!(NonNegative::new(-0.0).unwrap().get().is_sign_positive());
        assert_eq!(Positive::new(0.0), Err(QuantityError::NotPositive(0.0)));
        assert_eq!(NonNegative::ZERO.positive(), None);
    }

    #[test]
    fn the_sum_of_nothing_is_a_plain_zero() {
        assert!(total([]).is_sign_positive());
        assert_eq!(total([1.0, 2.0]), 3.0);
    }

    #[test]
    fn a_file_cannot_smuggle_one_in() {
        assert!(serde_json::from_str::<NonNegative>("-1").is_err());
        assert!(serde_json::from_str::<Positive>("0").is_err());
        assert_eq!(serde_json::from_str::<Positive>("4000").unwrap().get(), 4000.0);
    }
}
