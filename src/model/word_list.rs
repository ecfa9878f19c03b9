//! Different words end to end, numbered in order of appearance, found by their bytes.
//!
//! The dictionary of a text column while it is filled. The standard map would hold every word twice (as its key
//! and in the list of words); this one holds four bytes a word, a number and eight bits of the hash, in open
//! addressing with linear probing (Knuth, TAOCP 3, 6.4). Small slots are what makes it fast: a column of 70,000
//! companies stays in the cache of the processor. The order of numbers is that of appearance, so no hash reaches a
//! result.

/// A list of different words.
#[derive(Clone, Debug, Default)]
pub struct WordList {
    bytes: Vec<u8>,
    /// Where each word ends; the first of them starts at 0.
    ends: Vec<u32>,
    /// 24 bits of number + 1 and 8 bits of hash; 0 is free. A power of two; empty after [`WordList::freeze`].
    slots: Vec<u32>,
}

/// Most words of a list.
pub const MAX_WORDS: usize = (1 << 24) - 2;

const NUMBER: u32 = (1 << 24) - 1;

/// The hash of a word, to look it up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordHash(u32);

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
    #[inline(always)]
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
        self.find_hashed(WordHash::of(word), word)
    }

    /// The number of a word whose hash is known, where it is in the list.
    #[inline]
    #[must_use]
    pub fn find_hashed(&self, hash: WordHash, word: &[u8]) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash.place() & mask;
        loop {
            let slot = *self.slots.get(at)?;
            if slot == 0 {
                return None;
            }
            if let Some(number) = self.holds(slot, hash, word) {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
    }

    /// The slot that may hold a word of this hash, for [`WordList::holds`]: the first with its eight bits; 0 where no word
    /// of the list has it. Asking for those of many words before any is compared lets the processor fetch them all at
    /// once, and only slots that stand side by side are read for it.
    #[inline(always)]
    #[must_use]
    pub fn likely_slot(&self, hash: WordHash) -> u32 {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash.place() & mask;
        loop {
            let slot = self.slots.get(at).copied().unwrap_or(0);
            if slot == 0 || slot & !NUMBER == hash.tag() {
                return slot;
            }
            at = (at + 1) & mask;
        }
    }

    /// The number in a slot, where it is that of the word. Always inlined: the loop over the cells of a column lives of it.
    #[inline(always)]
    #[must_use]
    pub fn holds(&self, slot: u32, hash: WordHash, word: &[u8]) -> Option<u32> {
        if slot & !NUMBER != hash.tag() {
            return None;
        }
        let number = (slot & NUMBER).checked_sub(1)?;
        match self.get(number as usize) {
            Some(known) if equal(known, word) => Some(number),
            _ => None,
        }
    }

    /// The number of a word, which is added where it is new. A list holds up to [`MAX_WORDS`]; the caller counts.
    pub fn intern(&mut self, word: &[u8]) -> u32 {
        if self.len() * 5 >= self.slots.len() * 3 {
            self.rehash();
        }
        let hash = WordHash::of(word);
        if let Some(number) = self.find_hashed(hash, word) {
            return number;
        }
        let number = self.len() as u32;
        self.bytes.extend_from_slice(word);
        self.ends.push(self.bytes.len() as u32);
        self.place(hash, number);
        number
    }

    /// Gives the memory of the lookup back. The list can still grow; the lookup is then made anew.
    pub fn freeze(&mut self) {
        self.slots = Vec::new();
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn rehash(&mut self) {
        let n_slots = (self.len() * 2 + 1).next_power_of_two().max(64);
        self.slots = vec![0; n_slots];
        for number in 0..self.len() {
            if let Some(hash) = self.get(number).map(WordHash::of) {
                self.place(hash, number as u32);
            }
        }
    }

    fn place(&mut self, hash: WordHash, number: u32) {
        let mask = self.slots.len().saturating_sub(1);
        let mut at = hash.place() & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == 0 {
                *slot = (number + 1) & NUMBER | hash.tag();
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

impl WordHash {
    /// Multiplicative hashing of eight bytes at a time (after the `FxHash` of rustc), folded to 32 bits.
    #[inline(always)]
    #[must_use]
    pub fn of(word: &[u8]) -> Self {
        let (first, last) = ends(word);
        let len = word.len() as u64;
        let hash = if word.len() <= 16 { mix(mix(len, first), last) } else { hash_of_lanes(word) };
        Self((hash ^ hash >> 32) as u32)
    }

    const fn place(self) -> usize {
        self.0 as usize
    }

    /// The bits that are kept in a slot; the lowest ones choose the slot.
    const fn tag(self) -> u32 {
        self.0 & !NUMBER
    }
}

const fn mix(hash: u64, lane: u64) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    (hash.rotate_left(23) ^ lane).wrapping_mul(FACTOR)
}

#[inline(always)]
fn hash_of_lanes(word: &[u8]) -> u64 {
    let mut hash = word.len() as u64;
    for lane in word.as_chunks::<8>().0 {
        hash = mix(hash, u64::from_le_bytes(*lane));
    }
    mix(hash, ends(word).1)
}

/// The first and the last eight bytes of a word as numbers; of shorter words all bytes are in one of the two.
///
/// Words of up to sixteen bytes are equal exactly where their lengths and both numbers are, and to compare those takes
/// no loop.
#[inline(always)]
#[must_use]
pub fn ends(word: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (word.first_chunk::<8>(), word.last_chunk::<8>()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (word.first_chunk::<4>(), word.last_chunk::<4>()) {
        return (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)));
    }
    // Up to three bytes: the first, the middle and the last are all there are.
    let byte = |at: usize| u64::from(word.get(at).copied().unwrap_or(0));
    (byte(0), byte(word.len() / 2) << 8 | byte(word.len().saturating_sub(1)))
}

/// Whether two words are equal; for short words faster than a call of `memcmp`.
#[inline(always)]
fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && ends(a) == ends(b) && (a.len() <= 16 || equal_lanes(a, b))
}

#[inline(always)]
fn equal_lanes(a: &[u8], b: &[u8]) -> bool {
    // The bytes behind the last whole lane are among the last eight, which are equal.
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        if a != b {
            return false;
        }
    }
    true
}

/// Whether a word is ASCII; for short words without a loop.
#[inline(always)]
#[must_use]
pub fn is_ascii(word: &[u8]) -> bool {
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    let (first, last) = ends(word);
    (first | last) & HIGH_BITS == 0 && (word.len() <= 16 || word.is_ascii())
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

    #[test]
    fn words_that_differ_in_any_byte_are_two() {
        for len in 0..=40_usize {
            let plain = vec![b'x'; len];
            let mut words = WordList::default();
            assert_eq!(words.intern(&plain), 0);
            for at in 0..len {
                let mut other = plain.clone();
                other[at] = b'y';
                assert_eq!(words.intern(&other), at as u32 + 1, "{len}");
                assert!(len > 16 || ends(&other) != ends(&plain), "{len} {at}");
            }
            assert_eq!((words.find(&plain), words.len()), (Some(0), len + 1));
        }
    }

    #[test]
    fn a_word_is_ascii_exactly_where_all_its_bytes_are() {
        for len in 0..=40_usize {
            let mut word = vec![b'x'; len];
            assert!(is_ascii(&word), "{len}");
            for at in 0..len {
                word[at] = 0x80;
                assert!(!is_ascii(&word), "{len} {at}");
                word[at] = b'x';
            }
        }
    }
}
