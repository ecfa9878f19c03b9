//! What the user's own contacts say about decay: counts, rate, curves, groups and the next mailing.
//!
//! Everything is `None` with a reason where the files do not carry it (P5): without capture dates there is a share
//! of bounces but no rate; with one mailing a rate but no lifetimes.

use serde::{Deserialize, Serialize};

use super::fate::Fate;
use super::grouping::{Grouping, groupings};
use super::next_mailing::{NextMailing, next_mailing};
use super::reading::Histories;
use super::samples::{
    CurrentStatusSample, LifetimeSample, LifetimeSource, Look, censoring_intervals,
    current_status_sample, lifetime_sample,
};
use crate::analysis::exclusion::Exclusions;
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::proportion::Proportion;
use crate::analysis::rate_conversion::MonthlyRate;
use crate::analysis::survival::{
    CurrentStatus, CurrentStatusWeibull, Exponential, IntervalCensoredWeibull, KaplanMeier,
    MIN_START_RISK_SET, Sample, Start, current_status, current_status_weibull, exponential,
    interval_censored_weibull, kaplan_meier,
};
use crate::model::{Dataset, Day};

/// Months of one bar or dot of ages.
const BIN_MONTHS: f64 = 3.0;
/// Bins of ages beyond which they get wider.
const MAX_BINS: usize = 16;

/// Everything the page says about the user's own contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactDecayReport {
    /// Export date.
    pub as_of: Day,
    /// Level of all limits.
    pub level: Level,
    /// Unique contacts.
    pub n_contacts: u64,
    /// Rows that repeat a contact.
    pub n_repeated_rows: u64,
    /// Rows of mailings without a contact in the list.
    pub n_unmatched_mails: u64,
    /// Results no word explains.
    pub n_unread_results: u64,
    /// Contacts found bad and later reached again; they count as valid.
    pub n_repaired: u64,
    /// Contacts by what became of them; fates that do not occur are left out.
    pub fates: Vec<FateCount>,
    /// Share gone bad of all contacts (hard bounces and invalid only), Wilson.
    pub bounced_share: Estimate,
    /// Mailings by day.
    pub mailings: Vec<MailingDay>,
    /// The rate from one look at the list.
    pub rate: Result<RateReport, NoRate>,
    /// Survival from lifetimes; `None` where the files hold none.
    pub survival: Option<SurvivalReport>,
    /// The fit to a series of mailings; `None` for fewer than two.
    pub series: Option<Result<IntervalCensoredWeibull, NotEstimable>>,
    /// Breakdowns by the columns the list has.
    pub groupings: Vec<Grouping>,
    /// What a mailing to everybody not known to be lost would bounce on the export date.
    pub next_mailing: Option<NextMailing>,
}

impl ContactDecayReport {
    /// Contacts gone bad (hard bounces and invalid only); `None` where no column says what became of them.
    #[must_use]
    pub fn n_bounced(&self) -> Option<u64> {
        let bad = self.fates.iter().filter(|count| count.fate.is_bad());
        (self.rate != Err(NoRate::NoResult)).then(|| bad.map(|count| count.n).sum())
    }
}

/// Contacts of one fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FateCount {
    /// What became of them.
    pub fate: Fate,
    /// How many.
    pub n: u64,
}

/// One day of a mailing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailingDay {
    /// The day.
    pub day: Day,
    /// Addresses written to.
    pub n: u64,
}

/// Why there is no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoRate {
    /// No column says when a contact was captured.
    NoCaptureDate,
    /// No column says what became of a contact: no result, no bounce date, no mark.
    NoResult,
    /// The file lists bounces only: without the delivered ones there is no share.
    OnlyBounces,
    /// No contact has both a capture date and a result.
    NothingToCompare,
}

/// The rate from one look at the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RateReport {
    /// Which look.
    pub look: Look,
    /// Contacts left out, by reason.
    pub exclusions: Exclusions,
    /// The fit of a constant rate.
    pub fit: CurrentStatus,
    /// The fit of a changing rate.
    pub weibull: Result<CurrentStatusWeibull, NotEstimable>,
    /// Contacts and bounces by age.
    pub ages: Vec<AgeBin>,
    /// The rate that reading the list as one mean age would give (P07).
    pub one_age_rate: Option<f64>,
}

/// Contacts of one range of ages at their look.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgeBin {
    /// From, in months.
    pub from_months: f64,
    /// Until, in months.
    pub until_months: f64,
    /// Mean age of the contacts in it.
    pub mean_months: f64,
    /// Bad among seen.
    pub bad: Proportion,
    /// Share bad, Wilson.
    pub share: Estimate,
}

/// Survival from lifetimes, in months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurvivalReport {
    /// Where the lifetimes come from.
    pub source: LifetimeSource,
    /// The curve.
    pub curve: KaplanMeier,
    /// A constant hazard fitted to the same lifetimes.
    pub exponential: Exponential,
    /// Number at risk at each whole month, from 0.
    pub at_risk: Vec<u64>,
}

/// The report on the contacts of a dataset; `None` where neither contacts nor mailings are open.
#[must_use]
pub fn contact_decay(dataset: &Dataset, level: Level) -> Option<ContactDecayReport> {
    let histories = Histories::of(dataset)?;
    let as_of = dataset.as_of;
    let n_contacts = histories.contacts.len() as u64;
    let n_of = |fate: Fate| histories.contacts.iter().filter(|c| c.fate == fate).count() as u64;
    let fates: Vec<FateCount> = Fate::ALL
        .into_iter()
        .map(|fate| FateCount { fate, n: n_of(fate) })
        .filter(|count| count.n > 0)
        .collect();
    let n_bad: u64 = fates.iter().filter(|count| count.fate.is_bad()).map(|count| count.n).sum();
    let looked = current_status_sample(&histories, as_of);
    let lifetimes = lifetime_sample(&histories, as_of);
    let no_rate = why_no_rate(&histories, &looked, n_bad);
    let rate = match no_rate {
        Some(why) => Err(why),
        None => rate_report(&looked, level),
    };
    let bounced_share = match no_rate {
        Some(NoRate::NoResult) => Estimate::missing(NotEstimable::NoObservations, level, 0),
        Some(NoRate::OnlyBounces) => Estimate::missing(NotEstimable::OnlyEvents, level, n_contacts),
        _ => Proportion::of(n_bad, n_contacts - n_bad).wilson(level),
    };
    let hazard = rate.as_ref().ok().map(|rate| rate.fit.rate);
    Some(ContactDecayReport {
        as_of,
        level,
        n_contacts,
        n_repeated_rows: histories.n_repeated_rows as u64,
        n_unmatched_mails: histories.n_unmatched_mails as u64,
        n_unread_results: histories.n_unread_results as u64,
        n_repaired: histories.n_repaired as u64,
        fates,
        bounced_share,
        mailings: histories
            .mailing_days
            .iter()
            .map(|&(day, n)| MailingDay { day, n: n as u64 })
            .collect(),
        survival: lifetimes.as_ref().map(|lifetimes| survival_report(lifetimes, level)),
        series: (histories.mailing_days.len() > 1)
            .then(|| interval_censored_weibull(&censoring_intervals(&histories), level)),
        groupings: if rate.is_ok() {
            groupings(&histories, &looked, lifetimes.as_ref(), level)
        } else {
            Vec::new()
        },
        next_mailing: hazard.and_then(|hazard| next_mailing(&histories, hazard, as_of)),
        rate,
    })
}

fn why_no_rate(
    histories: &Histories<'_>,
    looked: &CurrentStatusSample,
    n_bad: u64,
) -> Option<NoRate> {
    if !histories.has_results {
        return Some(NoRate::NoResult);
    }
    if n_bad > 0 && n_bad == histories.contacts.len() as u64 {
        return Some(NoRate::OnlyBounces);
    }
    if histories.contacts.iter().all(|contact| contact.origin().is_none()) {
        return Some(NoRate::NoCaptureDate);
    }
    looked.seen.is_empty().then_some(NoRate::NothingToCompare)
}

fn rate_report(looked: &CurrentStatusSample, level: Level) -> Result<RateReport, NoRate> {
    let groups = looked.groups(|_| true);
    let fit = current_status(&groups, level).map_err(|_| NoRate::NothingToCompare)?;
    let weibull = current_status_weibull(&groups, level).map_err(|_| NoRate::NothingToCompare)?;
    let n = looked.seen.len() as f64;
    let mean_age = looked.seen.iter().map(|seen| seen.age_months).sum::<f64>() / n;
    let one_age_rate = fit
        .bounce_rate
        .value
        .and_then(|share| MonthlyRate::from_age(share, mean_age).ok())
        .map(MonthlyRate::share);
    Ok(RateReport {
        look: looked.look,
        exclusions: looked.exclusions.clone(),
        fit,
        weibull,
        ages: age_bins(looked, level),
        one_age_rate,
    })
}

/// Width of bins for ages up to `oldest`: a quarter, or more where that makes too many.
pub(super) fn bin_width(oldest_months: f64) -> f64 {
    let n = (oldest_months / BIN_MONTHS).ceil();
    BIN_MONTHS * (n / MAX_BINS as f64).ceil().max(1.0)
}

fn age_bins(looked: &CurrentStatusSample, level: Level) -> Vec<AgeBin> {
    let oldest = looked.seen.iter().map(|seen| seen.age_months).fold(0.0, f64::max);
    let width = bin_width(oldest);
    let mut bins = vec![(0_u64, 0_u64, 0.0); (oldest / width) as usize + 1];
    for seen in &looked.seen {
        if let Some(bin) = bins.get_mut((seen.age_months / width) as usize) {
            bin.0 += 1;
            bin.1 += u64::from(seen.is_bad);
            bin.2 += seen.age_months;
        }
    }
    bins.into_iter()
        .enumerate()
        .filter(|(_, (n, ..))| *n > 0)
        .map(|(at, (n, n_bad, sum))| {
            let bad = Proportion::of(n_bad, n - n_bad);
            AgeBin {
                from_months: at as f64 * width,
                until_months: (at + 1) as f64 * width,
                mean_months: sum / n as f64,
                bad,
                share: bad.wilson(level),
            }
        })
        .collect()
}

fn survival_report(lifetimes: &LifetimeSample, level: Level) -> SurvivalReport {
    let sample = &lifetimes.sample;
    let is_late = sample.lifetimes().iter().any(|lifetime| lifetime.entry().is_some());
    let start = if is_late { Start::RiskSet(MIN_START_RISK_SET) } else { Start::FirstEvent };
    SurvivalReport {
        source: lifetimes.source,
        curve: kaplan_meier(sample, start, level),
        exponential: exponential(sample, level),
        at_risk: at_risk_by_month(sample),
    }
}

/// Lifetimes under observation at each whole month.
fn at_risk_by_month(sample: &Sample) -> Vec<u64> {
    let longest = sample.lifetimes().iter().map(|l| l.duration()).fold(0.0, f64::max);
    (0..=longest.ceil() as u32)
        .map(|month| {
            let month = f64::from(month);
            let at_risk = |entry: f64, end: f64| entry <= month && month <= end;
            let lifetimes = sample.lifetimes().iter();
            lifetimes.filter(|l| at_risk(l.entry().unwrap_or(0.0), l.duration())).count() as u64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::contact::fixture::{contacts, dataset, dict, mailings};
    use crate::analysis::contact::samples::DAYS_PER_MONTH;
    use crate::analysis::contact::{GroupBy, GroupName};
    use crate::model::{Column, Meaning, RecordKind};

    fn report(dataset: &Dataset) -> ContactDecayReport {
        let report = contact_decay(dataset, Level::ESTIMATE).unwrap();
        let json = serde_json::to_string(&report).unwrap();
        let back: ContactDecayReport = serde_json::from_str(&json).unwrap();
        assert_eq!(back, report, "the report survives the wire");
        report
    }

    #[test]
    fn one_age_has_the_closed_form_of_the_rate() {
        let ages = vec![365; 10];
        let mails: Vec<_> =
            (0..10).map(|at| (at, 0, if at < 3 { "Hardbounce" } else { "zugestellt" })).collect();
        let report = report(&dataset(Some(contacts(&ages)), Some(mailings(&mails))));
        assert_eq!((report.n_contacts, report.bounced_share.value), (10, Some(0.3)));
        let rate = report.rate.unwrap();
        let expected = 1.0 - 0.7_f64.powf(DAYS_PER_MONTH / 365.0);
        assert!((rate.fit.monthly.value.unwrap() - expected).abs() < 1e-12);
        assert!((rate.one_age_rate.unwrap() - expected).abs() < 1e-12);
        assert!(report.survival.is_none() && report.series.is_none());
        // Seen today: nothing is expected to bounce tomorrow.
        let next = report.next_mailing.unwrap();
        assert_eq!((next.n, next.share.value), (7, Some(0.0)));
    }

    #[test]
    fn what_is_missing_is_named() {
        let nothing = dataset(Some(contacts(&[100, 200])), None);
        assert_eq!(report(&nothing).rate, Err(NoRate::NoResult));
        assert_eq!(report(&nothing).bounced_share.value, None);
        let (mails, target) = mailings(&[(0, 10, "Hardbounce"), (1, 10, "Hardbounce")]);
        let only_bounces = dataset(Some(contacts(&[100, 200])), Some((mails, target)));
        assert_eq!(report(&only_bounces).rate, Err(NoRate::OnlyBounces));
        let mut undated = contacts(&[100, 200]);
        undated.columns.pop();
        let mails = mailings(&[(0, 10, "Hardbounce"), (1, 10, "zugestellt")]);
        let report = report(&dataset(Some(undated), Some(mails)));
        assert_eq!(report.rate, Err(NoRate::NoCaptureDate));
        assert_eq!(report.bounced_share.value, Some(0.5), "the share needs no age");
    }

    #[test]
    fn no_bounce_is_a_rate_of_zero_with_an_upper_limit() {
        let mails = mailings(&[(0, 10, "zugestellt"), (1, 10, "zugestellt")]);
        let rate = report(&dataset(Some(contacts(&[100, 200])), Some(mails))).rate.unwrap();
        assert_eq!(rate.fit.monthly.value, Some(0.0));
        assert!(rate.fit.monthly.upper.unwrap() > 0.0);
    }

    #[test]
    fn without_contacts_and_mailings_there_is_no_report() {
        assert!(contact_decay(&dataset(None, None), Level::ESTIMATE).is_none());
    }

    #[test]
    fn groups_that_differ_are_found_and_empty_is_one_of_them() {
        let n = 600;
        let ages: Vec<i32> = (0..n).map(|at| 30 + at % 700).collect();
        // The fair decays three times as fast as the web.
        let mails: Vec<_> = (0..n)
            .map(|at| {
                let rate = if at % 3 == 0 { 0.06 } else { 0.02 };
                let p = 1.0 - (-rate * f64::from(30 + at % 700) / DAYS_PER_MONTH).exp();
                let u = f64::from(at * 7919 % 601) / 601.0;
                (at as u32, 0, if u < p { "Hardbounce" } else { "zugestellt" })
            })
            .collect();
        let words: Vec<&str> = (0..n).map(|at| ["Messe", "Web", ""][at as usize % 3]).collect();
        let mut list = contacts(&ages);
        list.kind = RecordKind::Contact;
        list.columns.push(Column {
            header: "Quelle".into(),
            meaning: Meaning::Source,
            values: dict(&words),
        });
        let report = report(&dataset(Some(list), Some(mailings(&mails))));
        let grouping = report.groupings.iter().find(|g| g.by == GroupBy::Source).unwrap();
        assert_eq!(grouping.groups.len(), 3);
        assert!(grouping.groups.iter().any(|group| group.name == GroupName::Empty));
        assert!(grouping.test.as_ref().unwrap().p_value() < 0.001);
        let n_seen: u64 = grouping.groups.iter().map(|group| group.bad.n_trials()).sum();
        assert_eq!(n_seen, 600);
    }
}
