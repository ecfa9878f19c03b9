//! The words of xoshiro256++, from two places of its stream at once.
//!
//! # Why
//! The next state needs the present one, so that one word after the other leaves a processor waiting. The generator is
//! linear over the field of two elements, so that the state any fixed number of words ahead is a fixed sum of the next
//! 256 states: [`Xoshiro`] stands at two places [`STRETCH`] words apart and draws both stretches in the same steps, in
//! WebAssembly with one instruction of `simd128` for both. Then both jump over the stretch of the other. The words and
//! their order are those of the definition (MATH 5.6, normative).
//!
//! # References
//! Blackman & Vigna 2021, ACM TOMS 47:36 (the generator). Haramoto, Matsumoto, Nishimura, Panneton & L'Ecuyer 2008,
//! INFORMS Journal on Computing 20:385 (jumping ahead by a polynomial). Verified: against `rand_xoshiro`, word by word
//! over several stretches (test); golden file `rng`.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng as _};

use pair::Pair;
pub(super) use pair::below;

/// How many words are drawn from one place. Jumping costs as much as 300 words; these take 64 kB for both places.
const STRETCH: usize = 4096;

/// How many words [`Xoshiro::fill`] draws.
pub(super) const N_WORDS: usize = 2 * STRETCH;

/// x^[`STRETCH`] modulo the characteristic polynomial of the generator: the coefficient of x^0 is the lowest bit.
const JUMP: [u64; 4] =
    [0xd7f4_e8da_7e22_8b85, 0xd638_d47e_c5bc_f595, 0xaa6e_b691_cbf9_ce10, 0x0f41_cce3_698f_ad39];

/// xoshiro256++ at two places of its stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Xoshiro([Pair; 4]);

impl Xoshiro {
    /// The start of the stream that `SplitMix64` gives for this seed, and the place a stretch ahead.
    pub(super) fn new(seed: u64) -> Self {
        let mut words = SplitMix64::seed_from_u64(seed);
        let start = Self(std::array::from_fn(|_| Pair::twice(words.next_u64())));
        let Self(ahead) = start.jumped();
        let mut both = start;
        for (here, ahead) in both.0.iter_mut().zip(ahead) {
            *here = Pair::new(here.first(), ahead.second());
        }
        both
    }

    /// Draws the next [`N_WORDS`] words in their order. A function of its own, where the state stays in registers.
    #[inline(never)]
    pub(super) fn fill(&mut self, words: &mut [u64]) {
        let mut drawn = *self;
        let Some((first, second)) = words.split_at_mut_checked(STRETCH) else { return };
        let (first, second) = (first.as_chunks_mut::<4>().0, second.as_chunks_mut::<4>().0);
        // Four words a turn: optimised for size, the compiler does not unroll a loop.
        for ([a, b, c, d], [e, f, g, h]) in first.iter_mut().zip(second) {
            drawn.draw(a, e);
            drawn.draw(b, f);
            drawn.draw(c, g);
            drawn.draw(d, h);
        }
        *self = drawn.jumped();
    }

    #[inline(always)]
    fn draw(&mut self, first: &mut u64, second: &mut u64) {
        let [s0, _, _, s3] = self.0;
        let words = s0.plus(s3).rotated::<23>().plus(s0);
        (*first, *second) = (words.first(), words.second());
        self.step();
    }

    /// One word on, at both places.
    #[inline(always)]
    fn step(&mut self) {
        let [s0, s1, s2, s3] = self.0;
        let (t2, t3) = (s2.xor(s0), s3.xor(s1));
        self.0 = [s0.xor(t3), s1.xor(t2), t2.xor(s1.shifted::<17>()), t3.rotated::<45>()];
    }

    /// A stretch on, at both places.
    #[inline(never)]
    fn jumped(mut self) -> Self {
        let mut sum = [Pair::twice(0); 4];
        for coefficients in JUMP {
            for power in 0..u64::BITS {
                if coefficients >> power & 1 == 1 {
                    let ([a, b, c, d], [s0, s1, s2, s3]) = (sum, self.0);
                    sum = [a.xor(s0), b.xor(s1), c.xor(s2), d.xor(s3)];
                }
                self.step();
            }
        }
        Self(sum)
    }
}

/// Two words in one register.
#[cfg(target_arch = "wasm32")]
mod pair {
    use core::arch::wasm32::{
        i8x16_bitmask, i8x16_narrow_i16x8, i16x8_narrow_i32x4, i32x4_shuffle, u64x2, u64x2_add,
        u64x2_extract_lane, u64x2_shl, u64x2_shr, u64x2_splat, u64x2_sub, v128, v128_or, v128_xor,
    };

    #[derive(Clone, Copy, Debug)]
    pub(super) struct Pair(v128);

    impl Pair {
        #[inline(always)]
        pub(super) fn new(first: u64, second: u64) -> Self {
            Self(u64x2(first, second))
        }

        #[inline(always)]
        pub(super) fn twice(word: u64) -> Self {
            Self(u64x2_splat(word))
        }

        #[inline(always)]
        pub(super) fn first(self) -> u64 {
            u64x2_extract_lane::<0>(self.0)
        }

        #[inline(always)]
        pub(super) fn second(self) -> u64 {
            u64x2_extract_lane::<1>(self.0)
        }

        #[inline(always)]
        pub(super) fn plus(self, other: Self) -> Self {
            Self(u64x2_add(self.0, other.0))
        }

        #[inline(always)]
        pub(super) fn xor(self, other: Self) -> Self {
            Self(v128_xor(self.0, other.0))
        }

        #[inline(always)]
        pub(super) fn shifted<const N: u32>(self) -> Self {
            Self(u64x2_shl(self.0, N))
        }

        #[inline(always)]
        pub(super) fn rotated<const N: u32>(self) -> Self {
            Self(v128_or(u64x2_shl(self.0, N), u64x2_shr(self.0, u64::BITS - N)))
        }
    }

    /// Which of 64 words have upper 53 bits below a `threshold` of at most 2^53, the first as the lowest bit: those whose
    /// difference is negative. (A comparison would be taken for one of unsigned words, for which there is no instruction.)
    #[inline(always)]
    pub(in super::super) fn below(words: &[u64; 64], threshold: u64) -> u64 {
        let threshold = u64x2_splat(threshold);
        // The upper halves, with the signs, of four differences.
        let four = |&[a, b, c, d]: &[u64; 4]| {
            let difference = |a, b| u64x2_sub(u64x2_shr(u64x2(a, b), 11), threshold);
            i32x4_shuffle::<1, 3, 5, 7>(difference(a, b), difference(c, d))
        };
        // Narrower words keep the sign: they end at the smallest that fits.
        let eight = |a, b| i16x8_narrow_i32x4(four(a), four(b));
        words.as_chunks::<16>().0.iter().rev().fold(0, |below, words| {
            match words.as_chunks::<4>().0 {
                [a, b, c, d] => {
                    let signs = i8x16_narrow_i16x8(eight(a, b), eight(c, d));
                    below << 16 | u64::from(i8x16_bitmask(signs))
                }
                _ => below,
            }
        })
    }
}

/// Two words, where there is no instruction for both that is called safely; the processor takes them side by side.
#[cfg(not(target_arch = "wasm32"))]
mod pair {
    #[derive(Clone, Copy, Debug)]
    pub(super) struct Pair(u64, u64);

    impl Pair {
        #[inline(always)]
        pub(super) fn new(first: u64, second: u64) -> Self {
            Self(first, second)
        }

        #[inline(always)]
        pub(super) fn twice(word: u64) -> Self {
            Self(word, word)
        }

        #[inline(always)]
        pub(super) fn first(self) -> u64 {
            self.0
        }

        #[inline(always)]
        pub(super) fn second(self) -> u64 {
            self.1
        }

        #[inline(always)]
        pub(super) fn plus(self, other: Self) -> Self {
            Self(self.0.wrapping_add(other.0), self.1.wrapping_add(other.1))
        }

        #[inline(always)]
        pub(super) fn xor(self, other: Self) -> Self {
            Self(self.0 ^ other.0, self.1 ^ other.1)
        }

        #[inline(always)]
        pub(super) fn shifted<const N: u32>(self) -> Self {
            Self(self.0 << N, self.1 << N)
        }

        #[inline(always)]
        pub(super) fn rotated<const N: u32>(self) -> Self {
            Self(self.0.rotate_left(N), self.1.rotate_left(N))
        }
    }

    /// Which of 64 words have upper 53 bits below a `threshold` of at most 2^53, the first as the lowest bit.
    pub(in super::super) fn below(words: &[u64; 64], threshold: u64) -> u64 {
        // Sixteen at a time: one chain of 64 shifts would leave the processor waiting.
        let sixteen = |words: &[u64; 16]| {
            words.iter().rev().fold(0, |below, word| below << 1 | u64::from(word >> 11 < threshold))
        };
        let lanes = words.as_chunks::<16>().0.iter().rev();
        lanes.fold(0, |below, lane| below << 16 | sixteen(lane))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn the_words_are_those_of_the_published_generator(seed: u64) {
            let mut reference = Xoshiro256PlusPlus::seed_from_u64(seed);
            let (mut source, mut words) = (Xoshiro::new(seed), vec![0; N_WORDS]);
            for _ in 0..3 {
                source.fill(&mut words);
                for &word in &words {
                    prop_assert_eq!(word, reference.next_u64());
                }
            }
        }

        #[test]
        fn a_mask_marks_the_words_below(
            drawn in prop::array::uniform32(any::<u64>()),
            threshold in prop_oneof![0..=1_u64 << 53, Just(0), Just(1 << 53)],
        ) {
            // Half of the words stand around the threshold.
            let mut words = std::array::from_fn(|at| (threshold << 11).wrapping_add(at as u64).wrapping_sub(48));
            words[..32].copy_from_slice(&drawn);
            for (at, word) in words.iter().enumerate() {
                prop_assert_eq!(below(&words, threshold) >> at & 1 == 1, *word >> 11 < threshold);
            }
        }
    }
}
