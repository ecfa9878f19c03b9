//! Entries of the capacity plan among the changes of a scenario.
//!
//! ```json
//! {"plan.region": "DE-BY", "plan.day.2026-05-15": "off", "plan.fte.3": 0.5, "plan.region.3": "AT",
//!  "plan.campaign.1": {"name": "Messe", "month": "2026-03", "sends": 4000, "rate": 0.03},
//!  "plan.cell.0.2026-05.vacation": 10, "plan.campaign.2": null}
//! ```
//! `null` takes an entry of the base away. A page from before plans were part of scenarios keeps these entries like
//! any it does not know. It kept the whole plan in one text among the choices of the view
//! ([`take_choice`]), shared by all scenarios: that is the plan of the base.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::error::{DocumentError, Expected};
use super::field::{number, text, wrong};
use super::number_to_json;
use crate::model::Day;
use crate::scenario::plan::{
    Campaign, CampaignSize, CapacityPlan, DayUse, Layer, PlanChanges, PlanEntry, PlanKey,
};
use crate::simulation::holiday::Region;

/// What the keys begin with.
const PREFIX: &str = "plan.";
/// Longest name of a campaign.
const MAX_NAME_CHARS: usize = 80;

/// The name of a key in files and links.
pub(super) fn name(key: PlanKey) -> String {
    match key {
        PlanKey::Region => format!("{PREFIX}region"),
        PlanKey::RepRegion(rep) => format!("{PREFIX}region.{rep}"),
        PlanKey::RepFte(rep) => format!("{PREFIX}fte.{rep}"),
        PlanKey::Day(day) => format!("{PREFIX}day.{day}"),
        PlanKey::Campaign(id) => format!("{PREFIX}campaign.{id}"),
        PlanKey::Cell(rep, month, layer) => {
            format!("{PREFIX}cell.{rep}.{}.{}", month_text(month), layer.key())
        }
    }
}

/// The key of a name; `None` for any other.
pub(super) fn key(name: &str) -> Option<PlanKey> {
    let words: Vec<&str> = name.strip_prefix(PREFIX)?.split('.').collect();
    let key = match words[..] {
        ["region"] => PlanKey::Region,
        ["region", rep] => PlanKey::RepRegion(rep.parse().ok()?),
        ["fte", rep] => PlanKey::RepFte(rep.parse().ok()?),
        ["day", day] => PlanKey::Day(Day::from_date(day.parse().ok()?)),
        ["campaign", id] => PlanKey::Campaign(id.parse().ok()?),
        ["cell", rep, month, layer] => {
            PlanKey::Cell(rep.parse().ok()?, month_from_text(month)?, Layer::from_key(layer)?)
        }
        _ => return None,
    };
    // One name for one key: `+1` and `01` are names of nothing.
    (self::name(key) == name).then_some(key)
}

/// An entry as JSON.
pub(super) fn entry_to_json(entry: Option<&PlanEntry>) -> Json {
    match entry {
        None => Json::Null,
        Some(PlanEntry::Region(region)) => region.code().into(),
        Some(PlanEntry::Number(number)) => number_to_json(*number),
        Some(PlanEntry::Day(DayUse::Off)) => "off".into(),
        Some(PlanEntry::Day(DayUse::Worked)) => "worked".into(),
        Some(PlanEntry::Campaign(campaign)) => campaign_to_json(campaign),
    }
}

/// The entry of a JSON.
pub(super) fn entry_from_json(
    key: PlanKey,
    json: Json,
    path: &str,
) -> Result<Option<PlanEntry>, DocumentError> {
    let no_entry = || wrong(path, Expected::PlanEntry);
    let entry = match (key, json) {
        (_, Json::Null) => return Ok(None),
        (PlanKey::Region | PlanKey::RepRegion(_), Json::String(code)) => {
            PlanEntry::Region(Region::from_code(&code).ok_or_else(no_entry)?)
        }
        (PlanKey::RepFte(_) | PlanKey::Cell(..), json) => {
            PlanEntry::Number(number(&json, path)? + 0.0)
        }
        (PlanKey::Day(_), Json::String(word)) => PlanEntry::Day(match word.as_str() {
            "off" => DayUse::Off,
            "worked" => DayUse::Worked,
            _ => return Err(no_entry()),
        }),
        (PlanKey::Campaign(_), Json::Object(fields)) => {
            PlanEntry::Campaign(campaign_from_json(fields, path)?)
        }
        _ => return Err(no_entry()),
    };
    if entry.fits(key) { Ok(Some(entry)) } else { Err(no_entry()) }
}

fn campaign_to_json(campaign: &Campaign) -> Json {
    let mut json = Map::new();
    json.insert("name".into(), campaign.name.as_str().into());
    json.insert("month".into(), month_text(campaign.month).into());
    match campaign.size {
        CampaignSize::Leads(n) => {
            json.insert("leads".into(), number_to_json(n));
        }
        CampaignSize::Sends(n, rate) => {
            json.insert("sends".into(), number_to_json(n));
            if let Some(rate) = rate {
                json.insert("rate".into(), number_to_json(rate));
            }
        }
    }
    json.extend(campaign.unknown.clone());
    Json::Object(json)
}

fn campaign_from_json(
    mut fields: Map<String, Json>,
    path: &str,
) -> Result<Campaign, DocumentError> {
    let no_entry = || wrong(path, Expected::PlanEntry);
    let name = text(fields.remove("name").unwrap_or_else(|| "".into()), &format!("{path}.name"))?;
    if name.chars().count() > MAX_NAME_CHARS {
        return Err(wrong(&format!("{path}.name"), Expected::PlanEntry));
    }
    let month = text(fields.remove("month").unwrap_or_default(), &format!("{path}.month"))?;
    let month = month_from_text(&month).ok_or_else(no_entry)?;
    let mut take = |key: &str| {
        let json = fields.remove(key);
        json.map(|json| number(&json, &format!("{path}.{key}"))).transpose()
    };
    let size = match (take("leads")?, take("sends")?) {
        (Some(n), None) => CampaignSize::Leads(n),
        (None, Some(n)) => CampaignSize::Sends(n, take("rate")?),
        _ => return Err(no_entry()),
    };
    Ok(Campaign { unknown: fields, ..Campaign::new(name, month, size) })
}

/// `2026-03` for the third month of 2026.
fn month_text(month: i32) -> String {
    let (year, month, _) = Day::first_of_month(month).ymd();
    format!("{year:04}-{month:02}")
}

fn month_from_text(text: &str) -> Option<i32> {
    let (year, month) = text.split_once('-')?;
    let day = Day::from_ymd(year.parse().ok()?, month.parse().ok()?, 1)?;
    // Months of plans lie near the present; others would only be slow.
    (1..=9_999).contains(&day.ymd().0).then(|| day.month_index())
}

/// The plan as it was kept before: one text.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Choice {
    region: Option<Region>,
    rep_regions: Vec<(usize, Region)>,
    rep_ftes: Vec<(usize, f64)>,
    days_off: Vec<Day>,
    days_worked: Vec<Day>,
    campaigns: Vec<ChoiceCampaign>,
    edits: Vec<(usize, i32, String, f64)>,
}

#[derive(Deserialize)]
struct ChoiceCampaign {
    name: String,
    month: i32,
    size: ChoiceSize,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ChoiceSize {
    Leads(f64),
    Sends(f64, Option<f64>),
}

/// Key of that text among the choices.
pub(super) const CHOICE: &str = "capacity.plan";

/// Takes the plan of such a text over, where `changes` say nothing yet; whether it could be read. What an entry
/// cannot hold stays out, as it did then.
pub(super) fn take_choice(text: &str, changes: &mut PlanChanges) -> bool {
    let Ok(choice) = serde_json::from_str::<Choice>(text) else { return false };
    let mut plan = CapacityPlan::default();
    if let Some(region) = choice.region {
        plan.set_region(region);
    }
    for (rep, region) in choice.rep_regions {
        plan.set_own_region(rep, Some(region));
    }
    for (rep, fte) in choice.rep_ftes {
        plan.set_own_fte(rep, Some(fte));
    }
    for day in choice.days_off {
        plan.set_day(day, Some(DayUse::Off));
    }
    for day in choice.days_worked {
        plan.set_day(day, Some(DayUse::Worked));
    }
    for (id, ChoiceCampaign { name, month, size }) in (1..).zip(choice.campaigns) {
        let size = match size {
            ChoiceSize::Leads(n) => CampaignSize::Leads(n),
            ChoiceSize::Sends(n, rate) => CampaignSize::Sends(n, rate),
        };
        let name: String = name.chars().take(MAX_NAME_CHARS).collect();
        plan.set_campaign(id, Some(Campaign::new(name, month, size)));
    }
    for (rep, month, layer, value) in choice.edits {
        if let Some(layer) = Layer::from_key(&layer) {
            plan.set_cell(rep, month, layer, Some(value));
        }
    }
    for (key, entry) in PlanChanges::between(&CapacityPlan::default(), &plan).0 {
        // A month or day no calendar has could not be written.
        if self::key(&name(key)) == Some(key) {
            changes.0.entry(key).or_insert(entry);
        }
    }
    true
}
