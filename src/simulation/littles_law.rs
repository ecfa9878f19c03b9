//! The right content of the funnel: how many deals must be in each stage for the wins wanted.
//!
//! # Definition (MATH 6.6)
//! Little's law, L = lambda W: entries per month into stage k are wins / `prod_{j>=k} c_j`; content
//! `L_k` = entries `W_k`, `W_k` the mean months *all* deals spend in the stage (total time over exits, not won
//! deals only). Gap max(0, L - actual), coverage actual / L, bottleneck the lowest coverage; `P_k` =
//! `prod_{j>=k} c_j` turns the actual content into expected wins and revenue.
//!
//! # Reading
//! Coverage 0.9 to 1.3 is right, below 0.7 too little (the minimum volume is missing), above 1.5
//! overfull: leads wait and go cold ([`super::queue`]). Thresholds are a proposal (MATH 10.6).
//!
//! # Assumes
//! A steady state. For a start-up or a season see [`super::backward_schedule`].
//!
//! # Edge cases
//! A rate of zero on the way: entries and content of that stage and above are `None`, the stage is
//! named. Nothing needed (no wins wanted, no time spent): coverage `None`.
//!
//! # References
//! Little 1961, Oper. Res. 9:383; Hopp & Spearman 1996, Factory Physics. Verified: golden file
//! `required_funnel_littles_law`.

use serde::{Deserialize, Serialize};

use crate::analysis::rounding::ceil_tol;
use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::quantity::{NonNegative, total};

/// One stage of the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageContent {
    /// Share of entries that goes on to the next stage (the last: to a win).
    pub conversion: Probability,
    /// Mean months in the stage, of all deals.
    pub sojourn_months: NonNegative,
    /// Deals in it now.
    pub actual: NonNegative,
}

/// How a stage is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filling {
    /// Coverage below 0.7: the minimum volume is missing.
    TooLittle,
    /// 0.7 to 0.9.
    Thin,
    /// 0.9 to 1.3.
    Right,
    /// 1.3 to 1.5.
    Full,
    /// Above 1.5: leads wait.
    Overfull,
}

/// What one stage needs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageNeed {
    /// Deals that must enter per month.
    pub entries_per_month: Option<f64>,
    /// Deals that must be in it.
    pub required: Option<f64>,
    /// The same in whole deals.
    pub n_required: Option<u64>,
    /// Deals missing.
    pub gap: Option<f64>,
    /// Actual over required.
    pub coverage: Option<f64>,
    /// How it is filled.
    pub filling: Option<Filling>,
    /// Probability that a deal in it is won.
    pub p_win: f64,
}

/// What the funnel needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelNeedReport {
    /// Stage by stage.
    pub stages: Vec<StageNeed>,
    /// The stage of the lowest coverage; the first of equals.
    pub bottleneck_stage: Option<usize>,
    /// The stage nearest to the win whose rate of zero blocks the funnel.
    pub blocked_at_stage: Option<usize>,
    /// Wins expected from what is in the funnel.
    pub expected_wins: f64,
    /// Revenue expected from it, EUR.
    pub expected_revenue_eur: f64,
    /// What the figures take for granted.
    pub assumptions: Vec<Assumption>,
}

/// Content needed for `wins_per_month`.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::littles_law::{StageContent, required_funnel};
/// use trichterwerk::simulation::quantity::NonNegative;
/// let offers = StageContent {
///     conversion: Probability::new(1.0 / 3.0)?,
///     sojourn_months: NonNegative::new(1.5)?,
///     actual: NonNegative::new(90.0)?,
/// };
/// let report =
///     required_funnel(NonNegative::new(25.0)?, &[offers], NonNegative::new(4_000.0)?);
/// assert_eq!(report.stages[0].n_required, Some(113));
/// assert_eq!(report.stages[0].gap, Some(22.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn required_funnel(
    wins_per_month: NonNegative,
    stages: &[StageContent],
    avg_deal_eur: NonNegative,
) -> FunnelNeedReport {
    let mut p_win = 1.0;
    let mut needs: Vec<StageNeed> = stages
        .iter()
        .rev()
        .map(|stage| {
            p_win *= stage.conversion.get();
            need(stage, wins_per_month, p_win)
        })
        .collect();
    needs.reverse();

    let expected_wins =
        total(stages.iter().zip(&needs).map(|(stage, need)| stage.actual.get() * need.p_win));
    let bottleneck_stage = needs
        .iter()
        .enumerate()
        .filter_map(|(k, need)| Some((k, need.coverage?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(k, _)| k);
    FunnelNeedReport {
        stages: needs,
        bottleneck_stage,
        blocked_at_stage: stages.iter().rposition(|s| s.conversion == Probability::ZERO),
        expected_wins,
        expected_revenue_eur: expected_wins * avg_deal_eur.get(),
        assumptions: vec![Assumption::SteadyState, Assumption::ConstantRates],
    }
}

fn need(stage: &StageContent, wins_per_month: NonNegative, p_win: f64) -> StageNeed {
    let entries = (p_win > 0.0).then(|| wins_per_month.get() / p_win);
    let required = entries.map(|entries| entries * stage.sojourn_months.get());
    let coverage = required.filter(|l| *l > 0.0).map(|l| stage.actual.get() / l);
    StageNeed {
        entries_per_month: entries,
        required,
        n_required: required.map(|l| ceil_tol(l) as u64),
        gap: required.map(|l| (l - stage.actual.get()).max(0.0)),
        coverage,
        filling: coverage.map(Filling::of),
        p_win,
    }
}

impl Filling {
    /// The reading of a coverage.
    pub fn of(coverage: f64) -> Self {
        match coverage {
            c if c < 0.7 => Self::TooLittle,
            c if c < 0.9 => Self::Thin,
            c if c <= 1.3 => Self::Right,
            c if c <= 1.5 => Self::Full,
            _ => Self::Overfull,
        }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn n(value: f64) -> NonNegative {
        NonNegative::new(value).unwrap()
    }

    fn stage(conversion: f64, sojourn: f64, actual: f64) -> StageContent {
        StageContent {
            conversion: Probability::new(conversion).unwrap(),
            sojourn_months: n(sojourn),
            actual: n(actual),
        }
    }

    #[test]
    fn a_blocked_stage_is_named_and_those_below_still_have_a_need() {
        let stages = [stage(0.5, 1.0, 10.0), stage(0.0, 1.0, 10.0), stage(0.5, 2.0, 3.0)];
        let report = required_funnel(n(3.0), &stages, n(9000.0));
        assert_eq!(report.blocked_at_stage, Some(1));
        assert_eq!(report.stages[0].required, None);
        assert_eq!(report.stages[2].required, Some(12.0));
        assert_eq!(report.bottleneck_stage, Some(2));
    }

    #[test]
    fn nothing_wanted_needs_nothing_and_covers_nothing() {
        let report = required_funnel(n(0.0), &[stage(0.5, 1.0, 4.0)], n(1.0));
        assert_eq!((report.stages[0].gap, report.stages[0].coverage), (Some(0.0), None));
        assert_eq!(report.bottleneck_stage, None);
        assert_eq!(required_funnel(n(5.0), &[], n(1.0)).expected_wins, 0.0);
    }

    #[test]
    fn fillings_have_the_thresholds_of_the_specification() {
        let readings = [0.69, 0.7, 0.9, 1.3, 1.5, 1.51].map(Filling::of);
        let right = Filling::Right;
        let expected =
            [Filling::TooLittle, Filling::Thin, right, right, Filling::Full, Filling::Overfull];
        assert_eq!(readings, expected);
    }

    proptest! {
        #[test]
        fn a_funnel_of_the_required_content_yields_the_wins_wanted(
            wins in 0.1..50.0_f64,
            parts in prop::collection::vec((0.05..=1.0_f64, 0.1..4.0_f64), 1..6),
        ) {
            let stages: Vec<_> = parts.iter().map(|(c, w)| stage(*c, *w, 0.0)).collect();
            let report = required_funnel(n(wins), &stages, n(1.0));
            for (need, (_, sojourn)) in report.stages.iter().zip(&parts) {
                // What leaves a stage per month, times its chance, is the wins wanted.
                prop_assert!((need.required.unwrap() / sojourn * need.p_win / wins - 1.0).abs() < 1e-9);
            }
        }
    }
}
