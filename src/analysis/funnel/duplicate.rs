//! Rule R1: of several rows with one id, the last counts.

use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::model::{Meaning, Selection, Table};

/// The rows that a later row with the same id replaces. Rows without an id, and tables without an id
/// column, have none. Computed once per table, not per question.
///
/// ```
/// use trichterwerk::analysis::funnel::superseded_rows;
/// use trichterwerk::model::{Column, Meaning, RecordKind, Table, TextColumn, Values};
/// let mut ids = TextColumn::default();
/// ["a", "b", "a"].iter().for_each(|id| ids.push(id));
/// let column = Column { header: "ID".into(), meaning: Meaning::Id, values: Values::Text(ids) };
/// let table = Table { name: "deals.csv".into(), kind: RecordKind::Deal, n_rows: 3, columns: vec![column] };
/// assert_eq!(superseded_rows(&table).rows().collect::<Vec<_>>(), [0]);
/// ```
pub fn superseded_rows(table: &Table) -> Selection {
    let mut bits = vec![0_u64; table.n_rows.div_ceil(64)];
    if let Some(column) = table.column(&Meaning::Id) {
        // The set is only asked whether it holds an id: its order never shows.
        let mut seen = FxHashSet::with_capacity_and_hasher(table.n_rows, FxBuildHasher);
        for row in (0..table.n_rows).rev() {
            let Some(id) = column.values.text(row) else { continue };
            if !seen.insert(id)
                && let Some(word) = bits.get_mut(row / 64)
            {
                *word |= 1 << (row % 64);
            }
        }
    }
    Selection::Some { bits, len: table.n_rows }
}
