//! CSV for export: opens right in German and English Excel, starts no formula, and comes back unchanged.
//!
//! A spreadsheet takes a cell that starts with `=`, `+`, `-` or `@` for a formula, even behind blanks, in quotes or in
//! full-width letters (OWASP, *CSV Injection*; ASVS 5.0, 1.2.10). So every text that could be one gets an apostrophe
//! in front, the spreadsheets' own mark for text; numbers that we write ourselves do not, and a negative amount stays
//! a number. The importer takes exactly one apostrophe away where one of ours can stand ([`without_guard`]), so
//! that an export read again gives the same texts. Every cell is quoted: line ends within cells have let formulas
//! through in other writers (`PapaParse` #1149).

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::dialect::Delimiter;
use super::fold::is_invisible;
use super::literal::number::Decimal;
use crate::model::{Day, Minute, Money};

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportFormat {
    /// Between cells.
    pub delimiter: Delimiter,
    /// Before the fraction.
    pub decimal: Decimal,
    /// Whether the file starts with a byte order mark, without which German Excel reads Windows-1252.
    pub has_mark: bool,
    /// Whether dates are written `31.12.2025` and not `2025-12-31`.
    pub has_dotted_dates: bool,
}

impl ExportFormat {
    /// What German Excel opens by double-click.
    pub const GERMAN: Self = Self {
        delimiter: Delimiter::SEMICOLON,
        decimal: Decimal::Comma,
        has_mark: true,
        has_dotted_dates: true,
    };

    /// What everything else opens.
    pub const ENGLISH: Self = Self {
        delimiter: Delimiter::COMMA,
        decimal: Decimal::Point,
        has_mark: false,
        has_dotted_dates: false,
    };
}

/// A cell to be written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExportCell<'a> {
    /// Nothing.
    Missing,
    /// Text, guarded against being a formula.
    Text(&'a str),
    /// A whole number.
    Count(i64),
    /// A number in full precision; one that is not finite is missing.
    Number(f64),
    /// An amount with two decimals.
    Money(Money),
    /// A day.
    Day(Day),
    /// A day and a time.
    Minute(Minute),
}

/// Writes rows as CSV.
///
/// ```
/// use trichterwerk::import::write::{write, ExportCell, ExportFormat};
/// use trichterwerk::model::Money;
/// let rows = [vec![ExportCell::Text("=1+1"), ExportCell::Money(Money(-123_450))]];
/// let csv = write(ExportFormat::ENGLISH, &["Firma", "Betrag"], rows);
/// assert_eq!(csv, b"\"Firma\",\"Betrag\"\r\n\"'=1+1\",\"-1234.50\"\r\n");
/// ```
#[must_use]
pub fn write<'a>(
    format: ExportFormat,
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<ExportCell<'a>>>,
) -> Vec<u8> {
    let mark: &[u8] = if format.has_mark { b"\xef\xbb\xbf" } else { b"" };
    let mut writer = WriterBuilder::new()
        .delimiter(format.delimiter.byte())
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(mark.to_vec());
    let header = header.iter().map(|&name| guarded(name)).collect::<Vec<_>>();
    let rows =
        rows.into_iter().map(|row| row.iter().map(|cell| format.text(cell)).collect::<Vec<_>>());
    for row in std::iter::once(header).chain(rows) {
        // Writing to memory cannot fail.
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

impl ExportFormat {
    fn text(self, cell: &ExportCell<'_>) -> String {
        let number = |text: String| match self.decimal {
            Decimal::Comma => text.replace('.', ","),
            Decimal::Point => text,
        };
        match *cell {
            ExportCell::Text(text) => guarded(text),
            ExportCell::Count(count) => count.to_string(),
            ExportCell::Number(value) if value.is_finite() => number(value.to_string()),
            ExportCell::Missing | ExportCell::Number(_) => String::new(),
            ExportCell::Money(Money(cents)) => {
                let (sign, size) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
                number(format!("{sign}{}.{:02}", size / 100, size % 100))
            }
            ExportCell::Day(day) => self.day(day),
            ExportCell::Minute(minute) => {
                let (hour, of_hour) = minute.hour_minute();
                format!("{} {hour:02}:{of_hour:02}", self.day(minute.day()))
            }
        }
    }

    fn day(self, day: Day) -> String {
        if self.has_dotted_dates {
            let (year, month, day) = day.ymd();
            format!("{day:02}.{month:02}.{year:04}")
        } else {
            day.to_string()
        }
    }
}

/// The text with an apostrophe in front where a spreadsheet could take it for a formula.
#[must_use]
pub fn guarded(text: &str) -> String {
    if needs_guard(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text behind an apostrophe of [`guarded`]; `None` where there is none.
#[inline]
#[must_use]
pub fn without_guard(text: &str) -> Option<&str> {
    text.strip_prefix('\'').filter(|text| needs_guard(text))
}

/// Whether a spreadsheet could take a text for a formula, or the importer its apostrophe for ours.
fn needs_guard(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    // Tab, CR, LF and NUL at the start are stripped by some readers before they look for a formula.
    text.starts_with(['\t', '\r', '\n', '\0'])
        || text
            .trim_start_matches(|c: char| {
                c.is_whitespace() || c.is_control() || is_invisible(c) || c == '"'
            })
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_could_be_formulas_are_guarded_and_come_back() {
        for text in [
            "=1+1",
            "+49 170",
            "-5",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            " =1",
            "＝1",
            "'=1",
            "''-",
            "\u{a0}+1",
            "\u{feff}=1",
            "\u{200b}=1",
            "\0=1",
            "\"=1\"",
        ] {
            let written = guarded(text);
            assert_eq!(written, format!("'{text}"));
            assert_eq!(without_guard(&written), Some(text));
        }
        for text in ["", "a=1", "'", "'n Abend", "5-3", "O'Neil", "1", "''", "Müller"] {
            assert_eq!(guarded(text), text);
            assert_eq!(without_guard(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_and_dates_follow_the_country() {
        let day = Day::from_ymd(2025, 12, 31).unwrap();
        let minute = Minute(day.start().0 + 9 * 60 + 5);
        let row = || {
            vec![
                ExportCell::Text("a\"b;c"),
                ExportCell::Money(Money(-5)),
                ExportCell::Number(0.125),
                ExportCell::Number(f64::NAN),
                ExportCell::Count(-3),
                ExportCell::Day(day),
                ExportCell::Minute(minute),
                ExportCell::Missing,
            ]
        };
        let text = |format| String::from_utf8(write(format, &["x"], [row()])).unwrap();
        assert_eq!(
            text(ExportFormat::GERMAN),
            "\u{feff}\"x\"\r\n\"a\"\"b;c\";\"-0,05\";\"0,125\";\"\";\"-3\";\"31.12.2025\";\
             \"31.12.2025 09:05\";\"\"\r\n"
        );
        assert_eq!(
            text(ExportFormat::ENGLISH),
            "\"x\"\r\n\"a\"\"b;c\",\"-0.05\",\"0.125\",\"\",\"-3\",\"2025-12-31\",\
             \"2025-12-31 09:05\",\"\"\r\n"
        );
    }
}
