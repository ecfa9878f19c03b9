//! A clean file polluted at every place, one pollution a file: how much of the clean truth is read (R11).
//!
//! The kinds and the score follow Vitagliano, Hameed, Jiang, Reisener, Wu and Naumann (2023), *Pollock: a data
//! loading benchmark*, PVLDB 16(8): for each file one point for being read at all, and precision, recall and F1 of
//! the header, the records and the cells, each as multisets: ten points. Its files have no licence, so the files here
//! are of our own making, as many of each kind as there: an extra quote or delimiter in each cell, a missing
//! delimiter between any two, another delimiter or line end in each row, and faults of the file as a whole.
//!
//! Records that are left out with a word cost recall here, as they should.

use std::collections::BTreeMap;

use trichterwerk::import::dialect::{Delimiter, DialectChoice, Escape, Layout, Quote};

use super::import_file::read_text;

const N_ROWS: usize = 84;
const N_COLUMNS: usize = 9;

/// The clean file: a header and its rows.
fn clean() -> Vec<Vec<String>> {
    let header = [
        "Datum",
        "Uhrzeit",
        "Anzahl",
        "Artikel",
        "Preis",
        "Gruppe",
        "Bezeichnung",
        "Seite",
        "Bemerkung",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let groups = ["Rohre", "Ventile", "Pumpen"];
    let notes =
        ["", "eilig, bitte anrufen", "Maße 5 x 7", "sagte \"ja\"", "erst prüfen; dann senden"];
    for n in 0..N_ROWS - 1 {
        rows.push(vec![
            format!("{:02}.{:02}.2025", n % 28 + 1, n % 12 + 1),
            format!("{:02}:{:02}", n % 24, n * 7 % 60),
            format!("{}", n * 13 % 40 + 1),
            format!("A-{:05}", n * 977),
            format!("{},{:02}", n * 31 % 900 + 1, n * 17 % 100),
            groups[n % 3].to_owned(),
            format!("Größe {} für Anlage {}", n % 9, n),
            format!("https://firma{n}.example/teil?nr={n}"),
            notes[n % 5].to_owned(),
        ]);
    }
    rows
}

/// How a clean file is written.
#[derive(Clone, Copy)]
struct Style {
    delimiter: &'static str,
    line_end: &'static str,
    quotes_all: bool,
}

const STYLE: Style = Style { delimiter: ",", line_end: "\n", quotes_all: false };

fn written(cell: &str, style: Style) -> String {
    if style.quotes_all || cell.contains([',', ';', '\t', '|', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn file(rows: &[Vec<String>], style: Style) -> Vec<String> {
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(|cell| written(cell, style)).collect();
        cells.join(style.delimiter) + style.line_end
    };
    rows.iter().map(line).collect()
}

/// A polluted file, and the dialect it has where that is not the usual one.
struct Polluted {
    name: String,
    bytes: Vec<u8>,
    told: DialectChoice,
}

fn told(delimiter: Delimiter, first_line: u32, has_header: bool) -> DialectChoice {
    DialectChoice {
        delimiter: Some(delimiter),
        quote: Some(Quote::Double),
        escape: Some(Escape::Doubled),
        layout: Some(Layout { first_line, has_header }),
    }
}

/// Every cell of every row with one thing wrong.
fn by_place() -> Vec<Polluted> {
    let rows = clean();
    let lines = file(&rows, STYLE);
    let mut files = Vec::new();
    let mut add = |name: String, at: usize, line: String| {
        let mut lines = lines.clone();
        lines[at] = line;
        let told = told(Delimiter::COMMA, 1, true);
        files.push(Polluted { name, bytes: lines.concat().into_bytes(), told });
    };
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| written(cell, STYLE)).collect();
        for column in 0..N_COLUMNS {
            // At the start, in the middle and at the end of the cell in turn.
            let mut with_quote = cells.clone();
            let n = with_quote[column].len();
            let place = [0, n / 2, n][(at + column) % 3];
            let place = (place..=n).find(|&p| with_quote[column].is_char_boundary(p)).unwrap();
            with_quote[column].insert(place, '"');
            add(format!("extra quote {at} {column}"), at, with_quote.join(",") + "\n");
            let mut with_delimiter = cells.clone();
            with_delimiter[column].push(',');
            add(format!("extra delimiter {at} {column}"), at, with_delimiter.join(",") + "\n");
            if column > 0 {
                let mut without = cells.clone();
                let cell = without.remove(column);
                without[column - 1].push_str(&cell);
                add(format!("missing delimiter {at} {column}"), at, without.join(",") + "\n");
            }
        }
        add(format!("another delimiter {at}"), at, cells.join(";") + "\n");
        let line_end = ["\r\n", "\r"][at % 2];
        add(format!("another line end {at}"), at, cells.join(",") + line_end);
    }
    files
}

/// Faults of the file as a whole.
fn as_a_whole() -> Vec<Polluted> {
    let rows = clean();
    let usual = || file(&rows, STYLE).concat();
    let style = |delimiter, line_end, quotes_all| {
        file(&rows, Style { delimiter, line_end, quotes_all }).concat()
    };
    let comma = |first_line| told(Delimiter::COMMA, first_line, true);
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let encoded =
        |encoding: &'static encoding_rs::Encoding| encoding.encode(&usual()).0.into_owned();
    let backslashes = usual().replace("\"\"", "\\\"");
    let with_backslash = DialectChoice { escape: Some(Escape::Backslash), ..comma(1) };
    let single = usual().replace("\"\"", "\u{1}").replace('"', "'").replace('\u{1}', "\"");
    let with_single = DialectChoice { quote: Some(Quote::Single), ..comma(1) };
    let wide: Vec<String> =
        file(&rows, STYLE).iter().map(|row| row.replace('\n', ",,\n")).collect();
    let spaced = usual().replace('\n', "\n\n");
    [
        ("semicolons", style(";", "\n", false).into_bytes(), told(Delimiter::SEMICOLON, 1, true)),
        ("tabs", style("\t", "\n", false).into_bytes(), told(Delimiter::TAB, 1, true)),
        ("pipes", style("|", "\n", false).into_bytes(), told(Delimiter::PIPE, 1, true)),
        ("CRLF", style(",", "\r\n", false).into_bytes(), comma(1)),
        ("CR", style(",", "\r", false).into_bytes(), comma(1)),
        ("all quoted", style(",", "\n", true).into_bytes(), comma(1)),
        (
            "quoted, with semicolons",
            style(";", "\r\n", true).into_bytes(),
            told(Delimiter::SEMICOLON, 1, true),
        ),
        ("no last line end", usual().trim_end().as_bytes().to_vec(), comma(1)),
        ("blank lines at the end", (usual() + "\n\n\n").into_bytes(), comma(1)),
        ("blank lines between", spaced.into_bytes(), comma(1)),
        ("blank lines above", ("\n\n".to_owned() + &usual()).into_bytes(), comma(3)),
        ("a title above", ("Bestellungen 2025\n".to_owned() + &usual()).into_bytes(), comma(2)),
        (
            "a title and a blank line above",
            ("Bestellungen, 2025\n\n".to_owned() + &usual()).into_bytes(),
            comma(3),
        ),
        ("sep=", ("sep=,\n".to_owned() + &usual()).into_bytes(), comma(2)),
        ("a mark", ("\u{feff}".to_owned() + &usual()).into_bytes(), comma(1)),
        ("UTF-16", [&b"\xff\xfe"[..], &utf16(&usual())].concat(), comma(1)),
        ("Windows-1252", encoded(encoding_rs::WINDOWS_1252), comma(1)),
        ("Mac Roman", encoded(encoding_rs::MACINTOSH), comma(1)),
        ("backslashes before quotes", backslashes.into_bytes(), with_backslash),
        ("single quotes", single.into_bytes(), with_single),
        ("delimiters at the ends of rows", wide.concat().into_bytes(), comma(1)),
        (
            "a footer",
            (usual() + "Confidential Information - Do Not Distribute\n").into_bytes(),
            comma(1),
        ),
        (
            "no header",
            file(&rows, STYLE)[1..].concat().into_bytes(),
            told(Delimiter::COMMA, 1, false),
        ),
    ]
    .into_iter()
    .map(|(name, bytes, told)| Polluted { name: name.to_owned(), bytes, told })
    .collect()
}

/// Precision, recall and F1 of what was found, as multisets.
fn three_points<T: Ord>(found: impl Iterator<Item = T>, truth: impl Iterator<Item = T>) -> f64 {
    let count = |all: &mut dyn Iterator<Item = T>| {
        let mut counts = BTreeMap::new();
        all.for_each(|one| *counts.entry(one).or_insert(0_u32) += 1);
        counts
    };
    let (mut found, mut truth) = (found, truth);
    let (found, truth) = (count(&mut found), count(&mut truth));
    let n_common: u32 = found.iter().map(|(one, n)| *n.min(truth.get(one).unwrap_or(&0))).sum();
    let (n_found, n_truth) = (found.values().sum::<u32>(), truth.values().sum::<u32>());
    if n_found == 0 && n_truth == 0 {
        return 3.0;
    }
    if n_common == 0 {
        return 0.0;
    }
    let precision = f64::from(n_common) / f64::from(n_found);
    let recall = f64::from(n_common) / f64::from(n_truth);
    precision + recall + 2.0 * precision * recall / (precision + recall)
}

/// Ten points for the clean truth.
fn score(polluted: &Polluted, choice: &DialectChoice) -> f64 {
    let truth = clean();
    let has_header = polluted.told.layout.is_some_and(|layout| layout.has_header);
    let Ok(file) = read_text(&polluted.bytes, choice) else { return 0.0 };
    let named = |name: &&String| !name.starts_with('#');
    let header = if has_header { &truth[0][..] } else { &[] };
    // Columns without names at the end of the rows are no part of the header.
    let header = three_points(file.header.iter().filter(named), header.iter());
    let n_columns = N_COLUMNS;
    let trim = |row: &[String]| {
        let n =
            row.len().min(n_columns + row.iter().skip(n_columns).filter(|c| !c.is_empty()).count());
        row[..n].to_vec()
    };
    let rows: Vec<Vec<String>> = file.rows.iter().map(|row| trim(row)).collect();
    let records = three_points(rows.iter(), truth[1..].iter());
    let cells = three_points(rows.iter().flatten(), truth[1..].iter().flatten());
    1.0 + header + records + cells
}

/// The mean score of files, and those of the kinds with the lowest ones for the message.
fn mean(files: &[Polluted], choice: impl Fn(&Polluted) -> DialectChoice) -> (f64, String) {
    let mut scores: Vec<(f64, &str)> =
        files.iter().map(|file| (score(file, &choice(file)), file.name.as_str())).collect();
    let mean = scores.iter().map(|(score, _)| score).sum::<f64>() / scores.len() as f64;
    let mut kinds: BTreeMap<String, (f64, u32)> = BTreeMap::new();
    for (score, name) in &scores {
        let kind = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let entry = kinds.entry(kind.to_owned()).or_insert((0.0, 0));
        *entry = (entry.0 + score, entry.1 + 1);
    }
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(kind, (sum, n))| format!("{:7.4} {n:4} {kind}", sum / f64::from(*n)))
        .collect();
    let worst: Vec<String> =
        scores.iter().take(40).map(|(score, name)| format!("{score:7.4} {name}")).collect();
    (mean, format!("{}\n\nworst\n{}", kinds.join("\n"), worst.join("\n")))
}

fn polluted_files() -> Vec<Polluted> {
    let files: Vec<Polluted> = by_place().into_iter().chain(as_a_whole()).collect();
    let n_cells = N_ROWS * N_COLUMNS;
    assert_eq!(files.len(), 2 * n_cells + N_ROWS * (N_COLUMNS - 1) + 2 * N_ROWS + 23);
    files
}

#[test]
fn told_the_dialect_nearly_all_of_the_truth_is_read() {
    let (mean, details) = mean(&polluted_files(), |file| file.told);
    println!("told: {mean:.4} of 10\n{details}");
    assert!(mean >= 9.9, "{mean}");
}

#[test]
fn without_a_word_hardly_less_is_read() {
    let (mean, details) = mean(&polluted_files(), |_| DialectChoice::default());
    println!("auto: {mean:.4} of 10\n{details}");
    assert!(mean >= 9.3, "{mean}");
}
