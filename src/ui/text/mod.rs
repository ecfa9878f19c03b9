//! Sentences that depend on data: names of pages, errors and what helps against them.
//!
//! Everything below ring 3 carries enums with data; here each becomes a sentence, by a `match` that names
//! every case, so that a new case does not compile without its text in both languages.

pub mod assembly;
pub mod emphasis;
pub mod evidence;
pub mod import_issue;
pub mod meaning;
pub mod parameter;
pub mod reading;
pub mod scenario;

use super::i18n::{Locale, td_string};
use super::route::Page;
use crate::job::JobError;

/// The name of a page.
#[must_use]
pub fn page_name(locale: Locale, page: Page) -> &'static str {
    match page {
        Page::Data => td_string!(locale, app.nav_data),
        Page::Funnel => td_string!(locale, app.nav_funnel),
        Page::Decay => td_string!(locale, app.nav_decay),
        Page::Debt => td_string!(locale, app.nav_debt),
        Page::Quota => td_string!(locale, app.nav_quota),
        Page::Capacity => td_string!(locale, app.nav_capacity),
        Page::Compare => td_string!(locale, app.nav_compare),
        Page::Report => td_string!(locale, app.nav_report),
    }
}

/// Why a question has no answer, and what helps.
#[must_use]
pub fn job_error(locale: Locale, error: &JobError) -> String {
    match error {
        JobError::WorkerDied => td_string!(locale, app.failed_worker).to_owned(),
        JobError::Browser(message) => {
            td_string!(locale, app.failed_browser, message = message.as_str())
        }
        JobError::Simulation(_) => td_string!(locale, app.failed_simulation).to_owned(),
        JobError::NoRecords => td_string!(locale, app.failed_no_records).to_owned(),
        JobError::NoDeals => td_string!(locale, app.failed_no_deals).to_owned(),
        JobError::Import { file, error } => import_issue::refusal(locale, file, error),
        JobError::WrongAnswer | JobError::NoSuchFile | JobError::Stopped => {
            td_string!(locale, app.failed_internal).to_owned()
        }
    }
}
