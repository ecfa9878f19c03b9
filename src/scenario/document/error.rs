//! Why a text is no file of scenarios, and where.

use super::VERSION;
use crate::scenario::book::BookError;
use crate::scenario::parameter::ParameterId;
use crate::scenario::value::ValueError;

/// Why a text is no file of scenarios. `path` names the place in the words of the file: `scenarios.2.name`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// Longer than [`MAX_BYTES`](super::MAX_BYTES).
    #[error("{n_bytes} bytes are too many")]
    TooLong {
        /// Length of the text.
        n_bytes: usize,
    },
    /// Not JSON.
    #[error("not JSON: line {line}, column {column}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// JSON, but not of this product.
    #[error("not a file of scenarios")]
    NotOurs,
    /// From a newer version of the product.
    #[error("version {found}, known is {VERSION}")]
    Newer {
        /// The version of the file.
        found: u64,
    },
    /// A field that must be there is not.
    #[error("{path} is missing")]
    Missing {
        /// The place.
        path: String,
    },
    /// A field of the wrong type.
    #[error("{path} is not {expected}")]
    WrongType {
        /// The place.
        path: String,
        /// What belongs there.
        expected: Expected,
    },
    /// A value its parameter cannot have.
    #[error("{path}: {error}")]
    Value {
        /// The place.
        path: String,
        /// The parameter.
        id: ParameterId,
        /// What is wrong.
        error: ValueError,
    },
    /// A scenario the book cannot hold: its name, or one too many.
    #[error("{path}: {error}")]
    Scenario {
        /// The place.
        path: String,
        /// What is wrong.
        error: BookError,
    },
}

/// What belongs into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// `{…}`
    Object,
    /// `[…]`
    List,
    /// A text.
    Text,
    /// A number.
    Number,
    /// A whole number that is not negative.
    Whole,
    /// `user`, `measured`, `assumed` or `literature`.
    Provenance,
    /// The key of a reference.
    Reference,
    /// A filter.
    Filter,
    /// What an entry of the capacity plan can say.
    PlanEntry,
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Object => "an object",
            Self::List => "a list",
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Whole => "a whole number",
            Self::Provenance => "a provenance",
            Self::Reference => "a known reference",
            Self::Filter => "a filter",
            Self::PlanEntry => "an entry of a plan",
        })
    }
}
