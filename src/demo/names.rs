//! Invented names. Surnames are a tree and a tool, companies a word from a children's book and a trade, so
//! nobody can take them for customers; every address ends in `.example` (RFC 2606) and every telephone number
//! lies in the ranges the Federal Network Agency keeps for film and fiction.
//!
//! Places are real, because postcodes must be: the company sits in Würzburg, a fifth of its contacts in 97xxx.

/// A sales representative and what the synthetic truth says about them.
#[derive(Clone, Copy)]
pub(super) struct Rep {
    pub(super) name: &'static str,
    /// Share of the enquiries.
    pub(super) weight: f64,
    /// Factor on the chance that an offer is accepted.
    pub(super) closing: f64,
}

pub(super) const REPS: [Rep; 5] = [
    Rep { name: "Fräse, Moni", weight: 0.24, closing: 1.25 },
    Rep { name: "Özdemir, Jale", weight: 0.22, closing: 1.10 },
    Rep { name: "Grün, Tobias", weight: 0.20, closing: 0.95 },
    Rep { name: "Hobel, Anton", weight: 0.18, closing: 0.85 },
    Rep { name: "Weißdorn, Klara", weight: 0.16, closing: 0.72 },
];

/// Where an enquiry came from and what the synthetic truth says about it.
#[derive(Clone, Copy)]
pub(super) struct Source {
    pub(super) name: &'static str,
    /// Share of the enquiries.
    pub(super) weight: f64,
    /// Factor on the chance that a qualified enquiry gets an offer.
    pub(super) offering: f64,
}

pub(super) const SOURCES: [Source; 5] = [
    Source { name: "Website", weight: 0.34, offering: 0.95 },
    Source { name: "Messe", weight: 0.22, offering: 1.05 },
    Source { name: "Empfehlung", weight: 0.16, offering: 1.25 },
    Source { name: "Telefonaktion", weight: 0.16, offering: 0.72 },
    Source { name: "Newsletter", weight: 0.12, offering: 0.85 },
];

/// Products; one name holds quotation marks, as product names do.
pub(super) const PRODUCTS: [&str; 4] =
    ["Messplatz \"Kompakt\"", "Förderanlage", "Wartungsvertrag", "Schulung"];

pub(super) const LOST_REASONS: [&str; 5] =
    ["Preis", "Kein Budget", "Mitbewerber", "Kein Bedarf", "Keine Rückmeldung"];

pub(super) const POSITIONS: [&str; 7] = [
    "Einkauf",
    "Geschäftsführung",
    "Technische Leitung",
    "Instandhaltung",
    "Qualitätssicherung",
    "Produktion",
    "Marketing",
];

#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) zip: &'static str,
    pub(super) city: &'static str,
    pub(super) region: &'static str,
}

const fn place(zip: &'static str, city: &'static str, region: &'static str) -> Place {
    Place { zip, city, region }
}

/// Places in the postcode area 97.
pub(super) const PLACES_97: [Place; 8] = [
    place("97070", "Würzburg", "Unterfranken"),
    place("97084", "Würzburg", "Unterfranken"),
    place("97199", "Ochsenfurt", "Unterfranken"),
    place("97318", "Kitzingen", "Unterfranken"),
    place("97421", "Schweinfurt", "Unterfranken"),
    place("97616", "Bad Neustadt an der Saale", "Unterfranken"),
    place("97688", "Bad Kissingen", "Unterfranken"),
    place("97816", "Lohr am Main", "Unterfranken"),
];

/// Places elsewhere. Saxony is there for its leading zero.
pub(super) const PLACES_ELSEWHERE: [Place; 16] = [
    place("90402", "Nürnberg", "Mittelfranken"),
    place("90762", "Fürth", "Mittelfranken"),
    place("91054", "Erlangen", "Mittelfranken"),
    place("91522", "Ansbach", "Mittelfranken"),
    place("95028", "Hof", "Oberfranken"),
    place("95444", "Bayreuth", "Oberfranken"),
    place("96047", "Bamberg", "Oberfranken"),
    place("96450", "Coburg", "Oberfranken"),
    place("98527", "Suhl", "Thüringen"),
    place("99084", "Erfurt", "Thüringen"),
    place("60311", "Frankfurt am Main", "Hessen"),
    place("64283", "Darmstadt", "Hessen"),
    place("36037", "Fulda", "Hessen"),
    place("01067", "Dresden", "Sachsen"),
    place("04109", "Leipzig", "Sachsen"),
    place("09111", "Chemnitz", "Sachsen"),
];

const FIRST_NAMES: [(&str, &str); 48] = [
    ("Frau", "Agnes"),
    ("Herr", "Anton"),
    ("Frau", "Aylin"),
    ("Herr", "Björn"),
    ("Frau", "Carla"),
    ("Herr", "Cem"),
    ("Frau", "Dörte"),
    ("Herr", "Dieter"),
    ("Frau", "Elif"),
    ("Herr", "Emil"),
    ("Frau", "Frauke"),
    ("Herr", "Falk"),
    ("Frau", "Gülay"),
    ("Herr", "Günther"),
    ("Frau", "Hanna"),
    ("Herr", "Henning"),
    ("Frau", "Ilse"),
    ("Herr", "Ivo"),
    ("Frau", "Jördis"),
    ("Herr", "Jürgen"),
    ("Frau", "Käthe"),
    ("Herr", "Kilian"),
    ("Frau", "Lea"),
    ("Herr", "Lothar"),
    ("Frau", "Margarete"),
    ("Herr", "Mirko"),
    ("Frau", "Nele"),
    ("Herr", "Niels"),
    ("Frau", "Ottilie"),
    ("Herr", "Ömer"),
    ("Frau", "Paula"),
    ("Herr", "Pascal"),
    ("Frau", "Quirina"),
    ("Herr", "Quentin"),
    ("Frau", "Rosa"),
    ("Herr", "Rüdiger"),
    ("Frau", "Sabine"),
    ("Herr", "Sönke"),
    ("Frau", "Thea"),
    ("Herr", "Theo"),
    ("Frau", "Ulrike"),
    ("Herr", "Uwe"),
    ("Frau", "Vera"),
    ("Herr", "Volker"),
    ("Frau", "Wiebke"),
    ("Herr", "Wolfram"),
    ("Frau", "Yvonne"),
    ("Herr", "Zacharias"),
];

const TREES: [&str; 20] = [
    "Ahorn", "Birken", "Buchen", "Eichen", "Erlen", "Eschen", "Fichten", "Ginster", "Hasel",
    "Holunder", "Kiefern", "Kirsch", "Lärchen", "Linden", "Nuss", "Pappel", "Schlehen", "Tannen",
    "Ulmen", "Weiden",
];

const TOOLS: [&str; 18] = [
    "bohrer", "dübel", "feile", "hobel", "kelle", "leiter", "lot", "meißel", "nagel", "pinsel",
    "raspel", "säge", "schraube", "spachtel", "waage", "winkel", "zange", "zwinge",
];

const TALES: [&str; 30] = [
    "Donnerwetter",
    "Drachen",
    "Eichhörnchen",
    "Einhorn",
    "Glühwürmchen",
    "Heinzelmann",
    "Igel",
    "Kieselstein",
    "Kobold",
    "Libellen",
    "Luftschloss",
    "Märchen",
    "Maulwurf",
    "Mondschein",
    "Nebelkrähe",
    "Nordlicht",
    "Papierflieger",
    "Purzelbaum",
    "Pusteblume",
    "Regenbogen",
    "Riesenrad",
    "Schneckenhaus",
    "Seifenblase",
    "Siebenschläfer",
    "Sternschnuppe",
    "Waldkauz",
    "Windmühle",
    "Wolkenbruch",
    "Zauberwürfel",
    "Zwergen",
];

const TRADES: [&str; 20] = [
    "Bau",
    "Druck",
    "Energie",
    "Fördertechnik",
    "Glas",
    "Kälte",
    "Kunststoff",
    "Lacke",
    "Licht",
    "Logistik",
    "Metall",
    "Möbel",
    "Optik",
    "Pumpen",
    "Software",
    "Technik",
    "Textil",
    "Verpackung",
    "Werkzeuge",
    "Zahnräder",
];

const LEGAL_FORMS: [&str; 5] = ["GmbH", "AG", "GmbH & Co. KG", "e. K.", "KG"];

/// Number of different companies.
pub(super) const N_COMPANIES: usize = TALES.len() * TRADES.len();
/// Number of different people.
pub(super) const N_PEOPLE: usize = FIRST_NAMES.len() * TREES.len() * TOOLS.len();

pub(super) struct Person {
    pub(super) salutation: &'static str,
    pub(super) first: &'static str,
    pub(super) last: String,
}

/// The n-th person. All [`N_PEOPLE`] differ; the stride (prime to their number) mixes the alphabet.
pub(super) fn person(n: usize) -> Person {
    let mixed = n.wrapping_mul(7_919) % N_PEOPLE;
    let (salutation, first) = pick(&FIRST_NAMES, mixed);
    let tree = pick(&TREES, mixed / FIRST_NAMES.len());
    let tool = pick(&TOOLS, mixed / FIRST_NAMES.len() / TREES.len());
    Person { salutation, first, last: format!("{tree}{tool}") }
}

/// How somebody may have typed the name of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `Nordlicht Pumpen GmbH`
    Proper,
    /// `NordlichtPumpen GmbH`
    Joined,
    /// `Nordlicht-Pumpen GmbH`
    Hyphened,
    /// `nordlicht pumpen gmbh`
    Lower,
}

/// The name of the n-th company.
pub(super) fn company(n: usize, spelling: Spelling) -> String {
    let (tale, trade) = (pick(&TALES, n), pick(&TRADES, n / TALES.len()));
    let form = pick(&LEGAL_FORMS, n / 7);
    match spelling {
        Spelling::Proper => format!("{tale} {trade} {form}"),
        Spelling::Joined => format!("{tale}{trade} {form}"),
        Spelling::Hyphened => format!("{tale}-{trade} {form}"),
        Spelling::Lower => format!("{tale} {trade} {form}").to_lowercase(),
    }
}

/// The domain of the n-th company.
pub(super) fn domain(n: usize) -> String {
    ascii(&format!("{}-{}.example", pick(&TALES, n), pick(&TRADES, n / TALES.len())))
}

/// Lower case without umlauts, as addresses are written.
pub(super) fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            other => out.push(other),
        }
    }
    out
}

/// Telephone numbers of the ranges kept for fiction (Bundesnetzagentur, Mitteilung 148/2021); the last three
/// digits are free.
pub(super) fn phone(n: usize) -> String {
    const PREFIXES: [&str; 5] =
        ["030 23125 ", "0221 4710 ", "040 66969 ", "069 90009 ", "089 99998 "];
    format!("{}{:03}", pick(&PREFIXES, n), n / PREFIXES.len() % 1_000)
}

/// The n-th of a list, round and round.
pub(super) fn pick<T: Copy>(list: &[T], n: usize) -> T {
    list[n % list.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::demo::sheet::windows_1252;

    #[test]
    fn no_two_people_share_a_name() {
        let names: BTreeSet<String> = (0..N_PEOPLE)
            .map(|n| {
                let person = person(n);
                format!("{} {}", person.first, person.last)
            })
            .collect();
        assert_eq!(names.len(), N_PEOPLE);
    }

    #[test]
    fn no_two_companies_share_a_name_or_a_domain() {
        let names: BTreeSet<String> =
            (0..N_COMPANIES).map(|n| company(n, Spelling::Joined)).collect();
        let domains: BTreeSet<String> = (0..N_COMPANIES).map(domain).collect();
        assert_eq!((names.len(), domains.len()), (N_COMPANIES, N_COMPANIES));
        assert!(domains.iter().all(|domain| domain.ends_with(".example") && domain.is_ascii()));
    }

    #[test]
    fn every_name_can_be_written_in_windows_1252() {
        for n in 0..N_PEOPLE {
            let person = person(n);
            let text = format!("{} {}", person.first, person.last);
            assert!(text.chars().all(|letter| windows_1252(letter).is_some()), "{text}");
        }
    }

    #[test]
    fn shares_of_reps_and_sources_add_up() {
        let reps: f64 = REPS.iter().map(|rep| rep.weight).sum();
        let sources: f64 = SOURCES.iter().map(|source| source.weight).sum();
        assert!((reps - 1.0).abs() < 1e-12 && (sources - 1.0).abs() < 1e-12);
    }

    #[test]
    fn postcodes_of_each_list_lie_where_the_list_says() {
        assert!(PLACES_97.iter().all(|place| place.zip.starts_with("97")));
        assert!(PLACES_ELSEWHERE.iter().all(|place| !place.zip.starts_with("97")));
    }
}
