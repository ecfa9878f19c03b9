//! How values are stored: packed, column by column.
//!
//! - [`DictColumn`]: text with repetitions, one code of one, two or four bytes a row. Code 0 is *missing*.
//! - [`TextColumn`](super::TextColumn): text that hardly repeats (ids, addresses).
//! - [`DateColumn`]: days in two bytes or minutes in four. [`MoneyColumn`]: cents in four or eight.
//!
//! Missing is a value of its own in every column (P2), never 0 and never an empty word.

use std::collections::TryReserveError;

use super::{Day, Minute, Money};

/// Codes of a dictionary, as wide as the largest needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codes {
    /// Up to 255 words.
    One(Vec<u8>),
    /// Up to 65,535 words.
    Two(Vec<u16>),
    /// Any number of words.
    Four(Vec<u32>),
}

impl Codes {
    /// No rows yet, in the narrowest width.
    #[must_use]
    pub const fn new() -> Self {
        Self::One(Vec::new())
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::One(codes) => codes.len(),
            Self::Two(codes) => codes.len(),
            Self::Four(codes) => codes.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of a row; 0 (missing) beyond the end.
    #[must_use]
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::One(codes) => codes.get(row).map_or(0, |&code| u32::from(code)),
            Self::Two(codes) => codes.get(row).map_or(0, |&code| u32::from(code)),
            Self::Four(codes) => codes.get(row).copied().unwrap_or(0),
        }
    }

    /// One bit a row, 64 rows a word: whether its code is accepted. Codes beyond the table are not.
    #[must_use]
    pub fn bits(&self, accepted: &[bool]) -> Vec<u64> {
        match self {
            Self::One(codes) => codes.chunks(64).map(|codes| word_of(codes, accepted)).collect(),
            Self::Two(codes) => codes.chunks(64).map(|codes| word_of(codes, accepted)).collect(),
            Self::Four(codes) => codes.chunks(64).map(|codes| word_of(codes, accepted)).collect(),
        }
    }

    /// Appends a code, widening all of them where it does not fit.
    pub fn push(&mut self, code: u32) {
        match self {
            Self::One(codes) => {
                if let Ok(narrow) = u8::try_from(code) {
                    codes.push(narrow);
                    return;
                }
            }
            Self::Two(codes) => {
                if let Ok(narrow) = u16::try_from(code) {
                    codes.push(narrow);
                    return;
                }
            }
            Self::Four(codes) => {
                codes.push(code);
                return;
            }
        }
        self.widen(code);
        self.push(code);
    }

    /// Appends codes, widening all of them once where one does not fit.
    pub fn extend(&mut self, codes: &[u32]) {
        let largest = codes.iter().copied().max().unwrap_or(0);
        let fits = match self {
            Self::One(_) => u8::try_from(largest).is_ok(),
            Self::Two(_) => u16::try_from(largest).is_ok(),
            Self::Four(_) => true,
        };
        if !fits {
            self.widen(largest);
        }
        match self {
            Self::One(narrow) => narrow.extend(codes.iter().map(|&code| code as u8)),
            Self::Two(narrow) => narrow.extend(codes.iter().map(|&code| code as u16)),
            Self::Four(wide) => wide.extend_from_slice(codes),
        }
    }

    /// Number of rows there is room for.
    #[must_use]
    pub fn capacity(&self) -> usize {
        match self {
            Self::One(codes) => codes.capacity(),
            Self::Two(codes) => codes.capacity(),
            Self::Four(codes) => codes.capacity(),
        }
    }

    /// Makes room for `additional` rows, or says that there is none.
    pub fn try_reserve(&mut self, additional: usize) -> Result<(), TryReserveError> {
        match self {
            Self::One(codes) => codes.try_reserve_exact(additional),
            Self::Two(codes) => codes.try_reserve_exact(additional),
            Self::Four(codes) => codes.try_reserve_exact(additional),
        }
    }

    fn widen(&mut self, code: u32) {
        let capacity = match self {
            Self::One(codes) => codes.capacity(),
            Self::Two(codes) => codes.capacity(),
            Self::Four(_) => return,
        };
        *self = if u16::try_from(code).is_ok() {
            let mut wide = Vec::with_capacity(capacity);
            wide.extend((0..self.len()).map(|row| self.get(row) as u16));
            Self::Two(wide)
        } else {
            let mut wide = Vec::with_capacity(capacity);
            wide.extend((0..self.len()).map(|row| self.get(row)));
            Self::Four(wide)
        };
    }
}

/// Whether each of up to 64 codes is accepted. Not part of the loop over all rows, see [`super::block`].
#[inline(never)]
fn word_of<C: Copy + Into<u32>>(codes: &[C], accepted: &[bool]) -> u64 {
    codes.iter().enumerate().fold(0, |word, (bit, &code)| {
        let is_in = accepted.get(code.into() as usize).copied().unwrap_or(false);
        word | (u64::from(is_in) << bit)
    })
}

impl Default for Codes {
    fn default() -> Self {
        Self::new()
    }
}

/// Text with repetitions: a dictionary and a code per row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DictColumn {
    /// Code per row; 0 is missing.
    pub codes: Codes,
    /// The words by code - 1, in order of first appearance.
    pub words: Vec<Box<str>>,
}

impl DictColumn {
    /// The word of a code; `None` for 0 and for codes beyond the dictionary.
    #[must_use]
    pub fn word(&self, code: u32) -> Option<&str> {
        self.words.get((code as usize).checked_sub(1)?).map(AsRef::as_ref)
    }

    /// The word of a row; `None` where it is missing.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        self.word(self.codes.get(row))
    }

    /// The code of a word, by search.
    #[must_use]
    pub fn code_of(&self, word: &str) -> Option<u32> {
        self.words.iter().position(|known| known.as_ref() == word).map(|at| at as u32 + 1)
    }

    /// Rows per code; the first entry counts the missing ones.
    #[must_use]
    pub fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.words.len() + 1];
        for row in 0..self.codes.len() {
            if let Some(count) = counts.get_mut(self.codes.get(row) as usize) {
                *count += 1;
            }
        }
        counts
    }
}

/// The first day a two-byte day can hold: the importer refuses earlier years.
pub const DAY_ORIGIN: Day = Day(7_305); // 1990-01-01

/// Dates of one column: days only, or minutes where the file has times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateColumn {
    /// Days since 1990-01-01, plus one; 0 is missing.
    Days(Vec<u16>),
    /// Minutes since 1970-01-01T00:00; `i32::MIN` is missing.
    Minutes(Vec<i32>),
}

/// A day in two bytes: days since [`DAY_ORIGIN`] plus one, 0 for none. Days that do not fit are none.
#[must_use]
pub fn packed_day(day: Option<Day>) -> u16 {
    day.and_then(|day| u16::try_from(day.0 - DAY_ORIGIN.0 + 1).ok()).unwrap_or(0)
}

/// The day behind a [`packed_day`].
#[must_use]
pub fn unpacked_day(packed: u16) -> Option<Day> {
    Some(Day(DAY_ORIGIN.0 + i32::from(packed.checked_sub(1)?)))
}

impl DateColumn {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Days(days) => days.len(),
            Self::Minutes(minutes) => minutes.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The day of a row.
    #[inline]
    #[must_use]
    pub fn day(&self, row: usize) -> Option<Day> {
        match self {
            Self::Days(days) => match days.get(row) {
                None | Some(0) => None,
                Some(&packed) => Some(Day(DAY_ORIGIN.0 + i32::from(packed) - 1)),
            },
            Self::Minutes(minutes) => match minutes.get(row) {
                None | Some(&i32::MIN) => None,
                Some(&minute) => Some(Minute(minute).day()),
            },
        }
    }

    /// The days of some rows, in ascending order, as [`packed_day`]s: for walks over many rows of few columns, where asking a column what
    /// it holds row by row would take longer than the counting.
    pub fn gather(&self, rows: &[u32], days: &mut [u16]) {
        match self {
            Self::Days(column) => {
                // Rows without a gap are copied at once.
                let first = rows.first().map_or(0, |&row| row as usize);
                let is_run =
                    rows.last().is_some_and(|&last| last as usize + 1 == first + rows.len());
                let run = column.get(first..first + rows.len()).filter(|_| is_run);
                if let (Some(run), Some(days)) = (run, days.get_mut(..rows.len())) {
                    days.copy_from_slice(run);
                    return;
                }
                for (day, &row) in days.iter_mut().zip(rows) {
                    *day = column.get(row as usize).copied().unwrap_or(0);
                }
            }
            Self::Minutes(_) => {
                for (day, &row) in days.iter_mut().zip(rows) {
                    *day = packed_day(self.day(row as usize));
                }
            }
        }
    }

    /// The minute of a row, where the column holds times.
    #[must_use]
    pub fn minute(&self, row: usize) -> Option<Minute> {
        match self {
            Self::Days(_) => None,
            Self::Minutes(minutes) => {
                minutes.get(row).copied().filter(|&minute| minute != i32::MIN).map(Minute)
            }
        }
    }

    /// Whether the column holds times of day.
    #[must_use]
    pub const fn has_minutes(&self) -> bool {
        matches!(self, Self::Minutes(_))
    }

    /// Number of rows there is room for.
    #[must_use]
    pub fn capacity(&self) -> usize {
        match self {
            Self::Days(days) => days.capacity(),
            Self::Minutes(minutes) => minutes.capacity(),
        }
    }

    /// Makes room for `additional` rows, or says that there is none.
    pub fn try_reserve(&mut self, additional: usize) -> Result<(), TryReserveError> {
        match self {
            Self::Days(days) => days.try_reserve_exact(additional),
            Self::Minutes(minutes) => minutes.try_reserve_exact(additional),
        }
    }

    /// Appends a day; one that two bytes cannot hold becomes missing (the importer has refused it before).
    pub fn push_day(&mut self, day: Option<Day>) {
        match self {
            Self::Days(days) => {
                days.push(packed_day(day));
            }
            Self::Minutes(minutes) => minutes.push(day.map_or(i32::MIN, |day| day.start().0)),
        }
    }

    /// Appends a minute; a column of days keeps its day.
    pub fn push_minute(&mut self, minute: Option<Minute>) {
        match self {
            Self::Days(_) => self.push_day(minute.map(Minute::day)),
            Self::Minutes(minutes) => minutes.push(minute.map_or(i32::MIN, |minute| minute.0)),
        }
    }
}

/// Amounts in cents: four bytes a row while all of them lie within 21 million units, eight beyond.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyColumn(Cents);

/// Cents; the smallest number is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cents {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl Default for MoneyColumn {
    fn default() -> Self {
        Self(Cents::Narrow(Vec::new()))
    }
}

impl MoneyColumn {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Cents::Narrow(cents) => cents.len(),
            Cents::Wide(cents) => cents.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of rows there is room for.
    #[must_use]
    pub fn capacity(&self) -> usize {
        match &self.0 {
            Cents::Narrow(cents) => cents.capacity(),
            Cents::Wide(cents) => cents.capacity(),
        }
    }

    /// Makes room for `additional` rows, or says that there is none.
    pub fn try_reserve(&mut self, additional: usize) -> Result<(), TryReserveError> {
        match &mut self.0 {
            Cents::Narrow(cents) => cents.try_reserve_exact(additional),
            Cents::Wide(cents) => cents.try_reserve_exact(additional),
        }
    }

    /// The amount of a row.
    #[inline]
    #[must_use]
    pub fn get(&self, row: usize) -> Option<Money> {
        match &self.0 {
            Cents::Narrow(cents) => match cents.get(row) {
                None | Some(&i32::MIN) => None,
                Some(&cents) => Some(Money(i64::from(cents))),
            },
            Cents::Wide(cents) => match cents.get(row) {
                None | Some(&i64::MIN) => None,
                Some(&cents) => Some(Money(cents)),
            },
        }
    }

    /// Appends an amount.
    #[inline]
    pub fn push(&mut self, amount: Option<Money>) {
        match &mut self.0 {
            Cents::Narrow(cents) => match amount.map(|money| i32::try_from(money.0)) {
                None => cents.push(i32::MIN),
                Some(Ok(narrow)) if narrow != i32::MIN => cents.push(narrow),
                Some(_) => self.push_wide(amount),
            },
            Cents::Wide(_) => self.push_wide(amount),
        }
    }

    fn push_wide(&mut self, amount: Option<Money>) {
        if let Cents::Narrow(narrow) = &self.0 {
            let mut wide = Vec::with_capacity(narrow.capacity());
            wide.extend((0..narrow.len()).map(|row| self.get(row).map_or(i64::MIN, |m| m.0)));
            self.0 = Cents::Wide(wide);
        }
        if let Cents::Wide(wide) = &mut self.0 {
            wide.push(amount.map_or(i64::MIN, |money| money.0));
        }
    }
}

/// Plain numbers; NaN is missing and never leaves the column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberColumn(Vec<f64>);

impl NumberColumn {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of rows there is room for.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.0.capacity()
    }

    /// Makes room for `additional` rows, or says that there is none.
    pub fn try_reserve(&mut self, additional: usize) -> Result<(), TryReserveError> {
        self.0.try_reserve_exact(additional)
    }

    /// The number of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<f64> {
        self.0.get(row).copied().filter(|value| !value.is_nan())
    }

    /// Appends a number.
    pub fn push(&mut self, value: Option<f64>) {
        self.0.push(value.unwrap_or(f64::NAN));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_widen_without_changing_a_row() {
        let mut codes = Codes::new();
        let values = [0, 1, 255, 256, 7, 65_535, 65_536, 3];
        for value in values {
            codes.push(value);
        }
        assert!(matches!(codes, Codes::Four(_)));
        assert_eq!((0..codes.len()).map(|row| codes.get(row)).collect::<Vec<_>>(), values);
    }

    #[test]
    fn missing_is_not_an_empty_word() {
        let column = DictColumn {
            codes: Codes::One(vec![1, 0, 2]),
            words: vec!["Messe".into(), "Telefon".into()],
        };
        assert_eq!(
            (column.get(0), column.get(1), column.get(2)),
            (Some("Messe"), None, Some("Telefon"))
        );
        assert_eq!(column.counts(), [1, 1, 1]);
    }

    #[test]
    fn amounts_widen_without_changing_a_row() {
        let amounts = [Some(0), None, Some(-1), Some(i64::from(i32::MAX)), Some(1 << 40), None];
        let mut column = MoneyColumn::default();
        for amount in amounts {
            column.push(amount.map(Money));
        }
        assert_eq!(
            (0..column.len()).map(|row| column.get(row)).collect::<Vec<_>>(),
            amounts.map(|a| a.map(Money))
        );
        assert!(matches!(column.0, Cents::Wide(_)));
        let mut column = MoneyColumn::default();
        column.push(Some(Money(i64::from(i32::MIN))));
        assert_eq!(column.get(0), Some(Money(i64::from(i32::MIN))));
    }

    #[test]
    fn packed_dates_keep_day_and_minute() {
        let day = Day::from_ymd(2025, 12, 31);
        let mut days = DateColumn::Days(Vec::new());
        let mut minutes = DateColumn::Minutes(Vec::new());
        for column in [&mut days, &mut minutes] {
            column.push_day(day);
            column.push_day(None);
        }
        minutes.push_minute(day.map(|day| Minute(day.start().0 + 61)));
        assert_eq!(
            (days.day(0), days.day(1), minutes.day(0), minutes.day(1)),
            (day, None, day, None)
        );
        assert_eq!(minutes.minute(2).map(Minute::hour_minute), Some((1, 1)));
        assert_eq!(Day::from_ymd(1990, 1, 1), Some(DAY_ORIGIN));
        days.push_day(Day::from_ymd(1990, 1, 1));
        assert_eq!(days.day(2), Some(DAY_ORIGIN));
    }
}
