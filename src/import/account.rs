//! The account of a file: what became of every line (P2).
//!
//! Two laws, asserted in every test of the importer:
//!
//! - `lines = accepted + rejected + blank + meta`, where a row whose quoted cells run over several physical lines
//!   is one line. This is what the page shows and what the figures `import.*` say: `import.rows` is `accepted`.
//! - `physical_lines = lines + continuation_lines`, where physical lines are those an editor numbers: every CR, LF
//!   or CRLF ends one, and text after the last of them is one.

use serde::{Deserialize, Serialize};

/// How many lines of a file were read as what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// All lines; a row over several physical lines counts once.
    pub lines: u64,
    /// Rows of data, with or without remarks on their cells.
    pub accepted: u64,
    /// Rows that were left out, each named in the issues.
    pub rejected: u64,
    /// Lines of nothing but blanks and delimiters.
    pub blank: u64,
    /// The header, lines above it (titles, `sep=`), totals and footer lines.
    pub meta: u64,
    /// Lines as an editor numbers them.
    pub physical_lines: u64,
    /// Physical lines that continue a row.
    pub continuation_lines: u64,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A row of data.
    Accepted,
    /// A row that is left out.
    Rejected,
    /// Nothing.
    Blank,
    /// Not data: header, title, total, footer.
    Meta,
}

impl Account {
    /// Books a line that takes `n_physical` physical lines.
    #[inline]
    pub const fn book(&mut self, kind: LineKind, n_physical: u32) {
        match kind {
            LineKind::Accepted => self.accepted += 1,
            LineKind::Rejected => self.rejected += 1,
            LineKind::Blank => self.blank += 1,
            LineKind::Meta => self.meta += 1,
        }
        self.lines += 1;
        self.physical_lines += n_physical as u64;
        self.continuation_lines += n_physical as u64 - 1;
    }

    /// Whether both laws hold.
    #[must_use]
    pub const fn is_conserved(&self) -> bool {
        self.lines == self.accepted + self.rejected + self.blank + self.meta
            && self.physical_lines == self.lines + self.continuation_lines
    }
}

impl std::ops::Add for Account {
    type Output = Self;

    /// The account of both files.
    fn add(self, other: Self) -> Self {
        Self {
            lines: self.lines + other.lines,
            accepted: self.accepted + other.accepted,
            rejected: self.rejected + other.rejected,
            blank: self.blank + other.blank,
            meta: self.meta + other.meta,
            physical_lines: self.physical_lines + other.physical_lines,
            continuation_lines: self.continuation_lines + other.continuation_lines,
        }
    }
}

impl std::iter::Sum for Account {
    fn sum<I: Iterator<Item = Self>>(accounts: I) -> Self {
        accounts.fold(Self::default(), |sum, account| sum + account)
    }
}

/// How far a long job is: an import, or another one over the same rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Work done: of an import the bytes read, from the start of the file.
    pub done: u64,
    /// Work there is: of an import the bytes of the file.
    pub total: u64,
    /// Rows at hand: of an import those accepted so far.
    pub rows: u64,
}

impl Progress {
    /// Share of the work that is done; 0 where there is none.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.done as f64 / self.total.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_booked_once() {
        let mut account = Account::default();
        account.book(LineKind::Meta, 1);
        account.book(LineKind::Accepted, 3);
        account.book(LineKind::Blank, 1);
        account.book(LineKind::Rejected, 1);
        assert!(account.is_conserved());
        assert_eq!((account.lines, account.physical_lines, account.continuation_lines), (4, 6, 2));
        assert!([account, account].into_iter().sum::<Account>().is_conserved());
    }
}
