//! The file of scenarios: JSON with a version.
//!
//! # Version 2 (written)
//! ```json
//! {
//!   "format": "trichterwerk.scenarios", "version": 2,
//!   "base": {"quota.close_rate": {"value": 0.33, "from": "measured", "n": 900, "figure": "deals.win_rate"}},
//!   "scenarios": [{"id": 1, "name": "Jede zweite", "changes": {"quota.close_rate": 0.5}}],
//!   "view": {"scenario": 1, "filter": [], "choices": {}}
//! }
//! ```
//! A bare number was set by the user; an object says where the number comes from (`measured`, `assumed`,
//! `literature`). Entries of the capacity plan stand beside the parameters, under names of their own (`plan.…`).
//! Only differences are written.
//!
//! # Version 1 (read)
//! `{"trichterwerk": 1, "base": {"closeRate": 0.33}, "scenarios": {"Jede zweite": {"closeRate": 0.5}}}`: plain
//! numbers under short names, scenarios keyed by their name. It could not say where a number came from, nor hold two
//! scenarios of one name. Its numbers become numbers set by the user; the scenarios keep their order.
//!
//! # Compatibility
//! Fields that are not known are kept and written back: a file may pass through an older page and lose nothing. That
//! holds for every object of the format and for parameters this version does not have. A newer version is refused by
//! its number, never guessed at. A known field of a wrong type or a value outside its limits is an error that names
//! the place; nothing is repaired silently.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::book::{Book, BookError, Changes, MAX_SCENARIOS, Scenario, ScenarioId, checked_name};
use super::parameter::ParameterId;
use super::value::{Provenance, Reference, Value};
use super::workspace::{View, Workspace};
use crate::model::Filter;

mod error;
mod field;
mod plan;
mod version_1;

pub use error::{DocumentError, Expected};

use field::{number, object, required, text, whole, wrong};

/// The version that is written.
pub const VERSION: u64 = 2;
/// What the field `format` says.
const FORMAT: &str = "trichterwerk.scenarios";
/// Longest text that is read: hundreds of times what forty scenarios need.
pub const MAX_BYTES: usize = 4 << 20;

/// Largest identity that is taken from a file: the rest of the range is for scenarios still to come.
const MAX_ID: u32 = 1 << 30;

/// The file of a workspace, indented for people.
#[must_use]
pub fn write(workspace: &Workspace) -> String {
    format!("{:#}\n", to_json(workspace))
}

/// The workspace of a file, of this version or an older one.
///
/// ```
/// use trichterwerk::scenario::{ParameterId, Target, document};
/// let text = r#"{"trichterwerk": 1, "base": {"closeRate": 0.33}, "scenarios": {}}"#;
/// let workspace = document::read(text)?;
/// assert_eq!(workspace.book.value(Target::Base, ParameterId::CloseRate).number, 0.33);
/// assert_eq!(document::read(&document::write(&workspace)), Ok(workspace));
/// # Ok::<(), trichterwerk::scenario::DocumentError>(())
/// ```
pub fn read(text: &str) -> Result<Workspace, DocumentError> {
    if text.len() > MAX_BYTES {
        return Err(DocumentError::TooLong { n_bytes: text.len() });
    }
    let json = serde_json::from_str(text.trim_start_matches('\u{FEFF}'))
        .map_err(|error| DocumentError::NotJson { line: error.line(), column: error.column() })?;
    from_json(json)
}

/// The JSON of a workspace.
pub(super) fn to_json(workspace: &Workspace) -> Json {
    let Workspace { book, view, unknown } = workspace;
    let scenarios: Vec<Json> = book.scenarios.iter().map(scenario_to_json).collect();
    let mut json = Map::new();
    json.insert("format".into(), FORMAT.into());
    json.insert("version".into(), VERSION.into());
    json.insert("base".into(), changes_to_json(&book.base));
    json.insert("scenarios".into(), scenarios.into());
    if book.next_id != id_after(&book.scenarios) {
        json.insert("next_id".into(), book.next_id.into());
    }
    json.insert("view".into(), view_to_json(view));
    json.extend(unknown.clone());
    Json::Object(json)
}

/// The workspace of a JSON.
pub(super) fn from_json(json: Json) -> Result<Workspace, DocumentError> {
    let Json::Object(mut fields) = json else { return Err(DocumentError::NotOurs) };
    if fields.contains_key("trichterwerk") {
        fields = version_1::migrate(fields)?;
    }
    if fields.remove("format").as_ref().and_then(Json::as_str) != Some(FORMAT) {
        return Err(DocumentError::NotOurs);
    }
    match fields.remove("version") {
        Some(Json::Number(version)) => match version.as_u64() {
            Some(VERSION) => {}
            Some(found) if found > VERSION => return Err(DocumentError::Newer { found }),
            _ => return Err(DocumentError::NotOurs),
        },
        _ => return Err(DocumentError::NotOurs),
    }
    let mut base = match fields.remove("base") {
        Some(json) => changes_from_json(json, "base")?,
        None => Changes::default(),
    };
    // There is nothing beneath the base that could be taken away.
    base.plan.0.retain(|_, entry| entry.is_some());
    let scenarios = match fields.remove("scenarios") {
        Some(json) => scenarios_from_json(json)?,
        None => Vec::new(),
    };
    let after = id_after(&scenarios);
    let next_id = match fields.remove("next_id") {
        // An identity that was given once is not given again, even if its scenario is gone.
        Some(json) => small(whole(&json, "next_id")?).map_or(after, |next| next.max(after)),
        None => after,
    };
    let mut book = Book { base, scenarios, next_id };
    let mut view = match fields.remove("view") {
        Some(json) => view_from_json(json, &book)?,
        None => View::default(),
    };
    let taken = |text: &String| plan::take_choice(text, &mut book.base.plan);
    if view.choices.get(plan::CHOICE).is_some_and(taken) {
        view.choices.remove(plan::CHOICE);
    }
    Ok(Workspace { book, view, unknown: fields })
}

/// The first identity above all that are taken.
fn id_after(scenarios: &[Scenario]) -> u32 {
    scenarios.iter().map(|scenario| scenario.id.0).max().unwrap_or(0) + 1
}

fn scenario_to_json(scenario: &Scenario) -> Json {
    let mut json = Map::new();
    json.insert("id".into(), scenario.id.0.into());
    json.insert("name".into(), scenario.name.as_str().into());
    json.insert("changes".into(), changes_to_json(&scenario.changes));
    json.extend(scenario.unknown.clone());
    Json::Object(json)
}

fn scenarios_from_json(json: Json) -> Result<Vec<Scenario>, DocumentError> {
    let Json::Array(list) = json else { return Err(wrong("scenarios", Expected::List)) };
    if list.len() > MAX_SCENARIOS {
        let path = "scenarios".to_owned();
        return Err(DocumentError::Scenario { path, error: BookError::Full });
    }
    let mut taken = BTreeSet::new();
    let mut scenarios = Vec::with_capacity(list.len());
    for (at, json) in list.into_iter().enumerate() {
        let path = format!("scenarios.{at}");
        let mut fields = object(json, &path)?;
        let id = match fields.remove("id") {
            Some(json) => Some(whole(&json, &format!("{path}.id"))?),
            None => None,
        };
        let name = text(required(&mut fields, &path, "name")?, &format!("{path}.name"))?;
        let name = checked_name(&name)
            .map_err(|error| DocumentError::Scenario { path: format!("{path}.name"), error })?;
        let changes = match fields.remove("changes") {
            Some(json) => changes_from_json(json, &format!("{path}.changes"))?,
            None => Changes::default(),
        };
        // An identity that is taken or missing is given anew: it only has to tell scenarios apart.
        let free = (1..MAX_ID).find(|id| !taken.contains(id)).unwrap_or(MAX_ID);
        let id = id.and_then(small).filter(|id| !taken.contains(id)).unwrap_or(free);
        taken.insert(id);
        scenarios.push(Scenario { id: ScenarioId(id), name, changes, unknown: fields });
    }
    Ok(scenarios)
}

fn changes_to_json(changes: &Changes) -> Json {
    let mut json = Map::new();
    for (id, value) in &changes.values {
        let beside = changes.unknown_beside.get(id);
        json.insert(id.key().into(), value_to_json(value, beside));
    }
    for (key, entry) in &changes.plan.0 {
        json.insert(plan::name(*key), plan::entry_to_json(entry.as_ref()));
    }
    json.extend(changes.unknown.clone());
    Json::Object(json)
}

fn changes_from_json(json: Json, path: &str) -> Result<Changes, DocumentError> {
    let mut changes = Changes::default();
    for (key, json) in object(json, path)? {
        if let Some(plan_key) = plan::key(&key) {
            let entry = plan::entry_from_json(plan_key, json, &format!("{path}.{key}"))?;
            changes.plan.0.insert(plan_key, entry);
            continue;
        }
        match ParameterId::from_key(&key) {
            Some(id) => {
                let path = format!("{path}.{key}");
                let (mut value, beside) = value_from_json(json, &path)?;
                value.number += 0.0;
                value.check(id).map_err(|error| DocumentError::Value { path, id, error })?;
                changes.values.insert(id, value);
                if !beside.is_empty() {
                    changes.unknown_beside.insert(id, beside);
                }
            }
            None => {
                changes.unknown.insert(key, json);
            }
        }
    }
    Ok(changes)
}

fn value_to_json(value: &Value, beside: Option<&Map<String, Json>>) -> Json {
    let Value { number, provenance } = value;
    let mut json = Map::new();
    json.insert("value".into(), number_to_json(*number));
    match provenance {
        Provenance::User if beside.is_none() => return number_to_json(*number),
        Provenance::User => {
            json.insert("from".into(), "user".into());
        }
        Provenance::Assumed => {
            json.insert("from".into(), "assumed".into());
        }
        Provenance::Literature(reference) => {
            json.insert("from".into(), "literature".into());
            json.insert("reference".into(), reference.key().into());
        }
        Provenance::Measured { n, lower, upper, figure } => {
            json.insert("from".into(), "measured".into());
            json.insert("n".into(), json!(n));
            for (key, limit) in [("lower", lower), ("upper", upper)] {
                if let Some(limit) = limit {
                    json.insert(key.into(), number_to_json(*limit));
                }
            }
            json.insert("figure".into(), figure.as_str().into());
        }
    }
    json.extend(beside.cloned().unwrap_or_default());
    Json::Object(json)
}

/// The value of a JSON and the fields beside it that are not known.
fn value_from_json(json: Json, path: &str) -> Result<(Value, Map<String, Json>), DocumentError> {
    if let Some(number) = json.as_f64() {
        return Ok((Value::user(number), Map::new()));
    }
    let Json::Object(mut fields) = json else { return Err(wrong(path, Expected::Number)) };
    let of_value = number(&required(&mut fields, path, "value")?, &format!("{path}.value"))?;
    let from = text(required(&mut fields, path, "from")?, &format!("{path}.from"))?;
    let provenance = match from.as_str() {
        "user" => Provenance::User,
        "assumed" => Provenance::Assumed,
        "literature" => {
            let path = format!("{path}.reference");
            let key = text(fields.remove("reference").unwrap_or_default(), &path)?;
            let reference = Reference::from_key(&key);
            Provenance::Literature(reference.ok_or_else(|| wrong(&path, Expected::Reference))?)
        }
        "measured" => {
            let n = whole(&required(&mut fields, path, "n")?, &format!("{path}.n"))?;
            let mut limit = |key: &str| {
                let json = fields.remove(key);
                json.map(|json| number(&json, &format!("{path}.{key}"))).transpose()
            };
            let (lower, upper) = (limit("lower")?, limit("upper")?);
            let figure = required(&mut fields, path, "figure")?;
            let figure = text(figure, &format!("{path}.figure"))?;
            Provenance::Measured { n, lower, upper, figure }
        }
        _ => return Err(wrong(&format!("{path}.from"), Expected::Provenance)),
    };
    Ok((Value { number: of_value, provenance }, fields))
}

fn view_to_json(view: &View) -> Json {
    let mut json = Map::new();
    if let Some(scenario) = view.scenario {
        json.insert("scenario".into(), scenario.0.into());
    }
    if !view.filter.clauses.is_empty() {
        // A filter is plain data: writing it cannot fail.
        json.insert("filter".into(), serde_json::to_value(&view.filter).unwrap_or_default());
    }
    if !view.choices.is_empty() {
        json.insert("choices".into(), json!(view.choices));
    }
    json.extend(view.unknown.clone());
    Json::Object(json)
}

fn view_from_json(json: Json, book: &Book) -> Result<View, DocumentError> {
    let mut fields = object(json, "view")?;
    let scenario = match fields.remove("scenario") {
        Some(json) => {
            let id = u32::try_from(whole(&json, "view.scenario")?).ok().map(ScenarioId);
            // A scenario that is gone shows the base.
            id.filter(|id| book.scenario(*id).is_some())
        }
        None => None,
    };
    let filter = match fields.remove("filter") {
        Some(json) => {
            serde_json::from_value(json).map_err(|_| wrong("view.filter", Expected::Filter))?
        }
        None => Filter::default(),
    };
    let mut choices = BTreeMap::new();
    if let Some(json) = fields.remove("choices") {
        for (key, json) in object(json, "view.choices")? {
            let word = text(json, &format!("view.choices.{key}"))?;
            choices.insert(key, word);
        }
    }
    Ok(View { scenario, filter, choices, unknown: fields })
}

/// An identity a file may give.
fn small(id: u64) -> Option<u32> {
    u32::try_from(id).ok().filter(|id| *id <= MAX_ID)
}

/// A number as JSON; whole ones without a fraction, as people write them.
fn number_to_json(number: f64) -> Json {
    // 2^53: below it every whole double is an integer without loss.
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        json!(number as i64)
    } else {
        json!(number)
    }
}
