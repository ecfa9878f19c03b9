//! The quota plan: the closed forms of one set of inputs, computed where they are asked for.
//!
//! Everything here takes well under a millisecond, so the page computes it at once with each move of a slider
//! instead of asking the worker; only simulations are questions ([`super::question`]).
//!
//! The chain has four links: contacts -> leads -> opportunities -> deals. [`Plan::chain`] solves it from the
//! quota, [`Plan::holding`] finds the quota that a link held fast stands for. Where the close rate was measured
//! it carries what is known of it, and certainty is predictive (MATH 5.3); else the rate is taken as known.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::coupling::Coupled;
use crate::analysis::interval::Level;
use crate::analysis::proportion::Proportion;
use crate::model::probability::{Probability, ProbabilityError};
use crate::scenario::{ParameterId, Parameters, Provenance};
use crate::simulation::monte_carlo::{DealSize, MonteCarloConfig, StageModel, StageRate};
use crate::simulation::posterior::Posterior;
use crate::simulation::qualification::{QualificationConfig, QualificationReport, qualification};
use crate::simulation::quantity::{NonNegative, Positive, QuantityError};
use crate::simulation::quota::{ChainConfig, Given, Link, QuotaError, QuotaReport, solve};
use crate::simulation::quota_probability::{
    QuotaProbabilityConfig, QuotaProbabilityReport, p_hit_every_period, quota_probability,
    wins_needed,
};
use crate::simulation::rng::{Lognormal, Seed};
use crate::simulation::uplift::{
    ImprovementConfig, ImprovementReport, Uplift, UpliftError, Uplifted, improvement_table,
};
use crate::simulation::whatif::{Baseline, Investment, Levers, WhatIfError, WhatIfReport, what_if};

/// Months of the planning year.
pub const MONTHS: u32 = 12;

/// A link of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// Revenue of the month.
    Quota,
    /// Deals won.
    Deals,
    /// Opportunities.
    Opportunities,
    /// Leads.
    Leads,
    /// Contacts addressed.
    Contacts,
}

impl Node {
    /// All links, the result first.
    pub const ALL: [Self; 5] =
        [Self::Quota, Self::Deals, Self::Opportunities, Self::Leads, Self::Contacts];

    /// Position among the links of a [`QuotaReport`]; `None` for the quota itself.
    const fn link(self) -> Option<usize> {
        match self {
            Self::Quota => None,
            Self::Deals => Some(3),
            Self::Opportunities => Some(2),
            Self::Leads => Some(1),
            Self::Contacts => Some(0),
        }
    }

    /// The link `n` of this kind, as what is given to the solver.
    const fn given(self, n: NonNegative) -> Given {
        match self {
            Self::Quota => Given::QuotaEur(n),
            Self::Deals => Given::Wins(n),
            Self::Opportunities => Given::Entries { stage: 2, n },
            Self::Leads => Given::Entries { stage: 1, n },
            Self::Contacts => Given::Entries { stage: 0, n },
        }
    }
}

/// The inputs of a plan, per month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Revenue to reach, EUR.
    pub quota_eur: NonNegative,
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: Positive,
    /// Share of opportunities that is won.
    pub close_rate: Probability,
    /// What is known of that rate; `None` while it is merely assumed.
    pub close_rate_posterior: Option<Posterior>,
    /// Opportunities that count.
    pub n_opportunities: NonNegative,
    /// Share of leads that become opportunities.
    pub lead_conversion: Probability,
    /// Share of contacts that become leads.
    pub contact_conversion: Probability,
}

/// How certain the quota is: in a month, in each of twelve months, over the year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certainty {
    /// The month.
    pub month: QuotaProbabilityReport,
    /// Probability of the month, predictive where the rate was measured.
    pub p_month: f64,
    /// Probability to reach the quota in each of twelve months.
    pub p_every_month: f64,
    /// Probability to reach twelve quotas over the year.
    pub p_year: f64,
    /// Deals the year needs.
    pub wins_needed_year: u64,
    /// Opportunities of the year.
    pub n_opportunities_year: u64,
}

/// Why a set of parameters is no plan. Their limits keep it from happening.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// An amount or a count that is none.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// A share that is none.
    #[error(transparent)]
    Probability(#[from] ProbabilityError),
}

/// Opportunities that come in each month: those entered, and those that come back as debt is paid down (MATH 7.1).
#[must_use]
pub fn entered_opportunities(parameters: &Parameters) -> f64 {
    let number = |id| parameters.number(id);
    number(ParameterId::Opportunities)
        + number(ParameterId::DebtPaid) * number(ParameterId::DebtOpportunities)
}

impl Plan {
    /// The plan of a scenario.
    ///
    /// ```
    /// use trichterwerk::job::capacity::Team;
    /// use trichterwerk::job::coupling::Coupled;
    /// use trichterwerk::job::plan::{Node, Plan};
    /// use trichterwerk::scenario::{Book, Target};
    /// let team = Team { names: Vec::new(), stages: Vec::new(), first_month: 2026 * 12 };
    /// let example = Book::new().parameters(Target::Base);
    /// let plan = Plan::of(&Coupled::of(&example, &team))?;
    /// assert_eq!(plan.number(Node::Opportunities).map(|n| n.get()), Some(75.0));
    /// # Ok::<(), trichterwerk::job::plan::PlanError>(())
    /// ```
    pub fn of(coupled: &Coupled) -> Result<Self, PlanError> {
        let parameters = &coupled.parameters;
        let number = |id| parameters.number(id);
        Ok(Self {
            quota_eur: NonNegative::new(number(ParameterId::Quota))?,
            avg_deal_eur: Positive::new(number(ParameterId::AvgDeal))?,
            close_rate: Probability::new(number(ParameterId::CloseRate))?,
            close_rate_posterior: measured_counts(parameters, ParameterId::CloseRate)
                .map(Posterior::of),
            n_opportunities: NonNegative::new(coupled.n_opportunities)?,
            lead_conversion: Probability::new(number(ParameterId::QualifyRate))?,
            contact_conversion: Probability::new(number(ParameterId::ContactRate))?,
        })
    }

    /// Contacts -> leads -> opportunities -> deals.
    fn config(&self) -> ChainConfig {
        ChainConfig {
            avg_deal_eur: self.avg_deal_eur,
            conversions: vec![self.contact_conversion, self.lead_conversion, self.close_rate],
        }
    }

    /// The chain solved from the quota.
    pub fn chain(&self) -> Result<QuotaReport, QuotaError> {
        solve(&self.config(), Given::QuotaEur(self.quota_eur))
    }

    /// The unrounded number of a link; `None` above a rate of zero.
    #[must_use]
    pub fn number(&self, node: Node) -> Option<NonNegative> {
        let Some(at) = node.link() else { return Some(self.quota_eur) };
        NonNegative::new(self.chain().ok()?.links.get(at)?.exact?).ok()
    }

    /// The quota that `n` of `node` stand for; `None` where no quota does.
    #[must_use]
    pub fn holding(&self, node: Node, n: NonNegative) -> Option<NonNegative> {
        let report = solve(&self.config(), node.given(n)).ok()?;
        NonNegative::new(report.quota_eur).ok()
    }

    /// The year of this plan with a close rate better by `uplift` (0.1: ten percent).
    #[must_use]
    pub fn year_with(&self, uplift: f64) -> Option<ImprovementConfig> {
        Some(ImprovementConfig {
            n_opportunities: NonNegative::new(self.n_opportunities.get() * f64::from(MONTHS))
                .ok()?,
            close_rate: self.close_rate,
            avg_deal_eur: self.avg_deal_eur.into(),
            uplift,
        })
    }

    /// How certain the quota is with the opportunities at hand.
    ///
    /// The year is one period of twelve quotas and twelve times the opportunities: a weak month can be made
    /// good, so it is more likely than twelve months in a row (P29).
    #[must_use]
    pub fn certainty(&self, confidences: &[Level]) -> Certainty {
        let ask = |months: f64, confidences: &[Level]| {
            let quota_eur =
                NonNegative::new(self.quota_eur.get() * months).unwrap_or(self.quota_eur);
            quota_probability(&QuotaProbabilityConfig {
                wins_needed: wins_needed(quota_eur, self.avg_deal_eur),
                close_rate: self.close_rate,
                rate_posterior: self.close_rate_posterior,
                n_opportunities: whole(self.n_opportunities.get() * months),
                confidences: confidences.to_vec(),
            })
        };
        let (month, year) = (ask(1.0, confidences), ask(f64::from(MONTHS), &[]));
        let p_month = month.predictive_p_hit.unwrap_or(month.p_hit);
        Certainty {
            p_month,
            // Clamped: the tail of a certain event may exceed 1 by a rounding error.
            p_every_month: Probability::new(p_month.clamp(0.0, 1.0))
                .map_or(0.0, |p| p_hit_every_period(p, MONTHS)),
            p_year: year.predictive_p_hit.unwrap_or(year.p_hit),
            wins_needed_year: year.wins_needed,
            n_opportunities_year: year.n_opportunities,
            month,
        }
    }
}

/// A better close rate over a year: the same number read as ten percent more and as ten points more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Improvement {
    /// What it starts from.
    pub config: ImprovementConfig,
    /// The table of the relative reading, exact and as the article prints it.
    pub report: ImprovementReport,
    /// The rate after the relative improvement.
    pub relative: Uplifted,
    /// The rate after the same number of points.
    pub points: Uplifted,
    /// Revenue after the points, EUR.
    pub revenue_if_points_eur: f64,
    /// Additional revenue of the points, EUR.
    pub delta_if_points_eur: f64,
}

/// Weighs an improvement (MATH 5.1).
pub fn improvement(config: ImprovementConfig) -> Result<Improvement, UpliftError> {
    let report = improvement_table(&config)?;
    let revenue_if_points_eur = report.deals_if_points * config.avg_deal_eur.get();
    Ok(Improvement {
        relative: Uplift::Relative(config.uplift).apply(config.close_rate)?,
        points: Uplift::Points(config.uplift).apply(config.close_rate)?,
        revenue_if_points_eur,
        delta_if_points_eur: revenue_if_points_eur - report.revenue_base_eur,
        config,
        report,
    })
}

/// The improvement the article weighs: 900 opportunities a year, 33 %, 4,000 EUR, ten percent better.
#[must_use]
pub fn article(uplift: f64) -> Option<ImprovementConfig> {
    Some(ImprovementConfig {
        n_opportunities: NonNegative::new(900.0).ok()?,
        close_rate: Probability::new(0.33).ok()?,
        avg_deal_eur: NonNegative::new(4_000.0).ok()?,
        uplift,
    })
}

/// What the levers earn over the horizon, on margin (MATH 5.5), from a year of `base`.
pub fn earnings(
    parameters: &Parameters,
    base: &ImprovementConfig,
) -> Result<WhatIfReport, EarningsError> {
    let amount = |id| NonNegative::new(parameters.number(id)).map_err(PlanError::from);
    let baseline = Baseline {
        n_opportunities: base.n_opportunities,
        close_rate: base.close_rate,
        avg_deal_eur: base.avg_deal_eur,
        margin: Probability::new(parameters.number(ParameterId::Margin))
            .map_err(PlanError::from)?,
    };
    let levers = Levers {
        opportunities: parameters.number(ParameterId::UpliftOpportunities),
        close_rate: base.uplift,
        avg_deal: parameters.number(ParameterId::UpliftDeal),
    };
    let horizon = parameters.number(ParameterId::UpliftHorizon);
    let investment = Investment {
        one_off_eur: amount(ParameterId::UpliftCostOnce)?,
        monthly_eur: amount(ParameterId::UpliftCostMonth)?,
        lag_months: amount(ParameterId::UpliftLag)?,
        horizon_months: Positive::new(horizon).map_err(PlanError::from)?,
    };
    Ok(what_if(&baseline, &levers, &investment)?)
}

/// Why there are no earnings.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EarningsError {
    /// An input that is none.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A lever that is none.
    #[error(transparent)]
    Lever(#[from] WhatIfError),
}

/// What asking before working does to a month of opportunities (MATH 7.4).
pub fn screening(parameters: &Parameters) -> Result<QualificationReport, PlanError> {
    let amount = |id| NonNegative::new(parameters.number(id));
    let share = |id| Probability::new(parameters.number(id));
    Ok(qualification(&QualificationConfig {
        n_leads: amount(ParameterId::Opportunities)?,
        share_good: share(ParameterId::GoodShare)?,
        sensitivity: share(ParameterId::Sensitivity)?,
        specificity: share(ParameterId::Specificity)?,
        qualify_cost_eur: amount(ParameterId::QualifyCost)?,
        sales_effort_eur: amount(ParameterId::SalesEffort)?,
        win_good: share(ParameterId::WinGood)?,
        win_bad: share(ParameterId::WinBad)?,
        avg_deal_eur: amount(ParameterId::AvgDeal)?,
        margin: share(ParameterId::Margin)?,
    }))
}

/// Twelve months of a plan as a simulation (MATH 5.7): every opportunity of the year is won or lost on its own,
/// won ones pay log-normal amounts. A measured close rate is drawn anew in every year from what was counted.
pub fn simulated_year(
    coupled: &Coupled,
    n_trials: NonZeroU32,
) -> Result<MonteCarloConfig, PlanError> {
    let (plan, parameters) = (Plan::of(coupled)?, &coupled.parameters);
    let rate = measured_counts(parameters, ParameterId::CloseRate)
        .map_or(StageRate::Known(plan.close_rate), StageRate::Measured);
    let cv = NonNegative::new(parameters.number(ParameterId::DealCv))?;
    Ok(MonteCarloConfig {
        // The limits keep the seed whole and below 2^53.
        seed: Seed(parameters.number(ParameterId::Seed) as u64),
        n_trials,
        n_opportunities: whole(plan.n_opportunities.get() * f64::from(MONTHS)) as u32,
        stages: vec![StageModel { rate, lag: None }],
        horizon_days: NonNegative::new(365.0)?,
        deal_size: DealSize::Lognormal(Lognormal { mean: plan.avg_deal_eur, cv }),
        open_deals: Vec::new(),
        quota_eur: NonNegative::new(plan.quota_eur.get() * f64::from(MONTHS))?,
        level: Level::ESTIMATE,
    })
}

/// The counts behind a measured share; `None` where it was not measured.
#[must_use]
pub fn measured_counts(parameters: &Parameters, id: ParameterId) -> Option<Proportion> {
    let value = parameters.value(id);
    let Provenance::Measured { n, .. } = value.provenance else { return None };
    // The share is x/n, so n times it is whole but for rounding.
    Proportion::new((value.number * n as f64).round() as u64, n).ok()
}

/// The link of a node; `None` for the quota, which is an amount.
#[must_use]
pub fn link(report: &QuotaReport, node: Node) -> Option<Link> {
    report.links.get(node.link()?).copied()
}

/// Opportunities that are there: a part of one is none.
pub(super) fn whole(n: f64) -> u64 {
    // The cast saturates far above any funnel.
    let nearest = n.round();
    if (n - nearest).abs() < 1e-9 * n.abs().max(1.0) { nearest as u64 } else { n as u64 }
}

#[cfg(test)]
mod tests {
    use super::super::capacity::year::tests::TEAM;
    use super::super::coupling::tests::coupled;
    use super::*;
    use crate::scenario::{Book, Command, Target, Value};
    use crate::simulation::monte_carlo::monte_carlo;

    fn example() -> Plan {
        Plan::of(&coupled(&[])).unwrap()
    }

    fn levels() -> Vec<Level> {
        [0.5, 0.8, 0.95].map(|share| Level::new(share).unwrap()).to_vec()
    }

    /// MATH 5.2, 5.3: the numbers of the source.
    #[test]
    fn the_source_needs_25_deals_and_75_opportunities_and_hits_54_months_of_100() {
        let report = example().chain().unwrap();
        assert_eq!(link(&report, Node::Deals).unwrap().display, Some(25));
        assert_eq!(link(&report, Node::Opportunities).unwrap().display, Some(75));
        let certainty = example().certainty(&levels());
        assert!((certainty.p_month - 0.543_326_570_526).abs() < 1e-9);
        assert!((certainty.p_every_month - 0.000_661_806_957).abs() < 1e-9);
        let plans: Vec<_> = certainty.month.plans.iter().map(|plan| plan.n_opportunities).collect();
        assert_eq!(plans, [Some(74), Some(85), Some(96)]);
    }

    /// scipy.stats.binom.sf(299, 900, 1/3) = 0.5125350306361682.
    #[test]
    fn the_year_is_one_period_of_900_opportunities_and_300_deals() {
        let certainty = example().certainty(&[]);
        assert_eq!((certainty.n_opportunities_year, certainty.wins_needed_year), (900, 300));
        assert!((certainty.p_year - 0.512_535_030_636).abs() < 1e-9);
    }

    #[test]
    fn any_link_held_fast_solves_the_others() {
        let plan = example();
        for node in Node::ALL {
            let quota = plan.holding(node, plan.number(node).unwrap()).unwrap();
            assert!((quota.get() - 100_000.0).abs() < 1e-6, "{node:?}");
        }
    }

    /// MATH 5.1: 33 % of 900 are 297 deals; ten percent better 118,800 EUR, ten points 360,000 EUR.
    #[test]
    fn ten_percent_and_ten_points_are_two_things() {
        let table = improvement(article(0.1).unwrap()).unwrap();
        assert!((table.report.deals_base - 297.0).abs() < 1e-9);
        assert!((table.report.delta_eur - 118_800.0).abs() < 1e-6);
        assert!((table.relative.rate.get() - 0.363).abs() < 1e-12);
        assert!((table.points.rate.get() - 0.43).abs() < 1e-12);
        assert!((table.delta_if_points_eur - 360_000.0).abs() < 1e-6);
    }

    #[test]
    fn the_plan_with_a_third_earns_120_000_more() {
        let table = improvement(example().year_with(0.1).unwrap()).unwrap();
        assert!((table.report.delta_eur - 120_000.0).abs() < 1e-6);
    }

    /// Golden whatif_roi-s01.
    #[test]
    fn the_article_earns_60_percent_of_its_cost_in_a_year() {
        let parameters = Book::new().parameters(Target::Base);
        let report = earnings(&parameters, &article(0.1).unwrap()).unwrap();
        assert!((report.roi.unwrap() - 0.604_166_666_666_67).abs() < 1e-9);
        assert!((report.payback_months.unwrap() - 7.103_189_493_43).abs() < 1e-9);
        assert!((report.break_even_uplift.unwrap() - 0.062_337_662_337_66).abs() < 1e-9);
    }

    /// Golden qualification_economics-s01.
    #[test]
    fn asking_raises_the_rate_and_the_profit_but_not_the_wins() {
        let report = screening(&Book::new().parameters(Target::Base)).unwrap();
        assert!((report.wins_without - 25.0875).abs() < 1e-9);
        assert!((report.wins_with - 21.8475).abs() < 1e-9);
        assert!((report.profit_with_eur - 9_305.25).abs() < 1e-6);
    }

    #[test]
    fn a_measured_rate_makes_the_plan_predictive() {
        let provenance = Provenance::Measured {
            n: 75,
            lower: None,
            upper: None,
            figure: "deals.win_rate".into(),
        };
        let value = Value { number: 1.0 / 3.0, provenance };
        let set = Command::Set { target: Target::Base, id: ParameterId::CloseRate, value };
        let book = Book::new().apply(&set).unwrap();
        let measured = Plan::of(&Coupled::of(&book.parameters(Target::Base), &TEAM)).unwrap();
        assert_eq!(measured.close_rate_posterior, Some(Posterior { a: 25.5, b: 50.5 }));
        let plans = measured.certainty(&levels()).month.plans;
        let n: Vec<_> = plans.iter().map(|plan| plan.predictive_n_opportunities).collect();
        assert_eq!(n, [Some(74), Some(90), Some(110)]);
    }

    /// The law of the year is known: mean n p m, and P(hit) near that of the compound law.
    #[test]
    fn the_simulated_year_has_the_mean_of_the_plan() {
        let config = simulated_year(&coupled(&[]), NonZeroU32::new(2_000).unwrap()).unwrap();
        assert_eq!((config.n_opportunities, config.quota_eur.get()), (900, 1_200_000.0));
        let report = monte_carlo(&config).unwrap();
        let error = report.mcse_mean_eur.unwrap();
        assert!((report.mean_eur - 1_200_000.0).abs() < 4.0 * error, "{}", report.mean_eur);
        assert_eq!(report.seed, Seed::SOURCE_POST);
    }

    #[test]
    fn a_part_of_an_opportunity_is_none() {
        assert_eq!((whole(74.9), whole(75.0 - 1e-12), whole(0.3 * 10.0)), (74, 75, 3));
    }
}
