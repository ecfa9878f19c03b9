//! How a file separates its cells, and where its rows begin.
//!
//! Every delimiter is tried on the whole sample with every line that could be the header, and each attempt is
//! scored by what it would make of the file:
//!
//! - *regularity*: the share of rows that have as many cells as the header and no broken quote;
//! - *columns*: (n - 1)/n, since a wrong delimiter rather finds too few columns than too many;
//! - *clean cells*: the share of cells that are blank, quoted, a number or a date, or hold no other delimiter;
//! - *header*: whether the first row reads like names and not like values.
//!
//! The product of pattern and cell scores follows van den Burg, Nazábal and Sutton (2019), *Wrangling messy CSV files
//! by detecting row and type patterns*; the header is added because an export without one is rare, and a title
//! above it is not. A `sep=;` line, which Excel writes and obeys, settles the delimiter.

use serde::{Deserialize, Serialize};

use super::cell::Cells;
use super::error::ImportError;
use super::limits::MAX_PREAMBLE_LINES;
use super::line::{Line, count_line_ends};
use super::literal::blank::is_blank;
use super::rows::{Oddity, Row, RowReader, Verdict, Width};

/// The character between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "char", into = "char")]
pub struct Delimiter(u8);

impl Delimiter {
    /// `,`
    pub const COMMA: Self = Self(b',');
    /// `;`
    pub const SEMICOLON: Self = Self(b';');
    /// A tab.
    pub const TAB: Self = Self(b'\t');
    /// `|`
    pub const PIPE: Self = Self(b'|');
    /// Those that are looked for; others must be told.
    pub const CANDIDATES: [Self; 4] = [Self::SEMICOLON, Self::COMMA, Self::TAB, Self::PIPE];

    /// The byte in the file.
    #[inline]
    #[must_use]
    pub const fn byte(self) -> u8 {
        self.0
    }
}

impl TryFrom<char> for Delimiter {
    type Error = &'static str;

    /// Any ASCII character but letters, digits, quotes and line ends.
    fn try_from(c: char) -> Result<Self, Self::Error> {
        match u8::try_from(c) {
            Ok(b'"' | b'\'' | b'\n' | b'\r' | 0x80..) | Err(_) => Err("not a delimiter"),
            Ok(byte) if byte.is_ascii_alphanumeric() => Err("not a delimiter"),
            Ok(byte) => Ok(Self(byte)),
        }
    }
}

impl From<Delimiter> for char {
    fn from(delimiter: Delimiter) -> Self {
        Self::from(delimiter.0)
    }
}

/// The character around cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quote {
    /// `"`
    Double,
    /// `'`
    Single,
    /// None; quotes are text.
    None,
}

impl Quote {
    /// The byte in the file.
    #[must_use]
    pub const fn byte(self) -> Option<u8> {
        match self {
            Self::Double => Some(b'"'),
            Self::Single => Some(b'\''),
            Self::None => None,
        }
    }
}

/// How a quote within a quoted cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Escape {
    /// Twice.
    Doubled,
    /// Twice or behind a backslash.
    Backslash,
}

/// How cells are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dialect {
    /// Between cells.
    pub delimiter: Delimiter,
    /// Around cells.
    pub quote: Quote,
    /// Quotes within quotes.
    pub escape: Escape,
}

/// Where the rows begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Layout {
    /// Physical line, from 1, of the header or, without one, of the first row.
    pub first_line: u32,
    /// Whether that line holds the names of the columns.
    pub has_header: bool,
}

/// Choices of the user; `None` leaves the proposal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialectChoice {
    /// Between cells.
    pub delimiter: Option<Delimiter>,
    /// Around cells.
    pub quote: Option<Quote>,
    /// Quotes within quotes.
    pub escape: Option<Escape>,
    /// Where the rows begin.
    pub layout: Option<Layout>,
}

/// The dialect a file seems to have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DialectGuess {
    /// The dialect.
    pub dialect: Dialect,
    /// Where the rows begin.
    pub layout: Layout,
    /// What speaks for it.
    pub reasons: Vec<DialectReason>,
    /// How sure the delimiter is, 0..=1: its score over that of it and the next best together.
    pub confidence: f64,
}

/// What speaks for a dialect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DialectReason {
    /// The user said so.
    UserChoice,
    /// The first line is `sep=` and the delimiter.
    SeparatorLine,
    /// Rows of the sample have as many cells as the header.
    Regular {
        /// Columns of the header.
        n_columns: usize,
        /// Rows with as many cells.
        n_regular: usize,
        /// Rows of the sample that are not blank.
        n_rows: usize,
    },
    /// No line of the sample has a delimiter: one column.
    OneColumn,
}

/// Judges the dialect of a sample in which rows can be split. `is_whole` says that the sample is the file.
pub fn propose(
    sample: &[u8],
    is_whole: bool,
    choice: &DialectChoice,
) -> Result<DialectGuess, ImportError> {
    if is_blank(sample) {
        return Err(ImportError::Empty);
    }
    let separator = separator_line(sample);
    let mut reasons = Vec::new();
    let delimiters = match (choice.delimiter, separator) {
        (Some(delimiter), _) => {
            reasons.push(DialectReason::UserChoice);
            vec![delimiter]
        }
        (None, Some(delimiter)) => {
            reasons.push(DialectReason::SeparatorLine);
            vec![delimiter]
        }
        (None, None) => Delimiter::CANDIDATES.to_vec(),
    };
    let starts = line_starts(sample, is_whole);
    let mut attempts = Vec::new();
    for &delimiter in &delimiters {
        for (quote, escape) in quotings(sample, choice) {
            let dialect = Dialect { delimiter, quote, escape };
            attempts.extend(attempts_of(sample, is_whole, &starts, dialect, choice.layout));
        }
    }
    // Two rounds: all attempts on the start of the sample, the best of each delimiter on all of it unless it is far
    // behind already.
    let short = sample.get(..FIRST_ROUND_BYTES).unwrap_or(sample);
    let short_is_whole = is_whole && short.len() == sample.len();
    for attempt in &mut attempts {
        attempt.judge(short, short_is_whole);
    }
    let mut finalists: Vec<Attempt> = Vec::new();
    for attempt in attempts {
        match finalists
            .iter_mut()
            .find(|known| known.dialect.delimiter == attempt.dialect.delimiter)
        {
            Some(known) if attempt.score > known.score => *known = attempt,
            Some(_) => {}
            None => finalists.push(attempt),
        }
    }
    if short.len() < sample.len() {
        let best = finalists.iter().map(|attempt| attempt.score).fold(0.0, f64::max);
        for attempt in finalists.iter_mut().filter(|attempt| attempt.score >= FAR_BEHIND * best) {
            attempt.judge(sample, is_whole);
        }
    }
    // The first of equals wins, in the order of the candidates.
    let mut ranked = finalists.iter().enumerate().collect::<Vec<_>>();
    ranked.sort_by(|(i, a), (j, b)| b.score.total_cmp(&a.score).then(i.cmp(j)));
    let Some((_, best)) = ranked.first() else {
        return Err(ImportError::HeaderTooLong { line: 1 });
    };
    if choice.layout.is_some() && !reasons.contains(&DialectReason::UserChoice) {
        reasons.push(DialectReason::UserChoice);
    }
    reasons.push(if best.n_columns == 1 {
        DialectReason::OneColumn
    } else {
        let (n_columns, n_regular, n_rows) = (best.n_columns, best.n_regular, best.n_rows);
        DialectReason::Regular { n_columns, n_regular, n_rows }
    });
    let second = ranked.get(1).map_or(0.0, |(_, attempt)| attempt.score);
    let layout = Layout { first_line: best.first_line, has_header: best.has_header };
    Ok(DialectGuess {
        dialect: best.dialect,
        layout,
        reasons,
        confidence: if best.score > 0.0 { best.score / (best.score + second) } else { 0.0 },
    })
}

/// Bytes of the sample on which all attempts compete before the best of each delimiter go on.
const FIRST_ROUND_BYTES: usize = 1 << 16;

/// The part of the best score below which no second round is worth its time.
const FAR_BEHIND: f64 = 0.1;

/// The delimiter a `sep=` line names.
#[must_use]
pub fn separator_line(sample: &[u8]) -> Option<Delimiter> {
    let line = Line::find(sample, true)?;
    let text = sample.get(..line.len)?;
    let text = text.strip_prefix(b"\"").and_then(|t| t.strip_suffix(b"\"")).unwrap_or(text);
    match text {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => {
            Delimiter::try_from(char::from(*delimiter)).ok()
        }
        _ => None,
    }
}

/// Offsets of the first physical lines.
fn line_starts(sample: &[u8], is_whole: bool) -> Vec<usize> {
    let (mut starts, mut at) = (Vec::new(), 0);
    while at < sample.len() && starts.len() < MAX_PREAMBLE_LINES {
        starts.push(at);
        let rest = sample.get(at..).unwrap_or_default();
        let Some(line) = Line::find(rest, is_whole) else { break };
        at += line.end;
    }
    starts
}

/// Ways of quoting that are worth trying.
fn quotings(sample: &[u8], choice: &DialectChoice) -> Vec<(Quote, Escape)> {
    let quotes = match choice.quote {
        Some(quote) => vec![quote],
        None if single_quotes_stand_around_cells(sample) => vec![Quote::Double, Quote::Single],
        None => vec![Quote::Double],
    };
    let escapes = match choice.escape {
        Some(escape) => vec![escape],
        None if memchr::memmem::find(sample, b"\\\"").is_some() => {
            vec![Escape::Doubled, Escape::Backslash]
        }
        None => vec![Escape::Doubled],
    };
    quotes.iter().flat_map(|&quote| escapes.iter().map(move |&escape| (quote, escape))).collect()
}

/// Whether some `'` stands at the start of a cell and some at the end of one.
fn single_quotes_stand_around_cells(sample: &[u8]) -> bool {
    let ends_cell = |byte: Option<&u8>| {
        byte.is_none_or(|byte| matches!(byte, b',' | b';' | b'\t' | b'|' | b'\n' | b'\r'))
    };
    let (mut opens, mut closes) = (false, false);
    for at in memchr::memchr_iter(b'\'', sample) {
        opens |= ends_cell(at.checked_sub(1).and_then(|before| sample.get(before)));
        closes |= ends_cell(sample.get(at + 1));
        if opens && closes {
            return true;
        }
    }
    false
}

/// A dialect with a first row, and what it makes of the sample.
#[derive(Clone, Debug)]
struct Attempt {
    dialect: Dialect,
    first_line: u32,
    has_header: bool,
    n_columns: usize,
    width: Width,
    /// Where the rows below the first one start.
    rows_at: usize,
    /// Lines above that are not blank.
    n_above: usize,
    /// Whether one of them reads like the names of several columns.
    is_below_names: bool,
    n_rows: usize,
    n_regular: usize,
    score: f64,
}

/// How many different numbers of columns are tried for a dialect.
const MAX_WIDTHS: usize = 6;

/// For each number of cells the first line that can be a header, the numbers met most often first.
fn attempts_of(
    sample: &[u8],
    is_whole: bool,
    starts: &[usize],
    dialect: Dialect,
    layout: Option<Layout>,
) -> Vec<Attempt> {
    let reader = RowReader::new(&dialect, None);
    let mut cells = Cells::default();
    let mut attempts: Vec<(usize, Attempt)> = Vec::new();
    let mut n_above = usize::from(separator_line(sample).is_some());
    let mut is_below_names = false;
    for (line, &at) in (1..).zip(starts).skip(n_above) {
        cells.clear();
        let Some(row) = reader.read(sample, at, is_whole, &mut cells) else { continue };
        let chosen = layout.filter(|layout| layout.first_line == line);
        if row.verdict != Verdict::Whole && chosen.is_none() {
            n_above += usize::from(row.verdict != Verdict::Blank);
            continue;
        }
        let n = cells.len();
        let names = Names::of(sample, &cells);
        match attempts.iter_mut().find(|(_, known)| known.n_columns == n) {
            Some((n_lines, _)) => *n_lines += 1,
            None if layout.is_none() && !names.are_mostly_filled() => {}
            None if layout.is_some() && chosen.is_none() => {}
            None => {
                let has_header =
                    chosen.map_or_else(|| names.read_like_names(), |layout| layout.has_header);
                let width = if has_header { names.width() } else { Width { named: n, all: n } };
                let attempt = Attempt {
                    dialect,
                    first_line: line,
                    has_header,
                    n_columns: n,
                    width,
                    rows_at: if has_header { row.end } else { at },
                    n_above,
                    is_below_names,
                    n_rows: 0,
                    n_regular: 0,
                    score: 0.0,
                };
                attempts.push((1, attempt));
            }
        }
        n_above += 1;
        is_below_names |= n > 1 && names.are_all_filled() && names.read_like_names();
    }
    attempts.sort_by_key(|(n_lines, attempt)| (std::cmp::Reverse(*n_lines), attempt.first_line));
    attempts.into_iter().take(MAX_WIDTHS).map(|(_, attempt)| attempt).collect()
}

impl Attempt {
    /// Reads the sample this way and scores what comes out.
    fn judge(&mut self, sample: &[u8], is_whole: bool) {
        let reader = RowReader::new(&self.dialect, Some(self.width));
        let mut cells = Cells::default();
        let (mut n_cells, mut n_clean) = (0_usize, 0_usize);
        (self.n_rows, self.n_regular) = (0, 0);
        let mut at = self.rows_at;
        while at < sample.len() {
            cells.clear();
            let Some(row) = reader.read(sample, at, is_whole, &mut cells) else { break };
            if row.verdict == Verdict::Endless {
                break;
            }
            at = row.end;
            if row.verdict == Verdict::Blank {
                continue;
            }
            self.n_rows += 1;
            self.n_regular += usize::from(is_regular(&row));
            if self.n_rows <= MAX_TYPED_ROWS {
                n_cells += cells.len();
                n_clean += (0..cells.len())
                    .filter(|&at| is_clean(sample, &cells, at, self.dialect))
                    .count();
            }
        }
        // Half a row more on either side (Jeffreys): one odd row below a header does not disprove it.
        let regularity = (self.n_regular as f64 + 0.5) / (self.n_rows as f64 + 1.0);
        let columns = match self.n_columns {
            0 | 1 => 0.05,
            n => (n - 1) as f64 / n as f64,
        };
        let clean = if n_cells == 0 { 1.0 } else { n_clean as f64 / n_cells as f64 };
        let header = match (self.has_header, self.n_above) {
            (true, _) => 1.0,
            (false, 0) => 0.6,
            // Names of other columns right above: never. A title above rows without names: hardly.
            (false, _) if self.is_below_names => 0.02,
            (false, _) => 0.3,
        };
        let above = 1.0 / (1.0 + 0.02 * self.n_above as f64);
        self.score = regularity * regularity * columns * (0.25 + 0.75 * clean) * header * above;
    }
}

/// How many rows of an attempt have their cells looked at.
const MAX_TYPED_ROWS: usize = 500;

fn is_regular(row: &Row) -> bool {
    row.verdict == Verdict::Whole
        && matches!(
            row.oddity,
            None | Some(Oddity::ExtraBlankCells { .. } | Oddity::QuoteInText(_))
        )
}

/// Whether a cell shows no trace of another delimiter.
fn is_clean(sample: &[u8], cells: &Cells, at: usize, dialect: Dialect) -> bool {
    let span = cells.span(at);
    let cell = cells.bytes(span, sample);
    let quoted = || match (dialect.quote.byte(), span.offset_in_window()) {
        (Some(quote), Some(start)) => {
            start.checked_sub(1).and_then(|before| sample.get(before)) == Some(&quote)
        }
        (_, start) => start.is_none(),
    };
    let has_trace = || cell.iter().any(|byte| matches!(byte, b',' | b';' | b'\t' | b'|' | b'"'));
    is_blank(cell) || looks_like_value(cell) || quoted() || !has_trace()
}

/// Whether a cell is made of digits with the marks of numbers, amounts, dates or times, or is an address.
fn looks_like_value(cell: &[u8]) -> bool {
    let n_digits = cell.iter().filter(|byte| byte.is_ascii_digit()).count();
    let marks_only = |byte: &u8| {
        byte.is_ascii_digit()
            || byte.is_ascii_whitespace()
            || matches!(byte, b'.' | b',' | b'\'' | b'-' | b'+' | b'/' | b':' | b'%' | b'(' | b')')
            || matches!(byte, b'$' | b'T' | b'Z' | 0x80..)
    };
    let is_number = n_digits > 0 && cell.len() <= 32 && cell.iter().all(marks_only);
    let is_address = memchr::memchr(b'@', cell).is_some_and(|at| {
        let host = cell.get(at + 1..).unwrap_or_default();
        at > 0 && host.contains(&b'.') && !cell.contains(&b' ')
    });
    is_number || is_address
}

/// The cells of a possible header.
struct Names<'a> {
    names: Vec<&'a [u8]>,
}

impl<'a> Names<'a> {
    fn of(sample: &'a [u8], cells: &'a Cells) -> Self {
        Self { names: (0..cells.len()).map(|at| cells.get(at, sample)).collect() }
    }

    /// Trailing columns without a name are the trailing delimiters of a sloppy writer.
    fn width(&self) -> Width {
        let named = self.names.iter().rposition(|name| !is_blank(name)).map_or(0, |at| at + 1);
        Width { named, all: self.names.len() }
    }

    fn are_mostly_filled(&self) -> bool {
        let n_filled = self.names.iter().filter(|name| !is_blank(name)).count();
        n_filled * 2 >= self.names.len()
    }

    fn are_all_filled(&self) -> bool {
        self.names.iter().all(|name| !is_blank(name))
    }

    /// At most every fifth cell is a value; a year may well be a name.
    fn read_like_names(&self) -> bool {
        let is_year = |name: &[u8]| matches!(name, [b'1', b'9', _, _] | [b'2', b'0', _, _]);
        let n_values =
            self.names.iter().filter(|name| looks_like_value(name) && !is_year(name)).count();
        n_values * 5 <= self.names.len()
    }
}

/// The physical lines above the rows, as text would be cut at line ends.
#[must_use]
pub fn lines_above(sample: &[u8], layout: Layout) -> Vec<&[u8]> {
    let (mut lines, mut at) = (Vec::new(), 0);
    for _ in 1..layout.first_line {
        let rest = sample.get(at..).unwrap_or_default();
        let Some(line) = Line::find(rest, true) else { break };
        lines.push(rest.get(..line.len).unwrap_or_default());
        at += line.end;
    }
    lines
}

/// Physical line, from 1, of an offset; for tests and messages about the sample.
#[must_use]
pub fn line_of(sample: &[u8], offset: usize) -> u32 {
    1 + count_line_ends(sample.get(..offset).unwrap_or(sample))
}
