//! Today, in the user's own time zone. The only place where the clock is read.

use crate::model::Day;

/// The civil day it is now.
#[must_use]
pub fn today() -> Day {
    let now = js_sys::Date::new_0();
    Day::from_ymd(now.get_full_year() as i32, now.get_month() + 1, now.get_date()).unwrap_or(Day(0))
}
