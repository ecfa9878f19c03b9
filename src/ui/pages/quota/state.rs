//! What the parts of the page share: what follows from the parameters at once.

use leptos::prelude::*;

use crate::analysis::interval::Level;
use crate::job::capacity::Team;
use crate::job::coupling::Coupled;
use crate::job::plan::{Certainty, Node, Plan};
use crate::scenario::{Gesture, ParameterId};
use crate::simulation::quantity::NonNegative;
use crate::simulation::quota::QuotaReport;
use crate::ui::scenarios::{Scenarios, use_scenarios};
use crate::ui::team::use_team;

/// Confidences the page plans for.
pub const CONFIDENCES: [f64; 3] = [0.5, 0.8, 0.95];

/// The shared state of the page.
#[derive(Clone, Copy)]
pub struct QuotaState {
    /// The scenarios, whose parameters are the inputs.
    pub scenarios: Scenarios,
    /// Who sells.
    pub team: Memo<Team>,
    /// What capacity and waiting leave of the shown scenario.
    pub coupled: Memo<Coupled>,
    /// The parameters as a plan; `None` where one of them has no meaning.
    pub plan: Memo<Option<Plan>>,
    /// The chain solved for the quota.
    pub chain: Memo<Option<QuotaReport>>,
    /// How certain the quota is.
    pub certainty: Memo<Option<Certainty>>,
}

/// The state, inside [`super::QuotaPage`].
///
/// # Panics
/// Outside of it.
#[must_use]
pub fn use_quota() -> QuotaState {
    expect_context()
}

impl QuotaState {
    /// Sets up the state of the page and hands it to its parts.
    #[must_use]
    pub fn provide() -> Self {
        let state = Self::of(use_scenarios(), use_team().team);
        provide_context(state);
        state
    }

    /// The same for the parts below the first view, inside the page, a frame later: what is seen while a slider is dragged need not
    /// wait for what is not.
    #[must_use]
    pub fn later() -> Self {
        let scenarios = use_scenarios();
        let later = RwSignal::new(scenarios.parameters.get_untracked());
        let is_due = StoredValue::new(false);
        // The frames of the browser are outside the graph of signals: an effect is right here.
        Effect::new(move |before: Option<()>| {
            scenarios.parameters.track();
            if before.is_none() || is_due.get_value() {
                return;
            }
            is_due.set_value(true);
            request_animation_frame(move || {
                // The page may be gone by then; then there is nobody to tell.
                let _ = is_due.try_set_value(false);
                let _ = later.try_set(scenarios.parameters.get_untracked());
            });
        });
        Self::of(scenarios.with_parameters(Memo::new(move |_| later.get())), use_quota().team)
    }

    fn of(scenarios: Scenarios, team: Memo<Team>) -> Self {
        let coupled = Memo::new(move |_| {
            team.with(|team| scenarios.parameters.with(|parameters| Coupled::of(parameters, team)))
        });
        let plan = Memo::new(move |_| coupled.with(|coupled| Plan::of(coupled).ok()));
        Self {
            scenarios,
            team,
            coupled,
            plan,
            chain: Memo::new(move |_| plan.get()?.chain().ok()),
            certainty: Memo::new(move |_| {
                let levels: Vec<_> =
                    CONFIDENCES.into_iter().filter_map(|share| Level::new(share).ok()).collect();
                Some(plan.get()?.certainty(&levels))
            }),
        }
    }

    /// Gives a link of the chain a number: the quota becomes what it stands for.
    pub fn set_node(self, node: Node, n: f64, gesture: Gesture) {
        let quota =
            NonNegative::new(n).ok().and_then(|n| self.plan.get_untracked()?.holding(node, n));
        if let Some(quota) = quota {
            // A quota beyond its limits stays as it is.
            let _ = self.scenarios.set(ParameterId::Quota, quota.get(), gesture);
        }
    }
}
