//! What is wrong or odd in a file: where, what, and what came of it (SPEC I9).
//!
//! Issues are data. The sentences, with what was expected and what helps, are made in `ui::text::import_issue`.
//! All issues are counted by kind and column; the first [`MAX_ISSUES_IN_FULL`] are kept in full, in the order of the
//! file, whatever the size of the chunks it was read in.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::limits::MAX_ISSUES_IN_FULL;
use super::literal::date::{DateError, DateFormat};
use super::literal::number::{NumberError, NumberFormat};
use super::rows::QuoteDefect;

/// A column as messages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnRef {
    /// Position, from 0.
    pub index: usize,
    /// Its header, unique within the file.
    pub header: String,
}

impl ColumnRef {
    /// The letters of the column in a spreadsheet: A to Z, AA, AB…
    ///
    /// ```
    /// use trichterwerk::import::issue::ColumnRef;
    /// let letters = |index| ColumnRef { index, header: String::new() }.letters();
    /// assert_eq!([letters(0), letters(25), letters(26), letters(999)], ["A", "Z", "AA", "ALL"]);
    /// ```
    #[must_use]
    pub fn letters(&self) -> String {
        let mut letters = Vec::new();
        let mut rest = self.index + 1;
        while rest > 0 {
            letters.push(b'A' + ((rest - 1) % 26) as u8);
            rest = (rest - 1) / 26;
        }
        letters.iter().rev().map(|&letter| char::from(letter)).collect()
    }
}

/// Something wrong or odd at one place of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// Physical line, from 1, as an editor shows it.
    pub line: u32,
    /// The column, where one is at fault.
    pub column: Option<ColumnRef>,
    /// What stands there, by [`excerpt`].
    pub text: String,
    /// What is wrong.
    pub kind: IssueKind,
}

/// What came of an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The row was left out.
    RowRejected,
    /// The cell counts as missing; the row is in.
    CellMissing,
    /// Everything is in; somebody should know.
    Note,
}

/// What is wrong or odd.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// The row has fewer cells than the header.
    TooFewCells {
        /// Cells of the row.
        found: usize,
        /// Columns of the header that have names.
        expected: usize,
    },
    /// The row has more cells than the header, and they are not blank.
    TooManyCells {
        /// Cells of the row.
        found: usize,
        /// Columns of the header.
        expected: usize,
    },
    /// A quote is broken, and no reading of the line has as many cells as the header.
    BrokenQuote(QuoteDefect),
    /// A cell is longer than the limit.
    CellTooLong {
        /// Its bytes.
        bytes: usize,
    },
    /// A physical line is longer than the limit for rows.
    RowTooLong {
        /// Its bytes.
        bytes: u64,
    },
    /// The cell is no date in the column's format.
    NotADate {
        /// Why.
        error: DateError,
        /// The format.
        format: DateFormat,
    },
    /// The cell is no amount in the column's format.
    NotAnAmount {
        /// Why.
        error: NumberError,
        /// The format.
        format: NumberFormat,
    },
    /// The cell is no number in the column's format.
    NotANumber {
        /// Why.
        error: NumberError,
        /// The format.
        format: NumberFormat,
    },
    /// A quote within a quoted cell was not doubled; it was read as text.
    QuoteInCell,
    /// Text after a closing quote was read as part of the cell.
    TextAfterQuote,
    /// An opening quote without a closing one was left out.
    OpeningQuoteAlone,
    /// A quote in a cell that is not quoted was read as text.
    QuoteInText,
    /// Blank cells beyond the last column were left out.
    ExtraBlankCells {
        /// Cells of the row.
        found: usize,
        /// Columns of the header.
        expected: usize,
    },
    /// Bytes that are no UTF-8 were read as Windows-1252.
    InvalidUtf8,
    /// The cell holds a character that is not seen: a zero-width one or one that turns the direction of text.
    HiddenCharacter {
        /// The first of them.
        character: char,
    },
    /// NUL bytes were left out of the cell.
    NulBytes,
    /// The apostrophe that guards a spreadsheet against formulas was left out.
    FormulaGuard,
    /// The row holds totals, not a record.
    TotalsRow,
    /// The line belongs to the footer of a report.
    FooterLine,
    /// The column has no name in the header and was given one.
    HeaderUnnamed,
    /// An earlier column has the same name; a number was added.
    HeaderRepeated,
    /// Blanks, line ends or unseen characters were taken out of the name.
    HeaderCleaned,
    /// The file has no header; the columns were numbered.
    NoHeader {
        /// How many columns.
        n_columns: usize,
    },
}

impl IssueKind {
    /// What comes of it.
    #[must_use]
    pub const fn effect(&self) -> Effect {
        match self {
            Self::TooFewCells { .. }
            | Self::TooManyCells { .. }
            | Self::BrokenQuote(_)
            | Self::CellTooLong { .. }
            | Self::RowTooLong { .. } => Effect::RowRejected,
            Self::NotADate { .. } | Self::NotAnAmount { .. } | Self::NotANumber { .. } => {
                Effect::CellMissing
            }
            Self::QuoteInCell
            | Self::TextAfterQuote
            | Self::OpeningQuoteAlone
            | Self::QuoteInText
            | Self::ExtraBlankCells { .. }
            | Self::InvalidUtf8
            | Self::HiddenCharacter { .. }
            | Self::NulBytes
            | Self::FormulaGuard
            | Self::TotalsRow
            | Self::FooterLine
            | Self::HeaderUnnamed
            | Self::HeaderRepeated
            | Self::HeaderCleaned
            | Self::NoHeader { .. } => Effect::Note,
        }
    }

    /// Whether issues of this kind are counted together with those of another.
    fn is_alike(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::BrokenQuote(a), Self::BrokenQuote(b)) => {
                std::mem::discriminant(a) == std::mem::discriminant(b)
            }
            (Self::NotADate { error: a, .. }, Self::NotADate { error: b, .. }) => {
                std::mem::discriminant(a) == std::mem::discriminant(b)
            }
            (Self::NotAnAmount { error: a, .. }, Self::NotAnAmount { error: b, .. })
            | (Self::NotANumber { error: a, .. }, Self::NotANumber { error: b, .. }) => {
                std::mem::discriminant(a) == std::mem::discriminant(b)
            }
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// Issues of one kind in one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssueGroup {
    /// The first of them in the file.
    pub first: Issue,
    /// How many there are.
    pub n: u64,
}

/// All issues of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IssueLog {
    /// By kind and column, in the order in which the kinds first appear in the file.
    pub groups: Vec<IssueGroup>,
    /// The first [`MAX_ISSUES_IN_FULL`], in the order of rows, then columns.
    pub first: Vec<Issue>,
    /// Issues of the rows being read with the lines their rows start in, in any order of columns.
    #[serde(skip)]
    pending: Vec<(u32, Issue)>,
}

impl IssueLog {
    /// Adds an issue of the row that starts in this line. Within a column issues must come in the order of the file.
    pub fn add(&mut self, row: u32, issue: Issue) {
        self.add_with(row, issue.kind, issue.column.as_ref().map(|c| c.index), || issue.clone());
    }

    /// Adds an issue that is only made where it is kept.
    pub fn add_with(
        &mut self,
        row: u32,
        kind: IssueKind,
        column: Option<usize>,
        issue: impl FnOnce() -> Issue,
    ) {
        let is_same = |group: &&mut IssueGroup| {
            group.first.column.as_ref().map(|c| c.index) == column
                && group.first.kind.is_alike(&kind)
        };
        let is_full = self.first.len() >= MAX_ISSUES_IN_FULL;
        if let Some(group) = self.groups.iter_mut().find(is_same) {
            group.n += 1;
            if !is_full {
                self.pending.push((row, issue()));
            }
            return;
        }
        let issue = issue();
        if !is_full {
            self.pending.push((row, issue.clone()));
        }
        self.groups.push(IssueGroup { first: issue, n: 1 });
    }

    /// Puts the issues of some rows in order; those of later rows come after.
    pub fn settle(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        // The row decides: a quote that opens in the second line of a row comes before the next row's first cell.
        self.pending.sort_by_key(|(row, issue)| (*row, issue.place().1, issue.line));
        let room = MAX_ISSUES_IN_FULL.saturating_sub(self.first.len());
        self.first.extend(self.pending.drain(..).take(room).map(|(_, issue)| issue));
    }

    /// Puts the groups in order, once all issues are in.
    pub fn finish(&mut self) {
        self.settle();
        self.groups.sort_by_key(|group| group.first.place());
    }

    /// Number of issues with this effect.
    #[must_use]
    pub fn count(&self, effect: Effect) -> u64 {
        let groups = self.groups.iter().filter(|group| group.first.kind.effect() == effect);
        groups.map(|group| group.n).sum()
    }
}

impl Issue {
    /// Line, then column; issues of the row as a whole come first.
    fn place(&self) -> (u32, usize) {
        (self.line, self.column.as_ref().map_or(0, |column| column.index + 1))
    }
}

/// How many characters of a text messages show.
pub const EXCERPT_CHARACTERS: usize = 60;

/// The start of a text, with what cannot be seen made visible: `⏎` for a line end, `⇥` for a tab, `⟦U+202E⟧` for
/// control characters, zero-width characters and those that turn the direction of text.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let mut shown = String::new();
    let mut characters = text.trim_end_matches(['\r', '\n']).chars().peekable();
    for _ in 0..EXCERPT_CHARACTERS {
        let Some(c) = characters.next() else { return shown };
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\n' => shown.push('⏎'),
            '\t' => shown.push('⇥'),
            _ if c.is_control() || is_hidden(c) => {
                // Writing to a string cannot fail.
                let _ = write!(shown, "⟦U+{:04X}⟧", u32::from(c));
            }
            _ => shown.push(c),
        }
    }
    if characters.peek().is_some() {
        shown.push('…');
    }
    shown
}

/// Whether a character is not seen but changes what is: zero-width (U+200B..=U+200F, U+FEFF) or turning the direction
/// of text (U+202A..=U+202E, U+2066..=U+2069).
#[must_use]
pub const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(line: u32, column: Option<usize>, kind: IssueKind) -> Issue {
        let column = column.map(|index| ColumnRef { index, header: format!("#{index}") });
        Issue { line, column, text: String::new(), kind }
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(excerpt("a\r\nb\tc\0\u{202e}d\n"), "a⏎b⇥c⟦U+0000⟧⟦U+202E⟧d");
        let long = "ä".repeat(61);
        assert_eq!(excerpt(&long).chars().count(), 61);
        assert!(excerpt(&long).ends_with("ä…"));
        assert_eq!(excerpt(&"x".repeat(60)), "x".repeat(60));
    }

    #[test]
    fn all_are_counted_and_the_first_are_kept_in_order() {
        let mut log = IssueLog::default();
        // Two batches, each column by column.
        for lines in [0..800, 800..1_600] {
            for column in [2, 0] {
                for line in lines.clone() {
                    log.add(line, issue(line, Some(column), IssueKind::QuoteInText));
                }
            }
            log.settle();
        }
        log.add(3_000, issue(3_000, None, IssueKind::TotalsRow));
        log.finish();
        assert_eq!(log.groups.iter().map(|group| group.n).collect::<Vec<_>>(), [1_600, 1_600, 1]);
        assert_eq!(log.groups[0].first.column.as_ref().unwrap().index, 0);
        assert_eq!(log.first.len(), MAX_ISSUES_IN_FULL);
        assert!(log.first.is_sorted_by_key(Issue::place));
        assert_eq!(log.first.last().unwrap().line, 499);
        assert_eq!(log.count(Effect::Note), 3_201);
    }
}
