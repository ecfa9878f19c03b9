//! What an estimate carries besides its value: interval, level and number of observations.
//!
//! MATH 1.1: nothing is reported as NaN or as a made-up 0. A value that cannot be estimated is `None`
//! and says why ([`NotEstimable`]); its limits may still be known (0 of 0: anything in [0, 1]).

use serde::{Deserialize, Serialize};

use super::special::norm_quantile;

/// Width of the interval above which a rate is labelled uncertain (MATH 2.1).
pub const UNCERTAIN_WIDTH: f64 = 0.30;

/// Confidence level of an interval, strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(f64);

/// A number offered as a confidence level that is none.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("confidence level {0} is not strictly between 0 and 1")]
pub struct LevelError(pub f64);

impl Level {
    /// 95 %: the level of every estimate unless the user chooses another (MATH 10.6).
    pub const ESTIMATE: Self = Self(0.95);
    /// 80 %: the level of planning figures (MATH 10.6).
    pub const PLANNING: Self = Self(0.80);

    /// A level from a share, e.g. 0.95.
    ///
    /// ```
    /// use trichterwerk::analysis::interval::Level;
    /// assert!(Level::new(0.95).is_ok());
    /// assert!(Level::new(1.0).is_err());
    /// ```
    pub fn new(share: f64) -> Result<Self, LevelError> {
        if share > 0.0 && share < 1.0 { Ok(Self(share)) } else { Err(LevelError(share)) }
    }

    /// The level as a share, e.g. 0.95.
    pub fn share(self) -> f64 {
        self.0
    }

    /// What both tails hold together: 1 - level.
    pub fn alpha(self) -> f64 {
        1.0 - self.0
    }

    /// Two-sided normal quantile z = Phi^-1(1 - alpha/2); 1.959963984540054 at 95 %.
    ///
    /// ```
    /// use trichterwerk::analysis::interval::Level;
    /// assert!((Level::ESTIMATE.z() - 1.959_963_984_540_054).abs() < 1e-14);
    /// ```
    pub fn z(self) -> f64 {
        norm_quantile(1.0 - self.alpha() / 2.0)
    }
}

impl TryFrom<f64> for Level {
    type Error = LevelError;

    fn try_from(share: f64) -> Result<Self, LevelError> {
        Self::new(share)
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> Self {
        level.0
    }
}

/// Why a figure has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotEstimable {
    /// There is nothing to divide by.
    NoObservations,
    /// The event never happened in the data.
    NoEvents,
    /// The event happened to every observation; the figure would be infinite.
    OnlyEvents,
    /// Fewer events than the estimator needs.
    TooFewEvents {
        /// Events in the data.
        n_events: u64,
        /// Events needed.
        n_required: u64,
    },
    /// Fewer observations than the estimator needs.
    TooFewObservations {
        /// Observations in the data.
        n: u64,
        /// Observations needed.
        n_required: u64,
    },
    /// All observations share one value of the variable that should explain them.
    NoVariation,
    /// Lost deals do not say at which stage they were lost.
    LossStageUnknown,
    /// A stage of the chain has no deal with a known end.
    UnresolvedStage {
        /// Position of the stage in the funnel, from 0.
        stage: usize,
    },
    /// Some deals passed a stage over without being counted in it: the chain has gaps.
    StagesPassedOver,
    /// The curve does not fall far enough within the observed time.
    NotReached,
    /// The likelihood has no maximum inside the parameter space, or none was found.
    NoMaximum,
    /// The file has no amounts.
    NoAmounts,
    /// Amounts are in several currencies, which are never added.
    MixedCurrencies,
    /// All observations are too young to have converted.
    Immature,
    /// No stage or status means lost: every win rate would be 100 % (P5).
    NoLostStage,
    /// The denominator is zero (an amount, a rate, a duration).
    ZeroDenominator,
}

/// An estimated number with its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Point estimate; `None` when not estimable, and then `why` says why.
    pub value: Option<f64>,
    /// Lower confidence limit, if there is one.
    pub lower: Option<f64>,
    /// Upper confidence limit, if there is one.
    pub upper: Option<f64>,
    /// Confidence level of the limits.
    pub level: Level,
    /// Observations behind the estimate.
    pub n: u64,
    /// Reason for a missing value; `None` exactly when there is a value.
    #[serde(default)]
    pub why: Option<NotEstimable>,
}

impl Estimate {
    /// An estimate with both limits.
    pub fn known(value: f64, lower: f64, upper: f64, level: Level, n: u64) -> Self {
        Self { value: Some(value), lower: Some(lower), upper: Some(upper), level, n, why: None }
    }

    /// An estimate whose limits may be missing (a curve at its first or last step).
    pub fn with_limits(
        value: f64,
        lower: Option<f64>,
        upper: Option<f64>,
        level: Level,
        n: u64,
    ) -> Self {
        Self { value: Some(value), lower, upper, level, n, why: None }
    }

    /// No estimate and no limits.
    pub fn missing(why: NotEstimable, level: Level, n: u64) -> Self {
        Self { value: None, lower: None, upper: None, level, n, why: Some(why) }
    }

    /// No estimate, but limits that hold all the same.
    pub fn missing_within(
        why: NotEstimable,
        lower: Option<f64>,
        upper: Option<f64>,
        level: Level,
        n: u64,
    ) -> Self {
        Self { value: None, lower, upper, level, n, why: Some(why) }
    }

    /// Width of the interval, if both limits are known.
    pub fn width(&self) -> Option<f64> {
        Some(self.upper? - self.lower?)
    }

    /// Whether the interval is so wide that the value is labelled uncertain (MATH 2.1).
    pub fn is_uncertain(&self) -> bool {
        self.width().is_none_or(|width| width > UNCERTAIN_WIDTH)
    }

    /// The same estimate of a strictly increasing function of the value.
    ///
    /// ```
    /// use trichterwerk::analysis::interval::{Estimate, Level};
    /// let rate = Estimate::known(0.2, 0.1, 0.3, Level::ESTIMATE, 10);
    /// assert_eq!(rate.map_increasing(|x| 2.0 * x).upper, Some(0.6));
    /// ```
    #[must_use]
    pub fn map_increasing(self, f: impl Fn(f64) -> f64) -> Self {
        Self {
            value: self.value.map(&f),
            lower: self.lower.map(&f),
            upper: self.upper.map(&f),
            ..self
        }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_strictly_between_zero_and_one() {
        for share in [0.0, 1.0, -0.1, 1.1, f64::NAN] {
            assert!(Level::new(share).is_err(), "{share}");
        }
        assert_eq!(Level::new(0.9).map(Level::share), Ok(0.9));
    }

    #[test]
    fn z_is_not_rounded() {
        assert!((Level::ESTIMATE.z() - 1.959_963_984_540_054).abs() < 1e-14);
    }

    #[test]
    fn an_invalid_level_does_not_cross_the_wire() {
        assert!(serde_json::from_str::<Level>("0.95").is_ok());
        assert!(serde_json::from_str::<Level>("95").is_err());
    }

    #[test]
    fn an_estimate_survives_the_wire() {
        for estimate in [
            Estimate::known(0.1, 0.05, 0.2, Level::ESTIMATE, 40),
            Estimate::missing(
                NotEstimable::TooFewEvents { n_events: 2, n_required: 3 },
                Level::PLANNING,
                9,
            ),
        ] {
            let json = serde_json::to_string(&estimate).unwrap();
            assert_eq!(serde_json::from_str::<Estimate>(&json).unwrap(), estimate, "{json}");
        }
    }
}
