//! One pass over a file: every line is read, judged and booked once.
//!
//! A pass knows where rows begin and how wide they are, sends the cells of believed rows to the column builders, batch
//! by batch, and names everything else. It is driven by what is in view; batches and chunks never change what comes
//! out, because a row is judged by its own bytes and every order is that of the file.

use std::ops::Range;

use super::account::{Account, LineKind};
use super::cell::Cells;
use super::column_builder::{BATCH_ROWS, Batch, ColumnBuilder};
use super::encoding::Charset;
use super::error::ImportError;
use super::footer::{is_footer, is_meta, is_totals};
use super::issue::{ColumnRef, Issue, IssueKind, IssueLog, excerpt};
use super::line::Line;
use super::literal::blank::is_blank;
use super::opening::Opening;
use super::rows::{Oddity, Row, RowReader, Verdict};
use super::window::Window;

/// How many lines with a single cell may be held back until it is known whether a footer follows.
const MAX_HELD_LINES: usize = 8;

/// A row that was left out, for the download.
#[derive(Clone, Debug, PartialEq)]
pub struct RejectedRow {
    /// Why, and in which line.
    pub issue: Issue,
    /// Its bytes in the source, with the line end.
    pub bytes: Range<u64>,
}

/// One pass over a file.
pub struct Pass<'a> {
    opening: &'a Opening,
    charset: Charset,
    reader: RowReader,
    /// The columns; none where only rows are judged.
    pub builders: Vec<ColumnBuilder>,
    /// What became of the lines.
    pub account: Account,
    /// What is wrong or odd.
    pub log: IssueLog,
    /// Rows left out, where they are asked for.
    pub rejected: Option<Vec<RejectedRow>>,
    /// Whether the pass stops at bytes that are no UTF-8.
    pub stops_at_invalid_utf8: bool,
    /// Where in the source the first byte beyond ASCII stands, as far as the file was read.
    pub first_beyond_ascii: Option<u64>,
    cells: Cells,
    /// Physical line and offset in view of each row of the batch.
    lines: Vec<u32>,
    starts: Vec<usize>,
    /// Where in view the next row starts.
    at: usize,
    /// Physical line of the next row.
    line: u32,
    /// Lines of a single cell that may be the head of a footer.
    held: Vec<Held>,
    is_in_footer: bool,
    /// Whether nothing but meta lines stands between the last totals row and here: a lone cell is then a footer.
    is_below_totals: bool,
}

/// A line that is held back.
struct Held {
    rejected: RejectedRow,
    /// The line it starts in, and how many it takes.
    line: u32,
    n_lines: u32,
}

/// How a pass ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassEnd {
    /// At the end of the file.
    EndOfFile,
    /// At the first row with bytes that are no UTF-8, at this offset of the source.
    InvalidUtf8 {
        /// Where the row starts.
        offset: u64,
    },
}

impl<'a> Pass<'a> {
    /// A pass over the file of a sample.
    #[must_use]
    pub fn new(opening: &'a Opening, builders: Vec<ColumnBuilder>) -> Self {
        let mut log = IssueLog::default();
        opening.heading.issues.iter().for_each(|issue| log.add(issue.line, issue.clone()));
        log.settle();
        Self {
            opening,
            charset: opening.encoding.encoding.charset(),
            reader: RowReader::new(&opening.dialect.dialect, Some(opening.heading.width)),
            builders,
            account: Account::default(),
            log,
            rejected: None,
            stops_at_invalid_utf8: false,
            first_beyond_ascii: None,
            cells: Cells::default(),
            lines: Vec::with_capacity(BATCH_ROWS),
            starts: Vec::with_capacity(BATCH_ROWS),
            at: 0,
            line: 1,
            held: Vec::new(),
            is_in_footer: false,
            is_below_totals: false,
        }
    }

    /// Reads the file to its end.
    pub fn run(&mut self, window: &mut Window<'_>) -> Result<PassEnd, ImportError> {
        self.begin(window)?;
        loop {
            if let Some(end) = self.read_view(window)? {
                return Ok(end);
            }
            self.advance(window)?;
        }
    }

    /// Reads up to the first row.
    pub fn begin(&mut self, window: &mut Window<'_>) -> Result<(), ImportError> {
        window.advance(0)?;
        self.at = self.skip_to_rows(window)?;
        Ok(())
    }

    /// Reads the rows in view. `None` where more of the file must be in view: then [`Pass::advance`] comes next.
    pub fn read_view(&mut self, window: &mut Window<'_>) -> Result<Option<PassEnd>, ImportError> {
        let has_nul = has_nul(window.bytes());
        if self.first_beyond_ascii.is_none() {
            let first = first_beyond_ascii(window.bytes());
            self.first_beyond_ascii = first.map(|at| window.source_offset(at));
        }
        while self.at < window.bytes().len() {
            let end = self.read_batch(window, self.at);
            if let Some(row) = self.append_batch(window, has_nul)? {
                let offset = window.source_offset(row);
                return Ok(Some(PassEnd::InvalidUtf8 { offset }));
            }
            match end {
                BatchEnd::At(next) => self.at = next,
                BatchEnd::NeedMore(next) => {
                    self.at = next;
                    break;
                }
                BatchEnd::Endless(next) => self.at = self.skip_endless(window, next)?,
            }
        }
        if !window.is_last() || self.at < window.bytes().len() {
            return Ok(None);
        }
        self.release_held(false);
        self.log.finish();
        Ok(Some(PassEnd::EndOfFile))
    }

    /// Moves the view to the next row and reads on.
    pub fn advance(&mut self, window: &mut Window<'_>) -> Result<(), ImportError> {
        window.advance(self.at)?;
        self.at = 0;
        Ok(())
    }

    /// Books the lines above the rows and the header, and returns where the rows start in view.
    fn skip_to_rows(&mut self, window: &mut Window<'_>) -> Result<usize, ImportError> {
        let layout = self.opening.dialect.layout;
        let mut at = 0;
        while self.line < layout.first_line {
            let rest = window.bytes().get(at..).unwrap_or_default();
            let Some(line) = Line::find(rest, window.is_last()) else {
                window.advance(at)?;
                at = 0;
                continue;
            };
            let is_blank = is_blank(rest.get(..line.len).unwrap_or_default());
            self.account.book(if is_blank { LineKind::Blank } else { LineKind::Meta }, 1);
            self.line += 1;
            at += line.end;
        }
        if !layout.has_header {
            return Ok(at);
        }
        let reader = RowReader::new(&self.opening.dialect.dialect, None);
        loop {
            if let Some(row) = reader.read(window.bytes(), at, window.is_last(), &mut self.cells) {
                self.cells.clear();
                self.account.book(LineKind::Meta, row.n_lines);
                self.line += row.n_lines;
                return Ok(row.end);
            }
            window.advance(at)?;
            at = 0;
        }
    }

    /// Reads rows in view until a batch is full. Never inlined, for the reason given at [`ColumnBuilder::append`].
    #[inline(never)]
    fn read_batch(&mut self, window: &Window<'_>, mut at: usize) -> BatchEnd {
        let (view, is_last) = (window.bytes(), window.is_last());
        while self.lines.len() < BATCH_ROWS && at < view.len() {
            let first = self.cells.len();
            let Some(row) = self.reader.read(view, at, is_last, &mut self.cells) else {
                return BatchEnd::NeedMore(at);
            };
            if row.verdict == Verdict::Whole && !is_meta(&self.cells, first, view) {
                if row.oddity.is_some() {
                    self.note_oddity(&row, first, view);
                }
                self.release_held(false);
                self.is_in_footer = false;
                self.is_below_totals = false;
                self.lines.push(self.line);
                self.starts.push(at);
                self.account.book(LineKind::Accepted, row.n_lines);
            } else if row.verdict == Verdict::Endless {
                return BatchEnd::Endless(at);
            } else {
                self.set_aside(&row, first, window, at);
                self.cells.truncate(first);
            }
            self.line += row.n_lines;
            at = row.end;
        }
        BatchEnd::At(at)
    }

    /// Sends the batch to the columns. Returns where in view the first row starts that is no UTF-8, where the pass is to
    /// stop at it.
    fn append_batch(
        &mut self,
        window: &Window<'_>,
        has_nul: bool,
    ) -> Result<Option<usize>, ImportError> {
        let batch = Batch {
            view: window.bytes(),
            cells: &self.cells,
            n_columns: self.opening.heading.names.len(),
            lines: &self.lines,
            charset: self.charset,
            heading: &self.opening.heading,
            has_nul,
        };
        let mut column = Vec::with_capacity(self.lines.len());
        for builder in &mut self.builders {
            builder.append(&batch, &mut column, &mut self.log)?;
        }
        self.log.settle();
        let invalid = self.builders.iter().filter_map(ColumnBuilder::first_invalid_row).min();
        let before = self.account.accepted as usize - self.lines.len();
        let start = invalid.and_then(|row| self.starts.get(row.checked_sub(before)?)).copied();
        self.cells.clear();
        self.lines.clear();
        self.starts.clear();
        Ok(start.filter(|_| self.stops_at_invalid_utf8))
    }

    /// Books a line that is no row of data.
    #[cold]
    fn set_aside(&mut self, row: &Row, first: usize, window: &Window<'_>, at: usize) {
        let view = window.bytes();
        let width = self.opening.heading.width;
        let mut column = None;
        let mut line = self.line;
        let kind = match row.verdict {
            Verdict::Blank => {
                self.account.book(LineKind::Blank, row.n_lines);
                return;
            }
            Verdict::Whole if is_totals(&self.cells, first, view) => IssueKind::TotalsRow,
            Verdict::Whole => IssueKind::FooterLine,
            Verdict::Ragged { found } if found < width.named => {
                IssueKind::TooFewCells { found, expected: width.named }
            }
            Verdict::Ragged { found } => IssueKind::TooManyCells { found, expected: width.all },
            Verdict::Broken { defect, place } => {
                (column, line) = (Some(place.column), self.line + place.line);
                IssueKind::BrokenQuote(defect)
            }
            Verdict::CellTooLong { column: index, bytes } => {
                column = Some(index);
                IssueKind::CellTooLong { bytes }
            }
            // An endless line is skipped before it comes here.
            Verdict::Endless => return,
        };
        let text = self.text_of(view.get(at..row.end).unwrap_or_default());
        let column = column.map(|index| self.column_ref(index));
        let issue = Issue { line, column, text, kind };
        if matches!(kind, IssueKind::TotalsRow | IssueKind::FooterLine) {
            self.is_below_totals |= kind == IssueKind::TotalsRow;
            self.release_held(kind == IssueKind::FooterLine);
            self.log.add(self.line, issue);
            self.account.book(LineKind::Meta, row.n_lines);
            return;
        }
        let bytes = window.source_offset(at)..window.source_offset(row.end);
        let rejected = RejectedRow { issue, bytes };
        let held = Held { rejected, line: self.line, n_lines: row.n_lines };
        if !matches!(kind, IssueKind::TooFewCells { .. }) {
            self.release_held(false);
            self.reject(held);
        } else if is_footer(&self.cells, first, view) {
            self.release_held(true);
            self.is_in_footer = true;
            self.release(held, true);
        } else if self.is_in_footer
            || (self.is_below_totals && matches!(kind, IssueKind::TooFewCells { found: 1, .. }))
        {
            self.release(held, true);
        } else if matches!(kind, IssueKind::TooFewCells { found: 1, .. }) {
            self.held.push(held);
            if self.held.len() > MAX_HELD_LINES {
                self.release_held(false);
            }
        } else {
            self.release_held(false);
            self.reject(held);
        }
    }

    /// Books the lines held back, as footer lines or as rejected rows.
    #[inline]
    fn release_held(&mut self, is_footer: bool) {
        if !self.held.is_empty() {
            for held in std::mem::take(&mut self.held) {
                self.release(held, is_footer);
            }
        }
    }

    fn release(&mut self, mut held: Held, is_footer: bool) {
        if is_footer {
            held.rejected.issue.kind = IssueKind::FooterLine;
            self.account.book(LineKind::Meta, held.n_lines);
            self.log.add(held.line, held.rejected.issue);
        } else {
            self.reject(held);
        }
    }

    fn reject(&mut self, held: Held) {
        self.account.book(LineKind::Rejected, held.n_lines);
        self.log.add(held.line, held.rejected.issue.clone());
        if let Some(rejected) = &mut self.rejected {
            rejected.push(held.rejected);
        }
    }

    /// Reports what is odd about a row that is believed.
    #[cold]
    fn note_oddity(&mut self, row: &Row, first: usize, view: &[u8]) {
        let (kind, place) = match row.oddity {
            None => return,
            Some(Oddity::QuoteInCell(place)) => (IssueKind::QuoteInCell, Some(place)),
            Some(Oddity::TextAfterQuote(place)) => (IssueKind::TextAfterQuote, Some(place)),
            Some(Oddity::OpeningQuoteAlone(place)) => (IssueKind::OpeningQuoteAlone, Some(place)),
            Some(Oddity::QuoteInText(place)) => (IssueKind::QuoteInText, Some(place)),
            Some(Oddity::ExtraBlankCells { found }) => {
                let expected = self.opening.heading.width.all;
                (IssueKind::ExtraBlankCells { found, expected }, None)
            }
        };
        let line = self.line + place.map_or(0, |place| place.line);
        let column = place.map(|place| place.column);
        let (heading, charset, cells) = (&self.opening.heading, self.charset, &self.cells);
        self.log.add_with(self.line, kind, column, || {
            let cell = column.map_or(&[][..], |column| cells.get(first + column, view));
            let text = excerpt(charset.decode(cell, &mut String::new()).0);
            Issue { line, column: column.map(|index| heading.column(index)), text, kind }
        });
    }

    /// Skips a physical line longer than the limit, whose end may not be in view yet.
    fn skip_endless(&mut self, window: &mut Window<'_>, at: usize) -> Result<usize, ImportError> {
        let start = window.source_offset(at);
        let text = self.text_of(window.bytes().get(at..).unwrap_or_default());
        let mut at = at;
        let mut n_bytes = 0_u64;
        let end = loop {
            let rest = window.bytes().get(at..).unwrap_or_default();
            if let Some(line) = Line::find(rest, window.is_last()) {
                n_bytes += line.len as u64;
                break at + line.end;
            }
            // A CR at the edge waits for its LF.
            let n = rest.len() - usize::from(rest.last() == Some(&b'\r'));
            n_bytes += n as u64;
            window.advance(at + n)?;
            at = 0;
        };
        let kind = IssueKind::RowTooLong { bytes: n_bytes };
        let issue = Issue { line: self.line, column: None, text, kind };
        let bytes = start..window.source_offset(end);
        self.release_held(false);
        let rejected = RejectedRow { issue, bytes };
        self.reject(Held { rejected, line: self.line, n_lines: 1 });
        self.line += 1;
        Ok(end)
    }

    fn column_ref(&self, index: usize) -> ColumnRef {
        self.opening.heading.column(index)
    }

    /// The start of a row as messages show it.
    fn text_of(&self, row: &[u8]) -> String {
        let start = row.get(..MAX_TEXT_BYTES).unwrap_or(row);
        // A character cut at the end is beyond what is shown.
        excerpt(self.charset.decode(start, &mut String::new()).0)
    }
}

/// Whether a NUL is among the bytes. Never inlined, for the reason given at [`ColumnBuilder::append`].
#[inline(never)]
fn has_nul(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes).is_some()
}

/// Where the first byte beyond ASCII is. Never inlined, either.
#[inline(never)]
fn first_beyond_ascii(bytes: &[u8]) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<64>();
    let n_plain = blocks.iter().take_while(|block| block.is_ascii()).count();
    let rest = bytes.get(64 * n_plain..)?;
    rest.iter().position(|byte| !byte.is_ascii()).map(|at| 64 * n_plain + at)
}

/// More bytes than an excerpt can show: 60 characters of four bytes, and one more.
const MAX_TEXT_BYTES: usize = 244;

/// Why a batch was ended, and where the next row starts.
enum BatchEnd {
    At(usize),
    NeedMore(usize),
    Endless(usize),
}
