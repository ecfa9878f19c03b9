//! Rows with the key of a later row: the last one counts (MATH 1.2, R1).

use rustc_hash::FxHashSet;

use super::join::hash;
use crate::model::{Meaning, Table, Values};

/// The rows to keep, in order, where some are superseded; `None` where every key is there once. Rows without a key
/// are all kept.
#[must_use]
pub fn last_of_each_id(table: &Table) -> Option<Vec<Option<u32>>> {
    let values = &table.column(&Meaning::Id)?.values;
    let mut keys: Vec<(u64, u32)> = match values {
        Values::Text(column) => match column.as_numbers() {
            // Most exports are sorted by key: then a look at neighbours is proof enough.
            Some(numbers) if is_strictly_sorted(numbers) => return None,
            Some(numbers) => numbers
                .iter()
                .enumerate()
                .filter(|(_, number)| **number != u32::MAX)
                .map(|(row, number)| (u64::from(*number), row as u32))
                .collect(),
            None => (0..column.len())
                .filter_map(|row| Some((hash(column.get(row)?.bytes()), row as u32)))
                .collect(),
        },
        Values::Dict(column) => (0..column.codes.len())
            .map(|row| (u64::from(column.codes.get(row)), row as u32))
            .filter(|(code, _)| *code != 0)
            .collect(),
        other => (0..super::values::n_rows(other))
            .filter_map(|row| Some((hash(super::values::word(other, row)?.bytes()), row as u32)))
            .collect(),
    };
    keys.sort_unstable();
    let mut superseded: Vec<u32> = Vec::new();
    for same in keys.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1) {
        // Equal hashes of different texts must not cost a row.
        let mut seen = FxHashSet::default();
        let mut is_first = |row: u32| seen.insert(super::values::word(values, row as usize));
        superseded.extend(same.iter().rev().map(|key| key.1).filter(|&row| !is_first(row)));
    }
    if superseded.is_empty() {
        return None;
    }
    superseded.sort_unstable();
    let mut next = superseded.iter().peekable();
    let kept = (0..table.n_rows as u32).filter(|row| {
        let is_superseded = next.peek() == Some(&row);
        if is_superseded {
            next.next();
        }
        !is_superseded
    });
    Some(kept.map(Some).collect())
}

fn is_strictly_sorted(numbers: &[u32]) -> bool {
    let rising = |pair: &[u32]| matches!(pair, [a, b] if a < b);
    let falling = |pair: &[u32]| matches!(pair, [a, b] if a > b);
    numbers.windows(2).all(rising) || numbers.windows(2).all(falling)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::import::values::DictBuilder;
    use crate::model::{Column, RecordKind, TextColumn};

    fn text(ids: &[&str]) -> Values {
        let mut column = TextColumn::default();
        for id in ids {
            column.push(id);
        }
        Values::Text(column)
    }

    fn dict(ids: &[&str]) -> Values {
        let mut column = DictBuilder::default();
        for id in ids {
            column.push(Some(id));
        }
        Values::Dict(column.finish())
    }

    fn kept_of(values: Values) -> Option<Vec<u32>> {
        let n_rows = super::super::values::n_rows(&values);
        let columns = vec![Column { header: "ID".into(), meaning: Meaning::Id, values }];
        let table = Table { name: String::new(), kind: RecordKind::Deal, n_rows, columns };
        Some(last_of_each_id(&table)?.into_iter().flatten().collect())
    }

    fn kept(ids: &[&str]) -> Option<Vec<u32>> {
        kept_of(text(ids))
    }

    proptest! {
        #[test]
        fn the_last_row_of_each_id_remains(
            ids in prop_oneof![
                prop::collection::vec("[ab0]{0,2}", 0..80),
                // Numbers alone are stored as such.
                prop::collection::vec("[12]{0,2}", 0..80),
            ],
        ) {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let last: BTreeMap<&str, usize> =
                ids.iter().enumerate().map(|(row, id)| (*id, row)).collect();
            let is_last = |row: &usize| ids[*row].is_empty() || last[ids[*row]] == *row;
            let remain: Vec<u32> =
                (0..ids.len()).filter(is_last).map(|row| row as u32).collect();
            let expected = (remain.len() < ids.len()).then_some(remain);
            for values in [text(&ids), dict(&ids)] {
                prop_assert_eq!(&kept_of(values), &expected);
            }
        }
    }

    #[test]
    fn the_last_row_of_an_id_is_kept_and_rows_without_one_all_are() {
        assert_eq!(kept(&["7", "8", "7", "9", "7"]), Some(vec![1, 3, 4]));
        assert_eq!(kept(&["a7", "", "a7", "", "x"]), Some(vec![1, 2, 3, 4]));
        assert_eq!(kept(&["1", "2", "3"]), None);
        assert_eq!(kept(&["3", "2", "1"]), None);
        assert_eq!(kept(&["b", "a"]), None);
    }
}
