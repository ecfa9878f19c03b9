//! Version 1 of the file: short names, plain numbers, scenarios keyed by their name.

use serde_json::{Map, Value as Json, json};

use super::FORMAT;
use super::error::DocumentError;
use super::field::{object, required};
use crate::scenario::parameter::ParameterId;

/// The names of version 1 and the parameters they became.
const NAMES: [(&str, ParameterId); 12] = [
    ("quota", ParameterId::Quota),
    ("deal", ParameterId::AvgDeal),
    ("closeRate", ParameterId::CloseRate),
    ("opportunities", ParameterId::Opportunities),
    ("qualifyRate", ParameterId::QualifyRate),
    ("uplift", ParameterId::UpliftRelative),
    ("cost", ParameterId::UpliftCostOnce),
    ("margin", ParameterId::Margin),
    ("seed", ParameterId::Seed),
    ("reps", ParameterId::Reps),
    ("decay", ParameterId::ContactDecay),
    ("recontact", ParameterId::RecontactInterval),
];

/// The fields of version 2 for the fields of version 1. Names it does not know are kept as they are, like the
/// unknown parameters of any file.
pub(super) fn migrate(mut fields: Map<String, Json>) -> Result<Map<String, Json>, DocumentError> {
    match fields.remove("trichterwerk").and_then(|version| version.as_u64()) {
        Some(1) => {}
        _ => return Err(DocumentError::NotOurs),
    }
    let base = changes(required(&mut fields, "", "base")?, "base")?;
    let mut scenarios = Vec::new();
    for (name, json) in object(required(&mut fields, "", "scenarios")?, "scenarios")? {
        let changes = changes(json, &format!("scenarios.{name}"))?;
        scenarios.push(json!({"id": scenarios.len() + 1, "name": name, "changes": changes}));
    }
    fields.insert("format".into(), FORMAT.into());
    fields.insert("version".into(), 2.into());
    fields.insert("base".into(), base);
    fields.insert("scenarios".into(), scenarios.into());
    Ok(fields)
}

fn changes(json: Json, path: &str) -> Result<Json, DocumentError> {
    let renamed = object(json, path)?.into_iter().map(|(name, json)| {
        let known = NAMES.iter().find(|(old, _)| *old == name);
        (known.map_or(name.clone(), |(_, id)| id.key().to_owned()), json)
    });
    Ok(Json::Object(renamed.collect()))
}
