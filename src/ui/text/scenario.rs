//! What can go wrong with scenarios, their files and links, in words.

use super::super::i18n::{Locale, td_string};
use super::parameter::parameter_name;
use crate::scenario::{BookError, DocumentError, LinkError};

/// Why a command was refused.
#[must_use]
pub fn book_error(locale: Locale, error: &BookError) -> String {
    match error {
        BookError::NoScenario(_) => td_string!(locale, scenario.error_gone).to_owned(),
        BookError::EmptyName => td_string!(locale, scenario.error_empty_name).to_owned(),
        BookError::LongName { n_chars } => {
            td_string!(locale, scenario.error_long_name, n = n_chars.to_string())
        }
        BookError::Full => td_string!(locale, scenario.error_full).to_owned(),
        BookError::Value { id, .. } => {
            td_string!(locale, scenario.error_value, name = parameter_name(locale, *id))
        }
    }
}

/// Why a link cannot be opened.
#[must_use]
pub fn link_error(locale: Locale, error: &LinkError) -> String {
    match error {
        LinkError::NoVersion | LinkError::Damaged => {
            td_string!(locale, scenario.link_damaged).to_owned()
        }
        LinkError::Newer { .. } => td_string!(locale, scenario.newer).to_owned(),
        LinkError::TooLong => td_string!(locale, scenario.link_too_long).to_owned(),
        LinkError::Document(error) => document_error(locale, error),
    }
}

/// Why a file of scenarios cannot be read.
#[must_use]
pub fn document_error(locale: Locale, error: &DocumentError) -> String {
    match error {
        DocumentError::TooLong { .. } => td_string!(locale, scenario.file_too_long).to_owned(),
        DocumentError::NotJson { line, .. } => {
            td_string!(locale, scenario.file_not_json, line = line.to_string())
        }
        DocumentError::NotOurs => td_string!(locale, scenario.file_not_ours).to_owned(),
        DocumentError::Newer { .. } => td_string!(locale, scenario.newer).to_owned(),
        DocumentError::Missing { path } | DocumentError::WrongType { path, .. } => {
            td_string!(locale, scenario.file_field, path = path.as_str())
        }
        DocumentError::Value { path, id, .. } => td_string!(
            locale,
            scenario.file_value,
            path = path.as_str(),
            name = parameter_name(locale, *id)
        ),
        DocumentError::Scenario { path, error } => {
            let why = book_error(locale, error);
            td_string!(locale, scenario.file_scenario, path = path.as_str(), why = why)
        }
    }
}
