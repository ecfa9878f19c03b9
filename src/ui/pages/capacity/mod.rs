//! Capacity: what sales can work, and what marketing may therefore generate.
//!
//! Everything follows at once from the parameters of the shown scenario and the plan ([`state`]); the worker is asked
//! once per data what the deals know of the team.

use leptos::prelude::*;

pub mod answer;
pub mod calendar;
pub mod campaigns;
pub mod cell;
pub mod content;
pub mod edit;
pub mod grid;
pub mod inputs;
pub mod levelling;
pub mod load;
pub mod meeting;
pub mod names;
pub mod outcome;
pub mod queue_chart;
pub mod reps;
pub mod state;
pub mod wait;
pub mod warning;

/// The capacity page.
#[component]
pub fn CapacityPage() -> impl IntoView {
    let state = state::CapacityState::provide();
    let has_year = Memo::new(move |_| state.year.with(Result::is_ok));
    view! {
        <answer::Answer />
        <Show when=move || has_year.get()>
            <grid::GridSection />
        </Show>
        <inputs::InputsSection />
        <Show when=move || has_year.get()>
            <campaigns::CampaignsSection />
            <wait::WaitSection />
            <outcome::OutcomeSection />
            <content::ContentSection />
            <warning::WarningSection />
            <meeting::MeetingSection />
        </Show>
    }
}
