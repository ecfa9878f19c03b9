//! Enquiries that wait go cold: the queue between a campaign and the reps.
//!
//! # Definition (MATH 6.4)
//! Vintages: the enquiries of one period share an age. In period t:
//! 1. `A_t` enquiries arrive, age 0;
//! 2. up to `C_t` are served, oldest first (FIFO) or newest first (LIFO); s of age a convert
//!    s p0 e^{-delta a};
//! 3. what remains shrinks by e^{-theta} (enquirers who give up), turns one period older, and vanishes
//!    below 1e-12; the backlog is counted then.
//!
//! # What it shows
//! 120 replies at once at 10 a day lose 8.2 of 36 wins against levelled sending. At permanent overload
//! FIFO makes every enquiry cold: 25.6 against 30 wins with the newest first (P19). Half as many leads
//! again at full capacity lower the wins by 27 % (P25).
//!
//! # Conservation
//! arrived = worked + lost + waiting (property test); lost are those who gave up.
//!
//! # Edge cases
//! Nothing served: no age and no wait (`None`). No capacity: nothing converts. Arrivals and capacities
//! over different numbers of periods are an error.
//!
//! # Reference
//! Vintage recursion; equal to a discrete-event simulation with simpy. Verified: golden file
//! `lead_queue_vintage`.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::quantity::{NonNegative, total};

/// Below this a vintage is gone.
const DUST: f64 = 1e-12;

/// Who is served first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discipline {
    /// The oldest: fair, and under overload always late.
    Fifo,
    /// The newest: whoever is fresh is reached while it counts.
    Lifo,
}

/// The queue of one team, per period (a day, a week).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueConfig {
    /// Enquiries arriving in each period.
    pub arrivals: Vec<NonNegative>,
    /// Enquiries that can be worked in each period.
    pub capacity: Vec<NonNegative>,
    /// Hazard of readiness per period waited (delta).
    pub readiness_decay: NonNegative,
    /// Conversion of an enquiry served at once (p0).
    pub p_fresh: Probability,
    /// Hazard of giving up per period waited (theta).
    pub abandon_rate: NonNegative,
    /// Who is served first.
    pub discipline: Discipline,
}

/// One period of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueuePeriod {
    /// Enquiries served.
    pub served: f64,
    /// Of these converted.
    pub conversions: f64,
    /// Enquirers who gave up at its end.
    pub lost: f64,
    /// Enquiries waiting at its end.
    pub backlog_end: f64,
    /// Age of the oldest one served, periods.
    pub oldest_age_served: Option<u32>,
    /// Mean wait of those served, periods.
    pub mean_wait: Option<f64>,
}

/// The whole run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueReport {
    /// Period by period.
    pub periods: Vec<QueuePeriod>,
    /// Enquiries that arrived.
    pub arrived: f64,
    /// Enquiries served.
    pub served: f64,
    /// Enquirers who gave up.
    pub lost: f64,
    /// Enquiries still waiting at the end.
    pub waiting: f64,
    /// Conversions.
    pub conversions: f64,
    /// Conversions had everyone served been served at once.
    pub conversions_without_wait: f64,
    /// The difference: what waiting costs among those served.
    pub conversions_lost_to_waiting: f64,
    /// What the backlog would still convert if served now.
    pub backlog_conversions: f64,
    /// Mean wait of all served, periods.
    pub mean_wait: Option<f64>,
    /// What the queue takes for granted.
    pub assumptions: Vec<Assumption>,
}

/// Why there is no run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// Arrivals and capacities do not cover the same periods.
    #[error("arrivals of {n_arrivals} periods, capacities of {n_capacity}")]
    UnequalPeriods {
        /// Periods with arrivals.
        n_arrivals: usize,
        /// Periods with a capacity.
        n_capacity: usize,
    },
}

impl QueueReport {
    /// What one plan earns more than this one, EUR (e.g. levelled against all at once).
    pub fn gain_eur(&self, other: &Self, value_per_conversion_eur: NonNegative) -> f64 {
        (other.conversions - self.conversions) * value_per_conversion_eur.get()
    }
}

/// Enquiries of one age.
struct Vintage {
    age: u32,
    n: f64,
}

/// Runs the queue.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::quantity::NonNegative;
/// use trichterwerk::simulation::queue::{Discipline, QueueConfig, run_queue};
/// let all_at_once = QueueConfig {
///     arrivals: [120.0, 0.0, 0.0].map(NonNegative::new).into_iter().collect::<Result<_, _>>()?,
///     capacity: vec![NonNegative::new(40.0)?; 3],
///     readiness_decay: NonNegative::new(0.05)?,
///     p_fresh: Probability::new(0.3)?,
///     abandon_rate: NonNegative::ZERO,
///     discipline: Discipline::Fifo,
/// };
/// let levelled = QueueConfig { arrivals: vec![NonNegative::new(40.0)?; 3], ..all_at_once.clone() };
/// let (burst, even) = (run_queue(&all_at_once)?, run_queue(&levelled)?);
/// assert!(burst.gain_eur(&even, NonNegative::new(1_000.0)?) > 1_700.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run_queue(config: &QueueConfig) -> Result<QueueReport, QueueError> {
    if config.arrivals.len() != config.capacity.len() {
        return Err(QueueError::UnequalPeriods {
            n_arrivals: config.arrivals.len(),
            n_capacity: config.capacity.len(),
        });
    }
    let stay = (-config.abandon_rate.get()).exp();
    // Oldest in front.
    let mut backlog: VecDeque<Vintage> = VecDeque::new();
    let mut periods = Vec::with_capacity(config.arrivals.len());
    let mut waited = 0.0;
    for (arrivals, capacity) in config.arrivals.iter().zip(&config.capacity) {
        if arrivals.get() > 0.0 {
            backlog.push_back(Vintage { age: 0, n: arrivals.get() });
        }
        let (mut period, wait) = serve(config, &mut backlog, capacity.get());
        waited += wait;
        for vintage in &mut backlog {
            let before = vintage.n;
            vintage.n *= stay;
            vintage.age += 1;
            if vintage.n < DUST {
                vintage.n = 0.0;
            }
            period.lost += before - vintage.n;
        }
        backlog.retain(|vintage| vintage.n > 0.0);
        period.backlog_end = total(backlog.iter().map(|vintage| vintage.n));
        periods.push(period);
    }
    let all = |part: fn(&QueuePeriod) -> f64| total(periods.iter().map(part));
    let served = all(|period| period.served);
    let conversions = all(|period| period.conversions);
    let without_wait = served * config.p_fresh.get();
    Ok(QueueReport {
        arrived: total(config.arrivals.iter().map(|n| n.get())),
        served,
        lost: all(|period| period.lost),
        waiting: total(backlog.iter().map(|vintage| vintage.n)),
        conversions,
        conversions_without_wait: without_wait,
        conversions_lost_to_waiting: without_wait - conversions,
        backlog_conversions: total(backlog.iter().map(|v| v.n * conversion_at(config, v.age))),
        mean_wait: (served > 0.0).then(|| waited / served),
        assumptions: vec![Assumption::ExponentialReadiness],
        periods,
    })
}

/// Conversion of an enquiry served at `age`.
fn conversion_at(config: &QueueConfig, age: u32) -> f64 {
    config.p_fresh.get() * (-config.readiness_decay.get() * f64::from(age)).exp()
}

/// Serves up to `capacity`; returns the period so far and the periods its enquiries had waited.
fn serve(
    config: &QueueConfig,
    backlog: &mut VecDeque<Vintage>,
    capacity: f64,
) -> (QueuePeriod, f64) {
    let mut period = QueuePeriod {
        served: 0.0,
        conversions: 0.0,
        lost: 0.0,
        backlog_end: 0.0,
        oldest_age_served: None,
        mean_wait: None,
    };
    let (mut left, mut waited) = (capacity, 0.0);
    while left > DUST {
        let next = match config.discipline {
            Discipline::Fifo => backlog.front_mut(),
            Discipline::Lifo => backlog.back_mut(),
        };
        let Some(vintage) = next else { break };
        let n = vintage.n.min(left);
        vintage.n -= n;
        left -= n;
        period.served += n;
        period.conversions += n * conversion_at(config, vintage.age);
        period.oldest_age_served = period.oldest_age_served.max(Some(vintage.age));
        waited += n * f64::from(vintage.age);
        // A remainder below dust belongs to the vintage just served; left in, it would never go.
        if vintage.n < DUST {
            period.lost += vintage.n;
            match config.discipline {
                Discipline::Fifo => backlog.pop_front(),
                Discipline::Lifo => backlog.pop_back(),
            };
        }
    }
    period.mean_wait = (period.served > 0.0).then(|| waited / period.served);
    (period, waited)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amounts(values: &[f64]) -> Vec<NonNegative> {
        values.iter().map(|v| NonNegative::new(*v).unwrap()).collect()
    }

    fn config(arrivals: &[f64], capacity: &[f64], discipline: Discipline) -> QueueConfig {
        QueueConfig {
            arrivals: amounts(arrivals),
            capacity: amounts(capacity),
            readiness_decay: NonNegative::new(0.1).unwrap(),
            p_fresh: Probability::new(0.3).unwrap(),
            abandon_rate: NonNegative::ZERO,
            discipline,
        }
    }

    #[test]
    fn p19_under_overload_the_oldest_first_makes_every_enquiry_cold() {
        let run = |d| run_queue(&config(&[15.0; 10], &[10.0; 10], d)).unwrap().conversions;
        assert!((run(Discipline::Fifo) - 25.568_250_195_138_354).abs() < 1e-9);
        assert!((run(Discipline::Lifo) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn p25_more_leads_at_full_capacity_lower_the_wins() {
        let run = |n: f64| {
            run_queue(&config(&[n; 20], &[10.0; 20], Discipline::Fifo)).unwrap().conversions
        };
        assert!((run(15.0) / run(10.0) - 1.0 + 0.269_078_057_359_521_17).abs() < 1e-9, "not +50 %");
    }

    #[test]
    fn nothing_arrives_and_nothing_is_served() {
        let report = run_queue(&config(&[0.0; 2], &[5.0; 2], Discipline::Fifo)).unwrap();
        assert_eq!((report.mean_wait, report.periods[0].oldest_age_served), (None, None));
        assert_eq!(run_queue(&config(&[], &[], Discipline::Fifo)).unwrap().periods, []);
    }

    #[test]
    fn without_capacity_everything_waits() {
        let report = run_queue(&config(&[5.0; 3], &[0.0; 3], Discipline::Lifo)).unwrap();
        assert_eq!((report.served, report.waiting, report.conversions), (0.0, 15.0, 0.0));
        assert!(report.backlog_conversions > 0.0);
    }

    #[test]
    fn periods_must_match() {
        let error = QueueError::UnequalPeriods { n_arrivals: 2, n_capacity: 1 };
        assert_eq!(run_queue(&config(&[1.0, 1.0], &[1.0], Discipline::Fifo)), Err(error));
    }

    fn periods() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
        prop::collection::vec((0.0..30.0_f64, 0.0..20.0_f64), 0..25)
            .prop_map(|pairs| pairs.into_iter().unzip())
    }

    proptest! {
        #[test]
        fn arrived_is_worked_and_lost_and_waiting(
            (arrivals, capacity) in periods(),
            theta in 0.0..3.0_f64,
            lifo: bool,
        ) {
            let discipline = if lifo { Discipline::Lifo } else { Discipline::Fifo };
            let mut config = config(&arrivals, &capacity, discipline);
            config.abandon_rate = NonNegative::new(theta).unwrap();
            let r = run_queue(&config).unwrap();
            prop_assert!((r.arrived - r.served - r.lost - r.waiting).abs() < 1e-9);
            for (period, capacity) in r.periods.iter().zip(&capacity) {
                prop_assert!(period.served <= capacity + 1e-9);
                prop_assert!(period.backlog_end >= 0.0 && period.lost >= 0.0);
            }
        }

        #[test]
        fn waiting_never_adds_conversions((arrivals, capacity) in periods()) {
            let report = run_queue(&config(&arrivals, &capacity, Discipline::Fifo)).unwrap();
            prop_assert!(report.conversions_lost_to_waiting >= -1e-9);
        }

        #[test]
        fn without_giving_up_both_orders_work_the_same_number((arrivals, capacity) in periods()) {
            let run = |d| run_queue(&config(&arrivals, &capacity, d)).unwrap();
            let (fifo, lifo) = (run(Discipline::Fifo), run(Discipline::Lifo));
            prop_assert!((fifo.served - lifo.served).abs() < 1e-8);
        }
    }
}
