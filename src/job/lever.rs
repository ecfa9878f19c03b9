//! What moves the year's revenue: each input within its own range, and all of them at once.
//!
//! # Ranges (MATH 5.9)
//! An input's range is its own 80 % interval, never a common percentage. Where it was measured, that is the interval
//! of the estimate. Where it is merely assumed nothing is known about its error; its range is then what chance alone
//! does to it within one year of the plan: the close rate as counted among the year's opportunities (Wilson), the mean
//! deal as averaged over the year's wins (mean -+ z s/sqrt n), the opportunities as Poisson. [`Lever::basis`] says
//! which, and the page shows it.

use serde::{Deserialize, Serialize};

use super::coupling::Coupled;
use super::plan::{MONTHS, Plan, PlanError, measured_counts};
use crate::analysis::interval::Level;
use crate::analysis::proportion::Proportion;
use crate::scenario::{ParameterId, Parameters, Provenance};
use crate::simulation::posterior::Posterior;
use crate::simulation::quantity::NonNegative;
use crate::simulation::rank_sensitivity::{InputLaw, RankSensitivityReport, rank_sensitivity};
use crate::simulation::rng::Seed;
use crate::simulation::tornado::{TornadoInput, TornadoReport, mean_range, tornado};

/// Samples of the rank sensitivity: the error of a correlation is then 2 points.
pub const N_SAMPLES: u32 = 2_000;

/// What an input's range is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RangeBasis {
    /// The interval of its measurement.
    Measured {
        /// Observations behind it.
        n: u64,
    },
    /// What chance does to it within a year of the plan.
    ChanceOfAYear,
}

/// An input of the year's revenue with what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lever {
    /// Its value and its 80 % range.
    pub input: TornadoInput<ParameterId>,
    /// Its law, of which the range is the middle 80 %.
    pub law: InputLaw,
    /// What the range is.
    pub basis: RangeBasis,
}

/// How strongly does each input explain the spread of the year, all moving at once?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SensitivityQuestion {
    /// The inputs of the year, in the order of [`levers`].
    pub inputs: Vec<(ParameterId, InputLaw)>,
    /// Where the random numbers start.
    pub seed: Seed,
}

/// The inputs of the year's revenue.
pub fn levers(coupled: &Coupled) -> Result<Vec<Lever>, PlanError> {
    let (plan, parameters) = (Plan::of(coupled)?, &coupled.parameters);
    let n_year = plan.n_opportunities.get() * f64::from(MONTHS);
    let wins_year = n_year * plan.close_rate.get();
    Ok(vec![
        close_rate(parameters, &plan, n_year),
        avg_deal(parameters, &plan, wins_year)?,
        opportunities(parameters, &plan, n_year)?,
    ])
}

/// The tornado of the year's revenue.
#[must_use]
pub fn year_tornado(levers: &[Lever]) -> Option<TornadoReport<ParameterId>> {
    let inputs: Vec<_> = levers.iter().map(|lever| lever.input.clone()).collect();
    tornado(&inputs, revenue).ok()
}

/// Answers the question.
#[must_use]
pub fn sensitivity(question: &SensitivityQuestion) -> RankSensitivityReport<ParameterId> {
    rank_sensitivity(&question.inputs, N_SAMPLES, question.seed, revenue)
}

/// Revenue of the year, EUR: close rate x mean deal x opportunities of a month x 12.
fn revenue(values: &[f64]) -> f64 {
    values.iter().product::<f64>() * f64::from(MONTHS)
}

fn close_rate(parameters: &Parameters, plan: &Plan, n_year: f64) -> Lever {
    let (counts, basis) = if let Some(counts) = measured_counts(parameters, ParameterId::CloseRate)
    {
        (counts, RangeBasis::Measured { n: counts.n_trials() })
    } else {
        let won = (n_year * plan.close_rate.get()).round() as u64;
        let lost = (n_year * plan.close_rate.complement().get()).round() as u64;
        (Proportion::of(won, lost), RangeBasis::ChanceOfAYear)
    };
    let wilson = counts.wilson(Level::PLANNING);
    let base = plan.close_rate.get();
    Lever {
        input: TornadoInput {
            name: ParameterId::CloseRate,
            base,
            low: wilson.lower.unwrap_or(base),
            high: wilson.upper.unwrap_or(base),
        },
        law: InputLaw::Beta(Posterior::of(counts)),
        basis,
    }
}

fn avg_deal(parameters: &Parameters, plan: &Plan, wins_year: f64) -> Result<Lever, PlanError> {
    let base = plan.avg_deal_eur.get();
    let value = parameters.value(ParameterId::AvgDeal);
    let (range, basis) =
        if let Provenance::Measured { n, lower: Some(lower), upper: Some(upper), .. } =
            value.provenance
        {
            // The interval is one of 95 %; the same normal law at 80 %.
            let shrink = Level::PLANNING.z() / Level::ESTIMATE.z();
            let range = (base - (base - lower) * shrink, base + (upper - base) * shrink);
            (Some(range), RangeBasis::Measured { n })
        } else {
            let sd = NonNegative::new(base * parameters.number(ParameterId::DealCv))?;
            let range = mean_range(base, sd, wins_year.round() as u64, Level::PLANNING);
            (range, RangeBasis::ChanceOfAYear)
        };
    let (low, high) = range.unwrap_or((base, base));
    normal(ParameterId::AvgDeal, base, (low, high), basis)
}

fn opportunities(parameters: &Parameters, plan: &Plan, n_year: f64) -> Result<Lever, PlanError> {
    let base = plan.n_opportunities.get();
    // Poisson: the standard deviation of a count is its root. Measured over n months it is known from all of them.
    let (n_counted, basis) = match parameters.value(ParameterId::Opportunities).provenance {
        Provenance::Measured { n, .. } => (n as f64, RangeBasis::Measured { n }),
        _ => (n_year, RangeBasis::ChanceOfAYear),
    };
    let half = if n_counted > 0.0 { base * Level::PLANNING.z() / n_counted.sqrt() } else { 0.0 };
    normal(ParameterId::Opportunities, base, ((base - half).max(0.0), base + half), basis)
}

/// A normal law with the range as its middle 80 %.
fn normal(
    name: ParameterId,
    base: f64,
    (low, high): (f64, f64),
    basis: RangeBasis,
) -> Result<Lever, PlanError> {
    let sd = NonNegative::new((high - low) / (2.0 * Level::PLANNING.z()))?;
    Ok(Lever {
        input: TornadoInput { name, base, low, high },
        law: InputLaw::Normal { mean: base, sd },
        basis,
    })
}

#[cfg(test)]
mod tests {
    use super::super::capacity::year::tests::TEAM;
    use super::super::coupling::tests::coupled;
    use super::*;
    use crate::scenario::{Book, Command, Target, Value};

    fn example() -> Vec<Lever> {
        levers(&coupled(&[])).unwrap()
    }

    /// Statsmodels: `proportion_confint(300, 900, alpha=.2, method="wilson")` = (0.3135, 0.3538).
    #[test]
    fn an_assumed_rate_moves_as_chance_moves_it_in_a_year() {
        let rate = &example()[0];
        assert_eq!(rate.basis, RangeBasis::ChanceOfAYear);
        assert!((rate.input.low - 0.3135).abs() < 1e-4, "{:?}", rate.input);
        assert!((rate.input.high - 0.3538).abs() < 1e-4, "{:?}", rate.input);
    }

    #[test]
    fn the_tornado_starts_from_twelve_months_of_the_plan() {
        let report = year_tornado(&example()).unwrap();
        assert!((report.base - 1_200_000.0).abs() < 1e-6);
        let names: Vec<_> = report.bars.iter().map(|bar| bar.name).collect();
        assert_eq!(
            names,
            [ParameterId::CloseRate, ParameterId::Opportunities, ParameterId::AvgDeal]
        );
    }

    #[test]
    fn a_measured_rate_brings_its_own_range() {
        let provenance = Provenance::Measured {
            n: 75,
            lower: None,
            upper: None,
            figure: "deals.win_rate".into(),
        };
        let value = Value { number: 25.0 / 75.0, provenance };
        let set = Command::Set { target: Target::Base, id: ParameterId::CloseRate, value };
        let parameters = Book::new().apply(&set).unwrap().parameters(Target::Base);
        let rate = &levers(&Coupled::of(&parameters, &TEAM)).unwrap()[0];
        assert_eq!(rate.basis, RangeBasis::Measured { n: 75 });
        assert!(rate.input.high - rate.input.low > 0.12, "{:?}", rate.input);
    }

    #[test]
    fn the_widest_range_explains_most_of_the_spread() {
        let inputs = example().into_iter().map(|lever| (lever.input.name, lever.law)).collect();
        let report = sensitivity(&SensitivityQuestion { inputs, seed: Seed::SOURCE_POST });
        assert_eq!(report.inputs[0].name, ParameterId::CloseRate);
        let shares: f64 = report.inputs.iter().filter_map(|input| input.share).sum();
        assert!((shares - 1.0).abs() < 1e-9);
    }

    #[test]
    fn without_opportunities_nothing_moves() {
        let none = coupled(&[(ParameterId::Opportunities, 0.0)]);
        let report = year_tornado(&levers(&none).unwrap()).unwrap();
        assert_eq!(report.base, 0.0);
        assert!(report.bars.iter().all(|bar| bar.swing == 0.0));
    }
}
