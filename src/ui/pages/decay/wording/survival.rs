//! The survival curve in words.

use super::contact::left_out;
use crate::analysis::contact::SurvivalReport;
use crate::analysis::contact::samples::LifetimeSource;
use crate::chart::survival::{SurvivalCurves, SurvivalStep, SurvivalWords, survival};
use crate::chart::{ChartSpec, Table};
use crate::job::list_plan::REFERENCE_MONTHLY_RATE;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;

/// Most rows of the table.
const MAX_ROWS: usize = 13;

/// What is drawn, and from where the lifetimes come.
pub(in crate::ui::pages::decay) fn subtitle(locale: Locale, report: &SurvivalReport) -> String {
    let write = Writer::new(locale);
    let mut subtitle = match report.source {
        LifetimeSource::BounceDates => td_string!(locale, decay.survival_subtitle_dates).to_owned(),
        LifetimeSource::BounceDatesSince(day) => {
            td_string!(locale, decay.survival_subtitle_since, day = write.formats.day(day))
        }
        LifetimeSource::MailingSeries => {
            td_string!(locale, decay.survival_subtitle_series).to_owned()
        }
    };
    if let Some(months) = report.curve.given_survival_to {
        let months = write.formats.number(months, 1);
        subtitle =
            format!("{subtitle}. {}", td_string!(locale, decay.survival_given, months = months));
    }
    subtitle
}

/// Who is not in the curve; empty for nobody.
pub(in crate::ui::pages::decay) fn note(locale: Locale, report: &SurvivalReport) -> String {
    left_out(locale, &report.curve.exclusions)
}

/// The curve with its band, the fitted model, the reference and the numbers at risk.
pub(in crate::ui::pages::decay) fn chart(
    locale: Locale,
    report: &SurvivalReport,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let curve = &report.curve;
    let end = report.at_risk.len().saturating_sub(1) as f64;
    // A curve given survival to a start is compared with models given the same.
    let start = curve.given_survival_to.unwrap_or(0.0);
    let points = |hazard: f64| {
        (0..=60)
            .map(|step| start + f64::from(step) / 60.0 * (end - start).max(0.0))
            .map(|months| (months, (-hazard * (months - start)).exp()))
            .collect()
    };
    let hazard = report.exponential.rate.value.filter(|hazard| *hazard > 0.0);
    let monthly = hazard.map(|hazard| -(-hazard).exp_m1());
    let curves = SurvivalCurves {
        start,
        steps: curve
            .rows
            .iter()
            .map(|row| SurvivalStep {
                time: row.time,
                survival: row.survival,
                limits: row.log_log.map(|limits| (limits.lower, limits.upper)),
            })
            .collect(),
        shown_until: curve.shown_until,
        end,
        fitted: hazard.map(points).unwrap_or_default(),
        reference: points(-(-REFERENCE_MONTHLY_RATE).ln_1p()),
        at_risk: (0..).map(f64::from).zip(report.at_risk.iter().copied()).collect(),
    };
    let words = SurvivalWords {
        months: td_string!(locale, decay.axis_months).to_owned(),
        measured: td_string!(locale, decay.curve_measured).to_owned(),
        fitted: monthly
            .map(|share| td_string!(locale, decay.curve_fitted, rate = write.percent(share, 2)))
            .unwrap_or_default(),
        reference: td_string!(
            locale,
            decay.curve_reference,
            rate = write.percent(REFERENCE_MONTHLY_RATE, 1)
        ),
        at_risk: td_string!(locale, decay.at_risk).to_owned(),
        readouts: months(report)
            .map(|month| (f64::from(month), readout(&write, report, month)))
            .collect(),
    };
    survival(
        &curves,
        words,
        table(&write, report),
        summary(&write, report),
        &*write.formats,
        width_px,
    )
}

/// The whole months of the curve.
fn months(report: &SurvivalReport) -> impl Iterator<Item = u32> {
    0..report.at_risk.len() as u32
}

fn readout(write: &Writer, report: &SurvivalReport, month: u32) -> Vec<String> {
    let locale = write.locale;
    let estimate = report.curve.estimate_at(f64::from(month));
    let at_risk = report.at_risk.get(month as usize).copied().unwrap_or(0);
    vec![
        td_string!(locale, decay.readout_month, n = write.count(u64::from(month))),
        td_string!(
            locale,
            decay.readout_alive,
            share = write.percent(estimate.value.unwrap_or(1.0), 1),
            range = write.percents(&estimate, 1)
        ),
        td_string!(locale, decay.readout_at_risk, n = write.count(at_risk)),
    ]
}

fn table(write: &Writer, report: &SurvivalReport) -> Table {
    let locale = write.locale;
    let header = [
        td_string!(locale, decay.col_month),
        td_string!(locale, decay.at_risk),
        td_string!(locale, decay.col_alive),
        td_string!(locale, decay.col_range),
    ];
    let step = report.at_risk.len().div_ceil(MAX_ROWS).max(1);
    let rows = months(report).step_by(step).map(|month| {
        let estimate = report.curve.estimate_at(f64::from(month));
        vec![
            write.count(u64::from(month)),
            write.count(report.at_risk.get(month as usize).copied().unwrap_or(0)),
            write.percent(estimate.value.unwrap_or(1.0), 1),
            write.percents(&estimate, 1),
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}

fn summary(write: &Writer, report: &SurvivalReport) -> String {
    let months = report.curve.shown_until.unwrap_or(0.0);
    let estimate = report.curve.estimate_at(months);
    td_string!(
        write.locale,
        decay.survival_summary,
        months = write.formats.number(months, 0),
        share = write.percent(estimate.value.unwrap_or(1.0), 1),
        range = write.percents(&estimate, 1),
        n = write.count(report.curve.n),
        events = write.count(report.curve.n_events)
    )
}
