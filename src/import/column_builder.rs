//! One column while its cells come in: typed values, and what the pass saw.
//!
//! Rows come in batches and are read column by column: within a column the same reader, the same dictionary and the
//! same branches are used a few hundred times in a row, which is most of the speed of an import. The order in which
//! a cell is asked whether it is blank, missing or readable stands in [`super::plan`].

use std::collections::TryReserveError;

use rustc_hash::FxHashMap;

use super::cell::Cells;
use super::encoding::Charset;
use super::error::ImportError;
use super::heading::Heading;
use super::issue::{Issue, IssueKind, IssueLog, excerpt, is_hidden};
use super::line::count_line_ends;
use super::literal::blank::{is_blank, trim};
use super::literal::date::{self, DateFormat, DateValue};
use super::literal::missing::MissingWords;
use super::literal::number::{self, NumberFormat};
use super::plan::{ColumnEvidence, ColumnKind, ColumnPlan};
use super::recent::{Recent, ShortCell};
use super::values;
use super::write::without_guard;
use crate::model::word_list::{MAX_WORDS, is_ascii};
use crate::model::{
    Codes, Currency, DateColumn, DictColumn, Money, MoneyColumn, NumberColumn, TextColumn, Values,
    WordHash, WordList,
};

/// Rows that are read column by column together.
pub(super) const BATCH_ROWS: usize = 512;

/// Some rows whose cells are in view.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// The bytes the cells stand in.
    pub view: &'a [u8],
    /// All cells, row by row.
    pub cells: &'a Cells,
    /// Cells per row.
    pub n_columns: usize,
    /// Physical line of each row.
    pub lines: &'a [u32],
    /// How cells become text.
    pub charset: Charset,
    /// Names of the columns.
    pub heading: &'a Heading,
    /// Whether a NUL byte is in view, so that cells must be searched for it.
    pub has_nul: bool,
}

impl<'a> Batch<'a> {
    /// Puts the cells of a column in place of what the list holds.
    #[inline(never)]
    fn column(&self, index: usize, column: &mut Vec<&'a [u8]>) {
        let (cells, view) = (self.cells, self.view);
        let rows = cells.spans(0).chunks_exact(self.n_columns.max(1));
        column.clear();
        column.extend(
            rows.map(|row| row.get(index).map_or(&[][..], |&span| cells.bytes(span, view))),
        );
    }

    /// Physical line of a cell: line ends within a row stand in the cells before it.
    fn line(&self, row: usize, column: usize) -> u32 {
        let first = row * self.n_columns;
        let before = (first..first + column).map(|at| self.cells.get(at, self.view));
        self.lines.get(row).copied().unwrap_or(0) + before.map(count_line_ends).sum::<u32>()
    }

    fn report(&self, log: &mut IssueLog, row: usize, column: usize, cell: &[u8], kind: IssueKind) {
        let start = self.lines.get(row).copied().unwrap_or(0);
        log.add_with(start, kind, Some(column), || Issue {
            line: self.line(row, column),
            column: Some(self.heading.column(column)),
            text: excerpt(self.charset.decode(cell, &mut String::new()).0),
            kind,
        });
    }
}

/// A column while its cells come in.
#[derive(Clone, Debug)]
pub struct ColumnBuilder {
    index: usize,
    kind: ColumnKind,
    missing: MissingWords,
    /// Whether the missing words are asked before a cell is read.
    asks_first: bool,
    evidence: ColumnEvidence,
    values: Building,
    /// How many rows will come, as far as is known.
    n_expected: usize,
    /// The first row, of all accepted rows, with a cell that is no UTF-8 though the file should be.
    first_invalid_row: Option<usize>,
    scratch: String,
}

#[derive(Clone, Debug)]
enum Building {
    Date(DateColumn),
    Money(MoneyColumn),
    Number(NumberColumn),
    Dict(Dictionary),
    Text(TextColumn),
    Nothing,
}

impl ColumnBuilder {
    /// A column of this plan with room for about `n_rows` rows.
    #[must_use]
    pub fn new(index: usize, plan: &ColumnPlan, n_rows: usize) -> Self {
        let values = match plan.kind {
            ColumnKind::Date(DateFormat { with_time: false, .. }) => {
                Building::Date(DateColumn::Days(Vec::new()))
            }
            ColumnKind::Date(_) => Building::Date(DateColumn::Minutes(Vec::new())),
            ColumnKind::Money(_) => Building::Money(MoneyColumn::default()),
            ColumnKind::Number(_) => Building::Number(NumberColumn::default()),
            ColumnKind::Dict => Building::Dict(Dictionary::default()),
            ColumnKind::Text => Building::Text(TextColumn::with_capacity(n_rows)),
            ColumnKind::Skip => Building::Nothing,
        };
        let mut column = Self {
            index,
            kind: plan.kind,
            missing: plan.missing.clone(),
            asks_first: plan.missing.precede_reading(),
            evidence: ColumnEvidence::default(),
            values,
            n_expected: n_rows,
            first_invalid_row: None,
            scratch: String::new(),
        };
        // Codes widen with the number of words, mostly among the first rows: room that was made for all rows before that
        // would lie idle.
        let n_first = if plan.kind == ColumnKind::Dict { n_rows / 16 } else { n_rows };
        // The number is an estimate: where there is no room for it, there may be for the rows that come.
        let _ = column.try_reserve(n_first);
        column
    }

    /// Makes room for `additional` rows; where there is none yet, for all that are expected, or for an eighth more than
    /// there are, so that the last rows of a long file do not double its columns.
    fn reserve(&mut self, additional: usize) -> Result<(), ImportError> {
        let (len, capacity) = match &self.values {
            Building::Date(column) => (column.len(), column.capacity()),
            Building::Money(column) => (column.len(), column.capacity()),
            Building::Number(column) => (column.len(), column.capacity()),
            Building::Dict(dictionary) => (dictionary.codes.len(), dictionary.codes.capacity()),
            Building::Text(_) | Building::Nothing => return Ok(()),
        };
        if capacity - len >= additional {
            return Ok(());
        }
        let expected = self.n_expected.saturating_sub(len);
        if expected >= additional && self.try_reserve(expected).is_ok() {
            return Ok(());
        }
        self.try_reserve(additional.max(len / 8)).map_err(|_| ImportError::OutOfMemory)
    }

    fn try_reserve(&mut self, additional: usize) -> Result<(), TryReserveError> {
        match &mut self.values {
            Building::Date(column) => column.try_reserve(additional),
            Building::Money(column) => column.try_reserve(additional),
            Building::Number(column) => column.try_reserve(additional),
            Building::Dict(dictionary) => dictionary.codes.try_reserve(additional),
            Building::Text(_) | Building::Nothing => Ok(()),
        }
    }

    /// The first accepted row with bytes that are no UTF-8, where there is one.
    #[must_use]
    pub const fn first_invalid_row(&self) -> Option<usize> {
        self.first_invalid_row
    }

    /// Reads the cells of this column, which are put into `cells`: room that serves one column after the other.
    ///
    /// The loops over the cells are functions of their own, never part of the one that runs as long as the import:
    /// browsers start with code that is compiled quickly and replace a function by a faster one only when it is
    /// called again.
    pub fn append<'a>(
        &mut self,
        batch: &Batch<'a>,
        cells: &mut Vec<&'a [u8]>,
        log: &mut IssueLog,
    ) -> Result<(), ImportError> {
        self.reserve(batch.lines.len())?;
        self.evidence.n_rows += batch.lines.len();
        if matches!(self.values, Building::Nothing) {
            return Ok(());
        }
        batch.column(self.index, cells);
        match self.kind {
            ColumnKind::Date(format) => self.append_dates(cells, batch, format, log),
            ColumnKind::Money(format) => self.append_amounts(cells, batch, format, log),
            ColumnKind::Number(format) => self.append_numbers(cells, batch, format, log),
            ColumnKind::Dict | ColumnKind::Text => {
                if matches!(self.values, Building::Dict(_)) {
                    self.append_words(cells, batch, log);
                } else {
                    self.append_texts(cells, batch, log);
                }
            }
            ColumnKind::Skip => {}
        }
        Ok(())
    }

    #[inline(never)]
    fn append_dates(
        &mut self,
        cells: &[&[u8]],
        batch: &Batch<'_>,
        format: DateFormat,
        log: &mut IssueLog,
    ) {
        // The usual form goes straight into the column; the first cell of another form calls for the loop that knows all.
        let n_usual = match &mut self.values {
            Building::Date(DateColumn::Days(days)) if !self.asks_first => {
                append_usual_days(cells, format, days, &mut self.evidence)
            }
            _ => 0,
        };
        let asks_first = self.asks_first;
        for (row, &cell) in cells.iter().enumerate().skip(n_usual) {
            let date = if cell.is_empty() {
                self.evidence.n_missing += 1;
                None
            } else if asks_first && self.missing.contains(cell) {
                self.evidence.missing_word(cell);
                None
            } else {
                let read = match date::parse(cell, format) {
                    None => self.other_date(batch, row, cell, format, log),
                    read => read,
                };
                if let Some(date) = read {
                    self.evidence.n_parsed += 1;
                    self.evidence.n_deciding += usize::from(date.decides);
                    self.evidence.n_with_time += usize::from(date.has_time);
                }
                read
            };
            if let Building::Date(column) = &mut self.values {
                match column {
                    DateColumn::Days(_) => column.push_day(date.map(|date| date.day)),
                    DateColumn::Minutes(_) => column.push_minute(date.map(DateValue::minute)),
                }
            }
        }
    }

    /// A cell that is no date as it stands: in another encoding, blank, a missing word or wrong.
    #[cold]
    fn other_date(
        &mut self,
        batch: &Batch<'_>,
        row: usize,
        cell: &[u8],
        format: DateFormat,
        log: &mut IssueLog,
    ) -> Option<DateValue> {
        self.watch_utf8(batch, row, cell);
        let text = batch.charset.decode(cell, &mut self.scratch).0.as_bytes();
        match date::diagnose(text, format) {
            Ok(date) => Some(date),
            Err(error) => {
                let kind = IssueKind::NotADate { error, format };
                Self::fail(&mut self.evidence, &self.missing, self.kind, text).then(|| {
                    batch.report(log, row, self.index, cell, kind);
                });
                None
            }
        }
    }

    #[inline(never)]
    fn append_amounts(
        &mut self,
        cells: &[&[u8]],
        batch: &Batch<'_>,
        format: NumberFormat,
        log: &mut IssueLog,
    ) {
        let asks_first = self.asks_first;
        let is_utf8 = batch.charset == Charset::Utf8;
        let mut n_usual = 0;
        for (row, &cell) in cells.iter().enumerate() {
            let amount = if cell.is_empty() {
                self.evidence.n_missing += 1;
                None
            } else if asks_first && self.missing.contains(cell) {
                self.evidence.missing_word(cell);
                None
            } else if is_utf8 && let Some(usual) = number::usual_cents(cell, format) {
                n_usual += 1;
                if usual.is_euro {
                    self.evidence.currencies.count(Some(Currency::EUR));
                }
                Some(Money(usual.cents))
            } else {
                let text = if is_utf8 || cell.is_ascii() {
                    cell
                } else {
                    batch.charset.decode(cell, &mut self.scratch).0.as_bytes()
                };
                match number::parse_cents(text, format) {
                    Ok(amount) => {
                        self.evidence.n_parsed += 1;
                        self.evidence.n_deciding += usize::from(amount.decides);
                        self.evidence.currencies.count(amount.currency);
                        Some(Money(amount.cents))
                    }
                    Err(error) => {
                        let kind = IssueKind::NotAnAmount { error, format };
                        if Self::fail(&mut self.evidence, &self.missing, self.kind, text) {
                            batch.report(log, row, self.index, cell, kind);
                            self.watch_utf8(batch, row, cell);
                        }
                        None
                    }
                }
            };
            if let Building::Money(column) = &mut self.values {
                column.push(amount);
            }
        }
        self.evidence.n_parsed += n_usual;
        self.evidence.n_deciding += n_usual;
    }

    #[inline(never)]
    fn append_numbers(
        &mut self,
        cells: &[&[u8]],
        batch: &Batch<'_>,
        format: NumberFormat,
        log: &mut IssueLog,
    ) {
        let asks_first = self.asks_first;
        for (row, &cell) in cells.iter().enumerate() {
            let value = if cell.is_empty() {
                self.evidence.n_missing += 1;
                None
            } else if asks_first && self.missing.contains(cell) {
                self.evidence.missing_word(cell);
                None
            } else {
                let text = batch.charset.decode(cell, &mut self.scratch).0.as_bytes();
                match number::parse_f64(text, format) {
                    Ok(number) => {
                        self.evidence.n_parsed += 1;
                        self.evidence.n_deciding += usize::from(number.decides);
                        Some(number.value)
                    }
                    Err(error) => {
                        let kind = IssueKind::NotANumber { error, format };
                        if Self::fail(&mut self.evidence, &self.missing, self.kind, text) {
                            batch.report(log, row, self.index, cell, kind);
                            self.watch_utf8(batch, row, cell);
                        }
                        None
                    }
                }
            };
            if let Building::Number(column) = &mut self.values {
                column.push(value);
            }
        }
    }

    /// Counts a cell that could not be read; whether it has failed and is not just missing.
    #[cold]
    fn fail(
        evidence: &mut ColumnEvidence,
        missing: &MissingWords,
        kind: ColumnKind,
        cell: &[u8],
    ) -> bool {
        if is_blank(cell) {
            evidence.n_missing += 1;
            false
        } else if missing.contains(cell) {
            evidence.missing_word(cell);
            false
        } else {
            evidence.fail(cell, &kind);
            true
        }
    }

    #[inline(never)]
    fn append_words(&mut self, cells: &[&[u8]], batch: &Batch<'_>, log: &mut IssueLog) {
        let Building::Dict(dictionary) = &mut self.values else { return };
        let mut codes = std::mem::take(&mut dictionary.batch);
        codes.clear();
        let n_before = self.evidence.n_rows - batch.lines.len();
        if dictionary.recent_pays {
            dictionary.read_recent(cells, &mut codes, batch, n_before);
        } else {
            dictionary.read_at_once(cells, &mut codes, batch, n_before);
        }
        let mut n_missing = 0;
        for &code in &codes {
            n_missing += usize::from(code == 0);
        }
        if !dictionary.odd.is_empty() {
            for (row, (cell, code)) in cells.iter().zip(&codes).enumerate() {
                let Some(odd) = dictionary.odd.get(code) else { continue };
                n_missing += usize::from(odd.is_blank);
                batch.report(log, row, self.index, cell, odd.kind);
                if odd.kind == IssueKind::InvalidUtf8 && self.first_invalid_row.is_none() {
                    self.first_invalid_row = Some(self.evidence.n_rows - codes.len() + row);
                }
            }
        }
        self.evidence.n_missing += n_missing;
        self.evidence.n_parsed += codes.len() - n_missing;
        dictionary.codes.extend(&codes);
        dictionary.batch = codes;
        if dictionary.has_overflown {
            let missing = &self.missing;
            let text = dictionary.to_text(batch.charset, |word| missing.contains(word));
            self.values = Building::Text(text);
        }
    }

    #[inline(never)]
    fn append_texts(&mut self, cells: &[&[u8]], batch: &Batch<'_>, log: &mut IssueLog) {
        let asks = !self.missing.is_empty();
        // Texts that stand in the file as they are go to the column together.
        let (mut plain, mut n_plain) = ([&b""[..]; BATCH_ROWS], 0);
        for (row, &cell) in cells.iter().enumerate() {
            let trimmed = trim(cell);
            let is_plain = is_ascii(trimmed) && !batch.has_nul && trimmed.first() != Some(&b'\'');
            let is_missing = asks && self.missing.contains_trimmed(trimmed);
            let text = if trimmed.is_empty() {
                self.evidence.n_missing += 1;
                trimmed
            } else if is_missing {
                self.evidence.missing_word(trimmed);
                &[]
            } else {
                self.evidence.n_parsed += 1;
                trimmed
            };
            if (is_plain || is_missing)
                && let Some(to) = plain.get_mut(n_plain)
            {
                *to = text;
                n_plain += 1;
                continue;
            }
            self.push_texts(plain.get(..n_plain).unwrap_or_default());
            n_plain = 0;
            self.push_text(cell, batch, row, log);
        }
        self.push_texts(plain.get(..n_plain).unwrap_or_default());
    }

    /// Appends a text that may not stand in the file as it is.
    #[cold]
    fn push_text(&mut self, cell: &[u8], batch: &Batch<'_>, row: usize, log: &mut IssueLog) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let (text, oddity) = cell_text(trim(cell), batch.charset, &mut scratch);
        if let Some(kind) = oddity {
            batch.report(log, row, self.index, cell, kind);
            if kind == IssueKind::InvalidUtf8 {
                let at = self.evidence.n_rows - batch.lines.len() + row;
                self.first_invalid_row.get_or_insert(at);
            }
        }
        self.push_texts(&[text.as_bytes()]);
        drop(text);
        self.scratch = scratch;
    }

    fn push_texts(&mut self, texts: &[&[u8]]) {
        if let Building::Text(column) = &mut self.values {
            column.extend_utf8(texts);
        }
    }

    /// Notes that a cell of a UTF-8 file is no UTF-8.
    fn watch_utf8(&mut self, batch: &Batch<'_>, row: usize, cell: &[u8]) {
        if batch.charset == Charset::Utf8 && str::from_utf8(cell).is_err() {
            let at = self.evidence.n_rows - batch.lines.len() + row;
            self.first_invalid_row.get_or_insert(at);
        }
    }

    /// The values, unless the column is not stored, and what the pass saw.
    #[must_use]
    pub fn finish(self, charset: Charset) -> (Option<Values>, ColumnEvidence) {
        let values = match self.values {
            Building::Date(column) => Some(Values::Date(column)),
            Building::Money(column) => Some(Values::Money(column)),
            Building::Number(column) => Some(Values::Number(column)),
            Building::Dict(dictionary) => Some(Values::Dict(dictionary.finish(charset))),
            Building::Text(mut column) => {
                column.shrink();
                Some(Values::Text(column))
            }
            Building::Nothing => None,
        };
        (values, self.evidence)
    }
}

/// Appends the days of cells up to the first that is neither empty nor in the usual form, and returns how many.
#[inline(never)]
fn append_usual_days(
    cells: &[&[u8]],
    format: DateFormat,
    days: &mut Vec<u16>,
    evidence: &mut ColumnEvidence,
) -> usize {
    let (mut n, mut n_missing, mut n_deciding) = (0, 0, 0);
    let mut read = [0; BATCH_ROWS];
    for (to, &cell) in read.iter_mut().zip(cells) {
        if cell.is_empty() {
            n_missing += 1;
        } else {
            let Some(day) = date::usual_day(cell, format) else { break };
            n_deciding += usize::from(day.decides);
            *to = day.n;
        }
        n += 1;
    }
    days.extend_from_slice(read.get(..n).unwrap_or_default());
    evidence.n_missing += n_missing;
    evidence.n_parsed += n - n_missing;
    evidence.n_deciding += n_deciding;
    n
}

/// The text of a cell with what must not reach it taken out, and the first thing that was odd about it.
fn cell_text<'a>(
    cell: &'a [u8],
    charset: Charset,
    scratch: &'a mut String,
) -> (std::borrow::Cow<'a, str>, Option<IssueKind>) {
    let (text, is_repaired) = charset.decode(cell, scratch);
    let mut oddity = is_repaired.then_some(IssueKind::InvalidUtf8);
    if text.contains('\0') {
        let without = text.replace('\0', "");
        return (without.into(), oddity.or(Some(IssueKind::NulBytes)));
    }
    let mut text = text;
    if let Some(unguarded) = without_guard(text) {
        text = unguarded;
        oddity = oddity.or(Some(IssueKind::FormulaGuard));
    }
    if oddity.is_none() && !text.is_ascii() {
        let hidden = text.chars().find(|&c| is_hidden(c));
        oddity = hidden.map(|character| IssueKind::HiddenCharacter { character });
    }
    (text.into(), oddity)
}

/// A dictionary while it is filled. Words are kept in the bytes of the file and become text at the end, once each;
/// only then are those that say the same one word. A cell is never looked up by its text: `'=1` can be the text of
/// `''=1` and a cell that stands for `=1`.
#[derive(Clone, Debug)]
struct Dictionary {
    codes: Codes,
    words: WordList,
    /// What is odd about words, by their codes. Only looked up, never walked: its order reaches no result.
    odd: FxHashMap<u32, OddWord>,
    /// Whether words hardly repeat after all.
    has_overflown: bool,
    /// Codes and hashes of a batch; kept to keep their memory.
    batch: Vec<u32>,
    hashes: Vec<WordHash>,
    /// Codes of cells met lately.
    recent: Recent<u32>,
    /// Whether most cells of the last batch were found there.
    recent_pays: bool,
}

/// A word whose text is not what its bytes say, or that holds something unseen.
#[derive(Clone, Copy, Debug)]
struct OddWord {
    kind: IssueKind,
    /// Whether nothing is left of it.
    is_blank: bool,
}

/// Places of the words met lately, as a power of two.
const RECENT_WORDS_BITS: u32 = 8;

impl Default for Dictionary {
    fn default() -> Self {
        Self {
            codes: Codes::default(),
            words: WordList::default(),
            odd: FxHashMap::default(),
            has_overflown: false,
            batch: Vec::new(),
            hashes: Vec::new(),
            recent: Recent::new(RECENT_WORDS_BITS, 0),
            recent_pays: true,
        }
    }
}

/// A dictionary that has so many words within half as many rows again becomes a column of text.
const MAX_UNREPEATED_WORDS: usize = 100_000;

impl Dictionary {
    /// Reads cells of a column with few different words: nearly all of them were met lately.
    #[inline(never)]
    fn read_recent(
        &mut self,
        cells: &[&[u8]],
        codes: &mut Vec<u32>,
        batch: &Batch<'_>,
        n_before: usize,
    ) {
        let mut n_unknown = 0;
        codes.extend(cells.iter().enumerate().map(|(row, &cell)| {
            let short = ShortCell::of(cell);
            let known = match short {
                Some(short) => self.recent.get(short),
                None => None,
            };
            match known {
                Some(code) => code,
                None if cell.is_empty() => 0,
                None => {
                    n_unknown += 1;
                    let code = match self.words.find(cell) {
                        Some(number) => number + 1,
                        None => self.admit(cell, batch, n_before + row),
                    };
                    if let Some(short) = short {
                        self.recent.set(short, code);
                    }
                    code
                }
            }
        }));
        self.recent_pays = n_unknown * 4 <= codes.len();
    }

    /// Reads cells of a column with many different words. First the slots of all cells, then the words: a large
    /// dictionary is not in the cache, and this way the processor waits for many of its lines at once instead of one
    /// after the other.
    #[inline(never)]
    fn read_at_once(
        &mut self,
        cells: &[&[u8]],
        codes: &mut Vec<u32>,
        batch: &Batch<'_>,
        n_before: usize,
    ) {
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.clear();
        hashes.extend(cells.iter().map(|cell| WordHash::of(cell)));
        codes.extend(hashes.iter().map(|&hash| self.words.likely_slot(hash)));
        for (row, ((&cell, &hash), code)) in cells.iter().zip(&hashes).zip(codes).enumerate() {
            *code = if cell.is_empty() {
                0
            } else if let Some(number) = self.words.holds(*code, hash, cell) {
                number + 1
            } else {
                self.admit(cell, batch, n_before + row)
            };
        }
        self.hashes = hashes;
    }

    /// The code of a cell that may have been met before, after `n_rows` rows.
    #[cold]
    fn admit(&mut self, cell: &[u8], batch: &Batch<'_>, n_rows: usize) -> u32 {
        if is_blank(cell) {
            return 0;
        }
        let code = self.intern(cell, n_rows);
        if cell.is_ascii() && !batch.has_nul && cell.first() != Some(&b'\'') {
            return code;
        }
        let mut scratch = String::new();
        let (text, oddity) = cell_text(cell, batch.charset, &mut scratch);
        if let Some(kind) = oddity {
            self.odd.insert(code, OddWord { kind, is_blank: is_blank(text.as_bytes()) });
        }
        code
    }

    fn intern(&mut self, word: &[u8], n_rows: usize) -> u32 {
        let code = self.words.intern(word) + 1;
        let is_unrepeated =
            self.words.len() == MAX_UNREPEATED_WORDS && 2 * n_rows < 3 * MAX_UNREPEATED_WORDS;
        if is_unrepeated || self.words.len() + BATCH_ROWS >= MAX_WORDS {
            self.has_overflown = true;
        }
        code
    }

    fn finish(mut self, charset: Charset) -> DictColumn {
        self.words.freeze();
        let mut scratch = String::new();
        let mut words = Vec::with_capacity(self.words.len());
        words.extend(self.words.iter().map(|w| Box::from(cell_text(w, charset, &mut scratch).0)));
        let column = DictColumn { codes: self.codes, words };
        if self.odd.is_empty() { column } else { values::merge_equal_words(&column) }
    }

    fn to_text(&self, charset: Charset, is_missing: impl Fn(&[u8]) -> bool) -> TextColumn {
        let mut scratch = String::new();
        let mut text = TextColumn::with_capacity(self.codes.capacity());
        for row in 0..self.codes.len() {
            let number = (self.codes.get(row) as usize).checked_sub(1);
            let word = number.and_then(|number| self.words.get(number)).unwrap_or_default();
            let word = trim(word);
            if is_missing(word) {
                text.push("");
            } else {
                text.push(&cell_text(word, charset, &mut scratch).0);
            }
        }
        text
    }
}
