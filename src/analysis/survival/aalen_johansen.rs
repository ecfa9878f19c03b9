//! Cumulative incidence under competing risks: the Aalen-Johansen estimator (MATH 2.4).
//!
//! # Definition
//! At the distinct event times, with n at risk, d events of any cause, d1 of the cause of interest and
//! S- the survival just before:
//! ```text
//! S(t)  = prod (1 - d/n)
//! F(t)  = sum S- d1/n           the share that has had the event of interest by t
//! ```
//! With G the incidence of the competing cause, S + F + G = 1 at every time.
//! - **Variance**, in one pass by prefix sums:
//! ```text
//! Var F(t_i) = sum over j <= i of (F_i - F_j)^2 a_j + b_j - 2 (F_i - F_j) c_j
//! a = d/(n(n-d)), 0 if n = d     b = (S-)^2 d1 (n - d1)/n^3     c = S- d1/n^2
//! ```
//! - **Interval** F^exp(± z se / (F ln F)); none where F is 0 or 1 or se < 1e-9.
//! - **Quantile given the event**: the first time with F >= q Fmax - 1e-12, Fmax at the last event.
//! - **Stale-deal probability** P(event within h | nothing happened up to age s) = (F(s+h) - F(s)) / S(s).
//!
//! # Why
//! A lost deal can never be won. Treating it as censored (1 - Kaplan-Meier) answers a question nobody
//! asked and overstates conversion, up to 100 % for 50 % (pitfall P05; Gooley et al. 1999).
//!
//! # Edge cases
//! Ties: events precede censorings; no jitter, so results are exact and repeatable. No event: empty
//! curve, F = 0.
//!
//! # References
//! Aalen & Johansen 1978, Scand. J. Stat. 5:141; Gooley et al. 1999, Stat. Med. 18:695. Verified: golden
//! `aalen_johansen` (statsmodels `CumIncidenceRight`, value and standard error).

use serde::{Deserialize, Serialize};

use super::EventTable;
use super::kaplan_meier::{Limits, REACHED};
use crate::analysis::interval::{Estimate, Level};

/// Below this standard error an interval would only show rounding.
const MIN_STD_ERROR: f64 = 1e-9;

/// One step of the curves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncidenceRow {
    /// Event time (of either cause), in the unit of the observations.
    pub time: f64,
    /// Number at risk just before.
    pub n_at_risk: u64,
    /// Share with the event of interest by this time.
    pub incidence: f64,
    /// Standard error of `incidence`.
    pub std_error: f64,
    /// Limits of `incidence`; `None` where it is 0 or 1.
    pub limits: Option<Limits>,
    /// Share with the competing event by this time.
    pub competing: f64,
    /// Share with neither.
    pub survival: f64,
}

/// Fitted cumulative incidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AalenJohansen {
    /// Observations.
    pub n: u64,
    /// Events of interest.
    pub n_events: u64,
    /// Competing events.
    pub n_competing: u64,
    /// Confidence level of the limits.
    pub level: Level,
    /// Steps in ascending order of time.
    pub rows: Vec<IncidenceRow>,
    /// One minus Kaplan-Meier with competing events as censorings, at the last event. Wrong on purpose:
    /// exported only to show by how much it overstates (pitfall P05).
    pub naive_one_minus_km: f64,
}

/// Fits the cumulative incidence of the event of interest.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::survival::{EventTable, Exit, aalen_johansen};
/// let table = EventTable::from_exits([(10.0, Exit::Competing), (20.0, Exit::Event), (30.0, Exit::Censored)]);
/// let curve = aalen_johansen(&table, Level::ESTIMATE);
/// assert!((curve.incidence_at(25.0) - 1.0 / 3.0).abs() < 1e-15);
/// // Half of the deals still open after 15 days are won within the next ten.
/// assert!((curve.conditional_incidence(15.0, 10.0).unwrap() - 0.5).abs() < 1e-15);
/// ```
pub fn aalen_johansen(table: &EventTable, level: Level) -> AalenJohansen {
    let z = level.z();
    let mut prefix = PrefixSums::default();
    let (mut survival, mut incidence, mut competing, mut naive) = (1.0, 0.0, 0.0, 1.0);
    let rows: Vec<IncidenceRow> = table
        .rows()
        .iter()
        .map(|row| {
            let (n, d1, d2) = (row.n_at_risk as f64, row.n_events as f64, row.n_competing as f64);
            let d = d1 + d2;
            let before = survival;
            incidence += before * d1 / n;
            competing += before * d2 / n;
            survival = if row.n_exits() >= row.n_at_risk { 0.0 } else { before * (1.0 - d / n) };
            naive *= 1.0 - d1 / n;
            let a = if row.n_exits() >= row.n_at_risk { 0.0 } else { d / (n * (n - d)) };
            let b = before * before * d1 * (n - d1) / (n * n * n);
            let c = before * d1 / (n * n);
            prefix.add(incidence, a, b, c);
            let std_error = prefix.variance(incidence).max(0.0).sqrt();
            IncidenceRow {
                time: row.time,
                n_at_risk: row.n_at_risk,
                incidence,
                std_error,
                limits: limits(incidence, std_error, z),
                competing,
                survival,
            }
        })
        .collect();
    AalenJohansen {
        n: table.n(),
        n_events: table.rows().iter().map(|row| row.n_events).sum(),
        n_competing: table.rows().iter().map(|row| row.n_competing).sum(),
        level,
        rows,
        naive_one_minus_km: 1.0 - naive,
    }
}

/// F^exp(± z se / (F ln F)).
fn limits(incidence: f64, std_error: f64, z: f64) -> Option<Limits> {
    if incidence <= 0.0 || incidence >= 1.0 || std_error < MIN_STD_ERROR {
        return None;
    }
    // F ln F is negative: the plus sign gives the larger exponent to the lower limit only after abs.
    let spread = z * std_error / (incidence * incidence.ln()).abs();
    Some(Limits { lower: incidence.powf(spread.exp()), upper: incidence.powf((-spread).exp()) })
}

/// Sums over the event times so far that make the variance O(1) per step.
#[derive(Default)]
struct PrefixSums {
    a: f64,
    a_f: f64,
    a_f2: f64,
    b: f64,
    c: f64,
    c_f: f64,
}

impl PrefixSums {
    fn add(&mut self, f: f64, a: f64, b: f64, c: f64) {
        self.a += a;
        self.a_f += a * f;
        self.a_f2 += a * f * f;
        self.b += b;
        self.c += c;
        self.c_f += c * f;
    }

    fn variance(&self, f: f64) -> f64 {
        f * f * self.a - 2.0 * f * self.a_f + self.a_f2 + self.b - 2.0 * f * self.c + 2.0 * self.c_f
    }
}

impl AalenJohansen {
    fn row_at(&self, time: f64) -> Option<&IncidenceRow> {
        let after = self.rows.partition_point(|row| row.time <= time);
        after.checked_sub(1).and_then(|at| self.rows.get(at))
    }

    /// Share with the event of interest by a time.
    pub fn incidence_at(&self, time: f64) -> f64 {
        self.row_at(time).map_or(0.0, |row| row.incidence)
    }

    /// Share with the event of interest by a time, with its interval.
    pub fn estimate_at(&self, time: f64) -> Estimate {
        let row = self.row_at(time);
        let limits = row.and_then(|row| row.limits);
        Estimate::with_limits(
            row.map_or(0.0, |row| row.incidence),
            limits.map(|limits| limits.lower),
            limits.map(|limits| limits.upper),
            self.level,
            self.n,
        )
    }

    /// Standard error of the share with the event of interest by a time.
    pub fn std_error_at(&self, time: f64) -> f64 {
        self.row_at(time).map_or(0.0, |row| row.std_error)
    }

    /// Share with neither event by a time.
    pub fn survival_at(&self, time: f64) -> f64 {
        self.row_at(time).map_or(1.0, |row| row.survival)
    }

    /// Share with the event of interest at the last event time.
    pub fn final_incidence(&self) -> f64 {
        self.rows.last().map_or(0.0, |row| row.incidence)
    }

    /// First time by which a share `q` of all that will have the event has had it; `None` if nobody has.
    pub fn quantile_given_event(&self, q: f64) -> Option<f64> {
        let last = self.final_incidence();
        if last <= 0.0 {
            return None;
        }
        self.rows.iter().find(|row| row.incidence >= q * last - REACHED).map(|row| row.time)
    }

    /// Chance of the event within `horizon` for one that is still open at `age`; `None` where nobody
    /// was open for that long. Use it for any deal older than the median (pitfall P17).
    pub fn conditional_incidence(&self, age: f64, horizon: f64) -> Option<f64> {
        let survival = self.survival_at(age);
        (survival > 0.0)
            .then(|| (self.incidence_at(age + horizon) - self.incidence_at(age)) / survival)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::special::norm_quantile;
    use crate::analysis::survival::Exit;

    fn fit(exits: &[(f64, Exit)]) -> AalenJohansen {
        aalen_johansen(&EventTable::from_exits(exits.iter().copied()), Level::ESTIMATE)
    }

    #[test]
    fn p05_losses_are_not_censorings() {
        let exits: Vec<(f64, Exit)> = (1..=6)
            .map(|i| (f64::from(10 * i), if i % 2 == 0 { Exit::Event } else { Exit::Competing }))
            .collect();
        let curve = fit(&exits);
        assert!((curve.final_incidence() - 0.5).abs() < 1e-15);
        assert_eq!(curve.naive_one_minus_km, 1.0);
    }

    /// Pitfall P17 (MATH 8): 40 % win, half of them within 40 days (lognormal, sigma 0.5); the others are lost
    /// after 60 days on average (exponential). The quantiles of both laws stand for the deals.
    #[test]
    fn p17_an_old_deal_has_not_the_chance_of_a_fresh_one() {
        let quantiles = |n: u32| (0..n).map(move |i| (f64::from(i) + 0.5) / f64::from(n));
        let wins = quantiles(4_000).map(|p| (40.0 * (0.5 * norm_quantile(p)).exp(), Exit::Event));
        let losses = quantiles(6_000).map(|p| (-60.0 * (-p).ln_1p(), Exit::Competing));
        let curve = fit(&wins.chain(losses).collect::<Vec<_>>());
        let chance = |age| curve.conditional_incidence(age, f64::INFINITY).unwrap();
        assert!((chance(0.0) - 0.4).abs() < 1e-12, "{}", chance(0.0));
        assert!((chance(120.0) - 0.064_525).abs() < 2e-4, "{}", chance(120.0));
    }

    #[test]
    fn nothing_happened_yet() {
        let curve = fit(&[(5.0, Exit::Censored)]);
        assert_eq!(curve.final_incidence(), 0.0);
        assert_eq!(curve.quantile_given_event(0.5), None);
        assert_eq!(curve.conditional_incidence(3.0, 10.0), Some(0.0));
        assert_eq!(fit(&[]).n, 0);
    }

    #[test]
    fn a_deal_older_than_any_seen_has_no_probability() {
        let curve = fit(&[(5.0, Exit::Event), (7.0, Exit::Competing)]);
        assert_eq!(curve.conditional_incidence(7.0, 10.0), None);
        assert_eq!(curve.conditional_incidence(6.0, 10.0), Some(0.0));
    }

    fn exits() -> impl Strategy<Value = Vec<(f64, Exit)>> {
        let exit = prop_oneof![Just(Exit::Censored), Just(Exit::Event), Just(Exit::Competing)];
        prop::collection::vec((0_u8..50, exit), 0..200)
            .prop_map(|v| v.into_iter().map(|(t, e)| (f64::from(t), e)).collect())
    }

    proptest! {
        #[test]
        fn what_is_won_lost_and_open_makes_up_everything(exits in exits()) {
            for row in fit(&exits).rows {
                prop_assert!((row.incidence + row.competing + row.survival - 1.0).abs() < 1e-12);
            }
        }

        #[test]
        fn incidence_never_falls_and_never_exceeds_one_minus_kaplan_meier(exits in exits()) {
            let curve = fit(&exits);
            prop_assert!(curve.rows.is_sorted_by(|a, b| a.incidence <= b.incidence));
            prop_assert!(curve.final_incidence() <= curve.naive_one_minus_km + 1e-12);
        }

        #[test]
        fn the_prefix_sums_equal_the_double_sum(exits in exits()) {
            let table = EventTable::from_exits(exits);
            let curve = aalen_johansen(&table, Level::ESTIMATE);
            for (i, last) in curve.rows.iter().enumerate() {
                let mut variance = 0.0;
                for j in 0..=i {
                    let (row, n) = (&table.rows()[j], table.rows()[j].n_at_risk as f64);
                    let before = if j == 0 { 1.0 } else { curve.rows[j - 1].survival };
                    let (d1, d) = (row.n_events as f64, row.n_exits() as f64);
                    let a = if d < n { d / (n * (n - d)) } else { 0.0 };
                    let gap = last.incidence - curve.rows[j].incidence;
                    variance += gap * gap * a + before * before * d1 * (n - d1) / n.powi(3)
                        - 2.0 * gap * before * d1 / (n * n);
                }
                prop_assert!((last.std_error.powi(2) - variance).abs() < 1e-12);
            }
        }

        #[test]
        fn the_order_of_the_deals_is_irrelevant(exits in exits()) {
            let reversed: Vec<(f64, Exit)> = exits.iter().rev().copied().collect();
            prop_assert_eq!(fit(&exits), fit(&reversed));
        }
    }
}
