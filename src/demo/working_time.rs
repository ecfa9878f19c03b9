//! When somebody of the company works: Monday to Friday, 8 to 18 o'clock, without fixed holidays.

use super::draw::Draw;
use crate::model::{Day, Minute};

/// First and last hour in which somebody answers.
const OPEN: i32 = 8 * 60;
const CLOSE: i32 = 18 * 60;

/// Monday to Friday, and not one of the holidays that fall on a fixed date in all of Germany. The movable
/// ones are left out: a synthetic enquiry on Whit Monday harms nobody.
pub(super) fn is_working_day(day: Day) -> bool {
    // 1970-01-01 was a Thursday.
    let weekend = (day.0 + 3).rem_euclid(7) >= 5;
    let (_, month, of_month) = day.ymd();
    let holiday = matches!((month, of_month), (1 | 5, 1) | (10, 3) | (12, 25 | 26));
    !weekend && !holiday
}

/// This day or the next working one.
pub(super) fn next_working_day(mut day: Day) -> Day {
    while !is_working_day(day) {
        day = Day(day.0 + 1);
    }
    day
}

/// This day or the last working one before.
pub(super) fn last_working_day(mut day: Day) -> Day {
    while !is_working_day(day) {
        day = Day(day.0 - 1);
    }
    day
}

/// The minute itself where somebody works, else the first one and a half hours of the next working day.
pub(super) fn next_working_minute(minute: Minute, draw: &mut Draw) -> Minute {
    let of_day = minute.0 - minute.day().start().0;
    if is_working_day(minute.day()) && (OPEN..CLOSE).contains(&of_day) {
        return minute;
    }
    let day = if of_day < OPEN { minute.day() } else { Day(minute.day().0 + 1) };
    Minute(next_working_day(day).start().0 + OPEN + draw.between(0, 89))
}

/// A minute in the working hours of a day.
pub(super) fn minute_of(day: Day, draw: &mut Draw) -> Minute {
    Minute(day.start().0 + draw.between(OPEN + 30, CLOSE - 31))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::draw::Topic;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    #[test]
    fn weekends_and_christmas_are_free() {
        assert!(is_working_day(day(2025, 12, 31))); // Wednesday
        assert!(!is_working_day(day(2025, 12, 25)));
        assert!(!is_working_day(day(2025, 12, 27))); // Saturday
        assert_eq!(next_working_day(day(2025, 12, 25)), day(2025, 12, 29));
        assert_eq!(last_working_day(day(2025, 12, 28)), day(2025, 12, 24));
    }

    #[test]
    fn an_answer_at_night_waits_for_the_morning() {
        let mut draw = Draw::new(1, Topic::Pipeline);
        let friday_evening = Minute(day(2025, 11, 21).start().0 + 21 * 60);
        let answer = next_working_minute(friday_evening, &mut draw);
        assert_eq!(answer.day(), day(2025, 11, 24));
        assert!((8..10).contains(&answer.hour_minute().0));
        let before_work = Minute(day(2025, 11, 24).start().0 + 60);
        assert_eq!(next_working_minute(before_work, &mut draw).day(), day(2025, 11, 24));
        let at_work = Minute(day(2025, 11, 24).start().0 + 12 * 60);
        assert_eq!(next_working_minute(at_work, &mut draw), at_work);
    }
}
