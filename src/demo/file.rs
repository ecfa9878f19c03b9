//! The four files: which column holds what.
//!
//! Headers are words of German CRM exports (Salesforce, Outlook, vtiger, Mailify), one per meaning, so
//! that the importer needs no question. Deals stand newest first, as most exports do: the open ones, which name
//! every stage, come early.

use super::activity::{Activity, last_days};
use super::contact::{Contact, Email};
use super::deal::{Amount, Deal, NextStep};
use super::facts::KNOWN;
use super::mailing::Letter;
use super::names::{REPS, SOURCES};
use super::pipeline::STEPS;
use super::sheet::Sheet;
use crate::model::{Day, Outcome};

const DEAL: &str = "CH-";
const CONTACT: &str = "K-";

const DEAL_COLUMNS: [&str; 25] = [
    "Opportunity-ID",
    "Titel",
    "Firma",
    "Kontakt-ID",
    "Zuständig",
    "Quelle",
    "Produkt",
    "Region",
    "Postleitzahl",
    "Ort",
    "Phase",
    "Betrag",
    "Währung",
    "Wahrscheinlichkeit (%)",
    "Erstellt am",
    "Neu am",
    "Kontaktiert am",
    "Qualifiziert am",
    "Angebot am",
    "Abschlussdatum",
    "Voraussichtliches Abschlussdatum",
    "Verlustgrund",
    "Letzte Aktivität",
    "Datum nächste Aktivität",
    "Nächster Schritt",
];

const CONTACT_COLUMNS: [&str; 16] = [
    "Kontakt-ID",
    "Anrede",
    "Vorname",
    "Nachname",
    "Firma",
    "Position",
    "E-Mail-Adresse",
    "Telefon",
    "Postleitzahl",
    "Ort",
    "Region",
    "Quelle",
    "Kategorien",
    "Zuständig",
    "Erstellt am",
    "Letzte Aktivität",
];

const ACTIVITY_COLUMNS: [&str; 9] = [
    "Aktivitäts-ID",
    "Datum",
    "Aktivitätstyp",
    "Richtung",
    "Dauer (Minuten)",
    "Betreff",
    "Opportunity-ID",
    "Kontakt-ID",
    "Zuständig",
];

const MAILING_COLUMNS: [&str; 6] =
    ["Kontakt-ID", "E-Mail-Adresse", "Name der Kampagne", "Versendet am", "Ergebnis", "Grund"];

/// What the CRM believes of an open deal, by step, in percent.
const PROBABILITY: [u32; 4] = [10, 20, 40, 60];

/// What comes next, by step. One holds the delimiter and the euro sign.
const NEXT_STEP: [&str; 4] = [
    "Erstkontakt",
    "Bedarf klären",
    "Angebot erstellen",
    "Angebot nachfassen; Nachlass bis 200 € möglich",
];

pub(super) fn deal_file(deals: &[Deal], contacts: &[Contact], activities: &[Activity]) -> Vec<u8> {
    let mut contact_of = vec![None; deals.len()];
    for (at, contact) in contacts.iter().enumerate() {
        if let Some(slot) = contact.deal.and_then(|row| contact_of.get_mut(row)) {
            *slot = Some((at, contact));
        }
    }
    let last = last_days(activities, deals.len(), |activity| activity.deal);
    let mut sheet = Sheet::new(&DEAL_COLUMNS, 280 * deals.len());
    let distance = deals.len() / (KNOWN.n_broken_rows + 1);
    for (((row, deal), contact), last) in deals.iter().enumerate().zip(contact_of).zip(last).rev() {
        deal_row(&mut sheet, row, deal, contact, last);
        let n_broken = row.checked_div(distance).unwrap_or(0);
        if row.is_multiple_of(distance.max(1)) && (1..=KNOWN.n_broken_rows).contains(&n_broken) {
            sheet.key(DEAL, deals.len() + n_broken);
            sheet.cell("Zeile beim Export abgebrochen");
            sheet.break_row();
        }
    }
    sheet.into_bytes()
}

fn deal_row(
    sheet: &mut Sheet,
    row: usize,
    deal: &Deal,
    contact: Option<(usize, &Contact)>,
    last_activity: Option<Day>,
) {
    let course = &deal.course;
    let step = course.furthest();
    let place = contact.map(|(_, contact)| contact.place());
    let (phase, probability) = match course.outcome {
        Outcome::Won => ("Gewonnen", 100),
        Outcome::Lost => ("Verloren", 0),
        Outcome::Open => (STEPS[step], PROBABILITY[step]),
    };
    let company = contact.map(|(_, contact)| contact.company()).unwrap_or_default();
    sheet.key(DEAL, row + 1);
    sheet.cell(&format!("{} für {company}", deal.product));
    sheet.cell(&company);
    match contact {
        Some((at, _)) => sheet.key(CONTACT, at + 1),
        None => sheet.cell(""),
    }
    sheet.cell(deal.owner.map_or("", |rep| REPS[rep].name));
    sheet.cell(SOURCES[course.source].name);
    sheet.cell(deal.product);
    sheet.cell(place.map_or("", |place| place.region));
    sheet.cell(place.filter(|_| deal.has_postcode).map_or("", |place| place.zip));
    sheet.cell(place.map_or("", |place| place.city));
    sheet.cell(phase);
    match deal.amount {
        Amount::Known(amount) => sheet.amount(amount),
        Amount::Missing => sheet.cell(""),
        Amount::OnRequest => sheet.cell("auf Anfrage"),
    }
    sheet.cell("EUR");
    sheet.count(Some(probability));
    sheet.minute(course.created);
    for day in deal.entry_days {
        sheet.day(day);
    }
    sheet.day(course.closed.map(crate::model::Minute::day));
    sheet.day(deal.expected_close);
    sheet.cell(deal.lost_reason.unwrap_or_default());
    sheet.day(last_activity);
    match deal.next {
        NextStep::None => sheet.day(None),
        NextStep::Due(day) => sheet.day(Some(day)),
        NextStep::Impossible => sheet.cell("31.02.2026"),
    }
    sheet.cell(if matches!(deal.next, NextStep::None) { "" } else { NEXT_STEP[step] });
}

pub(super) fn contact_file(contacts: &[Contact], activities: &[Activity]) -> Vec<u8> {
    let last = last_days(activities, contacts.len(), |activity| Some(activity.contact));
    let mut sheet = Sheet::new(&CONTACT_COLUMNS, 200 * contacts.len());
    for (at, (contact, last)) in contacts.iter().zip(last).enumerate() {
        let (person, place) = (contact.person(), contact.place());
        sheet.key(CONTACT, at + 1);
        sheet.cell(person.salutation);
        sheet.cell(person.first);
        sheet.cell(&person.last);
        sheet.cell(&contact.company());
        sheet.cell(contact.position.unwrap_or_default());
        match &contact.email {
            Email::Address(address) | Email::Malformed(address) => sheet.cell(address),
            Email::Missing => sheet.cell(""),
        }
        match contact.phone {
            Some(n) => sheet.cell(&super::names::phone(n)),
            None => sheet.cell(""),
        }
        sheet.cell(if contact.has_postcode { place.zip } else { "" });
        sheet.cell(place.city);
        sheet.cell(place.region);
        sheet.cell(contact.source.map_or("", |source| SOURCES[source].name));
        sheet.cell(contact.tag);
        sheet.cell(contact.owner.map_or("", |rep| REPS[rep].name));
        sheet.day(Some(contact.created));
        sheet.day(last);
    }
    sheet.into_bytes()
}

pub(super) fn activity_file(activities: &[Activity]) -> Vec<u8> {
    let mut sheet = Sheet::new(&ACTIVITY_COLUMNS, 120 * activities.len());
    for (at, activity) in activities.iter().enumerate() {
        let touch = activity.touch;
        sheet.key("A-", at + 1);
        sheet.minute(touch.at);
        sheet.cell(touch.channel.word());
        sheet.cell(if touch.inbound { "eingehend" } else { "ausgehend" });
        sheet.count(touch.duration_minutes);
        sheet.cell(touch.subject);
        match activity.deal {
            Some(row) => sheet.key(DEAL, row + 1),
            None => sheet.cell(""),
        }
        sheet.key(CONTACT, activity.contact + 1);
        sheet.cell(REPS[activity.rep].name);
    }
    sheet.into_bytes()
}

pub(super) fn mailing_file(letters: &[Letter<'_>]) -> Vec<u8> {
    let mut sheet = Sheet::new(&MAILING_COLUMNS, 130 * letters.len());
    for letter in letters {
        sheet.key(CONTACT, letter.contact + 1);
        sheet.cell(letter.address);
        sheet.cell(letter.campaign);
        sheet.minute(letter.sent);
        sheet.cell(letter.fate.word());
        sheet.cell(letter.fate.reason());
    }
    sheet.into_bytes()
}
