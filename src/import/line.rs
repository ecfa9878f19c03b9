//! Physical lines, as an editor numbers them: LF, CRLF and a CR of its own each end one, mixed as they may be.
//!
//! The csv crate counts neither blank lines nor single CRs (RELIABILITY 0.7), and a message with the wrong line is
//! worse than none; so lines are counted here and nowhere else.

use memchr::memchr2;

/// A physical line at the start of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Length without the line end.
    pub len: usize,
    /// Length with the line end.
    pub end: usize,
}

impl Line {
    /// The line `bytes` start with; `None` where more bytes are needed to see its end. At the end of the file
    /// (`is_last`) the bytes that are left are a line.
    #[inline]
    #[must_use]
    pub fn find(bytes: &[u8], is_last: bool) -> Option<Self> {
        match memchr2(b'\n', b'\r', bytes) {
            Some(len) => Some(Self { len, end: len + line_end_len(bytes, len, is_last)? }),
            None => is_last.then_some(Self { len: bytes.len(), end: bytes.len() }),
        }
    }
}

/// Length of the line end at `at`, which must be a CR or LF. `None` for a CR that an LF may follow in bytes not read.
#[inline]
#[must_use]
pub fn line_end_len(bytes: &[u8], at: usize, is_last: bool) -> Option<usize> {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(2),
        (Some(b'\r'), None) if !is_last => None,
        _ => Some(1),
    }
}

/// Number of line ends in a piece of text that is not cut inside a CRLF.
#[must_use]
pub fn count_line_ends(bytes: &[u8]) -> u32 {
    let mut n = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let second_half = bytes.get(at) == Some(&b'\n')
            && at.checked_sub(1).is_some_and(|before| bytes.get(before) == Some(&b'\r'));
        n += u32::from(!second_half);
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once() {
        for (text, n) in
            [("", 0), ("a", 0), ("a\n", 1), ("a\r\nb", 1), ("a\rb\nc\r\n\r\n\n\r", 6), ("\n\r", 2)]
        {
            assert_eq!(count_line_ends(text.as_bytes()), n, "{text:?}");
        }
    }

    #[test]
    fn a_cr_at_the_edge_waits_for_its_lf() {
        assert_eq!(Line::find(b"ab\r", false), None);
        assert_eq!(Line::find(b"ab\r", true), Some(Line { len: 2, end: 3 }));
        assert_eq!(Line::find(b"ab\r\n", false), Some(Line { len: 2, end: 4 }));
        assert_eq!(Line::find(b"ab\rc", false), Some(Line { len: 2, end: 3 }));
        assert_eq!(Line::find(b"ab", false), None);
        assert_eq!(Line::find(b"ab", true), Some(Line { len: 2, end: 2 }));
    }
}
