//! A broken quote anywhere: always named, at its opening line and column, and never more than one row lost (R13).

use std::fmt::Write as _;

use trichterwerk::import::dialect::DialectChoice;
use trichterwerk::import::{ImportConfig, IssueKind};

use super::import_file::{read_text, read_with, today};

/// How the quote is broken in a cell.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// `"text`
    NeverClosed,
    /// `text"`
    NeverOpened,
    /// `te"xt`
    InText,
    /// `"te"xt"`
    NotDoubled,
    /// `"text"tail`
    TextAfter,
    /// `"te;xt`, with the delimiter in it
    HidesDelimiter,
}

const FAULTS: [Fault; 6] = [
    Fault::NeverClosed,
    Fault::NeverOpened,
    Fault::InText,
    Fault::NotDoubled,
    Fault::TextAfter,
    Fault::HidesDelimiter,
];

const N_ROWS: usize = 30;

/// How the other cells are written.
#[derive(Clone, Copy, Debug)]
enum Style {
    Plain,
    AllQuoted,
    /// The last column holds notes in quotes that run over two lines.
    NotesOverLines,
}

/// A file of four columns with one fault, and the physical line of the faulty row.
fn file(fault: Fault, column: usize, at_row: usize, line_end: &str, style: Style) -> (String, u32) {
    let quoted = |text: &str| match style {
        Style::AllQuoted => format!("\"{text}\""),
        Style::Plain | Style::NotesOverLines => text.to_owned(),
    };
    let mut text = ["id", "name", "city", "note"].map(quoted).join(";") + line_end;
    let mut line = 2;
    let mut fault_line = 0;
    for row in 0..N_ROWS {
        let mut cells = ["", "name", "city", "note"].map(|name| format!("{name}{row}"));
        for (at, cell) in cells.iter_mut().enumerate() {
            *cell = if row == at_row && at == column {
                fault_line = line;
                match fault {
                    Fault::NeverClosed => format!("\"{cell}"),
                    Fault::NeverOpened => format!("{cell}\""),
                    Fault::InText => format!("{}\"{}", &cell[..1], &cell[1..]),
                    Fault::NotDoubled => format!("\"{}\"{}\"", &cell[..1], &cell[1..]),
                    Fault::TextAfter => format!("\"{cell}\"tail"),
                    Fault::HidesDelimiter => format!("\"{cell};x"),
                }
            } else if matches!(style, Style::NotesOverLines) && at == 3 && row % 3 == 0 {
                line += 1;
                format!("\"{cell}{line_end}more\"")
            } else {
                quoted(cell)
            };
        }
        let _ = write!(text, "{}{line_end}", cells.join(";"));
        line += 1;
    }
    (text, fault_line)
}

const fn names_a_quote(kind: IssueKind) -> bool {
    matches!(
        kind,
        IssueKind::BrokenQuote(_)
            | IssueKind::QuoteInCell
            | IssueKind::TextAfterQuote
            | IssueKind::OpeningQuoteAlone
            | IssueKind::QuoteInText
    )
}

/// One file of the grid.
struct Case {
    text: String,
    line: u32,
    column: usize,
    at_row: usize,
    name: String,
}

/// Every fault in every column of a row at the start, in the middle and at the end, in every style.
fn grid() -> Vec<Case> {
    let mut cases = Vec::new();
    for fault in FAULTS {
        for style in [Style::Plain, Style::AllQuoted, Style::NotesOverLines] {
            for line_end in ["\n", "\r\n", "\r"] {
                for column in 0..4 {
                    for at_row in [0, 1, N_ROWS / 2, N_ROWS - 1] {
                        let (text, line) = file(fault, column, at_row, line_end, style);
                        let name =
                            format!("{fault:?} {style:?} column {column} row {at_row}\n{text}");
                        cases.push(Case { text, line, column, at_row, name });
                    }
                }
            }
        }
    }
    assert_eq!(cases.len(), 6 * 3 * 3 * 4 * 4);
    cases
}

#[test]
fn it_is_always_named_where_it_opens() {
    for Case { text, line, column, name, .. } in grid() {
        let file = read_text(text.as_bytes(), &DialectChoice::default()).unwrap();
        let named = file.log.first.iter().any(|issue| {
            let index = issue.column.as_ref().map(|known| known.index);
            names_a_quote(issue.kind) && issue.line == line && index == Some(column)
        });
        assert!(named, "{:?}\n{name}", file.log.first);
    }
}

#[test]
fn it_costs_at_most_its_own_row() {
    for Case { text, at_row, name, .. } in grid() {
        let file = read_text(text.as_bytes(), &DialectChoice::default()).unwrap();
        let ids: Vec<&str> = file.rows.iter().map(|row| row[0].as_str()).collect();
        for row in (0..N_ROWS).filter(|&row| row != at_row) {
            let id = row.to_string();
            let at = ids.iter().position(|known| *known == id);
            let Some(at) = at else { panic!("lost {id} of {ids:?}\n{name}") };
            assert_eq!(file.rows[at][1], format!("name{row}"), "{name}");
            assert_eq!(file.rows[at][2], format!("city{row}"), "{name}");
        }
        assert!(ids.len() >= N_ROWS - 1 && ids.len() <= N_ROWS, "{ids:?}\n{name}");
    }
}

#[test]
fn chunks_do_not_matter() {
    // One line end and every seventh case are enough here: chunks have a property test of their own.
    for Case { text, at_row, name, .. } in grid().into_iter().step_by(7) {
        let whole = read_with(text.as_bytes(), &ImportConfig::proposed(today())).unwrap();
        let fault = text.find('"').unwrap_or(0);
        for chunk_bytes in [1, fault + 1, 61 + at_row] {
            let config = ImportConfig { chunk_bytes, ..ImportConfig::proposed(today()) };
            assert_eq!(read_with(text.as_bytes(), &config).unwrap().report, whole.report, "{name}");
        }
    }
}
