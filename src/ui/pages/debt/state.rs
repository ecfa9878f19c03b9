//! What the parts of the page share: the ledger, its price, and which line is looked at.

use leptos::prelude::*;

use crate::analysis::debt_ledger::{LedgerConfig, Rule};
use crate::job::debt::{DebtAnswer, LedgerQuestion};
use crate::job::debt_cleanup::Numbers;
use crate::job::debt_plan::{PayDownPlan, plan};
use crate::job::debt_price::{PricedDebt, price};
use crate::scenario::{ParameterId, Provenance, Target, Value};
use crate::ui::context::{Remote, use_report};
use crate::ui::scenarios::{Scenarios, use_scenarios};

/// The shared state of the page.
#[derive(Clone, Copy)]
pub struct DebtState {
    /// The scenarios, whose parameters are the prices.
    pub scenarios: Scenarios,
    /// What is looked for.
    pub config: RwSignal<LedgerConfig>,
    /// Whether it is to be counted: until the user stops it.
    pub is_wanted: RwSignal<bool>,
    /// What was found.
    pub answer: ReadSignal<Remote<DebtAnswer>>,
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
        let config = RwSignal::new(LedgerConfig::usual());
        let is_wanted = RwSignal::new(true);
        let answer =
            use_report(move || is_wanted.get().then(|| LedgerQuestion { config: config.get() }));
        let priced = Memo::new(move |_| {
            answer.with(|answer| {
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
        let state = Self { scenarios, config, is_wanted, answer, priced, plan, shown };
        state.measure_lever();
        provide_context(state);
        state
    }

    /// Stops counting. What was counted before comes back with the rules it was counted by.
    pub fn stop_counting(self) {
        let before = self
            .answer
            .with_untracked(|answer| answer.report.as_ref().map(|report| report.config.clone()));
        match before {
            Some(config) => self.config.set(config),
            None => self.is_wanted.set(false),
        }
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

    /// Puts what the debt costs in opportunities into the base, where the quota page finds it.
    fn measure_lever(self) {
        Effect::new(move |_| {
            let found = self.answer.with(|answer| {
                let report = answer.report.as_ref()?;
                let base = self.scenarios.with_book_untracked(|book| book.parameters(Target::Base));
                let priced = price(report, &base).ok()?;
                let n = priced.entries.iter().filter(|entry| entry.kind.is_counted());
                let n = n.map(|entry| entry.n).sum::<f64>() as u64;
                Some((priced.opportunities_month?, n))
            });
            let Some((number, n)) = found else { return };
            let figure = "debt.opportunities_month".to_owned();
            let provenance = Provenance::Measured { n, lower: None, upper: None, figure };
            let value = Value { number, provenance };
            self.scenarios.measure(vec![(ParameterId::DebtOpportunities, value)]);
        });
    }
}
