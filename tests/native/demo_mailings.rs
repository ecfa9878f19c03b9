//! The planted contact decay, found again in the mailing file by the two ways of MATH 3.5 and 3.6.

use std::collections::BTreeMap;

use jiff::civil::Date;
use trichterwerk::demo::{DEFAULT_SEED, KNOWN};

use super::demo_files::{Rows, SEEDS, date, date_time, days};

/// Days in a month (MATH 1.1).
const MONTH: f64 = 365.25 / 12.0;

/// Of each contact that was mailed: age in months at each mailing, and whether it bounced hard.
fn histories(seed: u64) -> Vec<Vec<(f64, bool)>> {
    let (contacts, mailings) = (Rows::contacts(seed), Rows::mailings(seed));
    let created: BTreeMap<&str, Date> = contacts
        .column("Kontakt-ID")
        .zip(contacts.column("Erstellt am").filter_map(date))
        .collect();
    let (sent, result) = (mailings.at("Versendet am"), mailings.at("Ergebnis"));
    mailings
        .by("Kontakt-ID")
        .into_iter()
        .map(|(key, rows)| {
            rows.iter()
                .map(|row| {
                    let age = days(created[key], date_time(&row[sent]).date());
                    assert!(age > 0, "mailed before it was collected");
                    (f64::from(age) / MONTH, row[result] == "Hardbounce")
                })
                .collect()
        })
        .collect()
}

/// The root of a falling function.
fn root(falling: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (1e-5, 1.0);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if falling(middle) > 0.0 { low = middle } else { high = middle }
    }
    low
}

/// MATH 3.5: the hazard from one look per contact (age, bounced), and the standard error of its logarithm.
fn current_status(looks: &[(f64, bool)]) -> (f64, f64) {
    let score = |l: f64| -> f64 {
        let term = |&(a, bad): &(f64, bool)| {
            if bad { a * (-l * a).exp() / (1.0 - (-l * a).exp()) } else { -a }
        };
        looks.iter().map(term).sum()
    };
    let hazard = root(score);
    let information: f64 =
        looks.iter().map(|(a, _)| a * a * (-hazard * a).exp() / (1.0 - (-hazard * a).exp())).sum();
    (hazard, 1.0 / (hazard * information.sqrt()))
}

/// MATH 3.6 with shape 1: the hazard from the last mailing that arrived and the first that did not.
fn interval_censored(histories: &[Vec<(f64, bool)>]) -> f64 {
    let bounds: Vec<(f64, Option<f64>)> = histories
        .iter()
        .map(|looks| {
            let lower = looks.iter().rev().find(|(_, bad)| !bad).map_or(0.0, |(age, _)| *age);
            (lower, looks.iter().find(|(_, bad)| *bad).map(|(age, _)| *age))
        })
        .collect();
    root(|h| {
        bounds
            .iter()
            .map(|&(l, u)| match u {
                None => -l,
                Some(u) => {
                    let (sl, su) = ((-h * l).exp(), (-h * u).exp());
                    (u * su - l * sl) / (sl - su)
                }
            })
            .sum()
    })
}

fn monthly(hazard: f64) -> f64 {
    1.0 - (-hazard).exp()
}

#[test]
fn the_planted_decay_is_recovered_from_the_last_mailing() {
    for seed in SEEDS.into_iter().chain(100..106) {
        let looks: Vec<(f64, bool)> =
            histories(seed).iter().filter_map(|looks| looks.last().copied()).collect();
        let (hazard, error) = current_status(&looks);
        let (lower, upper) = (hazard * (-1.96 * error).exp(), hazard * (1.96 * error).exp());
        assert!((monthly(hazard) - KNOWN.monthly_decay).abs() < 0.001, "{}", monthly(hazard));
        assert!((monthly(lower)..monthly(upper)).contains(&KNOWN.monthly_decay));
        assert!(monthly(upper) - monthly(lower) < 0.003, "{lower} {upper}");
    }
}

#[test]
fn the_planted_decay_is_recovered_from_the_series_of_mailings() {
    for seed in SEEDS {
        let hazard = interval_censored(&histories(seed));
        assert!((monthly(hazard) - KNOWN.monthly_decay).abs() < 0.001, "{}", monthly(hazard));
    }
}

#[test]
fn an_address_that_has_gone_bad_stays_bad() {
    for looks in histories(DEFAULT_SEED) {
        assert!(looks.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{looks:?}");
    }
}

#[test]
fn each_mailing_writes_once_to_each_address() {
    for seed in SEEDS {
        let (contacts, mailings) = (Rows::contacts(seed), Rows::mailings(seed));
        assert_eq!(mailings.by("Name der Kampagne").len(), KNOWN.n_campaigns);
        let email: BTreeMap<&str, &str> =
            contacts.column("Kontakt-ID").zip(contacts.column("E-Mail-Adresse")).collect();
        let address = mailings.at("E-Mail-Adresse");
        for rows in mailings.by("Name der Kampagne").values() {
            let mut addresses: Vec<String> =
                rows.iter().map(|row| row[address].to_lowercase()).collect();
            assert!(addresses.iter().all(|address| address.contains('@')));
            let n = addresses.len();
            addresses.sort_unstable();
            addresses.dedup();
            assert_eq!(addresses.len(), n);
        }
        let mut keys = mailings.column("Kontakt-ID").zip(mailings.column("E-Mail-Adresse"));
        assert!(keys.all(|(key, address)| email[key] == address));
    }
}

#[test]
fn mailings_end_in_four_ways() {
    let mailings = Rows::mailings(DEFAULT_SEED);
    let n = mailings.rows.len() as f64;
    let share = |word| mailings.count("Ergebnis", word) as f64 / n;
    assert!((0.10..0.30).contains(&share("Hardbounce")));
    assert!((0.005..0.02).contains(&share("Softbounce")));
    assert!((0.001..0.01).contains(&share("abgemeldet")));
    let named: f64 =
        ["Hardbounce", "Softbounce", "abgemeldet", "zugestellt"].map(share).iter().sum();
    assert!((named - 1.0).abs() < 1e-12);
}
