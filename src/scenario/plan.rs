//! The capacity plan: calendar, reps, campaigns, and every cell that says otherwise.
//!
//! # Shape
//! A plan is a map of entries ([`PlanKey`] to [`PlanEntry`]), each of which holds until somebody says otherwise. So
//! what differs between two plans is a map as well ([`PlanChanges`]), in which an entry can also be taken away; a
//! scenario holds its differences to the base, and looking up, comparing, merging and writing are the same few lines
//! for a holiday and for a campaign.
//!
//! Reps are named by their place, never by name: no word of a file is part of a plan (SPEC P7). Months are counted by
//! [`Day::month_index`]. A setter given what an entry cannot hold changes nothing.

use std::collections::BTreeMap;

use crate::model::Day;
use crate::simulation::holiday::Region;

mod campaign;
mod layer;

pub use campaign::{Campaign, CampaignSize, MAX_CAMPAIGN};
pub use layer::Layer;

/// Germany without a state: what holds until the user says otherwise.
const TEAM_REGION: Region = Region::Germany { state: None, catholic_municipality: false };

/// What a day is, whatever the calendar says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayUse {
    /// Nobody works.
    Off,
    /// Everybody works, although it is a holiday.
    Worked,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanKey {
    /// Whose public holidays count.
    Region,
    /// The region of a rep who lives elsewhere.
    RepRegion(u32),
    /// The full-time equivalents of a rep that differ from the scenario's.
    RepFte(u32),
    /// A day.
    Day(Day),
    /// A campaign, by an identity of its own.
    Campaign(u32),
    /// The cell of a rep, a month and a quantity.
    Cell(u32, i32, Layer),
}

/// The parts in which people think of a plan: the rows of a comparison, the steps of a bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanPart {
    /// Whose holidays count, and which days are off or worked.
    Calendar,
    /// Where reps live and how much of a week they work.
    Reps,
    /// The campaigns.
    Campaigns,
    /// The cells that say otherwise.
    Cells,
}

impl PlanPart {
    /// All parts, in the order of the bridge.
    pub const ALL: [Self; 4] = [Self::Calendar, Self::Reps, Self::Campaigns, Self::Cells];
}

impl PlanKey {
    /// The part it belongs to.
    #[must_use]
    pub const fn part(self) -> PlanPart {
        match self {
            Self::Region | Self::Day(_) => PlanPart::Calendar,
            Self::RepRegion(_) | Self::RepFte(_) => PlanPart::Reps,
            Self::Campaign(_) => PlanPart::Campaigns,
            Self::Cell(..) => PlanPart::Cells,
        }
    }
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanEntry {
    /// A region.
    Region(Region),
    /// A number: full-time equivalents, or that of a cell.
    Number(f64),
    /// The use of a day.
    Day(DayUse),
    /// A campaign.
    Campaign(Campaign),
}

impl PlanEntry {
    /// Whether this can be said about `key`.
    pub(super) fn fits(&self, key: PlanKey) -> bool {
        match (key, self) {
            (PlanKey::Region | PlanKey::RepRegion(_), Self::Region(_))
            | (PlanKey::Day(_), Self::Day(_)) => true,
            (PlanKey::RepFte(_), Self::Number(fte)) => (0.0..=1.0).contains(fte),
            (PlanKey::Cell(_, _, layer), Self::Number(number)) => layer.holds(*number),
            (PlanKey::Campaign(_), Self::Campaign(campaign)) => campaign.is_sound(),
            _ => false,
        }
    }
}

/// The plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CapacityPlan {
    entries: BTreeMap<PlanKey, PlanEntry>,
}

/// What differs between two plans; `None` takes an entry away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanChanges(pub(super) BTreeMap<PlanKey, Option<PlanEntry>>);

impl PlanChanges {
    /// What makes `plan` of what lies beneath it.
    #[must_use]
    pub fn between(beneath: &CapacityPlan, plan: &CapacityPlan) -> Self {
        let said =
            plan.entries.iter().filter(|(key, entry)| beneath.entries.get(key) != Some(entry));
        let gone = beneath.entries.keys().filter(|key| !plan.entries.contains_key(key));
        let said = said.map(|(key, entry)| (*key, Some(entry.clone())));
        Self(said.chain(gone.map(|key| (*key, None))).collect())
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The parts that differ.
    #[must_use]
    pub fn parts(&self) -> Vec<PlanPart> {
        let differs = |part: &PlanPart| self.0.keys().any(|key| key.part() == *part);
        PlanPart::ALL.into_iter().filter(differs).collect()
    }

    /// The largest identity of a campaign that is spoken of, gone or not.
    pub(super) fn last_campaign(&self) -> u32 {
        let id = |key: &PlanKey| if let PlanKey::Campaign(id) = key { Some(*id) } else { None };
        self.0.keys().filter_map(id).max().unwrap_or(0)
    }
}

impl CapacityPlan {
    /// This plan with differences laid over it.
    #[must_use]
    pub fn with(&self, changes: &PlanChanges) -> Self {
        let mut plan = self.clone();
        for (key, entry) in &changes.0 {
            match entry {
                Some(entry) => plan.entries.insert(*key, entry.clone()),
                None => plan.entries.remove(key),
            };
        }
        plan
    }

    /// This plan with a part of another.
    #[must_use]
    pub(super) fn with_part(&self, part: PlanPart, other: &Self) -> Self {
        let others = other.entries.iter().filter(|(key, _)| key.part() == part);
        let own = self.entries.iter().filter(|(key, _)| key.part() != part);
        Self { entries: own.chain(others).map(|(key, entry)| (*key, entry.clone())).collect() }
    }

    /// Entries of a part.
    #[must_use]
    pub fn n_entries(&self, part: PlanPart) -> usize {
        self.entries.keys().filter(|key| key.part() == part).count()
    }

    fn set(&mut self, key: PlanKey, entry: Option<PlanEntry>) {
        match entry {
            Some(entry) if entry.fits(key) => {
                self.entries.insert(key, entry);
            }
            Some(_) => {}
            None => {
                self.entries.remove(&key);
            }
        }
    }

    fn number(&self, key: PlanKey) -> Option<f64> {
        match self.entries.get(&key) {
            Some(PlanEntry::Number(number)) => Some(*number),
            _ => None,
        }
    }

    fn region_at(&self, key: PlanKey) -> Option<Region> {
        match self.entries.get(&key) {
            Some(PlanEntry::Region(region)) => Some(*region),
            _ => None,
        }
    }

    /// Whose public holidays count.
    #[must_use]
    pub fn region(&self) -> Region {
        self.region_at(PlanKey::Region).unwrap_or(TEAM_REGION)
    }

    /// Sets whose public holidays count.
    pub fn set_region(&mut self, region: Region) {
        let entry = (region != TEAM_REGION).then_some(PlanEntry::Region(region));
        self.set(PlanKey::Region, entry);
    }

    /// The region of a rep who lives elsewhere.
    #[must_use]
    pub fn own_region(&self, rep: usize) -> Option<Region> {
        self.region_at(PlanKey::RepRegion(place(rep)?))
    }

    /// The region of a rep.
    #[must_use]
    pub fn region_of(&self, rep: usize) -> Region {
        self.own_region(rep).unwrap_or_else(|| self.region())
    }

    /// Gives a rep a region of its own, or the team's.
    pub fn set_own_region(&mut self, rep: usize, region: Option<Region>) {
        if let Some(rep) = place(rep) {
            self.set(PlanKey::RepRegion(rep), region.map(PlanEntry::Region));
        }
    }

    /// The full-time equivalents of a rep, where they differ from the scenario's.
    #[must_use]
    pub fn own_fte(&self, rep: usize) -> Option<f64> {
        self.number(PlanKey::RepFte(place(rep)?))
    }

    /// Gives a rep a full-time share of its own, or the scenario's.
    pub fn set_own_fte(&mut self, rep: usize, fte: Option<f64>) {
        if let Some(rep) = place(rep) {
            self.set(PlanKey::RepFte(rep), fte.map(PlanEntry::Number));
        }
    }

    /// Days of a use, in order.
    #[must_use]
    pub fn days(&self, wanted: DayUse) -> Vec<Day> {
        let day = |(key, entry): (&PlanKey, &PlanEntry)| match (key, entry) {
            (PlanKey::Day(day), PlanEntry::Day(used)) if *used == wanted => Some(*day),
            _ => None,
        };
        self.entries.iter().filter_map(day).collect()
    }

    /// Says what a day is, or leaves it to the calendar.
    pub fn set_day(&mut self, day: Day, used: Option<DayUse>) {
        self.set(PlanKey::Day(day), used.map(PlanEntry::Day));
    }

    /// The campaigns with their identities, in the order of their entry.
    pub fn campaigns(&self) -> impl Iterator<Item = (u32, &Campaign)> {
        self.entries.iter().filter_map(|(key, entry)| match (key, entry) {
            (PlanKey::Campaign(id), PlanEntry::Campaign(campaign)) => Some((*id, campaign)),
            _ => None,
        })
    }

    /// A campaign.
    #[must_use]
    pub fn campaign(&self, id: u32) -> Option<&Campaign> {
        self.campaigns().find(|(known, _)| *known == id).map(|(_, campaign)| campaign)
    }

    /// Puts a campaign in, or takes it out. A new one gets its identity from [`super::Book::next_campaign`].
    pub fn set_campaign(&mut self, id: u32, campaign: Option<Campaign>) {
        self.set(PlanKey::Campaign(id), campaign.map(PlanEntry::Campaign));
    }

    /// The number the user has given a cell.
    #[must_use]
    pub fn cell(&self, rep: usize, month: i32, layer: Layer) -> Option<f64> {
        self.number(PlanKey::Cell(place(rep)?, month, layer))
    }

    /// Gives a cell a number, or takes the user's number away.
    pub fn set_cell(&mut self, rep: usize, month: i32, layer: Layer, number: Option<f64>) {
        if let Some(rep) = place(rep) {
            self.set(PlanKey::Cell(rep, month, layer), number.map(PlanEntry::Number));
        }
    }

    /// Takes all numbers of cells away.
    pub fn clear_cells(&mut self) {
        self.entries.retain(|key, _| key.part() != PlanPart::Cells);
    }
}

/// A rep's place as it is written.
fn place(rep: usize) -> Option<u32> {
    u32::try_from(rep).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn campaign(n: f64) -> Campaign {
        Campaign::new("Messe", 24_312, CampaignSize::Leads(n))
    }

    #[test]
    fn a_cell_is_taken_back_and_a_result_cannot_be_edited() {
        let mut plan = CapacityPlan::default();
        plan.set_cell(0, 5, Layer::Leads, Some(12.0));
        plan.set_cell(0, 5, Layer::Leads, Some(14.0));
        assert_eq!(plan.cell(0, 5, Layer::Leads), Some(14.0));
        plan.set_cell(0, 5, Layer::Leads, None);
        plan.set_cell(0, 5, Layer::Deals, Some(3.0));
        plan.set_cell(0, 5, Layer::Leads, Some(1.5));
        plan.set_cell(0, 5, Layer::Vacation, Some(32.0));
        plan.set_cell(0, 5, Layer::Sick, Some(f64::NAN));
        plan.set_campaign(1, Some(campaign(f64::INFINITY)));
        assert_eq!(plan, CapacityPlan::default());
    }

    #[test]
    fn a_rep_has_a_region_and_a_share_of_its_own_until_they_are_taken_back() {
        let mut plan = CapacityPlan::default();
        plan.set_own_region(2, Some(Region::Austria));
        plan.set_own_fte(2, Some(0.5));
        plan.set_own_fte(1, Some(1.5));
        assert_eq!((plan.region_of(2), plan.region_of(1)), (Region::Austria, plan.region()));
        assert_eq!((plan.own_fte(2), plan.own_fte(1)), (Some(0.5), None));
        plan.set_own_region(2, None);
        plan.set_own_fte(2, None);
        assert_eq!(plan, CapacityPlan::default());
    }

    #[test]
    fn a_day_is_off_or_worked_and_never_both() {
        let mut plan = CapacityPlan::default();
        plan.set_day(Day(20_454), Some(DayUse::Off));
        plan.set_day(Day(20_454), Some(DayUse::Worked));
        assert!(plan.days(DayUse::Off).is_empty());
        assert_eq!(plan.days(DayUse::Worked), [Day(20_454)]);
    }

    #[test]
    fn differences_laid_over_what_lies_beneath_are_the_plan() {
        let mut beneath = CapacityPlan::default();
        beneath.set_campaign(1, Some(campaign(40.0)));
        beneath.set_day(Day(20_454), Some(DayUse::Off));
        let mut plan = beneath.clone();
        plan.set_campaign(1, None);
        plan.set_campaign(2, Some(campaign(80.0)));
        plan.set_region(Region::Austria);
        let changes = PlanChanges::between(&beneath, &plan);
        assert_eq!(beneath.with(&changes), plan);
        assert_eq!(changes.parts(), [PlanPart::Calendar, PlanPart::Campaigns]);
        assert_eq!(changes.last_campaign(), 2);
        assert!(PlanChanges::between(&plan, &plan).is_empty());
    }

    #[test]
    fn a_part_is_taken_whole() {
        let mut other = CapacityPlan::default();
        other.set_campaign(7, Some(campaign(1.0)));
        other.set_cell(0, 5, Layer::Sick, Some(1.0));
        let taken = CapacityPlan::default().with_part(PlanPart::Campaigns, &other);
        assert_eq!((taken.campaigns().count(), taken.n_entries(PlanPart::Cells)), (1, 0));
    }
}
