//! Different words end to end, numbered in order of appearance, found by their bytes.
//!
//! The dictionary of a text column while it is filled. The standard map would hold every word twice (as its key
//! and in the list of words); this one holds a hash and a number a word, four bytes each, in open addressing with
//! linear probing (Knuth, TAOCP 3, 6.4). The order of numbers is that of appearance, so no hash reaches a result.

/// A list of different words.
#[derive(Clone, Debug, Default)]
pub struct WordList {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// Hash and number + 1; 0 is free. A power of two, at most half full; empty after [`WordList::freeze`].
    slots: Vec<(u32, u32)>,
}

impl WordList {
    /// Number of words.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The bytes of a word.
    #[inline]
    #[must_use]
    pub fn get(&self, number: usize) -> Option<&[u8]> {
        let end = *self.ends.get(number)? as usize;
        let start = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.bytes.get(start..end)
    }

    /// All words in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    /// The number of a word, where it is in the list.
    #[inline]
    #[must_use]
    pub fn find(&self, word: &[u8]) -> Option<u32> {
        let hash = hash(word);
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            let &(known, number) = self.slots.get(at)?;
            if number == 0 {
                return None;
            }
            if known == hash && self.get(number as usize - 1) == Some(word) {
                return Some(number - 1);
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a word, which is added where it is new.
    pub fn intern(&mut self, word: &[u8]) -> u32 {
        if self.slots.is_empty() || self.len() * 2 >= self.slots.len() {
            self.rehash();
        }
        if let Some(number) = self.find(word) {
            return number;
        }
        let number = self.len() as u32;
        self.bytes.extend_from_slice(word);
        self.ends.push(self.bytes.len() as u32);
        self.place(hash(word), number);
        number
    }

    /// Gives the memory of the lookup back. The list can still grow; the lookup is then made anew.
    pub fn freeze(&mut self) {
        self.slots = Vec::new();
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn rehash(&mut self) {
        let n_slots = (self.len() * 4).next_power_of_two().max(64);
        self.slots = vec![(0, 0); n_slots];
        for number in 0..self.len() {
            if let Some(hash) = self.get(number).map(hash) {
                self.place(hash, number as u32);
            }
        }
    }

    fn place(&mut self, hash: u32, number: u32) {
        let mask = self.slots.len().saturating_sub(1);
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.1 == 0 {
                *slot = (hash, number + 1);
                return;
            }
            at = (at + 1) & mask;
        }
    }
}

impl PartialEq for WordList {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.ends == other.ends
    }
}

/// Multiplicative hashing of eight bytes at a time (after Fowler's FxHash in rustc), folded to 32 bits.
#[inline]
fn hash(word: &[u8]) -> u32 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, lane: u64| (hash.rotate_left(23) ^ lane).wrapping_mul(FACTOR);
    let mut hash = word.len() as u64;
    let (lanes, rest) = word.as_chunks::<8>();
    for lane in lanes {
        hash = mix(hash, u64::from_le_bytes(*lane));
    }
    if !rest.is_empty() {
        // The last eight bytes, overlapping the lane before; a shorter word byte by byte.
        let last = match word.last_chunk::<8>() {
            Some(last) => u64::from_le_bytes(*last),
            None => rest.iter().fold(0, |lane, &byte| lane << 8 | u64::from(byte)),
        };
        hash = mix(hash, last);
    }
    (hash ^ hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbered_in_order_of_appearance() {
        let mut words = WordList::default();
        assert_eq!(words.find(b"a"), None);
        for (word, number) in [("b", 0), ("a", 1), ("b", 0), ("", 2), ("longer than eight", 3)] {
            assert_eq!(words.intern(word.as_bytes()), number);
        }
        words.freeze();
        assert_eq!(words.intern(b"a"), 1);
        assert_eq!(words.intern(b"c"), 4);
        assert_eq!(words.iter().collect::<Vec<_>>()[..2], [b"b", b"a"]);
    }

    #[test]
    fn many_words_are_found_again() {
        let mut words = WordList::default();
        for round in 0..2 {
            for n in 0..100_000_u32 {
                assert_eq!(words.intern(format!("Firma {n} GmbH").as_bytes()), n, "{round}");
            }
        }
        assert_eq!(words.len(), 100_000);
        assert_eq!(words.get(99_999), Some(&b"Firma 99999 GmbH"[..]));
    }
}
