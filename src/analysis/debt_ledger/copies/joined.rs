//! Rows joined into groups.

use super::{Copies, Sign};

/// Rows joined into groups (union by smallest row, path halving; Tarjan 1975).
#[derive(Debug)]
pub(super) struct Joined {
    parent: Vec<u32>,
    sign: Vec<Option<Sign>>,
}

impl Joined {
    pub(super) fn new(n_rows: usize) -> Self {
        Self { parent: (0..n_rows as u32).collect(), sign: vec![None; n_rows] }
    }

    fn root(&mut self, mut row: u32) -> u32 {
        loop {
            let parent = self.parent.get(row as usize).copied().unwrap_or(row);
            if parent == row {
                return row;
            }
            let above = self.parent.get(parent as usize).copied().unwrap_or(parent);
            if let Some(slot) = self.parent.get_mut(row as usize) {
                *slot = above;
            }
            row = above;
        }
    }

    /// Joins rows by a sign; rows joined already keep the sign they have.
    pub(super) fn join_all(&mut self, rows: impl Iterator<Item = u32>, sign: Sign) {
        let mut first = None;
        for row in rows {
            let Some(known) = first else {
                first = Some(row);
                continue;
            };
            let (a, b) = (self.root(known), self.root(row));
            if a == b {
                continue;
            }
            // The later root comes under the earlier one and thereby becomes a copy.
            let (kept, copy) = (a.min(b), a.max(b));
            if let Some(slot) = self.parent.get_mut(copy as usize) {
                *slot = kept;
            }
            if let Some(slot) = self.sign.get_mut(copy as usize) {
                *slot = Some(sign);
            }
        }
    }

    pub(super) fn groups(mut self) -> Copies {
        let mut members: Vec<(u32, u32)> = Vec::new();
        for row in 0..self.parent.len() as u32 {
            let root = self.root(row);
            if root != row {
                members.push((root, row));
            }
        }
        members.sort_unstable();
        let sign = |row: u32| self.sign.get(row as usize).copied().flatten();
        let groups = members
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|group| {
                let kept = group.first()?.0;
                let copies = group.iter().map(|(_, row)| (*row, sign(*row)));
                Some(std::iter::once((kept, None)).chain(copies).collect())
            })
            .collect();
        Copies { groups }
    }
}
