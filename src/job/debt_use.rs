//! Who works in the CRM: activities per owner, and what unused licences and a missing tool cost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::plan::PlanError;
use crate::model::probability::Probability;
use crate::model::{Dataset, Day, DictColumn, Meaning, Table};
use crate::scenario::{ParameterId, Parameters};
use crate::simulation::quantity::{NonNegative, Positive};
use crate::simulation::tool_block::{ToolBlockConfig, ToolBlockReport, tool_block};

/// Days within which somebody who uses the CRM leaves a trace.
pub const USE_DAYS: i32 = 30;
/// Weeks in a month.
const WEEKS_PER_MONTH: f64 = super::debt::DAYS_PER_MONTH / 7.0;
/// Working days of a week.
const DAYS_PER_WEEK: f64 = 5.0;

/// What an owner of records has done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerUse {
    /// The owner.
    pub name: String,
    /// Activities within the last [`USE_DAYS`].
    pub n_recent: u64,
    /// All activities.
    pub n: u64,
    /// Day of the last one; `None` for none.
    pub last: Option<Day>,
}

impl OwnerUse {
    /// Whether the owner has worked in the CRM lately.
    #[must_use]
    pub const fn is_at_work(&self) -> bool {
        self.n_recent > 0
    }
}

/// Everyone who owns a contact, a deal or an activity, busiest first; `None` where activities have no owner or no
/// day.
pub(super) fn owners_at_work(dataset: &Dataset) -> Option<Vec<OwnerUse>> {
    let activities = &dataset.activities.as_ref()?.table;
    let owner = activities.dict(&Meaning::Owner)?;
    let at = activities.date(&Meaning::At).or_else(|| activities.date(&Meaning::Created))?;
    let mut by_name: BTreeMap<&str, OwnerUse> = BTreeMap::new();
    let tables = [
        dataset.deals.as_ref().map(|deals| &deals.table),
        dataset.contacts.as_ref().map(|contacts| &contacts.table),
        Some(activities),
    ];
    for name in tables.into_iter().flatten().flat_map(owner_names) {
        by_name.entry(name).or_insert_with(|| OwnerUse {
            name: name.to_owned(),
            n_recent: 0,
            n: 0,
            last: None,
        });
    }
    for row in 0..activities.n_rows {
        let (Some(name), Some(day)) = (owner.get(row), at.day(row)) else { continue };
        if day > dataset.as_of {
            continue;
        }
        if let Some(known) = by_name.get_mut(name) {
            known.n += 1;
            known.n_recent += u64::from(dataset.as_of.0 - day.0 < USE_DAYS);
            known.last = known.last.max(Some(day));
        }
    }
    let mut owners: Vec<OwnerUse> = by_name.into_values().collect();
    owners.sort_by_key(|owner| std::cmp::Reverse(owner.n_recent));
    Some(owners)
}

/// Everyone who is named as an owner in a table.
fn owner_names(table: &Table) -> impl Iterator<Item = &str> {
    let column: Option<&DictColumn> = table.dict(&Meaning::Owner);
    column.into_iter().flat_map(|column| column.words.iter().map(AsRef::as_ref))
}

/// Share of the licences that is used: as counted where it was, unless the user says otherwise.
#[must_use]
pub fn licence_use(parameters: &Parameters, owners: Option<&[OwnerUse]>) -> (f64, bool) {
    let set = parameters.value(ParameterId::SeatUse);
    let seats = parameters.number(ParameterId::Seats);
    let is_decided = set.provenance == crate::scenario::Provenance::User;
    match owners {
        Some(owners) if seats > 0.0 && !is_decided => {
            let n = owners.iter().filter(|owner| owner.is_at_work()).count() as f64;
            ((n / seats).min(1.0), true)
        }
        _ => (set.number, false),
    }
}

/// What the weeks without a tool cost, under the parameters of a scenario.
pub fn blocked(parameters: &Parameters) -> Result<Option<ToolBlockReport>, PlanError> {
    let number = |id| parameters.number(id);
    let leads_month = if number(ParameterId::QualifyRate) > 0.0 {
        number(ParameterId::Opportunities) / number(ParameterId::QualifyRate)
    } else {
        0.0
    };
    let Some(hours_per_lead) = NonNegative::new(hours_per_lead(parameters))?.positive() else {
        return Ok(None);
    };
    Ok(Some(tool_block(&ToolBlockConfig {
        weeks: NonNegative::new(number(ParameterId::BlockedWeeks))?,
        n_reps: NonNegative::new(number(ParameterId::Reps))?,
        selling_hours_week: NonNegative::new(selling_hours_week(parameters))?,
        share_blocked: Probability::new(number(ParameterId::BlockedShare))?,
        hourly_cost_eur: NonNegative::new(number(ParameterId::HourlyCost))?,
        hours_per_lead,
        win_per_lead: Probability::new(
            number(ParameterId::QualifyRate) * number(ParameterId::CloseRate),
        )?,
        avg_deal_eur: NonNegative::new(number(ParameterId::AvgDeal))?,
        margin: Probability::new(number(ParameterId::Margin))?,
        leads_per_week: NonNegative::new(leads_month / WEEKS_PER_MONTH)?,
        readiness_decay_week: NonNegative::new(number(ParameterId::ReadinessDecay) * 7.0)?,
    })))
}

/// Hours of a rep's week that are left for selling.
#[must_use]
pub fn selling_hours_week(parameters: &Parameters) -> f64 {
    let number = |id| parameters.number(id);
    let gross = number(ParameterId::HoursPerDay) * DAYS_PER_WEEK * number(ParameterId::Fte);
    let meetings = number(ParameterId::WeeklyMeeting)
        + DAYS_PER_WEEK * number(ParameterId::DailyMeeting) / 60.0
        + number(ParameterId::OtherMeetings) / WEEKS_PER_MONTH;
    (gross * (1.0 - number(ParameterId::AdminShare)) - meetings).max(0.0)
}

/// Hours of a lead over the whole funnel (MATH 6.2). All leads reach the first stage, the qualified ones all others:
/// an upper limit of the hours, and so a lower one of the leads that a block costs.
#[must_use]
pub fn hours_per_lead(parameters: &Parameters) -> f64 {
    let number = |id| parameters.number(id);
    let [scheduling, preparation, route, documents, travel, presentation, notes, action] =
        ParameterId::VISIT_HOURS.map(number);
    let per_tour = Positive::new(number(ParameterId::TourSize)).map_or(1.0, Positive::get);
    let visit = scheduling
        + preparation
        + documents
        + presentation
        + notes
        + action
        + (route + travel) / per_tour;
    let call = number(ParameterId::CallHours);
    let stages = ParameterId::CALLS.into_iter().zip(ParameterId::VISITS).enumerate();
    stages
        .map(|(at, (calls, visits))| {
            let reach = if at == 0 { 1.0 } else { number(ParameterId::QualifyRate) };
            reach * (number(calls) * call + number(visits) * visit)
        })
        .sum()
}
