//! The overall win rate of several stages, with the uncertainty of each.
//!
//! # Definition (MATH 5.4)
//! Stage k passed `x_k` of `n_k` deals. Each rate gets its Jeffreys posterior, the stages are independent,
//! and the posterior of the product is matched by a Beta of the same mean and variance
//! ([`Posterior::product`]). That Beta enters [`super::quota_probability`].
//!
//! # Edge cases
//! No stage is an error. A stage nobody entered has no share: the plug-in product is `None`, the
//! posterior stays defined and wide.
//!
//! # Verified
//! Golden file `multistage_rate`.

use serde::{Deserialize, Serialize};

use crate::analysis::interval::Level;
use crate::analysis::proportion::Proportion;

use super::assumption::Assumption;
use super::posterior::Posterior;

/// Overall rate of a chain of measured stages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MultistageReport {
    /// Posterior mean of the overall rate.
    pub mean: f64,
    /// Posterior standard deviation.
    pub sd: f64,
    /// Lower limit of the equal-tailed credible interval.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Probability inside the limits.
    pub level: Level,
    /// The matched Beta.
    pub posterior: Posterior,
    /// Product of the observed shares; `None` if a stage has no observation.
    pub plug_in: Option<f64>,
    /// The smallest number of deals behind any stage.
    pub n_smallest_stage: u64,
    /// What the figure takes for granted.
    pub assumptions: Vec<Assumption>,
}

/// A chain without a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a chain needs at least one stage")]
pub struct NoStageError;

/// Overall rate of `stages`, each measured on its own.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::proportion::Proportion;
/// use trichterwerk::simulation::multistage::overall_rate;
/// let stages = [Proportion::new(60, 150)?, Proportion::new(33, 60)?, Proportion::new(25, 75)?];
/// let report = overall_rate(&stages, Level::ESTIMATE)?;
/// assert!(report.lower < report.mean && report.mean < report.upper);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn overall_rate(stages: &[Proportion], level: Level) -> Result<MultistageReport, NoStageError> {
    let rates: Vec<Posterior> = stages.iter().map(|s| Posterior::of(*s)).collect();
    let posterior = Posterior::product(&rates).ok_or(NoStageError)?;
    Ok(MultistageReport {
        mean: posterior.mean(),
        sd: posterior.sd(),
        lower: posterior.quantile(level.alpha() / 2.0),
        upper: posterior.quantile(1.0 - level.alpha() / 2.0),
        level,
        posterior,
        plug_in: stages.iter().map(|s| s.share()).product(),
        n_smallest_stage: stages.iter().map(|s| s.n_trials()).min().unwrap_or(0),
        assumptions: vec![Assumption::IndependentStages, Assumption::IndependentDeals],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(x: u64, n: u64) -> Proportion {
        Proportion::new(x, n).unwrap()
    }

    #[test]
    fn no_stage_is_an_error() {
        assert_eq!(overall_rate(&[], Level::ESTIMATE), Err(NoStageError));
    }

    #[test]
    fn an_empty_stage_widens_and_has_no_plug_in() {
        let report = overall_rate(&[stage(30, 60), stage(0, 0)], Level::ESTIMATE).unwrap();
        assert_eq!(report.plug_in, None);
        assert_eq!(report.n_smallest_stage, 0);
        assert!(report.upper - report.lower > 0.4);
    }

    #[test]
    fn stages_nobody_or_everybody_passes_stay_inside_zero_and_one() {
        for stages in [[stage(0, 10), stage(10, 10)], [stage(10, 10), stage(10, 10)]] {
            let report = overall_rate(&stages, Level::ESTIMATE).unwrap();
            assert!(0.0 <= report.lower && report.lower < report.upper && report.upper <= 1.0);
        }
    }
}
