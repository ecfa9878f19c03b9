//! Compare: what each scenario comes to, how it differs from another, and which lever the difference is due to.
//!
//! The scenarios are managed on the left and compared on the right. All but the simulated years are closed forms
//! ([`crate::job::compare`]) and memos over the book ([`state`]).

use leptos::prelude::*;

pub mod bridge;
pub mod exchange;
pub mod lead;
pub mod outlook;
pub mod pair;
pub mod scenario_list;
pub mod state;
pub mod table;
pub mod wording;

use state::CompareState;

/// The compare page.
#[component]
pub fn ComparePage() -> impl IntoView {
    let state = CompareState::provide();
    let is_pair = Memo::new(move |_| state.columns.with(|columns| columns.len() > 1));
    view! {
        <lead::ComparisonLead />
        <div class="two compare">
            <div class="inputs">
                <scenario_list::ScenarioList />
                <exchange::Exchange />
            </div>
            <div class="results">
                <Show when=move || is_pair.get()>
                    <pair::Pair />
                    <table::ComparisonTable />
                </Show>
            </div>
            <div class="more">
                <Show when=move || is_pair.get()>
                    <bridge::BridgeSection />
                    <outlook::OutlookSection />
                </Show>
            </div>
        </div>
    }
}
