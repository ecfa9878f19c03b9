//! Numbers, percentages, money and dates as the user writes them, by the browser's `Intl`.
//!
//! The formats follow the language of the page, never the language of the file. Formatters are made once per
//! language and kept: making one costs more than using it a thousand times.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::model::{Currency, Day};

/// The formatters of one language.
#[derive(Clone, Debug)]
pub struct Formats {
    tag: &'static str,
    decimals: [Function; 4],
    percent: [Function; 3],
    euros: [Function; 2],
    day: Function,
    month: Function,
}

impl Formats {
    /// The formatters of a BCP 47 tag such as `de-DE`.
    #[must_use]
    pub fn new(tag: &'static str) -> Self {
        let number = |options: &[(&str, JsValue)]| {
            Intl::NumberFormat::new(&Array::of1(&tag.into()), &object(options)).format()
        };
        let date = |options: &[(&str, JsValue)]| {
            Intl::DateTimeFormat::new(&Array::of1(&tag.into()), &object(options)).format()
        };
        let digits = |n: usize| {
            let n = JsValue::from(n as u32);
            [("minimumFractionDigits", n.clone()), ("maximumFractionDigits", n)]
        };
        let styled = |style: &'static str, n: usize| {
            let mut options = vec![("style", style.into())];
            options.extend(digits(n));
            options
        };
        let euro = |n: usize| {
            let mut options = styled("currency", n);
            options.push(("currency", "EUR".into()));
            number(&options)
        };
        let utc = ("timeZone", JsValue::from("UTC"));
        Self {
            tag,
            decimals: [0, 1, 2, 3].map(|n| number(&digits(n))),
            percent: [0, 1, 2].map(|n| number(&styled("percent", n))),
            euros: [euro(0), euro(2)],
            day: date(&[
                ("day", "2-digit".into()),
                ("month", "2-digit".into()),
                ("year", "numeric".into()),
                utc.clone(),
            ]),
            month: date(&[("month", "short".into()), ("year", "numeric".into()), utc]),
        }
    }

    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        self.tag
    }

    /// A count or a number with `digits` decimals (at most 3): `1.234,5`.
    #[must_use]
    pub fn number(&self, value: f64, digits: usize) -> String {
        self.decimals
            .get(digits.min(3))
            .map_or_else(String::new, |format| typeset(call(format, &value.into())))
    }

    /// A share with `digits` decimals (at most 2): `33,3 %`.
    #[must_use]
    pub fn percent(&self, share: f64, digits: usize) -> String {
        self.percent
            .get(digits.min(2))
            .map_or_else(String::new, |format| typeset(call(format, &share.into())))
    }

    /// An amount without (0) or with (2) cents. Currencies other than the euro are made when asked for.
    #[must_use]
    pub fn money(&self, units: f64, currency: Currency, digits: usize) -> String {
        if currency == Currency::EUR {
            let format = if digits == 0 { self.euros.first() } else { self.euros.last() };
            return format.map_or_else(String::new, |format| typeset(call(format, &units.into())));
        }
        let options = object(&[
            ("style", "currency".into()),
            ("currency", currency.code().into()),
            ("minimumFractionDigits", (digits as u32).into()),
            ("maximumFractionDigits", (digits as u32).into()),
        ]);
        let format = Intl::NumberFormat::new(&Array::of1(&self.tag.into()), &options).format();
        typeset(call(&format, &units.into()))
    }

    /// A day: `31.12.2025`.
    #[must_use]
    pub fn day(&self, day: Day) -> String {
        call(&self.day, &date_of(day))
    }

    /// A month: `Dez. 2025`.
    #[must_use]
    pub fn month(&self, day: Day) -> String {
        call(&self.month, &date_of(day))
    }
}

/// The sign of less than zero: as wide as the plus it stands beside, where the hyphen of `Intl` is not.
const MINUS: char = '\u{2212}';

/// A size written by [`Formats`] with the sign of `value`; what is rounded to zero has none.
#[must_use]
pub fn signed(value: f64, size: String) -> String {
    if is_written_as_zero(&size) || value == 0.0 {
        size
    } else if value > 0.0 {
        format!("+{size}")
    } else {
        format!("{MINUS}{size}")
    }
}

/// What `Intl` wrote with the minus sign of the page, or without one before a zero: `-0,0` says nothing.
fn typeset(text: String) -> String {
    // German and English both write the sign first, before that of a currency too.
    match text.strip_prefix('-') {
        Some(size) if is_written_as_zero(size) => size.to_owned(),
        Some(size) => format!("{MINUS}{size}"),
        None => text,
    }
}

fn is_written_as_zero(size: &str) -> bool {
    !size.contains(|letter: char| matches!(letter, '1'..='9'))
}

/// The language the browser prefers, as a BCP 47 tag.
#[must_use]
pub fn preferred_language() -> Option<String> {
    web_sys::window()?.navigator().language()
}

fn object(options: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in options {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}

fn call(format: &Function, value: &JsValue) -> String {
    format
        .call1(&JsValue::UNDEFINED, value)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

fn date_of(day: Day) -> JsValue {
    Date::new(&JsValue::from(f64::from(day.0) * 86_400_000.0)).unchecked_into()
}

impl crate::chart::Numerals for Formats {
    fn number(&self, value: f64, digits: usize) -> String {
        Self::number(self, value, digits)
    }

    fn percent(&self, share: f64, digits: usize) -> String {
        Self::percent(self, share, digits)
    }

    fn money(&self, units: f64, currency: Currency, digits: usize) -> String {
        Self::money(self, units, currency, digits)
    }

    fn day(&self, day: Day) -> String {
        Self::day(self, day)
    }

    fn month(&self, day: Day) -> String {
        Self::month(self, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minus_is_never_a_hyphen_and_never_before_zero() {
        let texts = ["-71,4\u{a0}%", "-€4,000", "4,9", "-0,0", "-€0.00", "0"];
        let expected = ["−71,4\u{a0}%", "−€4,000", "4,9", "0,0", "€0.00", "0"];
        assert_eq!(texts.map(|text| typeset(text.to_owned())), expected);
    }

    #[test]
    fn a_change_has_its_sign_unless_it_is_rounded_to_zero() {
        let change = |value, size: &str| signed(value, size.to_owned());
        assert_eq!(change(3.2, "3,2"), "+3,2");
        assert_eq!(change(-3.2, "3,2"), "−3,2");
        assert_eq!(change(-0.04, "0,0"), "0,0");
        assert_eq!(change(0.04, "0,0"), "0,0");
    }
}
