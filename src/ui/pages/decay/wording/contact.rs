//! The user's own contacts in words: states, the rate and what speaks for it, bounces by age, the next mailing.

use crate::analysis::contact::samples::Look;
use crate::analysis::contact::{AgeBin, ContactDecayReport, Fate, NextMailing, NoRate, RateReport};
use crate::analysis::exclusion::{ExclusionReason, Exclusions};
use crate::chart::bounce_by_age::{BounceCurves, BounceDot, BounceWords, bounce_by_age};
use crate::chart::list_ages::{AgeBar, AgeWords, list_ages};
use crate::chart::{ChartSpec, Table};
use crate::job::list_plan::REFERENCE_MONTHLY_RATE;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;

/// Groups of fewer are drawn hollow and said to be small (P4).
pub(in crate::ui::pages::decay) const SMALL_SAMPLE: u64 = 30;
/// Below this p-value a difference is called one.
pub(in crate::ui::pages::decay) const SIGNIFICANT: f64 = 0.05;

/// Why there is no rate, and what to export.
pub(in crate::ui::pages::decay) fn no_rate(locale: Locale, why: NoRate) -> &'static str {
    match why {
        NoRate::NoCaptureDate => td_string!(locale, decay.no_capture),
        NoRate::NoResult => td_string!(locale, decay.no_result),
        NoRate::OnlyBounces => td_string!(locale, decay.only_bounces),
        NoRate::NothingToCompare => td_string!(locale, decay.nothing_to_compare),
    }
}

/// Name of a state.
pub(in crate::ui::pages::decay) fn fate(locale: Locale, fate: Fate) -> &'static str {
    match fate {
        Fate::Valid => td_string!(locale, decay.fate_valid),
        Fate::Unknown => td_string!(locale, decay.fate_unknown),
        Fate::HardBounce => td_string!(locale, decay.fate_hard_bounce),
        Fate::Invalid => td_string!(locale, decay.fate_invalid),
        Fate::LeftCompany => td_string!(locale, decay.fate_left),
        Fate::Unsubscribed => td_string!(locale, decay.fate_unsubscribed),
        Fate::Blocked => td_string!(locale, decay.fate_blocked),
    }
}

/// What was merged, left over or not understood, one sentence each; empty where nothing was.
pub(in crate::ui::pages::decay) fn counts(locale: Locale, report: &ContactDecayReport) -> String {
    let write = Writer::new(locale);
    let sentences = [
        (
            report.n_repeated_rows,
            td_string!(locale, decay.counts_repeated, n = write.count(report.n_repeated_rows)),
        ),
        (
            report.n_unmatched_mails,
            td_string!(locale, decay.counts_unmatched, n = write.count(report.n_unmatched_mails)),
        ),
        (
            report.n_unread_results,
            td_string!(locale, decay.counts_unread, n = write.count(report.n_unread_results)),
        ),
        (
            report.n_repaired,
            td_string!(locale, decay.counts_repaired, n = write.count(report.n_repaired)),
        ),
    ];
    let told = sentences.into_iter().filter(|(n, _)| *n > 0).map(|(_, sentence)| sentence);
    told.collect::<Vec<_>>().join(" ")
}

/// Which look at the list the rate takes, and who is not in it.
pub(in crate::ui::pages::decay) fn basis(locale: Locale, rate: &RateReport) -> String {
    let look = match rate.look {
        Look::OnlyMailing => td_string!(locale, decay.look_only),
        Look::LastMailing => td_string!(locale, decay.look_last),
        Look::FirstMailing => td_string!(locale, decay.look_first),
        Look::ExportDate => td_string!(locale, decay.look_export),
    };
    format!("{look} {}", left_out(locale, &rate.exclusions)).trim().to_owned()
}

/// Who was left out, by reason; empty for nobody.
pub(in crate::ui::pages::decay) fn left_out(locale: Locale, exclusions: &Exclusions) -> String {
    if exclusions.total() == 0 {
        return String::new();
    }
    let write = Writer::new(locale);
    let reason = |reason: ExclusionReason, n: u64| {
        let n = write.count(n);
        match reason {
            ExclusionReason::MissingStart => td_string!(locale, decay.reason_missing_start, n = n),
            ExclusionReason::NeverContacted => td_string!(locale, decay.reason_never, n = n),
            ExclusionReason::NegativeDuration => td_string!(locale, decay.reason_negative, n = n),
            ExclusionReason::EntryNotBeforeEnd => td_string!(locale, decay.reason_entry, n = n),
            _ => td_string!(locale, decay.reason_other, n = n),
        }
    };
    let reasons: Vec<String> =
        exclusions.iter().map(|exclusion| reason(exclusion.reason, exclusion.n)).collect();
    td_string!(locale, decay.left_out, reasons = reasons.join(", "))
}

/// The rate in a sentence, with its range and how it stands to the literature.
pub(in crate::ui::pages::decay) fn rate_sentence(locale: Locale, rate: &RateReport) -> String {
    let write = Writer::new(locale);
    let monthly = &rate.fit.monthly;
    let reference = write.percent(REFERENCE_MONTHLY_RATE, 1);
    let Some(share) = monthly.value else {
        let lower = monthly.lower.unwrap_or(0.0);
        return td_string!(locale, decay.rate_all_bad, lower = write.percent(lower, 2));
    };
    if share <= 0.0 {
        let upper = write.percent(monthly.upper.unwrap_or(1.0), 2);
        return td_string!(
            locale,
            decay.rate_upper_only,
            upper = upper,
            n = write.count(monthly.n)
        );
    }
    let sentence = td_string!(
        locale,
        decay.rate_sentence,
        rate = write.percent(share, 2),
        range = write.percents(monthly, 2),
        n = write.count(monthly.n)
    );
    let comparison = if monthly.lower.is_some_and(|lower| lower > REFERENCE_MONTHLY_RATE) {
        td_string!(locale, decay.rate_higher, reference = reference)
    } else if monthly.upper.is_some_and(|upper| upper < REFERENCE_MONTHLY_RATE) {
        td_string!(locale, decay.rate_lower, reference = reference)
    } else {
        td_string!(locale, decay.rate_same, reference = reference)
    };
    format!("{sentence} {comparison}")
}

/// What else speaks for or against the one rate: shape, the series of mailings, the reading as one age.
pub(in crate::ui::pages::decay) fn rate_details(
    locale: Locale,
    report: &ContactDecayReport,
    rate: &RateReport,
) -> String {
    let write = Writer::new(locale);
    let mut sentences = Vec::new();
    match &report.series {
        Some(Ok(fit)) => {
            let share = fit.exponential_rate.map_increasing(|hazard| -(-hazard).exp_m1());
            sentences.push(td_string!(
                locale,
                decay.series,
                n_mailings = write.count(report.mailings.len() as u64),
                rate = write.percent(share.value.unwrap_or(0.0), 2),
                range = write.percents(&share, 2)
            ));
        }
        Some(Err(_)) => sentences.push(td_string!(locale, decay.series_none).to_owned()),
        None => {}
    }
    if let Ok(weibull) = &rate.weibull {
        let p = write.p_value(weibull.constant_hazard_p);
        let shape = weibull.shape.value.unwrap_or(1.0);
        let shown = write.formats.number(shape, 2);
        sentences.push(if weibull.constant_hazard_p >= SIGNIFICANT {
            td_string!(locale, decay.hazard_constant, p = p)
        } else if shape > 1.0 {
            td_string!(locale, decay.hazard_rising, shape = shown, p = p)
        } else {
            td_string!(locale, decay.hazard_falling, shape = shown, p = p)
        });
    }
    if let Some(one_age) = rate.one_age_rate
        && rate.ages.len() > 1
    {
        sentences.push(td_string!(locale, decay.one_age, rate = write.percent(one_age, 2)));
    }
    sentences.join(" ")
}

/// Bounces by age: groups, steps without a model, the fitted curve and the reference.
pub(in crate::ui::pages::decay) fn bounce_chart(
    locale: Locale,
    rate: &RateReport,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let hazard = rate.fit.rate;
    let end = rate.ages.last()?.until_months;
    let gone = |hazard: f64, months: f64| -(-hazard * months).exp_m1();
    let points = || (0..=60).map(|step| f64::from(step) / 60.0 * end);
    let fitted = match hazard.value {
        Some(value) => points()
            .map(|months| {
                let limit = |side: Option<f64>| gone(side.unwrap_or(value), months);
                (months, limit(hazard.lower), gone(value, months), limit(hazard.upper))
            })
            .collect(),
        None => Vec::new(),
    };
    let reference_hazard = -(-REFERENCE_MONTHLY_RATE).ln_1p();
    let curves = BounceCurves {
        dots: rate.ages.iter().map(|bin| dot(&write, bin, hazard.value)).collect(),
        steps: rate.fit.npmle.iter().map(|step| (step.age_months, step.share_bad)).collect(),
        fitted,
        reference: points().map(|months| (months, gone(reference_hazard, months))).collect(),
    };
    let monthly = rate.fit.monthly.value;
    let words = BounceWords {
        months: td_string!(locale, decay.axis_months_age).to_owned(),
        fitted: monthly
            .map(|share| td_string!(locale, decay.curve_fitted, rate = write.percent(share, 2)))
            .unwrap_or_default(),
        steps: td_string!(locale, decay.curve_steps).to_owned(),
        reference: td_string!(
            locale,
            decay.curve_reference,
            rate = write.percent(REFERENCE_MONTHLY_RATE, 1)
        ),
    };
    let share =
        |bin: Option<&AgeBin>| write.percent(bin.and_then(|bin| bin.share.value).unwrap_or(0.0), 1);
    let summary = td_string!(
        locale,
        decay.bounce_summary,
        first = share(rate.ages.first()),
        last = share(rate.ages.last()),
        rate = monthly.map_or_else(
            || td_string!(locale, app.missing).to_owned(),
            |share| write.percent(share, 2)
        )
    );
    bounce_by_age(&curves, words, bounce_table(&write, rate), summary, &*write.formats, width_px)
}

fn dot(write: &Writer, bin: &AgeBin, hazard: Option<f64>) -> BounceDot {
    let locale = write.locale;
    let share = bin.share.value.unwrap_or(0.0);
    let mut readout = vec![
        ages(write, bin.from_months, bin.until_months),
        td_string!(
            locale,
            decay.readout_bad,
            bad = write.count(bin.bad.n_successes()),
            n = write.count(bin.bad.n_trials())
        ),
        td_string!(
            locale,
            decay.readout_share,
            share = write.percent(share, 1),
            range = write.percents(&bin.share, 1)
        ),
    ];
    if let Some(hazard) = hazard {
        let expected = -(-hazard * bin.mean_months).exp_m1();
        readout.push(td_string!(
            locale,
            decay.readout_expected,
            share = write.percent(expected, 1)
        ));
    }
    BounceDot {
        months: bin.mean_months,
        share,
        limits: bin.share.lower.zip(bin.share.upper),
        is_firm: bin.bad.n_trials() >= SMALL_SAMPLE,
        readout,
    }
}

fn ages(write: &Writer, from: f64, until: f64) -> String {
    let number = |months: f64| write.number(months);
    td_string!(write.locale, decay.readout_ages, from = number(from), until = number(until))
}

fn bounce_table(write: &Writer, rate: &RateReport) -> Table {
    let locale = write.locale;
    let header = [
        td_string!(locale, decay.col_ages),
        td_string!(locale, decay.col_n),
        td_string!(locale, decay.col_bad),
        td_string!(locale, decay.col_share),
        td_string!(locale, decay.col_range),
        td_string!(locale, decay.col_model),
    ];
    let rows = rate.ages.iter().map(|bin| {
        let expected = rate.fit.rate.value.map(|hazard| -(-hazard * bin.mean_months).exp_m1());
        vec![
            format!("{}–{}", write.number(bin.from_months), write.number(bin.until_months)),
            write.count(bin.bad.n_trials()),
            write.count(bin.bad.n_successes()),
            write.percent(bin.share.value.unwrap_or(0.0), 1),
            write.percents(&bin.share, 1),
            expected.map_or_else(
                || td_string!(locale, app.missing).to_owned(),
                |share| write.percent(share, 1),
            ),
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// Interval of what the next mailing will bounce, and to how many it goes.
pub(in crate::ui::pages::decay) fn next_note(locale: Locale, next: &NextMailing) -> String {
    let write = Writer::new(locale);
    td_string!(
        locale,
        decay.next_note,
        n = write.count(next.n),
        range = write.percents(&next.share, 1)
    )
}

/// The contacts by time since they were known to be valid, with the dead expected among them.
pub(in crate::ui::pages::decay) fn next_chart(
    locale: Locale,
    next: &NextMailing,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let share = |n_bad: f64, n: u64| if n > 0 { n_bad / n as f64 } else { 0.0 };
    let round = |n: f64| write.count(n.round() as u64);
    let bars: Vec<AgeBar> = next
        .ages
        .iter()
        .map(|bin| AgeBar {
            months: (bin.from_months, bin.until_months),
            n: bin.n as f64,
            n_bad: bin.n_bad,
            readout: vec![
                ages(&write, bin.from_months, bin.until_months),
                td_string!(locale, decay.readout_n, n = write.count(bin.n)),
                td_string!(
                    locale,
                    decay.readout_expected_bad,
                    n = round(bin.n_bad),
                    share = write.percent(share(bin.n_bad, bin.n), 1)
                ),
            ],
        })
        .collect();
    let n_bad: f64 = next.ages.iter().map(|bin| bin.n_bad).sum();
    let words = AgeWords {
        months: td_string!(locale, decay.axis_months_since).to_owned(),
        addresses: td_string!(locale, decay.axis_contacts).to_owned(),
        bad: td_string!(locale, decay.next_bad, n = round(n_bad)),
    };
    let header = [
        td_string!(locale, decay.axis_months_since),
        td_string!(locale, decay.axis_contacts),
        td_string!(locale, decay.col_bad),
        td_string!(locale, decay.col_share),
    ];
    let rows = next.ages.iter().map(|bin| {
        vec![
            format!("{}–{}", write.number(bin.from_months), write.number(bin.until_months)),
            write.count(bin.n),
            round(bin.n_bad),
            write.percent(share(bin.n_bad, bin.n), 1),
        ]
    });
    let table = Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() };
    let summary = td_string!(
        locale,
        decay.next_summary,
        n = write.count(next.n),
        bad = round(n_bad),
        share = write.percent(next.share.value.unwrap_or(0.0), 1)
    );
    list_ages(&bars, words, table, summary, &*write.formats, width_px)
}
