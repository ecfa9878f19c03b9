//! Quota: what the goal takes, how certain it is, and what would move it.
//!
//! Inputs on the left, results on the right and first on a phone. Closed forms are memos over the shown scenario and
//! what its capacity plan leaves of it ([`state`]); only simulations ask the worker.

use leptos::context::Provider;
use leptos::prelude::*;

pub mod answer;
pub mod certainty;
pub mod chain;
pub mod coupling;
pub mod earnings;
pub mod effects;
pub mod improvement;
pub mod inputs;
pub mod months;
pub mod moves;
pub mod reach;
pub mod screening;
pub mod state;
pub mod working;
pub mod write;
pub mod year;

/// The quota page.
#[component]
pub fn QuotaPage() -> impl IntoView {
    let _state = state::QuotaState::provide();
    view! {
        <answer::Answer />
        <coupling::CouplingLine />
        <div class="two">
            <inputs::Inputs />
            <div class="results">
                <chain::Chain />
                <year::YearSection />
            </div>
            // What stands below the first view follows a slider a frame later.
            <Provider value=state::QuotaState::later()>
                <div class="more">
                    <certainty::CertaintySection />
                    <months::MonthsSection />
                    <moves::MovesSection />
                    <reach::ReachSection />
                    <improvement::ImprovementSection />
                    <effects::EffectsSection />
                    <screening::ScreeningSection />
                </div>
            </Provider>
        </div>
    }
}
