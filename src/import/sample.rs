//! The cells of one column in the sample, and what they look like.

use std::collections::BTreeMap;

use super::literal::blank::trim_text;
use super::literal::boolean;
use super::literal::date::{DateFormat, DateOrder, parse};
use super::literal::missing::{MissingWords, Vocabulary};
use super::literal::number::{Decimal, NumberFormat, parse_cents, parse_f64};
use super::outcome;
use super::plan::ValuesLike;
use crate::model::{Currency, Day};

/// The cells of one column in the sample.
#[derive(Clone, Debug)]
pub struct SampleColumn<'a> {
    /// The cells that hold something, without the blanks around them and in the order of the file.
    pub cells: Vec<&'a str>,
    /// The different cells in the order of their letters, each with how often it occurs.
    pub distinct: Vec<(&'a str, usize)>,
    /// Rows of the sample.
    pub n_rows: usize,
    /// The best reading as civil dates; `None` where no cell is one.
    pub dates: Option<DateReading>,
    /// The reading as `yyyymmdd`, Unix seconds or serial days, where every cell is a number of that range. Only a
    /// header that asks for dates may use it: numbers alone are never dates.
    pub counted_dates: Option<DateReading>,
    /// The best reading as numbers or amounts.
    pub numbers: NumberReading,
}

/// How the dates of a column can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateReading {
    /// The order that reads most cells; of equals day first.
    pub order: DateOrder,
    /// Cells it reads.
    pub n: usize,
    /// Whether one of the cells proves the order, or the year leads, or points separate the parts.
    pub decided: bool,
    /// Whether a cell has a time of day other than midnight.
    pub with_time: bool,
    /// Whether points separate day, month and year.
    pub dotted: bool,
}

/// How the numbers of a column can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberReading {
    /// The mark that reads most cells; of equals the comma.
    pub decimal: Decimal,
    /// Cells it reads.
    pub n: usize,
    /// Whether one of the cells proves the mark.
    pub decided: bool,
    /// Cells with a mark that could be a group or a fraction.
    pub n_marked: usize,
    /// Cells that name a currency.
    pub n_currency: usize,
    /// Cells that start with a zero and go on with a digit: no numbers but keys.
    pub n_leading_zero: usize,
}

impl<'a> SampleColumn<'a> {
    /// The column at a position of the rows; the usual missing words count as blank.
    #[must_use]
    pub fn new(rows: &'a [Vec<String>], at: usize, today: Day) -> Self {
        Self::of_every(1, rows, at, today)
    }

    /// The column at a position of every `step`-th row.
    #[must_use]
    pub fn of_every(step: usize, rows: &'a [Vec<String>], at: usize, today: Day) -> Self {
        let missing = MissingWords::usual(Vocabulary::Choices);
        let rows = rows.iter().step_by(step.max(1));
        let n_rows = rows.len();
        let cells: Vec<&str> = rows
            .filter_map(|row| row.get(at))
            .map(|cell| trim_text(cell))
            .filter(|cell| !cell.is_empty() && !missing.contains(cell.as_bytes()))
            .collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for cell in &cells {
            *counts.entry(cell).or_default() += 1;
        }
        // Every reading is tried on each different cell once.
        let distinct: Vec<(&str, usize)> = counts.into_iter().collect();
        Self {
            dates: dates(&distinct, today),
            counted_dates: counted_dates(&distinct, today),
            numbers: numbers(&distinct),
            distinct,
            cells,
            n_rows,
        }
    }

    /// Number of different cells.
    #[must_use]
    pub const fn n_distinct(&self) -> usize {
        self.distinct.len()
    }

    /// Number of cells that hold something.
    #[must_use]
    pub const fn n(&self) -> usize {
        self.cells.len()
    }

    /// Whether the sample shows nothing of the column.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Cells that look like something; for [`ValuesLike::FewWords`] all or none.
    #[must_use]
    pub fn count(&self, like: ValuesLike) -> usize {
        let count = |test: &dyn Fn(&str) -> bool| {
            self.distinct.iter().filter(|(cell, _)| test(cell)).map(|(_, n)| n).sum()
        };
        match like {
            ValuesLike::Dates => self.dates.map_or(0, |reading| reading.n),
            ValuesLike::Money | ValuesLike::Numbers => self.numbers.n,
            ValuesLike::Emails => count(&is_email),
            ValuesLike::Phones => count(&is_phone),
            ValuesLike::Outcomes => count(&|cell| outcome::of_word(cell).is_some()),
            ValuesLike::Stages => count(&|cell| {
                outcome::of_word(cell).is_some() || super::stage_order::is_known(cell)
            }),
            ValuesLike::YesNo => count(&|cell| boolean::parse(cell.as_bytes()).is_some()),
            ValuesLike::Currencies => count(&is_currency),
            ValuesLike::FewWords => {
                if self.n_distinct() <= 12.max(self.n() / 5) {
                    self.n()
                } else {
                    0
                }
            }
        }
    }
}

fn dates(cells: &[(&str, usize)], today: Day) -> Option<DateReading> {
    let may_be_dates: Vec<_> = cells.iter().filter(|(cell, _)| may_be_date(cell)).collect();
    let read = |order| {
        let format = DateFormat::new(order, true, today);
        let mut seen = Seen::default();
        for &&(cell, n) in &may_be_dates {
            let Some(date) = parse(cell.as_bytes(), format) else { continue };
            seen.n += n;
            seen.n_deciding += if date.decides { n } else { 0 };
            seen.n_timed += if date.has_time && date.minute_of_day > 0 { n } else { 0 };
        }
        seen
    };
    let (iso, day_first, month_first) = (
        read(DateOrder::YearMonthDay),
        read(DateOrder::DayMonthYear),
        read(DateOrder::MonthDayYear),
    );
    let dotted = cells.iter().any(|(cell, _)| is_dotted_date(cell));
    let (order, seen, decided) = if iso.n > 0 && iso.n >= day_first.n.max(month_first.n) {
        (DateOrder::YearMonthDay, iso, true)
    } else if month_first.n > day_first.n
        || (month_first.n == day_first.n && month_first.n_deciding > day_first.n_deciding)
    {
        (DateOrder::MonthDayYear, month_first, month_first.n_deciding > 0)
    } else {
        // Cells with the month as a word and ISO cells read the same in both orders: nothing to decide.
        let same = !cells.iter().any(|(cell, _)| is_two_way_date(cell));
        (DateOrder::DayMonthYear, day_first, day_first.n_deciding > 0 || dotted || same)
    };
    (seen.n > 0).then_some(DateReading {
        order,
        n: seen.n,
        decided,
        with_time: seen.n_timed > 0,
        dotted,
    })
}

fn counted_dates(cells: &[(&str, usize)], today: Day) -> Option<DateReading> {
    let orders = [DateOrder::YearMonthDay, DateOrder::UnixSeconds, DateOrder::ExcelSerial];
    orders.into_iter().find_map(|order| {
        let format = DateFormat::new(order, true, today);
        let read = cells
            .iter()
            .map(|(cell, _)| is_number(cell).then(|| parse(cell.as_bytes(), format)).flatten());
        let dates: Vec<_> = read.collect::<Option<_>>()?;
        (!dates.is_empty()).then(|| DateReading {
            order,
            n: cells.iter().map(|(_, n)| n).sum(),
            decided: true,
            with_time: dates.iter().any(|date| date.minute_of_day > 0),
            dotted: false,
        })
    })
}

fn numbers(cells: &[(&str, usize)]) -> NumberReading {
    let count = |test: fn(&str) -> bool| -> usize {
        cells.iter().filter(|(cell, _)| test(cell)).map(|(_, n)| n).sum()
    };
    let read = |decimal| {
        let format = NumberFormat { decimal };
        let mut seen = Seen::default();
        for &(cell, n) in cells {
            // An amount knows currencies, a number percent signs; either will do.
            let amount = parse_cents(cell.as_bytes(), format);
            let number = parse_f64(cell.as_bytes(), format);
            let decides = match (amount, number) {
                (Ok(amount), _) => amount.decides,
                (Err(_), Ok(number)) => number.decides,
                (Err(_), Err(_)) => continue,
            };
            let names_currency = amount.is_ok_and(|amount| amount.currency.is_some());
            seen.n += n;
            seen.n_deciding += if decides { n } else { 0 };
            seen.n_currency += if names_currency { n } else { 0 };
        }
        seen
    };
    let (comma, point) = (read(Decimal::Comma), read(Decimal::Point));
    let point_wins = (point.n, point.n_deciding) > (comma.n, comma.n_deciding);
    let (decimal, seen) =
        if point_wins { (Decimal::Point, point) } else { (Decimal::Comma, comma) };
    NumberReading {
        decimal,
        n: seen.n,
        decided: seen.n_deciding > 0 || comma.n != point.n,
        n_marked: count(has_mark),
        n_currency: seen.n_currency,
        n_leading_zero: count(has_leading_zero),
    }
}

#[derive(Clone, Copy, Default)]
struct Seen {
    n: usize,
    n_deciding: usize,
    n_timed: usize,
    n_currency: usize,
}

/// Whether a cell has what every civil date has, a digit, and more than numbers have.
fn may_be_date(cell: &str) -> bool {
    cell.bytes().any(|byte| byte.is_ascii_digit()) && !is_number(cell)
}

/// Digits with at most one mark among them.
fn is_number(cell: &str) -> bool {
    let n_marks = cell.bytes().filter(|byte| b".,".contains(byte)).count();
    n_marks <= 1 && cell.bytes().all(|byte| byte.is_ascii_digit() || b".,".contains(&byte))
}

/// `12.03.2025`: digits, a point, digits, a point.
fn is_dotted_date(cell: &str) -> bool {
    let mut parts = cell.split('.');
    let is_part = |part: Option<&str>| {
        part.is_some_and(|part| {
            (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        })
    };
    is_part(parts.next()) && is_part(parts.next()) && parts.next().is_some()
}

/// A date of three numbers whose year does not lead: the only form with two readings.
fn is_two_way_date(cell: &str) -> bool {
    let mut parts = cell.split(['.', '/', '-', ' ']);
    let mut is_short = || {
        parts.next().is_some_and(|part| {
            (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        })
    };
    is_short() && is_short()
}

fn has_mark(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    bytes.windows(3).any(
        |three| matches!(three, [a, b'.' | b',', b] if a.is_ascii_digit() && b.is_ascii_digit()),
    )
}

/// `007`, `01234`: a key, whose zero a number would lose.
fn has_leading_zero(cell: &str) -> bool {
    matches!(cell.as_bytes(), [b'0', next, ..] if next.is_ascii_digit())
}

/// Whether a text has the form of an address, or of several (`a@x.de ::: b@y.de`).
#[must_use]
pub fn is_email(text: &str) -> bool {
    let first = text.split([' ', ';', ',']).next().unwrap_or_default();
    first.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    })
}

fn is_phone(text: &str) -> bool {
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    let allowed = |byte: u8| byte.is_ascii_digit() || b" +-/().".contains(&byte);
    (6..=16).contains(&n_digits)
        && text.bytes().all(allowed)
        && (text.starts_with(['+', '0', '(']) || text.contains(['/', ' ']))
}

fn is_currency(text: &str) -> bool {
    text.len() == 3
        && text.bytes().all(|byte| byte.is_ascii_uppercase())
        && Currency::from_code(text).is_some()
        || super::literal::currency::from_sign(text.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_778); // 2026-11-21

    fn column(cells: &[&str]) -> Vec<Vec<String>> {
        cells.iter().map(|cell| vec![(*cell).to_owned()]).collect()
    }

    fn dates(cells: &[&str]) -> Option<DateReading> {
        SampleColumn::new(&column(cells), 0, TODAY).dates
    }

    #[test]
    fn one_day_above_twelve_decides_the_order() {
        let order = |cells: &[&str]| dates(cells).map(|reading| (reading.order, reading.decided));
        assert_eq!(order(&["01/02/2025", "13/02/2025"]), Some((DateOrder::DayMonthYear, true)));
        assert_eq!(order(&["01/02/2025", "02/13/2025"]), Some((DateOrder::MonthDayYear, true)));
        assert_eq!(order(&["01/02/2025", "03/04/2025"]), Some((DateOrder::DayMonthYear, false)));
        assert_eq!(order(&["01.02.2025"]), Some((DateOrder::DayMonthYear, true)));
        assert_eq!(order(&["2025-02-01", "10/13/2026"]), Some((DateOrder::MonthDayYear, true)));
        assert_eq!(order(&["2025-02-01"]), Some((DateOrder::YearMonthDay, true)));
        assert_eq!(order(&["07 Dec 2025"]), Some((DateOrder::DayMonthYear, true)));
        assert_eq!(order(&["offen"]), None);
    }

    #[test]
    fn numbers_alone_are_never_dates() {
        let labels = column(&["0", "17", "719"]);
        let labels = SampleColumn::new(&labels, 0, TODAY);
        assert_eq!((labels.dates, labels.counted_dates), (None, None));
        let compact = column(&["20251231"]);
        let compact = SampleColumn::new(&compact, 0, TODAY);
        assert_eq!(compact.dates, None);
        assert!(compact.counted_dates.is_some());
        let serials = column(&["45992", "46001.5"]);
        let serials = SampleColumn::new(&serials, 0, TODAY);
        assert_eq!(serials.dates, None);
        let counted = serials.counted_dates.unwrap();
        assert_eq!((counted.order, counted.with_time), (DateOrder::ExcelSerial, true));
    }

    #[test]
    fn marks_that_only_group_stay_undecided() {
        let reading = |cells: &[&str]| {
            let rows = column(cells);
            let reading = SampleColumn::new(&rows, 0, TODAY).numbers;
            (reading.decimal, reading.decided, reading.n_marked)
        };
        assert_eq!(reading(&["1.234", "5.678"]), (Decimal::Comma, false, 2));
        assert_eq!(reading(&["1.234", "5.678,90"]), (Decimal::Comma, true, 2));
        assert_eq!(reading(&["1.234", "0.5"]), (Decimal::Point, true, 2));
        assert_eq!(reading(&["12", "7"]), (Decimal::Comma, false, 0));
    }

    #[test]
    fn missing_words_are_no_cells() {
        let rows = column(&["Select", "a@b.de", "k. A.", " "]);
        let column = SampleColumn::new(&rows, 0, TODAY);
        assert_eq!((column.n(), column.n_rows), (1, 4));
        assert_eq!(column.count(ValuesLike::Emails), 1);
    }
}
