//! The CSV test suites others publish, against what they expect (R10; SPEC section 11).
//!
//! The files are read where they lie, in `../shared/csvtests`; a test skips with a word where that is absent. Where we
//! differ on purpose, the difference stands in a table here with its reason, and the test asserts what we do instead.

use std::path::PathBuf;

use serde_json::Value;
use trichterwerk::import::cell::Cells;
use trichterwerk::import::dialect::{Delimiter, Dialect, DialectChoice, Escape, Layout, Quote};
use trichterwerk::import::encoding::Encoding;
use trichterwerk::import::rows::{RowReader, Verdict};
use trichterwerk::import::{ImportConfig, ImportError, IssueKind};

use super::import_file::{TextFile, read_text, read_with, today};

type Rows = Vec<Vec<String>>;

/// The bytes of a file of the suites; `None` with a printed word where they are absent.
fn shared(path: &str) -> Option<Vec<u8>> {
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")).join(path);
    let bytes = std::fs::read(file).ok();
    if bytes.is_none() {
        println!("SKIPPED: there is no ../shared/{path}");
    }
    bytes
}

fn json(path: &str) -> Option<Value> {
    Some(serde_json::from_slice(&shared(path)?).unwrap())
}

fn words(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(word).collect()
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Cells as the importer keeps them: without the blanks around them.
fn trimmed(rows: Rows) -> Rows {
    let trim = |row: Vec<String>| row.iter().map(|cell| cell.trim().to_owned()).collect();
    rows.into_iter().map(trim).collect()
}

// ---------------------------------------------------------------------------------------------------- csv-spectrum

const SPECTRUM: [&str; 11] = [
    "comma_in_quotes",
    "empty",
    "empty_crlf",
    "escaped_quotes",
    "json",
    "newlines",
    "newlines_crlf",
    "quotes_and_newlines",
    "simple",
    "simple_crlf",
    "utf8",
];

#[test]
fn csv_spectrum_gives_its_expected_rows() {
    for name in SPECTRUM {
        let Some(bytes) = shared(&format!("csvtests/csv-spectrum/csvs/{name}.csv")) else { return };
        let expected = json(&format!("csvtests/csv-spectrum/json/{name}.json")).unwrap();
        let file = read_text(&bytes, &DialectChoice::default()).unwrap();
        let rows: Rows = expected
            .as_array()
            .unwrap()
            .iter()
            .map(|row| file.header.iter().map(|name| word(&row[name])).collect())
            .collect();
        assert_eq!(expected[0].as_object().unwrap().len(), file.header.len(), "{name}");
        assert_eq!(file.rows, trimmed(rows), "{name}");
        assert!(file.log.first.is_empty(), "{name}: {:?}", file.log.first);
    }
}

// ------------------------------------------------------------------------------------------------------ Papa Parse

/// What we do where Papa Parse does something else.
#[derive(Clone, Copy)]
enum Instead {
    /// These rows, each with its cells.
    Rows(&'static [&'static [&'static str]]),
    /// Not asked: the case is about an option that we do not have.
    NoSuchOption,
}

/// The portable cases of Papa Parse in which we differ on purpose.
const PAPA_DIFFERENCES: &[(&str, &str, Instead)] = &[
    // Broken quotes: Papa Parse swallows what follows; with us the row ends with its line, and nothing is lost.
    (
        "CORE_PARSER_TESTS#19",
        "a quote that is never closed ends with its line",
        Instead::Rows(&[&["a", "b", "c"], &["d", "e", "f"]]),
    ),
    (
        "CORE_PARSER_TESTS#21",
        "text after a closing quote belongs to the cell, as in Excel",
        Instead::Rows(&[&["a", "b,c"], &["d", "e", "f"]]),
    ),
    (
        "CORE_PARSER_TESTS#22",
        "text after a closing quote belongs to the cell, as in Excel",
        Instead::Rows(&[&["a", "bc", "d"], &["e", "f", "g"]]),
    ),
    (
        "CORE_PARSER_TESTS#23",
        "a quote closed on a later line by text is not believed",
        Instead::Rows(&[&["a", "b", "c"], &["d\"e", "f", "g"]]),
    ),
    // Comments: exports of CRMs have none, and `#` starts many a cell.
    ("CORE_PARSER_TESTS#39", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#40", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#41", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#42", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#43", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#44", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#45", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#46", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#47", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#48", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#49", "comments", Instead::NoSuchOption),
    ("CORE_PARSER_TESTS#50", "comments", Instead::NoSuchOption),
    ("PARSE_TESTS#65", "comments", Instead::NoSuchOption),
    ("PARSE_TESTS#66", "comments", Instead::NoSuchOption),
    ("PARSE_TESTS#75", "comments", Instead::NoSuchOption),
    // Line ends: each of CR, LF and CRLF ends a line, mixed as they may be (RELIABILITY 3.1).
    (
        "PARSE_TESTS#9",
        "a bare CR between LFs ends a line too",
        Instead::Rows(&[&["a", "b", "c"], &["d", "e", "f"], &["g", "h", "i"]]),
    ),
    // Options of a library that an importer of files has not.
    ("PARSE_TESTS#24", "a line end as delimiter is refused", Instead::NoSuchOption),
    ("PARSE_TESTS#25", "delimiters of two characters", Instead::NoSuchOption),
    ("PARSE_TESTS#26", "delimiters of two characters", Instead::NoSuchOption),
    ("PARSE_TESTS#53", "preview", Instead::NoSuchOption),
    ("PARSE_TESTS#54", "preview", Instead::NoSuchOption),
    ("PARSE_TESTS#57", "preview", Instead::NoSuchOption),
    ("PARSE_TESTS#58", "preview", Instead::NoSuchOption),
    ("PARSE_TESTS#84", "a full stop as quote", Instead::NoSuchOption),
    ("PARSE_TESTS#85", "a pipe as quote", Instead::NoSuchOption),
];

/// Cases with a header whose names we number in another way, and the names we give.
const PAPA_NAMES: &[(&str, &[&str])] = &[
    ("CORE_PARSER_TESTS#59", &["A", "A (2)", "A (3)", "A (4)"]),
    ("CORE_PARSER_TESTS#61", &["c", "c (2)", "c (3)", "c_1"]),
    ("CORE_PARSER_TESTS#62", &["__proto__", "__proto__ (2)", "__proto__ (3)"]),
];

/// A case of Papa Parse's own tests.
struct Papa<'a> {
    id: &'a str,
    config: &'a Value,
    input: &'a str,
    data: &'a Value,
}

impl Papa<'_> {
    fn delimiter(&self) -> Delimiter {
        let told = self.config["delimiter"].as_str().and_then(|text| text.chars().next());
        // Its own default is to guess; the cases about guessing are told apart below.
        told.map_or(Delimiter::COMMA, |c| Delimiter::try_from(c).unwrap())
    }

    fn dialect(&self) -> Dialect {
        let quote = match self.config["quoteChar"].as_str() {
            Some("'") => Quote::Single,
            _ => Quote::Double,
        };
        let escape = match self.config["escapeChar"].as_str() {
            Some("\\") => Escape::Backslash,
            _ => Escape::Doubled,
        };
        Dialect { delimiter: self.delimiter(), quote, escape }
    }

    /// Every row with its cells as they stand. Blank lines are no rows: both readers only count them.
    fn our_rows(&self) -> Rows {
        let text = self.input.trim_start_matches('\u{feff}').as_bytes();
        let reader = RowReader::new(&self.dialect(), None);
        let (mut at, mut rows) = (0, Vec::new());
        while at < text.len() {
            let mut cells = Cells::default();
            let row = reader.read(text, at, true, &mut cells).unwrap();
            if row.verdict != Verdict::Blank {
                let cells = (0..cells.len()).map(|n| cells.get(n, text).to_vec());
                rows.push(cells.map(|cell| String::from_utf8(cell).unwrap()).collect());
            }
            at = row.end;
        }
        rows
    }

    fn their_rows(&self) -> Rows {
        let rows = self.data.as_array().unwrap().iter().map(words);
        rows.filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect()
    }

    /// With a header: the whole importer, the delimiter told.
    fn our_table(&self) -> TextFile {
        let layout = Some(Layout { first_line: 1, has_header: true });
        let delimiter = Some(self.delimiter());
        let choice = DialectChoice { delimiter, layout, ..DialectChoice::default() };
        read_text(self.input.as_bytes(), &choice).unwrap()
    }
}

#[test]
fn papa_parse_cases_give_its_rows_or_a_named_difference() {
    let Some(suite) = json("csvtests/papaparse/papaparse_cases.json") else { return };
    let cases = ["CORE_PARSER_TESTS", "PARSE_TESTS"].map(|key| suite[key].as_array().unwrap());
    let portable = cases.into_iter().flatten().filter(|case| case["portable"] == true);
    let (mut n_equal, mut n_different) = (0, 0);
    for case in portable {
        let papa = Papa {
            id: case["id"].as_str().unwrap(),
            config: &case["config"],
            input: case["input"].as_str().unwrap(),
            data: &case["expected"]["data"],
        };
        let id = papa.id;
        if let Some((_, why, instead)) = PAPA_DIFFERENCES.iter().find(|known| known.0 == id) {
            n_different += 1;
            match instead {
                Instead::NoSuchOption => {}
                Instead::Rows(rows) => assert_eq!(papa.our_rows(), *rows, "{id}: {why}"),
            }
            continue;
        }
        n_equal += 1;
        if papa.config["header"] == true {
            compare_table(&papa);
        } else if is_about_guessing(&papa) {
            let layout = Some(Layout { first_line: 1, has_header: false });
            let choice = DialectChoice { layout, ..DialectChoice::default() };
            let file = read_text(papa.input.as_bytes(), &choice).unwrap();
            // Rows of another width than the first are left out, and named.
            let width = file.header.len();
            let rows: Rows = papa.their_rows().into_iter().filter(|r| r.len() == width).collect();
            assert_eq!(file.rows, rows, "{id}");
        } else {
            assert_eq!(papa.our_rows(), papa.their_rows(), "{id}");
        }
    }
    assert_eq!((n_equal, n_different), (133 - PAPA_DIFFERENCES.len(), PAPA_DIFFERENCES.len()));
}

/// Whether a case has another delimiter than the comma and does not say which.
fn is_about_guessing(papa: &Papa<'_>) -> bool {
    papa.config["delimiter"].is_null() && papa.input.contains([';', '|'])
}

fn compare_table(papa: &Papa<'_>) {
    let (id, file) = (papa.id, papa.our_table());
    if let Some((_, names)) = PAPA_NAMES.iter().find(|known| known.0 == id) {
        assert_eq!(file.header, *names, "{id}");
        let rows = papa.their_rows();
        // Rows longer than the header are named and left out (`__proto__`); the others are there.
        assert_eq!(file.rows, rows[1..], "{id}");
        return;
    }
    let (mut rows, mut n_ragged) = (Rows::new(), 0);
    for row in papa.data.as_array().unwrap() {
        let row = row.as_object().unwrap();
        if row.len() == file.header.len() {
            rows.push(file.header.iter().map(|name| word(&row[name])).collect());
        } else {
            n_ragged += 1;
        }
    }
    assert_eq!(file.rows, rows, "{id}");
    assert_eq!(file.account.rejected, n_ragged, "{id}");
    let is_named =
        |kind| matches!(kind, IssueKind::TooFewCells { .. } | IssueKind::TooManyCells { .. });
    let n_named = file.log.first.iter().filter(|issue| is_named(issue.kind)).count();
    assert_eq!(n_named as u64, n_ragged, "{id}");
}

// ----------------------------------------------------------------------------------------------------------- csvkit

/// Where we read a file of csvkit in another way, and why. `header`, where the names differ; `n_rows`, where rows do.
struct Difference {
    file: &'static str,
    why: &'static str,
    header: Option<&'static [&'static str]>,
}

const CSVKIT_DIFFERENCES: &[Difference] = &[
    Difference {
        file: "no_header_row.csv",
        why: "columns without names are numbered",
        header: Some(&["#1", "#2", "#3"]),
    },
    Difference {
        file: "test_empty_columns.csv",
        why: "columns without names are numbered",
        header: Some(&["a", "b", "c", "#4", "#5"]),
    },
    Difference {
        file: "test_header_newline.csv",
        why: "line ends and control characters within a name become one blank",
        header: Some(&["start end", "b", "c"]),
    },
];

#[test]
fn csvkit_files_give_their_expected_rows_without_a_click() {
    let Some(suite) = json("csvtests/csvkit/expected.json") else { return };
    let mut n_files = 0;
    for case in suite.as_array().unwrap() {
        let name = case["file"].as_str().unwrap();
        let bytes = shared(&format!("csvtests/csvkit/{name}")).unwrap();
        n_files += 1;
        if name == "empty.csv" {
            let refused = read_text(&bytes, &DialectChoice::default()).err();
            assert_eq!(refused, Some(ImportError::Empty), "{name}");
            continue;
        }
        let file = read_text(&bytes, &DialectChoice::default()).unwrap();
        let imported = read_with(&bytes, &ImportConfig::proposed(today())).unwrap();
        let report = imported.report;
        compare_opening(name, case, &report);
        let difference = CSVKIT_DIFFERENCES.iter().find(|known| known.file == name);
        let names = difference.and_then(|known| known.header);
        let why = difference.map_or("", |known| known.why);
        let names = names.map_or_else(
            || words(&case["header"]),
            |names| names.iter().map(|&name| name.to_owned()).collect(),
        );
        assert_eq!(file.header, names, "{name} {why}");
        compare_rows(name, case, &file);
    }
    assert_eq!(n_files, 30);
}

fn compare_opening(name: &str, case: &Value, report: &trichterwerk::import::FileReport) {
    let delimiter = char::from(report.dialect.dialect.delimiter).to_string();
    // A file of one column has no delimiter to be found.
    if case["columns"] != 1 {
        assert_eq!(case["delimiter"], delimiter.as_str(), "{name}");
    }
    let encoding = report.encoding.encoding;
    let fits = match case["encoding"].as_str().unwrap() {
        "utf-8" | "utf-8-sig" => encoding == Encoding::Utf8,
        "utf-16" => encoding.is_utf16(),
        "latin-1" => encoding == Encoding::Windows1252,
        other => panic!("{name}: {other}"),
    };
    assert!(fits, "{name}: {encoding:?}");
    let above = case["lines_before_header"].as_u64().unwrap();
    let layout = report.dialect.layout;
    assert_eq!(u64::from(layout.first_line), above + 1, "{name}");
    assert_eq!(case["has_header"], layout.has_header, "{name}");
}

fn compare_rows(name: &str, case: &Value, file: &TextFile) {
    let ragged: Vec<u64> =
        case["ragged"].as_array().unwrap().iter().map(|pair| pair[0].as_u64().unwrap()).collect();
    let Some(rows) = case["rows"].as_array() else {
        // A long file: number, first and last row.
        assert_eq!(case["data_rows"], file.rows.len() as u64, "{name}");
        assert_eq!(file.rows.first(), Some(&words(&case["first_row"])), "{name}");
        assert_eq!(file.rows.last(), Some(&words(&case["last_row"])), "{name}");
        return;
    };
    let expected = rows.iter().map(words).zip(1..).filter_map(|(row, number)| {
        // A row of another width is left out and named; but cells may be missing where columns have no names.
        let is_padded = row.len() < file.header.len()
            && file.header.iter().skip(row.len()).all(|name| name.starts_with('#'));
        (!ragged.contains(&number) || is_padded).then(|| {
            let mut row: Vec<String> = row.iter().map(|cell| cell.replace('\0', "")).collect();
            row.resize(file.header.len(), String::new());
            row
        })
    });
    let expected = trimmed(expected.collect());
    let found: Rows = file
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.replace('\r', "\n")).collect())
        .collect();
    assert_eq!(found, expected, "{name}");
    let n_left_out = rows.len() - expected.len();
    assert_eq!(file.account.rejected, n_left_out as u64, "{name}");
}

// ------------------------------------------------------------------------------------------- files of real systems

#[test]
fn datev_and_hubspot_files_open_without_a_click() {
    let mut n_files = 0;
    for folder in ["data/datev_de", "data/hubspot"] {
        let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared"));
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
            println!("SKIPPED: there is no ../shared/{folder}");
            return;
        };
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.retain(|file| file.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv")));
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            let name = file.display();
            let report = read_with(&bytes, &ImportConfig::proposed(today())).unwrap().report;
            n_files += 1;
            let account = report.account;
            assert!(account.accepted > 0 && account.rejected == 0, "{name}: {account:?}");
            let is_datev = folder == "data/datev_de";
            let expected = if is_datev { Delimiter::SEMICOLON } else { Delimiter::COMMA };
            assert_eq!(report.dialect.dialect.delimiter, expected, "{name}");
            // DATEV writes its version and the tax year above the names of the columns.
            let first_line = if is_datev { 2 } else { 1 };
            assert_eq!(report.dialect.layout.first_line, first_line, "{name}");
            let has_umlauts = bytes.iter().any(|&byte| byte > 0x7f);
            if is_datev && has_umlauts {
                assert_eq!(report.encoding.encoding, Encoding::Windows1252, "{name}");
            }
        }
    }
    assert!(n_files > 1);
}
