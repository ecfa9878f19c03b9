//! What cells met lately were read as: most columns say the same few things again and again.
//!
//! A million deals are created on a thousand days by forty people. A cell of at most sixteen bytes fits into two registers,
//! where comparing it is comparing three numbers; so what it was read as is kept in a table with one place for each of
//! some hundred hashes (direct-mapped, as the caches of a processor are), and found there without a loop. Longer cells
//! and cells that share a place are read as ever: the table saves time and never changes a value.

use crate::model::word_list::ends;

/// The bytes of a short cell: its length and its [`ends`], which together are all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShortCell {
    first: u64,
    last: u64,
    len: u32,
}

impl ShortCell {
    /// The cell, where it has 1..=16 bytes.
    #[inline]
    #[must_use]
    pub fn of(cell: &[u8]) -> Option<Self> {
        if !(1..=16).contains(&cell.len()) {
            return None;
        }
        let (first, last) = ends(cell);
        Some(Self { first, last, len: cell.len() as u32 })
    }

    /// One of `1 << bits` places (multiplicative hashing, Knuth, TAOCP 3, 6.4).
    #[inline]
    const fn place(self, bits: u32) -> usize {
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = (self.first ^ self.last.rotate_left(29) ^ self.len as u64).wrapping_mul(FACTOR);
        (mixed >> (64 - bits)) as usize
    }
}

/// What short cells met lately were read as.
#[derive(Clone, Debug)]
pub struct Recent<T> {
    /// A power of two; the cell of length 0 marks a free place.
    places: Vec<(ShortCell, T)>,
    bits: u32,
}

impl<T: Copy> Recent<T> {
    /// A table of `1 << bits` places; `bits` from 1 on. The filler stands in free places and is never given back.
    #[must_use]
    pub fn new(bits: u32, filler: T) -> Self {
        Self { places: vec![(ShortCell::default(), filler); 1 << bits], bits }
    }

    /// What the cell was read as, where it is known.
    #[inline]
    #[must_use]
    pub fn get(&self, cell: ShortCell) -> Option<T> {
        let (known, value) = self.places.get(cell.place(self.bits))?;
        (*known == cell).then_some(*value)
    }

    /// Notes what the cell was read as, in place of another cell.
    #[inline]
    pub fn set(&mut self, cell: ShortCell, value: T) {
        if let Some(place) = self.places.get_mut(cell.place(self.bits)) {
            *place = (cell, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_cells_are_equal_exactly_where_their_bytes_are() {
        let mut cells: Vec<Vec<u8>> = Vec::new();
        for len in 1..=16_usize {
            let plain = vec![b'x'; len];
            for at in 0..len {
                let mut other = plain.clone();
                other[at] = b'y';
                cells.push(other);
            }
            cells.push(plain);
        }
        for (i, one) in cells.iter().enumerate() {
            for (j, other) in cells.iter().enumerate() {
                assert_eq!(ShortCell::of(one) == ShortCell::of(other), i == j, "{one:?} {other:?}");
            }
        }
        assert_eq!((ShortCell::of(b""), ShortCell::of(&[b'x'; 17])), (None, None));
    }

    #[test]
    fn a_table_forgets_but_never_mistakes() {
        let mut recent = Recent::new(4, 0);
        let cell = |n: u32| ShortCell::of(n.to_string().as_bytes()).unwrap();
        let mut n_known = 0;
        for round in 0..2 {
            for n in 0..100 {
                match recent.get(cell(n)) {
                    Some(known) => {
                        assert_eq!(known, n);
                        n_known += 1;
                    }
                    None => recent.set(cell(n), n),
                }
                assert!(round == 1 || recent.get(cell(n)) == Some(n));
            }
        }
        assert!(n_known < 100);
    }
}
