//! Monthly rates of decay, and what they mean per year (MATH 3.1).
//!
//! # Definition
//! With a share m going bad per month: hazard lambda = -ln(1 - m); lost after t months 1 - (1 - m)^t;
//! per year 1 - (1 - m)^12; half-life ln 2 / lambda; mean life 1 / lambda.
//!
//! # Why it is a type
//! 2.1 % a month are 22.5 % a year, not 25.2 % (pitfall P06: who is gone cannot go again); and 40 %
//! bounces of a list collected over a whole year are 2.16 % a month, not the 2.80 % that one common age
//! would give (pitfall P07). Both follow from using the individual ages and the hazard.
//!
//! # Edge cases
//! m = 0: no half-life and no mean life. m = 1, or a share that only the ages 0 could explain: refused.
//!
//! # Verified
//! Golden `rate_conversion` (numpy, scipy `brentq`).

use std::f64::consts::LN_2;

use serde::{Deserialize, Serialize};

use super::root::increasing_root;

/// Months per year.
const MONTHS_PER_YEAR: f64 = 12.0;

/// Share going bad per month under a constant hazard, from 0 up to but not including 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct MonthlyRate(f64);

/// A number that is no rate of decay.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RateError {
    /// The share per period is not in 0..1.
    #[error("rate {0} is not in 0..1")]
    Rate(f64),
    /// The share gone is not in 0..1.
    #[error("share gone {0} is not in 0..1")]
    ShareGone(f64),
    /// An age is negative or not a number, or there is none.
    #[error("no valid ages")]
    Ages,
    /// More are gone than are of positive age.
    #[error("share gone {share_gone} exceeds the share {share_aged} of positive age")]
    Unexplained {
        /// The share gone.
        share_gone: f64,
        /// The share of positive age.
        share_aged: f64,
    },
}

impl TryFrom<f64> for MonthlyRate {
    type Error = RateError;

    fn try_from(share: f64) -> Result<Self, RateError> {
        Self::new(share)
    }
}

impl From<MonthlyRate> for f64 {
    fn from(rate: MonthlyRate) -> Self {
        rate.0
    }
}

impl MonthlyRate {
    /// Nothing goes bad.
    pub const NONE: Self = Self(0.0);

    /// A rate from the share going bad per month.
    ///
    /// ```
    /// use trichterwerk::analysis::rate_conversion::MonthlyRate;
    /// let rate = MonthlyRate::new(0.021)?;
    /// assert!((rate.annual() - 0.2248).abs() < 1e-4);
    /// # Ok::<(), trichterwerk::analysis::rate_conversion::RateError>(())
    /// ```
    pub fn new(share: f64) -> Result<Self, RateError> {
        if (0.0..1.0).contains(&share) { Ok(Self(share)) } else { Err(RateError::Rate(share)) }
    }

    /// A rate from the share going bad per year, compounded.
    pub fn from_annual(share: f64) -> Result<Self, RateError> {
        if (0.0..1.0).contains(&share) {
            Ok(Self::from_hazard(-(-share).ln_1p() / MONTHS_PER_YEAR))
        } else {
            Err(RateError::Rate(share))
        }
    }

    /// The rate of a hazard per month; a negative or NaN hazard counts as 0.
    fn from_hazard(hazard: f64) -> Self {
        // A hazard above 36 would round to a share of 1.
        Self(-(-hazard.clamp(0.0, 36.0)).exp_m1())
    }

    /// The rate that explains a share gone among records of one common age. For mixed ages use
    /// [`MonthlyRate::from_ages`].
    pub fn from_age(share_gone: f64, age_months: f64) -> Result<Self, RateError> {
        Self::from_ages(share_gone, &[age_months])
    }

    /// The rate that explains a share gone among records of these ages, in months.
    ///
    /// ```
    /// use trichterwerk::analysis::rate_conversion::MonthlyRate;
    /// let ages: Vec<f64> = (18..30).map(f64::from).collect();
    /// let rate = MonthlyRate::from_ages(0.4, &ages)?;
    /// assert!((rate.share() - 0.0216).abs() < 1e-4);
    /// # Ok::<(), trichterwerk::analysis::rate_conversion::RateError>(())
    /// ```
    pub fn from_ages(share_gone: f64, ages_months: &[f64]) -> Result<Self, RateError> {
        if !(0.0..1.0).contains(&share_gone) {
            return Err(RateError::ShareGone(share_gone));
        }
        if ages_months.is_empty() || ages_months.iter().any(|a| !(*a >= 0.0 && a.is_finite())) {
            return Err(RateError::Ages);
        }
        if share_gone == 0.0 {
            return Ok(Self(0.0));
        }
        let n = ages_months.len() as f64;
        let share_aged = ages_months.iter().filter(|age| **age > 0.0).count() as f64 / n;
        if share_gone >= share_aged {
            return Err(RateError::Unexplained { share_gone, share_aged });
        }
        let mean_age = ages_months.iter().sum::<f64>() / n;
        let start = (-(-share_gone).ln_1p() / mean_age).ln();
        let ln_hazard = increasing_root(-80.0, 80.0, start, |ln_hazard| {
            let hazard = ln_hazard.exp();
            let (mut gone, mut slope) = (0.0, 0.0);
            for age in ages_months {
                let x = hazard * age;
                gone -= (-x).exp_m1();
                slope += x * (-x).exp();
            }
            (gone / n - share_gone, slope / n)
        });
        Ok(Self::from_hazard(ln_hazard.exp()))
    }

    /// The share going bad per month.
    pub fn share(self) -> f64 {
        self.0
    }

    /// Hazard per month, -ln(1 - m).
    pub fn hazard(self) -> f64 {
        -(-self.0).ln_1p()
    }

    /// Share going bad within a year, compounded.
    pub fn annual(self) -> f64 {
        self.lost_after(MONTHS_PER_YEAR)
    }

    /// Twelve times the monthly share: shown only beside [`MonthlyRate::annual`], to explain where
    /// "25 %" comes from (pitfall P06).
    pub fn annual_linear(self) -> f64 {
        MONTHS_PER_YEAR * self.0
    }

    /// Share gone after so many months.
    pub fn lost_after(self, months: f64) -> f64 {
        -(-self.hazard() * months).exp_m1()
    }

    /// Months until half are gone; `None` at rate 0.
    pub fn half_life_months(self) -> Option<f64> {
        (self.0 > 0.0).then(|| LN_2 / self.hazard())
    }

    /// Mean life in months; `None` at rate 0.
    pub fn mean_life_months(self) -> Option<f64> {
        (self.0 > 0.0).then(|| 1.0 / self.hazard())
    }

    /// Share gone in a list with these individual ages in months; `None` for an empty list.
    pub fn share_gone(self, ages_months: &[f64]) -> Option<f64> {
        let n = ages_months.len() as f64;
        (n > 0.0).then(|| ages_months.iter().map(|&age| self.lost_after(age)).sum::<f64>() / n)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn p06_a_year_is_compounded() {
        let rate = MonthlyRate::new(0.021).unwrap();
        assert!((rate.annual() - 0.224_838).abs() < 1e-6);
        assert!((rate.annual_linear() - 0.252).abs() < 1e-12);
    }

    #[test]
    fn p07_a_mixed_list_has_no_one_age() {
        let ages: Vec<f64> = (18..30).map(f64::from).collect();
        let (mixed, single) = (
            MonthlyRate::from_ages(0.4, &ages).unwrap(),
            MonthlyRate::from_age(0.4, 18.0).unwrap(),
        );
        assert!(
            (mixed.share() - 0.021_62).abs() < 1e-5 && (single.share() - 0.027_98).abs() < 1e-5
        );
    }

    #[test]
    fn nothing_decays_at_rate_zero() {
        let rate = MonthlyRate::new(0.0).unwrap();
        assert_eq!(
            (rate.annual(), rate.half_life_months(), rate.mean_life_months()),
            (0.0, None, None)
        );
        assert_eq!(MonthlyRate::from_age(0.0, 12.0), Ok(rate));
    }

    #[test]
    fn what_no_rate_explains_is_refused() {
        assert!(MonthlyRate::new(1.0).is_err() && MonthlyRate::new(-0.1).is_err());
        assert!(MonthlyRate::new(f64::NAN).is_err() && MonthlyRate::from_annual(1.0).is_err());
        assert!(MonthlyRate::from_age(1.0, 12.0).is_err());
        assert_eq!(MonthlyRate::from_ages(0.5, &[]), Err(RateError::Ages));
        assert_eq!(MonthlyRate::from_ages(0.5, &[-1.0]), Err(RateError::Ages));
        let unexplained = RateError::Unexplained { share_gone: 0.5, share_aged: 0.5 };
        assert_eq!(MonthlyRate::from_ages(0.5, &[0.0, 9.0]), Err(unexplained));
    }

    proptest! {
        #[test]
        fn year_and_month_convert_both_ways(share in 0.0_f64..0.999) {
            let rate = MonthlyRate::new(share).unwrap();
            let back = MonthlyRate::from_annual(rate.annual().min(1.0 - 1e-16)).unwrap();
            prop_assert!((back.share() - share).abs() < 1e-3 * (1.0 - share).max(1e-9) || share > 0.9);
        }

        #[test]
        fn a_rate_is_found_again_from_what_it_leaves(
            share in 0.000_1_f64..0.3, ages in prop::collection::vec(0.5_f64..60.0, 1..40),
        ) {
            let gone = MonthlyRate::new(share).unwrap().share_gone(&ages).unwrap();
            let found = MonthlyRate::from_ages(gone, &ages).unwrap().share();
            prop_assert!((found / share - 1.0).abs() < 1e-6);
        }
    }
}
