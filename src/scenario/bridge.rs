//! The bridge from the base to a scenario: what each change contributes, to the cent.
//!
//! # Definition
//! The changed parameters are put in one after the other, lever by lever; the contribution of a lever is the outcome
//! after it less the outcome before it. Outcomes are rounded to cents *before* they are subtracted, so the
//! contributions telescope: start + sum of contributions = end, in whole cents and without a remainder.
//!
//! # Assumptions
//! Levers multiply (P21), so a contribution depends on the levers before it: what two of them earn only together
//! counts for the later one. The order is part of the bridge and shown with it; it is that of the table of
//! parameters unless the user chooses another.
//!
//! # Edge cases
//! Without differences the bridge has no steps. An outcome that is no finite amount, at any step, is an error: a
//! bridge with a hole says nothing.
//!
//! Sequential (waterfall) attribution is what controllers know as price-volume analysis; the attribution that does
//! not depend on the order is the Shapley value (Shapley 1953), at the price of 2^n outcomes.

use super::book::Parameters;
use super::parameter::ParameterId;
use super::plan::{PlanChanges, PlanPart};
use crate::model::Money;

/// What is moved in one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lever {
    /// Parameters.
    Parameters(Vec<ParameterId>),
    /// A part of the capacity plan.
    Plan(PlanPart),
}

/// What one lever contributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeStep {
    /// What it moves: of a group of parameters, those that differ.
    pub lever: Lever,
    /// Outcome after it less outcome before it.
    pub contribution: Money,
}

/// From the base to a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// Outcome of the base.
    pub start: Money,
    /// Contributions in the order in which they were put in.
    pub steps: Vec<BridgeStep>,
    /// Outcome of the scenario.
    pub end: Money,
}

/// Why there is no bridge.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BridgeError<E> {
    /// The outcome cannot be computed.
    #[error("no outcome")]
    Outcome(E),
    /// The outcome is no amount that fits in cents.
    #[error("{0} is no amount of money")]
    NotAnAmount(f64),
}

/// Levers by which people think: the season is one, the parts of a visit are one, and so is each part of the capacity
/// plan; everything else stands alone. Parameters of a lever that do not differ do no harm. The plan stands before what
/// becomes of its campaigns.
#[must_use]
pub fn levers() -> Vec<Lever> {
    let groups: [&[ParameterId]; 4] = [
        &ParameterId::SEASON,
        &ParameterId::VISIT_HOURS,
        &ParameterId::CALLS,
        &ParameterId::VISITS,
    ];
    let mut levers: Vec<Lever> = Vec::new();
    for id in ParameterId::ALL {
        if *id == ParameterId::ResponseRate {
            levers.extend(PlanPart::ALL.map(Lever::Plan));
        }
        match groups.iter().find(|group| group.contains(id)) {
            // A group stands where its first parameter stands.
            Some(group) if group.first() == Some(id) => {
                levers.push(Lever::Parameters(group.to_vec()));
            }
            Some(_) => {}
            None => levers.push(Lever::Parameters(vec![*id])),
        }
    }
    levers
}

/// The bridge from one set of values to another, lever by lever. Differences that no lever covers come last, the
/// parameters as one step. `outcome_eur` gives the amount the bridge is about, in euros.
///
/// ```
/// use trichterwerk::scenario::{Book, Command, ParameterId, Target, Value, bridge, levers};
/// let mut book = Book::new();
/// let target = Target::Scenario(book.next_id());
/// book = book.apply(&Command::Add { name: "Mehr Chancen, mehr Abschlüsse".into() })?;
/// for (id, number) in [(ParameterId::CloseRate, 0.5), (ParameterId::Opportunities, 90.0)] {
///     book = book.apply(&Command::Set { target, id, value: Value::user(number) })?;
/// }
/// let (base, scenario) = (book.parameters(Target::Base), book.parameters(target));
/// let revenue = |p: &trichterwerk::scenario::Parameters| {
///     let ids = [ParameterId::Opportunities, ParameterId::CloseRate, ParameterId::AvgDeal];
///     Ok::<f64, ()>(p.numbers(ids).iter().product())
/// };
/// let bridge = bridge(&base, &scenario, &levers(), revenue).unwrap();
/// assert_eq!((bridge.start.0, bridge.end.0), (10_000_000, 18_000_000));
/// let steps: Vec<i64> = bridge.steps.iter().map(|step| step.contribution.0).collect();
/// assert_eq!(steps, [5_000_000, 3_000_000]);
/// # Ok::<(), trichterwerk::scenario::BookError>(())
/// ```
pub fn bridge<E>(
    base: &Parameters,
    scenario: &Parameters,
    levers: &[Lever],
    mut outcome_eur: impl FnMut(&Parameters) -> Result<f64, E>,
) -> Result<Bridge, BridgeError<E>> {
    let mut cents = |parameters: &Parameters| {
        outcome_eur(parameters).map_err(BridgeError::Outcome).and_then(cents_from_eur)
    };
    let mut now = base.clone();
    let start = cents(&now)?;
    let mut before = start;
    let mut steps = Vec::new();
    for lever in levers.iter().chain(&rest(levers)) {
        let Some(lever) = moved(lever, &now, scenario) else { continue };
        match &lever {
            Lever::Parameters(ids) => ids.iter().for_each(|id| now.take(*id, scenario)),
            Lever::Plan(part) => now.take_plan(*part, scenario),
        }
        let after = cents(&now)?;
        steps.push(BridgeStep { lever, contribution: Money(after - before) });
        before = after;
    }
    Ok(Bridge { start: Money(start), steps, end: Money(before) })
}

/// What of a lever differs; `None` where nothing does.
fn moved(lever: &Lever, from: &Parameters, to: &Parameters) -> Option<Lever> {
    match lever {
        Lever::Parameters(ids) => {
            let differs = |id: &ParameterId| from.number(*id).to_bits() != to.number(*id).to_bits();
            let ids: Vec<ParameterId> = ids.iter().copied().filter(differs).collect();
            (!ids.is_empty()).then_some(Lever::Parameters(ids))
        }
        Lever::Plan(part) => {
            let parts = PlanChanges::between(from.plan(), to.plan()).parts();
            parts.contains(part).then_some(Lever::Plan(*part))
        }
    }
}

/// What no lever covers.
fn rest(levers: &[Lever]) -> Vec<Lever> {
    let covered = |id: &ParameterId| {
        levers.iter().any(|lever| matches!(lever, Lever::Parameters(ids) if ids.contains(id)))
    };
    let ids = ParameterId::ALL.iter().copied().filter(|id| !covered(id)).collect();
    let parts = PlanPart::ALL.map(Lever::Plan).into_iter().filter(|part| !levers.contains(part));
    std::iter::once(Lever::Parameters(ids)).chain(parts).collect()
}

fn cents_from_eur<E>(eur: f64) -> Result<i64, BridgeError<E>> {
    let cents = (eur * 100.0).round();
    // 2^53: beyond it a double no longer tells one cent from the next.
    if cents.abs() <= 9_007_199_254_740_992.0 {
        Ok(cents as i64)
    } else {
        Err(BridgeError::NotAnAmount(eur))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Book, Command, Target, Value};

    fn parameters(changes: &[(ParameterId, f64)]) -> Parameters {
        let book = changes.iter().fold(Book::new(), |book, (id, number)| {
            let (target, value) = (Target::Base, Value::user(*number));
            book.apply(&Command::Set { target, id: *id, value }).unwrap()
        });
        book.parameters(Target::Base)
    }

    #[allow(clippy::unnecessary_wraps, reason = "the bridge takes outcomes that can fail")]
    fn revenue(parameters: &Parameters) -> Result<f64, ()> {
        let ids = [ParameterId::Opportunities, ParameterId::CloseRate, ParameterId::AvgDeal];
        Ok(parameters.numbers(ids).iter().product())
    }

    #[test]
    fn every_parameter_is_in_exactly_one_lever() {
        let ids = |lever| if let Lever::Parameters(ids) = lever { ids } else { Vec::new() };
        let mut all: Vec<ParameterId> = levers().into_iter().flat_map(ids).collect();
        all.sort();
        assert_eq!(all, ParameterId::ALL);
        for part in PlanPart::ALL {
            assert_eq!(levers().iter().filter(|lever| **lever == Lever::Plan(part)).count(), 1);
        }
    }

    #[test]
    fn no_difference_makes_no_step() {
        let base = parameters(&[]);
        let bridge = bridge(&base, &base, &levers(), revenue).unwrap();
        assert!(bridge.steps.is_empty() && bridge.start == bridge.end);
    }

    #[test]
    fn what_no_lever_covers_is_the_last_step() {
        let scenario =
            parameters(&[(ParameterId::CloseRate, 0.5), (ParameterId::AvgDeal, 5_000.0)]);
        let levers = [Lever::Parameters(vec![ParameterId::AvgDeal])];
        let bridge = bridge(&parameters(&[]), &scenario, &levers, revenue).unwrap();
        assert_eq!(bridge.steps[1].lever, Lever::Parameters(vec![ParameterId::CloseRate]));
        let sum: i64 = bridge.steps.iter().map(|step| step.contribution.0).sum();
        assert_eq!(bridge.start.0 + sum, bridge.end.0);
    }

    #[test]
    fn an_outcome_that_is_no_amount_is_an_error() {
        let base = parameters(&[]);
        let nan = bridge(&base, &base, &[], |_| Ok::<f64, ()>(f64::NAN));
        assert!(matches!(nan, Err(BridgeError::NotAnAmount(_))));
        let huge = bridge(&base, &base, &[], |_| Ok::<f64, ()>(1e300));
        assert_eq!(huge, Err(BridgeError::NotAnAmount(1e300)));
        let none = bridge(&base, &base, &[], |_| Err::<f64, &str>("no lost stage"));
        assert_eq!(none, Err(BridgeError::Outcome("no lost stage")));
    }
}
