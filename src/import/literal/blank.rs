//! Blanks around a cell: ASCII white space, no-break spaces and the invisible marks that travel with copied text.

/// Length in bytes of the blank a slice starts with: ASCII white space, U+00A0, U+2000..=U+200F, U+202A..=U+202F,
/// U+2060..=U+2069, U+FEFF. 0 where it starts with something else.
#[inline]
#[must_use]
pub const fn leading(cell: &[u8]) -> usize {
    match cell {
        [b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c, ..] => 1,
        [0xc2, 0xa0, ..] => 2,
        [0xe2, 0x80, 0x80..=0x8f | 0xaa..=0xaf, ..]
        | [0xe2, 0x81, 0xa0..=0xa9, ..]
        | [0xef, 0xbb, 0xbf, ..] => 3,
        _ => 0,
    }
}

/// Length in bytes of the blank a slice ends with; the same blanks as [`leading`].
#[inline]
#[must_use]
pub const fn trailing(cell: &[u8]) -> usize {
    match cell {
        [.., b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c] => 1,
        [.., 0xc2, 0xa0] => 2,
        [.., 0xe2, 0x80, 0x80..=0x8f | 0xaa..=0xaf]
        | [.., 0xe2, 0x81, 0xa0..=0xa9]
        | [.., 0xef, 0xbb, 0xbf] => 3,
        _ => 0,
    }
}

/// The cell without the blanks around it.
#[inline(always)]
#[must_use]
pub fn trim(cell: &[u8]) -> &[u8] {
    match cell {
        [only] if only.is_ascii_graphic() => cell,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
        _ => trim_slowly(cell),
    }
}

fn trim_slowly(mut cell: &[u8]) -> &[u8] {
    loop {
        let n = leading(cell);
        if n == 0 {
            break;
        }
        cell = cell.get(n..).unwrap_or_default();
    }
    loop {
        let n = trailing(cell);
        if n == 0 {
            return cell;
        }
        cell = cell.get(..cell.len() - n).unwrap_or_default();
    }
}

/// The text without the blanks around it.
#[must_use]
pub fn trim_text(text: &str) -> &str {
    std::str::from_utf8(trim(text.as_bytes())).unwrap_or(text)
}

/// Whether the cell holds nothing but blanks.
#[inline]
#[must_use]
pub fn is_blank(cell: &[u8]) -> bool {
    match cell.first() {
        None => true,
        Some(first) => !first.is_ascii_graphic() && trim(cell).is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_every_width_are_cut_at_both_ends() {
        for text in
            ["a", " a", "a\t ", "\u{a0}a\u{202f}", "\u{feff} a\u{200b}\r\n", "\u{2066}a\u{2069}"]
        {
            assert_eq!(trim_text(text), "a", "{text:?}");
        }
        assert_eq!(trim_text("a b"), "a b");
        assert!(is_blank(b"") && is_blank("\u{a0} \u{202f}".as_bytes()) && !is_blank(b" . "));
    }
}
