//! The fitted curves in words: rate per day, conversion at once, both curves side by side.

use super::response::per_day;
use crate::analysis::enquiry::ResponseReport;
use crate::analysis::response_time::WaitModel;
use crate::chart::Table;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;

/// Interval, n and half-life of the rate per day; empty without a fit.
pub(in crate::ui::pages::decay) fn decay_note(locale: Locale, report: &ResponseReport) -> String {
    let write = Writer::new(locale);
    let Ok(fit) = &report.fit else { return String::new() };
    let half = fit.exponential.half_life_hours.value;
    td_string!(
        locale,
        decay.decay_day_note,
        range = write.numbers(&fit.decay_per_day(), 3),
        n = write.count(fit.converted.n_trials()),
        half = half
            .map_or_else(|| td_string!(locale, app.missing).to_owned(), |hours| write.wait(hours))
    )
}

/// What an answer at once converts to, and what of that is won.
pub(in crate::ui::pages::decay) fn at_once_note(locale: Locale, report: &ResponseReport) -> String {
    let write = Writer::new(locale);
    let win = report.win_given_target.value.map_or_else(
        || td_string!(locale, app.missing).to_owned(),
        |share| write.percent(share, 0),
    );
    td_string!(locale, decay.at_once_note, win = win)
}

/// The curve in words, as in "by the exponential curve".
fn curve_name(locale: Locale, model: WaitModel) -> &'static str {
    match model {
        WaitModel::Logistic => td_string!(locale, decay.by_logistic),
        WaitModel::Exponential => td_string!(locale, decay.by_exponential),
    }
}

/// The chosen curve in words; empty without one.
pub(in crate::ui::pages::decay) fn chosen_name(
    locale: Locale,
    report: &ResponseReport,
) -> &'static str {
    report.fit.as_ref().map_or("", |fit| curve_name(locale, fit.chosen().model()))
}

/// By which curve waiting is priced, why, and what the other one says where it fits nearly as well. Empty without one.
pub(in crate::ui::pages::decay) fn priced_by(
    locale: Locale,
    report: &ResponseReport,
    beside_eur: Option<[Option<f64>; 2]>,
) -> String {
    let write = Writer::new(locale);
    let Ok(fit) = &report.fit else { return String::new() };
    let chosen = fit.chosen();
    let [logistic, exponential] = fit.curves().map(|curve| curve.aic());
    let difference = write.formats.number((logistic - exponential).abs(), 1);
    let curve = curve_name(locale, chosen.model());
    let eur = |eur: Option<f64>| {
        eur.map_or_else(|| td_string!(locale, app.missing).to_owned(), |eur| write.eur(eur))
    };
    match fit.beside() {
        None => td_string!(locale, decay.cost_by, curve = curve, difference = difference),
        Some(other) => {
            let [day, month] = beside_eur.unwrap_or_default();
            td_string!(
                locale,
                decay.cost_beside,
                curve = curve,
                other = curve_name(locale, other.model()),
                difference = difference,
                day = eur(day),
                month = eur(month)
            )
        }
    }
}

/// Both curves with their effect, interval and AIC; `None` without a fit.
pub(in crate::ui::pages::decay) fn curves(
    locale: Locale,
    report: &ResponseReport,
) -> Option<Table> {
    let write = Writer::new(locale);
    let fit = report.fit.as_ref().ok()?;
    let per_day = per_day(fit, report.backlog.day_hours);
    let ratio = fit.logistic.slope.map_increasing(f64::exp2);
    let number = |value: Option<f64>, digits: usize| {
        value.map_or_else(
            || td_string!(locale, app.missing).to_owned(),
            |value| write.formats.number(value, digits),
        )
    };
    let header = [
        td_string!(locale, decay.curves_col_curve),
        td_string!(locale, decay.curves_col_effect),
        td_string!(locale, decay.col_range),
        td_string!(locale, decay.curves_col_aic),
    ];
    let share = write.percent(per_day.value.unwrap_or(0.0), 1);
    let rows = vec![
        vec![
            td_string!(locale, decay.curves_exponential).to_owned(),
            td_string!(locale, decay.curves_exponential_effect, share = share),
            write.percents(&per_day, 1),
            number(Some(fit.exponential.aic()), 1),
        ],
        vec![
            td_string!(locale, decay.curves_logistic).to_owned(),
            td_string!(locale, decay.curves_logistic_effect, ratio = number(ratio.value, 2)),
            write.numbers(&ratio, 2),
            number(Some(fit.logistic.aic()), 1),
        ],
    ];
    Some(Table { header: header.map(str::to_owned).to_vec(), rows })
}
