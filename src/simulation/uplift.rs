//! Ten percent more of a rate, and ten points more: two different things, side by side.
//!
//! # Definition (MATH 5.1)
//! Relative: 33 % * 1.1 = 36.3 %. Points: 33 % + 10 = 43 % (P10: reading one for the other).
//! [`improvement_table`] is the table of the source: 900 opportunities a year, 33 %, 4,000 EUR, +10 %
//! relative give 297 -> 326.7 deals and 1,188,000 -> 1,306,800 EUR: **+118,800 EUR**. The article prints
//! 326 deals (cut off), 1,306,000 (326.7 deals, cut to thousands) and 118,000; from the printed 326
//! deals it would be 1,304,000 and 116,000 (P08).
//!
//! # Edge cases
//! A rate pushed over 1 or under 0 is clamped and flagged: the one clamp of the product (MATH 1.1, 5.5).
//!
//! # Assumes
//! Bad opportunities are *replaced* by good ones: 900 stay 900. Filtering them out raises the rate but
//! not the wins (P30, [`super::qualification`]).
//!
//! # Verified
//! Golden file `source_table_plus10`; the printed numbers of the article in the tests.

use serde::{Deserialize, Serialize};

use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::quantity::NonNegative;
use super::whole::floor_tol;

/// A change of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Uplift {
    /// Multiply: 0.1 is ten percent more of what there is.
    Relative(f64),
    /// Add: 0.1 is ten percentage points.
    Points(f64),
}

/// A changed rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uplifted {
    /// The new rate.
    pub rate: Probability,
    /// The change would have led out of 0..=1 and was cut off there.
    pub clamped: bool,
}

/// A change that is no number.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{0} is not a finite change")]
pub struct UpliftError(pub f64);

impl Uplift {
    /// `rate` after the change.
    ///
    /// ```
    /// use trichterwerk::model::probability::Probability;
    /// use trichterwerk::simulation::uplift::Uplift;
    /// let rate = Probability::new(0.33)?;
    /// assert!((Uplift::Relative(0.1).apply(rate)?.rate.get() - 0.363).abs() < 1e-12);
    /// assert!((Uplift::Points(0.1).apply(rate)?.rate.get() - 0.43).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn apply(self, rate: Probability) -> Result<Uplifted, UpliftError> {
        let (change, target) = match self {
            Self::Relative(change) => (change, rate.get() * (1.0 + change)),
            Self::Points(change) => (change, rate.get() + change),
        };
        if !change.is_finite() {
            return Err(UpliftError(change));
        }
        let inside = target.clamp(0.0, 1.0);
        let rate = Probability::new(inside).map_err(|_| UpliftError(change))?;
        Ok(Uplifted { rate, clamped: !(0.0..=1.0).contains(&target) })
    }
}

/// What the table of the source starts from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImprovementConfig {
    /// Opportunities per year.
    pub n_opportunities: NonNegative,
    /// Share of them that is won.
    pub close_rate: Probability,
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: NonNegative,
    /// The relative improvement of the close rate, e.g. 0.1.
    pub uplift: f64,
}

/// The table of the source, exact and as the article prints it. Years and EUR.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImprovementReport {
    /// Deals before.
    pub deals_base: f64,
    /// Deals after the relative improvement.
    pub deals_new: f64,
    /// Deals if the same number is misread as percentage points (P10).
    pub deals_if_points: f64,
    /// Additional deals per month: the source's "2-3".
    pub extra_deals_month: f64,
    /// Revenue before.
    pub revenue_base_eur: f64,
    /// Revenue after.
    pub revenue_new_eur: f64,
    /// Additional revenue.
    pub delta_eur: f64,
    /// The close rate would have exceeded 1 and was cut off there.
    pub clamped: bool,
    /// The row as the article prints it.
    pub printed: PrintedRow,
    /// The row recomputed from the printed whole deals: what rounding in the chain costs (P08).
    pub from_whole_deals: PrintedRow,
    /// What the table takes for granted.
    pub assumptions: Vec<Assumption>,
}

/// A row of cut-off figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintedRow {
    /// Whole deals, cut off.
    pub deals_new: f64,
    /// Revenue after, EUR.
    pub revenue_new_eur: f64,
    /// That revenue less the exact one before, EUR.
    pub delta_eur: f64,
}

/// The +10 % table.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::quantity::NonNegative;
/// use trichterwerk::simulation::uplift::{ImprovementConfig, improvement_table};
/// let report = improvement_table(&ImprovementConfig {
///     n_opportunities: NonNegative::new(900.0)?,
///     close_rate: Probability::new(0.33)?,
///     avg_deal_eur: NonNegative::new(4_000.0)?,
///     uplift: 0.1,
/// })?;
/// assert!((report.delta_eur - 118_800.0).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn improvement_table(config: &ImprovementConfig) -> Result<ImprovementReport, UpliftError> {
    let n = config.n_opportunities.get();
    let deal = config.avg_deal_eur.get();
    let better = Uplift::Relative(config.uplift).apply(config.close_rate)?;
    let points = Uplift::Points(config.uplift).apply(config.close_rate)?;

    let deals_base = n * config.close_rate.get();
    let deals_new = n * better.rate.get();
    let revenue_base_eur = deals_base * deal;
    let revenue_new_eur = deals_new * deal;
    let whole_deals = floor_tol(deals_new);
    let printed_revenue = floor_tol(revenue_new_eur / 1_000.0) * 1_000.0;
    Ok(ImprovementReport {
        deals_base,
        deals_new,
        deals_if_points: n * points.rate.get(),
        extra_deals_month: (deals_new - deals_base) / 12.0,
        revenue_base_eur,
        revenue_new_eur,
        delta_eur: revenue_new_eur - revenue_base_eur,
        clamped: better.clamped,
        printed: PrintedRow {
            deals_new: whole_deals,
            revenue_new_eur: printed_revenue,
            delta_eur: printed_revenue - revenue_base_eur,
        },
        from_whole_deals: PrintedRow {
            deals_new: whole_deals,
            revenue_new_eur: whole_deals * deal,
            delta_eur: whole_deals * deal - revenue_base_eur,
        },
        assumptions: vec![
            Assumption::BadOnesReplaced,
            Assumption::ConstantRates,
            Assumption::CapacityNotBinding,
        ],
    })
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source(close_rate: f64) -> ImprovementReport {
        improvement_table(&ImprovementConfig {
            n_opportunities: NonNegative::new(900.0).unwrap(),
            close_rate: Probability::new(close_rate).unwrap(),
            avg_deal_eur: NonNegative::new(4000.0).unwrap(),
            uplift: 0.1,
        })
        .unwrap()
    }

    #[test]
    fn the_article_prints_cut_off_figures() {
        let report = source(0.33);
        assert_eq!(report.printed.deals_new, 326.0);
        assert_eq!(report.printed.revenue_new_eur, 1_306_000.0);
        assert_eq!(report.printed.delta_eur, 118_000.0);
        assert_eq!(report.from_whole_deals.revenue_new_eur, 1_304_000.0);
        assert!((report.extra_deals_month - 2.475).abs() < 1e-12);
    }

    #[test]
    fn p08_recomputing_from_whole_deals_loses_2800_eur() {
        let report = source(0.33);
        assert!((report.revenue_new_eur - 1_306_800.0).abs() < 1e-6);
        assert!((report.delta_eur - 118_800.0).abs() < 1e-6);
        assert_eq!(report.from_whole_deals.delta_eur, 116_000.0);
    }

    #[test]
    fn p10_ten_percent_are_not_ten_points() {
        let rate = Probability::new(0.33).unwrap();
        assert!((Uplift::Relative(0.1).apply(rate).unwrap().rate.get() - 0.363).abs() < 1e-15);
        assert!((Uplift::Points(0.1).apply(rate).unwrap().rate.get() - 0.43).abs() < 1e-15);
    }

    #[test]
    fn p11_a_third_is_not_33_percent() {
        assert!((source(1.0 / 3.0).delta_eur - 120_000.0).abs() < 1e-6);
        assert_eq!(source(1.0 / 3.0).printed.deals_new, 330.0, "329.999... is 330");
    }

    #[test]
    fn a_rate_above_one_is_cut_off_and_said() {
        let rate = Probability::new(0.95).unwrap();
        let above = Uplift::Relative(0.1).apply(rate).unwrap();
        assert_eq!((above.rate, above.clamped), (Probability::ONE, true));
        let below = Uplift::Points(-2.0).apply(rate).unwrap();
        assert_eq!((below.rate, below.clamped), (Probability::ZERO, true));
    }

    #[test]
    fn a_change_that_is_no_number_is_an_error() {
        for change in [f64::NAN, f64::INFINITY] {
            assert!(Uplift::Relative(change).apply(Probability::ONE).is_err());
            assert!(Uplift::Points(change).apply(Probability::ONE).is_err());
        }
    }

    proptest! {
        #[test]
        fn a_larger_uplift_never_gives_a_smaller_rate(rate in 0.0..=1.0_f64, u in -2.0..2.0_f64, more in 0.0..2.0_f64) {
            let rate = Probability::new(rate).unwrap();
            for make in [Uplift::Relative as fn(f64) -> Uplift, Uplift::Points] {
                let (low, high) = (make(u).apply(rate).unwrap(), make(u + more).apply(rate).unwrap());
                prop_assert!(low.rate <= high.rate);
            }
        }
    }
}
