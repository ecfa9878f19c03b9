//! Finding the bytes that shape rows, sixteen at a time.
//!
//! A row of 150 bytes has a delimiter every ten; a search that starts anew at each of them (memchr) spends more time on
//! starting than on searching. So sixteen bytes become sixteen bits, one for each that matters, and the bits are taken
//! one by one (Langdale and Lemire, 2019, *Parsing gigabytes of JSON per second*). In WebAssembly that is five
//! instructions of `simd128`; elsewhere the bits are found in words of eight bytes (Warren 2012, *Hacker's Delight*, 6-1).

/// The bytes that are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Shapes {
    delimiter: u8,
    quote: u8,
}

/// How many bytes are looked at together.
pub const BLOCK: usize = 16;

impl Shapes {
    /// The delimiter, the quote (where there is one) and both characters of line ends.
    #[must_use]
    pub const fn new(delimiter: u8, quote: Option<u8>) -> Self {
        let quote = match quote {
            Some(quote) => quote,
            None => delimiter,
        };
        Self { delimiter, quote }
    }

    /// A bit for each byte of the block at `at` that is looked for, the first byte lowest. Bytes beyond the end of the
    /// view have none.
    #[inline]
    #[must_use]
    pub fn bits(self, view: &[u8], at: usize) -> u32 {
        match view.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
            Some(block) => self.bits_of(block),
            None => self.bits_of_rest(view.get(at..).unwrap_or_default()),
        }
    }

    #[cold]
    fn bits_of_rest(self, rest: &[u8]) -> u32 {
        let mut block = [0; BLOCK];
        for (to, from) in block.iter_mut().zip(rest) {
            *to = *from;
        }
        self.bits_of(&block) & ((1 << rest.len().min(BLOCK)) - 1)
    }

    #[cfg(target_arch = "wasm32")]
    #[inline]
    fn bits_of(self, block: &[u8; BLOCK]) -> u32 {
        use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, u64x2, v128_or};
        let (halves, _) = block.as_chunks::<8>();
        let half = |at: usize| halves.get(at).map_or(0, |half| u64::from_le_bytes(*half));
        let bytes = u64x2(half(0), half(1));
        let is = |byte: u8| u8x16_eq(bytes, u8x16_splat(byte));
        let cells = v128_or(is(self.delimiter), is(self.quote));
        let lines = v128_or(is(b'\n'), is(b'\r'));
        u32::from(u8x16_bitmask(v128_or(cells, lines)))
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[inline]
    fn bits_of(self, block: &[u8; BLOCK]) -> u32 {
        let needles =
            [self.delimiter, self.quote, b'\n', b'\r'].map(|byte| LOWEST * u64::from(byte));
        let (halves, _) = block.as_chunks::<8>();
        let found = halves.iter().map(|half| {
            let bytes = u64::from_le_bytes(*half);
            let found = needles.iter().fold(0, |found, needle| found | zero_bytes(bytes ^ needle));
            gather(found)
        });
        found.rev().fold(0, |bits, half| bits << 8 | half)
    }
}

/// The lowest bit of eight bytes.
#[cfg(not(target_arch = "wasm32"))]
const LOWEST: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte that is zero (Warren, *Hacker's Delight*, 6-1).
#[cfg(not(target_arch = "wasm32"))]
#[inline]
const fn zero_bytes(lanes: u64) -> u64 {
    const LOW_BITS: u64 = LOWEST * 0x7f;
    !((lanes & LOW_BITS).wrapping_add(LOW_BITS) | lanes | LOW_BITS)
}

/// The highest bits of eight bytes side by side: the factor moves bit 8k + 7 to bit 56 + k.
#[cfg(not(target_arch = "wasm32"))]
#[inline]
const fn gather(lanes: u64) -> u32 {
    ((lanes >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_its_bit_wherever_it_stands() {
        let shapes = Shapes::new(b';', Some(b'"'));
        for byte in 0..=255_u8 {
            let expected = matches!(byte, b';' | b'"' | b'\n' | b'\r');
            for place in 0..BLOCK {
                let mut view = [b'x'; 20];
                view[place + 2] = byte;
                assert_eq!(shapes.bits(&view, 2), u32::from(expected) << place, "{byte}");
            }
        }
        assert_eq!(shapes.bits(b"a;b\n", 0), 0b1010);
        assert_eq!(shapes.bits(b"a;b\n", 4), 0);
        assert_eq!(shapes.bits(&[b'\n'; 16], 0), 0xffff);
        assert_eq!(Shapes::new(b'\t', None).bits(b"\"\t", 0), 0b10);
    }
}
