//! Numbers of the page in the reader's language.

use std::rc::Rc;

use crate::analysis::interval::Estimate;
use crate::browser::intl::Formats;
use crate::model::Currency;
use crate::ui::context::formats;
use crate::ui::i18n::{Locale, td_string};

/// Writes the numbers of the page.
#[derive(Clone)]
pub struct Writer {
    /// The language.
    pub locale: Locale,
    /// Its formatters.
    pub formats: Rc<Formats>,
}

impl Writer {
    /// The writer of a language.
    #[must_use]
    pub fn new(locale: Locale) -> Self {
        Self { locale, formats: formats(locale) }
    }

    /// A count.
    #[must_use]
    pub fn count(&self, n: u64) -> String {
        self.formats.number(n as f64, 0)
    }

    /// A number with one decimal where it is not whole.
    #[must_use]
    pub fn number(&self, value: f64) -> String {
        self.formats.number(value, usize::from(!is_whole(value)))
    }

    /// A share with so many decimals.
    #[must_use]
    pub fn percent(&self, share: f64, digits: usize) -> String {
        self.formats.percent(share, digits)
    }

    /// Euros: without cents from 10 on.
    #[must_use]
    pub fn eur(&self, units: f64) -> String {
        let digits = if units.abs() < 10.0 && !is_whole(units) { 2 } else { 0 };
        self.formats.money(units, Currency::EUR, digits)
    }

    /// `1,97–2,22 %`: the unit stands once; what is unknown is said by a dash.
    #[must_use]
    pub fn percents(&self, estimate: &Estimate, digits: usize) -> String {
        let lower = estimate.lower.map(|lower| self.formats.number(lower * 100.0, digits));
        let upper = estimate.upper.map(|upper| self.formats.percent(upper, digits));
        self.range(lower, upper)
    }

    /// `29,4–36,0`.
    #[must_use]
    pub fn numbers(&self, estimate: &Estimate, digits: usize) -> String {
        let number = |value: f64| self.formats.number(value, digits);
        self.range(estimate.lower.map(number), estimate.upper.map(number))
    }

    fn range(&self, lower: Option<String>, upper: Option<String>) -> String {
        let dash = || td_string!(self.locale, app.missing).to_owned();
        td_string!(
            self.locale,
            app.interval,
            lower = lower.unwrap_or_else(dash),
            upper = upper.unwrap_or_else(dash)
        )
    }

    /// A wait: minutes, hours or days, whichever is natural.
    #[must_use]
    pub fn wait(&self, hours: f64) -> String {
        let locale = self.locale;
        if hours < 1.0 {
            td_string!(locale, decay.minutes, n = self.formats.number(hours * 60.0, 0))
        } else if hours < 48.0 {
            let digits = usize::from(hours < 10.0 && !is_whole(hours));
            td_string!(locale, decay.hours, n = self.formats.number(hours, digits))
        } else {
            let days = hours / 24.0;
            let digits = usize::from(days < 10.0 && !is_whole(days));
            td_string!(locale, decay.days, n = self.formats.number(days, digits))
        }
    }

    /// A p-value: three decimals, never 0.
    #[must_use]
    pub fn p_value(&self, p: f64) -> String {
        if p < 0.001 {
            format!("<\u{a0}{}", self.formats.number(0.001, 3))
        } else {
            format!("=\u{a0}{}", self.formats.number(p, if p < 0.1 { 3 } else { 2 }))
        }
    }
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-9 * value.abs().max(1.0)
}
