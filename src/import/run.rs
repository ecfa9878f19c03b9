//! The import of one file: sample, plan, pass, and a second pass where the whole file knows better.
//!
//! 1. The first mebibyte gives encoding, dialect, names and the plan of the columns ([`Opening`], [`profile::propose`]).
//! 2. One pass over all bytes fills typed columns by that plan and counts what speaks against it ([`Pass`]).
//! 3. Where the file contradicts the plan (dates taken for day first turn out month first in row 500,000), the plan
//!    is revised ([`profile::revise`]) and the pass made again; likewise where the sample was plain ASCII and the
//!    first umlaut later is no UTF-8. Each happens at most once, so that there are three passes at most.
//!
//! What the user chooses (encoding, dialect, mapping) is part of the configuration; changing it is a new import.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::account::{Account, Progress};
use super::column_builder::ColumnBuilder;
use super::dialect::{DialectChoice, DialectGuess};
use super::encoding::{self, Encoding, EncodingGuess, EncodingReason};
use super::error::ImportError;
use super::issue::IssueLog;
use super::mapping::Mapping;
use super::opening::Opening;
use super::pass::{Pass, PassEnd};
use super::plan::{FileImport, Hints, Plan};
use super::profile;
use super::source::{Source, SourceError, at_once};
use super::window::{Window, read_fully};
use crate::model::{Column, Day, Table};

/// How many bytes are read at a time where nobody asks for another number: 1 MiB. Fewer bytes stay in the cache of the
/// processor while they are parsed; more save waits where each chunk is a round trip to another process of 1 to 10 ms.
pub const CHUNK_BYTES: usize = 1 << 20;

/// How a file is to be read.
#[derive(Clone, Debug)]
pub struct ImportConfig {
    /// Today, for the range of years.
    pub today: Day,
    /// How many bytes are read at a time. Never changes a result.
    pub chunk_bytes: usize,
    /// The encoding, where the user chose it.
    pub encoding: Option<Encoding>,
    /// The dialect, as far as the user chose it.
    pub dialect: DialectChoice,
    /// What the user said about the columns, now or earlier.
    pub mapping: Option<Mapping>,
}

impl ImportConfig {
    /// Nothing chosen by the user; [`CHUNK_BYTES`] at a time.
    #[must_use]
    pub const fn proposed(today: Day) -> Self {
        Self {
            today,
            chunk_bytes: CHUNK_BYTES,
            encoding: None,
            dialect: DialectChoice { delimiter: None, quote: None, escape: None, layout: None },
            mapping: None,
        }
    }
}

/// An imported file: its data, and what there is to say about it.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The rows as typed columns, with the plan they were read by.
    pub data: FileImport,
    /// What became of every line, and how the file was understood.
    pub report: FileReport,
    /// Where the first byte beyond ASCII stands; `None` where all is ASCII.
    pub first_beyond_ascii: Option<u64>,
}

/// What there is to say about a file that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileReport {
    /// Name of the file.
    pub name: String,
    /// Its length.
    pub n_bytes: u64,
    /// What became of its lines.
    pub account: Account,
    /// Its encoding, and why.
    pub encoding: EncodingGuess,
    /// Its dialect, and why.
    pub dialect: DialectGuess,
    /// Lines above the header, as text.
    pub lines_above: Vec<String>,
    /// What is wrong or odd.
    pub issues: IssueLog,
    /// How often the file was read.
    pub n_passes: u32,
}

/// Imports a file whose bytes are at hand.
pub fn import(
    source: &mut dyn Source,
    config: &ImportConfig,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Imported, ImportError> {
    at_once(import_as_it_arrives(source, config, progress)).unwrap_or_else(|| Err(not_at_hand()))
}

/// The bytes of a source came later where they were expected at once; a fault of ours.
pub(crate) fn not_at_hand() -> ImportError {
    SourceError::new(0, "the bytes are not at hand".to_owned()).into()
}

/// Imports a file whose bytes may still be on their way: while some are read, the next ones are fetched.
pub async fn import_as_it_arrives(
    source: &mut dyn Source,
    config: &ImportConfig,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Imported, ImportError> {
    let total = source.len();
    let mut tell = |done, rows| match progress(Progress { done, total, rows }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ImportError::Cancelled),
    };
    source.prefetch(0, config.chunk_bytes);
    let mut opening = Opening::read(source, config.encoding, &config.dialect)?;
    let mut plan = propose(source.name(), &opening, config);
    let mut n_passes = 0;
    let (mut may_change_encoding, mut may_revise) =
        (opening.encoding.reason == EncodingReason::PlainAscii, true);
    loop {
        n_passes += 1;
        let columns = plan.columns.iter().enumerate();
        let builders =
            columns.map(|(at, plan)| ColumnBuilder::new(at, plan, opening.n_rows_expected));
        let mut pass = Pass::new(&opening, builders.collect());
        pass.stops_at_invalid_utf8 = may_change_encoding;
        let encoding = opening.encoding.encoding;
        let mut window = Window::new(source, encoding, config.chunk_bytes)?;
        window.prefetch();
        window.arrived().await;
        pass.begin(&mut window)?;
        let end = loop {
            if let Some(end) = pass.read_view(&mut window)? {
                break end;
            }
            window.arrived().await;
            pass.advance(&mut window)?;
            tell(window.n_read(), pass.account.accepted)?;
        };
        tell(total, pass.account.accepted)?;
        if let PassEnd::InvalidUtf8 { offset } = end {
            may_change_encoding = false;
            opening.encoding = encoding_from(source, total, offset)?;
            continue;
        }
        let Pass { builders, account, log, first_beyond_ascii, .. } = pass;
        let finished = builders.into_iter().map(|builder| builder.finish(encoding.charset()));
        let (values, evidence): (Vec<_>, Vec<_>) = finished.unzip();
        if may_revise && let Some(revised) = profile::revise(&plan, &evidence) {
            may_revise = false;
            plan = revised;
            continue;
        }
        profile::settle(&mut plan, &evidence);
        let table = Table {
            name: source.name().to_owned(),
            kind: plan.kind,
            n_rows: account.accepted as usize,
            columns: columns_of(&plan, values),
        };
        let report = FileReport {
            name: source.name().to_owned(),
            n_bytes: total,
            account,
            encoding: opening.encoding,
            dialect: opening.dialect,
            lines_above: opening.lines_above,
            issues: log,
            n_passes,
        };
        let data = FileImport { plan, table, evidence };
        return Ok(Imported { data, report, first_beyond_ascii });
    }
}

fn propose(name: &str, opening: &Opening, config: &ImportConfig) -> Plan {
    let hints = Hints {
        file_name: name,
        delimiter: opening.dialect.dialect.delimiter.into(),
        meta_lines: &opening.lines_above,
        today: config.today,
        mapping: config.mapping.as_ref(),
    };
    profile::propose(&opening.heading.names, &opening.rows, &hints)
}

fn columns_of(plan: &Plan, values: Vec<Option<crate::model::Values>>) -> Vec<Column> {
    let columns = plan.columns.iter().zip(values);
    columns
        .filter_map(|(plan, values)| {
            Some(Column {
                header: plan.header.clone(),
                meaning: plan.meaning.clone(),
                values: values?,
            })
        })
        .collect()
}

/// Bytes by which the encoding is judged where the sample was plain ASCII.
const LATER_SAMPLE_BYTES: usize = 1 << 16;

/// The encoding, judged from the first row on that is not ASCII.
fn encoding_from(
    source: &mut dyn Source,
    total: u64,
    offset: u64,
) -> Result<EncodingGuess, ImportError> {
    let mut bytes = vec![0; LATER_SAMPLE_BYTES];
    let n = read_fully(source, total, offset, &mut bytes)?;
    bytes.truncate(n);
    encoding::propose(&bytes, offset + n as u64 == total)
        .map_err(|kind| ImportError::NotText { kind })
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::super::source::{Arrival, Bytes};
    use super::*;

    /// A file whose bytes come a moment after they were asked for.
    struct Slow {
        file: Bytes<Vec<u8>>,
        coming: Option<(u64, usize)>,
        /// Bytes that were there when they were read, and all that were read.
        n_awaited: usize,
        n_read: usize,
        awaited: Option<(u64, usize)>,
    }

    impl Source for Slow {
        fn name(&self) -> &str {
            self.file.name()
        }

        fn len(&self) -> u64 {
            self.file.len()
        }

        fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
            let n = self.file.read_at(offset, buffer)?;
            let is_there = self.awaited.is_some_and(|(start, len)| {
                start <= offset && offset + n as u64 <= start + len as u64
            });
            self.n_awaited += if is_there { n } else { 0 };
            self.n_read += n;
            Ok(n)
        }

        fn prefetch(&mut self, offset: u64, len: usize) {
            (self.coming, self.awaited) = (Some((offset, len)), None);
        }

        fn arrival(&mut self) -> Option<Arrival> {
            self.awaited = self.coming.take();
            let mut has_come = false;
            Some(Box::pin(std::future::poll_fn(move |_| {
                if std::mem::replace(&mut has_come, true) { Poll::Ready(()) } else { Poll::Pending }
            })))
        }
    }

    #[test]
    fn bytes_that_come_later_give_the_same_import() {
        let row = "7;Müller;Neu;1.234,56 €;31.12.2025\r\n";
        let text = format!("Deal-ID;Firma;Phase;Betrag;Erstellt am\r\n{}", row.repeat(2_000));
        let file = || Bytes::new("deals.csv", text.clone().into_bytes());
        let today = Day::from_ymd(2026, 11, 30).unwrap();
        let config = ImportConfig { chunk_bytes: 1_000, ..ImportConfig::proposed(today) };
        let at_hand = import(&mut file(), &config, &mut |_| ControlFlow::Continue(())).unwrap();

        let mut slow = Slow { file: file(), coming: None, n_awaited: 0, n_read: 0, awaited: None };
        let mut go_on = |_| ControlFlow::Continue(());
        let refused = import(&mut slow, &config, &mut go_on).unwrap_err();
        assert_eq!(refused, not_at_hand());
        (slow.n_awaited, slow.n_read) = (0, 0);
        let later = {
            let mut future = pin!(import_as_it_arrives(&mut slow, &config, &mut go_on));
            let mut context = Context::from_waker(Waker::noop());
            loop {
                if let Poll::Ready(imported) = future.as_mut().poll(&mut context) {
                    break imported.unwrap();
                }
            }
        };
        assert_eq!((later.report, later.data.table), (at_hand.report, at_hand.data.table));
        // All but the sample and the look at the byte order mark was there when it was read.
        assert_eq!(slow.n_awaited, text.len());
        assert!(slow.n_read <= 2 * text.len() + 3);
    }
}
