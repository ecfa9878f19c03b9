//! Scenarios side by side: what each of them comes to, and how one differs from another.
//!
//! [`Outcome`] is the table of what is compared; each is a closed form of the parameters and computed where it is
//! asked for. How the years of the scenarios end is a question to the worker ([`OutlookQuestion`]): all years start
//! from their own seed, so scenarios of one seed share their chance (common random numbers; Law 2015, Simulation
//! Modeling and Analysis, 11.2) and differ by what was changed, not by luck.
//!
//! # The amount of the bridge
//! Expected revenue of a year: opportunities of a month that count (through capacity and waiting,
//! [`super::coupling`]) x 12 x close rate x mean deal; margin: that times the margin
//! of revenue (MATH 5.5, P24). [`amount_bridge`] splits the difference lever by lever, to the cent.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::capacity::Team;
use super::coupling::{Coupled, Throughput};
use super::plan::{MONTHS, Node, Plan, PlanError, link, simulated_year};
use crate::analysis::interval::Level;
use crate::scenario::plan::{PlanChanges, PlanPart};
use crate::scenario::{Bridge, BridgeError, ParameterId, Parameters, bridge, levers};
use crate::simulation::monte_carlo::{MonteCarloConfig, monte_carlo};

/// Simulated years of all scenarios together: what keeps an answer within a second or two.
const MAX_YEARS: u32 = 100_000;

/// What a scenario comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Expected revenue of a year, EUR.
    Revenue,
    /// Margin of that revenue, EUR.
    Margin,
    /// Expected deals of a year.
    Deals,
    /// Expected revenue of a year less twelve quotas, EUR.
    Surplus,
    /// Deals a month must bring.
    DealsNeeded,
    /// Opportunities they take on average.
    OpportunitiesNeeded,
    /// Opportunities that are sure enough, by the confidence of the scenario.
    OpportunitiesSure,
    /// Leads those opportunities take on average.
    LeadsNeeded,
    /// Opportunities a month that count, through capacity and waiting.
    OpportunitiesCounting,
    /// Leads of the year that are lost to waiting; none where capacity is left out.
    LeadsLost,
    /// Probability to reach the quota of a month.
    MonthMet,
    /// Probability to reach twelve quotas over a year.
    YearMet,
}

/// How the number of an outcome reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Euros.
    Money,
    /// A number of things.
    Count,
    /// A probability; its differences are points.
    Probability,
}

impl Outcome {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 12] = [
        Self::Revenue,
        Self::Margin,
        Self::Deals,
        Self::Surplus,
        Self::OpportunitiesCounting,
        Self::LeadsLost,
        Self::MonthMet,
        Self::YearMet,
        Self::DealsNeeded,
        Self::OpportunitiesNeeded,
        Self::OpportunitiesSure,
        Self::LeadsNeeded,
    ];

    /// The name in the ids of figures.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::Margin => "margin",
            Self::Deals => "deals",
            Self::Surplus => "surplus",
            Self::DealsNeeded => "deals_needed",
            Self::OpportunitiesNeeded => "opportunities_needed",
            Self::OpportunitiesSure => "opportunities_sure",
            Self::LeadsNeeded => "leads_needed",
            Self::OpportunitiesCounting => "opportunities_counting",
            Self::LeadsLost => "leads_lost",
            Self::MonthMet => "p_month",
            Self::YearMet => "p_year",
        }
    }

    /// How its number reads.
    #[must_use]
    pub const fn measure(self) -> Measure {
        match self {
            Self::Revenue | Self::Margin | Self::Surplus => Measure::Money,
            Self::MonthMet | Self::YearMet => Measure::Probability,
            _ => Measure::Count,
        }
    }
}

/// What a set of parameters comes to; an outcome is `None` where no number reaches it: a rate of zero, or too little
/// data for a confidence.
///
/// ```
/// use trichterwerk::job::capacity::Team;
/// use trichterwerk::job::compare::{Outcome, outcomes};
/// use trichterwerk::job::coupling::Coupled;
/// use trichterwerk::scenario::{Book, Target};
/// let team = Team { names: Vec::new(), stages: Vec::new(), first_month: 2026 * 12 };
/// let outcomes = outcomes(&Coupled::of(&Book::new().parameters(Target::Base), &team))?;
/// assert_eq!(outcomes[0], (Outcome::Revenue, Some(1_200_000.0)));
/// # Ok::<(), trichterwerk::job::plan::PlanError>(())
/// ```
pub fn outcomes(coupled: &Coupled) -> Result<Vec<(Outcome, Option<f64>)>, PlanError> {
    let plan = Plan::of(coupled)?;
    let chain = plan.chain().ok();
    let sure = Level::new(coupled.number(ParameterId::Confidence)).ok();
    let certainty = plan.certainty(sure.as_slice());
    let needed = |node| link(chain.as_ref()?, node)?.display.map(|n| n as f64);
    let revenue = revenue_eur(&plan);
    let n_sure = certainty.month.plans.first().filter(|plan| !plan.data_too_thin);
    let n_sure = n_sure.and_then(|plan| plan.predictive_n_opportunities.or(plan.n_opportunities));
    Ok(Outcome::ALL
        .map(|outcome| {
            let value = match outcome {
                Outcome::Revenue => Some(revenue),
                Outcome::Margin => Some(revenue * coupled.number(ParameterId::Margin)),
                Outcome::Deals => {
                    Some(plan.n_opportunities.get() * f64::from(MONTHS) * plan.close_rate.get())
                }
                Outcome::Surplus => Some(revenue - plan.quota_eur.get() * f64::from(MONTHS)),
                Outcome::DealsNeeded => needed(Node::Deals),
                Outcome::OpportunitiesNeeded => needed(Node::Opportunities),
                Outcome::OpportunitiesSure => n_sure.map(|n| n as f64),
                Outcome::LeadsNeeded => needed(Node::Leads),
                Outcome::OpportunitiesCounting => Some(plan.n_opportunities.get()),
                Outcome::LeadsLost => coupled.throughput().map(Throughput::n_lost),
                Outcome::MonthMet => Some(certainty.p_month),
                Outcome::YearMet => Some(certainty.p_year),
            };
            (outcome, value)
        })
        .to_vec())
}

/// A difference of two numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The second less the first, in their unit.
    pub absolute: f64,
    /// The same as a share of the first, by its size; `None` where the first is zero, or one a surplus and the other a gap.
    pub relative: Option<f64>,
}

/// How `to` differs from `from`; `None` where it does not.
///
/// ```
/// use trichterwerk::job::compare::change;
/// let ten_percent = change(1_188_000.0, 1_306_800.0).unwrap();
/// assert_eq!(ten_percent.absolute, 118_800.0);
/// assert!((ten_percent.relative.unwrap() - 0.1).abs() < 1e-12);
/// assert_eq!(change(5.0, 5.0), None);
/// assert_eq!(change(0.0, 5.0).unwrap().relative, None);
/// assert_eq!(change(-5.0, 5.0).unwrap().relative, None);
/// ```
#[must_use]
pub fn change(from: f64, to: f64) -> Option<Change> {
    let absolute = to - from;
    // A hundred millionth of the number is no difference that anybody set.
    if absolute.abs() <= 1e-9 * from.abs().max(to.abs()) {
        return None;
    }
    let is_comparable = from != 0.0 && from * to >= 0.0;
    Some(Change { absolute, relative: is_comparable.then(|| absolute / from.abs()) })
}

/// The parameters of which at least one of `others` has another number than `reference`, in order of the table.
#[must_use]
pub fn differing(reference: &Parameters, others: &[&Parameters]) -> Vec<ParameterId> {
    let differs = |id: &ParameterId| {
        let number = reference.number(*id).to_bits();
        others.iter().any(|other| other.number(*id).to_bits() != number)
    };
    ParameterId::ALL.iter().copied().filter(differs).collect()
}

/// The parts of the capacity plan in which at least one of `others` differs from `reference`.
#[must_use]
pub fn differing_parts(reference: &Parameters, others: &[&Parameters]) -> Vec<PlanPart> {
    let parts = |other: &&Parameters| PlanChanges::between(reference.plan(), other.plan()).parts();
    let found: BTreeSet<PlanPart> = others.iter().flat_map(parts).collect();
    found.into_iter().collect()
}

/// Whether two sets of values are the same in every number and in the whole plan.
#[must_use]
pub fn is_same(one: &Parameters, other: &Parameters) -> bool {
    differing(one, &[other]).is_empty() && one.plan() == other.plan()
}

/// Which amount a bridge is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Expected revenue of a year.
    Revenue,
    /// Margin of that revenue.
    Margin,
}

/// In which order the levers of a bridge are put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeverOrder {
    /// That of the table of parameters.
    AsListed,
    /// The other way round.
    Reversed,
}

/// What each changed lever contributes to the difference of an amount, to the cent.
pub fn amount_bridge(
    from: &Parameters,
    to: &Parameters,
    team: &Team,
    amount: Amount,
    order: LeverOrder,
) -> Result<Bridge, BridgeError<PlanError>> {
    let mut levers = levers();
    if order == LeverOrder::Reversed {
        levers.reverse();
    }
    bridge(from, to, &levers, |parameters| {
        // A set of parameters that is no plan has no amount either.
        let revenue = revenue_eur(&Plan::of(&Coupled::of(parameters, team))?);
        Ok(match amount {
            Amount::Revenue => revenue,
            Amount::Margin => revenue * parameters.number(ParameterId::Margin),
        })
    })
}

fn revenue_eur(plan: &Plan) -> f64 {
    let factors = [plan.n_opportunities.get(), plan.close_rate.get(), plan.avg_deal_eur.get()];
    factors.iter().product::<f64>() * f64::from(MONTHS)
}

/// How do the years of several scenarios end?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutlookQuestion {
    /// A year each, in the order of the scenarios.
    pub years: Vec<MonteCarloConfig>,
}

/// How the simulated years of one scenario end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// Simulated years.
    pub n_trials: u32,
    /// Exceeded in nine of ten years, EUR.
    pub p10_eur: f64,
    /// Median, EUR.
    pub p50_eur: f64,
    /// Exceeded in one of ten years, EUR.
    pub p90_eur: f64,
    /// Twelve quotas, EUR.
    pub quota_eur: f64,
    /// Share of the years that reach it.
    pub p_quota: f64,
}

impl OutlookQuestion {
    /// The years of several scenarios; with many of them fewer trials each, so that the answer does not keep anybody
    /// waiting. A scenario that is no plan is none.
    #[must_use]
    pub fn new(scenarios: &[Coupled]) -> Option<Self> {
        let share = MAX_YEARS / u32::try_from(scenarios.len().max(1)).ok()?;
        let year = |coupled: &Coupled| {
            // The limits keep the number of trials whole and small.
            let n_trials = (coupled.number(ParameterId::Trials) as u32).min(share);
            simulated_year(coupled, NonZeroU32::new(n_trials)?).ok()
        };
        Some(Self { years: scenarios.iter().map(year).collect::<Option<_>>()? })
    }
}

/// Answers the question; a year that would take too many draws has no outlook.
#[must_use]
pub fn outlooks(question: &OutlookQuestion) -> Vec<Option<Outlook>> {
    let outlook = |config: &MonteCarloConfig| {
        let report = monte_carlo(config).ok()?;
        Some(Outlook {
            n_trials: report.n_trials,
            p10_eur: report.p10.value,
            p50_eur: report.p50.value,
            p90_eur: report.p90.value,
            quota_eur: report.quota_eur,
            p_quota: report.p_hit.value?,
        })
    };
    question.years.iter().map(outlook).collect()
}

#[cfg(test)]
mod tests {
    use super::super::capacity::year::tests::{self, TEAM, campaigns};
    use super::super::coupling::tests::coupled;
    use super::*;
    use crate::scenario::{CapacityPlan, Lever};

    fn parameters(changes: &[(ParameterId, f64)]) -> Parameters {
        tests::parameters(changes, &CapacityPlan::default())
    }

    fn outcome(coupled: &Coupled, wanted: Outcome) -> Option<f64> {
        let found = outcomes(coupled).unwrap().into_iter().find(|(outcome, _)| *outcome == wanted);
        found.unwrap().1
    }

    #[test]
    fn the_example_comes_to_its_quota() {
        let example = coupled(&[]);
        for (wanted, expected) in [
            (Outcome::Revenue, 1_200_000.0),
            (Outcome::Margin, 420_000.0),
            (Outcome::Deals, 300.0),
            (Outcome::Surplus, 0.0),
            (Outcome::DealsNeeded, 25.0),
            (Outcome::OpportunitiesNeeded, 75.0),
            (Outcome::OpportunitiesSure, 85.0),
            (Outcome::OpportunitiesCounting, 75.0),
            (Outcome::LeadsLost, 0.0),
            (Outcome::MonthMet, 0.543_326_570_526),
        ] {
            let value = outcome(&example, wanted).unwrap();
            assert!((value - expected).abs() < 1e-6, "{wanted:?}: {value}");
        }
    }

    #[test]
    fn what_no_number_reaches_is_none() {
        let never = coupled(&[(ParameterId::CloseRate, 0.0)]);
        assert_eq!(outcome(&never, Outcome::OpportunitiesNeeded), None);
        assert_eq!(outcome(&never, Outcome::OpportunitiesSure), None);
        assert_eq!(outcome(&never, Outcome::Revenue), Some(0.0));
    }

    /// 1/3 -> 1/2 of 900 opportunities at 4,000 EUR: 600,000 EUR a year.
    #[test]
    fn a_half_instead_of_a_third_brings_600_000_a_year() {
        let (base, half) = (parameters(&[]), parameters(&[(ParameterId::CloseRate, 0.5)]));
        let bridge =
            amount_bridge(&base, &half, &TEAM, Amount::Revenue, LeverOrder::AsListed).unwrap();
        assert_eq!(bridge.steps.len(), 1);
        assert_eq!(bridge.steps[0].contribution.0, 60_000_000);
        assert_eq!(bridge.start.0 + bridge.steps[0].contribution.0, bridge.end.0);
    }

    #[test]
    fn either_order_ends_at_the_same_cent() {
        let to = parameters(&[
            (ParameterId::CloseRate, 0.37),
            (ParameterId::AvgDeal, 4_321.09),
            (ParameterId::Opportunities, 81.0),
            (ParameterId::Quota, 120_000.0),
        ]);
        let of =
            |order| amount_bridge(&parameters(&[]), &to, &TEAM, Amount::Margin, order).unwrap();
        let (listed, reversed) = (of(LeverOrder::AsListed), of(LeverOrder::Reversed));
        assert_eq!((listed.start, listed.end), (reversed.start, reversed.end));
        assert_ne!(listed.steps[1].contribution, reversed.steps[2].contribution);
        for bridge in [listed, reversed] {
            let sum: i64 = bridge.steps.iter().map(|step| step.contribution.0).sum();
            assert_eq!(bridge.start.0 + sum, bridge.end.0);
        }
    }

    /// A rep less, meetings saved, a campaign, levelling: all through the one model, and to the cent.
    #[test]
    fn levers_of_capacity_are_steps_of_the_bridge() {
        let to = tests::parameters(
            &[
                (ParameterId::Reps, 2.0),
                (ParameterId::MeetingCut, 0.5),
                (ParameterId::AnsweredShare, 0.4),
                (ParameterId::Levelled, 1.0),
                (ParameterId::CloseRate, 0.37),
            ],
            &campaigns(&[(2, 120.0)]),
        );
        for order in [LeverOrder::AsListed, LeverOrder::Reversed] {
            let bridge =
                amount_bridge(&parameters(&[]), &to, &TEAM, Amount::Revenue, order).unwrap();
            let sum: i64 = bridge.steps.iter().map(|step| step.contribution.0).sum();
            assert_eq!(bridge.start.0 + sum, bridge.end.0);
            let of = |lever: &Lever| {
                let step = bridge.steps.iter().find(|step| step.lever == *lever).unwrap();
                step.contribution.0
            };
            let parameter = |id| of(&Lever::Parameters(vec![id]));
            assert!(parameter(ParameterId::Reps) < 0, "{bridge:?}");
            assert!(parameter(ParameterId::AnsweredShare) > 0);
            assert_ne!(of(&Lever::Plan(PlanPart::Campaigns)), 0);
        }
    }

    #[test]
    fn a_loss_is_relative_to_the_size_of_what_it_starts_from() {
        let better = change(-100.0, -50.0).unwrap();
        assert_eq!((better.absolute, better.relative), (50.0, Some(0.5)));
    }

    #[test]
    fn only_what_differs_somewhere_is_listed() {
        let (base, other) = (parameters(&[]), parameters(&[(ParameterId::AvgDeal, 5_000.0)]));
        assert_eq!(differing(&base, &[&base, &other]), [ParameterId::AvgDeal]);
        assert!(differing(&base, &[&base]).is_empty());
    }

    /// The same seed: the better rate is better in every quantile, not only on average.
    #[test]
    fn scenarios_share_their_chance() {
        let (base, better) = (coupled(&[]), coupled(&[(ParameterId::CloseRate, 0.36)]));
        let question = OutlookQuestion::new(&[base.clone(), better, base]).unwrap();
        let years = outlooks(&question);
        let [Some(base), Some(better), Some(again)] = years[..] else { panic!("{years:?}") };
        assert_eq!(base, again);
        assert!(better.p10_eur > base.p10_eur && better.p_quota > base.p_quota);
        assert_eq!(base.n_trials, 20_000);
    }

    #[test]
    fn many_scenarios_share_the_trials() {
        let question = OutlookQuestion::new(&vec![coupled(&[]); 20]).unwrap();
        assert!(question.years.iter().all(|year| year.n_trials.get() == 5_000));
    }
}
