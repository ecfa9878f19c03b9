//! The table of a chart as CSV: numbers stay numbers, everything else is guarded against being a formula (SPEC R3).
//!
//! A chart's table holds texts as the reader's language writes them (`63,2 %`, `-4.000 €`). A spreadsheet should get
//! numbers: a cell that is one, with or without a percent sign or a unit of money, is read back and written in full
//! by [`crate::import::write`]; a share is written as a share (`0,632`). Ranges and words stay texts.

use super::Table;
use crate::import::write::{ExportCell, ExportFormat, write};

/// How the reader's language writes numbers, and the file to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableLanguage {
    /// `1.234,5`; semicolons, what German Excel opens.
    German,
    /// `1,234.5`; commas.
    English,
}

/// The table as a CSV file.
///
/// ```
/// use trichterwerk::chart::Table;
/// use trichterwerk::chart::export::{TableLanguage, csv};
/// let table = Table {
///     header: vec!["Quelle".into(), "Rate".into(), "Bereich".into()],
///     rows: vec![vec!["=Messe".into(), "-3,5\u{a0}%".into(), "1,2–4,0 %".into()]],
/// };
/// let csv = String::from_utf8(csv(&table, TableLanguage::German)).unwrap();
/// assert!(csv.ends_with("\"'=Messe\";\"-0,035\";\"1,2–4,0 %\"\r\n"));
/// ```
#[must_use]
pub fn csv(table: &Table, language: TableLanguage) -> Vec<u8> {
    let format = match language {
        TableLanguage::German => ExportFormat::GERMAN,
        TableLanguage::English => ExportFormat::ENGLISH,
    };
    let header: Vec<&str> = table.header.iter().map(String::as_str).collect();
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().enumerate();
        cells.map(|(at, text)| if at == 0 { ExportCell::Text(text) } else { cell(text, language) })
    });
    write(format, &header, rows.map(Iterator::collect))
}

fn cell(text: &str, language: TableLanguage) -> ExportCell<'_> {
    let text = text.trim();
    if text.is_empty() || text == "—" {
        return ExportCell::Missing;
    }
    number(text, language).map_or(ExportCell::Text(text), ExportCell::Number)
}

/// The number a text is; `None` for anything more than a number with a sign, a percent sign or a unit of money.
fn number(text: &str, language: TableLanguage) -> Option<f64> {
    let (decimal, group) = match language {
        TableLanguage::German => (',', '.'),
        TableLanguage::English => ('.', ','),
    };
    let is_share = text.ends_with('%');
    let body = text.trim_end_matches('%');
    let mut digits = String::with_capacity(body.len());
    for letter in body.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            '-' | '+' | '−' if digits.is_empty() => {
                digits.push(if letter == '+' { '+' } else { '-' });
            }
            _ if letter == decimal => digits.push('.'),
            _ if letter == group || letter.is_whitespace() || "€$£".contains(letter) => {}
            _ => return None,
        }
    }
    let value: f64 = digits.parse().ok()?;
    if !is_share {
        return Some(value);
    }
    // As a decimal, not as a quotient in binary: 3.5 % is 0.035 and not 0.035000000000000003.
    format!("{digits}e-2").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_back_as_the_language_wrote_them() {
        for (text, language, expected) in [
            ("1.234,5", TableLanguage::German, Some(1_234.5)),
            ("1,234.5", TableLanguage::English, Some(1_234.5)),
            ("63,2\u{a0}%", TableLanguage::German, Some(0.632)),
            ("-4.000\u{a0}€", TableLanguage::German, Some(-4_000.0)),
            ("€4,000", TableLanguage::English, Some(4_000.0)),
            ("+12 %", TableLanguage::German, Some(0.12)),
            ("1,2–4,0 %", TableLanguage::German, None),
            ("54 Tage", TableLanguage::German, None),
            ("Neu", TableLanguage::German, None),
            ("=1+1", TableLanguage::English, None),
        ] {
            assert_eq!(number(text, language), expected, "{text}");
        }
    }

    #[test]
    fn a_name_stays_a_name_even_where_it_looks_like_a_number() {
        let table = Table {
            header: vec!["PLZ".into(), "n".into()],
            rows: vec![vec!["01067".into(), "—".into()]],
        };
        let csv = String::from_utf8(csv(&table, TableLanguage::English)).unwrap();
        assert!(csv.ends_with("\"01067\",\"\"\r\n"), "{csv}");
    }
}
