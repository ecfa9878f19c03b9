//! The decay page's questions on files as CRMs write them: with contacts only, with mailings only, with what is
//! missing named.

use std::ops::ControlFlow;

use trichterwerk::analysis::contact::{ContactDecayReport, Fate, NoRate};
use trichterwerk::analysis::enquiry::{NoResponse, WaitSpan};
use trichterwerk::analysis::response_time::PreferredModel;
use trichterwerk::import::Source;
use trichterwerk::import::source::Bytes;
use trichterwerk::job::Session;
use trichterwerk::job::decay::{ResponseQuestion, beside_eur, waiting_month_eur};
use trichterwerk::job::session::{OpenFiles, Origin};
use trichterwerk::model::Day;
use trichterwerk::scenario::{Book, Target};

fn session(files: &[(&str, String)]) -> Session {
    let mut session = Session::new();
    let sources = files
        .iter()
        .map(|(name, text)| {
            Box::new(Bytes::new(*name, text.clone().into_bytes())) as Box<dyn Source>
        })
        .collect();
    let today = Day::from_ymd(2026, 1, 15).unwrap();
    let open = OpenFiles::new(Origin::Files, today);
    session.open(&open, sources, &mut |_| ControlFlow::Continue(())).unwrap();
    session
}

fn n_of(report: &ContactDecayReport, fate: Fate) -> u64 {
    report.fates.iter().find(|count| count.fate == fate).map_or(0, |count| count.n)
}

/// 40 contacts captured on 2024-01-01 and mailed on 2025-01-01: ten bounce.
fn contacts(n: usize) -> String {
    let rows: String = (1..=n)
        .map(|at| format!("K-{at};Firma {at};person{at}@firma{at}.example;01.01.2024\r\n"))
        .collect();
    format!("Kontakt-ID;Firma;E-Mail-Adresse;Erstellt am\r\n{rows}")
}

fn mailing(n: usize, result: impl Fn(usize) -> &'static str) -> String {
    let rows: String = (1..=n)
        .map(|at| {
            format!("person{at}@firma{at}.example;Neujahr 2025;01.01.2025;{}\r\n", result(at))
        })
        .collect();
    format!("E-Mail-Adresse;Name der Kampagne;Versendet am;Ergebnis\r\n{rows}")
}

#[test]
fn contacts_and_one_mailing_have_the_closed_form_of_the_rate() {
    let result = |at: usize| if at.is_multiple_of(4) { "Hardbounce" } else { "zugestellt" };
    let session = session(&[("kontakte.csv", contacts(40)), ("mailing.csv", mailing(40, result))]);
    let report = session.contact_decay().unwrap();
    assert_eq!((report.n_contacts, n_of(&report, Fate::HardBounce)), (40, 10));
    // 366 days (2024 is a leap year) at 25 % bounced.
    let months = 366.0 / (365.25 / 12.0);
    let expected = 1.0 - 0.75_f64.powf(1.0 / months);
    let rate = report.rate.unwrap().fit.monthly.value.unwrap();
    assert!((rate - expected).abs() < 1e-9, "{rate} {expected}");
    assert!(report.survival.is_none(), "one mailing says only yes or no");
}

#[test]
fn bounces_invalid_addresses_and_unsubscribes_are_told_apart() {
    let result = |at: usize| match at {
        1 => "Hardbounce",
        2 => "Softbounce",
        3 => "abgemeldet",
        _ => "zugestellt",
    };
    let report = session(&[("kontakte.csv", contacts(10)), ("mailing.csv", mailing(10, result))])
        .contact_decay()
        .unwrap();
    assert_eq!(report.n_bounced(), Some(1));
    assert_eq!(n_of(&report, Fate::Unsubscribed), 1);
    assert_eq!(n_of(&report, Fate::Valid), 8, "a soft bounce is no decay");
}

#[test]
fn mailings_alone_have_a_share_but_no_rate() {
    let result = |at: usize| if at.is_multiple_of(4) { "Hardbounce" } else { "zugestellt" };
    let report = session(&[("mailing.csv", mailing(40, result))]).contact_decay().unwrap();
    assert_eq!(report.bounced_share.value, Some(0.25));
    assert_eq!(report.rate, Err(NoRate::NoCaptureDate));
}

#[test]
fn contacts_alone_say_what_is_missing() {
    let report = session(&[("kontakte.csv", contacts(40))]).contact_decay().unwrap();
    assert_eq!(report.rate, Err(NoRate::NoResult));
    assert_eq!(report.bounced_share.value, None, "unknown is not 0");
}

fn deals() -> String {
    let rows: String = (1..=30)
        .map(|at| {
            let day = at % 9 + 1;
            // Lost late: the files go on long enough for every enquiry to have had its window.
            let end = if at % 3 == 0 { "Gewonnen;20.03.2025" } else { "Verloren;20.10.2025" };
            format!("CH-{at};Anfrage {at};1000,00;0{day}.03.2025 09:00;{end}\r\n")
        })
        .collect();
    format!("Opportunity-ID;Titel;Betrag;Erstellt am;Phase;Abschlussdatum\r\n{rows}")
}

fn activities(direction: &str) -> String {
    let rows: String = (1..=30)
        .map(|at| {
            let day = at % 9 + 1;
            format!("A-{at};0{day}.03.2025 {:02}:30;Anruf;{direction};CH-{at}\r\n", 9 + at % 8)
        })
        .collect();
    format!("Aktivitäts-ID;Datum;Aktivitätstyp;Richtung;Opportunity-ID\r\n{rows}")
}

#[test]
fn deals_and_activities_have_response_times_to_the_hour() {
    let session =
        session(&[("chancen.csv", deals()), ("aktivitaeten.csv", activities("ausgehend"))]);
    let report = session.response(&ResponseQuestion::first()).unwrap();
    assert!(report.has_hours);
    assert_eq!((report.counts.n, report.counts.n_answered), (30, 30));
    let first = report.buckets.first().unwrap();
    assert_eq!(first.span, WaitSpan::Hours { from: 0.0, until: Some(1.0) });
    assert!(first.rate.n > 0);
    assert!(session.contact_decay().is_none(), "no contacts, no mailings");
}

#[test]
fn without_activities_or_direction_nothing_is_measured() {
    let question = ResponseQuestion::first();
    let only_deals = session(&[("chancen.csv", deals())]);
    assert_eq!(only_deals.response(&question), Err(NoResponse::NoActivities));
    let undirected = session(&[("chancen.csv", deals()), ("aktivitaeten.csv", activities(""))]);
    assert_eq!(undirected.response(&question), Err(NoResponse::NoDirection));
    assert_eq!(Session::new().response(&question), Err(NoResponse::NoDeals));
    let ours = ResponseQuestion { undirected_are_ours: true, ..question };
    assert_eq!(undirected.response(&ours).unwrap().counts.n_answered, 30);
}

/// Few enquiries that waited alike: AIC prefers neither curve, and the other one's price stands beside.
#[test]
fn where_neither_curve_is_better_both_are_priced() {
    let mut deals =
        String::from("Opportunity-ID;Titel;Betrag;Erstellt am;Phase;Abschlussdatum\r\n");
    let mut activities =
        String::from("Aktivitäts-ID;Datum;Aktivitätstyp;Richtung;Opportunity-ID\r\n");
    for at in 0..120 {
        let (day, wait) = (at % 9 + 1, [1, 2, 4, 8][at % 4]);
        // Of each 30 with one wait the later answered are won more seldom.
        let is_won = at / 4 < [15, 14, 12, 10][at % 4];
        let end = if is_won { "Gewonnen;20.03.2025" } else { "Verloren;20.05.2025" };
        deals += &format!("CH-{at};Anfrage {at};1000,00;0{day}.03.2025 08:00;{end}\r\n");
        activities +=
            &format!("A-{at};0{day}.03.2025 {:02}:00;Anruf;ausgehend;CH-{at}\r\n", 8 + wait);
    }
    let session = session(&[("chancen.csv", deals), ("aktivitaeten.csv", activities)]);
    let question = ResponseQuestion { target_hours: 1.0, ..ResponseQuestion::first() };
    let report = session.response(&question).unwrap();
    let fit = report.fit.as_ref().unwrap();
    assert_eq!(fit.preferred, PreferredModel::Both);
    let beside = report.beside.unwrap();
    assert_ne!(beside.model, fit.chosen().model());
    let parameters = Book::new().parameters(Target::Base);
    let [_, month] = beside_eur(&report, &parameters).unwrap();
    let chosen = waiting_month_eur(&report, &parameters).unwrap().value.unwrap();
    assert!(month.unwrap() > 0.0 && chosen > 0.0 && (month.unwrap() - chosen).abs() > 1e-6);
}
