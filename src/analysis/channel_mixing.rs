//! Channel mixing: one channel per contact attempt, phone or e-mail, not both within a day (MATH 7.5).
//!
//! # Definition
//! The touches of a lead in order of time. An inbound touch resets. Two consecutive outbound touches on
//! different channels less than 24 hours apart (strictly) are a violation, at the second. Answering a reply
//! by phone within minutes is what one should do, and no violation.
//!
//! # Edge cases
//! No touch, one touch, or only inbound ones: no violation. Touches at the same time keep their order.
//!
//! # Verified
//! Golden `channel_mixing`; the comparison of conversion is that of [`super::two_proportions`].

use serde::{Deserialize, Serialize};

use super::interval::Level;
use super::proportion::Proportion;
use super::two_proportions::{ProportionComparison, compare};

/// Seconds per hour.
const SECONDS_PER_HOUR: i64 = 3_600;
/// Hours within which outbound touches should stay on one channel.
pub const WINDOW_HOURS: u32 = 24;

/// How a lead was contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// A letter.
    Letter,
    /// In person or by video.
    Meeting,
    /// Any other.
    Other,
}

/// Who contacted whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The lead wrote or called.
    #[serde(alias = "in")]
    Inbound,
    /// Sales wrote or called.
    #[serde(alias = "out")]
    Outbound,
}

/// One contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// Seconds of the civil calendar since 1970-01-01T00:00, as the CRM writes them.
    pub at_seconds: i64,
    /// By what.
    pub channel: Channel,
    /// In which direction.
    pub direction: Direction,
}

/// The violations among the touches of one lead, in order of time: the second touch of each.
///
/// ```
/// use trichterwerk::analysis::channel_mixing::{Channel, Direction, Touch, WINDOW_HOURS, violations};
/// let touch = |hour: i64, channel| Touch { at_seconds: hour * 3_600, channel, direction: Direction::Outbound };
/// // Called in the morning, mailed at noon.
/// let touches = [touch(9, Channel::Phone), touch(12, Channel::Email)];
/// assert_eq!(violations(&touches, WINDOW_HOURS), [touch(12, Channel::Email)]);
/// ```
pub fn violations(touches: &[Touch], window_hours: u32) -> Vec<Touch> {
    let mut ordered = touches.to_vec();
    ordered.sort_by_key(|touch| touch.at_seconds);
    let window_seconds = i64::from(window_hours) * SECONDS_PER_HOUR;
    let pairs = ordered.windows(2).filter_map(|pair| match pair {
        [first, second] => Some((first, second)),
        _ => None,
    });
    let is_violation = |(first, second): &(&Touch, &Touch)| {
        first.direction == Direction::Outbound
            && second.direction == Direction::Outbound
            && first.channel != second.channel
            && second.at_seconds - first.at_seconds < window_seconds
    };
    pairs.filter(is_violation).map(|(_, second)| *second).collect()
}

/// The rule over many leads, and whether breaking it goes with fewer wins.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelMixing {
    /// Leads with a violation among all with an outbound touch.
    pub mixed: Proportion,
    /// Conversion of the leads with a violation (first) against those without (second). Association, not
    /// cause.
    pub conversion: ProportionComparison,
}

/// Applies the rule to leads: the touches of each, and whether it converted. Leads without an outbound
/// touch are not counted.
///
/// ```
/// use trichterwerk::analysis::channel_mixing::{Channel, Direction, Touch, channel_mixing};
/// use trichterwerk::analysis::interval::Level;
/// let touch = |hour: i64, channel| Touch { at_seconds: hour * 3_600, channel, direction: Direction::Outbound };
/// let mixed = [touch(9, Channel::Phone), touch(12, Channel::Email)];
/// let clean = [touch(9, Channel::Phone)];
/// let report = channel_mixing([(&mixed[..], false), (&clean[..], true)], Level::ESTIMATE);
/// assert_eq!(report.mixed.share(), Some(0.5));
/// assert_eq!(report.conversion.difference.value, Some(-1.0));
/// ```
pub fn channel_mixing<'a>(
    leads: impl IntoIterator<Item = (&'a [Touch], bool)>,
    level: Level,
) -> ChannelMixing {
    // By whether the rule was broken: [converted, not converted].
    let mut counts = [[0_u64; 2]; 2];
    for (touches, converted) in leads {
        if touches.iter().all(|touch| touch.direction == Direction::Inbound) {
            continue;
        }
        let is_mixed = !violations(touches, WINDOW_HOURS).is_empty();
        counts[usize::from(is_mixed)][usize::from(!converted)] += 1;
    }
    let [clean, mixed] = counts.map(|[won, lost]| Proportion::of(won, lost));
    ChannelMixing {
        mixed: Proportion::of(mixed.n_trials(), clean.n_trials()),
        conversion: compare(mixed, clean, level),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(hour: i64, channel: Channel, direction: Direction) -> Touch {
        Touch { at_seconds: hour * SECONDS_PER_HOUR, channel, direction }
    }

    #[test]
    fn exactly_a_day_apart_is_allowed() {
        let apart = |hours| {
            let first = touch(0, Channel::Phone, Direction::Outbound);
            let second = touch(hours, Channel::Email, Direction::Outbound);
            violations(&[second, first], WINDOW_HOURS).len()
        };
        assert_eq!((apart(23), apart(24)), (1, 0));
    }

    #[test]
    fn a_reply_in_between_resets() {
        let touches = [
            touch(0, Channel::Email, Direction::Outbound),
            touch(1, Channel::Email, Direction::Inbound),
            touch(2, Channel::Phone, Direction::Outbound),
        ];
        assert!(violations(&touches, WINDOW_HOURS).is_empty());
    }

    #[test]
    fn nothing_to_mix_is_no_violation() {
        assert!(violations(&[], WINDOW_HOURS).is_empty());
        let report = channel_mixing([(&[][..], true)], Level::ESTIMATE);
        assert_eq!(report.mixed.share(), None);
    }

    #[test]
    fn staying_on_a_channel_is_no_violation() {
        let touches = [0, 1, 2].map(|h| touch(h, Channel::Phone, Direction::Outbound));
        assert!(violations(&touches, WINDOW_HOURS).is_empty());
    }
}
