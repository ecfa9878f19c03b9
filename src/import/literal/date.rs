//! Dates and times of a cell, read by the order the column was found to have.
//!
//! `dd.mm.yyyy`, `d.m.yy`, `m/d/y`, `d/m/y`, `d-m-y`, ISO 8601 with time and zone, `07 Dec 2025`,
//! `3. März 2025`, `Dec 7, 2025`, times with seconds, `AM`/`PM` or `Uhr`; Unix seconds and the serial days of
//! Excel where the column was found to hold them. A year that stands first is never in doubt, so it is read
//! in every civil order; only the order of day and month is the column's.
//!
//! **Zones are dropped, the clock on the wall is kept**: `2025-03-01T23:30:00+02:00` is the 1st of March,
//! 23:30. Durations are differences of calendar days (MATH 1.1, P22), and the writer's calendar is the one
//! the user lived by. Unix seconds have no wall clock and are read as UTC.
//!
//! Years run from 1990 to ten years after today, two-digit years to the same window.

use serde::{Deserialize, Serialize};

use super::blank::{leading, trim};
use super::date_word::{is_weekday, month};
use crate::model::column::DAY_ORIGIN;
use crate::model::{Day, Minute};

/// The first year that is read; a day of 1990 is the first that a packed column can hold.
pub const FIRST_YEAR: i32 = 1990;

/// How many years after today are read; what lies beyond is a marker such as `31.12.9999`.
pub const YEARS_AHEAD: i32 = 10;

/// In which order a column writes its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// `31.12.2025`, `31/12/25`.
    DayMonthYear,
    /// `12/31/2025`.
    MonthDayYear,
    /// `2025-12-31`, and nothing else.
    YearMonthDay,
    /// Seconds since 1970-01-01T00:00 UTC.
    UnixSeconds,
    /// Days since 1899-12-30 with a fraction for the time, as Excel counts.
    ExcelSerial,
}

/// How the dates of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DateFormat {
    /// Order of day, month and year.
    pub order: DateOrder,
    /// Whether the column holds times of day that are worth four bytes a row.
    pub with_time: bool,
    /// The last year that is read (today's year + [`YEARS_AHEAD`]).
    pub last_year: i32,
}

/// A date as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateValue {
    /// The calendar day.
    pub day: Day,
    /// Minutes since midnight, 0 where the cell has no time.
    pub minute_of_day: u16,
    /// Whether the cell has a time.
    pub has_time: bool,
    /// Whether the cell alone proves the order of day and month (one of them is above 12).
    pub decides: bool,
}

impl DateValue {
    /// The minute of the civil calendar.
    #[inline]
    #[must_use]
    pub fn minute(self) -> Minute {
        Minute(self.day.start().0 + i32::from(self.minute_of_day))
    }
}

/// Why a cell is no date in the column's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DateError {
    /// The text has not the form of a date.
    #[error("not a date")]
    NotADate,
    /// The form is right, but the calendar has no such day (`31.02.2024`), month or hour.
    #[error("no such day")]
    NoSuchDay,
    /// The year lies outside the years that are read.
    #[error("year {year} is outside {FIRST_YEAR}..={last_year}")]
    YearOutOfRange {
        /// The year of the cell.
        year: i32,
        /// The last year that is read.
        last_year: i32,
    },
}

impl DateFormat {
    /// A format of days and times up to ten years after `today`.
    #[must_use]
    pub fn new(order: DateOrder, with_time: bool, today: Day) -> Self {
        Self { order, with_time, last_year: today.ymd().0 + YEARS_AHEAD }
    }

    /// The same format in the other order of day and month, where there is one.
    #[must_use]
    pub const fn swapped(self) -> Option<Self> {
        let order = match self.order {
            DateOrder::DayMonthYear => DateOrder::MonthDayYear,
            DateOrder::MonthDayYear => DateOrder::DayMonthYear,
            DateOrder::YearMonthDay | DateOrder::UnixSeconds | DateOrder::ExcelSerial => {
                return None;
            }
        };
        Some(Self { order, ..self })
    }
}

/// The date of a cell, or `None` where it is none in this format ([`diagnose`] says why).
///
/// ```
/// use trichterwerk::import::literal::date::{parse, DateFormat, DateOrder};
/// use trichterwerk::model::Day;
/// let german = DateFormat { order: DateOrder::DayMonthYear, with_time: false, last_year: 2036 };
/// assert_eq!(parse(b"31.12.2025", german).map(|date| date.day), Day::from_ymd(2025, 12, 31));
/// assert_eq!(parse(b"31.02.2025", german), None);
/// ```
#[inline]
#[must_use]
pub fn parse(cell: &[u8], format: DateFormat) -> Option<DateValue> {
    if let Some(usual) = usual_day(cell, format) {
        let UsualDay { n, decides } = usual;
        let day = Day(DAY_ORIGIN.0 + i32::from(n) - 1);
        return Some(DateValue { day, minute_of_day: 0, has_time: false, decides });
    }
    let timed = match format.order {
        DateOrder::YearMonthDay => iso_with_time(cell, format.last_year),
        _ => None,
    };
    timed.or_else(|| diagnose(cell, format).ok())
}

/// A day as read from the form most cells have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsualDay {
    /// Days since 1990-01-01, plus one, as a column holds them.
    pub n: u16,
    /// Whether the cell alone proves the order of day and month.
    pub decides: bool,
}

/// The day of a cell in the usual form of its order: ten bytes, `dd.mm.yyyy` (or `/`, `-`) or `yyyy-mm-dd`. `None` says
/// nothing: [`parse`] knows all other forms. Always inlined, as the loop over the cells of a column lives of it.
#[inline(always)]
#[must_use]
pub fn usual_day(cell: &[u8], format: DateFormat) -> Option<UsualDay> {
    let &[a, b, c, d, e, f, g, h, i, j] = cell else { return None };
    let month_first = format.order == DateOrder::MonthDayYear;
    let (digits, first, second) = if month_first || format.order == DateOrder::DayMonthYear {
        if c != f || !matches!(c, b'.' | b'/' | b'-') {
            return None;
        }
        ([g, h, i, j, a, b, d, e], 4, 6)
    } else {
        if format.order != DateOrder::YearMonthDay || (e, h) != (b'-', b'-') {
            return None;
        }
        ([a, b, c, d, f, g, i, j], 6, 4)
    };
    let digits = digits_of(digits)?;
    let year = (two(digits, 0) * 100 + two(digits, 2)) as i32;
    let (one, other) = (two(digits, first), two(digits, second));
    let (day, month) = if month_first { (other, one) } else { (one, other) };
    let n = usual_civil(year, month, day, format.last_year)?;
    Some(UsualDay { n, decides: day > 12 && format.order != DateOrder::YearMonthDay })
}

/// `yyyy-mm-dd[ T]hh:mm[:ss]` without a zone.
#[inline]
fn iso_with_time(cell: &[u8], last_year: i32) -> Option<DateValue> {
    let (date, time) = cell.split_first_chunk::<10>()?;
    let order = DateOrder::YearMonthDay;
    let date = usual_day(date, DateFormat { order, with_time: true, last_year })?;
    let (clock, seconds) = match *time {
        [b' ' | b'T', a, b, b':', c, d] => ([a, b, c, d], [b'0', b'0']),
        [b' ' | b'T', a, b, b':', c, d, b':', e, f] => ([a, b, c, d], [e, f]),
        _ => return None,
    };
    let [a, b, c, d] = clock;
    let [e, f] = seconds;
    let digits = digits_of([a, b, c, d, e, f, b'0', b'0'])?;
    let (hour, minute, second) = (two(digits, 0), two(digits, 2), two(digits, 4));
    (hour < 24 && minute < 60 && second < 60).then_some(DateValue {
        day: Day(DAY_ORIGIN.0 + i32::from(date.n) - 1),
        minute_of_day: (hour * 60 + minute) as u16,
        has_time: true,
        decides: false,
    })
}

/// The digits of eight bytes, one a byte from the lowest on; `None` where a byte is no digit.
///
/// All bytes are tested at once: against `0` a digit becomes 0..=9, and adding 0x76 to it sets the high bit of
/// every byte that is anything else.
#[inline(always)]
fn digits_of(bytes: [u8; 8]) -> Option<u64> {
    let digits = u64::from_le_bytes(bytes) ^ 0x3030_3030_3030_3030;
    let others = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    (others == 0).then_some(digits)
}

/// The number of two digits, the first at a position.
#[inline(always)]
const fn two(digits: u64, at: u32) -> u32 {
    let pair = digits >> (8 * at);
    (pair & 0xf) as u32 * 10 + (pair >> 8 & 0xf) as u32
}

/// Years whose days are looked up instead of computed: those whose days fit into two bytes.
const N_YEARS: usize = 179;

/// Day number of 1 January, per year from [`FIRST_YEAR`] on.
static YEAR_STARTS: [u16; N_YEARS] = {
    let mut starts = [0; N_YEARS];
    let mut year = 1;
    while year < N_YEARS {
        starts[year] =
            starts[year - 1] + if is_leap(FIRST_YEAR + year as i32 - 1) { 366 } else { 365 };
        year += 1;
    }
    starts
};

/// Days before the month and days of the month, in common and in leap years; month 0 and 13.. have no days.
static MONTHS: [[(u16, u8); 16]; 2] = {
    let mut months = [[(0, 0); 16]; 2];
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut leap = 0;
    while leap < 2 {
        let mut before = 0;
        let mut month = 1;
        while month <= 12 {
            let length = lengths[month - 1] + (leap == 1 && month == 2) as u8;
            months[leap][month] = (before, length);
            before += length as u16;
            month += 1;
        }
        leap += 1;
    }
    months
};

const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The packed day by two look-ups; `None` where there is none or the tables end.
#[inline(always)]
fn usual_civil(year: i32, month: u32, day: u32, last_year: i32) -> Option<u16> {
    if year > last_year {
        return None;
    }
    let start = *YEAR_STARTS.get(usize::try_from(year - FIRST_YEAR).ok()?)?;
    let [common, leap] = &MONTHS;
    let months = if is_leap(year) { leap } else { common };
    let &(before, length) = months.get(month as usize)?;
    // Day 0 wraps around and is refused with the days after the last.
    (day.wrapping_sub(1) < u32::from(length))
        .then(|| (u32::from(start) + u32::from(before) + day) as u16)
}

fn civil(year: i32, month: u32, day: u32, last_year: i32) -> Result<Day, DateError> {
    if !(FIRST_YEAR..=last_year).contains(&year) {
        // `31.02.0024` is wrong in two ways; the year is the one that names the trouble.
        return Err(DateError::YearOutOfRange { year, last_year });
    }
    Day::from_ymd(year, month, day).ok_or(DateError::NoSuchDay)
}

/// Reads a cell of any form the format allows and says why where it does not. Slower than [`parse`].
pub fn diagnose(cell: &[u8], format: DateFormat) -> Result<DateValue, DateError> {
    let cell = trim(cell);
    match format.order {
        DateOrder::UnixSeconds => unix_seconds(cell, format.last_year),
        DateOrder::ExcelSerial => excel_serial(cell, format.last_year),
        DateOrder::DayMonthYear | DateOrder::MonthDayYear | DateOrder::YearMonthDay => {
            let mut cursor = Cursor { rest: cell };
            let (day, decides) = cursor.date(format)?;
            let minute_of_day = cursor.time()?;
            Ok(DateValue {
                day,
                minute_of_day: minute_of_day.unwrap_or(0),
                has_time: minute_of_day.is_some(),
                decides,
            })
        }
    }
}

/// Digits as a number, at most `max` of them and the whole slice; `None` otherwise.
fn digits(cell: &[u8], max: usize) -> Option<i64> {
    (!cell.is_empty() && cell.len() <= max && cell.iter().all(u8::is_ascii_digit))
        .then(|| cell.iter().fold(0, |value, &byte| value * 10 + i64::from(byte - b'0')))
}

fn unix_seconds(cell: &[u8], last_year: i32) -> Result<DateValue, DateError> {
    let seconds = digits(cell, 11).ok_or(DateError::NotADate)?;
    let minute = Minute((seconds / 60).try_into().map_err(|_| DateError::NotADate)?);
    let (year, month, day) = minute.day().ymd();
    Ok(DateValue {
        day: civil(year, month, day, last_year)?,
        minute_of_day: minute.0.rem_euclid(24 * 60) as u16,
        has_time: true,
        decides: false,
    })
}

/// The day Excel calls 0: its calendar has a 29 February 1900 that never was.
const EXCEL_EPOCH: Day = Day(-25_569); // 1899-12-30

fn excel_serial(cell: &[u8], last_year: i32) -> Result<DateValue, DateError> {
    let at = cell.iter().position(|&byte| byte == b'.' || byte == b',').unwrap_or(cell.len());
    let (whole, fraction) = cell.split_at(at);
    let serial = digits(whole, 5).ok_or(DateError::NotADate)?;
    let (year, month, day) = Day(EXCEL_EPOCH.0 + serial as i32).ymd();
    let day = civil(year, month, day, last_year)?;
    let minutes = match fraction.split_first() {
        None => None,
        Some((_, fraction)) => {
            let value = digits(fraction, 17).ok_or(DateError::NotADate)?;
            let share = value as f64 / 10_f64.powi(fraction.len() as i32);
            // Rounded to the minute; the last half minute of a day stays in that day.
            Some(((share * 1_440.0).round() as u16).min(1_439))
        }
    };
    Ok(DateValue {
        day,
        minute_of_day: minutes.unwrap_or(0),
        has_time: minutes.is_some(),
        decides: false,
    })
}

/// One part of a date as written.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// A number and how many digits it has.
    Number(u32, usize),
    /// A month written as a word.
    Month(u32),
}

/// What stands between two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    /// A point, a slash or a hyphen, with or without blanks behind it.
    Mark(u8),
    /// Blanks or a comma.
    Blank,
}

/// Reads a date from the left.
struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn date(&mut self, format: DateFormat) -> Result<(Day, bool), DateError> {
        self.weekday();
        let first = self.part()?;
        if let Part::Number(value, 8) = first
            && format.order == DateOrder::YearMonthDay
        {
            let year = (value / 10_000) as i32;
            let day = civil(year, value / 100 % 100, value % 100, format.last_year)?;
            return Ok((day, false));
        }
        let before = self.separator().ok_or(DateError::NotADate)?;
        let second = self.part()?;
        let after = self.separator().ok_or(DateError::NotADate)?;
        let third = self.part()?;
        let iso_only = format.order == DateOrder::YearMonthDay;
        let (year, month, day, decides) = match (first, second, third) {
            (Part::Number(year, 4), Part::Number(month, 1..=2), Part::Number(day, 1..=2))
                if before == after && before != Separator::Blank =>
            {
                (year as i32, month, day, false)
            }
            _ if iso_only => return Err(DateError::NotADate),
            (Part::Number(a, 1..=2), Part::Number(b, 1..=2), Part::Number(year, n @ (2 | 4)))
                if before == after && before != Separator::Blank =>
            {
                let month_first = format.order == DateOrder::MonthDayYear;
                let (day, month) = if month_first { (b, a) } else { (a, b) };
                (full_year(year, n, format.last_year), month, day, day > 12)
            }
            (Part::Number(year, 4), Part::Month(month), Part::Number(day, 1..=2)) => {
                (year as i32, month, day, false)
            }
            (Part::Number(day, 1..=2), Part::Month(month), Part::Number(year, n @ (2 | 4)))
            | (Part::Month(month), Part::Number(day, 1..=2), Part::Number(year, n @ (2 | 4))) => {
                (full_year(year, n, format.last_year), month, day, false)
            }
            _ => return Err(DateError::NotADate),
        };
        Ok((civil(year, month, day, format.last_year)?, decides))
    }

    /// Minutes since midnight; `None` where the cell ends with its date.
    fn time(&mut self) -> Result<Option<u16>, DateError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let gap = self.eat(b",") | self.skip_blanks() | self.eat(b"T");
        let (hour, n_hour) = self.number().ok_or(DateError::NotADate)?;
        if !gap || n_hour > 2 || !self.eat(b":") {
            return Err(DateError::NotADate);
        }
        let (minute, n_minute) = self.number().ok_or(DateError::NotADate)?;
        let mut second = 0;
        if self.eat(b":") {
            second = self.number().filter(|&(_, n)| n == 2).ok_or(DateError::NotADate)?.0;
            if self.eat(b".") || self.eat(b",") {
                self.number().ok_or(DateError::NotADate)?;
            }
        }
        if n_minute != 2 {
            return Err(DateError::NotADate);
        }
        self.skip_blanks();
        let mut hour = hour;
        let half = self.half_of_day();
        if let Some(is_pm) = half {
            if !(1..=12).contains(&hour) {
                return Err(DateError::NoSuchDay);
            }
            hour = hour % 12 + if is_pm { 12 } else { 0 };
        }
        if hour > 23 || minute > 59 || second > 60 {
            return Err(DateError::NoSuchDay);
        }
        self.skip_blanks();
        self.zone()?;
        Ok(Some((hour * 60 + minute) as u16))
    }

    /// `Z`, `UTC`, `CET`, `+02:00`, `GMT+0200`, `[Europe/Berlin]`, `Uhr`: read and dropped (see the module).
    fn zone(&mut self) -> Result<(), DateError> {
        if self.word().len() > 5 {
            return Err(DateError::NotADate);
        }
        if self.eat(b"+") || self.eat(b"-") || self.eat("\u{2212}".as_bytes()) {
            let (_, n) = self.number().ok_or(DateError::NotADate)?;
            if self.eat(b":") {
                self.number().filter(|&(_, n)| n == 2).ok_or(DateError::NotADate)?;
            }
            if n != 2 && n != 4 {
                return Err(DateError::NotADate);
            }
        }
        let is_name = matches!(self.rest, [b'[', .., b']'] | [b'(', .., b')']);
        if self.rest.is_empty() || is_name { Ok(()) } else { Err(DateError::NotADate) }
    }

    fn weekday(&mut self) {
        let start = self.rest;
        if is_weekday(self.word()) {
            while self.eat(b".") || self.eat(b",") || self.skip_blanks() {}
        } else {
            self.rest = start;
        }
    }

    fn part(&mut self) -> Result<Part, DateError> {
        if let Some((value, n_digits)) = self.number() {
            let behind = self.rest;
            // `7th`, `1st`: English ordinals.
            if !matches!(self.word(), b"st" | b"nd" | b"rd" | b"th") {
                self.rest = behind;
            }
            return Ok(Part::Number(value, n_digits));
        }
        month(self.word()).map(Part::Month).ok_or(DateError::NotADate)
    }

    fn separator(&mut self) -> Option<Separator> {
        let had_blank = self.skip_blanks();
        let mark = self.rest.first().copied().filter(|byte| b"./-,".contains(byte));
        if mark.is_some() {
            self.skip(1);
            self.skip_blanks();
        }
        match mark {
            Some(b',') => Some(Separator::Blank),
            Some(mark) => Some(Separator::Mark(mark)),
            None => had_blank.then_some(Separator::Blank),
        }
    }

    /// Whether the time is in the second half of the day, where it says `AM` or `PM`.
    fn half_of_day(&mut self) -> Option<bool> {
        let [half, rest @ ..] = self.rest else { return None };
        let is_pm = match half.to_ascii_lowercase() {
            b'a' => false,
            b'p' => true,
            _ => return None,
        };
        let rest = rest.strip_prefix(b".").unwrap_or(rest);
        let [b'm' | b'M', rest @ ..] = rest else { return None };
        self.rest = rest.strip_prefix(b".").unwrap_or(rest);
        Some(is_pm)
    }

    /// A number of at most nine digits and how many it has.
    fn number(&mut self) -> Option<(u32, usize)> {
        let n = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let value = digits(self.rest.get(..n)?, 9)?;
        self.skip(n);
        Some((value as u32, n))
    }

    /// Letters of ASCII and umlauts; possibly none.
    fn word(&mut self) -> &'a [u8] {
        let mut n = 0;
        loop {
            match self.rest.get(n..).unwrap_or_default() {
                [byte, ..] if byte.is_ascii_alphabetic() => n += 1,
                [0xc3, 0x80..=0xbf, ..] => n += 2,
                _ => break,
            }
        }
        let (word, rest) = self.rest.split_at_checked(n).unwrap_or((&[], self.rest));
        self.rest = rest;
        word
    }

    fn eat(&mut self, prefix: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip(&mut self, n: usize) {
        self.rest = self.rest.get(n..).unwrap_or_default();
    }

    fn skip_blanks(&mut self) -> bool {
        let before = self.rest.len();
        while leading(self.rest) > 0 {
            self.skip(leading(self.rest));
        }
        self.rest.len() < before
    }
}

/// Two digits mean the year of this century unless that lies behind the last year that is read.
const fn full_year(year: u32, n_digits: usize, last_year: i32) -> i32 {
    let year = year as i32;
    match n_digits {
        2 if 2_000 + year <= last_year => 2_000 + year,
        2 => 1_900 + year,
        _ => year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn format(order: DateOrder) -> DateFormat {
        DateFormat { order, with_time: true, last_year: 2036 }
    }

    fn read(cell: &str, order: DateOrder) -> Option<String> {
        let date = parse(cell.as_bytes(), format(order))?;
        let (hour, minute) = date.minute().hour_minute();
        Some(if date.has_time {
            format!("{} {hour:02}:{minute:02}", date.day)
        } else {
            date.day.to_string()
        })
    }

    #[test]
    fn fast_and_slow_readers_agree() {
        for order in [DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay] {
            for cell in [
                "31.12.2025",
                "01/02/2024",
                "12-31-2025",
                "29.02.2023",
                "2025-12-31",
                "2025-12-31 23:59",
                "2025-12-31T00:00:59",
                "2025-02-29 10:00",
                "2025-12-31 24:00",
                "31.12.9999",
                "2025-12-31 10:00:61",
            ] {
                let format = format(order);
                let slow = diagnose(cell.as_bytes(), format).ok();
                assert_eq!(parse(cell.as_bytes(), format), slow, "{cell} {order:?}");
            }
        }
    }

    #[test]
    fn looked_up_days_are_the_calendars() {
        for year in 1985..2200 {
            for month in 0..=15 {
                for day in 0..=32 {
                    let expected = civil(year, month, day, 2168).ok();
                    let n = usual_civil(year, month, day, 2168);
                    let found = n.map(|n| Day(DAY_ORIGIN.0 + i32::from(n) - 1));
                    assert_eq!(found, expected, "{year}-{month}-{day}");
                }
            }
        }
    }

    #[test]
    fn the_zone_is_dropped_and_the_wall_clock_kept() {
        for zone in ["", "Z", "+02:00", " UTC", "-0500", " +02", "+01:00[Europe/Berlin]", " MESZ"] {
            let cell = format!("2025-03-01T23:30:00{zone}");
            assert_eq!(
                read(&cell, DateOrder::YearMonthDay).as_deref(),
                Some("2025-03-01 23:30"),
                "{cell}"
            );
        }
    }

    #[test]
    fn only_days_above_twelve_prove_the_order() {
        let german = format(DateOrder::DayMonthYear);
        let decides = |cell: &str| parse(cell.as_bytes(), german).map(|date| date.decides);
        assert_eq!(decides("13.01.2025"), Some(true));
        assert_eq!(decides("12.01.2025"), Some(false));
        assert_eq!(decides("2025-01-13"), Some(false));
        assert_eq!(decides("13. Januar 2025"), Some(false));
        assert_eq!(decides("01.13.2025"), None);
    }

    #[test]
    fn errors_name_the_trouble() {
        let german = format(DateOrder::DayMonthYear);
        let error = |cell: &str| diagnose(cell.as_bytes(), german).unwrap_err();
        assert_eq!(error("offen"), DateError::NotADate);
        assert_eq!(error("31.02.2024"), DateError::NoSuchDay);
        assert_eq!(error("31.12.9999"), DateError::YearOutOfRange { year: 9999, last_year: 2036 });
        assert_eq!(error("01.01.1989"), DateError::YearOutOfRange { year: 1989, last_year: 2036 });
    }
}
