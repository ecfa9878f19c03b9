//! What the parts of the page share: the price of the ledger, and which line is looked at.

use leptos::prelude::*;

use crate::analysis::debt_ledger::Rule;
use crate::job::debt_cleanup::Numbers;
use crate::job::debt_plan::{PayDownPlan, plan};
use crate::job::debt_price::{PricedDebt, price};
use crate::scenario::ParameterId;
use crate::ui::ledger::{Ledger, use_ledger};
use crate::ui::scenarios::{Scenarios, use_scenarios};

/// The shared state of the page.
#[derive(Clone, Copy)]
pub struct DebtState {
    /// The scenarios, whose parameters are the prices.
    pub scenarios: Scenarios,
    /// What was found, and what is looked for.
    pub ledger: Ledger,
    /// What it costs.
    pub priced: Memo<Option<PricedDebt>>,
    /// How long it takes to be rid of it.
    pub plan: Memo<Option<PayDownPlan>>,
    /// The line whose records are looked at.
    pub shown: RwSignal<Option<Rule>>,
}

/// The state, inside [`super::DebtPage`].
///
/// # Panics
/// Outside of it.
#[must_use]
pub fn use_debt() -> DebtState {
    expect_context()
}

impl DebtState {
    /// Sets up the state of the page and hands it to its parts.
    #[must_use]
    pub fn provide() -> Self {
        let scenarios = use_scenarios();
        let ledger = use_ledger();
        let priced = Memo::new(move |_| {
            ledger.answer.with(|answer| {
                let report = answer.report.as_ref()?;
                scenarios.parameters.with(|parameters| price(report, parameters).ok())
            })
        });
        let plan = Memo::new(move |_| {
            let hours = scenarios.number(ParameterId::PayDownHours);
            let hourly = scenarios.number(ParameterId::HourlyCost);
            priced.with(|priced| plan(priced.as_ref()?, hours, hourly).ok())
        });
        let shown = RwSignal::new(None);
        let state = Self { scenarios, ledger, priced, plan, shown };
        provide_context(state);
        state
    }

    /// The parameters as a question carries them to the worker. Follows them.
    #[must_use]
    pub fn numbers(self) -> Numbers {
        self.scenarios.parameters.with(|parameters| {
            ParameterId::ALL
                .iter()
                .map(|id| (*id, parameters.number(*id)))
                .filter(|(id, number)| id.spec().default.to_bits() != number.to_bits())
                .collect()
        })
    }
}
