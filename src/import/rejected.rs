//! The rows that were left out, byte by byte as the file has them, each with its line and the reason (SPEC I9).
//!
//! Nothing is kept for this while importing: the file is read again in the same way, which takes the time of splitting
//! its rows and memory for their places only. Line and reason stand in front, because behind an unclosed quote they
//! could not be read. The file has the encoding and the delimiter of its source, so that it can be corrected and
//! imported.

use super::dialect::{Dialect, DialectChoice};
use super::error::ImportError;
use super::issue::Issue;
use super::opening::Opening;
use super::pass::{Pass, RejectedRow};
use super::run::{CHUNK_BYTES, FileReport};
use super::source::Source;
use super::window::{Window, read_fully};

/// The rows that this report counts as rejected, in order, with their places in the source.
pub fn rejected_rows(
    source: &mut dyn Source,
    report: &FileReport,
) -> Result<Vec<RejectedRow>, ImportError> {
    let opening = opening_again(source, report)?;
    places(source, &opening)
}

/// Judges the start of the file as it was judged for the report.
fn opening_again(source: &mut dyn Source, report: &FileReport) -> Result<Opening, ImportError> {
    let Dialect { delimiter, quote, escape } = report.dialect.dialect;
    let choice = DialectChoice {
        delimiter: Some(delimiter),
        quote: Some(quote),
        escape: Some(escape),
        layout: Some(report.dialect.layout),
    };
    Opening::read(source, Some(report.encoding.encoding), &choice)
}

fn places(source: &mut dyn Source, opening: &Opening) -> Result<Vec<RejectedRow>, ImportError> {
    let mut pass = Pass::new(opening, Vec::new());
    pass.rejected = Some(Vec::new());
    let mut window = Window::new(source, opening.encoding.encoding, CHUNK_BYTES)?;
    pass.run(&mut window)?;
    Ok(pass.rejected.unwrap_or_default())
}

/// Writes the rejected rows: a header with the two added columns in front, then each row with its line and reason.
/// `added` names the two columns, `reason` says why a row was left out, in the language of the page.
pub fn write_rejected(
    source: &mut dyn Source,
    report: &FileReport,
    added: [&str; 2],
    reason: &dyn Fn(&Issue) -> String,
) -> Result<Vec<u8>, ImportError> {
    let opening = opening_again(source, report)?;
    let rows = places(source, &opening)?;
    let total = source.len();
    let encoding = opening.encoding.encoding;
    let delimiter = char::from(opening.dialect.dialect.delimiter);
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut out = Vec::new();
    let mut mark = [0; 3];
    let n_mark = read_fully(source, total, 0, &mut mark)?;
    let mark = mark.get(..n_mark).unwrap_or_default();
    out.extend_from_slice(mark.get(..encoding.mark_len(mark)).unwrap_or_default());
    let names = added.iter().copied().chain(opening.heading.names.iter().map(String::as_str));
    let header = names.map(quoted).collect::<Vec<_>>().join(&delimiter.to_string());
    encoding.encode(&header, &mut out);
    encoding.encode("\r\n", &mut out);
    for RejectedRow { issue, bytes } in rows {
        let front = format!("{}{delimiter}{}{delimiter}", issue.line, quoted(&reason(&issue)));
        encoding.encode(&front, &mut out);
        let n = usize::try_from(bytes.end - bytes.start).map_err(|_| ImportError::OutOfMemory)?;
        let from = out.len();
        out.try_reserve(n).map_err(|_| ImportError::OutOfMemory)?;
        out.resize(from + n, 0);
        read_fully(source, total, bytes.start, out.get_mut(from..).unwrap_or_default())?;
        // The last line of a file may lack its end.
        if bytes.end == total && !ends_line(out.get(from..).unwrap_or_default()) {
            encoding.encode("\r\n", &mut out);
        }
    }
    Ok(out)
}

fn ends_line(row: &[u8]) -> bool {
    matches!(row, [.., b'\n' | b'\r'] | [.., b'\n' | b'\r', 0])
}
