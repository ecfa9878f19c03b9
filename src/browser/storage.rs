//! What is kept on this machine: scenarios, column mappings and the language, never a row (P7).
//!
//! On `file://` Chromium shares one store between all local pages, so every key wears our prefix and nothing
//! outside it is read or removed. gloo-storage throws where the store is blocked, hence the probe.

use gloo_storage::{LocalStorage, Storage as _};
use serde::{Serialize, de::DeserializeOwned};

use super::{BrowserError, window};

/// Prefix of all our keys.
pub const PREFIX: &str = "trichterwerk.";

/// A store that answered a probe.
#[derive(Clone, Copy, Debug)]
pub struct Store(());

impl Store {
    /// Asks for the store; an error where it is blocked.
    pub fn open() -> Result<Self, BrowserError> {
        window()?
            .local_storage()
            .map_err(|thrown| BrowserError::refused("open its store", &thrown))?
            .ok_or(BrowserError::Missing("store"))?;
        Ok(Self(()))
    }

    /// The value of a key; `None` where there is none or it is not of this form.
    #[must_use]
    pub fn get<T: DeserializeOwned>(self, key: &str) -> Option<T> {
        LocalStorage::get(format!("{PREFIX}{key}")).ok()
    }

    /// Keeps a value; an error where the store is full.
    pub fn set<T: Serialize>(self, key: &str, value: &T) -> Result<(), BrowserError> {
        LocalStorage::set(format!("{PREFIX}{key}"), value).map_err(|error| BrowserError::Refused {
            what: "keep a value",
            message: error.to_string(),
        })
    }

    /// The text of a key as it is; `None` where there is none.
    #[must_use]
    pub fn text(self, key: &str) -> Option<String> {
        let raw = window().ok()?.local_storage().ok()??;
        raw.get_item(&format!("{PREFIX}{key}")).ok()?
    }

    /// Keeps a text and reads it back; an error where the store is full. The text kept before stays then.
    pub fn set_text(self, key: &str, text: &str) -> Result<(), BrowserError> {
        let raw = window()?
            .local_storage()
            .map_err(|thrown| BrowserError::refused("open its store", &thrown))?
            .ok_or(BrowserError::Missing("store"))?;
        raw.set_item(&format!("{PREFIX}{key}"), text)
            .map_err(|thrown| BrowserError::refused("keep a value", &thrown))?;
        if self.text(key).as_deref() == Some(text) {
            Ok(())
        } else {
            let message = "it did not come back".to_owned();
            Err(BrowserError::Refused { what: "keep a value", message })
        }
    }

    /// Our keys without prefix, with the size of what they hold in UTF-16 units, in order of the key.
    #[must_use]
    pub fn entries(self) -> Vec<(String, u32)> {
        let Ok(Some(raw)) = window().map(|window| window.local_storage().ok().flatten()) else {
            return Vec::new();
        };
        let mut entries: Vec<_> = (0..raw.length().unwrap_or(0))
            .filter_map(|at| raw.key(at).ok().flatten())
            .filter_map(|key| {
                let value = raw.get_item(&key).ok().flatten()?;
                Some((key.strip_prefix(PREFIX)?.to_owned(), value.encode_utf16().count() as u32))
            })
            .collect();
        entries.sort();
        entries
    }

    /// Removes one of our keys.
    pub fn remove(self, key: &str) {
        LocalStorage::delete(format!("{PREFIX}{key}"));
    }

    /// Removes all of our keys and no other.
    pub fn remove_all(self) {
        for (key, _) in self.entries() {
            self.remove(&key);
        }
    }
}
