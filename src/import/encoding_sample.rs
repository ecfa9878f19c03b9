//! A few words of a file as each encoding would read them, so that a person sees at a glance which one is right:
//! `Müller` in one, `M¸ller` in the others.

use serde::{Deserialize, Serialize};

use super::encoding::{Charset, Encoding};
use super::error::ImportError;
use super::issue::excerpt;
use super::source::Source;
use super::window::{read_fully, utf8_from_utf16};

/// How a file looks in one encoding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncodingSample {
    /// The encoding.
    pub encoding: Encoding,
    /// The first words with letters beyond ASCII, as this encoding reads them.
    pub text: String,
    /// Letters of the sample that the encoding makes nothing of.
    pub n_unreadable: usize,
}

/// Words shown.
const N_WORDS: usize = 3;
/// Bytes of a word on either side of its first letter beyond ASCII.
const REACH: usize = 14;
/// Bytes looked through.
const N_BYTES: usize = 1 << 18;

/// Words of a file beyond ASCII in every encoding of the family of `encoding`: those of one byte a letter and UTF-8, or
/// the two orders of UTF-16. `first` is the offset of the first byte beyond ASCII; `None` where there is none, which all
/// of the first family read alike: then there are no samples.
pub fn samples(
    source: &mut dyn Source,
    encoding: Encoding,
    first: Option<u64>,
) -> Result<Vec<EncodingSample>, ImportError> {
    if encoding.is_utf16() {
        return utf16(source);
    }
    let words = first.map_or(Ok(Vec::new()), |first| words(source, first))?;
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let family = Encoding::ALL.into_iter().filter(|encoding| !encoding.is_utf16());
    Ok(family.map(|encoding| read(&words, encoding)).collect())
}

fn read(words: &[Vec<u8>], encoding: Encoding) -> EncodingSample {
    let mut n_unreadable = 0;
    let mut texts = Vec::with_capacity(words.len());
    for word in words {
        let mut scratch = String::new();
        let text = match encoding.charset() {
            Charset::Utf8 => String::from_utf8_lossy(word),
            table @ Charset::Table(_) => table.decode(word, &mut scratch).0.into(),
        };
        let is_unreadable =
            |c: &char| *c == char::REPLACEMENT_CHARACTER || ('\u{80}'..='\u{9f}').contains(c);
        n_unreadable += text.chars().filter(is_unreadable).count();
        texts.push(excerpt(&text));
    }
    EncodingSample { encoding, text: texts.join(" · "), n_unreadable }
}

/// The first different words that hold a byte above 0x7F, the first of which stands at an offset.
fn words(source: &mut dyn Source, first: u64) -> Result<Vec<Vec<u8>>, ImportError> {
    let total = source.len();
    let offset = first.saturating_sub(REACH as u64);
    let mut bytes = vec![0; N_BYTES];
    let n = read_fully(source, total, offset, &mut bytes)?;
    bytes.truncate(n);
    let mark = if offset == 0 { Encoding::Utf8.mark_len(&bytes) } else { 0 };
    let is_cut = offset + (n as u64) < total;
    let mut words: Vec<Vec<u8>> = Vec::new();
    let mut at = mark;
    while words.len() < N_WORDS
        && let Some(n_ascii) = bytes.get(at..).unwrap_or_default().iter().position(|b| *b > 0x7f)
    {
        let (start, end) = word_around(&bytes, at + n_ascii, mark);
        if is_cut && end == n {
            break;
        }
        let word = bytes.get(start..end).unwrap_or_default().to_vec();
        if !words.contains(&word) {
            words.push(word);
        }
        at = end;
    }
    Ok(words)
}

/// The bounds of the word around a byte, cut where it is longer than anybody wants to read. The word holds the byte.
fn word_around(bytes: &[u8], at: usize, first: usize) -> (usize, usize) {
    let is_inside = |byte: &&u8| !byte.is_ascii() || byte.is_ascii_alphanumeric() || **byte == b'-';
    let before = bytes.get(first..at).unwrap_or_default();
    let after = bytes.get(at..).unwrap_or_default();
    let n_before = before.iter().rev().take_while(is_inside).take(REACH).count();
    let n_after = after.iter().take_while(is_inside).take(REACH).count();
    // A letter of several bytes is not cut in two.
    let rest = after.iter().skip(n_after).take(3);
    let n_rest = rest.take_while(|byte| (0x80..0xc0).contains(*byte)).count();
    (at - n_before, at + n_after + n_rest)
}

/// The start of a file of two bytes a unit, in both orders.
fn utf16(source: &mut dyn Source) -> Result<Vec<EncodingSample>, ImportError> {
    let total = source.len();
    let mut start = vec![0; 256];
    let n = read_fully(source, total, 0, &mut start)?;
    start.truncate(n);
    let orders = [Encoding::Utf16Le, Encoding::Utf16Be];
    let mark = orders.map(|order| order.mark_len(&start)).into_iter().max().unwrap_or(0);
    let bytes = start.get(mark..).unwrap_or_default();
    let samples = orders.map(|encoding| {
        let mut utf8 = Vec::new();
        utf8_from_utf16(bytes, encoding, n as u64 == total, &mut utf8);
        let text = String::from_utf8_lossy(&utf8);
        let line: String = text.lines().next().unwrap_or_default().chars().take(40).collect();
        let n_unreadable = line.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
        EncodingSample { encoding, text: excerpt(&line), n_unreadable }
    });
    Ok(samples.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::Bytes;

    fn of(bytes: &[u8], encoding: Encoding) -> Vec<EncodingSample> {
        let first = bytes.iter().position(|byte| !byte.is_ascii()).map(|at| at as u64);
        samples(&mut Bytes::new("a.csv", bytes.to_vec()), encoding, first).unwrap()
    }

    fn text(samples: &[EncodingSample], encoding: Encoding) -> &str {
        &samples.iter().find(|sample| sample.encoding == encoding).unwrap().text
    }

    #[test]
    fn only_the_right_encoding_shows_the_umlauts() {
        let bytes = b"Name;Ort\nM\xfcller;K\xf6ln\nM\xfcller;Gr\xfc\xdfe \x80";
        let found = of(bytes, Encoding::Windows1252);
        assert_eq!(text(&found, Encoding::Windows1252), "Müller · Köln · Grüße");
        assert_eq!(
            text(&found, Encoding::Utf8),
            "M\u{fffd}ller · K\u{fffd}ln · Gr\u{fffd}\u{fffd}e"
        );
        assert_eq!(text(&found, Encoding::MacRoman), "M¸ller · Kˆln · Gr¸ﬂe");
        assert_eq!(found[0].n_unreadable, 4);
        let utf8 = of("\u{feff}Öde;Ümläut".as_bytes(), Encoding::Utf8);
        assert_eq!(text(&utf8, Encoding::Utf8), "Öde · Ümläut");
        assert_eq!(text(&utf8, Encoding::Windows1252), "Ã–de · ÃœmlÃ¤ut");
    }

    #[test]
    fn words_are_found_wherever_the_first_stands_and_none_is_cut() {
        let mut bytes = b"1;2,50;3\n".repeat(100_000);
        bytes.extend("Jürgen;€\n".as_bytes());
        bytes.extend(b"1;2,50;3\n".repeat(29_125));
        bytes.extend("Größe;5\n".as_bytes());
        let found = of(&bytes, Encoding::Utf8);
        assert_eq!(text(&found, Encoding::Utf8), "Jürgen · €");
        let found = of(&bytes[900_000..], Encoding::Utf8);
        assert_eq!(text(&found, Encoding::Utf8), "Jürgen · €");
    }

    #[test]
    fn plain_ascii_needs_no_choice() {
        assert_eq!(of(b"Name;Ort\nMueller;Koeln", Encoding::Utf8), []);
    }

    #[test]
    fn the_orders_of_utf16_are_shown_beside_each_other() {
        let mut bytes = vec![0xff, 0xfe];
        Encoding::Utf16Le.encode("Größe;Ort\r\n1;2", &mut bytes);
        let found = of(&bytes, Encoding::Utf16Le);
        assert_eq!(text(&found, Encoding::Utf16Le), "Größe;Ort");
        assert_ne!(text(&found, Encoding::Utf16Be), "Größe;Ort");
    }
}
