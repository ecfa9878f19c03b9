//! Literals as exports write them: a table of what each must become, and round trips over all values.
//!
//! The expected values are read off the literal by hand; the round trips write a value in a format and read it
//! back, so that no value of the range is special.

use proptest::prelude::*;
use trichterwerk::import::literal::boolean;
use trichterwerk::import::literal::date::{DateFormat, DateOrder, diagnose, parse};
use trichterwerk::import::literal::number::{Decimal, NumberFormat, parse_cents, parse_f64};
use trichterwerk::model::{Day, Minute};

const LAST_YEAR: i32 = 2036;

fn date(cell: &str, order: DateOrder) -> Option<String> {
    let format = DateFormat { order, with_time: true, last_year: LAST_YEAR };
    let date = parse(cell.as_bytes(), format)?;
    let (hour, minute) = date.minute().hour_minute();
    let day = date.day.to_string();
    Some(if date.has_time { format!("{day} {hour:02}:{minute:02}") } else { day })
}

/// Cell, and the date it is in a day-first column, in a month-first column and in an ISO column.
/// `=` repeats the first.
const DATES: &[(&str, &str, &str, &str)] = &[
    // German, with points
    ("31.12.2025", "2025-12-31", "", ""),
    ("01.02.2025", "2025-02-01", "2025-01-02", ""),
    ("1.2.2025", "2025-02-01", "2025-01-02", ""),
    ("1.2.25", "2025-02-01", "2025-01-02", ""),
    ("07.03.25", "2025-03-07", "2025-07-03", ""),
    (" 31.12.2025 ", "2025-12-31", "", ""),
    ("\u{a0}31.12.2025", "2025-12-31", "", ""),
    ("31. 12. 2025", "2025-12-31", "", ""),
    ("31.12.2025 14:05", "2025-12-31 14:05", "", ""),
    ("31.12.2025 14:05:59", "2025-12-31 14:05", "", ""),
    ("31.12.2025, 14:05", "2025-12-31 14:05", "", ""),
    ("31.12.2025 14:05 Uhr", "2025-12-31 14:05", "", ""),
    ("31.12.2025 4:05", "2025-12-31 04:05", "", ""),
    ("Mi., 31.12.2025", "2025-12-31", "", ""),
    ("Mittwoch, 31.12.2025", "2025-12-31", "", ""),
    ("29.02.2024", "2024-02-29", "", ""),
    ("29.02.2023", "", "", ""),
    ("31.02.2024", "", "", ""),
    ("31.04.2024", "", "", ""),
    ("00.01.2024", "", "", ""),
    ("01.00.2024", "", "", ""),
    ("32.01.2024", "", "", ""),
    ("13.13.2024", "", "", ""),
    ("31.12.1989", "", "", ""),
    ("01.01.1990", "1990-01-01", "1990-01-01", ""),
    ("31.12.2036", "2036-12-31", "", ""),
    ("01.01.2037", "", "", ""),
    ("31.12.9999", "", "", ""),
    ("01.01.0000", "", "", ""),
    ("01.01.0024", "", "", ""),
    ("1.1.24", "2024-01-01", "2024-01-01", ""),
    ("1.1.36", "2036-01-01", "2036-01-01", ""),
    ("1.1.37", "", "", ""),
    ("1.1.90", "1990-01-01", "1990-01-01", ""),
    ("1.1.89", "", "", ""),
    ("31.12.202", "", "", ""),
    ("31.12.20255", "", "", ""),
    ("31.12.", "", "", ""),
    ("31.12", "", "", ""),
    ("31.12-2025", "", "", ""),
    ("31.12.2025 25:00", "", "", ""),
    ("31.12.2025 24:00", "", "", ""),
    ("31.12.2025 10:60", "", "", ""),
    ("31.12.2025 x", "", "", ""),
    ("31.12.2025-01.01.2026", "", "", ""),
    // slashes and hyphens
    ("12/31/2025", "", "2025-12-31", ""),
    ("31/12/2025", "2025-12-31", "", ""),
    ("3/4/2025", "2025-04-03", "2025-03-04", ""),
    ("03/04/25", "2025-04-03", "2025-03-04", ""),
    ("3/4/25 2:05 PM", "2025-04-03 14:05", "2025-03-04 14:05", ""),
    ("3/4/2025 12:00 AM", "2025-04-03 00:00", "2025-03-04 00:00", ""),
    ("3/4/2025 12:30 pm", "2025-04-03 12:30", "2025-03-04 12:30", ""),
    ("3/4/2025 2:05 p.m.", "2025-04-03 14:05", "2025-03-04 14:05", ""),
    ("3/4/2025 13:05 PM", "", "", ""),
    ("3/4/2025 0:05 AM", "", "", ""),
    ("31-12-2025", "2025-12-31", "", ""),
    ("12-31-2025", "", "2025-12-31", ""),
    ("31/12-2025", "", "", ""),
    // ISO: the year leads, so the order of the column does not matter
    ("2025-12-31", "2025-12-31", "=", "="),
    ("2025-1-5", "2025-01-05", "=", "="),
    ("2025/12/31", "2025-12-31", "=", "="),
    ("2025.12.31", "2025-12-31", "=", "="),
    ("2025-12-31 09:16", "2025-12-31 09:16", "=", "="),
    ("2025-12-31 09:16:07", "2025-12-31 09:16", "=", "="),
    ("2025-12-31T09:16:07", "2025-12-31 09:16", "=", "="),
    ("2025-12-31T09:16", "2025-12-31 09:16", "=", "="),
    ("2025-12-31T09:16:07Z", "2025-12-31 09:16", "=", "="),
    ("2025-12-31T09:16:07.123Z", "2025-12-31 09:16", "=", "="),
    ("2025-12-31T09:16:07,123+0100", "2025-12-31 09:16", "=", "="),
    ("2025-12-31T09:16:07.000+0000", "2025-12-31 09:16", "=", "="),
    ("2025-12-31T23:30:00+02:00", "2025-12-31 23:30", "=", "="),
    ("2025-12-31 23:30:00 -0500", "2025-12-31 23:30", "=", "="),
    ("2025-12-31 23:30 UTC", "2025-12-31 23:30", "=", "="),
    ("2025-12-31 23:30 GMT+2", "", "", ""),
    ("2025-12-31 23:30 GMT+02:00", "2025-12-31 23:30", "=", "="),
    ("2025-12-31 23:30 CET", "2025-12-31 23:30", "=", "="),
    ("2025-12-31T23:30:00+01:00[Europe/Berlin]", "2025-12-31 23:30", "=", "="),
    ("2025-12-31T", "", "", ""),
    ("2025-12-31 9", "", "", ""),
    ("2025-13-31", "", "", ""),
    ("2025-02-29", "", "", ""),
    ("1989-12-31", "", "", ""),
    ("2037-01-01", "", "", ""),
    ("0000-00-00", "", "", ""),
    ("2025-12", "", "", ""),
    ("20251231", "", "", "2025-12-31"),
    ("20251331", "", "", ""),
    // words
    ("07 Dec 2025", "2025-12-07", "=", ""),
    ("7 Dec 25", "2025-12-07", "=", ""),
    ("07-Dec-2025", "2025-12-07", "=", ""),
    ("07-Dez-25", "2025-12-07", "=", ""),
    ("07/Dec/2025", "2025-12-07", "=", ""),
    ("Dec 7, 2025", "2025-12-07", "=", ""),
    ("December 7, 2025", "2025-12-07", "=", ""),
    ("December 7th, 2025", "2025-12-07", "=", ""),
    ("1st March 2025", "2025-03-01", "=", ""),
    ("Sun, 07 Dec 2025", "2025-12-07", "=", ""),
    ("Sun, 07 Dec 2025 14:05:00 +0100", "2025-12-07 14:05", "=", ""),
    ("3. März 2025", "2025-03-03", "=", ""),
    ("3. Mär 2025", "2025-03-03", "=", ""),
    ("3. Mär. 2025", "2025-03-03", "=", ""),
    ("3 MÄRZ 2025", "2025-03-03", "=", ""),
    ("3.März 2025", "2025-03-03", "=", ""),
    ("03. Mrz 25", "2025-03-03", "=", ""),
    ("15. Januar 2025, 08:30 Uhr", "2025-01-15 08:30", "=", ""),
    ("31. Mai 2025", "2025-05-31", "=", ""),
    ("1. Okt 2025", "2025-10-01", "=", ""),
    ("1. Jänner 2025", "2025-01-01", "=", ""),
    ("2025 Dec 07", "2025-12-07", "=", ""),
    ("31 Feb 2025", "", "", ""),
    ("7 Mars 2025", "", "", ""),
    ("7 Dezember", "", "", ""),
    ("Dec 2025", "", "", ""),
    // no dates
    ("", "", "", ""),
    ("-", "", "", ""),
    ("offen", "", "", ""),
    ("0", "", "", ""),
    ("719", "", "", ""),
    ("45000", "", "", ""),
    ("1700000000", "", "", ""),
    ("12:30", "", "", ""),
    ("1.234,56", "", "", ""),
    ("1.2.3.4", "", "", ""),
    ("192.168.0.1", "", "", ""),
    ("31.12.２０２５", "", "", ""),
];

#[test]
fn every_date_literal_reads_as_its_calendar_says() {
    for &(cell, day_first, month_first, iso) in DATES {
        for (order, expected) in [
            (DateOrder::DayMonthYear, day_first),
            (DateOrder::MonthDayYear, month_first),
            (DateOrder::YearMonthDay, iso),
        ] {
            let expected = if expected == "=" { day_first } else { expected };
            let read = date(cell, order).unwrap_or_default();
            assert_eq!(read, expected, "{cell:?} as {order:?}");
        }
    }
}

#[test]
fn counted_dates_are_read_only_in_columns_that_count() {
    for (cell, seconds, serial) in [
        ("1700000000", "2023-11-14 22:13", ""),
        ("1764547200", "2025-12-01 00:00", ""),
        ("600000000", "", ""),
        ("45992", "", "2025-12-01"),
        ("45992.5", "", "2025-12-01 12:00"),
        ("45992,75", "", "2025-12-01 18:00"),
        ("45992.9999", "", "2025-12-01 23:59"),
        ("32874", "", "1990-01-01"),
        ("32873", "", ""),
        ("719", "", ""),
        ("0", "", ""),
        ("-5", "", ""),
        ("2025-12-01", "", ""),
    ] {
        assert_eq!(date(cell, DateOrder::UnixSeconds).unwrap_or_default(), seconds, "{cell}");
        assert_eq!(date(cell, DateOrder::ExcelSerial).unwrap_or_default(), serial, "{cell}");
    }
}

/// Cell, and its cents in a column of decimal commas and of decimal points (`None`: refused).
const AMOUNTS: &[(&str, Option<i64>, Option<i64>)] = &[
    ("0", Some(0), Some(0)),
    ("7", Some(700), Some(700)),
    ("1234", Some(123_400), Some(123_400)),
    ("1234567", Some(123_456_700), Some(123_456_700)),
    ("1.234,56", Some(123_456), None),
    ("1,234.56", None, Some(123_456)),
    ("1.234", Some(123_400), Some(123)),
    ("1,234", Some(123), Some(123_400)),
    ("1.234.567", Some(123_456_700), None),
    ("1,234,567", None, Some(123_456_700)),
    ("1.234.567,89", Some(123_456_789), None),
    ("1,234,567.89", None, Some(123_456_789)),
    ("12,5", Some(1_250), None),
    ("12.5", None, Some(1_250)),
    ("12,50", Some(1_250), None),
    ("12.50", None, Some(1_250)),
    ("0,673", Some(67), None),
    ("0.673", None, Some(67)),
    ("0,00", Some(0), None),
    (",5", Some(50), None),
    (".5", None, Some(50)),
    ("5,", Some(500), None),
    ("5.", None, Some(500)),
    ("1 234,56", Some(123_456), None),
    ("1\u{a0}234,56", Some(123_456), None),
    ("1\u{202f}234,56", Some(123_456), None),
    ("1\u{2009}234,56", Some(123_456), None),
    ("1 234 567", Some(123_456_700), Some(123_456_700)),
    ("1'234.56", None, Some(123_456)),
    ("1\u{2019}234.56", None, Some(123_456)),
    ("1'054.00", None, Some(105_400)),
    ("1'234'567", Some(123_456_700), Some(123_456_700)),
    ("(12)", Some(-1_200), Some(-1_200)),
    ("(1.234,50)", Some(-123_450), None),
    ("(1.234,50 €)", Some(-123_450), None),
    ("-12", Some(-1_200), Some(-1_200)),
    ("- 12", Some(-1_200), Some(-1_200)),
    ("12-", Some(-1_200), Some(-1_200)),
    ("1.234,56-", Some(-123_456), None),
    ("\u{2212}12", Some(-1_200), Some(-1_200)),
    ("\u{2013}12", Some(-1_200), Some(-1_200)),
    ("+12", Some(1_200), Some(1_200)),
    ("-0", Some(0), Some(0)),
    ("--5", None, None),
    ("-(5)", None, None),
    ("€ 4.000,–", Some(400_000), None),
    ("4.000,- €", Some(400_000), None),
    ("4.000,-- EUR", Some(400_000), None),
    ("4000,—", Some(400_000), None),
    ("1.054.- CHF", None, None),
    ("1'054.- CHF", None, Some(105_400)),
    ("Fr. 1'054.–", None, Some(105_400)),
    ("€1.234,56", Some(123_456), None),
    ("€ 1.234,56", Some(123_456), None),
    ("1.234,56 €", Some(123_456), None),
    ("1.234,56€", Some(123_456), None),
    ("1.234,56\u{a0}€", Some(123_456), None),
    ("1.234,56 EUR", Some(123_456), None),
    ("EUR 1.234,56", Some(123_456), None),
    ("-1.234,56 €", Some(-123_456), None),
    ("€ -1.234,56", Some(-123_456), None),
    ("-€1,234.56", None, Some(-123_456)),
    ("$12,400.00", None, Some(1_240_000)),
    ("US$ 12,400", Some(1_240), Some(1_240_000)),
    ("£1,000", Some(100), Some(100_000)),
    ("1000 £", Some(100_000), Some(100_000)),
    ("CHF 1'234", Some(123_400), Some(123_400)),
    ("12 400 zł", Some(1_240_000), Some(1_240_000)),
    ("95,570.69", None, Some(9_557_069)),
    ("  42  ", Some(4_200), Some(4_200)),
    ("1.005", Some(100_500), Some(101)),
    ("1,005", Some(101), Some(100_500)),
    ("0.005", None, Some(1)),
    ("0.0049", None, Some(0)),
    ("1234.5678", None, Some(123_457)),
    ("1234,5678", Some(123_457), None),
    ("90071992547409.91", None, Some(9_007_199_254_740_991)),
    ("90071992547409.92", None, None),
    ("1.23", None, Some(123)),
    ("1.2345", None, Some(123)),
    ("12.34.56", None, None),
    ("1.23.456", None, None),
    ("1234.567", None, Some(123_457)),
    ("1.234.56", None, None),
    ("1..234", None, None),
    ("1,,5", None, None),
    ("1.234,56,78", None, None),
    ("1,234.56.78", None, None),
    (".234,56", None, None),
    ("1 23", None, None),
    ("1  234", None, None),
    ("1'23", None, None),
    ("1'234 567", None, None),
    ("", None, None),
    ("-", None, None),
    ("€", None, None),
    ("n/a", None, None),
    ("inf", None, None),
    ("-inf", None, None),
    ("Infinity", None, None),
    ("NaN", None, None),
    ("1e309", None, None),
    ("0x1F", None, None),
    ("１２", None, None),
    ("12 Stück", None, None),
    ("12 %", None, None),
    ("5 € 6 €", None, None),
    ("EUR 5 EUR", None, None),
    ("9007199254740993000", None, None),
    ("99999999999999999999999999", None, None),
    ("12/5", None, None),
    ("12:30", None, None),
    ("1_000", None, None),
];

#[test]
fn every_amount_literal_reads_to_the_cent() {
    for &(cell, comma, point) in AMOUNTS {
        for (decimal, expected) in [(Decimal::Comma, comma), (Decimal::Point, point)] {
            let read = parse_cents(cell.as_bytes(), NumberFormat { decimal });
            assert_eq!(read.map(|amount| amount.cents).ok(), expected, "{cell:?} as {decimal:?}");
        }
    }
}

#[test]
fn every_number_literal_is_exact_and_finite() {
    for (cell, decimal, expected) in [
        ("12 %", Decimal::Comma, Some(0.12)),
        ("12,5 %", Decimal::Comma, Some(0.125)),
        ("12.5%", Decimal::Point, Some(0.125)),
        ("-3 %", Decimal::Point, Some(-0.03)),
        ("0,1", Decimal::Comma, Some(0.1)),
        ("0.1", Decimal::Point, Some(0.1)),
        ("1.234,5", Decimal::Comma, Some(1_234.5)),
        ("9007199254740991", Decimal::Point, Some(9_007_199_254_740_991.0)),
        ("9007199254740993", Decimal::Point, None),
        ("-0", Decimal::Point, Some(0.0)),
        ("1e5", Decimal::Point, None),
        ("NaN", Decimal::Point, None),
        ("inf", Decimal::Comma, None),
        ("1e309", Decimal::Point, None),
    ] {
        let read = parse_f64(cell.as_bytes(), NumberFormat { decimal }).ok();
        assert_eq!(read.map(|number| number.value), expected, "{cell:?}");
    }
}

#[test]
fn the_tables_hold_the_literals_the_goal_asks_for() {
    let n_dates = DATES.len() * 3;
    let n_amounts = AMOUNTS.len() * 2;
    assert!(DATES.len() + AMOUNTS.len() >= 200, "{n_dates} dates, {n_amounts} amounts");
    assert_eq!(boolean::parse("Ja".as_bytes()), Some(true));
}

/// A day between 1990 and the last year that is read.
fn any_day() -> impl Strategy<Value = Day> {
    let first = Day::from_ymd(1990, 1, 1).unwrap().0;
    let last = Day::from_ymd(LAST_YEAR, 12, 31).unwrap().0;
    (first..=last).prop_map(Day)
}

/// Digits grouped by three with a mark.
fn grouped(units: u64, mark: &str) -> String {
    let digits = units.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(mark);
        }
        out.push(digit);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn dates_survive_being_written(day in any_day(), minute in 0..1_440, form in 0..9) {
        let (y, m, d) = day.ymd();
        let (hour, min) = Minute(minute).hour_minute();
        let months = ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"];
        let name = months[m as usize - 1];
        let (order, cell, has_time) = match form {
            0 => (DateOrder::DayMonthYear, format!("{d:02}.{m:02}.{y}"), false),
            1 => (DateOrder::DayMonthYear, format!("{d}.{m}.{:02}", y % 100), false),
            2 => (DateOrder::MonthDayYear, format!("{m}/{d}/{y}"), false),
            3 => (DateOrder::DayMonthYear, format!("{d:02}/{m:02}/{y} {hour}:{min:02}"), true),
            4 => (DateOrder::YearMonthDay, format!("{y}-{m:02}-{d:02} {hour:02}:{min:02}"), true),
            5 => (DateOrder::YearMonthDay, format!("{y}-{m:02}-{d:02}T{hour:02}:{min:02}:30.5+02:00"), true),
            6 => (DateOrder::DayMonthYear, format!("{d}. {name} {y}"), false),
            7 => {
                let seconds = i64::from(day.start().0 + minute) * 60 + 59;
                (DateOrder::UnixSeconds, seconds.to_string(), true)
            }
            _ => (DateOrder::ExcelSerial, (day.0 + 25_569).to_string(), false),
        };
        let format = DateFormat { order, with_time: true, last_year: LAST_YEAR };
        let read = diagnose(cell.as_bytes(), format);
        prop_assert_eq!(parse(cell.as_bytes(), format), read.ok());
        let read = read.unwrap();
        prop_assert_eq!(read.day, day, "{}", &cell);
        prop_assert_eq!(i32::from(read.minute_of_day), if has_time { minute } else { 0 }, "{}", cell);
    }

    #[test]
    fn amounts_survive_being_written(cents in -(1_i64 << 53) + 1..1_i64 << 53, form in 0..7) {
        let (units, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
        let minus = if cents < 0 { "-" } else { "" };
        let (decimal, cell) = match form {
            0 => (Decimal::Comma, format!("{minus}{},{rest:02} €", grouped(units, "."))),
            1 => (Decimal::Point, format!("{minus}{}.{rest:02}", grouped(units, ","))),
            2 => (Decimal::Comma, format!("{minus}{},{rest:02}", grouped(units, "\u{202f}"))),
            3 => (Decimal::Point, format!("CHF {minus}{}.{rest:02}", grouped(units, "'"))),
            4 => (Decimal::Point, format!("{minus}{units}.{rest:02}")),
            5 if cents < 0 => (Decimal::Comma, format!("({units},{rest:02})")),
            _ => (Decimal::Comma, format!("{units},{rest:02}{minus}")),
        };
        let read = parse_cents(cell.as_bytes(), NumberFormat { decimal });
        prop_assert_eq!(read.map(|amount| amount.cents), Ok(cents), "{}", cell);
    }

    #[test]
    fn numbers_agree_with_the_standard_library(mantissa in 0..1_u64 << 53, shift in 0..16_usize) {
        let digits = format!("{mantissa:017}");
        let at = digits.len() - shift;
        let cell = format!("{}.{}", digits[..at].trim_start_matches('0'), &digits[at..]);
        let cell = cell.trim_end_matches('.');
        prop_assume!(!cell.is_empty());
        let read = parse_f64(cell.as_bytes(), NumberFormat { decimal: Decimal::Point });
        prop_assert_eq!(read.map(|number| number.value).ok(), cell.parse().ok(), "{}", cell);
    }

    #[test]
    fn no_bytes_make_a_reader_panic_or_leave_the_years(cell in proptest::collection::vec(any::<u8>(), 0..40)) {
        for order in [
            DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay,
            DateOrder::UnixSeconds, DateOrder::ExcelSerial,
        ] {
            let format = DateFormat { order, with_time: true, last_year: LAST_YEAR };
            if let Some(date) = parse(&cell, format) {
                prop_assert!((1990..=LAST_YEAR).contains(&date.day.ymd().0));
                prop_assert!(date.minute_of_day < 1_440);
            }
        }
        for decimal in [Decimal::Comma, Decimal::Point] {
            if let Ok(number) = parse_f64(&cell, NumberFormat { decimal }) {
                prop_assert!(number.value.is_finite());
            }
            let _ = parse_cents(&cell, NumberFormat { decimal });
        }
    }

    #[test]
    fn text_of_digits_and_marks_never_panics(cell in "[0-9., '()%€/:T+-]{0,24}") {
        let format = DateFormat { order: DateOrder::DayMonthYear, with_time: true, last_year: LAST_YEAR };
        prop_assert_eq!(parse(cell.as_bytes(), format), diagnose(cell.as_bytes(), format).ok());
        for decimal in [Decimal::Comma, Decimal::Point] {
            if let Ok(number) = parse_f64(cell.as_bytes(), NumberFormat { decimal }) {
                prop_assert!(number.value.is_finite());
            }
        }
    }
}
