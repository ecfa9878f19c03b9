//! Numbers and amounts of a cell, read by the decimal mark the column was found to have.
//!
//! `1.234,56`, `1,234.56`, `1 234,56` (blank, no-break space, narrow no-break space), `1'234.56`, `(12)`, `12-`,
//! `−12`, `12 %`, `€ 4.000,–`, `1.054.- CHF`. Groups must be groups of three: `1.23` is no number in a column of
//! decimal commas, and says so instead of becoming 123. `0.673` is never a group (a real importer made 673 of
//! it). Nothing here is ever infinite or NaN, and a number that does not fit is refused, not rounded.

use serde::{Deserialize, Serialize};

use super::blank::{leading, trim};
use super::currency;
use crate::model::Currency;

/// The mark before the fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decimal {
    /// `1.234,56`
    Comma,
    /// `1,234.56`
    Point,
}

/// How the numbers of a column are read. Blanks and apostrophes group in either format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NumberFormat {
    /// The decimal mark; the other mark groups.
    pub decimal: Decimal,
}

/// Why a cell is no number in the column's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NumberError {
    /// The text has not the form of a number.
    #[error("not a number")]
    NotANumber,
    /// Digits are not in groups of three, or the marks stand in the wrong order.
    #[error("digits are not grouped by three")]
    Grouping,
    /// The number has more digits than are read without loss.
    #[error("number has too many digits")]
    TooLarge,
}

/// An amount as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyValue {
    /// Hundredths of the unit, halves rounded away from zero.
    pub cents: i64,
    /// The currency the cell names.
    pub currency: Option<Currency>,
    /// Whether the cell alone proves the decimal mark of the column.
    pub decides: bool,
}

/// A plain number as read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberValue {
    /// The number; `12 %` is 0.12. Always finite.
    pub value: f64,
    /// Whether the cell has a percent sign.
    pub percent: bool,
    /// Whether the cell alone proves the decimal mark of the column.
    pub decides: bool,
}

impl NumberFormat {
    /// The same format with the other decimal mark.
    #[must_use]
    pub const fn swapped(self) -> Self {
        let decimal = match self.decimal {
            Decimal::Comma => Decimal::Point,
            Decimal::Point => Decimal::Comma,
        };
        Self { decimal }
    }

    /// The decimal mark and the one that groups.
    #[inline]
    const fn marks(self) -> (u8, u8) {
        match self.decimal {
            Decimal::Comma => (b',', b'.'),
            Decimal::Point => (b'.', b','),
        }
    }
}

/// The amount of a cell.
///
/// ```
/// use trichterwerk::import::literal::number::{Decimal, NumberFormat, parse_cents};
/// let german = NumberFormat { decimal: Decimal::Comma };
/// assert_eq!(parse_cents("1.234,56 €".as_bytes(), german).unwrap().cents, 123_456);
/// assert!(parse_cents(b"1.23", german).is_err());
/// ```
#[inline]
pub fn parse_cents(cell: &[u8], format: NumberFormat) -> Result<MoneyValue, NumberError> {
    if let Some(UsualAmount { cents, is_euro }) = usual_cents(cell, format) {
        let currency = is_euro.then_some(Currency::EUR);
        return Ok(MoneyValue { cents, currency, decides: true });
    }
    let parts = Parts::read(cell, format)?;
    if parts.percent {
        return Err(NumberError::NotANumber);
    }
    let cents = match parts.n_decimals {
        2 => Some(parts.mantissa),
        0 => parts.mantissa.checked_mul(100),
        1 => parts.mantissa.checked_mul(10),
        more => {
            let unit = 10_u64.pow(u32::from(more) - 2);
            Some((parts.mantissa + unit / 2) / unit)
        }
    };
    // Above 2^53 a sum in f64 would lose cents; no deal is worth 90 million millions.
    let cents = cents.filter(|&cents| cents < 1 << 53).ok_or(NumberError::TooLarge)? as i64;
    Ok(MoneyValue {
        cents: if parts.negative { -cents } else { cents },
        currency: parts.currency,
        decides: parts.decides,
    })
}

/// An amount as read from the form most cells have; it proves the decimal mark of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsualAmount {
    /// Hundredths of the unit.
    pub cents: i64,
    /// Whether a euro sign follows.
    pub is_euro: bool,
}

/// The amount of a cell of the form `1.234,56` or `1.234,56 €`, in one loop. `None` says nothing: [`parse_cents`] knows
/// all other forms. Always inlined, as the loop over the cells of a column lives of it.
#[inline(always)]
#[must_use]
pub fn usual_cents(cell: &[u8], format: NumberFormat) -> Option<UsualAmount> {
    let (decimal, group) = format.marks();
    let (number, is_euro) = match cell {
        [number @ .., b' ', 0xe2, 0x82, 0xac] => (number, true),
        _ => (cell, false),
    };
    let [integer @ .., mark, tens, ones] = number else { return None };
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    if *mark != decimal || tens > 9 || ones > 9 || integer.len() > MAX_USUAL_BYTES {
        return None;
    }
    let (mut units, mut run, mut is_grouped) = (0_u64, 0, false);
    for &byte in integer {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            units = units * 10 + u64::from(digit);
            run += 1;
        } else if byte == group && (run == 3 || (!is_grouped && (1..3).contains(&run))) {
            (is_grouped, run) = (true, 0);
        } else {
            return None;
        }
    }
    let is_whole = if is_grouped { run == 3 && integer.first() != Some(&b'0') } else { run > 0 };
    let cents = (units * 100 + u64::from(tens * 10 + ones)) as i64;
    is_whole.then_some(UsualAmount { cents, is_euro })
}

/// Bytes before the decimal mark of a usual amount: so few that its cents are far below 2^53.
const MAX_USUAL_BYTES: usize = 13;

/// The number of a cell.
#[inline]
pub fn parse_f64(cell: &[u8], format: NumberFormat) -> Result<NumberValue, NumberError> {
    let parts = Parts::read(cell, format)?;
    let n_decimals = i32::from(parts.n_decimals) + if parts.percent { 2 } else { 0 };
    // Both operands are exact (mantissa < 2^53, powers of ten up to 22), so the quotient is the correctly
    // rounded one (Clinger 1990, *How to read floating point numbers accurately*).
    let size = if parts.mantissa < 1 << 53 && n_decimals <= 22 {
        parts.mantissa as f64 / 10_f64.powi(n_decimals)
    } else {
        return Err(NumberError::TooLarge);
    };
    Ok(NumberValue {
        value: if parts.negative && parts.mantissa != 0 { -size } else { size },
        percent: parts.percent,
        decides: parts.decides,
    })
}

/// A number taken apart: `mantissa / 10^n_decimals` with its sign and what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parts {
    mantissa: u64,
    n_decimals: u8,
    negative: bool,
    percent: bool,
    currency: Option<Currency>,
    decides: bool,
}

/// The most digits a mantissa is read with: 10^18 fits into 64 bits with room for one more digit.
const MAX_DIGITS: usize = 18;

impl Parts {
    /// Every form of a number.
    fn read(cell: &[u8], format: NumberFormat) -> Result<Self, NumberError> {
        let mut parts = Self {
            mantissa: 0,
            n_decimals: 0,
            negative: false,
            percent: false,
            currency: None,
            decides: false,
        };
        let digits = if cell.first().is_some_and(u8::is_ascii_digit) {
            cell
        } else {
            parts.prefix(trim(cell))?
        };
        let rest = parts.digits(digits, format)?;
        if !rest.is_empty() {
            parts.suffix(rest)?;
        }
        Ok(parts)
    }

    /// Reads digits, groups and fraction and returns what follows them.
    #[inline]
    fn digits<'a>(
        &mut self,
        cell: &'a [u8],
        format: NumberFormat,
    ) -> Result<&'a [u8], NumberError> {
        let (decimal, group) = format.marks();
        let mut rest = cell;
        // Digits since the last mark, digits in all, and the group mark in use (0: none yet).
        let (mut run, mut n_digits, mut grouped_by) = (0_usize, 0_usize, 0_u8);
        let mut n_groups = 0_u8;
        loop {
            let n = read_run(rest, &mut self.mantissa);
            run += n;
            n_digits += n;
            if n_digits > MAX_DIGITS {
                return Err(NumberError::TooLarge);
            }
            rest = rest.get(n..).unwrap_or_default();
            let (mark, width) = match rest {
                [byte, ..] if *byte == decimal => break,
                [byte, ..] if *byte == group => (group, 1),
                [b'\'', ..] => (b'\'', 1),
                [0xe2, 0x80, 0x99, ..] => (b'\'', 3),
                _ => (b' ', leading(rest)),
            };
            let followed_by_digit = rest.get(width).is_some_and(u8::is_ascii_digit);
            if width == 0 || (mark == b' ' && !followed_by_digit) {
                break;
            }
            let starts_with_zero = n_groups == 0 && cell.first() == Some(&b'0');
            let size_fits = if n_groups == 0 { (1..=3).contains(&run) } else { run == 3 };
            let one_mark = grouped_by == 0 || grouped_by == mark;
            if !size_fits || !one_mark || starts_with_zero || !followed_by_digit {
                return Err(NumberError::Grouping);
            }
            grouped_by = mark;
            n_groups = n_groups.saturating_add(1);
            run = 0;
            rest = rest.get(width..).unwrap_or_default();
        }
        if n_groups > 0 && run != 3 {
            return Err(NumberError::Grouping);
        }
        if rest.first() == Some(&decimal) {
            let integer_part = run;
            rest = rest.get(1..).unwrap_or_default();
            let n = read_run(rest, &mut self.mantissa);
            if n_digits + n > MAX_DIGITS {
                return Err(NumberError::TooLarge);
            }
            n_digits += n;
            self.n_decimals = n as u8;
            rest = rest.get(n..).unwrap_or_default();
            if n == 0 {
                rest = dashes(rest);
            }
            if rest.first().is_some_and(|&byte| byte == group || byte == decimal) {
                return Err(NumberError::Grouping);
            }
            // `1,234` could be a group in the other format; everything else with this mark could not.
            let could_be_group = n == 3 && (1..=3).contains(&integer_part) && n_groups == 0;
            self.decides = !could_be_group || cell.first() == Some(&b'0');
        } else {
            self.decides = grouped_by == group && n_groups > 1;
        }
        if n_digits == 0 { Err(NumberError::NotANumber) } else { Ok(rest) }
    }

    /// Reads a sign, a bracket and a currency before the digits and returns the cell from the first digit on.
    #[cold]
    fn prefix<'a>(&mut self, cell: &'a [u8]) -> Result<&'a [u8], NumberError> {
        let mut rest = cell;
        if let [b'(', inner @ .., b')'] = rest {
            self.negative = true;
            rest = trim(inner);
        }
        rest = self.sign(rest);
        let is_start = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b',');
        let at = rest.iter().position(is_start).ok_or(NumberError::NotANumber)?;
        if at > 0 {
            let (sign, digits) = rest.split_at_checked(at).ok_or(NumberError::NotANumber)?;
            let sign = trim(sign);
            if sign == b"." {
                return Ok(rest);
            }
            self.currency = Some(currency::from_sign(sign).ok_or(NumberError::NotANumber)?);
            rest = self.sign(digits);
        }
        Ok(rest)
    }

    /// Takes a leading sign off.
    fn sign<'a>(&mut self, cell: &'a [u8]) -> &'a [u8] {
        let (negative, n) = match cell {
            [b'-', ..] => (true, 1),
            [0xe2, 0x88, 0x92, ..] | [0xe2, 0x80, 0x93, ..] => (true, 3),
            [b'+', ..] => (false, 1),
            _ => return cell,
        };
        self.negative |= negative;
        trim(cell.get(n..).unwrap_or_default())
    }

    /// Reads what may follow the digits: blanks, a percent sign, a currency, a trailing minus.
    fn suffix(&mut self, rest: &[u8]) -> Result<(), NumberError> {
        let mut rest = trim(rest);
        match rest {
            [] => return Ok(()),
            [0xe2, 0x82, 0xac] if self.currency.is_none() => {
                self.currency = Some(Currency::EUR);
                return Ok(());
            }
            [b'%'] => {
                self.percent = true;
                return Ok(());
            }
            [b'-', tail @ ..] if !self.negative => {
                self.negative = true;
                rest = trim(tail);
            }
            _ => {}
        }
        if rest.is_empty() {
            return Ok(());
        }
        if self.currency.is_some() {
            return Err(NumberError::NotANumber);
        }
        self.currency = Some(currency::from_sign(rest).ok_or(NumberError::NotANumber)?);
        Ok(())
    }
}

/// Appends the leading digits of a cell to a number (wrapping; the caller refuses too many) and counts them.
#[inline]
fn read_run(cell: &[u8], value: &mut u64) -> usize {
    let mut n = 0;
    for byte in cell {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        *value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        n += 1;
    }
    n
}

/// What follows the dashes that stand for "no cents": `,–`, `.-`, `,--`, `,—`.
fn dashes(mut rest: &[u8]) -> &[u8] {
    while let [b'-', tail @ ..] | [0xe2, 0x80, 0x93 | 0x94, tail @ ..] = rest {
        rest = tail;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: NumberFormat = NumberFormat { decimal: Decimal::Comma };
    const ENGLISH: NumberFormat = NumberFormat { decimal: Decimal::Point };

    #[test]
    fn the_wrong_decimal_mark_is_refused_not_misread() {
        assert_eq!(parse_cents(b"1234.5", GERMAN), Err(NumberError::Grouping));
        assert_eq!(parse_cents(b"0.673", GERMAN), Err(NumberError::Grouping));
        assert_eq!(parse_cents(b"1.234,56", ENGLISH), Err(NumberError::Grouping));
        assert_eq!(parse_cents(b"1,23", ENGLISH), Err(NumberError::Grouping));
    }

    #[test]
    fn the_usual_form_is_read_as_any_form_is() {
        let mut n_usual = 0;
        for format in [GERMAN, ENGLISH] {
            let (decimal, group) = format.marks();
            // Every text of up to seven of these, with and without a currency.
            let letters = [b'0', b'7', decimal, group, b'-'];
            for number in 0..5_u32.pow(7) {
                let mut rest = number;
                let mut cell = Vec::new();
                while rest > 0 {
                    cell.push(letters[(rest % 5) as usize]);
                    rest /= 5;
                }
                if number % 3 == 0 {
                    cell.extend_from_slice(" €".as_bytes());
                }
                if let Some(usual) = usual_cents(&cell, format) {
                    let parts = Parts::read(&cell, format);
                    assert_eq!(parts, Ok(parts_of(usual)), "{}", cell.escape_ascii());
                    n_usual += 1;
                }
            }
        }
        assert!(n_usual > 100, "{n_usual}");
        for cell in ["1.234.567,89 €", "1234567890123,67", "12345678901234,56"] {
            let usual = usual_cents(cell.as_bytes(), GERMAN).map(parts_of);
            let expected = (cell.len() < 17).then(|| Parts::read(cell.as_bytes(), GERMAN).unwrap());
            assert_eq!(usual, expected, "{cell}");
        }
    }

    /// What the careful reading of a usual amount is.
    fn parts_of(usual: UsualAmount) -> Parts {
        Parts {
            mantissa: usual.cents as u64,
            n_decimals: 2,
            negative: false,
            percent: false,
            currency: usual.is_euro.then_some(Currency::EUR),
            decides: true,
        }
    }

    #[test]
    fn only_telling_cells_decide_the_mark() {
        let decides = |cell: &str, format| parse_cents(cell.as_bytes(), format).unwrap().decides;
        assert!(
            !decides("1.234", GERMAN) && !decides("1.234", ENGLISH) && !decides("1234", GERMAN)
        );
        assert!(
            decides("1.234.567", GERMAN) && decides("1.234,5", GERMAN) && decides("0.673", ENGLISH)
        );
        assert!(decides("12.5", ENGLISH) && decides("1234,567", GERMAN));
    }

    #[test]
    fn amounts_keep_their_currency() {
        let euro = parse_cents("1.234,56 €".as_bytes(), GERMAN).unwrap();
        assert_eq!((euro.cents, euro.currency), (123_456, Some(Currency::EUR)));
        let francs = parse_cents("CHF 1'054.00".as_bytes(), ENGLISH).unwrap();
        assert_eq!((francs.cents, francs.currency), (105_400, Currency::from_code("CHF")));
    }

    #[test]
    fn halves_of_a_cent_round_away_from_zero() {
        assert_eq!(parse_cents(b"1.005", ENGLISH).unwrap().cents, 101);
        assert_eq!(parse_cents(b"-1.005", ENGLISH).unwrap().cents, -101);
    }
}
