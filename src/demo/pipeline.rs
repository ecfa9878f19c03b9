//! How an enquiry of the synthetic company becomes an order, or does not.
//!
//! # The planted process
//! 1. An enquiry arrives on a working day (busier after the fairs in March and September). 5.4 % are never
//!    answered. The others wait t hours for the first answer: lognormal, median 10 h, from minutes to weeks,
//!    moved into working hours.
//! 2. *Readiness decay*: it qualifies with probability p0 e^(-kt), p0 = 0.82, k = 0.003 per hour (7 % a day,
//!    half-life 9.6 days). t is the time as recorded, so the law holds for what the files show (MATH 4.1).
//! 3. A qualified enquiry gets an offer with probability 0.72 times a factor of its source; an offer is accepted
//!    with probability 0.70 times a factor of its rep. Neither depends on t, so the share of orders falls with
//!    the same k.
//! 4. Each step takes a lognormal number of days; losing takes longer than going on.
//!
//! # The planted year
//! The file holds what was open or decided in 2025. Deals are drawn from the process until each cell of
//! [`QUOTAS`] is full, which reproduces section 1 of the specification exactly: 900 enquiries arrived in the year
//! and 900 were decided in it, 297 of them won (33 %). 100 came over from 2024 and 100 are open at its end.
//! The quotas are the cells' expected sizes (a test draws 200,000 deals to see it), so that filling them leaves
//! the rates of the process as they are.

use super::draw::Draw;
use super::names::{REPS, SOURCES};
use super::working_time::{is_working_day, next_working_minute};
use super::{AS_OF, FIRST_DAY_OF_YEAR};
use crate::model::date::MINUTES_PER_DAY;
use crate::model::{Day, Minute, Outcome};

/// Chance that an enquiry answered at once qualifies.
pub(super) const QUALIFY_AT_ONCE: f64 = 0.82;
/// Readiness lost per hour of waiting.
pub(super) const READINESS_DECAY_PER_HOUR: f64 = 0.003;

const NEVER_ANSWERED: f64 = 0.054;
const OFFER: f64 = 0.72;
const ACCEPT: f64 = 0.70;

/// Steps of the funnel.
pub(super) const STEPS: [&str; 4] = ["Neu", "Kontaktiert", "Qualifiziert", "Angebot"];

/// Busyness of the months, from January.
const SEASON: [f64; 12] =
    [0.90, 1.00, BUSIEST, 1.05, 0.95, 1.00, 0.90, 0.75, BUSIEST, 1.10, 1.00, 0.85];
const BUSIEST: f64 = 1.25;

/// Days for going on and for giving up in a step: median and standard deviation of the logarithm.
#[derive(Clone, Copy)]
struct Lag {
    advance: (f64, f64),
    lose: (f64, f64),
}

/// From step 1 (Kontaktiert) on; step 0 ends with the first answer.
const LAGS: [Lag; 3] = [
    Lag { advance: (6.5, 0.8), lose: (18.0, 0.7) },
    Lag { advance: (12.0, 0.7), lose: (24.0, 0.7) },
    Lag { advance: (21.0, 0.7), lose: (38.0, 0.7) },
];
/// Days until an enquiry that was never answered is closed as lost.
const CLEAN_UP: (f64, f64) = (38.0, 0.5);

/// What an enquiry of a cell has become, seen from the last day of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Won,
    Lost,
    /// Closed as lost without an answer.
    LostUnanswered,
    Open,
    /// Open, unanswered, and not older than two weeks.
    OpenWaiting,
    /// Open, unanswered, and older.
    OpenForgotten,
}

/// Whether the enquiry came in during the year, its fate, and how many of them the file holds.
const QUOTAS: [(bool, Fate, usize); 9] = [
    (false, Fate::Won, 39),
    (false, Fate::Lost, 56),
    (false, Fate::LostUnanswered, 5),
    (true, Fate::Won, 258),
    (true, Fate::Lost, 498),
    (true, Fate::LostUnanswered, 44),
    (true, Fate::Open, 90),
    (true, Fate::OpenWaiting, 6),
    (true, Fate::OpenForgotten, 4),
];

/// An open enquiry is forgotten, and an open deal silent, after this many days without activity (MATH 7.1).
pub(super) const SILENT_AFTER_DAYS: i32 = 14;

/// The course of one enquiry as far as it is known on the last day of the year.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) created: Minute,
    /// First answer; `None` where there is none (yet).
    pub(super) answered: Option<Minute>,
    /// When each of [`STEPS`] was entered.
    pub(super) entries: [Option<Minute>; 4],
    pub(super) outcome: Outcome,
    /// When it was won or lost.
    pub(super) closed: Option<Minute>,
    pub(super) rep: usize,
    pub(super) source: usize,
}

impl Course {
    /// The furthest step reached.
    pub(super) fn furthest(&self) -> usize {
        self.entries.iter().rposition(Option::is_some).unwrap_or(0)
    }

    pub(super) const fn is_open(&self) -> bool {
        matches!(self.outcome, Outcome::Open)
    }
}

/// All enquiries of the file, oldest first.
pub(super) fn courses(draw: &mut Draw) -> Vec<Course> {
    let mut room = QUOTAS;
    let mut courses = Vec::new();
    while room.iter().any(|(_, _, n)| *n > 0) {
        let Some(course) = observed(run(arrival(draw), draw)) else { continue };
        let cell = cell(&course);
        if let Some((_, _, n)) =
            room.iter_mut().find(|(this_year, fate, n)| (*this_year, *fate) == cell && *n > 0)
        {
            *n -= 1;
            courses.push(course);
        }
    }
    courses.sort_by_key(|course| course.created);
    courses
}

/// When an enquiry comes in: in the year, or in the six months before (hardly any stays undecided for longer).
fn arrival(draw: &mut Draw) -> Minute {
    loop {
        let day = Day(draw.between(FIRST_DAY_OF_YEAR.0 - 184, AS_OF.0));
        let (_, month, _) = day.ymd();
        if draw.chance(SEASON[month as usize - 1] / BUSIEST) && is_working_day(day) {
            return Minute(day.start().0 + draw.between(7 * 60, 19 * 60 - 1));
        }
    }
}

/// The whole course of an enquiry, to its end.
fn run(created: Minute, draw: &mut Draw) -> Course {
    let rep = draw.weighted(&REPS.map(|rep| rep.weight));
    let source = draw.weighted(&SOURCES.map(|source| source.weight));
    let mut course = Course {
        created,
        answered: None,
        entries: [Some(created), None, None, None],
        outcome: Outcome::Lost,
        closed: None,
        rep,
        source,
    };
    if draw.chance(NEVER_ANSWERED) {
        course.closed = Some(later(created, CLEAN_UP, draw));
        return course;
    }
    let wait_minutes = draw.lognormal(10.0 * 60.0, 1.9).clamp(3.0, 45.0 * 24.0 * 60.0);
    let answered = next_working_minute(Minute(created.0 + wait_minutes as i32), draw);
    course.answered = Some(answered);
    course.entries[1] = Some(answered);
    let waited_hours = f64::from(answered.0 - created.0) / 60.0;
    let chances = [
        QUALIFY_AT_ONCE * (-READINESS_DECAY_PER_HOUR * waited_hours).exp(),
        OFFER * SOURCES[source].offering,
        ACCEPT * REPS[rep].closing,
    ];
    let mut at = answered;
    for (step, (lag, chance)) in LAGS.iter().zip(chances).enumerate() {
        if !draw.chance(chance) {
            course.closed = Some(later(at, lag.lose, draw));
            return course;
        }
        at = later(at, lag.advance, draw);
        match course.entries.get_mut(step + 2) {
            Some(entry) => *entry = Some(at),
            None => course.outcome = Outcome::Won,
        }
    }
    course.closed = Some(at);
    course
}

/// A lognormal number of days later, in working hours.
fn later(at: Minute, (median_days, sigma): (f64, f64), draw: &mut Draw) -> Minute {
    let minutes = draw.lognormal(median_days, sigma) * f64::from(MINUTES_PER_DAY);
    next_working_minute(Minute(at.0 + minutes as i32), draw)
}

/// What the last day of the year knows of a course; `None` where it was over before the year.
fn observed(mut course: Course) -> Option<Course> {
    let end = Day(AS_OF.0 + 1).start();
    if course.closed.is_some_and(|closed| closed.day() < FIRST_DAY_OF_YEAR) {
        return None;
    }
    let known = |at: Option<Minute>| at.filter(|at| *at < end);
    course.answered = known(course.answered);
    course.entries = course.entries.map(known);
    course.closed = known(course.closed);
    if course.closed.is_none() {
        course.outcome = Outcome::Open;
    }
    Some(course)
}

/// The cell of [`QUOTAS`] a course belongs to.
fn cell(course: &Course) -> (bool, Fate) {
    let fate = match (course.outcome, course.answered) {
        (Outcome::Won, _) => Fate::Won,
        (Outcome::Lost, Some(_)) => Fate::Lost,
        (Outcome::Lost, None) => Fate::LostUnanswered,
        (Outcome::Open, Some(_)) => Fate::Open,
        (Outcome::Open, None) if AS_OF.0 - course.created.day().0 <= SILENT_AFTER_DAYS => {
            Fate::OpenWaiting
        }
        (Outcome::Open, None) => Fate::OpenForgotten,
    };
    (course.created.day() >= FIRST_DAY_OF_YEAR, fate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::draw::Topic;

    fn year() -> Vec<Course> {
        courses(&mut Draw::new(20_101_202, Topic::Pipeline))
    }

    #[test]
    fn quotas_are_what_the_process_is_expected_to_bring() {
        let mut draw = Draw::new(5, Topic::Pipeline);
        let mut n_drawn = QUOTAS.map(|_| 0.0);
        let mut n_arrived_in_year = 0.0;
        for _ in 0..200_000 {
            let course = run(arrival(&mut draw), &mut draw);
            n_arrived_in_year += f64::from(u8::from(course.created.day() >= FIRST_DAY_OF_YEAR));
            let Some(course) = observed(course) else { continue };
            let cell = cell(&course);
            if let Some(at) = QUOTAS.iter().position(|quota| (quota.0, quota.1) == cell) {
                n_drawn[at] += 1.0;
            }
        }
        for ((this_year, fate, quota), n) in QUOTAS.into_iter().zip(n_drawn) {
            let expected = n * 900.0 / n_arrived_in_year;
            let allowed = 0.6 + 0.04 * expected;
            assert!(
                (quota as f64 - expected).abs() <= allowed,
                "{this_year} {fate:?}: {quota}, expected {expected:.1}"
            );
        }
    }

    #[test]
    fn step_times_have_the_planted_medians_and_spreads() {
        let mut draw = Draw::new(6, Topic::Pipeline);
        let mut days: [Vec<f64>; 3] = Default::default();
        for _ in 0..20_000 {
            let course = run(arrival(&mut draw), &mut draw);
            let won = course.closed.filter(|_| course.outcome == Outcome::Won);
            let ends = [course.entries[2], course.entries[3], won];
            for ((from, to), days) in course.entries[1..].iter().zip(ends).zip(&mut days) {
                if let (Some(from), Some(to)) = (from, to) {
                    days.push(f64::from(to.0 - from.0) / f64::from(MINUTES_PER_DAY));
                }
            }
        }
        for (mut days, lag) in days.into_iter().zip(LAGS) {
            days.sort_by(f64::total_cmp);
            let quantile = |q: f64| days[(q * days.len() as f64) as usize];
            let (median, sigma) = lag.advance;
            // Moving into working hours adds up to three days at a weekend, one in the middle.
            let late = quantile(0.5) - median;
            assert!((0.0..1.2).contains(&late), "median {} for {median}", quantile(0.5));
            let spread = (quantile(0.841) / quantile(0.5)).ln();
            assert!((spread - sigma).abs() < 0.1, "spread {spread} for {sigma}");
        }
    }

    #[test]
    fn steps_are_entered_in_order_and_before_the_end() {
        for course in year() {
            let known: Vec<Minute> =
                course.entries.iter().copied().flatten().chain(course.closed).collect();
            assert!(known.is_sorted(), "{course:?}");
            assert_eq!(course.entries.iter().flatten().count(), course.furthest() + 1);
            assert_eq!(course.is_open(), course.closed.is_none());
            assert!(known.iter().all(|at| at.day() <= AS_OF));
        }
    }

    #[test]
    fn every_won_deal_has_passed_every_step() {
        let won: Vec<Course> =
            year().into_iter().filter(|course| course.outcome == Outcome::Won).collect();
        assert_eq!(won.len(), 297);
        assert!(won.iter().all(|course| course.furthest() == 3));
    }

    #[test]
    fn nothing_that_ended_before_the_year_is_in_the_file() {
        assert!(year().iter().all(|course| {
            course.closed.is_none_or(|closed| closed.day() >= FIRST_DAY_OF_YEAR)
        }));
    }
}
