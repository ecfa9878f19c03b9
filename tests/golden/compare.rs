//! The comparison rule of the golden vectors (MATH 9), the same as in their `compare.py`.
//!
//! Every key of `expected` must be in the output (a missing one counts as null), extra keys are
//! ignored; numbers agree within `abs + rel * |expected|`, with the tolerance of the nearest enclosing
//! key that the case names, else its default; null, booleans and texts are equal; arrays have equal
//! lengths. No file access here: the browser test uses this module too.

use std::fmt;

use serde_json::Value;

/// One value that is not what the golden file says.
pub struct Mismatch {
    path: String,
    got: String,
    expected: String,
    tolerance: Option<(f64, f64)>,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "(whole output)" } else { &self.path };
        write!(f, "{path}: got {}, expected {}", self.got, self.expected)?;
        match self.tolerance {
            Some((abs, rel)) => write!(f, ", tolerance abs {abs:e} rel {rel:e}"),
            None => Ok(()),
        }
    }
}

/// Every mismatch between an adapter's `output` and the `case` it answers.
pub fn compare_case(case: &Value, output: &Value) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    let tolerances = &case["tol"];
    compare(&case["expected"], output, tolerances, "default", "", &mut mismatches);
    mismatches
}

fn compare(
    expected: &Value,
    got: &Value,
    tolerances: &Value,
    key: &str,
    path: &str,
    mismatches: &mut Vec<Mismatch>,
) {
    match expected {
        Value::Object(fields) if got.is_object() => {
            for (name, field) in fields {
                let key = if tolerances.get(name).is_some() { name } else { key };
                let missing = Value::Null;
                let got = got.get(name).unwrap_or(&missing);
                compare(field, got, tolerances, key, &format!("{path}.{name}"), mismatches);
            }
        }
        Value::Array(items) if got.as_array().is_some_and(|got| got.len() == items.len()) => {
            for (i, item) in items.iter().enumerate() {
                compare(item, &got[i], tolerances, key, &format!("{path}[{i}]"), mismatches);
            }
        }
        Value::Number(_) => {
            let (abs, rel) = tolerance(tolerances, key);
            let within = match (got.as_f64(), expected.as_f64()) {
                (Some(got), Some(expected)) => (got - expected).abs() <= abs + rel * expected.abs(),
                _ => false,
            };
            if !within {
                mismatches.push(mismatch(path, got, expected, Some((abs, rel))));
            }
        }
        _ => {
            if got != expected {
                mismatches.push(mismatch(path, got, expected, None));
            }
        }
    }
}

fn tolerance(tolerances: &Value, key: &str) -> (f64, f64) {
    let entry = tolerances.get(key).unwrap_or(&tolerances["default"]);
    let part = |name: &str| entry[name].as_f64().expect("a tolerance has abs and rel");
    (part("abs"), part("rel"))
}

fn mismatch(path: &str, got: &Value, expected: &Value, tolerance: Option<(f64, f64)>) -> Mismatch {
    Mismatch { path: path.to_owned(), got: brief(got), expected: brief(expected), tolerance }
}

/// The value as JSON, cut where it would fill the screen.
fn brief(value: &Value) -> String {
    const LIMIT: usize = 200;
    let text = value.to_string();
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn mismatches(expected: Value, got: Value) -> Vec<String> {
        let case = json!({
            "expected": expected,
            "tol": {"default": {"abs": 0.0, "rel": 1e-9}, "loose": {"abs": 0.5, "rel": 0.0}},
        });
        compare_case(&case, &got).iter().map(|m| m.path.clone()).collect()
    }

    #[test]
    fn null_is_only_null_and_a_missing_key_is_null() {
        assert!(mismatches(json!({"a": null}), json!({})).is_empty());
        assert_eq!(mismatches(json!({"a": null}), json!({"a": 0})), [".a"]);
        assert_eq!(mismatches(json!({"a": 0}), json!({})), [".a"]);
    }

    #[test]
    fn extra_keys_are_ignored_and_every_failing_path_is_named() {
        assert!(mismatches(json!({"a": 1}), json!({"a": 1.0, "b": 2})).is_empty());
        let failing =
            mismatches(json!({"a": [1, 2], "b": {"c": true}}), json!({"a": [1, 3], "b": {}}));
        assert_eq!(failing, [".a[1]", ".b.c"]);
    }

    #[test]
    fn the_nearest_named_tolerance_holds_below_its_key() {
        assert!(mismatches(json!({"loose": [1.0]}), json!({"loose": [1.4]})).is_empty());
        assert_eq!(mismatches(json!({"tight": [1.0]}), json!({"tight": [1.4]})), [".tight[0]"]);
    }

    #[test]
    fn shapes_must_agree() {
        assert_eq!(mismatches(json!([1]), json!([1, 2])), [""]);
        assert_eq!(mismatches(json!({"a": {"b": 1}}), json!({"a": 1})), [".a"]);
        assert_eq!(mismatches(json!({"a": 1}), json!({"a": "1"})), [".a"]);
        assert_eq!(mismatches(json!({"a": 1}), json!({"a": true})), [".a"]);
    }
}
