//! One history a contact: when it came, when it was known to be right, what became of it.
//!
//! Everything that says something about a contact on a day (a delivery, a bounce, a date of a bounce in the
//! list) is put in order of days and walked once:
//! - a delivery, and a soft bounce, says that the address was not dead on that day;
//! - a hard bounce or a mark says that it was dead by then, unless a later delivery shows that it was repaired;
//! - leaving the list says that it was right on that day, and ends the observation.
//!
//! The age of an address counts from its capture or its last verification, whichever is later (MATH 3.5).

use super::fate::{Fate, Sign};
use crate::model::Day;

/// A first and a last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Span {
    pub(super) fn with(span: Option<Self>, day: Day) -> Self {
        span.map_or(Self { first: day, last: day }, |span| Self {
            first: span.first.min(day),
            last: span.last.max(day),
        })
    }
}

/// How a contact was found to be bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bad {
    /// [`Fate::HardBounce`] or [`Fate::Invalid`].
    pub fate: Fate,
    /// The day it was found; `None` for an undated mark.
    pub found: Option<Day>,
    /// The last day before on which it was known to be good; `None` if nothing good is known of it.
    pub last_good: Option<Day>,
}

/// What the files know about one contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactHistory {
    /// Its first row in the list it comes from (`Histories::source`).
    pub row: usize,
    /// When it was captured.
    pub captured: Option<Day>,
    /// When it was last verified by hand.
    pub verified: Option<Day>,
    /// Mailings after its age began to count.
    pub mailed: Option<Span>,
    /// Of these, the ones that found it not dead.
    pub good: Option<Span>,
    /// How it was found bad.
    pub bad: Option<Bad>,
    /// Whether it was written to again after it had bounced.
    pub mailed_after_bounce: bool,
    /// When it left the list; the observation ends there.
    pub left_list: Option<Day>,
    /// Whether any mailing or mark said what became of it.
    pub has_result: bool,
    /// What became of it.
    pub fate: Fate,
}

impl ContactHistory {
    /// The day from which its age counts: its capture or its last verification.
    #[must_use]
    pub fn origin(&self) -> Option<Day> {
        self.captured.max(self.verified)
    }
}

/// Something that happened to a contact, on a day or undated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Happening {
    pub(super) contact: u32,
    pub(super) day: Option<Day>,
    /// A mailing (and not a date or a mark in the list).
    pub(super) is_mail: bool,
    pub(super) sign: Sign,
}

/// Follows one contact through its days; returns 1 where it was found bad and reached again.
pub(super) fn walk(contact: &mut ContactHistory, happenings: &[Happening]) -> usize {
    let origin = contact.origin();
    let mut n_repaired = 0;
    for happening in happenings {
        // What happened before the age began to count says nothing about it.
        if let (Some(day), Some(origin)) = (happening.day, origin)
            && day < origin
        {
            continue;
        }
        contact.has_result = true;
        let mail_day = happening.day.filter(|_| happening.is_mail);
        if let Some(day) = mail_day {
            contact.mailed = Some(Span::with(contact.mailed, day));
        }
        let is_good = matches!(
            happening.sign,
            Sign::Delivered | Sign::SoftBounce | Sign::End(Fate::Unsubscribed)
        );
        if let Some(day) = happening.day.filter(|_| is_good && contact.bad.is_none()) {
            contact.good = Some(Span::with(contact.good, day));
        }
        match happening.sign {
            Sign::Delivered => {
                if contact.bad.take().is_some() {
                    n_repaired = 1;
                    contact.good = happening.day.map(|day| Span::with(contact.good, day));
                }
                if contact.fate.is_bad() || contact.fate == Fate::Unknown {
                    contact.fate = Fate::Valid;
                }
            }
            Sign::SoftBounce => {
                if contact.fate == Fate::Unknown {
                    contact.fate = Fate::Valid;
                }
            }
            Sign::End(fate @ (Fate::HardBounce | Fate::Invalid)) => {
                if contact.bad.is_some() {
                    contact.mailed_after_bounce |= mail_day.is_some();
                } else {
                    contact.bad = Some(Bad {
                        fate,
                        found: happening.day,
                        last_good: contact.good.map(|good| good.last),
                    });
                    contact.fate = fate;
                }
            }
            Sign::End(fate) => {
                contact.left_list = contact.left_list.or(happening.day);
                if !contact.fate.is_bad() {
                    contact.fate = fate;
                }
            }
        }
    }
    n_repaired
}
