//! What the parts of the page share: the plan of the shown scenario, the team, and the year that follows from them.

use std::sync::Arc;

use leptos::prelude::*;

use crate::job::capacity::waiting::{Waiting, waiting};
use crate::job::capacity::{
    CapacityAnswer, CapacityYear, CapacityYearError, Case, Team, capacity_year,
};
use crate::job::coupling::Coupled;
use crate::scenario::{CapacityPlan, Command, Gesture, ParameterId};
use crate::ui::context::Remote;
use crate::ui::scenarios::{Scenarios, use_scenarios};
use crate::ui::team::{KnownTeam, use_team};

/// The shared state of the page.
#[derive(Clone, Copy)]
pub struct CapacityState {
    /// The scenarios, whose parameters are the inputs.
    pub scenarios: Scenarios,
    /// What the worker says about the team.
    pub answer: Remote<CapacityAnswer>,
    /// What the shown scenario plans.
    pub plan: Memo<CapacityPlan>,
    /// Who sells.
    pub team: Memo<Team>,
    /// The year ahead.
    pub year: Memo<Result<Arc<CapacityYear>, CapacityYearError>>,
    /// Whether campaigns are levelled.
    pub is_levelled: Memo<bool>,
    /// Whether the newest lead is worked first.
    pub is_newest_first: Memo<bool>,
    /// The month the headline is about, by the user's choice.
    pub chosen_month: RwSignal<Option<usize>>,
    /// The queue of the plan.
    pub waiting: Memo<Option<Arc<Waiting>>>,
    /// What the quota is reckoned with.
    pub coupled: Memo<Coupled>,
}

/// The state, inside [`super::CapacityPage`].
///
/// # Panics
/// Outside of it.
#[must_use]
pub fn use_capacity() -> CapacityState {
    expect_context()
}

impl CapacityState {
    /// Sets up the state of the page and hands it to its parts.
    #[must_use]
    pub fn provide() -> Self {
        let scenarios = use_scenarios();
        let parameters = scenarios.parameters;
        let KnownTeam { answer, team } = use_team();
        let plan = Memo::new(move |_| parameters.with(|parameters| parameters.plan().clone()));
        let year = Memo::new(move |_| {
            team.with(|team| parameters.with(|parameters| capacity_year(parameters, team)))
                .map(Arc::new)
        });
        let coupled = Memo::new(move |_| {
            team.with(|team| parameters.with(|parameters| Coupled::of(parameters, team)))
        });
        let is_set = move |id| Memo::new(move |_| scenarios.number(id) != 0.0);
        let waiting = Memo::new(move |_| {
            let year = year.get().ok()?;
            let waiting =
                parameters.with(|parameters| waiting(Case::Plan, parameters, year.as_ref()));
            waiting.ok().map(Arc::new)
        });
        let state = Self {
            scenarios,
            answer,
            plan,
            team,
            year,
            is_levelled: is_set(ParameterId::Levelled),
            is_newest_first: is_set(ParameterId::NewestFirst),
            chosen_month: RwSignal::new(None),
            waiting,
            coupled,
        };
        provide_context(state);
        state
    }

    /// Changes the plan of the shown scenario, as a step that can be undone.
    pub fn change(self, change: impl FnOnce(&mut CapacityPlan)) {
        let mut plan = self.plan.get_untracked();
        change(&mut plan);
        let target = untrack(|| self.scenarios.target());
        // A scenario that is gone takes no plan; then the base is shown.
        let _ = self.scenarios.run(Command::Plan { target, plan: Box::new(plan) }, Gesture::New);
    }

    /// Whether the last step is one of the plan, so that it can be taken back here.
    #[must_use]
    pub fn can_undo(self) -> bool {
        matches!(self.scenarios.last_step(), Some(Command::Plan { .. }))
    }

    /// Sets a parameter that says yes or no.
    pub fn set_flag(self, id: ParameterId, is_on: bool) {
        // A flag has no limit to break.
        let _ = self.scenarios.set(id, f64::from(u8::from(is_on)), Gesture::New);
    }

    /// The month the headline is about: the user's, else the first with overload, else the first.
    #[must_use]
    pub fn headline_month(self) -> usize {
        let chosen = self.chosen_month.get();
        let is_levelled = self.is_levelled.get();
        chosen.unwrap_or_else(|| {
            self.year.with(|year| {
                year.as_ref().ok().and_then(|year| year.first_overload(is_levelled)).unwrap_or(0)
            })
        })
    }
}
