//! Levers beside rate, price and volume: answering sooner, meeting less, selling with more people.
//!
//! # Definition
//! Each is a parameter of the scenario like any other: the share of enquiries answered within the target time, the
//! share of meeting time that is saved, the number of new reps. What it brings is the deals of the year with it less
//! those without, both reckoned through the capacity plan ([`super::coupling`]); effects multiply (P21), so all at once
//! are not their sum.
//!
//! # Assumptions
//! Hours and people bring deals only where leads wait (P25). That is no extra rule here: where everything is worked in
//! time, the plan with more hours is the same plan, and the effect is 0.
//!
//! # Edge cases
//! Meetings shorter than the target regime are not made longer. Without deals there is no relative change (`None`).

use super::capacity::Team;
use super::capacity::meeting_time::{meeting_hours, target_hours};
use super::coupling::Coupled;
use super::plan::{MONTHS, Plan, PlanError};
use crate::scenario::{ParameterId, Parameters};

/// A lever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EffectLever {
    /// Every enquiry answered within the target time.
    ResponseTime,
    /// Meetings by the target regime.
    Meetings,
    /// One rep more.
    Reps,
}

impl EffectLever {
    /// All levers, in the order of the table.
    pub const ALL: [Self; 3] = [Self::ResponseTime, Self::Meetings, Self::Reps];

    /// The parameter that pulls it.
    #[must_use]
    pub const fn parameter(self) -> ParameterId {
        match self {
            Self::ResponseTime => ParameterId::AnsweredShare,
            Self::Meetings => ParameterId::MeetingCut,
            Self::Reps => ParameterId::NewReps,
        }
    }

    /// The number of its parameter when it is pulled, never less than it is now.
    #[must_use]
    pub fn pulled(self, parameters: &Parameters) -> f64 {
        let now = parameters.number(self.parameter());
        match self {
            Self::ResponseTime => 1.0,
            Self::Meetings => {
                let (hours, target) = (meeting_hours(parameters), target_hours(parameters));
                let cut = if hours > target { 1.0 - target / hours } else { 0.0 };
                cut.max(now)
            }
            Self::Reps => now + 1.0,
        }
    }
}

/// What a lever does to the year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// What the deals are multiplied by; `None` without deals.
    pub factor: Option<f64>,
    /// Deals a year more.
    pub deals: f64,
    /// Revenue a year more, EUR.
    pub revenue_eur: f64,
}

/// All levers, and what they do together.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectReport {
    /// One by one.
    pub levers: Vec<(EffectLever, Effect)>,
    /// All at once.
    pub together: Effect,
    /// Leads of the year that are lost to waiting as it is; 0 where capacity is not the limit.
    pub n_lost: f64,
}

/// The effects on a year of the plan.
pub fn effects(coupled: &Coupled, team: &Team) -> Result<EffectReport, PlanError> {
    let before = deals(coupled)?;
    let avg_deal = coupled.number(ParameterId::AvgDeal);
    let effect = |parameters: &Parameters| {
        let after = deals(&Coupled::of(parameters, team))?;
        Ok::<_, PlanError>(Effect {
            factor: (before > 0.0).then(|| after / before),
            deals: after - before,
            revenue_eur: (after - before) * avg_deal,
        })
    };
    let pull = |parameters: &Parameters, lever: EffectLever| {
        parameters.with_number(lever.parameter(), lever.pulled(parameters))
    };
    let now = &coupled.parameters;
    let alone = EffectLever::ALL.map(|lever| Ok((lever, effect(&pull(now, lever))?)));
    Ok(EffectReport {
        levers: alone.into_iter().collect::<Result<_, PlanError>>()?,
        together: effect(
            &EffectLever::ALL.into_iter().fold(now.clone(), |now, lever| pull(&now, lever)),
        )?,
        n_lost: coupled.throughput().map_or(0.0, super::coupling::Throughput::n_lost),
    })
}

/// Expected deals of a year.
fn deals(coupled: &Coupled) -> Result<f64, PlanError> {
    let plan = Plan::of(coupled)?;
    Ok(plan.n_opportunities.get() * f64::from(MONTHS) * plan.close_rate.get())
}

#[cfg(test)]
mod tests {
    use super::super::capacity::year::tests::{TEAM, parameters};
    use super::*;
    use crate::scenario::CapacityPlan;

    fn report(changes: &[(ParameterId, f64)]) -> EffectReport {
        let parameters = parameters(changes, &CapacityPlan::default());
        effects(&Coupled::of(&parameters, &TEAM), &TEAM).unwrap()
    }

    fn of(report: &EffectReport, wanted: EffectLever) -> Effect {
        report.levers.iter().find(|(lever, _)| *lever == wanted).unwrap().1
    }

    #[test]
    fn where_nobody_waits_hours_and_people_bring_nothing() {
        let report = report(&[]);
        assert_eq!(report.n_lost, 0.0);
        assert_eq!(of(&report, EffectLever::Meetings).deals, 0.0);
        assert_eq!(of(&report, EffectLever::Reps).deals, 0.0);
        // 300 deals, e^(0.05 (2 - 1/6)) times as many.
        let sooner = of(&report, EffectLever::ResponseTime);
        assert!((sooner.deals - 300.0 * ((0.05_f64 * 11.0 / 6.0).exp() - 1.0)).abs() < 1e-6);
        assert!((sooner.revenue_eur - 4_000.0 * sooner.deals).abs() < 1e-6);
    }

    #[test]
    fn where_leads_wait_each_lever_brings_deals_and_together_more_than_the_best() {
        let report = report(&[(ParameterId::Reps, 2.0)]);
        assert!(report.n_lost > 100.0);
        let best = report.levers.iter().map(|(_, effect)| effect.deals).fold(0.0, f64::max);
        assert!(report.levers.iter().all(|(_, effect)| effect.deals > 0.0), "{report:?}");
        assert!(report.together.deals > best);
    }

    #[test]
    fn meetings_shorter_than_the_target_are_not_made_longer() {
        let changes = [(ParameterId::Reps, 2.0), (ParameterId::TargetSync, 20.0)];
        assert_eq!(of(&report(&changes), EffectLever::Meetings).deals, 0.0);
    }

    #[test]
    fn nothing_is_compared_with_nothing() {
        let report = report(&[(ParameterId::Opportunities, 0.0)]);
        assert_eq!(of(&report, EffectLever::Reps).factor, None);
    }
}
