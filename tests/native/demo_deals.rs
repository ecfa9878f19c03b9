//! Section 1 of the specification and the debts of the deals, counted in the deal file.

use std::collections::BTreeMap;

use trichterwerk::demo::{DEFAULT_SEED, KNOWN};

use super::demo_files::{Rows, SEEDS, as_of, date, date_time, days};

const STEPS: [&str; 4] = ["Neu", "Kontaktiert", "Qualifiziert", "Angebot"];

/// Cents of `4.120,50`.
fn cents(cell: &str) -> i64 {
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(cell.split_once(',').unwrap().1.len(), 2, "{cell}");
    digits.parse().unwrap()
}

fn is_open(phase: &str) -> bool {
    STEPS.contains(&phase)
}

#[test]
fn section_one_holds_exactly() {
    for seed in SEEDS {
        let deals = Rows::deals(seed);
        let (phase, amount) = (deals.at("Phase"), deals.at("Betrag"));
        let won: Vec<i64> = deals
            .rows
            .iter()
            .filter(|row| row[phase] == "Gewonnen")
            .map(|row| cents(&row[amount]))
            .collect();
        let n_lost = deals.count("Phase", "Verloren");
        assert_eq!(deals.rows.len(), KNOWN.n_deals);
        assert_eq!(won.len(), KNOWN.n_won);
        assert_eq!(won.len() + n_lost, KNOWN.n_decided);
        assert_eq!(deals.column("Phase").filter(|phase| is_open(phase)).count(), KNOWN.n_open);
        assert_eq!(won.iter().sum::<i64>(), 118_800_000);
        assert!(won.iter().all(|cents| *cents > 0));
    }
    assert!((KNOWN.win_rate() - 0.33).abs() < 1e-15);
    assert!((KNOWN.avg_won_amount_eur() - 4_000.0).abs() < 1e-12);
    assert_eq!(KNOWN.won_amount_eur, 1_188_000);
}

#[test]
fn nine_hundred_came_in_and_nine_hundred_were_decided_in_the_year() {
    for seed in SEEDS {
        let deals = Rows::deals(seed);
        let created = deals.column("Erstellt am").map(|cell| date_time(cell).year());
        assert_eq!(created.filter(|year| *year == 2025).count(), KNOWN.n_created_in_year);
        let closed: Vec<i16> =
            deals.column("Abschlussdatum").filter_map(date).map(jiff::civil::Date::year).collect();
        assert_eq!(closed.len(), KNOWN.n_decided);
        assert!(closed.iter().all(|year| *year == 2025));
    }
}

#[test]
fn won_amounts_are_skewed_and_some_have_cents() {
    let deals = Rows::deals(DEFAULT_SEED);
    let (phase, amount) = (deals.at("Phase"), deals.at("Betrag"));
    let mut won: Vec<i64> = deals
        .rows
        .iter()
        .filter(|row| row[phase] == "Gewonnen")
        .map(|row| cents(&row[amount]))
        .collect();
    won.sort_unstable();
    let median = won[won.len() / 2];
    assert!((330_000..380_000).contains(&median), "lognormal, cv 0.5: 3,578 EUR, not {median}");
    assert!(won.iter().any(|cents| cents % 100 != 0));
}

#[test]
fn five_reps_and_five_sources_differ_in_their_rates() {
    let deals = Rows::deals(DEFAULT_SEED);
    let phase = deals.at("Phase");
    for (header, n) in [("Zuständig", KNOWN.n_reps), ("Quelle", KNOWN.n_sources)] {
        let rates: BTreeMap<&str, f64> = deals
            .by(header)
            .into_iter()
            .filter(|(word, _)| !word.is_empty())
            .map(|(word, rows)| {
                let count = |word: &str| rows.iter().filter(|row| row[phase] == word).count();
                let (n_won, n_lost) = (count("Gewonnen"), count("Verloren"));
                assert!(n_won + n_lost >= 80, "{word}");
                (word, n_won as f64 / (n_won + n_lost) as f64)
            })
            .collect();
        assert_eq!(rates.len(), n);
        let low = rates.values().copied().fold(1.0, f64::min);
        let high = rates.values().copied().fold(0.0, f64::max);
        assert!(high - low > 0.10 && low > 0.15 && high < 0.55, "{rates:?}");
    }
    for header in ["Produkt", "Region"] {
        assert!((4..=6).contains(&deals.by(header).len()), "{header}");
    }
}

#[test]
fn steps_are_dated_in_order_but_for_the_known_slips() {
    for seed in SEEDS {
        let deals = Rows::deals(seed);
        let columns = STEPS.map(|step| deals.at(&format!("{step} am")));
        let (closed, created) = (deals.at("Abschlussdatum"), deals.at("Erstellt am"));
        let (mut n_negative, mut n_skipped) = (0, [0; 4]);
        for row in &deals.rows {
            let entries = columns.map(|at| date(&row[at]));
            assert_eq!(entries[0], Some(date_time(&row[created]).date()));
            let known: Vec<_> = entries.into_iter().chain([date(&row[closed])]).flatten().collect();
            n_negative += known.windows(2).filter(|pair| pair[1] < pair[0]).count();
            for step in 1..4 {
                let skipped =
                    entries[step].is_none() && entries[step..].iter().any(Option::is_some);
                n_skipped[step] += usize::from(skipped);
            }
        }
        assert_eq!(n_negative, KNOWN.n_negative_steps);
        assert_eq!(n_skipped, [0, KNOWN.n_skipped_contacted, KNOWN.n_skipped_qualified, 0]);
    }
}

#[test]
fn the_phase_of_an_open_deal_is_its_last_dated_step() {
    for seed in SEEDS {
        let deals = Rows::deals(seed);
        let columns = STEPS.map(|step| deals.at(&format!("{step} am")));
        let phase = deals.at("Phase");
        let mut seen = [0; 4];
        for row in deals.rows.iter().filter(|row| is_open(&row[phase])) {
            let last = columns.iter().rposition(|at| !row[*at].is_empty()).unwrap();
            assert_eq!(row[phase], STEPS[last]);
            seen[last] += 1;
        }
        assert!(seen.iter().all(|n| *n >= 5), "every step holds open deals: {seen:?}");
    }
}

#[test]
fn missing_cells_and_dirty_ones_are_counted() {
    for seed in SEEDS {
        let deals = Rows::deals(seed);
        assert_eq!(deals.count("Postleitzahl", ""), KNOWN.n_deals_without_postcode);
        assert_eq!(deals.count("Zuständig", ""), KNOWN.n_deals_without_owner);
        assert_eq!(deals.count("Betrag", ""), KNOWN.n_deals_without_amount);
        assert_eq!(deals.count("Betrag", "auf Anfrage"), KNOWN.n_text_amounts);
        assert_eq!(deals.count("Datum nächste Aktivität", "31.02.2026"), KNOWN.n_impossible_dates);
        let (phase, reason) = (deals.at("Phase"), deals.at("Verlustgrund"));
        let unexplained =
            deals.rows.iter().filter(|row| row[phase] == "Verloren" && row[reason].is_empty());
        assert_eq!(unexplained.count(), KNOWN.n_lost_without_reason);
        let decided = deals.rows.iter().filter(|row| !is_open(&row[phase]));
        for row in decided {
            let [owner, amount, next] = ["Zuständig", "Betrag", "Datum nächste Aktivität"]
                .map(|header| &row[deals.at(header)]);
            assert!(!owner.is_empty() && cents(amount) > 0 && next.is_empty(), "{row:?}");
        }
    }
}

#[test]
fn open_deals_are_neglected_as_published() {
    for seed in SEEDS {
        let deals = Rows::deals(seed);
        let column = |header| deals.at(header);
        let (phase, next, step) =
            (column("Phase"), column("Datum nächste Aktivität"), column("Nächster Schritt"));
        let (last, created) = (column("Letzte Aktivität"), column("Erstellt am"));
        let (mut n_planless, mut n_overdue, mut n_silent, mut n_either) = (0, 0, 0, 0);
        for row in deals.rows.iter().filter(|row| is_open(&row[phase])) {
            assert_eq!(row[next].is_empty(), row[step].is_empty());
            let due = (row[next] != "31.02.2026").then(|| date(&row[next])).flatten();
            let overdue = due.is_some_and(|due| due < as_of());
            let silent = days(date(&row[last]).unwrap(), as_of()) > 14;
            assert!(due.is_none_or(|due| due >= date_time(&row[created]).date()), "{row:?}");
            n_planless += usize::from(row[step].is_empty());
            n_overdue += usize::from(overdue);
            n_silent += usize::from(silent);
            n_either += usize::from(overdue || silent);
        }
        assert_eq!(n_planless, KNOWN.n_without_next_step);
        assert_eq!(n_overdue, KNOWN.n_overdue);
        assert_eq!(n_silent, KNOWN.n_silent);
        assert_eq!(n_either, KNOWN.n_overdue_or_silent);
    }
}
