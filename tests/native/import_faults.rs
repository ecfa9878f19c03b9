//! One fault in a clean file: named once, at the very line and column, as an editor and a spreadsheet show them (R12).
//!
//! Every fault is seeded into four files that make lines hard to count: LF with blank lines, CRLF with notes over
//! several lines, bare CR under a title, and all three mixed.

use serde_json::Value;
use trichterwerk::import::{ImportConfig, Issue, IssueKind};

use super::import_file::{physical_lines, read_with, today};

const HEADER: &str = "Deal-ID;Firma;Betrag;Wahrscheinlichkeit;Erstellt am;Notiz";

/// A faulty row; the column it is faulty in (`None`: the row as a whole); what must be said of it.
type Fault = (&'static str, Option<usize>, &'static str);

/// Faults within a row of one line. `N` stands for bytes that are no UTF-8, `Z` for NUL.
const FAULTS: &[Fault] = &[
    // Dates that are none.
    ("900;Firma;12,50;10;31.02.2025;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;29.02.2023;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;31.04.2025;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;00.01.2025;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;01.13.2025;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;32.01.2025;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;01.01.2099;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;01.01.0024;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;31.12.1989;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;gestern;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;1.1;x", Some(4), "not_a_date"),
    ("900;Firma;12,50;10;\"31.02.2025\";x", Some(4), "not_a_date"),
    // Amounts that are none.
    ("900;Firma;zwölf;10;01.02.2025;x", Some(2), "not_an_amount"),
    ("900;Firma;1.23,00;10;01.02.2025;x", Some(2), "not_an_amount"),
    ("900;Firma;1,234,5;10;01.02.2025;x", Some(2), "not_an_amount"),
    ("900;Firma;1e309;10;01.02.2025;x", Some(2), "not_an_amount"),
    ("900;Firma;Infinity;10;01.02.2025;x", Some(2), "not_an_amount"),
    ("900;Firma;inf;10;01.02.2025;x", Some(2), "not_an_amount"),
    ("900;Firma;--5;10;01.02.2025;x", Some(2), "not_an_amount"),
    ("900;Firma;12abc;10;01.02.2025;x", Some(2), "not_an_amount"),
    ("900;Firma;99999999999999999999;10;01.02.2025;x", Some(2), "not_an_amount"),
    ("900;Firma;\"5,0,0\";10;01.02.2025;x", Some(2), "not_an_amount"),
    // Numbers that are none.
    ("900;Firma;12,50;fünfzig;01.02.2025;x", Some(3), "not_a_number"),
    ("900;Firma;12,50;5,,0;01.02.2025;x", Some(3), "not_a_number"),
    ("900;Firma;12,50;-inf;01.02.2025;x", Some(3), "not_a_number"),
    ("900;Firma;12,50;1e400;01.02.2025;x", Some(3), "not_a_number"),
    ("900;Firma;12,50;10 bis 20;01.02.2025;x", Some(3), "not_a_number"),
    // Rows of another width.
    ("900;Firma;12,50;10;01.02.2025", None, "too_few_cells"),
    ("900;Firma", None, "too_few_cells"),
    ("900;Firma;12,50,10;01.02.2025;x", None, "too_few_cells"),
    ("900;\"Firma;12,50\";10;01.02.2025;x", None, "too_few_cells"),
    ("900;Firma;12;50;10;01.02.2025;x", None, "too_many_cells"),
    ("900;Firma;12,50;10;01.02.2025;x;y", None, "too_many_cells"),
    ("900;Müller; Söhne;12,50;10;01.02.2025;x", None, "too_many_cells"),
    ("900;Firma;12,50;10;01.02.2025;x;;;", None, "extra_blank_cells"),
    // Broken quotes, in each kind of column.
    ("\"900;Firma;12,50;10;01.02.2025;x", Some(0), "opening_quote_alone"),
    ("900;\"Firma;12,50;10;01.02.2025;x", Some(1), "opening_quote_alone"),
    ("900;Firma;12,50;10;01.02.2025;\"x", Some(5), "opening_quote_alone"),
    ("900;Firma\";12,50;10;01.02.2025;x", Some(1), "quote_in_text"),
    ("900;Rohr 5\" lang;12,50;10;01.02.2025;x", Some(1), "quote_in_text"),
    ("900;Firma;12,50;10;01.02.2025;x\"", Some(5), "quote_in_text"),
    ("900;\"Rohr 5\" lang\";12,50;10;01.02.2025;x", Some(1), "quote_in_cell"),
    ("900;Firma;12,50;10;01.02.2025;\"sagte \"ja\" dazu\"", Some(5), "quote_in_cell"),
    ("900;\"Firma\" AG;12,50;10;01.02.2025;x", Some(1), "text_after_quote"),
    ("900;Firma;12,50;10;01.02.2025;\"x\"y", Some(5), "text_after_quote"),
    ("900;\"Firma;12,50;10;01.02.2025;x;y;z;\"a\"b", Some(1), "broken_quote"),
    // Bytes and characters.
    ("900;FirNma;12,50;10;01.02.2025;x", Some(1), "invalid_utf8"),
    ("900;Firma;12,50;10;01.02.2025;grNn", Some(5), "invalid_utf8"),
    ("900;FirZma;12,50;10;01.02.2025;x", Some(1), "nul_bytes"),
    ("900;Firma;12,50;10;01.02.2025;xZ", Some(5), "nul_bytes"),
    ("900;Fir\u{200b}ma;12,50;10;01.02.2025;x", Some(1), "hidden_character"),
    ("900;\u{202e}Firma;12,50;10;01.02.2025;x", Some(1), "hidden_character"),
    ("900;Firma;12,50;10;01.02.2025;\u{feff}x", Some(5), "hidden_character"),
    ("900;'=Firma;12,50;10;01.02.2025;x", Some(1), "formula_guard"),
    ("900;Firma;12,50;10;01.02.2025;'+49 931", Some(5), "formula_guard"),
    ("900;Firma;12,50;10;01.02.2025;'@x", Some(5), "formula_guard"),
    // Lines that are no records.
    ("Summe;;512,50;;;", None, "totals_row"),
    ("Gesamt:;;512,50 €;;;", None, "totals_row"),
    (";Total;1.000,00;400;;", None, "totals_row"),
];

/// How lines end before the fault, and what else stands there.
#[derive(Clone, Copy, Debug)]
enum Setting {
    LfWithBlankLines,
    CrlfWithNotesOverLines,
    CrUnderATitle,
    Mixed,
}

const SETTINGS: [Setting; 4] = [
    Setting::LfWithBlankLines,
    Setting::CrlfWithNotesOverLines,
    Setting::CrUnderATitle,
    Setting::Mixed,
];

/// A file with the row as the 23rd of 40, and the physical line of that row.
fn file(row: &str, setting: Setting) -> (Vec<u8>, u32) {
    let end = |number: usize| match setting {
        Setting::LfWithBlankLines => "\n",
        Setting::CrlfWithNotesOverLines => "\r\n",
        Setting::CrUnderATitle => "\r",
        Setting::Mixed => ["\n", "\r\n", "\r"][number % 3],
    };
    let mut bytes = Vec::new();
    if matches!(setting, Setting::CrUnderATitle | Setting::Mixed) {
        bytes.extend_from_slice(b"Alle Deals, Stand 21.11.2026\r\r");
    }
    bytes.extend_from_slice(HEADER.as_bytes());
    bytes.extend_from_slice(end(0).as_bytes());
    let mut line = 0;
    for number in 1..=40 {
        if number == 23 {
            line = physical_lines(&bytes) as u32 + 1;
            for &byte in row.as_bytes() {
                bytes.push(match byte {
                    b'N' => 0xfc,
                    b'Z' => 0,
                    other => other,
                });
            }
        } else {
            let has_note_over_lines =
                matches!(setting, Setting::CrlfWithNotesOverLines | Setting::Mixed)
                    && number % 5 == 0;
            let note = if has_note_over_lines { "\"erst\r\ndann\ndann\"" } else { "später" };
            let row = format!(
                "{number};Bäcker {number};1.2{number:02},50;{number};{:02}.06.2025;{note}",
                number % 28 + 1
            );
            bytes.extend_from_slice(row.as_bytes());
        }
        bytes.extend_from_slice(end(number).as_bytes());
        if matches!(setting, Setting::LfWithBlankLines) && number % 7 == 0 {
            bytes.extend_from_slice(b"\n\n");
        }
    }
    (bytes, line)
}

/// The name of a kind, as it is stored.
fn name(kind: IssueKind) -> String {
    match serde_json::to_value(kind).unwrap() {
        Value::String(name) => name,
        Value::Object(named) => named.keys().next().unwrap().clone(),
        other => panic!("{other}"),
    }
}

fn place(issue: &Issue) -> (u32, Option<usize>, String) {
    (issue.line, issue.column.as_ref().map(|column| column.index), name(issue.kind))
}

#[test]
fn each_fault_is_named_once_at_its_line_and_column() {
    assert!(FAULTS.len() * SETTINGS.len() >= 60);
    let mut wrong = Vec::new();
    for &(row, column, kind) in FAULTS {
        for setting in SETTINGS {
            let (bytes, line) = file(row, setting);
            let imported = read_with(&bytes, &ImportConfig::proposed(today())).unwrap();
            let found: Vec<_> = imported.report.issues.first.iter().map(place).collect();
            let expected = [(line, column, kind.to_owned())];
            if found != expected {
                wrong.push(format!(
                    "{row:?} {setting:?}\n  expected {expected:?}\n  found {found:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn without_a_fault_nothing_is_said() {
    for setting in SETTINGS {
        let (bytes, _) = file("23;Firma;12,50;10;01.02.2025;x", setting);
        let imported = read_with(&bytes, &ImportConfig::proposed(today())).unwrap();
        assert_eq!(imported.report.issues.first, [], "{setting:?}");
        assert_eq!(imported.report.account.accepted, 40, "{setting:?}");
    }
}

#[test]
fn faults_of_the_header_are_named_at_its_line() {
    for (above, header, faults) in [
        ("", "a;;c", vec![(1, Some(1), "header_unnamed")]),
        ("\n\n", "a;b;a", vec![(3, Some(2), "header_repeated")]),
        ("Titel\r\n\r\n", "a;\u{200b}b;c", vec![(3, Some(1), "header_cleaned")]),
        (
            "sep=;\r",
            "a;\"b\nb\";",
            vec![(2, Some(1), "header_cleaned"), (2, Some(2), "header_unnamed")],
        ),
    ] {
        let text = format!("{above}{header}\n1;x;y\n2;x;y\n3;x;y\n");
        let report = read_with(text.as_bytes(), &ImportConfig::proposed(today())).unwrap().report;
        let found: Vec<_> = report.issues.first.iter().map(place).collect();
        let expected: Vec<_> =
            faults.into_iter().map(|(line, at, kind)| (line, at, kind.to_owned())).collect();
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn limits_are_named_with_their_line_and_the_rest_is_there() {
    let long_cell = format!("3;{};x", "y".repeat(100_001));
    let long_row = format!("3;{}x", "y;".repeat(500_001));
    for (row, column, kind) in
        [(&long_cell, Some(1), "cell_too_long"), (&long_row, None, "row_too_long")]
    {
        let text = format!("a;b;c\r\n1;x;x\r\n\r\n\"2\r\n2\";x;x\r\n{row}\r\n4;x;x\r\n");
        let report = read_with(text.as_bytes(), &ImportConfig::proposed(today())).unwrap().report;
        let found: Vec<_> = report.issues.first.iter().map(place).collect();
        assert_eq!(found, [(6, column, kind.to_owned())]);
        let account = report.account;
        assert_eq!((account.accepted, account.rejected, account.blank), (3, 1, 1));
    }
}
