//! The truth of the demo company beside what was measured: what was planted, and whether the interval holds it.

use crate::analysis::interval::Estimate;
use crate::demo::KNOWN;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;

/// Hours of a day.
const DAY_HOURS: f64 = 24.0;

/// The planted decay of the contacts against the monthly rate found.
pub(in crate::ui::pages::decay) fn decay(locale: Locale, monthly: &Estimate) -> String {
    let write = Writer::new(locale);
    let Some(found) = monthly.value else { return String::new() };
    let planted = write.percent(KNOWN.monthly_decay, 1);
    let points = write.formats.number((found - KNOWN.monthly_decay).abs() * 100.0, 3);
    if is_within(monthly, KNOWN.monthly_decay) {
        td_string!(locale, decay.planted_decay, planted = planted, points = points)
    } else {
        td_string!(locale, decay.planted_decay_missed, planted = planted, points = points)
    }
}

/// The planted effect of waiting against the rate per hour found, both as a share lost per calendar day.
pub(in crate::ui::pages::decay) fn waiting(locale: Locale, per_hour: &Estimate) -> String {
    let write = Writer::new(locale);
    let share = -(-KNOWN.readiness_decay_per_hour * DAY_HOURS).exp_m1();
    let planted = write.percent(share, 1);
    if is_within(per_hour, KNOWN.readiness_decay_per_hour) {
        td_string!(locale, decay.planted_waiting, planted = planted)
    } else {
        td_string!(locale, decay.planted_waiting_missed, planted = planted)
    }
}

fn is_within(estimate: &Estimate, truth: f64) -> bool {
    estimate.lower.is_some_and(|lower| lower <= truth)
        && estimate.upper.is_some_and(|upper| truth <= upper)
}
