//! What is kept, linked and exported: the book of scenarios and where the user is looking.
//!
//! Parameters and choices only, never a row of the user's data. The one thing that comes from a file is the filter,
//! which holds words of its columns; it is part of a link because a figure without its filter means nothing
//! (SPEC P3).

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::book::{Book, ScenarioId};
use crate::model::Filter;

/// What the user looks at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// The scenario that is shown; `None` is the base.
    pub scenario: Option<ScenarioId>,
    /// Which records the figures are about.
    pub filter: Filter,
    /// The position of every other control that is no parameter, by a stable key of the control
    /// (`funnel.order` = `strict`). A key or word no control knows is left alone.
    pub choices: BTreeMap<String, String>,
    /// Fields of a file this version does not know.
    pub(super) unknown: Map<String, Json>,
}

/// Book and view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    /// The scenarios.
    pub book: Book,
    /// Where the user is looking.
    pub view: View,
    /// Fields of a file this version does not know.
    pub(super) unknown: Map<String, Json>,
}
