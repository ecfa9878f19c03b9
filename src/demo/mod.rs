//! The synthetic company: four CSV files from a seed, written as German Excel writes them.
//!
//! A consultant without data, a test and the documentation all use the same company. Its files go through the
//! real importer, so the demonstration shows what the product does with a file, and the user can download them
//! as templates. What is true about the company is planted and published in [`KNOWN`].
//!
//! | file | rows | what is in it |
//! |---|---|---|
//! | `chancen_2025.csv` | 1,000 deals | what was open or decided in 2025, a date column per stage, newest first |
//! | `kontakte.csv` | 6,000 contacts | collected in 2024 and 2025, with gaps, duplicates and three spellings of a tag |
//! | `aktivitaeten.csv` | about 13,000 | enquiries, answers, calls, mails, visits; linked to deals and contacts by key |
//! | `mailings_2025.csv` | about 17,000 | four mailings with what became of each address |
//!
//! # The year
//! 900 enquiries came in during 2025 and 900 were decided in it: 297 won (33 %) at 4,000 EUR on average, 603 lost.
//! 100 were open when it began, 100 are open at its end ([`AS_OF`]), so the file has 1,000 deals and two more
//! rows that are cut off. Dirty cells stand in open deals only: whatever the importer does with them, the
//! figures of the decided ones hold.
//!
//! # How the truth is planted
//! Counts are quotas: they hold for every seed, which only decides *which* records are hit. Rates are laws the
//! records are drawn from: stage times and readiness decay in the pipeline, contact decay (2.1 % a month, drawn
//! stratified) in the contacts. The tests read the files back without the importer and find all of it again.
//!
//! Names, addresses and telephone numbers are invented; no clock and no ambient randomness is involved.

mod activity;
mod contact;
mod deal;
mod draw;
mod facts;
mod file;
mod mailing;
mod names;
mod pipeline;
mod sheet;
mod touch;
mod working_time;

pub use facts::{KNOWN, KnownFacts};

use contact::contacts;
use deal::deals;
use draw::{Draw, Topic};
use pipeline::courses;

use crate::model::Day;

/// The seed of the company the page shows: the date of the article behind the product (MATH 5.6).
pub const DEFAULT_SEED: u64 = 20_101_202;

/// Export date of the files, 2025-12-31: the last day anything in them has happened.
pub const AS_OF: Day = Day(20_453);
/// 2025-01-01.
const FIRST_DAY_OF_YEAR: Day = Day(AS_OF.0 - 364);
/// 2024-01-01: the first contact.
const FIRST_DAY_OF_LIST: Day = Day(FIRST_DAY_OF_YEAR.0 - 366);

/// One file of the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoFile {
    /// Its name.
    pub name: &'static str,
    /// Its bytes, in Windows-1252.
    pub bytes: Vec<u8>,
}

/// The files of the company with this seed: deals, contacts, activities, mailings. Same seed, same bytes.
///
/// ```
/// use trichterwerk::demo;
/// let files = demo::files(demo::DEFAULT_SEED);
/// let names: Vec<&str> = files.iter().map(|file| file.name).collect();
/// assert_eq!(names, ["chancen_2025.csv", "kontakte.csv", "aktivitaeten.csv", "mailings_2025.csv"]);
/// assert!(files[0].bytes.starts_with(b"Opportunity-ID;"));
/// ```
#[must_use]
pub fn files(seed: u64) -> Vec<DemoFile> {
    let courses = courses(&mut Draw::new(seed, Topic::Pipeline));
    let deals = deals(courses, &mut Draw::new(seed, Topic::Deals));
    let contacts = contacts(seed, &deals);
    let activities = activity::activities(&deals, &contacts, &mut Draw::new(seed, Topic::Touches));
    let letters = mailing::letters(&contacts, &mut Draw::new(seed, Topic::Mailings));
    vec![
        DemoFile {
            name: "chancen_2025.csv",
            bytes: file::deal_file(&deals, &contacts, &activities),
        },
        DemoFile { name: "kontakte.csv", bytes: file::contact_file(&contacts, &activities) },
        DemoFile { name: "aktivitaeten.csv", bytes: file::activity_file(&activities) },
        DemoFile { name: "mailings_2025.csv", bytes: file::mailing_file(&letters) },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_are_the_days_they_are_called() {
        assert_eq!(Some(AS_OF), Day::from_ymd(2025, 12, 31));
        assert_eq!(Some(FIRST_DAY_OF_YEAR), Day::from_ymd(2025, 1, 1));
        assert_eq!(Some(FIRST_DAY_OF_LIST), Day::from_ymd(2024, 1, 1));
    }
}
