//! Working days of every state and canton over two decades, against the Python package holidays 0.109
//! (`holidays.country_holidays(country, subdiv, years)`, category public; Monday to Friday less those).
//!
//! The table beside this file keeps the number of working days of each year; a holiday too many, too few
//! or on another weekday changes one of them.

use trichterwerk::simulation::holiday::{Region, SwissDays};
use trichterwerk::simulation::working_days::{CalendarConfig, working_days};

fn region(name: &str) -> Region {
    let (country, part) = name.split_once('-').unwrap_or((name, ""));
    let part = (!part.is_empty()).then(|| format!("\"{part}\""));
    match country {
        "DE" => Region::Germany {
            state: part.map(|code| serde_json::from_str(&code).unwrap()),
            catholic_municipality: false,
        },
        "AT" => Region::Austria,
        "CH" => Region::Switzerland {
            canton: part.map(|code| serde_json::from_str(&code).unwrap()),
            days: SwissDays::Statutory,
        },
        other => panic!("country {other}"),
    }
}

#[test]
fn every_state_and_canton_has_the_working_days_of_the_reference() {
    let table = include_str!("simulation_holidays.csv");
    let mut lines = table.lines();
    let years: Vec<i32> =
        lines.next().unwrap().split(',').skip(1).map(|year| year.parse().unwrap()).collect();
    let mut n_compared = 0;
    for line in lines {
        let (name, counts) = line.split_once(',').unwrap();
        let config = CalendarConfig { region: region(name), days_off: vec![], days_worked: vec![] };
        for (year, expected) in years.iter().zip(counts.split(',')) {
            let n_year = working_days(&config, *year).unwrap().n_year;
            assert_eq!(n_year.to_string(), expected, "{name} {year}");
            n_compared += 1;
        }
    }
    assert_eq!(n_compared, 45 * 21, "16 states, 26 cantons, three countries; 2015 to 2035");
}
