//! The quota chain, solved from any of its links: quota <-> deals <-> opportunities <-> leads <-> contacts.
//!
//! # Definition (MATH 5.2)
//! wins = quota / average deal; entries of stage k = entries of stage k+1 / `c_k` upwards, times `c_k`
//! downwards. 100,000 EUR / 4,000 EUR = 25 deals; / (1/3) = 75 opportunities.
//! Everything is computed unrounded; each link is rounded up once, for display (`ceil_tol`). Rounding
//! inside the chain orders 13,638 contacts instead of 13,637 (P08), a plain ceiling 31 opportunities
//! instead of 30 (P09).
//!
//! # Edge cases
//! A rate of zero cannot be undone: that stage and all above it are `None`, and the report names the
//! stage. Going down, a rate of zero is an ordinary zero. No stage: the chain is quota and deals.
//!
//! # Verified
//! Golden file `quota_backsolve`; solving from any link and back gives the link (property test).

use serde::{Deserialize, Serialize};

use crate::analysis::rounding::ceil_tol;
use crate::model::probability::Probability;

use super::quantity::{NonNegative, Positive};

/// The fixed part of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChainConfig {
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: Positive,
    /// Step conversions in funnel order; the last one leads to the won deal.
    pub conversions: Vec<Probability>,
}

/// The link that is given; all others are solved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// Revenue to reach in the period, EUR.
    QuotaEur(NonNegative),
    /// Deals won in the period.
    Wins(NonNegative),
    /// Entries into a stage in the period.
    Entries {
        /// Stage, 0 the first.
        stage: usize,
        /// Entries per period.
        n: NonNegative,
    },
}

/// One link of the solved chain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Unrounded number per period; `None` above a stage that lets nothing through.
    pub exact: Option<f64>,
    /// The same rounded up to whole ones, for display and orders only.
    pub display: Option<u64>,
}

/// The solved chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuotaReport {
    /// Revenue of the period, EUR.
    pub quota_eur: f64,
    /// Entries per stage in funnel order, then the won deals: one more than conversions.
    pub links: Vec<Link>,
    /// The stage (0 the first) whose zero rate makes the quota unreachable; `None` if it is feasible.
    pub blocked_at_stage: Option<usize>,
    /// Share of first-stage entries that are won.
    pub overall_conversion: f64,
    /// What rounding up at every stage would order at the first: shown to explain P08, used nowhere.
    pub first_stage_if_rounded_in_chain: Option<u64>,
}

/// Why a chain cannot be solved at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuotaError {
    /// The given stage is not part of the chain.
    #[error("stage {stage} of a chain of {n_stages}")]
    NoSuchStage {
        /// Stage asked for.
        stage: usize,
        /// Stages of the chain.
        n_stages: usize,
    },
}

impl QuotaReport {
    /// Won deals needed, unrounded.
    pub fn wins(&self) -> Option<f64> {
        self.links.last()?.exact
    }
}

/// Solves the chain for every link but the given one.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// use trichterwerk::simulation::quota::{ChainConfig, Given, solve};
///
/// let chain = ChainConfig {
///     avg_deal_eur: Positive::new(4_000.0)?,
///     conversions: vec![Probability::new(1.0 / 3.0)?],
/// };
/// let report = solve(&chain, Given::QuotaEur(NonNegative::new(100_000.0)?))?;
/// assert_eq!(report.links[1].display, Some(25));
/// assert_eq!(report.links[0].display, Some(75));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn solve(chain: &ChainConfig, given: Given) -> Result<QuotaReport, QuotaError> {
    let conversions = &chain.conversions;
    let deal = chain.avg_deal_eur.get();
    let (start, n_start) = match given {
        Given::QuotaEur(quota) => (conversions.len(), quota.get() / deal),
        Given::Wins(wins) => (conversions.len(), wins.get()),
        Given::Entries { stage, n } if stage < conversions.len() => (stage, n.get()),
        Given::Entries { stage, .. } => {
            return Err(QuotaError::NoSuchStage { stage, n_stages: conversions.len() });
        }
    };
    let (above, below) = conversions.split_at(start);

    let mut exact = upwards(above, n_start, |n| n);
    exact.push(Some(n_start));
    exact.extend(below.iter().scan(n_start, |n, c| {
        *n *= c.get();
        Some(Some(*n))
    }));

    let wins = exact.last().copied().flatten().unwrap_or(0.0);
    let rounded_wins = ceil_tol(wins);
    let rounded = upwards(conversions, rounded_wins, ceil_tol);
    Ok(QuotaReport {
        quota_eur: if let Given::QuotaEur(quota) = given { quota.get() } else { wins * deal },
        links: exact.into_iter().map(Link::new).collect(),
        blocked_at_stage: above.iter().rposition(|c| *c == Probability::ZERO),
        overall_conversion: Probability::all(conversions).get(),
        first_stage_if_rounded_in_chain: whole(
            rounded.first().copied().unwrap_or(Some(rounded_wins)),
        ),
    })
}

/// Entries of the stages with `conversions`, the last of which must yield `n_needed`; `round` is
/// applied to each.
fn upwards(
    conversions: &[Probability],
    n_needed: f64,
    round: impl Fn(f64) -> f64,
) -> Vec<Option<f64>> {
    let mut needed = Some(n_needed);
    let mut entries: Vec<_> = conversions
        .iter()
        .rev()
        .map(|c| {
            needed = needed.filter(|_| c.get() > 0.0).map(|n| round(n / c.get()));
            needed.filter(|n| n.is_finite())
        })
        .collect();
    entries.reverse();
    entries
}

impl Link {
    fn new(exact: Option<f64>) -> Self {
        Self { exact, display: whole(exact) }
    }
}

/// Rounded up to whole ones.
fn whole(exact: Option<f64>) -> Option<u64> {
    // The cast saturates far above any funnel.
    exact.map(|n| ceil_tol(n) as u64)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chain(deal: f64, conversions: &[f64]) -> ChainConfig {
        ChainConfig {
            avg_deal_eur: Positive::new(deal).unwrap(),
            conversions: conversions.iter().map(|c| Probability::new(*c).unwrap()).collect(),
        }
    }

    fn amount(value: f64) -> NonNegative {
        NonNegative::new(value).unwrap()
    }

    fn display(report: &QuotaReport) -> Vec<Option<u64>> {
        report.links.iter().map(|l| l.display).collect()
    }

    #[test]
    fn the_source_needs_25_deals_and_75_opportunities() {
        let report = solve(&chain(4000.0, &[1.0 / 3.0]), Given::QuotaEur(amount(1e5))).unwrap();
        assert_eq!(display(&report), [Some(75), Some(25)]);
    }

    #[test]
    fn p08_rounding_happens_once_and_not_inside_the_chain() {
        let config = chain(4000.0, &[0.4, 0.55, 0.3, 1.0 / 3.0]);
        let report = solve(&config, Given::QuotaEur(amount(1.2e6))).unwrap();
        assert_eq!(report.links[0].display, Some(13_637));
        assert_eq!(report.first_stage_if_rounded_in_chain, Some(13_638));
    }

    #[test]
    fn p09_a_whole_number_in_binary_fractions_is_not_rounded_up() {
        let report = solve(&chain(1.0, &[0.7]), Given::QuotaEur(amount(21.0))).unwrap();
        assert_eq!((21.0_f64 / 0.7).ceil(), 31.0, "the naive ceiling");
        assert_eq!(report.links[0].display, Some(30));
    }

    #[test]
    fn p11_the_displayed_percentage_is_not_the_rate() {
        let exact = solve(&chain(1.0, &[25.0 / 75.0]), Given::Wins(amount(25.0))).unwrap();
        let displayed = solve(&chain(1.0, &[0.33]), Given::Wins(amount(25.0))).unwrap();
        assert_eq!((exact.links[0].display, displayed.links[0].display), (Some(75), Some(76)));
    }

    #[test]
    fn p20_revenue_is_wins_times_the_mean_deal_and_not_the_median() {
        let deals = [1000.0, 1500.0, 2000.0, 2500.0, 13_000.0];
        let revenue =
            |deal: f64| solve(&chain(deal, &[]), Given::Wins(amount(25.0))).unwrap().quota_eur;
        let mean = deals.iter().sum::<f64>() / deals.len() as f64;
        assert_eq!((revenue(deals[2]), revenue(mean)), (50_000.0, 100_000.0));
    }

    #[test]
    fn a_zero_rate_names_the_stage_and_empties_all_above() {
        let config = chain(3000.0, &[0.5, 0.0, 0.2]);
        let report = solve(&config, Given::QuotaEur(amount(5e4))).unwrap();
        assert_eq!(report.blocked_at_stage, Some(1));
        assert_eq!(display(&report), [None, None, Some(84), Some(17)]);
        assert_eq!(report.first_stage_if_rounded_in_chain, None);
    }

    #[test]
    fn downwards_a_zero_rate_is_an_ordinary_zero() {
        let given = Given::Entries { stage: 0, n: amount(100.0) };
        let report = solve(&chain(4000.0, &[0.5, 0.0]), given).unwrap();
        assert_eq!(report.blocked_at_stage, None);
        assert_eq!(display(&report), [Some(100), Some(50), Some(0)]);
        assert_eq!(report.quota_eur, 0.0);
    }

    #[test]
    fn no_quota_needs_nothing() {
        let report = solve(&chain(4000.0, &[0.3]), Given::QuotaEur(amount(0.0))).unwrap();
        assert_eq!(display(&report), [Some(0), Some(0)]);
    }

    #[test]
    fn a_chain_without_stages_is_quota_and_deals() {
        let report = solve(&chain(4000.0, &[]), Given::QuotaEur(amount(1e5))).unwrap();
        assert_eq!(display(&report), [Some(25)]);
        assert_eq!(report.first_stage_if_rounded_in_chain, Some(25));
    }

    #[test]
    fn a_stage_that_is_not_there_is_an_error() {
        let given = Given::Entries { stage: 1, n: amount(1.0) };
        let error = QuotaError::NoSuchStage { stage: 1, n_stages: 1 };
        assert_eq!(solve(&chain(1.0, &[0.5]), given), Err(error));
    }

    proptest! {
        #[test]
        fn the_chain_is_its_own_inverse(
            quota in 0.0..1e8_f64,
            deal in 1.0..1e6_f64,
            rates in prop::collection::vec(0.01..=1.0_f64, 0..6),
        ) {
            let config = chain(deal, &rates);
            let report = solve(&config, Given::QuotaEur(amount(quota))).unwrap();
            for (stage, link) in report.links.iter().enumerate() {
                let n = amount(link.exact.unwrap());
                let given = if stage == rates.len() { Given::Wins(n) } else { Given::Entries { stage, n } };
                let back = solve(&config, given).unwrap();
                prop_assert!((back.quota_eur - quota).abs() <= 1e-9 * quota.max(1.0));
            }
        }

        #[test]
        fn a_better_rate_never_needs_more(rate in 0.01..0.99_f64, better in 0.0..1.0_f64) {
            let n = |rate: f64| {
                let given = Given::Wins(amount(25.0));
                solve(&chain(1.0, &[rate, 0.5]), given).unwrap().links[0].exact.unwrap()
            };
            prop_assert!(n(rate + better * (1.0 - rate)) <= n(rate));
        }
    }
}
