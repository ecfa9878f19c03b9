//! Capacity -> queue -> waiting -> readiness -> opportunities that count: what a scenario's quota is reckoned with.
//!
//! # Definition
//! The opportunities that come in, and the leads of the campaigns, go through the year of the capacity plan: each day
//! some arrive and some are worked ([`super::capacity::waiting()`]). A lead that is worked at once counts as one, one
//! that has waited t days as e^(-k t), one that is never worked as none. *Opportunities that count* are the sum over
//! the year, by months, times what answering sooner brings:
//!
//! n = (sum of e^(-k t) over the leads worked) / 12 x (1 + s (e^(k (w - w')) - 1))
//!
//! with the share s of enquiries answered after w' days instead of w as now (MATH 4.1 b, 6.4). The close rate is that
//! of a lead worked as promptly as today, so the plan of a team with time enough is what it was: n comes to the
//! opportunities that were entered. All that follows (chain, chance, simulation, comparison, bridge, goal seek) takes
//! n from a [`Coupled`], never from the parameter.
//!
//! # Edge cases
//! - Nobody wins more than every lead that is worked: n is at most the leads worked over the close rate.
//! - What still waits at the end of the year counts for none here; it is stated.
//! - Switched off, or where there is no grid (leads that take no time): the opportunities as entered.

use super::Figures;
use super::capacity::waiting::{WaitingError, chosen_run};
use super::capacity::{CapacityYearError, MONTHS, Team, capacity_year};
use super::plan::entered_opportunities;
use crate::scenario::{ParameterId, Parameters};

/// Hours of a day on the clock.
const HOURS_PER_DAY: f64 = 24.0;
/// Sums over days are exact to far below this many leads.
const EXACT: f64 = 1e9;

/// What becomes of the leads of the year. Conservation: arrived = worked + gave up + waiting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throughput {
    /// Leads that arrive.
    pub n_arrived: f64,
    /// Leads that are worked.
    pub n_worked: f64,
    /// Of these, what waiting takes: leads worked less leads as good as fresh.
    pub n_cold: f64,
    /// Leads that give up waiting.
    pub n_gave_up: f64,
    /// Leads that still wait at the end of the year.
    pub n_waiting: f64,
    /// Leads of campaigns that no month can take, levelled: they are not sent for.
    pub n_unplaced: u64,
    /// Mean wait of those worked, days; `None` if none is.
    pub mean_wait_days: Option<f64>,
}

impl Throughput {
    /// Leads that would count if there were always time.
    #[must_use]
    pub fn n_lost(&self) -> f64 {
        self.n_cold + self.n_gave_up + self.n_waiting
    }
}

/// Why, or why not, capacity is part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Capacity {
    /// The scenario leaves it out.
    Off,
    /// There is no grid to reckon with.
    Unknown(CapacityUnknown),
    /// This becomes of the leads.
    Counted(Throughput),
}

/// Why there is no grid.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CapacityUnknown {
    /// No year of the team.
    #[error(transparent)]
    Year(#[from] CapacityYearError),
    /// No queue.
    #[error(transparent)]
    Waiting(#[from] WaitingError),
}

/// A scenario with what capacity and waiting leave of its opportunities.
#[derive(Clone, Debug, PartialEq)]
pub struct Coupled {
    /// Its values.
    pub parameters: Parameters,
    /// What becomes of its leads.
    pub capacity: Capacity,
    /// What answering sooner multiplies conversion by.
    pub response_factor: f64,
    /// Opportunities a month that count.
    pub n_opportunities: f64,
}

impl Coupled {
    /// Reckons a scenario through its capacity plan.
    ///
    /// ```
    /// use trichterwerk::job::capacity::Team;
    /// use trichterwerk::job::coupling::Coupled;
    /// use trichterwerk::scenario::{Book, ParameterId, Target};
    /// let team = Team { names: Vec::new(), stages: Vec::new(), first_month: 2026 * 12 };
    /// let example = Book::new().parameters(Target::Base);
    /// // Five reps work 75 opportunities a month without letting anybody wait; one rep does not.
    /// assert_eq!(Coupled::of(&example, &team).n_opportunities, 75.0);
    /// let alone = Coupled::of(&example.with_number(ParameterId::Reps, 1.0), &team);
    /// assert!(alone.n_opportunities < 20.0);
    /// ```
    #[must_use]
    pub fn of(parameters: &Parameters, team: &Team) -> Self {
        if !parameters.is_on(ParameterId::Coupled) {
            return Self::with(parameters, Capacity::Off, entered_opportunities(parameters));
        }
        match throughput(parameters, team) {
            Err(why) => {
                let entered = entered_opportunities(parameters);
                Self::with(parameters, Capacity::Unknown(why), entered)
            }
            Ok((throughput, fraction)) => {
                let counting = throughput.n_worked - throughput.n_cold + fraction;
                let per_month = (counting * EXACT).round() / EXACT / MONTHS as f64;
                Self::with(parameters, Capacity::Counted(throughput), per_month)
            }
        }
    }

    fn with(parameters: &Parameters, capacity: Capacity, n_worked_well: f64) -> Self {
        let response_factor = response_factor(parameters);
        let close_rate = parameters.number(ParameterId::CloseRate);
        let n_worked = match capacity {
            Capacity::Counted(throughput) => throughput.n_worked / MONTHS as f64,
            Capacity::Off | Capacity::Unknown(_) => n_worked_well,
        };
        let most =
            if close_rate > 0.0 { n_worked.max(n_worked_well) / close_rate } else { f64::MAX };
        let n_opportunities = (n_worked_well * response_factor).min(most);
        Self { parameters: parameters.clone(), capacity, response_factor, n_opportunities }
    }

    /// What becomes of the leads, where capacity is part of it.
    #[must_use]
    pub const fn throughput(&self) -> Option<&Throughput> {
        match &self.capacity {
            Capacity::Counted(throughput) => Some(throughput),
            Capacity::Off | Capacity::Unknown(_) => None,
        }
    }

    /// The figures `capacity.*` of the year's leads.
    pub fn add_figures(&self, figures: &mut Figures) {
        figures.number("capacity.opportunities_month", Some(self.n_opportunities), "");
        let found = self.throughput();
        for (id, of) in [
            ("capacity.arrived_year", (|found| found.n_arrived) as fn(&Throughput) -> f64),
            ("capacity.worked_year", |found| found.n_worked),
            ("capacity.lost_to_waiting", Throughput::n_lost),
        ] {
            figures.number(id, found.map(of), "capacity is left out");
        }
    }

    /// The number of a parameter.
    #[must_use]
    pub fn number(&self, id: ParameterId) -> f64 {
        self.parameters.number(id)
    }
}

/// The run of the year, and what of its opportunities makes no whole lead.
fn throughput(parameters: &Parameters, team: &Team) -> Result<(Throughput, f64), CapacityUnknown> {
    let year = capacity_year(parameters, team)?;
    let run = chosen_run(parameters, &year)?;
    let is_levelled = parameters.is_on(ParameterId::Levelled);
    let throughput = Throughput {
        n_arrived: run.arrived,
        n_worked: run.served,
        n_cold: run.conversions_lost_to_waiting,
        n_gave_up: run.lost,
        n_waiting: run.waiting,
        n_unplaced: if is_levelled { year.n_unplaced() } else { 0 },
        mean_wait_days: run.mean_wait,
    };
    // A team that works nothing works no part of a lead either.
    let fraction = if run.served > 0.0 { year.lead_fraction } else { 0.0 };
    Ok((throughput, fraction))
}

/// What answering sooner multiplies conversion by (MATH 4.1 b). A target slower than today is not taken.
#[must_use]
pub fn response_factor(parameters: &Parameters) -> f64 {
    1.0 + parameters.number(ParameterId::AnsweredShare) * (full_response_factor(parameters) - 1.0)
}

/// The same if every enquiry is answered within the target time.
fn full_response_factor(parameters: &Parameters) -> f64 {
    let ids = [ParameterId::WaitingDays, ParameterId::TargetHours, ParameterId::ReadinessDecay];
    let [waiting_days, target_hours, decay_day] = parameters.numbers(ids);
    let sooner_days = (waiting_days - target_hours / HOURS_PER_DAY).max(0.0);
    (decay_day * sooner_days).exp()
}

#[cfg(test)]
pub(in crate::job) mod tests {
    use super::super::capacity::year::tests::{TEAM, campaigns, parameters};
    use super::*;
    use crate::scenario::CapacityPlan;

    /// A scenario of these numbers, of a team nobody has named.
    pub(in crate::job) fn coupled(changes: &[(ParameterId, f64)]) -> Coupled {
        Coupled::of(&parameters(changes, &CapacityPlan::default()), &TEAM)
    }

    fn with_campaigns(changes: &[(ParameterId, f64)], list: &[(i32, f64)]) -> Coupled {
        Coupled::of(&parameters(changes, &campaigns(list)), &TEAM)
    }

    #[test]
    fn with_time_enough_the_opportunities_are_those_entered() {
        for n in [0.0, 0.4, 7.3, 75.0, 75.25] {
            let n_counting = coupled(&[(ParameterId::Opportunities, n)]).n_opportunities;
            assert!((n_counting - n).abs() < 1e-9, "{n}: {n_counting}");
        }
    }

    #[test]
    fn arrived_is_worked_and_given_up_and_waiting() {
        let coupled = with_campaigns(&[(ParameterId::AbandonRate, 0.05)], &[(2, 900.0)]);
        let found = coupled.throughput().unwrap();
        assert!((found.n_arrived - 1_800.0).abs() < 1e-6);
        let rest = found.n_arrived - found.n_worked - found.n_gave_up - found.n_waiting;
        assert!(rest.abs() < 1e-6 && found.n_gave_up > 0.0 && found.n_cold > 0.0, "{found:?}");
        assert!(found.n_lost() > found.n_gave_up);
    }

    #[test]
    fn a_campaign_that_finds_time_adds_and_one_that_does_not_takes_away() {
        let small = with_campaigns(&[], &[(2, 30.0)]).n_opportunities;
        // They come on one day, so a few of them wait.
        assert!(small > 75.0 + 24.0 / 12.0 && small < 75.0 + 30.0 / 12.0, "{small}");
        // Ten years of leads at once: the oldest first, everything that comes later is cold (P25).
        let flood = with_campaigns(&[], &[(0, 9_000.0)]).n_opportunities;
        assert!(flood < 20.0, "{flood}");
        let newest = with_campaigns(&[(ParameterId::NewestFirst, 1.0)], &[(0, 9_000.0)]);
        assert!(newest.n_opportunities > 74.0);
        let levelled = with_campaigns(&[(ParameterId::Levelled, 1.0)], &[(0, 9_000.0)]);
        assert!(levelled.n_opportunities > 75.0);
        assert!(levelled.throughput().unwrap().n_unplaced > 0);
    }

    #[test]
    fn switched_off_or_without_a_grid_what_was_entered_holds() {
        let off = with_campaigns(&[(ParameterId::Coupled, 0.0)], &[(0, 9_000.0)]);
        assert_eq!((off.n_opportunities, off.capacity), (75.0, Capacity::Off));
        let ids = ParameterId::CALLS.into_iter().chain(ParameterId::VISITS);
        let none: Vec<_> = ids.map(|id| (id, 0.0)).collect();
        let unknown = coupled(&none);
        assert!(matches!(unknown.capacity, Capacity::Unknown(_)));
        assert_eq!(unknown.n_opportunities, 75.0);
    }

    /// 5 % a day, four hours instead of two days: e^(0.05 (2 - 1/6)).
    #[test]
    fn answering_sooner_multiplies_and_a_slower_target_is_not_taken() {
        let full = (0.05_f64 * 11.0 / 6.0).exp();
        let all = coupled(&[(ParameterId::AnsweredShare, 1.0)]);
        assert!((all.n_opportunities - 75.0 * full).abs() < 1e-9);
        let half = coupled(&[(ParameterId::AnsweredShare, 0.5)]);
        assert!((half.response_factor - f64::midpoint(1.0, full)).abs() < 1e-12);
        let slower = [(ParameterId::AnsweredShare, 1.0), (ParameterId::TargetHours, 720.0)];
        assert_eq!(coupled(&slower).response_factor, 1.0);
    }

    #[test]
    fn nobody_wins_more_than_every_lead_worked() {
        let changes = [
            (ParameterId::AnsweredShare, 1.0),
            (ParameterId::WaitingDays, 300.0),
            (ParameterId::ReadinessDecay, 0.5),
        ];
        assert!((coupled(&changes).n_opportunities - 225.0).abs() < 1e-9);
    }
}
