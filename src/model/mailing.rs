//! What became of an address in a mailing.

use serde::{Deserialize, Serialize};

/// What became of an address in a mailing. Only [`MailResult::HardBounce`] says that the address has gone bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailResult {
    /// Arrived, as far as is known.
    Delivered,
    /// Refused for good: the address is dead.
    HardBounce,
    /// Refused for now.
    SoftBounce,
    /// The contact left the list.
    Unsubscribed,
    /// Refused by a block list or after a complaint.
    Blocked,
}
