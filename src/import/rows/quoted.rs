//! Rows with quotes: the strict reading by RFC 4180 and the three readings of a quote that is broken.

use memchr::{memchr, memchr2, memchr3};

use super::super::cell::Cells;
use super::super::limits::MAX_ROW_BYTES;
use super::super::line::{Line, count_line_ends, line_end_len};
use super::super::literal::blank::is_blank;
use super::{Fit, Oddity, Place, QuoteDefect, Row, RowReader, Verdict};

/// How the strict reading of a row with quotes ended.
enum Strict {
    NeedMore,
    Row { end: usize, n_lines: u32, crossing: Option<Place>, quote_in_text: Option<Place> },
    Broken { defect: QuoteDefect, place: Place },
}

/// How a line with a broken quote may be meant (see the parent module).
#[derive(Clone, Copy)]
enum Reading {
    QuoteInCell,
    TextAfterQuote,
    OpeningQuoteAlone,
}

impl Reading {
    const ALL: [Self; 3] = [Self::QuoteInCell, Self::TextAfterQuote, Self::OpeningQuoteAlone];
}

impl RowReader {
    /// Reads a row whose first physical line has a quote that is not plain.
    pub(super) fn read_quoted(
        &self,
        view: &[u8],
        at: usize,
        is_last: bool,
        cells: &mut Cells,
    ) -> Option<Row> {
        let rest = view.get(at..).unwrap_or_default();
        let Some(line) = Line::find(rest, is_last) else {
            return (rest.len() > MAX_ROW_BYTES + 1).then_some(Row::endless(at));
        };
        if line.len > MAX_ROW_BYTES {
            return Some(Row::endless(at));
        }
        let first = cells.len();
        let (defect, place) = match self.strict(view, at, is_last, cells) {
            Strict::NeedMore => {
                cells.truncate(first);
                return None;
            }
            Strict::Broken { defect, place } => (defect, place),
            Strict::Row { end, n_lines, crossing, quote_in_text } => {
                let found = cells.len() - first;
                let mut row = self.judge(view, at, end, n_lines, first, cells);
                let is_ragged = matches!(row.verdict, Verdict::Ragged { .. });
                let Some(place) = crossing.filter(|_| is_ragged) else {
                    row.oddity = row.oddity.or(quote_in_text.map(Oddity::QuoteInText));
                    return Some(row);
                };
                (QuoteDefect::OverLines { found }, place)
            }
        };
        cells.truncate(first);
        let end = at + line.end;
        // A quote that closes properly, only in a row of the wrong width, is no broken quote to be read otherwise.
        let readings: &[Reading] =
            if matches!(defect, QuoteDefect::OverLines { .. }) { &[] } else { &Reading::ALL };
        let text = view.get(..at + line.len).unwrap_or_default();
        for &reading in readings {
            if let Some(oddity) = self.reread(reading, text, at, cells)
                && self.fit(view, first, cells) != Fit::Not
            {
                let oddity = Some(oddity);
                return Some(Row { end, n_lines: 1, verdict: Verdict::Whole, oddity });
            }
            cells.truncate(first);
        }
        Some(Row { end, n_lines: 1, verdict: Verdict::Broken { defect, place }, oddity: None })
    }

    /// Reads a row by RFC 4180, over as many lines as its quotes say.
    fn strict(&self, view: &[u8], start: usize, is_last: bool, cells: &mut Cells) -> Strict {
        let first = cells.len();
        let limit = start + MAX_ROW_BYTES;
        let (mut at, mut n_line_ends) = (start, 0);
        let (mut crossing, mut quote_in_text) = (None, None);
        loop {
            let place = Place { column: cells.len() - first, line: n_line_ends };
            let unclosed = Strict::Broken { defect: QuoteDefect::Unclosed, place };
            if self.quote.is_some() && view.get(at) == self.quote.as_ref() {
                let closing = match self.closing_quote(view, at + 1, is_last) {
                    Closing::At(closing) if closing.at <= limit => closing,
                    Closing::NeedMore if view.len() <= limit + 1 => return Strict::NeedMore,
                    _ => return unclosed,
                };
                let content = view.get(at + 1..closing.at).unwrap_or_default();
                let n_crossed = count_line_ends(content);
                let next = self.after_blanks(view, closing.at + 1);
                match view.get(next) {
                    _ if next > limit => return unclosed,
                    Some(&byte) if self.ends_cell(byte) => {}
                    Some(_) if n_crossed == 0 => {
                        return Strict::Broken { defect: QuoteDefect::TextAfter, place };
                    }
                    Some(_) => return unclosed,
                    None if is_last => {}
                    None => return Strict::NeedMore,
                }
                if closing.has_escapes {
                    self.push_unescaped(content, cells);
                } else {
                    cells.push(at + 1, closing.at);
                }
                if n_crossed > 0 {
                    n_line_ends += n_crossed;
                    crossing = crossing.or(Some(place));
                }
                at = next;
            } else {
                let rest = view.get(at..).unwrap_or_default();
                let hit = memchr3(self.delimiter, b'\n', b'\r', rest);
                let len = hit.unwrap_or(rest.len());
                if at + len > limit {
                    // The first line is shorter, so a quote has led here.
                    let place = crossing.unwrap_or(place);
                    return Strict::Broken { defect: QuoteDefect::Unclosed, place };
                }
                if hit.is_none() && !is_last {
                    return Strict::NeedMore;
                }
                let text = rest.get(..len).unwrap_or_default();
                if self.quote.is_some_and(|quote| memchr(quote, text).is_some()) {
                    quote_in_text = quote_in_text.or(Some(place));
                }
                cells.push(at, at + len);
                at += len;
            }
            if let Some(place) = crossing
                && self.is_beyond(view, first, cells)
            {
                let defect = QuoteDefect::OverLines { found: cells.len() - first };
                return Strict::Broken { defect, place };
            }
            match view.get(at) {
                Some(&byte) if byte == self.delimiter => at += 1,
                Some(_) => match line_end_len(view, at, is_last) {
                    None => return Strict::NeedMore,
                    Some(n) => {
                        let n_lines = n_line_ends + 1;
                        return Strict::Row { end: at + n, n_lines, crossing, quote_in_text };
                    }
                },
                None => {
                    let n_lines = n_line_ends + 1;
                    return Strict::Row { end: at, n_lines, crossing, quote_in_text };
                }
            }
        }
    }

    /// Whether the last cell lies beyond the width and is not blank, so that no end can make the row fit.
    fn is_beyond(&self, view: &[u8], first: usize, cells: &Cells) -> bool {
        let n = cells.len() - first;
        self.width.is_some_and(|width| n > width.all && !is_blank(cells.get(cells.len() - 1, view)))
    }

    #[inline]
    pub(super) const fn ends_cell(&self, byte: u8) -> bool {
        byte == self.delimiter || byte == b'\n' || byte == b'\r'
    }

    fn after_blanks(&self, view: &[u8], mut at: usize) -> usize {
        while let Some(&byte @ (b' ' | b'\t')) = view.get(at)
            && byte != self.delimiter
        {
            at += 1;
        }
        at
    }

    /// The quote that closes a cell whose content starts at `from`.
    fn closing_quote(&self, view: &[u8], from: usize, is_last: bool) -> Closing {
        let not_found = if is_last { Closing::None } else { Closing::NeedMore };
        let Some(quote) = self.quote else { return Closing::None };
        let (mut at, mut has_escapes) = (from, false);
        loop {
            let rest = view.get(at..).unwrap_or_default();
            let Some(n) = memchr(quote, rest) else { return not_found };
            at += n;
            if self.backslash && is_escaped(view, from, at) {
                has_escapes = true;
                at += 1;
                continue;
            }
            match view.get(at + 1) {
                Some(&next) if next == quote => {
                    has_escapes = true;
                    at += 2;
                }
                None if !is_last => return Closing::NeedMore,
                _ => {
                    has_escapes |= self.backslash
                        && memchr(b'\\', view.get(from..at).unwrap_or_default()).is_some();
                    return Closing::At(ClosingQuote { at, has_escapes });
                }
            }
        }
    }

    /// Appends the content of a quoted cell with one of two quotes, and escaping backslashes, left out.
    pub(super) fn push_unescaped(&self, content: &[u8], cells: &mut Cells) {
        let quote = self.quote.unwrap_or(b'"');
        let escape = if self.backslash { b'\\' } else { quote };
        cells.open();
        let mut rest = content;
        while let Some(at) = memchr2(quote, escape, rest) {
            let (here, next) = (rest.get(at).copied(), rest.get(at + 1).copied());
            let escapes = next == Some(quote) || (here == Some(b'\\') && next == here);
            cells.append(rest.get(..at + usize::from(!escapes)).unwrap_or_default());
            rest = rest.get(at + 1..).unwrap_or_default();
            if escapes {
                cells.append(rest.get(..1).unwrap_or_default());
                rest = rest.get(1..).unwrap_or_default();
            }
        }
        cells.append(rest);
    }

    /// Reads one physical line by a reading of broken quotes. `None` where the reading does not lead to the end, or
    /// finds nothing odd.
    fn reread(
        &self,
        reading: Reading,
        text: &[u8],
        start: usize,
        cells: &mut Cells,
    ) -> Option<Oddity> {
        let first = cells.len();
        let (mut at, mut oddity) = (start, None);
        loop {
            let place = Place { column: cells.len() - first, line: 0 };
            let (next, is_odd) = if text.get(at) == self.quote.as_ref() {
                match reading {
                    Reading::QuoteInCell => self.quote_in_cell(text, at, cells)?,
                    Reading::TextAfterQuote => self.text_after_quote(text, at, cells)?,
                    Reading::OpeningQuoteAlone => self.opening_quote_alone(text, at, cells)?,
                }
            } else {
                (self.push_until_delimiter(text, at, cells), false)
            };
            if is_odd {
                oddity = oddity.or(Some(match reading {
                    Reading::QuoteInCell => Oddity::QuoteInCell(place),
                    Reading::TextAfterQuote => Oddity::TextAfterQuote(place),
                    Reading::OpeningQuoteAlone => Oddity::OpeningQuoteAlone(place),
                }));
            }
            if next >= text.len() {
                return oddity;
            }
            at = next + 1;
        }
    }

    /// A quoted cell closes at the first quote before a delimiter or the line end. Returns where it ends and whether
    /// that is odd, as the two readings below do.
    fn quote_in_cell(&self, text: &[u8], at: usize, cells: &mut Cells) -> Option<(usize, bool)> {
        let mut from = at + 1;
        loop {
            let Closing::At(closing) = self.closing_quote(text, from, true) else { return None };
            let next = self.after_blanks(text, closing.at + 1);
            if text.get(next).is_none_or(|&byte| byte == self.delimiter) {
                self.push_unescaped(text.get(at + 1..closing.at)?, cells);
                return Some((next, from > at + 1));
            }
            from = closing.at + 1;
        }
    }

    /// What follows a closing quote belongs to the cell.
    fn text_after_quote(&self, text: &[u8], at: usize, cells: &mut Cells) -> Option<(usize, bool)> {
        let Closing::At(closing) = self.closing_quote(text, at + 1, true) else { return None };
        let end = self.delimiter_from(text, closing.at + 1);
        let tail = text.get(closing.at + 1..end)?;
        self.push_unescaped(text.get(at + 1..closing.at)?, cells);
        let is_odd = !is_blank(tail);
        if is_odd {
            cells.append(tail);
        }
        Some((end, is_odd))
    }

    /// A quoted cell that does not close before a delimiter was not meant to be quoted.
    fn opening_quote_alone(
        &self,
        text: &[u8],
        at: usize,
        cells: &mut Cells,
    ) -> Option<(usize, bool)> {
        if let Closing::At(closing) = self.closing_quote(text, at + 1, true) {
            let next = self.after_blanks(text, closing.at + 1);
            if text.get(next).is_none_or(|&byte| byte == self.delimiter) {
                self.push_unescaped(text.get(at + 1..closing.at)?, cells);
                return Some((next, false));
            }
        }
        let end = self.delimiter_from(text, at + 1);
        let cell = text.get(at + 1..end)?;
        let n = cell.len() - usize::from(cell.last() == self.quote.as_ref());
        cells.push(at + 1, at + 1 + n);
        Some((end, true))
    }

    fn push_until_delimiter(&self, text: &[u8], at: usize, cells: &mut Cells) -> usize {
        let end = self.delimiter_from(text, at);
        cells.push(at, end);
        end
    }

    /// The next delimiter from `at` on, or the end.
    fn delimiter_from(&self, text: &[u8], at: usize) -> usize {
        let rest = text.get(at..).unwrap_or_default();
        memchr(self.delimiter, rest).map_or(text.len(), |n| at + n)
    }
}

/// What closes a quoted cell.
enum Closing {
    At(ClosingQuote),
    None,
    NeedMore,
}

struct ClosingQuote {
    at: usize,
    has_escapes: bool,
}

/// Whether the byte at `at` stands behind an odd number of backslashes.
fn is_escaped(view: &[u8], from: usize, at: usize) -> bool {
    let before = view.get(from..at).unwrap_or_default();
    before.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}
