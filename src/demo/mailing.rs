//! Mailings: what became of each address in each campaign.
//!
//! The list is never cleaned: addresses that bounced are written to again, and bounce again. So the last
//! mailing alone is a current-status sample of everybody collected before it (MATH 3.5), and the first bounce
//! of an address lies between two known mailings (MATH 3.6). A few addresses that are still good bounce softly;
//! a few people unsubscribe and leave the list, whatever the state of their address.

use super::contact::Contact;
use super::draw::Draw;
use crate::model::{Day, Minute};

/// A campaign: its day of 2025 (all are Tuesdays) and its name.
struct Campaign {
    month: u32,
    day: u32,
    name: &'static str,
}

const CAMPAIGNS: [Campaign; super::facts::KNOWN.n_campaigns] = [
    Campaign { month: 3, day: 11, name: "Frühjahrsbrief 2025" },
    Campaign { month: 6, day: 10, name: "Einladung Hausmesse 2025" },
    Campaign { month: 9, day: 9, name: "Herbstneuheiten 2025" },
    Campaign { month: 12, day: 9, name: "Jahresgruß 2025" },
];

const SOFT_BOUNCE: f64 = 0.012;
const UNSUBSCRIBE: f64 = 0.004;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Delivered,
    HardBounce,
    SoftBounce,
    Unsubscribed,
}

impl Fate {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Delivered => "zugestellt",
            Self::HardBounce => "Hardbounce",
            Self::SoftBounce => "Softbounce",
            Self::Unsubscribed => "abgemeldet",
        }
    }

    pub(super) const fn reason(self) -> &'static str {
        match self {
            Self::Delivered | Self::Unsubscribed => "",
            Self::HardBounce => "Empfänger unbekannt",
            Self::SoftBounce => "Postfach voll",
        }
    }
}

/// One address in one campaign.
pub(super) struct Letter<'a> {
    pub(super) contact: usize,
    pub(super) address: &'a str,
    pub(super) campaign: &'static str,
    pub(super) sent: Minute,
    pub(super) fate: Fate,
}

/// All letters, campaign by campaign.
pub(super) fn letters<'a>(contacts: &'a [Contact], draw: &mut Draw) -> Vec<Letter<'a>> {
    let mut on_list: Vec<(usize, &Contact, &str)> = contacts
        .iter()
        .enumerate()
        .filter_map(|(at, contact)| Some((at, contact, contact.mailable()?)))
        .collect();
    let mut letters = Vec::with_capacity(CAMPAIGNS.len() * on_list.len());
    for campaign in &CAMPAIGNS {
        let Some(day) = Day::from_ymd(2025, campaign.month, campaign.day) else { continue };
        let sent = Minute(day.start().0 + 10 * 60);
        on_list.retain(|&(at, contact, address)| {
            if contact.created >= day {
                return true;
            }
            let age_days = f64::from(day.0 - contact.created.0);
            let fate = if contact.valid_days <= age_days {
                Fate::HardBounce
            } else if draw.chance(SOFT_BOUNCE) {
                Fate::SoftBounce
            } else if draw.chance(UNSUBSCRIBE) {
                Fate::Unsubscribed
            } else {
                Fate::Delivered
            };
            letters.push(Letter { contact: at, address, campaign: campaign.name, sent, fate });
            fate != Fate::Unsubscribed
        });
    }
    letters
}
