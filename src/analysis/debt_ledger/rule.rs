//! The rules of the ledger: what counts as a fault of which kind of record, and why one cannot be counted.

use serde::{Deserialize, Serialize};

use crate::model::{Meaning, RecordKind};

/// A field of a contact or a deal that can be empty or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// E-mail address.
    Email,
    /// Telephone or mobile number: one of them is enough.
    Phone,
    /// Postcode.
    Zip,
    /// Town.
    City,
    /// Company.
    Company,
    /// Job title.
    Job,
    /// Where the record came from.
    Source,
    /// Tags or categories.
    Tags,
    /// The rep who owns the record.
    Owner,
    /// Worth of an open deal.
    Amount,
    /// Why a lost deal was lost.
    LostReason,
}

impl Field {
    /// The word in ids of figures: `debt.missing.zip`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Zip => "zip",
            Self::City => "city",
            Self::Company => "company",
            Self::Job => "job",
            Self::Source => "source",
            Self::Tags => "tags",
            Self::Owner => "owner",
            Self::Amount => "amount",
            Self::LostReason => "lost_reason",
        }
    }

    /// The columns that hold it; the first is the usual one.
    #[must_use]
    pub const fn meanings(self) -> &'static [Meaning] {
        match self {
            Self::Email => &[Meaning::Email],
            Self::Phone => &[Meaning::Phone, Meaning::Mobile],
            Self::Zip => &[Meaning::Zip],
            Self::City => &[Meaning::City],
            Self::Company => &[Meaning::Company],
            Self::Job => &[Meaning::Job],
            Self::Source => &[Meaning::Source],
            Self::Tags => &[Meaning::Tags],
            Self::Owner => &[Meaning::Owner],
            Self::Amount => &[Meaning::Amount],
            Self::LostReason => &[Meaning::LostReason],
        }
    }
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A field is empty.
    Missing(Field),
    /// A field holds what cannot be one.
    Malformed(Field),
    /// A field is spelled otherwise than most records spell it.
    Spelling(Field),
    /// A copy of another contact by its e-mail address.
    ExactCopy,
    /// Probably a copy of another contact.
    NearCopy,
    /// Nobody ever wrote to the contact, called or met it.
    NeverContacted,
    /// The last activity of the contact is too long ago.
    Stale,
    /// Nobody has answered: the deal has no outbound activity.
    Unanswered,
    /// Nothing is planned for the open deal.
    NoNextStep,
    /// What was planned for the open deal is overdue.
    Overdue,
    /// The open deal has had no activity for too long.
    Silent,
    /// The open deal was to be closed by now.
    PastClose,
}

/// A rule: a fault of a kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Rule {
    /// Contacts or deals.
    pub of: RecordKind,
    /// What is wrong.
    pub fault: Fault,
}

impl Rule {
    /// A fault of contacts.
    #[must_use]
    pub const fn contact(fault: Fault) -> Self {
        Self { of: RecordKind::Contact, fault }
    }

    /// A fault of deals.
    #[must_use]
    pub const fn deal(fault: Fault) -> Self {
        Self { of: RecordKind::Deal, fault }
    }

    /// The name in ids and exports: `missing.zip`, `deal.overdue`.
    #[must_use]
    pub fn key(self) -> String {
        let fault = match self.fault {
            Fault::Missing(field) => format!("missing.{}", field.key()),
            Fault::Malformed(field) => format!("malformed.{}", field.key()),
            Fault::Spelling(field) => format!("spelling.{}", field.key()),
            Fault::ExactCopy => "duplicates_exact".to_owned(),
            Fault::NearCopy => "duplicates_near".to_owned(),
            Fault::NeverContacted => "never_contacted".to_owned(),
            Fault::Stale => "stale".to_owned(),
            Fault::Unanswered => "unanswered".to_owned(),
            Fault::NoNextStep => "no_next_step".to_owned(),
            Fault::Overdue => "overdue".to_owned(),
            Fault::Silent => "silent".to_owned(),
            Fault::PastClose => "past_close".to_owned(),
        };
        if self.of == RecordKind::Deal { format!("deal.{fault}") } else { fault }
    }
}

/// Why a rule cannot be counted: what is missing, so that the remedy can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotMeasurable {
    /// No file of contacts is open.
    NoContacts,
    /// No file of deals is open.
    NoDeals,
    /// The file has no column for the field.
    NoColumn(Field),
    /// No file of activities is open, and the records have no date of their last one.
    NoActivities,
    /// The activities do not say whether they went out or came in.
    NoDirection,
    /// No column says what is to be done next, or when.
    NoPlan,
    /// No column says when closing is expected.
    NoExpectedClose,
    /// Neither names nor addresses to compare.
    NothingToCompare,
}

/// Which signs make two contacts the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// Same name, and the same company but for legal form, blanks and hyphens.
    pub name_and_company: bool,
    /// Same name and same telephone number.
    pub name_and_phone: bool,
    /// Same company, and a name that one letter tells apart.
    pub one_letter: bool,
}

/// What the ledger looks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerConfig {
    /// A contact is stale after this many days without activity.
    pub stale_days: u32,
    /// An open deal is silent after this many days without activity (MATH 7.1: 14).
    pub silent_days: u32,
    /// When two contacts are near copies.
    pub matching: Matching,
    /// Rules that are switched off: they charge nothing. In order, each once.
    pub off: Vec<Rule>,
}

impl LedgerConfig {
    /// The rules as the page opens with them.
    #[must_use]
    pub const fn usual() -> Self {
        Self {
            stale_days: 365,
            silent_days: 14,
            matching: Matching { name_and_company: true, name_and_phone: true, one_letter: false },
            off: Vec::new(),
        }
    }

    /// Whether it counts the same: rules that are switched off are counted too, they only charge nothing.
    #[must_use]
    pub fn counts_like(&self, other: &Self) -> bool {
        let days = |config: &Self| (config.stale_days, config.silent_days);
        days(self) == days(other) && self.matching == other.matching
    }

    /// Whether a rule is looked for.
    #[must_use]
    pub fn has(&self, rule: Rule) -> bool {
        !self.off.contains(&rule)
    }
}
