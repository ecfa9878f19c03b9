//! The ledger of the open files, which every page that reckons in opportunities needs: what debt costs must not depend
//! on whether its own page was looked at before.
//!
//! Counting a long list takes seconds and memory, so it begins with the first visit of such a page, not with the import.

use leptos::prelude::*;

use super::context::{Remote, Shared, use_report};
use super::route::Page;
use super::scenarios::Scenarios;
use crate::analysis::debt_ledger::LedgerConfig;
use crate::job::debt::{DebtAnswer, LedgerQuestion};
use crate::job::debt_price::price;
use crate::scenario::{Book, ParameterId, Provenance, Target, Value};

/// What is to be done about the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Nothing yet: no page has needed it.
    None,
    /// Count, and count anew after a change.
    Count,
    /// Leave it: the user has stopped the counting.
    Stop,
}

/// The ledger, found in every component by [`use_ledger`].
#[derive(Clone, Copy)]
pub struct Ledger {
    /// What is looked for.
    pub config: RwSignal<LedgerConfig>,
    /// Whether it is to be counted.
    pub wish: RwSignal<Wish>,
    /// What was found.
    pub answer: Remote<DebtAnswer>,
}

/// The shared ledger.
///
/// # Panics
/// Outside [`super::app::App`], which provides it.
#[must_use]
pub fn use_ledger() -> Ledger {
    expect_context()
}

impl Ledger {
    /// Sets it up; what it finds becomes part of the base.
    pub fn provide(shared: Shared, scenarios: Scenarios) -> Self {
        let config = RwSignal::new(LedgerConfig::usual());
        let wish = RwSignal::new(Wish::None);
        Effect::new(move |_| {
            let is_needed = matches!(
                shared.route.with(|route| route.page),
                Page::Debt | Page::Quota | Page::Capacity | Page::Compare
            );
            if is_needed && wish.get_untracked() == Wish::None {
                wish.set(Wish::Count);
            }
        });
        let is_wanted = Memo::new(move |_| wish.get() == Wish::Count);
        let answer =
            use_report(move || is_wanted.get().then(|| LedgerQuestion { config: config.get() }));
        let ledger = Self { config, wish, answer };
        ledger.measure_lever(scenarios);
        provide_context(ledger);
        ledger
    }

    /// Whether the plan rests on a count that is not done: debt is paid in it, and it is not known yet how much there is.
    pub fn is_awaited(self, scenarios: Scenarios) -> bool {
        let is_paid = |book: &Book, target| book.value(target, ParameterId::DebtPaid).number > 0.0;
        self.answer.is_stale.get()
            && scenarios.with_book(|book| {
                let mut others = book.scenarios().iter().map(|it| Target::Scenario(it.id));
                is_paid(book, Target::Base) || others.any(|target| is_paid(book, target))
            })
    }

    /// Stops counting. What was counted before comes back with the rules it was counted by.
    pub fn stop(self) {
        let before = self
            .answer
            .with_untracked(|answer| answer.report.as_ref().map(|report| report.config.clone()));
        match before {
            Some(config) => self.config.set(config),
            None => self.wish.set(Wish::Stop),
        }
    }

    /// Puts what the debt costs in opportunities into the base, where the quota page finds it.
    fn measure_lever(self, scenarios: Scenarios) {
        Effect::new(move |_| {
            let found = self.answer.with(|answer| {
                let report = answer.report.as_ref()?;
                let base = scenarios.with_book_untracked(|book| book.parameters(Target::Base));
                let priced = price(report, &base).ok()?;
                let n = priced.entries.iter().filter(|entry| entry.kind.is_counted());
                let n = n.map(|entry| entry.n).sum::<f64>() as u64;
                Some((priced.opportunities_month?, n))
            });
            let Some((number, n)) = found else { return };
            let figure = "debt.opportunities_month".to_owned();
            let provenance = Provenance::Measured { n, lower: None, upper: None, figure };
            let value = Value { number, provenance };
            let id = ParameterId::DebtOpportunities;
            scenarios.measure(&[id], &[(id, value)]);
        });
    }
}
