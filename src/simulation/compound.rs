//! The exact law of the revenue of n opportunities: no trials, no noise.
//!
//! # Definition (MATH 5.7)
//! Each of n opportunities is won with probability p (thinned by the chance to be won in time) and then
//! pays a log-normal amount. The total is compound binomial; its characteristic function is
//! (1 - p + p phi)^n, phi that of one deal. On a grid of step h the deal is rounded to the nearest cell
//! and the law is the inverse Fourier transform. Mean n p m and standard deviation
//! m sqrt(n p (cv^2 + 1 - p)) are in closed form.
//!
//! # Why this shape
//! - *Tilting*: amounts are weighted by e^{-theta j} before and e^{theta j} after the transform. What
//!   lies beyond the grid then wraps around with a factor e^{-THETA} and the grid need only cover
//!   what is asked for, however heavy the tail.
//! - *Tail without inverse transform*: P(total < q) is a geometric sum over j, so it is one weighted sum
//!   over the spectrum. The search for n transforms once and evaluates a sum per candidate.
//! - A cell's mass is spread evenly over the cell where a figure falls inside one; the atom at zero (no
//!   win) is not.
//!
//! # Edge cases
//! Without spread the law is binomial and taken from there. p = 0 or n = 0: the total is 0.
//!
//! # References
//! Bühlmann 1984, Scand. Act. J. 1984:116; Grübel & Hermesmeier 1999, ASTIN 29:197 (tilting); Embrechts
//! & Frei 2009, Math. Methods Oper. Res. 69:497. Verified: golden files `monte_carlo_distribution` and
//! `opps_for_revenue_quota`; the binomial case and the moments in the tests; agrees with simulation.

use serde::{Deserialize, Serialize};

use crate::analysis::interval::Level;
use crate::analysis::special::{binomial_tail, norm_cdf};
use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::binomial::{binomial_quantile, bracket, first_true};
use super::fft::{Complex, Direction, transform};
use super::quantity::NonNegative;
use super::rng::Lognormal;

/// Cells per mean deal, unless the grid would exceed [`MAX_CELLS`].
const CELLS_PER_DEAL: f64 = 400.0;
/// Grid points at most: a few milliseconds; the step is then still below a thousandth of the total.
const MAX_CELLS: f64 = 65_536.0;
/// theta times the number of cells: e^-12 = 6e-6 of what lies beyond wraps around, while rounding
/// errors at the far end grow to 1e-11.
const THETA: f64 = 12.0;
/// A quota that is met to a billionth of a euro is met (MATH 5.7).
const QUOTA_SLACK_EUR: f64 = 1e-9;
/// Beyond this many opportunities a plan is not worth naming.
const MAX_OPPORTUNITIES: u64 = 1_000_000;

/// Opportunities of one kind in one period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompoundConfig {
    /// Opportunities in the period.
    pub n_opportunities: u64,
    /// Probability that one is won within the period.
    pub p_win: Probability,
    /// Amount of a won deal, EUR.
    pub deal: Lognormal,
    /// Revenue to reach, EUR.
    pub quota_eur: NonNegative,
}

/// The law of the period's revenue, EUR.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompoundReport {
    /// Mean.
    pub mean_eur: f64,
    /// Standard deviation.
    pub sd_eur: f64,
    /// Exceeded in nine of ten periods.
    pub p10_eur: f64,
    /// Median.
    pub p50_eur: f64,
    /// Exceeded in one of ten periods.
    pub p90_eur: f64,
    /// Probability to reach the quota.
    pub p_hit: f64,
    /// Width of a grid cell; 0 where the law is exact without a grid.
    pub step_eur: f64,
    /// What the law takes for granted.
    pub assumptions: Vec<Assumption>,
}

/// The law of the total.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::compound::{CompoundConfig, distribution};
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// use trichterwerk::simulation::rng::Lognormal;
/// let report = distribution(&CompoundConfig {
///     n_opportunities: 75,
///     p_win: Probability::new(1.0 / 3.0)?,
///     deal: Lognormal { mean: Positive::new(4_000.0)?, cv: NonNegative::new(0.5)? },
///     quota_eur: NonNegative::new(100_000.0)?,
/// });
/// assert!((report.p_hit - 0.486).abs() < 0.001);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn distribution(config: &CompoundConfig) -> CompoundReport {
    let CompoundConfig { n_opportunities: n, p_win: p, deal, quota_eur } = *config;
    let (mean_eur, sd_eur) = moments(n, p, deal);
    let assumptions = |size| vec![Assumption::IndependentDeals, Assumption::ConstantRates, size];
    if deal.cv == NonNegative::ZERO {
        let quantile = |q| binomial_quantile(n, p, q) as f64 * deal.mean.get();
        return CompoundReport {
            mean_eur,
            sd_eur,
            p10_eur: quantile(0.1),
            p50_eur: quantile(0.5),
            p90_eur: quantile(0.9),
            p_hit: binomial_tail(n, p.get(), wins_for(quota_eur, deal)),
            step_eur: 0.0,
            assumptions: assumptions(Assumption::EqualDealSizes),
        };
    }
    let range = range_eur(mean_eur, sd_eur, quota_eur, deal);
    let spectrum = Spectrum::of_deal(deal, range);
    let cdf = spectrum.total_cdf(n, p);
    let quantile = |q| spectrum.step_eur * quantile_of_cells(&cdf, q);
    CompoundReport {
        mean_eur,
        sd_eur,
        p10_eur: quantile(0.1),
        p50_eur: quantile(0.5),
        p90_eur: quantile(0.9),
        p_hit: spectrum.tail(quota_eur).probability(n, p),
        step_eur: spectrum.step_eur,
        assumptions: assumptions(Assumption::LognormalDealSizes),
    }
}

/// Smallest number of opportunities whose revenue reaches the quota with `confidence`; `None` if none
/// up to a million does.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::compound::required_opportunities;
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// use trichterwerk::simulation::rng::Lognormal;
/// let deal = Lognormal { mean: Positive::new(4_000.0)?, cv: NonNegative::new(0.5)? };
/// let quota = NonNegative::new(100_000.0)?;
/// let n = required_opportunities(quota, Probability::new(1.0 / 3.0)?, deal, Level::new(0.8)?);
/// assert_eq!(n, Some(89), "85 without the spread of deal sizes");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn required_opportunities(
    quota_eur: NonNegative,
    p_win: Probability,
    deal: Lognormal,
    confidence: Level,
) -> Option<u64> {
    let search = |chance: &dyn Fn(u64) -> f64| {
        let enough = |n: u64| chance(n) >= confidence.share();
        let n = if enough(0) {
            0
        } else {
            first_true(0, bracket(0, MAX_OPPORTUNITIES, enough), enough)
        };
        (n < MAX_OPPORTUNITIES).then_some(n)
    };
    if p_win == Probability::ZERO && quota_eur.get() > 0.0 {
        return None;
    }
    if deal.cv == NonNegative::ZERO {
        let wins = wins_for(quota_eur, deal);
        return search(&|n| binomial_tail(n, p_win.get(), wins));
    }
    // The grid need only reach the quota: what exceeds it has hit it.
    let spectrum = Spectrum::of_deal(deal, range_eur(0.0, 0.0, quota_eur, deal));
    let tail = spectrum.tail(quota_eur);
    search(&|n| tail.probability(n, p_win))
}

/// Mean and standard deviation of the total.
fn moments(n: u64, p: Probability, deal: Lognormal) -> (f64, f64) {
    let (wins, cv) = (n as f64 * p.get(), deal.cv.get());
    let m = deal.mean.get();
    (wins * m, m * (wins * (cv * cv + 1.0 - p.get())).sqrt())
}

/// Deals of equal size that reach the quota.
fn wins_for(quota_eur: NonNegative, deal: Lognormal) -> u64 {
    super::quota_probability::wins_needed(quota_eur, deal.mean)
}

/// What the grid has to cover: the quota, the 90 % quantile with room, and a few deals.
fn range_eur(mean: f64, sd: f64, quota: NonNegative, deal: Lognormal) -> f64 {
    (mean + 6.0 * sd).max(1.05 * quota.get()) + 4.0 * deal.mean.get()
}

/// First cell, on the scale of cells, at which a cumulative sum reaches `q`; inside the cell by its
/// share. Cell j covers j - 1/2 to j + 1/2; cell 0 is the atom of no revenue.
fn quantile_of_cells(cdf: &[f64], q: f64) -> f64 {
    let j = cdf.partition_point(|c| *c < q - 1e-12);
    let before = if j == 0 { 0.0 } else { cdf.get(j - 1).copied().unwrap_or(0.0) };
    match cdf.get(j) {
        Some(at) if j > 0 && *at > before => {
            j as f64 - 0.5 + ((q - before) / (at - before)).clamp(0.0, 1.0)
        }
        _ => j as f64,
    }
}

/// Tilted spectrum of one deal on the grid, the lower half: the upper is its conjugate.
struct Spectrum {
    /// phi at the frequencies 0..=N/2.
    half: Vec<Complex>,
    n_cells: usize,
    step_eur: f64,
}

/// Weights that turn the spectrum of a total into P(total >= quota).
struct Tail<'a> {
    spectrum: &'a Spectrum,
    /// Per frequency: the geometric sum over the cells below the quota, doubled for its conjugate.
    weights: Vec<Complex>,
}

impl Spectrum {
    /// The spectrum of `deal` on a grid that covers `range_eur`.
    fn of_deal(deal: Lognormal, range_eur: f64) -> Self {
        let wanted = range_eur / deal.mean.get() * CELLS_PER_DEAL;
        let n_cells = (wanted.clamp(64.0, MAX_CELLS) as usize).next_power_of_two();
        let step_eur = (range_eur / n_cells as f64).max(deal.mean.get() / CELLS_PER_DEAL);
        let theta = THETA / n_cells as f64;

        let s = deal.sigma();
        let mu = deal.mean.get().ln() - 0.5 * s * s;
        // P(deal < upper edge of cell j), the edges being at (j + 1/2) steps.
        let below = |j: usize| norm_cdf((((j as f64 + 0.5) * step_eur).ln() - mu) / s);
        let mut before = 0.0;
        let mut values: Vec<Complex> = (0..n_cells)
            .map(|j| {
                let at = below(j);
                let mass = at - before;
                before = at;
                Complex::real(mass * (-theta * j as f64).exp())
            })
            .collect();
        transform(&mut values, Direction::Forward);
        values.truncate(n_cells / 2 + 1);
        Self { half: values, n_cells, step_eur }
    }

    /// Tilted spectrum of the total of `n` opportunities.
    fn total(&self, n: u64, p: Probability) -> impl Iterator<Item = Complex> {
        let lost = Complex::real(1.0 - p.get());
        self.half.iter().map(move |phi| (lost + phi.scale(p.get())).power(n))
    }

    /// P(total in cells 0..=j) for every j.
    fn total_cdf(&self, n: u64, p: Probability) -> Vec<f64> {
        let mut values: Vec<Complex> = self.total(n, p).collect();
        // Conjugate symmetry: the law is real.
        for k in (1..self.n_cells / 2).rev() {
            let mirrored = values.get(k).map_or(Complex::ZERO, |v| Complex { re: v.re, im: -v.im });
            values.push(mirrored);
        }
        transform(&mut values, Direction::Inverse);
        let theta = THETA / self.n_cells as f64;
        let mut sum = 0.0;
        values
            .iter()
            .enumerate()
            .map(|(j, v)| {
                sum += v.re * (theta * j as f64).exp();
                sum
            })
            .collect()
    }

    /// The weights for `quota_eur`, to be reused for several n.
    fn tail(&self, quota_eur: NonNegative) -> Tail<'_> {
        // Cells wholly below the quota, and the share of the one it falls into.
        let edge = (quota_eur.get() - QUOTA_SLACK_EUR) / self.step_eur + 0.5;
        let (n_below, share) = if edge <= 0.5 {
            (0, 0.0) // no quota: not even the atom at zero misses it
        } else if edge < 1.0 {
            (1, 0.0) // the atom at zero misses it whole
        } else {
            (edge.floor() as u64, edge.fract())
        };
        let theta = THETA / self.n_cells as f64;
        let last = self.half.len() - 1;
        let weights = (0..self.half.len())
            .map(|k| {
                let angle = std::f64::consts::TAU * k as f64 / self.n_cells as f64;
                let ratio = Complex::polar(theta.exp(), angle);
                // r^n_below directly: a power of the unit root by its angle keeps all digits.
                let turns = (n_below as f64 * k as f64).rem_euclid(self.n_cells as f64);
                let end = Complex::polar(
                    (theta * n_below as f64).exp(),
                    std::f64::consts::TAU * turns / self.n_cells as f64,
                );
                let sum = (end - Complex::ONE).divide(ratio - Complex::ONE) + end.scale(share);
                let conjugate = if k == 0 || k == last { 1.0 } else { 2.0 };
                sum.scale(conjugate / self.n_cells as f64)
            })
            .collect();
        Tail { spectrum: self, weights }
    }
}

impl Tail<'_> {
    /// P(total of `n` opportunities >= quota).
    fn probability(&self, n: u64, p: Probability) -> f64 {
        let missed: f64 = self
            .spectrum
            .total(n, p)
            .zip(&self.weights)
            .map(|(f, w)| f.re * w.re - f.im * w.im)
            .sum();
        (1.0 - missed).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::super::quantity::Positive;
    use super::*;

    fn config(n: u64, p: f64, cv: f64, quota: f64) -> CompoundConfig {
        CompoundConfig {
            n_opportunities: n,
            p_win: Probability::new(p).unwrap(),
            deal: Lognormal {
                mean: Positive::new(4000.0).unwrap(),
                cv: NonNegative::new(cv).unwrap(),
            },
            quota_eur: NonNegative::new(quota).unwrap(),
        }
    }

    #[test]
    fn without_spread_it_is_the_binomial_law() {
        let report = distribution(&config(75, 1.0 / 3.0, 0.0, 100_000.0));
        assert!((report.p_hit - 0.543_326_570_526_336_6).abs() < 1e-12);
        assert_eq!(
            (report.p10_eur, report.p50_eur, report.p90_eur),
            (80_000.0, 100_000.0, 120_000.0)
        );
    }

    #[test]
    fn a_little_spread_is_nearly_the_binomial_law() {
        // Quota between two whole numbers of deals, where a small spread changes nothing.
        let exact = binomial_tail(75, 1.0 / 3.0, 25);
        let report = distribution(&config(75, 1.0 / 3.0, 0.02, 98_000.0));
        assert!((report.p_hit - exact).abs() < 1e-6, "{}", report.p_hit);
    }

    #[test]
    fn the_cells_have_the_moments_of_the_closed_form() {
        let CompoundConfig { n_opportunities: n, p_win: p, deal, .. } =
            config(75, 1.0 / 3.0, 0.5, 0.0);
        let (mean, sd) = moments(n, p, deal);
        let spectrum = Spectrum::of_deal(deal, mean + 12.0 * sd);
        let cdf = spectrum.total_cdf(n, p);
        let (mut m, mut m2, mut before) = (0.0, 0.0, 0.0);
        for (j, at) in cdf.iter().enumerate() {
            let x = j as f64 * spectrum.step_eur;
            m += (at - before) * x;
            m2 += (at - before) * x * x;
            before = *at;
        }
        assert!((cdf.last().unwrap() - 1.0).abs() < 1e-9);
        assert!((m / mean - 1.0).abs() < 1e-6, "{m}");
        assert!(((m2 - m * m).sqrt() / sd - 1.0).abs() < 1e-4);
    }

    #[test]
    fn both_ways_to_the_tail_agree() {
        let config = config(75, 1.0 / 3.0, 0.5, 100_000.0);
        let spectrum = Spectrum::of_deal(config.deal, 250_000.0);
        let cdf = spectrum.total_cdf(75, config.p_win);
        let x = config.quota_eur.get() / spectrum.step_eur + 0.5;
        let below = |j: f64| cdf[j as usize - 1];
        let missed = below(x.floor()) + x.fract() * (below(x.floor() + 1.0) - below(x.floor()));
        let p_hit = spectrum.tail(config.quota_eur).probability(75, config.p_win);
        assert!((1.0 - missed - p_hit).abs() < 1e-9);
    }

    #[test]
    fn a_coarser_grid_does_not_move_the_answer() {
        // 900 opportunities need a four times coarser step than 75; the law must not notice.
        let report = distribution(&config(900, 0.33, 0.5, 1.2e6));
        assert!(report.step_eur > 20.0);
        // The golden case from a four times finer grid (cells of 10 EUR, no smoothing).
        assert!((report.p_hit - 0.424_155_918_591_560_2).abs() < 1e-4, "{}", report.p_hit);
        assert!((report.p50_eur - 1_187_320.0).abs() < 20.0, "{}", report.p50_eur);
    }

    #[test]
    fn heavy_tails_do_not_wrap_around() {
        // One opportunity always won: the law is the deal's own.
        let config = config(1, 1.0, 3.0, 12_000.0);
        let s = config.deal.sigma();
        let z = |x: f64| ((x / 4000.0).ln() + 0.5 * s * s) / s;
        let report = distribution(&config);
        assert!((report.p_hit - (1.0 - norm_cdf(z(12_000.0)))).abs() < 1e-5, "{}", report.p_hit);
    }

    #[test]
    fn nothing_to_win_or_nothing_to_reach() {
        assert_eq!(distribution(&config(0, 0.5, 0.5, 1.0)).p_hit, 0.0);
        assert!((distribution(&config(10, 0.0, 0.5, 1.0)).p_hit).abs() < 1e-9);
        assert_eq!(distribution(&config(0, 0.5, 0.5, 0.0)).p_hit, 1.0);
        assert_eq!(distribution(&config(0, 0.5, 0.5, 1.0)).p50_eur, 0.0);
    }

    #[test]
    fn size_spread_costs_opportunities() {
        let third = Probability::new(1.0 / 3.0).unwrap();
        let need = |cv: f64, c: f64| {
            let config = config(0, 0.0, cv, 100_000.0);
            required_opportunities(config.quota_eur, third, config.deal, Level::new(c).unwrap())
        };
        assert_eq!([0.5, 0.8, 0.95].map(|c| need(0.0, c)), [Some(74), Some(85), Some(96)]);
        assert_eq!([0.5, 0.8, 0.95].map(|c| need(0.5, c)), [Some(76), Some(89), Some(102)]);
        let config = config(0, 0.0, 0.5, 100_000.0);
        let none = required_opportunities(
            config.quota_eur,
            Probability::ZERO,
            config.deal,
            Level::PLANNING,
        );
        assert_eq!(none, None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn more_opportunities_never_lower_the_chance(n in 0_u64..200, p in 0.05..0.9_f64, cv in 0.1..1.5_f64) {
            let CompoundConfig { p_win, deal, quota_eur, .. } = config(n, p, cv, 60_000.0);
            let spectrum = Spectrum::of_deal(deal, 80_000.0);
            let tail = spectrum.tail(quota_eur);
            prop_assert!(tail.probability(n + 1, p_win) >= tail.probability(n, p_win) - 1e-9);
        }
    }
}
