//! The debts of the contact list, counted in the contact file.

use std::collections::{BTreeMap, BTreeSet};

use trichterwerk::demo::KNOWN;

use super::demo_files::{Rows, SEEDS, as_of, date, days};

/// Towns of the area 97, by the postcodes the file itself gives them.
fn towns_in_97(contacts: &Rows) -> BTreeSet<String> {
    let (zip, city) = (contacts.at("Postleitzahl"), contacts.at("Ort"));
    contacts
        .rows
        .iter()
        .filter(|row| row[zip].starts_with("97"))
        .map(|row| row[city].clone())
        .collect()
}

/// Letters and digits of a name, lower case: what is left when spelling does not count.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[test]
fn an_invitation_by_postcode_misses_forty() {
    for seed in SEEDS {
        let contacts = Rows::contacts(seed);
        let filled = contacts.column("Postleitzahl").filter(|zip| !zip.is_empty());
        assert_eq!(contacts.rows.len(), KNOWN.n_contacts);
        assert_eq!(filled.clone().count(), KNOWN.n_with_postcode);
        assert_eq!(filled.filter(|zip| zip.starts_with("97")).count(), KNOWN.n_with_postcode_97);
        assert_eq!(contacts.count("Postleitzahl", ""), KNOWN.n_without_postcode);
        let (zip, city) = (contacts.at("Postleitzahl"), contacts.at("Ort"));
        let towns = towns_in_97(&contacts);
        let missed =
            contacts.rows.iter().filter(|row| row[zip].is_empty() && towns.contains(&row[city]));
        assert_eq!(missed.count(), KNOWN.n_without_postcode_97);
    }
    // What MATH 7.2 estimates from the counts is what was planted: u (m + 1/2) / (n + 1).
    let estimated = KNOWN.n_without_postcode as f64 * (KNOWN.n_with_postcode_97 as f64 + 0.5)
        / (KNOWN.n_with_postcode as f64 + 1.0);
    assert!((estimated - KNOWN.n_without_postcode_97 as f64).abs() < 0.5, "{estimated}");
}

#[test]
fn postcodes_keep_their_leading_zero() {
    let contacts = Rows::contacts(SEEDS[0]);
    let zips = contacts.column("Postleitzahl").filter(|zip| !zip.is_empty());
    assert!(zips.clone().all(|zip| zip.len() == 5));
    assert!(zips.filter(|zip| zip.starts_with('0')).count() > 300);
}

#[test]
fn empty_and_malformed_fields_are_counted() {
    for seed in SEEDS {
        let contacts = Rows::contacts(seed);
        for (header, n) in [
            ("E-Mail-Adresse", KNOWN.n_without_email),
            ("Telefon", KNOWN.n_without_phone),
            ("Position", KNOWN.n_without_position),
            ("Zuständig", KNOWN.n_contacts_without_owner),
            ("Quelle", KNOWN.n_contacts_without_source),
        ] {
            assert_eq!(contacts.count(header, ""), n, "{header} of {seed}");
        }
        let malformed = contacts
            .column("E-Mail-Adresse")
            .filter(|address| !address.is_empty() && !address.contains('@'));
        assert_eq!(malformed.count(), KNOWN.n_malformed_emails);
    }
}

#[test]
fn duplicates_are_the_planted_ones_and_no_others() {
    for seed in SEEDS {
        let contacts = Rows::contacts(seed);
        let column = |header| contacts.at(header);
        let (email, company) = (column("E-Mail-Adresse"), column("Firma"));
        let name = [column("Vorname"), column("Nachname")];
        let mut by_email: BTreeMap<String, usize> = BTreeMap::new();
        let mut by_name: BTreeMap<(&str, &str, String), Vec<&Vec<String>>> = BTreeMap::new();
        for row in &contacts.rows {
            if !row[email].is_empty() {
                *by_email.entry(row[email].to_lowercase()).or_default() += 1;
            }
            let key = (row[name[0]].as_str(), row[name[1]].as_str(), bare(&row[company]));
            by_name.entry(key).or_default().push(row);
        }
        let n_exact: usize = by_email.values().map(|n| n - 1).sum();
        assert_eq!(n_exact, KNOWN.n_exact_duplicates);
        let n_same_person: usize = by_name.values().map(|rows| rows.len() - 1).sum();
        assert_eq!(n_same_person, KNOWN.n_exact_duplicates + KNOWN.n_near_duplicates);
        let near = by_name.values().filter(|rows| {
            let spellings: BTreeSet<&str> = rows.iter().map(|row| row[company].as_str()).collect();
            spellings.len() > 1
        });
        assert_eq!(near.count(), KNOWN.n_near_duplicates);
    }
}

#[test]
fn tags_come_in_the_planted_spellings() {
    /// NFC is given; the rest of MATH 7.1: fold case, trim, ä to ae and so on.
    fn folded(tag: &str) -> String {
        let lower = tag.trim().to_lowercase();
        lower.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss")
    }
    for seed in SEEDS {
        let contacts = Rows::contacts(seed);
        for (usual, cluster, n, n_usual) in [
            ("Händler", "haendler", KNOWN.n_tagged_dealer, KNOWN.n_tagged_dealer_usual),
            (
                "Großkunde",
                "grosskunde",
                KNOWN.n_tagged_key_account,
                KNOWN.n_tagged_key_account_usual,
            ),
        ] {
            let tags = contacts.column("Kategorien").filter(|tag| folded(tag) == cluster);
            assert_eq!(tags.count(), n);
            assert_eq!(contacts.count("Kategorien", usual), n_usual);
        }
        let clusters: BTreeSet<String> = contacts.column("Kategorien").map(folded).collect();
        assert_eq!(clusters.len(), 5, "two tags, two consistent ones, and none");
    }
}

#[test]
fn the_list_was_collected_over_two_years() {
    for seed in SEEDS {
        let contacts = Rows::contacts(seed);
        let mut by_month: BTreeMap<(i16, i8), usize> = BTreeMap::new();
        for created in contacts.column("Erstellt am").filter_map(date) {
            *by_month.entry((created.year(), created.month())).or_default() += 1;
        }
        assert_eq!(by_month.len(), 24);
        assert!(by_month.values().all(|n| *n > 150), "{by_month:?}");
        assert!(by_month.keys().all(|(year, _)| [2024, 2025].contains(year)));
    }
}

#[test]
fn the_last_activity_of_a_contact_is_the_last_of_its_rows() {
    for seed in SEEDS {
        let (contacts, activities) = (Rows::contacts(seed), Rows::activities(seed));
        let at = activities.at("Datum");
        let rows = activities.by("Kontakt-ID");
        let (key, last) = (contacts.at("Kontakt-ID"), contacts.at("Letzte Aktivität"));
        let (mut n_never, mut n_silent) = (0, 0);
        for contact in &contacts.rows {
            let latest = rows.get(contact[key].as_str()).and_then(|rows| {
                rows.iter().map(|row| super::demo_files::date_time(&row[at]).date()).max()
            });
            assert_eq!(latest, date(&contact[last]), "{contact:?}");
            n_never += usize::from(latest.is_none());
            n_silent += usize::from(latest.is_some_and(|day| days(day, as_of()) > 365));
        }
        assert_eq!(n_never, KNOWN.n_never_contacted);
        assert_eq!(n_silent, KNOWN.n_contacts_silent_for_a_year);
    }
}
