//! What the parts of the page share: what follows from the parameters at once.

use leptos::prelude::*;

use crate::analysis::interval::Level;
use crate::job::plan::{Certainty, Node, Plan};
use crate::scenario::{Gesture, ParameterId};
use crate::simulation::quantity::NonNegative;
use crate::simulation::quota::QuotaReport;
use crate::ui::scenarios::{Scenarios, use_scenarios};

/// Confidences the page plans for.
pub const CONFIDENCES: [f64; 3] = [0.5, 0.8, 0.95];

/// The shared state of the page.
#[derive(Clone, Copy)]
pub struct QuotaState {
    /// The scenarios, whose parameters are the inputs.
    pub scenarios: Scenarios,
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
        let scenarios = use_scenarios();
        let plan =
            Memo::new(move |_| scenarios.parameters.with(|parameters| Plan::of(parameters).ok()));
        let state = Self {
            scenarios,
            plan,
            chain: Memo::new(move |_| plan.get()?.chain().ok()),
            certainty: Memo::new(move |_| {
                let levels: Vec<_> =
                    CONFIDENCES.into_iter().filter_map(|share| Level::new(share).ok()).collect();
                Some(plan.get()?.certainty(&levels))
            }),
        };
        provide_context(state);
        state
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
