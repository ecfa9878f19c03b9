//! What the user plans beyond single numbers: calendar, campaigns, and every cell that says otherwise.
//!
//! Kept with the view of the workspace as one text, so that it is stored and linked like every other choice. Reps are
//! named by their place, never by name: no word of a file is part of it (SPEC P7).

use serde::{Deserialize, Serialize};

use crate::model::Day;
use crate::model::probability::Probability;
use crate::scenario::{ParameterId, Parameters};
use crate::simulation::holiday::Region;
use crate::simulation::whole::floor_tol;

/// A quantity of the grid of reps and months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Leads that can be worked.
    Leads,
    /// Leads planned: steady ones and those of campaigns.
    Planned,
    /// Working days.
    WorkingDays,
    /// Days of leave.
    Vacation,
    /// Days of illness.
    Sick,
    /// Hours of meetings beyond the regular ones.
    OtherMeetings,
    /// Hours for existing customers.
    ExistingCustomers,
    /// Hours owed to leads already in the funnel.
    Committed,
    /// Hours left for new leads.
    FreeHours,
    /// Visits the leads take.
    Visits,
    /// Deals expected of them.
    Deals,
}

impl Layer {
    /// All layers, the result first.
    pub const ALL: [Self; 11] = [
        Self::Leads,
        Self::Planned,
        Self::WorkingDays,
        Self::Vacation,
        Self::Sick,
        Self::OtherMeetings,
        Self::ExistingCustomers,
        Self::Committed,
        Self::FreeHours,
        Self::Visits,
        Self::Deals,
    ];

    /// Whether a cell can be given a number of the user's. The others follow from these.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        !matches!(self, Self::FreeHours | Self::Visits | Self::Deals)
    }

    /// Whether its numbers come whole.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::Leads | Self::Planned)
    }

    /// The largest number a cell can hold; the smallest is 0.
    #[must_use]
    pub const fn limit(self) -> f64 {
        match self {
            Self::WorkingDays | Self::Vacation | Self::Sick => 31.0,
            Self::OtherMeetings | Self::ExistingCustomers | Self::Committed | Self::FreeHours => {
                744.0
            }
            Self::Leads | Self::Planned | Self::Visits | Self::Deals => 1e6,
        }
    }
}

/// A cell that says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "(u32, i32, Layer, f64)", into = "(u32, i32, Layer, f64)")]
pub struct Edit {
    /// Which rep, by its place.
    pub rep: u32,
    /// Which month ([`Day::month_index`]).
    pub month: i32,
    /// Which quantity.
    pub layer: Layer,
    /// Its number.
    pub value: f64,
}

impl From<(u32, i32, Layer, f64)> for Edit {
    fn from((rep, month, layer, value): (u32, i32, Layer, f64)) -> Self {
        Self { rep, month, layer, value }
    }
}

impl From<Edit> for (u32, i32, Layer, f64) {
    fn from(edit: Edit) -> Self {
        (edit.rep, edit.month, edit.layer, edit.value)
    }
}

/// How large a campaign is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignSize {
    /// Leads it brings.
    Leads(f64),
    /// Messages sent, with the replies per message; `None`: the rate of the scenario.
    Sends(f64, Option<f64>),
}

/// A campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Campaign {
    /// Its name, as the user calls it.
    pub name: String,
    /// The month it is sent in ([`Day::month_index`]).
    pub month: i32,
    /// How large it is.
    pub size: CampaignSize,
}

impl Campaign {
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
}

/// The plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CapacityPlan {
    /// Whose public holidays count.
    pub region: Region,
    /// Regions of reps who live elsewhere, by place.
    pub rep_regions: Vec<(u32, Region)>,
    /// Full-time equivalents of reps that differ from the scenario's, by place.
    pub rep_ftes: Vec<(u32, f64)>,
    /// Days off beyond public holidays.
    pub days_off: Vec<Day>,
    /// Days worked although they are holidays.
    pub days_worked: Vec<Day>,
    /// Campaigns in the order of their entry.
    pub campaigns: Vec<Campaign>,
    /// Cells that say otherwise, by rep, month and layer.
    pub edits: Vec<Edit>,
}

impl Default for CapacityPlan {
    /// Germany without a state, and nothing changed: what holds until the user says otherwise.
    fn default() -> Self {
        Self {
            region: Region::Germany { state: None, catholic_municipality: false },
            rep_regions: Vec::new(),
            rep_ftes: Vec::new(),
            days_off: Vec::new(),
            days_worked: Vec::new(),
            campaigns: Vec::new(),
            edits: Vec::new(),
        }
    }
}

impl CapacityPlan {
    /// Reads what [`Self::to_text`] has written; `None` for anything else.
    ///
    /// ```
    /// use trichterwerk::job::capacity::CapacityPlan;
    /// let plan = CapacityPlan::default();
    /// assert_eq!(CapacityPlan::from_text(&plan.to_text()), Some(plan));
    /// ```
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut plan: Self = serde_json::from_str(text).ok()?;
        plan.edits.retain(|edit| (0.0..=edit.layer.limit()).contains(&edit.value));
        plan.rep_ftes.retain(|(_, fte)| (0.0..=1.0).contains(fte));
        Some(plan)
    }

    /// The plan as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Numbers, lists and words: nothing here that JSON could refuse.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The number the user has given a cell.
    #[must_use]
    pub fn edit(&self, rep: usize, month: i32, layer: Layer) -> Option<f64> {
        let at =
            |edit: &&Edit| edit.rep as usize == rep && edit.month == month && edit.layer == layer;
        self.edits.iter().find(at).map(|edit| edit.value)
    }

    /// Gives a cell a number, or takes the user's number away. What the layer cannot hold changes nothing.
    pub fn set_edit(&mut self, rep: usize, month: i32, layer: Layer, value: Option<f64>) {
        let Ok(place) = u32::try_from(rep) else { return };
        let is_bad = value.is_some_and(|value| {
            !(0.0..=layer.limit()).contains(&value) || (layer.is_whole() && value.fract() != 0.0)
        });
        if is_bad || !layer.is_editable() {
            return;
        }
        let key = |edit: &Edit| (edit.rep, edit.month, edit.layer);
        self.edits.retain(|edit| key(edit) != (place, month, layer));
        if let Some(value) = value {
            self.edits.push(Edit { rep: place, month, layer, value });
        }
        self.edits.sort_by_key(key);
    }

    /// The region of a rep.
    #[must_use]
    pub fn region_of(&self, rep: usize) -> Region {
        let own = self.rep_regions.iter().find(|(place, _)| *place as usize == rep);
        own.map_or(self.region, |(_, region)| *region)
    }

    /// The full-time equivalents of a rep, by the scenario unless the user says otherwise.
    #[must_use]
    pub fn fte_of(&self, rep: usize, parameters: &Parameters) -> f64 {
        let own = self.rep_ftes.iter().find(|(place, _)| *place as usize == rep);
        own.map_or_else(|| parameters.number(ParameterId::Fte), |(_, fte)| *fte)
    }

    /// Gives a rep a region of its own, or the team's.
    pub fn set_region(&mut self, rep: usize, region: Option<Region>) {
        self.rep_regions.retain(|(place, _)| *place as usize != rep);
        if let (Ok(place), Some(region)) = (u32::try_from(rep), region) {
            self.rep_regions.push((place, region));
            self.rep_regions.sort_by_key(|(place, _)| *place);
        }
    }

    /// Gives a rep a full-time share of its own, or the scenario's. What is no share changes nothing.
    pub fn set_fte(&mut self, rep: usize, fte: Option<f64>) {
        if fte.is_some_and(|fte| !(0.0..=1.0).contains(&fte)) {
            return;
        }
        self.rep_ftes.retain(|(place, _)| *place as usize != rep);
        if let (Ok(place), Some(fte)) = (u32::try_from(rep), fte) {
            self.rep_ftes.push((place, fte));
            self.rep_ftes.sort_by_key(|(place, _)| *place);
        }
    }

    /// Takes a holiday out of the calendar, or puts it back.
    pub fn work_on(&mut self, day: Day, is_worked: bool) {
        self.days_worked.retain(|known| *known != day);
        if is_worked {
            self.days_worked.push(day);
            self.days_worked.sort_unstable();
        }
    }

    /// Adds a day off, or takes it away.
    pub fn be_off(&mut self, day: Day, is_off: bool) {
        self.days_off.retain(|known| *known != day);
        if is_off {
            self.days_off.push(day);
            self.days_off.sort_unstable();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_survives_its_text_and_nonsense_is_none() {
        let mut plan = CapacityPlan::default();
        plan.set_edit(3, 24_312, Layer::Vacation, Some(10.0));
        plan.campaigns.push(Campaign {
            name: "Messe".into(),
            month: 24_312,
            size: CampaignSize::Sends(4_000.0, Some(0.03)),
        });
        plan.work_on(Day(20_454), true);
        assert_eq!(CapacityPlan::from_text(&plan.to_text()), Some(plan));
        assert_eq!(CapacityPlan::from_text("{"), None);
        assert_eq!(CapacityPlan::from_text("{\"later\":1}"), Some(CapacityPlan::default()));
    }

    #[test]
    fn an_edit_is_taken_back_and_a_result_cannot_be_edited() {
        let mut plan = CapacityPlan::default();
        plan.set_edit(0, 5, Layer::Leads, Some(12.0));
        plan.set_edit(0, 5, Layer::Leads, Some(14.0));
        assert_eq!(plan.edit(0, 5, Layer::Leads), Some(14.0));
        plan.set_edit(0, 5, Layer::Leads, None);
        plan.set_edit(0, 5, Layer::Deals, Some(3.0));
        plan.set_edit(0, 5, Layer::Leads, Some(1.5));
        plan.set_edit(0, 5, Layer::Vacation, Some(32.0));
        plan.set_edit(0, 5, Layer::Sick, Some(f64::NAN));
        assert_eq!(plan, CapacityPlan::default());
    }

    #[test]
    fn a_rep_has_a_region_and_a_share_of_its_own_until_they_are_taken_back() {
        let mut plan = CapacityPlan::default();
        plan.set_region(2, Some(Region::Austria));
        plan.set_fte(2, Some(0.5));
        plan.set_fte(1, Some(1.5));
        assert_eq!(plan.region_of(2), Region::Austria);
        assert_eq!((plan.region_of(1), plan.rep_ftes.as_slice()), (plan.region, &[(2, 0.5)][..]));
        plan.set_region(2, None);
        plan.set_fte(2, None);
        assert_eq!(plan, CapacityPlan::default());
    }

    #[test]
    fn four_thousand_messages_at_three_percent_are_120_leads() {
        let campaign = |size| Campaign { name: String::new(), month: 0, size };
        let rate = Probability::new(0.03).unwrap();
        assert_eq!(campaign(CampaignSize::Sends(4_000.0, None)).n_leads(rate), 120);
        assert_eq!(campaign(CampaignSize::Sends(4_000.0, Some(0.01))).n_leads(rate), 40);
        assert_eq!(campaign(CampaignSize::Leads(7.9)).n_leads(rate), 7);
    }
}
