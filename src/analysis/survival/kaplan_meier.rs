//! Kaplan-Meier survival curve with late entry (MATH 3.2).
//!
//! # Definition
//! At the event times up to t, with n at risk and d events at each:
//! ```text
//! S(t) = prod (1 - d/n)
//! ```
//! - **Greenwood**: se = S sqrt(g), g = sum d / (n (n - d)).
//! - **log-log interval**: exp(-exp(ln(-ln S) ± z sqrt(g) / |ln S|)); stays within [0, 1]. The plain
//!   interval S ± z se, clipped, is reported beside it.
//! - **Quantile** q: the first event time with S <= 1 - q + 1e-12 (the tolerance makes a curve that is
//!   1/2 up to rounding reach its median).
//! - **Limits of a quantile** (Brookmeyer & Crowley): the first time at which the lower (upper) log-log
//!   limit has fallen to 1 - q.
//! - **RMST**(tau): the area under S up to tau.
//!
//! # Assumptions
//! Censoring says nothing about the event to come. Stale open records violate this (MATH 10.1).
//!
//! # Edge cases
//! No event: no rows, no quantile. S = 1 or S = 0: no log-log limits, and at 0 no standard error either
//! (MATH 10.8; lifelines prints 0, R prints NA). Late entry with small early risk sets makes the curve
//! fall to 0 by chance; [`Start::RiskSet`] begins where it is large enough, and the curve is then *given
//! survival to that time*.
//!
//! # References
//! Kaplan & Meier 1958, JASA 53:457; Greenwood 1926; Kalbfleisch & Prentice 1980; Brookmeyer & Crowley
//! 1982, Biometrics 38:29. Verified: golden `kaplan_meier`, `kaplan_meier_left_truncated` (lifelines,
//! statsmodels).

use serde::{Deserialize, Serialize};

use super::{EventTable, Sample};
use crate::analysis::exclusion::Exclusions;
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::model::Day;

/// Slack within which a step function counts as having reached a probability.
pub(super) const REACHED: f64 = 1e-12;
/// Smallest risk set at which a curve under late entry may begin (MATH 3.2).
pub const MIN_START_RISK_SET: u64 = 10;
/// Smallest risk set up to which a curve is drawn at full strength (MATH 3.2).
pub const MIN_SHOWN_RISK_SET: u64 = 5;

/// Where a curve begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// At the first event.
    FirstEvent,
    /// At the first event with at least so many at risk; earlier events are conditioned on.
    RiskSet(u64),
}

/// Two limits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// One step of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurvivalRow {
    /// Event time, in the unit of the sample.
    pub time: f64,
    /// Number at risk just before.
    pub n_at_risk: u64,
    /// Events at this time.
    pub n_events: u64,
    /// Survival from this time on.
    pub survival: f64,
    /// Greenwood's standard error; `None` at survival 0.
    pub std_error: Option<f64>,
    /// log-log limits; `None` at survival 0 and 1.
    pub log_log: Option<Limits>,
    /// Plain limits, clipped to [0, 1]; `None` at survival 0.
    pub plain: Option<Limits>,
}

/// A fitted survival curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KaplanMeier {
    /// Lifetimes in the sample.
    pub n: u64,
    /// Events in the curve.
    pub n_events: u64,
    /// Confidence level of all limits.
    pub level: Level,
    /// Export date, where the sample has one.
    pub as_of: Option<Day>,
    /// Records left out of the sample.
    pub exclusions: Exclusions,
    /// Steps in ascending order of time.
    pub rows: Vec<SurvivalRow>,
    /// The curve is "given survival to" this time; `None` when it begins at 0.
    pub given_survival_to: Option<f64>,
    /// Last time with at least five at risk; beyond it the curve is drawn faint.
    pub shown_until: Option<f64>,
}

/// Fits the curve to a sample.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::survival::{Lifetime, Sample, Start, kaplan_meier};
/// let sample = Sample::collect([5.0, 6.0, 9.0].map(|t| Lifetime::new(t, t < 9.0)));
/// let curve = kaplan_meier(&sample, Start::FirstEvent, Level::ESTIMATE);
/// assert_eq!(curve.median().value, Some(6.0));
/// assert!((curve.survival_at(7.0) - 1.0 / 3.0).abs() < 1e-15);
/// ```
pub fn kaplan_meier(sample: &Sample, start: Start, level: Level) -> KaplanMeier {
    let table = EventTable::from_lifetimes(sample.lifetimes());
    let curve = KaplanMeier::from_table(&table, start, level);
    KaplanMeier { as_of: sample.export_date(), exclusions: sample.exclusions().clone(), ..curve }
}

impl KaplanMeier {
    /// Fits the curve of the first cause of a table; competing events count as censored.
    pub fn from_table(table: &EventTable, start: Start, level: Level) -> Self {
        let first = match start {
            Start::FirstEvent => 0,
            Start::RiskSet(n_required) => {
                let large = |row: &super::EventRow| row.n_at_risk >= n_required;
                table.rows().iter().position(large).unwrap_or(0)
            }
        };
        let mut step = Step { survival: 1.0, greenwood: 0.0, z: level.z() };
        let rows: Vec<SurvivalRow> = table
            .rows()
            .iter()
            .skip(first)
            .filter(|row| row.n_events > 0)
            .map(|row| step.next_row(row.time, row.n_at_risk, row.n_events))
            .collect();
        Self {
            n: table.n(),
            n_events: rows.iter().map(|row| row.n_events).sum(),
            level,
            as_of: None,
            exclusions: Exclusions::none(),
            given_survival_to: (first > 0).then(|| rows.first().map(|row| row.time)).flatten(),
            shown_until: rows
                .iter()
                .rfind(|row| row.n_at_risk >= MIN_SHOWN_RISK_SET)
                .map(|row| row.time),
            rows,
        }
    }

    /// Survival at a time: 1 before the first event.
    pub fn survival_at(&self, time: f64) -> f64 {
        let after = self.rows.partition_point(|row| row.time <= time);
        after.checked_sub(1).and_then(|at| self.rows.get(at)).map_or(1.0, |row| row.survival)
    }

    /// Survival at a time with its log-log interval.
    pub fn estimate_at(&self, time: f64) -> Estimate {
        let after = self.rows.partition_point(|row| row.time <= time);
        let row = after.checked_sub(1).and_then(|at| self.rows.get(at));
        let limits = row.and_then(|row| row.log_log);
        Estimate::with_limits(
            row.map_or(1.0, |row| row.survival),
            limits.map(|limits| limits.lower),
            limits.map(|limits| limits.upper),
            self.level,
            self.n,
        )
    }

    /// Time by which a share `q` has had the event, with Brookmeyer-Crowley limits.
    pub fn quantile(&self, q: f64) -> Estimate {
        let rest = 1.0 - q;
        let first = |reached: &dyn Fn(&SurvivalRow) -> bool| {
            self.rows.iter().find(|row| reached(row)).map(|row| row.time)
        };
        let limit = |side: fn(Limits) -> f64| {
            first(&|row| row.log_log.is_some_and(|limits| side(limits) <= rest))
        };
        let (lower, upper) = (limit(|limits| limits.lower), limit(|limits| limits.upper));
        if let Some(time) = first(&|row| row.survival <= rest + REACHED) {
            Estimate::with_limits(time, lower, upper, self.level, self.n)
        } else {
            let why = self.why_no_quantile();
            Estimate::missing_within(why, lower, upper, self.level, self.n)
        }
    }

    /// Median survival time.
    pub fn median(&self) -> Estimate {
        self.quantile(0.5)
    }

    fn why_no_quantile(&self) -> NotEstimable {
        match (self.n, self.n_events) {
            (0, _) => NotEstimable::NoObservations,
            (_, 0) => NotEstimable::NoEvents,
            _ => NotEstimable::NotReached,
        }
    }

    /// Restricted mean survival time: the area under the curve from 0 to `tau` (0 for `tau` <= 0).
    pub fn restricted_mean(&self, tau: f64) -> f64 {
        let (mut area, mut from, mut survival) = (0.0, 0.0, 1.0);
        for row in self.rows.iter().take_while(|row| row.time < tau) {
            area += survival * (row.time - from);
            (from, survival) = (row.time, row.survival);
        }
        if tau > from { area + survival * (tau - from) } else { area }
    }
}

/// The running state of the curve.
struct Step {
    survival: f64,
    greenwood: f64,
    z: f64,
}

impl Step {
    fn next_row(&mut self, time: f64, n_at_risk: u64, n_events: u64) -> SurvivalRow {
        let (n, d) = (n_at_risk as f64, n_events as f64);
        let is_last = n_events >= n_at_risk;
        self.survival = if is_last { 0.0 } else { self.survival * (1.0 - d / n) };
        let alive = self.survival > 0.0;
        if alive {
            self.greenwood += d / (n * (n - d));
        }
        let std_error = alive.then(|| self.survival * self.greenwood.sqrt());
        let plain = std_error.map(|se| Limits {
            lower: (self.survival - self.z * se).max(0.0),
            upper: (self.survival + self.z * se).min(1.0),
        });
        SurvivalRow {
            time,
            n_at_risk,
            n_events,
            survival: self.survival,
            std_error,
            log_log: log_log_limits(self.survival, self.greenwood, self.z),
            plain,
        }
    }
}

/// exp(-exp(ln(-ln S) ± z sqrt(g) / |ln S|)); `None` where S is 0 or 1.
pub(crate) fn log_log_limits(survival: f64, greenwood: f64, z: f64) -> Option<Limits> {
    if survival <= 0.0 || survival >= 1.0 {
        return None;
    }
    let log = survival.ln();
    let spread = z * greenwood.sqrt() / log.abs();
    Some(Limits { lower: survival.powf(spread.exp()), upper: survival.powf((-spread).exp()) })
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::survival::Lifetime;

    fn fit(observations: &[(f64, bool)]) -> KaplanMeier {
        let sample = Sample::collect(observations.iter().map(|&(t, d)| Lifetime::new(t, d)));
        kaplan_meier(&sample, Start::FirstEvent, Level::ESTIMATE)
    }

    #[test]
    fn an_empty_sample_has_no_curve() {
        let curve = fit(&[]);
        assert!(curve.rows.is_empty());
        assert_eq!(curve.median().why, Some(NotEstimable::NoObservations));
        assert_eq!(curve.survival_at(5.0), 1.0);
        assert_eq!(curve.restricted_mean(5.0), 5.0);
    }

    #[test]
    fn all_censored_means_no_event_and_no_median() {
        let curve = fit(&[(3.0, false), (5.0, false)]);
        assert_eq!(curve.median().why, Some(NotEstimable::NoEvents));
        assert_eq!(curve.n, 2);
    }

    #[test]
    fn a_curve_that_stays_high_has_no_median() {
        assert_eq!(
            fit(&[(1.0, true), (9.0, false), (9.0, false)]).median().why,
            Some(NotEstimable::NotReached)
        );
    }

    #[test]
    fn who_is_still_open_keeps_the_curve_up() {
        let days = [
            (10.0, true),
            (20.0, true),
            (30.0, true),
            (90.0, false),
            (120.0, false),
            (150.0, false),
        ];
        let curve = fit(&days);
        assert_eq!(curve.median().value, Some(30.0));
        assert!(curve.quantile(0.6).value.is_none(), "half of the deals are still open");
    }

    /// With a risk set of 2 the first event would halve the curve at once.
    #[test]
    fn late_entry_starts_where_enough_are_at_risk() {
        let mut records = vec![Lifetime::new(1.0, true), Lifetime::new(30.0, false)];
        records.extend((0..12).map(|i| Lifetime::with_late_entry(2.0, 5.0 + f64::from(i), true)));
        let sample = Sample::collect(records);
        let all = kaplan_meier(&sample, Start::FirstEvent, Level::ESTIMATE);
        let late = kaplan_meier(&sample, Start::RiskSet(MIN_START_RISK_SET), Level::ESTIMATE);
        assert_eq!((all.rows[0].time, all.rows[0].survival), (1.0, 0.5));
        assert_eq!((late.rows[0].time, late.given_survival_to), (5.0, Some(5.0)));
        assert_eq!(late.rows[0].n_at_risk, 13);
        assert_eq!(all.given_survival_to, None);
    }

    proptest! {
        #[test]
        fn survival_never_increases_and_stays_within_its_limits(
            observations in prop::collection::vec((0_u16..60, any::<bool>()), 1..150),
        ) {
            let observations: Vec<(f64, bool)> =
                observations.into_iter().map(|(t, d)| (f64::from(t) / 2.0, d)).collect();
            let curve = fit(&observations);
            let mut before = 1.0;
            for row in &curve.rows {
                prop_assert!(row.survival <= before && row.survival >= 0.0);
                if let Some(limits) = row.log_log {
                    prop_assert!(limits.lower <= row.survival && row.survival <= limits.upper);
                    prop_assert!(limits.lower >= 0.0 && limits.upper <= 1.0);
                }
                before = row.survival;
            }
            let n_events = observations.iter().filter(|(_, d)| *d).count() as u64;
            prop_assert_eq!(curve.n_events, n_events);
        }

        #[test]
        fn without_censoring_survival_is_the_share_still_alive(
            times in prop::collection::vec(0_u16..40, 1..100), at in 0_u16..40,
        ) {
            let observations: Vec<(f64, bool)> = times.iter().map(|&t| (f64::from(t), true)).collect();
            let alive = times.iter().filter(|&&t| t > at).count() as f64 / times.len() as f64;
            prop_assert!((fit(&observations).survival_at(f64::from(at)) - alive).abs() < 1e-12);
        }

        #[test]
        fn the_restricted_mean_grows_with_its_horizon_but_not_faster(
            observations in prop::collection::vec((0_u16..60, any::<bool>()), 1..80), tau in 0.0_f64..80.0,
        ) {
            let observations: Vec<(f64, bool)> =
                observations.into_iter().map(|(t, d)| (f64::from(t), d)).collect();
            let curve = fit(&observations);
            let (now, later) = (curve.restricted_mean(tau), curve.restricted_mean(tau + 1.0));
            prop_assert!(now <= later && later <= now + 1.0 + 1e-9);
        }
    }
}
