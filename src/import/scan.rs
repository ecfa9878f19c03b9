//! Finding the bytes that shape rows, 64 at a time.
//!
//! A row of 150 bytes has a delimiter every ten; a search that starts anew at each of them (memchr) spends more time on
//! starting than on searching. So 64 bytes become 64 bits, one for each that matters, and the bits are taken one by one
//! (Langdale and Lemire, 2019, *Parsing gigabytes of JSON per second*): how many there are in a block cannot be
//! predicted, so that few large blocks are better than many small ones. In WebAssembly that is a handful of instructions
//! of `simd128` for sixteen bytes; elsewhere the bits are found in words of eight bytes (Warren 2012, *Hacker's Delight*,
//! 6-1). Delimiters have bits of their own: most blocks of most files hold
//! nothing else, and their bytes need not be looked at again.

/// The bytes that are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Shapes {
    delimiter: u8,
    quote: u8,
}

/// How many bytes are looked at together.
pub const BLOCK: usize = 64;

/// A bit for each byte of a block that shapes rows, the first byte lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeBits {
    /// Delimiters.
    pub delimiters: u64,
    /// Quotes and both characters of line ends.
    pub others: u64,
}

impl ShapeBits {
    /// All of them.
    #[inline]
    #[must_use]
    pub const fn all(self) -> u64 {
        self.delimiters | self.others
    }
}

impl Shapes {
    /// The delimiter, the quote (where there is one) and both characters of line ends.
    #[must_use]
    pub const fn new(delimiter: u8, quote: Option<u8>) -> Self {
        let quote = match quote {
            Some(quote) => quote,
            None => b'\n',
        };
        Self { delimiter, quote }
    }

    /// What shapes rows in the block at `at`. Bytes beyond the end of the view have no bits.
    #[inline]
    #[must_use]
    pub fn bits(self, view: &[u8], at: usize) -> ShapeBits {
        match view.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
            Some(block) => self.bits_of(block),
            None => self.bits_of_rest(view.get(at..).unwrap_or_default()),
        }
    }

    #[cold]
    fn bits_of_rest(self, rest: &[u8]) -> ShapeBits {
        let mut block = [0; BLOCK];
        for (to, from) in block.iter_mut().zip(rest) {
            *to = *from;
        }
        let ShapeBits { delimiters, others } = self.bits_of(&block);
        let inside = (1 << rest.len().min(BLOCK - 1)) - 1;
        ShapeBits { delimiters: delimiters & inside, others: others & inside }
    }

    #[inline]
    fn bits_of(self, block: &[u8; BLOCK]) -> ShapeBits {
        let mut bits = ShapeBits { delimiters: 0, others: 0 };
        for (n, lane) in block.as_chunks::<LANE>().0.iter().enumerate() {
            let (delimiters, others) = self.bits_of_lane(lane);
            bits.delimiters |= u64::from(delimiters) << (LANE * n);
            bits.others |= u64::from(others) << (LANE * n);
        }
        bits
    }

    /// Delimiters, and all others.
    #[cfg(target_arch = "wasm32")]
    #[inline]
    fn bits_of_lane(self, lane: &[u8; LANE]) -> (u16, u16) {
        use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, u64x2, v128_or};
        let (low, high) = halves(lane);
        let bytes = u64x2(low, high);
        let is = |byte: u8| u8x16_eq(bytes, u8x16_splat(byte));
        let others = v128_or(is(self.quote), v128_or(is(b'\n'), is(b'\r')));
        (u8x16_bitmask(is(self.delimiter)), u8x16_bitmask(others))
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[inline]
    fn bits_of_lane(self, lane: &[u8; LANE]) -> (u16, u16) {
        (words::places(lane, &[self.delimiter]), words::places(lane, &[self.quote, b'\n', b'\r']))
    }
}

/// How many bytes one instruction takes.
const LANE: usize = 16;

/// Both halves of a lane as numbers, the first byte lowest.
#[inline]
fn halves(lane: &[u8; LANE]) -> (u64, u64) {
    let (halves, _) = lane.as_chunks::<8>();
    let half = |at: usize| halves.get(at).map_or(0, |half| u64::from_le_bytes(*half));
    (half(0), half(1))
}

/// The same in words of eight bytes, where there is no instruction for it that is called safely.
#[cfg(any(test, not(target_arch = "wasm32")))]
mod words {
    use super::{LANE, halves};

    /// The lowest bit of eight bytes.
    const LOWEST: u64 = 0x0101_0101_0101_0101;

    /// A bit for each byte of the lane that is one of the needles.
    pub fn places(lane: &[u8; LANE], needles: &[u8]) -> u16 {
        let (low, high) = halves(lane);
        let of = |bytes: u64| {
            let found = needles
                .iter()
                .fold(0, |found, &needle| found | zero_bytes(bytes ^ (LOWEST * u64::from(needle))));
            gather(found)
        };
        of(high) << 8 | of(low)
    }

    /// The highest bit of each byte that is zero (Warren, *Hacker's Delight*, 6-1).
    const fn zero_bytes(lanes: u64) -> u64 {
        const LOW_BITS: u64 = LOWEST * 0x7f;
        !((lanes & LOW_BITS).wrapping_add(LOW_BITS) | lanes | LOW_BITS)
    }

    /// The highest bits of eight bytes side by side: the factor moves bit 8k + 7 to bit 56 + k.
    const fn gather(lanes: u64) -> u16 {
        ((lanes >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_its_bit_wherever_it_stands() {
        let shapes = Shapes::new(b';', Some(b'"'));
        for byte in 0..=255_u8 {
            for place in 0..BLOCK {
                let mut view = [b'x'; BLOCK + 4];
                view[place + 2] = byte;
                let bit = |is: bool| u64::from(is) << place;
                let expected = ShapeBits {
                    delimiters: bit(byte == b';'),
                    others: bit(matches!(byte, b'"' | b'\n' | b'\r')),
                };
                assert_eq!(shapes.bits(&view, 2), expected, "{byte}");
                // What no instruction is used for.
                let (lanes, _) = view[2..].as_chunks();
                let places = |needles| {
                    let lanes = lanes.iter().enumerate();
                    lanes.fold(0, |bits, (n, lane)| {
                        bits | u64::from(words::places(lane, needles)) << (LANE * n)
                    })
                };
                assert_eq!(places(b";"), expected.delimiters, "{byte}");
                assert_eq!(places(b"\"\n\r"), expected.others, "{byte}");
            }
        }
        let bits = |delimiters, others| ShapeBits { delimiters, others };
        assert_eq!(shapes.bits(b"a;b\n", 0), bits(0b10, 0b1000));
        assert_eq!(shapes.bits(b"a;b\n", 4), bits(0, 0));
        assert_eq!(shapes.bits(&[b'\n'; BLOCK], 0), bits(0, u64::MAX));
        assert_eq!(shapes.bits(&[b'\n'; BLOCK - 1], 0), bits(0, u64::MAX >> 1));
        assert_eq!(Shapes::new(b'\t', None).bits(b"\"\t", 0).all(), 0b10);
    }
}
