//! Rows left out come back byte by byte (R19), and nothing is left out that the account does not say (R10).

use proptest::prelude::*;
use trichterwerk::import::encoding::Encoding;
use trichterwerk::import::rejected::{rejected_rows, write_rejected};
use trichterwerk::import::source::Bytes;
use trichterwerk::import::{Effect, FileReport, ImportConfig};

use super::import_file::{read_with, today};

fn report(bytes: &[u8]) -> FileReport {
    read_with(bytes, &ImportConfig::proposed(today())).unwrap().report
}

/// A file with rows of every fault, among whole ones, with all kinds of line ends.
fn file() -> impl Strategy<Value = String> {
    let row = prop::sample::select(vec![
        "1;Müller;Köln",
        "2;\"Meier; Söhne\";Bonn",
        "3;\"zwei\nZeilen\";Ulm",
        "4;zu kurz",
        "5;zu;lang;hier",
        "6;\"nie geschlossen;Ort",
        "7;\"a\"b\"c;\"d\"e;f;g",
        "",
        ";;",
        "Summe;;12",
    ]);
    let line_end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    prop::collection::vec((row, line_end), 1..30).prop_map(|rows| {
        let rows: String = rows.iter().map(|(row, end)| format!("{row}{end}")).collect();
        format!("Nr;Firma;Ort\n0;Bäcker;Trier\n{rows}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn each_rejected_row_is_a_piece_of_the_file_at_its_line(text in file()) {
        for encoding in [Encoding::Utf8, Encoding::Windows1252, Encoding::Utf16Le] {
            let mut bytes = Vec::new();
            encoding.encode(&text, &mut bytes);
            let report = report(&bytes);
            prop_assert_eq!(report.encoding.encoding, encoding);
            let rows = rejected_rows(&mut Bytes::new("t", &bytes), &report).unwrap();
            prop_assert_eq!(rows.len() as u64, report.account.rejected);
            prop_assert_eq!(report.issues.count(Effect::RowRejected), report.account.rejected);
            for row in &rows {
                // Everything before the row has as many lines as its number says.
                let mut before = Vec::new();
                encoding.encode(&text, &mut before);
                before.truncate(row.bytes.start as usize);
                let mut lines = 1;
                let width = if encoding.is_utf16() { 2 } else { 1 };
                let units: Vec<u8> = before.chunks(width).map(|unit| unit[0]).collect();
                for (at, &unit) in units.iter().enumerate() {
                    let is_second_half = unit == b'\n' && at > 0 && units[at - 1] == b'\r';
                    lines += u32::from((unit == b'\n' || unit == b'\r') && !is_second_half);
                }
                prop_assert_eq!(row.issue.line, lines, "{}", text.escape_debug());
            }
        }
    }
}

#[test]
fn the_download_has_line_and_reason_in_front_of_the_very_bytes() {
    let bytes =
        b"Nr;Firma\r\n1;M\xfcller\r\n\r\n2;\"nie;\"z\"u;l;g\n3;B\xe4cker;x;y\r4;Gro\xdf\r\n5";
    let report = report(bytes);
    assert_eq!(report.encoding.encoding, Encoding::Windows1252);
    let reason = |issue: &trichterwerk::import::Issue| format!("Grund {}", issue.line);
    let written =
        write_rejected(&mut Bytes::new("t", bytes), &report, ["Zeile", "Grund"], &reason).unwrap();
    let expected: &[u8] = b"\"Zeile\";\"Grund\";\"Nr\";\"Firma\"\r\n\
        4;\"Grund 4\";2;\"nie;\"z\"u;l;g\n\
        5;\"Grund 5\";3;B\xe4cker;x;y\r\
        7;\"Grund 7\";5\r\n";
    assert_eq!(written.escape_ascii().to_string(), expected.escape_ascii().to_string());
}
