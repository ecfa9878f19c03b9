//! Text that hardly repeats: ids, postcodes, addresses, notes.
//!
//! The column takes the cheapest of three forms that gives every text back unchanged, and changes it when a text
//! does not fit:
//!
//! - *numbers*: texts of digits that are all written without leading zeros, or all equally long (`01067`): four
//!   bytes a row;
//! - *addresses*: `name@host`, the hosts in a list of at most 65,535 different ones, two bytes a row, the names packed;
//! - *packed*: a length of one byte (five above 254) and the text, in pages of 64 KiB that never move, so that no
//!   buffer is ever copied into one of twice its size; the start of every 16th row is kept.
//!
//! A million e-mail addresses of 30 bytes take 15 MB this way.

use std::borrow::Cow;

use super::word_list::{WordHash, WordList};

/// Text that hardly repeats.
#[derive(Clone, Debug)]
pub struct TextColumn {
    form: Form,
    n_rows: usize,
    /// How many rows will come, as far as is known.
    n_expected: usize,
}

#[derive(Clone, Debug)]
enum Form {
    /// Every row is missing so far.
    Nothing,
    Numbers(Numbers),
    Addresses(Addresses),
    Packed(Packed),
}

impl Default for TextColumn {
    fn default() -> Self {
        Self { form: Form::Nothing, n_rows: 0, n_expected: 0 }
    }
}

impl PartialEq for TextColumn {
    /// Equal rows; the form does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.n_rows == other.n_rows && (0..self.n_rows).all(|row| self.get(row) == other.get(row))
    }
}

impl Eq for TextColumn {}

impl TextColumn {
    /// A column that makes room for this many rows once it knows its form.
    #[must_use]
    pub fn with_capacity(n_rows: usize) -> Self {
        Self { n_expected: n_rows, ..Self::default() }
    }

    /// Number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.n_rows
    }

    /// Whether there are no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.n_rows == 0
    }

    /// Appends a row; the empty text is missing.
    #[inline]
    pub fn push(&mut self, value: &str) {
        self.push_utf8(value.as_bytes());
    }

    /// Appends a row of bytes that are known to be UTF-8, which is then not proved again; others read as missing.
    #[inline]
    pub fn push_utf8(&mut self, value: &[u8]) {
        let fits = match &mut self.form {
            Form::Nothing => value.is_empty(),
            Form::Numbers(numbers) => numbers.push(value),
            Form::Addresses(addresses) => {
                addresses.push(value);
                true
            }
            Form::Packed(packed) => {
                packed.push(value);
                true
            }
        };
        if !fits {
            self.change_form(value);
        }
        self.n_rows += 1;
    }

    /// Appends rows as [`TextColumn::push_utf8`] does; faster for many.
    pub fn extend_utf8(&mut self, values: &[&[u8]]) {
        let n = match &mut self.form {
            Form::Numbers(numbers) => numbers.extend(values),
            Form::Addresses(addresses) => addresses.extend(values),
            Form::Nothing | Form::Packed(_) => 0,
        };
        self.n_rows += n;
        for value in values.iter().skip(n) {
            self.push_utf8(value);
        }
    }

    /// The text of a row; `None` where it is missing.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<Cow<'_, str>> {
        match &self.form {
            Form::Nothing => None,
            Form::Numbers(numbers) => numbers.get(row).map(Cow::Owned),
            Form::Addresses(addresses) => addresses.get(row),
            Form::Packed(packed) => packed.text(row).map(Cow::Borrowed),
        }
    }

    /// The texts as numbers, where all of them are: equal numbers are equal texts. `u32::MAX` is missing.
    #[must_use]
    pub fn as_numbers(&self) -> Option<&[u32]> {
        match &self.form {
            Form::Numbers(numbers) => Some(&numbers.values),
            Form::Nothing | Form::Addresses(_) | Form::Packed(_) => None,
        }
    }

    /// Gives memory back that is only needed while rows are appended.
    pub fn shrink(&mut self) {
        match &mut self.form {
            Form::Nothing => {}
            Form::Numbers(numbers) => numbers.values.shrink_to_fit(),
            Form::Addresses(addresses) => {
                addresses.hosts.freeze();
                addresses.batch = Vec::new();
                addresses.codes.shrink_to_fit();
                addresses.names.starts.shrink_to_fit();
            }
            Form::Packed(packed) => packed.starts.shrink_to_fit(),
        }
    }

    /// Takes the form that the first text asks for, or the packed one, and appends the text.
    #[cold]
    fn change_form(&mut self, value: &[u8]) {
        let n_rows = self.n_expected.max(self.n_rows + 1);
        let mut numbers = Numbers::default();
        if matches!(self.form, Form::Nothing) {
            // Room is a courtesy here: where there is none yet, the column grows as it is filled.
            let _ = numbers.values.try_reserve_exact(n_rows);
            numbers.values.resize(self.n_rows, MISSING);
        }
        self.form = match &self.form {
            Form::Nothing if numbers.push(value) => Form::Numbers(numbers),
            Form::Nothing if value.contains(&b'@') => {
                let mut addresses = Addresses::default();
                let _ = addresses.codes.try_reserve_exact(n_rows);
                let _ = addresses.names.starts.try_reserve_exact(n_rows / ROWS_PER_START);
                (0..self.n_rows).for_each(|_| addresses.push(b""));
                addresses.push(value);
                Form::Addresses(addresses)
            }
            _ => {
                let mut packed = Packed::default();
                let _ = packed.starts.try_reserve_exact(n_rows / ROWS_PER_START);
                for row in 0..self.n_rows {
                    packed.push(self.get(row).unwrap_or_default().as_bytes());
                }
                packed.push(value);
                Form::Packed(packed)
            }
        };
    }
}

/// Texts of digits.
#[derive(Clone, Debug, Default)]
struct Numbers {
    values: Vec<u32>,
    /// Whether some text starts with a needless zero.
    has_leading_zero: bool,
    /// The length of all texts; 0 before the first.
    n_digits: usize,
    /// Whether texts differ in length.
    is_ragged: bool,
}

/// A row of [`Numbers`] without a text.
const MISSING: u32 = u32::MAX;

impl Numbers {
    /// Appends texts up to the first that does not fit, and returns how many.
    fn extend(&mut self, values: &[&[u8]]) -> usize {
        for (n, value) in values.iter().enumerate() {
            if !self.push(value) {
                return n;
            }
        }
        values.len()
    }

    /// Appends a text, or returns `false` and changes nothing where it does not fit.
    #[inline(always)]
    fn push(&mut self, value: &[u8]) -> bool {
        if value.is_empty() {
            self.values.push(MISSING);
            return true;
        }
        if value.len() > 9 && (value.len() > 10 || value > b"4294967294".as_slice()) {
            return false;
        }
        let mut number = 0_u32;
        for byte in value {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return false;
            }
            number = number.wrapping_mul(10).wrapping_add(u32::from(digit));
        }
        let has_leading_zero =
            self.has_leading_zero || (value.len() > 1 && value.first() == Some(&b'0'));
        let is_ragged = self.is_ragged || (self.n_digits != 0 && self.n_digits != value.len());
        if has_leading_zero && is_ragged {
            return false;
        }
        (self.has_leading_zero, self.is_ragged) = (has_leading_zero, is_ragged);
        self.n_digits = value.len();
        self.values.push(number);
        true
    }

    fn get(&self, row: usize) -> Option<String> {
        let value = self.values.get(row).copied().filter(|&value| value != MISSING)?;
        let width = if self.is_ragged { 0 } else { self.n_digits };
        Some(format!("{value:0width$}"))
    }
}

/// `name@host`, or any text with the host left open.
#[derive(Clone, Debug, Default)]
struct Addresses {
    names: Packed,
    /// Number of the host + 1; 0 where the name is the whole text.
    codes: Vec<u16>,
    hosts: WordList,
    /// Kept to keep its memory.
    batch: Vec<Option<HostHash>>,
}

/// Where the `@` of a text stands, and where its host is looked for.
#[derive(Clone, Copy, Debug)]
struct HostHash {
    at: u32,
    hash: WordHash,
    slot: u32,
}

impl Addresses {
    fn push(&mut self, value: &[u8]) {
        self.extend(&[value]);
    }

    /// Appends texts and returns how many, which is all of them. First the slots of all hosts, then the hosts: the list of
    /// 65,535 hosts is not in the cache of the processor, and this way it waits for many of its lines at once instead of
    /// one after the other.
    fn extend(&mut self, values: &[&[u8]]) -> usize {
        let mut hosts = std::mem::take(&mut self.batch);
        hosts.clear();
        hosts.extend(values.iter().map(|value| self.host_of(value)));
        for (&value, host) in values.iter().zip(&hosts) {
            let split = host.and_then(|host| self.split(value, host));
            let (name, code) = split.unwrap_or((value, 0));
            self.names.push(name);
            self.codes.push(code);
        }
        self.batch = hosts;
        values.len()
    }

    #[inline(always)]
    fn host_of(&self, value: &[u8]) -> Option<HostHash> {
        let at = at_sign(value)?;
        let hash = WordHash::of(value.get(at + 1..)?);
        Some(HostHash { at: at as u32, hash, slot: self.hosts.likely_slot(hash) })
    }

    /// The name before the host and the code of the host; `None` where the list of hosts is full.
    #[inline(always)]
    fn split<'a>(&mut self, value: &'a [u8], found: HostHash) -> Option<(&'a [u8], u16)> {
        let at = found.at as usize;
        let (name, host) = (value.get(..at)?, value.get(at + 1..)?);
        let number = match self.hosts.holds(found.slot, found.hash, host) {
            Some(number) => number,
            None if self.hosts.len() < usize::from(u16::MAX) => self.hosts.intern(host),
            None => self.hosts.find_hashed(found.hash, host)?,
        };
        Some((name, number as u16 + 1))
    }

    fn get(&self, row: usize) -> Option<Cow<'_, str>> {
        let name = self.names.get(row)?;
        let code = usize::from(*self.codes.get(row)?);
        let Some(number) = code.checked_sub(1) else {
            return self.names.text(row).map(Cow::Borrowed);
        };
        let host = self.hosts.get(number)?;
        let bytes = [name, b"@", host].concat();
        String::from_utf8(bytes).ok().map(Cow::Owned)
    }
}

/// Where the first `@` stands, eight bytes at a time. Names are short: a search for long texts takes longer to start
/// than this one to end.
#[inline(always)]
fn at_sign(value: &[u8]) -> Option<usize> {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    let (lanes, rest) = value.as_chunks::<8>();
    for (n, lane) in lanes.iter().enumerate() {
        // The highest bit of each byte that is zero, exact up to the first of them (Warren, *Hacker's Delight*, 6-1).
        let bytes = u64::from_le_bytes(*lane) ^ (LOWEST * u64::from(b'@'));
        let found = bytes.wrapping_sub(LOWEST) & !bytes & (LOWEST << 7);
        if found != 0 {
            return Some(8 * n + found.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|&byte| byte == b'@').map(|at| 8 * lanes.len() + at)
}

/// Texts end to end in pages, each behind its length.
#[derive(Clone, Debug, Default)]
struct Packed {
    pages: Vec<Vec<u8>>,
    /// Page and offset of every 16th row.
    starts: Vec<(u32, u32)>,
    n_rows: usize,
}

const PAGE_BYTES: usize = 1 << 16;
const ROWS_PER_START: usize = 16;
/// A length byte that says: the length follows in four bytes.
const LONG: u8 = u8::MAX;

impl Packed {
    #[inline]
    fn push(&mut self, text: &[u8]) {
        let needed = text.len() + 5;
        let has_room = self.pages.last().is_some_and(|page| page.len() + needed <= page.capacity());
        if !has_room {
            self.pages.push(Vec::with_capacity(needed.max(PAGE_BYTES)));
        }
        let n_pages = self.pages.len();
        let Some(page) = self.pages.last_mut() else { return };
        if self.n_rows.is_multiple_of(ROWS_PER_START) {
            self.starts.push((n_pages as u32 - 1, page.len() as u32));
        }
        match u8::try_from(text.len()) {
            Ok(n) if n != LONG => page.push(n),
            _ => {
                page.push(LONG);
                page.extend_from_slice(&(text.len() as u32).to_le_bytes());
            }
        }
        page.extend_from_slice(text);
        self.n_rows += 1;
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        if row >= self.n_rows {
            return None;
        }
        let &(page, offset) = self.starts.get(row / ROWS_PER_START)?;
        let (mut page, mut rest) =
            (page as usize, self.pages.get(page as usize)?.get(offset as usize..)?);
        for _ in 0..row % ROWS_PER_START {
            rest = split_entry(rest)?.1;
            if rest.is_empty() {
                page += 1;
                rest = self.pages.get(page).map_or(&[], Vec::as_slice);
            }
        }
        Some(split_entry(rest)?.0)
    }

    fn text(&self, row: usize) -> Option<&str> {
        self.get(row).filter(|text| !text.is_empty()).and_then(|text| str::from_utf8(text).ok())
    }
}

/// The first text of a page, and what follows it.
fn split_entry(page: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&n, rest) = page.split_first()?;
    if n != LONG {
        return rest.split_at_checked(usize::from(n));
    }
    let (n, rest) = rest.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*n) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str]) -> TextColumn {
        let mut column = TextColumn::default();
        for value in values {
            column.push(value);
        }
        column
    }

    #[track_caller]
    fn assert_unchanged(values: &[&str]) {
        let mut column = column(values);
        column.shrink();
        assert_eq!(column.len(), values.len());
        for (row, &value) in values.iter().enumerate() {
            assert_eq!(column.get(row).as_deref(), Some(value).filter(|v| !v.is_empty()), "{row}");
        }
        assert_eq!(column.get(values.len()), None);
    }

    #[test]
    fn every_text_comes_back_whatever_the_form() {
        assert_unchanged(&["", "", ""]);
        assert_unchanged(&["1", "", "25", "4294967294"]);
        assert_unchanged(&["01067", "", "99999", "00001"]);
        assert_unchanged(&["0", "10", "7"]);
        // Each of these leaves its first form at the last text.
        assert_unchanged(&["", "1", "4294967295"]);
        assert_unchanged(&["12", "01067"]);
        assert_unchanged(&["01067", "1"]);
        assert_unchanged(&["1", "007", "x"]);
        assert_unchanged(&["1", "2", "a@b"]);
        assert_unchanged(&["", "max@firma.example", "a@b@c", "none", "@", "x@", ""]);
        assert_unchanged(&["Straße 1", "", "ß"]);
    }

    #[test]
    fn long_texts_and_many_rows_cross_pages() {
        let long = "x".repeat(100_000);
        let middle = "y".repeat(255);
        let mut values: Vec<String> = (0..20_000).map(|n| format!("Zeile {n}")).collect();
        values.insert(5, long.clone());
        values.insert(17, middle);
        values.push(long);
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        assert_unchanged(&values);
    }

    #[test]
    fn the_at_sign_is_found_wherever_it_stands() {
        for len in 0..=30_usize {
            // The neighbour of `@` in ASCII, which a carry could take for it.
            let plain = vec![b'A'; len];
            assert_eq!(at_sign(&plain), None);
            for at in 0..len {
                let mut text = plain.clone();
                text[at] = b'@';
                assert_eq!(at_sign(&text), Some(at), "{len}");
                text[len - 1] = b'@';
                assert_eq!(at_sign(&text), Some(at), "{len}");
            }
        }
    }

    #[test]
    fn hosts_beyond_the_list_stay_in_the_name() {
        let values: Vec<String> = (0..66_000).map(|n| format!("a{n}@h{n}.example")).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        assert_unchanged(&values);
    }

    #[test]
    fn equality_is_that_of_rows() {
        let (mut a, b) = (column(&["1", "x"]), column(&["1"]));
        assert_ne!(a, b);
        a = column(&["a@b", "1"]);
        assert_eq!(a, column(&["a@b", "1"]));
        assert_ne!(column(&["1", "2"]), column(&["1", "02"]));
    }
}
