//! Normal distribution: the distribution function of statrs and Wichura's quantile, AS 241.

use std::f64::consts::FRAC_1_SQRT_2;

use statrs::function::erf;

/// Standard normal distribution function, P(Z <= x).
///
/// ```
/// use trichterwerk::analysis::special::norm_cdf;
/// assert!((norm_cdf(1.959_963_984_540_054) - 0.975).abs() < 1e-10);
/// ```
pub fn norm_cdf(x: f64) -> f64 {
    0.5 * erf::erfc(-x * FRAC_1_SQRT_2)
}

/// Standard normal quantile: the z with P(Z <= z) = `p`. Minus infinity at 0, infinity at 1.
///
/// AS 241, about 16 digits.
///
/// ```
/// use trichterwerk::analysis::special::norm_quantile;
/// assert!((norm_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
/// ```
pub fn norm_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * horner(&as241::A, r) / horner(&as241::B, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return f64::INFINITY.copysign(q);
    }
    let r = (-tail.ln()).sqrt();
    let z = if r <= 5.0 {
        horner(&as241::C, r - 1.6) / horner(&as241::D, r - 1.6)
    } else {
        horner(&as241::E, r - 5.0) / horner(&as241::F, r - 5.0)
    };
    z.copysign(q)
}

/// Value of the polynomial with `coefficients` from the constant term upwards.
fn horner(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Coefficients of Wichura's `PPND16`, constant term first.
#[allow(clippy::excessive_precision, reason = "kept as printed in the paper")]
mod as241 {
    pub(super) const A: [f64; 8] = [
        3.387_132_872_796_366_608,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ];
    pub(super) const B: [f64; 8] = [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561e3,
    ];
    pub(super) const C: [f64; 8] = [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_7e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_4e-4,
    ];
    pub(super) const D: [f64; 8] = [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        6.897_673_349_851_000_045_5e-1,
        1.481_039_764_274_800_745_9e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ];
    pub(super) const E: [f64; 8] = [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        2.965_605_718_285_048_912_3e-1,
        2.653_218_952_657_612_309_3e-2,
        1.242_660_947_388_078_438_6e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ];
    pub(super) const F: [f64; 8] = [
        1.0,
        5.998_322_065_558_879_376_9e-1,
        1.369_298_809_227_358_053_1e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7,
        2.044_263_103_389_939_785_64e-15,
    ];
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::super::assert_relative;
    use super::*;

    /// Reference: `statistics.NormalDist().inv_cdf` (AS 241 as well) and Phi(5) from mpmath.
    #[test]
    fn the_normal_quantile_inverts_the_distribution() {
        assert_relative(norm_quantile(1e-9), -5.997_807_015_007_687, 1e-15);
        assert_relative(norm_quantile(0.975), 1.959_963_984_540_054, 1e-15);
        assert_relative(norm_quantile(2.866_515_718_791_939e-7), -5.0, 1e-14);
        assert_eq!(norm_quantile(0.5), 0.0);
        assert_eq!(norm_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(norm_quantile(1.0), f64::INFINITY);
        for i in 1..1000 {
            let p = f64::from(i) / 1000.0;
            assert!((norm_cdf(norm_quantile(p)) - p).abs() < 1e-10, "{p}");
        }
    }
}
