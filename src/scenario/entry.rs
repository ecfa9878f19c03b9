//! Numbers as people type them into a field: `33,3 %`, `1/3`, `100.000`, `100,000.5`, `4.000 €`.
//!
//! The language of the page decides only where the text leaves a choice:
//! - Both marks: the last one begins the fraction, the other must group thousands (`100,000.5` in either language).
//! - One mark several times: it groups (`1.000.000`).
//! - One mark once: the decimal mark of the language begins a fraction. The other one groups where it can
//!   (`100.000` is a hundred thousand in German) and begins a fraction where it cannot (`0.333`, `1.5`).
//! - Groups may also be parted by spaces or apostrophes (`1 234,50`, `1'234.50`).
//!
//! In a field shown in percent a plain number is percent: `33,3` is 0.333. A fraction is what it says: `1/3` is a
//! third in every field. A sign is `-` or the minus sign of typography.

use super::parameter::ParameterId;
use super::unit::Unit;
use super::value::{ValueError, check_number};

/// The language whose customs decide an ambiguous number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryLocale {
    /// `1.234,5`
    German,
    /// `1,234.5`
    English,
}

/// Why a text is no value for a field; the page says it in words.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// Nothing but blanks.
    #[error("nothing was typed")]
    Empty,
    /// Not a number.
    #[error("`{0}` is not a number")]
    NotANumber(String),
    /// Thousands that are not grouped by three: a slip, not a choice.
    #[error("`{0}` has groups that are not of three digits")]
    Grouping(String),
    /// Two different marks, and neither reading works, or a fraction of a fraction.
    #[error("`{0}` has more than one fraction")]
    Fractions(String),
    /// `1/0`.
    #[error("division by zero")]
    DivisionByZero,
    /// A percent sign where nothing is counted in percent.
    #[error("a percent sign does not belong here")]
    Percent,
    /// A currency sign where no money is meant.
    #[error("a currency sign does not belong here")]
    Currency,
    /// A number the parameter cannot have.
    #[error(transparent)]
    Value(#[from] ValueError),
}

/// The value typed for a parameter, within its limits.
///
/// ```
/// use trichterwerk::scenario::{EntryLocale, ParameterId, read_entry};
/// let third = read_entry("1/3", ParameterId::CloseRate, EntryLocale::German)?;
/// assert_eq!(third, 1.0 / 3.0);
/// assert_eq!(read_entry("100.000", ParameterId::Quota, EntryLocale::German)?, 100_000.0);
/// # Ok::<(), trichterwerk::scenario::EntryError>(())
/// ```
pub fn read_entry(text: &str, id: ParameterId, locale: EntryLocale) -> Result<f64, EntryError> {
    let number = read_number(text, id.spec().unit, locale)?;
    check_number(number, id)?;
    Ok(number)
}

/// The number typed for a unit: in percent where the unit is shown in percent.
pub fn read_number(text: &str, unit: Unit, locale: EntryLocale) -> Result<f64, EntryError> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(EntryError::Empty);
    }
    let percent = rest.strip_suffix('%').map(str::trim_end);
    if let Some(before) = percent {
        if !unit.is_percent() {
            return Err(EntryError::Percent);
        }
        rest = before;
    }
    let money = ["€", "EUR"].into_iter().find_map(|sign| {
        rest.strip_suffix(sign).or_else(|| rest.strip_prefix(sign)).map(str::trim)
    });
    if let Some(without) = money {
        if !unit.is_money() {
            return Err(EntryError::Currency);
        }
        rest = without;
    }
    if let Some((above, below)) = rest.split_once('/') {
        let below = signed(below, locale)?;
        if below == 0.0 {
            return Err(EntryError::DivisionByZero);
        }
        let quotient = signed(above, locale)? / below;
        return Ok(if percent.is_some() { quotient / 100.0 } else { quotient });
    }
    let number = signed(rest, locale)?;
    Ok(if unit.is_percent() { number / 100.0 } else { number })
}

fn signed(text: &str, locale: EntryLocale) -> Result<f64, EntryError> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let plain = plain(digits, locale)?;
    // Only digits and one point are left: the parser sees no `inf`, no `nan`, no exponent.
    let number: f64 = plain.parse().map_err(|_| EntryError::NotANumber(text.to_owned()))?;
    Ok(if negative { -number } else { number })
}

/// The digits with a point before the fraction and nothing else.
fn plain(text: &str, locale: EntryLocale) -> Result<String, EntryError> {
    let grouping_only = |c: char| matches!(c, '\'' | '\u{2019}') || c.is_whitespace();
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',') || grouping_only(c);
    if !text.chars().all(allowed) || !text.contains(|c: char| c.is_ascii_digit()) {
        return Err(EntryError::NotANumber(text.to_owned()));
    }
    let decimal = decimal_mark(text, locale)?;
    let (whole, fraction) = match decimal {
        Some(mark) => text.rsplit_once(mark).unwrap_or((text, "")),
        None => (text, ""),
    };
    if !fraction.chars().all(|c| c.is_ascii_digit()) {
        return Err(EntryError::Grouping(text.to_owned()));
    }
    let groups: Vec<&str> = whole.split(|c: char| !c.is_ascii_digit()).collect();
    let marks: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    let by_three = groups.iter().skip(1).all(|group| group.len() == 3)
        && groups.first().is_some_and(|first| (1..=3).contains(&first.len()));
    let one_mark = marks.windows(2).all(|pair| pair.first() == pair.last());
    if groups.len() > 1 && !(by_three && one_mark) {
        return Err(EntryError::Grouping(text.to_owned()));
    }
    let whole = if whole.is_empty() { "0".to_owned() } else { groups.concat() };
    Ok(if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") })
}

/// The mark that begins the fraction, where there is one.
fn decimal_mark(text: &str, locale: EntryLocale) -> Result<Option<char>, EntryError> {
    let count = |mark: char| text.chars().filter(|c| *c == mark).count();
    let (own, other) = match locale {
        EntryLocale::German => (',', '.'),
        EntryLocale::English => ('.', ','),
    };
    match (count(own), count(other)) {
        (1, 0) => Ok(Some(own)),
        (0, 1) => {
            let (before, after) = text.split_once(other).unwrap_or((text, ""));
            let groups = after.len() == 3 && (1..=3).contains(&before.len()) && before != "0";
            // Behind other groups it can only begin the fraction: `1'234.567`.
            let grouped = before.contains(|c: char| !c.is_ascii_digit());
            Ok((!groups || grouped).then_some(other))
        }
        // None at all, or one that only groups.
        (0, _) | (_, 0) => Ok(None),
        _ => {
            let last = text.chars().rev().find(|c| *c == own || *c == other);
            match last {
                Some(mark) if count(mark) == 1 => Ok(Some(mark)),
                _ => Err(EntryError::Fractions(text.to_owned())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::EntryLocale::{English, German};
    use super::*;

    #[rstest]
    #[case("100.000", German, 100_000.0)]
    #[case("100,000", English, 100_000.0)]
    #[case("100,000.5", German, 100_000.5)]
    #[case("100.000,5", English, 100_000.5)]
    #[case("1.000.000", English, 1_000_000.0)]
    #[case("1,000,000", German, 1_000_000.0)]
    #[case("1.5", German, 1.5)]
    #[case("1,5", English, 1.5)]
    #[case("0.333", German, 0.333)]
    #[case("0,333", English, 0.333)]
    #[case("1.234", English, 1.234)]
    #[case("1,234", German, 1.234)]
    #[case("4.000 €", German, 4_000.0)]
    #[case("€4,000", English, 4_000.0)]
    #[case("4000 EUR", English, 4_000.0)]
    #[case("1 234,50", German, 1_234.5)]
    #[case("1\u{202f}234,50", German, 1_234.5)]
    #[case("1'234.50", German, 1_234.5)]
    #[case("1'234.567", German, 1_234.567)]
    #[case(",5", German, 0.5)]
    #[case("5,", German, 5.0)]
    #[case("−12,5", German, -12.5)]
    #[case("- 3", English, -3.0)]
    #[case("+7", English, 7.0)]
    #[case("10000.5", German, 10_000.5)]
    #[case("1/4", German, 0.25)]
    #[case("1.000/8", German, 125.0)]
    fn an_amount_is_read(#[case] text: &str, #[case] locale: EntryLocale, #[case] number: f64) {
        let read = read_number(text, Unit::Eur, locale).unwrap();
        assert!((read - number).abs() < 1e-12, "{text}: {read}");
    }

    #[rstest]
    #[case("33,3 %", 0.333)]
    #[case("33,3", 0.333)]
    #[case("33.3%", 0.333)]
    #[case("1/3", 1.0 / 3.0)]
    #[case("100/3 %", 1.0 / 3.0)]
    #[case("2,1", 0.021)]
    #[case("0,5", 0.005)]
    #[case("-10", -0.1)]
    fn a_share_is_read_in_percent(#[case] text: &str, #[case] share: f64) {
        let read = read_number(text, Unit::Share, German).unwrap();
        assert!((read - share).abs() < 1e-15, "{text}: {read}");
    }

    #[rstest]
    #[case("", EntryError::Empty)]
    #[case("  ", EntryError::Empty)]
    #[case("abc", EntryError::NotANumber("abc".into()))]
    #[case("1e5", EntryError::NotANumber("1e5".into()))]
    #[case("inf", EntryError::NotANumber("inf".into()))]
    #[case("NaN", EntryError::NotANumber("NaN".into()))]
    #[case("1.00.000", EntryError::Grouping("1.00.000".into()))]
    #[case("1.0000,5", EntryError::Grouping("1.0000,5".into()))]
    #[case("1 2", EntryError::Grouping("1 2".into()))]
    #[case("1'234 567", EntryError::Grouping("1'234 567".into()))]
    #[case("1,2.3,4", EntryError::Fractions("1,2.3,4".into()))]
    #[case("1/0", EntryError::DivisionByZero)]
    #[case("5 %", EntryError::Percent)]
    #[case(".", EntryError::NotANumber(".".into()))]
    fn what_is_no_amount_is_refused(#[case] text: &str, #[case] error: EntryError) {
        assert_eq!(read_number(text, Unit::Eur, German), Err(error));
    }

    #[test]
    fn signs_belong_to_their_units() {
        assert_eq!(read_number("5 €", Unit::Hours, German), Err(EntryError::Currency));
        assert_eq!(read_number("5 %", Unit::Hours, German), Err(EntryError::Percent));
    }

    #[test]
    fn limits_are_those_of_the_parameter() {
        let read = |text, id| read_entry(text, id, German);
        assert!(matches!(
            read("120", ParameterId::CloseRate),
            Err(EntryError::Value(ValueError::OutOfLimits { .. }))
        ));
        assert_eq!(
            read("4,5", ParameterId::Reps),
            Err(EntryError::Value(ValueError::NotWhole(4.5)))
        );
        assert_eq!(read("20.101.202", ParameterId::Seed), Ok(20_101_202.0));
    }
}
