//! What the user's own enquiries say about waiting: buckets, curves, cost and channels.
//!
//! Buckets of hours only where both deals and activities have times of day; else buckets of days. Enquiries never
//! answered are a class of their own, neither t = infinity nor dropped from the count. The median time to the first
//! answer censors those still waiting (Kaplan-Meier), because the mean of those answered is a mean of survivors.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bucket::{Bucket, buckets};
use super::clock::{Clock, ClockKind};
use super::conversion::{Conversion, Target, dated_steps};
use super::reading::{Enquiries, Enquiry, NoResponse};
use super::waiting::{Backlog, NewEnquiryCost, WaitingLoss, backlog, new_enquiry_cost};
use crate::analysis::channel_mixing::{
    Channel, ChannelMixing, Touch, WINDOW_HOURS, channel_mixing, violations,
};
use crate::analysis::funnel::ConversionWindow;
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::proportion::Proportion;
use crate::analysis::response_time::{ResponseTime, WaitCurve, WaitGroup, response_time};
use crate::analysis::survival::{Lifetime, Sample, Start, kaplan_meier};
use crate::model::{Dataset, Day, Deals, Meaning, Outcome, Selection};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseConfig {
    /// What counts as converted; `None` for the first hurdle.
    pub target: Option<Target>,
    /// Within how many days.
    pub window: ConversionWindow,
    /// By which clock waits are measured.
    pub clock: ClockKind,
    /// The wait that is still good enough, hours.
    pub target_hours: f64,
    /// Take activities without a direction for ours.
    pub undirected_are_ours: bool,
    /// Level of all limits.
    pub level: Level,
}

/// Everything the page says about the user's own enquiries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseReport {
    /// Export date.
    pub as_of: Day,
    /// What was asked.
    pub config: ResponseConfig,
    /// Whether waits are known to the hour.
    pub has_hours: bool,
    /// What counts as converted.
    pub target: Target,
    /// The steps that could count, with their names.
    pub steps: Vec<(u16, String)>,
    /// Days within which an enquiry must convert to count.
    pub window_days: u16,
    /// What was counted and what was left out.
    pub counts: ResponseCounts,
    /// Hours until half of the enquiries have their first answer; those still waiting are censored.
    pub median_wait_hours: Estimate,
    /// Share answered within the target, of all that had the time.
    pub answered_in_time: Estimate,
    /// Conversion by bucket of the wait; the last one is the enquiries never answered.
    pub buckets: Vec<Bucket>,
    /// The curves.
    pub fit: Result<ResponseTime, NotEstimable>,
    /// What waiting costs new enquiries, by the chosen curve; `None` without one.
    pub new_enquiries: Option<NewEnquiryCost>,
    /// The enquiries that wait now, and what that costs by the chosen curve.
    pub backlog: Backlog,
    /// What it costs by the other curve, where AIC does not clearly prefer the chosen one.
    pub beside: Option<WaitingLoss>,
    /// Share of conversions that are won; 1 where a win is the conversion.
    pub win_given_target: Estimate,
    /// Conversion by channel.
    pub channels: Vec<ChannelClass>,
    /// The rule of one channel a day.
    pub mixing: ChannelMixing,
}

/// What was counted and what was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseCounts {
    /// Enquiries.
    pub n: u64,
    /// Of these, answered.
    pub n_answered: u64,
    /// Too young for the window: in no rate.
    pub n_immature: u64,
    /// Deals without a creation date.
    pub n_undated: u64,
    /// Deals whose first contact was ours: no enquiries.
    pub n_contacted_before: u64,
    /// Activities of no deal of the file.
    pub n_unmatched: u64,
    /// Activities without a date or a direction.
    pub n_unread: u64,
}

/// Conversion of the enquiries first answered by one channel, or by two within a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelClass {
    /// The channel of the first answer; `None` for two channels within a day, whatever came first.
    pub channel: Option<Channel>,
    /// Converted among them (Wilson).
    pub rate: Estimate,
}

/// The report on the enquiries of the selected deals, or why nothing can be measured.
pub fn response(
    dataset: &Dataset,
    rows: &Selection,
    config: &ResponseConfig,
    is_worked: &dyn Fn(Day) -> bool,
) -> Result<ResponseReport, NoResponse> {
    let deals = dataset.deals.as_ref().ok_or(NoResponse::NoDeals)?;
    let clock = match config.clock {
        ClockKind::Calendar => Clock::Calendar,
        ClockKind::Office => Clock::Office(is_worked),
    };
    let enquiries = Enquiries::of(dataset, rows, clock, config.undirected_are_ours)?;
    let (as_of, level) = (dataset.as_of, config.level);
    let conversion = Conversion::new(deals, &enquiries.all, config.target, config.window, as_of);
    let mature: Vec<(&Enquiry, bool)> = enquiries
        .all
        .iter()
        .filter_map(|enquiry| Some((enquiry, conversion.of(enquiry)?)))
        .collect();
    let groups = wait_groups(&mature);
    let never = never_answered(&mature);
    let fit = response_time(&groups, never.n_trials(), level)
        .unwrap_or(Err(NotEstimable::NoObservations));
    let curve = fit.as_ref().ok().map(ResponseTime::chosen);
    let new_by = |curve: WaitCurve<'_>| {
        new_enquiry_cost(&enquiries, curve, &groups, config.target_hours, as_of)
    };
    let backlog_by = |curve: Option<WaitCurve<'_>>| {
        backlog(&enquiries, curve, config.clock, clock, as_of, |row| name(deals, row))
    };
    let beside = fit.as_ref().ok().and_then(ResponseTime::beside).map(|curve| WaitingLoss {
        model: curve.model(),
        new_per_day: new_by(curve).map(|cost| cost.lost_per_day),
        backlog_per_day: backlog_by(Some(curve)).lost_per_day,
    });
    Ok(ResponseReport {
        as_of,
        config: *config,
        has_hours: enquiries.has_hours,
        target: conversion.target(),
        steps: step_names(deals),
        window_days: conversion.window_days,
        counts: counts(&enquiries, mature.len()),
        median_wait_hours: median_wait(&enquiries, clock, as_of, level),
        answered_in_time: answered_in_time(&enquiries, clock, config.target_hours, as_of, level),
        buckets: buckets(&groups, never, config.clock, enquiries.has_hours, level)
            .unwrap_or_default(),
        new_enquiries: curve.and_then(new_by),
        backlog: backlog_by(curve),
        beside,
        fit,
        win_given_target: conversion.win_given_target(&enquiries.all, level),
        channels: channels(&mature, level),
        mixing: channel_mixing(
            mature.iter().map(|(enquiry, converted)| (enquiry.touches.as_slice(), *converted)),
            level,
        ),
    })
}

fn counts(enquiries: &Enquiries, n_mature: usize) -> ResponseCounts {
    let n = enquiries.all.len() as u64;
    ResponseCounts {
        n,
        n_answered: enquiries.all.iter().filter(|enquiry| enquiry.wait_hours.is_some()).count()
            as u64,
        n_immature: n - n_mature as u64,
        n_undated: enquiries.n_undated as u64,
        n_contacted_before: enquiries.n_contacted_before as u64,
        n_unmatched: enquiries.n_unmatched as u64,
        n_unread: enquiries.n_unread as u64,
    }
}

/// Equal waits together, in ascending order.
fn wait_groups(mature: &[(&Enquiry, bool)]) -> Vec<WaitGroup> {
    let mut by_wait: BTreeMap<u64, Proportion> = BTreeMap::new();
    for (enquiry, converted) in mature {
        if let Some(hours) = enquiry.wait_hours {
            // Waits are not negative: their bits sort as they do.
            let seen = by_wait.entry(hours.to_bits()).or_insert(Proportion::of(0, 0));
            *seen = seen.pooled(Proportion::of(u64::from(*converted), u64::from(!*converted)));
        }
    }
    by_wait
        .into_iter()
        .map(|(bits, converted)| WaitGroup { wait_hours: f64::from_bits(bits), converted })
        .collect()
}

fn never_answered(mature: &[(&Enquiry, bool)]) -> Proportion {
    let unanswered = mature.iter().filter(|(enquiry, _)| enquiry.wait_hours.is_none());
    let (n, n_converted) =
        unanswered.fold((0, 0), |(n, converted), (_, is)| (n + 1, converted + u64::from(*is)));
    Proportion::of(n_converted, n - n_converted)
}

/// Hours an enquiry has waited: to its first answer, to its end, or to the export date.
fn waited(enquiry: &Enquiry, clock: Clock<'_>, has_hours: bool, as_of: Day) -> f64 {
    let until = enquiry.closed.filter(|_| enquiry.outcome != Outcome::Open).unwrap_or(as_of);
    enquiry.wait_hours.unwrap_or_else(|| {
        if has_hours {
            clock.hours(enquiry.asked, Clock::end_of(until))
        } else {
            24.0 * clock.days(enquiry.asked.day(), until)
        }
    })
}

fn median_wait(enquiries: &Enquiries, clock: Clock<'_>, as_of: Day, level: Level) -> Estimate {
    let lifetimes = enquiries.all.iter().map(|enquiry| {
        let hours = waited(enquiry, clock, enquiries.has_hours, as_of);
        Lifetime::new(hours, enquiry.wait_hours.is_some())
    });
    kaplan_meier(&Sample::collect(lifetimes), Start::FirstEvent, level).median()
}

/// Answered within the target among those that were answered or have waited longer than it.
fn answered_in_time(
    enquiries: &Enquiries,
    clock: Clock<'_>,
    target_hours: f64,
    as_of: Day,
    level: Level,
) -> Estimate {
    let (mut in_time, mut late) = (0, 0);
    for enquiry in &enquiries.all {
        match enquiry.wait_hours {
            Some(hours) if hours <= target_hours => in_time += 1,
            _ => {
                let hours = waited(enquiry, clock, enquiries.has_hours, as_of);
                late += u64::from(hours > target_hours || enquiry.outcome != Outcome::Open);
            }
        }
    }
    Proportion::of(in_time, late).wilson(level)
}

/// Conversion by the channel of the first answer; enquiries with two channels within a day are a class of their
/// own (MATH 7.5).
fn channels(mature: &[(&Enquiry, bool)], level: Level) -> Vec<ChannelClass> {
    let class = |touches: &[Touch], first: Channel| {
        violations(touches, WINDOW_HOURS).is_empty().then_some(first)
    };
    let order = [
        Some(Channel::Phone),
        Some(Channel::Email),
        Some(Channel::Meeting),
        Some(Channel::Letter),
        Some(Channel::Other),
        None,
    ];
    let mut counts = [Proportion::of(0, 0); 6];
    for (enquiry, converted) in mature {
        let Some(first) = enquiry.first_channel else { continue };
        let class = class(&enquiry.touches, first);
        let at = order.iter().position(|known| *known == class);
        if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
            *count = count.pooled(Proportion::of(u64::from(*converted), u64::from(!*converted)));
        }
    }
    order
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| count.n_trials() > 0)
        .map(|(channel, count)| ChannelClass { channel, rate: count.wilson(level) })
        .collect()
}

/// The steps that could count as converted, with their names.
fn step_names(deals: &Deals) -> Vec<(u16, String)> {
    let names: Vec<&str> = deals.pipeline.steps().map(|stage| stage.name.as_str()).collect();
    dated_steps(deals)
        .into_iter()
        .filter_map(|step| Some((step, (*names.get(usize::from(step))?).to_owned())))
        .collect()
}

/// Title (else company) and rep of a deal.
fn name(deals: &Deals, row: usize) -> (Option<String>, Option<String>) {
    let text = |meaning: Meaning| deals.table.text(&meaning, row).map(std::borrow::Cow::into_owned);
    (text(Meaning::Title).or_else(|| text(Meaning::Company)), text(Meaning::Owner))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::enquiry::WaitSpan;
    use crate::analysis::enquiry::fixture::{ActivityRow, CONFIG, DealRow, dataset, out};
    use crate::analysis::response_time::WaitModel;

    const fn deal(hours_ago: i32, outcome: Outcome, days: i32) -> DealRow {
        DealRow { hours_ago, outcome, days }
    }

    fn ask(dataset: &Dataset, config: &ResponseConfig) -> Result<ResponseReport, NoResponse> {
        let rows = Selection::All(dataset.deals.as_ref().map_or(0, Deals::len));
        let report = response(dataset, &rows, config, &|_| true);
        if let Ok(report) = &report {
            let json = serde_json::to_string(report).unwrap();
            let back: ResponseReport = serde_json::from_str(&json).unwrap();
            assert_eq!(back, *report, "the report survives the wire");
            let n: u64 = report.buckets.iter().map(|bucket| bucket.rate.n).sum();
            assert_eq!(n + report.counts.n_immature, report.counts.n, "no enquiry disappears");
        }
        report
    }

    /// An old deal and what its bucket says.
    const OLD: i32 = 24 * 200;

    #[test]
    fn each_wait_falls_into_its_bucket_and_never_is_one() {
        let won = deal(OLD, Outcome::Won, 30);
        let lost = deal(OLD, Outcome::Lost, 30);
        let deals = [won, lost, lost, lost];
        let activities = [out(0, 0.5, "Anruf"), out(1, 30.0, "E-Mail"), out(2, 4.0, "Anruf")];
        let report = ask(&dataset(&deals, &activities, true), &CONFIG).unwrap();
        assert!(report.has_hours);
        let rates: Vec<(u64, Option<f64>)> =
            report.buckets.iter().map(|bucket| (bucket.rate.n, bucket.rate.value)).collect();
        let expected = [
            (1, Some(1.0)),
            (0, None),
            (1, Some(0.0)),
            (1, Some(0.0)),
            (0, None),
            (0, None),
            (0, None),
            (1, Some(0.0)),
        ];
        assert_eq!(rates, expected);
        assert_eq!(report.buckets[0].mean_wait_hours, Some(0.5));
        assert_eq!(report.buckets[7].span, WaitSpan::Never);
        assert_eq!(report.answered_in_time.value, Some(0.5), "2 of 4 within four hours");
    }

    #[test]
    fn without_times_of_day_there_are_buckets_of_days() {
        let deals = [deal(OLD, Outcome::Won, 30), deal(OLD, Outcome::Lost, 30)];
        let activities = [out(0, 1.0, "Anruf"), out(1, 50.0, "Anruf")];
        let report = ask(&dataset(&deals, &activities, false), &CONFIG).unwrap();
        assert!(!report.has_hours);
        assert_eq!(report.buckets[0].span, WaitSpan::Days { from: 0, until: Some(1) });
        assert_eq!(report.buckets.iter().filter(|bucket| bucket.rate.n > 0).count(), 2);
    }

    #[test]
    fn an_enquiry_counts_once_it_had_the_whole_window() {
        let deals = [
            deal(OLD, Outcome::Won, 30),
            // Won, but after the window: not converted within it.
            deal(OLD, Outcome::Won, 120),
            // Too young, though won already.
            deal(24 * 40, Outcome::Won, 10),
        ];
        let activities = [0, 1, 2].map(|deal| out(deal, 1.0, "Anruf"));
        let report = ask(&dataset(&deals, &activities, true), &CONFIG).unwrap();
        assert_eq!((report.counts.n, report.counts.n_immature), (3, 1));
        assert_eq!(report.buckets[1].rate.value, Some(0.5));
        let longer = ResponseConfig { window: ConversionWindow::Days(180), ..CONFIG };
        let report = ask(&dataset(&deals, &activities, true), &longer).unwrap();
        assert_eq!(report.buckets[1].rate.value, Some(1.0));
    }

    #[test]
    fn the_window_covers_nine_of_ten_wins() {
        let mut deals: Vec<DealRow> =
            (0..20).map(|at| deal(24 * 500, Outcome::Won, 20 + at * 2)).collect();
        deals.extend([deal(24 * 500, Outcome::Lost, 90); 20]);
        let activities: Vec<ActivityRow> = (0..40).map(|deal| out(deal, 1.0, "Anruf")).collect();
        let config = ResponseConfig { window: ConversionWindow::FromData, ..CONFIG };
        let report = ask(&dataset(&deals, &activities, true), &config).unwrap();
        assert_eq!(report.window_days, 60, "the 90 % point lies at 54 days");
    }

    #[test]
    fn what_cannot_be_measured_says_why() {
        let deals = [deal(OLD, Outcome::Won, 30)];
        let touch = [out(0, 1.0, "Anruf")];
        let mut nothing = dataset(&deals, &touch, true);
        nothing.deals = None;
        assert_eq!(ask(&nothing, &CONFIG), Err(NoResponse::NoDeals));
        let mut no_activities = dataset(&deals, &touch, true);
        no_activities.activities = None;
        assert_eq!(ask(&no_activities, &CONFIG), Err(NoResponse::NoActivities));
        let mut no_link = dataset(&deals, &touch, true);
        no_link.joins.clear();
        assert_eq!(ask(&no_link, &CONFIG), Err(NoResponse::NoLink));
        let undirected = [ActivityRow { direction: "", ..touch[0] }];
        let undirected = dataset(&deals, &undirected, true);
        assert_eq!(ask(&undirected, &CONFIG), Err(NoResponse::NoDirection));
        let ours = ResponseConfig { undirected_are_ours: true, ..CONFIG };
        assert_eq!(ask(&undirected, &ours).unwrap().counts.n_answered, 1);
    }

    #[test]
    fn a_deal_we_opened_ourselves_is_no_enquiry_and_a_note_no_answer() {
        let deals = [deal(OLD, Outcome::Won, 30), deal(OLD, Outcome::Won, 30)];
        let activities = [
            out(0, -2.0, "Anruf"),
            out(0, 3.0, "Anruf"),
            out(1, 1.0, "Notiz"),
            out(1, 7.0, "Anruf"),
        ];
        let report = ask(&dataset(&deals, &activities, true), &CONFIG).unwrap();
        assert_eq!((report.counts.n, report.counts.n_contacted_before), (1, 1));
        assert_eq!(report.buckets[2].rate.n, 1, "answered after seven hours, not after one");
    }

    #[test]
    fn the_median_wait_keeps_those_who_still_wait() {
        let deals = [deal(OLD, Outcome::Open, 0); 4];
        let activities = [out(0, 2.0, "Anruf"), out(1, 6.0, "Anruf")];
        let report = ask(&dataset(&deals, &activities, true), &CONFIG).unwrap();
        assert_eq!(report.median_wait_hours.value, Some(6.0), "half have an answer after 6 hours");
        assert_eq!(report.backlog.n, 2);
        assert_eq!(report.backlog.longest_hours, Some(f64::from(OLD)));
        assert_eq!(report.backlog.freshest[0].name.as_deref(), Some("Anfrage 2"));
    }

    #[test]
    fn two_channels_within_a_day_are_a_class_of_their_own() {
        let deals = [
            deal(OLD, Outcome::Won, 30),
            deal(OLD, Outcome::Lost, 30),
            deal(OLD, Outcome::Won, 30),
        ];
        let activities = [
            out(0, 1.0, "Anruf"),
            out(0, 40.0, "E-Mail"),
            out(1, 1.0, "Anruf"),
            out(1, 4.0, "E-Mail"),
            out(2, 1.0, "E-Mail"),
        ];
        let report = ask(&dataset(&deals, &activities, true), &CONFIG).unwrap();
        let classes: Vec<(Option<Channel>, Option<f64>)> =
            report.channels.iter().map(|class| (class.channel, class.rate.value)).collect();
        let expected = [
            (Some(Channel::Phone), Some(1.0)),
            (Some(Channel::Email), Some(1.0)),
            (None, Some(0.0)),
        ];
        assert_eq!(classes, expected);
        assert_eq!(report.mixing.mixed.share(), Some(1.0 / 3.0));
    }

    /// 1,200 enquiries whose chance falls by e^(-0.01 t), planted with stratified uniforms.
    #[test]
    fn a_planted_decay_is_found_again() {
        let waits = [0.5, 3.0, 10.0, 30.0, 60.0, 120.0];
        let mut deals = Vec::new();
        let mut activities = Vec::new();
        for at in 0..1_200_u32 {
            let wait = waits[at as usize % 6];
            let p = 0.5 * f64::exp(-0.01 * wait);
            let u = (f64::from(at / 6 * 73 % 200) + 0.5) / 200.0;
            deals.push(deal(OLD, if u < p { Outcome::Won } else { Outcome::Lost }, 30));
            activities.push(out(at, wait, "Anruf"));
        }
        let report = ask(&dataset(&deals, &activities, true), &CONFIG).unwrap();
        let fit = report.fit.unwrap();
        let k = fit.exponential.decay_per_hour;
        assert!((k.value.unwrap() - 0.01).abs() < 0.000_5, "{k:?}");
        assert!(k.lower.unwrap() < 0.01 && k.upper.unwrap() > 0.01);
        assert_eq!(fit.chosen().model(), WaitModel::Exponential, "it was planted");
        let cost = report.new_enquiries.unwrap();
        // Beyond four hours: waits of 10 to 120 hours cost p(4) - p(t) each.
        let p = |t: f64| 0.5 * f64::exp(-0.01 * t);
        let expected = waits[2..].iter().map(|&t| p(4.0) - p(t)).sum::<f64>() / 6.0;
        assert!((cost.lost_per_answered.value.unwrap() / expected - 1.0).abs() < 0.05);
        let (lower, upper) = (cost.lost_per_answered.lower, cost.lost_per_answered.upper);
        assert!(lower.unwrap() < expected && expected < upper.unwrap());
    }
}
