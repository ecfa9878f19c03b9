//! Levers beside rate, price and volume: answering sooner, meeting less, selling with more people.
//!
//! # Definition
//! Each lever multiplies the deals of the year by a factor, and factors multiply (P21):
//! - *response time* (MATH 4.1 b): readiness falls as e^(-k t) while an enquiry waits, so answering after t' days
//!   instead of t multiplies conversion by e^(k (t - t'));
//! - *meetings* (MATH 7.3): selling hours under the target regime over selling hours now;
//! - *reps*: (reps + new reps) / reps.
//!
//! # Assumptions
//! Hours and people bring deals only where more opportunities wait than are worked (P25); where demand is the limit,
//! they bring nothing. The page says so beside the figures. Closing is capped at certainty: all factors together never
//! win more than every opportunity at hand.
//!
//! # Edge cases
//! A target that is slower or longer than today is not taken: its factor is 1. No selling hours today, or no rep: no
//! factor (`None`), for there is nothing to compare with.

use serde::{Deserialize, Serialize};

use super::plan::{MONTHS, Plan, PlanError};
use crate::scenario::{ParameterId, Parameters};

/// Working days of a week.
const DAYS_PER_WEEK: f64 = 5.0;
/// Weeks of a month: 30.4375 days (MATH 1.1) over seven.
const WEEKS_PER_MONTH: f64 = 30.4375 / 7.0;
/// Hours of a day on the clock.
const HOURS_PER_DAY: f64 = 24.0;

/// A lever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectLever {
    /// The first answer within the target time.
    ResponseTime,
    /// Meetings by the target regime.
    Meetings,
    /// The new reps.
    Reps,
}

/// What a lever does to the year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// What the deals are multiplied by.
    pub factor: f64,
    /// Deals a year more.
    pub deals: f64,
    /// Revenue a year more, EUR.
    pub revenue_eur: f64,
}

/// All levers, and what they do together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectReport {
    /// One by one; `None` where there is nothing to compare with.
    pub levers: Vec<(EffectLever, Option<Effect>)>,
    /// All at once: the factors multiplied.
    pub together: Effect,
    /// Whether they win every opportunity there is: more is not possible.
    pub is_capped: bool,
}

/// The effects on a year of the plan.
///
/// ```
/// use trichterwerk::job::effect::{EffectLever, effects};
/// use trichterwerk::scenario::{Book, Target};
/// let report = effects(&Book::new().parameters(Target::Base))?;
/// // 5 % a day, four hours instead of two days: e^(0.05 (2 - 1/6)).
/// let (lever, effect) = &report.levers[0];
/// assert_eq!(*lever, EffectLever::ResponseTime);
/// assert!((effect.unwrap().factor - (0.05_f64 * 11.0 / 6.0).exp()).abs() < 1e-12);
/// # Ok::<(), trichterwerk::job::plan::PlanError>(())
/// ```
pub fn effects(parameters: &Parameters) -> Result<EffectReport, PlanError> {
    let plan = Plan::of(parameters)?;
    let n_year = plan.n_opportunities.get() * f64::from(MONTHS);
    let rate = plan.close_rate.get();
    let mut is_capped = false;
    let mut effect = |factor: f64| {
        let most = if rate > 0.0 { 1.0 / rate } else { factor };
        is_capped |= factor > most;
        let factor = factor.min(most);
        let deals = n_year * rate * (factor - 1.0);
        Effect { factor, deals, revenue_eur: deals * plan.avg_deal_eur.get() }
    };
    let factors = [
        (EffectLever::ResponseTime, Some(response_factor(parameters))),
        (EffectLever::Meetings, meeting_factor(parameters)),
        (EffectLever::Reps, rep_factor(parameters)),
    ];
    let levers = factors.map(|(lever, factor)| (lever, factor.map(&mut effect))).to_vec();
    let together = effect(factors.iter().filter_map(|(_, factor)| *factor).product());
    Ok(EffectReport { levers, together, is_capped })
}

fn response_factor(parameters: &Parameters) -> f64 {
    let ids = [ParameterId::WaitingDays, ParameterId::TargetHours, ParameterId::ReadinessDecay];
    let [waiting_days, target_hours, decay_day] = parameters.numbers(ids);
    let sooner_days = (waiting_days - target_hours / HOURS_PER_DAY).max(0.0);
    (decay_day * sooner_days).exp()
}

fn meeting_factor(parameters: &Parameters) -> Option<f64> {
    let number = |id| parameters.number(id);
    let week = DAYS_PER_WEEK * number(ParameterId::HoursPerDay) * number(ParameterId::Fte);
    let now = number(ParameterId::WeeklyMeeting)
        + DAYS_PER_WEEK * number(ParameterId::DailyMeeting) / 60.0
        + number(ParameterId::OtherMeetings) / WEEKS_PER_MONTH;
    let target =
        number(ParameterId::TargetSync) + DAYS_PER_WEEK * number(ParameterId::TargetDaily) / 60.0;
    let selling = |meetings: f64| week * (1.0 - number(ParameterId::AdminShare)) - meetings;
    (selling(now) > 0.0).then(|| selling(now.min(target)) / selling(now))
}

fn rep_factor(parameters: &Parameters) -> Option<f64> {
    let [reps, new] = parameters.numbers([ParameterId::Reps, ParameterId::NewReps]);
    (reps > 0.0).then(|| (reps + new) / reps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Book, Command, Target, Value};

    fn report(changes: &[(ParameterId, f64)]) -> EffectReport {
        let book = changes.iter().fold(Book::new(), |book, (id, number)| {
            let (target, value) = (Target::Base, Value::user(*number));
            book.apply(&Command::Set { target, id: *id, value }).unwrap()
        });
        effects(&book.parameters(Target::Base)).unwrap()
    }

    fn factor(report: &EffectReport, wanted: EffectLever) -> Option<f64> {
        report.levers.iter().find(|(lever, _)| *lever == wanted)?.1.map(|effect| effect.factor)
    }

    /// 40 hours less 15 % administration are 34; 4.5 hours of meetings now, 1.625 by the target regime.
    #[test]
    fn fewer_meetings_leave_more_hours_to_sell() {
        let factor = factor(&report(&[]), EffectLever::Meetings).unwrap();
        assert!((factor - (34.0 - 1.625) / (34.0 - 4.5)).abs() < 1e-12, "{factor}");
    }

    #[test]
    fn one_rep_more_among_five_is_a_fifth() {
        let report = report(&[(ParameterId::NewReps, 1.0)]);
        let (_, effect) = report.levers[2];
        assert!((effect.unwrap().deals - 60.0).abs() < 1e-9);
        assert!((effect.unwrap().revenue_eur - 240_000.0).abs() < 1e-6);
    }

    #[test]
    fn effects_multiply() {
        let report = report(&[(ParameterId::NewReps, 2.0)]);
        let product: f64 =
            report.levers.iter().filter_map(|(_, effect)| Some((*effect)?.factor)).product();
        assert!((report.together.factor - product).abs() < 1e-12 && !report.is_capped);
        let sum: f64 = report.levers.iter().filter_map(|(_, effect)| Some((*effect)?.deals)).sum();
        assert!(report.together.deals > sum);
    }

    #[test]
    fn nobody_wins_more_than_every_opportunity() {
        let report = report(&[(ParameterId::NewReps, 50.0)]);
        assert!(report.is_capped);
        assert!((report.together.deals - 600.0).abs() < 1e-9);
    }

    #[test]
    fn a_worse_target_is_not_taken_and_nothing_is_compared_with_nothing() {
        let report = report(&[
            (ParameterId::TargetHours, 720.0),
            (ParameterId::TargetSync, 20.0),
            (ParameterId::Reps, 0.0),
        ]);
        assert_eq!(factor(&report, EffectLever::ResponseTime), Some(1.0));
        assert_eq!(factor(&report, EffectLever::Meetings), Some(1.0));
        assert_eq!(factor(&report, EffectLever::Reps), None);
    }
}
