//! How large a file, a row and a cell may be (SPEC I10).
//!
//! A page that runs out of memory turns white without a word, so the limits are checked while reading and
//! said as sentences. What lies beyond a limit is counted and named, never cut (RELIABILITY 3.3).

/// Largest file, in bytes: 1 GiB.
pub const MAX_FILE_BYTES: u64 = 1 << 30;

/// Most columns of a file.
pub const MAX_COLUMNS: usize = 1_000;

/// Longest row, in bytes without its line end: 1 MB.
pub const MAX_ROW_BYTES: usize = 1_000_000;

/// Longest cell, in bytes as the file writes it: 100 kB.
pub const MAX_CELL_BYTES: usize = 100_000;

/// Bytes from the start of the file that encoding, dialect and meanings are judged by: 1 MiB. It does not depend on
/// the chunk size, so that the chunk size never changes a result.
pub const SAMPLE_BYTES: usize = 1 << 20;

/// Lines from the start of the file among which the header is looked for.
pub const MAX_PREAMBLE_LINES: usize = 100;

/// How many issues are kept in full; all are counted.
pub const MAX_ISSUES_IN_FULL: usize = 1_000;
