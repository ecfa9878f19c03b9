//! Rule R1: of several rows with one id, the last counts.

use std::borrow::Cow;
use std::hash::Hasher as _;

use rustc_hash::{FxHashSet, FxHasher};

use crate::model::{Meaning, Selection, Table, Values};

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
        let hashes = hashes(&column.values, table.n_rows);
        // Equal ids have equal hashes: only rows that share one need their texts compared.
        for same_hash in hashes.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1) {
            let mut seen: FxHashSet<Cow<'_, str>> = FxHashSet::default();
            for &(_, row) in same_hash.iter().rev() {
                let row = row as usize;
                let is_replaced = column.values.text(row).is_some_and(|id| !seen.insert(id));
                if let Some(word) = bits.get_mut(row / 64).filter(|_| is_replaced) {
                    *word |= 1 << (row % 64);
                }
            }
        }
    }
    Selection::Some { bits, len: table.n_rows }
}

/// Hash and number of each row with an id, sorted: 16 bytes a row instead of a set of texts.
fn hashes(ids: &Values, n_rows: usize) -> Vec<(u64, u32)> {
    let mut hashes: Vec<(u64, u32)> = (0..n_rows)
        .filter_map(|row| {
            let mut hasher = FxHasher::default();
            hasher.write(ids.text(row)?.as_bytes());
            Some((hasher.finish(), row as u32))
        })
        .collect();
    hashes.sort_unstable();
    hashes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::model::{Column, RecordKind, TextColumn};

    proptest! {
        #[test]
        fn the_last_row_of_each_id_remains(ids in prop::collection::vec("[ab0]{0,2}", 0..80)) {
            let mut column = TextColumn::default();
            let mut last = BTreeMap::new();
            for (row, id) in ids.iter().enumerate() {
                column.push(id);
                last.insert(id.as_str(), row);
            }
            let values = Values::Text(column);
            let column = Column { header: "ID".into(), meaning: Meaning::Id, values };
            let table = Table {
                name: "deals.csv".into(),
                kind: RecordKind::Deal,
                n_rows: ids.len(),
                columns: vec![column],
            };
            let superseded = superseded_rows(&table);
            for (row, id) in ids.iter().enumerate() {
                let replaced = !id.is_empty() && last[id.as_str()] != row;
                prop_assert_eq!(superseded.contains(row), replaced);
            }
        }
    }
}
