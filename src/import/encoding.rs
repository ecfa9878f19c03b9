//! Which encoding a file is written in, judged by its bytes, and how its cells become text.
//!
//! Six encodings cover what CRMs, Excel and older Macs write: UTF-8 and UTF-16 with or without a byte order mark,
//! Windows-1252 (German Excel; ISO-8859-1 is part of it), ISO-8859-15 and Mac Roman. The order of proof:
//!
//! 1. a byte order mark; 2. zero bytes in every second place (UTF-16 of Western text); 3. bytes that are
//!    strictly valid UTF-8, which text in a one-byte encoding practically never is; 4. the letters: each
//!    one-byte encoding turns the bytes above 0x7F into characters, and only the right one gives words.
//!    `M\x9Fller` is `Müller` in Mac Roman and `MŸller` in Windows-1252.
//!
//! All but UTF-16 contain ASCII byte for byte, so rows are split on the bytes of the file and only the cells
//! that are kept become text ([`Charset::decode`]). That is why the tables stand here (128 characters each)
//! instead of a crate that re-encodes whole files, brings the tables of Chinese and Japanese into the page, and
//! loses the byte positions that rejected rows are copied by. The tests compare every byte with `encoding_rs`.

use serde::{Deserialize, Serialize};

/// An encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark; plain ASCII is UTF-8.
    #[serde(rename = "UTF-8")]
    Utf8,
    /// UTF-16, low byte first ("Unicode text" of Excel).
    #[serde(rename = "UTF-16LE")]
    Utf16Le,
    /// UTF-16, high byte first.
    #[serde(rename = "UTF-16BE")]
    Utf16Be,
    /// Windows-1252, the "ANSI" of Western Windows; contains ISO-8859-1.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// ISO-8859-15, Latin-9: ISO-8859-1 with the euro sign.
    #[serde(rename = "ISO-8859-15")]
    Iso8859_15,
    /// Mac OS Roman.
    #[serde(rename = "macintosh")]
    MacRoman,
}

impl Encoding {
    /// All encodings, the likeliest first.
    pub const ALL: [Self; 6] = [
        Self::Utf8,
        Self::Windows1252,
        Self::Iso8859_15,
        Self::MacRoman,
        Self::Utf16Le,
        Self::Utf16Be,
    ];

    /// The name registered with IANA, shown and stored.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "windows-1252",
            Self::Iso8859_15 => "ISO-8859-15",
            Self::MacRoman => "macintosh",
        }
    }

    /// Whether two bytes make a unit, so that the file is turned into UTF-8 before rows are split.
    #[must_use]
    pub const fn is_utf16(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }

    /// How cells are read once rows are split.
    #[must_use]
    pub const fn charset(self) -> Charset {
        match self {
            Self::Utf8 | Self::Utf16Le | Self::Utf16Be => Charset::Utf8,
            Self::Windows1252 => Charset::Table(&WINDOWS_1252),
            Self::Iso8859_15 => Charset::Table(&ISO_8859_15),
            Self::MacRoman => Charset::Table(&MAC_ROMAN),
        }
    }

    /// Length of this encoding's byte order mark at the start of a file; 0 where there is none.
    #[must_use]
    pub const fn mark_len(self, start: &[u8]) -> usize {
        match (self, start) {
            (Self::Utf8, [0xef, 0xbb, 0xbf, ..]) => 3,
            (Self::Utf16Le, [0xff, 0xfe, ..]) | (Self::Utf16Be, [0xfe, 0xff, ..]) => 2,
            _ => 0,
        }
    }

    /// Appends text in this encoding; a character it has not becomes `?`. For the columns added to rejected rows.
    pub fn encode(self, text: &str, out: &mut Vec<u8>) {
        match (self, self.charset()) {
            (Self::Utf16Le, _) => {
                text.encode_utf16().for_each(|unit| out.extend_from_slice(&unit.to_le_bytes()));
            }
            (Self::Utf16Be, _) => {
                text.encode_utf16().for_each(|unit| out.extend_from_slice(&unit.to_be_bytes()));
            }
            (_, Charset::Utf8) => out.extend_from_slice(text.as_bytes()),
            (_, Charset::Table(table)) => out.extend(text.chars().map(|c| {
                let at = table.iter().position(|&known| known == c);
                match u8::try_from(c) {
                    Ok(ascii @ 0..=0x7f) => ascii,
                    _ => at.map_or(b'?', |at| 0x80 + at as u8),
                }
            })),
        }
    }
}

/// How the bytes of a cell become text, once rows are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, read as it stands.
    Utf8,
    /// One byte a character: ASCII, and a table for 0x80..=0xFF.
    Table(&'static [char; 128]),
}

impl Charset {
    /// The text of a cell, and whether it had to be repaired: bytes that are no UTF-8 are read as Windows-1252, the
    /// encoding that ends up in UTF-8 files when exports are pasted together.
    #[inline]
    #[must_use]
    pub fn decode<'a>(self, cell: &'a [u8], scratch: &'a mut String) -> (&'a str, bool) {
        if (self == Self::Utf8 || cell.is_ascii())
            && let Ok(text) = std::str::from_utf8(cell)
        {
            return (text, false);
        }
        scratch.clear();
        match self {
            Self::Table(table) => {
                scratch.extend(cell.iter().map(|&byte| from_table(table, byte)));
                (scratch, false)
            }
            Self::Utf8 => {
                for chunk in cell.utf8_chunks() {
                    scratch.push_str(chunk.valid());
                    let repaired = chunk.invalid().iter();
                    scratch.extend(repaired.map(|&byte| from_table(&WINDOWS_1252, byte)));
                }
                (scratch, true)
            }
        }
    }
}

fn from_table(table: &[char; 128], byte: u8) -> char {
    match byte {
        0..=0x7f => char::from(byte),
        high => table.get(usize::from(high & 0x7f)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// The encoding a file seems to be in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EncodingGuess {
    /// The encoding.
    pub encoding: Encoding,
    /// What speaks for it.
    pub reason: EncodingReason,
    /// How sure it is, 0..=1.
    pub confidence: f64,
}

/// What speaks for an encoding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EncodingReason {
    /// The user said so.
    UserChoice,
    /// The file starts with a byte order mark.
    ByteOrderMark,
    /// Every second byte is zero.
    ZeroBytes,
    /// No byte is above 0x7F: every encoding but UTF-16 reads the same.
    PlainAscii,
    /// Bytes above 0x7F are valid UTF-8.
    ValidUtf8 {
        /// Characters of several bytes in the sample.
        n_characters: usize,
    },
    /// Nearly all bytes above 0x7F are valid UTF-8; the others are repaired cell by cell.
    MostlyUtf8 {
        /// Characters of several bytes in the sample.
        n_characters: usize,
        /// Bytes that are none.
        n_invalid: usize,
    },
    /// Only this encoding turns the bytes above 0x7F into words.
    Letters {
        /// Bytes above 0x7F in the sample.
        n_bytes: usize,
        /// The encoding that came second; `None` where all others read the same characters.
        runner_up: Option<Encoding>,
    },
}

/// What a file is that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotText {
    /// An Excel or `OpenDocument` workbook; it must be saved as CSV first.
    Workbook,
    /// A ZIP, gzip or 7z archive; it must be unpacked first.
    Archive,
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// A web page; many a CRM writes its table as one and calls it `.xls`.
    Html,
    /// XML, the older format of Excel among it.
    Xml,
    /// JSON.
    Json,
    /// Anything else full of control bytes.
    Binary,
}

/// Judges the encoding of a file by its first bytes. `is_whole` says that the sample is the file.
pub fn propose(sample: &[u8], is_whole: bool) -> Result<EncodingGuess, NotText> {
    let guess = |encoding, reason, confidence| EncodingGuess { encoding, reason, confidence };
    for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
        if encoding.mark_len(sample) > 0 {
            return Ok(guess(encoding, EncodingReason::ByteOrderMark, 1.0));
        }
    }
    if let Some(kind) = container(sample) {
        return Err(kind);
    }
    if let Some(encoding) = utf16_by_zero_bytes(sample) {
        return Ok(guess(encoding, EncodingReason::ZeroBytes, 0.95));
    }
    if is_binary(sample) {
        return Err(NotText::Binary);
    }
    let utf8 = Utf8Count::of(sample, is_whole);
    Ok(match utf8 {
        Utf8Count { n_characters: 0, n_invalid: 0 } => {
            guess(Encoding::Utf8, EncodingReason::PlainAscii, 1.0)
        }
        Utf8Count { n_characters, n_invalid: 0 } => {
            // One two-byte character can be two letters of a one-byte encoding; three in a row hardly are.
            let confidence = 1.0 - 0.3_f64.powi(n_characters.min(20) as i32);
            guess(Encoding::Utf8, EncodingReason::ValidUtf8 { n_characters }, confidence)
        }
        Utf8Count { n_characters, n_invalid } if n_characters >= 4 * n_invalid => {
            let share = n_characters as f64 / (n_characters + n_invalid) as f64;
            guess(Encoding::Utf8, EncodingReason::MostlyUtf8 { n_characters, n_invalid }, share)
        }
        Utf8Count { .. } => propose_single_byte(sample),
    })
}

/// The one-byte encoding that gives the most plausible words; for bytes known not to be UTF-8.
#[must_use]
pub fn propose_single_byte(sample: &[u8]) -> EncodingGuess {
    let candidates = [Encoding::Windows1252, Encoding::Iso8859_15, Encoding::MacRoman];
    let mut seen = [false; 128];
    let mut n_bytes = 0;
    for &byte in sample.iter().filter(|&&byte| byte > 0x7f) {
        n_bytes += 1;
        if let Some(entry) = seen.get_mut(usize::from(byte & 0x7f)) {
            *entry = true;
        }
    }
    let scores = candidates.map(|encoding| match encoding.charset() {
        Charset::Table(table) => plausibility(sample, table),
        Charset::Utf8 => f64::NEG_INFINITY,
    });
    // The first of equals wins: Windows-1252 where nothing tells the encodings apart.
    let mut best = (Encoding::Windows1252, f64::NEG_INFINITY);
    for (&encoding, &score) in candidates.iter().zip(&scores) {
        if score > best.1 {
            best = (encoding, score);
        }
    }
    let reads_differently = |encoding: Encoding| match (encoding.charset(), best.0.charset()) {
        (Charset::Table(a), Charset::Table(b)) => {
            seen.iter().zip(a.iter().zip(b)).any(|(&seen, (a, b))| seen && a != b)
        }
        _ => false,
    };
    let mut runner_up: Option<(Encoding, f64)> = None;
    for (&encoding, &score) in candidates.iter().zip(&scores) {
        if reads_differently(encoding) && runner_up.is_none_or(|(_, second)| score > second) {
            runner_up = Some((encoding, score));
        }
    }
    let margin = runner_up.map_or(1.0, |(_, second)| {
        // One letter that only one encoding makes sense of is worth about 4.
        (best.1 - second) / (best.1 - second + 4.0)
    });
    EncodingGuess {
        encoding: best.0,
        reason: EncodingReason::Letters { n_bytes, runner_up: runner_up.map(|(name, _)| name) },
        confidence: 0.5 + margin / 2.0,
    }
}

/// Workbooks and archives, by their first bytes.
fn container(sample: &[u8]) -> Option<NotText> {
    let holds = |word: &[u8]| {
        let start = sample.get(..4_096).unwrap_or(sample);
        memchr::memmem::find(start, word).is_some()
    };
    match sample {
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(NotText::Workbook),
        [b'P', b'K', 3, 4, ..] => {
            let workbook = holds(b"xl/") || holds(b"[Content_Types]") || holds(b"opendocument");
            Some(if workbook { NotText::Workbook } else { NotText::Archive })
        }
        [b'P', b'K', 5 | 7, 6 | 8, ..]
        | [0x1f, 0x8b, ..]
        | [b'7', b'z', 0xbc, 0xaf, ..]
        | [b'R', b'a', b'r', b'!', 0x1a, ..]
        | [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', ..]
        | [0xfd, b'7', b'z', b'X', b'Z', ..]
        | [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(NotText::Archive),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => {
            Some(NotText::Picture)
        }
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(NotText::Pdf),
        _ => None,
    }
}

/// Text that is no table of cells: web pages, XML and JSON, by how it starts. `text` is UTF-8 or ASCII, without a mark.
#[must_use]
pub fn other_format(text: &[u8]) -> Option<NotText> {
    let start = text.trim_ascii_start();
    let head = start.get(..4_096).unwrap_or(start).to_ascii_lowercase();
    let holds = |word: &[u8]| memchr::memmem::find(&head, word).is_some();
    match head.as_slice() {
        [b'<', rest @ ..] => {
            let is_tag = |name: &[u8]| {
                let after = rest.strip_prefix(name);
                after.is_some_and(|after| !after.first().is_some_and(u8::is_ascii_alphanumeric))
            };
            if is_tag(b"?xml") {
                return Some(if holds(b"<html") { NotText::Html } else { NotText::Xml });
            }
            let is_comment = is_tag(b"!--") && (holds(b"<html") || holds(b"<table"));
            let tags = ["!doctype html", "html", "head", "meta", "body", "table", "style", "div"];
            let is_html = is_comment || tags.iter().any(|tag| is_tag(tag.as_bytes()));
            is_html.then_some(NotText::Html)
        }
        [b'{' | b'[', ..] => is_json(&head).then_some(NotText::Json),
        _ => None,
    }
}

/// `{"key":`, `[{"key":`, `[[`, however it is spaced. `[Name];[Ort]` is a header of a database.
fn is_json(head: &[u8]) -> bool {
    let (bracket, rest) = head.split_at_checked(1).unwrap_or((head, &[]));
    let rest = rest.trim_ascii_start();
    match (bracket, rest) {
        (b"[", [b'{', ..]) => is_json(rest),
        (b"[", [b'[', ..]) => true,
        (b"{", [b'"', rest @ ..]) => {
            let after = memchr::memchr(b'"', rest).and_then(|at| rest.get(at + 1..));
            after.is_some_and(|after| after.trim_ascii_start().first() == Some(&b':'))
        }
        _ => false,
    }
}

/// UTF-16 without a mark: in Western text one byte of nearly every unit is zero, always the same one.
fn utf16_by_zero_bytes(sample: &[u8]) -> Option<Encoding> {
    let (units, _) = sample.as_chunks::<2>();
    let n_high_zero = units.iter().filter(|[high, low]| *high == 0 && *low != 0).count();
    let n_low_zero = units.iter().filter(|[high, low]| *high != 0 && *low == 0).count();
    let most = |many: usize, few: usize| {
        units.len() >= 2 && many * 10 >= units.len() * 6 && few * 20 <= units.len()
    };
    if most(n_low_zero, n_high_zero) {
        Some(Encoding::Utf16Le)
    } else if most(n_high_zero, n_low_zero) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Whether more than two in a hundred bytes are control bytes that no text uses; of random bytes eleven are.
fn is_binary(sample: &[u8]) -> bool {
    let is_control = |byte: &&u8| matches!(**byte, 0..=8 | 0x0e..=0x19 | 0x1b..=0x1f | 0x7f);
    let n_control = sample.iter().filter(is_control).count();
    n_control > 4 && n_control * 50 > sample.len()
}

/// How much of a sample is UTF-8 beyond ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Utf8Count {
    n_characters: usize,
    n_invalid: usize,
}

impl Utf8Count {
    fn of(sample: &[u8], is_whole: bool) -> Self {
        let mut count = Self { n_characters: 0, n_invalid: 0 };
        let mut rest = sample;
        loop {
            let (valid, error) = match std::str::from_utf8(rest) {
                Ok(text) => (text.as_bytes(), None),
                Err(error) => (rest.get(..error.valid_up_to()).unwrap_or_default(), Some(error)),
            };
            count.n_characters += valid.iter().filter(|&&byte| byte >= 0xc0).count();
            let Some(error) = error else { return count };
            match error.error_len() {
                // The sample was cut inside a character.
                None if !is_whole => return count,
                None => {
                    count.n_invalid += 1;
                    return count;
                }
                Some(n) => {
                    count.n_invalid += 1;
                    rest = rest.get(error.valid_up_to() + n..).unwrap_or_default();
                }
            }
        }
    }
}

/// How many bytes above 0x7F are scored at most.
const SCORED_BYTES: usize = 50_000;

/// How much the bytes above 0x7F look like text of Western Europe when read by a table; the higher, the better.
fn plausibility(sample: &[u8], table: &[char; 128]) -> f64 {
    let read = |at: Option<usize>| {
        at.and_then(|at| sample.get(at)).map_or(' ', |&byte| from_table(table, byte))
    };
    let is_high = |(_, byte): &(usize, &u8)| **byte > 0x7f;
    sample
        .iter()
        .enumerate()
        .filter(is_high)
        .take(SCORED_BYTES)
        .map(|(at, &byte)| {
            let c = from_table(table, byte);
            score_character(read(at.checked_sub(1)), c, read(at.checked_add(1)))
        })
        .sum()
}

/// How plausible a character is between its neighbours.
fn score_character(before: char, c: char, after: char) -> f64 {
    let in_word = before.is_alphabetic() && after.is_alphabetic();
    let near_amount = |side: char| side.is_ascii_digit() || matches!(side, ' ' | '\u{a0}' | '-');
    match c {
        '\u{80}'..='\u{9f}' => -4.0,
        // A capital after a small letter is what a wrong table makes of a vowel.
        _ if c.is_uppercase() && before.is_lowercase() => -3.0,
        'ä' | 'ö' | 'ü' | 'ß' => 3.0,
        'Ä' | 'Ö' | 'Ü' => 2.5,
        'à' | 'á' | 'â' | 'ã' | 'å' | 'æ' | 'ç' | 'è' | 'é' | 'ê' | 'ë' | 'ì' | 'í' | 'î' | 'ï'
        | 'ñ' | 'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ù' | 'ú' | 'û' | 'œ' => 1.5,
        'À' | 'Á' | 'Â' | 'Ã' | 'Å' | 'Æ' | 'Ç' | 'È' | 'É' | 'Ê' | 'Ë' | 'Ì' | 'Í' | 'Î' | 'Ï'
        | 'Ñ' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ø' | 'Ù' | 'Ú' | 'Û' | 'Œ' => 1.0,
        'š' | 'ž' | 'Š' | 'Ž' | 'ý' | 'Ý' => 0.5,
        '’' if in_word => 1.5,
        '€' | '£' if near_amount(before) || near_amount(after) => 3.0,
        'º' | 'ª' if before.is_ascii_digit() => 1.0,
        _ if in_word => -3.0,
        '\u{a0}' | '„' | '“' | '”' | '‚' | '‘' | '’' | '–' | '—' | '…' | '«' | '»' | '€' | '§'
        | '°' | '²' | '³' | '®' | '©' | '™' | '•' | '·' | 'µ' | '½' | '¼' | '´' => {
            0.5
        }
        '¤' => -2.0,
        _ if c.is_alphabetic() => -0.5,
        _ => -1.0,
    }
}

/// Windows-1252 above 0x7F (WHATWG Encoding Standard, index windows-1252).
static WINDOWS_1252: [char; 128] = table(
    [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ],
    [],
);

/// ISO-8859-15 above 0x7F (WHATWG Encoding Standard, index iso-8859-15).
static ISO_8859_15: [char; 128] = table(
    {
        let mut controls = ['\0'; 32];
        let mut at = 0;
        while at < 32 {
            controls[at] = (0x80 + at as u8) as char;
            at += 1;
        }
        controls
    },
    [
        (0xa4, '€'),
        (0xa6, 'Š'),
        (0xa8, 'š'),
        (0xb4, 'Ž'),
        (0xb8, 'ž'),
        (0xbc, 'Œ'),
        (0xbd, 'œ'),
        (0xbe, 'Ÿ'),
    ],
);

/// ISO-8859-1 above 0x9F with other characters below and in some places.
const fn table<const N: usize>(below: [char; 32], places: [(u8, char); N]) -> [char; 128] {
    let mut table = ['\0'; 128];
    let mut at = 0;
    while at < 128 {
        table[at] = if at < 32 { below[at] } else { (0x80 + at as u8) as char };
        at += 1;
    }
    let mut place = 0;
    while place < N {
        table[(places[place].0 & 0x7f) as usize] = places[place].1;
        place += 1;
    }
    table
}

/// Mac OS Roman above 0x7F (WHATWG Encoding Standard, index macintosh).
#[rustfmt::skip]
static MAC_ROMAN: [char; 128] = [
    'Ä', 'Å', 'Ç', 'É', 'Ñ', 'Ö', 'Ü', 'á', 'à', 'â', 'ä', 'ã', 'å', 'ç', 'é', 'è',
    'ê', 'ë', 'í', 'ì', 'î', 'ï', 'ñ', 'ó', 'ò', 'ô', 'ö', 'õ', 'ú', 'ù', 'û', 'ü',
    '†', '°', '¢', '£', '§', '•', '¶', 'ß', '®', '©', '™', '´', '¨', '≠', 'Æ', 'Ø',
    '∞', '±', '≤', '≥', '¥', 'µ', '∂', '∑', '∏', 'π', '∫', 'ª', 'º', 'Ω', 'æ', 'ø',
    '¿', '¡', '¬', '√', 'ƒ', '≈', '∆', '«', '»', '…', '\u{a0}', 'À', 'Ã', 'Õ', 'Œ', 'œ',
    '–', '—', '“', '”', '‘', '’', '÷', '◊', 'ÿ', 'Ÿ', '⁄', '€', '‹', '›', 'ﬁ', 'ﬂ',
    '‡', '·', '‚', '„', '‰', 'Â', 'Ê', 'Á', 'Ë', 'È', 'Í', 'Î', 'Ï', 'Ì', 'Ó', 'Ô',
    '\u{f8ff}', 'Ò', 'Ú', 'Û', 'Ù', 'ı', 'ˆ', '˜', '¯', '˘', '˙', '˚', '¸', '˝', '˛', 'ˇ',
];

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
        let mut bytes = Vec::new();
        encoding.encode(text, &mut bytes);
        bytes
    }

    #[test]
    fn every_byte_reads_as_in_encoding_rs() {
        for (ours, theirs) in [
            (Encoding::Windows1252, encoding_rs::WINDOWS_1252),
            (Encoding::Iso8859_15, encoding_rs::ISO_8859_15),
            (Encoding::MacRoman, encoding_rs::MACINTOSH),
        ] {
            let all: Vec<u8> = (0..=255).collect();
            let mut scratch = String::new();
            let (text, _) = ours.charset().decode(&all, &mut scratch);
            assert_eq!(text, theirs.decode_without_bom_handling(&all).0, "{}", ours.label());
            assert_eq!(encoded(text, ours), all, "{}", ours.label());
            assert_eq!(encoded("中", ours), b"?");
        }
    }

    #[test]
    fn german_words_tell_the_one_byte_encodings_apart() {
        let text = "Müller;Größe;Käufer AG;Überlingen;1.200 €;„Angebot“ – Straße\nJürgen Weiß";
        for encoding in Encoding::ALL {
            let bytes = encoded(text, encoding);
            let guess = propose(&bytes, true).unwrap();
            // ISO-8859-15 has no German quotes: they were written as question marks.
            assert_eq!(guess.encoding, encoding, "{guess:?}");
            assert!(guess.confidence > 0.7, "{guess:?}");
        }
    }

    #[test]
    fn bytes_all_encodings_share_are_read_as_windows_1252() {
        for text in ["Firma\nM\u{fc}ller", "Vorname\nJos\u{e9}", "x\n\u{c4}rzte"] {
            let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
            let guess = propose(&bytes, true).unwrap();
            assert_eq!(guess.encoding, Encoding::Windows1252, "{text}: {guess:?}");
        }
    }

    #[test]
    fn a_character_cut_by_the_end_of_the_sample_is_not_an_error() {
        let text = "Größe;Länge;Höhe".as_bytes();
        let cut = &text[..text.len() - 3];
        assert_eq!(cut.last(), Some(&0xc3));
        assert_eq!(propose(cut, false).unwrap().encoding, Encoding::Utf8);
        let reason = propose(text, true).unwrap().reason;
        assert_eq!(reason, EncodingReason::ValidUtf8 { n_characters: 4 });
    }

    #[test]
    fn a_few_broken_bytes_do_not_make_utf8_another_encoding() {
        let mut bytes = "Größe;Länge;Höhe;Zuständig;Über\n".repeat(3).into_bytes();
        bytes.extend_from_slice(b"M\xfcller;1;2;3;4\n");
        let guess = propose(&bytes, true).unwrap();
        assert_eq!(guess.encoding, Encoding::Utf8);
        let mut scratch = String::new();
        let text = Encoding::Utf8.charset().decode(b"M\xfcller", &mut scratch);
        assert_eq!(text, ("Müller", true));
    }

    #[test]
    fn workbooks_and_archives_are_named() {
        assert_eq!(
            propose(b"PK\x03\x04....[Content_Types].xml", true).unwrap_err(),
            NotText::Workbook
        );
        assert_eq!(propose(b"\xd0\xcf\x11\xe0\xa1\xb1", true).unwrap_err(), NotText::Workbook);
        assert_eq!(propose(b"\x1f\x8b\x08", true).unwrap_err(), NotText::Archive);
        assert_eq!(propose(b"%PDF-1.7", true).unwrap_err(), NotText::Pdf);
        assert_eq!(propose(b"PK\x05\x06\0\0", true).unwrap_err(), NotText::Archive);
        assert_eq!(propose(b"\x89PNG\r\n\x1a\n", true).unwrap_err(), NotText::Picture);
        assert_eq!(propose(b"\xff\xd8\xff\xe0", true).unwrap_err(), NotText::Picture);
        assert_eq!(propose(b"a,b,c\n\0,2,3\n", true).unwrap().encoding, Encoding::Utf8);
    }

    #[test]
    fn random_bytes_are_refused_whatever_they_are() {
        // SplitMix64 (Steele, Lea and Flood 2014): any generator will do.
        let mut state = 0_u64;
        let mut next = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb) >> 56
        };
        for n in [500, 5_000, 50_000] {
            for _ in 0..100 {
                let mut noise: Vec<u8> = (0..n).map(|_| next() as u8).collect();
                // What starts with a mark or a known signature is another matter.
                noise[0] = b'a';
                assert_eq!(propose(&noise, true).unwrap_err(), NotText::Binary);
            }
        }
    }

    #[test]
    fn pages_and_documents_are_no_tables() {
        for (text, kind) in [
            ("<html><body><table><tr><td>Betrag", Some(NotText::Html)),
            ("\r\n <!DOCTYPE html>\n<html>", Some(NotText::Html)),
            ("<table border=1>\n<tr><td>Firma;Ort</td></tr>", Some(NotText::Html)),
            ("<meta charset=utf-8><style>", Some(NotText::Html)),
            ("<!-- Export --><table>", Some(NotText::Html)),
            ("<?xml version=\"1.0\"?>\n<Workbook>", Some(NotText::Xml)),
            ("<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"x\">", Some(NotText::Html)),
            ("{\"deals\": [", Some(NotText::Json)),
            ("[\n  {\n    \"id\" : 1", Some(NotText::Json)),
            ("[[\"id\",\"name\"],[1,\"x\"]]", Some(NotText::Json)),
            ("[Name];[Ort]\nA;B", None),
            ("{id};{name}", None),
            ("<Name>;<Ort>", None),
            ("<tablet>;Ort", None),
            ("\"Name\";\"Ort\"", None),
            ("", None),
        ] {
            assert_eq!(other_format(text.as_bytes()), kind, "{text}");
        }
    }

    #[test]
    fn utf16_is_found_by_its_zero_bytes() {
        for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
            let bytes = encoded("Firma;Ort\nMüller;Köln\n", encoding);
            let guess = propose(&bytes, true).unwrap();
            assert_eq!((guess.encoding, guess.reason), (encoding, EncodingReason::ZeroBytes));
            let mut marked = encoded("\u{feff}", encoding);
            marked.extend(encoded("ф,ы", encoding));
            assert_eq!(propose(&marked, true).unwrap().reason, EncodingReason::ByteOrderMark);
        }
    }
}
