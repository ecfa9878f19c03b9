//! A sliding view of a source: some bytes from where reading stands on, in a form whose rows can be split.
//!
//! Rows are split on the bytes of the file itself. Only UTF-16, which does not contain ASCII byte for byte, is
//! turned into UTF-8 on the way in; [`Window::source_offset`] finds the way back, so that rejected rows can be
//! copied byte by byte from the file.

use super::encoding::Encoding;
use super::error::ImportError;
use super::source::{Source, SourceError};

/// A view of a source that is moved forward.
pub struct Window<'s> {
    source: &'s mut dyn Source,
    encoding: Encoding,
    chunk_bytes: usize,
    /// Length of the source, asked once: in the browser asking is a call to JavaScript.
    total: u64,
    /// The view is `buffer[..len]`.
    buffer: Vec<u8>,
    len: usize,
    /// Offset in the source of the first byte of the view.
    start: u64,
    /// Offset in the source of the first byte not read yet.
    next: u64,
    raw: Vec<u8>,
    prefetches: bool,
}

impl<'s> Window<'s> {
    /// A view that starts behind the byte order mark and grows by `chunk_bytes` at a time.
    pub fn new(
        source: &'s mut dyn Source,
        encoding: Encoding,
        chunk_bytes: usize,
    ) -> Result<Self, ImportError> {
        let mut mark = [0; 3];
        let total = source.len();
        let n = read_fully(source, total, 0, &mut mark)?;
        let start = encoding.mark_len(mark.get(..n).unwrap_or_default()) as u64;
        let (buffer, raw) = (Vec::new(), Vec::new());
        Ok(Self {
            source,
            encoding,
            chunk_bytes,
            total,
            buffer,
            len: 0,
            start,
            next: start,
            raw,
            prefetches: false,
        })
    }

    /// From now on each read is followed by the announcement of the next one, to be waited for by [`Window::arrived`].
    pub const fn prefetch(&mut self) {
        self.prefetches = true;
    }

    /// Waits for the bytes that [`Window::advance`] will ask for.
    pub async fn arrived(&mut self) {
        if let Some(arrival) = self.source.arrival() {
            arrival.await;
        }
    }

    /// The bytes in view.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }

    /// Whether the view reaches the end of the file.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.next >= self.total
    }

    /// Bytes of the source that have been read so far.
    #[must_use]
    pub const fn n_read(&self) -> u64 {
        self.next
    }

    /// Where in the source the byte at `at` of the view comes from.
    #[must_use]
    pub fn source_offset(&self, at: usize) -> u64 {
        let before = self.bytes().get(..at).unwrap_or_else(|| self.bytes());
        if self.encoding.is_utf16() {
            (self.start + 2 * utf16_units(before)).min(self.total)
        } else {
            self.start + before.len() as u64
        }
    }

    /// Drops the first `consumed` bytes and reads on.
    pub fn advance(&mut self, consumed: usize) -> Result<(), ImportError> {
        self.start = self.source_offset(consumed);
        let consumed = consumed.min(self.len);
        self.buffer.copy_within(consumed..self.len, 0);
        self.len -= consumed;
        // A row larger than a chunk doubles the view instead of being scanned again for every chunk.
        let wanted = self.chunk_bytes.max(self.len).max(4);
        let rest = self.total.saturating_sub(self.next);
        let wanted = usize::try_from(rest).unwrap_or(usize::MAX).min(wanted);
        if self.encoding.is_utf16() { self.read_utf16(wanted) } else { self.read_bytes(wanted) }
    }

    fn read_bytes(&mut self, wanted: usize) -> Result<(), ImportError> {
        let end = self.len + wanted;
        if self.buffer.len() < end {
            let more = end - self.buffer.len();
            self.buffer.try_reserve_exact(more).map_err(|_| ImportError::OutOfMemory)?;
            self.buffer.resize(end, 0);
        }
        let into = self.buffer.get_mut(self.len..end).unwrap_or_default();
        let n = read_fully(self.source, self.total, self.next, into)?;
        self.len += n;
        self.next += n as u64;
        if self.prefetches && !self.is_last() {
            self.source.prefetch(self.next, self.chunk_bytes);
        }
        Ok(())
    }

    fn read_utf16(&mut self, wanted: usize) -> Result<(), ImportError> {
        // Two bytes become at most three.
        let room = wanted + wanted / 2 + 3;
        self.buffer.truncate(self.len);
        self.buffer.try_reserve_exact(room).map_err(|_| ImportError::OutOfMemory)?;
        self.raw.resize(wanted, 0);
        let n = read_fully(self.source, self.total, self.next, &mut self.raw)?;
        let raw = self.raw.get(..n).unwrap_or_default();
        let is_last = self.next + n as u64 >= self.total;
        let n_used = utf8_from_utf16(raw, self.encoding, is_last, &mut self.buffer);
        self.len = self.buffer.len();
        self.next += n_used as u64;
        Ok(())
    }
}

/// Fills the buffer as far as the source goes.
pub(super) fn read_fully(
    source: &mut dyn Source,
    total: u64,
    offset: u64,
    buffer: &mut [u8],
) -> Result<usize, ImportError> {
    let mut n = 0;
    while let Some(rest) = buffer.get_mut(n..).filter(|rest| !rest.is_empty()) {
        let offset = offset + n as u64;
        if offset >= total {
            break;
        }
        match source.read_at(offset, rest)? {
            0 => return Err(SourceError::Changed { offset }.into()),
            more => n += more,
        }
    }
    Ok(n)
}

/// Appends UTF-16 as UTF-8 and returns how many bytes were used: half a character is left for the next time, unless
/// nothing follows. A unit that is no character becomes U+FFFD, which is one unit long too.
pub(super) fn utf8_from_utf16(
    raw: &[u8],
    encoding: Encoding,
    is_last: bool,
    out: &mut Vec<u8>,
) -> usize {
    let (units, odd) = raw.as_chunks::<2>();
    let unit = |pair: &[u8; 2]| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes(*pair),
        _ => u16::from_le_bytes(*pair),
    };
    let ends_within = units.last().is_some_and(|pair| (0xd800..0xdc00).contains(&unit(pair)));
    let n = if ends_within && !is_last { units.len() - 1 } else { units.len() };
    for c in char::decode_utf16(units.iter().take(n).map(unit)) {
        let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    if is_last && !odd.is_empty() {
        out.extend_from_slice("\u{fffd}".as_bytes());
        return raw.len();
    }
    2 * n
}

/// Number of UTF-16 units of UTF-8 text.
fn utf16_units(text: &[u8]) -> u64 {
    text.iter().map(|&byte| u64::from(byte & 0xc0 != 0x80) + u64::from(byte >= 0xf0)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::source::Bytes;
    use super::*;

    #[test]
    fn utf16_is_the_same_in_any_chunks_and_finds_its_way_back() {
        let text = "Größe;\u{1f600} €\r\nMüller;x";
        for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
            let mut bytes = Vec::new();
            encoding.encode(&format!("\u{feff}{text}"), &mut bytes);
            for chunk_bytes in [1, 2, 3, 5, 64] {
                let mut source = Bytes::new("t", &bytes);
                let mut window = Window::new(&mut source, encoding, chunk_bytes).unwrap();
                while !window.is_last() {
                    window.advance(0).unwrap();
                }
                assert_eq!(std::str::from_utf8(window.bytes()).unwrap(), text);
                let at = text.find("Müller").unwrap();
                let offset = window.source_offset(at);
                window.advance(at).unwrap();
                assert_eq!(
                    (window.bytes(), window.source_offset(0)),
                    (&text.as_bytes()[at..], offset)
                );
                assert_eq!(offset as usize, 2 + 2 * text[..at].encode_utf16().count());
            }
        }
    }

    #[test]
    fn half_characters_at_the_end_are_visible() {
        let mut source = Bytes::new("t", [b'a', 0, 0x3d, 0xd8, 7]);
        let mut window = Window::new(&mut source, Encoding::Utf16Le, 2).unwrap();
        while !window.is_last() {
            window.advance(0).unwrap();
        }
        assert_eq!(window.bytes(), "a\u{fffd}\u{fffd}".as_bytes());
    }

    #[test]
    fn a_file_that_shrinks_is_an_error() {
        struct Shrunk;
        impl Source for Shrunk {
            fn name(&self) -> &'static str {
                "t"
            }
            fn len(&self) -> u64 {
                10
            }
            fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
                let n = 4_u64.saturating_sub(offset) as usize;
                Ok(n.min(buffer.len()))
            }
        }
        let mut source = Shrunk;
        let mut window = Window::new(&mut source, Encoding::Utf8, 8).unwrap();
        assert_eq!(
            window.advance(0).unwrap_err(),
            ImportError::Source(SourceError::Changed { offset: 4 })
        );
    }
}
