//! A number with the reason to believe it (SPEC P3).

use serde::{Deserialize, Serialize};

use super::parameter::ParameterId;

/// Who published a default. The page says it in words and names what was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// The five German articles behind the product (2010): quota example, contact every two months, daily five to
    /// ten minutes.
    SalesArticles,
    /// 2.1 % a month, 22.5 % a year, as secondary pages report it of `MarketingSherpa`; the original was not seen.
    MarketingSherpa,
}

impl Reference {
    /// All references.
    pub const ALL: [Self; 2] = [Self::SalesArticles, Self::MarketingSherpa];

    /// The name in files and links.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::SalesArticles => "sales_articles",
            Self::MarketingSherpa => "marketing_sherpa",
        }
    }

    /// The reference of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reference| reference.key() == key)
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// From the user's own data.
    Measured {
        /// Observations behind it.
        n: u64,
        /// Lower limit of its interval, in the unit of the value; `None` where it has none.
        lower: Option<f64>,
        /// Upper limit.
        upper: Option<f64>,
        /// Id of the figure it was pinned from (SPEC 7), `deals.win_rate`.
        figure: String,
    },
    /// Assumed by this product.
    Assumed,
    /// Published.
    Literature(Reference),
    /// Set by the user.
    User,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// The number, in the unit of the parameter.
    pub number: f64,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Why a number cannot be the value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// NaN or infinite.
    #[error("not a finite number")]
    NotFinite,
    /// Outside the limits of the parameter.
    #[error("{number} is not within {min}..={max}")]
    OutOfLimits {
        /// The number.
        number: f64,
        /// Smallest allowed.
        min: f64,
        /// Largest allowed.
        max: f64,
    },
    /// A fraction where things come whole.
    #[error("{0} is not a whole number")]
    NotWhole(f64),
    /// The interval of a measured value does not hold it, or its limits are no numbers.
    #[error("the interval does not hold the value")]
    Interval,
}

impl Value {
    /// A number the user has set.
    #[must_use]
    pub const fn user(number: f64) -> Self {
        Self { number, provenance: Provenance::User }
    }

    /// Whether this can be the value of a parameter. Nothing is clamped (MATH 1.1).
    pub fn check(&self, id: ParameterId) -> Result<(), ValueError> {
        check_number(self.number, id)?;
        if let Provenance::Measured { lower, upper, .. } = &self.provenance {
            // Rounding in the estimators may leave a limit a hair on the wrong side of a rate of 0 or 1.
            let slack = 1e-9 * self.number.abs().max(1.0);
            let below = lower.is_none_or(|lower| lower.is_finite() && lower <= self.number + slack);
            let above = upper.is_none_or(|upper| upper.is_finite() && upper >= self.number - slack);
            if !(below && above) {
                return Err(ValueError::Interval);
            }
        }
        Ok(())
    }
}

/// Whether a number is one the parameter can have.
pub(super) fn check_number(number: f64, id: ParameterId) -> Result<(), ValueError> {
    let spec = id.spec();
    let (min, max) = (*spec.limits.start(), *spec.limits.end());
    if !number.is_finite() {
        Err(ValueError::NotFinite)
    } else if !spec.limits.contains(&number) {
        Err(ValueError::OutOfLimits { number, min, max })
    } else if spec.unit.is_whole() && number.fract() != 0.0 {
        Err(ValueError::NotWhole(number))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_clamped() {
        let refused = |number, id| Value::user(number).check(id).unwrap_err();
        assert_eq!(
            refused(1.2, ParameterId::CloseRate),
            ValueError::OutOfLimits { number: 1.2, min: 0.0, max: 1.0 }
        );
        assert_eq!(refused(f64::NAN, ParameterId::Quota), ValueError::NotFinite);
        assert_eq!(refused(f64::INFINITY, ParameterId::Quota), ValueError::NotFinite);
        assert_eq!(refused(4.5, ParameterId::Reps), ValueError::NotWhole(4.5));
        assert!(Value::user(1.0).check(ParameterId::CloseRate).is_ok());
    }

    #[test]
    fn a_measured_value_lies_in_its_interval() {
        let measured = |lower, upper| Value {
            number: 0.33,
            provenance: Provenance::Measured {
                n: 900,
                lower,
                upper,
                figure: "deals.win_rate".into(),
            },
        };
        assert!(measured(Some(0.3), Some(0.36)).check(ParameterId::CloseRate).is_ok());
        assert!(measured(None, None).check(ParameterId::CloseRate).is_ok());
        for (lower, upper) in [(Some(0.34), Some(0.36)), (Some(0.3), Some(f64::NAN))] {
            let error = measured(lower, upper).check(ParameterId::CloseRate);
            assert_eq!(error, Err(ValueError::Interval));
        }
    }

    #[test]
    fn references_lead_back_from_their_keys() {
        for reference in Reference::ALL {
            assert_eq!(Reference::from_key(reference.key()), Some(reference));
        }
    }
}
