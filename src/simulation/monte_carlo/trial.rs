//! The draws of a trial, in the normative order, and as fast as that order allows.
//!
//! # Speed
//! 10,000 years of 900 opportunities are nine million uniforms and three million sizes. Two things
//! decide the time: a branch on each uniform that no processor can predict, and the exponential of each
//! size. So where no stage takes time (the usual what-if) a trial runs in two passes: one walks the
//! random words through the stages without a branch and sets aside the words that are sizes; the other
//! turns those into amounts by the table of [`super::super::quantile_table`]. Both passes see the same
//! words in the same order as the plain loop, which serves all other models and, in the tests, as
//! their reference. What then bounds the time is the generator, one word after the other.

use crate::model::probability::Probability;

use super::super::lag::Lag;
use super::super::posterior::Posterior;
use super::super::quantile_table::{LognormalTable, PosteriorTable};
use super::super::rng::{Stream, threshold};
use super::{DealSize, Method, MonteCarloConfig, StageRate};

/// The simulated periods, in the order they were drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Trials {
    /// Revenue of each period, EUR.
    pub totals_eur: Vec<f64>,
    /// Deals won in each period.
    pub n_wins: Vec<u32>,
    /// How they were run.
    pub method: Method,
}

/// A stage ready to be drawn.
struct Stage {
    rate: Rate,
    lag: Option<LognormalTable>,
}

/// How a stage's rate comes about in a trial.
enum Rate {
    /// No draw.
    Known(Probability),
    /// One uniform.
    Drawn(PosteriorTable),
}

/// How a size is drawn.
enum Sizes<'a> {
    /// No draw.
    Equal(f64),
    /// One normal.
    Lognormal(LognormalTable),
    /// One uniform.
    Observed(&'a [super::NonNegative]),
}

impl Sizes<'_> {
    fn draw(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Equal(amount) => *amount,
            Self::Lognormal(table) => table.quantile(stream.next_bits53()),
            Self::Observed(amounts) => {
                amounts.get(stream.index(amounts.len())).map_or(0.0, |amount| amount.get())
            }
        }
    }
}

/// One trial's state: the rates it drew and what it has won so far.
#[derive(Default)]
struct Tally {
    total_eur: f64,
    n_wins: u32,
}

/// Runs all trials of a valid `config`.
pub(super) fn run(config: &MonteCarloConfig, method: Method) -> Trials {
    let n_trials = config.n_trials.get();
    let n_per_trial = u64::from(config.n_opportunities) * u64::from(n_trials);
    let stages: Vec<Stage> = config
        .stages
        .iter()
        .map(|stage| Stage {
            rate: match stage.rate {
                StageRate::Known(p) => Rate::Known(p),
                StageRate::Measured(counts) => {
                    Rate::Drawn(PosteriorTable::new(Posterior::of(counts), u64::from(n_trials)))
                }
            },
            lag: stage.lag.map(|lag: Lag| LognormalTable::new(lag.mu(), lag.sigma(), n_per_trial)),
        })
        .collect();
    let sizes = match &config.deal_size {
        DealSize::Lognormal(law) if law.cv.get() > 0.0 => {
            let s = law.sigma();
            let mu = law.mean.get().ln() - 0.5 * s * s;
            Sizes::Lognormal(LognormalTable::new(mu, s, n_per_trial))
        }
        DealSize::Lognormal(law) => Sizes::Equal(law.mean.get()),
        DealSize::Observed(amounts) => Sizes::Observed(amounts),
    };
    let timeless = stages.iter().all(|stage| stage.lag.is_none());

    let mut stream = Stream::new(config.seed);
    let mut trials = Trials {
        totals_eur: Vec::with_capacity(n_trials as usize),
        n_wins: Vec::with_capacity(n_trials as usize),
        method,
    };
    let mut thresholds = Vec::with_capacity(stages.len());
    let mut words = Vec::new();
    for _ in 0..n_trials {
        let mut n_entering = f64::from(config.n_opportunities);
        thresholds.clear();
        for (k, stage) in stages.iter().enumerate() {
            let rate = stage.rate.draw(&mut stream);
            if method == Method::LastStage && k + 1 < stages.len() {
                n_entering *= rate.get();
                thresholds.push(None);
            } else {
                thresholds.push(Some(threshold(rate)));
            }
        }
        // Expected counts are rounded to the nearest deal; a full count is whole already.
        let n_entering = n_entering.round() as u32;

        let mut tally = match (&sizes, gates(&thresholds)) {
            (Sizes::Lognormal(table), Some(gates)) if timeless => {
                let n_wins = walk_to_sizes(n_entering, gates, &mut words, &mut stream);
                let sizes = words.iter().take(n_wins as usize);
                Tally { n_wins, total_eur: sizes.map(|bits| table.quantile(*bits)).sum() }
            }
            (Sizes::Equal(amount), Some(gates)) if timeless => {
                let n_wins = walk(n_entering, gates, &mut stream);
                Tally { n_wins, total_eur: f64::from(n_wins) * amount }
            }
            _ => {
                let mut tally = Tally::default();
                for _ in 0..n_entering {
                    let in_time = |days: f64| days <= config.horizon_days.get();
                    if passes(&stages, &thresholds, in_time, &mut stream) {
                        tally.n_wins += 1;
                        tally.total_eur += sizes.draw(&mut stream);
                    }
                }
                tally
            }
        };
        for deal in &config.open_deals {
            if stream.bernoulli(deal.p_win_in_time) {
                tally.n_wins += 1;
                tally.total_eur += match deal.value_eur {
                    Some(value) => value.get(),
                    None => sizes.draw(&mut stream),
                };
            }
        }
        trials.totals_eur.push(tally.total_eur);
        trials.n_wins.push(tally.n_wins);
    }
    trials
}

impl Rate {
    fn draw(&self, stream: &mut Stream) -> Probability {
        match self {
            Self::Known(p) => *p,
            // A quantile of a Beta lies in 0..=1.
            Self::Drawn(table) => {
                Probability::new(table.quantile(stream.uniform())).unwrap_or(Probability::ZERO)
            }
        }
    }
}

/// One opportunity through all stages; a stage without a threshold is passed without a draw.
fn passes(
    stages: &[Stage],
    thresholds: &[Option<u64>],
    in_time: impl Fn(f64) -> bool,
    stream: &mut Stream,
) -> bool {
    let mut days = 0.0;
    for (stage, threshold) in stages.iter().zip(thresholds) {
        if threshold.is_some_and(|threshold| stream.next_bits53() >= threshold) {
            return false;
        }
        if let Some(lag) = &stage.lag {
            days += lag.quantile(stream.next_bits53());
        }
    }
    in_time(days)
}

/// Stages at most for the walk without branches.
const MAX_GATES: usize = 8;

/// Thresholds of the stages in order; then zeros, which nothing passes.
#[derive(Clone, Copy)]
struct Gates {
    thresholds: [u64; MAX_GATES + 1],
    n: usize,
}

/// The thresholds as gates; `None` for no stage, too many, or one that is passed without a draw.
fn gates(thresholds: &[Option<u64>]) -> Option<Gates> {
    let mut gates = Gates { thresholds: [0; MAX_GATES + 1], n: thresholds.len() };
    if thresholds.is_empty() || thresholds.len() > MAX_GATES {
        return None;
    }
    for (gate, threshold) in gates.thresholds.iter_mut().zip(thresholds) {
        *gate = (*threshold)?;
    }
    Some(gates)
}

/// Walks `n` opportunities through the gates; the sizes' words come first in `words`. Returns the wins.
///
/// After the last gate stands one that nothing passes: the size's word "fails" there, which ends the
/// opportunity like any failure. So each word needs one comparison and no branch.
fn walk_to_sizes(n: u32, gates: Gates, words: &mut Vec<u64>, stream: &mut Stream) -> u32 {
    words.resize(n as usize + 1, 0);
    if gates.n == 1 {
        return walk_one_gate_to_sizes(n, gates.thresholds[0], words, stream);
    }
    let (mut n_left, mut n_wins, mut gate) = (n, 0, 0);
    while n_left > 0 {
        let bits = stream.next_bits53();
        // Kept only if this word is a size; otherwise the next one overwrites it.
        if let Some(slot) = words.get_mut(n_wins as usize) {
            *slot = bits;
        }
        n_wins += u32::from(gate == gates.n);
        let passes = bits < gates.thresholds.get(gate).copied().unwrap_or(0);
        n_left -= u32::from(!passes);
        gate = (gate + 1) * usize::from(passes);
    }
    n_wins
}

/// The same for one gate, its state in a flag instead of an index: the usual what-if, half as fast again.
fn walk_one_gate_to_sizes(n: u32, close: u64, words: &mut [u64], stream: &mut Stream) -> u32 {
    let (mut n_left, mut n_wins, mut is_size) = (n, 0, 0);
    while n_left + is_size > 0 {
        let bits = stream.next_bits53();
        if let Some(slot) = words.get_mut(n_wins as usize) {
            *slot = bits;
        }
        n_wins += is_size;
        n_left -= 1 - is_size;
        is_size = (1 - is_size) & u32::from(bits < close);
    }
    n_wins
}

/// Walks `n` opportunities of equal size through the gates: no word is a size. Returns the wins.
fn walk(n: u32, gates: Gates, stream: &mut Stream) -> u32 {
    let (mut n_left, mut n_wins, mut gate) = (n, 0, 0);
    while n_left > 0 {
        let passes = stream.next_bits53() < gates.thresholds.get(gate).copied().unwrap_or(0);
        let (passes, is_last) = (u32::from(passes), u32::from(gate + 1 == gates.n));
        let wins = passes & is_last;
        n_wins += wins;
        n_left -= wins | (1 - passes);
        gate = (gate + 1) * (passes & (1 - is_last)) as usize;
    }
    n_wins
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::rng::Seed;
    use super::*;

    /// The plain loop of the definition: words of the sizes, or wins without.
    fn by_definition(n: u32, rates: &[f64], sized: bool, stream: &mut Stream) -> (u32, Vec<u64>) {
        let (mut n_wins, mut sizes) = (0, Vec::new());
        for _ in 0..n {
            if rates.iter().all(|rate| stream.uniform() < *rate) {
                n_wins += 1;
                if sized {
                    sizes.push(stream.next_bits53());
                }
            }
        }
        (n_wins, sizes)
    }

    fn gates_of(rates: &[f64]) -> Gates {
        let thresholds: Vec<_> =
            rates.iter().map(|r| Some(threshold(Probability::new(*r).unwrap()))).collect();
        gates(&thresholds).unwrap()
    }

    #[test]
    fn what_cannot_be_walked_is_left_to_the_plain_loop() {
        assert!(gates(&[]).is_none());
        assert!(gates(&[Some(1), None]).is_none());
        assert!(gates(&[Some(1); MAX_GATES + 1]).is_none());
        assert!(gates(&[Some(1); MAX_GATES]).is_some());
    }

    proptest! {
        #[test]
        fn the_walk_without_branches_is_the_plain_loop(
            seed: u64,
            n in 0_u32..200,
            rates in prop::collection::vec(prop_oneof![0.0..=1.0_f64, Just(1.0), Just(0.0)], 1..5),
        ) {
            let start = Stream::new(Seed(seed));
            for sized in [true, false] {
                let (mut fast, mut plain) = (start.clone(), start.clone());
                let (n_wins, sizes) = by_definition(n, &rates, sized, &mut plain);
                let mut words = Vec::new();
                let walked = if sized {
                    walk_to_sizes(n, gates_of(&rates), &mut words, &mut fast)
                } else {
                    walk(n, gates_of(&rates), &mut fast)
                };
                prop_assert_eq!(walked, n_wins);
                if sized {
                    prop_assert_eq!(&words[..n_wins as usize], &sizes[..]);
                }
                // Both have taken exactly the same words.
                prop_assert_eq!(fast.next_u64(), plain.next_u64());
            }
        }
    }
}
