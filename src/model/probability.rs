//! A share that is one: a number checked to lie in 0..=1.
//!
//! Every rate that enters a model (close rate, margin, response rate) is checked once, where the text
//! field or the file is read. What follows can neither divide by a NaN nor win 120 % of its deals.
//! An invalid value is an error, never a clamp (MATH 1.1).

use serde::{Deserialize, Serialize};

/// A probability or share, 0..=1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Probability(f64);

/// A number offered as a probability that is none.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{0} is not a probability between 0 and 1")]
pub struct ProbabilityError(pub f64);

impl Probability {
    /// Never.
    pub const ZERO: Self = Self(0.0);
    /// Always.
    pub const ONE: Self = Self(1.0);

    /// Checks that `value` lies in 0..=1; NaN does not.
    ///
    /// ```
    /// use trichterwerk::model::probability::Probability;
    /// assert_eq!(Probability::new(0.33)?.get(), 0.33);
    /// assert!(Probability::new(33.0).is_err());
    /// assert!(Probability::new(f64::NAN).is_err());
    /// # Ok::<(), trichterwerk::model::probability::ProbabilityError>(())
    /// ```
    pub fn new(value: f64) -> Result<Self, ProbabilityError> {
        // `+ 0.0` turns -0 into 0, so that 1/p has one sign.
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value + 0.0))
        } else {
            Err(ProbabilityError(value))
        }
    }

    /// The value, 0..=1.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The probability that it does not happen.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(1.0 - self.0)
    }

    /// The probability that this and an independent other thing both happen.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }

    /// The probability that all of several independent things happen; 1 for none.
    pub fn all(chain: &[Self]) -> Self {
        chain.iter().fold(Self::ONE, |product, p| product.and(*p))
    }
}

impl TryFrom<f64> for Probability {
    type Error = ProbabilityError;

    fn try_from(value: f64) -> Result<Self, ProbabilityError> {
        Self::new(value)
    }
}

impl From<Probability> for f64 {
    fn from(probability: Probability) -> Self {
        probability.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_probabilities() {
        assert_eq!(Probability::new(0.0), Ok(Probability::ZERO));
        assert_eq!(Probability::new(1.0), Ok(Probability::ONE));
        assert!(Probability::new(-0.0).unwrap().get().is_sign_positive());
    }

    #[test]
    fn what_is_outside_is_an_error_and_not_a_clamp() {
        for value in [-1e-300, 1.0 + f64::EPSILON, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Probability::new(value).is_err(), "{value}");
        }
    }

    #[test]
    fn a_file_cannot_smuggle_one_in() {
        assert!(serde_json::from_str::<Probability>("0.5").is_ok());
        assert!(serde_json::from_str::<Probability>("1.5").is_err());
    }

    #[test]
    fn the_product_of_no_stages_is_certain() {
        assert_eq!(Probability::all(&[]), Probability::ONE);
    }
}
