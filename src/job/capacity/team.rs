//! Who sells, through which stages, and from when on.
//!
//! [`Team`] is what is known without any scenario: names and stages of the file, the first month of the year ahead.
//! How many sell is the scenario's ([`Team::seats`]).

use super::MONTHS;
use super::answer::CapacityAnswer;
use crate::model::Day;
use crate::model::probability::{Probability, ProbabilityError};
use crate::scenario::{ParameterId, Parameters};
use crate::simulation::season::productivity;

/// Stages of a funnel nobody has shown yet.
const N_DEFAULT_STAGES: usize = 3;
/// More reps than anybody looks at are cut off.
const MAX_REPS: usize = 500;

/// A stage of the funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamStage {
    /// Its name in the file; `None` without one.
    pub name: Option<String>,
    /// Share of decided deals that went on; `None` where nothing was decided.
    pub conversion: Option<f64>,
}

/// A rep of the year ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat {
    /// Name in the file; `None` where none names it.
    pub name: Option<String>,
    /// What a new rep is to the team in each month, 0 to 1; `None` for one who is there already.
    pub productivity: Option<[f64; MONTHS]>,
}

/// The team and its planning year.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// Names of the reps in the file; empty without one.
    pub names: Vec<String>,
    /// Stages of the file; empty without one.
    pub stages: Vec<TeamStage>,
    /// First month of the year ahead ([`Day::month_index`]).
    pub first_month: i32,
}

impl Team {
    /// The team of a file, or one nobody has named. The year begins with the first whole month after the export date,
    /// or after today where nothing is open.
    #[must_use]
    pub fn of(answer: Option<&CapacityAnswer>, today: Day) -> Self {
        let names = answer.map_or_else(Vec::new, |answer| {
            answer.reps.iter().map(|rep| rep.name.clone()).collect()
        });
        let stages = answer.map_or_else(Vec::new, |answer| {
            let stage = |step: &super::answer::CapacityStep| TeamStage {
                name: Some(step.name.clone()),
                conversion: step.conversion,
            };
            answer.steps.iter().map(stage).collect()
        });
        let last_day = answer.map_or(today, |answer| answer.as_of);
        Self { names, stages, first_month: last_day.month_index() + 1 }
    }

    /// The reps of a scenario: those of the file, else as many as the scenario says; then the new ones, who start in
    /// the month it says and get as productive as the others within their ramp-up.
    #[must_use]
    pub fn seats(&self, parameters: &Parameters) -> Vec<Seat> {
        let number = |id| parameters.number(id);
        let there = |name| Seat { name, productivity: None };
        let old: Vec<Seat> = if self.names.is_empty() {
            vec![there(None); number(ParameterId::Reps) as usize]
        } else {
            self.names.iter().map(|name| there(Some(name.clone()))).collect()
        };
        let calendar_month = number(ParameterId::NewRepsMonth) as i32 - 1;
        let start = (calendar_month - self.first_month).rem_euclid(MONTHS as i32) as usize;
        let ramp_up = number(ParameterId::RampUp);
        let productivity = std::array::from_fn(|m| productivity(start, ramp_up, m));
        let new = Seat { name: None, productivity: Some(productivity) };
        let n_new = number(ParameterId::NewReps) as usize;
        old.into_iter().chain(std::iter::repeat_n(new, n_new)).take(MAX_REPS).collect()
    }

    /// Share of leads that goes on from each stage: the profile of the file, raised to the power at which the whole
    /// is the close rate of the scenario. Where the file has none, the close rate is shared evenly by its stages, without
    /// a file by three.
    pub fn conversions(
        &self,
        parameters: &Parameters,
    ) -> Result<Vec<Probability>, ProbabilityError> {
        let close = parameters.number(ParameterId::CloseRate);
        let n_stages = if self.stages.is_empty() { N_DEFAULT_STAGES } else { self.stages.len() };
        let even = close.powf(1.0 / n_stages as f64);
        let measured: Option<Vec<f64>> =
            self.stages.iter().map(|stage| stage.conversion.filter(|c| *c > 0.0)).collect();
        let whole: f64 = measured.as_ref().map_or(0.0, |shares| shares.iter().product());
        let exponent = close.ln() / whole.ln();
        let shares = match measured {
            Some(shares) if exponent.is_finite() && exponent > 0.0 => {
                shares.iter().map(|share| share.powf(exponent).min(1.0)).collect()
            }
            _ => vec![even; n_stages],
        };
        shares.into_iter().map(Probability::new).collect()
    }

    /// The first day of the year ahead and the first day after it.
    #[must_use]
    pub fn period(&self) -> (Day, Day) {
        let months = MONTHS as i32;
        (Day::first_of_month(self.first_month), Day::first_of_month(self.first_month + months))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Book, Command, Target, Value};

    fn parameters(close_rate: f64) -> Parameters {
        let (target, id) = (Target::Base, ParameterId::CloseRate);
        let set = Command::Set { target, id, value: Value::user(close_rate) };
        Book::new().apply(&set).unwrap().parameters(target)
    }

    fn team(conversions: &[Option<f64>]) -> Team {
        let stage = |conversion: &Option<f64>| TeamStage { name: None, conversion: *conversion };
        Team { names: vec![], stages: conversions.iter().map(stage).collect(), first_month: 0 }
    }

    #[test]
    fn the_stages_together_are_the_close_rate_of_the_scenario() {
        for stages in
            [&[][..], &[Some(0.9), Some(0.5)], &[Some(0.9), None], &[Some(1.0), Some(1.0)]]
        {
            for close_rate in [0.0, 0.2, 0.33, 1.0] {
                let shares = team(stages).conversions(&parameters(close_rate)).unwrap();
                let whole: f64 = shares.iter().map(|share| share.get()).product();
                assert!((whole - close_rate).abs() < 1e-12, "{stages:?} {close_rate}: {whole}");
            }
        }
    }

    #[test]
    fn a_better_close_rate_lifts_the_leaky_stages_most() {
        let shares = team(&[Some(0.9), Some(0.5)]).conversions(&parameters(0.6)).unwrap();
        assert!(shares[0].get() / 0.9 < shares[1].get() / 0.5);
    }

    #[test]
    fn a_new_rep_starts_in_its_month_and_ramps_up() {
        let (target, january) = (Target::Base, 2026 * 12);
        let set = |id, number| Command::Set { target, id, value: Value::user(number) };
        let commands = [
            set(ParameterId::NewReps, 1.0),
            set(ParameterId::NewRepsMonth, 3.0),
            set(ParameterId::RampUp, 2.0),
        ];
        let book = commands.iter().fold(Book::new(), |book, set| book.apply(set).unwrap());
        let mut team = team(&[]);
        for (first_month, start) in [(january, 2), (january + 6, 8)] {
            team.first_month = first_month;
            let seats = team.seats(&book.parameters(target));
            assert_eq!(seats.len(), 6);
            let months = seats[5].productivity.unwrap();
            assert!(months[..start].iter().all(|share| *share == 0.0), "{months:?}");
            assert!((months[start] - 0.25).abs() < 1e-12 && months[11] > 0.9, "{months:?}");
        }
    }
}
