//! Files in every encoding that CRMs, Excel and older Macs write, opened without a click (R15).
//!
//! What must come out is the text that went in; the encoding and what spoke for it are asserted beside it, because the
//! page shows them.

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use trichterwerk::import::ImportConfig;
use trichterwerk::import::dialect::DialectChoice;
use trichterwerk::import::encoding::{Encoding, EncodingReason as Is};

use super::import_file::{read_text, read_with, today};

const GERMAN: &str =
    "Firma;Ort;Zuständig\nMüller & Söhne;Köln;Jürgen Groß\nÜber GmbH;Fürth;Anna Weiß\n";
const EURO: &str = "Firma;Betrag;Ort\nMüller AG;1.200 €;Köln\nBäcker KG;80 €;Münster\n";
const FRENCH: &str = "Société;Ville\nCrédit Général;Orléans\nHôtel de l’Étoile;Besançon\n";
const FRENCH_LIGATURES: &str = "Société;Prénom\nCœur de Bœuf;Zoé\nŒuvres réunies;Noël\n";
const SCANDINAVIAN: &str = "Firma;By\nSmørrebrød ApS;Ærø\nÅlesund Båt;Tromsø\n";
const SPANISH: &str = "Empresa;Ciudad\nEl Niño S.A.;La Coruña\nCañón Ibérico;Málaga\n";
const TYPOGRAPHY: &str = "Firma;Notiz\nMüller;„Angebot“ – bitte prüfen …\nMaier;sagte ‚ja‘\n";
const WORLD: &str = "Firma;Ort\nЗавод;Москва\nŁódź Sp.;Łódź\n株式会社;東京\n\u{1f600} GmbH;Köln\n";

/// How a text becomes the bytes of a file.
#[derive(Clone, Copy)]
enum Written {
    Utf8,
    Utf8Marked,
    Utf16Le {
        marked: bool,
    },
    Utf16Be {
        marked: bool,
    },
    Windows1252,
    /// ISO-8859-15: ISO-8859-1 with the euro sign and seven letters of French, Finnish and Estonian.
    Latin9,
    Mac,
}

impl Written {
    /// By `encoding_rs` and the standard library, not by our own tables.
    fn bytes(self, text: &str) -> Vec<u8> {
        let strict = |(bytes, _, has_unmappable): (std::borrow::Cow<'_, [u8]>, _, bool)| {
            assert!(!has_unmappable, "{text}");
            bytes.into_owned()
        };
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf8Marked => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Self::Utf16Le { marked } => {
                let mark: &[u8] = if marked { b"\xff\xfe" } else { b"" };
                [mark, &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat()
            }
            Self::Utf16Be { marked } => {
                let mark: &[u8] = if marked { b"\xfe\xff" } else { b"" };
                [mark, &text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()].concat()
            }
            Self::Windows1252 => strict(WINDOWS_1252.encode(text)),
            Self::Latin9 => strict(encoding_rs::ISO_8859_15.encode(text)),
            Self::Mac => strict(MACINTOSH.encode(text)),
        }
    }
}

/// Name of the file, its text, how it is written, and the encoding to be found.
#[rustfmt::skip]
const FILES: &[(&str, &str, Written, Encoding)] = &[
    ("plain ASCII", "Firma;Ort\nMeier;Bonn\n", Written::Utf8, Encoding::Utf8),
    ("UTF-8, German", GERMAN, Written::Utf8, Encoding::Utf8),
    ("UTF-8 with a mark, German", GERMAN, Written::Utf8Marked, Encoding::Utf8),
    ("UTF-8 with a mark, ASCII only", "Firma;Ort\nMeier;Bonn\n", Written::Utf8Marked, Encoding::Utf8),
    ("UTF-8, a single umlaut", "Firma;Ort\nMeier;Köln\n", Written::Utf8, Encoding::Utf8),
    ("UTF-8, many scripts and an emoji", WORLD, Written::Utf8, Encoding::Utf8),
    ("UTF-8, typography", TYPOGRAPHY, Written::Utf8, Encoding::Utf8),
    ("UTF-16LE with a mark", GERMAN, Written::Utf16Le { marked: true }, Encoding::Utf16Le),
    ("UTF-16BE with a mark", GERMAN, Written::Utf16Be { marked: true }, Encoding::Utf16Be),
    ("UTF-16LE without a mark", EURO, Written::Utf16Le { marked: false }, Encoding::Utf16Le),
    ("UTF-16BE without a mark", EURO, Written::Utf16Be { marked: false }, Encoding::Utf16Be),
    ("UTF-16LE, many scripts", WORLD, Written::Utf16Le { marked: true }, Encoding::Utf16Le),
    ("UTF-16BE, many scripts", WORLD, Written::Utf16Be { marked: true }, Encoding::Utf16Be),
    ("Windows-1252, German", GERMAN, Written::Windows1252, Encoding::Windows1252),
    ("Windows-1252, euro", EURO, Written::Windows1252, Encoding::Windows1252),
    ("Windows-1252, typography", TYPOGRAPHY, Written::Windows1252, Encoding::Windows1252),
    ("Windows-1252, a single umlaut", "Firma;Ort\nMeier;Köln\n", Written::Windows1252, Encoding::Windows1252),
    ("Windows-1252, French", FRENCH, Written::Windows1252, Encoding::Windows1252),
    ("Windows-1252, Scandinavian", SCANDINAVIAN, Written::Windows1252, Encoding::Windows1252),
    ("Windows-1252, Spanish", SPANISH, Written::Windows1252, Encoding::Windows1252),
    ("ISO-8859-15, euro", EURO, Written::Latin9, Encoding::Iso8859_15),
    ("ISO-8859-15, French ligatures", FRENCH_LIGATURES, Written::Latin9, Encoding::Iso8859_15),
    ("Mac Roman, German", GERMAN, Written::Mac, Encoding::MacRoman),
    ("Mac Roman, euro", EURO, Written::Mac, Encoding::MacRoman),
    ("Mac Roman, French", FRENCH, Written::Mac, Encoding::MacRoman),
    ("Mac Roman, Scandinavian", SCANDINAVIAN, Written::Mac, Encoding::MacRoman),
];

fn rows_of(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

#[test]
fn what_went_in_comes_out_without_a_click() {
    assert!(FILES.len() >= 24);
    for &(name, text, written, encoding) in FILES {
        for line_end in ["\n", "\r\n", "\r"] {
            let bytes = written.bytes(&text.replace('\n', line_end));
            let report = read_with(&bytes, &ImportConfig::proposed(today())).unwrap().report;
            assert_eq!(report.encoding.encoding, encoding, "{name}: {:?}", report.encoding);
            let file = read_text(&bytes, &DialectChoice::default()).unwrap();
            let rows = [vec![file.header], file.rows].concat();
            assert_eq!(rows, rows_of(text), "{name}");
            assert_eq!(file.account.accepted as usize, text.lines().count() - 1, "{name}");
        }
    }
}

#[test]
fn the_reason_is_the_one_that_the_page_shows() {
    let reason = |text: &str, written: Written| {
        let config = ImportConfig::proposed(today());
        read_with(&written.bytes(text), &config).unwrap().report.encoding.reason
    };
    assert_eq!(reason("a;b\n1;2\n", Written::Utf8), Is::PlainAscii);
    assert_eq!(reason(GERMAN, Written::Utf8), Is::ValidUtf8 { n_characters: 9 });
    assert_eq!(reason(GERMAN, Written::Utf8Marked), Is::ByteOrderMark);
    assert_eq!(reason(GERMAN, Written::Utf16Le { marked: false }), Is::ZeroBytes);
    let letters = reason(GERMAN, Written::Windows1252);
    assert!(matches!(letters, Is::Letters { n_bytes: 9, runner_up: Some(_) }), "{letters:?}");
}

#[test]
fn a_line_of_another_encoding_is_repaired_and_named() {
    let mut bytes = GERMAN.as_bytes().to_vec();
    let line = GERMAN.lines().count() as u32 + 1;
    bytes.extend_from_slice(b"M\xfcller;K\xf6ln;x\n");
    let file = read_text(&bytes, &DialectChoice::default()).unwrap();
    assert_eq!(file.rows.last().unwrap(), &["Müller", "Köln", "x"]);
    let places: Vec<_> = file
        .log
        .first
        .iter()
        .map(|issue| (issue.line, issue.column.as_ref().unwrap().index))
        .collect();
    assert_eq!(places, [(line, 0), (line, 1)]);
}

#[test]
fn umlauts_far_below_plain_ascii_still_decide() {
    let head = format!("Firma;Ort\n{}", "Meier;Bonn\n".repeat(110_000));
    assert!(head.len() > 1 << 20);
    for (written, encoding) in [
        (Written::Utf8, Encoding::Utf8),
        (Written::Windows1252, Encoding::Windows1252),
        (Written::Mac, Encoding::MacRoman),
    ] {
        let bytes = written.bytes(&format!("{head}Käufer Söhne;Köln\nGröße;Fürth\n"));
        let imported = read_with(&bytes, &ImportConfig::proposed(today())).unwrap();
        assert_eq!(imported.report.encoding.encoding, encoding);
        let column = &imported.data.table.columns[1].values;
        let last = imported.data.table.n_rows - 1;
        assert_eq!(column.text(last).as_deref(), Some("Fürth"), "{encoding:?}");
    }
}

#[test]
fn a_file_cut_within_its_last_character_keeps_all_else() {
    let bytes = "Firma;Ort\nMüller;Köln\nGröße;Füß".as_bytes();
    let file = read_text(&bytes[..bytes.len() - 1], &DialectChoice::default()).unwrap();
    assert_eq!(file.rows[0], ["Müller", "Köln"]);
    // The half character is read as Windows-1252 and named.
    assert_eq!((file.rows[1][1].as_str(), file.log.first.len()), ("FüÃ", 1));
}
