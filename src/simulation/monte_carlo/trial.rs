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

use super::super::posterior::Posterior;
use super::super::quantile_table::{LognormalTable, PosteriorTable};
use super::super::quantity::total;
use super::super::rng::{Stream, threshold};
use super::{DealSize, Method, MonteCarloConfig, StageModel, StageRate};

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

/// What one trial has won.
#[derive(Default)]
struct Tally {
    total_eur: f64,
    n_wins: u32,
}

/// Buffers reused from trial to trial.
#[derive(Default)]
struct Scratch {
    /// Per stage: the threshold, `None` where it is passed without a draw.
    thresholds: Vec<Option<u64>>,
    /// The thresholds that are drawn against.
    drawn: Vec<u64>,
    /// Words of the sizes.
    words: Vec<u64>,
}

/// A config ready to be drawn.
struct Model<'a> {
    config: &'a MonteCarloConfig,
    method: Method,
    stages: Vec<Stage>,
    sizes: Sizes<'a>,
}

/// Runs all trials of a valid `config`.
pub(super) fn run(config: &MonteCarloConfig, method: Method) -> Trials {
    let model = Model::new(config, method);
    let n_trials = config.n_trials.get() as usize;
    let mut trials = Trials {
        totals_eur: Vec::with_capacity(n_trials),
        n_wins: Vec::with_capacity(n_trials),
        method,
    };
    let (mut stream, mut scratch) = (Stream::new(config.seed), Scratch::default());
    for _ in 0..n_trials {
        let n_entering = model.draw_rates(&mut stream, &mut scratch);
        let mut tally = model.draw_opportunities(n_entering, &mut stream, &mut scratch);
        model.draw_open_deals(&mut stream, &mut tally);
        trials.totals_eur.push(tally.total_eur);
        trials.n_wins.push(tally.n_wins);
    }
    trials
}

impl<'a> Model<'a> {
    fn new(config: &'a MonteCarloConfig, method: Method) -> Self {
        let n_trials = u64::from(config.n_trials.get());
        let n_draws = u64::from(config.n_opportunities) * n_trials;
        let stage = |stage: &StageModel| Stage {
            rate: match stage.rate {
                StageRate::Known(p) => Rate::Known(p),
                StageRate::Measured(counts) => {
                    Rate::Drawn(PosteriorTable::new(Posterior::of(counts), n_trials))
                }
            },
            lag: stage.lag.map(|lag| LognormalTable::new(lag.mu(), lag.sigma(), n_draws)),
        };
        let sizes = match &config.deal_size {
            DealSize::Lognormal(law) if law.cv.get() > 0.0 => {
                let s = law.sigma();
                let mu = law.mean.get().ln() - 0.5 * s * s;
                Sizes::Lognormal(LognormalTable::new(mu, s, n_draws))
            }
            DealSize::Lognormal(law) => Sizes::Equal(law.mean.get()),
            DealSize::Observed(amounts) => Sizes::Observed(amounts),
        };
        Self { config, method, stages: config.stages.iter().map(stage).collect(), sizes }
    }

    /// Step 1: the rates of a trial, as thresholds. Returns the opportunities that enter.
    fn draw_rates(&self, stream: &mut Stream, scratch: &mut Scratch) -> u32 {
        scratch.thresholds.clear();
        let mut n_entering = f64::from(self.config.n_opportunities);
        for (k, stage) in self.stages.iter().enumerate() {
            let rate = stage.rate.draw(stream);
            if self.method == Method::LastStage && k + 1 < self.stages.len() {
                n_entering *= rate.get();
                scratch.thresholds.push(None);
            } else {
                scratch.thresholds.push(Some(threshold(rate)));
            }
        }
        // An expected count is rounded to the nearest deal; a full count is whole already.
        n_entering.round() as u32
    }

    /// Step 2: the opportunities, by the fastest way that keeps their order.
    fn draw_opportunities(
        &self,
        n_entering: u32,
        stream: &mut Stream,
        scratch: &mut Scratch,
    ) -> Tally {
        let Scratch { thresholds, drawn, words } = scratch;
        let timeless = self.stages.iter().all(|stage| stage.lag.is_none());
        let walk = walk_of(thresholds, matches!(self.sizes, Sizes::Lognormal(_)));
        let walk = walk.filter(|_| timeless);
        drawn.clear();
        drawn.extend(thresholds.iter().copied().flatten());
        match (&self.sizes, walk) {
            (Sizes::Lognormal(table), Some(walk)) => {
                let n_wins = walk(n_entering, drawn, words, stream);
                let sizes = words.iter().take(n_wins as usize);
                Tally { n_wins, total_eur: total(sizes.map(|bits| table.quantile(*bits))) }
            }
            (Sizes::Equal(amount), Some(walk)) => {
                let n_wins = walk(n_entering, drawn, words, stream);
                Tally { n_wins, total_eur: f64::from(n_wins) * amount }
            }
            _ => {
                let mut tally = Tally::default();
                for _ in 0..n_entering {
                    if self.is_won_in_time(thresholds, stream) {
                        tally.n_wins += 1;
                        tally.total_eur += self.sizes.draw(stream);
                    }
                }
                tally
            }
        }
    }

    /// One opportunity through all stages, as the definition has it.
    fn is_won_in_time(&self, thresholds: &[Option<u64>], stream: &mut Stream) -> bool {
        let mut days = 0.0;
        for (stage, threshold) in self.stages.iter().zip(thresholds) {
            if threshold.is_some_and(|threshold| stream.next_bits53() >= threshold) {
                return false;
            }
            if let Some(lag) = &stage.lag {
                days += lag.quantile(stream.next_bits53());
            }
        }
        days <= self.config.horizon_days.get()
    }

    /// Step 3: the deals already open.
    fn draw_open_deals(&self, stream: &mut Stream, tally: &mut Tally) {
        for deal in &self.config.open_deals {
            if stream.bernoulli(deal.p_win_in_time) {
                tally.n_wins += 1;
                tally.total_eur += match deal.value_eur {
                    Some(value) => value.get(),
                    None => self.sizes.draw(stream),
                };
            }
        }
    }
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

/// A walk of so many opportunities through fixed gates; returns the wins.
type Walk = fn(u32, &[u64], &mut Vec<u64>, &mut Stream) -> u32;

/// The walk for timeless stages with these thresholds; `None` for no stage, more than four, or one that
/// is passed without a draw. With sizes, each win's size word is left in front of the buffer.
fn walk_of(thresholds: &[Option<u64>], sizes_are_drawn: bool) -> Option<Walk> {
    if thresholds.iter().any(Option::is_none) {
        return None;
    }
    Some(match (thresholds.len(), sizes_are_drawn) {
        (1, true) => walk_to_sizes::<1>,
        (2, true) => walk_to_sizes::<2>,
        (3, true) => walk_to_sizes::<3>,
        (4, true) => walk_to_sizes::<4>,
        (1, false) => walk::<1>,
        (2, false) => walk::<2>,
        (3, false) => walk::<3>,
        (4, false) => walk::<4>,
        _ => return None,
    })
}

/// Which of the gates a word would pass, one bit each.
///
/// Written as a borrow, not a comparison, and for a number of gates known to the compiler: it becomes
/// straight arithmetic, off the chain from one word's gate to the next one's.
fn passes_of<const GATES: usize>(bits: u64, thresholds: &[u64; GATES]) -> u64 {
    let below = |threshold: u64| bits.wrapping_sub(threshold) >> 63;
    thresholds.iter().enumerate().fold(0, |passes, (k, t)| passes | (below(*t) << k))
}

/// The thresholds as an array; a missing one lets nothing through.
fn gates<const GATES: usize>(thresholds: &[u64]) -> [u64; GATES] {
    let mut gates = [0; GATES];
    for (gate, threshold) in gates.iter_mut().zip(thresholds) {
        *gate = *threshold;
    }
    gates
}

/// Walks `n` opportunities to their sizes: word by word, the present gate as one set bit.
///
/// Behind the last gate stands the size, as one more gate that no word passes: it ends the opportunity
/// like any failure, so that each word is treated alike.
fn walk_to_sizes<const GATES: usize>(
    n: u32,
    thresholds: &[u64],
    words: &mut Vec<u64>,
    stream: &mut Stream,
) -> u32 {
    // A copy of its own stays in registers; behind a reference each word would go through memory.
    let mut source = stream.clone();
    let gates: [u64; GATES] = gates(thresholds);
    words.resize(n as usize + 1, 0);
    let (mut n_left, mut n_wins, mut gate) = (u64::from(n), 0_u64, 1_u64);
    while n_left > 0 {
        let bits = source.next_bits53();
        // Kept only if this word is a size; otherwise the next one overwrites it.
        if let Some(slot) = words.get_mut(n_wins as usize) {
            *slot = bits;
        }
        n_wins += gate >> GATES;
        let next = (gate & passes_of(bits, &gates)) << 1;
        let ends = u64::from(next == 0);
        n_left -= ends;
        gate = next | ends;
    }
    *stream = source;
    n_wins as u32
}

/// The same for equal sizes, where no word is a size.
fn walk<const GATES: usize>(
    n: u32,
    thresholds: &[u64],
    _words: &mut Vec<u64>,
    stream: &mut Stream,
) -> u32 {
    let mut source = stream.clone();
    let gates: [u64; GATES] = gates(thresholds);
    let (mut n_left, mut n_wins, mut gate) = (u64::from(n), 0_u64, 1_u64);
    while n_left > 0 {
        let next = (gate & passes_of(source.next_bits53(), &gates)) << 1;
        n_wins += next >> GATES;
        let next = next & ((1 << GATES) - 1);
        let ends = u64::from(next == 0);
        n_left -= ends;
        gate = next | ends;
    }
    *stream = source;
    n_wins as u32
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

    #[test]
    fn what_cannot_be_walked_is_left_to_the_plain_loop() {
        assert!(walk_of(&[], true).is_none());
        assert!(walk_of(&[Some(1), None], true).is_none());
        assert!(walk_of(&[Some(1); 5], false).is_none());
        assert!(walk_of(&[Some(1); 4], false).is_some());
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
                let fixed: Vec<u64> =
                    rates.iter().map(|r| threshold(Probability::new(*r).unwrap())).collect();
                let thresholds: Vec<_> = fixed.iter().copied().map(Some).collect();
                let walk = walk_of(&thresholds, sized).unwrap();
                let mut words = Vec::new();
                prop_assert_eq!(walk(n, &fixed, &mut words, &mut fast), n_wins);
                if sized {
                    prop_assert_eq!(&words[..n_wins as usize], &sizes[..]);
                }
                // Both have taken exactly the same words.
                prop_assert_eq!(fast.next_u64(), plain.next_u64());
            }
        }
    }
}
