//! Published figures on speed of response: a comparison, never blended with own data (MATH 4.2).
//!
//! All of them are US web leads of 2007 to 2011, published with a vendor as co-author, and they disagree
//! with each other by an order of magnitude. They are stored with what they measured.
//!
//! - **HBR 2011** (Oldroyd, McElheran & Elkington, *Harvard Business Review* 89(3)): 1.25 million leads of 29
//!   B2C and 13 B2B firms. Contact within one hour was "nearly seven times" as likely to qualify the lead as
//!   an hour later, and "more than 60 times" as after 24 hours or more. The audit of 2,241 firms beside it:
//!   37 % answered within an hour, 16 % within 24 hours, 24 % later, 23 % never.
//! - **Lead Response Management Study 2007** (Oldroyd & Elkington): more than 15,000 leads and 100,000 calls of
//!   six firms over three years. From 5 to 30 minutes the odds of contact fell to 1/100, of qualifying to
//!   1/21; within the first hour by more than 10 and 6 times.
//!
//! Verified: golden `speed_preset_hbr2011`.

use serde::Serialize;

/// Points of the preset curve: hours waited, conversion relative to an answer within the hour.
const HBR_2011: [(f64, f64); 3] = [(1.0, 1.0), (2.0, 1.0 / 7.0), (24.0, 1.0 / 60.0)];

/// Conversion after `hours` relative to an answer within one hour, by the ratios of HBR 2011: 1 up to one
/// hour, 1/7 at two, 1/60 from 24 on, straight on log-log scales between. `None` for a negative wait.
///
/// ```
/// use trichterwerk::analysis::speed_preset::hbr_2011;
/// assert_eq!(hbr_2011(0.5), Some(1.0));
/// assert!((hbr_2011(8.0).unwrap() - 0.0431).abs() < 1e-4);
/// ```
pub fn hbr_2011(hours: f64) -> Option<f64> {
    // `>=` is false for NaN.
    let waits = hours >= 0.0;
    if !waits {
        return None;
    }
    let [first, .., last] = HBR_2011;
    if hours <= first.0 {
        return Some(first.1);
    }
    if hours >= last.0 {
        return Some(last.1);
    }
    HBR_2011.windows(2).find_map(|pair| match pair {
        &[(from, high), (to, low)] if hours <= to => {
            let way = (hours / from).ln() / (to / from).ln();
            Some(high * (low / high).powf(way))
        }
        _ => None,
    })
}

/// What a published figure compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PublishedOutcome {
    /// Reaching the lead at all.
    Contact,
    /// Qualifying the lead.
    Qualification,
}

/// Study a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Study {
    /// Oldroyd, McElheran & Elkington 2011.
    Hbr2011,
    /// Lead Response Management Study, Oldroyd & Elkington 2007.
    LeadResponse2007,
}

/// One published comparison of an early with a late answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PublishedRatio {
    /// Where it was published.
    pub study: Study,
    /// What is compared.
    pub outcome: PublishedOutcome,
    /// Minutes of the early answer.
    pub early_minutes: f64,
    /// Minutes of the late answer.
    pub late_minutes: f64,
    /// How many times as likely the early one is (odds for the 2007 study).
    pub times: f64,
}

/// The published comparisons, for a table beside the user's own fit.
pub const PUBLISHED_RATIOS: [PublishedRatio; 4] = {
    use PublishedOutcome::{Contact, Qualification};
    use Study::{Hbr2011, LeadResponse2007};
    [
        ratio(Hbr2011, Qualification, 60.0, 120.0, 7.0),
        ratio(Hbr2011, Qualification, 60.0, 1_440.0, 60.0),
        ratio(LeadResponse2007, Contact, 5.0, 30.0, 100.0),
        ratio(LeadResponse2007, Qualification, 5.0, 30.0, 21.0),
    ]
};

const fn ratio(
    study: Study,
    outcome: PublishedOutcome,
    early_minutes: f64,
    late_minutes: f64,
    times: f64,
) -> PublishedRatio {
    PublishedRatio { study, outcome, early_minutes, late_minutes, times }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_longer_never_helps() {
        let curve: Vec<f64> = (0..400).filter_map(|i| hbr_2011(f64::from(i) / 10.0)).collect();
        assert_eq!(curve.len(), 400);
        assert!(curve.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn a_negative_wait_has_no_figure() {
        assert_eq!(hbr_2011(-1.0), None);
        assert_eq!(hbr_2011(f64::NAN), None);
    }
}
