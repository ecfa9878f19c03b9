//! The conversion window: within how many days a deal must advance to count as converted.

use serde::{Deserialize, Serialize};

/// How long a deal has to advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversionWindow {
    /// So many days, in every stage.
    Days(u16),
    /// Per stage: the time by which 90 % of those that advance have advanced, rounded up to a standard
    /// window ([`super::STANDARD_WINDOWS`]).
    FromData,
}
