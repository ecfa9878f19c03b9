//! Rows: where one ends, what its cells are, and whether it can be believed.
//!
//! A row without a quote, which most are, is one physical line cut at its delimiters. A row with quotes is read
//! by RFC 4180; line ends inside quotes belong to the cell. What the csv crate accepts without a word
//! (RELIABILITY 0.7), namely a quote that never closes and swallows the rest of the file, is found by one rule:
//!
//! > **A quoted cell may run over a line end only if its closing quote is followed by a delimiter or a line end and
//! > the whole row has as many cells as the header.** Otherwise its first physical line stands alone, and reading
//! > goes on with the next physical line.
//!
//! So a broken quote costs one row at most. A broken quote that stays within its line costs nothing where one of
//! three readings gives as many cells as the header; they are tried in this order and always reported:
//!
//! 1. *quote in the cell*: `"Rohr 5" lang"` closes at the quote before a delimiter; the others are text;
//! 2. *text after the quote*: `"x"y` is `xy`, as Excel and the csv crate read it;
//! 3. *opening quote alone*: `"x;y` is `x` and `y`.
//!
//! A cell like `5" Rohr`, with a quote but not in quotes, is text; it is reported too, since it may be half of a
//! pair. Blanks between a closing quote and the delimiter are dropped.
//!
//! Rows with too many or too few cells are never shifted into shape: [`Verdict::Ragged`]. Only cells that lie
//! outside the named columns may be missing (header `a;b;;`, row `1;2`) or be there and blank (row `1;2;;;`).
//!
//! The verdict on a row depends on its bytes and on those after it, never on how much of the file is in view:
//! where more must be seen, [`RowReader::read`] says so and starts the row again.

mod quoted;

use serde::{Deserialize, Serialize};

use super::cell::Cells;
use super::dialect::{Dialect, Escape};
use super::limits::{MAX_CELL_BYTES, MAX_ROW_BYTES};
use super::line::line_end_len;
use super::literal::blank::is_blank;
use super::scan::{BLOCK, ShapeBits, Shapes};

/// How many cells a row may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width {
    /// Up to the last column with a name; fewer cells are too few.
    pub named: usize,
    /// All columns of the header; more cells must be blank.
    pub all: usize,
}

/// Splits bytes into rows of one dialect.
#[derive(Clone, Copy, Debug)]
pub struct RowReader {
    delimiter: u8,
    quote: Option<u8>,
    shapes: Shapes,
    backslash: bool,
    width: Option<Width>,
}

/// A row as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where the next row starts in the view.
    pub end: usize,
    /// How many physical lines it takes.
    pub n_lines: u32,
    /// Whether it can be believed.
    pub verdict: Verdict,
    /// The first thing that was put right or is odd in a row that can.
    pub oddity: Option<Oddity>,
}

/// Whether a row can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing but blanks and delimiters.
    Blank,
    /// As many cells as the header has columns (any number where no width is set).
    Whole,
    /// Too many or too few cells.
    Ragged {
        /// How many.
        found: usize,
    },
    /// A quote is broken.
    Broken {
        /// In which way.
        defect: QuoteDefect,
        /// Where the quote opens.
        place: Place,
    },
    /// A cell is longer than [`MAX_CELL_BYTES`].
    CellTooLong {
        /// Which.
        column: usize,
        /// Its length in bytes.
        bytes: usize,
    },
    /// The physical line is longer than [`MAX_ROW_BYTES`]. Its end may not be in view: `end` is that of the view's
    /// row start, and the caller skips to the next line end.
    Endless,
}

/// In which way a quote is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteDefect {
    /// It is never closed, or closed only by a quote that opens another cell.
    Unclosed,
    /// Text follows the closing quote on the same line.
    TextAfter,
    /// It closes on a later line, and the row has not as many cells as the header.
    OverLines {
        /// Cells of the row if the quote is believed.
        found: usize,
    },
}

/// Where in a row something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The column, from 0.
    pub column: usize,
    /// How many line ends stand before it in the row.
    pub line: u32,
}

/// What is odd about a row that can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// A quote within a quoted cell that is not doubled; read as text.
    QuoteInCell(Place),
    /// Text after a closing quote; read as part of the cell.
    TextAfterQuote(Place),
    /// An opening quote without a closing one; left out.
    OpeningQuoteAlone(Place),
    /// A quote in a cell that is not in quotes; read as text.
    QuoteInText(Place),
    /// Blank cells beyond the last column; left out.
    ExtraBlankCells {
        /// Cells of the row.
        found: usize,
    },
}

impl RowReader {
    /// A reader of rows in this dialect. Without a width every number of cells is believed.
    #[must_use]
    pub const fn new(dialect: &Dialect, width: Option<Width>) -> Self {
        Self {
            delimiter: dialect.delimiter.byte(),
            quote: dialect.quote.byte(),
            shapes: Shapes::new(dialect.delimiter.byte(), dialect.quote.byte()),
            backslash: matches!(dialect.escape, Escape::Backslash),
            width,
        }
    }

    /// Reads the row at `at` of the view and appends its cells. `None` where more of the file must be in view;
    /// then no cell was appended. At the end of the file `at` must lie before the end of the view.
    #[inline]
    pub fn read(&self, view: &[u8], at: usize, is_last: bool, cells: &mut Cells) -> Option<Row> {
        let first = cells.len();
        let (mut start, mut block) = (at, at);
        // A row without quotes: delimiters, until a line end.
        while block < view.len() {
            let ShapeBits { delimiters, others } = self.shapes.bits(view, block);
            // All bits below the lowest of the others; where there are none, all bits.
            let before = (others & others.wrapping_neg()).wrapping_sub(1);
            let mut bits = delimiters & before;
            while bits != 0 {
                let hit = block + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                cells.push(start, hit);
                start = hit + 1;
            }
            if others != 0 {
                let hit = block + others.trailing_zeros() as usize;
                if view.get(hit).copied() == self.quote {
                    let scan = Scan { start, quoted: Quoted::No, skip: hit };
                    let rest = (delimiters | others) & !before;
                    return self.read_marked(view, at, is_last, first, scan, (block, rest), cells);
                }
                let Some(n) = line_end_len(view, hit, is_last) else {
                    cells.truncate(first);
                    return None;
                };
                cells.push(start, hit);
                return Some(self.judge_line(view, at, hit, hit + n, first, cells));
            }
            block += BLOCK;
        }
        if is_last {
            cells.push(start, view.len());
            return Some(self.judge_line(view, at, view.len(), view.len(), first, cells));
        }
        cells.truncate(first);
        (view.len() - at > MAX_ROW_BYTES + 1).then_some(Row::endless(at))
    }

    /// Goes on with a row in which a quote was met, from these bits of this block on.
    #[allow(clippy::too_many_arguments, reason = "the state of the loop above")]
    fn read_marked(
        &self,
        view: &[u8],
        at: usize,
        is_last: bool,
        first: usize,
        mut scan: Scan,
        (mut block, mut bits): (usize, u64),
        cells: &mut Cells,
    ) -> Option<Row> {
        loop {
            while bits != 0 {
                let hit = block + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                match self.step(view, hit, &mut scan, cells) {
                    Step::On => {}
                    Step::Quote => {
                        cells.truncate(first);
                        return self.read_quoted(view, at, is_last, cells);
                    }
                    Step::LineEnd => {
                        let Some(n) = line_end_len(view, hit, is_last) else {
                            cells.truncate(first);
                            return None;
                        };
                        return Some(self.judge_line(view, at, hit, hit + n, first, cells));
                    }
                }
            }
            block += BLOCK;
            if block >= view.len() {
                break;
            }
            bits = self.shapes.bits(view, block).all();
        }
        match scan.quoted {
            Quoted::Open { .. } => {
                cells.truncate(first);
                self.read_quoted(view, at, is_last, cells)
            }
            _ if is_last => {
                if !matches!(scan.quoted, Quoted::Closed) {
                    cells.push(scan.start, view.len());
                }
                Some(self.judge_line(view, at, view.len(), view.len(), first, cells))
            }
            _ => {
                cells.truncate(first);
                (view.len() - at > MAX_ROW_BYTES + 1).then_some(Row::endless(at))
            }
        }
    }

    /// Takes the shape at `hit` in. Only what is plain is taken here: a quoted cell that opens at its start, closes before
    /// a delimiter or a line end, and holds no line end.
    #[inline]
    fn step(&self, view: &[u8], hit: usize, scan: &mut Scan, cells: &mut Cells) -> Step {
        let byte = view.get(hit).copied().unwrap_or(b'\n');
        let is_quote = Some(byte) == self.quote;
        match &mut scan.quoted {
            Quoted::No if byte == self.delimiter => {
                cells.push(scan.start, hit);
                scan.start = hit + 1;
            }
            Quoted::No if is_quote => {
                if hit != scan.start || self.backslash {
                    return Step::Quote;
                }
                scan.quoted = Quoted::Open { has_doubled: false };
            }
            Quoted::No => {
                cells.push(scan.start, hit);
                return Step::LineEnd;
            }
            Quoted::Open { has_doubled } if is_quote => {
                if hit < scan.skip {
                    return Step::On;
                }
                match view.get(hit + 1) {
                    Some(&next) if next == byte => {
                        *has_doubled = true;
                        scan.skip = hit + 2;
                    }
                    Some(&next) if self.ends_cell(next) => {
                        if *has_doubled {
                            let content = view.get(scan.start + 1..hit).unwrap_or_default();
                            self.push_unescaped(content, cells);
                        } else {
                            cells.push(scan.start + 1, hit);
                        }
                        scan.quoted = Quoted::Closed;
                    }
                    _ => return Step::Quote,
                }
            }
            Quoted::Open { .. } if byte == b'\n' || byte == b'\r' => return Step::Quote,
            Quoted::Open { .. } => {}
            Quoted::Closed if byte == self.delimiter => {
                scan.quoted = Quoted::No;
                scan.start = hit + 1;
            }
            Quoted::Closed => return Step::LineEnd,
        }
        Step::On
    }

    /// The verdict on a row of one physical line, whose text ends at `text_end`.
    #[inline]
    fn judge_line(
        &self,
        view: &[u8],
        at: usize,
        text_end: usize,
        end: usize,
        first: usize,
        cells: &mut Cells,
    ) -> Row {
        if text_end - at > MAX_ROW_BYTES {
            cells.truncate(first);
            return Row::endless(at);
        }
        self.judge(view, at, end, 1, first, cells)
    }

    /// The verdict on a row whose cells are known.
    #[inline]
    fn judge(
        &self,
        view: &[u8],
        at: usize,
        end: usize,
        n_lines: u32,
        first: usize,
        cells: &mut Cells,
    ) -> Row {
        let row = |verdict, oddity| Row { end, n_lines, verdict, oddity };
        let n = cells.len() - first;
        if all_blank(view, first, cells) {
            return row(Verdict::Blank, None);
        }
        if end - at > MAX_CELL_BYTES
            && let Some(verdict) = cell_too_long(view, first, cells)
        {
            return row(verdict, None);
        }
        match self.fit(view, first, cells) {
            Fit::Exact => row(Verdict::Whole, None),
            Fit::Padded => row(Verdict::Whole, Some(Oddity::ExtraBlankCells { found: n })),
            Fit::Not => row(Verdict::Ragged { found: n }, None),
        }
    }

    /// Compares the cells from `first` on with the width, and adds or removes blank ones beyond the named columns.
    #[inline]
    fn fit(&self, view: &[u8], first: usize, cells: &mut Cells) -> Fit {
        let Some(width) = self.width else { return Fit::Exact };
        let n = cells.len() - first;
        if n == width.all {
            Fit::Exact
        } else if n < width.named {
            Fit::Not
        } else if n < width.all {
            cells.pad(first + width.all);
            Fit::Exact
        } else if all_blank(view, first + width.all, cells) {
            cells.truncate(first + width.all);
            Fit::Padded
        } else {
            Fit::Not
        }
    }
}

impl Row {
    const fn endless(at: usize) -> Self {
        Self { end: at, n_lines: 1, verdict: Verdict::Endless, oddity: None }
    }
}

/// Where a row stands while it is read.
struct Scan {
    /// Where the cell starts.
    start: usize,
    quoted: Quoted,
    /// Shapes before this place have been taken in.
    skip: usize,
}

/// Whether the cell is quoted.
enum Quoted {
    No,
    Open { has_doubled: bool },
    Closed,
}

/// What a shape means for the row.
enum Step {
    On,
    LineEnd,
    /// A quote that asks for the whole reading of quotes.
    Quote,
}

/// How the cells of a row compare with the width.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Exact,
    Padded,
    Not,
}

/// Whether all cells from `first` on are blank.
#[inline]
fn all_blank(view: &[u8], first: usize, cells: &Cells) -> bool {
    cells.spans(first).iter().all(|&span| span.is_empty() || is_blank(cells.bytes(span, view)))
}

/// The verdict on a row with a cell that is too long.
#[cold]
fn cell_too_long(view: &[u8], first: usize, cells: &Cells) -> Option<Verdict> {
    cells.spans(first).iter().enumerate().find_map(|(column, &span)| {
        let bytes = cells.bytes(span, view).len();
        (bytes > MAX_CELL_BYTES).then_some(Verdict::CellTooLong { column, bytes })
    })
}

#[cfg(test)]
mod tests {
    use super::super::dialect::{Delimiter, Quote};
    use super::*;

    const SEMICOLON: Dialect =
        Dialect { delimiter: Delimiter::SEMICOLON, quote: Quote::Double, escape: Escape::Doubled };

    /// Every row of a text with its first line, verdict, oddity and cells.
    fn read(
        text: &str,
        dialect: Dialect,
        n_columns: Option<usize>,
    ) -> Vec<(u32, Verdict, Option<Oddity>, Vec<String>)> {
        let width = n_columns.map(|n| Width { named: n, all: n });
        let reader = RowReader::new(&dialect, width);
        let (mut at, mut line, mut rows) = (0, 1, Vec::new());
        while at < text.len() {
            let mut cells = Cells::default();
            let row = reader.read(text.as_bytes(), at, true, &mut cells).unwrap();
            let texts = (0..cells.len())
                .map(|n| String::from_utf8(cells.get(n, text.as_bytes()).to_vec()).unwrap());
            rows.push((line, row.verdict, row.oddity, texts.collect()));
            at = row.end;
            line += row.n_lines;
        }
        rows
    }

    fn cells_of(text: &str, n_columns: usize) -> (Verdict, Option<Oddity>, Vec<String>) {
        let mut rows = read(text, SEMICOLON, Some(n_columns));
        let (_, verdict, oddity, cells) = rows.remove(0);
        (verdict, oddity, cells)
    }

    const fn at(column: usize, line: u32) -> Place {
        Place { column, line }
    }

    #[test]
    fn plain_and_quoted_rows_are_read_by_rfc_4180() {
        for (text, expected) in [
            ("a;b;c", vec!["a", "b", "c"]),
            ("\"a;b\";\"c\"\"d\";", vec!["a;b", "c\"d", ""]),
            ("\"a\nb\r\nc\";;\"\"\r\n", vec!["a\nb\r\nc", "", ""]),
            ("\"a\" ;b;\"c\"\t\r", vec!["a", "b", "c"]),
            ("\"\"\"\";\";\";\"x\"", vec!["\"", ";", "x"]),
        ] {
            assert_eq!(
                cells_of(text, 3),
                (Verdict::Whole, None, expected.iter().map(ToString::to_string).collect()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_broken_quote_within_its_line_is_read_where_the_cells_fit() {
        for (text, oddity, expected) in [
            ("\"Rohr 5\" lang\";b", Oddity::QuoteInCell(at(0, 0)), ["Rohr 5\" lang", "b"]),
            ("a;\"x\"tail", Oddity::TextAfterQuote(at(1, 0)), ["a", "xtail"]),
            ("\"x\" y;b", Oddity::TextAfterQuote(at(0, 0)), ["x y", "b"]),
            ("\"x;b", Oddity::OpeningQuoteAlone(at(0, 0)), ["x", "b"]),
            ("a;\"b\nc;d\n", Oddity::OpeningQuoteAlone(at(1, 0)), ["a", "b"]),
            ("5\" Rohr;b", Oddity::QuoteInText(at(0, 0)), ["5\" Rohr", "b"]),
            ("a;b\"", Oddity::QuoteInText(at(1, 0)), ["a", "b\""]),
        ] {
            let expected = expected.map(String::from).to_vec();
            assert_eq!(cells_of(text, 2), (Verdict::Whole, Some(oddity), expected), "{text:?}");
        }
    }

    #[test]
    fn a_broken_quote_costs_one_line_and_is_named_where_it_opens() {
        // Nothing fits: the quote hides one of the two delimiters.
        let rows = read("1;\"a;b;c;2\n3;d\n", SEMICOLON, Some(2));
        let broken = Verdict::Broken { defect: QuoteDefect::Unclosed, place: at(1, 0) };
        assert_eq!((rows[0].0, rows[0].1), (1, broken));
        assert_eq!((rows[1].0, rows[1].1), (2, Verdict::Whole));
        // A cell over two lines, then a quote that never closes.
        let rows = read("\"a\nb\";\"c\n3;d\n", SEMICOLON, Some(2));
        let broken = Verdict::Broken { defect: QuoteDefect::Unclosed, place: at(1, 1) };
        assert_eq!((rows[0].0, rows[0].1), (1, broken));
        assert_eq!(rows.last().unwrap().3, ["3", "d"]);
        // It closes two lines on, but then the row is too short.
        let rows = read("1;2;\"a\n4;5;6\n7;8;9\"\n", SEMICOLON, Some(4));
        let defect = QuoteDefect::OverLines { found: 3 };
        assert_eq!(rows[0].1, Verdict::Broken { defect, place: at(2, 0) });
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn ragged_rows_are_counted_not_shifted() {
        assert_eq!(cells_of("a;b", 3).0, Verdict::Ragged { found: 2 });
        assert_eq!(cells_of("a;b;c;d", 3).0, Verdict::Ragged { found: 4 });
        let extra = Some(Oddity::ExtraBlankCells { found: 5 });
        assert_eq!(
            cells_of("a;b;c;; ", 3),
            (Verdict::Whole, extra, ["a", "b", "c"].map(String::from).to_vec())
        );
        assert_eq!(cells_of(";; ;\"\";", 3).0, Verdict::Blank);
        let reader = RowReader::new(&SEMICOLON, Some(Width { named: 2, all: 4 }));
        let mut cells = Cells::default();
        let row = reader.read(b"a;b\n", 0, true, &mut cells).unwrap();
        assert_eq!((row.verdict, cells.len()), (Verdict::Whole, 4));
    }

    #[test]
    fn backslashes_escape_only_where_the_dialect_says_so() {
        let backslash = Dialect { escape: Escape::Backslash, ..SEMICOLON };
        for (text, expected) in [
            ("a;\"c\\\"d\\\"f\"", ["a", "c\"d\"f"]),
            ("a;\"c\\\\\"", ["a", "c\\"]),
            ("a;\"c\\d\"\"e\\\\\\\"\"", ["a", "c\\d\"e\\\""]),
        ] {
            let rows = read(text, backslash, Some(2));
            assert_eq!((rows[0].1, rows[0].2), (Verdict::Whole, None), "{text}");
            assert_eq!(rows[0].3, expected, "{text}");
        }
        assert_eq!(cells_of("a;\"c\\\"", 2).2, ["a", "c\\"]);
    }

    #[test]
    fn lines_without_end_are_given_up_in_the_same_way_in_any_view() {
        let long = "x".repeat(MAX_ROW_BYTES + 10);
        let reader = RowReader::new(&SEMICOLON, None);
        let mut cells = Cells::default();
        for n in [MAX_ROW_BYTES + 2, MAX_ROW_BYTES + 10] {
            let row = reader.read(&long.as_bytes()[..n], 0, false, &mut cells).unwrap();
            assert_eq!(row.verdict, Verdict::Endless);
        }
        assert_eq!(reader.read(&long.as_bytes()[..MAX_ROW_BYTES], 0, false, &mut cells), None);
        let cell = format!("{};b\n", "x".repeat(MAX_CELL_BYTES + 1));
        let row = reader.read(cell.as_bytes(), 0, false, &mut cells).unwrap();
        assert_eq!(row.verdict, Verdict::CellTooLong { column: 0, bytes: MAX_CELL_BYTES + 1 });
    }

    #[test]
    fn a_quote_that_swallows_a_megabyte_is_given_up() {
        let text = format!("1;\"x;2\n{}", "3;y;4\n".repeat(200_000));
        let rows = read(&text, SEMICOLON, Some(3));
        assert_eq!(rows.len(), 200_001);
        assert_eq!(rows[0].2, Some(Oddity::OpeningQuoteAlone(at(1, 0))));
        assert!(rows[1..].iter().all(|row| row.1 == Verdict::Whole && row.2.is_none()));
    }
}
