//! Debt: what was left undone in the CRM, what it costs, and what to clean up first.
//!
//! The worker reads the ledger; prices follow here at once from the parameters of the shown scenario (`state`), and
//! are the same functions the golden file proves. The order of the page is that of its questions: how much, by what,
//! counted how, how long to be rid of it, where to start.

use leptos::prelude::*;

use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::route::Page;
use crate::ui::text::job_error;

mod adjust;
mod clean_up;
mod counting;
mod detail;
mod filter_loss;
mod ledger;
mod lever;
mod merges;
mod parameters;
mod plan;
mod price;
mod standing;
mod state;
mod usage;
mod wording;

/// The debt page.
#[component]
pub fn DebtPage() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let state = state::DebtState::provide();
    let is_open = Memo::new(move |_| shared.data.with(|data| data.report().is_some()));
    let has_report = Memo::new(move |_| state.ledger.answer.with(|answer| answer.report.is_some()));
    view! {
        <standing::Answer />
        {move || state.ledger.answer.with(|answer| answer.error.clone()).map(|error| view! {
            <Notice gravity=Gravity::Failure>{job_error(locale.get(), &error)}</Notice>
        })}
        <Show when=move || !has_report.get()>
            <counting::Counting />
        </Show>
        <Show when=move || !is_open.get()>
            <a href=Page::Data.href()>{move || td_string!(locale.get(), debt.open_data)}</a>
        </Show>
        <Show when=move || has_report.get()>
            <standing::Standing />
            <price::PriceSection />
            <ledger::LedgerSection />
            <plan::PlanSection />
            <clean_up::CleanUpSection />
            <merges::MergeSection />
            <filter_loss::FilterSection />
            <lever::LeverSection />
        </Show>
        <usage::UsageSection />
        <usage::ToolSection />
    }
}
