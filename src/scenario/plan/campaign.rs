//! Campaigns: when they are sent, and how many leads they bring.

use serde_json::{Map, Value as Json};

use crate::model::probability::Probability;
use crate::simulation::whole::floor_tol;

/// Most leads or messages of a campaign.
pub const MAX_CAMPAIGN: f64 = 1e6;

/// How large a campaign is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CampaignSize {
    /// Leads it brings.
    Leads(f64),
    /// Messages sent, with the replies per message; `None`: the rate of the scenario.
    Sends(f64, Option<f64>),
}

/// A campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// Its name, as the user calls it.
    pub name: String,
    /// The month it is sent in ([`crate::model::Day::month_index`]).
    pub month: i32,
    /// How large it is.
    pub size: CampaignSize,
    /// Fields of a file this version does not know.
    pub(in crate::scenario) unknown: Map<String, Json>,
}

impl Campaign {
    /// A campaign.
    #[must_use]
    pub fn new(name: impl Into<String>, month: i32, size: CampaignSize) -> Self {
        Self { name: name.into(), month, size, unknown: Map::new() }
    }

    /// Whole leads it brings.
    #[must_use]
    pub fn n_leads(&self, response_rate: Probability) -> u64 {
        let n = match self.size {
            CampaignSize::Leads(n) => n,
            CampaignSize::Sends(n, rate) => n * rate.unwrap_or(response_rate.get()),
        };
        // A part of a reply is none; what is no number is none either.
        floor_tol(n.max(0.0)) as u64
    }

    pub(super) fn is_sound(&self) -> bool {
        let fits = |n: f64| (0.0..=MAX_CAMPAIGN).contains(&n);
        match self.size {
            CampaignSize::Leads(n) => fits(n),
            CampaignSize::Sends(n, rate) => {
                fits(n) && rate.is_none_or(|rate| (0.0..=1.0).contains(&rate))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_thousand_messages_at_three_percent_are_120_leads() {
        let n = |size, rate| Campaign::new("", 0, size).n_leads(Probability::new(rate).unwrap());
        assert_eq!(n(CampaignSize::Sends(4_000.0, None), 0.03), 120);
        assert_eq!(n(CampaignSize::Sends(4_000.0, Some(0.01)), 0.03), 40);
        assert_eq!(n(CampaignSize::Leads(7.9), 0.03), 7);
    }
}
