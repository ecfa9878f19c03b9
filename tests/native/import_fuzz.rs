//! Files torn apart at random: never a panic, every line in the account (R17).
//!
//! A short run is part of every test run. `FUZZ_SECONDS=600 cargo test --release --no-default-features --test native
//! import_fuzz` goes on for ten minutes; `FUZZ_SEED` starts it elsewhere. A failure prints the file as it was.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng as _};
use trichterwerk::import::dialect::{Delimiter, DialectChoice, Escape, Layout, Quote};
use trichterwerk::import::encoding::Encoding;
use trichterwerk::import::rejected::rejected_rows;
use trichterwerk::import::source::Bytes;
use trichterwerk::import::values::n_rows;
use trichterwerk::import::{ImportConfig, import};

use super::import_file::today;

/// Files the tearing starts from.
const SEEDS: [&[u8]; 8] = [
    b"",
    b"Deal-ID;Firma;Betrag;Erstellt am;Phase\r\n1;\"M\xc3\xbcller; S\xc3\xb6hne\";1.234,56 \xe2\x82\xac;31.12.2025;Gewonnen\r\n2;x;;;\r\nSumme;;9,00;;\r\n",
    b"sep=,\nid,\"na\"\"me\",\"no\nte\"\n1,\"a\",b\n\n2,c,\"d",
    b"Report\t2025\n\n\"a\"\t\"b\"\t\n1\t2025-01-31T10:00:00Z\t'=1+1\nGrand Totals (2 records)\t\t\nCopyright (c)\n",
    b"\xff\xfea\0;\0b\0\r\0\n\0\xfc\0;\0\x3d\xd8\0\xde\n\0",
    b"Firma;Ort\rM\xfcller;K\xf6ln\rGro\xdf;5 \x80\r",
    b"\xef\xbb\xbfid|stage|amount|created\n1|won|(1,234.50)|07 Dec 2025\n2|lost|12 %|12/31/2025\n",
    b"deal,stage,changed\n1,New,1700000000\n1,Won,1710000000\n2,New,45000\n",
];

/// Pieces that are put in.
const PIECES: [&[u8]; 22] = [
    b"\"",
    b"\"\"",
    b";",
    b",",
    b"\t",
    b"|",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\x80",
    b"\xe2\x80\x8b",
    b"'",
    b"\\\"",
    b"Summe",
    b"31.02.2024",
    b"1e309",
    b"sep=;\n",
    b"9999999999999999999",
    b"\xed\xa0\x80",
];

struct Tearing {
    random: Xoshiro256PlusPlus,
}

impl Tearing {
    fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.random.next_u64() % n as u64) as usize }
    }

    fn file(&mut self) -> Vec<u8> {
        let mut bytes = SEEDS[self.below(SEEDS.len())].to_vec();
        for _ in 0..self.below(12) {
            let (at, other) = (self.below(bytes.len() + 1), self.below(bytes.len() + 1));
            let (from, to) = (at.min(other), at.max(other));
            match self.below(6) {
                0 => drop(bytes.drain(from..to.min(from + 20))),
                1 => {
                    let piece = bytes[from..to].repeat(1 + self.below(4));
                    bytes.splice(from..from, piece);
                }
                2 if from < bytes.len() => bytes[from] = self.random.next_u64() as u8,
                3 => {
                    let seed = SEEDS[self.below(SEEDS.len())];
                    let cut = self.below(seed.len() + 1);
                    bytes.splice(from..to, seed[cut..].iter().copied());
                }
                _ => {
                    let piece = PIECES[self.below(PIECES.len())].repeat(1 + self.below(3));
                    bytes.splice(from..from, piece);
                }
            }
            bytes.truncate(1 << 14);
        }
        bytes
    }

    fn config(&mut self) -> ImportConfig {
        let mut config = ImportConfig::proposed(today());
        config.chunk_bytes = 1 + self.below(64);
        if self.below(4) == 0 {
            config.encoding = Some(Encoding::ALL[self.below(Encoding::ALL.len())]);
        }
        if self.below(4) == 0 {
            let layout =
                Layout { first_line: 1 + self.below(4) as u32, has_header: self.below(2) == 0 };
            config.dialect = DialectChoice {
                delimiter: Some(Delimiter::CANDIDATES[self.below(4)]),
                quote: Some([Quote::Double, Quote::Single, Quote::None][self.below(3)]),
                escape: Some([Escape::Doubled, Escape::Backslash][self.below(2)]),
                layout: Some(layout),
            };
        }
        config
    }
}

/// Imports the file and gives back its rejected rows; asserts the laws.
fn check(bytes: &[u8], config: &ImportConfig) {
    let mut source = Bytes::new("fuzz.csv", bytes);
    let Ok(imported) = import(&mut source, config, &mut |_| ControlFlow::Continue(())) else {
        return;
    };
    let account = imported.report.account;
    assert!(account.is_conserved(), "{account:?}");
    assert_eq!(imported.data.table.n_rows as u64, account.accepted);
    for column in &imported.data.table.columns {
        assert_eq!(n_rows(&column.values) as u64, account.accepted);
    }
    let rejected = rejected_rows(&mut source, &imported.report).unwrap();
    assert_eq!(rejected.len() as u64, account.rejected);
}

#[test]
#[allow(clippy::disallowed_methods, reason = "how long it goes on is asked in seconds")]
fn no_file_brings_the_importer_down() {
    let asked = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seconds: Option<u64> = asked("FUZZ_SECONDS");
    let seed = asked("FUZZ_SEED").unwrap_or(1);
    let mut tearing = Tearing { random: Xoshiro256PlusPlus::seed_from_u64(seed) };
    let start = Instant::now();
    let mut n = 0_u64;
    let goes_on = |n| match seconds {
        Some(seconds) => start.elapsed() < Duration::from_secs(seconds),
        None => n < 3_000,
    };
    while goes_on(n) {
        let (bytes, config) = (tearing.file(), tearing.config());
        let result = catch_unwind(AssertUnwindSafe(|| check(&bytes, &config)));
        assert!(
            result.is_ok(),
            "file {n} of seed {seed}: b\"{}\"\n{config:?}",
            bytes.escape_ascii()
        );
        n += 1;
    }
    println!("{n} files in {:.1} s", start.elapsed().as_secs_f64());
}
