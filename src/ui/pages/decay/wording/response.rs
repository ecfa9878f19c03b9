//! Waiting in words: buckets, curves, what it costs, and what others have measured.

use super::contact::SMALL_SAMPLE;
use super::preset::preset;
use crate::analysis::enquiry::{Bucket, NoResponse, ResponseReport, Target, WaitSpan};
use crate::analysis::interval::Estimate;
use crate::analysis::response_time::{PreferredModel, ResponseTime};
use crate::chart::response::{ResponseCurve, ResponseDot, ResponseWords, response};
use crate::chart::{ChartSpec, Dash, Role, Table};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;

/// Hours that get a tick: an hour, a working morning, a day, two, four, a week, two, a month, three.
pub(super) const TICKS: [f64; 9] = [1.0, 4.0, 24.0, 48.0, 96.0, 168.0, 336.0, 720.0, 2_160.0];
/// Points of a curve.
const POINTS: u32 = 60;

/// Why nothing can be measured, and what to export.
pub(in crate::ui::pages::decay) fn no_response(locale: Locale, why: NoResponse) -> &'static str {
    match why {
        NoResponse::NoDeals => td_string!(locale, decay.no_deals),
        NoResponse::NoCreationDate => td_string!(locale, decay.no_creation),
        NoResponse::NoActivities => td_string!(locale, decay.no_activities),
        NoResponse::NoActivityDate => td_string!(locale, decay.no_activity_date),
        NoResponse::NoLink => td_string!(locale, decay.no_link),
        NoResponse::NoDirection => td_string!(locale, decay.no_direction),
    }
}

/// What counts as converted, as the name of a choice.
pub(in crate::ui::pages::decay) fn target(
    locale: Locale,
    target: Target,
    steps: &[(u16, String)],
) -> String {
    match step_name(target, steps) {
        Some(step) => td_string!(locale, decay.target_step, step = step),
        None => td_string!(locale, decay.target_won).to_owned(),
    }
}

fn step_name(target: Target, steps: &[(u16, String)]) -> Option<String> {
    match target {
        Target::Won => None,
        Target::Step(at) => Some(steps.iter().find(|(step, _)| *step == at)?.1.clone()),
    }
}

/// What is counted, over what, and within how long.
pub(in crate::ui::pages::decay) fn subtitle(locale: Locale, report: &ResponseReport) -> String {
    let write = Writer::new(locale);
    let target = match step_name(report.target, &report.steps) {
        Some(step) => td_string!(locale, decay.subtitle_step, step = step),
        None => td_string!(locale, decay.subtitle_won).to_owned(),
    };
    td_string!(
        locale,
        decay.chart_wait_subtitle,
        window = write.count(u64::from(report.window_days)),
        target = target
    )
}

/// What each day of waiting does, and which curve says so.
pub(in crate::ui::pages::decay) fn fit_sentence(locale: Locale, report: &ResponseReport) -> String {
    let write = Writer::new(locale);
    let Ok(fit) = &report.fit else { return td_string!(locale, decay.fit_none).to_owned() };
    let per_day = per_day(fit, report.backlog.day_hours);
    let share = write.percent(per_day.value.unwrap_or(0.0), 1);
    let share_of_queue = share.clone();
    let range = write.percents(&per_day, 1);
    let half = fit.exponential.half_life_hours.value;
    let is_clear = per_day.lower.is_some_and(|lower| lower > 0.0);
    let slope = fit.logistic.slope;
    let sentence = if fit.preferred == PreferredModel::Logistic && slope.upper < Some(0.0) {
        let ratio = slope.map_increasing(f64::exp2);
        let factor = write.formats.number(ratio.value.unwrap_or(1.0), 2);
        td_string!(
            locale,
            decay.fit_sentence_logistic,
            factor = factor,
            range = write.numbers(&ratio, 2)
        )
    } else if let Some(half) = half.filter(|_| is_clear) {
        let half = write.wait(half);
        td_string!(locale, decay.fit_sentence, share = share, range = range, half = half)
    } else {
        td_string!(locale, decay.fit_unclear, share = share, range = range)
    };
    let chosen = match fit.preferred {
        PreferredModel::Exponential => td_string!(locale, decay.fit_chosen_exponential).to_owned(),
        PreferredModel::Logistic => {
            td_string!(locale, decay.fit_chosen_logistic, share = share_of_queue)
        }
        PreferredModel::Both => td_string!(locale, decay.fit_chosen_both).to_owned(),
    };
    format!("{sentence} {chosen} {}", td_string!(locale, decay.fit_caution))
}

/// Share of readiness lost per day by the exponential curve.
pub(super) fn per_day(fit: &ResponseTime, day_hours: f64) -> Estimate {
    fit.exponential.decay_per_hour.map_increasing(|rate| -(-rate * day_hours).exp_m1())
}

/// Who is not in the rates, and that hours are missing; empty where there is nothing to say.
pub(in crate::ui::pages::decay) fn left_out(locale: Locale, report: &ResponseReport) -> String {
    let write = Writer::new(locale);
    let counts = &report.counts;
    let reasons = [
        (
            counts.n_immature,
            td_string!(
                locale,
                decay.left_immature,
                n = write.count(counts.n_immature),
                window = write.count(u64::from(report.window_days))
            ),
        ),
        (
            counts.n_undated,
            td_string!(locale, decay.left_undated, n = write.count(counts.n_undated)),
        ),
        (
            counts.n_contacted_before,
            td_string!(locale, decay.left_before, n = write.count(counts.n_contacted_before)),
        ),
        (
            counts.n_unmatched,
            td_string!(locale, decay.left_unmatched, n = write.count(counts.n_unmatched)),
        ),
        (counts.n_unread, td_string!(locale, decay.left_unread, n = write.count(counts.n_unread))),
    ];
    let told: Vec<String> =
        reasons.into_iter().filter(|(n, _)| *n > 0).map(|(_, reason)| reason).collect();
    let mut sentences = Vec::new();
    if !told.is_empty() {
        sentences.push(td_string!(locale, decay.left_out, reasons = told.join(", ")));
    }
    if !report.has_hours {
        sentences.push(td_string!(locale, decay.days_only).to_owned());
    }
    sentences.join(" ")
}

/// Name of a bucket.
pub(in crate::ui::pages::decay) fn bucket(locale: Locale, span: WaitSpan) -> String {
    let write = Writer::new(locale);
    let days = |n: u32| write.count(u64::from(n));
    match span {
        WaitSpan::Hours { from, until: Some(until) } if from <= 0.0 => {
            td_string!(locale, decay.bucket_below, until = write.wait(until))
        }
        WaitSpan::Hours { from, until: Some(until) } => td_string!(
            locale,
            decay.bucket_between,
            from = write.wait(from),
            until = write.wait(until)
        ),
        WaitSpan::Hours { from, until: None } => {
            td_string!(locale, decay.bucket_above, from = write.wait(from))
        }
        WaitSpan::Days { from: 0, .. } => td_string!(locale, decay.bucket_same_day).to_owned(),
        WaitSpan::Days { from: 1, until: Some(2) } => {
            td_string!(locale, decay.bucket_one_day, n = days(1))
        }
        WaitSpan::Days { from, until: Some(until) } if until == from + 1 => {
            td_string!(locale, decay.bucket_days_one, n = days(from))
        }
        WaitSpan::Days { from, until: Some(until) } => {
            td_string!(locale, decay.bucket_days, from = days(from), until = days(until - 1))
        }
        WaitSpan::Days { from, until: None } => {
            td_string!(locale, decay.bucket_days_above, from = days(from))
        }
        WaitSpan::Never => td_string!(locale, decay.bucket_never).to_owned(),
    }
}

/// Buckets and curves over the wait; the preset of the literature as a line of its own where it is asked for.
pub(in crate::ui::pages::decay) fn chart(
    locale: Locale,
    report: &ResponseReport,
    shows_preset: bool,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let dots: Vec<ResponseDot> = report.buckets.iter().map(|bucket| dot(&write, bucket)).collect();
    let longest =
        report.buckets.iter().filter_map(|bucket| bucket.mean_wait_hours).fold(24.0, f64::max);
    let mut curves = Vec::new();
    if let Ok(fit) = &report.fit {
        curves.extend(fitted(&write, fit, longest, report.backlog.day_hours));
    }
    if shows_preset {
        let first = report.buckets.iter().find_map(|bucket| bucket.rate.value);
        curves.extend(preset(&write, first.unwrap_or(1.0), longest));
    }
    let words = ResponseWords {
        wait: td_string!(locale, decay.axis_wait).to_owned(),
        rate: String::new(),
        never: td_string!(locale, decay.never).to_owned(),
        ticks: TICKS.map(|hours| (hours, write.wait(hours))).to_vec(),
    };
    let known: Vec<f64> = report
        .buckets
        .iter()
        .filter(|bucket| bucket.span != WaitSpan::Never)
        .filter_map(|bucket| bucket.rate.value)
        .collect();
    let summary = match (known.first(), known.last()) {
        (Some(first), Some(last)) if last < first => td_string!(
            locale,
            decay.wait_summary,
            first = write.percent(*first, 1),
            last = write.percent(*last, 1)
        ),
        _ => td_string!(locale, decay.wait_summary_flat, n = write.count(report.counts.n)),
    };
    response(&dots, &curves, words, table(&write, report), summary, &*write.formats, width_px)
}

fn dot(write: &Writer, bucket: &Bucket) -> ResponseDot {
    let locale = write.locale;
    let rate = bucket.rate;
    let converted = rate.value.map(|share| {
        td_string!(
            locale,
            decay.readout_converted,
            rate = write.percent(share, 1),
            range = write.percents(&rate, 1)
        )
    });
    let mut readout = vec![self::bucket(locale, bucket.span)];
    readout.extend(converted);
    readout.push(td_string!(locale, decay.readout_of, n = write.count(rate.n)));
    ResponseDot {
        wait_hours: bucket.mean_wait_hours,
        rate: rate.value,
        limits: (rate.lower, rate.upper),
        is_firm: rate.n >= SMALL_SAMPLE,
        readout,
    }
}

/// Waiting times evenly along the axis up to the longest.
pub(super) fn hours(longest: f64) -> impl Iterator<Item = f64> {
    let end = longest.ln_1p();
    (0..=POINTS).map(move |point| (end * f64::from(point) / f64::from(POINTS)).exp_m1())
}

fn fitted(write: &Writer, fit: &ResponseTime, longest: f64, day_hours: f64) -> Vec<ResponseCurve> {
    let locale = write.locale;
    let logistic = ResponseCurve {
        points: hours(longest)
            .map(|hours| {
                let p = fit.logistic.predict(hours);
                let value = p.value.unwrap_or(0.0);
                (hours, p.lower.unwrap_or(value), value, p.upper.unwrap_or(value))
            })
            .collect(),
        role: Role::Second,
        dash: Dash::Solid,
        has_band: true,
        name: td_string!(locale, decay.curve_logistic).to_owned(),
    };
    let per_day = per_day(fit, day_hours);
    // The band is that of the decay; the level at once is held.
    let initial = fit.exponential.initial;
    let exponential = ResponseCurve {
        points: hours(longest)
            .map(|hours| {
                let value = fit.exponential.conversion_after(hours);
                let with = |rate: Option<f64>| rate.map_or(value, |k| initial * (-k * hours).exp());
                let rate = &fit.exponential.decay_per_hour;
                (hours, with(rate.upper), value, with(rate.lower))
            })
            .collect(),
        role: Role::Third,
        dash: Dash::Solid,
        has_band: true,
        name: td_string!(
            locale,
            decay.curve_exponential,
            share = write.percent(per_day.value.unwrap_or(0.0), 1)
        ),
    };
    match fit.preferred {
        PreferredModel::Logistic => vec![logistic],
        PreferredModel::Exponential => vec![exponential],
        PreferredModel::Both => vec![logistic, exponential],
    }
}

fn table(write: &Writer, report: &ResponseReport) -> Table {
    let locale = write.locale;
    let header = [
        td_string!(locale, decay.col_wait),
        td_string!(locale, decay.col_enquiries),
        td_string!(locale, decay.col_converted),
        td_string!(locale, decay.col_range),
    ];
    let rows = report.buckets.iter().map(|bucket| {
        let missing = || td_string!(locale, app.missing).to_owned();
        let (rate, range) = match bucket.rate.value {
            Some(share) => (write.percent(share, 1), write.percents(&bucket.rate, 1)),
            None => (missing(), missing()),
        };
        vec![self::bucket(locale, bucket.span), write.count(bucket.rate.n), rate, range]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}
