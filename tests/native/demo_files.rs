//! The files of the synthetic company, read without the importer: csv crate, plain counting.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::civil::{Date, DateTime};
use trichterwerk::demo::{self, DEFAULT_SEED, DemoFile};

/// Seeds the planted facts are checked for; the first is the one the page shows.
pub const SEEDS: [u64; 4] = [DEFAULT_SEED, 0, 42, u64::MAX];

/// One file as text: the header and the rows, short ones included.
pub struct Rows {
    pub headers: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// The files of a company, written and read once for all tests.
type Company = BTreeMap<&'static str, Arc<Rows>>;

impl Rows {
    fn of(file: &DemoFile) -> Self {
        let (text, _, malformed) = encoding_rs::WINDOWS_1252.decode(&file.bytes);
        assert!(!malformed);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(text.as_bytes());
        let headers = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        Self { headers, rows }
    }

    /// The file of this name from the company of a seed.
    fn named(seed: u64, name: &str) -> Arc<Self> {
        static READ: Mutex<BTreeMap<u64, Arc<Company>>> = Mutex::new(BTreeMap::new());
        let company = {
            let mut read = READ.lock().unwrap();
            let company = read.entry(seed).or_insert_with(|| {
                let files = demo::files(seed);
                Arc::new(files.iter().map(|file| (file.name, Arc::new(Self::of(file)))).collect())
            });
            Arc::clone(company)
        };
        Arc::clone(&company[name])
    }

    /// The deals; rows that are cut off are left out.
    pub fn deals(seed: u64) -> Self {
        let all = Self::named(seed, "chancen_2025.csv");
        let whole = all.rows.iter().filter(|row| row.len() == all.headers.len());
        Self { headers: all.headers.clone(), rows: whole.cloned().collect() }
    }

    pub fn contacts(seed: u64) -> Arc<Self> {
        Self::named(seed, "kontakte.csv")
    }

    pub fn activities(seed: u64) -> Arc<Self> {
        Self::named(seed, "aktivitaeten.csv")
    }

    pub fn mailings(seed: u64) -> Arc<Self> {
        Self::named(seed, "mailings_2025.csv")
    }

    /// Position of a header.
    pub fn at(&self, header: &str) -> usize {
        self.headers.iter().position(|known| known == header).unwrap_or_else(|| panic!("{header}"))
    }

    /// The cells of a column.
    pub fn column(&self, header: &str) -> impl Iterator<Item = &str> + Clone {
        let at = self.at(header);
        self.rows.iter().map(move |row| row[at].as_str())
    }

    /// Number of rows with this cell.
    pub fn count(&self, header: &str, cell: &str) -> usize {
        self.column(header).filter(|other| *other == cell).count()
    }

    /// The rows by key.
    pub fn by(&self, header: &str) -> BTreeMap<&str, Vec<&[String]>> {
        let at = self.at(header);
        let mut groups: BTreeMap<&str, Vec<&[String]>> = BTreeMap::new();
        for row in &self.rows {
            groups.entry(&row[at]).or_default().push(row);
        }
        groups
    }
}

/// `31.12.2025`; `None` for the empty cell.
pub fn date(cell: &str) -> Option<Date> {
    (!cell.is_empty()).then(|| Date::strptime("%d.%m.%Y", cell).unwrap())
}

/// `31.12.2025 14:05`.
pub fn date_time(cell: &str) -> DateTime {
    DateTime::strptime("%d.%m.%Y %H:%M", cell).unwrap()
}

/// Whole days between two dates.
pub fn days(from: Date, to: Date) -> i32 {
    to.since(from).unwrap().get_days()
}

/// Hours between two times.
pub fn hours(from: DateTime, to: DateTime) -> f64 {
    let span = to.since((jiff::Unit::Minute, from)).unwrap();
    span.get_minutes() as f64 / 60.0
}

/// The last day of the files.
pub fn as_of() -> Date {
    Date::constant(2025, 12, 31)
}

/// FNV-1a (Fowler, Noll & Vo), 64 bit.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_every_machine() {
    // Computed on x86-64 Linux; Node's WebAssembly gave the same.
    let pinned = [
        ("chancen_2025.csv", 2_779_738_183_137_576_906),
        ("kontakte.csv", 6_962_430_794_595_034_928),
        ("aktivitaeten.csv", 18_105_892_083_873_071_265),
        ("mailings_2025.csv", 9_929_003_061_226_566_790),
    ];
    let files = demo::files(DEFAULT_SEED);
    let digests: Vec<(&str, u64)> =
        files.iter().map(|file| (file.name, digest(&file.bytes))).collect();
    assert_eq!(digests, pinned);
}

#[test]
fn another_seed_gives_another_company() {
    for (one, other) in demo::files(1).iter().zip(demo::files(2)) {
        assert_ne!(one.bytes, other.bytes, "{}", one.name);
    }
}

#[test]
fn files_are_written_as_german_excel_writes_them() {
    for file in demo::files(DEFAULT_SEED) {
        assert!(file.bytes.ends_with(b"\r\n"), "{}", file.name);
        let count = |sought: u8| memchr::memchr_iter(sought, &file.bytes).count();
        assert_eq!(count(b'\n'), count(b'\r'), "{}", file.name);
        assert!(std::str::from_utf8(&file.bytes).is_err(), "{} has no umlaut", file.name);
        // C1 controls are what ISO-8859-1 would make of it; 0x80 is the euro sign of Windows-1252.
        assert!(file.bytes.iter().all(|byte| !(0x81..0xA0).contains(byte)), "{}", file.name);
    }
    let deals = &demo::files(DEFAULT_SEED)[0];
    assert!(deals.bytes.contains(&0x80), "the deals hold a euro sign");
}

#[test]
fn every_row_is_whole_but_the_broken_ones_of_the_deals() {
    for seed in SEEDS {
        for file in demo::files(seed) {
            let rows = Rows::of(&file);
            let n_short = rows.rows.iter().filter(|row| row.len() < rows.headers.len()).count();
            let n_known =
                if file.name == "chancen_2025.csv" { demo::KNOWN.n_broken_rows } else { 0 };
            assert_eq!(n_short, n_known, "{} of {seed}", file.name);
            assert!(rows.rows.iter().all(|row| row.len() <= rows.headers.len()));
        }
    }
}

#[test]
fn keys_are_unique_and_links_find_their_record() {
    for seed in SEEDS {
        let (deals, contacts) = (Rows::deals(seed), Rows::contacts(seed));
        let (activities, mailings) = (Rows::activities(seed), Rows::mailings(seed));
        let deal_keys = deals.by("Opportunity-ID");
        let contact_keys = contacts.by("Kontakt-ID");
        assert_eq!(deal_keys.len(), deals.rows.len());
        assert_eq!(contact_keys.len(), contacts.rows.len());
        assert_eq!(activities.by("Aktivitäts-ID").len(), activities.rows.len());
        for rows in [&deals, &*activities, &*mailings] {
            assert!(rows.column("Kontakt-ID").all(|key| contact_keys.contains_key(key)));
        }
        let linked = activities.column("Opportunity-ID").filter(|key| !key.is_empty());
        assert!(linked.clone().all(|key| deal_keys.contains_key(key)));
        assert!(linked.count() > 4_000);
    }
}

#[test]
fn nothing_has_happened_after_the_last_day_and_something_on_it() {
    for seed in SEEDS {
        let activities = Rows::activities(seed);
        let last = activities.column("Datum").map(|cell| date_time(cell).date()).max();
        assert_eq!(last, Some(as_of()));
        for contact in Rows::contacts(seed).column("Erstellt am") {
            assert!(date(contact).unwrap() <= as_of());
        }
    }
}

#[test]
fn people_and_addresses_are_invented() {
    let contacts = Rows::contacts(DEFAULT_SEED);
    for address in contacts.column("E-Mail-Adresse").filter(|address| !address.is_empty()) {
        assert!(address.ends_with(".example") && address.is_ascii(), "{address}");
    }
    // Ranges kept for film and fiction (Bundesnetzagentur, Mitteilung 148/2021).
    let fiction = ["030 23125 ", "0221 4710 ", "040 66969 ", "069 90009 ", "089 99998 "];
    for phone in contacts.column("Telefon").filter(|phone| !phone.is_empty()) {
        assert!(fiction.iter().any(|range| phone.starts_with(range)), "{phone}");
    }
}
