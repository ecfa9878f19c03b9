//! Who sells, through which stages, and from when on.

use super::answer::CapacityAnswer;
use crate::model::Day;
use crate::model::probability::{Probability, ProbabilityError};
use crate::scenario::{ParameterId, Parameters};

/// Stages of a funnel nobody has shown yet.
const N_DEFAULT_STAGES: usize = 4;

/// A stage of the funnel.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamStage {
    /// Its name in the file; `None` without one.
    pub name: Option<String>,
    /// Share of decided deals that went on; `None` where nothing was decided.
    pub conversion: Option<f64>,
}

/// The team and its planning year.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// Names of the reps, by place; `None` where no file names them.
    pub reps: Vec<Option<String>>,
    /// Stages of the file; empty without one.
    pub stages: Vec<TeamStage>,
    /// First month of the year ahead ([`Day::month_index`]).
    pub first_month: i32,
}

impl Team {
    /// The team of a file, or as many reps as the scenario says. The year begins with the first whole month after
    /// the export date, or after today where nothing is open.
    #[must_use]
    pub fn of(answer: Option<&CapacityAnswer>, parameters: &Parameters, today: Day) -> Self {
        let named: Vec<_> = answer.map_or_else(Vec::new, |answer| {
            answer.reps.iter().map(|rep| Some(rep.name.clone())).collect()
        });
        let reps = if named.is_empty() {
            // The limits of the parameter keep it small; more than anybody looks at is cut off.
            vec![None; (parameters.number(ParameterId::Reps) as usize).min(500)]
        } else {
            named
        };
        let stages = answer.map_or_else(Vec::new, |answer| {
            let stage = |step: &super::answer::CapacityStep| TeamStage {
                name: Some(step.name.clone()),
                conversion: step.conversion,
            };
            answer.steps.iter().map(stage).collect()
        });
        let last_day = answer.map_or(today, |answer| answer.as_of);
        Self { reps, stages, first_month: last_day.month_index() + 1 }
    }

    /// Share of leads that goes on from each stage: the profile of the file, raised to the power at which the whole
    /// is the close rate of the scenario. Where the file has none, the close rate is shared evenly by the stages;
    /// without a file the first of four stages is the step from lead to opportunity.
    pub fn conversions(
        &self,
        parameters: &Parameters,
    ) -> Result<Vec<Probability>, ProbabilityError> {
        let close = parameters.number(ParameterId::CloseRate);
        if self.stages.is_empty() {
            let step = close.powf(1.0 / (N_DEFAULT_STAGES as f64 - 1.0));
            let mut shares = vec![step; N_DEFAULT_STAGES];
            if let Some(first) = shares.first_mut() {
                *first = parameters.number(ParameterId::QualifyRate);
            }
            return shares.into_iter().map(Probability::new).collect();
        }
        let even = close.powf(1.0 / self.stages.len() as f64);
        let measured: Option<Vec<f64>> =
            self.stages.iter().map(|stage| stage.conversion.filter(|c| *c > 0.0)).collect();
        let whole: f64 = measured.as_ref().map_or(0.0, |shares| shares.iter().product());
        let exponent = close.ln() / whole.ln();
        let shares = match measured {
            Some(shares) if exponent.is_finite() && exponent > 0.0 => {
                shares.iter().map(|share| share.powf(exponent).min(1.0)).collect()
            }
            _ => vec![even; self.stages.len()],
        };
        shares.into_iter().map(Probability::new).collect()
    }

    /// The first day of the year ahead and the first day after it.
    #[must_use]
    pub fn period(&self) -> (Day, Day) {
        let months = super::MONTHS as i32;
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
        Team { reps: vec![], stages: conversions.iter().map(stage).collect(), first_month: 0 }
    }

    #[test]
    fn the_stages_together_are_the_close_rate_of_the_scenario() {
        for stages in [&[Some(0.9), Some(0.5)][..], &[Some(0.9), None], &[Some(1.0), Some(1.0)]] {
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
    fn without_a_file_a_lead_is_one_of_the_quota_chain() {
        let shares = team(&[]).conversions(&parameters(1.0 / 3.0)).unwrap();
        let whole: f64 = shares.iter().map(|share| share.get()).product();
        assert_eq!(shares.len(), 4);
        assert!((whole - 0.4 / 3.0).abs() < 1e-12);
    }
}
