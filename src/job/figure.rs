//! The figures of SPEC section 7: an id, a value or the reason why there is none.
//!
//! `examples/report` prints them as JSON; the page shows the same reports, so both agree digit for digit.

use serde_json::{Map, Value};

use crate::analysis::interval::Estimate;

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// A number in full precision.
    Number(f64),
    /// A word: the name of a stage, an encoding.
    Word(String),
    /// Not computed, and why.
    Missing(String),
}

/// Figures in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures(Vec<(String, Figure)>);

impl Figures {
    /// Adds a number, or the reason why there is none.
    pub fn number(&mut self, id: impl Into<String>, value: Option<f64>, why: &str) {
        let figure = match value.filter(|value| value.is_finite()) {
            Some(value) => Figure::Number(value),
            None => Figure::Missing(why.to_owned()),
        };
        self.0.push((id.into(), figure));
    }

    /// Adds the value of an estimate, or its reason.
    pub fn estimate(&mut self, id: impl Into<String>, estimate: &Estimate) {
        let why = estimate.why.map_or_else(String::new, |why| format!("{why:?}"));
        self.number(id, estimate.value, &why);
    }

    /// Adds a count.
    pub fn count(&mut self, id: impl Into<String>, count: usize) {
        self.0.push((id.into(), Figure::Number(count as f64)));
    }

    /// Adds a word.
    pub fn word(&mut self, id: impl Into<String>, word: impl Into<String>) {
        self.0.push((id.into(), Figure::Word(word.into())));
    }

    /// The figure of an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Figure> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, figure)| figure)
    }

    /// The ids with their figures, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Figure)> {
        self.0.iter().map(|(id, figure)| (id.as_str(), figure))
    }

    /// `{"ID": number | word | null, "ID.why": "…"}` in order of adding.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        for (id, figure) in &self.0 {
            match figure {
                // A count prints as 175, not as 175.0: the page's raw value does the same.
                Figure::Number(value) if value.fract() == 0.0 && value.abs() < 9.0e15 => {
                    json.insert(id.clone(), Value::from(*value as i64));
                }
                Figure::Number(value) => {
                    json.insert(id.clone(), Value::from(*value));
                }
                Figure::Word(word) => {
                    json.insert(id.clone(), Value::from(word.as_str()));
                }
                Figure::Missing(why) => {
                    json.insert(id.clone(), Value::Null);
                    json.insert(format!("{id}.why"), Value::from(why.as_str()));
                }
            }
        }
        Value::Object(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_is_null_with_a_reason_and_counts_are_whole() {
        let mut figures = Figures::default();
        figures.number("deals.win_rate", None, "no lost stage");
        figures.count("deals.won", 175);
        figures.number("deals.avg_won_amount", Some(37_102.857_142_857_145), "");
        assert_eq!(
            figures.to_json().to_string(),
            r#"{"deals.win_rate":null,"deals.win_rate.why":"no lost stage","deals.won":175,"deals.avg_won_amount":37102.857142857145}"#
        );
    }
}
