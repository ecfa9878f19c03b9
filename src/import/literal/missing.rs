//! Words that stand for "nothing": `Select`, `unknown`, `k. A.`, `\N`, and numbers that stand for "never".
//!
//! Missing is not always empty (FORMATS). Which words of a column count as missing is part of its plan, so that
//! the user sees it and can change it; nothing is taken for missing that the plan does not name.

use serde::{Deserialize, Serialize};

use super::blank::trim;

/// The words of a column that count as missing, besides blank cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct MissingWords {
    words: Vec<String>,
    /// Bit n is set where a word has n bytes (bit 31: 31 or more): most cells are turned away by it.
    lengths: u32,
}

impl MissingWords {
    /// These words, compared without regard to ASCII case and outer blanks.
    #[must_use]
    pub fn new(words: Vec<String>) -> Self {
        let lengths = words.iter().fold(0, |bits, word| bits | 1 << word.trim().len().min(31));
        Self { words, lengths }
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
        self.words.iter().any(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
    }

    /// Whether a cell is one of the words. The blank cell is not asked here.
    #[inline]
    #[must_use]
    pub fn contains(&self, cell: &[u8]) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let cell = trim(cell);
        self.lengths >> cell.len().min(31) & 1 == 1
            && self.words.iter().any(|word| word.trim().as_bytes().eq_ignore_ascii_case(cell))
    }
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
