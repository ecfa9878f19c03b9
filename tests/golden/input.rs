//! Reading the inputs of golden cases: small accessors that say which field is wrong.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Field `name` of a case's input as a `T`; panics with the field's name if it is not one.
pub fn field<T: DeserializeOwned>(input: &Value, name: &str) -> T {
    let value = input.get(name).unwrap_or(&Value::Null);
    match serde_json::from_value(value.clone()) {
        Ok(field) => field,
        Err(error) => panic!("golden input field {name}: {error}"),
    }
}
