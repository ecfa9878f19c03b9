//! CSV as German Excel writes it: semicolon, decimal comma, `dd.mm.yyyy`, Windows-1252, CRLF.
//!
//! A cell is quoted only where it holds the delimiter, a quote or a line break (RFC 4180, what Excel does).

use crate::model::{Day, Minute, Money};

/// A file under construction.
pub(super) struct Sheet {
    bytes: Vec<u8>,
    n_columns: usize,
    at_column: usize,
}

impl Sheet {
    /// A file with this header line.
    pub(super) fn new(headers: &[&str], n_bytes: usize) -> Self {
        let mut sheet =
            Self { bytes: Vec::with_capacity(n_bytes), n_columns: headers.len(), at_column: 0 };
        for header in headers {
            sheet.cell(header);
        }
        sheet
    }

    /// Writes a cell; the last one of a row ends the line.
    pub(super) fn cell(&mut self, text: &str) {
        let quoted = text.bytes().any(|byte| matches!(byte, b';' | b'"' | b'\r' | b'\n'));
        if quoted {
            self.bytes.push(b'"');
        }
        for letter in text.chars() {
            if letter == '"' {
                self.bytes.push(b'"');
            }
            self.bytes.push(windows_1252(letter).unwrap_or(b'?'));
        }
        if quoted {
            self.bytes.push(b'"');
        }
        self.separate();
    }

    /// A key such as `K-00042`.
    pub(super) fn key(&mut self, prefix: &str, number: usize) {
        self.bytes.extend_from_slice(prefix.as_bytes());
        self.digits(number as u64, 5);
        self.separate();
    }

    /// `31.12.2025`, or an empty cell.
    pub(super) fn day(&mut self, day: Option<Day>) {
        if let Some(day) = day {
            self.push_day(day);
        }
        self.separate();
    }

    /// `31.12.2025 14:05`.
    pub(super) fn minute(&mut self, minute: Minute) {
        self.push_day(minute.day());
        let (hour, of_hour) = minute.hour_minute();
        self.bytes.push(b' ');
        self.digits(u64::from(hour), 2);
        self.bytes.push(b':');
        self.digits(u64::from(of_hour), 2);
        self.separate();
    }

    /// `4.120,50`; the point groups thousands.
    pub(super) fn amount(&mut self, amount: Money) {
        let cents = amount.0.unsigned_abs();
        if amount.0 < 0 {
            self.bytes.push(b'-');
        }
        let units = cents / 100;
        let mut group = 1_000_u64.pow(units.max(1).ilog(1_000));
        self.digits(units / group, 1);
        while group > 1 {
            group /= 1_000;
            self.bytes.push(b'.');
            self.digits(units / group % 1_000, 3);
        }
        self.bytes.push(b',');
        self.digits(cents % 100, 2);
        self.separate();
    }

    /// A whole number, or an empty cell.
    pub(super) fn count(&mut self, count: Option<u32>) {
        if let Some(count) = count {
            self.digits(u64::from(count), 1);
        }
        self.separate();
    }

    /// Ends the line before all cells are written: a row with too few fields, as a damaged export has it.
    pub(super) fn break_row(&mut self) {
        self.bytes.pop();
        self.bytes.extend_from_slice(b"\r\n");
        self.at_column = 0;
    }

    /// The bytes of the file.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn push_day(&mut self, day: Day) {
        let (year, month, of_month) = day.ymd();
        self.digits(u64::from(of_month), 2);
        self.bytes.push(b'.');
        self.digits(u64::from(month), 2);
        self.bytes.push(b'.');
        self.digits(year.unsigned_abs().into(), 4);
    }

    /// Decimal digits with leading zeros up to a width.
    fn digits(&mut self, number: u64, width: u32) {
        let n_digits = number.checked_ilog10().unwrap_or(0) + 1;
        for place in (0..n_digits.max(width)).rev() {
            let digit = number / 10_u64.pow(place) % 10;
            self.bytes.push(b'0' + digit as u8);
        }
    }

    fn separate(&mut self) {
        self.at_column += 1;
        if self.at_column == self.n_columns {
            self.at_column = 0;
            self.bytes.extend_from_slice(b"\r\n");
        } else {
            self.bytes.push(b';');
        }
    }
}

/// The byte of a letter: that of Latin-1, and the euro sign; the other 26 of Windows-1252 are not needed.
pub(super) fn windows_1252(letter: char) -> Option<u8> {
    match letter {
        '\0'..='\x7F' | '\u{A0}'..='\u{FF}' => u8::try_from(u32::from(letter)).ok(),
        '€' => Some(0x80),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1252;

    use super::*;

    fn written(headers: &[&str], fill: impl FnOnce(&mut Sheet)) -> String {
        let mut sheet = Sheet::new(headers, 0);
        fill(&mut sheet);
        WINDOWS_1252.decode(&sheet.into_bytes()).0.into_owned()
    }

    #[test]
    fn amounts_have_grouping_points_and_a_decimal_comma() {
        for (cents, text) in [
            (0, "0,00"),
            (5, "0,05"),
            (99_999, "999,99"),
            (100_000, "1.000,00"),
            (118_800_000, "1.188.000,00"),
            (-1_205_050, "-12.050,50"),
        ] {
            let line = written(&["Betrag"], |sheet| sheet.amount(Money(cents)));
            assert_eq!(line, format!("Betrag\r\n{text}\r\n"));
        }
    }

    #[test]
    fn dates_and_times_are_german() {
        let day = Day::from_ymd(2025, 3, 7).unwrap();
        let line = written(&["a", "b", "c"], |sheet| {
            sheet.day(Some(day));
            sheet.minute(Minute(day.start().0 + 9 * 60 + 5));
            sheet.day(None);
        });
        assert_eq!(line, "a;b;c\r\n07.03.2025;07.03.2025 09:05;\r\n");
    }

    #[test]
    fn only_cells_that_need_quotes_have_them() {
        let line = written(&["a", "b", "c", "d"], |sheet| {
            for cell in ["plain, text", "a;b", "the \"x\"", "two\nlines"] {
                sheet.cell(cell);
            }
        });
        assert_eq!(line, "a;b;c;d\r\nplain, text;\"a;b\";\"the \"\"x\"\"\";\"two\nlines\"\r\n");
    }

    #[test]
    fn umlauts_and_the_euro_sign_are_one_byte_each() {
        let mut sheet = Sheet::new(&["ä€ß"], 0);
        sheet.cell("Ö");
        assert_eq!(sheet.into_bytes(), b"\xE4\x80\xDF\r\n\xD6\r\n");
    }

    #[test]
    fn a_broken_row_is_short_and_the_next_one_whole() {
        let text = written(&["a", "b", "c"], |sheet| {
            sheet.cell("1");
            sheet.break_row();
            sheet.key("K-", 7);
            sheet.count(Some(12));
            sheet.count(None);
        });
        assert_eq!(text, "a;b;c\r\n1\r\nK-00007;12;\r\n");
    }
}
