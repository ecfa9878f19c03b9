//! What is planned: the leads of each rep and month, those that come in anyway and those of campaigns.

use super::year::{CapacityYearError, MONTHS};
use crate::job::plan::entered_opportunities;
use crate::model::probability::{Probability, ProbabilityError};
use crate::scenario::{Layer, ParameterId, Parameters};
use crate::simulation::levelling::{
    LevellingConfig, LevellingMode, LevellingReport, RepLoad, level_campaign, whole,
};
use crate::simulation::quantity::{NonNegative, QuantityError};
use crate::simulation::whole::floor_tol;

/// Leads per rep and month.
pub(super) struct Demand {
    pub(super) steady: Vec<Vec<u64>>,
    pub(super) campaign: Vec<Vec<u64>>,
    pub(super) n_outside: u64,
    /// What of the year's opportunities makes no whole lead.
    pub(super) fraction: f64,
}

impl Demand {
    pub(super) fn of(
        parameters: &Parameters,
        months: &[i32],
        n_leads: &[Vec<u64>],
    ) -> Result<Self, ProbabilityError> {
        let plan = parameters.plan();
        let rate = Probability::new(parameters.number(ParameterId::ResponseRate))?;
        let lag = parameters.number(ParameterId::ResponseLag) as i32;
        let arrives_in = |month: i32| {
            let campaigns = plan.campaigns().filter(|(_, one)| one.month + lag == month);
            campaigns.map(|(_, campaign)| campaign.n_leads(rate)).sum::<u64>()
        };
        let n_all: u64 = plan.campaigns().map(|(_, campaign)| campaign.n_leads(rate)).sum();
        let by_month = entered_by_month(parameters, months);
        let n_inside: u64 = months.iter().map(|month| arrives_in(*month)).sum();
        let n_reps = n_leads.len();
        let (mut steady, mut campaign) = (vec![Vec::new(); n_reps], vec![Vec::new(); n_reps]);
        for (m, month) in months.iter().enumerate() {
            let weights: Vec<u64> =
                n_leads.iter().map(|row| row.get(m).copied().unwrap_or(0)).collect();
            // Fractions of a lead are carried into the next month, so that twelve months hold the year.
            let until = |m: usize| floor_tol(by_month.iter().take(m).sum()) as u64;
            let n_steady = until(m + 1).saturating_sub(until(m));
            let shares = share(n_steady, &weights);
            let all = share(n_steady + arrives_in(*month), &weights);
            for rep in 0..n_reps {
                let of = |shares: &[u64]| shares.get(rep).copied().unwrap_or(0);
                let anyway = of(&shares);
                let planned = plan.cell(rep, *month, Layer::Planned);
                let planned = planned.map_or(of(&all), |n| floor_tol(n) as u64);
                // Fewer planned than come anyway: the user's number holds.
                if let (Some(steady), Some(campaign)) = (steady.get_mut(rep), campaign.get_mut(rep))
                {
                    steady.push(anyway.min(planned));
                    campaign.push(planned - anyway.min(planned));
                }
            }
        }
        let entered: f64 = by_month.iter().sum();
        let fraction = (entered - floor_tol(entered)).max(0.0);
        Ok(Self { steady, campaign, n_outside: n_all - n_inside, fraction })
    }

    /// The campaigns levelled against the capacity that is left.
    pub(super) fn level(
        &self,
        parameters: &Parameters,
        n_leads: &[Vec<u64>],
    ) -> Result<LevellingReport, CapacityYearError> {
        let is_proportional = parameters.number(ParameterId::LevelProportionally) != 0.0;
        let reps = self.campaign.iter().zip(&self.steady).zip(n_leads);
        let reps = reps.map(|((campaign, steady), n_leads)| {
            let left = n_leads.iter().zip(steady);
            let left = left.map(|(n, used)| NonNegative::new(n.saturating_sub(*used) as f64));
            Ok::<_, QuantityError>(RepLoad {
                n_needed: campaign.iter().sum(),
                capacity: left.collect::<Result<_, _>>()?,
            })
        });
        Ok(level_campaign(&LevellingConfig {
            mode: if is_proportional { LevellingMode::Proportional } else { LevellingMode::Even },
            reps: reps.collect::<Result<_, _>>()?,
            response_rate: Probability::new(parameters.number(ParameterId::ResponseRate))?,
            response_lag_months: parameters.number(ParameterId::ResponseLag) as usize,
        })?)
    }
}

/// The year's opportunities by month, by the weights of the season; without any weight nothing comes.
fn entered_by_month(parameters: &Parameters, months: &[i32]) -> Vec<f64> {
    let weight = |month: &i32| {
        let id = ParameterId::SEASON.get(month.rem_euclid(MONTHS as i32) as usize);
        id.map_or(0.0, |id| parameters.number(*id))
    };
    let weights: Vec<f64> = months.iter().map(weight).collect();
    let all: f64 = weights.iter().sum();
    let year = entered_opportunities(parameters) * MONTHS as f64;
    weights.iter().map(|weight| if all > 0.0 { year * weight / all } else { 0.0 }).collect()
}

/// `n` leads between reps in proportion to `weights`, equally where all are 0.
fn share(n: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u64 = weights.iter().sum();
    let (n_reps, all) = (weights.len() as f64, n as f64);
    let of = |weight: &u64| {
        if sum == 0 { all / n_reps } else { all * *weight as f64 / sum as f64 }
    };
    whole(&weights.iter().map(of).collect::<Vec<_>>(), n)
}
