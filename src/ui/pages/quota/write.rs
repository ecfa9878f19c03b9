//! Numbers of the page in the reader's language.

use std::rc::Rc;

use crate::browser::intl::Formats;
pub use crate::browser::intl::signed;
use crate::model::Currency;
use crate::scenario::ParameterId;
use crate::ui::context::formats;
use crate::ui::i18n::Locale;
use crate::ui::text::parameter::value_text;

/// Writes the numbers of the page.
#[derive(Clone)]
pub struct Writer {
    /// The language.
    pub locale: Locale,
    formats: Rc<Formats>,
}

impl Writer {
    /// The writer of a language.
    #[must_use]
    pub fn new(locale: Locale) -> Self {
        Self { locale, formats: formats(locale) }
    }

    /// An amount in whole units.
    #[must_use]
    pub fn money(&self, units: f64) -> String {
        self.formats.money(units, Currency::EUR, 0)
    }

    /// An amount with its sign.
    #[must_use]
    pub fn change(&self, units: f64) -> String {
        signed(units, self.money(units.abs()))
    }

    /// A share with one decimal.
    #[must_use]
    pub fn percent(&self, share: f64) -> String {
        self.formats.percent(share, 1)
    }

    /// A share without decimals where it has none.
    #[must_use]
    pub fn short_percent(&self, share: f64) -> String {
        let digits = usize::from(!is_whole(share * 100.0));
        self.formats.percent(share, digits)
    }

    /// A share without decimals.
    #[must_use]
    pub fn whole_percent(&self, share: f64) -> String {
        self.formats.percent(share, 0)
    }

    /// A relative change with its sign.
    #[must_use]
    pub fn change_percent(&self, change: f64) -> String {
        signed(change, self.percent(change.abs()))
    }

    /// A number with one decimal, whole or not: figures that stand one below the other.
    #[must_use]
    pub fn one_decimal(&self, n: f64) -> String {
        self.formats.number(n, 1)
    }

    /// A count, with one decimal where it is not whole.
    #[must_use]
    pub fn count(&self, n: f64) -> String {
        self.formats.number(n, usize::from(!is_whole(n)))
    }

    /// A probability: never rounded to 0 or 1 where it is neither.
    #[must_use]
    pub fn probability(&self, p: f64) -> String {
        if p > 0.0 && p < 0.000_1 {
            format!("< {}", self.formats.percent(0.000_1, 2))
        } else if p < 0.01 && p > 0.0 {
            self.formats.percent(p, 2)
        } else if (0.999_5..1.0).contains(&p) {
            format!("> {}", self.formats.percent(0.999, 1))
        } else {
            self.percent(p)
        }
    }

    /// The value of a parameter with its unit.
    #[must_use]
    pub fn value(&self, id: ParameterId, number: f64) -> String {
        value_text(self.locale, id.spec().unit, number)
    }
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-9 * value.abs().max(1.0)
}
