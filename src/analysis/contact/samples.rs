//! What the estimators of decay take: ages at one look, lifetimes between looks, intervals.
//!
//! # Which look at the list
//! A mailing tells of each address whether it is dead by its age (current status, MATH 3.5). With several mailings
//! there is a choice, and a wrong one biases the rate:
//! - A list that is *never cleaned* keeps its dead addresses: the **last mailing** of each contact is a fair look
//!   at all of them.
//! - A list that is *cleaned* writes to survivors only (left truncation). The **first mailing** after a contact was
//!   captured is still a fair look: nobody was taken out before it.
//!
//! A list counts as cleaned where no address was written to again after it bounced although there was a later
//! mailing. Without dated mailings the look is taken **on the export date**: a mark or a bounce by then, or none.
//!
//! # Lifetimes
//! - Where bounces have dates of their own, a life runs from capture to the bounce, or to the end of observation.
//!   If the bounces set in long after the first capture, they were not recorded before: contacts enter late, on
//!   the day the record begins ([`record_begins`]).
//! - From a series of mailings a life is seen from the first mailing that found the address good: late entry at the
//!   first look. It ends between the last mailing that found it good and the one that found it dead. Dated by the
//!   finding, every life would be half a cycle too long; dated midway, none could end within half a cycle of its
//!   first look, and the curve would start too high and stay so (Law & Brookmeyer 1992, Stat. Med. 11:1569, on
//!   imputing the midpoint). So the ends are spread evenly over their gaps (`place_in_gap`), which is where a
//!   hazard that hardly changes within a gap puts them. Who was dead at the first look was not seen to live and is
//!   left out here; the interval-censored fit, which starts at capture and imputes nothing, has it.
//!
//! # Edge cases
//! A look on the day of capture counts as half a day (R8); a contact without a capture date, or never looked at,
//! is counted by its reason.

use serde::{Deserialize, Serialize};

use super::history::ContactHistory;
use super::reading::Histories;
use crate::analysis::exclusion::{ExclusionReason, Exclusions};
use crate::analysis::proportion::Proportion;
use crate::analysis::survival::{AgeGroup, CensoringInterval, Lifetime, LifetimeError, Sample};
use crate::model::Day;

/// Days in a month (MATH 1.1).
pub const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// Half a day in months: the age at a look on the day of capture.
const HALF_A_DAY_MONTHS: f64 = 0.5 / DAYS_PER_MONTH;

/// Which look at each contact the current-status fit takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// The one mailing there is.
    OnlyMailing,
    /// The last mailing of each contact: the list is never cleaned.
    LastMailing,
    /// The first mailing of each contact: the list is cleaned.
    FirstMailing,
    /// Marks and bounces by the export date; the mailings have no dates.
    ExportDate,
}

/// Where the lifetimes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LifetimeSource {
    /// Dates of bounces, observed from capture.
    BounceDates,
    /// Dates of bounces, recorded only from a day on.
    BounceDatesSince(Day),
    /// A series of mailings, observed from the first that found the address good.
    MailingSeries,
}

/// The age of one contact at its look, and whether it was bad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Position among the contacts.
    pub contact: usize,
    /// Months since its origin.
    pub age_months: f64,
    /// Whether it was bad by then.
    pub is_bad: bool,
}

/// One look at all contacts.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrentStatusSample {
    /// Which look.
    pub look: Look,
    /// The contacts looked at.
    pub seen: Vec<Seen>,
    /// Contacts left out, by reason.
    pub exclusions: Exclusions,
}

impl CurrentStatusSample {
    /// The ages as the estimator takes them, for the contacts that `keep` keeps.
    pub fn groups(&self, keep: impl Fn(usize) -> bool) -> Vec<AgeGroup> {
        self.seen
            .iter()
            .filter(|seen| keep(seen.contact))
            .map(|seen| AgeGroup {
                age_months: seen.age_months,
                bounced: Proportion::of(u64::from(seen.is_bad), u64::from(!seen.is_bad)),
            })
            .collect()
    }
}

/// Which look the mailings of these contacts allow.
#[must_use]
pub fn look(histories: &Histories<'_>) -> Look {
    match histories.mailing_days.as_slice() {
        [] => Look::ExportDate,
        [_] => Look::OnlyMailing,
        [.., (last, _)] => {
            let bounced_before_last = |contact: &&ContactHistory| {
                contact.bad.and_then(|bad| bad.found).is_some_and(|found| found < *last)
            };
            let n = histories.contacts.iter().filter(bounced_before_last).count();
            let n_again =
                histories.contacts.iter().filter(|contact| contact.mailed_after_bounce).count();
            if n > 0 && n_again == 0 { Look::FirstMailing } else { Look::LastMailing }
        }
    }
}

/// One look at all contacts.
#[must_use]
pub fn current_status_sample(histories: &Histories<'_>, as_of: Day) -> CurrentStatusSample {
    let look = look(histories);
    let mut exclusions = Exclusions::none();
    let mut seen = Vec::with_capacity(histories.contacts.len());
    for (at, contact) in histories.contacts.iter().enumerate() {
        let is_looked_at = look != Look::ExportDate || histories.list_tells || contact.has_result;
        let looked = if is_looked_at {
            look_at(contact, look, as_of)
        } else {
            Err(ExclusionReason::NeverContacted)
        };
        match looked {
            Ok((day, origin, is_bad)) => {
                let age_months = f64::from(day.0 - origin.0) / DAYS_PER_MONTH;
                seen.push(Seen {
                    contact: at,
                    age_months: age_months.max(HALF_A_DAY_MONTHS),
                    is_bad,
                });
            }
            Err(reason) => exclusions.count(reason),
        }
    }
    CurrentStatusSample { look, seen, exclusions }
}

/// Day of the look, origin, and whether the contact was bad by then.
fn look_at(
    contact: &ContactHistory,
    look: Look,
    as_of: Day,
) -> Result<(Day, Day, bool), ExclusionReason> {
    if look == Look::ExportDate {
        let origin = contact.origin().ok_or(ExclusionReason::MissingStart)?;
        let until = contact.left_list.filter(|_| contact.bad.is_none()).unwrap_or(as_of);
        return Ok((until, origin, contact.bad.is_some()));
    }
    let bad_day = contact.bad.and_then(|bad| bad.found);
    let good = contact.good;
    let looked = match look {
        // Dead by one mailing is dead at every later one.
        Look::LastMailing | Look::OnlyMailing => match (contact.mailed, bad_day) {
            (Some(mailed), Some(bad)) => Some((mailed.last.max(bad), true)),
            (None, Some(bad)) => Some((bad, true)),
            (_, None) => good.map(|good| (good.last, false)),
        },
        Look::FirstMailing | Look::ExportDate => match (good, bad_day) {
            (Some(good), Some(bad)) => Some((good.first.min(bad), bad < good.first)),
            (Some(good), None) => Some((good.first, false)),
            (None, bad) => bad.map(|bad| (bad, true)),
        },
    };
    let (day, is_bad) = looked.ok_or(ExclusionReason::NeverContacted)?;
    let origin = contact.origin().ok_or(ExclusionReason::MissingStart)?;
    if day < origin {
        return Err(ExclusionReason::NegativeDuration);
    }
    Ok((day, origin, is_bad))
}

/// Lifetimes in months, one per contact that has one.
#[derive(Clone, Debug, PartialEq)]
pub struct LifetimeSample {
    /// Where they come from.
    pub source: LifetimeSource,
    /// The contact of each lifetime.
    pub contacts: Vec<usize>,
    /// The lifetimes.
    pub sample: Sample,
}

impl LifetimeSample {
    /// The lifetimes of the contacts that `keep` keeps.
    pub fn of(&self, keep: impl Fn(usize) -> bool) -> Sample {
        let lifetimes = self.contacts.iter().zip(self.sample.lifetimes());
        let kept =
            lifetimes.filter(|&(&contact, _)| keep(contact)).map(|(_, lifetime)| Ok(*lifetime));
        Sample::collect(kept)
    }
}

/// The lifetimes; `None` where one mailing (or none) tells only yes or no.
#[must_use]
pub fn lifetime_sample(histories: &Histories<'_>, as_of: Day) -> Option<LifetimeSample> {
    let source = if histories.has_bounce_dates {
        match record_begins(histories, as_of) {
            Some(day) => LifetimeSource::BounceDatesSince(day),
            None => LifetimeSource::BounceDates,
        }
    } else if histories.mailing_days.len() > 1 {
        LifetimeSource::MailingSeries
    } else {
        return None;
    };
    let (mut contacts, mut lifetimes, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for (at, contact) in histories.contacts.iter().enumerate() {
        match lifetime(contact, source, as_of, place_in_gap(at)) {
            Ok(lifetime) => {
                contacts.push(at);
                lifetimes.push(Ok(lifetime));
            }
            Err(reason) => left_out.push(reason),
        }
    }
    let mut sample = Sample::collect(lifetimes).as_of(as_of);
    for reason in left_out {
        sample.exclude(reason);
    }
    Some(LifetimeSample { source, contacts, sample })
}

/// Where in the gap between two looks the life of the contact at a place of the list ends, as a share of the gap:
/// multiples of the golden ratio modulo 1, the most even sequence there is for any run of contacts (Weyl 1916;
/// Knuth, TAOCP vol. 3, 6.4), and the same on every run.
fn place_in_gap(at: usize) -> f64 {
    const GOLDEN_RATIO: f64 = 0.618_033_988_749_894_9;
    ((at as f64 + 0.5) * GOLDEN_RATIO).fract()
}

fn lifetime(
    contact: &ContactHistory,
    source: LifetimeSource,
    as_of: Day,
    place_in_gap: f64,
) -> Result<Lifetime, ExclusionReason> {
    let origin = contact.origin().ok_or(ExclusionReason::MissingStart)?;
    let age = |day: Day| f64::from(day.0 - origin.0) / DAYS_PER_MONTH;
    let bad = match contact.bad {
        Some(bad) => Some(bad.found.ok_or(ExclusionReason::MissingStart)?),
        None => None,
    };
    let made = match source {
        LifetimeSource::BounceDates | LifetimeSource::BounceDatesSince(_) => {
            let end = bad.or(contact.left_list).unwrap_or(as_of);
            match source {
                LifetimeSource::BounceDatesSince(since) if since > origin => {
                    Lifetime::with_late_entry(age(since), age(end), bad.is_some())
                }
                _ => Lifetime::new(age(end), bad.is_some()),
            }
        }
        LifetimeSource::MailingSeries => {
            let good = contact.good.ok_or(if bad.is_some() {
                ExclusionReason::EntryNotBeforeEnd
            } else {
                ExclusionReason::NeverContacted
            })?;
            let end = bad.map_or(age(good.last), |found| {
                age(good.last) + place_in_gap * (age(found) - age(good.last))
            });
            Lifetime::with_late_entry(age(good.first), end, bad.is_some())
        }
    };
    made.map_err(LifetimeError::reason)
}

/// The day from which bounces are on record, if that is later than the first capture.
///
/// With the rate seen after the first recorded bounce, some bounces were to be expected before it. If so many were
/// that none would have a probability below 1 % (Poisson: more than -ln 0.01 = 4.6), they were not recorded then.
#[must_use]
pub fn record_begins(histories: &Histories<'_>, as_of: Day) -> Option<Day> {
    let found = |contact: &ContactHistory| contact.bad.and_then(|bad| bad.found);
    let first = histories.contacts.iter().filter_map(found).min()?;
    let (mut n_after, mut days_before, mut days_after) = (0.0, 0.0, 0.0);
    for contact in &histories.contacts {
        let Some(origin) = contact.origin() else { continue };
        let end = found(contact).or(contact.left_list).unwrap_or(as_of);
        days_before += f64::from((first.min(end).0 - origin.0).max(0));
        days_after += f64::from((end.0 - origin.max(first).0).max(0));
        n_after += f64::from(u8::from(found(contact).is_some()));
    }
    let expected_before = if days_after > 0.0 { n_after / days_after * days_before } else { 0.0 };
    (expected_before > -(0.01_f64.ln())).then(|| Day(first.0 - 1))
}

/// What a series of mailings says of each contact since its capture: good at one age, dead by another.
#[must_use]
pub fn censoring_intervals(histories: &Histories<'_>) -> Vec<CensoringInterval> {
    histories.contacts.iter().filter_map(censoring_interval).collect()
}

fn censoring_interval(contact: &ContactHistory) -> Option<CensoringInterval> {
    let origin = contact.origin()?;
    let age = |day: Day| (f64::from(day.0 - origin.0) / DAYS_PER_MONTH).max(HALF_A_DAY_MONTHS);
    match contact.bad {
        Some(bad) => {
            let left = bad.last_good.map_or(0.0, age);
            CensoringInterval::new(left, Some(age(bad.found?))).ok()
        }
        None => CensoringInterval::new(age(contact.good?.last), None).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::contact::fixture::{AS_OF, ago, contacts, dataset, dates, mailings};
    use crate::analysis::interval::Level;
    use crate::analysis::survival::{
        Start, current_status, exponential, interval_censored_weibull, kaplan_meier,
    };
    use crate::model::{Column, Dataset, Meaning};

    /// 2.1 % a month.
    const HAZARD: f64 = 0.021_223_636_451_626_67;

    /// Contacts with ages spread over `months` and stratified exponential lives: `(age in days, life in days)`.
    fn lives(n: u32, months: f64) -> Vec<(i32, f64)> {
        (0..n)
            .map(|at| {
                // 7919 is prime to n: ages and lives are spread evenly over each other.
                let u = (f64::from(at * 7919 % n) + 0.5) / f64::from(n);
                let age_days = (f64::from(at) + 0.5) / f64::from(n) * months * DAYS_PER_MONTH;
                (age_days as i32 + 5, -(-u).ln_1p() / HAZARD * DAYS_PER_MONTH)
            })
            .collect()
    }

    /// Mails to everybody captured by then, so many days ago; a cleaned list leaves out who has bounced.
    fn campaign(lives: &[(i32, f64)], days_ago: &[i32], is_cleaned: bool) -> Dataset {
        let mut mails = Vec::new();
        for (at, &(age, life)) in lives.iter().enumerate() {
            for &ago in days_ago.iter().filter(|&&ago| ago < age) {
                let is_dead = life <= f64::from(age - ago);
                mails.push((at as u32, ago, if is_dead { "Hardbounce" } else { "zugestellt" }));
                if is_dead && is_cleaned {
                    break;
                }
            }
        }
        let ages: Vec<i32> = lives.iter().map(|life| life.0).collect();
        dataset(Some(contacts(&ages)), Some(mailings(&mails)))
    }

    fn rate(dataset: &Dataset) -> f64 {
        let histories = Histories::of(dataset).unwrap();
        let groups = current_status_sample(&histories, AS_OF).groups(|_| true);
        current_status(&groups, Level::ESTIMATE).unwrap().rate.value.unwrap()
    }

    #[test]
    fn the_look_does_not_bias_the_rate() {
        let lives = lives(4_000, 24.0);
        for (days_ago, is_cleaned, expected) in [
            (&[20][..], false, Look::OnlyMailing),
            (&[300, 200, 100, 20], false, Look::LastMailing),
            (&[300, 200, 100, 20], true, Look::FirstMailing),
        ] {
            let dataset = campaign(&lives, days_ago, is_cleaned);
            assert_eq!(look(&Histories::of(&dataset).unwrap()), expected);
            let ratio = rate(&dataset) / HAZARD;
            assert!((ratio - 1.0).abs() < 0.04, "{expected:?}: {ratio}");
        }
    }

    #[test]
    fn a_series_gives_intervals_since_capture_and_lives_since_the_first_look() {
        let lives = lives(4_000, 24.0);
        let dataset = campaign(&lives, &[400, 300, 200, 100, 20], true);
        let histories = Histories::of(&dataset).unwrap();
        let fit =
            interval_censored_weibull(&censoring_intervals(&histories), Level::ESTIMATE).unwrap();
        let ratio = fit.exponential_rate.value.unwrap() / HAZARD;
        assert!((ratio - 1.0).abs() < 0.03, "{ratio}");
        let lifetimes = lifetime_sample(&histories, AS_OF).unwrap();
        assert_eq!(lifetimes.source, LifetimeSource::MailingSeries);
        assert!(lifetimes.sample.lifetimes().iter().all(|lifetime| lifetime.entry().is_some()));
        let ratio = exponential(&lifetimes.sample, Level::ESTIMATE).rate.value.unwrap() / HAZARD;
        assert!((ratio - 1.0).abs() < 0.04, "{ratio}");
    }

    /// Dated midway between two looks no life could end in the first 1.6 months, and the curve would stay above.
    #[test]
    fn the_curve_of_a_series_falls_from_the_start() {
        let dataset = campaign(&lives(4_000, 24.0), &[400, 300, 200, 100, 20], false);
        let histories = Histories::of(&dataset).unwrap();
        let sample = lifetime_sample(&histories, AS_OF).unwrap().sample;
        let curve = kaplan_meier(&sample, Start::FirstEvent, Level::ESTIMATE);
        let start = curve.estimate_at(1.0).value.unwrap();
        for months in [3.0, 6.0, 12.0] {
            let found = curve.estimate_at(months).value.unwrap() / start;
            let planted = (-HAZARD * (months - 1.0)).exp();
            assert!((found - planted).abs() < 0.015, "{months}: {found} {planted}");
        }
    }

    #[test]
    fn the_ends_are_spread_evenly_over_their_gaps() {
        for n in [10_usize, 100, 1_000] {
            let below = |share: f64| (0..n).filter(|&at| place_in_gap(at) < share).count();
            for share in [0.25, 0.5, 0.75] {
                assert!((below(share) as f64 / n as f64 - share).abs() < 2.0 / n as f64);
            }
        }
    }

    #[test]
    fn one_mailing_has_no_lifetimes() {
        let dataset = campaign(&lives(40, 24.0), &[20], false);
        assert!(lifetime_sample(&Histories::of(&dataset).unwrap(), AS_OF).is_none());
    }

    /// Bounces dated by themselves; those before `recorded_days_ago` are not in the file, their contacts gone.
    fn dated(lives: &[(i32, f64)], recorded_days_ago: f64) -> Dataset {
        let kept: Vec<_> =
            lives.iter().filter(|(age, life)| f64::from(*age) - life < recorded_days_ago).collect();
        let ages: Vec<i32> = kept.iter().map(|life| life.0).collect();
        let bounced: Vec<Option<Day>> = kept
            .iter()
            .map(|(age, life)| (*life <= f64::from(*age)).then(|| ago(age - *life as i32)))
            .collect();
        let mut list = contacts(&ages);
        list.columns.push(Column {
            header: "Bounce am".into(),
            meaning: Meaning::BouncedAt,
            values: dates(&bounced),
        });
        dataset(Some(list), None)
    }

    #[test]
    fn bounces_recorded_from_the_start_need_no_late_entry() {
        let dataset = dated(&lives(2_000, 24.0), f64::INFINITY);
        let histories = Histories::of(&dataset).unwrap();
        assert_eq!(record_begins(&histories, AS_OF), None);
        let lifetimes = lifetime_sample(&histories, AS_OF).unwrap();
        let rate = exponential(&lifetimes.sample, Level::ESTIMATE).rate.value.unwrap();
        assert!((rate / HAZARD - 1.0).abs() < 0.02, "{rate}");
    }

    #[test]
    fn contacts_enter_when_the_record_of_bounces_begins() {
        let dataset = dated(&lives(2_000, 24.0), 365.0);
        let histories = Histories::of(&dataset).unwrap();
        let lifetimes = lifetime_sample(&histories, AS_OF).unwrap();
        let LifetimeSource::BounceDatesSince(day) = lifetimes.source else {
            panic!("{:?}", lifetimes.source)
        };
        assert!((AS_OF.0 - day.0 - 365).abs() < 10, "{day}");
        let rate = exponential(&lifetimes.sample, Level::ESTIMATE).rate.value.unwrap();
        assert!((rate / HAZARD - 1.0).abs() < 0.03, "{rate}");
    }

    #[test]
    fn nobody_is_left_out_without_a_reason() {
        let lives = lives(100, 24.0);
        let dataset = campaign(&lives, &[300, 200, 100], true);
        let histories = Histories::of(&dataset).unwrap();
        let looked = current_status_sample(&histories, AS_OF);
        assert_eq!(looked.seen.len() as u64 + looked.exclusions.total(), 100);
        let lifetimes = lifetime_sample(&histories, AS_OF).unwrap();
        assert_eq!(lifetimes.sample.n() + lifetimes.sample.exclusions().total(), 100);
        assert!(looked.exclusions.of(ExclusionReason::NeverContacted) > 0);
    }
}
