//! How long a step takes: a log-normal lag in days.
//!
//! # Definition
//! ln T ~ N(mu, sigma^2), T in days; P(T <= t) = Phi((ln t - mu)/sigma); quantile `exp(mu + sigma z_q)`;
//! median exp(mu). The fit of `mu` and `sigma` to data is the caller's (MATH 2.7, 6.7).
//!
//! # Edge cases
//! No time left: probability 0. sigma = 0: exactly exp(mu) days, certain from then on.

use serde::{Deserialize, Serialize};

use crate::analysis::special::{norm_cdf, norm_quantile};
use crate::model::probability::Probability;

use super::quantity::{NonNegative, Positive};

/// Log-normal duration, its parameters those of the logarithm of days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LagParts", into = "LagParts")]
pub struct Lag {
    mu: f64,
    sigma: f64,
}

/// The wire form of [`Lag`].
#[derive(Clone, Copy, Serialize, Deserialize)]
struct LagParts {
    mu: f64,
    sigma: f64,
}

/// Parameters that are no log-normal law.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a lag needs a finite mu and a finite sigma >= 0, not {mu} and {sigma}")]
pub struct LagError {
    /// Mean of ln days offered.
    pub mu: f64,
    /// Standard deviation of ln days offered.
    pub sigma: f64,
}

impl Lag {
    /// From the mean and the standard deviation of ln days.
    pub fn new(mu: f64, sigma: f64) -> Result<Self, LagError> {
        if mu.is_finite() && sigma.is_finite() && sigma >= 0.0 {
            Ok(Self { mu, sigma })
        } else {
            Err(LagError { mu, sigma })
        }
    }

    /// From the median in days and the standard deviation of ln days.
    ///
    /// ```
    /// use trichterwerk::simulation::lag::Lag;
    /// use trichterwerk::simulation::quantity::{NonNegative, Positive};
    /// let lag = Lag::from_median(Positive::new(60.0)?, NonNegative::new(0.5)?);
    /// assert!((lag.p_within(NonNegative::new(60.0)?).get() - 0.5).abs() < 1e-12);
    /// # Ok::<(), trichterwerk::simulation::quantity::QuantityError>(())
    /// ```
    pub fn from_median(median_days: Positive, sigma: NonNegative) -> Self {
        Self { mu: median_days.get().ln(), sigma: sigma.get() }
    }

    /// Mean of ln days.
    pub fn mu(self) -> f64 {
        self.mu
    }

    /// Standard deviation of ln days.
    pub fn sigma(self) -> f64 {
        self.sigma
    }

    /// Probability that it takes at most `days`.
    pub fn p_within(self, days: NonNegative) -> Probability {
        let ln_days = days.get().ln();
        let p = if self.sigma > 0.0 {
            norm_cdf((ln_days - self.mu) / self.sigma)
        } else {
            f64::from(u8::from(ln_days >= self.mu))
        };
        // A distribution function of numbers stays in 0..=1; ln 0 = -inf gives 0.
        Probability::new(p).unwrap_or(Probability::ZERO)
    }

    /// Days not exceeded with probability `p`.
    pub fn quantile_days(self, p: Probability) -> f64 {
        if self.sigma > 0.0 {
            (self.mu + self.sigma * norm_quantile(p.get())).exp()
        } else {
            self.mu.exp()
        }
    }
}

impl TryFrom<LagParts> for Lag {
    type Error = LagError;

    fn try_from(parts: LagParts) -> Result<Self, LagError> {
        Self::new(parts.mu, parts.sigma)
    }
}

impl From<Lag> for LagParts {
    fn from(lag: Lag) -> Self {
        Self { mu: lag.mu, sigma: lag.sigma }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(value: f64) -> NonNegative {
        NonNegative::new(value).unwrap()
    }

    #[test]
    fn nothing_happens_in_no_time() {
        assert_eq!(Lag::new(3.0, 0.5).unwrap().p_within(days(0.0)), Probability::ZERO);
        assert_eq!(Lag::new(3.0, 0.0).unwrap().p_within(days(0.0)), Probability::ZERO);
    }

    #[test]
    fn without_spread_it_takes_exactly_its_median() {
        let lag = Lag::from_median(Positive::new(30.0).unwrap(), NonNegative::ZERO);
        assert_eq!(lag.p_within(days(29.9)), Probability::ZERO);
        assert_eq!(lag.p_within(days(30.1)), Probability::ONE);
        assert!((lag.quantile_days(Probability::new(0.8).unwrap()) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn parameters_that_are_no_numbers_are_errors() {
        assert!(Lag::new(f64::NAN, 1.0).is_err());
        assert!(Lag::new(1.0, -0.1).is_err());
        assert!(serde_json::from_str::<Lag>(r#"{"mu":1,"sigma":-1}"#).is_err());
    }

    #[test]
    fn quantile_and_probability_are_inverse() {
        let lag = Lag::new(4.0, 0.7).unwrap();
        let p = Probability::new(0.8).unwrap();
        assert!((lag.p_within(days(lag.quantile_days(p))).get() - 0.8).abs() < 1e-10);
    }
}
