//! Words that stand for "nothing": `Select`, `unknown`, `k. A.`, `\N`, and numbers that stand for "never".
//!
//! Missing is not always empty (FORMATS). Which words of a column count as missing is part of its plan, so that
//! the user sees it and can change it; nothing is taken for missing that the plan does not name.

use serde::{Deserialize, Serialize};

use super::blank::{trim, trim_text};
use super::date::{self, DateFormat, DateOrder};
use super::number::{self, Decimal, NumberFormat};

/// Words without letters or of spreadsheet and database errors: no column means anything else by them.
const ANYWHERE: &[&str] = &[
    "-",
    "--",
    "---",
    "–",
    "—",
    "?",
    "\\N",
    "#N/A",
    "#NV",
    "#WERT!",
    "#VALUE!",
    "#REF!",
    "#BEZUG!",
    "#DIV/0!",
    "(null)",
    "<null>",
    "[null]",
    "N/A",
    "n.a.",
    "n. a.",
    "n.v.",
    "k. A.",
    "k.A.",
    "k. Ang.",
    "keine Angabe",
    "keine Angaben",
    "(leer)",
    "(empty)",
    "(blank)",
    "(none)",
    "--None--",
    "-None-",
    "not set",
    "nicht gesetzt",
    "No value",
    "(No value)",
    "Kein Wert",
    "N/A-StillEmployed",
    "undefined",
    "nonexistent",
    "nicht vorhanden",
    "Please select",
    "Bitte wählen",
    "Bitte auswählen",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "00.00.0000",
];

/// Words that mean nothing in a column of choices but could be the name of a person, a firm or a country.
const NOT_IN_NAMES: &[&str] =
    &["NULL", "nil", "None", "NA", "NaN", "Select", "unknown", "unbekannt", "leer", "empty"];

/// Dates that stand for "not yet" or "never".
const NEVER_DATES: &[&str] = &[
    "31.12.9999",
    "9999-12-31",
    "31/12/9999",
    "12/31/9999",
    "9999-12-31 00:00:00",
    "9999-12-31T00:00:00",
    "31.12.2999",
    "2999-12-31",
    "01.01.0001",
    "0001-01-01",
    "0001-01-01 00:00:00",
    "0001-01-01T00:00:00",
    "01.01.1900",
    "1900-01-01",
    "1900-01-01 00:00:00",
    "01.01.1970 00:00:00",
    "1970-01-01 00:00:00",
    "1970-01-01",
];

/// What kind of column the words are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// Names of people, firms, places, countries: `NA` may be Namibia and `Null` a surname.
    Names,
    /// Choices, numbers, free text.
    Choices,
    /// Dates.
    Dates,
}

/// The words of a column that count as missing, besides blank cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct MissingWords {
    words: Vec<String>,
    /// For each length in bytes (the last: 31 or more) the words of that length by their first byte, a bit for each
    /// [`start_bit`]: nearly every cell is turned away by it.
    starts: [u64; 32],
}

impl MissingWords {
    /// These words, compared without regard to ASCII case and outer blanks.
    #[must_use]
    pub fn new(words: Vec<String>) -> Self {
        let words: Vec<String> = words.iter().map(|word| trim_text(word).to_owned()).collect();
        let mut starts = [0; 32];
        for word in words.iter().map(String::as_bytes) {
            if let Some(bits) = starts.get_mut(word.len().min(31)) {
                *bits |= start_bit(word);
            }
        }
        Self { words, starts }
    }

    /// The words that count as missing in every column of a kind until the user says otherwise.
    #[must_use]
    pub fn usual(vocabulary: Vocabulary) -> Self {
        let more: &[&[&str]] = match vocabulary {
            Vocabulary::Names => &[ANYWHERE],
            Vocabulary::Choices => &[ANYWHERE, NOT_IN_NAMES],
            Vocabulary::Dates => &[ANYWHERE, NOT_IN_NAMES, NEVER_DATES],
        };
        Self::new(more.iter().copied().flatten().map(|&word| word.to_owned()).collect())
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether no word but the blank cell counts as missing.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a word could also be read as a date or a number (`999`), so that the words must be asked before
    /// the cell is read.
    #[must_use]
    pub fn precede_reading(&self) -> bool {
        let reads_number =
            |word: &[u8], decimal| number::parse_f64(word, NumberFormat { decimal }).is_ok();
        let reads_date = |word: &[u8], order| {
            let format = DateFormat { order, with_time: true, last_year: 2_100 };
            date::parse(word, format).is_some()
        };
        self.words.iter().map(String::as_bytes).any(|word| {
            reads_number(word, Decimal::Comma)
                || reads_number(word, Decimal::Point)
                || reads_date(word, DateOrder::DayMonthYear)
                || reads_date(word, DateOrder::MonthDayYear)
        })
    }

    /// Whether a cell is one of the words. The blank cell is not asked here.
    #[inline]
    #[must_use]
    pub fn contains(&self, cell: &[u8]) -> bool {
        self.contains_trimmed(trim(cell))
    }

    /// The same for a cell without blanks around it.
    #[inline(always)]
    #[must_use]
    pub fn contains_trimmed(&self, cell: &[u8]) -> bool {
        match self.starts.get(cell.len().min(31)) {
            Some(bits) => bits & start_bit(cell) != 0 && self.is_one_of(cell),
            None => false,
        }
    }

    fn is_one_of(&self, cell: &[u8]) -> bool {
        self.words.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(cell))
    }
}

/// A bit for the first byte without the one that tells the cases of a letter apart.
#[inline(always)]
fn start_bit(word: &[u8]) -> u64 {
    let first = word.first().copied().unwrap_or(0);
    1 << (first >> 1 & 32 | first & 31)
}

impl From<Vec<String>> for MissingWords {
    fn from(words: Vec<String>) -> Self {
        Self::new(words)
    }
}

impl From<MissingWords> for Vec<String> {
    fn from(missing: MissingWords) -> Self {
        missing.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_words_never_shadow_a_value() {
        for vocabulary in [Vocabulary::Names, Vocabulary::Choices, Vocabulary::Dates] {
            let usual = MissingWords::usual(vocabulary);
            assert!(!usual.precede_reading(), "{vocabulary:?}");
            assert!(
                usual.contains(b"k. A.")
                    && usual.contains(b"\\n")
                    && usual.contains("–".as_bytes())
            );
        }
        assert!(!MissingWords::usual(Vocabulary::Names).contains(b"NA"));
        assert!(MissingWords::usual(Vocabulary::Choices).contains(b"select"));
        assert!(MissingWords::usual(Vocabulary::Dates).contains(b"31.12.9999"));
        assert!(MissingWords::new(vec!["999".into()]).precede_reading());
        assert!(MissingWords::new(vec!["01.01.2000".into()]).precede_reading());
    }

    #[test]
    fn only_named_words_are_missing() {
        let missing = MissingWords::new(vec!["Select".into(), "k. A.".into(), "\\N".into()]);
        for cell in ["select", " SELECT ", "k. a.", "\\N"] {
            assert!(missing.contains(cell.as_bytes()), "{cell}");
        }
        for cell in ["", "Selected", "NULL", "k.A."] {
            assert!(!missing.contains(cell.as_bytes()), "{cell}");
        }
    }
}
