//! Any bytes in any chunks: the same import, every line in the account, no panic (R10, R14, R17).

use std::fmt::Write as _;
use std::ops::ControlFlow;

use proptest::prelude::*;
use trichterwerk::import::plan::Plan;
use trichterwerk::import::source::Bytes;
use trichterwerk::import::{FileReport, ImportConfig, ImportError, import};

use super::import_file::{read, read_with, today};

/// Pieces that rows are made of, broken ones among them.
#[rustfmt::skip]
const PIECES: [&[u8]; 40] = [
    b";", b";", b";", b",", b"\t", b"|", b"\"", b"\"", b"\"\"", b"\n", b"\n", b"\r\n", b"\r", b" ",
    b"a", b"bc", b"1", b"12", b"-3,5", b"1.234,56", b"1,234.56", b"31.12.2025", b"01.02.2025",
    b"2025-01-31 10:00", b"x@y.example", "\u{e4}".as_bytes(), "\u{20ac}".as_bytes(), b"\xe4",
    b"\xfc", b"\0", b"'=1", b"Summe", b"Copyright (c)", b"sep=;", b"\xef\xbb\xbf", b"\x1a",
    "\u{200b}".as_bytes(), b"\\", b"\"\n\"", b"unknown",
];

const HEADERS: [&[u8]; 5] = [
    b"",
    b"a;b;c\n",
    b"Deal-ID;Firma;Betrag;Erstellt am\r\n",
    b"Report\n\n\"a\",\"b\"\n",
    b"id,name,,\r",
];

fn file() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..120);
    (prop::sample::select(HEADERS.to_vec()), pieces)
        .prop_map(|(header, pieces)| [header, &pieces.concat()].concat())
}

/// Everything that an import says; the rows as text, for a missing number is not equal to itself.
type Outcome = Result<(FileReport, Plan, String), ImportError>;

fn outcome(bytes: &[u8], chunk_bytes: usize) -> Outcome {
    let config = ImportConfig { chunk_bytes, ..ImportConfig::proposed(today()) };
    let imported = read_with(bytes, &config)?;
    Ok((imported.report, imported.data.plan, format!("{:?}", imported.data.table)))
}

/// So many cases, or as many as `PROPTEST_CASES` asks for.
fn cases(n: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = asked.unwrap_or(n);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Splits tried for each file: 1,250 files in eight each are the 10,000 cases of R14.
const SPLITS: usize = 8;

proptest! {
    #![proptest_config(cases(1_250))]

    #[test]
    fn chunks_never_change_the_import(
        bytes in file(),
        splits in prop::array::uniform::<_, SPLITS>(1_usize..80),
    ) {
        let whole = outcome(&bytes, 1 << 20);
        for chunk_bytes in splits {
            let split = outcome(&bytes, chunk_bytes);
            prop_assert!(
                split == whole,
                "{chunk_bytes} bytes at a time: b\"{}\"\n{split:?}\n{whole:?}",
                bytes.escape_ascii().to_string(),
            );
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_utf16_is_read_or_refused(
        text in "\\PC{0,40}[;,\"\r\n\u{10000}-\u{10ff0}]{0,40}",
        cut in 0_usize..4,
    ) {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.truncate(bytes.len().saturating_sub(cut));
        prop_assert!(outcome(&bytes, 7) == outcome(&bytes, 1 << 20));
    }
}

#[test]
fn a_file_larger_than_the_sample_is_the_same_in_any_chunks() {
    let mut text = String::from("Deal-ID;Firma;Notiz;Betrag;Erstellt am\r\n");
    for row in 0..40_000 {
        let note = match row % 97 {
            0 => "\"über zwei\nZeilen; mit \"\"Zitat\"\"\"",
            1 => "\"nie geschlossen",
            2 => "5\" Rohr",
            3 => "a;b",
            _ => "",
        };
        let (company, day) = (row % 7, row % 28 + 1);
        let _ = write!(text, "{row};Firma {company};{note};{row},50 €;{day:02}.06.2025\r\n");
    }
    assert!(text.len() > 1 << 20);
    let expected = outcome(text.as_bytes(), 1 << 22);
    for chunk_bytes in [1_021, 65_536, 300_007] {
        assert!(outcome(text.as_bytes(), chunk_bytes) == expected, "{chunk_bytes}");
    }
}

#[test]
fn an_import_can_be_cancelled() {
    let text = "a;b\n".repeat(1_000);
    let config = ImportConfig { chunk_bytes: 100, ..ImportConfig::proposed(today()) };
    let mut n = 0;
    let result = import(&mut Bytes::new("t", text), &config, &mut |_| {
        n += 1;
        if n == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((result.unwrap_err(), n), (ImportError::Cancelled, 3));
}
