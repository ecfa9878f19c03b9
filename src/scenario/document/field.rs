//! Fields of a JSON as the type they must have, or the place where they have not.

use serde_json::{Map, Value as Json};

use super::error::{DocumentError, Expected};

pub(super) fn wrong(path: &str, expected: Expected) -> DocumentError {
    DocumentError::WrongType { path: path.to_owned(), expected }
}

pub(super) fn required(
    fields: &mut Map<String, Json>,
    path: &str,
    key: &str,
) -> Result<Json, DocumentError> {
    fields.remove(key).ok_or_else(|| DocumentError::Missing { path: format!("{path}.{key}") })
}

pub(super) fn object(json: Json, path: &str) -> Result<Map<String, Json>, DocumentError> {
    match json {
        Json::Object(fields) => Ok(fields),
        _ => Err(wrong(path, Expected::Object)),
    }
}

pub(super) fn text(json: Json, path: &str) -> Result<String, DocumentError> {
    match json {
        Json::String(text) => Ok(text),
        _ => Err(wrong(path, Expected::Text)),
    }
}

pub(super) fn number(json: &Json, path: &str) -> Result<f64, DocumentError> {
    json.as_f64().ok_or_else(|| wrong(path, Expected::Number))
}

pub(super) fn whole(json: &Json, path: &str) -> Result<u64, DocumentError> {
    json.as_u64().ok_or_else(|| wrong(path, Expected::Whole))
}
