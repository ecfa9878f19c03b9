//! The list plan: what becomes of a list of contacts, what its care costs and keeps. The closed forms of one set of
//! inputs, computed where they are asked for.
//!
//! Everything here takes well under a millisecond, so the page computes it with each move of a slider instead of
//! asking the worker. The formulas live in [`crate::analysis::rate_conversion`],
//! [`crate::simulation::recontact`] and [`crate::simulation::decay_cost`]; this file asks them for one list.
//!
//! Under care every T months the dead are found and repaired at each mailing, as in the renewal model of MATH 3.7:
//! between two mailings the list shrinks by e^(-lambda t), at each it is whole again.

use serde::{Deserialize, Serialize};

use crate::analysis::rate_conversion::{MonthlyRate, RateError};
use crate::model::probability::{Probability, ProbabilityError};
use crate::scenario::{ParameterId, Parameters};
use crate::simulation::decay_cost::{DecayCostConfig, DecayCostReport, decay_cost};
use crate::simulation::quantity::{NonNegative, Positive, QuantityError};
use crate::simulation::recontact::{RecontactConfig, RecontactReport, recontact};

/// Months the page looks ahead.
pub const HORIZON_MONTHS: u32 = 36;
/// Longest cycle of care the page draws.
pub const LONGEST_CYCLE_MONTHS: u32 = 24;
/// Share of a list that goes bad per month where nothing was measured: 22.5 % a year, as `MarketingSherpa` and `HubSpot`
/// are quoted (MATH 3.1).
pub const REFERENCE_MONTHLY_RATE: f64 = 0.021;

/// The inputs of a list plan.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListPlan {
    /// Share of contacts going bad per month.
    pub decay: MonthlyRate,
    /// Contacts on the list.
    pub n_contacts: Positive,
    /// Months over which the cost of decay is added up.
    pub horizon_months: NonNegative,
    /// Months between two contacts.
    pub interval_months: Positive,
    /// Cost per contact and mailing, EUR.
    pub cost_per_contact_eur: NonNegative,
    /// Cost per mailing whatever the list's length, EUR.
    pub fixed_cost_eur: NonNegative,
    /// Probability that a contact unsubscribes at a mailing.
    pub p_unsubscribe: Probability,
    /// What an unsubscribed contact was worth, EUR.
    pub contact_value_eur: NonNegative,
    /// What a live contact is worth, EUR per month.
    pub value_month_eur: NonNegative,
    /// Cost of repairing a dead contact, EUR.
    pub repair_cost_eur: NonNegative,
    /// Cost of a new contact, EUR.
    pub cost_per_new_contact_eur: NonNegative,
    /// How old the contacts are.
    pub ages: AgeSpan,
}

/// Ages of a list that was collected evenly: from the youngest to the oldest contacts, in whole months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeSpan {
    /// Age of the youngest.
    pub youngest_months: u16,
    /// Age of the oldest.
    pub oldest_months: u16,
}

impl AgeSpan {
    /// The list of the article: collected from January to December 2008, written to in mid-2010 (MATH 3.1).
    pub const LIST_OF_2008: Self = Self { youngest_months: 18, oldest_months: 29 };
}

/// Share of the list of 2008 that bounced, by the article (MATH 3.1).
const BOUNCED_OF_2008: f64 = 0.4;

/// The list of 2008 with the reference rate, and the wrong reading of it (P07).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListOf2008 {
    /// Share that bounced.
    pub bounced: f64,
    /// Share the reference rate predicts for ages of 18 to 29 months.
    pub predicted: f64,
    /// Rate the bounces would take if all contacts had the youngest age.
    pub one_age_rate: f64,
}

impl ListOf2008 {
    /// The example, computed.
    ///
    /// ```
    /// use trichterwerk::job::list_plan::ListOf2008;
    /// let list = ListOf2008::example()?;
    /// assert!((list.predicted - 0.391).abs() < 5e-4 && (list.one_age_rate - 0.028).abs() < 5e-5);
    /// # Ok::<(), trichterwerk::analysis::rate_conversion::RateError>(())
    /// ```
    pub fn example() -> Result<Self, RateError> {
        let ages = AgeSpan::LIST_OF_2008;
        let months: Vec<f64> = (ages.youngest_months..=ages.oldest_months).map(f64::from).collect();
        let reference = MonthlyRate::new(REFERENCE_MONTHLY_RATE)?;
        let one_age = MonthlyRate::from_age(BOUNCED_OF_2008, f64::from(ages.youngest_months))?;
        Ok(Self {
            bounced: BOUNCED_OF_2008,
            predicted: reference.share_gone(&months).unwrap_or(0.0),
            one_age_rate: one_age.share(),
        })
    }
}

/// Why parameters make no plan.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ListPlanError {
    /// The rate of decay is none.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// An amount is negative, or zero where something is divided by it.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// A share is none.
    #[error(transparent)]
    Probability(#[from] ProbabilityError),
}

/// A list whose contacts were collected evenly over a range of ages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgedList {
    /// Ages in months, one per month of collecting.
    pub ages_months: Vec<f64>,
    /// Share dead at the next mailing.
    pub share_gone: f64,
    /// Rate that would explain that share if all contacts had the youngest age (P07); `None` at age 0.
    pub one_age_rate: Option<f64>,
}

/// Cost of one length of the cycle, EUR per month for the whole list.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CycleCost {
    /// Months between two contacts.
    pub months: f64,
    /// Contacting and repairing.
    pub care_eur: f64,
    /// Value lost between two contacts.
    pub lost_eur: f64,
}

impl CycleCost {
    /// Care and loss together.
    #[must_use]
    pub fn total_eur(&self) -> f64 {
        self.care_eur + self.lost_eur
    }
}

impl ListPlan {
    /// Whether care pays, how often, and what the chosen cycle costs.
    #[must_use]
    pub fn recontact(&self) -> RecontactReport {
        recontact(&self.recontact_config(self.interval_months))
    }

    fn recontact_config(&self, interval_months: Positive) -> RecontactConfig {
        RecontactConfig {
            decay: self.decay,
            n_contacts: self.n_contacts,
            cost_per_contact_eur: self.cost_per_contact_eur,
            fixed_cost_eur: self.fixed_cost_eur,
            p_unsubscribe: self.p_unsubscribe,
            contact_value_eur: self.contact_value_eur,
            value_month_eur: self.value_month_eur,
            repair_cost_eur: self.repair_cost_eur,
            interval_months,
        }
    }

    /// What decay costs over the horizon, untouched and maintained.
    #[must_use]
    pub fn cost(&self) -> DecayCostReport {
        decay_cost(&DecayCostConfig {
            n_contacts: self.n_contacts,
            decay: self.decay,
            horizon_months: self.horizon_months,
            interval_months: self.interval_months,
            value_month_eur: self.value_month_eur,
            cost_per_contact_eur: self.cost_per_contact_eur,
            fixed_cost_eur: self.fixed_cost_eur,
            repair_cost_eur: self.repair_cost_eur,
            cost_per_new_contact_eur: self.cost_per_new_contact_eur,
        })
    }

    /// Cost of a cycle of so many months, for the whole list.
    ///
    /// ```
    /// # use trichterwerk::job::list_plan::{AgeSpan, ListPlan};
    /// # use trichterwerk::scenario::{Book, Target};
    /// # use trichterwerk::simulation::quantity::Positive;
    /// let parameters = Book::default().parameters(Target::Base);
    /// let plan = ListPlan::of(&parameters, AgeSpan::LIST_OF_2008)?;
    /// let best = plan.recontact().optimal_interval_months.unwrap_or(1.0);
    /// let at = |months: f64| Some(plan.cycle(Positive::new(months).ok()?).total_eur());
    /// assert!(at(best) < at(best / 2.0) && at(best) < at(best * 2.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn cycle(&self, interval_months: Positive) -> CycleCost {
        let report = recontact(&self.recontact_config(interval_months));
        let n = self.n_contacts.get();
        let lost_eur = n * self.value_month_eur.get() * report.avg_undetected_dead_share;
        CycleCost {
            months: interval_months.get(),
            care_eur: n * report.cost_rate_at_interval - lost_eur,
            lost_eur,
        }
    }

    /// Cycles from a quarter of a month to [`LONGEST_CYCLE_MONTHS`], finely enough for a curve.
    #[must_use]
    pub fn cycles(&self) -> Vec<CycleCost> {
        (1..=LONGEST_CYCLE_MONTHS * 4)
            .filter_map(|quarter| Positive::new(f64::from(quarter) / 4.0).ok())
            .map(|months| self.cycle(months))
            .collect()
    }

    /// Share of the list still valid after so many months without care.
    #[must_use]
    pub fn untouched(&self, months: f64) -> f64 {
        1.0 - self.decay.lost_after(months)
    }

    /// The same with the monthly share added up instead of compounded (P06), not below 0.
    #[must_use]
    pub fn added_up(&self, months: f64) -> f64 {
        (1.0 - self.decay.share() * months).max(0.0)
    }

    /// Share still valid after so many months under care, just before a mailing that falls there.
    #[must_use]
    pub fn kept(&self, months: f64) -> f64 {
        let interval = self.interval_months.get();
        let n_cycles = (months / interval - 1e-9).floor().max(0.0);
        self.untouched(months - n_cycles * interval)
    }

    /// The saw of the cared-for list up to [`HORIZON_MONTHS`], as points of a line.
    #[must_use]
    pub fn kept_curve(&self) -> Vec<(f64, f64)> {
        /// Points along one tooth; a tooth is nearly straight.
        const POINTS: u32 = 6;
        let horizon = f64::from(HORIZON_MONTHS);
        let interval = self.interval_months.get();
        // A cycle of days would be a comb of thousands of teeth: a band of their lower ends says the same.
        let interval = interval.max(horizon / 400.0);
        let mut points = Vec::new();
        let mut start = 0.0;
        while start < horizon {
            let length = interval.min(horizon - start);
            points.extend((0..=POINTS).map(|at| {
                let months = length * f64::from(at) / f64::from(POINTS);
                (start + months, self.untouched(months))
            }));
            start += interval;
        }
        points
    }

    /// The list of these ages at its next mailing; `None` where the oldest are younger than the youngest.
    #[must_use]
    pub fn aged_list(&self) -> Option<AgedList> {
        let AgeSpan { youngest_months, oldest_months } = self.ages;
        let ages_months: Vec<f64> = (youngest_months..=oldest_months).map(f64::from).collect();
        let share_gone = self.decay.share_gone(&ages_months)?;
        let one_age_rate = MonthlyRate::from_age(share_gone, f64::from(youngest_months))
            .ok()
            .map(MonthlyRate::share);
        Some(AgedList { ages_months, share_gone, one_age_rate })
    }

    /// The plan of a scenario's parameters, for a list of these ages.
    ///
    /// ```
    /// use trichterwerk::job::list_plan::{AgeSpan, ListPlan};
    /// use trichterwerk::scenario::{Book, Target};
    /// let parameters = Book::default().parameters(Target::Base);
    /// let plan = ListPlan::of(&parameters, AgeSpan::LIST_OF_2008)?;
    /// // 2.1 % a month: 22.5 % a year, not 25.2 %.
    /// assert!((plan.decay.annual() - 0.2248).abs() < 1e-4);
    /// # Ok::<(), trichterwerk::job::list_plan::ListPlanError>(())
    /// ```
    pub fn of(parameters: &Parameters, ages: AgeSpan) -> Result<Self, ListPlanError> {
        let amount = |id| NonNegative::new(parameters.number(id));
        let above_zero = |id| Positive::new(parameters.number(id));
        Ok(Self {
            decay: MonthlyRate::new(parameters.number(ParameterId::ContactDecay))?,
            n_contacts: above_zero(ParameterId::ListSize)?,
            horizon_months: amount(ParameterId::DecayHorizon)?,
            interval_months: above_zero(ParameterId::RecontactInterval)?,
            cost_per_contact_eur: amount(ParameterId::MailingCost)?,
            fixed_cost_eur: amount(ParameterId::MailingFixedCost)?,
            p_unsubscribe: Probability::new(parameters.number(ParameterId::UnsubscribeRate))?,
            contact_value_eur: amount(ParameterId::ContactValue)?,
            value_month_eur: amount(ParameterId::LiveValue)?,
            repair_cost_eur: amount(ParameterId::RepairCost)?,
            cost_per_new_contact_eur: amount(ParameterId::NewContactCost)?,
            ages,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Book, Target};

    fn plan(share: f64) -> ListPlan {
        let parameters = Book::default().parameters(Target::Base);
        let plan = ListPlan::of(&parameters, AgeSpan::LIST_OF_2008).unwrap();
        ListPlan { decay: MonthlyRate::new(share).unwrap(), ..plan }
    }

    #[test]
    fn the_reference_is_the_default_of_the_scenarios() {
        let default = ParameterId::ContactDecay.spec().default;
        assert!((default - REFERENCE_MONTHLY_RATE).abs() < 1e-12);
    }

    #[test]
    fn the_list_of_2008_bounces_39_percent_and_not_by_one_age() {
        let list = plan(REFERENCE_MONTHLY_RATE).aged_list().unwrap();
        assert_eq!((list.ages_months.len(), list.ages_months[0]), (12, 18.0));
        assert!((list.share_gone - 0.391_083).abs() < 1e-6);
        // Of the 40 % the article names, read as one age of 18 months: 2.8 % (P07).
        assert!((list.one_age_rate.unwrap() - 0.027_18).abs() < 1e-4);
        let read_as_one = MonthlyRate::from_age(0.4, 18.0).unwrap().share();
        assert!((read_as_one - 0.028).abs() < 1e-4);
    }

    #[test]
    fn the_cost_of_a_cycle_is_that_of_the_renewal_model() {
        let plan = plan(REFERENCE_MONTHLY_RATE);
        let report = plan.recontact();
        let cycle = plan.cycle(plan.interval_months);
        assert!((cycle.total_eur() - 2_000.0 * report.cost_rate_at_interval).abs() < 1e-9);
        assert!(cycle.care_eur > 0.0 && cycle.lost_eur > 0.0);
    }

    #[test]
    fn no_cycle_drawn_is_cheaper_than_the_optimum() {
        let plan = plan(REFERENCE_MONTHLY_RATE);
        let best = 2_000.0 * plan.recontact().cost_rate_at_optimum.unwrap();
        assert!(plan.cycles().iter().all(|cycle| cycle.total_eur() >= best - 1e-9));
    }

    #[test]
    fn care_makes_the_list_whole_at_each_mailing_only() {
        let plan = plan(REFERENCE_MONTHLY_RATE);
        assert!((plan.kept(2.0) - plan.untouched(2.0)).abs() < 1e-12, "just before the mailing");
        assert!((plan.kept(2.5) - plan.untouched(0.5)).abs() < 1e-12);
        let curve = plan.kept_curve();
        assert!(curve.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        assert!(curve.iter().all(|point| point.1 >= plan.untouched(2.0) - 1e-12));
        assert!((curve.last().unwrap().0 - 36.0).abs() < 1e-9);
    }

    #[test]
    fn adding_up_exceeds_compounding() {
        let plan = plan(REFERENCE_MONTHLY_RATE);
        assert!((1.0 - plan.untouched(12.0) - 0.224_838).abs() < 1e-6);
        assert!((1.0 - plan.added_up(12.0) - 0.252).abs() < 1e-12);
        assert_eq!(plan.added_up(60.0).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn ages_the_wrong_way_round_are_no_list() {
        let mut plan = plan(REFERENCE_MONTHLY_RATE);
        plan.ages = AgeSpan { youngest_months: 30, oldest_months: 29 };
        assert!(plan.aged_list().is_none());
        plan.ages.oldest_months = 30;
        assert_eq!(plan.aged_list().unwrap().ages_months.len(), 1);
    }
}
