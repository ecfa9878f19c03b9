//! The rows of a table, a few thousand at a time.
//!
//! Browsers start with code that is compiled quickly and replace a function by a faster one only when it is called
//! again (V8 has no on-stack replacement for WebAssembly). A loop over a million rows within one call would run in the
//! slow code to its end; so such loops call a function per block, which is never inlined.

use std::ops::Range;

/// Rows per block, a multiple of 64.
pub(super) const BLOCK_ROWS: usize = 4_096;

/// The numbers of `n_rows` rows in order, block by block.
///
/// ```
/// use trichterwerk::model::block::blocks;
/// assert_eq!(blocks(5_000).collect::<Vec<_>>(), [0..4_096, 4_096..5_000]);
/// assert_eq!(blocks(0).count(), 0);
/// ```
pub fn blocks(n_rows: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = (0..n_rows).step_by(BLOCK_ROWS);
    starts.map(move |start| start..n_rows.min(start + BLOCK_ROWS))
}
