//! Enquiries and how long they wait for their first answer (MATH 4, SPEC D5 to D7).
//!
//! - [`channel`], [`direction`]: the words of activities. [`Clock`]: calendar or office time.
//! - [`Enquiries`]: one enquiry a deal, from deals and activities, or [`NoResponse`] says what is missing.
//! - [`response`]: everything the decay page says about them; [`Target`] and window decide what converts.

mod activity_log;
mod bucket;
mod clock;
mod conversion;
mod reading;
mod report;
mod touch_word;
mod waiting;

#[cfg(test)]
mod fixture;

pub use bucket::{Bucket, WaitSpan};
pub use clock::{CLOSES_HOUR, Clock, ClockKind, OPENS_HOUR};
pub use conversion::Target;
pub use reading::{Enquiries, Enquiry, NoResponse};
pub use report::{ChannelClass, ResponseConfig, ResponseCounts, ResponseReport, response};
pub use touch_word::{channel, direction};
pub use waiting::{Backlog, NewEnquiryCost, WaitingEnquiry, WaitingLoss};
