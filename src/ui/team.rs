//! Who sells, asked of the worker once per page: what every page that reckons with capacity needs.

use leptos::prelude::*;

use super::context::{Remote, use_report};
use crate::browser::clock;
use crate::job::capacity::{CapacityAnswer, CapacityQuestion, Team};

/// What is known of the team.
#[derive(Clone, Copy)]
pub struct KnownTeam {
    /// What the worker says; nothing without data.
    pub answer: Remote<CapacityAnswer>,
    /// Names, stages and the year ahead.
    pub team: Memo<Team>,
}

/// Asks who sells, whenever the open data change.
#[must_use]
pub fn use_team() -> KnownTeam {
    let answer = use_report(|| Some(CapacityQuestion {}));
    let today = clock::today();
    let team = Memo::new(move |_| answer.with(|answer| Team::of(answer.report.as_deref(), today)));
    KnownTeam { answer, team }
}
