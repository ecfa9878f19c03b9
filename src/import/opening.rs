//! The start of a file, from which encoding, dialect, names and meanings are proposed.

use super::cell::Cells;
use super::dialect::{self, DialectChoice, DialectGuess, lines_above};
use super::encoding::{self, Encoding, EncodingGuess, EncodingReason};
use super::error::ImportError;
use super::heading::Heading;
use super::issue::excerpt;
use super::limits::{MAX_COLUMNS, MAX_FILE_BYTES, SAMPLE_BYTES};
use super::line::Line;
use super::rows::{RowReader, Verdict};
use super::source::Source;
use super::window::{read_fully, utf8_from_utf16};

/// The start of a file, with what is known of the file from it.
#[derive(Clone, Debug)]
pub struct Opening {
    /// How the file is encoded.
    pub encoding: EncodingGuess,
    /// How its cells are separated and where its rows begin.
    pub dialect: DialectGuess,
    /// The names of its columns.
    pub heading: Heading,
    /// Up to [`MAX_SAMPLE_ROWS`] rows as text, evenly spread.
    pub rows: Vec<Vec<String>>,
    /// Lines above the header, as text.
    pub lines_above: Vec<String>,
    /// About how many rows the file has.
    pub n_rows_expected: usize,
}

/// How many rows of the sample meanings are judged by.
pub const MAX_SAMPLE_ROWS: usize = 1_000;

impl Opening {
    /// Reads the start of a file and judges it, as far as the user has not.
    pub fn read(
        source: &mut dyn Source,
        encoding: Option<Encoding>,
        choice: &DialectChoice,
    ) -> Result<Self, ImportError> {
        let total = source.len();
        if total > MAX_FILE_BYTES {
            return Err(ImportError::FileTooLarge { bytes: total });
        }
        let n = usize::try_from(total).unwrap_or(usize::MAX).min(SAMPLE_BYTES);
        let mut raw = vec![0; n];
        let n = read_fully(source, total, 0, &mut raw)?;
        raw.truncate(n);
        let is_whole = n as u64 == total;
        if raw.is_empty() {
            return Err(ImportError::Empty);
        }
        let encoding = match encoding {
            Some(encoding) => {
                EncodingGuess { encoding, reason: EncodingReason::UserChoice, confidence: 1.0 }
            }
            None => {
                encoding::propose(&raw, is_whole).map_err(|kind| ImportError::NotText { kind })?
            }
        };
        let bytes = row_bytes(raw, encoding.encoding, is_whole);
        if let Some(kind) = encoding::other_format(&bytes) {
            return Err(ImportError::NotText { kind });
        }
        let dialect = dialect::propose(&bytes, is_whole, choice)?;
        Self::judge(&bytes, is_whole, total, encoding, dialect)
    }

    fn judge(
        bytes: &[u8],
        is_whole: bool,
        total: u64,
        encoding: EncodingGuess,
        dialect: DialectGuess,
    ) -> Result<Self, ImportError> {
        let charset = encoding.encoding.charset();
        let line = dialect.layout.first_line;
        let above = lines_above(bytes, dialect.layout);
        let mut scratch = String::new();
        let lines_above =
            above.iter().map(|line| excerpt(charset.decode(line, &mut scratch).0)).collect();
        let mut at = above_len(bytes, line);
        let mut cells = Cells::default();
        let reader = RowReader::new(&dialect.dialect, None);
        let first = reader
            .read(bytes, at, true, &mut cells)
            .filter(|row| matches!(row.verdict, Verdict::Whole | Verdict::Blank))
            .ok_or(ImportError::HeaderTooLong { line })?;
        if cells.len() > MAX_COLUMNS {
            return Err(ImportError::TooManyColumns { found: cells.len(), line });
        }
        let heading = if dialect.layout.has_header {
            at = first.end;
            Heading::of(&cells, bytes, charset, line)
        } else {
            Heading::numbered(cells.len(), line)
        };
        let reader = RowReader::new(&dialect.dialect, Some(heading.width));
        let spans = row_offsets(&reader, bytes, at, is_whole, &mut cells);
        let n_bytes = bytes.len().saturating_sub(at).max(1);
        let n_rows_expected = if is_whole {
            spans.len()
        } else {
            // Two in a hundred more than the sample promises.
            (spans.len() as f64 * total as f64 / n_bytes as f64 * 1.02) as usize + 16
        };
        let stride = spans.len().div_ceil(MAX_SAMPLE_ROWS).max(1);
        let rows = spans.iter().step_by(stride).map(|&at| {
            cells.clear();
            reader.read(bytes, at, true, &mut cells);
            (0..heading.names.len())
                .map(|n| charset.decode(cells.get(n, bytes), &mut scratch).0.to_owned())
                .collect()
        });
        let rows = rows.collect();
        Ok(Self { encoding, dialect, heading, rows, lines_above, n_rows_expected })
    }
}

/// The bytes in which rows are split, without the byte order mark and the last line where that may be cut.
fn row_bytes(raw: Vec<u8>, encoding: Encoding, is_whole: bool) -> Vec<u8> {
    let mark = encoding.mark_len(&raw);
    let mut bytes = if encoding.is_utf16() {
        let mut bytes = Vec::with_capacity(raw.len());
        utf8_from_utf16(raw.get(mark..).unwrap_or_default(), encoding, is_whole, &mut bytes);
        bytes
    } else if mark > 0 {
        raw.get(mark..).unwrap_or_default().to_vec()
    } else {
        raw
    };
    if !is_whole && let Some(last) = memchr::memrchr2(b'\n', b'\r', &bytes) {
        bytes.truncate(last + 1);
    }
    bytes
}

/// Bytes of the physical lines before `line`.
fn above_len(bytes: &[u8], line: u32) -> usize {
    let mut at = 0;
    for _ in 1..line {
        let rest = bytes.get(at..).unwrap_or_default();
        at += Line::find(rest, true).map_or(0, |line| line.end);
    }
    at
}

/// Where the whole rows of the sample start.
fn row_offsets(
    reader: &RowReader,
    bytes: &[u8],
    mut at: usize,
    is_whole: bool,
    cells: &mut Cells,
) -> Vec<usize> {
    let mut offsets = Vec::new();
    while at < bytes.len() {
        cells.clear();
        let Some(row) = reader.read(bytes, at, is_whole, cells) else { break };
        if row.verdict == Verdict::Endless {
            break;
        }
        if row.verdict == Verdict::Whole {
            offsets.push(at);
        }
        at = row.end;
    }
    offsets
}
