//! Who sells: what every page that reckons with capacity needs, whichever of them was looked at first.
//!
//! Reading it from a long list takes a while, so it begins with the first visit of such a page, not with the import.

use leptos::prelude::*;

use super::context::{Remote, Shared, use_report};
use super::route::Page;
use crate::browser::clock;
use crate::job::capacity::{CapacityAnswer, CapacityQuestion, Team};

/// What is known of the team, found in every component by [`use_team`].
#[derive(Clone, Copy)]
pub struct KnownTeam {
    /// What the worker says; nothing without data.
    pub answer: Remote<CapacityAnswer>,
    /// Names, stages and the year ahead.
    pub team: Memo<Team>,
}

/// What is known of the team.
///
/// # Panics
/// Outside [`super::app::App`], which provides it.
#[must_use]
pub fn use_team() -> KnownTeam {
    expect_context()
}

impl KnownTeam {
    /// Sets it up: the worker is asked once a page needs it, and again whenever other files are open.
    pub fn provide(shared: Shared) -> Self {
        let is_needed = Memo::new(move |before| {
            let page = shared.route.with(|route| route.page);
            before == Some(&true) || matches!(page, Page::Quota | Page::Capacity | Page::Compare)
        });
        let answer = use_report(move || is_needed.get().then_some(CapacityQuestion {}));
        let today = clock::today();
        let team =
            Memo::new(move |_| answer.with(|answer| Team::of(answer.report.as_deref(), today)));
        let known = Self { answer, team };
        provide_context(known);
        known
    }
}
