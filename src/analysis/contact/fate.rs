//! What can become of a contact, told apart: only some of it is decay.
//!
//! A hard bounce and a mark "invalid" say that the address is dead. Who has left the company is known without
//! a bounce, often years before one. Who unsubscribes leaves the list with a good address: that is a loss of
//! permission, not of the contact. A soft bounce is a full mailbox (MATH 3).

use serde::{Deserialize, Serialize};

use crate::import::fold::key;
use crate::import::literal::boolean;
use crate::import::outcome::mail_result;
use crate::model::MailResult;

/// What became of a contact, as far as the files know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Reached by its last mailing, or verified.
    Valid,
    /// Never written to and never verified: nothing is known.
    Unknown,
    /// Refused for good.
    HardBounce,
    /// Marked as invalid by hand.
    Invalid,
    /// Has left the company.
    LeftCompany,
    /// Has left the list.
    Unsubscribed,
    /// Blocked or complained.
    Blocked,
}

impl Fate {
    /// All fates, in the order in which they are listed.
    pub const ALL: [Self; 7] = [
        Self::Valid,
        Self::HardBounce,
        Self::Invalid,
        Self::LeftCompany,
        Self::Unsubscribed,
        Self::Blocked,
        Self::Unknown,
    ];

    /// Whether it counts as gone bad: hard bounces and invalid only (SPEC 7).
    #[must_use]
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::HardBounce | Self::Invalid)
    }
}

/// What one mailing or one mark says of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Arrived.
    Delivered,
    /// Refused for now: says nothing about decay, but that the mailbox is there.
    SoftBounce,
    /// One of the ends.
    End(Fate),
}

/// What a word of a result or status column says; `None` where it says nothing about the contact.
///
/// ```
/// use trichterwerk::analysis::contact::{Fate, Sign, sign};
/// assert_eq!(sign("Hardbounce"), Some(Sign::End(Fate::HardBounce)));
/// assert_eq!(sign("nicht mehr im Unternehmen"), Some(Sign::End(Fate::LeftCompany)));
/// assert_eq!(sign("Interessent"), None);
/// ```
#[must_use]
pub fn sign(word: &str) -> Option<Sign> {
    let key = key(word);
    if LEFT_COMPANY.iter().any(|part| key.contains(part)) {
        return Some(Sign::End(Fate::LeftCompany));
    }
    if MARKED_INVALID.contains(&key.as_str()) {
        return Some(Sign::End(Fate::Invalid));
    }
    Some(match mail_result(word)? {
        MailResult::Delivered => Sign::Delivered,
        MailResult::SoftBounce => Sign::SoftBounce,
        MailResult::HardBounce => Sign::End(Fate::HardBounce),
        MailResult::Unsubscribed => Sign::End(Fate::Unsubscribed),
        MailResult::Blocked => Sign::End(Fate::Blocked),
    })
}

/// What a cell of a column of marks says: yes and no, or a word. The header decides what a yes is.
#[must_use]
pub fn mark(header: &str, cell: &str) -> Option<Fate> {
    let meant = if key(header).contains("bounce") { Fate::HardBounce } else { Fate::Invalid };
    match boolean::parse(cell.as_bytes()) {
        Some(is_marked) => is_marked.then_some(meant),
        None => match sign(cell) {
            Some(Sign::End(fate)) => Some(fate),
            Some(Sign::Delivered | Sign::SoftBounce) | None => None,
        },
    }
}

const LEFT_COMPANY: &[&str] = &[
    "ausgeschieden",
    "nichtmehrimunternehmen",
    "nichtmehrinderfirma",
    "unternehmenverlassen",
    "firmaverlassen",
    "leftcompany",
    "leftthecompany",
    "nolongeratcompany",
    "nolongerwithcompany",
    "nolongeratthecompany",
    "nolongerwiththecompany",
    "nolongerworks",
    "jobchange",
    "changedjob",
    "stellewechsel",
    "stellenwechsel",
];

const MARKED_INVALID: &[&str] = &[
    "invalid",
    "ungueltig",
    "adresseungueltig",
    "emailungueltig",
    "falscheadresse",
    "adressefalsch",
    "badaddress",
    "baddata",
    "unbekanntverzogen",
    "firmaerloschen",
    "companyclosed",
    "outofbusiness",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_decay_is_told_apart() {
        let cases = [
            ("zugestellt", Sign::Delivered),
            ("Softbounce", Sign::SoftBounce),
            ("hard bounce", Sign::End(Fate::HardBounce)),
            ("550 5.1.1 user unknown", Sign::End(Fate::HardBounce)),
            ("ungültig", Sign::End(Fate::Invalid)),
            ("Ausgeschieden (Rente)", Sign::End(Fate::LeftCompany)),
            ("No longer at company", Sign::End(Fate::LeftCompany)),
            ("abgemeldet", Sign::End(Fate::Unsubscribed)),
            ("spam report", Sign::End(Fate::Blocked)),
        ];
        for (word, expected) in cases {
            assert_eq!(sign(word), Some(expected), "{word}");
        }
    }

    #[test]
    fn a_yes_means_what_its_header_asks() {
        assert_eq!(mark("E-Mail-Adresse ist ungültig", "ja"), Some(Fate::Invalid));
        assert_eq!(mark("Bounced", "1"), Some(Fate::HardBounce));
        assert_eq!(mark("Ungültig", "nein"), None);
        assert_eq!(mark("Ungültig", "falsch"), None, "no, in German Excel");
        assert_eq!(mark("Ungültig", "ausgeschieden"), Some(Fate::LeftCompany));
        assert_eq!(mark("Ungültig", ""), None);
    }

    #[test]
    fn only_bounces_and_marks_count_as_bad() {
        let bad: Vec<Fate> = Fate::ALL.into_iter().filter(|fate| fate.is_bad()).collect();
        assert_eq!(bad, [Fate::HardBounce, Fate::Invalid]);
    }
}
