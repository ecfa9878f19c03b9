//! Fast Fourier transform of a power of two of complex numbers.
//!
//! # Definition
//! Forward: `X_k = sum_j x_j exp(-2 pi i j k / N)`; inverse with +i and the factor 1/N. In place, radix 2,
//! decimation in time, twiddle factors from one table of sines (not by recurrence, which loses digits).
//!
//! # Why here
//! [`super::compound`] needs one transform of real data of 2^14 to 2^16 points; a crate for it would
//! weigh more than these lines.
//!
//! # Reference
//! Cooley & Tukey 1965, Math. Comp. 19:297. Verified against the defining sum (tests).

use std::f64::consts::TAU;
use std::ops::{Add, Mul, Sub};

/// A complex number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Complex {
    pub(super) re: f64,
    pub(super) im: f64,
}

impl Complex {
    pub(super) const ZERO: Self = Self { re: 0.0, im: 0.0 };
    pub(super) const ONE: Self = Self { re: 1.0, im: 0.0 };

    pub(super) fn real(re: f64) -> Self {
        Self { re, im: 0.0 }
    }

    /// r e^{i angle}.
    pub(super) fn polar(r: f64, angle: f64) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self { re: r * cos, im: r * sin }
    }

    pub(super) fn scale(self, factor: f64) -> Self {
        Self { re: self.re * factor, im: self.im * factor }
    }

    pub(super) fn divide(self, by: Self) -> Self {
        let norm = by.re * by.re + by.im * by.im;
        (self * Self { re: by.re, im: -by.im }).scale(1.0 / norm)
    }

    /// Whole power by repeated squaring.
    pub(super) fn power(self, mut exponent: u64) -> Self {
        let (mut base, mut product) = (self, Self::ONE);
        while exponent > 0 {
            if exponent & 1 == 1 {
                product = product * base;
            }
            base = base * base;
            exponent >>= 1;
        }
        product
    }
}

impl Add for Complex {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Sub for Complex {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }
}

impl Mul for Complex {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }
}

/// Sign of the exponent.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Direction {
    Forward,
    Inverse,
}

/// Transforms in place. The length must be a power of two; any other is left as it is.
pub(super) fn transform(values: &mut [Complex], direction: Direction) {
    let n = values.len();
    if n < 2 || !n.is_power_of_two() {
        return;
    }
    let shift = usize::BITS - n.trailing_zeros();
    for i in 0..n {
        let j = i.reverse_bits() >> shift;
        if i < j {
            values.swap(i, j);
        }
    }
    let sign = if direction == Direction::Forward { -1.0 } else { 1.0 };
    let twiddles: Vec<Complex> =
        (0..n / 2).map(|k| Complex::polar(1.0, sign * TAU * k as f64 / n as f64)).collect();
    let mut half = 1;
    while half < n {
        let stride = n / (2 * half);
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for ((a, b), w) in low.iter_mut().zip(high).zip(twiddles.iter().step_by(stride)) {
                let turned = *b * *w;
                (*a, *b) = (*a + turned, *a - turned);
            }
        }
        half *= 2;
    }
    if direction == Direction::Inverse {
        let factor = 1.0 / n as f64;
        for value in values {
            *value = value.scale(factor);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_definition(values: &[Complex]) -> Vec<Complex> {
        let n = values.len();
        (0..n)
            .map(|k| {
                values.iter().enumerate().fold(Complex::ZERO, |sum, (j, x)| {
                    sum + *x * Complex::polar(1.0, -TAU * ((j * k) % n) as f64 / n as f64)
                })
            })
            .collect()
    }

    fn distance(a: &[Complex], b: &[Complex]) -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a.re - b.re).abs().max((a.im - b.im).abs()))
            .fold(0.0, f64::max)
    }

    #[test]
    fn lengths_that_are_no_power_of_two_are_left_alone() {
        let mut values = vec![Complex::ONE; 3];
        transform(&mut values, Direction::Forward);
        assert_eq!(values, vec![Complex::ONE; 3]);
    }

    #[test]
    fn a_power_is_repeated_multiplication() {
        let z = Complex { re: 0.9, im: 0.3 };
        let by_hand = (0..13).fold(Complex::ONE, |product, _| product * z);
        assert!(distance(&[z.power(13)], &[by_hand]) < 1e-14);
        assert_eq!(z.power(0), Complex::ONE);
        assert!(distance(&[(z * by_hand).divide(by_hand)], &[z]) < 1e-14);
    }

    proptest! {
        #[test]
        fn the_transform_is_the_defining_sum(
            bits in 0_u32..8,
            parts in prop::collection::vec(-1.0..1.0_f64, 256),
        ) {
            let n = 1_usize << bits;
            let values: Vec<_> = parts.chunks(2).take(n).map(|p| Complex { re: p[0], im: p[1] }).collect();
            prop_assume!(values.len().is_power_of_two());
            let mut fast = values.clone();
            transform(&mut fast, Direction::Forward);
            prop_assert!(distance(&fast, &by_definition(&values)) < 1e-11);
            transform(&mut fast, Direction::Inverse);
            prop_assert!(distance(&fast, &values) < 1e-13);
        }
    }
}
