//! Well-formed files against the csv crate: the same rows, whatever stands in the cells.

use proptest::prelude::*;
use trichterwerk::import::cell::Cells;
use trichterwerk::import::dialect::{Delimiter, Dialect, Escape, Quote};
use trichterwerk::import::rows::{Oddity, RowReader, Verdict, Width};

/// Rows of some cells, the last of each not blank, written with or without quotes.
fn file() -> impl Strategy<Value = (usize, String, char)> {
    let delimiters = prop::sample::select(vec![',', ';', '\t', '|']);
    let line_ends = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    (1_usize..8, delimiters, line_ends).prop_flat_map(|(n, delimiter, line_end)| {
        let cell = prop_oneof![
            "[a-z0-9 .]{0,20}",
            "[a-z;,|\t\"\r\nä€]{0,30}",
            Just(String::new()),
            "[x]{15,40}",
        ];
        let cell = (cell, any::<bool>()).prop_map(move |(text, asks)| {
            let must = text.contains(['"', '\r', '\n', delimiter]);
            if must || asks { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
        });
        let cells = prop::collection::vec(cell, n - 1);
        let row = (cells, "[a-z]{1,5}").prop_map(move |(mut row, last)| {
            row.push(last);
            row.join(&delimiter.to_string())
        });
        prop::collection::vec(row, 1..12).prop_map(move |rows| (n, rows.join(line_end), delimiter))
    })
}

fn dialect(delimiter: char) -> Dialect {
    let delimiter = Delimiter::try_from(delimiter).unwrap();
    Dialect { delimiter, quote: Quote::Double, escape: Escape::Doubled }
}

fn ours(n: usize, text: &str, delimiter: char) -> Vec<Vec<String>> {
    let reader = RowReader::new(&dialect(delimiter), Some(Width { named: n, all: n }));
    let (mut at, mut rows) = (0, Vec::new());
    while at < text.len() {
        let mut cells = Cells::default();
        let row = reader.read(text.as_bytes(), at, true, &mut cells).unwrap();
        assert_eq!(row.verdict, Verdict::Whole, "{text:?}");
        assert!(row.oddity.is_none(), "{text:?} {:?}", row.oddity);
        let texts = (0..n).map(|at| cells.get(at, text.as_bytes()).to_vec());
        rows.push(texts.map(|cell| String::from_utf8(cell).unwrap()).collect());
        at = row.end;
    }
    rows
}

fn theirs(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter as u8)
        .from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn well_formed_rows_are_those_of_the_csv_crate((n, text, delimiter) in file()) {
        prop_assert_eq!(ours(n, &text, delimiter), theirs(&text, delimiter));
    }
}

/// Where we differ from the csv crate on purpose.
#[test]
fn broken_quotes_are_not_taken_as_they_come() {
    // A quote that never closes: the csv crate makes one row of the rest of the file and says nothing.
    let text = "1;\"x\n2;y\n3;z\n";
    assert_eq!(theirs(text, ';').len(), 1);
    let reader = RowReader::new(&dialect(';'), Some(Width { named: 2, all: 2 }));
    let mut cells = Cells::default();
    let row = reader.read(text.as_bytes(), 0, true, &mut cells).unwrap();
    assert!(matches!(row.oddity, Some(Oddity::OpeningQuoteAlone(_))));
    assert_eq!((row.end, cells.get(1, text.as_bytes())), (5, &b"x"[..]));
    // Text after a quote: the same cells, but reported.
    let text = "\"x\"tail;1\n";
    cells.clear();
    let row = reader.read(text.as_bytes(), 0, true, &mut cells).unwrap();
    assert!(matches!(row.oddity, Some(Oddity::TextAfterQuote(_))));
    assert_eq!(theirs(text, ';'), [["xtail", "1"]]);
    assert_eq!(cells.get(0, text.as_bytes()), b"xtail");
}
