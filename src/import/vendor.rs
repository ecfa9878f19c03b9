//! Whose export a file is.

use serde::{Deserialize, Serialize};

/// The systems whose exports are known by name (`headers.json`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    /// `HubSpot`.
    HubSpot,
}
