//! Why a file cannot be imported at all. Everything less is an [`Issue`](super::issue::Issue).

use serde::{Deserialize, Serialize};

use super::encoding::NotText;
use super::limits::{MAX_CELL_BYTES, MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROW_BYTES};
use super::source::SourceError;

/// Why nothing of a file can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ImportError {
    /// The file has no bytes, or nothing but blanks and line ends.
    #[error("the file is empty")]
    Empty,
    /// The file is no text, or no text of cells.
    #[error("the file is no table in text ({kind:?})")]
    NotText {
        /// What it seems to be.
        kind: NotText,
    },
    /// The file is larger than [`MAX_FILE_BYTES`].
    #[error("the file has {bytes} bytes, more than {MAX_FILE_BYTES}")]
    FileTooLarge {
        /// Its size.
        bytes: u64,
    },
    /// The header has more than [`MAX_COLUMNS`] columns.
    #[error("the header has {found} columns, more than {MAX_COLUMNS}")]
    TooManyColumns {
        /// Columns of the header.
        found: usize,
        /// Physical line of the header.
        line: u32,
    },
    /// No header was found: the first lines are longer than [`MAX_ROW_BYTES`] or hold cells longer than
    /// [`MAX_CELL_BYTES`].
    #[error("line {line} is longer than {MAX_ROW_BYTES} bytes or a cell than {MAX_CELL_BYTES}")]
    HeaderTooLong {
        /// The physical line.
        line: u32,
    },
    /// The bytes could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The memory does not suffice.
    #[error("out of memory")]
    OutOfMemory,
    /// The user cancelled.
    #[error("cancelled")]
    Cancelled,
}
