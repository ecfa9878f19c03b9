//! The draws of a trial, in the normative order, and as fast as that order allows.
//!
//! # Speed
//! 10,000 years of 900 opportunities are nine million uniforms and three million sizes. Two things
//! decide the time: a branch on each uniform that no processor can predict, and the exponential of each
//! size. So the usual what-if, one stage that takes no time, is drawn a block of words at a time
//! ([`Gate`]): which words are opportunities and which are the sizes behind the won ones follows from one
//! mask by a few operations for 64 words, without a branch. The sizes come from the table of
//! [`super::super::quantile_table`]. All other models are drawn by the plain loop, which in the tests is
//! the reference of the first. What then bounds the time: the sizes are half of it, the generator
//! ([`super::super::xoshiro`]) a quarter, the masks most of the rest.

use crate::model::probability::Probability;

use super::super::posterior::Posterior;
use super::super::quantile_table::{LognormalTable, PosteriorTable};
use super::super::rng::{Stream, bits53, index_of, threshold};
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
            _ => self.at(stream.next_bits53()),
        }
    }

    /// Adds the amounts behind the marked words of a block, in their order. A function of its own, where the loop
    /// has the registers to itself.
    #[inline(never)]
    fn add(&self, total_eur: f64, marks: u64, block: &[u64]) -> f64 {
        let words = marked(marks, block).map(bits53);
        match self {
            Self::Lognormal(table) => words.fold(total_eur, |sum, bits| sum + table.quantile(bits)),
            _ => words.fold(total_eur, |sum, bits| sum + self.at(bits)),
        }
    }

    /// The amount behind 53 random `bits`.
    fn at(&self, bits: u64) -> f64 {
        match self {
            Self::Equal(amount) => *amount,
            Self::Lognormal(table) => table.quantile(bits),
            Self::Observed(amounts) => {
                amounts.get(index_of(bits, amounts.len())).map_or(0.0, |amount| amount.get())
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
    let (mut stream, mut thresholds) = (Stream::new(config.seed), Vec::new());
    for _ in 0..n_trials {
        let n_entering = model.draw_rates(&mut stream, &mut thresholds);
        let mut tally = model.draw_opportunities(n_entering, &thresholds, &mut stream);
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

    /// Step 1: the rates of a trial, as thresholds, `None` where a stage is passed without a draw. Returns the
    /// opportunities that enter.
    fn draw_rates(&self, stream: &mut Stream, thresholds: &mut Vec<Option<u64>>) -> u32 {
        thresholds.clear();
        let mut n_entering = f64::from(self.config.n_opportunities);
        for (k, stage) in self.stages.iter().enumerate() {
            let rate = stage.rate.draw(stream);
            if self.method == Method::LastStage && k + 1 < self.stages.len() {
                n_entering *= rate.get();
                thresholds.push(None);
            } else {
                thresholds.push(Some(threshold(rate)));
            }
        }
        // An expected count is rounded to the nearest deal; a full count is whole already.
        n_entering.round() as u32
    }

    /// Step 2: the opportunities.
    fn draw_opportunities(
        &self,
        n_entering: u32,
        thresholds: &[Option<u64>],
        stream: &mut Stream,
    ) -> Tally {
        match (self.stages.as_slice(), thresholds) {
            ([Stage { lag: None, .. }], [Some(threshold)]) => {
                Gate { threshold: *threshold, sizes: &self.sizes }.draw(n_entering, stream)
            }
            _ => self.draw_one_by_one(n_entering, thresholds, stream),
        }
    }

    /// The opportunities of any model.
    fn draw_one_by_one(
        &self,
        n_entering: u32,
        thresholds: &[Option<u64>],
        stream: &mut Stream,
    ) -> Tally {
        let mut tally = Tally::default();
        for _ in 0..n_entering {
            if self.is_won_in_time(thresholds, stream) {
                tally.n_wins += 1;
                tally.total_eur += self.sizes.draw(stream);
            }
        }
        tally
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

/// One stage that takes no time: every word is an opportunity or, behind a won one, its size.
struct Gate<'a> {
    /// An opportunity is won if its 53 bits lie below.
    threshold: u64,
    sizes: &'a Sizes<'a>,
}

impl Gate<'_> {
    fn draw(&self, n_entering: u32, stream: &mut Stream) -> Tally {
        let sized = !matches!(self.sizes, Sizes::Equal(_));
        let (mut tally, mut n_left, mut carried) = (Tally::default(), n_entering, 0);
        while n_left > 0 {
            let (block, passes) = stream.block_below(self.threshold);
            let inside = u64::MAX >> (u64::BITS as usize - block.len());
            let sizes = if sized { sizes_of(passes, carried) & inside } else { 0 };
            // An opportunity ends with a loss, with its size, or, without sizes, with the word itself.
            let ends = if sized { (sizes | !passes) & inside } else { inside };
            let last = nth_one(ends, n_left - 1);
            let n_taken = last.map_or(block.len(), |last| last + 1);
            let taken = u64::MAX >> (u64::BITS as usize - n_taken);
            let wins = if sized { sizes & taken } else { passes & taken };
            if sized {
                tally.total_eur = self.sizes.add(tally.total_eur, wins, block);
            }
            tally.n_wins += wins.count_ones();
            n_left -= (ends & taken).count_ones();
            carried = (passes & !sizes) >> (n_taken - 1) & 1;
            stream.skip(n_taken);
        }
        if !sized {
            tally.total_eur = f64::from(tally.n_wins) * self.sizes.at(0);
        }
        tally
    }
}

/// The words of a block whose bit is set, in their order.
fn marked(mut marks: u64, block: &[u64]) -> impl Iterator<Item = u64> {
    std::iter::from_fn(move || {
        let word = block.get(marks.trailing_zeros() as usize).copied()?;
        marks &= marks.wrapping_sub(1);
        Some(word)
    })
}

/// Which words are sizes, given which would pass the gate: each word behind one that is no size itself and passes.
/// `carried` is 1 if the first one is.
///
/// In a run of passing words every second one is a size, as in a run of backslashes every second one is escaped:
/// the carries of one subtraction find them (Langdale & Lemire 2019, VLDB Journal 28:941, 3.1.1).
fn sizes_of(passes: u64, carried: u64) -> u64 {
    const ODD: u64 = 0xAAAA_AAAA_AAAA_AAAA;
    let begins = passes & !carried;
    let found = ((begins << 1 | ODD).wrapping_sub(begins)) ^ ODD;
    found ^ (passes | carried)
}

/// The place of the `n`-th bit that is set, counted from 0; `None` if fewer are.
fn nth_one(mut bits: u64, n: u32) -> Option<usize> {
    if bits.count_ones() <= n {
        return None;
    }
    for _ in 0..n {
        bits &= bits - 1;
    }
    Some(bits.trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::rng::Seed;
    use super::*;

    use super::super::tests::{config, known};

    #[test]
    fn a_run_of_wins_alternates_with_its_sizes() {
        // Words from the lowest bit: win, size, win, size (which would pass, too), loss, win, size.
        assert_eq!(sizes_of(0b010_1111, 0), 0b100_1010);
        // The first word is a size, though it would pass.
        assert_eq!(sizes_of(0b000_0011, 1), 0b000_0101);
        assert_eq!(sizes_of(0, 1), 1);
        assert_eq!(sizes_of(u64::MAX, 0), 0xAAAA_AAAA_AAAA_AAAA);
        assert_eq!(sizes_of(u64::MAX, 1), 0x5555_5555_5555_5555);
    }

    #[test]
    fn the_nth_one_is_counted_from_the_lowest() {
        assert_eq!((nth_one(0b1010, 0), nth_one(0b1010, 1)), (Some(1), Some(3)));
        assert_eq!((nth_one(0b1010, 2), nth_one(0, 0)), (None, None));
        assert_eq!(nth_one(u64::MAX, 63), Some(63));
    }

    proptest! {
        #[test]
        fn blocks_give_what_the_plain_loop_gives(
            seed: u64,
            n in 0_u32..400,
            rate in prop_oneof![0.0..=1.0_f64, Just(1.0), Just(0.0)],
            cv in prop_oneof![Just(0.0), Just(0.5)],
            n_before in 0_usize..70,
            observed: bool,
        ) {
            let mut config = config(1_000, n, vec![known(rate)], cv);
            if observed {
                let amounts = [100.0, 250.0, 700.0];
                config.deal_size =
                    DealSize::Observed(amounts.map(|v| super::super::NonNegative::new(v).unwrap()).to_vec());
            }
            let model = Model::new(&config, Method::Full);
            let mut fast = Stream::new(Seed(seed));
            for _ in 0..n_before {
                fast.next_u64();
            }
            let mut plain = fast.clone();
            let thresholds = [Some(threshold(Probability::new(rate).unwrap()))];
            for _ in 0..3 {
                let blocks = model.draw_opportunities(n, &thresholds, &mut fast);
                let one_by_one = model.draw_one_by_one(n, &thresholds, &mut plain);
                prop_assert_eq!(blocks.n_wins, one_by_one.n_wins);
                prop_assert!((blocks.total_eur - one_by_one.total_eur).abs() <= 1e-9 * blocks.total_eur);
                // Both have taken exactly the same words.
                prop_assert_eq!(fast.next_u64(), plain.next_u64());
            }
        }
    }
}
