//! What the parts of the page share: the plan, the team, and the year that follows from them and the parameters.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::clock;
use crate::job::capacity::waiting::{Waiting, waiting};
use crate::job::capacity::{
    CapacityAnswer, CapacityPlan, CapacityQuestion, CapacityYear, CapacityYearError, Case, Team,
    capacity_year,
};
use crate::scenario::{Gesture, ParameterId};
use crate::ui::context::{Remote, use_report};
use crate::ui::scenarios::{Scenarios, use_scenarios};

/// Key of the plan among the choices of the workspace.
const PLAN: &str = "capacity.plan";
/// Steps of the plan that can be taken back.
const MAX_STEPS: usize = 100;

/// The shared state of the page.
#[derive(Clone, Copy)]
pub struct CapacityState {
    /// The scenarios, whose parameters are the inputs.
    pub scenarios: Scenarios,
    /// What the worker says about the team.
    pub answer: ReadSignal<Remote<CapacityAnswer>>,
    /// What the user plans.
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
    steps: RwSignal<Vec<CapacityPlan>>,
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
        let answer = use_report(|| Some(CapacityQuestion {}));
        let today = clock::today();
        let plan = Memo::new(move |_| {
            let text = scenarios.choice(PLAN);
            text.and_then(|text| CapacityPlan::from_text(&text)).unwrap_or_default()
        });
        let team = Memo::new(move |_| {
            answer.with(|answer| {
                parameters.with(|parameters| Team::of(answer.report.as_deref(), parameters, today))
            })
        });
        let year = Memo::new(move |_| {
            plan.with(|plan| {
                team.with(|team| {
                    parameters.with(|parameters| capacity_year(parameters, plan, team))
                })
            })
            .map(Arc::new)
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
            steps: RwSignal::new(Vec::new()),
        };
        provide_context(state);
        state
    }

    /// Changes the plan; the step can be taken back.
    pub fn change(self, change: impl FnOnce(&mut CapacityPlan)) {
        let before = self.plan.get_untracked();
        let mut plan = before.clone();
        change(&mut plan);
        if plan != before {
            self.steps.update(|steps| {
                if steps.len() == MAX_STEPS {
                    steps.remove(0);
                }
                steps.push(before);
            });
            self.scenarios.choose(PLAN, &plan.to_text());
        }
    }

    /// Takes the last change of the plan back.
    pub fn undo(self) {
        let mut last = None;
        self.steps.update(|steps| last = steps.pop());
        if let Some(plan) = last {
            self.scenarios.choose(PLAN, &plan.to_text());
        }
    }

    /// Whether there is a change of the plan to take back.
    #[must_use]
    pub fn can_undo(self) -> bool {
        self.steps.with(|steps| !steps.is_empty())
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
